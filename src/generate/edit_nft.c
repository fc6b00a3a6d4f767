/* Changes in nftables' own text, where each rule has a line to itself; a chain begins with the line of its hook. */
#include "generate/draft.h"

#include <string.h>

static sk_outcome not_editable(const struct draft *draft, uint32_t line)
{
	return draft_refuse(draft, line, _("a line of more or less than one rule, which nobody here can change"));
}

static const char *without_indent(const char *line)
{
	return line + strspn(line, " \t");
}

/* Whether nothing but the rule stands there. */
static bool is_whole(const char *line, const char *rule)
{
	size_t length = strlen(rule);
	const char *text = without_indent(line);
	return strncmp(text, rule, length) == 0 && text[length + strspn(text + length, " \t;")] == '\0';
}

static sk_outcome take_out(struct draft *draft, const struct edit_place *place)
{
	const char *line = draft_line(draft, place->rule->line);
	if (!line || !is_whole(line, place->rule->text))
		return not_editable(draft, place->rule->line);
	draft_take_out(draft, place->rule->line);
	return SK_OK;
}

/* "type filter hook forward priority filter; policy drop;"; 0: it stands in no line of its own. */
static uint32_t hook_line(const struct draft *draft, const struct edit_place *place)
{
	uint32_t last = place->chain->count > 0 ? place->chain->rules[0].line : draft_line_count(draft);
	for (uint32_t line = place->chain->line; line <= last && !strchr(draft_line(draft, line), '}'); line++)
		if (strncmp(without_indent(draft_line(draft, line)), "type ", 5) == 0)
			return line;
	return 0;
}

static sk_outcome let(struct draft *draft, const struct edit_place *place, const struct sk_permit *permit)
{
	SK_BUF_SCOPE text = SK_BUF(SK_CONFIG_LINE_MAX);
	uint32_t hook = hook_line(draft, place), line = edit_line(draft, place, hook ? hook + 1 : 0);
	if (line == 0 || (place->rule && !is_whole(draft_line(draft, line), place->rule->text)))
		return not_editable(draft, place->chain->line);
	generate_nftables_rule(permit, sk_filter_is_early(place->chain), &text);
	SK_TRY(sk_buf_check(&text, draft->error));
	return draft_put_in(draft, line, text.bytes);
}

static sk_outcome close_chain(struct draft *draft, const struct edit_place *place)
{
	SK_BUF_SCOPE text = SK_BUF(SK_CONFIG_LINE_MAX);
	uint32_t hook = hook_line(draft, place);
	const char *line = hook ? draft_line(draft, hook) : NULL, *policy = line ? strstr(line, "policy accept") : NULL;
	if (!line)
		return not_editable(draft, place->chain->line);
	sk_buf_add(&text, line, policy ? (size_t)(policy - line) : strlen(line));
	sk_buf_print(&text, policy ? "policy drop%s" : "%s policy drop;", policy ? policy + strlen("policy accept") : "");
	SK_TRY(sk_buf_check(&text, draft->error));
	return draft_replace(draft, hook, text.bytes);
}

static sk_outcome answer(struct draft *draft, const struct edit_place *place)
{
	uint32_t hook = hook_line(draft, place);
	if (hook == 0)
		return not_editable(draft, place->chain->line);
	if (strcmp(place->chain->hook, "input") == 0)
		SK_TRY(draft_put_in(draft, hook + 1, "\t\tiifname \"lo\" accept"));
	return draft_put_in(draft, hook + 1, "\t\tct state established,related accept");
}

const struct editor editor_nft = {"nft-text", &handover_change_nft, NULL, take_out, let, close_chain, answer, NULL, false};
