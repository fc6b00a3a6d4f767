#include "papers/xlsx.h"
#include "sheet/sheet.h"

#include <string.h>

enum { PAPER_A3 = 8, LINE_POINTS = 15, ROW_POINTS_MAX = 400, ROW_LINES_MAX = ROW_POINTS_MAX / LINE_POINTS, CELL_BYTES_MAX = 32000 /* Excel's 32,767 characters, and room for where it goes on */,
       ESCAPED_MAX = 1 << 20, REST_HEAD = 3, REST_TEXT = 4 };

/* The end of a text that had no room in its cell. */
struct xlsx_rest {
	const char *sheet, *lead, *head, *text;
	unsigned row; /* as shown: from 1 */
	struct xlsx_rest *next;
};

static const double REST_WIDTH = 130;


static const struct style {
	bool bold, frame, wrap, centre, top;
	double size;
	const char *number;
	int background; /* 0: none */
} looks[XLSX_STYLES] = {
	[XLSX_PLAIN] = {.top = true},
	[XLSX_TITLE] = {.bold = true, .size = 16},
	[XLSX_NOTE] = {.size = 9},
	[XLSX_HEAD] = {.bold = true, .frame = true, .wrap = true, .centre = true, .background = 0xDDE5EC},
	[XLSX_BAND] = {.bold = true, .frame = true, .top = true, .background = 0xEEF2F5},
	[XLSX_CELL] = {.frame = true, .wrap = true, .top = true},
	[XLSX_CODE] = {.frame = true, .top = true, .number = "@"},
	[XLSX_NUMBER] = {.frame = true, .top = true, .centre = true, .number = "0"},
	[XLSX_CENTRE] = {.frame = true, .wrap = true, .top = true, .centre = true},
	[XLSX_STRONG] = {.bold = true, .frame = true, .top = true, .centre = true},
	[XLSX_INPUT] = {.frame = true, .top = true, .centre = true, .background = 0xFFF8DC},
	[XLSX_OPEN] = {.frame = true, .wrap = true, .top = true, .centre = true, .background = 0xFFFFFF},
	[XLSX_FILL] = {.frame = true, .wrap = true, .top = true, .number = "@", .background = 0xFFF8DC},
};

static void remember(struct xlsx *xlsx, lxw_error problem)
{
	if (xlsx->problem == LXW_NO_ERROR)
		xlsx->problem = problem;
}

static void make_style(struct xlsx *xlsx, enum xlsx_style which)
{
	const struct style *look = &looks[which];
	lxw_format *format = workbook_add_format(xlsx->book);
	xlsx->styles[which] = format;
	if (!format) {
		remember(xlsx, LXW_ERROR_MEMORY_MALLOC_FAILED);
		return;
	}
	format_set_font_size(format, look->size > 0 ? look->size : 10);
	if (xlsx->papers->lang == SK_LANG_JA)
		format_set_font_name(format, "Yu Gothic");
	if (look->bold)
		format_set_bold(format);
	if (look->frame)
		format_set_border(format, LXW_BORDER_THIN);
	if (look->wrap)
		format_set_text_wrap(format);
	if (look->centre)
		format_set_align(format, LXW_ALIGN_CENTER);
	if (look->top)
		format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
	if (look->number)
		format_set_num_format(format, look->number);
	if (look->background)
		format_set_bg_color(format, (lxw_color_t)look->background);
}

/* The library takes names it does not change without const. */
static char *bare(const char *text)
{
	return (char *)(uintptr_t)text;
}

SK_OUTCOME xlsx_open(struct xlsx *xlsx, const struct sk_papers *papers, const char *name, const char *title)
{
	const char *site;
	*xlsx = (struct xlsx){.papers = papers};
	xlsx->rest_end = &xlsx->rest;
	SK_TRY(paper_site(papers, &site));
	SK_TRY(sk_arena_print(papers->arena, &xlsx->path, papers->error, "%s/.%s.part", papers->scratch, name));
	lxw_workbook_options options = {.tmpdir = bare(papers->scratch)};
	papers->env->remove(papers->env->self, xlsx->path);
	xlsx->book = workbook_new_opt(xlsx->path, &options);
	if (!xlsx->book)
		return sk_error_set_number(papers->error, SK_E_MEMORY, NULL, 0);
	lxw_doc_properties properties = {.title = bare(title), .subject = bare(site), .author = bare("Sekisho"), .created = (time_t)papers->register_->at};
	remember(xlsx, workbook_set_properties(xlsx->book, &properties));
	for (int style = 0; style < XLSX_STYLES; style++)
		make_style(xlsx, (enum xlsx_style)style);
	return SK_OK;
}

