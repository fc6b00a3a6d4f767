/*
 * Changes in what 'show config' of a Yamaha router prints. A filter may stand in several lists: so not the filter is taken out but its number in one list. New
 * filters stand at the end of the file, with numbers above those that are there.
 */
#include "generate/draft.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBERS_FROM = 60000, WORD_MAX = 32 };

/* ---- numbers ---- */

/* Of "ip filter N ...", "ipv6 filter dynamic N ..."; 0: the line is none. */
static unsigned long number_of(const char *line, bool *dynamic)
{
	static const char *const heads[] = {"ip filter ", "ipv6 filter "}, word[] = "dynamic ";
	line += strspn(line, " ");
	for (size_t i = 0; i < SK_COUNT(heads); i++) {
		const char *at = line + strlen(heads[i]);
		if (strncmp(line, heads[i], strlen(heads[i])) != 0)
			continue;
		*dynamic = strncmp(at, word, strlen(word)) == 0;
		return strtoul(*dynamic ? at + strlen(word) : at, NULL, 10);
	}
	return 0;
}

static unsigned long free_number(const struct draft *draft)
{
	unsigned long most = NUMBERS_FROM;
	for (uint32_t line = 1; line <= draft_line_count(draft); line++) {
		bool dynamic;
		unsigned long number = number_of(draft_line(draft, line), &dynamic);
		most = number > most ? number : most;
	}
	return most + 1;
}

/* ---- lists ---- */

static sk_outcome not_editable(const struct draft *draft, const struct edit_place *place)
{
	return draft_refuse(draft, place->rule ? place->rule->line : place->chain->line, _("a line that is not a filter of a list, and that nobody here can change"));
}

/* Where in a list a number stands, as a word of its own, among static or dynamic ones; NULL: nowhere. */
static const char *find_in_list(const char *list, unsigned long number, bool dynamic)
{
	char word[WORD_MAX];
	const char *at = strstr(list, " secure filter "), *behind = strstr(list, " dynamic");
	(void)snprintf(word, sizeof(word), "%lu", number);
	size_t length = strlen(word);
	at = dynamic ? behind : at;
	for (at = at ? strchr(at + 1, ' ') : NULL; at; at = strchr(at + 1, ' '))
		if (strncmp(at + 1, word, length) == 0 && (at[1 + length] == ' ' || at[1 + length] == '\0') && (dynamic || !behind || at < behind))
			return at;
	return NULL;
}

/* What a list without static filters does is told nowhere: so one that refuses takes the place of the last. */
static bool is_last(const char *list, unsigned long number, bool dynamic)
{
	const char *at = find_in_list(list, number, false);
	const char *first = strstr(list, " secure filter ");
	first = first ? strchr(first + strlen(" secure filter "), ' ') : NULL;
	if (dynamic || !at || at != first)
		return false;
	at += 1 + strcspn(at + 1, " ");
	return *at == '\0' || strncmp(at, " dynamic", 8) == 0;
}

static sk_outcome put_in_reject(struct draft *draft, const struct edit_place *place)
{
	SK_BUF_SCOPE line = SK_BUF(SK_CONFIG_LINE_MAX);
	sk_buf_print(&line, "%s filter %lu reject * * * * *", strcmp(place->chain->table, "ip") == 0 ? "ip" : "ipv6", free_number(draft));
	SK_TRY(sk_buf_check(&line, draft->error));
	return draft_put_in(draft, UINT32_MAX, line.bytes);
}

