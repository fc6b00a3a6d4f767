/* The lists of the report: checklist, controls with evidence, what contradicts itself, what runs out, premises, the whole register. */
#include "papers/document.h"

#include <stdlib.h>
#include <string.h>

enum { SOON_DAYS = 90 };

/* ---- checklist ---- */

static sk_outcome item_row(struct doc *doc, const struct sk_item_answer *answer)
{
	const char *day;
	SK_TRY(paper_date(doc->papers, answer->yes ? answer->confirmed : answer->due, &day));
	if (answer->passed)
		SK_TRY(paper_text(doc->papers, &day, "%s%s", day, _(" — that day has passed")));
	const struct doc_cell cells[] = {
		{answer->item->number, DOC_CODE}, {paper_in(doc->papers, &answer->item->label), DOC_PLAIN},
		{answer->state == SK_NOT_APPLICABLE ? "—" : answer->yes ? _("Yes") : _("No"), doc_mark_of(answer->state)}, {sk_word_state(answer->state), DOC_PLAIN},
		{day, DOC_NUMBER},
	};
	doc->writer->row(doc, cells, answer->yes);
	return SK_OK;
}

SK_OUTCOME content_checklist(struct doc *doc)
{
	const struct doc_column columns[] = {{_("Number"), 6}, {_("Item"), 54}, {_("Yes / No"), 10}, {_("State"), 12}, {_("Confirmed on, or target date"), 18}};
	const struct sk_form *form = sk_assess_form(doc->papers->register_->site);
	struct sk_checklist list;
	const char *caption;
	if (!form)
		return SK_OK;
	SK_TRY(sk_assess_checklist(doc->papers->arena, doc->papers->register_, form, &list, doc->papers->error));
	SK_TRY(paper_text(doc->papers, &caption, _("%s. Yes: %zu/%zu; no, because it is not done: %zu/%zu; no, because it is not known or out of date: %zu/%zu."),
			  paper_in(doc->papers, &form->layer->label), list.yes, list.count, list.unmet, list.count, list.open, list.count));
	doc->writer->heading(doc, "checklist", _("Yearly checklist"), false);
	doc->writer->table(doc, &(struct doc_table){.id = "checklist-items", .caption = caption, .columns = columns, .count = SK_COUNT(columns)});
	for (size_t i = 0; i < list.count; i++)
		SK_TRY(item_row(doc, &list.answers[i]));
	doc->writer->table_end(doc);
	if (!list.current)
		doc->writer->paragraph(doc, DOC_QUIET, _("This list is of another fiscal year than the day of this paper. Whether there is a newer one stands at the ministry."));
	if (list.promised < list.unmet + list.open)
		doc->writer->paragraph(doc, DOC_QUIET, _("Where nobody has set a target date, the last day of the fiscal year stands."));
	doc->writer->paragraph(doc, DOC_QUIET, paper_in(doc->papers, &form->layer->limits));
	return SK_OK;
}

/* ---- controls ---- */

static sk_outcome control_row(struct doc *doc, const struct sk_verdict *verdict)
{
	const char *reference, *name;
	SK_TRY(paper_references(doc->papers, verdict->control, -1, &reference));
	SK_TRY(paper_text(doc->papers, &name, "%s%s", paper_in(doc->papers, &verdict->control->label), verdict->control->presumed ? " △" : ""));
	const struct doc_cell cells[] = {
		{verdict->control->row.id, DOC_CODE}, {name, DOC_PLAIN}, {sk_word_state(verdict->state), doc_mark_of(verdict->state)}, {sk_word_method(verdict->method), DOC_PLAIN},
		{reference, DOC_QUIET},
	};
	doc->writer->row(doc, cells, verdict->state == SK_MET);
	return SK_OK;
}

