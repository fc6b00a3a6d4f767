/*
 * cmd: one file per verb. A verb is a row of a table: name, options, function. main() is the map of the process: arguments,
 * language, sandbox, verb, output, exit code.
 */
#ifndef SK_CMD_H
#define SK_CMD_H

#include "report/report.h"
#include "store/store.h"

enum { SK_CMD_POSITIONALS = 24, SK_CMD_ASSUMPTIONS = 32, SK_OUTPUT_MAX = 64 << 20, SK_ARENA_MAX = 768 << 20 };

enum sk_option_id {
	SK_OPTION_HELP,
	SK_OPTION_LANG,
	SK_OPTION_AT,
	SK_OPTION_JSON,
	SK_OPTION_CATALOGUE,
	SK_OPTION_SITE,
	SK_OPTION_CONFIGURATION,
	SK_OPTION_KIND,
	SK_OPTION_NAME,
	SK_OPTION_ALL,
	SK_OPTION_KEY,
	SK_OPTION_PLANNED,
	SK_OPTION_YES,
	SK_OPTION_CHAIN,
	SK_OPTION_REFUSES,
	SK_OPTION_ACCEPTS,
	SK_OPTION_MISTAKES,
	SK_OPTION_PAIRS,
	SK_OPTION_PICTURE,
	SK_OPTION_RECORD,
	SK_OPTION_CERTIFICATE,
	SK_OPTION_RULES,
	SK_OPTION_DIFF,
	SK_OPTION_AMONG,
	SK_OPTION_SUBJECT,
	SK_OPTION_DEVICE,
	SK_OPTION_FOR,
	SK_OPTION_OUTPUT,
	SK_OPTION_BY,
	SK_OPTION_EVERY,
	SK_OPTION_BUDGET,
	SK_OPTION_ASSUME,
	SK_OPTION_WRITE,
	SK_OPTION_ATTACH,
	SK_OPTION_COUNT
};

struct sk_option {
	enum sk_option_id id;
	const char *name;     /* "--at" */
	const char *argument; /* "TIME", NULL for a switch */
	const char *help;     /* message id */
};

/* What a verb gets and gives. */
struct sk_call {
	const struct sk_env *env;
	struct sk_arena *arena;
	const char *values[SK_OPTION_COUNT]; /* the argument, "" for a switch, NULL when not given */
	const char *words[SK_CMD_POSITIONALS];
	size_t word_count;
	const char *assumed[SK_CMD_ASSUMPTIONS]; /* of --assume, which may stand several times */
	size_t assumed_count;
	enum sk_lang lang;
	bool utf8, json;
	bool whole; /* set by the verb: what stands in `out` is a file, of which no sign may change for a terminal */
	sk_time at;
	const char *prefix; /* folder that holds share/ */
	struct sk_buf *out;
	struct sk_error *error;
	bool finding; /* set by the verb: exit 1 */
	bool done;    /* set by the verb: what stands in `out` was done before it failed, and is printed all the same */
};

enum sk_verb_group { SK_VERB_FRONT, SK_VERB_PLUMBING };

struct sk_verb {
	const char *name;  /* "" is what happens without a verb */
	enum sk_verb_group group;
	bool writes;	   /* needs the sandbox that may write files */
	bool draws;	   /* and the one that may have threads, for the library that sets text */
	const char *const *writing; /* first words with which it does, NULL-terminated; NULL: none */
	enum sk_option_id writing_with; /* an option with which it does; SK_OPTION_HELP, which runs nothing: none */
	bool stores;	   /* needs the sandbox in which a file of SQLite may be written */
	const char *usage; /* message id: what stands behind the name */
	const char *help;  /* message id: one line */
	const enum sk_option_id *options; /* besides --help and --lang */
	size_t option_count;
	size_t words_least, words_most;
	sk_outcome (*run)(struct sk_call *call);
	const char *program; /* run NULL: another program of ours, beside this one, does it; its libraries would slow down every other verb */
};

extern const struct sk_verb sk_verb_screen, sk_verb_answer, sk_verb_init, sk_verb_why, sk_verb_assess, sk_verb_catalogue, sk_verb_check, sk_verb_diff, sk_verb_enrol, sk_verb_evidence, sk_verb_fix, sk_verb_generate, sk_verb_history, sk_verb_look, sk_verb_papers, sk_verb_plan, sk_verb_prove, sk_verb_help,
	sk_verb_version;

extern const struct sk_option sk_options[SK_OPTION_COUNT];
const struct sk_verb *const *sk_verbs(size_t *count);
const struct sk_verb *sk_verb_named(const char *name);

/* The verb, at the beginning or behind options: those stand behind it then. NULL: there is none, and nothing was moved. */
const struct sk_verb *sk_call_verb_behind(int argc, char **argv);
/* Sorts argv into values and words and checks them against the verb's table. */
SK_OUTCOME sk_call_parse(struct sk_call *call, const struct sk_verb *verb, int argc, char **argv);

/* --lang and --json before everything else, so that a complaint about the other options is in that form too. */
void sk_call_early_lang(struct sk_call *call, int argc, char **argv);

