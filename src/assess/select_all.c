/*
 * Selection of controls by looking at all subsets. Items that no scenario needs together, not even by way of others, are parts that have nothing to do with each
 * other: the subsets of each part are looked at, and the parts' frontiers are joined. A step of one that is not on its frontier is of no use in any join.
 */
#include "assess/select.h"

#include <string.h>

enum { LOW_BITS = 10, CHUNK = 8, BLOCK = 1 << 13 };
/* Pairs of steps that may be joined, of all joins of one question. */
static const uint64_t JOINS_MAX = UINT64_C(1000000000);

struct part {
	uint64_t items;
	size_t count, scenarios;
	uint8_t item[SK_SELECT_ALL_MAX];
	int64_t weight[SK_SELECT_ALL_MAX];
	uint16_t *settled; /* of each set of its items */
};

struct select_parts {
	struct part parts[SK_SELECT_CONTROLS_MAX];
	size_t count;
	struct select_point *steps, *joined, *next; /* room for one more than there are scenarios, each */
	/* Of one part: weights of the sets of the first LOW_BITS items, and of the sets of the others. */
	int64_t low[1 << LOW_BITS], high[1 << (SK_SELECT_ALL_MAX - LOW_BITS)];
};

/* ---- parts ---- */

static uint64_t grown(const struct select_kernel *kernel, uint64_t items)
{
	for (size_t i = 0; i < kernel->group_count; i++)
		if (kernel->groups[i].items & items)
			items |= kernel->groups[i].items;
	return items;
}

static uint64_t part_of(const struct select_kernel *kernel, uint64_t items)
{
	uint64_t more = grown(kernel, items);
	while (more != items) {
		items = more;
		more = grown(kernel, items);
	}
	return items;
}

/* False: it has too many items. */
static bool fill_part(const struct select_kernel *kernel, struct part *part)
{
	if (__builtin_popcountll(part->items) > SK_SELECT_ALL_MAX)
		return false;
	for (uint64_t left = part->items; left; left &= left - 1) {
		part->item[part->count] = (uint8_t)__builtin_ctzll(left);
		part->weight[part->count] = kernel->weight[part->item[part->count]];
		part->count++;
	}
	return true;
}

static size_t set_of(const struct part *part, uint64_t items)
{
	size_t set = 0;
	for (size_t i = 0; i < part->count; i++)
		set |= (size_t)(items >> part->item[i] & 1) << i;
	return set;
}

static uint64_t items_of(const struct part *part, size_t set)
{
	uint64_t items = 0;
	for (; set; set &= set - 1)
		items |= UINT64_C(1) << part->item[__builtin_ctzll(set)];
	return items;
}

/* ---- what each set of a part settles ---- */

static void add_chunk(uint16_t *restrict to, const uint16_t *restrict from)
{
	for (size_t i = 0; i < CHUNK; i++)
		to[i] = (uint16_t)(to[i] + from[i]);
}

/* Adds to each set that has the item what stands at the same set without it. */
static void spread_item(uint16_t *settled, size_t sets, size_t step)
{
	for (size_t base = step; base < sets; base += 2 * step) {
		if (step >= CHUNK) {
			for (size_t i = 0; i < step; i += CHUNK)
				add_chunk(settled + base + i, settled + base + i - step);
			continue;
		}
		for (size_t i = 0; i < step; i++)
			settled[base + i] = (uint16_t)(settled[base + i] + settled[base + i - step]);
	}
}

/* The sum over its subsets. Blocks that stay in the cache are finished before they are added to each other. */
static sk_outcome settle(const struct select_kernel *kernel, struct part *part)
{
	size_t sets = (size_t)1 << part->count, block = sets < BLOCK ? sets : BLOCK;
	void *memory;
	SK_TRY(sk_arena_take(kernel->arena, sets, sizeof(uint16_t), &memory, kernel->error));
	part->settled = memory;
	for (size_t i = 0; i < kernel->group_count; i++) {
		if (!(kernel->groups[i].items & part->items))
			continue;
		part->settled[set_of(part, kernel->groups[i].items)] = (uint16_t)kernel->groups[i].scenarios;
		part->scenarios += kernel->groups[i].scenarios;
	}
	for (size_t base = 0; base < sets; base += block)
		for (size_t step = 1; step < block; step *= 2)
			spread_item(part->settled + base, block, step);
	for (size_t step = block; step < sets; step *= 2)
		spread_item(part->settled, sets, step);
	return SK_OK;
}

static sk_outcome take_steps(const struct select_kernel *kernel, struct select_point **out)
{
	void *memory;
	SK_TRY(sk_arena_take(kernel->arena, kernel->scenarios + 1, sizeof(struct select_point), &memory, kernel->error));
	*out = memory;
	return SK_OK;
}

