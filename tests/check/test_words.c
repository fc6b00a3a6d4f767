/* What ends a failure that is known by word: nobody's word of before it was told, seen beside it, or came true. And who is still to come. */
#include "judge_world.h"

#include <stdio.h>

/* About terminal-1, for a month from now on. */
static const struct sk_answer *said_met(int days_ago)
{
	static struct sk_answer answer;
	sk_time day = sk_day_in_japan(world.at);
	answer = (struct sk_answer){.control = world.control, .subject = subject("terminal-1"), .by = "Tester", .state = SK_MET, .date = day - days_ago * SK_DAY,
				    .expires = day + 30 * SK_DAY};
	return &answer;
}

/* What is missing in several looks at one kind, and in one at another, is known as well as the better of both, and as of the newer: no word of before that day ends it. */
static void what_is_missing_is_known_as_well_as_the_best_of_it(void **state)
{
	struct sk_check check = {.id = "a", .needs = {id_both, 2}, .max_age = AGE, .reasons = {nothing, 1},
				 .sql = "SELECT s.id, 'nothing', NULL FROM subject AS s WHERE NOT EXISTS (SELECT 1 FROM account WHERE subject = s.id AND enabled = 1) "
					"AND NOT EXISTS (SELECT 1 FROM password_policy WHERE subject = s.id)"};
	static const struct {
		enum sk_fact_method method;
		int days; /* ago */
		enum sk_state state;
	} policies[] = {{SK_FACT_ATTESTED, 3, SK_MET}, {SK_FACT_ATTESTED, 1, SK_UNMET}, {SK_FACT_ATTESTED, 0, SK_UNMET}, {SK_FACT_CONFIGURED, 3, SK_UNMET}};
	(void)state;
	use_checks(&check, 1);
	world.clinic.site->answers = (struct sk_list){said_met(1), 1};
	for (size_t i = 0; i < SK_COUNT(policies); i++) {
		forget();
		struct sk_look *policy_look = add_look("password_policy", "terminal-1", NULL);
		policy_look->method = policies[i].method;
		policy_look->at = world.at - policies[i].days * SK_DAY;
		for (int second = 0; second < 2; second++) {
			struct sk_look *word = add_look("account", "terminal-1", second ? account(false) : NULL);
			word->method = SK_FACT_ATTESTED;
			word->at = world.at - 3 * SK_DAY;
		}
		const struct sk_finding *finding = finding_at("terminal-1");
		assert_int_equal(finding->results[0].state, SK_UNMET);
		assert_int_equal(finding->results[0].method, policies[i].method + 1);
		assert_int_equal(finding->results[0].looked, world.at - policies[i].days * SK_DAY);
		assert_int_equal(finding->state, policies[i].state);
	}
}

/* A row that is told by word, and another kind that the same part of the query read: shown, or not there, it is known as well as that. */
static void a_word_joined_with_what_was_seen_is_seen(void **state)
{
	static const struct {
		const char *sql;
		enum sk_state state;
	} queries[] = {
		{"SELECT a.subject, 'nothing', a.rowid FROM account AS a WHERE a.enabled = 1", SK_MET},
		{"SELECT a.subject, 'nothing', a.rowid FROM account AS a, password_policy AS p WHERE a.enabled = 1 AND p.subject = a.subject", SK_UNMET},
		{"SELECT a.subject, 'nothing', a.rowid FROM account AS a WHERE a.enabled = 1 AND a.subject NOT IN (SELECT subject FROM password_policy WHERE min_length = 13)",
		 SK_UNMET},
		{"SELECT a.subject, 'nothing', a.rowid FROM account AS a WHERE a.enabled = 1 EXCEPT SELECT p.subject, 'nothing', 9 FROM password_policy AS p", SK_UNMET},
		{"SELECT a.subject, 'nothing', a.rowid /* it does not matter */ FROM account AS a WHERE a.enabled = 1", SK_UNMET},
		{"SELECT * FROM (SELECT a.subject, 'nothing', a.rowid FROM account AS a WHERE a.enabled = 1 UNION SELECT p.subject, 'nothing', NULL FROM password_policy AS p WHERE p.min_length = 0)",
		 SK_UNMET},
	};
	struct sk_check check = {.id = "a", .needs = {id_both, 2}, .max_age = AGE, .reasons = {nothing, 1}};
	char sql[512];
	(void)state;
	use_checks(&check, 1);
	world.clinic.site->answers = (struct sk_list){said_met(1), 1};
	for (size_t i = 0; i < SK_COUNT(queries); i++) {
		forget();
		check.sql = sql; /* the kinds that it needs are those that it reads */
		(void)snprintf(sql, sizeof(sql), "%s UNION ALL SELECT s.id, 'nothing', NULL FROM subject AS s WHERE s.id = '' AND s.id IN (SELECT subject FROM password_policy)", queries[i].sql);
		struct sk_look *word = add_look("account", "terminal-1", account(true));
		word->method = SK_FACT_ATTESTED;
		word->at = world.at - 3 * SK_DAY;
		add_look("password_policy", "terminal-1", policy(8))->at = world.at - 3 * SK_DAY;
		const struct sk_finding *finding = finding_at("terminal-1");
		assert_int_equal(finding->results[0].state, SK_UNMET);
		assert_int_equal(finding->results[0].method, queries[i].state == SK_MET ? SK_ATTESTED : SK_OBSERVED);
		assert_int_equal(finding->state, queries[i].state);
		assert_int_equal(finding->results[0].violations[0].beside != NULL, queries[i].state != SK_MET);
	}
}

