/* The real env of Linux: thin calls, errno as the result, no policy. */
#include "port/port.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <malloc.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { FIRST_PIECE = 1 << 20, PAGE = 4096, MMAP_FROM = 128 << 10 /* as malloc has it */ };

static int result_of(int returned)
{
	return returned < 0 ? errno : 0;
}

static sk_time real_now(void *self)
{
	struct timespec now = {0};

	(void)self;
	/* The call cannot fail for a clock that exists and memory that is ours. */
	SK_INVARIANT(clock_gettime(CLOCK_REALTIME, &now) == 0);
	return (sk_time)now.tv_sec;
}

static int real_random(void *self, void *out, size_t length)
{
	char *at = out;

	(void)self;
	while (length > 0) {
		ssize_t got = getrandom(at, length, 0);

		if (got < 0 && errno != EINTR)
			return errno;
		at += got > 0 ? got : 0;
		length -= got > 0 ? (size_t)got : 0;
	}
	return 0;
}

static const char *real_variable(void *self, const char *name)
{
	(void)self;
	return getenv(name);
}

/* <prefix>/bin/sekisho: the last two parts go. */
static int real_prefix(void *self, char *out, size_t room)
{
	char path[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);

	(void)self;
	if (length < 0)
		return errno;
	path[length] = '\0';
	for (int part = 0; part < 2; part++) {
		char *slash = strrchr(path, '/');

		if (!slash)
			return ENOENT;
		*slash = '\0';
	}
	return (size_t)snprintf(out, room, "%s", path) < room ? 0 : ENAMETOOLONG;
}

static enum sk_entry_kind real_kind(void *self, const char *path)
{
	struct stat status;

	(void)self;
	if (stat(path, &status) != 0)
		return SK_ENTRY_NONE;
	if (S_ISREG(status.st_mode))
		return SK_ENTRY_FILE;
	return S_ISDIR(status.st_mode) ? SK_ENTRY_FOLDER : SK_ENTRY_OTHER;
}

static int opened(int returned, int *handle)
{
	if (returned < 0)
		return errno;
	*handle = returned;
	return 0;
}

/* O_NONBLOCK: a pipe that takes a file's place must not hold us; it changes nothing for files. */
static int real_open_read(void *self, const char *path, int *handle)
{
	(void)self;
	return opened(open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY), handle);
}

static int real_open_new(void *self, const char *path, unsigned mode, int *handle)
{
	(void)self;
	return opened(open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, (mode_t)mode), handle);
}

static int real_mode(void *self, int handle, unsigned *mode)
{
	struct stat status;

	(void)self;
	if (fstat(handle, &status) != 0)
		return errno;
	*mode = status.st_mode & 0777;
	return 0;
}

static int real_set_mode(void *self, int handle, unsigned mode)
{
	(void)self;
	return result_of(fchmod(handle, (mode_t)mode));
}

static int real_target(void *self, const char *path, char *out, size_t room)
{
	char resolved[PATH_MAX];

	(void)self;
	if (!realpath(path, resolved))
		return errno;
	return (size_t)snprintf(out, room, "%s", resolved) < room ? 0 : ENAMETOOLONG;
}

static int real_read(void *self, int handle, char *out, size_t room, size_t *got)
{
	ssize_t returned = read(handle, out, room);

	(void)self;
	if (returned < 0)
		return errno;
	*got = (size_t)returned;
	return 0;
}

static int real_write(void *self, int handle, const char *bytes, size_t length, size_t *put)
{
	ssize_t returned = write(handle, bytes, length);

	(void)self;
	if (returned < 0)
		return errno;
	*put = (size_t)returned;
	return 0;
}

static int real_sync(void *self, int handle)
{
	(void)self;
	return result_of(fsync(handle));
}

static int real_close(void *self, int handle)
{
	(void)self;
	return result_of(close(handle));
}

static int real_rename(void *self, const char *from, const char *to)
{
	(void)self;
	return result_of(rename(from, to));
}

static int real_remove(void *self, const char *path)
{
	(void)self;
	if (remove(path) == 0 || errno == ENOENT)
		return 0;
	return errno;
}

