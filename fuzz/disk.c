#include "disk.h"
#include "port/port.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { FILES_MAX = 256, HANDLES_MAX = 4 };

struct file {
	const char *path;
	struct fuzz_bytes text;
};

struct open_file {
	const struct file *file; /* NULL: free */
	size_t at;
};

static struct disk {
	struct file files[FILES_MAX];
	size_t count;
	struct open_file open[HANDLES_MAX];
} disk;

/* libfyaml 0.7.12 loses 2 KiB when a text in quotes turns out to be broken after 30 escapes (seed quotes-lost-by-the-library).
 * Our own memory is held by arenas and buffers, whose leaks are still found. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libfyaml.so";
}

/* ASan keeps 256 MiB of freed memory back, which alone fills half of libFuzzer's limit. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "quarantine_size_mb=32";
}

/* ---- the env ---- */

static struct file *file_at(const char *path)
{
	for (size_t i = 0; i < disk.count; i++)
		if (strcmp(disk.files[i].path, path) == 0)
			return &disk.files[i];
	return NULL;
}

/* The part of a file's path behind "folder/", or NULL. */
static const char *below(const struct file *file, const char *folder)
{
	size_t length = strlen(folder);
	bool is = strncmp(file->path, folder, length) == 0 && file->path[length] == '/';
	return is ? file->path + length + 1 : NULL;
}

static enum sk_entry_kind disk_kind(void *self, const char *path)
{
	(void)self;
	if (file_at(path))
		return SK_ENTRY_FILE;
	for (size_t i = 0; i < disk.count; i++)
		if (below(&disk.files[i], path))
			return SK_ENTRY_FOLDER;
	return SK_ENTRY_NONE;
}

static int disk_open_read(void *self, const char *path, int *handle)
{
	const struct file *file = file_at(path);
	(void)self;
	if (!file)
		return ENOENT;
	for (*handle = 0; *handle < HANDLES_MAX; ++*handle) {
		if (disk.open[*handle].file)
			continue;
		disk.open[*handle] = (struct open_file){file, 0};
		return 0;
	}
	return EMFILE;
}

static int disk_read(void *self, int handle, char *out, size_t room, size_t *got)
{
	struct open_file *open = &disk.open[handle];
	(void)self;
	FUZZ_HOLDS(handle >= 0 && handle < HANDLES_MAX && open->file);
	size_t left = open->file->text.length - open->at;
	*got = left < room ? left : room;
	if (*got > 0)
		memcpy(out, open->file->text.bytes + open->at, *got);
	open->at += *got;
	return 0;
}

static int disk_close(void *self, int handle)
{
	(void)self;
	FUZZ_HOLDS(handle >= 0 && handle < HANDLES_MAX && disk.open[handle].file);
	disk.open[handle].file = NULL;
	return 0;
}

static int disk_list(void *self, const char *path, bool (*each)(void *context, const char *name), void *context)
{
	(void)self;
	for (size_t i = 0; i < disk.count; i++) {
		const char *name = below(&disk.files[i], path);
		if (name && !strchr(name, '/') && !each(context, name))
			return 0;
	}
	return 0;
}

static sk_time disk_now(void *self)
{
	(void)self;
	return FUZZ_NOW;
}

/* What is not here writes; a loader that calls it crashes, and that is a finding. */
static const struct sk_env table = {
	.now = disk_now,
	.kind = disk_kind,
	.open_read = disk_open_read,
	.read = disk_read,
	.close = disk_close,
	.list = disk_list,
};

/* ---- filling it ---- */

struct fuzz_bytes fuzz_disk_swap(const char *path, struct fuzz_bytes bytes)
{
	struct file *file = file_at(path);
	FUZZ_HOLDS(file);
	struct fuzz_bytes before = file->text;
	file->text = bytes;
	return before;
}

void fuzz_disk_put(const char *path, struct fuzz_bytes bytes)
{
	struct file *file = file_at(path);
	if (!file) {
		FUZZ_HOLDS(disk.count < FILES_MAX);
		file = &disk.files[disk.count++];
	}
	*file = (struct file){path, bytes};
}

