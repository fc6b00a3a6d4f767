/*
 * What the readers of routers' configurations share: lines as a terminal shows them (router_lines.c), what one of them matches
 * (router_match.c), and filters at interfaces as chains (router_chain.c).
 */
#ifndef SK_ROUTER_H
#define SK_ROUTER_H

#include "config/private.h"

/* ---- lines ---- */

/* Not ended by a NUL; `at` is where it stands in its line. */
struct sk_word {
	const char *text;
	size_t length, at;
};

struct sk_lines {
	struct sk_arena *arena; /* of texts that are kept */
	struct sk_error *error;
	const char *file;
	size_t (*uncommented)(const char *text, size_t length); /* length without a comment; NULL: all of it counts */

	const char *line; /* without the blanks around it */
	size_t length;
	size_t indent; /* what stands before it, for columns */
	const char *start;
	uint32_t number;
	struct sk_word *words;
	size_t word_count;
};
/* Room for the words of any line. */
SK_OUTCOME sk_lines_new(struct sk_lines *lines, struct sk_arena *scratch);
/* The line that begins at `at`; `number` is counted on. */
void sk_lines_take(struct sk_lines *lines, const struct sk_config_source *source, size_t at, size_t *past);
/* Neither too long nor with a NUL in it. */
SK_OUTCOME sk_lines_check(const struct sk_lines *lines);
/* Words between blanks, up to a comment. */
void sk_lines_split(struct sk_lines *lines, const char *text, size_t length);
/* What a terminal shows before what is typed: "RTX1210# ", "Router(config)# ", "> ". Length up to what was typed; 0: there is no prompt. */
size_t sk_lines_prompt(const struct sk_lines *lines);
/* The words behind the prompt; none: nothing was typed. */
void sk_lines_split_typed(struct sk_lines *lines, size_t prompt);
/* Where what is shown begins: what stands before the command that shows it is no part of the configuration. */
size_t sk_lines_find(struct sk_lines *lines, const struct sk_config_source *source, bool (*shows)(struct sk_lines *lines));

bool sk_word_is(const struct sk_word *word, const char *text);
bool sk_word_is_one_of(const struct sk_word *word, const char *const *texts, size_t count);
/* One without letters where there are not so many. */
const struct sk_word *sk_lines_word(const struct sk_lines *lines, size_t at);
bool sk_lines_is(const struct sk_lines *lines, size_t at, const char *text);
/* `length` bytes of the line, or all of its words; it is text, or refused. */
SK_OUTCOME sk_lines_keep(struct sk_lines *lines, size_t length, const char **out);
SK_OUTCOME sk_lines_keep_words(struct sk_lines *lines, const char **out);

/* `what` is a message, or a word of a line about filters: no other word is shown. */
SK_OUTCOME sk_lines_refuse(const struct sk_lines *lines, size_t at, const char *what, const char *expected);
SK_OUTCOME sk_lines_refuse_word(const struct sk_lines *lines, const struct sk_word *word, const char *expected);

/* ---- what a line matches ---- */

enum { SK_PROTOCOL_ICMP = 1, SK_PROTOCOL_TCP = 6, SK_PROTOCOL_UDP = 17, SK_PROTOCOL_ICMP6 = 58, SK_PROTOCOLS = 256 };

/* Of any address of the family: for sure, or perhaps. */
void sk_condition_any_address(struct sk_condition *condition, bool six, bool sure);
/* The bits behind an address, *low, that begins a network: bits of a host in it are none that a manual explains. */
bool sk_config_prefix(bool six, const char *bits, size_t length, const sk_wide *low, sk_wide *high);
bool sk_config_address(bool six, const char *text, size_t length, sk_wide *out);

struct sk_matcher {
	struct sk_arena *arena;
	struct sk_error *error;
	const char *file;
	struct sk_meeting meeting;
	struct sk_condition source, target, ports[2], types;
	struct sk_boxes may, must; /* each with room for SK_CONFIG_BOXES_MAX */
	struct sk_buf unread;
};
/* What some protocols match together with the conditions on addresses, and with those on ports and types where that is said. */
struct sk_run {
	const bool *protocols; /* SK_PROTOCOLS of them */
	uint64_t flags;	       /* of tcp, where `protocols` is NULL */
	const struct sk_spans *kinds; /* of ICMP: types with their codes; NULL: any */
	bool ports, types, sure;
};
SK_OUTCOME sk_matcher_new(struct sk_matcher *matcher, struct sk_arena *scratch);
void sk_matcher_begin(struct sk_matcher *matcher);
void sk_matcher_unread(struct sk_matcher *matcher, const struct sk_word *word);
/* SK_E_CONFIG_SIZE past the ceilings. */
SK_OUTCOME sk_matcher_add(struct sk_matcher *matcher, bool six, uint32_t line, const struct sk_run *run);
SK_OUTCOME sk_matcher_keep(struct sk_matcher *matcher, const struct sk_boxes *boxes, struct sk_match *out);
/* What was gathered: the least is the most where all was read. */
SK_OUTCOME sk_matcher_take(struct sk_matcher *matcher, struct sk_match *may, struct sk_match *must);
/* *out NULL: all was read. */
SK_OUTCOME sk_matcher_take_unread(struct sk_matcher *matcher, const char **out);

