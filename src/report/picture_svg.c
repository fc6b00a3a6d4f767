/* The picture of a network as SVG, without scripts and fonts of its own; lines differ in their strokes, too, so that it can be read in print without colours. */
#include "report/report.h"

static const struct sk_ink_look looks[SK_INK_COUNT] = {
	[SK_INK_TITLE] = {.name = "title", .size = 18, .bold = true, .fill = 0x111111, .stroke = SK_INK_NONE},
	[SK_INK_NAME] = {.name = "name", .size = 13, .bold = true, .middle = true, .fill = 0x111111, .stroke = SK_INK_NONE},
	[SK_INK_PLACE] = {.name = "place", .size = 11, .middle = true, .fill = 0x111111, .stroke = SK_INK_NONE},
	[SK_INK_RISK] = {.name = "risk", .size = 11, .bold = true, .middle = true, .fill = 0xA00000, .stroke = SK_INK_NONE},
	[SK_INK_UNSURE] = {.name = "unsure", .size = 11, .middle = true, .fill = 0x666666, .stroke = SK_INK_NONE},
	[SK_INK_PORT] = {.name = "port", .size = 9, .halo = true, .fill = 0x444444, .stroke = SK_INK_NONE},
	[SK_INK_WIRENAME] = {.name = "wirename", .size = 11, .halo = true, .fill = 0x333333, .stroke = SK_INK_NONE},
	[SK_INK_LEGEND] = {.name = "legend", .size = 12, .fill = 0x111111, .stroke = SK_INK_NONE},
	[SK_INK_NUMBER] = {.name = "number", .size = 11, .bold = true, .middle = true, .fill = 0xFFFFFF, .stroke = SK_INK_NONE},
	[SK_INK_HOST] = {.name = "host", .fill = 0xF4F7FB, .stroke = 0x222222, .width = 13},
	[SK_INK_ROUTER] = {.name = "router", .fill = 0xFFF3D6, .stroke = 0x222222, .width = 13},
	[SK_INK_BRIDGE] = {.name = "bridge", .fill = 0xEEEEEE, .stroke = 0x222222, .width = 13, .dashes = {4, 3}},
	[SK_INK_OUTSIDE] = {.name = "outside", .fill = 0xE8E8E8, .stroke = 0x222222, .width = 13},
	[SK_INK_WIRE] = {.name = "wire", .fill = SK_INK_NONE, .stroke = 0x666666, .width = 12},
	[SK_INK_PLUG] = {.name = "plug", .fill = 0x666666, .stroke = SK_INK_NONE},
	[SK_INK_SEGMENT] = {.name = "segment", .fill = SK_INK_NONE, .stroke = 0x222222, .width = 50, .round = true},
	[SK_INK_TUNNEL] = {.name = "tunnel", .fill = SK_INK_NONE, .stroke = 0x222222, .width = 50, .dashes = {14, 6}},
	[SK_INK_NEEDED] = {.name = "needed", .fill = SK_INK_NONE, .stroke = 0x0A7A2F, .width = 18},
	[SK_INK_UNWANTED] = {.name = "unwanted", .fill = SK_INK_NONE, .stroke = 0xC00000, .width = 30, .dashes = {9, 4}},
	[SK_INK_DOUBTFUL] = {.name = "doubtful", .fill = SK_INK_NONE, .stroke = 0xA66B00, .width = 24, .dashes = {2, 4}},
	[SK_INK_STOPPED] = {.name = "stopped", .fill = SK_INK_NONE, .stroke = 0x5A2CA0, .width = 24, .dashes = {12, 3, 2, 3}},
	[SK_INK_BADGE] = {.name = "badge", .fill = 0xC00000, .stroke = 0xFFFFFF, .width = 15},
};

const struct sk_ink_look *sk_ink_look(enum sk_ink ink)
{
	return &looks[ink];
}

/* ---- styles ---- */

static void put_stroke(struct sk_buf *out, const struct sk_ink_look *look)
{
	if (look->stroke == SK_INK_NONE)
		return;
	sk_buf_print(out, ";stroke:#%06x;stroke-width:%d.%d", (unsigned)look->stroke, look->width / 10, look->width % 10);
	for (size_t i = 0; i < SK_INK_DASHES && look->dashes[i] > 0; i++)
		sk_buf_print(out, "%s%d", i ? " " : ";stroke-dasharray:", look->dashes[i]);
	sk_buf_text(out, look->round ? ";stroke-linecap:round" : "");
}