/* Lives as long as the process. */
static struct sk_arena *kept(void)
{
	static struct sk_arena *arena;
	if (!arena)
		arena = sk_arena_new(FUZZ_ARENA_MAX);
	FUZZ_HOLDS(arena);
	return arena;
}

static void read_folder(const char *from, const char *name)
{
	const struct sk_env *env = sk_port_env();
	const char *folder, *const *names;
	struct sk_error error;
	size_t count;
	FUZZ_HOLDS(!sk_failed(sk_arena_print(kept(), &folder, &error, "%s%s%s", from, *name ? "/" : "", name)));
	FUZZ_HOLDS(!sk_failed(sk_env_list(env, kept(), folder, ".yaml", FILES_MAX, &names, &count, &error)));
	for (size_t i = 0; i < count; i++) {
		const char *source, *path, *bytes;
		SK_BUF_SCOPE text = SK_BUF(SK_YAML_FILE_MAX);
		FUZZ_HOLDS(!sk_failed(sk_arena_print(kept(), &source, &error, "%s/%s", folder, names[i])));
		FUZZ_HOLDS(!sk_failed(sk_arena_print(kept(), &path, &error, "catalogue%s%s/%s", *name ? "/" : "", name, names[i])));
		FUZZ_HOLDS(!sk_failed(sk_env_read_file(env, source, source, SK_YAML_FILE_MAX, &text, &error)));
		FUZZ_HOLDS(!sk_failed(sk_arena_text(kept(), text.bytes ? text.bytes : "", text.length, &bytes, &error)));
		fuzz_disk_put(path, (struct fuzz_bytes){bytes, text.length});
	}
}

const struct sk_env *fuzz_disk(void)
{
	static const char *const folders[] = {"", "guidance", "controls", "scenarios"};
	if (disk.count > 0)
		return &table;
	const char *from = getenv("SEKISHO_FUZZ_CATALOGUE");
	for (size_t i = 0; i < SK_COUNT(folders); i++)
		read_folder(from ? from : FUZZ_CATALOGUE, folders[i]);
	FUZZ_HOLDS(disk.count > SK_COUNT(folders));
	return &table;
}

/* ---- what must hold ---- */

static size_t count_lines(const char *bytes, size_t length)
{
	size_t lines = 0;
	for (size_t i = 0; i < length; i++)
		lines += bytes[i] == '\n';
	return lines;
}

void fuzz_check_text(const struct sk_buf *text, size_t columns, size_t lines)
{
	size_t bad;
	FUZZ_HOLDS(!text->failed && text->length > 0);
	FUZZ_HOLDS(sk_utf8_clean(text->bytes, text->length, &bad));
	FUZZ_HOLDS(lines == 0 || count_lines(text->bytes, text->length) <= lines);
	for (const char *at = text->bytes; columns > 0 && *at;) {
		char line[2048];
		size_t length = strcspn(at, "\n");
		FUZZ_HOLDS(length < sizeof(line));
		memcpy(line, at, length);
		line[length] = '\0';
		FUZZ_HOLDS(sk_text_columns(line) <= columns);
		at += length + (at[length] == '\n');
	}
}

/* Faults of a whole file have no line. */
static bool has_no_line(enum sk_error_id id)
{
	return id == SK_E_FILE_LARGE || id == SK_E_FILE_READ;
}

void fuzz_check_error(sk_outcome outcome, const struct sk_error *error, const char *bytes, size_t length)
{
	FUZZ_HOLDS(error->id != SK_E_OK && error->id < SK_E_COUNT);
	FUZZ_HOLDS(sk_error_class_of(error->id) == outcome.class);
	FUZZ_HOLDS(outcome.class == SK_CLASS_INPUT || error->id == SK_E_MEMORY);
	SK_BUF_SCOPE text = SK_BUF(FUZZ_OUTPUT_MAX);
	sk_error_print(error, &text);
	fuzz_check_text(&text, 0, 3);
	FUZZ_HOLDS(count_lines(text.bytes, text.length) == 3);
	if (outcome.class != SK_CLASS_INPUT)
		return;
	FUZZ_HOLDS(error->file[0] != '\0');
	FUZZ_HOLDS(has_no_line(error->id) || (error->line >= 1 && error->column >= 1));
	/* The end of the file may be named as the line behind the last one. */
	FUZZ_HOLDS(error->line <= count_lines(bytes, length) + 2);
}

