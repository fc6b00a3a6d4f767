/*
 * What a device has to let through: the ways of all that is needed through a network in which nobody filters, as far as they lead through the device. Where a
 * shorter way leads there, longer ones are not needed. Boxes that differ in one dimension only are then put together, so that filters become short.
 */
#include "generate/private.h"

#include <stdlib.h>
#include <string.h>

enum { PERMITS_MAX = 4096, BOXES_BYTES_MAX = 1 << 20 };

struct gathering {
	struct sk_arena *arena;
	struct sk_error *error;
	const struct sk_network *network;
	size_t node;
	const struct sk_site_policy *need;
	struct sk_buf permits;
};

/* ---- one box is a permit ---- */

static sk_outcome single(const struct gathering *gathering, const struct sk_box *box, enum sk_dim dim, struct sk_intervals *out)
{
	void *memory;
	SK_TRY(sk_arena_take(gathering->arena, 1, sizeof(struct sk_interval), &memory, gathering->error));
	*out = (struct sk_intervals){memory, 1};
	sk_box_get(box, dim, &out->at->low, &out->at->high);
	return SK_OK;
}

static sk_outcome add_permit(struct gathering *gathering, const struct sk_net_hop *hop, const struct sk_box *box)
{
	static const enum sk_dim dims[SK_PERMIT_DIMS] = {SK_DIM_SOURCE, SK_DIM_TARGET, SK_DIM_SOURCE_PORT, SK_DIM_TARGET_PORT};
	struct sk_permit permit = {.in = hop->in, .out = hop->out, .family = sk_box_family(box), .need = gathering->need};
	sk_wide low, high;
	if (gathering->permits.length / sizeof(permit) == PERMITS_MAX)
		return sk_error_set(gathering->error, SK_E_CONFIG_SIZE, &gathering->need->where, _("packets that are needed, each kind apart"), "4096", NULL);
	sk_box_get(box, SK_DIM_PROTOCOL, &low, &high);
	permit.protocol_low = (unsigned)low;
	permit.protocol_high = (unsigned)high;
	for (size_t i = 0; i < SK_PERMIT_DIMS; i++)
		SK_TRY(single(gathering, box, dims[i], &permit.values[i]));
	if (!generate_has_ports(&permit) && !(generate_is_all(&permit.values[SK_PERMIT_SOURCE_PORT]) && generate_is_all(&permit.values[SK_PERMIT_TARGET_PORT])))
		return sk_error_set(gathering->error, SK_E_CONFLICT, &gathering->need->where, _("ports of whatever protocol, or of another than tcp and udp"), _("tcp or udp beside 'port'"), NULL);
	sk_buf_add(&gathering->permits, (const char *)&permit, sizeof(permit));
	return sk_buf_check(&gathering->permits, gathering->error);
}

/* ---- ways ---- */

static sk_outcome add_hops(struct gathering *gathering, const struct sk_way *way, const struct sk_box *box)
{
	for (size_t i = 0; i < way->hop_count; i++)
		if (strcmp(way->hops[i].node->id, gathering->network->nodes[gathering->node].id) == 0)
			SK_TRY(add_permit(gathering, &way->hops[i], box));
	return SK_OK;
}

static sk_outcome without_shorter(const struct sk_ways *ways, size_t at, struct sk_buf *boxes, struct sk_error *error)
{
	struct sk_box pieces[SK_BOX_PIECES_MAX];
	sk_buf_add(boxes, (const char *)&ways->at[at].packets, sizeof(struct sk_box));
	for (size_t i = 0; i < at && ways->at[i].hop_count < ways->at[at].hop_count; i++) {
		size_t count = boxes->length / sizeof(struct sk_box);
		SK_BUF_SCOPE left = SK_BUF(BOXES_BYTES_MAX);
		for (size_t b = 0; b < count; b++) {
			size_t piece_count = sk_box_minus(&((const struct sk_box *)(const void *)boxes->bytes)[b], &ways->at[i].packets, pieces);
			sk_buf_add(&left, (const char *)pieces, piece_count * sizeof(*pieces));
		}
		SK_TRY(sk_buf_check(&left, error));
		sk_buf_clear(boxes);
		sk_buf_add(boxes, left.bytes, left.length);
	}
	return sk_buf_check(boxes, error);
}

