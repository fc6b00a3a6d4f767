/*
 * All packets of a box on their way through the chains of an entry.
 *
 * A piece of the box goes from rule to rule. What a rule surely matches it takes; the rest goes on behind it, cut into pieces. Where a rule is not understood
 * and may match, both ways are walked, each with the guess that leads there, and a guess is kept to: so what is said of the end of every way holds of
 * every filter that the file can mean, and of none that it cannot.
 */
#include "net/private.h"

#include <string.h>

enum { WAITING_MAX = 512 << 20, DEPTH_MAX = 64 };
static const uint64_t steps_max = UINT64_C(4000000000);

/* ---- paths ---- */

static sk_outcome step(struct walking *walk, const struct walk_node *from, const void *what, size_t number, const struct walk_node **out)
{
	struct walk_node *before = (struct walk_node *)(uintptr_t)from; /* nodes are the walk's own */
	void *memory;
	for (struct walk_node *node = before->first; node; node = node->beside) {
		if (node->what != what || node->number != number)
			continue;
		*out = node;
		return SK_OK;
	}
	SK_TRY(sk_arena_take(walk->base->arena, 1, sizeof(struct walk_node), &memory, walk->error));
	struct walk_node *made = memory;
	*made = (struct walk_node){.what = what, .number = number, .before = before, .beside = before->first, .depth = before->depth + 1};
	before->first = made;
	*out = made;
	return SK_OK;
}

/* What was guessed of the rule; NULL: nothing. */
static const struct walk_node *guess_of(const struct walk_item *item, const void *rule)
{
	const struct walk_node *node = item->guesses;
	while (node->before && node->what != rule)
		node = node->before;
	return node->before ? node : NULL;
}

/* ---- the base ---- */

bool walk_is_same_match(const struct sk_match *a, const struct sk_match *b)
{
	return a->count == b->count && (a->boxes == b->boxes || memcmp(a->boxes, b->boxes, a->count * sizeof(*a->boxes)) == 0);
}

SK_OUTCOME walk_base_make(struct sk_arena *arena, const struct sk_filter *filter, struct walk_base *out, struct sk_error *error)
{
	void *first, *exact;
	uint32_t total = 0;
	*out = (struct walk_base){.filter = filter, .arena = arena, .steps_max = steps_max};
	SK_TRY(sk_arena_take(arena, filter->count + 1, sizeof(uint32_t), &first, error));
	for (size_t c = 0; c < filter->count; c++) {
		((uint32_t *)first)[c] = total;
		total += (uint32_t)filter->chains[c].count;
	}
	((uint32_t *)first)[filter->count] = total;
	out->first = first;
	SK_TRY(sk_arena_take(arena, total + 1, sizeof(bool), &exact, error));
	for (size_t c = 0, number = 0; c < filter->count; c++)
		for (size_t i = 0; i < filter->chains[c].count; i++)
			((bool *)exact)[number++] = walk_is_same_match(&filter->chains[c].rules[i].may, &filter->chains[c].rules[i].must);
	out->exact = exact;
	return SK_OK;
}

/* ---- one way ---- */

struct way {
	struct walking *walk;
	struct walk_item item;
	bool over;
	struct sk_buf waiting; /* pieces that go another way */
};

static uint32_t number_of(const struct way *way)
{
	const struct walk_base *base = way->walk->base;
	return base->first[way->item.chain - base->filter->chains] + (uint32_t)way->item.at;
}

static const struct sk_filter_rule *rule_of(const struct way *way)
{
	return &way->item.chain->rules[way->item.at];
}

static void wait_for(struct way *way, const struct walk_item *item)
{
	sk_buf_add(&way->waiting, (const char *)item, sizeof(*item));
}

/* The piece without `away`, which lies in it, to go on later from where `item` stands. */
static void wait_without(struct way *way, const struct sk_box *away, struct walk_item item)
{
	/* From the back: what is cut off first stays whole in all that come later, and ports, states and interfaces tell rules apart with few values, addresses with many. */
	static const enum sk_dim order[SK_DIMS] = {SK_DIM_OUT, SK_DIM_IN, SK_DIM_STATE, SK_DIM_FLAGS, SK_DIM_ICMP, SK_DIM_TARGET_PORT, SK_DIM_SOURCE_PORT,
						   SK_DIM_PROTOCOL, SK_DIM_TARGET, SK_DIM_SOURCE};
	item.box = way->item.box;
	for (size_t i = 0; i < SK_DIMS; i++) {
		sk_wide low, high, first, last;
		sk_box_get(&item.box, order[i], &low, &high);
		sk_box_get(away, order[i], &first, &last);
		if (low < first) {
			sk_box_set(&item.box, order[i], low, first - 1);
			wait_for(way, &item);
		}
		if (high > last) {
			sk_box_set(&item.box, order[i], last + 1, high);
			wait_for(way, &item);
		}
		sk_box_set(&item.box, order[i], first, last);
	}
}

