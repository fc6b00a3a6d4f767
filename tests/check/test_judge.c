/*
 * What people and checks say together, against a second statement of the rules in check.h; and completeness, freshness, `through`, absence.
 * Looks are made by hand here: how they come from bundles is evidence/'s.
 */
#include "judge_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- all combinations of an answer and two checks ---- */

enum said { SAYS_NOTHING, MET_SEEN, MET_SAID, UNMET_SEEN, UNMET_SAID, NOT_SEEN_WHOLE, SEEN_LONG_AGO, DENIED_AFTER_MET, DENIED_AFTER_UNMET, LOST, SAID_COUNT };
enum answered { NO_ANSWER, MET_NOW, MET_AFTER, MET_EXPIRED, UNMET_BEFORE, UNMET_SAME_DAY, UNMET_AFTER, DONT_KNOW, ANSWER_COUNT };

static void say(enum said said, bool second)
{
	const struct sk_fact *good = second ? policy(13) : account(false), *bad = second ? policy(8) : account(true);
	struct sk_look *look;
	if (said == SAYS_NOTHING)
		return;
	const char *kind = second ? "password_policy" : "account";
	if (said == LOST || said == DENIED_AFTER_MET || said == DENIED_AFTER_UNMET) {
		look = add_look(kind, "terminal-1", NULL);
		look->status = said == LOST ? SK_STATUS_ERROR : SK_STATUS_DENIED;
		look->known = said == LOST ? SK_LOOK_LOST : SK_LOOK_NOW;
	}
	if (said == LOST)
		return;
	look = add_look(kind, "terminal-1", said == UNMET_SEEN || said == UNMET_SAID || said == DENIED_AFTER_UNMET ? bad : good);
	look->known = said == DENIED_AFTER_MET || said == DENIED_AFTER_UNMET ? SK_LOOK_BEFORE : SK_LOOK_NOW;
	look->method = said == MET_SAID || said == UNMET_SAID ? SK_FACT_ATTESTED : SK_FACT_OBSERVED;
	look->status = said == NOT_SEEN_WHOLE ? SK_STATUS_PARTIAL : SK_STATUS_COMPLETE;
	look->at = said == SEEN_LONG_AGO ? world.at - (AGE + 1) * SK_DAY : world.at - 3 * SK_DAY;
}

/* The looks above are of three days ago. */
static const struct sk_answer *answer_of(enum answered answered)
{
	static struct sk_answer answer;
	sk_time day = sk_day_in_japan(world.at);
	answer = (struct sk_answer){.control = world.control, .subject = subject("terminal-1"), .by = "Tester", .date = day - 30 * SK_DAY,
				    .expires = day + 30 * SK_DAY, .state = SK_UNMET};
	switch (answered) {
	case MET_EXPIRED:
		answer.expires = day - SK_DAY;
		answer.state = SK_MET;
		break;
	case MET_AFTER:
		answer.date = day - SK_DAY;
		answer.state = SK_MET;
		break;
	case MET_NOW:
		answer.state = SK_MET;
		break;
	case UNMET_SAME_DAY:
		answer.date = day - 3 * SK_DAY;
		break;
	case UNMET_AFTER:
		answer.date = day - SK_DAY;
		break;
	case DONT_KNOW:
		answer.state = SK_UNKNOWN;
		break;
	default:
		break;
	}
	return answered == NO_ANSWER ? NULL : &answer;
}

struct expected {
	enum sk_state state;
	enum sk_method method;
	bool contradicts;
};

/* The rules once more, by sets: what is said for met, unmet, stale. Failures that were seen always stand; said ones unless somebody says or
 * sees met of a later day (all looks here are of one day, three days ago). */
static struct expected by_the_rules(enum answered answered, enum said first, enum said second)
{
	bool seen_met = first == MET_SEEN || second == MET_SEEN, check_met = seen_met || first == MET_SAID || second == MET_SAID;
	bool said_met = first == MET_SAID || second == MET_SAID || answered == MET_NOW || answered == MET_AFTER;
	bool seen_unmet = first == UNMET_SEEN || second == UNMET_SEEN || first == DENIED_AFTER_UNMET || second == DENIED_AFTER_UNMET;
	bool said_unmet = ((first == UNMET_SAID || second == UNMET_SAID) && answered != MET_AFTER) || answered == UNMET_SAME_DAY ||
			  answered == UNMET_AFTER || (answered == UNMET_BEFORE && !check_met);
	bool stale = first == SEEN_LONG_AGO || second == SEEN_LONG_AGO, stale_said = answered == MET_EXPIRED;
	bool lost = first == LOST || second == LOST;
	bool partly = lost || first == NOT_SEEN_WHOLE || second == NOT_SEEN_WHOLE || first == DENIED_AFTER_MET || second == DENIED_AFTER_MET;
	bool contradicts = (seen_met || said_met) && (seen_unmet || said_unmet);
	if (seen_unmet || said_unmet)
		return (struct expected){SK_UNMET, seen_unmet ? SK_OBSERVED : SK_ATTESTED, contradicts};
	if (lost)
		return (struct expected){SK_UNKNOWN, SK_OBSERVED, false};
	if (seen_met || said_met)
		return (struct expected){SK_MET, seen_met ? SK_OBSERVED : SK_ATTESTED, false};
	if (stale || stale_said)
		return (struct expected){SK_STALE, stale ? SK_OBSERVED : SK_ATTESTED, false};
	return (struct expected){SK_UNKNOWN, partly ? SK_OBSERVED : answered == DONT_KNOW ? SK_ATTESTED : SK_METHOD_NONE, false};
}

static size_t try_one(enum answered answered, enum said first, enum said second)
{
	const struct sk_answer *answer = answer_of(answered);
	world.clinic.site->answers = (struct sk_list){answer, answer != NULL};
	forget();
	say(first, false);
	say(second, true);
	const struct sk_finding *finding = finding_at("terminal-1");
	struct expected expected = by_the_rules(answered, first, second);
	if (finding->state != expected.state || finding->method != expected.method || finding->contradicts != expected.contradicts)
		fail_msg("answer %d, checks %d and %d: state %d method %d contradicts %d, expected %d %d %d", answered, first, second,
			 finding->state, finding->method, finding->contradicts, expected.state, expected.method, expected.contradicts);
	assert_int_equal(finding->stale_after != 0, finding->state == SK_MET);
	return 1;
}

