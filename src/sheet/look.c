/* What readers of a book ask: a sheet, a header, a cell, a number, a day; and the errors that name where it stands. */
#include "sheet/private.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- places ---- */

static void column_letters(uint32_t column, char out[8])
{
	char letters[8];
	size_t count = 0;
	for (; column > 0 && count < sizeof(letters) - 1; column = (column - 1) / 26)
		letters[count++] = (char)('A' + (column - 1) % 26);
	for (size_t i = 0; i < count; i++)
		out[i] = letters[count - 1 - i];
	out[count] = '\0';
}

void sk_sheet_place(const struct sk_sheet *sheet, uint32_t row, uint32_t column, char out[SK_SHEET_PLACE_TEXT])
{
	char letters[8];
	column_letters(column, letters);
	(void)snprintf(out, SK_SHEET_PLACE_TEXT, "%s%s%s%u", sheet->name, *sheet->name ? "!" : "", letters, row);
}

/* Of an empty cell of CSV: the row's first cell tells the line. */
static struct sk_place place_of(const struct sk_sheet *sheet, uint32_t row, uint32_t column)
{
	const struct sk_sheet_cell *cell = sk_sheet_at(sheet, row, column);
	struct sk_place place = {.file = sheet->book->file};
	for (size_t i = 0; !cell && i < sheet->count && sheet->cells[i].row <= row; i++)
		if (sheet->cells[i].row == row)
			return (struct sk_place){sheet->book->file, sheet->cells[i].line, sheet->cells[i].line ? 1 : 0};
	if (cell) {
		place.line = cell->line;
		place.column = cell->sign;
	}
	return place;
}

sk_outcome sk_sheet_error(const struct sk_sheet *sheet, uint32_t row, uint32_t column, const char *expected, struct sk_error *error)
{
	char where[SK_SHEET_PLACE_TEXT];
	struct sk_place place = place_of(sheet, row, column);
	const char *text = sk_sheet_text(sheet, row, column);
	sk_sheet_place(sheet, row, column, where);
	if (!*text)
		return sk_error_set(error, SK_E_SHEET_EMPTY, &place, where, expected, NULL);
	return sk_error_set(error, SK_E_SHEET_CELL, &place, where, text, expected);
}

/* ---- cells ---- */

