/*
 * A network as a picture: what stands on which wire, the ways of what work needs, and of what comes through and should not; at each device the open risks that hang on what is
 * missing there. SVG, without scripts and fonts of its own; lines differ in their strokes, too, so that it can be read in print without colours.
 */
#include "report/picture.h"

#include "report/text.h"
#include "report/way.h"

#include <string.h>

enum { LINE = 18, LEGEND_COLUMNS = 116, LABEL_COLUMNS = 20, OFFSET = 4, BADGE = 8, BADGES = 7 };

struct drawing {
	const struct sk_report *report;
	const struct sk_picture_report *from;
	struct picture picture;
	struct sk_buf *out;
};

/* ---- text ---- */

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

static void put_text(struct sk_buf *out, int x, int y, const char *class, const char *text)
{
	sk_buf_print(out, "<text x=\"%d\" y=\"%d\" class=\"%s\">", x, y, class);
	put_escaped(out, text);
	sk_buf_text(out, "</text>\n");
}

/* No wider than a box. */
static void put_label(struct sk_buf *out, int x, int y, const char *class, const char *text)
{
	SK_BUF_SCOPE cut = SK_BUF(TEXT_PIECE_MAX);
	bool wide = sk_text_columns(text) > LABEL_COLUMNS;
	sk_buf_add(&cut, text, wide ? sk_text_fit(text, LABEL_COLUMNS - 1) : strlen(text));
	if (wide)
		sk_buf_text(&cut, "…");
	put_text(out, x, y, class, cut.bytes ? cut.bytes : "");
}

/* ---- nodes and wires ---- */

/* Whether one of the risk's minimum controls at the place is missing, or not known; `unmet` where one is known to be missing. */
static bool needs_there(const struct sk_risk *risk, int place, bool *unmet)
{
	bool needs = false;
	for (size_t i = 0; i < risk->minimum_count; i++) {
		enum sk_state state = risk->treated[i].state;
		if (risk->treated[i].treatment->at != place || state == SK_MET || state == SK_NOT_APPLICABLE)
			continue;
		needs = true;
		*unmet = *unmet || state == SK_UNMET;
	}
	return needs;
}

static size_t open_at(const struct sk_register *register_, int place, bool *unmet)
{
	size_t count = 0;
	for (size_t i = 0; i < register_->counts.scenarios; i++)
		count += sk_assess_open(&register_->risks[i], register_->line) && needs_there(&register_->risks[i], place, unmet);
	return count;
}

static void put_risks(const struct drawing *drawing, const struct sk_subject *subject, int x, int y)
{
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
	bool unmet = false;
	size_t open = open_at(drawing->from->register_, sk_catalogue_place(drawing->from->prove->site->catalogue, subject->place_id), &unmet);
	if (open == 0)
		return;
	sk_buf_print(&text, _("open risks here: %zu"), open);
	put_label(drawing->out, x, y, unmet ? "risk" : "unsure", text_of(drawing->report, &text));
}

static void put_node(const struct drawing *drawing, size_t at)
{
	static const char *const classes[] = {[SK_NET_HOST] = "host", [SK_NET_ROUTER] = "router", [SK_NET_BRIDGE] = "bridge", [SK_NET_OUTSIDE] = "outside"};
	const struct picture_node *place = &drawing->picture.nodes[at];
	const struct sk_net_node *node = &drawing->picture.network->nodes[at];
	const struct sk_site *site = drawing->from->prove->site;
	const struct sk_site_node *said = sk_site_node(site, node->id);
	const struct sk_subject *subject = said && said->subject_id ? sk_site_subject(site, said->subject_id) : NULL;
	sk_buf_print(drawing->out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"%d\" class=\"%s\"/>\n", place->x - PICTURE_BOX / 2, place->y, PICTURE_BOX, PICTURE_BOX_HEIGHT,
		     node->role == SK_NET_OUTSIDE ? 22 : 4, classes[node->role]);
	put_label(drawing->out, place->x, place->y + 17, "name", node->id);
	if (said && said->stands_for >= 0)
		put_label(drawing->out, place->x, place->y + 32, "place", text_outside(said->stands_for));
	if (!subject)
		return;
	put_label(drawing->out, place->x, place->y + 32, "place", text_in(drawing->report, &sk_catalogue_place_row(site->catalogue, sk_catalogue_place(site->catalogue, subject->place_id))->label));
	put_risks(drawing, subject, place->x, place->y + 46);
}

