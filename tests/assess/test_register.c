/* The register on the real catalogue: sites are written as site.yaml would be, and what comes out is counted again. */
#include "cmocka_all.h"

#include "clinic.h"

#include <stdio.h>
#include <string.h>

enum { YAML_MAX = 1 << 18, RANDOM_SITES = 200, NEXT_MOST = 20 };

static const char now_text[] = "2026-10-01T09:00:00Z";
#define SAID "by: Tester, date: 2026-09-01"

/* Takes a text and forgets it: for the many sites of one shape. */
static void make(struct clinic *clinic, const char *kind, const char *without, const char *more)
{
	SK_BUF_SCOPE text = SK_BUF(YAML_MAX);

	clinic_text(&text, kind, without);
	sk_buf_text(&text, more);
	assert_false(text.failed);
	clinic_make(clinic, text.bytes, clinic_time(now_text));
}

/* "answers:" with one state for each word of `controls`. */
static void add_answers(struct sk_buf *out, const char *controls, const char *state)
{
	while (*controls) {
		int length = (int)strcspn(controls, " ");
		sk_buf_print(out, "  - {control: %.*s, state: %s, " SAID "}\n", length, controls, state);
		controls += length;
		controls += strspn(controls, " ");
	}
}

/* ---- counts ---- */

static size_t count_if(const struct sk_register *register_, bool (*wanted)(const struct sk_risk *risk, int line))
{
	size_t count = 0;

	for (size_t i = 0; i < register_->counts.scenarios; i++)
		count += wanted(&register_->risks[i], register_->line);
	return count;
}

static bool is_over(const struct sk_risk *risk, int line)
{
	return risk->value >= line;
}

static bool is_open(const struct sk_risk *risk, int line)
{
	return risk->value >= line && risk->residual.high >= line;
}

static bool is_unmet(const struct sk_risk *risk, int line)
{
	return is_open(risk, line) && risk->residual.low >= line && risk->importance * risk->after_threat * risk->after_vulnerability < line;
}

static bool is_open_presumed(const struct sk_risk *risk, int line)
{
	return is_open(risk, line) && risk->residual.presumed < line;
}

/* At a low line the value after treatment may still reach it. */
static bool stays_over(const struct sk_risk *risk, int line)
{
	return risk->value >= line && risk->importance * risk->after_threat * risk->after_vulnerability >= line;
}

static void check_risk(const struct sk_risk *risk, const struct clinic *clinic)
{
	assert_int_equal(risk->exclusion, SK_INCLUDED);
	assert_true(risk->residual.applicable);
	assert_int_equal(risk->value, risk->importance * risk->threat_level * risk->vulnerability_level);
	assert_int_equal(risk->over_line, risk->value >= clinic->register_.line);
	assert_true(risk->minimum_count <= risk->count && risk->count == risk->scenario->count);
	assert_true(risk->after_threat <= risk->threat_level && risk->after_vulnerability <= risk->vulnerability_level);
	assert_int_equal(risk->residual.value, risk->value);
	assert_true(risk->scenario->kinds >> clinic->site->kind & 1);
	for (size_t i = 0; i < risk->count; i++)
		assert_int_equal(risk->treated[i].tier, i < risk->minimum_count ? SK_TIER_MINIMUM : SK_TIER_RECOMMENDED);
}

static void check_control_counts(const struct clinic *clinic)
{
	const struct sk_counts *counts = &clinic->register_.counts;
	size_t controls = 0, known = 0, presumed_of = 0, presumed = 0, stale = 0;

	for (size_t i = 0; i < clinic->verdicts.count; i++) {
		const struct sk_verdict *verdict = &clinic->verdicts.items[i];
		if (verdict->control->row.id[0] == 'S')
			continue;
		bool open = verdict->state != SK_MET && verdict->state != SK_UNMET && verdict->state != SK_NOT_APPLICABLE;
		controls++;
		known += !open;
		stale += verdict->state == SK_STALE;
		presumed_of += verdict->control->presumed;
		presumed += open && verdict->control->presumed;
	}
	assert_int_equal(counts->controls, controls);
	assert_int_equal(controls, 20);
	assert_int_equal(counts->controls_known, known);
	assert_int_equal(counts->controls_stale, stale);
	assert_int_equal(counts->presumed_of, presumed_of);
	assert_int_equal(presumed_of, 7);
	assert_int_equal(counts->presumed, presumed);
}

static void check_counts(const struct clinic *clinic)
{
	const struct sk_register *register_ = &clinic->register_;
	const struct sk_counts *counts = &register_->counts;

	assert_int_equal(counts->scenarios + counts->excluded, clinic->site->catalogue->scenario_count);
	assert_int_equal(counts->over_line, counts->evidenced + counts->unknown + counts->unmet + counts->beyond);
	assert_int_equal(counts->open, counts->unknown + counts->unmet + counts->beyond);
	assert_int_equal(counts->over_line, count_if(register_, is_over));
	assert_int_equal(counts->open, count_if(register_, is_open));
	assert_int_equal(counts->unmet, count_if(register_, is_unmet));
	assert_int_equal(counts->beyond, count_if(register_, stays_over));
	assert_int_equal(counts->open_presumed, count_if(register_, is_open_presumed));
	assert_true(counts->open_presumed <= counts->open);
	assert_int_equal(counts->premises - counts->premises_assumed, clinic->site->premises.count);
	assert_true(counts->premises_false <= counts->premises - counts->premises_assumed);
	assert_int_equal(counts->subjects, clinic->site->subjects.count);
	assert_true(counts->subjects_out <= counts->subjects);
	for (size_t i = 0; i < counts->scenarios; i++)
		check_risk(&register_->risks[i], clinic);
	for (size_t i = 0; i < counts->excluded; i++)
		assert_int_not_equal(register_->excluded[i].exclusion, SK_INCLUDED);
	check_control_counts(clinic);
}

