/* The chain from a cell back to the row of the guidance, the answer, the file and the line. */
#include "report/danger.h"
#include "report/network.h"
#include "report/text.h"

#include <stdarg.h>
#include <string.h>

enum { ID_COLUMNS = 8, PLACE_COLUMNS = 22, STATE_COLUMNS = 16, RISK_COLUMNS = 20, NAME_COLUMNS = 30, DIGEST_SHOWN = 12 };

struct why {
	const struct sk_report *report;
	const struct sk_register *register_;
	const struct sk_catalogue *catalogue;
	const struct sk_network_report *network; /* NULL: none is described */
	struct sk_buf *out;
};

static const char *place_label(const struct why *why, int place)
{
	return text_in(why->report, &sk_catalogue_place_row(why->catalogue, place)->label);
}

static void paragraph(const struct why *why, const char *text)
{
	text_wrap(why->report, text, 2, SK_SCREEN_COLUMNS);
}

static void heading(const struct why *why, const char *text)
{
	sk_buf_print(why->out, "\n%s\n", text);
}

static void source_line(const struct why *why, const struct sk_source *source, int row)
{
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
	if (!source->section.ja)
		return;
	sk_buf_print(&text, _("Source: the guidance, %s, %s"), text_in(why->report, &source->section),
		     text_in(why->report, &source->table));
	if (row > 0)
		sk_buf_print(&text, _(", row %d"), row);
	text_wrap(why->report, text_of(why->report, &text), 4, SK_SCREEN_COLUMNS);
}

/* What all the rest is about. */
SK_PRINTF(2, 3) static void headline(const struct why *why, const char *format, ...)
{
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
	va_list arguments;
	va_start(arguments, format);
	sk_buf_print_list(&text, format, arguments);
	va_end(arguments);
	text_wrap(why->report, text_of(why->report, &text), 0, SK_SCREEN_COLUMNS);
}

/* ---- who said it ---- */

static void said_absent(const struct why *why, const struct sk_absence_statement *absence)
{
	char from[SK_TIME_TEXT], to[SK_TIME_TEXT];
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
	sk_date_print(absence->date, from);
	sk_date_print(absence->expires, to);
	sk_buf_print(&text, _("said by %s on %s, counts until %s (%s, line %u)"), absence->by, from, to, absence->where.file,
		     absence->where.line);
	text_wrap(why->report, text_of(why->report, &text), 8, SK_SCREEN_COLUMNS);
}

/* With the state it names: what evidence decides may be another. A failure has no last day. */
static void said(const struct why *why, const struct sk_answer *answer)
{
	const char *state = sk_word_state((enum sk_state)answer->state), *file = answer->where.file;
	char from[SK_TIME_TEXT], to[SK_TIME_TEXT];
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
	sk_date_print(answer->date, from);
	sk_date_print(answer->expires, to);
	if (answer->state == SK_UNMET)
		sk_buf_print(&text, _("%s, said by %s on %s, stands until it is mended (%s, line %u)"), state, answer->by, from, file,
			     answer->where.line);
	else
		sk_buf_print(&text, _("%s, said by %s on %s, counts until %s (%s, line %u)"), state, answer->by, from, to, file,
			     answer->where.line);
	text_wrap(why->report, text_of(why->report, &text), 8, SK_SCREEN_COLUMNS);
}

/* What shows it, and whether it is still so. */
static void attached(const struct why *why, const struct sk_answer *answer)
{
	bool amiss = sk_assess_amiss(answer) > 0;
	SK_LIST_EACH(struct sk_attachment, attachment, &answer->attachments) {
		SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
		sk_buf_print(&text, _("attachment %s (SHA-256 %.*s…): %s (%s, line %u)"), attachment->file, DIGEST_SHOWN, attachment->digest, sk_word_attachment(attachment->state),
			     attachment->where.file, attachment->where.line);
		text_wrap(why->report, text_of(why->report, &text), 8, SK_SCREEN_COLUMNS);
	}
	if (amiss)
		text_wrap(why->report, _("The answer stays what a person said; nothing shows it now. Put the file back into attachments/, or answer anew with the file that shows it."), 8, SK_SCREEN_COLUMNS);
}

static void not_yet(const struct why *why, const struct sk_answer *answer)
{
	char date[SK_TIME_TEXT];
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
	sk_date_print(answer->date, date);
	sk_buf_print(&text, _("an answer dated %s, which is still to come, is not counted (%s, line %u)"), date, answer->where.file,
		     answer->where.line);
	text_wrap(why->report, text_of(why->report, &text), 8, SK_SCREEN_COLUMNS);
}

static void out_of_scope(const struct why *why, const struct sk_subject *subject)
{
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_print(&text, _("out of scope, so it does not count: %s"), text_in(why->report, &subject->out_reason));
	text_wrap(why->report, text_of(why->report, &text), 8, SK_SCREEN_COLUMNS);
}

