/* Verdicts from people's answers: which answer counts, how long, and which of several subjects decides. */
#include "cmocka_all.h"

#include "clinic.h"

#include <stdio.h>
#include <string.h>

enum { YAML_MAX = 1 << 16 };

/* A clinic with two terminals and one of everything else but wireless, and this behind it. */
static void make_at(struct clinic *clinic, const char *more, sk_time at)
{
	SK_BUF_SCOPE text = SK_BUF(YAML_MAX);

	clinic_text(&text, "clinic", "wireless");
	sk_buf_text(&text, "  - {id: terminal-2, place: terminal}\n");
	sk_buf_text(&text, more);
	clinic_make(clinic, text.bytes, at);
}

/* The verdict's state; everything else of the clinic is forgotten. */
static enum sk_state state_at(const char *control, const char *more, sk_time at)
{
	struct clinic clinic;
	enum sk_state state;

	make_at(&clinic, more, at);
	state = clinic_verdict(&clinic, control)->state;
	clinic_end(&clinic);
	return state;
}

static enum sk_state state_on(const char *control, const char *more, const char *at)
{
	return state_at(control, more, clinic_time(at));
}

/* ---- time ---- */

/* Without `expires` the last day of an answer is the control's own number of days after it was said. Days are Japan's. */
static void every_answer_is_good_to_its_last_second(void **state)
{
	const sk_time said = clinic_time("2026-04-01T00:00:00+09:00");

	(void)state;
	SK_LIST_EACH(struct sk_control, control, &clinic_catalogue()->controls.rows) {
		char more[200];
		const char *place = control->places.items[0].text;
		if (strcmp(place, "wireless") == 0 || control->places.count > 1)
			continue;
		(void)snprintf(more, sizeof(more), "answers: [{control: %s, state: met, by: Tester, date: 2026-04-01}]\n",
			       control->row.id);
		const sk_time end = said + (sk_time)(control->valid_days + 1) * SK_DAY;
		assert_true(control->valid_days > 0);
		assert_int_equal(state_at(control->row.id, more, said - 1), SK_UNKNOWN);
		assert_int_equal(state_at(control->row.id, more, said), SK_MET);
		assert_int_equal(state_at(control->row.id, more, end - 1), SK_MET);
		assert_int_equal(state_at(control->row.id, more, end), SK_STALE);
	}
}

static void a_written_expiry_goes_before_the_usual_one(void **state)
{
	static const char shorter[] =
		"answers: [{control: T17, state: met, by: Tester, date: 2026-04-01, expires: 2026-04-03}]\n";
	static const char longer[] =
		"answers: [{control: T17, state: met, by: Tester, date: 2026-04-01, expires: 2029-04-05}]\n";
	static const char unmet[] =
		"answers: [{control: T17, state: unmet, by: Tester, date: 2026-04-01, expires: 2026-04-03}]\n";

	(void)state;
	assert_int_equal(state_on("T17", shorter, "2026-04-03T14:59:59Z"), SK_MET);
	assert_int_equal(state_on("T17", shorter, "2026-04-03T15:00:00Z"), SK_STALE);
	assert_int_equal(state_on("T17", longer, "2029-04-05T23:59:59+09:00"), SK_MET);
	assert_int_equal(state_on("T17", longer, "2029-04-06"), SK_STALE);
	assert_int_equal(state_on("T17", unmet, "2026-04-03"), SK_UNMET);
	assert_int_equal(state_on("T17", unmet, "2026-04-04"), SK_UNMET); /* nothing mends itself */
}

