/* What reports about changes of settings share (generate.c, fix.c, remedy.c). Private to report/. */
#ifndef SK_REPORT_CHANGE_H
#define SK_REPORT_CHANGE_H

#include "report/json.h"

/* Policies and needs that are otherwise then, and of what fails the way of a packet; the others are counted. */
void change_answers(const struct sk_report *report, const struct sk_network *network, const struct sk_generated_answer *answers, size_t count);
json_t *change_json(const struct sk_network *network, const struct sk_generated_answer *answers, size_t count);

/* Lines of a file that go and come, behind "node, file"; each begun with `indent` blanks. */
void change_file(const struct sk_report *report, const struct sk_fix_file *file, size_t indent);
/* What a person does. */
void change_hand_text(const struct sk_fix_hand *hand, struct sk_buf *out);
/* What is typed for it; nothing where nothing is. */
void change_hand_command(const struct sk_site *site, const struct sk_fix_hand *hand, struct sk_buf *out);
void change_hand(const struct sk_report *report, const struct sk_site *site, const struct sk_fix_hand *hand, size_t indent);
/* What a person has to decide about one need, whatever policies forbid it. */
enum { CHANGE_CLAIMS_MAX = 16 };
struct change_claims {
	const struct sk_fix_claim *items[CHANGE_CLAIMS_MAX];
	size_t count;
};
/* Of the same need, each policy once. */
void change_claims_add(struct change_claims *claims, const struct sk_fix_claim *claim);
/* What has to be decided; and what is written down for either, lines to be pasted as they are. */
void change_claims_head(const struct sk_report *report, const struct change_claims *claims, struct sk_buf *out);
void change_claims_ways(const struct sk_report *report, const struct sk_site *site, const struct change_claims *claims, sk_time at, size_t indent);
/* That more comes in than the needs ask for. */
void change_claim_more(const struct sk_report *report, size_t indent);
/* Puts "files", "hands", "claims", "more" and "bare" into the object. */
void change_fixed_json(const struct sk_fixed *fixed, json_t *object);

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
/* Which packets carry a tunnel, site.yaml does not say. `node`: of a host only those that end there; NULL: all. */
void change_tunnels(const struct sk_report *report, const struct sk_network *network, const struct sk_net_node *node, size_t indent);
/* Lines to be typed, none where there are none. */
void change_typed(const struct sk_report *report, const char *title, const struct sk_buf *lines);

#endif
