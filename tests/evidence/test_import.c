/*
 * A disk that fails, or a machine that stops, at every call of an import: what is there afterwards is what was there before or what should be there, never
 * anything that is refused. What was said to be taken is there after a crash; what was not can be brought again.
 */
#include "shared.h"

#include <errno.h>

enum { DUMP_ROOM = 1 << 16 };

static struct sk_buf first = SK_BUF(BUNDLE_ROOM), second = SK_BUF(BUNDLE_ROOM), other = SK_BUF(BUNDLE_ROOM);

static void write_bundles(void)
{
	char digest[SK_HEX_ROOM];
	draft_write(&(struct draft){.at = NOW - DAY, SAID({.kind = "time_sync", .subject = "terminal-1", .facts = 1})}, &first);
	digest_of(&first, digest);
	draft_write(&(struct draft){.sequence = 2, .previous = digest, SAID({.kind = "time_sync", .subject = "terminal-1", .status = "partial"})}, &second);
	draft_write(&(struct draft){.collector = "net", .host = "box", .key = KEY_NETWORK, SAID({.kind = "route", .subject = "router-1"})}, &other);
}

/* A site before the import that fails, and the bundle that it brings. */
struct scene {
	const char *name;
	const struct sk_buf *there[2], *brought;
	bool leftover; /* an earlier import of the same was broken off */
	size_t counting; /* bundles that count before */
};
static const struct scene scenes[] = {
	{"the first of all, without a folder", {NULL, NULL}, &first, false, 0},
	{"the second of a chain", {&first, &other}, &second, false, 2},
	{"a new chain", {&first, NULL}, &other, false, 1},
	{"again after one that was broken off", {&first, NULL}, &second, true, 1},
};

static struct post set(const struct scene *scene)
{
	struct post post = post_new(false, NULL);
	for (size_t i = 0; i < SK_COUNT(scene->there); i++)
		if (scene->there[i])
			SUCCEEDS(post_import(&post, scene->there[i], error));
	if (scene->leftover)
		sim_env_put(post.sim, "site/evidence/host.terminal-1.000000002.jsonl", scene->brought->bytes, scene->brought->length);
	return post;
}

/* True: as it should be afterwards. False: as it was before. */
static bool is_after(struct post *post, const struct scene *scene, unsigned nth)
{
	struct sk_evidence evidence = post_load(post, NOW);
	size_t counting = standing_count(&evidence, SK_COUNTS);
	if (evidence.refused != 0 || evidence.not_taken > 1)
		fail_msg("%s, call %u: %zu refused, %zu not taken: %s", scene->name, nth, evidence.refused, evidence.not_taken,
			 evidence.refused ? sk_error_name(evidence.bundles[0].refusal->id) : "");
	if (counting != scene->counting && counting != scene->counting + 1)
		fail_msg("%s, call %u: %zu count", scene->name, nth, counting);
	assert_false(counting > scene->counting && evidence.not_taken > 0);
	return counting > scene->counting;
}

static void bring_again(struct post *post, const struct scene *scene, unsigned nth)
{
	SUCCEEDS(post_import(post, scene->brought, error));
	assert_true(is_after(post, scene, nth));
}

struct fault {
	const char *name;
	enum sim_fault fault;
	int number;
	enum sim_loss loss;
};
static const struct fault faults[] = {
	{"EIO", SIM_ERRNO, EIO, SIM_LOSE_NAMES},
	{"ENOSPC", SIM_ERRNO, ENOSPC, SIM_KEEP_NAMES},
	{"EINTR", SIM_ERRNO, EINTR, SIM_KEEP_HALF},
	{"half of it", SIM_SHORT, 0, SIM_LOSE_NAMES},
	{"stop, names lost", SIM_STOP, 0, SIM_LOSE_NAMES},
	{"stop, names kept", SIM_STOP, 0, SIM_KEEP_NAMES},
	{"stop, half kept", SIM_STOP, 0, SIM_KEEP_HALF},
};

