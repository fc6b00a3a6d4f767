/*
 * plan.yaml, written so that what people wrote survives: lines are put in, and the word behind `needed:` is exchanged, at the places the parser names.
 * Whether it came out right is not argued but asked: the new text is read, and has to say what the old one said.
 */
#include "site/private.h"

#include <string.h>

enum { FILE_MODE = 0644, CUTS_MAX = 512, INDENT_MAX = 64 };

struct writer {
	struct sk_arena *arena;
	const struct sk_site *site;
	struct sk_error *error;
	struct sk_tasks_written *written;
	const struct sk_tasks *tasks; /* of the old text */
	const struct sk_node *root;
	struct site_cuts cuts;
	const char *end; /* of lines */
};

static bool holds(const struct sk_control *const *controls, size_t count, const struct sk_control *control)
{
	for (size_t i = 0; i < count; i++)
		if (controls[i] == control)
			return true;
	return false;
}

static bool is_needed(const struct writer *writer, const struct sk_control *control)
{
	return holds(writer->written->needed, writer->written->needed_count, control);
}

static sk_outcome refuse(const struct writer *writer, const struct sk_place *place)
{
	return sk_error_set(writer->error, SK_E_CONFLICT, place, _("nothing can be put into this file as it is written"),
			    _("each control on lines of its own, the first of which is '- control: T17'; nothing was changed"), NULL);
}

/* ---- what is there ---- */

/* A key of its own where there is none yet: behind the bracket, or on the line after that of the control. */
static sk_outcome put_needed(struct writer *writer, const struct sk_node *entry)
{
	SK_BUF_SCOPE text = SK_BUF(SK_YAML_FILE_MAX);
	size_t at = site_cuts_at(&writer->cuts, &entry->place);
	if (at < writer->cuts.length && writer->cuts.text[at] == '{') {
		sk_buf_text(&text, "needed: false, ");
		return site_cuts_add(&writer->cuts, at + 1, 0, &text);
	}
	const struct sk_node *control = sk_node_get(entry, "control");
	uint32_t column = entry->pairs[0].place.column;
	at = site_cuts_line(&writer->cuts, control->place.line + 1);
	if (column > INDENT_MAX)
		return refuse(writer, &entry->place);
	sk_buf_print(&text, "%s%*sneeded: false%s", site_cuts_open(&writer->cuts, at) ? writer->end : "", (int)column - 1, "", writer->end);
	return site_cuts_add(&writer->cuts, at, 0, &text);
}

static sk_outcome mark(struct writer *writer, const struct sk_node *entry, const struct sk_task *task)
{
	SK_BUF_SCOPE text = SK_BUF(SK_YAML_FILE_MAX);
	const struct sk_node *word = sk_node_get(entry, "needed");
	bool needed = is_needed(writer, task->control);
	writer->written->kept++;
	writer->written->unneeded += !needed;
	if (task->needed == needed)
		return SK_OK;
	if (!word)
		return put_needed(writer, entry);
	sk_buf_text(&text, needed ? "true" : "false");
	return site_cuts_add(&writer->cuts, site_cuts_at(&writer->cuts, &word->place), word->count, &text);
}

static sk_outcome mark_all(struct writer *writer)
{
	const struct sk_node *list = sk_node_get(writer->root, "controls");
	const struct sk_task *tasks = writer->tasks->tasks.items;
	for (size_t i = 0; i < writer->tasks->tasks.count; i++)
		SK_TRY(mark(writer, list->items[i], &tasks[i]));
	return SK_OK;
}

/* ---- what is new ---- */

/* A comment ends with its line. */
static void add_comment(const struct writer *writer, const char *text, struct sk_buf *out)
{
	sk_buf_text(out, "# ");
	for (; *text; text++)
		sk_buf_add(out, *text == '\n' ? " " : text, 1);
	sk_buf_text(out, writer->end);
}

static void add_entry(const struct writer *writer, const struct sk_control *control, size_t indent, struct sk_buf *out)
{
	static const char *const keys[] = {"owner:", "due:", "state: todo", "note:", "needed: true"};
	const char *end = writer->end;
	sk_buf_print(out, "%*s", (int)indent, "");
	add_comment(writer, sk_label_in(&control->label, writer->written->lang), out);
	sk_buf_print(out, "%*s- control: %s%s", (int)indent, "", control->row.id, end);
	for (size_t i = 0; i < SK_COUNT(keys); i++)
		sk_buf_print(out, "%*s  %s%s", (int)indent, "", keys[i], end);
}

static void add_entries(const struct writer *writer, size_t indent, struct sk_buf *out)
{
	for (size_t i = 0; i < writer->written->planned_count; i++)
		if (!sk_site_task(writer->tasks, writer->written->planned[i]))
			add_entry(writer, writer->written->planned[i], indent, out);
}

static size_t count_new(const struct writer *writer)
{
	size_t count = 0;
	for (size_t i = 0; i < writer->written->planned_count; i++)
		count += !sk_site_task(writer->tasks, writer->written->planned[i]);
	return count;
}

static sk_outcome append(struct writer *writer)
{
	SK_BUF_SCOPE text = SK_BUF(SK_YAML_FILE_MAX);
	const struct sk_node *list = sk_node_get(writer->root, "controls");
	size_t indent, end = site_cuts_list_end(&writer->cuts, writer->root, "controls");
	writer->written->added = count_new(writer);
	if (writer->written->added == 0)
		return SK_OK;
	if (!site_cuts_indent(&writer->cuts, list, &indent))
		return refuse(writer, &list->place);
	if (site_cuts_open(&writer->cuts, end))
		sk_buf_text(&text, writer->end);
	if (!list)
		sk_buf_print(&text, "controls:%s", writer->end);
	add_entries(writer, indent, &text);
	return site_cuts_add(&writer->cuts, end, 0, &text);
}

