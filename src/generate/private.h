/* What writers share. Private to generate/. */
#ifndef SK_GENERATE_PRIVATE_H
#define SK_GENERATE_PRIVATE_H

#include "generate/generate.h"

enum { GENERATE_ICMP4 = 1, GENERATE_TCP = 6, GENERATE_UDP = 17, GENERATE_ICMP6 = 58, GENERATE_PROTOCOL_LAST = 255, GENERATE_PORT_LAST = 65535 };

sk_outcome generate_nftables(const struct sk_intent *intent, struct sk_buf *out, struct sk_error *error);
sk_outcome generate_yamaha(const struct sk_intent *intent, struct sk_buf *out, struct sk_error *error);
sk_outcome generate_nec_ix(const struct sk_intent *intent, struct sk_buf *out, struct sk_error *error);
sk_outcome generate_windows(const struct sk_intent *intent, struct sk_buf *out, struct sk_error *error);

/* One permit, in the languages whose editors put it in: a rule without its line end; "ip filter N ..." with its dynamic one; "ip access-list NAME permit ...". */
/* `early`: where no state is known yet. */
void generate_nftables_rule(const struct sk_permit *permit, bool early, struct sk_buf *out);
void generate_yamaha_filter(const struct sk_permit *permit, unsigned number, struct sk_buf *out);
void generate_nec_ix_entries(const struct sk_permit *permit, const char *list, struct sk_buf *out);

/* ---- handover.c, handover_settings.c ---- */

extern const struct sk_handover handover_nftables, handover_yamaha, handover_nec_ix, handover_windows;
extern const struct sk_handover handover_swanctl, handover_hostapd;
/* Of files that are there and were changed. */
extern const struct sk_handover handover_change_iptables, handover_change_ip6tables, handover_change_nft, handover_change_yamaha, handover_change_nec_ix;

/* The dimension of packets that each of a permit is. */
extern const enum sk_dim generate_dims[SK_PERMIT_DIMS];

/* ---- join.c ---- */

/* What can be put together is; *count permits are left at the front. */
SK_OUTCOME generate_join(struct sk_arena *arena, struct sk_permit *permits, size_t *count, struct sk_error *error);

/* ---- intent.c ---- */

/* By ways that are sure (least), or by all there may be (most). */
SK_OUTCOME generate_intent(struct sk_arena *arena, const struct sk_site *site, const struct sk_network *network, size_t node, enum sk_bound bound, struct sk_intent *out, struct sk_error *error);

/* A device that lets nothing through, neither to others nor to itself. */
extern const struct sk_filter generate_closed;

/* ---- claim.c: where nothing mends a policy ---- */

/* Adds the need to the claims of *out where it asks for packets that the policy refuses. */
SK_OUTCOME generate_claim(struct sk_arena *arena, const struct sk_site *site, const struct sk_network *network, const struct sk_policy_question *policy,
			  const struct sk_policy_question *need, struct sk_fixed *out, struct sk_error *error);
/* The same where the packet that is shown is sent by somebody inside under the addresses of who needs it. */
SK_OUTCOME generate_forged(struct sk_arena *arena, const struct sk_site *site, const struct sk_network *network, const struct sk_policy_answer *answer, const struct sk_policy_question *need,
			   struct sk_fixed *out, struct sk_error *error);
/* Sets `more`, where exceptions for the claims leave something that comes there in this network. */
SK_OUTCOME generate_more(struct sk_arena *arena, const struct sk_network *network, const struct sk_policy_question *policy, struct sk_fixed *out, struct sk_error *error);
/* Sets `unknown`, where the policy cannot be decided if all devices of which filters are known let nothing through. */
SK_OUTCOME generate_unknown(struct sk_arena *arena, const struct sk_network *network, const struct sk_policy_question *policy, struct sk_fixed *out, struct sk_error *error);

/* ---- settings of programs ---- */

extern const struct sk_settings_writer generate_swanctl, generate_hostapd;
/* The value of a column of a fact; NULL where it is null. */
const struct sk_value *generate_value(const struct sk_settings *settings, size_t fact, const char *column);
bool generate_is_text(const struct sk_settings *settings, size_t fact, const char *column, const char *text);
bool generate_is_number(const struct sk_settings *settings, size_t fact, const char *column, int64_t number);

/* ---- text.c ---- */

/* "# Sekisho: router-b, Clinic". */
void generate_title(const struct sk_site_node *place, const struct sk_site *site, const char *mark, struct sk_buf *out);
/* Lines of a comment, each behind `mark`: what it is, of which site and device, what it lets through. */
void generate_head(const struct sk_intent *intent, const char *mark, struct sk_buf *out);
/* "need-services: The terminals reach ...", on one line. */
void generate_need(const struct sk_permit *permit, struct sk_buf *out);
bool generate_has_ports(const struct sk_permit *permit);
bool generate_is_all(const struct sk_ranges *ports);
/* All addresses of its family. */
bool generate_is_family(const struct sk_permit *permit, enum sk_permit_dim dim);
/* Whatever protocol. */
bool generate_is_any(const struct sk_permit *permit);
/* "10.0.0.1", "10.0.0.0/8", else "10.0.0.1-10.0.0.9". */
void generate_address(const struct sk_range *range, struct sk_buf *out);
bool generate_has_six(const struct sk_net_interface *interface);
/* "443", "1024-65535". */
void generate_port(const struct sk_range *range, struct sk_buf *out);
/* The length of the prefix that the range is; -1: it is none. */
int generate_prefix(const struct sk_range *range);
/* A range of one family as prefixes, one after the other: the first of what is left, which it is taken from; false: nothing is. */
bool generate_next_prefix(struct sk_range *left, struct sk_range *prefix);
/* The language has words for single protocols and for all of them only. */
SK_OUTCOME generate_one_protocol(const struct sk_permit *permit, struct sk_error *error);
SK_OUTCOME generate_refuse(const struct sk_intent *intent, const char *what, const char *expected, struct sk_error *error);

#endif
