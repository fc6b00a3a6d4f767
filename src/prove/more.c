/* Whether the packet that was found is one of many: who turns off the service that it is for closes nothing, where others come in by the same way. */
#include "prove/private.h"

#include <string.h>

enum { TCP = 6, UDP = 17 };

/* Packets for the same service; of a protocol without ports all of it. */
static size_t service_of(const struct sk_box *packet, struct sk_box out[2])
{
	sk_wide protocol, port, last;
	sk_box_get(packet, SK_DIM_PROTOCOL, &protocol, &last);
	sk_box_get(packet, SK_DIM_TARGET_PORT, &port, &last);
	bool ports = protocol == TCP || protocol == UDP;
	for (size_t i = 0; i < 2; i++) {
		sk_box_all(&out[i]);
		sk_box_set(&out[i], SK_DIM_PROTOCOL, ports ? (i ? UDP : TCP) : protocol, ports ? (i ? UDP : TCP) : protocol);
		if (ports)
			sk_box_set(&out[i], SK_DIM_TARGET_PORT, port, port);
	}
	return ports ? 2 : 1;
}

static sk_outcome without(struct sk_arena *arena, const struct sk_box *away, struct sk_reach_question *pair, struct sk_error *error)
{
	void *memory;
	size_t count = 0;
	SK_TRY(sk_arena_take(arena, pair->count * SK_BOX_PIECES_MAX, sizeof(struct sk_box), &memory, error));
	struct sk_box *left = memory;
	for (size_t i = 0; i < pair->count; i++)
		count += sk_box_minus(&pair->packets[i], away, &left[count]);
	pair->packets = left;
	pair->count = count;
	return SK_OK;
}

/* Of a pair: to whom the service is turned off all others; to somebody else all. */
static sk_outcome ask_pair(struct sk_arena *arena, const struct sk_policy_question *question, size_t at, struct sk_policy_answer *answer, struct sk_error *error)
{
	struct sk_reach_question others = question->pairs[at];
	struct sk_reached reached;
	struct sk_box service[2];
	size_t services = others.to == question->pairs[answer->pair].to ? service_of(&answer->reached.packet, service) : 0;
	for (size_t i = 0; i < services; i++)
		SK_TRY(without(arena, &service[i], &others, error));
	SK_TRY(sk_net_reach(arena, answer->plan, &others, &reached, error));
	if (reached.proof == SK_PROOF_VIOLATED || (reached.proof == SK_PROOF_UNDECIDED && answer->more == SK_PROOF_HOLDS))
		answer->more = reached.proof;
	return SK_OK;
}

sk_outcome sk_prove_more(struct sk_arena *arena, const struct sk_policy_question *questions, size_t count, struct sk_policy_answer *answers, struct sk_error *error)
{
	for (size_t i = 0; i < count; i++) {
		struct sk_policy_answer *answer = &answers[i];
		if (answer->policy->accepts || answer->reached.proof != SK_PROOF_VIOLATED)
			continue;
		answer->more = SK_PROOF_HOLDS;
		for (size_t at = 0; at < questions[i].count && answer->more != SK_PROOF_VIOLATED; at++)
			SK_TRY(ask_pair(arena, &questions[i], at, answer, error));
	}
	return SK_OK;
}

/* ---- what is open then, and was not before ---- */

enum { SERVICES_MOST = 16 /* that are open before and after, and looked past */ };

static sk_outcome reach_packet(struct sk_arena *arena, const struct sk_plan *plan, const struct sk_reach_question *pair, const struct sk_box *packet, struct sk_reached *out, struct sk_error *error)
{
	const struct sk_reach_question one = {pair->from, pair->to, packet, 1};
	return sk_net_reach(arena, plan, &one, out, error);
}

/* Of one pair. */
static sk_outcome find_new(struct sk_arena *arena, const struct sk_plan *now, const struct sk_plan *then, struct sk_reach_question pair, struct sk_reached *out, struct sk_error *error)
{
	for (size_t tries = 0; tries < SERVICES_MOST; tries++) {
		struct sk_reached was;
		struct sk_box service[2];
		SK_TRY(sk_net_reach(arena, then, &pair, out, error));
		if (out->proof != SK_PROOF_VIOLATED)
			return SK_OK;
		SK_TRY(reach_packet(arena, now, &pair, &out->packet, &was, error));
		if (was.proof == SK_PROOF_HOLDS)
			return SK_OK;
		out->proof = SK_PROOF_HOLDS;
		for (size_t i = 0, services = service_of(&out->packet, service); i < services; i++)
			SK_TRY(without(arena, &service[i], &pair, error));
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
	for (size_t i = 0; i < question->count && out->reached.proof != SK_PROOF_VIOLATED; i++) {
		SK_TRY(find_new(arena, now->plan, then->plan, question->pairs[i], &out->reached, error));
		out->pair = i;
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
