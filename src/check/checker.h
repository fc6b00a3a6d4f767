/*
 * Private to check/: the compiled checks, and what one of them returned.
 *
 * fence.c   what SQL may do, before and while it runs
 * checker.c tables, facts, queries -> rows
 * judge.c   rows and looks -> results at a subject
 * until.c   until when they hold
 * answers.c what people say
 * places.c  places without subjects
 * check.c   all of it together
 */
#ifndef SK_CHECK_CHECKER_H
#define SK_CHECK_CHECKER_H

#include "check/check.h"

#include <sqlite3.h>

enum { NEEDS_MAX = 8, ROWS_MAX = 20000, STEPS_MAX = 2000000, STEP_SIZE = 1000, MEMORY_MAX = 16 << 20, KINDS_MAX = 64, REASONS_MAX = 40,
       CHECKS_MAX = 14 /* of one control */ };

/* ---- fence.c ---- */

struct fence {
	bool compiling;		  /* the authorizer judges; otherwise the statements are ours */
	bool read[KINDS_MAX];	  /* kinds a query read while it was compiled */
	unsigned columns[KINDS_MAX]; /* and bits of their columns */
	bool refused;		  /* the authorizer said no */
	char what[96];		  /* to what */
	bool running;		  /* a query of a check: steps count; otherwise the statements are ours */
	unsigned steps;		  /* progress calls left */
};

/* Limits, switches and functions of a fresh database. */
sk_outcome fence_raise(sqlite3 *db, struct fence *fence, struct sk_error *error);
/* NULL when a query holds no word that is for no check; else that word. */
const char *fence_word(const char *sql);
/* Before each run of a query: steps and memory it may take. */
void fence_refill(struct fence *fence);
/* After it: the ceiling of memory is the whole process's, and others use SQLite, too. */
void fence_lower(struct fence *fence);

/* ---- checker.c ---- */

/* The last moment at which a check finds nothing wrong with a subject. */
struct end {
	const struct sk_subject *subject;
	sk_time last;
};

struct compiled {
	const struct sk_check *check;
	const struct sk_control *control; /* NULL: the absence of a place */
	int place;			  /* of an absence check */
	unsigned at, through;		  /* bits of places; through 0: the subject itself */
	const struct sk_fact_kind *needs[NEEDS_MAX];
	unsigned columns[NEEDS_MAX]; /* bits of those the query reads; set with the statement */
	size_t need_count;
	sqlite3_stmt *statement; /* NULL until it is needed */
	/* of the run that is going on */
	bool matters; /* somebody looked at something it needs */
	bool ran;
	const struct sk_violation *rows; /* sorted by subject */
	size_t row_count;
	const struct sk_result *said; /* of a check through other places, once it is known */
	bool ends_known;
	struct end *ends;
	size_t end_count;
	sk_time known_until;
};

struct sk_checker {
	struct sk_arena *arena;
	const struct sk_catalogue *catalogue;
	sqlite3 *db;
	struct fence fence;
	struct compiled *compiled;
	size_t count;
	size_t kind_count;
	sqlite3_stmt *insert[KINDS_MAX], *clear[KINDS_MAX];
	sqlite3_stmt *set_time;
	struct sk_buf helpers; /* what the tables of limits and subjects were filled by */
	bool wanted[KINDS_MAX]; /* a check needs it */
	bool filled[KINDS_MAX]; /* it holds facts of the run that is going on */
};

/* A run: what is judged, and where the results go. */
struct run {
	struct sk_arena *arena;
	struct sk_checker *checker;
	const struct sk_site *site;
	const struct sk_evidence *evidence;
	sk_time at, day;
	const struct sk_look **look_of; /* by number of the fact - 1 */
	const struct sk_fact **facts;
	size_t fact_count;
	struct sk_error *error;
};

size_t kind_position(const struct sk_fact_kind *kind);
/* Fills the tables that the checks which matter here need. */
sk_outcome checker_load(struct run *run);
void checker_unload(struct sk_checker *checker);
/* The rows of one check, at most once a run. */
sk_outcome checker_rows(struct run *run, struct compiled *compiled);
/* The rows as things stand in the tables. */
sk_outcome checker_query(struct run *run, struct compiled *compiled, const struct sk_violation **rows, size_t *count);
/* The time of judging that queries see. */
sk_outcome checker_set_time(struct run *run, sk_time at);

/* ---- judge.c ---- */

/* Whether anybody looked at anything this check needs. */
bool judge_matters(const struct run *run, const struct compiled *compiled);
/* Whether facts about `subject` decide about `about`. */
bool judge_looks_at(const struct compiled *compiled, const struct sk_subject *about, const struct sk_subject *subject);
/* subject NULL: what is looked at is all `through` places have. */
sk_outcome judge(struct run *run, struct compiled *compiled, const struct sk_subject *subject, struct sk_result *out);

/* ---- until.c ---- */

/* The last moment, at most `most`, at which the check still finds nothing wrong at what it looks at for `subject`. */
sk_outcome until(struct run *run, struct compiled *compiled, const struct sk_subject *subject, sk_time most, sk_time *out);

/* ---- answers.c ---- */

/* The answers about one control: looked up once, so that many subjects and many answers do not multiply with all controls. */
struct answers {
	const struct sk_answer **items;
	size_t count;
};
sk_outcome answers_gather(struct sk_arena *arena, const struct sk_site *site, const struct sk_control *control, struct answers *out,
			  struct sk_error *error);
/* `counted`: a failure that stands, else the newest answer not dated after `day`. `later`: the first one dated after it. */
void answers_decide(const struct answers *answers, const struct sk_subject *subject, sk_time day, const struct sk_answer **counted,
		    const struct sk_answer **later);
/* An answer counts on its last day, too. */
bool answer_expired(sk_time expires, sk_time day);
/* The last second of a day in Japan. */
sk_time answer_end(sk_time expires);

/* ---- places.c ---- */

sk_outcome places_judge(struct run *run, const struct sk_result **out);
void places_finding(const struct sk_verdicts *verdicts, struct sk_finding *finding);

#endif
