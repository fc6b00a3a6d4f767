/* Bytes as YAML: the tree keeps its promises, under generous and under tight limits, and binds to a shape of every type. */
#include "disk.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

/* ---- one field of each type; `inner` and `list` nest the same shape ---- */

struct all {
	struct sk_place place;
	const char *text, *id;
	int number, choice;
	bool flag;
	sk_time date;
	struct sk_label label, name;
	struct sk_list list; /* struct leaf */
	struct sk_ids ids;
	unsigned choices;
	const struct sk_node *any;
};

struct leaf {
	struct sk_place place;
	const char *id;
	struct sk_list leaves; /* struct leaf */
};

struct root {
	struct sk_place place;
	struct all all;
	struct sk_list leaves; /* struct leaf */
};

static const char *const words_list[] = {"one", "two", "three"};
static const struct sk_choices words = {words_list, SK_COUNT(words_list)};

#define FIELD(struct_, member_, type_, need_) \
	.key = #member_, .type = SK_FIELD_##type_, .need = SK_##need_, .offset = offsetof(struct struct_, member_)

static const struct sk_shape shape_leaf;
static const struct sk_field leaf_fields[] = {
	{FIELD(leaf, id, ID, NEEDED)},
	{FIELD(leaf, leaves, LIST, OPTIONAL), .shape = &shape_leaf},
};
static const struct sk_shape shape_leaf = {"leaf", sizeof(struct leaf), leaf_fields, SK_COUNT(leaf_fields)};

static const struct sk_field all_fields[] = {
	{FIELD(all, text, TEXT, OPTIONAL)},
	{FIELD(all, id, ID, OPTIONAL)},
	{FIELD(all, number, NUMBER, OPTIONAL), .low = -3, .high = 27, .absent = -99},
	{FIELD(all, choice, CHOICE, OPTIONAL), .choices = &words, .absent = -1},
	{FIELD(all, flag, FLAG, OPTIONAL), .absent = 1},
	{FIELD(all, date, DATE, OPTIONAL)},
	{FIELD(all, label, LABEL, OPTIONAL)},
	{FIELD(all, name, NAME, OPTIONAL)},
	{FIELD(all, list, LIST, OPTIONAL), .shape = &shape_leaf},
	{FIELD(all, ids, IDS, OPTIONAL)},
	{FIELD(all, choices, CHOICES, OPTIONAL), .choices = &words, .absent = 7},
	{FIELD(all, any, ANY, OPTIONAL)},
};
static const struct sk_shape shape_all = {"all", sizeof(struct all), all_fields, SK_COUNT(all_fields)};

static const struct sk_field root_fields[] = {
	{FIELD(root, all, SHAPE, NEEDED), .shape = &shape_all},
	{FIELD(root, leaves, LIST, OPTIONAL), .shape = &shape_leaf},
};
static const struct sk_shape shape_root = {"root", sizeof(struct root), root_fields, SK_COUNT(root_fields)};

/* ---- the tree ---- */

struct walk {
	const struct sk_yaml_limits *limits;
	size_t values, lines;
	struct sk_buf *out;
};

static void check_text(const struct walk *walk, const char *text, size_t length)
{
	size_t bad;
	FUZZ_HOLDS(strlen(text) == length && length <= walk->limits->text);
	FUZZ_HOLDS(sk_utf8_clean(text, length, &bad));
}

static void check_place(const struct walk *walk, const struct sk_place *place)
{
	FUZZ_HOLDS(place->file && place->column >= 1);
	FUZZ_HOLDS(place->line >= 1 && place->line <= walk->lines);
}

static void walk_node(struct walk *walk, const struct sk_node *node, size_t depth);

/* Few keys only: the pairwise look is what the loader avoids. */
static void check_keys(const struct sk_node *map)
{
	for (size_t i = 0; i < map->count && map->count < 200; i++)
		for (size_t j = 0; j < i; j++)
			FUZZ_HOLDS(strcmp(map->pairs[i].key, map->pairs[j].key) != 0);
}

