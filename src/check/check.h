/*
 * check: what people and machines say -> the state of each control at each subject.
 *
 * People (site.yaml, `answers:` and `absent:`; method attested). The rules (DESIGN, rules 3, 4, 7):
 *   - days are Japan's: `day` is the one that `at` falls on there;
 *   - the newest answer that is not dated later counts; of one day's answers the last in the file, and one about the very subject
 *     before one about all; after the last day it counts a "met" is stale, never green;
 *   - an "unmet" stands until someone says "met" about the same: it does not expire, and neither "unknown" nor an answer about all
 *     subjects takes its place at a subject; an answer about all subjects does not count at a subject that came later (`since`), once it has come.
 *
 * Evidence: a check is one SQL query (catalogue.h) that returns rows (subject, reason, fact) about what is wrong. At one subject of the control:
 *   - where looks at one thing differ, every combination of what is known is asked (decision 0024, worlds.c): only what is good in the newest complete looks
 *     is good, what is missing in one complete look is missing, and what a newer look of a part does not know is not known;
 *   - a row that is shown by itself is known as its own line of coverage is, and as of then. What several rows or kinds show together, or what is missing, is known
 *     as the strongest, and as of the newest, of all that its part of the query read of the subject (decision 0017, parts.c);
 *   - the rows of the subjects looked at count: the subject itself, or every in-scope subject of the check's `through` places. A row makes
 *     of it what its reason says (unmet, unknown, stale); one that rests on absence counts only where every needed kind was seen
 *     completely (of `through` places: every kind that can be there). A failure does not age: rows of old looks count;
 *   - a needed kind not seen, or not completely, is unknown, and so is one that can be known of nobody who is listed where the check looks; one seen longer than max-age ago is stale. Of these and the rows the worst decides
 *     (unmet, unknown, stale); met is where there is none. What was seen before a look that could not see all (evidence.h,
 *     SK_LOOK_BEFORE) adds rows, and lets absence show a failure as it did then; it never counts as seen for met;
 *   - a check that decides `unmet` adds only what it refutes; one none of whose needed kinds anybody looked at adds nothing.
 * Facts are written by others: where they make a query of the catalogue pass a ceiling, the check says "unknown" at every subject it would have
 * spoken about, and nobody's "met" stands against that; all else is judged as ever. A site's own check that does so ends the run. Where looks differ in too many
 * ways to be asked one by one, a check is unknown at these subjects only.
 *
 * A layer's check (guideline-6) is shown beside and never decides: the register is the guidance's.
 *
 * Together at one subject: what people say and what each check says are witnesses for the same thing. Unmet wins over met, met over stale, stale
 * over unknown. But an unmet known by word alone gives way to whoever says met of a day later than it was told and than it came true, which time alone or another
 * limit can have made it (since.c; a failure stands until it is said or seen to be mended; one from a check that only refutes, until people say so or it looks anew); one that was seen gives way to newer
 * looks only. Where evidence that a check needs was taken once and cannot be read now (SK_LOOK_LOST), it could have been such a failure: as long
 * as nobody looks anew it is unknown, whatever else is said. Two witnesses of which one says met and one unmet are a contradiction,
 * which is shown. The method is the strongest of those that say what was decided.
 *
 * Places (DESIGN, rules 3, 4):
 *   - a subject known to exist that nothing is known about is unknown;
 *   - a place without subjects is unknown, unless someone stated, or the place's absence check shows, that it is absent: then the place
 *     decides (when-absent in places.yaml) between not applicable and unmet. Evidence that something does stand there overrules a
 *     statement, and so does evidence that is lost: unknown;
 *   - over several subjects the worst decides: unmet, unknown, stale, met. Not applicable counts only when it is all there is.
 *
 * Owner: the arena. Borrowed: site, catalogue, evidence.
 */
#ifndef SK_CHECK_H
#define SK_CHECK_H

#include "evidence/evidence.h"

/* How something is known, weakest first. */
enum sk_method { SK_METHOD_NONE, SK_ATTESTED, SK_CONFIGURED, SK_OBSERVED, SK_EXERCISED };
extern const struct sk_choices sk_words_method; /* "none", "attested", ... */

