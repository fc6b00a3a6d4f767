/* What exceptions permit, asked as their policies are: whether any of it comes there as things are. What begins outside is asked about first. */
#include "prove/prove.h"

struct asking {
	struct sk_arena *arena;
	const struct sk_site *site;
	const struct sk_plan *plan;
	struct sk_error *error;
};

static size_t exceptions_of(const struct sk_site *site, const struct sk_site_policy *policy)
{
	size_t count = 0;
	SK_LIST_EACH(struct sk_site_exception, exception, &site->exceptions)
		count += !policy->accepts && sk_site_excepts(exception, policy, NULL, NULL);
	return count;
}

static void add_pairs(const struct sk_network *network, const struct sk_site_exception *exception, const struct sk_policy_question *whole, bool outside, struct sk_policy_question *out)
{
	for (size_t i = 0; i < whole->count; i++) {
		const struct sk_net_node *from = &network->nodes[whole->pairs[i].from], *to = &network->nodes[whole->pairs[i].to];
		if ((from->role == SK_NET_OUTSIDE) == outside && sk_site_excepts(exception, whole->policy, from->id, to->id))
			out->pairs[out->count++] = (struct sk_reach_question){whole->pairs[i].from, whole->pairs[i].to, out->packets.packets, out->packets.count};
	}
}

static sk_outcome ask(const struct asking *asking, const struct sk_policy_question *whole, struct sk_permitted *out)
{
	const struct sk_network *network = sk_plan_network(asking->plan);
	struct sk_policy_question *question;
	void *memory;
	SK_TRY(sk_arena_take(asking->arena, 1, sizeof(*question), &memory, asking->error));
	question = memory;
	question->policy = whole->policy;
	question->packets = whole->packets;
	SK_TRY(sk_question_within(&out->exception->where, out->exception->permits, &question->packets, asking->error));
	SK_TRY(sk_arena_take(asking->arena, whole->count, sizeof(struct sk_reach_question), &memory, asking->error));
	question->pairs = memory;
	add_pairs(network, out->exception, whole, true, question);
	add_pairs(network, out->exception, whole, false, question);
	return sk_prove_policy(asking->arena, asking->plan, question, &out->answer, asking->error);
}

sk_outcome sk_prove_permitted(struct sk_arena *arena, const struct sk_site *site, const struct sk_plan *plan, const struct sk_policy_question *questions, size_t count,
			      struct sk_permitted **out, size_t *permitted, struct sk_error *error)
{
	const struct asking asking = {arena, site, plan, error};
	size_t room = 0;
	void *memory;
	*permitted = 0;
	for (size_t i = 0; i < count; i++)
		room += exceptions_of(site, questions[i].policy);
	SK_TRY(sk_arena_take(arena, room, sizeof(**out), &memory, error));
	*out = memory;
	SK_LIST_EACH(struct sk_site_exception, exception, &site->exceptions)
		for (size_t i = 0; i < count; i++) {
			if (questions[i].policy->accepts || questions[i].count == 0 || !sk_site_excepts(exception, questions[i].policy, NULL, NULL))
				continue;
			struct sk_permitted *one = &(*out)[(*permitted)++];
			one->exception = exception;
			SK_TRY(ask(&asking, &questions[i], one));
		}
	return SK_OK;
}
