/*
 * A network as a picture: what stands on which wire, the ways of what work needs, and of what comes through and should not; at each device the open risks that hang on what is
 * missing there. Here it becomes shapes; picture_svg.c and papers/pdf_picture.c draw them.
 */
#include "report/picture.h"

#include "report/text.h"
#include "report/way.h"

#include <string.h>

enum { LINE = 18, LEGEND_COLUMNS = 116, NAME_COLUMNS = 20, NAME_TAIL = 10, PLACE_COLUMNS = 24 /* of smaller letters */, OFFSET = 4, BADGE = 8, BADGES = 7, PORT_ROWS = 3, LEAST_WIDTH = 840, SHAPES_MAX = 32 << 20 };

struct drawing {
	const struct sk_report *report; /* whose `out` the shapes are: what fails is remembered there */
	const struct sk_picture_report *from;
	struct picture picture;
	struct sk_buf *shapes;
};

/* ---- shapes ---- */

static void put(const struct drawing *drawing, struct sk_drawn shape)
{
	sk_buf_add(drawing->shapes, (const char *)&shape, sizeof(shape));
}

static void put_line(const struct drawing *drawing, enum sk_ink ink, int x, int y, int to_x, int to_y)
{
	put(drawing, (struct sk_drawn){.kind = SK_DRAWN_LINE, .ink = ink, .at = {x, y}, .to = {to_x, to_y}});
}

static void put_disc(const struct drawing *drawing, enum sk_ink ink, int x, int y, int radius)
{
	put(drawing, (struct sk_drawn){.kind = SK_DRAWN_DISC, .ink = ink, .at = {x, y}, .radius = radius});
}

static void put_in_room(const struct drawing *drawing, enum sk_ink ink, int x, int y, const char *text, int room)
{
	const char *kept = "";
	if (sk_failed(sk_arena_text(drawing->report->arena, text, strlen(text), &kept, drawing->report->error)))
		drawing->shapes->failed = true;
	put(drawing, (struct sk_drawn){.kind = SK_DRAWN_TEXT, .ink = ink, .at = {x, y}, .text = kept, .room = room});
}

static void put_text(const struct drawing *drawing, enum sk_ink ink, int x, int y, const char *text)
{
	put_in_room(drawing, ink, x, y, text, 0);
}

/* No wider than a box. */
static void put_label(const struct drawing *drawing, enum sk_ink ink, int x, int y, const char *text)
{
	SK_BUF_SCOPE cut = SK_BUF(TEXT_PIECE_MAX);
	bool wide = sk_text_columns(text) > PLACE_COLUMNS;
	sk_buf_add(&cut, text, wide ? sk_text_fit(text, PLACE_COLUMNS - 1) : strlen(text));
	if (wide)
		sk_buf_text(&cut, "…");
	put_in_room(drawing, ink, x, y, text_of(drawing->report, &cut), PICTURE_BOX - 4);
}

/* Of a longer one the begin and the end: names often differ in their last digit. The legend has all of it. */
static void name_shown(const char *id, struct sk_buf *out)
{
	size_t length = strlen(id);
	if (length <= NAME_COLUMNS)
		sk_buf_text(out, id);
	else
		sk_buf_print(out, "%.*s…%s", NAME_COLUMNS - NAME_TAIL - 1, id, id + length - NAME_TAIL);
}

static void put_name(const struct drawing *drawing, int x, int y, const char *id)
{
	SK_BUF_SCOPE shown = SK_BUF(TEXT_PIECE_MAX);
	name_shown(id, &shown);
	put_in_room(drawing, SK_INK_NAME, x, y, text_of(drawing->report, &shown), PICTURE_BOX - 4);
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
	put_label(drawing, unmet ? SK_INK_RISK : SK_INK_UNSURE, x, y, text_of(drawing->report, &text));
}

