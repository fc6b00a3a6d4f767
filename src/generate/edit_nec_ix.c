/* Changes in what 'show running-config' of a NEC UNIVERGE IX router prints: entries of lists, one a line, in their order. */
#include "generate/draft.h"

#include <string.h>

static sk_outcome not_editable(const struct draft *draft, const struct edit_place *place)
{
	return draft_refuse(draft, place->rule ? place->rule->line : place->chain->line, _("a line that is no entry of a list, and that nobody here can change"));
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

/* ---- a list that is empty then ---- */

static bool has_entries(const struct draft *draft, const char *name, size_t length, bool six)
{
	for (uint32_t line = 1; line <= draft_line_count(draft); line++) {
		const char *other, *text = draft_line(draft, line);
		size_t other_length;
		if (name_of(text, &other, &other_length) && (text[2] == 'v') == six && other_length == length && memcmp(other, name, length) == 0)
			return true;
	}
	return false;
}

/* "  ip filter NAME 1 in" */
struct binding {
	const char *name, *rest; /* " 1 in" */
	size_t length;
	bool six, in;
};

static bool read_binding(const char *line, struct binding *out)
{
	static const char *const heads[] = {"ip filter ", "ipv6 filter "};
	line += strspn(line, " ");
	for (size_t i = 0; i < SK_COUNT(heads); i++) {
		if (strncmp(line, heads[i], strlen(heads[i])) != 0)
			continue;
		*out = (struct binding){.name = line + strlen(heads[i]), .six = i == 1};
		out->length = strcspn(out->name, " ");
		out->rest = out->name + out->length;
		size_t letters = strlen(out->rest);
		out->in = letters > 3 && strcmp(out->rest + letters - 3, " in") == 0;
		return true;
	}
	return false;
}

/* Whether another list stands at the same interface in the same direction: else all would pass there. */
static bool is_alone(const struct draft *draft, uint32_t line, const struct binding *binding)
{
	uint32_t first = line, last = line;
	struct binding other;
	while (first > 1 && strncmp(draft_line(draft, first), "interface ", 10) != 0)
		first--;
	while (last < draft_line_count(draft) && strncmp(draft_line(draft, last + 1), "interface ", 10) != 0)
		last++;
	for (uint32_t at = first; at <= last; at++)
		if (at != line && read_binding(draft_line(draft, at), &other) && other.six == binding->six && other.in == binding->in)
			return false;
	return true;
}

static const char *none_of(bool six)
{
	return six ? "ipv6 access-list sk-none deny ip src any dest any" : "ip access-list sk-none deny ip src any dest any";
}

/* The list that denies all, where it is not there yet. */
static sk_outcome put_in_none(struct draft *draft, uint32_t before, bool six)
{
	for (uint32_t at = 1; at <= draft_line_count(draft); at++)
		if (strcmp(draft_line(draft, at), none_of(six)) == 0)
			return SK_OK;
	return draft_put_in(draft, before, none_of(six));
}

static sk_outcome replace_binding(struct draft *draft, uint32_t line, const struct binding *binding)
{
	SK_BUF_SCOPE text = SK_BUF(SK_CONFIG_LINE_MAX);
	sk_buf_print(&text, "  %s filter sk-none%s", binding->six ? "ipv6" : "ip", binding->rest);
	SK_TRY(sk_buf_check(&text, draft->error));
	return draft_replace(draft, line, text.bytes);
}

/* What named it names nothing now. */
static sk_outcome take_out_bindings(struct draft *draft, uint32_t entry, const char *name, size_t length, bool six)
{
	for (uint32_t line = 1; line <= draft_line_count(draft); line++) {
		struct binding binding;
		if (!read_binding(draft_line(draft, line), &binding) || binding.six != six || binding.length != length || memcmp(binding.name, name, length) != 0)
			continue;
		if (!is_alone(draft, line, &binding)) {
			draft_take_out(draft, line--);
			continue;
		}
		SK_TRY(replace_binding(draft, line, &binding));
		SK_TRY(put_in_none(draft, entry, six));
	}
	return SK_OK;
}

static sk_outcome take_out(struct draft *draft, const struct edit_place *place)
{
	const char *name, *line = draft_line(draft, place->rule->line);
	size_t length;
	if (!line || !name_of(line, &name, &length))
		return not_editable(draft, place);
	bool six = line[2] == 'v';
	draft_take_out(draft, place->rule->line);
	return has_entries(draft, name, length, six) ? SK_OK : take_out_bindings(draft, place->rule->line, name, length, six);
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
	const char *name;
	size_t length;
	const struct sk_filter_rule *by = neighbour(draft, place, &name, &length);
	if (!by)
		return not_editable(draft, place);
	sk_buf_add(&list, name, length);
	generate_nec_ix_entries(permit, list.bytes, &lines);
	SK_TRY(sk_buf_check(&lines, draft->error));
	return draft_put_in_lines(draft, by == place->rule ? by->line : by->line + 1, &lines);
}

/* A list that denies all, at an interface where nothing filters; its line is where the interface begins. */
static sk_outcome close_chain(struct draft *draft, const struct edit_place *place)
{
	const char *blank = strchr(place->chain->name, ' '), *family = strcmp(place->chain->table, "ip") == 0 ? "ip" : "ipv6";
	SK_BUF_SCOPE filter = SK_BUF(SK_CONFIG_LINE_MAX);
	const char *line = draft_line(draft, place->chain->line);
	if (!blank || place->chain->policy == SK_ACTION_DROP || !line || strncmp(line, "interface ", 10) != 0)
		return not_editable(draft, place);
	sk_buf_print(&filter, "  %s filter sk-none 1 %s", family, blank + 1);
	SK_TRY(sk_buf_check(&filter, draft->error));
	SK_TRY(draft_put_in(draft, place->chain->line + 1, filter.bytes));
	return put_in_none(draft, place->chain->line, strcmp(family, "ipv6") == 0);
}

/* ---- what is typed ---- */

/* The change, or the way back: then what came goes. */
struct typing {
	const struct sk_fix_file *file;
	bool back;
	struct sk_buf *out;
};

static bool goes(const struct typing *typing, size_t at)
{
	const struct sk_fix_line *line = &typing->file->lines[at];
	return typing->back ? sk_fix_line_in(line) : sk_fix_line_out(line);
}

static bool comes(const struct typing *typing, size_t at)
{
	const struct sk_fix_line *line = &typing->file->lines[at];
	return typing->back ? sk_fix_line_out(line) : sk_fix_line_in(line);
}

/* An entry of the same list, in the file of before or after. */
static bool is_of_list(const struct typing *typing, size_t at, size_t entry)
{
	const char *name, *other, *text = typing->file->lines[at].text, *of = typing->file->lines[entry].text;
	size_t length, other_length;
	bool both = name_of(of, &name, &length) && name_of(text, &other, &other_length);
	return both && (text[2] == 'v') == (of[2] == 'v') && length == other_length && memcmp(name, other, length) == 0;
}

static bool is_first_of_list(const struct typing *typing, size_t at)
{
	const char *name;
	size_t length;
	if (!name_of(typing->file->lines[at].text, &name, &length) || (!goes(typing, at) && !comes(typing, at)))
		return false;
	for (size_t i = 0; i < at; i++)
		if ((goes(typing, i) || comes(typing, i)) && is_of_list(typing, i, at))
			return false;
	return true;
}

/* Entries are put behind those that are there: `whole`, where that is not their order, all go first. */
struct list {
	bool whole, any; /* entries are there afterwards */
};

static struct list list_of(const struct typing *typing, size_t entry)
{
	struct list list = {false, false};
	bool came = false;
	for (size_t i = 0; i < typing->file->count; i++) {
		if (!is_of_list(typing, i, entry))
			continue;
		list.whole = list.whole || goes(typing, i) || (came && !comes(typing, i));
		list.any = list.any || !goes(typing, i);
		came = came || comes(typing, i);
	}
	return list;
}

static void put_entries(const struct typing *typing, size_t entry, bool whole, bool no)
{
	for (size_t i = 0; i < typing->file->count; i++)
		if (is_of_list(typing, i, entry) && (no ? !comes(typing, i) : comes(typing, i) || (whole && !goes(typing, i))))
			sk_buf_print(typing->out, "%s%s\n", no ? "no " : "", typing->file->lines[i].text);
}

/* `gone`: the lists that have no entry left, once no interface names them. */
static void put_lists(const struct typing *typing, bool gone)
{
	for (size_t i = 0; i < typing->file->count; i++) {
		if (!is_first_of_list(typing, i))
			continue;
		struct list list = list_of(typing, i);
		if (list.any == gone)
			continue;
		if (list.whole)
			put_entries(typing, i, true, true);
		put_entries(typing, i, list.whole, false);
	}
}

static const char *interface_of(const struct typing *typing, size_t at)
{
	while (at > 0 && strncmp(typing->file->lines[at].text, "interface ", 10) != 0)
		at--;
	return typing->file->lines[at].text;
}

/* What goes at the interface, or what comes there. */
static void put_bindings(const struct typing *typing, size_t first, bool no)
{
	const char *interface = interface_of(typing, first);
	for (size_t i = first; i < typing->file->count && interface_of(typing, i) == interface; i++) {
		const char *line = typing->file->lines[i].text;
		if (*line == ' ' && (no ? goes(typing, i) : comes(typing, i)))
			sk_buf_print(typing->out, "  %s%s\n", no ? "no " : "", line + strspn(line, " "));
	}
}

static void put_interfaces(const struct typing *typing)
{
	const char *last = NULL;
	for (size_t i = 0; i < typing->file->count; i++) {
		if (typing->file->lines[i].text[0] != ' ' || (!goes(typing, i) && !comes(typing, i)) || interface_of(typing, i) == last)
			continue;
		last = interface_of(typing, i);
		sk_buf_print(typing->out, "%s\n", last);
		put_bindings(typing, i, true);
		put_bindings(typing, i, false);
		sk_buf_text(typing->out, "  exit\n");
	}
}

static void paste(const struct sk_fix_file *file, bool back, struct sk_buf *out)
{
	const struct typing typing = {file, back, out};
	put_lists(&typing, false);
	put_interfaces(&typing);
	put_lists(&typing, true);
}

const struct editor editor_nec_ix = {"nec-ix", &handover_change_nec_ix, NULL, take_out, let, close_chain, NULL, paste, false};
