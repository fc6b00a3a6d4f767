/*
 * Memory that runs out at any point of the whole way, from the catalogue's files to the report: each run either says so or
 * comes to the same result as always. Leaks are found by the build with the address sanitizer.
 *
 * Only allocations of our own code fail, not those inside the YAML and JSON libraries. The first 300 places are all tried,
 * then every 97th: those behind them are more of the same (blocks of one arena, buffers of one reader).
 */
#include "cmocka_all.h"

#include "clinic.h"
#include "fault_alloc.h"
#include "port/port.h"
#include "report/report.h"
#include "sim_env.h"

#include <string.h>

enum { ALL_UNTIL = 300, STRIDE = 97, ARENA = 64 << 20, OUT_MAX = 8 << 20, PLACES_MAX = 1 << 20 };

static const char *catalogue_folder;
static struct sk_buf site_text = SK_BUF(1 << 16);
static struct sim_env *sim; /* an empty disk for each run; its own memory is not what runs out */

/* A way through the program that can fail; writes its result to out. */
typedef sk_outcome way(struct sk_buf *out, struct sk_error *error);

static sk_outcome no_arena(struct sk_error *error)
{
	return sk_error_set_number(error, SK_E_MEMORY, NULL, ARENA);
}

static sk_outcome report_all(const struct sk_report *report, const struct sk_register *register_)
{
	SK_TRY(sk_report_assess_json(report, register_));
	SK_TRY(sk_report_assess(report, register_));
	SK_TRY(sk_report_screen(report, register_, NULL));
	struct sk_treatment_plan plan;
	struct sk_plan_report from = {.register_ = register_, .trial = register_, .plan = &plan};
	SK_TRY(sk_assess_plan(report->arena, register_, 3, &plan, report->error));
	SK_TRY(sk_report_plan(report, &from));
	SK_TRY(sk_report_plan_json(report, &from));
	return sk_report_why(report, register_, NULL, "ransomware");
}

static sk_outcome from_files_to_reports(struct sk_buf *out, struct sk_error *error)
{
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	struct sk_catalogue *catalogue;
	struct sk_site *site;
	struct sk_verdicts verdicts;
	struct sk_register register_;

	if (!arena)
		return no_arena(error);
	SK_TRY(sk_catalogue_load(arena, sk_port_env(), catalogue_folder, &catalogue, error));
	SK_TRY(sk_site_load(arena, clinic_env(site_text.bytes), "site", catalogue, &site, error));
	SK_TRY(sk_check_run(arena, NULL, site, &sk_evidence_none, clinic_time("2026-10-01T09:00:00Z"), &verdicts, error));
	SK_TRY(sk_assess(arena, &verdicts, &register_, error));
	struct sk_report report = {.out = out, .lang = SK_LANG_JA, .error = error, .arena = arena};
	SK_TRY(report_all(&report, &register_));
	return sk_buf_check(out, error);
}

static sk_outcome from_a_broken_site(struct sk_buf *out, struct sk_error *error)
{
	static const char broken[] = "format: sekisho-site/1\nname: A\nkind: clinic\nconfiguration: ip-vpn\nsubjets: []\n";
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	struct sk_site *site;

	if (!arena)
		return no_arena(error);
	sk_outcome outcome = sk_site_load(arena, clinic_env(broken), "site", clinic_catalogue(), &site, error);
	assert_true(sk_failed(outcome));
	if (error->id == SK_E_MEMORY)
		return outcome;
	sk_buf_print(out, "%s:%u:%u %s", error->file, error->line, error->column, error->argument[2]);
	return sk_buf_check(out, error);
}

static sk_outcome from_a_folder_to_a_site(struct sk_buf *out, struct sk_error *error)
{
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	struct sk_site_plan plan = {.folder = "sakura", .configuration = "ip-vpn", .kind = SK_KIND_CLINIC};

	if (!arena)
		return no_arena(error);
	SK_TRY(sk_site_guess_name(arena, plan.folder, plan.kind, &plan.name, error));
	sk_outcome outcome = sk_site_create(sim_env_table(sim), clinic_catalogue(), &plan, error);
	if (sk_failed(outcome))
		assert_int_equal(sim_env_count(sim), 0);
	else
		sk_buf_text(out, sim_env_get(sim, "sakura/site.yaml", NULL));
	assert_int_equal(sim_env_open_handles(sim), 0);
	return sk_failed(outcome) ? outcome : sk_buf_check(out, error);
}

static sk_outcome from_a_plan_to_a_plan(struct sk_buf *out, struct sk_error *error)
{
	static const char old[] = "format: sekisho-plan/1\ncontrols:\n  - {control: H10, state: doing}\n";
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	const struct sk_control *control = sk_catalogue_control(clinic_catalogue(), "T17");
	struct sk_site site = {.folder = "sakura", .catalogue = clinic_catalogue()};
	struct sk_tasks_written written = {.needed = &control, .needed_count = 1, .planned = &control, .planned_count = 1, .lang = SK_LANG_EN};

	if (!arena)
		return no_arena(error);
	sim_env_put_text(sim, "sakura/plan.yaml", old);
	sk_outcome outcome = sk_site_write_tasks(arena, sim_env_table(sim), &site, &written, error);
	const char *text = sim_env_get(sim, "sakura/plan.yaml", NULL);
	assert_int_equal(sim_env_open_handles(sim), 0);
	if (sk_failed(outcome))
		assert_string_equal(text, old);
	else
		sk_buf_text(out, text);
	return sk_failed(outcome) ? outcome : sk_buf_check(out, error);
}

