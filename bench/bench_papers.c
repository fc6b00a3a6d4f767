/*
 * What one register costs as paper, beside the bare library with the same cells, texts and formulas.
 *
 *   bench_papers CATALOGUE SITE TIME LOCALE FOLDER [PAPER...]
 *
 * LOCALE: of the messages, for papers in Japanese. FOLDER: libxlsxwriter writes there. The register is made once; each writing, ours and the floor in turns, has a
 * process of its own: its processor time, and how much larger its memory became than it was (the highest, above what the register took). The floors are told
 * the texts ready made: what it takes to find them is ours. For a report it is shown apart, as the time to tell it to a writer that does nothing. What is left
 * is a difference of two medians, each with a cold start in it: it shows where the time goes, not how fast the writer is.
 */
#include "measure.h"
#include "must.h"
#include "paper_floors.h"
#include "port/port.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUNDS = 25, ARENA_MAX = 512 << 20 };
static const double aim_ratio = 2;

struct cost {
	double ms;
	long kib; /* at most, above what there was */
	size_t bytes;
};

/* What is measured: a paper, or what its floor was told. */
struct floor {
	const struct sk_paper *paper;
	const char *library;
	const struct book *book;
	const struct told *told;
	const struct table *table;
	size_t cells;
};

/* ---- one writing ---- */

static size_t write_paper(const struct sk_papers *papers, const struct floor *floor)
{
	SK_BUF_SCOPE bytes = SK_BUF(SK_PAPER_BYTES_MAX);
	must(floor->paper->write(papers, &bytes), papers->error);
	return bytes.length;
}

static size_t write_floor(const struct sk_papers *papers, const struct floor *floor)
{
	if (floor->book)
		return book_floor(floor->book, papers);
	if (floor->table)
		return table_floor(floor->table);
	return strcmp(floor->paper->name, "pdf") == 0 ? told_floor_pdf(floor->told) : told_floor_html(floor->told);
}

static size_t find_texts(const struct sk_papers *papers, const struct floor *floor)
{
	(void)floor;
	return told_to_nobody(papers);
}

static long status_kib(const char *field)
{
	char line[256];
	long kib = -1;
	FILE *file = fopen("/proc/self/status", "r");
	if (!file)
		fail("/proc/self/status");
	while (fgets(line, sizeof(line), file))
		if (strncmp(line, field, strlen(field)) == 0)
			kib = strtol(line + strlen(field), NULL, 10);
	(void)fclose(file);
	if (kib < 0)
		fail(field);
	return kib;
}

/* From here on the highest is counted anew. */
static void forget_highest(void)
{
	int file = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC);
	if (file < 0 || write(file, "5", 1) != 1)
		fail("/proc/self/clear_refs");
	(void)close(file);
}

typedef size_t writing(const struct sk_papers *papers, const struct floor *floor);

static struct cost measure_here(writing *work, const struct sk_papers *papers, const struct floor *floor)
{
	forget_highest();
	long before = status_kib("VmRSS:");
	double begin = cpu_ms();
	size_t bytes = work(papers, floor);
	double ms = cpu_ms() - begin;
	return (struct cost){ms, status_kib("VmHWM:") - before, bytes};
}

static struct cost measure(writing *work, const struct sk_papers *papers, const struct floor *floor)
{
	struct cost cost;
	int ends[2], status;
	if (pipe(ends) != 0)
		fail("pipe");
	pid_t child = fork();
	if (child < 0)
		fail("fork");
	if (child == 0) {
		cost = measure_here(work, papers, floor);
		_exit(write(ends[1], &cost, sizeof(cost)) == sizeof(cost) ? 0 : 4);
	}
	(void)close(ends[1]);
	if (read(ends[0], &cost, sizeof(cost)) != sizeof(cost) || waitpid(child, &status, 0) != child || status != 0)
		fail(floor->paper->name);
	(void)close(ends[0]);
	return cost;
}

/* ---- one paper ---- */

struct both {
	struct series ours, bare, finding;
	struct cost our_last, bare_last;
};

