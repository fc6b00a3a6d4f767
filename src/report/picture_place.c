/* Levels by distance from what stands outside, columns so that no wire goes through a box of another. */
#include "report/picture.h"

enum { UNSET = 1 << 20, LANE = 46, GAP = 52 };

/* ---- levels ---- */

static bool lower(size_t *level, size_t to)
{
	bool lowers = *level > to;
	*level = lowers ? to : *level;
	return lowers;
}

static bool spread_once(struct picture *picture)
{
	bool any = false;
	for (size_t i = 0; i < picture->network->count; i++) {
		const struct sk_net_node *node = &picture->network->nodes[i];
		for (size_t at = 0; at < node->interface_count; at++) {
			struct picture_segment *segment = &picture->segments[node->interfaces[at].segment];
			any = lower(&segment->level, picture->nodes[i].level + 1) || any;
			any = lower(&picture->nodes[i].level, segment->level + 1) || any;
		}
	}
	return any;
}

static size_t deepest(const struct picture *picture)
{
	size_t level = 0;
	for (size_t i = 0; i < picture->network->count; i++)
		if (picture->nodes[i].level < UNSET && picture->nodes[i].level > level)
			level = picture->nodes[i].level;
	return level;
}

/* What hangs on nothing that is outside stands below the rest. */
static void set_levels(struct picture *picture)
{
	const struct sk_network *network = picture->network;
	for (size_t i = 0; i < network->segment_count; i++)
		picture->segments[i].level = UNSET + 1;
	for (size_t i = 0; i < network->count; i++)
		picture->nodes[i].level = network->nodes[i].role == SK_NET_OUTSIDE ? 0 : UNSET;
	for (size_t i = 0; i < network->count; i++) {
		while (spread_once(picture))
			;
		if (picture->nodes[i].level >= UNSET)
			picture->nodes[i].level = i == 0 ? 0 : deepest(picture) + 2;
	}
	while (spread_once(picture))
		;
	for (size_t i = 0; i < network->segment_count; i++)
		if (picture->segments[i].level >= UNSET)
			picture->segments[i].level = 1;
}

/* ---- columns ---- */

static void extent(const struct picture *picture, size_t at, size_t *first, size_t *last)
{
	const struct sk_net_node *node = &picture->network->nodes[at];
	*first = *last = picture->nodes[at].level;
	for (size_t i = 0; i < node->interface_count; i++) {
		size_t level = picture->segments[node->interfaces[i].segment].level;
		*first = level < *first ? level : *first;
		*last = level > *last ? level : *last;
	}
}

static bool is_free(const struct picture *picture, const bool *set, size_t at, size_t column)
{
	size_t first, last, other_first, other_last;
	extent(picture, at, &first, &last);
	for (size_t i = 0; i < picture->network->count; i++) {
		if (!set[i] || picture->nodes[i].column != column)
			continue;
		extent(picture, i, &other_first, &other_last);
		size_t from = first > other_first ? first : other_first, to = last < other_last ? last : other_last;
		if (from < to || picture->nodes[i].level == picture->nodes[at].level)
			return false;
	}
	return true;
}

static void set_columns(struct picture *picture, bool *set)
{
	size_t most = deepest(picture), columns = 0;
	for (size_t level = 0; level <= most; level++)
		for (size_t i = 0; i < picture->network->count; i++) {
			if (picture->nodes[i].level != level)
				continue;
			size_t column = 0;
			while (!is_free(picture, set, i, column))
				column++;
			picture->nodes[i].column = column;
			set[i] = true;
			columns = column >= columns ? column + 1 : columns;
		}
	picture->width = (int)columns * PICTURE_COLUMN + 2 * PICTURE_MARGIN;
}

/* ---- in pixels ---- */

int picture_port(const struct picture *picture, size_t node, size_t interface)
{
	int count = (int)picture->network->nodes[node].interface_count;
	int step = count > 5 ? PICTURE_BOX / count : PICTURE_PORT;
	return picture->nodes[node].x + (2 * (int)interface - (count - 1)) * step / 2;
}