static void the_newest_answer_up_to_the_day_counts(void **state)
{
	static const char answers[] = "answers:\n"
				      "  - {control: T17, state: unmet, by: Tester, date: 2026-05-01}\n"
				      "  - {control: T17, state: met, by: Tester, date: 2026-04-01}\n"
				      "  - {control: T17, state: met, by: Tester, date: 2026-06-01, expires: 2026-06-10}\n"
				      "  - {control: T17, state: unknown, by: Tester, date: 2026-07-01}\n";

	(void)state;
	assert_int_equal(state_on("T17", answers, "2026-03-31T14:59:59Z"), SK_UNKNOWN);
	assert_int_equal(state_on("T17", answers, "2026-03-31T15:00:00Z"), SK_MET);
	assert_int_equal(state_on("T17", answers, "2026-04-30T14:59:59Z"), SK_MET);
	assert_int_equal(state_on("T17", answers, "2026-05-01"), SK_UNMET);
	assert_int_equal(state_on("T17", answers, "2026-05-31T14:59:59Z"), SK_UNMET);
	assert_int_equal(state_on("T17", answers, "2026-06-01"), SK_MET);
	assert_int_equal(state_on("T17", answers, "2026-06-10"), SK_MET);
	/* The newer one has expired: the older "unmet" does not come back as if it had been said today. */
	assert_int_equal(state_on("T17", answers, "2026-06-11"), SK_STALE);
	assert_int_equal(state_on("T17", answers, "2026-07-01"), SK_UNKNOWN);
	assert_int_equal(state_on("T17", answers, "2027-07-01"), SK_UNKNOWN);
}

/* What is dated later is kept aside: it decides nothing, but whoever wrote it finds out why. */
static void an_answer_dated_later_is_kept_aside(void **state)
{
	static const char answers[] = "answers:\n"
				      "  - {control: T12, subject: terminal-1, state: met, by: Tester, date: 2026-04-02}\n"
				      "  - {control: T12, subject: terminal-1, state: unmet, by: Tester, date: 2026-04-01}\n";
	struct clinic clinic;

	(void)state;
	for (int day = 0; day < 3; day++) {
		make_at(&clinic, answers, clinic_time("2026-03-31") + day * SK_DAY);
		const struct sk_verdict *verdict = clinic_verdict(&clinic, "T12");
		const struct sk_answer *first = clinic.site->answers.items, *second = first + 1;
		assert_int_equal(verdict->count, 2);
		assert_ptr_equal(verdict->findings[0].answer, day == 0 ? NULL : day == 1 ? second : first);
		assert_int_equal(verdict->findings[0].later != NULL, day < 2);
		if (day == 1)
			assert_ptr_equal(verdict->findings[0].later, first);
		assert_null(verdict->findings[1].answer);
		assert_null(verdict->findings[1].later);
		clinic_end(&clinic);
	}
}

/* ---- which of several answers decides ---- */

/* An answer about T12 in the order of the file; `all`: about all subjects, else about terminal-1. */
struct said {
	enum sk_state state;
	bool all;
	int day;
};

enum { SAID_MOST = 3, SAID_KINDS = 3 * 2 * 2, TERMINAL_1 = 0 };

/* Whether this "met" mends that "unmet": it is about the same or names the subject, and is said after it. What is said about the very
 * subject is said after what is said about all on that day. */
static bool mends(const struct said *met, const struct said *unmet)
{
	if (met->state != SK_MET || (met->all && !unmet->all) || met->day < unmet->day)
		return false;
	return met->day > unmet->day || met->all < unmet->all || met > unmet;
}

static bool stands(const struct said *unmet, const struct said *said, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (unmet->state != SK_UNMET || mends(&said[i], unmet))
			return false;
	return true;
}

static bool said_after(const struct said *a, const struct said *b)
{
	if (a->day != b->day)
		return a->day > b->day;
	return a->all != b->all ? b->all : a > b;
}

/* A failure that still stands, else the newest. */
static size_t expected_answer(const struct said *said, size_t count)
{
	size_t best = 0;

	for (size_t i = 1; i < count; i++) {
		bool was = stands(&said[best], said, count), is = stands(&said[i], said, count);
		if (is != was)
			best = is ? i : best;
		else if (is && said[i].all != said[best].all)
			best = said[i].all ? best : i; /* the failure at this very subject */
		else
			best = said_after(&said[i], &said[best]) ? i : best;
	}
	return best;
}

static struct said kind_of(size_t number)
{
	static const enum sk_state states[] = {SK_MET, SK_UNMET, SK_UNKNOWN};

