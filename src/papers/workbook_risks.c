/*
 * Annex 3 of the workbook: every risk with its value, the state of its minimum controls and both residuals, as formulas. A risk whose minimum control does not
 * apply stands here too, without residuals: it comes back when that cell is changed.
 */
#include "papers/workbook.h"

#include <string.h>

enum { IMPORTANCE = 5, THREAT, VULNERABILITY, MINIMUM = 10, AFTER_THREAT, AFTER_VULNERABILITY, RECOMMENDED = 18, ORIGIN, RESPONSE, OWNER, APPROVED, REVIEW };

/* One row while it is made. */
struct risk_row {
	struct workbook *book;
	const struct sk_risk *risk;
	unsigned row; /* as in formulas: from 1 */
	bool applies; /* now */
};

static sk_outcome control_cell(const struct risk_row *row, const struct sk_treated *treated, const char **out)
{
	const struct workbook *book = row->book;
	size_t at = 0;
	while (at < book->control_count &&
	       (book->control_rows[at] != treated->treatment->control || book->control_places[at] != treated->treatment->at))
		at++;
	SK_INVARIANT(at < book->control_count);
	return workbook_cell(book, book->controls, WORKBOOK_HEAD + at, CONTROL_STATE, out);
}

/* "a=\"done\",b=\"done\"": the cell of each minimum control compared with a state; of a presumed one with each of `more`, too. */
static sk_outcome put_comparisons(const struct risk_row *row, enum sk_state state, bool presuming, struct sk_buf *out)
{
	for (size_t i = 0; i < row->risk->minimum_count; i++) {
		const struct sk_treated *treated = &row->risk->treated[i];
		const char *cell;
		SK_TRY(control_cell(row, treated, &cell));
		sk_buf_text(out, i ? "," : "");
		if (presuming && treated->treatment->control->presumed)
			sk_buf_print(out, "OR(%s=\"%s\",%s=\"%s\",%s=\"%s\")", cell, sk_word_state(SK_MET), cell, sk_word_state(SK_UNKNOWN), cell, sk_word_state(SK_STALE));
		else
			sk_buf_print(out, "%s=\"%s\"", cell, sk_word_state(state));
	}
	return SK_OK;
}

static sk_outcome keep(const struct risk_row *row, const struct sk_buf *text, const char **out)
{
	SK_TRY(sk_buf_check(text, row->book->papers->error));
	return sk_arena_text(row->book->papers->arena, text->bytes, text->length, out, row->book->papers->error);
}

static sk_outcome state_formula(const struct risk_row *row, const char **out)
{
	SK_BUF_SCOPE text = SK_BUF(PAPER_PIECE_MAX);
	sk_buf_text(&text, "=IF(OR(");
	SK_TRY(put_comparisons(row, SK_NOT_APPLICABLE, false, &text));
	sk_buf_print(&text, "),\"%s\",IF(OR(", sk_word_state(SK_NOT_APPLICABLE));
	SK_TRY(put_comparisons(row, SK_UNMET, false, &text));
	sk_buf_print(&text, "),\"%s\",IF(AND(", sk_word_state(SK_UNMET));
	SK_TRY(put_comparisons(row, SK_MET, false, &text));
	sk_buf_print(&text, "),\"%s\",\"%s\")))", sk_word_state(SK_MET), sk_word_state(SK_UNKNOWN));
	return keep(row, &text, out);
}

/* What the same formula comes to now. */
static enum sk_state state_now(const struct sk_risk *risk)
{
	bool all = true, unmet = false;
	for (size_t i = 0; i < risk->minimum_count; i++) {
		if (risk->treated[i].state == SK_NOT_APPLICABLE)
			return SK_NOT_APPLICABLE;
		all = all && risk->treated[i].state == SK_MET;
		unmet = unmet || risk->treated[i].state == SK_UNMET;
	}
	return unmet ? SK_UNMET : all ? SK_MET : SK_UNKNOWN;
}

