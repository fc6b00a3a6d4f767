/*
 * Rules that decide nothing: no packet comes to them, or others decide the same.
 *
 * A rule matters only to the packets it may match: they alone are sent through the chains. Where one comes to the rule, it is sent on twice from there, as it is and
 * as if the rule were not there; a single packet with another fate shows that the rule is needed.
 *
 * What stands on one line and in one place is one rule to whoever wrote it, and is judged as one.
 */
#include "net/private.h"

#include <string.h>
#include <strings.h>

enum { ARENA_MAX = 1 << 30 };

/* Rules of one line, beside each other in one chain. */
struct group {
	const struct sk_filter_chain *chain;
	size_t at, count;
	uint32_t number;
	bool judged;  /* packets of an entry can come to its chain */
	bool silent;  /* it only logs, counts or marks, or sends packets where somebody does */
	bool unread, found;
	enum sk_rule_flaw flaw;
	struct sk_rule_finding finding;
};

struct judging {
	const struct sk_filter *filter;
	struct sk_arena *arena, *scratch;
	struct sk_error *error;
	struct walk_base base;
	struct sk_entry *entries;
	const char **hooks; /* of the entries */
	const struct sk_filter_chain **entered;
	size_t entry_count, entered_count;
	struct group *groups;
	size_t group_count;
	bool *gone; /* by number of a rule: found, so it is left out */

	/* One rule in one entry. */
	const struct sk_entry *entry;
	struct group *group;
	const struct walk_item *come; /* packets that came to it */
	ptrdiff_t *last; /* by chain: its last rule by which a packet can still come there; -1: none */
	bool reached, needed;
	enum sk_fate fate;	/* of packets that came to it, and what decided */
	struct sk_ruling ruling;
	sk_outcome outcome; /* of walks in walks */
};

/* ---- entries ---- */

static bool is_entered(const struct judging *judging, const struct sk_filter_chain *chain)
{
	for (size_t i = 0; i < judging->entered_count; i++)
		if (judging->entered[i] == chain)
			return true;
	return false;
}

static sk_outcome add_entry(struct judging *judging, const char *name)
{
	struct sk_entry *entry = &judging->entries[judging->entry_count];
	judging->hooks[judging->entry_count++] = name;
	SK_TRY(sk_filter_entry(judging->filter, name, entry, judging->error));
	for (size_t i = 0; i < entry->count; i++)
		judging->entered[judging->entered_count++] = entry->chains[i];
	return SK_OK;
}

static sk_outcome list_entries(struct judging *judging, const char *name)
{
	const struct sk_filter *filter = judging->filter;
	void *entries, *entered, *hooks;
	SK_TRY(sk_arena_take(judging->scratch, filter->count + 1, sizeof(struct sk_entry), &entries, judging->error));
	SK_TRY(sk_arena_take(judging->scratch, filter->count + SK_ENTRY_MAX, sizeof(struct sk_filter_chain *), &entered, judging->error));
	SK_TRY(sk_arena_take(judging->arena, filter->count + 1, sizeof(char *), &hooks, judging->error));
	judging->entries = entries;
	judging->entered = entered;
	judging->hooks = hooks;
	if (name)
		return add_entry(judging, name);
	for (size_t i = 0; i < filter->count; i++)
		if (sk_filter_is_entry(&filter->chains[i]) && !is_entered(judging, &filter->chains[i]))
			SK_TRY(add_entry(judging, filter->chains[i].hook));
	return SK_OK;
}

/* ---- which chains lead where ---- */

static bool jumps(const struct sk_filter_rule *rule)
{
	return rule->action == SK_ACTION_JUMP || rule->action == SK_ACTION_GOTO;
}

/* The last rule of the chain that jumps to a chain of which `last` says that it leads there, or its own part of it. */
static ptrdiff_t last_of(const struct judging *judging, size_t c, const struct sk_filter_chain *chain, size_t at)
{
	ptrdiff_t last = &judging->filter->chains[c] == chain ? (ptrdiff_t)at : -1;
	for (size_t i = 0; i < judging->filter->chains[c].count; i++) {
		const struct sk_filter_rule *rule = &judging->filter->chains[c].rules[i];
		if (jumps(rule) && judging->last[rule->target] >= 0 && (ptrdiff_t)i > last)
			last = (ptrdiff_t)i;
	}
	return last;
}