const struct sk_sheet_cell *sk_sheet_at(const struct sk_sheet *sheet, uint32_t row, uint32_t column)
{
	size_t low = 0, high = sheet->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct sk_sheet_cell *cell = &sheet->cells[middle];
		if (cell->row == row && cell->column == column)
			return cell;
		if (cell->row < row || (cell->row == row && cell->column < column))
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const char *sk_sheet_text(const struct sk_sheet *sheet, uint32_t row, uint32_t column)
{
	const struct sk_sheet_cell *cell = sk_sheet_at(sheet, row, column);
	return cell ? cell->text : "";
}

/* ---- names, without their blanks ---- */

static const char *skip_blanks(const char *text)
{
	static const char wide[] = "　";
	for (;;) {
		if (strncmp(text, wide, sizeof(wide) - 1) == 0)
			text += sizeof(wide) - 1;
		else if (*text == ' ' || *text == '\t' || *text == '\n' || strncmp(text, "\xC2\xA0", 2) == 0)
			text += *text == '\xC2' ? 2 : 1;
		else
			return text;
	}
}

static bool same_name(const char *a, const char *b)
{
	for (;; a++, b++) {
		a = skip_blanks(a);
		b = skip_blanks(b);
		if (*a != *b || !*a)
			return *a == *b;
	}
}

/* "'a', 'b'" into an error's argument, which is cut where it is too long. */
static void list_name(struct sk_buf *out, const char *name)
{
	sk_buf_print(out, "%s'%s'", out->length ? ", " : "", name);
}

sk_outcome sk_sheet_named(const struct sk_sheet_book *book, const char *name, const struct sk_sheet **out, struct sk_error *error)
{
	SK_BUF_SCOPE names = SK_BUF(SK_SHEET_SHEETS_MAX * (SK_SHEET_NAME_MAX + 8));
	struct sk_place place = {.file = book->file};
	for (size_t i = 0; i < book->count; i++) {
		list_name(&names, book->sheets[i].name);
		*out = &book->sheets[i];
		if (book->form == SK_SHEET_CSV || same_name(book->sheets[i].name, name))
			return SK_OK;
	}
	SK_TRY(sk_buf_check(&names, error));
	return sk_error_set(error, SK_E_SHEET_NAME, &place, name, names.bytes, NULL);
}

uint32_t sk_sheet_header_row(const struct sk_sheet *sheet, const char *header)
{
	for (size_t i = 0; i < sheet->count; i++)
		if (same_name(sheet->cells[i].text, header))
			return sheet->cells[i].row;
	return 0;
}

/* ---- headers ---- */

static sk_outcome no_header(const struct sk_sheet *sheet, uint32_t row, const char *header, struct sk_error *error)
{
	enum { SHOWN = SK_ERROR_TEXT * 2 };
	SK_BUF_SCOPE names = SK_BUF(SHOWN + SK_SHEET_TEXT_MAX + 8);
	char where[SK_SHEET_PLACE_TEXT];
	struct sk_place place = place_of(sheet, row, 1);
	for (size_t i = 0; i < sheet->count && sheet->cells[i].row <= row && names.length < SHOWN; i++)
		if (sheet->cells[i].row == row)
			list_name(&names, sheet->cells[i].text);
	sk_sheet_place(sheet, row, 1, where);
	SK_TRY(sk_buf_check(&names, error));
	return sk_error_set(error, SK_E_SHEET_HEADER, &place, where, header, names.length ? names.bytes : "-");
}

static sk_outcome find_column(const struct sk_sheet *sheet, uint32_t row, const char *header, uint32_t *column, struct sk_error *error)
{
	*column = 0;
	for (size_t i = 0; i < sheet->count && sheet->cells[i].row <= row; i++) {
		const struct sk_sheet_cell *cell = &sheet->cells[i];
		char where[SK_SHEET_PLACE_TEXT], first[8];
		if (cell->row != row || !same_name(cell->text, header))
			continue;
		if (*column) {
			struct sk_place place = place_of(sheet, row, cell->column);
			sk_sheet_place(sheet, row, cell->column, where);
			column_letters(*column, first);
			return sk_error_set(error, SK_E_SHEET_TWICE, &place, where, header, first);
		}
		*column = cell->column;
	}
	return *column ? SK_OK : no_header(sheet, row, header, error);
}

sk_outcome sk_sheet_columns(const struct sk_sheet *sheet, uint32_t row, const char *const *headers, size_t count, uint32_t *columns,
			    struct sk_error *error)
{
	for (size_t i = 0; i < count; i++)
		SK_TRY(find_column(sheet, row, headers[i], &columns[i], error));
	return SK_OK;
}

/* ---- values ---- */

static bool whole_of(const struct sk_sheet_cell *cell, int64_t *out)
{
	if (!cell || cell->kind == SK_SHEET_TEXT)
		return cell && sk_sheet_whole_parse(cell->text, out);
	if (cell->kind != SK_SHEET_NUMBER || cell->number != floor(cell->number) || fabs(cell->number) > 9e15)
		return false;
	*out = (int64_t)cell->number;
	return true;
}

sk_outcome sk_sheet_whole(const struct sk_sheet *sheet, uint32_t row, uint32_t column, int64_t low, int64_t high, int64_t *out,
			  struct sk_error *error)
{
	SK_BUF_SCOPE expected = SK_BUF(SK_ERROR_TEXT);
	if (whole_of(sk_sheet_at(sheet, row, column), out) && *out >= low && *out <= high)
		return SK_OK;
	char least[24], most[24];
	const char *const bounds[] = {least, most};
	(void)snprintf(least, sizeof(least), "%lld", (long long)low);
	(void)snprintf(most, sizeof(most), "%lld", (long long)high);
	sk_message_fill(&expected, _("a whole number from %1 to %2"), bounds, SK_COUNT(bounds));
	SK_TRY(sk_buf_check(&expected, error));
	return sk_sheet_error(sheet, row, column, expected.bytes, error);
}

sk_outcome sk_sheet_day(const struct sk_sheet *sheet, uint32_t row, uint32_t column, sk_time *out, struct sk_error *error)
{
	const struct sk_sheet_cell *cell = sk_sheet_at(sheet, row, column);
	if (cell && cell->kind == SK_SHEET_DATE && (cell->shows & SK_SHEET_DAY)) {
		*out = cell->when - cell->when % SK_DAY - (cell->when % SK_DAY < 0 ? SK_DAY : 0);
		return SK_OK;
	}
	if (cell && cell->kind == SK_SHEET_TEXT && sk_sheet_day_parse(cell->text, out))
		return SK_OK;
	return sk_sheet_error(sheet, row, column, _("a day that exists, as 2026-04-01"), error);
}

/* ---- what may be kept nowhere ---- */

static bool holds_person(const char *text)
{
	return text && sk_my_number_inside(text, strlen(text));
}

static sk_outcome check_persons(const struct sk_sheet *sheet, struct sk_error *error)
{
	char where[SK_SHEET_PLACE_TEXT];
	for (size_t i = 0; i < sheet->count; i++) {
		const struct sk_sheet_cell *cell = &sheet->cells[i];
		if (!holds_person(cell->text) && !holds_person(cell->formula))
			continue;
		struct sk_place place = place_of(sheet, cell->row, cell->column);
		sk_sheet_place(sheet, cell->row, cell->column, where);
		return sk_error_set(error, SK_E_SHEET_PERSON, &place, where, NULL, NULL);
	}
	return SK_OK;
}

sk_outcome sk_sheet_no_person(const struct sk_sheet_book *book, struct sk_error *error)
{
	for (size_t i = 0; i < book->count; i++) {
		struct sk_place place = {.file = book->file};
		if (holds_person(book->sheets[i].name))
			return sk_error_set(error, SK_E_SHEET_PERSON, &place, book->sheets[i].name, NULL, NULL);
		SK_TRY(check_persons(&book->sheets[i], error));
	}
	return SK_OK;
}
