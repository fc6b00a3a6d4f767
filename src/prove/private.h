/* What answers are completed with. Private to prove/. */
#ifndef SK_PROVE_PRIVATE_H
#define SK_PROVE_PRIVATE_H

#include "prove/prove.h"

/* Fills `forged` from the packet and the plan that was asked: once the answer is made, while the plan is there. */
void prove_note_forged(struct sk_policy_answer *answer);

#endif
