/* See the header. */
#include "sim_vfs.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_MOST = 500, REGIONS = 8, SECTOR = 512 };

struct file {
	sqlite3_file base;
	char path[PATH_MOST + 1];
	bool made; /* by us, and the name not synced yet */
	void *regions[REGIONS];
};

static struct sim_env *disk;

static struct file *self(sqlite3_file *file)
{
	return (struct file *)(void *)file;
}

/* ---- one file ---- */

static int close_file(sqlite3_file *file)
{
	for (size_t i = 0; i < REGIONS; i++)
		free(self(file)->regions[i]);
	return SQLITE_OK;
}

static int read_file(sqlite3_file *file, void *out, int length, sqlite3_int64 offset)
{
	size_t got = 0, step = 1;

	/* The system may give less than is there, as the layer for Unix knows. */
	for (; got < (size_t)length && step > 0; got += step)
		if (sim_env_read_at(disk, self(file)->path, (char *)out + got, (size_t)length - got, (size_t)offset + got, &step) != 0)
			return SQLITE_IOERR_READ;
	memset((char *)out + got, 0, (size_t)length - got);
	return got == (size_t)length ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int write_file(sqlite3_file *file, const void *bytes, int length, sqlite3_int64 offset)
{
	int result = sim_env_write_at(disk, self(file)->path, bytes, (size_t)length, (size_t)offset);

	return result == 0 ? SQLITE_OK : result == ENOSPC ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

static int cut_file(sqlite3_file *file, sqlite3_int64 length)
{
	return sim_env_cut(disk, self(file)->path, (size_t)length) == 0 ? SQLITE_OK : SQLITE_IOERR_TRUNCATE;
}

static int sync_folder(const char *path)
{
	const struct sk_env *env = sim_env_table(disk);
	char folder[PATH_MOST + 1];
	const char *slash = strrchr(path, '/');
	size_t length = slash ? (size_t)(slash - path) : 1;

	memcpy(folder, slash ? path : ".", length);
	folder[length] = '\0';
	return env->sync_folder(env->self, folder);
}

static int sync_file(sqlite3_file *file, int flags)
{
	(void)flags;
	if (sim_env_sync_at(disk, self(file)->path) != 0)
		return SQLITE_IOERR_FSYNC;
	if (self(file)->made && sync_folder(self(file)->path) != 0)
		return SQLITE_IOERR_DIR_FSYNC;
	self(file)->made = false;
	return SQLITE_OK;
}

static int size_of(sqlite3_file *file, sqlite3_int64 *out)
{
	size_t length = 0;

	(void)sim_env_get(disk, self(file)->path, &length);
	*out = (sqlite3_int64)length;
	return SQLITE_OK;
}

static int lock(sqlite3_file *file, int how)
{
	(void)file;
	(void)how;
	return SQLITE_OK;
}

static int is_reserved(sqlite3_file *file, int *out)
{
	(void)file;
	*out = 0;
	return SQLITE_OK;
}

static int control(sqlite3_file *file, int what, void *argument)
{
	(void)file;
	(void)what;
	(void)argument;
	return SQLITE_NOTFOUND;
}

static int sector(sqlite3_file *file)
{
	(void)file;
	return SECTOR;
}

static int device(sqlite3_file *file)
{
	(void)file;
	return 0;
}

static int map(sqlite3_file *file, int region, int size, int extend, void volatile **out)
{
	*out = NULL;
	if (region >= REGIONS)
		return SQLITE_NOMEM;
	if (!self(file)->regions[region] && extend)
		self(file)->regions[region] = calloc(1, (size_t)size);
	*out = self(file)->regions[region];
	return SQLITE_OK;
}

static int lock_part(sqlite3_file *file, int offset, int count, int flags)
{
	(void)file;
	(void)offset;
	(void)count;
	(void)flags;
	return SQLITE_OK;
}

static void barrier(sqlite3_file *file)
{
	(void)file;
}

static int unmap(sqlite3_file *file, int remove)
{
	(void)file;
	(void)remove;
	return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
	.iVersion = 2, .xClose = close_file, .xRead = read_file, .xWrite = write_file, .xTruncate = cut_file, .xSync = sync_file, .xFileSize = size_of,
	.xLock = lock, .xUnlock = lock, .xCheckReservedLock = is_reserved, .xFileControl = control, .xSectorSize = sector, .xDeviceCharacteristics = device,
	.xShmMap = map, .xShmLock = lock_part, .xShmBarrier = barrier, .xShmUnmap = unmap,
};

/* ---- the disk ---- */

static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *out, int flags, int *flags_out)
{
	const struct sk_env *env = sim_env_table(disk);
	struct file *file = self(out);
	int handle;

	(void)vfs;
	/* Nothing of ours may need a file without a name. */
	SK_INVARIANT(name && strlen(name) <= PATH_MOST);
	*file = (struct file){.base.pMethods = NULL};
	memcpy(file->path, name, strlen(name) + 1);
	enum sk_entry_kind kind = env->kind(env->self, name);
	if (kind == SK_ENTRY_NONE && !(flags & SQLITE_OPEN_CREATE))
		return SQLITE_CANTOPEN;
	if (kind == SK_ENTRY_NONE) {
		if (env->open_new(env->self, name, 0600, &handle) != 0)
			return SQLITE_CANTOPEN;
		(void)env->close(env->self, handle);
		file->made = true;
	}
	file->base.pMethods = &methods;
	if (flags_out)
		*flags_out = flags;
	return SQLITE_OK;
}

static int delete_file(sqlite3_vfs *vfs, const char *name, int sync)
{
	const struct sk_env *env = sim_env_table(disk);

	(void)vfs;
	if (!sim_env_get(disk, name, NULL))
		return SQLITE_IOERR_DELETE_NOENT;
	if (env->remove(env->self, name) != 0)
		return SQLITE_IOERR_DELETE;
	return sync && sync_folder(name) != 0 ? SQLITE_IOERR_DIR_FSYNC : SQLITE_OK;
}

static int look(sqlite3_vfs *vfs, const char *name, int how, int *out)
{
	size_t length = 0;

	(void)vfs;
	*out = sim_env_get(disk, name, &length) && (how != SQLITE_ACCESS_EXISTS || length > 0);
	return SQLITE_OK;
}

static int full_name(sqlite3_vfs *vfs, const char *name, int room, char *out)
{
	(void)vfs;
	(void)sqlite3_snprintf(room, out, "%s", name);
	return SQLITE_OK;
}

static int chance(sqlite3_vfs *vfs, int length, char *out)
{
	const struct sk_env *env = sim_env_table(disk);

	(void)vfs;
	(void)env->random(env->self, out, (size_t)length);
	return length;
}

static int nap(sqlite3_vfs *vfs, int length)
{
	(void)vfs;
	return length;
}

static int now(sqlite3_vfs *vfs, double *out)
{
	(void)vfs;
	*out = 2461000.5;
	return SQLITE_OK;
}

static int last_error(sqlite3_vfs *vfs, int room, char *out)
{
	(void)vfs;
	(void)room;
	(void)out;
	return 0;
}

static sqlite3_vfs simulated = {
	.iVersion = 1, .szOsFile = sizeof(struct file), .mxPathname = PATH_MOST, .zName = "simulated", .xOpen = open_file, .xDelete = delete_file, .xAccess = look,
	.xFullPathname = full_name, .xRandomness = chance, .xSleep = nap, .xCurrentTime = now, .xGetLastError = last_error,
};

void sim_vfs_use(struct sim_env *sim)
{
	disk = sim;
	if (sim)
		SK_INVARIANT(sqlite3_vfs_register(&simulated, 1) == SQLITE_OK);
	else
		SK_INVARIANT(sqlite3_vfs_unregister(&simulated) == SQLITE_OK);
}
