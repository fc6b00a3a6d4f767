/*
 * The treatment plan on the real catalogue, with the register as its judge: what a selection is said to settle is taken as done by way of trial, the whole register is
 * made again, and has so many open risks less. Random sites, lines high and low, controls met, unmet, unknown, stale.
 */
#include "cmocka_all.h"

#include "clinic.h"
#include "report/report.h"

#include <stdio.h>
#include <string.h>

enum { YAML_MAX = 1 << 18, SITES = 60 };

static const char now_text[] = "2026-10-01T09:00:00Z";
static uint64_t seed;

static unsigned random_below(unsigned end)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)(seed >> 33) % end;
}

/* Some controls said to be done or not, some so long ago that nobody knows; costs of all, or of some. */
static void random_site(struct sk_buf *text, bool priced)
{
	static const char *const kinds[] = {"clinic", "hospital", "pharmacy"};
	static const int lines[] = {18, 18, 12, 9, 6, 3};
	clinic_text(text, kinds[random_below(3)], random_below(2) ? "wireless" : "");
	sk_buf_print(text, "line: {value: %d, approved-by: Director, date: 2026-09-01}\nanswers:\n", lines[random_below(SK_COUNT(lines))]);
	SK_LIST_EACH(struct sk_control, control, &clinic_catalogue()->controls.rows) {
		unsigned say = random_below(6);
		if (say < 5)
			sk_buf_print(text, "  - {control: %s, state: %s, by: Tester, date: %s}\n", control->row.id, say < 4 ? "met" : "unmet",
				     say == 3 ? "2020-09-01" : "2026-09-01");
	}
	sk_buf_text(text, "costs:\n");
	SK_LIST_EACH(struct sk_control, control, &clinic_catalogue()->controls.rows)
		if (priced || random_below(2))
			sk_buf_print(text, "  - {control: %s, yen: %u}\n", control->row.id, 1000 * random_below(30));
}

static void make_site(struct clinic *clinic, bool priced)
{
	SK_BUF_SCOPE text = SK_BUF(YAML_MAX);
	random_site(&text, priced);
	assert_false(text.failed);
	clinic_make(clinic, text.bytes, clinic_time(now_text));
}

static size_t open_with(const struct clinic *clinic, const struct sk_treatment_plan *plan, uint64_t controls, enum sk_state state)
{
	struct sk_assumption assumptions[SK_SELECT_CONTROLS_MAX];
	struct sk_verdicts verdicts;
	struct sk_register trial;
	struct sk_error error = {0};
	size_t count = 0;
	for (size_t i = 0; i < plan->control_count; i++)
		if (controls >> i & 1)
			assumptions[count++] = (struct sk_assumption){plan->controls[i].control, state};
	assert_false(sk_failed(sk_assess_assume(clinic->arena, &clinic->verdicts, assumptions, count, &verdicts, &error)));
	assert_false(sk_failed(sk_assess(clinic->arena, &verdicts, &trial, &error)));
	assert_int_equal(trial.counts.scenarios, clinic->register_.counts.scenarios);
	assert_int_equal(trial.counts.over_line, clinic->register_.counts.over_line);
	return trial.counts.open;
}

/* Whatever is chosen settles what it is said to, in a register made anew. */
static void check_selection(const struct clinic *clinic, const struct sk_treatment_plan *plan, const struct sk_selected *selected)
{
	size_t open = clinic->register_.counts.open;
	int64_t cost = 0;
	for (size_t i = 0; i < plan->control_count; i++)
		if (selected->controls >> i & 1)
			cost += plan->in_yen ? plan->controls[i].cost->yen : 1;
	assert_int_equal(cost, selected->cost);
	assert_int_equal(open_with(clinic, plan, selected->controls, SK_MET), open - selected->scenarios);
}

/* All of them bring everything within reach under the line; without any one of them something stays over it. */
static void check_all(const struct clinic *clinic, const struct sk_treatment_plan *plan)
{
	check_selection(clinic, plan, &plan->all);
	assert_int_equal(open_with(clinic, plan, plan->all.controls, SK_MET), plan->beyond);
	for (size_t i = 0; i < plan->control_count; i++) {
		assert_true(plan->controls[i].state != SK_MET && plan->controls[i].needing > 0);
		assert_true(i == 0 || strcmp(plan->controls[i - 1].control->row.id, plan->controls[i].control->row.id) < 0);
		assert_int_equal(open_with(clinic, plan, plan->all.controls & ~(UINT64_C(1) << i), SK_MET), plan->beyond + plan->controls[i].needing);
	}
	assert_int_equal(open_with(clinic, plan, plan->all.controls, SK_UNMET), clinic->register_.counts.open);
}