/* One row a check returned that counts. */
struct sk_violation {
	const struct sk_check_reason *reason;
	const struct sk_subject *subject; /* the one looked at */
	const struct sk_look *look;	  /* of the fact; without one the best known of those in which it is missing, or NULL: none is complete */
	const struct sk_fact *fact;	  /* NULL: something is missing */
	const struct sk_look *beside;	  /* a look that it rests on, too, and is known by, where it is known better by it than by the line of its fact; or NULL */
	enum sk_method method;		  /* the strongest of what it rests on */
	sk_time looked;			  /* the newest of what it rests on */
	sk_time since;			  /* of a failure: the day from which on it is one, as far as words count */
	unsigned worlds;		  /* in how many combinations of looks that differ it is found */
};

/* A kind that a check needs at a subject that is looked at. */
struct sk_seen {
	const struct sk_fact_kind *kind;
	const struct sk_subject *subject; /* NULL: none is listed, in scope, of whom this kind can be known: nobody looked */
	const struct sk_look *look; /* the one that counts: a lost one, else a complete one before others, else the newest. NULL: nobody looked */
	const struct sk_look *before; /* where that one is not complete: a complete one before it, or NULL */
	bool complete, fresh;
};

/* Why a check has no result: with the facts that are known its query passed a ceiling. */
struct sk_stop {
	const struct sk_look *look; /* of the subject with most facts of the kinds it reads, the look that has most of them */
	size_t facts;		    /* known of that subject, of these kinds */
	bool differ;		    /* instead: the looks at this kind and subject differ in more ways than can be asked one by one */
};

/* One check at one subject of its control. */
struct sk_result {
	const struct sk_check *check;
	enum sk_state state; /* met, unmet, unknown, stale */
	bool says;	     /* false: it adds nothing, and `state` is unknown */
	bool lost;	     /* evidence it needs was taken once and cannot be read now */
	const struct sk_stop *stopped; /* NULL: no. Else `state` is unmet by what was found, or unknown; nobody's "met" stands: it might have found (another) failure */
	enum sk_method method; /* unmet: strongest of the looks that show it; else the weakest of the looks needed */
	sk_time looked;	       /* unmet: the newest of the looks that show it; else the oldest of those needed; 0: none */
	sk_time since;	       /* unmet: the day from which on all that shows it does: words of later days mend what is known by word */
	sk_time stale_after;   /* of met: the last moment it holds by itself; 0: not met */
	const struct sk_violation *violations;
	size_t violation_count;
	const struct sk_seen *needs;
	size_t need_count;
};

/* What decided a finding. */
enum sk_decider { SK_BY_NOBODY, SK_BY_ANSWER, SK_BY_CHECK, SK_BY_ABSENCE };
extern const struct sk_choices sk_words_decider; /* "nobody", "answer", "check", "absence" */

/* One control at one subject. */
struct sk_finding {
	const struct sk_subject *subject; /* NULL: the place has none */
	int place;
	enum sk_state state;
	enum sk_method method;
	enum sk_decider decider;
	bool contradicts; /* one witness says met, another unmet */
	bool lost;	  /* unknown because evidence is lost, whatever is said */
	const struct sk_answer *answer;			 /* what people say, or NULL */
	const struct sk_absence_statement *absence; /* what people say about a place without subjects, or NULL */
	const struct sk_answer *later;			 /* dated after today: not counted yet, or NULL */
	const struct sk_result *results;		 /* checks of the control at this place; or the place's absence check */
	size_t result_count;
	sk_time stale_after; /* of met and not applicable: the last moment it holds by itself, as far as is known now; 0: otherwise */
	bool counts;	     /* false: the subject is out of scope */
};

struct sk_verdict {
	const struct sk_control *control;
	enum sk_state state;	/* worst over all its places */
	enum sk_method method; /* strongest that decided */
	bool contradicts;
	const struct sk_finding *findings; /* by place, then in the order of site.yaml */
	size_t count;
};