static void finding(const struct why *why, const struct sk_finding *finding)
{
	const struct sk_subject *subject = finding->subject;
	const char *name = subject ? text_in(why->report, &subject->name) : _("(nothing is listed there)");
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_text(why->out, "    ");
	text_cell(why->report, place_label(why, finding->place), PLACE_COLUMNS);
	text_cell(why->report, sk_word_state(finding->state), STATE_COLUMNS);
	sk_buf_print(&text, "%s%s%s", subject ? subject->id : "", subject ? " " : "", name);
	text_tail(why->report, text_of(why->report, &text), SK_SCREEN_COLUMNS - PLACE_COLUMNS - STATE_COLUMNS - 4);
	if (finding->answer) {
		said(why, finding->answer);
		attached(why, finding->answer);
	}
	if (finding->absence)
		said_absent(why, finding->absence);
	for (size_t i = 0; i < finding->result_count; i++)
		text_result(why->report, &finding->results[i]);
	if (finding->lost)
		text_wrap(why->report, _("Evidence was taken here once and cannot be read now: it could have shown a failure. Until somebody looks anew it "
					 "is not known, whatever is said."), 8, SK_SCREEN_COLUMNS);
	if (finding->contradicts && !subject)
		text_wrap(why->report, _("Contradiction: it is said that there is none, and something was seen. It counts as not known."), 8,
			  SK_SCREEN_COLUMNS);
	else if (finding->contradicts)
		text_wrap(why->report, _("Contradiction: one says that it is done, another that it is not. The failure counts until it is seen mended."),
			  8, SK_SCREEN_COLUMNS);
	if (finding->later)
		not_yet(why, finding->later);
	if (!finding->counts)
		out_of_scope(why, subject);
}

static void findings(const struct why *why, const struct sk_verdict *verdict, int place)
{
	for (size_t i = 0; i < verdict->count; i++)
		if (place < 0 || verdict->findings[i].place == place)
			finding(why, &verdict->findings[i]);
}

/* ---- a risk in one line ---- */

static bool is_open(const struct why *why, const struct sk_risk *risk)
{
	return sk_assess_open(risk, why->register_->line);
}

static void risk_line(const struct why *why, const struct sk_risk *risk)
{
	const struct sk_scenario *scenario = risk->scenario;
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_print(why->out, "  %s ", is_open(why, risk) ? "!" : " ");
	text_cell(why->report, scenario->id, RISK_COLUMNS);
	sk_buf_print(why->out, "%2d → %2d  ", risk->value, risk->residual.high);
	sk_buf_print(&text, "%s — %s", text_asset(why->report, scenario->asset),
		     text_in(why->report, &scenario->vulnerability->label));
	text_tail(why->report, text_of(why->report, &text), SK_SCREEN_COLUMNS - RISK_COLUMNS - 14);
}

/* ---- a control ---- */

static bool recommends(const struct sk_risk *risk, const struct sk_control *control)
{
	for (size_t i = risk->minimum_count; i < risk->count; i++)
		if (risk->treated[i].treatment->control == control)
			return true;
	return false;
}

static void risks_of_control(const struct why *why, const struct sk_control *control)
{
	size_t total = 0, over = 0, open = 0, recommended = 0;
	const struct sk_risk *risks = why->register_->risks;
	for (size_t i = 0; i < why->register_->counts.scenarios; i++) {
		recommended += recommends(&risks[i], control);
		total += sk_assess_needs(&risks[i], control);
		over += sk_assess_needs(&risks[i], control) && risks[i].over_line;
		open += sk_assess_needs(&risks[i], control) && is_open(why, &risks[i]);
	}
	heading(why, _("Risks that need it"));
	sk_buf_print(why->out, _("  %zu in all, %zu of them at or over %d, %zu of these open"), total, over, why->register_->line, open);
	sk_buf_text(why->out, "\n");
	sk_buf_print(why->out, _("  recommended besides for %zu"), recommended);
	sk_buf_text(why->out, "\n");
	for (size_t i = 0; i < why->register_->counts.scenarios; i++)
		if (sk_assess_needs(&risks[i], control) && is_open(why, &risks[i]))
			risk_line(why, &risks[i]);
}

static sk_outcome readings_of(const struct why *why, const char *about, const struct sk_list *readings)
{
	SK_LIST_EACH(struct sk_reading, reading, readings) {
		struct other_reading effect;
		SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
		SK_TRY(other_reading(why->report, why->register_, about, reading, &effect));
		bool followed = reading == sk_assess_reading(why->register_->site, about, readings);
		sk_buf_print(&text, "%s%s%s ", text_reading(why->report, why->catalogue, reading),
			     reading->chosen ? _(" (default)") : "", followed ? _(" (this site follows it)") : "");
		if (reading->level > 0)
			sk_buf_print(&text, _("level %d; "), reading->level);
		else
			sk_buf_print(&text, "%s; ", sk_word_tier((enum sk_tier)reading->tier));
		sk_buf_print(&text, _("%zu risks differ from now, %zu cross the line, %zu would be open"), effect.changed,
			     effect.crossing, effect.open);
		text_wrap(why->report, text_of(why->report, &text), 4, SK_SCREEN_COLUMNS);
	}
	return SK_OK;
}

static void thing_line(const struct why *why, const struct sk_place_row *place)
{
	sk_buf_print(why->out, "  - {id: %s-1, place: %s}\n", place->row.id, place->row.id);
}

