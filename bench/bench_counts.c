/*
 * How long it takes to count, for each of 600 scenarios, at how many of 242,662 sites it is settled, lacking, unknown, not applicable (all hospitals, clinics,
 * dental clinics and pharmacies there are); and what the same question costs SQLite over the same masks.
 *
 *   bench_counts CATALOGUE
 *
 * The minimum sets are those of the catalogue's scenarios, again and again with other controls until there are 600. The states are drawn. Given are masks a
 * site each; turning them is part of the work. SQLite is asked about a part of the sites, which its time is scaled up from, and has to count the same there.
 */
#include "assess/assess.h"
#include "measure.h"
#include "must.h"
#include "port/port.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One word holds the controls at their places that the catalogue names. */
enum { SITES = 242662, SCENARIOS = 600, WORDS = 1, BITS = 64, CONTROLS_MAX = WORDS * BITS, ROUNDS = 40, PART = 50, ARENA_MAX = 64 << 20, FIELD = 15 };
_Static_assert(SITES / PART < 1 << FIELD, "a count has to fit its part of the sum");

static const double aim_ms = 30;
static uint64_t met[SITES * WORDS], unmet[SITES * WORDS], absent[SITES * WORDS], minimum[SCENARIOS * WORDS], presumed[SCENARIOS * WORDS];
static struct sk_fleet_scenario scenarios[SCENARIOS];
static const struct sk_fleet fleet = {WORDS, 18, scenarios, minimum, presumed, SCENARIOS};

/* ---- the register ---- */

struct numbers {
	const struct sk_control *controls[CONTROLS_MAX];
	int places[CONTROLS_MAX];
	size_t count;
};

static size_t number_of(struct numbers *numbers, const struct sk_treatment *treatment)
{
	size_t at = 0;
	while (at < numbers->count && (numbers->controls[at] != treatment->control || numbers->places[at] != treatment->at))
		at++;
	if (at < numbers->count)
		return at;
	if (at == CONTROLS_MAX)
		fail("more controls at places than bits");
	numbers->controls[at] = treatment->control;
	numbers->places[at] = treatment->at;
	return numbers->count++;
}

static void number_all(struct numbers *numbers, const struct sk_catalogue *catalogue)
{
	for (size_t i = 0; i < catalogue->scenario_count; i++)
		for (size_t k = 0; k < catalogue->scenarios[i].minimum_count; k++)
			(void)number_of(numbers, &catalogue->scenarios[i].treatments[k]);
}

/* Every scenario reaches the line and goes under it when treated: there is something to count in each. */
static size_t make_scenarios(const struct sk_catalogue *catalogue, struct numbers *numbers)
{
	size_t needed = 0;
	number_all(numbers, catalogue);
	for (size_t i = 0; i < SCENARIOS; i++) {
		const struct sk_scenario *from = &catalogue->scenarios[i % catalogue->scenario_count];
		scenarios[i] = (struct sk_fleet_scenario){18, 6};
		needed += from->minimum_count;
		for (size_t k = 0; k < from->minimum_count; k++) {
			size_t at = (number_of(numbers, &from->treatments[k]) + i / catalogue->scenario_count * 7) % numbers->count;
			minimum[i * WORDS + at / BITS] |= (uint64_t)1 << at % BITS;
			presumed[i * WORDS + at / BITS] |= (uint64_t)numbers->controls[at]->presumed << at % BITS;
		}
	}
	return needed;
}

static void draw_sites(size_t controls)
{
	uint64_t state = 20261129;
	for (size_t site = 0; site < SITES; site++)
		for (size_t control = 0; control < controls; control++) {
			state = state * 6364136223846793005u + 1442695040888963407u;
			uint64_t what = (state >> 33) % 100, *to = what < 70 ? met : what < 80 ? unmet : what < 82 ? absent : NULL;
			if (to)
				to[site * WORDS + control / BITS] |= (uint64_t)1 << control % BITS;
		}
}

/* ---- ours ---- */

static double count(size_t sites, struct sk_fleet_counts *counts, struct sk_fleet_standing *standing)
{
	struct sk_error error;
	double begin = cpu_ms();
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA_MAX);
	const struct sk_fleet_sites states = {met, unmet, absent, sites};
	must(sk_assess_fleet(arena, &fleet, &states, counts, standing, &error), &error);
	return cpu_ms() - begin;
}

/* ---- SQLite ---- */

static sqlite3 *db;

static void want(int result)
{
	if (result == SQLITE_OK || result == SQLITE_DONE || result == SQLITE_ROW)
		return;
	fprintf(stderr, "bench: SQLite: %s\n", sqlite3_errmsg(db));
	exit(4);
}

