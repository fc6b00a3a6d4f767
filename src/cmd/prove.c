/* One filter, one question, every possible packet. */
#include "cmd/cmd.h"
#include "config/config.h"

static sk_outcome read_filter(struct sk_call *call, struct sk_buf *bytes, struct sk_filter *filter)
{
	const char *path = call->words[0];
	struct sk_place where = {.file = path};
	SK_TRY(sk_env_read_file(call->env, path, path, SK_CONFIG_BYTES_MAX, bytes, call->error));
	struct sk_config_source source = {path, bytes->bytes ? bytes->bytes : "", bytes->length};
	const struct sk_config_reader *reader = sk_config_reader_of(&source);
	if (!reader)
		return sk_error_set(call->error, SK_E_CONFIG_SYNTAX, &where, _("no configuration that is known here"), "iptables-save, ip6tables-save, nft -j list ruleset, show config (Yamaha RTX, NVR)", NULL);
	return reader->read(call->arena, &source, filter, call->error);
}

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
	SK_TRY(sk_question_read(prove->filter, prove->entry, prove->question, &question, call->error));
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

static sk_outcome run_prove(struct sk_call *call)
{
	SK_BUF_SCOPE bytes = SK_BUF(SK_CONFIG_BYTES_MAX);
	struct sk_filter filter;
	struct sk_entry entry;
	struct sk_prove_report prove = {.filter = &filter, .entry = &entry};
	struct sk_report report = sk_call_report(call);
	SK_TRY(read_filter(call, &bytes, &filter));
	prove.chain = call->values[SK_OPTION_CHAIN] ? call->values[SK_OPTION_CHAIN] : "FORWARD";
	SK_TRY(sk_filter_entry(&filter, prove.chain, &entry, call->error));
	SK_TRY(ask(call, &prove));
	return call->json ? sk_report_prove_json(&report, &prove) : sk_report_prove(&report, &prove);
}

static const enum sk_option_id options[] = {SK_OPTION_CHAIN, SK_OPTION_REFUSES, SK_OPTION_ACCEPTS, SK_OPTION_JSON};
const struct sk_verb sk_verb_prove = {
	.name = "prove",
	.group = SK_VERB_PLUMBING,
	.usage = N_("FILE [--chain NAME] [--refuses PACKETS | --accepts PACKETS] [options]"),
	.help = N_("what a packet filter lets through, for every possible packet"),
	.options = options,
	.option_count = SK_COUNT(options),
	.words_least = 1,
	.words_most = 1,
	.run = run_prove,
};
