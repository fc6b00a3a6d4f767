/*
 * A site's own check may be hostile: whatever it says, it is refused or stopped with its place, within a fixed number of steps and
 * 16 MiB of SQLite's memory. test_hostile.py measures the same on the program itself, with a clock.
 */
#include "clinic.h"
#include "cmocka_all.h"
#include "record/record.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

enum { FACTS = 3000, BUNDLE_ROOM = 2 << 20, ARENA = 64 << 20, MOST_MEMORY = 20 << 20, LINE = 7 };

static const char site_yaml[] = "format: sekisho-site/1\nname: Hostile\nkind: clinic\nconfiguration: ip-vpn\n"
				"subjects: [{id: terminal-1, place: terminal}, {id: terminal-2, place: terminal}]\n";

static struct world {
	struct clinic clinic;
	struct sk_evidence evidence;
	char bundle[BUNDLE_ROOM];
	sk_time at;
} world;

static void write_facts(struct sk_record *record)
{
	char name[32];
	struct sk_record_coverage listeners = {"listener", "terminal-1", "/proc/net/tcp", "complete", "observed", NULL, world.at};
	struct sk_record_coverage accounts = {"account", "terminal-2", "/etc/passwd", "complete", "observed", NULL, world.at};
	sk_record_coverage_line(record, &listeners);
	for (int i = 0; i < FACTS; i++) {
		(void)snprintf(name, sizeof(name), "service-%d", i);
		sk_record_fact_begin(record);
		sk_record_text(record, "protocol", "tcp");
		sk_record_text(record, "family", "ipv4");
		sk_record_text(record, "address", "0.0.0.0");
		sk_record_integer(record, "port", i);
		sk_record_text(record, "reach", "any");
		sk_record_text(record, "service", name);
		sk_record_fact_end(record);
	}
	sk_record_coverage_line(record, &accounts);
	sk_record_fact_begin(record);
	sk_record_text(record, "identity", "uid:1000");
	sk_record_text(record, "name", "mori");
	sk_record_text(record, "role", "user");
	sk_record_flag(record, "enabled", true);
	sk_record_flag(record, "interactive", true);
	sk_record_fact_end(record);
	sk_record_end_line(record);
}

static int open_world(void **state)
{
	struct sk_record record;
	const struct sk_bundle *bundle;
	static struct sk_brought brought = {.file = "evidence/c.h.000000001.jsonl", .standing = SK_COUNTS, .sequence = 1};

	(void)state;
	world.at = clinic_time("2026-11-20T00:00:00Z");
	struct sk_record_head head = {"c", "h", NULL, "live", "test", 1, world.at};
	sk_record_open(&record, world.bundle, sizeof(world.bundle));
	sk_record_head_line(&record, &head);
	write_facts(&record);
	assert_false(record.failed);
	clinic_make(&world.clinic, site_yaml, world.at);
	struct sk_error *error = &world.clinic.error;
	assert_false(sk_failed(sk_bundle_read(world.clinic.arena, brought.file, world.bundle, record.length, &bundle, error)));
	brought.at = bundle->at;
	assert_false(sk_failed(sk_evidence_looks(world.clinic.arena, world.clinic.site, bundle->at, &bundle, &brought, 1, &world.evidence, error)));
	return 0;
}

static int close_world(void **state)
{
	(void)state;
	clinic_end(&world.clinic);
	return 0;
}

/* ---- one own check ---- */

static const struct sk_id needs_both[] = {{.text = "listener"}, {.text = "account"}}, needs_listener[] = {{.text = "listener"}};
static const struct sk_check_reason reasons[] = {
	{.id = "open", .text = {"開", "open"}},
	{.id = "none", .rests_on = 1, .text = {"無", "none"}},
};

struct tried {
	enum sk_error_id id; /* SK_E_OK: it ran */
	uint32_t line;
	char text[SK_ERROR_TEXT];
	size_t violations;
};

