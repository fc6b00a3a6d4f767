/*
 * Does each packet that is needed come there? What arrives (reach.c) is taken away from what was asked; nothing may be left. Of what is left one packet is shown, with
 * the way it would take through a network without filters, up to whom it is not let through by; or, where that is not sure, with a way that it may take.
 *
 * Which of its addresses a host sends from nobody knows, so for sure it arrives from each of those at the wire it leaves by; by which wire, where nobody stated its routes,
 * and to which address of another host, people choose such that it works: one is enough. Where no address of an end is known each there is has to do.
 */
#include "net/private.h"

#include <string.h>

enum { TCP = 6, PORT_RESERVED_LAST = 1023, REST_BYTES_MAX = SK_NET_SETS_MAX * sizeof(struct sk_box) };

/* ---- what an honest sender sends ---- */

/* Of either end: its addresses, or all there are. */
struct ends {
	sk_wide *low, *high;
	size_t count;
};

static bool is_stated(const struct sk_net_node *node)
{
	bool stated = node->behind_count > 0;
	for (size_t i = 0; i < node->interface_count && node->role != SK_NET_OUTSIDE; i++)
		stated = stated || node->interfaces[i].address_count > 0;
	return stated;
}

/* It has a wire with an address that nobody says. */
static bool has_unstated_wire(const struct sk_net_node *node)
{
	for (size_t i = 0; i < node->interface_count; i++)
		if (node->interfaces[i].unstated && node->interfaces[i].address_count == 0)
			return true;
	return false;
}

static void add_end(struct ends *ends, sk_wide low, sk_wide high)
{
	ends->low[ends->count] = low;
	ends->high[ends->count++] = high;
}

static sk_outcome join(struct sk_arena *arena, struct ends *ends, const struct ends *more, struct sk_error *error)
{
	void *low, *high;
	SK_TRY(sk_arena_take(arena, ends->count + more->count, sizeof(sk_wide), &low, error));
	SK_TRY(sk_arena_take(arena, ends->count + more->count, sizeof(sk_wide), &high, error));
	struct ends all = {low, high, 0};
	for (size_t i = 0; i < ends->count; i++)
		add_end(&all, ends->low[i], ends->high[i]);
	for (size_t i = 0; i < more->count; i++)
		add_end(&all, more->low[i], more->high[i]);
	*ends = all;
	return SK_OK;
}

static sk_outcome ends_of(struct sk_arena *arena, const struct sk_net_node *node, bool sender, struct ends *out, struct sk_error *error)
{
	size_t room = node->behind_count + 1;
	void *low, *high;
	for (size_t i = 0; i < node->interface_count; i++)
		room += node->interfaces[i].address_count;
	SK_TRY(sk_arena_take(arena, room, sizeof(sk_wide), &low, error));
	SK_TRY(sk_arena_take(arena, room, sizeof(sk_wide), &high, error));
	*out = (struct ends){low, high, 0};
	bool any = !is_stated(node) || (sender && has_unstated_wire(node));
	if (any)
		add_end(out, 0, ~(sk_wide)0);
	for (size_t i = 0; i < node->behind_count; i++)
		add_end(out, node->behind[i].low, node->behind[i].high);
	for (size_t i = 0; i < node->interface_count && node->role != SK_NET_OUTSIDE && !any; i++)
		for (size_t at = 0; at < node->interfaces[i].address_count; at++)
			add_end(out, node->interfaces[i].addresses[at].address, node->interfaces[i].addresses[at].address);
	return SK_OK;
}

/* What is for an address of whoever changes targets may come to a host all the same: people know it by that address then. */
static sk_outcome add_translating(struct sk_arena *arena, const struct sk_network *network, size_t to, struct ends *ends, struct sk_error *error)
{
	if (!is_stated(&network->nodes[to]) || network->nodes[to].role == SK_NET_OUTSIDE)
		return SK_OK;
	for (size_t i = 0; i < network->count; i++) {
		struct ends more;
		if (i == to || !translate_targets(&network->nodes[i]))
			continue;
		SK_TRY(ends_of(arena, &network->nodes[i], false, &more, error));
		SK_TRY(join(arena, ends, &more, error));
	}
	return SK_OK;
}