SK_OUTCOME content_controls(struct doc *doc)
{
	const struct doc_column columns[] = {{_("Number"), 8}, {_("Control"), 28}, {_("State"), 10}, {_("Known by"), 12}, {_("Evidence"), 42}};
	const struct sk_verdicts *verdicts = doc->papers->register_->verdicts;
	const struct sk_counts *counts = &doc->papers->register_->counts;
	const char *caption;
	size_t states[SK_STATE_COUNT] = {0};
	for (size_t i = 0; i < verdicts->count; i++)
		states[verdicts->items[i].state] += verdicts->items[i].control->origin == SK_ORIGIN_GUIDANCE;
	SK_TRY(paper_text(doc->papers, &caption, _("The guidance's %zu controls: done %zu, not done %zu, not known %zu, out of date %zu, not applicable %zu. △: the guidance presumes that it is done; %zu of %zu rest on that alone. S-: added by this tool. The state is that of the worst place."),
			  counts->controls, states[SK_MET], states[SK_UNMET], states[SK_UNKNOWN], states[SK_STALE], states[SK_NOT_APPLICABLE], counts->presumed, counts->presumed_of));
	doc->writer->heading(doc, "controls", _("Controls and their evidence"), false);
	doc->writer->table(doc, &(struct doc_table){.id = "control-rows", .caption = caption, .columns = columns, .count = SK_COUNT(columns), .filter = true});
	for (size_t i = 0; i < verdicts->count; i++)
		if (verdicts->items[i].control->layer == SK_LAYER_GUIDANCE)
			SK_TRY(control_row(doc, &verdicts->items[i]));
	doc->writer->table_end(doc);
	return SK_OK;
}

/* ---- what contradicts itself ---- */

static sk_outcome dispute(struct doc *doc, const struct sk_verdict *verdict, const struct sk_finding *finding)
{
	const char *text, *reference;
	SK_TRY(paper_reference(doc->papers, finding, &reference));
	SK_TRY(paper_text(doc->papers, &text, _("%s %s: one says it is done, another that it is not. The failure counts: %s"), verdict->control->row.id,
			  paper_in(doc->papers, &verdict->control->label), reference));
	doc->writer->paragraph(doc, DOC_BAD, text);
	return SK_OK;
}

SK_OUTCOME content_disputes(struct doc *doc)
{
	const struct sk_verdicts *verdicts = doc->papers->register_->verdicts;
	size_t count = 0;
	doc->writer->heading(doc, "disputes", _("What contradicts itself"), false);
	if (doc->papers->network.contradictions)
		doc->writer->paragraph(doc, DOC_BAD, doc->papers->network.contradictions);
	for (size_t i = 0; i < verdicts->count; i++)
		for (size_t k = 0; k < verdicts->items[i].count; k++)
			if (verdicts->items[i].findings[k].contradicts && verdicts->items[i].findings[k].counts) {
				SK_TRY(dispute(doc, &verdicts->items[i], &verdicts->items[i].findings[k]));
				count++;
			}
	if (count == 0 && !doc->papers->network.contradictions)
		doc->writer->paragraph(doc, DOC_PLAIN, _("Nothing that was said contradicts what was seen."));
	return SK_OK;
}

/* ---- what runs out ---- */

struct review {
	const struct sk_verdict *verdict;
	const struct sk_finding *finding;
	sk_time day; /* the last one it counts */
};

static int by_day(const void *left, const void *right)
{
	const struct review *a = left, *b = right;
	return (a->day > b->day) - (a->day < b->day);
}

static sk_outcome review_row(struct doc *doc, const struct review *review)
{
	const char *day;
	SK_TRY(paper_date(doc->papers, sk_day_in_japan(review->day), &day));
	const struct doc_cell cells[] = {
		{day, DOC_NUMBER}, {review->verdict->control->row.id, DOC_CODE}, {paper_in(doc->papers, &review->verdict->control->label), DOC_PLAIN},
		{review->finding->subject ? review->finding->subject->id : "", DOC_PLAIN}, {sk_word_party(review->verdict->control->responsible), DOC_PLAIN},
	};
	doc->writer->row(doc, cells, false);
	return SK_OK;
}

static size_t gather_reviews(const struct sk_verdicts *verdicts, struct review *out)
{
	size_t count = 0;
	for (size_t i = 0; i < verdicts->count; i++)
		for (size_t k = 0; k < verdicts->items[i].count; k++) {
			const struct sk_finding *finding = &verdicts->items[i].findings[k];
			if (!finding->counts || !finding->stale_after || finding->stale_after > verdicts->at + (sk_time)SOON_DAYS * SK_DAY)
				continue;
			if (out)
				out[count] = (struct review){&verdicts->items[i], finding, finding->stale_after};
			count++;
		}
	return count;
}

