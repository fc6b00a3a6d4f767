/*
 * same OURS THEIRS: whether two files about one filter say the same. Each chain with a hook is asked of both, with both bounds, in both directions: nothing is accepted by one
 * and refused by the other. Interfaces are the same by their name; those that one file alone names are refused. Prints the chains, the volumes and how many differ;
 * with -w OURS may say more: that it lies within the two bounds of THEIRS is all that is asked.
 */
#include "file.h"

#include <string.h>

struct asking {
	const struct sk_program *other;
	const uint16_t *numbers; /* of interfaces in the other file */
	double accepted, outside;
	struct sk_error *error;
};

static void fail(const struct sk_error *error, sk_outcome outcome)
{
	if (sk_failed(outcome))
		say(error);
}

/* The box as the other file numbers interfaces: one of the two is one number, or all are meant. */
static void ask_box(struct asking *asking, const struct sk_box *box)
{
	struct sk_box asked = *box;
	struct sk_partition_stats stats;
	double volumes[2];
	for (int i = 0; i < 2; i++) {
		enum sk_dim dim = i ? SK_DIM_OUT : SK_DIM_IN;
		sk_wide low, high;
		sk_box_get(&asked, dim, &low, &high);
		if (low == high)
			sk_box_set(&asked, dim, asking->numbers[low], asking->numbers[low]);
	}
	fail(asking->error, sk_partition_volumes(asking->other, &asked, volumes, &stats, asking->error));
	asking->accepted += sk_box_volume(&asked);
	asking->outside += volumes[SK_FATE_DROP];
}

/* One interface a question, so that a number can be turned into that of the other file. */
static void split(struct asking *asking, const struct sk_box *box, int dim)
{
	sk_wide low, high;
	if (dim > SK_DIM_OUT) {
		ask_box(asking, box);
		return;
	}
	sk_box_get(box, (enum sk_dim)dim, &low, &high);
	for (sk_wide at = low; at <= high; at++) {
		struct sk_box part = *box;
		/* Of those that no file names one stands for all. */
		if (asking->numbers[at] == UINT16_MAX)
			continue;
		sk_box_set(&part, (enum sk_dim)dim, at, at);
		split(asking, &part, dim + 1);
	}
}

static bool each(void *context, const struct sk_box *box, enum sk_fate fate, uint32_t rule)
{
	(void)rule;
	if (fate == SK_FATE_ACCEPT)
		split(context, box, SK_DIM_IN);
	return true;
}

static void number(const struct sk_filter *ours, const struct sk_filter *theirs, uint16_t numbers[SK_CONFIG_INTERFACES_MAX + 1])
{
	for (size_t i = 0; i <= SK_CONFIG_INTERFACES_MAX; i++)
		numbers[i] = i == 0 || i == SK_CONFIG_INTERFACES_MAX ? (uint16_t)i : UINT16_MAX;
	for (size_t i = 0; i < ours->interface_count; i++)
		for (size_t j = 0; j < theirs->interface_count; j++)
			if (strcmp(ours->interfaces[i], theirs->interfaces[j]) == 0)
				numbers[i + 1] = (uint16_t)(j + 1);
	for (size_t i = 0; i < ours->interface_count; i++)
		if (numbers[i + 1] == UINT16_MAX) {
			printf("interface %s is in one file alone\n", ours->interfaces[i]);
			exit(1);
		}
}

/* How much of what `one` accepts the other refuses. */
static double outside(struct sk_arena *arena, const struct sk_filter *filters[2], const struct sk_filter_chain *chains[2], enum sk_bound bound, double *accepted)
{
	struct sk_program programs[2];
	struct sk_partition_stats stats;
	struct sk_error error = {0};
	struct sk_box all;
	uint16_t numbers[SK_CONFIG_INTERFACES_MAX + 1];
	number(filters[0], filters[1], numbers);
	for (size_t i = 0; i < 2; i++)
		fail(&error, sk_filter_program(arena, filters[i], chains[i], bound, NULL, &programs[i], &error));
	struct asking asking = {.other = &programs[1], .numbers = numbers, .error = &error};
	sk_box_all(&all);
	fail(&error, sk_partition(&programs[0], &all, each, &asking, &stats, &error));
	*accepted += asking.accepted;
	return asking.outside;
}

static const struct sk_filter_chain *counterpart(const struct sk_filter *filter, const struct sk_filter_chain *chain)
{
	const struct sk_filter_chain *other = sk_filter_chain_named(filter, chain->table, chain->name);
	if (other && other->hook && strcmp(other->hook, chain->hook) == 0 && other->priority == chain->priority && other->translates == chain->translates &&
	    other->families == chain->families)
		return other;
	printf("chain %s %s is in one file alone, or elsewhere\n", chain->table, chain->name);
	exit(1);
}

/* Way 0: what ours accepts at most theirs does; way 1: what theirs accepts for sure ours does. And back again, unless ours may say more. */
static double differ(struct sk_arena *arena, const struct sk_filter *ours, const struct sk_filter *theirs, const struct sk_filter_chain *chain, bool within, double *accepted)
{
	const struct sk_filter_chain *other = counterpart(theirs, chain);
	double sum = 0;
	for (int back = 0; back < (within ? 1 : 2); back++)
		for (int way = 0; way < 2; way++) {
			bool turned = back != way;
			const struct sk_filter *filters[2] = {turned ? theirs : ours, turned ? ours : theirs};
			const struct sk_filter_chain *chains[2] = {turned ? other : chain, turned ? chain : other};
			enum sk_bound bound = way ? SK_BOUND_LEAST : SK_BOUND_MOST;
			sum += outside(arena, filters, chains, bound, accepted);
		}
	return sum;
}

static size_t hooked(const struct sk_filter *filter)
{
	size_t count = 0;
	for (size_t i = 0; i < filter->count; i++)
		count += filter->chains[i].hook != NULL;
	return count;
}

int main(int count, char **arguments)
{
	SK_ARENA_SCOPE arena = sk_arena_new((size_t)4 << 30);
	struct sk_filter filters[2];
	double accepted = 0, sum = 0;
	if (count < 3 || !arena)
		return 4;
	bool within = strcmp(arguments[1], "-w") == 0;
	for (int i = 0; i < 2; i++)
		file_filter(arena, arguments[count - 2 + i], false, &filters[i]);
	for (size_t i = 0; i < filters[0].count; i++)
		if (filters[0].chains[i].hook)
			sum += differ(arena, &filters[0], &filters[1], &filters[0].chains[i], within, &accepted);
	printf("%zu and %zu chains, accepted %.6e, outside %.6e\n", hooked(&filters[0]), hooked(&filters[1]), accepted, sum);
	return sum > 0 || hooked(&filters[0]) != hooked(&filters[1]);
}
