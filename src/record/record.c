#include "record/record.h"

#include <string.h>

enum {
	DAY_SECONDS = 86400,
	HOUR_SECONDS = 3600,
	MINUTE_SECONDS = 60,
	DIGITS_MAX = 20,
	CONTROL_END = 0x20,
	DELETE = 0x7F,
};

/* Years 1900 to 2999: what the reader takes. */
static const int64_t first_time = -2208988800, last_time = 32503679999;
static const char replacement[] = "\xEF\xBF\xBD"; /* U+FFFD */

/* ---- bytes ---- */

/* The line being written goes, whole; nothing more is written. */
static void fail(struct sk_record *record)
{
	record->failed = true;
	record->length = record->line;
}

static void add(struct sk_record *record, const char *bytes, size_t length)
{
	if (record->failed)
		return;
	if (length > record->room - record->length) {
		fail(record);
		return;
	}
	memcpy(record->bytes + record->length, bytes, length);
	record->length += length;
}

static void put(struct sk_record *record, const char *text)
{
	add(record, text, strlen(text));
}

static void end_of_line(struct sk_record *record)
{
	put(record, "\n");
	if (!record->failed)
		record->line = record->length;
}

/* ---- values ---- */

/* Length of the valid UTF-8 at text, 0 when there is none; the bytes after a NUL are never touched. */
static size_t valid(const unsigned char *text)
{
	static const struct {
		unsigned char first, last, low, high, length;
	} leads[] = {
		{0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3}, {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3},
		{0xEE, 0xEF, 0x80, 0xBF, 3}, {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
	};
	if (text[0] < 0x80)
		return 1;
	for (size_t i = 0; i < sizeof(leads) / sizeof(leads[0]); i++) {
		if (text[0] < leads[i].first || text[0] > leads[i].last)
			continue;
		if (text[1] < leads[i].low || text[1] > leads[i].high)
			return 0;
		for (size_t at = 2; at < leads[i].length; at++)
			if ((text[at] & 0xC0) != 0x80)
				return 0;
		return leads[i].length;
	}
	return 0;
}

/* What is not seen, and the reader refuses (base/text.c says which they are): first and last. */
static const unsigned hidden[][2] = {
	{0x00AD, 0x00AD}, {0x034F, 0x034F}, {0x0600, 0x0605}, {0x061C, 0x061C}, {0x06DD, 0x06DD}, {0x070F, 0x070F}, {0x0890, 0x0891},
	{0x08E2, 0x08E2}, {0x115F, 0x1160}, {0x17B4, 0x17B5}, {0x180B, 0x180F}, {0x200B, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x206F},
	{0x3164, 0x3164}, {0xFDD0, 0xFDEF}, {0xFEFF, 0xFEFF}, {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFFB}, {0x110BD, 0x110BD}, {0x110CD, 0x110CD},
	{0x13430, 0x1343F}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE00FF}, {0xE01F0, 0xE0FFF},
};

static unsigned code_point(const unsigned char *text, size_t length)
{
	unsigned value = text[0] & 0xFFu >> (length + 1);
	for (size_t at = 1; at < length; at++)
		value = value << 6 | (text[at] & 0x3Fu);
	return value;
}

/* Those, the last two of each plane, which are no characters, and U+0000 to U+001F, U+007F to U+009F, which terminals obey. */
static bool is_control(const unsigned char *text, size_t length)
{
	if (length == 1)
		return *text < CONTROL_END || *text == DELETE;
	unsigned value = code_point(text, length);
	for (size_t at = 0; at < sizeof(hidden) / sizeof(hidden[0]) && hidden[at][0] <= value; at++)
		if (value <= hidden[at][1])
			return true;
	return value < 0xA0 || (value & 0xFFFE) == 0xFFFE;
}

/* One code point, or one byte that begins none. Returns the bytes taken. */
static size_t put_letter(struct sk_record *record, const unsigned char *text)
{
	size_t length = valid(text);
	if (*text == '\t' || *text == '\n')
		put(record, " ");
	else if (length == 0 || is_control(text, length))
		put(record, replacement);
	else if (*text == '"' || *text == '\\')
		add(record, (const char[]){'\\', (char)*text}, 2);
	else
		add(record, (const char *)text, length);
	return length ? length : 1;
}

static void put_text(struct sk_record *record, const char *text)
{
	const unsigned char *at = (const unsigned char *)text;
	if (!text) {
		put(record, "null");
		return;
	}
	put(record, "\"");
	while (*at && !record->failed)
		at += put_letter(record, at);
	put(record, "\"");
}

static void put_integer(struct sk_record *record, int64_t value)
{
	char digits[DIGITS_MAX];
	size_t at = DIGITS_MAX;
	uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	do {
		digits[--at] = (char)('0' + left % 10);
		left /= 10;
	} while (left);
	if (value < 0)
		put(record, "-");
	add(record, digits + at, DIGITS_MAX - at);
}

static void put_padded(struct sk_record *record, int64_t value, size_t width, const char *after)
{
	char digits[DIGITS_MAX];
	for (size_t at = width; at-- > 0; value /= 10)
		digits[at] = (char)('0' + value % 10);
	add(record, digits, width);
	put(record, after);
}

