/*
 * Lists of a NEC UNIVERGE IX router as chains.
 *
 * An interface names lists, each with a priority, for one direction: the lower is asked first, each from its first entry on, and the first entry
 * that matches decides; where one filter stands, what none matches is discarded, else it passes. IPv4 and IPv6 have lists and filters of their
 * own. A dynamic list with the name of a static one is what counts.
 *
 * What a dynamic list opens hangs on flows, which nobody follows here, and whether it is asked before the static ones, or what becomes of what its
 * trigger denies, is told in no text at hand. So at the head of its chain all that its trigger matches may pass or be discarded, and at the head of
 * the other direction's chain answers may pass: it remembers flows of its interface only. With "option optimize" nobody says in which order entries
 * are asked: where two of them disagree, either may count.
 */
#include "config/nec_ix.h"

#include <stdlib.h>
#include <string.h>

/* Entries looked at, as often as interfaces name their lists; more than any router holds. */
enum { WORK_MAX = 1 << 26 };

/* ---- lists by their name ---- */

static int by_name(const void *left, const void *right)
{
	const struct sk_ix_entry *a = left, *b = right;
	bool dynamic[2] = {a->kind == SK_IX_DYNAMIC, b->kind == SK_IX_DYNAMIC};
	if (a->six != b->six)
		return a->six ? 1 : -1;
	return dynamic[0] != dynamic[1] ? (dynamic[0] ? 1 : -1) : strcmp(a->name, b->name);
}

static int by_name_and_line(const void *left, const void *right)
{
	const struct sk_ix_entry *a = left, *b = right;
	int order = by_name(left, right);
	return order ? order : (a->line > b->line) - (a->line < b->line);
}

/* The first of `count` things of `size` that does not stand before *key. */
static size_t first_of(const void *things, size_t count, size_t size, const void *key, int (*order)(const void *left, const void *right))
{
	size_t low = 0;
	while (low < count) {
		size_t middle = low + (count - low) / 2;
		if (order((const char *)things + middle * size, key) < 0)
			low = middle + 1;
		else
			count = middle;
	}
	return low;
}

static struct sk_ix_list find_list(struct sk_ix *ix, const char *name, bool six, bool dynamic)
{
	struct sk_ix_entry key = {.name = name, .six = six, .kind = dynamic ? SK_IX_DYNAMIC : SK_IX_STATIC};
	struct sk_ix_entry *entries = (struct sk_ix_entry *)(void *)ix->entries.bytes;
	size_t count = ix->entries.length / sizeof(key), first = first_of(entries, count, sizeof(key), &key, by_name), past = first;
	while (past < count && by_name(&entries[past], &key) == 0)
		past++;
	ix->work += past - first + 1;
	return (struct sk_ix_list){count ? entries + first : NULL, past - first};
}

/* ---- filters at an interface ---- */

static int by_place(const void *left, const void *right)
{
	const struct sk_ix_binding *a = left, *b = right;
	if (a->face != b->face)
		return a->face < b->face ? -1 : 1;
	if (a->six != b->six)
		return a->six ? 1 : -1;
	return ((int)a->direction > (int)b->direction) - ((int)a->direction < (int)b->direction);
}

static int by_place_and_priority(const void *left, const void *right)
{
	const struct sk_ix_binding *a = left, *b = right;
	int order = by_place(left, right);
	if (order == 0)
		order = (a->priority > b->priority) - (a->priority < b->priority);
	return order ? order : (a->line > b->line) - (a->line < b->line);
}

static struct sk_ix_binding *bindings_of(const struct sk_ix *ix, size_t *count)
{
	*count = ix->bindings.length / sizeof(struct sk_ix_binding);
	return (struct sk_ix_binding *)(void *)ix->bindings.bytes;
}

/* Which of two with one priority is asked first, or whether the later one stands for both, is told nowhere. */
static void sort(struct sk_ix *ix)
{
	size_t count = ix->entries.length / sizeof(struct sk_ix_entry);
	if (count > 1)
		qsort(ix->entries.bytes, count, sizeof(struct sk_ix_entry), by_name_and_line);
	struct sk_ix_binding *bindings = bindings_of(ix, &count);
	if (count > 1)
		qsort(bindings, count, sizeof(*bindings), by_place_and_priority);
	for (size_t i = 1; i < count; i++)
		if (by_place(&bindings[i - 1], &bindings[i]) == 0 && bindings[i - 1].priority == bindings[i].priority)
			bindings[i - 1].odd = bindings[i].odd = true;
}

