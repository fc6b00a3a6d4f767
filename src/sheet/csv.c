/* CSV as RFC 4180 has it, with the separators, line ends and free quotes that programs write. */
#include "sheet/private.h"

#include <stdio.h>
#include <string.h>

/* Where the reader is; line and column of what comes next. */
struct csv {
	struct reader *reader;
	struct sk_sheet *sheet;
	const char *text;
	size_t length, at;
	uint32_t line, sign;
	struct sk_buf cells; /* of struct sk_sheet_cell */
	struct runs field;
	struct sk_sheet_cell cell;
};

/* ---- steps ---- */

static sk_outcome wrong(const struct csv *csv, const struct sk_sheet_cell *cell, const char *what)
{
	struct sk_place place = {csv->reader->book->file, cell->line, cell->sign};
	return sk_error_set(csv->reader->error, SK_E_SHEET_CSV, &place, _(what), NULL, NULL);
}

static bool at_line_end(const struct csv *csv)
{
	return csv->at < csv->length && (csv->text[csv->at] == '\n' || csv->text[csv->at] == '\r');
}

/* CR, LF, or both. */
static void step_line(struct csv *csv)
{
	bool both = csv->text[csv->at] == '\r' && csv->at + 1 < csv->length && csv->text[csv->at + 1] == '\n';
	csv->at += both ? 2 : 1;
	csv->line++;
	csv->sign = 1;
}

/* One character goes into the field. */
static void take_sign(struct csv *csv)
{
	if (at_line_end(csv)) {
		sk_sheet_runs_add(&csv->field, "\n", 1);
		step_line(csv);
		return;
	}
	size_t step = sk_utf8_step(csv->text + csv->at, csv->length - csv->at);
	SK_INVARIANT(step > 0);
	sk_sheet_runs_add(&csv->field, csv->text + csv->at, step);
	csv->at += step;
	csv->sign++;
}

/* ---- fields ---- */

static bool at_field_end(const struct csv *csv)
{
	return csv->at == csv->length || at_line_end(csv) || csv->text[csv->at] == csv->reader->book->separator;
}

/* Behind the closing quote nothing may stand but the end of the field. */
static sk_outcome read_quoted(struct csv *csv)
{
	csv->at++;
	csv->sign++;
	for (; csv->at < csv->length; take_sign(csv)) {
		if (csv->text[csv->at] != '"')
			continue;
		csv->at++;
		csv->sign++;
		if (csv->at == csv->length || csv->text[csv->at] != '"') {
			struct sk_sheet_cell here = {.line = csv->line, .sign = csv->sign};
			return at_field_end(csv) ? SK_OK : wrong(csv, &here, N_("something stands behind the closing quote"));
		}
	}
	return wrong(csv, &csv->cell, N_("a quote is opened here and never closed"));
}

static sk_outcome read_field(struct csv *csv)
{
	csv->cell.line = csv->line;
	csv->cell.sign = csv->sign;
	if (csv->at < csv->length && csv->text[csv->at] == '"')
		return read_quoted(csv);
	while (!at_field_end(csv))
		take_sign(csv);
	return SK_OK;
}

static sk_outcome keep_field(struct csv *csv)
{
	struct reader *reader = csv->reader;
	struct string string;
	char most[32];
	SK_TRY(sk_sheet_runs_end(&csv->field, reader, false, &string));
	csv->cell.text = string.text;
	(void)snprintf(most, sizeof(most), "%d", SK_SHEET_TEXT_MAX);
	if (string.too_long)
		return sk_sheet_cell_error(reader, csv->sheet, &csv->cell, SK_E_SHEET_LONG, most);
	if (string.sign)
		return sk_sheet_cell_error(reader, csv->sheet, &csv->cell, SK_E_SHEET_SIGN, string.sign);
	if (!*string.text)
		return SK_OK;
	if (++reader->cells > SK_SHEET_CELLS_MAX)
		return sk_sheet_too_much(reader, N_("cells that hold something"), SK_SHEET_CELLS_MAX);
	csv->sheet->rows = csv->cell.row;
	if (csv->cell.column > csv->sheet->columns)
		csv->sheet->columns = csv->cell.column;
	sk_buf_add(&csv->cells, (const char *)&csv->cell, sizeof(csv->cell));
	return sk_buf_check(&csv->cells, reader->error);
}

