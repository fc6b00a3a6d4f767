/* The floors of a report: its texts, escaped into one buffer; and set by Pango, drawn by cairo. */
#include "measure.h"
#include "paper_floors.h"
#include "papers/document.h"

#include <cairo-pdf.h>
#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>

#include <stdlib.h>
#include <string.h>

extern const char papers_report_css[], papers_report_js[];

enum { PIECES_MAX = 50000 };
static const double width = 595, height = 842, long_side = 1190, margin = 40;

struct piece {
	const char *text, *head; /* head: of its column; NULL: it stands alone */
	double size, share;	 /* of the width */
	bool across, last;	 /* on A3; the last of its row */
};
struct told {
	struct piece *pieces;
	size_t count;
	bool across;
};

/* ---- a writer that only keeps ---- */

static void add(struct doc *doc, struct piece piece)
{
	struct told *told = doc->self;
	if (told->count == PIECES_MAX)
		fail("too many texts");
	piece.text = keep_text(piece.text ? piece.text : "");
	piece.across = told->across;
	told->pieces[told->count++] = piece;
}

static void add_text(struct doc *doc, const char *text, double size)
{
	add(doc, (struct piece){.text = text, .size = size, .share = 1, .last = true});
}

static sk_outcome keep_begin(struct doc *doc, const char *title, const char *subtitle)
{
	add_text(doc, title, 18);
	add_text(doc, subtitle, 9);
	return SK_OK;
}

static void keep_heading(struct doc *doc, const char *id, const char *text, bool annex)
{
	(void)id;
	((struct told *)doc->self)->across = annex;
	add_text(doc, text, 13);
}

static void keep_paragraph(struct doc *doc, enum doc_mark mark, const char *text)
{
	(void)mark;
	add_text(doc, text, 9);
}

static void keep_card(struct doc *doc, const struct doc_card *card)
{
	add_text(doc, card->title, 11);
	add_text(doc, card->facts, 7.5);
	add_text(doc, card->text, 9);
}

static void keep_matrix(struct doc *doc, const struct doc_matrix *matrix)
{
	add_text(doc, matrix->caption, 9);
}

static sk_outcome keep_picture(struct doc *doc, const struct sk_picture *picture, const char *caption)
{
	(void)picture;
	add_text(doc, caption, 9);
	return SK_OK;
}

static void add_cells(struct doc *doc, const struct doc_cell *cells, bool head)
{
	const struct doc_table *table = doc->in;
	unsigned all = 0;
	for (size_t i = 0; i < table->count; i++)
		all += table->columns[i].share;
	for (size_t i = 0; i < table->count; i++)
		add(doc, (struct piece){.text = head ? table->columns[i].head : cells[i].text, .head = keep_text(table->columns[i].head), .size = 7.5,
					.share = (double)table->columns[i].share / all, .last = i + 1 == table->count});
}

static void keep_table(struct doc *doc, const struct doc_table *table)
{
	struct doc_table *kept = keep_bytes(sizeof(*kept));
	*kept = *table;
	doc->in = kept;
	add_text(doc, table->caption, 7.5);
	add_cells(doc, NULL, true);
}

static void keep_row(struct doc *doc, const struct doc_cell *cells, bool settled)
{
	(void)settled;
	add_cells(doc, cells, false);
}

static void keep_table_end(struct doc *doc)
{
	doc->in = NULL;
}

static sk_outcome keep_end(struct doc *doc)
{
	(void)doc;
	return SK_OK;
}

static const struct doc_writer keeper = {keep_begin, keep_heading, keep_paragraph, keep_card, keep_matrix, keep_picture, keep_table, keep_row, keep_table_end, keep_end};

/* ---- one that does nothing ---- */

static sk_outcome drop_begin(struct doc *doc, const char *title, const char *subtitle)
{
	(void)doc, (void)title, (void)subtitle;
	return SK_OK;
}

static void drop_heading(struct doc *doc, const char *id, const char *text, bool annex)
{
	(void)doc, (void)id, (void)text, (void)annex;
}

static void drop_paragraph(struct doc *doc, enum doc_mark mark, const char *text)
{
	(void)doc, (void)mark, (void)text;
}

static void drop_card(struct doc *doc, const struct doc_card *card)
{
	(void)doc, (void)card;
}

static void drop_matrix(struct doc *doc, const struct doc_matrix *matrix)
{
	(void)doc, (void)matrix;
}

static sk_outcome drop_picture(struct doc *doc, const struct sk_picture *picture, const char *caption)
{
	(void)doc, (void)picture, (void)caption;
	return SK_OK;
}

static void drop_table(struct doc *doc, const struct doc_table *table)
{
	(void)doc, (void)table;
}

static void drop_row(struct doc *doc, const struct doc_cell *cells, bool settled)
{
	(void)doc, (void)cells, (void)settled;
}

static void drop_table_end(struct doc *doc)
{
	(void)doc;
}

static const struct doc_writer nobody = {drop_begin, drop_heading, drop_paragraph, drop_card, drop_matrix, drop_picture, drop_table, drop_row, drop_table_end, keep_end};

/* ---- in the place of the real writer ---- */

/* The linker brings the call of the writer of PDF here first. */
static const struct doc_writer *instead; /* NULL: the real one */
static struct told *open_told;
sk_outcome __real_doc_write_pdf(const struct sk_papers *papers, doc_teller *tell, struct sk_buf *out);
sk_outcome __wrap_doc_write_pdf(const struct sk_papers *papers, doc_teller *tell, struct sk_buf *out);
sk_outcome __wrap_doc_write_pdf(const struct sk_papers *papers, doc_teller *tell, struct sk_buf *out)
{
	struct doc doc = {.writer = instead, .papers = papers, .out = out, .self = open_told};
	return instead ? tell(&doc) : __real_doc_write_pdf(papers, tell, out);
}

