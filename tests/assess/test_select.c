/*
 * Selection of controls under a budget, against a judge that shares nothing with it: every subset is made as a list of controls, each scenario is asked whether
 * all it needs is in the list, and of two lists the better one is found by the words of the contract. 2,000 random questions, by both ways the program
 * has (all subsets, and the search that takes their place where there are too many), for every budget.
 */
#include "cmocka_all.h"

#include "assess/assess.h"

#include <stdio.h>
#include <string.h>

enum { CONTROLS = 12, SCENARIOS = 24, QUESTIONS = 2000, ARENA = 64 << 20, COST = 6 };

/* ---- random questions ---- */

static uint64_t seed;

static unsigned random_below(unsigned end)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)(seed >> 33) % end;
}

struct asked {
	int64_t costs[CONTROLS];
	struct sk_select_need needs[SCENARIOS];
	struct sk_select_question question;
	int64_t most; /* cost of all */
};

/* Few or many controls for each scenario; dear and cheap ones, ones for nothing, or all alike, so that much is even. */
static void make_question(struct asked *asked)
{
	unsigned controls = 1 + random_below(CONTROLS), needs = random_below(SCENARIOS + 1), deep = 1 + random_below(5), prices = random_below(4);
	*asked = (struct asked){0};
	for (unsigned i = 0; i < controls; i++) {
		asked->costs[i] = prices == 0 ? 1 : prices == 1 ? random_below(3) : random_below(COST);
		asked->most += asked->costs[i];
	}
	for (unsigned i = 0; i < needs; i++) {
		for (unsigned k = random_below(deep + 1); k > 0; k--)
			asked->needs[i].controls |= UINT64_C(1) << random_below(controls);
		asked->needs[i].scenarios = 1 + random_below(4);
	}
	asked->question = (struct sk_select_question){asked->costs, controls, asked->needs, needs, false};
}

/* ---- the judge ---- */

struct list {
	bool taken[CONTROLS];
	size_t count, scenarios;
	int64_t cost;
};

static struct list list_of(const struct sk_select_question *question, unsigned subset)
{
	struct list list = {0};
	for (size_t i = 0; i < question->control_count; i++) {
		list.taken[i] = subset >> i & 1;
		list.count += list.taken[i];
		list.cost += list.taken[i] ? question->costs[i] : 0;
	}
	for (size_t i = 0; i < question->need_count; i++) {
		bool all = true;
		for (size_t k = 0; k < question->control_count; k++)
			all = all && (list.taken[k] || !(question->needs[i].controls >> k & 1));
		list.scenarios += all ? question->needs[i].scenarios : 0;
	}
	return list;
}

static bool is_better(const struct list *a, const struct list *b)
{
	if (a->scenarios != b->scenarios)
		return a->scenarios > b->scenarios;
	if (a->cost != b->cost)
		return a->cost < b->cost;
	if (a->count != b->count)
		return a->count < b->count;
	for (size_t i = 0; i < CONTROLS; i++)
		if (a->taken[i] != b->taken[i])
			return a->taken[i];
	return false;
}

static struct list judge(const struct sk_select_question *question, const struct list *lists, int64_t budget)
{
	struct list best = lists[0];
	for (unsigned subset = 1; subset < 1u << question->control_count; subset++)
		if (lists[subset].cost <= budget && is_better(&lists[subset], &best))
			best = lists[subset];
	return best;
}

static struct list lists[1 << CONTROLS];

static void make_lists(const struct sk_select_question *question)
{
	for (unsigned subset = 0; subset < 1u << question->control_count; subset++)
		lists[subset] = list_of(question, subset);
}

static void check_same(const struct sk_select_question *question, const struct sk_selected *is, const struct list *wanted)
{
	assert_int_equal(is->scenarios, wanted->scenarios);
	assert_int_equal(is->cost, wanted->cost);
	for (size_t i = 0; i < question->control_count; i++)
		assert_int_equal(is->controls >> i & 1, wanted->taken[i]);
	assert_true(question->control_count == 64 || is->controls >> question->control_count == 0);
}

/* ---- the checks ---- */

/* Every budget; the frontier is where what is best changes, and only there. */
static void check_budgets(struct sk_arena *arena, const struct asked *asked)
{
	struct sk_error error = {0};
	struct sk_selected *frontier, best;
	size_t count, at = 0;
	assert_false(sk_failed(sk_select_frontier(arena, &asked->question, &frontier, &count, &error)));
	assert_true(count > 0 && frontier[0].cost == 0);
	for (int64_t budget = 0; budget <= asked->most + 1; budget++) {
		struct list wanted = judge(&asked->question, lists, budget);
		assert_false(sk_failed(sk_select_best(arena, &asked->question, budget, &best, &error)));
		check_same(&asked->question, &best, &wanted);
		at += at + 1 < count && frontier[at + 1].cost <= budget;
		check_same(&asked->question, &frontier[at], &wanted);
	}
	assert_int_equal(at, count - 1);
	for (size_t i = 0; i + 1 < count; i++)
		assert_true(frontier[i].cost < frontier[i + 1].cost && frontier[i].scenarios < frontier[i + 1].scenarios);
}

static bool is_chosen(struct asked *asked, size_t control, int64_t cost, int64_t budget)
{
	int64_t own = asked->costs[control];
	asked->costs[control] = cost;
	make_lists(&asked->question);
	struct list best = judge(&asked->question, lists, budget);
	asked->costs[control] = own;
	return best.taken[control];
}