/* About what has just been listed. */
static void first_answers(const struct why *why, const struct sk_verdict *verdict)
{
	char date[SK_TIME_TEXT];
	bool told = false;
	sk_date_print(why->register_->verdicts->day, date);
	for (size_t i = 0; i < verdict->count; i++) {
		if (verdict->findings[i].subject)
			continue;
		if (!told)
			paragraph(why, _("and the answer about it under 'answers:', with one of the two words as state:"));
		told = true;
		sk_buf_print(why->out, "  - {control: %s, subject: %s-1, state: met|unmet, by: \"%s\", date: %s}\n", verdict->control->row.id,
			     sk_catalogue_place_row(why->catalogue, verdict->findings[i].place)->row.id, _("your name"), date);
	}
}

static void absence_line(const struct why *why, const struct sk_place_row *place)
{
	char date[SK_TIME_TEXT];
	sk_date_print(why->register_->verdicts->day, date);
	sk_buf_print(why->out, "  - {place: %s, by: \"%s\", date: %s}\n", place->row.id, _("your name"), date);
}

/* Nobody can say that there is none of what every site has. Places nothing is listed at: either a device is missing from site.yaml, or someone has to say that there is none. */
static void how_to_place(const struct why *why, const struct sk_verdict *verdict, const char *under,
			 void (*line)(const struct why *why, const struct sk_place_row *place))
{
	bool told = false;
	for (size_t i = 0; i < verdict->count; i++) {
		const struct sk_place_row *place = sk_catalogue_place_row(why->catalogue, verdict->findings[i].place);
		if (verdict->findings[i].subject || (line == absence_line && place->when_absent == SK_ABSENT_UNMET))
			continue;
		if (!told)
			paragraph(why, under);
		told = true;
		line(why, place);
	}
}

/* A failure that was seen: no answer ends it. */
static bool was_seen(const struct sk_finding *finding)
{
	return finding->state == SK_UNMET && finding->decider == SK_BY_CHECK && finding->method > SK_ATTESTED;
}

/* An answer about this subject would change something. */
static bool to_be_said(const struct sk_finding *finding)
{
	return finding->subject && finding->counts && finding->state != SK_MET && !was_seen(finding);
}

static bool any_to_be_said(const struct sk_verdict *verdict)
{
	for (size_t i = 0; i < verdict->count; i++)
		if (to_be_said(&verdict->findings[i]))
			return true;
	return false;
}

static bool any_seen(const struct sk_verdict *verdict)
{
	for (size_t i = 0; i < verdict->count; i++)
		if (was_seen(&verdict->findings[i]) && verdict->findings[i].counts)
			return true;
	return false;
}

/* As long as nobody has chosen one of the two, the line is refused: nobody records by copying what is not so. */
static void answer_lines(const struct why *why, const struct sk_verdict *verdict)
{
	char date[SK_TIME_TEXT];
	sk_date_print(why->register_->verdicts->day, date);
	if (!any_to_be_said(verdict))
		return;
	SK_BUF_SCOPE first = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_print(&first, _("Type 'sekisho answer %s'. Or write the answer into site.yaml under 'answers:', with one of the two words as state (met = yes, unmet = no):"), verdict->control->row.id);
	paragraph(why, first.bytes ? first.bytes : "");
	for (size_t i = 0; i < verdict->count; i++)
		if (to_be_said(&verdict->findings[i]))
			sk_buf_print(why->out, "  - {control: %s, subject: %s, state: met|unmet, by: \"%s\", date: %s}\n",
				     verdict->control->row.id, verdict->findings[i].subject->id, _("your name"), date);
}

/* What to write into site.yaml: to copy, and to fill in. */
static void how_to_answer(const struct why *why, const struct sk_verdict *verdict)
{
	SK_BUF_SCOPE asked = SK_BUF(TEXT_PIECE_MAX);
	heading(why, _("To answer"));
	paragraph(why, text_in(why->report, &verdict->control->question));
	sk_buf_print(&asked, _("Who can tell: %s"), sk_word_party(verdict->control->responsible));
	paragraph(why, text_of(why->report, &asked));
	if (any_seen(verdict))
		paragraph(why, _("What was seen not to be done counts until it is seen mended: mend it, have it collected again, then "
				 "'sekisho look FILE'."));
	if (network_refutes(why->register_, why->network, verdict->control))
		paragraph(why, _("By the files under configs/ the answer is no (unmet) now: have what 'sekisho prove' shows mended first, and answer yes when it is confirmed."));
	answer_lines(why, verdict);
	how_to_place(why, verdict, _("If there is one and it is not listed yet, add it in site.yaml under 'subjects:':"), thing_line);
	first_answers(why, verdict);
	how_to_place(why, verdict, _("If there is none, say so in site.yaml under 'absent:':"), absence_line);
}

static void proof_against(const struct why *why, const struct sk_control *control)
{
	SK_BUF_SCOPE ids = SK_BUF(TEXT_PIECE_MAX), text = SK_BUF(TEXT_PIECE_MAX);
	network_refuting(why->register_, why->network, control, &ids);
	if (ids.length == 0)
		return;
	sk_buf_print(&text, _("Proof from configurations: does not hold (%s); 'sekisho prove' shows the way"), text_of(why->report, &ids));
	text_wrap(why->report, text_of(why->report, &text), 4, SK_SCREEN_COLUMNS);
	if (network_contradicts(why->register_, why->network, control))
		text_wrap(why->report, _("Contradiction: it is said to be done, and the configurations let through what it must not. Have the configurations mended ('sekisho fix'), or take the answer back."), 4,
			  SK_SCREEN_COLUMNS);
}

