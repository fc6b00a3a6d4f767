#include "cmd/cmd.h"

static sk_outcome run_assess(struct sk_call *call)
{
	struct sk_register register_;
	SK_TRY(sk_call_register(call, &register_));
	struct sk_report report = sk_call_report(call);
	return call->json ? sk_report_assess_json(&report, &register_) : sk_report_assess(&report, &register_);
}

static const enum sk_option_id options[] = {SK_OPTION_SITE, SK_OPTION_AT, SK_OPTION_JSON, SK_OPTION_CATALOGUE};
const struct sk_verb sk_verb_assess = {
	.name = "assess",
	.group = SK_VERB_PLUMBING,
	.usage = N_("[options]"),
	.help = N_("all risks and controls of the site"),
	.options = options,
	.option_count = SK_COUNT(options),
	.run = run_assess,
};
