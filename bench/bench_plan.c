/*
 * What a plan under a budget costs.
 *
 *   bench_plan FOLDER          where questions to CBC are written
 *
 * The complete frontier of 20 controls and 60 scenarios, by all subsets. The best for one budget, and the complete frontier, of 60 controls and 1,000 scenarios, by
 * search; and the same budgets put to CBC as integer programs, as a process each time, less what starting it costs. Both must settle as many. Scenarios
 * come in families that need the same controls, some controls often and most seldom (seeds 1 to 3).
 */
#include "assess/assess.h"
#include "measure.h"
#include "must.h"

#include <fcntl.h>
#include <inttypes.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUNDS = 15, CBC_ROUNDS = 3, FEW = 20, FEW_SCENARIOS = 60, MANY = 60, MANY_SCENARIOS = 1000, FAMILIES = 150, SEEDS = 3, DEAREST = 20, ARENA_MAX = 512 << 20, PATH_ROOM = 4096,
       LINE_ROOM = 256 };
static const double aim_frontier_ms = 20, aim_ratio = 10, shares[] = {0.1, 0.3, 0.5, 0.8};

/* ---- questions ---- */

struct asked {
	int64_t costs[MANY], total;
	struct sk_select_need needs[MANY_SCENARIOS];
	struct sk_select_question question;
};

static void draw_costs(struct asked *asked, size_t controls)
{
	*asked = (struct asked){0};
	for (size_t i = 0; i < controls; i++) {
		asked->costs[i] = 1 + draw(DEAREST);
		asked->total += asked->costs[i];
	}
	asked->question = (struct sk_select_question){asked->costs, controls, asked->needs, 0, false};
}

static void ask_few(struct asked *asked)
{
	draw_costs(asked, FEW);
	for (size_t i = 0; i < FEW_SCENARIOS; i++) {
		for (uint32_t k = 2 + draw(4); k > 0; k--)
			asked->needs[i].controls |= UINT64_C(1) << draw(FEW);
		asked->needs[i].scenarios = 1;
	}
	asked->question.need_count = FEW_SCENARIOS;
}

/* The k-th control is drawn about k times as seldom as the first. */
static uint32_t draw_control(void)
{
	uint32_t most = 1 + draw(MANY);
	return draw(most) * 37 % MANY;
}

static void ask_many(struct asked *asked)
{
	static const uint32_t sizes[] = {1, 2, 2, 3, 3, 4, 5};
	draw_costs(asked, MANY);
	for (size_t i = 0; i < FAMILIES; i++)
		for (uint32_t k = sizes[draw(SK_COUNT(sizes))]; k > 0; k--)
			asked->needs[i].controls |= UINT64_C(1) << draw_control();
	for (size_t i = 0; i < MANY_SCENARIOS; i++)
		asked->needs[draw(FAMILIES)].scenarios++;
	asked->question.need_count = FAMILIES;
}

/* ---- CBC ---- */

static void write_program(const struct asked *asked, int64_t budget, const char *path)
{
	FILE *file = fopen(path, "w");
	if (!file)
		fail(path);
	(void)fprintf(file, "Maximize\n goal:");
	for (size_t i = 0; i < asked->question.need_count; i++)
		(void)fprintf(file, " + %zu x%zu\n", asked->needs[i].scenarios, i);
	(void)fprintf(file, "Subject To\n");
	for (size_t i = 0; i < asked->question.need_count; i++)
		for (uint64_t left = asked->needs[i].controls; left; left &= left - 1)
			(void)fprintf(file, " x%zu - y%d <= 0\n", i, __builtin_ctzll(left));
	(void)fprintf(file, " budget:");
	for (size_t i = 0; i < asked->question.control_count; i++)
		(void)fprintf(file, " + %" PRId64 " y%zu\n", asked->costs[i], i);
	(void)fprintf(file, " <= %" PRId64 "\nBounds\n", budget);
	for (size_t i = 0; i < asked->question.need_count; i++)
		(void)fprintf(file, " 0 <= x%zu <= 1\n", i);
	(void)fprintf(file, "Binary\n");
	for (size_t i = 0; i < asked->question.control_count; i++)
		(void)fprintf(file, " y%zu", i);
	(void)fprintf(file, "\nEnd\n");
	if (fclose(file) != 0)
		fail(path);
}

static double run_cbc(const char *const argv[])
{
	extern char **environ;
	posix_spawn_file_actions_t actions;
	pid_t pid;
	int status;
	if (posix_spawn_file_actions_init(&actions) != 0 || posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0) != 0)
		fail("posix_spawn");
	double begin = now_ms();
	if (posix_spawnp(&pid, argv[0], &actions, NULL, (char *const *)(uintptr_t)argv, environ) != 0 || waitpid(pid, &status, 0) < 0 || status != 0)
		fail("cbc (package coinor-cbc)");
	posix_spawn_file_actions_destroy(&actions);
	return now_ms() - begin;
}

