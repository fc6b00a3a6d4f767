#include "cmd/cmd.h"

#include <string.h>

const struct sk_option sk_options[SK_OPTION_COUNT] = {
	[SK_OPTION_HELP] = {SK_OPTION_HELP, "--help", NULL, N_("show this help")},
	[SK_OPTION_LANG] = {SK_OPTION_LANG, "--lang", "ja|en", N_("language of the output")},
	[SK_OPTION_AT] = {SK_OPTION_AT, "--at", N_("TIME"), N_("judge as of this time (default: now)")},
	[SK_OPTION_JSON] = {SK_OPTION_JSON, "--json", NULL, N_("output for programs")},
	[SK_OPTION_CATALOGUE] = {SK_OPTION_CATALOGUE, "--catalogue", N_("DIR"), N_("use the guidance data in this folder")},
	[SK_OPTION_SITE] = {SK_OPTION_SITE, "--site", N_("DIR"), N_("the folder of the site (default: this one)")},
	[SK_OPTION_CONFIGURATION] = {SK_OPTION_CONFIGURATION, "--configuration", "ip-vpn|ipsec-router|ipsec-client|other",
				     N_("how the site is connected")},
	[SK_OPTION_KIND] = {SK_OPTION_KIND, "--kind", "clinic|hospital|pharmacy", N_("what the site is")},
	[SK_OPTION_NAME] = {SK_OPTION_NAME, "--name", N_("NAME"), N_("name of the site (default: from the folder)")},
	[SK_OPTION_KEY] = {SK_OPTION_KEY, "--key", N_("KEY"), N_("file with the key: public to verify, secret to sign")},
	[SK_OPTION_PLANNED] = {SK_OPTION_PLANNED, "--planned", NULL, N_("only show what it would move if it were so; never stored")},
	[SK_OPTION_YES] = {SK_OPTION_YES, "--yes", NULL, N_("store without asking")},
	[SK_OPTION_CHAIN] = {SK_OPTION_CHAIN, "--chain", N_("NAME"), N_("the chain packets enter by (default: FORWARD)")},
	[SK_OPTION_REFUSES] = {SK_OPTION_REFUSES, "--refuses", N_("PACKETS"), N_("does it refuse all of these? e.g. \"tcp port 445\"")},
	[SK_OPTION_ACCEPTS] = {SK_OPTION_ACCEPTS, "--accepts", N_("PACKETS"), N_("does it accept all of these?")},
	[SK_OPTION_MISTAKES] = {SK_OPTION_MISTAKES, "--mistakes", NULL, N_("which single mistakes would break a policy that holds")},
	[SK_OPTION_PAIRS] = {SK_OPTION_PAIRS, "--pairs", NULL, N_("with --mistakes: which two together would break what no single one does")},
	[SK_OPTION_PICTURE] = {SK_OPTION_PICTURE, "--picture", NULL, N_("the network and its ways as a picture (SVG)")},
	[SK_OPTION_CERTIFICATE] = {SK_OPTION_CERTIFICATE, "--certificate", N_("FILE"), N_("write the answer so that sekisho-verify can check it")},
	[SK_OPTION_RULES] = {SK_OPTION_RULES, "--rules", NULL, N_("which rules of FILE no packet reaches, and which others make redundant")},
	[SK_OPTION_DIFF] = {SK_OPTION_DIFF, "--diff", NULL, N_("which packets changed their fate from the first FILE to the second")},
	[SK_OPTION_AMONG] = {SK_OPTION_AMONG, "--among", N_("PACKETS"), N_("compare these packets only")},
	[SK_OPTION_RECORD] = {SK_OPTION_RECORD, "--record", N_("COLLECTOR"), N_("what is proven, or the ledger, as the next bundle of this collector, to be signed")},
	[SK_OPTION_SUBJECT] = {SK_OPTION_SUBJECT, "--subject", N_("ID"), N_("whose settings the file holds: an id of site.yaml")},
	[SK_OPTION_DEVICE] = {SK_OPTION_DEVICE, "--device", N_("NODE"), N_("the device: an id under 'nodes:' of site.yaml")},
	[SK_OPTION_FOR] = {SK_OPTION_FOR, "--for", N_("WHAT"), N_("the kind of device or program: nftables, yamaha-rtx, nec-ix, windows-firewall, swanctl, hostapd")},
	[SK_OPTION_BY] = {SK_OPTION_BY, "--by", N_("NAME"), N_("who answers")},
	[SK_OPTION_EVERY] = {SK_OPTION_EVERY, "--every", NULL, N_("ask also what is known")},
	[SK_OPTION_OUTPUT] = {SK_OPTION_OUTPUT, "--output", N_("PATH"), N_("write there")},
	[SK_OPTION_BUDGET] = {SK_OPTION_BUDGET, "--budget", N_("NUMBER"), N_("the best there is for so many yen; so many controls where their costs are not stated")},
	[SK_OPTION_ASSUME] = {SK_OPTION_ASSUME, "--assume", N_("CONTROL=STATE"), N_("by way of trial, as if the control were met, unmet or unknown; may stand several times")},
	[SK_OPTION_WRITE] = {SK_OPTION_WRITE, "--write", NULL, N_("write who sees to what into plan.yaml; what people wrote there is kept")},
	[SK_OPTION_ATTACH] = {SK_OPTION_ATTACH, "--attach", N_("FILE"), N_("keep this file under attachments/, as what shows every answer that is written")},
	[SK_OPTION_ALL] = {SK_OPTION_ALL, "--all", NULL, N_("show all commands")},
};

