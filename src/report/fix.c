/* What mends a policy: the lines of each file that change, and what a person does by hand. */
#include "report/change.h"

#include "report/danger.h"
#include "report/text.h"
#include "report/way.h"

#include <string.h>

/* ---- text ---- */

/* Each need once. */
static void claim(const struct sk_report *report, const struct sk_fix_report *fix, size_t at)
{
	struct change_claims claims = {.count = 0};
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	for (size_t i = 0; i < at; i++)
		if (fix->fixed->claims[i].need == fix->fixed->claims[at].need)
			return;
	for (size_t i = at; i < fix->fixed->claim_count; i++)
		if (fix->fixed->claims[i].need == fix->fixed->claims[at].need)
			change_claims_add(&claims, &fix->fixed->claims[i]);
	change_claims_head(report, &claims, &out);
	text_wrap(report, text_of(report, &out), 0, SK_SCREEN_COLUMNS);
	change_claims_ways(report, fix->site, &claims, fix->at, 2);
}

/* Whom a policy that cannot hold contradicts. */
static void contradiction(const struct sk_report *report, const struct sk_fix_report *fix)
{
	const struct sk_fixed *fixed = fix->fixed;
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	text_wrap(report, _("Nothing was written: no change that was found mends it, and keeps what work needs."), 0, SK_SCREEN_COLUMNS);
	if (fixed->unknown && fixed->unknown->reached.unread_count > 0) {
		text_wrap(report, _("Whatever is changed, it cannot be decided as long as this is not known. Get the settings of these devices into configs/, or unplug what nobody uses and take it out of site.yaml:"), 0, SK_SCREEN_COLUMNS);
		for (size_t i = 0; i < fixed->unknown->reached.unread_count; i++)
			way_unread(report, &fixed->unknown->reached.unread[i]);
	}
	for (size_t i = 0; i < fixed->claim_count; i++)
		claim(report, fix, i);
	if (fixed->more)
		change_claim_more(report, 0);
	if (fixed->claim_count > 0)
		return;
	if (!fixed->against || strcmp(fixed->against->id, fixed->wanted) == 0)
		return;
	const char *with[] = {fixed->wanted, fixed->against->id};
	sk_message_fill(&out, _("What was tried stopped the need '%2' of site.yaml, which had to be let through again. Where %1 contradicts it, somebody has to decide: give the need up, make it narrower, or write an exception with its reason."), with, SK_COUNT(with));
	text_wrap(report, text_of(report, &out), 0, SK_SCREEN_COLUMNS);
}

/* Where only files or forms are left to others, nothing was tried. */
static bool is_with_changes(const struct sk_fixed *fixed)
{
	bool moved = fixed->file_count > 0;
	for (size_t i = 0; i < fixed->hand_count; i++)
		moved = moved || fixed->hands[i].kind == SK_FIX_STAYS || fixed->hands[i].kind == SK_FIX_CLOSED;
	return moved;
}

/* What lies there now, and for whom. */
static void handed(const struct sk_report *report, const struct sk_fix_report *fix)
{
	sk_buf_print(report->out, _("Written to %s: the changed files, and a sheet for applying each\n"), fix->folder);
	for (size_t i = 0; i < fix->fixed->file_count; i++) {
		const struct sk_fix_file *file = &fix->fixed->files[i];
		const char *with[] = {sk_text_file(file->name), file->node->id};
		SK_BUF_SCOPE line = SK_BUF(TEXT_PIECE_MAX);
		sk_message_fill(&line, _("- %1 and %1.sheet.txt: for whoever maintains %2"), with, SK_COUNT(with));
		text_wrap(report, text_of(report, &line), 2, SK_SCREEN_COLUMNS);
	}
}

