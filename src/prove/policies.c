/* The policies of a site, asked over its network as it is. */
#include "prove/private.h"

#include <string.h>

static size_t node_named(const struct sk_network *network, const char *id)
{
	size_t at = 0;
	while (strcmp(network->nodes[at].id, id) != 0)
		at++;
	return at;
}

/* The packets of the policy between these two, without what the site excepts. */
static sk_outcome without_exceptions(struct sk_arena *arena, const struct sk_site *site, const struct sk_policy_question *question, const char *from, const char *to,
				     struct sk_reach_question *pair, struct sk_error *error)
{
	struct sk_question *set = NULL;
	SK_LIST_EACH(struct sk_site_exception, exception, &site->exceptions) {
		void *memory;
		if (!sk_site_excepts(exception, question->policy, from, to))
			continue;
		if (!set) {
			SK_TRY(sk_arena_take(arena, 1, sizeof(*set), &memory, error));
			set = memory;
			*set = question->packets;
		}
		SK_TRY(sk_question_without(&exception->where, exception->permits, set, error));
	}
	pair->packets = set ? set->packets : question->packets.packets;
	pair->count = set ? set->count : question->packets.count;
	return SK_OK;
}

/* What an honest sender sends of it. `*excepted`: he would, but the site's exceptions leave nothing. */
static sk_outcome only_needed(struct sk_arena *arena, const struct sk_network *network, const struct sk_question *packets, struct sk_reach_question *pair, bool *excepted,
			      struct sk_error *error)
{
	struct sk_reach_question whole = {pair->from, pair->to, packets->packets, packets->count};
	SK_TRY(sk_net_needed(arena, network, pair, error));
	if (pair->count > 0)
		return SK_OK;
	SK_TRY(sk_net_needed(arena, network, &whole, error));
	*excepted = whole.count > 0;
	return SK_OK;
}

static sk_outcome gather_pairs(struct sk_arena *arena, const struct sk_site *site, const struct sk_network *network, struct sk_policy_question *out, struct sk_error *error)
{
	const struct sk_site_policy *policy = out->policy;
	void *memory;
	SK_TRY(sk_arena_take(arena, policy->from.count * policy->to.count, sizeof(struct sk_reach_question), &memory, error));
	out->pairs = memory;
	SK_ID_EACH(from, &policy->from)
		SK_ID_EACH(to, &policy->to) {
			struct sk_reach_question *pair = &out->pairs[out->count];
			*pair = (struct sk_reach_question){.from = node_named(network, from->text), .to = node_named(network, to->text)};
			SK_TRY(without_exceptions(arena, site, out, from->text, to->text, pair, error));
			if (pair->from == pair->to)
				continue;
			bool excepted = false;
			if (policy->accepts)
				SK_TRY(only_needed(arena, network, &out->packets, pair, &excepted, error));
			out->excepted += excepted;
			out->count += !excepted;
		}
	return SK_OK;
}

enum { ABOUT_MAX = 256 };

/* Of a flow about what stands outside only the packets for there. */
static sk_outcome only_about(const struct sk_site *site, const struct sk_network *network, unsigned kinds, struct sk_question *packets, struct sk_error *error)
{
	const struct sk_net_address *networks[ABOUT_MAX];
	size_t count = 0;
	SK_LIST_EACH(struct sk_site_node, node, &site->nodes) {
		if (node->stands_for < 0 || !(kinds & 1u << node->stands_for))
			continue;
		const struct sk_net_node *outside = &network->nodes[node_named(network, node->id)];
		for (size_t i = 0; i < outside->behind_count; i++) {
			if (count == ABOUT_MAX)
				return sk_error_set(error, SK_E_CONFIG_SIZE, &node->where, _("networks behind what stands outside"), "256", NULL);
			networks[count++] = &outside->behind[i];
		}
	}
	return sk_question_about(networks, count, packets, error);
}

sk_outcome sk_prove_policies(struct sk_arena *arena, const struct sk_site *site, const struct sk_network *network, const struct sk_list *policies,
			     struct sk_policy_question **out, struct sk_error *error)
{
	static const struct sk_filter no_filter = {.file = SK_SITE_FILE};
	static const struct sk_entry all = {.families = SK_FAMILIES};
	void *memory;
	SK_TRY(sk_arena_take(arena, policies->count, sizeof(**out), &memory, error));
	struct sk_policy_question *at = *out = memory;
	SK_LIST_EACH(struct sk_site_policy, policy, policies) {
		at->policy = policy;
		SK_TRY(sk_question_read(&no_filter, &all, &policy->where, policy->accepts ? policy->accepts : policy->refuses, &at->packets, error));
		if (policy->flow && policy->flow->about_outside)
			SK_TRY(only_about(site, network, policy->flow->about_outside, &at->packets, error));
		SK_TRY(gather_pairs(arena, site, network, at++, error));
	}
	return SK_OK;
}

sk_outcome prove_whole(struct sk_arena *arena, const struct sk_site *site, const struct sk_network *network, const struct sk_list *policies, struct sk_policy_question **out, struct sk_error *error)
{
	struct sk_site strict = *site;
	strict.exceptions = (struct sk_list){0};
	return sk_prove_policies(arena, &strict, network, policies, out, error);
}

