/* What was made for a device: what it lets through, what is proven of the site with it, and the sheet for whoever applies it. */
#include "report/json.h"
#include "report/text.h"
#include "report/way.h"

#include "seal/seal.h"

enum { POLICY_COLUMNS = 40 };

/* ---- what it lets through ---- */

static const char *name_of(const struct sk_net_interface *interface)
{
	return interface ? interface->name : _("itself");
}

static void permits(const struct sk_report *report, const struct sk_intent *intent)
{
	for (size_t i = 0; i < intent->count; i++) {
		const struct sk_permit *permit = &intent->permits[i];
		SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
		sk_buf_print(&out, "%s -> %s, %s: ", name_of(permit->in), name_of(permit->out), permit->family == SK_FAMILY_4 ? "IPv4" : "IPv6");
		sk_permit_text(permit, &out);
		sk_buf_print(&out, " (%s)", permit->need->id);
		text_wrap(report, text_of(report, &out), 2, SK_SCREEN_COLUMNS);
	}
}

/* ---- what is proven ---- */

static const char *proof_text(const struct sk_generated_answer *answer)
{
	if (sk_policy_unasked(&answer->answer))
		return _("not asked: nobody stands at one of its ends");
	if (answer->fails)
		return _("FAILS");
	if (answer->elsewhere)
		return _("not for this device to mend");
	if (answer->answer.reached.proof != SK_PROOF_HOLDS)
		return _("to be tried at the device");
	return answer->now == SK_PROOF_HOLDS ? _("holds") : _("holds, and did not before");
}

static void answers(const struct sk_report *report, const struct sk_generated *made)
{
	for (size_t i = 0; i < made->count; i++) {
		const struct sk_generated_answer *answer = &made->answers[i];
		sk_buf_text(report->out, "  ");
		text_cell(report, answer->policy->id, POLICY_COLUMNS);
		sk_buf_print(report->out, "%s\n", proof_text(answer));
		if (answer->fails)
			way_text(report, &made->network, &answer->answer.reached, answer->policy->accepts);
	}
}

SK_OUTCOME sk_report_generate(const struct sk_report *report, const struct sk_generate_report *generate)
{
	const struct sk_generated *made = generate->made;
	text_site(report, generate->site, report->out);
	sk_buf_text(report->out, "\n");
	sk_buf_print(report->out, _("Settings for %s (%s) let through, and nothing else:\n"), made->intent.node->id, made->generator->name);
	permits(report, &made->intent);
	sk_buf_text(report->out, _("With them:\n"));
	answers(report, made);
	if (!made->proven)
		text_wrap(report, _("Nothing was written. What work needs and a policy refuses cannot both be had: change one, or state an exception in site.yaml."), 0, SK_SCREEN_COLUMNS);
	else if (generate->file)
		sk_buf_print(report->out, _("Written: %s, and the sheet for applying it: %s\n"), generate->file, generate->sheet);
	text_wrap(report, _("This is about the network as site.yaml describes it. Nothing was sent to a device."), 0, SK_SCREEN_COLUMNS);
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
	json_put(object, "family", json_string(permit->family == SK_FAMILY_4 ? "ipv4" : "ipv6"));
	json_put(object, "packets", json_text(packets.bytes));
	return object;
}

static json_t *json_answer(const struct sk_generated *made, const struct sk_generated_answer *answer)
{
	json_t *object = json_object();
	json_put(object, "policy", json_text(answer->policy->id));
	json_put(object, "asked", json_boolean(!sk_policy_unasked(&answer->answer)));
	json_put(object, "fails", json_boolean(answer->fails));
	json_put(object, "elsewhere", json_boolean(answer->elsewhere));
	way_json(&made->network, &answer->answer.reached, object);
	return object;
}