static struct tried try_with(const char *sql, struct sk_ids needs, sk_time at)
{
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	struct sk_site site = *world.clinic.site;
	struct sk_check check = {.place = {"site.yaml", LINE, 3}, .id = "x-own", .control_id = "T02", .decides = SK_DECIDES_UNMET, .needs = needs,
				 .max_age = 30, .sql = sql, .reasons = {reasons, SK_COUNT(reasons)}};
	struct sk_verdicts verdicts;
	struct sk_error error = {0};
	struct tried tried = {.id = SK_E_OK};

	site.own.checks = (struct sk_list){&check, 1};
	assert_non_null(arena);
	(void)sqlite3_memory_highwater(1);
	sk_outcome outcome = sk_check_run(arena, NULL, &site, &world.evidence, at, &verdicts, &error);
	assert_true(sqlite3_memory_highwater(1) < MOST_MEMORY);
	if (sk_failed(outcome)) {
		tried.id = error.id;
		tried.line = error.line;
		assert_string_equal(error.file, "site.yaml");
		(void)snprintf(tried.text, sizeof(tried.text), "%s", error.argument[1]);
		return tried;
	}
	const struct sk_verdict *verdict = sk_check_verdict(&verdicts, sk_catalogue_control(site.catalogue, "T02"));
	for (size_t i = 0; i < verdict->count; i++)
		for (size_t k = 0; k < verdict->findings[i].result_count; k++)
			if (strcmp(verdict->findings[i].results[k].check->id, "x-own") == 0)
				tried.violations += verdict->findings[i].results[k].violation_count;
	return tried;
}

static struct tried try_sql(const char *sql)
{
	return try_with(sql, (struct sk_ids){needs_listener, 1}, world.at);
}

static void expect_all(const char *const *queries, size_t count, enum sk_error_id id)
{
	for (size_t i = 0; i < count; i++) {
		struct tried tried = try_sql(queries[i]);
		if (tried.id != id || tried.line != LINE)
			fail_msg("%s: %s at line %u (%s)", queries[i], sk_error_name(tried.id), tried.line, tried.text);
	}
}

/* ---- what is refused before it runs ---- */

static void writing_is_refused(void **state)
{
	static const char *const queries[] = {
		"INSERT INTO listener(subject) VALUES('x')", "UPDATE listener SET port = 1", "DELETE FROM listener", "DROP TABLE listener",
		"CREATE TABLE t(x)", "CREATE TEMP VIEW v AS SELECT 1", "CREATE TRIGGER t AFTER INSERT ON listener BEGIN SELECT 1; END",
		"ATTACH '/tmp/hostile' AS h", "DETACH main", "VACUUM INTO '/tmp/hostile'", "PRAGMA writable_schema = 1", "BEGIN", "REINDEX",
		"ANALYZE", "EXPLAIN SELECT 1, 2, 3", "SAVEPOINT s", "ALTER TABLE listener RENAME TO l",
	};
	(void)state;
	expect_all(queries, SK_COUNT(queries), SK_E_CHECK_SQL);
}

