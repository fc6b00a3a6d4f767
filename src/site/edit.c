/*
 * Answers that are added to a site.yaml that people wrote: lines behind the last answer, and not one byte changed elsewhere. Where the answers end is found in the
 * lines, between the key `answers:` and the next key of the file, as a reader of YAML places them.
 */
#include "site/private.h"

#include <string.h>

enum { EDIT_ARENA_MAX = 64 << 20, INDENT_MAX = 32 };

struct edit {
	const char *file, *text;
	size_t length;
	struct sk_buf *out;
	struct sk_error *error;
};

/* Offset of a line's first byte, counted from 1; the length behind the last one. */
static size_t line_start(const struct edit *edit, uint32_t line)
{
	size_t at = 0;
	for (uint32_t now = 1; now < line && at < edit->length; now++) {
		const char *end = memchr(edit->text + at, '\n', edit->length - at);
		at = end ? (size_t)(end - edit->text) + 1 : edit->length;
	}
	return at;
}

static bool is_idle(const char *line, size_t length)
{
	size_t at = 0;
	while (at < length && (line[at] == ' ' || line[at] == '\t' || line[at] == '\r'))
		at++;
	return at == length || line[at] == '#';
}

/* Goes back over blank lines and comments: they belong to what comes behind them. */
static size_t before_idle(const struct edit *edit, size_t from, size_t end)
{
	while (end > from) {
		size_t last = end - 1;
		while (last > from && edit->text[last - 1] != '\n')
			last--;
		size_t length = end - last - (edit->text[end - 1] == '\n');
		if (!is_idle(edit->text + last, length))
			break;
		end = last;
	}
	return end;
}

/* ---- one answer ---- */

static void put_quoted(struct sk_buf *out, const char *text)
{
	sk_buf_text(out, "\"");
	for (; *text; text++)
		sk_buf_print(out, "%s%c", *text == '"' || *text == '\\' ? "\\" : "", *text);
	sk_buf_text(out, "\"");
}

static void put_answer(struct sk_buf *out, const char *indent, const struct sk_reply *said)
{
	char date[SK_TIME_TEXT];
	sk_date_print(said->date, date);
	sk_buf_print(out, "%s- {control: %s", indent, said->control->row.id);
	if (said->subject)
		sk_buf_print(out, ", subject: %s", said->subject->id);
	sk_buf_print(out, ", state: %s, by: ", sk_words_state.words[said->state]);
	put_quoted(out, said->by);
	sk_buf_print(out, ", date: %s", date);
	if (said->expires) {
		sk_date_print(said->expires, date);
		sk_buf_print(out, ", expires: %s", date);
	}
	if (said->note && *said->note) {
		sk_buf_text(out, ", note: ");
		put_quoted(out, said->note);
	}
	sk_buf_text(out, "}\n");
}

/* ---- where they go ---- */

static const struct sk_pair *pair_of(const struct sk_node *root, const char *key, const struct sk_pair **next)
{
	*next = NULL;
	for (size_t i = 0; i < root->count; i++)
		if (strcmp(root->pairs[i].key, key) == 0) {
			*next = i + 1 < root->count ? &root->pairs[i + 1] : NULL;
			return &root->pairs[i];
		}
	return NULL;
}

static sk_outcome refuse(const struct edit *edit, const struct sk_pair *answers)
{
	struct sk_place place = {edit->file, answers->place.line, answers->place.column};
	return sk_error_set(edit->error, SK_E_CONFLICT, &place, _("answers cannot be added to a list that is written like this"),
			    _("'answers:' on a line of its own, and beneath it a line for each answer"), NULL);
}

/* The blanks in front of the first answer. */
static sk_outcome indent_of(const struct edit *edit, const struct sk_pair *answers, char out[INDENT_MAX])
{
	memcpy(out, "  ", sizeof("  "));
	if (answers->value->kind != SK_NODE_LIST || answers->value->count == 0)
		return answers->value->kind == SK_NODE_LIST ? refuse(edit, answers) : SK_OK;
	const char *line = edit->text + line_start(edit, answers->value->items[0]->place.line);
	size_t blanks = strspn(line, " ");
	if (blanks + 1 >= INDENT_MAX || line[blanks] != '-')
		return refuse(edit, answers);
	memcpy(out, line, blanks);
	out[blanks] = '\0';
	return SK_OK;
}

static void put_at(const struct edit *edit, size_t at, const char *head, const char *indent, const struct sk_reply *said, size_t count)
{
	sk_buf_add(edit->out, edit->text, at);
	if (at > 0 && edit->text[at - 1] != '\n')
		sk_buf_text(edit->out, "\n");
	sk_buf_text(edit->out, head);
	for (size_t i = 0; i < count; i++)
		put_answer(edit->out, indent, &said[i]);
	sk_buf_add(edit->out, edit->text + at, edit->length - at);
}

static sk_outcome put_answers(const struct edit *edit, const struct sk_node *root, const struct sk_reply *said, size_t count)
{
	const struct sk_pair *next, *answers = pair_of(root, "answers", &next);
	char indent[INDENT_MAX];
	if (!answers) {
		put_at(edit, edit->length, "answers:\n", "  ", said, count);
		return sk_buf_check(edit->out, edit->error);
	}
	SK_TRY(indent_of(edit, answers, indent));
	size_t key_end = line_start(edit, answers->place.line + 1), end = next ? line_start(edit, next->place.line) : edit->length;
	bool empty = answers->value->kind != SK_NODE_LIST;
	put_at(edit, empty ? key_end : before_idle(edit, key_end, end), "", indent, said, count);
	return sk_buf_check(edit->out, edit->error);
}

SK_OUTCOME sk_site_add_answers(const char *file, const char *text, size_t length, const struct sk_reply *said, size_t count, struct sk_buf *out,
			       struct sk_error *error)
{
	SK_ARENA_SCOPE arena = sk_arena_new(EDIT_ARENA_MAX);
	struct edit edit = {file, text, length, out, error};
	const struct sk_node *root;
	if (!arena)
		return sk_error_set_number(error, SK_E_MEMORY, NULL, EDIT_ARENA_MAX);
	SK_TRY(sk_yaml_parse(arena, file, text, length, &sk_yaml_limits_people, &root, error));
	if (root->kind != SK_NODE_MAP) {
		struct sk_place place = {.file = file};
		return sk_error_set(error, SK_E_FORMAT, &place, "", SK_SITE_FORMAT, NULL);
	}
	return put_answers(&edit, root, said, count);
}
