/* Routes of one node: the networks its addresses stand in and what is said beside that; of two that hold an address the more specific decides. */
#include "net/private.h"

#include <stdlib.h>

/* Inclusive on both sides. */
struct reach {
	sk_wide low, high;
	size_t interface, order;
	sk_wide via;
	bool nowhere; /* an address of the node itself, or what is thrown away */
	bool alike;   /* another wire has the same network, and nobody says which of them the device sends to */
};

static size_t count_all(const struct sk_net_node *node)
{
	size_t count = node->route_count;
	for (size_t i = 0; i < node->interface_count; i++)
		count += 2 * node->interfaces[i].address_count;
	return count;
}

static size_t gather_own(const struct sk_net_node *node, struct reach *out)
{
	size_t count = 0;
	for (size_t i = 0; i < node->interface_count; i++)
		for (size_t at = 0; at < node->interfaces[i].address_count; at++, count++) {
			sk_wide own = node->interfaces[i].addresses[at].address;
			out[count] = (struct reach){.low = own, .high = own, .order = count, .nowhere = true};
		}
	return count;
}

static bool is_same(const struct reach *a, const struct reach *b)
{
	return a->low == b->low && a->high == b->high;
}

/* One network, sent to by two ways. */
static bool is_other(const struct reach *a, const struct reach *b)
{
	return is_same(a, b) && !a->nowhere && !b->nowhere && (a->interface != b->interface || a->via != b->via);
}

/* What is said of the network by one of its wires, and nothing else is, settles it: the wires of it are that one then. */
static void settle(struct reach *wires, size_t count, const struct reach *said)
{
	bool settles = false;
	for (size_t i = 0; i < count; i++)
		settles = settles || (is_same(&wires[i], said) && wires[i].interface == said->interface && wires[i].alike);
	for (size_t i = 0; settles && i < count; i++)
		if (is_same(&wires[i], said))
			wires[i] = (struct reach){said->low, said->high, said->interface, wires[i].order, 0, false, false};
}

/* `routed`: families of which the machine's own routes are here, of one network the one that it takes first. */
static void find_alike(struct reach *wires, size_t count, struct reach *said, size_t said_count, unsigned routed)
{
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < count; j++)
			wires[i].alike = wires[i].alike || is_other(&wires[i], &wires[j]);
	for (size_t i = 0; i < said_count; i++)
		for (size_t j = 0; j < said_count; j++)
			said[i].alike = said[i].alike || (is_other(&said[i], &said[j]) && !(routed & sk_address_family(said[i].low)));
	for (size_t i = 0; i < said_count; i++)
		if (!said[i].nowhere && !said[i].alike && said[i].via == 0)
			settle(wires, count, &said[i]);
}

static size_t gather(const struct sk_net_node *node, bool on, struct reach *out)
{
	size_t own = on ? gather_own(node, out) : 0, count = own;
	for (size_t i = 0; i < node->interface_count; i++)
		for (size_t at = 0; at < node->interfaces[i].address_count; at++) {
			if (node->routed & sk_address_family(node->interfaces[i].addresses[at].address))
				continue;
			out[count] = (struct reach){node->interfaces[i].addresses[at].low, node->interfaces[i].addresses[at].high, i, count, 0, false, false};
			count++;
		}
	size_t wires = count - own;
	for (size_t i = 0; i < node->route_count; i++, count++)
		out[count] = (struct reach){node->routes[i].low, node->routes[i].high, node->routes[i].interface, count, node->routes[i].via, node->routes[i].nowhere, false};
	find_alike(out + own, wires, out + own + wires, node->route_count, node->routed);
	return count;
}

/* The more specific first; of one size the one that was said first. */
static int by_size(const void *left, const void *right)
{
	const struct reach *a = left, *b = right;
	sk_wide first = a->high - a->low, second = b->high - b->low;
	if (first != second)
		return first < second ? -1 : 1;
	return (a->order > b->order) - (a->order < b->order);
}

static int by_value(const void *left, const void *right)
{
	const sk_wide *a = left, *b = right;
	return (*a > *b) - (*a < *b);
}

