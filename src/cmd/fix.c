/* What mends a policy: shown, and written where it is asked to. */
#include "cmd/cmd.h"

#include "seal/seal.h"

enum { FILE_MODE = 0644, FOLDER_MODE = 0755, SHEET_MAX = 1 << 20 };

/* Nothing is written over: the folder may be the site's own configs/, which say what the devices have now. */
static sk_outcome check_free(const struct sk_call *call, const struct sk_fix_report *fix, const struct sk_fix_file *file, const char *suffix)
{
	struct sk_place place = {0};
	SK_TRY(sk_arena_print(call->arena, &place.file, call->error, "%s/%s%s", fix->folder, sk_text_file(file->name), suffix));
	if (call->env->kind(call->env->self, place.file) == SK_ENTRY_NONE)
		return SK_OK;
	const char *expected;
	SK_TRY(sk_arena_print(call->arena, &expected, call->error, "sekisho fix %s --output %s-2", call->words[0], fix->folder));
	return sk_error_set(call->error, SK_E_FILE_TAKEN, &place, expected, NULL, NULL);
}

/* The sheet first: a file that lies there without it could be applied without it. */
static sk_outcome write_file(struct sk_call *call, const struct sk_fix_report *fix, const struct sk_fix_file *file)
{
	SK_BUF_SCOPE text = SK_BUF(SK_CONFIG_BYTES_MAX), sheet = SK_BUF(SHEET_MAX);
	struct sk_report report = sk_call_report(call);
	char digest[SK_HEX_ROOM];
	const char *path;
	report.out = &sheet;
	sk_fix_text(file, &text);
	SK_TRY(sk_buf_check(&text, call->error));
	sk_digest(text.bytes, text.length, digest);
	SK_TRY(sk_report_fix_sheet(&report, fix, file, sk_text_file(file->name), digest));
	SK_TRY(sk_arena_print(call->arena, &path, call->error, "%s/%s.sheet.txt", fix->folder, sk_text_file(file->name)));
	SK_TRY(sk_env_write_file(call->env, path, sheet.bytes, sheet.length, FILE_MODE, call->error));
	SK_TRY(sk_arena_print(call->arena, &path, call->error, "%s/%s", fix->folder, sk_text_file(file->name)));
	return sk_env_write_file(call->env, path, text.bytes, text.length, FILE_MODE, call->error);
}

static sk_outcome run_fix(struct sk_call *call)
{
	struct sk_site *site;
	struct sk_network network;
	struct sk_fix_report fix = {.at = call->at};
	struct sk_report report = sk_call_report(call);
	void *memory;
	SK_TRY(sk_call_site(call, &site));
	SK_TRY(sk_prove_network(call->arena, call->env, site, &network, call->error));
	SK_TRY(sk_arena_take(call->arena, 1, sizeof(struct sk_fixed), &memory, call->error));
	struct sk_fixed *fixed = memory;
	SK_TRY(sk_fix_make(call->arena, call->env, site, &network, call->words[0], fixed, call->error));
	fix.site = site;
	fix.fixed = fixed;
	call->finding = !fixed->fixed;
	if (fixed->fixed && fixed->file_count > 0 && call->values[SK_OPTION_OUTPUT]) {
		fix.folder = call->values[SK_OPTION_OUTPUT];
		for (size_t i = 0; i < fixed->file_count; i++) {
			SK_TRY(check_free(call, &fix, &fixed->files[i], ""));
			SK_TRY(check_free(call, &fix, &fixed->files[i], ".sheet.txt"));
		}
		SK_TRY(sk_call_make_folder(call, fix.folder, FOLDER_MODE));
		for (size_t i = 0; i < fixed->file_count; i++)
			SK_TRY(write_file(call, &fix, &fixed->files[i]));
	}
	return call->json ? sk_report_fix_json(&report, &fix) : sk_report_fix(&report, &fix);
}

static const enum sk_option_id options[] = {
	SK_OPTION_OUTPUT, SK_OPTION_SITE, SK_OPTION_AT, SK_OPTION_JSON, SK_OPTION_CATALOGUE,
};
const struct sk_verb sk_verb_fix = {
	.name = "fix",
	.group = SK_VERB_FRONT,
	.writes = true,
	.usage = N_("POLICY|NEED|CONTROL [--output DIR] [options]"),
	.help = N_("the smallest change that makes a broken policy hold"),
	.options = options,
	.option_count = SK_COUNT(options),
	.words_least = 1,
	.words_most = 1,
	.run = run_fix,
};