/* Of each protocol what there is of it, and of that what begins a flow: ports and types are 0 where it has none; of ICMP the request of an echo, of TCP SYN alone. */
static const struct kind {
	unsigned char low, high, families;
	bool ports;
	uint16_t icmp, flags;
} kinds[] = {
	{2, 5, SK_FAMILIES, false, 0, 0},     {0, 0, SK_FAMILIES, false, 0, 0},	{1, 1, SK_FAMILY_4, false, 8 << 8, 0}, {TCP, TCP, SK_FAMILIES, true, 0, 2},
	{7, 16, SK_FAMILIES, false, 0, 0},    {17, 17, SK_FAMILIES, true, 0, 0},	{18, 32, SK_FAMILIES, false, 0, 0},   {33, 33, SK_FAMILIES, true, 0, 0},
	{34, 57, SK_FAMILIES, false, 0, 0},   {58, 58, SK_FAMILY_6, false, 128 << 8, 0}, {59, 131, SK_FAMILIES, false, 0, 0},  {132, 132, SK_FAMILIES, true, 0, 0},
	{133, 135, SK_FAMILIES, false, 0, 0}, {136, 136, SK_FAMILIES, true, 0, 0},	{137, 255, SK_FAMILIES, false, 0, 0},
};

/* False: there is no such packet. Of tcp a port that is not reserved, where the question leaves that open; of udp any, as IKE (500) and the time (123) have a port of their own. */
static bool narrow(const struct kind *kind, const struct sk_box *box, struct sk_box *out)
{
	struct sk_box all;
	sk_wide first, last;
	sk_box_all(&all);
	sk_box_set(&all, SK_DIM_PROTOCOL, kind->low, kind->high);
	sk_box_set(&all, SK_DIM_ICMP, kind->icmp, kind->icmp);
	sk_box_set(&all, SK_DIM_FLAGS, kind->flags, kind->flags);
	sk_box_get(box, SK_DIM_SOURCE_PORT, &first, &last);
	if (!kind->ports) {
		sk_box_set(&all, SK_DIM_SOURCE_PORT, 0, 0);
		sk_box_set(&all, SK_DIM_TARGET_PORT, 0, 0);
	} else if (kind->low == TCP && first == 0 && last == SK_PORT_LAST) {
		sk_box_set(&all, SK_DIM_SOURCE_PORT, PORT_RESERVED_LAST + 1, SK_PORT_LAST);
	}
	return (kind->families & sk_box_family(box)) && sk_box_meet(box, &all, out);
}

static void add_box(struct sk_buf *out, const struct sk_box *box)
{
	sk_buf_add(out, (const char *)box, sizeof(*box));
}

static const struct sk_box *boxes_of(const struct sk_buf *buf, size_t *count)
{
	*count = buf->length / sizeof(struct sk_box);
	return (const struct sk_box *)(const void *)buf->bytes;
}

/* None is dropped unseen: what is not in the set counts as arrived. */
static sk_outcome check_size(const struct sk_buf *boxes, struct sk_error *error)
{
	return boxes->failed ? sk_error_set(error, SK_E_CONFIG_SIZE, NULL, _("pieces of what is needed"), "65536", NULL) : SK_OK;
}

static void add_honest(struct sk_buf *out, const struct sk_box *box)
{
	for (size_t i = 0; i < SK_COUNT(kinds); i++) {
		struct sk_box here;
		if (narrow(&kinds[i], box, &here))
			add_box(out, &here);
	}
}

static void add_pairs(const struct ends *from, const struct ends *to, const struct sk_box *asked, struct sk_buf *out)
{
	for (size_t a = 0; a < from->count; a++)
		for (size_t b = 0; b < to->count; b++) {
			struct sk_box pair, here;
			sk_box_all(&pair);
			sk_box_set(&pair, SK_DIM_SOURCE, from->low[a], from->high[a]);
			sk_box_set(&pair, SK_DIM_TARGET, to->low[b], to->high[b]);
			if (sk_box_meet(asked, &pair, &here))
				add_honest(out, &here);
		}
}

