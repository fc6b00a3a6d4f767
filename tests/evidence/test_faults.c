/*
 * Memory that runs out at any allocation of accepting, loading and importing: SK_E_MEMORY, or the whole result. Nothing is half written, and what was there
 * counts as before.
 */
#include "shared.h"

#include "fault_alloc.h"

enum { DUMP_ROOM = 1 << 16, PLACES_MOST = 100000 };

static struct sk_buf first = SK_BUF(BUNDLE_ROOM), second = SK_BUF(BUNDLE_ROOM), other = SK_BUF(BUNDLE_ROOM);

static void write_bundles(void)
{
	char digest[SK_HEX_ROOM];
	draft_write(&(struct draft){.at = NOW - DAY, SAID({.kind = "time_sync", .subject = "terminal-1", .facts = 1},
							   {.kind = "account", .subject = "terminal-1", .facts = 3})},
		    &first);
	digest_of(&first, digest);
	draft_write(&(struct draft){.sequence = 2, .previous = digest, SAID({.kind = "time_sync", .subject = "terminal-1", .status = "partial"})}, &second);
	draft_write(&(struct draft){.collector = "net", .host = "box", .key = KEY_NETWORK, SAID({.kind = "route", .subject = "router-1"})}, &other);
}

/* A way that can fail; what comes of it is written to out. The arena is its own, so that its blocks are counted too. */
typedef sk_outcome way(struct post *post, struct sk_arena *arena, struct sk_buf *out, struct sk_error *error);

/* Writing it down is no part of what is tried. */
static void dump(const struct sk_evidence *evidence, struct sk_buf *out)
{
	(void)fault_alloc_disarm();
	dump_evidence(evidence, true, out);
}

static sk_outcome accepting(struct post *post, struct sk_arena *arena, struct sk_buf *out, struct sk_error *error)
{
	struct sk_heads heads = {0};
	const struct sk_buf *bytes[] = {&first, &second, &other};
	const struct sk_bundle *bundles[3];
	struct sk_brought brought[3];
	struct sk_evidence evidence;
	for (size_t i = 0; i < SK_COUNT(bytes); i++) {
		struct sk_offer offer = offer_of(bytes[i], "offered.jsonl");
		size_t before = heads.count;
		sk_outcome outcome = sk_evidence_accept(arena, post->site, &heads, NOW, &offer, &bundles[i], &brought[i], error);
		if (sk_failed(outcome)) {
			assert_int_equal(heads.count, before);
			return outcome;
		}
	}
	SK_TRY(sk_evidence_looks(arena, post->site, NOW, bundles, brought, SK_COUNT(bytes), &evidence, error));
	dump(&evidence, out);
	return SK_OK;
}

/* Files that count, one that is refused with its chain, one that is missing, offers. */
static sk_outcome loading(struct post *post, struct sk_arena *arena, struct sk_buf *out, struct sk_error *error)
{
	const struct sk_offer offers[] = {offer_of(&second, "second"), offer_of(&first, "first"), offer_of(&second, "again")};
	struct sk_brought results[3];
	struct sk_evidence evidence;
	SK_TRY(sk_evidence_load(arena, sim_env_table(post->sim), post->site, NOW, offers, SK_COUNT(offers), results, &evidence, error));
	dump(&evidence, out);
	return SK_OK;
}

static sk_outcome importing(struct post *post, struct sk_arena *arena, struct sk_buf *out, struct sk_error *error)
{
	struct sk_offer offer = offer_of(&second, "second");
	struct sk_brought brought;
	sk_outcome outcome = sk_evidence_import(arena, sim_env_table(post->sim), post->site, NOW, &offer, &brought, error);
	(void)fault_alloc_disarm();
	struct sk_evidence evidence = post_load(post, NOW);
	assert_int_equal(evidence.refused, 1);
	if (sk_failed(outcome)) {
		/* What was taken before is there; the second may lie behind the head. */
		assert_int_equal(looks_at(post, &evidence, "time_sync", "terminal-1"), 1);
		return outcome;
	}
	dump(&evidence, out);
	return SK_OK;
}

static struct post set(void)
{
	struct post post = post_new(false, NULL);
	SUCCEEDS(post_import(&post, &first, error));
	SUCCEEDS(post_import(&post, &other, error));
	sim_env_put_text(post.sim, "site/evidence/net.box.000000001.jsonl", "rubbish\n");
	return post;
}

/* One run with the nth allocation failing (0: none); false when there is none. */
static bool run(way *tested, unsigned nth, struct sk_buf *out, size_t *refused)
{
	struct post post = set();
	struct sk_error error = {0};
	fault_alloc_arm(nth);
	struct sk_arena *arena = sk_arena_new(POST_ARENA);
	sk_outcome outcome = arena ? tested(&post, arena, out, &error) : sk_error_set_number(&error, SK_E_MEMORY, NULL, POST_ARENA);
	bool hit = fault_alloc_disarm();
	if (sk_failed(outcome) && error.id != SK_E_MEMORY)
		fail_msg("allocation %u: %s %s", nth, sk_error_name(error.id), error.argument[0]);
	*refused += sk_failed(outcome);
	sk_arena_free(arena);
	post_end(&post);
	return hit || sk_failed(outcome);
}

static void try_all(way *tested)
{
	SK_BUF_SCOPE expected = SK_BUF(DUMP_ROOM);
	size_t refused = 0;
	unsigned nth = 0;
	assert_false(run(tested, 0, &expected, &refused));
	assert_true(expected.length > 0);
	for (bool hit = true; hit; nth++) {
		SK_BUF_SCOPE out = SK_BUF(DUMP_ROOM);
		size_t before = refused;
		hit = run(tested, nth + 1, &out, &refused);
		if (refused == before)
			assert_string_equal(out.bytes, expected.bytes);
		assert_in_range(nth, 0, PLACES_MOST);
	}
	assert_true(refused > 3);
	print_message("# %u allocations, %zu refused\n", nth - 1, refused);
}

static void accepting_without_memory(void **state)
{
	(void)state;
	try_all(accepting);
}

static void loading_without_memory(void **state)
{
	(void)state;
	try_all(loading);
}

static void importing_without_memory(void **state)
{
	(void)state;
	try_all(importing);
}

/* A ceiling that is too low is told as memory too, wherever it is met. */
static void a_low_ceiling_is_told(void **state)
{
	struct post post = set();
	size_t refused = 0, passed = 0;
	(void)state;
	for (size_t ceiling = 0; ceiling < 40000; ceiling += 16) {
		SK_ARENA_SCOPE arena = sk_arena_new(ceiling);
		SK_BUF_SCOPE out = SK_BUF(DUMP_ROOM);
		struct sk_error error = {0};
		assert_non_null(arena);
		if (!sk_failed(loading(&post, arena, &out, &error))) {
			passed++;
			continue;
		}
		if (error.id != SK_E_MEMORY)
			fail_msg("ceiling %zu: %s", ceiling, sk_error_name(error.id));
		refused++;
	}
	assert_true(refused > 100);
	assert_true(passed > 100);
	post_end(&post);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepting_without_memory),
		cmocka_unit_test(loading_without_memory),
		cmocka_unit_test(importing_without_memory),
		cmocka_unit_test(a_low_ceiling_is_told),
	};
	if (argc != 2)
		return 2;
	post_open(argv[1]);
	write_bundles();
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	sk_buf_release(&first);
	sk_buf_release(&second);
	sk_buf_release(&other);
	post_close();
	return failed;
}
