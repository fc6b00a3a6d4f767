/* How much may be known at once: what a line weighs, when a chain is too heavy, and which chains are where all together are. */
#include "shared.h"

#include "evidence/private.h"

enum { CHAINS = 4 };

static struct sk_chain_weight chains[CHAINS];
static struct sk_scale scale;

static int begin(void **state)
{
	(void)state;
	memset(chains, 0, sizeof(chains));
	scale = (struct sk_scale){.chains = chains, .count = CHAINS};
	return 0;
}

static bool put(size_t chain, size_t facts, size_t bytes)
{
	return sk_scale_put(&scale, &chains[chain], (struct sk_weight){facts, bytes});
}

static void assert_heavy(bool first, bool second, bool third, bool fourth)
{
	assert_int_equal(chains[0].heavy, first);
	assert_int_equal(chains[1].heavy, second);
	assert_int_equal(chains[2].heavy, third);
	assert_int_equal(chains[3].heavy, fourth);
}

static void a_chain_may_be_as_heavy_as_the_ceiling(void **state)
{
	(void)state;
	assert_true(put(0, SK_EVIDENCE_CHAIN_FACTS_MAX, 1));
	assert_true(put(1, 1, SK_EVIDENCE_CHAIN_BYTES_MAX));
	assert_false(sk_scale_decide(&scale));
	assert_heavy(false, false, false, false);
}

static void a_chain_past_a_ceiling_keeps_nothing_more(void **state)
{
	(void)state;
	assert_true(put(0, SK_EVIDENCE_CHAIN_FACTS_MAX, 1));
	assert_false(put(0, 1, 1));
	assert_false(put(0, 0, 0));
	assert_true(put(1, 1, SK_EVIDENCE_CHAIN_BYTES_MAX));
	assert_false(put(1, 0, 1));
	assert_true(put(2, 1, 1));
	assert_false(sk_scale_decide(&scale));
	assert_heavy(true, true, false, false);
}

/* Whoever comes first takes nothing from who comes later. */
static void the_heaviest_give_way(void **state)
{
	(void)state;
	assert_true(put(0, 300000, 1));
	assert_false(put(1, 250000, 1));
	assert_true(put(2, 90000, 1));
	assert_false(put(3, 60000, 1));
	assert_true(sk_scale_decide(&scale));
	assert_heavy(true, false, false, false);
	/* Gathered anew, the others fit. */
	assert_false(put(0, 300000, 1));
	assert_true(put(1, 250000, 1));
	assert_true(put(2, 90000, 1));
	assert_true(put(3, 60000, 1));
	assert_false(sk_scale_decide(&scale));
}

/* 40 MiB are more of 128 than 100,000 facts of 400,000. */
static void few_large_facts_weigh_as_many_small_ones(void **state)
{
	(void)state;
	const size_t large = (size_t)40 << 20;
	assert_true(put(0, 100000, large - 1));
	assert_true(put(1, 100000, large));
	assert_true(put(2, 100000, large - 1));
	assert_false(put(3, 100000, large - 1));
	assert_true(sk_scale_decide(&scale));
	assert_heavy(false, true, false, false);
}

static void several_give_way_where_they_have_to(void **state)
{
	(void)state;
	for (size_t i = 0; i < CHAINS; i++)
		(void)put(i, 200001 + i, 1);
	assert_true(sk_scale_decide(&scale));
	assert_heavy(false, true, true, true);
}

/* Gathers one bundle as of the first chain; bytes of the arena. */
static size_t gather(struct post *post, const struct sk_buf *bytes, struct sk_gathering *gathering)
{
	static struct sk_error failure;
	static struct sk_held held;
	struct sk_offer offer = offer_of(bytes, "offered.jsonl");
	const struct sk_bundle *bundle;
	SUCCEEDS(sk_evidence_accept(post->arena, post->site, &post->heads, NOW, &offer, &bundle, &held.brought, error));
	*gathering = (struct sk_gathering){.arena = post->arena, .site = post->site, .error = &failure, .scale = &scale, .chain = chains};
	size_t before = sk_arena_used(post->arena);
	assert_false(sk_failed(sk_gather(gathering, bundle, &held, NULL, true)));
	return sk_arena_used(post->arena) - before;
}

/* No less than what is kept takes of an arena: the ceiling is one of memory. */
static void a_look_weighs_what_it_takes(void **state)
{
	(void)state;
	struct post post = post_new(false, NULL);
	struct sk_gathering gathering;
	BUNDLE(bundle, .collector = "net", .host = "box", .key = KEY_NETWORK,
	       SAID({.kind = "listener", .subject = "router-1", .facts = 9}, {.kind = "route", .subject = "router-1", .facts = 3},
		    {.kind = "listener", .subject = "router-1", .facts = 1}, {.kind = "route", .subject = "terminal-1"}));
	size_t taken = gather(&post, &bundle, &gathering);
	assert_int_equal(gathering.count, 3);
	assert_int_equal(scale.all.facts, 4 + 13);
	assert_int_equal(chains[0].known.bytes, scale.all.bytes);
	assert_true(scale.all.bytes >= taken);
	assert_true(scale.all.bytes <= 2 * taken);
	post_end(&post);
}

static void what_is_heavy_is_not_gathered(void **state)
{
	(void)state;
	struct post post = post_new(false, NULL);
	struct sk_gathering gathering;
	BUNDLE(bundle, .collector = "net", .host = "box", .key = KEY_NETWORK, SAID({.kind = "listener", .subject = "router-1", .facts = 9}));
	assert_true(put(0, SK_EVIDENCE_CHAIN_FACTS_MAX - 9, 1));
	assert_int_equal(gather(&post, &bundle, &gathering), 0);
	assert_int_equal(gathering.count, 0);
	assert_heavy(true, false, false, false);
	post_end(&post);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_chain_may_be_as_heavy_as_the_ceiling, begin),
		cmocka_unit_test_setup(a_chain_past_a_ceiling_keeps_nothing_more, begin),
		cmocka_unit_test_setup(the_heaviest_give_way, begin),
		cmocka_unit_test_setup(few_large_facts_weigh_as_many_small_ones, begin),
		cmocka_unit_test_setup(several_give_way_where_they_have_to, begin),
		cmocka_unit_test_setup(a_look_weighs_what_it_takes, begin),
		cmocka_unit_test_setup(what_is_heavy_is_not_gathered, begin),
	};
	post_open(argc == 2 ? argv[1] : "");
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	post_close();
	return failed;
}
