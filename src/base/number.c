/*
 * The 12-digit My Number, to refuse it. The check digit is that of the ordinance: weights 2 to 7 and again 2 to 6 from the right.
 *
 * Digits are those of any script. Three ways of writing count: twelve side by side; groups of any lengths with blanks and hyphens between them; groups
 * of one length with one other sign between each. What machines write looks alike now and then, and is known by its form: addresses, times, digests,
 * UUIDs (decision 0014 has the counts).
 */
#include "base/base.h"

#include <string.h>

enum { DIGITS = 12, BODY = 11 };
/* What is no digit. */
enum { LETTER = -1, JOINT = -2 /* a blank, a hyphen, or not seen */, SIGN = -3 };

/* What stands between two groups. */
struct gap {
	uint32_t sign; /* 0: only joints */
	bool joints, broken;
};

struct run {
	int digits[DIGITS];
	size_t count; /* may grow past DIGITS: then it is a longer number */
	size_t groups, length; /* length: of each group, 0 where they differ */
	struct gap gap; /* the first */
	uint32_t before; /* the sign before it */
	size_t end; /* behind its last digit */
};

struct search {
	struct run group, joined, even; /* side by side; with joints between; of one length */
	struct gap gap;			/* behind the last group */
	size_t found;			/* behind the number, 0: none */
};

/* ---- letters ----------------------------------------------------------------------------------------------------------------- */

struct span {
	uint32_t first, last;
};

/* Spaces and hyphens as people and input methods write them between digits, marks on a digit, and what is not seen between them at all. Sorted. */
static const struct span joints[] = {
	{'\t', '\t'},	    {' ', ' '},	      {'-', '-'},	{0x00A0, 0x00A0}, {0x00AD, 0x00AD}, {0x0300, 0x036F},	{0x061C, 0x061C},
	{0x115F, 0x1160},   {0x1680, 0x1680}, {0x17B4, 0x17B5}, {0x180B, 0x180F}, {0x2000, 0x2015}, {0x2028, 0x202F},	{0x2043, 0x2043},
	{0x205F, 0x2064},   {0x20D0, 0x20F0}, {0x2212, 0x2212}, {0x3000, 0x3000}, {0x3099, 0x309A}, {0x30FC, 0x30FC},	{0x3164, 0x3164},
	{0xFE00, 0xFE0F},   {0xFE20, 0xFE2F}, {0xFE58, 0xFE58},	{0xFE63, 0xFE63}, {0xFEFF, 0xFEFF}, {0xFF0D, 0xFF0D},	{0xFF70, 0xFF70},
	{0xFFA0, 0xFFA0},   {0xFFF9, 0xFFFB}, {0xE0000, 0xE01EF},
};

/* Where punctuation and symbols stand; what is asked before, joints and digits, stands among them. Sorted. */
static const struct span signs[] = {
	{'!', '/'},	  {':', '@'},	    {'[', '`'},	      {'{', '~'},	{0x00A1, 0x00BF}, {0x00D7, 0x00D7}, {0x00F7, 0x00F7}, {0x02B0, 0x02FF},
	{0x037E, 0x037E}, {0x0387, 0x0387}, {0x055A, 0x058A}, {0x060C, 0x060D}, {0x061B, 0x061F}, {0x066A, 0x066D}, {0x06D4, 0x06D4}, {0x0964, 0x0965},
	{0x2016, 0x205E}, {0x207A, 0x207E}, {0x208A, 0x208E}, {0x20A0, 0x20CF}, {0x2190, 0x245F}, {0x2500, 0x2BFF}, {0x2E00, 0x2E7F}, {0x3001, 0x3003},
	{0x3008, 0x3020}, {0x3030, 0x3030}, {0x303D, 0x303D}, {0x30A0, 0x30A0}, {0x30FB, 0x30FB}, {0xFE10, 0xFE19}, {0xFE30, 0xFE6F}, {0xFF01, 0xFF0F},
	{0xFF1A, 0xFF20}, {0xFF3B, 0xFF40}, {0xFF5B, 0xFF65}, {0xFFE0, 0xFFEE}, {0x1F300, 0x1FAFF},
};

