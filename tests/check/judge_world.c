/* The world of tests of judging: judge_world.h. */
#include "judge_world.h"

#include <stdlib.h>
#include <string.h>

static const char site_yaml[] = "format: sekisho-site/1\nname: Judge\nkind: clinic\nconfiguration: ip-vpn\n"
				"subjects:\n"
				"- {id: terminal-1, place: terminal}\n"
				"- {id: terminal-2, place: terminal}\n"
				"- {id: old-1, place: terminal, in-scope: false, reason: stored away}\n"
				"- {id: practice-1, place: practice}\n";
static const struct sk_brought brought = {.file = "evidence/c.h.000000001.jsonl", .standing = SK_COUNTS, .sequence = 1};
static const struct sk_coverage coverage = {.line = 2, .number = 1, .source = "by hand"};
static struct sk_coverage lines[32]; /* of the looks, as they are judged */

struct world world;

/* ---- the world ---- */

int world_begin(void **state)
{
	(void)state;
	world.at = clinic_time("2026-11-20T03:00:00Z");
	clinic_make(&world.clinic, site_yaml, world.at);
	world.control = (struct sk_control *)(uintptr_t)sk_catalogue_control(world.clinic.site->catalogue, "T02");
	world.kept = world.control->checks;
	world.arena = sk_arena_new(64 << 20);
	assert_non_null(world.arena);
	return 0;
}

int world_end(void **state)
{
	(void)state;
	world.control->checks = world.kept;
	sk_arena_free(world.arena);
	clinic_end(&world.clinic);
	memset(&world, 0, sizeof(world));
	return 0;
}

const struct sk_subject *subject(const char *id)
{
	const struct sk_subject *found = sk_site_subject(world.clinic.site, id);
	assert_non_null(found);
	return found;
}

/* One account that is enabled (bad) or not; the columns between stay unknown. */
const struct sk_fact *account(bool enabled)
{
	static struct sk_value values[2][SK_FACT_COLUMNS_MAX];
	static struct sk_fact facts[2];
	const struct sk_fact_kind *kind = sk_fact_kind_named("account");
	for (size_t i = 0; i < kind->column_count; i++)
		values[enabled][i] = (struct sk_value){.null = !kind->columns[i].needed};
	values[enabled][0].text = "uid:1000";
	values[enabled][1].text = "mori";
	values[enabled][2].text = "user";
	values[enabled][3].integer = enabled;
	values[enabled][4].integer = 1;
	facts[enabled] = (struct sk_fact){.line = 3, .values = values[enabled]};
	return &facts[enabled];
}

/* One that is not enabled and signed in last, or will, at that time. */
const struct sk_fact *signed_in(sk_time at)
{
	static struct sk_value values[SK_FACT_COLUMNS_MAX];
	static struct sk_fact fact;
	const struct sk_fact_kind *kind = sk_fact_kind_named("account");
	memcpy(values, account(false)->values, sizeof(struct sk_value) * kind->column_count);
	values[sk_fact_column_named(kind, "last_sign_in") - kind->columns] = (struct sk_value){.integer = at};
	fact = (struct sk_fact){.line = 3, .values = values};
	return &fact;
}

const struct sk_fact *policy(int min_length)
{
	static struct sk_value values[2][SK_FACT_COLUMNS_MAX];
	static struct sk_fact facts[2];
	const struct sk_fact_kind *kind = sk_fact_kind_named("password_policy");
	size_t which = min_length > 8;
	for (size_t i = 0; i < kind->column_count; i++)
		values[which][i] = (struct sk_value){.null = !kind->columns[i].needed};
	values[which][0].text = "local";
	values[which][1] = (struct sk_value){.integer = min_length};
	facts[which] = (struct sk_fact){.line = 5, .values = values[which]};
	return &facts[which];
}

static int by_kind_and_subject(const void *left, const void *right)
{
	const struct sk_look *a = left, *b = right;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return (a->subject > b->subject) - (a->subject < b->subject);
}

