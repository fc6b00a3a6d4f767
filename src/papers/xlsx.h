/*
 * xlsx: one workbook while it is made. Over libxlsxwriter 1.1.4, which keeps text as it is given (no formula where none was asked for) and differs between
 * runs unless the time of creation is set. Private to papers/.
 *
 * The first failure is kept, and what comes after it does nothing; xlsx_close says it.
 */
#ifndef SK_PAPERS_XLSX_H
#define SK_PAPERS_XLSX_H

#include "papers/private.h"

#include <xlsxwriter.h>

enum xlsx_style {
	XLSX_PLAIN,
	XLSX_TITLE,
	XLSX_NOTE,
	XLSX_HEAD,
	XLSX_BAND,
	XLSX_CELL,   /* wrapped, with a frame */
	XLSX_CODE,   /* an id: text, also where it looks like a number */
	XLSX_NUMBER,
	XLSX_CENTRE,
	XLSX_STRONG, /* centred and bold: a yes, a value */
	XLSX_INPUT,  /* what a reader may change, and the formulas follow */
	XLSX_OPEN,   /* a blank to be written on */
	XLSX_FILL,   /* a text that a reader may change: stays one where it looks like a number */
	XLSX_STYLES,
};

enum { XLSX_COLUMNS_MAX = 26 };

struct xlsx {
	const struct sk_papers *papers;
	lxw_workbook *book;
	lxw_worksheet *sheet; /* the one that is being written */
	lxw_format *styles[XLSX_STYLES];
	const char *path;
	lxw_error problem;
	double widths[XLSX_COLUMNS_MAX]; /* of the sheet that is being written */
	const char *heads[XLSX_COLUMNS_MAX];
	const char *name, *lead; /* of the sheet; what stands in the first column of the row that is being written */
	unsigned tall_row;		 /* the row written last, and how many lines its fullest cell has */
	size_t tall;
	struct xlsx_rest *rest, **rest_end; /* what had no room in its cell */
	unsigned rest_rows;		    /* that it takes */
};

struct xlsx_column {
	const char *head; /* as shown; NULL: no head */
	double width;	  /* in characters of the default font */
};

/* `name`: of the file in the scratch folder. */
SK_OUTCOME xlsx_open(struct xlsx *xlsx, const struct sk_papers *papers, const char *name, const char *title);
/* A new sheet: A3 across, its `head` rows on each page, the site's name above and page numbers beneath. Names longer than 31 characters are refused by the library. */
void xlsx_sheet(struct xlsx *xlsx, const char *name, const struct xlsx_column *columns, size_t count, unsigned head);
/*
 * Rows are made as high as the text in their wrapped cells needs: not every program does that by itself. What is longer than the highest row (or a cell, 32,767 characters) goes on on a sheet of its
 * own at the end of the book; the cell ends in where.
 */
void xlsx_text(struct xlsx *xlsx, unsigned row, unsigned column, const char *text, enum xlsx_style style);
/* One cell over the columns from 0 to `last`. */
void xlsx_band(struct xlsx *xlsx, unsigned row, unsigned last, const char *text);
void xlsx_number(struct xlsx *xlsx, unsigned row, unsigned column, double number, enum xlsx_style style);
/* A calendar day; nothing but the frame for 0. */
void xlsx_date(struct xlsx *xlsx, unsigned row, unsigned column, sk_time day, enum xlsx_style style);
/* With the value it has now, for who does not calculate. */
void xlsx_formula_number(struct xlsx *xlsx, unsigned row, unsigned column, const char *formula, double value, enum xlsx_style style);
void xlsx_formula_text(struct xlsx *xlsx, unsigned row, unsigned column, const char *formula, const char *value, enum xlsx_style style);
/* One of these words, from a list that opens; `words` ends in NULL. */
void xlsx_choice(struct xlsx *xlsx, unsigned row, unsigned column, const char *const *words);
/* The same in every row from `first` to `last` of a column. */
void xlsx_choices(struct xlsx *xlsx, unsigned first, unsigned last, unsigned column, const char *const *words);
/* A whole number between the two. */
void xlsx_between(struct xlsx *xlsx, unsigned row, unsigned column, int low, int high);
/* Writes what had no room in its cell, then the file; appends its bytes, and takes it from the disk. To be called in every case: it releases what is held. */
SK_OUTCOME xlsx_close(struct xlsx *xlsx, struct sk_buf *out);

#endif
