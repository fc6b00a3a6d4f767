#include "shared.h"

struct pair pair_make(unsigned skip)
{
	struct sim_env *sim = sim_env_new();
	struct pair pair;

	SUCCEEDS(sk_seal_start(error));
	for (unsigned at = 0; at <= skip; at++)
		SUCCEEDS(sk_key_new(sim_env_table(sim), &pair.secret, &pair.public, error));
	sim_env_free(sim);
	return pair;
}

static struct {
	const char *bytes;
	size_t length, at;
	int open;
} file;

static enum sk_entry_kind file_kind(void *self, const char *path)
{
	(void)self;
	(void)path;
	return SK_ENTRY_FILE;
}

static int file_begin(void *self, const char *path, int *handle)
{
	(void)self;
	(void)path;
	file.at = 0;
	*handle = ++file.open;
	return 0;
}

static int file_mode(void *self, int handle, unsigned *mode)
{
	(void)self;
	(void)handle;
	*mode = 0600;
	return 0;
}

static int file_read(void *self, int handle, char *out, size_t room, size_t *got)
{
	(void)self;
	(void)handle;
	*got = file.length - file.at < room ? file.length - file.at : room;
	if (*got)
		memcpy(out, file.bytes + file.at, *got);
	file.at += *got;
	return 0;
}

static int file_close(void *self, int handle)
{
	(void)self;
	(void)handle;
	file.open--;
	return 0;
}

const struct sk_env *one_file(const char *bytes, size_t length)
{
	static const struct sk_env env = {.kind = file_kind, .open_read = file_begin, .mode = file_mode, .read = file_read, .close = file_close};

	file.bytes = bytes;
	file.length = length;
	return &env;
}

int one_file_open(void)
{
	return file.open;
}