static void set_spans(struct picture *picture)
{
	for (size_t i = 0; i < picture->network->segment_count; i++) {
		picture->segments[i].left = UNSET;
		picture->segments[i].right = 0;
	}
	for (size_t i = 0; i < picture->network->count; i++)
		for (size_t at = 0; at < picture->network->nodes[i].interface_count; at++) {
			struct picture_segment *segment = &picture->segments[picture->network->nodes[i].interfaces[at].segment];
			int x = picture_port(picture, i, at);
			segment->left = x - 30 < segment->left ? x - 30 : segment->left;
			segment->right = x + 30 > segment->right ? x + 30 : segment->right;
		}
	for (size_t i = 0; i < picture->network->segment_count; i++)
		if (picture->segments[i].left > picture->segments[i].right) {
			picture->segments[i].left = PICTURE_MARGIN;
			picture->segments[i].right = PICTURE_MARGIN + PICTURE_BOX;
		}
	for (size_t i = 0; i < picture->network->segment_count; i++) {
		int end = picture->segments[i].right + PICTURE_NAME_GAP + (int)sk_text_columns(picture->network->segments[i]) * PICTURE_LETTER;
		picture->segments[i].end = end;
		picture->width = end + PICTURE_MARGIN > picture->width ? end + PICTURE_MARGIN : picture->width;
	}
}

/* How many lanes the level has. */
static size_t set_lanes(struct picture *picture, size_t level)
{
	size_t lanes = 0;
	for (size_t i = 0; i < picture->network->segment_count; i++) {
		struct picture_segment *segment = &picture->segments[i];
		if (segment->level != level)
			continue;
		segment->lane = 0;
		for (size_t other = 0; other < i; other++) {
			const struct picture_segment *set = &picture->segments[other];
			if (set->level == level && set->lane >= segment->lane && set->left < segment->end && segment->left < set->end)
				segment->lane = set->lane + 1;
		}
		lanes = segment->lane >= lanes ? segment->lane + 1 : lanes;
	}
	return lanes;
}

static void set_heights(struct picture *picture)
{
	int y = PICTURE_TITLE;
	for (size_t level = 0; level <= deepest(picture) + 1; level++) {
		size_t lanes = set_lanes(picture, level);
		for (size_t i = 0; i < picture->network->count; i++)
			if (picture->nodes[i].level == level)
				picture->nodes[i].y = y;
		for (size_t i = 0; i < picture->network->segment_count; i++)
			if (picture->segments[i].level == level)
				picture->segments[i].y = y + (int)picture->segments[i].lane * LANE;
		if (level % 2 == 0 && level <= deepest(picture))
			y += PICTURE_BOX_HEIGHT + GAP;
		else if (lanes > 0)
			y += (int)(lanes - 1) * LANE + GAP;
	}
	picture->height = y;
}

SK_OUTCOME picture_place(struct sk_arena *arena, const struct sk_network *network, struct picture *out, struct sk_error *error)
{
	void *nodes, *segments, *set;
	SK_TRY(sk_arena_take(arena, network->count + 1, sizeof(struct picture_node), &nodes, error));
	SK_TRY(sk_arena_take(arena, network->segment_count + 1, sizeof(struct picture_segment), &segments, error));
	SK_TRY(sk_arena_take(arena, network->count + 1, sizeof(bool), &set, error));
	*out = (struct picture){.network = network, .nodes = nodes, .segments = segments};
	set_levels(out);
	set_columns(out, set);
	for (size_t i = 0; i < network->count; i++)
		out->nodes[i].x = PICTURE_MARGIN + (int)out->nodes[i].column * PICTURE_COLUMN + PICTURE_COLUMN / 2;
	set_spans(out);
	set_heights(out);
	return SK_OK;
}