/* From where a packet can come to that rule, whatever it matches. */
static void lead(struct judging *judging, const struct sk_filter_chain *chain, size_t at)
{
	bool more = true;
	for (size_t c = 0; c < judging->filter->count; c++)
		judging->last[c] = -1;
	while (more) {
		more = false;
		for (size_t c = 0; c < judging->filter->count; c++) {
			ptrdiff_t last = last_of(judging, c, chain, at);
			more |= last != judging->last[c];
			judging->last[c] = last;
		}
	}
}

static bool leads_from(const struct judging *judging, const struct sk_filter_chain *chain, size_t at)
{
	return judging->last[chain - judging->filter->chains] >= (ptrdiff_t)at;
}

/* Whether packets can still come to the rule where they go back to, or in a chain entered later. */
static bool leads_back(const struct judging *judging, const struct walk_item *item, bool chains_only)
{
	for (const struct walk_node *back = item->back; back->before && !chains_only; back = back->before)
		if (leads_from(judging, back->what, back->number))
			return true;
	for (size_t i = item->entered + 1; i < judging->entry->count; i++)
		if (leads_from(judging, judging->entry->chains[i], 0))
			return true;
	return false;
}

/* ---- rules ---- */

static bool is_same_line(const struct sk_filter_rule *a, const struct sk_filter_rule *b)
{
	return a->line == b->line && strcmp(a->text, b->text) == 0;
}

/* Chains where something is logged, counted or marked, and those that lead there. */
static sk_outcome mark_silent(const struct judging *judging, bool **out)
{
	const struct sk_filter *filter = judging->filter;
	void *memory;
	bool more = true;
	SK_TRY(sk_arena_take(judging->scratch, filter->count + 1, sizeof(bool), &memory, judging->error));
	*out = memory;
	while (more) {
		more = false;
		for (size_t c = 0; c < filter->count; c++)
			for (size_t i = 0; i < filter->chains[c].count && !(*out)[c]; i++) {
				const struct sk_filter_rule *rule = &filter->chains[c].rules[i];
				(*out)[c] = rule->action == SK_ACTION_NEXT || (jumps(rule) && (*out)[rule->target]);
				more |= (*out)[c];
			}
	}
	return SK_OK;
}

static struct group group_at(const struct judging *judging, const struct sk_filter_chain *chain, size_t at, const bool *silent)
{
	struct group group = {.chain = chain, .at = at, .number = judging->base.first[chain - judging->filter->chains] + (uint32_t)at};
	const struct sk_filter_rule *rule = &chain->rules[at];
	do {
		const struct sk_filter_rule *part = &chain->rules[at + group.count];
		group.unread = group.unread || part->unread || !judging->base.exact[group.number + group.count];
		group.silent = group.silent || part->action == SK_ACTION_NEXT || (jumps(part) && silent[part->target]);
		group.count++;
	} while (at + group.count < chain->count && is_same_line(rule, &chain->rules[at + group.count]));
	return group;
}

static bool comes_from_entry(struct judging *judging, const struct sk_filter_chain *chain)
{
	lead(judging, chain, chain->count);
	for (size_t i = 0; i < judging->entered_count; i++)
		if (judging->last[judging->entered[i] - judging->filter->chains] >= 0)
			return true;
	return false;
}

static bool only_passes(const struct group *group)
{
	for (size_t i = 0; i < group->count; i++)
		if (group->chain->rules[group->at + i].action != SK_ACTION_NEXT)
			return false;
	return true;
}

