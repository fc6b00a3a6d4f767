/*
 * The map of the process. One process, no threads, no network:
 *
 *   arguments, language -> sandbox (from here on: read files, write to what is open) -> verb -> output -> exit code
 *
 * A verb whose libraries take long to load is another program: before anything is read, this process becomes it.
 *
 * Output is built in memory and written at the end, so that a failure never leaves half an answer. Only what was stored before it is told.
 */
#include "check/check.h"
#include "cmd/cmd.h"
#include "port/port.h"

#include <string.h>

enum { STDOUT = 1, STDERR = 2, PREFIX_ROOM = 1024 };

static int report_error(struct sk_call *call, sk_outcome outcome)
{
	SK_BUF_SCOPE text = SK_BUF(65536);
	struct sk_error second;
	struct sk_report report = {.out = &text, .lang = call->lang, .error = &second, .arena = call->arena};
	if (!call->json || sk_failed(sk_report_error_json(&report, call->error)))
		sk_error_print(call->error, &text);
	(void)sk_call_print(call, STDERR, &text);
	return (int)sk_exit_of(outcome.class);
}

/* A bare `sekisho`, or one with nothing but options, is the first screen; `--help` and `--version` are words of every program. */
static const struct sk_verb *choose_verb(int *argc, char ***argv)
{
	if (*argc == 0)
		return &sk_verb_screen;
	const char *word = (*argv)[0];
	const struct sk_verb *verb;
	if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
		verb = &sk_verb_help;
	else if (strcmp(word, "--version") == 0)
		verb = &sk_verb_version;
	else
		verb = sk_call_verb_behind(*argc, *argv);
	if (!verb && word[0] == '-')
		return &sk_verb_screen;
	++*argv;
	--*argc;
	return verb;
}

static bool writes(const struct sk_call *call, const struct sk_verb *verb)
{
	for (size_t i = 0; verb->writing && verb->writing[i] && call->word_count > 0; i++)
		if (strcmp(verb->writing[i], call->words[0]) == 0)
			return true;
	return verb->writes || call->values[verb->writing_with];
}

static sk_outcome run(struct sk_call *call, const struct sk_verb *verb)
{
	if (verb->draws)
		SK_TRY(sk_port_sandbox_drawing(call->error));
	else if (verb->stores)
		SK_TRY(sk_port_sandbox_storing(call->error));
	else
		SK_TRY(writes(call, verb) ? sk_port_sandbox_writing(call->error) : sk_port_sandbox(call->error));
	return verb->run(call);
}

static void open_messages(struct sk_call *call)
{
	const char *folder;
	if (!sk_failed(sk_arena_print(call->arena, &folder, call->error, "%s/share/locale", call->prefix)))
		sk_messages_open(call->lang, folder);
}

static int run_verb(struct sk_call *call, const struct sk_verb *verb, int argc, char **argv)
{
	sk_outcome outcome = sk_call_parse(call, verb, argc, argv);
	open_messages(call);
	if (!sk_failed(outcome) && !call->values[SK_OPTION_HELP])
		outcome = run(call, verb);
	else if (!sk_failed(outcome))
		sk_help_verb(call, verb);
	if (sk_failed(outcome)) {
		if (call->done)
			(void)sk_call_print(call, STDOUT, call->out);
		return report_error(call, outcome);
	}
	if (sk_call_print(call, STDOUT, call->out))
		return call->finding ? SK_EXIT_FINDING : SK_EXIT_CLEAN;
	struct sk_place place = {.file = "stdout"};
	return report_error(call, sk_error_set(call->error, SK_E_FILE_WRITE, &place, _("the output could not be written"), NULL, NULL));
}

/* The same words, to the program beside this one that does the verb. Nothing was read yet. */
static int hand_over(struct sk_call *call, const struct sk_verb *verb, char **argv)
{
	const char *path;
	sk_outcome outcome = sk_arena_print(call->arena, &path, call->error, "%s/bin/%s", call->prefix, verb->program);
	return report_error(call, sk_failed(outcome) ? outcome : sk_port_become(path, argv, call->error));
}

int main(int argc, char **argv)
{
	sk_port_start();
	sk_check_start();
	const struct sk_env *env = sk_port_env();
	SK_ARENA_SCOPE arena = sk_arena_new(SK_ARENA_MAX);
	SK_BUF_SCOPE out = SK_BUF(SK_OUTPUT_MAX);
	struct sk_error error = {0};
	char prefix[PREFIX_ROOM];
	if (!arena || argc < 1 || env->prefix(env->self, prefix, sizeof(prefix)) != 0)
		return SK_EXIT_INTERNAL;
	struct sk_call call = {
		.env = env,
		.arena = arena,
		.lang = sk_lang_of_env(env),
		.utf8 = sk_utf8_of_env(env),
		.at = env->now(env->self),
		.prefix = prefix,
		.out = &out,
		.error = &error,
	};
	char **whole = argv++;
	argc--;
	if (!call.utf8)
		call.lang = SK_LANG_EN; /* Japanese would be a row of question marks */
	sk_call_early_lang(&call, argc, argv);
	open_messages(&call);
	const char *word = argc > 0 ? argv[0] : "";
	const struct sk_verb *verb = choose_verb(&argc, &argv);
	if (verb && verb->program)
		return hand_over(&call, verb, whole);
	if (verb)
		return run_verb(&call, verb, argc, argv);
	return report_error(&call, sk_error_set(&error, SK_E_CHOICE, NULL, word, "init, look, answer, why, papers, assess, check, plan, catalogue, enrol, evidence, prove, fix, generate, history, diff, help", NULL));
}
