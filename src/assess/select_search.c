/*
 * Selection of controls where there are too many subsets to look at each: branch and bound.
 *
 * The bound: the scenarios of a group are shared out among the items it still needs, in any way. No selection settles more than the shares of its items,
 * so that for each weight the fractional knapsack of shares is a bound. The way that is best for all weights at once evens out share per weight (it is the dual of
 * the linear program); shares are moved towards it and never have to be there. They are floating point: MARGIN is more than their sums can be off, and
 * what is found is weighed and counted in whole numbers.
 *
 * Asked for is a staircase: selections of at most some weight that settle at least so many. A node that can answer none of them is left.
 */
#include "assess/select.h"

#include <string.h>

enum { SWEEPS_FIRST = 60, SWEEPS = 3 };
/* Groups looked at. */
static const uint64_t WORK_MAX = UINT64_C(1000000000);
static const double MARGIN = 1e-3;

enum aim { AIM_FRONTIER, AIM_BEST, AIM_REACH, AIM_ANY };

struct ask {
	int64_t within;
	size_t scenarios;
};

struct member {
	double share;
	uint8_t item;
};

/* A group, and its members among all of them. */
struct branch_group {
	uint64_t items;
	size_t scenarios, first, count;
};

struct select_search {
	struct select_kernel *kernel;
	const struct branch_group *groups;
	struct member *members, *members_first; /* those of the node; those that are best before anything is taken */
	size_t member_count;
	double per[SK_SELECT_CONTROLS_MAX], weight[SK_SELECT_CONTROLS_MAX]; /* 1 / weight, weight */
	double shares[SK_SELECT_CONTROLS_MAX]; /* of each item, at this node */
	enum aim aim;
	const struct select_frame *frame;
	size_t target;
	int64_t weight_step; /* divides all weights */
	size_t scenario_step; /* divides the scenarios of all groups */
	struct ask *asks; /* both go up */
	size_t ask_count;
	struct select_point *known; /* lightest first; of BEST and REACH one at most */
	size_t known_count;
	uint32_t *live; /* of each depth, groups that may still be settled */
};

struct node {
	uint64_t in, out, free; /* free: may be taken, and some live group needs it */
	int64_t spent;
	size_t settled;
	uint64_t settled_items;
	const uint32_t *live;
	size_t live_count;
	uint8_t order[SK_SELECT_CONTROLS_MAX]; /* free ones, most share per weight first */
	size_t order_count;
};

/* ---- what is asked ---- */

static int64_t most_within(const struct select_search *search)
{
	return search->ask_count ? search->asks[search->ask_count - 1].within : -1;
}

/* All weights are multiples of one number, and all counts of another. */
static void add_ask(struct select_search *search, int64_t within, size_t scenarios)
{
	within -= within >= 0 ? within % search->weight_step : 0;
	scenarios += (search->scenario_step - scenarios % search->scenario_step) % search->scenario_step;
	if (within >= 0 && scenarios <= search->kernel->scenarios)
		search->asks[search->ask_count++] = (struct ask){within, scenarios};
}

static void ask_anew(struct select_search *search)
{
	const struct select_point *known = search->known;
	int64_t limit = search->frame->limit;
	search->ask_count = 0;
	if (search->aim == AIM_ANY && search->known_count)
		return;
	if (search->aim == AIM_REACH || search->aim == AIM_ANY) {
		add_ask(search, search->known_count ? known->weight - 1 : limit, search->target);
		return;
	}
	if (search->aim == AIM_BEST) {
		add_ask(search, known->weight - 1, known->scenarios);
		add_ask(search, limit, known->scenarios + 1);
		return;
	}
	for (size_t i = 0; i < search->known_count; i++)
		add_ask(search, i + 1 < search->known_count ? known[i + 1].weight - 1 : limit, known[i].scenarios + 1);
}

static bool answers(const struct select_search *search, int64_t weight, size_t scenarios)
{
	for (size_t i = 0; i < search->ask_count; i++)
		if (weight <= search->asks[i].within && scenarios >= search->asks[i].scenarios)
			return true;
	return false;
}

