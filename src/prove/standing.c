/* Where the network of a site stands, in few numbers. */
#include "prove/prove.h"

#include <string.h>

struct asking {
	struct sk_arena *arena;
	const struct sk_site *site;
	struct sk_network network;
	struct sk_plan *plan;
	struct sk_error *error;
	struct sk_network_standing *out;
};

bool sk_permitted_comes_in(const struct sk_permitted *permitted)
{
	return permitted->answer.reached.proof == SK_PROOF_VIOLATED && permitted->answer.reached.hop_count > 0 && sk_danger_of(&permitted->answer).outside;
}

static bool asks_for(const struct sk_site_policy *need, const struct sk_box *packet)
{
	static const struct sk_filter no_filter;
	static const struct sk_entry all = {.families = SK_FAMILIES};
	static const enum sk_dim service[] = {SK_DIM_PROTOCOL, SK_DIM_TARGET_PORT};
	struct sk_question question;
	struct sk_error error;
	struct sk_box wanted, met;
	if (sk_failed(sk_question_read(&no_filter, &all, NULL, need->accepts, &question, &error)))
		return false;
	sk_box_all(&wanted);
	for (size_t i = 0; i < SK_COUNT(service); i++) {
		sk_wide low, high;
		sk_box_get(packet, service[i], &low, &high);
		sk_box_set(&wanted, service[i], low, high);
	}
	for (size_t i = 0; i < question.count; i++)
		if (sk_box_meet(&question.packets[i], &wanted, &met))
			return true;
	return false;
}

const struct sk_site_policy *sk_prove_needing(const struct sk_site *site, const struct sk_danger *danger)
{
	SK_LIST_EACH(struct sk_site_policy, need, &site->needs)
		if (need->from.count > 0 && sk_ids_hold(&need->to, danger->last) && asks_for(need, &danger->packet))
			return need;
	return NULL;
}

struct sk_danger sk_danger_of(const struct sk_policy_answer *answer)
{
	const struct sk_reached *reached = &answer->reached;
	const struct sk_net_node *first = reached->hops[0].node, *last = reached->hops[reached->hop_count - 1].node;
	struct sk_box packet = reached->packet;
	sk_net_packet_at(reached->hops, reached->hop_count - 1, &packet);
	return (struct sk_danger){answer->policy, reached->proof, first->role == SK_NET_OUTSIDE, first->id, last->id, packet, answer->down, answer->more, answer->forged, answer->only6};
}

static void note_unknown(const struct sk_reached *reached, const char **unknown)
{
	for (size_t i = 0; i < reached->unread_count && !*unknown; i++)
		if (!reached->unread[i].rule)
			*unknown = reached->unread[i].node->id;
}

/* Policies are asked before needs, so that the first of two equals is the worse. */
static void weigh(const struct sk_policy_answer *answer, struct sk_danger *worst)
{
	if (answer->reached.hop_count == 0)
		return;
	struct sk_danger danger = sk_danger_of(answer);
	bool outside = danger.outside && !answer->policy->accepts;
	if (!worst->policy || (outside && !(worst->outside && !worst->policy->accepts)))
		*worst = danger;
}

static enum sk_proof standing_of(const struct sk_policy_answer *answer, struct sk_network_count *count, struct sk_danger *worst)
{
	enum sk_proof proof = answer->reached.proof;
	if (sk_policy_unasked(answer))
		return SK_PROOF_SILENT;
	count->asked++;
	count->violated += proof == SK_PROOF_VIOLATED;
	count->undecided += proof != SK_PROOF_VIOLATED && proof != SK_PROOF_HOLDS;
	if (proof == SK_PROOF_VIOLATED)
		weigh(answer, worst);
	return proof;
}

static sk_outcome ask_permitted(const struct asking *asking, const struct sk_policy_question *questions, size_t count)
{
	struct sk_permitted *permitted;
	size_t permitted_count;
	SK_TRY(sk_prove_permitted(asking->arena, asking->site, asking->plan, questions, count, &permitted, &permitted_count, asking->error));
	for (size_t i = 0; i < permitted_count; i++)
		asking->out->let_in += sk_permitted_comes_in(&permitted[i]);
	return SK_OK;
}

/* proofs NULL: nobody wants to know them one by one. */
static sk_outcome ask_each(const struct asking *asking, const struct sk_list *policies, enum sk_proof *proofs, struct sk_network_count *count)
{
	struct sk_policy_question *questions;
	struct sk_policy_answer *answers;
	SK_TRY(sk_prove_policies(asking->arena, asking->site, &asking->network, policies, &questions, asking->error));
	SK_TRY(sk_prove_each(asking->arena, asking->plan, questions, policies->count, &answers, asking->error));
	SK_TRY(sk_prove_bare(asking->arena, &asking->network, questions, policies->count, answers, asking->error));
	SK_TRY(sk_prove_examples(asking->arena, questions, policies->count, answers, asking->error));
	SK_TRY(sk_prove_astray(asking->arena, asking->site, questions, policies->count, answers, asking->error));
	SK_TRY(sk_prove_more(asking->arena, questions, policies->count, answers, asking->error));
	SK_TRY(ask_permitted(asking, questions, policies->count));
	for (size_t i = 0; i < policies->count; i++) {
		enum sk_proof proof = standing_of(&answers[i], count, &asking->out->worst);
		asking->out->alone += answers[i].bare.hop_count > 0;
		if (proof == SK_PROOF_UNDECIDED)
			note_unknown(&answers[i].reached, &asking->out->unknown);
		if (proofs)
			proofs[i] = proof;
	}
	return SK_OK;
}

static sk_outcome ask(struct asking *asking, const struct sk_env *env, enum sk_proof *proofs)
{
	SK_TRY(sk_prove_network(asking->arena, env, asking->site, &asking->network, asking->error));
	SK_TRY(sk_plan_new(asking->arena, &asking->network, NULL, &asking->plan, asking->error));
	SK_TRY(ask_each(asking, &asking->site->policies, proofs, &asking->out->policies));
	return ask_each(asking, &asking->site->needs, NULL, &asking->out->needs);
}

/* What is told of the worst lies with the site: the network goes with its arena. */
sk_outcome sk_prove_standing(struct sk_arena *arena, const struct sk_env *env, const struct sk_site *site, struct sk_network_standing *out, struct sk_error *error)
{
	enum { SCRATCH_MAX = 512 << 20 };
	SK_ARENA_SCOPE scratch = sk_arena_new(SCRATCH_MAX);
	struct asking asking = {.arena = scratch, .site = site, .error = error, .out = out};
	void *memory;
	*out = (struct sk_network_standing){0};
	if (!scratch)
		return sk_error_set_number(error, SK_E_MEMORY, NULL, SCRATCH_MAX);
	SK_TRY(sk_arena_take(arena, site->policies.count, sizeof(enum sk_proof), &memory, error));
	out->proofs = memory;
	return ask(&asking, env, memory);
}