/* What was told is a failure from the day on which it is one: by time alone, or by a limit. A word of before, or of that day, does not end it. */
static void a_word_does_not_end_what_began_later(void **state)
{
	struct sk_check check = check_account;
	struct sk_parameter limit = {.id = "days", .unit = "day", .value = 9, .low = 0, .high = 9};
	struct sk_parameter_choice choice = {.parameter = &limit, .value = 0, .date = sk_day_in_japan(world.at) - 2 * SK_DAY};
	struct sk_list kept = world.control->parameters;
	struct sk_answer answer = *said_met(1);
	(void)state;
	check.sql = "SELECT a.subject, 'bad', a.rowid FROM account AS a, assessment AS t, parameter AS p WHERE p.name = 'days' AND a.last_sign_in < t.at - p.value * 86400";
	world.control->parameters = (struct sk_list){&limit, 1};
	world.clinic.site->parameters = (struct sk_list){&choice, 1};
	world.clinic.site->answers = (struct sk_list){&answer, 1};
	use_checks(&check, 1);
	for (int by_limit = 0; by_limit < 2; by_limit++) {
		choice.date = sk_day_in_japan(world.at) - (by_limit ? 2 : 30) * SK_DAY;
		forget();
		struct sk_look *word = add_look("account", "terminal-1", signed_in(world.at - (by_limit ? 8 : 2) * SK_DAY));
		word->method = SK_FACT_ATTESTED;
		word->at = world.at - 5 * SK_DAY;
		for (int ago = 4; ago >= 0; ago--) {
			answer.date = sk_day_in_japan(world.at) - ago * SK_DAY;
			assert_int_equal(finding_at("terminal-1")->state, ago < 2 ? SK_MET : SK_UNMET);
			assert_int_equal(finding_at("terminal-1")->results[0].since, sk_day_in_japan(world.at) - 2 * SK_DAY);
		}
	}
	world.clinic.site->parameters = (struct sk_list){0};
	world.control->parameters = kept;
}

/* Of a site's own query that is not understood each day is asked about, so many as there is room for: behind them it may have begun on the next. */
static void what_is_not_understood_is_asked_day_by_day(void **state)
{
	static const struct {
		int began, said; /* days ago */
		enum sk_state state;
	} cases[] = {{10, 10, SK_UNMET}, {10, 9, SK_MET}, {80, 70, SK_UNMET}, {80, 64, SK_UNMET}, {80, 63, SK_MET}};
	struct sk_check check = check_account;
	struct sk_answer answer = *said_met(30);
	(void)state;
	use_checks(NULL, 0);
	check.decides = SK_DECIDES_UNMET;
	check.control_id = "T02";
	check.sql = "SELECT a.subject, 'bad', a.rowid FROM account AS a, assessment AS t WHERE 1 - a.last_sign_in > 1 - t.at";
	world.clinic.site->own.checks = (struct sk_list){&check, 1};
	world.clinic.site->answers = (struct sk_list){&answer, 1};
	for (size_t i = 0; i < SK_COUNT(cases); i++) {
		forget();
		struct sk_look *word = add_look("account", "terminal-1", signed_in(world.at - cases[i].began * SK_DAY));
		word->method = SK_FACT_ATTESTED;
		word->at = world.at - 90 * SK_DAY;
		answer.date = sk_day_in_japan(world.at) - cases[i].said * SK_DAY;
		answer.expires = sk_day_in_japan(world.at);
		assert_int_equal(finding_at("terminal-1")->state, cases[i].state);
	}
	world.clinic.site->own.checks = (struct sk_list){0};
}

/* Another device comes under the id: until the day before, what is said of all counts here; from then on only what is said then. */
static void who_is_still_to_come_takes_nothing_away(void **state)
{
	struct sk_subject *terminal = (struct sk_subject *)(uintptr_t)subject("terminal-1");
	struct sk_answer answers[] = {*said_met(1), *said_met(1)};
	sk_time day = sk_day_in_japan(world.at);
	(void)state;
	for (int i = 0; i < 2; i++) {
		answers[i].subject = NULL;
		answers[i].date = day - (i ? -4 : 1) * SK_DAY;
		answers[i].expires = day + 30 * SK_DAY;
	}
	for (int checked = 0; checked < 2; checked++) {
		use_checks(checked ? &check_account : NULL, checked ? 1 : 0);
		forget();
		if (checked)
			add_look("account", "terminal-1", account(false));
		for (size_t second = 0; second < 2; second++) {
			world.clinic.site->answers = (struct sk_list){answers, checked ? 0 : second + 1};
			terminal->since = day + (second ? 5 : 3) * SK_DAY;
			const struct sk_finding *finding = finding_at("terminal-1");
			assert_int_equal(finding->state, SK_MET);
			assert_int_equal(finding->stale_after, terminal->since - 9 * 3600 - 1);
			terminal->since = day;
			assert_int_equal(finding_at("terminal-1")->state, checked ? SK_MET : SK_UNKNOWN);
		}
	}
	terminal->since = 0;
}

int main(int argc, char **argv)
{
#define TEST(name_) cmocka_unit_test_setup_teardown(name_, world_begin, world_end)
	const struct CMUnitTest tests[] = {
		TEST(what_is_missing_is_known_as_well_as_the_best_of_it),
		TEST(a_word_joined_with_what_was_seen_is_seen),
		TEST(a_word_does_not_end_what_began_later),
		TEST(what_is_not_understood_is_asked_day_by_day),
		TEST(who_is_still_to_come_takes_nothing_away),
	};

	return world_run(argc, argv, tests, SK_COUNT(tests));
}
