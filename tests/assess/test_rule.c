/*
 * The risk rule, enumerated completely and compared with a second implementation that follows the words of the
 * domain's rules (DESIGN, rules 2 to 7) and shares nothing with the first: it spells out every way the unknown may
 * turn out.
 *
 * What is enumerated:
 *   - every set of up to 8 minimum controls, each of 5 states with or without △, as a set (43,758 of them), for every
 *     pair (before, after) that levels can give. Levels enter the rule only through their two products, so pairs stand
 *     for the levels;
 *   - that this reduction is right: all levels, before and after, with every sequence of up to 4 controls;
 *   - that sets may stand for sequences: every sequence of up to 7 controls against its sorted one, and each set of 8
 *     in four orders.
 */
#include "cmocka_all.h"

#include "assess/assess.h"

#include <stdio.h>
#include <string.h>

enum { CONTROLS = 8, KINDS = SK_STATE_COUNT * 2, VALUES = SK_VALUE_MAX + 1, SEQUENCE = 7, LEVEL_SEQUENCE = 4 };

typedef struct sk_residual rule(int before, int after, const struct sk_holding *minimum, size_t count);
typedef bool over_rule(int value, int line);

static struct sk_holding kind_of(int kind)
{
	return (struct sk_holding){(enum sk_state)(kind / 2), kind % 2 == 1};
}

/* ---- the second implementation ---- */

struct naive {
	bool applicable, presumed_treats, evidence_treats, none_treats;
	int presumed, low, high;
};

/* Rule 4: the residual falls only when all minimum controls hold; no control treats nothing. */
static bool treats(const bool *holds, size_t count)
{
	size_t holding = 0;

	for (size_t i = 0; i < count; i++)
		holding += holds[i] ? 1 : 0;
	return count >= 1 && holding == count;
}

/* Rule 5, interval: each control that is not known turns out met or unmet, in every combination. */
static void complete(const struct sk_holding *minimum, size_t count, size_t from, bool *holds, size_t *ways, size_t *treated)
{
	if (from == count) {
		*ways += 1;
		*treated += treats(holds, count) ? 1 : 0;
		return;
	}
	switch (minimum[from].state) {
	case SK_MET:
		holds[from] = true;
		complete(minimum, count, from + 1, holds, ways, treated);
		return;
	case SK_UNKNOWN:
	case SK_STALE:
		holds[from] = true;
		complete(minimum, count, from + 1, holds, ways, treated);
		holds[from] = false;
		complete(minimum, count, from + 1, holds, ways, treated);
		return;
	default:
		holds[from] = false;
		complete(minimum, count, from + 1, holds, ways, treated);
	}
}

/* The document's reading: △ is taken as done where nothing is known against it. */
static void presume(const struct sk_holding *minimum, size_t count, struct sk_holding *out)
{
	for (size_t i = 0; i < count; i++) {
		out[i] = minimum[i];
		if (out[i].presumed && (out[i].state == SK_UNKNOWN || out[i].state == SK_STALE))
			out[i].state = SK_MET;
	}
}

/* What does not depend on the numbers. */
static struct naive naive_outcome(const struct sk_holding *minimum, size_t count)
{
	struct sk_holding presumed[CONTROLS];
	bool holds[CONTROLS];
	size_t ways = 0, treated = 0, presumed_ways = 0, presumed_treated = 0;
	struct naive naive = {.applicable = true};

	for (size_t i = 0; i < count; i++)
		if (minimum[i].state == SK_NOT_APPLICABLE)
			naive.applicable = false;
	complete(minimum, count, 0, holds, &ways, &treated);
	presume(minimum, count, presumed);
	complete(presumed, count, 0, holds, &presumed_ways, &presumed_treated);
	naive.evidence_treats = treated == ways;
	naive.none_treats = treated == 0;
	naive.presumed_treats = presumed_treated == presumed_ways;
	return naive;
}

/* The official cell is the upper end; the document's reading too has one when something else is not known. */
static void naive_values(struct naive *naive, int before, int after)
{
	naive->high = naive->evidence_treats ? after : before;
	naive->low = naive->none_treats ? before : after;
	naive->presumed = naive->presumed_treats ? after : before;
}

static bool agrees(const struct sk_residual *residual, const struct naive *naive, int before)
{
	if (residual->value != before || residual->applicable != naive->applicable)
		return false;
	if (!naive->applicable)
		return true;
	return residual->high == naive->high && residual->low == naive->low && residual->presumed == naive->presumed &&
	       residual->on_presumption == (naive->presumed_treats && !naive->evidence_treats);
}

