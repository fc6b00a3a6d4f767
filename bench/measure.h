/* What every bench needs: a clock, series of times, and the verdict beside an aim. */
#ifndef MEASURE_H
#define MEASURE_H

#include <stddef.h>
#include <stdint.h>

enum { SERIES_MAX = 2000 };

struct series {
	double ms[SERIES_MAX];
	size_t count;
};

_Noreturn void fail(const char *what); /* with errno in words; exit code 4 */
double now_ms(void);
/* Of this process alone, for work that waits for nothing: others on the machine count less. */
double cpu_ms(void);
/* Round 0 only warms caches. */
void note(struct series *series, size_t round, double ms);
/* Sorts: ms[0] is the fastest behind it, ms[count - 1] the slowest. */
double median(struct series *series);
/* By chance, the same in each run: below `below`, after the seed was set. */
extern uint64_t seed;
uint32_t draw(uint32_t below);
/* "within" or "OVER". */
const char *against(double value, double most);

#endif
