/* Several policies are often broken by one line: who reads the answers is told of it once, with what was tried and proven. */
#include "report/remedy.h"

#include "report/change.h"
#include "report/text.h"

static const struct sk_fixed *fixed_of(const struct sk_prove_site_report *prove, const struct sk_policy_answer *answer)
{
	if (!prove->fixed)
		return NULL;
	bool policy = answer >= prove->answers && answer < prove->answers + prove->count;
	return policy ? prove->fixed[answer - prove->answers] : prove->fixed[prove->count + (size_t)(answer - prove->needs)];
}

static bool mends(const struct sk_fixed *fixed, const struct sk_site_policy *policy)
{
	for (size_t i = 0; i < fixed->count; i++)
		if (fixed->answers[i].policy == policy)
			return fixed->answers[i].answer.reached.proof == SK_PROOF_HOLDS;
	return false;
}

static enum remedy_kind kind_of(const struct sk_fixed *fixed)
{
	if (fixed->fixed)
		return fixed->file_count + fixed->hand_count > 0 ? REMEDY_CHANGE : REMEDY_NONE;
	if (fixed->claim.need)
		return REMEDY_DECIDE;
	return fixed->hand_count > 0 ? REMEDY_HAND : REMEDY_NONE;
}

static bool same_hands(const struct sk_fixed *a, const struct sk_fixed *b)
{
	bool same = a->hand_count == b->hand_count;
	for (size_t i = 0; i < a->hand_count && same; i++)
		same = a->hands[i].kind == b->hands[i].kind && a->hands[i].node == b->hands[i].node && a->hands[i].family == b->hands[i].family;
	return same;
}

static struct remedy remedy_of(const struct sk_prove_site_report *prove, const struct sk_policy_answer *const *order, const struct remedy *before, size_t at)
{
	const struct sk_fixed *fixed = fixed_of(prove, order[at]);
	if (!fixed)
		return (struct remedy){REMEDY_NONE, NULL, NULL};
	for (size_t i = 0; i < at; i++)
		if (before[i].kind == REMEDY_CHANGE && mends(before[i].fixed, order[at]->policy))
			return (struct remedy){REMEDY_SAME, fixed, order[i]->policy};
	enum remedy_kind kind = kind_of(fixed);
	struct remedy out = {kind, kind == REMEDY_NONE ? NULL : fixed, NULL};
	for (size_t i = 0; i < at && kind == REMEDY_HAND && !out.first; i++)
		if (before[i].kind == REMEDY_HAND && same_hands(before[i].fixed, fixed))
			out.first = order[i]->policy;
	return out;
}

void remedies_find(const struct sk_prove_site_report *prove, const struct sk_policy_answer *const *order, size_t count, struct remedy *out)
{
	for (size_t i = 0; i < count; i++)
		out[i] = remedy_of(prove, order, out, i);
}

/* ---- text ---- */

void remedies_count(const struct sk_report *report, const struct remedy *remedies, size_t count)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	size_t counts[REMEDY_KINDS] = {0};
	for (size_t i = 0; i < count; i++)
		counts[remedies[i].kind]++;
	const char *before = _("What to do: ");
	if (counts[REMEDY_CHANGE] > 0)
		sk_buf_print(&out, _("%schanges of settings: %zu, which mend %zu of them"), before, counts[REMEDY_CHANGE], counts[REMEDY_CHANGE] + counts[REMEDY_SAME]);
	before = out.length ? _("; ") : before;
	if (counts[REMEDY_DECIDE] > 0)
		sk_buf_print(&out, _("%sthings that somebody has to decide first: %zu"), before, counts[REMEDY_DECIDE]);
	before = out.length ? _("; ") : before;
	if (counts[REMEDY_HAND] > 0)
		sk_buf_print(&out, _("%swhat no file can be changed to mend: %zu"), before, counts[REMEDY_HAND]);
	if (out.length == 0)
		return;
	sk_buf_text(&out, _(". Each is told below, at the first that it mends."));
	text_wrap(report, text_of(report, &out), 0, SK_SCREEN_COLUMNS);
}

/* Who is given a sheet. */
static void put_nodes(const struct sk_fixed *fixed, struct sk_buf *out)
{
	for (size_t i = 0; i < fixed->file_count; i++)
		if (i == 0 || fixed->files[i].node != fixed->files[i - 1].node)
			sk_buf_print(out, "%s%s", i ? ", " : "", fixed->files[i].node->id);
}

