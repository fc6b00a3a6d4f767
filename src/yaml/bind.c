#include "yaml/yaml.h"

#include <stdlib.h>
#include <string.h>

enum { ID_MAX = 64, WORDS_MAX = 300 };

struct bind {
	struct sk_arena *arena;
	struct sk_error *error;
};

/* What a value is, as an error says it. */
static const char *kind_words(const struct sk_node *node)
{
	switch (node->kind) {
	case SK_NODE_LIST:
		return _("a list");
	case SK_NODE_MAP:
		return _("a mapping");
	case SK_NODE_TEXT:
		break;
	}
	return node->count == 0 ? _("empty") : _("a text");
}

static sk_outcome type_error(struct bind *bind, const struct sk_node *node, const char *key, const char *expected)
{
	return sk_error_set(bind->error, SK_E_TYPE, &node->place, key, kind_words(node), expected);
}

static sk_outcome need_text(struct bind *bind, const struct sk_node *node, const char *key, const char *expected)
{
	bool filled = node->kind == SK_NODE_TEXT && (node->count > 0 || node->quoted);
	return filled ? SK_OK : type_error(bind, node, key, expected);
}

static sk_outcome bind_text(struct bind *bind, const struct sk_node *node, const struct sk_field *field, void *out)
{
	SK_TRY(need_text(bind, node, field->key, _("a text")));
	*(const char **)out = node->text;
	return SK_OK;
}

static sk_outcome check_id(struct bind *bind, const struct sk_node *node, const char *key)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_";
	SK_TRY(need_text(bind, node, key, _("an id")));
	if (node->count > 0 && node->count <= ID_MAX && strspn(node->text, letters) == node->count)
		return SK_OK;
	return sk_error_set(bind->error, SK_E_ID_FORM, &node->place, node->text,
			    _("1 to 64 letters, digits, '.', '-' or '_'"), NULL);
}

static sk_outcome bind_id(struct bind *bind, const struct sk_node *node, const struct sk_field *field, void *out)
{
	SK_TRY(check_id(bind, node, field->key));
	*(const char **)out = node->text;
	return SK_OK;
}

static bool parse_number(const char *text, long *out)
{
	const char *digits = text[0] == '-' ? text + 1 : text;
	size_t length = strlen(digits);
	if (length == 0 || length > 9 || strspn(digits, "0123456789") != length)
		return false;
	*out = strtol(text, NULL, 10);
	return true;
}

static sk_outcome bind_number(struct bind *bind, const struct sk_node *node, const struct sk_field *field, void *out)
{
	SK_TRY(need_text(bind, node, field->key, _("a number")));
	long number = 0;
	if (!node->quoted && parse_number(node->text, &number) && number >= field->low && number <= field->high) {
		*(int *)out = (int)number;
		return SK_OK;
	}
	const char *range;
	SK_TRY(sk_arena_print(bind->arena, &range, bind->error, _("from %d to %d%s"), field->low, field->high,
			      node->quoted ? _(", without quotes") : ""));
	return sk_error_set(bind->error, SK_E_NUMBER, &node->place, node->text, range, NULL);
}

static sk_outcome bind_flag(struct bind *bind, const struct sk_node *node, const struct sk_field *field, void *out)
{
	SK_TRY(need_text(bind, node, field->key, _("true or false")));
	bool yes = strcmp(node->text, "true") == 0;
	if (node->quoted || (!yes && strcmp(node->text, "false") != 0))
		return sk_error_set(bind->error, SK_E_CHOICE, &node->place, node->text,
				    node->quoted ? _("true, false, without quotes") : "true, false", NULL);
	*(bool *)out = yes;
	return SK_OK;
}

/* "a, b, c", cut where an error has no room for more. */
static sk_outcome words_of(struct bind *bind, const char *const *words, size_t count, size_t stride, const char **out)
{
	SK_BUF_SCOPE text = SK_BUF(WORDS_MAX + ID_MAX);
	for (size_t i = 0; i < count && text.length < WORDS_MAX; i++) {
		const char *word = *(const char *const *)(const void *)((const char *)words + i * stride);
		sk_buf_print(&text, "%s%s", i ? ", " : "", word);
	}
	SK_TRY(sk_buf_check(&text, bind->error));
	return sk_arena_text(bind->arena, text.bytes ? text.bytes : "", text.length, out, bind->error);
}

static sk_outcome choose(struct bind *bind, const struct sk_node *node, const struct sk_field *field, int *out)
{
	const struct sk_choices *choices = field->choices;
	for (size_t i = 0; node->kind == SK_NODE_TEXT && i < choices->count; i++) {
		if (strcmp(choices->words[i], node->text) == 0) {
			*out = (int)i;
			return SK_OK;
		}
	}
	const char *words;
	SK_TRY(words_of(bind, choices->words, choices->count, sizeof(char *), &words));
	if (node->kind != SK_NODE_TEXT)
		return type_error(bind, node, field->key, words);
	return sk_error_set(bind->error, SK_E_CHOICE, &node->place, node->text, words, NULL);
}

