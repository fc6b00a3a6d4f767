/* Makes the key of a collecting host. The secret stays where it is made, readable by its owner alone and outside every site. */
#include "cmd/cmd.h"
#include "seal/seal.h"

#include <string.h>

enum { KEY_LINE_MAX = 512, PUBLIC_MODE = 0644 };

/* "DIR" of DIR/FILE; "." of FILE. */
static sk_outcome folder_of(struct sk_call *call, const char *path, const char **out)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		return sk_arena_text(call->arena, ".", 1, out, call->error);
	size_t length = slash == path ? 1 : (size_t)(slash - path);
	return sk_arena_text(call->arena, path, length, out, call->error);
}

/* A key among the evidence it signs would prove nothing. */
static sk_outcome check_outside_site(struct sk_call *call, const char *path)
{
	static const char *const above[] = {"", "/..", "/../.."};
	const char *folder, *site;
	SK_TRY(folder_of(call, path, &folder));
	for (size_t i = 0; i < SK_COUNT(above); i++) {
		SK_TRY(sk_arena_print(call->arena, &site, call->error, "%s%s/%s", folder, above[i], SK_SITE_FILE));
		if (call->env->kind(call->env->self, site) != SK_ENTRY_NONE)
			return sk_error_set(call->error, SK_E_USAGE, NULL, _("the key would lie in the folder of a site"),
					    _("a path outside every site"), NULL);
	}
	return SK_OK;
}

static sk_outcome check_free(struct sk_call *call, const char *path)
{
	if (call->env->kind(call->env->self, path) == SK_ENTRY_NONE)
		return SK_OK;
	return sk_error_set(call->error, SK_E_FILE_EXISTS, NULL, path, NULL, NULL);
}

static sk_outcome write_keys(struct sk_call *call, const char *path, const char *public_path, struct sk_buf *line)
{
	struct sk_secret_key secret;
	struct sk_public_key public;
	sk_outcome outcome = sk_key_new(call->env, &secret, &public, call->error);
	if (!sk_failed(outcome))
		outcome = sk_key_write_secret(call->env, path, &secret, call->error);
	sk_key_wipe(&secret);
	SK_TRY(outcome);
	sk_key_write_public(&public, "sekisho", line);
	sk_buf_text(line, "\n");
	SK_TRY(sk_buf_check(line, call->error));
	return sk_env_write_file(call->env, public_path, line->bytes, line->length, PUBLIC_MODE, call->error);
}

static sk_outcome say_made(struct sk_call *call, const char *path, const char *public_path, const struct sk_buf *line)
{
	const struct sk_report_fact facts[] = {{"secret", path}, {"public", public_path}, {"key", line->bytes}};
	struct sk_report report = sk_call_report(call);
	if (call->json)
		return sk_report_facts_json(&report, "enrol", facts, SK_COUNT(facts));
	sk_buf_print(call->out, _("Made the key of this host: %s (secret, stays here) and %s (to give away):"), path, public_path);
	sk_buf_print(call->out, "\n%s", line->bytes);
	return sk_buf_check(call->out, call->error);
}

static sk_outcome run_enrol(struct sk_call *call)
{
	const char *path = call->words[0], *public_path;
	SK_BUF_SCOPE line = SK_BUF(KEY_LINE_MAX);
	SK_TRY(sk_arena_print(call->arena, &public_path, call->error, "%s.pub", path));
	SK_TRY(check_outside_site(call, path));
	SK_TRY(check_free(call, path));
	SK_TRY(check_free(call, public_path));
	SK_TRY(sk_seal_start(call->error));
	SK_TRY(write_keys(call, path, public_path, &line));
	return say_made(call, path, public_path, &line);
}

static const enum sk_option_id options[] = {SK_OPTION_JSON};
const struct sk_verb sk_verb_enrol = {
	.name = "enrol",
	.group = SK_VERB_PLUMBING,
	.writes = true,
	.usage = N_("FILE [options]"),
	.help = N_("make the key of a collecting host"),
	.options = options,
	.option_count = SK_COUNT(options),
	.words_least = 1,
	.words_most = 1,
	.run = run_enrol,
};
