/*
 * A clinic for tests: the real catalogue, a site.yaml that exists only as text, and all that follows from it.
 *
 * The catalogue is loaded once and only read. Everything of one clinic lives until clinic_end.
 */
#ifndef CLINIC_H
#define CLINIC_H

#include "assess/assess.h"

/* Loads the catalogue of this folder, or ends the program with the error. */
void clinic_open(const char *catalogue_folder);
void clinic_close(void);
const struct sk_catalogue *clinic_catalogue(void);

struct clinic {
	struct sk_arena *arena;
	struct sk_site *site;
	struct sk_verdicts verdicts;
	struct sk_register register_;
	struct sk_error error; /* of a failure */
};

/* Loads, checks, assesses. The outcome is that of the first step that fails. clinic_end is called in either case. */
SK_OUTCOME clinic_try(struct clinic *clinic, const char *yaml, sk_time at);
/* The same; a failure fails the test. */
void clinic_make(struct clinic *clinic, const char *yaml, sk_time at);
void clinic_end(struct clinic *clinic);

/* An env that holds one file, "site/site.yaml" with this text, and nothing else. Borrowed; valid until the next call. */
const struct sk_env *clinic_env(const char *yaml);

/* The risk with this id among those that count, or among those left out. NULL when it is not there. */
const struct sk_risk *clinic_risk(const struct clinic *clinic, const char *id);
const struct sk_risk *clinic_excluded(const struct clinic *clinic, const char *id);
const struct sk_verdict *clinic_verdict(const struct clinic *clinic, const char *control);

/*
 * The beginning of a site.yaml: format, name, kind, configuration ip-vpn, and one subject "<place>-1" for each place of
 * the configuration that is not a word of `without` ("wireless router-b").
 */
void clinic_text(struct sk_buf *out, const char *kind, const char *without);

/* "2026-10-01" or with a time; a wrong text fails the test. */
sk_time clinic_time(const char *text);

#endif