SK_OUTCOME select_all_open(struct select_kernel *kernel)
{
	void *memory;
	SK_TRY(sk_arena_take(kernel->arena, 1, sizeof(struct select_parts), &memory, kernel->error));
	struct select_parts *parts = memory;
	uint64_t done = 0;
	for (size_t i = 0; i < kernel->count; i++) {
		if (done >> i & 1)
			continue;
		struct part *part = &parts->parts[parts->count++];
		part->items = part_of(kernel, UINT64_C(1) << i);
		done |= part->items;
		if (!fill_part(kernel, part))
			return SK_OK;
	}
	for (size_t i = 0; i < parts->count; i++)
		SK_TRY(settle(kernel, &parts->parts[i]));
	SK_TRY(take_steps(kernel, &parts->steps));
	SK_TRY(take_steps(kernel, &parts->joined));
	SK_TRY(take_steps(kernel, &parts->next));
	kernel->parts = parts;
	return SK_OK;
}

/* ---- the frontier of a part ---- */

static void weigh_sets(const int64_t *weight, size_t count, int64_t *out)
{
	out[0] = 0;
	for (size_t i = 0; i < count; i++)
		for (size_t set = 0; set < (size_t)1 << i; set++)
			out[set | (size_t)1 << i] = out[set] + weight[i];
}

static bool is_better(const struct select_point *best, int64_t weight, uint64_t items)
{
	return weight < best->weight || (weight == best->weight && select_is_lower(items, best->items));
}

/* None yet: for each number of scenarios something too heavy. */
static void clear_steps(struct select_point *steps, size_t scenarios)
{
	for (size_t i = 0; i <= scenarios; i++)
		steps[i] = (struct select_point){0, INT64_MAX, i};
}

/* The lightest set for each number of scenarios; sets stand where items will. */
static void lightest_of_each(struct select_parts *parts, const struct part *part, size_t in, size_t out)
{
	size_t low = part->count < LOW_BITS ? part->count : LOW_BITS, low_sets = (size_t)1 << low;
	weigh_sets(part->weight, low, parts->low);
	weigh_sets(part->weight + low, part->count - low, parts->high);
	clear_steps(parts->steps, part->scenarios);
	for (size_t base = 0; base < (size_t)1 << part->count; base += low_sets) {
		int64_t high = parts->high[base >> LOW_BITS];
		for (size_t set = base; set < base + low_sets; set++) {
			struct select_point *step = &parts->steps[part->settled[set]];
			int64_t weight = high + parts->low[set - base];
			if (weight <= step->weight && is_better(step, weight, set) && (set & in) == in && !(set & out))
				*step = (struct select_point){set, weight, part->settled[set]};
		}
	}
}

/* From most settled to least: what is not lighter than one that settles more is of no use. Those that are left, in front. */
static size_t keep_frontier(struct select_point *steps, size_t scenarios)
{
	size_t at = scenarios + 1, kept = 0;
	int64_t lightest = INT64_MAX;
	for (size_t i = scenarios + 1; i-- > 0;) {
		if (steps[i].weight >= lightest)
			continue;
		lightest = steps[i].weight;
		steps[--at] = steps[i];
	}
	for (; at <= scenarios; at++)
		steps[kept++] = steps[at];
	return kept;
}

/* ---- joining ---- */

static sk_outcome join(struct select_kernel *kernel, size_t *joined_count, size_t scenarios, size_t step_count)
{
	struct select_parts *parts = kernel->parts;
	kernel->work += *joined_count * step_count;
	if (kernel->work > JOINS_MAX)
		return select_too_hard(kernel);
	clear_steps(parts->next, scenarios);
	for (size_t i = 0; i < *joined_count; i++) {
		for (size_t k = 0; k < step_count; k++) {
			struct select_point point = {parts->joined[i].items | parts->steps[k].items, parts->joined[i].weight + parts->steps[k].weight,
						     parts->joined[i].scenarios + parts->steps[k].scenarios};
			if (is_better(&parts->next[point.scenarios], point.weight, point.items))
				parts->next[point.scenarios] = point;
		}
	}
	*joined_count = keep_frontier(parts->next, scenarios);
	struct select_point *old = parts->joined;
	parts->joined = parts->next;
	parts->next = old;
	return SK_OK;
}

SK_OUTCOME select_all_frontier(struct select_kernel *kernel, const struct select_frame *frame, const struct select_point **out, size_t *count)
{
	struct select_parts *parts = kernel->parts;
	size_t scenarios = 0;
	parts->joined[0] = (struct select_point){0};
	*count = 1;
	for (size_t i = 0; i < parts->count; i++) {
		const struct part *part = &parts->parts[i];
		lightest_of_each(parts, part, set_of(part, frame->in), set_of(part, frame->out));
		size_t steps = keep_frontier(parts->steps, part->scenarios);
		for (size_t k = 0; k < steps; k++)
			parts->steps[k].items = items_of(part, parts->steps[k].items);
		scenarios += part->scenarios;
		SK_TRY(join(kernel, count, scenarios, steps));
	}
	*out = parts->joined;
	return SK_OK;
}
