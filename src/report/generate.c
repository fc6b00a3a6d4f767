/* What was made for a device: what it lets through, what is proven of the site with it, and the sheet for whoever applies it. */
#include "report/change.h"
#include "report/generate.h"
#include "report/text.h"
#include "report/way.h"

#include "seal/seal.h"

#include <string.h>

/* ---- what it lets through ---- */

static const char *name_of(const struct sk_net_interface *interface)
{
	return interface ? interface->name : _("itself");
}

/* No settings of a host filter what it sends itself. */
static bool is_own(const struct sk_intent *intent, const struct sk_permit *permit)
{
	return intent->node->role == SK_NET_HOST && !permit->in;
}

static void permits(const struct sk_report *report, const struct sk_intent *intent)
{
	for (size_t i = 0; i < intent->count; i++) {
		const struct sk_permit *permit = &intent->permits[i];
		SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
		if (is_own(intent, permit))
			continue;
		sk_buf_print(&out, "%s -> %s, %s: ", name_of(permit->in), name_of(permit->out), sk_family_name(permit->family));
		sk_permit_text(permit, &out);
		sk_buf_print(&out, " (%s)", permit->need->id);
		text_wrap(report, text_of(report, &out), 2, SK_SCREEN_COLUMNS);
	}
	if (intent->node->role == SK_NET_HOST)
		text_wrap(report, _("What it sends itself is not filtered."), 2, SK_SCREEN_COLUMNS);
	if (sk_intent_has_neighbours(intent))
		text_wrap(report, _("IPv6: what finds neighbours on the same wire (icmpv6)"), 2, SK_SCREEN_COLUMNS);
}

static bool is_about_policy(const struct sk_site *site, const struct sk_site_exception *exception)
{
	SK_LIST_EACH(struct sk_site_policy, policy, &site->policies)
		if (strcmp(policy->id, exception->policy_id) == 0)
			return true;
	return false;
}

/* What a person permitted is no need: whoever applies the settings has to know that they end it. */
static void exceptions(const struct sk_report *report, const struct sk_site *site)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	const char *before = _("An exception is no need: what these permit gets through only where a need asks for it: ");
	SK_LIST_EACH(struct sk_site_exception, exception, &site->exceptions) {
		if (!is_about_policy(site, exception))
			continue;
		sk_buf_print(&out, "%s%s \"%s\"", before, exception->policy_id, exception->permits);
		before = ", ";
	}
	if (out.length > 0)
		text_wrap(report, text_of(report, &out), 2, SK_SCREEN_COLUMNS);
}

static void filter(const struct sk_report *report, const struct sk_generated *made)
{
	sk_buf_print(report->out, _("Settings for %s (%s) let through, and nothing else:\n"), made->intent.node->id, made->generator->name);
	permits(report, &made->intent);
	change_tunnels(report, &made->network, NULL, 2);
	exceptions(report, made->intent.site);
	sk_buf_text(report->out, _("With them:\n"));
	change_answers(report, &made->network, made->answers, made->count);
}

SK_OUTCOME sk_report_generate(const struct sk_report *report, const struct sk_generate_report *generate)
{
	const struct sk_generated *made = generate->made;
	text_site(report, generate->site, report->out);
	sk_buf_text(report->out, "\n");
	(made->settings ? generate_settings_text : filter)(report, made);
	if (!made->proven && made->settings)
		text_wrap(report, _("Nothing was written: what was read back of it does not hold."), 0, SK_SCREEN_COLUMNS);
	else if (!made->proven)
		text_wrap(report, _("Nothing was written. What work needs, or IPv6 to find neighbours (icmpv6), and a policy refuses cannot both be had: change one, or state an exception in site.yaml."), 0, SK_SCREEN_COLUMNS);
	else if (generate->file)
		sk_buf_print(report->out, _("Written: %s, and the sheet for applying it: %s\n"), generate->file, generate->sheet);
	text_wrap(report, made->settings ? _("This is about the settings. Whether the device has them only a look at the device shows. Nothing was sent to it.") :
					   _("This is about the network as site.yaml describes it. Nothing was sent to a device."), 0, SK_SCREEN_COLUMNS);
	return sk_buf_check(report->out, report->error);
}

/* ---- JSON ---- */

static json_t *json_permit(const struct sk_permit *permit)
{
	json_t *object = json_object();
	SK_BUF_SCOPE packets = SK_BUF(TEXT_PIECE_MAX);
	sk_permit_text(permit, &packets);
	json_put(object, "need", json_text(permit->need->id));
	json_put(object, "in", json_text(permit->in ? permit->in->name : NULL));
	json_put(object, "out", json_text(permit->out ? permit->out->name : NULL));
	json_put(object, "family", json_string(sk_family_word(permit->family)));
	json_put(object, "packets", json_text(packets.bytes));
	return object;
}

SK_OUTCOME sk_report_generate_json(const struct sk_report *report, const struct sk_generate_report *generate)
{
	const struct sk_generated *made = generate->made;
	json_t *root = json_object(), *list = json_array();
	json_put(root, "format", json_string(SK_REPORT_GENERATE_FORMAT));
	json_put(root, "site", json_site(generate->site));
	json_put(root, "device", json_text(made->intent.node->id));
	json_put(root, "for", json_text(made->generator->name));
	json_put(root, "proven", json_boolean(made->proven));
	json_put(root, "file", json_text(generate->file));
	json_put(root, "sheet", json_text(generate->sheet));
	if (made->settings)
		generate_settings_json(made, root);
	for (size_t i = 0; i < made->intent.count; i++)
		json_add(list, json_permit(&made->intent.permits[i]));
	json_put(root, "permits", list);
	json_put(root, "neighbours", json_boolean(!made->settings && sk_intent_has_neighbours(&made->intent)));
	json_put(root, "policies", change_json(&made->network, made->answers, made->policy_count));
	json_put(root, "needs", change_json(&made->network, made->answers + made->policy_count, made->count - made->policy_count));
	json_put(root, "settings", json_text(made->proven ? made->text.bytes : NULL));
	return json_finish(report, root);
}

/* ---- the sheet ---- */

SK_OUTCOME sk_report_sheet(const struct sk_report *report, const struct sk_generate_report *generate, const char *file)
{
	const struct sk_generated *made = generate->made;
	SK_BUF_SCOPE undo = SK_BUF(TEXT_PIECE_MAX * 64);
	char digest[SK_HEX_ROOM];
	sk_digest(made->text.bytes, made->text.length, digest);
	const struct change_sheet sheet = {generate->site, made->intent.place, made->generator->handover, file, digest, generate->at};
	change_head(report, &sheet);
	change_steps(report, &sheet);
	if (made->settings) {
		sk_buf_print(report->out, "\n%s\n", _("What it sets up"));
		generate_settings_list(report, made->intent.place, made->generator);
		return sk_buf_check(report->out, report->error);
	}
	change_work(report, made->answers + made->policy_count, made->count - made->policy_count);
	sk_buf_print(report->out, "\n%s\n", _("It lets through, and nothing else"));
	permits(report, &made->intent);
	change_tunnels(report, &made->network, NULL, 2);
	exceptions(report, generate->site);
	SK_TRY(sk_generated_undo(report->arena, made, &undo, report->error));
	change_typed(report, _("To be typed on the way back"), &undo);
	return sk_buf_check(report->out, report->error);
}
