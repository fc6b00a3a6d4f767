/* Changes in what 'show running-config' of a NEC UNIVERGE IX router prints: entries of lists, one a line, in their order. */
#include "generate/draft.h"

#include <string.h>

static sk_outcome not_editable(struct draft *draft, const struct edit_place *place)
{
	struct sk_place where = {draft->name, place->rule ? place->rule->line : place->chain->line, 1};
	return sk_error_set(draft->error, SK_E_CONFLICT, &where, _("a line that is no entry of a list, and that nobody here can change"), _("change it by hand, then ask again"), NULL);
}

/* "ip access-list NAME permit ...": its name; false: the line is no entry of a static list. */
static bool name_of(const char *line, const char **name, size_t *length)
{
	static const char *const heads[] = {"ip access-list ", "ipv6 access-list "};
	for (size_t i = 0; i < SK_COUNT(heads); i++) {
		if (strncmp(line, heads[i], strlen(heads[i])) != 0)
			continue;
		*name = line + strlen(heads[i]);
		*length = strcspn(*name, " ");
		return strncmp(*name, "dynamic ", 8) != 0 && (*name)[*length] == ' ';
	}
	return false;
}

static sk_outcome take_out(struct draft *draft, const struct edit_place *place)
{
	const char *name, *line = draft_line(draft, place->rule->line);
	size_t length;
	if (!line || !name_of(line, &name, &length))
		return not_editable(draft, place);
	draft_take_out(draft, place->rule->line);
	return SK_OK;
}

/* The entry that new ones stand in front of, or behind: the rule, else the last static one of the chain. */
static const struct sk_filter_rule *neighbour(const struct draft *draft, const struct edit_place *place, const char **name, size_t *length)
{
	if (place->rule && draft_line(draft, place->rule->line) && name_of(draft_line(draft, place->rule->line), name, length))
		return place->rule;
	for (size_t i = place->chain->count; i-- > 0;)
		if (draft_line(draft, place->chain->rules[i].line) && name_of(draft_line(draft, place->chain->rules[i].line), name, length))
			return &place->chain->rules[i];
	return NULL;
}

static sk_outcome let(struct draft *draft, const struct edit_place *place, const struct sk_permit *permit)
{
	SK_BUF_SCOPE lines = SK_BUF(SK_CONFIG_LINE_MAX * 4), list = SK_BUF(SK_CONFIG_LINE_MAX);
	const char *name, *text;
	size_t length;
	const struct sk_filter_rule *by = neighbour(draft, place, &name, &length);
	if (!by)
		return not_editable(draft, place);
	uint32_t line = by == place->rule ? by->line : by->line + 1;
	sk_buf_add(&list, name, length);
	generate_nec_ix_entries(permit, list.bytes, &lines);
	SK_TRY(sk_buf_check(&lines, draft->error));
	for (const char *at = lines.bytes ? lines.bytes : ""; *at; at = strchr(at, '\n') + 1) {
		SK_TRY(sk_arena_text(draft->arena, at, strcspn(at, "\n"), &text, draft->error));
		SK_TRY(draft_put_in(draft, line++, text));
	}
	return SK_OK;
}

/* A list that denies all, at an interface where nothing filters; its line is where the interface begins. */
static sk_outcome close_chain(struct draft *draft, const struct edit_place *place)
{
	const char *blank = strchr(place->chain->name, ' '), *family = strcmp(place->chain->table, "ip") == 0 ? "ip" : "ipv6";
	SK_BUF_SCOPE filter = SK_BUF(SK_CONFIG_LINE_MAX), list = SK_BUF(SK_CONFIG_LINE_MAX);
	const char *line = draft_line(draft, place->chain->line);
	if (!blank || place->chain->policy == SK_ACTION_DROP || !line || strncmp(line, "interface ", 10) != 0)
		return not_editable(draft, place);
	sk_buf_print(&filter, "  %s filter sk-none 1 %s", family, blank + 1);
	sk_buf_print(&list, "%s access-list sk-none deny ip src any dest any", family);
	SK_TRY(sk_buf_check(&filter, draft->error));
	SK_TRY(sk_buf_check(&list, draft->error));
	SK_TRY(draft_put_in(draft, place->chain->line + 1, filter.bytes));
	for (uint32_t at = 1; at <= draft_line_count(draft); at++)
		if (strcmp(draft_line(draft, at), list.bytes) == 0)
			return SK_OK;
	return draft_put_in(draft, place->chain->line, list.bytes);
}

const struct editor editor_nec_ix = {"nec-ix", &handover_change_nec_ix, take_out, let, close_chain, NULL};
