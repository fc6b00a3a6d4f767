/* What is open with other settings, and was not before, of a policy that is broken with either. */
#include "prove/private.h"

#include <string.h>

static sk_outcome reach_packet(struct sk_arena *arena, const struct sk_plan *plan, const struct sk_reach_question *pair, const struct sk_box *packet, struct sk_reached *out, struct sk_error *error)
{
	const struct sk_reach_question one = {pair->from, pair->to, packet, 1};
	return sk_net_reach(arena, plan, &one, out, error);
}

/* One sender's packets for the service are looked past first: others may not have come before. Then all of it is. */
static sk_outcome look_past(struct sk_arena *arena, const struct sk_box *packet, bool whole, struct sk_reach_question *pair, struct sk_error *error)
{
	struct sk_box service[2];
	sk_wide low, high;
	sk_box_get(packet, SK_DIM_SOURCE, &low, &high);
	for (size_t i = 0, services = prove_service(packet, service); i < services; i++) {
		if (!whole)
			sk_box_set(&service[i], SK_DIM_SOURCE, low, low);
		SK_TRY(prove_without(arena, &service[i], pair, error));
	}
	return SK_OK;
}

/* Of one pair. */
static sk_outcome find_new(struct sk_arena *arena, const struct sk_plan *now, const struct sk_plan *then, struct sk_reach_question pair, struct sk_reached *out, struct sk_error *error)
{
	for (size_t tries = 0; tries < (size_t)2 * PROVE_SERVICES_MOST; tries++) {
		struct sk_reached was;
		SK_TRY(sk_net_reach(arena, then, &pair, out, error));
		if (out->proof != SK_PROOF_VIOLATED)
			return SK_OK;
		SK_TRY(reach_packet(arena, now, &pair, &out->packet, &was, error));
		if (was.proof == SK_PROOF_HOLDS)
			return SK_OK;
		out->proof = SK_PROOF_HOLDS;
		SK_TRY(look_past(arena, &out->packet, tries % 2 == 1, &pair, error));
	}
	return SK_OK;
}

/* Asked about the same state of the tunnels. */
static bool is_alike(const struct sk_policy_answer *now, const struct sk_policy_answer *then)
{
	return now->down && then->down ? strcmp(now->down, then->down) == 0 : !now->down && !then->down;
}

static sk_outcome find_open(struct sk_arena *arena, const struct sk_policy_question *question, const struct sk_policy_answer *now, struct sk_policy_answer *then, struct sk_policy_answer *out,
			    struct sk_error *error)
{
	struct sk_reached still;
	/* Whoever can do it in his own name is told before somebody who has to forge. */
	for (size_t at = 0; at < 2 * question->count && out->reached.proof != SK_PROOF_VIOLATED; at++) {
		struct sk_reach_question pair = question->pairs[at % question->count];
		if (at < question->count)
			SK_TRY(prove_honestly(arena, sk_plan_network(then->plan), &question->pairs[at], &pair, error));
		SK_TRY(find_new(arena, now->plan, then->plan, pair, &out->reached, error));
		out->pair = at % question->count;
	}
	if (out->reached.proof != SK_PROOF_VIOLATED)
		return SK_OK;
	SK_TRY(reach_packet(arena, then->plan, &question->pairs[now->pair], &now->reached.packet, &still, error));
	if (still.proof == SK_PROOF_VIOLATED)
		then->pair = now->pair;
	then->reached = still.proof == SK_PROOF_VIOLATED ? still : out->reached;
	prove_note_forged(then);
	prove_note_forged(out);
	return SK_OK;
}

/* What one computer alone stops then, and a router stopped before. */
static sk_outcome find_bare(struct sk_arena *arena, const struct sk_policy_question *question, const struct sk_policy_answer *now, const struct sk_policy_answer *then,
			    struct sk_policy_answer *out, struct sk_error *error)
{
	const struct sk_network *network = sk_plan_network(then->plan);
	const struct sk_reached *bare = &then->bare;
	struct sk_policy_answer was = {.policy = now->policy, .pairs = 1, .reached = {.proof = SK_PROOF_HOLDS}, .plan = now->plan};
	for (size_t i = 0; i < question->count; i++) {
		struct sk_reach_question pair = {question->pairs[i].from, question->pairs[i].to, &bare->packet, 1};
		if (strcmp(network->nodes[pair.from].id, bare->hops[0].node->id) != 0 || strcmp(network->nodes[pair.to].id, bare->hops[bare->hop_count - 1].node->id) != 0)
			continue;
		const struct sk_policy_question one = {.policy = question->policy, .pairs = &pair, .count = 1};
		SK_TRY(sk_prove_bare(arena, sk_plan_network(now->plan), &one, 1, &was, error));
		if (was.bare.hop_count == 0)
			out->bare = *bare;
		return SK_OK;
	}
	return SK_OK;
}

sk_outcome sk_prove_newly(struct sk_arena *arena, const struct sk_policy_question *question, const struct sk_policy_answer *now, struct sk_policy_answer *then, struct sk_policy_answer *out,
			  struct sk_error *error)
{
	bool open = now->reached.proof == SK_PROOF_VIOLATED && then->reached.proof == SK_PROOF_VIOLATED;
	bool half = now->reached.proof == SK_PROOF_HOLDS && then->reached.proof == SK_PROOF_HOLDS && now->bare.hop_count > 0 && then->bare.hop_count > 0;
	*out = *then;
	out->sender_count = 0;
	out->reached.proof = SK_PROOF_HOLDS;
	out->bare = (struct sk_reached){.proof = SK_PROOF_HOLDS};
	if (now->policy->accepts)
		return SK_OK;
	if (half)
		return find_bare(arena, question, now, then, out, error);
	/* With the tunnel down before, and at once then. */
	if (open && now->down && !then->down)
		*out = *then;
	return open && is_alike(now, then) ? find_open(arena, question, now, then, out, error) : SK_OK;
}

/* ---- what is open through a device ---- */

static char NOTHING[] = "table inet shut {\n"
			"	chain takes { type filter hook input priority 0; policy drop; }\n"
			"	chain passes { type filter hook forward priority 0; policy drop; }\n"
			"	chain sends { type filter hook output priority 0; policy drop; }\n"
			"}\n";

sk_outcome sk_prove_shut(struct sk_arena *arena, const struct sk_network *network, const char *node, struct sk_network *out, struct sk_error *error)
{
	const struct sk_buf text = {.bytes = NOTHING, .length = sizeof(NOTHING) - 1};
	struct sk_filter filter;
	SK_TRY(sk_prove_parse(arena, node, &text, &filter, error));
	return sk_prove_place(arena, network, node, &filter, 1, out, error);
}

sk_outcome sk_prove_through(struct sk_arena *arena, const struct sk_policy_question *question, const struct sk_policy_answer *shut, const struct sk_policy_answer *open, struct sk_policy_answer *out,
			    struct sk_error *error)
{
	struct sk_policy_answer told = *open;
	*out = *open;
	if (open->reached.proof != SK_PROOF_VIOLATED || shut->reached.proof != SK_PROOF_VIOLATED || !is_alike(shut, open))
		return SK_OK;
	return sk_prove_newly(arena, question, shut, &told, out, error);
}
