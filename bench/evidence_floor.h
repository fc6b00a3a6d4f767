/*
 * What the bare libraries need for the evidence of a site: jansson and libsodium for its bundles, SQLite for the checks.
 *
 * Owner: static memory of this file; one site a process.
 */
#ifndef SK_BENCH_EVIDENCE_FLOOR_H
#define SK_BENCH_EVIDENCE_FLOOR_H

#include <jansson.h>

/* `sql`: what `sekisho evidence kinds sql` prints; `checks`: what `sekisho check --json` does; FOLDER/evidence/ holds the bundles, or nothing does. */
void evidence_floor_open(const char *sql, const json_t *checks, const char *folder);
/* Each line read, each bundle hashed and its signature verified. */
void evidence_floor_bundles(void);
/* The tables of the kinds that are needed made, each query compiled and run once over no rows, all of it taken down. Nothing where
 * there are no bundles: then no query is needed. */
void evidence_floor_checks(void);

#endif
