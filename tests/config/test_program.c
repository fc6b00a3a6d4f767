/*
 * Filters of chains that jump, go and return, against an interpreter that follows the rules as a device does. Where a match is not understood, the
 * interpreter tosses a coin for each packet and rule: whatever it tosses, what the least program accepts is accepted, and what is
 * accepted the most program accepts.
 */
#include "config/config.h"

#include "cmocka_all.h"

#include <string.h>

enum { CHAINS = 5, RULES = 7, MANY = 700, FILTERS = 3000, PACKETS = 60, ARENA = 64 << 20, PORTS = 12 };

static uint64_t seed = 7;

static uint32_t draw(uint32_t below)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)((seed >> 33) % below);
}

/* ---- random filters ---- */

static struct world {
	struct sk_filter filter;
	struct sk_filter_chain chains[CHAINS];
	struct sk_filter_rule rules[CHAINS][MANY];
	struct sk_box may[CHAINS][MANY][2], must[CHAINS][MANY];
} world;

static void some_ports(struct sk_box *box)
{
	uint32_t a = draw(PORTS), b = draw(PORTS);
	sk_box_all(box);
	sk_box_set(box, SK_DIM_TARGET_PORT, a < b ? a : b, a < b ? b : a);
	if (draw(3) == 0)
		sk_box_set(box, SK_DIM_PROTOCOL, 6, 6);
}

/* Jumps lead to later chains, so that nothing goes in circles. */
static void some_rule(size_t chain, size_t at, bool exact)
{
	static const enum sk_action actions[] = {SK_ACTION_NEXT, SK_ACTION_ACCEPT, SK_ACTION_DROP, SK_ACTION_RETURN, SK_ACTION_JUMP, SK_ACTION_GOTO, SK_ACTION_JUMP};
	struct sk_filter_rule *rule = &world.rules[chain][at];
	size_t boxes = 1 + draw(2);
	some_ports(&world.may[chain][at][0]);
	some_ports(&world.may[chain][at][1]);
	*rule = (struct sk_filter_rule){.line = (uint32_t)(chain * MANY + at + 1), .may = {world.may[chain][at], boxes}};
	rule->must = rule->may;
	if (!exact && draw(2)) {
		world.must[chain][at] = world.may[chain][at][0];
		rule->must = (struct sk_match){&world.must[chain][at], draw(2)};
	}
	rule->action = actions[draw(chain + 1 < CHAINS ? SK_COUNT(actions) : 4)];
	if (rule->action == SK_ACTION_JUMP || rule->action == SK_ACTION_GOTO)
		rule->target = chain + 1 + draw((uint32_t)(CHAINS - chain - 1));
}

static void some_filter(bool exact)
{
	static const char *const names[CHAINS] = {"FORWARD", "a", "b", "c", "d"};
	world.filter = (struct sk_filter){.file = "f", .reader = "r", .chains = world.chains, .count = CHAINS};
	for (size_t chain = 0; chain < CHAINS; chain++) {
		size_t count = draw(RULES + 1);
		for (size_t at = 0; at < count; at++)
			some_rule(chain, at, exact);
		world.chains[chain] = (struct sk_filter_chain){"filter", names[chain], chain ? NULL : "forward",
							       chain ? SK_ACTION_RETURN : draw(2) ? SK_ACTION_ACCEPT : SK_ACTION_DROP, 1,
							       world.rules[chain], count};
	}
}

/* ---- the interpreter ---- */

static bool in(const struct sk_match *match, const struct sk_box *packet)
{
	for (size_t i = 0; i < match->count; i++)
		if (sk_box_holds(&match->boxes[i], packet))
			return true;
	return false;
}

static bool matches(const struct sk_filter_rule *rule, const struct sk_box *packet, uint32_t coins)
{
	if (in(&rule->must, packet))
		return true;
	return in(&rule->may, packet) && (coins >> (rule->line % 31) & 1);
}