/* What is out of date already. */
static sk_outcome put_stale(struct doc *doc)
{
	const struct sk_verdicts *verdicts = doc->papers->register_->verdicts;
	SK_BUF_SCOPE text = SK_BUF(PAPER_PIECE_MAX);
	const char *line;
	for (size_t i = 0; i < verdicts->count; i++)
		if (verdicts->items[i].state == SK_STALE)
			sk_buf_print(&text, "%s%s %s", text.length ? " · " : "", verdicts->items[i].control->row.id, paper_in(doc->papers, &verdicts->items[i].control->label));
	SK_TRY(sk_buf_check(&text, doc->papers->error));
	if (text.length == 0)
		return SK_OK;
	SK_TRY(paper_text(doc->papers, &line, _("Out of date already, to be confirmed anew: %s"), text.bytes));
	doc->writer->paragraph(doc, DOC_OPEN, line);
	return SK_OK;
}

SK_OUTCOME content_reviews(struct doc *doc)
{
	const struct doc_column columns[] = {{_("Counts until"), 14}, {_("Number"), 10}, {_("Control"), 40}, {_("At"), 18}, {_("Answered by"), 18}};
	const struct sk_verdicts *verdicts = doc->papers->register_->verdicts;
	size_t count = gather_reviews(verdicts, NULL);
	const char *caption;
	void *memory;
	doc->writer->heading(doc, "reviews", _("What has to be looked at again, and when"), false);
	SK_TRY(put_stale(doc));
	if (count == 0) {
		doc->writer->paragraph(doc, DOC_PLAIN, _("Nothing that is done goes out of date within 90 days."));
		return SK_OK;
	}
	SK_TRY(sk_arena_take(doc->papers->arena, count, sizeof(struct review), &memory, doc->papers->error));
	struct review *reviews = memory;
	gather_reviews(verdicts, reviews);
	qsort(reviews, count, sizeof(*reviews), by_day);
	SK_TRY(paper_text(doc->papers, &caption, _("Done today, and out of date within 90 days unless somebody looks or answers anew: %zu."), count));
	doc->writer->table(doc, &(struct doc_table){.id = "review-rows", .caption = caption, .columns = columns, .count = SK_COUNT(columns)});
	for (size_t i = 0; i < count; i++)
		SK_TRY(review_row(doc, &reviews[i]));
	doc->writer->table_end(doc);
	return SK_OK;
}

/* ---- premises ---- */

SK_OUTCOME content_premises(struct doc *doc)
{
	const struct doc_column columns[] = {{_("Number"), 10}, {_("What the guidance presumes of the site"), 66}, {_("State"), 24}};
	const struct sk_register *register_ = doc->papers->register_;
	doc->writer->heading(doc, "premises", _("What the guidance presumes"), false);
	doc->writer->table(doc, &(struct doc_table){.id = "premise-rows", .caption = _("One that does not hold brings more risks in."), .columns = columns, .count = SK_COUNT(columns)});
	SK_LIST_EACH(struct sk_premise, premise, &register_->site->catalogue->premises.rows) {
		const struct sk_premise_answer *answer = sk_assess_premise(register_->site, premise->row.id, register_->verdicts->day);
		const struct doc_cell cells[] = {
			{premise->row.id, DOC_CODE}, {paper_in(doc->papers, &premise->text), DOC_PLAIN},
			{!answer ? _("assumed") : answer->holds ? _("confirmed") : _("does not hold"), !answer ? DOC_OPEN : answer->holds ? DOC_GOOD : DOC_BAD},
		};
		doc->writer->row(doc, cells, answer && answer->holds);
	}
	doc->writer->table_end(doc);
	return SK_OK;
}

/* ---- the whole register ---- */

static sk_outcome after_text(const struct doc *doc, const struct sk_residual *residual, const char **out)
{
	if (residual->low == residual->high)
		return paper_text(doc->papers, out, "%d", residual->high);
	return paper_text(doc->papers, out, "%d–%d", residual->low, residual->high);
}

