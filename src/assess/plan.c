/* What has to be done so that open risks come under the line, all of them or as many as a budget allows. */
#include "assess/assess.h"

#include <stdlib.h>
#include <string.h>

/* ---- by way of trial ---- */

static sk_outcome assume_one(struct sk_arena *arena, struct sk_verdict *verdict, enum sk_state state, struct sk_error *error)
{
	void *memory;
	SK_TRY(sk_arena_take(arena, verdict->count, sizeof(struct sk_finding), &memory, error));
	struct sk_finding *findings = memory;
	for (size_t i = 0; i < verdict->count; i++) {
		findings[i] = verdict->findings[i];
		if (findings[i].state == SK_NOT_APPLICABLE)
			continue;
		findings[i].state = state;
		findings[i].method = SK_METHOD_NONE;
	}
	verdict->findings = findings;
	verdict->state = verdict->state == SK_NOT_APPLICABLE ? SK_NOT_APPLICABLE : state;
	verdict->method = SK_METHOD_NONE;
	return SK_OK;
}

SK_OUTCOME sk_assess_assume(struct sk_arena *arena, const struct sk_verdicts *verdicts, const struct sk_assumption *assumptions, size_t count,
			    struct sk_verdicts *out, struct sk_error *error)
{
	void *memory;
	SK_TRY(sk_arena_take(arena, verdicts->count, sizeof(struct sk_verdict), &memory, error));
	struct sk_verdict *items = memory;
	*out = *verdicts;
	memcpy(items, verdicts->items, verdicts->count * sizeof(*items));
	out->items = items;
	for (size_t i = 0; i < verdicts->count; i++)
		for (size_t k = 0; k < count; k++)
			if (items[i].control == assumptions[k].control)
				SK_TRY(assume_one(arena, &items[i], assumptions[k].state, error));
	return SK_OK;
}

/* ---- what is undecided ---- */

struct planning {
	struct sk_arena *arena;
	struct sk_error *error;
	const struct sk_register *register_;
	struct sk_undecided *controls;
	size_t control_count;
	struct sk_select_need *needs;
	size_t need_count;
	int64_t *costs;
};

static bool is_within_reach(const struct planning *planning, const struct sk_risk *risk)
{
	int line = planning->register_->line;
	return sk_assess_open(risk, line) && !sk_rule_over(sk_assess_after(risk), line);
}

static size_t position_of(const struct planning *planning, const struct sk_control *control)
{
	size_t at = 0;
	while (at < planning->control_count && planning->controls[at].control != control)
		at++;
	return at;
}

static const struct sk_cost *cost_of(const struct sk_site *site, const struct sk_control *control)
{
	SK_LIST_EACH(struct sk_cost, cost, &site->costs)
		if (strcmp(cost->control_id, control->row.id) == 0)
			return cost;
	return NULL;
}

static const struct sk_next_step *step_of(const struct sk_site *site, const struct sk_control *control)
{
	SK_LIST_EACH(struct sk_next_step, step, &site->catalogue->next_steps.rows)
		if (sk_ids_hold(&step->controls, control->row.id))
			return step;
	return NULL;
}

static sk_outcome add_row(struct planning *planning, const struct sk_treated *row)
{
	const struct sk_control *control = row->treatment->control;
	size_t at = position_of(planning, control);
	if (at == SK_SELECT_CONTROLS_MAX)
		return sk_error_set(planning->error, SK_E_SELECT_SIZE, NULL, _("controls"), "64", NULL);
	struct sk_undecided *undecided = &planning->controls[at];
	if (at == planning->control_count) {
		planning->control_count++;
		*undecided = (struct sk_undecided){.control = control, .state = row->state};
		undecided->cost = cost_of(planning->register_->site, control);
		undecided->step = step_of(planning->register_->site, control);
	}
	undecided->state = sk_state_worse(undecided->state, row->state);
	undecided->places |= 1u << row->treatment->at;
	return SK_OK;
}

static int by_id(const void *a, const void *b)
{
	const struct sk_undecided *one = a, *other = b;
	return strcmp(one->control->row.id, other->control->row.id);
}

static sk_outcome find_undecided(struct planning *planning)
{
	const struct sk_register *register_ = planning->register_;
	void *memory;
	SK_TRY(sk_arena_take(planning->arena, SK_SELECT_CONTROLS_MAX, sizeof(struct sk_undecided), &memory, planning->error));
	planning->controls = memory;
	for (size_t i = 0; i < register_->counts.scenarios; i++) {
		const struct sk_risk *risk = &register_->risks[i];
		for (size_t k = 0; is_within_reach(planning, risk) && k < risk->minimum_count; k++)
			if (risk->treated[k].state != SK_MET)
				SK_TRY(add_row(planning, &risk->treated[k]));
	}
	qsort(planning->controls, planning->control_count, sizeof(*planning->controls), by_id);
	return SK_OK;
}