static void put_look(struct sk_buf *out, const struct sk_ink_look *look)
{
	sk_buf_print(out, ".%s{fill:", look->name);
	if (look->fill == SK_INK_NONE)
		sk_buf_text(out, "none");
	else
		sk_buf_print(out, "#%06x", (unsigned)look->fill);
	put_stroke(out, look);
	if (look->size > 0)
		sk_buf_print(out, ";font-size:%dpx%s%s%s", look->size, look->bold ? ";font-weight:bold" : "", look->middle ? ";text-anchor:middle" : "",
			     look->halo ? ";paint-order:stroke;stroke:#fff;stroke-width:3" : "");
	sk_buf_text(out, "}\n");
}

static void put_styles(struct sk_buf *out)
{
	sk_buf_text(out, "<style>text{font-family:'Noto Sans CJK JP','Noto Sans JP',sans-serif}\n");
	for (size_t i = 0; i < SK_COUNT(looks); i++)
		put_look(out, &looks[i]);
	sk_buf_text(out, "</style>\n");
}

/* ---- shapes ---- */

static void put_escaped(struct sk_buf *out, const char *text)
{
	static const struct {
		char sign;
		const char *word;
	} words[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}};
	for (; *text; text++) {
		const char *word = NULL;
		for (size_t i = 0; i < SK_COUNT(words); i++)
			word = words[i].sign == *text ? words[i].word : word;
		if (word)
			sk_buf_text(out, word);
		else
			sk_buf_add(out, text, 1);
	}
}

static void put_box(struct sk_buf *out, const struct sk_drawn *shape)
{
	sk_buf_print(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"%d\"", shape->at.x, shape->at.y, shape->to.x - shape->at.x, shape->to.y - shape->at.y, shape->radius);
}

static void put_line(struct sk_buf *out, const struct sk_drawn *shape)
{
	sk_buf_print(out, "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"", shape->at.x, shape->at.y, shape->to.x, shape->to.y);
}

static void put_disc(struct sk_buf *out, const struct sk_drawn *shape)
{
	sk_buf_print(out, "<circle cx=\"%d\" cy=\"%d\" r=\"%d\"", shape->at.x, shape->at.y, shape->radius);
}

static void put_way(struct sk_buf *out, const struct sk_drawn *shape)
{
	sk_buf_text(out, "<polyline points=\"");
	for (size_t i = 0; i < shape->count; i++)
		sk_buf_print(out, "%s%d,%d", i ? " " : "", shape->points[i].x, shape->points[i].y);
	sk_buf_text(out, "\"");
}

static void put_text(struct sk_buf *out, const struct sk_drawn *shape)
{
	sk_buf_print(out, "<text x=\"%d\" y=\"%d\"", shape->at.x, shape->at.y);
}

static void put_shape(struct sk_buf *out, const struct sk_drawn *shape)
{
	static void (*const shapes[])(struct sk_buf *, const struct sk_drawn *) = {
		[SK_DRAWN_BOX] = put_box, [SK_DRAWN_LINE] = put_line, [SK_DRAWN_DISC] = put_disc, [SK_DRAWN_WAY] = put_way, [SK_DRAWN_TEXT] = put_text,
	};
	shapes[shape->kind](out, shape);
	sk_buf_print(out, " class=\"%s\"", looks[shape->ink].name);
	if (shape->kind == SK_DRAWN_TEXT) {
		sk_buf_text(out, ">");
		put_escaped(out, shape->text);
		sk_buf_text(out, "</text>\n");
	} else
		sk_buf_text(out, "/>\n");
}

void sk_picture_svg(const struct sk_picture *picture, struct sk_buf *out)
{
	int width = picture->width, height = picture->height;
	sk_buf_print(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\">\n"
		     "<rect x=\"0\" y=\"0\" width=\"%d\" height=\"%d\" style=\"fill:#fff;stroke:none\"/>\n", width, height, width, height, width, height);
	put_styles(out);
	for (size_t i = 0; i < picture->count; i++)
		put_shape(out, &picture->shapes[i]);
	sk_buf_text(out, "</svg>\n");
}
