/*
 * One wrong move of a person, made in a copy of a network: which there are, and what the network is then.
 *
 * A rule keeps its position when it is deleted: it decides nothing any more. So what is told about the others is still right.
 */
#include "net/private.h"

#include <string.h>

/* ---- which there are ---- */

struct listing {
	struct sk_arena *arena;
	const struct sk_network *network;
	struct sk_buf mistakes;
	struct sk_error *error;
};

static sk_outcome add(struct listing *listing, const struct sk_mistake *mistake)
{
	if (listing->mistakes.length / sizeof(*mistake) == SK_MISTAKES_MAX)
		return sk_error_set(listing->error, SK_E_CONFIG_SIZE, NULL, _("single mistakes in one network"), "200000", NULL);
	sk_buf_add(&listing->mistakes, (const char *)mistake, sizeof(*mistake));
	return sk_buf_check(&listing->mistakes, listing->error);
}

/* A protocol goes with all that only some protocols have. */
static const enum sk_dim widened_dims[] = {SK_DIM_SOURCE, SK_DIM_TARGET, SK_DIM_PROTOCOL, SK_DIM_SOURCE_PORT, SK_DIM_TARGET_PORT, SK_DIM_ICMP,
					   SK_DIM_FLAGS, SK_DIM_STATE, SK_DIM_IN, SK_DIM_OUT};

/* All that a packet of the box's family can have there; of IPv6 there are addresses below those of IPv4 and above. */
static void full_range(const struct sk_box *box, enum sk_dim dim, sk_wide *low, sk_wide *high)
{
	struct sk_box all, families[SK_FAMILY_BOXES_MAX], met;
	size_t count = sk_box_families(SK_FAMILIES, families);
	sk_box_all(&all);
	for (size_t i = 0; i < count; i++)
		if (sk_box_meet(&families[i], box, &met) && sk_box_holds(&met, box))
			all = families[i];
	sk_box_get(&all, dim, low, high);
}

static bool asks_for(const struct sk_filter_rule *rule, enum sk_dim dim)
{
	for (size_t i = 0; i < rule->may.count; i++) {
		sk_wide low, high, least, most;
		full_range(&rule->may.boxes[i], dim, &least, &most);
		sk_box_get(&rule->may.boxes[i], dim, &low, &high);
		if (low > least || high < most)
			return true;
	}
	return false;
}

static sk_outcome add_rule(struct listing *listing, struct sk_mistake mistake, const struct sk_filter_chain *chain)
{
	const struct sk_filter_rule *rule = &chain->rules[mistake.rule];
	static const enum sk_mistake_kind kinds[] = {SK_MISTAKE_GONE, SK_MISTAKE_FIRST, SK_MISTAKE_LAST, SK_MISTAKE_LATER};
	/* It stands there already, or nothing comes behind it. */
	const bool same[SK_MISTAKE_KINDS] = {[SK_MISTAKE_FIRST] = mistake.rule == 0, [SK_MISTAKE_LAST] = mistake.rule + 1 == chain->count,
					     [SK_MISTAKE_LATER] = mistake.rule + 1 == chain->count};
	for (size_t i = 0; i < SK_COUNT(kinds); i++) {
		mistake.kind = kinds[i];
		if (!same[kinds[i]])
			SK_TRY(add(listing, &mistake));
	}
	mistake.kind = SK_MISTAKE_WIDENED;
	for (size_t i = 0; i < SK_COUNT(widened_dims); i++) {
		mistake.dim = widened_dims[i];
		if (asks_for(rule, mistake.dim))
			SK_TRY(add(listing, &mistake));
	}
	return SK_OK;
}

static sk_outcome add_chain(struct listing *listing, struct sk_mistake mistake, const struct sk_filter_chain *chain)
{
	if (chain->translates || !chain->families)
		return SK_OK;
	for (mistake.rule = 0; mistake.rule < chain->count; mistake.rule++)
		if (chain->rules[mistake.rule].action != SK_ACTION_NEXT)
			SK_TRY(add_rule(listing, mistake, chain));
	return SK_OK;
}

