/* The tree and the binder: what is read, where it stands, and the exact error and place of everything that is wrong. */
#include "cmocka_all.h"

#include "sim_env.h"
#include "yaml/yaml.h"

#include <stdio.h>
#include <string.h>

enum { ARENA = 32 << 20, TEXT_MAX = 8 << 20, PATH = 200 };

static const char file_name[] = "site.yaml";

static sk_outcome parse_bytes(struct sk_arena *arena, const char *text, size_t length, const struct sk_node **root,
			      struct sk_error *error)
{
	return sk_yaml_parse(arena, file_name, text, length, NULL, root, error);
}

static const struct sk_node *parsed(struct sk_arena *arena, const char *text)
{
	const struct sk_node *root = NULL;
	struct sk_error error;

	if (sk_failed(parse_bytes(arena, text, strlen(text), &root, &error)))
		fail_msg("%s at %u:%u in:\n%s", sk_error_name(error.id), error.line, error.column, text);
	assert_non_null(root);
	return root;
}

/* Fails the test unless this is refused as `id` at line:column. */
static void refused_at(const char *text, size_t length, enum sk_error_id id, uint32_t line, uint32_t column)
{
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	const struct sk_node *root;
	struct sk_error error = {0};
	sk_outcome outcome = parse_bytes(arena, text, length, &root, &error);

	if (outcome.class != SK_CLASS_INPUT || error.id != id || error.line != line || error.column != column)
		fail_msg("%s at %u:%u, expected %s at %u:%u, in:\n%.300s", sk_error_name(error.id), error.line, error.column,
			 sk_error_name(id), line, column, text);
	assert_string_equal(error.file, file_name);
}

struct wrong {
	const char *text;
	enum sk_error_id id;
	uint32_t line, column;
};

static void all_refused(const struct wrong *wrong, size_t count)
{
	for (size_t i = 0; i < count; i++)
		refused_at(wrong[i].text, strlen(wrong[i].text), wrong[i].id, wrong[i].line, wrong[i].column);
}

/* ---- the tree ---- */

static void assert_place(const struct sk_place *place, uint32_t line, uint32_t column)
{
	assert_string_equal(place->file, file_name);
	assert_int_equal(place->line, line);
	assert_int_equal(place->column, column);
}

static void a_tree_keeps_order_and_places(void **state)
{
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	const struct sk_node *root = parsed(arena, "# head\nname: さくら医院\nlist:\n  - a\n  - \"b\"\nmap: {x: 1, 'y': [2, 3]}\n");
	const struct sk_node *list = sk_node_get(root, "list"), *map = sk_node_get(root, "map");

	(void)state;
	assert_int_equal(root->kind, SK_NODE_MAP);
	assert_int_equal(root->count, 3);
	assert_place(&root->place, 2, 1);
	assert_string_equal(root->pairs[0].key, "name");
	assert_string_equal(root->pairs[1].key, "list");
	assert_string_equal(root->pairs[2].key, "map");
	assert_string_equal(sk_node_get(root, "name")->text, "さくら医院");
	assert_int_equal(sk_node_get(root, "name")->count, strlen("さくら医院"));
	assert_place(&sk_node_get(root, "name")->place, 2, 7);
	assert_int_equal(list->kind, SK_NODE_LIST);
	assert_int_equal(list->count, 2);
	assert_false(list->items[0]->quoted);
	assert_true(list->items[1]->quoted);
	assert_place(&list->items[1]->place, 5, 5);
	assert_place(&map->pairs[1].place, 6, 13);
	assert_string_equal(map->pairs[1].key, "y");
	assert_string_equal(map->pairs[1].value->items[1]->text, "3");
	assert_null(sk_node_get(root, "nam"));
	assert_null(sk_node_get(list, "a"));
}

/* Columns are code points: two bytes, three or four are one column. */
static void columns_count_code_points(void **state)
{
	static const char *const before[] = {"", "a", "é", "あ", "漢字", "🏥", "あé🏥a", "が"};

	(void)state;
	for (size_t i = 0; i < SK_COUNT(before); i++) {
		SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
		char text[100];
		uint32_t points = 0;
		for (const char *at = before[i]; *at; at++)
			points += ((unsigned char)*at & 0xc0) != 0x80;
		(void)snprintf(text, sizeof(text), "a: {k%s: v, last: end}\n", before[i]);
		const struct sk_node *map = sk_node_get(parsed(arena, text), "a");
		assert_place(&map->pairs[0].value->place, 1, 5 + 1 + points + 2);
		assert_place(&map->pairs[1].place, 1, 5 + 1 + points + 2 + 3);
		/* The same for an error behind it. */
		(void)snprintf(text, sizeof(text), "a: {k%s: v, last: 010}\n", before[i]);
		refused_at(text, strlen(text), SK_E_QUOTE, 1, 5 + 1 + points + 2 + 3 + 6);
	}
}

