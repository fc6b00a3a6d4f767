/*
 * compare OURS CHAIN THEIRS upper|lower [ASSUMED...]: whether what OURS possibly accepts of new IPv4 packets THEIRS accepts too (upper), or what THEIRS accepts OURS
 * accepts for sure (lower). Both are files of iptables-save. Prints the volumes, and the first box that differs with the rule of the inner one.
 *
 * Behind them what is assumed of sources: NAME=LOW-HIGH (numbers), packets from this interface of OURS have these; *=LOW-HIGH those from all others.
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

/* New packets of IPv4: all that is asked about. */
static void asked_about(struct sk_box *out)
{
	sk_box_all(out);
	sk_box_set(out, SK_DIM_TARGET, SK_IPV4_FIRST, SK_IPV4_LAST);
	sk_box_set(out, SK_DIM_STATE, SK_FLOW_NEW, SK_FLOW_NEW);
}

static void program_of(struct sk_arena *arena, const char *path, const char *name, enum sk_bound bound, struct sk_filter *filter,
		       struct sk_program *out)
{
	struct sk_box asked;
	struct sk_match within = {&asked, 1};
	struct sk_error error = {0};
	asked_about(&asked);
	file_filter(arena, path, false, filter);
	const struct sk_filter_chain *chain = sk_filter_chain_named(filter, "filter", name);
	if (!chain)
		exit(4);
	if (sk_failed(sk_filter_program(arena, filter, chain, bound, &within, out, &error)))
		say(&error);
}

static size_t number_of(const struct sk_filter *filter, const char *name, size_t length)
{
	for (size_t i = 0; i < filter->interface_count; i++)
		if (strlen(filter->interfaces[i]) == length && memcmp(filter->interfaces[i], name, length) == 0)
			return i + 1;
	exit(4);
}

static void ask(struct comparison *comparison, const struct sk_box *question)
{
	struct sk_partition_stats stats;
	if (sk_failed(sk_partition(comparison->inner, question, each, comparison, &stats, comparison->error)) || comparison->failed)
		say(comparison->error);
}

/* One question for each interface that is not among the assumed ones, in runs. */
static void ask_others(struct comparison *comparison, const struct sk_filter *filter, char **assumed, struct sk_box *question)
{
	bool named[256] = {false};
	for (char **at = assumed; *at; at++)
		if (**at != '*')
			named[number_of(filter, *at, strcspn(*at, "="))] = true;
	for (size_t low = 0, high; low < 256; low = high + 1) {
		for (high = low; !named[low] && high < 255 && !named[high + 1]; high++)
			;
		if (named[low])
			continue;
		sk_box_set(question, SK_DIM_IN, low, high);
		ask(comparison, question);
	}
}

static void ask_assumed(struct comparison *comparison, const struct sk_filter *filter, char **assumed, struct sk_box *question)
{
	for (char **at = assumed; *at; at++) {
		char *value = strchr(*at, '='), *end = NULL;
		if (!value)
			exit(4);
		sk_wide low = strtoul(value + 1, &end, 10), high = strtoul(end + 1, NULL, 10);
		sk_box_set(question, SK_DIM_SOURCE, SK_IPV4_FIRST | low, SK_IPV4_FIRST | high);
		if (**at == '*') {
			ask_others(comparison, filter, assumed, question);
			continue;
		}
		size_t number = number_of(filter, *at, (size_t)(value - *at));
		sk_box_set(question, SK_DIM_IN, number, number);
		ask(comparison, question);
	}
}

int main(int count, char **arguments)
{
	static char everything[] = "*=0-4294967295", *nothing_assumed[] = {everything, NULL};
	SK_ARENA_SCOPE arena = sk_arena_new((size_t)4 << 30);
	struct sk_filter our_filter, their_filter;
	struct sk_program ours, theirs;
	struct sk_error error = {0};
	struct sk_box question;
	if (count < 5 || !arena)
		return 4;
	bool upper = strcmp(arguments[4], "upper") == 0;
	program_of(arena, arguments[1], arguments[2], upper ? SK_BOUND_MOST : SK_BOUND_LEAST, &our_filter, &ours);
	program_of(arena, arguments[3], arguments[2], SK_BOUND_MOST, &their_filter, &theirs);
	struct comparison comparison = {.inner = upper ? &ours : &theirs, .outer = upper ? &theirs : &ours, .error = &error};
	asked_about(&question);
	ask_assumed(&comparison, &our_filter, count == 5 ? nothing_assumed : arguments + 5, &question);
	printf("%zu and %zu lines, accepted %.6e, outside %.6e\n", ours.count, theirs.count, comparison.accepted, comparison.outside);
	return comparison.outside > 0;
}