static void nothing_is_known_of_a_new_site(void **state)
{
	struct clinic clinic;

	(void)state;
	make(&clinic, "clinic", "wireless", "");
	check_counts(&clinic);
	assert_true(clinic.register_.counts.over_line > 0);
	assert_int_equal(clinic.register_.counts.evidenced, 0);
	assert_int_equal(clinic.register_.counts.unmet, 0);
	assert_int_equal(clinic.register_.counts.controls_known, 0);
	assert_int_equal(clinic.register_.counts.presumed, 7);
	assert_int_equal(clinic.register_.counts.premises_assumed, clinic.register_.counts.premises);
	assert_int_equal(clinic.register_.line, 18);
	clinic_end(&clinic);
}

/* Which vulnerabilities reach the line, from the printed levels alone: 7 and the reader's one. */
static void only_the_printed_rows_reach_the_line(void **state)
{
	static const char *const reach[] = {"ti05.v2", "ti05.v3", "ti06.v1", "ti06.v2", "ti07.v1", "ti07.v2", "ti08.v3", "te1.v1"};
	struct clinic clinic;
	bool seen[SK_COUNT(reach)] = {false};

	(void)state;
	make(&clinic, "hospital", "", "");
	for (size_t i = 0; i < clinic.register_.counts.scenarios; i++) {
		const struct sk_risk *risk = &clinic.register_.risks[i];
		size_t at = 0;
		if (!risk->over_line)
			continue;
		assert_int_equal(risk->value, 18);
		assert_int_equal(risk->importance, 3);
		while (at < SK_COUNT(reach) && strcmp(reach[at], risk->scenario->vulnerability->row.id) != 0)
			at++;
		assert_in_range(at, 0, SK_COUNT(reach) - 1);
		seen[at] = true;
		if (at == SK_COUNT(reach) - 1)
			assert_int_equal(risk->scenario->raised_level, 2);
	}
	for (size_t i = 0; i < SK_COUNT(reach); i++)
		assert_true(seen[i]);
	clinic_end(&clinic);
}

/* One answer about one subject: `later` before its day, `ending` in its last 30 days (its last day included), then stale. */
static void answers_that_come_and_go_are_counted(void **state)
{
	static const struct {
		const char *at;
		size_t later, ending, known, stale;
	} days[] = {
		{"2026-08-31T14:59:59Z", 1, 0, 0, 0}, {"2026-08-31T15:00:00Z", 0, 0, 1, 0}, {"2026-10-01", 0, 0, 1, 0},
		{"2026-10-02", 0, 1, 1, 0},	      {"2026-10-31", 0, 1, 1, 0},	    {"2026-10-31T15:00:00Z", 0, 0, 0, 1},
	};

	(void)state;
	for (size_t i = 0; i < SK_COUNT(days); i++) {
		SK_BUF_SCOPE text = SK_BUF(YAML_MAX);
		struct clinic clinic;
		clinic_text(&text, "clinic", "");
		sk_buf_text(&text, "answers: [{control: T17, subject: router-b-1, state: met, " SAID ", expires: 2026-10-31}]\n");
		clinic_make(&clinic, text.bytes, clinic_time(days[i].at));
		check_counts(&clinic);
		assert_int_equal(clinic.register_.counts.answers_later, days[i].later);
		assert_int_equal(clinic.register_.counts.answers_ending, days[i].ending);
		assert_int_equal(clinic.register_.counts.controls_known, days[i].known);
		assert_int_equal(clinic.register_.counts.controls_stale, days[i].stale);
		clinic_end(&clinic);
	}
}

/* "Don't know" ends nothing when it ends, and what has ended is not about to. */
static void only_answers_that_decide_are_about_to_end(void **state)
{
	static const char *const answers[] = {
		"{control: T17, state: unknown, " SAID ", expires: 2026-10-02}",
		"{control: T17, state: met, " SAID ", expires: 2026-09-30}",
		"{control: T17, state: unmet, " SAID ", expires: 2026-10-02}", /* a failure does not end by itself */
		"{control: T17, state: met, by: Tester, date: 2026-08-01, expires: 2026-10-02}, {control: T17, state: met, " SAID "}",
	};

	(void)state;
	for (size_t i = 0; i < SK_COUNT(answers); i++) {
		SK_BUF_SCOPE more = SK_BUF(YAML_MAX);
		struct clinic clinic;
		sk_buf_print(&more, "answers: [%s]\n", answers[i]);
		make(&clinic, "clinic", "", more.bytes);
		assert_int_equal(clinic.register_.counts.answers_ending, 0);
		clinic_end(&clinic);
	}
}