/* The zeros of Unicode's decimal digits (Nd), each with its nine behind it. Sorted. */
static const uint32_t zeros[] = {
	0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6,
	0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0,
	0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10, 0x104A0, 0x10D30, 0x10D40,
	0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x116D0, 0x116DA, 0x11730,
	0x118E0, 0x11950, 0x11BF0, 0x11C50, 0x11D50, 0x11DA0, 0x11F50, 0x16A60, 0x16AC0, 0x16B50, 0x16D70, 0x1CCF0,
	0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E4F0, 0x1E5F1, 0x1E950, 0x1FBF0,
};

/* Other digits: raised, lowered, in circles and brackets, with a dot. */
static const struct {
	uint32_t first, last;
	int value; /* of the first */
} decorated[] = {
	{0x00B2, 0x00B3, 2}, {0x00B9, 0x00B9, 1}, {0x1369, 0x1371, 1}, {0x19DA, 0x19DA, 1}, {0x2070, 0x2070, 0},
	{0x2074, 0x2079, 4}, {0x2080, 0x2089, 0}, {0x2460, 0x2468, 1}, {0x2474, 0x247C, 1}, {0x2488, 0x2490, 1},
	{0x24EA, 0x24EA, 0}, {0x24F5, 0x24FD, 1}, {0x24FF, 0x24FF, 0}, {0x2776, 0x277E, 1}, {0x2780, 0x2788, 1},
	{0x278A, 0x2792, 1}, {0x10A40, 0x10A43, 1}, {0x10E60, 0x10E68, 1}, {0x11052, 0x1105A, 1},
	{0x1F100, 0x1F100, 0}, {0x1F101, 0x1F10A, 0},
};

static bool is_one_of(uint32_t value, const struct span *spans, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (value <= spans[i].last)
			return value >= spans[i].first;
	return false;
}

/* 0 to 9, or LETTER. */
static int digit_of(uint32_t value)
{
	for (size_t i = 0; i < SK_COUNT(zeros) && zeros[i] <= value; i++)
		if (value < zeros[i] + 10)
			return (int)(value - zeros[i]);
	for (size_t i = 0; i < SK_COUNT(decorated); i++)
		if (value >= decorated[i].first && value <= decorated[i].last)
			return decorated[i].value + (int)(value - decorated[i].first);
	return LETTER;
}

/* A digit, JOINT, SIGN or LETTER. */
static int meaning(uint32_t value)
{
	if (value >= '0' && value <= '9')
		return (int)value - '0';
	int digit = value < 0x80 ? LETTER : digit_of(value);
	if (digit >= 0)
		return digit;
	if (is_one_of(value, joints, SK_COUNT(joints)))
		return JOINT;
	return is_one_of(value, signs, SK_COUNT(signs)) ? SIGN : LETTER;
}

/* Of a valid sequence. */
static uint32_t code_point(const char *text, size_t step)
{
	uint32_t value = (unsigned char)text[0] & (step == 1 ? 0x7F : 0xFF >> (step + 1));
	for (size_t at = 1; at < step; at++)
		value = value << 6 | ((unsigned char)text[at] & 0x3F);
	return value;
}

/* ---- what machines write ----------------------------------------------------------------------------------------------------- */

static bool is_word_letter(char letter)
{
	return (letter >= '0' && letter <= '9') || ((letter | 0x20) >= 'a' && (letter | 0x20) <= 'z');
}

static size_t hex_run(const char *text, size_t length)
{
	size_t run = 0;
	while (run < length && ((text[run] >= '0' && text[run] <= '9') || ((text[run] | 0x20) >= 'a' && (text[run] | 0x20) <= 'f')))
		run++;
	return run;
}

