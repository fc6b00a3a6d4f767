/* What to do first, for people: all that is needed, the best for each budget, and what a change of costs would change. */
#include "report/text.h"

#include <string.h>

enum { ID_COLUMNS = 7, STATE_COLUMNS = 14, COST_COLUMNS = 16, NEEDED_COLUMNS = 9, LINES_MOST = 24, COST_ROOM = 32, INDENT = 2, SETTLES_COLUMNS = 10, MINUTES_COLUMNS = 12 };

/* 1,234,567 */
static void grouped(int64_t number, char out[COST_ROOM])
{
	char digits[COST_ROOM];
	size_t count = 0, at = 0;
	do {
		digits[count++] = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	while (count > 0) {
		out[at++] = digits[--count];
		if (count > 0 && count % 3 == 0)
			out[at++] = ',';
	}
	out[at] = '\0';
}

static void yen(struct sk_buf *out, int64_t amount)
{
	char number[COST_ROOM];
	grouped(amount, number);
	sk_buf_print(out, _("%s yen"), number);
}

static void amount(const struct sk_treatment_plan *plan, struct sk_buf *out, int64_t cost)
{
	if (plan->in_yen)
		yen(out, cost);
	else
		sk_buf_print(out, cost == 1 ? _("%zu control") : _("%zu controls"), (size_t)cost);
}

static void wrap(const struct sk_report *report, struct sk_buf *line)
{
	text_wrap(report, text_of(report, line), 0, SK_SCREEN_COLUMNS);
	sk_buf_clear(line);
}

/* ---- where we stand ---- */

static void assumptions(const struct sk_report *report, const struct sk_plan_report *from)
{
	const struct sk_counts *now = &from->register_->counts, *trial = &from->trial->counts;
	SK_BUF_SCOPE line = SK_BUF(TEXT_PIECE_MAX);
	if (from->assumption_count == 0)
		return;
	sk_buf_text(&line, _("By way of trial, as if it were so:"));
	for (size_t i = 0; i < from->assumption_count; i++)
		sk_buf_print(&line, "%s %s %s", i ? " ·" : "", from->assumptions[i].control->row.id, sk_word_state(from->assumptions[i].state));
	wrap(report, &line);
	text_wrap(report, _("Nobody has shown this: it is no evidence, and nothing counts as done by it."), 0, SK_SCREEN_COLUMNS);
	sk_buf_print(&line, _("Open risks: %zu of %zu now, %zu of %zu if it were so"), now->open, now->over_line, trial->open, trial->over_line);
	wrap(report, &line);
	sk_buf_text(report->out, "\n");
}

static void head(const struct sk_report *report, const struct sk_plan_report *from)
{
	const struct sk_treatment_plan *plan = from->plan;
	const struct sk_counts *counts = &from->trial->counts;
	SK_BUF_SCOPE line = SK_BUF(TEXT_PIECE_MAX);
	text_site(report, from->register_->site, &line);
	sk_buf_print(&line, " · %s", _("what to do first"));
	wrap(report, &line);
	assumptions(report, from);
	if (counts->open == 0)
		return;
	sk_buf_print(&line, _("%zu of %zu risks at or over %d are open. %zu controls bring %zu of these %zu under it."), counts->open, counts->over_line,
		     from->trial->line, plan->control_count, plan->within_reach, counts->open);
	wrap(report, &line);
	if (from->trial->line != from->register_->site->catalogue->line.value)
		text_wrap(report, _("For a line other than the default the minimum controls are Sekisho's choice, not the guidance's."), 0, SK_SCREEN_COLUMNS);
	if (plan->beyond > 0) {
		sk_buf_print(&line, _("The other %zu of %zu stay over it whatever is done here, so no plan settles them: set the line higher, or have them accepted by name."),
			     plan->beyond, counts->open);
		wrap(report, &line);
	}
}

static void nothing_open(const struct sk_report *report, const struct sk_plan_report *from)
{
	const struct sk_counts *counts = &from->trial->counts;
	SK_BUF_SCOPE line = SK_BUF(TEXT_PIECE_MAX);
	if (counts->over_line == 0)
		sk_buf_text(&line, _("No risk reaches this line, so nothing was put to the test: set the line lower."));
	else if (from->assumption_count > 0)
		sk_buf_print(&line, _("If it were so, none of the %zu risks at or over %d would be open."), counts->over_line, from->trial->line);
	else
		sk_buf_print(&line, _("Nothing is open: all %zu risks at or over %d are under it, with evidence."), counts->over_line, from->trial->line);
	wrap(report, &line);
}

/* ---- controls ---- */

static bool any_cost(const struct sk_treatment_plan *plan)
{
	return plan->unpriced < plan->control_count;
}

static void control_line(const struct sk_report *report, const struct sk_treatment_plan *plan, size_t at)
{
	const struct sk_undecided *from = &plan->controls[at];
	SK_BUF_SCOPE needed = SK_BUF(TEXT_PIECE_MAX);
	SK_BUF_SCOPE cost = SK_BUF(TEXT_PIECE_MAX);
	size_t columns = INDENT + ID_COLUMNS + STATE_COLUMNS + NEEDED_COLUMNS;
	sk_buf_text(report->out, "  ");
	text_cell(report, from->control->row.id, ID_COLUMNS);
	text_cell(report, sk_word_state(from->state), STATE_COLUMNS);
	if (any_cost(plan)) {
		if (from->cost)
			yen(&cost, from->cost->yen);
		else
			sk_buf_text(&cost, _("not stated"));
		text_cell(report, text_of(report, &cost), COST_COLUMNS);
		columns += COST_COLUMNS;
	}
	sk_buf_print(&needed, "%zu/%zu", from->needing, plan->within_reach);
	text_cell(report, text_of(report, &needed), NEEDED_COLUMNS);
	text_tail(report, text_in(report, &from->control->label), SK_SCREEN_COLUMNS - columns);
}

static const char *task_state(int state)
{
	static const char *const words[] = {
		[SK_TASK_TODO] = N_("planned"), [SK_TASK_DOING] = N_("under way"), [SK_TASK_DONE] = N_("said to be done, not shown yet"), [SK_TASK_DROPPED] = N_("given up; the risk stays"),
	};
	return sk_message(words[state]);
}

/* What plan.yaml says of it. */
static void task_line(const struct sk_report *report, const struct sk_plan_report *from, const struct sk_control *control)
{
	const struct sk_task *task = sk_site_task(from->tasks, control);
	char due[SK_TIME_TEXT];
	SK_BUF_SCOPE line = SK_BUF(TEXT_PIECE_MAX);
	if (!task)
		return;
	sk_buf_print(&line, "→ %s", task_state(task->state));
	if (task->owner)
		sk_buf_print(&line, " · %s", task->owner);
	if (task->due) {
		bool late = task->due < from->register_->verdicts->day && task->state != SK_TASK_DROPPED;
		sk_date_print(task->due, due);
		sk_buf_print(&line, late ? _(" · was due on %s") : _(" · due on %s"), due);
	}
	if (task->note)
		sk_buf_print(&line, " · %s", task->note);
	text_wrap(report, text_of(report, &line), INDENT + ID_COLUMNS, SK_SCREEN_COLUMNS);
}

static void control_lines(const struct sk_report *report, const struct sk_plan_report *from, uint64_t controls)
{
	for (uint64_t left = controls; left; left &= left - 1) {
		size_t at = (size_t)__builtin_ctzll(left);
		control_line(report, from->plan, at);
		task_line(report, from, from->plan->controls[at].control);
	}
}

static bool any_to_find_out(const struct sk_treatment_plan *plan)
{
	for (size_t i = 0; i < plan->control_count; i++)
		if (plan->controls[i].state != SK_UNMET)
			return true;
	return false;
}

static void all_controls(const struct sk_report *report, const struct sk_plan_report *from)
{
	const struct sk_treatment_plan *plan = from->plan;
	SK_BUF_SCOPE cost = SK_BUF(TEXT_PIECE_MAX);
	SK_BUF_SCOPE line = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_print(&line, any_cost(plan) ? _("All that is needed for these %zu of %zu open risks (control, state, cost, risks that need it). Without any one of them something stays open.")
					   : _("All that is needed for these %zu of %zu open risks (control, state, risks that need it). Without any one of them something stays open."),
		     plan->all.scenarios, plan->within_reach + plan->beyond);
	wrap(report, &line);
	control_lines(report, from, plan->all.controls);
	amount(plan, &cost, plan->all.cost);
	sk_buf_print(&line, _("Together: %s · about %d min"), text_of(report, &cost), sk_assess_minutes(plan, plan->all.controls));
	wrap(report, &line);
	sk_buf_text(report->out, "\n");
}

/* ---- budgets ---- */

static void pad_to(const struct sk_report *report, struct sk_buf *line, size_t columns)
{
	while (!line->failed && sk_text_columns(text_of(report, line)) < columns)
		sk_buf_text(line, " ");
}

static void ids_of(const struct sk_treatment_plan *plan, uint64_t controls, struct sk_buf *out)
{
	for (uint64_t left = controls; left; left &= left - 1)
		sk_buf_print(out, "%s%s", out->length ? " " : "", plan->controls[__builtin_ctzll(left)].control->row.id);
}

static void selection_line(const struct sk_report *report, const struct sk_treatment_plan *plan, const struct sk_selected *from)
{
	SK_BUF_SCOPE line = SK_BUF(TEXT_PIECE_MAX);
	SK_BUF_SCOPE ids = SK_BUF(TEXT_PIECE_MAX);
	size_t columns = INDENT + COST_COLUMNS;
	sk_buf_text(&line, "  ");
	amount(plan, &line, from->cost);
	pad_to(report, &line, columns);
	sk_buf_print(&line, "%zu/%zu", from->scenarios, plan->within_reach);
	pad_to(report, &line, columns += SETTLES_COLUMNS);
	sk_buf_print(&line, _("%d min"), sk_assess_minutes(plan, from->controls));
	columns += MINUTES_COLUMNS;
	ids_of(plan, from->controls, &ids);
	sk_report_beside(report, text_of(report, &line), text_of(report, &ids), columns);
}

/* Where there are many, every so many of them, and the last. */
static void budget_lines(const struct sk_report *report, const struct sk_treatment_plan *plan)
{
	SK_BUF_SCOPE line = SK_BUF(TEXT_PIECE_MAX);
	size_t first = plan->frontier[0].scenarios == 0 ? 1 : 0, count = plan->frontier_count - first, each = count / LINES_MOST + 1, shown = 0;
	text_wrap(report, _("The best there is for each budget: so many of the open risks are settled, in about so many minutes, by these controls. A larger budget may take others."), 0, SK_SCREEN_COLUMNS);
	for (size_t i = 0; i < count; i++) {
		if ((count - 1 - i) % each != 0)
			continue;
		selection_line(report, plan, &plan->frontier[first + i]);
		shown++;
	}
	if (shown < count) {
		sk_buf_print(&line, _("%zu of %zu budgets are shown; all: sekisho plan --json"), shown, count);
		wrap(report, &line);
	}
	sk_buf_text(report->out, "\n");
}

static void all_budgets(const struct sk_report *report, const struct sk_treatment_plan *plan)
{
	if (plan->frontier) {
		budget_lines(report, plan);
		return;
	}
	text_wrap(report, _("What is best for each budget cannot be told exactly: too many controls hang together. Ask for one: sekisho plan --budget NUMBER"), 0, SK_SCREEN_COLUMNS);
	sk_buf_text(report->out, "\n");
}

/* From which cost on a control would be left out, or come in. */
static void turn_line(const struct sk_report *report, const struct sk_treatment_plan *plan, size_t at)
{
	SK_BUF_SCOPE now = SK_BUF(TEXT_PIECE_MAX);
	SK_BUF_SCOPE turn = SK_BUF(TEXT_PIECE_MAX);
	SK_BUF_SCOPE line = SK_BUF(TEXT_PIECE_MAX);
	const char *id = plan->controls[at].control->row.id;
	bool chosen = plan->best.controls >> at & 1;
	yen(&now, plan->controls[at].cost->yen);
	if (plan->turns[at] >= 0)
		yen(&turn, plan->turns[at]);
	if (chosen)
		sk_buf_print(&line, _("%s (%s) stays in it up to %s"), id, text_of(report, &now), text_of(report, &turn));
	else if (plan->turns[at] >= 0)
		sk_buf_print(&line, _("%s (%s) would come in at %s or less"), id, text_of(report, &now), text_of(report, &turn));
	else
		sk_buf_print(&line, _("%s (%s) would not come in even for nothing"), id, text_of(report, &now));
	text_wrap(report, text_of(report, &line), INDENT, SK_SCREEN_COLUMNS);
}

static void one_budget(const struct sk_report *report, const struct sk_plan_report *from)
{
	const struct sk_treatment_plan *plan = from->plan;
	SK_BUF_SCOPE line = SK_BUF(TEXT_PIECE_MAX);
	SK_BUF_SCOPE left = SK_BUF(TEXT_PIECE_MAX);
	SK_BUF_SCOPE most = SK_BUF(TEXT_PIECE_MAX);
	SK_BUF_SCOPE cost = SK_BUF(TEXT_PIECE_MAX);
	amount(plan, &most, plan->budget);
	amount(plan, &cost, plan->best.cost);
	sk_buf_print(&line, _("Best for at most %s: %s (about %d min) settles %zu of %zu open risks."), text_of(report, &most), text_of(report, &cost),
		     sk_assess_minutes(plan, plan->best.controls), plan->best.scenarios, plan->within_reach);
	wrap(report, &line);
	control_lines(report, from, plan->best.controls);
	ids_of(plan, plan->all.controls & ~plan->best.controls, &left);
	if (left.length > 0) {
		sk_buf_print(&line, _("Left out: %s"), text_of(report, &left));
		wrap(report, &line);
	}
	if (plan->in_yen) {
		text_wrap(report, _("What another cost of one control would change:"), 0, SK_SCREEN_COLUMNS);
		for (size_t i = 0; i < plan->control_count; i++)
			turn_line(report, plan, i);
	}
	sk_buf_text(report->out, "\n");
}

/* ---- the end ---- */

/* Tasks of plan.yaml that no open risk needs now. */
static void tasks_left(const struct sk_report *report, const struct sk_plan_report *from)
{
	SK_BUF_SCOPE ids = SK_BUF(TEXT_PIECE_MAX);
	SK_BUF_SCOPE line = SK_BUF(TEXT_PIECE_MAX);
	for (size_t i = 0; from->tasks && i < from->tasks->tasks.count; i++) {
		const struct sk_task *task = (const struct sk_task *)from->tasks->tasks.items + i;
		bool needed = false;
		for (size_t k = 0; k < from->plan->control_count; k++)
			needed = needed || from->plan->controls[k].control == task->control;
		if (!needed)
			sk_buf_print(&ids, "%s%s", ids.length ? " " : "", task->control_id);
	}
	if (ids.length > 0) {
		sk_buf_print(&line, _("In plan.yaml, but no open risk needs it now: %s"), text_of(report, &ids));
		wrap(report, &line);
	}
	if (from->written) {
		if (!from->written->changed && from->written->kept == 0)
			sk_buf_text(&line, _("Nothing was written: there is nothing to plan."));
		else if (from->written->changed)
			sk_buf_print(&line, _("Written: %s (%zu added to %zu)"), from->written->file, from->written->added, from->written->kept);
		else
			sk_buf_print(&line, _("%s is up to date (%zu controls)"), from->written->file, from->written->kept);
		wrap(report, &line);
	}
}

/* Of the best selection, or of the least budget that settles anything. */
static const struct sk_control *first_control(const struct sk_treatment_plan *plan)
{
	uint64_t controls = plan->limited ? plan->best.controls : 0;
	for (size_t i = 0; !plan->limited && plan->frontier && i < plan->frontier_count && !controls; i++)
		controls = plan->frontier[i].controls;
	return plan->controls[controls ? __builtin_ctzll(controls) : 0].control;
}

static void notes(const struct sk_report *report, const struct sk_plan_report *from)
{
	const struct sk_treatment_plan *plan = from->plan;
	SK_BUF_SCOPE line = SK_BUF(TEXT_PIECE_MAX);
	if (!plan->in_yen) {
		sk_buf_print(&line, _("Costs are stated of %zu of %zu controls, so controls are counted, each as one. With 'yen:' of all of them under 'costs:' in site.yaml (0 where it costs nothing) budgets are in yen."),
			     plan->control_count - plan->unpriced, plan->control_count);
		wrap(report, &line);
	}
	if (any_to_find_out(plan))
		text_wrap(report, _("What is not known or out of date may be done already: find that out first."), 0, SK_SCREEN_COLUMNS);
	text_wrap(report, _("Minutes are our guess for looking and arranging at a small site; what has to be bought or rebuilt is not in them."), 0, SK_SCREEN_COLUMNS);
	text_wrap(report, _("Nothing counts as settled by a plan: only evidence and answers do that."), 0, SK_SCREEN_COLUMNS);
	tasks_left(report, from);
	if (!from->tasks)
		text_wrap(report, _("Who sees to what, and until when: sekisho plan --write"), 0, SK_SCREEN_COLUMNS);
	sk_buf_print(&line, _("How to answer: sekisho why %s"), first_control(plan)->row.id);
	text_command(report, &line, 0);
}

SK_OUTCOME sk_report_plan(const struct sk_report *report, const struct sk_plan_report *from)
{
	const struct sk_treatment_plan *plan = from->plan;
	head(report, from);
	if (from->trial->counts.open == 0)
		nothing_open(report, from);
	text_trouble(report, from->register_);
	if (from->register_->counts.answers_later > 0)
		sk_buf_print(report->out, _("Answers dated after today, not counted yet: %zu\n"), from->register_->counts.answers_later);
	if (plan->control_count == 0)
		tasks_left(report, from);
	if (plan->control_count == 0)
		return sk_buf_check(report->out, report->error);
	sk_buf_text(report->out, "\n");
	if (plan->limited)
		one_budget(report, from);
	else
		all_controls(report, from);
	if (!plan->limited)
		all_budgets(report, plan);
	notes(report, from);
	return sk_buf_check(report->out, report->error);
}
