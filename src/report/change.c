/* What reports about changes of settings share: what is proven with them, and the sheet for whoever applies them. */
#include "report/change.h"

#include "report/text.h"
#include "report/way.h"

enum { POLICY_COLUMNS = 40 };

/* ---- what is proven ---- */

static const char *proof_text(const struct sk_generated_answer *answer)
{
	bool need = answer->policy->accepts, held = answer->now == SK_PROOF_HOLDS;
	if (answer->fails && answer->answer.reached.proof == SK_PROOF_UNDECIDED)
		return held ? _("cannot be decided any more") : _("cannot be decided");
	if (answer->fails)
		return need ? _("DOES NOT COME THROUGH") : _("DOES NOT HOLD");
	if (answer->answer.reached.proof == SK_PROOF_HOLDS)
		return need ? _("comes through, and did not before") : _("holds, and did not before");
	if (need && held)
		return answer->answer.reached.proof == SK_PROOF_VIOLATED ? _("comes through no more, though an exception permits it") : _("to be tried at the device");
	return need && !answer->elsewhere ? _("to be tried at the device") : _("cannot be decided any more");
}

/* What is as it was is only counted. */
static bool is_told(const struct sk_generated_answer *answer)
{
	bool asked = !sk_policy_unasked(&answer->answer), changed = answer->now != answer->answer.reached.proof;
	bool to_try = answer->policy->accepts && !answer->elsewhere && answer->answer.reached.proof == SK_PROOF_UNDECIDED;
	return asked && (answer->fails || changed || to_try);
}

void change_answers(const struct sk_report *report, const struct sk_network *network, const struct sk_generated_answer *answers, size_t count)
{
	size_t others = 0;
	for (size_t i = 0; i < count; i++) {
		others += !is_told(&answers[i]);
		if (!is_told(&answers[i]))
			continue;
		sk_buf_text(report->out, "  ");
		text_cell(report, answers[i].policy->id, POLICY_COLUMNS);
		sk_buf_print(report->out, "%s\n", proof_text(&answers[i]));
		if (answers[i].fails)
			way_text(report, network, &answers[i].answer.reached, answers[i].policy->accepts);
	}
	if (others > 0)
		sk_buf_print(report->out, _("  as before: %zu others (--json lists them)\n"), others);
}

static json_t *json_answer(const struct sk_network *network, const struct sk_generated_answer *answer)
{
	json_t *object = json_object();
	json_put(object, "policy", json_text(answer->policy->id));
	json_put(object, "asked", json_boolean(!sk_policy_unasked(&answer->answer)));
	json_put(object, "fails", json_boolean(answer->fails));
	json_put(object, "elsewhere", json_boolean(answer->elsewhere));
	way_json(network, &answer->answer.reached, object);
	return object;
}

json_t *change_json(const struct sk_network *network, const struct sk_generated_answer *answers, size_t count)
{
	json_t *array = json_array();
	for (size_t i = 0; i < count; i++)
		json_add(array, json_answer(network, &answers[i]));
	return array;
}

/* ---- the sheet ---- */

void change_head(const struct sk_report *report, const struct change_sheet *sheet)
{
	char time[SK_TIME_TEXT];
	sk_time_print(sheet->at, time);
	sk_buf_print(report->out, _("Sheet for applying %s to %s\n"), sheet->file, sheet->place->id);
	text_site(report, sheet->site, report->out);
	sk_buf_print(report->out, _("\nMade %s (UTC)\n"), time);
	sk_buf_print(report->out, _("[ ] It is the right file: sha256sum %s prints\n    %s\n"), sheet->file, sheet->digest);
	if (sheet->place->serial)
		sk_buf_print(report->out, _("Go on only if this is on its case, or is its key: %s\n"), sheet->place->serial);
	else
		sk_buf_text(report->out, _("Its serial number, from its case: ____________________ ('serial:' in site.yaml)\n"));
	sk_buf_text(report->out, _("Applied by: ____________________  on: ____________________\n"));
}

static void part(const struct sk_report *report, const struct change_sheet *sheet, enum sk_handover_part which)
{
	const char *const *steps = sheet->handover->steps[which];
	const char *arguments[] = {sheet->file, sheet->place->id};
	for (size_t i = 0; i < SK_HANDOVER_STEPS && steps[i]; i++) {
		SK_BUF_SCOPE step = SK_BUF(TEXT_PIECE_MAX);
		sk_buf_text(&step, "[ ] ");
		sk_message_fill(&step, _(steps[i]), arguments, SK_COUNT(arguments));
		text_wrap(report, text_of(report, &step), 2, SK_SCREEN_COLUMNS);
	}
}

void change_steps(const struct sk_report *report, const struct change_sheet *sheet)
{
	static const char *const titles[SK_HANDOVER_PARTS] = {[SK_HANDOVER_BEFORE] = N_("Before"), [SK_HANDOVER_APPLY] = N_("Apply"), [SK_HANDOVER_AFTER] = N_("After"),
							      [SK_HANDOVER_BACK] = N_("The way back")};
	for (enum sk_handover_part i = 0; i < SK_HANDOVER_PARTS; i++) {
		sk_buf_print(report->out, "\n%s\n", _(titles[i]));
		part(report, sheet, i);
	}
}

void change_work(const struct sk_report *report, const struct sk_generated_answer *needs, size_t count)
{
	sk_buf_print(report->out, "\n%s\n", _("Has to work"));
	for (size_t i = 0; i < count; i++) {
		const struct sk_site_policy *need = needs[i].policy;
		SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
		if (sk_policy_unasked(&needs[i].answer))
			continue;
		sk_buf_print(&out, "[ ] %s", need->id);
		if (need->text.ja || need->text.en)
			sk_buf_print(&out, ": %s", text_in(report, &need->text));
		sk_buf_print(&out, " (%s)", need->accepts);
		text_wrap(report, text_of(report, &out), 2, SK_SCREEN_COLUMNS);
	}
}

void change_typed(const struct sk_report *report, const char *title, const struct sk_buf *lines)
{
	if (lines->length > 0)
		sk_buf_print(report->out, "\n%s\n\n%s", title, text_of(report, lines));
}
