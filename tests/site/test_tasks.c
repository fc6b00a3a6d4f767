/* plan.yaml and ledger.yaml on a disk that fails at every call, and stops at every call: it is there whole, old or new, and a failure is told. */
#include "cmocka_all.h"

#include "clinic.h"
#include "sim_env.h"

#include <errno.h>
#include <string.h>

enum { TEXT_MAX = 1 << 16, ARENA = 4 << 20, CALLS_MAX = 100 };

static const char old_plan[] = "format: sekisho-plan/1\ncontrols:\n  # ours\n  - {control: H10, state: doing, owner: Sato}\n";
static const char old_ledger[] = "format: sekisho-ledger/1\ndevices:\n  # ours\n  - number: D-1 # on its case\n    name: \"A \\\"b\\\"\" # inside\n    class: hub\n  - {number: D-2, name: B, class: other}\n";
static struct clinic clinic;

/* T17 is needed and to be done; H10 is not needed any more. */
static sk_outcome write_tasks(struct sim_env *sim, const char *old, struct sk_error *error)
{
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	const struct sk_control *control = sk_catalogue_control(clinic_catalogue(), "T17");
	struct sk_tasks_written written = {.needed = &control, .needed_count = 1, .planned = &control, .planned_count = 1, .lang = SK_LANG_EN};
	sk_outcome outcome = sk_site_write_tasks(arena, sim_env_table(sim), clinic.site, &written, error);
	if (!sk_failed(outcome))
		assert_true(written.changed && written.added == 1 && written.kept == (old ? 1 : 0) && written.unneeded == written.kept);
	return outcome;
}

/* One device is called otherwise and has a maker now, one has been looked at, one is new; all three where there was no ledger. */
static sk_outcome write_ledger(struct sim_env *sim, const char *old, struct sk_error *error)
{
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	const struct sk_device_change changes[] = {
		{{[SK_DEVICE_NUMBER] = "D-1", [SK_DEVICE_NAME] = "C:\\ \"d\"", [SK_DEVICE_CLASS] = "hub", [SK_DEVICE_MAKER] = "M", [SK_DEVICE_MODEL] = "N"}},
		{{[SK_DEVICE_NUMBER] = "D-2", [SK_DEVICE_NAME] = old ? NULL : "B", [SK_DEVICE_CLASS] = old ? NULL : "other", [SK_DEVICE_REVIEWED] = "2026-11-20"}},
		{{[SK_DEVICE_NUMBER] = "003", [SK_DEVICE_NAME] = "New", [SK_DEVICE_CLASS] = "router", [SK_DEVICE_NETWORKED] = "true"}},
	};
	return sk_site_write_ledger(arena, sim_env_table(sim), clinic.site, changes, NULL, SK_COUNT(changes), error);
}

/* A file that people keep, and what is written into it. */
struct kept {
	const char *path, *old;
	sk_outcome (*write)(struct sim_env *sim, const char *old, struct sk_error *error);
};
static const struct kept plan = {"site/plan.yaml", old_plan, write_tasks}, no_plan = {"site/plan.yaml", NULL, write_tasks};
static const struct kept ledger = {"site/ledger.yaml", old_ledger, write_ledger}, no_ledger = {"site/ledger.yaml", NULL, write_ledger};

static void put_old(struct sim_env *sim, const struct kept *kept, const char *old)
{
	sim_env_put_folder(sim, "site");
	if (old)
		sim_env_put_text(sim, kept->path, old);
}

/* What is written when nothing fails. */
static void expect(struct sk_buf *out, const struct kept *kept)
{
	struct sim_env *sim = sim_env_new();
	struct sk_error error = {0};
	put_old(sim, kept, kept->old);
	assert_false(sk_failed(kept->write(sim, kept->old, &error)));
	sk_buf_text(out, sim_env_get(sim, kept->path, NULL));
	assert_int_equal(sim_env_open_handles(sim), 0);
	sim_env_free(sim);
}

