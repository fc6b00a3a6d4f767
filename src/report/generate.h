/* What was made as settings of a program. Private to report/. */
#ifndef SK_REPORT_GENERATE_H
#define SK_REPORT_GENERATE_H

#include "report/json.h"
#include "report/report.h"

/* What it sets up, and what its checks say when it is read back. */
void generate_settings_text(const struct sk_report *report, const struct sk_generated *made);
/* What it sets up, a line each. */
void generate_settings_list(const struct sk_report *report, const struct sk_site_node *place, const struct sk_generator *generator);
void generate_settings_json(const struct sk_generated *made, json_t *into);

#endif