static void every_combination_is_as_the_rules_say(void **state)
{
	const struct sk_check both[] = {check_account, check_policy};
	size_t tried = 0;
	(void)state;
	use_checks(both, 2);
	for (int answered = 0; answered < ANSWER_COUNT; answered++)
		for (int first = 0; first < SAID_COUNT; first++)
			for (int second = 0; second < SAID_COUNT; second++)
				tried += try_one((enum answered)answered, (enum said)first, (enum said)second);
	assert_int_equal(tried, ANSWER_COUNT * SAID_COUNT * SAID_COUNT);
}

/* ---- freshness ---- */

static void what_was_seen_counts_to_the_second_of_its_age(void **state)
{
	static const struct {
		int64_t seconds;
		enum sk_state state;
	} ages[] = {{0, SK_MET}, {AGE * SK_DAY - 1, SK_MET}, {AGE * SK_DAY, SK_MET}, {AGE * SK_DAY + 1, SK_STALE}, {400 * SK_DAY, SK_STALE}};
	(void)state;
	use_checks(&check_account, 1);
	for (size_t i = 0; i < SK_COUNT(ages); i++) {
		forget();
		add_look("account", "terminal-1", account(false))->at = world.at - ages[i].seconds;
		const struct sk_finding *finding = finding_at("terminal-1");
		assert_int_equal(finding->state, ages[i].state);
		assert_int_equal(finding->stale_after, ages[i].state == SK_MET ? world.at - ages[i].seconds + AGE * SK_DAY : 0);
		/* A failure does not age. */
		forget();
		add_look("account", "terminal-1", account(true))->at = world.at - ages[i].seconds;
		assert_int_equal(finding_at("terminal-1")->state, SK_UNMET);
	}
}

/* Two checks say that it is done, but only one of them looked after somebody had said that it is not: when that one is old, the word stands again. */
static void what_mends_a_word_ends_with_who_mends_it(void **state)
{
	struct sk_check both[] = {check_account, check_policy};
	(void)state;
	both[1].max_age = AGE * 3;
	use_checks(both, 2);
	struct sk_answer answer = *answer_of(UNMET_SAME_DAY);
	answer.date = sk_day_in_japan(world.at) - 5 * SK_DAY;
	world.clinic.site->answers = (struct sk_list){&answer, 1};
	add_look("account", "terminal-1", account(false))->at = world.at - 3 * SK_DAY;
	add_look("password_policy", "terminal-1", policy(13))->at = world.at - 8 * SK_DAY;
	assert_int_equal(finding_at("terminal-1")->state, SK_MET);
	assert_int_equal(finding_at("terminal-1")->stale_after, world.at + (AGE - 3) * SK_DAY);
}

/* What is said already, but dated later. */
static void a_later_answer_ends_what_is_met(void **state)
{
	sk_time day = sk_day_in_japan(world.at);
	struct sk_answer answers[] = {*answer_of(MET_NOW), *answer_of(MET_NOW)};
	static const struct {
		enum sk_state state;
		int date, expires, end; /* days from now on; end: the last day on which it is met */
	} cases[] = {{SK_UNMET, 9, 99, 8}, {SK_UNKNOWN, 9, 99, 8}, {SK_MET, 9, 12, 12}, {SK_MET, 9, 99, 99}, {SK_MET, 31, 99, 99}, {SK_UNMET, 40, 99, 30}};
	(void)state;
	use_checks(NULL, 0);
	for (size_t i = 0; i < SK_COUNT(cases); i++) {
		answers[1].state = (int)cases[i].state;
		answers[1].date = day + cases[i].date * SK_DAY;
		answers[1].expires = day + cases[i].expires * SK_DAY;
		world.clinic.site->answers = (struct sk_list){answers, 2};
		assert_int_equal(finding_at("terminal-1")->state, SK_MET);
		assert_int_equal(finding_at("terminal-1")->stale_after, day + (cases[i].end + 1) * SK_DAY - 9 * 3600 - 1);
	}
}

/* A failure that time alone brings is foreseen to the second: a sign-in of long ago, an account good for so many days. */
/* More moments than are asked about: behind the last one that was, nothing is claimed. */
static void behind_too_many_moments_nothing_is_claimed(void **state)
{
	enum { FACTS = 70 };
	static struct sk_value values[FACTS][SK_FACT_COLUMNS_MAX];
	static struct sk_fact facts[FACTS];
	const struct sk_fact_kind *kind = sk_fact_kind_named("account");
	struct sk_check check = check_account;
	size_t column = (size_t)(sk_fact_column_named(kind, "last_sign_in") - kind->columns);
	(void)state;
	for (int i = 0; i < FACTS; i++) {
		memcpy(values[i], account(i == FACTS - 1)->values, sizeof(struct sk_value) * kind->column_count);
		values[i][column] = (struct sk_value){.integer = world.at + (i + 1) * 100};
		facts[i] = (struct sk_fact){.line = 3, .values = values[i]};
	}
	check.sql = "SELECT a.subject, 'bad', a.rowid FROM account AS a, assessment AS t WHERE a.enabled = 1 AND a.last_sign_in < t.at";
	use_checks(&check, 1);
	struct sk_look *look = add_look("account", "terminal-1", facts);
	look->fact_count = FACTS;
	for (int turn = 0; turn < 2; turn++) {
		const struct sk_finding *finding = finding_at("terminal-1");
		assert_int_equal(finding->state, SK_MET);
		assert_in_range(finding->stale_after, world.at + 32 * 100, world.at + FACTS * 100);
		for (int i = 0; i < FACTS / 2; i++) { /* the other way round */
			struct sk_fact kept = facts[i];
			facts[i] = facts[FACTS - 1 - i];
			facts[FACTS - 1 - i] = kept;
		}
	}
}

static void the_end_is_the_last_good_second(void **state)
{
	struct sk_check check = check_account;
	struct sk_parameter limit = {.id = "days", .unit = "day", .value = 7, .low = 1, .high = 9};
	struct sk_list kept = world.control->parameters;
	(void)state;
	check.sql = "SELECT a.subject, 'bad', a.rowid FROM account AS a, assessment AS t, parameter AS p "
		    "WHERE p.name = 'days' AND a.last_sign_in < t.at - p.value * 86400";
	world.control->parameters = (struct sk_list){&limit, 1};
	use_checks(&check, 1);
	add_look("account", "terminal-1", signed_in(world.at - 3 * SK_DAY));
	const struct sk_finding *finding = finding_at("terminal-1");
	assert_int_equal(finding->state, SK_MET);
	assert_int_equal(finding->stale_after, world.at + 4 * SK_DAY);
	/* Another limit begins before that: behind it nothing is claimed. */
	struct sk_parameter_choice choice = {.parameter = &limit, .value = 9, .date = sk_day_in_japan(world.at) + 2 * SK_DAY};
	world.clinic.site->parameters = (struct sk_list){&choice, 1};
	assert_int_equal(finding_at("terminal-1")->stale_after, choice.date - 9 * 3600 - 1);
	world.clinic.site->parameters = (struct sk_list){0};
	world.at += 4 * SK_DAY;
	assert_int_equal(finding_at("terminal-1")->state, SK_MET);
	world.at++;
	assert_int_equal(finding_at("terminal-1")->state, SK_UNMET);
	world.control->parameters = kept;
}

