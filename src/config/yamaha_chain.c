/*
 * Lists of a Yamaha router as chains.
 *
 * A filter is a number with a match and a fate; a list names numbers for one direction of one interface. The first filter of the list that matches decides;
 * with a list and no match a packet is discarded (the manual: ip interface secure filter); without a list it passes. IPv4 and IPv6 have lists of their own. So
 * each interface gets four chains: "lan2 in" and "lan2 out", each in the tables "ip" and "ipv6", and the name is the hook too: entering it, a packet
 * meets the chain of its family.
 *
 * What a dynamic filter opens hangs on flows, which nobody follows here: at the head of the list it stands in (it may come before the others) and of the list
 * against its direction, it may let through the most it can, and surely nothing. A list of dynamic filters alone may discard or not. A number that stands in a
 * list and nowhere else may let through and may discard whatever comes: two rules, as with unknown targets of iptables.
 */
#include "config/yamaha.h"

#include <stdlib.h>
#include <string.h>

static const char *const directions[SK_YAMAHA_DIRECTIONS] = {"in", "out"};
static const char *const tables[] = {"ip", "ipv6"};

/* ---- filters by their number ---- */

static int by_number(const void *left, const void *right)
{
	const struct sk_yamaha_filter *a = left, *b = right;
	if (a->six != b->six)
		return a->six ? 1 : -1;
	if (a->dynamic != b->dynamic)
		return a->dynamic ? 1 : -1;
	return (a->number > b->number) - (a->number < b->number);
}

static int by_number_and_line(const void *left, const void *right)
{
	const struct sk_yamaha_filter *a = left, *b = right;
	int order = by_number(left, right);
	return order ? order : (a->line > b->line) - (a->line < b->line);
}

static struct sk_yamaha_filter *filter_at(const struct sk_yamaha *yamaha, size_t at)
{
	return (struct sk_yamaha_filter *)(void *)yamaha->filters.bytes + at;
}

static SK_OUTCOME sort_filters(const struct sk_yamaha *yamaha)
{
	size_t count = yamaha->filters.length / sizeof(struct sk_yamaha_filter);
	if (count > 1)
		qsort(yamaha->filters.bytes, count, sizeof(struct sk_yamaha_filter), by_number_and_line);
	for (size_t i = 1; i < count; i++) {
		struct sk_place place = {yamaha->file, filter_at(yamaha, i)->line, 1};
		if (by_number(filter_at(yamaha, i - 1), filter_at(yamaha, i)) == 0)
			return sk_error_set(yamaha->error, SK_E_CONFIG_SYNTAX, &place, filter_at(yamaha, i)->text, _("each number of a filter once"), NULL);
	}
	return SK_OK;
}

/* NULL: it stands nowhere. */
static struct sk_yamaha_filter *find_filter(const struct sk_yamaha *yamaha, const struct sk_yamaha_entry *entry, bool six)
{
	struct sk_yamaha_filter key = {.number = entry->number, .six = six, .dynamic = entry->dynamic};
	size_t count = yamaha->filters.length / sizeof(key);
	return entry->odd || count == 0 ? NULL : bsearch(&key, yamaha->filters.bytes, count, sizeof(key), by_number);
}

static const struct sk_yamaha_entry *entry_at(const struct sk_yamaha *yamaha, size_t at)
{
	return (const struct sk_yamaha_entry *)(void *)yamaha->entries.bytes + at;
}

/* ---- rules ---- */

/* The chain in the making: counted first, then filled. */
struct making {
	struct sk_yamaha *yamaha;
	size_t interface;
	bool six;
	enum sk_yamaha_direction direction;
	bool counting;
	struct sk_filter_chain *chain;
	struct sk_match all;
};

static SK_OUTCOME add_rule(struct making *making, const struct sk_filter_rule *rule)
{
	struct sk_yamaha *yamaha = making->yamaha;
	if (making->counting && ++yamaha->rule_count > SK_CONFIG_RULES_MAX)
		return sk_yamaha_too_many(yamaha, rule->line, N_("rules"), SK_CONFIG_RULES_MAX);
	if (!making->counting)
		yamaha->rules[(size_t)(making->chain->rules - yamaha->rules) + making->chain->count] = *rule;
	making->chain->count++;
	return SK_OK;
}

