/*
 * evidence: the bundles of a site. Which are taken, which are refused and why, and what is known now.
 *
 * A taken bundle lies in `evidence/` of the site as COLLECTOR.HOST.NNNNNNNNN.jsonl (its sequence in nine digits); `evidence.heads` beside it
 * holds the head of each chain (seal/) and what the chain ever told something about. The files of a chain are a run without gaps that ends
 * at its head: old ones may be taken away from the front, nothing else may. A file behind the head is an import that was broken off: it does not count until it is imported again.
 *
 * Refused, with the reason (DESIGN, rule 9): not signed by the collector's key, broken chain, foreign host or foreign subject, unknown
 * collector, a key that is revoked or not valid on that day, later than `at` + 5 minutes, made before the one before it, over a ceiling.
 * One refused bundle of a stored chain refuses the whole chain: who could change one could have changed what stands there. Only a
 * bundle later than `at` leaves those before it as they are, so that a site can be judged as of a day gone by. Old is stale, not refused.
 * A key with a day of revocation brings nothing new, whatever `at` is; what was taken before counts where its day is before that of the revocation.
 * Taking is an act of today: where `at` is still to come, the clock of sk_env stands in its place for what is new.
 *
 * Origin (rule 8): live counts at a real site; example and replay count at an example site only. The others are shown and do not count.
 *
 * A ceiling holds for what is known at once, of one collector on one host and of a site: whoever fills it does so at its own cost. A chain past its
 * ceiling is refused whole; where all together are past the site's, the heaviest are, until the others fit. It counts again when a newer bundle
 * of it says less about the same. What is offered is weighed with the folder, in the place of what it sees anew: where its chain would be too heavy, or another
 * that is not without it, it is refused.
 *
 * From the day of a subject's `since` on, coverage whose look lies on a day (in Japan) before it counts for nothing: the subject of that time was another.
 * Where the day that is judged lies before it, nobody has come yet, and it takes nothing away.
 *
 * What is known now about a kind at a subject is the newest look of each collector and host. What the chain saw before stays beside it, back to
 * where a newer bundle of it looked completely, and not earlier than that: it can show a failure still, and nothing else (SK_LOOK_BEFORE). Of two
 * looks of different collectors the newer takes the place of the older where it is complete and known at least as strongly; newer
 * is that all its lines are later than all of the other's.
 *
 * What was seen and cannot be read now is not as if nobody had looked (SK_LOOK_LOST): what a refused chain told something about, what a
 * chain without its first files did and no file that is left looks at completely, and what a signed bundle behind the head does, refused or not; where one is
 * missing between the head and those behind it, by number or by digest, later ones too, all that its collector may speak about. Which number a file is
 * it says itself, whatever its name is. A failure could have been among it, so nobody's word stands there (check/). With offers it is what will be lost when these are taken.
 *
 * What a chain told about a subject that the site does not know any more is refused with the chain, also when no file is left that names it: a
 * failure must not go away by giving its subject another name. `retired:` in site.yaml says that it is gone; then the rest of the chain counts.
 *
 * Owner: the arena. Borrowed: site. Times are seconds since 1970 UTC.
 */
#ifndef SK_EVIDENCE_H
#define SK_EVIDENCE_H

#include "fact/fact.h"
#include "seal/seal.h"
#include "site/site.h"

#define SK_EVIDENCE_FOLDER "evidence"
#define SK_EVIDENCE_HEADS "evidence.heads"

/* Facts and lines of coverage known at once, and the memory they take. Above a site of 1,000 terminals with 250 facts each, of one chain. */
enum {
	SK_EVIDENCE_CHAIN_FACTS_MAX = 320000,
	SK_EVIDENCE_CHAIN_BYTES_MAX = 96 << 20,
	SK_EVIDENCE_FACTS_MAX = 400000,
	SK_EVIDENCE_BYTES_MAX = 128 << 20,
};

enum { SK_EVIDENCE_FILES_MAX = 4000, SK_EVIDENCE_LATER = 5 * 60 /* seconds a bundle may be later than `at` */ };

enum sk_standing {
	SK_COUNTS,	/* taken, and counts */
	SK_SHOWN,	/* taken, but its origin does not count here */
	SK_NOT_TAKEN,	/* lies behind the head: an import was broken off */
	SK_REFUSED,
};
extern const struct sk_choices sk_words_standing; /* "counts", "shown", "not-taken", "refused" */

/* A file under evidence/, or one that is offered. */
struct sk_brought {
	const char *file; /* as shown */
	enum sk_standing standing;
	const struct sk_error *refusal; /* of REFUSED, else NULL */
	/* NULL, 0 where it was refused before that was read */
	const struct sk_collector *collector; /* whose key signed it */
	const char *collector_id, *host, *tool;
	int64_t sequence;
	sk_time at;
	enum sk_bundle_origin origin;
	char digest[SK_HEX_ROOM]; /* of all its bytes */
	size_t coverage_count, fact_count;
};

enum sk_look_known {
	SK_LOOK_NOW,
	SK_LOOK_BEFORE, /* a newer one of its chain could not see (all): its facts show failures only */
	SK_LOOK_LOST,	/* there was one: a line of coverage without source, and no facts */
};
extern const struct sk_choices sk_words_look_known; /* "now", "before", "lost" */