/* Actions of `evidence` that concern a site. */
sk_outcome sk_evidence_list(struct sk_call *call);
sk_outcome sk_evidence_take(struct sk_call *call);
sk_outcome sk_evidence_sign(struct sk_call *call);

void sk_help_all(struct sk_call *call, bool all);
void sk_help_verb(struct sk_call *call, const struct sk_verb *verb);

/* Shared by verbs: the catalogue, the site, the register. */
SK_OUTCOME sk_call_catalogue(struct sk_call *call, struct sk_catalogue **out);
SK_OUTCOME sk_call_catalogue_folder(struct sk_call *call, const char **out);
/* Of the site: as it was said, or the one we are in. */
const char *sk_call_folder(const struct sk_call *call);
/* One that is there already is fine. */
SK_OUTCOME sk_call_make_folder(struct sk_call *call, const char *folder, unsigned mode);
/* With what became of the attachments of its answers. */
SK_OUTCOME sk_call_site(struct sk_call *call, struct sk_site **out);
/* The register of a site with its evidence, and with `offers` behind it as if they were imported now. */
SK_OUTCOME sk_call_judge(struct sk_call *call, const struct sk_site *site, const struct sk_offer *offers, size_t count,
			 struct sk_brought *results, struct sk_register *out);
SK_OUTCOME sk_call_register(struct sk_call *call, struct sk_register *out);
/* A configuration that `look` was given: reads it, decides whose it is, and makes an offer of it. `bytes` may go afterwards. */
SK_OUTCOME sk_call_settings(struct sk_call *call, const struct sk_site *site, const struct sk_config_source *source,
			    const struct sk_settings_dialect *dialect, size_t position, struct sk_look_settings *out, struct sk_offer *offer);
/* The host or router that is drawn as the subject; NULL: none is. */
const struct sk_site_node *sk_call_node(const struct sk_site *site, const struct sk_subject *subject);
/* As whom --record is made: the collector that it names, and the next place of its chain. */
SK_OUTCOME sk_call_recorder(struct sk_call *call, const struct sk_site *site, struct sk_prove_recorder *out);
/* Whether one of the node's files under configs/ is as asked: of each that can be read its name and its bytes. */
typedef bool sk_call_config_is(const void *context, const char *name, const struct sk_config_source *there);
SK_OUTCOME sk_call_has_config(struct sk_call *call, const struct sk_site *site, const struct sk_site_node *node, sk_call_config_is *is, const void *context, bool *out);
/* Byte for byte; context: struct sk_config_source. */
bool sk_call_same_config(const void *context, const char *name, const struct sk_config_source *there);
/* What the site's network does with the filters that were brought; NULL where none of them stands in it, else those that do are marked. `bytes`: of each file, in the order of `settings`. */
SK_OUTCOME sk_call_look_network(struct sk_call *call, const struct sk_register *register_, struct sk_look_settings *settings, const struct sk_buf *bytes, size_t count,
				const struct sk_look_network **out);
/* What the configurations of the site's network say; NULL where it describes none. A network that cannot be examined is no failure of the verb. */
SK_OUTCOME sk_call_network(struct sk_call *call, const struct sk_site *site, const struct sk_network_report **out);
/* The picture of `prove --picture`, in the call's arena; NULL where the site describes no network, or where it could not be drawn. *unread: the place that kept it from that, or NULL. */
SK_OUTCOME sk_call_picture(struct sk_call *call, const struct sk_site *site, const struct sk_picture **out, const char **unread);
/* The place that kept it from being examined. */
SK_OUTCOME sk_call_unread(struct sk_call *call, const struct sk_error *why, const char **out);
/* The assessment as of now (--at), as it is kept; with what it was made from, unless that was written meanwhile (SK_E_HISTORY_MOVED). */
SK_OUTCOME sk_call_past(struct sk_call *call, const struct sk_site **site, struct sk_past *out);
/* The history of the site's folder, opened. NULL where nothing was ever kept and none is `made`. The caller closes it. */
SK_OUTCOME sk_call_history(struct sk_call *call, bool made, struct sk_store **out);
/* What is kept there, without rows, in the arena. */
SK_OUTCOME sk_call_pasts(struct sk_call *call, struct sk_store *store, const struct sk_past **out, size_t *count);
/* The file in the site's folder, and what the site is called in it. */
#define SK_HISTORY_FILE "history.db"
#define SK_HISTORY_SITE "site"
struct sk_report sk_call_report(struct sk_call *call);

/* SK_E_USAGE with what should be typed, unless there are exactly `count` words. */
SK_OUTCOME sk_call_words(struct sk_call *call, size_t count, const char *usage);
/* To what is open; false when it could not be written. */
bool sk_call_print(const struct sk_call *call, int handle, const struct sk_buf *text);
/* Prints what there is so far and the question, and reads the answer. */
SK_OUTCOME sk_call_ask(struct sk_call *call, const char *question, bool *yes);

/* For a terminal without UTF-8: known signs become ASCII, every other one '?'. */
void sk_to_ascii(const char *text, struct sk_buf *out);

#endif
