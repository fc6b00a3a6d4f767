/* What only the receiver's own firewall stops: the routers before it let it through, and one mistake at one computer opens it. */
#include "prove/private.h"

#include <strings.h>

static sk_outcome without_input(struct sk_arena *arena, const struct sk_filter *was, struct sk_filter *out, struct sk_error *error)
{
	struct sk_filter_chain *chains;
	SK_TRY(sk_net_copy_chains(arena, was, out, &chains, error));
	for (size_t i = 0; i < was->count; i++)
		if (chains[i].hook && strcasecmp(chains[i].hook, "input") == 0)
			chains[i].hook = NULL;
	return SK_OK;
}

static sk_outcome without_firewalls(struct sk_arena *arena, const struct sk_network *network, struct sk_network *out, struct sk_error *error)
{
	struct sk_net_node *nodes;
	void *memory;
	SK_TRY(sk_net_copy(arena, network, out, &nodes, error));
	for (size_t i = 0; i < network->count; i++) {
		if (nodes[i].role != SK_NET_HOST)
			continue;
		SK_TRY(sk_arena_take(arena, nodes[i].filter_count, sizeof(struct sk_filter), &memory, error));
		struct sk_filter *filters = memory;
		for (size_t f = 0; f < nodes[i].filter_count; f++)
			SK_TRY(without_input(arena, &network->nodes[i].filters[f], &filters[f], error));
		nodes[i].filters = filters;
	}
	return SK_OK;
}

/* Where nothing but a hub lies between nobody else could stop it. */
static bool passes_router(const struct sk_reached *reached)
{
	for (size_t i = 1; i + 1 < reached->hop_count; i++)
		if (reached->hops[i].node->role == SK_NET_ROUTER)
			return true;
	return false;
}

/* Each pair by itself: what comes to one over a wire that nobody filters says nothing of another one. */
static sk_outcome ask_pairs(struct sk_arena *arena, const struct sk_plan *plan, const struct sk_policy_question *question, struct sk_reached *out, struct sk_error *error)
{
	for (size_t i = 0; i < question->count && out->proof != SK_PROOF_VIOLATED; i++) {
		struct sk_policy_question pair = *question;
		struct sk_policy_answer answer;
		pair.pairs = &question->pairs[i];
		pair.count = 1;
		SK_TRY(sk_prove_policy(arena, plan, &pair, &answer, error));
		bool worse = answer.reached.proof == SK_PROOF_VIOLATED || (answer.reached.proof == SK_PROOF_UNDECIDED && out->proof == SK_PROOF_HOLDS);
		if (worse && answer.reached.hop_count > 0 && passes_router(&answer.reached))
			*out = answer.reached;
	}
	return SK_OK;
}

/* Whoever would come there in his own name is told before somebody who has to forge. */
static sk_outcome choose_honest(struct sk_arena *arena, const struct sk_plan *plan, const struct sk_policy_question *question, struct sk_reached *out, struct sk_error *error)
{
	for (size_t i = 0; i < question->count; i++) {
		struct sk_reach_question own;
		struct sk_reached reached;
		SK_TRY(prove_honestly(arena, sk_plan_network(plan), &question->pairs[i], &own, error));
		SK_TRY(sk_net_reach(arena, plan, &own, &reached, error));
		if (reached.proof != SK_PROOF_VIOLATED || !passes_router(&reached))
			continue;
		*out = reached;
		return SK_OK;
	}
	return SK_OK;
}

sk_outcome sk_prove_bare(struct sk_arena *arena, const struct sk_network *network, const struct sk_policy_question *questions, size_t count, struct sk_policy_answer *answers,
			 struct sk_error *error)
{
	struct sk_network *bare;
	struct sk_plan *plan;
	void *memory;
	SK_TRY(sk_arena_take(arena, 1, sizeof(*bare), &memory, error));
	bare = memory;
	SK_TRY(without_firewalls(arena, network, bare, error));
	SK_TRY(sk_plan_new(arena, bare, NULL, &plan, error));
	for (size_t i = 0; i < count; i++) {
		if (answers[i].policy->accepts || answers[i].reached.proof != SK_PROOF_HOLDS)
			continue;
		SK_TRY(ask_pairs(arena, plan, &questions[i], &answers[i].bare, error));
		if (answers[i].bare.proof == SK_PROOF_VIOLATED && !(answers[i].policy->flow && answers[i].policy->flow->down))
			SK_TRY(choose_honest(arena, plan, &questions[i], &answers[i].bare, error));
	}
	return SK_OK;
}
