/* Of all packets that violate a policy one that people recognise, and who else can send such: what is told is an example, and must not be taken for all. */
#include "prove/private.h"

enum { SOMEBODY = 8 /* of a network: no router, and not who sends */ };

/* ---- in the sender's own name ---- */

struct asking {
	struct sk_arena *arena;
	const struct sk_network *network;
	struct sk_error *error;
};

/* Adds to `out` what of the pair comes from there. */
static sk_outcome add_between(const struct asking *asking, const struct sk_reach_question *pair, sk_wide low, sk_wide high, struct sk_reach_question *out)
{
	struct sk_box *packets;
	void *memory;
	SK_TRY(sk_arena_take(asking->arena, out->count + pair->count, sizeof(*packets), &memory, asking->error));
	packets = memory;
	for (size_t i = 0; i < out->count; i++)
		packets[i] = out->packets[i];
	for (size_t i = 0; i < pair->count; i++) {
		sk_wide first, last;
		sk_box_get(&pair->packets[i], SK_DIM_SOURCE, &first, &last);
		first = first > low ? first : low;
		last = last < high ? last : high;
		if (first > last)
			continue;
		packets[out->count] = pair->packets[i];
		sk_box_set(&packets[out->count++], SK_DIM_SOURCE, first, last);
	}
	out->packets = packets;
	return SK_OK;
}

static sk_outcome take_away_between(const struct asking *asking, enum sk_dim dim, sk_wide low, sk_wide high, struct sk_reach_question *pair)
{
	struct sk_box away;
	sk_box_all(&away);
	sk_box_set(&away, dim, low, high);
	return prove_without(asking->arena, &away, pair, asking->error);
}

/* Of whoever may have any address those that nobody else has here. */
static sk_outcome leave_nobodys(const struct asking *asking, struct sk_reach_question *pair)
{
	for (size_t i = 0; i < asking->network->count; i++) {
		const struct sk_net_node *node = &asking->network->nodes[i];
		if (i == pair->from)
			continue;
		for (size_t at = 0; at < node->behind_count; at++)
			SK_TRY(take_away_between(asking, SK_DIM_SOURCE, node->behind[at].low, node->behind[at].high, pair));
		for (size_t at = 0; at < node->interface_count; at++)
			for (size_t k = 0; k < node->interfaces[at].address_count; k++)
				SK_TRY(take_away_between(asking, SK_DIM_SOURCE, node->interfaces[at].addresses[k].address, node->interfaces[at].addresses[k].address, pair));
	}
	return SK_OK;
}

static unsigned unstated(const struct sk_net_node *node)
{
	unsigned families = 0;
	for (size_t i = 0; i < node->interface_count; i++)
		families |= node->interfaces[i].unstated;
	return families;
}

static sk_outcome honestly(const struct asking *asking, const struct sk_reach_question *pair, struct sk_reach_question *out)
{
	const struct sk_net_node *from = &asking->network->nodes[pair->from];
	struct sk_reach_question any = *pair;
	*out = *pair;
	out->count = 0;
	if (from->role == SK_NET_OUTSIDE && from->behind_count == 0) {
		*out = *pair;
		return leave_nobodys(asking, out);
	}
	for (size_t i = 0; i < from->behind_count; i++)
		SK_TRY(add_between(asking, pair, from->behind[i].low, from->behind[i].high, out));
	for (size_t i = 0; i < from->interface_count; i++)
		for (size_t k = 0; k < from->interfaces[i].address_count; k++)
			SK_TRY(add_between(asking, pair, from->interfaces[i].addresses[k].address, from->interfaces[i].addresses[k].address, out));
	if (from->role == SK_NET_OUTSIDE || !unstated(from))
		return SK_OK;
	SK_TRY(leave_nobodys(asking, &any));
	for (size_t i = 0; i < any.count; i++)
		if (sk_box_family(&any.packets[i]) & unstated(from)) {
			const struct sk_reach_question one = {any.from, any.to, &any.packets[i], 1};
			SK_TRY(add_between(asking, &one, 0, ~(sk_wide)0, out));
		}
	return SK_OK;
}

sk_outcome prove_honestly(struct sk_arena *arena, const struct sk_network *network, const struct sk_reach_question *pair, struct sk_reach_question *out, struct sk_error *error)
{
	const struct asking asking = {arena, network, error};
	return honestly(&asking, pair, out);
}

static sk_outcome reach_honestly(struct sk_arena *arena, const struct sk_policy_question *question, size_t pair, const struct sk_policy_answer *answer, struct sk_reached *out,
				 struct sk_error *error)
{
	const struct asking asking = {arena, sk_plan_network(answer->plan), error};
	struct sk_reach_question own;
	SK_TRY(honestly(&asking, &question->pairs[pair], &own));
	return sk_net_reach(arena, answer->plan, &own, out, error);
}

static bool is_outside(const struct sk_policy_question *question, size_t pair, const struct sk_policy_answer *answer)
{
	return sk_plan_network(answer->plan)->nodes[question->pairs[pair].from].role == SK_NET_OUTSIDE;
}

