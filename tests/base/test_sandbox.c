/*
 * The sandbox bites: each act is tried in a child of its own, first free (it must work, or the test of the sandbox
 * would prove nothing), then confined.
 */
#include "cmocka_all.h"

#include "port/port.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static char home[PATH_MAX];
/* Asked before, as a confined process may not ask. */
static pid_t parent;

static int enter(void **state)
{
	char folder[] = "/tmp/sekisho-sandbox-XXXXXX";

	(void)state;
	parent = getpid();
	return getcwd(home, sizeof(home)) && mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int leave(void **state)
{
	char folder[PATH_MAX];

	(void)state;
	return getcwd(folder, sizeof(folder)) && chdir(home) == 0 && rmdir(folder) == 0 ? 0 : -1;
}

/* ---- acts: true when they worked ------------------------------------------------------------------------ */

static bool opens(int flags)
{
	return open("file", flags, 0600) >= 0;
}

static bool act_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static bool act_socket_local(void)
{
	return socket(AF_UNIX, SOCK_DGRAM, 0) >= 0;
}

static bool act_program(void)
{
	execl("/bin/true", "true", (char *)NULL);
	return false;
}

/* The bare call, as the library's fork asks for more than the kernel needs. */
static bool act_fork(void)
{
	long child = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);

	if (child == 0)
		_exit(0);
	return child > 0;
}

static bool act_open_write(void)
{
	return opens(O_WRONLY);
}

static bool act_open_both(void)
{
	return opens(O_RDWR | O_CLOEXEC);
}

static bool act_open_create(void)
{
	return opens(O_RDONLY | O_CREAT);
}

static bool act_open_truncate(void)
{
	return opens(O_RDONLY | O_TRUNC);
}

static bool act_open_nameless(void)
{
	return open(".", O_TMPFILE | O_WRONLY, 0600) >= 0;
}

/* Its flags lie in memory, where no filter can look. */
static bool act_openat2(void)
{
	uint64_t how[3] = {O_RDONLY, 0, 0};

	return syscall(SYS_openat2, AT_FDCWD, "file", how, sizeof(how)) >= 0;
}

static bool act_old_open_write(void)
{
	return syscall(SYS_open, "file", O_WRONLY, 0) >= 0;
}

static bool act_make_folder(void)
{
	return mkdir("folder", 0700) == 0 && rmdir("folder") == 0;
}

static bool act_rename(void)
{
	return rename("file", "file2") == 0 && rename("file2", "file") == 0;
}

static bool act_lock(void)
{
	int folder = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return folder >= 0 && flock(folder, LOCK_EX) == 0 && close(folder) == 0;
}

static bool act_remove(void)
{
	return unlink("file") == 0;
}

static bool act_mode(void)
{
	return chmod("file", 0644) == 0;
}

static bool act_mode_of_open(void)
{
	int file = open("file", O_RDONLY | O_CLOEXEC);

	return file >= 0 && fchmod(file, 0600) == 0 && close(file) == 0;
}

static bool act_link(void)
{
	return link("file", "hard") == 0 && unlink("hard") == 0;
}

