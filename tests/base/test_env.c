#include "cmocka_all.h"

#include "base/base.h"
#include "fault_alloc.h"
#include "sim_env.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char path[] = "site/site.yaml";
static const char old_text[] = "name: old\n";
enum { NEW_LENGTH = 3000 };
static char new_text[NEW_LENGTH + 1];

static int prepare(void **state)
{
	(void)state;
	for (size_t at = 0; at < NEW_LENGTH; at++)
		new_text[at] = (char)('a' + at % 26);
	return 0;
}

static struct sim_env *disk_with_old(void)
{
	struct sim_env *sim = sim_env_new();

	sim_env_put_text(sim, path, old_text);
	return sim;
}

static sk_outcome write_new(struct sim_env *sim, struct sk_error *error)
{
	return sk_env_write_file(sim_env_table(sim), path, new_text, NEW_LENGTH, 0600, error);
}

static sk_outcome write_new_alone(struct sim_env *sim, struct sk_error *error)
{
	return sk_env_write_file_alone(sim_env_table(sim), path, new_text, NEW_LENGTH, 0600, error);
}

static sk_outcome replace_by_new(struct sim_env *sim, struct sk_error *error)
{
	return sk_env_replace_file(sim_env_table(sim), path, new_text, NEW_LENGTH, error);
}

/* The ways to write a file, and the calls that touch the disk. */
static const struct {
	sk_outcome (*write)(struct sim_env *sim, struct sk_error *error);
	unsigned calls;
} ways[] = {
	{write_new, 6},	      /* open, write, sync, close, rename, sync of the folder */
	{write_new_alone, 6},
	{replace_by_new, 11}, /* target, kind, open, close, and mode before the six */
};

static bool holds_old(const struct sim_env *sim)
{
	const char *bytes = sim_env_get(sim, path, NULL);

	return bytes && strcmp(bytes, old_text) == 0;
}

static bool holds_new(const struct sim_env *sim)
{
	size_t length = 0;
	const char *bytes = sim_env_get(sim, path, &length);

	return bytes && length == NEW_LENGTH && memcmp(bytes, new_text, length) == 0;
}

/* ---- the simulation itself: a disk that loses nothing would let every test of crashes pass ----------------- */

static int make(const struct sk_env *env, const char *name, bool sync)
{
	size_t put;
	int handle = -1;

	assert_int_equal(env->open_new(env->self, name, 0600, &handle), 0);
	assert_int_equal(env->write(env->self, handle, "abcd", 4, &put), 0);
	assert_int_equal(put, 4);
	if (sync)
		assert_int_equal(env->sync(env->self, handle), 0);
	return env->close(env->self, handle);
}

static void the_simulated_disk_loses_what_is_not_synced(void **state)
{
	static const struct {
		bool sync, sync_folder;
		enum sim_loss loss;
		const char *left;
	} samples[] = {
		{false, false, SIM_LOSE_NAMES, NULL}, {true, false, SIM_LOSE_NAMES, NULL},
		{false, true, SIM_LOSE_NAMES, ""},    {true, true, SIM_LOSE_NAMES, "abcd"},
		{false, false, SIM_KEEP_NAMES, ""},   {true, false, SIM_KEEP_NAMES, "abcd"},
		{false, false, SIM_KEEP_HALF, "ab"},  {true, true, SIM_KEEP_HALF, "abcd"},
	};

	(void)state;
	for (size_t at = 0; at < SK_COUNT(samples); at++) {
		struct sim_env *sim = sim_env_new();
		const struct sk_env *env = sim_env_table(sim);
		const char *left;

		sim_env_put_folder(sim, "d");
		assert_int_equal(make(env, "d/f", samples[at].sync), 0);
		assert_string_equal(sim_env_get(sim, "d/f", NULL), "abcd");
		if (samples[at].sync_folder)
			assert_int_equal(env->sync_folder(env->self, "d"), 0);
		sim_env_restart(sim, samples[at].loss);
		left = sim_env_get(sim, "d/f", NULL);
		assert_int_equal(left == NULL, samples[at].left == NULL);
		if (left)
			assert_string_equal(left, samples[at].left);
		assert_true(sim_env_has_folder(sim, "d"));
		sim_env_free(sim);
	}
}

