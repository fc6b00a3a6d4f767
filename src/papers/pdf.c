/*
 * The report as PDF: A4, and the annexes on A3 across. Cairo draws, Pango breaks lines and chooses glyphs; the one font is a file named at build time, so that the
 * same register gives the same bytes on every machine. What the font has no glyph for is printed as 〓, as printers do in Japanese, and the end of the report says so: nothing is
 * left out in silence.
 */
#include "papers/pdf.h"

#include <fontconfig/fontconfig.h>
#include <pango/pangofc-fontmap.h>

#include <string.h>

#define GETA "〓"
#define FONT_NAME "IPAexGothic"

static const double A4_WIDTH = 595.28, A4_HEIGHT = 841.89, A3_LONG = 1190.55, FOOT = 24, PAD = 3, PLAIN = 9, HEAD = 13, TITLE = 18, GAP = 6, CELL = 34;

/* A cell while its row is set: the next line, from a page to the next. */
struct flow {
	PangoLayout *layout;
	PangoLayoutIter *at;
	bool done;
};

static struct pdf *pdf_of(const struct doc *doc)
{
	return doc->self;
}

void pdf_ink(const struct pdf *pdf, unsigned colour)
{
	cairo_set_source_rgb(pdf->cairo, (colour >> 16 & 0xFF) / 255.0, (colour >> 8 & 0xFF) / 255.0, (colour & 0xFF) / 255.0);
}

static unsigned colour_of(enum doc_mark mark)
{
	static const unsigned colours[] = {
		[DOC_PLAIN] = 0x1B2430, [DOC_GOOD] = 0x0B5D2A, [DOC_BAD] = 0x9B1C1C, [DOC_OPEN] = 0x6B4700, [DOC_QUIET] = 0x55606E, [DOC_CODE] = 0x1B2430, [DOC_NUMBER] = 0x1B2430,
	};
	return colours[mark];
}

/* ---- text ---- */

static PangoLayout *bare_layout(const struct pdf *pdf, double size)
{
	PangoLayout *layout = pango_layout_new(pdf->context);
	PangoFontDescription *font = pango_font_description_from_string(FONT_NAME);
	pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
	pango_layout_set_font_description(layout, font);
	pango_font_description_free(font);
	return layout;
}

static bool has_glyph(PangoLayout *scratch, const char *sign, size_t length)
{
	pango_layout_set_text(scratch, sign, (int)length);
	return pango_layout_get_unknown_glyphs_count(scratch) == 0;
}

/* Sign by sign: only where some glyph is missing. */
static void replace_unknown(struct pdf *pdf, PangoLayout *layout, const char *text)
{
	SK_BUF_SCOPE known = SK_BUF(SK_PAPER_BYTES_MAX);
	PangoLayout *scratch = bare_layout(pdf, PLAIN);
	size_t length = strlen(text);
	for (size_t at = 0; at < length;) {
		size_t step = sk_utf8_step(text + at, length - at);
		step = step ? step : 1;
		bool fine = text[at] == '\n' || has_glyph(scratch, text + at, step);
		pdf->unknown += !fine;
		sk_buf_add(&known, fine ? text + at : GETA, fine ? step : sizeof(GETA) - 1);
		at += step;
	}
	g_object_unref(scratch);
	pango_layout_set_text(layout, known.failed ? "" : known.bytes, -1);
}

PangoLayout *pdf_layout(struct pdf *pdf, const char *text, double width, double size)
{
	PangoLayout *layout = bare_layout(pdf, size);
	pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_text(layout, text ? text : "", -1);
	if (pango_layout_get_unknown_glyphs_count(layout) > 0)
		replace_unknown(pdf, layout, text);
	return layout;
}

static double height_of(PangoLayout *layout)
{
	int width, height;
	pango_layout_get_size(layout, &width, &height);
	return (double)height / PANGO_SCALE;
}

/* ---- pages ---- */

double pdf_inner(const struct pdf *pdf)
{
	return pdf->width - 2 * PDF_MARGIN;
}

double pdf_bottom(const struct pdf *pdf)
{
	return pdf->height - PDF_MARGIN - FOOT;
}

static void put_foot(struct pdf *pdf)
{
	const char *text;
	if (sk_failed(paper_text(pdf->doc->papers, &text, "%s · %u", pdf->title, pdf->page)))
		return;
	PangoLayout *layout = pdf_layout(pdf, text, pdf_inner(pdf), PDF_SMALL);
	pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER);
	pdf_ink(pdf, colour_of(DOC_QUIET));
	cairo_move_to(pdf->cairo, PDF_MARGIN, pdf->height - PDF_MARGIN);
	pango_cairo_show_layout(pdf->cairo, layout);
	g_object_unref(layout);
}

