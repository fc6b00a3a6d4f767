/* The first page of the report: where the site stands, what to do today, what is over the line and why. */
#include "papers/document.h"

#include <string.h>

enum { STEPS = 3 };

/* The whole report. */
static sk_outcome tell_report(struct doc *doc)
{
	static sk_outcome (*const parts[])(struct doc *) = {
		content_front, content_open, content_matrix, content_checklist, content_controls, content_disputes, content_reviews, content_premises, content_register,
		content_limits,
	};
	const char *title, *site, *day;
	SK_TRY(paper_site(doc->papers, &site));
	SK_TRY(paper_date(doc->papers, doc->papers->register_->verdicts->day, &day));
	SK_TRY(paper_text(doc->papers, &title, _("%s: safety of online eligibility verification"), site));
	SK_TRY(doc->writer->begin(doc, title, day));
	for (size_t i = 0; i < SK_COUNT(parts); i++)
		SK_TRY(parts[i](doc));
	return doc->writer->end(doc);
}

enum doc_mark doc_mark_of(enum sk_state state)
{
	static const enum doc_mark marks[SK_STATE_COUNT] = {
		[SK_MET] = DOC_GOOD, [SK_UNMET] = DOC_BAD, [SK_UNKNOWN] = DOC_OPEN, [SK_STALE] = DOC_OPEN, [SK_NOT_APPLICABLE] = DOC_QUIET,
	};
	return marks[state];
}

/* ---- where we stand ---- */

static sk_outcome standing(struct doc *doc)
{
	const struct sk_register *register_ = doc->papers->register_;
	const struct sk_counts *counts = &register_->counts;
	const char *text;
	if (counts->over_line == 0) {
		doc->writer->paragraph(doc, DOC_OPEN, _("No risk reaches this line, so nothing was put to the test: set the line lower."));
		return SK_OK;
	}
	SK_TRY(paper_text(doc->papers, &text, _("Of %zu risks that concern this site, %zu are so grave that they have to be treated (value %d or more of 27)."), counts->scenarios,
			  counts->over_line, register_->line));
	doc->writer->paragraph(doc, DOC_PLAIN, text);
	SK_TRY(paper_text(doc->papers, &text, _("Settled, with evidence: %zu of %zu."), counts->evidenced, counts->over_line));
	doc->writer->paragraph(doc, DOC_GOOD, text);
	SK_TRY(paper_text(doc->papers, &text, _("Not settled, because a control is known to be missing: %zu of %zu."), counts->unmet + counts->beyond, counts->over_line));
	doc->writer->paragraph(doc, counts->unmet + counts->beyond ? DOC_BAD : DOC_PLAIN, text);
	SK_TRY(paper_text(doc->papers, &text, _("Not settled, because nobody has confirmed a control: %zu of %zu."), counts->unknown, counts->over_line));
	doc->writer->paragraph(doc, counts->unknown ? DOC_OPEN : DOC_PLAIN, text);
	return SK_OK;
}

/* ---- three steps ---- */

static void put_control(const struct doc *doc, struct sk_buf *text, const struct sk_advice *advice, size_t at)
{
	bool missing = (advice->mends >> at) & 1u;
	sk_buf_print(text, "%s%s %s (%s)", text->length ? " · " : "", advice->controls[at]->row.id, paper_in(doc->papers, &advice->controls[at]->label),
		     missing ? _("has to be mended") : _("has to be confirmed"));
}

static sk_outcome step(struct doc *doc, const struct sk_advice *advice, size_t number)
{
	SK_BUF_SCOPE controls = SK_BUF(PAPER_PIECE_MAX);
	struct doc_card card = {.number = number, .title = paper_in(doc->papers, &advice->step->label)};
	for (size_t i = 0; i < advice->control_count; i++)
		put_control(doc, &controls, advice, i);
	SK_TRY(sk_buf_check(&controls, doc->papers->error));
	SK_TRY(paper_text(doc->papers, &card.facts, _("About %d minutes · with: %s · brings %zu of %zu open risks under the line"), advice->step->minutes,
			  sk_word_party(advice->step->party), advice->settles, doc->papers->register_->counts.open));
	SK_TRY(paper_text(doc->papers, &card.text, "%s\n%s", paper_in(doc->papers, &advice->step->how), controls.bytes ? controls.bytes : ""));
	doc->writer->card(doc, &card);
	return SK_OK;
}