/* ---- what is gone through ---- */

struct pairs {
	struct {
		int before, after;
	} item[VALUES * VALUES];
	size_t count;
};

/* Importance is not changed by treatment: after = importance x threat after x vulnerability after. */
static bool reachable(int before, int after)
{
	for (int importance = 1; importance <= 3; importance++)
		for (int t = 1; t <= 3; t++)
			for (int v = 0; v <= 3; v++)
				for (int t_after = 0; t_after <= t; t_after++)
					for (int v_after = 0; v_after <= v; v_after++)
						if (importance * t * v == before && importance * t_after * v_after == after)
							return true;
	return false;
}

static void list_pairs(struct pairs *pairs)
{
	pairs->count = 0;
	for (int before = 0; before < VALUES; before++) {
		for (int after = 0; after <= before; after++) {
			if (!reachable(before, after))
				continue;
			pairs->item[pairs->count].before = before;
			pairs->item[pairs->count].after = after;
			pairs->count++;
		}
	}
}

/* Next set of controls as a non-falling sequence of kinds; false after the last one of this size. */
static bool next_set(int *kinds, size_t count)
{
	for (size_t i = count; i-- > 0;) {
		if (kinds[i] == KINDS - 1)
			continue;
		int kind = kinds[i] + 1;
		for (size_t j = i; j < count; j++)
			kinds[j] = kind;
		return true;
	}
	return false;
}

static bool next_sequence(int *kinds, size_t count)
{
	for (size_t i = count; i-- > 0;) {
		if (++kinds[i] < KINDS)
			return true;
		kinds[i] = 0;
	}
	return false;
}

static void holdings_of(const int *kinds, size_t count, struct sk_holding *out)
{
	for (size_t i = 0; i < count; i++)
		out[i] = kind_of(kinds[i]);
}

/* Number of cases in which the rule and the second implementation differ. */
static size_t compare_sets(rule *tested, const struct pairs *pairs, size_t most, size_t *cases)
{
	size_t differences = 0;

	for (size_t count = 0; count <= most; count++) {
		int kinds[CONTROLS] = {0};
		do {
			struct sk_holding minimum[CONTROLS];
			holdings_of(kinds, count, minimum);
			struct naive naive = naive_outcome(minimum, count);
			for (size_t i = 0; i < pairs->count; i++) {
				int before = pairs->item[i].before, after = pairs->item[i].after;
				struct sk_residual residual = tested(before, after, minimum, count);
				naive_values(&naive, before, after);
				differences += agrees(&residual, &naive, before) ? 0 : 1;
				*cases += 1;
			}
		} while (next_set(kinds, count));
	}
	return differences;
}

/* ---- tests of the rule ---- */

static void every_set_of_eight_controls_and_every_pair(void **state)
{
	struct pairs pairs;
	size_t cases = 0;

	(void)state;
	list_pairs(&pairs);
	assert_true(pairs.count > 50);
	assert_int_equal(compare_sets(sk_rule_residual, &pairs, CONTROLS, &cases), 0);
	assert_int_equal(cases, 43758 * pairs.count);
	print_message("%zu cases: 43758 sets x %zu pairs (before, after)\n", cases, pairs.count);
}

struct levels {
	int importance, threat, vulnerability, threat_after, vulnerability_after;
};

/* All levels with after <= before; false after the last. */
static bool next_levels(struct levels *at)
{
	if (++at->vulnerability_after <= at->vulnerability)
		return true;
	at->vulnerability_after = 0;
	if (++at->threat_after <= at->threat)
		return true;
	at->threat_after = 0;
	if (++at->vulnerability <= 3)
		return true;
	at->vulnerability = 0;
	if (++at->threat <= 3)
		return true;
	at->threat = 1;
	return ++at->importance <= 3;
}

static size_t compare_levels(const struct sk_holding *minimum, size_t count, size_t *cases)
{
	struct naive naive = naive_outcome(minimum, count);
	struct levels at = {1, 1, 0, 0, 0};
	size_t differences = 0;

	do {
		int before = at.importance * at.threat * at.vulnerability;
		int after = at.importance * at.threat_after * at.vulnerability_after;
		struct sk_residual residual = sk_rule_residual(before, after, minimum, count);
		naive_values(&naive, before, after);
		differences += agrees(&residual, &naive, before) ? 0 : 1;
		*cases += 1;
	} while (next_levels(&at));
	return differences;
}

