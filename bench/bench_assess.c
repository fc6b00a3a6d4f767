/*
 * How long and how large one assessment is, from files to JSON, beside what the bare libraries need for the same bytes.
 *
 *   bench_assess EMPTY PROGRAM CATALOGUE SITE TIME YAML-FILE...
 *
 * EMPTY is a static program that does nothing: what starting any process costs. The YAML files are those PROGRAM reads.
 * Every figure is the median of RUNS runs, after one that is thrown away. The floors are measured inside this process, warm:
 * they carry no process start, no dynamic linking and no first touch of memory, so the ratio is rather too high than too low.
 */
#include "evidence_floor.h"
#include "measure.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <libfyaml.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { RUNS = 50, ARGUMENTS = 6, FILE_MAX = 1 << 20, OUTPUT_MAX = 64 << 20, SQL_MAX = 1 << 18 };

/* The aims of the project for this command. */
static const double aim_ms = 20.0, aim_mib = 16.0, aim_ratio = 2.0;

static long peak_kib; /* of the measured process: the largest */

/* ---- whole processes ---- */

static pid_t start(const char *const argv[], int out)
{
	extern char **environ;
	posix_spawn_file_actions_t actions;
	pid_t pid;
	if (posix_spawn_file_actions_init(&actions) != 0 || posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO) != 0)
		fail("posix_spawn");
	errno = posix_spawn(&pid, argv[0], &actions, NULL, (char *const *)(uintptr_t)argv, environ);
	if (errno != 0)
		fail(argv[0]);
	posix_spawn_file_actions_destroy(&actions);
	return pid;
}

/* Output goes to a file in memory, so that no disk and no reader takes part. Exit codes 0 and 1 both mean it worked. */
static long run_process(const char *const argv[], int out, size_t round, struct series *series)
{
	struct rusage usage;
	int status;
	if (ftruncate(out, 0) != 0 || lseek(out, 0, SEEK_SET) != 0)
		fail("output");
	double begin = now_ms();
	if (wait4(start(argv, out), &status, 0, &usage) < 0)
		fail("wait4");
	note(series, round, now_ms() - begin);
	if (!WIFEXITED(status) || WEXITSTATUS(status) > 1) {
		fprintf(stderr, "bench: %s ended with status %d\n", argv[0], status);
		exit(4);
	}
	return usage.ru_maxrss;
}

static json_t *parse_output(int out, size_t *length)
{
	off_t end = lseek(out, 0, SEEK_END);
	if (end <= 0 || end > OUTPUT_MAX)
		fail("the program printed nothing, or too much");
	char *text = mmap(NULL, (size_t)end, PROT_READ, MAP_PRIVATE, out, 0);
	if (text == MAP_FAILED)
		fail("mmap");
	json_error_t error;
	json_t *root = json_loadb(text, (size_t)end, 0, &error);
	if (!root) {
		fprintf(stderr, "bench: the output is no JSON: %s\n", error.text);
		exit(4);
	}
	*length = (size_t)end;
	munmap(text, (size_t)end);
	return root;
}

/* ---- the floor of libfyaml: read the files, walk their events, do nothing with them ---- */

static char yaml_text[FILE_MAX];

static size_t read_file(const char *path)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	size_t length = 0;
	ssize_t got = file < 0 ? -1 : 0;
	while (file >= 0 && (got = read(file, yaml_text + length, FILE_MAX - length)) > 0)
		length += (size_t)got;
	if (got < 0)
		fail(path);
	close(file);
	return length;
}

static size_t walk_events(const char *path, size_t length)
{
	struct fy_parse_cfg cfg = {.flags = FYPCF_QUIET | FYPCF_DISABLE_MMAP_OPT};
	struct fy_parser *parser = fy_parser_create(&cfg);
	size_t events = 0;
	bool more = parser && fy_parser_set_string(parser, yaml_text, length) == 0;
	while (more) {
		struct fy_event *event = fy_parser_parse(parser);
		if (!event)
			fail(path);
		more = event->type != FYET_STREAM_END;
		events++;
		fy_parser_event_free(parser, event);
	}
	fy_parser_destroy(parser);
	if (events < 4)
		fail(path);
	return events;
}

static size_t floor_yaml(char *const files[], size_t count, size_t round, struct series *series)
{
	size_t events = 0;
	double begin = now_ms();
	for (size_t i = 0; i < count; i++)
		events += walk_events(files[i], read_file(files[i]));
	note(series, round, now_ms() - begin);
	return events;
}

/* ---- the floor of jansson: build a document as large as the output, print it ---- */

/* By the calls with which a program builds one, which check texts and copy them; json_deep_copy would skip that. */
static json_t *build(const json_t *from)
{
	const char *key;
	json_t *value, *to;
	size_t index;
	if (json_is_object(from)) {
		to = json_object();
		json_object_foreach((json_t *)(uintptr_t)from, key, value)
			json_object_set_new(to, key, build(value));
	} else if (json_is_array(from)) {
		to = json_array();
		json_array_foreach(from, index, value)
			json_array_append_new(to, build(value));
	} else if (json_is_string(from)) {
		to = json_string(json_string_value(from));
	} else if (json_is_integer(from)) {
		to = json_integer(json_integer_value(from));
	} else {
		to = json_copy((json_t *)(uintptr_t)from);
	}
	return to;
}