static sk_outcome why_control(const struct why *why, const struct sk_control *control)
{
	const struct sk_verdict *verdict = sk_check_verdict(why->register_->verdicts, control);
	headline(why, "%s %s · %s%s · %s", control->row.id, text_in(why->report, &control->label),
		 sk_word_tier(sk_assess_tier(why->register_->site, control)), control->presumed ? _(" △ presumed done") : "",
		 sk_word_state(verdict->state));
	paragraph(why, text_in(why->report, &control->text));
	if (control->origin == SK_ORIGIN_GUIDANCE) {
		source_line(why, &control->source, control->row.row);
	} else {
		paragraph(why, _("Not in the guidance; added by Sekisho:"));
		paragraph(why, text_in(why->report, &control->reason));
	}
	heading(why, _("Evidence"));
	findings(why, verdict, -1);
	proof_against(why, control);
	if (control->readings.count > 0) {
		heading(why, _("The guidance contradicts itself here"));
		SK_TRY(readings_of(why, control->row.id, &control->readings));
	}
	risks_of_control(why, control);
	if (verdict->state != SK_MET && verdict->state != SK_NOT_APPLICABLE)
		how_to_answer(why, verdict);
	return SK_OK;
}

/* ---- a risk ---- */

static const struct sk_criterion *criterion(const struct sk_table *table, enum sk_threat_class class, int level)
{
	SK_LIST_EACH(struct sk_criterion, row, &table->rows)
		if (row->class == (int)class && row->level == level)
			return row;
	return NULL;
}

static const char *criterion_text(const struct why *why, const struct sk_table *table, enum sk_threat_class class, int level)
{
	const struct sk_criterion *row = criterion(table, class, level);
	if (!row)
		return _("the guidance prints this level without a criterion");
	return text_in(why->report, row->text.ja ? &row->text : &row->skill);
}

static const struct sk_table *threat_table(const struct why *why, enum sk_threat_class class)
{
	const struct sk_table *const tables[] = {
		[SK_THREAT_INTENTIONAL] = &why->catalogue->intentional,
		[SK_THREAT_ACCIDENTAL] = &why->catalogue->accidental,
		[SK_THREAT_ENVIRONMENTAL] = &why->catalogue->environmental,
	};
	return tables[class];
}

static void level_line(const struct why *why, const char *name, int level, const char *label, const char *text)
{
	SK_BUF_SCOPE line = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_print(&line, "%s %d: %s", name, level, label);
	text_wrap(why->report, text_of(why->report, &line), 2, SK_SCREEN_COLUMNS);
	text_wrap(why->report, text, 4, SK_SCREEN_COLUMNS);
}

/* A site's own rows are printed nowhere. */
static bool is_own(const char *id)
{
	return strncmp(id, "x-", 2) == 0;
}

static void set_by(const struct why *why, const struct sk_importance_override *override)
{
	char date[SK_TIME_TEXT];
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
	sk_date_print(override->date, date);
	sk_buf_print(&text, _("set here by %s on %s (%s, line %u)"), override->by, date, override->where.file, override->where.line);
	text_wrap(why->report, text_of(why->report, &text), 4, SK_SCREEN_COLUMNS);
}

/* Printed names carry the mark of a footnote that is not on the screen. */
static void without_footnote(const char *label, struct sk_buf *out)
{
	static const char mark[] = "※1";
	const char *at;
	while ((at = strstr(label, mark))) {
		sk_buf_add(out, label, (size_t)(at - label));
		label = at + sizeof(mark) - 1;
	}
	sk_buf_text(out, label);
}

static void importance(const struct why *why, const struct sk_risk *risk)
{
	const struct sk_importance_override *override;
	const struct sk_asset *asset = risk->scenario->asset;
	sk_assess_importance(why->register_->site, asset, why->register_->verdicts->day, &override);
	const char *reason = override ? override->reason : text_in(why->report, &asset->importance.reason);
	SK_BUF_SCOPE label = SK_BUF(TEXT_PIECE_MAX);
	without_footnote(text_in(why->report, &asset->label), &label);
	level_line(why, _("Importance"), risk->importance, text_of(why->report, &label), reason);
	if (override)
		set_by(why, override);
	if (!is_own(asset->row.id))
		source_line(why, &why->catalogue->assets.source, asset->row.row);
}

static sk_outcome levels(const struct why *why, const struct sk_risk *risk)
{
	const struct sk_scenario *scenario = risk->scenario;
	enum sk_threat_class class = scenario->threat->class;
	heading(why, _("Levels before treatment"));
	importance(why, risk);
	level_line(why, _("Threat"), risk->threat_level, text_in(why->report, &scenario->threat->label),
		   criterion_text(why, &why->catalogue->threat_criteria, class, risk->threat_level));
	if (!is_own(scenario->threat->row.id))
		source_line(why, &threat_table(why, class)->source, scenario->threat->row.row);
	SK_TRY(readings_of(why, scenario->threat->row.id, &scenario->threat->readings));
	level_line(why, _("Vulnerability"), risk->vulnerability_level, text_in(why->report, &scenario->vulnerability->label),
		   criterion_text(why, &why->catalogue->vulnerability_criteria, class, risk->vulnerability_level));
	if (!is_own(scenario->vulnerability->row.id))
		source_line(why, &why->catalogue->vulnerabilities.source, scenario->vulnerability->row.row);
	sk_buf_print(why->out, "  %d x %d x %d = %d: %s\n", risk->importance, risk->threat_level, risk->vulnerability_level,
		     risk->value, risk->over_line ? _("to be treated") : _("under the line"));
	return SK_OK;
}

