/* Time: the civil calendar in UTC, without the C library's local time. */
#include "base/base.h"

#include <stdio.h>

enum {
	FIRST_YEAR = 1900,
	LAST_YEAR = 2999,
	DATE_LENGTH = 10,   /* 2026-04-01 */
	UTC_LENGTH = 20,    /* 2026-04-01T09:00:00Z */
	OFFSET_LENGTH = 25, /* 2026-04-01T09:00:00+09:00 */
	MINUTE = 60,
	HOUR = 3600,
	YEARS_OF_CYCLE = 400,
	DAYS_OF_CYCLE = 146097,
	DAYS_TO_EPOCH = 719468, /* from 0000-03-01 to 1970-01-01 */
};

struct day {
	int64_t year;
	int month, day;
};

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_of_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return days[month - 1] + (month == 2 && is_leap(year));
}

/* Years begin in March here, so that the leap day is the last of a year and months follow one formula. */
static int64_t days_from_civil(int year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t cycle = y / YEARS_OF_CYCLE;
	int64_t year_of_cycle = y % YEARS_OF_CYCLE;
	int64_t day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;

	return cycle * DAYS_OF_CYCLE + year_of_cycle * 365 + year_of_cycle / 4 - year_of_cycle / 100 + day_of_year -
	       DAYS_TO_EPOCH;
}

static int64_t floor_divide(int64_t number, int64_t by)
{
	return number / by - (number % by < 0);
}

static struct day civil_from_days(int64_t days)
{
	int64_t z = days + DAYS_TO_EPOCH;
	int64_t cycle = floor_divide(z, DAYS_OF_CYCLE);
	int64_t day_of_cycle = z - cycle * DAYS_OF_CYCLE;
	int64_t year = (day_of_cycle - day_of_cycle / 1460 + day_of_cycle / 36524 - day_of_cycle / 146096) / 365;
	int64_t day_of_year = day_of_cycle - (365 * year + year / 4 - year / 100);
	int64_t from_march = (5 * day_of_year + 2) / 153;
	int month = (int)(from_march < 10 ? from_march + 3 : from_march - 9);

	return (struct day){
		.year = year + cycle * YEARS_OF_CYCLE + (month <= 2),
		.month = month,
		.day = (int)(day_of_year - (153 * from_march + 2) / 5 + 1),
	};
}

/* Reads `count` digits whose value is at most `most`. */
static bool number(const char *text, int count, int most, int *out)
{
	int value = 0;

	for (int at = 0; at < count; at++) {
		if (text[at] < '0' || text[at] > '9')
			return false;
		value = value * 10 + (text[at] - '0');
	}
	*out = value;
	return value <= most;
}

static bool day_parse(const char *text, sk_time *out)
{
	int year, month, day;

	if (text[4] != '-' || text[7] != '-')
		return false;
	if (!number(text, 4, LAST_YEAR, &year) || !number(text + 5, 2, 12, &month) || !number(text + 8, 2, 31, &day))
		return false;
	if (year < FIRST_YEAR || month < 1 || day < 1 || day > days_of_month(year, month))
		return false;
	*out = days_from_civil(year, month, day) * SK_DAY;
	return true;
}

/* T09:00:00; a leap second is no time here, as it has no place in sk_time. */
static bool clock_parse(const char *text, sk_time *out)
{
	int hour, minute, second;

	if (text[0] != 'T' || text[3] != ':' || text[6] != ':')
		return false;
	if (!number(text + 1, 2, 23, &hour) || !number(text + 4, 2, 59, &minute) || !number(text + 7, 2, 59, &second))
		return false;
	*out = (sk_time)hour * HOUR + minute * MINUTE + second;
	return true;
}

/* +09:00 */
static bool offset_parse(const char *text, sk_time *out)
{
	int hours, minutes;
	sk_time offset;

	if ((text[0] != '+' && text[0] != '-') || text[3] != ':')
		return false;
	if (!number(text + 1, 2, 23, &hours) || !number(text + 4, 2, 59, &minutes))
		return false;
	offset = (sk_time)hours * HOUR + minutes * MINUTE;
	*out = text[0] == '-' ? -offset : offset;
	return true;
}

/* An offset may carry a time of the first or last day out of the years that can be written. */
static bool in_range(sk_time time)
{
	return time >= days_from_civil(FIRST_YEAR, 1, 1) * SK_DAY &&
	       time < days_from_civil(LAST_YEAR + 1, 1, 1) * SK_DAY;
}

sk_time sk_day_in_japan(sk_time at)
{
	return floor_divide(at + 9 * HOUR, SK_DAY) * SK_DAY;
}

bool sk_date_parse(const char *text, size_t length, sk_time *out)
{
	return length == DATE_LENGTH && day_parse(text, out);
}

bool sk_time_parse(const char *text, size_t length, sk_time *out)
{
	sk_time day, clock, offset = 0;

	if (length == DATE_LENGTH)
		return day_parse(text, out);
	if (length != UTC_LENGTH && length != OFFSET_LENGTH)
		return false;
	if (!day_parse(text, &day) || !clock_parse(text + DATE_LENGTH, &clock))
		return false;
	if (length == UTC_LENGTH ? text[UTC_LENGTH - 1] != 'Z' : !offset_parse(text + UTC_LENGTH - 1, &offset))
		return false;
	if (!in_range(day + clock - offset))
		return false;
	*out = day + clock - offset;
	return true;
}

/* Not time - days * SK_DAY: that overflows at the far end of sk_time. */
static int second_of_day(sk_time time)
{
	int rest = (int)(time % SK_DAY);

	return rest < 0 ? rest + SK_DAY : rest;
}

void sk_time_print(sk_time time, char out[SK_TIME_TEXT])
{
	struct day day = civil_from_days(floor_divide(time, SK_DAY));
	int rest = second_of_day(time);

	(void)snprintf(out, SK_TIME_TEXT, "%04lld-%02d-%02dT%02d:%02d:%02dZ", (long long)day.year, day.month, day.day,
		       rest / HOUR, rest / MINUTE % 60, rest % 60);
}

void sk_time_print_japan(sk_time time, char out[SK_TIME_TEXT])
{
	sk_time there = time + 9 * HOUR;
	struct day day = civil_from_days(floor_divide(there, SK_DAY));
	int rest = second_of_day(there);

	(void)snprintf(out, SK_TIME_TEXT, "%04lld-%02d-%02d %02d:%02d", (long long)day.year, day.month, day.day, rest / HOUR, rest / MINUTE % 60);
}

void sk_date_print(sk_time time, char out[SK_TIME_TEXT])
{
	struct day day = civil_from_days(floor_divide(time, SK_DAY));

	(void)snprintf(out, SK_TIME_TEXT, "%04lld-%02d-%02d", (long long)day.year, day.month, day.day);
}
