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
	unsigned translates; /* families of which addresses are changed on the way */
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
SK_OUTCOME passage_through(const struct passage *passage, enum sk_bound bound, const struct sk_net_interface *in, const struct sk_net_interface *out,
			   const struct sk_box *box, passage_each *each, void *context, uint64_t *boxes, struct sk_error *error);

/* Whether packets that come and go by these interfaces enter the chain. */
bool passage_is_on_way(const struct sk_filter_chain *chain, const struct sk_net_interface *in, const struct sk_net_interface *out);

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
/* Notes, of what stands on the way: families of which nothing is known, and lines that were not understood and can match the packet. `last`: at whom it is for, too. */
void reach_unread(const struct sk_plan *plan, bool last, struct sk_reached *out);
/* What a filter decided, for whoever reads it. */
void reach_explain(const struct passed *passed, struct sk_net_hop *hop);

/* ---- move.c ---- */

/* The number of an interface that a rule asks for by exactly this name; 0: none does. */
size_t move_interface(const struct sk_filter *filter, const char *name);

/* ---- routes.c ---- */

/* Where a node sends to: disjoint, sorted. */
struct hop {
	sk_wide low, high;
	size_t interface;
	sk_wide via; /* 0: whom it is for */
};
SK_OUTCOME routes_of(struct sk_arena *arena, const struct sk_net_node *node, const struct hop **out, size_t *count, struct sk_error *error);

/* ---- plan.c: what all questions about one network share ---- */

/* One node under one bound. Made when a question first needs it. */
struct device {
	struct passage forward, input;
	bool forward_made, input_made;
	const struct hop *hops;
	size_t hop_count;
};
struct sk_plan {
	struct sk_arena *arena;
	const struct sk_network *network;
	struct device *devices[2]; /* by bound */
};
SK_OUTCOME plan_forward(const struct sk_plan *plan, enum sk_bound bound, size_t node, struct sk_error *error);
SK_OUTCOME plan_input(const struct sk_plan *plan, enum sk_bound bound, size_t node, struct sk_error *error);

#endif