static void byte_order_mark_and_windows_lines_are_taken(void **state)
{
	static const char *const same[] = {"a: 1\nb: [x, y]\n", "\xef\xbb\xbf" "a: 1\nb: [x, y]\n", "a: 1\r\nb: [x, y]\r\n",
					   "\xef\xbb\xbf" "a: 1\r\nb: [x, y]", "---\na: 1\nb:\n- x\n- y\n...\n", "{a: 1, b: [x, y]}"};

	(void)state;
	for (size_t i = 0; i < SK_COUNT(same); i++) {
		SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
		const struct sk_node *root = parsed(arena, same[i]);
		assert_int_equal(root->count, 2);
		assert_string_equal(sk_node_get(root, "a")->text, "1");
		assert_string_equal(sk_node_get(root, "b")->items[1]->text, "y");
	}
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	const struct sk_node *root = parsed(arena, same[1]);
	assert_place(&root->place, 1, 1);
	assert_place(&root->pairs[0].place, 1, 1);
	root = parsed(arena, same[2]);
	assert_place(&root->pairs[1].place, 2, 1);
}

static void texts_are_what_was_written(void **state)
{
	static const struct {
		const char *text, *value;
		bool quoted;
	} cases[] = {
		{"a: plain text", "plain text", false}, {"a: 'it''s'", "it's", true},	{"a: \"x\\ny\"", "x\ny", true},
		{"a: \"\\u3042\"", "あ", true},		{"a: |\n  x\n  y\n", "x\ny\n", true}, {"a: >-\n  x\n  y\n", "x y", true},
		{"a:", "", false},			{"a: ''", "", true},		{"a: ~", "~", false},
		{"a: null", "null", false},		{"a: yes", "yes", false},	{"a: x # c", "x", false},
		{"a: \"010\"", "010", true},		{"a: 0", "0", false},		{"a: 0.5", "0.5", false},
		{"a: 2026-04-01", "2026-04-01", false}, {"a: -010", "-010", false},	{"a: 08x", "08x", false},
	};

	(void)state;
	for (size_t i = 0; i < SK_COUNT(cases); i++) {
		SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
		const struct sk_node *value = sk_node_get(parsed(arena, cases[i].text), "a");
		assert_int_equal(value->kind, SK_NODE_TEXT);
		assert_string_equal(value->text, cases[i].value);
		assert_int_equal(value->count, strlen(cases[i].value));
		assert_int_equal(value->quoted, cases[i].quoted);
	}
}

/* ---- what is refused ---- */

static void decorations_and_documents_are_refused(void **state)
{
	static const struct wrong wrong[] = {
		{"a: &x 1\n", SK_E_YAML_ANCHOR, 1, 4},
		{"a: &x [1]\n", SK_E_YAML_ANCHOR, 1, 4},
		{"a: &x {b: 1}\n", SK_E_YAML_ANCHOR, 1, 4},
		{"a: 1\nb: !!str 1\n", SK_E_YAML_ANCHOR, 2, 4},
		{"a: !local [1]\n", SK_E_YAML_ANCHOR, 1, 4},
		{"a: 1\nb: *a\n", SK_E_YAML_ANCHOR, 2, 4},
		{"&x a: 1\n", SK_E_YAML_ANCHOR, 1, 1},
		{"a: 1\n---\nb: 2\n", SK_E_YAML_DOCUMENTS, 2, 1},
		{"a: 1\n...\n---\nb: 2\n", SK_E_YAML_DOCUMENTS, 3, 1},
		{"", SK_E_YAML_EMPTY, 1, 1},
		{"\n\n# nothing\n", SK_E_YAML_EMPTY, 1, 1},
		{"\xef\xbb\xbf", SK_E_YAML_EMPTY, 1, 1},
		{"[a]: 1\n", SK_E_YAML_KEY, 1, 1},
		{"a: 1\n? {b: 1}\n: 2\n", SK_E_YAML_KEY, 2, 3},
	};

	(void)state;
	all_refused(wrong, SK_COUNT(wrong));
}

