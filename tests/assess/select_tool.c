/*
 * Questions of tests/assess/test_select_cbc.py on standard input, answers on standard output.
 *
 *   controls needs            then the cost of each control, then of each need: scenarios, controls it has, and these
 *   best BUDGET               -> cost scenarios controls (hexadecimal) microseconds
 *   frontier                  -> a line `points N microseconds`, then as many: cost scenarios controls
 *   end
 * A question that is too hard is answered by `hard`.
 */
#include "assess/assess.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { ARENA = 512 << 20, NEEDS_MAX = 4096, WORD = 16 };

static int64_t costs[SK_SELECT_CONTROLS_MAX];
static struct sk_select_need needs[NEEDS_MAX];

static bool read_question(struct sk_select_question *question)
{
	if (scanf("%zu %zu", &question->control_count, &question->need_count) != 2 || question->control_count > SK_SELECT_CONTROLS_MAX ||
	    question->need_count > NEEDS_MAX)
		return false;
	for (size_t i = 0; i < question->control_count; i++)
		if (scanf("%" SCNd64, &costs[i]) != 1)
			return false;
	for (size_t i = 0; i < question->need_count; i++) {
		size_t count, control;
		if (scanf("%zu %zu", &needs[i].scenarios, &count) != 2)
			return false;
		for (; count > 0; count--) {
			if (scanf("%zu", &control) != 1 || control >= question->control_count)
				return false;
			needs[i].controls |= UINT64_C(1) << control;
		}
	}
	return true;
}

static int64_t microseconds(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void print(const struct sk_selected *selected)
{
	printf("%" PRId64 " %zu %" PRIx64, selected->cost, selected->scenarios, selected->controls);
}

static void answer_best(const struct sk_select_question *question, int64_t budget)
{
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	struct sk_selected best;
	struct sk_error error;
	int64_t begin = microseconds();
	if (sk_failed(sk_select_best(arena, question, budget, &best, &error))) {
		printf("hard\n");
		return;
	}
	print(&best);
	printf(" %" PRId64 "\n", microseconds() - begin);
}

static void answer_frontier(const struct sk_select_question *question)
{
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	struct sk_selected *points;
	struct sk_error error;
	size_t count;
	int64_t begin = microseconds();
	if (sk_failed(sk_select_frontier(arena, question, &points, &count, &error))) {
		printf("hard\n");
		return;
	}
	printf("points %zu %" PRId64 "\n", count, microseconds() - begin);
	for (size_t i = 0; i < count; i++) {
		print(&points[i]);
		printf("\n");
	}
}

int main(void)
{
	struct sk_select_question question = {.costs = costs, .needs = needs};
	char word[WORD];
	if (!read_question(&question))
		return 2;
	while (scanf("%15s", word) == 1 && strcmp(word, "end") != 0) {
		int64_t budget;
		if (strcmp(word, "frontier") == 0)
			answer_frontier(&question);
		else if (scanf("%" SCNd64, &budget) == 1)
			answer_best(&question, budget);
	}
	return 0;
}
