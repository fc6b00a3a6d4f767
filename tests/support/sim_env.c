/* See the header. Two lists of names, what is seen and what is on the disk, lead to the same files. */
#include "sim_env.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	NAMES = 512,
	FILES = 1024, /* a file that lost its name keeps its slot: tests are short */
	HANDLES = 32,
	VARIABLES = 16,
	PATH_ROOM = 512,
	SECTOR = 512,
	POOL = 16 * 1024 * 1024,
};

struct file {
	char *bytes;
	size_t length, room, synced;
	unsigned mode;
	/* Of one that was written in the middle: what is on the disk. */
	bool placed;
	char *disk;
	size_t disk_length, disk_room;
};

/* kind SK_ENTRY_NONE: a free slot. */
struct name {
	enum sk_entry_kind kind;
	char path[PATH_ROOM];
	struct file *file;
};

struct names {
	struct name slot[NAMES];
};

struct handle {
	struct file *file;
	size_t at;
	bool open, writes;
};

struct variable {
	const char *name, *value;
};

struct sim_env {
	struct sk_env table;
	struct names seen, stored;
	struct file files[FILES];
	size_t file_count;
	struct handle handles[HANDLES];
	struct variable variables[VARIABLES];
	const char *prefix;
	sk_time now;
	uint64_t seed;
	unsigned calls, nth;
	enum sim_fault fault;
	int number;
	bool hit, stopped;
	size_t pool_used;
	char pool[POOL];
};

/* ---- names --------------------------------------------------------------------------------------------- */

/* "./a/" and "a" are the same; false when it is too long. */
static bool tidy(const char *path, char out[PATH_ROOM])
{
	size_t length;

	while (path[0] == '.' && path[1] == '/')
		path += 2;
	length = strlen(path);
	while (length > 1 && path[length - 1] == '/')
		length--;
	if (length >= PATH_ROOM)
		return false;
	memcpy(out, path, length);
	out[length] = '\0';
	return true;
}

static bool is_root(const char *path)
{
	return strcmp(path, "/") == 0 || strcmp(path, ".") == 0 || path[0] == '\0';
}

/* "a/b" -> "a", "a" -> ".", "/a" -> "/" */
static void parent_of(const char *path, char out[PATH_ROOM])
{
	const char *slash = strrchr(path, '/');
	size_t length = slash ? (size_t)(slash - path) : 1;

	memcpy(out, slash ? path : ".", length);
	if (slash == path) {
		out[0] = '/';
		length = 1;
	}
	out[length] = '\0';
}

static bool is_child(const char *path, const char *folder)
{
	char parent[PATH_ROOM];

	parent_of(path, parent);
	return strcmp(parent, is_root(folder) && folder[0] != '/' ? "." : folder) == 0;
}

static struct name *find(struct names *names, const char *path)
{
	for (size_t at = 0; at < NAMES; at++) {
		if (names->slot[at].kind != SK_ENTRY_NONE && strcmp(names->slot[at].path, path) == 0)
			return &names->slot[at];
	}
	return NULL;
}

static bool is_folder(struct names *names, const char *path)
{
	const struct name *name = find(names, path);

	return is_root(path) || (name && name->kind == SK_ENTRY_FOLDER);
}

static bool has_children(struct names *names, const char *path)
{
	for (size_t at = 0; at < NAMES; at++) {
		if (names->slot[at].kind != SK_ENTRY_NONE && is_child(names->slot[at].path, path))
			return true;
	}
	return false;
}

static int name_add(struct names *names, const char *path, enum sk_entry_kind kind, struct file *file)
{
	for (size_t at = 0; at < NAMES; at++) {
		struct name *name = &names->slot[at];

		if (name->kind != SK_ENTRY_NONE)
			continue;
		name->kind = kind;
		name->file = file;
		memcpy(name->path, path, strlen(path) + 1);
		return 0;
	}
	return ENOSPC;
}

/* ENOENT or ENOTDIR when the folder for a new name is missing. */
static int parent_check(struct sim_env *sim, const char *path)
{
	char parent[PATH_ROOM];

	parent_of(path, parent);
	if (is_folder(&sim->seen, parent))
		return 0;
	return find(&sim->seen, parent) ? ENOTDIR : ENOENT;
}