static void walk_map(struct walk *walk, const struct sk_node *map, size_t depth)
{
	check_keys(map);
	for (size_t i = 0; i < map->count; i++) {
		const struct sk_pair *pair = &map->pairs[i];
		check_text(walk, pair->key, strlen(pair->key));
		check_place(walk, &pair->place);
		FUZZ_HOLDS(sk_node_get(map, pair->key) == pair->value);
		sk_buf_print(walk->out, "%u:%u %s: ", pair->place.line, pair->place.column, pair->key);
		walk_node(walk, pair->value, depth + 1);
	}
}

static void walk_node(struct walk *walk, const struct sk_node *node, size_t depth)
{
	/* Only collections nest: a text stands in the deepest of them. */
	FUZZ_HOLDS(node && depth <= walk->limits->depth + (node->kind == SK_NODE_TEXT));
	FUZZ_HOLDS(++walk->values <= walk->limits->values);
	check_place(walk, &node->place);
	sk_buf_print(walk->out, "%u:%u kind %d %d, %zu\n", node->place.line, node->place.column, (int)node->kind, node->quoted,
		     node->count);
	if (node->kind == SK_NODE_TEXT) {
		check_text(walk, node->text, node->count);
		sk_buf_print(walk->out, "%s\n", node->text);
	} else if (node->kind == SK_NODE_MAP) {
		walk_map(walk, node, depth);
	} else {
		for (size_t i = 0; i < node->count; i++)
			walk_node(walk, node->items[i], depth + 1);
	}
}

static void check_bound(const struct root *root)
{
	const struct all *all = &root->all;
	FUZZ_HOLDS(root->place.line >= 1 && all->place.line >= 1);
	FUZZ_HOLDS(all->number == -99 || (all->number >= -3 && all->number <= 27));
	FUZZ_HOLDS(all->choice >= -1 && all->choice < (int)SK_COUNT(words_list));
	FUZZ_HOLDS(all->choices > 0 && all->choices <= 7);
	FUZZ_HOLDS(all->date % SK_DAY == 0);
	FUZZ_HOLDS(!all->label.ja == !all->label.en);
	SK_ID_EACH(id, &all->ids)
		FUZZ_HOLDS(*id->text && strlen(id->text) <= 64);
	SK_LIST_EACH(struct leaf, leaf, &root->leaves)
		FUZZ_HOLDS(leaf->id && *leaf->id);
}

/* ---- one parse ---- */

static void bind(struct sk_arena *arena, const struct sk_node *tree, const char *bytes, size_t length, struct sk_buf *out)
{
	struct root root = {0};
	struct sk_error error = {0};
	sk_outcome outcome = sk_yaml_bind(arena, tree, &shape_root, &root, &error);
	if (!sk_failed(outcome)) {
		check_bound(&root);
		return;
	}
	fuzz_check_error(outcome, &error, bytes, length);
	sk_error_print(&error, out);
}

static size_t lines_of(const char *bytes, size_t length)
{
	size_t lines = 2;
	for (size_t i = 0; i < length; i++)
		lines += bytes[i] == '\n';
	return lines;
}

static void parse(const char *bytes, size_t length, const struct sk_yaml_limits *limits, struct sk_buf *out)
{
	SK_ARENA_SCOPE arena = sk_arena_new(FUZZ_ARENA_MAX);
	struct sk_error error = {0};
	const struct sk_node *tree;
	FUZZ_HOLDS(arena);
	sk_outcome outcome = sk_yaml_parse(arena, "file.yaml", bytes, length, limits, &tree, &error);
	if (sk_failed(outcome)) {
		fuzz_check_error(outcome, &error, bytes, length);
		sk_error_print(&error, out);
		return;
	}
	struct walk walk = {.limits = limits ? limits : &sk_yaml_limits_default, .lines = lines_of(bytes, length), .out = out};
	walk_node(&walk, tree, 1);
	bind(arena, tree, bytes, length, out);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	static const struct sk_yaml_limits tight = {.depth = 3, .values = 12, .text = 9};
	const char *bytes = (const char *)data;
	SK_BUF_SCOPE first = SK_BUF(FUZZ_OUTPUT_MAX);
	SK_BUF_SCOPE second = SK_BUF(FUZZ_OUTPUT_MAX);
	parse(bytes, size, NULL, &first);
	parse(bytes, size, NULL, &second);
	FUZZ_HOLDS(first.length == second.length && memcmp(first.bytes, second.bytes, first.length) == 0);
	sk_buf_clear(&second);
	parse(bytes, size, &tight, &second);
	return 0;
}
