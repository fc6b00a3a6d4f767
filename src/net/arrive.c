/*
 * Does each packet that is needed come there? What arrives (reach.c) is taken away from what was asked; nothing may be left. Of what is left one packet is shown, with
 * the way it would take through a network without filters, up to whom it is not let through by.
 */
#include "net/private.h"

#include <string.h>

enum { TCP = 6, UDP = 17, SYN = 2, PORT_RESERVED_LAST = 1023, PORT_LAST = 65535, REST_BYTES_MAX = SK_NET_SETS_MAX * sizeof(struct sk_box) };

/* ---- what an honest sender sends ---- */

/* Of either end: addresses, or all there are. */
struct ends {
	sk_wide *low, *high;
	size_t count;
};

static sk_outcome ends_of(struct sk_arena *arena, const struct sk_net_node *node, struct ends *out, struct sk_error *error)
{
	size_t room = node->behind_count + 1;
	void *low, *high;
	for (size_t i = 0; i < node->interface_count; i++)
		room += node->interfaces[i].address_count;
	SK_TRY(sk_arena_take(arena, room, sizeof(sk_wide), &low, error));
	SK_TRY(sk_arena_take(arena, room, sizeof(sk_wide), &high, error));
	*out = (struct ends){low, high, 0};
	for (size_t i = 0; i < node->behind_count; i++, out->count++) {
		out->low[out->count] = node->behind[i].low;
		out->high[out->count] = node->behind[i].high;
	}
	for (size_t i = 0; i < node->interface_count && node->role != SK_NET_OUTSIDE; i++)
		for (size_t at = 0; at < node->interfaces[i].address_count; at++, out->count++)
			out->low[out->count] = out->high[out->count] = node->interfaces[i].addresses[at].address;
	if (out->count == 0)
		out->high[out->count++] = ~(sk_wide)0;
	return SK_OK;
}

/* Of tcp SYN alone, from ports that are not reserved where the question leaves that open; of udp from any, as IKE (500) and the time (123) have a port of their own. */
static bool narrow(struct sk_box *box, unsigned low, unsigned high)
{
	struct sk_box protocol, flags;
	sk_wide first, last;
	sk_box_all(&protocol);
	sk_box_set(&protocol, SK_DIM_PROTOCOL, low, high);
	if (low == TCP)
		sk_box_set(&protocol, SK_DIM_FLAGS, SYN, SYN);
	sk_box_get(box, SK_DIM_SOURCE_PORT, &first, &last);
	if (low == TCP && first == 0 && last == PORT_LAST)
		sk_box_set(&protocol, SK_DIM_SOURCE_PORT, PORT_RESERVED_LAST + 1, PORT_LAST);
	flags = *box;
	return sk_box_meet(&flags, &protocol, box);
}

static sk_outcome add_honest(struct sk_buf *out, const struct sk_box *box, struct sk_error *error)
{
	static const unsigned char runs[][2] = {{0, TCP - 1}, {TCP, TCP}, {TCP + 1, UDP - 1}, {UDP, UDP}, {UDP + 1, 255}};
	for (size_t i = 0; i < SK_COUNT(runs); i++) {
		struct sk_box here = *box;
		if (narrow(&here, runs[i][0], runs[i][1]))
			sk_buf_add(out, (const char *)&here, sizeof(here));
	}
	return sk_buf_check(out, error);
}

static sk_outcome add_pairs(const struct ends *from, const struct ends *to, const struct sk_reach_question *question, struct sk_buf *out, struct sk_error *error)
{
	for (size_t i = 0; i < question->count; i++)
		for (size_t a = 0; a < from->count; a++)
			for (size_t b = 0; b < to->count; b++) {
				struct sk_box pair, here;
				sk_box_all(&pair);
				sk_box_set(&pair, SK_DIM_SOURCE, from->low[a], from->high[a]);
				sk_box_set(&pair, SK_DIM_TARGET, to->low[b], to->high[b]);
				if (sk_box_meet(&question->packets[i], &pair, &here))
					SK_TRY(add_honest(out, &here, error));
			}
	return SK_OK;
}

SK_OUTCOME sk_net_needed(struct sk_arena *arena, const struct sk_network *network, struct sk_reach_question *question, struct sk_error *error)
{
	SK_BUF_SCOPE boxes = SK_BUF(REST_BYTES_MAX);
	struct ends from, to;
	void *memory;
	SK_TRY(ends_of(arena, &network->nodes[question->from], &from, error));
	SK_TRY(ends_of(arena, &network->nodes[question->to], &to, error));
	SK_TRY(add_pairs(&from, &to, question, &boxes, error));
	SK_TRY(sk_buf_keep(&boxes, arena, &memory, error));
	question->packets = memory;
	question->count = boxes.length / sizeof(struct sk_box);
	return SK_OK;
}

/* ---- what of it does not arrive ---- */

static sk_outcome take_away(struct sk_buf *rest, const struct sk_box *away, struct sk_error *error)
{
	SK_BUF_SCOPE left = SK_BUF(REST_BYTES_MAX);
	const struct sk_box *boxes = (const struct sk_box *)(const void *)rest->bytes;
	for (size_t i = 0; i < rest->length / sizeof(*boxes); i++) {
		struct sk_box pieces[SK_BOX_PIECES_MAX];
		size_t count = sk_box_minus(&boxes[i], away, pieces);
		sk_buf_add(&left, (const char *)pieces, count * sizeof(*pieces));
	}
	sk_buf_clear(rest);
	sk_buf_add(rest, left.bytes, left.length);
	return sk_buf_check(rest, error);
}

