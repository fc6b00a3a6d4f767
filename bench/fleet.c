/*
 * 2,000 sites of one catalogue have their verdicts in one file. Then a new bundle comes for one of them: taken, judged, put, and durable when the call
 * returns. The floor beside it is a bare transaction that updates as many rows of as many other sites in the same file.
 */
#include "fleet.h"

#include "measure.h"
#include "port/port.h"
#include "store/store.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

enum { SITES = 2000, CHOSEN = 200, BLOCK = 10, ARENA_MAX = 64 << 20, NAME_MAX_ = 32, CHANGED_MAX = 4096 };

static const double aim_ms = 50;

struct fleet {
	const struct sample *sample;
	struct sk_checker *checker;
	struct sk_store *store;
	char digests[SITES][SK_HEX_ROOM];
	size_t order[SITES]; /* shuffled */
	size_t rows, changed; /* of all sites; of all bundles */
	struct series whole, put, bare;
	sqlite3 *db;
	sqlite3_stmt *update;
	size_t updated;
};

/* Always the same sites: two runs are to be compared. */
static void shuffle(struct fleet *fleet)
{
	uint32_t state = 20261120;
	for (size_t i = 0; i < SITES; i++)
		fleet->order[i] = i;
	for (size_t i = SITES - 1; i > 0; i--) {
		state = state * 1664525u + 1013904223u;
		size_t other = (state >> 8) % (i + 1), kept = fleet->order[i];
		fleet->order[i] = fleet->order[other];
		fleet->order[other] = kept;
	}
}

static sk_time moment(size_t site, int64_t sequence)
{
	return sample_begin() + (sequence - 1) * SK_DAY + (sk_time)site;
}

/* Bytes of a bundle -> durable. `round` 0 is not noted. */
static void receive(struct fleet *fleet, size_t site, int64_t sequence, const struct sk_buf *bytes, size_t round)
{
	struct sk_error error;
	struct sk_head head = {.collector = "bench", .host = "bench-host", .sequence = sequence - 1};
	struct sk_heads heads = {&head, sequence > 1, sequence > 1};
	struct sk_offer offer = {.file = "bench.jsonl", .bytes = bytes->bytes, .length = bytes->length};
	const struct sk_bundle *bundle;
	struct sk_brought brought;
	struct sk_evidence evidence;
	struct sk_verdicts verdicts;
	char name[NAME_MAX_];
	size_t changed;
	(void)snprintf(name, sizeof(name), "site-%04zu", site);
	(void)snprintf(head.digest, sizeof(head.digest), "%s", fleet->digests[site]);
	double begin = now_ms();
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA_MAX);
	must(sk_evidence_accept(arena, fleet->sample->site, &heads, moment(site, sequence), &offer, &bundle, &brought, &error), &error);
	must(sk_evidence_looks(arena, fleet->sample->site, moment(site, sequence), &bundle, &brought, 1, &evidence, &error), &error);
	must(sk_check_run(arena, fleet->checker, fleet->sample->site, &evidence, moment(site, sequence), &verdicts, &error), &error);
	double judged = now_ms();
	must(sk_store_put(fleet->store, name, &verdicts, &changed, &error), &error);
	double durable = now_ms();
	note(&fleet->put, round, durable - judged);
	note(&fleet->whole, round, durable - begin);
	(void)snprintf(fleet->digests[site], sizeof(fleet->digests[site]), "%s", brought.digest);
	*(round ? &fleet->changed : &fleet->rows) += changed;
}

/* ---- the floor ---- */

static void want(const struct fleet *fleet, int result)
{
	if (result == SQLITE_OK || result == SQLITE_DONE)
		return;
	fprintf(stderr, "bench: SQLite: %s\n", sqlite3_errmsg(fleet->db));
	exit(4);
}

static void open_bare(struct fleet *fleet, const char *path)
{
	want(fleet, sqlite3_open_v2(path, &fleet->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL));
	want(fleet, sqlite3_exec(fleet->db, "PRAGMA synchronous=FULL", NULL, NULL, NULL));
	/* The rows that a bundle decided are those that the next one changes. */
	want(fleet, sqlite3_prepare_v2(fleet->db,
				       "UPDATE verdict SET looked = looked + 86400, stale_after = stale_after + 86400 "
				       "WHERE site = (SELECT number FROM site WHERE id = ?) AND bundle IS NOT NULL",
				       -1, &fleet->update, NULL));
}