/* A rename without sync is undone; a folder without sync goes with all that is in it. */
static void the_simulated_disk_loses_names(void **state)
{
	struct sim_env *sim = sim_env_new();
	const struct sk_env *env = sim_env_table(sim);

	(void)state;
	sim_env_put_text(sim, "a", "A");
	sim_env_put_text(sim, "b", "B");
	assert_int_equal(env->rename(env->self, "a", "./b"), 0);
	assert_null(sim_env_get(sim, "a", NULL));
	assert_int_equal(env->make_folder(env->self, "new", 0700), 0);
	assert_int_equal(make(env, "new/f", true), 0);
	assert_int_equal(env->sync_folder(env->self, "new"), 0);
	assert_int_equal(sim_env_count(sim), 3);
	sim_env_restart(sim, SIM_LOSE_NAMES);
	assert_string_equal(sim_env_get(sim, "a", NULL), "A");
	assert_string_equal(sim_env_get(sim, "b", NULL), "B");
	assert_int_equal(sim_env_count(sim), 2);
	sim_env_free(sim);
}

static void the_simulated_disk_refuses_as_linux_does(void **state)
{
	struct sim_env *sim = sim_env_new();
	const struct sk_env *env = sim_env_table(sim);
	int handle = -1;

	(void)state;
	sim_env_put_text(sim, "/d/f", "x");
	assert_int_equal(env->open_new(env->self, "/d/f", 0600, &handle), EEXIST);
	assert_int_equal(env->open_new(env->self, "/none/f", 0600, &handle), ENOENT);
	assert_int_equal(env->open_new(env->self, "/d/f/g", 0600, &handle), ENOTDIR);
	assert_int_equal(env->open_read(env->self, "/d/none", &handle), ENOENT);
	assert_int_equal(env->open_read(env->self, "/d", &handle), EISDIR);
	assert_int_equal(env->make_folder(env->self, "/d/", 0700), EEXIST);
	assert_int_equal(env->remove(env->self, "/d"), ENOTEMPTY);
	assert_int_equal(env->remove(env->self, "/none"), 0);
	assert_int_equal(env->rename(env->self, "/none", "/x"), ENOENT);
	assert_int_equal(env->rename(env->self, "/d/f", "/d"), EISDIR);
	assert_int_equal(env->sync_folder(env->self, "/none"), ENOENT);
	assert_int_equal(env->close(env->self, 3), EBADF);
	assert_int_equal(env->remove(env->self, "/d/f"), 0);
	assert_int_equal(env->remove(env->self, "/d"), 0);
	assert_int_equal(sim_env_count(sim), 0);
	sim_env_free(sim);
}

/* ---- writing ------------------------------------------------------------------------------------------- */

static void a_file_is_written(void **state)
{
	struct sim_env *sim = disk_with_old();
	struct sk_error error;

	(void)state;
	assert_false(sk_failed(write_new(sim, &error)));
	assert_true(holds_new(sim));
	assert_int_equal(sim_env_count(sim), 2);
	assert_int_equal(sim_env_open_handles(sim), 0);
	sim_env_restart(sim, SIM_LOSE_NAMES);
	assert_true(holds_new(sim));
	assert_false(sk_failed(sk_env_write_file(sim_env_table(sim), "beside", "", 0, 0600, &error)));
	assert_string_equal(sim_env_get(sim, "beside", NULL), "");
	assert_false(sk_failed(sk_env_write_file(sim_env_table(sim), "/top", "t", 1, 0600, &error)));
	sim_env_restart(sim, SIM_LOSE_NAMES);
	assert_string_equal(sim_env_get(sim, "/top", NULL), "t");
	sim_env_free(sim);
}

/* Stops at every call, with every kind of loss: the file is whole, and a success that was reported is kept. */
static void a_crash_leaves_old_or_new(void **state)
{
	(void)state;
	for (unsigned turn = 0; turn < 3 * SK_COUNT(ways); turn++) {
		unsigned calls = 0, way = turn / 3, loss = SIM_LOSE_NAMES + turn % 3;

		for (unsigned nth = 1;; nth++) {
			struct sim_env *sim = disk_with_old();
			struct sk_error error;
			bool failed, hit;

			sim_env_fault(sim, nth, SIM_STOP, 0);
			failed = sk_failed(ways[way].write(sim, &error));
			hit = sim_env_fault_hit(sim);
			calls = sim_env_calls(sim);
			assert_int_equal(failed, hit);
			sim_env_restart(sim, (enum sim_loss)loss);
			assert_true(holds_new(sim) || (holds_old(sim) && failed));
			/* The folder, the file, and what a crash may leave. */
			assert_in_range(sim_env_count(sim), 2, 3);
			/* The next attempt is not disturbed by what was left. */
			assert_false(sk_failed(write_new(sim, &error)));
			assert_true(holds_new(sim));
			sim_env_free(sim);
			if (!hit)
				break;
		}
		assert_int_equal(calls, ways[way].calls);
	}
}

