/* Answers about a site as JSON, for reports that hold some. Private to report/. */
#ifndef SK_REPORT_PROVE_SITE_H
#define SK_REPORT_PROVE_SITE_H

#include "report/json.h"

json_t *prove_site_answers(const struct sk_prove_site_report *prove, const struct sk_policy_answer *answers, size_t count);

#endif
