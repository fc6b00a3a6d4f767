/*
 * May any packet of a set come from one node to another? Sets of packets are laid on segments, and every node on a segment takes what it can send on,
 * until nothing new comes anywhere. Who put a set there does not take it back; so one that the same node put there before, or a larger one, makes it
 * needless, and one of another node does not.
 *
 * Asked twice, as of one filter (ask.c): with what devices may let through at most, and with what they let through for sure.
 *
 * Or, of packets that people need (sk_net_arrives): does each of them come there. Their sender is honest: from the address of the interface it leaves by, by his own routes.
 */
#include "net/private.h"

#include <string.h>

enum { SETS_BYTES_MAX = SK_NET_SETS_MAX * 384, PATH_MAX_HOPS = 257 /* longer lives no packet: a router takes one of 255 */, TCP = 6, UDP = 17 };

/* How packets were sent of which addresses or ports are others now. */
struct course {
	struct sk_box sent; /* in the dimensions that were changed */
	unsigned changed;
};

/* Packets on a segment, and how they came there. */
struct set {
	struct sk_box box;
	size_t course; /* position; 0: they are as they were sent */
	size_t segment;
	bool handed;  /* by a route: to `via`, 0: to whom it is for. Else to whomever the sender likes */
	sk_wide via;
	size_t from; /* the set they were part of; itself: they begin here */
	struct sk_net_hop hop; /* who put them there */
	size_t depth;
};

/* What comes to whom it is for. */
struct arrival {
	struct sk_box box;
	size_t set; /* the last it was part of */
	struct sk_net_hop last;
};

struct search {
	const struct sk_plan *plan;
	const struct sk_network *network;
	const struct sk_reach_question *question;
	enum sk_bound bound;
	const struct device *devices;
	bool needed; /* the sender is honest, and all that arrives is gathered */
	struct sk_buf sets, arrivals, courses;
	size_t at; /* the set that is looked at */
	bool found;
	struct sk_box box; /* that arrives */
	struct sk_net_hop last;
	uint64_t boxes;
	struct sk_error *error;
};

static struct set *set_at(const struct search *search, size_t at)
{
	return &((struct set *)(void *)search->sets.bytes)[at];
}

static size_t set_count(const struct search *search)
{
	return search->sets.length / sizeof(struct set);
}

/* ---- as it was sent ---- */

static const struct course *course_at(const struct search *search, size_t at)
{
	static const struct course unchanged;
	return at ? &((const struct course *)(const void *)search->courses.bytes)[at - 1] : &unchanged;
}

static struct sk_box as_sent(const struct search *search, size_t course, const struct sk_box *box)
{
	const struct course *at = course_at(search, course);
	struct sk_box sent = *box;
	for (enum sk_dim dim = 0; dim < SK_DIMS && at->changed; dim++) {
		sk_wide low, high;
		sk_box_get(&at->sent, dim, &low, &high);
		if (at->changed & 1u << dim)
			sk_box_set(&sent, dim, low, high);
	}
	return sent;
}

/* What was changed before keeps what it was before that. */
static sk_outcome add_course(struct search *search, size_t was, const struct translated *translated, size_t *out)
{
	struct course course = *course_at(search, was);
	*out = was;
	if (!translated->changed)
		return SK_OK;
	for (enum sk_dim dim = 0; dim < SK_DIMS; dim++) {
		sk_wide low, high;
		sk_box_get(&translated->was, dim, &low, &high);
		if (translated->changed & ~course.changed & 1u << dim)
			sk_box_set(&course.sent, dim, low, high);
	}
	course.changed |= translated->changed;
	sk_buf_add(&search->courses, (const char *)&course, sizeof(course));
	*out = search->courses.length / sizeof(course);
	return sk_buf_check(&search->courses, search->error);
}

/* ---- laying sets on segments ---- */

/* Whether whoever asks how they were sent hears the same of both. */
static bool same_course(const struct search *search, const struct set *other, const struct set *set)
{
	if (!search->needed || other->course == set->course)
		return true;
	struct sk_box theirs = as_sent(search, other->course, &other->box), ours = as_sent(search, set->course, &set->box);
	return course_at(search, other->course)->changed == course_at(search, set->course)->changed && sk_box_holds(&theirs, &ours);
}

static bool is_known(const struct search *search, const struct set *set)
{
	for (size_t i = 0; i < set_count(search); i++) {
		const struct set *other = set_at(search, i);
		bool as_wide = !other->handed || (set->handed && other->via == set->via);
		if (other->segment == set->segment && other->hop.node == set->hop.node && as_wide && sk_box_holds(&other->box, &set->box) && same_course(search, other, set))
			return true;
	}
	return false;
}

static sk_outcome lay(struct search *search, const struct set *set)
{
	/* An interface without a cable. */
	if (set->segment >= search->network->segment_count || is_known(search, set))
		return SK_OK;
	if (set_count(search) == SK_NET_SETS_MAX)
		return sk_error_set(search->error, SK_E_CONFIG_SIZE, NULL, _("sets of packets on all segments"), "65536", NULL);
	footprint_segment(search->plan, set->segment);
	sk_buf_add(&search->sets, (const char *)set, sizeof(*set));
	return sk_buf_check(&search->sets, search->error);
}

/* Who translates and nobody knows how may make any address of any: as much as may be comes out, and for sure nothing does (passage.c). */
static size_t translated_vaguely(const struct sk_box *box, struct translated out[SK_FAMILY_BOXES_MAX])
{
	static const enum sk_dim kept[] = {SK_DIM_PROTOCOL, SK_DIM_ICMP, SK_DIM_FLAGS};
	struct sk_box families[SK_FAMILY_BOXES_MAX];
	size_t count = sk_box_families(sk_box_family(box), families);
	for (size_t i = 0; i < count; i++) {
		out[i] = (struct translated){.box = families[i], .was = *box};
		out[i].changed = 1u << SK_DIM_SOURCE | 1u << SK_DIM_TARGET | 1u << SK_DIM_SOURCE_PORT | 1u << SK_DIM_TARGET_PORT;
		for (size_t at = 0; at < SK_COUNT(kept); at++) {
			sk_wide low, high;
			sk_box_get(box, kept[at], &low, &high);
			sk_box_set(&out[i].box, kept[at], low, high);
		}
	}
	return count;
}

/* Of an honest sender: through what it filters and changes of its own. */
struct letting {
	struct search *search;
	const struct set *set;
};

