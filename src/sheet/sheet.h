/*
 * sheet: tables that people send back, as an Excel workbook (.xlsx) or as CSV, as cells that know where they stand.
 *
 * Source: ECMA-376 parts 1 and 2 (SpreadsheetML, Open Packaging), RFC 4180, and what Excel does where they are silent. docs/sheet.md
 * says what is read, what is refused and why, with every ceiling.
 *
 * All bytes are hostile. libzip looks into the archive, in memory, and expat reads its parts, without document types, so without
 * entities; nothing a workbook points to is opened, no formula is computed, no macro is looked at. What could not be read exactly is an
 * error with its place, never a cell that is left out.
 *
 * Owner of everything that comes out: the arena given. Nothing is borrowed from the bytes. Texts are clean UTF-8 (sk_utf8_clean), line
 * breaks in them are '\n'. Nothing here may be shown before sk_sheet_no_person was asked; errors hide what can be a My Number.
 */
#ifndef SK_SHEET_H
#define SK_SHEET_H

#include "base/base.h"

/* Ceilings. What goes beyond is SK_E_SHEET_SIZE, and never cut. */
enum {
	SK_SHEET_FILE_MAX = 8 << 20,	/* bytes of a file */
	SK_SHEET_ENTRIES_MAX = 2000,	/* files in a workbook's archive */
	SK_SHEET_ENTRY_NAME_MAX = 255,	/* bytes of one's name */
	SK_SHEET_PART_MAX = 32 << 20,	/* bytes of one, unpacked: as it says and as it is */
	SK_SHEET_PARTS_MAX = 64 << 20,	/* bytes of all that are read, unpacked */
	SK_SHEET_RATIO_MAX = 200,	/* times that one may grow, from 1 MiB on */
	SK_SHEET_DEPTH_MAX = 64,	/* levels of its XML */
	SK_SHEET_SHEETS_MAX = 64,	/* sheets of a workbook */
	SK_SHEET_NAME_MAX = 255,	/* bytes of a sheet's name */
	SK_SHEET_STRINGS_MAX = 200000,	/* texts that cells share */
	SK_SHEET_FORMATS_MAX = 65536,	/* forms of cells */
	SK_SHEET_CELLS_MAX = 200000,	/* cells of a workbook that hold something */
	SK_SHEET_ROWS_MAX = 1048576,	/* Excel's own */
	SK_SHEET_COLUMNS_MAX = 16384,	/* Excel's own */
	SK_SHEET_TEXT_MAX = 98304,	/* bytes of a text, of a formula: Excel's 32,767 characters */
};

enum sk_sheet_form { SK_SHEET_XLSX, SK_SHEET_CSV };

enum sk_sheet_kind {
	SK_SHEET_NOTHING, /* a formula whose value the file does not hold */
	SK_SHEET_TEXT,	  /* all that stands in CSV */
	SK_SHEET_NUMBER,
	SK_SHEET_FLAG,	/* `number` is 0 or 1, `text` FALSE or TRUE */
	SK_SHEET_FAULT, /* text: #N/A, #REF! and the like */
	SK_SHEET_DATE,	/* a number that the cell's format shows as a day, a time of day, or both */
};

/* What a date shows, as bits. */
enum { SK_SHEET_DAY = 1, SK_SHEET_CLOCK = 2 };

struct sk_sheet_cell {
	uint32_t row, column; /* from 1 */
	uint32_t line, sign;  /* CSV: where it begins, line of the file and column in code points, from 1; XLSX: 0 */
	enum sk_sheet_kind kind;
	unsigned shows;	      /* DATE */
	double number;	      /* NUMBER, FLAG, DATE (the serial number), else 0 */
	sk_time when;	      /* DATE: as if it were UTC; without a day: seconds, past 24 hours where it is a length of time */
	/* Never NULL. NUMBER: at most 15 digits, as people see it ("5", "0.25"); DATE: 2026-04-01, 2026-04-01T09:30:00 or 09:30:00. */
	const char *text;
	/* Without '='; NULL where there is none. In a group that shares one, the words of its first cell stand in all of them, and `shared` is
	 * true. The value beside it is what the program that saved the file computed. */
	const char *formula;
	bool shared;
};

enum sk_sheet_seen { SK_SHEET_SHOWN, SK_SHEET_HIDDEN, SK_SHEET_VERY_HIDDEN };

struct sk_sheet {
	const struct sk_sheet_book *book;
	const char *name; /* CSV: "" */
	enum sk_sheet_seen seen;
	/* Sorted by row, then column, each place once; empty cells are not there. NULL when count is 0. */
	const struct sk_sheet_cell *cells;
	size_t count;
	uint32_t rows, columns; /* the last ones that hold something */
};

