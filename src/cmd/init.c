#include "cmd/cmd.h"

#include <string.h>

/* Position of a word given on the command line, or an error that lists the words. */
static sk_outcome choose(struct sk_call *call, enum sk_option_id option, const struct sk_choices *choices, size_t *out)
{
	const char *value = call->values[option];
	if (!value)
		return sk_error_set(call->error, SK_E_USAGE, NULL, _("'--configuration' and '--kind' are both needed"),
				    "sekisho init DIR --configuration ip-vpn --kind clinic", NULL);
	for (*out = 0; *out < choices->count; (*out)++)
		if (strcmp(choices->words[*out], value) == 0)
			return SK_OK;
	return sk_error_set(call->error, SK_E_CHOICE, NULL, value, sk_options[option].argument, NULL);
}

static sk_outcome choose_name(struct sk_call *call, struct sk_site_plan *plan)
{
	const char *given = call->values[SK_OPTION_NAME];
	if (!given)
		return sk_site_guess_name(call->arena, plan->folder, plan->kind, &plan->name, call->error);
	size_t bad;
	if (*given == '\0' || strlen(given) > 200 || !sk_utf8_clean(given, strlen(given), &bad) || strpbrk(given, "\n\t"))
		return sk_error_set(call->error, SK_E_USAGE, NULL, _("this cannot be a name"), _("1 to 200 bytes of text on one line"),
				    NULL);
	plan->name = (struct sk_label){given, given};
	return SK_OK;
}

static sk_outcome done_json(struct sk_call *call, const struct sk_site_plan *plan)
{
	const struct sk_report_fact facts[] = {
		{"folder", plan->folder},	 {"name_ja", plan->name.ja},
		{"name_en", plan->name.en},	 {"configuration", plan->configuration},
		{"kind", sk_words_facility_kind.words[plan->kind]},
	};
	struct sk_report report = sk_call_report(call);
	return sk_report_facts_json(&report, "init", facts, SK_COUNT(facts));
}

static void say_done(struct sk_call *call, const struct sk_site_plan *plan)
{
	struct sk_buf *out = call->out;
	const char *name = sk_label_in(&plan->name, call->lang);
	sk_buf_print(out, _("Made %s/ for %s (the name can be changed in site.yaml)."), plan->folder, name);
	sk_buf_print(out, "\n  %s/site.yaml\n  %s/configs/\n  %s/evidence/\n", plan->folder, plan->folder, plan->folder);
	sk_buf_print(out, _("Next: cd %s && sekisho"), plan->folder);
	sk_buf_text(out, "\n");
}

static sk_outcome run_init(struct sk_call *call)
{
	struct sk_site_plan plan = {.folder = call->words[0], .at = call->at};
	struct sk_catalogue *catalogue;
	size_t configuration, kind;
	SK_TRY(choose(call, SK_OPTION_CONFIGURATION, &sk_words_configuration, &configuration));
	SK_TRY(choose(call, SK_OPTION_KIND, &sk_words_facility_kind, &kind));
	plan.configuration = sk_words_configuration.words[configuration];
	plan.kind = (enum sk_facility_kind)kind;
	SK_TRY(choose_name(call, &plan));
	SK_TRY(sk_call_catalogue(call, &catalogue));
	SK_TRY(sk_site_create(call->env, catalogue, &plan, call->error));
	if (call->json)
		return done_json(call, &plan);
	say_done(call, &plan);
	return sk_buf_check(call->out, call->error);
}

static const enum sk_option_id options[] = {
	SK_OPTION_CONFIGURATION, SK_OPTION_KIND, SK_OPTION_NAME, SK_OPTION_AT, SK_OPTION_JSON, SK_OPTION_CATALOGUE,
};
const struct sk_verb sk_verb_init = {
	.name = "init",
	.group = SK_VERB_FRONT,
	.writes = true,
	.usage = N_("DIR --configuration HOW --kind WHAT [options]"),
	.help = N_("make the folder of a site, valid at once"),
	.options = options,
	.option_count = SK_COUNT(options),
	.words_least = 1,
	.words_most = 1,
	.run = run_init,
};
