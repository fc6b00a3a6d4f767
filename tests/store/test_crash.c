/*
 * No finished assessment is lost, and no file broken, whatever happens while one is kept: the machine stops at any call that touches the disk, with what was not
 * synced lost, kept or torn; any such call fails; the process is killed at any moment; the disk is full.
 *
 * Each time: all that was said to be kept is there, whole and as it was; what was not is there whole or not at all; SQLite finds nothing wrong with the
 * file; and the next run works.
 *
 * Arguments: how often a process is killed, and how many calls a machine goes on from where it stopped last (1: it stops at each). SEKISHO_KILLS takes the place of the first;
 * with SEKISHO_FAULTS, set to anything, machines stop at each call, and each call gives each kind of error, not one of the three.
 */
#include "cmocka_all.h"
#include "made.h"
#include "port/port.h"
#include "sim_vfs.h"
#include "store/store.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ARENA = 64 << 20, PASTS = 6, KINDS = 3 };

static const char file[] = "site/history.db";
static struct sk_arena *arena;
static struct sk_past pasts[PASTS];
static unsigned kills, step;

static void make_pasts(void)
{
	arena = sk_arena_new(ARENA);
	assert_non_null(arena);
	for (unsigned i = 0; i < PASTS; i++) {
		const struct made made = {.number = i, .risks = 5, .findings = 4, .inputs = 2, .every = 2, .at = 1780000000 + (sk_time)i * SK_DAY};
		made_past(arena, &made, &pasts[i]);
	}
}

/* ---- the simulated disk ---- */

static struct sim_env *sim;

static sk_outcome keep_on(const struct sk_env *env, unsigned which)
{
	struct sk_store *store = NULL;
	struct sk_error error = {0};
	int64_t number;
	bool again;
	sk_outcome outcome = sk_store_open(env, file, &store, &error);

	if (!sk_failed(outcome))
		outcome = sk_store_keep(store, "site", &pasts[which], &number, &again, &error);
	sk_store_close(store);
	/* A disk that fails is no fault of the input. */
	if (outcome.class == SK_CLASS_INPUT)
		fail_msg("%s: %s", sk_error_name(error.id), error.argument[0]);
	return outcome;
}

