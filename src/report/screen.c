/*
 * The first screen. Only five words of ours stand here: site, control, evidence, risk, next step; every number has its
 * denominator.
 */
#include "report/network.h"
#include "report/text.h"

static void head(const struct sk_report *report, const struct sk_register *register_)
{
	const struct sk_counts *counts = &register_->counts;
	SK_BUF_SCOPE line = SK_BUF(TEXT_PIECE_MAX);
	text_site(report, register_->site, &line);
	sk_buf_print(&line, " · %s · ", text_configuration(report, register_->site));
	sk_buf_print(&line, _("evidence %zu/%zu"), counts->controls_known, counts->controls);
	if (counts->controls_stale > 0)
		sk_buf_print(&line, _(" · out of date %zu/%zu"), counts->controls_stale, counts->controls);
	text_wrap(report, text_of(report, &line), 0, SK_SCREEN_COLUMNS);
	sk_buf_clear(&line);
	sk_buf_print(&line, _("%d or more: %zu of %zu risks"), register_->line, counts->over_line, counts->scenarios);
	sk_buf_print(&line, _(" · confirmed %zu/%zu"), counts->evidenced, counts->over_line);
	sk_buf_print(&line, _(" · not known %zu/%zu"), counts->unknown, counts->over_line);
	if (counts->unmet > 0)
		sk_buf_print(&line, _(" · not done %zu/%zu"), counts->unmet, counts->over_line);
	if (counts->beyond > 0)
		sk_buf_print(&line, _(" · over it even when done %zu/%zu"), counts->beyond, counts->over_line);
	sk_buf_print(&line, _(" · △presumed %zu/%zu"), counts->presumed, counts->presumed_of);
	text_wrap(report, text_of(report, &line), 0, SK_SCREEN_COLUMNS);
}

/* Those known to be missing (mends), or the others. */
static void controls_of(const struct sk_advice *advice, bool mends, struct sk_buf *out)
{
	sk_buf_clear(out);
	for (size_t i = 0; i < advice->control_count; i++)
		if (((advice->mends >> i) & 1u) == mends)
			sk_buf_print(out, "%s%s", out->length ? " " : "", advice->controls[i]->row.id);
}

static void step(const struct sk_report *report, const struct sk_register *register_, const struct sk_advice *advice, size_t number)
{
	SK_BUF_SCOPE line = SK_BUF(TEXT_PIECE_MAX);
	SK_BUF_SCOPE controls = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_print(&line, "%zu) %s", number, text_in(report, &advice->step->label));
	sk_buf_print(&line, _(" (about %d min)"), advice->step->minutes);
	text_wrap(report, text_of(report, &line), 1, SK_SCREEN_COLUMNS);
	sk_buf_clear(&line);
	SK_BUF_SCOPE others = SK_BUF(TEXT_PIECE_MAX);
	controls_of(advice, true, &controls);
	controls_of(advice, false, &others);
	const char *mends = text_of(report, &controls), *decides = text_of(report, &others);
	if (*mends && *decides)
		sk_buf_print(&line, _("→ mends %s; decides %s"), mends, decides);
	else if (*mends)
		sk_buf_print(&line, _("→ mends %s"), mends);
	else
		sk_buf_print(&line, _("→ decides %s"), decides);
	sk_buf_print(&line, _(" · settles %zu, concerns %zu of %zu open risks"), advice->settles, advice->touches,
		     register_->counts.open);
	text_wrap(report, text_of(report, &line), 4, SK_SCREEN_COLUMNS);
}

static void all_clear(const struct sk_report *report, const struct sk_register *register_)
{
	sk_buf_print(report->out, _("Nothing is open: all %zu risks at or over %d are under it, with evidence."),
		     register_->counts.over_line, register_->line);
	sk_buf_text(report->out, "\n");
}

static const char *first_assumed(const struct sk_register *register_)
{
	SK_LIST_EACH(struct sk_premise, premise, &register_->site->catalogue->premises.rows)
		if (!sk_assess_premise(register_->site, premise->row.id, register_->verdicts->day))
			return premise->row.id;
	return "";
}

/* "sekisho why T17": the first control of the first step, so that the reader can go on by typing one line, in the folder where they are. */
static void last_line(const struct sk_report *report, const struct sk_advice *first)
{
	SK_BUF_SCOPE line = SK_BUF(TEXT_PIECE_MAX);
	if (first)
		sk_buf_print(&line, _("How to answer: sekisho why %s"), first->controls[0]->row.id);
	else
		sk_buf_text(&line, _("All risks: sekisho assess"));
	text_command(report, &line, 0);
}

/* What the site sees otherwise than the guidance: one line, as a screen has so few. */
static void scope_line(const struct sk_report *report, const struct sk_counts *counts)
{
	SK_BUF_SCOPE line = SK_BUF(TEXT_PIECE_MAX);
	if (counts->subjects_out > 0)
		sk_buf_print(&line, _("Out of scope: %zu of %zu listed"), counts->subjects_out, counts->subjects);
	if (counts->subjects_out > 0 && counts->premises_false > 0)
		sk_buf_text(&line, " · ");
	if (counts->premises_false > 0)
		sk_buf_print(&line, _("Premises that do not hold here: %zu of %zu"), counts->premises_false, counts->premises);
	text_wrap(report, text_of(report, &line), 0, SK_SCREEN_COLUMNS);
}