/* What a chain does: ACCEPT, DROP, or RETURN to whoever jumped. */
static enum sk_action run(size_t chain, const struct sk_box *packet, uint32_t coins)
{
	for (size_t at = 0; at < world.chains[chain].count; at++) {
		const struct sk_filter_rule *rule = &world.rules[chain][at];
		enum sk_action done;
		if (rule->action == SK_ACTION_NEXT || !matches(rule, packet, coins))
			continue;
		if (rule->action != SK_ACTION_JUMP && rule->action != SK_ACTION_GOTO)
			return rule->action;
		done = run(rule->target, packet, coins);
		if (done != SK_ACTION_RETURN || rule->action == SK_ACTION_GOTO)
			return done;
	}
	return SK_ACTION_RETURN;
}

static bool accepted(const struct sk_box *packet, uint32_t coins)
{
	enum sk_action done = run(0, packet, coins);
	return (done == SK_ACTION_RETURN ? world.chains[0].policy : done) == SK_ACTION_ACCEPT;
}

static void packet_at(struct sk_box *packet, uint32_t port, uint32_t protocol)
{
	sk_box_all(packet);
	for (int dim = 0; dim < SK_DIMS; dim++)
		sk_box_set(packet, (enum sk_dim)dim, 0, 0);
	sk_box_set(packet, SK_DIM_TARGET_PORT, port, port);
	sk_box_set(packet, SK_DIM_PROTOCOL, protocol, protocol);
}

static struct sk_program program_within(struct sk_arena *arena, enum sk_bound bound, const struct sk_match *within)
{
	struct sk_program program;
	struct sk_error error;
	if (sk_failed(sk_filter_program(arena, &world.filter, &world.chains[0], bound, within, &program, &error)))
		fail_msg("%s", sk_error_name(error.id));
	return program;
}

static struct sk_program program_of(struct sk_arena *arena, enum sk_bound bound)
{
	return program_within(arena, bound, NULL);
}

static void exact_filters_have_one_program(void **state)
{
	size_t deep = 0;
	(void)state;
	for (int i = 0; i < FILTERS; i++) {
		SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
		some_filter(true);
		struct sk_program most = program_of(arena, SK_BOUND_MOST), least = program_of(arena, SK_BOUND_LEAST);
		assert_int_equal(most.count, least.count);
		deep += most.count > 20;
		for (uint32_t port = 0; port < PORTS; port++)
			for (uint32_t protocol = 6; protocol < 8; protocol++) {
				struct sk_box packet;
				uint32_t rule;
				packet_at(&packet, port, protocol);
				assert_int_equal(sk_program_fate(&most, &packet, &rule) == SK_FATE_ACCEPT, accepted(&packet, 0));
				assert_int_equal(sk_program_fate(&least, &packet, &rule) == SK_FATE_ACCEPT, accepted(&packet, 0));
			}
	}
	assert_true(deep > 100);
}

static void bounds_hold_whatever_is_tossed(void **state)
{
	size_t apart = 0;
	(void)state;
	for (int i = 0; i < FILTERS; i++) {
		SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
		some_filter(false);
		struct sk_program most = program_of(arena, SK_BOUND_MOST), least = program_of(arena, SK_BOUND_LEAST);
		for (int k = 0; k < PACKETS; k++) {
			struct sk_box packet;
			uint32_t rule;
			packet_at(&packet, draw(PORTS), 6 + draw(2));
			bool at_most = sk_program_fate(&most, &packet, &rule) == SK_FATE_ACCEPT;
			bool at_least = sk_program_fate(&least, &packet, &rule) == SK_FATE_ACCEPT;
			bool real = accepted(&packet, draw(0x7fffffff));
			assert_true(!at_least || real);
			assert_true(!real || at_most);
			apart += at_most != at_least;
		}
	}
	assert_true(apart > 1000);
}

/* A question about few packets has a program of its own: shorter, and the same to these packets. */
static void a_part_has_a_part_of_the_program(void **state)
{
	size_t shorter = 0;
	(void)state;
	for (int i = 0; i < FILTERS; i++) {
		SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
		struct sk_box part;
		struct sk_match within = {&part, 1};
		uint32_t low = draw(PORTS), high = low + draw(PORTS - low), rule;
		some_filter(true);
		sk_box_all(&part);
		sk_box_set(&part, SK_DIM_TARGET_PORT, low, high);
		struct sk_program whole = program_of(arena, SK_BOUND_MOST), some = program_within(arena, SK_BOUND_MOST, &within);
		shorter += some.count < whole.count;
		for (uint32_t port = low; port <= high; port++) {
			struct sk_box packet;
			packet_at(&packet, port, 6);
			assert_int_equal(sk_program_fate(&some, &packet, &rule) == SK_FATE_ACCEPT, accepted(&packet, 0));
		}
	}
	assert_true(shorter > 1000);
}

