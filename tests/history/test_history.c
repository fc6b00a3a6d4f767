/* What is taken of a register, and by what two assessments differ. */
#include "clinic.h"
#include "cmocka_all.h"
#include "history/history.h"
#include "sim_env.h"

#include <stdio.h>
#include <string.h>

enum { ARENA = 64 << 20, TEXT = 1 << 16 };

static struct sk_arena *arena;
static struct sk_error error;

static int enter(void **state)
{
	(void)state;
	arena = sk_arena_new(ARENA);
	return arena ? 0 : -1;
}

static int leave(void **state)
{
	(void)state;
	sk_arena_free(arena);
	return 0;
}

/* ---- taking ---- */

static struct sk_past take(const struct clinic *clinic, const struct sk_past_input *inputs, size_t count)
{
	struct sk_past past;

	assert_false(sk_failed(sk_history_take(arena, &clinic->register_, "ca7a", inputs, count, &past, &error)));
	return past;
}

static void make(struct clinic *clinic, const char *more, const char *at)
{
	SK_BUF_SCOPE text = SK_BUF(TEXT);

	clinic_text(&text, "clinic", "wireless");
	sk_buf_text(&text, more);
	clinic_make(clinic, text.bytes, clinic_time(at));
}

static const struct sk_past_finding *finding_in(const struct sk_past *past, const char *control, const char *subject)
{
	for (size_t i = 0; i < past->finding_count; i++)
		if (strcmp(past->findings[i].control, control) == 0 && strcmp(past->findings[i].subject, subject) == 0)
			return &past->findings[i];
	return NULL;
}

static const char said[] = "answers: [{control: T17, state: met, by: Mori, date: 2026-11-01, expires: 2026-11-30, note: \"a secret\"}]\n";

static void each_risk_and_finding_is_taken(void **state)
{
	struct clinic clinic;
	const struct sk_past_input files[] = {{SK_PAST_SITE, "site.yaml", "aa"}, {SK_PAST_CONFIG, "configs/b", "bb"}, {SK_PAST_CONFIG, "configs/b", "bb"}, {SK_PAST_CONFIG, "configs/a", ""}};
	size_t counted = 0;

	(void)state;
	make(&clinic, said, "2026-11-20");
	struct sk_past past = take(&clinic, files, SK_COUNT(files));
	const struct sk_register *from = &clinic.register_;
	assert_int_equal(past.risk_count, from->counts.scenarios + from->counts.excluded);
	for (size_t i = 0; i < past.risk_count; i++) {
		const struct sk_past_risk *risk = &past.risks[i];
		const struct sk_risk *in = clinic_risk(&clinic, risk->scenario), *out = clinic_excluded(&clinic, risk->scenario);
		assert_true(i == 0 || strcmp(past.risks[i - 1].scenario, risk->scenario) < 0);
		assert_true((in != NULL) != (out != NULL));
		assert_int_equal(risk->exclusion, in ? SK_INCLUDED : out->exclusion);
		assert_int_equal(risk->value, (in ? in : out)->value);
		assert_int_equal(risk->high, in ? in->residual.high : 0);
		assert_int_equal(risk->low, in ? in->residual.low : 0);
		assert_int_equal(sk_past_open(sk_past_stands(risk, past.line)), in && sk_assess_open(in, from->line));
	}
	for (size_t i = 0; i < clinic.verdicts.count; i++)
		for (size_t k = 0; k < clinic.verdicts.items[i].count; k++)
			counted += clinic.verdicts.items[i].findings[k].counts;
	assert_int_equal(past.finding_count, counted);
	const struct sk_past_finding *finding = finding_in(&past, "T17", "router-b-1");
	assert_int_equal(finding->state, SK_MET);
	assert_string_equal(finding->source.by, "Mori");
	assert_string_equal(finding->source.file, "site.yaml"); /* the clinic lies in site/ */
	assert_int_equal(finding->source.looked, clinic_time("2026-11-01"));
	assert_int_equal(past.input_count, 3);
	assert_string_equal(past.inputs[0].name, "configs/a");
	assert_string_equal(past.inputs[2].name, "site.yaml");
	assert_int_equal(past.series.method, SK_ASSESS_METHOD);
	clinic_end(&clinic);
}