/* ---- bytes --------------------------------------------------------------------------------------------- */

static struct file *file_new(struct sim_env *sim)
{
	struct file *file = sim->file_count < FILES ? &sim->files[sim->file_count++] : NULL;

	if (file)
		file->mode = 0600;
	return file;
}

static int file_append(struct sim_env *sim, struct file *file, const void *bytes, size_t length)
{
	if (file->length + length + 1 > file->room) {
		size_t room = (file->length + length + 1) * 2;
		char *fresh = sim->pool + sim->pool_used;

		if (room > POOL - sim->pool_used)
			return ENOSPC;
		sim->pool_used += room;
		if (file->length)
			memcpy(fresh, file->bytes, file->length);
		file->bytes = fresh;
		file->room = room;
	}
	if (length)
		memcpy(file->bytes + file->length, bytes, length);
	file->length += length;
	file->bytes[file->length] = '\0';
	return 0;
}

static char *pool_take(struct sim_env *sim, size_t length)
{
	char *taken = sim->pool + sim->pool_used;

	if (length > POOL - sim->pool_used)
		return NULL;
	sim->pool_used += length;
	return taken;
}

/* The bytes that are seen come to the disk. */
static int file_store(struct sim_env *sim, struct file *file)
{
	if (file->length + 1 > file->disk_room) {
		file->disk_room = (file->length + 1) * 2;
		file->disk = pool_take(sim, file->disk_room);
	}
	if (!file->disk)
		return ENOSPC;
	memcpy(file->disk, file->bytes, file->length);
	file->disk_length = file->length;
	return 0;
}

/* From now on the disk has bytes of its own. */
static int file_place(struct sim_env *sim, struct file *file)
{
	size_t seen = file->length;

	if (file->placed)
		return 0;
	file->placed = true;
	file->length = file->synced;
	int result = file_store(sim, file);
	file->length = seen;
	return result;
}

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

/* Behind the end there are zeros. */
static void sector_of(const char *bytes, size_t length, size_t at, char out[SECTOR])
{
	size_t there = at < length ? length - at : 0;

	memset(out, 0, SECTOR);
	if (there > 0)
		memcpy(out, bytes + at, there < SECTOR ? there : SECTOR);
}

static bool by_chance(struct sim_env *sim)
{
	unsigned char byte;

	(void)sim->table.random(sim, &byte, 1);
	return byte & 1;
}

/* What a stop leaves. The longer one has room for either. */
static void file_tear(struct sim_env *sim, struct file *file, bool some)
{
	size_t most = larger(file->length, file->disk_length), length = some && by_chance(sim) ? file->length : file->disk_length;
	char *torn = pool_take(sim, most + SECTOR + 1);

	SK_INVARIANT(torn != NULL);
	for (size_t at = 0; at < most; at += SECTOR) {
		bool new = some && by_chance(sim);
		sector_of(new ? file->bytes : file->disk, new ? file->length : file->disk_length, at, torn + at);
	}
	torn[length] = '\0';
	file->bytes = torn;
	file->length = file->synced = length;
	file->room = most + SECTOR + 1;
	SK_INVARIANT(file_store(sim, file) == 0);
}

/* ---- faults -------------------------------------------------------------------------------------------- */

/* Counts a call. 0: go on; else the errno to give. *half: move half only. */
static int call_begins(struct sim_env *sim, bool *half)
{
	*half = false;
	sim->calls++;
	if (sim->stopped)
		return EIO;
	if (sim->fault == SIM_NONE || sim->calls != sim->nth)
		return 0;
	sim->hit = true;
	sim->stopped = sim->fault == SIM_STOP;
	*half = sim->fault == SIM_SHORT;
	if (*half)
		return 0;
	return sim->stopped ? EIO : sim->number;
}

static int path_begins(struct sim_env *sim, const char *path, char out[PATH_ROOM])
{
	bool half;
	int result = call_begins(sim, &half);

	if (result != 0)
		return result;
	return tidy(path, out) ? 0 : ENAMETOOLONG;
}

