/*
 * What the answer to a question rests on, noted while it is looked for (reach.c). A mistake that touches nothing of it leaves every step of the search as it was, so its answer is the same.
 * Nodes note at which hooks packets came to their filters; segments whether packets lie there.
 */
#include "net/private.h"

enum { ANY_FILTER = FOOTPRINT_BEFORE | FOOTPRINT_FORWARD | FOOTPRINT_INPUT | FOOTPRINT_AFTER | FOOTPRINT_OUTPUT };

static const struct {
	const char *hook;
	unsigned bit;
} hooks[] = {{"prerouting", FOOTPRINT_BEFORE}, {"forward", FOOTPRINT_FORWARD}, {"input", FOOTPRINT_INPUT}, {"postrouting", FOOTPRINT_AFTER}, {"output", FOOTPRINT_OUTPUT}};

/* One node more: the cable of a mistake. */
SK_OUTCOME sk_footprint_new(struct sk_arena *arena, const struct sk_network *network, struct sk_footprint **out, struct sk_error *error)
{
	void *memory;
	SK_TRY(sk_arena_take(arena, 1, sizeof(**out), &memory, error));
	*out = memory;
	(*out)->segments = network->segment_count;
	(*out)->length = network->segment_count + network->count + 1;
	SK_TRY(sk_arena_take(arena, (*out)->length, 1, &memory, error));
	(*out)->bytes = memory;
	return SK_OK;
}

void sk_plan_watch(struct sk_plan *plan, struct sk_footprint *footprint)
{
	plan->footprint = footprint;
}

void footprint_segment(const struct sk_plan *plan, size_t segment)
{
	if (plan->footprint)
		plan->footprint->bytes[segment] = 1;
}

void footprint_node(const struct sk_plan *plan, const struct sk_net_node *node, unsigned bits)
{
	if (plan->footprint)
		plan->footprint->bytes[plan->footprint->segments + (size_t)(node - plan->network->nodes)] |= (unsigned char)bits;
}

/* ---- whether a mistake touches it ---- */

static bool translates(const struct sk_net_node *node)
{
	for (size_t f = 0; f < node->filter_count; f++)
		for (size_t i = 0; i < node->filters[f].count; i++)
			if (node->filters[f].chains[i].translates)
				return true;
	return false;
}

/* Whether packets that are in a chain may come to another one. */
static bool leads_to(const struct sk_filter *filter, size_t from, size_t to, bool *seen)
{
	const struct sk_filter_chain *chain = &filter->chains[from];
	if (from == to || seen[from])
		return from == to;
	seen[from] = true;
	for (size_t i = 0; i < chain->count; i++)
		if ((chain->rules[i].action == SK_ACTION_JUMP || chain->rules[i].action == SK_ACTION_GOTO) && leads_to(filter, chain->rules[i].target, to, seen))
			return true;
	return false;
}

/* At which hooks packets may come to the chain. Of a device that translates a chain may matter to what is understood of all of it. */
static unsigned entered_at(const struct sk_net_node *node, const struct sk_move *mistake)
{
	const struct sk_filter *filter = &node->filters[mistake->filter];
	unsigned found = 0;
	if (translates(node))
		return ANY_FILTER;
	for (size_t i = 0; i < filter->count; i++) {
		bool seen[SK_CONFIG_CHAINS_MAX] = {false};
		if (!filter->chains[i].hook || !leads_to(filter, i, mistake->chain, seen))
			continue;
		for (size_t at = 0; at < SK_COUNT(hooks); at++)
			found |= passage_enters(&filter->chains[i], hooks[at].hook) ? hooks[at].bit : 0;
	}
	return found;
}

/* Of a device or a rule of it: what has to be noted of the node. */
static unsigned bits_of(const struct sk_net_node *node, const struct sk_move *mistake)
{
	if (mistake->kind <= SK_MOVE_LATER)
		return entered_at(node, mistake);
	return mistake->kind == SK_MOVE_RESET ? ANY_FILTER : FOOTPRINT_MET;
}

bool sk_footprint_touched(const struct sk_footprint *footprint, const struct sk_network *network, const struct sk_move *mistake)
{
	const unsigned char *nodes = footprint->bytes + footprint->segments;
	const struct sk_net_node *node = &network->nodes[mistake->node];
	/* Addresses and routes of many nodes go with a tunnel. */
	if (mistake->kind == SK_MOVE_DOWN)
		return true;
	if (mistake->kind == SK_MOVE_JOINED)
		return footprint->bytes[mistake->segment] || footprint->bytes[mistake->other];
	if (mistake->kind == SK_MOVE_PLUGGED)
		return footprint->bytes[mistake->segment] || footprint->bytes[node->interfaces[mistake->interface].segment];
	return nodes[mistake->node] & bits_of(node, mistake);
}
