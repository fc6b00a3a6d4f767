/*
 * Reading a bundle: hostile bytes, one line at a time.
 *
 * A line is measured, then looked over as UTF-8, then read by jansson, then every text in it is screened (nothing that could be a person's
 * number or a secret is ever quoted in an error), and only then is it understood. Which lines may follow which is a table.
 */
#include "fact/fact.h"
#include "fact/secret.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { DEPTH = 2, WORDS_MAX = 280, NUMBER_TEXT = 24, KEYS_MAX = 8, SHORT = 12 /* bytes that no My Number fits below */ };

/* What was read last. */
enum stage { AT_START, AFTER_HEAD, AFTER_COVERAGE, AFTER_END, AFTER_SIGNATURE };

struct reader {
	struct sk_arena *arena;
	struct sk_error *error;
	struct sk_place place;
	const char *bytes;
	size_t length, at; /* at: the line after this one */
	enum stage stage;
	struct sk_bundle *bundle;
	struct sk_coverage *coverage; /* the arrays that `bundle` shows as constant */
	struct sk_fact *facts;
	size_t coverage_room, fact_room;
	size_t texts; /* bytes of all keys and texts of this line, as jansson hands them over */
	bool marks; /* before the last line, which has a signature's own, stands what a short secret begins with */
	bool escapes; /* in this line; without them every text of it stands there as it is, and what the line lacks no text has */
	bool suspect; /* a short text of this line may hold a secret, too */
};

static void json_cleanup(json_t **json)
{
	json_decref(*json);
}
#define JSON_SCOPE __attribute__((cleanup(json_cleanup))) json_t *

static sk_outcome refuse(struct reader *reader, enum sk_error_id id, const char *a, const char *b, const char *c)
{
	return sk_error_set(reader->error, id, &reader->place, a, b, c);
}

static const char *number_text(long long number, char out[NUMBER_TEXT])
{
	(void)snprintf(out, NUMBER_TEXT, "%lld", number);
	return out;
}

static sk_outcome too_many(struct reader *reader, const char *what, long long most)
{
	char digits[NUMBER_TEXT];
	return refuse(reader, SK_E_BUNDLE_SIZE, what, number_text(most, digits), NULL);
}

/* ---- screening ---- */

/* A digest or the end of an address range: exactly so many hex digits hold runs of 12 decimal ones by chance. */
static bool is_hex(const char *text, size_t length)
{
	return (length == 64 || length == 32) && strspn(text, "0123456789abcdef") == length;
}

/* A time as all are written: four digits side by side at most, and a letter between the day and the hour, so no My Number, and no mark of a secret. */
static bool is_time(const char *text, size_t length)
{
	static const char form[] = "0000-00-00T00:00:00Z";
	if (length != sizeof(form) - 1)
		return false;
	for (size_t i = 0; i < length; i++)
		if (form[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != form[i])
			return false;
	return true;
}

/* `shown`: a key that was screened, or the line itself. */
static sk_outcome screen_text(struct reader *reader, const char *shown, const char *text, size_t length)
{
	if (length > SK_FACT_TEXT_MAX)
		return sk_error_set_number(reader->error, SK_E_TEXT_LONG, &reader->place, SK_FACT_TEXT_MAX);
	if ((length < SHORT && !reader->escapes && !reader->suspect) || is_hex(text, length) || is_time(text, length))
		return SK_OK;
	if (sk_my_number_inside(text, length))
		return refuse(reader, SK_E_BUNDLE_PERSON, shown, NULL, NULL);
	if ((reader->suspect || length >= SECRET_SHORT) && secret_inside(text))
		return refuse(reader, SK_E_BUNDLE_SECRET, shown, NULL, NULL);
	if (reader->escapes && (!sk_utf8_clean(text, length, NULL) || strpbrk(text, "\t\n")))
		return refuse(reader, SK_E_TEXT_ENCODING, NULL, NULL, NULL);
	return SK_OK;
}

static sk_outcome screen(struct reader *reader, json_t *object, size_t depth)
{
	const char *key;
	json_t *value;
	json_object_foreach(object, key, value) {
		size_t length = strlen(key);
		reader->texts += length + json_string_length(value);
		SK_TRY(screen_text(reader, _("a key"), key, length));
		if (json_is_array(value) || (json_is_object(value) && depth >= DEPTH))
			return refuse(reader, SK_E_TYPE, key, json_is_array(value) ? _("a list") : _("a mapping"), _("a single value"));
		if (json_is_object(value))
			SK_TRY(screen(reader, value, depth + 1));
		if (json_is_string(value) && !(depth == 1 && strcmp(key, "signature") == 0))
			SK_TRY(screen_text(reader, key, json_string_value(value), json_string_length(value)));
	}
	return SK_OK;
}

static int hex_digit(char letter)
{
	return letter <= '9' ? letter - '0' : (letter | 0x20) - 'a' + 10;
}

/* Bytes that an escape stands for; *step: bytes it is written with. Only called for what jansson has taken. */
static size_t escape_length(const char *escape, size_t *step)
{
	int code = 0;
	*step = 2;
	if (escape[1] != 'u')
		return 1;
	for (size_t i = 2; i < 6; i++)
		code = code * 16 + hex_digit(escape[i]);
	bool pair = code >= 0xD800 && code <= 0xDBFF;
	*step = pair ? 12 : 6;
	return pair ? 4 : code < 0x80 ? 1 : code < 0x800 ? 2 : 3;
}

/* Bytes of all keys and texts in a line that is JSON, without escapes. */
static size_t plain_texts_in(const char *line, size_t length)
{
	const char *end = line + length;
	size_t total = 0;
	for (const char *at = line, *open; (open = memchr(at, '"', (size_t)(end - at)));) {
		const char *close = memchr(open + 1, '"', (size_t)(end - open) - 1);
		SK_INVARIANT(close != NULL);
		total += (size_t)(close - open) - 1;
		at = close + 1;
	}
	return total;
}

static size_t texts_in(const char *line, size_t length)
{
	size_t total = 0, step;
	bool inside = false;
	for (size_t at = 0; at < length; at += step) {
		step = 1;
		if (line[at] == '"')
			inside = !inside;
		else if (inside && line[at] == '\\')
			total += escape_length(line + at, &step);
		else
			total += inside;
	}
	return total;
}

/* ---- values ---- */

static const char *type_words(const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_OBJECT:
		return _("a mapping");
	case JSON_ARRAY:
		return _("a list");
	case JSON_STRING:
		return _("a text");
	case JSON_INTEGER:
		return _("a number");
	case JSON_REAL:
		return _("a number with a fraction");
	case JSON_TRUE:
	case JSON_FALSE:
		return _("true or false");
	case JSON_NULL:
		break;
	}
	return _("empty");
}

