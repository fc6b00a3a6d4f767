/* What to do about each policy and need that does not hold: told once, at the first that it mends. Private to report/. */
#ifndef SK_REPORT_REMEDY_H
#define SK_REPORT_REMEDY_H

#include "report/json.h"

enum remedy_kind {
	REMEDY_NONE,   /* it holds, cannot be decided, or nothing is known that mends it */
	REMEDY_UNTRIED, /* it would have taken too long */
	REMEDY_CHANGE, /* tried and proven */
	REMEDY_SAME,   /* what is told at an earlier one mends it, too */
	REMEDY_DECIDE, /* a need asks for it, or something is not known that it hangs on */
	REMEDY_HAND,   /* no file can be changed so; what is left is done by hand */
};
struct remedy {
	enum remedy_kind kind;
	const struct sk_fixed *fixed;	    /* of NONE: NULL */
	const struct sk_site_policy *first; /* of SAME: where it is told */
};

/* Of answers in the order in which they are told; `out` has room for as many. */
void remedies_find(const struct sk_prove_site_report *prove, const struct sk_policy_answer *const *order, size_t count, struct remedy *out);
/* At its policy: what changes, for whoever maintains the devices. */
void remedy_text(const struct sk_report *report, const struct sk_site *site, const struct remedy *remedy);
/* null where nothing mends it, or nobody tried. */
json_t *remedy_json(const struct sk_prove_site_report *prove, const struct sk_policy_answer *answer);

#endif