static bool is_mended(const struct sk_advice *advice, size_t count, const struct sk_control *control)
{
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < advice[i].control_count; k++)
			if (advice[i].controls[k] == control && ((advice[i].mends >> k) & 1u))
				return true;
	return false;
}

/* Open risks that need the control where it is known to be missing. */
static size_t kept_open(const struct sk_register *register_, const struct sk_control *control)
{
	size_t count = 0;
	for (size_t i = 0; i < register_->counts.scenarios; i++) {
		const struct sk_risk *risk = &register_->risks[i];
		bool needs = false;
		for (size_t k = 0; k < risk->minimum_count && !needs; k++)
			needs = risk->treated[k].treatment->control == control && risk->treated[k].state == SK_UNMET;
		count += needs && sk_assess_open(risk, register_->line);
	}
	return count;
}

/* What is known to be missing and no step on this screen mends: a step that takes longer is no reason to forget it. */
static void missing_line(const struct sk_report *report, const struct sk_register *register_, const struct sk_advice *advice, size_t count)
{
	SK_BUF_SCOPE line = SK_BUF(TEXT_PIECE_MAX);
	for (size_t i = 0; i < register_->verdicts->count; i++) {
		const struct sk_control *control = register_->verdicts->items[i].control;
		size_t risks = is_mended(advice, count, control) ? 0 : kept_open(register_, control);
		if (risks > 0)
			sk_buf_print(&line, _("%s %s (open risks it keeps: %zu)"), line.length ? " ·" : _("Also known not to be done:"), control->row.id, risks);
	}
	if (line.length > 0)
		text_wrap(report, text_of(report, &line), 0, SK_SCREEN_COLUMNS);
}

static void foot(const struct sk_report *report, const struct sk_register *register_, const struct sk_network_report *network,
		 const struct sk_advice *first, size_t count)
{
	struct sk_buf *out = report->out;
	const struct sk_counts *counts = &register_->counts;
	sk_buf_text(out, "\n");
	missing_line(report, register_, first, count);
	if (!text_assessed(register_->site))
		text_wrap(report, _("The guidance has not assessed this way of connecting: risks of its own may be missing here."), 0,
			  SK_SCREEN_COLUMNS);
	network_lines(report, register_, network);
	text_trouble(report, register_);
	if (counts->answers_later > 0)
		sk_buf_print(out, _("Answers dated after today, not counted yet: %zu\n"), counts->answers_later);
	scope_line(report, counts);
	if (counts->answers_ending > 0)
		sk_buf_print(out, _("Answers that stop counting within 30 days: %zu\n"), counts->answers_ending);
	if (counts->premises_assumed > 0) {
		sk_buf_print(out, _("Nobody has confirmed %zu of the %zu premises; see 'sekisho why %s'."), counts->premises_assumed,
			     counts->premises, first_assumed(register_));
		sk_buf_text(out, "\n");
	}
	last_line(report, first);
}

SK_OUTCOME sk_report_screen(const struct sk_report *report, const struct sk_register *register_, const struct sk_network_report *network)
{
	struct sk_advice *advice;
	size_t count;
	SK_TRY(sk_assess_next(report->arena, register_, SK_SCREEN_STEPS, &advice, &count, report->error));
	head(report, register_);
	bool open = network_worst(report, register_, network);
	if (!open)
		sk_buf_text(report->out, "\n");
	if (register_->counts.over_line == 0)
		text_wrap(report, _("No risk reaches this line, so nothing was put to the test: set the line lower."), 0, SK_SCREEN_COLUMNS);
	else if (register_->counts.open == 0)
		all_clear(report, register_);
	else if (count > 0 || open)
		sk_buf_print(report->out, "%s\n", _("Next steps"));
	else
		text_wrap(report, _("No control is left that would bring the open risks under this line: set the line higher, or have the "
				    "risks accepted by name."), 0, SK_SCREEN_COLUMNS);
	if (open)
		network_step(report, 1);
	size_t room = SK_SCREEN_STEPS - (size_t)open, shown = count < room ? count : room;
	for (size_t i = 0; i < shown; i++)
		step(report, register_, &advice[i], i + open + 1);
	foot(report, register_, network, count > 0 ? &advice[0] : NULL, shown);
	return sk_buf_check(report->out, report->error);
}

SK_OUTCOME sk_report_screen_json(const struct sk_report *report, const struct sk_register *register_, const struct sk_network_report *network)
{
	struct sk_advice *advice;
	size_t count;
	SK_TRY(sk_assess_next(report->arena, register_, SK_SCREEN_STEPS, &advice, &count, report->error));
	json_t *root = json_head(SK_REPORT_SCREEN_FORMAT, register_), *steps = json_array();
	for (size_t i = 0; i < count; i++) {
		json_t *object = json_object(), *controls = json_array();
		for (size_t k = 0; k < advice[i].control_count; k++)
			json_add(controls, json_text(advice[i].controls[k]->row.id));
		json_put(object, "id", json_text(advice[i].step->row.id));
		json_put(object, "label", json_label(&advice[i].step->label));
		json_put(object, "controls", controls);
		json_put_int(object, "minutes", advice[i].step->minutes);
		json_put_int(object, "settles", (long long)advice[i].settles);
		json_put_int(object, "touches", (long long)advice[i].touches);
		json_put(object, "mends", json_boolean(advice[i].mends != 0));
		json_add(steps, object);
	}
	json_put(root, "next_steps", steps);
	json_put(root, "network", network_json(register_, network));
	return json_finish(report, root);
}