/* Bytes of a UUID at the beginning of the text, or 0. */
static size_t uuid_at(const char *text, size_t length)
{
	static const size_t parts[] = {8, 4, 4, 4, 12};
	size_t at = 0;
	for (size_t i = 0; i < SK_COUNT(parts); i++) {
		if (hex_run(text + at, length - at) != parts[i])
			return 0;
		at += parts[i];
		if (i + 1 < SK_COUNT(parts) && (at == length || text[at++] != '-'))
			return 0;
	}
	return at;
}

/* Bytes of a whole word that is a UUID or a digest in hex digits, or 0: they hold twelve decimal ones by chance. */
static size_t machine_word(const char *text, size_t length)
{
	size_t run = hex_run(text, length);
	if (run == 8)
		run = uuid_at(text, length);
	else if (run != 32 && run != 40 && run != 64 && run != 96 && run != 128)
		run = 0;
	return run > 0 && run < length && is_word_letter(text[run]) ? 0 : run;
}

static int number_at(const struct run *run, size_t from, size_t count)
{
	int number = 0;
	for (size_t i = from; i < from + count; i++)
		number = number * 10 + run->digits[i];
	return number;
}

static bool is_address(const struct run *run)
{
	return run->groups == 4 && run->length == 3 && number_at(run, 0, 3) <= 255 && number_at(run, 3, 3) <= 255 && number_at(run, 6, 3) <= 255 &&
	       number_at(run, 9, 3) <= 255;
}

/* Year, month, day, hour and minute, with anything between them. */
static bool is_moment(const struct run *run)
{
	int year = number_at(run, 0, 4), month = number_at(run, 4, 2), day = number_at(run, 6, 2);
	return run->groups > 1 && year >= 1900 && year < 2100 && month >= 1 && month <= 12 && day >= 1 && day <= 31 && number_at(run, 8, 2) < 24 &&
	       number_at(run, 10, 2) < 60;
}

/* Pairs: an address of a network card, a time of day. With more of it on either side: an address of IPv6. */
static bool is_of_colons(const struct run *run, uint32_t after)
{
	return run->gap.sign == ':' && (run->length == 2 || run->before == ':' || after == ':');
}

/* ---- runs -------------------------------------------------------------------------------------------------------------------- */

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

static void append(struct run *run, const struct run *group)
{
	run->end = group->end;
	run->length = run->groups == 0 || run->length == group->count ? group->count : 0;
	run->groups++;
	for (size_t i = 0; i < group->count; i++)
		grow(run, i < DIGITS ? group->digits[i] : 0);
}

static void find(struct search *search, const struct run *run)
{
	if (!search->found)
		search->found = run->end;
}

static void close_joined(struct search *search)
{
	const struct run *run = &search->joined;
	if (passes(run) && !is_address(run) && !is_moment(run))
		find(search, run);
	search->joined = (struct run){.count = 0};
}

/* `gap`: what stands behind it. */
static void close_even(struct search *search, const struct gap *gap)
{
	const struct run *run = &search->even;
	if (passes(run) && !is_address(run) && !is_moment(run) && !is_of_colons(run, gap->sign))
		find(search, run);
	search->even = (struct run){.before = gap->sign};
}

/* Short groups are those of lists of addresses, too: there one sign has to stand in all gaps. */
static bool goes_on(const struct run *even, const struct gap *gap, const struct run *group)
{
	if (even->groups == 0 || gap->broken || even->length != group->count)
		return false;
	return group->count > 3 || even->groups == 1 || (even->gap.sign == gap->sign && even->gap.joints == gap->joints);
}

static void end_group(struct search *search)
{
	struct gap *gap = &search->gap;
	if (search->group.count == 0)
		return;
	if (passes(&search->group))
		find(search, &search->group);
	if (gap->broken || gap->sign)
		close_joined(search);
	append(&search->joined, &search->group);
	if (!goes_on(&search->even, gap, &search->group))
		close_even(search, gap);
	else if (search->even.groups == 1)
		search->even.gap = *gap;
	append(&search->even, &search->group);
	search->group = (struct run){.count = 0};
	*gap = (struct gap){.sign = 0};
}

