/* A configuration as lines that are taken out and put in, and the languages it can be in. Private to generate/. */
#ifndef SK_GENERATE_DRAFT_H
#define SK_GENERATE_DRAFT_H

#include "generate/private.h"

struct draft {
	struct sk_arena *arena;
	struct sk_error *error;
	const char *name;
	struct sk_buf lines; /* struct sk_fix_line; released by draft_end */
	bool changed;
};
SK_OUTCOME draft_read(struct draft *draft, const char *bytes, size_t length);
void draft_end(struct draft *draft);
void draft_text(const struct draft *draft, struct sk_buf *out);
size_t draft_count(const struct draft *draft);
/* Without its end; NULL: there is no such line. `line`: numbers as a reader of the text counts them now, from 1. */
const char *draft_line(const struct draft *draft, uint32_t line);
uint32_t draft_line_count(const struct draft *draft);
void draft_take_out(struct draft *draft, uint32_t line);
/* Before the line with that number; past the last: at the end. */
SK_OUTCOME draft_put_in(struct draft *draft, uint32_t before, const char *text);
SK_OUTCOME draft_replace(struct draft *draft, uint32_t line, const char *text);
/* Each line of a text, one behind the other. */
SK_OUTCOME draft_put_in_lines(struct draft *draft, uint32_t before, const struct sk_buf *lines);
/* SK_E_CONFLICT: what stands there nobody here can change. */
SK_OUTCOME draft_refuse(const struct draft *draft, uint32_t line, const char *what);

/* ---- editors: one for each language ---- */

/* Where in a file: as its reader read it. */
struct edit_place {
	const struct sk_filter *filter;
	const struct sk_filter_chain *chain;
	const struct sk_filter_rule *rule; /* NULL: behind the last */
};
struct editor {
	const char *reader;
	const struct sk_handover *handover, *handover_6; /* of a file that was changed; of one about IPv6 alone, NULL: the same */
	/* The rule decides no more in this chain. */
	sk_outcome (*take_out)(struct draft *draft, const struct edit_place *place);
	/* Packets are let through in front of the rule. */
	sk_outcome (*let)(struct draft *draft, const struct edit_place *place, const struct sk_permit *permit);
	/* What no rule of the chain lets through is refused. */
	sk_outcome (*close)(struct draft *draft, const struct edit_place *place);
	/* What belongs to a flow is let through by the chain; NULL: each `let` does that. */
	sk_outcome (*answer)(struct draft *draft, const struct edit_place *place);
	/* What is typed at the device for the change, and for the way back; NULL: the whole file is loaded. */
	void (*paste)(const struct sk_fix_file *file, bool back, struct sk_buf *out);
	bool undoes; /* so are settings that were made taken back, too */
};
/* NULL: nobody edits it. */
const struct editor *editor_of(const struct sk_filter *filter);
extern const struct editor editor_iptables, editor_nft, editor_yamaha, editor_nec_ix;
/* Where a rule has a line to itself: in front of the rule; what the policy refuses in front of all but the first, which let answers through: behind a jump that does not come back nothing is
 * asked. `empty`: where a chain without rules begins. */
uint32_t edit_line(const struct draft *draft, const struct edit_place *place, uint32_t empty);

#endif