static const int numbers[] = {ENOSPC, EIO, EROFS, EACCES, EDQUOT, 9999};

static void a_failing_call_leaves_old_or_new_and_nothing_beside(void **state)
{
	(void)state;
	for (size_t which = 0; which < SK_COUNT(numbers); which++) {
		for (unsigned nth = 1;; nth++) {
			struct sim_env *sim = disk_with_old();
			struct sk_error error = {.id = SK_E_OK};
			bool hit;
			sk_outcome outcome;

			sim_env_fault(sim, nth, SIM_ERRNO, numbers[which]);
			outcome = write_new(sim, &error);
			hit = sim_env_fault_hit(sim);
			assert_int_equal(sk_failed(outcome), hit);
			assert_int_equal(error.id, hit ? SK_E_FILE_WRITE : SK_E_OK);
			assert_true(holds_new(sim) || (hit && holds_old(sim)));
			assert_int_equal(sim_env_count(sim), 2);
			assert_int_equal(sim_env_open_handles(sim), 0);
			sim_env_free(sim);
			if (!hit)
				break;
		}
	}
}

/* Interruptions and short writes are no failures. */
static void interruptions_are_survived(void **state)
{
	static const struct {
		enum sim_fault fault;
		int number;
	} faults[] = {{SIM_ERRNO, EINTR}, {SIM_SHORT, 0}};

	(void)state;
	for (size_t which = 0; which < SK_COUNT(faults); which++) {
		for (unsigned nth = 1; nth < 9; nth++) {
			struct sim_env *sim = disk_with_old();
			SK_BUF_SCOPE out = SK_BUF(10000);
			struct sk_error error;

			sim_env_fault(sim, nth, faults[which].fault, faults[which].number);
			assert_false(sk_failed(write_new(sim, &error)));
			assert_true(holds_new(sim));
			assert_int_equal(sim_env_count(sim), 2);
			sim_env_fault(sim, nth + 1, faults[which].fault, faults[which].number);
			assert_false(sk_failed(sk_env_read_file(sim_env_table(sim), path, path, 5000, &out, &error)));
			assert_memory_equal(out.bytes, new_text, NEW_LENGTH);
			assert_int_equal(out.length, NEW_LENGTH);
			assert_int_equal(sim_env_open_handles(sim), 0);
			sim_env_free(sim);
		}
	}
}

static struct sim_env *disk_with_leftovers(sk_outcome (*write)(struct sim_env *sim, struct sk_error *error))
{
	struct sim_env *sim = disk_with_old();
	struct sk_error error;
	char name[64];

	for (int number = 0; number < 10; number++) {
		assert_false(sk_failed(write(sim, &error)));
		(void)snprintf(name, sizeof(name), "%s.new%d", path, number);
		sim_env_put_text(sim, name, "another writer's");
	}
	assert_int_equal(sim_env_count(sim), 12);
	return sim;
}

static void leftovers_are_not_touched(void **state)
{
	struct sim_env *sim = disk_with_leftovers(write_new);
	struct sk_error error;

	(void)state;
	assert_int_equal(write_new(sim, &error).class, SK_CLASS_ENVIRONMENT);
	assert_int_equal(error.id, SK_E_FILE_LEFT);
	assert_string_equal(error.file, path);
	assert_string_equal(error.argument[0], "site/site.yaml.new0");
	assert_string_equal(error.argument[1], "site/site.yaml.new9");
	assert_int_equal(sim_env_count(sim), 12);
	assert_string_equal(sim_env_get(sim, "site/site.yaml.new0", NULL), "another writer's");
	sim_env_free(sim);
}

