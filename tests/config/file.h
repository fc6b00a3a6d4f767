/* One configuration from a file, read by the reader that knows it. */
#ifndef TEST_CONFIG_FILE_H
#define TEST_CONFIG_FILE_H

#include "config/config.h"

#include <stdio.h>
#include <stdlib.h>

static inline char *file_bytes(const char *path, size_t *length)
{
	FILE *file = fopen(path, "rb");
	char *bytes = malloc(SK_CONFIG_BYTES_MAX + 2);
	if (!file || !bytes)
		exit(4);
	*length = fread(bytes, 1, SK_CONFIG_BYTES_MAX + 1, file);
	(void)fclose(file);
	return bytes;
}

static inline void say(const struct sk_error *error)
{
	SK_BUF_SCOPE text = SK_BUF(1 << 16);
	sk_error_print(error, &text);
	(void)fputs(text.bytes, stdout);
	exit(2);
}

/* Ends the process with the refusal. `force`: try the first reader even if it does not know the bytes. */
static inline void file_filter(struct sk_arena *arena, const char *path, bool force, struct sk_filter *out)
{
	struct sk_config_source source = {.file = "file"};
	struct sk_error error = {0};
	size_t count;
	char *bytes = file_bytes(path, &source.length);
	/* Exactly as long as the file, so that the sanitizer sees a step past its end. */
	char *exact = malloc(source.length ? source.length : 1);
	for (size_t i = 0; i < source.length && exact; i++)
		exact[i] = bytes[i];
	free(bytes);
	source.bytes = exact;
	const struct sk_config_reader *reader = sk_config_reader_of(&source);
	if (!reader && force)
		reader = sk_config_readers(&count);
	if (!reader) {
		puts("unknown");
		exit(3);
	}
	if (sk_failed(reader->read(arena, &source, out, &error)))
		say(&error);
	free(exact);
}

#endif