/* ---- static lists ---- */

static SK_OUTCOME understand_list(struct sk_ix *ix, const struct sk_ix_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		SK_TRY(sk_ix_understand(ix, &list->entries[i]));
	return SK_OK;
}

/* `unread`: what makes it match nothing for sure; NULL: nothing does. */
static SK_OUTCOME add_entry(struct sk_making *making, const struct sk_ix_entry *entry, const char *unread)
{
	struct sk_filter_rule rule = {.line = entry->line, .text = entry->text, .unread = unread ? unread : entry->unread, .may = entry->may,
				      .action = entry->action};
	if (!unread)
		rule.must = entry->must;
	return sk_making_either(making, &rule);
}

/* Those of one action, or with NEXT all. */
static SK_OUTCOME add_entries(struct sk_making *making, const struct sk_ix_list *list, enum sk_action only, const char *unread)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct sk_ix_entry *entry = &list->entries[i];
		if (entry->kind == SK_IX_STATIC && (only == SK_ACTION_NEXT || entry->action == only))
			SK_TRY(add_entry(making, entry, unread));
	}
	return SK_OK;
}

static const struct sk_ix_entry *find_option(const struct sk_ix_list *list, bool optimizes)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->entries[i].kind == SK_IX_OPTION && list->entries[i].optimizes == optimizes)
			return &list->entries[i];
	return NULL;
}

static bool has(const struct sk_ix_list *list, enum sk_action action)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->entries[i].kind == SK_IX_STATIC && list->entries[i].action == action)
			return true;
	return false;
}

/* In any order: what one permits and none denies passes, what one denies and none permits is discarded. */
static SK_OUTCOME add_unordered(struct sk_making *making, const struct sk_ix_list *list, const char *unread)
{
	SK_TRY(add_entries(making, list, SK_ACTION_ACCEPT, unread));
	SK_TRY(add_entries(making, list, SK_ACTION_DROP, NULL));
	return add_entries(making, list, SK_ACTION_ACCEPT, NULL);
}

static SK_OUTCOME add_static(struct sk_making *making, const struct sk_ix_binding *binding, const struct sk_ix_list *list)
{
	const struct sk_ix_entry *optimized = find_option(list, true), *other = find_option(list, false);
	bool mixed = has(list, SK_ACTION_ACCEPT) && has(list, SK_ACTION_DROP), unknown = has(list, SK_ACTION_NEXT);
	if (other)
		SK_TRY(sk_making_doubt(making, other->line, other->text, other->unread, true));
	if (binding->odd || other)
		return add_entries(making, list, SK_ACTION_NEXT, binding->odd ? binding->text : other->unread);
	if (optimized && unknown)
		return add_entries(making, list, SK_ACTION_NEXT, optimized->unread);
	return optimized && mixed ? add_unordered(making, list, optimized->unread) : add_entries(making, list, SK_ACTION_NEXT, NULL);
}

static SK_OUTCOME add_binding(struct sk_making *making, const struct sk_ix_binding *binding)
{
	struct sk_ix *ix = making->reader;
	struct sk_ix_list list = find_list(ix, binding->name, binding->six, false);
	/* What it does is said at the head of the chain. */
	if (find_list(ix, binding->name, binding->six, true).count > 0)
		return SK_OK;
	SK_TRY(understand_list(ix, &list));
	if (has(&list, SK_ACTION_ACCEPT) || has(&list, SK_ACTION_DROP) || has(&list, SK_ACTION_NEXT))
		return add_static(making, binding, &list);
	return sk_making_doubt(making, binding->line, binding->text, binding->name, true);
}

/* ---- dynamic lists ---- */