static void numbers_that_look_octal_are_refused(void **state)
{
	static const struct wrong wrong[] = {
		{"a: 010\n", SK_E_QUOTE, 1, 4},	       {"a: 00\n", SK_E_QUOTE, 1, 4},	 {"a: 0123456\n", SK_E_QUOTE, 1, 4},
		{"a: 0x1f\n", SK_E_QUOTE, 1, 4},       {"a: 0o17\n", SK_E_QUOTE, 1, 4},	 {"a: 089\n", SK_E_QUOTE, 1, 4},
		{"a:\n  - x\n  - 007\n", SK_E_QUOTE, 3, 5}, {"007: x\n", SK_E_QUOTE, 1, 1}, {"a: 0XAB\n", SK_E_QUOTE, 1, 4},
	};

	(void)state;
	all_refused(wrong, SK_COUNT(wrong));
}

#define BYTES(text_) (text_), sizeof(text_) - 1
static void bytes_that_are_no_text_are_refused(void **state)
{
	static const struct {
		const char *text;
		size_t length;
		uint32_t line, column;
	} wrong[] = {
		{BYTES("a: \xff\n"), 1, 4},		       {BYTES("a: あ\xe3\x81\n"), 1, 5},	 {BYTES("a: \xc0\xaf\n"), 1, 4},
		{BYTES("a: \xed\xa0\x80\n"), 1, 4},	       {BYTES("a: x\0y\n"), 1, 5},		 {BYTES("a: 1\nb: \x07\n"), 2, 4},
		{BYTES("a: \x7f\n"), 1, 4},		       {BYTES("a: 1\rb: 2\n"), 1, 5},	 {BYTES("a: \"x\\0y\"\n"), 1, 4},
		{BYTES("a: \"x\\u0000y\"\n"), 1, 4},      {BYTES("a: 1\nb: \"\\a\"\n"), 2, 4}, {BYTES("a: \"\\x1b[2J\"\n"), 1, 4},
		{BYTES("\"k\\0\": 1\n"), 1, 1},
	};

	(void)state;
	for (size_t i = 0; i < SK_COUNT(wrong); i++)
		refused_at(wrong[i].text, wrong[i].length, SK_E_TEXT_ENCODING, wrong[i].line, wrong[i].column);
}

/* The library finds these; only the line is ours to promise. */
static void broken_syntax_is_told_with_its_line(void **state)
{
	static const struct wrong wrong[] = {
		{"a: [1, 2\n", SK_E_YAML_SYNTAX, 2, 0},	     {"a: 1\n\tb: 2\n", SK_E_YAML_SYNTAX, 2, 0},
		{"a: 1\nb: \"open\n", SK_E_YAML_SYNTAX, 2, 0}, {"a: 1\n b: 2\n", SK_E_YAML_SYNTAX, 2, 0},
		{"a: }\n", SK_E_YAML_SYNTAX, 1, 0},	     {"a: @x\n", SK_E_YAML_SYNTAX, 1, 0},
		{"a: {b: 1\nc: 2\n", SK_E_YAML_SYNTAX, 2, 0},
	};

	(void)state;
	for (size_t i = 0; i < SK_COUNT(wrong); i++) {
		SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
		const struct sk_node *root;
		struct sk_error error = {0};
		assert_true(sk_failed(parse_bytes(arena, wrong[i].text, strlen(wrong[i].text), &root, &error)));
		assert_int_equal(error.id, SK_E_YAML_SYNTAX);
		if (error.line + 1 < wrong[i].line || error.line > wrong[i].line + 1 || error.column < 1)
			fail_msg("line %u:%u, expected about %u in:\n%s", error.line, error.column, wrong[i].line, wrong[i].text);
	}
}

/* ---- limits ---- */

static void nest(struct sk_buf *out, size_t depth, const char *open, const char *close)
{
	sk_buf_clear(out);
	for (size_t i = 0; i < depth; i++)
		sk_buf_text(out, open);
	sk_buf_text(out, "x");
	for (size_t i = 0; i < depth; i++)
		sk_buf_text(out, close);
}

static void depth_32_is_taken_and_33_is_not(void **state)
{
	SK_BUF_SCOPE text = SK_BUF(TEXT_MAX);

	(void)state;
	for (size_t depth = 1; depth <= 32; depth++) {
		SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
		nest(&text, depth, "[", "]");
		(void)parsed(arena, text.bytes);
		nest(&text, depth, "{a: ", "}");
		(void)parsed(arena, text.bytes);
	}
	nest(&text, 33, "[", "]");
	refused_at(text.bytes, text.length, SK_E_YAML_DEPTH, 1, 33);
	nest(&text, 33, "{a: ", "}");
	refused_at(text.bytes, text.length, SK_E_YAML_DEPTH, 1, 32 * 4 + 1);
	nest(&text, 60000, "[", "]");
	refused_at(text.bytes, text.length, SK_E_YAML_DEPTH, 1, 33);
	/* More brackets than there may be values do not even reach the library. */
	nest(&text, 100000, "[", "]");
	refused_at(text.bytes, text.length, SK_E_YAML_SIZE, 1, 60001);
}

