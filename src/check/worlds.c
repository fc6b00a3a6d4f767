/*
 * Several complete looks at the same thing can be known at once: of two collectors of which the newer sees less well, or one from before its collector
 * was denied. All their facts stand in the tables together, and so each failure that a fact shows is found. But a failure that rests on absence is hidden
 * there by whatever another look saw, or one that saw a part. So such a query is asked again in each world: one complete look for each kind at each
 * subject, and of those with a choice nothing else. Of what it returns there only failures resting on absence count (decision 0024).
 */
#include "check/checker.h"

#include <stdlib.h>
#include <string.h>

enum { SCRATCH_MAX = 32 << 20, PILE_FIRST = 64 };

static bool is_complete(const struct sk_look *look)
{
	return look->known != SK_LOOK_LOST && look->status == SK_STATUS_COMPLETE;
}

/* ---- what there is to choose ---- */

struct group {
	const struct sk_look *looks;
	size_t count;
	size_t complete, telling; /* of them */
};

static struct group group_at(const struct sk_evidence *evidence, size_t at)
{
	struct group group = {.looks = &evidence->looks[at]};
	for (; at + group.count < evidence->look_count; group.count++) {
		const struct sk_look *look = &group.looks[group.count];
		if (look->kind != group.looks->kind || look->subject != group.looks->subject)
			break;
		group.complete += is_complete(look);
		group.telling += is_complete(look) || look->fact_count > 0;
	}
	return group;
}

void worlds_find(const struct run *run)
{
	struct group group;
	memset(run->checker->choices, 0, sizeof(run->checker->choices));
	for (size_t at = 0; at < run->evidence->look_count; at += group.count) {
		group = group_at(run->evidence, at);
		unsigned *choices = &run->checker->choices[kind_position(group.looks->kind)];
		if (group.complete > 0 && group.telling > 1 && group.complete > *choices)
			*choices = (unsigned)group.complete;
	}
}

size_t worlds_of(const struct run *run, const struct compiled *compiled)
{
	size_t worlds = 1, facts = 0;
	bool any = false;
	for (size_t i = 0; i < compiled->need_count; i++) {
		size_t position = kind_position(compiled->needs[i]);
		unsigned choices = run->checker->choices[position];
		facts += run->checker->facts[position];
		any = any || choices > 0;
		worlds *= choices > 1 ? choices : 1;
		if (worlds > WORLDS_MAX)
			return worlds;
	}
	if (any && worlds * facts > WORLD_FACTS_MAX)
		return WORLDS_MAX + 1;
	return any ? worlds : 0;
}

/* ---- entering one ---- */

/* The look that stands for a group under a choice; NULL: all of it. */
static const struct sk_look *chosen_of(const struct group *group, unsigned choice)
{
	size_t left = choice < group->complete ? choice : group->complete;
	for (size_t i = 0; i < group->count && left > 0; i++)
		if (is_complete(&group->looks[i]) && --left == 0)
			return &group->looks[i];
	return NULL;
}