	return (struct said){states[number % 3], number / 3 % 2, 1 + (int)(number / 6)};
}

static void check_said(const struct said *said, size_t count)
{
	SK_BUF_SCOPE more = SK_BUF(YAML_MAX);
	struct clinic clinic;

	sk_buf_text(&more, "answers:\n");
	for (size_t i = 0; i < count; i++)
		sk_buf_print(&more, "  - {control: T12, %sstate: %s, by: Tester, date: 2026-04-0%d}\n",
			     said[i].all ? "" : "subject: terminal-1, ", sk_words_state.words[said[i].state], said[i].day);
	make_at(&clinic, more.bytes, clinic_time("2026-04-10"));
	const struct sk_answer *answers = clinic.site->answers.items;
	size_t expected = expected_answer(said, count);
	size_t got = (size_t)(clinic_verdict(&clinic, "T12")->findings[TERMINAL_1].answer - answers);
	assert_int_equal(clinic_verdict(&clinic, "T12")->findings[TERMINAL_1].state, answers[got].state);
	clinic_end(&clinic);
	if (got != expected)
		fail_msg("entry %zu decides, not %zu, of\n%s", got + 1, expected + 1, more.bytes);
}

/* Every file of up to three answers: done, missing or don't know, about all or about the one, on two days. */
static void the_same_answer_decides_as_by_the_rules(void **state)
{
	size_t tried = 0, combinations = 1;

	(void)state;
	for (size_t count = 1; count <= SAID_MOST; count++) {
		combinations *= SAID_KINDS;
		for (size_t number = 0; number < combinations; number++, tried++) {
			struct said said[SAID_MOST];
			size_t rest = number;
			for (size_t i = 0; i < count; i++, rest /= SAID_KINDS)
				said[i] = kind_of(rest % SAID_KINDS);
			check_said(said, count);
		}
	}
	assert_int_equal(tried, 12 + 144 + 1728);
}

static void a_failure_stands_until_someone_says_it_is_mended(void **state)
{
	static const char unmet[] = "answers:\n  - {control: T12, subject: terminal-1, state: unmet, by: Tester, date: 2020-01-01}\n"
				    "  - {control: T12, subject: terminal-2, state: met, by: Tester, date: 2026-04-01}\n";
	static const struct {
		const char *next;
		enum sk_state state;
	} samples[] = {
		{"", SK_UNMET},
		{"  - {control: T12, subject: terminal-1, state: unknown, by: Tester, date: 2026-04-02}\n", SK_UNMET},
		{"  - {control: T12, state: met, by: Tester, date: 2026-04-02}\n", SK_UNMET},
		{"  - {control: T12, subject: terminal-2, state: met, by: Tester, date: 2026-04-02}\n", SK_UNMET},
		{"  - {control: T12, subject: terminal-1, state: met, by: Tester, date: 2026-04-02}\n", SK_MET},
		{"  - {control: T12, subject: terminal-1, state: met, by: Tester, date: 2026-04-11}\n", SK_UNMET},
		{"  - {control: T12, subject: terminal-1, state: met, by: Tester, date: 2026-04-02, expires: 2026-04-03}\n", SK_STALE},
	};

	(void)state;
	for (size_t i = 0; i < SK_COUNT(samples); i++) {
		SK_BUF_SCOPE more = SK_BUF(YAML_MAX);
		sk_buf_print(&more, "%s%s", unmet, samples[i].next);
		assert_int_equal(state_on("T12", more.bytes, "2026-04-10"), samples[i].state);
	}
}