static double start_of_cbc(void)
{
	static const char *const argv[] = {"cbc", "quit", NULL};
	static struct series series;
	for (size_t round = 0; round <= ROUNDS; round++)
		note(&series, round, run_cbc(argv));
	return median(&series);
}

/* "Optimal - objective value -123.0": a maximum is printed with its sign turned. */
static size_t settled_by_cbc(const char *path)
{
	char line[LINE_ROOM] = "";
	FILE *file = fopen(path, "r");
	if (!file || !fgets(line, sizeof(line), file) || strncmp(line, "Optimal", 7) != 0)
		fail("CBC found no optimum");
	(void)fclose(file);
	return (size_t)(labs(strtol(strrchr(line, ' '), NULL, 10)));
}

static double cbc(const struct asked *asked, int64_t budget, const char *folder, size_t *settled)
{
	struct series series = {.count = 0};
	char program[PATH_ROOM], answer[PATH_ROOM];
	(void)snprintf(program, sizeof(program), "%s/plan.lp", folder);
	(void)snprintf(answer, sizeof(answer), "%s/plan.answer", folder);
	const char *const argv[] = {"cbc", program, "ratioGap", "0", "allowableGap", "0", "solve", "solution", answer, "quit", NULL};
	write_program(asked, budget, program);
	for (size_t round = 0; round <= CBC_ROUNDS; round++)
		note(&series, round, run_cbc(argv));
	*settled = settled_by_cbc(answer);
	return median(&series);
}

/* ---- ours ---- */

static double best(const struct asked *asked, int64_t budget, struct sk_selected *out)
{
	struct series series = {.count = 0};
	struct sk_error error;
	for (size_t round = 0; round <= ROUNDS; round++) {
		SK_ARENA_SCOPE arena = sk_arena_new(ARENA_MAX);
		double begin = now_ms();
		must(sk_select_best(arena, &asked->question, budget, out, &error), &error);
		note(&series, round, now_ms() - begin);
	}
	return median(&series);
}

static double frontier(const struct asked *asked, size_t *count)
{
	struct series series = {.count = 0};
	struct sk_selected *points;
	struct sk_error error;
	for (size_t round = 0; round <= ROUNDS; round++) {
		SK_ARENA_SCOPE arena = sk_arena_new(ARENA_MAX);
		double begin = now_ms();
		must(sk_select_frontier(arena, &asked->question, &points, count, &error), &error);
		note(&series, round, now_ms() - begin);
	}
	return median(&series);
}

static void bench_few(void)
{
	static struct asked asked;
	size_t count;
	seed = 42;
	ask_few(&asked);
	double ms = frontier(&asked, &count);
	printf("frontier, %d controls, %d scenarios   %8.2f ms   %zu points; aim %.0f ms: %s\n", FEW, FEW_SCENARIOS, ms, count, aim_frontier_ms, against(ms, aim_frontier_ms));
}

static void bench_budget(const struct asked *asked, double share, const char *folder, double start, double *worst)
{
	struct sk_selected ours;
	size_t theirs;
	int64_t budget = (int64_t)(share * (double)asked->total);
	double ms = best(asked, budget, &ours), cbc_ms = cbc(asked, budget, folder, &theirs) - start;
	if (ours.scenarios != theirs)
		fail("CBC settles another number");
	double ratio = cbc_ms / ms;
	*worst = ratio < *worst ? ratio : *worst;
	printf("  budget %3.0f %%, settles %4zu/%d        %8.2f ms   CBC %9.2f ms, %6.1f times as long\n", share * 100, ours.scenarios, MANY_SCENARIOS, ms, cbc_ms, ratio);
}

static void bench_many(const char *folder)
{
	static struct asked asked;
	double start = start_of_cbc(), worst = 1e9;
	printf("starting CBC                          %8.2f ms   taken off below\n", start);
	for (uint64_t which = 1; which <= SEEDS; which++) {
		size_t count;
		seed = which;
		ask_many(&asked);
		printf("%d controls, %d scenarios in %d families, seed %" PRIu64 "\n", MANY, MANY_SCENARIOS, FAMILIES, which);
		for (size_t i = 0; i < SK_COUNT(shares); i++)
			bench_budget(&asked, shares[i], folder, start, &worst);
		double ms = frontier(&asked, &count);
		printf("  frontier                            %8.2f ms   %zu points\n", ms, count);
	}
	printf("CBC takes at least %.1f times as long; aim %.0f times: %s\n", worst, aim_ratio, worst >= aim_ratio ? "within" : "OVER");
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		(void)fprintf(stderr, "bench_plan FOLDER\n");
		return 2;
	}
	bench_few();
	bench_many(argv[1]);
	return 0;
}