/* '&' begins a code in headers. */
static sk_outcome page_text(const struct sk_papers *papers, const char *text, struct sk_buf *out)
{
	for (const char *at = text; *at; at++)
		sk_buf_print(out, "%s%c", *at == '&' ? "&" : "", *at);
	return sk_buf_check(out, papers->error);
}

static void page_set_up(struct xlsx *xlsx, unsigned head)
{
	const struct sk_papers *papers = xlsx->papers;
	SK_BUF_SCOPE above = SK_BUF(PAPER_PIECE_MAX);
	const char *site, *day;
	worksheet_set_landscape(xlsx->sheet);
	worksheet_set_paper(xlsx->sheet, PAPER_A3);
	worksheet_fit_to_pages(xlsx->sheet, 1, 0);
	worksheet_set_margins(xlsx->sheet, 0.4, 0.4, 0.7, 0.6);
	if (head > 0) {
		remember(xlsx, worksheet_repeat_rows(xlsx->sheet, head - 1, head - 1));
		worksheet_freeze_panes(xlsx->sheet, head, 0);
	}
	if (sk_failed(paper_site(papers, &site)) || sk_failed(paper_date(papers, papers->register_->at, &day)))
		remember(xlsx, LXW_ERROR_MEMORY_MALLOC_FAILED);
	else if (sk_failed(page_text(papers, site, &above)))
		remember(xlsx, LXW_ERROR_MEMORY_MALLOC_FAILED);
	else {
		sk_buf_print(&above, "  %s", day);
		char *text = sk_text_fit(above.bytes, 120) < above.length ? bare("") : above.bytes;
		remember(xlsx, worksheet_set_header(xlsx->sheet, text));
	}
	remember(xlsx, worksheet_set_footer(xlsx->sheet, "&C&A  &P / &N"));
}

void xlsx_sheet(struct xlsx *xlsx, const char *name, const struct xlsx_column *columns, size_t count, unsigned head)
{
	xlsx->sheet = workbook_add_worksheet(xlsx->book, name);
	if (!xlsx->sheet) {
		remember(xlsx, LXW_ERROR_SHEETNAME_LENGTH_EXCEEDED);
		return;
	}
	page_set_up(xlsx, head);
	xlsx->name = name;
	xlsx->tall = 0;
	SK_INVARIANT(count <= XLSX_COLUMNS_MAX);
	for (size_t i = 0; i < count; i++) {
		remember(xlsx, worksheet_set_column(xlsx->sheet, (lxw_col_t)i, (lxw_col_t)i, columns[i].width, NULL));
		xlsx->widths[i] = columns[i].width;
		xlsx->heads[i] = columns[i].head ? columns[i].head : "";
		if (head > 0 && columns[i].head)
			xlsx_text(xlsx, head - 1, (unsigned)i, columns[i].head, XLSX_HEAD);
	}
}

static bool ready(const struct xlsx *xlsx)
{
	return xlsx->problem == LXW_NO_ERROR && xlsx->sheet;
}

/* So much of a line, at most; never within a sign. */
static size_t line_piece(const char *text, size_t length, size_t columns, size_t bytes)
{
	size_t fits = sk_text_fit(text, columns);
	fits = fits == 0 || fits > length ? length : fits;
	if (fits > bytes)
		for (fits = bytes; fits > 0 && ((unsigned char)text[fits] & 0xC0) == 0x80;)
			fits--;
	return fits;
}

/*
 * How much of a text has room in so many lines of a column of that width, and in a cell; *lines: how many it takes. It is cut between its own lines, and within one only where that is too long
 * by itself.
 */
static size_t piece_of(const char *text, double width, size_t most, size_t *lines)
{
	size_t columns = (size_t)width > 2 ? (size_t)width - 1 : 1, at = 0, taken = 0, whole = 0;
	*lines = 0;
	while (text[at] && taken < most && at < CELL_BYTES_MAX) {
		size_t length = strcspn(text + at, "\n"), fits = line_piece(text + at, length, columns, CELL_BYTES_MAX - at);
		at += fits;
		taken++;
		if (fits < length)
			continue;
		at += text[at] == '\n';
		whole = at;
		*lines = taken;
	}
	if (text[at] && whole > 0)
		return whole;
	*lines = taken;
	return at;
}

static size_t lines_of(const char *text, double width)
{
	size_t lines, all = 0;
	while (*text) {
		text += piece_of(text, width, SIZE_MAX, &lines);
		all += lines;
	}
	return all;
}

static void make_room(struct xlsx *xlsx, unsigned row, unsigned column, const char *text)
{
	size_t lines = lines_of(text, xlsx->widths[column]);
	if (row != xlsx->tall_row || xlsx->tall == 0) {
		xlsx->tall_row = row;
		xlsx->tall = 1;
	}
	if (lines <= xlsx->tall)
		return;
	xlsx->tall = lines;
	double height = (double)lines * LINE_POINTS;
	remember(xlsx, worksheet_set_row(xlsx->sheet, row, height < ROW_POINTS_MAX ? height : ROW_POINTS_MAX, NULL));
}

