/* What reports about changes of settings share (generate.c, fix.c). Private to report/. */
#ifndef SK_REPORT_CHANGE_H
#define SK_REPORT_CHANGE_H

#include "report/json.h"

/* Policies and needs that are otherwise then, and of what fails the way of a packet; the others are counted. */
void change_answers(const struct sk_report *report, const struct sk_network *network, const struct sk_generated_answer *answers, size_t count);
json_t *change_json(const struct sk_network *network, const struct sk_generated_answer *answers, size_t count);

/* The sheet for whoever applies a file of settings to a device. */
struct change_sheet {
	const struct sk_site *site;
	const struct sk_site_node *place;
	const struct sk_handover *handover;
	const char *file, *digest; /* SHA-256 */
	sk_time at;
};
/* Which device, which settings: so that neither is mistaken. */
void change_head(const struct sk_report *report, const struct change_sheet *sheet);
/* Before, apply, after, the way back. */
void change_steps(const struct sk_report *report, const struct change_sheet *sheet);
/* What has to work afterwards. */
void change_work(const struct sk_report *report, const struct sk_generated_answer *needs, size_t count);
/* Lines to be typed, none where there are none. */
void change_typed(const struct sk_report *report, const char *title, const struct sk_buf *lines);

#endif
