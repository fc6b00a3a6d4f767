/*
 * SQLite without memory: each of its allocations is made to fail once, from opening the database to the last row. The run ends with an error, or as
 * if nothing had happened where SQLite can do without; never with another answer, a crash or a leak.
 */
#include "clinic.h"
#include "cmocka_all.h"

#include <sqlite3.h>
#include <string.h>

enum { ARENA = 32 << 20, MOST_TRIES = 200000 };

static const char bundle_text[] =
	"{\"bundle\":\"sekisho-bundle/1\",\"collector\":\"c\",\"host\":\"h\",\"sequence\":1,\"previous\":null,\"at\":\"2026-11-19T00:00:00Z\","
	"\"origin\":\"live\",\"tool\":\"t\"}\n"
	"{\"coverage\":1,\"kind\":\"screen_lock\",\"subject\":\"terminal-1\",\"source\":\"s\",\"status\":\"complete\",\"method\":\"configured\","
	"\"at\":\"2026-11-19T00:00:00Z\",\"digest\":null}\n"
	"{\"fact\":1,\"values\":{\"scope\":\"machine\",\"enabled\":true,\"lock_after\":1800}}\n"
	"{\"end\":{\"coverage\":1,\"facts\":1}}\n";
static const char site_yaml[] = "format: sekisho-site/1\nname: Memory\nkind: clinic\nconfiguration: ip-vpn\n"
				"subjects: [{id: terminal-1, place: terminal}]\n"
				"own:\n"
				"  checks:\n"
				"  - id: x-lock\n"
				"    control: T02\n"
				"    needs: [screen_lock]\n"
				"    max-age: 30\n"
				"    sql: SELECT l.subject, 'slow', l.rowid FROM screen_lock AS l, subject AS s WHERE s.id = l.subject AND l.lock_after > 900 ORDER BY 3\n"
				"    reasons: [{id: slow, text: slow}]\n";

/* ---- an allocator that fails once ---- */

static sqlite3_mem_methods real;
static size_t calls, fail_at; /* 0: never */

static bool fails(void)
{
	return ++calls == fail_at;
}

static void *failing_malloc(int size)
{
	return fails() ? NULL : real.xMalloc(size);
}

static void *failing_realloc(void *memory, int size)
{
	return fails() ? NULL : real.xRealloc(memory, size);
}

static void install(void)
{
	sqlite3_mem_methods methods;
	assert_int_equal(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real), SQLITE_OK);
	methods = real;
	methods.xMalloc = failing_malloc;
	methods.xRealloc = failing_realloc;
	assert_int_equal(sqlite3_config(SQLITE_CONFIG_MALLOC, &methods), SQLITE_OK);
}

/* ---- one run ---- */

static struct clinic clinic;
static struct sk_evidence evidence;

static enum sk_state judged(sk_outcome *outcome, struct sk_error *error)
{
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	struct sk_verdicts verdicts;
	assert_non_null(arena);
	*error = (struct sk_error){0};
	*outcome = sk_check_run(arena, NULL, clinic.site, &evidence, clinic_time("2026-11-20T00:00:00Z"), &verdicts, error);
	return sk_failed(*outcome) ? SK_STATE_COUNT : sk_check_verdict(&verdicts, sk_catalogue_control(clinic.site->catalogue, "T02"))->state;
}

static void each_allocation_of_sqlite_may_fail(void **state)
{
	static struct sk_brought brought = {.file = "b", .standing = SK_COUNTS, .sequence = 1};
	const struct sk_bundle *bundle;
	struct sk_error error;
	sk_outcome outcome;
	size_t failed = 0, tried = 0;

	(void)state;
	clinic_make(&clinic, site_yaml, clinic_time("2026-11-20T00:00:00Z"));
	assert_false(sk_failed(sk_bundle_read(clinic.arena, "b", bundle_text, sizeof(bundle_text) - 1, &bundle, &error)));
	brought.at = bundle->at;
	assert_false(sk_failed(sk_evidence_looks(clinic.arena, clinic.site, bundle->at, &bundle, &brought, 1, &evidence, &error)));
	assert_int_equal(judged(&outcome, &error), SK_UNMET);
	do {
		calls = 0;
		fail_at = ++tried;
		enum sk_state found = judged(&outcome, &error);
		failed += sk_failed(outcome);
		assert_true(found == SK_UNMET || found == SK_STATE_COUNT);
		if (sk_failed(outcome))
			assert_true(error.id == SK_E_MEMORY || error.id == SK_E_CHECK_LONG);
	} while (calls >= fail_at && tried < MOST_TRIES);
	fail_at = 0;
	assert_true(failed > 50 && tried < MOST_TRIES);
	assert_int_equal(judged(&outcome, &error), SK_UNMET);
	print_message("%zu allocations made to fail, %zu runs ended with an error\n", tried, failed);
	clinic_end(&clinic);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(each_allocation_of_sqlite_may_fail)};

	if (argc != 2)
		return 2;
	install();
	clinic_open(argv[1]);
	int result = cmocka_run_group_tests(tests, NULL, NULL);
	clinic_close();
	return result;
}