/* ---- the table ----------------------------------------------------------------------------------------- */

static sk_time sim_now(void *self)
{
	return ((struct sim_env *)self)->now;
}

/* Repeatable: the same calls give the same bytes (splitmix64). */
static int sim_random(void *self, void *out, size_t length)
{
	struct sim_env *sim = self;
	unsigned char *at = out;

	for (size_t i = 0; i < length; i++) {
		uint64_t mixed = sim->seed += 0x9e3779b97f4a7c15u;

		mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
		mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
		at[i] = (unsigned char)(mixed >> 56);
	}
	return 0;
}

static const char *sim_variable(void *self, const char *name)
{
	struct sim_env *sim = self;

	for (size_t at = 0; at < VARIABLES; at++) {
		if (sim->variables[at].name && strcmp(sim->variables[at].name, name) == 0)
			return sim->variables[at].value;
	}
	return NULL;
}

static int sim_prefix(void *self, char *out, size_t room)
{
	struct sim_env *sim = self;

	if (!sim->prefix)
		return ENOENT;
	if (strlen(sim->prefix) >= room)
		return ENAMETOOLONG;
	memcpy(out, sim->prefix, strlen(sim->prefix) + 1);
	return 0;
}

static enum sk_entry_kind sim_kind(void *self, const char *path)
{
	struct sim_env *sim = self;
	char tidied[PATH_ROOM];
	const struct name *name;

	if (path_begins(sim, path, tidied) != 0)
		return SK_ENTRY_NONE;
	name = find(&sim->seen, tidied);
	if (is_root(tidied))
		return SK_ENTRY_FOLDER;
	return name ? name->kind : SK_ENTRY_NONE;
}

static int handle_new(struct sim_env *sim, struct file *file, bool writes, int *handle)
{
	for (int at = 0; at < HANDLES; at++) {
		if (sim->handles[at].open)
			continue;
		sim->handles[at] = (struct handle){.file = file, .open = true, .writes = writes};
		*handle = at;
		return 0;
	}
	return EMFILE;
}

static struct handle *handle_of(struct sim_env *sim, int handle)
{
	return handle >= 0 && handle < HANDLES && sim->handles[handle].open ? &sim->handles[handle] : NULL;
}

/* Not counted: nothing can be lost by it. */
static int sim_mode(void *self, int number, unsigned *mode)
{
	struct handle *handle = handle_of(self, number);

	if (!handle || !handle->file)
		return EBADF;
	*mode = handle->file->mode;
	return 0;
}

static int file_begins(struct sim_env *sim, int number, struct file **file)
{
	const struct handle *handle = handle_of(sim, number);
	bool half;
	int result = call_begins(sim, &half);

	if (result == 0 && (!handle || !handle->file))
		return EBADF;
	*file = handle ? handle->file : NULL;
	return result;
}

static int sim_set_mode(void *self, int number, unsigned mode)
{
	struct file *file;
	int result = file_begins(self, number, &file);

	if (result == 0)
		file->mode = mode;
	return result;
}

/* There are no symbolic links here. */
static int sim_target(void *self, const char *path, char *out, size_t room)
{
	struct sim_env *sim = self;
	char tidied[PATH_ROOM];
	int result = path_begins(sim, path, tidied);

	if (result != 0)
		return result;
	if (!is_root(tidied) && !find(&sim->seen, tidied))
		return ENOENT;
	return (size_t)snprintf(out, room, "%s", tidied) < room ? 0 : ENAMETOOLONG;
}

static int sim_open_read(void *self, const char *path, int *handle)
{
	struct sim_env *sim = self;
	char tidied[PATH_ROOM];
	const struct name *name;
	int result = path_begins(sim, path, tidied);

	if (result != 0)
		return result;
	name = find(&sim->seen, tidied);
	if (!name)
		return parent_check(sim, tidied) == ENOTDIR ? ENOTDIR : ENOENT;
	if (name->kind != SK_ENTRY_FILE)
		return name->kind == SK_ENTRY_FOLDER ? EISDIR : ENXIO;
	return handle_new(sim, name->file, false, handle);
}

