/*
 * Private to store/: one open file.
 *
 * store.c opening, statements, verdicts
 * put.c   verdicts -> rows that differ
 * keep.c  a finished assessment -> rows
 * read.c  rows -> finished assessments
 */
#ifndef SK_STORE_FILE_H
#define SK_STORE_FILE_H

#include "store/store.h"

#include <sqlite3.h>

enum statement {
	BEGIN, COMMIT, ROLLBACK, SITE_ADD, ROW_PUT, ROW_DROP, ROWS, DUE,
	PAST_SAME, SERIES_ADD, PAST_ADD, RISK_ADD, FINDING_ADD, SOURCE_ADD, INPUT_ADD, RISK_LINK, FINDING_LINK, INPUT_LINK,
	PASTS, PAST_ONE, PAST_SIZES, RISKS_OF, FINDINGS_OF, INPUTS_OF,
	STATEMENTS
};

struct sk_store {
	struct sk_arena *arena;
	const char *path;
	sqlite3 *db;
	sqlite3_stmt *statements[STATEMENTS];
	bool walking; /* a caller's function is being called */
};

/* 0 and "done" are no failure; anything else becomes an error with the name of the file. */
sk_outcome store_judge(const struct sk_store *store, int result, struct sk_error *error);
int store_bind_text(sqlite3_stmt *statement, int at, const char *text); /* borrowed until store_finish; NULL binds NULL */
/* Runs one that returns no rows, with what was bound. */
sk_outcome store_run(struct sk_store *store, enum statement which, struct sk_error *error);
void store_finish(sqlite3_stmt *statement);
/* Hands out the rows of ROWS or DUE, with what was bound. */
sk_outcome store_walk(struct sk_store *store, enum statement which, sk_time at, sk_store_each *each, void *context, struct sk_error *error);

/* What is done within one transaction: all of it, or nothing where it fails. */
typedef sk_outcome store_act(void *context);
sk_outcome store_transaction(struct sk_store *store, store_act *act, void *context, struct sk_error *error);
/* SK_E_ID_FORM unless it can name a site. */
sk_outcome store_check_site(const char *site, struct sk_error *error);
sk_outcome store_damaged(const struct sk_store *store, struct sk_error *error);
bool store_read_word(const struct sk_choices *choices, const unsigned char *word, int *out);

#endif
