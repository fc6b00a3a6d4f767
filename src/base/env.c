/* Whole files through the env: read under a ceiling, written so that a crash leaves the old file or the new one. */
#include "base/base.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	CHUNK = 16 * 1024, /* most files of ours are smaller */
	TEMPORARY_NAMES = 10,
	TEMPORARY_LETTERS = 5, /* ".new0" */
	PATH_ROOM = 4096,
};

/* A signal may interrupt any call; that is never a reason to give up. */
#define RETRY(result, call) \
	do { \
		(result) = (call); \
	} while ((result) == EINTR)

struct reason {
	int number;
	const char *text;
};

/* Our own words, because bare systems carry no translation of the C library's. */
static const struct reason reasons[] = {
	{ENOENT, N_("no such file or folder")},
	{EACCES, N_("permission denied")},
	{EPERM, N_("not permitted")},
	{EROFS, N_("the disk is read-only")},
	{ENOSPC, N_("no space left on the disk")},
	{EDQUOT, N_("the quota is used up")},
	{EFBIG, N_("too large for this disk")},
	{EIO, N_("the disk reports an error")},
	{EISDIR, N_("it is a folder")},
	{ENOTDIR, N_("a part of the path is not a folder")},
	{EEXIST, N_("the name is taken")},
	{EINVAL, N_("it is not a regular file")},
	{ELOOP, N_("too many symbolic links")},
	{ENAMETOOLONG, N_("the path is too long")},
	{EMFILE, N_("too many open files")},
	{ENFILE, N_("too many open files")},
};

const char *sk_env_reason(int number, char scratch[SK_REASON_TEXT])
{
	for (size_t at = 0; at < SK_COUNT(reasons); at++) {
		if (reasons[at].number == number)
			return _(reasons[at].text);
	}
	(void)snprintf(scratch, SK_REASON_TEXT, "errno %d", number);
	return scratch;
}

static SK_OUTCOME file_failed(struct sk_error *error, enum sk_error_id id, const char *shown, int number)
{
	const struct sk_place place = {.file = shown};
	char scratch[SK_REASON_TEXT];

	return sk_error_set(error, id, &place, sk_env_reason(number, scratch), NULL, NULL);
}

/* ---- reading ------------------------------------------------------------------------------------------- */

static int open_regular(const struct sk_env *env, const char *path, int *handle)
{
	int result;

	/* An absent file is opened all the same: the failure tells why it is not there for us. */
	switch (env->kind(env->self, path)) {
	case SK_ENTRY_FOLDER:
		return EISDIR;
	case SK_ENTRY_OTHER:
		return EINVAL;
	case SK_ENTRY_FILE:
	case SK_ENTRY_NONE:
		break;
	}
	RETRY(result, env->open_read(env->self, path, handle));
	return result;
}

/* At the ceiling one byte more tells a file that ends there from one that is too large. */
static int probe_end(const struct sk_env *env, int handle, bool *more)
{
	char byte;
	size_t got = 0;
	int result;

	RETRY(result, env->read(env->self, handle, &byte, 1, &got));
	*more = result == 0 && got > 0;
	return result;
}

/* ENOMEM stands for a buffer that cannot grow. */
static int read_open(const struct sk_env *env, int handle, size_t limit, struct sk_buf *out, bool *more)
{
	size_t got = 1;

	for (size_t left = limit; got > 0; left -= got) {
		size_t chunk = left < CHUNK ? left : CHUNK;
		char *to;
		int result;

		if (left == 0)
			return probe_end(env, handle, more);
		to = sk_buf_room(out, chunk);
		if (!to)
			return ENOMEM;
		RETRY(result, env->read(env->self, handle, to, chunk, &got));
		if (result != 0)
			return result;
		sk_buf_added(out, got);
	}
	return 0;
}

static SK_OUTCOME read_outcome(int result, bool more, const char *shown, size_t ceiling, const struct sk_buf *out,
			       struct sk_error *error)
{
	const struct sk_place place = {.file = shown};

