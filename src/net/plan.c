/* Filters as programs and routes in order, of each node once: many questions about one network, and many networks that differ in one node. */
#include "net/private.h"

/* Packets are of any kind: what comes by is known only when a question is asked, and addresses change on the way. */
static sk_outcome make(const struct sk_plan *plan, enum sk_bound bound, size_t node, const char *hook, struct passage *out, struct sk_error *error)
{
	struct sk_box any[SK_FAMILY_BOXES_MAX];
	struct sk_match within = {any, sk_box_families(SK_FAMILIES, any)};
	return passage_make(plan->arena, &plan->network->nodes[node], hook, bound, &within, out, error);
}

static sk_outcome translate(const struct sk_plan *plan, enum sk_bound bound, size_t node, enum translate_when when, struct translator *out, struct sk_error *error)
{
	struct sk_box any[SK_FAMILY_BOXES_MAX];
	struct sk_match within = {any, sk_box_families(SK_FAMILIES, any)};
	return translate_make(plan->arena, &plan->network->nodes[node], when, bound, &within, out, error);
}

static sk_outcome make_before(const struct sk_plan *plan, enum sk_bound bound, size_t node, struct sk_error *error)
{
	struct device *device = &plan->devices[bound][node];
	if (device->before_made)
		return SK_OK;
	SK_TRY(make(plan, bound, node, "prerouting", &device->before, error));
	device->before.known = SK_FAMILIES;
	SK_TRY(translate(plan, bound, node, TRANSLATE_BEFORE, &device->target, error));
	device->before_made = true;
	return SK_OK;
}

static sk_outcome make_after(const struct sk_plan *plan, enum sk_bound bound, size_t node, struct sk_error *error)
{
	struct device *device = &plan->devices[bound][node];
	if (device->after_made)
		return SK_OK;
	SK_TRY(make(plan, bound, node, "postrouting", &device->after, error));
	SK_TRY(translate(plan, bound, node, TRANSLATE_AFTER, &device->source, error));
	device->after.known = SK_FAMILIES;
	device->after_made = true;
	return SK_OK;
}

/* What it sends itself. */
SK_OUTCOME plan_output(const struct sk_plan *plan, enum sk_bound bound, size_t node, struct sk_error *error)
{
	struct device *device = &plan->devices[bound][node];
	SK_TRY(make_after(plan, bound, node, error));
	if (device->output_made)
		return SK_OK;
	SK_TRY(make(plan, bound, node, "output", &device->output, error));
	device->output.known = SK_FAMILIES;
	device->output.translates |= translate_output(&plan->network->nodes[node]);
	device->output_made = true;
	return SK_OK;
}

SK_OUTCOME plan_forward(const struct sk_plan *plan, enum sk_bound bound, size_t node, struct sk_error *error)
{
	struct device *device = &plan->devices[bound][node];
	if (!device->hops)
		SK_TRY(routes_of(plan->arena, &plan->network->nodes[node], true, &device->hops, &device->hop_count, error));
	if (!device->perhaps && bound == SK_BOUND_MOST)
		SK_TRY(routes_perhaps(plan->arena, plan->network, &plan->network->nodes[node], &device->perhaps, &device->perhaps_count, error));
	SK_TRY(make_before(plan, bound, node, error));
	SK_TRY(make_after(plan, bound, node, error));
	if (!device->forward_made)
		SK_TRY(make(plan, bound, node, "forward", &device->forward, error));
	device->forward_made = true;
	return SK_OK;
}

SK_OUTCOME plan_input(const struct sk_plan *plan, enum sk_bound bound, size_t node, struct sk_error *error)
{
	struct device *device = &plan->devices[bound][node];
	SK_TRY(make_before(plan, bound, node, error));
	if (!device->input_made)
		SK_TRY(make(plan, bound, node, "input", &device->input, error));
	device->input_made = true;
	return SK_OK;
}

static bool filters_alike(const struct sk_net_node *a, const struct sk_net_node *b)
{
	return a->filters == b->filters && a->filter_count == b->filter_count && a->unfiltered == b->unfiltered;
}

static bool routes_alike(const struct sk_net_node *a, const struct sk_net_node *b)
{
	return a->interfaces == b->interfaces && a->interface_count == b->interface_count && a->routes == b->routes && a->route_count == b->route_count;
}

static void inherit(const struct sk_plan *base, size_t node, struct sk_plan *plan)
{
	const struct sk_net_node *was = &base->network->nodes[node], *is = &plan->network->nodes[node];
	for (enum sk_bound bound = SK_BOUND_MOST; bound <= SK_BOUND_LEAST; bound++) {
		struct device *device = &plan->devices[bound][node];
		const struct device *from = &base->devices[bound][node];
		if (filters_alike(was, is))
			*device = *from;
		bool same = routes_alike(was, is);
		device->hops = same ? from->hops : NULL;
		device->hop_count = same ? from->hop_count : 0;
		/* Who stands on its wires may be another. */
		bool neighbours = routes_unstated(is) != 0;
		device->perhaps = same && !neighbours ? from->perhaps : NULL;
		device->perhaps_count = same && !neighbours ? from->perhaps_count : 0;
	}
}

SK_OUTCOME sk_plan_new(struct sk_arena *arena, const struct sk_network *network, const struct sk_plan *base, struct sk_plan **out, struct sk_error *error)
{
	void *memory;
	SK_TRY(sk_arena_take(arena, 1, sizeof(struct sk_plan), &memory, error));
	*out = memory;
	**out = (struct sk_plan){.arena = arena, .network = network, .footprint = base ? base->footprint : NULL};
	for (enum sk_bound bound = SK_BOUND_MOST; bound <= SK_BOUND_LEAST; bound++) {
		SK_TRY(sk_arena_take(arena, network->count, sizeof(struct device), &memory, error));
		(*out)->devices[bound] = memory;
	}
	for (size_t i = 0; base && i < network->count && i < base->network->count; i++)
		inherit(base, i, *out);
	return SK_OK;
}

const struct sk_network *sk_plan_network(const struct sk_plan *plan)
{
	return plan->network;
}
