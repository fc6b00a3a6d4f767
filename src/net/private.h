/* Private to net/. */
#ifndef SK_NET_PRIVATE_H
#define SK_NET_PRIVATE_H

#include "net/net.h"

/* ---- passage.c: through the filters of one node ---- */

/* The chains of one hook of a node, as programs of one bound. */
struct passage_chain {
	const struct sk_filter *filter;
	const struct sk_filter_chain *chain;
	struct sk_program program;
};
enum { PASSAGE_CHAINS_MAX = 256 };
struct passage {
	struct passage_chain *chains;
	size_t count;
	unsigned known;	     /* families of which the filtering here is known */
	unsigned translates; /* families of which addresses are changed on the way, to what nobody knows for sure */
	unsigned untracks;   /* families of which no flow is new for sure */
	unsigned loose;	     /* of these, families of which it is known what they may become */
};

/* Packets that passed, and what of the filters let them. */
struct passed {
	struct sk_box box; /* of any state and interface again */
	const struct passage_chain *chain; /* NULL: nothing filtered it */
	uint32_t rule;
};
typedef sk_outcome passage_each(void *context, const struct passed *passed);

SK_OUTCOME passage_make(struct sk_arena *arena, const struct sk_net_node *node, const char *hook, enum sk_bound bound, const struct sk_match *within,
			struct passage *out, struct sk_error *error);
/* What of a box of one family gets through as the first packet of a flow; in, out: NULL where it comes from the node or ends there. */
enum passage_states { PASSAGE_NEW = 1, PASSAGE_OTHERS = 2 /* invalid, not tracked */, PASSAGE_ANY = 3 };
SK_OUTCOME passage_through(const struct passage *passage, enum sk_bound bound, enum passage_states states, const struct sk_net_interface *in,
			   const struct sk_net_interface *out, const struct sk_box *box, passage_each *each, void *context, uint64_t *boxes, struct sk_error *error);

/* Whether packets enter the chain at that hook, be it at one interface only. */
bool passage_enters(const struct sk_filter_chain *chain, const char *hook);
/* Whether packets that come and go by these interfaces enter the chain. */
bool passage_is_on_way(const struct sk_filter_chain *chain, const struct sk_net_interface *in, const struct sk_net_interface *out);


/* ---- translate.c: other addresses on the way through one node ---- */

enum translate_when { TRANSLATE_BEFORE /* the route is chosen: to whom it goes */, TRANSLATE_AFTER /* it is sent on: from whom it comes */ };
enum { TRANSLATORS_MAX = 2 /* one for each family */ };
struct translator {
	unsigned families; /* of which something is changed, and what is known */
	struct passage_chain chains[TRANSLATORS_MAX];
	size_t count;
};
struct translated {
	struct sk_box box, was; /* as it is now, and was; of any state and interface */
	unsigned changed; /* bits of dimensions in which they differ: each packet of `was` becomes one of `box`, for sure one that is alone there */
	const struct sk_filter *filter;
	const struct sk_filter_rule *rule; /* that changed it; NULL: nothing did */
};
typedef sk_outcome translate_each(void *context, const struct translated *translated);
/* Whether it changes the target of any packet. */
bool translate_targets(const struct sk_net_node *node);
/* Families of which it changes what it sends itself before that has its way: that is not followed. */
unsigned translate_output(const struct sk_net_node *node);
/* Families of which any address may become any. */
unsigned translate_vague(const struct sk_net_node *node);
/* Families of which the source may become any, and the target what rules say: but nothing for sure. Of IPv4 only. */
unsigned translate_loose(const struct sk_net_node *node);
/* What such a rule may send inside of a box; false: nothing. */
bool translate_inside(const struct sk_filter_rule *rule, const struct sk_box *box, struct translated *out);
/* The source of a box of IPv4 may be any. */
void translate_from_any(struct translated *out);
SK_OUTCOME translate_make(struct sk_arena *arena, const struct sk_net_node *node, enum translate_when when, enum sk_bound bound, const struct sk_match *within,
			  struct translator *out, struct sk_error *error);
