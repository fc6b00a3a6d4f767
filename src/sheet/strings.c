/*
 * Texts of a workbook: runs of one text are joined, what says how to read them aloud (rPh, which Japanese input puts beside names) is left
 * out, blanks at the ends stand where xml:space="preserve" says so, as Excel does it.
 */
#include "sheet/private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- runs ---- */

void sk_sheet_runs_open(struct runs *runs, const char *name, const char **attributes)
{
	if (strcmp(name, "rPh") == 0)
		runs->phonetic++;
	if (strcmp(name, "t") != 0 || runs->phonetic)
		return;
	const char *space = sk_sheet_attribute(attributes, "http://www.w3.org/XML/1998/namespace\nspace");
	runs->inside = true;
	runs->keep = space && strcmp(space, "preserve") == 0;
	runs->begun = runs->text.length;
}

static bool is_blank(char sign)
{
	return sign == ' ' || sign == '\t' || sign == '\n' || sign == '\r';
}

void sk_sheet_runs_trim(struct runs *runs)
{
	if (!runs->text.bytes)
		return;
	char *text = runs->text.bytes + runs->begun;
	size_t length = runs->text.length - runs->begun, first = 0;
	while (length > 0 && is_blank(text[length - 1]))
		length--;
	while (first < length && is_blank(text[first]))
		first++;
	memmove(text, text + first, length - first);
	runs->text.length = runs->begun + length - first;
	runs->text.bytes[runs->text.length] = '\0';
}

void sk_sheet_runs_close(struct runs *runs, const char *name)
{
	if (strcmp(name, "rPh") == 0 && runs->phonetic)
		runs->phonetic--;
	if (strcmp(name, "t") != 0 || !runs->inside)
		return;
	runs->inside = false;
	if (!runs->keep)
		sk_sheet_runs_trim(runs);
}

void sk_sheet_runs_add(struct runs *runs, const char *text, size_t length)
{
	if (length > SK_SHEET_TEXT_MAX - runs->text.length)
		runs->too_long = true;
	if (!runs->too_long)
		sk_buf_add(&runs->text, text, length);
}

void sk_sheet_runs_text(struct runs *runs, const char *text, size_t length)
{
	if (runs->inside)
		sk_sheet_runs_add(runs, text, length);
}

/* ---- escapes: _x000D_ is the code unit 0x000D ---- */

bool sk_sheet_escape_at(const char *text, size_t length, uint32_t *unit)
{
	if (length < 7 || text[0] != '_' || text[1] != 'x' || text[6] != '_' || strspn(text + 2, "0123456789abcdefABCDEF") < 4)
		return false;
	char digits[5] = {text[2], text[3], text[4], text[5], '\0'};
	*unit = (uint32_t)strtoul(digits, NULL, 16);
	return true;
}

/* Two escapes in a row can be one sign beyond U+FFFF. Gives the bytes read. */
static size_t escaped_sign(const char *text, size_t length, uint32_t *sign)
{
	uint32_t low;
	if (!sk_sheet_escape_at(text, length, sign))
		return 0;
	if (*sign < 0xD800 || *sign > 0xDBFF || !sk_sheet_escape_at(text + 7, length - 7, &low) || low < 0xDC00 || low > 0xDFFF)
		return 7;
	*sign = 0x10000 + ((*sign - 0xD800) << 10) + (low - 0xDC00);
	return 14;
}

/* In place: an escape is never shorter than what it means. */
static size_t undo_escapes(char *text, size_t length)
{
	size_t put = 0;
	for (size_t at = 0; at < length;) {
		uint32_t sign;
		size_t step = escaped_sign(text + at, length - at, &sign);
		if (step)
			put += sk_sheet_sign_put(text + put, sign); /* half a pair: bytes that are no UTF-8, found as such */
		else
			text[put++] = text[at++];
		at += step;
	}
	return put;
}

/* ---- ends of lines and signs that may not stand there ---- */