static void the_number_of_values_is_limited(void **state)
{
	static const struct sk_yaml_limits ten = {.depth = 4, .values = 10, .text = 5};
	SK_BUF_SCOPE text = SK_BUF(TEXT_MAX);
	const struct sk_node *root;
	struct sk_error error;

	(void)state;
	for (size_t values = 1; values <= 20; values++) {
		SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
		sk_buf_clear(&text);
		/* The list itself is one of them. */
		for (size_t i = 1; i < values; i++)
			sk_buf_text(&text, "- a\n");
		if (values == 1)
			sk_buf_text(&text, "[]");
		bool failed = sk_failed(sk_yaml_parse(arena, file_name, text.bytes, text.length, &ten, &root, &error));
		assert_int_equal(failed, values > 10);
		if (failed) {
			assert_int_equal(error.id, SK_E_YAML_SIZE);
			assert_string_equal(error.argument[0], "10");
			assert_int_equal(error.line, 10);
		}
	}
}

static void the_length_of_a_text_is_limited(void **state)
{
	(void)state;
	for (size_t length = 8190; length <= 8194; length++) {
		SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
		SK_BUF_SCOPE text = SK_BUF(TEXT_MAX);
		sk_buf_text(&text, "a: 1\nb: ");
		for (size_t i = 0; i < length; i++)
			sk_buf_text(&text, "x");
		if (length <= 8192)
			assert_int_equal(sk_node_get(parsed(arena, text.bytes), "b")->count, length);
		else
			refused_at(text.bytes, text.length, SK_E_TEXT_LONG, 2, 4);
	}
}

/* ---- duplicate keys ---- */

/* A map of `count` keys in which the key at `second` is the one at `first` again (none when they are the same). */
static void write_keys(struct sk_buf *out, size_t count, size_t first, size_t second)
{
	sk_buf_clear(out);
	for (size_t i = 0; i < count; i++)
		sk_buf_print(out, "k%zu: v\n", i == second ? first : i);
}

static void duplicates_are_found_in_maps_of_every_size(void **state)
{
	SK_BUF_SCOPE text = SK_BUF(TEXT_MAX);
	size_t cases = 0;

	(void)state;
	for (size_t count = 2; count <= 24; count++)
		for (size_t second = 1; second < count; second++)
			for (size_t first = 0; first < second; first++, cases++) {
				write_keys(&text, count, first, second);
				refused_at(text.bytes, text.length, SK_E_YAML_DUPLICATE, (uint32_t)second + 1, 1);
			}
	for (size_t count = 1; count <= 24; count++) {
		SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
		write_keys(&text, count, 0, 0);
		assert_int_equal(parsed(arena, text.bytes)->count, count);
	}
	print_message("%zu maps with a duplicate\n", cases);
}

static void a_large_map_is_taken_and_its_duplicate_found(void **state)
{
	SK_BUF_SCOPE text = SK_BUF(TEXT_MAX);
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	const struct sk_node *root;
	struct sk_error error;

	(void)state;
	write_keys(&text, 20000, 0, 0);
	assert_int_equal(parsed(arena, text.bytes)->count, 20000);
	write_keys(&text, 20000, 12345, 19999);
	refused_at(text.bytes, text.length, SK_E_YAML_DUPLICATE, 20000, 1);
	assert_true(sk_failed(parse_bytes(arena, text.bytes, text.length, &root, &error)));
	assert_string_equal(error.argument[0], "k12345");
	assert_string_equal(error.argument[1], "12346");
	/* The same key in another form, and in a map within a list. */
	refused_at(BYTES("a: 1\n\"a\": 2\n"), SK_E_YAML_DUPLICATE, 2, 1);
	refused_at(BYTES("- {x: 1}\n- {x: 1, y: 2, x: 3}\n"), SK_E_YAML_DUPLICATE, 2, 16);
}

/* ---- the binder ---- */

static const char *const colour_words[] = {"red", "green", "blue"};
static const struct sk_choices colours = {colour_words, SK_COUNT(colour_words)};

