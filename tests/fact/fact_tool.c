/* What comes from the table of kinds, for tables.py: `schema`, `sql`, `manual ja|en`, `rows` (a bundle with edge values of every kind),
 * and `read` (bundles from standard input, each ending in a line "."; one line of answer each). */
#include "rows.h"

#include <stdio.h>
#include <string.h>

enum { ROOM = 4 << 20, ARENA = 64 << 20 };

static char input[SK_BUNDLE_BYTES_MAX];

static int print(void (*writer)(struct sk_buf *out))
{
	SK_BUF_SCOPE out = SK_BUF(ROOM);
	writer(&out);
	(void)fputs(out.bytes ? out.bytes : "", stdout);
	return out.failed;
}

static int print_manual(const char *lang)
{
	SK_BUF_SCOPE out = SK_BUF(ROOM);
	sk_fact_manual(&out, strcmp(lang, "ja") == 0 ? SK_LANG_JA : SK_LANG_EN);
	(void)fputs(out.bytes ? out.bytes : "", stdout);
	return out.failed;
}

static int print_rows(void)
{
	static char bytes[ROOM];
	struct sk_record record;
	sk_record_open(&record, bytes, sizeof(bytes));
	rows_all(&record);
	(void)fwrite(bytes, 1, record.length, stdout);
	return record.failed;
}

static void answer(const char *bytes, size_t length)
{
	const struct sk_bundle *bundle;
	struct sk_error error = {0};
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	SK_INVARIANT(arena);
	if (sk_failed(sk_bundle_read(arena, "bundle", bytes, length, &bundle, &error)))
		(void)printf("%s %u %s\n", sk_error_name(error.id), error.line, error.argument[0]);
	else
		(void)printf("ok %zu %zu\n", bundle->coverage_count, bundle->fact_count);
}

static int read_bundles(void)
{
	size_t length = 0;
	char line[SK_BUNDLE_LINE_MAX + 2];
	while (fgets(line, sizeof(line), stdin)) {
		size_t step = strlen(line);
		if (strcmp(line, ".\n") == 0) {
			answer(input, length);
			length = 0;
			continue;
		}
		SK_INVARIANT(length + step <= sizeof(input));
		memcpy(input + length, line, step);
		length += step;
	}
	return 0;
}

int main(int argc, char **argv)
{
	const char *verb = argc > 1 ? argv[1] : "";
	if (strcmp(verb, "schema") == 0)
		return print(sk_fact_schema);
	if (strcmp(verb, "sql") == 0)
		return print(sk_fact_sql);
	if (strcmp(verb, "manual") == 0 && argc == 3)
		return print_manual(argv[2]);
	if (strcmp(verb, "rows") == 0)
		return print_rows();
	if (strcmp(verb, "read") == 0)
		return read_bundles();
	return 2;
}
