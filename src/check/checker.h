/*
 * Private to check/: the compiled checks, and what one of them returned.
 *
 * fence.c   what SQL may do, before and while it runs
 * functions.c   what it may do with texts
 * checker.c tables, facts, queries -> rows
 * judge.c   rows and looks -> results at a subject
 * worlds.c  where looks at the same differ: in every combination
 * until.c   until when they hold
 * since.c   since when a failure by word is one
 * tokens.c  the words of a query
 * parts.c   what a row rests on
 * plain.c   which times among the facts a query compares with the time of judging, for until.c
 * answers.c what people say
 * places.c  places without subjects
 * check.c   all of it together
 */
#ifndef SK_CHECK_CHECKER_H
#define SK_CHECK_CHECKER_H

#include "check/check.h"

#include <sqlite3.h>

enum { NEEDS_MAX = 8, MEMORY_MAX = 16 << 20, BYTES_MAX = 32 << 20, KINDS_MAX = 64, REASONS_MAX = 40,
       CHECKS_MAX = 14 /* of one control */ };
/* Steps of one query; of one of a site's own, and of all of these together. */
enum { STEP_SIZE = 1000, STEPS_MAX = 2000000 / STEP_SIZE, OWN_STEPS_MAX = 1000000 / STEP_SIZE, OWN_STEPS_TOGETHER = 5000000 / STEP_SIZE };
/* A query of the catalogue has so many for each fact it reads, and up to STEPS_MAX more out of what all of them share: a site with many facts is
 * judged, and one check that facts lead astray takes nothing from those that they do not. */
enum { FACT_STEPS = 200, STEPS_TOGETHER = 20000000 / STEP_SIZE };
/* Rows of one of a site's own checks; of one of the catalogue's, and of all of these together. */
enum { OWN_ROWS_MAX = 20000, ROWS_MAX = 250000, ROWS_TOGETHER = 1000000 };
/* Of complete looks at one kind at one subject, and of their combinations at one subject; of a run, facts that are put into tables for them, and steps. */
enum { WORLD_CHOICES_MAX = 4, WORLDS_MAX = 256, WORLD_FACTS_MAX = 1000000, WORLD_STEPS_TOGETHER = 40000000 / STEP_SIZE };
/* Bytes of a text or row. A fact's is shorter than the second: what is done with a text is one step, however long a site's own query makes it. */
enum { TEXT_MAX = 64 << 10, OWN_TEXT_MAX = 1536 };

/* ---- fence.c ---- */

struct fence {
	sqlite3 *db;
	bool compiling;		  /* the authorizer judges; otherwise the statements are ours */
	bool read[KINDS_MAX];	  /* kinds a query read while it was compiled */
	unsigned columns[KINDS_MAX]; /* and bits of their columns */
	bool read_time;		  /* it read the time of judging */
	bool refused;		  /* the authorizer said no */
	char what[96];		  /* to what */
	bool running;		  /* a query of a check: steps count; otherwise the statements are ours */
	unsigned given, steps;	  /* progress calls at first, and left */
	size_t bytes;		  /* that functions may still read */
};

/* Limits, switches and functions of a fresh database. */
sk_outcome fence_raise(sqlite3 *db, struct fence *fence, struct sk_error *error);
/* NULL when a query holds no word that is for no check; else that word. */
const char *fence_word(const char *sql);
/* Before each run of a query: steps (STEP_SIZE each) and memory it may take, and bytes of a text or row. */
void fence_refill(struct fence *fence, unsigned steps, int text);
/* After it: the ceiling of memory is the whole process's, and others use SQLite, too. */
void fence_lower(struct fence *fence);

/* ---- functions.c ---- */

/* Puts the fence's own functions in the place of SQLite's. SQLite's result. */
int functions_put(sqlite3 *db, struct fence *fence);

/* ---- checker.c ---- */

/* The last moment at which a check finds nothing wrong with a subject, or doubtful. */
struct end {
	const struct sk_subject *subject;
	sk_time last;
	sk_time fails; /* the last before a failure that is not found now, whatever else is doubtful before */
};