/* Under a lock nobody else is at work: ten of them keep nobody out, and fewer are left where they are. */
static void who_is_alone_removes_leftovers(void **state)
{
	struct sim_env *sim = disk_with_leftovers(write_new_alone);
	struct sk_error error;

	(void)state;
	assert_false(sk_failed(write_new_alone(sim, &error)));
	assert_true(holds_new(sim));
	assert_int_equal(sim_env_count(sim), 2);
	sim_env_free(sim);
	/* All ten names are tried before the first is removed. */
	for (unsigned nth = 11; nth < 27; nth++) {
		struct sim_env *broken = disk_with_leftovers(write_new_alone);
		sim_env_fault(broken, nth, SIM_STOP, 0);
		assert_true(sk_failed(write_new_alone(broken, &error)));
		sim_env_restart(broken, SIM_KEEP_HALF);
		assert_false(sk_failed(write_new_alone(broken, &error)));
		assert_true(holds_new(broken));
		sim_env_free(broken);
	}
	/* What cannot be removed is told. */
	sim = disk_with_old();
	for (int number = 0; number < 10; number++) {
		char name[64];
		(void)snprintf(name, sizeof(name), "%s.new%d/full", path, number);
		sim_env_put_text(sim, name, "");
	}
	assert_int_equal(write_new_alone(sim, &error).class, SK_CLASS_ENVIRONMENT);
	assert_int_equal(error.id, SK_E_FILE_LEFT);
	sim_env_free(sim);
}

static void what_is_replaced_has_to_be_there(void **state)
{
	struct sim_env *sim = sim_env_new();
	struct sk_error error;

	(void)state;
	assert_int_equal(replace_by_new(sim, &error).class, SK_CLASS_INPUT);
	assert_int_equal(error.id, SK_E_FILE_READ);
	sim_env_put_folder(sim, path);
	assert_int_equal(replace_by_new(sim, &error).class, SK_CLASS_INPUT);
	assert_int_equal(error.id, SK_E_FILE_READ);
	sim_env_free(sim);
}

static int lazy_write(void *self, int handle, const char *bytes, size_t length, size_t *put)
{
	(void)self, (void)handle, (void)bytes, (void)length;
	*put = 0;
	return 0;
}

static void a_disk_that_takes_nothing_does_not_hold_us(void **state)
{
	struct sim_env *sim = disk_with_old();
	struct sk_env env = *sim_env_table(sim);
	struct sk_error error;

	(void)state;
	env.write = lazy_write;
	assert_true(sk_failed(sk_env_write_file(&env, path, "x", 1, 0600, &error)));
	assert_true(holds_old(sim));
	assert_int_equal(sim_env_count(sim), 2);
	sim_env_free(sim);
}

static void without_memory_nothing_is_written(void **state)
{
	bool hit = true;

	(void)state;
	for (unsigned nth = 1; hit; nth++) {
		struct sim_env *sim = disk_with_old();
		struct sk_error error = {.id = SK_E_OK};
		sk_outcome outcome;

		fault_alloc_arm(nth);
		outcome = write_new(sim, &error);
		hit = fault_alloc_disarm();
		assert_int_equal(outcome.class, hit ? SK_CLASS_ENVIRONMENT : SK_CLASS_OK);
		assert_int_equal(error.id, hit ? SK_E_MEMORY : SK_E_OK);
		assert_true(hit ? holds_old(sim) : holds_new(sim));
		assert_int_equal(sim_env_count(sim), 2);
		assert_int_equal(sim_env_open_handles(sim), 0);
		sim_env_free(sim);
		assert_true(nth < 100 && (hit || nth > 1));
	}
}

/* ---- reading ------------------------------------------------------------------------------------------- */

static void the_ceiling_of_a_file_holds_to_the_byte(void **state)
{
	(void)state;
	for (size_t length = 0; length < 20; length++) {
		for (size_t ceiling = 0; ceiling < 20; ceiling++) {
			struct sim_env *sim = sim_env_new();
			SK_BUF_SCOPE out = SK_BUF(1000);
			struct sk_error error = {.id = SK_E_OK};
			bool failed;

			sim_env_put(sim, "f", new_text, length);
			sk_buf_text(&out, "before");
			failed = sk_failed(sk_env_read_file(sim_env_table(sim), "f", "shown", ceiling, &out, &error));
			assert_int_equal(failed, length > ceiling);
			assert_int_equal(error.id, failed ? SK_E_FILE_LARGE : SK_E_OK);
			assert_int_equal(out.length, failed ? 6 : 6 + length);
			assert_memory_equal(out.bytes + 6, failed ? "" : new_text, failed ? 1 : length);
			assert_int_equal(out.bytes[out.length], '\0');
			if (failed)
				assert_string_equal(error.file, "shown");
			sim_env_free(sim);
		}
	}
}