static sk_outcome list_groups(struct judging *judging)
{
	void *memory;
	bool *silent;
	size_t rules = judging->base.first[judging->filter->count];
	SK_TRY(mark_silent(judging, &silent));
	SK_TRY(sk_arena_take(judging->scratch, rules + 1, sizeof(struct group), &memory, judging->error));
	judging->groups = memory;
	for (size_t c = 0; c < judging->filter->count; c++) {
		const struct sk_filter_chain *chain = &judging->filter->chains[c];
		bool comes = comes_from_entry(judging, chain);
		for (size_t at = 0; at < chain->count; at += judging->groups[judging->group_count++].count) {
			struct group *group = &judging->groups[judging->group_count];
			*group = group_at(judging, chain, at, silent);
			group->judged = comes && !only_passes(group);
		}
	}
	return SK_OK;
}

/* ---- walks for one rule ---- */

static bool is_own(const struct judging *judging, uint32_t number)
{
	return number - judging->group->number < judging->group->count;
}

static struct walking walk_of(struct judging *judging, walk_taken *taken, walk_ended *ended)
{
	return (struct walking){.base = &judging->base, .entry = judging->entry, .gone = judging->gone, .taken = taken, .ended = ended, .context = judging, .error = judging->error};
}

/* All that the rule may match, entering. */
static sk_outcome send(struct judging *judging, walk_taken *taken, walk_ended *ended)
{
	struct sk_box families[SK_FAMILY_BOXES_MAX], met;
	size_t count = sk_box_families(judging->entry->families, families);
	struct walking walk = walk_of(judging, taken, ended);
	for (size_t i = 0; i < judging->group->count; i++) {
		const struct sk_match *may = &judging->group->chain->rules[judging->group->at + i].may;
		for (size_t pair = 0; pair < may->count * count && !walk.stopped; pair++)
			if (sk_box_meet(&may->boxes[pair / count], &families[pair % count], &met))
				SK_TRY(walk_enter(&walk, &met, NULL));
	}
	return judging->outcome;
}

static void note(struct judging *judging, const struct sk_ruling *by)
{
	struct sk_rule_finding *finding = &judging->group->finding;
	for (size_t i = 0; i < finding->by_count && i < SK_DECIDERS_MAX; i++)
		if (finding->by[i].chain == by->chain && finding->by[i].rule == by->rule)
			return;
	if (finding->by_count < SK_DECIDERS_MAX)
		finding->by[finding->by_count] = *by;
	finding->by_count++;
}

/* Whether packets that the rule at hand acts on can still come to the one that is judged. */
static bool leads_on(const struct judging *judging, const struct walk_item *item)
{
	const struct sk_filter_rule *rule = &item->chain->rules[item->at];
	switch (rule->action) {
	case SK_ACTION_ACCEPT:
		return leads_back(judging, item, true);
	case SK_ACTION_DROP:
		return false;
	case SK_ACTION_GOTO:
		return leads_from(judging, &judging->filter->chains[rule->target], 0) || leads_back(judging, item, false);
	case SK_ACTION_JUMP:
		return leads_from(judging, &judging->filter->chains[rule->target], 0) || leads_from(judging, item->chain, item->at + 1) || leads_back(judging, item, false);
	case SK_ACTION_RETURN:
	case SK_ACTION_NEXT:
		break;
	}
	return leads_back(judging, item, false);
}

static enum walk_next go_on(const struct judging *judging, const struct walk_item *item)
{
	return leads_on(judging, item) ? WALK_GO_ON : WALK_LEAVE;
}

/* The entries that lead to it, one after the other; false behind the last. */
static bool next_entry(struct judging *judging, size_t *at)
{
	for (; *at < judging->entry_count; ++*at) {
		judging->entry = &judging->entries[*at];
		for (size_t i = 0; i < judging->entry->count; i++)
			if (leads_from(judging, judging->entry->chains[i], 0)) {
				++*at;
				return true;
			}
	}
	return false;
}

/* Chains lead there as to any rule of its chain, which no way comes to twice without leaving it. */
static void judge(struct judging *judging, struct group *group)
{
	if (!judging->group || judging->group->chain != group->chain)
		lead(judging, group->chain, group->at);
	judging->last[group->chain - judging->filter->chains] = (ptrdiff_t)(group->at + group->count - 1);
	judging->group = group;
	judging->reached = judging->needed = false;
	group->finding.by_count = 0;
}

