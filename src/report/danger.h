/* What an answer means in words of services and of people's devices. Private to report/. */
#ifndef SK_REPORT_DANGER_H
#define SK_REPORT_DANGER_H

#include "report/report.h"

/* One sentence: who can reach what, cannot although work needs it, or whether that cannot be decided. */
void danger_text(const struct sk_report *report, const struct sk_site *site, const struct sk_danger *danger, struct sk_buf *out);

/* What can follow where a control fails: threats of the risks at or over the line that need it. */
void danger_follows(const struct sk_report *report, const struct sk_register *register_, const struct sk_control *control);
/* Whether the same risks at or over the line need both. */
bool danger_same(const struct sk_register *register_, const struct sk_control *a, const struct sk_control *b);

#endif