/* The side of the box that faces the segment. */
static int edge_of(const struct picture *picture, size_t node, const struct picture_segment *segment)
{
	return segment->level < picture->nodes[node].level ? picture->nodes[node].y : picture->nodes[node].y + PICTURE_BOX_HEIGHT;
}

static void put_wires(const struct drawing *drawing, size_t at)
{
	const struct picture *picture = &drawing->picture;
	const struct sk_net_node *node = &picture->network->nodes[at];
	for (size_t i = 0; i < node->interface_count; i++) {
		const struct picture_segment *segment = &picture->segments[node->interfaces[i].segment];
		int x = picture_port(picture, at, i), y = edge_of(picture, at, segment);
		bool above = segment->y < y;
		sk_buf_print(drawing->out, "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" class=\"wire\"/>\n<circle cx=\"%d\" cy=\"%d\" r=\"3\" class=\"plug\"/>\n", x, y, x, segment->y, x, segment->y);
		if (node->role == SK_NET_HOST || node->role == SK_NET_ROUTER)
			put_text(drawing->out, x + 3, above ? y - 5 - (int)(i % 2) * 9 : y + 11 + (int)(i % 2) * 9, "port", node->interfaces[i].name);
	}
}

static void put_segment(const struct drawing *drawing, size_t at)
{
	const struct sk_network *network = drawing->picture.network;
	const struct picture_segment *segment = &drawing->picture.segments[at];
	bool tunnel = network->tunnels && network->tunnels[at];
	sk_buf_print(drawing->out, "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" class=\"%s\"/>\n", segment->left, segment->y, segment->right, segment->y, tunnel ? "tunnel" : "segment");
	put_text(drawing->out, segment->right + 7, segment->y + 4, "wirename", network->segments[at]);
}

/* ---- ways ---- */

static bool find_hop(const struct picture *picture, const struct sk_net_hop *hop, size_t *node)
{
	for (*node = 0; *node < picture->network->count; ++*node)
		if (strcmp(picture->network->nodes[*node].id, hop->node->id) == 0)
			return true;
	return false;
}

/* In a network in which a tunnel is down the interfaces are others of the same names. */
static bool find_interface(const struct picture *picture, size_t node, const struct sk_net_interface *interface, size_t *out)
{
	const struct sk_net_node *at = &picture->network->nodes[node];
	for (*out = 0; interface && *out < at->interface_count; ++*out)
		if (strcmp(at->interfaces[*out].name, interface->name) == 0 && at->interfaces[*out].segment == interface->segment)
			return true;
	return false;
}

static void put_point(struct sk_buf *out, int x, int y)
{
	sk_buf_print(out, "%s%d,%d", out->length > 0 ? " " : "", x, y);
}

/* Out of a box, along its segment; or from the segment into a box. */
static void add_leg(const struct drawing *drawing, size_t node, const struct sk_net_interface *interface, bool leaves, int offset, struct sk_buf *points)
{
	const struct picture *picture = &drawing->picture;
	size_t at;
	if (!find_interface(picture, node, interface, &at))
		return;
	const struct picture_segment *segment = &picture->segments[picture->network->nodes[node].interfaces[at].segment];
	int x = picture_port(picture, node, at) + offset, edge = edge_of(picture, node, segment), wire = segment->y + offset;
	put_point(points, x, leaves ? edge : wire);
	put_point(points, x, leaves ? wire : edge);
}

static void put_way(const struct drawing *drawing, const struct sk_picture_way *way, int offset)
{
	static const char *const classes[] = {[SK_PICTURE_NEEDED] = "needed", [SK_PICTURE_UNWANTED] = "unwanted", [SK_PICTURE_DOUBTFUL] = "doubtful", [SK_PICTURE_STOPPED] = "stopped"};
	SK_BUF_SCOPE points = SK_BUF(TEXT_PIECE_MAX * 4);
	for (size_t i = 0, node; i < way->hop_count; i++) {
		if (!find_hop(&drawing->picture, &way->hops[i], &node))
			continue;
		add_leg(drawing, node, way->hops[i].in, false, offset, &points);
		if (way->kind != SK_PICTURE_STOPPED || i + 1 < way->hop_count)
			add_leg(drawing, node, way->hops[i].out, true, offset, &points);
	}
	if (points.length > 0)
		sk_buf_print(drawing->out, "<polyline points=\"%s\" class=\"%s\"/>\n", points.bytes, classes[way->kind]);
}