static void end(const struct sk_report *report, const struct sk_fix_report *fix)
{
	const struct sk_fixed *fixed = fix->fixed;
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	if (fixed->silent)
		sk_buf_print(&out, _("%s could not be asked: nothing here stands at one of its ends, or two of them have no addresses of one family in site.yaml, or exceptions there leave nothing of it. Nothing was written. What of it is stopped for sure: sekisho prove"), fixed->wanted);
	if (fixed->silent)
		text_wrap(report, text_of(report, &out), 0, SK_SCREEN_COLUMNS);
	else if (!fixed->fixed && fixed->hand_count > 0)
		text_wrap(report, _("No file can be changed so that it holds. What is left is under 'by hand', for whoever maintains these devices."), 0, SK_SCREEN_COLUMNS);
	else if (!fixed->fixed)
		contradiction(report, fix);
	else if (fix->folder)
		handed(report, fix);
	else if (fixed->file_count > 0)
		text_wrap(report, _("Nothing was written: '--output DIR' writes the changed files, and a sheet for applying each."), 0, SK_SCREEN_COLUMNS);
	text_wrap(report, _("This is about the network as site.yaml describes it. Nothing was sent to a device."), 0, SK_SCREEN_COLUMNS);
}

/* What the proof does not know, whoever applies it has to try. */
static void untried(const struct sk_report *report, const struct sk_fixed *fixed)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	for (size_t i = fixed->policy_count; i < fixed->count; i++)
		if (sk_policy_unasked(&fixed->answers[i].answer))
			sk_buf_print(&out, "%s%s", out.length ? ", " : _("Not asked, so to be tried when it is applied: "), fixed->answers[i].policy->id);
	if (out.length > 0)
		text_wrap(report, text_of(report, &out), 0, SK_SCREEN_COLUMNS);
	for (size_t i = 0; i < fixed->file_count; i++)
		if (i == 0 || fixed->files[i].node != fixed->files[i - 1].node)
			change_tunnels(report, &fixed->network, fixed->files[i].node, 2);
}

SK_OUTCOME sk_report_fix(const struct sk_report *report, const struct sk_fix_report *fix)
{
	const struct sk_fixed *fixed = fix->fixed;
	text_site(report, fix->site, report->out);
	sk_buf_text(report->out, "\n");
	if (fixed->needless)
		sk_buf_print(report->out, _("%s holds: there is nothing to mend.\n"), fixed->wanted);
	if (fixed->bare)
		sk_buf_print(report->out, _("%s holds, by one computer's own firewall alone.\n"), fixed->wanted);
	for (size_t i = 0; i < fixed->file_count; i++)
		change_file(report, &fixed->files[i], 0);
	if (fixed->hand_count > 0)
		sk_buf_text(report->out, _("By hand:\n"));
	for (size_t i = 0; i < fixed->hand_count; i++)
		change_hand(report, fix->site, &fixed->hands[i], 2);
	if (!fixed->needless && !fixed->silent)
		sk_buf_text(report->out, is_with_changes(fixed) ? _("With that:\n") : _("As it is:\n"));
	if (!fixed->needless && !fixed->silent)
		change_answers(report, &fixed->network, fixed->answers, fixed->count);
	if (fixed->fixed && fixed->file_count > 0)
		untried(report, fixed);
	end(report, fix);
	return sk_buf_check(report->out, report->error);
}

/* ---- JSON ---- */

SK_OUTCOME sk_report_fix_json(const struct sk_report *report, const struct sk_fix_report *fix)
{
	const struct sk_fixed *fixed = fix->fixed;
	json_t *root = json_object();
	json_put(root, "format", json_string(SK_REPORT_FIX_FORMAT));
	json_put(root, "site", json_site(fix->site));
	json_put(root, "wanted", json_text(fixed->wanted));
	json_put(root, "needless", json_boolean(fixed->needless));
	json_put(root, "fixed", json_boolean(fixed->fixed));
	json_put(root, "against", json_text(!fixed->fixed && fixed->against ? fixed->against->id : NULL));
	json_put(root, "unknown", json_text(!fixed->fixed && fixed->unknown ? fixed->unknown->policy->id : NULL));
	json_put(root, "folder", json_text(fix->folder));
	change_fixed_json(fixed, root);
	json_put(root, "policies", change_json(&fixed->network, fixed->answers, fixed->policy_count));
	json_put(root, "needs", change_json(&fixed->network, fixed->answers + fixed->policy_count, fixed->count - fixed->policy_count));
	return json_finish(report, root);
}

/* ---- the sheet ---- */

