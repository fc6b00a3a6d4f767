/* Whether the packet that was found is one of many: who turns off the service that it is for closes nothing, where others come in by the same way. */
#include "prove/private.h"

#include <string.h>

enum { TCP = 6, UDP = 17, LEFT_MOST = 64 << 20 };

/* Packets for the same service; of a protocol without ports all of it. */
size_t prove_service(const struct sk_box *packet, struct sk_box out[2])
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

sk_outcome prove_without(struct sk_arena *arena, const struct sk_box *away, struct sk_reach_question *pair, struct sk_error *error)
{
	SK_BUF_SCOPE left = SK_BUF(LEFT_MOST);
	void *memory;
	for (size_t i = 0; i < pair->count; i++) {
		struct sk_box pieces[SK_BOX_PIECES_MAX];
		size_t count = sk_box_minus(&pair->packets[i], away, pieces);
		sk_buf_add(&left, (const char *)pieces, count * sizeof(*pieces));
	}
	SK_TRY(sk_buf_check(&left, error));
	pair->count = left.length / sizeof(struct sk_box);
	SK_TRY(sk_arena_take(arena, pair->count, sizeof(struct sk_box), &memory, error));
	if (pair->count > 0)
		memcpy(memory, left.bytes, left.length);
	pair->packets = memory;
	return SK_OK;
}

sk_outcome prove_without_service(struct sk_arena *arena, const struct sk_box *packet, struct sk_reach_question *pairs, size_t count, struct sk_error *error)
{
	struct sk_box service[2];
	for (size_t i = 0, services = prove_service(packet, service); i < services; i++)
		for (size_t at = 0; at < count; at++)
			SK_TRY(prove_without(arena, &service[i], &pairs[at], error));
	return SK_OK;
}

sk_outcome prove_only(struct sk_arena *arena, enum sk_dim dim, sk_wide value, const struct sk_reach_question *pair, struct sk_reach_question *out, struct sk_error *error)
{
	void *memory;
	*out = *pair;
	out->count = 0;
	SK_TRY(sk_arena_take(arena, pair->count, sizeof(struct sk_box), &memory, error));
	struct sk_box *only = memory;
	for (size_t i = 0; i < pair->count; i++) {
		sk_wide low, high;
		sk_box_get(&pair->packets[i], dim, &low, &high);
		if (value < low || high < value)
			continue;
		only[out->count] = pair->packets[i];
		sk_box_set(&only[out->count++], dim, value, value);
	}
	out->packets = only;
	return SK_OK;
}

/* What comes there is for the same service, whatever the sender wrote on it: who hands a port in changes both. */
static bool is_same_service(const struct sk_reached *a, const struct sk_reached *b)
{
	const struct sk_reached *both[2] = {a, b};
	sk_wide low[2], high, port[2] = {0, 0};
	for (size_t i = 0; i < 2; i++) {
		struct sk_box packet = both[i]->packet;
		sk_net_packet_at(both[i]->hops, both[i]->hop_count - 1, &packet);
		sk_box_get(&packet, SK_DIM_PROTOCOL, &low[i], &high);
		low[i] = low[i] == UDP ? TCP : low[i];
		if (low[i] == TCP)
			sk_box_get(&packet, SK_DIM_TARGET_PORT, &port[i], &high);
	}
	return low[0] == low[1] && port[0] == port[1];
}

/* Of a pair: to whom the service is turned off all others; to somebody else all. */
static sk_outcome ask_pair(struct sk_arena *arena, const struct sk_policy_question *question, size_t at, struct sk_policy_answer *answer, struct sk_error *error)
{
	struct sk_reach_question others = question->pairs[at];
	struct sk_reached reached = answer->reached;
	bool off = others.to == question->pairs[answer->pair].to;
	for (size_t tries = 0; tries <= PROVE_SERVICES_MOST; tries++) {
		if (off)
			SK_TRY(prove_without_service(arena, &reached.packet, &others, 1, error));
		SK_TRY(sk_net_reach(arena, answer->plan, &others, &reached, error));
		if (!off || reached.proof != SK_PROOF_VIOLATED || !is_same_service(&reached, &answer->reached))
			break;
		reached.proof = SK_PROOF_UNDECIDED;
	}
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
