/* The real env, in a folder of its own under the system's temporary folder. */
#include "cmocka_all.h"

#include "port/port.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static char home[PATH_MAX];

static int enter(void **state)
{
	char folder[] = "/tmp/sekisho-port-XXXXXX";

	(void)state;
	return getcwd(home, sizeof(home)) && mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int leave(void **state)
{
	char folder[PATH_MAX];

	(void)state;
	return getcwd(folder, sizeof(folder)) && chdir(home) == 0 && rmdir(folder) == 0 ? 0 : -1;
}

static void clock_and_variables(void **state)
{
	const struct sk_env *env = sk_port_env();
	sk_time before = (sk_time)time(NULL), now = env->now(env->self), after = (sk_time)time(NULL);

	(void)state;
	/* time() may lag by one tick of the kernel. */
	assert_true(before <= now && now <= after + 1);
	assert_int_equal(setenv("SEKISHO_TEST", "x", 1), 0);
	assert_string_equal(env->variable(env->self, "SEKISHO_TEST"), "x");
	assert_int_equal(unsetenv("SEKISHO_TEST"), 0);
	assert_null(env->variable(env->self, "SEKISHO_TEST"));
}

static void the_prefix_is_two_above_the_program(void **state)
{
	const struct sk_env *env = sk_port_env();
	char prefix[PATH_MAX], program[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", program, sizeof(program) - 1);
	const char *rest;

	(void)state;
	assert_true(length > 0);
	program[length] = '\0';
	assert_int_equal(env->prefix(env->self, prefix, sizeof(prefix)), 0);
	assert_memory_equal(program, prefix, strlen(prefix));
	rest = program + strlen(prefix);
	assert_int_equal(rest[0], '/');
	assert_non_null(strchr(rest + 1, '/'));
	assert_null(strchr(strchr(rest + 1, '/') + 1, '/'));
	assert_int_equal(env->prefix(env->self, prefix, strlen(prefix)), ENAMETOOLONG);
}

static void kinds(void **state)
{
	const struct sk_env *env = sk_port_env();

	(void)state;
	assert_int_equal(symlink("/etc/passwd", "link"), 0);
	assert_int_equal(mkfifo("pipe", 0600), 0);
	assert_int_equal(env->kind(env->self, "/etc/passwd"), SK_ENTRY_FILE);
	assert_int_equal(env->kind(env->self, "link"), SK_ENTRY_FILE);
	assert_int_equal(env->kind(env->self, "/etc"), SK_ENTRY_FOLDER);
	assert_int_equal(env->kind(env->self, "/dev/null"), SK_ENTRY_OTHER);
	assert_int_equal(env->kind(env->self, "pipe"), SK_ENTRY_OTHER);
	assert_int_equal(env->kind(env->self, "none"), SK_ENTRY_NONE);
	assert_int_equal(env->remove(env->self, "link"), 0);
	assert_int_equal(env->remove(env->self, "pipe"), 0);
}

static void a_file_is_written_and_read(void **state)
{
	const struct sk_env *env = sk_port_env();
	SK_BUF_SCOPE out = SK_BUF(1 << 20);
	static char bytes[200000];
	struct sk_error error;
	struct stat status;

	(void)state;
	memset(bytes, 'x', sizeof(bytes));
	assert_int_equal(env->make_folder(env->self, "d", 0700), 0);
	assert_int_equal(env->make_folder(env->self, "d", 0700), EEXIST);
	assert_false(sk_failed(sk_env_write_file(env, "d/f", "old", 3, 0600, &error)));
	assert_false(sk_failed(sk_env_write_file(env, "d/f", bytes, sizeof(bytes), 0600, &error)));
	assert_false(sk_failed(sk_env_read_file(env, "d/f", "f", sizeof(bytes), &out, &error)));
	assert_int_equal(out.length, sizeof(bytes));
	assert_memory_equal(out.bytes, bytes, sizeof(bytes));
	assert_int_equal(stat("d/f", &status), 0);
	assert_int_equal(status.st_mode & 07777, 0600);
	assert_int_equal(env->remove(env->self, "d"), ENOTEMPTY);
	assert_int_equal(env->remove(env->self, "d/f"), 0);
	assert_int_equal(env->remove(env->self, "d/f"), 0);
	assert_int_equal(env->remove(env->self, "d"), 0);
}

/* A link that waits where the temporary file goes must not lead the bytes elsewhere. */
static void links_are_not_followed_when_writing(void **state)
{
	const struct sk_env *env = sk_port_env();
	struct sk_error error;
	int handle = -1;

	(void)state;
	assert_int_equal(symlink("elsewhere", "f.new0"), 0);
	assert_int_equal(env->open_new(env->self, "f.new0", 0600, &handle), EEXIST);
	assert_false(sk_failed(sk_env_write_file(env, "f", "x", 1, 0600, &error)));
	assert_int_equal(env->kind(env->self, "elsewhere"), SK_ENTRY_NONE);
	assert_int_equal(env->remove(env->self, "f.new0"), 0);
	assert_int_equal(env->remove(env->self, "f"), 0);
}

/* Who may read a file is its owner's word, not that of the process that writes it anew; and a link stays one. */
static void what_is_replaced_keeps_its_mode_and_its_links(void **state)
{
	static const mode_t modes[] = {0600, 0640, 0644, 0664, 0666, 0400, 0755};
	const struct sk_env *env = sk_port_env();
	struct sk_error error;
	struct stat status;

	(void)state;
	assert_int_equal(env->make_folder(env->self, "d", 0700), 0);
	assert_false(sk_failed(sk_env_write_file(env, "d/f", "old", 3, 0600, &error)));
	assert_int_equal(symlink("d/f", "link"), 0);
	for (size_t at = 0; at < SK_COUNT(modes); at++) {
		SK_BUF_SCOPE out = SK_BUF(100);
		char digit = (char)('0' + at);

		assert_int_equal(chmod("d/f", modes[at]), 0);
		assert_false(sk_failed(sk_env_replace_file(env, at % 2 ? "d/f" : "link", &digit, 1, &error)));
		assert_int_equal(lstat("link", &status), 0);
		assert_true(S_ISLNK(status.st_mode));
		assert_int_equal(lstat("d/f", &status), 0);
		assert_true(S_ISREG(status.st_mode));
		assert_int_equal(status.st_mode & 07777, modes[at]);
		assert_false(sk_failed(sk_env_read_file(env, "link", "link", 1, &out, &error)));
		assert_int_equal(out.bytes[0], digit);
	}
	assert_int_equal(env->remove(env->self, "d/f"), 0);
	assert_true(sk_failed(sk_env_replace_file(env, "link", "x", 1, &error)));
	assert_int_equal(env->remove(env->self, "link"), 0);
	assert_int_equal(env->remove(env->self, "d"), 0);
}

static void handles_are_not_inherited(void **state)
{
	const struct sk_env *env = sk_port_env();
	int new_one = -1, read_one = -1;

	(void)state;
	assert_int_equal(env->open_new(env->self, "f", 0600, &new_one), 0);
	assert_int_equal(env->open_read(env->self, "f", &read_one), 0);
	assert_int_equal(fcntl(new_one, F_GETFD), FD_CLOEXEC);
	assert_int_equal(fcntl(read_one, F_GETFD), FD_CLOEXEC);
	assert_int_equal(env->close(env->self, new_one), 0);
	assert_int_equal(env->close(env->self, read_one), 0);
	assert_int_equal(env->close(env->self, read_one), EBADF);
	assert_int_equal(env->remove(env->self, "f"), 0);
}

/* Neither a pipe without a writer nor an absent or foreign thing holds the program or passes as a file. */
static void what_is_no_file_is_refused(void **state)
{
	static const char *const paths[] = {"pipe", "/dev/zero", "none", "/etc"};
	const struct sk_env *env = sk_port_env();
	int handle = -1;

	(void)state;
	assert_int_equal(mkfifo("pipe", 0600), 0);
	for (size_t at = 0; at < SK_COUNT(paths); at++) {
		SK_BUF_SCOPE out = SK_BUF(100);
		struct sk_error error;

		assert_true(sk_failed(sk_env_read_file(env, paths[at], paths[at], 10, &out, &error)));
		assert_int_equal(error.id, SK_E_FILE_READ);
	}
	assert_int_equal(env->open_read(env->self, "pipe", &handle), 0);
	assert_int_equal(env->close(env->self, handle), 0);
	assert_int_equal(env->remove(env->self, "pipe"), 0);
	assert_int_equal(env->sync_folder(env->self, "none"), ENOENT);
	assert_int_equal(env->lock_folder(env->self, "none", &handle), ENOENT);
	assert_int_equal(env->rename(env->self, "none", "x"), ENOENT);
}

/* flock belongs to the open folder: a second one of this very process has to wait, too. */
static void a_folder_is_locked(void **state)
{
	const struct sk_env *env = sk_port_env();
	int held = -1, other = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	(void)state;
	assert_true(other >= 0);
	assert_int_equal(env->lock_folder(env->self, ".", &held), 0);
	assert_int_equal(flock(other, LOCK_EX | LOCK_NB), -1);
	assert_int_equal(errno, EWOULDBLOCK);
	assert_int_equal(env->close(env->self, held), 0);
	assert_int_equal(flock(other, LOCK_EX | LOCK_NB), 0);
	assert_int_equal(close(other), 0);
}

static void a_folder_is_listed(void **state)
{
	const struct sk_env *env = sk_port_env();
	SK_ARENA_SCOPE arena = sk_arena_new(1 << 20);
	const char *const *names = NULL;
	struct sk_error error;
	size_t count = 0;
	char name[16];

	(void)state;
	for (int number = 0; number < 200; number++) {
		(void)snprintf(name, sizeof(name), "n%03d", number * 7 % 200);
		assert_int_equal(env->make_folder(env->self, name, 0700), 0);
	}
	assert_false(sk_failed(sk_env_list(env, arena, ".", NULL, 200, &names, &count, &error)));
	assert_int_equal(count, 200);
	assert_true(sk_failed(sk_env_list(env, arena, ".", NULL, 199, &names, &count, &error)));
	for (int number = 0; number < 200; number++) {
		(void)snprintf(name, sizeof(name), "n%03d", number);
		assert_string_equal(names[number], name);
		assert_int_equal(env->remove(env->self, name), 0);
	}
	assert_true(sk_failed(sk_env_list(env, arena, "none", NULL, 9, &names, &count, &error)));
}

static void random_bytes_fill_all_and_differ(void **state)
{
	const struct sk_env *env = sk_port_env();
	unsigned char first[300] = {0}, second[300] = {0};
	size_t zeros = 0;

	(void)state;
	assert_int_equal(env->random(env->self, first, sizeof(first)), 0);
	assert_int_equal(env->random(env->self, second, sizeof(second)), 0);
	assert_int_equal(env->random(env->self, second, 0), 0);
	assert_memory_not_equal(first, second, sizeof(first));
	for (size_t i = 0; i < sizeof(first); i++)
		zeros += first[i] == 0;
	/* 300 bytes hold 1.2 zeros on average; 30 would mean that a part was left as it was. */
	assert_true(zeros < 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clock_and_variables),
		cmocka_unit_test(random_bytes_fill_all_and_differ),
		cmocka_unit_test(the_prefix_is_two_above_the_program),
		cmocka_unit_test(kinds),
		cmocka_unit_test(a_file_is_written_and_read),
		cmocka_unit_test(links_are_not_followed_when_writing),
		cmocka_unit_test(what_is_replaced_keeps_its_mode_and_its_links),
		cmocka_unit_test(handles_are_not_inherited),
		cmocka_unit_test(what_is_no_file_is_refused),
		cmocka_unit_test(a_folder_is_locked),
		cmocka_unit_test(a_folder_is_listed),
	};

	return cmocka_run_group_tests_name("port", tests, enter, leave);
}