static struct sk_net_change change_of(const struct translated *translated, bool target)
{
	unsigned address = target ? SK_DIM_TARGET : SK_DIM_SOURCE, port = target ? SK_DIM_TARGET_PORT : SK_DIM_SOURCE_PORT;
	sk_wide low, high;
	sk_box_get(&translated->box, (enum sk_dim)port, &low, &high);
	return (struct sk_net_change){translated->filter, translated->rule, translated->changed >> address & 1, translated->changed >> port & 1,
				      translated->box.low[address], (uint16_t)low};
}

static sk_outcome lay_first(void *context, const struct translated *translated)
{
	const struct letting *letting = context;
	struct set set = *letting->set;
	set.box = translated->box;
	set.from = set_count(letting->search);
	SK_TRY(add_course(letting->search, 0, translated, &set.course));
	if (translated->changed)
		set.hop.source = change_of(translated, false);
	return lay(letting->search, &set);
}

static sk_outcome let_after(void *context, const struct passed *passed)
{
	const struct letting *letting = context;
	const struct search *search = letting->search;
	const struct sk_net_hop *hop = &letting->set->hop;
	const struct device *device = &search->devices[hop->node - search->network->nodes];
	return translate_through(&device->source, search->bound, NULL, hop->out, &passed->box, lay_first, context, search->error);
}

static sk_outcome let_output(void *context, const struct passed *passed)
{
	const struct letting *letting = context;
	struct search *search = letting->search;
	const struct sk_net_hop *hop = &letting->set->hop;
	const struct device *device = &search->devices[hop->node - search->network->nodes];
	return passage_through(&device->after, search->bound, PASSAGE_NEW, NULL, hop->out, &passed->box, let_after, context, &search->boxes, search->error);
}

/* What he changes of his own and nobody knows may be anything. */
static sk_outcome let_vaguely(struct letting *letting)
{
	struct translated vague[SK_FAMILY_BOXES_MAX];
	size_t count = translated_vaguely(&letting->set->box, vague);
	for (size_t i = 0; i < count; i++)
		SK_TRY(lay_first(letting, &vague[i]));
	return SK_OK;
}

/* Who is hostile filters nothing. */
static sk_outcome let_out(struct search *search, const struct set *set)
{
	struct letting letting = {search, set};
	const struct device *device = &search->devices[set->hop.node - search->network->nodes];
	const struct translated as_it_is = {.box = set->box, .was = set->box};
	if (!search->needed)
		return lay_first(&letting, &as_it_is);
	footprint_node(search->plan, set->hop.node, FOOTPRINT_OUTPUT | FOOTPRINT_AFTER);
	if (device->output.translates & sk_box_family(&set->box))
		return search->bound == SK_BOUND_LEAST ? SK_OK : let_vaguely(&letting);
	return passage_through(&device->output, search->bound, PASSAGE_NEW, NULL, set->hop.out, &set->box, let_output, &letting, &search->boxes, search->error);
}

/* What the sender puts on a wire; of an honest host with addresses there, from one of these. */
static sk_outcome lay_from(struct search *search, const struct sk_net_interface *interface, struct set *set)
{
	const struct sk_net_node *node = &search->network->nodes[search->question->from];
	struct sk_box box = set->box;
	set->hop = (struct sk_net_hop){.node = node, .out = interface};
	set->depth = 1;
	if (!search->needed || node->role == SK_NET_OUTSIDE || interface->address_count == 0)
		return let_out(search, set);
	for (size_t i = 0; i < interface->address_count; i++) {
		struct sk_box own;
		sk_box_all(&own);
		sk_box_set(&own, SK_DIM_SOURCE, interface->addresses[i].address, interface->addresses[i].address);
		if (sk_box_meet(&box, &own, &set->box) && sk_address_family(own.low[SK_DIM_SOURCE]) == sk_address_family(box.low[SK_DIM_TARGET]))
			SK_TRY(let_out(search, set));
	}
	return SK_OK;
}

/* What of a box is for these addresses; false: nothing. */
static bool cut_to(const struct sk_box *box, sk_wide first, sk_wide last, struct sk_box *here)
{
	sk_wide low = box->low[SK_DIM_TARGET] > first ? box->low[SK_DIM_TARGET] : first;
	sk_wide high = box->high[SK_DIM_TARGET] < last ? box->high[SK_DIM_TARGET] : last;
	*here = *box;
	if (low <= high)
		sk_box_set(here, SK_DIM_TARGET, low, high);
	return low <= high;
}

/* Whoever he likes takes it up. */
static sk_outcome lay_anywhere(struct search *search, const struct sk_box *box)
{
	const struct sk_net_node *node = &search->network->nodes[search->question->from];
	for (size_t i = 0; i < node->interface_count; i++) {
		struct set set = {.box = *box, .segment = node->interfaces[i].segment};
		SK_TRY(lay_from(search, &node->interfaces[i], &set));
	}
	return SK_OK;
}

/*
 * What the routes of an honest sender say nothing about. Of a host without any he has one for the rest, by whichever wire: who stands at a desk has a gateway. Of a host
 * of which some are stated nobody knows whether it has more; a router sends its own packets by what it sends others by.
 */
static sk_outcome lay_rest(struct search *search, const struct sk_box *box)
{
	const struct sk_net_node *node = &search->network->nodes[search->question->from];
	bool may = node->role != SK_NET_ROUTER && (node->route_count == 0 || search->bound == SK_BOUND_MOST);
	return may ? lay_anywhere(search, box) : SK_OK;
}

/* Two of his wires have the network: which of them he takes nobody says. */
static sk_outcome lay_perhaps(struct search *search, const struct sk_box *box)
{
	return search->bound == SK_BOUND_MOST ? lay_anywhere(search, box) : SK_OK;
}

/* Where he has a route for it he sends it there. */
static sk_outcome lay_honestly(struct search *search, const struct sk_box *box)
{
	const struct sk_net_node *node = &search->network->nodes[search->question->from];
	struct sk_box here;
	sk_wide next = 0;
	const struct hop *hops;
	size_t count;
	SK_TRY(routes_of(search->plan->arena, node, false, &hops, &count, search->error));
	for (size_t i = 0; i < count; i++) {
		const struct sk_net_interface *out = &node->interfaces[hops[i].interface];
		struct set set = {.segment = out->segment, .handed = true, .via = hops[i].via};
		if (hops[i].low > next && cut_to(box, next, hops[i].low - 1, &here))
			SK_TRY(lay_rest(search, &here));
		if (cut_to(box, hops[i].low, hops[i].high, &set.box))
			SK_TRY(hops[i].alike ? lay_perhaps(search, &set.box) : lay_from(search, out, &set));
		next = hops[i].high + 1;
	}
	bool rest = (count == 0 || next > 0) && cut_to(box, next, ~(sk_wide)0, &here);
	return rest ? lay_rest(search, &here) : SK_OK;
}

/* ---- a node takes them ---- */

