/*
 * What one bundle costs from its bytes to verdicts, beside what the bare libraries need for the same bytes, rows and queries; and what a
 * fleet's store costs.
 *
 *   bench_evidence CATALOGUE CASES FOLDER
 *
 * CASES: tests/check/cases. FOLDER: for site.yaml and the store, on a disk. Every figure is a median; ours and the floors take turns, so that a
 * busy machine slows both. The floors do nothing with what they are told: no reading of values, no judging, no errors with a line.
 */
#include "fleet.h"
#include "measure.h"
#include "port/port.h"
#include "sample.h"

#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 600, ARENA_MAX = 64 << 20, CHECKS = 40, KINDS_MAX = 64 };

static const double aim_per_second = 800, aim_ratio = 1.5;

enum part { ACCEPT, LOOKS, JUDGE, WHOLE, SIGNATURE, DIGEST, LINES, ROWS, QUERIES, AGAIN, PARTS };
static struct series parts[PARTS];

/* ---- ours ---- */

struct ours {
	struct sk_arena *arena;
	const struct sk_bundle *bundle;
	struct sk_brought brought;
	struct sk_evidence evidence;
	struct sk_verdicts verdicts;
};

/* A fresh arena each time, as whoever takes bundles one after the other has it; the caller frees it. */
static void run_ours(const struct sample *sample, struct sk_checker *checker, const struct sk_buf *bytes, size_t round, struct ours *ours)
{
	struct sk_error error;
	struct sk_heads heads = {0};
	struct sk_offer offer = {.file = "bench.jsonl", .bytes = bytes->bytes, .length = bytes->length};
	sk_time at = sample_begin();
	double begin = cpu_ms();
	ours->arena = sk_arena_new(ARENA_MAX);
	must(sk_evidence_accept(ours->arena, sample->site, &heads, at, &offer, &ours->bundle, &ours->brought, &error), &error);
	double accepted = cpu_ms();
	must(sk_evidence_looks(ours->arena, sample->site, at, &ours->bundle, &ours->brought, 1, &ours->evidence, &error), &error);
	double looked = cpu_ms();
	must(sk_check_run(ours->arena, checker, sample->site, &ours->evidence, at, &ours->verdicts, &error), &error);
	double judged = cpu_ms();
	note(&parts[ACCEPT], round, accepted - begin);
	note(&parts[LOOKS], round, looked - accepted);
	note(&parts[JUDGE], round, judged - looked);
	note(&parts[WHOLE], round, judged - begin);
}

static struct sk_checker *new_checker(const struct sample *sample)
{
	struct sk_error error;
	struct sk_checker *checker;
	must(sk_checker_new(sample->catalogue, sample->site, true, &checker, &error), &error);
	return checker;
}

/* ---- the floors of libsodium and jansson ---- */

static void floor_sodium(const struct sk_buf *bytes, const unsigned char *signature, const unsigned char *key, size_t round)
{
	unsigned char digest[crypto_hash_sha256_BYTES];
	const unsigned char *message = (const unsigned char *)bytes->bytes;
	double begin = cpu_ms();
	if (crypto_sign_verify_detached(signature, message, bytes->length, key) != 0)
		fail("libsodium refuses its own signature");
	double verified = cpu_ms();
	crypto_hash_sha256(digest, message, bytes->length);
	note(&parts[SIGNATURE], round, verified - begin);
	note(&parts[DIGEST], round, cpu_ms() - verified);
}

static void floor_json(const struct sk_buf *bytes, size_t round)
{
	double begin = cpu_ms();
	for (const char *at = bytes->bytes, *end; at < bytes->bytes + bytes->length; at = end + 1) {
		end = memchr(at, '\n', (size_t)(bytes->bytes + bytes->length - at));
		json_t *line = end ? json_loadb(at, (size_t)(end - at), JSON_REJECT_DUPLICATES, NULL) : NULL;
		if (!line)
			fail("jansson refuses a line");
		json_decref(line);
	}
	note(&parts[LINES], round, cpu_ms() - begin);
}

/* ---- the floor of SQLite: the same tables, rows and queries ---- */

