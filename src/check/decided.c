/* What a finding rests on. */
#include "check/check.h"

/* Whether this is what the finding says. An absence check that is met makes of its place what the catalogue says of absent ones. */
static bool says_the_same(const struct sk_finding *finding, const struct sk_result *result)
{
	if (finding->decider == SK_BY_ABSENCE)
		return finding->stale_after ? result->state == SK_MET : result->state != SK_UNKNOWN;
	return finding->decider == SK_BY_CHECK && result->state == finding->state;
}

/* The check that decided, or the place's absence check. */
static const struct sk_result *deciding(const struct sk_finding *finding)
{
	for (size_t i = 0; i < finding->result_count; i++) {
		const struct sk_result *result = &finding->results[i];
		if (says_the_same(finding, result) && result->says && result->check->layer == SK_LAYER_GUIDANCE && result->method == finding->method)
			return result;
	}
	return NULL;
}

const struct sk_look *sk_check_look(const struct sk_result *result)
{
	for (size_t i = 0; i < result->violation_count; i++)
		if (result->violations[i].look && result->violations[i].looked == result->looked)
			return result->violations[i].beside ? result->violations[i].beside : result->violations[i].look;
	for (size_t i = 0; i < result->need_count; i++)
		if (result->needs[i].look && result->needs[i].look->at == result->looked)
			return result->needs[i].look;
	return NULL;
}

struct sk_decided sk_check_decided(const struct sk_finding *finding)
{
	struct sk_decided decided = {.result = deciding(finding)};
	if (decided.result) {
		decided.look = sk_check_look(decided.result);
		decided.looked = decided.result->looked;
	} else if (finding->decider == SK_BY_ANSWER) {
		decided.answer = finding->answer;
		decided.looked = finding->answer->date;
	} else if (finding->decider == SK_BY_ABSENCE && finding->absence) {
		decided.absence = finding->absence;
		decided.looked = finding->absence->date;
	}
	return decided;
}
