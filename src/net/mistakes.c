/* Which single mistakes there are in a network. */
#include "net/private.h"

#include <string.h>

struct listing {
	struct sk_arena *arena;
	const struct sk_network *network;
	struct sk_buf mistakes;
	struct sk_error *error;
};

static sk_outcome add(struct listing *listing, const struct sk_move *mistake)
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

static sk_outcome add_rule(struct listing *listing, struct sk_move mistake, const struct sk_filter_chain *chain)
{
	const struct sk_filter_rule *rule = &chain->rules[mistake.rule];
	static const enum sk_move_kind kinds[] = {SK_MOVE_GONE, SK_MOVE_FIRST, SK_MOVE_LAST, SK_MOVE_LATER};
	/* It stands there already, or nothing comes behind it. */
	const bool same[SK_MOVE_MISTAKES] = {[SK_MOVE_FIRST] = mistake.rule == 0, [SK_MOVE_LAST] = mistake.rule + 1 == chain->count,
					     [SK_MOVE_LATER] = mistake.rule + 1 == chain->count};
	for (size_t i = 0; i < SK_COUNT(kinds); i++) {
		mistake.kind = kinds[i];
		if (!same[kinds[i]])
			SK_TRY(add(listing, &mistake));
	}
	mistake.kind = SK_MOVE_WIDENED;
	for (size_t i = 0; i < SK_COUNT(widened_dims); i++) {
		mistake.dim = widened_dims[i];
		if (asks_for(rule, mistake.dim))
			SK_TRY(add(listing, &mistake));
	}
	return SK_OK;
}

static sk_outcome add_chain(struct listing *listing, struct sk_move mistake, const struct sk_filter_chain *chain)
{
	if (chain->translates || !chain->families)
		return SK_OK;
	for (mistake.rule = 0; mistake.rule < chain->count; mistake.rule++)
		if (chain->rules[mistake.rule].action != SK_ACTION_NEXT)
			SK_TRY(add_rule(listing, mistake, chain));
	return SK_OK;
}

static sk_outcome add_filters(struct listing *listing, struct sk_move mistake, const struct sk_net_node *node)
{
	for (mistake.filter = 0; mistake.filter < node->filter_count; mistake.filter++) {
		const struct sk_filter *filter = &node->filters[mistake.filter];
		for (mistake.chain = 0; mistake.chain < filter->count; mistake.chain++)
			SK_TRY(add_chain(listing, mistake, &filter->chains[mistake.chain]));
	}
	return SK_OK;
}

static sk_outcome add_switches(struct listing *listing, struct sk_move mistake, const struct sk_net_node *node)
{
	mistake.kind = SK_MOVE_RESET;
	if (node->filter_count > 0)
		SK_TRY(add(listing, &mistake));
	mistake.kind = SK_MOVE_FORWARDS;
	if (node->role == SK_NET_HOST && !node->forwards && node->interface_count > 1)
		SK_TRY(add(listing, &mistake));
	mistake.kind = SK_MOVE_PASSES;
	for (mistake.family = SK_FAMILY_4; mistake.family <= SK_FAMILY_6; mistake.family <<= 1)
		if (node->role == SK_NET_BRIDGE && !(node->passes & mistake.family))
			SK_TRY(add(listing, &mistake));
	return SK_OK;
}

static bool is_tunnel(const struct sk_network *network, size_t segment)
{
	return network->tunnels && network->tunnels[segment];
}

/* Into every other segment that a cable can lead to. */
static sk_outcome add_cable(struct listing *listing, struct sk_move mistake, size_t now)
{
	const struct sk_network *network = listing->network;
	for (mistake.segment = 0; mistake.segment < network->segment_count; mistake.segment++)
		if (mistake.segment != now && !is_tunnel(network, mistake.segment))
			SK_TRY(add(listing, &mistake));
	return SK_OK;
}

static sk_outcome add_cables(struct listing *listing, struct sk_move mistake, const struct sk_net_node *node)
{
	mistake.kind = SK_MOVE_PLUGGED;
	for (mistake.interface = 0; mistake.interface < node->interface_count; mistake.interface++)
		if (!is_tunnel(listing->network, node->interfaces[mistake.interface].segment))
			SK_TRY(add_cable(listing, mistake, node->interfaces[mistake.interface].segment));
	return SK_OK;
}

static sk_outcome add_segments(struct listing *listing)
{
	struct sk_move mistake = {.kind = SK_MOVE_JOINED};
	const struct sk_network *network = listing->network;
	for (mistake.segment = 0; mistake.segment < network->segment_count; mistake.segment++) {
		struct sk_move down = {.kind = SK_MOVE_DOWN, .segment = mistake.segment};
		if (is_tunnel(network, mistake.segment)) {
			SK_TRY(add(listing, &down));
			continue;
		}
		for (mistake.other = mistake.segment + 1; mistake.other < network->segment_count; mistake.other++)
			if (!is_tunnel(network, mistake.other))
				SK_TRY(add(listing, &mistake));
	}
	return SK_OK;
}

static sk_outcome list(struct listing *listing)
{
	const struct sk_network *network = listing->network;
	for (size_t i = 0; i < network->count; i++) {
		struct sk_move mistake = {.node = i};
		SK_TRY(add_filters(listing, mistake, &network->nodes[i]));
		SK_TRY(add_switches(listing, mistake, &network->nodes[i]));
		SK_TRY(add_cables(listing, mistake, &network->nodes[i]));
	}
	return add_segments(listing);
}

SK_OUTCOME sk_mistakes_of(struct sk_arena *arena, const struct sk_network *network, const struct sk_move **out, size_t *count, struct sk_error *error)
{
	struct listing listing = {.arena = arena, .network = network, .mistakes = SK_BUF(SK_MISTAKES_MAX * sizeof(struct sk_move)), .error = error};
	void *memory = NULL;
	sk_outcome outcome = list(&listing);
	if (!sk_failed(outcome))
		outcome = sk_buf_keep(&listing.mistakes, arena, &memory, error);
	*out = memory;
	*count = listing.mistakes.length / sizeof(struct sk_move);
	sk_buf_release(&listing.mistakes);
	return outcome;
}