/* Each sort of statement, dated for tomorrow: none counts, each is counted as waiting, and that alone keeps a site from being clean. */
static void what_is_dated_later_waits(void **state)
{
	static const char *const later[] = {
		"answers: [{control: T17, state: unmet, by: Tester, date: 2026-10-02}]\n",
		"answers: [{control: T17, state: met, by: Tester, date: 2026-10-02}, {control: T17, state: met, by: Tester, date: 2026-10-03}]\n",
		"absent: [{place: wireless, by: Tester, date: 2026-10-02}]\n",
		"premises: [{premise: pr1, holds: false, by: Tester, date: 2026-10-02}]\n",
		"importance: [{asset: as01, c: 1, i: 1, a: 1, reason: r, by: Tester, date: 2026-10-02}]\n",
		"line: {value: 6, approved-by: Tester, date: 2026-10-02}\n",
	};
	struct clinic plain;

	(void)state;
	make(&plain, "clinic", "wireless", "");
	assert_int_equal(plain.register_.counts.answers_later, 0);
	for (size_t i = 0; i < SK_COUNT(later); i++) {
		struct clinic clinic;
		make(&clinic, "clinic", "wireless", later[i]);
		struct sk_counts counts = clinic.register_.counts;
		assert_int_equal(counts.answers_later, i == 1 ? 2 : 1);
		counts.answers_later = 0;
		assert_memory_equal(&counts, &plain.register_.counts, sizeof(counts));
		clinic_end(&clinic);
	}
	clinic_end(&plain);
}

/* Exit 0 is for a site in which something was put to the test, all of it is settled, and nothing waits. */
static void only_a_settled_site_is_clean(void **state)
{
	SK_BUF_SCOPE all = SK_BUF(YAML_MAX);
	static const struct {
		const char *more;
		bool clean;
	} samples[] = {
		{"", true},
		{"  - {control: T17, state: unmet, by: Tester, date: 2026-09-02}\n", false},
		{"  - {control: T17, state: met, by: Tester, date: 2026-10-02}\n", false},
		{"line: {value: 27, approved-by: Tester, date: 2026-09-01}\n", false}, /* nothing reaches it */
		{"line: {value: 6, approved-by: Tester, date: 2026-09-01}\n", false},
		{"absent: []\n", true},
	};

	(void)state;
	sk_buf_text(&all, "answers:\n");
	SK_LIST_EACH(struct sk_control, control, &clinic_catalogue()->controls.rows)
		add_answers(&all, control->row.id, "met");
	for (size_t i = 0; i < SK_COUNT(samples); i++) {
		SK_BUF_SCOPE more = SK_BUF(YAML_MAX);
		struct clinic clinic;
		sk_buf_print(&more, "%s%s", all.bytes, samples[i].more);
		make(&clinic, "clinic", "", more.bytes);
		check_counts(&clinic);
		assert_int_equal(sk_assess_clean(&clinic.register_.counts), samples[i].clean);
		clinic_end(&clinic);
	}
}

/* ---- the line ---- */

static void a_line_is_in_force_from_its_approval_on(void **state)
{
	static const struct {
		const char *at;
		int line;
	} days[] = {
		{"2026-08-31T14:59:59Z", 18}, {"2026-08-31T15:00:00Z", 6}, {"2026-09-01", 6}, {"2027-09-01", 6},
	};

	(void)state;
	for (size_t i = 0; i < SK_COUNT(days); i++) {
		SK_BUF_SCOPE text = SK_BUF(YAML_MAX);
		struct clinic clinic;
		clinic_text(&text, "clinic", "");
		sk_buf_text(&text, "line: {value: 6, approved-by: Director, date: 2026-09-01}\n");
		clinic_make(&clinic, text.bytes, clinic_time(days[i].at));
		check_counts(&clinic);
		assert_int_equal(clinic.register_.line, days[i].line);
		assert_int_equal(sk_assess_line(clinic.site, sk_day_in_japan(clinic_time(days[i].at))), days[i].line);
		for (size_t j = 0; j < clinic.register_.counts.scenarios; j++)
			if (days[i].line != 18)
				assert_int_equal(clinic.register_.risks[j].origin_treatment, SK_ORIGIN_SEKISHO);
		/* 18 is reached by treatment everywhere; 6 is too low for what stays possible after it. */
		assert_int_equal(clinic.register_.counts.beyond > 0, days[i].line == 6);
		clinic_end(&clinic);
	}
}

/* ---- the worked example ---- */

static const char example_id[] = "as01.ti07.v1";
static const char *const example_minimum[] = {"T11", "T17", "T18", "H12", "A01"};

static void the_example_has_the_printed_controls(void **state)
{
	struct clinic clinic;

	(void)state;
	make(&clinic, "clinic", "", "");
	const struct sk_risk *risk = clinic_risk(&clinic, example_id);
	assert_non_null(risk);
	assert_int_equal(risk->value, 18);
	assert_int_equal(risk->minimum_count, SK_COUNT(example_minimum));
	for (size_t i = 0; i < SK_COUNT(example_minimum); i++)
		assert_string_equal(risk->treated[i].treatment->control->row.id, example_minimum[i]);
	assert_int_equal(risk->count, SK_COUNT(example_minimum) + 1);
	assert_string_equal(risk->treated[risk->minimum_count].treatment->control->row.id, "H16");
	clinic_end(&clinic);
}

/* All five answered met, but the one that is left out (or none), which is answered `instead` (or not at all). */
static void example_with(struct clinic *clinic, size_t left_out, const char *instead)
{
	SK_BUF_SCOPE more = SK_BUF(YAML_MAX);

	sk_buf_text(&more, "answers:\n");
	for (size_t i = 0; i < SK_COUNT(example_minimum); i++)
		if (i != left_out)
			add_answers(&more, example_minimum[i], "met");
		else if (instead)
			add_answers(&more, example_minimum[i], instead);
	make(clinic, "clinic", "", more.bytes);
	check_counts(clinic);
}