struct count {
	unsigned calls, before, after;
};

/* One import with the nth call failing; false when there is no nth call. */
static bool run(const struct scene *scene, const struct fault *fault, unsigned nth, struct count *count)
{
	struct post post = set(scene);
	struct sk_error error = {0};
	sim_env_fault(post.sim, nth, fault->fault, fault->number);
	bool taken = !sk_failed(post_import(&post, scene->brought, &error));
	bool hit = sim_env_fault_hit(post.sim);
	sim_env_fault(post.sim, 0, SIM_NONE, 0);
	if (fault->fault == SIM_SHORT && !taken)
		fail_msg("%s, call %u moves half: %s", scene->name, nth, sk_error_name(error.id));
	if (fault->fault != SIM_STOP)
		assert_true(is_after(&post, scene, nth) || !taken);
	sim_env_restart(post.sim, fault->loss);
	bool after = is_after(&post, scene, nth);
	if (taken && !after)
		fail_msg("%s, %s at call %u: what was taken is lost", scene->name, fault->name, nth);
	if (!after)
		bring_again(&post, scene, nth);
	count->calls += hit;
	count->before += hit && !after;
	count->after += hit && after;
	post_end(&post);
	return hit;
}

static void every_call_of_an_import_fails(void **state)
{
	(void)state;
	for (size_t i = 0; i < SK_COUNT(scenes); i++) {
		for (size_t k = 0; k < SK_COUNT(faults); k++) {
			struct count count = {0};
			for (unsigned nth = 1; run(&scenes[i], &faults[k], nth, &count);)
				nth++;
			assert_true(count.calls > 10);
			print_message("# import, %s, %s: %u calls, %u times as before, %u as after\n", scenes[i].name, faults[k].name, count.calls,
				      count.before, count.after);
		}
	}
}

/* ---- refusals ---- */

static void what_is_refused_leaves_no_trace(void **state)
{
	struct post post = set(&scenes[1]);
	SK_BUF_SCOPE heads = SK_BUF(DUMP_ROOM);
	(void)state;
	sk_buf_text(&heads, sim_env_get(post.sim, "site/" SK_EVIDENCE_HEADS, NULL));
	size_t files = sim_env_count(post.sim);
	unsigned before = sim_env_calls(post.sim);
	REFUSES(CHAIN, "replayed", post_import(&post, &first, error));
	REFUSES(CHAIN, "replayed", post_import(&post, &other, error));
	BUNDLE(stranger, .key = KEY_STRANGER);
	REFUSES(SIGNATURE, "another key", post_import(&post, &stranger, error));
	assert_true(sim_env_calls(post.sim) > before);
	assert_int_equal(sim_env_count(post.sim), files);
	assert_string_equal(sim_env_get(post.sim, "site/" SK_EVIDENCE_HEADS, NULL), heads.bytes);
	post_end(&post);
}

static void what_is_stored_is_what_was_brought(void **state)
{
	struct post post = post_new(false, NULL);
	size_t length;
	(void)state;
	SUCCEEDS(post_import(&post, &first, error));
	SUCCEEDS(post_import(&post, &second, error));
	const char *bytes = sim_env_get(post.sim, "site/evidence/host.terminal-1.000000002.jsonl", &length);
	assert_non_null(bytes);
	assert_int_equal(length, second.length);
	assert_memory_equal(bytes, second.bytes, length);
	char digest[SK_HEX_ROOM];
	digest_of(&second, digest);
	assert_non_null(strstr(sim_env_get(post.sim, "site/" SK_EVIDENCE_HEADS, NULL), digest));
	post_end(&post);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_call_of_an_import_fails),
		cmocka_unit_test(what_is_refused_leaves_no_trace),
		cmocka_unit_test(what_is_stored_is_what_was_brought),
	};
	if (argc != 2)
		return 2;
	post_open(argv[1]);
	write_bundles();
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	sk_buf_release(&first);
	sk_buf_release(&second);
	sk_buf_release(&other);
	post_close();
	return failed;
}
