/* Private to settings/: what its readers share. */
#ifndef SK_SETTINGS_PRIVATE_H
#define SK_SETTINGS_PRIVATE_H

#include "settings/settings.h"

/* Facts and notes in the making. */
struct sk_settings_making {
	struct sk_arena *arena;
	struct sk_error *error;
	const struct sk_config_source *source;
	const struct sk_fact_kind *kind;
	const char *name, *label; /* NULL: the dialect's */
	struct sk_buf facts, notes; /* of sk_settings_fact, sk_settings_note */
	struct sk_value *values; /* of the fact in the making; all null at first */
	uint32_t *lines;
};

/* A new fact, all of it null. The columns are the kind's; a text is copied. */
SK_OUTCOME sk_making_begin(struct sk_settings_making *making);
SK_OUTCOME sk_making_text(struct sk_settings_making *making, const char *column, const char *text, uint32_t line);
void sk_making_integer(struct sk_settings_making *making, const char *column, int64_t value, uint32_t line);
SK_OUTCOME sk_making_end(struct sk_settings_making *making, uint32_t line);
/* Past the ceiling the last one says that there are more. */
SK_OUTCOME sk_making_note(struct sk_settings_making *making, uint32_t line, const char *text);

/* SK_E_CONFIG_SYNTAX at this byte. `what`, `expected`: messages of N_, so that no word of the file can stand there. */
SK_OUTCOME sk_settings_refuse(const struct sk_settings_making *making, size_t at, const char *what, const char *expected);
/* SK_E_TEXT_LONG, SK_E_TEXT_ENCODING at this byte. */
SK_OUTCOME sk_settings_too_long(const struct sk_settings_making *making, size_t at, size_t most);
SK_OUTCOME sk_settings_no_text(const struct sk_settings_making *making, size_t at);
/* SK_E_CONFIG_SIZE at this byte: more than `most` of what a message of N_ names. */
SK_OUTCOME sk_settings_too_many(const struct sk_settings_making *making, size_t at, const char *what, size_t most);
uint32_t sk_settings_line_of(const struct sk_settings_making *making, size_t at);

/* ---- strongSwan ---- */

/* The path of another section whose keys and sections are inherited. */
struct sk_swan_reference {
	const char *path; /* borrowed: bytes of the file */
	size_t length;
	uint32_t line;
	struct sk_swan_reference *next;
};
/* A section or a key. Values of keys that nobody here reads are not kept, and so no secret is. */
struct sk_swan_node {
	const char *name;
	const char *value; /* of a key that is read; NULL: it is set to nothing */
	uint32_t line;
	bool section;
	bool open; /* of a section: it includes a file, or refers to what is not here: what does not stand in it may stand there */
	enum { SK_SWAN_FRESH, SK_SWAN_BUSY, SK_SWAN_DONE } state; /* of its references */
	struct sk_swan_reference *references; /* in their order */
	struct sk_swan_node *first, *last, *next;
};
struct sk_swan_tree {
	struct sk_settings_making *making;
	struct sk_swan_node *root;
	size_t entries; /* sections and keys, and those looked at to be inherited; at most SK_SETTINGS_ENTRIES_MAX */
};
/* Sections of one name are one, and of keys of one name the last counts, as strongswan.conf(5) says. */
SK_OUTCOME sk_swan_parse(struct sk_settings_making *making, struct sk_swan_tree *out);
struct sk_swan_node *sk_swan_find(const struct sk_swan_node *in, const char *name, size_t length, bool section);
/* SK_E_CONFIG_SIZE past the ceiling, at this byte. */
SK_OUTCOME sk_swan_count(struct sk_swan_tree *tree, size_t at);
/* A new one behind the others of `in`. */
SK_OUTCOME sk_swan_add(struct sk_swan_tree *tree, struct sk_swan_node *in, struct sk_swan_node **out);
/* Puts what a section inherits, and what those within it do, behind its own: from the references left to right. */
SK_OUTCOME sk_swan_inherit(struct sk_swan_tree *tree, struct sk_swan_node *section);

/* The algorithms of one proposal, as columns of tunnel_proposal. */
enum { SK_SWAN_KINDS_MAX = 16 };
struct sk_swan_cipher {
	const char *word;
	bool aead;
};
struct sk_swan_proposal {
	struct sk_swan_cipher ciphers[SK_SWAN_KINDS_MAX];
	const char *integrities[SK_SWAN_KINDS_MAX];
	int groups[SK_SWAN_KINDS_MAX]; /* -1: one without a number here */
	size_t cipher_count, integrity_count, group_count;
};
/* False where a word of it is not known here, or one kind has too many. */
bool sk_swan_proposal_read(const char *text, size_t length, struct sk_swan_proposal *out);

bool sk_swan_knows(const struct sk_config_source *source);
SK_OUTCOME sk_swan_read(struct sk_settings_making *making);

/* ---- hostapd ---- */

bool sk_hostapd_knows(const struct sk_config_source *source);
SK_OUTCOME sk_hostapd_read(struct sk_settings_making *making);

/* ---- packet filters ---- */

bool sk_filter_settings_knows(const struct sk_config_source *source);
SK_OUTCOME sk_filter_settings_read(struct sk_settings_making *making);

#endif