static void all_five_bring_the_example_under_the_line(void **state)
{
	struct clinic clinic;

	(void)state;
	example_with(&clinic, SK_COUNT(example_minimum), NULL);
	const struct sk_risk *risk = clinic_risk(&clinic, example_id);
	assert_true(risk->residual.high < 18);
	assert_int_equal(risk->residual.low, risk->residual.high);
	assert_int_equal(risk->method, SK_ATTESTED);
	assert_false(risk->residual.on_presumption);
	assert_true(clinic.register_.counts.evidenced >= 1);
	clinic_end(&clinic);
}

static void each_of_the_five_is_needed(void **state)
{
	static const char *const instead[] = {NULL, "unknown", "unmet"};

	(void)state;
	for (size_t i = 0; i < SK_COUNT(example_minimum); i++) {
		for (size_t how = 0; how < SK_COUNT(instead); how++) {
			struct clinic clinic;
			bool unmet = instead[how] && strcmp(instead[how], "unmet") == 0;
			example_with(&clinic, i, instead[how]);
			const struct sk_risk *risk = clinic_risk(&clinic, example_id);
			bool presumed = risk->treated[i].treatment->control->presumed;
			assert_int_equal(risk->residual.high, 18);
			assert_int_equal(risk->residual.low < 18, !unmet);
			/* △ fills what is not known, and never what is known to be missing. */
			assert_int_equal(risk->residual.presumed < 18, presumed && !unmet);
			assert_int_equal(risk->residual.on_presumption, presumed && !unmet);
			clinic_end(&clinic);
		}
	}
}

/* ---- absences, premises, kinds ---- */

static void without_wireless_its_risks_leave_and_say_why(void **state)
{
	struct clinic with, without;

	(void)state;
	make(&with, "clinic", "wireless", "");
	make(&without, "clinic", "wireless", "absent: [{place: wireless, " SAID "}]\n");
	check_counts(&with);
	check_counts(&without);
	assert_non_null(clinic_risk(&with, "as09.ti08.v3"));
	assert_null(clinic_risk(&without, "as09.ti08.v3"));
	const struct sk_risk *risk = clinic_excluded(&without, "as09.ti08.v3");
	assert_non_null(risk);
	assert_int_equal(risk->exclusion, SK_EXCLUDED_ABSENT);
	assert_non_null(risk->absent.statement);
	assert_string_equal(risk->absent.statement->place_id, "wireless");
	assert_string_equal(risk->absent.statement->by, "Tester");
	/* Every risk that went is one of wireless. */
	for (size_t i = 0; i < with.register_.counts.scenarios; i++) {
		const char *id = with.register_.risks[i].scenario->id;
		if (!clinic_risk(&without, id))
			assert_int_equal(clinic_excluded(&without, id)->absent_place, risk->absent_place);
	}
	assert_int_equal(clinic_verdict(&without, "T20")->state, SK_NOT_APPLICABLE);
	assert_true(without.register_.counts.scenarios < with.register_.counts.scenarios);
	clinic_end(&with);
	clinic_end(&without);
}

static void an_expired_absence_brings_the_risks_back(void **state)
{
	struct clinic clinic;

	(void)state;
	make(&clinic, "clinic", "wireless",
	     "absent: [{place: wireless, by: Tester, date: 2026-01-01, expires: 2026-09-30}]\n");
	const struct sk_risk *risk = clinic_risk(&clinic, "as09.ti08.v3");
	assert_non_null(risk);
	assert_int_equal(risk->treated[0].state, SK_STALE);
	assert_int_equal(risk->residual.high, 18);
	clinic_end(&clinic);
}

static void without_router_b_its_risks_stay(void **state)
{
	struct clinic with, without;

	(void)state;
	make(&with, "clinic", "router-b", "");
	make(&without, "clinic", "router-b", "absent: [{place: router-b, " SAID "}]\n");
	check_counts(&without);
	assert_int_equal(clinic_verdict(&without, "T17")->state, SK_UNMET);
	assert_int_equal(without.register_.counts.scenarios, with.register_.counts.scenarios);
	const struct sk_risk *risk = clinic_risk(&without, example_id);
	assert_non_null(risk);
	assert_int_equal(risk->residual.low, 18);
	assert_true(without.register_.counts.unmet > 0);
	assert_int_equal(with.register_.counts.unmet, 0);
	clinic_end(&with);
	clinic_end(&without);
}

/* Each premise on its own: exactly the scenarios of its assets come in, and "holds" changes nothing. */
static void a_false_premise_brings_its_assets_in(void **state)
{
	struct clinic plain;
	size_t moved = 0, left_out = 0;

	(void)state;
	make(&plain, "hospital", "", "");
	SK_LIST_EACH(struct sk_premise, premise, &clinic_catalogue()->premises.rows) {
		for (int holds = 0; holds < 2; holds++) {
			struct clinic clinic;
			char more[200];
			(void)snprintf(more, sizeof(more), "premises: [{premise: %s, holds: %s, " SAID "}]\n", premise->row.id,
				       holds ? "true" : "false");
			make(&clinic, "hospital", "", more);
			check_counts(&clinic);
			assert_int_equal(clinic.register_.counts.premises_false, !holds);
			for (size_t i = 0; i < plain.register_.counts.excluded; i++) {
				const struct sk_risk *was = &plain.register_.excluded[i];
				bool mine = was->scenario->asset->premise && strcmp(was->scenario->asset->premise, premise->row.id) == 0;
				bool in = clinic_risk(&clinic, was->scenario->id) != NULL;
				bool concerns = was->exclusion != SK_EXCLUDED_KIND;
				assert_int_equal(in, mine && concerns && !holds);
				moved += in;
			}
			clinic_end(&clinic);
		}
	}
	/* All that concern a hospital come back through one premise or another. */
	for (size_t i = 0; i < plain.register_.counts.excluded; i++)
		left_out += plain.register_.excluded[i].exclusion == SK_EXCLUDED_PREMISE;
	assert_int_equal(moved, left_out);
	assert_true(moved > 0);
	clinic_end(&plain);
}

