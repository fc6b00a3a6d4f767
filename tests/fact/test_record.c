/* What the writer writes, the reader reads, for every kind and at the edges of every column; what does not fit is not begun. */
#include "cmocka_all.h"

#include "rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM = 4 << 20, ARENA = 64 << 20 };

static char bytes[ROOM];

static const struct sk_bundle *read_back(struct sk_arena *arena, const struct sk_record *record)
{
	const struct sk_bundle *bundle = NULL;
	struct sk_error error = {0};
	assert_false(record->failed);
	if (sk_failed(sk_bundle_read(arena, "b", record->bytes, record->length, &bundle, &error)))
		fail_msg("%s line %u: %s %s %s", sk_error_name(error.id), error.line, error.argument[0], error.argument[1], error.argument[2]);
	return bundle;
}

/* ---- round trip ---- */

static int64_t expected_integer(const struct sk_column *column, enum rows_edge edge)
{
	if (column->type == SK_COLUMN_FLAG)
		return edge == ROWS_HIGH;
	if (column->type == SK_COLUMN_TIME)
		return edge == ROWS_HIGH ? ROWS_TIME_HIGH : ROWS_TIME_LOW;
	return edge == ROWS_HIGH ? column->high : column->low;
}

static void check_value(const struct sk_column *column, const struct sk_value *value, enum rows_edge edge, size_t nth)
{
	char text[SK_FACT_TEXT_MAX + 1];
	bool empty = edge == ROWS_EMPTY && !column->needed;
	assert_int_equal(value->null, empty);
	if (empty)
		return;
	if (column->type == SK_COLUMN_TEXT)
		assert_string_equal(value->text, rows_text(column, edge, text));
	else if (column->type == SK_COLUMN_CHOICE)
		assert_string_equal(value->text, rows_word(column, nth));
	else
		assert_int_equal(value->integer, expected_integer(column, edge));
}

static void check_row(const struct sk_fact_kind *kind, const struct sk_fact *fact, enum rows_edge edge, size_t nth)
{
	for (size_t i = 0; i < kind->column_count; i++)
		check_value(&kind->columns[i], &fact->values[i], edge, nth);
}

static void every_kind_comes_back(void **state)
{
	struct sk_record record;
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	size_t count, at = 0;
	const struct sk_fact_kind *kinds = sk_fact_kinds(&count);
	(void)state;
	sk_record_open(&record, bytes, sizeof(bytes));
	rows_all(&record);
	const struct sk_bundle *bundle = read_back(arena, &record);
	assert_int_equal(bundle->coverage_count, count);
	assert_int_equal(bundle->fact_count, record.facts);
	assert_int_equal(bundle->coverage_count, record.coverage);
	assert_int_equal(bundle->signed_length, record.length);
	assert_null(bundle->signature);
	for (size_t i = 0; i < count; i++) {
		assert_ptr_equal(bundle->coverage[i].kind, &kinds[i]);
		assert_int_equal(bundle->coverage[i].number, i + 1);
		check_row(&kinds[i], &bundle->facts[at++], ROWS_LOW, 0);
		check_row(&kinds[i], &bundle->facts[at++], ROWS_HIGH, 0);
		check_row(&kinds[i], &bundle->facts[at++], ROWS_EMPTY, 0);
		for (size_t nth = 0; nth < rows_words_of(&kinds[i]); nth++, at++) {
			assert_int_equal(bundle->facts[at].coverage, i);
			check_row(&kinds[i], &bundle->facts[at], ROWS_WORDS, nth);
		}
	}
	assert_int_equal(at, bundle->fact_count);
}

