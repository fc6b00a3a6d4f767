/* The floor of libxlsxwriter: the linker brings its calls here first (--wrap). */
#include "measure.h"
#include "paper_floors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum { CALLS_MAX = 100000, FORMATS_MAX = 32, WORDS_MAX = 8 };

enum kind { SHEET, COLUMN, ROW, TEXT, BLANK, NUMBER, FORMULA_NUMBER, FORMULA_TEXT, MERGED, CHOICE, KINDS };

struct call {
	enum kind kind;
	lxw_row_t row;
	lxw_col_t column, last;
	size_t format;
	const char *text, *result;
	double number;
	lxw_data_validation choice;
};
struct book {
	struct call *calls;
	size_t count, cells, formats;
	lxw_format *format[FORMATS_MAX];
};
static struct book *open_book; /* NULL: nobody listens */

static size_t format_of(struct book *book, lxw_format *format)
{
	size_t at = 0;
	while (at < book->formats && book->format[at] != format)
		at++;
	if (at == FORMATS_MAX)
		fail("too many formats");
	if (at == book->formats)
		book->format[book->formats++] = format;
	return at;
}

static void keep(struct call call, lxw_format *format)
{
	struct book *book = open_book;
	if (!book)
		return;
	if (book->count == CALLS_MAX)
		fail("too many calls");
	call.format = format ? format_of(book, format) : 0;
	call.text = call.text ? keep_text(call.text) : NULL;
	call.result = call.result ? keep_text(call.result) : NULL;
	book->cells += call.kind >= TEXT && call.kind <= MERGED;
	/* Ours makes a row higher as it fills; who knows all of it says it once. */
	bool again = call.kind == ROW && book->count > 0 && book->calls[book->count - 1].kind == ROW && book->calls[book->count - 1].row == call.row;
	book->calls[again ? book->count - 1 : book->count++] = call;
}

/* ---- the calls ---- */

#define WRAP(type_, name_, parameters_, arguments_, ...) \
	type_ __real_##name_ parameters_; \
	type_ __wrap_##name_ parameters_; \
	type_ __wrap_##name_ parameters_ \
	{ \
		keep(__VA_ARGS__); \
		return __real_##name_ arguments_; \
	}

WRAP(lxw_worksheet *, workbook_add_worksheet, (lxw_workbook * book, const char *name), (book, name), (struct call){.kind = SHEET, .text = name}, NULL)
WRAP(lxw_error, worksheet_set_column, (lxw_worksheet * sheet, lxw_col_t first, lxw_col_t last, double width, lxw_format *format), (sheet, first, last, width, format),
     (struct call){.kind = COLUMN, .column = first, .last = last, .number = width}, format)
WRAP(lxw_error, worksheet_set_row, (lxw_worksheet * sheet, lxw_row_t row, double height, lxw_format *format), (sheet, row, height, format),
     (struct call){.kind = ROW, .row = row, .number = height}, format)
WRAP(lxw_error, worksheet_write_string, (lxw_worksheet * sheet, lxw_row_t row, lxw_col_t column, const char *text, lxw_format *format), (sheet, row, column, text, format),
     (struct call){.kind = TEXT, .row = row, .column = column, .text = text}, format)
WRAP(lxw_error, worksheet_write_blank, (lxw_worksheet * sheet, lxw_row_t row, lxw_col_t column, lxw_format *format), (sheet, row, column, format),
     (struct call){.kind = BLANK, .row = row, .column = column}, format)
WRAP(lxw_error, worksheet_write_number, (lxw_worksheet * sheet, lxw_row_t row, lxw_col_t column, double number, lxw_format *format), (sheet, row, column, number, format),
     (struct call){.kind = NUMBER, .row = row, .column = column, .number = number}, format)
WRAP(lxw_error, worksheet_write_formula_num, (lxw_worksheet * sheet, lxw_row_t row, lxw_col_t column, const char *formula, lxw_format *format, double result),
     (sheet, row, column, formula, format, result), (struct call){.kind = FORMULA_NUMBER, .row = row, .column = column, .text = formula, .number = result}, format)
WRAP(lxw_error, worksheet_write_formula_str, (lxw_worksheet * sheet, lxw_row_t row, lxw_col_t column, const char *formula, lxw_format *format, const char *result),
     (sheet, row, column, formula, format, result), (struct call){.kind = FORMULA_TEXT, .row = row, .column = column, .text = formula, .result = result}, format)
WRAP(lxw_error, worksheet_merge_range,
     (lxw_worksheet * sheet, lxw_row_t first_row, lxw_col_t first, lxw_row_t last_row, lxw_col_t last, const char *text, lxw_format *format),
     (sheet, first_row, first, last_row, last, text, format), (struct call){.kind = MERGED, .row = first_row, .column = first, .last = last, .text = text}, format)