static void begin_page(struct pdf *pdf, bool across)
{
	pdf->across = across;
	pdf->width = across ? A3_LONG : A4_WIDTH;
	pdf->height = A4_HEIGHT; /* of A3 across, too */
	pdf->y = PDF_MARGIN;
	pdf->page++;
	cairo_pdf_surface_set_size(pdf->surface, pdf->width, pdf->height);
}

static void end_page(struct pdf *pdf)
{
	put_foot(pdf);
	cairo_show_page(pdf->cairo);
}

void pdf_next_page(struct pdf *pdf, bool across)
{
	end_page(pdf);
	begin_page(pdf, across);
}

/* Room for so much, on the next page where this one has none. */
static void need(struct pdf *pdf, double height)
{
	if (pdf->y + height > pdf_bottom(pdf) && pdf->y > PDF_MARGIN)
		pdf_next_page(pdf, pdf->across);
}

/* A text of its own, as high as it is: longer than a page it never is, but for cells of tables. */
void pdf_text(struct pdf *pdf, const char *text, double size, enum doc_mark mark, double indent)
{
	PangoLayout *layout = pdf_layout(pdf, text, pdf_inner(pdf) - indent, size);
	double height = height_of(layout);
	need(pdf, height);
	pdf_ink(pdf, colour_of(mark));
	cairo_move_to(pdf->cairo, PDF_MARGIN + indent, pdf->y);
	pango_cairo_show_layout(pdf->cairo, layout);
	pdf->y += height + GAP;
	g_object_unref(layout);
}

/* ---- what the report says ---- */

static sk_outcome pdf_begin(struct doc *doc, const char *title, const char *subtitle)
{
	struct pdf *pdf = pdf_of(doc);
	pdf->title = title;
	begin_page(pdf, false);
	pdf_text(pdf, title, TITLE, DOC_PLAIN, 0);
	pdf_text(pdf, subtitle, PLAIN, DOC_QUIET, 0);
	return SK_OK;
}

static void pdf_heading(struct doc *doc, const char *id, const char *text, bool annex)
{
	struct pdf *pdf = pdf_of(doc);
	(void)id;
	if (pdf->across || annex)
		pdf_next_page(pdf, annex);
	need(pdf, HEAD + 5 * PLAIN); /* a heading never stands alone at the foot of a page */
	pdf->y += GAP;
	SK_BUF_SCOPE name = SK_BUF(PAPER_PIECE_MAX);
	sk_buf_print(&name, "page=%u pos=[%d %d]", pdf->page, (int)PDF_MARGIN, (int)pdf->y);
	if (!name.failed)
		cairo_pdf_surface_add_outline(pdf->surface, CAIRO_PDF_OUTLINE_ROOT, text, name.bytes, CAIRO_PDF_OUTLINE_FLAG_OPEN);
	pdf_text(pdf, text, HEAD, DOC_PLAIN, 0);
	pdf_ink(pdf, colour_of(DOC_PLAIN));
	cairo_set_line_width(pdf->cairo, 1);
	cairo_move_to(pdf->cairo, PDF_MARGIN, pdf->y - GAP / 2);
	cairo_line_to(pdf->cairo, pdf->width - PDF_MARGIN, pdf->y - GAP / 2);
	cairo_stroke(pdf->cairo);
	pdf->y += GAP / 2;
}

static void pdf_paragraph(struct doc *doc, enum doc_mark mark, const char *text)
{
	struct pdf *pdf = pdf_of(doc);
	bool bar = mark == DOC_GOOD || mark == DOC_BAD || mark == DOC_OPEN;
	double from;
	pdf_text(pdf, text, PLAIN, mark, bar ? 2 * PAD : 0);
	from = pdf->y;
	if (!bar)
		return;
	PangoLayout *layout = pdf_layout(pdf, text, pdf_inner(pdf) - 2 * PAD, PLAIN);
	double height = height_of(layout);
	g_object_unref(layout);
	cairo_rectangle(pdf->cairo, PDF_MARGIN, from - GAP - height, 2, height);
	cairo_fill(pdf->cairo);
}