/* With SQLite alone, as somebody else would. */
static void is_sound(const char *path)
{
	sqlite3 *db;
	sqlite3_stmt *statement;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	assert_string_equal((const char *)sqlite3_column_text(statement, 0), "ok");
	assert_int_equal(sqlite3_finalize(statement), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA foreign_key_check", -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_DONE);
	assert_int_equal(sqlite3_finalize(statement), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

struct heard {
	int64_t numbers[PASTS];
	char digests[PASTS][SK_HEX_ROOM];
	size_t count;
};

static bool hear(void *context, const struct sk_past *past)
{
	struct heard *heard = context;

	assert_true(heard->count < PASTS);
	memcpy(heard->digests[heard->count], past->digest, SK_HEX_ROOM);
	heard->numbers[heard->count++] = past->number;
	return true;
}

static const struct sk_past *with_digest(const char *digest)
{
	for (size_t i = 0; i < PASTS; i++)
		if (strcmp(pasts[i].digest, digest) == 0)
			return &pasts[i];
	fail_msg("nobody kept %s", digest);
	return NULL;
}

/* Bits of those that are there, each whole. */
static unsigned those_there(const struct sk_env *env)
{
	struct sk_store *store = NULL;
	struct sk_error error = {0};
	struct heard heard = {.count = 0};
	unsigned there = 0;

	if (sk_failed(sk_store_open(env, file, &store, &error)))
		fail_msg("%s: %s", sk_error_name(error.id), error.argument[0]);
	assert_false(sk_failed(sk_store_pasts(store, "site", hear, &heard, &error)));
	for (size_t i = 0; i < heard.count; i++) {
		SK_ARENA_SCOPE scratch = sk_arena_new(ARENA);
		struct sk_past past;
		assert_false(sk_failed(sk_store_past(store, scratch, "site", heard.numbers[i], &past, &error)));
		assert_true(made_same(&past, with_digest(heard.digests[i])));
		there |= 1u << (with_digest(heard.digests[i]) - pasts);
	}
	sk_store_close(store);
	return there;
}

/* The bytes of a disk on which the first `count` are kept, in a file of the version before where it is `old`. */
struct disk {
	const char *name;
	char *bytes;
	size_t length;
	unsigned kept;
};

static struct disk disk_with(const char *name, unsigned count)
{
	struct disk disk = {.name = name, .kept = (1u << count) - 1};

	sim = sim_env_new();
	sim_vfs_use(sim);
	sim_env_put_folder(sim, "site");
	for (unsigned i = 0; i < count; i++)
		assert_false(sk_failed(keep_on(sim_env_table(sim), i)));
	const char *bytes = sim_env_get(sim, file, &disk.length);
	disk.bytes = malloc(disk.length + 1);
	assert_non_null(disk.bytes);
	if (bytes)
		memcpy(disk.bytes, bytes, disk.length);
	sim_vfs_use(NULL);
	sim_env_free(sim);
	return disk;
}

/* The tables of version 1, as that version made them. */
static struct disk disk_of_version_1(void)
{
	static const char *const made[] = {
		"PRAGMA journal_mode=WAL",
		"BEGIN IMMEDIATE",
		"CREATE TABLE site(number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT",
		"CREATE TABLE verdict(site INTEGER NOT NULL REFERENCES site, control TEXT NOT NULL, place TEXT NOT NULL, subject TEXT NOT NULL, "
		"state TEXT NOT NULL, method TEXT NOT NULL, contradicts INTEGER NOT NULL, stale_after INTEGER, looked INTEGER, bundle TEXT, "
		"PRIMARY KEY(site, control, place, subject)) STRICT, WITHOUT ROWID",
		"CREATE INDEX verdict_due ON verdict(stale_after) WHERE stale_after IS NOT NULL",
		"INSERT INTO site VALUES(1, 'site')",
		"INSERT INTO verdict VALUES(1, 'T17', 'router-b', 'router-b-1', 'unmet', 'observed', 0, NULL, 1780000000, NULL)",
		"PRAGMA application_id=0x53454B49; PRAGMA user_version=1; COMMIT",
	};
	struct disk disk = {.name = "version 1"};
	sqlite3 *db;

	sim = sim_env_new();
	sim_vfs_use(sim);
	sim_env_put_folder(sim, "site");
	assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
	for (size_t i = 0; i < SK_COUNT(made); i++)
		assert_int_equal(sqlite3_exec(db, made[i], NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	const char *bytes = sim_env_get(sim, file, &disk.length);
	assert_non_null(bytes);
	disk.bytes = malloc(disk.length);
	assert_non_null(disk.bytes);
	memcpy(disk.bytes, bytes, disk.length);
	sim_vfs_use(NULL);
	sim_env_free(sim);
	return disk;
}

static void disk_in(const struct disk *disk)
{
	sim = sim_env_new();
	sim_vfs_use(sim);
	sim_env_put_folder(sim, "site");
	if (disk->length > 0)
		sim_env_put(sim, file, disk->bytes, disk->length);
}

static void disk_out(void)
{
	sim_vfs_use(NULL);
	sim_env_free(sim);
}

static bool count_row(void *context, const struct sk_kept *row)
{
	assert_string_equal(row->control, "T17");
	assert_int_equal(row->state, SK_UNMET);
	++*(size_t *)context;
	return true;
}

/* What a file of version 1 held is there still. */
static void verdict_is_there(const struct disk *disk)
{
	struct sk_store *store = NULL;
	struct sk_error error = {0};
	size_t rows = 0;

	if (strcmp(disk->name, "version 1") != 0)
		return;
	assert_false(sk_failed(sk_store_open(sim_env_table(sim), file, &store, &error)));
	assert_false(sk_failed(sk_store_site(store, "site", 1780000000, count_row, &rows, &error)));
	assert_int_equal(rows, 1);
	sk_store_close(store);
}

/* Keeps two with the nth call to the disk failing; false: there are not so many. *finished counts those of which it was said that they are kept. */
static bool round_with(const struct disk *disk, unsigned nth, enum sim_fault fault, int number, enum sim_loss loss, size_t *finished)
{
	const struct sk_env *env;
	unsigned said = disk->kept;

	disk_in(disk);
	env = sim_env_table(sim);
	sim_env_fault(sim, nth, fault, number);
	for (unsigned i = PASTS - 3; i < PASTS - 1; i++)
		if (!sk_failed(keep_on(env, i)))
			said |= 1u << i;
	bool hit = sim_env_fault_hit(sim);
	if (fault == SIM_STOP)
		sim_env_restart(sim, loss);
	sim_env_fault(sim, 0, SIM_NONE, 0);
	unsigned there = those_there(env);
	if ((there & said) != said)
		fail_msg("%s, call %u, fault %d, loss %d: of %x there is %x", disk->name, nth, fault, loss, said, there);
	assert_false(sk_failed(keep_on(env, PASTS - 1)));
	assert_int_equal(those_there(env), there | 1u << (PASTS - 1));
	is_sound(file);
	verdict_is_there(disk);
	*finished += said != disk->kept;
	disk_out();
	return hit;
}

static const struct {
	const char *name;
	enum sim_fault fault;
	int number;
	enum sim_loss loss;
} faults[] = {
	{"stops, and what was not synced is lost", SIM_STOP, 0, SIM_LOSE_NAMES}, {"stops, and names survive", SIM_STOP, 0, SIM_KEEP_NAMES},
	{"stops, and what was not synced is torn", SIM_STOP, 0, SIM_KEEP_HALF},	 {"reports an error", SIM_ERRNO, EIO, SIM_KEEP_NAMES},
	{"is full", SIM_ERRNO, ENOSPC, SIM_KEEP_NAMES},				 {"is full after half", SIM_SHORT, 0, SIM_KEEP_NAMES},
};

/* Of the errors each call gets one kind. */
static unsigned step_of(enum sim_fault fault)
{
	if (getenv("SEKISHO_FAULTS"))
		return 1;
	return fault == SIM_STOP ? step : step * KINDS;
}

static void at_every_call(const struct disk *disk)
{
	for (unsigned i = 0; i < SK_COUNT(faults); i++) {
		unsigned by = step_of(faults[i].fault), nth = 1 + i % by, rounds = 0;
		size_t finished = 0;
		for (; round_with(disk, nth, faults[i].fault, faults[i].number, faults[i].loss, &finished); nth += by)
			rounds++;
		print_message("# %s: the disk %s at %u calls; %zu times one was kept\n", disk->name, faults[i].name, rounds, finished);
		assert_true(rounds * by > 100 && finished > 3 && finished <= rounds + 1);
	}
	free(disk->bytes);
}

static void a_new_file_at_every_call(void **state)
{
	struct disk disk = disk_with("a new file", 0);

	(void)state;
	at_every_call(&disk);
}

static void a_file_at_every_call(void **state)
{
	struct disk disk = disk_with("a file", PASTS - 3);

	(void)state;
	at_every_call(&disk);
}

static void an_old_file_at_every_call(void **state)
{
	struct disk disk = disk_of_version_1();

	(void)state;
	at_every_call(&disk);
}

/* ---- kill -9, the real disk ---- */

static char home[PATH_MAX];

static int enter(void **state)
{
	char folder[] = "/tmp/sekisho-crash-XXXXXX";

	(void)state;
	return getcwd(home, sizeof(home)) && mkdtemp(folder) && chdir(folder) == 0 && system("mkdir site") == 0 ? 0 : -1;
}

static int leave(void **state)
{
	char folder[PATH_MAX];

	(void)state;
	return getcwd(folder, sizeof(folder)) && system("rm -rf site") == 0 && chdir(home) == 0 && rmdir(folder) == 0 ? 0 : -1;
}

/* Of a size as a site has it. The number is what it is about. */
static void make_one(struct sk_arena *in, unsigned number, struct sk_past *out)
{
	const struct made made = {.number = number, .risks = 100, .findings = 60, .inputs = 8, .every = 3, .at = 1780000000 + (sk_time)number};

	made_past(in, &made, out);
}

/* Says the number of each that is kept, once it is. */
static _Noreturn void keep_for_ever(unsigned from, int to)
{
	struct sk_store *store = NULL;
	struct sk_error error = {0};

	for (unsigned number = from;; number++) {
		SK_ARENA_SCOPE scratch = sk_arena_new(ARENA);
		struct sk_past past;
		int64_t kept;
		bool again;
		make_one(scratch, number, &past);
		/* As the program does it: each time anew. */
		if (sk_failed(sk_store_open(sk_port_env(), file, &store, &error)) || sk_failed(sk_store_keep(store, "site", &past, &kept, &again, &error))) {
			fprintf(stderr, "# %s: %s\n", sk_error_name(error.id), error.argument[0]);
			_exit(1);
		}
		sk_store_close(store);
		if (again || write(to, &number, sizeof(number)) != sizeof(number))
			_exit(2);
	}
}

static void read_said(int from, unsigned *next)
{
	unsigned number;

	while (read(from, &number, sizeof(number)) == sizeof(number)) {
		assert_int_equal(number, *next);
		++*next;
	}
}

struct list {
	int64_t last;
	size_t count;
};

static bool count_past(void *context, const struct sk_past *past)
{
	struct list *list = context;

	list->count++;
	list->last = past->number;
	return true;
}

/* All that were said, and at most one more; the last one is whole. How many there are. */
static unsigned check_kept(unsigned said)
{
	SK_ARENA_SCOPE scratch = sk_arena_new(ARENA);
	struct sk_store *store = NULL;
	struct sk_error error = {0};
	struct list list = {0};
	struct sk_past got, wanted;

	if (sk_failed(sk_store_open(sk_port_env(), file, &store, &error)))
		fail_msg("%s: %s", sk_error_name(error.id), error.argument[0]);
	assert_false(sk_failed(sk_store_pasts(store, "site", count_past, &list, &error)));
	if (list.count != said && list.count != said + 1)
		fail_msg("%u were said to be kept, %zu are", said, list.count);
	if (list.count > 0) {
		assert_false(sk_failed(sk_store_past(store, scratch, "site", list.last, &got, &error)));
		make_one(scratch, (unsigned)list.count - 1, &wanted);
		assert_true(made_same(&got, &wanted));
	}
	sk_store_close(store);
	return (unsigned)list.count;
}

static void all_are_whole(unsigned count)
{
	struct sk_store *store = NULL;
	struct sk_error error = {0};

	assert_false(sk_failed(sk_store_open(sk_port_env(), file, &store, &error)));
	for (unsigned i = 0; i < count; i++) {
		SK_ARENA_SCOPE scratch = sk_arena_new(ARENA);
		struct sk_past got, wanted;
		assert_false(sk_failed(sk_store_past(store, scratch, "site", (int64_t)i + 1, &got, &error)));
		make_one(scratch, i, &wanted);
		assert_true(made_same(&got, &wanted));
	}
	sk_store_close(store);
}

/* How long it takes until the first one is kept here, in microseconds. */
static useconds_t first_kept(unsigned *kept)
{
	struct timespec from, to;
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &from), 0);
	pid_t child = fork();
	if (child == 0)
		keep_for_ever(0, ends[1]);
	assert_true(child > 0);
	assert_int_equal(read(ends[0], kept, sizeof(*kept)), sizeof(*kept));
	assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &to), 0);
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, NULL, 0), child);
	close(ends[1]);
	*kept = 1;
	read_said(ends[0], kept);
	close(ends[0]);
	*kept = check_kept(*kept);
	return (useconds_t)((to.tv_sec - from.tv_sec) * 1000000 + (to.tv_nsec - from.tv_nsec) / 1000);
}