/* Whatever comes may be discarded here, and where `passes` it may be let through as well. */
static SK_OUTCOME add_doubt(struct making *making, uint32_t line, const char *text, const char *unread, bool passes)
{
	struct sk_filter_rule rule = {.line = line, .text = text, .unread = unread, .may = making->all, .action = SK_ACTION_ACCEPT};
	if (passes)
		SK_TRY(add_rule(making, &rule));
	rule.action = SK_ACTION_DROP;
	return add_rule(making, &rule);
}

static SK_OUTCOME add_filter(struct making *making, const struct sk_yamaha_filter *filter)
{
	struct sk_filter_rule rule = {.line = filter->line, .text = filter->text, .unread = filter->unread, .may = filter->may, .must = filter->must,
				      .action = filter->action};
	if (filter->action != SK_ACTION_NEXT)
		return add_rule(making, &rule);
	rule.must = (struct sk_match){0};
	rule.action = SK_ACTION_ACCEPT;
	SK_TRY(add_rule(making, &rule));
	rule.action = SK_ACTION_DROP;
	return add_rule(making, &rule);
}

static SK_OUTCOME add_back(struct making *making, const struct sk_yamaha_filter *filter)
{
	struct sk_filter_rule rule = {.line = filter->line, .text = filter->text, .unread = filter->unread, .may = filter->back, .action = SK_ACTION_ACCEPT};
	return add_rule(making, &rule);
}

/* One entry of the chain's own list, or a dynamic one of the list in the other direction. */
static SK_OUTCOME add_entry_rules(struct making *making, const struct sk_yamaha_list *list, const struct sk_yamaha_entry *entry, bool back)
{
	struct sk_yamaha_filter *filter = find_filter(making->yamaha, entry, making->six);
	const char *missing;
	if (filter) {
		SK_TRY(sk_yamaha_understand(making->yamaha, filter));
		return back ? add_back(making, filter) : add_filter(making, filter);
	}
	SK_TRY(sk_arena_print(making->yamaha->arena, &missing, making->yamaha->error, entry->dynamic ? "dynamic %u" : "%u", entry->number));
	return add_doubt(making, list->line, list->text, entry->odd ? entry->odd : missing, true);
}

static SK_OUTCOME add_entries(struct making *making, const struct sk_yamaha_list *list, bool dynamic, bool back)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct sk_yamaha_entry *entry = entry_at(making->yamaha, list->first + i);
		if (entry->dynamic == dynamic)
			SK_TRY(add_entry_rules(making, list, entry, back));
	}
	return SK_OK;
}

static bool has_static(const struct sk_yamaha *yamaha, const struct sk_yamaha_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (!entry_at(yamaha, list->first + i)->dynamic)
			return true;
	return false;
}

static bool concerns(const struct making *making, const struct sk_yamaha_note *note)
{
	const char *name = making->yamaha->interfaces[making->interface].name;
	return (!note->interface || note->interface == making->interface + 1) && (!note->kind || strncmp(name, note->kind, strlen(note->kind)) == 0) &&
	       (note->directions >> making->direction & 1) && (note->families & making->chain->families);
}

static SK_OUTCOME add_notes(struct making *making)
{
	const struct sk_yamaha_note *notes = (const struct sk_yamaha_note *)(void *)making->yamaha->notes.bytes;
	for (size_t i = 0; i < making->yamaha->notes.length / sizeof(*notes); i++)
		if (concerns(making, &notes[i]))
			SK_TRY(add_doubt(making, notes[i].line, notes[i].text, notes[i].text, notes[i].passes));
	return SK_OK;
}