/* At who sends it, one beside the other, above the box: its name stays to be read. */
static void put_badge(const struct drawing *drawing, const struct sk_picture_way *way, size_t number)
{
	SK_BUF_SCOPE digits = SK_BUF(16);
	size_t node;
	if (!find_hop(&drawing->picture, &way->hops[0], &node))
		return;
	struct picture_node *first = &drawing->picture.nodes[node];
	int x = first->x - PICTURE_BOX / 2 + BADGE + (int)(first->badges % BADGES) * (BADGE * 2 + 3), y = first->y - BADGE - 2 - (int)(first->badges / BADGES) * (BADGE * 2 + 1);
	first->badges++;
	sk_buf_print(drawing->out, "<circle cx=\"%d\" cy=\"%d\" r=\"%d\" class=\"badge\"/>\n", x, y, BADGE);
	sk_buf_print(&digits, "%zu", number);
	put_text(drawing->out, x, y + 4, "number", digits.bytes);
}

/* ---- below it ---- */

/* Lines of a text as wide as the picture; y moves on. */
static void put_lines(const struct drawing *drawing, int x, int *y, const char *text)
{
	SK_BUF_SCOPE lines = SK_BUF(TEXT_PIECE_MAX * 4);
	struct sk_report wrapping = *drawing->report;
	wrapping.out = &lines;
	text_wrap(&wrapping, text, 0, LEGEND_COLUMNS);
	for (char *at = lines.bytes; at && *at; *y += LINE) {
		char *end = strchr(at, '\n');
		if (end)
			*end = '\0';
		put_text(drawing->out, x, *y, "legend", at);
		at = end ? end + 1 : NULL;
	}
}

static void put_entry(const struct drawing *drawing, const struct sk_picture_way *way, size_t number, int *y)
{
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX), packet = SK_BUF(TEXT_PIECE_MAX);
	static const char *const told[] = {[SK_PICTURE_NEEDED] = NULL, [SK_PICTURE_UNWANTED] = N_("comes there and should not: %1"), [SK_PICTURE_DOUBTFUL] = N_("may come there: %1"),
					   [SK_PICTURE_STOPPED] = N_("is needed and does not come there: %1")};
	struct sk_reached reached = {.packet = way->packet};
	way_packet(&reached, &packet);
	sk_buf_print(&text, "%zu  %s", number, way->policy->id);
	if (way->policy->text.ja || way->policy->text.en)
		sk_buf_print(&text, ": %s", text_in(drawing->report, &way->policy->text));
	sk_buf_text(&text, " — ");
	const char *shown = text_of(drawing->report, &packet);
	sk_message_fill(&text, sk_message(told[way->kind]), &shown, 1);
	if (way->down)
		sk_buf_print(&text, _(" (while the tunnel %s is down)"), way->down);
	put_lines(drawing, PICTURE_MARGIN, y, text_of(drawing->report, &text));
}

static void put_key(const struct drawing *drawing, int *y)
{
	static const struct {
		const char *class, *text;
	} keys[] = {{"needed", N_("what work needs, and comes there")}, {"unwanted", N_("comes there and should not")}, {"doubtful", N_("may come there: not decided")},
		    {"stopped", N_("is needed and is refused on its way")}};
	for (size_t i = 0; i < SK_COUNT(keys); i++) {
		sk_buf_print(drawing->out, "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" class=\"%s\"/>\n", PICTURE_MARGIN, *y - 4, PICTURE_MARGIN + 60, *y - 4, keys[i].class);
		put_text(drawing->out, PICTURE_MARGIN + 72, *y, "legend", _(keys[i].text));
		*y += LINE;
	}
}

static void put_legend(const struct drawing *drawing, int *y)
{
	size_t number = 0;
	put_key(drawing, y);
	*y += LINE / 2;
	for (size_t i = 0; i < drawing->from->way_count; i++)
		if (drawing->from->ways[i].kind != SK_PICTURE_NEEDED)
			put_entry(drawing, &drawing->from->ways[i], ++number, y);
	*y += LINE / 2;
	put_lines(drawing, PICTURE_MARGIN, y, _("Drawn from the network as site.yaml describes it and the configurations under configs/, not from the devices. Open risks are counted where one of their minimum "
						"controls is missing (red) or not known (grey)."));
}

/* ---- all of it ---- */

