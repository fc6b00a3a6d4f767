#include "report/json.h"

#include <string.h>

/* jansson takes some 165 bytes for a value; a text weighs as many values as it has of these. */
enum { INDENT = 1, VALUES_MAX = 1000000, DETAILS_MAX = 300000, TEXT_WEIGHT = 128 };

/* Set when any part of the tree being built could not be made; asked and reset by json_finish. One tree is built at a time. */
static bool tree_failed;
static size_t tree_values;

json_t *json_text(const char *text)
{
	return text ? json_string(text) : json_null();
}

json_t *json_label(const struct sk_label *label)
{
	json_t *object = json_object();
	json_put(object, "ja", json_text(label->ja));
	json_put(object, "en", json_text(label->en));
	return object;
}

json_t *json_date(sk_time time)
{
	char text[SK_TIME_TEXT];
	if (time == 0)
		return json_null();
	sk_date_print(time, text);
	return json_string(text);
}

json_t *json_time(sk_time time)
{
	char text[SK_TIME_TEXT];
	sk_time_print(time, text);
	return json_string(text);
}

json_t *json_ids(const struct sk_ids *ids)
{
	json_t *array = json_array();
	SK_ID_EACH(id, ids)
		json_add(array, json_string(id->text));
	return array;
}

json_t *json_source(const struct sk_source *source, int row)
{
	if (!source->section.ja)
		return json_null();
	json_t *object = json_object();
	json_put(object, "section", json_label(&source->section));
	json_put(object, "table", json_label(&source->table));
	if (row > 0)
		json_put_int(object, "row", row);
	return object;
}

bool json_full(void)
{
	return tree_failed;
}

bool json_detailed(void)
{
	return !tree_failed && tree_values < DETAILS_MAX;
}

/* False when the tree has failed: the value is let go, so that it grows no further. */
static bool has_room(json_t *value)
{
	tree_values += 1 + json_string_length(value) / TEXT_WEIGHT;
	tree_failed = tree_failed || tree_values > VALUES_MAX;
	if (tree_failed)
		json_decref(value);
	return !tree_failed;
}

void json_put(json_t *object, const char *key, json_t *value)
{
	if (has_room(value))
		tree_failed = json_object_set_new(object, key, value) != 0;
}

void json_add(json_t *array, json_t *value)
{
	if (has_room(value))
		tree_failed = json_array_append_new(array, value) != 0;
}

void json_key(const char *name, char out[JSON_KEY_ROOM])
{
	size_t length = strlen(name);
	SK_INVARIANT(length < JSON_KEY_ROOM);
	for (size_t i = 0; i <= length; i++)
		out[i] = name[i] == '-' ? '_' : name[i];
}

void json_put_int(json_t *object, const char *key, long long value)
{
	json_put(object, key, json_integer(value));
}

/* ---- shapes ---- */

static json_t *json_list(const struct sk_shape *shape, const struct sk_list *list)
{
	json_t *array = json_array();
	for (size_t i = 0; i < list->count; i++)
		json_add(array, json_shape(shape, (const char *)list->items + i * shape->size));
	return array;
}

static json_t *json_choices(const struct sk_choices *choices, unsigned bits)
{
	json_t *array = json_array();
	for (size_t i = 0; i < choices->count; i++)
		if (bits & 1u << i)
			json_add(array, json_string(choices->words[i]));
	return array;
}

static json_t *json_choice(const struct sk_choices *choices, int which)
{
	return which >= 0 && (size_t)which < choices->count ? json_string(choices->words[which]) : json_null();
}

/* NULL: nothing to write, an optional value that was absent. */
static json_t *json_field(const struct sk_field *field, const void *at)
{
	bool optional = field->need == SK_OPTIONAL;
	switch (field->type) {
	case SK_FIELD_TEXT:
	case SK_FIELD_ID:
		return *(const char *const *)at || !optional ? json_text(*(const char *const *)at) : NULL;
	case SK_FIELD_NUMBER:
		return json_integer(*(const int *)at);
	case SK_FIELD_FLAG:
		return json_boolean(*(const bool *)at);
	case SK_FIELD_CHOICE:
		return json_choice(field->choices, *(const int *)at);
	case SK_FIELD_CHOICES:
		return json_choices(field->choices, *(const unsigned *)at);
	case SK_FIELD_DATE:
		return json_date(*(const sk_time *)at);
	case SK_FIELD_LABEL:
	case SK_FIELD_NAME: {
		const struct sk_label *label = at;
		return label->ja || label->en || !optional ? json_label(label) : NULL;
	}
	case SK_FIELD_SHAPE:
		return ((const struct sk_place *)at)->file || !optional ? json_shape(field->shape, at) : NULL;
	case SK_FIELD_LIST:
		return ((const struct sk_list *)at)->count || !optional ? json_list(field->shape, at) : NULL;
	case SK_FIELD_IDS:
		return ((const struct sk_ids *)at)->count || !optional ? json_ids(at) : NULL;
	case SK_FIELD_ANY:
		return NULL;
	}
	return NULL;
}

json_t *json_shape(const struct sk_shape *shape, const void *from)
{
	json_t *object = json_object();
	for (size_t i = 0; i < shape->count; i++) {
		const struct sk_field *field = &shape->fields[i];
		char key[JSON_KEY_ROOM];
		json_key(field->key, key);
		json_t *value = json_field(field, (const char *)from + field->offset);
		if (value)
			json_put(object, key, value);
	}
	return object;
}

/* ---- the end ---- */

/* jansson hands over a few bytes at a time: they are gathered before they go into the buffer. */
struct gather {
	struct sk_buf *out;
	size_t used;
	char bytes[4096];
};

static void flush(struct gather *gather)
{
	sk_buf_add(gather->out, gather->bytes, gather->used);
	gather->used = 0;
}

static int take_bytes(const char *bytes, size_t length, void *data)
{
	struct gather *gather = data;
	if (length > sizeof(gather->bytes) - gather->used)
		flush(gather);
	if (length > sizeof(gather->bytes)) {
		sk_buf_add(gather->out, bytes, length);
	} else {
		memcpy(gather->bytes + gather->used, bytes, length);
		gather->used += length;
	}
	return gather->out->failed ? -1 : 0;
}

SK_OUTCOME json_finish(const struct sk_report *report, json_t *root)
{
	struct gather gather = {.out = report->out};
	bool failed = tree_failed || json_dump_callback(root, take_bytes, &gather, JSON_INDENT(INDENT)) != 0;
	flush(&gather);
	tree_failed = false;
	tree_values = 0;
	json_decref(root);
	sk_buf_text(report->out, "\n");
	if (failed)
		return sk_error_set_number(report->error, SK_E_MEMORY, NULL, report->out->ceiling);
	return sk_buf_check(report->out, report->error);
}
