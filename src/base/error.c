/* Errors: the one table of their texts, how one is filled, how it is shown. */
#include "base/base.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct row {
	enum sk_error_class class;
	const char *text, *expected, *mend;
};

static const struct row rows[] = {
#define ERROR_ROW(name, class, text, expected, mend) [SK_E_##name] = {SK_CLASS_##class, text, expected, mend},
	SK_ERROR_LIST(ERROR_ROW)
#undef ERROR_ROW
};

enum { NAME_BYTES = 32 };

/* Begins as the names of the list and is rewritten once, before main, so that it is constant for every reader. */
static char names[][NAME_BYTES] = {
#define ERROR_NAME(name, class, text, expected, mend) [SK_E_##name] = #name,
	SK_ERROR_LIST(ERROR_NAME)
#undef ERROR_NAME
};

__attribute__((constructor)) static void names_to_lower(void)
{
	for (size_t id = 0; id < SK_COUNT(names); id++) {
		for (char *at = names[id]; *at; at++)
			*at = *at == '_' ? '-' : (char)tolower((unsigned char)*at);
	}
}

void sk_abort(const char *file, int line, const char *condition)
{
	(void)fprintf(stderr, "sekisho: broken invariant at %s:%d: %s\n", file, line, condition);
	abort();
}

const char *sk_error_name(enum sk_error_id id)
{
	SK_INVARIANT(id < SK_E_COUNT);
	return names[id];
}

enum sk_error_class sk_error_class_of(enum sk_error_id id)
{
	SK_INVARIANT(id < SK_E_COUNT);
	return rows[id].class;
}

enum sk_exit sk_exit_of(enum sk_error_class class)
{
	static const enum sk_exit exits[] = {
		[SK_CLASS_OK] = SK_EXIT_CLEAN,
		[SK_CLASS_INPUT] = SK_EXIT_INPUT,
		[SK_CLASS_EMPTY] = SK_EXIT_EMPTY,
		[SK_CLASS_ENVIRONMENT] = SK_EXIT_INTERNAL,
	};

	SK_INVARIANT(class < SK_COUNT(exits));
	return exits[class];
}

/*
 * Bytes that are no text become '?', and so do control characters, because errors quote hostile files and end on
 * terminals: an escape sequence or a forged second line must not pass. Tab and newline become a space.
 */
static size_t copy_step(char *to, const char *from, size_t length)
{
	size_t step = sk_utf8_step(from, length);

	if (*from == '\t' || *from == '\n') {
		*to = ' ';
		return 1;
	}
	if (step == 0 || !sk_utf8_clean(from, step, NULL)) {
		*to = '?';
		return 1;
	}
	memcpy(to, from, step);
	return step;
}

/* A control character of two bytes leaves one '?' and skips both. */
static size_t source_step(const char *from, size_t length)
{
	size_t step = sk_utf8_step(from, length);

	return step ? step : 1;
}

/* A longer number that is cut through may look like one that may be shown nowhere. */
static size_t without_number(const char *text, size_t length)
{
	while (length > 0 && sk_my_number_inside(text, length)) {
		do
			length--;
		while (length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80);
	}
	return length;
}

void sk_text_shown(char to[SK_ERROR_TEXT], const char *from)
{
	static const char cut[] = "...";
	size_t length = from ? strlen(from) : 0;
	size_t used = 0, kept = 0, at = 0;

	while (at < length) {
		size_t step = source_step(from + at, length - at);
		char piece[4];
		size_t put = copy_step(piece, from + at, length - at);

		if (used + put >= SK_ERROR_TEXT)
			break;
		memcpy(to + used, piece, put);
		used += put;
		at += step;
		if (used + sizeof(cut) <= SK_ERROR_TEXT)
			kept = used;
	}
	if (at < length) {
		kept = without_number(to, kept);
		memcpy(to + kept, cut, sizeof(cut) - 1);
		used = kept + sizeof(cut) - 1;
	}
	to[used] = '\0';
	sk_my_number_hide(to);
}

/* Built aside, so that a caller may hand in parts of the very error that is replaced. */
sk_outcome sk_error_set(struct sk_error *error, enum sk_error_id id, const struct sk_place *place,
			const char *argument1, const char *argument2, const char *argument3)
{
	struct sk_error fresh = {.id = id};

	SK_INVARIANT(id < SK_E_COUNT);
	if (place) {
		sk_text_shown(fresh.file, place->file);
		fresh.line = place->line;
		fresh.column = place->column;
	}
	sk_text_shown(fresh.argument[0], argument1);
	sk_text_shown(fresh.argument[1], argument2);
	sk_text_shown(fresh.argument[2], argument3);
	*error = fresh;
	return (sk_outcome){rows[id].class};
}

sk_outcome sk_error_set_number(struct sk_error *error, enum sk_error_id id, const struct sk_place *place,
			       size_t number)
{
	char digits[32];

	(void)snprintf(digits, sizeof(digits), "%zu", number);
	return sk_error_set(error, id, place, digits, NULL, NULL);
}

static void print_place(const struct sk_error *error, struct sk_buf *out)
{
	if (!error->file[0])
		return;
	sk_buf_text(out, error->file);
	if (error->line)
		sk_buf_print(out, ":%u", error->line);
	if (error->line && error->column)
		sk_buf_print(out, ":%u", error->column);
	sk_buf_text(out, ": ");
}

static void print_line(const struct sk_error *error, struct sk_buf *out, const char *label, const char *text)
{
	const char *const arguments[] = {error->argument[0], error->argument[1], error->argument[2]};

	sk_buf_text(out, label);
	sk_buf_text(out, ": ");
	sk_message_fill(out, _(text), arguments, SK_COUNT(arguments));
	sk_buf_text(out, "\n");
}

/* "-" stands for "nothing to say" in the list. */
static bool says_something(const char *text)
{
	return strcmp(text, "-") != 0;
}

void sk_error_print(const struct sk_error *error, struct sk_buf *out)
{
	const struct row *row;

	SK_INVARIANT(error->id < SK_E_COUNT);
	row = &rows[error->id];
	print_place(error, out);
	print_line(error, out, _("error"), row->text);
	if (says_something(row->expected)) {
		sk_buf_text(out, "  ");
		print_line(error, out, _("expected"), row->expected);
	}
	if (says_something(row->mend)) {
		sk_buf_text(out, "  ");
		print_line(error, out, _("mend"), row->mend);
	}
}
