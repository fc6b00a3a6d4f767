/* The yearly checklist: verdicts -> yes or no, item by item. */
#include "assess/assess.h"

#include <stdio.h>

enum { MARCH = 3 };

/* What one control, or one check of the layer, says; better or worse than another. */
struct said {
	enum sk_state state;
	enum sk_method method;
	sk_time looked;
};

static const struct said silence = {SK_UNKNOWN, SK_METHOD_NONE, 0};

/* Nobody asks there: it weighs nothing among others. */
static struct said worse(struct said a, struct said b)
{
	if (a.state == SK_NOT_APPLICABLE || b.state == SK_NOT_APPLICABLE)
		return a.state == SK_NOT_APPLICABLE ? b : a;
	struct said out = {sk_state_worse(a.state, b.state), a.method < b.method ? a.method : b.method, a.looked < b.looked ? a.looked : b.looked};
	if (a.state != b.state) {
		const struct said *decides = out.state == a.state ? &a : &b;
		out.method = decides->method;
		out.looked = decides->looked;
	}
	return out;
}

/* What checks of later rule sets say at a finding; false: nothing. */
static bool layer_says(const struct sk_finding *finding, struct said *out)
{
	bool says = false;
	for (size_t i = 0; i < finding->result_count; i++) {
		const struct sk_result *result = &finding->results[i];
		if (!result->says || !result->check || result->check->layer == SK_LAYER_GUIDANCE)
			continue;
		struct said one = {result->state, result->method, result->looked};
		*out = says ? worse(*out, one) : one;
		says = true;
	}
	return says;
}

static struct said of_finding(const struct sk_finding *finding)
{
	return (struct said){finding->state, finding->method, sk_check_decided(finding).looked};
}

/* One subject by the rule of a need. */
static struct said by_rule(const struct sk_finding *finding, int rule)
{
	struct said guidance = of_finding(finding), layer = silence;
	bool says = layer_says(finding, &layer);
	bool settled = guidance.state == SK_NOT_APPLICABLE || (rule == SK_ITEM_MILDER && guidance.state == SK_MET);
	/* What is asked for is more than the guidance's: where that fails, this does. */
	settled = settled || (rule == SK_ITEM_STRICTER && guidance.state == SK_UNMET);
	if (rule == SK_ITEM_SAME || settled)
		return guidance;
	if (says)
		return layer;
	return rule == SK_ITEM_STRICTER ? silence : guidance;
}

/* The list asks about every device, the guidance about those in its scope: here the others count, too. */
static struct said of_control(const struct sk_register *register_, const struct sk_control *control, int rule)
{
	const struct sk_verdict *verdict = sk_check_verdict(register_->verdicts, control);
	struct said all = {SK_NOT_APPLICABLE, SK_METHOD_NONE, 0};
	for (size_t i = 0; i < verdict->count; i++)
		all = worse(all, by_rule(&verdict->findings[i], rule));
	return all;
}

/* Its check of the layer, over all subjects where it says something. */
static bool witness_says(const struct sk_register *register_, const struct sk_control *witness, struct said *out)
{
	const struct sk_verdict *verdict = witness ? sk_check_verdict(register_->verdicts, witness) : NULL;
	bool says = false;
	for (size_t i = 0; verdict && i < verdict->count; i++) {
		struct said one;
		if (!layer_says(&verdict->findings[i], &one))
			continue;
		*out = says ? worse(*out, one) : one;
		says = true;
	}
	return says;
}

/* People and the check are witnesses for the same thing: a failure wins, and one that is met is enough where the other knows nothing. */
static struct said together(struct said people, struct said check)
{
	if (people.state == SK_UNMET || check.state == SK_UNMET)
		return check.state == SK_UNMET ? check : people;
	if (people.state == SK_MET || check.state == SK_MET)
		return people.state == SK_MET ? people : check;
	return worse(people, check);
}

/* Another way to the same: a yes by either is one. A no by people who were asked about the other way stays open no longer. */
static struct said either(struct said first, struct said other)
{
	if (other.state == SK_MET || (other.state == SK_UNMET && first.state != SK_MET))
		return other;
	return first.state == SK_UNMET ? other : first;
}

