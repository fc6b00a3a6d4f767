/*
 * store: what was decided about sites, in one SQLite file: the verdicts of now, each with the moment it stops holding, and finished assessments.
 *
 * Facts are judged in memory and forgotten (DESIGN, "Evidence, checks, keys"); what is kept is what was decided. A verdict whose `stale_after` has
 * passed reads as stale, whatever it said when it was written: a site that sends nothing any more turns stale by itself, never green.
 *
 * Verdicts are the state of now, one row for each control at each subject in scope, and nothing about what it was before. Assessments
 * (history/) are each as it was, and none ever changes or goes. A row that several of them share is there once.
 *
 * An interface: the type is opaque, and who has one calls what stands here and knows no more. Another store than a file is opened by another function and
 * is held to the same suite, tests/store/conformance.h, which takes that function and knows nothing of SQLite. There is no table of functions as long
 * as there is one store: what would choose between two is inside struct sk_store, where no caller sees it.
 *
 * The file belongs to one user (mode 0600). SQLite opens it by itself, past sk_env: locks and shared memory have no place there. Several
 * processes may use one file; a writer waits SK_STORE_WAIT for another. Nothing but SQLite may touch FILE, FILE-wal and FILE-shm while it is open.
 *
 * Errors, with the name of the file: SK_E_STORE_FORMAT when it is none of ours or damaged; SK_E_STORE_NEWER when a later version made it, which leaves it as it is;
 * one of an earlier version gets the tables it lacks when it is opened; SK_E_STORE_ACCESS when the system
 * does not let us read or write, then what stood there before still stands.
 *
 * Threads: one store, one thread. Owner: the store, until it is closed; rows are borrowed for the call they are handed to.
 */
#ifndef SK_STORE_H
#define SK_STORE_H

#include "history/history.h"

enum { SK_STORE_VERSION = 2, SK_STORE_WAIT = 5000 /* milliseconds */, SK_STORE_ID_MAX = 128 };

struct sk_store;

/* One control at one subject. */
struct sk_kept {
	const char *site, *control, *place, *subject; /* ids; subject "" when the place has none */
	enum sk_state state; /* as of the moment that was asked about */
	enum sk_method method;
	bool contradicts;
	sk_time stale_after; /* of met and not applicable: the last moment it holds; 0: otherwise */
	sk_time looked;	     /* when what decided was seen or said; 0: nothing did */
	const char *bundle;  /* SHA-256 of the bundle that decided; NULL when it was people, or nobody */
};

/* Opens the file, or makes it with mode 0600 when there is none. A file of zero bytes is a new one. */
SK_OUTCOME sk_store_open(const struct sk_env *env, const char *path, struct sk_store **out, struct sk_error *error);
void sk_store_close(struct sk_store *store); /* takes NULL */

/*
 * Everything known about one site is now this; what its verdicts do not name any more is taken out, and subjects out of scope have no row.
 * One transaction, on the disk when SK_OK. Only rows that differ are written: *changed counts them, and 0 wrote nothing at all.
 * `site`: 1 to SK_STORE_ID_MAX bytes of one line, the caller's name for it; SK_E_ID_FORM otherwise.
 */
SK_OUTCOME sk_store_put(struct sk_store *store, const char *site, const struct sk_verdicts *verdicts, size_t *changed,
			struct sk_error *error);

/* Called for each row, until it returns false. It must not use the store. */
typedef bool sk_store_each(void *context, const struct sk_kept *row);

/* The rows that stopped holding before `at`, the first to do so first; then by site, control, place, subject. */
SK_OUTCOME sk_store_due(struct sk_store *store, sk_time at, sk_store_each *each, void *context, struct sk_error *error);
/* All rows of a site as of `at`, by control, place, subject; none when nothing was put for it. */
SK_OUTCOME sk_store_site(struct sk_store *store, const char *site, sk_time at, sk_store_each *each, void *context, struct sk_error *error);

/* ---- finished assessments ---- */

/*
 * Keeps a finished assessment of a site: all of it or nothing, and on the disk when SK_OK. *number is the one it has here from now on: 1, 2, ... over all sites.
 * The same one again (by its digest) changes nothing, has the number it had, and *again is true.
 */
SK_OUTCOME sk_store_keep(struct sk_store *store, const char *site, const struct sk_past *past, int64_t *number, bool *again, struct sk_error *error);

/* Called for each, without its rows, until it returns false. It must not use the store. */
typedef bool sk_store_each_past(void *context, const struct sk_past *past);
/* Those of a site, by the time they were made as of, of the same time as they were kept. */
SK_OUTCOME sk_store_pasts(struct sk_store *store, const char *site, sk_store_each_past *each, void *context, struct sk_error *error);
/* One with all its rows, in the arena. SK_E_HISTORY_NONE when the site has none of that number. What does not have the digest that it was kept with is damaged. */
SK_OUTCOME sk_store_past(struct sk_store *store, struct sk_arena *arena, const char *site, int64_t number, struct sk_past *out, struct sk_error *error);

#endif