static sk_outcome wrong_type(struct reader *reader, const char *key, const json_t *value, const char *expected)
{
	return refuse(reader, SK_E_TYPE, key, type_words(value), expected);
}

/* Of the right type, but not as it has to look. */
static sk_outcome wrong_form(struct reader *reader, const char *key, const char *expected)
{
	return refuse(reader, SK_E_TYPE, key, _("not written as it must be"), expected);
}

static sk_outcome need_text(struct reader *reader, const char *key, const json_t *value, const char *expected)
{
	return json_is_string(value) ? SK_OK : wrong_type(reader, key, value, expected);
}

static sk_outcome keep_text(struct reader *reader, const json_t *value, const char **out)
{
	return sk_arena_text(reader->arena, json_string_value(value), json_string_length(value), out, reader->error);
}

static sk_outcome read_integer(struct reader *reader, const char *key, const json_t *value, int64_t low, int64_t high, int64_t *out)
{
	char range[2 * NUMBER_TEXT + 16];
	if (json_is_integer(value) && json_integer_value(value) >= low && json_integer_value(value) <= high) {
		*out = json_integer_value(value);
		return SK_OK;
	}
	(void)snprintf(range, sizeof(range), _("from %lld to %lld"), (long long)low, (long long)high);
	return json_is_integer(value) ? refuse(reader, SK_E_NUMBER, key, range, NULL) : wrong_type(reader, key, value, _("a whole number"));
}

static sk_outcome read_line_text(struct reader *reader, const char *key, const json_t *value, int64_t low, int64_t most, const char **out)
{
	SK_TRY(need_text(reader, key, value, _("a text")));
	int64_t length = (int64_t)json_string_length(value);
	if (length >= low && length <= most)
		return keep_text(reader, value, out);
	char range[2 * NUMBER_TEXT + 32];
	(void)snprintf(range, sizeof(range), _("a text of %lld to %lld bytes"), (long long)low, (long long)most);
	return wrong_form(reader, key, range);
}

static sk_outcome read_id(struct reader *reader, const char *key, const json_t *value, const char **out)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_";
	SK_TRY(need_text(reader, key, value, _("an id")));
	size_t length = json_string_length(value);
	if (length > 0 && length <= SK_BUNDLE_ID_MAX && strspn(json_string_value(value), letters) == length)
		return keep_text(reader, value, out);
	return refuse(reader, SK_E_ID_FORM, json_string_value(value), _("1 to 64 letters, digits, '.', '-' or '_'"), NULL);
}

/* One way of writing a time only: with Z, to the second. */
static sk_outcome read_time(struct reader *reader, const char *key, const json_t *value, sk_time *out)
{
	static const char expected[] = N_("a time as 2026-04-01T09:00:00Z");
	SK_TRY(need_text(reader, key, value, _(expected)));
	const char *text = json_string_value(value);
	size_t length = json_string_length(value);
	if (length > 0 && text[length - 1] == 'Z' && sk_time_parse(text, length, out))
		return SK_OK;
	return wrong_form(reader, key, _(expected));
}

