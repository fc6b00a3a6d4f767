/* What work needs, beside its own answers: what is surely stopped of it past exceptions, which packets a change lets through for it, and whether it is what goes astray. */
#include "prove/private.h"

#include <string.h>

enum { TCP = 6, UDP = 17 };

/* ---- stopped past exceptions: these say that nobody can prove it, or that the site does without, and which of these no program knows ---- */

struct asking {
	struct sk_arena *arena;
	const struct sk_plan *plan;
	struct sk_error *error;
	struct sk_policy_answer *out;
	size_t *count;
};

static bool is_excepted(const struct sk_site *site, const struct sk_site_policy *need)
{
	SK_LIST_EACH(struct sk_site_exception, exception, &site->exceptions)
		if (sk_site_excepts(exception, need, NULL, NULL))
			return true;
	return false;
}

/* Each service once, past those that were found. */
static sk_outcome find_stopped(const struct asking *asking, struct sk_policy_question *question)
{
	for (size_t found = 0; found < PROVE_SERVICES_MOST; found++) {
		struct sk_policy_answer *answer = &asking->out[*asking->count];
		SK_TRY(sk_prove_policy(asking->arena, asking->plan, question, answer, asking->error));
		if (answer->reached.proof != SK_PROOF_VIOLATED)
			return SK_OK;
		++*asking->count;
		SK_TRY(prove_without_service(asking->arena, &answer->reached.packet, question->pairs, question->count, asking->error));
	}
	return SK_OK;
}

sk_outcome sk_prove_stopped(struct sk_arena *arena, const struct sk_site *site, const struct sk_plan *plan, const struct sk_policy_answer *needs, struct sk_policy_answer **out, size_t *count,
			    struct sk_error *error)
{
	struct sk_policy_question *questions;
	void *memory;
	*count = 0;
	SK_TRY(sk_arena_take(arena, (site->needs.count + 1) * (PROVE_SERVICES_MOST + 1), sizeof(**out), &memory, error));
	*out = memory;
	const struct asking asking = {arena, plan, error, *out, count};
	SK_TRY(prove_whole(arena, site, sk_plan_network(plan), &site->needs, &questions, error));
	for (size_t i = 0; i < site->needs.count; i++)
		if (is_excepted(site, questions[i].policy) && needs[i].reached.proof != SK_PROOF_VIOLATED)
			SK_TRY(find_stopped(&asking, &questions[i]));
	return SK_OK;
}

/* ---- stopped then, and not now ---- */

/* Of one pair; what is found is dropped of all. */
static sk_outcome find_lost(const struct asking *asking, const struct sk_plan *now, struct sk_policy_question *question, size_t pair)
{
	for (size_t tries = 0; tries < PROVE_SERVICES_MOST; tries++) {
		struct sk_policy_answer *answer = &asking->out[*asking->count];
		const struct sk_policy_question one = {.policy = question->policy, .packets = question->packets, .pairs = &question->pairs[pair], .count = 1};
		struct sk_reached was;
		SK_TRY(sk_prove_policy(asking->arena, asking->plan, &one, answer, asking->error));
		if (answer->reached.proof != SK_PROOF_VIOLATED)
			return SK_OK;
		const struct sk_box packet = answer->reached.packet;
		const struct sk_reach_question same = {one.pairs->from, one.pairs->to, &packet, 1};
		SK_TRY(sk_net_arrives(asking->arena, now, &same, &was, asking->error));
		bool stopped = was.proof == SK_PROOF_VIOLATED;
		SK_TRY(prove_without_service(asking->arena, &packet, stopped ? &question->pairs[pair] : question->pairs, stopped ? 1 : question->count, asking->error));
		if (stopped)
			continue;
		answer->pair = pair;
		if (++*asking->count == PROVE_LOST_MOST)
			return SK_OK;
	}
	return SK_OK;
}

sk_outcome sk_prove_lost(struct sk_arena *arena, const struct sk_site *site, const struct sk_plan *now, const struct sk_plan *then, struct sk_policy_answer **out, size_t *count, struct sk_error *error)
{
	struct sk_policy_question *questions;
	void *memory;
	*count = 0;
	SK_TRY(sk_arena_take(arena, PROVE_LOST_MOST + 1, sizeof(**out), &memory, error));
	*out = memory;
	const struct asking asking = {arena, then, error, *out, count};
	SK_TRY(prove_whole(arena, site, sk_plan_network(then), &site->needs, &questions, error));
	for (size_t i = 0; i < site->needs.count; i++)
		for (size_t at = 0; at < questions[i].count && *count < PROVE_LOST_MOST; at++)
			SK_TRY(find_lost(&asking, now, &questions[i], at));
	return SK_OK;
}

/* ---- packets that are let through for it ---- */

static void set_all(struct sk_box *box, enum sk_dim dim)
{
	struct sk_box all;
	sk_wide low, high;
	sk_box_all(&all);
	sk_box_get(&all, dim, &low, &high);
	sk_box_set(box, dim, low, high);
}

