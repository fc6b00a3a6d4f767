/* The cells of one sheet of a workbook: the part worksheet.xml. Only what stands in sheetData, row, c is looked at. */
#include "sheet/private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GROUPS_MAX = 65536 };

/* Where the parser is: each level only within the one before it. */
enum level { OUTSIDE, IN_DATA, IN_ROW, IN_CELL };

/* Which text of a cell is gathered. */
enum piece { NO_PIECE, VALUE, FORMULA, INLINE };

struct sheet {
	struct reader *reader;
	const char *part;
	const struct grid *grid;
	struct sk_sheet *out;
	enum level level;
	enum piece piece;
	struct sk_buf cells;   /* of struct sk_sheet_cell */
	struct runs value, formula, line;
	bool has_value, has_formula, has_inline, data_seen, grouped;
	struct sk_sheet_cell cell; /* the one that is read */
	uint32_t row, column;  /* the last ones */
	char type[16];
	uint32_t form, group;
	const char **groups; /* formulas that several cells share, by their number; made when there is one */
};

static sk_outcome broken(const struct sheet *sheet, const char *what)
{
	return sk_sheet_cell_error(sheet->reader, sheet->out, &sheet->cell, SK_E_SHEET_BROKEN, _(what));
}

/* ---- where a cell stands ---- */

/* "C12": letters and digits, nothing else. */
static bool read_reference(const char *text, uint32_t *row, uint32_t *column)
{
	uint32_t letters = 0;
	size_t count = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
	if (count == 0 || count > 3 || text[count] == '0' || !sk_sheet_digits(text + count, row))
		return false;
	for (size_t i = 0; i < count; i++)
		letters = letters * 26 + (uint32_t)(text[i] - 'A' + 1);
	*column = letters;
	return true;
}

static sk_outcome open_row(struct sheet *sheet, const char **attributes)
{
	const char *number = sk_sheet_attribute(attributes, "r");
	uint32_t row = sheet->row + 1;
	if (number && !sk_sheet_digits(number, &row))
		return sk_sheet_part_damaged(sheet->reader, sheet->part, N_("holds a row without a number"));
	if (row <= sheet->row)
		return sk_sheet_part_damaged(sheet->reader, sheet->part, N_("holds rows out of their order"));
	if (row > SK_SHEET_ROWS_MAX)
		return sk_sheet_too_much(sheet->reader, N_("rows in a sheet"), SK_SHEET_ROWS_MAX);
	sheet->row = row;
	sheet->column = 0;
	sheet->level = IN_ROW;
	return SK_OK;
}

static sk_outcome place_cell(struct sheet *sheet, const char *reference)
{
	uint32_t row = sheet->row, column = sheet->column + 1;
	if (reference && (!read_reference(reference, &row, &column) || row != sheet->row))
		return sk_sheet_part_damaged(sheet->reader, sheet->part, N_("holds a cell that does not say where it stands, or stands in another row"));
	if (column <= sheet->column)
		return sk_sheet_part_damaged(sheet->reader, sheet->part, N_("holds a cell twice, or cells out of their order"));
	if (column > SK_SHEET_COLUMNS_MAX)
		return sk_sheet_too_much(sheet->reader, N_("columns in a sheet"), SK_SHEET_COLUMNS_MAX);
	sheet->column = column;
	sheet->cell = (struct sk_sheet_cell){.row = row, .column = column, .text = ""};
	return SK_OK;
}

static sk_outcome open_cell(struct sheet *sheet, const char **attributes)
{
	const char *type = sk_sheet_attribute(attributes, "t"), *form = sk_sheet_attribute(attributes, "s");
	SK_TRY(place_cell(sheet, sk_sheet_attribute(attributes, "r")));
	(void)snprintf(sheet->type, sizeof(sheet->type), "%s", type ? type : "n");
	sheet->form = 0;
	if (form && (!sk_sheet_digits(form, &sheet->form) || (sheet->form > 0 && sheet->form >= sheet->grid->styles->count)))
		return broken(sheet, N_("a form that the workbook does not have"));
	sheet->has_value = sheet->has_formula = sheet->has_inline = sheet->grouped = false;
	sheet->level = IN_CELL;
	return SK_OK;
}

/* ---- what stands in it ---- */

