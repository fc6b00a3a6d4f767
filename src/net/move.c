/*
 * One change of a network, made in a copy.
 *
 * A rule keeps its position when it is deleted: it decides nothing any more. So what is told about the others is still right.
 */
#include "net/private.h"

#include <string.h>

const struct sk_filter_rule *sk_move_rule(const struct sk_network *network, const struct sk_move *move, const struct sk_filter **filter)
{
	*filter = NULL;
	if (move->kind > SK_MOVE_LATER)
		return NULL;
	*filter = &network->nodes[move->node].filters[move->filter];
	return &(*filter)->chains[move->chain].rules[move->rule];
}

/* ---- rules ---- */

static sk_outcome copy_of(struct sk_arena *arena, const void *items, size_t count, size_t size, size_t more, void *out, struct sk_error *error)
{
	void *memory;
	SK_TRY(sk_arena_take(arena, count + more, size, &memory, error));
	if (count > 0)
		memcpy(memory, items, count * size);
	memcpy(out, &memory, sizeof(memory));
	return SK_OK;
}

SK_OUTCOME sk_net_copy(struct sk_arena *arena, const struct sk_network *network, struct sk_network *out, struct sk_net_node **nodes, struct sk_error *error)
{
	SK_TRY(copy_of(arena, network->nodes, network->count, sizeof(**nodes), 0, nodes, error));
	*out = *network;
	out->nodes = *nodes;
	return SK_OK;
}

SK_OUTCOME sk_net_copy_chains(struct sk_arena *arena, const struct sk_filter *filter, struct sk_filter *out, struct sk_filter_chain **chains, struct sk_error *error)
{
	SK_TRY(copy_of(arena, filter->chains, filter->count, sizeof(**chains), 0, chains, error));
	*out = *filter;
	out->chains = *chains;
	return SK_OK;
}

static void clear_dim(struct sk_box *box, enum sk_dim dim)
{
	struct sk_box all;
	sk_wide low, high;
	sk_box_all(&all);
	sk_box_get(&all, dim, &low, &high);
	sk_box_set(box, dim, low, high);
}

static unsigned families_of(const struct sk_box *box)
{
	struct sk_box families[SK_FAMILY_BOXES_MAX], met;
	unsigned found = 0;
	size_t count = sk_box_families(SK_FAMILIES, families);
	for (size_t i = 0; i < count; i++)
		if (sk_box_meet(&families[i], box, &met))
			found |= sk_box_family(&families[i]);
	return found;
}

/* What of it each family has is widened to all of that family. */
static size_t widen_address(const struct sk_box *box, enum sk_dim dim, struct sk_box out[SK_FAMILY_BOXES_MAX])
{
	struct sk_box families[SK_FAMILY_BOXES_MAX], wide;
	size_t used = 0, count = sk_box_families(families_of(box), families);
	wide = *box;
	clear_dim(&wide, dim);
	for (size_t i = 0; i < count; i++)
		used += sk_box_meet(&families[i], &wide, &out[used]);
	return used;
}

static size_t widen_box(const struct sk_box *box, enum sk_dim dim, struct sk_box out[SK_FAMILY_BOXES_MAX])
{
	static const enum sk_dim of_protocols[] = {SK_DIM_SOURCE_PORT, SK_DIM_TARGET_PORT, SK_DIM_ICMP, SK_DIM_FLAGS};
	if (dim < SK_DIM_ADDRESSES)
		return widen_address(box, dim, out);
	out[0] = *box;
	clear_dim(&out[0], dim);
	for (size_t i = 0; dim == SK_DIM_PROTOCOL && i < SK_COUNT(of_protocols); i++)
		clear_dim(&out[0], of_protocols[i]);
	return 1;
}

static sk_outcome widen_match(struct sk_arena *arena, enum sk_dim dim, struct sk_match *match, struct sk_error *error)
{
	struct sk_box *boxes;
	void *memory;
	size_t used = 0;
	SK_TRY(sk_arena_take(arena, match->count * SK_FAMILY_BOXES_MAX + 1, sizeof(*boxes), &memory, error));
	boxes = memory;
	for (size_t i = 0; i < match->count; i++)
		used += widen_box(&match->boxes[i], dim, boxes + used);
	*match = (struct sk_match){boxes, used};
	return SK_OK;
}

static sk_outcome widen(struct sk_arena *arena, const struct sk_move *move, struct sk_filter_rule *rule, struct sk_error *error)
{
	SK_TRY(widen_match(arena, move->dim, &rule->may, error));
	return widen_match(arena, move->dim, &rule->must, error);
}