/* Into the staircase; what it makes useless goes. */
static void keep_step(struct select_search *search, const struct select_point *point)
{
	size_t kept = 0, before;
	struct select_point *known = search->known;
	while (kept < search->known_count && known[kept].weight < point->weight)
		kept++;
	for (before = kept; before < search->known_count && known[before].scenarios <= point->scenarios; before++)
		continue;
	/* What lies between `kept` and `before` weighs as much or more and settles no more. */
	size_t tail = search->known_count - before;
	if (before == kept)
		for (size_t i = tail; i-- > 0;)
			known[kept + 1 + i] = known[before + i];
	else
		for (size_t i = 0; i < tail; i++)
			known[kept + 1 + i] = known[before + i];
	known[kept] = *point;
	search->known_count = kept + 1 + tail;
}

static void offer(struct select_search *search, const struct select_point *point)
{
	if (!answers(search, point->weight, point->scenarios))
		return;
	if (search->aim == AIM_FRONTIER) {
		keep_step(search, point);
	} else {
		search->known[0] = *point;
		search->known_count = 1;
	}
	ask_anew(search);
}

/* ---- a node's groups ---- */

static int64_t weigh(const struct select_search *search, uint64_t items)
{
	int64_t weight = 0;
	for (; items; items &= items - 1)
		weight += search->kernel->weight[__builtin_ctzll(items)];
	return weight;
}

/* Which groups are settled, and which may still be. `live`: of the node above, then of this one, in `room`. */
static void sift(struct select_search *search, struct node *node, uint32_t *room)
{
	int64_t left = most_within(search) - node->spent;
	size_t kept = 0;
	node->free = 0;
	for (size_t i = 0; i < node->live_count; i++) {
		const struct branch_group *group = &search->groups[node->live[i]];
		uint64_t rest = group->items & ~node->in;
		if (group->items & node->out || weigh(search, rest) > left)
			continue;
		if (rest) {
			room[kept++] = node->live[i];
			node->free |= rest;
		} else {
			node->settled += group->scenarios;
			node->settled_items |= group->items;
		}
	}
	search->kernel->work += node->live_count;
	node->live = room;
	node->live_count = kept;
}

/* ---- shares ---- */

/* What members hold that are taken already goes to the one with least share per weight. */
static void share_out(struct select_search *search, const struct node *node)
{
	for (size_t i = 0; i < search->kernel->count; i++)
		search->shares[i] = 0;
	for (size_t i = 0; i < node->live_count; i++) {
		const struct branch_group *group = &search->groups[node->live[i]];
		struct member *members = search->members + group->first, *least = NULL;
		double left = (double)group->scenarios;
		for (size_t k = 0; k < group->count; k++) {
			if (!(node->free >> members[k].item & 1)) {
				members[k].share = 0;
				continue;
			}
			members[k].share = members[k].share < left ? members[k].share : left;
			left -= members[k].share;
			search->shares[members[k].item] += members[k].share;
			if (!least || search->shares[members[k].item] * search->per[members[k].item] <
					      search->shares[least->item] * search->per[least->item])
				least = &members[k];
		}
		least->share += left;
		search->shares[least->item] += left;
	}
	search->kernel->work += node->live_count;
}

static void even_group(struct select_search *search, const struct node *node, struct member *members, size_t count)
{
	struct member *low = NULL, *high = NULL;
	double low_rate = 0, high_rate = 0;
	for (size_t k = 0; k < count; k++) {
		if (!(node->free >> members[k].item & 1))
			continue;
		double rate = search->shares[members[k].item] * search->per[members[k].item];
		if (!low || rate < low_rate) {
			low = &members[k];
			low_rate = rate;
		}
		if (members[k].share > 0 && (!high || rate > high_rate)) {
			high = &members[k];
			high_rate = rate;
		}
	}
	if (!high || high == low || high_rate <= low_rate)
		return;
	double low_weight = search->weight[low->item], high_weight = search->weight[high->item];
	double move = (high_rate - low_rate) * low_weight * high_weight / (low_weight + high_weight);
	move = move < high->share ? move : high->share;
	high->share -= move;
	low->share += move;
	search->shares[high->item] -= move;
	search->shares[low->item] += move;
}

