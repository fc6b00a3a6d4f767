/* plan.yaml: who sees to which control, and until when. */
#include "site/private.h"

#include <errno.h>
#include <string.h>

enum { FOLDER_MAX = 1 << 16 };

static const char *const task_words[] = {"todo", "doing", "done", "dropped"};
const struct sk_choices sk_words_task = {task_words, SK_COUNT(task_words)};

/* What is left empty behind its key is not written yet: a form has room for it. */
static const struct sk_field task_fields[] = {
	{SK_FIELD(sk_task, control_id, "control", ID, NEEDED)},
	{SK_FIELD(sk_task, owner_node, "owner", ANY, OPTIONAL)},
	{SK_FIELD(sk_task, due_node, "due", ANY, OPTIONAL)},
	{SK_FIELD(sk_task, state, "state", CHOICE, NEEDED), .choices = &sk_words_task},
	{SK_FIELD(sk_task, note_node, "note", ANY, OPTIONAL)},
	{SK_FIELD(sk_task, needed, "needed", FLAG, OPTIONAL), .absent = true},
};
static SK_SHAPE(shape_task, sk_task, "control", task_fields);

static const struct sk_field tasks_fields[] = {
	{SK_FIELD(sk_tasks, format, "format", TEXT, NEEDED)},
	{SK_FIELD(sk_tasks, tasks, "controls", LIST, OPTIONAL), .shape = &shape_task},
};
static SK_SHAPE(shape_tasks, sk_tasks, SK_TASKS_FILE, tasks_fields);

static bool is_written(const struct sk_node *node)
{
	return node && (node->kind != SK_NODE_TEXT || node->count > 0);
}

static sk_outcome take_text(const struct sk_node *node, const char *key, const char **out, struct sk_error *error)
{
	if (!is_written(node))
		return SK_OK;
	if (node->kind != SK_NODE_TEXT)
		return sk_error_set(error, SK_E_TYPE, &node->place, key, node->kind == SK_NODE_LIST ? _("a list") : _("a mapping"), _("a text"));
	*out = node->text;
	return SK_OK;
}

static sk_outcome resolve_task(const struct sk_site *site, struct sk_task *task, struct sk_error *error)
{
	const char *due = NULL;
	task->control = sk_catalogue_control(site->catalogue, task->control_id);
	if (!task->control)
		return sk_error_set(error, SK_E_ID_UNKNOWN, &task->where, task->control_id, "controls", NULL);
	SK_TRY(take_text(task->owner_node, "owner", &task->owner, error));
	SK_TRY(take_text(task->note_node, "note", &task->note, error));
	SK_TRY(take_text(task->due_node, "due", &due, error));
	if (due && (!sk_date_parse(due, strlen(due), &task->due) || task->due == 0))
		return sk_error_set(error, SK_E_DATE, &task->due_node->place, due, NULL, NULL);
	return SK_OK;
}

static sk_outcome resolve_tasks(const struct sk_site *site, const struct sk_tasks *tasks, struct sk_error *error)
{
	EACH(sk_task, task, &tasks->tasks) {
		SK_TRY(resolve_task(site, task, error));
		SK_LIST_EACH(struct sk_task, other, &tasks->tasks) {
			if (other == task)
				break;
			if (other->control == task->control)
				return sk_error_set(error, SK_E_ID_TWICE, &task->where, task->control_id, other->where.file, NULL);
		}
	}
	return SK_OK;
}

SK_OUTCOME site_path(struct sk_arena *arena, const struct sk_site *site, const char *file, const char **path, const char **shown, struct sk_error *error)
{
	SK_TRY(sk_arena_print(arena, path, error, "%s/%s", site->folder, file));
	*shown = strcmp(site->folder, ".") == 0 ? file : *path;
	return SK_OK;
}

struct looking {
	const char *name;
	bool found;
};

static bool look_at(void *context, const char *name)
{
	struct looking *looking = context;
	looking->found = strcmp(name, looking->name) == 0;
	return !looking->found;
}

/* Whether its folder has an entry of this name, which then is a link to nowhere. */
static bool is_entry(const struct sk_env *env, const char *path)
{
	SK_BUF_SCOPE folder = SK_BUF(FOLDER_MAX);
	const char *slash = strrchr(path, '/');
	struct looking looking = {slash ? slash + 1 : path, false};
	sk_buf_print(&folder, "%.*s", slash ? (int)(slash - path) : 1, slash ? path : ".");
	return !folder.failed && env->list(env->self, folder.length ? folder.bytes : "/", look_at, &looking) == 0 && looking.found;
}

bool site_missing(const struct sk_env *env, const char *path)
{
	int handle, code = env->open_read(env->self, path, &handle);
	if (code == 0)
		(void)env->close(env->self, handle);
	return code == ENOENT && !is_entry(env, path);
}

SK_OUTCOME site_read_beside(struct sk_arena *arena, const struct sk_env *env, const struct sk_site *site, const char *file, struct sk_buf *text, bool *there, struct sk_error *error)
{
	const char *path, *shown;
	SK_TRY(site_path(arena, site, file, &path, &shown, error));
	*there = !site_missing(env, path);
	return *there ? sk_env_read_file(env, path, shown, SK_YAML_FILE_MAX, text, error) : SK_OK;
}

SK_OUTCOME site_tasks_read(struct sk_arena *arena, const struct sk_site *site, const struct sk_buf *text, struct sk_tasks *out, const struct sk_node **root,
			   struct sk_error *error)
{
	struct sk_yaml_source source = {.format = SK_TASKS_FORMAT, .limits = &sk_yaml_limits_people};
	const char *path;
	*out = (struct sk_tasks){0};
	SK_TRY(site_path(arena, site, SK_TASKS_FILE, &path, &source.shown, error));
	SK_TRY(sk_yaml_read(arena, &source, text->bytes ? text->bytes : "", text->length, &shape_tasks, out, root, error));
	return resolve_tasks(site, out, error);
}

SK_OUTCOME sk_site_tasks(struct sk_arena *arena, const struct sk_env *env, const struct sk_site *site, const struct sk_tasks **out, struct sk_error *error)
{
	SK_BUF_SCOPE text = SK_BUF(SK_YAML_FILE_MAX);
	const struct sk_node *root;
	void *memory;
	bool there;
	*out = NULL;
	SK_TRY(site_read_beside(arena, env, site, SK_TASKS_FILE, &text, &there, error));
	if (!there)
		return SK_OK;
	SK_TRY(sk_arena_take(arena, 1, sizeof(struct sk_tasks), &memory, error));
	SK_TRY(site_tasks_read(arena, site, &text, memory, &root, error));
	*out = memory;
	return SK_OK;
}

const struct sk_task *sk_site_task(const struct sk_tasks *tasks, const struct sk_control *control)
{
	if (tasks)
		SK_LIST_EACH(struct sk_task, task, &tasks->tasks)
			if (task->control == control)
				return task;
	return NULL;
}
