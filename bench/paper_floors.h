/*
 * What a paper says, kept, and written again by the bare libraries: cells, texts and formulas are the same, and all that led to them is left out (no register, no
 * rows of ours, no choice of styles, no line broken between two pages).
 */
#ifndef PAPER_FLOORS_H
#define PAPER_FLOORS_H

#include "papers/papers.h"

/* Calls of libxlsxwriter that put something on a sheet. */
struct book;
/* Writes the paper once, and keeps what it asked of the library. */
struct book *book_keep(const struct sk_papers *papers, const struct sk_paper *paper);
size_t book_cells(const struct book *book);
/* Makes the file, reads its bytes, removes it. */
size_t book_floor(const struct book *book, const struct sk_papers *papers);

/* Texts of a report, in cells and alone. */
struct told;
struct told *told_keep(const struct sk_papers *papers);
/* The report, written by a writer that does nothing: what it takes to find the texts. */
size_t told_to_nobody(const struct sk_papers *papers);
size_t told_texts(const struct told *told);
size_t told_floor_html(const struct told *told);
size_t told_floor_pdf(const struct told *told);

/* Cells of a table in CSV, taken from what the paper wrote. */
struct table;
struct table *table_keep(const struct sk_papers *papers, const struct sk_paper *paper);
size_t table_cells(const struct table *table);
size_t table_floor(const struct table *table);

/* Bytes that grow, and nothing else. */
struct plain {
	char *bytes;
	size_t length, room;
};
void plain_add(struct plain *plain, const char *bytes, size_t length);
void plain_grow(struct plain *plain);
static inline void plain_char(struct plain *plain, char sign)
{
	if (plain->length == plain->room)
		plain_grow(plain);
	plain->bytes[plain->length++] = sign;
}

void *keep_bytes(size_t length); /* zeroed; never given back */
const char *keep_text(const char *text);

#endif