static void treatment(const struct why *why, const struct sk_treated *row)
{
	const struct sk_control *control = row->treatment->control;
	sk_buf_text(why->out, "  ");
	text_cell(why->report, control->row.id, ID_COLUMNS);
	text_cell(why->report, control->presumed ? "△" : "", 2);
	text_cell(why->report, sk_word_state(row->state), STATE_COLUMNS);
	sk_buf_print(why->out, "%s\n", text_in(why->report, &control->label));
	findings(why, sk_check_verdict(why->register_->verdicts, control), row->treatment->at);
}

static void treatments(const struct why *why, const struct sk_risk *risk)
{
	heading(why, _("Minimum controls: all of them have to hold"));
	for (size_t i = 0; i < risk->minimum_count; i++)
		treatment(why, &risk->treated[i]);
	if (risk->count > risk->minimum_count)
		heading(why, _("Recommended besides"));
	for (size_t i = risk->minimum_count; i < risk->count; i++)
		treatment(why, &risk->treated[i]);
}

static void outcome_line(const struct why *why, const char *name, int value, int line)
{
	sk_buf_text(why->out, "  ");
	text_cell(why->report, name, NAME_COLUMNS);
	sk_buf_print(why->out, "%2d  %s\n", value, sk_rule_over(value, line) ? _("to be treated") : _("under the line"));
}

static void what_would_change(const struct why *why, const struct sk_risk *risk)
{
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
	size_t missing = 0;
	for (size_t i = 0; i < risk->minimum_count; i++) {
		if (risk->treated[i].state == SK_MET)
			continue;
		sk_buf_print(&text, "%s%s", missing++ ? " " : "", risk->treated[i].treatment->control_id);
	}
	if (missing == 0)
		return;
	sk_buf_print(why->out, _("  Still needed (%zu of %zu): %s"), missing, risk->minimum_count, text_of(why->report, &text));
	sk_buf_text(why->out, "\n");
}

static void residual(const struct why *why, const struct sk_risk *risk)
{
	int line = why->register_->line;
	heading(why, _("After treatment"));
	outcome_line(why, _("with evidence, at worst"), risk->residual.high, line);
	outcome_line(why, _("with evidence, at best"), risk->residual.low, line);
	outcome_line(why, _("as the document presumes"), risk->residual.presumed, line);
	what_would_change(why, risk);
	if (risk->scenario->origin_after == SK_ORIGIN_SEKISHO)
		paragraph(why, _("The guidance says only that the risk comes under the line; the number after treatment is Sekisho's:"));
	paragraph(why, text_in(why->report, &risk->scenario->reason_after));
}

/* The order of values rests on multiplying: the one level that would put the risk on the other side. */
static void sensitivity(const struct why *why, const struct sk_risk *risk)
{
	static const char *const names[SK_LEVEL_KINDS] = {
		[SK_LEVEL_IMPORTANCE] = N_("the importance"), [SK_LEVEL_THREAT] = N_("the threat level"), [SK_LEVEL_VULNERABILITY] = N_("the vulnerability level"),
	};
	struct sk_flip flip = sk_assess_flip(risk, why->register_->line);
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
	heading(why, _("How firmly it stands there"));
	if (!flip.flips)
		sk_buf_text(&text, _("No single level, one step other, would take it across the line."));
	else if (flip.to < flip.from)
		sk_buf_print(&text, _("Levels are multiplied, which ranks and measures nothing: were %s %d instead of %d, the value would be %d, under the line."), sk_message(names[flip.kind]), flip.to,
			     flip.from, flip.value);
	else
		sk_buf_print(&text, _("Levels are multiplied, which ranks and measures nothing: were %s %d instead of %d, the value would be %d, to be treated."), sk_message(names[flip.kind]), flip.to,
			     flip.from, flip.value);
	paragraph(why, text_of(why->report, &text));
}

/* What the site decided about it. */
static void response(const struct why *why, const struct sk_risk *risk)
{
	const struct sk_response *from = risk->response;
	char date[SK_TIME_TEXT], review[SK_TIME_TEXT];
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
	if (!from)
		return;
	heading(why, _("Response of the site (it changes no count)"));
	sk_date_print(from->date, date);
	sk_date_print(from->review, review);
	sk_buf_print(&text, _("%s, %s; answers for it: %s; to be looked at again by %s (%s, line %u)"), sk_word_response(from->response), date, from->owner, review, from->where.file, from->where.line);
	if (from->approved_by)
		sk_buf_print(&text, _("; approved by %s"), from->approved_by);
	if (from->reason)
		sk_buf_print(&text, " · %s", from->reason);
	if (from->review < why->register_->verdicts->day)
		sk_buf_text(&text, _(" — that day has passed"));
	paragraph(why, text_of(why->report, &text));
}