static void put_node(const struct drawing *drawing, size_t at)
{
	static const enum sk_ink inks[] = {[SK_NET_HOST] = SK_INK_HOST, [SK_NET_ROUTER] = SK_INK_ROUTER, [SK_NET_BRIDGE] = SK_INK_BRIDGE, [SK_NET_OUTSIDE] = SK_INK_OUTSIDE};
	const struct picture_node *place = &drawing->picture.nodes[at];
	const struct sk_net_node *node = &drawing->picture.network->nodes[at];
	const struct sk_site *site = drawing->from->prove->site;
	const struct sk_site_node *said = sk_site_node(site, node->id);
	const struct sk_subject *subject = said && said->subject_id ? sk_site_subject(site, said->subject_id) : NULL;
	put(drawing, (struct sk_drawn){.kind = SK_DRAWN_BOX, .ink = inks[node->role], .at = {place->x - PICTURE_BOX / 2, place->y},
				       .to = {place->x + PICTURE_BOX / 2, place->y + PICTURE_BOX_HEIGHT}, .radius = node->role == SK_NET_OUTSIDE ? 22 : 4});
	put_name(drawing, place->x, place->y + 17, node->id);
	if (said && said->stands_for >= 0)
		put_label(drawing, SK_INK_PLACE, place->x, place->y + 32, text_outside(said->stands_for));
	if (!subject)
		return;
	put_label(drawing, SK_INK_PLACE, place->x, place->y + 32, text_in(drawing->report, &sk_catalogue_place_row(site->catalogue, sk_catalogue_place(site->catalogue, subject->place_id))->label));
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
		int x = picture_port(picture, at, i);
		put_line(drawing, SK_INK_WIRE, x, edge_of(picture, at, segment), x, segment->y);
		put_disc(drawing, SK_INK_PLUG, x, segment->y, 3);
	}
}

/* Beside the wire, at the box; above the numbers that stand there. */
static void put_ports(const struct drawing *drawing, size_t at)
{
	const struct picture *picture = &drawing->picture;
	const struct sk_net_node *node = &picture->network->nodes[at];
	int badges = (int)(picture->nodes[at].badges + BADGES - 1) / BADGES * (BADGE * 2 + 1);
	if (node->role != SK_NET_HOST && node->role != SK_NET_ROUTER)
		return;
	for (size_t i = 0; i < node->interface_count; i++) {
		const struct picture_segment *segment = &picture->segments[node->interfaces[i].segment];
		int y = edge_of(picture, at, segment), step = (int)(i % PORT_ROWS) * 9;
		put_text(drawing, SK_INK_PORT, picture_port(picture, at, i) + 3, segment->y < y ? y - 5 - badges - step : y + 11 + step, node->interfaces[i].name);
	}
}

static void put_segment(const struct drawing *drawing, size_t at)
{
	const struct sk_network *network = drawing->picture.network;
	const struct picture_segment *segment = &drawing->picture.segments[at];
	put_line(drawing, network->tunnels && network->tunnels[at] ? SK_INK_TUNNEL : SK_INK_SEGMENT, segment->left, segment->y, segment->right, segment->y);
}

static void put_segment_name(const struct drawing *drawing, size_t at)
{
	const struct picture_segment *segment = &drawing->picture.segments[at];
	put_text(drawing, SK_INK_WIRENAME, segment->right + PICTURE_NAME_GAP, segment->y + 4, drawing->picture.network->segments[at]);
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

static void put_point(struct sk_buf *points, int x, int y)
{
	struct sk_point point = {x, y};
	sk_buf_add(points, (const char *)&point, sizeof(point));
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
	static const enum sk_ink inks[] = {[SK_PICTURE_NEEDED] = SK_INK_NEEDED, [SK_PICTURE_UNWANTED] = SK_INK_UNWANTED, [SK_PICTURE_DOUBTFUL] = SK_INK_DOUBTFUL, [SK_PICTURE_STOPPED] = SK_INK_STOPPED};
	void *kept;
	SK_BUF_SCOPE points = SK_BUF(TEXT_PIECE_MAX * 4);
	for (size_t i = 0, node; i < way->hop_count; i++) {
		if (!find_hop(&drawing->picture, &way->hops[i], &node))
			continue;
		add_leg(drawing, node, way->hops[i].in, false, offset, &points);
		if (way->kind != SK_PICTURE_STOPPED || i + 1 < way->hop_count)
			add_leg(drawing, node, way->hops[i].out, true, offset, &points);
	}
	if (points.length == 0)
		return;
	if (sk_failed(sk_buf_keep(&points, drawing->report->arena, &kept, drawing->report->error)))
		drawing->shapes->failed = true;
	else
		put(drawing, (struct sk_drawn){.kind = SK_DRAWN_WAY, .ink = inks[way->kind], .points = kept, .count = points.length / sizeof(struct sk_point)});
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
	put_disc(drawing, SK_INK_BADGE, x, y, BADGE);
	sk_buf_print(&digits, "%zu", number);
	put_in_room(drawing, SK_INK_NUMBER, x, y + 4, text_of(drawing->report, &digits), 2 * BADGE - 2);
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
		put_text(drawing, SK_INK_LEGEND, x, *y, at);
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
		enum sk_ink ink;
		const char *text;
	} keys[] = {{SK_INK_NEEDED, N_("what work needs, and comes there")}, {SK_INK_UNWANTED, N_("comes there and should not")}, {SK_INK_DOUBTFUL, N_("may come there: not decided")},
		    {SK_INK_STOPPED, N_("is needed and is refused on its way")}};
	for (size_t i = 0; i < SK_COUNT(keys); i++) {
		put_text(drawing, SK_INK_LEGEND, PICTURE_MARGIN + 72, *y, _(keys[i].text));
		put_line(drawing, keys[i].ink, PICTURE_MARGIN, *y - 4, PICTURE_MARGIN + 60, *y - 4);
		*y += LINE;
	}
}

