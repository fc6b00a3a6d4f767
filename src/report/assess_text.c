#include "report/text.h"


enum { ID_COLUMNS = 19, VALUE_COLUMNS = 6, STATE_COLUMNS = 15, METHOD_COLUMNS = 17, LABEL_COLUMNS = 38, NOUN_COLUMNS = 20 };

static void title(const struct sk_report *report, const struct sk_register *register_)
{
	char at[SK_TIME_TEXT];
	sk_time_print(register_->at, at);
	text_site(report, register_->site, report->out);
	sk_buf_print(report->out, " · %s · %s\n\n", text_configuration(report, register_->site), at);
}

static void line_note(const struct sk_report *report, const struct sk_register *register_)
{
	const struct sk_site_line *line = &register_->site->line;
	char date[SK_TIME_TEXT];
	if (line->approved_by && line->date > register_->verdicts->day) {
		sk_date_print(line->date, date);
		sk_buf_print(report->out, _("The line is %d until the one of %d, approved by %s, begins on %s."), register_->line, line->value,
			     line->approved_by, date);
	} else if (line->approved_by) {
		sk_date_print(line->date, date);
		sk_buf_print(report->out, _("The line is %d (value >= %d is to be treated), approved by %s on %s."), line->value,
			     line->value, line->approved_by, date);
	} else {
		sk_buf_print(report->out, _("The line is %d (value >= %d is to be treated); nobody has approved it yet."),
			     line->value, line->value);
	}
	sk_buf_text(report->out, "\n");
	if (register_->line != register_->site->catalogue->line.value)
		text_wrap(report, _("For a line other than the default the minimum controls are Sekisho's choice, not the guidance's."), 0,
			  SK_SCREEN_COLUMNS);
}

static void summary(const struct sk_report *report, const struct sk_register *register_)
{
	const struct sk_counts *counts = &register_->counts;
	struct sk_buf *out = report->out;
	line_note(report, register_);
	sk_buf_print(out, _("%zu risks concern this site; %zu of %zu reach the line before treatment."), counts->scenarios,
		     counts->over_line, counts->scenarios);
	sk_buf_text(out, "\n");
	sk_buf_print(out, _("  confirmed under the line  %zu/%zu"), counts->evidenced, counts->over_line);
	sk_buf_text(out, "\n");
	sk_buf_print(out, _("  not known                 %zu/%zu"), counts->unknown, counts->over_line);
	sk_buf_text(out, "\n");
	sk_buf_print(out, _("  a control is missing      %zu/%zu"), counts->unmet, counts->over_line);
	sk_buf_text(out, "\n");
	sk_buf_print(out, _("  over it even when done    %zu/%zu"), counts->beyond, counts->over_line);
	sk_buf_text(out, "\n");
	sk_buf_print(out, _("  open but presumed done    %zu/%zu  (the document's reading; not evidence)"), counts->open_presumed,
		     counts->open);
	sk_buf_text(out, "\n");
	sk_buf_print(out, _("%zu further risks do not apply here; %zu of %zu premises are only assumed."), counts->excluded,
		     counts->premises_assumed, counts->premises);
	sk_buf_text(out, "\n");
	text_trouble(report, register_);
	if (!text_assessed(register_->site))
		text_wrap(report, _("The guidance has not assessed this way of connecting: risks of its own may be missing here."), 0,
			  SK_SCREEN_COLUMNS);
	sk_buf_text(out, "\n");
}

static void range_cell(const struct sk_report *report, const struct sk_residual *residual)
{
	SK_BUF_SCOPE range = SK_BUF(TEXT_PIECE_MAX);
	if (residual->low == residual->high)
		sk_buf_print(&range, "%d", residual->high);
	else
		sk_buf_print(&range, "%d-%d", residual->low, residual->high);
	text_cell(report, text_of(report, &range), VALUE_COLUMNS);
}

