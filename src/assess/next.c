/*
 * Which step next. A greedy choice, made again after each step as if it were done: with "all minimum controls must hold" a step's
 * worth depends on the ones before it.
 */
#include "assess/assess.h"

struct next {
	const struct sk_register *register_;
	const bool *done; /* by position of the step */
	const struct sk_next_step *steps;
	size_t step_count;
};

static bool done_already(const struct next *next, const struct sk_control *control)
{
	for (size_t i = 0; i < next->step_count; i++)
		if (next->done[i] && sk_ids_hold(&next->steps[i].controls, control->row.id))
			return true;
	return false;
}

static void add_control(struct sk_advice *advice, const struct sk_treated *row)
{
	size_t i = 0;
	while (i < advice->control_count && advice->controls[i] != row->treatment->control)
		i++;
	if (i == SK_COUNT(advice->controls))
		return;
	if (i == advice->control_count)
		advice->controls[advice->control_count++] = row->treatment->control;
	if (row->state == SK_UNMET)
		advice->mends |= 1u << i;
}

static void weigh_risk(const struct next *next, const struct sk_risk *risk, struct sk_advice *advice)
{
	size_t mine = 0, others = 0;
	for (size_t i = 0; i < risk->minimum_count; i++) {
		const struct sk_treated *row = &risk->treated[i];
		if (row->state == SK_MET || done_already(next, row->treatment->control))
			continue;
		bool is_mine = sk_ids_hold(&advice->step->controls, row->treatment->control->row.id);
		if (is_mine)
			add_control(advice, row);
		mine += is_mine;
		others += !is_mine;
	}
	/* At a line lower than the catalogue's the value after treatment may still reach it: then no step settles the risk. */
	advice->touches += mine > 0;
	advice->settles += mine > 0 && others == 0 && !sk_rule_over(sk_assess_after(risk), next->register_->line);
}

static struct sk_advice weigh(const struct next *next, const struct sk_next_step *step)
{
	struct sk_advice advice = {.step = step};
	const struct sk_register *register_ = next->register_;
	for (size_t i = 0; i < register_->counts.scenarios; i++) {
		const struct sk_risk *risk = &register_->risks[i];
		if (sk_assess_open(risk, register_->line))
			weigh_risk(next, risk, &advice);
	}
	return advice;
}

static bool better(const struct sk_advice *a, const struct sk_advice *b)
{
	if (a->settles != b->settles)
		return a->settles > b->settles;
	if (a->touches != b->touches)
		return a->touches > b->touches;
	return a->step->minutes < b->step->minutes;
}

SK_OUTCOME sk_assess_next(struct sk_arena *arena, const struct sk_register *register_, size_t most, struct sk_advice **out,
			  size_t *count, struct sk_error *error)
{
	const struct sk_list *steps = &register_->site->catalogue->next_steps.rows;
	void *memory, *done_memory;
	SK_TRY(sk_arena_take(arena, most, sizeof(struct sk_advice), &memory, error));
	SK_TRY(sk_arena_take(arena, steps->count, sizeof(bool), &done_memory, error));
	bool *done = done_memory;
	struct next next = {register_, done, steps->items, steps->count};
	*out = memory;
	for (*count = 0; *count < most; (*count)++) {
		struct sk_advice best = {0};
		for (size_t i = 0; i < steps->count; i++) {
			struct sk_advice advice = weigh(&next, &next.steps[i]);
			if (!done[i] && advice.touches > 0 && (!best.step || better(&advice, &best)))
				best = advice;
		}
		if (!best.step)
			break;
		(*out)[*count] = best;
		done[best.step - next.steps] = true;
	}
	return SK_OK;
}
