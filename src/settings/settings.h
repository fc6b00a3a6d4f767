/*
 * settings: configurations read as facts (fact/): of strongSwan, of hostapd, and what is sure of packet filters (config/).
 *
 * A reader fills what the file says for sure, or what the program's documented default decides where the file is silent; the default is cited where
 * it stands in the code. What it does not know is null, and where the file leaves something open that could hold more facts (a file that is
 * included, a proposal called "default"), the whole is partial and a note names the line.
 *
 * Readers take hostile bytes: ceilings for size, lines, nesting and entries; errors with file, line and column. No secret (passphrase, key, shared
 * secret, community) is kept, and no error or note repeats a word of the file.
 *
 * sk_settings_bundle writes the facts as an unsigned bundle, which evidence/ takes as a planned offer: it is shown and never stored.
 *
 * Owner: the arena. Borrowed: the source's name. One file a reader, one row of the table in readers.c.
 */
#ifndef SK_SETTINGS_H
#define SK_SETTINGS_H

#include "config/config.h"
#include "fact/fact.h"

enum {
	SK_SETTINGS_BYTES_MAX = 1 << 20,
	SK_SETTINGS_LINE_MAX = 16 << 10,
	SK_SETTINGS_DEPTH_MAX = 16,
	SK_SETTINGS_ENTRIES_MAX = 4096, /* sections and keys */
	SK_SETTINGS_FACTS_MAX = 2048,
	SK_SETTINGS_NOTES_MAX = 256,
};

struct sk_settings_fact {
	uint32_t line;		       /* where what it is about begins */
	const struct sk_value *values; /* one for each column of the kind */
	const uint32_t *lines;	       /* of each: where the file says so; 0: it does not, a default decides or nothing is known */
};

/* Something that could say more and was not read. */
struct sk_settings_note {
	uint32_t line;
	const char *text; /* a message of N_ */
};

struct sk_settings {
	const char *name, *label; /* the dialect's, or those of the reader of filters */
	const struct sk_fact_kind *kind;
	const struct sk_settings_fact *facts;
	size_t fact_count;
	const struct sk_settings_note *notes; /* any: the file does not say all */
	size_t note_count;
};

struct sk_settings_making;
struct sk_settings_dialect {
	const char *name;  /* "swanctl" */
	const char *label; /* "strongSwan (swanctl.conf)": names of products, the same in every language */
	const char *kind;  /* of its facts */
	bool (*knows)(const struct sk_config_source *source);
	sk_outcome (*read)(struct sk_settings_making *making); /* private.h */
};
const struct sk_settings_dialect *sk_settings_dialects(size_t *count);
/* The first that knows the bytes; NULL: none. */
const struct sk_settings_dialect *sk_settings_dialect_of(const struct sk_config_source *source);
/* `dialect`: knows the bytes. */
SK_OUTCOME sk_settings_read(struct sk_arena *arena, const struct sk_config_source *source, const struct sk_settings_dialect *dialect,
			    struct sk_settings *out, struct sk_error *error);

/* Of whom and when the facts are. */
struct sk_settings_look {
	const char *subject, *collector; /* ids; of a collector that nobody has */
	const char *digest;		 /* of the file, or NULL */
	sk_time at;
};
struct sk_settings_bundle {
	const char *bytes;
	size_t length;
	const uint32_t *lines; /* of each line of the bundle: the line of the file */
	size_t line_count;
};
/* Complete where nothing is noted, else partial; known from configuration. What no bundle takes (a My Number in the name of a network) is an error at its line of the file. */
SK_OUTCOME sk_settings_bundle(struct sk_arena *arena, const char *file, const struct sk_settings *settings, const struct sk_settings_look *look,
			      struct sk_settings_bundle *out, struct sk_error *error);

#endif