static void risk_line(const struct sk_report *report, const struct sk_risk *risk)
{
	struct sk_buf *out = report->out;
	const char *asset = text_asset(report, risk->scenario->asset);
	SK_BUF_SCOPE missing = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_text(out, "    ");
	text_cell(report, risk->scenario->id, ID_COLUMNS);
	sk_buf_print(out, " %2d  ", risk->value);
	range_cell(report, &risk->residual);
	sk_buf_print(out, "(%2d)  ", risk->residual.presumed);
	for (size_t i = 0; i < risk->minimum_count; i++)
		if (risk->treated[i].state != SK_MET)
			sk_buf_print(&missing, " %s", risk->treated[i].treatment->control_id);
	const char *said = text_of(report, &missing);
	if (!*said) {
		text_tail(report, asset, NOUN_COLUMNS);
		return;
	}
	text_cell(report, asset, NOUN_COLUMNS);
	sk_buf_print(out, "%s\n", said);
}

/* One heading a vulnerability; below it one line an asset. */
static void section(const struct sk_report *report, const struct sk_register *register_, bool open)
{
	const struct sk_vulnerability *last = NULL;
	for (size_t i = 0; i < register_->counts.scenarios; i++) {
		const struct sk_risk *risk = &register_->risks[i];
		if (sk_assess_open(risk, register_->line) != open)
			continue;
		if (risk->scenario->vulnerability != last) {
			SK_BUF_SCOPE heading = SK_BUF(TEXT_PIECE_MAX);
			last = risk->scenario->vulnerability;
			sk_buf_print(&heading, "%s %s — %s", last->row.id, text_in(report, &risk->scenario->threat->label),
				     text_in(report, &last->label));
			text_wrap(report, text_of(report, &heading), 2, SK_SCREEN_COLUMNS);
		}
		risk_line(report, risk);
	}
}

/* What lacks one control only. */
static sk_outcome one_away(const struct sk_report *report, const struct sk_register *register_)
{
	struct sk_one_away *away;
	size_t count, all = 0;
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX), controls = SK_BUF(TEXT_PIECE_MAX);
	SK_TRY(sk_assess_one_away(report->arena, register_, &away, &count, report->error));
	for (size_t i = 0; i < count; i++) {
		all += away[i].risks;
		sk_buf_print(&controls, "%s%s %zu", i ? ", " : "", away[i].control->row.id, away[i].risks);
	}
	if (all == 0)
		return SK_OK;
	sk_buf_print(&text, _("One control away from the other side of the line: %zu of %zu open risks (%s)."), all, register_->counts.open, text_of(report, &controls));
	text_wrap(report, text_of(report, &text), 0, SK_SCREEN_COLUMNS);
	sk_buf_text(report->out, "\n");
	return SK_OK;
}

static void risks(const struct sk_report *report, const struct sk_register *register_)
{
	struct sk_buf *out = report->out;
	text_wrap(report, _("Columns: risk, value before, now with evidence, (as the document presumes), asset, controls not done"), 0,
		  SK_SCREEN_COLUMNS);
	sk_buf_print(out, _("Open: %zu of %zu at or over %d"), register_->counts.open, register_->counts.over_line, register_->line);
	sk_buf_text(out, "\n");
	section(report, register_, true);
	sk_buf_text(out, "\n");
	sk_buf_print(out, _("Not open: %zu of %zu"), register_->counts.scenarios - register_->counts.open,
		     register_->counts.scenarios);
	sk_buf_text(out, "\n");
	section(report, register_, false);
	sk_buf_text(out, "\n");
}

static void controls(const struct sk_report *report, const struct sk_register *register_)
{
	sk_buf_print(report->out, "%s\n", _("Controls: state and how it is known"));
	for (size_t i = 0; i < register_->verdicts->count; i++) {
		const struct sk_verdict *verdict = &register_->verdicts->items[i];
		if (verdict->control->layer != SK_LAYER_GUIDANCE && verdict[-1].control->layer == SK_LAYER_GUIDANCE)
			sk_buf_print(report->out, "\n%s\n", _("Asked for by the yearly checklist only"));
		sk_buf_text(report->out, "  ");
		text_cell(report, verdict->control->row.id, 6);
		text_cell(report, verdict->control->presumed ? "△" : "", 2);
		text_cell(report, sk_word_state(verdict->state), STATE_COLUMNS);
		text_cell(report, sk_word_method(verdict->method), METHOD_COLUMNS);
		text_tail(report, text_in(report, &verdict->control->label), LABEL_COLUMNS);
	}
	sk_buf_text(report->out, "\n");
}