static void begin_file(const struct writer *writer, struct sk_buf *out)
{
	sk_buf_print(out, "# %s\n", _("Who sees to which control, and until when. Owner, day, state (todo, doing, done, dropped), note and comments are yours: 'sekisho plan --write' keeps them."));
	sk_buf_print(out, "# %s\n", _("It adds what is needed, and writes behind 'needed:' whether an open risk still needs it. 'done' here makes nothing done: evidence and answers do."));
	sk_buf_print(out, "format: %s\ncontrols:\n", SK_TASKS_FORMAT);
	add_entries(writer, 2, out);
}

/* ---- the new text ---- */

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool says_the_same(const struct sk_task *old, const struct sk_task *new)
{
	return old->control == new->control && old->state == new->state && old->due == new->due && same_text(old->owner, new->owner) && same_text(old->note, new->note);
}

static sk_outcome check_new(const struct writer *writer, const struct sk_buf *text)
{
	struct sk_tasks new;
	const struct sk_node *root;
	size_t old_count = writer->tasks ? writer->tasks->tasks.count : 0;
	sk_outcome outcome = site_tasks_read(writer->arena, writer->site, text, &new, &root, writer->error);
	if (sk_failed(outcome))
		return writer->tasks && outcome.class == SK_CLASS_INPUT ? refuse(writer, &writer->tasks->where) : outcome;
	const struct sk_task *tasks = new.tasks.items, *old = writer->tasks ? writer->tasks->tasks.items : NULL;
	bool right = new.tasks.count == old_count + writer->written->added;
	for (size_t i = 0; right && i < new.tasks.count; i++) {
		right = tasks[i].needed == is_needed(writer, tasks[i].control);
		if (i < old_count)
			right = right && says_the_same(&old[i], &tasks[i]);
	}
	SK_INVARIANT(right || writer->tasks); /* a file of our own says what we wrote */
	return right ? SK_OK : refuse(writer, &writer->tasks->where);
}

static sk_outcome change(struct writer *writer, const struct sk_buf *old, struct sk_buf *out)
{
	struct sk_tasks tasks;
	SK_TRY(site_tasks_read(writer->arena, writer->site, old, &tasks, &writer->root, writer->error));
	SK_TRY(site_cuts_begin(&writer->cuts, writer->arena, old, CUTS_MAX, writer->error));
	writer->tasks = &tasks;
	writer->end = writer->cuts.end;
	SK_TRY(mark_all(writer));
	SK_TRY(append(writer));
	site_cuts_apply(&writer->cuts, out);
	SK_TRY(sk_buf_check(out, writer->error));
	writer->written->changed = writer->cuts.count > 0;
	return check_new(writer, out);
}

static sk_outcome make(struct writer *writer, struct sk_buf *out)
{
	writer->end = "\n";
	writer->written->added = writer->written->planned_count;
	writer->written->changed = true;
	begin_file(writer, out);
	SK_TRY(sk_buf_check(out, writer->error));
	return check_new(writer, out);
}

SK_OUTCOME sk_site_tasks_text(struct sk_arena *arena, const struct sk_site *site, const struct sk_buf *old, struct sk_tasks_written *written, struct sk_buf *out,
			      struct sk_error *error)
{
	void *memory;
	SK_TRY(sk_arena_take(arena, 1, sizeof(struct writer), &memory, error));
	struct writer *writer = memory;
	writer->arena = arena;
	writer->site = site;
	writer->error = error;
	writer->written = written;
	return old ? change(writer, old, out) : make(writer, out);
}

/* ---- the file ---- */

static sk_outcome write_new(struct sk_arena *arena, const struct sk_env *env, const struct sk_site *site, const char *path, struct sk_tasks_written *written,
			    struct sk_error *error)
{
	SK_BUF_SCOPE text = SK_BUF(SK_YAML_FILE_MAX);
	if (written->planned_count == 0)
		return SK_OK;
	SK_TRY(sk_site_tasks_text(arena, site, NULL, written, &text, error));
	return sk_env_write_file(env, path, text.bytes, text.length, FILE_MODE, error);
}

static sk_outcome write_changed(struct sk_arena *arena, const struct sk_env *env, const struct sk_site *site, const char *path, struct sk_tasks_written *written,
				struct sk_error *error)
{
	SK_BUF_SCOPE old = SK_BUF(SK_YAML_FILE_MAX);
	SK_BUF_SCOPE text = SK_BUF(SK_YAML_FILE_MAX);
	SK_TRY(sk_env_read_file(env, path, written->file, SK_YAML_FILE_MAX, &old, error));
	SK_TRY(sk_site_tasks_text(arena, site, &old, written, &text, error));
	return written->changed ? sk_env_replace_file(env, path, text.bytes, text.length, error) : SK_OK;
}

SK_OUTCOME sk_site_write_tasks(struct sk_arena *arena, const struct sk_env *env, const struct sk_site *site, struct sk_tasks_written *written, struct sk_error *error)
{
	const char *path;
	int lock;
	SK_TRY(site_path(arena, site, SK_TASKS_FILE, &path, &written->file, error));
	SK_TRY(sk_env_lock_folder(env, site->folder, &lock, error));
	sk_outcome outcome = (site_missing(env, path) ? write_new : write_changed)(arena, env, site, path, written, error);
	(void)env->close(env->self, lock);
	return outcome;
}