static sk_outcome steps(struct doc *doc)
{
	struct sk_advice *advice;
	size_t count;
	SK_TRY(sk_assess_next(doc->papers->arena, doc->papers->register_, STEPS, &advice, &count, doc->papers->error));
	if (count == 0)
		return SK_OK;
	doc->writer->heading(doc, "today", count == STEPS ? _("Three things to do today") : _("What to do today"), false);
	for (size_t i = 0; i < count; i++)
		SK_TRY(step(doc, &advice[i], i + 1));
	return SK_OK;
}

SK_OUTCOME content_front(struct doc *doc)
{
	const struct sk_site *site = doc->papers->register_->site;
	if (site->example)
		doc->writer->paragraph(doc, DOC_OPEN, _("This is an invented example, no real site."));
	doc->writer->heading(doc, "standing", _("Where we stand"), false);
	SK_TRY(standing(doc));
	return steps(doc);
}

/* ---- what is over the line, and why ---- */

/* Open risks that lack the same controls through the same hole: one row. */
struct group {
	const struct sk_risk *first;
	struct sk_buf assets;
	size_t count;
	int value; /* the highest */
};

static bool same_reason(const struct sk_risk *a, const struct sk_risk *b)
{
	if (a->scenario->vulnerability != b->scenario->vulnerability || a->minimum_count != b->minimum_count)
		return false;
	for (size_t i = 0; i < a->minimum_count; i++)
		if (a->treated[i].treatment->control != b->treated[i].treatment->control || a->treated[i].treatment->at != b->treated[i].treatment->at)
			return false;
	return true;
}

static void add_to(const struct doc *doc, struct group *groups, size_t *count, const struct sk_risk *risk)
{
	size_t at = 0;
	while (at < *count && !same_reason(groups[at].first, risk))
		at++;
	if (at == *count)
		groups[(*count)++] = (struct group){.first = risk, .assets = SK_BUF(PAPER_PIECE_MAX)};
	struct group *group = &groups[at];
	sk_buf_print(&group->assets, "%s%s (%s)", group->count++ ? "\n" : "", paper_asset(doc->papers, risk->scenario->asset), risk->scenario->id);
	group->value = risk->value > group->value ? risk->value : group->value;
}

/* The controls that are not met, with what is known of each. */
static sk_outcome lacks(const struct doc *doc, const struct sk_risk *risk, const char **out)
{
	SK_BUF_SCOPE text = SK_BUF(PAPER_PIECE_MAX);
	for (size_t i = 0; i < risk->minimum_count; i++) {
		const struct sk_treated *treated = &risk->treated[i];
		const struct sk_treatment *treatment = treated->treatment;
		if (treated->state == SK_MET)
			continue;
		sk_buf_print(&text, "%s%s: %s %s (%s)", text.length ? "\n" : "", sk_word_state(treated->state), treatment->control_id,
			     paper_in(doc->papers, &treatment->control->label), paper_in(doc->papers, &sk_catalogue_place_row(doc->papers->register_->site->catalogue, treatment->at)->label));
	}
	if (text.length == 0)
		sk_buf_text(&text, _("all its controls are done, and they do not reach so low a line"));
	SK_TRY(sk_buf_check(&text, doc->papers->error));
	return sk_arena_text(doc->papers->arena, text.bytes, text.length, out, doc->papers->error);
}

static bool misses(const struct sk_risk *risk, enum sk_state state)
{
	for (size_t i = 0; i < risk->minimum_count; i++)
		if (risk->treated[i].state == state)
			return true;
	return false;
}

