/*
 * The register as CSV, back (papers/csv.c). Nothing in it is to be answered, so it says what the site says, or the first cell that does not is an error that names it: nobody's change is
 * let go in silence. An empty cell says nothing. Texts of the catalogue (asset, threat, what happens) are not compared: they are of one language, and of CP932 some signs are missing.
 */
#include "answer/answer.h"

#include <string.h>

/* As papers/csv.c writes them, from 1. */
enum {
	COLUMN_ID = 1, COLUMN_IMPORTANCE = 6, COLUMN_THREAT, COLUMN_VULNERABILITY, COLUMN_VALUE, COLUMN_OVER, COLUMN_CONTROLS, COLUMN_PRESUMED, COLUMN_LOW, COLUMN_HIGH, COLUMN_OPEN, COLUMNS = COLUMN_OPEN,
	CONTROLS_BYTES_MAX = 1 << 16,
};
static const struct sk_label head_id = {"番号", "Id"}, head_controls = {"最低限の対策", "Minimum controls"}, head_open = {"今も基準値以上", "Still at or over the line"};
static const char mark[] = "○";

struct row {
	const struct sk_register *register_;
	const struct sk_sheet *sheet;
	uint32_t at;
	const struct sk_risk *risk;
	struct sk_error *error;
};

bool sk_answer_is_register(const struct sk_sheet_book *book)
{
	const struct sk_sheet *sheet = &book->sheets[0];
	return book->count == 1 && sheet->columns == COLUMNS && sk_label_is(&head_id, sk_sheet_text(sheet, 1, COLUMN_ID)) && sk_label_is(&head_controls, sk_sheet_text(sheet, 1, COLUMN_CONTROLS)) &&
	       sk_label_is(&head_open, sk_sheet_text(sheet, 1, COLUMN_OPEN));
}

static const struct sk_risk *risk_named(const struct sk_register *register_, const char *id)
{
	for (size_t i = 0; i < register_->counts.scenarios; i++)
		if (strcmp(register_->risks[i].scenario->id, id) == 0)
			return &register_->risks[i];
	return NULL;
}

static sk_outcome same_number(const struct row *row, uint32_t column, int number)
{
	int64_t found;
	if (!*sk_sheet_text(row->sheet, row->at, column))
		return SK_OK;
	SK_TRY(sk_sheet_whole(row->sheet, row->at, column, 0, SK_VALUE_MAX, &found, row->error));
	return found == number ? SK_OK : sk_sheet_error(row->sheet, row->at, column, _("the number as it is now: levels and the line are set in site.yaml, with a reason; values follow"), row->error);
}

static sk_outcome same_mark(const struct row *row, uint32_t column, bool marked)
{
	const char *found = sk_sheet_text(row->sheet, row->at, column);
	return !*found || (marked && strcmp(found, mark) == 0) ? SK_OK : sk_sheet_error(row->sheet, row->at, column, _("the mark as it is now, or nothing: it follows from values"), row->error);
}

static sk_outcome same_controls(const struct row *row)
{
	SK_BUF_SCOPE ja = SK_BUF(CONTROLS_BYTES_MAX), en = SK_BUF(CONTROLS_BYTES_MAX);
	const char *found = sk_sheet_text(row->sheet, row->at, COLUMN_CONTROLS);
	for (size_t i = 0; i < row->risk->minimum_count; i++) {
		const struct sk_treated *treated = &row->risk->treated[i];
		sk_buf_print(&ja, "%s%s %s", i ? " / " : "", treated->treatment->control_id, sk_answer_states[treated->state].ja);
		sk_buf_print(&en, "%s%s %s", i ? " / " : "", treated->treatment->control_id, sk_answer_states[treated->state].en);
	}
	SK_TRY(sk_buf_check(&ja, row->error));
	SK_TRY(sk_buf_check(&en, row->error));
	bool same = !*found || (ja.bytes && strcmp(found, ja.bytes) == 0) || (en.bytes && strcmp(found, en.bytes) == 0);
	return same ? SK_OK : sk_sheet_error(row->sheet, row->at, COLUMN_CONTROLS, _("the states as they are now: they are answered on an answer sheet, or in the workbook"), row->error);
}

static sk_outcome same_row(const struct row *row)
{
	const struct sk_risk *risk = row->risk;
	const struct {
		uint32_t column;
		int number;
	} numbers[] = {{COLUMN_IMPORTANCE, risk->importance}, {COLUMN_THREAT, risk->threat_level}, {COLUMN_VULNERABILITY, risk->vulnerability_level}, {COLUMN_VALUE, risk->value},
		       {COLUMN_PRESUMED, risk->residual.presumed}, {COLUMN_LOW, risk->residual.low}, {COLUMN_HIGH, risk->residual.high}};
	for (size_t i = 0; i < SK_COUNT(numbers); i++)
		SK_TRY(same_number(row, numbers[i].column, numbers[i].number));
	SK_TRY(same_mark(row, COLUMN_OVER, risk->over_line));
	SK_TRY(same_controls(row));
	return same_mark(row, COLUMN_OPEN, sk_assess_open(risk, row->register_->line));
}

SK_OUTCOME sk_answer_take_register(const struct sk_register *register_, const struct sk_sheet_book *book, struct sk_replies *out, struct sk_error *error)
{
	struct row row = {.register_ = register_, .sheet = &book->sheets[0], .error = error};
	*out = (struct sk_replies){0};
	SK_TRY(sk_sheet_no_person(book, error));
	for (row.at = 2; row.at <= row.sheet->rows; row.at++) {
		const char *id = sk_sheet_text(row.sheet, row.at, COLUMN_ID);
		row.risk = risk_named(register_, id);
		if (!*id) {
			out->empty++;
			continue;
		}
		if (!row.risk)
			return sk_sheet_error(row.sheet, row.at, COLUMN_ID, _("the id of a risk that concerns this site now"), error);
		SK_TRY(same_row(&row));
		out->same++;
	}
	return SK_OK;
}
