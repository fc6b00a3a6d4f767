#include "report/json.h"

static json_t *selection(const struct sk_treatment_plan *plan, const struct sk_selected *from)
{
	json_t *object = json_object(), *controls = json_array();
	for (uint64_t left = from->controls; left; left &= left - 1)
		json_add(controls, json_text(plan->controls[__builtin_ctzll(left)].control->row.id));
	json_put_int(object, "cost", from->cost);
	json_put(object, "controls", controls);
	json_put_int(object, "settles", (long long)from->scenarios);
	json_put_int(object, "minutes", sk_assess_minutes(plan, from->controls));
	return object;
}

static json_t *places(const struct sk_catalogue *catalogue, unsigned bits)
{
	json_t *array = json_array();
	for (int place = 0; place < SK_PLACES_MAX; place++)
		if (bits >> place & 1)
			json_add(array, json_text(sk_catalogue_place_row(catalogue, place)->row.id));
	return array;
}

static json_t *task(const struct sk_tasks *tasks, const struct sk_control *of)
{
	const struct sk_task *from = sk_site_task(tasks, of);
	if (!from)
		return json_null();
	json_t *object = json_object();
	json_put(object, "owner", json_text(from->owner));
	json_put(object, "due", json_date(from->due));
	json_put(object, "state", json_text(sk_words_task.words[from->state]));
	json_put(object, "note", json_text(from->note));
	json_put_int(object, "line", from->where.line);
	return object;
}

static json_t *control(const struct sk_plan_report *report, const struct sk_undecided *from)
{
	json_t *object = json_object();
	json_put(object, "id", json_text(from->control->row.id));
	json_put(object, "label", json_label(&from->control->label));
	json_put(object, "state", json_text(sk_words_state.words[from->state]));
	json_put(object, "presumed", json_boolean(from->control->presumed));
	json_put(object, "places", places(report->register_->site->catalogue, from->places));
	json_put_int(object, "needed_by", (long long)from->needing);
	json_put(object, "yen", from->cost ? json_integer(from->cost->yen) : json_null());
	json_put(object, "step", json_text(from->step ? from->step->row.id : NULL));
	json_put(object, "minutes", from->step ? json_integer(from->step->minutes) : json_null());
	json_put(object, "task", task(report->tasks, from->control));
	return object;
}

static json_t *frontier(const struct sk_treatment_plan *plan)
{
	if (!plan->frontier)
		return json_null();
	json_t *array = json_array();
	for (size_t i = 0; i < plan->frontier_count; i++)
		json_add(array, selection(plan, &plan->frontier[i]));
	return array;
}

static json_t *turn(const struct sk_treatment_plan *plan, size_t at)
{
	const struct sk_undecided *from = &plan->controls[at];
	json_t *object = json_object();
	json_put(object, "control", json_text(from->control->row.id));
	json_put(object, "chosen", json_boolean(plan->best.controls >> at & 1));
	json_put_int(object, "cost", plan->in_yen ? from->cost->yen : 1);
	json_put(object, "chosen_up_to", plan->turns[at] >= 0 ? json_integer(plan->turns[at]) : json_null());
	return object;
}

static json_t *budget(const struct sk_treatment_plan *plan)
{
	if (!plan->limited)
		return json_null();
	json_t *object = json_object(), *turns = json_array();
	json_put_int(object, "most", plan->budget);
	json_put(object, "best", selection(plan, &plan->best));
	for (size_t i = 0; i < plan->control_count; i++)
		json_add(turns, turn(plan, i));
	json_put(object, "turns", turns);
	return object;
}

static json_t *assumed(const struct sk_plan_report *from)
{
	if (from->assumption_count == 0)
		return json_null();
	json_t *object = json_object(), *controls = json_array();
	for (size_t i = 0; i < from->assumption_count; i++) {
		json_t *row = json_object();
		json_put(row, "control", json_text(from->assumptions[i].control->row.id));
		json_put(row, "state", json_text(sk_words_state.words[from->assumptions[i].state]));
		json_add(controls, row);
	}
	json_put(object, "controls", controls);
	json_put(object, "counts", json_counts(&from->trial->counts));
	return object;
}

static json_t *written(const struct sk_tasks_written *from)
{
	if (!from)
		return json_null();
	json_t *object = json_object();
	json_put(object, "file", json_text(from->file));
	json_put(object, "changed", json_boolean(from->changed));
	json_put_int(object, "added", (long long)from->added);
	json_put_int(object, "kept", (long long)from->kept);
	json_put_int(object, "not_needed", (long long)from->unneeded);
	return object;
}

SK_OUTCOME sk_report_plan_json(const struct sk_report *report, const struct sk_plan_report *from)
{
	const struct sk_treatment_plan *plan = from->plan;
	json_t *root = json_head(SK_REPORT_PLAN_FORMAT, from->register_), *controls = json_array();
	for (size_t i = 0; i < plan->control_count; i++)
		json_add(controls, control(from, &plan->controls[i]));
	json_put(root, "assumed", assumed(from));
	json_put(root, "unit", json_string(plan->in_yen ? "yen" : "controls"));
	json_put_int(root, "unpriced", (long long)plan->unpriced);
	json_put_int(root, "within_reach", (long long)plan->within_reach);
	json_put_int(root, "beyond", (long long)plan->beyond);
	json_put(root, "controls", controls);
	json_put(root, "all", selection(plan, &plan->all));
	json_put(root, "frontier", frontier(plan));
	json_put(root, "budget", budget(plan));
	json_put(root, "written", written(from->written));
	return json_finish(report, root);
}