static sk_outcome open_row(struct doc *doc, const struct group *group)
{
	const struct sk_scenario *scenario = group->first->scenario;
	const char *what, *why, *value, *count;
	SK_TRY(paper_text(doc->papers, &what, "%s\n%s", paper_in(doc->papers, &scenario->threat->label), paper_in(doc->papers, &scenario->vulnerability->label)));
	SK_TRY(lacks(doc, group->first, &why));
	SK_TRY(paper_text(doc->papers, &value, "%d", group->value));
	SK_TRY(paper_text(doc->papers, &count, "%zu", group->count));
	const struct doc_cell cells[] = {
		{what, DOC_PLAIN}, {why, misses(group->first, SK_UNMET) ? DOC_BAD : DOC_OPEN}, {group->assets.bytes, DOC_PLAIN}, {value, DOC_NUMBER}, {count, DOC_NUMBER},
	};
	doc->writer->row(doc, cells, false);
	return SK_OK;
}

static sk_outcome open_rows(struct doc *doc, const struct group *groups, size_t count)
{
	for (int value = SK_VALUE_MAX; value >= 0; value--)
		for (size_t i = 0; i < count; i++)
			if (groups[i].value == value)
				SK_TRY(open_row(doc, &groups[i]));
	return SK_OK;
}

SK_OUTCOME content_open(struct doc *doc)
{
	const struct sk_register *register_ = doc->papers->register_;
	const struct doc_column columns[] = {{_("What may happen, and through what"), 26}, {_("Why it is not settled"), 34}, {_("What is in danger (number of the risk)"), 28}, {_("Value"), 6}, {_("Risks"), 6}};
	const char *caption, *heading;
	size_t count = 0;
	void *memory;
	SK_TRY(paper_text(doc->papers, &heading, _("Risks at or over the line (%d), and why: %zu"), register_->line, register_->counts.open));
	doc->writer->heading(doc, "open", heading, false);
	if (register_->counts.open == 0) {
		doc->writer->paragraph(doc, DOC_GOOD, _("None is open."));
		return SK_OK;
	}
	caption = _("A risk goes under the line only when all controls named beside it are done and confirmed.");
	SK_TRY(sk_arena_take(doc->papers->arena, register_->counts.open, sizeof(struct group), &memory, doc->papers->error));
	struct group *groups = memory;
	for (size_t i = 0; i < register_->counts.scenarios; i++)
		if (sk_assess_open(&register_->risks[i], register_->line))
			add_to(doc, groups, &count, &register_->risks[i]);
	doc->writer->table(doc, &(struct doc_table){.id = "open-risks", .caption = caption, .columns = columns, .count = SK_COUNT(columns)});
	sk_outcome outcome = open_rows(doc, groups, count);
	doc->writer->table_end(doc);
	for (size_t i = 0; i < count; i++)
		sk_buf_release(&groups[i].assets);
	return outcome;
}

/* ---- the matrix ---- */

SK_OUTCOME content_matrix(struct doc *doc)
{
	const struct sk_register *register_ = doc->papers->register_;
	struct doc_matrix matrix = {.line = register_->line};
	for (size_t i = 0; i < register_->counts.scenarios; i++) {
		const struct sk_risk *risk = &register_->risks[i];
		matrix.before[risk->importance][risk->threat_level][risk->vulnerability_level]++;
		matrix.open[risk->importance][risk->threat_level][risk->vulnerability_level] += sk_assess_open(risk, register_->line);
	}
	doc->writer->heading(doc, "matrix", _("All risks at a glance"), false);
	SK_TRY(paper_text(doc->papers, &matrix.caption, _("Number of risks by importance, threat level and vulnerability level; value = their product. Framed: %d or more. After the stroke: not settled yet."),
			  register_->line));
	doc->writer->matrix(doc, &matrix);
	return SK_OK;
}

/* ---- as papers ---- */

static sk_outcome write_html(const struct sk_papers *papers, struct sk_buf *out)
{
	return doc_write_html(papers, tell_report, out);
}

static sk_outcome write_pdf(const struct sk_papers *papers, struct sk_buf *out)
{
	return doc_write_pdf(papers, tell_report, out);
}

const struct sk_paper paper_html = {"report", "report.html", N_("the report, as one page to read"), write_html};
const struct sk_paper paper_pdf = {"pdf", "report.pdf", N_("the report, for print"), write_pdf};