/* Returns of many packets at once: what comes behind them is written for what is left, and only for that. */
static void many_returns_leave_the_rest(void **state)
{
	(void)state;
	seed = 7;
	for (int i = 0; i < 4; i++) {
		SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
		some_filter(true);
		some_rule(0, 0, true);
		sk_box_all(&world.may[0][0][0]);
		world.rules[0][0].may = world.rules[0][0].must = (struct sk_match){world.may[0][0], 1};
		world.rules[0][0].action = SK_ACTION_JUMP;
		world.rules[0][0].target = CHAINS - 1;
		world.chains[0].count = RULES;
		for (size_t at = 1; at < RULES; at++)
			some_rule(0, at, true);
		for (size_t at = 0; at < MANY; at++) {
			some_rule(CHAINS - 1, at, true);
			sk_box_set(&world.may[CHAINS - 1][at][0], SK_DIM_SOURCE_PORT, at % 600, at % 600 + draw(3));
			sk_box_set(&world.may[CHAINS - 1][at][1], SK_DIM_SOURCE_PORT, draw(600), 690);
		}
		world.chains[CHAINS - 1].count = MANY;
		struct sk_program program = program_of(arena, SK_BOUND_MOST);
		assert_true(program.count < 3000);
		for (int k = 0; k < 1500; k++) {
			struct sk_box packet;
			uint32_t rule, port = draw(700), target = draw(PORTS);
			packet_at(&packet, target, 6 + draw(2));
			sk_box_set(&packet, SK_DIM_SOURCE_PORT, port, port);
			assert_int_equal(sk_program_fate(&program, &packet, &rule) == SK_FATE_ACCEPT, accepted(&packet, 0));
		}
	}
}

static void rules_are_found_by_number(void **state)
{
	const struct sk_filter_chain *chain;
	const struct sk_filter_rule *rule;
	uint32_t number = 0;
	(void)state;
	some_filter(true);
	for (size_t c = 0; c < CHAINS; c++)
		for (size_t at = 0; at < world.chains[c].count; at++) {
			sk_filter_rule_numbered(&world.filter, number++, &chain, &rule);
			assert_ptr_equal(rule, &world.rules[c][at]);
			assert_ptr_equal(chain, &world.chains[c]);
		}
	for (size_t c = 0; c < CHAINS; c++) {
		sk_filter_rule_numbered(&world.filter, number++, &chain, &rule);
		assert_null(rule);
		assert_ptr_equal(chain, &world.chains[c]);
	}
}

static void circles_are_refused(void **state)
{
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	struct sk_program program;
	struct sk_error error;
	(void)state;
	for (size_t length = 1; length < CHAINS; length++) {
		some_filter(true);
		for (size_t c = 0; c < CHAINS; c++) {
			world.chains[c].count = 1;
			some_rule(c, 0, true);
			sk_box_all(&world.may[c][0][0]);
			world.rules[c][0].may = world.rules[c][0].must = (struct sk_match){world.may[c][0], 1};
			world.rules[c][0].action = c % 2 ? SK_ACTION_GOTO : SK_ACTION_JUMP;
			world.rules[c][0].target = c < length ? c + 1 : 1;
		}
		assert_true(sk_failed(sk_filter_program(arena, &world.filter, &world.chains[0], SK_BOUND_MOST, NULL, &program, &error)));
		assert_int_equal(error.id, SK_E_CONFIG_LOOP);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exact_filters_have_one_program),
		cmocka_unit_test(bounds_hold_whatever_is_tossed),
		cmocka_unit_test(a_part_has_a_part_of_the_program),
		cmocka_unit_test(many_returns_leave_the_rest),
		cmocka_unit_test(rules_are_found_by_number),
		cmocka_unit_test(circles_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
