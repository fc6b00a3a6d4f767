/* What an answer means in words of services and of people's devices. Private to report/. */
#ifndef SK_REPORT_DANGER_H
#define SK_REPORT_DANGER_H

#include "report/report.h"

/* One sentence: who can reach what, cannot although work needs it, or whether that cannot be decided. */
void danger_text(const struct sk_report *report, const struct sk_site *site, const struct sk_danger *danger, struct sk_buf *out);

/* "Remote Desktop (tcp 3389) of terminal-1 (Eligibility terminal)". */
void danger_object(const struct sk_report *report, const struct sk_site *site, const struct sk_danger *danger, struct sk_buf *out);
/* "router-b (Router B)", "somebody outside (the internet)". */
void danger_node(const struct sk_report *report, const struct sk_site *site, const char *id, struct sk_buf *out);
/* One sentence about a policy that holds by one computer's own firewall alone. */
/* "somebody outside (maintenance) to Remote Desktop (tcp 3389) of terminal-1". */
void danger_between(const struct sk_report *report, const struct sk_site *site, const char *from, const char *to, const struct sk_box *packet, struct sk_buf *out);
/* "tcp port 443 or udp port 53" as "the web service HTTPS (tcp 443), the name service DNS (udp 53)": who tries one of them has not tried the others. What is no port of one protocol stays as it is. */
void danger_services(const char *accepts, struct sk_buf *out);
/* Who else something of it comes from, after `danger_text`; nothing where nobody does. */
void danger_others(const struct sk_report *report, const struct sk_site *site, const struct sk_policy_answer *answer, struct sk_buf *out);
void danger_bare(const struct sk_report *report, const struct sk_site *site, const struct sk_policy_answer *answer, struct sk_buf *out);
/* What it refuses is meant for one and leaves to another: that takes nobody who is inside. */
bool danger_goes_astray(const struct sk_site_policy *policy);
/* How open it is: more is worse. Of what work needs, how surely it does not come there. */
enum danger_openness { SHUT, HALF_OPEN, PERHAPS_OPEN, OPEN };
enum danger_openness danger_openness(const struct sk_policy_answer *answer);
/* Behind a policy that is better than it was: how far it is open still; nothing where it is not. */
void danger_rest(const struct sk_policy_answer *answer, struct sk_buf *out);
/* What can follow where these controls fail: threats of the risks at or over the line that need one of them. `half`: what one computer alone stops now. */
void danger_follows(const struct sk_report *report, const struct sk_register *register_, const struct sk_control *const *controls, size_t count, bool half);

/* "internet (the internet), centre (the centre)", behind `before`. */
void danger_ends(const struct sk_site *site, const struct sk_ids *ids, const char *before, struct sk_buf *out);
/* What an exception permits: its packets in the words of site.yaml, who stands at their addresses, and between whom. */
void danger_permits(const struct sk_site *site, const struct sk_site_exception *exception, struct sk_buf *out);
/* How soon, where something is open from outside, open at all, or half open; NULL: none of these. */
const char *danger_advice(bool serious, bool open, bool half);
/* What to do about what begins outside until it is mended; nothing of others. */
void danger_until(const struct sk_report *report, const struct sk_site *site, const struct sk_danger *danger, struct sk_buf *out);
/* Whom to call, or that nobody wrote it. */
void danger_contacts(const struct sk_report *report, const struct sk_site *site, struct sk_buf *out);
/* A threat in our words; NULL: there are none. */
const char *danger_threat(const struct sk_threat *threat);

#endif