static int sim_open_new(void *self, const char *path, unsigned mode, int *handle)
{
	struct sim_env *sim = self;
	char tidied[PATH_ROOM];
	struct file *file;
	int result = path_begins(sim, path, tidied);

	if (result == 0)
		result = parent_check(sim, tidied);
	if (result != 0)
		return result;
	if (is_root(tidied) || find(&sim->seen, tidied))
		return EEXIST;
	file = file_new(sim);
	if (!file)
		return ENOSPC;
	file->mode = mode;
	result = file_append(sim, file, NULL, 0);
	if (result == 0)
		result = name_add(&sim->seen, tidied, SK_ENTRY_FILE, file);
	return result != 0 ? result : handle_new(sim, file, true, handle);
}

static int sim_read(void *self, int number, char *out, size_t room, size_t *got)
{
	struct sim_env *sim = self;
	struct handle *handle = handle_of(sim, number);
	bool half;
	int result = call_begins(sim, &half);
	size_t count;

	if (result != 0)
		return result;
	if (!handle || handle->writes)
		return EBADF;
	count = handle->file->length - handle->at;
	count = count < room ? count : room;
	count = half && count > 1 ? count / 2 : count;
	memcpy(out, handle->file->bytes + handle->at, count);
	handle->at += count;
	*got = count;
	return 0;
}

static int sim_write(void *self, int number, const char *bytes, size_t length, size_t *put)
{
	struct sim_env *sim = self;
	struct handle *handle = handle_of(sim, number);
	bool half;
	int result = call_begins(sim, &half);

	if (result != 0)
		return result;
	if (!handle || !handle->writes)
		return EBADF;
	*put = half && length > 1 ? length / 2 : length;
	return file_append(sim, handle->file, bytes, *put);
}

static int sim_sync(void *self, int number)
{
	struct file *file;
	int result = file_begins(self, number, &file);

	if (result == 0)
		file->synced = file->length;
	return result;
}

/* As on Linux the handle is gone whatever close says. */
static int sim_close(void *self, int number)
{
	struct sim_env *sim = self;
	struct handle *handle = handle_of(sim, number);
	bool half;
	int result = call_begins(sim, &half);

	if (!handle)
		return EBADF;
	handle->open = false;
	return result;
}

/* Renaming folders is not needed by anything yet: EXDEV says so. */
static int rename_check(struct sim_env *sim, const char *from, const char *to)
{
	const struct name *old = find(&sim->seen, from);
	const struct name *target = find(&sim->seen, to);

	if (!old)
		return ENOENT;
	if (old->kind == SK_ENTRY_FOLDER)
		return EXDEV;
	if (is_root(to) || (target && target->kind == SK_ENTRY_FOLDER))
		return EISDIR;
	return parent_check(sim, to);
}

static int sim_rename(void *self, const char *from, const char *to)
{
	struct sim_env *sim = self;
	char tidied[PATH_ROOM], target[PATH_ROOM];
	struct name *old, *replaced;
	int result = path_begins(sim, from, tidied);

	if (result == 0 && !tidy(to, target))
		result = ENAMETOOLONG;
	if (result == 0)
		result = rename_check(sim, tidied, target);
	if (result != 0 || strcmp(tidied, target) == 0)
		return result;
	old = find(&sim->seen, tidied);
	replaced = find(&sim->seen, target);
	if (replaced)
		replaced->kind = SK_ENTRY_NONE;
	memcpy(old->path, target, PATH_ROOM);
	return 0;
}

static int sim_remove(void *self, const char *path)
{
	struct sim_env *sim = self;
	char tidied[PATH_ROOM];
	struct name *name;
	int result = path_begins(sim, path, tidied);

	if (result != 0)
		return result;
	name = find(&sim->seen, tidied);
	if (is_root(tidied))
		return EBUSY;
	if (!name)
		return 0;
	if (name->kind == SK_ENTRY_FOLDER && has_children(&sim->seen, tidied))
		return ENOTEMPTY;
	name->kind = SK_ENTRY_NONE;
	return 0;
}