static void end(struct way *way, enum sk_fate fate)
{
	struct walking *walk = way->walk;
	way->over = true;
	if (walk->ended)
		walk->stopped = !walk->ended(walk->context, &way->item, fate);
}

/* Into the next chain that sees packets of this family; behind the last they are through. */
static void enter_from(struct way *way, size_t at)
{
	const struct sk_entry *entry = way->walk->entry;
	while (at < entry->count && !(entry->chains[at]->families & sk_box_family(&way->item.box)))
		at++;
	way->item.entered = at;
	if (at == entry->count) {
		end(way, SK_FATE_ACCEPT);
		return;
	}
	way->item.chain = entry->chains[at];
	way->item.at = way->item.part = 0;
	way->item.back = &way->walk->base->backs;
}

static void decide(struct way *way, enum sk_action action, const struct sk_filter_rule *rule)
{
	struct sk_ruling *decider = &way->item.decider;
	if (action == SK_ACTION_DROP || rule || !decider->rule)
		*decider = (struct sk_ruling){way->item.chain, rule};
	if (action == SK_ACTION_DROP)
		end(way, SK_FATE_DROP);
	else
		enter_from(way, way->item.entered + 1);
}

/* Behind the last rule of a chain. */
static void fall_out(struct way *way)
{
	const struct walk_node *back = way->item.back;
	if (!back->before) {
		decide(way, way->item.chain->policy, NULL);
		return;
	}
	way->item.chain = back->what;
	way->item.at = back->number;
	way->item.part = 0;
	way->item.back = back->before;
}

static sk_outcome jump(struct way *way, const struct sk_filter_rule *rule, size_t back)
{
	struct walking *walk = way->walk;
	const struct sk_filter_chain *target = &walk->base->filter->chains[rule->target];
	struct sk_place place = {walk->base->filter->file, rule->line, 0};
	bool circle = target == way->item.chain;
	for (const struct walk_node *node = way->item.back; node->before; node = node->before)
		circle = circle || node->what == target;
	if (circle)
		return sk_error_set(walk->error, SK_E_CONFIG_LOOP, &place, target->name, NULL, NULL);
	if (way->item.back->depth == DEPTH_MAX)
		return sk_error_set(walk->error, SK_E_CONFIG_SIZE, &place, _("chains that jump into each other"), "64", NULL);
	SK_TRY(step(walk, way->item.back, way->item.chain, back, &way->item.back));
	way->item.chain = target;
	way->item.at = way->item.part = 0;
	return SK_OK;
}

static sk_outcome act(struct way *way)
{
	struct walking *walk = way->walk;
	const struct sk_filter_rule *rule = rule_of(way);
	size_t end = way->item.chain->count;
	enum walk_next next = walk->taken ? walk->taken(walk->context, &way->item, number_of(way)) : WALK_GO_ON;
	way->over = next != WALK_GO_ON;
	walk->stopped = next == WALK_STOP;
	if (way->over)
		return SK_OK;
	way->item.taken = false;
	switch (rule->action) {
	case SK_ACTION_JUMP:
		return jump(way, rule, way->item.at + 1);
	case SK_ACTION_GOTO:
		return jump(way, rule, end);
	case SK_ACTION_ACCEPT:
	case SK_ACTION_DROP:
		decide(way, rule->action, rule);
		return SK_OK;
	case SK_ACTION_RETURN:
	case SK_ACTION_NEXT:
		break;
	}
	way->item.at = rule->action == SK_ACTION_RETURN ? end : way->item.at + 1;
	way->item.part = 0;
	return SK_OK;
}