struct part {
	struct sk_place place;
	int size;
};

static const struct sk_field part_fields[] = {
	{.key = "size", .type = SK_FIELD_NUMBER, .need = SK_NEEDED, .offset = offsetof(struct part, size), .low = 0, .high = 9},
};
static const struct sk_shape part_shape = {"part", sizeof(struct part), part_fields, SK_COUNT(part_fields)};

/* One field of each type. */
struct thing {
	struct sk_place place;
	const char *text, *id;
	int number, choice;
	bool flag;
	sk_time date;
	struct sk_label label, name;
	struct part part;
	struct sk_list parts;
	struct sk_ids ids;
	unsigned choices;
	const struct sk_node *any;
};

#define THING(key_, type_, need_) .key = #key_, .type = SK_FIELD_##type_, .need = SK_##need_, .offset = offsetof(struct thing, key_)
static const struct sk_field thing_fields[] = {
	{THING(text, TEXT, NEEDED)},
	{THING(id, ID, OPTIONAL)},
	{THING(number, NUMBER, OPTIONAL), .low = -5, .high = 100, .absent = 42},
	{THING(choice, CHOICE, OPTIONAL), .choices = &colours, .absent = -1},
	{THING(flag, FLAG, OPTIONAL), .absent = 1},
	{THING(date, DATE, OPTIONAL)},
	{THING(label, LABEL, OPTIONAL)},
	{THING(name, NAME, OPTIONAL)},
	{THING(part, SHAPE, OPTIONAL), .shape = &part_shape},
	{THING(parts, LIST, OPTIONAL), .shape = &part_shape},
	{THING(ids, IDS, OPTIONAL)},
	{THING(choices, CHOICES, OPTIONAL), .choices = &colours, .absent = 7},
	{THING(any, ANY, OPTIONAL)},
};
static const struct sk_shape thing_shape = {"thing", sizeof(struct thing), thing_fields, SK_COUNT(thing_fields)};

static sk_outcome bind_text(struct sk_arena *arena, const char *text, struct thing *thing, struct sk_error *error)
{
	const struct sk_node *root;

	*thing = (struct thing){0};
	SK_TRY(sk_yaml_parse(arena, file_name, text, strlen(text), NULL, &root, error));
	return sk_yaml_bind(arena, root, &thing_shape, thing, error);
}

static void every_type_is_filled(void **state)
{
	static const char text[] = "text: あ\nid: a-1.B_2\nnumber: -5\nchoice: blue\nflag: false\ndate: 1970-01-02\n"
				   "label: {ja: 赤, en: red}\nname: ただの名前\npart: {size: 9}\nparts:\n- size: 1\n- size: 2\n"
				   "ids: [x, y, z]\nchoices: [blue, red]\nany: {whatever: [1]}\n";
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	struct thing thing;
	struct sk_error error;

	(void)state;
	assert_false(sk_failed(bind_text(arena, text, &thing, &error)));
	assert_place(&thing.place, 1, 1);
	assert_string_equal(thing.text, "あ");
	assert_string_equal(thing.id, "a-1.B_2");
	assert_int_equal(thing.number, -5);
	assert_int_equal(thing.choice, 2);
	assert_false(thing.flag);
	assert_int_equal(thing.date, SK_DAY);
	assert_string_equal(thing.label.en, "red");
	assert_string_equal(thing.name.ja, "ただの名前");
	assert_null(thing.name.en);
	assert_int_equal(thing.part.size, 9);
	assert_int_equal(thing.parts.count, 2);
	const struct part *parts = thing.parts.items;
	assert_int_equal(parts[1].size, 2);
	assert_place(&parts[1].place, 12, 3);
	assert_int_equal(thing.ids.count, 3);
	assert_string_equal(thing.ids.items[2].text, "z");
	assert_place(&thing.ids.items[2].place, 13, 13);
	assert_int_equal(thing.choices, 1u << 2 | 1u);
	assert_int_equal(thing.any->kind, SK_NODE_MAP);
}

static void absent_keys_have_their_value(void **state)
{
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	struct thing thing;
	struct sk_error error;

	(void)state;
	assert_false(sk_failed(bind_text(arena, "text: x\nparts:\n", &thing, &error)));
	assert_int_equal(thing.number, 42);
	assert_int_equal(thing.choice, -1);
	assert_true(thing.flag);
	assert_int_equal(thing.date, 0);
	assert_int_equal(thing.choices, 7);
	assert_null(thing.id);
	assert_null(thing.any);
	/* A list that someone began and left empty. */
	assert_int_equal(thing.parts.count, 0);
	assert_false(sk_failed(bind_text(arena, "text: ''\nnumber: 100\nname: {en: N}\nids: []\n", &thing, &error)));
	assert_int_equal(thing.number, 100);
	assert_string_equal(thing.text, "");
	assert_string_equal(thing.name.en, "N");
	assert_null(thing.name.ja);
}