static bool act_map_program(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

static bool act_make_executable(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return page != MAP_FAILED && mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0;
}

static bool act_trace(void)
{
	return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0;
}

static bool act_signal_parent(void)
{
	return kill(parent, 0) == 0;
}

static bool act_signal_parent_thread(void)
{
	return syscall(SYS_tgkill, parent, parent, 0) == 0;
}

static bool act_limits(void)
{
	struct {
		uint64_t soft, hard;
	} limit = {64, 64};

	return syscall(SYS_prlimit64, 0, 7 /* RLIMIT_NOFILE */, &limit, NULL) == 0;
}

static bool act_type_to_terminal(void)
{
	/* On no terminal at all, so that a free run types nothing: any answer but death means that the call was
	 * reached. */
	return ioctl(-1, TIOCSTI, "x") == -1 && errno == EBADF;
}

static bool act_read_file(void)
{
	SK_BUF_SCOPE out = SK_BUF(1 << 20);
	struct sk_error error;

	return !sk_failed(sk_env_read_file(sk_port_env(), "file", "file", 1 << 20, &out, &error)) &&
	       strcmp(out.bytes, "text") == 0;
}

static bool act_look_around(void)
{
	const struct sk_env *env = sk_port_env();
	SK_ARENA_SCOPE arena = sk_arena_new(64 << 20);
	const char *const *names = NULL;
	struct sk_error error;
	char prefix[PATH_MAX];
	size_t count = 0;

	return env->now(env->self) > 0 && env->prefix(env->self, prefix, sizeof(prefix)) == 0 &&
	       env->kind(env->self, ".") == SK_ENTRY_FOLDER && env->kind(env->self, "none") == SK_ENTRY_NONE &&
	       !sk_failed(sk_env_list(env, arena, ".", NULL, 9, &names, &count, &error)) && count == 1;
}

static int by_value(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

/* Sorting much, growing and shrinking memory: what the engine does. */
static bool act_work(void)
{
	enum { NUMBERS = 1 << 20 };
	int *numbers = malloc(1000 * sizeof(*numbers));
	int *more = numbers ? realloc(numbers, NUMBERS * sizeof(*numbers)) : NULL;
	bool sorted = more != NULL;

	for (int at = 0; more && at < NUMBERS; at++)
		more[at] = (int)((unsigned)at * 2654435761u >> 2);
	if (more)
		qsort(more, NUMBERS, sizeof(*more), by_value);
	for (int at = 1; more && at < NUMBERS; at++)
		sorted = sorted && more[at - 1] <= more[at];
	free(more ? more : numbers);
	return sorted;
}

static bool act_print(void)
{
	return printf("%s %d %.3f\n", "# print", 1, 1.5) > 0 && fflush(stdout) == 0 && fprintf(stderr, "# err\n") > 0 &&
	       isatty(1) >= 0;
}

static bool act_translate(void)
{
	sk_messages_open(SK_LANG_JA, ".");
	return strcmp(sk_message("error"), "error") == 0;
}

static bool act_write_file(void)
{
	const struct sk_env *env = sk_port_env();
	struct sk_error error;

	return env->make_folder(env->self, "site", 0700) == 0 &&
	       !sk_failed(sk_env_write_file(env, "site/f", "new", 3, 0600, &error)) &&
	       !sk_failed(sk_env_write_file(env, "site/f", "newer", 5, 0600, &error)) &&
	       env->remove(env->self, "site/f") == 0 && env->remove(env->self, "site") == 0;
}

/* Opened before a sandbox could forbid it: what is tried is the act. */
static int both = -1;

static bool act_write_at(void)
{
	return pwrite(both, "x", 1, 3) == 1;
}

static bool act_cut(void)
{
	return ftruncate(both, 2) == 0;
}

static bool lock_part(int how)
{
	struct flock part = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 1, .l_len = 1};

	return fcntl(both, how, &part) == 0;
}

static bool act_lock_part(void)
{
	struct flock part = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 1, .l_len = 1};

	return lock_part(F_SETLK) && fcntl(both, F_GETLK, &part) == 0;
}

static bool act_wait_for_part(void)
{
	return lock_part(F_SETLKW);
}

static bool act_nap(void)
{
	return usleep(1000) == 0;
}

static bool act_share(void)
{
	char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, both, 0);

	if (page == MAP_FAILED || open("file", O_RDWR | O_CLOEXEC) < 0)
		return false;
	page[0] = 'x';
	return true;
}

static bool act_duplicate(void)
{
	return fcntl(both, F_DUPFD, 10) >= 0;
}

static char *volatile lost;

/* The normal end, with the C library's handlers and, in such builds, the leak detector. */
static bool act_exit(void)
{
	lost = malloc(100);
	if (lost)
		lost = NULL;
	exit(0);
}

static bool act_abort(void)
{
	abort();
}

/* ---- running them --------------------------------------------------------------------------------------- */

enum confinement { FREE, READING, WRITING, STORING, CONFINEMENTS };
enum end { WORKS, KILLED, ABORTS };

struct act {
	const char *name;
	bool (*run)(void);
	enum end ends[CONFINEMENTS];
};

#define NEVER {WORKS, KILLED, KILLED, KILLED}
#define STORES {WORKS, KILLED, KILLED, WORKS}
#define WRITES {WORKS, KILLED, WORKS, WORKS}
#define ALWAYS {WORKS, WORKS, WORKS, WORKS}

