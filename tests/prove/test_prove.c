/* The ceiling of pairs of mistakes: what is past it is counted, and nothing is said of it. */
#include "prove/prove.h"

#include "cmocka_all.h"

enum { ARENA = 256 << 20, FROM = 0, TO = 2, NODES = 3 };

/* Between two wires a router that refuses all, and behind it a host that does, too. */
static const struct sk_filter_chain chains[] = {
	{.table = "filter", .name = "FORWARD", .hook = "forward", .families = SK_FAMILIES, .policy = SK_ACTION_DROP},
	{.table = "filter", .name = "INPUT", .hook = "input", .families = SK_FAMILIES, .policy = SK_ACTION_DROP},
};
static const struct sk_filter filters[] = {{.file = "router", .families = SK_FAMILIES, .chains = &chains[0], .count = 1}, {.file = "host", .families = SK_FAMILIES, .chains = &chains[1], .count = 1}};
static const struct sk_net_address addresses[] = {
	{SK_IPV4_FIRST | 0x0a000001, SK_IPV4_FIRST | 0x0a000000, SK_IPV4_FIRST | 0x0a0000ff},
	{SK_IPV4_FIRST | 0x0a000101, SK_IPV4_FIRST | 0x0a000100, SK_IPV4_FIRST | 0x0a0001ff},
	{SK_IPV4_FIRST | 0x0a000102, SK_IPV4_FIRST | 0x0a000100, SK_IPV4_FIRST | 0x0a0001ff},
};
static const struct sk_net_interface outer = {.name = "up"}, inner[] = {{"wan", 0, &addresses[0], 1, 0, false}, {"lan", 1, &addresses[1], 1, 0, false}}, own = {"eth0", 1, &addresses[2], 1, 0, false};
static const struct sk_net_node nodes[NODES] = {
	{.id = "carrier", .role = SK_NET_OUTSIDE, .interfaces = &outer, .interface_count = 1},
	{.id = "router", .role = SK_NET_ROUTER, .forwards = true, .interfaces = inner, .interface_count = 2, .filters = &filters[0], .filter_count = 1},
	{.id = "host", .role = SK_NET_HOST, .interfaces = &own, .interface_count = 1, .filters = &filters[1], .filter_count = 1},
};
static const char *const segments[] = {"net", "hub"};
static const struct sk_network network = {.segments = segments, .segment_count = 2, .nodes = nodes, .count = NODES};

static void try_at_most(struct sk_arena *arena, size_t most, struct sk_pairs *out)
{
	static const struct sk_site_policy policy = {.id = "nothing-in", .refuses = "ipv4"};
	static struct sk_box all[SK_FAMILY_BOXES_MAX];
	static struct sk_reach_question pair = {.from = FROM, .to = TO, .packets = all};
	static struct sk_policy_question question = {.policy = &policy, .pairs = &pair, .count = 1};
	struct sk_policy_answer *now;
	struct sk_mistakes single;
	struct sk_plan *plan;
	struct sk_error error;
	pair.count = sk_box_families(SK_FAMILY_4, all);
	assert_false(sk_failed(sk_plan_new(arena, &network, NULL, &plan, &error)));
	assert_false(sk_failed(sk_prove_each(arena, plan, &question, 1, &now, &error)));
	assert_false(sk_failed(sk_prove_mistakes(arena, plan, &question, now, 1, &single, &error)));
	assert_int_equal(single.broken_count, 0);
	assert_false(sk_failed(sk_prove_pairs(arena, plan, &question, now, 1, &single, most, out, &error)));
	assert_int_equal(out->count, single.count * (single.count - 1) / 2);
}

static void what_is_past_the_ceiling_is_counted(void **state)
{
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	struct sk_pairs whole, part;
	(void)state;
	try_at_most(arena, SK_PAIRS_MAX, &whole);
	assert_int_equal(whole.left, 0);
	assert_true(whole.breaks > 1 && whole.broken_count == whole.breaks && whole.tried > whole.breaks);
	for (size_t most = 0; most <= whole.tried; most++) {
		try_at_most(arena, most, &part);
		assert_int_equal(part.tried, most);
		assert_int_equal(part.left, whole.tried - most);
		assert_true(part.breaks <= whole.breaks && (most < whole.tried || part.breaks == whole.breaks));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_past_the_ceiling_is_counted)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
