/* Between the three files of the reader of Yamaha RTX and NVR routers: lines (yamaha.c); what a filter matches (yamaha_match.c); lists
 * become chains (yamaha_chain.c). */
#ifndef SK_YAMAHA_H
#define SK_YAMAHA_H

#include "config/private.h"

/* Not ended by a NUL; `at` is where it stands in its line. */
struct sk_yamaha_word {
	const char *text;
	size_t length, at;
};

/* "ip filter N ...", "ip filter dynamic N ...", and the same of ipv6. */
struct sk_yamaha_filter {
	uint32_t number, line;
	bool six, dynamic;
	bool read; /* what stands below is filled in, when a list names it */
	const char *text; /* without comment */
	enum sk_action action; /* NEXT: nobody knows */
	struct sk_match may, must;
	struct sk_match back; /* of a dynamic one: the most it can let through against its direction */
	const char *unread;
};

enum sk_yamaha_direction { SK_YAMAHA_IN, SK_YAMAHA_OUT, SK_YAMAHA_DIRECTIONS };

/* One entry of a list: a number, or a word that is none. */
struct sk_yamaha_entry {
	uint32_t number;
	bool dynamic;
	const char *odd;
};

struct sk_yamaha_list {
	uint32_t line; /* 0: there is none */
	const char *text;
	size_t first, count; /* of the entries */
};

struct sk_yamaha_interface {
	const char *name;
	uint32_t line;
	struct sk_yamaha_list lists[2][SK_YAMAHA_DIRECTIONS]; /* of IPv4 and of IPv6 */
};

/* A line that chooses packets in a way that is not followed here. */
struct sk_yamaha_note {
	uint32_t line;
	const char *text;
	size_t interface;    /* position + 1; 0: all */
	const char *kind;    /* NULL: all, else interfaces whose name begins so */
	unsigned directions; /* bits */
	unsigned families;
	bool passes; /* may let through what the list would not; else it can only discard */
};

/* What one condition on protocols means, and what it can mean beyond that. */
struct sk_yamaha_protocols {
	bool sure[256], maybe[256];
	uint64_t flags_sure, flags_maybe; /* of tcp: sets of flags as bits */
	size_t words;
	bool icmp; /* among the words: alone its ports are type and code */
};

struct sk_yamaha {
	struct sk_arena *arena, *scratch;
	struct sk_error *error;
	const char *file;

	/* the line */
	const char *line; /* without the blanks around it */
	size_t length;
	size_t indent; /* what stands before it, for columns */
	const char *start;
	uint32_t number;
	struct sk_yamaha_word *words;
	size_t word_count;

	/* the file */
	struct sk_buf filters, entries, notes; /* filters: sorted once all are read */
	struct sk_yamaha_interface *interfaces;
	uint32_t *slots; /* of names: position in `interfaces` + 1 */
	size_t interface_count;
	bool translates; /* descriptors of NAT stand there: of IPv4 */
	size_t pp, tunnel; /* selected: position + 1; 0: none */
	struct sk_filter_rule *rules;
	size_t rule_count;

	/* the filter */
	struct sk_meeting meeting;
	struct sk_condition source, target, ports[2], types;
	struct sk_boxes may, must; /* each with room for SK_CONFIG_BOXES_MAX */
	struct sk_buf unread;
};

/* More than `most` of what a message of N_ names. */
SK_OUTCOME sk_yamaha_too_many(const struct sk_yamaha *yamaha, uint32_t line, const char *what, size_t most);
bool sk_yamaha_is(const struct sk_yamaha_word *word, const char *text);
/* Words between blanks, up to a comment; length of the text without it. */
size_t sk_yamaha_split(struct sk_yamaha *yamaha, const char *text, size_t length);
/* What the filter matches and does; once. SK_E_CONFIG_SIZE past the ceilings. */
SK_OUTCOME sk_yamaha_understand(struct sk_yamaha *yamaha, struct sk_yamaha_filter *filter);

/* Chains of what was read: four for each interface. */
SK_OUTCOME sk_yamaha_make_chains(struct sk_yamaha *yamaha, struct sk_filter *out);
/* The row of the table of readers. */
bool sk_yamaha_knows(const struct sk_config_source *source);
SK_OUTCOME sk_yamaha_read(struct sk_arena *arena, const struct sk_config_source *source, struct sk_filter *out, struct sk_error *error);

#endif