struct sk_verdicts {
	const struct sk_site *site;
	const struct sk_evidence *evidence;
	sk_time at, day;
	const struct sk_result *absences; /* by place: what its absence check says; check NULL where it has none, or something stands there */
	const struct sk_verdict *items; /* in the order of the catalogue's controls */
	size_t count;
};

/* At the start of a program of one thread, before anything uses SQLite: it takes no locks. Without this all works, more slowly. */
void sk_check_start(void);

/*
 * The checks of a catalogue and a site's own, compiled: an in-memory SQLite that nothing but this uses. Queries are fenced: reading only, kinds of
 * facts and helper tables only, functions of a list, no second statement, no recursion, ceilings for memory, length and steps.
 * SK_E_CHECK_* with file and line of the check when one is refused, does not fit its declaration, or goes on too long.
 */
struct sk_checker;
/* `site` may be NULL: then only the catalogue's. Compiles all checks (`all`), or each when it is first needed. */
SK_OUTCOME sk_checker_new(const struct sk_catalogue *catalogue, const struct sk_site *site, bool all, struct sk_checker **out,
			  struct sk_error *error);
void sk_checker_free(struct sk_checker *checker); /* takes NULL */
/* How often the last run asked the query of a check: as of its time, and of later moments to know until when it holds. For benchmarks. */
unsigned sk_checker_asked(const struct sk_checker *checker, const struct sk_check *check);
/* Whether it is understood what the query of a compiled check does with the time of judging, so that something is known of moments to come. */
bool sk_checker_understands(const struct sk_checker *checker, const struct sk_check *check);
/* Whether the query of a compiled check turns, by time alone, where this column's time passes. *late: or that time plus a limit. For tests. */
bool sk_checker_turns(const struct sk_checker *checker, const struct sk_check *check, const struct sk_column *column, bool *late);

/* `evidence` may hold nothing. `checker` NULL: one for this call. */
SK_OUTCOME sk_check_run(struct sk_arena *arena, struct sk_checker *checker, const struct sk_site *site,
			const struct sk_evidence *evidence, sk_time at, struct sk_verdicts *out, struct sk_error *error);

/* Compiles all checks of the catalogue and adds to `lint` what compiling does not see: reasons and limits that no query names, kinds that cannot
 * be where it looks, places that are not the control's, controls of the guidance that no check decides. */
SK_OUTCOME sk_check_lint(struct sk_arena *arena, const struct sk_catalogue *catalogue, struct sk_lint *lint, struct sk_error *error);

const struct sk_verdict *sk_check_verdict(const struct sk_verdicts *verdicts, const struct sk_control *control);

/* The state of a control at one place: the worst of its subjects there. *method: the weakest that decided. */
enum sk_state sk_check_at(const struct sk_verdict *verdict, int place, enum sk_method *method);

/* Why a place counts as absent on that day; NULL fields: not that way. */
struct sk_absent {
	const struct sk_absence_statement *statement;
	const struct sk_result *shown; /* the place's absence check, met */
};
/* Whether the place is absent here, by word or by evidence. */
bool sk_check_absent(const struct sk_verdicts *verdicts, int place, struct sk_absent *why);

/* What a finding rests on; what did not decide is NULL, and `looked` 0 where nothing did. */
struct sk_decided {
	const struct sk_result *result; /* of the check, or of the place's absence check */
	const struct sk_look *look;	/* of it, the one that `looked` is taken from */
	const struct sk_answer *answer;
	const struct sk_absence_statement *absence;
	sk_time looked; /* when it was seen or said */
};
struct sk_decided sk_check_decided(const struct sk_finding *finding);
/* The look that `looked` of a result is taken from; NULL where there is none. */
const struct sk_look *sk_check_look(const struct sk_result *result);

/* What a row that gives this reason makes of the control. */
enum sk_state sk_check_reason_state(const struct sk_check_reason *reason);

/* The worse of two states by the order above. */
enum sk_state sk_state_worse(enum sk_state a, enum sk_state b);

#endif