void reach_explain(const struct passed *passed, struct sk_net_hop *hop)
{
	if (!passed->chain)
		return;
	hop->filter = passed->chain->filter;
	sk_filter_rule_numbered(hop->filter, passed->rule, &hop->chain, &hop->rule);
}

struct taking {
	struct search *search;
	const struct sk_net_node *node;
	const struct sk_net_interface *in, *out;
	const struct hop *by; /* the route; NULL: a bridge hands on as it was handed */
	bool receives, forwards;
	enum passage_states states; /* as the device sees their flows */
	size_t course;
	struct sk_net_change target;
	const struct passed *passed; /* what let them through */
};

static sk_outcome gather(const struct taking *taking, const struct passed *passed)
{
	struct search *search = taking->search;
	struct arrival arrival = {.box = as_sent(search, taking->course, &passed->box), .set = search->at, .last = {.node = taking->node, .in = taking->in, .target = taking->target}};
	reach_explain(passed, &arrival.last);
	if (search->arrivals.length / sizeof(arrival) == SK_NET_SETS_MAX)
		return sk_error_set(search->error, SK_E_CONFIG_SIZE, NULL, _("sets of packets that arrive"), "65536", NULL);
	sk_buf_add(&search->arrivals, (const char *)&arrival, sizeof(arrival));
	return sk_buf_check(&search->arrivals, search->error);
}

static sk_outcome arrive(void *context, const struct passed *passed)
{
	struct taking *taking = context;
	struct search *search = taking->search;
	if (search->needed)
		return gather(taking, passed);
	if (search->found)
		return SK_OK;
	search->found = true;
	search->box = as_sent(search, taking->course, &passed->box);
	search->last = (struct sk_net_hop){.node = taking->node, .in = taking->in, .target = taking->target};
	reach_explain(passed, &search->last);
	return SK_OK;
}

/* ---- sent on ---- */

static const struct passed unfiltered;

static sk_outcome lay_changed(struct taking *taking, const struct translated *translated)
{
	struct search *search = taking->search;
	struct set set = {.box = translated->box, .segment = taking->out->segment, .from = search->at,
			  .hop = {.node = taking->node, .in = taking->in, .out = taking->out, .target = taking->target}, .depth = set_at(search, search->at)->depth + 1};
	SK_TRY(add_course(search, taking->course, translated, &set.course));
	set.handed = taking->by || set_at(search, search->at)->handed;
	set.via = taking->by ? taking->by->via : set_at(search, search->at)->via;
	reach_explain(taking->passed, &set.hop);
	if (translated->rule && !translated->rule->becomes->target)
		set.hop.source = change_of(translated, false);
	return set.depth < PATH_MAX_HOPS ? lay(search, &set) : SK_OK;
}

static const struct device *device_of(const struct taking *taking)
{
	return &taking->search->devices[taking->node - taking->search->network->nodes];
}

/* The same from any port of its source, and from any address of its family, too. */
static size_t from_anywhere(const struct translated *translated, bool addresses, struct translated out[SK_FAMILY_BOXES_MAX])
{
	struct sk_box families[SK_FAMILY_BOXES_MAX];
	const struct sk_box *box = &translated->box;
	struct translated any = {.box = *box, .was = *box, .filter = translated->filter, .rule = translated->rule, .changed = 1u << SK_DIM_SOURCE_PORT};
	size_t count = sk_box_families(sk_box_family(box), families), used = 0;
	sk_box_set(&any.box, SK_DIM_SOURCE_PORT, 0, SK_PORT_LAST);
	out[0] = any;
	any.changed |= 1u << SK_DIM_SOURCE;
	for (size_t i = 0; addresses && i < count; i++) {
		if (box->low[SK_DIM_TARGET] < families[i].low[SK_DIM_TARGET] || box->low[SK_DIM_TARGET] > families[i].high[SK_DIM_TARGET])
			continue;
		out[used] = any;
		sk_box_set(&out[used++].box, SK_DIM_SOURCE, families[i].low[SK_DIM_SOURCE], families[i].high[SK_DIM_SOURCE]);
	}
	return addresses ? used : 1;
}

/* Who changes sources and nobody knows how does so behind his filters, too; and whoever changes any address at all may give a flow another port, where two would be alike. */
static sk_outcome lay_on(void *context, const struct translated *translated)
{
	struct taking *taking = context;
	const struct device *device = device_of(taking);
	unsigned family = sk_box_family(&translated->box);
	bool vague = device->forward.translates & family, changes = vague || ((device->target.families | device->source.families) & family);
	struct translated any[SK_FAMILY_BOXES_MAX];
	if (taking->search->bound == SK_BOUND_LEAST || !taking->forwards || !changes)
		return lay_changed(taking, translated);
	size_t count = from_anywhere(translated, vague, any), course = taking->course;
	for (size_t i = 0; i < count; i++) {
		SK_TRY(add_course(taking->search, course, translated, &taking->course));
		SK_TRY(lay_changed(taking, &any[i]));
		taking->course = course;
	}
	return SK_OK;
}

static sk_outcome leave(void *context, const struct passed *passed)
{
	struct taking *taking = context;
	const struct translated as_it_is = {.box = passed->box, .was = passed->box};
	if (!(taking->states & PASSAGE_NEW))
		return lay_on(taking, &as_it_is);
	return translate_through(&device_of(taking)->source, taking->search->bound, taking->in, taking->out, &passed->box, lay_on, taking, taking->search->error);
}

/* Where addresses are changed in an order that is not followed, what looks at all that comes or leaves may see others than these. */
static bool may_pass_by(const struct taking *taking, const struct sk_box *box)
{
	return taking->search->bound == SK_BOUND_MOST && (device_of(taking)->forward.translates & sk_box_family(box));
}

/* The filter that lets it through is told; what else looks at all that is sent on is not. */
static sk_outcome send_on(void *context, const struct passed *passed)
{
	struct taking *taking = context;
	struct search *search = taking->search;
	const struct passage *after = &device_of(taking)->after;
	taking->passed = passed;
	footprint_node(search->plan, taking->node, FOOTPRINT_AFTER);
	if (after->count == 0 || may_pass_by(taking, &passed->box))
		return leave(taking, passed);
	return passage_through(after, search->bound, taking->states, taking->in, taking->out, &passed->box, leave, taking, &search->boxes, search->error);
}

/* ---- received ---- */

