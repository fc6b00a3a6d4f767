/* See the header. */
#include "conformance.h"

#include "clinic.h"
#include "cmocka_all.h"
#include "made.h"

#include <string.h>

enum { ARENA = 512 << 20, MOST = 64, TEXT = 1 << 16 };

static const struct conformance *tried;
static struct sk_arena *arena;

static int enter(void **state)
{
	(void)state;
	arena = sk_arena_new(ARENA);
	tried->begin();
	return arena ? 0 : -1;
}

static int leave(void **state)
{
	(void)state;
	tried->end();
	sk_arena_free(arena);
	return 0;
}

static sk_time day(int number)
{
	return clinic_time("2026-11-20") + number * SK_DAY;
}

static struct sk_past past_of(unsigned number, sk_time at)
{
	const struct made made = {.number = number, .risks = 40, .findings = 30, .inputs = 5, .every = 4, .at = at};
	struct sk_past past;

	made_past(arena, &made, &past);
	return past;
}

static int64_t keep(struct sk_store *store, const char *site, const struct sk_past *past, bool again)
{
	struct sk_error error = {0};
	int64_t number = 0;
	bool was = !again;

	assert_false(sk_failed(sk_store_keep(store, site, past, &number, &was, &error)));
	assert_int_equal(was, again);
	assert_true(number > 0);
	return number;
}

static void is_kept(struct sk_store *store, const char *site, int64_t number, const struct sk_past *wanted)
{
	struct sk_error error = {0};
	struct sk_past got;

	assert_false(sk_failed(sk_store_past(store, arena, site, number, &got, &error)));
	assert_int_equal(got.number, number);
	assert_true(made_same(&got, wanted));
}

static void is_not(struct sk_store *store, const char *site, int64_t number)
{
	struct sk_error error = {0};
	struct sk_past got;
	SK_BUF_SCOPE text = SK_BUF(TEXT);

	assert_true(sk_failed(sk_store_past(store, arena, site, number, &got, &error)));
	assert_int_equal(error.id, SK_E_HISTORY_NONE);
	sk_buf_print(&text, "%lld", (long long)number);
	assert_string_equal(error.argument[0], text.bytes);
}

struct heard {
	int64_t numbers[MOST];
	size_t count, most; /* most 0: all */
};

static bool hear(void *context, const struct sk_past *past)
{
	struct heard *heard = context;

	assert_true(heard->count < MOST);
	assert_int_equal(strlen(past->digest), SK_HEX_ROOM - 1);
	assert_int_equal(past->risk_count + past->finding_count + past->input_count, 0);
	heard->numbers[heard->count++] = past->number;
	return heard->count != heard->most;
}

static struct heard list(struct sk_store *store, const char *site, size_t most)
{
	struct sk_error error = {0};
	struct heard heard = {.most = most};

	assert_false(sk_failed(sk_store_pasts(store, site, hear, &heard, &error)));
	return heard;
}

/* ---- tests ---- */

static void what_is_kept_comes_back(void **state)
{
	struct sk_store *store = tried->open();
	struct sk_past one = past_of(1, day(1)), two = past_of(2, day(2));

	(void)state;
	assert_int_equal(list(store, "sakura", 0).count, 0);
	int64_t first = keep(store, "sakura", &one, false), second = keep(store, "sakura", &two, false);
	for (int round = 0; round < 2; round++) {
		assert_int_equal(first, 1);
		assert_int_equal(second, 2);
		is_kept(store, "sakura", first, &one);
		is_kept(store, "sakura", second, &two);
		is_not(store, "sakura", 3);
		is_not(store, "sakura", 0);
		is_not(store, "sakura", -1);
		is_not(store, "sakura", INT64_MAX);
		assert_int_equal(list(store, "sakura", 0).count, 2);
		sk_store_close(store);
		store = tried->open();
	}
	sk_store_close(store);
}

static void the_same_again_changes_nothing(void **state)
{
	struct sk_store *store = tried->open();
	struct sk_past one = past_of(1, day(1)), two = past_of(2, day(1));

	(void)state;
	int64_t first = keep(store, "sakura", &one, false), second = keep(store, "sakura", &two, false);
	assert_int_equal(keep(store, "sakura", &one, true), first);
	sk_store_close(store);
	store = tried->open();
	assert_int_equal(keep(store, "sakura", &one, true), first);
	assert_int_equal(keep(store, "sakura", &two, true), second);
	assert_int_equal(list(store, "sakura", 0).count, 2);
	is_kept(store, "sakura", first, &one);
	is_kept(store, "sakura", second, &two);
	sk_store_close(store);
}

/* Nothing but the time, the line or one row. */
static void a_small_difference_is_another_one(void **state)
{
	struct sk_store *store = tried->open();
	struct sk_past one = past_of(1, day(1)), later = one, lower = one;
	char digest[SK_HEX_ROOM], other[SK_HEX_ROOM];
	struct sk_error error = {0};

	(void)state;
	later.at++;
	lower.line--;
	assert_false(sk_failed(sk_past_digest(&later, digest, &error)));
	assert_false(sk_failed(sk_past_digest(&lower, other, &error)));
	later.digest = digest;
	lower.digest = other;
	int64_t first = keep(store, "sakura", &one, false), second = keep(store, "sakura", &later, false), third = keep(store, "sakura", &lower, false);
	is_kept(store, "sakura", first, &one);
	is_kept(store, "sakura", second, &later);
	is_kept(store, "sakura", third, &lower);
	sk_store_close(store);
}