static int sim_make_folder(void *self, const char *path, unsigned mode)
{
	struct sim_env *sim = self;
	char tidied[PATH_ROOM];
	int result = path_begins(sim, path, tidied);

	(void)mode;
	if (result != 0)
		return result;
	if (is_root(tidied) || find(&sim->seen, tidied))
		return EEXIST;
	result = parent_check(sim, tidied);
	return result != 0 ? result : name_add(&sim->seen, tidied, SK_ENTRY_FOLDER, NULL);
}

/* The names of one folder come to the disk: those that are there, and the absence of those that are not. */
static int folder_store(struct sim_env *sim, const char *folder)
{
	int result = 0;

	for (size_t at = 0; at < NAMES; at++) {
		struct name *old = &sim->stored.slot[at];

		if (old->kind != SK_ENTRY_NONE && is_child(old->path, folder))
			old->kind = SK_ENTRY_NONE;
	}
	for (size_t at = 0; at < NAMES && result == 0; at++) {
		const struct name *name = &sim->seen.slot[at];

		if (name->kind != SK_ENTRY_NONE && is_child(name->path, folder))
			result = name_add(&sim->stored, name->path, name->kind, name->file);
	}
	return result;
}

/* path_begins for a folder that has to be there. */
static int folder_begins(struct sim_env *sim, const char *path, char tidied[PATH_ROOM])
{
	int result = path_begins(sim, path, tidied);

	if (result != 0)
		return result;
	if (!is_folder(&sim->seen, tidied))
		return find(&sim->seen, tidied) ? ENOTDIR : ENOENT;
	return 0;
}

static int sim_sync_folder(void *self, const char *path)
{
	struct sim_env *sim = self;
	char tidied[PATH_ROOM];
	int result = folder_begins(sim, path, tidied);

	if (result != 0)
		return result;
	return folder_store(sim, tidied);
}

/* There is one process; a folder's lock is a handle without a file. */
static int sim_lock_folder(void *self, const char *path, int *handle)
{
	struct sim_env *sim = self;
	char tidied[PATH_ROOM];
	int result = folder_begins(sim, path, tidied);

	if (result != 0)
		return result;
	return handle_new(sim, NULL, false, handle);
}

static int sim_list(void *self, const char *path, bool (*each)(void *context, const char *name), void *context)
{
	struct sim_env *sim = self;
	char tidied[PATH_ROOM];
	int result = folder_begins(sim, path, tidied);

	if (result != 0)
		return result;
	/* Backwards, so that code that forgets to sort is seen. */
	for (size_t at = NAMES; at-- > 0;) {
		const struct name *name = &sim->seen.slot[at];
		const char *slash = strrchr(name->path, '/');

		if (name->kind == SK_ENTRY_NONE || !is_child(name->path, tidied))
			continue;
		if (!each(context, slash ? slash + 1 : name->path))
			return 0;
	}
	return 0;
}

/* ---- files that are written in the middle ---- */

static int place_begins(struct sim_env *sim, const char *path, struct file **file, bool *half)
{
	char tidied[PATH_ROOM];
	const struct name *name;
	int result = call_begins(sim, half);

	if (result != 0)
		return result;
	name = tidy(path, tidied) ? find(&sim->seen, tidied) : NULL;
	if (!name || name->kind != SK_ENTRY_FILE)
		return ENOENT;
	*file = name->file;
	return file_place(sim, *file);
}

int sim_env_read_at(struct sim_env *sim, const char *path, void *out, size_t length, size_t offset, size_t *got)
{
	struct file *file;
	bool half;
	int result = place_begins(sim, path, &file, &half);
	size_t there;

	if (result != 0)
		return result;
	there = offset < file->length ? file->length - offset : 0;
	there = there < length ? there : length;
	*got = half && there > 1 ? there / 2 : there;
	memcpy(out, file->bytes + (there ? offset : 0), *got);
	return 0;
}

/* Makes it as long as that, with zeros. */
static int grow(struct sim_env *sim, struct file *file, size_t length)
{
	static const char zeros[SECTOR];

	while (file->length < length) {
		size_t step = length - file->length < SECTOR ? length - file->length : SECTOR;
		int result = file_append(sim, file, zeros, step);
		if (result != 0)
			return result;
	}
	return 0;
}

