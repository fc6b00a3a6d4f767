/* Bytes as a bundle: what is read keeps every promise of the table of kinds; what is refused is told in clean text, without repeating a
 * person's number; and both are the same every time. */
#include "fact/fact.h"

#include <string.h>

#define FUZZ_HOLDS(condition) SK_INVARIANT(condition)
enum { ARENA_MAX = 64 << 20, TEXT_MAX = 1 << 14 };

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static bool one_of(const char *word, const char *const *words)
{
	for (; *words; words++)
		if (strcmp(*words, word) == 0)
			return true;
	return false;
}

static void check_text(const char *text)
{
	size_t length = strlen(text);
	FUZZ_HOLDS(length > 0 && length <= SK_FACT_TEXT_MAX && sk_utf8_clean(text, length, NULL) && !strpbrk(text, "\t\n"));
	FUZZ_HOLDS(length == 32 || length == 64 || !sk_my_number_inside(text, length));
}

static void check_value(const struct sk_column *column, const struct sk_value *value)
{
	if (value->null) {
		FUZZ_HOLDS(!column->needed);
		return;
	}
	switch (column->type) {
	case SK_COLUMN_TEXT:
		check_text(value->text);
		FUZZ_HOLDS((int64_t)strlen(value->text) >= column->low && (int64_t)strlen(value->text) <= column->high);
		break;
	case SK_COLUMN_CHOICE:
		FUZZ_HOLDS(one_of(value->text, column->choices));
		break;
	case SK_COLUMN_INTEGER:
		FUZZ_HOLDS(value->integer >= column->low && value->integer <= column->high);
		break;
	case SK_COLUMN_FLAG:
		FUZZ_HOLDS(value->integer == 0 || value->integer == 1);
		break;
	case SK_COLUMN_TIME:
		FUZZ_HOLDS(value->integer >= -2208988800 && value->integer <= 32503679999);
		break;
	}
}

static void check_coverage(const struct sk_bundle *bundle, size_t at)
{
	const struct sk_coverage *coverage = &bundle->coverage[at];
	FUZZ_HOLDS(coverage->number == (int64_t)at + 1 && coverage->line > 1);
	FUZZ_HOLDS(coverage->kind && coverage->kind->methods & 1u << coverage->method);
	FUZZ_HOLDS(coverage->status >= SK_STATUS_COMPLETE && coverage->status <= SK_STATUS_ERROR);
	FUZZ_HOLDS(!coverage->digest || strlen(coverage->digest) == 64);
	check_text(coverage->subject);
	check_text(coverage->source);
}

static void check_fact(const struct sk_bundle *bundle, size_t at)
{
	const struct sk_fact *fact = &bundle->facts[at];
	FUZZ_HOLDS(fact->coverage < bundle->coverage_count && fact->line > bundle->coverage[fact->coverage].line);
	FUZZ_HOLDS(at == 0 || (fact->coverage >= fact[-1].coverage && fact->line == fact[-1].line + 1 + (uint32_t)(fact->coverage - fact[-1].coverage)));
	const struct sk_coverage *coverage = &bundle->coverage[fact->coverage];
	FUZZ_HOLDS(coverage->status <= SK_STATUS_PARTIAL);
	for (size_t i = 0; i < coverage->kind->column_count; i++)
		check_value(&coverage->kind->columns[i], &fact->values[i]);
}

static void check_bundle(const struct sk_bundle *bundle, const char *bytes, size_t length)
{
	check_text(bundle->collector);
	check_text(bundle->host);
	check_text(bundle->tool);
	FUZZ_HOLDS(bundle->sequence >= 1 && bundle->origin <= SK_EXAMPLE);
	FUZZ_HOLDS(bundle->signed_length <= length && (bundle->signature != NULL) == (bundle->signed_length < length));
	FUZZ_HOLDS(bytes[bundle->signed_length - 1] == '\n');
	for (size_t i = 0; i < bundle->coverage_count; i++)
		check_coverage(bundle, i);
	for (size_t i = 0; i < bundle->fact_count; i++)
		check_fact(bundle, i);
}

static void check_error(sk_outcome outcome, const struct sk_error *error, size_t length, struct sk_buf *text)
{
	FUZZ_HOLDS(outcome.class == SK_CLASS_INPUT && error->id != SK_E_OK && error->id < SK_E_COUNT);
	FUZZ_HOLDS(error->line <= length + 1 && (error->line > 0 || error->id == SK_E_FILE_LARGE));
	sk_error_print(error, text);
	FUZZ_HOLDS(!text->failed && sk_utf8_clean(text->bytes, text->length, NULL));
	for (size_t i = 0; i < SK_ERROR_ARGUMENTS; i++)
		FUZZ_HOLDS(strlen(error->argument[i]) == 32 || strlen(error->argument[i]) == 64 ||
			   !sk_my_number_inside(error->argument[i], strlen(error->argument[i])));
}

static void read_once(const char *bytes, size_t length, struct sk_buf *text)
{
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA_MAX);
	const struct sk_bundle *bundle = NULL;
	struct sk_error error = {0};
	FUZZ_HOLDS(arena);
	sk_outcome outcome = sk_bundle_read(arena, "bundle", bytes, length, &bundle, &error);
	if (sk_failed(outcome))
		check_error(outcome, &error, length, text);
	else
		check_bundle(bundle, bytes, length);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	SK_BUF_SCOPE first = SK_BUF(TEXT_MAX);
	SK_BUF_SCOPE second = SK_BUF(TEXT_MAX);
	read_once((const char *)data, size, &first);
	read_once((const char *)data, size, &second);
	FUZZ_HOLDS(first.length == second.length && (first.length == 0 || memcmp(first.bytes, second.bytes, first.length) == 0));
	return 0;
}