/* The same input has the same digest; whatever differs, another one. A note is nothing that is kept. */
static void digests_tell_assessments_apart(void **state)
{
	static const char *const others[] = {
		"", "answers: [{control: T17, state: unmet, by: Mori, date: 2026-11-01}]\n", "answers: [{control: T17, state: met, by: Mori, date: 2026-11-02, expires: 2026-11-30}]\n",
		"answers: [{control: T17, state: met, by: Mari, date: 2026-11-01, expires: 2026-11-30}]\n", "line: {value: 12, approved-by: Mori, date: 2026-11-01}\nanswers: [{control: T17, state: met, by: Mori, date: 2026-11-01, expires: 2026-11-30}]\n",
	};
	static const char noted[] = "answers: [{control: T17, state: met, by: Mori, date: 2026-11-01, expires: 2026-11-30, note: \"another one\"}]\n";
	struct clinic clinic;
	char digest[SK_HEX_ROOM];

	(void)state;
	make(&clinic, said, "2026-11-20");
	struct sk_past past = take(&clinic, NULL, 0), again = take(&clinic, NULL, 0);
	memcpy(digest, past.digest, sizeof(digest));
	assert_string_equal(again.digest, digest);
	clinic_end(&clinic);
	make(&clinic, noted, "2026-11-20");
	assert_string_equal(take(&clinic, NULL, 0).digest, digest);
	clinic_end(&clinic);
	make(&clinic, said, "2026-11-21");
	assert_string_not_equal(take(&clinic, NULL, 0).digest, digest);
	clinic_end(&clinic);
	for (size_t i = 0; i < SK_COUNT(others); i++) {
		make(&clinic, others[i], "2026-11-20");
		assert_string_not_equal(take(&clinic, NULL, 0).digest, digest);
		clinic_end(&clinic);
	}
}

/* No two rows are written alike, however their texts are cut. */
static void rows_are_written_unlike(void **state)
{
	const struct sk_past_input rows[] = {{SK_PAST_SITE, "a", "bc"}, {SK_PAST_SITE, "ab", "c"}, {SK_PAST_SITE, "", "abc"}, {SK_PAST_HEADS, "a", "bc"}, {SK_PAST_SITE, "a2:bc", ""}};
	char digests[SK_COUNT(rows)][SK_HEX_ROOM];

	(void)state;
	for (size_t i = 0; i < SK_COUNT(rows); i++) {
		assert_false(sk_failed(sk_past_row_digest(&sk_past_inputs, &rows[i], digests[i], &error)));
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(digests[i], digests[k]);
	}
}

/* Of the files that are read, their names, lengths and bytes: the same again, and each change another one. */
static void a_catalogue_has_a_digest(void **state)
{
	static const char *const fixed[] = {"guidance/document.yaml", "guidance/scope.yaml", "guidance/assets.yaml", "guidance/threats.yaml", "guidance/vulnerabilities.yaml",
		"guidance/matrix.yaml", "guidance/example.yaml", "guidance/controls.yaml", "guidance/configurations.yaml", "guidance/contradictions.yaml", "places.yaml",
		"steps.yaml", "flows.yaml", "needs.yaml", "controls/T01.yaml", "scenarios/a.yaml"};
	char first[SK_HEX_ROOM], digest[SK_HEX_ROOM];

	(void)state;
	for (size_t changed = 0; changed <= SK_COUNT(fixed) + 2; changed++) {
		struct sim_env *sim = sim_env_new();
		char path[64];
		for (size_t i = 0; i < SK_COUNT(fixed); i++) {
			(void)snprintf(path, sizeof(path), "c/%s", fixed[i]);
			sim_env_put_text(sim, path, changed == i + 1 ? "otherwise" : "text");
		}
		if (changed == SK_COUNT(fixed) + 1)
			sim_env_put_text(sim, "c/controls/T02.yaml", "");
		if (changed == SK_COUNT(fixed) + 2)
			sim_env_put_text(sim, "c/controls/notes.txt", "no part of it");
		assert_false(sk_failed(sk_catalogue_digest(arena, sim_env_table(sim), "c", digest, &error)));
		if (changed == 0)
			memcpy(first, digest, sizeof(first));
		assert_int_equal(strcmp(first, digest) == 0, changed == 0 || changed == SK_COUNT(fixed) + 2);
		sim_env_free(sim);
	}
}