/* Fixing is for people who know the device: what they need is a sheet. */
static void next_sheet(const struct sk_report *report, const char *policy, const struct sk_fixed *fixed)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX), nodes = SK_BUF(TEXT_PIECE_MAX);
	put_nodes(fixed, &nodes);
	const char *with[] = {policy, text_of(report, &nodes)};
	sk_message_fill(&out, _("Next: sekisho fix %1 --output change: writes a sheet for whoever maintains %2"), with, SK_COUNT(with));
	text_wrap(report, text_of(report, &out), 4, SK_SCREEN_COLUMNS);
}

static void change_text(const struct sk_report *report, const char *policy, const struct sk_fixed *fixed)
{
	text_wrap(report, _("what mends it, tried and proven:"), 4, SK_SCREEN_COLUMNS);
	for (size_t i = 0; i < fixed->file_count; i++)
		change_file(report, &fixed->files[i], 6);
	for (size_t i = 0; i < fixed->hand_count; i++)
		change_hand(report, &fixed->hands[i], 6);
	if (fixed->file_count > 0)
		next_sheet(report, policy, fixed);
}

/* `format`: of a policy's id. */
static void same_text(const struct sk_report *report, const char *format, const char *first)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	const char *with[] = {first};
	sk_message_fill(&out, format, with, SK_COUNT(with));
	text_wrap(report, text_of(report, &out), 4, SK_SCREEN_COLUMNS);
}

static void hand_text(const struct sk_report *report, const struct sk_fixed *fixed, const struct sk_site_policy *first)
{
	if (first) {
		same_text(report, _("what is left here is what is told at %1"), first->id);
		return;
	}
	text_wrap(report, _("no file can be changed so that it holds; what is left is for whoever maintains these devices:"), 4, SK_SCREEN_COLUMNS);
	for (size_t i = 0; i < fixed->hand_count; i++)
		change_hand(report, &fixed->hands[i], 6);
}

/* Names of those of which a line is not understood, or of which nothing is known. */
static void put_unknown(const struct sk_reached *reached, bool line, struct sk_buf *out)
{
	for (size_t i = 0; i < reached->unread_count; i++) {
		const struct sk_unread_line *at = &reached->unread[i];
		bool told = false;
		for (size_t before = 0; before < i; before++)
			told = told || (reached->unread[before].node == at->node && !reached->unread[before].rule == !at->rule);
		if (!told && (at->rule != NULL) == line)
			sk_buf_print(out, "%s%s", out->length ? ", " : "", at->node->id);
	}
}

/* Who knows what nobody here does. */
static void unknown_text(const struct sk_report *report, const struct sk_reached *reached)
{
	for (int line = 0; line < 2; line++) {
		SK_BUF_SCOPE nodes = SK_BUF(TEXT_PIECE_MAX), out = SK_BUF(TEXT_PIECE_MAX);
		put_unknown(reached, line, &nodes);
		if (nodes.length == 0)
			continue;
		const char *with[] = {text_of(report, &nodes)};
		sk_message_fill(&out, line ? _("Next: ask whoever maintains %1 what the lines marked ? below do. Where they let through no more than is meant, write that under 'exceptions:' in site.yaml.")
					   : _("Next: get the settings of %1 into configs/ and name them at 'configs:' in site.yaml (or unplug it, and take it out of site.yaml); then: sekisho prove"), with, SK_COUNT(with));
		text_wrap(report, text_of(report, &out), 4, SK_SCREEN_COLUMNS);
	}
}

void remedy_text(const struct sk_report *report, const struct sk_prove_site_report *prove, const struct sk_policy_answer *answer, const struct remedy *remedy)
{
	switch (remedy->kind) {
	case REMEDY_CHANGE:
		change_text(report, answer->policy->id, remedy->fixed);
		break;
	case REMEDY_SAME:
		same_text(report, _("mended by the change for %1, too"), remedy->first->id);
		break;
	case REMEDY_DECIDE:
		change_claim(report, &remedy->fixed->claim, prove->at, 4);
		break;
	case REMEDY_HAND:
		hand_text(report, remedy->fixed, remedy->first);
		break;
	case REMEDY_NONE:
	case REMEDY_KINDS:
		unknown_text(report, &answer->reached);
		break;
	}
}

/* ---- JSON ---- */

json_t *remedy_json(const struct sk_prove_site_report *prove, const struct sk_policy_answer *answer)
{
	const struct sk_fixed *fixed = fixed_of(prove, answer);
	if (!fixed || kind_of(fixed) == REMEDY_NONE)
		return json_null();
	json_t *object = json_object(), *mended = json_array();
	json_put(object, "fixed", json_boolean(fixed->fixed));
	change_fixed_json(fixed, object);
	for (size_t i = 0; i < fixed->count; i++)
		if (fixed->answers[i].now == SK_PROOF_VIOLATED && mends(fixed, fixed->answers[i].policy))
			json_add(mended, json_text(fixed->answers[i].policy->id));
	json_put(object, "mended", mended);
	return object;
}
