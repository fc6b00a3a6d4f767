#include "book.h"

#include <math.h>
#include <string.h>

#define HOLDS(condition) SK_INVARIANT(condition)

enum { OUTPUT_MAX = 16 << 20 };

static void check_text(const char *text)
{
	HOLDS(text && strlen(text) <= SK_SHEET_TEXT_MAX);
	HOLDS(sk_utf8_clean(text, strlen(text), NULL) && !strchr(text, '\r'));
}

static void check_order(const struct sk_sheet_cell *before, const struct sk_sheet_cell *cell)
{
	HOLDS(cell->row > before->row || (cell->row == before->row && cell->column > before->column));
	HOLDS(cell->line == 0 || cell->line > before->line || (cell->line == before->line && cell->sign > before->sign));
}

static void check_cell(const struct sk_sheet *sheet, const struct sk_sheet_cell *cell)
{
	bool csv = sheet->book->form == SK_SHEET_CSV;
	check_text(cell->text);
	if (cell->formula)
		check_text(cell->formula);
	HOLDS(*cell->text || cell->formula);
	HOLDS(cell->row >= 1 && cell->row <= sheet->rows && cell->column >= 1 && cell->column <= sheet->columns);
	HOLDS((cell->line > 0) == csv && (cell->sign > 0) == csv && cell->kind <= SK_SHEET_DATE && isfinite(cell->number));
	HOLDS(!csv || (cell->kind == SK_SHEET_TEXT && !cell->formula));
	HOLDS((cell->shows != 0) == (cell->kind == SK_SHEET_DATE) && cell->shows <= (SK_SHEET_DAY | SK_SHEET_CLOCK));
	HOLDS((cell->kind == SK_SHEET_NOTHING) <= (cell->formula != NULL && !*cell->text));
	HOLDS(sk_sheet_at(sheet, cell->row, cell->column) == cell);
}

static void check_sheet(const struct sk_sheet_book *book, const struct sk_sheet *sheet)
{
	const struct sk_sheet *found;
	struct sk_error error;
	check_text(sheet->name);
	HOLDS(sheet->book == book && (*sheet->name || book->form == SK_SHEET_CSV));
	HOLDS(!sk_failed(sk_sheet_named(book, sheet->name, &found, &error)));
	HOLDS((sheet->count == 0) == (sheet->cells == NULL));
	HOLDS(sheet->rows <= SK_SHEET_ROWS_MAX && sheet->columns <= SK_SHEET_COLUMNS_MAX && (sheet->count > 0) == (sheet->rows > 0));
	for (size_t i = 0; i < sheet->count; i++) {
		check_cell(sheet, &sheet->cells[i]);
		if (i > 0)
			check_order(&sheet->cells[i - 1], &sheet->cells[i]);
	}
}

void book_check_error(const struct sk_error *error, sk_outcome outcome)
{
	SK_BUF_SCOPE text = SK_BUF(OUTPUT_MAX);
	HOLDS(error->id != SK_E_OK && sk_error_class_of(error->id) == outcome.class);
	HOLDS(outcome.class == SK_CLASS_INPUT || error->id == SK_E_MEMORY);
	HOLDS(outcome.class != SK_CLASS_INPUT || error->file[0]);
	sk_error_print(error, &text);
	HOLDS(sk_utf8_clean(text.bytes, text.length, NULL) && !sk_my_number_inside(text.bytes, text.length));
}

/* Every question of the contract, with the first cell that there is. */
static void check_questions(const struct sk_sheet *sheet)
{
	static const char *const wanted[] = {"対策"};
	struct sk_error error = {0};
	uint32_t column;
	int64_t whole;
	sk_time day;
	for (size_t i = 0; i < sheet->count && i < 64; i++) {
		const struct sk_sheet_cell *cell = &sheet->cells[i];
		sk_outcome outcome = sk_sheet_whole(sheet, cell->row, cell->column, 0, 99, &whole, &error);
		HOLDS(sk_failed(outcome) || (whole >= 0 && whole <= 99));
		if (sk_failed(outcome))
			book_check_error(&error, outcome);
		outcome = sk_sheet_day(sheet, cell->row, cell->column, &day, &error);
		if (sk_failed(outcome))
			book_check_error(&error, outcome);
		outcome = sk_sheet_columns(sheet, cell->row, wanted, 1, &column, &error);
		HOLDS(sk_failed(outcome) || sk_sheet_at(sheet, cell->row, column));
		if (sk_failed(outcome))
			book_check_error(&error, outcome);
		HOLDS(sk_sheet_header_row(sheet, cell->text) <= cell->row);
	}
}