int sim_env_write_at(struct sim_env *sim, const char *path, const void *bytes, size_t length, size_t offset)
{
	struct file *file;
	bool half;
	int result = place_begins(sim, path, &file, &half);

	length = half ? length / 2 : length;
	if (result == 0)
		result = grow(sim, file, offset + length);
	if (result == 0)
		memcpy(file->bytes + offset, bytes, length);
	return result == 0 && half ? ENOSPC : result;
}

int sim_env_cut(struct sim_env *sim, const char *path, size_t length)
{
	struct file *file;
	bool half;
	int result = place_begins(sim, path, &file, &half);

	if (result == 0 && length > file->length)
		result = grow(sim, file, length);
	if (result == 0)
		file->length = length;
	return result;
}

int sim_env_sync_at(struct sim_env *sim, const char *path)
{
	struct file *file;
	bool half;
	int result = place_begins(sim, path, &file, &half);

	return result == 0 ? file_store(sim, file) : result;
}

/* ---- for the tests ------------------------------------------------------------------------------------- */

struct sim_env *sim_env_new(void)
{
	struct sim_env *sim = calloc(1, sizeof(*sim));

	SK_INVARIANT(sim != NULL);
	for (size_t at = 0; at < NAMES; at++)
		sim->seen.slot[at].kind = sim->stored.slot[at].kind = SK_ENTRY_NONE;
	sim->prefix = "/usr";
	sim->now = 1775001600; /* 2026-04-01T00:00:00Z */
	sim->table = (struct sk_env){
		.self = sim,
		.now = sim_now,
		.random = sim_random,
		.variable = sim_variable,
		.prefix = sim_prefix,
		.kind = sim_kind,
		.open_read = sim_open_read,
		.mode = sim_mode,
		.set_mode = sim_set_mode,
		.target = sim_target,
		.open_new = sim_open_new,
		.read = sim_read,
		.write = sim_write,
		.sync = sim_sync,
		.close = sim_close,
		.rename = sim_rename,
		.remove = sim_remove,
		.make_folder = sim_make_folder,
		.sync_folder = sim_sync_folder,
		.lock_folder = sim_lock_folder,
		.list = sim_list,
	};
	return sim;
}

void sim_env_free(struct sim_env *sim)
{
	free(sim);
}

const struct sk_env *sim_env_table(struct sim_env *sim)
{
	return &sim->table;
}

/* Puts the name on both lists, and the folders above it. */
static void put_name(struct sim_env *sim, const char *path, enum sk_entry_kind kind, struct file *file)
{
	char parent[PATH_ROOM];

	parent_of(path, parent);
	if (!is_folder(&sim->seen, parent))
		put_name(sim, parent, SK_ENTRY_FOLDER, NULL);
	SK_INVARIANT(name_add(&sim->seen, path, kind, file) == 0);
	SK_INVARIANT(name_add(&sim->stored, path, kind, file) == 0);
}

void sim_env_put(struct sim_env *sim, const char *path, const void *bytes, size_t length)
{
	char tidied[PATH_ROOM];
	struct file *file = file_new(sim);
	struct name *old, *stored;

	SK_INVARIANT(file && tidy(path, tidied) && file_append(sim, file, bytes, length) == 0);
	file->synced = length;
	old = find(&sim->seen, tidied);
	stored = find(&sim->stored, tidied);
	if (old)
		old->kind = SK_ENTRY_NONE;
	if (stored)
		stored->kind = SK_ENTRY_NONE;
	put_name(sim, tidied, SK_ENTRY_FILE, file);
}

void sim_env_put_text(struct sim_env *sim, const char *path, const char *text)
{
	sim_env_put(sim, path, text, strlen(text));
}

void sim_env_put_folder(struct sim_env *sim, const char *path)
{
	char tidied[PATH_ROOM];

	SK_INVARIANT(tidy(path, tidied));
	if (!is_folder(&sim->seen, tidied))
		put_name(sim, tidied, SK_ENTRY_FOLDER, NULL);
}

