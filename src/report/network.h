/* What the configurations of the network say, on the first screen and behind a control. Private to report/. */
#ifndef SK_REPORT_NETWORK_H
#define SK_REPORT_NETWORK_H

#include "report/json.h"

/* Policies of the control that are proven not to hold, as "a, b"; nothing where there are none, or nobody asked. network NULL: none is described. */
void network_refuting(const struct sk_register *register_, const struct sk_network_report *network, const struct sk_control *control, struct sk_buf *out);
/* Its policies do not hold. What is the carrier's is not refuted by what our edge lets through (DESIGN, rule 12). */
bool network_refutes(const struct sk_register *register_, const struct sk_network_report *network, const struct sk_control *control);
/* All of these, in the arena of the report. */
SK_OUTCOME network_refuted(const struct sk_report *report, const struct sk_register *register_, const struct sk_network_report *network, const struct sk_control *const **out, size_t *count);
/* Somebody said that it is done, and its policies do not hold. */
bool network_contradicts(const struct sk_register *register_, const struct sk_network_report *network, const struct sk_control *control);
/* The worst that can happen, in a sentence; false, and nothing, where nothing can. */
bool network_worst(const struct sk_report *report, const struct sk_register *register_, const struct sk_network_report *network);
/* What to do about that, as the step with this number. */
void network_step(const struct sk_report *report, size_t number);
/* How many policies and needs do not hold, and which controls are said to be done all the same. */
void network_lines(const struct sk_report *report, const struct sk_register *register_, const struct sk_network_report *network);
/* null where none is described. */
json_t *network_json(const struct sk_register *register_, const struct sk_network_report *network);

#endif