	if (result == ENOMEM || (more && out->ceiling - out->length < ceiling))
		return sk_error_set_number(error, SK_E_MEMORY, &place, out->ceiling);
	if (result != 0)
		return file_failed(error, SK_E_FILE_READ, shown, result);
	if (more)
		return sk_error_set_number(error, SK_E_FILE_LARGE, &place, ceiling);
	return SK_OK;
}

/* What was in the buffer before stays; a failed read adds nothing to it. */
static void buf_cut(struct sk_buf *buf, size_t length)
{
	buf->length = length;
	if (buf->bytes)
		buf->bytes[length] = '\0';
}

sk_outcome sk_env_read_file(const struct sk_env *env, const char *path, const char *shown, size_t ceiling,
			    struct sk_buf *out, struct sk_error *error)
{
	size_t before = out->length;
	size_t room = out->ceiling - before;
	bool more = false;
	int handle = -1;
	int result = open_regular(env, path, &handle);

	if (result == 0) {
		result = read_open(env, handle, room < ceiling ? room : ceiling, out, &more);
		/* Nothing was written through it: a close that fails loses nothing. */
		(void)env->close(env->self, handle);
	}
	if (result == 0 && !more)
		return SK_OK;
	buf_cut(out, before);
	return read_outcome(result, more, shown, ceiling, out, error);
}

/* ---- writing ------------------------------------------------------------------------------------------- */

struct writing {
	const struct sk_env *env;
	const char *path;
	unsigned mode;
	bool exactly; /* the mode, whatever the process is set to leave out */
	bool alone;   /* all writers of this file hold a lock that is held now */
	bool no_name; /* all names beside it are taken */
	struct sk_buf *name; /* the one that was found */
};

static bool name_beside(const struct writing *writing, int number)
{
	sk_buf_clear(writing->name);
	sk_buf_print(writing->name, "%s.new%d", writing->path, number);
	return !writing->name->failed;
}

/* A leftover of a crash looks like the file of another writer, so neither is touched: a free name of ten is taken. */
static int open_beside(struct writing *writing, int *handle)
{
	const struct sk_env *env = writing->env;
	int result = EEXIST;

	for (int number = 0; result == EEXIST && number < TEMPORARY_NAMES; number++) {
		if (!name_beside(writing, number))
			return ENOMEM;
		RETRY(result, env->open_new(env->self, writing->name->bytes, writing->mode, handle));
	}
	writing->no_name = result == EEXIST;
	return result;
}

/* What cannot be removed stays and is told: then there is still no name. */
static void remove_leftovers(const struct writing *writing)
{
	for (int number = 0; number < TEMPORARY_NAMES && name_beside(writing, number); number++) {
		int removed;

		RETRY(removed, writing->env->remove(writing->env->self, writing->name->bytes));
		(void)removed;
	}
}

/* Only when all names are taken: where folders cannot be locked, two writers at once are then as safe as anywhere else. */
static int open_name(struct writing *writing, int *handle)
{
	int result = open_beside(writing, handle);

	if (!writing->no_name || !writing->alone)
		return result;
	remove_leftovers(writing);
	return open_beside(writing, handle);
}

static int write_open(const struct sk_env *env, int handle, const char *bytes, size_t length)
{
	while (length > 0) {
		size_t put = 0;
		int result;

		RETRY(result, env->write(env->self, handle, bytes, length, &put));
		if (result != 0)
			return result;
		/* A disk that takes nothing and reports nothing must not hold us for ever. */
		if (put == 0 || put > length)
			return EIO;
		bytes += put;
		length -= put;
	}
	return 0;
}

