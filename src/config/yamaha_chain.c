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
		struct sk_place place = {yamaha->router.file, filter_at(yamaha, i)->line, 1};
		if (by_number(filter_at(yamaha, i - 1), filter_at(yamaha, i)) == 0)
			return sk_error_set(yamaha->router.error, SK_E_CONFIG_SYNTAX, &place, filter_at(yamaha, i)->text, _("each number of a filter once"), NULL);
	}
	return SK_OK;
}

struct sk_yamaha_filter *sk_yamaha_filter(const struct sk_yamaha *yamaha, uint32_t number, bool six, bool dynamic)
{
	struct sk_yamaha_filter key = {.number = number, .six = six, .dynamic = dynamic};
	size_t count = yamaha->filters.length / sizeof(key);
	return count == 0 ? NULL : bsearch(&key, yamaha->filters.bytes, count, sizeof(key), by_number);
}

static const struct sk_yamaha_entry *entry_at(const struct sk_yamaha *yamaha, size_t at)
{
	return (const struct sk_yamaha_entry *)(void *)yamaha->entries.bytes + at;
}

/* ---- rules ---- */

static SK_OUTCOME add_filter(struct sk_making *making, const struct sk_yamaha_filter *filter)
{
	struct sk_filter_rule rule = {.line = filter->line, .text = filter->text, .unread = filter->unread, .may = filter->may, .must = filter->must,
				      .action = filter->action};
	return sk_making_either(making, &rule);
}

static SK_OUTCOME add_back(struct sk_making *making, const struct sk_yamaha_filter *filter)
{
	struct sk_filter_rule rule = {.line = filter->line, .text = filter->text, .unread = filter->unread, .may = filter->back, .action = SK_ACTION_ACCEPT};
	return sk_making_rule(making, &rule);
}

/* One entry of the chain's own list, or a dynamic one of the list in the other direction. */
static SK_OUTCOME add_entry_rules(struct sk_making *making, const struct sk_yamaha_list *list, uint32_t line, const struct sk_yamaha_entry *entry, bool back)
{
	struct sk_yamaha *yamaha = making->reader;
	struct sk_yamaha_filter *filter = entry->odd ? NULL : sk_yamaha_filter(yamaha, entry->number, making->six, entry->dynamic);
	const char *missing;
	if (filter) {
		SK_TRY(sk_yamaha_understand(yamaha, filter));
		return back ? add_back(making, filter) : add_filter(making, filter);
	}
	SK_TRY(sk_arena_print(yamaha->router.arena, &missing, yamaha->router.error, entry->dynamic ? "dynamic %u" : "%u", entry->number));
	return sk_making_doubt(making, line, list->text, entry->odd ? entry->odd : missing, true);
}

static SK_OUTCOME add_entries(struct sk_making *making, bool dynamic, bool back)
{
	const struct sk_yamaha *yamaha = making->reader;
	enum sk_direction direction = back ? !making->direction : making->direction;
	const struct sk_yamaha_list *list = &yamaha->lists[making->face][making->six][direction];
	uint32_t line = yamaha->router.faces.at[making->face].filters[making->six][direction];
	for (size_t i = 0; i < list->count; i++) {
		const struct sk_yamaha_entry *entry = entry_at(yamaha, list->first + i);
		if (entry->dynamic == dynamic)
			SK_TRY(add_entry_rules(making, list, line, entry, back));
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

static sk_outcome add_rules(struct sk_making *making)
{
	const struct sk_yamaha *yamaha = making->reader;
	const struct sk_yamaha_list *list = &yamaha->lists[making->face][making->six][making->direction];
	SK_TRY(add_entries(making, true, false));
	SK_TRY(add_entries(making, true, true));
	SK_TRY(add_entries(making, false, false));
	return has_static(yamaha, list) ? SK_OK : sk_making_doubt(making, making->chain->line, list->text, list->text, true);
}

SK_OUTCOME sk_yamaha_make_chains(struct sk_yamaha *yamaha, struct sk_filter *out)
{
	SK_TRY(sort_filters(yamaha));
	SK_TRY(sk_yamaha_settle(yamaha));
	return sk_faces_chains(&yamaha->router.faces, "yamaha", yamaha, add_rules, out);
}