SK_OUTCOME sk_net_needed(struct sk_arena *arena, const struct sk_network *network, struct sk_reach_question *question, struct sk_error *error)
{
	SK_BUF_SCOPE boxes = SK_BUF(REST_BYTES_MAX);
	struct ends from, to;
	void *memory;
	SK_TRY(ends_of(arena, &network->nodes[question->from], true, &from, error));
	SK_TRY(ends_of(arena, &network->nodes[question->to], false, &to, error));
	SK_TRY(add_translating(arena, network, question->to, &to, error));
	for (size_t i = 0; i < question->count; i++)
		add_pairs(&from, &to, &question->packets[i], &boxes);
	SK_TRY(check_size(&boxes, error));
	SK_TRY(sk_buf_keep(&boxes, arena, &memory, error));
	question->packets = memory;
	question->count = boxes.length / sizeof(struct sk_box);
	return SK_OK;
}

/* ---- what of it does not arrive ---- */

struct asking {
	struct sk_arena *arena;
	const struct sk_plan *plan;
	const struct sk_reach_question *question;
	const struct sk_net_node *from, *to;
	bool any_source, any_target; /* packets that differ in nothing but that are one */
	struct sk_ways ways;
	const struct sk_box *shown; /* what does not arrive, from and to where it was asked */
	size_t shown_count;
	struct sk_error *error;
};

static struct sk_box from_any(const struct asking *asking, const struct sk_box *box)
{
	struct sk_box same = *box;
	sk_wide source = reach_address(asking->from, sk_box_family(box));
	if (asking->any_source)
		sk_box_set(&same, SK_DIM_SOURCE, source, source);
	return same;
}

static struct sk_box of_any(const struct asking *asking, const struct sk_box *box)
{
	struct sk_box same = from_any(asking, box);
	sk_wide target = reach_address(asking->to, sk_box_family(box));
	if (asking->any_target)
		sk_box_set(&same, SK_DIM_TARGET, target, target);
	return same;
}

static sk_outcome take_away(struct sk_buf *rest, const struct sk_box *away, struct sk_error *error)
{
	sk_box_list_minus(rest, away);
	return check_size(rest, error);
}

/* Once each: a host with several addresses was asked about from each of them. */
static void add_once(struct sk_buf *out, const struct sk_box *box)
{
	size_t count;
	const struct sk_box *boxes = boxes_of(out, &count);
	for (size_t i = 0; i < count; i++)
		if (sk_box_holds(&boxes[i], box))
			return;
	add_box(out, box);
}

static void add_asked(const struct asking *asking, struct sk_buf *out)
{
	for (size_t i = 0; i < asking->question->count; i++) {
		struct sk_box same = of_any(asking, &asking->question->packets[i]);
		add_once(out, &same);
	}
}

/* What is sent by this wire: from the addresses that stand there, where any do. */
static void add_sent(const struct asking *asking, const struct sk_net_interface *by, struct sk_buf *out)
{
	bool any = by->address_count == 0 || asking->from->role == SK_NET_OUTSIDE;
	for (size_t i = 0; i < asking->question->count; i++) {
		struct sk_box own, here;
		if (any)
			add_box(out, &asking->question->packets[i]);
		sk_box_all(&own);
		for (size_t at = 0; at < by->address_count && !any; at++) {
			sk_box_set(&own, SK_DIM_SOURCE, by->addresses[at].address, by->addresses[at].address);
			if (sk_box_meet(&asking->question->packets[i], &own, &here))
				add_box(out, &here);
		}
	}
}