/* Of a site's own query: days from now until which it holds where its moments are surely understood, else 0. */
static const struct {
	const char *where;
	int days;
} forms[] = {
	{"a.last_sign_in < t.at", 4},
	{"a.enabled = 0 and T.AT>a.last_sign_in", 4},
	{"(a.last_sign_in < t.at) AND a.enabled IN (0, 1)", 4},
	{"p.name = 'days' AND a.last_sign_in < t.at - p.value * 86400", 11},
	{"t.at - p.value * 86400 > a.last_sign_in AND p.name = 'days'", 11},
	{"a.last_sign_in < t.at OR p.value = 0x99", 4},
	{"a.last_sign_in < t.at + 0x93A80", 0},
	{"a.last_sign_in < t.at + 1e6", 0},
	{"a.last_sign_in < t.at + 86400 * (1 + 1 + 1)", 0},
	{"a.last_sign_in < t.at + length('abc') * 86400", 0},
	{"a.last_sign_in / 86400 < t.at / 86400", 0},
	{"a.last_sign_in + 1 < t.at", 0},
	{"1 - a.last_sign_in < t.at", 0},
	{"a.last_sign_in < t.at * 2", 0},
	{"last_sign_in < t.at", 0},
	{"a.last_sign_in < at", 0},
	{"a.looked_at < t.at - 86400", 0},
	{"a.looked_at < t.at", 0},
	{"a.last_sign_in BETWEEN 1 AND t.at", 0},
	{"a.last_sign_in = t.at", 0},
	{"a.last_sign_in < t.\"at\"", 0},
	{"a.last_sign_in < t.'at'", 0},
	{"a.'last_sign_in' < t.at", 0},
	{"a.last_sign_in < (SELECT * FROM assessment)", 0},
	{"a.last_sign_in BETWEEN t.at - 86400 AND t.at", 0},
	{"coalesce(a.last_sign_in, t.at) < t.at", 4},
	{"a.last_sign_in < t.at - p.value * 86400", 0},
	{"p.name = 'count' AND a.last_sign_in < t.at - p.value * 86400", 0},
	{"(p.name = 'days' OR a.enabled = 0) AND a.last_sign_in < t.at - p.value * 86400", 0},
	{"NOT p.name = 'days' AND a.last_sign_in < t.at - p.value * 86400", 0},
	{"p.name = 'days' AND a.last_sign_in < t.at + p.value * 86400", 0},
	{"p.name = 'days' AND a.last_sign_in < t.at - p.value * 3600", 0},
	{"EXISTS (SELECT 1 FROM (SELECT x.last_sign_in - 900000 AS last_sign_in FROM account AS x) AS y WHERE y.last_sign_in < t.at - 900000)", 0},
	{"EXISTS (SELECT 1 FROM (SELECT x.last_sign_in - 900000 AS last_sign_in FROM account AS x) AS y WHERE y.last_sign_in < t.at)", 0},
};

static void of_a_sites_own_query_only_what_is_understood_is_claimed(void **state)
{
	struct sk_parameter limits[] = {{.id = "days", .unit = "day", .value = 7, .low = 1, .high = 9}, {.id = "count", .value = 2, .low = 1, .high = 9}};
	struct sk_list kept = world.control->parameters;
	struct sk_check check = check_account;
	char sql[512];
	(void)state;
	use_checks(NULL, 0);
	world.control->parameters = (struct sk_list){limits, 2};
	check.decides = SK_DECIDES_UNMET;
	check.control_id = "T02";
	check.max_age = 99;
	check.sql = sql;
	world.clinic.site->own.checks = (struct sk_list){&check, 1};
	struct sk_answer answer = *answer_of(MET_AFTER);
	world.clinic.site->answers = (struct sk_list){&answer, 1};
	add_look("account", "terminal-1", signed_in(world.at + 4 * SK_DAY));
	for (size_t i = 0; i < SK_COUNT(forms); i++) {
		(void)snprintf(sql, sizeof(sql), "SELECT a.subject, 'bad', a.rowid FROM account AS a, assessment AS t, parameter AS p WHERE %s", forms[i].where);
		const struct sk_finding *finding = finding_at("terminal-1");
		if (finding->state == SK_MET ? finding->stale_after != world.at + forms[i].days * SK_DAY : forms[i].days != 0)
			fail_msg("%s: state %d, for %.1f days", forms[i].where, finding->state, (double)(finding->stale_after - world.at) / SK_DAY);
	}
	world.clinic.site->own.checks = (struct sk_list){0};
	world.control->parameters = kept;
}

/* Somebody's later word mends what is known by word now, and not what the same check will see. */
static void what_is_mended_ends_with_the_next_failure(void **state)
{
	struct sk_check check = check_account;
	(void)state;
	check.sql = "SELECT a.subject, 'bad', a.rowid FROM account AS a, assessment AS t WHERE a.enabled = 1 OR a.last_sign_in < t.at";
	use_checks(&check, 1);
	struct sk_answer answer = *answer_of(MET_AFTER);
	world.clinic.site->answers = (struct sk_list){&answer, 1};
	for (int attested = 0; attested < 2; attested++) {
		forget();
		struct sk_look *word = add_look("account", "terminal-1", account(true)), *seen = add_look("account", "terminal-1", signed_in(world.at + 4 * SK_DAY));
		word->status = SK_STATUS_PARTIAL;
		word->method = SK_FACT_ATTESTED;
		word->at = world.at - 3 * SK_DAY;
		seen->method = attested ? SK_FACT_ATTESTED : SK_FACT_OBSERVED;
		const struct sk_finding *finding = finding_at("terminal-1");
		assert_int_equal(finding->results[0].state, SK_UNMET);
		assert_int_equal(finding->state, SK_MET);
		assert_int_equal(finding->stale_after, world.at + 4 * SK_DAY);
	}
}

