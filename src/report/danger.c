/* The packet and its two ends as a sentence for people who know their devices, and not their addresses. */
#include "report/danger.h"

#include "report/text.h"
#include "report/way.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TCP = 6, UDP = 17, BOTH = 0 /* of these two */, CONTACTS_SHOWN = 6, VALUE_MOST = 27 /* three levels of 1 to 3 */, SERVICE_MAX = 128 };
#define OR " or "

/* Registered uses of ports (IANA); of 1521, 5432, 5900 and 8080 the customary ones. */
static const struct service {
	unsigned first, last, protocol;
	const char *text;
} services[] = {
	{22, 22, TCP, N_("SSH login")},		  {23, 23, TCP, N_("Telnet login")},	   {25, 25, TCP, N_("the mail service")},
	{53, 53, BOTH, N_("the name service DNS")}, {80, 80, TCP, N_("the web service")},    {8080, 8080, TCP, N_("the web service")},
	{123, 123, UDP, N_("the time service NTP")}, {137, 139, BOTH, N_("file sharing SMB")}, {445, 445, BOTH, N_("file sharing SMB")},
	{443, 443, BOTH, N_("the web service HTTPS")}, {500, 500, UDP, N_("the key exchange IKE")}, {4500, 4500, UDP, N_("the key exchange IKE")},
	{1433, 1433, TCP, N_("the database")},	  {1521, 1521, TCP, N_("the database")},   {3306, 3306, TCP, N_("the database")},
	{5432, 5432, TCP, N_("the database")},	  {3389, 3389, BOTH, N_("Remote Desktop")}, {5900, 5900, TCP, N_("remote control by VNC")},
};

static unsigned low_of(const struct sk_box *packet, enum sk_dim dim)
{
	sk_wide low, high;
	sk_box_get(packet, dim, &low, &high);
	return (unsigned)low;
}

static const char *service_text(unsigned protocol, unsigned port)
{
	for (size_t i = 0; i < SK_COUNT(services); i++)
		if (services[i].first <= port && port <= services[i].last && (services[i].protocol == protocol || services[i].protocol == BOTH))
			return sk_message(services[i].text);
	return NULL;
}

static void put_service(const char *text, struct sk_buf *out)
{
	static const char *const words[] = {"tcp port ", "udp port "};
	for (size_t i = 0; i < SK_COUNT(words); i++) {
		const char *digits = text + strlen(words[i]);
		bool port = strncmp(text, words[i], strlen(words[i])) == 0 && *digits && strspn(digits, "0123456789") == strlen(digits) && strlen(digits) <= 5;
		const char *service = port ? service_text(i ? UDP : TCP, (unsigned)strtoul(digits, NULL, 10)) : NULL;
		if (service) {
			sk_buf_print(out, _("%s (%s %u)"), service, i ? "udp" : "tcp", (unsigned)strtoul(digits, NULL, 10));
			return;
		}
	}
	sk_buf_text(out, text);
}

void danger_services(const char *accepts, struct sk_buf *out)
{
	const char *before = "";
	for (const char *at = accepts, *end; at; at = end ? end + strlen(OR) : NULL) {
		char text[SERVICE_MAX];
		end = strstr(at, OR);
		(void)snprintf(text, sizeof(text), "%.*s", (int)(end ? end - at : (ptrdiff_t)strlen(at)), at);
		sk_buf_text(out, before);
		put_service(text, out);
		before = _(", ");
	}
}

/* "terminal-1 (eligibility terminal)", "somebody outside (the closed network)". */
static void end_text(const struct sk_report *report, const struct sk_site *site, const char *id, struct sk_buf *out)
{
	const struct sk_site_node *node = sk_site_node(site, id);
	const struct sk_subject *subject = node && node->subject_id ? sk_site_subject(site, node->subject_id) : NULL;
	if (node && node->role == SK_ROLE_OUTSIDE && node->stands_for == SK_OUTSIDE_CENTRE)
		sk_buf_text(out, text_outside(SK_OUTSIDE_CENTRE));
	else if (node && node->role == SK_ROLE_OUTSIDE && node->stands_for == SK_OUTSIDE_CLOSED_NETWORK)
		sk_buf_text(out, _("somebody outside (another site or firm on the closed network)"));
	else if (node && node->role == SK_ROLE_OUTSIDE)
		sk_buf_print(out, _("somebody outside (%s)"), node->stands_for >= 0 ? text_outside(node->stands_for) : id);
	else if (subject)
		sk_buf_print(out, _("%s (%s)"), id, text_in(report, &sk_catalogue_place_row(site->catalogue, sk_catalogue_place(site->catalogue, subject->place_id))->label));
	else
		sk_buf_text(out, id);
}

