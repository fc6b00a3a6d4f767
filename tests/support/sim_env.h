/*
 * A simulated sk_env: a disk in memory that can fail and lose what was not synced, a clock and variables that are set.
 *
 * Disk. Files and folders, as on Linux: what sk_env's calls change is seen at once but is on the disk only after
 * `sync` (the bytes of a file) or `sync_folder` (the names in a folder). "/" and "." always exist; paths are taken as
 * they are written ("a" and "./a" are the same file, "/x/../a" is not resolved). Folders cannot be renamed (EXDEV).
 *
 * Faults. Calls that touch the disk are counted from 1: kind, open_read, open_new, set_mode, target, read, write, sync, close, rename,
 * remove, make_folder, sync_folder, lock_folder, list. One of them can be made to fail. To try every place where something can fail:
 *
 *	for (unsigned n = 1;; n++) {
 *		struct sim_env *sim = sim_env_new();
 *		sim_env_put(sim, "site/site.yaml", "old", 3);
 *		sim_env_fault(sim, n, SIM_STOP, 0);
 *		... run the code on sim_env_table(sim) ...
 *		bool done = !sim_env_fault_hit(sim);
 *		sim_env_restart(sim, SIM_LOSE_NAMES);
 *		... look at the disk with sim_env_get and sim_env_count ...
 *		sim_env_free(sim);
 *		if (done)
 *			break;
 *	}
 *
 * Nothing here allocates after sim_env_new, so that tests may let allocations fail at the same time.
 * Limits (an invariant of the simulation, reported as ENOSPC): 512 names, 16 MiB written in all.
 */
#ifndef SIM_ENV_H
#define SIM_ENV_H

#include "base/base.h"

struct sim_env;

enum sim_fault {
	SIM_NONE,
	SIM_ERRNO, /* the call does nothing and gives the errno value; kind gives SK_ENTRY_NONE; close still closes */
	SIM_SHORT, /* read or write moves half of what was asked (at least 1 byte); other calls are not disturbed */
	SIM_STOP,  /* the machine stops: this call and all after it do nothing and give EIO, until sim_env_restart */
};

/* What a stop of the machine loses. Bytes not synced are lost in each case. */
enum sim_loss {
	SIM_LOSE_NAMES, /* names not synced are lost too: renamed files have their old name, new ones are gone */
	SIM_KEEP_NAMES, /* names survive, so that a file renamed without sync is there and empty */
	SIM_KEEP_HALF,	/* names survive, and half of the bytes not synced */
};

/* Never NULL: the test fails without memory. The disk is empty, the clock stands at 2026-04-01T00:00:00Z. */
struct sim_env *sim_env_new(void);
void sim_env_free(struct sim_env *sim);
/* The env to hand to the code under test. Lives as long as sim. */
const struct sk_env *sim_env_table(struct sim_env *sim);

/* Setting up and looking; not counted, never faulty, synced at once. Missing folders of the path are made. */
void sim_env_put(struct sim_env *sim, const char *path, const void *bytes, size_t length);
void sim_env_put_text(struct sim_env *sim, const char *path, const char *text);
void sim_env_put_folder(struct sim_env *sim, const char *path);
/* A device, pipe or the like: kind is SK_ENTRY_OTHER. */
void sim_env_put_other(struct sim_env *sim, const char *path);
/* The bytes, followed by a NUL that does not count; NULL when there is no such file. Borrowed until a change. */
const char *sim_env_get(const struct sim_env *sim, const char *path, size_t *length);
bool sim_env_has_folder(const struct sim_env *sim, const char *path);
/*
 * A file that is written in the middle, as a database does it: by path. These calls are counted and faulty like those of the table: SIM_SHORT writes half
 * and gives ENOSPC, and reads half. What a stop leaves of what was not synced goes by sectors of 512 bytes: each is old (SIM_LOSE_NAMES, SIM_KEEP_NAMES), or old or
 * new by chance, and so is the length (SIM_KEEP_HALF).
 */
int sim_env_read_at(struct sim_env *sim, const char *path, void *out, size_t length, size_t offset, size_t *got);
int sim_env_write_at(struct sim_env *sim, const char *path, const void *bytes, size_t length, size_t offset);
int sim_env_cut(struct sim_env *sim, const char *path, size_t length);
int sim_env_sync_at(struct sim_env *sim, const char *path);
/* Number of files and folders on the whole disk, without "/" and ".". */
size_t sim_env_count(const struct sim_env *sim);
/* Handles open now: 0 when the code under test closed all. */
size_t sim_env_open_handles(const struct sim_env *sim);

void sim_env_set_now(struct sim_env *sim, sk_time now);
/* At most 16 variables; NULL removes. Both are borrowed. */
void sim_env_set_variable(struct sim_env *sim, const char *name, const char *value);
/* What prefix gives; "/usr" at first. NULL: prefix fails with ENOENT. Borrowed. */
void sim_env_set_prefix(struct sim_env *sim, const char *prefix);

/* Arms one fault at the nth disk call from now (from 1); counting starts anew. `number` is the errno of SIM_ERRNO. */
void sim_env_fault(struct sim_env *sim, unsigned nth, enum sim_fault fault, int number);
/* The nth call was reached. */
bool sim_env_fault_hit(const struct sim_env *sim);
/* Disk calls since sim_env_new or sim_env_fault. */
unsigned sim_env_calls(const struct sim_env *sim);
/* Stops the machine if it still runs, and starts it again: handles are gone, what was not synced is lost. */
void sim_env_restart(struct sim_env *sim, enum sim_loss loss);

#endif