/* One run with the nth call failing; false when it was not reached. */
static bool run_once(const struct kept *kept, const char *new, unsigned nth, enum sim_fault fault, enum sim_loss loss, size_t *failures)
{
	struct sim_env *sim = sim_env_new();
	const char *old = kept->old;
	struct sk_error error = {0};
	put_old(sim, kept, old);
	sim_env_fault(sim, nth, fault, EIO);
	bool failed = sk_failed(kept->write(sim, old, &error));
	bool hit = sim_env_fault_hit(sim);
	if (fault == SIM_STOP)
		sim_env_restart(sim, loss);
	const char *is = sim_env_get(sim, kept->path, NULL);
	bool is_new = is && strcmp(is, new) == 0, is_old = old ? is && strcmp(is, old) == 0 : !is;
	assert_true(is_new || is_old);
	assert_true(failed || is_new);
	assert_true(hit || !failed);
	*failures += failed;
	sim_env_free(sim);
	return hit;
}

static void try_all(const struct kept *kept, enum sim_fault fault, enum sim_loss loss)
{
	SK_BUF_SCOPE new = SK_BUF(TEXT_MAX);
	size_t failures = 0;
	unsigned nth = 1;
	expect(&new, kept);
	while (run_once(kept, new.bytes, nth, fault, loss, &failures))
		assert_in_range(++nth, 1, CALLS_MAX);
	assert_true(nth > 8 && failures > 4);
}

static void test_failing_disk(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const struct kept *old = i ? &ledger : &plan;
		try_all(old, SIM_ERRNO, SIM_LOSE_NAMES);
		try_all(i ? &no_ledger : &no_plan, SIM_STOP, SIM_LOSE_NAMES);
		try_all(old, SIM_STOP, SIM_LOSE_NAMES);
		try_all(old, SIM_STOP, SIM_KEEP_NAMES);
		try_all(old, SIM_STOP, SIM_KEEP_HALF);
	}
}

static void test_text(void **state)
{
	SK_BUF_SCOPE new = SK_BUF(TEXT_MAX);
	(void)state;
	expect(&new, &plan);
	assert_string_equal(new.bytes, "format: sekisho-plan/1\ncontrols:\n  # ours\n  - {needed: false, control: H10, state: doing, owner: Sato}\n"
				       "  # Restriction of access from outside\n  - control: T17\n    owner:\n    due:\n    state: todo\n    note:\n    needed: true\n");
	sk_buf_clear(&new);
	expect(&new, &ledger);
	assert_string_equal(new.bytes, "format: sekisho-ledger/1\ndevices:\n  # ours\n  - number: D-1 # on its case\n    name: \"C:\\\\ \\\"d\\\"\" # inside\n    class: hub\n    maker: \"M\"\n    model: \"N\"\n"
				       "  - {reviewed: 2026-11-20, number: D-2, name: B, class: other}\n  - number: \"003\"\n    name: \"New\"\n    class: router\n    networked: true\n");
}

/* A file that is full: nothing is written past what can be read. */
static void fill(const struct kept *kept)
{
	SK_BUF_SCOPE text = SK_BUF(SK_YAML_FILE_MAX);
	struct sim_env *sim = sim_env_new();
	struct sk_error error = {0};
	sk_buf_text(&text, kept->old);
	while (text.length < SK_YAML_FILE_MAX - 40)
		sk_buf_text(&text, "# a long comment that somebody wrote\n");
	assert_false(text.failed);
	put_old(sim, kept, text.bytes);
	assert_true(sk_failed(kept->write(sim, text.bytes, &error)));
	assert_string_equal(sim_env_get(sim, kept->path, NULL), text.bytes);
	assert_int_equal(sim_env_open_handles(sim), 0);
	sim_env_free(sim);
}

static void test_full(void **state)
{
	(void)state;
	fill(&plan);
	fill(&ledger);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_failing_disk),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_full),
	};
	SK_BUF_SCOPE text = SK_BUF(TEXT_MAX);
	assert_int_equal(argc, 2);
	clinic_open(argv[1]);
	clinic_text(&text, "clinic", "");
	clinic_make(&clinic, text.bytes, clinic_time("2026-10-01T09:00:00Z"));
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	clinic_end(&clinic);
	clinic_close();
	return failed;
}