/* What a row rests on that gives one reason. */
struct basis {
	unsigned kinds; /* bits of needs: that are read for it */
	bool joined;	/* several rows together, or one that is not there: all that is known of these kinds; else the row alone */
};

struct compiled {
	const struct sk_check *check;
	const struct sk_control *control; /* NULL: the absence of a place */
	int place;			  /* of an absence check */
	unsigned at, through;		  /* bits of places; through 0: the subject itself */
	const struct sk_fact_kind *needs[NEEDS_MAX];
	unsigned columns[NEEDS_MAX]; /* bits of those the query reads; set with the statement */
	bool reads_time;	     /* of judging; set with the statement */
	bool understood; /* what it does with that time; where it is not, no moment at which it turns is known; set with the statement */
	/* of the columns: those it compares with that time; and those to which it may add a limit first; set with the statement */
	unsigned turns[NEEDS_MAX], turns_late[NEEDS_MAX];
	struct basis bases[REASONS_MAX]; /* of each reason; set with the statement */
	size_t need_count;
	bool own;		 /* comes with the site */
	sqlite3_stmt *statement; /* NULL until it is needed */
	/* of the run that is going on */
	bool matters; /* somebody looked at something it needs */
	bool ran;
	unsigned asked; /* how often */
	size_t world;	/* of one of the other database: which combination it holds */
	const struct sk_subject *chooses; /* of which subject, of all others what is known; NULL: of all at once */
	size_t worlds;	/* that were asked beside all that is known */
	bool spent;	/* they could not be: past a ceiling */
	bool until_spent; /* the same for the moments to come */
	struct sk_violation *rows; /* sorted by subject */
	size_t row_count;
	const struct sk_stop *stopped; /* by a ceiling: there are no rows. NULL: no */
	const struct sk_result *said; /* of a check through other places, once it is known */
	bool since_known; /* of its rows */
	bool ends_known;
	struct end *ends;
	size_t end_count;
	sk_time known_until;
};

/* What all queries of a run have together: left of it. */
struct purse {
	unsigned own;	      /* steps of the site's own */
	unsigned more;	      /* of the catalogue's, beyond what each has by its facts */
	unsigned worlds;      /* of all in worlds */
	size_t world_facts; /* that are put into tables for these */
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
	struct purse purses[2]; /* for judging; and as much again for asking until when */
	size_t rows_left;	/* for all of the catalogue's */
	bool wanted[KINDS_MAX]; /* a check needs it */
	bool filled[KINDS_MAX]; /* it holds facts of the run that is going on */
	bool indexed[KINDS_MAX];
	bool joins_index; /* SQLite makes indexes for joins */
	size_t facts[KINDS_MAX]; /* of the run that is going on */
	struct sk_checker *other; /* for worlds; NULL until it is needed */
	struct sk_checker *main;  /* of that one: whose it is; else NULL */
};

/* What a look is to worlds.c. */
struct look_note {
	bool current; /* a choice that no other is wholly later than */
	enum sk_method method; /* how well something is known by it: by all of it where it is complete, else by its facts. NONE: nothing */
	sk_time newest;	       /* and as of when */
	unsigned char rank; /* among the choices, from 1 */
	/* of the first of its kind and subject, for all of these */
	bool complete; /* one of them is */
	bool parts; /* one that is not has rows that are current */
	sk_time latest; /* what lies before it is not current */
	bool differs, crowded; /* crowded: more choices than there may be */
	unsigned char choices;
};

/* A run: what is judged, and where the results go. */
struct run {
	struct sk_arena *arena;
	struct sk_checker *checker;
	const struct sk_site *site;
	const struct sk_evidence *evidence;
	sk_time at, day;
	sk_time horizon; /* the last moment until which anybody says something */
	struct look_note *notes; /* of each look */
	bool later;   /* it is asked about moments to come: what that costs is nobody's fault */
	bool differs; /* looks differ anywhere: where not, nobody asks about worlds */
	bool *only; /* in worlds, by number of the subject: whose facts stand in the tables */
	size_t *first_of; /* of each look: the number of its first fact - 1 */
	const struct sk_look **look_of; /* by number of the fact - 1 */
	const struct sk_fact **facts;
	bool *repeated; /* the same by another look at the same stands for it */
	size_t fact_count;
	struct sk_error *error;
};

