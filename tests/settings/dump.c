/*
 * dump FILE: what the reader that knows it made of it. Of each fact and note one line; of a fact the columns that are known, each with the line that says so
 * ("default" where none does). Then the bundle that is made of it, for subject router-1.
 */
#include "settings/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_MAX = 256 << 20 };

static void say(const struct sk_error *error)
{
	SK_BUF_SCOPE text = SK_BUF(1 << 16);
	sk_error_print(error, &text);
	(void)fputs(text.bytes, stdout);
	exit(2);
}

/* Exactly as long as the file, so that the sanitizer sees a step past its end. */
static char *bytes_of(const char *path, size_t *length)
{
	FILE *file = fopen(path, "rb");
	if (!file || fseek(file, 0, SEEK_END) != 0)
		exit(4);
	*length = (size_t)ftell(file);
	rewind(file);
	static char *bytes; /* for as long as the process */
	bytes = malloc(*length ? *length : 1);
	if (!bytes || fread(bytes, 1, *length, file) != *length)
		exit(4);
	(void)fclose(file);
	return bytes;
}

static void print_fact(const struct sk_fact_kind *kind, const struct sk_settings_fact *fact)
{
	printf("fact %u", fact->line);
	for (size_t i = 0; i < kind->column_count; i++) {
		const struct sk_column *column = &kind->columns[i];
		if (fact->values[i].null)
			continue;
		printf("\t%s=", column->name);
		if (column->type == SK_COLUMN_TEXT || column->type == SK_COLUMN_CHOICE)
			printf("%s", fact->values[i].text);
		else
			printf("%lld", (long long)fact->values[i].integer);
		printf("@%u", fact->lines[i]);
	}
	printf("\n");
}

int main(int argc, char **argv)
{
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA_MAX);
	struct sk_config_source source = {.file = "file"};
	struct sk_settings_look look = {.subject = "router-1", .collector = "look-1", .at = 1790812800};
	struct sk_settings settings;
	struct sk_settings_bundle bundle;
	struct sk_error error = {0};
	if (argc != 2 || !arena)
		return 4;
	source.bytes = bytes_of(argv[1], &source.length);
	const struct sk_settings_dialect *dialect = sk_settings_dialect_of(&source);
	if (!dialect) {
		puts("unknown");
		return 3;
	}
	if (sk_failed(sk_settings_read(arena, &source, dialect, &settings, &error)))
		say(&error);
	printf("dialect %s\n", settings.name);
	for (size_t i = 0; i < settings.fact_count; i++)
		print_fact(settings.kind, &settings.facts[i]);
	for (size_t i = 0; i < settings.note_count; i++)
		printf("note %u %s\n", settings.notes[i].line, settings.notes[i].text);
	if (sk_failed(sk_settings_bundle(arena, source.file, &settings, &look, &bundle, &error)))
		say(&error);
	(void)fwrite(bundle.bytes, 1, bundle.length, stdout);
	return 0;
}