static sk_outcome read_digest(struct reader *reader, const char *key, const json_t *value, const char **out)
{
	*out = NULL;
	if (json_is_null(value))
		return SK_OK;
	SK_TRY(need_text(reader, key, value, _("64 lower-case hex digits or null")));
	if (json_string_length(value) == 64 && is_hex(json_string_value(value), 64))
		return keep_text(reader, value, out);
	return wrong_form(reader, key, _("64 lower-case hex digits or null"));
}

/* "a, b, c", cut where an error has no room for more. */
static void join(char out[WORDS_MAX], const char *const *words, size_t count)
{
	size_t used = 0;
	out[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		size_t length = strlen(words[i]) + (i ? 2 : 0);
		if (used + length >= WORDS_MAX)
			return;
		used += (size_t)snprintf(out + used, WORDS_MAX - used, "%s%s", i ? ", " : "", words[i]);
	}
}

/* Position of the word. */
static sk_outcome read_word(struct reader *reader, const char *key, const json_t *value, const char *const *words, size_t count, size_t *out)
{
	char all[WORDS_MAX];
	for (size_t i = 0; json_is_string(value) && i < count; i++) {
		if (strcmp(words[i], json_string_value(value)) != 0)
			continue;
		*out = i;
		return SK_OK;
	}
	join(all, words, count);
	return json_is_string(value) ? refuse(reader, SK_E_CHOICE, json_string_value(value), all, NULL) : wrong_type(reader, key, value, all);
}

/* ---- keys ---- */

static sk_outcome unknown_key(struct reader *reader, const char *key, const char *where, const char *const *keys, size_t count)
{
	char all[WORDS_MAX];
	join(all, keys, count);
	return refuse(reader, SK_E_KEY_UNKNOWN, key, where, all);
}

/* The next of so many places, and the first behind the last. */
static size_t behind(size_t at, size_t count)
{
	return at + 1 < count ? at + 1 : 0;
}

/* Position of the word, looked for from `at` on: keys mostly come in the order of their list. `count`: it is none of them. */
static size_t position_of(const char *word, const char *const *words, size_t count, size_t at)
{
	for (size_t i = 0; i < count; i++, at = behind(at, count))
		if (strcmp(words[at], word) == 0)
			return at;
	return count;
}

/* These keys, each of them, and no other: out[] has their values in the order of the list. */
static sk_outcome find_keys(struct reader *reader, json_t *object, const char *where, const char *const *keys, size_t count, json_t *out[KEYS_MAX])
{
	const char *key;
	json_t *value;
	size_t next = 0;
	SK_INVARIANT(count <= KEYS_MAX);
	memset(out, 0, KEYS_MAX * sizeof(*out));
	json_object_foreach(object, key, value) {
		size_t at = position_of(key, keys, count, next);
		if (at == count)
			return unknown_key(reader, key, where, keys, count);
		out[at] = value;
		next = behind(at, count);
	}
	for (size_t i = 0; i < count; i++)
		if (!out[i])
			return refuse(reader, SK_E_KEY_MISSING, keys[i], where, NULL);
	return SK_OK;
}

/* ---- the head ---- */

/* The keys of each line: their places in the table below. */
enum { HEAD_FORMAT, HEAD_COLLECTOR, HEAD_HOST, HEAD_SEQUENCE, HEAD_PREVIOUS, HEAD_AT, HEAD_ORIGIN, HEAD_TOOL };
enum { COVERAGE_NUMBER, COVERAGE_KIND, COVERAGE_SUBJECT, COVERAGE_SOURCE, COVERAGE_STATUS, COVERAGE_METHOD, COVERAGE_AT, COVERAGE_DIGEST };
enum { FACT_COVERAGE, FACT_VALUES };

static sk_outcome read_format(struct reader *reader, const json_t *value)
{
	SK_TRY(need_text(reader, "bundle", value, SK_BUNDLE_FORMAT));
	if (strcmp(json_string_value(value), SK_BUNDLE_FORMAT) == 0)
		return SK_OK;
	return refuse(reader, SK_E_FORMAT, json_string_value(value), SK_BUNDLE_FORMAT, NULL);
}