static void head_and_coverage_come_back(void **state)
{
	static const char previous[] = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
	struct sk_record record;
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	(void)state;
	sk_record_open(&record, bytes, sizeof(bytes));
	sk_record_head_line(&record, &(struct sk_record_head){.collector = "c.1", .host = "h_2", .previous = previous, .origin = "live",
							      .tool = "道具 \"1\"", .sequence = SK_BUNDLE_SEQUENCE_MAX, .at = ROWS_TIME});
	for (size_t status = 0; status < sk_words_status.count; status++)
		sk_record_coverage_line(&record, &(struct sk_record_coverage){.kind = "usb_policy", .subject = "s-1", .source = "C:\\x",
									      .status = sk_words_status.words[status], .method = "exercised",
									      .digest = status ? previous : NULL, .at = ROWS_TIME - 1});
	sk_record_end_line(&record);
	const struct sk_bundle *bundle = read_back(arena, &record);
	assert_string_equal(bundle->file, "b");
	assert_string_equal(bundle->collector, "c.1");
	assert_string_equal(bundle->host, "h_2");
	assert_string_equal(bundle->tool, "道具 \"1\"");
	assert_string_equal(bundle->previous, previous);
	assert_int_equal(bundle->sequence, SK_BUNDLE_SEQUENCE_MAX);
	assert_int_equal(bundle->at, ROWS_TIME);
	assert_int_equal(bundle->origin, SK_LIVE);
	assert_int_equal(bundle->coverage_count, 5);
	for (size_t i = 0; i < 5; i++) {
		const struct sk_coverage *coverage = &bundle->coverage[i];
		assert_int_equal(coverage->line, i + 2);
		assert_int_equal(coverage->status, i);
		assert_int_equal(coverage->method, SK_FACT_EXERCISED);
		assert_int_equal(coverage->at, ROWS_TIME - 1);
		assert_string_equal(coverage->subject, "s-1");
		assert_string_equal(coverage->source, "C:\\x");
		assert_true((coverage->digest != NULL) == (i > 0));
	}
}

/* ---- the exact bytes ---- */

static void bytes_are_fixed(void **state)
{
	static const char expected[] =
		"{\"bundle\":\"sekisho-bundle/1\",\"collector\":\"c\",\"host\":\"h\",\"sequence\":1,\"previous\":null,"
		"\"at\":\"2026-04-01T09:00:00Z\",\"origin\":\"live\",\"tool\":\"t\"}\n"
		"{\"coverage\":1,\"kind\":\"route\",\"subject\":\"s\",\"source\":\"x\",\"status\":\"partial\",\"method\":\"observed\","
		"\"at\":\"1969-12-31T23:59:59Z\",\"digest\":null}\n"
		"{\"fact\":1,\"values\":{\"a\":\"\\\"\\\\ \xEF\xBF\xBD\",\"b\":-9223372036854775808,\"c\":9223372036854775807,\"d\":true,"
		"\"e\":false,\"f\":null,\"g\":null,\"h\":\"2000-02-29T12:34:56Z\"}}\n"
		"{\"end\":{\"coverage\":1,\"facts\":1}}\n";
	struct sk_record record;
	(void)state;
	sk_record_open(&record, bytes, sizeof(bytes));
	sk_record_head_line(&record, &(struct sk_record_head){"c", "h", NULL, "live", "t", 1, ROWS_TIME});
	sk_record_coverage_line(&record, &(struct sk_record_coverage){"route", "s", "x", "partial", "observed", NULL, -1});
	sk_record_fact_begin(&record);
	sk_record_text(&record, "a", "\"\\\n\x7F");
	sk_record_integer(&record, "b", INT64_MIN);
	sk_record_integer(&record, "c", INT64_MAX);
	sk_record_flag(&record, "d", true);
	sk_record_flag(&record, "e", false);
	sk_record_null(&record, "f");
	sk_record_text(&record, "g", NULL);
	sk_record_time(&record, "h", 951827696);
	sk_record_fact_end(&record);
	sk_record_end_line(&record);
	assert_false(record.failed);
	assert_int_equal(record.length, sizeof(expected) - 1);
	assert_memory_equal(record.bytes, expected, sizeof(expected) - 1);
}

/* The text of one value as written, without its quotes. */
static void written(const char *text, const char *expected)
{
	static const char before[] = "{\"fact\":1,\"values\":{\"a\":\"";
	struct sk_record record;
	sk_record_open(&record, bytes, sizeof(bytes));
	sk_record_coverage_line(&record, &(struct sk_record_coverage){"k", "s", "x", "complete", "observed", NULL, 0});
	size_t from = record.length + sizeof(before) - 1;
	sk_record_fact_begin(&record);
	sk_record_text(&record, "a", text);
	sk_record_fact_end(&record);
	assert_false(record.failed);
	assert_int_equal(record.length - from, strlen(expected) + 4);
	assert_memory_equal(record.bytes + from, expected, strlen(expected));
}