static void only_complete_coverage_lets_nothing_mean_good(void **state)
{
	(void)state;
	use_checks(&check_account, 1);
	for (int status = SK_STATUS_COMPLETE; status <= SK_STATUS_ERROR; status++) {
		forget();
		add_look("account", "terminal-1", NULL)->status = (enum sk_fact_status)status;
		assert_int_equal(finding_at("terminal-1")->state, status == SK_STATUS_COMPLETE ? SK_MET : SK_UNKNOWN);
	}
	/* What was seen of a part counts against it. */
	forget();
	add_look("account", "terminal-1", account(true))->status = SK_STATUS_PARTIAL;
	assert_int_equal(finding_at("terminal-1")->state, SK_UNMET);
}

/* Every in-scope subject of the place counts, the worst decides, and what is out of scope does not. */
static void each_subject_is_judged_by_its_own_facts(void **state)
{
	(void)state;
	use_checks(&check_account, 1);
	add_look("account", "terminal-1", account(false));
	assert_int_equal(finding_at("terminal-1")->state, SK_MET);
	assert_int_equal(finding_at("terminal-2")->state, SK_UNKNOWN);
	assert_int_equal(judge_now()->state, SK_UNKNOWN);
	add_look("account", "terminal-2", account(true));
	assert_int_equal(judge_now()->state, SK_UNMET);
	forget();
	add_look("account", "terminal-1", account(false));
	add_look("account", "terminal-2", account(false));
	add_look("account", "old-1", account(true));
	assert_int_equal(judge_now()->state, SK_MET);
	assert_false(finding_at("old-1")->counts);
}

/* ---- rows that rest on absence ---- */

static void absence_counts_where_everything_was_seen(void **state)
{
	static const struct sk_check check = {
		.id = "n", .needs = {id_both, 2}, .max_age = AGE,
		.sql = "SELECT s.id, 'nothing', NULL FROM subject AS s WHERE NOT EXISTS (SELECT 1 FROM account AS a, password_policy AS p "
		       "WHERE a.subject = s.id AND p.subject = s.id)",
		.reasons = {nothing, 1}};
	(void)state;
	use_checks(&check, 1);
	add_look("account", "terminal-1", account(false));
	assert_int_equal(finding_at("terminal-1")->state, SK_UNKNOWN); /* the other kind: nobody looked */
	assert_int_equal(finding_at("terminal-1")->results[0].violation_count, 0);
	struct sk_look *look = add_look("password_policy", "terminal-1", NULL);
	assert_int_equal(finding_at("terminal-1")->state, SK_UNMET);
	look = &world.looks[0];
	look->status = SK_STATUS_PARTIAL;
	assert_int_equal(finding_at("terminal-1")->state, SK_UNKNOWN);
}

static void a_reason_can_make_it_unknown_or_stale(void **state)
{
	struct sk_check_reason reason = {.id = "bad", .text = {"悪", "bad"}};
	struct sk_check check = check_account;
	(void)state;
	check.reasons = (struct sk_list){&reason, 1};
	use_checks(&check, 1);
	add_look("account", "terminal-1", account(true));
	static const enum sk_state states[] = {SK_UNMET, SK_UNKNOWN, SK_STALE};
	for (int i = 0; i < 3; i++) {
		reason.state = i;
		assert_int_equal(finding_at("terminal-1")->state, states[i]);
	}
}

/* ---- through, refuting, layers ---- */

static void a_check_can_look_through_other_places(void **state)
{
	struct sk_check check = check_account;
	struct sk_control *terminal = world.control;
	(void)state;
	world.control->checks = world.kept;
	world.control = (struct sk_control *)(uintptr_t)sk_catalogue_control(world.clinic.site->catalogue, "H10");
	struct sk_list kept = world.control->checks;
	check.through = (struct sk_ids){id_terminal, 1};
	use_checks(&check, 1);
	add_look("account", "terminal-1", account(false));
	assert_int_equal(finding_at("practice-1")->state, SK_UNKNOWN); /* terminal-2: nobody looked */
	add_look("account", "terminal-2", account(false));
	assert_int_equal(finding_at("practice-1")->state, SK_MET);
	world.looks[1].facts = account(true);
	assert_int_equal(finding_at("practice-1")->state, SK_UNMET);
	assert_ptr_equal(finding_at("practice-1")->results[0].violations[0].subject, subject("terminal-2"));
	/* What can be known of nobody who is listed there is not known. */
	static const struct sk_id id_device[] = {{.text = "account"}, {.text = "device"}};
	world.looks[1].facts = account(false);
	check.needs = (struct sk_ids){id_device, 2};
	check.sql = "SELECT a.subject, 'bad', a.rowid FROM account AS a WHERE a.enabled = 1 AND 0 NOT IN (SELECT listed FROM device)";
	assert_int_equal(finding_at("practice-1")->state, SK_UNKNOWN);
	assert_null(finding_at("practice-1")->results[0].needs[2].subject);
	assert_int_equal(finding_at("practice-1")->results[0].need_count, 3);
	world.control->checks = kept;
	world.control = terminal;
}

static void who_can_only_refute_adds_nothing_else(void **state)
{
	struct sk_check check = check_account;
	(void)state;
	check.decides = SK_DECIDES_UNMET;
	use_checks(&check, 1);
	add_look("account", "terminal-1", account(false));
	assert_int_equal(finding_at("terminal-1")->state, SK_UNKNOWN);
	assert_false(finding_at("terminal-1")->results[0].says);
	assert_int_equal(finding_at("terminal-1")->method, SK_METHOD_NONE);
	world.looks[0].facts = account(true);
	assert_int_equal(finding_at("terminal-1")->state, SK_UNMET);
}

/* It speaks about a part: another check that says met does not end what somebody said against it; a person's word about all does. */
static void what_refutes_by_word_ends_by_word(void **state)
{
	struct sk_check both[] = {check_account, check_policy};
	struct sk_answer answer = {.control = world.control, .subject = subject("terminal-1"), .by = "Tester", .state = SK_MET,
				   .date = sk_day_in_japan(world.at), .expires = sk_day_in_japan(world.at)};
	(void)state;
	both[0].decides = SK_DECIDES_UNMET;
	use_checks(both, 2);
	struct sk_look *said = add_look("account", "terminal-1", account(true));
	said->method = SK_FACT_ATTESTED;
	said->at = world.at - 3 * SK_DAY;
	add_look("password_policy", "terminal-1", policy(13));
	assert_int_equal(finding_at("terminal-1")->state, SK_UNMET);
	assert_true(finding_at("terminal-1")->contradicts);
	world.clinic.site->answers = (struct sk_list){&answer, 1};
	assert_int_equal(finding_at("terminal-1")->state, SK_MET);
	both[0].decides = SK_DECIDES_MET;
	world.clinic.site->answers = (struct sk_list){0};
	assert_int_equal(finding_at("terminal-1")->state, SK_MET);
}