/* An answer about all subjects covers those that were there that day. */
static void what_came_later_needs_its_own_answer(void **state)
{
	static const struct {
		const char *since, *subject, *date;
		enum sk_state state;
	} samples[] = {
		{"2026-04-01", "", "2026-04-01", SK_MET},
		{"2026-04-02", "", "2026-04-01", SK_UNKNOWN},
		{"2026-04-02", "", "2026-04-02", SK_MET},
		{"2026-04-02", "subject: terminal-3, ", "2026-04-01", SK_MET},
	};

	(void)state;
	for (size_t i = 0; i < SK_COUNT(samples); i++) {
		SK_BUF_SCOPE more = SK_BUF(YAML_MAX);
		struct clinic clinic;
		sk_buf_print(&more, "  - {id: terminal-3, place: terminal, since: %s}\n", samples[i].since);
		sk_buf_print(&more, "answers: [{control: T12, %sstate: met, by: Tester, date: %s}]\n", samples[i].subject,
			     samples[i].date);
		make_at(&clinic, more.bytes, clinic_time("2026-04-10"));
		assert_int_equal(clinic_verdict(&clinic, "T12")->findings[2].state, samples[i].state);
		clinic_end(&clinic);
	}
}

/* ---- several subjects ---- */

static void answer_two(struct sk_buf *out, const char *first, const char *second)
{
	sk_buf_text(out, "answers:\n");
	if (first)
		sk_buf_print(out, "  - {control: T12, subject: terminal-1, state: %s, by: Tester, date: 2026-04-01%s}\n",
			     strcmp(first, "stale") == 0 ? "met" : first,
			     strcmp(first, "stale") == 0 ? ", expires: 2026-04-02" : "");
	if (second)
		sk_buf_print(out, "  - {control: T12, subject: terminal-2, state: %s, by: Tester, date: 2026-04-01%s}\n",
			     strcmp(second, "stale") == 0 ? "met" : second,
			     strcmp(second, "stale") == 0 ? ", expires: 2026-04-02" : "");
}

static void the_worse_of_two_subjects_decides(void **state)
{
	/* From best to worst; NULL: nothing was said. */
	static const char *const words[] = {"met", "stale", "unknown", NULL, "unmet"};
	static const enum sk_state states[] = {SK_MET, SK_STALE, SK_UNKNOWN, SK_UNKNOWN, SK_UNMET};

	(void)state;
	for (size_t a = 0; a < SK_COUNT(words); a++) {
		for (size_t b = 0; b < SK_COUNT(words); b++) {
			SK_BUF_SCOPE more = SK_BUF(YAML_MAX);
			answer_two(&more, words[a], words[b]);
			assert_int_equal(state_on("T12", more.bytes, "2026-04-10"), states[a > b ? a : b]);
		}
	}
}

static void an_answer_for_one_subject_goes_before_one_for_all(void **state)
{
	static const char same_day[] = "answers:\n"
				       "  - {control: T12, subject: terminal-1, state: unmet, by: Tester, date: 2026-04-01}\n"
				       "  - {control: T12, state: met, by: Tester, date: 2026-04-01}\n";
	static const char day_after[] = "answers:\n"
					"  - {control: T12, subject: terminal-1, state: met, by: Tester, date: 2026-04-01}\n"
					"  - {control: T12, state: unknown, by: Tester, date: 2026-04-02}\n";

	(void)state;
	assert_int_equal(state_on("T12", same_day, "2026-04-10"), SK_UNMET);
	assert_int_equal(state_on("T12", day_after, "2026-04-10"), SK_UNKNOWN);
}

static void a_subject_out_of_scope_does_not_count(void **state)
{
	static const char bad_third[] =
		"  - {id: terminal-3, place: terminal%s}\n"
		"answers:\n"
		"  - {control: T12, state: met, by: Tester, date: 2026-04-01}\n"
		"  - {control: T12, subject: terminal-3, state: unmet, by: Tester, date: 2026-04-02}\n";
	char in[400], out[400];
	struct clinic clinic;

	(void)state;
	(void)snprintf(in, sizeof(in), bad_third, "");
	(void)snprintf(out, sizeof(out), bad_third, ", in-scope: false, reason: kept for training");
	assert_int_equal(state_on("T12", in, "2026-04-10"), SK_UNMET);
	assert_int_equal(state_on("T12", out, "2026-04-10"), SK_MET);
	make_at(&clinic, out, clinic_time("2026-04-10"));
	const struct sk_verdict *verdict = clinic_verdict(&clinic, "T12");
	enum sk_method method;
	assert_int_equal(verdict->count, 3);
	assert_false(verdict->findings[2].counts);
	assert_int_equal(verdict->findings[2].state, SK_UNMET);
	assert_int_equal(sk_check_at(verdict, verdict->findings[0].place, &method), SK_MET);
	assert_int_equal(method, SK_ATTESTED);
	clinic_end(&clinic);
}