static sk_outcome bind_choice(struct bind *bind, const struct sk_node *node, const struct sk_field *field, void *out)
{
	return choose(bind, node, field, out);
}

static sk_outcome bind_choices(struct bind *bind, const struct sk_node *node, const struct sk_field *field, void *out)
{
	if (node->kind != SK_NODE_LIST)
		return type_error(bind, node, field->key, _("a list"));
	if (node->count == 0)
		return sk_error_set(bind->error, SK_E_LIST_SHORT, &node->place, field->key, NULL, NULL);
	unsigned bits = 0;
	for (size_t i = 0; i < node->count; i++) {
		int chosen = 0;
		SK_TRY(choose(bind, node->items[i], field, &chosen));
		bits |= 1u << chosen;
	}
	*(unsigned *)out = bits;
	return SK_OK;
}

static sk_outcome bind_date(struct bind *bind, const struct sk_node *node, const struct sk_field *field, void *out)
{
	SK_TRY(need_text(bind, node, field->key, _("a day such as 2026-04-01")));
	/* Day 0 of the clock stands for a date that was not given. */
	if (sk_date_parse(node->text, node->count, out) && *(sk_time *)out != 0)
		return SK_OK;
	return sk_error_set(bind->error, SK_E_DATE, &node->place, node->text, NULL, NULL);
}

static const struct sk_field label_fields[] = {
	{.key = "ja", .type = SK_FIELD_TEXT, .need = SK_NEEDED, .offset = offsetof(struct sk_label, ja)},
	{.key = "en", .type = SK_FIELD_TEXT, .need = SK_NEEDED, .offset = offsetof(struct sk_label, en)},
};
static const struct sk_field name_fields[] = {
	{.key = "ja", .type = SK_FIELD_TEXT, .offset = offsetof(struct sk_label, ja)},
	{.key = "en", .type = SK_FIELD_TEXT, .offset = offsetof(struct sk_label, en)},
};

static sk_outcome bind_fields(struct bind *bind, const struct sk_node *map, const char *name, const struct sk_field *fields,
			      size_t count, void *out);

static sk_outcome bind_label(struct bind *bind, const struct sk_node *node, const struct sk_field *field, void *out)
{
	if (node->kind != SK_NODE_MAP)
		return type_error(bind, node, field->key, "{ja: ..., en: ...}");
	return bind_fields(bind, node, field->key, label_fields, SK_COUNT(label_fields), out);
}

static sk_outcome bind_name(struct bind *bind, const struct sk_node *node, const struct sk_field *field, void *out)
{
	struct sk_label *label = out;
	if (node->kind == SK_NODE_TEXT && node->count > 0) {
		*label = (struct sk_label){.ja = node->text};
		return SK_OK;
	}
	if (node->kind != SK_NODE_MAP || node->count == 0)
		return type_error(bind, node, field->key, _("a text, or {ja: ..., en: ...}"));
	return bind_fields(bind, node, field->key, name_fields, SK_COUNT(name_fields), out);
}

static sk_outcome bind_shape(struct bind *bind, const struct sk_node *node, const struct sk_field *field, void *out)
{
	return sk_yaml_bind(bind->arena, node, field->shape, out, bind->error);
}

static sk_outcome bind_list(struct bind *bind, const struct sk_node *node, const struct sk_field *field, void *out)
{
	struct sk_list *list = out;
	bool nothing = node->kind == SK_NODE_TEXT && node->count == 0 && !node->quoted;
	if (nothing && field->need == SK_OPTIONAL)
		return SK_OK; /* `answers:` with nothing behind it: the list people have not begun */
	if (node->kind != SK_NODE_LIST)
		return type_error(bind, node, field->key, _("a list"));
	if (node->count == 0)
		return SK_OK;
	void *memory;
	SK_TRY(sk_arena_take(bind->arena, node->count, field->shape->size, &memory, bind->error));
	for (size_t i = 0; i < node->count; i++)
		SK_TRY(sk_yaml_bind(bind->arena, node->items[i], field->shape, (char *)memory + i * field->shape->size,
				    bind->error));
	*list = (struct sk_list){memory, node->count};
	return SK_OK;
}