static sk_outcome add_filters(struct listing *listing, struct sk_mistake mistake, const struct sk_net_node *node)
{
	for (mistake.filter = 0; mistake.filter < node->filter_count; mistake.filter++) {
		const struct sk_filter *filter = &node->filters[mistake.filter];
		for (mistake.chain = 0; mistake.chain < filter->count; mistake.chain++)
			SK_TRY(add_chain(listing, mistake, &filter->chains[mistake.chain]));
	}
	return SK_OK;
}

static sk_outcome add_switches(struct listing *listing, struct sk_mistake mistake, const struct sk_net_node *node)
{
	mistake.kind = SK_MISTAKE_RESET;
	if (node->filter_count > 0)
		SK_TRY(add(listing, &mistake));
	mistake.kind = SK_MISTAKE_FORWARDS;
	if (node->role == SK_NET_HOST && !node->forwards && node->interface_count > 1)
		SK_TRY(add(listing, &mistake));
	mistake.kind = SK_MISTAKE_PASSES;
	for (mistake.family = SK_FAMILY_4; mistake.family <= SK_FAMILY_6; mistake.family <<= 1)
		if (node->role == SK_NET_BRIDGE && !(node->passes & mistake.family))
			SK_TRY(add(listing, &mistake));
	return SK_OK;
}

static sk_outcome add_cables(struct listing *listing, struct sk_mistake mistake, const struct sk_net_node *node)
{
	mistake.kind = SK_MISTAKE_PLUGGED;
	for (mistake.interface = 0; mistake.interface < node->interface_count; mistake.interface++)
		for (mistake.segment = 0; mistake.segment < listing->network->segment_count; mistake.segment++)
			if (mistake.segment != node->interfaces[mistake.interface].segment)
				SK_TRY(add(listing, &mistake));
	return SK_OK;
}

static sk_outcome add_joins(struct listing *listing)
{
	struct sk_mistake mistake = {.kind = SK_MISTAKE_JOINED};
	for (mistake.segment = 0; mistake.segment < listing->network->segment_count; mistake.segment++)
		for (mistake.other = mistake.segment + 1; mistake.other < listing->network->segment_count; mistake.other++)
			SK_TRY(add(listing, &mistake));
	return SK_OK;
}

static sk_outcome list(struct listing *listing)
{
	const struct sk_network *network = listing->network;
	for (size_t i = 0; i < network->count; i++) {
		struct sk_mistake mistake = {.node = i};
		SK_TRY(add_filters(listing, mistake, &network->nodes[i]));
		SK_TRY(add_switches(listing, mistake, &network->nodes[i]));
		SK_TRY(add_cables(listing, mistake, &network->nodes[i]));
	}
	return add_joins(listing);
}

SK_OUTCOME sk_mistakes_of(struct sk_arena *arena, const struct sk_network *network, const struct sk_mistake **out, size_t *count, struct sk_error *error)
{
	struct listing listing = {.arena = arena, .network = network, .mistakes = SK_BUF(SK_MISTAKES_MAX * sizeof(struct sk_mistake)), .error = error};
	void *memory = NULL;
	sk_outcome outcome = list(&listing);
	if (!sk_failed(outcome))
		outcome = sk_arena_take(arena, listing.mistakes.length + 1, 1, &memory, error);
	if (!sk_failed(outcome) && listing.mistakes.length > 0)
		memcpy(memory, listing.mistakes.bytes, listing.mistakes.length);
	*out = memory;
	*count = listing.mistakes.length / sizeof(struct sk_mistake);
	sk_buf_release(&listing.mistakes);
	return outcome;
}