size_t kind_position(const struct sk_fact_kind *kind);
size_t checker_reason_number(const struct compiled *compiled, const struct sk_check_reason *reason);
/* NULL: it is none of these. */
struct compiled *checker_compiled(const struct sk_checker *checker, const struct sk_check *check);
/* Fills the tables that the checks which matter here need. */
sk_outcome checker_load(struct run *run);
void checker_unload(struct sk_checker *checker);
/* What is left to pay with. */
struct purse *checker_purse(const struct run *run);
/* Steps that one of the catalogue's queries has by the facts it reads. */
unsigned checker_allowance(const struct sk_checker *checker, const struct compiled *compiled);
/* The facts of one kind: taking all out of the table, putting those of a look in. Between begin and commit. */
sk_outcome checker_clear(struct run *run, const struct sk_fact_kind *kind);
/* Rows of lines not before `since`. `alone`: no other stands beside it; else rows that another one has, too, are left out. */
sk_outcome checker_insert(struct run *run, const struct sk_look *look, bool alone, sk_time since);
/* Makes ready what a check needs in a database of its own. */
sk_outcome checker_open(struct run *run, struct compiled *compiled);
sk_outcome checker_begin(struct run *run);
sk_outcome checker_commit(struct run *run, sk_outcome outcome);
/* Limits, subjects and time of the run, where they are not what stands there. */
sk_outcome checker_helpers(struct run *run);
/* The same row among sorted ones, or NULL. */
const struct sk_violation *checker_find_row(const struct sk_violation *rows, size_t count, const struct sk_violation *row);
/* Of two rows: by subject, reason, fact, look. */
int checker_by_place(const void *left, const void *right);
/* The rows of one check, at most once a run. Sets `stopped` where facts made one of the catalogue's pass a ceiling. */
sk_outcome checker_rows(struct run *run, struct compiled *compiled);
/* The rows as things stand in the tables, as far as worlds_count says that they count. SK_E_CHECK_LONG past a ceiling. */
sk_outcome checker_query(struct run *run, struct compiled *compiled, struct sk_violation **rows, size_t *count);
/* The time of judging that queries see. */
sk_outcome checker_set_time(struct run *run, sk_time at);

/* ---- worlds.c ---- */

/* Once the evidence is known: where looks differ. */
sk_outcome worlds_find(struct run *run);
/* Notes which rows of these looks at one thing say what another look's say, of the same time: they stand in the tables once, as what is known best. */
sk_outcome worlds_repeats(struct run *run, const struct sk_look *looks, size_t count);
/* How many there are beside all that is known, 0 where looks do not differ, and pays for them; false: nothing is left to pay with. */
bool worlds_pay(struct run *run, const struct compiled *compiled, size_t *worlds);
/* A look at what the check needs of the subject where others say otherwise; NULL: none. */
const struct sk_look *worlds_differ(const struct run *run, const struct compiled *compiled, const struct sk_subject *subject);
/* One of those that are too many to be asked in every combination, among what decides about `about`; NULL: none. */
const struct sk_look *worlds_crowded(const struct run *run, const struct compiled *compiled, const struct sk_subject *about);
/* The run and the check in the other database. */
sk_outcome worlds_open(const struct run *run, const struct compiled *compiled, struct run *out, struct compiled **query);
/* Whether a row of the world the check is in counts: of all that is known where looks differ only failures; of another one failures that rest on absence, and
 * all where only what is current stands. */
bool worlds_count(const struct run *run, const struct compiled *query, const struct sk_violation *row);
/* Puts into its tables what the world holds, from 1. */
sk_outcome worlds_enter(struct run *run, struct compiled *query, size_t number);
/* Sets how well rows, sorted, are known, as of when, and by which look; without a fact, in which look it is missing. */
void worlds_tell(const struct run *run, const struct compiled *query, struct sk_violation *rows, size_t count);
/* Whether two rows say the same; and if so, whether the first is known better. */
bool worlds_same(const struct sk_violation *a, const struct sk_violation *b);
bool worlds_tell_better(const struct sk_violation *a, const struct sk_violation *b);
/* Sets rows, row_count, worlds, spent: of all worlds, each once. */
sk_outcome worlds_rows(struct run *run, struct compiled *compiled);