static void other_tables_and_functions_are_refused(void **state)
{
	static const char *const queries[] = {
		"SELECT subject, 'open', rowid FROM sqlite_schema", "SELECT name, 'open', 1 FROM sqlite_master",
		"SELECT subject, 'open', id FROM coverage", "SELECT name, 'open', 1 FROM pragma_table_info('listener')",
		"SELECT value, 'open', 1 FROM json_each('[1]')", "SELECT subject, 'open', hex(zeroblob(300000000)) FROM listener",
		"SELECT subject, printf('%.*c', 300000000, 'x'), rowid FROM listener",
		"SELECT subject, format('%s', 1), rowid FROM listener", "SELECT subject, 'open', length(randomblob(300000000)) FROM listener",
		"SELECT replace(subject, 't', subject), 'open', rowid FROM listener", "SELECT subject, group_concat(service), rowid FROM listener",
		"SELECT subject, 'open', rowid FROM listener WHERE service LIKE 's%'", "SELECT subject, 'open', rowid FROM listener WHERE service GLOB 's*'",
		"SELECT subject, 'open', rowid FROM listener WHERE datetime('now') > 1", "SELECT subject, 'open', random() FROM listener",
		"SELECT subject, 'open', rowid FROM listener WHERE load_extension('x')", "SELECT subject, quote(service), rowid FROM listener",
		"SELECT subject, 'open', rowid FROM listener GROUP BY service", "SELECT subject, 'open', row_number() OVER () FROM listener",
		"WITH a AS (SELECT * FROM listener) SELECT subject, 'open', rowid FROM a",
		"WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT 'terminal-1', 'open', n FROM t",
		"SELECT subject, 'open', rowid FROM listener LIMIT 1", "VALUES('terminal-1', 'open', 1)",
		"SELECT subject, 'open', sqlite_version() FROM listener", "SELECT subject, char(120), rowid FROM listener",
		"SELECT trim(subject), 'open', rowid FROM listener", "SELECT subject, 'open', unicode(service) FROM listener",
	};
	(void)state;
	expect_all(queries, SK_COUNT(queries), SK_E_CHECK_SQL);
}

static void mistakes_are_named(void **state)
{
	static const char *const queries[] = {
		"SELECT subject, 'open', rowid FROM listener WHERE prot = 445", "SELECT subject, 'open', rowid FROM listener WHERE \"prot\" = 445",
		"SELECT subject, \"open\", rowid FROM listener", "SELECT subject, 'open', rowid FROM listner", "SELEC subject", "", ";",
		"-- nothing", "SELECT subject, 'open', rowid FROM listener; SELECT 1", "SELECT subject, 'open', rowid FROM listener; DELETE FROM listener",
		"SELECT subject, 'open', rowid FROM listener WHERE port = ?", "SELECT subject, 'open', rowid FROM listener WHERE port = :port",
		"SELECT subject, 'open, rowid FROM listener", "SELECT subject, 'open', rowid FROM (listener",
		"SELECT subject, 'open', rowid FROM listener WHERE max(port, 1) > 2", "SELECT subject, 'open', rowid FROM main.listener, temp.x",
	};
	(void)state;
	expect_all(queries, SK_COUNT(queries), SK_E_CHECK_SQL);
	assert_non_null(strstr(try_sql("SELECT subject, 'open', rowid FROM listener WHERE prot = 445").text, "prot"));
}

static void what_does_not_fit_its_declaration_is_refused(void **state)
{
	static const char *const queries[] = {
		"SELECT subject, 'open' FROM listener", "SELECT subject, 'open', rowid, 1 FROM listener", "SELECT 'terminal-1', 'open', 1",
		"SELECT id, 'none', NULL FROM subject", "SELECT 'terminal-1', 'none', NULL FROM assessment, parameter",
	};
	static const char both[] = "SELECT l.subject, 'open', l.rowid FROM listener AS l, account AS a";
	(void)state;
	expect_all(queries, SK_COUNT(queries), SK_E_CHECK_FORM);
	assert_int_equal(try_sql(both).id, SK_E_CHECK_SQL); /* no such table: nobody declared it */
	assert_int_equal(try_with("SELECT subject, 'open', rowid FROM listener", (struct sk_ids){needs_both, 2}, world.at).id, SK_E_CHECK_FORM);
	assert_int_equal(try_with(both, (struct sk_ids){needs_both, 2}, world.at).id, SK_E_OK);
}

/* ---- what is stopped while it runs ---- */

static void wrong_rows_are_named(void **state)
{
	static const char *const queries[] = {
		"SELECT subject, 'shut', rowid FROM listener", "SELECT subject, NULL, rowid FROM listener", "SELECT NULL, 'open', rowid FROM listener",
		"SELECT 'nobody', 'open', rowid FROM listener", "SELECT subject, 'open', rowid + 100000 FROM listener",
		"SELECT subject, 'open', 0 - rowid FROM listener", "SELECT subject, 'open', service FROM listener",
		"SELECT subject, 'open', 1.5 FROM listener", "SELECT subject, 'open', NULL FROM listener",
		"SELECT 'terminal-2', 'open', rowid FROM listener", "SELECT a.subject, 'open', a.rowid FROM listener AS a, listener AS b",
	};
	(void)state;
	expect_all(queries, SK_COUNT(queries), SK_E_CHECK_ROW);
}