void danger_node(const struct sk_report *report, const struct sk_site *site, const char *id, struct sk_buf *out)
{
	end_text(report, site, id, out);
}

/* Who the packet is for: a way that is cut short ends before it, and then of several only the address says which. */
static void target_text(const struct sk_report *report, const struct sk_site *site, const struct sk_danger *danger, struct sk_buf *out)
{
	const struct sk_ids *to = &danger->policy->to;
	char address[SK_ADDRESS_TEXT];
	SK_ID_EACH(id, to)
		if (to->count == 1 || strcmp(id->text, danger->last) == 0) {
			end_text(report, site, id->text, out);
			return;
		}
	sk_address_text(danger->packet.low[SK_DIM_TARGET], address);
	sk_buf_text(out, address);
}

/* "Remote Desktop (tcp 3389)", "tcp port 9", "icmp". Whether it has ports. */
static bool service_of(const struct sk_report *report, const struct sk_box *packet, struct sk_buf *what)
{
	SK_BUF_SCOPE protocol = SK_BUF(TEXT_PIECE_MAX);
	unsigned number = low_of(packet, SK_DIM_PROTOCOL), port = low_of(packet, SK_DIM_TARGET_PORT);
	bool ports = number == TCP || number == UDP;
	const char *service = ports ? service_text(number, port) : NULL;
	sk_packet_protocol(packet, &protocol);
	if (service)
		sk_buf_print(what, _("%s (%s %u)"), service, text_of(report, &protocol), port);
	else if (ports)
		sk_buf_print(what, _("%s port %u"), text_of(report, &protocol), port);
	else
		sk_buf_text(what, text_of(report, &protocol));
	return ports;
}

/* "Remote Desktop (tcp 3389) of terminal-1", "terminal-1 by icmp". */
static void object_text(const struct sk_report *report, const struct sk_box *packet, const char *target, struct sk_buf *out)
{
	SK_BUF_SCOPE what = SK_BUF(TEXT_PIECE_MAX);
	bool ports = service_of(report, packet, &what);
	const char *with[] = {text_of(report, &what), target};
	sk_message_fill(out, ports ? _("%1 of %2") : _("%2 by %1"), with, SK_COUNT(with));
}

static bool goes_out(const struct sk_site *site, const struct sk_danger *danger)
{
	const struct sk_site_node *last = sk_site_node(site, danger->last);
	return last && last->role == SK_ROLE_OUTSIDE;
}

bool danger_goes_astray(const struct sk_site_policy *policy)
{
	return !policy->accepts && policy->flow && policy->flow->about_outside;
}

/* "the centre": the first of those that the flow is about. */
static const char *meant_text(const struct sk_flow *flow)
{
	int kind = 0;
	while (!(flow->about_outside & 1u << kind))
		kind++;
	return text_outside(kind);
}

static void astray_text(const struct sk_report *report, const struct sk_site *site, const struct sk_danger *danger, const char *from, struct sk_buf *out)
{
	SK_BUF_SCOPE target = SK_BUF(TEXT_PIECE_MAX), service = SK_BUF(TEXT_PIECE_MAX);
	target_text(report, site, danger, &target);
	service_of(report, &danger->packet, &service);
	const char *with[] = {from, meant_text(danger->policy->flow), text_of(report, &target), text_of(report, &service)};
	sk_message_fill(out, danger->proof == SK_PROOF_UNDECIDED ? _("Whether what %1 sends to %2 by %4 leaves in clear, to %3, cannot be decided.") : _("What %1 sends to %2 by %4 can leave in clear: not encrypted, and read by %3."), with, SK_COUNT(with));
}

static const char *sentence_of(const struct sk_site *site, const struct sk_danger *danger)
{
	if (danger->proof == SK_PROOF_UNDECIDED)
		return _("Whether %1 can reach %2 cannot be decided.");
	if (danger->policy->accepts)
		return _("%1 cannot reach %2, though work needs it.");
	if (danger->outside)
		return _("Serious: %1 can reach %2.");
	return goes_out(site, danger) ? _("%1 can send to %3 by %4: a program that got in could send data there.") : _("%1 can reach %2.");
}

