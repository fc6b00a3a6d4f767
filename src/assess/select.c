#include "assess/select.h"

bool select_is_lower(uint64_t a, uint64_t b)
{
	uint64_t differ = a ^ b;
	return (a & (differ & -differ)) != 0;
}

SK_OUTCOME select_too_hard(const struct select_kernel *kernel)
{
	const char *work;
	SK_TRY(sk_arena_print(kernel->arena, &work, kernel->error, _("%zu controls, %zu sets of them"), kernel->count, kernel->group_count));
	return sk_error_set(kernel->error, SK_E_SELECT_HARD, NULL, work, NULL, NULL);
}

/* ---- making it small ---- */

struct reduce {
	const struct sk_select_question *question;
	struct select_kernel *kernel;
	uint64_t used;
};

static sk_outcome too_many(struct sk_error *error, const char *what, const char *most)
{
	return sk_error_set(error, SK_E_SELECT_SIZE, NULL, what, most, NULL);
}

static sk_outcome check_size(struct reduce *reduce)
{
	const struct sk_select_question *question = reduce->question;
	size_t scenarios = 0;
	if (question->control_count > SK_SELECT_CONTROLS_MAX)
		return too_many(reduce->kernel->error, _("controls"), "64");
	for (size_t i = 0; i < question->control_count; i++)
		SK_INVARIANT(question->costs[i] >= 0 && question->costs[i] <= SK_SELECT_COST_MAX);
	for (size_t i = 0; i < question->need_count; i++) {
		SK_INVARIANT(question->control_count == SK_SELECT_CONTROLS_MAX || question->needs[i].controls >> question->control_count == 0);
		scenarios += question->needs[i].scenarios;
		reduce->used |= question->needs[i].controls;
	}
	return scenarios > SK_SELECT_SCENARIOS_MAX ? too_many(reduce->kernel->error, _("risks"), "65535") : SK_OK;
}

/* Splits the items until each is needed whole or not at all by every scenario. */
static void split_items(struct reduce *reduce)
{
	struct select_kernel *kernel = reduce->kernel;
	kernel->count = reduce->used != 0;
	kernel->controls[0] = reduce->used;
	for (size_t need = 0; need < reduce->question->need_count; need++) {
		uint64_t controls = reduce->question->needs[need].controls;
		for (size_t i = 0, count = kernel->count; i < count; i++) {
			uint64_t part = kernel->controls[i] & controls;
			if (part == 0 || part == kernel->controls[i])
				continue;
			kernel->controls[kernel->count++] = kernel->controls[i] & ~part;
			kernel->controls[i] = part;
		}
	}
}

static uint64_t lowest(uint64_t controls)
{
	return controls & -controls;
}

/* By the lowest control: which of two selections has the first control by which they differ is then told by their items. */
static void sort_items(struct select_kernel *kernel)
{
	for (size_t i = 1; i < kernel->count; i++) {
		uint64_t controls = kernel->controls[i];
		size_t at = i;
		for (; at > 0 && lowest(kernel->controls[at - 1]) > lowest(controls); at--)
			kernel->controls[at] = kernel->controls[at - 1];
		kernel->controls[at] = controls;
	}
}

static void weigh_items(struct reduce *reduce)
{
	struct select_kernel *kernel = reduce->kernel;
	for (size_t i = 0; i < kernel->count; i++) {
		for (uint64_t left = kernel->controls[i]; left; left &= left - 1)
			kernel->weight[i] += reduce->question->costs[__builtin_ctzll(left)] * kernel->scale + 1;
		kernel->most += kernel->weight[i];
	}
}

static uint64_t items_of(const struct select_kernel *kernel, uint64_t controls)
{
	uint64_t items = 0;
	for (size_t i = 0; i < kernel->count; i++)
		if (kernel->controls[i] & controls)
			items |= UINT64_C(1) << i;
	return items;
}

/* Scenarios that need nothing are settled by any selection: they stand in no group. */
static sk_outcome group_scenarios(struct reduce *reduce)
{
	struct select_kernel *kernel = reduce->kernel;
	void *memory;
	SK_TRY(sk_arena_take(kernel->arena, reduce->question->need_count, sizeof(struct select_group), &memory, kernel->error));
	struct select_group *groups = memory;
	for (size_t need = 0; need < reduce->question->need_count; need++) {
		struct select_group group = {items_of(kernel, reduce->question->needs[need].controls), reduce->question->needs[need].scenarios};
		size_t at = 0;
		if (group.items == 0 || group.scenarios == 0)
			continue;
		while (at < kernel->group_count && groups[at].items != group.items)
			at++;
		if (at == kernel->group_count)
			groups[kernel->group_count++] = (struct select_group){group.items, 0};
		groups[at].scenarios += group.scenarios;
		kernel->scenarios += group.scenarios;
	}
	kernel->groups = groups;
	return SK_OK;
}

/* ---- the questions ---- */

static sk_outcome make_kernel(struct sk_arena *arena, const struct sk_select_question *question, struct select_kernel *out, struct sk_error *error)
{
	struct reduce reduce = {question, out, 0};
	*out = (struct select_kernel){.arena = arena, .error = error, .scale = (int64_t)question->control_count + 1};
	SK_TRY(check_size(&reduce));
	split_items(&reduce);
	sort_items(out);
	weigh_items(&reduce);
	SK_TRY(group_scenarios(&reduce));
	return question->search ? SK_OK : select_all_open(out);
}

