/* Selection of controls, made small: controls that are needed together everywhere are one item. Private to assess/. */
#ifndef SK_ASSESS_SELECT_H
#define SK_ASSESS_SELECT_H

#include "assess/assess.h"

/* Scenarios that need the same items. */
struct select_group {
	uint64_t items;
	size_t scenarios;
};

/* Weight of an item: its cost x (controls + 1) + its controls, so that the least weight is the least cost, then the fewest controls. Item i has lower
 * ids than item i + 1: of selections of one weight the one is taken that has the first item by which they differ. */
struct select_kernel {
	struct sk_arena *arena;
	struct sk_error *error;
	int64_t scale; /* controls + 1 */
	size_t count;  /* of items */
	uint64_t controls[SK_SELECT_CONTROLS_MAX]; /* of each item */
	int64_t weight[SK_SELECT_CONTROLS_MAX];
	const struct select_group *groups; /* each of at least one item, all different */
	size_t group_count;
	size_t scenarios; /* of all groups */
	int64_t most;	  /* weight of all items */
	struct select_parts *parts;   /* NULL: one is too large for all its subsets to be looked at, so search */
	struct select_search *search; /* made by the first search */
	uint64_t work;		      /* of searches, so far */
};

/* What a selection must and must not hold, and weigh. */
struct select_frame {
	uint64_t in, out;
	int64_t limit; /* most weight */
};

/* count 0 and weight 0: nothing. */
struct select_point {
	uint64_t items;
	int64_t weight;
	size_t scenarios;
};

/* Of two selections of one weight. */
bool select_is_lower(uint64_t a, uint64_t b);

/* SK_E_SELECT_HARD. */
SK_OUTCOME select_too_hard(const struct select_kernel *kernel);

/* Fills kernel->parts, where all subsets can be looked at. */
SK_OUTCOME select_all_open(struct select_kernel *kernel);
/* All selections within the frame but for its limit, from the lightest on, that settle more than every lighter one. Until the next call. */
SK_OUTCOME select_all_frontier(struct select_kernel *kernel, const struct select_frame *frame, const struct select_point **out, size_t *count);
SK_OUTCOME select_search_frontier(struct select_kernel *kernel, const struct select_frame *frame, const struct select_point **out, size_t *count);
/* Settles most within the frame, then weighs least, then is lowest. What the frame wants in has to fit. */
SK_OUTCOME select_search_best(struct select_kernel *kernel, const struct select_frame *frame, struct select_point *out);
/* The lightest that settles `scenarios` at least, then the lowest; *found false: there is none in the frame. */
SK_OUTCOME select_search_reach(struct select_kernel *kernel, const struct select_frame *frame, size_t scenarios, struct select_point *out, bool *found);

#endif