/* Years begin in March here, so that the leap day is the last of a year; counted from the year 0. */
static void put_date(struct sk_record *record, int64_t days)
{
	int64_t z = days + 719468;
	int64_t cycle = z / 146097, day = z % 146097;
	int64_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	int64_t of_year = day - (365 * year + year / 4 - year / 100);
	int64_t from_march = (5 * of_year + 2) / 153;
	int64_t month = from_march < 10 ? from_march + 3 : from_march - 9;
	put_padded(record, year + cycle * 400 + (month <= 2), 4, "-");
	put_padded(record, month, 2, "-");
	put_padded(record, of_year - (153 * from_march + 2) / 5 + 1, 2, "T");
}

static void put_time(struct sk_record *record, int64_t time)
{
	if (time < first_time || time > last_time) {
		fail(record);
		return;
	}
	int64_t second = time % DAY_SECONDS;
	second += second < 0 ? DAY_SECONDS : 0;
	put(record, "\"");
	put_date(record, (time - second) / DAY_SECONDS);
	put_padded(record, second / HOUR_SECONDS, 2, ":");
	put_padded(record, second / MINUTE_SECONDS % MINUTE_SECONDS, 2, ":");
	put_padded(record, second % MINUTE_SECONDS, 2, "Z\"");
}

static void put_key(struct sk_record *record, const char *key)
{
	put(record, ",");
	put_text(record, key);
	put(record, ":");
}

/* ---- lines ---- */

/* Whether a call comes where it may: within a fact or between lines. */
static bool in_order(struct sk_record *record, bool in_values)
{
	if (!record->failed && record->in_values != in_values)
		fail(record);
	return !record->failed;
}

void sk_record_open(struct sk_record *record, char *bytes, size_t room)
{
	*record = (struct sk_record){.bytes = bytes, .room = room};
}

void sk_record_head_line(struct sk_record *record, const struct sk_record_head *head)
{
	if (record->length > 0)
		fail(record);
	if (!in_order(record, false))
		return;
	put(record, "{\"bundle\":\"sekisho-bundle/1\"");
	put_key(record, "collector");
	put_text(record, head->collector);
	put_key(record, "host");
	put_text(record, head->host);
	put_key(record, "sequence");
	put_integer(record, head->sequence);
	put_key(record, "previous");
	put_text(record, head->previous);
	put_key(record, "at");
	put_time(record, head->at);
	put_key(record, "origin");
	put_text(record, head->origin);
	put_key(record, "tool");
	put_text(record, head->tool);
	put(record, "}");
	end_of_line(record);
}

void sk_record_coverage_line(struct sk_record *record, const struct sk_record_coverage *coverage)
{
	if (!in_order(record, false))
		return;
	put(record, "{\"coverage\":");
	put_integer(record, record->coverage + 1);
	put_key(record, "kind");
	put_text(record, coverage->kind);
	put_key(record, "subject");
	put_text(record, coverage->subject);
	put_key(record, "source");
	put_text(record, coverage->source);
	put_key(record, "status");
	put_text(record, coverage->status);
	put_key(record, "method");
	put_text(record, coverage->method);
	put_key(record, "at");
	put_time(record, coverage->at);
	put_key(record, "digest");
	put_text(record, coverage->digest);
	put(record, "}");
	end_of_line(record);
	record->coverage += !record->failed;
}

void sk_record_fact_begin(struct sk_record *record)
{
	if (record->coverage == 0)
		fail(record);
	if (!in_order(record, false))
		return;
	put(record, "{\"fact\":");
	put_integer(record, record->coverage);
	put(record, ",\"values\":{");
	record->in_values = true;
	record->first_value = true;
}

/* False: nothing is to be written. */
static bool value_begins(struct sk_record *record, const char *column)
{
	if (!in_order(record, true))
		return false;
	if (!record->first_value)
		put(record, ",");
	record->first_value = false;
	put_text(record, column);
	put(record, ":");
	return !record->failed;
}

void sk_record_text(struct sk_record *record, const char *column, const char *text)
{
	if (value_begins(record, column))
		put_text(record, text);
}

void sk_record_integer(struct sk_record *record, const char *column, int64_t value)
{
	if (value_begins(record, column))
		put_integer(record, value);
}

void sk_record_flag(struct sk_record *record, const char *column, bool value)
{
	if (value_begins(record, column))
		put(record, value ? "true" : "false");
}

void sk_record_time(struct sk_record *record, const char *column, int64_t time)
{
	if (value_begins(record, column))
		put_time(record, time);
}

void sk_record_null(struct sk_record *record, const char *column)
{
	if (value_begins(record, column))
		put(record, "null");
}

void sk_record_fact_end(struct sk_record *record)
{
	if (!in_order(record, true))
		return;
	put(record, "}}");
	end_of_line(record);
	record->in_values = false;
	record->facts += !record->failed;
}

void sk_record_end_line(struct sk_record *record)
{
	if (!in_order(record, false))
		return;
	put(record, "{\"end\":{\"coverage\":");
	put_integer(record, record->coverage);
	put(record, ",\"facts\":");
	put_integer(record, record->facts);
	put(record, "}}");
	end_of_line(record);
}