/* A host sends from the address it has where the packet leaves: of which of its addresses does not matter. */
static void any_source(const struct sk_net_node *sender, struct sk_box *box)
{
	if (sender->role != SK_NET_OUTSIDE)
		sk_box_set(box, SK_DIM_SOURCE, 0, ~(sk_wide)0);
}

/* `missing`: a packet that does not; left false: all do. */
static sk_outcome ask(struct sk_arena *arena, const struct sk_plan *plan, const struct sk_reach_question *question, enum sk_bound bound, bool *left, struct sk_box *missing,
		      struct sk_reached *out, struct sk_error *error)
{
	SK_BUF_SCOPE rest = SK_BUF(REST_BYTES_MAX);
	struct sk_ways ways;
	SK_TRY(sk_net_ways(arena, plan, question, bound, &ways, error));
	sk_buf_add(&rest, (const char *)question->packets, question->count * sizeof(*question->packets));
	SK_TRY(sk_buf_check(&rest, error));
	for (size_t i = 0; i < ways.count; i++) {
		struct sk_box away = ways.at[i].packets;
		any_source(&plan->network->nodes[question->from], &away);
		SK_TRY(take_away(&rest, &away, error));
	}
	*left = rest.length > 0;
	if (*left)
		memcpy(missing, rest.bytes, sizeof(*missing));
	out->boxes += ways.count;
	return SK_OK;
}

/* ---- the way it would take ---- */

SK_OUTCOME sk_net_open(struct sk_arena *arena, const struct sk_network *network, struct sk_network *out, struct sk_error *error)
{
	void *memory;
	SK_TRY(sk_arena_take(arena, network->count, sizeof(struct sk_net_node), &memory, error));
	struct sk_net_node *nodes = memory;
	*out = *network;
	out->nodes = nodes;
	for (size_t i = 0; i < network->count; i++) {
		nodes[i] = network->nodes[i];
		nodes[i].filters = NULL;
		nodes[i].filter_count = 0;
		nodes[i].unfiltered = SK_FAMILIES;
	}
	return SK_OK;
}

static const struct passage *passage_at(const struct sk_plan *plan, const struct sk_net_hop *hop)
{
	const struct device *device = &plan->devices[SK_BOUND_MOST][hop->node - plan->network->nodes];
	return hop->out ? &device->forward : &device->input;
}

/* Hops up to the first that refuses the packet; that one with what refuses it. */
static void cut_way(const struct sk_plan *plan, struct sk_net_hop *hops, struct sk_reached *out)
{
	for (size_t i = 1; i < out->hop_count; i++) {
		struct passed refused;
		passage_refusal(passage_at(plan, &hops[i]), hops[i].in, hops[i].out, &out->packet, &refused);
		if (!refused.chain)
			continue;
		reach_explain(&refused, &hops[i]);
		out->hop_count = i + 1;
	}
}

/* Without a way: only who sends it. */
static sk_outcome tell_way(struct sk_arena *arena, const struct sk_plan *plan, const struct sk_reach_question *question, struct sk_reached *out, struct sk_error *error)
{
	const struct sk_net_node *nodes = plan->network->nodes;
	struct sk_box packet = out->packet;
	const struct sk_reach_question one = {question->from, question->to, &packet, 1};
	struct sk_network *open;
	struct sk_plan *opened;
	struct sk_ways ways;
	void *memory;
	SK_TRY(sk_arena_take(arena, 1, sizeof(*open), &memory, error));
	open = memory;
	any_source(&nodes[question->from], &packet);
	SK_TRY(sk_net_open(arena, plan->network, open, error));
	SK_TRY(sk_plan_new(arena, open, NULL, &opened, error));
	SK_TRY(sk_net_ways(arena, opened, &one, SK_BOUND_LEAST, &ways, error));
	out->hop_count = ways.count > 0 ? ways.at[0].hop_count : 1;
	SK_TRY(sk_arena_take(arena, out->hop_count, sizeof(struct sk_net_hop), &memory, error));
	struct sk_net_hop *hops = memory;
	hops[0] = (struct sk_net_hop){.node = &nodes[question->from]};
	for (size_t i = 0; i < out->hop_count && ways.count > 0; i++) {
		hops[i] = ways.at[0].hops[i];
		hops[i].node = &nodes[hops[i].node - open->nodes];
	}
	out->hops = hops;
	if (ways.count > 0)
		sk_box_set(&out->packet, SK_DIM_SOURCE, ways.at[0].packets.low[SK_DIM_SOURCE], ways.at[0].packets.low[SK_DIM_SOURCE]);
	if (out->proof == SK_PROOF_VIOLATED)
		cut_way(plan, hops, out);
	else
		reach_unread(plan, true, out);
	return SK_OK;
}

SK_OUTCOME sk_net_arrives(struct sk_arena *arena, const struct sk_plan *plan, const struct sk_reach_question *question, struct sk_reached *out, struct sk_error *error)
{
	struct sk_box missing;
	bool left;
	*out = (struct sk_reached){.proof = question->count > 0 ? SK_PROOF_HOLDS : SK_PROOF_SILENT};
	SK_TRY(ask(arena, plan, question, SK_BOUND_LEAST, &left, &missing, out, error));
	if (!left)
		return SK_OK;
	out->proof = SK_PROOF_UNDECIDED;
	out->packet = missing;
	SK_TRY(ask(arena, plan, question, SK_BOUND_MOST, &left, &missing, out, error));
	if (left) {
		out->proof = SK_PROOF_VIOLATED;
		out->packet = missing;
	}
	reach_choose(&plan->network->nodes[question->from], &out->packet);
	return tell_way(arena, plan, question, out, error);
}