/* `rules` has room for one more. */
static sk_outcome change_rules(struct sk_arena *arena, const struct sk_move *move, struct sk_filter_rule *rules, size_t *count, struct sk_error *error)
{
	struct sk_filter_rule rule = move->kind == SK_MOVE_REFUSED ? (struct sk_filter_rule){0} : rules[move->rule];
	switch (move->kind) {
	case SK_MOVE_REFUSED:
		memmove(rules + 1, rules, *count * sizeof(*rules));
		rules[0] = (struct sk_filter_rule){.text = "", .may = move->packets, .must = move->packets, .action = SK_ACTION_DROP};
		++*count;
		return SK_OK;
	case SK_MOVE_WIDENED:
		return widen(arena, move, &rules[move->rule], error);
	case SK_MOVE_FIRST:
		memmove(rules + 1, rules, *count * sizeof(*rules));
		rules[0] = rule;
		++*count;
		return SK_OK;
	case SK_MOVE_LAST:
		rules[(*count)++] = rule;
		return SK_OK;
	case SK_MOVE_LATER:
		rules[move->rule] = rules[move->rule + 1 + move->past];
		rules[move->rule + 1 + move->past] = rule;
		return SK_OK;
	default:
		rules[move->rule].action = SK_ACTION_NEXT;
		return SK_OK;
	}
}

size_t move_interface(const struct sk_filter *filter, const char *name)
{
	for (size_t i = 0; i < filter->interface_count; i++)
		if (strcmp(filter->interfaces[i], name) == 0)
			return i + 1;
	return 0;
}

/* Packets that come in by one interface, which the filter names. */
static sk_outcome come_by(struct sk_arena *arena, const char *name, const struct sk_filter *filter, struct sk_match *packets, struct sk_error *error)
{
	struct sk_box *boxes;
	if (!name)
		return SK_OK;
	size_t number = move_interface(filter, name);
	SK_TRY(copy_of(arena, packets->boxes, packets->count, sizeof(*boxes), 0, &boxes, error));
	for (size_t i = 0; i < packets->count; i++)
		sk_box_set(&boxes[i], SK_DIM_IN, number, number);
	packets->boxes = boxes;
	return SK_OK;
}

static sk_outcome change_filters(struct sk_arena *arena, const struct sk_move *move, struct sk_net_node *node, struct sk_error *error)
{
	struct sk_filter *filters;
	struct sk_filter_chain *chains;
	struct sk_filter_rule *rules;
	SK_TRY(copy_of(arena, node->filters, node->filter_count, sizeof(*filters), 0, &filters, error));
	node->filters = filters;
	struct sk_filter *filter = &filters[move->filter];
	struct sk_move moved = *move;
	if (move->kind == SK_MOVE_REFUSED)
		SK_TRY(come_by(arena, move->name, filter, &moved.packets, error));
	SK_TRY(copy_of(arena, filter->chains, filter->count, sizeof(*chains), 0, &chains, error));
	filter->chains = chains;
	struct sk_filter_chain *chain = &chains[move->chain];
	SK_TRY(copy_of(arena, chain->rules, chain->count, sizeof(*rules), 1, &rules, error));
	chain->rules = rules;
	return change_rules(arena, &moved, rules, &chain->count, error);
}

/* ---- devices and cables ---- */

static sk_outcome plug(struct sk_arena *arena, const struct sk_move *move, struct sk_net_node *node, struct sk_error *error)
{
	struct sk_net_interface *interfaces;
	SK_TRY(copy_of(arena, node->interfaces, node->interface_count, sizeof(*interfaces), 0, &interfaces, error));
	interfaces[move->interface].segment = move->segment;
	node->interfaces = interfaces;
	return SK_OK;
}

/* The cable is a bridge of its own, behind all nodes. */
static sk_outcome join(struct sk_arena *arena, const struct sk_move *move, struct sk_net_node *node, struct sk_error *error)
{
	const struct sk_net_interface ends[] = {{.name = "1", .segment = move->segment}, {.name = "2", .segment = move->other}};
	*node = (struct sk_net_node){.id = "+", .role = SK_NET_BRIDGE, .passes = SK_FAMILIES, .interface_count = SK_COUNT(ends)};
	return copy_of(arena, ends, SK_COUNT(ends), sizeof(*ends), 0, &node->interfaces, error);
}

/* One more filter, that lets through all others. */
static sk_outcome filter_at(struct sk_arena *arena, const struct sk_move *move, struct sk_net_node *node, struct sk_error *error)
{
	const struct sk_filter_rule rule = {.text = "", .may = move->packets, .must = move->packets, .action = SK_ACTION_DROP};
	struct sk_filter_chain chain = {.table = "", .name = "", .hook = move->input ? "input" : "forward", .families = SK_FAMILIES, .policy = SK_ACTION_ACCEPT, .count = 1};
	struct sk_filter filter = {.file = "", .reader = "", .families = SK_FAMILIES, .count = 1}, *filters;
	SK_TRY(copy_of(arena, &rule, 1, sizeof(rule), 0, &chain.rules, error));
	SK_TRY(copy_of(arena, &chain, 1, sizeof(chain), 0, &filter.chains, error));
	SK_TRY(copy_of(arena, node->filters, node->filter_count, sizeof(filter), 1, &filters, error));
	filters[node->filter_count++] = filter;
	node->filters = filters;
	return SK_OK;
}

