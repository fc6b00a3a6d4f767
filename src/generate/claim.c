/* What stands in the way where no change of files mends a policy: needs that ask for what it refuses, and devices of which nothing is known. */
#include "generate/private.h"

#include <string.h>

enum { WORDS_MAX = 4096 };

/* ---- an exception in words ---- */

/* False where these are no words for packets. */
static bool read_words(const char *words, struct sk_question *out)
{
	static const struct sk_filter no_filter = {.file = SK_SITE_FILE};
	static const struct sk_entry all = {.families = SK_FAMILIES};
	struct sk_error ignored;
	return !sk_failed(sk_question_read(&no_filter, &all, NULL, words, out, &ignored));
}

/* One part of a need, up to the next "or", as sent from one network: "tcp port 22 from 198.51.100.0/28". Nothing where it cannot come from there. */
static void put_part(const char *part, size_t length, const char *network, size_t network_length, struct sk_buf *out)
{
	SK_BUF_SCOPE words = SK_BUF(WORDS_MAX);
	struct sk_question question;
	sk_buf_print(&words, "%.*s from %.*s", (int)length, part, (int)network_length, network);
	if (!words.failed && read_words(words.bytes, &question))
		sk_buf_print(out, "%s%s", out->length ? " or " : "", words.bytes);
}

static void put_from(const char *accepts, const char *network, size_t network_length, struct sk_buf *out)
{
	for (const char *part = accepts; part;) {
		const char *next = strstr(part, " or ");
		put_part(part, next ? (size_t)(next - part) : strlen(part), network, network_length, out);
		part = next ? next + sizeof(" or ") - 1 : NULL;
	}
}

static bool is_outside(const struct sk_site *site, const char *node)
{
	return sk_site_node(site, node)->role == SK_ROLE_OUTSIDE;
}

/* What stands outside is told apart by its addresses alone: no device sees who sends. */
static void put_permits(const struct sk_site *site, const struct sk_site_policy *need, struct sk_buf *out)
{
	SK_ID_EACH(id, &need->from) {
		const char *behind = is_outside(site, id->text) ? sk_site_node(site, id->text)->behind : NULL, *at = behind ? behind : "";
		for (at += strspn(at, " "); *at; at += strspn(at, " ")) {
			size_t length = strcspn(at, " ");
			put_from(need->accepts, at, length, out);
			at += length;
		}
	}
}

/* Both are about somebody outside: of a need that is of others, too, only those. */
static bool is_of_outside(const struct sk_site *site, const struct sk_site_policy *policy, const struct sk_site_policy *need)
{
	bool policy_is = false, need_is = false;
	SK_ID_EACH(id, &policy->from)
		policy_is = policy_is || is_outside(site, id->text);
	SK_ID_EACH(id, &need->from)
		need_is = need_is || is_outside(site, id->text);
	return policy_is && need_is;
}

static const char *first_nameless(const struct sk_site *site, const struct sk_site_policy *need)
{
	SK_ID_EACH(id, &need->from)
		if (is_outside(site, id->text) && !sk_site_node(site, id->text)->behind)
			return id->text;
	return NULL;
}

/* Exceptions know no "but". */
static sk_outcome make_claim(struct sk_arena *arena, const struct sk_site *site, const struct sk_site_policy *policy, const struct sk_site_policy *need, struct sk_fix_claim *out,
			     struct sk_error *error)
{
	SK_BUF_SCOPE permits = SK_BUF(WORDS_MAX);
	*out = (struct sk_fix_claim){.policy = policy, .need = need, .outside = is_of_outside(site, policy, need)};
	out->nameless = out->outside ? first_nameless(site, need) : NULL;
	if (strstr(need->accepts, " but ") || out->nameless)
		return SK_OK;
	out->permits = need->accepts;
	if (!out->outside)
		return SK_OK;
	put_permits(site, need, &permits);
	if (permits.failed || permits.length == 0) {
		out->permits = NULL;
		return SK_OK;
	}
	return sk_arena_text(arena, permits.bytes, permits.length, &out->permits, error);
}

/* ---- who claims it ---- */

static bool meets(const struct sk_reach_question *a, const struct sk_reach_question *b)
{
	struct sk_box met;
	for (size_t i = 0; i < a->count; i++)
		for (size_t at = 0; at < b->count; at++)
			if (sk_box_meet(&a->packets[i], &b->packets[at], &met))
				return true;
	return false;
}

/* Nobody sees which of those who stand outside sends. */
static bool same_sender(const struct sk_network *network, size_t a, size_t b)
{
	return a == b || (network->nodes[a].role == SK_NET_OUTSIDE && network->nodes[b].role == SK_NET_OUTSIDE);
}

/* Between the same two there are packets of both. */
static bool contradict(const struct sk_network *network, const struct sk_policy_question *policy, const struct sk_policy_question *need)
{
	for (size_t i = 0; i < policy->count; i++)
		for (size_t at = 0; at < need->count; at++)
			if (same_sender(network, policy->pairs[i].from, need->pairs[at].from) && policy->pairs[i].to == need->pairs[at].to && meets(&policy->pairs[i], &need->pairs[at]))
				return true;
	return false;
}

sk_outcome generate_claim(struct sk_arena *arena, const struct sk_site *site, const struct sk_network *network, const struct sk_policy_question *policy,
			  const struct sk_policy_question *need, struct sk_fixed *out, struct sk_error *error)
{
	if (out->claim_count == SK_FIX_CLAIMS_MAX || !contradict(network, policy, need))
		return SK_OK;
	return make_claim(arena, site, policy->policy, need->policy, &out->claims[out->claim_count++], error);
}