/* What the first packets of flows become, of a box of one family; under SK_BOUND_LEAST only what is sure. */
SK_OUTCOME translate_through(const struct translator *translator, enum sk_bound bound, const struct sk_net_interface *in, const struct sk_net_interface *out,
			     const struct sk_box *box, translate_each *each, void *context, struct sk_error *error);

/* Which interface of the filter it is: one whose name nobody there knows may be any. */
void passage_interface(const struct sk_filter *filter, const struct sk_net_interface *interface, enum sk_dim dim, struct sk_box *box);
/* NULL: it comes from nowhere else, or goes nowhere. */
bool passage_is_misnamed(const struct sk_net_interface *interface);
/* What holds at one device only, state and interfaces, may be any. */
void passage_any(struct sk_box *box);

/* The first chain that refuses the low corner of the box as a new flow; `refused->chain` NULL: none does. */
void passage_refusal(const struct passage *passage, const struct sk_net_interface *in, const struct sk_net_interface *out, const struct sk_box *packet,
		     struct passed *refused);

/* ---- reach.c ---- */

/* Its first address of the family; of whoever has none one of those that are for examples (RFC 5737, RFC 3849). */
sk_wide reach_address(const struct sk_net_node *sender, unsigned family);
/* Of all packets of a box one such as people know, sent by that node. */
void reach_choose(const struct sk_net_node *sender, struct sk_box *box);
/* Notes, of what stands on the way: families of which nothing is known, and lines that were not understood and can match the packet. `last`: at whom it is for and at the sender, who is honest, too. */
void reach_unread(const struct sk_plan *plan, bool last, struct sk_reached *out);
/* The packet behind the change. */
void reach_change(const struct sk_net_change *change, bool target, struct sk_box *packet);
/* What a filter decided, for whoever reads it. */
void reach_explain(const struct passed *passed, struct sk_net_hop *hop);

/* ---- move.c ---- */

/* The number of an interface that a rule asks for by exactly this name; 0: none does. */
size_t move_interface(const struct sk_filter *filter, const char *name);

/* ---- routes.c ---- */

/*
 * Where a node sends to for sure; `on`: what comes from others, of which it keeps what is for itself. Disjoint, sorted. Of two ways to one network, wires of which no route
 * says which or two routes, it sends on by neither for sure; of what it sends itself a hop says so.
 */
struct hop {
	sk_wide low, high;
	size_t interface;
	sk_wide via; /* 0: whom it is for */
	bool alike;  /* by it or by another way to the same network */
};
SK_OUTCOME routes_of(struct sk_arena *arena, const struct sk_net_node *node, bool on, const struct hop **out, size_t *count, struct sk_error *error);
/* Where it may send what comes from others as well, as nobody says what stands on its wires, or by which it goes on: beside the others and in no order. */
SK_OUTCOME routes_perhaps(struct sk_arena *arena, const struct sk_network *network, const struct sk_net_node *node, const struct hop **out, size_t *count, struct sk_error *error);
/* Of whose addresses nobody says all. */
unsigned routes_unstated(const struct sk_net_node *node);

/* ---- plan.c: what all questions about one network share ---- */

/* One node under one bound. Made when a question first needs it. */
struct device {
	struct passage before, forward, input, output, after; /* before: all that comes; after: all that leaves; of these two and output, what is not known lets through */
	struct translator target, source; /* behind `before`, and behind `after` */
	bool before_made, forward_made, input_made, output_made, after_made;
	const struct hop *hops, *perhaps; /* perhaps: of SK_BOUND_MOST */
	size_t hop_count, perhaps_count;
};
struct sk_plan {
	struct sk_arena *arena;
	const struct sk_network *network;
	struct device *devices[2]; /* by bound */
	struct sk_footprint *footprint; /* NULL: nobody wants it */
};

/* ---- footprint.c: notes what an answer rests on, where somebody wants it ---- */

enum { FOOTPRINT_MET = 1 /* packets lie on its wires */, FOOTPRINT_BEFORE = 2, FOOTPRINT_FORWARD = 4, FOOTPRINT_INPUT = 8, FOOTPRINT_AFTER = 16, FOOTPRINT_OUTPUT = 32 };
void footprint_segment(const struct sk_plan *plan, size_t segment);
void footprint_node(const struct sk_plan *plan, const struct sk_net_node *node, unsigned bits);