/* As a filter may let it through: from the same to the same for the same service, whatever its sender's port, flags and state. */
static void add(struct sk_buf *boxes, struct sk_box box)
{
	static const enum sk_dim any[] = {SK_DIM_SOURCE_PORT, SK_DIM_FLAGS, SK_DIM_STATE, SK_DIM_IN, SK_DIM_OUT};
	sk_wide first, last;
	for (size_t i = 0; i < SK_COUNT(any); i++)
		set_all(&box, any[i]);
	sk_box_get(&box, SK_DIM_PROTOCOL, &first, &last);
	if (first == last && (first == TCP || first == UDP))
		set_all(&box, SK_DIM_ICMP);
	sk_buf_add(boxes, (const char *)&box, sizeof(box));
}

/* Of the packets those of one address, as sent by anybody of the network that it stands in: few filters name one computer. */
static void add_of_network(struct sk_buf *boxes, const struct sk_net_node *from, const struct sk_box *packets)
{
	sk_wide low, high;
	sk_box_get(packets, SK_DIM_SOURCE, &low, &high);
	for (size_t i = 0; i < from->interface_count; i++)
		for (size_t k = 0; k < from->interfaces[i].address_count; k++) {
			const struct sk_net_address *own = &from->interfaces[i].addresses[k];
			struct sk_box box = *packets;
			if (own->address < low || high < own->address)
				continue;
			sk_box_set(&box, SK_DIM_SOURCE, own->low, own->high);
			add(boxes, box);
		}
}

/* To networks that stand there, or to anybody. */
static void add_to(struct sk_buf *boxes, const struct sk_net_node *from, const struct sk_net_node *to, const struct sk_box *permits)
{
	for (size_t i = 0; i < to->behind_count; i++) {
		sk_wide low, high;
		struct sk_box box = *permits;
		sk_box_get(permits, SK_DIM_TARGET, &low, &high);
		low = low > to->behind[i].low ? low : to->behind[i].low;
		high = high < to->behind[i].high ? high : to->behind[i].high;
		if (low > high)
			continue;
		sk_box_set(&box, SK_DIM_TARGET, low, high);
		add_of_network(boxes, from, &box);
	}
	if (to->role == SK_NET_OUTSIDE && to->behind_count == 0)
		add_of_network(boxes, from, permits);
}

/* What leaves by an exception somebody decided. */
static sk_outcome add_permitted(const struct sk_site *site, const struct sk_network *network, const struct sk_policy_question *question, struct sk_buf *boxes, struct sk_error *error)
{
	SK_LIST_EACH(struct sk_site_exception, exception, &site->exceptions) {
		struct sk_question packets = question->packets;
		if (question->policy->accepts || !sk_site_excepts(exception, question->policy, NULL, NULL))
			continue;
		SK_TRY(sk_question_within(&exception->where, exception->permits, &packets, error));
		for (size_t i = 0; i < question->count; i++) {
			const struct sk_net_node *from = &network->nodes[question->pairs[i].from], *to = &network->nodes[question->pairs[i].to];
			for (size_t k = 0; k < packets.count && sk_site_excepts(exception, question->policy, from->id, to->id); k++)
				add_to(boxes, from, to, &packets.packets[k]);
		}
	}
	return SK_OK;
}

/* Without these no packet of IPv6 leaves its wire, and they never do. */
static void add_neighbours(struct sk_buf *boxes)
{
	enum { ICMP6 = 58, ALL_NEAR = 0xff02, NEAR_BITS = 112, LINK = 0xfe80 >> 6, LINK_BITS = 118 };
	const struct sk_net_address near[] = {
		{.low = (sk_wide)ALL_NEAR << NEAR_BITS, .high = ((sk_wide)(ALL_NEAR + 1) << NEAR_BITS) - 1},
		{.low = (sk_wide)LINK << LINK_BITS, .high = ((sk_wide)(LINK + 1) << LINK_BITS) - 1},
	};
	for (size_t i = 0; i < SK_COUNT(near); i++) {
		struct sk_box box;
		sk_box_all(&box);
		sk_box_set(&box, SK_DIM_PROTOCOL, ICMP6, ICMP6);
		sk_box_set(&box, SK_DIM_TARGET, near[i].low, near[i].high);
		add(boxes, box);
	}
}

enum { NEEDED_MOST = 16 << 20 };