static sk_outcome put_state(const struct risk_row *row)
{
	struct xlsx *xlsx = &row->book->xlsx;
	const char *formula;
	if (row->risk->minimum_count == 0) {
		xlsx_text(xlsx, row->row - 1, RISK_STATE, "—", XLSX_CENTRE);
		return SK_OK;
	}
	SK_TRY(state_formula(row, &formula));
	xlsx_formula_text(xlsx, row->row - 1, RISK_STATE, formula, sk_word_state(state_now(row->risk)), XLSX_CENTRE);
	return SK_OK;
}

/* A residual: nothing where the risk does not apply, else the value after treatment where `holds`, else the one before. */
static sk_outcome put_residual(const struct risk_row *row, unsigned column, const char *holds, int now)
{
	struct xlsx *xlsx = &row->book->xlsx;
	const char *formula;
	SK_TRY(paper_text(row->book->papers, &formula, "=IF($N$%u=\"%s\",\"\",IF(%s,$F$%u*MIN($L$%u,$G$%u)*MIN($M$%u,$H$%u),$I$%u))", row->row,
			  sk_word_state(SK_NOT_APPLICABLE), holds, row->row, row->row, row->row, row->row, row->row, row->row));
	if (row->applies)
		xlsx_formula_number(xlsx, row->row - 1, column, formula, now, XLSX_STRONG);
	else
		xlsx_formula_text(xlsx, row->row - 1, column, formula, "", XLSX_STRONG);
	return SK_OK;
}

static sk_outcome put_residuals(const struct risk_row *row)
{
	const struct sk_residual *now = &row->risk->residual;
	const char *all, *none;
	SK_BUF_SCOPE presumed = SK_BUF(PAPER_PIECE_MAX);
	SK_TRY(paper_text(row->book->papers, &all, "$N$%u=\"%s\"", row->row, sk_word_state(SK_MET)));
	SK_TRY(paper_text(row->book->papers, &none, "OR(%s,$N$%u=\"%s\")", all, row->row, sk_word_state(SK_UNKNOWN)));
	sk_buf_text(&presumed, "AND(");
	SK_TRY(put_comparisons(row, SK_MET, true, &presumed));
	sk_buf_text(&presumed, row->risk->minimum_count ? ")" : "FALSE)");
	SK_TRY(sk_buf_check(&presumed, row->book->papers->error));
	SK_TRY(put_residual(row, RISK_PRESUMED, presumed.bytes, now->presumed));
	SK_TRY(put_residual(row, RISK_LOW, none, now->low));
	return put_residual(row, RISK_HIGH, all, now->high);
}

/* "○" where the number in a column reaches the line, nothing where it does not or the risk does not apply. */
static sk_outcome put_over(const struct risk_row *row, unsigned column, char of, bool now)
{
	const char *formula, *line;
	SK_TRY(workbook_cell(row->book, row->book->cover, WORKBOOK_LINE_ROW, WORKBOOK_LINE_COLUMN, &line));
	SK_TRY(paper_text(row->book->papers, &formula, "=IF($N$%u=\"%s\",\"\",IF($%c$%u>=%s,\"○\",\"\"))", row->row, sk_word_state(SK_NOT_APPLICABLE), of, row->row, line));
	xlsx_formula_text(&row->book->xlsx, row->row - 1, column, formula, now && row->applies ? "○" : "", XLSX_STRONG);
	return SK_OK;
}

/* ---- levels ---- */

static sk_outcome put_link(const struct risk_row *row, unsigned column, const char *sheet, size_t at, unsigned level, int now)
{
	const char *cell, *formula;
	SK_TRY(workbook_cell(row->book, sheet, at, level, &cell));
	SK_TRY(paper_text(row->book->papers, &formula, "=%s", cell));
	xlsx_formula_number(&row->book->xlsx, row->row - 1, column, formula, now, XLSX_NUMBER);
	return SK_OK;
}

