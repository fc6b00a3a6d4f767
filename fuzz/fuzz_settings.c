/* Bytes as what the dialect FUZZ_DIALECT reads: twice, with what must hold of every fact, and the bundle that is made of them. */
#include "disk.h"
#include "settings/settings.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

/* A value that no reader keeps: the fuzzer puts it behind the keys of secrets, and it must never come out. */
#define SECRET "Tr0ub4dor"

static uint32_t lines_of(const struct sk_config_source *source)
{
	uint32_t lines = 1;
	for (size_t i = 0; i < source->length; i++)
		lines += source->bytes[i] == '\n';
	return lines;
}

static void check_fact(const struct sk_settings *settings, const struct sk_settings_fact *fact, uint32_t lines)
{
	FUZZ_HOLDS(fact->line >= 1 && fact->line <= lines);
	for (size_t i = 0; i < settings->kind->column_count; i++) {
		FUZZ_HOLDS(fact->lines[i] <= lines);
		FUZZ_HOLDS(!fact->values[i].null || !settings->kind->columns[i].needed);
	}
}

static void check_settings(const struct sk_settings *settings, uint32_t lines)
{
	FUZZ_HOLDS(settings->fact_count <= SK_SETTINGS_FACTS_MAX && settings->note_count <= SK_SETTINGS_NOTES_MAX);
	for (size_t i = 0; i < settings->fact_count; i++)
		check_fact(settings, &settings->facts[i], lines);
	for (size_t i = 0; i < settings->note_count; i++)
		FUZZ_HOLDS(settings->notes[i].line >= 1 && settings->notes[i].line <= lines);
}

static const struct sk_settings_dialect *dialect(void)
{
	size_t count, at = 0;
	const struct sk_settings_dialect *dialects = sk_settings_dialects(&count);
	while (at < count && strcmp(dialects[at].name, FUZZ_DIALECT) != 0)
		at++;
	FUZZ_HOLDS(at < count);
	return &dialects[at];
}

/* Whether it stands only where a secret stands: behind the last sign of a line "wpa_passphrase=" or "secret = ", nowhere else. */
static bool hides_secret(const struct sk_config_source *source)
{
	static const char *const keys[] = {"wpa_passphrase=" SECRET, "sae_password=" SECRET, "secret = " SECRET};
	size_t all = 0, hidden = 0;
	for (size_t at = 0; at + sizeof(SECRET) - 1 <= source->length; at++) {
		all += memcmp(source->bytes + at, SECRET, sizeof(SECRET) - 1) == 0;
		for (size_t i = 0; i < SK_COUNT(keys); i++)
			hidden += (at == 0 || source->bytes[at - 1] == '\n') && at + strlen(keys[i]) <= source->length &&
				  memcmp(source->bytes + at, keys[i], strlen(keys[i])) == 0;
	}
	return all > 0 && all == hidden && !memchr(source->bytes, '"', source->length);
}

static void read_once(const char *bytes, size_t length, struct sk_buf *out)
{
	SK_ARENA_SCOPE arena = sk_arena_new(FUZZ_ARENA_MAX);
	struct sk_config_source source = {"file.conf", bytes, length};
	struct sk_settings_look look = {.subject = "router-1", .collector = "look-1", .at = FUZZ_NOW};
	struct sk_settings settings;
	struct sk_settings_bundle bundle;
	struct sk_error error = {0};
	FUZZ_HOLDS(arena);
	(void)sk_settings_dialect_of(&source);
	/* The others read whatever there is. */
	if (strcmp(FUZZ_DIALECT, "filter") == 0 && !dialect()->knows(&source))
		return;
	sk_outcome outcome = sk_settings_read(arena, &source, dialect(), &settings, &error);
	if (!sk_failed(outcome)) {
		check_settings(&settings, lines_of(&source));
		outcome = sk_settings_bundle(arena, source.file, &settings, &look, &bundle, &error);
	}
	if (sk_failed(outcome)) {
		fuzz_check_error(outcome, &error, bytes, length);
		sk_error_print(&error, out);
	} else {
		FUZZ_HOLDS(bundle.line_count == settings.fact_count + 3);
		sk_buf_add(out, bundle.bytes, bundle.length);
	}
	FUZZ_HOLDS(!hides_secret(&source) || !out->bytes || !strstr(out->bytes, SECRET));
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	return fuzz_twice(data, size, read_once);
}
