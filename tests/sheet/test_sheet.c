/* What readers of a book ask, days as people write them, and the table of CP932 beside iconv's. */
#include "cmocka_all.h"

#include "sheet/private.h"

#include <iconv.h>
#include <stdio.h>
#include <string.h>

enum { ARENA_MAX = 64 << 20 };

static struct sk_arena *arena;
static struct sk_error error;

static int enter(void **state)
{
	(void)state;
	arena = sk_arena_new(ARENA_MAX);
	return arena ? 0 : -1;
}

static int leave(void **state)
{
	(void)state;
	sk_arena_free(arena);
	return 0;
}

/* The one sheet of a CSV text. */
static const struct sk_sheet *read_csv(const char *text)
{
	const struct sk_sheet_book *book;
	assert_false(sk_failed(sk_sheet_read(arena, text, strlen(text), "ledger.csv", &book, &error)));
	assert_int_equal(book->count, 1);
	return &book->sheets[0];
}

static void assert_error(enum sk_error_id id, uint32_t line, uint32_t column, const char *a, const char *b, const char *c)
{
	assert_string_equal(sk_error_name(error.id), sk_error_name(id));
	assert_string_equal(error.file, "ledger.csv");
	assert_int_equal(error.line, line);
	assert_int_equal(error.column, column);
	assert_string_equal(error.argument[0], a);
	assert_string_equal(error.argument[1], b);
	assert_string_equal(error.argument[2], c);
}

/* ---- places ---- */

static void test_places(void **state)
{
	static const struct {
		uint32_t row, column;
		const char *place;
	} places[] = {{1, 1, "A1"}, {12, 3, "C12"}, {1, 26, "Z1"}, {1, 27, "AA1"}, {1, 702, "ZZ1"}, {1, 703, "AAA1"}, {1048576, 16384, "XFD1048576"}};
	const struct sk_sheet *sheet = read_csv("a");
	struct sk_sheet named = *sheet;
	char place[SK_SHEET_PLACE_TEXT];
	(void)state;
	for (size_t i = 0; i < SK_COUNT(places); i++) {
		sk_sheet_place(sheet, places[i].row, places[i].column, place);
		assert_string_equal(place, places[i].place);
	}
	named.name = "対策";
	sk_sheet_place(&named, 12, 3, place);
	assert_string_equal(place, "対策!C12");
}

/* ---- headers ---- */

static void test_headers(void **state)
{
	const struct sk_sheet *sheet = read_csv("機器台帳\n\n機器 名,\"設置\n箇所\",台数,台　数\nrouter,1F,2,3\n");
	static const char *const wanted[] = {"設置箇所", "機器名"}, *const missing[] = {"機器名", "番号"}, *const doubled[] = {"台数"};
	uint32_t columns[2] = {0};
	(void)state;
	assert_int_equal(sk_sheet_header_row(sheet, "設置箇所"), 3);
	assert_int_equal(sk_sheet_header_row(sheet, "番号"), 0);
	assert_false(sk_failed(sk_sheet_columns(sheet, 3, wanted, 2, columns, &error)));
	assert_int_equal(columns[0], 2);
	assert_int_equal(columns[1], 1);
	assert_true(sk_failed(sk_sheet_columns(sheet, 3, missing, 2, columns, &error)));
	assert_error(SK_E_SHEET_HEADER, 3, 1, "A3", "番号", "'機器 名', '設置 箇所', '台数', '台　数'");
	assert_true(sk_failed(sk_sheet_columns(sheet, 3, doubled, 1, columns, &error)));
	assert_error(SK_E_SHEET_TWICE, 4, 8, "D3", "台数", "C");
	assert_true(sk_failed(sk_sheet_columns(sheet, 2, doubled, 1, columns, &error)));
	assert_error(SK_E_SHEET_HEADER, 0, 0, "A2", "台数", "-");
}

static void test_names(void **state)
{
	const struct sk_sheet *sheet = read_csv("a"), *found = NULL;
	struct sk_sheet sheets[] = {{.name = "回答 1"}, {.name = "裏"}};
	struct sk_sheet_book book = {.file = "ledger.csv", .form = SK_SHEET_XLSX, .sheets = sheets, .count = 2};
	(void)state;
	assert_false(sk_failed(sk_sheet_named(sheet->book, "anything", &found, &error)));
	assert_ptr_equal(found, sheet);
	assert_false(sk_failed(sk_sheet_named(&book, "回答1", &found, &error)));
	assert_ptr_equal(found, &sheets[0]);
	assert_true(sk_failed(sk_sheet_named(&book, "回答2", &found, &error)));
	assert_error(SK_E_SHEET_NAME, 0, 0, "回答2", "'回答 1', '裏'", "");
}

/* ---- values ---- */

