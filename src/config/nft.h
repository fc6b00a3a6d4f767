/* Between the two files of the reader of nftables: objects, chains, rules and statements (nft.c); what a match means (nft_match.c). */
#ifndef SK_NFT_H
#define SK_NFT_H

#include "config/private.h"

#include <jansson.h>

/* The elements of one set or map of several dimensions, or with verdicts, become one rule each: which of them is meant. */
enum { SK_NFT_CHOICES = 4 };
struct sk_nft_choice {
	size_t at, count;
};

struct sk_nft {
	struct sk_arena *arena, *scratch;
	struct sk_error *error;
	const char *file;
	bool filling; /* the second time through the rules */
	bool of_text; /* each object tells the place and the words it was made from: "line", "column", "text", "written" (nft_text.h) */

	/* the ruleset: what "family table name" means */
	json_t *chains, *sets, *interfaces, *sleeping; /* tables that do */
	const char **interface_names;
	size_t interface_count, chain_count;
	struct sk_filter_chain *made;
	size_t *counted; /* rules of each chain */
	struct sk_filter_rule *rules;
	size_t rules_total, work;

	/* the object */
	struct sk_place place;
	const char *family, *table;
	unsigned families;

	/* the rule */
	struct sk_nft_choice choices[SK_NFT_CHOICES];
	size_t choice_count, choice_at;
	struct sk_meeting meeting;
	struct sk_condition condition;
	const char *written; /* the statement at hand in a text; NULL: there are no words but those of the objects */
	struct sk_buf unread;
	enum sk_action action;
	size_t target;
	const struct sk_translation *becomes;
	bool untracks;
	bool ended, doubtful; /* has a verdict; whatever becomes of the packet */
	bool family_told, protocol_told; /* by a match of their own; of families which one, not which not */
};

SK_OUTCOME sk_nft_refuse(const struct sk_nft *nft, const char *what, const char *expected);
SK_OUTCOME sk_nft_too_many(const struct sk_nft *nft, const char *what, size_t most);
/* Of the object's keys; NULL: none, or no text that can be kept. */
const char *sk_nft_text(const json_t *object, const char *key);
/* The set or map that "@name" means in the table of the rule; NULL: none. */
const json_t *sk_nft_set(const struct sk_nft *nft, const char *reference);
/* One of `count`, each in its turn; of none the rule matches nothing. */
SK_OUTCOME sk_nft_choose(struct sk_nft *nft, size_t count, size_t *out);
/* What was not understood joins the rule's. */
void sk_nft_unread(struct sk_nft *nft, const json_t *what);

/* {"op": ..., "left": ..., "right": ...} */
SK_OUTCOME sk_nft_match(struct sk_nft *nft, const json_t *match);
/* Only packets of these families (0: any) and of this protocol (-1: any). */
void sk_nft_imply(struct sk_nft *nft, unsigned families, int protocol);
/* The same of what matches for sure; `what` is not understood wholly then. */
void sk_nft_imply_at_least(struct sk_nft *nft, unsigned families, int protocol, const json_t *what);
/* In a table of both families: either may be meant, both, or the one against that of an address, and then nothing matches. */
void sk_nft_doubt_families(struct sk_nft *nft, const json_t *what);
/* What a statement that translates changes packets to, which are of the family it names then; *out NULL: not understood (nft_translate.c). */
SK_OUTCOME sk_nft_translation(struct sk_nft *nft, const json_t *statement, const json_t *value, const struct sk_translation **out);
/* The key of a verdict map is this element. */
SK_OUTCOME sk_nft_match_element(struct sk_nft *nft, const json_t *key, const json_t *element);
/* A set or map whose elements come and go with the traffic: what it holds now proves nothing. */
bool sk_nft_changes(const json_t *set);

/* The objects that a text was made into (nft_text.c). */
SK_OUTCOME sk_nft_read_objects(struct sk_arena *arena, const char *file, const json_t *list, struct sk_filter *out, struct sk_error *error);

bool sk_nft_knows(const struct sk_config_source *source);
SK_OUTCOME sk_nft_read(struct sk_arena *arena, const struct sk_config_source *source, struct sk_filter *out, struct sk_error *error);

#endif