/* Nobody knows whether it matches: both. */
static sk_outcome guess(struct way *way, const struct sk_filter_rule *as)
{
	struct walk_item other = way->item;
	SK_TRY(step(way->walk, way->item.guesses, as, 0, &other.guesses));
	SK_TRY(step(way->walk, way->item.guesses, as, 1, &way->item.guesses));
	other.at++;
	other.part = 0;
	wait_for(way, &other);
	way->item.taken = true;
	return SK_OK;
}

/* All of the piece may match. What does for sure is taken. */
static sk_outcome take_sure(struct way *way, uint32_t number)
{
	const struct sk_filter_rule *rule = rule_of(way);
	const struct walk_base *base = way->walk->base;
	const struct sk_filter_rule *as = base->known_as && base->known_as[number] ? base->known_as[number] : rule;
	const struct walk_node *guessed = base->exact[number] ? NULL : guess_of(&way->item, as);
	struct sk_box met;
	way->item.taken = base->exact[number] || (guessed && guessed->number);
	if (way->item.taken)
		return SK_OK;
	if (guessed) {
		way->item.at++;
		way->item.part = 0;
		return SK_OK;
	}
	for (size_t i = 0; i < rule->must.count; i++) {
		if (!sk_box_meet(&rule->must.boxes[i], &way->item.box, &met))
			continue;
		wait_without(way, &met, way->item);
		way->item.box = met;
		way->item.taken = true;
		return SK_OK;
	}
	return guess(way, as);
}

static bool is_left_out(const struct walking *walk, uint32_t number)
{
	return (walk->gone && walk->gone[number]) || number - walk->without < walk->without_count;
}

/* The next rule that the piece meets at all. */
static bool seek(struct way *way, struct sk_box *met)
{
	struct walk_item *item = &way->item;
	const struct sk_filter_chain *chain = item->chain;
	uint32_t first = number_of(way) - (uint32_t)item->at;
	size_t at = item->at, part = item->part;
	bool found = false;
	for (; at < chain->count && !found; at += !found, part = found ? part : 0) {
		const struct sk_filter_rule *rule = &chain->rules[at];
		if (rule->action == SK_ACTION_NEXT || is_left_out(way->walk, first + (uint32_t)at))
			continue;
		while (part < rule->may.count && !found) {
			found = sk_box_meet(&rule->may.boxes[part], &item->box, met);
			part += !found;
		}
		way->walk->base->steps += part + 1;
	}
	item->at = at;
	item->part = found ? part : 0;
	return found;
}

static sk_outcome go_on(struct way *way)
{
	struct sk_box met;
	if (way->item.taken)
		return act(way);
	if (!seek(way, &met)) {
		fall_out(way);
		return SK_OK;
	}
	struct walk_item rest = way->item;
	rest.part++;
	wait_without(way, &met, rest);
	way->item.box = met;
	return take_sure(way, number_of(way));
}

static sk_outcome check(struct way *way)
{
	struct sk_place where = {.file = way->walk->base->filter->file};
	SK_TRY(sk_buf_check(&way->waiting, way->walk->error));
	if (way->walk->base->steps > way->walk->base->steps_max)
		return sk_error_set(way->walk->error, SK_E_CONFIG_SIZE, &where, _("steps from rule to rule"), "4000000000", NULL);
	return SK_OK;
}

static sk_outcome go_all(struct way *way)
{
	while (!way->walk->stopped) {
		while (!way->over && !way->walk->stopped)
			SK_TRY(go_on(way));
		SK_TRY(check(way));
		if (way->waiting.length == 0)
			break;
		way->waiting.length -= sizeof(way->item);
		memcpy(&way->item, way->waiting.bytes + way->waiting.length, sizeof(way->item));
		way->over = false;
	}
	return SK_OK;
}

SK_OUTCOME walk_on(struct walking *walk, const struct walk_item *from)
{
	struct way way = {.walk = walk, .item = *from, .waiting = SK_BUF(WAITING_MAX)};
	sk_outcome outcome = go_all(&way);
	sk_buf_release(&way.waiting);
	return outcome;
}

SK_OUTCOME walk_enter(struct walking *walk, const struct sk_box *box, const struct walk_node *guesses)
{
	struct way way = {.walk = walk, .waiting = SK_BUF(WAITING_MAX)};
	way.item = (struct walk_item){.box = *box, .guesses = guesses ? guesses : &walk->base->guesses};
	enter_from(&way, 0);
	sk_outcome outcome = go_all(&way);
	sk_buf_release(&way.waiting);
	return outcome;
}
