/* Whether random programs accept some packet of a question, against Z3's answer to the same formula: 1,000 programs of both families with all fields. */
#include <stdlib.h>

#include "formula.h"

#include "cmocka_all.h"
#include "programs.h"

enum { PROGRAMS = 1000, LINES = 10, TOGETHER = 100 /* in one context of Z3, which forgets nothing */ };

static bool first_accepted(void *context, const struct sk_box *box, enum sk_fate fate, uint32_t rule)
{
	bool *found = context;
	(void)box;
	(void)rule;
	*found = fate == SK_FATE_ACCEPT;
	return !*found;
}

static void verdicts_are_those_of_z3(void **state)
{
	size_t answers[2] = {0};
	struct z3_space space = {.context = NULL};
	(void)state;
	for (int i = 0; i < PROGRAMS; i++) {
		struct sk_rule_box lines[LINES];
		struct sk_box question;
		struct sk_program program = some_program(lines, draw(LINES));
		struct sk_partition_stats stats;
		struct sk_error error;
		bool found = false;
		/* Narrow questions: half of the answers are no. */
		some_box(&question, (1u << SK_DIMS) - 1);
		if (draw(2))
			program.otherwise = SK_FATE_DROP;
		assert_false(sk_failed(sk_partition(&program, &question, first_accepted, &found, &stats, &error)));
		if (i % TOGETHER == 0)
			space = z3_begin(128);
		assert_int_equal(found, z3_accepts_some(&space, &program, &question));
		if (i % TOGETHER == TOGETHER - 1)
			Z3_del_context(space.context);
		answers[found]++;
	}
	assert_true(answers[0] > PROGRAMS / 10 && answers[1] > PROGRAMS / 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(verdicts_are_those_of_z3)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