/* The value behind "text: x\n<key>: " is wrong, at that line and column. */
static const struct wrong wrong_values[] = {
	{"text: [x]\n", SK_E_TYPE, 1, 7},
	{"text: {a: b}\n", SK_E_TYPE, 1, 7},
	{"text: x\nid: [a]\n", SK_E_TYPE, 2, 5},
	{"text: x\nid: a b\n", SK_E_ID_FORM, 2, 5},
	{"text: x\nid: あ\n", SK_E_ID_FORM, 2, 5},
	{"text: x\nid: a/b\n", SK_E_ID_FORM, 2, 5},
	{"text: x\nid: ''\n", SK_E_ID_FORM, 2, 5},
	{"text: x\nid: "
	 "a123456789b123456789c123456789d123456789e123456789f123456789g1234\n", SK_E_ID_FORM, 2, 5},
	{"text: x\nnumber: -6\n", SK_E_NUMBER, 2, 9},
	{"text: x\nnumber: 101\n", SK_E_NUMBER, 2, 9},
	{"text: x\nnumber: 1.5\n", SK_E_NUMBER, 2, 9},
	{"text: x\nnumber: 1e1\n", SK_E_NUMBER, 2, 9},
	{"text: x\nnumber: +1\n", SK_E_NUMBER, 2, 9},
	{"text: x\nnumber: '1'\n", SK_E_NUMBER, 2, 9},
	{"text: x\nnumber: 99999999999999999999\n", SK_E_NUMBER, 2, 9},
	{"text: x\nnumber: --1\n", SK_E_NUMBER, 2, 9},
	{"text: x\nnumber: one\n", SK_E_NUMBER, 2, 9},
	{"text: x\nnumber: １\n", SK_E_NUMBER, 2, 9},
	{"text: x\nnumber: [1]\n", SK_E_TYPE, 2, 9},
	{"text: x\nnumber: 010\n", SK_E_QUOTE, 2, 9},
	{"text: x\nchoice: purple\n", SK_E_CHOICE, 2, 9},
	{"text: x\nchoice: Red\n", SK_E_CHOICE, 2, 9},
	{"text: x\nchoice: [red]\n", SK_E_TYPE, 2, 9},
	{"text: x\nflag: yes\n", SK_E_CHOICE, 2, 7},
	{"text: x\nflag: True\n", SK_E_CHOICE, 2, 7},
	{"text: x\nflag: 'true'\n", SK_E_CHOICE, 2, 7},
	{"text: x\nflag: [true]\n", SK_E_TYPE, 2, 7},
	{"text: x\ndate: 2026-02-29\n", SK_E_DATE, 2, 7},
	{"text: x\ndate: 2026-4-1\n", SK_E_DATE, 2, 7},
	{"text: x\ndate: 2026-04-01T09:00:00Z\n", SK_E_DATE, 2, 7},
	{"text: x\ndate: 令和8年4月1日\n", SK_E_DATE, 2, 7},
	{"text: x\ndate: {y: 2026}\n", SK_E_TYPE, 2, 7},
	{"text: x\nlabel: red\n", SK_E_TYPE, 2, 8},
	{"text: x\nlabel: {ja: 赤}\n", SK_E_KEY_MISSING, 2, 8},
	{"text: x\nlabel: {ja: 赤, en: [r]}\n", SK_E_TYPE, 2, 20},
	{"text: x\nname: [a]\n", SK_E_TYPE, 2, 7},
	{"text: x\nname: ''\n", SK_E_TYPE, 2, 7},
	{"text: x\nname: {}\n", SK_E_TYPE, 2, 7},
	{"text: x\npart: 1\n", SK_E_TYPE, 2, 7},
	{"text: x\npart: {}\n", SK_E_KEY_MISSING, 2, 7},
	{"text: x\npart: {size: 10}\n", SK_E_NUMBER, 2, 14},
	{"text: x\nparts: 1\n", SK_E_TYPE, 2, 8},
	{"text: x\nparts: {size: 1}\n", SK_E_TYPE, 2, 8},
	{"text: x\nparts: [1]\n", SK_E_TYPE, 2, 9},
	{"text: x\nparts:\n- size: 1\n- size: あ\n", SK_E_NUMBER, 4, 9},
	{"text: x\nids: a\n", SK_E_TYPE, 2, 6},
	{"text: x\nids: [a, b c]\n", SK_E_ID_FORM, 2, 10},
	{"text: x\nids: [a, [b]]\n", SK_E_TYPE, 2, 10},
	{"text: x\nchoices: red\n", SK_E_TYPE, 2, 10},
	{"text: x\nchoices: []\n", SK_E_LIST_SHORT, 2, 10},
	{"text: x\nchoices: [red, pink]\n", SK_E_CHOICE, 2, 16},
	{"text: x\nchoices: [[red]]\n", SK_E_TYPE, 2, 11},
	{"id: a\n", SK_E_KEY_MISSING, 1, 1},
	{"# text\n\n  id: a\n", SK_E_KEY_MISSING, 3, 3},
	{"[text]\n", SK_E_TYPE, 1, 1},
	{"text\n", SK_E_TYPE, 1, 1},
	/* Nothing behind the colon: the place of the key. */
	{"text:\n", SK_E_TYPE, 1, 1},
	{"text: x\nnumber:\n", SK_E_TYPE, 2, 1},
	{"text: x\nflag:\nid: a\n", SK_E_TYPE, 2, 1},
	{"text: x\npart: {size: }\n", SK_E_TYPE, 2, 8},
};

