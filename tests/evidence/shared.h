/* What the tests of evidence/ share: a site with collectors whose keys are the same every day, and bundles of any kind, signed or not. */
#ifndef EVIDENCE_SHARED_H
#define EVIDENCE_SHARED_H

#include "../fact/rows.h"
#include "../seal/shared.h"
#include "evidence/evidence.h"

/* 2026-04-01T09:00:00Z, the time of judging. */
#define NOW ROWS_TIME
#define HOUR ((sk_time)3600)
#define DAY ((sk_time)SK_DAY)

enum { POST_ARENA = 64 << 20, BUNDLE_ROOM = 1 << 16 };

/* Keys: which of the simulated pairs signs for whom. */
enum { KEY_ONE, KEY_ONE_NEXT, KEY_TWO, KEY_THREE, KEY_NETWORK, KEY_STRANGER, KEY_COUNT };

/* Loads the catalogue of this folder, makes the keys. */
void post_open(const char *catalogue_folder);
void post_close(void);
const struct pair *post_key(size_t key);

/* A site and its disk. `example`: at an example site; `collectors` NULL: those of post_collectors. */
struct post {
	struct sk_arena *arena;
	struct sim_env *sim;
	struct sk_site *site;
	struct sk_heads heads; /* for sk_evidence_accept */
};
struct post post_new(bool example, const char *collectors);
void post_end(struct post *post);
/* The collectors of site.yaml: "host" on terminal-1 (KEY_ONE, from April on KEY_ONE_NEXT too), "host" on terminal-2 (KEY_TWO), "audit" on terminal-1
 * (KEY_THREE), "net" on box (KEY_NETWORK: router-1 and both terminals). */
void post_collectors(struct sk_buf *out);
/* One more entry: {id, host, key, subjects, more}. */
void post_collector(struct sk_buf *out, const char *id, const char *host, size_t key, const char *subjects, const char *more);

/* One line of coverage and the facts beneath it. */
struct said {
	const char *kind, *subject, *status, *method;
	sk_time at; /* 0: the bundle's */
	size_t facts;
};
struct draft {
	const char *collector, *host, *origin, *previous; /* NULL: host, terminal-1, live, none */
	int64_t sequence;				  /* 0: 1 */
	sk_time at;					  /* 0: an hour before NOW */
	size_t key;
	const struct said *said; /* NULL: one complete look at time_sync of terminal-1 */
	size_t count;
};
/* The bytes of an offer, signed. Ends with buf_end. */
void draft_write(const struct draft *draft, struct sk_buf *out);
void draft_unsigned(const struct draft *draft, struct sk_buf *out);
void sign_with(size_t key, struct sk_buf *bytes);
struct sk_offer offer_of(const struct sk_buf *bytes, const char *file);
void digest_of(const struct sk_buf *bytes, char hex[SK_HEX_ROOM]);

/* sk_evidence_accept at NOW with the heads of the post. */
SK_OUTCOME post_accept(struct post *post, const struct sk_buf *bytes, struct sk_brought *out, struct sk_error *error);

/* All that is known, as text: equal texts are equal evidence. `files`: with the names of the files. */
void dump_evidence(const struct sk_evidence *evidence, bool files, struct sk_buf *out);
/* The one look at a kind and subject; fails the test when there is none or another behind it. */
const struct sk_look *only_look(const struct post *post, const struct sk_evidence *evidence, const char *kind, const char *subject);
size_t known_at(const struct post *post, const struct sk_evidence *evidence, const char *kind, const char *subject, enum sk_look_known known);
/* Those that are there, now or before. */
size_t looks_at(const struct post *post, const struct sk_evidence *evidence, const char *kind, const char *subject);
/* Whether one of one chain was there and cannot be read. */
bool is_lost(const struct post *post, const struct sk_evidence *evidence, const char *kind, const char *subject);

/* Imports into the folder of the post at NOW; what is there as of `at`. */
SK_OUTCOME post_import(struct post *post, const struct sk_buf *bytes, struct sk_error *error);
struct sk_evidence post_load(struct post *post, sk_time at);
/* How many bundles stand so. */
size_t standing_count(const struct sk_evidence *evidence, enum sk_standing standing);
/* The entry of this file; fails the test when there is none. */
const struct sk_brought *entry(const struct sk_evidence *evidence, const char *file);

#define BUNDLE(name_, ...) \
	SK_BUF_SCOPE name_ = SK_BUF(BUNDLE_ROOM); \
	draft_write(&(struct draft){__VA_ARGS__}, &name_)
#define SAID(...) .said = (const struct said[]){__VA_ARGS__}, .count = SK_COUNT(((const struct said[]){__VA_ARGS__}))

#endif
