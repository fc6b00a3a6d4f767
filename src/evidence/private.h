/* Private to evidence/. */
#ifndef SK_EVIDENCE_PRIVATE_H
#define SK_EVIDENCE_PRIVATE_H

#include "evidence/evidence.h"

/* A bundle on its way into the finished list. */
struct sk_held {
	struct sk_brought brought;
	int64_t turn; /* in its chain: which of two is newer */
	size_t place; /* in the finished list */
	bool withdrawn; /* its number is offered again, and counts as that */
};

/* ---- accept.c ---- */

/* What is asked of a bundle. */
enum sk_asked {
	SK_ASKED_NEW,	  /* it is brought now: nothing new is taken from a revoked key, on whatever day */
	SK_ASKED_STORED,  /* it was taken once: a key that was revoked later was good then */
	SK_ASKED_PLANNED, /* only what it says: nobody signed it */
};

/*
 * Everything about a bundle but its chain. *out is filled as far as the reading came, its texts in `arena`, and *bundle set when it could be read
 * at all; out->collector is whose key signed it, also where it is refused for what it says or for its day. SK_E_EVIDENCE_LATER comes before everything that is not its form, so that a day gone by does not see what came after it.
 */
SK_OUTCOME sk_evidence_judge(struct sk_arena *arena, const struct sk_site *site, sk_time at, const struct sk_offer *offer, enum sk_asked asked,
			     const struct sk_bundle **bundle, struct sk_brought *out, struct sk_error *error);
/* Rule 8 of the design. */
bool sk_evidence_origin_counts(const struct sk_site *site, enum sk_bundle_origin origin);
/* sk_heads_advance for a bundle that was judged. */
SK_OUTCOME sk_evidence_follow(struct sk_arena *arena, const struct sk_site *site, struct sk_heads *heads, const struct sk_bundle *bundle, const struct sk_brought *brought,
			      struct sk_error *error);

/* ---- folder.c ---- */

enum { SK_EVIDENCE_NAME_ROOM = 2 * SK_BUNDLE_ID_MAX + 32 };
/* COLLECTOR.HOST.000000001.jsonl. */
void sk_evidence_file_name(const char *collector, const char *host, int64_t sequence, char out[SK_EVIDENCE_NAME_ROOM]);
/* What texts point to that comes from memory that ends. */
SK_OUTCOME sk_evidence_keep(struct sk_arena *arena, struct sk_brought *brought, struct sk_error *error);
/* Other bytes lie where an offer would. */
SK_OUTCOME sk_evidence_other_there(struct sk_error *error, const char *offered, const char *there);

struct sk_chain_name {
	const char *collector, *host;
};
/* One reading of evidence/, and offers behind it as if they were imported. */
struct sk_folder_reading {
	struct sk_arena *arena;
	const struct sk_env *env;
	const struct sk_site *site;
	sk_time at;	/* as of which the folder is read */
	sk_time taking; /* by when an offer has to be made, but for a plan */
	const struct sk_offer *offers;
	size_t offer_count;
	/* Offers are weighed among the files, and take the place of what they see anew: one that makes its chain too heavy is not refused for it here.
	 * Else beside them: that is more than they will weigh, and where it could be too much nothing is found but `tight`. */
	bool weighed, tight;
	struct sk_chain_name *heavy; /* before: who is known to be too heavy, with all that is offered; afterwards: who is */
	size_t heavy_count;
	struct sk_error *error;
	/* found */
	struct sk_brought *results; /* one for each offer */
	struct sk_heads heads;	    /* when all is taken that may be */
	size_t files;
	struct sk_evidence evidence;
};
SK_OUTCOME sk_evidence_read(struct sk_folder_reading *reading);

/* ---- offers.c ---- */

/* The same, and each offer that would make something too heavy is refused: `weighed` and `heavy` are not the caller's to set. */
SK_OUTCOME sk_evidence_read_offers(struct sk_folder_reading *reading);
/* Taking is an act of today: a day that is asked about makes nothing true that is still to come. */
sk_time sk_evidence_taking(const struct sk_env *env, sk_time at);

/* ---- weight.c ---- */

/* What is known at once, of one chain or of all. */
struct sk_weight {
	size_t facts; /* and lines of coverage */
	size_t bytes;
};
struct sk_chain_weight {
	struct sk_weight known;
	bool heavy; /* past its ceiling, or one of the heaviest where all together are past theirs: it is refused */
};
struct sk_scale {
	struct sk_chain_weight *chains; /* one for each head */
	size_t count;
	struct sk_weight all; /* what was kept of all of them */
	bool over;	      /* something was not kept for want of room: who is heavy is to be decided */
};

