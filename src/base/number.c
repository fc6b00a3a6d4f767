/* The 12-digit My Number, to refuse it. The check digit is that of the ordinance: weights 2 to 7 and again 2 to 6 from the right. */
#include "base/base.h"

#include <string.h>

enum { DIGITS = 12, BODY = 11, SEPARATOR = -1, OTHER = -2 };

struct run {
	int digits[DIGITS];
	size_t count; /* may grow past DIGITS: then it is a longer number */
};

static bool passes(const struct run *run)
{
	int sum = 0, any = 0;
	if (run->count != DIGITS)
		return false;
	for (int n = 1; n <= BODY; n++) {
		int digit = run->digits[BODY - n];
		sum += digit * (n <= 6 ? n + 1 : n - 5);
		any |= digit;
	}
	int left = sum % 11;
	return run->digits[BODY] == (left <= 1 ? 0 : 11 - left) && (any || run->digits[BODY]);
}

static void grow(struct run *run, int digit)
{
	if (run->count < DIGITS)
		run->digits[run->count] = digit;
	run->count++;
}

/* Ends the run and says whether it was one. */
static bool closes(struct run *run)
{
	bool found = passes(run);
	run->count = 0;
	return found;
}

/* Spaces and hyphens as people and input methods write them between digits. */
static bool separates(const char *text, size_t step)
{
	static const char *const marks[] = {"\u00A0", "\u00AD", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2015",
					    "\u2212", "\u3000", "\u30FC", "\uFF0D", "\uFF70"};
	if (step == 1)
		return *text == ' ' || *text == '-' || *text == '\t';
	for (size_t i = 0; i < SK_COUNT(marks); i++)
		if (strlen(marks[i]) == step && memcmp(marks[i], text, step) == 0)
			return true;
	return false;
}

/* 0 to 9, SEPARATOR or OTHER. */
static int meaning(const char *text, size_t step)
{
	if (step == 1 && *text >= '0' && *text <= '9')
		return *text - '0';
	if (step == 3 && memcmp(text, "\xEF\xBC", 2) == 0 && (unsigned char)text[2] >= 0x90 && (unsigned char)text[2] <= 0x99)
		return (unsigned char)text[2] - 0x90;
	return separates(text, step) ? SEPARATOR : OTHER;
}

/* Nearly every text has fewer digits than it takes: a full-width one begins with 0xEF. */
static bool may_hold(const char *text, size_t length)
{
	size_t digits = 0;
	for (size_t at = 0; at < length; at++)
		digits += (text[at] >= '0' && text[at] <= '9') | (text[at] == '\xEF');
	return digits >= DIGITS;
}

bool sk_my_number_inside(const char *text, size_t length)
{
	if (length < DIGITS || !may_hold(text, length))
		return false;
	struct run bare = {.count = 0}, joined = {.count = 0}; /* digits side by side; digits with separators between them */
	for (size_t at = 0; at < length;) {
		size_t step = sk_utf8_step(text + at, length - at);
		step += step == 0;
		int value = meaning(text + at, step);
		at += step;
		if (value >= 0) {
			grow(&bare, value);
			grow(&joined, value);
			continue;
		}
		if (closes(&bare) || (value == OTHER && closes(&joined)))
			return true;
	}
	return closes(&bare) || closes(&joined);
}