struct sk_look *add_look(const char *kind, const char *where, const struct sk_fact *fact)
{
	struct sk_look *look = &world.looks[world.evidence.look_count++];
	assert_true(world.evidence.look_count <= LOOKS);
	*look = (struct sk_look){.kind = sk_fact_kind_named(kind), .subject = subject(where), .bundle = &brought, .coverage = &coverage,
				 .coverage_count = 1, .status = SK_STATUS_COMPLETE, .method = SK_FACT_OBSERVED, .at = world.at - SK_DAY,
				 .facts = fact, .fact_count = fact != NULL};
	return look;
}

const struct sk_verdict *judge_now(void)
{
	struct sk_error error;
	qsort(world.looks, world.evidence.look_count, sizeof(struct sk_look), by_kind_and_subject);
	for (size_t i = 0; i < world.evidence.look_count; i++) {
		struct sk_look *look = &world.looks[i];
		look->strongest = look->method;
		look->newest = look->at;
		lines[i] = coverage;
		lines[i].at = look->at;
		lines[i].method = look->method;
		look->coverage = &lines[i];
	}
	world.evidence.looks = world.looks;
	sk_outcome outcome = sk_check_run(world.arena, NULL, world.clinic.site, &world.evidence, world.at, &world.verdicts, &error);
	if (sk_failed(outcome))
		fail_msg("%s: %s %s", sk_error_name(error.id), error.argument[0], error.argument[1]);
	return sk_check_verdict(&world.verdicts, world.control);
}

const struct sk_finding *finding_at(const char *id)
{
	const struct sk_verdict *verdict = judge_now();
	for (size_t i = 0; i < verdict->count; i++)
		if (verdict->findings[i].subject == subject(id))
			return &verdict->findings[i];
	fail_msg("no finding at %s", id);
	return NULL;
}

void forget(void)
{
	world.evidence.look_count = 0;
}

/* ---- two checks ---- */

const struct sk_id id_account[1] = {{.text = "account"}}, id_policy[1] = {{.text = "password_policy"}},
	id_both[2] = {{.text = "account"}, {.text = "password_policy"}}, id_terminal[1] = {{.text = "terminal"}};
const struct sk_check_reason is_bad[1] = {{.id = "bad", .text = {"悪", "bad"}}}, too_short[1] = {{.id = "short", .text = {"短", "short"}}},
	nothing[1] = {{.id = "nothing", .rests_on = 1, .text = {"無", "nothing"}}};

const struct sk_check check_account = {
	.id = "a", .needs = {id_account, 1}, .max_age = AGE, .sql = "SELECT subject, 'bad', rowid FROM account WHERE enabled IS NOT 0",
	.reasons = {is_bad, 1}};
const struct sk_check check_policy = {
	.id = "b", .needs = {id_policy, 1}, .max_age = AGE,
	.sql = "SELECT subject, 'short', rowid FROM password_policy WHERE coalesce(min_length, 0) < 13",
	.reasons = {too_short, 1}};

/* Wrong is that there is none. */
const struct sk_check check_missing = {
	.id = "a", .needs = {id_account, 1}, .max_age = AGE, .reasons = {nothing, 1},
	.sql = "SELECT id, 'nothing', NULL FROM subject WHERE id NOT IN (SELECT subject FROM account)"};

/* Where there is none it is not known. */
const struct sk_check_reason doubt[1] = {{.id = "doubt", .rests_on = 1, .state = 1, .text = {"不明", "doubt"}}};
const struct sk_check check_doubtful = {
	.id = "a", .needs = {id_account, 1}, .max_age = AGE, .reasons = {doubt, 1},
	.sql = "SELECT id, 'doubt', NULL FROM subject WHERE id NOT IN (SELECT subject FROM account)"};

void use_checks(const struct sk_check *checks, size_t count)
{
	world.control->checks = (struct sk_list){checks, count};
}

int world_run(int argc, char **argv, const struct CMUnitTest *tests, size_t count)
{
	if (argc != 2)
		return 2;
	clinic_open(argv[1]);
	int failed = _cmocka_run_group_tests("judging", tests, count, NULL, NULL);
	clinic_close();
	return failed;
}