static void pdf_card(struct doc *doc, const struct doc_card *card)
{
	struct pdf *pdf = pdf_of(doc);
	const char *title;
	if (sk_failed(paper_text(doc->papers, &title, "%zu. %s", card->number, card->title)))
		return;
	need(pdf, HEAD + 4 * PLAIN);
	pdf_text(pdf, title, PLAIN + 2, DOC_PLAIN, 0);
	pdf_text(pdf, card->facts, PDF_SMALL, DOC_QUIET, 2 * GAP);
	pdf_text(pdf, card->text, PLAIN, DOC_PLAIN, 2 * GAP);
}

/* ---- tables ---- */

static double column_width(const struct pdf *pdf, size_t column)
{
	unsigned all = 0;
	for (size_t i = 0; i < pdf->table->count; i++)
		all += pdf->table->columns[i].share;
	return pdf_inner(pdf) * pdf->table->columns[column].share / all;
}

static double line_height(const struct flow *flow)
{
	int top, end;
	pango_layout_iter_get_line_yrange(flow->at, &top, &end);
	return (double)(end - top) / PANGO_SCALE;
}

/* The lines that fit, drawn; how high they were. draw false: only measured, and the flow stays where it is. */
static double put_lines(const struct pdf *pdf, struct flow *flow, double x, double y, double room)
{
	double used = 0;
	while (!flow->done && used + line_height(flow) <= room) {
		int top, end;
		pango_layout_iter_get_line_yrange(flow->at, &top, &end);
		cairo_move_to(pdf->cairo, x, y + used + (double)(pango_layout_iter_get_baseline(flow->at) - top) / PANGO_SCALE);
		pango_cairo_show_layout_line(pdf->cairo, pango_layout_iter_get_line_readonly(flow->at));
		used += line_height(flow);
		flow->done = !pango_layout_iter_next_line(flow->at);
	}
	return used;
}

static void put_frames(const struct pdf *pdf, double height)
{
	double x = PDF_MARGIN;
	pdf_ink(pdf, 0xC3CCD6);
	cairo_set_line_width(pdf->cairo, 0.5);
	for (size_t i = 0; i < pdf->table->count; i++) {
		cairo_rectangle(pdf->cairo, x, pdf->y, column_width(pdf, i), height);
		cairo_stroke(pdf->cairo);
		x += column_width(pdf, i);
	}
}

/* One page's part of a row. */
static void put_slice(struct pdf *pdf, struct flow *flows, const struct doc_cell *cells)
{
	double x = PDF_MARGIN, room = pdf_bottom(pdf) - pdf->y - 2 * PAD, highest = 0;
	for (size_t i = 0; i < pdf->table->count; i++) {
		pdf_ink(pdf, colour_of(cells[i].mark));
		double used = put_lines(pdf, &flows[i], x + PAD, pdf->y + PAD, room);
		highest = used > highest ? used : highest;
		x += column_width(pdf, i);
	}
	put_frames(pdf, highest + 2 * PAD);
	pdf->y += highest + 2 * PAD;
}

static void put_row(struct pdf *pdf, const struct doc_cell *cells);

static void put_table_head(struct pdf *pdf)
{
	struct doc_cell heads[DOC_COLUMNS_MAX];
	for (size_t i = 0; i < pdf->table->count; i++)
		heads[i] = (struct doc_cell){pdf->table->columns[i].head, DOC_QUIET};
	put_row(pdf, heads);
}

static bool all_done(const struct flow *flows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!flows[i].done)
			return false;
	return true;
}

/* Which row it is stands on each of its pages. */
static void again(struct flow *flow)
{
	if (!flow->done)
		return;
	pango_layout_iter_free(flow->at);
	*flow = (struct flow){flow->layout, pango_layout_get_iter(flow->layout), false};
}

