/* Several policies are often broken by one line: who reads the answers is told of it once, with what was tried and proven. */
#include "report/remedy.h"

#include "report/change.h"
#include "report/text.h"

static const struct sk_fixed *fixed_of(const struct sk_prove_site_report *prove, const struct sk_policy_answer *answer)
{
	if (!prove->fixed)
		return NULL;
	if (answer >= prove->answers && answer < prove->answers + prove->count)
		return prove->fixed[answer - prove->answers];
	if (answer >= prove->needs && answer < prove->needs + prove->need_count)
		return prove->fixed[prove->count + (size_t)(answer - prove->needs)];
	return NULL;
}

static bool mends(const struct sk_fixed *fixed, const struct sk_site_policy *policy)
{
	for (size_t i = 0; i < fixed->count; i++)
		if (fixed->answers[i].policy == policy)
			return fixed->answers[i].answer.reached.proof == SK_PROOF_HOLDS && fixed->answers[i].answer.bare.hop_count == 0;
	return false;
}

static enum remedy_kind kind_of(const struct sk_fixed *fixed)
{
	if (fixed->fixed)
		return fixed->file_count + fixed->hand_count > 0 ? REMEDY_CHANGE : REMEDY_NONE;
	if (fixed->claim_count > 0 || fixed->unknown)
		return REMEDY_DECIDE;
	return fixed->hand_count > 0 ? REMEDY_HAND : REMEDY_NONE;
}

static struct remedy remedy_of(const struct sk_prove_site_report *prove, const struct sk_policy_answer *const *order, const struct remedy *before, size_t at)
{
	const struct sk_fixed *fixed = fixed_of(prove, order[at]);
	if (!fixed)
		return (struct remedy){prove->fixed ? REMEDY_UNTRIED : REMEDY_NONE, NULL, NULL};
	for (size_t i = 0; i < at; i++)
		if (before[i].kind == REMEDY_CHANGE && mends(before[i].fixed, order[at]->policy))
			return (struct remedy){REMEDY_SAME, fixed, order[i]->policy};
	enum remedy_kind kind = kind_of(fixed);
	return (struct remedy){kind, kind == REMEDY_NONE ? NULL : fixed, NULL};
}

void remedies_find(const struct sk_prove_site_report *prove, const struct sk_policy_answer *const *order, size_t count, struct remedy *out)
{
	for (size_t i = 0; i < count; i++)
		out[i] = remedy_of(prove, order, out, i);
}

/* ---- text ---- */

void remedy_text(const struct sk_report *report, const struct sk_site *site, const struct remedy *remedy)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	if (remedy->kind == REMEDY_SAME)
		sk_buf_print(&out, _("mended by the change for %s, too"), remedy->first->id);
	if (out.length > 0)
		text_wrap(report, text_of(report, &out), 4, SK_SCREEN_COLUMNS);
	if (remedy->kind != REMEDY_CHANGE)
		return;
	text_wrap(report, _("what mends it, tried and proven:"), 4, SK_SCREEN_COLUMNS);
	for (size_t i = 0; i < remedy->fixed->file_count; i++)
		change_file(report, &remedy->fixed->files[i], 6);
	for (size_t i = 0; i < remedy->fixed->hand_count; i++)
		change_hand(report, site, &remedy->fixed->hands[i], 6);
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