static sk_outcome read_head(struct reader *reader, json_t *const *values)
{
	struct sk_bundle *bundle = reader->bundle;
	size_t origin;
	SK_TRY(read_format(reader, values[HEAD_FORMAT]));
	SK_TRY(read_id(reader, "collector", values[HEAD_COLLECTOR], &bundle->collector));
	SK_TRY(read_id(reader, "host", values[HEAD_HOST], &bundle->host));
	SK_TRY(read_integer(reader, "sequence", values[HEAD_SEQUENCE], 1, SK_BUNDLE_SEQUENCE_MAX, &bundle->sequence));
	SK_TRY(read_digest(reader, "previous", values[HEAD_PREVIOUS], &bundle->previous));
	SK_TRY(read_time(reader, "at", values[HEAD_AT], &bundle->at));
	SK_TRY(read_word(reader, "origin", values[HEAD_ORIGIN], sk_words_bundle_origin.words, sk_words_bundle_origin.count, &origin));
	SK_TRY(read_line_text(reader, "tool", values[HEAD_TOOL], 1, SK_BUNDLE_TOOL_MAX, &bundle->tool));
	bundle->origin = (enum sk_bundle_origin)origin;
	reader->stage = AFTER_HEAD;
	return SK_OK;
}

/* ---- coverage ---- */

static sk_outcome read_kind(struct reader *reader, const json_t *value, const struct sk_fact_kind **out)
{
	SK_TRY(need_text(reader, "kind", value, _("a text")));
	*out = sk_fact_kind_named(json_string_value(value));
	return *out ? SK_OK : refuse(reader, SK_E_BUNDLE_KIND, json_string_value(value), NULL, NULL);
}

/* One of the methods by which this kind can be known. */
static sk_outcome read_method(struct reader *reader, const json_t *value, const struct sk_fact_kind *kind, enum sk_fact_method *out)
{
	const char *words[sizeof(unsigned) * 8] = {NULL};
	size_t place = 0, count = 0;
	for (size_t i = 0; i < sk_words_fact_method.count; i++)
		if (kind->methods & 1u << i)
			words[count++] = sk_words_fact_method.words[i];
	SK_TRY(read_word(reader, "method", value, words, count, &place));
	for (size_t i = 0; i < sk_words_fact_method.count; i++)
		if (words[place] == sk_words_fact_method.words[i])
			*out = (enum sk_fact_method)i;
	return SK_OK;
}

static sk_outcome check_number(struct reader *reader, int64_t number)
{
	char is[NUMBER_TEXT], wanted[NUMBER_TEXT];
	int64_t next = (int64_t)reader->bundle->coverage_count + 1;
	if (number == next)
		return SK_OK;
	return refuse(reader, SK_E_BUNDLE_NUMBER, number_text(number, is), number_text(next, wanted), NULL);
}

static sk_outcome read_coverage(struct reader *reader, json_t *const *values)
{
	if (reader->bundle->coverage_count == reader->coverage_room)
		return too_many(reader, _("lines of coverage"), SK_BUNDLE_COVERAGE_MAX);
	struct sk_coverage *coverage = &reader->coverage[reader->bundle->coverage_count];
	size_t status;
	coverage->line = reader->place.line;
	SK_TRY(read_integer(reader, "coverage", values[COVERAGE_NUMBER], 1, SK_BUNDLE_COVERAGE_MAX, &coverage->number));
	SK_TRY(check_number(reader, coverage->number));
	SK_TRY(read_kind(reader, values[COVERAGE_KIND], &coverage->kind));
	SK_TRY(read_id(reader, "subject", values[COVERAGE_SUBJECT], &coverage->subject));
	SK_TRY(read_line_text(reader, "source", values[COVERAGE_SOURCE], 1, SK_BUNDLE_SOURCE_MAX, &coverage->source));
	SK_TRY(read_word(reader, "status", values[COVERAGE_STATUS], sk_words_status.words, sk_words_status.count, &status));
	coverage->status = (enum sk_fact_status)status;
	SK_TRY(read_method(reader, values[COVERAGE_METHOD], coverage->kind, &coverage->method));
	SK_TRY(read_time(reader, "at", values[COVERAGE_AT], &coverage->at));
	SK_TRY(read_digest(reader, "digest", values[COVERAGE_DIGEST], &coverage->digest));
	reader->bundle->coverage_count++;
	reader->stage = AFTER_COVERAGE;
	return SK_OK;
}

/* ---- facts ---- */

static const char *form_words(const struct sk_column *column)
{
	switch (column->form) {
	case SK_FORM_CODE:
		return _("ASCII without spaces");
	case SK_FORM_HEX:
		return _("lower-case hex digits");
	case SK_FORM_LINE:
		break;
	}
	return _("a text");
}

static bool is_code(const char *text)
{
	for (; *text; text++)
		if (*text < '!' || *text > '~')
			return false;
	return true;
}

static sk_outcome read_text_column(struct reader *reader, const struct sk_column *column, const json_t *value, struct sk_value *out)
{
	SK_TRY(need_text(reader, column->name, value, _("a text")));
	const char *text = json_string_value(value);
	bool fits = column->form == SK_FORM_LINE || (column->form == SK_FORM_CODE && is_code(text)) ||
		    (column->form == SK_FORM_HEX && strspn(text, "0123456789abcdef") == json_string_length(value));
	if (!fits)
		return wrong_form(reader, column->name, form_words(column));
	return read_line_text(reader, column->name, value, column->low, column->high, &out->text);
}

