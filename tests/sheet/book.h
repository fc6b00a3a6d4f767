/* What must hold of every book that was read, and a book as JSON: for tests and fuzz targets. */
#ifndef BOOK_H
#define BOOK_H

#include "sheet/sheet.h"

/* Aborts where something does not hold. */
void book_check(const struct sk_sheet_book *book);
void book_check_error(const struct sk_error *error, sk_outcome outcome);
/* One object, a cell a line. */
void book_print(const struct sk_sheet_book *book, struct sk_buf *out);

#endif