/* What this wire carries and comes there from each address that it has is taken from `rest`; what does not from one goes to `unsure`. */
static sk_outcome take_sure_by(const struct asking *asking, const struct sk_net_interface *by, struct sk_buf *rest, struct sk_buf *unsure)
{
	SK_BUF_SCOPE late = SK_BUF(REST_BYTES_MAX), sure = SK_BUF(REST_BYTES_MAX);
	size_t count;
	add_sent(asking, by, &late);
	SK_TRY(check_size(&late, asking->error));
	const struct sk_box *boxes = boxes_of(&late, &count);
	for (size_t i = 0; i < count; i++) {
		struct sk_box same = from_any(asking, &boxes[i]);
		add_once(&sure, &same);
	}
	for (size_t i = 0; i < asking->ways.count; i++)
		if (asking->ways.at[i].hops[0].out == by)
			SK_TRY(take_away(&late, &asking->ways.at[i].packets, asking->error));
	boxes = boxes_of(&late, &count);
	for (size_t i = 0; i < count; i++) {
		struct sk_box same = from_any(asking, &boxes[i]);
		SK_TRY(take_away(&sure, &same, asking->error));
	}
	sk_buf_add(unsure, late.bytes, late.length);
	boxes = boxes_of(&sure, &count);
	for (size_t i = 0; i < count; i++) {
		struct sk_box same = of_any(asking, &boxes[i]);
		SK_TRY(take_away(rest, &same, asking->error));
	}
	return check_size(unsure, asking->error);
}

static sk_outcome take_ways(const struct asking *asking, struct sk_buf *rest)
{
	for (size_t i = 0; i < asking->ways.count; i++) {
		struct sk_box same = of_any(asking, &asking->ways.at[i].packets);
		SK_TRY(take_away(rest, &same, asking->error));
	}
	return SK_OK;
}

static sk_outcome take_sure(const struct asking *asking, struct sk_buf *rest, struct sk_buf *unsure)
{
	if (!asking->any_source)
		return take_ways(asking, rest);
	for (size_t i = 0; i < asking->from->interface_count; i++)
		SK_TRY(take_sure_by(asking, &asking->from->interfaces[i], rest, unsure));
	return SK_OK;
}

/* Of these boxes, from and to where they are, what is alike to the first of `rest`. */
static void add_alike(const struct asking *asking, const struct sk_box *boxes, size_t count, const struct sk_box *first, struct sk_buf *out)
{
	for (size_t i = 0; i < count; i++) {
		struct sk_box same = of_any(asking, &boxes[i]), here;
		if (!sk_box_meet(first, &same, &here))
			continue;
		if (asking->any_source)
			sk_box_set(&here, SK_DIM_SOURCE, boxes[i].low[SK_DIM_SOURCE], boxes[i].high[SK_DIM_SOURCE]);
		if (asking->any_target)
			sk_box_set(&here, SK_DIM_TARGET, boxes[i].low[SK_DIM_TARGET], boxes[i].high[SK_DIM_TARGET]);
		add_box(out, &here);
	}
}

/* Of those that are not sure, where any is sent at all, else as it was asked. */
static sk_outcome keep_shown(struct asking *asking, const struct sk_buf *rest, const struct sk_buf *unsure)
{
	SK_BUF_SCOPE shown = SK_BUF(REST_BYTES_MAX);
	size_t count;
	void *memory;
	const struct sk_box *boxes = boxes_of(unsure, &count), *first = boxes_of(rest, &asking->shown_count);
	add_alike(asking, boxes, count, first, &shown);
	if (shown.length == 0)
		add_alike(asking, asking->question->packets, asking->question->count, first, &shown);
	SK_TRY(check_size(&shown, asking->error));
	SK_TRY(sk_buf_keep(&shown, asking->arena, &memory, asking->error));
	asking->shown = memory;
	asking->shown_count = shown.length / sizeof(struct sk_box);
	return SK_OK;
}

