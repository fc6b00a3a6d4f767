/* A text of YAML in which places give way to others, so that everything else stays byte for byte as people wrote it. */
#include "site/private.h"

#include <stdlib.h>
#include <string.h>

enum { INDENT_MAX = 64 };

static sk_outcome index_lines(struct site_cuts *cuts, struct sk_arena *arena)
{
	size_t count = 1;
	void *memory;
	for (size_t i = 0; i < cuts->length; i++)
		count += cuts->text[i] == '\n';
	SK_TRY(sk_arena_take(arena, count, sizeof(size_t), &memory, cuts->error));
	size_t *lines = memory;
	cuts->lines = lines;
	cuts->line_count = 1;
	for (size_t i = 0; i < cuts->length; i++)
		if (cuts->text[i] == '\n')
			lines[cuts->line_count++] = i + 1;
	return SK_OK;
}

SK_OUTCOME site_cuts_begin(struct site_cuts *cuts, struct sk_arena *arena, const struct sk_buf *old, size_t most, struct sk_error *error)
{
	void *memory;
	*cuts = (struct site_cuts){.arena = arena, .error = error, .text = old->bytes ? old->bytes : "", .length = old->length, .most = most};
	cuts->end = strstr(cuts->text, "\r\n") ? "\r\n" : "\n";
	SK_TRY(sk_arena_take(arena, most, sizeof(struct site_cut), &memory, error));
	cuts->items = memory;
	return index_lines(cuts, arena);
}

size_t site_cuts_line(const struct site_cuts *cuts, uint32_t line)
{
	return line <= cuts->line_count ? cuts->lines[line - 1] : cuts->length;
}

size_t site_cuts_line_behind(const struct site_cuts *cuts, size_t at)
{
	const char *end = at < cuts->length ? memchr(cuts->text + at, '\n', cuts->length - at) : NULL;
	return end ? (size_t)(end - cuts->text) + 1 : cuts->length;
}

/* Columns are code points. */
size_t site_cuts_at(const struct site_cuts *cuts, const struct sk_place *place)
{
	size_t at = site_cuts_line(cuts, place->line);
	for (uint32_t i = 1; i < place->column && at < cuts->length; i++) {
		size_t step = sk_utf8_step(cuts->text + at, cuts->length - at);
		at += step ? step : 1;
	}
	return at;
}

bool site_cuts_open(const struct site_cuts *cuts, size_t at)
{
	return at > 0 && cuts->text[at - 1] != '\n';
}

SK_OUTCOME site_cuts_add(struct site_cuts *cuts, size_t at, size_t length, const struct sk_buf *text)
{
	SK_TRY(sk_buf_check(text, cuts->error));
	if (cuts->count == cuts->most)
		return sk_error_set_number(cuts->error, SK_E_YAML_SIZE, NULL, cuts->most);
	struct site_cut *next = &cuts->items[cuts->count];
	*next = (struct site_cut){.at = at, .length = length, .order = cuts->count};
	cuts->count++;
	return sk_arena_text(cuts->arena, text->bytes ? text->bytes : "", text->length, &next->text, cuts->error);
}

size_t site_cuts_list_end(const struct site_cuts *cuts, const struct sk_node *root, const char *key)
{
	size_t end = cuts->length;
	for (size_t i = 0; i + 1 < root->count; i++)
		if (strcmp(root->pairs[i].key, key) == 0)
			end = site_cuts_line(cuts, root->pairs[i + 1].place.line);
	return end;
}

bool site_cuts_indent(const struct site_cuts *cuts, const struct sk_node *list, size_t *out)
{
	*out = 2;
	if (!list || list->kind != SK_NODE_LIST)
		return true;
	size_t at = site_cuts_at(cuts, &list->place);
	if (at >= cuts->length || cuts->text[at] != '-' || list->place.column > INDENT_MAX)
		return false;
	*out = list->place.column - 1;
	return true;
}

/* Entries of one line come in the order of their keys, whichever that is; what goes to the same place stays in the order in which it was added. */
static int by_place(const void *left, const void *right)
{
	const struct site_cut *a = left, *b = right;
	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return (a->order > b->order) - (a->order < b->order);
}

void site_cuts_apply(const struct site_cuts *cuts, struct sk_buf *out)
{
	size_t from = 0;
	qsort(cuts->items, cuts->count, sizeof(struct site_cut), by_place);
	for (size_t i = 0; i < cuts->count; i++) {
		const struct site_cut *next = &cuts->items[i];
		sk_buf_add(out, cuts->text + from, next->at - from);
		sk_buf_text(out, next->text);
		from = next->at + next->length;
	}
	sk_buf_add(out, cuts->text + from, cuts->length - from);
}
