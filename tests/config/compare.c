/*
 * compare OURS CHAIN THEIRS upper|lower: whether what OURS possibly accepts of new IPv4 packets THEIRS accepts too (upper), or what THEIRS accepts OURS
 * accepts for sure (lower). Both are files of iptables-save. Prints the volumes, and the first box that differs with the lines of both.
 */
#include "file.h"

#include <string.h>

struct comparison {
	const struct sk_program *inner, *outer;
	double accepted, outside;
	struct sk_error *error;
	bool failed, shown;
};

static void show(const struct sk_box *box, uint32_t rule)
{
	static const char *const dims[SK_DIMS] = {"src", "dst", "proto", "sport", "dport", "icmp", "flags", "state", "in", "out"};
	printf("accepted by rule %u:", rule);
	for (int dim = 0; dim < SK_DIMS; dim++) {
		sk_wide low, high;
		sk_box_get(box, (enum sk_dim)dim, &low, &high);
		printf(" %s=%x-%x", dims[dim], (unsigned)low, (unsigned)high);
	}
	puts("");
}

static bool each(void *context, const struct sk_box *box, enum sk_fate fate, uint32_t rule)
{
	struct comparison *comparison = context;
	double volumes[2];
	struct sk_partition_stats stats;
	if (fate != SK_FATE_ACCEPT)
		return true;
	comparison->failed = sk_failed(sk_partition_volumes(comparison->outer, box, volumes, &stats, comparison->error));
	comparison->accepted += sk_box_volume(box);
	comparison->outside += volumes[SK_FATE_DROP];
	if (volumes[SK_FATE_DROP] > 0 && !comparison->shown)
		show(box, rule);
	comparison->shown |= volumes[SK_FATE_DROP] > 0;
	return !comparison->failed;
}

static void program_of(struct sk_arena *arena, const char *path, const char *name, enum sk_bound bound, struct sk_program *out)
{
	struct sk_filter *filter = NULL;
	struct sk_error error = {0};
	void *memory = NULL;
	if (sk_failed(sk_arena_take(arena, 1, sizeof(*filter), &memory, &error)))
		say(&error);
	filter = memory;
	file_filter(arena, path, false, filter);
	const struct sk_filter_chain *chain = sk_filter_chain_named(filter, "filter", name);
	if (!chain)
		exit(4);
	if (sk_failed(sk_filter_program(arena, filter, chain, bound, out, &error)))
		say(&error);
}

int main(int count, char **arguments)
{
	SK_ARENA_SCOPE arena = sk_arena_new((size_t)4 << 30);
	struct sk_program ours, theirs;
	struct sk_partition_stats stats;
	struct sk_error error = {0};
	struct sk_box question;
	if (count != 5 || !arena)
		return 4;
	bool upper = strcmp(arguments[4], "upper") == 0;
	program_of(arena, arguments[1], arguments[2], upper ? SK_BOUND_MOST : SK_BOUND_LEAST, &ours);
	program_of(arena, arguments[3], arguments[2], SK_BOUND_MOST, &theirs);
	struct comparison comparison = {.inner = upper ? &ours : &theirs, .outer = upper ? &theirs : &ours, .error = &error};
	sk_box_all(&question);
	sk_box_set(&question, SK_DIM_SOURCE, SK_IPV4_FIRST, SK_IPV4_LAST);
	sk_box_set(&question, SK_DIM_TARGET, SK_IPV4_FIRST, SK_IPV4_LAST);
	sk_box_set(&question, SK_DIM_STATE, SK_FLOW_NEW, SK_FLOW_NEW);
	if (sk_failed(sk_partition(comparison.inner, &question, each, &comparison, &stats, &error)) || comparison.failed)
		say(&error);
	printf("lines %zu %zu boxes %llu accepted %.6e outside %.6e of %.6e\n", ours.count, theirs.count, (unsigned long long)stats.boxes,
	       comparison.accepted, comparison.outside, sk_box_volume(&question));
	return comparison.outside > 0;
}
