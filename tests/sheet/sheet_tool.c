/*
 * Puts files to the reader of tables, for the scripts beside it:
 *
 *	sheet_tool FILE...           each book as JSON, or its error on standard error; exit code of the last one
 *	sheet_tool --mutate FILE     the file cut at every length, and with every byte changed in three ways: each time an error or a book
 *	                             in which all holds; prints how many there were of each, and of books that are not the first one
 *	sheet_tool --confined FILE   one book, read within the sandbox
 *	sheet_tool --ja ...          errors in Japanese
 */
#include "book.h"
#include "port/port.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_MAX = 256 << 20, OUTPUT_MAX = 256 << 20, READ_MAX = 64 << 20 };

static const struct sk_env *env;

static void must(sk_outcome outcome, const struct sk_error *error)
{
	SK_BUF_SCOPE text = SK_BUF(OUTPUT_MAX);
	if (!sk_failed(outcome))
		return;
	sk_error_print(error, &text);
	(void)fprintf(stderr, "%s", text.bytes);
	exit((int)sk_exit_of(outcome.class));
}

static int read_one(const char *bytes, size_t length, const char *name)
{
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA_MAX);
	SK_BUF_SCOPE out = SK_BUF(OUTPUT_MAX);
	struct sk_error error = {0};
	const struct sk_sheet_book *book;
	sk_outcome outcome = sk_sheet_read(arena, bytes, length, name, &book, &error);
	if (sk_failed(outcome)) {
		book_check_error(&error, outcome);
		sk_error_print(&error, &out);
		(void)fputs(out.bytes, stderr);
		return (int)sk_exit_of(outcome.class);
	}
	book_check(book);
	book_print(book, &out);
	(void)fputs(out.bytes, stdout);
	return 0;
}

static int read_file(const char *path)
{
	SK_BUF_SCOPE bytes = SK_BUF(READ_MAX);
	struct sk_error error = {0};
	must(sk_env_read_file(env, path, path, READ_MAX, &bytes, &error), &error);
	return read_one(bytes.bytes ? bytes.bytes : "", bytes.length, sk_text_file(path));
}

/* ---- mutants ---- */

struct counts {
	size_t read, refused, other;
};

static bool same(const struct sk_buf *a, const struct sk_buf *b)
{
	return a->length == b->length && memcmp(a->bytes, b->bytes, a->length) == 0;
}

/* A copy of its own, so that a step past its end is seen. */
static void try_bytes(const char *bytes, size_t length, const struct sk_buf *whole, struct counts *counts)
{
	SK_BUF_SCOPE out = SK_BUF(OUTPUT_MAX);
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA_MAX);
	struct sk_error error = {0};
	const struct sk_sheet_book *book;
	char *copy = malloc(length ? length : 1);
	SK_INVARIANT(copy && arena);
	memcpy(copy, bytes, length);
	sk_outcome outcome = sk_sheet_read(arena, copy, length, "mutant.xlsx", &book, &error);
	free(copy);
	if (sk_failed(outcome))
		book_check_error(&error, outcome);
	else
		book_check(book);
	counts->refused += sk_failed(outcome);
	counts->read += !sk_failed(outcome);
	if (sk_failed(outcome))
		return;
	book_print(book, &out);
	counts->other += !same(&out, whole);
}

static int mutate(const char *path)
{
	static const unsigned char changes[] = {0x01, 0x80, 0xFF};
	SK_BUF_SCOPE bytes = SK_BUF(READ_MAX);
	SK_BUF_SCOPE whole = SK_BUF(OUTPUT_MAX);
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA_MAX);
	const struct sk_sheet_book *book;
	struct sk_error error = {0};
	struct counts cut = {0}, changed = {0};
	must(sk_env_read_file(env, path, path, READ_MAX, &bytes, &error), &error);
	must(sk_sheet_read(arena, bytes.bytes, bytes.length, path, &book, &error), &error);
	book_print(book, &whole);
	for (size_t length = 0; length < bytes.length; length++)
		try_bytes(bytes.bytes, length, &whole, &cut);
	for (size_t at = 0; at < bytes.length; at++)
		for (size_t i = 0; i < SK_COUNT(changes); i++) {
			bytes.bytes[at] = (char)(bytes.bytes[at] ^ changes[i]);
			try_bytes(bytes.bytes, bytes.length, &whole, &changed);
			bytes.bytes[at] = (char)(bytes.bytes[at] ^ changes[i]);
		}
	(void)printf("{\"length\": %zu, \"cut_read\": %zu, \"cut_refused\": %zu, \"changed_read\": %zu, \"changed_refused\": %zu, "
		     "\"changed_other\": %zu}\n", bytes.length, cut.read, cut.refused, changed.read, changed.refused, changed.other);
	return 0;
}

static int confined(const char *path)
{
	SK_BUF_SCOPE bytes = SK_BUF(READ_MAX);
	struct sk_error error = {0};
	must(sk_env_read_file(env, path, path, READ_MAX, &bytes, &error), &error);
	must(sk_port_sandbox(&error), &error);
	return read_one(bytes.bytes ? bytes.bytes : "", bytes.length, sk_text_file(path));
}

int main(int count, char **words)
{
	int code = 2, first = 1;
	env = sk_port_env();
	if (count > 2 && strcmp(words[1], "--ja") == 0) {
		sk_messages_open(SK_LANG_JA, words[2]);
		first = 3;
	}
	if (count == first + 2 && strcmp(words[first], "--mutate") == 0)
		return mutate(words[first + 1]);
	if (count == first + 2 && strcmp(words[first], "--confined") == 0)
		return confined(words[first + 1]);
	for (int i = first; i < count; i++)
		code = read_file(words[i]);
	return code;
}