/* Moments by chance over the time that two of them take. */
static void killed_at_any_moment(void **state)
{
	unsigned kept = 0, more = 0;
	uint64_t seed = 20261129;
	useconds_t range = 2 * first_kept(&kept);

	(void)state;
	for (unsigned round = 0; round < kills; round++) {
		int ends[2], status;
		unsigned said = kept;
		assert_int_equal(pipe(ends), 0);
		pid_t child = fork();
		if (child == 0)
			keep_for_ever(kept, ends[1]);
		assert_true(child > 0);
		close(ends[1]);
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		(void)usleep((useconds_t)(500 + (seed >> 33) % range));
		assert_int_equal(kill(child, SIGKILL), 0);
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
		read_said(ends[0], &said);
		close(ends[0]);
		kept = check_kept(said);
		more += kept > said;
		if (round % 10 == 0)
			is_sound(file);
	}
	is_sound(file);
	all_are_whole(kept);
	print_message("# killed %u times within %u us: %u are kept, %u of these were whole before it was said\n", kills, (unsigned)range, kept, more);
}

/* ---- a file that may not grow, the real disk ---- */

static void limit_files_to(rlim_t bytes)
{
	struct rlimit limit = {bytes, RLIM_INFINITY};

	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void full_at_any_size(void **state)
{
	size_t failures = 0, count = 0;
	unsigned kept = 0;

	(void)state;
	assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
	/* From nothing to what several need; the log takes most of it. */
	for (rlim_t limit = 0; limit < 400000; limit += limit < 20000 ? 700 : 9000, count++) {
		SK_ARENA_SCOPE scratch = sk_arena_new(ARENA);
		struct sk_past past;
		struct sk_store *store = NULL;
		struct sk_error error = {0};
		int64_t number;
		bool again;
		make_one(scratch, kept, &past);
		limit_files_to(limit);
		sk_outcome outcome = sk_store_open(sk_port_env(), file, &store, &error);
		if (!sk_failed(outcome))
			outcome = sk_store_keep(store, "site", &past, &number, &again, &error);
		sk_store_close(store);
		limit_files_to(RLIM_INFINITY);
		assert_true(!sk_failed(outcome) || error.id == SK_E_STORE_ACCESS);
		failures += sk_failed(outcome);
		unsigned is = check_kept(kept);
		assert_true(sk_failed(outcome) || is == kept + 1);
		kept = is;
		is_sound(file);
	}
	print_message("# %zu limits: %zu failures, %u are kept\n", count, failures, kept);
	assert_true(failures > 10 && kept > 3);
	all_are_whole(kept);
}

/* ---- a file that is damaged, memory that ends ---- */

static void write_bytes(const char *bytes, size_t length)
{
	FILE *out = fopen(file, "wb");

	assert_non_null(out);
	assert_int_equal(fwrite(bytes, 1, length, out), length);
	assert_int_equal(fclose(out), 0);
}

static size_t read_bytes(char *bytes, size_t room)
{
	FILE *in = fopen(file, "rb");
	size_t length;

	assert_non_null(in);
	length = fread(bytes, 1, room, in);
	assert_int_equal(fclose(in), 0);
	assert_true(length < room);
	return length;
}

/* Three of them on the real disk. */
static void keep_three(void)
{
	for (unsigned i = 0; i < 3; i++)
		assert_false(sk_failed(keep_on(sk_port_env(), i)));
}

/* What is listed is as it was, too. */
static bool is_one_of_them(void *context, const struct sk_past *past)
{
	struct sk_past whole = pasts[past->number - 1], head = *past;

	++*(size_t *)context;
	whole.input_count = whole.risk_count = whole.finding_count = 0;
	assert_true(past->number >= 1 && past->number <= 3);
	assert_true(made_same(&head, &whole));
	return true;
}

/* One is read as it was kept, or not at all. How many are. */
static size_t none_is_otherwise(struct sk_store *store)
{
	struct sk_error error = {0};
	size_t whole = 0;

	for (int64_t number = 1; number <= 3; number++) {
		SK_ARENA_SCOPE scratch = sk_arena_new(ARENA);
		struct sk_past past;
		if (sk_failed(sk_store_past(store, scratch, "site", number, &past, &error)))
			continue;
		assert_true(made_same(&past, &pasts[number - 1]));
		whole++;
	}
	return whole;
}

static void damaged_bytes_are_never_an_answer(void **state)
{
	static char bytes[1 << 20];
	size_t length, opened = 0, refused = 0, lost = 0;

	(void)state;
	keep_three();
	length = read_bytes(bytes, sizeof(bytes));
	for (size_t at = 0; at < length; at += 61 * step) {
		struct sk_store *store = NULL;
		struct sk_error error = {0};
		size_t listed = 0;
		bytes[at] = (char)(bytes[at] ^ 0x41);
		write_bytes(bytes, length);
		bytes[at] = (char)(bytes[at] ^ 0x41);
		if (sk_failed(sk_store_open(sk_port_env(), file, &store, &error))) {
			refused++;
			continue;
		}
		opened++;
		(void)!sk_failed(sk_store_pasts(store, "site", is_one_of_them, &listed, &error));
		lost += 3 - none_is_otherwise(store);
		sk_store_close(store);
		(void)unlink("site/history.db-wal");
		(void)unlink("site/history.db-shm");
	}
	print_message("# %zu bytes: %zu files are refused, of %zu that are not %zu assessments are, and all others as they were\n", opened + refused, refused, opened, lost);
	assert_true(refused > 5 && lost > 10);
}

/* Memory that ends anywhere is an error, and what stood there stays. */
static void without_memory_nothing_is_lost(void **state)
{
	size_t failures = 0;
	bool done = false;

	(void)state;
	keep_three();
	for (sqlite3_int64 room = 1000; !done; room += 3000) {
		(void)sqlite3_hard_heap_limit64(sqlite3_memory_used() + room);
		struct sk_store *store = NULL;
		struct sk_error error = {0};
		int64_t number;
		bool again;
		sk_outcome outcome = sk_store_open(sk_port_env(), file, &store, &error);
		if (!sk_failed(outcome))
			outcome = sk_store_keep(store, "site", &pasts[3], &number, &again, &error);
		sk_store_close(store);
		(void)sqlite3_hard_heap_limit64(0);
		done = !sk_failed(outcome);
		failures += !done;
		assert_true(done || error.id == SK_E_MEMORY);
		assert_int_equal(those_there(sk_port_env()), done ? 0xf : 0x7);
	}
	assert_true(failures > 20);
	done = false;
	failures = 0;
	for (sqlite3_int64 room = 1000; !done; room += 1000) {
		struct sk_store *store = NULL;
		struct sk_error error = {0};
		struct sk_past past;
		SK_ARENA_SCOPE scratch = sk_arena_new(ARENA);
		assert_false(sk_failed(sk_store_open(sk_port_env(), file, &store, &error)));
		(void)sqlite3_hard_heap_limit64(sqlite3_memory_used() + room);
		done = !sk_failed(sk_store_past(store, scratch, "site", 2, &past, &error));
		(void)sqlite3_hard_heap_limit64(0);
		sk_store_close(store);
		failures += !done;
		assert_true(done ? made_same(&past, &pasts[1]) : error.id == SK_E_MEMORY);
	}
	assert_true(failures > 0);
}

int main(int argc, char **argv)
{
	const char *wanted = getenv("SEKISHO_KILLS");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_file_at_every_call),
		cmocka_unit_test(a_file_at_every_call),
		cmocka_unit_test(an_old_file_at_every_call),
		cmocka_unit_test_setup_teardown(killed_at_any_moment, enter, leave),
		cmocka_unit_test_setup_teardown(full_at_any_size, enter, leave),
		cmocka_unit_test_setup_teardown(damaged_bytes_are_never_an_answer, enter, leave),
		cmocka_unit_test_setup_teardown(without_memory_nothing_is_lost, enter, leave),
	};
	int failed;

	if (argc != 3)
		return 2;
	kills = (unsigned)strtoul(wanted ? wanted : argv[1], NULL, 10);
	step = (unsigned)strtoul(argv[2], NULL, 10);
	make_pasts();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	sk_arena_free(arena);
	return failed;
}