static sk_outcome receive(struct taking *taking, const struct sk_box *box)
{
	struct search *search = taking->search;
	const struct sk_net_node *node = taking->node;
	const struct passage *input = &search->devices[node - search->network->nodes].input;
	struct passed as_it_is = {.box = *box};
	bool known = input->known & sk_box_family(box);
	/* It filters, and in which order with what it changes nobody knows. */
	if (search->bound == SK_BOUND_LEAST && (input->translates & sk_box_family(box)))
		return SK_OK;
	footprint_node(search->plan, node, FOOTPRINT_INPUT);
	/* Nothing is known of what it refuses itself: it has come there all the same, but nobody is served for sure. */
	if (!known && node->role != SK_NET_OUTSIDE && search->needed && search->bound == SK_BOUND_LEAST)
		return SK_OK;
	if (!known || node->role == SK_NET_OUTSIDE)
		return arrive(taking, &as_it_is);
	return passage_through(input, search->bound, taking->states, taking->in, NULL, box, arrive, taking, &search->boxes, search->error);
}

static sk_outcome receive_at(struct taking *taking, const struct sk_box *box, sk_wide first, sk_wide last)
{
	struct sk_box here;
	return !taking->search->found && cut_to(box, first, last, &here) ? receive(taking, &here) : SK_OK;
}

static sk_outcome receive_outside(struct taking *taking, const struct sk_box *box)
{
	const struct sk_net_node *node = taking->node;
	for (size_t i = 0; i < node->behind_count; i++)
		SK_TRY(receive_at(taking, box, node->behind[i].low, node->behind[i].high));
	return node->behind_count > 0 ? SK_OK : receive(taking, box);
}

/* A host need not take what comes by another interface than that of the address it is for (RFC 1122, 3.3.4.2): who is needed takes that for sure only as a router. */
static bool takes_at(const struct taking *taking, const struct sk_net_interface *interface)
{
	const struct search *search = taking->search;
	return !search->needed || search->bound == SK_BOUND_MOST || taking->node->forwards || interface == taking->in;
}

/* A router of IPv6 may take what is for any router of a network (RFC 4291, 2.6.1): its first address. */
static sk_outcome receive_any_router(struct taking *taking, const struct sk_box *box, const struct sk_net_address *address)
{
	bool may = (taking->node->forwards & SK_FAMILY_6) && sk_address_family(address->address) == SK_FAMILY_6 && address->high - address->low > 1;
	return may && taking->search->bound == SK_BOUND_MOST ? receive_at(taking, box, address->low, address->low) : SK_OK;
}

/* What a device can have as its address on a wire: unicast of IPv4 (RFC 1122, 3.2.1.3), and of IPv6 global and local ones (RFC 4291, RFC 4193). */
static const struct {
	sk_wide low, high;
} assigned[] = {
	{SK_IPV4_FIRST | 0x01000000, SK_IPV4_FIRST | 0x7effffff},
	{SK_IPV4_FIRST | 0x80000000, SK_IPV4_FIRST | 0xdfffffff},
	{(sk_wide)0x2000 << 112, ((sk_wide)0x4000 << 112) - 1},
	{(sk_wide)0xfc00 << 112, ((sk_wide)0xfe00 << 112) - 1},
};

/* Beside the addresses of its interfaces; where not all of these are stated, whatever address it may be. */
static sk_outcome receive_beside(struct taking *taking, const struct sk_box *box)
{
	const struct sk_net_node *node = taking->node;
	bool may = taking->search->bound == SK_BOUND_MOST && (routes_unstated(node) & sk_box_family(box));
	for (size_t i = 0; i < node->own_count; i++)
		SK_TRY(receive_at(taking, box, node->own[i].low, node->own[i].high));
	for (size_t i = 0; i < SK_COUNT(assigned) && may; i++)
		SK_TRY(receive_at(taking, box, assigned[i].low, assigned[i].high));
	return SK_OK;
}

/* To one of its own addresses; where none is stated, to whatever address it is. */
static sk_outcome receive_own(struct taking *taking, const struct sk_box *box)
{
	bool stated = false;
	if (taking->node->role == SK_NET_OUTSIDE)
		return receive_outside(taking, box);
	for (size_t i = 0; i < taking->node->interface_count; i++)
		for (size_t at = 0; at < taking->node->interfaces[i].address_count && !taking->search->found; at++) {
			const struct sk_net_address *own = &taking->node->interfaces[i].addresses[at];
			stated = true;
			if (takes_at(taking, &taking->node->interfaces[i]))
				SK_TRY(receive_at(taking, box, own->address, own->address));
			SK_TRY(receive_any_router(taking, box, own));
		}
	return stated ? receive_beside(taking, box) : receive(taking, box);
}

/* What is sent on once it has its route. */
static sk_outcome forward_by(struct taking *taking, const struct hop *hop, const struct sk_box *box)
{
	struct search *search = taking->search;
	const struct device *device = device_of(taking);
	struct sk_box here;
	if (!cut_to(box, hop->low, hop->high, &here))
		return SK_OK;
	taking->out = &taking->node->interfaces[hop->interface];
	taking->by = hop;
	return passage_through(&device->forward, search->bound, taking->states, taking->in, taking->out, &here, send_on, taking, &search->boxes, search->error);
}

/* Addresses of one wire, which no router sends on (RFC 4291 2.5.6, RFC 4007 for multicast): fe80::/10, and ff02::/16 with what is narrower. Between them and around
 * are those it may. */
static const struct {
	sk_wide low, high;
} routed[] = {
	{0, ((sk_wide)0xfe80 << 112) - 1},
	{(sk_wide)0xfec0 << 112, ((sk_wide)0xff00 << 112) - 1},
	{(sk_wide)0xff03 << 112, ~(sk_wide)0},
};

static sk_outcome forward_routed(struct taking *taking, const struct sk_box *box)
{
	const struct device *device = device_of(taking);
	for (size_t i = 0; i < taking->node->interface_count; i++)
		if (taking->node->interfaces[i].unstated)
			footprint_segment(taking->search->plan, taking->node->interfaces[i].segment);
	struct sk_box here;
	for (size_t i = 0; i < SK_COUNT(routed); i++) {
		bool any = cut_to(box, routed[i].low, routed[i].high, &here);
		for (size_t at = 0; any && at < device->hop_count; at++)
			SK_TRY(forward_by(taking, &device->hops[at], &here));
		for (size_t at = 0; any && at < device->perhaps_count; at++)
			SK_TRY(forward_by(taking, &device->perhaps[at], &here));
	}
	return SK_OK;
}

/* As the router says: whatever filters there are may see it before or behind, so they stop nothing of it. */
static sk_outcome send_inside(struct taking *taking, const struct translated *translated)
{
	const struct device *device = device_of(taking);
	struct translated here = *translated;
	taking->passed = &unfiltered;
	taking->target = change_of(translated, true);
	for (size_t at = 0; at < device->hop_count; at++) {
		const struct hop *hop = &device->hops[at];
		if (!cut_to(&translated->box, hop->low, hop->high, &here.box))
			continue;
		taking->out = &taking->node->interfaces[hop->interface];
		taking->by = hop;
		SK_TRY(lay_on(taking, &here));
	}
	return SK_OK;
}