static void every_type_refuses_what_is_wrong_at_its_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < SK_COUNT(wrong_values); i++) {
		const struct wrong *wrong = &wrong_values[i];
		SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
		struct thing thing;
		struct sk_error error = {0};
		sk_outcome outcome = bind_text(arena, wrong->text, &thing, &error);
		bool place = wrong->line == 0 || (error.line == wrong->line && error.column == wrong->column);
		if (outcome.class != SK_CLASS_INPUT || error.id != wrong->id || !place)
			fail_msg("%s at %u:%u, expected %s at %u:%u, in:\n%s", sk_error_name(error.id), error.line, error.column,
				 sk_error_name(wrong->id), wrong->line, wrong->column, wrong->text);
	}
	print_message("%zu wrong values\n", SK_COUNT(wrong_values));
}

/* A misspelled key names the nearest one; one like no other names them all. */
static void an_unknown_key_names_the_nearest(void **state)
{
	static const struct {
		const char *key, *nearest;
	} keys[] = {
		{"txt", "text"}, {"numbr", "number"}, {"nummber", "number"}, {"flaq", "flag"}, {"chocie", "choice"},
		{"choics", "choice"}, {"dat", "date"}, {"labl", "label"}, {"part2", "part"}, {"Text", "text"},
		{"entirely-else", NULL}, {"名前", NULL},
		/* Two letters of six are a slip; two of four make another word, as do two letters that changed places. */
		{"numrbe", "number"}, {"nmbe", "number"}, {"taxi", NULL}, {"te", NULL}, {"dote", "date"}, {"dots", NULL},
		{"falg", NULL}, {"lable", NULL},
	};

	(void)state;
	for (size_t i = 0; i < SK_COUNT(keys); i++) {
		SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
		char text[100];
		struct thing thing;
		struct sk_error error = {0};
		(void)snprintf(text, sizeof(text), "text: x\nname: あ\n%s: 1\n", keys[i].key);
		assert_int_equal(bind_text(arena, text, &thing, &error).class, SK_CLASS_INPUT);
		assert_int_equal(error.id, keys[i].nearest ? SK_E_KEY_NEAR : SK_E_KEY_UNKNOWN);
		assert_int_equal(error.line, 3);
		assert_int_equal(error.column, 1);
		assert_string_equal(error.argument[0], keys[i].key);
		assert_string_equal(error.argument[1], "thing");
		if (keys[i].nearest)
			assert_string_equal(error.argument[2], keys[i].nearest);
		else
			for (size_t j = 0; j < SK_COUNT(thing_fields); j++)
				assert_non_null(strstr(error.argument[2], thing_fields[j].key));
	}
}

/* ---- from a file ---- */