static void a_layer_is_shown_and_decides_nothing(void **state)
{
	struct sk_check check = check_account;
	(void)state;
	check.layer = SK_LAYER_GUIDELINE_6;
	use_checks(&check, 1);
	add_look("account", "terminal-1", account(true));
	const struct sk_finding *finding = finding_at("terminal-1");
	assert_int_equal(finding->state, SK_UNKNOWN);
	assert_int_equal(finding->results[0].state, SK_UNMET);
	assert_true(finding->results[0].says);
}

/* Of two collectors the complete look counts, whichever is newer. */
static void the_complete_look_of_two_counts(void **state)
{
	(void)state;
	use_checks(&check_account, 1);
	add_look("account", "terminal-1", account(false))->at = world.at - 2 * SK_DAY;
	struct sk_look *second = add_look("account", "terminal-1", NULL);
	second->status = SK_STATUS_DENIED;
	assert_int_equal(finding_at("terminal-1")->state, SK_MET);
	assert_int_equal(finding_at("terminal-1")->results[0].needs[0].look->at, world.at - 2 * SK_DAY);
}

/* A failure that was seen does not go away by looking away: neither what was there nor what was missing. */
static void looking_away_mends_nothing(void **state)
{
	(void)state;
	use_checks(&check_missing, 1);
	world.clinic.site->answers = (struct sk_list){answer_of(MET_AFTER), 1};
	struct sk_look *before = add_look("account", "terminal-1", NULL);
	before->known = SK_LOOK_BEFORE;
	before->at = world.at - 3 * SK_DAY;
	struct sk_look *now = add_look("account", "terminal-1", NULL);
	now->status = SK_STATUS_DENIED;
	now->method = SK_FACT_ATTESTED;
	const struct sk_finding *finding = finding_at("terminal-1");
	assert_int_equal(finding->state, SK_UNMET);
	assert_int_equal(finding->method, SK_OBSERVED);
	assert_int_equal(finding->results[0].looked, world.at - 3 * SK_DAY);
	/* Had the one before not seen all, nothing missing would have been shown. */
	world.looks[0].status = world.looks[1].status = SK_STATUS_PARTIAL;
	assert_int_equal(finding_at("terminal-1")->state, SK_MET);
	/* Nor is what was missing there when a part is seen. */
	forget();
	add_look("account", "terminal-1", NULL)->known = SK_LOOK_BEFORE;
	add_look("account", "terminal-1", account(false))->status = SK_STATUS_PARTIAL;
	assert_int_equal(finding_at("terminal-1")->state, SK_UNMET);
	assert_int_equal(finding_at("terminal-1")->method, SK_OBSERVED);
}

/* That a weaker one says the same takes nothing from what was seen, in whatever order they stand. */
static void who_agrees_makes_it_no_word(void **state)
{
	(void)state;
	use_checks(&check_missing, 1);
	world.clinic.site->answers = (struct sk_list){answer_of(MET_AFTER), 1};
	for (int first = 0; first < 2; first++) {
		forget();
		for (int i = 0; i < 2; i++) {
			struct sk_look *look = add_look("account", "terminal-1", NULL);
			look->method = i == first ? SK_FACT_ATTESTED : SK_FACT_OBSERVED;
			look->at = world.at - (i == first ? 4 : 5) * SK_DAY;
		}
		assert_int_equal(finding_at("terminal-1")->state, SK_UNMET);
		assert_int_equal(finding_at("terminal-1")->method, SK_OBSERVED);
	}
}

/* Of two complete looks that are both known, what is missing in one is missing, whatever the other has; in which it is told. */
static void each_complete_look_is_asked_alone(void **state)
{
	(void)state;
	use_checks(&check_missing, 1);
	world.clinic.site->answers = (struct sk_list){answer_of(MET_AFTER), 1};
	add_look("account", "terminal-1", NULL)->at = world.at - 3 * SK_DAY;
	add_look("account", "terminal-1", account(false))->method = SK_FACT_ATTESTED;
	const struct sk_finding *finding = finding_at("terminal-1");
	assert_int_equal(finding->state, SK_UNMET);
	assert_int_equal(finding->method, SK_OBSERVED);
	assert_int_equal(finding->results[0].violation_count, 1);
	assert_int_equal(finding->results[0].violations[0].look->at, world.at - 3 * SK_DAY);
	/* Missing in what is only attested, it is known by word, and gives way to a later one. */
	forget();
	add_look("account", "terminal-1", account(false))->at = world.at - 5 * SK_DAY;
	struct sk_look *word = add_look("account", "terminal-1", NULL);
	word->method = SK_FACT_ATTESTED;
	word->at = world.at - 4 * SK_DAY;
	finding = finding_at("terminal-1");
	assert_int_equal(finding->results[0].state, SK_UNMET);
	assert_int_equal(finding->results[0].method, SK_ATTESTED);
	assert_int_equal(finding->state, SK_MET);
}

/* Each of them has its own end: the first counts. */
static void each_complete_look_has_its_end(void **state)
{
	struct sk_value values[SK_FACT_COLUMNS_MAX];
	struct sk_fact fact = *account(false), older = fact;
	struct sk_value old_values[SK_FACT_COLUMNS_MAX];
	size_t columns = sk_fact_kind_named("account")->column_count;
	size_t column = (size_t)(sk_fact_column_named(sk_fact_kind_named("account"), "last_sign_in") - sk_fact_kind_named("account")->columns);
	struct sk_check check = {.id = "a", .needs = {id_account, 1}, .max_age = AGE, .reasons = {nothing, 1},
				 .sql = "SELECT s.id, 'nothing', NULL FROM subject AS s, assessment AS t WHERE NOT EXISTS "
					"(SELECT 1 FROM account AS a WHERE a.subject = s.id AND a.last_sign_in >= t.at)"};
	(void)state;
	memcpy(values, fact.values, sizeof(*values) * columns);
	memcpy(old_values, fact.values, sizeof(*values) * columns);
	values[column] = (struct sk_value){.integer = world.at + 4 * SK_DAY};
	old_values[column] = (struct sk_value){.integer = world.at + 2 * SK_DAY};
	fact.values = values;
	older.values = old_values;
	use_checks(&check, 1);
	add_look("account", "terminal-1", &older)->at = world.at - 2 * SK_DAY;
	assert_int_equal(finding_at("terminal-1")->stale_after, world.at + 2 * SK_DAY);
	add_look("account", "terminal-1", &fact)->method = SK_FACT_CONFIGURED;
	assert_int_equal(finding_at("terminal-1")->state, SK_MET);
	assert_int_equal(finding_at("terminal-1")->stale_after, world.at + 2 * SK_DAY);
	for (size_t i = 0; i < 2; i++)
		world.looks[i].status = world.looks[i].facts == &older ? SK_STATUS_PARTIAL : SK_STATUS_COMPLETE;
	assert_int_equal(finding_at("terminal-1")->stale_after, world.at + 4 * SK_DAY);
}

