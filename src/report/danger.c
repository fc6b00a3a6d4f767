/* The packet and its two ends as a sentence for people who know their devices, and not their addresses. */
#include "report/danger.h"

#include "report/text.h"

#include <string.h>

enum { TCP = 6, UDP = 17, BOTH = 0 /* of these two */ };

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

/* "terminal-1 (eligibility terminal)", "somebody outside (the closed network)". */
static void end_text(const struct sk_report *report, const struct sk_site *site, const char *id, struct sk_buf *out)
{
	const struct sk_site_node *node = sk_site_node(site, id);
	const struct sk_subject *subject = node && node->subject_id ? sk_site_subject(site, node->subject_id) : NULL;
	if (node && node->role == SK_ROLE_OUTSIDE)
		sk_buf_print(out, _("somebody outside (%s)"), node->stands_for >= 0 ? text_outside(node->stands_for) : id);
	else if (subject)
		sk_buf_print(out, _("%s (%s)"), id, text_in(report, &sk_catalogue_place_row(site->catalogue, sk_catalogue_place(site->catalogue, subject->place_id))->label));
	else
		sk_buf_text(out, id);
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

/* "Remote Desktop (tcp 3389) of terminal-1", "terminal-1 by icmp". */
static void object_text(const struct sk_report *report, const struct sk_box *packet, const char *target, struct sk_buf *out)
{
	SK_BUF_SCOPE protocol = SK_BUF(TEXT_PIECE_MAX), what = SK_BUF(TEXT_PIECE_MAX);
	unsigned number = low_of(packet, SK_DIM_PROTOCOL), port = low_of(packet, SK_DIM_TARGET_PORT);
	bool ports = number == TCP || number == UDP;
	const char *service = ports ? service_text(number, port) : NULL;
	sk_packet_protocol(packet, &protocol);
	if (service)
		sk_buf_print(&what, _("%s (%s %u)"), service, text_of(report, &protocol), port);
	else if (ports)
		sk_buf_print(&what, _("%s port %u"), text_of(report, &protocol), port);
	const char *with[] = {text_of(report, ports ? &what : &protocol), target};
	sk_message_fill(out, ports ? _("%1 of %2") : _("%2 by %1"), with, SK_COUNT(with));
}

static const char *sentence_of(const struct sk_danger *danger)
{
	if (danger->proof == SK_PROOF_UNDECIDED)
		return _("Whether %1 can reach %2 cannot be decided.");
	if (danger->policy->accepts)
		return _("%1 cannot reach %2, though work needs it.");
	return danger->outside ? _("Serious: %1 can reach %2.") : _("%1 can reach %2.");
}

void danger_text(const struct sk_report *report, const struct sk_site *site, const struct sk_danger *danger, struct sk_buf *out)
{
	SK_BUF_SCOPE from = SK_BUF(TEXT_PIECE_MAX), target = SK_BUF(TEXT_PIECE_MAX), object = SK_BUF(TEXT_PIECE_MAX);
	end_text(report, site, danger->from, &from);
	target_text(report, site, danger, &target);
	object_text(report, &danger->packet, text_of(report, &target), &object);
	const char *with[] = {text_of(report, &from), text_of(report, &object)};
	sk_message_fill(out, sentence_of(danger), with, SK_COUNT(with));
}

/* ---- what follows ---- */

static bool hangs_on(const struct sk_risk *risk, const struct sk_control *control)
{
	return risk->over_line && sk_assess_needs(risk, control);
}

bool danger_same(const struct sk_register *register_, const struct sk_control *a, const struct sk_control *b)
{
	for (size_t i = 0; i < register_->counts.scenarios; i++)
		if (hangs_on(&register_->risks[i], a) != hangs_on(&register_->risks[i], b))
			return false;
	return true;
}

/* Whether an earlier risk of these is one of the same threat. */
static bool is_told(const struct sk_register *register_, const struct sk_control *control, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (hangs_on(&register_->risks[i], control) && register_->risks[i].scenario->threat == register_->risks[at].scenario->threat)
			return true;
	return false;
}

void danger_follows(const struct sk_report *report, const struct sk_register *register_, const struct sk_control *control)
{
	SK_BUF_SCOPE head = SK_BUF(TEXT_PIECE_MAX);
	int value = 0;
	for (size_t i = 0; i < register_->counts.scenarios; i++)
		if (hangs_on(&register_->risks[i], control) && register_->risks[i].value > value)
			value = register_->risks[i].value;
	sk_buf_print(&head, _("what can follow, by the guidance (risk value %d; from %d on a risk has to be treated):"), value, register_->line);
	text_wrap(report, text_of(report, &head), 4, SK_SCREEN_COLUMNS);
	for (size_t i = 0; i < register_->counts.scenarios; i++) {
		SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
		if (!hangs_on(&register_->risks[i], control) || is_told(register_, control, i))
			continue;
		sk_buf_print(&out, "- %s", text_in(report, &register_->risks[i].scenario->threat->label));
		text_wrap(report, text_of(report, &out), 6, SK_SCREEN_COLUMNS);
	}
}