static void test_whole(void **state)
{
	static const struct {
		const char *text;
		bool good;
		int64_t value;
	} rows[] = {{"0", true, 0}, {"  12 ", true, 12}, {"１２", true, 12}, {"－5", true, -5}, {"100", true, 100}, {"101", false, 0}, {"1.0", false, 0},
		    {"1,0", false, 0}, {"", false, 0}, {"-", false, 0}, {"9999999999999999999", false, 0}, {"0x1", false, 0}, {"十", false, 0}};
	(void)state;
	for (size_t i = 0; i < SK_COUNT(rows); i++) {
		char text[64];
		int64_t value = -1;
		(void)snprintf(text, sizeof(text), "n\n\"%s\"\nlast", rows[i].text);
		const struct sk_sheet *sheet = read_csv(text);
		assert_int_equal(!sk_failed(sk_sheet_whole(sheet, 2, 1, -10, 100, &value, &error)), rows[i].good);
		if (rows[i].good)
			assert_int_equal(value, rows[i].value);
	}
	const struct sk_sheet *sheet = read_csv("n,m\nx,二\n");
	int64_t value;
	assert_true(sk_failed(sk_sheet_whole(sheet, 2, 2, 1, 9, &value, &error)));
	assert_error(SK_E_SHEET_CELL, 2, 3, "B2", "二", "a whole number from 1 to 9");
	assert_true(sk_failed(sk_sheet_whole(sheet, 2, 3, 1, 9, &value, &error)));
	assert_error(SK_E_SHEET_EMPTY, 2, 1, "C2", "a whole number from 1 to 9", "");
}

/* Cells of a workbook, as numbers. */
static void test_numbers(void **state)
{
	struct sk_sheet_cell cells[] = {{1, 1, .kind = SK_SHEET_NUMBER, .number = 7, .text = "7"}, {1, 2, .kind = SK_SHEET_NUMBER, .number = 7.5, .text = "7.5"},
					{1, 3, .kind = SK_SHEET_DATE, .number = 7, .shows = SK_SHEET_CLOCK, .text = "00:00:00"},
					{1, 4, .kind = SK_SHEET_DATE, .shows = SK_SHEET_DAY | SK_SHEET_CLOCK, .when = 90000, .text = "1970-01-02T01:00:00"},
					{1, 5, .kind = SK_SHEET_DATE, .shows = SK_SHEET_DAY | SK_SHEET_CLOCK, .when = -1, .text = "1969-12-31T23:59:59"},
					{1, 6, .kind = SK_SHEET_NUMBER, .number = 1e300, .text = "1e+300"}};
	struct sk_sheet_book book = {.file = "ledger.csv"};
	struct sk_sheet sheet = {.book = &book, .name = "S", .cells = cells, .count = SK_COUNT(cells)};
	int64_t value;
	sk_time day;
	(void)state;
	assert_false(sk_failed(sk_sheet_whole(&sheet, 1, 1, 0, 9, &value, &error)));
	assert_int_equal(value, 7);
	assert_true(sk_failed(sk_sheet_whole(&sheet, 1, 2, 0, 9, &value, &error)));
	assert_error(SK_E_SHEET_CELL, 0, 0, "S!B1", "7.5", "a whole number from 0 to 9");
	assert_true(sk_failed(sk_sheet_whole(&sheet, 1, 3, 0, 9, &value, &error)));
	assert_true(sk_failed(sk_sheet_whole(&sheet, 1, 6, 0, INT64_MAX, &value, &error)));
	assert_true(sk_failed(sk_sheet_day(&sheet, 1, 1, &day, &error)));
	assert_true(sk_failed(sk_sheet_day(&sheet, 1, 3, &day, &error)));
	assert_false(sk_failed(sk_sheet_day(&sheet, 1, 4, &day, &error)));
	assert_int_equal(day, SK_DAY);
	assert_false(sk_failed(sk_sheet_day(&sheet, 1, 5, &day, &error)));
	assert_int_equal(day, -SK_DAY);
}

static void test_days(void **state)
{
	static const struct {
		const char *text, *day; /* NULL: none */
	} rows[] = {
		{"2026-04-01", "2026-04-01"}, {"2026/4/1", "2026-04-01"}, {"2026.04.1", "2026-04-01"}, {"２０２６／４／１", "2026-04-01"},
		{"2026年4月1日", "2026-04-01"}, {"令和8年4月1日", "2026-04-01"}, {"R8.4.1", "2026-04-01"}, {"Ｒ８．４．１", "2026-04-01"},
		{" 2026-04-01 ", "2026-04-01"}, {"2026/4/1 9:30", "2026-04-01"}, {"2026-04-01T09:30:15", "2026-04-01"}, {"令和元年5月1日", "2019-05-01"},
		{"平成31年4月30日", "2019-04-30"}, {"H31.4.30", "2019-04-30"}, {"昭和64年1月7日", "1989-01-07"}, {"S1.12.25", "1926-12-25"},
		{"2024/2/29", "2024-02-29"}, {"2026/2/29", NULL}, {"2026/13/1", NULL}, {"26/4/1", NULL}, {"4/1/2026", NULL}, {"2026-4/1", NULL},
		{"2026年4/1", NULL}, {"2026年4月1", NULL}, {"令和元年4月30日", NULL}, {"平成31年5月1日", NULL}, {"昭和64年1月8日", NULL}, {"20260401", NULL},
		{"2026-04-01x", NULL}, {"2026-04-01 9", NULL}, {"2026-04", NULL}, {"", NULL}, {"R", NULL}, {"令和", NULL}, {"来週", NULL},
		{"1899-12-31", NULL}, {"3000-01-01", NULL}, {"2026--04--01", NULL},
		{"0000000000000000000000000000000000000000000000000000000000000000000000002026-04-01", NULL},
	};
	(void)state;
	for (size_t i = 0; i < SK_COUNT(rows); i++) {
		sk_time day;
		char text[SK_TIME_TEXT] = "";
		bool good = sk_sheet_day_parse(rows[i].text, &day);
		if (good)
			sk_date_print(day, text);
		if (strcmp(text, rows[i].day ? rows[i].day : "") != 0)
			fail_msg("%s is %s", rows[i].text, good ? text : "no day");
	}
	const struct sk_sheet *sheet = read_csv("実施日\n来週\n");
	sk_time day;
	assert_true(sk_failed(sk_sheet_day(sheet, 2, 1, &day, &error)));
	assert_error(SK_E_SHEET_CELL, 2, 1, "A2", "来週", "a day that exists, as 2026-04-01");
}

