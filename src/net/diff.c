/*
 * Which packets two filters do not do the same to.
 *
 * All packets that enter at a place go through the first filter; what comes to one end there goes through the second, with what was guessed on the way. Where the
 * ends differ the packets are kept by what decided on both sides, and made into sets in words at last.
 */
#include "net/private.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { ARENA_MAX = 1 << 30, BOXES_MAX = 1 << 20, KEYS_MAX = 1 << 16 };

/* What packets of one change have in common. */
struct key {
	enum sk_change_kind kind;
	size_t hook;
	struct sk_ruling was, is;
	const struct walk_node *guesses;
};

struct piece {
	struct sk_box box;
	uint32_t key;
};

struct comparing {
	struct sk_arena *arena, *scratch;
	struct sk_error *error;
	struct sk_diff *out;
	struct walk_base bases[2];
	struct sk_question question; /* what is compared */
	const struct sk_packets *packets;
	const char **hooks;

	/* One place. */
	struct sk_entry entries[2];
	size_t hook;
	const struct walk_item *first; /* at its end in the first filter */
	enum sk_fate fate;
	struct sk_buf keys, pieces;
	sk_outcome outcome;
};

/* ---- rules that stand in both and are not understood ---- */

static bool is_same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool is_same_rule(const struct sk_filter_rule *a, const struct sk_filter_rule *b)
{
	return a->action == b->action && is_same_text(a->text, b->text) && is_same_text(a->unread, b->unread) && walk_is_same_match(&a->may, &b->may) &&
	       walk_is_same_match(&a->must, &b->must);
}

static void pair_rule(const struct comparing *comparing, const struct sk_filter_chain *was, const struct sk_filter_rule *rule, bool *used,
		      const struct sk_filter_rule **known_as)
{
	uint32_t first = comparing->bases[0].first[was - comparing->out->was.chains];
	for (size_t i = 0; i < was->count; i++) {
		if (used[first + i] || comparing->bases[0].exact[first + i] || !is_same_rule(&was->rules[i], rule))
			continue;
		used[first + i] = true;
		*known_as = &was->rules[i];
		return;
	}
}

/* The first with the first, the second with the second, within chains of one name. */
static sk_outcome pair_unread(struct comparing *comparing)
{
	const struct sk_filter *is = &comparing->out->is;
	void *used, *known;
	SK_TRY(sk_arena_take(comparing->scratch, comparing->bases[0].first[comparing->out->was.count] + 1, sizeof(bool), &used, comparing->error));
	SK_TRY(sk_arena_take(comparing->scratch, comparing->bases[1].first[is->count] + 1, sizeof(struct sk_filter_rule *), &known, comparing->error));
	const struct sk_filter_rule **known_as = known;
	for (size_t c = 0, number = 0; c < is->count; c++) {
		const struct sk_filter_chain *chain = &is->chains[c], *was = sk_filter_chain_named(&comparing->out->was, chain->table, chain->name);
		for (size_t i = 0; i < chain->count; i++, number++)
			if (was && !comparing->bases[1].exact[number])
				pair_rule(comparing, was, &chain->rules[i], used, &known_as[number]);
	}
	comparing->bases[1].known_as = known_as;
	return SK_OK;
}

/* ---- one place ---- */

static bool is_same_key(const struct key *a, const struct key *b)
{
	return a->kind == b->kind && a->hook == b->hook && a->was.chain == b->was.chain && a->was.rule == b->was.rule && a->is.chain == b->is.chain &&
	       a->is.rule == b->is.rule && a->guesses == b->guesses;
}

/* The last ones first: neighbours have much in common. */
static sk_outcome number_key(struct comparing *comparing, const struct key *key, uint32_t *out)
{
	const struct key *keys = (const struct key *)(const void *)comparing->keys.bytes;
	size_t count = comparing->keys.length / sizeof(*key);
	for (size_t i = count; i-- > 0;)
		if (is_same_key(&keys[i], key)) {
			*out = (uint32_t)i;
			return SK_OK;
		}
	if (count == KEYS_MAX)
		return sk_error_set(comparing->error, SK_E_CONFIG_SIZE, NULL, _("pairs of rules that decide differently"), "65536", NULL);
	sk_buf_add(&comparing->keys, (const char *)key, sizeof(*key));
	*out = (uint32_t)count;
	return sk_buf_check(&comparing->keys, comparing->error);
}

