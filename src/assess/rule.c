#include "assess/assess.h"

bool sk_rule_over(int value, int line)
{
	return value >= line;
}

static bool holds(const struct sk_holding *holding)
{
	return holding->state == SK_MET;
}

/* Presumption fills what is not known; it never overrules what is known to be missing. */
static bool holds_presumed(const struct sk_holding *holding)
{
	bool open = holding->state == SK_UNKNOWN || holding->state == SK_STALE;
	return holds(holding) || (holding->presumed && open);
}

struct sk_residual sk_rule_residual(int before, int after, const struct sk_holding *minimum, size_t count)
{
	SK_INVARIANT(after >= 0 && after <= before && before <= SK_VALUE_MAX);
	bool all_hold = count > 0, all_presumed = count > 0, none_unmet = count > 0;
	struct sk_residual residual = {.applicable = true, .value = before};
	for (size_t i = 0; i < count; i++) {
		const struct sk_holding *holding = &minimum[i];
		if (holding->state == SK_NOT_APPLICABLE)
			residual.applicable = false;
		all_hold = all_hold && holds(holding);
		all_presumed = all_presumed && holds_presumed(holding);
		none_unmet = none_unmet && holding->state != SK_UNMET;
	}
	residual.high = all_hold ? after : before;
	residual.low = none_unmet ? after : before;
	residual.presumed = all_presumed ? after : before;
	residual.on_presumption = all_presumed && !all_hold;
	return residual;
}