static sk_outcome take_out(struct draft *draft, const struct edit_place *place)
{
	SK_BUF_SCOPE text = SK_BUF(SK_CONFIG_LINE_MAX);
	bool dynamic = false;
	unsigned long number = number_of(place->rule->text, &dynamic);
	const char *list = draft_line(draft, place->chain->line), *at = number && list ? find_in_list(list, number, dynamic) : NULL;
	if (!at)
		return not_editable(draft, place);
	bool last = is_last(list, number, dynamic);
	sk_buf_add(&text, list, (size_t)(at - list));
	if (last)
		sk_buf_print(&text, " %lu", free_number(draft));
	sk_buf_text(&text, at + 1 + strcspn(at + 1, " "));
	SK_TRY(sk_buf_check(&text, draft->error));
	if (last)
		SK_TRY(put_in_reject(draft, place));
	return draft_replace(draft, place->chain->line, text.bytes);
}

/* In front of the number of the rule, else behind the last static one; and behind the last dynamic one. */
static sk_outcome add_to_list(struct draft *draft, const struct edit_place *place, unsigned long number)
{
	SK_BUF_SCOPE text = SK_BUF(SK_CONFIG_LINE_MAX);
	const char *list = draft_line(draft, place->chain->line), *behind = list ? strstr(list, " dynamic") : NULL;
	bool dynamic = false;
	unsigned long before = place->rule ? number_of(place->rule->text, &dynamic) : 0;
	const char *at = before && !dynamic && list ? find_in_list(list, before, false) : behind;
	if (!list || !strstr(list, " secure filter "))
		return not_editable(draft, place);
	at = at ? at : list + strlen(list);
	sk_buf_add(&text, list, (size_t)(at - list));
	sk_buf_print(&text, " %lu%s%s %lu", number, at, behind ? "" : " dynamic", number);
	SK_TRY(sk_buf_check(&text, draft->error));
	return draft_replace(draft, place->chain->line, text.bytes);
}

static sk_outcome let(struct draft *draft, const struct edit_place *place, const struct sk_permit *permit)
{
	SK_BUF_SCOPE lines = SK_BUF(SK_CONFIG_LINE_MAX * 2);
	unsigned long number = free_number(draft);
	generate_yamaha_filter(permit, (unsigned)number, &lines);
	SK_TRY(sk_buf_check(&lines, draft->error));
	SK_TRY(add_to_list(draft, place, number));
	return draft_put_in_lines(draft, UINT32_MAX, &lines);
}

/* What finds neighbours of IPv6 stays on its wire, and without it none of IPv6 works there. The filters' numbers, in front of `number`. */
static void let_neighbours(unsigned long number, struct sk_buf *lines, struct sk_buf *list)
{
	static const char *const near[] = {"ff02::/16", "fe80::/10"};
	for (size_t i = 0; i < SK_COUNT(near); i++) {
		sk_buf_print(lines, "ipv6 filter %lu pass * %s icmp6 * *\n", number + 1 + i, near[i]);
		sk_buf_print(list, "%lu ", number + 1 + i);
	}
}

/* A list where there was none. */
static sk_outcome close_chain(struct draft *draft, const struct edit_place *place)
{
	SK_BUF_SCOPE lines = SK_BUF(SK_CONFIG_LINE_MAX * 4), list = SK_BUF(SK_CONFIG_LINE_MAX);
	const char *blank = strchr(place->chain->name, ' ');
	const char *family = strcmp(place->chain->table, "ip") == 0 ? "ip" : "ipv6";
	size_t letters = strcspn(place->chain->name, "0123456789");
	unsigned long number = free_number(draft);
	bool chosen = strncmp(place->chain->name, "pp", letters) == 0 || strncmp(place->chain->name, "tunnel", letters) == 0;
	if (!blank || place->chain->policy == SK_ACTION_DROP)
		return not_editable(draft, place);
	int name = (int)(blank - place->chain->name);
	sk_buf_print(&lines, "%s filter %lu reject * * * * *\n", family, number);
	if (strcmp(family, "ipv6") == 0)
		let_neighbours(number, &lines, &list);
	sk_buf_print(&list, "%lu", number);
	SK_TRY(sk_buf_check(&list, draft->error));
	if (chosen)
		sk_buf_print(&lines, "%.*s select %.*s\n", (int)letters, place->chain->name, name - (int)letters, place->chain->name + letters);
	sk_buf_print(&lines, "%s%s %.*s secure filter %s %s\n", chosen ? " " : "", family, chosen ? (int)letters : name, place->chain->name, blank + 1, list.bytes);
	if (chosen)
		sk_buf_print(&lines, "%.*s select none\n", (int)letters, place->chain->name);
	SK_TRY(sk_buf_check(&lines, draft->error));
	return draft_put_in_lines(draft, UINT32_MAX, &lines);
}