/* A row that fits on a page is not torn apart; a longer one goes on on the next. */
static void put_row(struct pdf *pdf, const struct doc_cell *cells)
{
	struct flow flows[DOC_COLUMNS_MAX];
	double highest = 0, tallest_line = 0;
	size_t count = pdf->table->count;
	for (size_t i = 0; i < count; i++) {
		PangoLayout *layout = pdf_layout(pdf, cells[i].text, column_width(pdf, i) - 2 * PAD, PDF_SMALL);
		flows[i] = (struct flow){layout, pango_layout_get_iter(layout), false};
		highest = height_of(layout) > highest ? height_of(layout) : highest;
		tallest_line = line_height(&flows[i]) > tallest_line ? line_height(&flows[i]) : tallest_line;
	}
	bool fits_a_page = highest + 2 * PAD < pdf_bottom(pdf) - PDF_MARGIN - 6 * HEAD;
	bool head = cells[0].mark == DOC_QUIET && cells[0].text == pdf->table->columns[0].head;
	while (!all_done(flows, count)) {
		double wanted = (fits_a_page ? highest : tallest_line) + 2 * PAD;
		if (pdf->y + wanted > pdf_bottom(pdf) && !head) {
			pdf_next_page(pdf, pdf->across);
			put_table_head(pdf);
			again(&flows[0]);
		}
		put_slice(pdf, flows, cells);
	}
	for (size_t i = 0; i < count; i++) {
		pango_layout_iter_free(flows[i].at);
		g_object_unref(flows[i].layout);
	}
}

static void pdf_table(struct doc *doc, const struct doc_table *table)
{
	struct pdf *pdf = pdf_of(doc);
	SK_INVARIANT(table->count <= DOC_COLUMNS_MAX);
	doc->in = pdf->table = table;
	if (table->annex != pdf->across)
		pdf_next_page(pdf, table->annex);
	pdf_text(pdf, table->caption, PDF_SMALL, DOC_QUIET, 0);
	need(pdf, 6 * PLAIN);
	put_table_head(pdf);
}

static void pdf_row(struct doc *doc, const struct doc_cell *cells, bool settled)
{
	(void)settled;
	put_row(pdf_of(doc), cells);
}

static void pdf_table_end(struct doc *doc)
{
	pdf_of(doc)->y += GAP;
	doc->in = NULL;
}

/* ---- the matrix ---- */

static void put_label(struct pdf *pdf, double x, double y, double size, const char *text)
{
	PangoLayout *layout = pdf_layout(pdf, text, pdf_inner(pdf), size);
	pdf_ink(pdf, colour_of(DOC_PLAIN));
	cairo_move_to(pdf->cairo, x, y);
	pango_cairo_show_layout(pdf->cairo, layout);
	g_object_unref(layout);
}

static void put_square(struct pdf *pdf, const struct doc_matrix *matrix, int importance, int threat, int vulnerability, double left, double top)
{
	int value = importance * threat * vulnerability;
	unsigned before = matrix->before[importance][threat][vulnerability], open = matrix->open[importance][threat][vulnerability];
	double x = left + vulnerability * CELL, y = top + (SK_LEVEL_MAX - threat) * CELL;
	bool over = value >= matrix->line;
	const char *text;
	cairo_rectangle(pdf->cairo, x + 1, y + 1, CELL - 2, CELL - 2);
	pdf_ink(pdf, over ? 0xFDEAEA : value >= matrix->line / 2 ? 0xFFF3D6 : 0xF3F6F8);
	cairo_fill_preserve(pdf->cairo);
	pdf_ink(pdf, over ? 0x9B1C1C : 0xC3CCD6);
	cairo_set_line_width(pdf->cairo, over ? 1.5 : 0.5);
	cairo_stroke(pdf->cairo);
	if (!sk_failed(paper_text(pdf->doc->papers, &text, "%d", value)))
		put_label(pdf, x + CELL - 13, y + 2, 6, text);
	if (before && !sk_failed(over ? paper_text(pdf->doc->papers, &text, "%u/%u", open, before) : paper_text(pdf->doc->papers, &text, "%u", before)))
		put_label(pdf, x + 6, y + 13, 10, text);
}

static void put_square_of_squares(struct pdf *pdf, const struct doc_matrix *matrix, int importance, double left)
{
	const char *text;
	double top = pdf->y + 2 * HEAD;
	if (!sk_failed(paper_text(pdf->doc->papers, &text, "%s %d", _("Importance"), importance)))
		put_label(pdf, left, pdf->y, PLAIN, text);
	if (!sk_failed(paper_text(pdf->doc->papers, &text, "%s ↓  %s →", _("Threat level"), _("Vulnerability level"))))
		put_label(pdf, left, pdf->y + HEAD, 6, text);
	for (int threat = 1; threat <= SK_LEVEL_MAX; threat++)
		for (int vulnerability = 0; vulnerability <= SK_LEVEL_MAX; vulnerability++)
			put_square(pdf, matrix, importance, threat, vulnerability, left, top);
}