struct bare {
	sqlite3 *db;
	const struct sk_fact_kind *kinds;
	size_t kind_count, rows;
	bool wanted[KINDS_MAX];
	sqlite3_stmt *insert[KINDS_MAX], *clear[KINDS_MAX], *helpers[6], *queries[SAMPLE_CHECKS_MAX];
	unsigned asked[SAMPLE_CHECKS_MAX]; /* how often ours asked each: as of now, and of later moments */
	size_t query_count;
};
enum { CLEAR_ASSESSMENT, CLEAR_PARAMETER, CLEAR_SUBJECT, ADD_ASSESSMENT, ADD_PARAMETER, ADD_SUBJECT };

static void want(const struct bare *bare, int result)
{
	if (result == SQLITE_OK || result == SQLITE_DONE)
		return;
	fprintf(stderr, "bench: SQLite: %s\n", sqlite3_errmsg(bare->db));
	exit(4);
}

static sqlite3_stmt *prepare(struct bare *bare, const char *sql)
{
	sqlite3_stmt *statement = NULL;
	want(bare, sqlite3_prepare_v3(bare->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL));
	return statement;
}

static void prepare_kind(struct bare *bare, size_t at)
{
	const struct sk_fact_kind *kind = &bare->kinds[at];
	SK_BUF_SCOPE sql = SK_BUF(8192);
	sk_buf_print(&sql, "INSERT INTO %s VALUES(?,?,?", kind->name);
	for (size_t i = 0; i < kind->column_count; i++)
		sk_buf_text(&sql, ",?");
	sk_buf_text(&sql, ")");
	bare->insert[at] = prepare(bare, sql.bytes);
	sk_buf_clear(&sql);
	sk_buf_print(&sql, "DELETE FROM %s", kind->name);
	bare->clear[at] = prepare(bare, sql.bytes);
}

