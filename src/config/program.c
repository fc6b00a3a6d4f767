/*
 * From chains that jump to each other to one list of lines of which the first that matches decides.
 *
 * A jump puts the lines of its target in its place, met with what the jump matches; what the target does not decide falls through to the lines
 * behind, as it does on the device. A return (and the end behind a goto) leaves the rest of its chain out: the lines that come after the jump
 * are put there once more, met with what returns.
 *
 * Where a match is not wholly understood the two bounds part. To accept most, what accepts matches all it may and what drops only what it
 * must; to accept least, the other way round. A packet that may or may not take a jump meets the lines on both ways, and the bound holds on each.
 */
#include "config/config.h"

#include <string.h>

enum { LINES_BYTES_MAX = 512 << 20, SCRATCH_MAX = 256 << 20, SET_MAX = 1 << 16, PAIRS_MAX = 1 << 24, FRAMES_MAX = 64, WALKED_MAX = 4096 };
enum { HULL = 16, LEVELS = 3, DECIDED_MAX = HULL * HULL * HULL };

/* What can have come here, and what has for sure. */
struct context {
	struct sk_match may, must;
};

/* A jump that goes on behind `next` when it comes back. */
struct frame {
	const struct sk_filter_chain *chain;
	size_t next;
};

/* A way back that was walked, or is being walked, by packets none of which is sure to be on it: it writes lines of one fate alone, so a second
 * walk of a part of it could not add any. */
struct walked {
	const struct frame *frames; /* a copy, the last one being where it began */
	size_t depth;
	struct sk_match may;
};

/* Boxes, and above each HULL of them the smallest box that holds them all, and so on: what no hull holds none of its boxes does. Boxes come in the
 * order of the walk, so that neighbours resemble each other and hulls stay small. */
struct decided {
	struct sk_box *level[LEVELS];
	size_t count; /* of level 0 */
};

struct flatten {
	struct sk_arena *arena, *scratch;
	const struct sk_filter *filter;
	enum sk_bound bound;
	struct sk_buf lines, meeting; /* meeting: boxes before it is known how many there are */
	struct frame frames[FRAMES_MAX]; /* the chain packets enter by first */
	size_t depth;
	struct decided decided; /* whatever is in one of these has met a line by now: nothing behind matters to it */
	struct walked *walked;
	size_t walked_count;
	struct sk_error *error;
};

static uint32_t first_number(const struct sk_filter *filter, const struct sk_filter_chain *chain)
{
	size_t number = 0;
	for (const struct sk_filter_chain *before = filter->chains; before < chain; before++)
		number += before->count;
	return (uint32_t)number;
}

static uint32_t policy_number(const struct sk_filter *filter, const struct sk_filter_chain *chain)
{
	return first_number(filter, filter->chains + filter->count) + (uint32_t)(chain - filter->chains);
}

void sk_filter_rule_numbered(const struct sk_filter *filter, uint32_t number, const struct sk_filter_chain **chain,
			     const struct sk_filter_rule **rule)
{
	*rule = NULL;
	for (*chain = filter->chains; *chain < filter->chains + filter->count; ++*chain) {
		if (number < (*chain)->count) {
			*rule = &(*chain)->rules[number];
			return;
		}
		number -= (uint32_t)(*chain)->count;
	}
	*chain = filter->chains + number;
}

/* ---- sets ---- */

static sk_outcome too_many(const struct flatten *flatten, const struct sk_filter_rule *rule, const char *what, const char *most)
{
	struct sk_place place = {flatten->filter->file, rule->line, 0};
	return sk_error_set(flatten->error, SK_E_CONFIG_SIZE, &place, what, most, NULL);
}

static bool is_decided(const struct decided *decided, size_t level, size_t first, const struct sk_box *box)
{
	size_t past = decided->count;
	for (size_t i = 0; i < level; i++)
		past = (past + HULL - 1) / HULL;
	if (level + 1 < LEVELS && past > first + HULL)
		past = first + HULL;
	for (size_t i = first; i < past; i++)
		if (sk_box_holds(&decided->level[level][i], box) && (level == 0 || is_decided(decided, level - 1, i * HULL, box)))
			return true;
	return false;
}