SK_OUTCOME plan_forward(const struct sk_plan *plan, enum sk_bound bound, size_t node, struct sk_error *error);
SK_OUTCOME plan_output(const struct sk_plan *plan, enum sk_bound bound, size_t node, struct sk_error *error);
SK_OUTCOME plan_input(const struct sk_plan *plan, enum sk_bound bound, size_t node, struct sk_error *error);

/* ---- walk.c: all packets of a box on their way through the chains of an entry, whose fates may hang on rules that are not understood ---- */

/* A path from a root, one step a node. Each stands once, so that paths compare by pointer. */
struct walk_node {
	const void *what;
	size_t number;
	const struct walk_node *before;
	struct walk_node *first, *beside;
	size_t depth;
};
/* What all walks through one filter share. */
struct walk_base {
	const struct sk_filter *filter;
	struct sk_arena *arena;
	const uint32_t *first; /* by chain: the number of its first rule */
	const bool *exact;     /* by number of a rule: it is understood wholly */
	const struct sk_filter_rule *const *known_as; /* by number: the rule of another filter that it matches the same as; NULL: none does */
	struct walk_node backs, guesses; /* roots: chains that were jumped from, and where each goes on; rules, and whether they are taken to match */
	uint64_t steps, steps_max;
};
/* The same boxes in the same order. */
bool walk_is_same_match(const struct sk_match *a, const struct sk_match *b);
SK_OUTCOME walk_base_make(struct sk_arena *arena, const struct sk_filter *filter, struct walk_base *out, struct sk_error *error);

/* Packets on their way, all of one family and one fate so far. */
struct walk_item {
	struct sk_box box;
	size_t entered; /* position of the chain of the entry */
	const struct sk_filter_chain *chain;
	size_t at, part; /* of its rules, of the boxes of the rule */
	bool taken;	 /* they match the rule, which is next to act */
	const struct walk_node *back, *guesses;
	struct sk_ruling decider; /* of chains that accepted the last that did so by a rule, else the last; of the end what decided */
};
struct walking;
/* A rule acts on packets. */
enum walk_next { WALK_GO_ON, WALK_LEAVE /* these packets */, WALK_STOP };
typedef enum walk_next walk_taken(void *context, const struct walk_item *item, uint32_t number);
/* False ends the whole walk. */
typedef bool walk_ended(void *context, const struct walk_item *item, enum sk_fate fate);
struct walking {
	struct walk_base *base;
	const struct sk_entry *entry;
	const bool *gone; /* by number: rules that are left out; NULL: none */
	uint32_t without, without_count; /* and these */
	walk_taken *taken; /* may be NULL */
	walk_ended *ended; /* may be NULL */
	void *context;
	bool stopped;
	struct sk_error *error;
};
/* Packets of one family that enter, with what is guessed of them (NULL: nothing). */
SK_OUTCOME walk_enter(struct walking *walk, const struct sk_box *box, const struct walk_node *guesses);
/* Packets that are on their way already. */
SK_OUTCOME walk_on(struct walking *walk, const struct walk_item *from);

/* ---- packets.c: boxes as few sets in words ---- */

/* Of disjoint boxes of one family each; disjoint, the same whatever the order of the boxes. */
SK_OUTCOME packets_of(struct sk_arena *arena, const struct sk_box *boxes, size_t count, const struct sk_packets **out, size_t *out_count, struct sk_error *error);

/* ---- align.c: two filters whose interfaces have the same numbers ---- */

/* `was` and `is` again, with the names of both; rules keep their places. SK_E_CONFIG_SIZE when there are more names than numbers. */
SK_OUTCOME align(struct sk_arena *arena, const struct sk_filter *was, const struct sk_filter *is, struct sk_filter out[2], struct sk_error *error);

/* ---- question.c ---- */

/* "tcp"; of what has no name "protocol 99", in `scratch`. */
enum { PROTOCOL_ROOM = 32 };
const char *question_protocol(unsigned number, char scratch[PROTOCOL_ROOM]);
const char *question_state(unsigned state);


#endif
