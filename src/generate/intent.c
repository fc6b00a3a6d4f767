/*
 * What a device has to let through: the ways of all that is needed through a network in which nobody filters, as far as they lead through the device. Where a
 * shorter way leads there, longer ones are not needed. What can be is then put together (join.c).
 */
#include "generate/private.h"

#include <string.h>

enum { PERMITS_MAX = 4096, BOXES_BYTES_MAX = 1 << 20 };

struct gathering {
	struct sk_arena *arena;
	struct sk_error *error;
	const struct sk_network *network;
	enum sk_bound bound; /* ways that are sure, or all there may be */
	size_t node;
	const struct sk_site_policy *need;
	struct sk_buf permits;
};

/* ---- one box is a permit ---- */

static sk_outcome single(const struct gathering *gathering, const struct sk_box *box, enum sk_dim dim, struct sk_ranges *out)
{
	void *memory;
	SK_TRY(sk_arena_take(gathering->arena, 1, sizeof(struct sk_range), &memory, gathering->error));
	struct sk_range *range = memory;
	sk_box_get(box, dim, &range->low, &range->high);
	*out = (struct sk_ranges){range, 1};
	return SK_OK;
}

/* Packets without ports have 0 there: a permit means whatever stands there. Languages have words for ports of tcp and udp only. */
static sk_outcome settle_ports(const struct gathering *gathering, struct sk_permit *permit)
{
	static const struct sk_range every = {0, GENERATE_PORT_LAST};
	struct sk_ranges *source = &permit->values[SK_PERMIT_SOURCE_PORT], *target = &permit->values[SK_PERMIT_TARGET_PORT];
	bool none = source->at->high == 0 && target->at->high == 0;
	if (generate_has_ports(permit) || (generate_is_all(source) && generate_is_all(target)))
		return SK_OK;
	if (!none)
		return sk_error_set(gathering->error, SK_E_CONFLICT, &gathering->need->where, _("ports of whatever protocol, or of another than tcp and udp"),
				    _("tcp or udp beside 'port'"), NULL);
	*source = *target = (struct sk_ranges){&every, 1};
	return SK_OK;
}

static sk_outcome add_permit(struct gathering *gathering, const struct sk_net_hop *hop, const struct sk_box *box)
{
	struct sk_permit permit = {.in = hop->in, .out = hop->out, .family = sk_box_family(box), .need = gathering->need};
	sk_wide low, high;
	if (gathering->permits.length / sizeof(permit) == PERMITS_MAX)
		return sk_error_set(gathering->error, SK_E_CONFIG_SIZE, &gathering->need->where, _("packets that are needed, each kind apart"), "4096", NULL);
	sk_box_get(box, SK_DIM_PROTOCOL, &low, &high);
	permit.protocol_low = (unsigned)low;
	permit.protocol_high = (unsigned)high;
	for (size_t i = 0; i < SK_PERMIT_DIMS; i++)
		SK_TRY(single(gathering, box, generate_dims[i], &permit.values[i]));
	SK_TRY(settle_ports(gathering, &permit));
	sk_buf_add(&gathering->permits, (const char *)&permit, sizeof(permit));
	return sk_buf_check(&gathering->permits, gathering->error);
}

/* ---- ways ---- */

static sk_outcome add_hops(struct gathering *gathering, const struct sk_way *way, const struct sk_box *box)
{
	for (size_t i = 0; i < way->hop_count; i++) {
		struct sk_box here = *box;
		sk_net_packet_at(way->hops, i, &here);
		if (strcmp(way->hops[i].node->id, gathering->network->nodes[gathering->node].id) == 0)
			SK_TRY(add_permit(gathering, &way->hops[i], &here));
	}
	return SK_OK;
}

static sk_outcome without_shorter(const struct sk_ways *ways, size_t at, struct sk_buf *boxes, struct sk_error *error)
{
	sk_buf_add(boxes, (const char *)&ways->at[at].packets, sizeof(struct sk_box));
	for (size_t i = 0; i < at && ways->at[i].hop_count < ways->at[at].hop_count; i++)
		sk_box_list_minus(boxes, &ways->at[i].packets);
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
			SK_TRY(sk_net_ways(gathering->arena, plan, &needs[i].pairs[pair], gathering->bound, &ways, gathering->error));
			SK_TRY(add_ways(gathering, &ways));
		}
	}
	return SK_OK;
}

static sk_outcome finish(struct gathering *gathering, struct sk_intent *out)
{
	void *memory;
	SK_TRY(sk_buf_keep(&gathering->permits, gathering->arena, &memory, gathering->error));
	out->count = gathering->permits.length / sizeof(struct sk_permit);
	out->permits = memory;
	return generate_join(gathering->arena, memory, &out->count, gathering->error);
}

sk_outcome sk_intent_make(struct sk_arena *arena, const struct sk_site *site, const struct sk_network *network, size_t node, struct sk_intent *out, struct sk_error *error)
{
	return generate_intent(arena, site, network, node, SK_BOUND_LEAST, out, error);
}

sk_outcome generate_intent(struct sk_arena *arena, const struct sk_site *site, const struct sk_network *network, size_t node, enum sk_bound bound, struct sk_intent *out, struct sk_error *error)
{
	struct gathering gathering = {.arena = arena, .error = error, .network = network, .node = node, .bound = bound, .permits = SK_BUF(PERMITS_MAX * sizeof(struct sk_permit))};
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