/* ---- by what ---- */

enum { MET_UNTIL = 2000, WAS_AT = 1000 };

static struct sk_past_finding was_finding(void)
{
	return (struct sk_past_finding){"T17", "router-b", "router-b-1", SK_MET, SK_OBSERVED, SK_BY_CHECK, 0, 0, "t17-filter", "", {"evidence/a", 3, "", "d1", 900}, MET_UNTIL};
}

static struct sk_past_finding is_finding(int finding_state)
{
	struct sk_past_finding finding = was_finding();

	finding.state = finding_state;
	return finding;
}

static const struct sk_past_input inputs[] = {{SK_PAST_BUNDLE, "evidence/a", "d1"}, {SK_PAST_SITE, "site.yaml", "s1"}};
static const struct sk_past_input other_site[] = {{SK_PAST_BUNDLE, "evidence/a", "d1"}, {SK_PAST_SITE, "site.yaml", "s2"}};
static const struct sk_past_input more[] = {{SK_PAST_BUNDLE, "evidence/a", "d1"}, {SK_PAST_BUNDLE, "evidence/b", "d2"}, {SK_PAST_SITE, "site.yaml", "s1"}};

struct one {
	struct sk_past past;
	struct sk_past_finding finding;
	struct sk_past_risk risk;
};

/* Its value is what its one control leaves. */
static void make_one(struct one *one, struct sk_past_finding finding, sk_time at, const struct sk_past_input *files, size_t count)
{
	one->finding = finding;
	one->risk = (struct sk_past_risk){"as01.ti05.v1", SK_INCLUDED, "", 3, 3, 2, 1, 2, 18, 6, finding.state == SK_MET ? 6 : 18, 6, SK_OBSERVED, "T17@router-b"};
	one->past = (struct sk_past){.at = at, .digest = "", .name_ja = "", .name_en = "", .line = 18, .line_by = "", .series = {"", "c1", 1, ""}, .inputs = files, .input_count = count,
				     .risks = &one->risk, .risk_count = 1, .findings = &one->finding, .finding_count = 1};
	if (finding.state == SK_UNMET)
		one->risk.low = 18;
}

static struct sk_past_diff compare(const struct one *was, const struct one *is)
{
	struct sk_past_diff diff;

	assert_false(sk_failed(sk_history_diff(arena, &was->past, &is->past, &diff, &error)));
	return diff;
}

static void causes_are_told_apart(void **state)
{
	const struct {
		const char *name;
		int state;
		sk_time at;
		const struct sk_past_input *files;
		size_t count;
		const char *bundle;
		int64_t method;
		enum sk_past_cause cause;
		unsigned by;
	} cases[] = {
		{"it ran out", SK_STALE, MET_UNTIL + 1, inputs, 2, "d1", 1, SK_CAUSE_STALE, SK_MOVED_BY_FACTS},
		{"it ran out, and the rules are others", SK_STALE, MET_UNTIL + 1, inputs, 2, "d1", 2, SK_CAUSE_STALE, SK_MOVED_BY_FACTS},
		{"nothing but the time", SK_UNMET, MET_UNTIL - 1, inputs, 2, "d1", 1, SK_CAUSE_TIME, SK_MOVED_BY_FACTS},
		{"its last moment", SK_UNKNOWN, MET_UNTIL, inputs, 2, "d1", 1, SK_CAUSE_TIME, SK_MOVED_BY_FACTS},
		{"the site sets something", SK_UNMET, WAS_AT, other_site, 2, "d1", 1, SK_CAUSE_SETTING, SK_MOVED_BY_SETTING},
		{"the method", SK_UNMET, WAS_AT, inputs, 2, "d1", 2, SK_CAUSE_RULES, SK_MOVED_BY_RULES},
		{"new evidence", SK_UNMET, WAS_AT, more, 3, "d2", 1, SK_CAUSE_SEEN, SK_MOVED_BY_FACTS},
		{"new evidence, and the method", SK_UNMET, WAS_AT, more, 3, "d2", 2, SK_CAUSE_SEEN, SK_MOVED_BY_FACTS},
	};
	struct one was, is;

	(void)state;
	make_one(&was, was_finding(), WAS_AT, inputs, SK_COUNT(inputs));
	for (size_t i = 0; i < SK_COUNT(cases); i++) {
		make_one(&is, is_finding(cases[i].state), cases[i].at, cases[i].files, cases[i].count);
		is.finding.source.bundle = cases[i].bundle;
		is.past.series.method = cases[i].method;
		struct sk_past_diff diff = compare(&was, &is);
		if (diff.change_count != 1 || diff.changes[0].cause != cases[i].cause)
			fail_msg("%s: %zu changes, %s", cases[i].name, diff.change_count, diff.change_count ? sk_words_past_cause.words[diff.changes[0].cause] : "");
		assert_int_equal(diff.move_count, 1);
		assert_int_equal(diff.over, 1);
		assert_int_equal(diff.moves[0].by, cases[i].by);
		assert_int_equal(diff.method, cases[i].method != 1);
		assert_int_equal(sk_past_same_series(&diff), cases[i].method == 1);
		assert_true(sk_past_concerns(&diff.changes[0], &diff.moves[0]));
		/* And back. */
		diff = compare(&is, &was);
		assert_int_equal(diff.over, 0);
		assert_int_equal(diff.under, 1);
	}
	struct sk_past_diff diff = compare(&was, &was);
	assert_int_equal(diff.change_count + diff.move_count + diff.file_count + diff.over + diff.under, 0);
}