/* ---- what each risk needs ---- */

static uint64_t needs_of(const struct planning *planning, const struct sk_risk *risk)
{
	uint64_t needs = 0;
	for (size_t i = 0; i < risk->minimum_count; i++)
		if (risk->treated[i].state != SK_MET)
			needs |= UINT64_C(1) << position_of(planning, risk->treated[i].treatment->control);
	return needs;
}

static void add_need(struct planning *planning, uint64_t controls)
{
	size_t at = 0;
	while (at < planning->need_count && planning->needs[at].controls != controls)
		at++;
	if (at == planning->need_count)
		planning->needs[planning->need_count++] = (struct sk_select_need){controls, 0};
	planning->needs[at].scenarios++;
	for (uint64_t left = controls; left; left &= left - 1)
		planning->controls[__builtin_ctzll(left)].needing++;
}

static sk_outcome find_needs(struct planning *planning, struct sk_treatment_plan *out)
{
	const struct sk_register *register_ = planning->register_;
	void *memory;
	SK_TRY(sk_arena_take(planning->arena, register_->counts.scenarios, sizeof(struct sk_select_need), &memory, planning->error));
	planning->needs = memory;
	for (size_t i = 0; i < register_->counts.scenarios; i++) {
		const struct sk_risk *risk = &register_->risks[i];
		if (is_within_reach(planning, risk)) {
			add_need(planning, needs_of(planning, risk));
			out->within_reach++;
		} else {
			out->beyond += sk_assess_open(risk, register_->line);
		}
	}
	return SK_OK;
}

/* In yen where all costs are stated: one that nobody stated is not nothing, and is not made up. */
static sk_outcome set_costs(struct planning *planning, struct sk_treatment_plan *out)
{
	void *memory;
	SK_TRY(sk_arena_take(planning->arena, planning->control_count, sizeof(int64_t), &memory, planning->error));
	planning->costs = memory;
	for (size_t i = 0; i < planning->control_count; i++)
		out->unpriced += !planning->controls[i].cost;
	out->in_yen = out->unpriced == 0 && planning->control_count > 0;
	for (size_t i = 0; i < planning->control_count; i++)
		planning->costs[i] = out->in_yen ? planning->controls[i].cost->yen : 1;
	return SK_OK;
}

/* ---- the plan ---- */

static struct sk_selected everything(const struct planning *planning, size_t within_reach)
{
	struct sk_selected all = {.scenarios = within_reach};
	for (size_t i = 0; i < planning->control_count; i++) {
		all.controls |= UINT64_C(1) << i;
		all.cost += planning->costs[i];
	}
	return all;
}

static sk_outcome set_frontier(const struct planning *planning, const struct sk_select_question *question, struct sk_treatment_plan *out)
{
	struct sk_selected *frontier;
	sk_outcome outcome = sk_select_frontier(planning->arena, question, &frontier, &out->frontier_count, &out->frontier_error);
	if (!sk_failed(outcome))
		out->frontier = frontier;
	else if (out->frontier_error.id != SK_E_SELECT_HARD)
		*planning->error = out->frontier_error;
	return out->frontier || out->frontier_error.id == SK_E_SELECT_HARD ? SK_OK : outcome;
}

SK_OUTCOME sk_assess_plan(struct sk_arena *arena, const struct sk_register *register_, int64_t budget, struct sk_treatment_plan *out,
			  struct sk_error *error)
{
	struct planning planning = {.arena = arena, .error = error, .register_ = register_};
	int64_t *turns;
	*out = (struct sk_treatment_plan){.limited = budget >= 0, .budget = budget};
	SK_TRY(find_undecided(&planning));
	SK_TRY(find_needs(&planning, out));
	SK_TRY(set_costs(&planning, out));
	out->controls = planning.controls;
	out->control_count = planning.control_count;
	out->all = everything(&planning, out->within_reach);
	struct sk_select_question question = {planning.costs, planning.control_count, planning.needs, planning.need_count, false};
	SK_TRY(set_frontier(&planning, &question, out));
	if (!out->limited)
		return SK_OK;
	SK_TRY(sk_select_best(arena, &question, budget, &out->best, error));
	SK_TRY(sk_select_turns(arena, &question, budget, &turns, error));
	out->turns = turns;
	return SK_OK;
}

int sk_assess_minutes(const struct sk_treatment_plan *plan, uint64_t controls)
{
	int minutes = 0;
	for (size_t i = 0; i < plan->control_count; i++) {
		const struct sk_next_step *step = plan->controls[i].step;
		bool first = (controls >> i & 1) && step;
		for (size_t k = 0; first && k < i; k++)
			first = !(controls >> k & 1) || plan->controls[k].step != step;
		minutes += first ? step->minutes : 0;
	}
	return minutes;
}
