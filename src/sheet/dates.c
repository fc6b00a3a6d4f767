/* Days and times: as numbers of a workbook, and as people write them. */
#include "sheet/private.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- serial numbers ---- */

enum { HOUR = 3600, FALSE_LEAP_DAY = 60 };

/* 1899-12-30 and 1904-01-01, in days from 1970-01-01. */
enum { ZERO_1900 = -25569, ZERO_1904 = -24107 };

/*
 * Excel counts a day 1900-02-29 that never was, as its model did: number 60. Before it the days are one further on than after it, and 0 is
 * no day.
 */
static bool day_of(int64_t serial, bool from_1904, int64_t *days)
{
	if (serial < 0 || (!from_1904 && (serial == 0 || serial == FALSE_LEAP_DAY)))
		return false;
	*days = serial + (from_1904 ? ZERO_1904 : serial < FALSE_LEAP_DAY ? ZERO_1900 + 1 : ZERO_1900);
	return *days * SK_DAY <= SK_TIME_LAST;
}

static void print_clock(int64_t seconds, char *to, size_t room)
{
	(void)snprintf(to, room, "%02lld:%02lld:%02lld", (long long)(seconds / HOUR), (long long)(seconds / 60 % 60),
		       (long long)(seconds % 60));
}

static bool clock_serial(int64_t seconds, unsigned shows, struct sk_sheet_cell *cell, char text[SK_TIME_TEXT])
{
	cell->when = shows & SHOWS_LENGTH ? seconds : seconds % SK_DAY;
	print_clock(cell->when, text, SK_TIME_TEXT);
	return true;
}

bool sk_sheet_serial(double number, unsigned shows, bool from_1904, struct sk_sheet_cell *cell, char text[SK_TIME_TEXT])
{
	int64_t days;
	if (!(number >= 0) || number > 3000000)
		return false;
	int64_t seconds = llround(number * SK_DAY);
	cell->shows = shows & (SK_SHEET_DAY | SK_SHEET_CLOCK);
	if (!(shows & SK_SHEET_DAY))
		return clock_serial(seconds, shows, cell, text);
	if (!day_of(seconds / SK_DAY, from_1904, &days))
		return false;
	cell->when = days * SK_DAY + (shows & SK_SHEET_CLOCK ? seconds % SK_DAY : 0);
	sk_date_print(cell->when, text);
	if (shows & SK_SHEET_CLOCK) {
		size_t length = strlen(text);
		text[length++] = 'T';
		print_clock(seconds % SK_DAY, text + length, SK_TIME_TEXT - length);
	}
	return true;
}

/* ---- as people write it ---- */

enum { WRITTEN = 64 };

struct fold {
	const char *from;
	char to;
};

/* What a Japanese keyboard gives in place of a sign of ASCII. */
static const struct fold folds[] = {
	{"／", '/'}, {"－", '-'}, {"−", '-'}, {"．", '.'}, {"：", ':'}, {"　", ' '}, {"Ｒ", 'R'}, {"Ｈ", 'H'}, {"Ｓ", 'S'}, {"，", ','},
};

static size_t fold_step(const char *text, char *to)
{
	const unsigned char *bytes = (const unsigned char *)text;
	if (bytes[0] == 0xEF && bytes[1] == 0xBC && bytes[2] >= 0x90 && bytes[2] <= 0x99) {
		*to = (char)('0' + bytes[2] - 0x90);
		return 3;
	}
	for (size_t i = 0; i < SK_COUNT(folds); i++)
		if (strncmp(text, folds[i].from, strlen(folds[i].from)) == 0) {
			*to = folds[i].to;
			return strlen(folds[i].from);
		}
	*to = *text;
	return 1;
}

/* Folded, without blanks at the ends. False when it is too long to be a day or a number. */
static bool fold(const char *text, char out[WRITTEN])
{
	size_t length = 0;
	while (*text) {
		if (length + 1 >= WRITTEN)
			return false;
		text += fold_step(text, &out[length]);
		if (length > 0 || !strchr(" \t\n", out[length]))
			length++;
	}
	while (length > 0 && strchr(" \t\n", out[length - 1]))
		length--;
	out[length] = '\0';
	return true;
}