/* The row of the raised level that the risk goes by, or of its threat. */
static size_t threat_row(const struct workbook *book, const struct sk_scenario *scenario)
{
	size_t at = book->raised_row;
	if (!scenario->raised_level)
		return WORKBOOK_HEAD + (size_t)(scenario->threat - book->catalogue->threats);
	SK_LIST_EACH(struct sk_raised, raised, &book->catalogue->raised.rows) {
		if (strcmp(raised->threat, scenario->threat->row.id) == 0 && sk_catalogue_place(book->catalogue, raised->where) == scenario->at)
			return at;
		at++;
	}
	SK_INVARIANT(false);
	return 0;
}

static sk_outcome put_levels(const struct risk_row *row)
{
	struct workbook *book = row->book;
	const struct sk_risk *risk = row->risk;
	const struct sk_scenario *scenario = risk->scenario;
	const char *formula;
	size_t asset = workbook_position(&book->catalogue->assets.rows, sizeof(struct sk_asset), scenario->asset);
	size_t vulnerability = workbook_position(&book->catalogue->vulnerabilities.rows, sizeof(struct sk_vulnerability), scenario->vulnerability);
	SK_TRY(put_link(row, IMPORTANCE, book->assets, WORKBOOK_HEAD + asset, ASSET_IMPORTANCE, risk->importance));
	SK_TRY(put_link(row, THREAT, book->threats, threat_row(book, scenario), THREAT_LEVEL, risk->threat_level));
	SK_TRY(put_link(row, VULNERABILITY, book->vulnerabilities, WORKBOOK_HEAD + vulnerability, VULNERABILITY_LEVEL, risk->vulnerability_level));
	SK_TRY(paper_text(book->papers, &formula, "=$F$%u*$G$%u*$H$%u", row->row, row->row, row->row));
	xlsx_formula_number(&book->xlsx, row->row - 1, RISK_VALUE, formula, risk->value, XLSX_STRONG);
	xlsx_number(&book->xlsx, row->row - 1, AFTER_THREAT, scenario->after_threat, XLSX_INPUT);
	xlsx_number(&book->xlsx, row->row - 1, AFTER_VULNERABILITY, scenario->after_vulnerability, XLSX_INPUT);
	return SK_OK;
}

/* ---- words ---- */

static sk_outcome put_controls(const struct risk_row *row, unsigned column, size_t from, size_t to)
{
	SK_BUF_SCOPE text = SK_BUF(PAPER_PIECE_MAX);
	for (size_t i = from; i < to; i++) {
		const struct sk_treatment *treatment = row->risk->treated[i].treatment;
		sk_buf_print(&text, "%s%s %s", i > from ? "\n" : "", treatment->control_id, paper_in(row->book->papers, &treatment->control->label));
	}
	SK_TRY(sk_buf_check(&text, row->book->papers->error));
	const char *kept;
	SK_TRY(sk_arena_text(row->book->papers->arena, text.bytes ? text.bytes : "", text.length, &kept, row->book->papers->error));
	xlsx_text(&row->book->xlsx, row->row - 1, column, kept, XLSX_CELL);
	return SK_OK;
}

static const char *origin_word(int origin)
{
	static const char *const words[] = {[SK_ORIGIN_GUIDANCE] = N_("the guidance"), [SK_ORIGIN_SEKISHO] = N_("this tool"), [SK_ORIGIN_SITE] = N_("this site")};
	return sk_message(words[origin]);
}

/* Empty cells where nobody decided: to be written on. */
static void put_response(const struct risk_row *row)
{
	struct xlsx *xlsx = &row->book->xlsx;
	const struct sk_response *response = row->risk->response;
	unsigned at = row->row - 1;
	xlsx_text(xlsx, at, RESPONSE, response ? sk_word_response(response->response) : "", XLSX_CENTRE);
	xlsx_text(xlsx, at, OWNER, response ? response->owner : "", XLSX_CELL);
	xlsx_text(xlsx, at, APPROVED, response ? response->approved_by : "", XLSX_CELL);
	xlsx_date(xlsx, at, REVIEW, response ? response->review : 0, XLSX_CENTRE);
}

