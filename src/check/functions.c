/*
 * Functions over texts that queries may use in place of SQLite's own, with the same results: one call is one step however long its text is, so each
 * pays for the bytes it reads. SQLite's trim and its search for a text within another go over one text for each letter of the other.
 */
#include "check/checker.h"

#include <string.h>

enum { MOST_ARGUMENTS = 8, MOST_LETTERS = 1000000000 /* SQLite's */, FLAGS = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS };

/* The text of an argument, paid for; NULL where it is none or there is nothing left to pay with. What the tables' own rules measure is free. */
static const char *text_of(sqlite3_context *context, sqlite3_value *value, size_t *length)
{
	struct fence *fence = sqlite3_user_data(context);
	const char *text = (const char *)sqlite3_value_text(value);
	*length = (size_t)sqlite3_value_bytes(value);
	bool paid = text && (!fence->running || *length < fence->bytes);
	if (paid && fence->running)
		fence->bytes -= *length + 1;
	if (paid)
		return text;
	if (text)
		sqlite3_result_error_toobig(context);
	return NULL;
}

static bool begins_letter(char byte)
{
	return ((unsigned char)byte & 0xC0) != 0x80;
}

static size_t letters_in(const char *text, size_t length)
{
	size_t letters = 0;
	for (size_t i = 0; i < length; i++)
		letters += begins_letter(text[i]);
	return letters;
}

/* Bytes of the first `letters`, or all of them. */
static size_t bytes_of(const char *text, size_t length, int64_t letters)
{
	size_t at = 0;
	while (at < length && (letters > 0 || !begins_letter(text[at])))
		letters -= begins_letter(text[at++]);
	return at;
}

static void length_of(sqlite3_context *context, int count, sqlite3_value **values)
{
	size_t length;
	(void)count;
	bool bytes = sqlite3_value_type(values[0]) == SQLITE_BLOB;
	const char *text = bytes ? NULL : text_of(context, values[0], &length);
	if (bytes)
		sqlite3_result_int(context, sqlite3_value_bytes(values[0]));
	else if (text)
		sqlite3_result_int64(context, (sqlite3_int64)letters_in(text, length));
}

/* ASCII only, as SQLite's. */
static void fold(sqlite3_context *context, sqlite3_value *value, char first, char last)
{
	size_t length;
	const char *text = text_of(context, value, &length);
	char *folded = text ? sqlite3_malloc64(length + 1) : NULL;
	if (text && !folded)
		sqlite3_result_error_nomem(context);
	for (size_t i = 0; folded && i < length; i++)
		folded[i] = text[i] >= first && text[i] <= last ? (char)(text[i] ^ 0x20) : text[i];
	if (folded)
		sqlite3_result_text64(context, folded, length, sqlite3_free, SQLITE_UTF8);
}

static void lower(sqlite3_context *context, int count, sqlite3_value **values)
{
	(void)count;
	fold(context, values[0], 'A', 'Z');
}

static void upper(sqlite3_context *context, int count, sqlite3_value **values)
{
	(void)count;
	fold(context, values[0], 'a', 'z');
}

/* strstr takes time as both texts together. */
static void instr(sqlite3_context *context, int count, sqlite3_value **values)
{
	size_t length, sought_length;
	(void)count;
	const char *text = text_of(context, values[0], &length);
	const char *sought = text ? text_of(context, values[1], &sought_length) : NULL;
	if (!sought)
		return;
	const char *found = strstr(text, sought);
	sqlite3_result_int64(context, found ? (sqlite3_int64)letters_in(text, (size_t)(found - text)) + 1 : 0);
}

/* From which letter (0: the first) and how many, of what SQLite's substr takes: a place from 1 or, below 0, from the end; less than no letters are
 * those before it. */
static void span(int64_t *from, int64_t *many, int64_t letters)
{
	bool before = *many < 0;
	*many = before ? -*many : *many;
	if (*from < 0) {
		*from += letters;
		*many += *from < 0 ? *from : 0;
		*many = *many < 0 ? 0 : *many;
		*from = *from < 0 ? 0 : *from;
	} else if (*from > 0) {
		--*from;
	} else if (*many > 0) {
		--*many;
	}
	if (!before)
		return;
	*from -= *many;
	*many += *from < 0 ? *from : 0;
	*from = *from < 0 ? 0 : *from;
}

static void substr(sqlite3_context *context, int count, sqlite3_value **values)
{
	size_t length;
	bool null = sqlite3_value_type(values[1]) == SQLITE_NULL || (count == 3 && sqlite3_value_type(values[2]) == SQLITE_NULL);
	const char *text = null ? NULL : text_of(context, values[0], &length);
	if (!text)
		return;
	int64_t from = sqlite3_value_int(values[1]), many = count == 3 ? sqlite3_value_int(values[2]) : MOST_LETTERS;
	span(&from, &many, from < 0 ? (int64_t)letters_in(text, length) : 0);
	size_t first = bytes_of(text, length, from);
	sqlite3_result_text64(context, text + first, bytes_of(text + first, length - first, many), SQLITE_TRANSIENT, SQLITE_UTF8);
}

/* With several arguments max and min compare texts with numbers: only their forms over one column are for checks. */
static void no_scalar(sqlite3_context *context, int count, sqlite3_value **values)
{
	(void)count;
	(void)values;
	sqlite3_result_error(context, "max and min take one column", -1);
}

static const struct {
	const char *name;
	int low, high; /* counts of arguments: a function of any count would take the place of the form of max and min over one column, too */
	void (*call)(sqlite3_context *context, int count, sqlite3_value **values);
} rows[] = {
	{"instr", 2, 2, instr},	     {"length", 1, 1, length_of},		 {"lower", 1, 1, lower},
	{"max", 2, MOST_ARGUMENTS, no_scalar}, {"min", 2, MOST_ARGUMENTS, no_scalar}, {"substr", 2, 3, substr},
	{"upper", 1, 1, upper},
};

int functions_put(sqlite3 *db, struct fence *fence)
{
	int result = SQLITE_OK;
	for (size_t i = 0; i < SK_COUNT(rows); i++)
		for (int count = rows[i].low; count <= rows[i].high && result == SQLITE_OK; count++)
			result = sqlite3_create_function_v2(db, rows[i].name, count, FLAGS, fence, rows[i].call, NULL, NULL, NULL);
	return result;
}