/* The only subject of a place is out of scope: that says nothing good about the place. */
static void a_place_with_nothing_in_scope_is_unknown(void **state)
{
	SK_BUF_SCOPE text = SK_BUF(YAML_MAX);
	struct clinic clinic;
	enum sk_method method;

	(void)state;
	clinic_text(&text, "clinic", "terminal wireless");
	sk_buf_text(&text, "  - {id: terminal-1, place: terminal, in-scope: false, reason: broken}\n"
			   "answers: [{control: T12, state: met, by: Tester, date: 2026-04-01}]\n");
	clinic_make(&clinic, text.bytes, clinic_time("2026-04-10"));
	const struct sk_verdict *verdict = clinic_verdict(&clinic, "T12");
	assert_int_equal(verdict->state, SK_UNKNOWN);
	assert_int_equal(sk_check_at(verdict, verdict->findings[0].place, &method), SK_UNKNOWN);
	assert_int_equal(method, SK_METHOD_NONE);
	clinic_end(&clinic);
}

/* ---- absences ---- */

static void an_absence_holds_from_its_day_to_its_expiry(void **state)
{
	static const char usual[] = "absent: [{place: wireless, by: Tester, date: 2026-04-01}]\n";
	static const char written[] = "absent: [{place: wireless, by: Tester, date: 2026-04-01, expires: 2026-04-05}]\n";
	const sk_time said = clinic_time("2026-04-01T00:00:00+09:00");

	(void)state;
	assert_int_equal(state_at("T20", "", said), SK_UNKNOWN);
	assert_int_equal(state_at("T20", usual, said - 1), SK_UNKNOWN);
	assert_int_equal(state_at("T20", usual, said), SK_NOT_APPLICABLE);
	assert_int_equal(state_at("T20", usual, said + 366 * SK_DAY - 1), SK_NOT_APPLICABLE);
	assert_int_equal(state_at("T20", usual, said + 366 * SK_DAY), SK_STALE);
	assert_int_equal(state_on("T20", written, "2026-04-05T14:59:59Z"), SK_NOT_APPLICABLE);
	assert_int_equal(state_on("T20", written, "2026-04-05T15:00:00Z"), SK_STALE);
}

/* Several statements: the one of the latest day not after today decides, of one day the last in the file. Expired or not, it is shown. */
static void the_latest_statement_of_an_absence_decides(void **state)
{
	static const char several[] = "absent:\n"
				      "  - {place: wireless, by: Later, date: 2026-06-01}\n"
				      "  - {place: wireless, by: Short, date: 2026-05-01, expires: 2026-05-10}\n"
				      "  - {place: wireless, by: First, date: 2026-04-01, expires: 2029-04-01}\n"
				      "  - {place: wireless, by: Second, date: 2026-04-01, expires: 2029-04-01}\n";
	static const struct {
		const char *day, *by;
		enum sk_state state;
	} days[] = {
		{"2026-03-31", NULL, SK_UNKNOWN},	    {"2026-04-01", "Second", SK_NOT_APPLICABLE},
		{"2026-04-30", "Second", SK_NOT_APPLICABLE}, {"2026-05-01", "Short", SK_NOT_APPLICABLE},
		{"2026-05-10", "Short", SK_NOT_APPLICABLE}, {"2026-05-11", "Short", SK_STALE},
		{"2026-05-31", "Short", SK_STALE},	    {"2026-06-01", "Later", SK_NOT_APPLICABLE},
		{"2027-06-01", "Later", SK_NOT_APPLICABLE}, {"2027-06-02", "Later", SK_STALE},
	};

	(void)state;
	for (size_t i = 0; i < SK_COUNT(days); i++) {
		struct clinic clinic;
		make_at(&clinic, several, clinic_time(days[i].day));
		const struct sk_finding *finding = clinic_verdict(&clinic, "T20")->findings;
		struct sk_absent why;
		bool absent = sk_check_absent(&clinic.verdicts, finding->place, &why);
		assert_int_equal(finding->state, days[i].state);
		assert_int_equal(finding->absence != NULL, days[i].by != NULL);
		assert_int_equal(finding->method, days[i].by ? SK_ATTESTED : SK_METHOD_NONE);
		if (days[i].by)
			assert_string_equal(finding->absence->by, days[i].by);
		assert_int_equal(absent, days[i].state == SK_NOT_APPLICABLE);
		assert_ptr_equal(why.statement, absent ? finding->absence : NULL);
		clinic_end(&clinic);
	}
}

