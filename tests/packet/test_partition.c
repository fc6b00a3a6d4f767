/*
 * Partitions of random programs against the first-match rule itself: every leaf is asked for at its corners and inside, the leaves are disjoint and
 * fill the question, and each packet drawn lies in the leaf that decides as the rule says.
 */
#include "packet/packet.h"

#include "cmocka_all.h"
#include "programs.h"

#include <string.h>

enum { LINES = 60, PROGRAMS = 150, LEAVES = 20000, DRAWN = 200 };

/* ---- what came out ---- */

static struct leaf {
	struct sk_box box;
	enum sk_fate fate;
	uint32_t rule;
} leaves[LEAVES];
static size_t leaf_count;

static bool keep(void *context, const struct sk_box *box, enum sk_fate fate, uint32_t rule)
{
	(void)context;
	assert_true(leaf_count < LEAVES);
	leaves[leaf_count++] = (struct leaf){*box, fate, rule};
	return true;
}

/* `which`: for each dimension low, high, or something between. */
static void point_in(const struct sk_box *box, uint32_t which, struct sk_box *out)
{
	for (int dim = 0; dim < SK_DIMS; dim++, which /= 3) {
		sk_wide low, high, at;
		sk_box_get(box, (enum sk_dim)dim, &low, &high);
		at = which % 3 == 0 ? low : which % 3 == 1 ? high : low + (high - low) / 2;
		sk_box_set(out, (enum sk_dim)dim, at, at);
	}
}

static void check_leaf(const struct sk_program *program, const struct leaf *leaf)
{
	struct sk_box packet;
	uint32_t rule;
	sk_box_all(&packet);
	for (int i = 0; i < 4; i++) {
		point_in(&leaf->box, draw(59049), &packet);
		assert_int_equal(sk_program_fate(program, &packet, &rule), leaf->fate);
		assert_int_equal(rule, leaf->rule);
	}
}

static double total(void)
{
	double sum = 0;
	for (size_t i = 0; i < leaf_count; i++)
		sum += sk_box_volume(&leaves[i].box);
	return sum;
}

static void check_disjoint(void)
{
	struct sk_box meeting;
	for (size_t i = 0; i < leaf_count; i++)
		for (size_t j = i + 1; j < leaf_count; j++)
			assert_false(sk_box_meet(&leaves[i].box, &leaves[j].box, &meeting));
}

/* A packet of the question lies in one leaf. */
static void check_drawn(const struct sk_program *program, const struct sk_box *question)
{
	struct sk_box packet;
	uint32_t rule;
	sk_box_all(&packet);
	for (int i = 0; i < DRAWN; i++) {
		size_t found = 0;
		point_in(question, draw(59049), &packet);
		enum sk_fate fate = sk_program_fate(program, &packet, &rule);
		for (size_t at = 0; at < leaf_count; at++)
			if (sk_box_holds(&leaves[at].box, &packet)) {
				found++;
				assert_int_equal(leaves[at].fate, fate);
			}
		assert_int_equal(found, 1);
	}
}

static bool close_to(double a, double b)
{
	double difference = a > b ? a - b : b - a;
	return difference <= (a > b ? a : b) * 1e-9;
}

/* Measured without cutting all of it: as much of each fate, and nothing exactly where there is nothing. */
static void check_volumes(const struct sk_program *program, const struct sk_box *question)
{
	struct sk_partition_stats stats;
	struct sk_error error;
	double volumes[2], found[2] = {0, 0};
	assert_false(sk_failed(sk_partition_volumes(program, question, volumes, &stats, &error)));
	for (size_t at = 0; at < leaf_count; at++)
		found[leaves[at].fate] += sk_box_volume(&leaves[at].box);
	for (int fate = 0; fate < 2; fate++) {
		assert_true(close_to(volumes[fate], found[fate]));
		assert_int_equal(volumes[fate] > 0, found[fate] > 0);
	}
	assert_true(stats.boxes > 0 && stats.boxes <= 2 * leaf_count);
}