/* `*left`: some do not, and are shown. */
static sk_outcome ask(struct asking *asking, enum sk_bound bound, bool *left, struct sk_reached *out)
{
	SK_BUF_SCOPE rest = SK_BUF(REST_BYTES_MAX), unsure = SK_BUF(REST_BYTES_MAX);
	bool outside = asking->to->role == SK_NET_OUTSIDE;
	asking->any_target = is_stated(asking->to) ? !outside : bound == SK_BOUND_MOST;
	SK_TRY(sk_net_ways(asking->arena, asking->plan, asking->question, bound, &asking->ways, asking->error));
	add_asked(asking, &rest);
	SK_TRY(check_size(&rest, asking->error));
	SK_TRY(bound == SK_BOUND_LEAST ? take_sure(asking, &rest, &unsure) : take_ways(asking, &rest));
	*left = rest.length > 0;
	out->boxes += asking->ways.count;
	return *left ? keep_shown(asking, &rest, &unsure) : SK_OK;
}

/* ---- the way it would take ---- */

static sk_outcome translations_of(struct sk_arena *arena, const struct sk_net_node *was, struct sk_net_node *out, struct sk_error *error)
{
	void *memory;
	SK_TRY(sk_arena_take(arena, was->filter_count, sizeof(struct sk_filter), &memory, error));
	struct sk_filter *filters = memory;
	for (size_t i = 0; i < was->filter_count; i++)
		SK_TRY(sk_net_translations(arena, &was->filters[i], SK_FAMILIES & ~translate_vague(was), &filters[i], error));
	out->filters = filters;
	return SK_OK;
}

SK_OUTCOME sk_net_open(struct sk_arena *arena, const struct sk_network *network, struct sk_network *out, struct sk_error *error)
{
	struct sk_net_node *nodes;
	SK_TRY(sk_net_copy(arena, network, out, &nodes, error));
	for (size_t i = 0; i < network->count; i++) {
		SK_TRY(translations_of(arena, &network->nodes[i], &nodes[i], error));
		nodes[i].unfiltered = SK_FAMILIES;
	}
	return SK_OK;
}

/* Of all it meets there, in order; the packet goes on as it is changed. */
static void refused_at(const struct sk_plan *plan, enum sk_bound bound, const struct sk_net_hop *hop, struct sk_box *packet, struct passed *refused)
{
	const struct device *device = &plan->devices[bound][hop->node - plan->network->nodes];
	const struct passage *through = !hop->in ? &device->output : hop->out ? &device->forward : &device->input;
	*refused = (struct passed){.box = *packet};
	if (hop->in)
		passage_refusal(&device->before, hop->in, NULL, packet, refused);
	reach_change(&hop->target, true, packet);
	if (!refused->chain)
		passage_refusal(through, hop->in, hop->out, packet, refused);
	if (!refused->chain && hop->out)
		passage_refusal(&device->after, hop->in, hop->out, packet, refused);
	reach_change(&hop->source, false, packet);
}

/* Hops up to the first that refuses the packet; that one with what refuses it. */
static void cut_way(const struct sk_plan *plan, struct sk_net_hop *hops, struct sk_reached *out)
{
	struct sk_box packet = out->packet;
	for (size_t i = hops[0].out ? 0 : 1; i < out->hop_count; i++) {
		struct passed refused;
		refused_at(plan, SK_BOUND_MOST, &hops[i], &packet, &refused);
		if (!refused.chain)
			continue;
		reach_explain(&refused, &hops[i]);
		out->hop_count = i + 1;
	}
}

/* The ways of what is shown where nobody filters: as routes say for sure, else as they may be. */
static sk_outcome open_ways(const struct asking *asking, struct sk_network *open, struct sk_ways *out)
{
	const struct sk_reach_question one = {asking->question->from, asking->question->to, asking->shown, asking->shown_count};
	struct sk_plan *opened;
	SK_TRY(sk_net_open(asking->arena, asking->plan->network, open, asking->error));
	SK_TRY(sk_plan_new(asking->arena, open, NULL, &opened, asking->error));
	SK_TRY(sk_net_ways(asking->arena, opened, &one, SK_BOUND_LEAST, out, asking->error));
	return out->count > 0 ? SK_OK : sk_net_ways(asking->arena, opened, &one, SK_BOUND_MOST, out, asking->error);
}

