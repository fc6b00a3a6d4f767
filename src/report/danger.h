/* What an answer means in words of services and of people's devices. Private to report/. */
#ifndef SK_REPORT_DANGER_H
#define SK_REPORT_DANGER_H

#include "report/report.h"

/* The packet comes from what stands outside. */
bool danger_outside(const struct sk_reached *reached);
/* One sentence: who can reach what, cannot although work needs it, or whether that cannot be decided. The answer has a way; of undecided as well. */
void danger_text(const struct sk_report *report, const struct sk_site *site, const struct sk_policy_answer *answer, struct sk_buf *out);

#endif
