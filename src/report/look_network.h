/* What a filter that was brought would do in the network of the site, beside what is in force now. Private to report/. */
#ifndef SK_REPORT_LOOK_NETWORK_H
#define SK_REPORT_LOOK_NETWORK_H

#include "report/json.h"

/* What it lets through that is stopped now, what it stops, what is open by these devices before and after; and whether that speaks against it. */
SK_OUTCOME look_network_text(const struct sk_report *report, const struct sk_look_report *look);
/* null where none of them stands in it. */
json_t *look_network_json(const struct sk_look_network *network);

#endif