/* A close may report what a write could not; it is never repeated, as the handle is gone either way. */
static int fill(const struct writing *writing, int handle, const char *bytes, size_t length)
{
	const struct sk_env *env = writing->env;
	int result = 0, closed;

	if (writing->exactly)
		RETRY(result, env->set_mode(env->self, handle, writing->mode));
	if (result == 0)
		result = write_open(env, handle, bytes, length);
	if (result == 0)
		RETRY(result, env->sync(env->self, handle));
	closed = env->close(env->self, handle);
	if (result == 0 && closed != EINTR)
		result = closed;
	return result;
}

static int replace(const struct sk_env *env, const char *from, const char *to)
{
	int result, removed;

	RETRY(result, env->rename(env->self, from, to));
	if (result != 0) {
		RETRY(removed, env->remove(env->self, from));
		(void)removed;
	}
	return result;
}

static int write_beside(struct writing *writing, const char *bytes, size_t length)
{
	const struct sk_env *env = writing->env;
	int handle = -1, removed;
	int result = open_name(writing, &handle);

	if (result != 0)
		return result;
	result = fill(writing, handle, bytes, length);
	if (result == 0)
		return replace(env, writing->name->bytes, writing->path);
	RETRY(removed, env->remove(env->self, writing->name->bytes));
	(void)removed;
	return result;
}

/* The name in the buffer becomes the folder that holds path. */
static int sync_parent(const struct sk_env *env, const char *path, struct sk_buf *folder)
{
	const char *slash = strrchr(path, '/');
	int result;

	sk_buf_clear(folder);
	if (!slash)
		sk_buf_text(folder, ".");
	else
		sk_buf_add(folder, path, slash == path ? 1 : (size_t)(slash - path));
	if (folder->failed)
		return ENOMEM;
	RETRY(result, env->sync_folder(env->self, folder->bytes));
	return result;
}

static sk_outcome names_taken(const struct writing *writing, const char *shown, struct sk_error *error)
{
	const struct sk_place place = {.file = shown};
	SK_BUF_SCOPE first = SK_BUF(writing->name->ceiling);

	sk_buf_print(&first, "%s.new0", writing->path);
	SK_TRY(sk_buf_check(&first, error));
	return sk_error_set(error, SK_E_FILE_LEFT, &place, first.bytes, writing->name->bytes, NULL);
}

static sk_outcome write_whole(struct writing *writing, const char *shown, const char *bytes, size_t length, struct sk_error *error)
{
	SK_BUF_SCOPE name = SK_BUF(strlen(writing->path) + TEMPORARY_LETTERS);
	int result;

	writing->name = &name;
	result = write_beside(writing, bytes, length);
	if (writing->no_name)
		return names_taken(writing, shown, error);
	if (result == 0)
		result = sync_parent(writing->env, writing->path, &name);
	if (result == ENOMEM) {
		const struct sk_place place = {.file = shown};

		return sk_error_set_number(error, SK_E_MEMORY, &place, name.ceiling);
	}
	return result == 0 ? SK_OK : file_failed(error, SK_E_FILE_WRITE, shown, result);
}

sk_outcome sk_env_write_file(const struct sk_env *env, const char *path, const char *bytes, size_t length,
			     unsigned mode, struct sk_error *error)
{
	struct writing writing = {.env = env, .path = path, .mode = mode};

	return write_whole(&writing, path, bytes, length, error);
}

sk_outcome sk_env_write_file_alone(const struct sk_env *env, const char *path, const char *bytes, size_t length,
				   unsigned mode, struct sk_error *error)
{
	struct writing writing = {.env = env, .path = path, .mode = mode, .alone = true};

	return write_whole(&writing, path, bytes, length, error);
}

static int mode_of(const struct sk_env *env, const char *path, unsigned *mode)
{
	int handle = -1;
	int result = open_regular(env, path, &handle);

	if (result != 0)
		return result;
	RETRY(result, env->mode(env->self, handle, mode));
	(void)env->close(env->self, handle);
	return result;
}