static const struct act acts[] = {
	{"socket", act_socket, NEVER},
	{"local socket", act_socket_local, NEVER},
	{"program", act_program, NEVER},
	{"fork", act_fork, NEVER},
	{"open to write", act_open_write, WRITES},
	{"open to read and write", act_open_both, WRITES},
	{"open to create", act_open_create, WRITES},
	{"open to truncate", act_open_truncate, WRITES},
	{"open a nameless file", act_open_nameless, WRITES},
	{"openat2", act_openat2, NEVER},
	{"old open to write", act_old_open_write, WRITES},
	{"make folder", act_make_folder, WRITES},
	{"rename", act_rename, WRITES},
	{"lock", act_lock, WRITES},
	{"mode of what is open", act_mode_of_open, WRITES},
	{"remove", act_remove, WRITES},
	{"change mode", act_mode, NEVER},
	{"hard link", act_link, NEVER},
	{"map a program", act_map_program, NEVER},
	{"make memory executable", act_make_executable, NEVER},
	{"trace", act_trace, NEVER},
	{"signal the parent", act_signal_parent, NEVER},
	{"signal a thread of the parent", act_signal_parent_thread, NEVER},
	{"change limits", act_limits, NEVER},
	{"type to the terminal", act_type_to_terminal, NEVER},
	{"read a file", act_read_file, ALWAYS},
	{"look around", act_look_around, ALWAYS},
	{"work", act_work, ALWAYS},
	{"print", act_print, ALWAYS},
	{"translate", act_translate, ALWAYS},
	{"write a file", act_write_file, WRITES},
	{"write at a place", act_write_at, STORES},
	{"cut", act_cut, STORES},
	{"lock a part", act_lock_part, STORES},
	{"wait for the lock of a part", act_wait_for_part, NEVER},
	{"nap", act_nap, STORES},
	{"share memory of a file", act_share, {WORKS, KILLED, WORKS, WORKS}},
	{"duplicate", act_duplicate, NEVER},
	{"abort", act_abort, {ABORTS, ABORTS, ABORTS, ABORTS}},
};

static bool confined(enum confinement how)
{
	struct sk_error error;

	if (how == READING)
		return !sk_failed(sk_port_sandbox(&error));
	if (how == WRITING)
		return !sk_failed(sk_port_sandbox_writing(&error));
	if (how == STORING)
		return !sk_failed(sk_port_sandbox_storing(&error));
	return true;
}

static int status_of(bool (*run)(void), enum confinement how)
{
	int status = 0;
	pid_t child;

	(void)fflush(stdout);
	both = open("file", O_RDWR | O_CLOEXEC);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		int silent = open("/dev/null", O_WRONLY);

		/* Neither the test's own handlers nor a sanitizer's may turn a death into something else. */
		(void)signal(SIGABRT, SIG_DFL);
		(void)signal(SIGSYS, SIG_DFL);
		(void)dup2(silent, 1);
		(void)dup2(silent, 2);
		if (!confined(how))
			_exit(99);
		_exit(run() ? 0 : 98);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	if (both >= 0)
		close(both);
	return status;
}

static bool ended_as(int status, enum end end)
{
	if (end == WORKS)
		return WIFEXITED(status) && WEXITSTATUS(status) == 0;
	return WIFSIGNALED(status) && WTERMSIG(status) == (end == KILLED ? SIGSYS : SIGABRT);
}