/* ---- what has no room in its cell ---- */

static sk_outcome keep_rest(struct xlsx *xlsx, unsigned row, unsigned column, const char *text)
{
	struct sk_arena *arena = xlsx->papers->arena;
	struct sk_error *error = xlsx->papers->error;
	const char *kept;
	void *memory;
	size_t lines;
	SK_TRY(sk_arena_take(arena, 1, sizeof(struct xlsx_rest), &memory, error));
	SK_TRY(sk_arena_text(arena, text, strlen(text), &kept, error));
	struct xlsx_rest *rest = memory;
	*rest = (struct xlsx_rest){xlsx->name, xlsx->lead, xlsx->heads[column], kept, row + 1, NULL};
	*xlsx->rest_end = rest;
	xlsx->rest_end = &rest->next;
	for (; *text; xlsx->rest_rows++)
		text += piece_of(text, REST_WIDTH, ROW_LINES_MAX, &lines);
	return SK_OK;
}

/* The begin of the text, and where the rest of it stands. */
static sk_outcome shorten(struct xlsx *xlsx, unsigned row, unsigned column, const char *text, const char **out)
{
	const char *where;
	size_t lines;
	SK_TRY(paper_text(xlsx->papers, &where, _("→ goes on on the sheet '%s', row %u"), _("Continued"), REST_HEAD + xlsx->rest_rows + 1));
	size_t last = lines_of(where, xlsx->widths[column]), head = piece_of(text, xlsx->widths[column], last + 1 < ROW_LINES_MAX ? ROW_LINES_MAX - last : 1, &lines);
	SK_TRY(keep_rest(xlsx, row, column, text + head));
	return paper_text(xlsx->papers, out, "%.*s%s%s", (int)head, text, text[head - 1] == '\n' ? "" : "\n", where);
}

static const char *in_room(struct xlsx *xlsx, unsigned row, unsigned column, const char *text)
{
	const char *out;
	size_t lines;
	if (!text[piece_of(text, xlsx->widths[column], ROW_LINES_MAX, &lines)])
		return text;
	if (!sk_failed(shorten(xlsx, row, column, text, &out)))
		return out;
	remember(xlsx, LXW_ERROR_MEMORY_MALLOC_FAILED);
	return "";
}

static void put_rest(struct xlsx *xlsx, const struct xlsx_rest *rest, unsigned *row)
{
	for (const char *at = rest->text; *at; ++*row) {
		const char *piece;
		size_t lines, length = piece_of(at, REST_WIDTH, ROW_LINES_MAX, &lines), shown = length - (at[length - 1] == '\n');
		if (sk_failed(sk_arena_text(xlsx->papers->arena, at, shown, &piece, xlsx->papers->error))) {
			remember(xlsx, LXW_ERROR_MEMORY_MALLOC_FAILED);
			return;
		}
		xlsx_text(xlsx, *row, 0, rest->sheet, XLSX_CELL);
		xlsx_number(xlsx, *row, 1, rest->row, XLSX_NUMBER);
		xlsx_text(xlsx, *row, 2, rest->lead, XLSX_CODE);
		xlsx_text(xlsx, *row, 3, rest->head, XLSX_CELL);
		xlsx_text(xlsx, *row, REST_TEXT, piece, XLSX_CELL);
		at += length;
	}
}

static void put_rests(struct xlsx *xlsx)
{
	const struct xlsx_column columns[] = {{_("Sheet"), 26}, {_("Row"), 8}, {_("Id"), 14}, {_("Column"), 18}, {_("Text"), REST_WIDTH}};
	unsigned row = REST_HEAD;
	if (!xlsx->rest)
		return;
	xlsx_sheet(xlsx, _("Continued"), columns, SK_COUNT(columns), REST_HEAD);
	xlsx_text(xlsx, 0, 0, _("What had no room in its cell"), XLSX_TITLE);
	for (const struct xlsx_rest *rest = xlsx->rest; rest; rest = rest->next)
		put_rest(xlsx, rest, &row);
}

/* ---- cells ---- */

/* Each '_' that would begin such an escape becomes one itself; the library does so with control characters alone. */
static const char *escaped(struct xlsx *xlsx, const char *text, struct sk_buf *room)
{
	if (!strstr(text, "_x"))
		return text;
	for (; *text; text++) {
		uint32_t unit;
		bool escape = sk_sheet_escape_at(text, strnlen(text, sizeof("_x005F_")), &unit);
		sk_buf_add(room, escape ? "_x005F_" : text, escape ? 7 : 1);
	}
	if (!room->failed && room->bytes)
		return room->bytes;
	remember(xlsx, LXW_ERROR_MEMORY_MALLOC_FAILED);
	return "";
}