static sk_outcome open_formula(struct sheet *sheet, const char **attributes)
{
	const char *type = sk_sheet_attribute(attributes, "t"), *group = sk_sheet_attribute(attributes, "si");
	if (sheet->has_formula)
		return broken(sheet, N_("two formulas"));
	sheet->has_formula = true;
	sheet->piece = FORMULA;
	sheet->grouped = type && strcmp(type, "shared") == 0;
	if (sheet->grouped && (!group || !sk_sheet_digits(group, &sheet->group) || sheet->group >= GROUPS_MAX))
		return broken(sheet, N_("a formula of a group that cannot be"));
	return SK_OK;
}

static sk_outcome open_piece(struct sheet *sheet, const char *name, const char **attributes)
{
	if (sheet->piece == INLINE)
		sk_sheet_runs_open(&sheet->line, name, attributes);
	else if (sheet->piece != NO_PIECE)
		return broken(sheet, N_("something within its value"));
	else if (strcmp(name, "f") == 0)
		return open_formula(sheet, attributes);
	else if (strcmp(name, "v") == 0) {
		if (sheet->has_value)
			return broken(sheet, N_("two values"));
		sheet->has_value = true;
		sheet->piece = VALUE;
	} else if (strcmp(name, "is") == 0) {
		if (sheet->has_inline)
			return broken(sheet, N_("two texts"));
		sheet->has_inline = true;
		sheet->piece = INLINE;
	}
	return SK_OK;
}

static sk_outcome on_open(void *self, const char *name, const char **attributes)
{
	struct sheet *sheet = self;
	if (sheet->level == IN_CELL)
		return open_piece(sheet, name, attributes);
	if (sheet->level == IN_ROW && strcmp(name, "c") == 0)
		return open_cell(sheet, attributes);
	if (sheet->level == IN_DATA && strcmp(name, "row") == 0)
		return open_row(sheet, attributes);
	if (sheet->level != OUTSIDE || strcmp(name, "sheetData") != 0)
		return SK_OK;
	if (sheet->data_seen)
		return sk_sheet_part_damaged(sheet->reader, sheet->part, N_("holds two tables"));
	sheet->data_seen = true;
	sheet->level = IN_DATA;
	return SK_OK;
}

static sk_outcome on_text(void *self, const char *text, size_t length)
{
	struct sheet *sheet = self;
	if (sheet->piece == VALUE)
		sk_sheet_runs_add(&sheet->value, text, length);
	else if (sheet->piece == FORMULA)
		sk_sheet_runs_add(&sheet->formula, text, length);
	else if (sheet->piece == INLINE)
		sk_sheet_runs_text(&sheet->line, text, length);
	return SK_OK;
}

/* ---- what it means ---- */

static sk_outcome check_string(const struct sheet *sheet, const struct string *string)
{
	char most[32];
	(void)snprintf(most, sizeof(most), "%d", SK_SHEET_TEXT_MAX);
	if (string->too_long)
		return sk_sheet_cell_error(sheet->reader, sheet->out, &sheet->cell, SK_E_SHEET_LONG, most);
	if (string->sign)
		return sk_sheet_cell_error(sheet->reader, sheet->out, &sheet->cell, SK_E_SHEET_SIGN, string->sign);
	return SK_OK;
}

/* Excel writes numbers as XML Schema's double does, without its words for infinity. */
static bool read_number(const char *text, double *out)
{
	const char *at = text + (*text == '-' || *text == '+');
	size_t whole = strspn(at, "0123456789");
	at += whole;
	size_t part = *at == '.' ? strspn(at + 1, "0123456789") : 0;
	at += *at == '.' ? part + 1 : 0;
	if (whole + part == 0)
		return false;
	if (*at == 'e' || *at == 'E') {
		at += 1 + (at[1] == '-' || at[1] == '+');
		if (strspn(at, "0123456789") == 0)
			return false;
		at += strspn(at, "0123456789");
	}
	*out = strtod(text, NULL);
	return !*at && isfinite(*out);
}

static sk_outcome mean_number(struct sheet *sheet, const struct string *value)
{
	const struct styles *styles = sheet->grid->styles;
	struct sk_sheet_cell *cell = &sheet->cell;
	unsigned shows = sheet->form < styles->count ? styles->shows[sheet->form] : 0;
	char text[SK_TIME_TEXT];
	if (!read_number(value->text, &cell->number))
		return broken(sheet, N_("what should be a number and is none"));
	if (shows && sk_sheet_serial(cell->number, shows, sheet->reader->book->from_1904, cell, text)) {
		cell->kind = SK_SHEET_DATE;
	} else {
		cell->kind = SK_SHEET_NUMBER;
		cell->shows = 0;
		/* No "-0". */
		(void)snprintf(text, sizeof(text), "%.15g", cell->number == 0 ? 0.0 : cell->number);
	}
	return sk_arena_text(sheet->reader->arena, text, strlen(text), &cell->text, sheet->reader->error);
}