/* Where one of them begins, or the address behind its end. */
static size_t cuts_of(const struct reach *all, size_t count, sk_wide *cuts)
{
	size_t used = 0, kept = 0;
	for (size_t i = 0; i < count; i++) {
		cuts[used++] = all[i].low;
		if (all[i].high != ~(sk_wide)0)
			cuts[used++] = all[i].high + 1;
	}
	qsort(cuts, used, sizeof(*cuts), by_value);
	for (size_t i = 0; i < used; i++)
		if (kept == 0 || cuts[kept - 1] != cuts[i])
			cuts[kept++] = cuts[i];
	return kept;
}

static const struct reach *decides(const struct reach *all, size_t count, sk_wide address)
{
	for (size_t i = 0; i < count; i++)
		if (all[i].low <= address && address <= all[i].high)
			return &all[i];
	return NULL;
}

static size_t cut(const struct reach *all, size_t count, const sk_wide *cuts, size_t cut_count, bool on, struct hop *hops)
{
	size_t used = 0;
	for (size_t i = 0; i < cut_count; i++) {
		const struct reach *reach = decides(all, count, cuts[i]);
		sk_wide high = i + 1 < cut_count ? cuts[i + 1] - 1 : ~(sk_wide)0;
		if (!reach || reach->nowhere || (reach->alike && on))
			continue;
		struct hop *last = used > 0 ? &hops[used - 1] : NULL;
		if (last && last->interface == reach->interface && last->via == reach->via && last->alike == reach->alike && last->high + 1 == cuts[i])
			last->high = high;
		else
			hops[used++] = (struct hop){cuts[i], high, reach->interface, reach->via, reach->alike};
	}
	return used;
}

/* ---- perhaps ---- */

unsigned routes_unstated(const struct sk_net_node *node)
{
	unsigned families = 0;
	for (size_t i = 0; i < node->interface_count; i++)
		families |= node->interfaces[i].unstated;
	return families;
}

/* Whether whoever is for it stands on the wire of the interface by what is stated. */
static bool leaves_by(const struct sk_net_node *node, size_t interface)
{
	for (size_t i = 0; i < node->route_count; i++)
		if (!node->routes[i].nowhere && node->routes[i].interface == interface && node->routes[i].via == 0)
			return true;
	return false;
}

/* Families of which any packet may leave there: on a wire whose network is not stated, or by whatever gateway a host has that sends on and states none. */
static unsigned perhaps_by(const struct sk_net_node *node, size_t interface)
{
	const struct sk_net_interface *at = &node->interfaces[interface];
	unsigned wire = at->address_count == 0 && !leaves_by(node, interface) ? at->unstated : 0;
	return wire | (node->role == SK_NET_HOST && node->route_count == 0 ? SK_FAMILIES & ~node->routed : 0);
}

/* All of a family is its default: a network on a wire is more specific. */
static bool is_specific(const struct reach *reach)
{
	bool all_four = reach->low == SK_IPV4_FIRST && reach->high == SK_IPV4_LAST;
	return !all_four && (reach->high - reach->low) >> 124 == 0;
}

/* A piece between two cuts, of one family, by each interface that it may leave by. */
static void add_perhaps(const struct sk_net_node *node, sk_wide low, sk_wide high, struct hop *hops, size_t *count)
{
	struct sk_box families[SK_FAMILY_BOXES_MAX];
	size_t boxes = sk_box_families(SK_FAMILIES, families);
	for (size_t i = 0; i < node->interface_count; i++)
		for (size_t f = 0; f < boxes; f++) {
			sk_wide first = families[f].low[SK_DIM_TARGET], last = families[f].high[SK_DIM_TARGET];
			if (!(perhaps_by(node, i) & sk_address_family(first)) || first > high || last < low)
				continue;
			hops[(*count)++] = (struct hop){first > low ? first : low, last < high ? last : high, i, 0, false};
		}
}

/* Of two ways to one network by each of them: which one the device takes, nobody says. */
static void add_alike(const struct reach *all, size_t count, const struct reach *one, sk_wide low, sk_wide high, struct hop *hops, size_t *used)
{
	for (size_t i = 0; i < count; i++)
		if (all[i].alike && is_same(&all[i], one))
			hops[(*used)++] = (struct hop){low, high, all[i].interface, all[i].via, true};
}