static void take(size_t pair, const struct sk_reached *reached, struct sk_policy_answer *answer)
{
	answer->pair = pair;
	answer->reached = *reached;
	prove_note_forged(answer);
}

/* Whoever can do it in his own name is told before somebody who has to forge, the one that was found before all others; but who is outside is never told as somebody inside. */
static sk_outcome choose_honest(struct sk_arena *arena, const struct sk_policy_question *question, struct sk_policy_answer *answer, struct sk_error *error)
{
	const size_t found = answer->pair;
	const bool outside = is_outside(question, found, answer);
	for (size_t at = 0; at <= question->count && answer->forged; at++) {
		size_t i = at == 0 ? found : at - 1;
		struct sk_reached reached;
		if (is_outside(question, i, answer) != outside)
			continue;
		SK_TRY(reach_honestly(arena, question, i, answer, &reached, error));
		if (reached.proof != SK_PROOF_VIOLATED)
			continue;
		take(i, &reached, answer);
		return SK_OK;
	}
	return SK_OK;
}

sk_outcome sk_prove_narrow(struct sk_arena *arena, unsigned families, struct sk_reach_question *pair, struct sk_error *error)
{
	void *memory;
	size_t count = 0;
	SK_TRY(sk_arena_take(arena, pair->count, sizeof(struct sk_box), &memory, error));
	struct sk_box *left = memory;
	for (size_t i = 0; i < pair->count; i++)
		if (sk_box_family(&pair->packets[i]) & families)
			left[count++] = pair->packets[i];
	pair->packets = left;
	pair->count = count;
	return SK_OK;
}

/* People look for addresses of IPv4 first; what is about IPv6 alone has to be said. */
static sk_outcome choose_family(struct sk_arena *arena, const struct sk_policy_question *question, struct sk_policy_answer *answer, struct sk_error *error)
{
	bool asked = false, outside = is_outside(question, answer->pair, answer);
	if (sk_box_family(&answer->reached.packet) != SK_FAMILY_6)
		return SK_OK;
	for (size_t i = 0; i < question->count; i++) {
		struct sk_reach_question four = question->pairs[i];
		struct sk_reached reached;
		SK_TRY(sk_prove_narrow(arena, SK_FAMILY_4, &four, error));
		asked = asked || four.count > 0;
		SK_TRY(sk_net_reach(arena, answer->plan, &four, &reached, error));
		if (reached.proof == SK_PROOF_HOLDS)
			continue;
		if (reached.proof == SK_PROOF_VIOLATED && is_outside(question, i, answer) == outside)
			take(i, &reached, answer);
		return SK_OK;
	}
	answer->only6 = asked;
	return SK_OK;
}

/* RFC 1918, RFC 4193: the internet has no way there, and who reads that somebody out there sent to it believes none of it. */
static const struct {
	sk_wide low;
	unsigned bits; /* that may be anything */
} privately[] = {
	{SK_IPV4_FIRST | 0x0a000000, 24},
	{SK_IPV4_FIRST | 0xac100000, 20},
	{SK_IPV4_FIRST | 0xc0a80000, 16},
	{(sk_wide)0xfc << 120, 121},
};

static bool is_private(sk_wide address)
{
	for (size_t i = 0; i < SK_COUNT(privately); i++)
		if (address >> privately[i].bits == privately[i].low >> privately[i].bits)
			return true;
	return false;
}

/* To one of the addresses that somebody has here, of a router above all. */
static sk_outcome choose_known(struct sk_arena *arena, struct sk_reach_question pair, struct sk_policy_answer *answer, bool *out, struct sk_error *error)
{
	const struct sk_network *network = sk_plan_network(answer->plan);
	struct sk_reach_question known;
	struct sk_reached reached;
	*out = false;
	for (size_t i = 0; i < network->count; i++)
		for (size_t at = 0; at < network->nodes[i].interface_count; at++)
			for (size_t k = 0; k < network->nodes[i].interfaces[at].address_count; k++) {
				sk_wide address = network->nodes[i].interfaces[at].addresses[k].address;
				SK_TRY(prove_only(arena, SK_DIM_TARGET, address, &pair, &known, error));
				SK_TRY(sk_net_reach(arena, answer->plan, &known, &reached, error));
				if (reached.proof == SK_PROOF_VIOLATED) {
					take(answer->pair, &reached, answer);
					*out = true;
					return SK_OK;
				}
			}
	return SK_OK;
}

