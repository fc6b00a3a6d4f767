/* `sekisho evidence list | import | sign`: what a site has, taking more, and signing what a collector wrote. */
#include "cmd/cmd.h"

#include <string.h>

/* ---- list ---- */

sk_outcome sk_evidence_list(struct sk_call *call)
{
	struct sk_site *site;
	struct sk_evidence evidence;
	struct sk_report report = sk_call_report(call);
	SK_TRY(sk_call_words(call, 1, "sekisho evidence list"));
	SK_TRY(sk_call_site(call, &site));
	SK_TRY(sk_seal_start(call->error));
	SK_TRY(sk_evidence_load(call->arena, call->env, site, call->at, NULL, 0, NULL, &evidence, call->error));
	call->finding = evidence.refused + evidence.not_taken > 0;
	return call->json ? sk_report_evidence_json(&report, site, &evidence, call->at) : sk_report_evidence(&report, site, &evidence);
}

/* ---- import ---- */

static sk_outcome read_and_import(struct sk_call *call, const struct sk_site *site, struct sk_brought *out, struct sk_error *error)
{
	SK_BUF_SCOPE bytes = SK_BUF(SK_BUNDLE_BYTES_MAX);
	sk_outcome outcome = sk_env_read_file(call->env, out->file, out->file, SK_BUNDLE_BYTES_MAX, &bytes, error);
	out->refusal = outcome.class == SK_CLASS_INPUT ? error : NULL;
	SK_TRY(outcome);
	struct sk_offer offer = {.file = out->file, .bytes = bytes.bytes ? bytes.bytes : "", .length = bytes.length};
	return sk_evidence_import(call->arena, call->env, site, call->at, &offer, out, error);
}

/* A refusal, a file that is not there too, is an entry of the answer. Only a site or a machine that fails ends the run. */
static sk_outcome take_one(struct sk_call *call, const struct sk_site *site, const char *path, struct sk_brought *out)
{
	void *memory;
	SK_TRY(sk_arena_take(call->arena, 1, sizeof(struct sk_error), &memory, call->error));
	*out = (struct sk_brought){.file = path, .standing = SK_REFUSED}; /* filled when it is taken only */
	sk_outcome outcome = read_and_import(call, site, out, memory);
	if (sk_failed(outcome) && !out->refusal) {
		*call->error = *(struct sk_error *)memory;
		return outcome;
	}
	call->finding = call->finding || sk_failed(outcome);
	return SK_OK;
}

static sk_outcome say_taken(struct sk_call *call, const struct sk_site *site, const struct sk_brought *brought, size_t count)
{
	struct sk_report report = sk_call_report(call);
	return call->json ? sk_report_taken_json(&report, site, brought, count, call->at) : sk_report_taken(&report, site, brought, count);
}

/* What was taken before a failure is taken, and that must be said. */
sk_outcome sk_evidence_take(struct sk_call *call)
{
	struct sk_site *site;
	struct sk_brought brought[SK_CMD_POSITIONALS] = {0};
	size_t count = call->word_count - 1, done = 0;
	sk_outcome outcome = SK_OK;
	if (count == 0)
		return sk_call_words(call, 2, "sekisho evidence import FILE...");
	SK_TRY(sk_call_site(call, &site));
	SK_TRY(sk_seal_start(call->error));
	while (done < count && !sk_failed(outcome = take_one(call, site, call->words[done + 1], &brought[done])))
		done++;
	call->done = sk_failed(outcome) && done > 0;
	if (!sk_failed(outcome) || call->done)
		SK_TRY(say_taken(call, site, brought, done));
	return outcome;
}

/* ---- sign ---- */

static sk_outcome sign(struct sk_call *call, const struct sk_bundle *bundle, struct sk_buf *bytes)
{
	struct sk_secret_key secret;
	SK_BUF_SCOPE armor = SK_BUF(SK_ARMOR_MAX);
	struct sk_place where = {.file = bundle->file};
	if (bundle->signature)
		return sk_error_set(call->error, SK_E_CONFLICT, &where, _("it is signed already"), _("a bundle without its last line"), NULL);
	SK_TRY(sk_key_read_secret(call->env, call->values[SK_OPTION_KEY], &secret, call->error));
	sk_outcome outcome = sk_seal_sign(&secret, bytes->bytes, bytes->length, &armor, call->error);
	sk_key_wipe(&secret);
	SK_TRY(outcome);
	sk_bundle_signature_line(armor.bytes, bytes);
	return sk_buf_check(bytes, call->error);
}

sk_outcome sk_evidence_sign(struct sk_call *call)
{
	enum { UNSIGNED_MAX = SK_BUNDLE_BYTES_MAX - SK_BUNDLE_SIGNATURE_MAX };
	SK_BUF_SCOPE bytes = SK_BUF(SK_BUNDLE_BYTES_MAX);
	const struct sk_bundle *bundle;
	struct sk_report report = sk_call_report(call);
	const char *path = call->words[1];
	SK_TRY(sk_call_words(call, 2, "sekisho evidence sign FILE --key SECRET"));
	if (!call->values[SK_OPTION_KEY])
		return sk_error_set(call->error, SK_E_USAGE, NULL, _("a file and a key are both needed"), "sekisho evidence sign FILE --key SECRET", NULL);
	SK_TRY(sk_seal_start(call->error));
	SK_TRY(sk_env_read_file(call->env, path, path, UNSIGNED_MAX, &bytes, call->error));
	SK_TRY(sk_bundle_read(call->arena, path, bytes.bytes ? bytes.bytes : "", bytes.length, &bundle, call->error));
	SK_TRY(sign(call, bundle, &bytes));
	SK_TRY(sk_env_replace_file(call->env, path, bytes.bytes, bytes.length, call->error));
	const struct sk_report_fact facts[] = {{"file", path}, {"collector", bundle->collector}, {"host", bundle->host}};
	if (call->json)
		return sk_report_facts_json(&report, "sign", facts, SK_COUNT(facts));
	sk_buf_print(call->out, _("Signed: %s"), path);
	sk_buf_text(call->out, "\n");
	return sk_buf_check(call->out, call->error);
}
