#include "measure.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

_Noreturn void fail(const char *what)
{
	fprintf(stderr, "bench: %s: %s\n", what, strerror(errno));
	exit(4);
}

static double read_clock(clockid_t clock)
{
	struct timespec now;
	clock_gettime(clock, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

double now_ms(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

double cpu_ms(void)
{
	return read_clock(CLOCK_PROCESS_CPUTIME_ID);
}

void note(struct series *series, size_t round, double ms)
{
	if (round > 0 && series->count < SERIES_MAX)
		series->ms[series->count++] = ms;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

double median(struct series *series)
{
	size_t half = series->count / 2;
	if (series->count == 0)
		return 0;
	qsort(series->ms, series->count, sizeof(double), by_size);
	return series->count % 2 ? series->ms[half] : (series->ms[half - 1] + series->ms[half]) / 2;
}

const char *against(double value, double most)
{
	return value <= most ? "within" : "OVER";
}

uint64_t seed;

uint32_t draw(uint32_t below)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)((seed >> 33) % below);
}