static json_t *json_answers(const struct sk_generated *made, size_t first, size_t past)
{
	json_t *array = json_array();
	for (size_t i = first; i < past; i++)
		json_add(array, json_answer(made, &made->answers[i]));
	return array;
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
	for (size_t i = 0; i < made->intent.count; i++)
		json_add(list, json_permit(&made->intent.permits[i]));
	json_put(root, "permits", list);
	json_put(root, "policies", json_answers(made, 0, made->policy_count));
	json_put(root, "needs", json_answers(made, made->policy_count, made->count));
	json_put(root, "settings", json_text(made->proven ? made->text.bytes : NULL));
	return json_finish(report, root);
}

/* ---- the sheet ---- */

static void part(const struct sk_report *report, const struct sk_generate_report *generate, enum sk_handover_part which, const char *file)
{
	const char *const *steps = generate->made->generator->handover->steps[which];
	const char *arguments[] = {file, generate->made->intent.node->id};
	for (size_t i = 0; i < SK_HANDOVER_STEPS && steps[i]; i++) {
		SK_BUF_SCOPE step = SK_BUF(TEXT_PIECE_MAX);
		sk_buf_text(&step, "[ ] ");
		sk_message_fill(&step, steps[i], arguments, SK_COUNT(arguments));
		text_wrap(report, text_of(report, &step), 2, SK_SCREEN_COLUMNS);
	}
}

/* Which device, which settings: so that neither is mistaken. */
static void target(const struct sk_report *report, const struct sk_generate_report *generate, const char *file)
{
	const struct sk_generated *made = generate->made;
	char digest[SK_HEX_ROOM], time[SK_TIME_TEXT];
	sk_digest(made->text.bytes, made->text.length, digest);
	sk_time_print(generate->at, time);
	sk_buf_print(report->out, _("Sheet for applying %s to %s\n"), file, made->intent.node->id);
	text_site(report, generate->site, report->out);
	sk_buf_print(report->out, "\n%s\nSHA-256 %s\n", time, digest);
	if (made->intent.place->serial)
		sk_buf_print(report->out, _("Go on only if this is on its case, or is its key: %s\n"), made->intent.place->serial);
	else
		sk_buf_text(report->out, _("Its serial number, from its case: ____________________ ('serial:' of the node in site.yaml says it here)\n"));
	sk_buf_text(report->out, _("Applied by: ____________________  on: ____________________\n"));
}

static void work(const struct sk_report *report, const struct sk_generated *made)
{
	for (size_t i = made->policy_count; i < made->count; i++) {
		const struct sk_generated_answer *answer = &made->answers[i];
		SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
		if (sk_policy_unasked(&answer->answer))
			continue;
		sk_buf_print(&out, "[ ] %s", answer->policy->id);
		if (answer->policy->text.ja || answer->policy->text.en)
			sk_buf_print(&out, ": %s", text_in(report, &answer->policy->text));
		sk_buf_print(&out, " (%s)", answer->policy->accepts);
		text_wrap(report, text_of(report, &out), 2, SK_SCREEN_COLUMNS);
	}
}

SK_OUTCOME sk_report_sheet(const struct sk_report *report, const struct sk_generate_report *generate, const char *file)
{
	static const char *const titles[SK_HANDOVER_PARTS] = {[SK_HANDOVER_BEFORE] = N_("Before"), [SK_HANDOVER_APPLY] = N_("Apply"), [SK_HANDOVER_AFTER] = N_("After"),
							      [SK_HANDOVER_BACK] = N_("The way back")};
	target(report, generate, file);
	for (enum sk_handover_part i = 0; i < SK_HANDOVER_PARTS; i++) {
		sk_buf_print(report->out, "\n%s\n", _(titles[i]));
		part(report, generate, i, file);
	}
	sk_buf_print(report->out, "\n%s\n", _("Has to work"));
	work(report, generate->made);
	sk_buf_print(report->out, "\n%s\n", _("It lets through, and nothing else"));
	permits(report, &generate->made->intent);
	return sk_buf_check(report->out, report->error);
}
