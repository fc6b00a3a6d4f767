/* Verdicts of many sites in a file: what is put comes back, old or new whole, never greener than it was. */
#include "clinic.h"
#include "cmocka_all.h"
#include "port/port.h"
#include "record/record.h"
#include "store/store.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROOM = 1 << 16, ROWS_MAX = 400, KILLS = 60, KILLS_MOST = 300, WRITERS = 6 };

static const char file[] = "verdicts";
static char home[PATH_MAX];

static int enter(void **state)
{
	char folder[] = "/tmp/sekisho-store-XXXXXX";

	(void)state;
	(void)sqlite3_hard_heap_limit64(0);
	return getcwd(home, sizeof(home)) && mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int leave(void **state)
{
	char folder[PATH_MAX];

	(void)state;
	return getcwd(folder, sizeof(folder)) && system("rm -rf ./* ./:*") == 0 && chdir(home) == 0 && rmdir(folder) == 0 ? 0 : -1;
}

/* ---- verdicts ---- */

struct world {
	struct clinic clinic;
	struct sk_evidence evidence;
	struct sk_brought brought;
	char bundle[ROOM];
	sk_time at;
};

/* Patients are told: a practice that the site says, signed by a collector. */
static size_t write_bundle(struct world *world, sk_time looked)
{
	struct sk_record record;
	struct sk_record_head head = {"people", "desk", NULL, "live", "test", 1, looked};
	struct sk_record_coverage coverage = {"practice", "practice-1", "interview", "complete", "attested", NULL, looked};

	sk_record_open(&record, world->bundle, sizeof(world->bundle));
	sk_record_head_line(&record, &head);
	sk_record_coverage_line(&record, &coverage);
	sk_record_fact_begin(&record);
	sk_record_text(&record, "about", "patient_notice");
	sk_record_flag(&record, "holds", true);
	sk_record_time(&record, "held_on", looked - SK_DAY);
	sk_record_time(&record, "valid_until", looked + 90 * SK_DAY);
	sk_record_fact_end(&record);
	sk_record_end_line(&record);
	assert_false(record.failed);
	return record.length;
}

static void judge(struct world *world, sk_time looked)
{
	struct sk_error *error = &world->clinic.error;
	struct sk_arena *arena = world->clinic.arena;
	const struct sk_bundle *bundle;
	size_t length = write_bundle(world, looked);

	world->brought = (struct sk_brought){.file = "evidence/people.desk.000000001.jsonl", .standing = SK_COUNTS, .sequence = 1};
	sk_digest(world->bundle, length, world->brought.digest);
	assert_false(sk_failed(sk_bundle_read(arena, world->brought.file, world->bundle, length, &bundle, error)));
	world->brought.collector_id = bundle->collector;
	world->brought.host = bundle->host;
	assert_false(sk_failed(sk_evidence_looks(arena, world->clinic.site, world->at, &bundle, &world->brought, 1, &world->evidence, error)));
	assert_false(sk_failed(sk_check_run(arena, NULL, world->clinic.site, &world->evidence, world->at, &world->clinic.verdicts, error)));
}

/* A clinic without a wireless network, with `more` behind its subjects, that heard from people on a day. */
static void make(struct world *world, const char *more, const char *looked)
{
	SK_BUF_SCOPE text = SK_BUF(ROOM);

	*world = (struct world){.at = clinic_time("2026-11-20T03:00:00Z")};
	clinic_text(&text, "clinic", "wireless");
	sk_buf_text(&text, "  - {id: attic, place: terminal, in-scope: false, reason: {ja: \"外\", en: out}}\n");
	sk_buf_text(&text, more);
	clinic_make(&world->clinic, text.bytes, world->at);
	judge(world, clinic_time(looked));
}

static void end(struct world *world)
{
	clinic_end(&world->clinic);
}

static const char met[] = "answers: [{control: T17, state: met, by: Mori, date: 2026-11-01, expires: 2026-11-30}]\n";
static const char unmet[] = "answers: [{control: T17, state: unmet, by: Mori, date: 2026-11-01, expires: 2026-11-30}]\n";

/* ---- the store ---- */

static struct sk_store *open_store(const char *path)
{
	struct sk_store *store = NULL;
	struct sk_error error = {0};
	SK_BUF_SCOPE text = SK_BUF(ROOM);

	if (sk_failed(sk_store_open(sk_port_env(), path, &store, &error))) {
		sk_error_print(&error, &text);
		fail_msg("%s", text.bytes);
	}
	return store;
}

static size_t put(struct sk_store *store, const char *site, const struct world *world)
{
	struct sk_error error = {0};
	size_t changed = SIZE_MAX;

	assert_false(sk_failed(sk_store_put(store, site, &world->clinic.verdicts, &changed, &error)));
	return changed;
}

struct heard {
	struct sk_kept rows[ROWS_MAX];
	char words[ROWS_MAX][5][SK_STORE_ID_MAX + 1];
	size_t count, most; /* most 0: all of them */
};

static bool hear(void *context, const struct sk_kept *row)
{
	struct heard *heard = context;
	const char *from[] = {row->site, row->control, row->place, row->subject, row->bundle};
	struct sk_kept *kept = &heard->rows[heard->count];
	const char **to[] = {&kept->site, &kept->control, &kept->place, &kept->subject, &kept->bundle};

	assert_true(heard->count < ROWS_MAX);
	*kept = *row;
	for (size_t i = 0; i < SK_COUNT(from); i++) {
		char *word = heard->words[heard->count][i];
		(void)snprintf(word, sizeof(heard->words[0][0]), "%s", from[i] ? from[i] : "");
		*to[i] = from[i] ? word : NULL;
	}
	return ++heard->count != heard->most;
}

static void rows_at(struct sk_store *store, const char *site, sk_time at, struct heard *heard)
{
	struct sk_error error = {0};

	heard->count = heard->most = 0;
	assert_false(sk_failed(sk_store_site(store, site, at, hear, heard, &error)));
}

static const struct sk_kept *row_in(const struct heard *heard, const char *control, const char *subject)
{
	for (size_t i = 0; i < heard->count; i++)
		if (strcmp(heard->rows[i].control, control) == 0 && strcmp(heard->rows[i].subject, subject) == 0)
			return &heard->rows[i];
	return NULL;
}

static size_t size_of(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 ? (size_t)status.st_size : 0;
}

static struct heard heard, again;

/* ---- what is put comes back ---- */

static void compare(const struct world *world, const struct heard *rows)
{
	size_t count = 0;

	for (size_t i = 0; i < world->clinic.verdicts.count; i++) {
		const struct sk_verdict *verdict = &world->clinic.verdicts.items[i];
		for (size_t k = 0; k < verdict->count; k++) {
			const struct sk_finding *finding = &verdict->findings[k];
			const char *place = sk_catalogue_place_row(world->clinic.site->catalogue, finding->place)->row.id;
			size_t found = 0;
			for (size_t r = 0; r < rows->count; r++) {
				const struct sk_kept *row = &rows->rows[r];
				if (strcmp(row->control, verdict->control->row.id) != 0 || strcmp(row->place, place) != 0 ||
				    strcmp(row->subject, finding->subject ? finding->subject->id : "") != 0)
					continue;
				found++;
				assert_int_equal(row->state, finding->state);
				assert_int_equal(row->method, finding->method);
				assert_int_equal(row->contradicts, finding->contradicts);
				assert_int_equal(row->stale_after, finding->stale_after);
			}
			assert_int_equal(found, finding->counts);
			count += finding->counts;
		}
	}
	assert_int_equal(rows->count, count);
}

static void what_is_put_comes_back(void **state)
{
	struct world world;
	struct sk_store *store = open_store(file);
	size_t changed;

	(void)state;
	make(&world, met, "2026-11-19T09:00:00Z");
	changed = put(store, "sakura", &world);
	for (int round = 0; round < 2; round++) {
		rows_at(store, "sakura", world.at, &heard);
		assert_int_equal(heard.count, changed);
		compare(&world, &heard);
		for (size_t i = 1; i < heard.count; i++)
			assert_true(strcmp(heard.rows[i - 1].control, heard.rows[i].control) <= 0);
		sk_store_close(store);
		store = open_store(file);
	}
	const struct sk_kept *told = row_in(&heard, "H09", "practice-1"), *said = row_in(&heard, "T17", "router-b-1");
	assert_string_equal(told->site, "sakura");
	assert_int_equal(told->state, SK_MET);
	assert_string_equal(told->bundle, world.brought.digest);
	assert_int_equal(told->looked, clinic_time("2026-11-19T09:00:00Z"));
	assert_int_equal(told->stale_after, clinic_time("2026-11-19T09:00:00Z") + 90 * SK_DAY);
	assert_int_equal(said->state, SK_MET);
	assert_null(said->bundle);
	assert_int_equal(said->looked, clinic_time("2026-11-01"));
	assert_null(row_in(&heard, "T12", "attic"));
	assert_int_equal(row_in(&heard, "T12", "terminal-1")->looked, 0);
	rows_at(store, "nobody", world.at, &heard);
	assert_int_equal(heard.count, 0);
	sk_store_close(store);
	end(&world);
}

/* A place without subjects that somebody says is absent, and one that nobody speaks of. */
static void a_place_without_subjects_has_a_row(void **state)
{
	struct world world;
	struct sk_store *store = open_store(file);
	size_t absent = 0;

	(void)state;
	make(&world, "absent: [{place: wireless, by: Mori, date: 2026-11-02}]\n", "2026-11-19");
	assert_true(put(store, "sakura", &world) > 0);
	rows_at(store, "sakura", world.at, &heard);
	compare(&world, &heard);
	for (size_t i = 0; i < heard.count; i++) {
		if (strcmp(heard.rows[i].place, "wireless") != 0)
			continue;
		absent++;
		assert_string_equal(heard.rows[i].subject, "");
		assert_int_equal(heard.rows[i].state, SK_NOT_APPLICABLE);
		assert_int_equal(heard.rows[i].looked, clinic_time("2026-11-02"));
		assert_true(heard.rows[i].stale_after > world.at);
		rows_at(store, "sakura", heard.rows[i].stale_after + 1, &again);
		assert_int_equal(again.rows[i].state, SK_STALE);
	}
	assert_true(absent > 0);
	sk_store_close(store);
	end(&world);
}

static void only_what_differs_is_written(void **state)
{
	struct world world;
	struct sk_store *store = open_store(file);

	(void)state;
	make(&world, met, "2026-11-19");
	size_t all = put(store, "sakura", &world), log = size_of("verdicts-wal");
	assert_true(all > 20 && log > 0);
	assert_int_equal(put(store, "sakura", &world), 0);
	assert_int_equal(size_of("verdicts-wal"), log);
	assert_int_equal(put(store, "hana", &world), all);
	end(&world);

	make(&world, unmet, "2026-11-19");
	assert_int_equal(put(store, "sakura", &world), 1);
	rows_at(store, "sakura", world.at, &heard);
	compare(&world, &heard);
	end(&world);

	/* One subject more, and then not any more. */
	make(&world, "  - {id: terminal-2, place: terminal}\n", "2026-11-19");
	size_t with = put(store, "hana", &world);
	rows_at(store, "hana", world.at, &heard);
	compare(&world, &heard);
	end(&world);
	make(&world, "", "2026-11-19");
	assert_true(with > 5);
	assert_int_equal(put(store, "hana", &world), with - 1); /* one was the answer */
	rows_at(store, "hana", world.at, &heard);
	compare(&world, &heard);
	assert_null(row_in(&heard, "T12", "terminal-2"));

	/* A site of which nothing is known any more. */
	world.clinic.verdicts.count = 0;
	assert_int_equal(put(store, "hana", &world), heard.count);
	assert_int_equal(put(store, "never", &world), 0);
	rows_at(store, "hana", world.at, &heard);
	assert_int_equal(heard.count, 0);
	sk_store_close(store);
	end(&world);
}

/* ---- unknown is never green ---- */

static void a_row_holds_to_its_last_moment(void **state)
{
	struct world world;
	struct sk_store *store = open_store(file);
	struct sk_error error = {0};
	sk_time last = clinic_time("2026-12-01T00:00:00+09:00") - 1; /* of the answer */

	(void)state;
	make(&world, met, "2026-11-19");
	(void)put(store, "hana", &world);
	(void)put(store, "sakura", &world);
	rows_at(store, "sakura", last, &heard);
	assert_int_equal(row_in(&heard, "T17", "router-b-1")->state, SK_MET);
	rows_at(store, "sakura", last + 1, &heard);
	assert_int_equal(row_in(&heard, "T17", "router-b-1")->state, SK_STALE);
	assert_int_equal(row_in(&heard, "T17", "router-b-1")->method, SK_ATTESTED);
	assert_int_equal(row_in(&heard, "H09", "practice-1")->state, SK_MET);
	assert_int_equal(row_in(&heard, "T12", "terminal-1")->state, SK_UNKNOWN);

	heard = (struct heard){.count = 0};
	assert_false(sk_failed(sk_store_due(store, last, hear, &heard, &error)));
	assert_int_equal(heard.count, 0);
	assert_false(sk_failed(sk_store_due(store, last + 1, hear, &heard, &error)));
	assert_int_equal(heard.count, 2);
	for (size_t i = 0; i < 2; i++) {
		assert_string_equal(heard.rows[i].site, i ? "sakura" : "hana");
		assert_string_equal(heard.rows[i].control, "T17");
		assert_int_equal(heard.rows[i].state, SK_STALE);
		assert_int_equal(heard.rows[i].stale_after, last);
	}
	heard = (struct heard){.most = 3};
	assert_false(sk_failed(sk_store_due(store, INT64_MAX, hear, &heard, &error)));
	assert_int_equal(heard.count, 3);
	assert_string_equal(heard.rows[2].control, "H09");
	sk_store_close(store);
	end(&world);
}

/* ---- files that are none of ours ---- */

static void change(const char *path, const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void write_file(const char *path, const char *bytes, size_t length)
{
	int handle = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(handle >= 0);
	assert_int_equal(write(handle, bytes, length), length);
	assert_int_equal(close(handle), 0);
}

static char *read_file(const char *path, size_t *length)
{
	size_t room = size_of(path);
	char *bytes = malloc(room + 1);
	int handle = open(path, O_RDONLY);

	assert_non_null(bytes);
	*length = (size_t)read(handle, bytes, room);
	assert_int_equal(*length, room);
	close(handle);
	return bytes;
}

/* The error names the file, and nothing in it changed. */
static void refused_as(const char *path, enum sk_error_id id, const char *why)
{
	struct sk_store *store = NULL;
	struct sk_error error = {0};
	size_t before, after;
	char *was = read_file(path, &before);

	if (!sk_failed(sk_store_open(sk_port_env(), path, &store, &error)))
		fail_msg("taken with %zu bytes, though %s", before, why);
	assert_null(store);
	assert_int_equal(error.id, id);
	assert_string_equal(error.file, path);
	if (!strstr(error.argument[0], why))
		fail_msg("'%s' instead of '%s'", error.argument[0], why);
	char *is = read_file(path, &after);
	assert_int_equal(before, after);
	assert_memory_equal(was, is, before);
	free(was);
	free(is);
}

static void refused(const char *path, const char *why)
{
	refused_as(path, SK_E_STORE_FORMAT, why);
}

static void make_file(const char *path)
{
	struct world world;
	struct sk_store *store = open_store(path);

	make(&world, met, "2026-11-19");
	(void)put(store, "sakura", &world);
	(void)put(store, "hana", &world);
	sk_store_close(store);
	end(&world);
}

static void foreign_files_are_refused(void **state)
{
	static const char text[] = "format: sekisho-site/1\nname: this is a text that is longer than the header of SQLite, and no database at all ...\n";
	struct sk_store *store = NULL;
	struct sk_error error = {0};

	(void)state;
	write_file("text", text, sizeof(text) - 1);
	refused("text", "another file");
	write_file("short", "x", 1);
	refused("short", "another file");
	change("other", "CREATE TABLE site(number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT");
	refused("other", "another file");
	change("numbered", "PRAGMA user_version=1");
	refused("numbered", "another file");
	assert_int_equal(mkdir("folder", 0700), 0);
	assert_true(sk_failed(sk_store_open(sk_port_env(), "folder", &store, &error)));
	assert_int_equal(error.id, SK_E_STORE_FORMAT);
	assert_int_equal(mkfifo("pipe", 0600), 0);
	assert_true(sk_failed(sk_store_open(sk_port_env(), "pipe", &store, &error)));
	assert_int_equal(error.id, SK_E_STORE_FORMAT);
	assert_true(sk_failed(sk_store_open(sk_port_env(), "nowhere/verdicts", &store, &error)));
	assert_int_equal(error.id, SK_E_STORE_ACCESS);
	assert_string_equal(error.file, "nowhere/verdicts");
}

static void other_versions_and_tables_are_refused(void **state)
{
	static const struct {
		const char *sql, *why;
	} cases[] = {
		{"PRAGMA user_version=0", "damaged"},
		{"PRAGMA application_id=1", "another file"},
		{"ALTER TABLE verdict ADD COLUMN more TEXT", "damaged"},
		{"DROP INDEX verdict_due", "damaged"},
		{"CREATE TABLE more(a)", "damaged"},
		{"CREATE TRIGGER evil AFTER INSERT ON verdict BEGIN UPDATE verdict SET state = 'met'; END", "damaged"},
		{"DROP TABLE verdict; CREATE VIEW verdict AS SELECT 1", "damaged"},
		{"PRAGMA user_version=1", "damaged"}, /* its tables are another version's */
		{"PRAGMA user_version=-1", "damaged"},
		{"ALTER TABLE risk RENAME COLUMN needs TO wants", "damaged"},
		{"DROP TABLE assessment_input", "damaged"},
	};

	(void)state;
	for (size_t i = 0; i < SK_COUNT(cases); i++) {
		make_file(file);
		change(file, cases[i].sql);
		refused(file, cases[i].why);
		assert_int_equal(unlink(file), 0);
	}
}

/* Not a byte of it is touched, and its log is not brought into it. */
static void a_later_version_is_left_alone(void **state)
{
	static const char *const versions[] = {"3", "4", "2147483647"};
	size_t before, after;
	sqlite3 *other;
	char sql[64];

	(void)state;
	for (size_t i = 0; i < SK_COUNT(versions); i++) {
		make_file(file);
		(void)snprintf(sql, sizeof(sql), "PRAGMA user_version=%s", versions[i]);
		change(file, sql);
		refused_as(file, SK_E_STORE_NEWER, versions[i]);
		/* With a log: another program is at work, or was ended. */
		assert_int_equal(sqlite3_open(file, &other), SQLITE_OK);
		assert_int_equal(sqlite3_exec(other, "CREATE TABLE later(a)", NULL, NULL, NULL), SQLITE_OK);
		char *was = read_file("verdicts-wal", &before);
		refused_as(file, SK_E_STORE_NEWER, versions[i]);
		char *is = read_file("verdicts-wal", &after);
		assert_true(before > 0);
		assert_int_equal(before, after);
		assert_memory_equal(was, is, before);
		free(was);
		free(is);
		assert_int_equal(sqlite3_close(other), SQLITE_OK);
		assert_int_equal(unlink(file), 0);
	}
}

/* As the version before made it: its tables stay, and get those it lacks. */
static void an_earlier_version_gets_what_it_lacks(void **state)
{
	static const char back[] = "DROP TABLE assessment_input; DROP TABLE assessment_finding; DROP TABLE assessment_risk; DROP TABLE input; DROP TABLE source; "
				   "DROP TABLE finding; DROP TABLE risk; DROP TABLE assessment; DROP TABLE series; PRAGMA user_version=1; VACUUM";
	struct world world;
	sqlite3 *db;
	sqlite3_stmt *statement;

	(void)state;
	make(&world, met, "2026-11-19");
	make_file(file);
	change(file, back);
	for (int round = 0; round < 2; round++) {
		struct sk_store *store = open_store(file);
		rows_at(store, "sakura", world.at, &heard);
		compare(&world, &heard);
		assert_int_equal(put(store, "hana", &world), 0);
		sk_store_close(store);
		assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
		assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &statement, NULL), SQLITE_OK);
		assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
		assert_int_equal(sqlite3_column_int(statement, 0), SK_STORE_VERSION);
		assert_int_equal(sqlite3_finalize(statement), SQLITE_OK);
		assert_int_equal(sqlite3_close(db), SQLITE_OK);
	}
	/* One that is damaged is not made another one. */
	assert_int_equal(unlink(file), 0);
	make_file(file);
	change(file, back);
	change(file, "DROP INDEX verdict_due");
	refused(file, "damaged");
	end(&world);
}