static void kinds_have_the_risks_that_concern_them(void **state)
{
	struct clinic kinds[SK_KIND_COUNT];

	(void)state;
	for (size_t kind = 0; kind < SK_KIND_COUNT; kind++) {
		make(&kinds[kind], sk_words_facility_kind.words[kind], "", "");
		check_counts(&kinds[kind]);
		for (size_t i = 0; i < kinds[kind].register_.counts.excluded; i++) {
			const struct sk_risk *risk = &kinds[kind].register_.excluded[i];
			bool concerns = risk->scenario->kinds >> kind & 1;
			assert_int_equal(risk->exclusion, concerns ? SK_EXCLUDED_PREMISE : SK_EXCLUDED_KIND);
		}
	}
	/* ta17, viewing checkup information at the desk, is printed for medical institutions only. */
	size_t checkup = 0;
	for (size_t i = 0; i < kinds[SK_KIND_CLINIC].register_.counts.scenarios; i++) {
		const struct sk_scenario *scenario = kinds[SK_KIND_CLINIC].register_.risks[i].scenario;
		if (strcmp(scenario->threat->row.id, "ta17") != 0)
			continue;
		checkup++;
		assert_null(clinic_risk(&kinds[SK_KIND_PHARMACY], scenario->id));
		assert_int_equal(clinic_excluded(&kinds[SK_KIND_PHARMACY], scenario->id)->exclusion, SK_EXCLUDED_KIND);
	}
	assert_true(checkup > 0);
	for (size_t kind = 0; kind < SK_KIND_COUNT; kind++)
		clinic_end(&kinds[kind]);
}

/* ---- importance, own rows ---- */

static void importance_two_drops_an_asset_under_the_line(void **state)
{
	struct clinic plain, changed;
	size_t dropped = 0;

	(void)state;
	make(&plain, "clinic", "", "");
	make(&changed, "clinic", "", "importance: [{asset: as01, c: 2, reason: only a copy, " SAID "}]\n");
	check_counts(&changed);
	assert_int_equal(plain.register_.counts.scenarios, changed.register_.counts.scenarios);
	for (size_t i = 0; i < plain.register_.counts.scenarios; i++) {
		const struct sk_risk *was = &plain.register_.risks[i], *is = &changed.register_.risks[i];
		bool mine = strcmp(was->scenario->asset->row.id, "as01") == 0;
		assert_string_equal(was->scenario->id, is->scenario->id);
		assert_int_equal(is->importance, mine ? 2 : was->importance);
		assert_int_equal(is->over_line, was->over_line && !mine);
		dropped += was->over_line && !is->over_line;
	}
	assert_true(dropped >= 6);
	assert_int_equal(changed.register_.counts.over_line, plain.register_.counts.over_line - dropped);
	clinic_end(&plain);
	clinic_end(&changed);
}

static void own_rows_stand_in_the_register(void **state)
{
	static const char own[] =
		"own:\n"
		"  assets: [{id: x-ct, label: CT images, importance: {c: 3, i: 2, a: 2, reason: {ja: 画像, en: images}}}]\n"
		"  threats: [{id: x-drone, label: A drone, kind: intentional, level: 3}]\n"
		"  vulnerabilities: [{id: x-window, threat: x-drone, label: An open window, level: 3}]\n"
		"  scenarios:\n"
		"    - vulnerability: x-window\n"
		"      assets: [x-ct, as01]\n"
		"      sentence: A drone looks in\n"
		"      minimum: [{control: S-P01, place: practice}]\n"
		"      after: {threat: 1, vulnerability: 1}\n"
		"      reason: {after: the window is shut}\n"
		"answers: [{control: S-P01, state: met, " SAID "}]\n";
	static const char *const ids[] = {"x-ct.x-window", "as01.x-window"};
	struct clinic plain, clinic;

	(void)state;
	make(&plain, "clinic", "", "");
	make(&clinic, "clinic", "", own);
	check_counts(&clinic);
	assert_int_equal(clinic.register_.counts.scenarios, plain.register_.counts.scenarios + 2);
	for (size_t i = 0; i < SK_COUNT(ids); i++) {
		const struct sk_risk *risk = clinic_risk(&clinic, ids[i]);
		assert_non_null(risk);
		assert_int_equal(risk->value, 27);
		assert_int_equal(risk->residual.high, 3);
		assert_int_equal(risk->scenario->origin_scenario, SK_ORIGIN_SITE);
		assert_ptr_equal(risk->scenario->asset, sk_catalogue_asset(clinic.site->catalogue, risk->scenario->asset->row.id));
		/* The catalogue that others use is as it was. */
		assert_null(sk_catalogue_scenario(clinic_catalogue(), ids[i]));
	}
	clinic_end(&plain);
	clinic_end(&clinic);
}