static void open_bare(struct bare *bare, const struct sample_ran *ran)
{
	static const char *const helpers[] = {"DELETE FROM assessment", "DELETE FROM parameter", "DELETE FROM subject",
					      "INSERT INTO assessment VALUES(?)", "INSERT INTO parameter VALUES(?,?)", "INSERT INTO subject VALUES(?,?)"};
	SK_BUF_SCOPE tables = SK_BUF(1 << 20);
	*bare = (struct bare){.kinds = sk_fact_kinds(&bare->kind_count)};
	(void)sk_fact_kinds(&bare->kind_count);
	if (sqlite3_open_v2(":memory:", &bare->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		fail("SQLite");
	/* As the reader of bundles has held every value to the rules of the table already, nobody would have them checked again; nor have an index made for each
	 * join of tables that are so small. */
	sk_buf_text(&tables, "PRAGMA ignore_check_constraints=ON; PRAGMA secure_delete=OFF; PRAGMA automatic_index=OFF;");
	sk_fact_sql(&tables);
	want(bare, sqlite3_exec(bare->db, tables.bytes, NULL, NULL, NULL));
	for (size_t i = 0; i < SK_COUNT(helpers); i++)
		bare->helpers[i] = prepare(bare, helpers[i]);
	for (size_t i = 0; i < ran->count; i++) {
		SK_ID_EACH(id, &ran->checks[i]->needs)
			bare->wanted[sk_fact_kind_named(id->text) - bare->kinds] = true;
		bare->queries[bare->query_count++] = prepare(bare, ran->checks[i]->sql);
	}
	for (size_t i = 0; i < bare->kind_count; i++)
		if (bare->wanted[i])
			prepare_kind(bare, i);
}

static void close_bare(struct bare *bare)
{
	for (sqlite3_stmt *statement; (statement = sqlite3_next_stmt(bare->db, NULL));)
		(void)sqlite3_finalize(statement);
	want(bare, sqlite3_close(bare->db));
}

static void step(struct bare *bare, sqlite3_stmt *statement)
{
	int result;
	while ((result = sqlite3_step(statement)) == SQLITE_ROW)
		;
	want(bare, result);
	(void)sqlite3_reset(statement);
}

static void bare_helpers(struct bare *bare, const struct sk_site *site)
{
	for (int i = CLEAR_ASSESSMENT; i <= CLEAR_SUBJECT; i++)
		step(bare, bare->helpers[i]);
	sqlite3_bind_int64(bare->helpers[ADD_ASSESSMENT], 1, sample_begin());
	step(bare, bare->helpers[ADD_ASSESSMENT]);
	SK_LIST_EACH(struct sk_control, control, &site->catalogue->controls.rows)
		SK_LIST_EACH(struct sk_parameter, parameter, &control->parameters) {
			sqlite3_bind_text(bare->helpers[ADD_PARAMETER], 1, parameter->id, -1, SQLITE_STATIC);
			sqlite3_bind_int(bare->helpers[ADD_PARAMETER], 2, parameter->value);
			step(bare, bare->helpers[ADD_PARAMETER]);
		}
	SK_LIST_EACH(struct sk_subject, subject, &site->subjects) {
		sqlite3_bind_text(bare->helpers[ADD_SUBJECT], 1, subject->id, -1, SQLITE_STATIC);
		sqlite3_bind_text(bare->helpers[ADD_SUBJECT], 2, subject->place_id, -1, SQLITE_STATIC);
		step(bare, bare->helpers[ADD_SUBJECT]);
	}
}

static void bare_fact(struct bare *bare, const struct sk_look *look, const struct sk_fact *fact)
{
	sqlite3_stmt *insert = bare->insert[look->kind - bare->kinds];
	sqlite3_bind_int64(insert, 1, 1);
	sqlite3_bind_text(insert, 2, look->subject->id, -1, SQLITE_STATIC);
	sqlite3_bind_int64(insert, 3, look->at);
	for (size_t i = 0; i < look->kind->column_count; i++) {
		const struct sk_value *value = &fact->values[i];
		enum sk_column_type type = look->kind->columns[i].type;
		if (value->null)
			sqlite3_bind_null(insert, (int)i + 4);
		else if (type == SK_COLUMN_TEXT || type == SK_COLUMN_CHOICE)
			sqlite3_bind_text(insert, (int)i + 4, value->text, -1, SQLITE_STATIC);
		else
			sqlite3_bind_int64(insert, (int)i + 4, value->integer);
	}
	step(bare, insert);
	bare->rows++;
}

static void floor_sqlite(struct bare *bare, const struct sample *sample, const struct sk_evidence *evidence, size_t round)
{
	double begin = cpu_ms();
	bare->rows = 0;
	want(bare, sqlite3_exec(bare->db, "BEGIN", NULL, NULL, NULL));
	for (size_t i = 0; i < bare->kind_count; i++)
		if (bare->wanted[i])
			step(bare, bare->clear[i]);
	bare_helpers(bare, sample->site);
	for (size_t i = 0; i < evidence->look_count; i++)
		for (size_t k = 0; bare->wanted[evidence->looks[i].kind - bare->kinds] && k < evidence->looks[i].fact_count; k++)
			bare_fact(bare, &evidence->looks[i], &evidence->looks[i].facts[k]);
	want(bare, sqlite3_exec(bare->db, "COMMIT", NULL, NULL, NULL));
	double filled = cpu_ms();
	for (size_t i = 0; i < bare->query_count; i++)
		step(bare, bare->queries[i]);
	double once = cpu_ms();
	for (size_t i = 0; i < bare->query_count; i++)
		for (unsigned asked = 1; asked < bare->asked[i]; asked++)
			step(bare, bare->queries[i]);
	note(&parts[ROWS], round, filled - begin);
	note(&parts[QUERIES], round, once - filled);
	note(&parts[AGAIN], round, cpu_ms() - once);
}

/* ---- the report ---- */

static void report(void)
{
	static const struct {
		enum part part;
		const char *words;
	} lines[] = {
		{ACCEPT, "  of it: read, verify, accept        "}, {LOOKS, "  of it: what is known now           "},
		{JUDGE, "  of it: judge                       "},	   {SIGNATURE, "floor: libsodium, signature          "},
		{DIGEST, "floor: libsodium, SHA-256            "},  {LINES, "floor: jansson, each line            "},
		{ROWS, "floor: SQLite, rows in and out       "},	   {QUERIES, "floor: SQLite, queries               "},
		{AGAIN, "floor: SQLite, until when they hold  "},
	};
	double whole = median(&parts[WHOLE]), sum = 0, per_second = 1000 / whole;
	printf("  one bundle, from bytes to verdicts %7.3f ms   (fastest %.3f, slowest %.3f)\n", whole, parts[WHOLE].ms[0],
	       parts[WHOLE].ms[parts[WHOLE].count - 1]);
	for (size_t i = 0; i < SK_COUNT(lines); i++) {
		double ms = median(&parts[lines[i].part]);
		sum += lines[i].part >= SIGNATURE ? ms : 0;
		printf("  %s%7.3f ms\n", lines[i].words, ms);
	}
	printf("  sum of the floors                  %7.3f ms\n", sum);
	printf("  bundles a second and core          %7.0f      aim %4.0f       %s\n", per_second, aim_per_second, against(aim_per_second, per_second));
	printf("  ratio to the sum of the floors     %7.2f      aim %4.1f       %s\n", whole / sum, aim_ratio, against(whole / sum, aim_ratio));
	printf("  the same without the queries asked again as of later moments %7.2f\n", whole / (sum - median(&parts[AGAIN])));
}

static void measure(struct sample *sample, enum shape shape)
{
	static const char *const words[SHAPES] = {"a small bundle", "a bundle of many facts"};
	struct ours ours;
	struct bare bare;
	unsigned char signature[crypto_sign_BYTES], public[crypto_sign_PUBLICKEYBYTES];
	SK_BUF_SCOPE bytes = SK_BUF(SAMPLE_BYTES + 4096);
	for (size_t i = 0; i < PARTS; i++)
		parts[i].count = 0;
	sample->site->own.checks.count = sample->copies = 0;
	sample_bundle(sample, shape, 1, "", sample_begin(), &bytes);
	struct sk_checker *checker = new_checker(sample);
	run_ours(sample, checker, &bytes, 0, &ours);
	struct sample_ran ran = sample_ran(&ours.verdicts);
	sample_copy_checks(sample, &ran, CHECKS);
	sk_arena_free(ours.arena);
	sk_checker_free(checker);
	checker = new_checker(sample);
	run_ours(sample, checker, &bytes, 0, &ours);
	ran = sample_ran(&ours.verdicts);
	sk_arena_free(ours.arena);
	open_bare(&bare, &ran);
	for (size_t i = 0; i < ran.count; i++)
		bare.asked[i] = sk_checker_asked(checker, ran.checks[i]);
	crypto_sign_detached(signature, NULL, (const unsigned char *)bytes.bytes, bytes.length, sample->secret.bytes);
	crypto_sign_ed25519_sk_to_pk(public, sample->secret.bytes);
	for (size_t round = 0; round <= ROUNDS; round++) {
		run_ours(sample, checker, &bytes, round, &ours);
		floor_sodium(&bytes, signature, public, round);
		floor_json(&bytes, round);
		floor_sqlite(&bare, sample, &ours.evidence, round);
		if (round < ROUNDS)
			sk_arena_free(ours.arena);
	}
	printf("  %s: %zu bytes, %zu looks, %zu facts (%zu of them read by checks), %zu checks ran (%zu of them twice)\n", words[shape], bytes.length,
	       ours.evidence.look_count, ours.brought.fact_count, bare.rows, ran.count, sample->copies);
	printf("  medians of %d runs, in time of the processor\n", ROUNDS);
	report();
	sk_arena_free(ours.arena);
	close_bare(&bare);
	sk_checker_free(checker);
}

int main(int argc, char **argv)
{
	static struct sample sample;
	if (argc != 4) {
		fprintf(stderr, "usage: bench_evidence CATALOGUE CASES FOLDER\n");
		return 2;
	}
	/* as the program itself; the bare calls take no locks either */
	sk_port_start();
	sk_check_start();
	sample_open(&sample, argv[1], argv[2], argv[3]);
	measure(&sample, SMALL);
	measure(&sample, MANY);
	fleet_measure(&sample, argv[3]);
	sample_close(&sample);
	return 0;
}
