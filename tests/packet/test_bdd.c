/*
 * How much random programs accept, against BuDDy's count of the same sets: 1,000 programs of both families with all fields. And BuDDy's two ways of building
 * agree, so that what the bench compares with is the right thing.
 */
#include "diagram.h"

#include "cmocka_all.h"
#include "programs.h"

#include <math.h>

enum { PROGRAMS = 1000, LINES = 16 };

static bool close_to(double a, double b)
{
	return fabs(a - b) <= 1e-12 * fmax(fabs(a), fabs(b));
}

static void volumes_are_those_of_buddy(void **state)
{
	struct bdd_space space = bdd_space_of(BDD_WIDE);
	size_t apart = 0;
	(void)state;
	bdd_begin(&space, 400000, 40000);
	for (int i = 0; i < PROGRAMS; i++) {
		struct sk_rule_box lines[LINES];
		struct sk_box question;
		struct sk_program program = some_program(lines, draw(LINES));
		struct sk_partition_stats stats;
		struct sk_error error;
		double volumes[2];
		some_box(&question, draw(2) ? (unsigned)draw(1u << SK_DIMS) : 0);
		assert_false(sk_failed(sk_partition_volumes(&program, &question, volumes, &stats, &error)));
		BDD accepted = bdd_linear(&space, &program), halves = bdd_balanced(&space, &program), asked = bdd_question(&space, &question);
		assert_int_equal(accepted, halves);
		BDD both = bdd_addref(bdd_and(accepted, asked));
		assert_true(close_to(bdd_satcount(both), volumes[SK_FATE_ACCEPT]));
		assert_true(close_to(bdd_satcount(asked), volumes[SK_FATE_ACCEPT] + volumes[SK_FATE_DROP]));
		apart += volumes[SK_FATE_ACCEPT] > 0 && volumes[SK_FATE_DROP] > 0;
		bdd_delref(accepted);
		bdd_delref(halves);
		bdd_delref(asked);
		bdd_delref(both);
	}
	assert_true(apart > PROGRAMS / 2);
	bdd_done();
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(volumes_are_those_of_buddy)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