/* ---- 12 digits ---- */

/* 123456789018 has the right check digit. */
static void test_persons(void **state)
{
	const struct sk_sheet *sheet = read_csv("a,b\nc,1234-5678-9018\n");
	int64_t value;
	(void)state;
	assert_true(sk_failed(sk_sheet_no_person(sheet->book, &error)));
	assert_error(SK_E_SHEET_PERSON, 2, 3, "B2", "", "");
	assert_true(sk_failed(sk_sheet_whole(sheet, 2, 2, 0, 1, &value, &error)));
	assert_error(SK_E_SHEET_CELL, 2, 3, "B2", "****-****-****", "a whole number from 0 to 1");
	sheet = read_csv("a,b\nc,1234-5678-9019\n");
	assert_false(sk_failed(sk_sheet_no_person(sheet->book, &error)));
	struct sk_sheet_cell cells[] = {{1, 1, .kind = SK_SHEET_NUMBER, .text = "5", .formula = "123456789018-B1"}};
	struct sk_sheet_book book = {.file = "ledger.csv"};
	struct sk_sheet named = {.book = &book, .name = "S", .cells = cells, .count = 1};
	book.sheets = &named;
	book.count = 1;
	assert_true(sk_failed(sk_sheet_no_person(&book, &error)));
	assert_error(SK_E_SHEET_PERSON, 0, 0, "S!A1", "", "");
	named.count = 0;
	named.name = "123456789018";
	assert_true(sk_failed(sk_sheet_no_person(&book, &error)));
	assert_error(SK_E_SHEET_PERSON, 0, 0, "************", "", "");
}

/* ---- CP932: every pair of bytes, beside the C library's iconv ---- */

static uint32_t by_iconv(iconv_t converter, unsigned char lead, unsigned char trail)
{
	char bytes[] = {(char)lead, (char)trail}, out[8] = {0};
	char *from = bytes, *to = out;
	size_t left = 2, room = sizeof(out);
	(void)iconv(converter, NULL, NULL, NULL, NULL);
	if (iconv(converter, &from, &left, &to, &room) != 0 || room != 4)
		return 0;
	return (uint32_t)(unsigned char)out[0] << 24 | (uint32_t)(unsigned char)out[1] << 16 | (uint32_t)(unsigned char)out[2] << 8 | (unsigned char)out[3];
}

static void test_cp932(void **state)
{
	iconv_t converter = iconv_open("UTF-32BE", "CP932");
	size_t pairs = 0;
	(void)state;
	assert_true(converter != (iconv_t)-1);
	for (unsigned lead = 0x80; lead <= 0xFF; lead++)
		for (unsigned trail = 0x40; trail < 0x40 + CP932_TRAILS; trail++) {
			bool kana = lead >= 0xA1 && lead <= 0xDF;
			uint32_t other = kana ? 0 : by_iconv(converter, (unsigned char)lead, (unsigned char)trail);
			if (sk_cp932_pairs[lead][trail - 0x40] != other)
				fail_msg("%02X %02X is U+%04X, iconv says U+%04X", lead, trail, sk_cp932_pairs[lead][trail - 0x40], other);
			pairs += other != 0;
		}
	assert_int_equal(iconv_close(converter), 0);
	/* JIS X 0208 with NEC's and IBM's signs, and those that people make themselves. */
	assert_true(pairs > 9000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_places, enter, leave),  cmocka_unit_test_setup_teardown(test_headers, enter, leave),
		cmocka_unit_test_setup_teardown(test_names, enter, leave),   cmocka_unit_test_setup_teardown(test_whole, enter, leave),
		cmocka_unit_test_setup_teardown(test_numbers, enter, leave), cmocka_unit_test_setup_teardown(test_days, enter, leave),
		cmocka_unit_test_setup_teardown(test_persons, enter, leave), cmocka_unit_test_setup_teardown(test_cp932, enter, leave),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