/* places.yaml says what an absent place means; a control that stands at one place only shows it. */
static void an_absent_place_is_what_the_catalogue_says(void **state)
{
	size_t seen[2] = {0};

	(void)state;
	SK_LIST_EACH(struct sk_control, control, &clinic_catalogue()->controls.rows) {
		SK_BUF_SCOPE text = SK_BUF(YAML_MAX);
		struct clinic clinic;
		if (control->places.count != 1)
			continue;
		const char *id = control->places.items[0].text;
		int place = sk_catalogue_place(clinic_catalogue(), id);
		bool unmet = sk_catalogue_place_row(clinic_catalogue(), place)->when_absent == SK_ABSENT_UNMET;
		clinic_text(&text, "clinic", id);
		sk_buf_print(&text, "absent: [{place: %s, by: Tester, date: 2026-04-01}]\n", id);
		clinic_make(&clinic, text.bytes, clinic_time("2026-04-10"));
		assert_int_equal(clinic_verdict(&clinic, control->row.id)->state, unmet ? SK_UNMET : SK_NOT_APPLICABLE);
		clinic_end(&clinic);
		seen[unmet]++;
	}
	assert_true(seen[0] > 0 && seen[1] > 0);
}

/* ---- the order of states ---- */

static void worse_is_an_order(void **state)
{
	static const enum sk_state order[] = {SK_NOT_APPLICABLE, SK_MET, SK_STALE, SK_UNKNOWN, SK_UNMET};

	(void)state;
	assert_int_equal(SK_COUNT(order), SK_STATE_COUNT);
	for (size_t a = 0; a < SK_COUNT(order); a++)
		for (size_t b = 0; b < SK_COUNT(order); b++)
			assert_int_equal(sk_state_worse(order[a], order[b]), order[a > b ? a : b]);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_answer_is_good_to_its_last_second),
		cmocka_unit_test(a_written_expiry_goes_before_the_usual_one),
		cmocka_unit_test(the_newest_answer_up_to_the_day_counts),
		cmocka_unit_test(an_answer_dated_later_is_kept_aside),
		cmocka_unit_test(the_same_answer_decides_as_by_the_rules),
		cmocka_unit_test(a_failure_stands_until_someone_says_it_is_mended),
		cmocka_unit_test(what_came_later_needs_its_own_answer),
		cmocka_unit_test(the_worse_of_two_subjects_decides),
		cmocka_unit_test(an_answer_for_one_subject_goes_before_one_for_all),
		cmocka_unit_test(a_subject_out_of_scope_does_not_count),
		cmocka_unit_test(a_place_with_nothing_in_scope_is_unknown),
		cmocka_unit_test(an_absence_holds_from_its_day_to_its_expiry),
		cmocka_unit_test(the_latest_statement_of_an_absence_decides),
		cmocka_unit_test(an_absent_place_is_what_the_catalogue_says),
		cmocka_unit_test(worse_is_an_order),
	};
	int failed;

	assert_int_equal(argc, 2);
	clinic_open(argv[1]);
	failed = cmocka_run_group_tests_name("check", tests, NULL, NULL);
	clinic_close();
	return failed;
}