static sk_outcome add_ways(struct gathering *gathering, const struct sk_ways *ways)
{
	for (size_t i = 0; i < ways->count; i++) {
		SK_BUF_SCOPE boxes = SK_BUF(BOXES_BYTES_MAX);
		SK_TRY(without_shorter(ways, i, &boxes, gathering->error));
		for (size_t b = 0; b < boxes.length / sizeof(struct sk_box); b++)
			SK_TRY(add_hops(gathering, &ways->at[i], &((const struct sk_box *)(const void *)boxes.bytes)[b]));
	}
	return SK_OK;
}

/* ---- together ---- */

static bool same(const struct sk_intervals *a, const struct sk_intervals *b)
{
	return a->count == b->count && memcmp(a->at, b->at, a->count * sizeof(*a->at)) == 0;
}

/* The one dimension in which they differ; SK_PERMIT_DIMS: none; -1: more than one, or what cannot be put together. */
static int difference(const struct sk_permit *a, const struct sk_permit *b)
{
	int found = SK_PERMIT_DIMS;
	if (a->in != b->in || a->out != b->out || a->family != b->family || a->protocol_low != b->protocol_low || a->protocol_high != b->protocol_high)
		return -1;
	for (int dim = 0; dim < SK_PERMIT_DIMS; dim++) {
		if (same(&a->values[dim], &b->values[dim]))
			continue;
		if (found != SK_PERMIT_DIMS)
			return -1;
		found = dim;
	}
	return found;
}

static int by_low(const void *left, const void *right)
{
	const struct sk_interval *a = left, *b = right;
	return (a->low > b->low) - (a->low < b->low);
}

static sk_outcome unite(const struct gathering *gathering, struct sk_intervals *a, const struct sk_intervals *b)
{
	void *memory;
	size_t count = a->count + b->count, kept = 0;
	SK_TRY(sk_arena_take(gathering->arena, count, sizeof(struct sk_interval), &memory, gathering->error));
	struct sk_interval *at = memory;
	memcpy(at, a->at, a->count * sizeof(*at));
	memcpy(at + a->count, b->at, b->count * sizeof(*at));
	qsort(at, count, sizeof(*at), by_low);
	for (size_t i = 0; i < count; i++) {
		if (kept > 0 && at[i].low <= at[kept - 1].high + (at[kept - 1].high != ~(sk_wide)0))
			at[kept - 1].high = at[i].high > at[kept - 1].high ? at[i].high : at[kept - 1].high;
		else
			at[kept++] = at[i];
	}
	*a = (struct sk_intervals){at, kept};
	return SK_OK;
}

/* True: the two are one now. */
static sk_outcome join(const struct gathering *gathering, struct sk_permit *a, const struct sk_permit *b, bool *joined)
{
	int dim = difference(a, b);
	*joined = dim >= 0;
	return dim >= 0 && dim < SK_PERMIT_DIMS ? unite(gathering, &a->values[dim], &b->values[dim]) : SK_OK;
}

static sk_outcome join_once(const struct gathering *gathering, struct sk_permit *permits, size_t *count, bool *any)
{
	*any = false;
	for (size_t a = 0; a < *count; a++)
		for (size_t b = a + 1; b < *count;) {
			bool joined;
			SK_TRY(join(gathering, &permits[a], &permits[b], &joined));
			*any = *any || joined;
			if (joined)
				memmove(&permits[b], &permits[b + 1], (--*count - b) * sizeof(*permits));
			else
				b++;
		}
	return SK_OK;
}

/* ---- every protocol ---- */

static bool same_ends(const struct sk_permit *a, const struct sk_permit *b)
{
	return a->in == b->in && a->out == b->out && a->family == b->family && same(&a->values[SK_PERMIT_SOURCE], &b->values[SK_PERMIT_SOURCE]) &&
	       same(&a->values[SK_PERMIT_TARGET], &b->values[SK_PERMIT_TARGET]);
}