struct sk_sheet_book {
	const char *file; /* as in errors */
	enum sk_sheet_form form;
	bool from_1904;	     /* its dates count from 1904 */
	const char *encoding; /* CSV: "UTF-8", "UTF-16LE", "UTF-16BE" or "CP932"; XLSX: "" */
	char separator;	     /* CSV: ',', ';' or tab */
	/* In the order of the workbook. Sheets that are a chart or an old dialog hold no cells and are left out. */
	const struct sk_sheet *sheets;
	size_t count;
};

/* Reads a file's bytes; what they are is seen in them, not in the name. */
SK_OUTCOME sk_sheet_read(struct sk_arena *arena, const char *bytes, size_t length, const char *file, const struct sk_sheet_book **out,
			 struct sk_error *error);

/* Text with a mark of UTF-16 or UTF-8 in front becomes UTF-8 without a mark; what is none stays as it is. */
SK_OUTCOME sk_sheet_unmark(struct sk_buf *bytes, struct sk_error *error);

/* What a file is, by its first bytes, that no program reads as text: untranslated, static. NULL: none of those that people bring. */
const char *sk_sheet_other(const char *bytes, size_t length);

/* SK_E_SHEET_PERSON with the first cell (text or formula) or name of a sheet that holds what can be a My Number. Whoever keeps or shows
 * anything of a book asks this first (docs/decisions/0014). */
SK_OUTCOME sk_sheet_no_person(const struct sk_sheet_book *book, struct sk_error *error);

/* The sheet of that name, SK_E_SHEET_NAME with the names there are. Blanks do not count. CSV has one, whatever name is asked. */
SK_OUTCOME sk_sheet_named(const struct sk_sheet_book *book, const char *name, const struct sk_sheet **out, struct sk_error *error);
/* NULL when it is empty. */
const struct sk_sheet_cell *sk_sheet_at(const struct sk_sheet *sheet, uint32_t row, uint32_t column);
/* "" when it is empty. */
const char *sk_sheet_text(const struct sk_sheet *sheet, uint32_t row, uint32_t column);
/* Whether an escape of XLSX for a sign that may not stand in its XML begins here: _x000D_. *unit: the code unit it means. */
bool sk_sheet_escape_at(const char *text, size_t length, uint32_t *unit);

/* The first row with this header in one of its cells, 0 when there is none. Blanks and line breaks do not count in headers, as people and
 * programs put them where a line has to end. */
uint32_t sk_sheet_header_row(const struct sk_sheet *sheet, const char *header);
/* columns[i] = where `headers[i]` stands in that row. SK_E_SHEET_HEADER when one is not there, SK_E_SHEET_TWICE when one is there twice. */
SK_OUTCOME sk_sheet_columns(const struct sk_sheet *sheet, uint32_t row, const char *const *headers, size_t count, uint32_t *columns,
			    struct sk_error *error);

/* A whole number within the bounds, of a number or a text. Full-width digits count as digits. */
SK_OUTCOME sk_sheet_whole(const struct sk_sheet *sheet, uint32_t row, uint32_t column, int64_t low, int64_t high, int64_t *out,
			  struct sk_error *error);
/* The day of a date, or of a text such as 2026-04-01, 2026/4/1, 2026年4月1日, 令和8年4月1日, R8.4.1. Years 1900 to 2999. */
SK_OUTCOME sk_sheet_day(const struct sk_sheet *sheet, uint32_t row, uint32_t column, sk_time *out, struct sk_error *error);

/* Clean UTF-8 as CP932, appended, for programs that know nothing else. What CP932 has no code for becomes 〓, and is counted in *unknown. Of several codes for one sign
 * the one that Windows writes. */
SK_OUTCOME sk_sheet_to_cp932(struct sk_arena *arena, const char *text, size_t length, struct sk_buf *out, size_t *unknown, struct sk_error *error);

/* SK_E_SHEET_CELL: file, sheet and cell, what stands there, and what was expected (a message that is translated already). */
SK_OUTCOME sk_sheet_error(const struct sk_sheet *sheet, uint32_t row, uint32_t column, const char *expected, struct sk_error *error);
/* How errors name a cell: "Answers!C12"; CSV: "C12". */
enum { SK_SHEET_PLACE_TEXT = SK_SHEET_NAME_MAX + 16 };
void sk_sheet_place(const struct sk_sheet *sheet, uint32_t row, uint32_t column, char out[SK_SHEET_PLACE_TEXT]);

#endif