static void report(const struct floor *floor, struct both *both)
{
	double ms = median(&both->ours), floor_ms = median(&both->bare), finding_ms = median(&both->finding);
	printf("  %-15s %8.2f ms %7.2f MiB %7.0f KiB   floor: %-13s %6zu cells %8.2f ms %7.2f MiB %7.0f KiB   ratio %5.2f  aim %.1f  %s\n", floor->paper->file, ms,
	       (double)both->our_last.kib / 1024, (double)both->our_last.bytes / 1024, floor->library, floor->cells, floor_ms, (double)both->bare_last.kib / 1024,
	       (double)both->bare_last.bytes / 1024, ms / floor_ms, aim_ratio, against(ms / floor_ms, aim_ratio));
	if (floor->told)
		printf("    of it %8.2f ms to find the texts (told to nobody); the rest is %.2f times the floor, %s\n", finding_ms, (ms - finding_ms) / floor_ms,
		       against((ms - finding_ms) / floor_ms, aim_ratio));
	(void)fflush(stdout);
}

static void compare(const struct sk_papers *papers, const struct floor *floor)
{
	struct both both = {.our_last = {0}};
	for (size_t round = 0; round <= ROUNDS; round++) {
		both.our_last = measure(write_paper, papers, floor);
		note(&both.ours, round, both.our_last.ms);
		both.bare_last = measure(write_floor, papers, floor);
		note(&both.bare, round, both.bare_last.ms);
		if (floor->told)
			note(&both.finding, round, measure(find_texts, papers, floor).ms);
	}
	report(floor, &both);
}

static struct floor floor_of(const struct sk_papers *papers, const struct sk_paper *paper)
{
	static struct told *told; /* one for both */
	struct floor floor = {.paper = paper};
	if (strstr(paper->file, ".xlsx")) {
		struct book *book = book_keep(papers, paper);
		floor = (struct floor){.paper = paper, .library = "libxlsxwriter", .book = book, .cells = book_cells(book)};
	} else if (strstr(paper->file, ".csv")) {
		struct table *table = table_keep(papers, paper);
		floor = (struct floor){.paper = paper, .library = "a buffer", .table = table, .cells = table_cells(table)};
	} else {
		bool pdf = strcmp(paper->name, "pdf") == 0;
		told = told ? told : told_keep(papers);
		floor = (struct floor){.paper = paper, .library = pdf ? "cairo, pango" : "a buffer", .told = told, .cells = told_texts(told)};
	}
	return floor;
}

/* ---- the register ---- */

static void make_register(struct sk_arena *arena, char **argv, struct sk_register *out)
{
	static struct sk_evidence evidence;
	static struct sk_verdicts verdicts;
	struct sk_error error;
	struct sk_catalogue *catalogue;
	struct sk_site *site;
	sk_time at;
	if (!sk_time_parse(argv[3], strlen(argv[3]), &at))
		fail(argv[3]);
	must(sk_seal_start(&error), &error);
	must(sk_catalogue_load(arena, sk_port_env(), argv[1], &catalogue, &error), &error);
	must(sk_site_load(arena, sk_port_env(), argv[2], catalogue, &site, &error), &error);
	must(sk_evidence_load(arena, sk_port_env(), site, at, NULL, 0, NULL, &evidence, &error), &error);
	must(sk_check_run(arena, NULL, site, &evidence, at, &verdicts, &error), &error);
	must(sk_assess(arena, &verdicts, out, &error), &error);
}

int main(int argc, char **argv)
{
	static const char *const all[] = {"checklist", "workbook", "report", "pdf", "csv", NULL};
	struct sk_register register_;
	struct sk_error error;
	if (argc < 6) {
		fprintf(stderr, "usage: bench_papers CATALOGUE SITE TIME LOCALE FOLDER [PAPER...]\n");
		return 2;
	}
	sk_messages_open(SK_LANG_JA, argv[4]);
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA_MAX);
	make_register(arena, argv, &register_);
	const struct sk_papers papers = {.arena = arena, .env = sk_port_env(), .lang = SK_LANG_JA, .register_ = &register_, .scratch = argv[5], .error = &error};
	printf("  %zu risks in Japanese; medians of %d runs of processor time; memory above the %.1f MiB of the process with the register\n", register_.counts.scenarios,
	       ROUNDS, (double)status_kib("VmRSS:") / 1024);
	(void)fflush(stdout);
	for (const char *const *name = argc > 6 ? (const char *const *)argv + 6 : all; *name; name++) {
		const struct sk_paper *paper = sk_papers_named(*name);
		if (!paper)
			fail(*name);
		struct floor floor = floor_of(&papers, paper);
		compare(&papers, &floor);
	}
	return 0;
}