static size_t one_line_end(char *text, size_t length)
{
	size_t put = 0;
	for (size_t at = 0; at < length; at++) {
		if (text[at] == '\r' && at + 1 < length && text[at + 1] == '\n')
			continue;
		text[put++] = text[at] == '\r' ? '\n' : text[at];
	}
	return put;
}

/* Half a pair has no name of its own. */
static sk_outcome name_sign(const struct reader *reader, const char *text, size_t length, const char **out)
{
	if (sk_utf8_step(text, length) == 0)
		return sk_arena_print(reader->arena, out, reader->error, "%s", _("half a sign"));
	return sk_arena_print(reader->arena, out, reader->error, "U+%04X", sk_sheet_sign_at(text, sk_utf8_step(text, length)));
}

static sk_outcome keep_text(const struct reader *reader, char *text, size_t length, bool escapes, struct string *out)
{
	size_t bad;
	if (escapes)
		length = undo_escapes(text, length);
	length = one_line_end(text, length);
	if (sk_utf8_clean(text, length, &bad))
		return sk_arena_text(reader->arena, text, length, &out->text, reader->error);
	return name_sign(reader, text + bad, length - bad, &out->sign);
}

sk_outcome sk_sheet_runs_end(struct runs *runs, const struct reader *reader, bool escapes, struct string *out)
{
	*out = (struct string){.text = "", .too_long = runs->too_long};
	SK_TRY(sk_buf_check(&runs->text, reader->error));
	if (runs->text.length > 0 && !runs->too_long)
		SK_TRY(keep_text(reader, runs->text.bytes, runs->text.length, escapes, out));
	sk_buf_clear(&runs->text);
	runs->too_long = runs->inside = false;
	runs->phonetic = 0;
	return SK_OK;
}

/* ---- the texts that cells share ---- */

struct table {
	const struct reader *reader;
	struct runs runs;
	struct sk_buf items; /* of struct string */
	size_t count;
	bool inside; /* in a <si> */
};

static sk_outcome table_open(void *self, const char *name, const char **attributes)
{
	struct table *table = self;
	if (strcmp(name, "si") == 0)
		table->inside = true;
	else if (table->inside)
		sk_sheet_runs_open(&table->runs, name, attributes);
	return SK_OK;
}

static sk_outcome table_close(void *self, const char *name)
{
	struct table *table = self;
	struct string string;
	if (strcmp(name, "si") != 0) {
		sk_sheet_runs_close(&table->runs, name);
		return SK_OK;
	}
	table->inside = false;
	if (++table->count > SK_SHEET_STRINGS_MAX)
		return sk_sheet_too_much(table->reader, N_("texts in the workbook"), SK_SHEET_STRINGS_MAX);
	SK_TRY(sk_sheet_runs_end(&table->runs, table->reader, true, &string));
	sk_buf_add(&table->items, (const char *)&string, sizeof(string));
	return sk_buf_check(&table->items, table->reader->error);
}

static sk_outcome table_text(void *self, const char *text, size_t length)
{
	struct table *table = self;
	sk_sheet_runs_text(&table->runs, text, length);
	return SK_OK;
}

static void table_release(struct table *table)
{
	sk_buf_release(&table->runs.text);
	sk_buf_release(&table->items);
}

sk_outcome sk_sheet_strings(const struct reader *reader, const struct part *part, struct strings *out)
{
	__attribute__((cleanup(table_release))) struct table table = {
		.reader = reader, .runs = RUNS, .items = SK_BUF((SK_SHEET_STRINGS_MAX + 1) * sizeof(struct string))};
	struct handler handler = {&table, table_open, table_close, table_text};
	void *items;
	SK_TRY(sk_sheet_xml(reader, part, &handler));
	SK_TRY(sk_buf_keep(&table.items, reader->arena, &items, reader->error));
	*out = (struct strings){items, table.count};
	return SK_OK;
}