static struct sk_selected selected(const struct select_kernel *kernel, const struct sk_select_question *question, const struct select_point *point)
{
	struct sk_selected out = {.scenarios = point->scenarios};
	for (uint64_t left = point->items; left; left &= left - 1)
		out.controls |= kernel->controls[__builtin_ctzll(left)];
	for (uint64_t left = out.controls; left; left &= left - 1)
		out.cost += question->costs[__builtin_ctzll(left)];
	for (size_t i = 0; i < question->need_count; i++)
		out.scenarios += question->needs[i].controls ? 0 : question->needs[i].scenarios;
	return out;
}

SK_OUTCOME sk_select_frontier(struct sk_arena *arena, const struct sk_select_question *question, struct sk_selected **out, size_t *count,
			      struct sk_error *error)
{
	struct select_kernel kernel;
	const struct select_point *points;
	size_t found;
	void *memory;
	SK_TRY(make_kernel(arena, question, &kernel, error));
	struct select_frame frame = {0, 0, kernel.most};
	SK_TRY(kernel.parts ? select_all_frontier(&kernel, &frame, &points, &found) : select_search_frontier(&kernel, &frame, &points, &found));
	SK_TRY(sk_arena_take(arena, found, sizeof(struct sk_selected), &memory, error));
	*out = memory;
	*count = 0;
	for (size_t i = 0; i < found; i++) {
		/* What settles more for the same cost takes the place of what has fewer controls. */
		bool same_cost = i + 1 < found && points[i].weight / kernel.scale == points[i + 1].weight / kernel.scale;
		if (!same_cost)
			(*out)[(*count)++] = selected(&kernel, question, &points[i]);
	}
	return SK_OK;
}

/* The most weight within a budget. */
static int64_t limit_of(const struct select_kernel *kernel, int64_t budget)
{
	int64_t least = kernel->most / kernel->scale;
	return budget > least ? kernel->most : budget * kernel->scale + kernel->scale - 1;
}

static sk_outcome best(struct select_kernel *kernel, const struct select_frame *frame, struct select_point *out)
{
	const struct select_point *steps;
	size_t count;
	if (!kernel->parts)
		return select_search_best(kernel, frame, out);
	SK_TRY(select_all_frontier(kernel, frame, &steps, &count));
	*out = steps[0];
	for (size_t i = 1; i < count && steps[i].weight <= frame->limit; i++)
		*out = steps[i];
	return SK_OK;
}

static sk_outcome reach(struct select_kernel *kernel, const struct select_frame *frame, size_t scenarios, struct select_point *out, bool *found)
{
	const struct select_point *steps;
	size_t count, i = 0;
	if (!kernel->parts)
		return select_search_reach(kernel, frame, scenarios, out, found);
	SK_TRY(select_all_frontier(kernel, frame, &steps, &count));
	while (i < count && steps[i].scenarios < scenarios)
		i++;
	*found = i < count && steps[i].weight <= frame->limit;
	if (*found)
		*out = steps[i];
	return SK_OK;
}

SK_OUTCOME sk_select_best(struct sk_arena *arena, const struct sk_select_question *question, int64_t budget, struct sk_selected *out,
			  struct sk_error *error)
{
	struct select_kernel kernel;
	struct select_point point;
	SK_INVARIANT(budget >= 0);
	SK_TRY(make_kernel(arena, question, &kernel, error));
	struct select_frame frame = {0, 0, limit_of(&kernel, budget)};
	SK_TRY(best(&kernel, &frame, &point));
	*out = selected(&kernel, question, &point);
	return SK_OK;
}

/* ---- from which cost on ---- */

/* With the item against without it: the highest cost of the item, in yen and all of it, at which it is chosen; -1: at none. */
static sk_outcome turn_of(struct select_kernel *kernel, size_t item, int64_t budget, int64_t *out)
{
	uint64_t bit = UINT64_C(1) << item;
	int64_t own = kernel->weight[item], controls = own % kernel->scale;
	struct select_frame without = {0, bit, limit_of(kernel, budget)}, with = {bit, 0, kernel->most};
	struct select_point other, more, same;
	bool is_more, is_same;
	SK_TRY(best(kernel, &without, &other));
	SK_TRY(reach(kernel, &with, other.scenarios + 1, &more, &is_more));
	SK_TRY(reach(kernel, &with, other.scenarios, &same, &is_same));
	*out = -1;
	if (is_more)
		*out = budget - (more.weight - own) / kernel->scale;
	if (!is_same)
		return SK_OK;
	int64_t rest = same.weight - own, even = other.weight / kernel->scale - rest / kernel->scale;
	int64_t counts = rest % kernel->scale + controls - other.weight % kernel->scale;
	bool wins = counts < 0 || (counts == 0 && select_is_lower(same.items, other.items));
	even -= !wins;
	*out = even > *out ? even : *out;
	return SK_OK;
}

SK_OUTCOME sk_select_turns(struct sk_arena *arena, const struct sk_select_question *question, int64_t budget, int64_t **out, struct sk_error *error)
{
	struct select_kernel kernel;
	void *memory;
	SK_INVARIANT(budget >= 0);
	SK_TRY(make_kernel(arena, question, &kernel, error));
	SK_TRY(sk_arena_take(arena, question->control_count, sizeof(int64_t), &memory, error));
	*out = memory;
	for (size_t i = 0; i < question->control_count; i++)
		(*out)[i] = -1;
	for (size_t item = 0; item < kernel.count; item++) {
		int64_t turn;
		SK_TRY(turn_of(&kernel, item, budget, &turn));
		for (uint64_t left = kernel.controls[item]; left; left &= left - 1) {
			size_t control = (size_t)__builtin_ctzll(left);
			int64_t others = kernel.weight[item] / kernel.scale - question->costs[control];
			(*out)[control] = turn - others >= 0 ? turn - others : -1;
		}
	}
	return SK_OK;
}