/* ---- unreachable ---- */

static enum walk_next reach_taken(void *context, const struct walk_item *item, uint32_t number)
{
	struct judging *judging = context;
	judging->reached = judging->reached || is_own(judging, number);
	return judging->reached ? WALK_STOP : go_on(judging, item);
}

/* What no rule takes that is only guessed to match is taken by others all the same: these are named. */
static bool is_guessed(const struct walk_item *item)
{
	for (const struct walk_node *node = item->guesses; node->before; node = node->before)
		if (node->number)
			return true;
	return false;
}

/* Who takes the packets off the ways that lead to the rule. */
static enum walk_next note_taken(void *context, const struct walk_item *item, uint32_t number)
{
	struct judging *judging = context;
	struct sk_ruling by = {item->chain, &item->chain->rules[item->at]};
	bool before = leads_from(judging, item->chain, item->at) || leads_back(judging, item, false);
	(void)number;
	if (before && by.rule->action != SK_ACTION_JUMP && !is_guessed(item) && !leads_on(judging, item))
		note(judging, &by);
	return go_on(judging, item);
}

/* A policy drops what a chain entered later would have seen. */
static bool note_ended(void *context, const struct walk_item *item, enum sk_fate fate)
{
	struct judging *judging = context;
	if (fate == SK_FATE_DROP && !item->decider.rule && !is_guessed(item) && leads_back(judging, item, true))
		note(judging, &item->decider);
	return true;
}

static bool is_empty(const struct group *group)
{
	for (size_t i = 0; i < group->count; i++)
		if (group->chain->rules[group->at + i].may.count > 0)
			return false;
	return true;
}

static void leave_out(struct judging *judging, const struct group *group)
{
	for (size_t i = 0; i < group->count; i++)
		judging->gone[group->number + i] = true;
}

static sk_outcome find_unreachable(struct judging *judging, struct group *group)
{
	judge(judging, group);
	for (size_t at = 0; !judging->reached && next_entry(judging, &at);)
		SK_TRY(send(judging, reach_taken, NULL));
	if (judging->reached)
		return SK_OK;
	group->found = true;
	group->flaw = SK_RULE_UNREACHABLE;
	for (size_t at = 0; next_entry(judging, &at);)
		SK_TRY(send(judging, note_taken, note_ended));
	group->finding.reason = group->finding.by_count > 0 ? SK_RULE_TAKEN : is_empty(group) ? SK_RULE_EMPTY : SK_RULE_UNSENT;
	return SK_OK;
}

/* ---- redundant ---- */

static bool other_ended(void *context, const struct walk_item *item, enum sk_fate fate)
{
	struct judging *judging = context;
	judging->needed = judging->needed || fate != judging->fate;
	if (item->decider.chain != judging->ruling.chain || item->decider.rule != judging->ruling.rule)
		note(judging, &item->decider);
	return !judging->needed;
}

/* Packets that the rule acted on have come to their end: without it they would have had the same. */
static bool own_ended(void *context, const struct walk_item *item, enum sk_fate fate)
{
	struct judging *judging = context;
	struct walking walk = walk_of(judging, NULL, other_ended);
	struct walk_item other = *judging->come;
	walk.without = judging->group->number;
	walk.without_count = (uint32_t)judging->group->count;
	other.box = item->box;
	other.guesses = item->guesses;
	other.taken = false;
	other.at++;
	other.part = 0;
	judging->fate = fate;
	judging->ruling = item->decider;
	sk_outcome outcome = walk_on(&walk, &other);
	if (sk_failed(outcome))
		judging->outcome = outcome;
	return !judging->needed && !sk_failed(outcome);
}

