/* Between the two files of the reader of Yamaha RTX and NVR routers: lines, lists and chains (yamaha.c); what a filter matches
 * (yamaha_match.c). */
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
	size_t pp, tunnel; /* selected: position + 1; 0: none */
	struct sk_filter_rule *rules;
	size_t rule_count;

	/* the filter */
	struct sk_meeting meeting;
	struct sk_condition source, target, ports[2], types;
	struct sk_boxes may, must; /* each with room for SK_CONFIG_BOXES_MAX */
	struct sk_buf unread;
};

bool sk_yamaha_is(const struct sk_yamaha_word *word, const char *text);
/* Words between blanks, up to a comment; length of the text without it. */
size_t sk_yamaha_split(struct sk_yamaha *yamaha, const char *text, size_t length);
/* What the filter matches and does; once. SK_E_CONFIG_SIZE past the ceilings. */
SK_OUTCOME sk_yamaha_understand(struct sk_yamaha *yamaha, struct sk_yamaha_filter *filter);

/* The row of the table of readers. */
bool sk_yamaha_knows(const struct sk_config_source *source);
SK_OUTCOME sk_yamaha_read(struct sk_arena *arena, const struct sk_config_source *source, struct sk_filter *out, struct sk_error *error);

#endif
