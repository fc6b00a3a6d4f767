/*
 * A history of 10,000 assessments of 200 risks and 60 controls at devices, one a day, all evidence new each time; and one of 2,000 in which little changes. How
 * long it takes to keep one more, to list all, to read one; how large the file is.
 */
#include "made.h"
#include "measure.h"
#include "must.h"
#include "port/port.h"
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PASTS = 10000, FEW = 2000, ARENA_MAX = 64 << 20, PATH_MOST = 4096, READS = 200, MIB = 1 << 20 };

static const double keep_aim_ms = 50, read_aim_ms = 20, list_aim_ms = 500;

static void print_series(const char *what, struct series *series, double aim)
{
	double middle = median(series);
	printf("  %-20s median %.2f ms, 99 of 100 within %.2f ms (aim: %.0f, %s)\n", what, middle, series->ms[series->count * 99 / 100], aim, against(middle, aim));
}

static bool count(void *context, const struct sk_past *past)
{
	(void)past;
	++*(size_t *)context;
	return true;
}

static void keep_all(struct sk_store *store, unsigned pasts, unsigned evidence, struct series *kept)
{
	struct sk_error error;
	for (unsigned i = 0; i < pasts; i++) {
		SK_ARENA_SCOPE arena = sk_arena_new(ARENA_MAX);
		const struct made made = {.number = i + 1, .risks = 200, .findings = 60, .inputs = 10, .every = 20, .evidence = evidence, .at = (sk_time)i * SK_DAY};
		struct sk_past past;
		int64_t number;
		bool again;
		made_past(arena, &made, &past);
		double begin = now_ms();
		must(sk_store_keep(store, "site", &past, &number, &again, &error), &error);
		note(kept, i + SERIES_MAX >= pasts, now_ms() - begin); /* the last ones, as the file is large then */
	}
}

static void read_some(struct sk_store *store, unsigned pasts, struct series *read, double *listed)
{
	struct sk_error error;
	size_t found = 0;
	double begin = now_ms();
	must(sk_store_pasts(store, "site", count, &found, &error), &error);
	*listed = now_ms() - begin;
	for (unsigned i = 0; i < READS; i++) {
		SK_ARENA_SCOPE arena = sk_arena_new(ARENA_MAX);
		struct sk_past past;
		begin = now_ms();
		must(sk_store_past(store, arena, "site", 1 + (int64_t)i * (pasts / READS), &past, &error), &error);
		note(read, i + 1, now_ms() - begin);
	}
}

static void bench(const char *path, const char *what, unsigned pasts, unsigned evidence)
{
	static struct series kept, read;
	struct sk_store *store = NULL;
	struct sk_error error;
	struct stat status = {0};
	double listed;
	kept.count = read.count = 0;
	(void)unlink(path);
	must(sk_store_open(sk_port_env(), path, &store, &error), &error);
	keep_all(store, pasts, evidence, &kept);
	read_some(store, pasts, &read, &listed);
	sk_store_close(store);
	(void)stat(path, &status);
	printf("  %s: %u assessments, %.1f MiB, %.1f KiB each\n", what, pasts, (double)status.st_size / MIB, (double)status.st_size / pasts / 1024);
	print_series("keep one, durable", &kept, keep_aim_ms);
	print_series("read one", &read, read_aim_ms);
	printf("  list all             %.1f ms (aim: %.0f, %s)\n", listed, list_aim_ms, against(listed, list_aim_ms));
	(void)unlink(path);
}

int main(int argc, char **argv)
{
	char path[PATH_MOST];
	if (argc != 2)
		return 2;
	(void)snprintf(path, sizeof(path), "%s/history.db", argv[1]);
	bench(path, "little changes", FEW, 20);
	bench(path, "all evidence is new", PASTS, 1);
	return 0;
}
