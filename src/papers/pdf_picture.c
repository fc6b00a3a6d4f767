/*
 * The picture of a network in print. It is as large as the page, but no larger than on a screen; where its letters would be too small to be read, it goes on on the next pages, cut
 * between boxes. The legend is set in two columns under it.
 */
#include "papers/pdf.h"

#include <string.h>

/* Points a pixel: at least, so that no letter is under 6 points; at least where the legend then has room on the same page; of a picture on several pages; of the legend, as large as the text of the report. */
static const double LEAST = 0.67, TOGETHER = 0.8, SEVERAL = 0.75, LEGEND = 0.75, GUTTER = 20, UNWRAPPED = 1e5, HALO = 3;

enum { BEHIND_BOX = 11, BELOW_BOX = 28 /* pixels to where a picture may be cut */, LEGEND_LINE = 18, LEGEND_LEAST = 5 /* lines */ };

/* A part of the picture, in its pixels. */
struct window {
	int left, top, right, bottom;
};

/* ---- one shape ---- */

static void stroke(const struct pdf *pdf, const struct sk_ink_look *look)
{
	double dashes[SK_INK_DASHES];
	int count = 0;
	for (; count < SK_INK_DASHES && look->dashes[count] > 0; count++)
		dashes[count] = look->dashes[count];
	pdf_ink(pdf, (unsigned)look->stroke);
	cairo_set_line_width(pdf->cairo, look->width / 10.0);
	cairo_set_line_cap(pdf->cairo, look->round ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT);
	cairo_set_dash(pdf->cairo, dashes, count, 0);
	cairo_stroke(pdf->cairo);
}

static void paint(const struct pdf *pdf, const struct sk_ink_look *look)
{
	if (look->fill != SK_INK_NONE) {
		pdf_ink(pdf, (unsigned)look->fill);
		cairo_fill_preserve(pdf->cairo);
	}
	if (look->stroke != SK_INK_NONE)
		stroke(pdf, look);
	cairo_new_path(pdf->cairo);
}

static void trace_box(cairo_t *cairo, const struct sk_drawn *shape)
{
	static const double quarter = 1.5707963267948966;
	double radius = shape->radius, left = shape->at.x + radius, top = shape->at.y + radius, right = shape->to.x - radius, low = shape->to.y - radius;
	cairo_arc(cairo, left, top, radius, 2 * quarter, 3 * quarter);
	cairo_arc(cairo, right, top, radius, 3 * quarter, 4 * quarter);
	cairo_arc(cairo, right, low, radius, 0, quarter);
	cairo_arc(cairo, left, low, radius, quarter, 2 * quarter);
	cairo_close_path(cairo);
}

static void trace_line(cairo_t *cairo, const struct sk_drawn *shape)
{
	cairo_move_to(cairo, shape->at.x, shape->at.y);
	cairo_line_to(cairo, shape->to.x, shape->to.y);
}

static void trace_disc(cairo_t *cairo, const struct sk_drawn *shape)
{
	cairo_arc(cairo, shape->at.x, shape->at.y, shape->radius, 0, 6.283185307179586);
}

static void trace_way(cairo_t *cairo, const struct sk_drawn *shape)
{
	for (size_t i = 0; i < shape->count; i++)
		cairo_line_to(cairo, shape->points[i].x, shape->points[i].y);
}

/* What is wider than its room is set in smaller letters. */
static void put_text(struct pdf *pdf, const struct sk_drawn *shape, int room)
{
	const struct sk_ink_look *look = sk_ink_look(shape->ink);
	PangoLayout *layout = pdf_layout(pdf, shape->text, UNWRAPPED, look->size);
	int wide, high;
	pango_layout_get_size(layout, &wide, &high);
	double width = (double)wide / PANGO_SCALE, less = room > 0 && width > room ? room / width : 1;
	cairo_save(pdf->cairo);
	cairo_translate(pdf->cairo, shape->at.x, shape->at.y);
	cairo_scale(pdf->cairo, less, less);
	cairo_move_to(pdf->cairo, look->middle ? -width / 2 : 0, -(double)pango_layout_get_baseline(layout) / PANGO_SCALE);
	if (look->halo) {
		cairo_save(pdf->cairo);
		pango_cairo_layout_path(pdf->cairo, layout);
		pdf_ink(pdf, 0xFFFFFF);
		cairo_set_line_width(pdf->cairo, HALO);
		cairo_set_dash(pdf->cairo, NULL, 0, 0);
		cairo_stroke(pdf->cairo);
		cairo_restore(pdf->cairo);
		cairo_move_to(pdf->cairo, look->middle ? -width / 2 : 0, -(double)pango_layout_get_baseline(layout) / PANGO_SCALE);
	}
	pdf_ink(pdf, (unsigned)look->fill);
	pango_cairo_show_layout(pdf->cairo, layout);
	cairo_restore(pdf->cairo);
	g_object_unref(layout);
}