static size_t first_of_kind(const struct sk_evidence *evidence, const struct sk_fact_kind *kind)
{
	size_t low = 0, high = evidence->look_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (evidence->looks[middle].kind < kind)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static sk_outcome refill(struct run *run, const struct sk_fact_kind *kind, unsigned choice)
{
	const struct sk_evidence *evidence = run->evidence;
	struct group group;
	SK_TRY(checker_clear(run, kind));
	for (size_t at = first_of_kind(evidence, kind); at < evidence->look_count && evidence->looks[at].kind == kind; at += group.count) {
		group = group_at(evidence, at);
		const struct sk_look *one = chosen_of(&group, choice);
		for (size_t i = 0; i < group.count; i++)
			if (!one || one == &group.looks[i])
				SK_TRY(checker_insert(run, &group.looks[i]));
	}
	return SK_OK;
}

static sk_outcome enter_all(struct run *run, struct compiled *compiled, size_t world)
{
	for (size_t i = 0; i < compiled->need_count; i++) {
		size_t position = kind_position(compiled->needs[i]);
		unsigned choices = run->checker->choices[position], choice = 0;
		if (world > 0 && choices > 0) {
			choice = 1 + (unsigned)((world - 1) % choices);
			world = 1 + (world - 1) / choices;
		}
		if (run->checker->chosen[position] != choice)
			SK_TRY(refill(run, compiled->needs[i], choice));
		run->checker->chosen[position] = choice;
	}
	return SK_OK;
}

/* Most checks have nothing to choose, and pay nothing. */
static bool is_there(const struct run *run, const struct compiled *compiled, size_t world)
{
	for (size_t i = 0; i < compiled->need_count; i++)
		if (world > 0 || run->checker->chosen[kind_position(compiled->needs[i])] != 0)
			return false;
	return true;
}

sk_outcome worlds_enter(struct run *run, struct compiled *compiled, size_t world)
{
	compiled->world = world;
	if (is_there(run, compiled, world))
		return SK_OK;
	SK_TRY(checker_begin(run));
	sk_outcome outcome = enter_all(run, compiled, world);
	return checker_commit(run, outcome);
}

/* ---- where something is missing ---- */

/* Of what the world holds of the subject, the look that is known least; of two the newer. */
static const struct sk_look *missing_in(const struct run *run, const struct compiled *compiled, const struct sk_subject *subject)
{
	const struct sk_look *found = NULL;
	for (size_t i = 0; i < compiled->need_count; i++) {
		const struct sk_look *look = sk_evidence_look(run->evidence, compiled->needs[i], subject);
		if (!look)
			continue;
		struct group group = group_at(run->evidence, (size_t)(look - run->evidence->looks));
		unsigned choice = run->checker->chosen[kind_position(look->kind)];
		if (choice == 0 && group.complete > 1)
			return NULL;
		look = chosen_of(&group, choice > 0 ? choice : 1);
		if (look && (!found || look->method < found->method || (look->method == found->method && look->at > found->at)))
			found = look;
	}
	return found;
}

/* The rows as things stand in the tables, and where what they miss is missing. */
static sk_outcome ask(struct run *run, struct compiled *compiled, size_t world, struct sk_violation **rows, size_t *count)
{
	SK_TRY(worlds_enter(run, compiled, world));
	SK_TRY(checker_query(run, compiled, rows, count));
	for (size_t i = 0; i < *count; i++)
		if (!(*rows)[i].fact)
			(*rows)[i].look = missing_in(run, compiled, (*rows)[i].subject);
	return SK_OK;
}

/* ---- all of them ---- */

/* Rows of several worlds, each once. */
struct pile {
	struct sk_arena *scratch;
	struct sk_violation *items;
	size_t count, room;
};

static sk_outcome put(struct run *run, struct pile *pile, const struct sk_violation *rows, size_t count)
{
	if (count == 0)
		return SK_OK;
	if (pile->count + count > pile->room) {
		void *memory;
		size_t room = (pile->count + count) * 2 + PILE_FIRST;
		SK_TRY(sk_arena_take(pile->scratch, room, sizeof(*pile->items), &memory, run->error));
		if (pile->count > 0)
			memcpy(memory, pile->items, pile->count * sizeof(*pile->items));
		pile->items = memory;
		pile->room = room;
	}
	memcpy(pile->items + pile->count, rows, count * sizeof(*rows));
	pile->count += count;
	return SK_OK;
}

/* What is missing in several looks is missing in the one that is known best, and of those in the newest. */
static bool shows_better(const struct sk_violation *a, const struct sk_violation *b)
{
	if (!a->look || !b->look)
		return a->look != NULL;
	return a->look->method != b->look->method ? a->look->method > b->look->method : a->look->at > b->look->at;
}

static void keep_each_once(struct pile *pile)
{
	size_t kept = 0;
	if (pile->count > 1)
		qsort(pile->items, pile->count, sizeof(*pile->items), checker_by_place);
	for (size_t i = 0; i < pile->count; i++) {
		struct sk_violation *row = &pile->items[i], *last = kept > 0 ? &pile->items[kept - 1] : NULL;
		bool same = last && last->subject == row->subject && last->reason == row->reason && last->fact == row->fact;
		if (!same)
			pile->items[kept++] = *row;
		else if (shows_better(row, last))
			*last = *row;
	}
	pile->count = kept;
}

static sk_outcome ask_all(struct run *run, struct compiled *compiled, size_t worlds, struct pile *pile)
{
	for (size_t world = 0; world <= worlds; world++) {
		struct sk_arena *arena = run->arena;
		struct sk_violation *rows;
		size_t count;
		run->arena = pile->scratch;
		sk_outcome outcome = ask(run, compiled, world, &rows, &count);
		run->arena = arena;
		SK_TRY(outcome);
		SK_TRY(put(run, pile, rows, count));
		keep_each_once(pile);
	}
	return SK_OK;
}

static sk_outcome rows_of_all(struct run *run, struct compiled *compiled, size_t worlds)
{
	SK_ARENA_SCOPE scratch = sk_arena_new(SCRATCH_MAX);
	struct pile pile = {.scratch = scratch};
	void *memory;
	if (!scratch)
		return sk_error_set_number(run->error, SK_E_MEMORY, NULL, SCRATCH_MAX);
	SK_TRY(ask_all(run, compiled, worlds, &pile));
	compiled->row_count = pile.count;
	if (pile.count == 0)
		return SK_OK;
	SK_TRY(sk_arena_take(run->arena, pile.count, sizeof(*pile.items), &memory, run->error));
	memcpy(memory, pile.items, pile.count * sizeof(*pile.items));
	compiled->rows = memory;
	return SK_OK;
}

sk_outcome worlds_rows(struct run *run, struct compiled *compiled, size_t worlds)
{
	struct sk_violation *rows = NULL;
	if (worlds > 0)
		return rows_of_all(run, compiled, worlds);
	SK_TRY(ask(run, compiled, 0, &rows, &compiled->row_count));
	compiled->rows = rows;
	return SK_OK;
}