/* What whoever maintains the device is told first: what is better then, and whose word it is. */
static void now(const struct sk_report *report, const struct sk_site *site, const struct sk_policy_answer *was)
{
	SK_BUF_SCOPE line = SK_BUF(TEXT_PIECE_MAX);
	if (was->reached.proof == SK_PROOF_VIOLATED) {
		const struct sk_danger danger = sk_danger_of(was);
		danger_text(report, site, &danger, &line);
	} else if (was->bare.hop_count > 0)
		danger_bare(report, site, was, &line);
	const char *with[] = {text_of(report, &line)};
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	sk_message_fill(&out, _("Now: %1"), with, SK_COUNT(with));
	if (line.length > 0)
		text_wrap(report, text_of(report, &out), 4, SK_SCREEN_COLUMNS);
}

/* Also where it mends one by half: what prove calls this change for is to be found on its sheet. */
static bool helps(const struct sk_generated_answer *answer)
{
	return !sk_policy_unasked(&answer->answer) && danger_openness(&answer->answer) < danger_openness(answer->was);
}

static bool is_serious(const struct sk_policy_answer *was)
{
	return !was->policy->accepts && danger_openness(was) == OPEN && was->reached.hop_count > 0 && sk_danger_of(was).outside;
}

/* What an exception lets in is shut by the change, too. */
static void permitted(const struct sk_report *report, const struct sk_site *site, const struct sk_permitted *shut)
{
	SK_BUF_SCOPE line = SK_BUF(TEXT_PIECE_MAX);
	const struct sk_danger danger = sk_danger_of(&shut->answer);
	sk_buf_print(&line, _("- What an exception of %s lets in: "), shut->exception->policy_id);
	danger_text(report, site, &danger, &line);
	text_wrap(report, text_of(report, &line), 2, SK_SCREEN_COLUMNS);
}

static void why(const struct sk_report *report, const struct sk_site *site, const struct sk_fixed *fixed)
{
	bool serious = false, open = false, half = false;
	sk_buf_print(report->out, "\n%s\n", _("Why: what this change mends"));
	for (size_t i = 0; i < fixed->count; i++) {
		const struct sk_generated_answer *answer = &fixed->answers[i];
		SK_BUF_SCOPE line = SK_BUF(TEXT_PIECE_MAX);
		if (!helps(answer))
			continue;
		serious = serious || is_serious(answer->was);
		open = open || (!answer->policy->accepts && danger_openness(answer->was) == OPEN);
		half = half || (!answer->policy->accepts && danger_openness(answer->was) == HALF_OPEN);
		sk_buf_print(&line, "- %s", answer->policy->id);
		if (answer->policy->text.ja || answer->policy->text.en)
			sk_buf_print(&line, ": %s", text_in(report, &answer->policy->text));
		danger_rest(&answer->answer, &line);
		text_wrap(report, text_of(report, &line), 2, SK_SCREEN_COLUMNS);
		now(report, site, answer->was);
	}
	if (fixed->shuts) {
		serious = true;
		permitted(report, site, fixed->shuts);
	}
	if (danger_advice(serious, open, half))
		text_wrap(report, danger_advice(serious, open, half), 2, SK_SCREEN_COLUMNS);
	text_wrap(report, _("Asked for by: ____________________ Approved by: ____________________"), 2, SK_SCREEN_COLUMNS);
}

SK_OUTCOME sk_report_fix_sheet(const struct sk_report *report, const struct sk_fix_report *fix, const struct sk_fix_file *file, const char *name, const char *digest)
{
	const struct sk_fixed *fixed = fix->fixed;
	const struct change_sheet sheet = {fix->site, sk_site_node(fix->site, file->node->id), sk_fix_handover(file), name, digest, fix->at};
	SK_BUF_SCOPE typed = SK_BUF(TEXT_PIECE_MAX * 64), back = SK_BUF(TEXT_PIECE_MAX * 64);
	change_head(report, &sheet);
	why(report, fix->site, fixed);
	sk_buf_print(report->out, "\n%s\n", _("What changes"));
	change_file(report, file, 0);
	change_steps(report, &sheet);
	change_work(report, fixed->answers + fixed->policy_count, fix->site->needs.count);
	change_tunnels(report, &fixed->network, file->node, 2);
	if (sk_fix_paste(file, false, &typed) && sk_fix_paste(file, true, &back)) {
		change_typed(report, _("To be typed"), &typed);
		change_typed(report, _("To be typed on the way back"), &back);
	}
	return sk_buf_check(report->out, report->error);
}
