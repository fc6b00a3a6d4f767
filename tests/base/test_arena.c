#include "cmocka_all.h"

#include "base/base.h"
#include "fault_alloc.h"

#include <stdalign.h>
#include <string.h>

static void pieces_are_zeroed_aligned_and_apart(void **state)
{
	SK_ARENA_SCOPE arena = sk_arena_new(1 << 20);
	struct sk_error error;
	unsigned char *pieces[200];

	(void)state;
	for (size_t at = 0; at < SK_COUNT(pieces); at++) {
		void *piece = NULL;

		assert_false(sk_failed(sk_arena_take(arena, at, 7, &piece, &error)));
		assert_non_null(piece);
		assert_int_equal((uintptr_t)piece % alignof(max_align_t), 0);
		for (size_t byte = 0; byte < at * 7; byte++)
			assert_int_equal(((unsigned char *)piece)[byte], 0);
		memset(piece, (int)at, at * 7);
		pieces[at] = piece;
	}
	for (size_t at = 0; at < SK_COUNT(pieces); at++) {
		for (size_t byte = 0; byte < at * 7; byte++)
			assert_int_equal(pieces[at][byte], at);
	}
}

/* A large piece must not end the use of the block that small ones come from. */
static void large_and_small_pieces_mix(void **state)
{
	SK_ARENA_SCOPE arena = sk_arena_new(64 << 20);
	struct sk_error error;
	void *first = NULL, *large = NULL, *second = NULL;

	(void)state;
	assert_false(sk_failed(sk_arena_take(arena, 1, 16, &first, &error)));
	assert_false(sk_failed(sk_arena_take(arena, 1, 10 << 20, &large, &error)));
	assert_false(sk_failed(sk_arena_take(arena, 1, 16, &second, &error)));
	memset(large, 1, 10 << 20);
	assert_ptr_equal((char *)first + 16, second);
	assert_int_equal(sk_arena_used(arena), (10 << 20) + 32);
}

static void the_ceiling_holds_to_the_byte(void **state)
{
	struct sk_error error;

	(void)state;
	for (size_t ceiling = 0; ceiling < 400; ceiling++) {
		SK_ARENA_SCOPE arena = sk_arena_new(ceiling);
		size_t taken = 0;
		void *piece = NULL;

		while (!sk_failed(sk_arena_take(arena, 1, 16, &piece, &error)))
			taken += 16;
		assert_int_equal(taken, ceiling / 16 * 16);
		assert_int_equal(sk_arena_used(arena), taken);
		assert_int_equal(error.id, SK_E_MEMORY);
	}
}

static void sizes_that_overflow_are_refused(void **state)
{
	static const size_t sizes[][2] = {
		{SIZE_MAX, 1}, {SIZE_MAX, 2}, {SIZE_MAX / 2 + 1, 2}, {1, SIZE_MAX - 8}, {SIZE_MAX / 16, 17},
		{2, SIZE_MAX},
	};
	SK_ARENA_SCOPE arena = sk_arena_new(SIZE_MAX);
	struct sk_error error;
	const char *text = "kept";

	(void)state;
	for (size_t at = 0; at < SK_COUNT(sizes); at++) {
		void *piece = &error;

		assert_true(sk_failed(sk_arena_take(arena, sizes[at][0], sizes[at][1], &piece, &error)));
		assert_int_equal(error.id, SK_E_MEMORY);
	}
	assert_true(sk_failed(sk_arena_text(arena, "x", SIZE_MAX, &text, &error)));
	assert_string_equal(text, "kept");
	assert_int_equal(sk_arena_used(arena), 0);
}

static void text_is_copied_with_a_nul(void **state)
{
	SK_ARENA_SCOPE arena = sk_arena_new(4096);
	char source[] = "abcdef";
	const char *text = NULL, *nothing = NULL, *printed = NULL;
	struct sk_error error;

	(void)state;
	assert_false(sk_failed(sk_arena_text(arena, source, 3, &text, &error)));
	assert_false(sk_failed(sk_arena_text(arena, NULL, 0, &nothing, &error)));
	assert_false(sk_failed(sk_arena_print(arena, &printed, &error, "%s/%d-%s", source, 42, "x")));
	source[0] = 'z';
	assert_string_equal(text, "abc");
	assert_string_equal(nothing, "");
	assert_string_equal(printed, "abcdef/42-x");
	assert_true(sk_failed(sk_arena_print(arena, &printed, &error, "%5000d", 1)));
	assert_string_equal(printed, "abcdef/42-x");
	assert_string_equal(error.argument[0], "4096");
}

static void no_memory_is_an_error(void **state)
{
	struct sk_error error;
	struct sk_arena *arena;
	void *piece = NULL;

	(void)state;
	fault_alloc_arm(1);
	arena = sk_arena_new(1 << 20);
	assert_true(fault_alloc_disarm());
	assert_null(arena);
	sk_arena_free(arena);
	arena = sk_arena_new(1 << 20);
	fault_alloc_arm(1);
	assert_int_equal(sk_arena_take(arena, 1, 1, &piece, &error).class, SK_CLASS_ENVIRONMENT);
	assert_true(fault_alloc_disarm());
	assert_int_equal(error.id, SK_E_MEMORY);
	assert_false(sk_failed(sk_arena_take(arena, 1, 1, &piece, &error)));
	sk_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_are_zeroed_aligned_and_apart),
		cmocka_unit_test(large_and_small_pieces_mix),
		cmocka_unit_test(the_ceiling_holds_to_the_byte),
		cmocka_unit_test(sizes_that_overflow_are_refused),
		cmocka_unit_test(text_is_copied_with_a_nul),
		cmocka_unit_test(no_memory_is_an_error),
	};

	return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
