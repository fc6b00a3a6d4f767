/* What of an answer about a network all its reports show. Private to report/. */
#ifndef SK_REPORT_WAY_H
#define SK_REPORT_WAY_H

#include "report/json.h"

/* "configs/router-b.rules, line 12: ...", or the policy of the chain where rule is NULL. */
void way_decider(const struct sk_filter *filter, const struct sk_filter_chain *chain, const struct sk_filter_rule *rule, struct sk_buf *out);
void way_packet(const struct sk_reached *reached, struct sk_buf *out);
/* The packet and its hops, where there are any. `needed`: it should come there, and its way ends where it is refused. */
void way_text(const struct sk_report *report, const struct sk_network *network, const struct sk_reached *reached, bool needed);
/* Of a way that only the last of it stops: the last router before it, which lets it through. */
const struct sk_net_hop *way_bare_router(const struct sk_reached *bare);
/* The tunnel that what work needs has to go by, as whoever it is for stands behind nothing else; NULL: none. */
const char *way_tunnel(const struct sk_network *network, const struct sk_site_policy *need);
/* What is not known on a way. */
void way_unread(const struct sk_report *report, const struct sk_unread_line *line);
/* {file, chain, line, text}; of a policy line and text are null, of nothing that filters chain is, too. */
json_t *way_ruling(const struct sk_filter *filter, const struct sk_filter_chain *chain, const struct sk_filter_rule *rule);
/* ["ipv4", "ipv6"] */
json_t *way_families(unsigned families);
/* "holds" */
const char *way_proof_word(enum sk_proof proof);
/* Keys proof, packet, way. */
void way_json(const struct sk_network *network, const struct sk_reached *reached, json_t *object);

#endif
