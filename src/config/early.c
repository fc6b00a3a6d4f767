/* States of flows in chains that packets enter before the kernel looks up to which flow they belong: there none is what it is later. */
#include "config/config.h"

#include <string.h>
#include <strings.h>

enum { PRIORITY_OF_FLOWS = -200 /* NF_IP_PRI_CONNTRACK */ };

bool sk_filter_is_early(const struct sk_filter_chain *chain)
{
	return chain->hook && (strcasecmp(chain->hook, "prerouting") == 0 || strcasecmp(chain->hook, "output") == 0) && chain->priority <= PRIORITY_OF_FLOWS;
}

static bool is_doubted(const struct sk_filter_chain *chain, enum sk_early which)
{
	return sk_filter_is_early(chain) && (which == SK_EARLY_ANY || chain->priority == PRIORITY_OF_FLOWS);
}

/* A chain of one's own is entered from any of its table. */
static bool may_be_doubted(const struct sk_filter *filter, const struct sk_filter_chain *chain, enum sk_early which)
{
	for (size_t i = 0; !chain->hook && i < filter->count; i++)
		if (is_doubted(&filter->chains[i], which) && strcmp(filter->chains[i].table, chain->table) == 0)
			return true;
	return is_doubted(chain, which);
}

static bool asks_state(const struct sk_match *match)
{
	for (size_t i = 0; i < match->count; i++) {
		sk_wide low, high;
		sk_box_get(&match->boxes[i], SK_DIM_STATE, &low, &high);
		if (low > 0 || high < SK_FLOW_STATES - 1)
			return true;
	}
	return false;
}

static sk_outcome doubt(struct sk_arena *arena, struct sk_filter_rule *rule, struct sk_error *error)
{
	void *memory;
	SK_TRY(sk_arena_take(arena, rule->may.count, sizeof(struct sk_box), &memory, error));
	struct sk_box *boxes = memory;
	for (size_t i = 0; i < rule->may.count; i++) {
		boxes[i] = rule->may.boxes[i];
		sk_box_set(&boxes[i], SK_DIM_STATE, 0, SK_FLOW_STATES - 1);
	}
	rule->may.boxes = boxes;
	rule->must = (struct sk_match){0};
	rule->unread = rule->unread ? rule->unread : rule->text;
	return SK_OK;
}

static sk_outcome doubt_chain(struct sk_arena *arena, struct sk_filter_chain *chain, struct sk_error *error)
{
	void *memory;
	if (chain->count == 0)
		return SK_OK;
	SK_TRY(sk_arena_take(arena, chain->count, sizeof(struct sk_filter_rule), &memory, error));
	struct sk_filter_rule *rules = memory;
	memcpy(rules, chain->rules, chain->count * sizeof(*rules));
	for (size_t i = 0; i < chain->count; i++)
		if (asks_state(&rules[i].may))
			SK_TRY(doubt(arena, &rules[i], error));
	chain->rules = rules;
	return SK_OK;
}

SK_OUTCOME sk_filter_doubt_early(struct sk_arena *arena, struct sk_filter *filter, enum sk_early which, struct sk_error *error)
{
	void *memory;
	bool any = false;
	for (size_t i = 0; i < filter->count; i++)
		any = any || is_doubted(&filter->chains[i], which);
	if (!any)
		return SK_OK;
	SK_TRY(sk_arena_take(arena, filter->count, sizeof(struct sk_filter_chain), &memory, error));
	struct sk_filter_chain *chains = memory;
	memcpy(chains, filter->chains, filter->count * sizeof(*chains));
	for (size_t i = 0; i < filter->count; i++)
		if (may_be_doubted(filter, &filter->chains[i], which))
			SK_TRY(doubt_chain(arena, &chains[i], error));
	filter->chains = chains;
	return SK_OK;
}