static void endless_loops_are_stopped(void **state)
{
	static const char *const queries[] = {
		"SELECT a.subject, 'open', count(*) FROM listener a, listener b, listener c, listener d, listener e, listener f",
		"SELECT a.subject, 'open', a.rowid FROM listener a, listener b, listener c WHERE a.port + b.port + c.port < 0",
		"SELECT a.subject, 'open', a.rowid FROM listener a WHERE NOT EXISTS (SELECT 1 FROM listener b, listener c WHERE b.port + c.port = a.port - 9000)",
		"SELECT a.subject, 'open', a.rowid FROM listener a, listener b ORDER BY a.service || b.service || a.address, b.port",
		"SELECT s, 'open', r FROM (SELECT DISTINCT a.service || b.service || a.port AS t, a.subject AS s, a.rowid AS r FROM listener a, listener b) WHERE t = ''",
		"SELECT subject, 'open', (SELECT sum(b.port * c.port) FROM listener b, listener c) FROM listener",
		"SELECT subject, 'open', rowid FROM (SELECT a.* FROM listener a, listener b UNION SELECT b.* FROM listener a, listener b)",
	};
	(void)state;
	for (size_t i = 0; i < SK_COUNT(queries); i++) {
		struct tried tried = try_sql(queries[i]);
		if ((tried.id != SK_E_CHECK_LONG && tried.id != SK_E_CHECK_SQL) || tried.line != LINE)
			fail_msg("%s: %s at line %u (%s)", queries[i], sk_error_name(tried.id), tried.line, tried.text);
	}
}

/* Texts that double: each level joins the one below with itself. */
static void giant_values_are_stopped(void **state)
{
	SK_BUF_SCOPE sql = SK_BUF(8192);
	(void)state;
	sk_buf_text(&sql, "SELECT subject, 'open', length(t) FROM ");
	for (int i = 0; i < 40; i++)
		sk_buf_text(&sql, "(SELECT subject, t || t AS t FROM ");
	sk_buf_text(&sql, "(SELECT subject, service AS t FROM listener)");
	for (int i = 0; i < 40; i++)
		sk_buf_text(&sql, ")");
	struct tried tried = try_sql(sql.bytes);
	assert_true(tried.id == SK_E_CHECK_LONG || tried.id == SK_E_CHECK_SQL);
	assert_int_equal(tried.line, LINE);
}

/* The compiler is not interrupted: it must refuse by itself, or be quick. */
static void queries_made_to_be_hard_to_compile(void **state)
{
	SK_BUF_SCOPE deep = SK_BUF(8192), wide = SK_BUF(8192), list = SK_BUF(8192);
	(void)state;
	sk_buf_text(&deep, "SELECT subject, 'open', rowid FROM listener WHERE ");
	for (int i = 0; i < 1500; i++)
		sk_buf_text(&deep, "(");
	sk_buf_text(&wide, "SELECT a0.subject, 'open', a0.rowid FROM listener AS a0");
	for (int i = 1; i < 63; i++)
		sk_buf_print(&wide, ", listener AS a%d", i);
	sk_buf_text(&wide, " WHERE a0.port = a1.port");
	for (int i = 2; i < 63; i++)
		sk_buf_print(&wide, " AND a%d.port = a%d.port", i - 1, i);
	sk_buf_text(&list, "SELECT subject, 'open', rowid FROM listener WHERE port = -1");
	for (int i = 0; i < 90; i++)
		sk_buf_text(&list, " UNION ALL SELECT subject, 'open', rowid FROM listener WHERE port = -1");
	assert_int_equal(try_sql(deep.bytes).id, SK_E_CHECK_SQL);
	assert_int_equal(try_sql(list.bytes).id, SK_E_CHECK_SQL);
	struct tried tried = try_sql(wide.bytes);
	assert_true(tried.id == SK_E_CHECK_LONG || tried.id == SK_E_CHECK_SQL);
}