void xlsx_band(struct xlsx *xlsx, unsigned row, unsigned last, const char *text)
{
	SK_BUF_SCOPE room = SK_BUF(ESCAPED_MAX);
	if (ready(xlsx))
		remember(xlsx, worksheet_merge_range(xlsx->sheet, row, 0, row, (lxw_col_t)last, escaped(xlsx, text, &room), xlsx->styles[XLSX_BAND]));
}

void xlsx_text(struct xlsx *xlsx, unsigned row, unsigned column, const char *text, enum xlsx_style style)
{
	SK_BUF_SCOPE room = SK_BUF(ESCAPED_MAX);
	if (!ready(xlsx))
		return;
	if (column == 0)
		xlsx->lead = text;
	if (text && *text && looks[style].wrap) {
		/* What is filled in comes back: it is never cut, or the cut would come back as what somebody said. */
		text = style == XLSX_FILL ? text : in_room(xlsx, row, column, text);
		make_room(xlsx, row, column, text);
	}
	if (text && *text)
		remember(xlsx, worksheet_write_string(xlsx->sheet, row, (lxw_col_t)column, escaped(xlsx, text, &room), xlsx->styles[style]));
	else
		remember(xlsx, worksheet_write_blank(xlsx->sheet, row, (lxw_col_t)column, xlsx->styles[style]));
}

void xlsx_number(struct xlsx *xlsx, unsigned row, unsigned column, double number, enum xlsx_style style)
{
	if (ready(xlsx))
		remember(xlsx, worksheet_write_number(xlsx->sheet, row, (lxw_col_t)column, number, xlsx->styles[style]));
}

void xlsx_date(struct xlsx *xlsx, unsigned row, unsigned column, sk_time day, enum xlsx_style style)
{
	char text[SK_TIME_TEXT] = "";
	if (day)
		sk_date_print(day, text);
	xlsx_text(xlsx, row, column, text, style);
}

void xlsx_formula_number(struct xlsx *xlsx, unsigned row, unsigned column, const char *formula, double value, enum xlsx_style style)
{
	if (ready(xlsx))
		remember(xlsx, worksheet_write_formula_num(xlsx->sheet, row, (lxw_col_t)column, formula, xlsx->styles[style], value));
}

void xlsx_formula_text(struct xlsx *xlsx, unsigned row, unsigned column, const char *formula, const char *value, enum xlsx_style style)
{
	if (ready(xlsx))
		remember(xlsx, worksheet_write_formula_str(xlsx->sheet, row, (lxw_col_t)column, formula, xlsx->styles[style], value));
}

void xlsx_choices(struct xlsx *xlsx, unsigned first, unsigned last, unsigned column, const char *const *words)
{
	lxw_data_validation rule = {.validate = LXW_VALIDATION_TYPE_LIST, .value_list = (char **)(uintptr_t)words};
	if (ready(xlsx))
		remember(xlsx, worksheet_data_validation_range(xlsx->sheet, first, (lxw_col_t)column, last, (lxw_col_t)column, &rule));
}

void xlsx_choice(struct xlsx *xlsx, unsigned row, unsigned column, const char *const *words)
{
	xlsx_choices(xlsx, row, row, column, words);
}

void xlsx_between(struct xlsx *xlsx, unsigned row, unsigned column, int low, int high)
{
	lxw_data_validation rule = {.validate = LXW_VALIDATION_TYPE_INTEGER, .criteria = LXW_VALIDATION_CRITERIA_BETWEEN,
				    .minimum_number = low, .maximum_number = high};
	if (ready(xlsx))
		remember(xlsx, worksheet_data_validation_cell(xlsx->sheet, row, (lxw_col_t)column, &rule));
}

static sk_outcome failure(const struct xlsx *xlsx, lxw_error problem)
{
	struct sk_place place = {.file = xlsx->path};
	return sk_error_set(xlsx->papers->error, SK_E_FILE_WRITE, &place, lxw_strerror(problem), NULL, NULL);
}

SK_OUTCOME xlsx_close(struct xlsx *xlsx, struct sk_buf *out)
{
	const struct sk_env *env = xlsx->papers->env;
	if (xlsx->book)
		put_rests(xlsx);
	lxw_error problem = xlsx->book ? workbook_close(xlsx->book) : LXW_NO_ERROR;
	sk_outcome outcome = SK_OK;
	if (xlsx->problem != LXW_NO_ERROR || problem != LXW_NO_ERROR)
		outcome = failure(xlsx, xlsx->problem != LXW_NO_ERROR ? xlsx->problem : problem);
	else
		outcome = sk_env_read_file(env, xlsx->path, xlsx->path, SK_PAPER_BYTES_MAX, out, xlsx->papers->error);
	env->remove(env->self, xlsx->path);
	return outcome;
}