static sk_outcome send_all_inside(struct taking *taking, const struct sk_box *box)
{
	const struct sk_net_node *node = taking->node;
	for (size_t f = 0; f < node->filter_count; f++)
		for (size_t c = 0; c < node->filters[f].count; c++) {
			const struct sk_filter_chain *chain = &node->filters[f].chains[c];
			struct translated translated;
			for (size_t i = 0; chain->translates && i < chain->count; i++) {
				if (!translate_inside(&chain->rules[i], box, &translated))
					continue;
				translated.filter = &node->filters[f];
				translate_from_any(&translated);
				SK_TRY(send_inside(taking, &translated));
			}
		}
	return SK_OK;
}

/* Filters may see the source before or behind it is changed. */
static sk_outcome forward_loosely(struct taking *taking, const struct sk_box *box)
{
	struct translated from_any = {.box = *box, .was = *box};
	size_t course = taking->course;
	translate_from_any(&from_any);
	SK_TRY(add_course(taking->search, course, &from_any, &taking->course));
	SK_TRY(forward_routed(taking, &from_any.box));
	taking->course = course;
	SK_TRY(send_all_inside(taking, box));
	taking->target = (struct sk_net_change){0};
	return SK_OK;
}

static sk_outcome forward(struct taking *taking, const struct sk_box *box)
{
	struct translated translated[SK_FAMILY_BOXES_MAX];
	const struct passage *forward = &device_of(taking)->forward;
	size_t course = taking->course;
	footprint_node(taking->search->plan, taking->node, FOOTPRINT_FORWARD);
	if (!(forward->translates & sk_box_family(box)))
		return forward_routed(taking, box);
	if (taking->search->bound == SK_BOUND_LEAST)
		return SK_OK;
	if (forward->loose & sk_box_family(box))
		return forward_loosely(taking, box);
	size_t count = translated_vaguely(box, translated);
	for (size_t i = 0; i < count; i++) {
		SK_TRY(add_course(taking->search, course, &translated[i], &taking->course));
		SK_TRY(forward_routed(taking, &translated[i].box));
	}
	taking->course = course;
	return SK_OK;
}

static sk_outcome bridge(struct taking *taking, const struct sk_box *box)
{
	const struct translated as_it_is = {.box = *box, .was = *box};
	taking->passed = &unfiltered;
	if (!(taking->node->passes & sk_box_family(box)))
		return SK_OK;
	for (size_t i = 0; i < taking->node->interface_count; i++) {
		taking->out = &taking->node->interfaces[i];
		if (taking->out != taking->in)
			SK_TRY(lay_on(taking, &as_it_is));
	}
	return SK_OK;
}

/* By another wire, to whom it is for: whoever stands outside sends each other's packets on. Who takes up what is not his, perhaps. */
static sk_outcome carry(struct taking *taking, const struct sk_box *box)
{
	const struct translated as_it_is = {.box = *box, .was = *box};
	struct hop by = {.high = ~(sk_wide)0};
	taking->passed = &unfiltered;
	for (by.interface = 0; by.interface < taking->node->interface_count; by.interface++) {
		taking->out = &taking->node->interfaces[by.interface];
		taking->by = &by;
		if (taking->out->segment != taking->in->segment)
			SK_TRY(lay_on(taking, &as_it_is));
	}
	return SK_OK;
}

static bool owns(const struct sk_net_node *node, sk_wide address)
{
	bool own = false;
	for (size_t i = 0; i < node->interface_count; i++)
		for (size_t at = 0; at < node->interfaces[i].address_count; at++)
			own = own || node->interfaces[i].addresses[at].address == address;
	for (size_t i = 0; i < node->own_count; i++)
		own = own || (node->own[i].low <= address && address <= node->own[i].high);
	return own;
}

/* Whether it takes up what was handed to somebody: for sure only who that is. What is for itself is another question. */
static bool takes_up(const struct search *search, const struct sk_net_node *node, const struct set *set)
{
	return search->bound == SK_BOUND_MOST || !set->handed || owns(node, set->via);
}

/* What nobody knows the changes of may be for the device itself then. */
static sk_outcome receive_changed(struct taking *taking, const struct sk_box *box)
{
	const struct passage *input = &device_of(taking)->input;
	struct translated vague[SK_FAMILY_BOXES_MAX];
	size_t course = taking->course, count;
	SK_TRY(receive_own(taking, box));
	if (taking->search->bound == SK_BOUND_LEAST || !(input->translates & sk_box_family(box)) || taking->search->found)
		return SK_OK;
	count = translated_vaguely(box, vague);
	for (size_t i = 0; i < count && !taking->search->found; i++) {
		SK_TRY(add_course(taking->search, course, &vague[i], &taking->course));
		SK_TRY(receive_own(taking, &vague[i].box));
	}
	taking->course = course;
	return SK_OK;
}

/* Behind its translation: for itself, or to be sent on. */
static sk_outcome settle(void *context, const struct translated *translated)
{
	struct taking *taking = context;
	size_t course = taking->course;
	SK_TRY(add_course(taking->search, course, translated, &taking->course));
	taking->target = translated->changed ? change_of(translated, true) : (struct sk_net_change){0};
	if (taking->receives)
		SK_TRY(receive_changed(taking, &translated->box));
	if (taking->forwards && !taking->search->found)
		SK_TRY(forward(taking, &translated->box));
	taking->course = course;
	return SK_OK;
}

static sk_outcome come_in(void *context, const struct passed *passed)
{
	struct taking *taking = context;
	const struct translated as_it_is = {.box = passed->box, .was = passed->box};
	if (!(taking->states & PASSAGE_NEW))
		return settle(taking, &as_it_is);
	return translate_through(&device_of(taking)->target, taking->search->bound, taking->in, NULL, &passed->box, settle, taking, taking->search->error);
}

static sk_outcome enter(struct taking *taking, enum passage_states states, const struct sk_box *box)
{
	struct search *search = taking->search;
	const struct passed as_it_is = {.box = *box};
	const struct passage *before = &device_of(taking)->before;
	taking->states = states;
	if (before->count == 0 || may_pass_by(taking, box))
		return come_in(taking, &as_it_is);
	return passage_through(before, search->bound, states, taking->in, NULL, box, come_in, taking, &search->boxes, search->error);
}