static int real_make_folder(void *self, const char *path, unsigned mode)
{
	(void)self;
	return result_of(mkdir(path, (mode_t)mode));
}

/* Some file systems (foreign ones, over a network) know no sync of folders and say EINVAL: no more can be done. */
static int real_sync_folder(void *self, const char *path)
{
	int handle = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int result;

	(void)self;
	if (handle < 0)
		return errno;
	result = result_of(fsync(handle));
	(void)close(handle);
	return result == EINVAL ? 0 : result;
}

/* What some file systems (foreign ones, over a network) say where a folder cannot be locked; no more can be done there. */
static bool knows_no_lock(int result)
{
	return result == EBADF || result == ENOLCK || result == EOPNOTSUPP || result == ENOSYS;
}

static int real_lock_folder(void *self, const char *path, int *handle)
{
	int opened = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int result;

	(void)self;
	if (opened < 0)
		return errno;
	result = result_of(flock(opened, LOCK_EX));
	if (result != 0 && !knows_no_lock(result)) {
		(void)close(opened);
		return result;
	}
	*handle = opened;
	return 0;
}

static bool is_dots(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* readdir says "end" and "failed" alike; only errno, cleared before, tells them apart. */
static int each_entry(DIR *folder, bool (*each)(void *context, const char *name), void *context)
{
	for (;;) {
		const struct dirent *entry;

		errno = 0;
		entry = readdir(folder);
		if (!entry)
			return errno;
		if (!is_dots(entry->d_name) && !each(context, entry->d_name))
			return 0;
	}
}

static int real_list(void *self, const char *path, bool (*each)(void *context, const char *name), void *context)
{
	DIR *folder = opendir(path);
	int result;

	(void)self;
	if (!folder)
		return errno;
	result = each_entry(folder, each, context);
	(void)closedir(folder);
	return result;
}

/* Each small page is mapped when it is first touched, for a tenth of what an assessment takes: the heap begins with large ones. It grows only for what it has no room
 * for, and a piece of that size would be mapped by itself. */
static void ask_for_large_pages(void)
{
	(void)mallopt(M_MMAP_THRESHOLD, 2 * FIRST_PIECE);
	void *piece = malloc(FIRST_PIECE);
	uintptr_t begin = ((uintptr_t)piece + PAGE - 1) / PAGE * PAGE, end = (uintptr_t)sbrk(0);
	if (piece && begin < end)
		(void)madvise((void *)begin, end - begin, MADV_HUGEPAGE);
	free(piece);
	(void)mallopt(M_MMAP_THRESHOLD, MMAP_FROM);
}

void sk_port_start(void)
{
	/* A file that grows past a limit is a write that fails, to be told and cleaned up after, and no end of the process. The call fails for no such signal only. */
	SK_INVARIANT(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
	/* A refusal only costs speed. */
	(void)mallopt(M_TOP_PAD, 8 << 20);
	(void)mallopt(M_TRIM_THRESHOLD, 64 << 20);
	ask_for_large_pages();
}

const struct sk_env *sk_port_env(void)
{
	static const struct sk_env env = {
		.now = real_now,
		.random = real_random,
		.variable = real_variable,
		.prefix = real_prefix,
		.kind = real_kind,
		.open_read = real_open_read,
		.mode = real_mode,
		.set_mode = real_set_mode,
		.target = real_target,
		.open_new = real_open_new,
		.read = real_read,
		.write = real_write,
		.sync = real_sync,
		.close = real_close,
		.rename = real_rename,
		.remove = real_remove,
		.make_folder = real_make_folder,
		.sync_folder = real_sync_folder,
		.lock_folder = real_lock_folder,
		.list = real_list,
	};

	return &env;
}

sk_outcome sk_port_become(const char *path, char *const *argv, struct sk_error *error)
{
	struct sk_place place = {.file = path};
	char scratch[SK_REASON_TEXT];

	umask(S_IRWXG | S_IRWXO); /* its libraries make files by themselves */
	execv(path, argv);
	return sk_error_set(error, SK_E_FILE_READ, &place, sk_env_reason(errno, scratch), NULL, NULL);
}
