/*
 * Writes a workbook with libxlsxwriter as the lines of standard input say, fields between tabs, rows and columns from 1, "\n" and "\t"
 * for line breaks and tabs in a text:
 *
 *	write_table FILE
 *
 *	sheet NAME SEEN               shown or hidden
 *	text ROW COLUMN TEXT
 *	number ROW COLUMN NUMBER FORMAT
 *	flag ROW COLUMN 0|1
 *	formula ROW COLUMN FORMULA NUMBER
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

enum { LINE = 1 << 16, FIELDS = 5 };

static lxw_workbook *book;
static lxw_worksheet *sheet;

static void undo(char *text)
{
	char *to = text;
	for (; *text; text++) {
		bool escaped = text[0] == '\\' && (text[1] == 'n' || text[1] == 't');
		*to++ = !escaped ? *text : text[1] == 'n' ? '\n' : '\t';
		text += escaped;
	}
	*to = '\0';
}

static void write_line(char *fields[FIELDS])
{
	lxw_row_t row = (lxw_row_t)(strtoul(fields[1], NULL, 10) - 1);
	lxw_col_t column = (lxw_col_t)(strtoul(fields[2], NULL, 10) - 1);
	lxw_format *format = NULL;
	if (strcmp(fields[0], "sheet") == 0) {
		sheet = workbook_add_worksheet(book, fields[1]);
		if (strcmp(fields[2], "hidden") == 0)
			worksheet_hide(sheet);
	} else if (strcmp(fields[0], "text") == 0) {
		undo(fields[3]);
		worksheet_write_string(sheet, row, column, fields[3], NULL);
	} else if (strcmp(fields[0], "number") == 0) {
		if (*fields[4]) {
			format = workbook_add_format(book);
			format_set_num_format(format, fields[4]);
		}
		worksheet_write_number(sheet, row, column, strtod(fields[3], NULL), format);
	} else if (strcmp(fields[0], "flag") == 0) {
		worksheet_write_boolean(sheet, row, column, fields[3][0] == '1', NULL);
	} else {
		worksheet_write_formula_num(sheet, row, column, fields[3], NULL, strtod(fields[4], NULL));
	}
}

int main(int count, char **words)
{
	static char line[LINE];
	static char none[] = "";
	if (count != 2 || !(book = workbook_new(words[1])))
		return 2;
	while (fgets(line, sizeof(line), stdin)) {
		char *fields[FIELDS] = {none, none, none, none, none}, *at = line;
		line[strcspn(line, "\n")] = '\0';
		for (size_t i = 0; i < FIELDS && at; i++)
			fields[i] = strsep(&at, "\t");
		write_line(fields);
	}
	return workbook_close(book) == LXW_NO_ERROR ? 0 : 1;
}
