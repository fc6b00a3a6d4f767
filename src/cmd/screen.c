#include "cmd/cmd.h"

static sk_outcome run_screen(struct sk_call *call)
{
	struct sk_register register_;
	const struct sk_network_report *network;
	SK_TRY(sk_call_register(call, &register_));
	struct sk_report report = sk_call_report(call);
	SK_TRY(sk_call_network(call, register_.site, &network));
	return call->json ? sk_report_screen_json(&report, &register_, network) : sk_report_screen(&report, &register_, network);
}

static const enum sk_option_id options[] = {SK_OPTION_SITE, SK_OPTION_AT, SK_OPTION_JSON, SK_OPTION_CATALOGUE};
const struct sk_verb sk_verb_screen = {
	.name = "",
	.group = SK_VERB_FRONT,
	.usage = N_("[options]"),
	.help = N_("where this site stands, and the three best next steps"),
	.options = options,
	.option_count = SK_COUNT(options),
	.run = run_screen,
};