static void a_large_file_comes_whole(void **state)
{
	static char large[300000];
	struct sim_env *sim = sim_env_new();
	SK_BUF_SCOPE out = SK_BUF(300000);
	SK_BUF_SCOPE small = SK_BUF(299999);
	struct sk_error error;

	(void)state;
	for (size_t at = 0; at < sizeof(large); at++)
		large[at] = (char)(at * 31 >> 3);
	sim_env_put(sim, "f", large, sizeof(large));
	assert_false(sk_failed(sk_env_read_file(sim_env_table(sim), "f", "f", SIZE_MAX, &out, &error)));
	assert_int_equal(out.length, sizeof(large));
	assert_memory_equal(out.bytes, large, sizeof(large));
	assert_true(sk_failed(sk_env_read_file(sim_env_table(sim), "f", "f", SIZE_MAX, &small, &error)));
	assert_int_equal(error.id, SK_E_MEMORY);
	assert_string_equal(error.argument[0], "299999");
	assert_int_equal(small.length, 0);
	sim_env_free(sim);
}

static void only_regular_files_are_read(void **state)
{
	static const struct {
		const char *path, *reason;
	} samples[] = {
		{"d", "it is a folder"},
		{"pipe", "it is not a regular file"},
		{"none", "no such file or folder"},
		{"d/none", "no such file or folder"},
		{"f/g", "a part of the path is not a folder"},
		{".", "it is a folder"},
	};
	struct sim_env *sim = sim_env_new();

	(void)state;
	sim_env_put_folder(sim, "d");
	sim_env_put_other(sim, "pipe");
	sim_env_put_text(sim, "f", "x");
	for (size_t at = 0; at < SK_COUNT(samples); at++) {
		SK_BUF_SCOPE out = SK_BUF(1000);
		struct sk_error error;

		assert_int_equal(
		    sk_env_read_file(sim_env_table(sim), samples[at].path, "shown", 10, &out, &error).class,
		    SK_CLASS_INPUT);
		assert_int_equal(error.id, SK_E_FILE_READ);
		assert_string_equal(error.argument[0], samples[at].reason);
		assert_string_equal(error.file, "shown");
	}
	sim_env_free(sim);
}

/* Every call and every allocation of a read fails once: no handle stays open, the buffer stays as it was. */
static void a_failing_read_leaves_nothing(void **state)
{
	(void)state;
	for (unsigned nth = 1; nth <= 8; nth++) {
		struct sim_env *sim = disk_with_old();
		SK_BUF_SCOPE out = SK_BUF(1000);
		struct sk_error error = {.id = SK_E_OK};
		bool failed;

		sk_buf_text(&out, "before");
		sim_env_fault(sim, nth, SIM_ERRNO, EIO);
		failed = sk_failed(sk_env_read_file(sim_env_table(sim), path, path, 500, &out, &error));
		/* kind, open, read, read: the first is only asked, and a close loses nothing */
		assert_int_equal(failed, nth >= 2 && nth <= 4);
		assert_int_equal(error.id, failed ? SK_E_FILE_READ : SK_E_OK);
		assert_int_equal(out.length, failed ? 6 : 6 + strlen(old_text));
		assert_int_equal(sim_env_open_handles(sim), 0);
		sim_env_free(sim);
	}
}

static void without_memory_nothing_is_read(void **state)
{
	struct sim_env *sim = disk_with_old();
	SK_BUF_SCOPE out = SK_BUF(1000);
	struct sk_error error;

	(void)state;
	fault_alloc_arm(1);
	assert_true(sk_failed(sk_env_read_file(sim_env_table(sim), path, path, 500, &out, &error)));
	assert_true(fault_alloc_disarm());
	assert_int_equal(error.id, SK_E_MEMORY);
	assert_int_equal(sim_env_open_handles(sim), 0);
	assert_int_equal(out.length, 0);
	sim_env_free(sim);
}

/* ---- listing ------------------------------------------------------------------------------------------- */