static void every_level_and_every_sequence_of_four(void **state)
{
	size_t cases = 0;

	(void)state;
	for (size_t count = 0; count <= LEVEL_SEQUENCE; count++) {
		int kinds[CONTROLS] = {0};
		do {
			struct sk_holding minimum[CONTROLS];
			holdings_of(kinds, count, minimum);
			assert_int_equal(compare_levels(minimum, count, &cases), 0);
		} while (next_sequence(kinds, count));
	}
	/* 3 importances x (2+3+4) threats x (1+2+3+4) vulnerabilities, x 1 + 10 + 100 + 1000 + 10000 sequences */
	assert_int_equal(cases, 3 * 9 * 10 * 11111);
	print_message("%zu cases: 270 combinations of levels x 11111 sequences\n", cases);
}

static bool same(const struct sk_residual *a, const struct sk_residual *b)
{
	return a->applicable == b->applicable && a->value == b->value && a->on_presumption == b->on_presumption &&
	       (!a->applicable || (a->presumed == b->presumed && a->low == b->low && a->high == b->high));
}

static void sort(int *kinds, size_t count)
{
	for (size_t i = 1; i < count; i++)
		for (size_t j = i; j > 0 && kinds[j - 1] > kinds[j]; j--) {
			int kind = kinds[j];
			kinds[j] = kinds[j - 1];
			kinds[j - 1] = kind;
		}
}

static void the_order_of_up_to_seven_does_not_matter(void **state)
{
	size_t cases = 0;

	(void)state;
	for (size_t count = 0; count <= SEQUENCE; count++) {
		int kinds[CONTROLS] = {0};
		do {
			int sorted[CONTROLS];
			struct sk_holding minimum[CONTROLS], ordered[CONTROLS];
			memcpy(sorted, kinds, sizeof(sorted));
			sort(sorted, count);
			holdings_of(kinds, count, minimum);
			holdings_of(sorted, count, ordered);
			struct sk_residual a = sk_rule_residual(18, 6, minimum, count);
			struct sk_residual b = sk_rule_residual(18, 6, ordered, count);
			assert_true(same(&a, &b));
			cases++;
		} while (next_sequence(kinds, count));
	}
	assert_int_equal(cases, 11111111);
	print_message("%zu sequences\n", cases);
}

static void reorder(const struct sk_holding *from, size_t count, int how, struct sk_holding *out)
{
	for (size_t i = 0; i < count; i++) {
		size_t reversed = count - 1 - i, turned = (i + count / 2) % count;
		size_t folded = i % 2 == 0 ? i / 2 : count - 1 - i / 2;
		out[i] = from[how == 0 ? reversed : how == 1 ? turned : folded];
	}
}

static void the_order_of_eight_does_not_matter(void **state)
{
	(void)state;
	for (size_t count = SEQUENCE + 1; count <= CONTROLS; count++) {
		int kinds[CONTROLS] = {0};
		do {
			struct sk_holding minimum[CONTROLS], other[CONTROLS];
			holdings_of(kinds, count, minimum);
			struct sk_residual a = sk_rule_residual(27, 4, minimum, count);
			for (int how = 0; how < 3; how++) {
				reorder(minimum, count, how, other);
				struct sk_residual b = sk_rule_residual(27, 4, other, count);
				assert_true(same(&a, &b));
			}
		} while (next_set(kinds, count));
	}
}

/* ---- properties ---- */

/* One control of a set becomes something else; both residuals. before 18, after 6 stand for any two that differ. */
typedef void change_check(struct sk_holding changed, const struct sk_residual *from, const struct sk_residual *to);

static size_t each_change(enum sk_state to, change_check *check)
{
	size_t changes = 0;

	for (size_t count = 1; count <= CONTROLS; count++) {
		int kinds[CONTROLS] = {0};
		do {
			struct sk_holding minimum[CONTROLS];
			holdings_of(kinds, count, minimum);
			struct sk_residual from = sk_rule_residual(18, 6, minimum, count);
			for (size_t i = 0; from.applicable && i < count; i++) {
				struct sk_holding before = minimum[i];
				minimum[i].state = to;
				struct sk_residual after = sk_rule_residual(18, 6, minimum, count);
				check(before, &from, &after);
				minimum[i] = before;
				changes++;
			}
		} while (next_set(kinds, count));
	}
	return changes;
}

static void none_rises(struct sk_holding changed, const struct sk_residual *from, const struct sk_residual *to)
{
	(void)changed;
	assert_true(to->presumed <= from->presumed);
	assert_true(to->low <= from->low);
	assert_true(to->high <= from->high);
}

