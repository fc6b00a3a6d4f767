#include "cmd/cmd.h"

#include <string.h>

static sk_outcome run_list(struct sk_call *call, const struct sk_catalogue *catalogue)
{
	struct sk_report report = sk_call_report(call);
	if (call->word_count == 1)
		return sk_report_catalogue_tables(&report, catalogue, call->json);
	return sk_report_catalogue_list(&report, catalogue, call->words[1], call->json);
}

static sk_outcome run_show(struct sk_call *call, const struct sk_catalogue *catalogue)
{
	struct sk_report report = sk_call_report(call);
	if (call->word_count == 1)
		return sk_error_set(call->error, SK_E_USAGE, NULL, _("something is missing behind 'show'"),
				    "sekisho catalogue show ID", NULL);
	return sk_report_catalogue_show(&report, catalogue, call->words[1], call->json);
}

static sk_outcome run_export(struct sk_call *call, const struct sk_catalogue *catalogue)
{
	struct sk_report report = sk_call_report(call);
	return sk_report_catalogue_json(&report, catalogue);
}

static sk_outcome run_lint(struct sk_call *call, const struct sk_catalogue *catalogue)
{
	struct sk_report report = sk_call_report(call);
	struct sk_lint lint;
	SK_TRY(sk_catalogue_lint(call->arena, catalogue, &lint, call->error));
	SK_TRY(sk_check_lint(call->arena, catalogue, &lint, call->error));
	call->finding = lint.count > 0;
	if (lint.checks == 0)
		return sk_error_set(call->error, SK_E_NOTHING, NULL, NULL, NULL, NULL);
	return sk_report_lint(&report, &lint, call->json);
}

static const struct {
	const char *name;
	sk_outcome (*run)(struct sk_call *call, const struct sk_catalogue *catalogue);
} actions[] = {{"list", run_list}, {"show", run_show}, {"export", run_export}, {"lint", run_lint}};

static sk_outcome run_catalogue(struct sk_call *call)
{
	struct sk_catalogue *catalogue;
	for (size_t i = 0; i < SK_COUNT(actions); i++) {
		if (strcmp(actions[i].name, call->words[0]) != 0)
			continue;
		SK_TRY(sk_call_catalogue(call, &catalogue));
		return actions[i].run(call, catalogue);
	}
	return sk_error_set(call->error, SK_E_CHOICE, NULL, call->words[0], "list, show, export, lint", NULL);
}

static const enum sk_option_id options[] = {SK_OPTION_JSON, SK_OPTION_CATALOGUE};
const struct sk_verb sk_verb_catalogue = {
	.name = "catalogue",
	.group = SK_VERB_PLUMBING,
	.usage = N_("list [TABLE] | show ID | export | lint [options]"),
	.help = N_("the guidance as data"),
	.options = options,
	.option_count = SK_COUNT(options),
	.words_least = 1,
	.words_most = 2,
	.run = run_catalogue,
};
