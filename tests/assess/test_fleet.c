/*
 * Counts of many sites against the rule, site by site: every small set of controls with every site there can be, one site a call, so that no two errors cancel
 * out; then random fleets of sizes around the words, slices and blocks that the counting works in.
 */
#include "cmocka_all.h"

#include "assess/assess.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORDS_MAX = 3, BITS = 64, SITES_MAX = 5000, SCENARIOS_MAX = 800, SMALL = 4, SMALL_SITES = 1 << (2 * SMALL), SMALL_SETS = 1 << (2 * SMALL), ROUNDS = 60, LINE = 18 };

static const struct sk_fleet_scenario pairs[] = {{18, 6}, {12, 4}, {27, 18}};

/* A fleet with its masks. */
struct world {
	struct sk_fleet_scenario scenarios[SCENARIOS_MAX];
	uint64_t minimum[SCENARIOS_MAX * WORDS_MAX], presumed[SCENARIOS_MAX * WORDS_MAX];
	uint64_t states[3][SITES_MAX * WORDS_MAX]; /* met, unmet, not applicable */
	struct sk_fleet fleet;
	struct sk_fleet_sites sites;
	struct sk_fleet_counts counts[SCENARIOS_MAX], wanted[SCENARIOS_MAX];
	struct sk_fleet_standing standing, wanted_standing;
};
static struct world world;

static void begin(size_t words, size_t scenarios, size_t sites)
{
	memset(&world, 0, sizeof(world));
	world.fleet = (struct sk_fleet){words, LINE, world.scenarios, world.minimum, world.presumed, scenarios};
	world.sites = (struct sk_fleet_sites){world.states[0], world.states[1], world.states[2], sites};
	/* What stands behind the last site is nobody's: whoever read it would find every control in three states. */
	for (size_t i = 0; i < SK_COUNT(world.states); i++)
		memset(world.states[i] + sites * words, 0xFF, sizeof(world.states[i]) - sites * words * sizeof(uint64_t));
}

static void count(void)
{
	struct sk_error error;
	SK_ARENA_SCOPE arena = sk_arena_new(1 << 22);
	assert_non_null(arena);
	assert_false(sk_failed(sk_assess_fleet(arena, &world.fleet, &world.sites, world.counts, &world.standing, &error)));
}

/* ---- the rule, one by one ---- */

static bool bit(const uint64_t *masks, size_t row, size_t at)
{
	return masks[row * world.fleet.words + at / BITS] >> at % BITS & 1;
}

static void set(uint64_t *masks, size_t row, size_t at)
{
	masks[row * world.fleet.words + at / BITS] |= (uint64_t)1 << at % BITS;
}

static enum sk_state state_of(size_t site, size_t control)
{
	if (bit(world.states[2], site, control))
		return SK_NOT_APPLICABLE;
	if (bit(world.states[0], site, control))
		return SK_MET;
	if (bit(world.states[1], site, control))
		return SK_UNMET;
	return (site + control) % 2 ? SK_UNKNOWN : SK_STALE;
}

static struct sk_residual residual_of(size_t site, size_t scenario)
{
	struct sk_holding minimum[SK_TREATMENTS_MAX];
	size_t count = 0;
	for (size_t control = 0; control < world.fleet.words * BITS; control++)
		if (bit(world.minimum, scenario, control))
			minimum[count++] = (struct sk_holding){state_of(site, control), bit(world.presumed, scenario, control)};
	return sk_rule_residual(world.scenarios[scenario].before, world.scenarios[scenario].after, minimum, count);
}

/* As the register counts (count_risk): 3 open, 2 unknown, 1 settled, 0 nothing to settle. */
static int want(struct sk_fleet_counts *wanted, const struct sk_residual *residual, int after)
{
	if (!residual->applicable)
		return (void)wanted->not_applicable++, 0;
	if (!sk_rule_over(residual->value, LINE))
		return (void)wanted->under++, 0;
	if (!sk_rule_over(residual->high, LINE))
		return (void)wanted->evidenced++, 1;
	if (sk_rule_over(after, LINE))
		return (void)wanted->beyond++, 3;
	if (sk_rule_over(residual->low, LINE))
		return (void)wanted->unmet++, 3;
	wanted->unknown++;
	wanted->presumed += !sk_rule_over(residual->presumed, LINE);
	return 2;
}

static void want_all(void)
{
	memset(world.wanted, 0, sizeof(world.wanted));
	memset(&world.wanted_standing, 0, sizeof(world.wanted_standing));
	size_t *const standings[] = {&world.wanted_standing.nothing, &world.wanted_standing.settled, &world.wanted_standing.unknown, &world.wanted_standing.open};
	for (size_t site = 0; site < world.sites.count; site++) {
		int worst = 0;
		for (size_t scenario = 0; scenario < world.fleet.scenario_count; scenario++) {
			struct sk_residual residual = residual_of(site, scenario);
			int now = want(&world.wanted[scenario], &residual, world.scenarios[scenario].after);
			worst = now > worst ? now : worst;
		}
		++*standings[worst];
	}
}

