/*
 * What proving a whole clinic costs, after its files are read: all policies over its network, and all of them again with each single mistake made.
 *
 *   bench_network CATALOGUE SITE...
 *
 * Beside it, in the same run: the same mistakes with every filter made into a program anew for each, as a prover without memory would.
 */
#include "measure.h"
#include "must.h"
#include "port/port.h"
#include "prove/prove.h"

#include <stdio.h>
#include <stdlib.h>

enum { ROUNDS = 20, ARENA_MAX = 1 << 30 };
static const double aim_policies_ms = 5, aim_mistakes_ms = 5000;

struct clinic {
	struct sk_arena *arena;
	struct sk_site *site;
	struct sk_network network;
	struct sk_policy_question *questions;
	struct sk_policy_answer *answers;
	size_t count;
};

static void read_clinic(struct clinic *clinic, const struct sk_catalogue *catalogue, const char *folder, struct sk_error *error)
{
	void *memory;
	must(sk_site_load(clinic->arena, sk_port_env(), folder, catalogue, &clinic->site, error), error);
	must(sk_prove_network(clinic->arena, sk_port_env(), clinic->site, &clinic->network, error), error);
	must(sk_prove_policies(clinic->arena, clinic->site, &clinic->network, &clinic->site->policies, &clinic->questions, error), error);
	clinic->count = clinic->site->policies.count;
	must(sk_arena_take(clinic->arena, clinic->count, sizeof(struct sk_policy_answer), &memory, error), error);
	clinic->answers = memory;
}

/* From filters as they were read to answers. */
static struct sk_plan *ask(struct sk_arena *arena, const struct clinic *clinic, const struct sk_network *network, const struct sk_plan *base, struct sk_error *error)
{
	struct sk_plan *plan;
	must(sk_plan_new(arena, network, base, &plan, error), error);
	for (size_t i = 0; i < clinic->count; i++)
		must(sk_prove_policy(arena, plan, &clinic->questions[i], &clinic->answers[i], error), error);
	return plan;
}

static double time_policies(const struct clinic *clinic, struct sk_error *error)
{
	struct series series = {.count = 0};
	for (size_t round = 0; round <= ROUNDS; round++) {
		SK_ARENA_SCOPE arena = sk_arena_new(ARENA_MAX);
		double begin = cpu_ms();
		(void)ask(arena, clinic, &clinic->network, NULL, error);
		note(&series, round, cpu_ms() - begin);
	}
	return median(&series);
}

static double time_mistakes(const struct clinic *clinic, size_t *tried, struct sk_error *error)
{
	struct sk_mistakes mistakes;
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA_MAX);
	struct sk_plan *plan = ask(arena, clinic, &clinic->network, NULL, error);
	double begin = cpu_ms();
	must(sk_prove_mistakes(arena, plan, clinic->questions, clinic->answers, clinic->count, &mistakes, error), error);
	*tried = mistakes.count;
	return cpu_ms() - begin;
}

static double time_without_memory(const struct clinic *clinic, struct sk_error *error)
{
	const struct sk_move *mistakes;
	size_t count;
	double begin = cpu_ms();
	must(sk_mistakes_of(clinic->arena, &clinic->network, &mistakes, &count, error), error);
	for (size_t i = 0; i < count; i++) {
		SK_ARENA_SCOPE arena = sk_arena_new(ARENA_MAX);
		struct sk_network network;
		must(sk_move_make(arena, &clinic->network, &mistakes[i], &network, error), error);
		(void)ask(arena, clinic, &network, NULL, error);
	}
	return cpu_ms() - begin;
}

static void bench(const struct sk_catalogue *catalogue, const char *folder)
{
	struct sk_error error;
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA_MAX);
	struct clinic clinic = {.arena = arena};
	size_t tried = 0;
	read_clinic(&clinic, catalogue, folder, &error);
	double policies = time_policies(&clinic, &error), mistakes = time_mistakes(&clinic, &tried, &error), plain = time_without_memory(&clinic, &error);
	(void)printf("  %s: %zu nodes, %zu policies\n", folder, clinic.network.count + clinic.network.segment_count, clinic.count);
	(void)printf("    all policies, after reading      %8.2f ms   aim under %.0f: %s\n", policies, aim_policies_ms, against(policies, aim_policies_ms));
	(void)printf("    all %4zu single mistakes         %8.1f ms   aim under %.0f: %s; %.0f mistakes a second\n", tried, mistakes, aim_mistakes_ms,
		     against(mistakes, aim_mistakes_ms), (double)tried * 1000 / mistakes);
	(void)printf("    each from nothing instead        %8.1f ms   ratio %.1f\n", plain, plain / mistakes);
}

int main(int argc, char **argv)
{
	struct sk_error error;
	struct sk_catalogue *catalogue;
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA_MAX);
	if (argc < 3 || !arena)
		fail("usage: bench_network CATALOGUE SITE...");
	must(sk_catalogue_load(arena, sk_port_env(), argv[1], &catalogue, &error), &error);
	for (int i = 2; i < argc; i++)
		bench(catalogue, argv[i]);
	return 0;
}