static sk_outcome bind_ids(struct bind *bind, const struct sk_node *node, const struct sk_field *field, void *out)
{
	struct sk_ids *ids = out;
	if (node->kind != SK_NODE_LIST)
		return type_error(bind, node, field->key, _("a list"));
	if (node->count == 0)
		return SK_OK;
	void *memory;
	SK_TRY(sk_arena_take(bind->arena, node->count, sizeof(struct sk_id), &memory, bind->error));
	struct sk_id *items = memory;
	for (size_t i = 0; i < node->count; i++) {
		SK_TRY(check_id(bind, node->items[i], field->key));
		items[i] = (struct sk_id){node->items[i]->place, node->items[i]->text};
	}
	*ids = (struct sk_ids){items, node->count};
	return SK_OK;
}

static sk_outcome bind_any(struct bind *bind, const struct sk_node *node, const struct sk_field *field, void *out)
{
	(void)bind;
	(void)field;
	*(const struct sk_node **)out = node;
	return SK_OK;
}

bool sk_ids_hold(const struct sk_ids *ids, const char *id)
{
	SK_ID_EACH(one, ids)
		if (id && strcmp(one->text, id) == 0)
			return true;
	return false;
}

typedef sk_outcome bind_function(struct bind *bind, const struct sk_node *node, const struct sk_field *field, void *out);

static bind_function *const bind_functions[] = {
	[SK_FIELD_TEXT] = bind_text,	 [SK_FIELD_ID] = bind_id,	    [SK_FIELD_NUMBER] = bind_number,
	[SK_FIELD_FLAG] = bind_flag,	 [SK_FIELD_CHOICE] = bind_choice,   [SK_FIELD_DATE] = bind_date,
	[SK_FIELD_LABEL] = bind_label,	 [SK_FIELD_NAME] = bind_name,	    [SK_FIELD_SHAPE] = bind_shape,
	[SK_FIELD_LIST] = bind_list,	 [SK_FIELD_IDS] = bind_ids,	    [SK_FIELD_CHOICES] = bind_choices,
	[SK_FIELD_ANY] = bind_any,
};

static void fill_absent(const struct sk_field *field, void *out)
{
	switch (field->type) {
	case SK_FIELD_NUMBER:
	case SK_FIELD_CHOICE:
		*(int *)out = field->absent;
		break;
	case SK_FIELD_CHOICES:
		*(unsigned *)out = (unsigned)field->absent;
		break;
	case SK_FIELD_FLAG:
		*(bool *)out = field->absent != 0;
		break;
	default:
		break;
	}
}

static const struct sk_field *field_named(const struct sk_field *fields, size_t count, const char *key)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(fields[i].key, key) == 0)
			return &fields[i];
	return NULL;
}

/* Only the nearest key is named where there is one, so that a misspelling is mended at a glance. */
static sk_outcome unknown_key(struct bind *bind, const struct sk_pair *pair, const char *name, const struct sk_field *fields,
			      size_t count)
{
	const char *nearest = NULL, *words;
	unsigned best = 3;
	for (size_t i = 0; i < count; i++) {
		unsigned distance = sk_text_distance(pair->key, fields[i].key, 3);
		/* Two letters of four would make another word of it. */
		if (distance < best && distance * 3 <= strlen(fields[i].key)) {
			best = distance;
			nearest = fields[i].key;
		}
	}
	if (nearest)
		return sk_error_set(bind->error, SK_E_KEY_NEAR, &pair->place, pair->key, name, nearest);
	SK_TRY(words_of(bind, &fields[0].key, count, sizeof(struct sk_field), &words));
	return sk_error_set(bind->error, SK_E_KEY_UNKNOWN, &pair->place, pair->key, name, words);
}

static sk_outcome bind_fields(struct bind *bind, const struct sk_node *map, const char *name, const struct sk_field *fields,
			      size_t count, void *out)
{
	for (size_t i = 0; i < map->count; i++)
		if (!field_named(fields, count, map->pairs[i].key))
			return unknown_key(bind, &map->pairs[i], name, fields, count);
	for (size_t i = 0; i < count; i++) {
		const struct sk_field *field = &fields[i];
		const struct sk_node *value = sk_node_get(map, field->key);
		void *slot = (char *)out + field->offset;
		if (value)
			SK_TRY(bind_functions[field->type](bind, value, field, slot));
		else if (field->need == SK_NEEDED)
			return sk_error_set(bind->error, SK_E_KEY_MISSING, &map->place, field->key, name, NULL);
		else
			fill_absent(field, slot);
	}
	return SK_OK;
}

SK_OUTCOME sk_yaml_bind(struct sk_arena *arena, const struct sk_node *node, const struct sk_shape *shape, void *out,
			struct sk_error *error)
{
	struct bind bind = {arena, error};
	if (node->kind != SK_NODE_MAP)
		return type_error(&bind, node, shape->name, _("a mapping of keys and values"));
	*(struct sk_place *)out = node->place;
	return bind_fields(&bind, node, shape->name, shape->fields, shape->count, out);
}