/* "T17@router-b" is neither "T1@router-b" nor "T17@router-bb", wherever it stands. */
static void needs_are_whole_words(void **state)
{
	static const struct {
		const char *needs;
		bool concerns;
	} cases[] = {{"T17@router-b", true}, {"T1@router-b T17@router-b", true}, {"T17@router-b T18@router-a", true}, {"T17@router-bb", false}, {"T117@router-b", false}, {"", false}, {"T17@router", false}};
	struct sk_past_finding finding = was_finding();

	(void)state;
	for (size_t i = 0; i < SK_COUNT(cases); i++) {
		const struct sk_past_risk risk = {.needs = cases[i].needs};
		const struct sk_past_change change = {&finding, NULL, SK_CAUSE_SAID, false};
		const struct sk_past_move was = {.was = &risk}, is = {.is = &risk};
		assert_int_equal(sk_past_concerns(&change, &was), cases[i].concerns);
		assert_int_equal(sk_past_concerns(&change, &is), cases[i].concerns);
	}
}

static void standings_go_by_the_line(void **state)
{
	const struct sk_past_risk risk = {"", SK_INCLUDED, "", 3, 3, 2, 1, 2, 18, 6, 12, 6, 0, ""}, out = {.exclusion = SK_EXCLUDED_PREMISE, .needs = ""};
	static const struct {
		int64_t line;
		enum sk_past_standing standing;
	} cases[] = {{19, SK_STANDS_UNDER}, {18, SK_STANDS_TREATED}, {13, SK_STANDS_TREATED}, {12, SK_STANDS_UNKNOWN}, {7, SK_STANDS_UNKNOWN}, {6, SK_STANDS_BEYOND}, {1, SK_STANDS_BEYOND}};
	struct sk_past_risk missing = risk;

	(void)state;
	for (size_t i = 0; i < SK_COUNT(cases); i++)
		assert_int_equal(sk_past_stands(&risk, cases[i].line), cases[i].standing);
	missing.low = missing.high = 18;
	assert_int_equal(sk_past_stands(&missing, 18), SK_STANDS_OVER);
	assert_int_equal(sk_past_stands(&out, 1), SK_STANDS_OUT);
	assert_int_equal(sk_past_stands(NULL, 1), SK_STANDS_OUT);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_risk_and_finding_is_taken, enter, leave),
		cmocka_unit_test_setup_teardown(digests_tell_assessments_apart, enter, leave),
		cmocka_unit_test_setup_teardown(rows_are_written_unlike, enter, leave),
		cmocka_unit_test_setup_teardown(a_catalogue_has_a_digest, enter, leave),
		cmocka_unit_test_setup_teardown(causes_are_told_apart, enter, leave),
		cmocka_unit_test_setup_teardown(needs_are_whole_words, enter, leave),
		cmocka_unit_test_setup_teardown(standings_go_by_the_line, enter, leave),
	};
	int failed;

	if (argc != 2)
		return 2;
	clinic_open(argv[1]);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	clinic_close();
	return failed;
}