/* From outside to an address that can be reached from there, where a router hands it in. */
static sk_outcome choose_public(struct sk_arena *arena, const struct sk_policy_question *question, struct sk_policy_answer *answer, struct sk_error *error)
{
	const struct asking asking = {arena, sk_plan_network(answer->plan), error};
	struct sk_reach_question publicly = question->pairs[answer->pair];
	struct sk_reached reached;
	bool known;
	if (!is_outside(question, answer->pair, answer) || !is_private(answer->reached.packet.low[SK_DIM_TARGET]))
		return SK_OK;
	if (!answer->forged)
		SK_TRY(honestly(&asking, &question->pairs[answer->pair], &publicly));
	for (size_t i = 0; i < SK_COUNT(privately); i++)
		SK_TRY(take_away_between(&asking, SK_DIM_TARGET, privately[i].low, privately[i].low | (((sk_wide)1 << privately[i].bits) - 1), &publicly));
	SK_TRY(choose_known(arena, publicly, answer, &known, error));
	if (known)
		return SK_OK;
	SK_TRY(sk_net_reach(arena, answer->plan, &publicly, &reached, error));
	if (reached.proof == SK_PROOF_VIOLATED)
		take(answer->pair, &reached, answer);
	return SK_OK;
}

static bool is_among(const char *const *ids, size_t count, const char *id)
{
	for (size_t i = 0; i < count; i++)
		if (ids[i] == id)
			return true;
	return false;
}

static sk_outcome add_senders(struct sk_arena *arena, const struct sk_policy_question *question, struct sk_policy_answer *answer, struct sk_error *error)
{
	const struct sk_net_node *nodes = sk_plan_network(answer->plan)->nodes;
	const char **senders;
	void *memory;
	SK_TRY(sk_arena_take(arena, question->count, sizeof(*senders), &memory, error));
	senders = memory;
	senders[0] = nodes[question->pairs[answer->pair].from].id;
	answer->senders = senders;
	answer->sender_count = 1;
	for (size_t i = 0; i < question->count; i++) {
		struct sk_reached reached;
		const char *id = nodes[question->pairs[i].from].id;
		if (is_among(senders, answer->sender_count, id))
			continue;
		SK_TRY(reach_honestly(arena, question, i, answer, &reached, error));
		if (reached.proof == SK_PROOF_VIOLATED)
			senders[answer->sender_count++] = id;
	}
	return SK_OK;
}

/* To somebody outside one address of many: of those that stand there, else one of documentation. */
static sk_outcome choose_outward(struct sk_arena *arena, const struct sk_policy_question *question, struct sk_policy_answer *answer, struct sk_error *error)
{
	const struct asking asking = {arena, sk_plan_network(answer->plan), error};
	const struct sk_net_node *to = &asking.network->nodes[question->pairs[answer->pair].to];
	sk_wide address = SK_IPV4_FIRST | 0xc6336408;
	struct sk_reach_question known;
	struct sk_reached reached;
	if (to->role != SK_NET_OUTSIDE || sk_box_family(&answer->reached.packet) != SK_FAMILY_4)
		return SK_OK;
	for (size_t i = 0; i < to->behind_count; i++)
		if (sk_address_family(to->behind[i].low) == SK_FAMILY_4 && to->behind[i].high - to->behind[i].low >= SOMEBODY) {
			address = to->behind[i].low + SOMEBODY;
			break;
		}
	struct sk_reach_question own = question->pairs[answer->pair];
	if (!answer->forged)
		SK_TRY(honestly(&asking, &question->pairs[answer->pair], &own));
	SK_TRY(prove_only(arena, SK_DIM_TARGET, address, &own, &known, error));
	SK_TRY(sk_net_reach(arena, answer->plan, &known, &reached, error));
	if (reached.proof == SK_PROOF_VIOLATED)
		take(answer->pair, &reached, answer);
	return SK_OK;
}

sk_outcome sk_prove_examples(struct sk_arena *arena, const struct sk_policy_question *questions, size_t count, struct sk_policy_answer *answers, struct sk_error *error)
{
	for (size_t i = 0; i < count; i++) {
		if (answers[i].policy->accepts || answers[i].reached.proof != SK_PROOF_VIOLATED)
			continue;
		SK_TRY(choose_family(arena, &questions[i], &answers[i], error));
		SK_TRY(choose_honest(arena, &questions[i], &answers[i], error));
		SK_TRY(choose_public(arena, &questions[i], &answers[i], error));
		SK_TRY(choose_outward(arena, &questions[i], &answers[i], error));
		SK_TRY(add_senders(arena, &questions[i], &answers[i], error));
	}
	return SK_OK;
}

sk_outcome sk_prove_only_source(struct sk_arena *arena, const struct sk_policy_question *question, const struct sk_policy_answer *answer, bool *out, struct sk_error *error)
{
	sk_wide source = answer->reached.packet.low[SK_DIM_SOURCE];
	const struct asking asking = {arena, sk_plan_network(answer->plan), error};
	*out = true;
	for (size_t i = 0; i < question->count && *out; i++) {
		struct sk_reach_question others = question->pairs[i];
		struct sk_reached reached;
		if (others.from != question->pairs[answer->pair].from)
			continue;
		SK_TRY(take_away_between(&asking, SK_DIM_SOURCE, source, source, &others));
		SK_TRY(sk_net_reach(arena, answer->plan, &others, &reached, error));
		*out = reached.proof == SK_PROOF_HOLDS;
	}
	return SK_OK;
}