static SK_OUTCOME add_rules(struct making *making)
{
	const struct sk_yamaha_interface *interface = &making->yamaha->interfaces[making->interface];
	const struct sk_yamaha_list *list = &interface->lists[making->six][making->direction];
	SK_TRY(add_notes(making));
	if (!list->line)
		return SK_OK;
	SK_TRY(add_entries(making, list, true, false));
	SK_TRY(add_entries(making, &interface->lists[making->six][!making->direction], true, true));
	SK_TRY(add_entries(making, list, false, false));
	return has_static(making->yamaha, list) ? SK_OK : add_doubt(making, list->line, list->text, list->text, true);
}

static SK_OUTCOME make_chain(struct making *making)
{
	struct sk_yamaha *yamaha = making->yamaha;
	const struct sk_yamaha_interface *interface = &yamaha->interfaces[making->interface];
	const struct sk_yamaha_list *list = &interface->lists[making->six][making->direction];
	struct sk_filter_chain *chain = making->chain;
	if (making->counting) {
		*chain = (struct sk_filter_chain){.table = tables[making->six], .families = making->six ? SK_FAMILY_6 : SK_FAMILY_4,
						  .policy = list->line ? SK_ACTION_DROP : SK_ACTION_ACCEPT, .line = list->line ? list->line : interface->line};
		SK_TRY(sk_arena_print(yamaha->arena, &chain->name, yamaha->error, "%s %s", interface->name, directions[making->direction]));
		chain->hook = chain->name;
	}
	chain->count = 0;
	return add_rules(making);
}

static SK_OUTCOME go_through(struct sk_yamaha *yamaha, struct sk_filter_chain *chains, const struct sk_match all[2], bool counting)
{
	for (size_t i = 0; i < yamaha->interface_count * 4; i++) {
		struct making making = {.yamaha = yamaha, .interface = i / 4, .direction = (enum sk_yamaha_direction)(i / 2 % 2), .six = i % 2, .counting = counting,
					.chain = &chains[i], .all = all[i % 2]};
		SK_TRY(make_chain(&making));
	}
	return SK_OK;
}

/* ---- all chains ---- */

static SK_OUTCOME all_of(const struct sk_yamaha *yamaha, unsigned family, struct sk_match *out)
{
	void *boxes = NULL;
	SK_TRY(sk_arena_take(yamaha->arena, SK_FAMILY_BOXES_MAX, sizeof(struct sk_box), &boxes, yamaha->error));
	*out = (struct sk_match){boxes, sk_box_families(family, boxes)};
	return SK_OK;
}

/* Each chain gets its stretch of one list of rules. */
static SK_OUTCOME share_rules(struct sk_yamaha *yamaha, struct sk_filter_chain *chains)
{
	void *rules = NULL;
	SK_TRY(sk_arena_take(yamaha->arena, yamaha->rule_count + 1, sizeof(struct sk_filter_rule), &rules, yamaha->error));
	yamaha->rules = rules;
	for (size_t i = 0, from = 0; i < yamaha->interface_count * 4; i++) {
		chains[i].rules = yamaha->rules + from;
		from += chains[i].count;
	}
	return SK_OK;
}

SK_OUTCOME sk_yamaha_make_chains(struct sk_yamaha *yamaha, struct sk_filter *out)
{
	struct sk_match all[2];
	void *chains = NULL;
	size_t count = yamaha->interface_count * 4;
	SK_TRY(sort_filters(yamaha));
	SK_TRY(all_of(yamaha, SK_FAMILY_4, &all[0]));
	SK_TRY(all_of(yamaha, SK_FAMILY_6, &all[1]));
	SK_TRY(sk_arena_take(yamaha->arena, count, sizeof(struct sk_filter_chain), &chains, yamaha->error));
	SK_TRY(go_through(yamaha, chains, all, true));
	SK_TRY(share_rules(yamaha, chains));
	SK_TRY(go_through(yamaha, chains, all, false));
	*out = (struct sk_filter){.file = yamaha->file, .reader = "yamaha", .families = yamaha->translates ? SK_FAMILY_6 : SK_FAMILIES, .chains = chains, .count = count};
	return SK_OK;
}