/* Every look at one kind with every one at the other: nobody saw both of what this wants together. */
static void every_pair_of_complete_looks_is_asked(void **state)
{
	static const struct sk_id ids[] = {{.text = "account"}, {.text = "password_policy"}};
	struct sk_check check = {.id = "a", .needs = {ids, 2}, .max_age = AGE, .reasons = {nothing, 1},
				 .sql = "SELECT id, 'nothing', NULL FROM subject AS s WHERE NOT EXISTS (SELECT 1 FROM account WHERE subject = s.id) "
					"AND NOT EXISTS (SELECT 1 FROM password_policy WHERE subject = s.id)"};
	(void)state;
	use_checks(&check, 1);
	for (int pair = 0; pair < 4; pair++) {
		forget();
		add_look("account", "terminal-1", pair & 1 ? account(false) : NULL);
		add_look("account", "terminal-1", account(false));
		add_look("password_policy", "terminal-1", pair & 2 ? policy(9) : NULL);
		add_look("password_policy", "terminal-1", policy(9));
		assert_int_equal(finding_at("terminal-1")->results[0].state, pair == 0 ? SK_UNMET : SK_MET);
	}
}

/* Many that look at one thing at once and say different things: what cannot be asked one by one is unknown there, and nowhere else. */
static void too_many_different_looks_are_unknown(void **state)
{
	enum { MANY = 5 };
	static struct sk_value values[MANY][SK_FACT_COLUMNS_MAX];
	static struct sk_fact facts[MANY];
	const struct sk_fact_kind *kind = sk_fact_kind_named("password_policy");
	(void)state;
	use_checks(&check_policy, 1);
	for (int count = MANY - 1; count <= MANY; count++) {
		forget();
		add_look("password_policy", "terminal-2", policy(13));
		for (int i = 0; i < count; i++) {
			memcpy(values[i], policy(13)->values, sizeof(struct sk_value) * kind->column_count);
			values[i][1].integer = 13 + i;
			facts[i] = (struct sk_fact){.line = 5, .values = values[i]};
			add_look("password_policy", "terminal-1", &facts[i]);
		}
		assert_int_equal(finding_at("terminal-1")->state, count == MANY ? SK_UNKNOWN : SK_MET);
		assert_int_equal(finding_at("terminal-2")->state, SK_MET);
	}
	assert_true(finding_at("terminal-1")->results[0].stopped->differ);
	/* The same said five times is one. */
	for (int i = 0; i < MANY; i++)
		values[i][1].integer = 13;
	assert_int_equal(finding_at("terminal-1")->state, SK_MET);
}

/* What is known now is what the newest complete look tells: old rows of others make nothing good of what it does not know. */
static void old_rows_mend_no_doubt(void **state)
{
	(void)state;
	use_checks(&check_doubtful, 1);
	add_look("account", "terminal-1", NULL)->method = SK_FACT_ATTESTED;
	assert_int_equal(finding_at("terminal-1")->state, SK_UNKNOWN);
	add_look("account", "terminal-1", account(false))->at = world.at - 300 * SK_DAY;
	assert_int_equal(finding_at("terminal-1")->state, SK_UNKNOWN);
	world.looks[1].known = world.looks[0].known = SK_LOOK_BEFORE;
	add_look("account", "terminal-1", NULL);
	assert_int_equal(finding_at("terminal-1")->state, SK_UNKNOWN);
	/* Nor does a doubt end by looking away. */
	forget();
	add_look("account", "terminal-1", account(false))->at = world.at - 5 * SK_DAY;
	assert_int_equal(finding_at("terminal-1")->state, SK_MET);
	add_look("account", "terminal-1", NULL)->known = SK_LOOK_BEFORE;
	add_look("account", "terminal-1", NULL)->status = SK_STATUS_DENIED;
	assert_int_equal(finding_at("terminal-1")->state, SK_UNKNOWN);
	/* Nor by a look of the same second. */
	forget();
	add_look("account", "terminal-1", NULL);
	add_look("account", "terminal-1", account(false))->method = SK_FACT_ATTESTED;
	assert_int_equal(finding_at("terminal-1")->state, SK_UNKNOWN);
	world.looks[0].at = world.looks[1].at = world.at - SK_DAY;
	world.looks[world.looks[0].fact_count ? 0 : 1].at += 1;
	assert_int_equal(finding_at("terminal-1")->state, SK_MET);
}

/* Two that say the same are one, which is as current as any of them: neither the better known nor the first to be read hides when it was seen last. */
static void who_agrees_makes_nothing_older(void **state)
{
	(void)state;
	use_checks(&check_doubtful, 1);
	for (int first = 0; first < 2; first++) {
		forget();
		for (int i = 0; i < 2; i++) {
			struct sk_look *look = add_look("account", "terminal-1", NULL);
			look->at = world.at - (i == first ? 2 : 5) * SK_DAY;
			look->method = i == first ? SK_FACT_ATTESTED : SK_FACT_OBSERVED;
		}
		add_look("account", "terminal-1", account(false))->status = SK_STATUS_PARTIAL;
		assert_int_equal(finding_at("terminal-1")->state, SK_UNKNOWN);
	}
}