/* Without a way: only who sends it. */
static sk_outcome tell_missing(const struct asking *asking, struct sk_reached *out)
{
	const struct sk_net_node *nodes = asking->plan->network->nodes;
	struct sk_network *open;
	struct sk_ways ways;
	void *memory;
	SK_TRY(sk_arena_take(asking->arena, 1, sizeof(*open), &memory, asking->error));
	open = memory;
	SK_TRY(open_ways(asking, open, &ways));
	out->hop_count = ways.count > 0 ? ways.at[0].hop_count : 1;
	SK_TRY(sk_arena_take(asking->arena, out->hop_count, sizeof(struct sk_net_hop), &memory, asking->error));
	struct sk_net_hop *hops = memory;
	hops[0] = (struct sk_net_hop){.node = asking->from};
	for (size_t i = 0; i < out->hop_count && ways.count > 0; i++) {
		hops[i] = ways.at[0].hops[i];
		hops[i].node = &nodes[hops[i].node - open->nodes];
	}
	out->hops = hops;
	out->packet = ways.count > 0 ? ways.at[0].packets : asking->shown[0];
	reach_choose(asking->from, &out->packet);
	cut_way(asking->plan, hops, out);
	return SK_OK;
}

/* The way that it may take: of just what is shown, else of what is alike. */
static const struct sk_way *possible_way(const struct asking *asking, struct sk_box *packet)
{
	for (size_t alike = 0; alike <= 1; alike++)
		for (size_t i = 0; i < asking->ways.count; i++)
			for (size_t at = 0; at < asking->shown_count; at++) {
				const struct sk_way *way = &asking->ways.at[i];
				struct sk_box any = asking->shown[at];
				if (alike) {
					sk_box_set(&any, SK_DIM_SOURCE, way->packets.low[SK_DIM_SOURCE], way->packets.high[SK_DIM_SOURCE]);
					sk_box_set(&any, SK_DIM_TARGET, way->packets.low[SK_DIM_TARGET], way->packets.high[SK_DIM_TARGET]);
				}
				if (sk_box_family(&any) == sk_box_family(&asking->shown[at]) && sk_box_meet(&way->packets, &any, packet))
					return way;
			}
	return NULL;
}

/* Who may refuse it. */
static void tell_doubt(const struct sk_plan *plan, struct sk_reached *out)
{
	struct sk_box packet = out->packet;
	for (size_t i = 0; i < out->hop_count && !out->doubt.node; i++) {
		const struct sk_net_hop *hop = &out->hops[i];
		struct passed refused;
		refused_at(plan, SK_BOUND_LEAST, hop, &packet, &refused);
		if (!refused.chain)
			continue;
		out->doubt = *hop;
		reach_explain(&refused, &out->doubt);
	}
}

static void tell_possible(const struct asking *asking, struct sk_reached *out)
{
	const struct sk_way *way = possible_way(asking, &out->packet);
	SK_INVARIANT(way != NULL);
	out->hops = way->hops;
	out->hop_count = way->hop_count;
	reach_choose(asking->from, &out->packet);
	reach_unread(asking->plan, true, out);
	tell_doubt(asking->plan, out);
}

SK_OUTCOME sk_net_arrives(struct sk_arena *arena, const struct sk_plan *plan, const struct sk_reach_question *question, struct sk_reached *out, struct sk_error *error)
{
	const struct sk_net_node *from = &plan->network->nodes[question->from], *to = &plan->network->nodes[question->to];
	struct asking asking = {.arena = arena, .plan = plan, .question = question, .from = from, .to = to, .any_source = from->role != SK_NET_OUTSIDE || !is_stated(from), .error = error};
	bool left;
	*out = (struct sk_reached){.proof = question->count > 0 ? SK_PROOF_HOLDS : SK_PROOF_SILENT};
	SK_TRY(ask(&asking, SK_BOUND_LEAST, &left, out));
	if (!left)
		return SK_OK;
	SK_TRY(ask(&asking, SK_BOUND_MOST, &left, out));
	out->proof = left ? SK_PROOF_VIOLATED : SK_PROOF_UNDECIDED;
	if (left)
		return tell_missing(&asking, out);
	tell_possible(&asking, out);
	return SK_OK;
}