static void even_out(struct select_search *search, const struct node *node)
{
	for (size_t i = 0; i < node->live_count; i++) {
		const struct branch_group *group = &search->groups[node->live[i]];
		if (group->count > 1)
			even_group(search, node, search->members + group->first, group->count);
	}
	search->kernel->work += node->live_count;
}

static double rate_of(const struct select_search *search, uint8_t item)
{
	return search->shares[item] * search->per[item];
}

static void put_in_order(const struct select_search *search, struct node *node)
{
	node->order_count = 0;
	for (uint64_t left = node->free; left; left &= left - 1) {
		uint8_t item = (uint8_t)__builtin_ctzll(left);
		size_t at = node->order_count++;
		for (; at > 0 && rate_of(search, node->order[at - 1]) < rate_of(search, item); at--)
			node->order[at] = node->order[at - 1];
		node->order[at] = item;
	}
}

/* ---- the bound ---- */

/* For one thing asked: what the knapsack can hold at most, and the share per weight where it is full. */
struct bound {
	double most, rate;
	size_t item; /* position in the order of what no longer fits whole; order_count: all fit */
};

static struct bound bound_within(const struct select_search *search, const struct node *node, int64_t within)
{
	struct bound bound = {.most = (double)node->settled};
	double room = (double)(within - node->spent);
	for (bound.item = 0; bound.item < node->order_count; bound.item++) {
		uint8_t item = node->order[bound.item];
		bound.rate = rate_of(search, item);
		if (search->weight[item] > room) {
			bound.most += bound.rate * room;
			return bound;
		}
		room -= search->weight[item];
		bound.most += search->shares[item];
	}
	bound.rate = 0;
	return bound;
}

static bool can_settle(double most, size_t scenarios)
{
	return most + MARGIN >= (double)scenarios;
}

/* Whether any ask can be answered; `where` becomes the position in the order of what decides the first such, and items that have to be taken or left for each of
 * them become *must, *never. */
static bool is_open(const struct select_search *search, const struct node *node, size_t *where, uint64_t *must, uint64_t *never)
{
	bool open = false;
	*must = *never = node->free;
	for (size_t i = 0; i < search->ask_count; i++) {
		const struct ask *ask = &search->asks[i];
		if (ask->within < node->spent)
			continue;
		struct bound bound = bound_within(search, node, ask->within);
		if (!can_settle(bound.most, ask->scenarios))
			continue;
		*where = open ? *where : bound.item;
		open = true;
		for (uint64_t left = *must | *never; left; left &= left - 1) {
			int item = __builtin_ctzll(left);
			double more = search->shares[item] - bound.rate * search->weight[item];
			if (can_settle(bound.most - (more > 0 ? more : 0), ask->scenarios))
				*must &= ~(UINT64_C(1) << item);
			if (can_settle(bound.most + (more < 0 ? more : 0), ask->scenarios))
				*never &= ~(UINT64_C(1) << item);
		}
	}
	return open;
}

/* ---- selections by the way: the first of the order, up to each ---- */

static void offer_prefixes(struct select_search *search, const struct node *node)
{
	uint8_t rank[SK_SELECT_CONTROLS_MAX];
	size_t settled[SK_SELECT_CONTROLS_MAX] = {0};
	uint64_t items[SK_SELECT_CONTROLS_MAX] = {0};
	for (size_t i = 0; i < node->order_count; i++)
		rank[node->order[i]] = (uint8_t)i;
	for (size_t i = 0; i < node->live_count; i++) {
		const struct branch_group *group = &search->groups[node->live[i]];
		size_t last = 0;
		for (uint64_t rest = group->items & node->free; rest; rest &= rest - 1) {
			size_t at = rank[__builtin_ctzll(rest)];
			last = at > last ? at : last;
		}
		settled[last] += group->scenarios;
		items[last] |= group->items;
	}
	struct select_point point = {node->settled_items | search->frame->in, 0, node->settled};
	point.weight = weigh(search, point.items);
	offer(search, &point);
	for (size_t i = 0; i < node->order_count; i++) {
		point.weight += weigh(search, items[i] & ~point.items);
		point.items |= items[i];
		point.scenarios += settled[i];
		if (settled[i] > 0)
			offer(search, &point);
	}
	search->kernel->work += node->live_count;
}

