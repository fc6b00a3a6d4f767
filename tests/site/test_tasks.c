/* plan.yaml on a disk that fails at every call, and stops at every call: it is there whole, old or new, and a failure is told. */
#include "cmocka_all.h"

#include "clinic.h"
#include "sim_env.h"

#include <errno.h>
#include <string.h>

enum { TEXT_MAX = 1 << 16, ARENA = 4 << 20, CALLS_MAX = 100 };

static const char old_text[] = "format: sekisho-plan/1\ncontrols:\n  # ours\n  - {control: H10, state: doing, owner: Sato}\n";
static struct clinic clinic;

/* T17 is needed and to be done; H10 is not needed any more. */
static sk_outcome write_tasks(struct sim_env *sim, struct sk_tasks_written *written, struct sk_error *error)
{
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	const struct sk_control *control = sk_catalogue_control(clinic_catalogue(), "T17");
	*written = (struct sk_tasks_written){.needed = &control, .needed_count = 1, .planned = &control, .planned_count = 1, .lang = SK_LANG_EN};
	return sk_site_write_tasks(arena, sim_env_table(sim), clinic.site, written, error);
}

static void put_old(struct sim_env *sim, const char *old)
{
	sim_env_put_folder(sim, "site");
	if (old)
		sim_env_put_text(sim, "site/plan.yaml", old);
}

/* What is written when nothing fails. */
static void expect(struct sk_buf *out, const char *old)
{
	struct sim_env *sim = sim_env_new();
	struct sk_tasks_written written;
	struct sk_error error = {0};
	put_old(sim, old);
	assert_false(sk_failed(write_tasks(sim, &written, &error)));
	assert_true(written.changed && written.added == 1 && written.kept == (old ? 1 : 0) && written.unneeded == written.kept);
	sk_buf_text(out, sim_env_get(sim, "site/plan.yaml", NULL));
	assert_int_equal(sim_env_open_handles(sim), 0);
	sim_env_free(sim);
}

/* One run with the nth call failing; false when it was not reached. */
static bool run_once(const char *old, const char *new, unsigned nth, enum sim_fault fault, enum sim_loss loss, size_t *failures)
{
	struct sim_env *sim = sim_env_new();
	struct sk_tasks_written written;
	struct sk_error error = {0};
	put_old(sim, old);
	sim_env_fault(sim, nth, fault, EIO);
	bool failed = sk_failed(write_tasks(sim, &written, &error));
	bool hit = sim_env_fault_hit(sim);
	if (fault == SIM_STOP)
		sim_env_restart(sim, loss);
	const char *is = sim_env_get(sim, "site/plan.yaml", NULL);
	bool is_new = is && strcmp(is, new) == 0, is_old = old ? is && strcmp(is, old) == 0 : !is;
	assert_true(is_new || is_old);
	assert_true(failed || is_new);
	assert_true(hit || !failed);
	*failures += failed;
	sim_env_free(sim);
	return hit;
}

static void try_all(const char *old, enum sim_fault fault, enum sim_loss loss)
{
	SK_BUF_SCOPE new = SK_BUF(TEXT_MAX);
	size_t failures = 0;
	unsigned nth = 1;
	expect(&new, old);
	while (run_once(old, new.bytes, nth, fault, loss, &failures))
		assert_in_range(++nth, 1, CALLS_MAX);
	assert_true(nth > 8 && failures > 4);
}

static void test_failing_disk(void **state)
{
	(void)state;
	try_all(old_text, SIM_ERRNO, SIM_LOSE_NAMES);
	try_all(NULL, SIM_STOP, SIM_LOSE_NAMES);
	try_all(old_text, SIM_STOP, SIM_LOSE_NAMES);
	try_all(old_text, SIM_STOP, SIM_KEEP_NAMES);
	try_all(old_text, SIM_STOP, SIM_KEEP_HALF);
}

static void test_text(void **state)
{
	SK_BUF_SCOPE new = SK_BUF(TEXT_MAX);
	(void)state;
	expect(&new, old_text);
	assert_string_equal(new.bytes, "format: sekisho-plan/1\ncontrols:\n  # ours\n  - {needed: false, control: H10, state: doing, owner: Sato}\n"
				       "  # Restriction of access from outside\n  - control: T17\n    owner:\n    due:\n    state: todo\n    note:\n    needed: true\n");
}

/* A file that is full: nothing is written past what can be read. */
static void test_full(void **state)
{
	SK_BUF_SCOPE text = SK_BUF(SK_YAML_FILE_MAX);
	struct sim_env *sim = sim_env_new();
	struct sk_tasks_written written;
	struct sk_error error = {0};
	(void)state;
	sk_buf_text(&text, old_text);
	while (text.length < SK_YAML_FILE_MAX - 40)
		sk_buf_text(&text, "# a long comment that somebody wrote\n");
	assert_false(text.failed);
	put_old(sim, text.bytes);
	assert_true(sk_failed(write_tasks(sim, &written, &error)));
	assert_string_equal(sim_env_get(sim, "site/plan.yaml", NULL), text.bytes);
	assert_int_equal(sim_env_open_handles(sim), 0);
	sim_env_free(sim);
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
