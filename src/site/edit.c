/*
 * Answers, and what is said of premises and empty places, added to a site.yaml that people wrote: lines behind the last one of their list, and not one byte changed elsewhere. Where
 * a list ends is found in the lines, between its key (`answers:`) and the next key of the file, as a reader of YAML places them.
 */
#include "site/private.h"

#include <string.h>

enum { EDIT_ARENA_MAX = 64 << 20, INDENT_MAX = 32 };

struct edit {
	const char *file, *text;
	size_t length;
	struct sk_buf *out;
	struct sk_error *error;
	const char *key;
	void (*put)(struct sk_buf *out, const void *said, size_t at); /* one entry, without its indent and the end of its line */
	const void *said;
	size_t count;
};

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

static void put_attachments(struct sk_buf *out, const struct sk_reply *said)
{
	for (size_t i = 0; i < said->attachment_count; i++) {
		sk_buf_text(out, i ? ", {file: " : ", attachments: [{file: ");
		site_put_quoted(out, said->attachments[i].file);
		sk_buf_print(out, ", sha256: \"%s\"}", said->attachments[i].digest);
	}
	if (said->attachment_count > 0)
		sk_buf_text(out, "]");
}

static void put_answer(struct sk_buf *out, const void *all, size_t at)
{
	const struct sk_reply *said = (const struct sk_reply *)all + at;
	char date[SK_TIME_TEXT];
	sk_date_print(said->date, date);
	sk_buf_print(out, "- {control: %s", said->control->row.id);
	if (said->subject)
		sk_buf_print(out, ", subject: %s", said->subject->id);
	sk_buf_print(out, ", state: %s, by: ", sk_words_state.words[said->state]);
	site_put_quoted(out, said->by);
	sk_buf_print(out, ", date: %s", date);
	if (said->expires) {
		sk_date_print(said->expires, date);
		sk_buf_print(out, ", expires: %s", date);
	}
	if (said->note && *said->note) {
		sk_buf_text(out, ", note: ");
		site_put_quoted(out, said->note);
	}
	put_attachments(out, said);
	sk_buf_text(out, "}");
}

/* ---- premises and places ---- */

static void put_by(struct sk_buf *out, const struct sk_statement *said)
{
	char date[SK_TIME_TEXT];
	sk_date_print(said->date, date);
	sk_buf_text(out, ", by: ");
	site_put_quoted(out, said->by);
	sk_buf_print(out, ", date: %s}", date);
}

static void put_premise(struct sk_buf *out, const void *said, size_t at)
{
	const struct sk_statement *statement = (const struct sk_statement *)said + at;
	sk_buf_print(out, "- {premise: %s, holds: %s", statement->id, statement->holds ? "true" : "false");
	put_by(out, statement);
}

static void put_absent(struct sk_buf *out, const void *said, size_t at)
{
	const struct sk_statement *statement = (const struct sk_statement *)said + at;
	sk_buf_print(out, "- {place: %s", statement->id);
	put_by(out, statement);
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
	if (strcmp(edit->key, "answers") != 0)
		return sk_error_set(edit->error, SK_E_CONFLICT, &place, _("lines cannot be added to a list that is written like this"),
				    _("its key on a line of its own, and beneath it a line for each entry"), NULL);
	return sk_error_set(edit->error, SK_E_CONFLICT, &place, _("answers cannot be added to a list that is written like this"),
			    _("'answers:' on a line of its own, and beneath it a line for each answer"), NULL);
}

/* The blanks in front of the first answer. */
static sk_outcome indent_of(const struct edit *edit, const struct sk_pair *answers, char out[INDENT_MAX])
{
	memcpy(out, "  ", sizeof("  "));
	if (answers->value->kind != SK_NODE_LIST || answers->value->count == 0)
		return answers->value->kind == SK_NODE_LIST ? refuse(edit, answers) : SK_OK;
	const char *line = edit->text + site_line_start(edit->text, edit->length, answers->value->items[0]->place.line);
	size_t blanks = strspn(line, " ");
	if (blanks + 1 >= INDENT_MAX || line[blanks] != '-')
		return refuse(edit, answers);
	memcpy(out, line, blanks);
	out[blanks] = '\0';
	return SK_OK;
}

static void put_at(const struct edit *edit, size_t at, bool head, const char *indent)
{
	sk_buf_add(edit->out, edit->text, at);
	if (at > 0 && edit->text[at - 1] != '\n')
		sk_buf_text(edit->out, "\n");
	if (head)
		sk_buf_print(edit->out, "%s:\n", edit->key);
	for (size_t i = 0; i < edit->count; i++) {
		sk_buf_text(edit->out, indent);
		edit->put(edit->out, edit->said, i);
		sk_buf_text(edit->out, "\n");
	}
	sk_buf_add(edit->out, edit->text + at, edit->length - at);
}

/* ---- whether nothing else became otherwise ---- */