void fuzz_check_json(const struct sk_buf *text)
{
	json_error_t where;
	FUZZ_HOLDS(!text->failed && text->length > 0);
	json_t *root = json_loadb(text->bytes, text->length, JSON_REJECT_DUPLICATES, &where);
	FUZZ_HOLDS(json_is_object(root));
	json_decref(root);
}

int fuzz_twice(const unsigned char *data, size_t size, void (*read)(const char *bytes, size_t length, struct sk_buf *out))
{
	SK_BUF_SCOPE first = SK_BUF(FUZZ_OUTPUT_MAX);
	SK_BUF_SCOPE second = SK_BUF(FUZZ_OUTPUT_MAX);
	/* A copy of its own, so that a step past its end is seen. */
	char *bytes = malloc(size ? size : 1);
	FUZZ_HOLDS(bytes);
	if (size)
		memcpy(bytes, data, size);
	read(bytes, size, &first);
	read(bytes, size, &second);
	FUZZ_HOLDS(first.length == second.length && (first.length == 0 || memcmp(first.bytes, second.bytes, first.length) == 0));
	free(bytes);
	return 0;
}

/* ---- the whole chain ---- */

static void check_counts(const struct sk_register *register_)
{
	const struct sk_counts *counts = &register_->counts;
	FUZZ_HOLDS(counts->over_line <= counts->scenarios && counts->scenarios > 0);
	FUZZ_HOLDS(counts->evidenced + counts->unknown + counts->unmet + counts->beyond == counts->over_line);
	for (size_t i = 0; i < counts->scenarios; i++) {
		const struct sk_risk *risk = &register_->risks[i];
		FUZZ_HOLDS(risk->residual.low >= 0 && risk->residual.low <= risk->residual.high);
		FUZZ_HOLDS(risk->residual.high <= risk->value && risk->value <= SK_VALUE_MAX);
	}
}

static void append(struct sk_buf *out, const struct sk_buf *part)
{
	sk_buf_add(out, part->bytes, part->length);
}

typedef sk_outcome report_function(const struct sk_report *report, const struct sk_register *register_);

static void report_json(struct sk_arena *arena, const struct sk_register *register_, report_function *write, struct sk_buf *out)
{
	struct sk_error error;
	SK_BUF_SCOPE text = SK_BUF(FUZZ_OUTPUT_MAX);
	struct sk_report report = {.out = &text, .lang = SK_LANG_EN, .error = &error, .arena = arena};
	FUZZ_HOLDS(!sk_failed(write(&report, register_)));
	fuzz_check_json(&text);
	append(out, &text);
}

static sk_outcome first_screen(const struct sk_report *report, const struct sk_register *register_)
{
	return sk_report_screen(report, register_, NULL);
}

static sk_outcome first_screen_json(const struct sk_report *report, const struct sk_register *register_)
{
	return sk_report_screen_json(report, register_, NULL);
}

/* Only the first screen promises to fit a terminal. */
static void report_text(struct sk_arena *arena, const struct sk_register *register_, report_function *write, struct sk_buf *out)
{
	for (enum sk_lang lang = SK_LANG_EN; lang <= SK_LANG_JA; lang++) {
		bool screen = write == first_screen;
		struct sk_error error;
		SK_BUF_SCOPE text = SK_BUF(FUZZ_OUTPUT_MAX);
		struct sk_report report = {.out = &text, .lang = lang, .error = &error, .arena = arena};
		FUZZ_HOLDS(!sk_failed(write(&report, register_)));
		fuzz_check_text(&text, screen ? SK_SCREEN_COLUMNS : 0, screen ? SK_SCREEN_LINES : 0);
		append(out, &text);
	}
}

static sk_outcome why_risk(const struct sk_report *report, const struct sk_register *register_)
{
	return sk_report_why(report, register_, NULL, register_->risks[register_->counts.scenarios - 1].scenario->id);
}