static void make_file(void)
{
	FILE *file = fopen("file", "w");

	assert_non_null(file);
	assert_true(fputs("text", file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void every_act_ends_as_it_must(void **state)
{
	(void)state;
	for (size_t at = 0; at < SK_COUNT(acts); at++) {
		for (int how = FREE; how < CONFINEMENTS; how++) {
			int status;

			make_file();
			status = status_of(acts[at].run, (enum confinement)how);
			if (!ended_as(status, acts[at].ends[how]))
				fail_msg("%s, confinement %d: wait status %x", acts[at].name, how, (unsigned)status);
		}
	}
	assert_int_equal(unlink("file"), 0);
}

/* What an act that was killed tried must not have happened. */
static void the_disk_is_untouched(void **state)
{
	struct stat status;

	(void)state;
	make_file();
	for (size_t at = 0; at < SK_COUNT(acts); at++) {
		(void)status_of(acts[at].run, READING);
		assert_int_equal(stat("file", &status), 0);
		assert_int_equal(status.st_size, 4);
	}
	assert_int_equal(unlink("file"), 0);
	assert_int_equal(access("folder", F_OK), -1);
	assert_int_equal(access("site", F_OK), -1);
	assert_int_equal(access("hard", F_OK), -1);
}

/* A leak in a confined process must not call the leak detector, which would be killed for what it does. */
static void a_confined_process_ends_normally(void **state)
{
	(void)state;
	assert_true(ended_as(status_of(act_exit, READING), WORKS));
	assert_true(ended_as(status_of(act_exit, WRITING), WORKS));
}

/* ---- a sandbox that cannot be set up -------------------------------------------------------------------- */

enum part { NOTHING, INIT, ATTRIBUTE, RULE, LAST_RULE, LOAD, PARTS };
static enum part broken;
static int rules_left;

scmp_filter_ctx __real_seccomp_init(uint32_t action);
int __real_seccomp_attr_set(scmp_filter_ctx filter, enum scmp_filter_attr attribute, uint32_t value);
int __real_seccomp_rule_add_array(scmp_filter_ctx filter, uint32_t action, int call, unsigned count,
				  const struct scmp_arg_cmp *compare);
int __real_seccomp_load(const scmp_filter_ctx filter);
scmp_filter_ctx __wrap_seccomp_init(uint32_t action);
int __wrap_seccomp_attr_set(scmp_filter_ctx filter, enum scmp_filter_attr attribute, uint32_t value);
int __wrap_seccomp_rule_add_array(scmp_filter_ctx filter, uint32_t action, int call, unsigned count,
				  const struct scmp_arg_cmp *compare);
int __wrap_seccomp_load(const scmp_filter_ctx filter);

scmp_filter_ctx __wrap_seccomp_init(uint32_t action)
{
	return broken == INIT ? NULL : __real_seccomp_init(action);
}

int __wrap_seccomp_attr_set(scmp_filter_ctx filter, enum scmp_filter_attr attribute, uint32_t value)
{
	return broken == ATTRIBUTE ? -EINVAL : __real_seccomp_attr_set(filter, attribute, value);
}

int __wrap_seccomp_rule_add_array(scmp_filter_ctx filter, uint32_t action, int call, unsigned count,
				  const struct scmp_arg_cmp *compare)
{
	if (broken == RULE || (broken == LAST_RULE && call == SCMP_SYS(fsync)) ||
	    (rules_left > 0 && --rules_left == 0))
		return -ENOMEM;
	return __real_seccomp_rule_add_array(filter, action, call, count, compare);
}

int __wrap_seccomp_load(const scmp_filter_ctx filter)
{
	return broken == LOAD ? -ECANCELED : __real_seccomp_load(filter);
}

/* Every failure is told, and nothing is half confined: this very process goes on working. */
static void a_sandbox_that_cannot_be_set_up_is_an_error(void **state)
{
	(void)state;
	for (int part = INIT; part < PARTS; part++) {
		struct sk_error error = {.id = SK_E_OK};
		sk_outcome outcome;

		broken = (enum part)part;
		outcome = sk_port_sandbox_storing(&error);
		broken = NOTHING;
		assert_int_equal(outcome.class, SK_CLASS_ENVIRONMENT);
		assert_int_equal(error.id, SK_E_SANDBOX);
		assert_true(error.argument[0][0] != '\0');
		assert_true(act_socket());
	}
}

/* Each single rule that cannot be added fails the whole: a sandbox must not be weaker or other than its table. */
static void every_rule_counts(void **state)
{
	int rules = 0;

	(void)state;
	for (bool failed = true; failed; rules++) {
		int status;
		pid_t child = fork();

		assert_true(child >= 0);
		if (child == 0) {
			struct sk_error error;

			rules_left = rules + 1;
			_exit(sk_failed(sk_port_sandbox_storing(&error)) ? (error.id == SK_E_SANDBOX ? 1 : 2) : 0);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) < 2);
		failed = WEXITSTATUS(status) == 1;
		assert_true(rules < 200);
	}
	assert_true(rules > 60);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_act_ends_as_it_must),
		cmocka_unit_test(the_disk_is_untouched),
		cmocka_unit_test(a_confined_process_ends_normally),
		cmocka_unit_test(a_sandbox_that_cannot_be_set_up_is_an_error),
		cmocka_unit_test(every_rule_counts),
	};

	return cmocka_run_group_tests_name("sandbox", tests, enter, leave);
}