static void insert(const char *sql, size_t rows, const uint64_t *const *masks, size_t kinds)
{
	sqlite3_stmt *statement;
	want(sqlite3_prepare_v2(db, sql, -1, &statement, NULL));
	for (size_t row = 0; row < rows; row++) {
		want(sqlite3_bind_int64(statement, 1, (sqlite3_int64)row));
		for (size_t i = 0; i < kinds; i++)
			want(sqlite3_bind_int64(statement, (int)i + 2, (sqlite3_int64)masks[i][row]));
		want(sqlite3_step(statement));
		want(sqlite3_reset(statement));
	}
	want(sqlite3_finalize(statement));
}

static void open_tables(void)
{
	static const uint64_t *const states[] = {met, unmet, absent}, *const sets[] = {minimum, presumed};
	want(sqlite3_open_v2(":memory:", &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL));
	want(sqlite3_exec(db, "CREATE TABLE site(id INTEGER PRIMARY KEY, met, unmet, absent);"
			      "CREATE TABLE scenario(id INTEGER PRIMARY KEY, minimum, presumed); BEGIN", NULL, NULL, NULL));
	insert("INSERT INTO site VALUES(?,?,?,?)", SITES / PART, states, 3);
	insert("INSERT INTO scenario VALUES(?,?,?)", SCENARIOS, sets, 2);
	want(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL));
}

/* One pass, and one sum with a count in each FIELD bits of it: the fastest we know. */
static const char question[] =
	"SELECT sum(CASE WHEN absent & minimum THEN 1 "
	"WHEN unmet & minimum OR NOT minimum THEN 1 << 15 "
	"WHEN NOT minimum & ~met THEN 1 << 30 "
	"WHEN NOT minimum & ~(met | presumed) THEN 1 << 45 ELSE 0 END) "
	"FROM scenario CROSS JOIN site GROUP BY scenario.id";

static size_t field(sqlite3_int64 sum, unsigned which)
{
	return (size_t)(sum >> which * FIELD) & ((1 << FIELD) - 1);
}

static bool same(const struct sk_fleet_counts *counts, sqlite3_int64 sum)
{
	return counts->not_applicable == field(sum, 0) && counts->unmet == field(sum, 1) && counts->evidenced == field(sum, 2) &&
	       counts->presumed == field(sum, 3);
}

static double ask_sqlite(const struct sk_fleet_counts *counts)
{
	sqlite3_stmt *statement;
	size_t rows = 0;
	double begin = cpu_ms();
	want(sqlite3_prepare_v2(db, question, -1, &statement, NULL));
	for (int result; (result = sqlite3_step(statement)) != SQLITE_DONE; rows++) {
		want(result);
		if (!same(&counts[rows], sqlite3_column_int64(statement, 0)))
			fail("SQLite counts otherwise");
	}
	want(sqlite3_finalize(statement));
	if (rows != SCENARIOS)
		fail("SQLite counts fewer scenarios");
	return cpu_ms() - begin;
}

/* ---- all of it ---- */

static void report(struct series *ours, double sqlite, const struct sk_fleet_standing *standing)
{
	double ms = median(ours);
	printf("  all scenarios at all sites         %7.2f ms   aim %4.0f ms    %s   (fastest %.2f, slowest %.2f; one core)\n", ms, aim_ms, against(ms, aim_ms),
	       ours->ms[0], ours->ms[ours->count - 1]);
	printf("  the same question in SQLite        %7.0f ms   (scaled: %.0f ms for 1 of %d sites, same counts there)\n", sqlite * PART, sqlite, PART);
	printf("  ratio                              %7.0f times faster\n", sqlite * PART / ms);
	printf("  sites: %zu settled, %zu unknown, %zu open, %zu with nothing to settle; of %d\n", standing->settled, standing->unknown, standing->open, standing->nothing, SITES);
}

int main(int argc, char **argv)
{
	static struct sk_fleet_counts counts[SCENARIOS];
	static struct series ours;
	static struct numbers numbers;
	struct sk_fleet_standing standing;
	struct sk_error error;
	struct sk_catalogue *catalogue;
	if (argc != 2) {
		fprintf(stderr, "usage: bench_counts CATALOGUE\n");
		return 2;
	}
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA_MAX);
	must(sk_catalogue_load(arena, sk_port_env(), argv[1], &catalogue, &error), &error);
	size_t needed = make_scenarios(catalogue, &numbers);
	draw_sites(numbers.count);
	open_tables();
	(void)count(SITES / PART, counts, &standing);
	double sqlite = ask_sqlite(counts);
	for (size_t round = 0; round <= ROUNDS; round++)
		note(&ours, round, count(SITES, counts, &standing));
	printf("  %d sites, %d scenarios with %zu minimum controls in all, of %zu controls at their places; median of %d runs\n", SITES, SCENARIOS, needed,
	       numbers.count, ROUNDS);
	report(&ours, sqlite, &standing);
	(void)sqlite3_close(db);
	return 0;
}