static sk_outcome read_choice_column(struct reader *reader, const struct sk_column *column, const json_t *value, struct sk_value *out)
{
	size_t count = 0, place;
	while (column->choices[count])
		count++;
	SK_TRY(read_word(reader, column->name, value, column->choices, count, &place));
	out->text = column->choices[place];
	return SK_OK;
}

static sk_outcome read_flag_column(struct reader *reader, const struct sk_column *column, const json_t *value, struct sk_value *out)
{
	if (!json_is_boolean(value))
		return wrong_type(reader, column->name, value, _("true or false"));
	out->integer = json_is_true(value);
	return SK_OK;
}

/* value NULL: left out. */
static sk_outcome read_column(struct reader *reader, const struct sk_column *column, const json_t *value, struct sk_value *out)
{
	if (!value && column->needed)
		return refuse(reader, SK_E_KEY_MISSING, column->name, "values", NULL);
	if (!value || (json_is_null(value) && !column->needed)) {
		out->null = true;
		return SK_OK;
	}
	switch (column->type) {
	case SK_COLUMN_TEXT:
		return read_text_column(reader, column, value, out);
	case SK_COLUMN_CHOICE:
		return read_choice_column(reader, column, value, out);
	case SK_COLUMN_INTEGER:
		return read_integer(reader, column->name, value, column->low, column->high, &out->integer);
	case SK_COLUMN_FLAG:
		return read_flag_column(reader, column, value, out);
	case SK_COLUMN_TIME:
		return read_time(reader, column->name, value, &out->integer);
	}
	sk_abort(__FILE__, __LINE__, "a type of the table");
}

static sk_outcome unknown_column(struct reader *reader, const struct sk_fact_kind *kind, const char *key)
{
	const char *names[SK_FACT_COLUMNS_MAX];
	size_t count = 0;
	for (; count < kind->column_count && count < SK_FACT_COLUMNS_MAX; count++)
		names[count] = kind->columns[count].name;
	return unknown_key(reader, key, kind->name, names, count);
}

/* As position_of. */
static size_t column_called(const struct sk_fact_kind *kind, const char *key, size_t at)
{
	for (size_t i = 0; i < kind->column_count; i++, at = behind(at, kind->column_count))
		if (strcmp(kind->columns[at].name, key) == 0)
			return at;
	return kind->column_count;
}

static sk_outcome read_values(struct reader *reader, const struct sk_fact_kind *kind, json_t *values, const struct sk_value **out)
{
	const char *key;
	json_t *value, *found[SK_FACT_COLUMNS_MAX] = {NULL};
	struct sk_value *row;
	void *memory;
	size_t at, next = 0;
	SK_INVARIANT(kind->column_count <= SK_FACT_COLUMNS_MAX);
	if (!json_is_object(values))
		return wrong_type(reader, "values", values, _("a mapping"));
	json_object_foreach(values, key, value) {
		at = column_called(kind, key, next);
		if (at == kind->column_count)
			return unknown_column(reader, kind, key);
		found[at] = value;
		next = behind(at, kind->column_count);
	}
	SK_TRY(sk_arena_take(reader->arena, kind->column_count, sizeof(*row), &memory, reader->error));
	row = memory;
	for (size_t i = 0; i < kind->column_count; i++)
		SK_TRY(read_column(reader, &kind->columns[i], found[i], &row[i]));
	*out = row;
	return SK_OK;
}

static sk_outcome read_fact(struct reader *reader, json_t *const *values)
{
	struct sk_bundle *bundle = reader->bundle;
	const struct sk_coverage *above = &reader->coverage[bundle->coverage_count - 1];
	char number[NUMBER_TEXT];
	int64_t under;
	if (bundle->fact_count == reader->fact_room)
		return too_many(reader, _("facts"), SK_BUNDLE_FACTS_MAX);
	SK_TRY(read_integer(reader, "fact", values[FACT_COVERAGE], 1, SK_BUNDLE_COVERAGE_MAX, &under));
	if (under != above->number)
		return refuse(reader, SK_E_BUNDLE_ORDER, _("a fact under the coverage just before it"), NULL, NULL);
	if (above->status != SK_STATUS_COMPLETE && above->status != SK_STATUS_PARTIAL)
		return refuse(reader, SK_E_BUNDLE_FACT, number_text(under, number), sk_words_status.words[above->status], NULL);
	struct sk_fact *fact = &reader->facts[bundle->fact_count];
	*fact = (struct sk_fact){.line = reader->place.line, .coverage = bundle->coverage_count - 1};
	SK_TRY(read_values(reader, above->kind, values[FACT_VALUES], &fact->values));
	bundle->fact_count++;
	return SK_OK;
}

