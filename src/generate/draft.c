/* A configuration as lines. What is taken out stays marked, so that the difference can be shown. */
#include "generate/draft.h"

#include <string.h>

enum { LINES_BYTES_MAX = 128 << 20 };

static struct sk_fix_line *lines_of(const struct draft *draft)
{
	return (struct sk_fix_line *)(void *)draft->lines.bytes;
}

size_t draft_count(const struct draft *draft)
{
	return draft->lines.length / sizeof(struct sk_fix_line);
}

/* What is changed is shown and written line by line, and a line that hides something could not be typed. */
SK_OUTCOME draft_read(struct draft *draft, const char *bytes, size_t length)
{
	uint32_t number = 1;
	draft->lines = SK_BUF(LINES_BYTES_MAX);
	for (size_t at = 0; at < length; number++) {
		const char *end = memchr(bytes + at, '\n', length - at);
		size_t past = end ? (size_t)(end - bytes) : length;
		struct sk_fix_line line = {.was = number};
		SK_TRY(sk_arena_text(draft->arena, bytes + at, past - at, &line.text, draft->error));
		if (sk_config_hides(line.text))
			return sk_error_set(draft->error, SK_E_MY_NUMBER, &(struct sk_place){draft->name, number, 1}, NULL, NULL, NULL);
		sk_buf_add(&draft->lines, (const char *)&line, sizeof(line));
		at = past + 1;
	}
	return sk_buf_check(&draft->lines, draft->error);
}

void draft_end(struct draft *draft)
{
	sk_buf_release(&draft->lines);
}

void draft_text(const struct draft *draft, struct sk_buf *out)
{
	const struct sk_fix_file file = {.lines = lines_of(draft), .count = draft_count(draft)};
	sk_fix_text(&file, out);
}

void sk_fix_text(const struct sk_fix_file *file, struct sk_buf *out)
{
	for (size_t i = 0; i < file->count; i++)
		if (!file->lines[i].gone) {
			sk_buf_text(out, file->lines[i].text);
			sk_buf_text(out, "\n");
		}
}

/* Its position; past the last: how many there are. */
static size_t find(const struct draft *draft, uint32_t line)
{
	size_t at = 0;
	for (uint32_t seen = 0; at < draft_count(draft); at++) {
		seen += !lines_of(draft)[at].gone;
		if (seen == line)
			break;
	}
	return at;
}

const char *draft_line(const struct draft *draft, uint32_t line)
{
	size_t at = find(draft, line);
	return at < draft_count(draft) ? lines_of(draft)[at].text : NULL;
}

uint32_t draft_line_count(const struct draft *draft)
{
	uint32_t count = 0;
	for (size_t i = 0; i < draft_count(draft); i++)
		count += !lines_of(draft)[i].gone;
	return count;
}

void draft_take_out(struct draft *draft, uint32_t line)
{
	size_t at = find(draft, line);
	if (at < draft_count(draft))
		lines_of(draft)[at].gone = true;
	draft->changed = true;
}

SK_OUTCOME draft_put_in(struct draft *draft, uint32_t before, const char *text)
{
	size_t at = find(draft, before), count = draft_count(draft);
	struct sk_fix_line line = {.was = 0};
	SK_TRY(sk_arena_text(draft->arena, text, strlen(text), &line.text, draft->error));
	sk_buf_add(&draft->lines, (const char *)&line, sizeof(line));
	SK_TRY(sk_buf_check(&draft->lines, draft->error));
	memmove(&lines_of(draft)[at + 1], &lines_of(draft)[at], (count - at) * sizeof(line));
	lines_of(draft)[at] = line;
	draft->changed = true;
	return SK_OK;
}

SK_OUTCOME draft_replace(struct draft *draft, uint32_t line, const char *text)
{
	SK_TRY(draft_put_in(draft, line + 1, text));
	draft_take_out(draft, line);
	return SK_OK;
}

SK_OUTCOME draft_put_in_lines(struct draft *draft, uint32_t before, const struct sk_buf *lines)
{
	const char *at = lines->bytes ? lines->bytes : "", *text;
	for (; *at; at = strchr(at, '\n') + 1) {
		SK_TRY(sk_arena_text(draft->arena, at, strcspn(at, "\n"), &text, draft->error));
		SK_TRY(draft_put_in(draft, before, text));
		before += before < UINT32_MAX;
	}
	return SK_OK;
}

SK_OUTCOME draft_refuse(const struct draft *draft, uint32_t line, const char *what)
{
	struct sk_place where = {draft->name, line, 1};
	return sk_error_set(draft->error, SK_E_CONFLICT, &where, what, _("change it by hand, then ask again"), NULL);
}

/* ---- editors of rules that stand one a line ---- */

/* It lets through what belongs to flows, or what the device says to itself. */
static bool is_first(const struct draft *draft, const struct sk_filter_rule *rule)
{
	const char *line = draft_line(draft, rule->line);
	bool flows = rule->may.count > 0 && rule->action == SK_ACTION_ACCEPT;
	for (size_t i = 0; i < rule->may.count && flows; i++) {
		sk_wide low, high;
		sk_box_get(&rule->may.boxes[i], SK_DIM_STATE, &low, &high);
		flows = low >= SK_FLOW_ESTABLISHED && high <= SK_FLOW_RELATED;
	}
	return flows || (line && (strstr(line, " -i lo ") || strstr(line, "\"lo\"")) && rule->action == SK_ACTION_ACCEPT);
}

uint32_t edit_line(const struct draft *draft, const struct edit_place *place, uint32_t empty)
{
	size_t at = 0;
	if (place->rule)
		return place->rule->line;
	while (at < place->chain->count && is_first(draft, &place->chain->rules[at]))
		at++;
	if (at < place->chain->count)
		return place->chain->rules[at].line;
	return at > 0 ? place->chain->rules[at - 1].line + 1 : empty;
}