static sk_outcome put_words(const struct risk_row *row)
{
	struct workbook *book = row->book;
	const struct sk_scenario *scenario = row->risk->scenario;
	const char *origin;
	unsigned at = row->row - 1;
	xlsx_text(&book->xlsx, at, 0, scenario->id, XLSX_CODE);
	xlsx_text(&book->xlsx, at, 1, paper_asset(book->papers, scenario->asset), XLSX_CELL);
	xlsx_text(&book->xlsx, at, 2, paper_in(book->papers, &scenario->threat->label), XLSX_CELL);
	xlsx_text(&book->xlsx, at, 3, paper_in(book->papers, &scenario->vulnerability->label), XLSX_CELL);
	xlsx_text(&book->xlsx, at, 4, paper_in(book->papers, &scenario->sentence), XLSX_CELL);
	SK_TRY(put_controls(row, MINIMUM, 0, row->risk->minimum_count));
	SK_TRY(put_controls(row, RECOMMENDED, row->risk->minimum_count, row->risk->count));
	SK_TRY(paper_text(book->papers, &origin, _("risk: %s · controls: %s · levels after: %s"), origin_word((int)scenario->origin_scenario),
			  origin_word((int)row->risk->origin_treatment), origin_word((int)scenario->origin_after)));
	xlsx_text(&book->xlsx, at, ORIGIN, origin, XLSX_CELL);
	put_response(row);
	return SK_OK;
}

static sk_outcome put_risk(struct workbook *book, const struct sk_risk *risk, unsigned at)
{
	struct risk_row row = {book, risk, at + 1, risk->exclusion == SK_INCLUDED};
	int line = book->papers->register_->line;
	SK_TRY(put_words(&row));
	SK_TRY(put_levels(&row));
	SK_TRY(put_over(&row, RISK_OVER, 'I', sk_rule_over(risk->value, line)));
	SK_TRY(put_state(&row));
	SK_TRY(put_residuals(&row));
	return put_over(&row, RISK_HIGH + 1, 'Q', sk_rule_over(risk->residual.high, line));
}

SK_OUTCOME workbook_risks(struct workbook *book)
{
	const struct xlsx_column columns[] = {
		{_("Id"), 14}, {_("Asset"), 20}, {_("Threat"), 26}, {_("Vulnerability"), 26}, {_("What happens"), 46}, {_("Importance"), 8}, {_("Threat level"), 8},
		{_("Vulnerability level"), 8}, {_("Value"), 8}, {_("At or over the line"), 8}, {_("Minimum controls"), 34}, {_("Threat level after"), 8},
		{_("Vulnerability level after"), 8}, {_("State of the minimum controls"), 12}, {_("Value after, as presumed"), 8}, {_("Value after, at best"), 8},
		{_("Value after, with evidence"), 8}, {_("Still at or over the line"), 8}, {_("Recommended controls"), 30}, {_("Origin"), 30}, {_("Response"), 10}, {_("Owner"), 16}, {_("Approved by"), 16}, {_("To be looked at again"), 13},
	};
	const struct sk_register *register_ = book->papers->register_;
	unsigned row = WORKBOOK_HEAD;
	xlsx_sheet(&book->xlsx, book->risks, columns, SK_COUNT(columns), WORKBOOK_HEAD);
	SK_TRY(workbook_title(book, _("Annex 3 (as this tool makes it): register of risks")));
	for (size_t i = 0; i < register_->counts.scenarios; i++)
		SK_TRY(put_risk(book, &register_->risks[i], row++));
	for (size_t i = 0; i < register_->counts.excluded; i++)
		if (register_->excluded[i].exclusion == SK_EXCLUDED_CONTROL)
			SK_TRY(put_risk(book, &register_->excluded[i], row++));
	return SK_OK;
}