static size_t one_program(unsigned dims, size_t lines)
{
	struct sk_rule_box all[LINES];
	struct sk_program program = {all, lines, draw(2) ? SK_FATE_ACCEPT : SK_FATE_DROP, 1000};
	struct sk_partition_stats stats;
	struct sk_box question;
	struct sk_error error;
	for (size_t i = 0; i < lines; i++) {
		all[i].rule = (uint32_t)i;
		all[i].fate = draw(2) ? SK_FATE_ACCEPT : SK_FATE_DROP;
		some_box(&all[i].box, dims);
	}
	some_box(&question, draw(2) ? dims : 0);
	leaf_count = 0;
	assert_false(sk_failed(sk_partition(&program, &question, keep, NULL, &stats, &error)));
	assert_int_equal(stats.boxes, leaf_count);
	for (size_t i = 0; i < leaf_count; i++)
		check_leaf(&program, &leaves[i]);
	assert_true(close_to(total(), sk_box_volume(&question)));
	if (leaf_count < 400)
		check_disjoint();
	check_drawn(&program, &question);
	check_volumes(&program, &question);
	return leaf_count;
}

static void leaves_are_decided_disjoint_and_all(void **state)
{
	/* Few dimensions go through one vector, all of them through two. */
	static const unsigned few = 1u << SK_DIM_SOURCE | 1u << SK_DIM_TARGET | 1u << SK_DIM_PROTOCOL | 1u << SK_DIM_TARGET_PORT | 1u << SK_DIM_STATE;
	size_t most = 0;
	(void)state;
	for (int i = 0; i < PROGRAMS; i++) {
		size_t found = one_program(i % 2 ? few : (1u << SK_DIMS) - 1, i % 2 ? draw(LINES) : draw(8));
		most = found > most ? found : most;
	}
	assert_true(most > 500);
}

static void nothing_decides_where_there_is_no_line(void **state)
{
	struct sk_program program = {NULL, 0, SK_FATE_DROP, 7};
	struct sk_partition_stats stats;
	struct sk_box question;
	struct sk_error error;
	(void)state;
	sk_box_all(&question);
	leaf_count = 0;
	assert_false(sk_failed(sk_partition(&program, &question, keep, NULL, &stats, &error)));
	assert_int_equal(leaf_count, 1);
	assert_int_equal(leaves[0].rule, 7);
	assert_true(sk_box_holds(&leaves[0].box, &question));
}

/* More steps in one dimension than fit into 16 bits: the question is halved, and nothing is lost. */
static void more_steps_than_small_numbers(void **state)
{
	enum { MANY = 50000 };
	static struct sk_rule_box lines[MANY];
	struct sk_program program = {lines, MANY, SK_FATE_DROP, 0};
	struct sk_partition_stats stats;
	struct sk_box question;
	struct sk_error error;
	double volumes[2];
	(void)state;
	for (uint32_t i = 0; i < MANY; i++) {
		sk_box_all(&lines[i].box);
		sk_box_set(&lines[i].box, SK_DIM_SOURCE, SK_IPV4_FIRST + i * 4u + 1, SK_IPV4_FIRST + i * 4u + 2);
		lines[i].rule = i;
		lines[i].fate = SK_FATE_ACCEPT;
	}
	sk_box_all(&question);
	for (int dim = SK_DIM_TARGET; dim < SK_DIMS; dim++)
		sk_box_set(&question, (enum sk_dim)dim, 0, 0);
	assert_false(sk_failed(sk_partition_volumes(&program, &question, volumes, &stats, &error)));
	assert_true(volumes[SK_FATE_ACCEPT] == 2.0 * MANY);
	assert_true(stats.boxes >= 2 * MANY);
}

static bool stop_at_once(void *context, const struct sk_box *box, enum sk_fate fate, uint32_t rule)
{
	(void)box;
	(void)fate;
	(void)rule;
	return ++*(size_t *)context < 3;
}

static void it_stops_when_told(void **state)
{
	struct sk_rule_box lines[20];
	struct sk_program program = {lines, 20, SK_FATE_DROP, 0};
	struct sk_partition_stats stats;
	struct sk_box question;
	struct sk_error error;
	size_t called = 0;
	(void)state;
	for (size_t i = 0; i < 20; i++) {
		some_box(&lines[i].box, (1u << SK_DIMS) - 1);
		lines[i].fate = SK_FATE_ACCEPT;
	}
	sk_box_all(&question);
	assert_false(sk_failed(sk_partition(&program, &question, stop_at_once, &called, &stats, &error)));
	assert_true(stats.stopped);
	assert_int_equal(called, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(leaves_are_decided_disjoint_and_all),
		cmocka_unit_test(nothing_decides_where_there_is_no_line),
		cmocka_unit_test(more_steps_than_small_numbers),
		cmocka_unit_test(it_stops_when_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