/* ---- the end ---- */

static sk_outcome check_count(struct reader *reader, const char *key, const json_t *value, size_t there)
{
	char is[NUMBER_TEXT], wanted[NUMBER_TEXT];
	int64_t said;
	SK_TRY(read_integer(reader, key, value, 0, SK_BUNDLE_FACTS_MAX, &said));
	if (said == (int64_t)there)
		return SK_OK;
	return refuse(reader, SK_E_BUNDLE_COUNT, key, number_text(said, is), number_text((long long)there, wanted));
}

static sk_outcome read_end(struct reader *reader, json_t *const *values)
{
	static const char *const keys[] = {"coverage", "facts"};
	json_t *counts[KEYS_MAX];
	if (!json_is_object(values[0]))
		return wrong_type(reader, "end", values[0], _("a mapping"));
	SK_TRY(find_keys(reader, values[0], "end", keys, SK_COUNT(keys), counts));
	SK_TRY(check_count(reader, keys[0], counts[0], reader->bundle->coverage_count));
	SK_TRY(check_count(reader, keys[1], counts[1], reader->bundle->fact_count));
	reader->bundle->signed_length = reader->at;
	reader->stage = AFTER_END;
	return SK_OK;
}

static sk_outcome read_signature(struct reader *reader, json_t *const *values)
{
	SK_TRY(read_line_text(reader, "signature", values[0], 1, SK_BUNDLE_SIGNATURE_MAX, &reader->bundle->signature));
	for (const char *at = reader->bundle->signature; *at; at++)
		if (*at != '\n' && (*at < ' ' || *at > '~'))
			return wrong_form(reader, "signature", _("an armored SSH signature"));
	reader->bundle->signature_line = reader->place.line;
	reader->stage = AFTER_SIGNATURE;
	return SK_OK;
}

/* ---- lines ---- */

#define STAGE(stage_) (1u << (stage_))
#define KEYS(...) .keys = (const char *const[]){__VA_ARGS__}, .key_count = SK_COUNT(((const char *const[]){__VA_ARGS__}))

/* A line is known by its own key, the first of its row. `end` has a coverage only inside. */
static const struct line_row {
	const char *const *keys;
	size_t key_count;
	unsigned after; /* bits of the stages it may follow */
	sk_outcome (*read)(struct reader *reader, json_t *const *values); /* in the order of the keys */
} line_rows[] = {
	{KEYS("bundle", "collector", "host", "sequence", "previous", "at", "origin", "tool"), STAGE(AT_START), read_head},
	{KEYS("coverage", "kind", "subject", "source", "status", "method", "at", "digest"), STAGE(AFTER_HEAD) | STAGE(AFTER_COVERAGE),
	 read_coverage},
	{KEYS("fact", "values"), STAGE(AFTER_COVERAGE), read_fact},
	{KEYS("end"), STAGE(AFTER_HEAD) | STAGE(AFTER_COVERAGE), read_end},
	{KEYS("signature"), STAGE(AFTER_END), read_signature},
};

static const char *expected_here(enum stage stage)
{
	switch (stage) {
	case AT_START:
		return _("a line with 'bundle'");
	case AFTER_HEAD:
		return _("a line with 'coverage' or 'end'");
	case AFTER_COVERAGE:
		return _("a line with 'coverage', 'fact' or 'end'");
	case AFTER_END:
		return _("a line with 'signature', or nothing");
	case AFTER_SIGNATURE:
		break;
	}
	return _("nothing more");
}

/* By the first key of the line, as most are written; else by any. */
static const struct line_row *row_of(json_t *line)
{
	const char *first = json_object_iter_key(json_object_iter(line));
	for (size_t i = 0; first && i < SK_COUNT(line_rows); i++)
		if (strcmp(line_rows[i].keys[0], first) == 0)
			return &line_rows[i];
	for (size_t i = 0; first && i < SK_COUNT(line_rows); i++)
		if (json_object_get(line, line_rows[i].keys[0]))
			return &line_rows[i];
	return NULL;
}

/* jansson says nothing but NULL where it lacks memory. Its words quote the input, so they are not repeated. */
static sk_outcome not_json(struct reader *reader, const json_error_t *trouble)
{
	enum json_error_code code = json_error_code(trouble);
	if (code == json_error_out_of_memory || (code == json_error_unknown && !trouble->text[0]))
		return sk_error_set_number(reader->error, SK_E_MEMORY, NULL, SK_BUNDLE_BYTES_MAX);
	if (trouble->line == 1 && trouble->column > 0)
		reader->place.column = (uint32_t)trouble->column;
	return refuse(reader, code == json_error_duplicate_key ? SK_E_BUNDLE_DUPLICATE : SK_E_BUNDLE_JSON, NULL, NULL, NULL);
}

