#include "cmd/cmd.h"

static sk_outcome run_why(struct sk_call *call)
{
	struct sk_register register_;
	const struct sk_network_report *network;
	SK_TRY(sk_call_register(call, &register_));
	struct sk_report report = sk_call_report(call);
	SK_TRY(sk_call_network(call, register_.site, &network));
	return call->json ? sk_report_why_json(&report, &register_, network, call->words[0]) : sk_report_why(&report, &register_, network, call->words[0]);
}

static const enum sk_option_id options[] = {SK_OPTION_SITE, SK_OPTION_AT, SK_OPTION_JSON, SK_OPTION_CATALOGUE};
const struct sk_verb sk_verb_why = {
	.name = "why",
	.group = SK_VERB_FRONT,
	.usage = N_("RISK|CONTROL|POLICY [options]"),
	.help = N_("the evidence behind a risk or a control, and how to answer"),
	.options = options,
	.option_count = SK_COUNT(options),
	.words_least = 1,
	.words_most = 1,
	.run = run_why,
};