/* Own rows move the others in memory: whoever looks up a printed row finds the one its risks point to. */
static void own_rows_do_not_part_risks_from_their_rows(void **state)
{
	struct clinic clinic;

	(void)state;
	make(&clinic, "clinic", "",
	     "own:\n"
	     "  assets: [{id: x-ct, label: CT, importance: {c: 3, i: 2, a: 2, reason: {ja: 画像, en: images}}}]\n"
	     "  threats: [{id: x-drone, slug: ta01, label: A drone, kind: intentional, level: 3}]\n"
	     "  vulnerabilities: [{id: x-window, threat: x-drone, label: An open window, level: 3}]\n");
	for (size_t i = 0; i < clinic.register_.counts.scenarios; i++) {
		const struct sk_scenario *scenario = clinic.register_.risks[i].scenario;
		const struct sk_catalogue *catalogue = clinic.site->catalogue;
		assert_ptr_equal(scenario->asset, sk_catalogue_asset(catalogue, scenario->asset->row.id));
		assert_ptr_equal(scenario->threat, sk_catalogue_threat(catalogue, scenario->threat->row.id));
		assert_ptr_equal(scenario->vulnerability,
				 sk_catalogue_vulnerability(catalogue, scenario->vulnerability->row.id));
	}
	clinic_end(&clinic);
}

/* ---- readings ---- */

static void a_tier_follows_the_reading(void **state)
{
	static const struct {
		const char *readings;
		enum sk_tier tier;
	} samples[] = {
		{"", SK_TIER_RECOMMENDED},
		{"readings: [{about: T13, choose: change-log}]\n", SK_TIER_RECOMMENDED},
		{"readings: [{about: T13, choose: control-table}]\n", SK_TIER_MINIMUM},
		{"readings: [{about: ta01, choose: vulnerability-table}]\n", SK_TIER_RECOMMENDED},
	};

	(void)state;
	for (size_t i = 0; i < SK_COUNT(samples); i++) {
		struct clinic clinic;
		make(&clinic, "clinic", "", samples[i].readings);
		SK_LIST_EACH(struct sk_control, control, &clinic.site->catalogue->controls.rows) {
			bool read = strcmp(control->row.id, "T13") == 0;
			assert_int_equal(sk_assess_tier(clinic.site, control), read ? samples[i].tier : (enum sk_tier)control->tier);
		}
		clinic_end(&clinic);
	}
}

static bool has_control(const struct sk_scenario *scenario, const char *control)
{
	for (size_t i = 0; i < scenario->count; i++)
		if (strcmp(scenario->treatments[i].control->row.id, control) == 0)
			return true;
	return false;
}

static bool is_minimum(const struct sk_risk *risk, const char *control)
{
	for (size_t i = 0; i < risk->minimum_count; i++)
		if (strcmp(risk->treated[i].treatment->control->row.id, control) == 0)
			return true;
	return false;
}

/* Everything answered met but T13: done under the change log's reading, open under the table's. */
static void make_t13(struct clinic *clinic, const char *reading)
{
	SK_BUF_SCOPE more = SK_BUF(YAML_MAX);

	sk_buf_print(&more, "%sanswers:\n", reading);
	SK_LIST_EACH(struct sk_control, control, &clinic_catalogue()->controls.rows)
		add_answers(&more, control->row.id, strcmp(control->row.id, "T13") == 0 ? "unmet" : "met");
	make(clinic, "clinic", "", more.bytes);
	check_counts(clinic);
}

static void the_reading_of_t13_moves_it_between_the_tiers(void **state)
{
	struct clinic log, table;
	size_t carry = 0, opened = 0;

	(void)state;
	make_t13(&log, "");
	make_t13(&table, "readings: [{about: T13, choose: control-table}]\n");
	assert_int_equal(log.register_.counts.open, 0);
	for (size_t i = 0; i < log.register_.counts.scenarios; i++) {
		const struct sk_risk *risk = &table.register_.risks[i];
		bool carries = has_control(risk->scenario, "T13");
		assert_int_equal(is_minimum(risk, "T13"), carries);
		assert_false(is_minimum(&log.register_.risks[i], "T13"));
		assert_int_equal(is_open(risk, 18), carries && risk->over_line);
		carry += carries;
		opened += is_open(risk, 18);
	}
	assert_true(carry > 0 && opened > 0);
	assert_int_equal(table.register_.counts.open, opened);
	assert_int_equal(table.register_.counts.unmet, opened);
	clinic_end(&log);
	clinic_end(&table);
}

static void the_default_reading_said_aloud_changes_nothing(void **state)
{
	struct clinic silent, said;

	(void)state;
	make_t13(&silent, "");
	make_t13(&said, "readings: [{about: T13, choose: change-log}]\n");
	assert_memory_equal(&silent.register_.counts, &said.register_.counts, sizeof(struct sk_counts));
	clinic_end(&silent);
	clinic_end(&said);
}

enum { READ_THREATS = 7, LINES_FROM = 12 };

static size_t threats_with_readings(const char *ids[READ_THREATS], const char *others[READ_THREATS])
{
	size_t count = 0;

	for (size_t i = 0; i < clinic_catalogue()->threat_count; i++) {
		const struct sk_threat *threat = &clinic_catalogue()->threats[i];
		if (threat->readings.count == 0)
			continue;
		assert_in_range(count, 0, READ_THREATS - 1);
		ids[count] = threat->row.id;
		SK_LIST_EACH(struct sk_reading, reading, &threat->readings)
			if (!reading->chosen)
				others[count] = reading->id;
		count++;
	}
	return count;
}

