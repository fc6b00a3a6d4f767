#include "cmocka_all.h"

#include "base/base.h"

#include <stdio.h>
#include <string.h>

/* Counts days one after the other, as a wall calendar does. */
struct calendar {
	int year, month, day;
};

static int month_length(const struct calendar *at)
{
	static const int days[] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = at->year % 400 == 0 || (at->year % 4 == 0 && at->year % 100 != 0);

	return at->month == 2 && leap ? 29 : days[at->month];
}

static void next_day(struct calendar *at)
{
	if (++at->day <= month_length(at))
		return;
	at->day = 1;
	if (++at->month <= 12)
		return;
	at->month = 1;
	at->year++;
}

static void every_day_goes_round(void **state)
{
	struct calendar at = {1900, 1, 1};
	sk_time expected = (sk_time)-25567 * SK_DAY; /* 1900-01-01: 70 years of which 17 were leap years, before 1970 */

	(void)state;
	for (; at.year < 3000; next_day(&at), expected += SK_DAY) {
		char text[64], back[SK_TIME_TEXT];
		sk_time parsed = 1;

		(void)snprintf(text, sizeof(text), "%04d-%02d-%02d", at.year, at.month, at.day);
		if (!sk_date_parse(text, strlen(text), &parsed) || parsed != expected)
			fail_msg("%s", text);
		sk_date_print(parsed + SK_DAY - 1, back);
		assert_string_equal(back, text);
	}
}

/* Which day and month numbers exist is known from the calendar: all others must be refused. */
static void days_that_do_not_exist(void **state)
{
	static const int years[] = {1900, 1999, 2000, 2023, 2024, 2100, 2400, 2999};

	(void)state;
	for (size_t year = 0; year < SK_COUNT(years); year++) {
		for (int number = 0; number < 10000; number++) {
			struct calendar at = {years[year], number / 100, number % 100};
			bool exists = at.month >= 1 && at.month <= 12 && at.day >= 1 && at.day <= month_length(&at);
			char text[64];
			sk_time parsed;

			(void)snprintf(text, sizeof(text), "%04d-%02d-%02d", at.year, at.month, at.day);
			if (sk_date_parse(text, strlen(text), &parsed) != exists)
				fail_msg("%s", text);
		}
	}
}

static void known_times(void **state)
{
	static const struct {
		const char *text;
		sk_time time;
	} samples[] = {
		{"1970-01-01", 0},
		{"1970-01-01T00:00:00Z", 0},
		{"1970-01-01T00:00:01Z", 1},
		{"1969-12-31T23:59:59Z", -1},
		{"2001-09-09T01:46:40Z", 1000000000},
		{"2038-01-19T03:14:08Z", INT64_C(2147483648)},
		{"2026-04-01", 1775001600},
		{"2026-04-01T09:00:00+09:00", 1775001600},
		{"2026-03-31T19:00:00-05:00", 1775001600},
		{"2026-04-01T05:45:00+05:45", 1775001600},
		{"2026-04-01T00:00:00-00:00", 1775001600},
		{"1900-01-01T00:00:00Z", INT64_C(-2208988800)},
		{"2999-12-31T23:59:59Z", INT64_C(32503679999)},
	};

	(void)state;
	for (size_t at = 0; at < SK_COUNT(samples); at++) {
		sk_time parsed = 77, again = 78;
		char text[SK_TIME_TEXT];

		if (!sk_time_parse(samples[at].text, strlen(samples[at].text), &parsed) || parsed != samples[at].time)
			fail_msg("%s", samples[at].text);
		sk_time_print(parsed, text);
		assert_true(sk_time_parse(text, strlen(text), &again));
		assert_int_equal(again, parsed);
	}
}

static void what_is_no_time(void **state)
{
	static const char *const bad[] = {
		"", "2026", "2026-4-1", "2026-04-01T", "2026/04/01", "26-04-01", "2026-04-01Z", "2026-04-01 09:00:00Z",
		"2026-04-01T09:00:00", "2026-04-01T09:00Z", "2026-04-01T24:00:00Z", "2026-04-01T23:60:00Z",
		"2026-04-01T23:59:60Z", "2026-04-01t09:00:00Z", "2026-04-01T09:00:00z", "2026-04-01T09:00:00+0900",
		"2026-04-01T09:00:00+24:00", "2026-04-01T09:00:00+09:60", "2026-04-01T09:00:00 09:00", "1899-12-31",
		"3000-01-01", "1900-01-01T00:00:00+00:01", "2999-12-31T23:59:59-00:01", "2026-02-29", "-026-04-01",
		"+026-04-01", "2026-04-0a", "2026-04-01T0a:00:00Z", "2026-04-01T09-00:00Z", "2026-04-01T09:00-00Z",
		"２０２６-04-01", "2026-04-01T09:00:00.5Z", "2026-04-01T09:00:00+09-00", " 2026-04-01", "2026-04-01 ",
	};

	(void)state;
	for (size_t at = 0; at < SK_COUNT(bad); at++) {
		sk_time kept = 77;

		if (sk_time_parse(bad[at], strlen(bad[at]), &kept))
			fail_msg("%s", bad[at]);
		assert_int_equal(kept, 77);
		assert_false(sk_date_parse(bad[at], strlen(bad[at]), &kept));
	}
}