/* What several say counts once: neither is a failure among few hidden by saying it again, nor one made of what is one. */
static void what_is_said_twice_is_one(void **state)
{
	static const char *const queries[] = {
		"SELECT s.id, 'nothing', NULL FROM subject AS s WHERE 1 = (SELECT count(*) FROM account AS a WHERE a.subject = s.id)",
		"SELECT s.id, 'nothing', NULL FROM subject AS s WHERE 1 < (SELECT count(*) FROM account AS a WHERE a.subject = s.id)"};
	(void)state;
	for (int many = 0; many < 2; many++) {
		struct sk_check check = {.id = "a", .needs = {id_account, 1}, .max_age = AGE, .reasons = {nothing, 1}, .sql = queries[many]};
		use_checks(&check, 1);
		for (int second = SK_STATUS_COMPLETE; second <= SK_STATUS_PARTIAL; second++)
			for (int method = SK_FACT_ATTESTED; method <= SK_FACT_EXERCISED; method++) {
				forget();
				add_look("account", "terminal-1", account(false));
				struct sk_look *look = add_look("account", "terminal-1", account(false));
				look->status = (enum sk_fact_status)second;
				look->method = (enum sk_fact_method)method;
				assert_int_equal(finding_at("terminal-1")->state, many ? SK_MET : SK_UNMET);
			}
	}
}

/* Where looks differ, the site and what is known of the other subjects are there as ever. */
static void who_stands_elsewhere_is_always_there(void **state)
{
	struct sk_check check = {.id = "x", .needs = {id_account, 1}, .max_age = AGE, .decides = SK_DECIDES_UNMET, .control_id = "T02", .reasons = {nothing, 1},
				 .sql = "SELECT s.id, 'nothing', NULL FROM subject AS s WHERE s.id = 'terminal-1' AND NOT EXISTS (SELECT 1 FROM account WHERE subject = s.id) "
					"AND EXISTS (SELECT 1 FROM subject AS o WHERE o.place = 'practice')"};
	(void)state;
	use_checks(&check, 1);
	add_look("account", "terminal-1", NULL);
	assert_int_equal(finding_at("terminal-1")->state, SK_UNMET);
	add_look("account", "terminal-1", account(false))->status = SK_STATUS_PARTIAL;
	assert_int_equal(finding_at("terminal-1")->state, SK_UNMET);
	use_checks(NULL, 0);
	check.sql = "SELECT s.id, 'nothing', NULL FROM subject AS s WHERE s.id = 'terminal-1' AND NOT EXISTS (SELECT 1 FROM account WHERE subject = s.id) "
		    "AND EXISTS (SELECT 1 FROM account WHERE subject = 'terminal-2')";
	world.clinic.site->own.checks = (struct sk_list){&check, 1};
	add_look("account", "terminal-2", account(false));
	assert_int_equal(finding_at("terminal-1")->state, SK_UNMET);
	/* Also where looks differ there, too: one after the other. */
	for (int first = 0; first < 2; first++) {
		forget();
		add_look("account", "terminal-1", NULL);
		add_look("account", "terminal-1", account(false))->status = SK_STATUS_PARTIAL;
		add_look("account", "terminal-2", first ? account(false) : NULL);
		add_look("account", "terminal-2", first ? NULL : account(false));
		assert_int_equal(finding_at("terminal-1")->state, SK_UNMET);
		assert_int_equal(finding_at("terminal-1")->results[0].violation_count, 1);
	}
	world.clinic.site->own.checks = (struct sk_list){0};
}

/* A row of a look that saw a part, and what is missing in a complete one of another kind: no third look comes between them. */
static void a_row_of_a_part_meets_what_is_missing(void **state)
{
	static const struct sk_id ids[] = {{.text = "account"}, {.text = "password_policy"}};
	struct sk_check check = {.id = "a", .needs = {ids, 2}, .max_age = AGE, .reasons = {nothing, 1},
				 .sql = "SELECT a.subject, 'nothing', NULL FROM account AS a WHERE a.enabled = 1 AND NOT EXISTS "
					"(SELECT 1 FROM password_policy AS p WHERE p.subject = a.subject)"};
	(void)state;
	use_checks(&check, 1);
	world.clinic.site->answers = (struct sk_list){answer_of(MET_AFTER), 1};
	add_look("password_policy", "terminal-1", NULL)->at = world.at - 5 * SK_DAY;
	add_look("account", "terminal-1", NULL)->known = SK_LOOK_BEFORE;
	add_look("account", "terminal-1", account(true))->status = SK_STATUS_PARTIAL;
	assert_int_equal(finding_at("terminal-1")->state, SK_UNMET);
	for (int partial = 0; partial < 2; partial++) {
		struct sk_look *third = add_look("password_policy", "terminal-1", policy(13));
		third->method = SK_FACT_CONFIGURED;
		third->status = partial ? SK_STATUS_PARTIAL : SK_STATUS_COMPLETE;
		assert_int_equal(finding_at("terminal-1")->state, SK_UNMET);
	}
}

/* A failure is known as its own line is, and since then: another line of the look makes it neither weaker nor older. */
static void a_row_has_the_method_and_time_of_its_line(void **state)
{
	static struct sk_coverage both[2];
	(void)state;
	use_checks(&check_account, 1);
	world.clinic.site->answers = (struct sk_list){answer_of(MET_AFTER), 1};
	struct sk_look *look = add_look("account", "terminal-1", account(true));
	for (int attested = 0; attested < 2; attested++) {
		both[0] = (struct sk_coverage){.line = 2, .number = 1, .source = "row", .method = attested ? SK_FACT_ATTESTED : SK_FACT_OBSERVED, .at = world.at};
		both[1] = (struct sk_coverage){.line = 4, .number = 2, .source = "none", .method = SK_FACT_ATTESTED, .at = world.at - 5 * SK_DAY};
		look->coverage = both;
		look->coverage_count = 2;
		look->method = SK_FACT_ATTESTED;
		look->strongest = both[0].method;
		look->newest = world.at;
		struct sk_error error;
		world.evidence.looks = world.looks;
		assert_false(sk_failed(sk_check_run(world.arena, NULL, world.clinic.site, &world.evidence, world.at, &world.verdicts, &error)));
		const struct sk_verdict *verdict = sk_check_verdict(&world.verdicts, world.control);
		const struct sk_finding *finding = &verdict->findings[0];
		assert_int_equal(finding->state, SK_UNMET);
		assert_int_equal(finding->method, attested ? SK_ATTESTED : SK_OBSERVED);
		assert_int_equal(finding->results[0].looked, world.at);
	}
}

