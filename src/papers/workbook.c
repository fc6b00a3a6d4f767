/*
 * The workbook: annexes 1 to 3 as this tool makes them (別紙n 相当), controls, editions, readings. Importance, value, over the line, state of the controls and
 * both residuals are formulas over cells of levels, of controls and of the line, with what they come to now beside them: anyone can change a cell and see
 * what follows, without Sekisho. The rule is that of assess/rule.c (guidance ④-3, DESIGN rules 3 to 5).
 */
#include "answer/answer.h"
#include "papers/workbook.h"

#include <string.h>

SK_OUTCOME workbook_cell(const struct workbook *book, const char *sheet, size_t row, unsigned column, const char **out)
{
	SK_INVARIANT(column < 26);
	return paper_text(book->papers, out, "'%s'!$%c$%zu", sheet, (char)('A' + column), row + 1);
}

size_t workbook_position(const struct sk_list *rows, size_t size, const void *row)
{
	size_t position = (size_t)((const char *)row - (const char *)rows->items) / size;
	SK_INVARIANT(position < rows->count);
	return position;
}

SK_OUTCOME workbook_title(struct workbook *book, const char *title)
{
	const char *site, *day, *line;
	SK_TRY(paper_site(book->papers, &site));
	SK_TRY(paper_date(book->papers, book->papers->register_->verdicts->day, &day));
	SK_TRY(paper_text(book->papers, &line, "%s · %s · %s", site, day, _("made by this tool; not a paper of the ministry")));
	xlsx_text(&book->xlsx, 0, 0, title, XLSX_TITLE);
	xlsx_text(&book->xlsx, 1, 0, line, XLSX_NOTE);
	return SK_OK;
}

/* ---- cover ---- */

/* How many of the risks' sheet are, as a formula and as a number. */
static sk_outcome put_count(struct workbook *book, unsigned row, const char *label, unsigned column, const char *what, size_t now)
{
	const char *formula;
	size_t last = WORKBOOK_HEAD + book->papers->register_->counts.scenarios;
	SK_TRY(paper_text(book->papers, &formula, "=COUNTIF('%s'!$%c$%d:$%c$%zu,\"%s\")", book->risks, (char)('A' + column), WORKBOOK_HEAD + 1, (char)('A' + column), last, what));
	xlsx_text(&book->xlsx, row, 0, label, XLSX_CELL);
	xlsx_formula_number(&book->xlsx, row, 1, formula, (double)now, XLSX_NUMBER);
	return SK_OK;
}

static const char *line_by(const struct sk_site *site)
{
	return site->line.approved_by ? site->line.approved_by : _("nobody has approved it yet");
}

static sk_outcome put_counts(struct workbook *book)
{
	const struct sk_counts *counts = &book->papers->register_->counts;
	xlsx_text(&book->xlsx, WORKBOOK_LINE_ROW + 2, 0, _("Risks that concern this site"), XLSX_CELL);
	xlsx_number(&book->xlsx, WORKBOOK_LINE_ROW + 2, 1, (double)counts->scenarios, XLSX_NUMBER);
	SK_TRY(put_count(book, WORKBOOK_LINE_ROW + 3, _("of these, at or over the line before treatment"), RISK_OVER, "○", counts->over_line));
	return put_count(book, WORKBOOK_LINE_ROW + 4, _("of these, at or over the line as evidenced"), RISK_HIGH + 1, "○", counts->open);
}

SK_OUTCOME workbook_cover(struct workbook *book)
{
	const struct xlsx_column columns[] = {{NULL, 46}, {NULL, 14}, {NULL, 60}};
	const struct sk_register *register_ = book->papers->register_;
	xlsx_sheet(&book->xlsx, book->cover, columns, SK_COUNT(columns), 0);
	SK_TRY(workbook_title(book, _("Register of risks and its annexes")));
	xlsx_text(&book->xlsx, SK_ANSWER_WORKBOOK_ROW - 1, 0, SK_ANSWER_WORKBOOK, XLSX_NOTE);
	char key[SK_HEX_ROOM];
	SK_TRY(sk_answer_workbook_key(register_, key, book->papers->error));
	xlsx_text(&book->xlsx, SK_ANSWER_WORKBOOK_ROW - 1, 2, key, XLSX_NOTE);
	xlsx_text(&book->xlsx, SK_ANSWER_WORKBOOK_ROW - 1, 1, paper_in(book->papers, &register_->site->name), XLSX_NOTE);
	xlsx_text(&book->xlsx, 3, 0, _("Yellow cells may be changed: everything that follows from them is calculated anew."), XLSX_PLAIN);
	xlsx_text(&book->xlsx, WORKBOOK_LINE_ROW, 0, _("Line: a value at or over it is to be treated"), XLSX_CELL);
	xlsx_number(&book->xlsx, WORKBOOK_LINE_ROW, WORKBOOK_LINE_COLUMN, register_->line, XLSX_INPUT);
	xlsx_between(&book->xlsx, WORKBOOK_LINE_ROW, WORKBOOK_LINE_COLUMN, 1, SK_VALUE_MAX);
	xlsx_text(&book->xlsx, WORKBOOK_LINE_ROW, 2, line_by(register_->site), XLSX_CELL);
	SK_TRY(put_counts(book));
	unsigned row = WORKBOOK_LINE_ROW + 6;
	xlsx_text(&book->xlsx, row++, 0, _("The sheets called annex are made after the guidance's annexes, which are not printed in it. Numbers beginning with S- are this tool's."), XLSX_NOTE);
	xlsx_text(&book->xlsx, row++, 0, _("Values are ranks: they are compared and counted, never added."), XLSX_NOTE);
	SK_LIST_EACH(struct sk_disclaimer, disclaimer, &book->catalogue->disclaimers.rows)
		xlsx_text(&book->xlsx, row++, 0, paper_in(book->papers, &disclaimer->text), XLSX_NOTE);
	return SK_OK;
}

/* ---- the book ---- */

static sk_outcome put_sheets(struct workbook *book)
{
	static sk_outcome (*const sheets[])(struct workbook *) = {
		workbook_cover, workbook_assets, workbook_threats, workbook_vulnerabilities, workbook_controls, workbook_risks, workbook_excluded, workbook_editions,
		workbook_readings,
	};
	for (size_t i = 0; i < SK_COUNT(sheets); i++)
		SK_TRY(sheets[i](book));
	return SK_OK;
}

static sk_outcome write_workbook(const struct sk_papers *papers, struct sk_buf *out)
{
	struct workbook book = {
		.papers = papers,
		.catalogue = papers->register_->site->catalogue,
		.cover = _("Cover"),
		.assets = _("Annex 1 assets"),
		.threats = _("Annex 2 threats"),
		.vulnerabilities = _("Annex 2 vulnerabilities"),
		.controls = _("Controls"),
		.risks = _("Annex 3 risks"),
	};
	SK_TRY(xlsx_open(&book.xlsx, papers, "workbook", _("Register of risks and its annexes")));
	sk_outcome outcome = put_sheets(&book), closed = xlsx_close(&book.xlsx, out);
	return sk_failed(outcome) ? outcome : closed;
}

const struct sk_paper paper_workbook = {"workbook", "workbook.xlsx", N_("the annexes and the register, to calculate with"), write_workbook, false, true};