#define BAD "\xEF\xBF\xBD"

static void broken_texts_are_replaced(void **state)
{
	(void)state;
	written("関所", "関所");
	written("\xF0\x9F\x8F\xA5", "\xF0\x9F\x8F\xA5");
	written("a\xFF" "b", "a" BAD "b");
	written("\xC0\x80", BAD BAD);		/* overlong */
	written("\xED\xA0\x80", BAD BAD BAD);	/* a surrogate */
	written("\xF4\x90\x80\x80", BAD BAD BAD BAD); /* past the last code point */
	written("\xE9\x96", BAD BAD);		/* cut */
	written("\xE9", BAD);
	written("\xF0\x9F\x8F", BAD BAD BAD);
	written("\x01\x1F\x7F", BAD BAD BAD);
	written("\xC2\x85\xC2\x9F\xC2\xA0", BAD BAD "\xC2\xA0");
	written("\u200B\u200E\u202A\u202E\u2060\u206F\uFEFF", BAD BAD BAD BAD BAD BAD BAD);
	written("\u061C\u2028\u2029\U000E0041\u3164", BAD BAD BAD BAD BAD);
	written("葛\U000E0100\uFE00ｶﾞ　Ａ", "葛\U000E0100\uFE00ｶﾞ　Ａ");
	written("\u200A\u2010\u2027\u202F\u205F\u2070", "\u200A\u2010\u2027\u202F\u205F\u2070");
	written("\t\n", "  ");
	written("", "");
}

/* Whatever bytes come as a text, the line is JSON that the reader takes: only too long may it be. */
static void any_bytes_are_readable(void **state)
{
	uint64_t seed = 7;
	(void)state;
	for (int round = 0; round < 3000; round++) {
		char text[65];
		size_t length = (size_t)(round % 20) + 1;
		struct sk_record record;
		SK_ARENA_SCOPE arena = sk_arena_new(1 << 20);
		for (size_t i = 0; i < length; i++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			text[i] = (char)(1 + (seed >> 33) % 255);
		}
		text[length] = '\0';
		sk_record_open(&record, bytes, sizeof(bytes));
		rows_head(&record, "live");
		rows_coverage(&record, sk_fact_kind_named("software"));
		sk_record_fact_begin(&record);
		sk_record_text(&record, "name", text);
		sk_record_fact_end(&record);
		sk_record_end_line(&record);
		assert_int_equal(read_back(arena, &record)->fact_count, 1);
	}
}

static size_t encode(unsigned code, char out[4])
{
	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	size_t length = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	for (size_t at = length; at-- > 1; code >>= 6)
		out[at] = (char)(0x80 | (code & 0x3F));
	out[0] = (char)((length == 2 ? 0xC0 : length == 3 ? 0xE0 : 0xF0) | code);
	return length;
}

/* Every code point: the writer replaces just what sk_utf8_clean, and so the reader, refuses. */
static void every_letter_agrees_with_base(void **state)
{
	(void)state;
	for (unsigned code = 1; code <= 0x10FFFF; code++) {
		char letter[5] = {0}, expected[8];
		struct sk_record record;
		if (code == '\t' || code == '\n' || code == '"' || code == '\\' || (code >= 0xD800 && code <= 0xDFFF))
			continue;
		size_t length = encode(code, letter);
		(void)snprintf(expected, sizeof(expected), ":\"%s\"", sk_utf8_clean(letter, length, NULL) ? letter : BAD);
		sk_record_open(&record, bytes, sizeof(bytes));
		record.coverage = 1;
		sk_record_fact_begin(&record);
		sk_record_text(&record, "a", letter);
		size_t tail = strlen(expected);
		if (record.failed || memcmp(bytes + record.length - tail, expected, tail) != 0)
			fail_msg("U+%04X", code);
	}
}

/* ---- times ---- */

static void times_agree_with_base(void **state)
{
	uint64_t seed = 1;
	(void)state;
	for (int round = 0; round < 20000; round++) {
		char expected[SK_TIME_TEXT];
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		sk_time time = (sk_time)((seed >> 11) % (uint64_t)(ROWS_TIME_HIGH - ROWS_TIME_LOW + 1)) + ROWS_TIME_LOW;
		struct sk_record record;
		sk_record_open(&record, bytes, sizeof(bytes));
		sk_record_coverage_line(&record, &(struct sk_record_coverage){"k", "s", "x", "complete", "observed", NULL, time});
		sk_time_print(time, expected);
		bytes[record.length] = '\0';
		if (record.failed || !strstr(bytes, expected))
			fail_msg("%lld: %s in %s", (long long)time, expected, bytes);
	}
}