static sk_outcome add_piece(struct comparing *comparing, const struct walk_item *second, enum sk_fate fate)
{
	bool guessed = second->guesses->before != NULL, opened = fate == SK_FATE_ACCEPT;
	struct key key = {.hook = comparing->hook, .was = comparing->first->decider, .is = second->decider, .guesses = second->guesses};
	struct piece piece = {.box = second->box};
	key.kind = guessed ? (opened ? SK_CHANGE_MAYBE_OPENED : SK_CHANGE_MAYBE_CLOSED) : (opened ? SK_CHANGE_OPENED : SK_CHANGE_CLOSED);
	if (!guessed)
		key.guesses = NULL;
	SK_TRY(number_key(comparing, &key, &piece.key));
	if (comparing->pieces.length / sizeof(piece) == BOXES_MAX)
		return sk_error_set(comparing->error, SK_E_CONFIG_SIZE, NULL, _("pieces of what changed"), "1048576", NULL);
	sk_buf_add(&comparing->pieces, (const char *)&piece, sizeof(piece));
	return sk_buf_check(&comparing->pieces, comparing->error);
}

static bool second_ended(void *context, const struct walk_item *item, enum sk_fate fate)
{
	struct comparing *comparing = context;
	if (fate != comparing->fate)
		comparing->outcome = add_piece(comparing, item, fate);
	return !sk_failed(comparing->outcome);
}

static bool first_ended(void *context, const struct walk_item *item, enum sk_fate fate)
{
	struct comparing *comparing = context;
	struct walking second = {.base = &comparing->bases[1], .entry = &comparing->entries[1], .ended = second_ended, .context = comparing, .error = comparing->error};
	comparing->first = item;
	comparing->fate = fate;
	sk_outcome outcome = walk_enter(&second, &item->box, item->guesses->before ? item->guesses : NULL);
	if (sk_failed(outcome))
		comparing->outcome = outcome;
	return !sk_failed(comparing->outcome);
}

/* The chains at the place; none where the file has nothing there. */
static sk_outcome enter(struct comparing *comparing, const struct sk_filter *filter, const char *hook, struct sk_entry *out)
{
	sk_outcome outcome = sk_filter_entry(filter, hook, out, comparing->error);
	if (!sk_failed(outcome) || comparing->error->id != SK_E_CONFIG_CHAIN)
		return outcome;
	*out = (struct sk_entry){.count = 0};
	return SK_OK;
}

static sk_outcome compare_box(struct comparing *comparing, const struct sk_box *box)
{
	struct walking first = {.base = &comparing->bases[0], .entry = &comparing->entries[0], .ended = first_ended, .context = comparing, .error = comparing->error};
	SK_TRY(walk_enter(&first, box, NULL));
	return comparing->outcome;
}

static sk_outcome compare_at(struct comparing *comparing, size_t hook)
{
	const struct sk_filter *was = &comparing->out->was, *is = &comparing->out->is;
	SK_TRY(enter(comparing, was, comparing->hooks[hook], &comparing->entries[0]));
	SK_TRY(enter(comparing, is, comparing->hooks[hook], &comparing->entries[1]));
	comparing->hook = hook;
	unsigned knows[2] = {was->families | comparing->entries[0].families, is->families | comparing->entries[1].families};
	comparing->out->silent_was |= comparing->question.families & knows[1] & ~knows[0];
	comparing->out->silent_is |= comparing->question.families & knows[0] & ~knows[1];
	for (size_t i = 0; i < comparing->question.count; i++)
		if (sk_box_family(&comparing->question.packets[i]) & knows[0] & knows[1])
			SK_TRY(compare_box(comparing, &comparing->question.packets[i]));
	return SK_OK;
}