static void check_plan(const struct clinic *clinic, bool priced)
{
	const struct sk_counts *counts = &clinic->register_.counts;
	struct sk_treatment_plan plan;
	struct sk_error error = {0};
	assert_false(sk_failed(sk_assess_plan(clinic->arena, &clinic->register_, -1, &plan, &error)));
	assert_int_equal(plan.within_reach + plan.beyond, counts->open);
	assert_int_equal(plan.beyond, counts->beyond);
	assert_true(!priced || plan.in_yen == (plan.control_count > 0));
	assert_true(plan.frontier && !plan.limited);
	check_all(clinic, &plan);
	for (size_t i = 0; i < plan.frontier_count; i++) {
		check_selection(clinic, &plan, &plan.frontier[i]);
		assert_true(i == 0 || (plan.frontier[i].cost > plan.frontier[i - 1].cost && plan.frontier[i].scenarios > plan.frontier[i - 1].scenarios));
	}
	const struct sk_selected *last = &plan.frontier[plan.frontier_count - 1];
	assert_true(last->controls == plan.all.controls && last->scenarios == plan.within_reach);
	int64_t budget = (int64_t)random_below((unsigned)plan.all.cost + 1);
	assert_false(sk_failed(sk_assess_plan(clinic->arena, &clinic->register_, budget, &plan, &error)));
	assert_true(plan.limited && plan.best.cost <= budget);
	check_selection(clinic, &plan, &plan.best);
}

static void test_sites(void **state)
{
	size_t open = 0, beyond = 0;
	(void)state;
	seed = 5;
	for (int i = 0; i < SITES; i++) {
		struct clinic clinic;
		bool priced = i % 2;
		make_site(&clinic, priced);
		check_plan(&clinic, priced);
		open += clinic.register_.counts.open;
		beyond += clinic.register_.counts.beyond;
		clinic_end(&clinic);
	}
	assert_true(open > 0 && beyond > 0 && open > beyond);
}

/* The register it was made from, and what does not apply, stay as they are. */
static void test_trial(void **state)
{
	struct clinic clinic;
	struct sk_verdicts verdicts;
	struct sk_error error = {0};
	(void)state;
	seed = 7;
	make_site(&clinic, true);
	const struct sk_verdict *verdict = clinic_verdict(&clinic, "T17");
	enum sk_state before = verdict->state;
	for (enum sk_state assumed = SK_MET; assumed <= SK_UNKNOWN; assumed++) {
		struct sk_assumption assumption = {verdict->control, assumed};
		assert_false(sk_failed(sk_assess_assume(clinic.arena, &clinic.verdicts, &assumption, 1, &verdicts, &error)));
		const struct sk_verdict *trial = sk_check_verdict(&verdicts, verdict->control);
		assert_true(trial->state == assumed && verdict->state == before && trial->method == SK_METHOD_NONE);
		for (size_t i = 0; i < trial->count; i++)
			assert_true(trial->findings[i].state == (verdict->findings[i].state == SK_NOT_APPLICABLE ? SK_NOT_APPLICABLE : assumed));
	}
	clinic_end(&clinic);
}

/* Where the frontier is too hard to tell it is not told: no screen and no JSON shows another one in its place. */
static void test_hard(void **state)
{
	struct clinic clinic;
	struct sk_treatment_plan plan;
	struct sk_error error = {0};
	(void)state;
	seed = 9;
	make_site(&clinic, false);
	assert_false(sk_failed(sk_assess_plan(clinic.arena, &clinic.register_, -1, &plan, &error)));
	assert_true(plan.control_count > 0);
	plan.frontier = NULL;
	plan.frontier_error.id = SK_E_SELECT_HARD;
	for (int json = 0; json < 2; json++) {
		SK_BUF_SCOPE out = SK_BUF(YAML_MAX);
		struct sk_report report = {.out = &out, .lang = SK_LANG_EN, .error = &error, .arena = clinic.arena};
		struct sk_plan_report from = {.register_ = &clinic.register_, .trial = &clinic.register_, .plan = &plan};
		assert_false(sk_failed(json ? sk_report_plan_json(&report, &from) : sk_report_plan(&report, &from)));
		assert_non_null(strstr(out.bytes, json ? "\"frontier\": null" : "cannot be told exactly"));
		assert_null(strstr(out.bytes, "The best there is"));
	}
	clinic_end(&clinic);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sites),
		cmocka_unit_test(test_trial),
		cmocka_unit_test(test_hard),
	};
	assert_int_equal(argc, 2);
	clinic_open(argv[1]);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	clinic_close();
	return failed;
}
