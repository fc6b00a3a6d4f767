/*
 * One entry of a filter, one question, every possible packet.
 *
 * The chains of an entry are met one in the other: what the first accepts is the question of the second, and so on. A chain sees packets of its families
 * alone; the boxes of a question are of one family each.
 */
#include "net/net.h"

#include <string.h>

enum { ARENA_MAX = 1 << 30 };

struct search {
	const struct sk_filter *filter;
	const struct sk_entry *entry;
	const struct sk_question *question;
	struct sk_arena *arena;
	struct sk_error *error;
	struct sk_program programs[SK_ENTRY_MAX];
	uint64_t boxes;
	sk_outcome outcome; /* of the partitions below each other */

	bool found;
	struct sk_box box;
	uint32_t rules[SK_ENTRY_MAX]; /* that accept the box, of each chain before the last */
	size_t depth;
	uint32_t rule; /* what decides */
};

static bool is_policy(const struct search *search, uint32_t number)
{
	const struct sk_filter_chain *chain;
	const struct sk_filter_rule *rule;
	sk_filter_rule_numbered(search->filter, number, &chain, &rule);
	return !rule;
}

static bool descend(struct search *search, size_t at, const struct sk_box *box);

struct level {
	struct search *search;
	size_t at;
};

/* Accepted here: so the next chain is asked. False ends the partition. */
static bool look_accepted(void *context, const struct sk_box *box, enum sk_fate fate, uint32_t rule)
{
	struct level *level = context;
	if (fate == SK_FATE_DROP)
		return true;
	level->search->rules[level->search->depth++] = rule;
	bool on = descend(level->search, level->at + 1, box);
	level->search->depth -= on;
	return on;
}

static bool look_dropped(void *context, const struct sk_box *box, enum sk_fate fate, uint32_t rule)
{
	struct search *search = context;
	if (fate == SK_FATE_ACCEPT)
		return true;
	search->found = true;
	search->box = *box;
	search->rule = rule;
	return false;
}

/* Every chain accepts the box. */
static bool found_accepted(struct search *search, const struct sk_box *box)
{
	search->found = true;
	search->box = *box;
	search->rule = search->rules[search->depth - 1];
	for (size_t i = search->depth; i-- > 0 && is_policy(search, search->rule);)
		if (!is_policy(search, search->rules[i]))
			search->rule = search->rules[i];
	return false;
}

static bool descend(struct search *search, size_t at, const struct sk_box *box)
{
	struct sk_partition_stats stats = {0};
	while (at < search->entry->count && !(search->entry->chains[at]->families & sk_box_family(box)))
		at++;
	if (at == search->entry->count)
		return found_accepted(search, box);
	struct level level = {search, at};
	sk_outcome outcome = sk_partition(&search->programs[at], box, look_accepted, &level, &stats, search->error);
	if (sk_failed(outcome))
		search->outcome = outcome;
	search->boxes += stats.boxes;
	return !search->found && !sk_failed(search->outcome);
}

static sk_outcome seek_dropped(struct search *search, const struct sk_box *box)
{
	for (size_t at = 0; at < search->entry->count && !search->found; at++) {
		struct sk_partition_stats stats;
		if (!(search->entry->chains[at]->families & sk_box_family(box)))
			continue;
		SK_TRY(sk_partition(&search->programs[at], box, look_dropped, search, &stats, search->error));
		search->boxes += stats.boxes;
	}
	return SK_OK;
}

static sk_outcome try_bound(struct search *search, enum sk_bound bound)
{
	struct sk_match within = {search->question->packets, search->question->count};
	for (size_t i = 0; i < search->entry->count; i++)
		SK_TRY(sk_filter_program(search->arena, search->filter, search->entry->chains[i], bound, &within, &search->programs[i], search->error));
	for (size_t i = 0; i < search->question->count && !search->found; i++) {
		search->depth = 0;
		if (search->question->wanted == SK_FATE_ACCEPT)
			SK_TRY(seek_dropped(search, &search->question->packets[i]));
		else if (!descend(search, 0, &search->question->packets[i]))
			SK_TRY(search->outcome);
	}
	return SK_OK;
}