static void pdf_matrix(struct doc *doc, const struct doc_matrix *matrix)
{
	struct pdf *pdf = pdf_of(doc);
	double height = 3 * HEAD + 3 * CELL;
	pdf_paragraph(doc, DOC_PLAIN, matrix->caption);
	need(pdf, height);
	for (int importance = 1; importance <= SK_LEVEL_MAX; importance++)
		put_square_of_squares(pdf, matrix, importance, PDF_MARGIN + (importance - 1) * (4 * CELL + 4 * GAP));
	pdf->y += height;
}

static sk_outcome pdf_picture(struct doc *doc, const struct sk_picture *picture, const char *caption)
{
	pdf_paragraph(doc, DOC_PLAIN, caption);
	return pdf_network(pdf_of(doc), picture);
}

/* ---- the file ---- */

static sk_outcome pdf_end(struct doc *doc)
{
	struct pdf *pdf = pdf_of(doc);
	const char *text;
	if (pdf->unknown > 0) {
		SK_TRY(paper_text(doc->papers, &text, _("Signs that the font has no shape for are printed as 〓 (%zu)."), pdf->unknown));
		pdf_paragraph(doc, DOC_OPEN, text);
	}
	end_page(pdf);
	cairo_surface_finish(pdf->surface);
	if (cairo_surface_status(pdf->surface) != CAIRO_STATUS_SUCCESS || cairo_status(pdf->cairo) != CAIRO_STATUS_SUCCESS)
		return sk_error_set_number(doc->papers->error, SK_E_MEMORY, NULL, SK_PAPER_BYTES_MAX);
	return sk_buf_check(doc->out, doc->papers->error);
}

static cairo_status_t take_bytes(void *to, const unsigned char *bytes, unsigned length)
{
	sk_buf_add(to, (const char *)bytes, length);
	return ((struct sk_buf *)to)->failed ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

/* Only the one font, and no look at what else the machine has. */
static sk_outcome open_font(struct pdf *pdf, const struct sk_papers *papers)
{
	struct sk_place place = {.file = SK_PAPERS_FONT};
	FcConfig *config = FcConfigCreate();
	if (!config || papers->env->kind(papers->env->self, SK_PAPERS_FONT) != SK_ENTRY_FILE || !FcConfigAppFontAddFile(config, (const FcChar8 *)SK_PAPERS_FONT)) {
		if (config)
			FcConfigDestroy(config);
		return sk_error_set(papers->error, SK_E_FONT, &place, NULL, NULL, NULL);
	}
	FcConfigSetCurrent(config);
	pdf->map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
	pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(pdf->map), config);
	FcConfigDestroy(config); /* the map holds it */
	pdf->context = pango_font_map_create_context(pdf->map);
	pango_context_set_language(pdf->context, pango_language_from_string(papers->lang == SK_LANG_JA ? "ja" : "en"));
	return SK_OK;
}

static sk_outcome open_surface(struct pdf *pdf, const struct sk_papers *papers, struct sk_buf *out)
{
	char created[SK_TIME_TEXT];
	const char *site;
	SK_TRY(paper_site(papers, &site));
	sk_time_print(papers->register_->at, created);
	pdf->surface = cairo_pdf_surface_create_for_stream(take_bytes, out, A4_WIDTH, A4_HEIGHT);
	cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_CREATE_DATE, created);
	cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_TITLE, site);
	cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_CREATOR, "Sekisho");
	pdf->cairo = cairo_create(pdf->surface);
	return SK_OK;
}

static void close_all(struct pdf *pdf)
{
	if (pdf->cairo)
		cairo_destroy(pdf->cairo);
	if (pdf->surface)
		cairo_surface_destroy(pdf->surface);
	if (pdf->context)
		g_object_unref(pdf->context);
	if (pdf->map)
		g_object_unref(pdf->map);
}

static const struct doc_writer pdf_writer = {pdf_begin, pdf_heading, pdf_paragraph, pdf_card, pdf_matrix, pdf_picture, pdf_table, pdf_row, pdf_table_end, pdf_end};

SK_OUTCOME doc_write_pdf(const struct sk_papers *papers, doc_teller *tell, struct sk_buf *out)
{
	struct pdf pdf = {0};
	struct doc doc = {.writer = &pdf_writer, .papers = papers, .out = out, .self = &pdf};
	pdf.doc = &doc;
	sk_outcome outcome = open_font(&pdf, papers);
	if (!sk_failed(outcome))
		outcome = open_surface(&pdf, papers, out);
	if (!sk_failed(outcome))
		outcome = tell(&doc);
	close_all(&pdf);
	return outcome;
}