static void note_box(struct decided *decided, const struct sk_box *box)
{
	size_t at = decided->count++;
	decided->level[0][at] = *box;
	for (size_t level = 1, step = HULL; level < LEVELS; level++, step *= HULL) {
		struct sk_box *hull = &decided->level[level][at / step];
		if (at % step == 0)
			*hull = *box;
		else
			sk_box_span(hull, box);
	}
}

/* Whether the box behind `count` boxes lies in one of them, or was decided before. */
static bool is_known(const struct flatten *flatten, const struct sk_box *boxes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (sk_box_holds(&boxes[i], &boxes[count]))
			return true;
	return is_decided(&flatten->decided, LEVELS - 1, 0, &boxes[count]);
}

static void note_decided(struct flatten *flatten, const struct sk_match *must)
{
	for (size_t i = 0; i < must->count && flatten->decided.count < DECIDED_MAX; i++)
		note_box(&flatten->decided, &must->boxes[i]);
}

/* Most of what could meet does not. */
static sk_outcome keep_set(struct flatten *flatten, const struct sk_box *boxes, struct sk_match *set)
{
	void *memory;
	if (set->count == 0)
		return SK_OK;
	SK_TRY(sk_arena_room(flatten->scratch, set->count, sizeof(*boxes), &memory, flatten->error));
	memcpy(memory, boxes, set->count * sizeof(*boxes));
	set->boxes = memory;
	return SK_OK;
}

static sk_outcome meet(struct flatten *flatten, const struct sk_filter_rule *rule, const struct sk_match *match, const struct sk_match *with, struct sk_match *out)
{
	*out = (struct sk_match){NULL, 0};
	if (match->count == 0 || with->count == 0)
		return SK_OK;
	size_t pairs = match->count * with->count, room = pairs < SET_MAX ? pairs : SET_MAX;
	sk_buf_clear(&flatten->meeting);
	struct sk_box *boxes = (struct sk_box *)(void *)sk_buf_room(&flatten->meeting, (room + 1) * sizeof(*boxes));
	SK_TRY(sk_buf_check(&flatten->meeting, flatten->error));
	for (size_t pair = 0; pair < pairs && pair < PAIRS_MAX && out->count <= room; pair++)
		out->count += sk_box_meet(&match->boxes[pair / with->count], &with->boxes[pair % with->count], &boxes[out->count]) &&
			      !is_known(flatten, boxes, out->count);
	if (out->count > SET_MAX || pairs > PAIRS_MAX)
		return too_many(flatten, rule, _("boxes in the match of one rule"), "65536");
	return keep_set(flatten, boxes, out);
}

static sk_outcome meet_both(struct flatten *flatten, const struct sk_filter_rule *rule, const struct context *with, struct context *out)
{
	SK_TRY(meet(flatten, rule, &rule->may, &with->may, &out->may));
	return meet(flatten, rule, &rule->must, &with->must, &out->must);
}

/* ---- lines ---- */

static sk_outcome write_lines(struct flatten *flatten, const struct context *what, enum sk_action action, uint32_t number)
{
	bool accepts = action == SK_ACTION_ACCEPT;
	const struct sk_match *set = accepts == (flatten->bound == SK_BOUND_MOST) ? &what->may : &what->must;
	for (size_t i = 0; i < set->count; i++) {
		struct sk_rule_box line = {set->boxes[i], number, accepts ? SK_FATE_ACCEPT : SK_FATE_DROP};
		sk_buf_add(&flatten->lines, (const char *)&line, sizeof(line));
	}
	return sk_buf_check(&flatten->lines, flatten->error);
}

static sk_outcome walk(struct flatten *flatten, const struct sk_filter_chain *chain, size_t from, const struct context *context);