/* What the site itself set, and whether it counts yet. */
static void own_settings(const struct sk_report *report, const struct sk_register *register_)
{
	const struct sk_site *site = register_->site;
	if (site->importance.count + site->readings.count == 0)
		return;
	sk_buf_print(report->out, "%s\n", _("Set by this site"));
	SK_LIST_EACH(struct sk_importance_override, override, &site->importance) {
		char date[SK_TIME_TEXT];
		SK_BUF_SCOPE line = SK_BUF(TEXT_PIECE_MAX);
		sk_date_print(override->date, date);
		sk_buf_print(&line, _("importance of %s: %s (%s, %s)"), override->asset_id, override->reason, override->by, date);
		if (override->date > register_->verdicts->day)
			sk_buf_text(&line, _(" — not counted yet"));
		text_wrap(report, text_of(report, &line), 2, SK_SCREEN_COLUMNS);
	}
	SK_LIST_EACH(struct sk_reading_choice, choice, &site->readings) {
		SK_BUF_SCOPE line = SK_BUF(TEXT_PIECE_MAX);
		sk_buf_print(&line, "%s: %s", choice->about, text_reading(report, site->catalogue, choice->reading));
		text_wrap(report, text_of(report, &line), 2, SK_SCREEN_COLUMNS);
	}
	sk_buf_text(report->out, "\n");
}

static void premises(const struct sk_report *report, const struct sk_register *register_)
{
	const struct sk_site *site = register_->site;
	sk_buf_print(report->out, "%s\n", _("Premises the guidance rests on"));
	SK_LIST_EACH(struct sk_premise, premise, &site->catalogue->premises.rows) {
		const struct sk_premise_answer *answer = sk_assess_premise(site, premise->row.id, register_->verdicts->day);
		const char *state = !answer ? _("assumed") : answer->holds ? _("confirmed") : _("does not hold");
		sk_buf_text(report->out, "  ");
		text_cell(report, premise->row.id, 6);
		text_cell(report, state, STATE_COLUMNS + 2);
		text_tail(report, text_in(report, &premise->label), LABEL_COLUMNS + 17);
	}
	sk_buf_text(report->out, "\n");
}

/* The default reading and what the other would change, for each row that has two. */
static sk_outcome reading_lines(const struct sk_report *report, const struct sk_register *register_, const char *about,
				const struct sk_list *readings)
{
	SK_LIST_EACH(struct sk_reading, reading, readings) {
		struct other_reading effect;
		if (reading == sk_assess_reading(register_->site, about, readings))
			continue;
		SK_TRY(other_reading(report, register_, about, reading, &effect));
		SK_BUF_SCOPE line = SK_BUF(TEXT_PIECE_MAX);
		sk_buf_print(&line, "%s %s ", about, text_reading(report, register_->site->catalogue, reading));
		sk_buf_print(&line, _("→ %zu risks change, %zu cross the line, %zu open instead of %zu"), effect.changed, effect.crossing,
			     effect.open, register_->counts.open);
		text_wrap(report, text_of(report, &line), 2, SK_SCREEN_COLUMNS);
	}
	return SK_OK;
}

static sk_outcome readings(const struct sk_report *report, const struct sk_register *register_)
{
	const struct sk_catalogue *catalogue = register_->site->catalogue;
	sk_buf_print(report->out, "%s\n", _("Where the guidance contradicts itself, and what the other statement would change"));
	SK_LIST_EACH(struct sk_control, control, &catalogue->controls.rows)
		SK_TRY(reading_lines(report, register_, control->row.id, &control->readings));
	for (size_t i = 0; i < catalogue->threat_count; i++)
		SK_TRY(reading_lines(report, register_, catalogue->threats[i].row.id, &catalogue->threats[i].readings));
	sk_buf_text(report->out, "\n");
	return SK_OK;
}

SK_OUTCOME sk_report_assess(const struct sk_report *report, const struct sk_register *register_)
{
	title(report, register_);
	summary(report, register_);
	SK_TRY(one_away(report, register_));
	risks(report, register_);
	controls(report, register_);
	own_settings(report, register_);
	premises(report, register_);
	SK_TRY(readings(report, register_));
	text_limits(report, register_->site->catalogue);
	return sk_buf_check(report->out, report->error);
}
