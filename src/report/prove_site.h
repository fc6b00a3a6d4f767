/* Answers about a site where only one of its devices is looked at. Private to report/. */
#ifndef SK_REPORT_PROVE_SITE_H
#define SK_REPORT_PROVE_SITE_H

#include "report/json.h"

/* What a filter that was brought would do: the worst that comes through one of these nodes with its way, the others of them in a sentence, and what it has no part in as a list. */
SK_OUTCOME prove_site_look(const struct sk_report *report, const struct sk_look_network *network);
json_t *prove_site_look_json(const struct sk_look_network *network);

#endif