/* ---- places ---- */

static void add_hooks(struct comparing *comparing, const struct sk_filter *filter)
{
	for (size_t i = 0; i < filter->count; i++) {
		bool there = !sk_filter_is_entry(&filter->chains[i]);
		for (size_t j = 0; j < comparing->out->hook_count && !there; j++)
			there = strcasecmp(comparing->hooks[j], filter->chains[i].hook) == 0;
		if (!there)
			comparing->hooks[comparing->out->hook_count++] = filter->chains[i].hook;
	}
}

/* A name that neither has is refused with those of the second. */
static sk_outcome choose_hook(struct comparing *comparing, const char *chain)
{
	struct sk_entry entry;
	comparing->hooks[comparing->out->hook_count++] = chain;
	SK_TRY(enter(comparing, &comparing->out->was, chain, &entry));
	return entry.count > 0 ? SK_OK : sk_filter_entry(&comparing->out->is, chain, &entry, comparing->error);
}

static sk_outcome list_hooks(struct comparing *comparing, const char *chain)
{
	void *memory;
	SK_TRY(sk_arena_take(comparing->arena, comparing->out->was.count + comparing->out->is.count + 1, sizeof(char *), &memory, comparing->error));
	comparing->hooks = memory;
	comparing->out->hooks = memory;
	if (chain)
		return choose_hook(comparing, chain);
	add_hooks(comparing, &comparing->out->was);
	add_hooks(comparing, &comparing->out->is);
	return SK_OK;
}

/* Interfaces have the numbers that have a name, and none. */
static sk_outcome choose_packets(struct comparing *comparing, const char *among)
{
	static const struct sk_entry both = {.families = SK_FAMILIES};
	struct sk_question *question = &comparing->question;
	sk_wide names = comparing->out->was.interface_count, low, high;
	SK_TRY(sk_question_read(&comparing->out->was, &both, NULL, among ? among : "any", question, comparing->error));
	for (size_t i = 0; i < question->count; i++)
		for (enum sk_dim dim = SK_DIM_IN; dim <= SK_DIM_OUT; dim++) {
			sk_box_get(&question->packets[i], dim, &low, &high);
			sk_box_set(&question->packets[i], dim, low, high < names ? high : names);
		}
	return SK_OK;
}

/* ---- changes ---- */

static int by_key(const void *left, const void *right)
{
	const struct piece *a = left, *b = right;
	return (a->key > b->key) - (a->key < b->key);
}

static uint32_t line_of(const struct sk_ruling *ruling)
{
	return ruling->rule ? ruling->rule->line : ruling->chain ? ruling->chain->line : 0;
}

