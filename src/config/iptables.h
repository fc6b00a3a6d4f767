/* Between the two files of the reader of iptables-save: lines, tables, chains and rules (iptables.c); options and what they match
 * (iptables_options.c). */
#ifndef SK_IPTABLES_H
#define SK_IPTABLES_H

#include "config/private.h"

enum sk_ipt_family { SK_IPT_UNTOLD, SK_IPT_4, SK_IPT_6 };

/* A word of a line: quotes and escapes resolved; where it stands in the line as written. */
struct sk_ipt_word {
	const char *text;
	uint32_t length, at, end;
};

/* Names with numbers from 0, found in constant time; `group` tells names of different tables apart. */
struct sk_ipt_names {
	const char **text;
	uint8_t *group;
	uint32_t *slots; /* number + 1 */
	size_t count, most, room;
};

struct sk_ipt_option;

/* One option with its words: from `first` (a '!' included) up to `past`, its arguments from `argument`. */
struct sk_ipt_use {
	const struct sk_ipt_option *option; /* NULL: nobody here knows it */
	size_t first, name, argument, past;
	bool negated;
};

struct sk_ipt {
	struct sk_arena *arena, *scratch;
	struct sk_error *error;
	const char *file;
	bool filling; /* the second time through */
	enum sk_ipt_family family, told;

	/* the line */
	const char *line;
	size_t length;
	uint32_t number;
	struct sk_ipt_word *words;
	size_t word_count;
	char *letters; /* of the words */

	/* the file */
	struct sk_ipt_names chains, interfaces;
	struct sk_filter_chain *made; /* one for each name of a chain */
	size_t *counted;	      /* rules of each chain, at most */
	struct sk_filter_rule *rules;
	const char *const *table; /* the row of tables; NULL: between two */
	uint8_t tables_seen;
	uint32_t table_line;
	size_t rules_total;

	/* the rule */
	struct sk_meeting meeting;
	struct sk_spans may, must, turned;
	bool exact; /* must is may */
	uint32_t modules;
	uint32_t once;	     /* options that stand once only, seen */
	size_t jump;	     /* position of the word behind -j or -g; 0: none */
	bool is_goto, behind_jump;
	char *unread;
	size_t unread_length;
};

/* Refuses a word: what stands there, and what was expected (a message of N_). */
SK_OUTCOME sk_ipt_refuse(const struct sk_ipt *ipt, size_t word, const char *expected);
SK_OUTCOME sk_ipt_too_many(const struct sk_ipt *ipt, const char *what, size_t most);
/* 0: no such name; else its number + 1. */
size_t sk_ipt_find(const struct sk_ipt_names *names, unsigned group, const char *text);
/* The words from first to past join what was not understood of this rule. */
void sk_ipt_unread(struct sk_ipt *ipt, size_t first, size_t past);

/* The option at word `at`; a refusal when there is none or its arguments are missing. */
SK_OUTCOME sk_ipt_use_next(const struct sk_ipt *ipt, size_t at, struct sk_ipt_use *out);
/* What an option says before anything is judged: names of interfaces, the family, loaded modules, the jump. */
SK_OUTCOME sk_ipt_survey(struct sk_ipt *ipt, const struct sk_ipt_use *use);
/* Its condition joins the meeting of the rule. */
SK_OUTCOME sk_ipt_apply(struct sk_ipt *ipt, const struct sk_ipt_use *use);
SK_OUTCOME sk_ipt_name_interface(struct sk_ipt *ipt, size_t word);

/* The row of the table of readers. */
bool sk_ipt_knows(const struct sk_config_source *source);
SK_OUTCOME sk_ipt_read(struct sk_arena *arena, const struct sk_config_source *source, struct sk_filter *out, struct sk_error *error);

#endif