static bool touches(const struct sk_match *match, const struct sk_question *question)
{
	struct sk_box meeting;
	for (size_t i = 0; i < match->count; i++)
		for (size_t j = 0; j < question->count; j++)
			if (sk_box_meet(&match->boxes[i], &question->packets[j], &meeting))
				return true;
	return false;
}

/* Chains that a packet of the entry can come to. */
static sk_outcome mark_reached(const struct search *search, bool **out)
{
	const struct sk_filter *filter = search->filter;
	void *memory;
	bool more = true;
	SK_TRY(sk_arena_take(search->arena, filter->count + 1, sizeof(bool), &memory, search->error));
	*out = memory;
	for (size_t i = 0; i < search->entry->count; i++)
		(*out)[search->entry->chains[i] - filter->chains] = true;
	while (more) {
		more = false;
		for (size_t c = 0; c < filter->count; c++)
			for (size_t i = 0; i < filter->chains[c].count && (*out)[c]; i++) {
				const struct sk_filter_rule *rule = &filter->chains[c].rules[i];
				bool *target = &(*out)[rule->target];
				bool jumps = rule->action == SK_ACTION_JUMP || rule->action == SK_ACTION_GOTO;
				more |= jumps && !*target;
				*target |= jumps;
			}
	}
	return SK_OK;
}

/* Rules not understood that can match some packet of the question. */
static sk_outcome gather_unread(const struct search *search, struct sk_proven *out)
{
	const struct sk_filter *filter = search->filter;
	bool *reached;
	SK_TRY(mark_reached(search, &reached));
	for (size_t c = 0; c < filter->count; c++)
		for (size_t i = 0; i < filter->chains[c].count && reached[c] && out->unread_count < SK_UNREAD_MAX; i++) {
			const struct sk_filter_rule *rule = &filter->chains[c].rules[i];
			bool told = out->unread_count > 0 && strcmp(out->unread[out->unread_count - 1]->text, rule->text) == 0;
			if (rule->unread && !told && touches(&rule->may, search->question))
				out->unread[out->unread_count++] = rule;
		}
	return SK_OK;
}

static void conclude(const struct search *search, enum sk_proof proof, struct sk_proven *out)
{
	out->proof = proof;
	out->boxes += search->boxes;
	if (!search->found)
		return;
	out->packet = search->box;
	sk_filter_rule_numbered(search->filter, search->rule, &out->chain, &out->rule);
}

SK_OUTCOME sk_net_ask(const struct sk_filter *filter, const struct sk_entry *entry, const struct sk_question *question, struct sk_proven *out,
		      struct sk_error *error)
{
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA_MAX);
	struct search possible = {.filter = filter, .entry = entry, .question = question, .arena = arena, .error = error}, sure = possible;
	/* The bound that is most against what is wanted, and the one that is least. */
	enum sk_bound against = question->wanted == SK_FATE_DROP ? SK_BOUND_MOST : SK_BOUND_LEAST;
	enum sk_bound certain = question->wanted == SK_FATE_DROP ? SK_BOUND_LEAST : SK_BOUND_MOST;
	*out = (struct sk_proven){.proof = SK_PROOF_SILENT};
	if (question->count == 0)
		return SK_OK;
	if (!arena)
		return sk_error_set_number(error, SK_E_MEMORY, NULL, ARENA_MAX);
	SK_TRY(try_bound(&possible, against));
	if (!possible.found) {
		conclude(&possible, SK_PROOF_HOLDS, out);
		return SK_OK;
	}
	SK_TRY(try_bound(&sure, certain));
	conclude(sure.found ? &sure : &possible, sure.found ? SK_PROOF_VIOLATED : SK_PROOF_UNDECIDED, out);
	return sure.found ? SK_OK : gather_unread(&possible, out);
}