static int by_number(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

/* By kind, place and line; changes are made in the order of the walk, which breaks ties. */
static int by_place(const void *left, const void *right)
{
	const struct sk_fate_change *a = left, *b = right;
	int less = by_number(a->kind, b->kind);
	less = less ? less : by_number(a->at, b->at);
	less = less ? less : by_number(line_of(&a->was), line_of(&b->was));
	less = less ? less : by_number(line_of(&a->is), line_of(&b->is));
	return less ? less : by_number(a->number, b->number);
}

static bool has_rule(const struct sk_filter *filter, const struct sk_filter_rule *rule)
{
	for (size_t c = 0; c < filter->count; c++)
		if (rule >= filter->chains[c].rules && rule < filter->chains[c].rules + filter->chains[c].count)
			return true;
	return false;
}

/* In the order of the way. */
static sk_outcome keep_guesses(struct comparing *comparing, const struct walk_node *node, struct sk_fate_change *change)
{
	const struct sk_diff *out = comparing->out;
	void *memory;
	change->guess_count = node ? node->depth : 0;
	SK_TRY(sk_arena_take(comparing->arena, change->guess_count + 1, sizeof(struct sk_guess), &memory, comparing->error));
	struct sk_guess *guesses = memory;
	for (; node && node->before; node = node->before)
		guesses[node->depth - 1] = (struct sk_guess){has_rule(&out->was, node->what) ? &out->was : &out->is, node->what, node->number != 0};
	change->guesses = guesses;
	return SK_OK;
}

static sk_outcome make_change(struct comparing *comparing, const struct piece *pieces, size_t count, struct sk_fate_change *change)
{
	const struct key *key = &((const struct key *)(const void *)comparing->keys.bytes)[pieces->key];
	void *memory;
	SK_ARENA_SCOPE boxes = sk_arena_new(ARENA_MAX);
	if (!boxes)
		return sk_error_set_number(comparing->error, SK_E_MEMORY, NULL, ARENA_MAX);
	SK_TRY(sk_arena_take(boxes, count, sizeof(struct sk_box), &memory, comparing->error));
	for (size_t i = 0; i < count; i++)
		((struct sk_box *)memory)[i] = pieces[i].box;
	*change = (struct sk_fate_change){.kind = key->kind, .hook = comparing->hooks[key->hook], .was = key->was, .is = key->is, .at = key->hook, .number = pieces->key};
	SK_TRY(keep_guesses(comparing, key->guesses, change));
	SK_TRY(packets_of(comparing->arena, memory, count, &change->packets, &change->count, comparing->error));
	comparing->out->packets[key->kind] += change->count;
	return SK_OK;
}

static sk_outcome make_changes(struct comparing *comparing)
{
	struct piece *pieces = (struct piece *)(void *)comparing->pieces.bytes;
	size_t count = comparing->pieces.length / sizeof(*pieces), keys = comparing->keys.length / sizeof(struct key);
	void *memory;
	SK_TRY(sk_arena_take(comparing->arena, keys + 1, sizeof(struct sk_fate_change), &memory, comparing->error));
	struct sk_fate_change *changes = memory;
	if (count > 0)
		qsort(pieces, count, sizeof(*pieces), by_key);
	for (size_t first = 0, past; first < count; first = past) {
		for (past = first + 1; past < count && pieces[past].key == pieces[first].key;)
			past++;
		SK_TRY(make_change(comparing, &pieces[first], past - first, &changes[comparing->out->count++]));
	}
	qsort(changes, comparing->out->count, sizeof(*changes), by_place);
	comparing->out->changes = changes;
	return SK_OK;
}

/* ---- all of it ---- */

static sk_outcome compare(struct comparing *comparing, const char *chain, const char *among)
{
	SK_TRY(walk_base_make(comparing->scratch, &comparing->out->was, &comparing->bases[0], comparing->error));
	SK_TRY(walk_base_make(comparing->scratch, &comparing->out->is, &comparing->bases[1], comparing->error));
	SK_TRY(pair_unread(comparing));
	SK_TRY(choose_packets(comparing, among));
	SK_TRY(list_hooks(comparing, chain));
	for (size_t i = 0; i < comparing->out->hook_count; i++)
		SK_TRY(compare_at(comparing, i));
	return make_changes(comparing);
}

SK_OUTCOME sk_net_diff(struct sk_arena *arena, const struct sk_filter *was, const struct sk_filter *is, const char *chain, const char *among, struct sk_diff *out,
		       struct sk_error *error)
{
	SK_ARENA_SCOPE scratch = sk_arena_new(ARENA_MAX);
	struct comparing comparing = {.arena = arena, .scratch = scratch, .error = error, .out = out, .outcome = SK_OK,
				      .keys = SK_BUF((size_t)KEYS_MAX * sizeof(struct key)), .pieces = SK_BUF((size_t)BOXES_MAX * sizeof(struct piece))};
	struct sk_filter aligned[2];
	*out = (struct sk_diff){.count = 0};
	if (!scratch)
		return sk_error_set_number(error, SK_E_MEMORY, NULL, ARENA_MAX);
	SK_TRY(align(arena, was, is, aligned, error));
	out->was = aligned[0];
	out->is = aligned[1];
	sk_outcome outcome = compare(&comparing, chain, among);
	sk_buf_release(&comparing.keys);
	sk_buf_release(&comparing.pieces);
	return outcome;
}