/* Where addresses are changed, flows that begin and others go different ways. */
static sk_outcome enter_all(struct taking *taking, const struct sk_box *box)
{
	const struct device *device = device_of(taking);
	bool changes = (device->target.families | device->source.families) & sk_box_family(box);
	if (!changes)
		return enter(taking, PASSAGE_ANY, box);
	SK_TRY(enter(taking, PASSAGE_NEW, box));
	return taking->search->bound == SK_BOUND_MOST && !taking->search->found ? enter(taking, PASSAGE_OTHERS, box) : SK_OK;
}

/* What is handed to whom it is for comes to whoever has the address; of a node of which none is stated it may be any. */
static sk_outcome enter_own(struct taking *taking, const struct sk_box *box)
{
	const struct sk_net_node *node = taking->node;
	struct sk_box here;
	bool stated = false;
	for (size_t i = 0; i < node->interface_count; i++)
		for (size_t at = 0; at < node->interfaces[i].address_count && !taking->search->found; at++) {
			sk_wide own = node->interfaces[i].addresses[at].address;
			stated = true;
			if (cut_to(box, own, own, &here))
				SK_TRY(enter_all(taking, &here));
		}
	taking->forwards = false;
	return stated || !taking->receives ? SK_OK : enter_all(taking, box);
}

/* Past its filters: a bridge passes frames, and an outside packets of others. */
static sk_outcome pass_by(struct taking *taking, const struct sk_box *box)
{
	enum sk_net_role role = taking->node->role;
	if (taking->search->found)
		return SK_OK;
	return role == SK_NET_BRIDGE ? bridge(taking, box) : role == SK_NET_OUTSIDE ? carry(taking, box) : SK_OK;
}

static sk_outcome take(struct search *search, const struct sk_net_node *node, const struct sk_net_interface *in)
{
	const struct set set = *set_at(search, search->at);
	struct taking taking = {.search = search, .node = node, .in = in, .course = set.course};
	if (set.hop.node == node)
		return SK_OK;
	footprint_node(search->plan, node, FOOTPRINT_MET);
	taking.receives = node == &search->network->nodes[search->question->to];
	unsigned forwards = node->forwards | (search->bound == SK_BOUND_MOST ? node->perhaps_forwards : 0);
	taking.forwards = node->role != SK_NET_BRIDGE && (forwards & sk_box_family(&set.box));
	if (!taking.receives && !taking.forwards)
		return pass_by(&taking, &set.box);
	footprint_node(search->plan, node, FOOTPRINT_BEFORE);
	if (node->role == SK_NET_OUTSIDE || takes_up(search, node, &set))
		SK_TRY(enter_all(&taking, &set.box));
	else if (set.via == 0)
		SK_TRY(enter_own(&taking, &set.box));
	return pass_by(&taking, &set.box);
}

/* ---- the search ---- */

static sk_outcome step(struct search *search)
{
	for (size_t i = 0; i < search->network->count && !search->found; i++) {
		const struct sk_net_node *node = &search->network->nodes[i];
		for (size_t at = 0; at < node->interface_count && !search->found; at++)
			if (node->interfaces[at].segment == set_at(search, search->at)->segment)
				SK_TRY(take(search, node, &node->interfaces[at]));
	}
	return SK_OK;
}

static sk_outcome make_devices(const struct search *search)
{
	SK_TRY(plan_input(search->plan, search->bound, search->question->to, search->error));
	if (search->needed)
		SK_TRY(plan_output(search->plan, search->bound, search->question->from, search->error));
	for (size_t i = 0; i < search->network->count; i++)
		if (search->network->nodes[i].forwards | search->network->nodes[i].perhaps_forwards)
			SK_TRY(plan_forward(search->plan, search->bound, i, search->error));
	return SK_OK;
}

static sk_outcome run(struct search *search)
{
	SK_TRY(make_devices(search));
	for (size_t i = 0; i < search->question->count; i++)
		SK_TRY((search->needed ? lay_honestly : lay_anywhere)(search, &search->question->packets[i]));
	for (; search->at < set_count(search) && !search->found; search->at += !search->found)
		SK_TRY(step(search));
	return SK_OK;
}

/* ---- telling ---- */

static void prefer(struct sk_box *box, enum sk_dim dim, sk_wide value)
{
	sk_wide low, high;
	sk_box_get(box, dim, &low, &high);
	if (low < high && low <= value && value <= high)
		sk_box_set(box, dim, value, value);
}

/* Addresses of documentation (RFC 5737, RFC 3849): nobody's. */
static sk_wide somebody(unsigned family)
{
	return family == SK_FAMILY_4 ? SK_IPV4_FIRST | 0xc6336407 : (sk_wide)0x20010db8 << 96 | 7;
}

sk_wide reach_address(const struct sk_net_node *sender, unsigned family)
{
	for (size_t i = 0; i < sender->interface_count; i++)
		for (size_t at = 0; at < sender->interfaces[i].address_count; at++) {
			sk_wide own = sender->interfaces[i].addresses[at].address;
			if (sk_address_family(own) == family)
				return own;
		}
	for (size_t i = 0; i < sender->behind_count; i++)
		if (sk_address_family(sender->behind[i].low) == family && sender->behind[i].high - sender->behind[i].low >= 7)
			return sender->behind[i].low + 7;
	return somebody(family);
}

/* The first of a network is the network itself, and port 0 is nobody's: the next one is, where it is among the packets. */
static void avoid_first(struct sk_box *box, enum sk_dim dim, unsigned mask)
{
	sk_wide low, high;
	sk_box_get(box, dim, &low, &high);
	if (((unsigned)low & mask) == 0)
		prefer(box, dim, low + 1);
}

/* Of all its packets one such as people know: from the sender's own address, with common protocols and ports, where these are among them. */
void reach_choose(const struct sk_net_node *sender, struct sk_box *box)
{
	static const struct {
		enum sk_dim dim;
		unsigned value;
	} common[] = {{SK_DIM_PROTOCOL, TCP}, {SK_DIM_PROTOCOL, UDP}, {SK_DIM_TARGET_PORT, 445}, {SK_DIM_TARGET_PORT, 80}, {SK_DIM_SOURCE_PORT, 49152},
		      {SK_DIM_FLAGS, 2}, {SK_DIM_STATE, SK_FLOW_NEW}};
	/* Addresses of documentation (RFC 5737): somebody else's. */
	static const unsigned others[] = {0xcb007107, 0xc0000207};
	sk_wide low, high;
	prefer(box, SK_DIM_SOURCE, reach_address(sender, sk_box_family(box)));
	for (size_t i = 0; i < SK_COUNT(others) && sk_box_family(box) == SK_FAMILY_4; i++)
		prefer(box, SK_DIM_SOURCE, SK_IPV4_FIRST | others[i]);
	avoid_first(box, SK_DIM_SOURCE, 0xff);
	for (size_t i = 0; i < SK_COUNT(common); i++)
		prefer(box, common[i].dim, common[i].value);
	prefer(box, SK_DIM_TARGET, somebody(sk_box_family(box)) + 1);
	avoid_first(box, SK_DIM_TARGET, 0xff);
	sk_box_get(box, SK_DIM_PROTOCOL, &low, &high);
	if (low == TCP || low == UDP)
		avoid_first(box, SK_DIM_TARGET_PORT, 0xffff);
}