static bool same_node(const struct sk_node *a, const struct sk_node *b, size_t count);

static bool same_pairs(const struct sk_pair *a, const struct sk_pair *b)
{
	return strcmp(a->key, b->key) == 0 && a->value->kind == b->value->kind && (a->value->kind == SK_NODE_TEXT || a->value->count == b->value->count) &&
	       same_node(a->value, b->value, a->value->count);
}

/* The first `count` entries of both. */
static bool same_node(const struct sk_node *a, const struct sk_node *b, size_t count)
{
	if (a->kind != b->kind || b->count < count)
		return false;
	if (a->kind == SK_NODE_TEXT)
		return a->count == b->count && memcmp(a->text, b->text, a->count) == 0;
	for (size_t i = 0; i < count; i++) {
		if (a->kind == SK_NODE_MAP && !same_pairs(&a->pairs[i], &b->pairs[i]))
			return false;
		if (a->kind == SK_NODE_LIST && (a->items[i]->count != b->items[i]->count || !same_node(a->items[i], b->items[i], a->items[i]->count)))
			return false;
	}
	return true;
}

/* All pairs but that of the list are as before; of this the old ones are, and the new ones come behind. */
static bool only_added(const struct edit *edit, const struct sk_node *before, const struct sk_node *after)
{
	for (size_t i = 0; i < before->count; i++) {
		const struct sk_pair *old = &before->pairs[i];
		const struct sk_node *now = sk_node_get(after, old->key);
		bool grows = strcmp(old->key, edit->key) == 0, was_list = old->value->kind == SK_NODE_LIST;
		if (!now || (grows && now->count != (was_list ? old->value->count : 0) + edit->count))
			return false;
		if (grows ? was_list && !same_node(old->value, now, old->value->count) : old->value->count != now->count || !same_node(old->value, now, now->count))
			return false;
	}
	return after->count - before->count == (sk_node_get(before, edit->key) ? 0u : 1u);
}

static sk_outcome put_entries(const struct edit *edit, const struct sk_node *root)
{
	const struct sk_pair *next, *answers = pair_of(root, edit->key, &next);
	char indent[INDENT_MAX];
	if (!answers) {
		put_at(edit, edit->length, true, "  ");
		return sk_buf_check(edit->out, edit->error);
	}
	SK_TRY(indent_of(edit, answers, indent));
	size_t key_end = site_line_start(edit->text, edit->length, answers->place.line + 1), end = next ? site_line_start(edit->text, edit->length, next->place.line) : edit->length;
	bool empty = answers->value->kind != SK_NODE_LIST;
	/* Lines that look like comments may be part of the last answer's text: then the new ones go behind them. */
	const size_t places[] = {empty ? key_end : before_idle(edit, key_end, end), end};
	for (size_t i = 0; i < SK_COUNT(places); i++) {
		SK_ARENA_SCOPE arena = sk_arena_new(EDIT_ARENA_MAX);
		const struct sk_node *after;
		struct sk_error ignored;
		sk_buf_clear(edit->out);
		put_at(edit, places[i], false, indent);
		SK_TRY(sk_buf_check(edit->out, edit->error));
		if (arena && !sk_failed(sk_yaml_parse(arena, edit->file, edit->out->bytes, edit->out->length, &sk_yaml_limits_people, &after, &ignored)) && only_added(edit, root, after))
			return SK_OK;
	}
	return refuse(edit, answers);
}

static sk_outcome add(struct edit *edit)
{
	SK_ARENA_SCOPE arena = sk_arena_new(EDIT_ARENA_MAX);
	const struct sk_node *root;
	if (!arena)
		return sk_error_set_number(edit->error, SK_E_MEMORY, NULL, EDIT_ARENA_MAX);
	SK_TRY(sk_yaml_parse(arena, edit->file, edit->text, edit->length, &sk_yaml_limits_people, &root, edit->error));
	if (root->kind != SK_NODE_MAP) {
		struct sk_place place = {.file = edit->file};
		return sk_error_set(edit->error, SK_E_FORMAT, &place, "", SK_SITE_FORMAT, NULL);
	}
	return put_entries(edit, root);
}

SK_OUTCOME sk_site_add_answers(const char *file, const char *text, size_t length, const struct sk_reply *said, size_t count, struct sk_buf *out,
			       struct sk_error *error)
{
	return add(&(struct edit){file, text, length, out, error, "answers", put_answer, said, count});
}

SK_OUTCOME sk_site_add_premise(const char *file, const char *text, size_t length, const struct sk_statement *said, struct sk_buf *out, struct sk_error *error)
{
	return add(&(struct edit){file, text, length, out, error, "premises", put_premise, said, 1});
}

SK_OUTCOME sk_site_add_absent(const char *file, const char *text, size_t length, const struct sk_statement *said, struct sk_buf *out, struct sk_error *error)
{
	return add(&(struct edit){file, text, length, out, error, "absent", put_absent, said, 1});
}