static void same_as_one_by_one(void)
{
	count();
	want_all();
	assert_memory_equal(world.counts, world.wanted, world.fleet.scenario_count * sizeof(world.wanted[0]));
	assert_memory_equal(&world.standing, &world.wanted_standing, sizeof(world.standing));
}

/* ---- what is gone through ---- */

/* Controls stand at both ends of a word, and in the next. */
static size_t place_of(size_t control)
{
	static const size_t places[SMALL] = {0, 31, 63, 64};
	return places[control];
}

/* Two bits a control: its state at the site. */
static void set_site(size_t site, unsigned states)
{
	for (size_t control = 0; control < SMALL; control++) {
		unsigned state = states >> 2 * control & 3;
		if (state < 3)
			set(world.states[state], site, place_of(control));
	}
}

/* Two bits a control: in the minimum set, presumed. A presumed one outside the set says nothing. */
static void set_scenario(size_t scenario, unsigned sets)
{
	for (size_t control = 0; control < SMALL; control++) {
		if (sets >> 2 * control & 1)
			set(world.minimum, scenario, place_of(control));
		if (sets >> 2 * control & 2)
			set(world.presumed, scenario, place_of(control));
	}
}

static void every_site_alone_with_every_small_set(void **state)
{
	(void)state;
	for (unsigned states = 0; states < SMALL_SITES; states++) {
		begin(2, SMALL_SETS * SK_COUNT(pairs), 1);
		set_site(0, states);
		for (unsigned sets = 0; sets < SMALL_SETS; sets++)
			for (size_t pair = 0; pair < SK_COUNT(pairs); pair++) {
				world.scenarios[sets * SK_COUNT(pairs) + pair] = pairs[pair];
				set_scenario(sets * SK_COUNT(pairs) + pair, sets);
			}
		same_as_one_by_one();
	}
	print_message("%d sites x %d sets x %zu pairs (before, after)\n", SMALL_SITES, SMALL_SETS, SK_COUNT(pairs));
}

static uint32_t draw(uint32_t below)
{
	static uint64_t state = 20261129;
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(state >> 33) % below;
}

/* `open`, of 100: how many are neither. */
static void draw_sites(uint32_t open)
{
	for (size_t site = 0; site < world.sites.count; site++)
		for (size_t control = 0; control < world.fleet.words * BITS; control++) {
			uint32_t what = draw(100);
			if (what >= open)
				set(world.states[what % 23 == 0 ? 2 : what % 7 == 0], site, control);
		}
}

static void draw_scenarios(void)
{
	for (size_t scenario = 0; scenario < world.fleet.scenario_count; scenario++) {
		uint32_t wanted = draw(4) ? draw(4) : draw(SK_TREATMENTS_MAX + 1), before = draw(SK_VALUE_MAX + 1);
		world.scenarios[scenario] = draw(2) ? pairs[0] : (struct sk_fleet_scenario){(int)before, (int)draw(before + 1)};
		for (uint32_t i = 0; i < wanted; i++)
			set(world.minimum, scenario, draw((uint32_t)(world.fleet.words * BITS)));
		for (size_t control = 0; control < world.fleet.words * BITS; control++)
			if (draw(3) == 0)
				set(world.presumed, scenario, control);
	}
}

static void random_fleets(void **state)
{
	static const size_t sizes[] = {0, 1, 63, 64, 65, 255, 256, 257, 700};
	(void)state;
	for (size_t round = 0; round < ROUNDS; round++) {
		begin(1 + draw(WORDS_MAX), draw(30), sizes[round % SK_COUNT(sizes)]);
		draw_sites(draw(100));
		draw_scenarios();
		same_as_one_by_one();
	}
}

static void fleets_of_more_than_one_block(void **state)
{
	static const size_t sizes[] = {2047, 2048, 2049, 4096, SITES_MAX};
	(void)state;
	for (size_t i = 0; i < SK_COUNT(sizes); i++) {
		begin(2, 12, sizes[i]);
		draw_sites(40);
		draw_scenarios();
		same_as_one_by_one();
	}
}

/* ---- what would be wrong ---- */

static void control_of_two_states_is_a_broken_invariant(void **state)
{
	(void)state;
	for (size_t first = 0; first < 3; first++) {
		int status;
		pid_t child = fork();
		if (child == 0) {
			(void)signal(SIGABRT, SIG_DFL);
			begin(2, 1, 300);
			set(world.states[first], 299, 70);
			set(world.states[(first + 1) % 3], 299, 70);
			count();
			_exit(0);
		}
		assert_true(waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	}
}

static void without_memory_it_says_so(void **state)
{
	struct sk_error error;
	(void)state;
	SK_ARENA_SCOPE arena = sk_arena_new(1000);
	begin(2, 10, 300);
	assert_true(sk_failed(sk_assess_fleet(arena, &world.fleet, &world.sites, world.counts, &world.standing, &error)));
	assert_int_equal(error.id, SK_E_MEMORY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_site_alone_with_every_small_set),
		cmocka_unit_test(random_fleets),
		cmocka_unit_test(fleets_of_more_than_one_block),
		cmocka_unit_test(control_of_two_states_is_a_broken_invariant),
		cmocka_unit_test(without_memory_it_says_so),
	};

	return cmocka_run_group_tests_name("fleet", tests, NULL, NULL);
}