static bool takes(const struct sk_verb *verb, enum sk_option_id id)
{
	if (id == SK_OPTION_HELP || id == SK_OPTION_LANG)
		return true;
	for (size_t i = 0; i < verb->option_count; i++)
		if (verb->options[i] == id)
			return true;
	return false;
}

static const struct sk_option *option_named(const struct sk_verb *verb, const char *name, size_t length)
{
	for (size_t i = 0; i < SK_OPTION_COUNT; i++) {
		const struct sk_option *option = &sk_options[i];
		if (takes(verb, option->id) && strlen(option->name) == length && memcmp(option->name, name, length) == 0)
			return option;
	}
	return NULL;
}

static sk_outcome usage_error(struct sk_call *call, const struct sk_verb *verb, const char *format, const char *argument)
{
	const char *what, *expected;
	SK_BUF_SCOPE text = SK_BUF(512);
	sk_message_fill(&text, format, &argument, 1);
	SK_TRY(sk_arena_text(call->arena, text.bytes ? text.bytes : "", text.length, &what, call->error));
	SK_TRY(sk_arena_print(call->arena, &expected, call->error, "sekisho%s%s %s", verb->name[0] ? " " : "", verb->name,
			      sk_message(verb->usage)));
	return sk_error_set(call->error, SK_E_USAGE, NULL, what, expected, NULL);
}

static sk_outcome take_option(struct sk_call *call, const struct sk_verb *verb, int argc, char **argv, int *at)
{
	const char *word = argv[*at], *equals = strchr(word, '=');
	size_t length = equals ? (size_t)(equals - word) : strlen(word);
	const struct sk_option *option = strcmp(word, "-h") == 0 ? &sk_options[SK_OPTION_HELP] : option_named(verb, word, length);
	if (!option)
		return usage_error(call, verb, _("unknown option '%1'"), word);
	const char *value = "";
	if (option->argument && equals)
		value = equals + 1;
	else if (option->argument && *at + 1 < argc)
		value = argv[++*at];
	else if (option->argument || equals)
		return usage_error(call, verb, option->argument ? _("'%1' needs a value") : _("'%1' takes no value"), option->name);
	call->values[option->id] = value;
	if (option->id != SK_OPTION_ASSUME)
		return SK_OK;
	if (call->assumed_count == SK_CMD_ASSUMPTIONS)
		return usage_error(call, verb, _("'%1' stands too many times"), option->name);
	call->assumed[call->assumed_count++] = value;
	return SK_OK;
}

