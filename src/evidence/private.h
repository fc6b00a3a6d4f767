/* Private to evidence/. */
#ifndef SK_EVIDENCE_PRIVATE_H
#define SK_EVIDENCE_PRIVATE_H

#include "evidence/evidence.h"

/* What is asked of a bundle. */
enum asked {
	ASKED_NEW,     /* it is brought now: nothing new is taken from a revoked key */
	ASKED_STORED,  /* it was taken once: a key that was revoked later was good then */
	ASKED_PLANNED, /* only its form: nobody signed it */
};

/* Everything but the chain. `out` is filled as far as the bundle could be read, with its digest, whether it is refused or not. */
SK_OUTCOME accept_bundle(struct sk_arena *arena, const struct sk_site *site, sk_time at, enum asked asked, const struct sk_offer *offer,
			 const struct sk_bundle **bundle, struct sk_brought *out, struct sk_error *error);

/* ---- looks.c ---- */

/* Looks being gathered. They live in the arena; `room` grows. */
struct gather {
	struct sk_arena *arena;
	const struct sk_site *site;
	struct sk_look *items;
	size_t count, room;
	struct sk_error *error;
};
/* Adds the looks of a bundle that counts; those about which a bundle of the same collector and host was gathered already are older and are left
 * out. `copy`: everything is copied into the arena, because the bundle's memory ends. */
SK_OUTCOME gather_bundle(struct gather *gather, const struct sk_bundle *bundle, const struct sk_brought *brought, bool copy);
/* A bundle newer than all that was gathered of its collector and host: takes the place of what they said about the same. Borrows it. */
SK_OUTCOME gather_newer(struct gather *gather, const struct sk_bundle *bundle, const struct sk_brought *brought);
/* Leaves out what other collectors know better and newer, and sorts. */
SK_OUTCOME gather_finish(struct gather *gather, struct sk_evidence *out);

#endif
