/*
 * What the readers share: numbers as text, sets of values in one dimension, and the meeting of several such sets in a match.
 * Nothing outside this folder includes it.
 */
#ifndef SK_CONFIG_PRIVATE_H
#define SK_CONFIG_PRIVATE_H

#include "config/config.h"

/* ---- text ---- */

/* Decimal digits only, up to `most`. */
bool sk_config_number(const char *text, size_t length, uint64_t most, uint64_t *out);

/* ---- values of one dimension ---- */

struct sk_span {
	sk_wide low, high;
};
/* `over`: more than there is room for; what did not fit is lost, so the caller has to refuse. */
struct sk_spans {
	struct sk_span *at;
	size_t count, room;
	bool over;
};
void sk_spans_add(struct sk_spans *spans, sk_wide low, sk_wide high);
/* Sorted, without overlap, neighbours joined. */
void sk_spans_settle(struct sk_spans *spans);
/* All of low..high that is not in *spans, which are settled. */
void sk_spans_invert(const struct sk_spans *spans, sk_wide low, sk_wide high, struct sk_spans *out);
/* Values 0.. whose bit is set. */
void sk_spans_of_bits(struct sk_spans *spans, uint64_t bits);

/* ---- a match in the making ---- */

struct sk_boxes {
	struct sk_box *at;
	size_t count;
};
/* All conditions so far together: the most and the least. Past the ceilings `over` is set and the match is worth nothing. */
struct sk_meeting {
	struct sk_boxes may, must, next; /* each with room for SK_CONFIG_BOXES_MAX */
	bool same;			 /* must is may */
	bool over;
	size_t work;
};
SK_OUTCOME sk_meeting_new(struct sk_arena *arena, struct sk_meeting *out, struct sk_error *error);
void sk_meeting_start(struct sk_meeting *meeting, const struct sk_box *boxes, size_t count);
/* Only what is in the spans; `must` NULL: the same as `may`. */
void sk_meeting_narrow(struct sk_meeting *meeting, enum sk_dim dim, const struct sk_spans *may, const struct sk_spans *must);
/* Only what is in the spans in one of two dimensions. */
void sk_meeting_either(struct sk_meeting *meeting, const enum sk_dim dims[2], const struct sk_spans *may, const struct sk_spans *must);
/* A condition that nobody here understands. */
void sk_meeting_doubt(struct sk_meeting *meeting);
SK_OUTCOME sk_meeting_take(const struct sk_meeting *meeting, struct sk_arena *arena, struct sk_match *may, struct sk_match *must,
			   struct sk_error *error);

#endif
