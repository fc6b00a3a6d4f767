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

/* Without `expires` an answer holds for the control's own number of days. */
static void every_answer_is_good_to_its_last_second(void **state)
{
	const sk_time said = clinic_time("2026-04-01");

	(void)state;
	SK_LIST_EACH(struct sk_control, control, &clinic_catalogue()->controls.rows) {
		char more[200];
		const char *place = control->places.items[0].text;
		if (strcmp(place, "wireless") == 0 || control->places.count > 1)
			continue;
		(void)snprintf(more, sizeof(more), "answers: [{control: %s, state: met, by: Tester, date: 2026-04-01}]\n",
			       control->row.id);
		const sk_time end = said + (sk_time)control->valid_days * SK_DAY;
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
		"answers: [{control: T17, state: met, by: Tester, date: 2026-04-01, expires: 2030-04-01}]\n";
	static const char unmet[] =
		"answers: [{control: T17, state: unmet, by: Tester, date: 2026-04-01, expires: 2026-04-03}]\n";

	(void)state;
	assert_int_equal(state_on("T17", shorter, "2026-04-02T23:59:59Z"), SK_MET);
	assert_int_equal(state_on("T17", shorter, "2026-04-03T00:00:00Z"), SK_STALE);
	assert_int_equal(state_on("T17", longer, "2030-03-31T23:59:59Z"), SK_MET);
	assert_int_equal(state_on("T17", longer, "2030-04-01"), SK_STALE);
	assert_int_equal(state_on("T17", unmet, "2026-04-02"), SK_UNMET);
	assert_int_equal(state_on("T17", unmet, "2026-04-03"), SK_STALE);
}

static void the_newest_answer_up_to_the_day_counts(void **state)
{
	static const char answers[] = "answers:\n"
				      "  - {control: T17, state: unmet, by: Tester, date: 2026-05-01}\n"
				      "  - {control: T17, state: met, by: Tester, date: 2026-04-01}\n"
				      "  - {control: T17, state: met, by: Tester, date: 2026-06-01, expires: 2026-06-10}\n"
				      "  - {control: T17, state: unknown, by: Tester, date: 2026-07-01}\n";

	(void)state;
	assert_int_equal(state_on("T17", answers, "2026-03-31T23:59:59Z"), SK_UNKNOWN);
	assert_int_equal(state_on("T17", answers, "2026-04-30T23:59:59Z"), SK_MET);
	assert_int_equal(state_on("T17", answers, "2026-05-01"), SK_UNMET);
	assert_int_equal(state_on("T17", answers, "2026-05-31T23:59:59Z"), SK_UNMET);
	assert_int_equal(state_on("T17", answers, "2026-06-01"), SK_MET);
	/* The newer one has expired: the older "unmet" does not come back as if it had been said today. */
	assert_int_equal(state_on("T17", answers, "2026-06-10"), SK_STALE);
	assert_int_equal(state_on("T17", answers, "2026-07-01"), SK_UNKNOWN);
	assert_int_equal(state_on("T17", answers, "2027-07-01"), SK_UNKNOWN);
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
					"  - {control: T12, subject: terminal-1, state: unmet, by: Tester, date: 2026-04-01}\n"
					"  - {control: T12, state: met, by: Tester, date: 2026-04-02}\n";

	(void)state;
	assert_int_equal(state_on("T12", same_day, "2026-04-10"), SK_UNMET);
	assert_int_equal(state_on("T12", day_after, "2026-04-10"), SK_MET);
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
	const sk_time said = clinic_time("2026-04-01");

	(void)state;
	assert_int_equal(state_at("T20", "", said), SK_UNKNOWN);
	assert_int_equal(state_at("T20", usual, said - 1), SK_UNKNOWN);
	assert_int_equal(state_at("T20", usual, said), SK_NOT_APPLICABLE);
	assert_int_equal(state_at("T20", usual, said + 365 * SK_DAY - 1), SK_NOT_APPLICABLE);
	assert_int_equal(state_at("T20", usual, said + 365 * SK_DAY), SK_STALE);
	assert_int_equal(state_on("T20", written, "2026-04-04T23:59:59Z"), SK_NOT_APPLICABLE);
	assert_int_equal(state_on("T20", written, "2026-04-05"), SK_STALE);
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
		cmocka_unit_test(the_worse_of_two_subjects_decides),
		cmocka_unit_test(an_answer_for_one_subject_goes_before_one_for_all),
		cmocka_unit_test(a_subject_out_of_scope_does_not_count),
		cmocka_unit_test(a_place_with_nothing_in_scope_is_unknown),
		cmocka_unit_test(an_absence_holds_from_its_day_to_its_expiry),
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