static sk_outcome mean_shared(struct sheet *sheet, const struct string *value)
{
	const struct strings *strings = sheet->grid->strings;
	uint32_t at;
	if (!sk_sheet_digits(value->text, &at) || at >= strings->count)
		return broken(sheet, N_("a text that the workbook does not have"));
	SK_TRY(check_string(sheet, &strings->items[at]));
	sheet->cell.kind = SK_SHEET_TEXT;
	sheet->cell.text = strings->items[at].text;
	return SK_OK;
}

static sk_outcome mean_flag(struct sheet *sheet, const struct string *value)
{
	bool yes = strcmp(value->text, "1") == 0 || strcmp(value->text, "true") == 0;
	if (!yes && strcmp(value->text, "0") != 0 && strcmp(value->text, "false") != 0)
		return broken(sheet, N_("what should be true or false and is neither"));
	sheet->cell.kind = SK_SHEET_FLAG;
	sheet->cell.number = yes;
	sheet->cell.text = yes ? "TRUE" : "FALSE";
	return SK_OK;
}

static sk_outcome mean_text(struct sheet *sheet, const struct string *value)
{
	sheet->cell.kind = SK_SHEET_TEXT;
	sheet->cell.text = value->text;
	return SK_OK;
}

static sk_outcome mean_fault(struct sheet *sheet, const struct string *value)
{
	sheet->cell.kind = SK_SHEET_FAULT;
	sheet->cell.text = value->text;
	return value->text[0] == '#' ? SK_OK : broken(sheet, N_("what should be an error such as #N/A and is none"));
}

/* Strict workbooks may write a day in words: 2026-04-01, or with T and a time. */
static sk_outcome mean_day(struct sheet *sheet, const struct string *value)
{
	struct sk_sheet_cell *cell = &sheet->cell;
	bool clock = strlen(value->text) > 10;
	char full[SK_TIME_TEXT];
	(void)snprintf(full, sizeof(full), clock ? "%.19sZ" : "%.19s", value->text);
	if (strlen(value->text) > 24 || !sk_time_parse(full, strlen(full), &cell->when))
		return broken(sheet, N_("what should be a day and is none"));
	cell->kind = SK_SHEET_DATE;
	cell->shows = SK_SHEET_DAY | (clock ? SK_SHEET_CLOCK : 0);
	cell->number = (double)cell->when / SK_DAY + (sheet->reader->book->from_1904 ? 24107 : 25569);
	return sk_arena_text(sheet->reader->arena, full, strlen(full) - clock, &cell->text, sheet->reader->error);
}

struct type {
	const char *name;
	sk_outcome (*mean)(struct sheet *sheet, const struct string *value);
};

static const struct type types[] = {
	{"n", mean_number}, {"s", mean_shared}, {"b", mean_flag}, {"str", mean_text}, {"e", mean_fault}, {"d", mean_day},
};

static sk_outcome mean(struct sheet *sheet, const struct string *value)
{
	if (strcmp(sheet->type, "inlineStr") == 0)
		return broken(sheet, N_("no text where it says that one stands in it"));
	for (size_t i = 0; i < SK_COUNT(types); i++)
		if (strcmp(sheet->type, types[i].name) == 0)
			return types[i].mean(sheet, value);
	return broken(sheet, N_("a kind of value that no workbook has"));
}

/* ---- formulas ---- */

static sk_outcome group_formula(struct sheet *sheet, const char **text)
{
	void *memory = sheet->groups;
	if (!memory)
		SK_TRY(sk_arena_take(sheet->reader->arena, GROUPS_MAX, sizeof(*sheet->groups), &memory, sheet->reader->error));
	sheet->groups = memory;
	if (**text)
		sheet->groups[sheet->group] = *text;
	*text = sheet->groups[sheet->group];
	return *text ? SK_OK : broken(sheet, N_("a formula of a group that has none"));
}

static sk_outcome take_formula(struct sheet *sheet)
{
	struct string formula;
	SK_TRY(sk_sheet_runs_end(&sheet->formula, sheet->reader, true, &formula));
	if (!sheet->has_formula)
		return SK_OK;
	SK_TRY(check_string(sheet, &formula));
	if (sheet->grouped)
		SK_TRY(group_formula(sheet, &formula.text));
	sheet->cell.formula = formula.text;
	sheet->cell.shared = sheet->grouped;
	return SK_OK;
}

