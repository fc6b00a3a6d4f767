/* An attachment is copied whole or not at all, never over another file, and no line names it before it is there: at every call that touches a disk that fails or stops. */
#include "cmocka_all.h"

#include "seal/seal.h"
#include "sim_env.h"
#include "site/site.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { ARENA = 4 << 20, CALLS_MAX = 200, LONG = 70000 /* several writes */ };

static const char old_line[] = "no line\n", new_line[] = "a line\n", others[] = "of somebody else\n";
static char contract[LONG];

/* What lies under the name before. */
enum before { NOTHING, OTHER, SAME, BEFORES };

static struct sim_env *disk(enum before before)
{
	struct sim_env *sim = sim_env_new();
	sim_env_put_text(sim, "site/site.yaml", old_line);
	sim_env_put(sim, "given/contract.pdf", contract, LONG);
	if (before == OTHER)
		sim_env_put_text(sim, "site/attachments/contract.pdf", others);
	if (before == SAME)
		sim_env_put(sim, "site/attachments/contract.pdf", contract, LONG);
	return sim;
}

/* As `sekisho answer` does it: *file is the name that the line would have. */
static sk_outcome attach(struct sim_env *sim, char file[256], struct sk_error *error)
{
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	const struct sk_env *env = sim_env_table(sim);
	const struct sk_site site = {.folder = "site"};
	struct sk_attachment attachment;
	SK_TRY(sk_site_look_attachment(arena, env, "given/contract.pdf", &attachment, error));
	SK_TRY(sk_site_put_attachment(arena, env, &site, "given/contract.pdf", &attachment, error));
	assert_in_range(snprintf(file, 256, "site/attachments/%s", attachment.file), 1, 255);
	return sk_env_replace_file(env, "site/site.yaml", new_line, strlen(new_line), error);
}

static bool is_contract(struct sim_env *sim, const char *path)
{
	size_t length;
	const char *bytes = sim_env_get(sim, path, &length);
	return bytes && length == LONG && memcmp(bytes, contract, LONG) == 0;
}

/* The name there is otherwise: by the digest. */
static void second_name(char out[256])
{
	char digest[SK_HEX_ROOM];
	sk_digest(contract, LONG, digest);
	assert_in_range(snprintf(out, 256, "site/attachments/contract-%.12s.pdf", digest), 1, 255);
}

/* What holds at any moment, whatever happened. Returns whether the line is there. */
static bool check_disk(struct sim_env *sim, enum before before)
{
	static const char first[] = "site/attachments/contract.pdf";
	char second[256];
	const char *line = sim_env_get(sim, "site/site.yaml", NULL);
	second_name(second);
	assert_non_null(line);
	bool written = strcmp(line, new_line) == 0;
	assert_true(written || strcmp(line, old_line) == 0);
	if (before == OTHER)
		assert_string_equal(sim_env_get(sim, first, NULL), others);
	else
		assert_true(!sim_env_get(sim, first, NULL) || is_contract(sim, first));
	assert_true(!sim_env_get(sim, second, NULL) || is_contract(sim, second));
	if (written)
		assert_true(is_contract(sim, first) || is_contract(sim, second));
	return written;
}

static void it_gets_its_name_or_one_of_its_own(void **state)
{
	char second[256];

	(void)state;
	second_name(second);
	for (enum before before = NOTHING; before < BEFORES; before++) {
		struct sim_env *sim = disk(before);
		struct sk_error error;
		char file[256];
		assert_false(sk_failed(attach(sim, file, &error)));
		assert_string_equal(file, before == OTHER ? second : "site/attachments/contract.pdf");
		assert_true(is_contract(sim, file) && check_disk(sim, before));
		assert_int_equal(sim_env_open_handles(sim), 0);
		sim_env_free(sim);
	}
}

/* What came of it with one fault. */
struct tried {
	bool failed, reached, written, whole;
};

/* loss SIM_NO_STOP: the machine goes on. */
enum { SIM_NO_STOP = -1 };
static struct tried try_with(enum before before, unsigned n, enum sim_fault fault, int number, int loss)
{
	struct sim_env *sim = disk(before);
	struct sk_error error;
	struct tried tried;
	char file[256];
	assert_in_range(n, 1, CALLS_MAX);
	sim_env_fault(sim, n, fault, number);
	tried.failed = sk_failed(attach(sim, file, &error));
	tried.reached = sim_env_fault_hit(sim);
	assert_int_equal(sim_env_open_handles(sim), 0);
	if (loss != SIM_NO_STOP)
		sim_env_restart(sim, (enum sim_loss)loss);
	tried.written = check_disk(sim, before);
	tried.whole = !tried.failed && is_contract(sim, file);
	sim_env_free(sim);
	return tried;
}

static void a_failure_at_any_call_is_told(void **state)
{
	static const int numbers[] = {ENOSPC, EIO, EACCES, EFBIG};
	size_t failures = 0;

	(void)state;
	for (size_t i = 0; i < SK_COUNT(numbers) * BEFORES; i++) {
		struct tried tried = {.reached = true};
		for (unsigned n = 1; tried.reached; n++) {
			tried = try_with((enum before)(i % BEFORES), n, SIM_ERRNO, numbers[i / BEFORES], SIM_NO_STOP);
			assert_true(tried.failed || tried.whole);
			failures += tried.failed;
		}
	}
	assert_true(failures > 100);
	print_message("%zu failures\n", failures);
}

static void a_stop_at_any_call_leaves_no_line_without_its_file(void **state)
{
	static const enum sim_loss losses[] = {SIM_LOSE_NAMES, SIM_KEEP_NAMES, SIM_KEEP_HALF};
	size_t lines = 0, none = 0;

	(void)state;
	for (size_t i = 0; i < SK_COUNT(losses) * BEFORES; i++) {
		struct tried tried = {.reached = true};
		for (unsigned n = 1; tried.reached; n++) {
			tried = try_with((enum before)(i % BEFORES), n, SIM_STOP, 0, (int)losses[i / BEFORES]);
			assert_true(tried.written || tried.failed);
			lines += tried.written;
			none += !tried.written;
		}
	}
	assert_true(lines >= SK_COUNT(losses) * BEFORES && none > 50);
	print_message("%zu stops with the line and its file, %zu with neither\n", lines, none);
}

static void what_changes_meanwhile_is_refused(void **state)
{
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	struct sim_env *sim = disk(NOTHING);
	const struct sk_site site = {.folder = "site"};
	struct sk_attachment attachment;
	struct sk_error error;

	(void)state;
	assert_false(sk_failed(sk_site_look_attachment(arena, sim_env_table(sim), "given/contract.pdf", &attachment, &error)));
	sim_env_put_text(sim, "given/contract.pdf", others);
	assert_int_equal(sk_site_put_attachment(arena, sim_env_table(sim), &site, "given/contract.pdf", &attachment, &error).class, SK_CLASS_INPUT);
	assert_int_equal(error.id, SK_E_ATTACHMENT);
	assert_null(sim_env_get(sim, "site/attachments/contract.pdf", NULL));
	sim_env_free(sim);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_gets_its_name_or_one_of_its_own),
		cmocka_unit_test(a_failure_at_any_call_is_told),
		cmocka_unit_test(a_stop_at_any_call_leaves_no_line_without_its_file),
		cmocka_unit_test(what_changes_meanwhile_is_refused),
	};
	struct sk_error error;

	for (size_t i = 0; i < LONG; i++)
		contract[i] = (char)(i * 31 % 251);
	if (sk_failed(sk_seal_start(&error)))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
