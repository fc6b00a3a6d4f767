#include "answer/answer.h"

#include <stdlib.h>

static int party_of(const struct sk_control *control, const struct sk_subject *subject)
{
	return subject->responsible >= 0 ? subject->responsible : control->responsible;
}

static bool is_asked(const struct sk_finding *finding, bool urgent)
{
	bool open = finding->state == SK_UNKNOWN || finding->state == SK_STALE;
	return finding->counts && finding->subject && (open || !urgent);
}

/* Open risks that need it. */
static size_t needing(const struct sk_register *register_, const struct sk_control *control)
{
	size_t count = 0;
	for (size_t i = 0; i < register_->counts.scenarios; i++)
		count += sk_assess_open(&register_->risks[i], register_->line) && sk_assess_needs(&register_->risks[i], control);
	return count;
}

static size_t gather(const struct sk_register *register_, int party, bool urgent, struct sk_asked *out)
{
	size_t count = 0;
	for (size_t i = 0; i < register_->verdicts->count; i++) {
		const struct sk_verdict *verdict = &register_->verdicts->items[i];
		size_t needed = out ? needing(register_, verdict->control) : 0;
		for (size_t k = 0; k < verdict->count; k++) {
			const struct sk_finding *finding = &verdict->findings[k];
			if (!is_asked(finding, urgent) || (party >= 0 && party_of(verdict->control, finding->subject) != party))
				continue;
			if (out)
				out[count] = (struct sk_asked){verdict->control, finding, party_of(verdict->control, finding->subject), needed, register_->verdicts->day};
			count++;
		}
	}
	return count;
}

/* Most needed first; findings of all verdicts lie one behind the other only within a control, so their order is that of the controls. */
static int by_need(const void *left, const void *right)
{
	const struct sk_asked *a = left, *b = right;
	if (a->needing != b->needing)
		return a->needing < b->needing ? 1 : -1;
	if (a->control != b->control)
		return a->control < b->control ? -1 : 1;
	return (a->finding > b->finding) - (a->finding < b->finding);
}

SK_OUTCOME sk_answer_questions(struct sk_arena *arena, const struct sk_register *register_, int party, bool urgent, const struct sk_asked **out, size_t *count,
			       struct sk_error *error)
{
	void *memory;
	*count = gather(register_, party, urgent, NULL);
	SK_TRY(sk_arena_take(arena, *count, sizeof(struct sk_asked), &memory, error));
	gather(register_, party, urgent, memory);
	if (urgent)
		qsort(memory, *count, sizeof(struct sk_asked), by_need);
	*out = memory;
	return SK_OK;
}
