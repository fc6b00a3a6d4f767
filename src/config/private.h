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
/* "80" or "80-90". */
bool sk_config_range(const char *text, size_t length, uint64_t most, uint64_t *low, uint64_t *high);
/* -1: it is none. */
int sk_config_hexadecimal(char c);
/* SK_E_CONFIG_SIZE: more than `most` of what a message of N_ names. */
SK_OUTCOME sk_config_too_many(struct sk_error *error, const char *file, uint32_t line, const char *what, size_t most);
/* By its name in /etc/protocols, whatever the case of its letters; -1: no such name here. */
int sk_config_protocol(const char *text, size_t length);

/* "192.168.1.20", "192.168.1.20-192.168.1.22:8080", ":8080-8089", "[2001:db8::1]:80"; fills addresses and ports. */
bool sk_translation_to(const char *text, size_t length, struct sk_translation *out);
/* "8080", "8080-8089" */
bool sk_translation_ports(const char *text, size_t length, struct sk_translation *out);

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

/* ---- a condition in the making: the values of one dimension that it can mean, and those it means for sure ---- */

struct sk_condition {
	struct sk_spans may, must, turned;
	bool exact; /* must is may */
};
SK_OUTCOME sk_condition_new(struct sk_arena *arena, struct sk_condition *out, struct sk_error *error);
void sk_condition_begin(struct sk_condition *condition);
void sk_condition_add(struct sk_condition *condition, sk_wide low, sk_wide high);
/* Any of these may be meant, none is for sure. */
void sk_condition_doubt(struct sk_condition *condition, sk_wide low, sk_wide high);
/* Sorted; turned round within low..high when it is negated. */
void sk_condition_settle(struct sk_condition *condition, bool negated, sk_wide low, sk_wide high);

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
