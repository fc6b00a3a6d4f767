/* A filter that was brought, in the network of the site: what would come where if the device had it. */
#include "cmd/cmd.h"

#include <string.h>

struct placing {
	struct sk_call *call;
	const struct sk_site *site;
	const struct sk_register *register_;
	struct sk_look_network *out;
	struct sk_network *now, *then;
	const char **nodes;
};

static bool is_filter(const struct sk_look_settings *settings, const struct sk_buf *bytes)
{
	struct sk_config_source source = {settings->file, bytes->bytes ? bytes->bytes : "", bytes->length};
	return settings->settings && sk_config_reader_of(&source);
}

/* What no policy is about may be let through all the same. That it cannot be compared is no failure: who reads the answer is told how to. */
static sk_outcome compare(struct placing *placing, const struct sk_filter *was, const struct sk_filter *is)
{
	struct sk_call *call = placing->call;
	struct sk_diff diff;
	struct sk_error ignored;
	if (!sk_failed(sk_net_diff(call->arena, was, is, NULL, NULL, &diff, &ignored)))
		placing->out->opened += diff.packets[SK_CHANGE_OPENED];
	return sk_arena_print(call->arena, &placing->out->instead, call->error, "%s/%s", placing->site->folder, was->file);
}

/* With the file in whose place it stands. */
static sk_outcome compare_instead(struct placing *placing, const char *node, const struct sk_filter *filter)
{
	for (size_t i = 0; i < placing->now->count; i++)
		for (size_t at = 0; strcmp(placing->now->nodes[i].id, node) == 0 && at < placing->now->nodes[i].filter_count; at++) {
			const struct sk_filter *was = &placing->now->nodes[i].filters[at];
			if (strcmp(was->reader, filter->reader) == 0 && (was->families & filter->families))
				return compare(placing, was, filter);
		}
	return SK_OK;
}

static sk_outcome place(struct placing *placing, const struct sk_site_node *node, struct sk_look_settings *settings, const struct sk_buf *bytes)
{
	struct sk_call *call = placing->call;
	struct sk_filter filter;
	struct sk_network with;
	bool there;
	SK_TRY(sk_prove_parse(call->arena, settings->file, bytes, &filter, call->error));
	SK_TRY(sk_prove_place(call->arena, placing->then, node->id, &filter, &with, call->error));
	*placing->then = with;
	SK_TRY(compare_instead(placing, node->id, &filter));
	SK_TRY(sk_call_is_config(call, placing->site, node, bytes->bytes, bytes->length, &there));
	placing->out->there = placing->out->there && there;
	placing->nodes[placing->out->count++] = node->id;
	settings->placed = true;
	return SK_OK;
}

static void add_risks(const struct placing *placing, struct sk_policy_answer *answers, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (answers[i].policy->flow && answers[i].reached.proof == SK_PROOF_VIOLATED)
			answers[i].risks = sk_assess_needing(placing->register_, sk_catalogue_control(placing->site->catalogue, answers[i].policy->flow->control));
}

static sk_outcome ask_needs(const struct placing *placing, const struct sk_network *network, const struct sk_plan *plan, struct sk_policy_answer **out, struct sk_error *error)
{
	struct sk_arena *arena = placing->call->arena;
	const struct sk_list *needs = &placing->site->needs;
	struct sk_policy_question *questions;
	SK_TRY(sk_prove_policies(arena, placing->site, network, needs, &questions, error));
	return sk_prove_each(arena, plan, questions, needs->count, out, error);
}

static sk_outcome ask(const struct placing *placing, const struct sk_network *network, struct sk_prove_site_report *out, struct sk_error *error)
{
	struct sk_arena *arena = placing->call->arena;
	const struct sk_list *policies = &placing->site->policies;
	struct sk_policy_question *questions;
	struct sk_policy_answer *answers, *needs;
	struct sk_plan *plan;
	SK_TRY(sk_plan_new(arena, network, NULL, &plan, error));
	SK_TRY(sk_prove_policies(arena, placing->site, network, policies, &questions, error));
	SK_TRY(sk_prove_each(arena, plan, questions, policies->count, &answers, error));
	SK_TRY(sk_prove_bare(arena, network, questions, policies->count, answers, error));
	SK_TRY(ask_needs(placing, network, plan, &needs, error));
	add_risks(placing, answers, policies->count);
	*out = (struct sk_prove_site_report){.site = placing->site, .network = network, .answers = answers, .count = policies->count, .needs = needs, .need_count = placing->site->needs.count,
					     .register_ = placing->register_, .at = placing->call->at};
	return SK_OK;
}

static sk_outcome place_each(struct placing *placing, struct sk_look_settings *settings, const struct sk_buf *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct sk_site_node *node = settings[i].settings ? sk_call_node(placing->site, settings[i].subject) : NULL;
		if (node && is_filter(&settings[i], &bytes[i]))
			SK_TRY(place(placing, node, &settings[i], &bytes[i]));
	}
	return SK_OK;
}

sk_outcome sk_call_look_network(struct sk_call *call, const struct sk_register *register_, struct sk_look_settings *settings, const struct sk_buf *bytes, size_t count,
				const struct sk_look_network **out)
{
	struct placing placing = {.call = call, .site = register_->site, .register_ = register_};
	struct sk_error why;
	void *memory;
	bool any = false;
	*out = NULL;
	for (size_t i = 0; i < count; i++)
		any = any || (settings[i].settings && is_filter(&settings[i], &bytes[i]) && sk_call_node(placing.site, settings[i].subject));
	if (!any || placing.site->policies.count == 0)
		return SK_OK;
	SK_TRY(sk_arena_take(call->arena, 1, sizeof(struct sk_look_network), &memory, call->error));
	placing.out = memory;
	SK_TRY(sk_arena_take(call->arena, 2, sizeof(struct sk_network), &memory, call->error));
	placing.now = memory;
	placing.then = placing.now + 1;
	SK_TRY(sk_arena_take(call->arena, count, sizeof(const char *), &memory, call->error));
	placing.out->nodes = placing.nodes = memory;
	placing.out->there = true;
	*out = placing.out;
	bool unread = sk_failed(sk_prove_network(call->arena, call->env, placing.site, placing.now, &why));
	*placing.then = *placing.now;
	if (!unread)
		SK_TRY(place_each(&placing, settings, bytes, count));
	unread = unread || sk_failed(ask(&placing, placing.now, &placing.out->now, &why)) || sk_failed(ask(&placing, placing.then, &placing.out->then, &why));
	return unread ? sk_call_unread(call, &why, &placing.out->unread) : SK_OK;
}