/* Where jansson's lexer (2.14) lacks memory it loses the rest of a text without a word ("terminal-10" would become "terminal-1"): so what
 * it hands over is measured against the line. In a text with escapes it notices by itself and aborts. */
static sk_outcome check_whole(struct reader *reader, json_t *line, const char *bytes, size_t length)
{
	size_t there = reader->escapes ? texts_in(bytes, length) : plain_texts_in(bytes, length);
	reader->texts = 0;
	SK_TRY(screen(reader, line, 1));
	return reader->texts == there ? SK_OK : sk_error_set_number(reader->error, SK_E_MEMORY, NULL, SK_BUNDLE_BYTES_MAX);
}

static sk_outcome read_object(struct reader *reader, json_t *line, const char *bytes, size_t length)
{
	if (!json_is_object(line))
		return wrong_type(reader, _("this line"), line, _("a mapping"));
	SK_TRY(check_whole(reader, line, bytes, length));
	const struct line_row *row = row_of(line);
	if (!row || !(row->after & STAGE(reader->stage)))
		return refuse(reader, SK_E_BUNDLE_ORDER, expected_here(reader->stage), NULL, NULL);
	json_t *values[KEYS_MAX];
	SK_TRY(find_keys(reader, line, row->keys[0], row->keys, row->key_count, values));
	return row->read(reader, values);
}

/* Columns count code points. */
static uint32_t column_at(const char *bytes, size_t offset)
{
	uint32_t column = 1;
	for (size_t at = 0; at < offset; at++)
		column += ((unsigned char)bytes[at] & 0xC0) != 0x80;
	return column;
}

static sk_outcome read_line(struct reader *reader, const char *bytes, size_t length)
{
	size_t bad;
	json_error_t trouble = {0};
	reader->place.column = 0;
	if (length > SK_BUNDLE_LINE_MAX)
		return too_many(reader, _("bytes in one line"), SK_BUNDLE_LINE_MAX);
	if (!sk_utf8_clean(bytes, length, &bad)) {
		reader->place.column = column_at(bytes, bad);
		return refuse(reader, SK_E_TEXT_ENCODING, NULL, NULL, NULL);
	}
	reader->escapes = memchr(bytes, '\\', length) != NULL;
	reader->suspect = reader->escapes || ((reader->marks || reader->at == reader->length) && secret_may_begin(bytes, length));
	JSON_SCOPE line = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &trouble);
	return line ? read_object(reader, line, bytes, length) : not_json(reader, &trouble);
}

static sk_outcome read_next(struct reader *reader)
{
	const char *begin = reader->bytes + reader->at;
	const char *end = memchr(begin, '\n', reader->length - reader->at);
	reader->place.line++;
	reader->place.column = 0;
	if (!end)
		return refuse(reader, SK_E_BUNDLE_CUT, _("a newline at the end of every line"), NULL, NULL);
	reader->at += (size_t)(end - begin) + 1;
	return read_line(reader, begin, (size_t)(end - begin));
}

static sk_outcome read_lines(struct reader *reader)
{
	while (reader->at < reader->length)
		SK_TRY(read_next(reader));
	reader->place.column = 0;
	reader->place.line += reader->place.line == 0;
	if (reader->stage != AFTER_END && reader->stage != AFTER_SIGNATURE)
		return refuse(reader, SK_E_BUNDLE_CUT, expected_here(reader->stage), NULL, NULL);
	return SK_OK;
}

static size_t lines_of(const char *bytes, size_t length)
{
	size_t lines = 0;
	for (const char *at = bytes, *end = bytes + length; at < end && (at = memchr(at, '\n', (size_t)(end - at))); at++)
		lines++;
	return lines;
}

/* Room for what so many lines can hold; one more, as an arena hands out nothing for nothing. */
static sk_outcome make_room(struct reader *reader)
{
	size_t lines = lines_of(reader->bytes, reader->length);
	void *memory;
	reader->coverage_room = lines < SK_BUNDLE_COVERAGE_MAX ? lines : SK_BUNDLE_COVERAGE_MAX;
	reader->fact_room = lines < SK_BUNDLE_FACTS_MAX ? lines : SK_BUNDLE_FACTS_MAX;
	SK_TRY(sk_arena_take(reader->arena, 1, sizeof(*reader->bundle), &memory, reader->error));
	reader->bundle = memory;
	SK_TRY(sk_arena_take(reader->arena, reader->coverage_room + 1, sizeof(*reader->coverage), &memory, reader->error));
	reader->bundle->coverage = reader->coverage = memory;
	SK_TRY(sk_arena_take(reader->arena, reader->fact_room + 1, sizeof(*reader->facts), &memory, reader->error));
	reader->bundle->facts = reader->facts = memory;
	return SK_OK;
}

