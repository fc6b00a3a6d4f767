/*
 * Between the files of the reader of nftables' own text: words (nft_words.c), expressions (nft_expression.c), statements (nft_statement.c), blocks and
 * commands (nft_text.c). Text becomes the objects that `nft -j list ruleset` would print; what they mean stands in nft.c and nft_match.c alone.
 */
#ifndef SK_NFT_TEXT_H
#define SK_NFT_TEXT_H

#include "config/nft.h"

/* What all rules of a file may be made of. */
enum { SK_NT_VALUES_MAX = 2 << 20 };

enum sk_nt_kind {
	SK_NT_END,
	SK_NT_BREAK, /* a newline or ';' */
	SK_NT_SIGN,
	SK_NT_WORD,
	SK_NT_NUMBER,
	SK_NT_ADDRESS,
	SK_NT_QUOTED,
	SK_NT_FOREIGN, /* a comment that stands for what nft does not know itself ("# xt_tcp") */
	SK_NT_CUT,     /* quotes that do not end */
};

struct sk_nt_token {
	enum sk_nt_kind kind;
	const char *at; /* in quotes: what stands in them */
	size_t length;
	const char *from, *past; /* with the quotes */
	uint32_t line, column;
};

/* Where a reading has come to; a copy is a place to come back to. */
struct sk_nt_cursor {
	const char *at, *end;
	uint32_t line, column;
	struct sk_nt_token token; /* the one that is looked at, behind which `at` is */
	const char *done;	  /* the end of the one before */
};

struct sk_nt {
	struct sk_error *error;
	const char *file;
	struct sk_nt_cursor here;
	size_t values; /* made in all */
	unsigned depth;
	bool unclear;	 /* of the entry at hand something is not understood that everything can hang on */
	bool full, over; /* no memory; more values than there may be */

	json_t *pool;	 /* owns what the rule at hand is made of */
	json_t *defines; /* by name */
	bool shared;	 /* an outer block has these definitions too */
	json_t *tables;	 /* by "family name" */
	json_t *doubts;	 /* rules that may do anything, one for each line that may hold anything */
};

/* ---- words (nft_words.c) ---- */

/* Whether a comment begins here that stands for what nft does not know itself. */
bool sk_nt_is_foreign(const char *at, const char *end);
void sk_nt_start(struct sk_nt *nt, const char *bytes, size_t length);
/* The next token becomes the one that is looked at. */
void sk_nt_step(struct sk_nt *nt);
/* A word or a sign with this text; not what stands in quotes. */
bool sk_nt_is(const struct sk_nt *nt, const char *text);
/* The same, and steps over it. */
bool sk_nt_take(struct sk_nt *nt, const char *text);
/* A word, a number or an address as it is written, or what stands in quotes. */
bool sk_nt_is_text(const struct sk_nt *nt);
/* Nothing more of this statement. */
bool sk_nt_at_end(const struct sk_nt *nt);
void sk_nt_skip_breaks(struct sk_nt *nt);
/* To the end of the statement, over blocks in braces. An error where braces or quotes do not end. */
SK_OUTCOME sk_nt_skip_rest(struct sk_nt *nt);
struct sk_place sk_nt_place(const struct sk_nt *nt);
SK_OUTCOME sk_nt_refuse(const struct sk_nt *nt, const char *expected);
SK_OUTCOME sk_nt_cut(const struct sk_nt *nt, const char *what, const char *expected);

/* ---- values: NULL, and `full` or `over`, where there is no room; owned by the pool ---- */

json_t *sk_nt_keep(struct sk_nt *nt, json_t *value);
json_t *sk_nt_list(struct sk_nt *nt);
json_t *sk_nt_text(struct sk_nt *nt, const char *text, size_t length);
/* {key: value}; NULL where `value` is. */
json_t *sk_nt_object(struct sk_nt *nt, const char *key, json_t *value);
void sk_nt_append(struct sk_nt *nt, json_t *list, json_t *value);
void sk_nt_put(struct sk_nt *nt, json_t *object, const char *key, json_t *value);

/* ---- expressions: NULL where they are not understood; what was looked at may be anywhere then ---- */

/* A word, a number or an address as it is written, or what stands in quotes. */
json_t *sk_nt_word(struct sk_nt *nt);
/* What the name behind "$" was defined as. */
json_t *sk_nt_variable(struct sk_nt *nt);
/* What stands right of "=" in a definition. */
json_t *sk_nt_definition(struct sk_nt *nt);
/* {"match": ...} or {"vmap": ...} */
json_t *sk_nt_match(struct sk_nt *nt);
/* What a statement may set. */
json_t *sk_nt_field(struct sk_nt *nt);
/* What may stand right of a field. */
json_t *sk_nt_value(struct sk_nt *nt);
/* The elements of "{ ... }" or of a definition, without sets within sets. */
json_t *sk_nt_elements(struct sk_nt *nt);

/* ---- statements ---- */

/* accept, drop, jump ...; NULL: none of them */
json_t *sk_nt_verdict(struct sk_nt *nt);
/* The statements of a rule up to its end, what is not understood as one that may do anything: {"line", "column", "text", "expr", "written"}. */
SK_OUTCOME sk_nt_rule(struct sk_nt *nt, json_t **out);
/* {"line", "column"} */
json_t *sk_nt_placed(struct sk_nt *nt, const struct sk_nt_cursor *begin);
/* {"line", "column", "text"} of what stands from here to the end of the statement, which is stepped over. */
SK_OUTCOME sk_nt_written(struct sk_nt *nt, json_t **out);

bool sk_nft_text_knows(const struct sk_config_source *source);
SK_OUTCOME sk_nft_text_read(struct sk_arena *arena, const struct sk_config_source *source, struct sk_filter *out, struct sk_error *error);

#endif
