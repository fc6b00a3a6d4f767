/* Between the three files of the reader of NEC UNIVERGE IX routers: lines (nec_ix.c); what an entry of a list matches (nec_ix_match.c);
 * lists that interfaces name become chains (nec_ix_chain.c). */
#ifndef SK_NEC_IX_H
#define SK_NEC_IX_H

#include "config/router.h"

enum sk_ix_kind {
	SK_IX_STATIC,  /* "ip access-list NAME permit|deny ..." */
	SK_IX_OPTION,  /* "ip access-list NAME option ..." */
	SK_IX_DYNAMIC, /* "ip access-list dynamic NAME access TRIGGER" */
};

struct sk_ix_entry {
	const char *name, *text;
	uint32_t line;
	bool six;
	enum sk_ix_kind kind;

	bool read; /* what stands below is filled in, when a filter names the list */
	enum sk_action action; /* NEXT: nobody knows */
	struct sk_match may, must;
	struct sk_match back; /* the most that may answer what it matches */
	const char *unread;
	bool optimizes;	     /* an option: "optimize" */
	const char *trigger; /* of a dynamic one; NULL: in a way that nobody here knows */
};

/* Entries that share a name: a stretch of what is sorted. */
struct sk_ix_list {
	struct sk_ix_entry *entries;
	size_t count;
};

/* "ip filter NAME PRIORITY in|out" at an interface. */
struct sk_ix_binding {
	const char *name, *text;
	uint32_t line, priority;
	size_t face;
	bool six;
	enum sk_direction direction;
	bool odd; /* with more words, or a priority that another has too */
};

struct sk_ix {
	struct sk_router router;
	struct sk_buf entries, bindings; /* both sorted once all are read */
	uint64_t work;			 /* entries looked at while chains are made */
	struct sk_match related[2];	 /* of IPv4 and of IPv6: what belongs to flows without being of them */

	/* where a line stands */
	enum { SK_IX_NOWHERE, SK_IX_INTERFACE, SK_IX_ELSEWHERE } inside;
	size_t face; /* position + 1 */
};

/* What the entry matches and does; once. SK_E_CONFIG_SIZE past the ceilings. */
SK_OUTCOME sk_ix_understand(struct sk_ix *ix, struct sk_ix_entry *entry);
/* Chains of what was read. */
SK_OUTCOME sk_ix_make_chains(struct sk_ix *ix, struct sk_filter *out);
/* The row of the table of readers. */
bool sk_ix_knows(const struct sk_config_source *source);
SK_OUTCOME sk_ix_read(struct sk_arena *arena, const struct sk_config_source *source, struct sk_filter *out, struct sk_error *error);

#endif
