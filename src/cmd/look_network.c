/* A filter that was brought, in the network of the site: what would come where if the device had it. */
#include "cmd/cmd.h"

#include <string.h>

struct placing {
	struct sk_call *call;
	const struct sk_site *site;
	const struct sk_register *register_;
	struct sk_look_network *out;
	struct sk_network *network;
	const char **nodes;
};

/* NULL: nothing that is drawn is this subject. */
static const struct sk_site_node *node_of(const struct sk_site *site, const struct sk_subject *subject)
{
	SK_LIST_EACH(struct sk_site_node, node, &site->nodes)
		if (node->subject_id && strcmp(node->subject_id, subject->id) == 0 && (node->role == SK_ROLE_ROUTER || node->role == SK_ROLE_HOST))
			return node;
	return NULL;
}

static bool is_filter(const struct sk_look_settings *settings, const struct sk_buf *bytes)
{
	struct sk_config_source source = {settings->file, bytes->bytes ? bytes->bytes : "", bytes->length};
	return settings->settings && sk_config_reader_of(&source);
}

static bool same_bytes(const struct sk_buf *a, const struct sk_buf *b)
{
	return a->length == b->length && (a->length == 0 || memcmp(a->bytes, b->bytes, a->length) == 0);
}

/* Whether one of the node's files under configs/ is this one. */
static sk_outcome is_there(const struct placing *placing, const struct sk_site_node *node, const struct sk_buf *bytes, bool *out)
{
	struct sk_call *call = placing->call;
	*out = false;
	SK_ID_EACH(id, &node->configs) {
		SK_BUF_SCOPE there = SK_BUF(SK_CONFIG_BYTES_MAX);
		struct sk_error ignored;
		const char *path;
		SK_TRY(sk_arena_print(call->arena, &path, call->error, "%s/configs/%s", placing->site->folder, id->text));
		*out = *out || (!sk_failed(sk_env_read_file(call->env, path, path, SK_CONFIG_BYTES_MAX, &there, &ignored)) && same_bytes(&there, bytes));
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
	SK_TRY(sk_prove_place(call->arena, placing->network, node->id, &filter, &with, call->error));
	*placing->network = with;
	SK_TRY(is_there(placing, node, bytes, &there));
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

static sk_outcome ask_each(struct placing *placing, const struct sk_plan *plan, const struct sk_list *policies, struct sk_policy_answer **out, struct sk_error *error)
{
	struct sk_arena *arena = placing->call->arena;
	struct sk_policy_question *questions;
	SK_TRY(sk_prove_policies(arena, placing->site, placing->network, policies, &questions, error));
	return sk_prove_each(arena, plan, questions, policies->count, out, error);
}

static sk_outcome ask(struct placing *placing, struct sk_error *error)
{
	struct sk_prove_site_report *prove = &placing->out->prove;
	struct sk_policy_answer *answers, *needs;
	struct sk_plan *plan;
	SK_TRY(sk_plan_new(placing->call->arena, placing->network, NULL, &plan, error));
	SK_TRY(ask_each(placing, plan, &placing->site->policies, &answers, error));
	SK_TRY(ask_each(placing, plan, &placing->site->needs, &needs, error));
	add_risks(placing, answers, placing->site->policies.count);
	*prove = (struct sk_prove_site_report){.site = placing->site, .network = placing->network, .answers = answers, .count = placing->site->policies.count, .needs = needs,
					       .need_count = placing->site->needs.count, .register_ = placing->register_, .at = placing->call->at};
	return SK_OK;
}

static sk_outcome place_each(struct placing *placing, struct sk_look_settings *settings, const struct sk_buf *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct sk_site_node *node = settings[i].settings ? node_of(placing->site, settings[i].subject) : NULL;
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
		any = any || (settings[i].settings && is_filter(&settings[i], &bytes[i]) && node_of(placing.site, settings[i].subject));
	if (!any || placing.site->policies.count == 0)
		return SK_OK;
	SK_TRY(sk_arena_take(call->arena, 1, sizeof(struct sk_look_network), &memory, call->error));
	placing.out = memory;
	SK_TRY(sk_arena_take(call->arena, 1, sizeof(struct sk_network), &memory, call->error));
	placing.network = memory;
	SK_TRY(sk_arena_take(call->arena, count, sizeof(const char *), &memory, call->error));
	placing.out->nodes = placing.nodes = memory;
	placing.out->there = true;
	*out = placing.out;
	bool unread = sk_failed(sk_prove_network(call->arena, call->env, placing.site, placing.network, &why));
	if (!unread)
		SK_TRY(place_each(&placing, settings, bytes, count));
	unread = unread || sk_failed(ask(&placing, &why));
	return unread ? sk_call_unread(call, &why, &placing.out->unread) : SK_OK;
}
