/* The answer of the prover: holds, violated with a packet and the line that lets it through, undecided with the lines that were not understood. */
#include "report/text.h"
#include "report/way.h"

static const struct {
	unsigned bit;
	const char *name;
} families[] = {{SK_FAMILY_4, "IPv4"}, {SK_FAMILY_6, "IPv6"}};

static size_t rules_of(const struct sk_filter *filter, bool unread)
{
	size_t count = 0;
	for (size_t c = 0; c < filter->count; c++)
		for (size_t i = 0; i < filter->chains[c].count; i++)
			count += !unread || filter->chains[c].rules[i].unread;
	return count;
}

/* Only with a family left over does it matter which one holds. */
static void holds(const struct sk_report *report, const struct sk_prove_report *prove)
{
	bool refuses = prove->wanted == SK_FATE_DROP;
	for (size_t i = 0; i < SK_COUNT(families) && prove->silent; i++)
		if (prove->families == families[i].bit) {
			sk_buf_print(report->out, refuses ? _("It holds for %s: none of these packets gets through.") :
							    _("It holds for %s: all of these packets get through."), families[i].name);
			return;
		}
	sk_buf_text(report->out, refuses ? _("It holds: none of these packets gets through.") : _("It holds: all of these packets get through."));
}

static const char *verdict_text(const struct sk_prove_report *prove)
{
	switch (prove->proven->proof) {
	case SK_PROOF_VIOLATED:
		return prove->wanted == SK_FATE_DROP ? _("It does not hold: this packet gets through.") : _("It does not hold: this packet is refused.");
	case SK_PROOF_SILENT:
		return _("There is no answer.");
	case SK_PROOF_HOLDS:
	case SK_PROOF_UNDECIDED:
		break;
	}
	return _("It cannot be decided: these lines are not understood, and they can matter.");
}

static void line_of(const struct sk_report *report, const struct sk_filter *filter, uint32_t line, const char *text)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_print(&out, _("%s, line %u: %s"), filter->file, line, text);
	text_wrap(report, text_of(report, &out), 4, SK_SCREEN_COLUMNS);
}

static void decided_by(const struct sk_report *report, const struct sk_prove_report *prove)
{
	const struct sk_proven *proven = prove->proven;
	SK_BUF_SCOPE packet = SK_BUF(TEXT_PIECE_MAX);
	bool accepts = proven->chain->policy == SK_ACTION_ACCEPT;
	sk_packet_text(prove->filter, &proven->packet, &packet);
	text_wrap(report, text_of(report, &packet), 2, SK_SCREEN_COLUMNS);
	if (proven->rule)
		line_of(report, prove->filter, proven->rule->line, proven->rule->text);
	else
		line_of(report, prove->filter, proven->chain->line, accepts ? _("no line matches it, so the default of the chain (accept) decides") : _("no line matches it, so the default of the chain (refuse) decides"));
}

/* What was asked and no line of the file is about: never a part of what holds. */
static void tell_silent(const struct sk_report *report, unsigned silent)
{
	for (size_t i = 0; i < SK_COUNT(families); i++) {
		SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
		if (!(silent & families[i].bit))
			continue;
		sk_buf_print(&out, _("This file says nothing about %s: whether the device lets %s through is written elsewhere."), families[i].name,
			     families[i].name);
		text_wrap(report, text_of(report, &out), 0, SK_SCREEN_COLUMNS);
	}
}

static void answer(const struct sk_report *report, const struct sk_prove_report *prove)
{
	const struct sk_proven *proven = prove->proven;
	if (proven->proof == SK_PROOF_HOLDS)
		holds(report, prove);
	else
		sk_buf_text(report->out, verdict_text(prove));
	sk_buf_text(report->out, "\n");
	if (proven->proof == SK_PROOF_VIOLATED)
		decided_by(report, prove);
	for (size_t i = 0; i < proven->unread_count; i++)
		line_of(report, prove->filter, proven->unread[i]->line, proven->unread[i]->text);
	tell_silent(report, prove->silent);
}

static void tell_certificate(const struct sk_report *report, const struct sk_prove_report *prove)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	if (prove->certificate)
		sk_buf_print(&out, _("Certificate: %s. Anybody can check it: sekisho-verify %s"), prove->certificate, prove->certificate);
	else
		sk_buf_text(&out, _("No certificate was written: nothing was proven that one could certify."));
	text_wrap(report, text_of(report, &out), 0, SK_SCREEN_COLUMNS);
}

SK_OUTCOME sk_report_prove(const struct sk_report *report, const struct sk_prove_report *prove)
{
	SK_BUF_SCOPE head = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_print(&head, _("%s (%s): chain %s, rules: %zu, of these not wholly understood: %zu"), prove->filter->file, prove->filter->reader, prove->chain,
		     rules_of(prove->filter, false), rules_of(prove->filter, true));
	text_wrap(report, text_of(report, &head), 0, SK_SCREEN_COLUMNS);
	if (prove->proven)
		answer(report, prove);
	if (prove->certify)
		tell_certificate(report, prove);
	text_wrap(report, _("This is about one filter as it is written: not about the network around it, nor about the device."), 0, SK_SCREEN_COLUMNS);
	if (!prove->proven)
		text_wrap(report, _("Nothing was asked about it, so this says nothing of whether it is safe. At a site, and with the file that somebody brings: sekisho look FILE"), 0, SK_SCREEN_COLUMNS);
	return sk_buf_check(report->out, report->error);
}

/* ---- JSON ---- */

static json_t *json_rule(const struct sk_filter_rule *rule)
{
	json_t *object = json_object();
	json_put_int(object, "line", rule->line);
	json_put(object, "text", json_text(rule->text));
	return object;
}

static json_t *json_proven(const struct sk_prove_report *prove)
{
	const struct sk_proven *proven = prove->proven;
	json_t *object = json_object(), *unread = json_array();
	SK_BUF_SCOPE packet = SK_BUF(TEXT_PIECE_MAX);
	bool violated = proven->proof == SK_PROOF_VIOLATED;
	if (violated)
		sk_packet_text(prove->filter, &proven->packet, &packet);
	json_put(object, "proof", json_string(way_proof_word(proven->proof)));
	json_put(object, "families", way_families(prove->families));
	json_put(object, "silent", way_families(prove->silent));
	json_put(object, "packet", json_text(violated ? packet.bytes : NULL));
	json_put(object, "rule", violated && proven->rule ? json_rule(proven->rule) : json_null());
	for (size_t i = 0; i < proven->unread_count; i++)
		json_add(unread, json_rule(proven->unread[i]));
	json_put(object, "unread", unread);
	return object;
}

SK_OUTCOME sk_report_prove_json(const struct sk_report *report, const struct sk_prove_report *prove)
{
	json_t *root = json_object();
	json_put(root, "format", json_string(SK_REPORT_PROVE_FORMAT));
	json_put(root, "file", json_text(prove->filter->file));
	json_put(root, "reader", json_text(prove->filter->reader));
	json_put(root, "chain", json_text(prove->chain));
	json_put_int(root, "rules", (long long)rules_of(prove->filter, false));
	json_put_int(root, "rules_unread", (long long)rules_of(prove->filter, true));
	json_put(root, "question", json_text(prove->question));
	json_put(root, "wanted", json_text(prove->question ? (prove->wanted == SK_FATE_DROP ? "refused" : "accepted") : NULL));
	json_put(root, "answer", prove->proven ? json_proven(prove) : json_null());
	json_put(root, "certificate", json_text(prove->certificate));
	return json_finish(report, root);
}