/* Two signs one behind the other are no way to write one number. */
static void widen(struct gap *gap, int means, uint32_t value)
{
	gap->joints = gap->joints || means == JOINT;
	gap->broken = gap->broken || means == LETTER || (means == SIGN && gap->sign);
	if (means == SIGN && !gap->sign)
		gap->sign = value;
}

/* Nearly every text has fewer digits than it takes. Those beyond ASCII begin with other bytes than kana and ideographs do. */
static bool may_hold(const char *text, size_t length)
{
	size_t digits = 0;
	for (size_t at = 0; at < length; at++) {
		unsigned char byte = (unsigned char)text[at];
		digits += (byte >= '0' && byte <= '9') | (byte >= 0xC2 && byte < 0xE3) | (byte > 0xE9);
	}
	return digits >= DIGITS;
}

/* The letter at `at`, or a whole word of a machine. */
static size_t search_step(struct search *search, const char *all, size_t at, size_t end)
{
	const char *text = all + at;
	size_t length = end - at;
	bool begins = at == 0 || !is_word_letter(text[-1]);
	size_t step = begins ? machine_word(text, length) : 0;
	uint32_t value = 'a'; /* of a machine's word, or of bytes that are no text */
	if (step == 0) {
		step = sk_utf8_step(text, length);
		value = step ? code_point(text, step) : value;
	}
	int means = meaning(value);
	if (means >= 0) {
		grow(&search->group, means);
		search->group.end = at + step;
		return step;
	}
	end_group(search);
	widen(&search->gap, means, value);
	return step + (step == 0);
}

/* Behind the last digit of the first number that begins at `from` or later; 0: there is none. */
static size_t end_of_number(const char *text, size_t from, size_t length)
{
	struct search search = {.found = 0};
	for (size_t at = from; at < length && !search.found;)
		at += search_step(&search, text, at, length);
	end_group(&search);
	close_joined(&search);
	close_even(&search, &search.gap);
	return search.found;
}

bool sk_my_number_inside(const char *text, size_t length)
{
	return length >= DIGITS && may_hold(text, length) && end_of_number(text, 0, length) > 0;
}

/* ---- hiding ------------------------------------------------------------------------------------------------------------------ */

static size_t step_of(const char *text, size_t length)
{
	size_t step = sk_utf8_step(text, length);
	return step ? step : 1;
}

static bool is_digit_at(const char *text, size_t length)
{
	size_t step = sk_utf8_step(text, length);
	return step && meaning(code_point(text, step)) >= 0;
}

/* The last that lies before `end`, `end` where there is none. */
static size_t digit_before(const char *text, size_t end)
{
	for (size_t at = end; at > 0;) {
		at--;
		while (at > 0 && ((unsigned char)text[at] & 0xC0) == 0x80)
			at--;
		if (is_digit_at(text + at, end - at))
			return at;
	}
	return end;
}

/* The twelve digits before `end`; returns where the text goes on behind them. */
static size_t hide_before(char *text, size_t end, size_t *length)
{
	size_t behind = end;
	for (int i = 0; i < DIGITS; i++) {
		size_t at = digit_before(text, end);
		if (at == end)
			break;
		size_t step = step_of(text + at, *length - at);
		text[at] = '*';
		memmove(text + at + 1, text + at + step, *length - at - step + 1);
		*length -= step - 1;
		behind -= step - 1;
		end = at;
	}
	return behind;
}

/* From number to number, so that a long text of many takes no longer; and once more, for what only shows when another is gone. */
void sk_my_number_hide(char *text)
{
	size_t length = strlen(text);
	while (sk_my_number_inside(text, length))
		for (size_t from = 0, end; (end = end_of_number(text, from, length)) > 0;)
			from = hide_before(text, end, &length);
}
