/*
 * pdf: the page that is being set, for the files that draw on it. Points; y grows downwards. Private to papers/.
 */
#ifndef SK_PAPERS_PDF_H
#define SK_PAPERS_PDF_H

#include "papers/document.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#define PDF_MARGIN 40.0
#define PDF_SMALL 7.5 /* letters */

struct pdf {
	const struct doc *doc;
	cairo_surface_t *surface;
	cairo_t *cairo;
	PangoFontMap *map;
	PangoContext *context;
	const char *title;
	double width, height, y; /* of the page; how far it is filled */
	unsigned page;
	bool across; /* A3 */
	size_t unknown; /* signs without a glyph */
	const struct doc_table *table;
};

void pdf_ink(const struct pdf *pdf, unsigned colour);
/* The text in the report's font, in lines of that width; the caller unrefs it. Signs without a glyph are replaced and counted. */
PangoLayout *pdf_layout(struct pdf *pdf, const char *text, double width, double size);
/* What is left of the page's width between the margins, and where its lowest line may stand. */
double pdf_inner(const struct pdf *pdf);
double pdf_bottom(const struct pdf *pdf);
void pdf_next_page(struct pdf *pdf, bool across);
/* A text of its own under what stands there, on the next page where this one has no room. */
void pdf_text(struct pdf *pdf, const char *text, double size, enum doc_mark mark, double indent);

/* The picture and its legend, on as many pages as they take to be read. */
SK_OUTCOME pdf_network(struct pdf *pdf, const struct sk_picture *picture);

#endif