static void times_out_of_range_fail(void **state)
{
	const int64_t wrong[] = {ROWS_TIME_LOW - 1, ROWS_TIME_HIGH + 1, INT64_MIN, INT64_MAX};
	(void)state;
	for (size_t i = 0; i < SK_COUNT(wrong); i++) {
		struct sk_record record;
		sk_record_open(&record, bytes, sizeof(bytes));
		rows_head(&record, "live");
		size_t before = record.length;
		sk_record_coverage_line(&record, &(struct sk_record_coverage){"k", "s", "x", "complete", "observed", NULL, wrong[i]});
		assert_true(record.failed);
		assert_int_equal(record.length, before);
	}
}

/* ---- what does not fit ---- */

/* At every size of the buffer: nothing outside it is touched, only whole lines stand there, and failing is remembered. */
static void every_size_is_safe(void **state)
{
	static char whole[16 << 10];
	struct sk_record record;
	const struct sk_fact_kind *kind = sk_fact_kind_named("tunnel_proposal");
	(void)state;
	sk_record_open(&record, whole, sizeof(whole));
	rows_head(&record, "live");
	rows_kind(&record, kind);
	sk_record_end_line(&record);
	assert_false(record.failed);
	for (size_t room = 0; room <= record.length; room++) {
		struct sk_record small;
		char *memory = malloc(room + 1); /* the sanitizer watches its end */
		assert_non_null(memory);
		memory[room] = '#';
		sk_record_open(&small, memory, room);
		rows_head(&small, "live");
		rows_kind(&small, kind);
		sk_record_end_line(&small);
		assert_int_equal(small.failed, room < record.length);
		assert_true(small.length <= room);
		assert_memory_equal(memory, whole, small.length);
		assert_true(small.length == 0 || memory[small.length - 1] == '\n');
		/* It stopped at the first line that did not fit, not later and not earlier. */
		const char *next = memchr(whole + small.length, '\n', record.length - small.length);
		assert_true(!next || (size_t)(next - whole) + 1 > room);
		assert_int_equal(memory[room], '#');
		free(memory);
	}
}

static void out_of_order(struct sk_record *record, int which)
{
	switch (which) {
	case 0:
		sk_record_fact_begin(record); /* no coverage yet */
		break;
	case 1:
		sk_record_text(record, "a", "b");
		break;
	case 2:
		sk_record_fact_end(record);
		break;
	case 3:
		rows_head(record, "live"); /* a second head */
		break;
	case 4:
	case 5:
	case 6:
		rows_coverage(record, sk_fact_kinds(&(size_t){0}));
		sk_record_fact_begin(record);
		if (which == 4)
			sk_record_fact_begin(record);
		else if (which == 5)
			sk_record_end_line(record);
		else
			rows_coverage(record, sk_fact_kinds(&(size_t){0}));
		break;
	default:
		fail();
	}
}

static void calls_out_of_order_fail(void **state)
{
	(void)state;
	for (int which = 0; which < 7; which++) {
		struct sk_record record;
		sk_record_open(&record, bytes, sizeof(bytes));
		rows_head(&record, "live");
		out_of_order(&record, which);
		assert_true(record.failed);
		assert_int_equal(record.bytes[record.length - 1], '\n');
		size_t length = record.length;
		rows_kind(&record, sk_fact_kind_named("route"));
		sk_record_end_line(&record);
		assert_int_equal(record.length, length);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_comes_back),   cmocka_unit_test(head_and_coverage_come_back),
		cmocka_unit_test(bytes_are_fixed),	   cmocka_unit_test(broken_texts_are_replaced),
		cmocka_unit_test(every_letter_agrees_with_base),
		cmocka_unit_test(any_bytes_are_readable),  cmocka_unit_test(times_agree_with_base),
		cmocka_unit_test(times_out_of_range_fail), cmocka_unit_test(every_size_is_safe),
		cmocka_unit_test(calls_out_of_order_fail),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