/* The same jumps below, and at the end the same chain, begun no later. */
static bool goes_along(const struct flatten *flatten, const struct walked *walked)
{
	if (walked->depth != flatten->depth)
		return false;
	for (size_t i = 0; i < walked->depth; i++) {
		const struct frame *was = &walked->frames[i], *is = &flatten->frames[i];
		if (was->chain != is->chain || (i + 1 < walked->depth ? was->next != is->next : was->next > is->next))
			return false;
	}
	return true;
}

static bool holds_all(const struct sk_match *outer, const struct sk_match *inner)
{
	for (size_t i = 0; i < inner->count; i++) {
		bool held = false;
		for (size_t j = 0; j < outer->count && !held; j++)
			held = sk_box_holds(&outer->boxes[j], &inner->boxes[i]);
		if (!held)
			return false;
	}
	return true;
}

/* Whether the way back has nothing new to write; notes it where it has. Without this each return that may or may not be taken would double what
 * comes after it. */
static sk_outcome is_walked(struct flatten *flatten, const struct context *context, bool *out)
{
	void *memory;
	*out = false;
	if (context->must.count > 0 || flatten->depth == 0)
		return SK_OK;
	for (size_t i = 0; i < flatten->walked_count && !*out; i++)
		*out = goes_along(flatten, &flatten->walked[i]) && holds_all(&flatten->walked[i].may, &context->may);
	if (*out || flatten->walked_count == WALKED_MAX)
		return SK_OK;
	SK_TRY(sk_arena_take(flatten->scratch, flatten->depth, sizeof(struct frame), &memory, flatten->error));
	memcpy(memory, flatten->frames, flatten->depth * sizeof(struct frame));
	flatten->walked[flatten->walked_count++] = (struct walked){memory, flatten->depth, context->may};
	return SK_OK;
}

/* Everything behind the chain that is being walked, for `context`: the rest of whoever jumped here, and so on to the policy. */
static sk_outcome go_back(struct flatten *flatten, const struct context *context)
{
	size_t depth = flatten->depth;
	bool walked = false;
	sk_outcome outcome = is_walked(flatten, context, &walked);
	while (!sk_failed(outcome) && !walked && flatten->depth > 0) {
		struct frame frame = flatten->frames[--flatten->depth];
		outcome = walk(flatten, frame.chain, frame.next, context);
		if (!sk_failed(outcome) && flatten->depth == 0)
			outcome = write_lines(flatten, context, frame.chain->policy, policy_number(flatten->filter, frame.chain));
		else if (!sk_failed(outcome))
			outcome = is_walked(flatten, context, &walked);
	}
	flatten->depth = depth;
	note_decided(flatten, &context->must);
	return outcome;
}

static sk_outcome check_jump(const struct flatten *flatten, const struct sk_filter_rule *rule, const struct sk_filter_chain *from,
			     const struct sk_filter_chain *target)
{
	struct sk_place place = {flatten->filter->file, rule->line, 0};
	bool circle = from == target;
	for (size_t i = 0; i < flatten->depth; i++)
		circle = circle || flatten->frames[i].chain == target;
	if (circle)
		return sk_error_set(flatten->error, SK_E_CONFIG_LOOP, &place, target->name, NULL, NULL);
	return flatten->depth < FRAMES_MAX - 1 ? SK_OK : too_many(flatten, rule, _("chains that jump into each other"), "64");
}

/* What stands above `depth` belongs to a walk that will go on: it is put back. */
static struct frame push(struct flatten *flatten, const struct frame *frame)
{
	struct frame kept = flatten->frames[flatten->depth];
	flatten->frames[flatten->depth++] = *frame;
	return kept;
}

static void pop(struct flatten *flatten, const struct frame *kept)
{
	flatten->frames[--flatten->depth] = *kept;
}

/* `back`: where it goes on behind the target; of a goto that is the end of its own chain. */
static sk_outcome jump(struct flatten *flatten, const struct sk_filter_rule *rule, const struct frame *back, const struct context *context)
{
	const struct sk_filter_chain *target = &flatten->filter->chains[rule->target];
	SK_TRY(check_jump(flatten, rule, back->chain, target));
	struct frame kept = push(flatten, back);
	sk_outcome outcome = walk(flatten, target, 0, context);
	if (!sk_failed(outcome) && rule->action == SK_ACTION_GOTO)
		outcome = go_back(flatten, context);
	pop(flatten, &kept);
	return outcome;
}

