#include "clinic.h"

#include "cmocka_all.h"
#include "port/port.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_MAX = 64 << 20, WORD_ROOM = 128 };

static struct sk_arena *catalogue_arena;
static struct sk_catalogue *catalogue;

static void show(const struct sk_error *error)
{
	SK_BUF_SCOPE text = SK_BUF(8192);

	sk_error_print(error, &text);
	fprintf(stderr, "%s\n", text.bytes ? text.bytes : "");
}

void clinic_open(const char *catalogue_folder)
{
	struct sk_error error;

	catalogue_arena = sk_arena_new(ARENA_MAX);
	if (!catalogue_arena)
		exit(1);
	if (sk_failed(sk_catalogue_load(catalogue_arena, sk_port_env(), catalogue_folder, &catalogue, &error))) {
		show(&error);
		exit(1);
	}
}

void clinic_close(void)
{
	sk_arena_free(catalogue_arena);
	catalogue_arena = NULL;
	catalogue = NULL;
}

const struct sk_catalogue *clinic_catalogue(void)
{
	return catalogue;
}

/* ---- an env of one file ---- */

struct one_file {
	const char *text;
	size_t at;
};

static struct one_file one_file;

static enum sk_entry_kind file_kind(void *self, const char *path)
{
	(void)self;
	return strcmp(path, "site/" SK_SITE_FILE) == 0 ? SK_ENTRY_FILE : SK_ENTRY_NONE;
}

static int file_open(void *self, const char *path, int *handle)
{
	struct one_file *file = self;

	if (file_kind(self, path) != SK_ENTRY_FILE)
		return ENOENT;
	file->at = 0;
	*handle = 0;
	return 0;
}

static int file_read(void *self, int handle, char *out, size_t room, size_t *got)
{
	struct one_file *file = self;
	size_t left = strlen(file->text + file->at);

	(void)handle;
	*got = left < room ? left : room;
	memcpy(out, file->text + file->at, *got);
	file->at += *got;
	return 0;
}

static int file_close(void *self, int handle)
{
	(void)self;
	(void)handle;
	return 0;
}

const struct sk_env *clinic_env(const char *yaml)
{
	static const struct sk_env env = {
		.self = &one_file,
		.kind = file_kind,
		.open_read = file_open,
		.read = file_read,
		.close = file_close,
	};

	one_file = (struct one_file){yaml, 0};
	return &env;
}

/* ---- a clinic ---- */

sk_outcome clinic_try(struct clinic *clinic, const char *yaml, sk_time at)
{
	*clinic = (struct clinic){.arena = sk_arena_new(ARENA_MAX)};
	assert_non_null(clinic->arena);
	SK_TRY(sk_site_load(clinic->arena, clinic_env(yaml), "site", catalogue, &clinic->site, &clinic->error));
	SK_TRY(sk_check_run(clinic->arena, NULL, clinic->site, &sk_evidence_none, at, &clinic->verdicts, &clinic->error));
	return sk_assess(clinic->arena, &clinic->verdicts, &clinic->register_, &clinic->error);
}

void clinic_make(struct clinic *clinic, const char *yaml, sk_time at)
{
	if (!sk_failed(clinic_try(clinic, yaml, at)))
		return;
	show(&clinic->error);
	fprintf(stderr, "%s\n", yaml);
	fail_msg("the site above is not accepted");
}

void clinic_end(struct clinic *clinic)
{
	sk_arena_free(clinic->arena);
	clinic->arena = NULL;
}

static const struct sk_risk *risk_in(const struct sk_risk *risks, size_t count, const char *id)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(risks[i].scenario->id, id) == 0)
			return &risks[i];
	return NULL;
}

const struct sk_risk *clinic_risk(const struct clinic *clinic, const char *id)
{
	return risk_in(clinic->register_.risks, clinic->register_.counts.scenarios, id);
}

const struct sk_risk *clinic_excluded(const struct clinic *clinic, const char *id)
{
	return risk_in(clinic->register_.excluded, clinic->register_.counts.excluded, id);
}

const struct sk_verdict *clinic_verdict(const struct clinic *clinic, const char *control)
{
	const struct sk_control *row = sk_catalogue_control(clinic->site->catalogue, control);

	assert_non_null(row);
	return sk_check_verdict(&clinic->verdicts, row);
}

/* ---- texts ---- */

static bool has_word(const char *words, const char *word)
{
	char padded[WORD_ROOM], wanted[WORD_ROOM];

	(void)snprintf(padded, sizeof(padded), " %s ", words);
	(void)snprintf(wanted, sizeof(wanted), " %s ", word);
	return strstr(padded, wanted) != NULL;
}

void clinic_text(struct sk_buf *out, const char *kind, const char *without)
{
	const struct sk_configuration *configuration = sk_catalogue_configuration(catalogue, "ip-vpn");

	assert_non_null(configuration);
	sk_buf_print(out, "format: %s\nname: Test\nkind: %s\nconfiguration: ip-vpn\nsubjects:\n", SK_SITE_FORMAT, kind);
	SK_ID_EACH(id, &configuration->places)
		if (!has_word(without, id->text))
			sk_buf_print(out, "  - {id: %s-1, place: %s}\n", id->text, id->text);
}

sk_time clinic_time(const char *text)
{
	sk_time time = 0;

	assert_true(sk_time_parse(text, strlen(text), &time));
	return time;
}