/* Whoever stands on a wire of which the device's own network is not stated is sent to there, perhaps, though another wire claims his address. */
static void add_neighbours(const struct sk_network *network, const struct sk_net_node *node, const struct reach *all, size_t count, struct hop *hops, size_t *used)
{
	for (size_t own = 0; own < node->interface_count; own++)
		for (size_t i = 0; i < network->count && node->interfaces[own].unstated && node->interfaces[own].address_count == 0; i++)
			for (size_t at = 0; at < network->nodes[i].interface_count && &network->nodes[i] != node; at++) {
				const struct sk_net_interface *other = &network->nodes[i].interfaces[at];
				for (size_t k = 0; other->segment == node->interfaces[own].segment && k < other->address_count; k++) {
					const struct reach *one = decides(all, count, other->addresses[k].address);
					if (!one || !one->nowhere)
						hops[(*used)++] = (struct hop){other->addresses[k].address, other->addresses[k].address, own, 0, false};
				}
			}
}

/* All that add_neighbours may add. */
static size_t neighbours_of(const struct sk_network *network, const struct sk_net_node *node)
{
	size_t addresses = 0, unstated = 0;
	for (size_t own = 0; own < node->interface_count; own++)
		unstated += node->interfaces[own].unstated && node->interfaces[own].address_count == 0;
	for (size_t i = 0; i < network->count && unstated > 0; i++)
		for (size_t at = 0; at < network->nodes[i].interface_count; at++)
			addresses += network->nodes[i].interfaces[at].address_count;
	return addresses * unstated;
}

/* Ways alike, of which each piece has so many. */
static size_t alike_of(const struct reach *all, size_t count)
{
	size_t alike = 0;
	for (size_t i = 0; i < count; i++)
		alike += all[i].alike;
	return alike;
}

SK_OUTCOME routes_perhaps(struct sk_arena *arena, const struct sk_network *network, const struct sk_net_node *node, const struct hop **out, size_t *count, struct sk_error *error)
{
	size_t room = count_all(node);
	void *all, *cuts, *hops;
	SK_TRY(sk_arena_take(arena, room + 1, sizeof(struct reach), &all, error));
	SK_TRY(sk_arena_take(arena, (room + 1) * 2, sizeof(sk_wide), &cuts, error));
	size_t all_count = gather(node, true, all);
	size_t each = node->interface_count * SK_FAMILY_BOXES_MAX + 1 + alike_of(all, all_count);
	SK_TRY(sk_arena_take(arena, (room * 2 + 2) * each + neighbours_of(network, node), sizeof(struct hop), &hops, error));
	sk_wide *cut = cuts;
	*count = 0;
	qsort(all, all_count, sizeof(struct reach), by_size);
	size_t cut_count = cuts_of(all, all_count, cut);
	for (size_t i = 0; i <= cut_count; i++) {
		sk_wide low = i > 0 ? cut[i - 1] : 0, high = i < cut_count ? cut[i] - 1 : ~(sk_wide)0;
		if (i < cut_count && cut[i] == 0)
			continue;
		const struct reach *one = decides(all, all_count, low);
		if (!one || !is_specific(one))
			add_perhaps(node, low, high, hops, count);
		if (one && one->alike)
			add_alike(all, all_count, one, low, high, hops, count);
	}
	add_neighbours(network, node, all, all_count, hops, count);
	*out = hops;
	return SK_OK;
}

/* ---- for sure ---- */

SK_OUTCOME routes_of(struct sk_arena *arena, const struct sk_net_node *node, bool on, const struct hop **out, size_t *count, struct sk_error *error)
{
	size_t all_count = count_all(node);
	void *all, *cuts, *hops;
	*out = NULL;
	*count = 0;
	if (all_count == 0)
		return SK_OK;
	SK_TRY(sk_arena_take(arena, all_count, sizeof(struct reach), &all, error));
	SK_TRY(sk_arena_take(arena, all_count * 2, sizeof(sk_wide), &cuts, error));
	SK_TRY(sk_arena_take(arena, all_count * 2, sizeof(struct hop), &hops, error));
	all_count = gather(node, on, all);
	qsort(all, all_count, sizeof(struct reach), by_size);
	*count = cut(all, all_count, cuts, cuts_of(all, all_count, cuts), on, hops);
	*out = hops;
	return SK_OK;
}