static sk_outcome load_text(const char *text, size_t length, struct part *part, struct sk_error *error)
{
	static const struct sk_field fields[] = {
		{.key = "format", .type = SK_FIELD_ANY, .need = SK_NEEDED, .offset = sizeof(struct part)},
		{.key = "size", .type = SK_FIELD_NUMBER, .need = SK_NEEDED, .offset = offsetof(struct part, size), .high = 9},
	};
	static const struct sk_shape shape = {"part", sizeof(struct part) + sizeof(void *), fields, SK_COUNT(fields)};
	struct sim_env *sim = sim_env_new();
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	struct {
		struct part part;
		const struct sk_node *format;
	} file = {0};
	const struct sk_yaml_source source = {sim_env_table(sim), "dir/part.yaml", file_name, "part/1", NULL};

	if (text)
		sim_env_put(sim, "dir/part.yaml", text, length);
	sk_outcome outcome = sk_yaml_load(arena, &source, &shape, &file, error);
	*part = file.part;
	assert_int_equal(sim_env_open_handles(sim), 0);
	sim_env_free(sim);
	return outcome;
}

static void a_file_is_read_when_its_format_is_the_right_one(void **state)
{
	static const struct wrong wrong[] = {
		{"size: 3\n", SK_E_KEY_MISSING, 1, 1},		 {"format: part/2\nsize: 3\n", SK_E_FORMAT, 1, 9},
		{"size: 3\nformat: [part/1]\n", SK_E_FORMAT, 2, 9}, {"[format]\n", SK_E_FORMAT, 1, 1},
		{"part/1\n", SK_E_FORMAT, 1, 1},		 {"format: part/1\nsize: 10\n", SK_E_NUMBER, 2, 7},
		{"format: part/1\n", SK_E_KEY_MISSING, 1, 1},	 {"", SK_E_YAML_EMPTY, 1, 1},
	};
	struct part part;
	struct sk_error error = {0};

	(void)state;
	assert_false(sk_failed(load_text(BYTES("format: part/1\nsize: 3\n"), &part, &error)));
	assert_int_equal(part.size, 3);
	for (size_t i = 0; i < SK_COUNT(wrong); i++) {
		assert_int_equal(load_text(wrong[i].text, strlen(wrong[i].text), &part, &error).class, SK_CLASS_INPUT);
		assert_int_equal(error.id, wrong[i].id);
		assert_string_equal(error.file, file_name);
		assert_int_equal(error.line, wrong[i].line);
		assert_int_equal(error.column, wrong[i].column);
	}
	assert_int_equal(load_text(NULL, 0, &part, &error).class, SK_CLASS_INPUT);
	assert_int_equal(error.id, SK_E_FILE_READ);
}

static void a_file_of_a_mebibyte_is_taken_and_no_more(void **state)
{
	SK_BUF_SCOPE text = SK_BUF(TEXT_MAX);
	struct part part;
	struct sk_error error;

	(void)state;
	sk_buf_text(&text, "format: part/1\nsize: 3\n");
	while (text.length < SK_YAML_FILE_MAX)
		sk_buf_text(&text, text.length % 64 == 0 ? "\n" : "#");
	assert_int_equal(text.length, SK_YAML_FILE_MAX);
	assert_false(sk_failed(load_text(text.bytes, text.length, &part, &error)));
	sk_buf_text(&text, "#");
	assert_int_equal(load_text(text.bytes, text.length, &part, &error).class, SK_CLASS_INPUT);
	assert_int_equal(error.id, SK_E_FILE_LARGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tree_keeps_order_and_places),
		cmocka_unit_test(columns_count_code_points),
		cmocka_unit_test(byte_order_mark_and_windows_lines_are_taken),
		cmocka_unit_test(texts_are_what_was_written),
		cmocka_unit_test(decorations_and_documents_are_refused),
		cmocka_unit_test(numbers_that_look_octal_are_refused),
		cmocka_unit_test(bytes_that_are_no_text_are_refused),
		cmocka_unit_test(broken_syntax_is_told_with_its_line),
		cmocka_unit_test(depth_32_is_taken_and_33_is_not),
		cmocka_unit_test(the_number_of_values_is_limited),
		cmocka_unit_test(the_length_of_a_text_is_limited),
		cmocka_unit_test(duplicates_are_found_in_maps_of_every_size),
		cmocka_unit_test(a_large_map_is_taken_and_its_duplicate_found),
		cmocka_unit_test(every_type_is_filled),
		cmocka_unit_test(absent_keys_have_their_value),
		cmocka_unit_test(every_type_refuses_what_is_wrong_at_its_place),
		cmocka_unit_test(an_unknown_key_names_the_nearest),
		cmocka_unit_test(a_file_is_read_when_its_format_is_the_right_one),
		cmocka_unit_test(a_file_of_a_mebibyte_is_taken_and_no_more),
	};

	return cmocka_run_group_tests_name("yaml", tests, NULL, NULL);
}