struct era {
	const char *name;
	int before; /* the year before its first */
	const char *first, *last;
};

static const struct era eras[] = {
	{"令和", 2018, "2019-05-01", "2999-12-31"}, {"R", 2018, "2019-05-01", "2999-12-31"}, {"r", 2018, "2019-05-01", "2999-12-31"},
	{"平成", 1988, "1989-01-08", "2019-04-30"}, {"H", 1988, "1989-01-08", "2019-04-30"}, {"h", 1988, "1989-01-08", "2019-04-30"},
	{"昭和", 1925, "1926-12-25", "1989-01-07"}, {"S", 1925, "1926-12-25", "1989-01-07"}, {"s", 1925, "1926-12-25", "1989-01-07"},
};

static const struct era *take_era(const char **at)
{
	for (size_t i = 0; i < SK_COUNT(eras); i++)
		if (strncmp(*at, eras[i].name, strlen(eras[i].name)) == 0) {
			*at += strlen(eras[i].name);
			return &eras[i];
		}
	return NULL;
}

static bool take_number(const char **at, size_t most, int *out)
{
	size_t digits = strspn(*at, "0123456789");
	*out = 0;
	if (digits == 0 || digits > most)
		return false;
	for (size_t i = 0; i < digits; i++)
		*out = *out * 10 + ((*at)[i] - '0');
	*at += digits;
	return true;
}

static bool take(const char **at, const char *word)
{
	bool here = strncmp(*at, word, strlen(word)) == 0;
	*at += here ? strlen(word) : 0;
	return here;
}

/* Which signs stand between year, month and day: the same twice, or the Japanese words. */
static bool take_between(const char **at, const char *word, char *sign)
{
	if (*sign == '\0' && **at && strchr("-/.", **at))
		*sign = **at;
	else if (*sign == '\0' && take(at, word)) {
		*sign = 'j';
		return true;
	}
	if (*sign == 'j')
		return take(at, word);
	if (*sign == '\0' || **at != *sign)
		return false;
	(*at)++;
	return true;
}

static bool take_year(const char **at, const struct era *era, int *year)
{
	if (!era)
		return strspn(*at, "0123456789") == 4 && take_number(at, 4, year);
	bool first = take(at, "元");
	if (!first && !take_number(at, 2, year))
		return false;
	*year = era->before + (first ? 1 : *year);
	return true;
}

/* A time of day behind it changes no day. */
static bool ends_here(const char *at)
{
	int hour, minute, second;
	if (!*at)
		return true;
	if ((*at != ' ' && *at != 'T') || !(at++, take_number(&at, 2, &hour)) || !take(&at, ":") || !take_number(&at, 2, &minute))
		return false;
	if (take(&at, ":") && !take_number(&at, 2, &second))
		return false;
	return !*at;
}

static bool within(const struct era *era, const char *day)
{
	return !era || (strcmp(day, era->first) >= 0 && strcmp(day, era->last) <= 0);
}

bool sk_sheet_day_parse(const char *text, sk_time *out)
{
	char written[WRITTEN], day[SK_TIME_TEXT], sign = '\0';
	const char *at = written;
	int year, month, number;
	if (!fold(text, written))
		return false;
	const struct era *era = take_era(&at);
	if (!take_year(&at, era, &year) || !take_between(&at, "年", &sign) || !take_number(&at, 2, &month) ||
	    !take_between(&at, "月", &sign) || !take_number(&at, 2, &number))
		return false;
	if ((sign == 'j' && !take(&at, "日")) || !ends_here(at))
		return false;
	(void)snprintf(day, sizeof(day), "%04d-%02d-%02d", year, month, number);
	return within(era, day) && sk_date_parse(day, strlen(day), out);
}

bool sk_sheet_whole_parse(const char *text, int64_t *out)
{
	char written[WRITTEN];
	if (!fold(text, written))
		return false;
	bool minus = written[0] == '-';
	const char *digits = written + minus;
	size_t length = strspn(digits, "0123456789");
	int64_t value = 0;
	if (length == 0 || length > 18 || digits[length])
		return false;
	for (size_t i = 0; i < length; i++)
		value = value * 10 + (digits[i] - '0');
	*out = minus ? -value : value;
	return true;
}