/* What the lines and facts of one look take. `facts` are those of `bundle` that begin at each line's `first`. */
struct sk_weight sk_weigh_line(const struct sk_bundle *bundle, size_t position, size_t first, size_t end);
void sk_weight_add(struct sk_weight *to, struct sk_weight more);
/* Notes what a chain has more; false: it is not to be kept. */
bool sk_scale_put(struct sk_scale *scale, struct sk_chain_weight *chain, struct sk_weight more);
/* When all was put: marks who is heavy. True when what was kept is not all that counts: everything is to be gathered anew. */
bool sk_scale_decide(struct sk_scale *scale);

/* ---- looks.c ---- */

/* The head of that chain, or NULL. */
struct sk_head *sk_evidence_head(const struct sk_heads *heads, const char *collector, const char *host);
/* The method of what was said, weakest first; -1: it is none. */
int sk_evidence_strength(const struct sk_said *said);
size_t sk_evidence_subject_number(const struct sk_site *site, const struct sk_subject *subject);
size_t sk_evidence_kind_number(const struct sk_fact_kind *kind);
/* What was seen before the subject came was another thing under its id: a device that it replaced. Until the day it comes that is the one that stands there. */
bool sk_evidence_is_of_another(const struct sk_subject *subject, sk_time day, sk_time seen);

struct sk_gathered_look {
	struct sk_gathered_look *next;
	const struct sk_held *held;
	const char *collector, *host; /* its chain */
	int64_t turn;		      /* in the chain */
	struct sk_look look;
};
/* Where what is lost was told: its chain, its place in it, and the file to name. */
struct sk_lost {
	const struct sk_held *held;
	const char *collector, *host;
	int64_t turn;
	sk_time at; /* nothing of it was seen later */
};
/* Of a kind: what was told of subjects that the site does not know. */
struct sk_lost_kind {
	struct sk_lost from; /* held NULL: nothing */
	enum sk_fact_method method;
	sk_time at;
};
/* Where a subject stood when something was told of it, as the list of heads knows: bundles do not say. */
enum sk_stands { SK_STANDS_UNKNOWN, SK_STANDS_HERE, SK_STANDS_ELSEWHERE };
struct sk_gathering {
	struct sk_arena *arena;
	const struct sk_site *site;
	struct sk_error *error;
	struct sk_gathered_look *looks;
	size_t count;
	sk_time day;			 /* that is judged: who is gone by then */
	struct sk_lost_kind *everywhere; /* NULL: nothing. By number of the kind */
	const enum sk_stands *stands;	 /* by number of the subject */
	struct sk_scale *scale;	       /* NULL: no ceiling */
	struct sk_chain_weight *chain; /* of the bundle that is gathered */
};
/* The latest time as of which newer bundles of a chain saw it completely: what they saw [0], what they only say [1]. */
struct sk_anew {
	bool any[2];
	sk_time at[2];
};
/* For each kind at each subject: whether a newer bundle of the chain looked there, and completely. */
struct sk_seen_key {
	uint32_t chain; /* that this is about: of another one it says nothing */
	bool looked;
	struct sk_anew anew;
};
struct sk_seen {
	struct sk_seen_key *keys;
	uint32_t chain; /* a number for the one that is gathered, from 1 */
};
SK_OUTCOME sk_seen_new(struct sk_arena *arena, const struct sk_site *site, struct sk_seen *out, struct sk_error *error);

/* Adds the looks of one bundle. `seen` (may be NULL): what a newer bundle makes needless is left out, the others go in. `deep`: the bundle will not
 * outlive the call, so everything is copied. */
SK_OUTCOME sk_gather(struct sk_gathering *gathering, const struct sk_bundle *bundle, const struct sk_held *held, struct sk_seen *seen, bool deep);
/* Adds one look of the bundle that is held. */
SK_OUTCOME sk_gather_look(struct sk_gathering *gathering, const struct sk_held *held, const struct sk_look *look, struct sk_gathered_look **out);
/* Sorts the bundles, counts, and keeps the looks of those that count which are known now. Sets `place` of each. */
SK_OUTCOME sk_gather_end(struct sk_gathering *gathering, struct sk_held *const *held, size_t count, struct sk_evidence *out);

/* ---- lost.c ---- */

/* Whether the subject stands nowhere any more, or elsewhere. */
bool sk_evidence_moved(const struct sk_site *site, const struct sk_said *said);
/* The method that a kind can be known by at most. */
const char *sk_evidence_strongest(const struct sk_fact_kind *kind);
/* Adds what was told once and cannot be read now. What of a subject that is gone is left out; of one that stands nowhere, or of
 * which nobody knows that it stood where it does, it is noted for sk_lose_everywhere. */
SK_OUTCOME sk_lose_said(struct sk_gathering *gathering, const struct sk_lost *from, const struct sk_said *said, size_t count);
/* The same where nobody knows what was told: all that the site lets its collector speak about. */
SK_OUTCOME sk_lose_all(struct sk_gathering *gathering, const struct sk_lost *from);
/* Once all is lost that is: what was told of a subject that stands nowhere could be about any other of those that the kind can be known of. */
SK_OUTCOME sk_lose_everywhere(struct sk_gathering *gathering);

#endif