static void high_does_not_fall(struct sk_holding changed, const struct sk_residual *from, const struct sk_residual *to)
{
	(void)changed;
	assert_true(to->high >= from->high);
}

static void leaves(struct sk_holding changed, const struct sk_residual *from, const struct sk_residual *to)
{
	(void)changed;
	(void)from;
	assert_false(to->applicable);
}

static void a_control_turning_met_raises_nothing(void **state)
{
	(void)state;
	print_message("%zu changes\n", each_change(SK_MET, none_rises));
}

static void unknown_and_stale_never_lower_the_official_cell(void **state)
{
	(void)state;
	assert_true(each_change(SK_UNKNOWN, high_does_not_fall) > 0);
	assert_true(each_change(SK_STALE, high_does_not_fall) > 0);
}

static void one_control_that_is_not_applicable_is_enough(void **state)
{
	(void)state;
	assert_true(each_change(SK_NOT_APPLICABLE, leaves) > 0);
}

/* Goes through the completions by number: bit n of `way` says whether the nth open control turns out met. */
static size_t completions_inside(const struct sk_holding *minimum, size_t count, const struct sk_residual *residual)
{
	size_t open = 0, ways;

	for (size_t i = 0; i < count; i++)
		open += minimum[i].state == SK_UNKNOWN || minimum[i].state == SK_STALE;
	ways = (size_t)1 << open;
	for (size_t way = 0; way < ways; way++) {
		struct sk_holding known[CONTROLS];
		size_t bit = 0;
		for (size_t i = 0; i < count; i++) {
			known[i] = minimum[i];
			if (minimum[i].state == SK_UNKNOWN || minimum[i].state == SK_STALE)
				known[i].state = way >> bit++ & 1 ? SK_MET : SK_UNMET;
		}
		struct sk_residual settled = sk_rule_residual(18, 6, known, count);
		assert_int_equal(settled.low, settled.high);
		assert_in_range((unsigned)settled.high, (unsigned)residual->low, (unsigned)residual->high);
	}
	return ways;
}

static void the_interval_holds_every_completion(void **state)
{
	size_t ways = 0;

	(void)state;
	for (size_t count = 0; count <= CONTROLS; count++) {
		int kinds[CONTROLS] = {0};
		do {
			struct sk_holding minimum[CONTROLS];
			holdings_of(kinds, count, minimum);
			struct sk_residual residual = sk_rule_residual(18, 6, minimum, count);
			if (!residual.applicable)
				continue;
			ways += completions_inside(minimum, count, &residual);
			assert_true(residual.low <= residual.presumed && residual.presumed <= residual.high);
			assert_true(residual.high <= residual.value);
		} while (next_set(kinds, count));
	}
	print_message("%zu completions\n", ways);
}

/* ---- the line ---- */

/* "At or over": counting up from the line one comes to the value. */
static bool naive_over(int value, int line)
{
	for (int at = line; at <= SK_VALUE_MAX; at++)
		if (at == value)
			return true;
	return false;
}

static size_t compare_over(over_rule *tested)
{
	size_t differences = 0;

	for (int value = 0; value <= SK_VALUE_MAX; value++)
		for (int line = 1; line <= SK_VALUE_MAX; line++)
			differences += tested(value, line) == naive_over(value, line) ? 0 : 1;
	return differences;
}

static bool over_strictly(int value, int line)
{
	return value > line;
}

static bool over_next(int value, int line)
{
	return value >= line - 1;
}

static void the_line_itself_is_to_be_treated(void **state)
{
	(void)state;
	assert_true(sk_rule_over(3 * 2 * 3, 18));
	assert_false(sk_rule_over(17, 18));
	assert_int_equal(compare_over(sk_rule_over), 0);
	/* The printed rows reach 18 and no more at importance 3 and threat level 2: `>` would find none of them. */
	assert_false(over_strictly(3 * 2 * 3, 18));
	assert_int_equal(compare_over(over_strictly), SK_VALUE_MAX);
	assert_true(compare_over(over_next) > 0);
}

/* ---- rules that are wrong in one point: the comparison above must tell each from the right one ---- */

static struct sk_residual mutant(int before, int after, const struct sk_holding *minimum, size_t count, enum sk_state from,
				 enum sk_state to)
{
	struct sk_holding changed[CONTROLS];

	for (size_t i = 0; i < count; i++) {
		changed[i] = minimum[i];
		if (changed[i].state == from)
			changed[i].state = to;
	}
	return sk_rule_residual(before, after, changed, count);
}