static sk_outcome go_back_from(struct flatten *flatten, const struct frame *end, const struct context *context)
{
	struct frame kept = push(flatten, end);
	sk_outcome outcome = go_back(flatten, context);
	pop(flatten, &kept);
	return outcome;
}

static sk_outcome apply(struct flatten *flatten, const struct sk_filter_chain *chain, size_t at, const struct context *context)
{
	const struct sk_filter_rule *rule = &chain->rules[at];
	struct frame behind = {chain, at + 1}, end = {chain, chain->count};
	switch (rule->action) {
	case SK_ACTION_NEXT:
		return SK_OK;
	case SK_ACTION_JUMP:
		return jump(flatten, rule, &behind, context);
	case SK_ACTION_GOTO:
		return jump(flatten, rule, &end, context);
	case SK_ACTION_RETURN:
		return go_back_from(flatten, &end, context);
	case SK_ACTION_ACCEPT:
	case SK_ACTION_DROP:
		break;
	}
	return write_lines(flatten, context, rule->action, first_number(flatten->filter, chain) + (uint32_t)at);
}

static sk_outcome walk(struct flatten *flatten, const struct sk_filter_chain *chain, size_t from, const struct context *context)
{
	for (size_t at = from; at < chain->count; at++) {
		struct context met;
		SK_TRY(meet_both(flatten, &chain->rules[at], context, &met));
		if (met.may.count > 0)
			SK_TRY(apply(flatten, chain, at, &met));
	}
	return SK_OK;
}

/* ---- all of it ---- */

static sk_outcome keep_lines(struct flatten *flatten, const struct sk_filter_chain *chain, struct sk_program *out)
{
	void *memory;
	size_t count = flatten->lines.length / sizeof(struct sk_rule_box);
	SK_TRY(sk_buf_keep(&flatten->lines, flatten->arena, &memory, flatten->error));
	*out = (struct sk_program){memory, count, chain->policy == SK_ACTION_ACCEPT ? SK_FATE_ACCEPT : SK_FATE_DROP,
				   policy_number(flatten->filter, chain)};
	return SK_OK;
}

static sk_outcome take_decided(struct sk_arena *arena, struct decided *out, struct sk_error *error)
{
	for (size_t level = 0, count = DECIDED_MAX; level < LEVELS; level++, count /= HULL) {
		void *memory;
		SK_TRY(sk_arena_room(arena, count, sizeof(struct sk_box), &memory, error));
		out->level[level] = memory;
	}
	return SK_OK;
}

SK_OUTCOME sk_filter_program(struct sk_arena *arena, const struct sk_filter *filter, const struct sk_filter_chain *chain, enum sk_bound bound,
			     const struct sk_match *within, struct sk_program *out, struct sk_error *error)
{
	SK_ARENA_SCOPE scratch = sk_arena_new(SCRATCH_MAX);
	struct sk_box all;
	struct flatten flatten = {.arena = arena, .scratch = scratch, .filter = filter, .bound = bound, .lines = SK_BUF(LINES_BYTES_MAX),
				  .meeting = SK_BUF((SET_MAX + 1) * sizeof(struct sk_box)), .error = error};
	void *memory;
	if (!scratch)
		return sk_error_set_number(error, SK_E_MEMORY, NULL, SCRATCH_MAX);
	SK_TRY(take_decided(scratch, &flatten.decided, error));
	SK_TRY(sk_arena_room(scratch, WALKED_MAX, sizeof(struct walked), &memory, error));
	flatten.walked = memory;
	sk_box_all(&all);
	struct sk_match entering = within ? *within : (struct sk_match){&all, 1};
	struct context context = {entering, entering};
	sk_outcome outcome = walk(&flatten, chain, 0, &context);
	if (!sk_failed(outcome))
		outcome = keep_lines(&flatten, chain, out);
	sk_buf_release(&flatten.lines);
	sk_buf_release(&flatten.meeting);
	return outcome;
}