static void sites_are_apart(void **state)
{
	struct sk_store *store = tried->open();
	struct sk_past one = past_of(1, day(1)), two = past_of(2, day(2));

	(void)state;
	int64_t first = keep(store, "sakura", &one, false), second = keep(store, "hana", &one, false), third = keep(store, "hana", &two, false);
	assert_true(first != second && second != third && first != third);
	is_kept(store, "sakura", first, &one);
	is_kept(store, "hana", second, &one);
	is_not(store, "sakura", second);
	is_not(store, "sakura", third);
	is_not(store, "hana", first);
	is_not(store, "nobody", first);
	assert_int_equal(list(store, "sakura", 0).count, 1);
	assert_int_equal(list(store, "hana", 0).count, 2);
	assert_int_equal(list(store, "nobody", 0).count, 0);
	sk_store_close(store);
}

/* By time, of one time as they were kept; until somebody has heard enough. */
static void the_list_is_in_order(void **state)
{
	static const int days[] = {5, 1, 3, 1, 9};
	static const int64_t wanted[] = {2, 4, 3, 1, 5};
	struct sk_store *store = tried->open();

	(void)state;
	for (unsigned i = 0; i < SK_COUNT(days); i++) {
		struct sk_past past = past_of(i, day(days[i]));
		(void)keep(store, "sakura", &past, false);
	}
	for (size_t most = 0; most <= SK_COUNT(days); most++) {
		struct heard heard = list(store, "sakura", most);
		assert_int_equal(heard.count, most ? most : SK_COUNT(days));
		assert_memory_equal(heard.numbers, wanted, heard.count * sizeof(*wanted));
	}
	sk_store_close(store);
}

static void names_of_sites_are_checked(void **state)
{
	static const char *const wrong[] = {"", "two\nlines", "a\tb", "\xff"};
	struct sk_store *store = tried->open();
	struct sk_past one = past_of(1, day(1));
	char wide[SK_STORE_ID_MAX + 2];

	(void)state;
	memset(wide, 'w', sizeof(wide) - 1);
	wide[sizeof(wide) - 1] = '\0';
	for (size_t i = 0; i <= SK_COUNT(wrong); i++) {
		struct sk_error error = {0};
		int64_t number = 0;
		bool again;
		assert_true(sk_failed(sk_store_keep(store, i < SK_COUNT(wrong) ? wrong[i] : wide, &one, &number, &again, &error)));
		assert_int_equal(error.id, SK_E_ID_FORM);
	}
	(void)keep(store, wide + 1, &one, false);
	(void)keep(store, "x'); DROP TABLE assessment; --", &one, false);
	is_kept(store, "x'); DROP TABLE assessment; --", 2, &one);
	sk_store_close(store);
}

/* One without rows, and, where the disk has room, one far above what a site has. */
static void sizes_do_not_matter(void **state)
{
	const struct made sizes[] = {{.number = 1, .at = day(1)}, {.number = 2, .risks = tried->largest / 10, .findings = tried->largest, .inputs = tried->largest / 5, .every = 2, .at = day(2)}};
	struct sk_store *store = tried->open();

	(void)state;
	for (size_t i = 0; i < SK_COUNT(sizes); i++) {
		struct sk_past past;
		made_past(arena, &sizes[i], &past);
		is_kept(store, "sakura", keep(store, "sakura", &past, false), &past);
	}
	sk_store_close(store);
}

/* Verdicts and assessments of one site do not touch each other. */
static void verdicts_stand_beside(void **state)
{
	struct clinic clinic;
	struct sk_error error = {0};
	struct sk_past one = past_of(1, day(1)), two = past_of(2, day(2));
	SK_BUF_SCOPE text = SK_BUF(TEXT);
	size_t changed = 0;

	(void)state;
	clinic_text(&text, "clinic", "wireless");
	clinic_make(&clinic, text.bytes, day(0));
	struct sk_store *store = tried->open();
	(void)keep(store, "sakura", &one, false);
	assert_false(sk_failed(sk_store_put(store, "sakura", &clinic.verdicts, &changed, &error)));
	assert_true(changed > 0);
	(void)keep(store, "sakura", &two, false);
	assert_false(sk_failed(sk_store_put(store, "sakura", &clinic.verdicts, &changed, &error)));
	assert_int_equal(changed, 0);
	is_kept(store, "sakura", 1, &one);
	is_kept(store, "sakura", 2, &two);
	sk_store_close(store);
	clinic_end(&clinic);
}

int conformance_run(const struct conformance *store)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_kept_comes_back, enter, leave),
		cmocka_unit_test_setup_teardown(the_same_again_changes_nothing, enter, leave),
		cmocka_unit_test_setup_teardown(a_small_difference_is_another_one, enter, leave),
		cmocka_unit_test_setup_teardown(sites_are_apart, enter, leave),
		cmocka_unit_test_setup_teardown(the_list_is_in_order, enter, leave),
		cmocka_unit_test_setup_teardown(names_of_sites_are_checked, enter, leave),
		cmocka_unit_test_setup_teardown(sizes_do_not_matter, enter, leave),
		cmocka_unit_test_setup_teardown(verdicts_stand_beside, enter, leave),
	};

	tried = store;
	return cmocka_run_group_tests_name(store->name, tests, NULL, NULL);
}