static struct sk_item_part answer_need(const struct sk_register *register_, const struct sk_item_need *need)
{
	struct sk_item_part part = {.need = need, .control = need->control};
	struct said said = of_control(register_, need->control, need->rule), witness;
	if (witness_says(register_, need->witness, &witness)) {
		said = together(said, witness);
		part.beside = need->witness;
	}
	if (need->instead && said.state != SK_MET) {
		struct said first = said;
		said = either(first, of_control(register_, need->instead, SK_ITEM_SAME));
		part.control = said.state == first.state && said.looked == first.looked ? need->control : need->instead;
	}
	part.state = said.state;
	part.method = said.method;
	part.looked = said.looked;
	return part;
}

static const struct sk_target *target_of(const struct sk_site *site, const struct sk_item *item, sk_time day)
{
	SK_LIST_EACH(struct sk_target, target, &site->targets)
		if (target->item == item && target->date <= day)
			return target;
	return NULL;
}

static sk_outcome answer_item(struct sk_arena *arena, const struct sk_register *register_, const struct sk_item *item, sk_time year_end,
			      struct sk_item_answer *out, struct sk_error *error)
{
	struct said all = {SK_NOT_APPLICABLE, SK_METHOD_NONE, 0};
	void *memory;
	SK_TRY(sk_arena_take(arena, item->needs.count, sizeof(struct sk_item_part), &memory, error));
	struct sk_item_part *parts = memory;
	const struct sk_item_need *needs = item->needs.items;
	for (size_t i = 0; i < item->needs.count; i++) {
		parts[i] = answer_need(register_, &needs[i]);
		all = worse(all, (struct said){parts[i].state, parts[i].method, parts[i].looked});
	}
	*out = (struct sk_item_answer){.item = item, .state = all.state, .yes = all.state == SK_MET, .parts = parts, .count = item->needs.count};
	if (out->yes)
		out->confirmed = all.looked;
	else
		out->target = target_of(register_->site, item, register_->verdicts->day);
	if (!out->yes && all.state != SK_NOT_APPLICABLE)
		out->due = out->target ? out->target->due : year_end;
	out->passed = out->due && out->due < register_->verdicts->day;
	return SK_OK;
}

/* 31 March of the fiscal year that the day lies in. */
static sk_time fiscal_year_end(sk_time day)
{
	char text[SK_TIME_TEXT], end[SK_TIME_TEXT];
	sk_time out = day;
	sk_date_print(day, text);
	int year = (text[0] - '0') * 1000 + (text[1] - '0') * 100 + (text[2] - '0') * 10 + (text[3] - '0');
	int month = (text[5] - '0') * 10 + (text[6] - '0');
	int length = snprintf(end, sizeof(end), "%04d-03-31", month > MARCH ? year + 1 : year);
	SK_INVARIANT(length > 0 && sk_date_parse(end, (size_t)length, &out));
	return out;
}

static void count_answer(struct sk_checklist *list, const struct sk_item_answer *answer)
{
	list->yes += answer->yes;
	list->unmet += answer->state == SK_UNMET;
	list->open += answer->state == SK_UNKNOWN || answer->state == SK_STALE;
	list->not_applicable += answer->state == SK_NOT_APPLICABLE;
	list->promised += answer->target != NULL;
	list->passed += answer->passed;
}

static bool on_form(const struct sk_item *item, const struct sk_form *form)
{
	return item->layer == form->layer && sk_ids_hold(&item->forms, form->row.id);
}

const struct sk_form *sk_assess_form(const struct sk_site *site)
{
	const struct sk_form *newest = NULL;
	SK_LIST_EACH(struct sk_form, form, &site->catalogue->forms.rows)
		if ((form->kinds & (1u << site->kind)) && (!newest || form->layer->from > newest->layer->from))
			newest = form;
	return newest;
}

SK_OUTCOME sk_assess_checklist(struct sk_arena *arena, const struct sk_register *register_, const struct sk_form *form, struct sk_checklist *out,
			       struct sk_error *error)
{
	const struct sk_list *items = &register_->site->catalogue->items.rows;
	sk_time day = register_->verdicts->day;
	void *memory;
	SK_TRY(sk_arena_take(arena, items->count, sizeof(struct sk_item_answer), &memory, error));
	struct sk_item_answer *answers = memory;
	*out = (struct sk_checklist){.form = form, .answers = answers, .year_end = fiscal_year_end(day),
				     .current = day >= form->layer->from && day <= form->layer->until};
	SK_LIST_EACH(struct sk_item, item, items) {
		if (!on_form(item, form))
			continue;
		SK_TRY(answer_item(arena, register_, item, out->year_end, &answers[out->count], error));
		count_answer(out, &answers[out->count++]);
	}
	return SK_OK;
}
