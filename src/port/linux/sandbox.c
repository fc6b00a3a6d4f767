/*
 * The sandbox of Linux: a table of the system calls that stay allowed; every other one ends the process.
 *
 * Sanitizers: the address sanitizer's own calls are all in the table. What it cannot do in here is look for leaks at
 * exit, which takes a second task and ptrace, or start a program that names the lines of a report. So leak detection is
 * switched off from the moment the sandbox holds; the same code runs under it in the tests that do not confine
 * themselves. clang's runtime is ended when it reports and looks for llvm-symbolizer: ASAN_OPTIONS=symbolize=0 shows
 * the report whole.
 */
#include "port/port.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

/* Most arguments are C ints: the upper half of the register means nothing. */
#define INT_BITS 0xFFFFFFFFu
#define ALL_BITS UINT64_MAX

/*
 * O_RDONLY alone does not keep a file as it is: with O_TRUNC or O_CREAT it changes the disk. O_TMPFILE needs no bit
 * here, as the kernel takes it only with a mode that writes.
 */
#define OPEN_BITS ((uint64_t)(O_ACCMODE | O_CREAT | O_TRUNC))

enum { ANY = -1 };

/* Allowed when (argument & mask) == value; with ANY always. Several rows of one call are alternatives. */
struct rule {
	int call;
	int argument;
	uint64_t mask, value;
};

#define RULE(name) {SCMP_SYS(name), ANY, 0, 0}
#define RULE_IF(name, argument, mask, value) {SCMP_SYS(name), argument, mask, value}

static const struct rule reading_rules[] = {
	/* files */
	RULE_IF(open, 1, OPEN_BITS, O_RDONLY),
	RULE_IF(openat, 2, OPEN_BITS, O_RDONLY),
	RULE(read),
	RULE(readv),
	RULE(pread64),
	RULE(lseek),
	RULE(close),
	RULE(stat),
	RULE(lstat),
	RULE(fstat),
	RULE(newfstatat),
	RULE(statx),
	RULE(access),
	RULE(faccessat),
	RULE(faccessat2),
	RULE(getdents64),
	RULE(readlink),
	RULE(readlinkat),
	RULE(getcwd),
	RULE_IF(fcntl, 1, INT_BITS, F_GETFD),
	RULE_IF(fcntl, 1, INT_BITS, F_SETFD),
	RULE_IF(fcntl, 1, INT_BITS, F_GETFL),
	/* output to what is open already; stdio asks whether it is a terminal and how wide */
	RULE(write),
	RULE(writev),
	RULE_IF(ioctl, 1, INT_BITS, TCGETS),
	RULE_IF(ioctl, 1, INT_BITS, TIOCGWINSZ),
	/* memory, never executable */
	RULE_IF(mmap, 2, PROT_EXEC, 0),
	RULE_IF(mprotect, 2, PROT_EXEC, 0),
	RULE(munmap),
	RULE(mremap),
	RULE(madvise),
	RULE(brk),
	/* clock, chance, locks of the C library, what sorting asks about the machine's memory */
	RULE(clock_gettime),
	RULE(clock_getres),
	RULE(gettimeofday),
	RULE(time),
	RULE(getrandom),
	RULE(futex),
	RULE(sysinfo),
	RULE(uname),
	RULE(sched_yield),
	RULE(sched_getaffinity),
	RULE_IF(prlimit64, 2, ALL_BITS, 0),
	RULE(getrlimit),
	RULE(getpid),
	RULE(gettid),
	RULE(getuid),
	RULE(geteuid),
	RULE(getgid),
	RULE(getegid),
	/* signals and the end */
	RULE(rt_sigaction),
	RULE(rt_sigprocmask),
	RULE(rt_sigreturn),
	RULE(sigaltstack),
	RULE(restart_syscall),
	RULE(exit),
	RULE(exit_group),
};

static const struct rule writing_rules[] = {
	RULE(open), RULE(openat), RULE(mkdir), RULE(mkdirat), RULE(rename), RULE(renameat),
	RULE(renameat2), RULE(unlink), RULE(unlinkat), RULE(rmdir), RULE(fsync), RULE(fdatasync),
	RULE(flock), RULE(fchmod),
};

/* Besides: SQLite's pages and log, its locks, and its naps while another process holds them. Run by root it gives what it makes beside a file the
 * owner of that file; mapping the index of the log needs nothing new. */