static int count_bytes(const char *bytes, size_t length, void *total)
{
	(void)bytes;
	*(size_t *)total += length;
	return 0;
}

static void floor_json(const json_t *output, size_t printed, size_t round, struct series *series)
{
	size_t length = 0;
	double begin = now_ms();
	json_t *root = build(output);
	int failed = json_dump_callback(root, count_bytes, &length, JSON_INDENT(1));
	json_decref(root);
	note(series, round, now_ms() - begin);
	if (failed || length + 1 < printed)
		fail("jansson printed less than the program did");
}

/* ---- the floors of evidence ---- */

static void timed(void (*floor)(void), size_t round, struct series *series)
{
	double begin = now_ms();
	floor();
	note(series, round, now_ms() - begin);
}

/* Tables and queries as the program itself prints them. */
static void open_floor(const char *program, const char *catalogue, const char *site, const char *at, int out)
{
	static char sql[SQL_MAX];
	struct series unused = {0};
	size_t length;
	const char *const kinds[] = {program, "evidence", "kinds", "sql", NULL};
	const char *const check[] = {program, "check", "--json", "--catalogue", catalogue, "--site", site, "--at", at, NULL};
	(void)run_process(kinds, out, 0, &unused);
	if (pread(out, sql, sizeof(sql) - 1, 0) <= 0)
		fail("no tables");
	(void)run_process(check, out, 0, &unused);
	json_t *checks = parse_output(out, &length);
	evidence_floor_open(sql, checks, site);
	json_decref(checks);
}

/* ---- the report ---- */

enum floor { YAML, JSON, BUNDLES, CHECKS, FLOORS };

static void report(struct series *whole, struct series *empty, struct series floors[FLOORS])
{
	static const char *const words[FLOORS] = {"libfyaml events          ", "jansson build and print  ", "bundles: jansson, sodium ", "SQLite tables and queries"};
	double whole_ms = median(whole), floor = 0;
	double mib = (double)peak_kib / 1024;
	printf("  whole process, files to JSON       %7.2f ms   aim %4.0f ms    %s   (fastest %.2f, slowest %.2f)\n", whole_ms, aim_ms,
	       against(whole_ms, aim_ms), whole->ms[0], whole->ms[whole->count - 1]);
	printf("  its peak memory (RSS)              %7.2f MiB  aim %4.0f MiB   %s\n", mib, aim_mib, against(mib, aim_mib));
	for (int i = 0; i < FLOORS; i++) {
		floor += median(&floors[i]);
		printf("  floor: %s   %7.2f ms\n", words[i], median(&floors[i]));
	}
	printf("  ratio to the sum of the floors     %7.2f      aim %4.1f       %s\n", whole_ms / floor, aim_ratio,
	       against(whole_ms / floor, aim_ratio));
	printf("  besides: start of an empty process %7.2f ms\n", median(empty));
}

int main(int argc, char **argv)
{
	static struct series whole, empty, floors[FLOORS];
	if (argc <= ARGUMENTS) {
		fprintf(stderr, "usage: bench_assess EMPTY PROGRAM CATALOGUE SITE TIME YAML-FILE...\n");
		return 2;
	}
	const char *const nothing[] = {argv[1], NULL};
	const char *const assess[] = {argv[2], "assess", "--json", "--catalogue", argv[3], "--site", argv[4], "--at", argv[5], NULL};
	int out = memfd_create("output", MFD_CLOEXEC);
	size_t events = 0, printed = 0;
	json_t *output = NULL;
	if (out < 0)
		fail("memfd_create");
	/* All processes first: a child begins with the peak memory of whoever starts it, and this one is still small. */
	for (size_t round = 0; round <= RUNS; round++) {
		(void)run_process(nothing, out, round, &empty);
		long kib = run_process(assess, out, round, &whole);
		peak_kib = kib > peak_kib ? kib : peak_kib;
	}
	output = parse_output(out, &printed);
	open_floor(argv[2], argv[3], argv[4], argv[5], out);
	for (size_t round = 0; round <= RUNS; round++) {
		events = floor_yaml(argv + ARGUMENTS, (size_t)(argc - ARGUMENTS), round, &floors[YAML]);
		floor_json(output, printed, round, &floors[JSON]);
		timed(evidence_floor_bundles, round, &floors[BUNDLES]);
		timed(evidence_floor_checks, round, &floors[CHECKS]);
	}
	printf("  %d YAML files, %zu events, %zu bytes of JSON; medians of %d runs\n", argc - ARGUMENTS, events, printed, RUNS);
	report(&whole, &empty, floors);
	json_decref(output);
	return 0;
}
