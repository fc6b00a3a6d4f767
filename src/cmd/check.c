/* One control's checks: the query, what was seen, what it found. */
#include "cmd/cmd.h"

static sk_outcome run_check(struct sk_call *call)
{
	struct sk_register register_;
	const struct sk_control *control = NULL;
	SK_TRY(sk_call_register(call, &register_));
	struct sk_report report = sk_call_report(call);
	if (call->word_count > 0) {
		control = sk_catalogue_control(register_.site->catalogue, call->words[0]);
		if (!control)
			return sk_error_set(call->error, SK_E_ID_UNKNOWN, NULL, call->words[0], "controls", NULL);
		enum sk_state state = sk_check_verdict(register_.verdicts, control)->state;
		call->finding = (state != SK_MET && state != SK_NOT_APPLICABLE) || register_.counts.refused > 0;
	}
	return call->json ? sk_report_check_json(&report, &register_, control) : sk_report_check(&report, &register_, control);
}

static const enum sk_option_id options[] = {SK_OPTION_SITE, SK_OPTION_AT, SK_OPTION_JSON, SK_OPTION_CATALOGUE};
const struct sk_verb sk_verb_check = {
	.name = "check",
	.group = SK_VERB_PLUMBING,
	.usage = N_("[CONTROL] [options]"),
	.help = N_("how evidence decides a control: the query and what it found"),
	.options = options,
	.option_count = SK_COUNT(options),
	.words_most = 1,
	.run = run_check,
};