/* ---- what is typed ---- */

/* "pp select 1" before lists of pp, "tunnel select 1" before those of a tunnel. */
static void put_selected(const struct sk_fix_file *file, size_t at, struct sk_buf *out)
{
	static const char *const heads[] = {"pp select ", "tunnel select "};
	const char *line = file->lines[at].text;
	if (*line != ' ')
		return;
	for (size_t i = at; i-- > 0;)
		for (size_t head = 0; head < SK_COUNT(heads); head++)
			if (strncmp(file->lines[i].text, heads[head], strlen(heads[head])) == 0) {
				sk_buf_print(out, "%s\n", file->lines[i].text);
				return;
			}
}

static bool is_list(const char *line)
{
	return strstr(line, " secure filter ") != NULL;
}

/* " ip pp secure filter in": without its numbers; the same in two lines is the same list. */
static size_t list_length(const char *line)
{
	const char *at = strstr(line, " secure filter ") + strlen(" secure filter ");
	return (size_t)(at - line) + strcspn(at, " ");
}

static bool has_list(const struct sk_fix_file *file, const char *line, bool gone)
{
	for (size_t i = 0; i < file->count; i++) {
		const struct sk_fix_line *other = &file->lines[i];
		bool changed = gone ? sk_fix_line_out(other) : sk_fix_line_in(other);
		if (changed && is_list(other->text) && list_length(other->text) == list_length(line) && strncmp(other->text, line, list_length(line)) == 0)
			return true;
	}
	return false;
}

static void put_lists(const struct sk_fix_file *file, bool back, struct sk_buf *out)
{
	for (size_t i = 0; i < file->count; i++) {
		const struct sk_fix_line *line = &file->lines[i];
		bool mine = back ? sk_fix_line_out(line) : sk_fix_line_in(line);
		bool unmade = back && sk_fix_line_in(line) && is_list(line->text) && !has_list(file, line->text, true);
		if ((!mine && !unmade) || !is_list(line->text))
			continue;
		put_selected(file, i, out);
		if (unmade)
			sk_buf_print(out, "no %.*s\n", (int)(list_length(line->text) - strspn(line->text, " ")), line->text + strspn(line->text, " "));
		else
			sk_buf_print(out, "%s\n", line->text + strspn(line->text, " "));
	}
}

static void put_filters(const struct sk_fix_file *file, bool back, struct sk_buf *out)
{
	for (size_t i = 0; i < file->count; i++) {
		const struct sk_fix_line *line = &file->lines[i];
		bool dynamic;
		unsigned long number = sk_fix_line_in(line) ? number_of(line->text, &dynamic) : 0;
		if (number && back)
			sk_buf_print(out, "no %s filter %s%lu\n", strncmp(line->text, "ipv6", 4) == 0 ? "ipv6" : "ip", dynamic ? "dynamic " : "", number);
		else if (number)
			sk_buf_print(out, "%s\n", line->text);
	}
}

/* Filters before the lists that name them; back in the other order. */
static void paste(const struct sk_fix_file *file, bool back, struct sk_buf *out)
{
	if (!back)
		put_filters(file, false, out);
	put_lists(file, back, out);
	sk_buf_text(out, "pp select none\n");
	if (back)
		put_filters(file, true, out);
}

const struct editor editor_yamaha = {"yamaha", &handover_change_yamaha, NULL, take_out, let, close_chain, NULL, paste, true};