/* Each length of a valid text, and each byte of it spoilt. */
static void cut_and_spoilt_texts(void **state)
{
	static const char good[] = "2026-04-01T09:00:00+09:00";
	sk_time time;

	(void)state;
	for (size_t length = 0; length < strlen(good); length++)
		assert_int_equal(sk_time_parse(good, length, &time), length == 10);
	for (size_t at = 0; at < strlen(good); at++) {
		char spoilt[sizeof(good)];

		memcpy(spoilt, good, sizeof(good));
		spoilt[at] = 'x';
		assert_false(sk_time_parse(spoilt, strlen(spoilt), &time));
	}
	assert_false(sk_date_parse(good, strlen(good), &time));
}

/* Japan is nine hours ahead all year: the day turns at 15:00 UTC. */
static void japan_has_days_of_its_own(void **state)
{
	static const struct {
		const char *time, *day;
	} samples[] = {
		{"2026-04-01", "2026-04-01"},
		{"2026-04-01T00:00:00Z", "2026-04-01"},
		{"2026-04-01T14:59:59Z", "2026-04-01"},
		{"2026-04-01T15:00:00Z", "2026-04-02"},
		{"2026-04-01T23:59:59Z", "2026-04-02"},
		{"2026-04-01T00:00:00+09:00", "2026-04-01"},
		{"2026-04-01T23:59:59+09:00", "2026-04-01"},
		{"2026-04-01T23:59:59-10:00", "2026-04-02"},
		{"2026-07-31T15:00:00Z", "2026-08-01"}, /* no summer time */
		{"2026-12-31T15:00:00Z", "2027-01-01"},
		{"2024-02-28T15:00:00Z", "2024-02-29"},
		{"2023-02-28T15:00:00Z", "2023-03-01"},
		{"1970-01-01T00:00:00Z", "1970-01-01"},
		{"1969-12-31T15:00:00Z", "1970-01-01"},
		{"1969-12-31T14:59:59Z", "1969-12-31"},
		{"1900-01-01T00:00:00Z", "1900-01-01"},
		{"2999-12-31T14:59:59Z", "2999-12-31"},
	};

	(void)state;
	for (size_t at = 0; at < SK_COUNT(samples); at++) {
		sk_time time = 77, day = 78;

		assert_true(sk_time_parse(samples[at].time, strlen(samples[at].time), &time));
		assert_true(sk_date_parse(samples[at].day, strlen(samples[at].day), &day));
		if (sk_day_in_japan(time) != day)
			fail_msg("%s", samples[at].time);
	}
}

/* Counted day by day over 600 years: from 00:00:00 to 23:59:59 in Japan it is this day, whatever the sign of the number. */
static void every_day_in_japan_is_one_day_long(void **state)
{
	struct calendar at = {1900, 1, 2};
	sk_time day = (sk_time)-25566 * SK_DAY;

	(void)state;
	for (; at.year < 2500; next_day(&at), day += SK_DAY) {
		sk_time midnight;
		char text[64];

		(void)snprintf(text, sizeof(text), "%04d-%02d-%02dT00:00:00+09:00", at.year, at.month, at.day);
		assert_true(sk_time_parse(text, strlen(text), &midnight));
		assert_int_equal(sk_day_in_japan(midnight - 1), day - SK_DAY);
		assert_int_equal(sk_day_in_japan(midnight), day);
		assert_int_equal(sk_day_in_japan(midnight + SK_DAY - 1), day);
		assert_int_equal(sk_day_in_japan(midnight + SK_DAY), day + SK_DAY);
	}
}

static void any_number_can_be_printed(void **state)
{
	static const struct {
		sk_time time;
		const char *text;
	} samples[] = {
		{-1, "1969-12-31T23:59:59Z"},
		{-SK_DAY, "1969-12-31T00:00:00Z"},
		{INT64_C(-62135596800), "0001-01-01T00:00:00Z"},
		{INT64_C(253402300800), "10000-01-01T00:00:00Z"},
		{INT64_MAX, "292277026596-12-04T15:30:07Z"},
		{INT64_MIN, "-292277022657-01-27T08:29:52Z"},
	};

	(void)state;
	for (size_t at = 0; at < SK_COUNT(samples); at++) {
		char text[SK_TIME_TEXT];

		sk_time_print(samples[at].time, text);
		assert_string_equal(text, samples[at].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_day_goes_round),
		cmocka_unit_test(days_that_do_not_exist),
		cmocka_unit_test(known_times),
		cmocka_unit_test(what_is_no_time),
		cmocka_unit_test(cut_and_spoilt_texts),
		cmocka_unit_test(japan_has_days_of_its_own),
		cmocka_unit_test(every_day_in_japan_is_one_day_long),
		cmocka_unit_test(any_number_can_be_printed),
	};

	return cmocka_run_group_tests_name("time", tests, NULL, NULL);
}