static void tell(const struct sk_papers *papers, const struct doc_writer *writer)
{
	SK_BUF_SCOPE bytes = SK_BUF(SK_PAPER_BYTES_MAX);
	instead = writer;
	if (sk_failed(sk_papers_named("pdf")->write(papers, &bytes)))
		fail("the report");
	instead = NULL;
}

size_t told_to_nobody(const struct sk_papers *papers)
{
	tell(papers, &nobody);
	return 0;
}

struct told *told_keep(const struct sk_papers *papers)
{
	struct told *told = keep_bytes(sizeof(*told));
	told->pieces = keep_bytes(PIECES_MAX * sizeof(*told->pieces));
	open_told = told;
	tell(papers, &keeper);
	return told;
}

size_t told_texts(const struct told *told)
{
	return told->count;
}

/* ---- HTML ---- */

static void say(struct plain *out, const char *text)
{
	plain_add(out, text, strlen(text));
}

static void escape(struct plain *out, const char *text)
{
	static const char *const written[256] = {['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\n'] = "<br>"};
	for (;; text++) {
		size_t length = strcspn(text, "&<>\"\n");
		plain_add(out, text, length);
		text += length;
		if (!*text)
			return;
		say(out, written[(unsigned char)*text]);
	}
}

size_t told_floor_html(const struct told *told)
{
	struct plain out = {0};
	say(&out, papers_report_css);
	for (size_t i = 0; i < told->count; i++) {
		const struct piece *piece = &told->pieces[i];
		if (piece->head) {
			say(&out, "<td data-head=\"");
			escape(&out, piece->head);
			say(&out, "\">");
		} else {
			say(&out, "<p>");
		}
		escape(&out, piece->text);
		say(&out, piece->head ? "</td>" : "</p>");
		if (piece->last)
			say(&out, "</tr>\n<tr>");
	}
	say(&out, papers_report_js);
	free(out.bytes);
	return out.length;
}

/* ---- PDF ---- */

struct sheet {
	PangoFontMap *map;
	PangoContext *context;
	PangoLayout *layout;
	PangoFontDescription *font;
	cairo_surface_t *surface;
	cairo_t *cairo;
	double size, x, y, lowest;
	bool across;
};

static cairo_status_t take(void *to, const unsigned char *bytes, unsigned length)
{
	plain_add(to, (const char *)bytes, length);
	return CAIRO_STATUS_SUCCESS;
}

static void open_sheet(struct sheet *sheet, struct plain *out)
{
	FcConfig *config = FcConfigCreate();
	if (!FcConfigAppFontAddFile(config, (const FcChar8 *)SK_PAPERS_FONT))
		fail(SK_PAPERS_FONT);
	FcConfigSetCurrent(config);
	sheet->map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
	pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(sheet->map), config);
	FcConfigDestroy(config);
	sheet->context = pango_font_map_create_context(sheet->map);
	pango_context_set_language(sheet->context, pango_language_from_string("ja"));
	sheet->layout = pango_layout_new(sheet->context);
	pango_layout_set_wrap(sheet->layout, PANGO_WRAP_WORD_CHAR);
	sheet->font = pango_font_description_from_string("IPAexGothic");
	sheet->surface = cairo_pdf_surface_create_for_stream(take, out, width, height);
	sheet->cairo = cairo_create(sheet->surface);
	sheet->x = sheet->y = sheet->lowest = margin;
}

static void turn_page(struct sheet *sheet, bool across)
{
	cairo_show_page(sheet->cairo);
	cairo_pdf_surface_set_size(sheet->surface, across ? long_side : width, height);
	sheet->across = across;
	sheet->y = sheet->lowest = margin;
}

/* At the place where the one before ended; a row ends with the lowest of its cells. */
static void put(struct sheet *sheet, const struct piece *piece)
{
	int high;
	double room = ((piece->across ? long_side : width) - 2 * margin) * piece->share;
	if (piece->across != sheet->across || sheet->y > height - 3 * margin)
		turn_page(sheet, piece->across);
	if (piece->size < sheet->size || piece->size > sheet->size) {
		pango_font_description_set_absolute_size(sheet->font, piece->size * PANGO_SCALE);
		pango_layout_set_font_description(sheet->layout, sheet->font);
		sheet->size = piece->size;
	}
	pango_layout_set_width(sheet->layout, (int)(room * PANGO_SCALE));
	pango_layout_set_text(sheet->layout, piece->text, -1);
	pango_layout_get_size(sheet->layout, NULL, &high);
	cairo_move_to(sheet->cairo, sheet->x, sheet->y);
	pango_cairo_show_layout(sheet->cairo, sheet->layout);
	double end = sheet->y + (double)high / PANGO_SCALE;
	sheet->lowest = end > sheet->lowest ? end : sheet->lowest;
	sheet->x = piece->last ? margin : sheet->x + room;
	sheet->y = piece->last ? sheet->lowest : sheet->y;
}

size_t told_floor_pdf(const struct told *told)
{
	struct plain out = {0};
	struct sheet sheet = {0};
	open_sheet(&sheet, &out);
	for (size_t i = 0; i < told->count; i++)
		put(&sheet, &told->pieces[i]);
	cairo_show_page(sheet.cairo);
	cairo_surface_finish(sheet.surface);
	if (cairo_surface_status(sheet.surface) != CAIRO_STATUS_SUCCESS)
		fail("cairo");
	cairo_destroy(sheet.cairo);
	cairo_surface_destroy(sheet.surface);
	pango_font_description_free(sheet.font);
	g_object_unref(sheet.layout);
	g_object_unref(sheet.context);
	g_object_unref(sheet.map);
	free(out.bytes);
	return out.length;
}