/* To each of its ports, from wherever a program sends. */
static bool is_whole(const struct sk_permit *permit)
{
	return !generate_has_ports(permit) || generate_is_all(&permit->values[SK_PERMIT_TARGET_PORT]);
}

static bool needs_all(const struct sk_permit *permits, size_t count, const struct sk_permit *ends)
{
	unsigned next = 0;
	for (size_t i = 0; i < count && next <= GENERATE_PROTOCOL_LAST; i++) {
		bool covers = same_ends(&permits[i], ends) && is_whole(&permits[i]) && permits[i].protocol_low <= next && next <= permits[i].protocol_high;
		if (covers) {
			next = permits[i].protocol_high + 1;
			i = SIZE_MAX; /* from the first again */
		}
	}
	return next > GENERATE_PROTOCOL_LAST;
}

/* Where every protocol is needed, it is one permit, which languages have a word for; ports that no program sends from go with it. */
static void widen(struct sk_permit *permits, size_t *count)
{
	for (size_t at = 0; at < *count; at++) {
		struct sk_permit all = permits[at];
		size_t kept = 0;
		if (generate_has_ports(&all) || generate_is_any(&all) || !needs_all(permits, *count, &all))
			continue;
		all.protocol_low = 0;
		all.protocol_high = GENERATE_PROTOCOL_LAST;
		for (size_t i = 0; i < *count; i++)
			if (i == at || !same_ends(&permits[i], &all))
				permits[kept++] = i == at ? all : permits[i];
		*count = kept;
		at = SIZE_MAX;
	}
}

/* ---- all of it ---- */

static sk_outcome gather(struct gathering *gathering, const struct sk_site *site, const struct sk_network *open)
{
	struct sk_policy_question *needs;
	struct sk_plan *plan;
	SK_TRY(sk_plan_new(gathering->arena, open, NULL, &plan, gathering->error));
	SK_TRY(sk_prove_policies(gathering->arena, site, open, &site->needs, &needs, gathering->error));
	for (size_t i = 0; i < site->needs.count; i++) {
		gathering->need = needs[i].policy;
		for (size_t pair = 0; pair < needs[i].count; pair++) {
			struct sk_ways ways;
			SK_TRY(sk_net_ways(gathering->arena, plan, &needs[i].pairs[pair], SK_BOUND_LEAST, &ways, gathering->error));
			SK_TRY(add_ways(gathering, &ways));
		}
	}
	return SK_OK;
}

static sk_outcome finish(struct gathering *gathering, struct sk_intent *out)
{
	void *memory;
	bool any = true;
	SK_TRY(sk_buf_keep(&gathering->permits, gathering->arena, &memory, gathering->error));
	out->count = gathering->permits.length / sizeof(struct sk_permit);
	while (any)
		SK_TRY(join_once(gathering, memory, &out->count, &any));
	widen(memory, &out->count);
	out->permits = memory;
	return SK_OK;
}

sk_outcome sk_intent_make(struct sk_arena *arena, const struct sk_site *site, const struct sk_network *network, size_t node, struct sk_intent *out, struct sk_error *error)
{
	struct gathering gathering = {.arena = arena, .error = error, .network = network, .node = node, .permits = SK_BUF(PERMITS_MAX * sizeof(struct sk_permit))};
	struct sk_network *open;
	void *memory;
	*out = (struct sk_intent){.site = site, .place = sk_site_node(site, network->nodes[node].id), .node = &network->nodes[node]};
	SK_TRY(sk_arena_take(arena, 1, sizeof(*open), &memory, error));
	open = memory;
	SK_TRY(sk_net_open(arena, network, open, error));
	sk_outcome outcome = gather(&gathering, site, open);
	if (!sk_failed(outcome))
		outcome = finish(&gathering, out);
	sk_buf_release(&gathering.permits);
	return outcome;
}