/* ---- the cell ends ---- */

/* Only texts have escapes, and blanks at their ends that mean something. */
static sk_outcome end_value(struct sheet *sheet, struct string *value)
{
	bool text = strcmp(sheet->type, "str") == 0;
	if (!text)
		sk_sheet_runs_trim(&sheet->value);
	return sk_sheet_runs_end(&sheet->value, sheet->reader, text, value);
}

static sk_outcome take_value(struct sheet *sheet)
{
	struct string value, line;
	SK_TRY(end_value(sheet, &value));
	SK_TRY(sk_sheet_runs_end(&sheet->line, sheet->reader, true, &line));
	SK_TRY(check_string(sheet, &value));
	SK_TRY(check_string(sheet, &line));
	if (sheet->has_inline && (sheet->has_value || strcmp(sheet->type, "inlineStr") != 0))
		return broken(sheet, N_("two values"));
	if (sheet->has_inline)
		return mean_text(sheet, &line);
	/* <v/> without anything: an empty cell. */
	return sheet->has_value && (*value.text || strcmp(sheet->type, "str") == 0) ? mean(sheet, &value) : SK_OK;
}

static sk_outcome keep_cell(struct sheet *sheet)
{
	const struct sk_sheet_cell *cell = &sheet->cell;
	struct reader *reader = sheet->reader;
	/* Empty ones hold a colour or a border only. */
	if (!cell->formula && !*cell->text)
		return SK_OK;
	if (++reader->cells > SK_SHEET_CELLS_MAX)
		return sk_sheet_too_much(reader, N_("cells that hold something"), SK_SHEET_CELLS_MAX);
	sheet->out->rows = cell->row;
	if (cell->column > sheet->out->columns)
		sheet->out->columns = cell->column;
	sk_buf_add(&sheet->cells, (const char *)cell, sizeof(*cell));
	return sk_buf_check(&sheet->cells, reader->error);
}

static sk_outcome close_cell(struct sheet *sheet)
{
	sheet->level = IN_ROW;
	SK_TRY(take_formula(sheet));
	SK_TRY(take_value(sheet));
	return keep_cell(sheet);
}

static bool ends_piece(const struct sheet *sheet, const char *name)
{
	static const char *const names[] = {[VALUE] = "v", [FORMULA] = "f", [INLINE] = "is"};
	return strcmp(name, names[sheet->piece]) == 0;
}

static sk_outcome on_close(void *self, const char *name)
{
	struct sheet *sheet = self;
	if (sheet->piece != NO_PIECE && ends_piece(sheet, name))
		sheet->piece = NO_PIECE;
	else if (sheet->piece == INLINE)
		sk_sheet_runs_close(&sheet->line, name);
	else if (sheet->level == IN_CELL && strcmp(name, "c") == 0)
		return close_cell(sheet);
	else if (sheet->level == IN_ROW && strcmp(name, "row") == 0)
		sheet->level = IN_DATA;
	else if (sheet->level == IN_DATA && strcmp(name, "sheetData") == 0)
		sheet->level = OUTSIDE;
	return SK_OK;
}

static void sheet_release(struct sheet *sheet)
{
	sk_buf_release(&sheet->cells);
	sk_buf_release(&sheet->value.text);
	sk_buf_release(&sheet->formula.text);
	sk_buf_release(&sheet->line.text);
}

sk_outcome sk_sheet_cells(struct reader *reader, const struct part *part, const struct grid *grid, struct sk_sheet *out)
{
	__attribute__((cleanup(sheet_release))) struct sheet sheet = {
		.reader = reader, .part = part->name, .grid = grid, .out = out, .value = RUNS, .formula = RUNS, .line = RUNS,
		.cells = SK_BUF((SK_SHEET_CELLS_MAX + 1) * sizeof(struct sk_sheet_cell))};
	struct handler handler = {&sheet, on_open, on_close, on_text};
	void *cells;
	SK_TRY(sk_sheet_xml(reader, part, &handler));
	out->count = sheet.cells.length / sizeof(struct sk_sheet_cell);
	if (out->count == 0)
		return SK_OK;
	SK_TRY(sk_buf_keep(&sheet.cells, reader->arena, &cells, reader->error));
	out->cells = cells;
	return SK_OK;
}