static lxw_data_validation kept_choice(const lxw_data_validation *choice)
{
	lxw_data_validation kept = *choice;
	if (!choice->value_list)
		return kept;
	const char **words = keep_bytes((WORDS_MAX + 1) * sizeof(*words));
	for (size_t i = 0; choice->value_list[i] && i < WORDS_MAX; i++)
		words[i] = keep_text(choice->value_list[i]);
	kept.value_list = (char **)(uintptr_t)words;
	return kept;
}
WRAP(lxw_error, worksheet_data_validation_cell, (lxw_worksheet * sheet, lxw_row_t row, lxw_col_t column, lxw_data_validation *choice), (sheet, row, column, choice),
     (struct call){.kind = CHOICE, .row = row, .column = column, .choice = kept_choice(choice)}, NULL)

struct book *book_keep(const struct sk_papers *papers, const struct sk_paper *paper)
{
	SK_BUF_SCOPE bytes = SK_BUF(SK_PAPER_BYTES_MAX);
	struct book *book = keep_bytes(sizeof(*book));
	book->calls = keep_bytes(CALLS_MAX * sizeof(*book->calls));
	open_book = book;
	if (sk_failed(paper->write(papers, &bytes)))
		fail(paper->name);
	open_book = NULL;
	return book;
}

size_t book_cells(const struct book *book)
{
	return book->cells;
}

/* ---- once more ---- */

struct again {
	lxw_workbook *book;
	lxw_worksheet *sheet;
	lxw_format *formats[FORMATS_MAX];
};

static lxw_error repeat(struct again *to, const struct call *call)
{
	lxw_format *format = to->formats[call->format];
	lxw_data_validation choice = call->choice;
	switch (call->kind) {
	case SHEET:
		to->sheet = __real_workbook_add_worksheet(to->book, call->text);
		return to->sheet ? LXW_NO_ERROR : LXW_ERROR_MEMORY_MALLOC_FAILED;
	case COLUMN:
		return __real_worksheet_set_column(to->sheet, call->column, call->last, call->number, NULL);
	case ROW:
		return __real_worksheet_set_row(to->sheet, call->row, call->number, NULL);
	case TEXT:
		return __real_worksheet_write_string(to->sheet, call->row, call->column, call->text, format);
	case BLANK:
		return __real_worksheet_write_blank(to->sheet, call->row, call->column, format);
	case NUMBER:
		return __real_worksheet_write_number(to->sheet, call->row, call->column, call->number, format);
	case FORMULA_NUMBER:
		return __real_worksheet_write_formula_num(to->sheet, call->row, call->column, call->text, format, call->number);
	case FORMULA_TEXT:
		return __real_worksheet_write_formula_str(to->sheet, call->row, call->column, call->text, format, call->result);
	case MERGED:
		return __real_worksheet_merge_range(to->sheet, call->row, call->column, call->row, call->last, call->text, format);
	default:
		return __real_worksheet_data_validation_cell(to->sheet, call->row, call->column, &choice);
	}
}

/* As many formats as the paper has, with a frame, no two alike. */
static void make_formats(struct again *to, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		to->formats[i] = workbook_add_format(to->book);
		format_set_border(to->formats[i], LXW_BORDER_THIN);
		format_set_text_wrap(to->formats[i]);
		format_set_font_size(to->formats[i], 8 + (double)i);
	}
}

static size_t read_all(const char *path)
{
	static char bytes[1 << 16];
	struct plain all = {0};
	FILE *file = fopen(path, "rb");
	size_t got;
	if (!file)
		fail(path);
	while ((got = fread(bytes, 1, sizeof(bytes), file)) > 0)
		plain_add(&all, bytes, got);
	(void)fclose(file);
	free(all.bytes);
	return all.length;
}

size_t book_floor(const struct book *book, const struct sk_papers *papers)
{
	char path[4096];
	struct again to = {0};
	lxw_workbook_options options = {.tmpdir = (char *)(uintptr_t)papers->scratch};
	(void)snprintf(path, sizeof(path), "%s/.floor.part", papers->scratch);
	to.book = workbook_new_opt(path, &options);
	if (!to.book)
		fail(path);
	make_formats(&to, book->formats);
	for (size_t i = 0; i < book->count; i++)
		if (repeat(&to, &book->calls[i]) != LXW_NO_ERROR)
			fail("the library refuses a call");
	if (workbook_close(to.book) != LXW_NO_ERROR)
		fail(path);
	size_t length = read_all(path);
	(void)unlink(path);
	return length;
}
