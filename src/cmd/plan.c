/* What to do first: everything that is needed, and the best there is for each budget. */
#include "cmd/cmd.h"

#include <stdlib.h>
#include <string.h>

/* 64 controls of the highest cost that site.yaml takes. */
enum { ID_ROOM = 80, BUDGET_DIGITS = 11 };
static const int64_t BUDGET_MAX = INT64_C(64000000000);

static sk_outcome take_budget(struct sk_call *call, int64_t *out)
{
	const char *text = call->values[SK_OPTION_BUDGET];
	*out = -1;
	if (!text)
		return SK_OK;
	size_t length = strlen(text);
	if (length > 0 && length <= BUDGET_DIGITS && strspn(text, "0123456789") == length)
		*out = strtoll(text, NULL, 10);
	if (*out >= 0 && *out <= BUDGET_MAX)
		return SK_OK;
	return sk_error_set(call->error, SK_E_NUMBER, NULL, text, _("from 0 to 64000000000, in digits alone: --budget 50000"), NULL);
}

static const struct sk_control *control_named(const struct sk_site *site, const char *name, size_t length)
{
	char id[ID_ROOM];
	if (length >= sizeof(id))
		return NULL;
	for (size_t i = 0; i < length; i++)
		id[i] = (char)(name[i] >= 'a' && name[i] <= 'z' ? name[i] - 'a' + 'A' : name[i]);
	id[length] = '\0';
	return sk_catalogue_control(site->catalogue, id);
}

/* "T17=met" */
static sk_outcome take_assumption(struct sk_call *call, const struct sk_site *site, const char *text, struct sk_assumption *out)
{
	static const enum sk_state states[] = {SK_MET, SK_UNMET, SK_UNKNOWN};
	const char *equals = strchr(text, '=');
	if (!equals)
		return sk_error_set(call->error, SK_E_USAGE, NULL, _("a control is assumed in a state"), "--assume T17=met", NULL);
	out->control = control_named(site, text, (size_t)(equals - text));
	if (!out->control)
		return sk_error_set(call->error, SK_E_ID_UNKNOWN, NULL, text, "controls", NULL);
	for (size_t i = 0; i < SK_COUNT(states); i++) {
		out->state = states[i];
		if (strcmp(sk_words_state.words[states[i]], equals + 1) == 0)
			return SK_OK;
	}
	return sk_error_set(call->error, SK_E_CHOICE, NULL, equals + 1, "met, unmet, unknown", NULL);
}

static sk_outcome take_assumptions(struct sk_call *call, const struct sk_site *site, struct sk_assumption *out)
{
	for (size_t i = 0; i < call->assumed_count; i++) {
		SK_TRY(take_assumption(call, site, call->assumed[i], &out[i]));
		for (size_t k = 0; k < i; k++)
			if (out[k].control == out[i].control)
				return sk_error_set(call->error, SK_E_USAGE, NULL, _("a control is assumed twice"), call->assumed[k], NULL);
	}
	return SK_OK;
}

static sk_outcome assume(struct sk_call *call, const struct sk_register *register_, const struct sk_assumption *assumptions, struct sk_register *out)
{
	void *verdicts;
	*out = *register_;
	if (call->assumed_count == 0)
		return SK_OK;
	SK_TRY(sk_arena_take(call->arena, 1, sizeof(struct sk_verdicts), &verdicts, call->error));
	SK_TRY(sk_assess_assume(call->arena, register_->verdicts, assumptions, call->assumed_count, verdicts, call->error));
	return sk_assess(call->arena, verdicts, out, call->error);
}

/* Where controls are counted, a number that can only be meant in yen would be answered by everything. */
static sk_outcome check_budget(struct sk_call *call, const struct sk_treatment_plan *plan)
{
	const char *most;
	if (!plan->limited || plan->in_yen || plan->budget <= (int64_t)plan->control_count || plan->control_count == 0)
		return SK_OK;
	SK_TRY(sk_arena_print(call->arena, &most, call->error, _("a number of controls, at most %zu; or 'yen:' of every one of them under 'costs:' in site.yaml"),
			      plan->control_count));
	return sk_error_set(call->error, SK_E_USAGE, NULL, _("the cost of a control is not stated, so that a budget is no yen here"), most, NULL);
}

/* All that open risks need is needed; what a budget pays for, or all of it, is to be done. */
static sk_outcome write_tasks(struct sk_call *call, const struct sk_site *site, const struct sk_treatment_plan *plan, struct sk_tasks_written *out)
{
	const struct sk_control *needed[SK_SELECT_CONTROLS_MAX], *planned[SK_SELECT_CONTROLS_MAX];
	uint64_t chosen = plan->limited ? plan->best.controls : plan->all.controls;
	*out = (struct sk_tasks_written){.needed = needed, .planned = planned, .lang = call->lang};
	for (size_t i = 0; i < plan->control_count; i++) {
		needed[out->needed_count++] = plan->controls[i].control;
		if (chosen >> i & 1)
			planned[out->planned_count++] = plan->controls[i].control;
	}
	sk_outcome outcome = sk_site_write_tasks(call->arena, call->env, site, out, call->error);
	out->needed = out->planned = NULL;
	return outcome;
}

static sk_outcome run_plan(struct sk_call *call)
{
	struct sk_register register_, trial;
	struct sk_treatment_plan plan;
	struct sk_assumption assumptions[SK_CMD_ASSUMPTIONS];
	struct sk_tasks_written written;
	int64_t budget;
	SK_TRY(take_budget(call, &budget));
	if (call->values[SK_OPTION_WRITE] && call->assumed_count > 0)
		return sk_error_set(call->error, SK_E_USAGE, NULL, _("what is assumed is written nowhere"), _("--write without --assume"), NULL);
	SK_TRY(sk_call_register(call, &register_));
	SK_TRY(take_assumptions(call, register_.site, assumptions));
	SK_TRY(assume(call, &register_, assumptions, &trial));
	SK_TRY(sk_assess_plan(call->arena, &trial, budget, &plan, call->error));
	SK_TRY(check_budget(call, &plan));
	struct sk_report report = sk_call_report(call);
	struct sk_plan_report from = {&register_, &trial, &plan, assumptions, call->assumed_count, NULL, NULL};
	if (call->values[SK_OPTION_WRITE]) {
		SK_TRY(write_tasks(call, register_.site, &plan, &written));
		from.written = &written;
	}
	SK_TRY(sk_site_tasks(call->arena, call->env, register_.site, &from.tasks, call->error));
	return call->json ? sk_report_plan_json(&report, &from) : sk_report_plan(&report, &from);
}

static const enum sk_option_id options[] = {
	SK_OPTION_BUDGET, SK_OPTION_ASSUME, SK_OPTION_WRITE, SK_OPTION_SITE, SK_OPTION_AT, SK_OPTION_JSON, SK_OPTION_CATALOGUE,
};
const struct sk_verb sk_verb_plan = {
	.name = "plan",
	.group = SK_VERB_PLUMBING,
	.writing_with = SK_OPTION_WRITE,
	.usage = N_("[--budget NUMBER] [--assume CONTROL=STATE]... [--write] [options]"),
	.help = N_("what to do first: all that is needed, and the best for each budget"),
	.options = options,
	.option_count = SK_COUNT(options),
	.run = run_plan,
};