/* What is lost could have been a failure, also one that a check would only have refuted by; at the other terminal nothing is lost. */
static void against_what_is_lost_no_word_stands(void **state)
{
	struct sk_check refuting = check_account;
	(void)state;
	refuting.decides = SK_DECIDES_UNMET;
	use_checks(&refuting, 1);
	struct sk_answer answer = *answer_of(MET_AFTER);
	answer.subject = NULL;
	world.clinic.site->answers = (struct sk_list){&answer, 1};
	assert_int_equal(finding_at("terminal-1")->state, SK_MET);
	struct sk_look *look = add_look("account", "terminal-1", NULL);
	look->known = SK_LOOK_LOST;
	look->status = SK_STATUS_ERROR;
	assert_int_equal(finding_at("terminal-1")->state, SK_UNKNOWN);
	assert_true(finding_at("terminal-1")->lost);
	assert_false(finding_at("terminal-1")->results[0].says);
	assert_int_equal(finding_at("terminal-2")->state, SK_MET);
	/* A complete look of another collector does not make it known: whether it takes its place is evidence/'s to say. */
	add_look("account", "terminal-1", account(false));
	assert_int_equal(finding_at("terminal-1")->state, SK_UNKNOWN);
	answer.state = SK_UNMET;
	assert_int_equal(finding_at("terminal-1")->state, SK_UNMET);
}

/* What another one saw to be missing is missing still. */
static void what_is_lost_takes_nothing_from_what_was_seen(void **state)
{
	(void)state;
	use_checks(&check_missing, 1);
	world.clinic.site->answers = (struct sk_list){answer_of(MET_AFTER), 1};
	for (int before = 0; before < 2; before++) {
		forget();
		add_look("account", "terminal-1", NULL)->known = before ? SK_LOOK_BEFORE : SK_LOOK_NOW;
		struct sk_look *lost = add_look("account", "terminal-1", NULL);
		lost->known = SK_LOOK_LOST;
		lost->status = SK_STATUS_ERROR;
		const struct sk_finding *finding = finding_at("terminal-1");
		assert_int_equal(finding->state, SK_UNMET);
		assert_int_equal(finding->method, SK_OBSERVED);
		assert_int_equal(finding->results[0].violation_count, 1);
	}
}

/* ---- places nothing stands at ---- */

static struct sk_place_row *wireless(void)
{
	const struct sk_catalogue *catalogue = world.clinic.site->catalogue;
	return (struct sk_place_row *)(uintptr_t)sk_catalogue_place_row(catalogue, sk_catalogue_place(catalogue, "wireless"));
}

static const struct sk_verdict *wireless_verdict(void)
{
	(void)judge_now();
	return sk_check_verdict(&world.verdicts, sk_catalogue_control(world.clinic.site->catalogue, "T20"));
}

static void evidence_shows_that_a_place_is_empty_or_is_not(void **state)
{
	struct sk_absence_statement statement = {.place = sk_catalogue_place(world.clinic.site->catalogue, "wireless"), .place_id = "wireless",
						 .by = "Tester", .date = world.at - 30 * SK_DAY, .expires = world.at + 30 * SK_DAY};
	struct sk_check kept = wireless()->absence_check;
	struct sk_absent why;
	(void)state;
	wireless()->absence_check = check_account;
	wireless()->absence_check.through = (struct sk_ids){id_terminal, 1};
	assert_int_equal(wireless_verdict()->state, SK_UNKNOWN);
	add_look("account", "terminal-1", account(false));
	add_look("account", "terminal-2", account(false));
	assert_int_equal(wireless_verdict()->state, SK_NOT_APPLICABLE);
	assert_int_equal(wireless_verdict()->method, SK_OBSERVED);
	assert_true(sk_check_absent(&world.verdicts, statement.place, &why) && why.shown && !why.statement);
	world.looks[0].at = world.at - (AGE + 1) * SK_DAY;
	assert_int_equal(wireless_verdict()->state, SK_STALE);
	world.clinic.site->absent = (struct sk_list){&statement, 1};
	assert_int_equal(wireless_verdict()->state, SK_NOT_APPLICABLE);
	assert_true(sk_check_absent(&world.verdicts, statement.place, &why) && !why.shown && why.statement == &statement);
	/* Something is there: the statement is overruled and contradicted. */
	world.looks[0].facts = account(true);
	assert_int_equal(wireless_verdict()->state, SK_UNKNOWN);
	assert_true(wireless_verdict()->contradicts);
	assert_false(sk_check_absent(&world.verdicts, statement.place, &why));
	/* What was seen there is lost: no statement makes the place empty. */
	world.looks[0].known = SK_LOOK_LOST;
	world.looks[0].status = SK_STATUS_ERROR;
	world.looks[0].fact_count = 0;
	assert_int_equal(wireless_verdict()->state, SK_UNKNOWN);
	assert_false(sk_check_absent(&world.verdicts, statement.place, &why));
	wireless()->absence_check = kept;
}

int main(int argc, char **argv)
{
#define TEST(name_) cmocka_unit_test_setup_teardown(name_, world_begin, world_end)
	const struct CMUnitTest tests[] = {
		TEST(every_combination_is_as_the_rules_say),
		TEST(what_was_seen_counts_to_the_second_of_its_age),
		TEST(what_mends_a_word_ends_with_who_mends_it),
		TEST(a_later_answer_ends_what_is_met),
		TEST(the_end_is_the_last_good_second),
		TEST(what_is_mended_ends_with_the_next_failure),
		TEST(of_a_sites_own_query_only_what_is_understood_is_claimed),
		TEST(behind_too_many_moments_nothing_is_claimed),
		TEST(only_complete_coverage_lets_nothing_mean_good),
		TEST(each_subject_is_judged_by_its_own_facts),
		TEST(absence_counts_where_everything_was_seen),
		TEST(a_reason_can_make_it_unknown_or_stale),
		TEST(a_check_can_look_through_other_places),
		TEST(who_can_only_refute_adds_nothing_else),
		TEST(what_refutes_by_word_ends_by_word),
		TEST(a_layer_is_shown_and_decides_nothing),
		TEST(the_complete_look_of_two_counts),
		TEST(looking_away_mends_nothing),
		TEST(who_agrees_makes_it_no_word),
		TEST(each_complete_look_is_asked_alone),
		TEST(each_complete_look_has_its_end),
		TEST(every_pair_of_complete_looks_is_asked),
		TEST(too_many_different_looks_are_unknown),
		TEST(old_rows_mend_no_doubt),
		TEST(who_agrees_makes_nothing_older),
		TEST(what_is_said_twice_is_one),
		TEST(who_stands_elsewhere_is_always_there),
		TEST(a_row_of_a_part_meets_what_is_missing),
		TEST(a_row_has_the_method_and_time_of_its_line),
		TEST(against_what_is_lost_no_word_stands),
		TEST(what_is_lost_takes_nothing_from_what_was_seen),
		TEST(evidence_shows_that_a_place_is_empty_or_is_not),
	};

	return world_run(argc, argv, tests, SK_COUNT(tests));
}