void danger_object(const struct sk_report *report, const struct sk_site *site, const struct sk_danger *danger, struct sk_buf *out)
{
	SK_BUF_SCOPE target = SK_BUF(TEXT_PIECE_MAX);
	target_text(report, site, danger, &target);
	object_text(report, &danger->packet, text_of(report, &target), out);
}

void danger_between(const struct sk_report *report, const struct sk_site *site, const char *from, const char *to, const struct sk_box *packet, struct sk_buf *out)
{
	SK_BUF_SCOPE sender = SK_BUF(TEXT_PIECE_MAX), target = SK_BUF(TEXT_PIECE_MAX), object = SK_BUF(TEXT_PIECE_MAX);
	end_text(report, site, from, &sender);
	end_text(report, site, to, &target);
	object_text(report, packet, text_of(report, &target), &object);
	const char *with[] = {text_of(report, &sender), text_of(report, &object)};
	sk_message_fill(out, _("%1 to %2"), with, SK_COUNT(with));
}

void danger_text(const struct sk_report *report, const struct sk_site *site, const struct sk_danger *danger, struct sk_buf *out)
{
	SK_BUF_SCOPE from = SK_BUF(TEXT_PIECE_MAX), object = SK_BUF(TEXT_PIECE_MAX), target = SK_BUF(TEXT_PIECE_MAX), service = SK_BUF(TEXT_PIECE_MAX);
	end_text(report, site, danger->from, &from);
	danger_object(report, site, danger, &object);
	target_text(report, site, danger, &target);
	service_of(report, &danger->packet, &service);
	const char *with[] = {text_of(report, &from), text_of(report, &object), text_of(report, &target), text_of(report, &service)};
	if (danger->down)
		sk_buf_print(out, _("While the tunnel %s is down: "), danger->down);
	if (danger_goes_astray(danger->policy))
		astray_text(report, site, danger, with[0], out);
	else
		sk_message_fill(out, sentence_of(site, danger), with, SK_COUNT(with));
	if (danger->policy->accepts ? sk_box_family(&danger->packet) == SK_FAMILY_6 : danger->only6)
		sk_buf_text(out, _(" This is about IPv6 alone."));
	if (danger->policy->accepts && (danger->policy->text.ja || danger->policy->text.en))
		sk_buf_print(out, _(" (What it is for: %s.)"), text_in(report, &danger->policy->text));
	if (danger->forged && !danger->policy->accepts)
		sk_buf_print(out, _(" The sender pretends to be %s (a forged address): answers go there, and what he sends arrives all the same."), danger->forged);
}

void danger_others(const struct sk_report *report, const struct sk_site *site, const struct sk_policy_answer *answer, struct sk_buf *out)
{
	SK_BUF_SCOPE others = SK_BUF(TEXT_PIECE_MAX);
	for (size_t i = 0; i < answer->sender_count; i++) {
		const struct sk_site_node *node = sk_site_node(site, answer->senders[i]);
		if (strcmp(answer->senders[i], answer->reached.hops[0].node->id) == 0)
			continue;
		sk_buf_text(&others, others.length ? _(", ") : "");
		if (node && node->role == SK_ROLE_OUTSIDE && node->stands_for >= 0)
			sk_buf_text(&others, text_outside(node->stands_for));
		else
			end_text(report, site, answer->senders[i], &others);
	}
	const char *with[] = {text_of(report, &others)};
	if (others.length > 0)
		sk_message_fill(out, danger_goes_astray(answer->policy) ? _(" The same is so of %1.") : _(" It is open from %1, too."), with, SK_COUNT(with));
}

static const char *until_of(enum sk_proof more)
{
	if (more == SK_PROOF_VIOLATED)
		return _("Until that is mended: turning %1 off is not enough, as more is open. Call whoever maintains it today.");
	if (more == SK_PROOF_UNDECIDED)
		return _("Until that is mended: have %1 turned off, which may not be enough, as it cannot be decided whether more is open. Call whoever maintains it today.");
	return _("Until that is mended: have %1 turned off. Ask whoever maintains it first whether they need it; if they do, agree on hours, as it is open while it is on.");
}