/* The site that follows the other reading of the threats whose bit is set, with this line. */
static void make_readings(struct clinic *clinic, unsigned combination, int line)
{
	const char *ids[READ_THREATS] = {0}, *others[READ_THREATS] = {0};
	SK_BUF_SCOPE more = SK_BUF(YAML_MAX);

	assert_int_equal(threats_with_readings(ids, others), READ_THREATS);
	sk_buf_print(&more, "line: {value: %d, approved-by: Director, date: 2026-09-01}\nreadings:\n", line);
	for (size_t i = 0; i < READ_THREATS; i++)
		if (combination >> i & 1)
			sk_buf_print(&more, "  - {about: %s, choose: %s}\n", ids[i], others[i]);
	make(clinic, "hospital", "", more.bytes);
	assert_int_equal(clinic->register_.line, line);
}

/* How many scenarios stand on another side of the line than in `plain`. */
static size_t crossings(const struct clinic *plain, const struct clinic *other)
{
	size_t crossed = 0;

	assert_int_equal(plain->register_.counts.scenarios, other->register_.counts.scenarios);
	for (size_t i = 0; i < plain->register_.counts.scenarios; i++)
		crossed += plain->register_.risks[i].over_line != other->register_.risks[i].over_line;
	return crossed;
}

static void no_reading_of_a_threat_crosses_a_line_above_twelve(void **state)
{
	size_t sites = 0;

	(void)state;
	for (int line = LINES_FROM + 1; line <= SK_VALUE_MAX; line++) {
		struct clinic plain;
		make_readings(&plain, 0, line);
		for (unsigned combination = 1; combination < 1u << READ_THREATS; combination++) {
			struct clinic other;
			make_readings(&other, combination, line);
			assert_int_equal(crossings(&plain, &other), 0);
			clinic_end(&other);
			sites++;
		}
		clinic_end(&plain);
	}
	print_message("%zu sites\n", sites);
}

static void readings_of_threats_cross_the_line_twelve(void **state)
{
	struct clinic plain;
	size_t up = 0, none = 0;

	(void)state;
	make_readings(&plain, 0, LINES_FROM);
	for (unsigned i = 0; i < READ_THREATS; i++) {
		struct clinic other;
		make_readings(&other, 1u << i, LINES_FROM);
		size_t crossed = crossings(&plain, &other);
		up += crossed > 0;
		none += crossed == 0;
		clinic_end(&other);
	}
	print_message("%zu of the seven readings cross the line 12, %zu do not\n", up, none);
	assert_true(up > 0);
	clinic_end(&plain);
}

/* ---- next steps ---- */

static uint64_t seed;

/* The same numbers on every machine (xorshift). */
static unsigned roll(unsigned sides)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)((seed >> 11) % sides);
}

/* Answers as people give them: some controls met, unmet, "don't know", long ago, or not at all. */
static void random_answers(struct sk_buf *out)
{
	static const char *const states[] = {"met", "met", "unmet", "unknown"};

	SK_LIST_EACH(struct sk_control, control, &clinic_catalogue()->controls.rows) {
		unsigned how = roll(8);
		if (how < SK_COUNT(states))
			add_answers(out, control->row.id, states[how]);
		else if (how == SK_COUNT(states))
			sk_buf_print(out, "  - {control: %s, state: met, by: Tester, date: 2020-01-01}\n", control->row.id);
	}
}

/* What the advice says is done: its step's controls are met from the day before on. */
static void follow(struct sk_buf *answers, const struct sk_advice *advice)
{
	SK_ID_EACH(id, &advice->step->controls)
		sk_buf_print(answers, "  - {control: %s, state: met, by: Tester, date: 2026-09-30}\n", id->text);
}

static void check_advice(const struct sk_advice *advice, const struct sk_register *register_)
{
	assert_true(advice->touches > 0 && advice->settles <= advice->touches);
	assert_true(advice->touches <= register_->counts.open);
	assert_in_range(advice->control_count, 1, advice->step->controls.count);
	for (size_t i = 0; i < advice->control_count; i++) {
		bool named = false;
		SK_ID_EACH(id, &advice->step->controls)
			named = named || strcmp(id->text, advice->controls[i]->row.id) == 0;
		assert_true(named);
	}
}

/* The first step is the best of all: no other settles more, or as many and touches more, or the like and is quicker. */
static void check_first(const struct clinic *clinic, const struct sk_advice *first)
{
	SK_LIST_EACH(struct sk_next_step, step, &clinic->site->catalogue->next_steps.rows) {
		size_t settles = 0, touches = 0;
		for (size_t i = 0; i < clinic->register_.counts.scenarios; i++) {
			const struct sk_risk *risk = &clinic->register_.risks[i];
			size_t mine = 0, others = 0;
			for (size_t j = 0; j < risk->minimum_count && is_open(risk, clinic->register_.line); j++) {
				bool is_mine = false;
				SK_ID_EACH(id, &step->controls)
					is_mine = is_mine || strcmp(id->text, risk->treated[j].treatment->control->row.id) == 0;
				mine += is_mine && risk->treated[j].state != SK_MET;
				others += !is_mine && risk->treated[j].state != SK_MET;
			}
			touches += mine > 0;
			settles += mine > 0 && others == 0 && !stays_over(risk, clinic->register_.line);
		}
		assert_true(first->settles >= settles);
		if (first->settles == settles)
			assert_true(first->touches >= touches);
		if (first->settles == settles && first->touches == touches)
			assert_true(first->step->minutes <= step->minutes);
	}
}