static void put_shape(struct pdf *pdf, const struct sk_drawn *shape)
{
	static void (*const traces[])(cairo_t *, const struct sk_drawn *) = {
		[SK_DRAWN_BOX] = trace_box, [SK_DRAWN_LINE] = trace_line, [SK_DRAWN_DISC] = trace_disc, [SK_DRAWN_WAY] = trace_way,
	};
	if (shape->kind == SK_DRAWN_TEXT) {
		put_text(pdf, shape, shape->room);
		return;
	}
	cairo_new_path(pdf->cairo);
	traces[shape->kind](pdf->cairo, shape);
	paint(pdf, sk_ink_look(shape->ink));
}

/* ---- a part of the picture ---- */

static void widen(struct window *window, struct sk_point point)
{
	window->left = point.x < window->left ? point.x : window->left;
	window->right = point.x > window->right ? point.x : window->right;
	window->top = point.y < window->top ? point.y : window->top;
	window->bottom = point.y > window->bottom ? point.y : window->bottom;
}

static struct window extent(const struct sk_drawn *shape)
{
	struct sk_point first = shape->kind == SK_DRAWN_WAY ? shape->points[0] : shape->at;
	struct window out = {first.x - shape->radius, first.y - shape->radius, first.x + shape->radius, first.y + shape->radius};
	if (shape->kind == SK_DRAWN_BOX || shape->kind == SK_DRAWN_LINE)
		widen(&out, shape->to);
	for (size_t i = 0; i < shape->count; i++)
		widen(&out, shape->points[i]);
	return out;
}

/* A text stands whole in the part where it begins; lines go on in the next one. */
static bool is_in(const struct sk_drawn *shape, const struct window *window)
{
	if (shape->kind == SK_DRAWN_TEXT)
		return shape->at.x >= window->left && shape->at.x < window->right && shape->at.y >= window->top && shape->at.y < window->bottom;
	struct window all = extent(shape);
	return all.left <= window->right && all.right >= window->left && all.top <= window->bottom && all.bottom >= window->top;
}

static void put_window(struct pdf *pdf, const struct sk_picture *picture, const struct window *window, double scale)
{
	cairo_save(pdf->cairo);
	cairo_translate(pdf->cairo, PDF_MARGIN, pdf->y);
	cairo_scale(pdf->cairo, scale, scale);
	cairo_translate(pdf->cairo, -window->left, -window->top);
	for (size_t i = 0; i < picture->legend; i++) {
		const struct sk_drawn *shape = &picture->shapes[i];
		if (!is_in(shape, window))
			continue;
		cairo_save(pdf->cairo);
		if (shape->kind != SK_DRAWN_TEXT) {
			cairo_rectangle(pdf->cairo, window->left, window->top, window->right - window->left, window->bottom - window->top);
			cairo_clip(pdf->cairo);
		}
		put_shape(pdf, shape);
		cairo_restore(pdf->cairo);
	}
	cairo_restore(pdf->cairo);
	pdf->y += (window->bottom - window->top) * scale;
}

/* ---- several pages ---- */

/* Where a part that begins at `from` ends: behind or below the last box that it has room for. */
static int cut(const struct sk_picture *picture, bool across, int from, int most)
{
	int end = across ? picture->drawn_width : picture->drawn_height, best = from;
	if (end <= from + most)
		return end;
	for (size_t i = 0; i < picture->legend; i++) {
		const struct sk_drawn *shape = &picture->shapes[i];
		int behind = across ? shape->to.x + BEHIND_BOX : shape->to.y + BELOW_BOX;
		if (shape->kind == SK_DRAWN_BOX && behind > best && behind <= from + most)
			best = behind;
	}
	return best > from ? best : from + most;
}

/* Parts of a picture: cut in rows, and each row in columns. */
struct parts {
	const struct sk_picture *picture;
	int wide, high; /* at most */
	double scale;
	unsigned number, of; /* without those that nothing stands in */
};

static bool is_empty(const struct sk_picture *picture, const struct window *window)
{
	for (size_t i = 0; i < picture->legend; i++)
		if (is_in(&picture->shapes[i], window))
			return false;
	return true;
}

static sk_outcome put_part(struct pdf *pdf, struct parts *parts, const struct window *window, unsigned row, unsigned column)
{
	const char *text;
	if (parts->number++ > 0)
		pdf_next_page(pdf, true);
	SK_TRY(paper_text(pdf->doc->papers, &text, _("Part %u of %u of the picture: row %u, column %u of its parts, from the upper left one."), parts->number, parts->of, row, column));
	pdf_text(pdf, text, PDF_SMALL, DOC_QUIET, 0);
	put_window(pdf, parts->picture, window, parts->scale);
	return SK_OK;
}

