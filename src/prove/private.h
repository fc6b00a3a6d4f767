/* What answers are completed with. Private to prove/. */
#ifndef SK_PROVE_PRIVATE_H
#define SK_PROVE_PRIVATE_H

#include "prove/prove.h"

/* Fills `forged` from the packet and the plan that was asked: once the answer is made, while the plan is there. */
void prove_note_forged(struct sk_policy_answer *answer);

/* Packets for the same service, of tcp and udp; of a protocol without ports all of it. How many boxes. */
size_t prove_service(const struct sk_box *packet, struct sk_box out[2]);
/* Takes packets out of a question; they may lie in it. */
SK_OUTCOME prove_without(struct sk_arena *arena, const struct sk_box *away, struct sk_reach_question *pair, struct sk_error *error);
/* The same of all packets for the service of this one, out of each pair. */
SK_OUTCOME prove_without_service(struct sk_arena *arena, const struct sk_box *packet, struct sk_reach_question *pairs, size_t count, struct sk_error *error);
/* Of a question those with that value alone. */
SK_OUTCOME prove_only(struct sk_arena *arena, enum sk_dim dim, sk_wide value, const struct sk_reach_question *pair, struct sk_reach_question *out, struct sk_error *error);
enum { PROVE_SERVICES_MOST = 16 /* that are looked past */, PROVE_LOST_MOST = 32 };

/* Of the packets of a pair those that its sender sends with an address that he has, or that nobody has where it is not known which he has. */
SK_OUTCOME prove_honestly(struct sk_arena *arena, const struct sk_network *network, const struct sk_reach_question *pair, struct sk_reach_question *out, struct sk_error *error);

/* As sk_prove_policies, whatever exceptions say. */
SK_OUTCOME prove_whole(struct sk_arena *arena, const struct sk_site *site, const struct sk_network *network, const struct sk_list *policies, struct sk_policy_question **out, struct sk_error *error);

#endif