/* One site: the advice is followed step by step; each settles what it says. */
static void follow_all(struct sk_buf *answers, const char *head, size_t *steps)
{
	SK_BUF_SCOPE more = SK_BUF(YAML_MAX);
	struct clinic clinic;
	struct sk_advice *advice;
	size_t count, open;

	sk_buf_print(&more, "%sanswers:\n%s", head, answers->bytes);
	make(&clinic, "clinic", "", more.bytes);
	check_counts(&clinic);
	assert_false(sk_failed(sk_assess_next(clinic.arena, &clinic.register_, NEXT_MOST, &advice, &count, &clinic.error)));
	assert_int_equal(count > 0, clinic.register_.counts.open > 0);
	if (count > 0)
		check_first(&clinic, &advice[0]);
	open = clinic.register_.counts.open;
	for (size_t i = 0; i < count; i++) {
		struct clinic then;
		check_advice(&advice[i], &clinic.register_);
		follow(answers, &advice[i]);
		sk_buf_clear(&more);
		sk_buf_print(&more, "%sanswers:\n%s", head, answers->bytes);
		make(&then, "clinic", "", more.bytes);
		assert_int_equal(open - then.register_.counts.open, advice[i].settles);
		open = then.register_.counts.open;
		clinic_end(&then);
	}
	/* When no step is left, nothing is left that a step could settle. */
	assert_int_equal(open, count_if(&clinic.register_, stays_over));
	*steps += count;
	clinic_end(&clinic);
}

static void each_advised_step_settles_what_it_says(void **state)
{
	static const char *const heads[] = {
		"",
		"line: {value: 12, approved-by: Director, date: 2026-09-01}\n",
		"",
		"readings: [{about: T13, choose: control-table}]\n",
	};
	size_t steps = 0;

	(void)state;
	seed = 20260401;
	for (size_t i = 0; i < RANDOM_SITES; i++) {
		SK_BUF_SCOPE answers = SK_BUF(YAML_MAX);
		random_answers(&answers);
		sk_buf_text(&answers, "");
		follow_all(&answers, heads[i % SK_COUNT(heads)], &steps);
	}
	print_message("%d sites, %zu steps\n", RANDOM_SITES, steps);
	assert_true(steps > RANDOM_SITES);
}

/* At a low line the numbers after treatment are still over it: such risks no step settles, and none may claim to. */
static void at_a_low_line_a_step_does_not_claim_what_treatment_cannot_reach(void **state)
{
	struct clinic clinic;
	struct sk_advice *advice;
	size_t count, settles = 0, reachable;

	(void)state;
	make(&clinic, "clinic", "", "line: {value: 12, approved-by: Director, date: 2026-09-01}\n");
	reachable = clinic.register_.counts.over_line - count_if(&clinic.register_, stays_over);
	assert_false(sk_failed(sk_assess_next(clinic.arena, &clinic.register_, NEXT_MOST, &advice, &count, &clinic.error)));
	for (size_t i = 0; i < count; i++)
		settles += advice[i].settles;
	assert_true(reachable < clinic.register_.counts.over_line);
	assert_int_equal(settles, reachable);
	clinic_end(&clinic);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_known_of_a_new_site),
		cmocka_unit_test(only_the_printed_rows_reach_the_line),
		cmocka_unit_test(answers_that_come_and_go_are_counted),
		cmocka_unit_test(only_answers_that_decide_are_about_to_end),
		cmocka_unit_test(what_is_dated_later_waits),
		cmocka_unit_test(only_a_settled_site_is_clean),
		cmocka_unit_test(a_line_is_in_force_from_its_approval_on),
		cmocka_unit_test(a_tier_follows_the_reading),
		cmocka_unit_test(the_example_has_the_printed_controls),
		cmocka_unit_test(all_five_bring_the_example_under_the_line),
		cmocka_unit_test(each_of_the_five_is_needed),
		cmocka_unit_test(without_wireless_its_risks_leave_and_say_why),
		cmocka_unit_test(an_expired_absence_brings_the_risks_back),
		cmocka_unit_test(without_router_b_its_risks_stay),
		cmocka_unit_test(a_false_premise_brings_its_assets_in),
		cmocka_unit_test(kinds_have_the_risks_that_concern_them),
		cmocka_unit_test(importance_two_drops_an_asset_under_the_line),
		cmocka_unit_test(own_rows_stand_in_the_register),
		cmocka_unit_test(own_rows_do_not_part_risks_from_their_rows),
		cmocka_unit_test(the_reading_of_t13_moves_it_between_the_tiers),
		cmocka_unit_test(the_default_reading_said_aloud_changes_nothing),
		cmocka_unit_test(no_reading_of_a_threat_crosses_a_line_above_twelve),
		cmocka_unit_test(readings_of_threats_cross_the_line_twelve),
		cmocka_unit_test(each_advised_step_settles_what_it_says),
		cmocka_unit_test(at_a_low_line_a_step_does_not_claim_what_treatment_cannot_reach),
	};
	int failed;

	assert_int_equal(argc, 2);
	clinic_open(argv[1]);
	failed = cmocka_run_group_tests_name("register", tests, NULL, NULL);
	clinic_close();
	return failed;
}