static sk_outcome read_row(struct csv *csv)
{
	for (csv->cell.column = 1;; csv->cell.column++) {
		if (csv->cell.column > SK_SHEET_COLUMNS_MAX)
			return sk_sheet_too_much(csv->reader, N_("columns in a sheet"), SK_SHEET_COLUMNS_MAX);
		SK_TRY(read_field(csv));
		SK_TRY(keep_field(csv));
		if (csv->at == csv->length || at_line_end(csv))
			break;
		csv->at++;
		csv->sign++;
	}
	if (csv->at < csv->length)
		step_line(csv);
	return SK_OK;
}

static sk_outcome read_rows(struct csv *csv)
{
	csv->cell = (struct sk_sheet_cell){.kind = SK_SHEET_TEXT, .text = ""};
	for (csv->cell.row = 1; csv->at < csv->length; csv->cell.row++) {
		if (csv->cell.row > SK_SHEET_ROWS_MAX)
			return sk_sheet_too_much(csv->reader, N_("rows in a sheet"), SK_SHEET_ROWS_MAX);
		SK_TRY(read_row(csv));
	}
	return SK_OK;
}

/* ---- the whole ---- */

/* The one that stands most often outside quotes in the first line that has any (a title may come before); the first of these when it is a draw. */
static char find_separator(const char *text, size_t length)
{
	static const char separators[] = ",\t;";
	size_t counts[3] = {0}, best = 0;
	bool quoted = false, any = false;
	for (size_t at = 0; at < length && (quoted || !any || !strchr("\r\n", text[at])); at++) {
		const char *which = strchr(separators, text[at]);
		quoted ^= text[at] == '"';
		if (!which || quoted)
			continue;
		counts[which - separators]++;
		any = true;
	}
	for (size_t i = 1; i < SK_COUNT(counts); i++)
		best = counts[i] > counts[best] ? i : best;
	return separators[best];
}

/* A file of bytes that are no text, whatever the rest of it looks like. */
static sk_outcome refuse_binary(const struct reader *reader, const struct sk_buf *text)
{
	if (text->length > 0 && memchr(text->bytes, '\0', text->length))
		return sk_sheet_refuse(reader, N_("no table: it holds bytes that no text has"),
				       N_("save the table as 'Excel workbook (.xlsx)' or 'CSV UTF-8' and bring that"));
	return SK_OK;
}

static void csv_release(struct csv *csv)
{
	sk_buf_release(&csv->cells);
	sk_buf_release(&csv->field.text);
}

static sk_outcome keep_cells(struct csv *csv)
{
	void *cells;
	csv->sheet->count = csv->cells.length / sizeof(struct sk_sheet_cell);
	if (csv->sheet->count == 0)
		return sk_sheet_refuse(csv->reader, N_("a table without a single cell"), N_("bring the file that holds the table"));
	SK_TRY(sk_buf_keep(&csv->cells, csv->reader->arena, &cells, csv->reader->error));
	csv->sheet->cells = cells;
	return SK_OK;
}

sk_outcome sk_sheet_read_csv(struct reader *reader)
{
	/* CP932 and UTF-16 grow at most by half. */
	SK_BUF_SCOPE text = SK_BUF(SK_SHEET_FILE_MAX * 3);
	struct sk_sheet_book *book = reader->book;
	void *memory;
	book->form = SK_SHEET_CSV;
	SK_TRY(sk_sheet_decode(reader, &text));
	SK_TRY(refuse_binary(reader, &text));
	SK_TRY(sk_arena_take(reader->arena, 1, sizeof(struct sk_sheet), &memory, reader->error));
	book->sheets = memory;
	book->count = 1;
	book->separator = find_separator(text.bytes ? text.bytes : "", text.length);
	__attribute__((cleanup(csv_release))) struct csv csv = {
		.reader = reader, .sheet = memory, .text = text.bytes, .length = text.length, .line = 1, .sign = 1, .field = RUNS,
		.cells = SK_BUF((SK_SHEET_CELLS_MAX + 1) * sizeof(struct sk_sheet_cell))};
	*csv.sheet = (struct sk_sheet){.book = book, .name = ""};
	SK_TRY(read_rows(&csv));
	return keep_cells(&csv);
}