/* ---- judge.c ---- */

/* Whether anybody looked at anything this check needs. */
bool judge_matters(const struct run *run, const struct compiled *compiled);
/* Who has most of the facts that the check reads: *out in the arena. */
sk_outcome judge_most(struct run *run, const struct compiled *compiled, const struct sk_stop **out);
/* Whether a row counts: one that rests on absence does where everything needed was seen completely. */
bool judge_counts(const struct run *run, const struct compiled *compiled, const struct sk_violation *row);
/* Whether facts about `subject` can decide about anybody. */
bool judge_reads(const struct compiled *compiled, const struct sk_subject *subject);
/* Whether facts about `subject` decide about `about`. */
bool judge_looks_at(const struct compiled *compiled, const struct sk_subject *about, const struct sk_subject *subject);
/* subject NULL: what is looked at is all `through` places have. */
sk_outcome judge(struct run *run, struct compiled *compiled, const struct sk_subject *subject, struct sk_result *out);

/* ---- since.c ---- */

/* Sets since when each row that shows a failure is one, as words count: time or another limit may have made it one after it was looked at. */
sk_outcome since_find(struct run *run, struct compiled *compiled);

/* ---- until.c ---- */

/* Who is told of moments at which the query can turn by time alone. */
struct noting {
	void (*note)(void *to, sk_time moment);
	void *to;
};
/* Tells all of them. `past`: also of limits that were in force before. False: there are more limits than are kept. */
bool until_moments(const struct run *run, const struct compiled *compiled, bool past, const struct noting *noting);
/* Whether the query can compare with this limit. */
bool until_reads_limit(const struct compiled *compiled, const struct sk_parameter *parameter);

/* The last moment, at most `most`, at which the check still finds nothing wrong at what it looks at for `subject`. */
sk_outcome until(struct run *run, struct compiled *compiled, const struct sk_subject *subject, sk_time most, sk_time *out);
/* The last moment before which no failure that is not found now will come by time alone, or none is known to. */
sk_outcome until_failure(struct run *run, struct compiled *compiled, const struct sk_subject *subject, sk_time *out);

/* ---- tokens.c ---- */

enum token_sort { TOKEN_END, TOKEN_WORD, TOKEN_NUMBER, TOKEN_TEXT, TOKEN_SIGN, TOKEN_ODD /* quotes that are none of a text, comments */ };
struct token {
	enum token_sort sort;
	const char *at;
	size_t length;
};

/* How many there are; `out` has room for one for each character. */
size_t tokens_read(const char *sql, struct token *out);
/* Words in any letters. */
bool token_is(const struct token *token, const char *text);
bool token_is_one_of(const struct token *token, const char *const *words, size_t count);

/* ---- parts.c ---- */

/* Sets `bases`. */
sk_outcome parts_find(struct compiled *compiled, struct sk_error *error);

/* ---- plain.c ---- */

/* Sets `understood`, `turns` and `turns_late`; `reads_time` is known. */
sk_outcome plain_find(struct compiled *compiled, struct sk_error *error);

/* ---- lint.c ---- */

/* Whether a query names an id as a text: 'paused'. */
bool lint_names(const char *sql, const char *id);

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
/* The first second of a day in Japan, and the last one. */
sk_time day_begins(sk_time day);
sk_time answer_end(sk_time expires);
/* The last second before the day on which a subject comes that has not come by `day` (`since`): from then on what was seen and said before is of another. */
sk_time last_before_it_comes(const struct sk_subject *subject, sk_time day);

/* ---- places.c ---- */

sk_outcome places_judge(struct run *run, const struct sk_result **out);
void places_finding(const struct sk_verdicts *verdicts, struct sk_finding *finding);

#endif