/* The hops of the set, and the last. */
static sk_outcome hops_of(const struct search *search, struct sk_arena *arena, size_t set, const struct sk_net_hop *last, const struct sk_net_hop **out, size_t *count)
{
	void *memory;
	*count = set_at(search, set)->depth + 1;
	SK_TRY(sk_arena_take(arena, *count, sizeof(struct sk_net_hop), &memory, search->error));
	struct sk_net_hop *hops = memory;
	hops[*count - 1] = *last;
	for (size_t i = *count - 1; i-- > 0; set = set_at(search, set)->from)
		hops[i] = set_at(search, set)->hop;
	*out = hops;
	return SK_OK;
}

static sk_outcome tell_way(const struct search *search, struct sk_arena *arena, struct sk_reached *out)
{
	SK_TRY(hops_of(search, arena, search->at, &search->last, &out->hops, &out->hop_count));
	out->packet = search->box;
	reach_choose(out->hops[0].node, &out->packet);
	return SK_OK;
}

static bool meets(const struct sk_match *match, const struct sk_box *box)
{
	struct sk_box met, any = *box;
	passage_any(&any);
	for (size_t i = 0; i < match->count; i++)
		if (sk_box_meet(&match->boxes[i], &any, &met))
			return true;
	return false;
}

/* Each line once, however many rules were made of it. */
static bool is_noted(const struct sk_reached *out, const struct sk_unread_line *line)
{
	for (size_t i = 0; i < out->unread_count; i++) {
		const struct sk_unread_line *other = &out->unread[i];
		bool same = other->rule && line->rule ? other->rule->line == line->rule->line && strcmp(other->rule->text, line->rule->text) == 0 : other->rule == line->rule;
		if (same && other->about == line->about && other->node == line->node && other->filter == line->filter && other->family == line->family)
			return true;
	}
	return false;
}

static void note_unread(struct sk_reached *out, struct sk_unread_line line)
{
	if (is_noted(out, &line))
		return;
	if (out->unread_count < SK_UNREAD_MAX)
		out->unread[out->unread_count++] = line;
}

static void note_rules(const struct sk_net_node *node, const struct sk_filter *filter, const struct sk_box *packet, struct sk_reached *out)
{
	for (size_t c = 0; c < filter->count; c++)
		for (size_t i = 0; i < filter->chains[c].count; i++) {
			const struct sk_filter_rule *rule = &filter->chains[c].rules[i];
			if (rule->untracks || (rule->unread && meets(&rule->may, packet)))
				note_unread(out, (struct sk_unread_line){node, filter, rule, sk_box_family(packet), SK_UNREAD_FILTER});
		}
}

void reach_change(const struct sk_net_change *change, bool target, struct sk_box *packet)
{
	if (change->rule && change->addressed)
		sk_box_set(packet, target ? SK_DIM_TARGET : SK_DIM_SOURCE, change->address, change->address);
	if (change->rule && change->ported)
		sk_box_set(packet, target ? SK_DIM_TARGET_PORT : SK_DIM_SOURCE_PORT, change->port, change->port);
}

void sk_net_packet_at(const struct sk_net_hop *hops, size_t position, struct sk_box *packet)
{
	for (size_t i = 0; i < position; i++) {
		reach_change(&hops[i].target, true, packet);
		reach_change(&hops[i].source, false, packet);
	}
	reach_change(&hops[position].target, true, packet);
}

static bool has_route(const struct device *device, const struct sk_net_hop *hop, sk_wide target)
{
	for (size_t i = 0; i < device->hop_count; i++)
		if (device->hops[i].low <= target && target <= device->hops[i].high && &hop->node->interfaces[device->hops[i].interface] == hop->out)
			return true;
	return false;
}

/* What is only guessed of the way: that the node has such an address, or sends there. */
static bool is_guessed(const struct sk_plan *plan, const struct sk_net_hop *hop, const struct sk_box *packet)
{
	const struct sk_net_node *node = hop->node;
	sk_wide target = packet->low[SK_DIM_TARGET];
	if (!hop->in || node->role == SK_NET_BRIDGE || node->role == SK_NET_OUTSIDE)
		return hop->in && hop->out && node->role == SK_NET_OUTSIDE;
	if (hop->out)
		return !has_route(&plan->devices[SK_BOUND_MOST][node - plan->network->nodes], hop, target);
	return (routes_unstated(node) & sk_address_family(target)) && !owns(node, target);
}

static void note_guessed(const struct sk_plan *plan, struct sk_reached *out)
{
	for (size_t i = 0; i < out->hop_count; i++) {
		struct sk_box packet = out->packet;
		sk_net_packet_at(out->hops, i, &packet);
		const struct sk_net_hop *hop = &out->hops[i];
		if (is_guessed(plan, hop, &packet))
			note_unread(out, (struct sk_unread_line){hop->node, NULL, NULL, sk_box_family(&packet), SK_UNREAD_ADDRESSES});
		if ((hop->in && hop->in->misnamed) || (hop->out && hop->in && hop->out->misnamed))
			note_unread(out, (struct sk_unread_line){hop->node, NULL, NULL, sk_box_family(&packet), SK_UNREAD_NAMES});
	}
}

void reach_unread(const struct sk_plan *plan, bool last, struct sk_reached *out)
{
	struct sk_box packet = out->packet;
	unsigned family = sk_box_family(&packet);
	note_guessed(plan, out);
	for (size_t i = last ? 0 : 1; i + !last < out->hop_count; i++) {
		const struct sk_net_node *node = out->hops[i].node;
		const struct device *device = &plan->devices[SK_BOUND_MOST][node - plan->network->nodes];
		const struct passage *passage = !out->hops[i].in ? &device->output : out->hops[i].out ? &device->forward : &device->input;
		if (node->role == SK_NET_BRIDGE || node->role == SK_NET_OUTSIDE)
			continue;
		if (!(passage->known & family) || (passage->translates & family))
			note_unread(out, (struct sk_unread_line){node, NULL, NULL, family, SK_UNREAD_FILTER});
		for (size_t at = 0; at < node->filter_count; at++)
			note_rules(node, &node->filters[at], &packet, out);
		reach_change(&out->hops[i].target, true, &packet);
		for (size_t at = 0; at < node->filter_count; at++)
			note_rules(node, &node->filters[at], &packet, out);
		reach_change(&out->hops[i].source, false, &packet);
	}
}