/* ---- branches ---- */

static void take(struct select_search *search, struct node *node, uint64_t items)
{
	node->in |= items;
	node->spent += weigh(search, items);
}

/* Until nothing more follows. False: nothing asked can be answered here. */
static bool narrow(struct select_search *search, struct node *node, uint32_t *room, size_t sweeps, size_t *where)
{
	uint64_t must, never;
	for (;;) {
		sift(search, node, room);
		if (node->spent > most_within(search))
			return false;
		share_out(search, node);
		for (size_t sweep = 0; sweep < sweeps; sweep++)
			even_out(search, node);
		put_in_order(search, node);
		offer_prefixes(search, node);
		if (!is_open(search, node, where, &must, &never) || (must & never))
			return false;
		if (!(must | never))
			return node->order_count > 0;
		take(search, node, must);
		node->out |= never;
		sweeps = SWEEPS;
	}
}

static sk_outcome descend(struct select_search *search, const struct node *above, size_t depth)
{
	struct node node = *above;
	uint32_t *room = search->live + depth * search->kernel->group_count;
	size_t where = 0;
	if (search->kernel->work > WORK_MAX)
		return select_too_hard(search->kernel);
	if (!narrow(search, &node, room, SWEEPS, &where))
		return SK_OK;
	where = where < node.order_count ? where : node.order_count - 1;
	uint64_t bit = UINT64_C(1) << node.order[where];
	struct node with = node, without = node;
	take(search, &with, bit);
	without.out |= bit;
	SK_TRY(descend(search, &with, depth + 1));
	return descend(search, &without, depth + 1);
}

/* ---- runs ---- */

static sk_outcome take_memory(struct select_kernel *kernel, struct select_search *search)
{
	void *members, *first, *asks, *known, *live;
	for (size_t i = 0; i < kernel->group_count; i++)
		search->member_count += (size_t)__builtin_popcountll(kernel->groups[i].items);
	SK_TRY(sk_arena_take(kernel->arena, search->member_count, sizeof(struct member), &members, kernel->error));
	SK_TRY(sk_arena_take(kernel->arena, search->member_count, sizeof(struct member), &first, kernel->error));
	SK_TRY(sk_arena_take(kernel->arena, kernel->scenarios + 2, sizeof(struct ask), &asks, kernel->error));
	SK_TRY(sk_arena_take(kernel->arena, kernel->scenarios + 2, sizeof(struct select_point), &known, kernel->error));
	SK_TRY(sk_arena_take(kernel->arena, (kernel->count + 2) * kernel->group_count, sizeof(uint32_t), &live, kernel->error));
	search->members = members;
	search->members_first = first;
	search->asks = asks;
	search->known = known;
	search->live = live;
	return SK_OK;
}

static void fill_groups(const struct select_kernel *kernel, struct select_search *search, struct branch_group *groups)
{
	size_t next = 0;
	for (size_t i = 0; i < kernel->group_count; i++) {
		groups[i] = (struct branch_group){kernel->groups[i].items, kernel->groups[i].scenarios, next, 0};
		for (uint64_t left = groups[i].items; left; left &= left - 1)
			search->members[next + groups[i].count++].item = (uint8_t)__builtin_ctzll(left);
		next += groups[i].count;
		search->live[i] = (uint32_t)i;
	}
}

static uint64_t all_items(const struct select_kernel *kernel)
{
	return kernel->count == SK_SELECT_CONTROLS_MAX ? UINT64_MAX : (UINT64_C(1) << kernel->count) - 1;
}