void sim_env_put_other(struct sim_env *sim, const char *path)
{
	char tidied[PATH_ROOM];

	SK_INVARIANT(tidy(path, tidied));
	put_name(sim, tidied, SK_ENTRY_OTHER, NULL);
}

/* Looking changes nothing; only the search is written for lists that may change. */
static const struct name *look(const struct sim_env *sim, const char *path)
{
	char tidied[PATH_ROOM];

	return tidy(path, tidied) ? find((struct names *)&sim->seen, tidied) : NULL;
}

const char *sim_env_get(const struct sim_env *sim, const char *path, size_t *length)
{
	const struct name *name = look(sim, path);

	if (!name || name->kind != SK_ENTRY_FILE)
		return NULL;
	if (length)
		*length = name->file->length;
	return name->file->bytes;
}

bool sim_env_has_folder(const struct sim_env *sim, const char *path)
{
	const struct name *name = look(sim, path);

	return name && name->kind == SK_ENTRY_FOLDER;
}

size_t sim_env_count(const struct sim_env *sim)
{
	size_t count = 0;

	for (size_t at = 0; at < NAMES; at++)
		count += sim->seen.slot[at].kind != SK_ENTRY_NONE;
	return count;
}

size_t sim_env_open_handles(const struct sim_env *sim)
{
	size_t count = 0;

	for (size_t at = 0; at < HANDLES; at++)
		count += sim->handles[at].open;
	return count;
}

void sim_env_set_now(struct sim_env *sim, sk_time now)
{
	sim->now = now;
}

void sim_env_set_variable(struct sim_env *sim, const char *name, const char *value)
{
	struct variable *chosen = NULL;

	for (size_t at = 0; at < VARIABLES; at++) {
		struct variable *variable = &sim->variables[at];

		if (variable->name && strcmp(variable->name, name) == 0) {
			chosen = variable;
			break;
		}
		if (!variable->name && !chosen)
			chosen = variable;
	}
	SK_INVARIANT(chosen != NULL);
	*chosen = (struct variable){value ? name : NULL, value};
}

void sim_env_set_prefix(struct sim_env *sim, const char *prefix)
{
	sim->prefix = prefix;
}

void sim_env_fault(struct sim_env *sim, unsigned nth, enum sim_fault fault, int number)
{
	sim->calls = 0;
	sim->nth = nth;
	sim->fault = fault;
	sim->number = number;
	sim->hit = false;
}

bool sim_env_fault_hit(const struct sim_env *sim)
{
	return sim->hit;
}

unsigned sim_env_calls(const struct sim_env *sim)
{
	return sim->calls;
}

/* A name in a folder that is lost itself is lost too; repeated until nothing changes, for deep trees. */
static void drop_orphans(struct names *names)
{
	bool changed = true;

	while (changed) {
		changed = false;
		for (size_t at = 0; at < NAMES; at++) {
			char parent[PATH_ROOM];

			if (names->slot[at].kind == SK_ENTRY_NONE)
				continue;
			parent_of(names->slot[at].path, parent);
			if (is_folder(names, parent))
				continue;
			names->slot[at].kind = SK_ENTRY_NONE;
			changed = true;
		}
	}
}

void sim_env_restart(struct sim_env *sim, enum sim_loss loss)
{
	for (size_t at = 0; at < sim->file_count; at++) {
		struct file *file = &sim->files[at];

		if (file->placed) {
			file_tear(sim, file, loss == SIM_KEEP_HALF);
			continue;
		}
		size_t kept = loss == SIM_KEEP_HALF ? (file->length - file->synced) / 2 : 0;

		file->length = file->synced = file->synced + kept;
		if (file->bytes)
			file->bytes[file->length] = '\0';
	}
	if (loss == SIM_LOSE_NAMES) {
		drop_orphans(&sim->stored);
		sim->seen = sim->stored;
	} else {
		sim->stored = sim->seen;
	}
	memset(sim->handles, 0, sizeof(sim->handles));
	sim->stopped = false;
	sim->fault = SIM_NONE;
}