/* From left to right, then the next row. pdf NULL: they are only counted. */
static sk_outcome each_part(struct pdf *pdf, struct parts *parts)
{
	const struct sk_picture *picture = parts->picture;
	struct window at = {0};
	for (unsigned row = 1; at.top < picture->drawn_height; row++, at.top = at.bottom) {
		at.bottom = cut(picture, false, at.top, parts->high);
		at.left = 0;
		for (unsigned column = 1; at.left < picture->drawn_width; column++, at.left = at.right) {
			at.right = cut(picture, true, at.left, parts->wide);
			if (is_empty(picture, &at))
				continue;
			if (pdf)
				SK_TRY(put_part(pdf, parts, &at, row, column));
			else
				parts->of++;
		}
	}
	return SK_OK;
}

/* Smaller where that saves a row or a column, and can still be read. */
static double smaller(double scale, double room, int pixels)
{
	double fits = room / pixels;
	return fits >= LEAST && fits < scale ? fits : scale;
}

static sk_outcome put_parts(struct pdf *pdf, const struct sk_picture *picture)
{
	double wide = pdf_inner(pdf), high = pdf_bottom(pdf) - pdf->y - 2 * PDF_SMALL, scale = smaller(smaller(SEVERAL, wide, picture->drawn_width), high, picture->drawn_height);
	struct parts parts = {.picture = picture, .wide = (int)(wide / scale), .high = (int)(high / scale), .scale = scale};
	SK_TRY(each_part(NULL, &parts));
	return each_part(pdf, &parts);
}

static sk_outcome put_drawing(struct pdf *pdf, const struct sk_picture *picture)
{
	double room = pdf_bottom(pdf) - pdf->y, legend = ((picture->height - picture->drawn_height) / 2.0 + LEGEND_LINE) * LEGEND;
	double across = pdf_inner(pdf) / picture->drawn_width, down = room / picture->drawn_height, together = (room - legend) / picture->drawn_height;
	double scale = across < down ? across : down;
	scale = together >= TOGETHER && together < scale ? together : scale;
	if (scale < LEAST)
		return put_parts(pdf, picture);
	put_window(pdf, picture, &(struct window){0, 0, picture->drawn_width, picture->drawn_height}, scale < 1 ? scale : 1);
	return SK_OK;
}

/* ---- the legend ---- */

/* Where the next line of it stands. */
struct column {
	double x, y, top;
	bool second;
};

static double column_width(const struct pdf *pdf)
{
	return (pdf_inner(pdf) - GUTTER) / 2;
}

static void next_column(struct pdf *pdf, struct column *column)
{
	if (column->second) {
		pdf_next_page(pdf, true);
		*column = (struct column){PDF_MARGIN, pdf->y, pdf->y, false};
	} else
		*column = (struct column){PDF_MARGIN + column_width(pdf) + GUTTER, column->top, column->top, true};
	column->y += LEGEND_LINE * LEGEND;
}

static void put_legend(struct pdf *pdf, const struct sk_picture *picture)
{
	if (pdf->y + LEGEND_LEAST * LEGEND_LINE * LEGEND > pdf_bottom(pdf))
		pdf_next_page(pdf, true);
	struct column column = {PDF_MARGIN, pdf->y, pdf->y, false};
	int room = (int)(column_width(pdf) / LEGEND), line = picture->drawn_height;
	for (size_t i = picture->legend; i < picture->count; i++) {
		const struct sk_drawn *shape = &picture->shapes[i];
		if (shape->kind == SK_DRAWN_TEXT) {
			column.y += (shape->at.y - line) * LEGEND;
			line = shape->at.y;
			if (column.y > pdf_bottom(pdf))
				next_column(pdf, &column);
		}
		cairo_save(pdf->cairo);
		cairo_translate(pdf->cairo, column.x, column.y);
		cairo_scale(pdf->cairo, LEGEND, LEGEND);
		cairo_translate(pdf->cairo, 0, -line);
		if (shape->kind == SK_DRAWN_TEXT)
			put_text(pdf, shape, room - shape->at.x);
		else
			put_shape(pdf, shape);
		cairo_restore(pdf->cairo);
	}
	pdf->y = pdf_bottom(pdf);
}

SK_OUTCOME pdf_network(struct pdf *pdf, const struct sk_picture *picture)
{
	SK_TRY(put_drawing(pdf, picture));
	put_legend(pdf, picture);
	return SK_OK;
}
