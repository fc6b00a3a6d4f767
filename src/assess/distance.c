/* How far a risk is from the other side of the line: by one control, and by one level. */
#include "assess/assess.h"

size_t sk_assess_missing(const struct sk_risk *risk, const struct sk_control **only)
{
	size_t count = 0;
	*only = NULL;
	for (size_t i = 0; i < risk->minimum_count; i++) {
		if (risk->treated[i].state == SK_MET || risk->treated[i].treatment->control == *only)
			continue;
		*only = risk->treated[i].treatment->control;
		count++;
	}
	if (count != 1)
		*only = NULL;
	return count;
}

SK_OUTCOME sk_assess_one_away(struct sk_arena *arena, const struct sk_register *register_, struct sk_one_away **out, size_t *count, struct sk_error *error)
{
	const struct sk_verdicts *verdicts = register_->verdicts;
	void *memory;
	SK_TRY(sk_arena_take(arena, verdicts->count, sizeof(struct sk_one_away), &memory, error));
	*out = memory;
	*count = 0;
	for (size_t i = 0; i < verdicts->count; i++) {
		struct sk_one_away away = {verdicts->items[i].control, 0};
		for (size_t k = 0; k < register_->counts.scenarios; k++) {
			const struct sk_risk *risk = &register_->risks[k];
			const struct sk_control *only;
			bool settles = sk_assess_open(risk, register_->line) && !sk_rule_over(sk_assess_after(risk), register_->line);
			away.risks += settles && sk_assess_missing(risk, &only) == 1 && only == away.control;
		}
		if (away.risks > 0)
			(*out)[(*count)++] = away;
	}
	return SK_OK;
}

static int value_of(const int levels[SK_LEVEL_KINDS])
{
	return levels[SK_LEVEL_IMPORTANCE] * levels[SK_LEVEL_THREAT] * levels[SK_LEVEL_VULNERABILITY];
}

struct sk_flip sk_assess_flip(const struct sk_risk *risk, int line)
{
	/* The ones that are judgements first: importance follows from what the asset is. */
	static const enum sk_level_kind order[SK_LEVEL_KINDS] = {SK_LEVEL_VULNERABILITY, SK_LEVEL_THREAT, SK_LEVEL_IMPORTANCE};
	static const int lowest[SK_LEVEL_KINDS] = {[SK_LEVEL_IMPORTANCE] = 1, [SK_LEVEL_THREAT] = 1, [SK_LEVEL_VULNERABILITY] = 0};
	const int levels[SK_LEVEL_KINDS] = {
		[SK_LEVEL_IMPORTANCE] = risk->importance, [SK_LEVEL_THREAT] = risk->threat_level, [SK_LEVEL_VULNERABILITY] = risk->vulnerability_level,
	};
	int step = sk_rule_over(risk->value, line) ? -1 : 1;
	for (size_t i = 0; i < SK_COUNT(order); i++) {
		int moved[SK_LEVEL_KINDS] = {levels[0], levels[1], levels[2]};
		enum sk_level_kind kind = order[i];
		moved[kind] += step;
		if (moved[kind] < lowest[kind] || moved[kind] > SK_LEVEL_MAX || sk_rule_over(value_of(moved), line) == sk_rule_over(risk->value, line))
			continue;
		return (struct sk_flip){true, kind, levels[kind], moved[kind], value_of(moved)};
	}
	return (struct sk_flip){0};
}