/* Names that are longer than their boxes. */
static void put_names(const struct drawing *drawing, int *y)
{
	const struct sk_network *network = drawing->picture.network;
	for (size_t i = 0; i < network->count; i++) {
		SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
		if (strlen(network->nodes[i].id) <= NAME_COLUMNS)
			continue;
		name_shown(network->nodes[i].id, &text);
		sk_buf_print(&text, " = %s", network->nodes[i].id);
		put_lines(drawing, PICTURE_MARGIN, y, text_of(drawing->report, &text));
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
	put_names(drawing, y);
	*y += LINE / 2;
	put_lines(drawing, PICTURE_MARGIN, y, _("Drawn from the network as site.yaml describes it and the configurations under configs/, not from the devices. Open risks are counted where one of their minimum "
						"controls is missing (red) or not known (grey)."));
}

/* ---- all of it ---- */

static void put_title(const struct drawing *drawing)
{
	SK_BUF_SCOPE title = SK_BUF(TEXT_PIECE_MAX);
	text_site(drawing->report, drawing->from->prove->site, &title);
	put_text(drawing, SK_INK_TITLE, PICTURE_MARGIN, 30, text_of(drawing->report, &title));
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

/* What stands in front is put last: names stay to be read where lines go. */
static void put_network(const struct drawing *drawing)
{
	const struct sk_network *network = drawing->picture.network;
	for (size_t i = 0; i < network->segment_count; i++)
		put_segment(drawing, i);
	for (size_t i = 0; i < network->count; i++)
		put_wires(drawing, i);
	put_ways(drawing);
	for (size_t i = 0; i < network->count; i++)
		put_node(drawing, i);
	put_badges(drawing);
	for (size_t i = 0; i < network->count; i++)
		put_ports(drawing, i);
	for (size_t i = 0; i < network->segment_count; i++)
		put_segment_name(drawing, i);
}

SK_OUTCOME sk_report_picture(const struct sk_report *report, const struct sk_picture_report *from, struct sk_picture *out)
{
	SK_BUF_SCOPE shapes = SK_BUF(SHAPES_MAX);
	struct sk_report aside = *report;
	struct drawing drawing = {.report = &aside, .from = from, .shapes = &shapes};
	void *kept;
	aside.out = &shapes;
	SK_TRY(picture_place(report->arena, from->prove->network, &drawing.picture, report->error));
	int y = drawing.picture.height + LINE;
	*out = (struct sk_picture){.width = drawing.picture.width < LEAST_WIDTH ? LEAST_WIDTH : drawing.picture.width, .drawn_width = drawing.picture.width, .drawn_height = drawing.picture.height};
	put_title(&drawing);
	put_network(&drawing);
	out->legend = shapes.length / sizeof(struct sk_drawn);
	put_legend(&drawing, &y);
	SK_TRY(sk_buf_check(&shapes, report->error));
	SK_TRY(sk_buf_keep(&shapes, report->arena, &kept, report->error));
	out->height = y;
	out->shapes = kept;
	out->count = shapes.length / sizeof(struct sk_drawn);
	return SK_OK;
}
