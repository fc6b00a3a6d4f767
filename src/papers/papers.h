/*
 * papers: the register -> files that people sign, hand over and keep: checklist, workbook, tables, report, sheets.
 *
 * Each paper is one row of a table and one file here. A writer gets the register and gives the bytes of one file, in the language of the call; the same register
 * gives the same bytes. Nothing here judges: yes and no come from assess/, and what is not known is never a yes (DESIGN, rule 7). Every paper says where the
 * site is an example, and carries the limits of the guidance (告知事項, DESIGN, rule 16).
 *
 * Owner: the buffer is the caller's; everything else is borrowed. The library that makes XLSX files writes to the disk by itself, past sk_env: into `scratch`,
 * a folder that may be written, from which its files are gone when a writer returns.
 */
#ifndef SK_PAPERS_H
#define SK_PAPERS_H

#include "report/report.h"

enum { SK_PAPER_BYTES_MAX = 64 << 20 };

struct sk_papers {
	struct sk_arena *arena;
	const struct sk_env *env;
	enum sk_lang lang;
	const struct sk_register *register_;
	const struct sk_ledger *ledger; /* NULL: the site has none */
	const char *scratch;
	const struct sk_picture *picture; /* of the network; NULL: there is none */
	const char *unread;  /* the place that kept it from being drawn; NULL: nothing did */
	struct sk_network_words network; /* what its configurations say; nothing where none is described */
	struct sk_error *error;
};

struct sk_paper {
	const char *name;  /* "checklist": what is typed */
	const char *file;  /* "checklist.xlsx" */
	const char *label; /* message id */
	sk_outcome (*write)(const struct sk_papers *papers, struct sk_buf *out);
	bool asked_for; /* made only when it is named */
	bool comes_back; /* people fill it in */
};

const struct sk_paper *const *sk_papers_all(size_t *count);
/* NULL: there is none. */
const struct sk_paper *sk_papers_named(const char *name);

#endif
