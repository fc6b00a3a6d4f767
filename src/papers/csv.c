/*
 * The register as CSV (RFC 4180), one line a risk: UTF-8 with the mark that Excel needs to know it by, without it, or CP932. A cell that a program could take for a formula is begun with an
 * apostrophe, so that none is ever run.
 */
#include "papers/private.h"
#include "sheet/sheet.h"

#include <string.h>

/* What spreadsheets take for the begin of a formula; and what an apostrophe has made no formula already, so that one that is taken away gives back what was there. */
static bool looks_like_formula(const char *text)
{
	text += strspn(text, "'");
	return *text && strchr("=+-@\t\r", *text);
}

static void put_inside(struct sk_buf *out, const char *text)
{
	for (const char *quote; (quote = strchr(text, '"')); text = quote + 1) {
		sk_buf_add(out, text, (size_t)(quote - text));
		sk_buf_text(out, "\"\"");
	}
	sk_buf_text(out, text);
}

void paper_csv_cell(struct sk_buf *out, const char *text, bool last)
{
	sk_buf_text(out, looks_like_formula(text) ? "\"'" : "\"");
	put_inside(out, text);
	sk_buf_text(out, last ? "\"\r\n" : "\",");
}

/* Levels and values: 0 to SK_VALUE_MAX. */
static void put_number(struct sk_buf *out, int number)
{
	const char digits[] = {(char)('0' + number / 10), (char)('0' + number % 10), ','};
	size_t from = number < 10;
	SK_INVARIANT(number >= 0 && number <= SK_VALUE_MAX);
	sk_buf_add(out, digits + from, sizeof(digits) - from);
}

/* Ids begin with a letter: no program takes them for a formula. */
static void put_controls(struct sk_buf *out, const struct sk_risk *risk)
{
	sk_buf_text(out, "\"");
	for (size_t i = 0; i < risk->minimum_count; i++) {
		sk_buf_text(out, i ? " / " : "");
		put_inside(out, risk->treated[i].treatment->control_id);
		sk_buf_text(out, " ");
		put_inside(out, sk_word_state(risk->treated[i].state));
	}
	sk_buf_text(out, "\",");
}

static void put_risk(const struct sk_papers *papers, struct sk_buf *out, const struct sk_risk *risk)
{
	const struct sk_register *register_ = papers->register_;
	bool open = sk_assess_open(risk, register_->line);
	paper_csv_cell(out, risk->scenario->id, false);
	paper_csv_cell(out, paper_asset(papers, risk->scenario->asset), false);
	paper_csv_cell(out, paper_in(papers, &risk->scenario->threat->label), false);
	paper_csv_cell(out, paper_in(papers, &risk->scenario->vulnerability->label), false);
	paper_csv_cell(out, paper_in(papers, &risk->scenario->sentence), false);
	put_number(out, risk->importance);
	put_number(out, risk->threat_level);
	put_number(out, risk->vulnerability_level);
	put_number(out, risk->value);
	paper_csv_cell(out, risk->over_line ? "○" : "", false);
	put_controls(out, risk);
	put_number(out, risk->residual.presumed);
	put_number(out, risk->residual.low);
	put_number(out, risk->residual.high);
	paper_csv_cell(out, open ? "○" : "", true);
}

static sk_outcome write_plain(const struct sk_papers *papers, struct sk_buf *out)
{
	const char *const heads[] = {
		_("Id"), _("Asset"), _("Threat"), _("Vulnerability"), _("What happens"), _("Importance"), _("Threat level"), _("Vulnerability level"), _("Value"), _("At or over the line"),
		_("Minimum controls"), _("Value after, as presumed"), _("Value after, at best"), _("Value after, with evidence"), _("Still at or over the line"),
	};
	for (size_t i = 0; i < SK_COUNT(heads); i++)
		paper_csv_cell(out, heads[i], i + 1 == SK_COUNT(heads));
	for (size_t i = 0; i < papers->register_->counts.scenarios; i++)
		put_risk(papers, out, &papers->register_->risks[i]);
	return sk_buf_check(out, papers->error);
}

static sk_outcome write_csv(const struct sk_papers *papers, struct sk_buf *out)
{
	sk_buf_text(out, "\xEF\xBB\xBF");
	return write_plain(papers, out);
}

/* For programs that know no Unicode: what it has no code for is a 〓. */
static sk_outcome write_cp932(const struct sk_papers *papers, struct sk_buf *out)
{
	SK_BUF_SCOPE plain = SK_BUF(SK_PAPER_BYTES_MAX);
	size_t unknown;
	SK_TRY(write_plain(papers, &plain));
	return sk_sheet_to_cp932(papers->arena, plain.bytes, plain.length, out, &unknown, papers->error);
}

const struct sk_paper papers_csv[3] = {
	{"csv", "register.csv", N_("the register as a table for other programs"), write_csv, false, false},
	{"csv-plain", "register-plain.csv", N_("the same without the mark of UTF-8"), write_plain, true, false},
	{"csv-cp932", "register-cp932.csv", N_("the same in CP932, for old programs"), write_cp932, true, false},
};
