/*
 * A clinic and its bundles for benches: a site in memory, one collector that speaks about all of it, and the facts of the healthy case of
 * each control's tests (tests/check/cases), joined. In two shapes, each about every subject and kind of theirs:
 *   MANY   200 facts
 *   SMALL  as many facts as fit into 20 KB: the facts of the catalogue's kinds are longer than 100 bytes
 *
 * Every failure ends the program: a bench that measures half the work is worth nothing.
 */
#ifndef SAMPLE_H
#define SAMPLE_H

#include "check/check.h"

#include <jansson.h>

enum shape { SMALL, MANY, SHAPES };
enum { SAMPLE_FACTS = 200, SAMPLE_SMALL = 20 << 10, SAMPLE_BYTES = 1 << 20, SAMPLE_CHECKS_MAX = 512 };

struct sample {
	struct sk_arena *arena;
	struct sk_catalogue *catalogue;
	struct sk_site *site;
	struct sk_secret_key secret;
	json_t *facts[SHAPES]; /* subject -> kind -> list of facts */
	json_t *methods; /* kind -> word */
	size_t copies; /* checks that stand twice, as the site's own */
};

/* Ends the program with the error. */
void must(sk_outcome outcome, const struct sk_error *error);

/* Writes site.yaml into `folder`. */
void sample_open(struct sample *sample, const char *catalogue, const char *cases, const char *folder);
void sample_close(struct sample *sample);
/* A signed bundle; previous "" for the first of its chain. */
void sample_bundle(const struct sample *sample, enum shape shape, int64_t sequence, const char *previous, sk_time at, struct sk_buf *out);
/* When the sample was looked at first. */
sk_time sample_begin(void);

/* The checks that had something to look at, and the control of each; NULL: of the absence of a place. */
struct sample_ran {
	const struct sk_check *checks[SAMPLE_CHECKS_MAX];
	const struct sk_control *controls[SAMPLE_CHECKS_MAX];
	size_t count;
};
struct sample_ran sample_ran(const struct sk_verdicts *verdicts);
/* Makes checks of the catalogue the site's own, too, until as many are there. */
void sample_copy_checks(struct sample *sample, const struct sample_ran *ran, size_t wanted);

#endif