void danger_until(const struct sk_report *report, const struct sk_site *site, const struct sk_danger *danger, struct sk_buf *out)
{
	SK_BUF_SCOPE object = SK_BUF(TEXT_PIECE_MAX);
	if (danger->policy->accepts || !danger->outside)
		return;
	danger_object(report, site, danger, &object);
	const struct sk_site_policy *need = sk_prove_needing(site, danger);
	const char *with[] = {text_of(report, &object), need ? need->id : "", need ? text_in(report, &need->text) : ""};
	if (need)
		sk_message_fill(out, _("Until that is mended: do not just turn %1 off, as work needs it (%2: %3). Call whoever maintains it today."), with, SK_COUNT(with));
	else
		sk_message_fill(out, until_of(danger->more), with, SK_COUNT(with));
	if (need && danger->more == SK_PROOF_VIOLATED)
		sk_buf_text(out, _(" It would not be enough, as more is open."));
	if (need && danger->more == SK_PROOF_UNDECIDED)
		sk_buf_text(out, _(" Whether it would be enough cannot be decided."));
}

/* Whether a word of a list stands in a text. */
static bool names_one(const char *text, const char *list)
{
	for (const char *word = list; *word;) {
		size_t length = strcspn(word, " ");
		for (const char *next = text; length && (next = strchr(next, *word)); next++)
			if (strncmp(next, word, length) == 0 && (next == text || next[-1] == ' ') && (next[length] == '\0' || next[length] == ' '))
				return true;
		word += length + strspn(word + length, " ");
	}
	return false;
}

void danger_ends(const struct sk_site *site, const struct sk_ids *ids, const char *before, struct sk_buf *out)
{
	SK_ID_EACH(id, ids) {
		const struct sk_site_node *node = sk_site_node(site, id->text);
		sk_buf_print(out, "%s%s", before, id->text);
		if (node && node->role == SK_ROLE_OUTSIDE && node->stands_for >= 0)
			sk_buf_print(out, _(" (%s)"), text_outside(node->stands_for));
		before = ", ";
	}
}

void danger_permits(const struct sk_site *site, const struct sk_site_exception *exception, struct sk_buf *out)
{
	sk_buf_text(out, exception->permits);
	SK_LIST_EACH(struct sk_site_node, node, &site->nodes)
		if (node->role == SK_ROLE_OUTSIDE && node->behind && node->stands_for >= 0 && names_one(exception->permits, node->behind))
			sk_buf_print(out, _(" (%s)"), text_outside(node->stands_for));
	danger_ends(site, &exception->from, _(", only from "), out);
	danger_ends(site, &exception->to, _(", only to "), out);
}

const char *danger_advice(bool serious, bool open, bool half)
{
	if (serious)
		return _("What is serious: have it seen to today (our advice).");
	if (open)
		return _("Have it seen to before the next regular maintenance (our advice).");
	return half ? _("Have it seen to at the next regular maintenance (our advice).") : NULL;
}

/* Whoever applies it is called by telephone. */
void danger_contacts(const struct sk_report *report, const struct sk_site *site, struct sk_buf *out)
{
	size_t count = 0;
	if (site->contacts.count == 0)
		sk_buf_text(out, _("Whom to call stands nowhere here: who maintains a device stands in its contract, or on its case. Write it under 'contacts:' in site.yaml, and it is told here."));
	SK_LIST_EACH(struct sk_contact, contact, &site->contacts) {
		if (count == CONTACTS_SHOWN)
			break;
		sk_buf_print(out, count++ == 0 ? _("Whom to call: %s") : "; %s", text_in(report, &contact->role));
		if (contact->name)
			sk_buf_print(out, ", %s", contact->name);
		if (contact->phone)
			sk_buf_print(out, ", %s", contact->phone);
	}
}

/* The last router that would have let it through, and whose own firewall stops it. */
void danger_bare(const struct sk_report *report, const struct sk_site *site, const struct sk_policy_answer *answer, struct sk_buf *out)
{
	struct sk_policy_answer bare = {.policy = answer->policy, .reached = answer->bare};
	const struct sk_danger danger = sk_danger_of(&bare);
	SK_BUF_SCOPE from = SK_BUF(TEXT_PIECE_MAX), object = SK_BUF(TEXT_PIECE_MAX);
	end_text(report, site, danger.from, &from);
	danger_object(report, site, &danger, &object);
	const char *with[] = {text_of(report, &from), text_of(report, &object), danger.last, way_bare_router(&answer->bare)->node->id};
	sk_message_fill(out, answer->bare.proof == SK_PROOF_VIOLATED ? _("Half open: only the firewall of %3 itself keeps %1 from %2; %4 lets it through.")
								     : _("Perhaps half open: only the firewall of %3 itself surely keeps %1 from %2; whether %4 lets it through is not known."), with, SK_COUNT(with));
}