/* The tables hold what history/ lists, in that order. */
static void tables_have_the_columns_of_history(void **state)
{
	static const struct {
		const struct sk_past_table *table;
		int before; /* columns of the store's own */
	} tables[] = {{&sk_past_heads, 5}, {&sk_past_series_table, 2}, {&sk_past_inputs, 2}, {&sk_past_risks, 2}, {&sk_past_findings, 2}, {&sk_past_sources, 2}};
	sqlite3 *db;

	(void)state;
	sk_store_close(open_store(file));
	assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
	for (size_t i = 0; i < SK_COUNT(tables); i++) {
		const struct sk_past_table *table = tables[i].table;
		sqlite3_stmt *statement;
		char sql[128];
		int row = 0;
		(void)snprintf(sql, sizeof(sql), "SELECT name, type FROM pragma_table_info('%s') ORDER BY cid", table->name);
		assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
		for (; sqlite3_step(statement) == SQLITE_ROW; row++) {
			if (row < tables[i].before)
				continue;
			const struct sk_past_column *column = &table->columns[row - tables[i].before];
			bool text = column->type == SK_PAST_TEXT || column->type == SK_PAST_WORD;
			assert_string_equal((const char *)sqlite3_column_text(statement, 0), column->name);
			assert_string_equal((const char *)sqlite3_column_text(statement, 1), text ? "TEXT" : "INTEGER");
		}
		assert_int_equal(row, tables[i].before + (int)table->count);
		assert_int_equal(sqlite3_finalize(statement), SQLITE_OK);
	}
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* Cut where a copy breaks off, at every block of the file and around it. */
static void cut_files_are_refused(void **state)
{
	size_t length, cuts = 0;

	(void)state;
	make_file(file);
	char *bytes = read_file(file, &length);
	for (size_t cut = 1; cut < length; cut += cut % 512 == 1 ? 510 : 1, cuts++) {
		write_file("cut", bytes, cut);
		refused("cut", cut < 16 ? "another file" : "damaged");
	}
	assert_true(cuts > 100);
	free(bytes);
}

/* Whoever may write the file may write anything into it: it is read as input, and never better than it says. */
static void values_are_read_as_input(void **state)
{
	static const char *const broken[] = {
		"UPDATE verdict SET state = 'splendid'", "UPDATE verdict SET method = ''", "UPDATE verdict SET bundle = 'abc'",
	};
	struct sk_error error = {0};

	(void)state;
	for (size_t i = 0; i < SK_COUNT(broken); i++) {
		make_file(file);
		change(file, broken[i]);
		struct sk_store *store = open_store(file);
		heard.count = heard.most = 0;
		assert_true(sk_failed(sk_store_site(store, "sakura", 0, hear, &heard, &error)));
		assert_int_equal(error.id, SK_E_STORE_FORMAT);
		assert_string_equal(error.file, file);
		sk_store_close(store);
		assert_int_equal(unlink(file), 0);
	}
	make_file(file);
	change(file, "UPDATE verdict SET state = 'met', stale_after = NULL");
	struct sk_store *store = open_store(file);
	rows_at(store, "sakura", clinic_time("2026-11-20"), &heard);
	for (size_t i = 0; i < heard.count; i++)
		assert_int_equal(heard.rows[i].state, SK_STALE);
	sk_store_close(store);
}

/* Every byte of the first pages, one at a time: an error or an answer, never a crash, and never more rows. */
static void damaged_bytes_do_no_harm(void **state)
{
	size_t length, errors = 0;
	struct sk_error error = {0};
	struct sk_store *store;

	(void)state;
	make_file(file);
	char *bytes = read_file(file, &length);
	for (size_t at = 0; at < length; at += 29) {
		bytes[at] = (char)(bytes[at] ^ 0x55);
		write_file("damaged", bytes, length);
		bytes[at] = (char)(bytes[at] ^ 0x55);
		if (sk_failed(sk_store_open(sk_port_env(), "damaged", &store, &error))) {
			errors++;
			continue;
		}
		heard = (struct heard){.most = ROWS_MAX};
		errors += sk_failed(sk_store_site(store, "sakura", INT64_MAX, hear, &heard, &error));
		errors += sk_failed(sk_store_due(store, INT64_MAX, hear, &again, &error));
		for (size_t i = 0; i < heard.count; i++)
			assert_true(heard.rows[i].state != SK_MET);
		again = (struct heard){.count = 0};
		sk_store_close(store);
		(void)unlink("damaged-wal");
		(void)unlink("damaged-shm");
	}
	assert_true(errors > 40);
	free(bytes);
}

/* ---- names ---- */

static void names_mean_nothing_special(void **state)
{
	static const char *const paths[] = {":memory:", "file:x?mode=memory", "a%20b"};
	static const char injected[] = "x'); DROP TABLE verdict; --";
	static const char *const wrong[] = {"", "two\nlines", "a\tb", "\xff"};
	struct world world;
	struct sk_error error = {0};
	size_t changed;
	char wide[SK_STORE_ID_MAX + 2];

	(void)state;
	make(&world, met, "2026-11-19");
	for (size_t i = 0; i < SK_COUNT(paths); i++) {
		struct sk_store *store = open_store(paths[i]);
		assert_true(put(store, injected, &world) > 0);
		rows_at(store, injected, world.at, &heard);
		compare(&world, &heard);
		sk_store_close(store);
		assert_true(size_of(paths[i]) > 4096);
	}
	memset(wide, 'w', sizeof(wide) - 1);
	wide[sizeof(wide) - 1] = '\0';
	struct sk_store *store = open_store(file);
	for (size_t i = 0; i <= SK_COUNT(wrong); i++) {
		const char *site = i < SK_COUNT(wrong) ? wrong[i] : wide;
		assert_true(sk_failed(sk_store_put(store, site, &world.clinic.verdicts, &changed, &error)));
		assert_int_equal(error.id, SK_E_ID_FORM);
	}
	assert_true(put(store, wide + 1, &world) > 0);
	sk_store_close(store);
	end(&world);
}

static void nobody_else_may_read_it(void **state)
{
	static const char *const files[] = {"verdicts", "verdicts-wal", "verdicts-shm"};
	mode_t before = umask(0);
	struct world world;
	struct sk_store *store = open_store(file);
	struct stat status;

	(void)state;
	make(&world, met, "2026-11-19");
	(void)put(store, "sakura", &world);
	for (size_t i = 0; i < SK_COUNT(files); i++) {
		assert_int_equal(stat(files[i], &status), 0);
		assert_int_equal(status.st_mode & 0777, 0600);
	}
	(void)umask(before);
	sk_store_close(store);
	end(&world);
}

/* ---- crashes, full disks, other processes ---- */

static struct world first, second;

static _Noreturn void write_for_ever(void)
{
	struct sk_store *store = open_store(file);

	for (;;) {
		(void)put(store, "sakura", &second);
		(void)put(store, "sakura", &first);
	}
}

/* All rows are of one of the two: each of them differs between the two in one site. */
static bool is_second(void)
{
	struct sk_store *store = open_store(file);
	const struct world *whole;

	rows_at(store, "sakura", first.at, &heard);
	sk_store_close(store);
	const struct sk_kept *told = row_in(&heard, "H09", "practice-1");
	assert_non_null(told);
	whole = strcmp(told->bundle, second.brought.digest) == 0 ? &second : &first;
	assert_string_equal(told->bundle, whole->brought.digest);
	compare(whole, &heard);
	return whole == &second;
}

static void killed_in_the_middle_it_is_old_or_new(void **state)
{
	size_t seconds = 0, round = 0;

	(void)state;
	make(&first, met, "2026-11-18");
	make(&second, unmet, "2026-11-19");
	struct sk_store *store = open_store(file);
	(void)put(store, "hana", &first);
	(void)put(store, "sakura", &first);
	sk_store_close(store);
	/* On a slow machine the first ones die before they wrote anything: longer each time, until both were seen. */
	for (; round < KILLS || (round < KILLS_MOST && (seconds == 0 || seconds == round)); round++) {
		pid_t child = fork();
		if (child == 0)
			write_for_ever();
		assert_true(child > 0);
		(void)usleep((useconds_t)(5000 + round * 1237 % 20000 + round / KILLS * 50000));
		assert_int_equal(kill(child, SIGKILL), 0);
		assert_int_equal(waitpid(child, NULL, 0), child);
		seconds += is_second();
	}
	print_message("# killed %zu times: %zu times the new one was whole, %zu times the old one\n", round, seconds, round - seconds);
	assert_true(seconds > 0 && seconds < round);
	end(&first);
	end(&second);
}

static void limit_files_to(size_t bytes)
{
	struct rlimit limit = {bytes, RLIM_INFINITY};

	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void a_full_disk_leaves_the_old(void **state)
{
	struct sk_store *store;
	struct sk_error error = {0};
	static const size_t limits[] = {10, 2100, 4200};
	size_t changed;

	(void)state;
	make(&first, met, "2026-11-18");
	make(&second, unmet, "2026-11-19");
	store = open_store(file);
	(void)put(store, "sakura", &first);
	assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
	/* In the head of the log, in the first page, in the second: whether the log goes on or begins anew. */
	for (size_t i = 0; i < SK_COUNT(limits); i++) {
		limit_files_to(limits[i]);
		sk_outcome outcome = sk_store_put(store, "sakura", &second.clinic.verdicts, &changed, &error);
		limit_files_to(RLIM_INFINITY);
		assert_true(sk_failed(outcome));
		assert_int_equal(error.id, SK_E_STORE_ACCESS);
		assert_string_equal(error.file, file);
		assert_string_equal(error.argument[0], "the disk reports an error");
		assert_false(is_second());
		assert_int_equal(put(store, "sakura", &first), 0);
	}
	assert_true(put(store, "sakura", &second) > 1);
	assert_true(is_second());
	sk_store_close(store);
	limit_files_to(1000);
	assert_true(sk_failed(sk_store_open(sk_port_env(), "new", &store, &error)));
	limit_files_to(RLIM_INFINITY);
	assert_int_equal(error.id, SK_E_STORE_ACCESS);
	sk_store_close(open_store("new"));
	end(&first);
	end(&second);
}

/* Memory that ends anywhere is an error, and what stood there stays. */
static void without_memory_the_old_stays(void **state)
{
	struct sk_store *store;
	struct sk_error error = {0};
	size_t changed, failures = 0;
	bool done = false;

	(void)state;
	make(&first, met, "2026-11-18");
	make(&second, unmet, "2026-11-19");
	store = open_store(file);
	(void)put(store, "sakura", &first);
	sk_store_close(store);
	for (sqlite3_int64 room = 1000; !done; room += 1000) {
		store = NULL;
		(void)sqlite3_hard_heap_limit64(sqlite3_memory_used() + room);
		sk_outcome outcome = sk_store_open(sk_port_env(), file, &store, &error);
		if (!sk_failed(outcome))
			outcome = sk_store_put(store, "sakura", &second.clinic.verdicts, &changed, &error);
		sk_store_close(store);
		(void)sqlite3_hard_heap_limit64(0);
		done = !sk_failed(outcome);
		failures += !done;
		if (!done)
			assert_int_equal(error.id, SK_E_MEMORY);
		assert_int_equal(is_second(), done);
	}
	assert_true(failures > 20);
	end(&first);
	end(&second);
}

static void a_writer_that_never_ends_is_waited_for_and_named(void **state)
{
	struct sk_store *store;
	struct sk_error error = {0};
	size_t changed;
	sqlite3 *other;

	(void)state;
	make(&first, met, "2026-11-18");
	store = open_store(file);
	assert_int_equal(sqlite3_open(file, &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	assert_true(sk_failed(sk_store_put(store, "sakura", &first.clinic.verdicts, &changed, &error)));
	assert_int_equal(error.id, SK_E_STORE_ACCESS);
	assert_string_equal(error.argument[0], "another program holds it");
	rows_at(store, "sakura", first.at, &heard); /* readers do not wait */
	assert_int_equal(heard.count, 0);
	assert_int_equal(sqlite3_close(other), SQLITE_OK);
	assert_true(put(store, "sakura", &first) > 0);
	sk_store_close(store);
	end(&first);
}

static _Noreturn void read_for_a_while(int ready)
{
	sqlite3 *other;
	bool reading = sqlite3_open(file, &other) == SQLITE_OK &&
		       sqlite3_exec(other, "BEGIN; SELECT * FROM verdict", NULL, NULL, NULL) == SQLITE_OK && write(ready, "x", 1) == 1;

	(void)usleep(300000);
	_exit(!reading || sqlite3_close(other) != SQLITE_OK);
}

/* Whoever reads while the file gets its log is waited for. */
static void a_reader_does_not_stop_the_first_opening(void **state)
{
	int ends[2], status;
	char byte;

	(void)state;
	make_file(file);
	change(file, "PRAGMA journal_mode=DELETE");
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	if (child == 0)
		read_for_a_while(ends[1]);
	close(ends[1]);
	assert_int_equal(read(ends[0], &byte, 1), 1);
	close(ends[0]);
	sk_store_close(open_store(file));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static _Noreturn void write_one(int number)
{
	char site[16];
	struct sk_error error = {0};
	struct sk_store *store = NULL;
	size_t changed = 0;

	(void)snprintf(site, sizeof(site), "site-%d", number);
	bool failed = sk_failed(sk_store_open(sk_port_env(), file, &store, &error)) ||
		      sk_failed(sk_store_put(store, site, &first.clinic.verdicts, &changed, &error));
	if (failed)
		fprintf(stderr, "# %s: %s\n", sk_error_name(error.id), error.argument[0]);
	sk_store_close(store);
	_exit(failed || changed == 0);
}

static void several_may_begin_at_once(void **state)
{
	int status;
	char site[16];

	(void)state;
	make(&first, met, "2026-11-18");
	for (int round = 0; round < 100; round++) {
		for (int i = 0; i < WRITERS; i++)
			if (fork() == 0)
				write_one(i);
		for (int i = 0; i < WRITERS; i++) {
			assert_true(wait(&status) > 0);
			assert_int_equal(status, 0);
		}
		struct sk_store *store = open_store(file);
		for (int i = 0; i < WRITERS; i++) {
			(void)snprintf(site, sizeof(site), "site-%d", i);
			rows_at(store, site, first.at, &heard);
			compare(&first, &heard);
		}
		sk_store_close(store);
		assert_int_equal(unlink(file), 0);
	}
	end(&first);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_put_comes_back, enter, leave),
		cmocka_unit_test_setup_teardown(a_place_without_subjects_has_a_row, enter, leave),
		cmocka_unit_test_setup_teardown(only_what_differs_is_written, enter, leave),
		cmocka_unit_test_setup_teardown(a_row_holds_to_its_last_moment, enter, leave),
		cmocka_unit_test_setup_teardown(foreign_files_are_refused, enter, leave),
		cmocka_unit_test_setup_teardown(other_versions_and_tables_are_refused, enter, leave),
		cmocka_unit_test_setup_teardown(a_later_version_is_left_alone, enter, leave),
		cmocka_unit_test_setup_teardown(an_earlier_version_gets_what_it_lacks, enter, leave),
		cmocka_unit_test_setup_teardown(tables_have_the_columns_of_history, enter, leave),
		cmocka_unit_test_setup_teardown(cut_files_are_refused, enter, leave),
		cmocka_unit_test_setup_teardown(values_are_read_as_input, enter, leave),
		cmocka_unit_test_setup_teardown(damaged_bytes_do_no_harm, enter, leave),
		cmocka_unit_test_setup_teardown(names_mean_nothing_special, enter, leave),
		cmocka_unit_test_setup_teardown(nobody_else_may_read_it, enter, leave),
		cmocka_unit_test_setup_teardown(killed_in_the_middle_it_is_old_or_new, enter, leave),
		cmocka_unit_test_setup_teardown(a_full_disk_leaves_the_old, enter, leave),
		cmocka_unit_test_setup_teardown(without_memory_the_old_stays, enter, leave),
		cmocka_unit_test_setup_teardown(a_writer_that_never_ends_is_waited_for_and_named, enter, leave),
		cmocka_unit_test_setup_teardown(a_reader_does_not_stop_the_first_opening, enter, leave),
		cmocka_unit_test_setup_teardown(several_may_begin_at_once, enter, leave),
	};
	int failed;

	if (argc != 2)
		return 2;
	clinic_open(argv[1]);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	clinic_close();
	return failed;
}