const struct sk_filter_rule *sk_mistake_rule(const struct sk_network *network, const struct sk_mistake *mistake, const struct sk_filter **filter)
{
	*filter = NULL;
	if (mistake->kind > SK_MISTAKE_LATER)
		return NULL;
	*filter = &network->nodes[mistake->node].filters[mistake->filter];
	return &(*filter)->chains[mistake->chain].rules[mistake->rule];
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

static sk_outcome widen(struct sk_arena *arena, const struct sk_mistake *mistake, struct sk_filter_rule *rule, struct sk_error *error)
{
	SK_TRY(widen_match(arena, mistake->dim, &rule->may, error));
	return widen_match(arena, mistake->dim, &rule->must, error);
}

/* `rules` has room for one more. */
static sk_outcome change_rules(struct sk_arena *arena, const struct sk_mistake *mistake, struct sk_filter_rule *rules, size_t *count, struct sk_error *error)
{
	struct sk_filter_rule rule = rules[mistake->rule];
	switch (mistake->kind) {
	case SK_MISTAKE_WIDENED:
		return widen(arena, mistake, &rules[mistake->rule], error);
	case SK_MISTAKE_FIRST:
		memmove(rules + 1, rules, *count * sizeof(*rules));
		rules[0] = rule;
		++*count;
		return SK_OK;
	case SK_MISTAKE_LAST:
		rules[(*count)++] = rule;
		return SK_OK;
	case SK_MISTAKE_LATER:
		rules[mistake->rule] = rules[mistake->rule + 1];
		rules[mistake->rule + 1] = rule;
		return SK_OK;
	default:
		rules[mistake->rule].action = SK_ACTION_NEXT;
		return SK_OK;
	}
}

static sk_outcome change_filters(struct sk_arena *arena, const struct sk_mistake *mistake, struct sk_net_node *node, struct sk_error *error)
{
	struct sk_filter *filters;
	struct sk_filter_chain *chains;
	struct sk_filter_rule *rules;
	SK_TRY(copy_of(arena, node->filters, node->filter_count, sizeof(*filters), 0, &filters, error));
	node->filters = filters;
	struct sk_filter *filter = &filters[mistake->filter];
	SK_TRY(copy_of(arena, filter->chains, filter->count, sizeof(*chains), 0, &chains, error));
	filter->chains = chains;
	struct sk_filter_chain *chain = &chains[mistake->chain];
	SK_TRY(copy_of(arena, chain->rules, chain->count, sizeof(*rules), 1, &rules, error));
	chain->rules = rules;
	return change_rules(arena, mistake, rules, &chain->count, error);
}

/* ---- devices and cables ---- */

static sk_outcome plug(struct sk_arena *arena, const struct sk_mistake *mistake, struct sk_net_node *node, struct sk_error *error)
{
	struct sk_net_interface *interfaces;
	SK_TRY(copy_of(arena, node->interfaces, node->interface_count, sizeof(*interfaces), 0, &interfaces, error));
	interfaces[mistake->interface].segment = mistake->segment;
	node->interfaces = interfaces;
	return SK_OK;
}

/* The cable is a bridge of its own, behind all nodes. */
static sk_outcome join(struct sk_arena *arena, const struct sk_mistake *mistake, struct sk_net_node *node, struct sk_error *error)
{
	const struct sk_net_interface ends[] = {{.name = "1", .segment = mistake->segment}, {.name = "2", .segment = mistake->other}};
	*node = (struct sk_net_node){.id = "+", .role = SK_NET_BRIDGE, .passes = SK_FAMILIES, .interface_count = SK_COUNT(ends)};
	return copy_of(arena, ends, SK_COUNT(ends), sizeof(*ends), 0, &node->interfaces, error);
}

static sk_outcome change_node(struct sk_arena *arena, const struct sk_mistake *mistake, struct sk_net_node *node, struct sk_error *error)
{
	switch (mistake->kind) {
	case SK_MISTAKE_RESET:
		node->filter_count = 0;
		node->unfiltered = SK_FAMILIES;
		return SK_OK;
	case SK_MISTAKE_FORWARDS:
		node->forwards = true;
		return SK_OK;
	case SK_MISTAKE_PASSES:
		node->passes |= mistake->family;
		return SK_OK;
	case SK_MISTAKE_PLUGGED:
		return plug(arena, mistake, node, error);
	default:
		return change_filters(arena, mistake, node, error);
	}
}

SK_OUTCOME sk_mistake_make(struct sk_arena *arena, const struct sk_network *network, const struct sk_mistake *mistake, struct sk_network *out, struct sk_error *error)
{
	struct sk_net_node *nodes;
	*out = *network;
	SK_TRY(copy_of(arena, network->nodes, network->count, sizeof(*nodes), 1, &nodes, error));
	out->nodes = nodes;
	if (mistake->kind == SK_MISTAKE_JOINED)
		return join(arena, mistake, &nodes[out->count++], error);
	return change_node(arena, mistake, &nodes[mistake->node], error);
}
