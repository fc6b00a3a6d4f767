#include "cmd/cmd.h"

#include <string.h>

static const struct sk_verb *const verbs[] = {
	&sk_verb_screen, &sk_verb_init, &sk_verb_look, &sk_verb_answer, &sk_verb_why, &sk_verb_papers, &sk_verb_assess, &sk_verb_check, &sk_verb_plan, &sk_verb_catalogue, &sk_verb_enrol, &sk_verb_prove, &sk_verb_fix, &sk_verb_generate, &sk_verb_evidence, &sk_verb_history, &sk_verb_diff, &sk_verb_help, &sk_verb_version,
};

const struct sk_verb *const *sk_verbs(size_t *count)
{
	*count = SK_COUNT(verbs);
	return verbs;
}

const struct sk_verb *sk_verb_named(const char *name)
{
	for (size_t i = 0; i < SK_COUNT(verbs); i++)
		if (*name && strcmp(verbs[i]->name, name) == 0)
			return verbs[i];
	return NULL;
}

static void pad(struct sk_buf *out, const char *text, size_t columns)
{
	sk_buf_text(out, text);
	for (size_t wide = sk_text_columns(text); wide < columns; wide++)
		sk_buf_text(out, " ");
}

enum { VERB_COLUMNS = 12, OPTION_COLUMNS = 22 };

void sk_help_all(struct sk_call *call, bool all)
{
	struct sk_buf *out = call->out;
	sk_buf_print(out, "%s\n\n", _("Sekisho: is the line to online eligibility verification safe, and what next?"));
	for (size_t i = 0; i < SK_COUNT(verbs); i++) {
		if (!all && verbs[i]->group == SK_VERB_PLUMBING)
			continue;
		sk_buf_text(out, "  ");
		pad(out, verbs[i]->name[0] ? verbs[i]->name : _("(none)"), VERB_COLUMNS);
		sk_buf_print(out, "%s\n", sk_message(verbs[i]->help));
	}
	sk_buf_print(out, "\n%s\n", _("More: sekisho VERB --help; all verbs: sekisho help --all"));
	sk_buf_print(out, "%s\n", _("Exit: 0 clean, 1 something is open, 2 input, 3 nothing to judge, 4 the machine"));
}

/* What an option does of which each verb makes something else. */
static const struct {
	const char *verb;
	enum sk_option_id option;
	const char *help;
} of_verbs[] = {
	{"generate", SK_OPTION_OUTPUT, N_("write the settings into this file, and a sheet for who enters them beside it")},
	{"history", SK_OPTION_ALL, N_("list all of them, not the newest alone")},
	{"fix", SK_OPTION_OUTPUT, N_("write the changed files and their sheets into this folder")},
};

static const char *help_of(const struct sk_verb *verb, const struct sk_option *option)
{
	for (size_t i = 0; i < SK_COUNT(of_verbs); i++)
		if (of_verbs[i].option == option->id && strcmp(of_verbs[i].verb, verb->name) == 0)
			return of_verbs[i].help;
	return option->help;
}

static void option_line(const struct sk_report *report, const struct sk_verb *verb, const struct sk_option *option)
{
	SK_BUF_SCOPE name = SK_BUF(128);
	sk_buf_print(&name, "  %s%s%s", option->name, option->argument ? " " : "", option->argument ? sk_message(option->argument) : "");
	sk_report_beside(report, name.bytes, sk_message(help_of(verb, option)), OPTION_COLUMNS + 2);
}

/* Each of the ways that `usage` separates by "\n| " as a call of its own. */
static void usage_lines(const struct sk_report *report, const struct sk_verb *verb)
{
	static const char between[] = "\n| ";
	const char *at = sk_message(verb->usage), *end;
	SK_BUF_SCOPE name = SK_BUF(128);
	sk_buf_print(&name, "sekisho%s%s", verb->name[0] ? " " : "", verb->name);
	do {
		SK_BUF_SCOPE way = SK_BUF(1024);
		end = strstr(at, between);
		sk_buf_add(&way, at, end ? (size_t)(end - at) : strlen(at));
		sk_report_beside(report, name.bytes, way.bytes, name.length + 1);
		at = end ? end + sizeof(between) - 1 : at;
	} while (end);
}

void sk_help_verb(struct sk_call *call, const struct sk_verb *verb)
{
	struct sk_report report = sk_call_report(call);
	usage_lines(&report, verb);
	sk_report_beside(&report, "", sk_message(verb->help), 2);
	sk_buf_text(call->out, "\n");
	for (size_t i = 0; i < verb->option_count; i++)
		option_line(&report, verb, &sk_options[verb->options[i]]);
	option_line(&report, verb, &sk_options[SK_OPTION_LANG]);
	option_line(&report, verb, &sk_options[SK_OPTION_HELP]);
}

static sk_outcome help_json(struct sk_call *call)
{
	struct sk_report_fact facts[SK_COUNT(verbs)];
	struct sk_report report = sk_call_report(call);
	for (size_t i = 0; i < SK_COUNT(verbs); i++)
		facts[i] = (struct sk_report_fact){verbs[i]->name[0] ? verbs[i]->name : "screen", sk_message(verbs[i]->help)};
	return sk_report_facts_json(&report, "help", facts, SK_COUNT(facts));
}

static sk_outcome run_help(struct sk_call *call)
{
	if (call->word_count == 0 && call->json)
		return help_json(call);
	if (call->word_count == 0) {
		sk_help_all(call, call->values[SK_OPTION_ALL] != NULL);
		return sk_buf_check(call->out, call->error);
	}
	const struct sk_verb *verb = sk_verb_named(call->words[0]);
	if (!verb)
		return sk_error_set(call->error, SK_E_USAGE, NULL, _("there is no such verb"), "sekisho help --all", NULL);
	const struct sk_report_fact fact = {verb->name, sk_message(verb->help)};
	struct sk_report report = sk_call_report(call);
	if (call->json)
		return sk_report_facts_json(&report, "help", &fact, 1);
	sk_help_verb(call, verb);
	return sk_buf_check(call->out, call->error);
}

static const enum sk_option_id help_options[] = {SK_OPTION_ALL, SK_OPTION_JSON};
const struct sk_verb sk_verb_help = {
	.name = "help",
	.group = SK_VERB_FRONT,
	.usage = N_("[VERB] [options]"),
	.help = N_("what there is to type"),
	.options = help_options,
	.option_count = SK_COUNT(help_options),
	.words_most = 1,
	.run = run_help,
};

static sk_outcome run_version(struct sk_call *call)
{
	const struct sk_report_fact fact = {"version", SK_VERSION};
	struct sk_report report = sk_call_report(call);
	if (call->json)
		return sk_report_facts_json(&report, "version", &fact, 1);
	sk_buf_print(call->out, "sekisho %s\n", SK_VERSION);
	return sk_buf_check(call->out, call->error);
}

static const enum sk_option_id version_options[] = {SK_OPTION_JSON};
const struct sk_verb sk_verb_version = {
	.name = "version",
	.group = SK_VERB_PLUMBING,
	.usage = N_("[options]"),
	.help = N_("the version of this program"),
	.options = version_options,
	.option_count = SK_COUNT(version_options),
	.run = run_version,
};
