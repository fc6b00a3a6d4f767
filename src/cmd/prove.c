/* One filter, one question, every possible packet; or the policies of a site, over its network. */
#include "cmd/cmd.h"

#include <string.h>

static sk_outcome ask(struct sk_call *call, struct sk_prove_report *prove)
{
	const char *refuses = call->values[SK_OPTION_REFUSES], *accepts = call->values[SK_OPTION_ACCEPTS];
	struct sk_question question;
	void *memory;
	if (refuses && accepts)
		return sk_error_set(call->error, SK_E_USAGE, NULL, _("two questions at once"), _("either --refuses or --accepts"), NULL);
	prove->question = refuses ? refuses : accepts;
	if (!prove->question)
		return SK_OK;
	SK_TRY(sk_question_read(prove->filter, prove->entry, NULL, prove->question, &question, call->error));
	question.wanted = prove->wanted = refuses ? SK_FATE_DROP : SK_FATE_ACCEPT;
	prove->families = question.families;
	prove->silent = question.silent;
	SK_TRY(sk_arena_take(call->arena, 1, sizeof(struct sk_proven), &memory, call->error));
	prove->proven = memory;
	SK_TRY(sk_net_ask(prove->filter, prove->entry, &question, memory, call->error));
	/* What was asked and nobody knows is no "holds", although the rest does. */
	call->finding = prove->proven->proof != SK_PROOF_HOLDS || prove->silent != 0;
	return SK_OK;
}

static sk_outcome prove_file(struct sk_call *call)
{
	SK_BUF_SCOPE bytes = SK_BUF(SK_CONFIG_BYTES_MAX);
	struct sk_filter filter;
	struct sk_entry entry;
	struct sk_prove_report prove = {.filter = &filter, .entry = &entry};
	struct sk_report report = sk_call_report(call);
	SK_TRY(sk_call_filter(call, call->words[0], call->words[0], &bytes, &filter));
	prove.chain = call->values[SK_OPTION_CHAIN] ? call->values[SK_OPTION_CHAIN] : "FORWARD";
	SK_TRY(sk_filter_entry(&filter, prove.chain, &entry, call->error));
	SK_TRY(ask(call, &prove));
	return call->json ? sk_report_prove_json(&report, &prove) : sk_report_prove(&report, &prove);
}

/* ---- a site ---- */

static size_t node_named(const struct sk_network *network, const char *id)
{
	size_t at = 0;
	while (strcmp(network->nodes[at].id, id) != 0)
		at++;
	return at;
}

static bool is_worse(enum sk_proof a, enum sk_proof b)
{
	static const int badness[] = {[SK_PROOF_HOLDS] = 0, [SK_PROOF_SILENT] = 1, [SK_PROOF_UNDECIDED] = 1, [SK_PROOF_VIOLATED] = 2};
	return badness[a] > badness[b];
}

/* Each from each to each; the worst is kept, of equals the first. */
static sk_outcome prove_policy(struct sk_call *call, const struct sk_network *network, const struct sk_site_policy *policy, struct sk_policy_answer *out)
{
	static const struct sk_filter no_filter = {.file = SK_SITE_FILE};
	static const struct sk_entry all = {.families = SK_FAMILIES};
	struct sk_question question;
	*out = (struct sk_policy_answer){.policy = policy};
	SK_TRY(sk_question_read(&no_filter, &all, &policy->where, policy->refuses, &question, call->error));
	SK_ID_EACH(from, &policy->from)
		SK_ID_EACH(to, &policy->to) {
			struct sk_reach_question reach = {node_named(network, from->text), node_named(network, to->text), question.packets, question.count};
			struct sk_reached reached;
			if (reach.from == reach.to)
				continue;
			SK_TRY(sk_net_reach(call->arena, network, &reach, &reached, call->error));
			out->pairs++;
			if (out->pairs == 1 || is_worse(reached.proof, out->reached.proof))
				out->reached = reached;
		}
	call->finding = call->finding || out->reached.proof != SK_PROOF_HOLDS;
	return SK_OK;
}

/* Proving nothing is no proof. */
static sk_outcome check_policies(struct sk_call *call, const struct sk_site *site)
{
	if (site->policies.count > 0)
		return SK_OK;
	return sk_error_set(call->error, SK_E_LIST_SHORT, &site->where, "policies", NULL, NULL);
}

static sk_outcome prove_site(struct sk_call *call)
{
	struct sk_network network;
	struct sk_site *site;
	struct sk_report report = sk_call_report(call);
	void *memory;
	SK_TRY(sk_call_site(call, &site));
	SK_TRY(check_policies(call, site));
	SK_TRY(sk_call_network(call, site, &network));
	SK_TRY(sk_arena_take(call->arena, site->policies.count, sizeof(struct sk_policy_answer), &memory, call->error));
	struct sk_prove_site_report prove = {.site = site, .network = &network, .answers = memory};
	SK_LIST_EACH(struct sk_site_policy, policy, &site->policies)
		SK_TRY(prove_policy(call, &network, policy, &((struct sk_policy_answer *)memory)[prove.count++]));
	return call->json ? sk_report_prove_site_json(&report, &prove) : sk_report_prove_site(&report, &prove);
}

static sk_outcome run_prove(struct sk_call *call)
{
	static const enum sk_option_id of_file[] = {SK_OPTION_CHAIN, SK_OPTION_REFUSES, SK_OPTION_ACCEPTS};
	if (call->word_count > 0)
		return prove_file(call);
	for (size_t i = 0; i < SK_COUNT(of_file); i++)
		if (call->values[of_file[i]])
			return sk_error_set(call->error, SK_E_USAGE, NULL, _("a question without a file"), _("FILE, or the policies of site.yaml"), NULL);
	return prove_site(call);
}

static const enum sk_option_id options[] = {SK_OPTION_CHAIN, SK_OPTION_REFUSES, SK_OPTION_ACCEPTS, SK_OPTION_SITE, SK_OPTION_CATALOGUE, SK_OPTION_JSON};
const struct sk_verb sk_verb_prove = {
	.name = "prove",
	.group = SK_VERB_PLUMBING,
	.usage = N_("[FILE [--chain NAME] [--refuses PACKETS | --accepts PACKETS]] [options]"),
	.help = N_("what a network, or one packet filter, lets through, for every possible packet"),
	.options = options,
	.option_count = SK_COUNT(options),
	.words_least = 0,
	.words_most = 1,
	.run = run_prove,
};