static struct sk_residual stale_is_green(int before, int after, const struct sk_holding *minimum, size_t count)
{
	return mutant(before, after, minimum, count, SK_STALE, SK_MET);
}

static struct sk_residual stale_is_red(int before, int after, const struct sk_holding *minimum, size_t count)
{
	return mutant(before, after, minimum, count, SK_STALE, SK_UNMET);
}

static struct sk_residual unknown_is_green(int before, int after, const struct sk_holding *minimum, size_t count)
{
	return mutant(before, after, minimum, count, SK_UNKNOWN, SK_MET);
}

static struct sk_residual unknown_is_red(int before, int after, const struct sk_holding *minimum, size_t count)
{
	return mutant(before, after, minimum, count, SK_UNKNOWN, SK_UNMET);
}

static struct sk_residual unmet_is_open(int before, int after, const struct sk_holding *minimum, size_t count)
{
	return mutant(before, after, minimum, count, SK_UNMET, SK_UNKNOWN);
}

static struct sk_residual not_applicable_treats(int before, int after, const struct sk_holding *minimum, size_t count)
{
	return mutant(before, after, minimum, count, SK_NOT_APPLICABLE, SK_MET);
}

static struct sk_residual nothing_treats(int before, int after, const struct sk_holding *minimum, size_t count)
{
	struct sk_holding met = {SK_MET, false};

	return count == 0 ? sk_rule_residual(before, after, &met, 1) : sk_rule_residual(before, after, minimum, count);
}

static struct sk_residual the_last_is_forgotten(int before, int after, const struct sk_holding *minimum, size_t count)
{
	return sk_rule_residual(before, after, minimum, count > 1 ? count - 1 : count);
}

static struct sk_residual presumption_overrules(int before, int after, const struct sk_holding *minimum, size_t count)
{
	struct sk_residual residual = sk_rule_residual(before, after, minimum, count);
	bool all = count > 0;

	for (size_t i = 0; i < count; i++)
		all = all && (minimum[i].state == SK_MET || minimum[i].presumed);
	residual.presumed = all ? after : before;
	return residual;
}

static struct sk_residual presumption_is_evidence(int before, int after, const struct sk_holding *minimum, size_t count)
{
	struct sk_residual residual = sk_rule_residual(before, after, minimum, count);

	residual.high = residual.presumed;
	return residual;
}

static struct sk_residual one_is_enough(int before, int after, const struct sk_holding *minimum, size_t count)
{
	struct sk_residual residual = sk_rule_residual(before, after, minimum, count);

	for (size_t i = 0; i < count; i++)
		if (minimum[i].state == SK_MET)
			residual.high = after;
	return residual;
}

static struct sk_residual the_official_cell_is_the_lower_end(int before, int after, const struct sk_holding *minimum,
							     size_t count)
{
	struct sk_residual residual = sk_rule_residual(before, after, minimum, count);

	residual.high = residual.low;
	return residual;
}

static void every_wrong_rule_is_caught(void **state)
{
	static rule *const wrong[] = {
		stale_is_green,	       stale_is_red,	      unknown_is_green,
		unknown_is_red,	       unmet_is_open,	      not_applicable_treats,
		nothing_treats,	       the_last_is_forgotten, presumption_overrules,
		presumption_is_evidence, one_is_enough,	      the_official_cell_is_the_lower_end,
	};
	static const struct pairs one = {.item = {{18, 6}}, .count = 1};

	(void)state;
	for (size_t i = 0; i < SK_COUNT(wrong); i++) {
		size_t cases = 0;
		if (compare_sets(wrong[i], &one, 2, &cases) == 0)
			fail_msg("wrong rule %zu passes", i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_set_of_eight_controls_and_every_pair),
		cmocka_unit_test(every_level_and_every_sequence_of_four),
		cmocka_unit_test(the_order_of_up_to_seven_does_not_matter),
		cmocka_unit_test(the_order_of_eight_does_not_matter),
		cmocka_unit_test(a_control_turning_met_raises_nothing),
		cmocka_unit_test(unknown_and_stale_never_lower_the_official_cell),
		cmocka_unit_test(one_control_that_is_not_applicable_is_enough),
		cmocka_unit_test(the_interval_holds_every_completion),
		cmocka_unit_test(the_line_itself_is_to_be_treated),
		cmocka_unit_test(every_wrong_rule_is_caught),
	};

	return cmocka_run_group_tests_name("rule", tests, NULL, NULL);
}
