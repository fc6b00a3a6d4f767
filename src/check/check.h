/*
 * check: what people and machines say -> the state of each control at each subject.
 *
 * So far only people's answers (site.yaml, `answers:` and `absent:`) are judged, method attested. The rules (DESIGN, rules 3, 4, 7):
 *   - days are Japan's: `day` is the one that `at` falls on there;
 *   - the newest answer that is not dated later counts; of one day's answers the last in the file, and one about the very subject
 *     before one about all; after the last day it counts a "met" is stale, never green;
 *   - an "unmet" stands until someone says "met" about the same: it does not expire, and neither "unknown" nor an answer about all
 *     subjects takes its place at a subject; an answer about all subjects does not count at a subject that came later (`since`);
 *   - a subject known to exist without an answer is unknown;
 *   - a place without subjects is unknown, unless someone stated that it is absent: then the place decides (when-absent in
 *     places.yaml) between not applicable and unmet;
 *   - over several subjects the worst decides: unmet, unknown, stale, met. Not applicable counts only when it is all there is.
 *
 * Owner: the arena. Borrowed: site and catalogue.
 */
#ifndef SK_CHECK_H
#define SK_CHECK_H

#include "site/site.h"

/* How something is known, weakest first. */
enum sk_method { SK_METHOD_NONE, SK_ATTESTED, SK_CONFIGURED, SK_OBSERVED, SK_EXERCISED };
extern const struct sk_choices sk_words_method; /* "none", "attested", ... */

/* One control at one subject. */
struct sk_finding {
	const struct sk_subject *subject; /* NULL: the place has none */
	int place;
	enum sk_state state;
	enum sk_method method;
	const struct sk_answer *answer;			 /* what decided, or NULL */
	const struct sk_absence_statement *absence; /* what decided, or NULL */
	const struct sk_answer *later;			 /* dated after today: not counted yet, or NULL */
	bool counts;					 /* false: the subject is out of scope */
};

struct sk_verdict {
	const struct sk_control *control;
	enum sk_state state;	/* worst over all its places */
	enum sk_method method; /* strongest that decided */
	const struct sk_finding *findings; /* by place, then in the order of site.yaml */
	size_t count;
};

struct sk_verdicts {
	const struct sk_site *site;
	sk_time at, day;
	const struct sk_verdict *items; /* in the order of the catalogue's controls */
	size_t count;
};

SK_OUTCOME sk_check_run(struct sk_arena *arena, const struct sk_site *site, sk_time at, struct sk_verdicts *out,
			struct sk_error *error);

const struct sk_verdict *sk_check_verdict(const struct sk_verdicts *verdicts, const struct sk_control *control);

/* The state of a control at one place: the worst of its subjects there. *method: the weakest that decided. */
enum sk_state sk_check_at(const struct sk_verdict *verdict, int place, enum sk_method *method);

/* Whether someone stated, not dated later than `day` and not expired, that the place is absent here. NULL when nobody did. */
const struct sk_absence_statement *sk_check_absent(const struct sk_site *site, int place, sk_time day);

/* The worse of two states by the order above. */
enum sk_state sk_state_worse(enum sk_state a, enum sk_state b);

#endif