/* Success means the whole result: an allocation that failed unseen would leave something out. */
static void check_same(const struct sk_buf *out, const struct sk_buf *expected, unsigned nth)
{
	size_t at = 0;

	while (at < expected->length && at < out->length && out->bytes[at] == expected->bytes[at])
		at++;
	if (at < expected->length || at < out->length)
		fail_msg("allocation %u: \"%.60s\" where it should be \"%.60s\"", nth, out->bytes + at, expected->bytes + at);
}

/* One run with the nth allocation failing; false when it was not reached. */
static bool run_once(way *tested, unsigned nth, const struct sk_buf *expected, size_t *refused)
{
	SK_BUF_SCOPE out = SK_BUF(OUT_MAX);
	struct sk_error error = {0};

	sim = sim_env_new();
	fault_alloc_arm(nth);
	bool failed = sk_failed(tested(&out, &error));
	bool hit = fault_alloc_disarm();
	sim_env_free(sim);
	if (failed && error.id != SK_E_MEMORY)
		fail_msg("allocation %u: %s at %s:%u:%u", nth, sk_error_name(error.id), error.file, error.line, error.column);
	assert_true(hit || !failed);
	if (!failed)
		check_same(&out, expected, nth);
	*refused += failed;
	return hit;
}

static void try_all(way *tested)
{
	SK_BUF_SCOPE expected = SK_BUF(OUT_MAX);
	struct sk_error error = {0};
	size_t runs = 0, refused = 0;
	unsigned nth = 1;

	sim = sim_env_new();
	if (sk_failed(tested(&expected, &error)))
		fail_msg("%s %s:%u %s", sk_error_name(error.id), error.file, error.line, error.argument[0]);
	sim_env_free(sim);
	assert_true(expected.length > 0);
	while (run_once(tested, nth, &expected, &refused)) {
		runs++;
		nth += nth < ALL_UNTIL ? 1 : STRIDE;
		assert_in_range(nth, 1, PLACES_MAX);
	}
	assert_true(refused > 0);
	print_message("%zu runs up to allocation %u, %zu refused\n", runs, nth - 1, refused);
}

static void the_way_from_files_to_reports(void **state)
{
	(void)state;
	try_all(from_files_to_reports);
}

static void the_way_to_an_error(void **state)
{
	(void)state;
	try_all(from_a_broken_site);
}

static void the_way_to_a_new_site(void **state)
{
	(void)state;
	try_all(from_a_folder_to_a_site);
}

static void a_plan_is_written_anew_or_stays(void **state)
{
	(void)state;
	try_all(from_a_plan_to_a_plan);
}

/* A ceiling that is too low is told as memory too, whatever it is. */
static void a_low_ceiling_is_told(void **state)
{
	size_t refused = 0;

	(void)state;
	for (size_t ceiling = 0; ceiling < 4 << 20; ceiling = ceiling * 3 / 2 + 1000) {
		SK_ARENA_SCOPE arena = sk_arena_new(ceiling);
		struct sk_catalogue *catalogue;
		struct sk_error error;
		if (!sk_failed(sk_catalogue_load(arena, sk_port_env(), catalogue_folder, &catalogue, &error)))
			continue;
		assert_int_equal(error.id, SK_E_MEMORY);
		refused++;
	}
	assert_true(refused > 5);
}

static void write_site(void)
{
	clinic_text(&site_text, "clinic", "wireless");
	sk_buf_text(&site_text, "absent: [{place: wireless, by: Tester, date: 2026-09-01}]\n"
				"importance: [{asset: as02, c: 2, reason: a copy, by: Tester, date: 2026-09-01}]\n"
				"readings: [{about: T13, choose: control-table}]\n"
				"own: {assets: [{id: x-ct, label: CT, importance: {c: 3, i: 2, a: 2, reason: {ja: 画像, en: images}}}]}\n"
				"answers:\n"
				"  - {control: T17, state: met, by: Tester, date: 2026-09-01}\n"
				"  - {control: T12, state: unmet, by: Tester, date: 2026-09-01}\n");
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_way_from_files_to_reports),
		cmocka_unit_test(the_way_to_an_error),
		cmocka_unit_test(the_way_to_a_new_site),
		cmocka_unit_test(a_plan_is_written_anew_or_stays),
		cmocka_unit_test(a_low_ceiling_is_told),
	};
	int failed;

	assert_int_equal(argc, 2);
	catalogue_folder = argv[1];
	clinic_open(catalogue_folder);
	write_site();
	failed = cmocka_run_group_tests_name("faults", tests, NULL, NULL);
	sk_buf_release(&site_text);
	clinic_close();
	return failed;
}