static uint64_t common_step(uint64_t a, uint64_t b)
{
	while (b) {
		uint64_t rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

static void find_steps(struct select_search *search)
{
	const struct select_kernel *kernel = search->kernel;
	uint64_t weight = 0, scenarios = 0;
	for (size_t i = 0; i < kernel->count; i++)
		weight = common_step(weight, (uint64_t)kernel->weight[i]);
	for (size_t i = 0; i < kernel->group_count; i++)
		scenarios = common_step(scenarios, kernel->groups[i].scenarios);
	search->weight_step = weight ? (int64_t)weight : 1;
	search->scenario_step = scenarios ? (size_t)scenarios : 1;
}

/* With the shares of the whole, from which every run begins. */
static sk_outcome open_search(struct select_kernel *kernel)
{
	void *memory, *groups;
	SK_TRY(sk_arena_take(kernel->arena, 1, sizeof(struct select_search), &memory, kernel->error));
	SK_TRY(sk_arena_take(kernel->arena, kernel->group_count, sizeof(struct branch_group), &groups, kernel->error));
	struct select_search *search = memory;
	search->kernel = kernel;
	search->groups = groups;
	SK_TRY(take_memory(kernel, search));
	find_steps(search);
	for (size_t i = 0; i < kernel->count; i++) {
		search->weight[i] = (double)kernel->weight[i];
		search->per[i] = 1 / search->weight[i];
	}
	fill_groups(kernel, search, groups);
	struct node node = {.free = all_items(kernel), .live = search->live, .live_count = kernel->group_count};
	share_out(search, &node);
	for (size_t sweep = 0; sweep < SWEEPS_FIRST; sweep++)
		even_out(search, &node);
	memcpy(search->members_first, search->members, search->member_count * sizeof(struct member));
	kernel->search = search;
	return SK_OK;
}

/* Leaves what it found in search->known. */
static sk_outcome run(struct select_search *search, enum aim aim, const struct select_frame *frame, size_t target)
{
	struct node node = {.in = frame->in, .out = frame->out, .live = search->live, .live_count = search->kernel->group_count};
	memcpy(search->members, search->members_first, search->member_count * sizeof(struct member));
	search->aim = aim;
	search->frame = frame;
	search->target = target;
	search->known_count = 0;
	node.spent = weigh(search, node.in);
	if (aim == AIM_FRONTIER || aim == AIM_BEST)
		search->known[search->known_count++] = (struct select_point){node.in, node.spent, 0};
	ask_anew(search);
	return descend(search, &node, 1);
}

/* The lowest of those that weigh and settle the same, item by item. Nothing in the frame does better. */
static sk_outcome lower(struct select_search *search, const struct select_frame *frame, struct select_point *point)
{
	struct select_frame next = {frame->in, frame->out, point->weight};
	for (size_t i = 0; i < search->kernel->count; i++) {
		uint64_t bit = UINT64_C(1) << i;
		if ((next.in | next.out) & bit)
			continue;
		next.in |= bit;
		if (point->items & bit)
			continue;
		SK_TRY(run(search, AIM_ANY, &next, point->scenarios));
		if (search->known_count > 0) {
			*point = search->known[0];
			continue;
		}
		next.in &= ~bit;
		next.out |= bit;
	}
	return SK_OK;
}

SK_OUTCOME select_search_frontier(struct select_kernel *kernel, const struct select_frame *frame, const struct select_point **out, size_t *count)
{
	void *memory;
	if (!kernel->search)
		SK_TRY(open_search(kernel));
	SK_TRY(run(kernel->search, AIM_FRONTIER, frame, 0));
	*count = kernel->search->known_count;
	SK_TRY(sk_arena_take(kernel->arena, *count, sizeof(struct select_point), &memory, kernel->error));
	struct select_point *steps = memory;
	memcpy(steps, kernel->search->known, *count * sizeof(struct select_point));
	for (size_t i = 0; i < *count; i++)
		SK_TRY(lower(kernel->search, frame, &steps[i]));
	*out = steps;
	return SK_OK;
}

SK_OUTCOME select_search_best(struct select_kernel *kernel, const struct select_frame *frame, struct select_point *out)
{
	if (!kernel->search)
		SK_TRY(open_search(kernel));
	SK_TRY(run(kernel->search, AIM_BEST, frame, 0));
	*out = kernel->search->known[0];
	return lower(kernel->search, frame, out);
}

SK_OUTCOME select_search_reach(struct select_kernel *kernel, const struct select_frame *frame, size_t scenarios, struct select_point *out, bool *found)
{
	if (!kernel->search)
		SK_TRY(open_search(kernel));
	SK_TRY(run(kernel->search, AIM_REACH, frame, scenarios));
	*found = kernel->search->known_count > 0;
	if (!*found)
		return SK_OK;
	*out = kernel->search->known[0];
	return lower(kernel->search, frame, out);
}