void book_check(const struct sk_sheet_book *book)
{
	struct sk_error error = {0};
	HOLDS(book->count <= SK_SHEET_SHEETS_MAX);
	HOLDS(book->form == SK_SHEET_XLSX || (book->count == 1 && *book->encoding && strchr(",;\t", book->separator)));
	for (size_t i = 0; i < book->count; i++) {
		check_sheet(book, &book->sheets[i]);
		check_questions(&book->sheets[i]);
	}
	sk_outcome outcome = sk_sheet_no_person(book, &error);
	if (sk_failed(outcome))
		book_check_error(&error, outcome);
}

/* ---- as JSON ---- */

/* Of control characters a clean text holds tab and newline only. */
static void print_text(struct sk_buf *out, const char *text)
{
	sk_buf_text(out, "\"");
	for (size_t run; *text; text += run + (text[run] != '\0')) {
		run = strcspn(text, "\n\t\"\\");
		sk_buf_add(out, text, run);
		if (text[run])
			sk_buf_print(out, "\\%c", text[run] == '\n' ? 'n' : text[run] == '\t' ? 't' : text[run]);
	}
	sk_buf_text(out, "\"");
}

static void print_cell(const struct sk_sheet *sheet, const struct sk_sheet_cell *cell, struct sk_buf *out)
{
	static const char *const kinds[] = {"nothing", "text", "number", "flag", "fault", "date"};
	char place[SK_SHEET_PLACE_TEXT];
	sk_sheet_place(sheet, cell->row, cell->column, place);
	sk_buf_text(out, "{\"place\": ");
	print_text(out, place);
	sk_buf_print(out, ", \"row\": %u, \"column\": %u, \"line\": %u, \"sign\": %u, \"kind\": \"%s\", \"shows\": %u, ", cell->row, cell->column,
		     cell->line, cell->sign, kinds[cell->kind], cell->shows);
	sk_buf_print(out, "\"number\": %.17g, \"when\": %lld, \"shared\": %s, \"text\": ", cell->number, (long long)cell->when,
		     cell->shared ? "true" : "false");
	print_text(out, cell->text);
	sk_buf_text(out, ", \"formula\": ");
	if (cell->formula)
		print_text(out, cell->formula);
	else
		sk_buf_text(out, "null");
	sk_buf_text(out, "}");
}

static void print_sheet(const struct sk_sheet *sheet, struct sk_buf *out)
{
	static const char *const seen[] = {"shown", "hidden", "very hidden"};
	sk_buf_text(out, "{\"name\": ");
	print_text(out, sheet->name);
	sk_buf_print(out, ", \"seen\": \"%s\", \"rows\": %u, \"columns\": %u, \"cells\": [", seen[sheet->seen], sheet->rows, sheet->columns);
	for (size_t i = 0; i < sheet->count; i++) {
		sk_buf_text(out, i ? ",\n" : "\n");
		print_cell(sheet, &sheet->cells[i], out);
	}
	sk_buf_text(out, "]}");
}

void book_print(const struct sk_sheet_book *book, struct sk_buf *out)
{
	sk_buf_print(out, "{\"form\": \"%s\", \"encoding\": \"%s\", \"separator\": \"%s\", \"from_1904\": %s, \"sheets\": [",
		     book->form == SK_SHEET_XLSX ? "xlsx" : "csv", book->encoding,
		     book->separator == '\t' ? "\\t" : book->separator ? (char[]){book->separator, '\0'} : "", book->from_1904 ? "true" : "false");
	for (size_t i = 0; i < book->count; i++) {
		sk_buf_text(out, i ? ",\n" : "");
		print_sheet(&book->sheets[i], out);
	}
	sk_buf_text(out, "]}\n");
}