static bool is_worse(enum sk_proof a, enum sk_proof b)
{
	static const int badness[] = {[SK_PROOF_HOLDS] = 0, [SK_PROOF_SILENT] = 1, [SK_PROOF_UNDECIDED] = 2, [SK_PROOF_VIOLATED] = 3};
	return badness[a] > badness[b];
}

/* What was asked says nothing of what stands nowhere. */
static void note_missing(const struct sk_policy_question *question, struct sk_reached *reached)
{
	if (question->count == 0)
		reached->proof = SK_PROOF_SILENT;
	else if (question->policy->missing && reached->proof == SK_PROOF_HOLDS)
		reached->proof = SK_PROOF_UNDECIDED;
}

static bool stands_behind(const struct sk_net_node *node, sk_wide address)
{
	for (size_t i = 0; i < node->behind_count; i++)
		if (node->behind[i].low <= address && address <= node->behind[i].high)
			return true;
	return false;
}

/* Whose address, of those that stand here, the packet says it comes from, where that is not the sender. */
static const char *forged_of(const struct sk_network *network, const struct sk_net_node *sender, sk_wide source)
{
	for (size_t i = 0; i < network->count; i++)
		for (size_t at = 0; at < network->nodes[i].interface_count; at++)
			for (size_t k = 0; k < network->nodes[i].interfaces[at].address_count; k++)
				if (network->nodes[i].interfaces[at].addresses[k].address == source && strcmp(network->nodes[i].id, sender->id) != 0)
					return network->nodes[i].id;
	for (size_t i = 0; i < network->count && !stands_behind(sender, source); i++)
		if (stands_behind(&network->nodes[i], source))
			return network->nodes[i].id;
	return NULL;
}

void prove_note_forged(struct sk_policy_answer *answer)
{
	const struct sk_reached *reached = &answer->reached;
	answer->forged = reached->hop_count > 0 ? forged_of(sk_plan_network(answer->plan), reached->hops[0].node, reached->packet.low[SK_DIM_SOURCE]) : NULL;
}

/* The worst is kept, of equals the first; nothing is worse than violated. `down`: the tunnel that is; NULL: none. */
static sk_outcome ask_pairs(struct sk_arena *arena, const struct sk_plan *plan, const struct sk_policy_question *question, const char *down, struct sk_policy_answer *out,
			    struct sk_error *error)
{
	for (size_t i = 0; i < question->count && out->reached.proof != SK_PROOF_VIOLATED; i++) {
		struct sk_reached reached;
		SK_TRY((question->policy->accepts ? sk_net_arrives : sk_net_reach)(arena, plan, &question->pairs[i], &reached, error));
		if ((i == 0 && !down) || is_worse(reached.proof, out->reached.proof)) {
			out->reached = reached;
			out->down = down;
			out->pair = i;
			out->plan = plan;
		}
	}
	return SK_OK;
}

/* With each tunnel down alone. */
static sk_outcome ask_down(struct sk_arena *arena, const struct sk_plan *plan, const struct sk_policy_question *question, struct sk_policy_answer *out, struct sk_error *error)
{
	const struct sk_network *network = sk_plan_network(plan);
	struct sk_move down = {.kind = SK_MOVE_DOWN};
	for (; down.segment < network->segment_count; down.segment++) {
		struct sk_plan *then;
		void *memory;
		if (!network->tunnels || !network->tunnels[down.segment])
			continue;
		SK_TRY(sk_arena_take(arena, 1, sizeof(struct sk_network), &memory, error));
		SK_TRY(sk_move_make(arena, network, &down, memory, error));
		SK_TRY(sk_plan_new(arena, memory, plan, &then, error));
		SK_TRY(ask_pairs(arena, then, question, network->segments[down.segment], out, error));
	}
	return SK_OK;
}

sk_outcome sk_prove_policy(struct sk_arena *arena, const struct sk_plan *plan, const struct sk_policy_question *question, struct sk_policy_answer *out,
			  struct sk_error *error)
{
	*out = (struct sk_policy_answer){.policy = question->policy, .pairs = question->count, .excepted = question->excepted};
	SK_TRY(ask_pairs(arena, plan, question, NULL, out, error));
	if (question->policy->flow && question->policy->flow->down)
		SK_TRY(ask_down(arena, plan, question, out, error));
	note_missing(question, &out->reached);
	prove_note_forged(out);
	return SK_OK;
}

sk_outcome sk_prove_each(struct sk_arena *arena, const struct sk_plan *plan, const struct sk_policy_question *questions, size_t count, struct sk_policy_answer **out,
			 struct sk_error *error)
{
	void *memory;
	SK_TRY(sk_arena_take(arena, count, sizeof(struct sk_policy_answer), &memory, error));
	*out = memory;
	for (size_t i = 0; i < count; i++)
		SK_TRY(sk_prove_policy(arena, plan, &questions[i], &(*out)[i], error));
	return SK_OK;
}
