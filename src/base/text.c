/*
 * Text: UTF-8, columns on a terminal, spelling distance.
 *
 * Columns follow Unicode's East Asian Width (classes W and F count 2) for what Japanese text and terminals meet:
 * kana, ideographs, full-width forms, Hangul, emoji. Characters of the class "ambiguous", such as the signs for
 * circle, triangle, arrow and middle dot, count 1, as they do on terminals that are not told otherwise.
 */
#include "base/base.h"

#include <string.h>

/* Which second byte may follow a lead byte: this is where overlong forms, surrogates and too large values differ. */
struct lead {
	unsigned char first, last, low, high, length;
};

static const struct lead leads[] = {
	{0x00, 0x7F, 0x00, 0x00, 1}, {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
	{0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
	{0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
};

struct range {
	uint32_t first, last;
};

/* Marks that stand on the character before them, and characters without a shape. Sorted. */
static const struct range no_columns[] = {
	{0x0000, 0x001F},   {0x007F, 0x009F},	{0x00AD, 0x00AD},   {0x0300, 0x036F},	{0x0483, 0x0489},
	{0x0591, 0x05BD},   {0x0610, 0x061A},	{0x064B, 0x065F},   {0x1AB0, 0x1ACE},	{0x1DC0, 0x1DFF},
	{0x200B, 0x200F},   {0x202A, 0x202E},	{0x2060, 0x2064},   {0x2066, 0x206F},	{0x20D0, 0x20F0},
	{0x302A, 0x302D},   {0x3099, 0x309A},	{0xFE00, 0xFE0F},   {0xFE20, 0xFE2F},	{0xFEFF, 0xFEFF},
	{0xE0020, 0xE007F}, {0xE0100, 0xE01EF},
};

/* Unicode's Cf, Zl, Zp and Default_Ignorable_Code_Point: signs of format, and what is not seen at all. Not the variation selectors U+FE00 and
 * U+E0100, with which names are written in Japanese. The writer of bundles has the same ones (record/). Sorted. */
static const struct range hidden[] = {
	{0x00AD, 0x00AD},   {0x034F, 0x034F},	{0x0600, 0x0605},   {0x061C, 0x061C},	{0x06DD, 0x06DD},
	{0x070F, 0x070F},   {0x0890, 0x0891},	{0x08E2, 0x08E2},   {0x115F, 0x1160},	{0x17B4, 0x17B5},
	{0x180B, 0x180F},   {0x200B, 0x200F},	{0x2028, 0x202E},   {0x2060, 0x206F},	{0x3164, 0x3164},
	{0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},	{0xFFF0, 0xFFFB},   {0x110BD, 0x110BD}, {0x110CD, 0x110CD},
	{0x13430, 0x1343F}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE00FF}, {0xE01F0, 0xE0FFF},
};

/* Sorted. */
static const struct range two_columns[] = {
	{0x1100, 0x115F},   {0x231A, 0x231B},	{0x2329, 0x232A},   {0x23E9, 0x23EC},	{0x23F0, 0x23F0},
	{0x23F3, 0x23F3},   {0x25FD, 0x25FE},	{0x2614, 0x2615},   {0x2648, 0x2653},	{0x267F, 0x267F},
	{0x2693, 0x2693},   {0x26A1, 0x26A1},	{0x26AA, 0x26AB},   {0x26BD, 0x26BE},	{0x26C4, 0x26C5},
	{0x26CE, 0x26CE},   {0x26D4, 0x26D4},	{0x26EA, 0x26EA},   {0x26F2, 0x26F3},	{0x26F5, 0x26F5},
	{0x26FA, 0x26FA},   {0x26FD, 0x26FD},	{0x2705, 0x2705},   {0x270A, 0x270B},	{0x2728, 0x2728},
	{0x274C, 0x274C},   {0x274E, 0x274E},	{0x2753, 0x2755},   {0x2757, 0x2757},	{0x2795, 0x2797},
	{0x27B0, 0x27B0},   {0x27BF, 0x27BF},	{0x2B1B, 0x2B1C},   {0x2B50, 0x2B50},	{0x2B55, 0x2B55},
	{0x2E80, 0x3029},   {0x302E, 0x303E},	{0x3041, 0x3096},   {0x309B, 0x3247},	{0x3250, 0x4DBF},
	{0x4E00, 0xA4C6},   {0xA960, 0xA97C},	{0xAC00, 0xD7A3},   {0xF900, 0xFAD9},	{0xFE10, 0xFE19},
	{0xFE30, 0xFE6B},   {0xFF01, 0xFF60},	{0xFFE0, 0xFFE6},   {0x16FE0, 0x1B2FB}, {0x1F18E, 0x1F18E},
	{0x1F191, 0x1F19A}, {0x1F200, 0x1F320}, {0x1F32D, 0x1F335}, {0x1F337, 0x1F37C}, {0x1F37E, 0x1F393},
	{0x1F3A0, 0x1F3CA}, {0x1F3E0, 0x1F3F0}, {0x1F3F8, 0x1F43E}, {0x1F442, 0x1F4FC}, {0x1F4FF, 0x1F53D},
	{0x1F550, 0x1F567}, {0x1F5FB, 0x1F64F}, {0x1F680, 0x1F6C5}, {0x1F90C, 0x1F93A}, {0x1F93C, 0x1F945},
	{0x1F947, 0x1F9FF}, {0x1FA70, 0x1FAF6}, {0x20000, 0x3FFFD},
};

const char *sk_label_in(const struct sk_label *label, enum sk_lang lang)
{
	const char *wanted = lang == SK_LANG_JA ? label->ja : label->en;
	const char *other = lang == SK_LANG_JA ? label->en : label->ja;

	return wanted ? wanted : other ? other : "";
}

bool sk_label_is(const struct sk_label *label, const char *text)
{
	return (label->ja && strcmp(text, label->ja) == 0) || (label->en && strcmp(text, label->en) == 0);
}

static const struct lead *lead_of(unsigned char byte)
{
	for (size_t at = 0; at < SK_COUNT(leads); at++) {
		if (byte >= leads[at].first && byte <= leads[at].last)
			return &leads[at];
	}
	return NULL;
}

size_t sk_utf8_step(const char *text, size_t length)
{
	const unsigned char *bytes = (const unsigned char *)text;

	/* Most bytes of our files: every byte of every file passes here. */
	if (length && bytes[0] < 0x80)
		return 1;

	const struct lead *lead = length ? lead_of(bytes[0]) : NULL;

	if (!lead || lead->length > length)
		return 0;
	if (lead->length > 1 && (bytes[1] < lead->low || bytes[1] > lead->high))
		return 0;
	for (size_t at = 2; at < lead->length; at++) {
		if ((bytes[at] & 0xC0) != 0x80)
			return 0;
	}
	return lead->length;
}

/* The code point of a valid sequence of `step` bytes. */
static uint32_t code_point(const char *text, size_t step)
{
	static const unsigned char lead_bits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
	uint32_t value = (unsigned char)text[0] & lead_bits[step];

	for (size_t at = 1; at < step; at++)
		value = value << 6 | ((unsigned char)text[at] & 0x3F);
	return value;
}

static bool is_in(uint32_t value, const struct range *ranges, size_t count)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (value > ranges[middle].last)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && value >= ranges[low].first;
}

/* Code points that are no characters and never will be: XML and PDF refuse them, and so would every paper. */
static bool is_noncharacter(uint32_t value)
{
	return (value & 0xFFFE) == 0xFFFE || (value >= 0xFDD0 && value <= 0xFDEF);
}

/* C0, DEL and C1: terminals obey them. So they do the marks of direction; the others that are not seen make two names look alike. */
static bool is_control(uint32_t value)
{
	return value < 0x20 || (value >= 0x7F && value <= 0x9F) || is_noncharacter(value) || is_in(value, hidden, SK_COUNT(hidden));
}

/* Three bytes of the Basic Plane from U+3000 to below the surrogates: nearly all Japanese. One of them is not seen, U+3164. */
static bool common_three(const char *text, size_t length)
{
	const unsigned char *bytes = (const unsigned char *)text;

	return length >= 3 && bytes[0] >= 0xE3 && bytes[0] <= 0xEC && (bytes[1] & 0xC0) == 0x80 &&
	       (bytes[2] & 0xC0) == 0x80 && memcmp(text, "\xE3\x85\xA4", 3) != 0;
}

/* Bytes at the beginning that are letters and signs of ASCII, in eights: no bit 7, not below 0x20, not 0x7F. */
static size_t plain_run(const char *text, size_t length)
{
	const uint64_t ones = 0x0101010101010101, tops = ones << 7;
	uint64_t word;
	size_t at = 0;

	for (; at + sizeof(word) <= length; at += sizeof(word)) {
		memcpy(&word, text + at, sizeof(word));
		if ((word | (word - 0x20 * ones) | (word + ones)) & tops)
			break;
	}
	return at;
}

/* Every byte of every file passes here: the two common cases are tried first. */
bool sk_utf8_clean(const char *text, size_t length, size_t *bad)
{
	for (size_t at = 0, step; at < length; at += step) {
		step = 1;
		if (text[at] >= 0x20 && text[at] < 0x7F) {
			step += plain_run(text + at + 1, length - at - 1);
			continue;
		}
		step = 3;
		if (common_three(text + at, length - at))
			continue;
		step = sk_utf8_step(text + at, length - at);
		if (step && (text[at] == '\t' || text[at] == '\n' || !is_control(code_point(text + at, step))))
			continue;
		if (bad)
			*bad = at;
		return false;
	}
	return true;
}

/* Steps over one character; a byte that is no text takes one column, as terminals show a sign for it. */
static size_t column_step(const char *text, size_t length, size_t *columns)
{
	size_t step = sk_utf8_step(text, length);
	uint32_t value;

	*columns = 1;
	if (step == 0)
		return 1;
	value = code_point(text, step);
	if (is_in(value, no_columns, SK_COUNT(no_columns)))
		*columns = 0;
	else if (is_in(value, two_columns, SK_COUNT(two_columns)))
		*columns = 2;
	return step;
}

const char *sk_text_file(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

size_t sk_text_columns(const char *text)
{
	size_t length = strlen(text), total = 0, columns;

	for (size_t at = 0; at < length; total += columns)
		at += column_step(text + at, length - at, &columns);
	return total;
}

size_t sk_text_fit(const char *text, size_t columns)
{
	size_t length = strlen(text), at = 0;

	while (at < length) {
		size_t wide;
		size_t step = column_step(text + at, length - at, &wide);

		if (wide > columns)
			break;
		columns -= wide;
		at += step;
	}
	return at;
}

enum { DISTANCE_WORD = 64 };

static unsigned smallest(unsigned a, unsigned b, unsigned c)
{
	unsigned least = a < b ? a : b;

	return least < c ? least : c;
}

/* One row of the table of Levenshtein: row[j] = distance of the first i letters of a to the first j of b. */
static void distance_row(unsigned row[DISTANCE_WORD + 1], char letter, const char *b, size_t length)
{
	unsigned diagonal = row[0];

	row[0]++;
	for (size_t at = 1; at <= length; at++) {
		unsigned above = row[at];

		row[at] = smallest(above + 1, row[at - 1] + 1, diagonal + (letter != b[at - 1]));
		diagonal = above;
	}
}

unsigned sk_text_distance(const char *a, const char *b, unsigned most)
{
	size_t length = strlen(b);
	unsigned row[DISTANCE_WORD + 1];

	if (length > DISTANCE_WORD || strlen(a) > DISTANCE_WORD)
		return most + 1;
	for (unsigned at = 0; at <= length; at++)
		row[at] = at;
	for (; *a; a++)
		distance_row(row, *a, b, length);
	return row[length] <= most ? row[length] : most + 1;
}