/* One of those who need it would send this packet, and somebody else does. What is shown says nothing of types where there are ports. */
static bool pretends(const struct sk_network *network, const struct sk_policy_question *need, const struct sk_danger *danger)
{
	struct sk_box met;
	for (size_t i = 0; i < need->count; i++) {
		const struct sk_reach_question *pair = &need->pairs[i];
		if (strcmp(network->nodes[pair->to].id, danger->last) != 0 || strcmp(network->nodes[pair->from].id, danger->from) == 0)
			continue;
		for (size_t at = 0; at < pair->count; at++)
			if (sk_box_meet(&pair->packets[at], &danger->packet, &met))
				return true;
	}
	return false;
}

/* Whoever stands inside is told apart by his addresses, too, where another one sends under them. */
static void put_own(const struct sk_network *network, const struct sk_site_policy *need, struct sk_buf *out)
{
	char address[SK_ADDRESS_TEXT];
	for (size_t i = 0; i < network->count; i++) {
		const struct sk_net_node *node = &network->nodes[i];
		for (size_t at = 0; at < node->interface_count && node->role != SK_NET_OUTSIDE && sk_ids_hold(&need->from, node->id); at++)
			for (size_t own = 0; own < node->interfaces[at].address_count; own++) {
				sk_address_text(node->interfaces[at].addresses[own].address, address);
				put_from(need->accepts, address, strlen(address), out);
			}
	}
}

sk_outcome generate_forged(struct sk_arena *arena, const struct sk_site *site, const struct sk_network *network, const struct sk_policy_answer *answer, const struct sk_policy_question *need,
			   struct sk_fixed *out, struct sk_error *error)
{
	SK_BUF_SCOPE own = SK_BUF(WORDS_MAX);
	const struct sk_danger danger = sk_danger_of(answer);
	if (danger.outside || out->claim_count == SK_FIX_CLAIMS_MAX || !pretends(network, need, &danger))
		return SK_OK;
	struct sk_fix_claim *claim = &out->claims[out->claim_count++];
	SK_TRY(make_claim(arena, site, answer->policy, need->policy, claim, error));
	claim->forged = true;
	claim->permits = NULL;
	if (strstr(need->policy->accepts, " but "))
		return SK_OK;
	put_permits(site, need->policy, &own);
	put_own(network, need->policy, &own);
	if (own.failed || own.length == 0)
		return SK_OK;
	return sk_arena_text(arena, own.bytes, own.length, &claim->permits, error);
}

/* ---- what exceptions would leave ---- */

static bool excepts(const struct sk_fix_claim *claim, const struct sk_policy_question *policy, const struct sk_network *network, const struct sk_reach_question *pair)
{
	bool from = claim->outside || claim->forged || sk_ids_hold(&claim->need->from, network->nodes[pair->from].id);
	return claim->policy == policy->policy && claim->permits && from && sk_ids_hold(&claim->need->to, network->nodes[pair->to].id);
}

static sk_outcome without_claims(struct sk_arena *arena, const struct sk_fixed *fixed, const struct sk_network *network, const struct sk_policy_question *policy, struct sk_reach_question *pair,
				 struct sk_error *error)
{
	void *memory;
	for (size_t i = 0; i < fixed->claim_count; i++) {
		if (!excepts(&fixed->claims[i], policy, network, pair))
			continue;
		SK_TRY(sk_arena_take(arena, 1, sizeof(struct sk_question), &memory, error));
		struct sk_question *set = memory;
		memcpy(set->packets, pair->packets, pair->count * sizeof(struct sk_box));
		set->count = pair->count;
		SK_TRY(sk_question_without(&policy->policy->where, fixed->claims[i].permits, set, error));
		pair->packets = set->packets;
		pair->count = set->count;
	}
	return SK_OK;
}

sk_outcome generate_more(struct sk_arena *arena, const struct sk_network *network, const struct sk_policy_question *policy, struct sk_fixed *out, struct sk_error *error)
{
	struct sk_policy_question left = *policy;
	struct sk_policy_answer answer;
	struct sk_plan *plan;
	void *memory;
	SK_TRY(sk_arena_take(arena, policy->count, sizeof(struct sk_reach_question), &memory, error));
	left.pairs = memory;
	for (size_t i = 0; i < policy->count; i++) {
		left.pairs[i] = policy->pairs[i];
		SK_TRY(without_claims(arena, out, network, policy, &left.pairs[i], error));
	}
	SK_TRY(sk_plan_new(arena, network, NULL, &plan, error));
	SK_TRY(sk_prove_policy(arena, plan, &left, &answer, error));
	out->more = out->more || answer.reached.proof == SK_PROOF_VIOLATED;
	return SK_OK;
}

/* ---- what nobody knows ---- */

sk_outcome generate_unknown(struct sk_arena *arena, const struct sk_network *network, const struct sk_policy_question *policy, struct sk_fixed *out, struct sk_error *error)
{
	struct sk_policy_answer *answer;
	struct sk_net_node *nodes;
	struct sk_network closed;
	struct sk_plan *plan;
	void *memory;
	SK_TRY(sk_net_copy(arena, network, &closed, &nodes, error));
	for (size_t i = 0; i < closed.count; i++) {
		if (nodes[i].filter_count == 0)
			continue;
		nodes[i].filters = &generate_closed;
		nodes[i].filter_count = 1;
	}
	SK_TRY(sk_plan_new(arena, &closed, NULL, &plan, error));
	SK_TRY(sk_arena_take(arena, 1, sizeof(*answer), &memory, error));
	answer = memory;
	SK_TRY(sk_prove_policy(arena, plan, policy, answer, error));
	if (answer->reached.proof == SK_PROOF_UNDECIDED && answer->reached.unread_count > 0)
		out->unknown = answer;
	return SK_OK;
}
