/* Between the three files of the reader of the Windows firewall: the text of `reg export` (windows.c); what a rule matches (windows_rule.c); settings
 * and rules become chains (windows_chain.c). */
#ifndef SK_WINDOWS_H
#define SK_WINDOWS_H

#include "config/private.h"

/* Whose settings they are: of the machine, of group policies, of a management service. */
enum sk_windows_store { SK_WINDOWS_LOCAL, SK_WINDOWS_POLICY, SK_WINDOWS_MDM, SK_WINDOWS_STORES };

/* Of networks; bits in masks. An interface is in one of them, which one the registry does not say: they are the interfaces 1 to 3 of the filter. */
enum { SK_WINDOWS_DOMAIN, SK_WINDOWS_PRIVATE, SK_WINDOWS_PUBLIC, SK_WINDOWS_PROFILES, SK_WINDOWS_STANDARD = SK_WINDOWS_PROFILES, SK_WINDOWS_PROFILE_KEYS };
enum { SK_WINDOWS_ALL = (1 << SK_WINDOWS_PROFILES) - 1 };

enum sk_windows_setting {
	SK_WINDOWS_ENABLE,
	SK_WINDOWS_INBOUND,
	SK_WINDOWS_OUTBOUND,
	SK_WINDOWS_SHIELDED,
	SK_WINDOWS_MERGE,
	SK_WINDOWS_UNANSWERED,
	SK_WINDOWS_SETTINGS,
};
extern const char *const sk_windows_settings[SK_WINDOWS_SETTINGS]; /* the names of the values */

struct sk_windows_value {
	uint32_t line; /* 0: it does not stand there */
	int number;    /* 0 or 1; -1: something else */
};

enum sk_windows_direction { SK_WINDOWS_IN, SK_WINDOWS_OUT, SK_WINDOWS_DIRECTIONS };
enum { SK_WINDOWS_BOTH = 1 << SK_WINDOWS_IN | 1 << SK_WINDOWS_OUT };

/* The order they are looked at: whom IPsec knows passes before what is blocked, and that wins over what is allowed (MS-FASP 2.2.34). */
enum sk_windows_rank { SK_WINDOWS_BYPASS, SK_WINDOWS_BLOCK, SK_WINDOWS_ALLOW, SK_WINDOWS_RANKS };

/* A value of a key of rules: where it stands in the text, still escaped. NULL: it is no text. */
struct sk_windows_entry {
	uint32_t line;
	enum sk_windows_store store;
	const char *raw;
	size_t length;
};

/* What may let through, or discard, whatever comes. */
struct sk_windows_note {
	uint32_t line;
	const char *text;
	unsigned profiles, directions;
	unsigned ranks; /* bits of sk_windows_rank */
};

/* One rule, understood. */
struct sk_windows_rule {
	bool active;
	unsigned ranks, directions, profiles; /* bits: more than one rank or direction where it does not say which */
	bool answers; /* may let in what was not asked for, beside what it says: LSM, LOM */
	struct sk_match may[SK_WINDOWS_DIRECTIONS], must[SK_WINDOWS_DIRECTIONS];
	const char *text, *unread;
};

/* Of one list of a rule: what it says, and whether it says anything. */
struct sk_windows_list {
	struct sk_condition values;
	bool asked[2]; /* of addresses: of IPv4, of IPv6; else the first */
};
enum { SK_WINDOWS_HERE, SK_WINDOWS_THERE, SK_WINDOWS_ENDS };

struct sk_windows {
	struct sk_arena *arena, *scratch;
	struct sk_error *error;
	const char *file;

	/* the text, in UTF-8 */
	const char *text;
	size_t length, at, line_start;
	uint32_t line;

	/* the key */
	int kind;
	enum sk_windows_store store;
	unsigned profile; /* SK_WINDOWS_PROFILE_KEYS: of none */
	const char *key;
	size_t key_length;

	/* the file */
	uint32_t first;	/* line of the first key about the firewall; 0: none */
	struct sk_windows_value settings[SK_WINDOWS_STORES][SK_WINDOWS_PROFILE_KEYS][SK_WINDOWS_SETTINGS];
	uint32_t seen[SK_WINDOWS_STORES][SK_WINDOWS_PROFILE_KEYS + 1]; /* lines of the keys of profiles, and of rules behind them */
	bool stored[SK_WINDOWS_STORES];
	struct sk_buf entries, notes;

	/* the rule */
	struct sk_meeting meeting;
	struct sk_windows_list ports[SK_WINDOWS_ENDS], addresses[SK_WINDOWS_ENDS], types;
	struct sk_buf value, shown, unread;
};

/* SK_E_CONFIG_SIZE: more than `most` of what a message of N_ names. */
SK_OUTCOME sk_windows_too_many(const struct sk_windows *windows, uint32_t line, const char *what, size_t most);
/* What the rule says; *out may hang on the next call only as far as `text`, `unread` and the matches, which are in the arena. */
SK_OUTCOME sk_windows_understand(struct sk_windows *windows, const struct sk_windows_entry *entry, struct sk_windows_rule *out);
/* Appended to `value`, without its escapes. */
void sk_windows_unescape(const char *raw, size_t length, struct sk_buf *value);

/* The meeting holds whatever there is. */
void sk_windows_start(struct sk_windows *windows);
/* The meeting, to interfaces in the profiles of the rule, as far as it counts there. False: it counts in none. */
bool sk_windows_narrow_rule(struct sk_windows *windows, const struct sk_windows_entry *entry, const struct sk_windows_rule *rule, unsigned direction);

/* input, output, forward. */
SK_OUTCOME sk_windows_make_chains(struct sk_windows *windows, struct sk_filter *out);
/* The row of the table of readers. */
bool sk_windows_knows(const struct sk_config_source *source);
SK_OUTCOME sk_windows_read(struct sk_arena *arena, const struct sk_config_source *source, struct sk_filter *out, struct sk_error *error);

#endif
