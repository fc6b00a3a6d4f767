/* What a proof comes to for somebody who is no network engineer: what can happen, what can follow, and what to do, in lists. Private to report/. */
#ifndef SK_REPORT_TODO_H
#define SK_REPORT_TODO_H

#include "report/remedy.h"

/* `order`: answers as they are told, with their remedies. Nothing where nothing is open. */
SK_OUTCOME todo_text(const struct sk_report *report, const struct sk_prove_site_report *prove, const struct sk_policy_answer *const *order, const struct remedy *remedies, size_t count);

/* What to do about what begins outside until it is mended; nothing of others. */
void todo_until(const struct sk_report *report, const struct sk_site *site, const struct sk_policy_answer *answer, size_t indent);
/* By an exception something gets in from outside. */
bool todo_lets_in(const struct sk_prove_site_report *prove);
/* Needs of which exceptions leave nothing to be proven: to be tried by hand, before changed settings are kept; and what of needs is stopped for sure past exceptions. */
bool todo_is_untried(const struct sk_prove_site_report *prove);
void todo_untried(const struct sk_report *report, const struct sk_prove_site_report *prove);
/* Whom to call, or that nobody wrote it. */
void todo_contacts(const struct sk_report *report, const struct sk_site *site, size_t indent);

#endif
