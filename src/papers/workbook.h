/* The sheets of the workbook, and where their cells stand. Private to papers/. */
#ifndef SK_PAPERS_WORKBOOK_H
#define SK_PAPERS_WORKBOOK_H

#include "papers/xlsx.h"

/* Rows of sheets count from 0 here, and from 1 in formulas. */
enum { WORKBOOK_HEAD = 3, WORKBOOK_LINE_ROW = 5, WORKBOOK_LINE_COLUMN = 1 };

struct workbook {
	struct xlsx xlsx;
	const struct sk_papers *papers;
	const struct sk_catalogue *catalogue;
	/* names of the sheets that formulas point into */
	const char *cover, *assets, *threats, *vulnerabilities, *controls, *risks;
	const struct sk_control **control_rows; /* of the sheet of controls: control and place of each row */
	int *control_places;
	size_t control_count;
	unsigned raised_row; /* of the threats' sheet: the first raised level */
};

/* "'Sheet'!$E$12". In the arena. */
SK_OUTCOME workbook_cell(const struct workbook *book, const char *sheet, size_t row, unsigned column, const char **out);
/* Title, site and day above a sheet's head. */
SK_OUTCOME workbook_title(struct workbook *book, const char *title);
/* Position of a row in a list of rows; it is there. */
size_t workbook_position(const struct sk_list *rows, size_t size, const void *row);

/* Columns that formulas of other sheets name. */
enum { ASSET_C = 5, ASSET_I, ASSET_A, ASSET_IMPORTANCE };
enum { THREAT_LEVEL = 4, VULNERABILITY_LEVEL = 3 };
enum { CONTROL_STATE = 6 };
enum { RISK_VALUE = 8, RISK_OVER = 9, RISK_STATE = 13, RISK_PRESUMED = 14, RISK_LOW = 15, RISK_HIGH = 16 };

SK_OUTCOME workbook_cover(struct workbook *book);
SK_OUTCOME workbook_assets(struct workbook *book);
SK_OUTCOME workbook_threats(struct workbook *book);
SK_OUTCOME workbook_vulnerabilities(struct workbook *book);
SK_OUTCOME workbook_controls(struct workbook *book);
SK_OUTCOME workbook_risks(struct workbook *book);
SK_OUTCOME workbook_excluded(struct workbook *book);
SK_OUTCOME workbook_editions(struct workbook *book);
SK_OUTCOME workbook_readings(struct workbook *book);

#endif