static sk_outcome try_bound(struct sk_arena *arena, const struct sk_plan *plan, const struct sk_reach_question *question, enum sk_bound bound,
			    struct sk_reached *out, struct sk_error *error)
{
	struct search search = {.plan = plan, .network = plan->network, .question = question, .bound = bound, .devices = plan->devices[bound],
				.sets = SK_BUF(SETS_BYTES_MAX), .courses = SK_BUF(SETS_BYTES_MAX), .error = error};
	sk_outcome outcome = run(&search);
	if (!sk_failed(outcome) && search.found)
		outcome = tell_way(&search, arena, out);
	if (!sk_failed(outcome) && search.found && bound == SK_BOUND_MOST)
		reach_unread(plan, false, out);
	out->proof = search.found ? SK_PROOF_VIOLATED : SK_PROOF_HOLDS;
	out->boxes += search.boxes;
	sk_buf_release(&search.sets);
	sk_buf_release(&search.courses);
	return outcome;
}

/* ---- what arrives ---- */

static sk_outcome keep_ways(const struct search *search, struct sk_arena *arena, struct sk_ways *out)
{
	const struct arrival *arrivals = (const struct arrival *)(const void *)search->arrivals.bytes;
	size_t count = search->arrivals.length / sizeof(*arrivals);
	void *memory;
	SK_TRY(sk_arena_take(arena, count, sizeof(struct sk_way), &memory, search->error));
	struct sk_way *ways = memory;
	*out = (struct sk_ways){ways, count};
	for (size_t i = 0; i < count; i++) {
		ways[i].packets = arrivals[i].box;
		SK_TRY(hops_of(search, arena, arrivals[i].set, &arrivals[i].last, &ways[i].hops, &ways[i].hop_count));
	}
	return SK_OK;
}

sk_outcome sk_net_ways(struct sk_arena *arena, const struct sk_plan *plan, const struct sk_reach_question *question, enum sk_bound bound, struct sk_ways *out,
		       struct sk_error *error)
{
	struct search search = {.plan = plan, .network = plan->network, .question = question, .bound = bound, .devices = plan->devices[bound], .needed = true,
				.sets = SK_BUF(SETS_BYTES_MAX), .arrivals = SK_BUF(SETS_BYTES_MAX), .courses = SK_BUF(SETS_BYTES_MAX), .error = error};
	sk_outcome outcome = run(&search);
	if (!sk_failed(outcome))
		outcome = keep_ways(&search, arena, out);
	sk_buf_release(&search.sets);
	sk_buf_release(&search.courses);
	sk_buf_release(&search.arrivals);
	return outcome;
}

/* ---- both bounds ---- */

static sk_outcome answer(struct sk_arena *arena, const struct sk_plan *plan, const struct sk_reach_question *question, struct sk_reached *out, struct sk_error *error)
{
	struct sk_reached possible = {.proof = SK_PROOF_HOLDS}, sure = {.proof = SK_PROOF_HOLDS};
	SK_TRY(try_bound(arena, plan, question, SK_BOUND_MOST, &possible, error));
	*out = possible;
	if (possible.proof == SK_PROOF_HOLDS)
		return SK_OK;
	SK_TRY(try_bound(arena, plan, question, SK_BOUND_LEAST, &sure, error));
	sure.boxes += possible.boxes;
	if (sure.proof == SK_PROOF_VIOLATED)
		*out = sure;
	else
		out->proof = SK_PROOF_UNDECIDED;
	return SK_OK;
}

/* ---- a packet that people know ---- */

/* Common protocols, and of IPv6 addresses that are in use (RFC 4291: 2000::/3). */
static const struct wish {
	enum sk_dim dim;
	sk_wide low, high;
} wishes[] = {
	{SK_DIM_PROTOCOL, TCP, TCP},
	{SK_DIM_PROTOCOL, UDP, UDP},
	{SK_DIM_SOURCE, (sk_wide)0x2000 << 112, ((sk_wide)0x4000 << 112) - 1},
	{SK_DIM_TARGET, (sk_wide)0x2000 << 112, ((sk_wide)0x4000 << 112) - 1},
};

/* The second protocol is for where the first is not to be had. */
static bool is_needless(const struct wish *wish, const struct sk_box *packet)
{
	sk_wide low, high;
	sk_box_get(packet, SK_DIM_PROTOCOL, &low, &high);
	if (wish->dim == SK_DIM_PROTOCOL)
		return wish->low == UDP && low == TCP;
	return sk_box_family(packet) == SK_FAMILY_4;
}

/* The same question of packets as wished for; where the answer is the same, they are what is asked about from now on. */
static sk_outcome try_wish(struct sk_arena *arena, const struct sk_plan *plan, const struct wish *wish, struct sk_reach_question *question, struct sk_reached *out,
			   struct sk_error *error)
{
	struct sk_reached known = {.proof = SK_PROOF_HOLDS};
	struct sk_reach_question cut = {question->from, question->to, NULL, 0};
	struct sk_box all;
	void *memory;
	SK_TRY(sk_arena_take(arena, question->count, sizeof(struct sk_box), &memory, error));
	struct sk_box *boxes = memory;
	sk_box_all(&all);
	sk_box_set(&all, wish->dim, wish->low, wish->high);
	for (size_t i = 0; i < question->count; i++)
		cut.count += sk_box_meet(&question->packets[i], &all, &boxes[cut.count]);
	cut.packets = boxes;
	SK_TRY(answer(arena, plan, &cut, &known, error));
	if (known.proof != out->proof)
		return SK_OK;
	*out = known;
	*question = cut;
	return SK_OK;
}

SK_OUTCOME sk_net_reach(struct sk_arena *arena, const struct sk_plan *plan, const struct sk_reach_question *question, struct sk_reached *out,
			struct sk_error *error)
{
	struct sk_reach_question asked = *question;
	SK_TRY(answer(arena, plan, question, out, error));
	for (size_t i = 0; i < SK_COUNT(wishes) && out->proof != SK_PROOF_HOLDS; i++)
		if (!is_needless(&wishes[i], &out->packet))
			SK_TRY(try_wish(arena, plan, &wishes[i], &asked, out, error));
	if (out->proof == SK_PROOF_HOLDS)
		return SK_OK;
	sk_wide own = reach_address(&plan->network->nodes[question->from], sk_box_family(&out->packet));
	const struct wish from_itself = {SK_DIM_SOURCE, own, own};
	return try_wish(arena, plan, &from_itself, &asked, out, error);
}