enum danger_openness danger_openness(const struct sk_policy_answer *answer)
{
	if (sk_policy_good(answer))
		return answer->bare.hop_count > 0 ? HALF_OPEN : SHUT;
	return answer->reached.proof == SK_PROOF_VIOLATED ? OPEN : PERHAPS_OPEN;
}

void danger_rest(const struct sk_policy_answer *answer, struct sk_buf *out)
{
	if (danger_openness(answer) == HALF_OPEN)
		sk_buf_print(out, _(" (half: %s still lets it through)"), way_bare_router(&answer->bare)->node->id);
	if (danger_openness(answer) == PERHAPS_OPEN)
		sk_buf_text(out, _(" (perhaps: that cannot be decided)"));
}

/* ---- what follows ---- */

struct hanging {
	const struct sk_register *register_;
	const struct sk_control *const *controls;
	size_t count;
	bool half; /* one computer alone stops it now */
};

/* At or over the line, and one of the controls is needed for it. */
static bool hangs_on(const struct hanging *hanging, size_t risk)
{
	for (size_t i = 0; i < hanging->count; i++)
		if (hanging->register_->risks[risk].over_line && sk_assess_needs(&hanging->register_->risks[risk], hanging->controls[i]))
			return true;
	return false;
}

/* Whether an earlier risk of these is one of the same threat. */
static bool is_told(const struct hanging *hanging, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (hangs_on(hanging, i) && hanging->register_->risks[i].scenario->threat == hanging->register_->risks[at].scenario->threat)
			return true;
	return false;
}

static void follows_head(const struct sk_report *report, const struct hanging *hanging)
{
	SK_BUF_SCOPE head = SK_BUF(TEXT_PIECE_MAX);
	size_t count = 0;
	int value = 0;
	for (size_t i = 0; i < hanging->register_->counts.scenarios; i++) {
		if (!hangs_on(hanging, i))
			continue;
		count++;
		value = hanging->register_->risks[i].value > value ? hanging->register_->risks[i].value : value;
	}
	if (count > 0 && hanging->half)
		sk_buf_print(&head, _("What could follow once that one computer's firewall fails, too, by the ministry's guidance: %zu risks of these kinds, of value %d (to be treated from %d on; %d is the most)"), count, value, hanging->register_->line, VALUE_MOST);
	else if (count > 0)
		sk_buf_print(&head, _("What can follow, by the ministry's guidance: %zu risks of these kinds, of value %d (to be treated from %d on; %d is the most)"), count, value, hanging->register_->line, VALUE_MOST);
	text_wrap(report, text_of(report, &head), 0, SK_SCREEN_COLUMNS);
}

const char *danger_threat(const struct sk_threat *threat)
{
	static const struct {
		const char *slug, *plain;
	} words[] = {
		{"ransomware", N_("ransomware: data is locked, and work stands still")}, {"spyware", N_("data of patients is stolen by a program that got in")},
		{"intrusion", N_("somebody signs in who must not")}, {"tapping", N_("what is sent is read on the way")}, {"tampering", N_("what is sent is changed on the way")},
		{"cryptanalysis", N_("encrypted data is read")},
	};
	for (size_t i = 0; i < SK_COUNT(words) && threat->slug; i++)
		if (strcmp(words[i].slug, threat->slug) == 0)
			return sk_message(words[i].plain);
	return NULL;
}

/* In our words: the guidance's are long, and `why` tells them. */
static void put_threat(const struct sk_report *report, const struct sk_threat *threat, struct sk_buf *out)
{
	const char *plain = danger_threat(threat);
	sk_buf_text(out, "- ");
	sk_buf_text(out, plain ? plain : text_in(report, &threat->label));
}

void danger_follows(const struct sk_report *report, const struct sk_register *register_, const struct sk_control *const *controls, size_t count, bool half)
{
	const struct hanging hanging = {register_, controls, count, half};
	sk_buf_text(report->out, "\n");
	follows_head(report, &hanging);
	for (size_t i = 0; i < register_->counts.scenarios; i++) {
		SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
		const struct sk_threat *threat = register_->risks[i].scenario->threat;
		if (!hangs_on(&hanging, i) || is_told(&hanging, i))
			continue;
		put_threat(report, threat, &out);
		sk_buf_print(&out, _(" → sekisho why %s"), threat->slug ? threat->slug : threat->row.id);
		text_wrap(report, text_of(report, &out), 1, SK_SCREEN_COLUMNS);
	}
}
