#include "net/net.h"

enum { ARENA_MAX = 1 << 30 };

struct search {
	enum sk_fate unwanted;
	bool found;
	struct sk_box box;
	uint32_t rule;
};

/* The first box that does not go as it should is enough. */
static bool look(void *context, const struct sk_box *box, enum sk_fate fate, uint32_t rule)
{
	struct search *search = context;
	if (fate != search->unwanted)
		return true;
	search->found = true;
	search->box = *box;
	search->rule = rule;
	return false;
}

static sk_outcome try_bound(struct sk_arena *arena, const struct sk_filter *filter, const struct sk_filter_chain *chain,
			    const struct sk_question *question, enum sk_bound bound, struct search *search, uint64_t *boxes, struct sk_error *error)
{
	struct sk_program program;
	struct sk_partition_stats stats;
	struct sk_match within = {question->packets, question->count};
	SK_TRY(sk_filter_program(arena, filter, chain, bound, &within, &program, error));
	search->unwanted = question->wanted == SK_FATE_DROP ? SK_FATE_ACCEPT : SK_FATE_DROP;
	for (size_t i = 0; i < question->count && !search->found; i++) {
		SK_TRY(sk_partition(&program, &question->packets[i], look, search, &stats, error));
		*boxes += stats.boxes;
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

/* Rules not understood that can match some packet of the question. */
static void gather_unread(const struct sk_filter *filter, const struct sk_question *question, struct sk_proven *out)
{
	for (size_t c = 0; c < filter->count; c++)
		for (size_t i = 0; i < filter->chains[c].count && out->unread_count < SK_UNREAD_MAX; i++) {
			const struct sk_filter_rule *rule = &filter->chains[c].rules[i];
			if (rule->unread && touches(&rule->may, question))
				out->unread[out->unread_count++] = rule;
		}
}

static void conclude(const struct sk_filter *filter, const struct search *search, enum sk_proof proof, struct sk_proven *out)
{
	out->proof = proof;
	if (!search->found)
		return;
	out->packet = search->box;
	sk_filter_rule_numbered(filter, search->rule, &out->chain, &out->rule);
}

SK_OUTCOME sk_net_ask(const struct sk_filter *filter, const struct sk_filter_chain *chain, const struct sk_question *question,
		      struct sk_proven *out, struct sk_error *error)
{
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA_MAX);
	struct search sure = {0}, possible = {0};
	/* The bound that is most against what is wanted, and the one that is least. */
	enum sk_bound against = question->wanted == SK_FATE_DROP ? SK_BOUND_MOST : SK_BOUND_LEAST;
	enum sk_bound certain = question->wanted == SK_FATE_DROP ? SK_BOUND_LEAST : SK_BOUND_MOST;
	*out = (struct sk_proven){.proof = SK_PROOF_SILENT};
	if (question->count == 0)
		return SK_OK;
	if (!arena)
		return sk_error_set_number(error, SK_E_MEMORY, NULL, ARENA_MAX);
	SK_TRY(try_bound(arena, filter, chain, question, against, &possible, &out->boxes, error));
	if (!possible.found) {
		conclude(filter, &possible, SK_PROOF_HOLDS, out);
		return SK_OK;
	}
	SK_TRY(try_bound(arena, filter, chain, question, certain, &sure, &out->boxes, error));
	conclude(filter, sure.found ? &sure : &possible, sure.found ? SK_PROOF_VIOLATED : SK_PROOF_UNDECIDED, out);
	if (!sure.found)
		gather_unread(filter, question, out);
	return SK_OK;
}