static void too_many_rows_are_stopped(void **state)
{
	struct tried tried;
	(void)state;
	tried = try_sql("SELECT a.subject, 'open', a.rowid FROM listener a, listener b WHERE b.port < 10");
	assert_int_equal(tried.id, SK_E_CHECK_ROW);
	tried = try_sql("SELECT a.subject, 'open', a.rowid FROM listener a, listener b WHERE b.port < 6");
	assert_int_equal(tried.id, SK_E_OK);
	assert_int_equal(tried.violations, 6 * FACTS);
}

/* ---- what is allowed ---- */

static void words_inside_texts_and_comments_are_no_words(void **state)
{
	static const char *const queries[] = {
		"SELECT subject, 'open', rowid FROM listener WHERE service = 'WITH GROUP LIKE'",
		"SELECT subject, 'open', rowid FROM listener -- GROUP BY\nWHERE port = 1",
		"SELECT subject, 'open', rowid /* LIKE ; */ FROM listener;", "SELECT subject, 'open', rowid FROM listener AS grouping WHERE port = 2;  \n",
		"SELECT l.subject, 'open', l.rowid FROM listener AS l JOIN assessment AS a ON a.at > 0 WHERE l.port BETWEEN 3 AND 5",
		"SELECT s.id, 'none', NULL FROM subject AS s WHERE NOT EXISTS (SELECT 1 FROM listener AS l WHERE l.subject = s.id)",
		"SELECT subject, 'open', max(rowid) FROM listener",
	};
	static const size_t counts[] = {0, 1, FACTS, 1, 3, 0, 1};
	(void)state;
	for (size_t i = 0; i < SK_COUNT(queries); i++) {
		struct tried tried = try_sql(queries[i]);
		if (tried.id != SK_E_OK || tried.violations != counts[i])
			fail_msg("%s: %s, %zu rows (%s)", queries[i], sk_error_name(tried.id), tried.violations, tried.text);
	}
}

/* ---- functions of our own ---- */