sk_outcome sk_prove_needed(struct sk_arena *arena, const struct sk_site *site, const struct sk_network *network, struct sk_box **out, size_t *count, struct sk_error *error)
{
	struct sk_policy_question *needs, *policies;
	SK_BUF_SCOPE boxes = SK_BUF(NEEDED_MOST);
	void *memory;
	SK_TRY(prove_whole(arena, site, network, &site->needs, &needs, error));
	SK_TRY(prove_whole(arena, site, network, &site->policies, &policies, error));
	for (size_t i = 0; i < site->needs.count; i++)
		for (size_t at = 0; at < needs[i].count; at++)
			for (size_t k = 0; k < needs[i].pairs[at].count; k++) {
				add(&boxes, needs[i].pairs[at].packets[k]);
				add_of_network(&boxes, &network->nodes[needs[i].pairs[at].from], &needs[i].pairs[at].packets[k]);
			}
	for (size_t i = 0; i < site->policies.count; i++)
		SK_TRY(add_permitted(site, network, &policies[i], &boxes, error));
	add_neighbours(&boxes);
	SK_TRY(sk_buf_check(&boxes, error));
	*count = boxes.length / sizeof(struct sk_box);
	SK_TRY(sk_arena_take(arena, *count, sizeof(struct sk_box), &memory, error));
	*out = memory;
	if (*count > 0)
		memcpy(*out, boxes.bytes, boxes.length);
	return SK_OK;
}

enum { COMBINATIONS_MOST = 4096, REST_MOST = 1 << 20 };

static bool is_covered(const struct sk_box *box, const struct sk_box *needed, size_t count)
{
	SK_BUF_SCOPE rest = SK_BUF(REST_MOST);
	sk_buf_add(&rest, (const char *)box, sizeof(*box));
	for (size_t i = 0; i < count && rest.length > 0; i++)
		sk_box_list_minus(&rest, &needed[i]);
	return !rest.failed && rest.length == 0;
}

/* Flows that have begun, and what goes with them. */
static bool begin_nothing(const struct sk_ranges *states)
{
	for (size_t i = 0; i < states->count; i++)
		for (sk_wide state = states->at[i].low; state <= states->at[i].high; state++)
			if (state != SK_FLOW_ESTABLISHED && state != SK_FLOW_RELATED)
				return false;
	return true;
}

bool sk_prove_is_needed(const struct sk_packets *packets, const struct sk_box *needed, size_t count)
{
	size_t combinations = begin_nothing(&packets->dims[SK_DIM_STATE]) ? 0 : 1;
	for (size_t dim = 0; dim < SK_DIMS && combinations <= COMBINATIONS_MOST; dim++)
		combinations *= packets->dims[dim].count;
	for (size_t which = 0; combinations <= COMBINATIONS_MOST && which < combinations; which++) {
		struct sk_box box;
		size_t left = which;
		sk_box_all(&box);
		for (size_t dim = 0; dim < SK_DIMS; left /= packets->dims[dim++].count) {
			const struct sk_range *range = &packets->dims[dim].at[left % packets->dims[dim].count];
			sk_box_set(&box, (enum sk_dim)dim, range->low, range->high);
		}
		if (!is_covered(&box, needed, count))
			return false;
	}
	return combinations <= COMBINATIONS_MOST;
}

/* ---- work that goes astray ---- */

/* Of the packets of a pair those that work needs. */
static sk_outcome only_needed(struct sk_arena *arena, const struct sk_box *needed, size_t count, struct sk_reach_question *pair, struct sk_error *error)
{
	struct sk_box *packets;
	void *memory;
	size_t met = 0;
	SK_TRY(sk_arena_take(arena, pair->count * count, sizeof(*packets), &memory, error));
	packets = memory;
	for (size_t i = 0; i < pair->count; i++)
		for (size_t k = 0; k < count; k++)
			met += sk_box_meet(&pair->packets[i], &needed[k], &packets[met]);
	pair->packets = packets;
	pair->count = met;
	return SK_OK;
}

static sk_outcome find_astray(struct sk_arena *arena, const struct sk_site *site, const struct sk_policy_question *question, struct sk_policy_answer *answer, struct sk_error *error)
{
	struct sk_box *needed;
	size_t count;
	SK_TRY(sk_prove_needed(arena, site, sk_plan_network(answer->plan), &needed, &count, error));
	for (size_t i = 0; i < question->count && !answer->work; i++) {
		struct sk_reach_question pair = question->pairs[i];
		struct sk_reached reached;
		SK_TRY(only_needed(arena, needed, count, &pair, error));
		SK_TRY(sk_net_reach(arena, answer->plan, &pair, &reached, error));
		if (reached.proof != SK_PROOF_VIOLATED)
			continue;
		answer->work = true;
		answer->pair = i;
		answer->reached = reached;
		prove_note_forged(answer);
	}
	return SK_OK;
}

sk_outcome sk_prove_astray(struct sk_arena *arena, const struct sk_site *site, const struct sk_policy_question *questions, size_t count, struct sk_policy_answer *answers, struct sk_error *error)
{
	for (size_t i = 0; i < count; i++)
		if (answers[i].reached.proof == SK_PROOF_VIOLATED && answers[i].policy->flow && answers[i].policy->flow->about_outside)
			SK_TRY(find_astray(arena, site, &questions[i], &answers[i], error));
	return SK_OK;
}
