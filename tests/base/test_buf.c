#include "cmocka_all.h"

#include "base/base.h"
#include "fault_alloc.h"

#include <stdio.h>
#include <string.h>
#include <wchar.h>

static void bytes_pile_up_behind_a_nul(void **state)
{
	SK_BUF_SCOPE buf = SK_BUF(100000);
	struct sk_error error;

	(void)state;
	assert_null(buf.bytes);
	for (size_t at = 0; at < 20000; at++) {
		sk_buf_add(&buf, "ab\0c", 4);
		assert_int_equal(buf.length, (at + 1) * 4);
		assert_int_equal(buf.bytes[buf.length], '\0');
		assert_true(buf.room > buf.length);
	}
	for (size_t at = 0; at < 20000; at++)
		assert_memory_equal(buf.bytes + at * 4, "ab\0c", 4);
	assert_false(sk_failed(sk_buf_check(&buf, &error)));
}

static void the_ceiling_holds_to_the_byte(void **state)
{
	(void)state;
	for (size_t ceiling = 0; ceiling < 300; ceiling++) {
		SK_BUF_SCOPE buf = SK_BUF(ceiling);
		struct sk_error error;

		while (!buf.failed)
			sk_buf_add(&buf, "x", 1);
		assert_int_equal(buf.length, ceiling);
		assert_true(buf.room <= ceiling + 1);
		assert_int_equal(sk_buf_check(&buf, &error).class, SK_CLASS_ENVIRONMENT);
		assert_int_equal(error.id, SK_E_MEMORY);
	}
}

static void after_a_failure_nothing_is_added(void **state)
{
	SK_BUF_SCOPE buf = SK_BUF(5);

	(void)state;
	sk_buf_text(&buf, "abc");
	sk_buf_text(&buf, "def");
	sk_buf_text(&buf, "g");
	sk_buf_print(&buf, "%d", 1);
	assert_null(sk_buf_room(&buf, 0));
	assert_string_equal(buf.bytes, "abc");
	assert_true(buf.failed);
	sk_buf_clear(&buf);
	assert_false(buf.failed);
	assert_string_equal(buf.bytes, "");
	sk_buf_print(&buf, "%d-%s", 12, "zz");
	assert_string_equal(buf.bytes, "12-zz");
	assert_false(buf.failed);
	sk_buf_release(&buf);
	assert_null(buf.bytes);
	assert_int_equal(buf.ceiling, 5);
	sk_buf_release(NULL);
}

static void lengths_that_overflow_are_refused(void **state)
{
	static const size_t lengths[] = {SIZE_MAX, SIZE_MAX - 1, SIZE_MAX - 2};

	(void)state;
	for (size_t at = 0; at < SK_COUNT(lengths); at++) {
		SK_BUF_SCOPE buf = SK_BUF(SIZE_MAX);

		sk_buf_text(&buf, "abc");
		assert_null(sk_buf_room(&buf, lengths[at]));
		assert_true(buf.failed);
		assert_string_equal(buf.bytes, "abc");
	}
}

static void room_is_filled_in_place(void **state)
{
	SK_BUF_SCOPE buf = SK_BUF(1000);
	char *to = sk_buf_room(&buf, 500);

	(void)state;
	assert_non_null(to);
	assert_string_equal(buf.bytes, "");
	memset(to, 'y', 500);
	sk_buf_added(&buf, 3);
	assert_string_equal(buf.bytes, "yyy");
	sk_buf_add(&buf, NULL, 0);
	sk_buf_print(&buf, "%s", "");
	assert_int_equal(buf.length, 3);
}

static void no_memory_keeps_what_was_there(void **state)
{
	SK_BUF_SCOPE buf = SK_BUF(100000);
	static char large[5000];

	(void)state;
	memset(large, 'x', sizeof(large));
	fault_alloc_arm(1);
	sk_buf_text(&buf, "abc");
	assert_true(fault_alloc_disarm());
	assert_true(buf.failed);
	assert_null(buf.bytes);
	sk_buf_clear(&buf);
	sk_buf_text(&buf, "abc");
	fault_alloc_arm(1);
	sk_buf_add(&buf, large, sizeof(large));
	assert_true(fault_alloc_disarm());
	assert_true(buf.failed);
	assert_string_equal(buf.bytes, "abc");
}

/* Where there is room for it, where there is not, and where there must not be: the same as adding what snprintf makes. */
static void printing_is_adding(void **state)
{
	char made[200];

	(void)state;
	for (size_t ceiling = 0; ceiling < 300; ceiling += 7)
		for (int width = 0; width < 150; width++) {
			SK_BUF_SCOPE printed = SK_BUF(ceiling);
			SK_BUF_SCOPE added = SK_BUF(ceiling);
			for (int at = 0; at < 5; at++) {
				int length = snprintf(made, sizeof(made), "%d-%*s", at, width, "z");
				sk_buf_print(&printed, "%d-%*s", at, width, "z");
				sk_buf_add(&added, made, (size_t)length);
			}
			assert_int_equal(printed.length, added.length);
			assert_int_equal(printed.failed, added.failed);
			assert_true(printed.room <= ceiling + 1);
			if (added.bytes)
				assert_memory_equal(printed.bytes, added.bytes, added.length + 1);
		}
}

static void what_cannot_be_printed_leaves_what_was_there(void **state)
{
	SK_BUF_SCOPE buf = SK_BUF(100);

	(void)state;
	sk_buf_text(&buf, "abc");
	sk_buf_print(&buf, "xyz%lc", (wint_t)0x7FFFFFFF); /* no such sign */
	assert_true(buf.failed);
	assert_string_equal(buf.bytes, "abc");
	sk_buf_print(&buf, "d");
	assert_string_equal(buf.bytes, "abc");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_pile_up_behind_a_nul),
		cmocka_unit_test(the_ceiling_holds_to_the_byte),
		cmocka_unit_test(after_a_failure_nothing_is_added),
		cmocka_unit_test(lengths_that_overflow_are_refused),
		cmocka_unit_test(room_is_filled_in_place),
		cmocka_unit_test(no_memory_keeps_what_was_there),
		cmocka_unit_test(printing_is_adding),
		cmocka_unit_test(what_cannot_be_printed_leaves_what_was_there),
	};

	return cmocka_run_group_tests_name("buf", tests, NULL, NULL);
}