/* Routes that leave by it go as well: what it was for is sent where less specific ones say. */
static sk_outcome pull(struct sk_arena *arena, size_t interface, struct sk_net_node *node, struct sk_error *error)
{
	struct sk_net_interface *interfaces;
	struct sk_net_route *routes;
	size_t kept = 0;
	SK_TRY(copy_of(arena, node->interfaces, node->interface_count, sizeof(*interfaces), 0, &interfaces, error));
	SK_TRY(copy_of(arena, node->routes, node->route_count, sizeof(*routes), 0, &routes, error));
	interfaces[interface].segment = SIZE_MAX;
	interfaces[interface].address_count = 0;
	for (size_t i = 0; i < node->route_count; i++)
		if (routes[i].interface != interface)
			routes[kept++] = routes[i];
	node->interfaces = interfaces;
	node->routes = routes;
	node->route_count = kept;
	return SK_OK;
}

static sk_outcome take_down(struct sk_arena *arena, const struct sk_move *move, struct sk_net_node *nodes, size_t count, struct sk_error *error)
{
	for (size_t i = 0; i < count; i++)
		for (size_t at = 0; at < nodes[i].interface_count; at++)
			if (nodes[i].interfaces[at].segment == move->segment)
				SK_TRY(pull(arena, at, &nodes[i], error));
	return SK_OK;
}

static sk_outcome change_node(struct sk_arena *arena, const struct sk_move *move, struct sk_net_node *node, struct sk_error *error)
{
	switch (move->kind) {
	case SK_MOVE_RESET:
		node->filter_count = 0;
		node->unfiltered = SK_FAMILIES;
		return SK_OK;
	case SK_MOVE_FORWARDS:
		node->forwards = SK_FAMILIES;
		return SK_OK;
	case SK_MOVE_STAYS:
		node->forwards = 0;
		return SK_OK;
	case SK_MOVE_CLOSED:
		node->passes &= ~move->family;
		return SK_OK;
	case SK_MOVE_FILTERED:
		return filter_at(arena, move, node, error);
	case SK_MOVE_PASSES:
		node->passes |= move->family;
		return SK_OK;
	case SK_MOVE_PLUGGED:
		return plug(arena, move, node, error);
	default:
		return change_filters(arena, move, node, error);
	}
}

SK_OUTCOME sk_move_make(struct sk_arena *arena, const struct sk_network *network, const struct sk_move *move, struct sk_network *out, struct sk_error *error)
{
	struct sk_net_node *nodes;
	*out = *network;
	SK_TRY(copy_of(arena, network->nodes, network->count, sizeof(*nodes), 1, &nodes, error));
	out->nodes = nodes;
	if (move->kind == SK_MOVE_DOWN)
		return take_down(arena, move, nodes, out->count, error);
	if (move->kind == SK_MOVE_JOINED)
		return join(arena, move, &nodes[out->count++], error);
	return change_node(arena, move, &nodes[move->node], error);
}

/* ---- a second one ---- */

static bool is_of_rule(const struct sk_move *move)
{
	return move->kind <= SK_MOVE_LATER;
}

bool sk_move_ordered(const struct sk_move *a, const struct sk_move *b)
{
	return is_of_rule(a) && is_of_rule(b) && a->node == b->node && a->filter == b->filter && a->chain == b->chain;
}

static size_t position_behind(const struct sk_move *first, size_t rule)
{
	if (first->kind == SK_MOVE_FIRST || (first->kind == SK_MOVE_LATER && rule == first->rule))
		return rule + 1;
	return first->kind == SK_MOVE_LATER && rule == first->rule + 1 ? rule - 1 : rule;
}

/* Of two about rules of one chain. A rule that is gone is no rule to move behind. */
static bool rule_behind(const struct sk_network *network, const struct sk_move *first, struct sk_move *second)
{
	const struct sk_filter_chain *chain = &network->nodes[second->node].filters[second->filter].chains[second->chain];
	bool same = first->rule == second->rule, gone = first->kind == SK_MOVE_GONE;
	if (same && (gone || (second->kind == SK_MOVE_GONE && (first->kind == SK_MOVE_WIDENED || first->kind == SK_MOVE_LATER))))
		return false;
	second->past = gone && second->kind == SK_MOVE_LATER && first->rule == second->rule + 1;
	second->rule = position_behind(first, second->rule);
	return !second->past || second->rule + 2 < chain->count;
}

bool sk_move_behind(const struct sk_network *network, const struct sk_move *first, struct sk_move *second)
{
	const struct sk_move *both[] = {first, second};
	if (sk_move_ordered(first, second))
		return rule_behind(network, first, second);
	for (size_t i = 0; i < SK_COUNT(both); i++)
		if (both[i]->kind == SK_MOVE_RESET && is_of_rule(both[!i]) && both[i]->node == both[!i]->node)
			return false;
	return !(first->kind == SK_MOVE_PLUGGED && second->kind == SK_MOVE_PLUGGED && first->node == second->node && first->interface == second->interface);
}