static sk_outcome controls_text(const struct doc *doc, const struct sk_risk *risk, const char **out)
{
	SK_BUF_SCOPE text = SK_BUF(PAPER_PIECE_MAX);
	for (size_t i = 0; i < risk->minimum_count; i++)
		sk_buf_print(&text, "%s%s %s (%s)", i ? "\n" : "", risk->treated[i].treatment->control_id, sk_word_state(risk->treated[i].state),
			     paper_in(doc->papers, &sk_catalogue_place_row(doc->papers->register_->site->catalogue, risk->treated[i].treatment->at)->label));
	SK_TRY(sk_buf_check(&text, doc->papers->error));
	return sk_arena_text(doc->papers->arena, text.bytes ? text.bytes : "", text.length, out, doc->papers->error);
}

static sk_outcome risk_row(struct doc *doc, const struct sk_risk *risk)
{
	const struct sk_register *register_ = doc->papers->register_;
	const char *levels, *value, *presumed, *after, *controls;
	bool open = sk_assess_open(risk, register_->line);
	SK_TRY(paper_text(doc->papers, &levels, "%d × %d × %d", risk->importance, risk->threat_level, risk->vulnerability_level));
	SK_TRY(paper_text(doc->papers, &value, "%d", risk->value));
	SK_TRY(paper_text(doc->papers, &presumed, "%d", risk->residual.presumed));
	SK_TRY(after_text(doc, &risk->residual, &after));
	SK_TRY(controls_text(doc, risk, &controls));
	const char *state = !risk->over_line ? (risk->residual.low == risk->value && risk->minimum_count ? _("under the line, controls missing") : _("under the line")) : !open ? _("settled") : sk_rule_over(risk->residual.low, register_->line) ? _("not done") : _("not known");
	const struct doc_cell cells[] = {
		{risk->scenario->id, DOC_CODE}, {paper_in(doc->papers, &risk->scenario->sentence), DOC_PLAIN}, {levels, DOC_NUMBER}, {value, DOC_NUMBER}, {controls, DOC_PLAIN},
		{after, DOC_NUMBER}, {presumed, DOC_NUMBER}, {state, !risk->over_line ? DOC_QUIET : !open ? DOC_GOOD : sk_rule_over(risk->residual.low, register_->line) ? DOC_BAD : DOC_OPEN},
	};
	doc->writer->row(doc, cells, !open);
	return SK_OK;
}

SK_OUTCOME content_register(struct doc *doc)
{
	const struct doc_column columns[] = {
		{_("Number"), 11}, {_("What happens"), 37}, {_("Importance × threat × vulnerability"), 10}, {_("Value"), 6}, {_("Minimum controls"), 14}, {_("Value after, with evidence"), 7},
		{_("Value after, as presumed"), 7}, {_("State"), 8},
	};
	const struct sk_register *register_ = doc->papers->register_;
	const char *caption, *heading;
	SK_TRY(paper_text(doc->papers, &heading, _("Every risk that concerns this site: %zu"), register_->counts.scenarios));
	doc->writer->heading(doc, "register", heading, true);
	SK_TRY(paper_text(doc->papers, &caption, _("Annex 3 (as this tool makes it). Left out because they do not concern the site: %zu; the workbook says why."), register_->counts.excluded));
	doc->writer->table(doc, &(struct doc_table){.id = "risk-rows", .caption = caption, .columns = columns, .count = SK_COUNT(columns), .annex = true, .filter = true});
	for (size_t i = 0; i < register_->counts.scenarios; i++)
		SK_TRY(risk_row(doc, &register_->risks[i]));
	doc->writer->table_end(doc);
	return SK_OK;
}

/* ---- limits ---- */

SK_OUTCOME content_limits(struct doc *doc)
{
	const struct sk_site *site = doc->papers->register_->site;
	doc->writer->heading(doc, "limits", _("What this report does not say"), false);
	doc->writer->paragraph(doc, DOC_PLAIN, _("The order of the risks comes from multiplying levels: it ranks them and measures nothing. Values are compared and counted, never added."));
	SK_LIST_EACH(struct sk_disclaimer, disclaimer, &site->catalogue->disclaimers.rows)
		doc->writer->paragraph(doc, DOC_PLAIN, paper_in(doc->papers, &disclaimer->text));
	return SK_OK;
}