static sk_outcome why_risk(const struct why *why, const struct sk_risk *risk)
{
	sk_buf_print(why->out, "%s\n", risk->scenario->id);
	paragraph(why, text_in(why->report, &risk->scenario->sentence));
	SK_TRY(levels(why, risk));
	treatments(why, risk);
	residual(why, risk);
	sensitivity(why, risk);
	response(why, risk);
	return SK_OK;
}

static void why_excluded(const struct why *why, const struct sk_risk *risk)
{
	static const char *const reasons[] = {
		[SK_INCLUDED] = "",
		[SK_EXCLUDED_KIND] = N_("It does not concern this kind of facility."),
		[SK_EXCLUDED_PREMISE] = N_("The guidance leaves it out of scope under this premise:"),
		[SK_EXCLUDED_ABSENT] = N_("What it needs does not exist here:"),
		[SK_EXCLUDED_CONTROL] = N_("One of its minimum controls does not apply here:"),
	};
	headline(why, "%s · %s", risk->scenario->id, _("does not apply here"));
	paragraph(why, text_in(why->report, &risk->scenario->sentence));
	paragraph(why, sk_message(reasons[risk->exclusion]));
	const struct sk_premise *premise = sk_catalogue_premise(why->catalogue, risk->scenario->asset->premise);
	if (risk->exclusion == SK_EXCLUDED_PREMISE && premise)
		paragraph(why, text_in(why->report, &premise->text));
	const struct sk_absence_statement *statement = risk->absent.statement;
	if (risk->absent_place >= 0)
		paragraph(why, place_label(why, risk->absent_place));
	if (statement)
		said_absent(why, statement);
	if (risk->absent.shown)
		text_result(why->report, risk->absent.shown);
}

/* ---- all risks of a threat ---- */

static const struct sk_risk *worse(const struct sk_risk *a, const struct sk_risk *b)
{
	if (!a || b->residual.high > a->residual.high)
		return b;
	return a;
}

/* A threat none of whose risks concerns this site: the first of them says why. */
static sk_outcome why_none(const struct why *why, const struct sk_threat *threat)
{
	for (size_t i = 0; i < why->register_->counts.excluded; i++) {
		if (why->register_->excluded[i].scenario->threat == threat) {
			why_excluded(why, &why->register_->excluded[i]);
			return SK_OK;
		}
	}
	return sk_error_set(why->report->error, SK_E_RISK_UNKNOWN, NULL, threat->row.id, NULL, NULL);
}

/* Whether it is a risk of the threat, at or over the line, that needs one of these. */
static bool needs_any(const struct why *why, size_t risk, const struct sk_threat *threat, const struct sk_control *const *controls, size_t count)
{
	const struct sk_risk *at = &why->register_->risks[risk];
	for (size_t i = 0; at->scenario->threat == threat && at->over_line && i < count; i++)
		if (sk_assess_needs(at, controls[i]))
			return true;
	return false;
}

static size_t count_needing(const struct why *why, const struct sk_threat *threat, const struct sk_control *const *controls, size_t count)
{
	size_t risks = 0;
	for (size_t i = 0; i < why->register_->counts.scenarios; i++)
		risks += needs_any(why, i, threat, controls, count);
	return risks;
}

/* Of its risks those that the network leaves a way, and by which controls. */
static sk_outcome network_lets(const struct why *why, const struct sk_threat *threat)
{
	const struct sk_control *const *refuted;
	size_t count, risks;
	SK_BUF_SCOPE ids = SK_BUF(TEXT_PIECE_MAX), text = SK_BUF(TEXT_PIECE_MAX);
	SK_TRY(network_refuted(why->report, why->register_, why->network, &refuted, &count));
	risks = count_needing(why, threat, refuted, count);
	if (risks == 0)
		return SK_OK;
	for (size_t i = 0; i < count; i++)
		if (count_needing(why, threat, &refuted[i], 1) > 0)
			sk_buf_print(&ids, "%s%s", ids.length ? ", " : "", refuted[i]->row.id);
	sk_buf_print(&text, _("The network leaves %zu of these risks a way now (%s). What to do about that: sekisho prove"), risks, text_of(why->report, &ids));
	paragraph(why, text_of(why->report, &text));
	return SK_OK;
}

static sk_outcome why_threat(const struct why *why, const struct sk_threat *threat)
{
	const struct sk_risk *worst = NULL;
	size_t under = 0;
	headline(why, "%s %s", threat->row.id, text_in(why->report, &threat->label));
	if (danger_threat(threat))
		paragraph(why, danger_threat(threat));
	SK_TRY(network_lets(why, threat));
	for (size_t i = 0; i < why->register_->counts.scenarios; i++) {
		const struct sk_risk *risk = &why->register_->risks[i];
		if (risk->scenario->threat != threat)
			continue;
		worst = worse(worst, risk);
		under += !risk->over_line;
		if (risk->over_line)
			risk_line(why, risk);
	}
	if (!worst)
		return why_none(why, threat);
	sk_buf_print(why->out, _("  and %zu that are under %d before treatment"), under, why->register_->line);
	sk_buf_print(why->out, "\n\n%s\n", _("The worst of them:"));
	return why_risk(why, worst);
}

/* ---- a premise ---- */