static enum walk_next compare_taken(void *context, const struct walk_item *item, uint32_t number)
{
	struct judging *judging = context;
	const struct walk_item *outer = judging->come;
	struct walking walk = walk_of(judging, NULL, own_ended);
	if (!is_own(judging, number))
		return go_on(judging, item);
	judging->come = item;
	judging->reached = true;
	sk_outcome outcome = walk_on(&walk, item);
	judging->come = outer;
	if (sk_failed(outcome))
		judging->outcome = outcome;
	return judging->needed || sk_failed(judging->outcome) ? WALK_STOP : go_on(judging, item);
}

static sk_outcome find_redundant(struct judging *judging, struct group *group, bool *more)
{
	judge(judging, group);
	for (size_t at = 0; !judging->needed && next_entry(judging, &at);)
		SK_TRY(send(judging, compare_taken, NULL));
	if (judging->needed)
		return SK_OK;
	group->found = *more = true;
	group->flaw = SK_RULE_REDUNDANT;
	group->finding.reason = group->finding.by_count > 0 ? SK_RULE_DONE : judging->reached ? SK_RULE_IDLE : SK_RULE_LEFT;
	leave_out(judging, group);
	return SK_OK;
}

/* ---- all of them ---- */

static sk_outcome find_all(struct judging *judging)
{
	bool more = true;
	for (size_t i = 0; i < judging->group_count; i++)
		if (judging->groups[i].judged)
			SK_TRY(find_unreachable(judging, &judging->groups[i]));
	for (size_t i = 0; i < judging->group_count; i++)
		if (judging->groups[i].found)
			leave_out(judging, &judging->groups[i]);
	while (more) {
		more = false;
		for (size_t i = 0; i < judging->group_count; i++) {
			struct group *group = &judging->groups[i];
			if (group->judged && !group->found && !group->silent && !group->unread)
				SK_TRY(find_redundant(judging, group, &more));
		}
	}
	return SK_OK;
}

static sk_outcome keep(const struct judging *judging, struct sk_rule_findings *out)
{
	void *memory;
	SK_TRY(sk_arena_take(judging->arena, judging->group_count + 1, sizeof(struct sk_rule_finding), &memory, judging->error));
	struct sk_rule_finding *found = memory;
	*out = (struct sk_rule_findings){.found = found, .hooks = judging->hooks, .hook_count = judging->entry_count};
	for (size_t i = 0; i < judging->group_count; i++) {
		const struct group *group = &judging->groups[i];
		out->judged += group->judged;
		if (!group->judged || (!group->found && !group->unread))
			continue;
		struct sk_rule_finding *finding = &found[out->count++];
		*finding = group->finding;
		finding->flaw = group->found ? group->flaw : SK_RULE_UNREAD;
		if (!group->found)
			finding->reason = SK_RULE_UNKNOWN;
		finding->by_count = group->found ? finding->by_count : 0;
		finding->chain = group->chain;
		finding->rule = &group->chain->rules[group->at];
		out->unreachable += finding->flaw == SK_RULE_UNREACHABLE;
		out->redundant += finding->flaw == SK_RULE_REDUNDANT;
		out->unread += finding->flaw == SK_RULE_UNREAD;
	}
	return SK_OK;
}

SK_OUTCOME sk_net_rules(struct sk_arena *arena, const struct sk_filter *filter, const char *chain, struct sk_rule_findings *out, struct sk_error *error)
{
	SK_ARENA_SCOPE scratch = sk_arena_new(ARENA_MAX);
	struct judging judging = {.filter = filter, .arena = arena, .scratch = scratch, .error = error, .outcome = SK_OK};
	void *last, *gone;
	if (!scratch)
		return sk_error_set_number(error, SK_E_MEMORY, NULL, ARENA_MAX);
	SK_TRY(walk_base_make(scratch, filter, &judging.base, error));
	SK_TRY(sk_arena_take(scratch, filter->count + 1, sizeof(ptrdiff_t), &last, error));
	SK_TRY(sk_arena_take(scratch, judging.base.first[filter->count] + 1, sizeof(bool), &gone, error));
	judging.last = last;
	judging.gone = gone;
	SK_TRY(list_entries(&judging, chain));
	SK_TRY(list_groups(&judging));
	SK_TRY(find_all(&judging));
	return keep(&judging, out);
}