static SK_OUTCOME add_opened(struct sk_making *making, const struct sk_ix_entry *dynamic, const struct sk_match *may, enum sk_action action)
{
	struct sk_filter_rule rule = {.line = dynamic->line, .text = dynamic->text, .unread = dynamic->unread, .may = *may, .action = action};
	return sk_making_rule(making, &rule);
}

static SK_OUTCOME add_trigger(struct sk_making *making, const struct sk_ix_entry *dynamic, const struct sk_ix_entry *entry, bool back)
{
	if (entry->kind != SK_IX_STATIC)
		return SK_OK;
	if (entry->action != SK_ACTION_DROP)
		SK_TRY(add_opened(making, dynamic, back ? &entry->back : &entry->may, SK_ACTION_ACCEPT));
	return back ? SK_OK : add_opened(making, dynamic, &entry->may, SK_ACTION_DROP);
}

/* `back`: in the chain of the other direction, where only answers come. */
static SK_OUTCOME add_dynamic(struct sk_making *making, struct sk_ix_entry *dynamic, bool back)
{
	struct sk_ix *ix = making->reader;
	SK_TRY(sk_ix_understand(ix, dynamic));
	struct sk_ix_list trigger = {0};
	if (dynamic->trigger && find_list(ix, dynamic->trigger, dynamic->six, true).count == 0)
		trigger = find_list(ix, dynamic->trigger, dynamic->six, false);
	SK_TRY(understand_list(ix, &trigger));
	if (trigger.count == 0 || find_option(&trigger, false))
		return sk_making_doubt(making, dynamic->line, dynamic->text, dynamic->unread, true);
	SK_TRY(add_opened(making, dynamic, &ix->related[dynamic->six], SK_ACTION_ACCEPT));
	for (size_t i = 0; i < trigger.count; i++)
		SK_TRY(add_trigger(making, dynamic, &trigger.entries[i], back));
	return SK_OK;
}

static SK_OUTCOME add_dynamics(struct sk_making *making, const struct sk_ix_binding *binding, bool back)
{
	struct sk_ix_list list = find_list(making->reader, binding->name, binding->six, true);
	for (size_t i = 0; i < list.count; i++)
		SK_TRY(add_dynamic(making, &list.entries[i], back));
	return SK_OK;
}

/* ---- chains ---- */

static SK_OUTCOME for_each(struct sk_making *making, enum sk_direction direction, bool heads)
{
	size_t count;
	struct sk_ix *ix = making->reader;
	const struct sk_ix_binding key = {.face = making->face, .six = making->six, .direction = direction};
	const struct sk_ix_binding *bindings = bindings_of(ix, &count);
	for (size_t i = first_of(bindings, count, sizeof(key), &key, by_place); i < count && by_place(&bindings[i], &key) == 0; i++) {
		if (ix->work > WORK_MAX)
			return sk_config_too_many(ix->router.error, ix->router.file, bindings[i].line, N_("rules, as often as interfaces name them"), WORK_MAX);
		SK_TRY(heads ? add_dynamics(making, &bindings[i], direction != making->direction) : add_binding(making, &bindings[i]));
	}
	return SK_OK;
}

static sk_outcome add_rules(struct sk_making *making)
{
	SK_TRY(for_each(making, SK_DIRECTION_IN, true));
	SK_TRY(for_each(making, SK_DIRECTION_OUT, true));
	return for_each(making, making->direction, false);
}

static SK_OUTCOME make_related(struct sk_ix *ix)
{
	struct sk_boxes *boxes = &ix->router.matcher.may;
	for (size_t six = 0; six < 2; six++) {
		boxes->count = sk_box_families(six ? SK_FAMILY_6 : SK_FAMILY_4, boxes->at);
		for (size_t i = 0; i < boxes->count; i++)
			sk_box_set(&boxes->at[i], SK_DIM_STATE, SK_FLOW_RELATED, SK_FLOW_RELATED);
		SK_TRY(sk_matcher_keep(&ix->router.matcher, boxes, &ix->related[six]));
	}
	return SK_OK;
}

SK_OUTCOME sk_ix_make_chains(struct sk_ix *ix, struct sk_filter *out)
{
	sort(ix);
	SK_TRY(make_related(ix));
	return sk_faces_chains(&ix->router.faces, "nec-ix", ix, add_rules, out);
}