/* All coverage of one kind at one subject in one bundle. */
struct sk_look {
	const struct sk_fact_kind *kind;
	const struct sk_subject *subject;
	enum sk_look_known known;
	const struct sk_brought *bundle;    /* of a lost one: the file that is refused, not taken, or the first that is left */
	const struct sk_coverage *coverage; /* its lines, one behind the other */
	size_t coverage_count;
	enum sk_fact_status status; /* absent: all lines are; else the worst of the others, so that complete and absent together are complete */
	enum sk_fact_method method; /* the weakest of its lines: so much is known of the whole */
	enum sk_fact_method strongest; /* of its lines: a failure among it can be known so well */
	sk_time at;		    /* the oldest line's */
	sk_time newest;		    /* the newest line's; of a lost one both: not later than this */
	const struct sk_fact *facts; /* in the bundle's order; their `coverage` is a position in `coverage` above */
	size_t fact_count;
};

struct sk_evidence {
	const struct sk_brought *bundles; /* sorted by collector, host, sequence */
	size_t count;
	const struct sk_look *looks; /* known now; sorted by kind (order of sk_fact_kinds), subject (order of site.yaml), bundle */
	size_t look_count;
	size_t refused, not_taken, shown; /* of the bundles; a chain without any of its files is one, refused, named like its last file */
};

extern const struct sk_evidence sk_evidence_none; /* of a site without any */

/* A file that somebody brings: borrowed. */
struct sk_offer {
	const char *file; /* as shown */
	const char *bytes;
	size_t length;
	bool planned; /* as if it were signed, of an origin that counts and the next of its chain: to show what it would move */
};

/*
 * Whether one bundle may be taken: everything the head of this file lists. Advances `heads` in memory (as sk_heads_advance) when it may; after a
 * failure they are as before. Whether it was made before the one before it is seen where heads->items[].at says when that was: loading and
 * importing know it from the file, and so does who accepts bundles one after the other. `at`: now.
 * *bundle and *out are set when SK_OK; out->standing is SK_COUNTS or SK_SHOWN. Call sk_seal_start first.
 */
SK_OUTCOME sk_evidence_accept(struct sk_arena *arena, const struct sk_site *site, struct sk_heads *heads, sk_time at,
			      const struct sk_offer *offer, const struct sk_bundle **bundle, struct sk_brought *out, struct sk_error *error);

/*
 * Reads evidence/ of the site as of `at`, and `offers` behind it as if they were imported now, in this order. What is refused is listed, not an
 * error; an error is a file that cannot be read, or a damaged list of heads. Neither folder nor heads: no evidence.
 * `offer_results` (may be NULL): one for each offer. A refused offer stands only there, one that may be taken among the bundles too.
 */
SK_OUTCOME sk_evidence_load(struct sk_arena *arena, const struct sk_env *env, const struct sk_site *site, sk_time at,
			    const struct sk_offer *offers, size_t offer_count, struct sk_brought *offer_results,
			    struct sk_evidence *out, struct sk_error *error);

/* Takes one bundle: load with it as the only offer, as of now, write the file, then the heads; each whole or not at all. *out is set when SK_OK; else only its refusal: `error` where the
 * bundle is refused, NULL where the site or the machine fails and this says nothing about the bundle. Nothing is changed then. After a failure of the disk or a crash the bundle counts, or it lies behind the head and may be imported again. A file that lies there is never written over
 * by other bytes. What continues a chain that is refused as it lies there is refused, too, but where all that spoils it is its weight, and with the
 * bundle it is light enough. Other processes that import into the same site wait. */
SK_OUTCOME sk_evidence_import(struct sk_arena *arena, const struct sk_env *env, const struct sk_site *site, sk_time at,
			      const struct sk_offer *offer, struct sk_brought *out, struct sk_error *error);

/* The looks of bundles that were accepted one by one, in any order, for callers that keep no folder (fleets, benchmarks). Borrows them. `at`: of judging. */
SK_OUTCOME sk_evidence_looks(struct sk_arena *arena, const struct sk_site *site, sk_time at, const struct sk_bundle *const *bundles,
			     const struct sk_brought *brought, size_t count, struct sk_evidence *out, struct sk_error *error);

/* What a bundle tells something about (it looked completely, or found facts), put together with what `last`, the head of its chain or NULL, had to
 * say about the same, into head->said: in its place where it is live and sees it anew, and the site is no example. Sorted, each once; borrows texts.
 * `all`: also of what it could not see. */
SK_OUTCOME sk_evidence_said(struct sk_arena *arena, const struct sk_site *site, const struct sk_head *last, const struct sk_bundle *bundle, bool all,
			    struct sk_head *head, struct sk_error *error);

/* How many bundles are live, and only shown because the site is an example. */
size_t sk_evidence_live_shown(const struct sk_evidence *evidence);

/* The first look at a kind and subject; the others stand right behind it. NULL when nobody looked. */
const struct sk_look *sk_evidence_look(const struct sk_evidence *evidence, const struct sk_fact_kind *kind,
				       const struct sk_subject *subject);
/* How many they are, from `first` on; 0: `first` is NULL. */
size_t sk_evidence_same(const struct sk_evidence *evidence, const struct sk_look *first);

#endif
