/* Routes of one node: the networks its addresses stand in and what is said beside that; of two that hold an address the more specific decides. */
#include "net/private.h"

#include <stdlib.h>

/* Inclusive on both sides. */
struct reach {
	sk_wide low, high;
	size_t interface, order;
	sk_wide via;
	bool nowhere; /* an address of the node itself, or what is thrown away */
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

static size_t gather(const struct sk_net_node *node, bool on, struct reach *out)
{
	size_t count = on ? gather_own(node, out) : 0;
	for (size_t i = 0; i < node->interface_count; i++)
		for (size_t at = 0; at < node->interfaces[i].address_count; at++) {
			if (node->routed & sk_address_family(node->interfaces[i].addresses[at].address))
				continue;
			out[count] = (struct reach){node->interfaces[i].addresses[at].low, node->interfaces[i].addresses[at].high, i, count, 0, false};
			count++;
		}
	for (size_t i = 0; i < node->route_count; i++, count++)
		out[count] = (struct reach){node->routes[i].low, node->routes[i].high, node->routes[i].interface, count, node->routes[i].via, node->routes[i].nowhere};
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

static size_t cut(const struct reach *all, size_t count, const sk_wide *cuts, size_t cut_count, struct hop *hops)
{
	size_t used = 0;
	for (size_t i = 0; i < cut_count; i++) {
		const struct reach *reach = decides(all, count, cuts[i]);
		sk_wide high = i + 1 < cut_count ? cuts[i + 1] - 1 : ~(sk_wide)0;
		if (!reach || reach->nowhere)
			continue;
		struct hop *last = used > 0 ? &hops[used - 1] : NULL;
		if (last && last->interface == reach->interface && last->via == reach->via && last->high + 1 == cuts[i])
			last->high = high;
		else
			hops[used++] = (struct hop){cuts[i], high, reach->interface, reach->via};
	}
	return used;
}

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
	*count = cut(all, all_count, cuts, cuts_of(all, all_count, cuts), hops);
	*out = hops;
	return SK_OK;
}