static sk_outcome why_risk_json(const struct sk_report *report, const struct sk_register *register_)
{
	return sk_report_why_json(report, register_, NULL, register_->risks[0].scenario->id);
}

static sk_outcome why_control(const struct sk_report *report, const struct sk_register *register_)
{
	return sk_report_why(report, register_, NULL, register_->verdicts->items[0].control->row.id);
}

bool fuzz_reports(struct sk_arena *arena, const struct sk_site *site, struct sk_buf *out)
{
	struct sk_error error = {0};
	struct sk_verdicts verdicts;
	struct sk_register register_;
	/* A site's own check may be refused; without one nothing here can fail. */
	sk_outcome judged = sk_check_run(arena, NULL, site, &sk_evidence_none, FUZZ_NOW, &verdicts, &error);
	FUZZ_HOLDS(!sk_failed(judged) || (site->own.checks.count > 0 && judged.class == SK_CLASS_INPUT));
	if (sk_failed(judged))
		return false;
	sk_outcome outcome = sk_assess(arena, &verdicts, &register_, &error);
	if (sk_failed(outcome)) {
		FUZZ_HOLDS(error.id == SK_E_NOTHING && outcome.class == SK_CLASS_EMPTY);
		return false;
	}
	check_counts(&register_);
	report_json(arena, &register_, sk_report_assess_json, out);
	report_json(arena, &register_, first_screen_json, out);
	report_json(arena, &register_, why_risk_json, out);
	report_text(arena, &register_, first_screen, out);
	report_text(arena, &register_, sk_report_assess, out);
	report_text(arena, &register_, why_risk, out);
	report_text(arena, &register_, why_control, out);
	return true;
}

/* Of what is loaded once and stays. */
static struct sk_arena *lasting(void)
{
	static struct sk_arena *arena;
	if (!arena)
		arena = sk_arena_new(FUZZ_ARENA_MAX);
	FUZZ_HOLDS(arena);
	return arena;
}

const struct sk_catalogue *fuzz_catalogue(void)
{
	static struct sk_catalogue *loaded;
	struct sk_error error;
	if (!loaded)
		FUZZ_HOLDS(!sk_failed(sk_catalogue_load(lasting(), fuzz_disk(), "catalogue", &loaded, &error)));
	return loaded;
}

const struct sk_site *fuzz_site(void)
{
	static const char text[] = "format: sekisho-site/1\nname: A\nkind: clinic\nconfiguration: ip-vpn\nsubjects: [{id: terminal-1, place: terminal}]\n";
	static struct sk_site *loaded;
	struct sk_error error;
	if (!loaded)
		FUZZ_HOLDS(!sk_failed(sk_site_load_text(lasting(), "site", fuzz_catalogue(), text, sizeof(text) - 1, &loaded, &error)));
	return loaded;
}

int fuzz_rewrite(const unsigned char *data, size_t size, const struct fuzz_rewriting *rewriting)
{
	SK_ARENA_SCOPE arena = sk_arena_new(FUZZ_ARENA_MAX);
	SK_BUF_SCOPE old = SK_BUF(SK_YAML_FILE_MAX);
	SK_BUF_SCOPE new = SK_BUF(SK_YAML_FILE_MAX);
	SK_BUF_SCOPE again = SK_BUF(SK_YAML_FILE_MAX);
	struct sk_error error = {0};
	FUZZ_HOLDS(arena);
	(void)fuzz_site();
	sk_buf_add(&old, (const char *)data, size);
	if (old.failed || size == 0)
		return 0;
	sk_outcome outcome = rewriting->write(arena, &old, false, &new, &error);
	if (sk_failed(outcome)) {
		if (error.id != SK_E_MEMORY)
			fuzz_check_error(outcome, &error, (const char *)data, size);
		return 0;
	}
	rewriting->check(arena, &old, &new);
	FUZZ_HOLDS(!sk_failed(rewriting->write(arena, &new, true, &again, &error)));
	FUZZ_HOLDS(again.length == new.length && memcmp(again.bytes, new.bytes, new.length) == 0);
	return 0;
}