static void names_come_sorted_and_chosen(void **state)
{
	struct sim_env *sim = sim_env_new();
	SK_ARENA_SCOPE arena = sk_arena_new(1 << 20);
	const char *const *names = NULL;
	struct sk_error error;
	size_t count = 99;

	(void)state;
	sim_env_put_text(sim, "d/b.yaml", "");
	sim_env_put_text(sim, "d/a.yaml", "");
	sim_env_put_text(sim, "d/c.txt", "");
	sim_env_put_text(sim, "d/deep/z.yaml", "");
	sim_env_put_text(sim, "yaml", "");
	assert_false(sk_failed(sk_env_list(sim_env_table(sim), arena, "d", ".yaml", 2, &names, &count, &error)));
	assert_int_equal(count, 2);
	assert_string_equal(names[0], "a.yaml");
	assert_string_equal(names[1], "b.yaml");
	assert_false(sk_failed(sk_env_list(sim_env_table(sim), arena, "d/", NULL, 4, &names, &count, &error)));
	assert_int_equal(count, 4);
	assert_string_equal(names[3], "deep");
	assert_false(sk_failed(sk_env_list(sim_env_table(sim), arena, ".", "", 9, &names, &count, &error)));
	assert_int_equal(count, 2);
	assert_false(sk_failed(sk_env_list(sim_env_table(sim), arena, "d", ".none", 0, &names, &count, &error)));
	assert_int_equal(count, 0);
	assert_non_null(names);
	sim_env_free(sim);
}

static void too_many_names_are_refused(void **state)
{
	struct sim_env *sim = sim_env_new();
	SK_ARENA_SCOPE arena = sk_arena_new(1 << 20);
	const char *const *names = NULL;
	struct sk_error error;
	size_t count;

	(void)state;
	sim_env_put_text(sim, "d/a", "");
	sim_env_put_text(sim, "d/b", "");
	assert_true(sk_failed(sk_env_list(sim_env_table(sim), arena, "d", NULL, 1, &names, &count, &error)));
	assert_int_equal(error.id, SK_E_FILE_READ);
	assert_string_equal(error.argument[0], "more than 1 entries");
	assert_string_equal(error.file, "d");
	assert_true(sk_failed(sk_env_list(sim_env_table(sim), arena, "none", NULL, 1, &names, &count, &error)));
	assert_string_equal(error.argument[0], "no such file or folder");
	sim_env_free(sim);
}

/* Every ceiling of the arena up to the one that suffices, and no memory at all. */
static void listing_without_memory_is_an_error(void **state)
{
	struct sim_env *sim = sim_env_new();
	const char *const *names = NULL;
	struct sk_error error;
	size_t count, ceiling = 0;
	bool failed = true;
	SK_ARENA_SCOPE arena = sk_arena_new(1 << 20);

	(void)state;
	sim_env_put_text(sim, "d/a", "");
	sim_env_put_text(sim, "d/b", "");
	for (; failed; ceiling += 16) {
		SK_ARENA_SCOPE small = sk_arena_new(ceiling);

		failed = sk_failed(sk_env_list(sim_env_table(sim), small, "d", NULL, 9, &names, &count, &error));
		assert_true(!failed || error.id == SK_E_MEMORY);
	}
	assert_in_range(ceiling, 80, 160);
	fault_alloc_arm(1);
	assert_true(sk_failed(sk_env_list(sim_env_table(sim), arena, "d", NULL, 9, &names, &count, &error)));
	assert_true(fault_alloc_disarm());
	assert_int_equal(error.id, SK_E_MEMORY);
	sim_env_free(sim);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_simulated_disk_loses_what_is_not_synced),
		cmocka_unit_test(the_simulated_disk_loses_names),
		cmocka_unit_test(the_simulated_disk_refuses_as_linux_does),
		cmocka_unit_test(a_file_is_written),
		cmocka_unit_test(a_crash_leaves_old_or_new),
		cmocka_unit_test(a_failing_call_leaves_old_or_new_and_nothing_beside),
		cmocka_unit_test(interruptions_are_survived),
		cmocka_unit_test(leftovers_are_not_touched),
		cmocka_unit_test(who_is_alone_removes_leftovers),
		cmocka_unit_test(what_is_replaced_has_to_be_there),
		cmocka_unit_test(a_disk_that_takes_nothing_does_not_hold_us),
		cmocka_unit_test(without_memory_nothing_is_written),
		cmocka_unit_test(the_ceiling_of_a_file_holds_to_the_byte),
		cmocka_unit_test(a_large_file_comes_whole),
		cmocka_unit_test(only_regular_files_are_read),
		cmocka_unit_test(a_failing_read_leaves_nothing),
		cmocka_unit_test(without_memory_nothing_is_read),
		cmocka_unit_test(names_come_sorted_and_chosen),
		cmocka_unit_test(too_many_names_are_refused),
		cmocka_unit_test(listing_without_memory_is_an_error),
	};

	return cmocka_run_group_tests_name("env", tests, prepare, NULL);
}
