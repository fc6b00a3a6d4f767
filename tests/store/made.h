/* Finished assessments that nobody assessed, for tests of stores: of any size, each unlike the others. */
#ifndef MADE_H
#define MADE_H

#include "history/history.h"

struct made {
	unsigned number; /* what it is about: another one is another assessment */
	size_t risks, findings, inputs;
	unsigned every;	   /* of its risks, findings and inputs every such one is as in no other; 0: all are shared */
	unsigned evidence; /* where it is not 0: of its findings and inputs, instead */
	sk_time at;
};

/* In the arena, with its digest. A failure ends the program. */
void made_past(struct sk_arena *arena, const struct made *made, struct sk_past *out);
/* Whether all of both is the same; `number` is not compared. */
bool made_same(const struct sk_past *a, const struct sk_past *b);

#endif