static void update_bare(struct fleet *fleet, size_t site)
{
	char name[NAME_MAX_];
	(void)snprintf(name, sizeof(name), "site-%04zu", site);
	double begin = now_ms();
	want(fleet, sqlite3_exec(fleet->db, "BEGIN IMMEDIATE", NULL, NULL, NULL));
	want(fleet, sqlite3_bind_text(fleet->update, 1, name, -1, SQLITE_STATIC));
	want(fleet, sqlite3_step(fleet->update));
	want(fleet, sqlite3_reset(fleet->update));
	fleet->updated += (size_t)sqlite3_changes(fleet->db);
	want(fleet, sqlite3_exec(fleet->db, "COMMIT", NULL, NULL, NULL));
	note(&fleet->bare, 1, now_ms() - begin);
}

/* ---- all of it ---- */

static void fill(struct fleet *fleet, struct sk_buf *bytes)
{
	for (size_t site = 0; site < SITES; site++) {
		sample_bundle(fleet->sample, MANY, 1, "", moment(site, 1), bytes);
		receive(fleet, site, 1, bytes, 0);
	}
}

/* In blocks, so that a busy machine slows both, and the cache of one is not made old by the other each time. */
static void take_turns(struct fleet *fleet, struct sk_buf *bytes)
{
	for (size_t block = 0; block < CHOSEN; block += BLOCK) {
		for (size_t i = block; i < block + BLOCK; i++) {
			size_t site = fleet->order[i];
			sample_bundle(fleet->sample, MANY, 2, fleet->digests[site], moment(site, 2), bytes);
			receive(fleet, site, 2, bytes, 1);
		}
		for (size_t i = block; i < block + BLOCK; i++)
			update_bare(fleet, fleet->order[CHOSEN + i]);
	}
}

static void report(struct fleet *fleet)
{
	double whole = median(&fleet->whole), put = median(&fleet->put), bare = median(&fleet->bare);
	printf("  %d sites, %zu rows; a new bundle for %d of them changes %zu rows each, the bare transaction %zu\n", SITES, fleet->rows, CHOSEN,
	       fleet->changed / CHOSEN, fleet->updated / CHOSEN);
	printf("  bundle to verdicts on the disk     %7.2f ms   aim %4.0f ms    %s   (fastest %.2f, slowest %.2f)\n", whole, aim_ms, against(whole, aim_ms),
	       fleet->whole.ms[0], fleet->whole.ms[CHOSEN - 1]);
	printf("    of it: put                       %7.2f ms   (fastest %.2f, slowest %.2f)\n", put, fleet->put.ms[0], fleet->put.ms[CHOSEN - 1]);
	printf("  floor: bare transaction, synced    %7.2f ms   (fastest %.2f, slowest %.2f)\n", bare, fleet->bare.ms[0], fleet->bare.ms[CHOSEN - 1]);
}

void fleet_measure(const struct sample *sample, const char *folder)
{
	static struct fleet fleet;
	static const char *const leftovers[] = {"", "-wal", "-shm"};
	struct sk_error error;
	const struct sk_env *env = sk_port_env();
	const char *path, *name;
	SK_BUF_SCOPE bytes = SK_BUF(SAMPLE_BYTES + 4096);
	fleet.sample = sample;
	must(sk_arena_print(sample->arena, &path, &error, "%s/verdicts", folder), &error);
	for (size_t i = 0; i < SK_COUNT(leftovers); i++) {
		must(sk_arena_print(sample->arena, &name, &error, "%s%s", path, leftovers[i]), &error);
		(void)env->remove(env->self, name);
	}
	must(sk_checker_new(sample->catalogue, sample->site, true, &fleet.checker, &error), &error);
	must(sk_store_open(env, path, &fleet.store, &error), &error);
	shuffle(&fleet);
	fill(&fleet, &bytes);
	open_bare(&fleet, path);
	take_turns(&fleet, &bytes);
	report(&fleet);
	(void)sqlite3_finalize(fleet.update);
	(void)sqlite3_close(fleet.db);
	sk_store_close(fleet.store);
	sk_checker_free(fleet.checker);
}