static const struct rule storing_rules[] = {
	RULE(pwrite64), RULE(ftruncate), RULE_IF(fcntl, 1, INT_BITS, F_SETLK), RULE_IF(fcntl, 1, INT_BITS, F_GETLK), RULE(fchown),
	RULE(nanosleep), RULE(clock_nanosleep),
};

/* A thread shares the memory of this process; a new process would not. clone3 hides its flags from the filter: it is said not to be there, and the C library takes
 * clone instead. */
#define THREAD_BITS ((uint64_t)(CLONE_VM | CLONE_THREAD))
static const struct rule drawing_rules[] = {
	RULE_IF(clone, 0, THREAD_BITS, THREAD_BITS),
	RULE(set_robust_list), RULE(rseq), RULE_IF(prctl, 0, INT_BITS, PR_SET_NAME), RULE(fstatfs), RULE(fadvise64),
};

/* Storing and drawing hold what writing does, and not each other. */
enum reach { READING, WRITING, STORING, DRAWING, REACH_COUNT };
static const struct {
	const struct rule *rules;
	size_t count;
} reaches[REACH_COUNT] = {
	[READING] = {reading_rules, SK_COUNT(reading_rules)},
	[WRITING] = {writing_rules, SK_COUNT(writing_rules)},
	[STORING] = {storing_rules, SK_COUNT(storing_rules)},
	[DRAWING] = {drawing_rules, SK_COUNT(drawing_rules)},
};

static bool confined;

/* Asked by the leak detector at exit; nobody asks in other builds. */
int __lsan_is_turned_off(void);
int __lsan_is_turned_off(void)
{
	return confined;
}

static void filter_release(scmp_filter_ctx *filter)
{
	if (*filter)
		seccomp_release(*filter);
}

static int rule_add(scmp_filter_ctx filter, const struct rule *rule)
{
	struct scmp_arg_cmp compare = {
		.arg = rule->argument == ANY ? 0 : (unsigned)rule->argument,
		.op = SCMP_CMP_MASKED_EQ,
		.datum_a = rule->mask,
		.datum_b = rule->value,
	};

	/* Calls that this processor never had have negative numbers. */
	if (rule->call < 0)
		return 0;
	return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, rule->call, rule->argument == ANY ? 0 : 1, &compare);
}

static int rules_add(scmp_filter_ctx filter, const struct rule *rules, size_t count)
{
	for (size_t at = 0; at < count; at++) {
		int result = rule_add(filter, &rules[at]);

		if (result < 0)
			return result;
	}
	return 0;
}

/* abort() sends a signal; to this process and to no other. */
static int own_signal_add(scmp_filter_ctx filter)
{
	const struct rule rule = RULE_IF(tgkill, 0, INT_BITS, (uint64_t)getpid());

	return rule_add(filter, &rule);
}

static int reach_add(scmp_filter_ctx filter, enum reach reach)
{
	for (int at = READING; at <= (int)reach; at++) {
		if (at == STORING && reach == DRAWING)
			continue;
		int result = rules_add(filter, reaches[at].rules, reaches[at].count);

		if (result < 0)
			return result;
	}
	return reach == DRAWING ? seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) : 0;
}

/* 0 or a negative errno, as libseccomp has it. */
static int confine(enum reach reach)
{
	__attribute__((cleanup(filter_release))) scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int result;

	if (!filter)
		return -ENOMEM;
	/* A foreign calling convention would number the calls differently. */
	result = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	if (result == 0)
		result = reach_add(filter, reach);
	if (result == 0)
		result = own_signal_add(filter);
	if (result == 0)
		result = seccomp_load(filter);
	return result;
}

static SK_OUTCOME sandbox_outcome(int result, struct sk_error *error)
{
	char scratch[SK_REASON_TEXT];

	if (result != 0)
		return sk_error_set(error, SK_E_SANDBOX, NULL, sk_env_reason(-result, scratch), NULL, NULL);
	confined = true;
	return SK_OK;
}

sk_outcome sk_port_sandbox(struct sk_error *error)
{
	return sandbox_outcome(confine(READING), error);
}

sk_outcome sk_port_sandbox_writing(struct sk_error *error)
{
	return sandbox_outcome(confine(WRITING), error);
}

sk_outcome sk_port_sandbox_drawing(struct sk_error *error)
{
	return sandbox_outcome(confine(DRAWING), error);
}

sk_outcome sk_port_sandbox_storing(struct sk_error *error)
{
	return sandbox_outcome(confine(STORING), error);
}