static sk_outcome take_lang(struct sk_call *call, const struct sk_verb *verb)
{
	const char *lang = call->values[SK_OPTION_LANG];
	if (!lang)
		return SK_OK;
	if (strcmp(lang, "ja") != 0 && strcmp(lang, "en") != 0)
		return usage_error(call, verb, _("'%1' is not a language here (ja or en)"), lang);
	call->lang = strcmp(lang, "ja") == 0 ? SK_LANG_JA : SK_LANG_EN;
	if (call->lang == SK_LANG_JA)
		call->utf8 = true; /* asked for: Japanese has no ASCII */
	return SK_OK;
}

void sk_call_early_lang(struct sk_call *call, int argc, char **argv)
{
	for (int at = 0; at < argc; at++) {
		const char *value = strncmp(argv[at], "--lang=", 7) == 0 ? argv[at] + 7 : NULL;
		if (strcmp(argv[at], "--lang") == 0 && at + 1 < argc)
			value = argv[at + 1];
		call->json = call->json || strcmp(argv[at], "--json") == 0;
		if (value && strcmp(value, "ja") == 0)
			call->lang = SK_LANG_JA;
		else if (value && strcmp(value, "en") == 0)
			call->lang = SK_LANG_EN;
		call->utf8 = call->utf8 || (value && call->lang == SK_LANG_JA);
	}
}

static sk_outcome take_time(struct sk_call *call)
{
	const char *text = call->values[SK_OPTION_AT];
	if (!text || sk_time_parse(text, strlen(text), &call->at))
		return SK_OK;
	return sk_error_set(call->error, SK_E_TIME, NULL, text, NULL, NULL);
}

/* What is typed comes back on the screen and in files: only text, and no number that may be kept nowhere. */
static sk_outcome check_argument(struct sk_call *call, const struct sk_verb *verb, const char *word)
{
	size_t length = strlen(word);
	if (sk_my_number_inside(word, length))
		return sk_error_set(call->error, SK_E_MY_NUMBER, NULL, NULL, NULL, NULL);
	if (sk_utf8_clean(word, length, NULL) && !strpbrk(word, "\n\t"))
		return SK_OK;
	return usage_error(call, verb, _("'%1' holds a byte that is no text"), word);
}

/* Whether an option takes the word behind it. */
static bool takes_next(const char *word)
{
	for (size_t i = 0; i < SK_OPTION_COUNT; i++)
		if (strcmp(sk_options[i].name, word) == 0)
			return sk_options[i].argument != NULL;
	return false;
}

const struct sk_verb *sk_call_verb_behind(int argc, char **argv)
{
	int at = 0;
	while (at < argc && argv[at][0] == '-')
		at += takes_next(argv[at]) ? 2 : 1;
	char *word = at < argc ? argv[at] : NULL;
	const struct sk_verb *verb = word ? sk_verb_named(word) : NULL;
	for (; verb && at > 0; at--)
		argv[at] = argv[at - 1];
	/* Whoever starts the program once more with these words finds the verb in front. */
	if (verb)
		argv[0] = word;
	return verb;
}

SK_OUTCOME sk_call_parse(struct sk_call *call, const struct sk_verb *verb, int argc, char **argv)
{
	for (int at = 0; at < argc; at++)
		SK_TRY(check_argument(call, verb, argv[at]));
	for (int at = 0; at < argc; at++) {
		bool option = argv[at][0] == '-' && argv[at][1] != '\0';
		if (option)
			SK_TRY(take_option(call, verb, argc, argv, &at));
		else if (call->word_count < SK_CMD_POSITIONALS)
			call->words[call->word_count++] = argv[at];
		else
			return usage_error(call, verb, _("too many words from '%1' on"), argv[at]);
	}
	SK_TRY(take_lang(call, verb));
	if (call->values[SK_OPTION_HELP])
		return SK_OK;
	SK_TRY(take_time(call));
	if (call->word_count < verb->words_least)
		return usage_error(call, verb, _("something is missing behind '%1'"), verb->name);
	if (call->word_count > verb->words_most)
		return usage_error(call, verb, verb->name[0] ? _("'%1' is one word too many") : _("there is no command '%1'"), call->words[verb->words_most]);
	return SK_OK;
}