sk_outcome sk_env_replace_file(const struct sk_env *env, const char *path, const char *bytes, size_t length,
			       struct sk_error *error)
{
	char target[PATH_ROOM];
	struct writing writing = {.env = env, .path = target, .exactly = true};
	int result;

	RETRY(result, env->target(env->self, path, target, sizeof(target)));
	if (result == 0)
		result = mode_of(env, target, &writing.mode);
	if (result != 0)
		return file_failed(error, SK_E_FILE_READ, path, result);
	return write_whole(&writing, path, bytes, length, error);
}

/* ---- listing ------------------------------------------------------------------------------------------- */

struct listed {
	struct listed *next;
	const char *name;
};

struct listing {
	struct sk_arena *arena;
	const char *suffix;
	size_t most, count;
	struct listed *last;
	sk_outcome outcome;
	struct sk_error *error;
};

static bool ends_in(const char *name, const char *suffix)
{
	size_t length = strlen(name), tail = suffix ? strlen(suffix) : 0;

	return tail == 0 || (length >= tail && memcmp(name + length - tail, suffix, tail) == 0);
}

static SK_OUTCOME listing_add(struct listing *listing, const char *name)
{
	void *piece = NULL;
	struct listed *listed;

	SK_TRY(sk_arena_take(listing->arena, 1, sizeof(*listed), &piece, listing->error));
	listed = piece;
	SK_TRY(sk_arena_text(listing->arena, name, strlen(name), &listed->name, listing->error));
	listed->next = listing->last;
	listing->last = listed;
	return SK_OK;
}

/* Stops one past the most, which is enough to know that there are too many. */
static bool listing_each(void *context, const char *name)
{
	struct listing *listing = context;

	if (!ends_in(name, listing->suffix))
		return true;
	if (listing->count++ >= listing->most)
		return false;
	listing->outcome = listing_add(listing, name);
	return !sk_failed(listing->outcome);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static SK_OUTCOME listing_sort(const struct listing *listing, const char *const **names, struct sk_error *error)
{
	void *piece = NULL;
	const char **array;
	size_t at = 0;

	SK_TRY(sk_arena_take(listing->arena, listing->count, sizeof(*array), &piece, error));
	array = piece;
	for (const struct listed *listed = listing->last; listed; listed = listed->next)
		array[at++] = listed->name;
	if (at)
		qsort(array, at, sizeof(*array), by_name);
	*names = array;
	return SK_OK;
}

static SK_OUTCOME too_many(struct sk_error *error, const char *path, size_t most)
{
	const struct sk_place place = {.file = path};
	SK_BUF_SCOPE reason = SK_BUF(SK_ERROR_TEXT);
	char digits[32];
	const char *const arguments[] = {digits};

	(void)snprintf(digits, sizeof(digits), "%zu", most);
	sk_message_fill(&reason, _("more than %1 entries"), arguments, 1);
	SK_TRY(sk_buf_check(&reason, error));
	return sk_error_set(error, SK_E_FILE_READ, &place, reason.bytes, NULL, NULL);
}

sk_outcome sk_env_list(const struct sk_env *env, struct sk_arena *arena, const char *path, const char *suffix,
		       size_t most, const char *const **names, size_t *count, struct sk_error *error)
{
	struct listing listing = {.arena = arena, .suffix = suffix, .most = most, .outcome = SK_OK, .error = error};
	int result = env->list(env->self, path, listing_each, &listing);

	if (result != 0)
		return file_failed(error, SK_E_FILE_READ, path, result);
	SK_TRY(listing.outcome);
	if (listing.count > most)
		return too_many(error, path, most);
	SK_TRY(listing_sort(&listing, names, error));
	*count = listing.count;
	return SK_OK;
}

sk_outcome sk_env_lock_folder(const struct sk_env *env, const char *path, int *handle, struct sk_error *error)
{
	int result;

	RETRY(result, env->lock_folder(env->self, path, handle));
	return result == 0 ? SK_OK : file_failed(error, SK_E_FILE_WRITE, path, result);
}
