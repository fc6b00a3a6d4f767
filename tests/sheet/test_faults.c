/*
 * Every allocation fails once: SK_E_MEMORY or the same book, no leak, no crash. Linked twice: with those of our own code counted, and, where
 * no sanitizer owns malloc, with those of libzip, zlib and expat as well.
 */
#include "cmocka_all.h"

#include "book.h"
#include "fault_alloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum { ARENA_MAX = 64 << 20, OUTPUT_MAX = 1 << 20, FILE_MAX = 1 << 16, TRIES_MAX = 20000 };

static char bytes[FILE_MAX];
static size_t length;
static bool hit; /* an allocation failed, and the book was read all the same */

/* By libxlsxwriter, which is not what is tested here. */
static void make_book(void)
{
	char path[] = "/tmp/sekisho-sheet-XXXXXX";
	int made = mkstemp(path);
	assert_true(made >= 0);
	lxw_workbook *book = workbook_new(path);
	lxw_format *format = workbook_add_format(book);
	lxw_worksheet *sheet = workbook_add_worksheet(book, "回答");
	format_set_num_format(format, "yyyy-mm-dd");
	assert_int_equal(worksheet_write_string(sheet, 0, 0, "対策", NULL), LXW_NO_ERROR);
	assert_int_equal(worksheet_write_number(sheet, 1, 0, 46113, format), LXW_NO_ERROR);
	assert_int_equal(worksheet_write_formula_num(sheet, 2, 0, "=A2+1", NULL, 46114), LXW_NO_ERROR);
	assert_int_equal(workbook_close(book), LXW_NO_ERROR);
	FILE *file = fdopen(made, "rb");
	FILE *again = fopen(path, "rb");
	assert_true(file && again);
	length = fread(bytes, 1, sizeof(bytes), again);
	assert_int_equal(fclose(file) | fclose(again) | unlink(path), 0);
	assert_in_range(length, 1, sizeof(bytes) - 1);
}

static sk_outcome read_once(struct sk_buf *out, struct sk_error *error)
{
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA_MAX);
	const struct sk_sheet_book *book;
	if (!arena)
		return sk_error_set_number(error, SK_E_MEMORY, NULL, ARENA_MAX);
	SK_TRY(sk_sheet_read(arena, bytes, length, "a.xlsx", &book, error));
	hit = fault_alloc_disarm();
	book_print(book, out);
	return SK_OK;
}

/* libzip 1.7 says "no archive" where there was no room for its list, expat 2.5 "unbound prefix": refused all the same. */
static bool said_otherwise(const struct sk_error *error)
{
	return (error->id == SK_E_SHEET_DAMAGED && strcmp(error->argument[0], "it ends too early, or is no archive") == 0) ||
	       (error->id == SK_E_SHEET_XML && strcmp(error->argument[2], "unbound prefix") == 0);
}

/* Gives the number of allocations that failed. */
static unsigned fail_each(void)
{
	SK_BUF_SCOPE whole = SK_BUF(OUTPUT_MAX);
	struct sk_error error = {0};
	assert_false(sk_failed(read_once(&whole, &error)));
	for (unsigned nth = 1; nth < TRIES_MAX; nth++) {
		SK_BUF_SCOPE out = SK_BUF(OUTPUT_MAX);
		error = (struct sk_error){0};
		fault_alloc_arm(nth);
		sk_outcome outcome = read_once(&out, &error);
		if (!sk_failed(outcome)) {
			assert_int_equal(out.length, whole.length);
			assert_memory_equal(out.bytes, whole.bytes, whole.length);
			if (!hit)
				return nth - 1;
			continue;
		}
		assert_true(fault_alloc_disarm());
		if (error.id != SK_E_MEMORY && !said_otherwise(&error))
			fail_msg("allocation %u: %s %s %s %s", nth, sk_error_name(error.id), error.argument[0], error.argument[1], error.argument[2]);
	}
	return TRIES_MAX;
}

static void test_workbook(void **state)
{
	(void)state;
	make_book();
	unsigned failed = fail_each();
	print_message("# %u allocations failed\n", failed);
	assert_in_range(failed, 20, TRIES_MAX - 1);
}

static void test_csv(void **state)
{
	static const char text[] = "対策,状態\nT17,\"は\nい\"\n";
	(void)state;
	memcpy(bytes, text, sizeof(text));
	length = sizeof(text) - 1;
	assert_in_range(fail_each(), 4, TRIES_MAX - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_workbook), cmocka_unit_test(test_csv)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