/* The last line with its newline, or what stands there without one. */
static const char *last_line(const char *bytes, size_t length)
{
	const char *before = length > 1 ? memrchr(bytes, '\n', length - 1) : NULL;
	return before ? before + 1 : bytes;
}

static sk_outcome begin(struct reader *reader)
{
	const char *file = reader->place.file;
	SK_TRY(make_room(reader));
	reader->marks = secret_may_begin(reader->bytes, (size_t)(last_line(reader->bytes, reader->length) - reader->bytes));
	return sk_arena_text(reader->arena, file, strlen(file), &reader->bundle->file, reader->error);
}

sk_outcome sk_bundle_read(struct sk_arena *arena, const char *file, const char *bytes, size_t length, const struct sk_bundle **out,
			  struct sk_error *error)
{
	struct reader reader = {.arena = arena, .error = error, .place = {.file = file}, .bytes = bytes, .length = length};
	if (length > SK_BUNDLE_BYTES_MAX)
		return sk_error_set_number(error, SK_E_FILE_LARGE, &reader.place, SK_BUNDLE_BYTES_MAX);
	SK_TRY(begin(&reader));
	SK_TRY(read_lines(&reader));
	*out = reader.bundle;
	return SK_OK;
}

/* ---- the end before the rest ---- */

static bool holds(const char *begin, const char *end, const char *key)
{
	return memmem(begin, (size_t)(end - begin), key, strlen(key)) != NULL;
}

/* Where the last line is neither the signature nor what is signed. The reader would say the same, had it come so far. */
static sk_outcome ends_early(struct reader *reader)
{
	reader->place.line = (uint32_t)lines_of(reader->bytes, reader->length);
	if (reader->bytes[reader->length - 1] == '\n')
		return refuse(reader, SK_E_BUNDLE_CUT, expected_here(AFTER_COVERAGE), NULL, NULL);
	reader->place.line++;
	return refuse(reader, SK_E_BUNDLE_CUT, _("a newline at the end of every line"), NULL, NULL);
}

static sk_outcome read_head_only(struct reader *reader, const struct sk_bundle **out)
{
	const char *end = memchr(reader->bytes, '\n', reader->length);
	SK_INVARIANT(end != NULL);
	reader->length = (size_t)(end - reader->bytes) + 1;
	SK_TRY(begin(reader));
	SK_TRY(read_next(reader));
	*out = reader->bundle;
	return SK_OK;
}

sk_outcome sk_bundle_read_signed(struct sk_arena *arena, const char *file, const char *bytes, size_t length, const struct sk_bundle **out,
				 struct sk_error *error)
{
	struct reader reader = {.arena = arena, .error = error, .place = {.file = file}, .bytes = bytes, .length = length};
	if (length <= SK_BUNDLE_LINE_MAX || length > SK_BUNDLE_BYTES_MAX)
		return sk_bundle_read(arena, file, bytes, length, out, error);
	const char *end = bytes + length, *last = last_line(bytes, length);
	if (end[-1] != '\n' || (!holds(last, end, "\"signature\"") && !holds(last, end, "\"end\"")))
		return ends_early(&reader);
	if (holds(last, end, "\"signature\""))
		return sk_bundle_read(arena, file, bytes, length, out, error);
	return read_head_only(&reader, out);
}

/* Armor is ASCII without quotes; only its newlines are written out. */
void sk_bundle_signature_line(const char *armor, struct sk_buf *out)
{
	sk_buf_text(out, "{\"signature\":\"");
	for (const char *end; *armor; armor = end + (*end == '\n')) {
		end = armor + strcspn(armor, "\n");
		sk_buf_add(out, armor, (size_t)(end - armor));
		sk_buf_text(out, *end ? "\\n" : "");
	}
	sk_buf_text(out, "\"}\n");
}

SK_OUTCOME sk_bundle_check_signature_line(const struct sk_bundle *bundle, const char *bytes, size_t length, struct sk_error *error)
{
	/* Every byte of the armor could be a newline, and the key stands around it. */
	SK_BUF_SCOPE line = SK_BUF(2 * SK_BUNDLE_SIGNATURE_MAX + 32);
	struct sk_place place = {bundle->file, bundle->signature_line, 0};
	if (!bundle->signature)
		return sk_error_set(error, SK_E_SIGNATURE, &(struct sk_place){.file = bundle->file}, _("the bundle has none"), NULL, NULL);
	sk_bundle_signature_line(bundle->signature, &line);
	SK_TRY(sk_buf_check(&line, error));
	if (line.length == length - bundle->signed_length && memcmp(line.bytes, bytes + bundle->signed_length, line.length) == 0)
		return SK_OK;
	return sk_error_set(error, SK_E_SIGNATURE, &place, _("its line is not written as it must be"), NULL, NULL);
}