static const char style[] =
	"<style>text{font-family:'Noto Sans CJK JP','Noto Sans JP',sans-serif;fill:#111}.title{font-size:18px;font-weight:bold}.name{font-size:13px;font-weight:bold;text-anchor:middle}"
	".place{font-size:11px;text-anchor:middle}.risk{font-size:11px;text-anchor:middle;fill:#a00000;font-weight:bold}"
	".unsure{font-size:11px;text-anchor:middle;fill:#666}.port{font-size:9px;fill:#444}.wirename{font-size:11px;fill:#333}"
	".legend{font-size:12px}.number{font-size:11px;font-weight:bold;text-anchor:middle;fill:#fff}rect{stroke:#222;stroke-width:1.3}.host{fill:#f4f7fb}.router{fill:#fff3d6}"
	".bridge{fill:#eee;stroke-dasharray:4 3}.outside{fill:#e8e8e8}.wire{stroke:#666;stroke-width:1.2}.plug{fill:#666}.segment{stroke:#222;stroke-width:5;stroke-linecap:round}"
	".tunnel{stroke:#222;stroke-width:5;stroke-dasharray:14 6}polyline,.needed,.unwanted,.doubtful,.stopped{fill:none}.needed{stroke:#0a7a2f;stroke-width:1.8}"
	".unwanted{stroke:#c00000;stroke-width:3;stroke-dasharray:9 4}.doubtful{stroke:#a66b00;stroke-width:2.4;stroke-dasharray:2 4}.stopped{stroke:#5a2ca0;stroke-width:2.4;stroke-dasharray:12 3 2 3}"
	".badge{fill:#c00000}</style>\n";

static void put_title(const struct drawing *drawing)
{
	SK_BUF_SCOPE title = SK_BUF(TEXT_PIECE_MAX);
	text_site(drawing->report, drawing->from->prove->site, &title);
	put_text(drawing->out, PICTURE_MARGIN, 30, "title", text_of(drawing->report, &title));
}

static const char *name_of(const struct sk_net_interface *interface)
{
	return interface ? interface->name : "";
}

static bool is_same_way(const struct sk_picture_way *one, const struct sk_picture_way *other)
{
	if (one->kind != other->kind || one->hop_count != other->hop_count)
		return false;
	for (size_t i = 0; i < one->hop_count; i++) {
		const struct sk_net_hop *a = &one->hops[i], *b = &other->hops[i];
		if (strcmp(a->node->id, b->node->id) != 0 || strcmp(name_of(a->in), name_of(b->in)) != 0 || strcmp(name_of(a->out), name_of(b->out)) != 0)
			return false;
	}
	return true;
}

/* A way that several policies share is one line; their numbers all stand where it begins. */
static void put_ways(const struct drawing *drawing)
{
	const struct sk_picture_way *ways = drawing->from->ways;
	for (size_t i = 0, drawn = 0; i < drawing->from->way_count; i++) {
		size_t same = 0;
		while (!is_same_way(&ways[same], &ways[i]))
			same++;
		if (same == i)
			put_way(drawing, &ways[i], ((int)(drawn++ % 9) - 4) * OFFSET);
	}
}

static void put_badges(const struct drawing *drawing)
{
	size_t number = 0;
	for (size_t i = 0; i < drawing->from->way_count; i++)
		if (drawing->from->ways[i].kind != SK_PICTURE_NEEDED)
			put_badge(drawing, &drawing->from->ways[i], ++number);
}

SK_OUTCOME sk_report_picture(const struct sk_report *report, const struct sk_picture_report *from)
{
	SK_BUF_SCOPE body = SK_BUF(32 << 20);
	struct drawing drawing = {.report = report, .from = from, .out = &body};
	SK_TRY(picture_place(report->arena, from->prove->network, &drawing.picture, report->error));
	int width = drawing.picture.width < 840 ? 840 : drawing.picture.width, y = drawing.picture.height + LINE;
	put_title(&drawing);
	for (size_t i = 0; i < from->prove->network->segment_count; i++)
		put_segment(&drawing, i);
	for (size_t i = 0; i < from->prove->network->count; i++)
		put_wires(&drawing, i);
	put_ways(&drawing);
	for (size_t i = 0; i < from->prove->network->count; i++)
		put_node(&drawing, i);
	put_badges(&drawing);
	put_legend(&drawing, &y);
	sk_buf_print(report->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\">\n"
		     "<rect x=\"0\" y=\"0\" width=\"%d\" height=\"%d\" style=\"fill:#fff;stroke:none\"/>\n", width, y, width, y, width, y);
	sk_buf_text(report->out, style);
	sk_buf_text(report->out, text_of(report, &body));
	sk_buf_text(report->out, "</svg>\n");
	return sk_buf_check(report->out, report->error);
}