static void ask_sqlite(sqlite3 *plain, const char *expression, struct sk_buf *out)
{
	sqlite3_stmt *statement;
	SK_BUF_SCOPE sql = SK_BUF(4096);
	sk_buf_print(&sql, "SELECT quote(%s)", expression);
	assert_int_equal(sqlite3_prepare_v2(plain, sql.bytes, -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	sk_buf_text(out, (const char *)sqlite3_column_text(statement, 0));
	(void)sqlite3_finalize(statement);
}

/* As SQLite says, where SQLite says something. */
static void same_as_sqlite(sqlite3 *plain, const char *expression)
{
	SK_BUF_SCOPE said = SK_BUF(4096), sql = SK_BUF(8192);
	ask_sqlite(plain, expression, &said);
	sk_buf_print(&sql, "SELECT subject, 'open', rowid FROM listener WHERE port = 1 AND (%s) IS NOT %s", expression, said.bytes);
	struct tried tried = try_sql(sql.bytes);
	if (tried.id != SK_E_OK || tried.violations != 0)
		fail_msg("%s is not %s (%s)", expression, said.bytes, sk_error_name(tried.id));
}

static void functions_say_what_those_of_sqlite_say(void **state)
{
	static const char *const texts[] = {"''", "'a'", "'Abc de'", "'あいう'", "'aあZ'", "'ＡＢ'", "NULL", "-120", "1.5", "X''", "X'4142'"};
	static const char *const sought[] = {"''", "'b'", "'c d'", "'い'", "'あい'", "'う'", "'zz'", "NULL", "2"};
	static const char *const numbers[] = {"-5", "-2", "-1", "0", "1", "2", "3", "9", "NULL", "'2'", "2147483647", "-2147483648"};
	sqlite3 *plain;
	char expression[256];
	(void)state;
	assert_int_equal(sqlite3_open(":memory:", &plain), SQLITE_OK);
	for (size_t text = 0; text < SK_COUNT(texts); text++) {
		(void)snprintf(expression, sizeof(expression), "length(%s) || lower(%s) || upper(%s)", texts[text], texts[text], texts[text]);
		same_as_sqlite(plain, expression);
		bool bytes = texts[text][0] == 'X'; /* SQLite counts in bytes there; no fact is one, and ours has texts only */
		for (size_t i = 0; i < SK_COUNT(sought) && !bytes; i++) {
			(void)snprintf(expression, sizeof(expression), "instr(%s, %s)", texts[text], sought[i]);
			same_as_sqlite(plain, expression);
		}
		for (size_t i = 0; i < SK_COUNT(numbers) && !bytes; i++) {
			(void)snprintf(expression, sizeof(expression), "substr(%s, %s)", texts[text], numbers[i]);
			same_as_sqlite(plain, expression);
		}
		for (size_t i = 0; i < SK_COUNT(numbers) * SK_COUNT(numbers) && !bytes; i++) {
			(void)snprintf(expression, sizeof(expression), "substr(%s, %s, %s)", texts[text], numbers[i / SK_COUNT(numbers)],
				       numbers[i % SK_COUNT(numbers)]);
			same_as_sqlite(plain, expression);
		}
	}
	(void)sqlite3_close(plain);
}

/* Ten of a site's own that each stay below the ceiling. */
static void checks_of_a_site_do_not_add_up(void **state)
{
	enum { CHECKS = 10 };
	static const char heavy[] = "SELECT a.subject, 'open', a.rowid FROM listener a, listener b WHERE a.port < 40 AND a.port * b.port = -1";
	static const char ids[CHECKS][8] = {"x-0", "x-1", "x-2", "x-3", "x-4", "x-5", "x-6", "x-7", "x-8", "x-9"};
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	struct sk_site site = *world.clinic.site;
	struct sk_check checks[CHECKS];
	struct sk_verdicts verdicts;
	struct sk_error error = {0};
	(void)state;
	assert_int_equal(try_sql(heavy).id, SK_E_OK);
	for (int i = 0; i < CHECKS; i++)
		checks[i] = (struct sk_check){.place = {"site.yaml", LINE, 3}, .id = ids[i], .control_id = "T02", .decides = SK_DECIDES_UNMET,
					      .needs = {needs_listener, 1}, .max_age = 30, .sql = heavy, .reasons = {reasons, SK_COUNT(reasons)}};
	site.own.checks = (struct sk_list){checks, 3};
	assert_false(sk_failed(sk_check_run(arena, NULL, &site, &world.evidence, world.at, &verdicts, &error)));
	site.own.checks = (struct sk_list){checks, CHECKS};
	assert_true(sk_failed(sk_check_run(arena, NULL, &site, &world.evidence, world.at, &verdicts, &error)));
	assert_int_equal(error.id, SK_E_CHECK_FORM);
	assert_int_equal(error.line, LINE);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writing_is_refused),
		cmocka_unit_test(other_tables_and_functions_are_refused),
		cmocka_unit_test(mistakes_are_named),
		cmocka_unit_test(what_does_not_fit_its_declaration_is_refused),
		cmocka_unit_test(wrong_rows_are_named),
		cmocka_unit_test(endless_loops_are_stopped),
		cmocka_unit_test(giant_values_are_stopped),
		cmocka_unit_test(queries_made_to_be_hard_to_compile),
		cmocka_unit_test(too_many_rows_are_stopped),
		cmocka_unit_test(words_inside_texts_and_comments_are_no_words),
		cmocka_unit_test(functions_say_what_those_of_sqlite_say),
		cmocka_unit_test(checks_of_a_site_do_not_add_up),
	};

	if (argc != 2)
		return 2;
	clinic_open(argv[1]);
	int failed = cmocka_run_group_tests(tests, open_world, close_world);
	clinic_close();
	return failed;
}