/* By asking the judge at the turn and one above it: it is in at the first, if that is a cost at all, and not at the second. */
static void check_turns(struct sk_arena *arena, struct asked *asked, int64_t budget)
{
	struct sk_error error = {0};
	int64_t *turns;
	assert_false(sk_failed(sk_select_turns(arena, &asked->question, budget, &turns, &error)));
	for (size_t i = 0; i < asked->question.control_count; i++) {
		assert_true(turns[i] >= -1 && turns[i] <= budget);
		assert_true(turns[i] == -1 || is_chosen(asked, i, turns[i], budget));
		assert_false(is_chosen(asked, i, turns[i] + 1, budget));
	}
}

static void run_questions(bool search)
{
	seed = 20261129;
	for (int i = 0; i < QUESTIONS; i++) {
		SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
		struct asked asked;
		make_question(&asked);
		asked.question.search = search;
		make_lists(&asked.question);
		check_budgets(arena, &asked);
		if (i % 8 == 0)
			check_turns(arena, &asked, (int64_t)random_below((unsigned)asked.most + 1));
	}
}

static void test_all_subsets(void **state)
{
	(void)state;
	run_questions(false);
}

static void test_search(void **state)
{
	(void)state;
	run_questions(true);
}

/* The dearest and the most there can be: no sum overflows. */
static void test_extremes(void **state)
{
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	int64_t costs[SK_SELECT_CONTROLS_MAX], *turns;
	struct sk_select_need needs[SK_SELECT_CONTROLS_MAX];
	struct sk_select_question question = {costs, SK_SELECT_CONTROLS_MAX, needs, SK_SELECT_CONTROLS_MAX, false};
	struct sk_selected best, *frontier;
	struct sk_error error = {0};
	size_t count;
	(void)state;
	for (size_t i = 0; i < SK_SELECT_CONTROLS_MAX; i++) {
		costs[i] = SK_SELECT_COST_MAX;
		needs[i] = (struct sk_select_need){UINT64_C(1) << i, 1000};
	}
	assert_false(sk_failed(sk_select_best(arena, &question, INT64_MAX, &best, &error)));
	assert_true(best.controls == UINT64_MAX && best.scenarios == 64000 && best.cost == INT64_C(64) * SK_SELECT_COST_MAX);
	assert_false(sk_failed(sk_select_best(arena, &question, INT64_C(3) * SK_SELECT_COST_MAX, &best, &error)));
	assert_true(best.controls == 7 && best.scenarios == 3000);
	assert_false(sk_failed(sk_select_frontier(arena, &question, &frontier, &count, &error)));
	assert_int_equal(count, 65);
	for (size_t i = 0; i < count; i++)
		assert_true(frontier[i].controls == (i == 64 ? UINT64_MAX : (UINT64_C(1) << i) - 1) && frontier[i].scenarios == 1000 * i);
	assert_false(sk_failed(sk_select_turns(arena, &question, INT64_C(3) * SK_SELECT_COST_MAX, &turns, &error)));
	assert_true(turns[0] == SK_SELECT_COST_MAX && turns[3] == SK_SELECT_COST_MAX - 1);
}

/* Past each ceiling: an error, and no answer. */
static void test_ceilings(void **state)
{
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	int64_t costs[SK_SELECT_CONTROLS_MAX + 1] = {0};
	struct sk_select_need need = {1, SK_SELECT_SCENARIOS_MAX};
	struct sk_select_question question = {costs, SK_SELECT_CONTROLS_MAX + 1, &need, 1, false};
	struct sk_selected best;
	struct sk_error error = {0};
	(void)state;
	assert_true(sk_failed(sk_select_best(arena, &question, 1, &best, &error)));
	assert_int_equal(error.id, SK_E_SELECT_SIZE);
	question.control_count = 1;
	assert_false(sk_failed(sk_select_best(arena, &question, 1, &best, &error)));
	assert_int_equal(best.scenarios, SK_SELECT_SCENARIOS_MAX);
	need.scenarios++;
	assert_true(sk_failed(sk_select_best(arena, &question, 1, &best, &error)));
	assert_int_equal(error.id, SK_E_SELECT_SIZE);
}

/* Every three of 64 controls, all alike: nothing tells one from the other, and no search ends. It says so. */
static void test_hard(void **state)
{
	static struct sk_select_need needs[64 * 63 * 62 / 6];
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	int64_t costs[SK_SELECT_CONTROLS_MAX];
	struct sk_select_question question = {costs, SK_SELECT_CONTROLS_MAX, needs, 0, false};
	struct sk_selected best;
	struct sk_error error = {0};
	(void)state;
	for (size_t a = 0; a < SK_SELECT_CONTROLS_MAX; a++) {
		costs[a] = 1000 + (int64_t)(a * 37 % 64);
		for (size_t b = 0; b < a; b++)
			for (size_t c = 0; c < b; c++)
				needs[question.need_count++] = (struct sk_select_need){UINT64_C(1) << a | UINT64_C(1) << b | UINT64_C(1) << c, 1};
	}
	assert_true(sk_failed(sk_select_best(arena, &question, 32000, &best, &error)));
	assert_int_equal(error.id, SK_E_SELECT_HARD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_subsets), cmocka_unit_test(test_search), cmocka_unit_test(test_extremes),
		cmocka_unit_test(test_ceilings),    cmocka_unit_test(test_hard),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