/* ---- filters at interfaces ---- */

enum sk_direction { SK_DIRECTION_IN, SK_DIRECTION_OUT, SK_DIRECTIONS };
enum { SK_DIRECTIONS_BOTH = 1 << SK_DIRECTION_IN | 1 << SK_DIRECTION_OUT, SK_FACE_NAME_MAX = 63 };
extern const char *const sk_directions[SK_DIRECTIONS]; /* "in", "out" */

struct sk_face {
	const char *name;
	uint32_t line;
	uint32_t filters[2][SK_DIRECTIONS]; /* lines of what filters IPv4 and IPv6 there; 0: nothing does, everything passes */
};

/* A line that chooses packets in a way that is not followed here. */
struct sk_note {
	uint32_t line;
	const char *text;
	size_t face;	     /* position + 1; 0: all */
	const char *kind;    /* NULL: all, else interfaces whose name begins so */
	unsigned directions; /* bits */
	unsigned families;
	bool passes; /* may let through what the list would not; else it can only discard */
	struct sk_match may; /* the packets it concerns; none: whatever comes */
};

struct sk_faces {
	struct sk_arena *arena;
	struct sk_error *error;
	const char *file;
	struct sk_face *at;
	uint32_t *slots; /* of names: position in `at` + 1 */
	size_t count;
	struct sk_buf notes;
	struct sk_buf nat; /* struct sk_filter_rule: lines about addresses of IPv4 that are changed */
	struct sk_filter_rule *rules;
	size_t rule_count;
};
SK_OUTCOME sk_faces_new(struct sk_faces *faces, struct sk_arena *scratch);
/* Its position + 1; a new one is added. The name is at most SK_FACE_NAME_MAX bytes long. */
SK_OUTCOME sk_faces_name(struct sk_faces *faces, const char *name, uint32_t line, size_t *out);
/* `text` NULL: the words of the line. */
SK_OUTCOME sk_faces_note(struct sk_faces *faces, struct sk_lines *lines, const struct sk_note *note);
/* A line that says what addresses of IPv4 may become of packets of `may` (NULL: of any); becomes NULL: nobody knows. In which order a router filters and translates is not followed, so nothing of it
 * is sure. */
SK_OUTCOME sk_faces_nat(struct sk_faces *faces, struct sk_lines *lines, const struct sk_translation *becomes, const struct sk_box *may);
/* The source becomes whatever the router's is. */
SK_OUTCOME sk_faces_masquerade(struct sk_faces *faces, struct sk_lines *lines);

/* The chain in the making: counted first, then filled. */
struct sk_making {
	void *reader;
	struct sk_faces *faces;
	size_t face;
	bool six;
	enum sk_direction direction;
	bool counting;
	struct sk_filter_chain *chain;
	struct sk_match all; /* of its family */
};
SK_OUTCOME sk_making_rule(struct sk_making *making, const struct sk_filter_rule *rule);
/* Whatever comes may be discarded here, and where `passes` it may be let through as well. */
SK_OUTCOME sk_making_doubt(struct sk_making *making, uint32_t line, const char *text, const char *unread, bool passes);
/* With an action that nobody knows (NEXT): let through, or discarded. */
SK_OUTCOME sk_making_either(struct sk_making *making, const struct sk_filter_rule *rule);
/* Four chains of each interface, "lan1 in" and "lan1 out" each in the tables "ip" and "ipv6", notes first; `fill` adds the rules of one,
 * where something filters. `name`: of the reader, `reader`: what `fill` finds in its making. */
SK_OUTCOME sk_faces_chains(struct sk_faces *faces, const char *name, void *reader, sk_outcome (*fill)(struct sk_making *making), struct sk_filter *out);
/* All packets of a family. */
SK_OUTCOME sk_config_all(struct sk_arena *arena, unsigned family, struct sk_match *out, struct sk_error *error);

/* ---- all of it ---- */

struct sk_router {
	struct sk_arena *arena, *scratch;
	struct sk_error *error;
	const char *file;
	struct sk_lines lines;
	struct sk_matcher matcher;
	struct sk_faces faces;
};
/* Room for all of that; sk_router_end in any case. SK_E_FILE_LARGE past the ceiling. */
enum { SK_ROUTER_SCRATCH_MAX = 16 << 20 };
SK_OUTCOME sk_router_begin(struct sk_router *router, struct sk_arena *arena, struct sk_arena *scratch, const struct sk_config_source *source, struct sk_error *error);
void sk_router_end(struct sk_router *router);

#endif