static void why_premise(const struct why *why, const struct sk_premise *premise)
{
	const struct sk_premise_answer *answer = sk_assess_premise(why->register_->site, premise->row.id, why->register_->verdicts->day);
	char date[SK_TIME_TEXT];
	headline(why, "%s %s · %s", premise->row.id, text_in(why->report, &premise->label),
		 !answer ? _("assumed") : answer->holds ? _("confirmed") : _("does not hold"));
	paragraph(why, text_in(why->report, &premise->text));
	source_line(why, &why->catalogue->premises.source, premise->row.row);
	heading(why, _("To answer"));
	paragraph(why, text_in(why->report, &premise->question));
	paragraph(why, _("Write the answer into site.yaml under 'premises:' (true = yes, false = no; a no brings more risks in):"));
	sk_date_print(why->register_->verdicts->day, date);
	sk_buf_print(why->out, "  - {premise: %s, holds: true|false, by: \"%s\", date: %s}\n", premise->row.id, _("your name"), date);
}

/* ---- a next step ---- */

static void why_step(const struct why *why, const struct sk_next_step *step)
{
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
	headline(why, "%s %s", step->row.id, text_in(why->report, &step->label));
	paragraph(why, text_in(why->report, &step->how));
	sk_buf_print(&text, _("Who can tell: %s"), sk_word_party(step->party));
	sk_buf_print(&text, _(" (about %d min)"), step->minutes);
	paragraph(why, text_of(why->report, &text));
	SK_ID_EACH(id, &step->controls) {
		const struct sk_control *control = sk_catalogue_control(why->catalogue, id->text);
		const struct sk_verdict *verdict = control ? sk_check_verdict(why->register_->verdicts, control) : NULL;
		if (!verdict)
			continue;
		sk_buf_text(why->out, "\n");
		headline(why, "%s %s · %s", control->row.id, text_in(why->report, &control->label), sk_word_state(verdict->state));
		if (verdict->state != SK_MET && verdict->state != SK_NOT_APPLICABLE)
			how_to_answer(why, verdict);
	}
}

/* ---- which of these ---- */

static const struct sk_risk *risk_named(const struct sk_risk *risks, size_t count, const char *id)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(risks[i].scenario->id, id) == 0)
			return &risks[i];
	return NULL;
}

/* ---- a policy of the network ---- */

static void why_policy(const struct why *why, const struct sk_site_policy *policy)
{
	const struct sk_flow *flow = policy->flow;
	SK_BUF_SCOPE from = SK_BUF(TEXT_PIECE_MAX), to = SK_BUF(TEXT_PIECE_MAX), text = SK_BUF(TEXT_PIECE_MAX);
	headline(why, "%s %s", policy->id, text_in(why->report, &policy->text));
	if (flow)
		paragraph(why, text_in(why->report, &flow->text));
	danger_ends(why->register_->site, &policy->from, "", &from);
	danger_ends(why->register_->site, &policy->to, "", &to);
	const char *with[] = {policy->accepts ? policy->accepts : policy->refuses, text_of(why->report, &from), text_of(why->report, &to), flow && flow->control ? flow->control : ""};
	sk_message_fill(&text, policy->accepts ? _("Work needs this: %1, from %2 to %3.") : _("Nothing of this may begin: %1, from %2 to %3."), with, SK_COUNT(with));
	paragraph(why, text_of(why->report, &text));
	if (flow)
		source_line(why, &flow->source, flow->row.row);
	sk_buf_clear(&text);
	if (*with[3])
		sk_message_fill(&text, _("It belongs to %4: what hangs on that, and how to answer, is told by sekisho why %4."), with, SK_COUNT(with));
	if (*with[3])
		paragraph(why, text_of(why->report, &text));
	paragraph(why, _("Whether it is so by the files under configs/, and what to do: sekisho prove"));
}

struct named {
	const struct sk_site_policy *policy;
	const struct sk_control *control;
	const struct sk_risk *risk, *excluded;
	const struct sk_threat *threat;
	const struct sk_premise *premise;
	const struct sk_next_step *step;
};

static const struct sk_next_step *step_named(const struct sk_catalogue *catalogue, const char *id)
{
	SK_LIST_EACH(struct sk_next_step, step, &catalogue->next_steps.rows)
		if (strcmp(step->row.id, id) == 0)
			return step;
	return NULL;
}

static bool find_exactly(const struct sk_register *register_, const char *what, struct named *out)
{
	const struct sk_catalogue *catalogue = register_->site->catalogue;
	return (out->control = sk_catalogue_control(catalogue, what)) ||
	       (out->risk = risk_named(register_->risks, register_->counts.scenarios, what)) ||
	       (out->excluded = risk_named(register_->excluded, register_->counts.excluded, what)) ||
	       (out->threat = sk_catalogue_threat(catalogue, what)) || (out->premise = sk_catalogue_premise(catalogue, what)) ||
	       (out->step = step_named(catalogue, what));
}

/* ASCII letters in one case; full-width letters and digits, as a Japanese keyboard gives them, in half width. */
static void fold(const char *what, bool upper, struct sk_buf *out)
{
	for (size_t at = 0, length = strlen(what); at < length;) {
		size_t step = sk_utf8_step(what + at, length - at);
		const unsigned char *bytes = (const unsigned char *)what + at;
		char letter = what[at];
		/* U+FF01..U+FF5E are U+0021..U+007E, wide. */
		if (step == 3 && bytes[0] == 0xEF && (bytes[1] == 0xBC || (bytes[1] == 0xBD && bytes[2] <= 0x9E)))
			letter = (char)((bytes[1] - 0xBC) * 64 + (bytes[2] - 0x80) + 0x20);
		else if (step != 1)
			letter = '\0';
		if (upper && letter >= 'a' && letter <= 'z')
			letter = (char)(letter - 'a' + 'A');
		if (!upper && letter >= 'A' && letter <= 'Z')
			letter = (char)(letter - 'A' + 'a');
		if (letter)
			sk_buf_add(out, &letter, 1);
		else
			sk_buf_add(out, what + at, step ? step : 1);
		at += step ? step : 1;
	}
}

static bool label_holds(const struct sk_label *label, const char *what)
{
	return (label->ja && strstr(label->ja, what)) || (label->en && strstr(label->en, what));
}

/* The only control or threat whose name holds the words; with several, none. */
static bool find_by_name(const struct sk_catalogue *catalogue, const char *what, struct named *out)
{
	size_t found = 0;
	for (size_t i = 0; i < catalogue->threat_count; i++) {
		bool holds = label_holds(&catalogue->threats[i].label, what) || label_holds(&catalogue->threats[i].text, what);
		out->threat = holds ? &catalogue->threats[i] : out->threat;
		found += holds;
	}
	SK_LIST_EACH(struct sk_control, control, &catalogue->controls.rows) {
		bool holds = label_holds(&control->label, what);
		out->control = holds ? control : out->control;
		found += holds;
	}
	return found == 1;
}

/* `prove` prints ids of policies, and whoever reads there "why T17" asks why of them, too. */
static const struct sk_site_policy *policy_named(const struct sk_site *site, const char *what)
{
	const struct sk_list *const lists[] = {&site->policies, &site->needs};
	for (size_t i = 0; i < SK_COUNT(lists); i++)
		SK_LIST_EACH(struct sk_site_policy, policy, lists[i])
			if (strcmp(policy->id, what) == 0)
				return policy;
	return NULL;
}

static sk_outcome find_named(const struct sk_report *report, const struct sk_register *register_, const char *what,
			     struct named *out)
{
	for (int way = 0; way < 3; way++) {
		SK_BUF_SCOPE folded = SK_BUF(TEXT_PIECE_MAX);
		*out = (struct named){0};
		if (way == 0)
			sk_buf_text(&folded, what);
		else
			fold(what, way == 1, &folded);
		SK_TRY(sk_buf_check(&folded, report->error));
		if (folded.length > 0 && find_exactly(register_, folded.bytes, out))
			return SK_OK;
	}
	*out = (struct named){0};
	if (*what && find_by_name(register_->site->catalogue, what, out))
		return SK_OK;
	*out = (struct named){.policy = policy_named(register_->site, what)};
	return out->policy ? SK_OK : sk_error_set(report->error, SK_E_RISK_UNKNOWN, NULL, what, NULL, NULL);
}

static sk_outcome tell(const struct why *why, const struct named *named)
{
	if (named->control)
		return why_control(why, named->control);
	if (named->risk)
		return why_risk(why, named->risk);
	if (named->threat)
		return why_threat(why, named->threat);
	if (named->policy)
		why_policy(why, named->policy);
	else if (named->premise)
		why_premise(why, named->premise);
	else if (named->step)
		why_step(why, named->step);
	else
		why_excluded(why, named->excluded);
	return SK_OK;
}

SK_OUTCOME sk_report_why(const struct sk_report *report, const struct sk_register *register_, const struct sk_network_report *network, const char *what)
{
	struct why why = {report, register_, register_->site->catalogue, network, report->out};
	struct named named;
	SK_TRY(find_named(report, register_, what, &named));
	text_site(report, register_->site, report->out);
	sk_buf_text(report->out, "\n");
	text_trouble(report, register_);
	SK_TRY(tell(&why, &named));
	text_folder(report);
	return sk_buf_check(report->out, report->error);
}

SK_OUTCOME sk_report_why_json(const struct sk_report *report, const struct sk_register *register_, const struct sk_network_report *network, const char *what)
{
	struct named named;
	SK_TRY(find_named(report, register_, what, &named));
	json_t *root = json_head(SK_REPORT_WHY_FORMAT, register_), *risks = json_array(), *controls = json_array();
	json_put(root, "about", json_text(what));
	/* Of a policy, what hangs on it. */
	if (named.policy && named.policy->flow && named.policy->flow->control)
		named.control = sk_catalogue_control(register_->site->catalogue, named.policy->flow->control);
	if (named.control)
		json_add(controls, json_verdict(register_->verdicts, sk_check_verdict(register_->verdicts, named.control)));
	for (size_t i = 0; i < register_->counts.scenarios; i++) {
		const struct sk_risk *risk = &register_->risks[i];
		bool wanted = risk == named.risk || risk->scenario->threat == named.threat ||
			      (named.control && sk_assess_needs(risk, named.control));
		if (wanted)
			json_add(risks, json_risk(risk));
	}
	json_put(root, "controls", controls);
	json_put(root, "scenarios", risks);
	json_put(root, "applies", json_boolean(named.excluded == NULL));
	json_put(root, "network", network_json(register_, network));
	return json_finish(report, root);
}
