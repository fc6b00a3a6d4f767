/* What can be known (kinds), and whether a bundle is whole and signed by the key it should be (verify). */
#include "cmd/cmd.h"
#include "fact/fact.h"
#include "seal/seal.h"

#include <string.h>

enum { KEY_FILE_MAX = 4096 };

/* ---- kinds ---- */

static void list_kinds(struct sk_call *call)
{
	size_t count;
	const struct sk_fact_kind *kinds = sk_fact_kinds(&count);
	for (size_t i = 0; i < count; i++)
		sk_buf_print(call->out, "%-24s %2zu  %s\n", kinds[i].name, kinds[i].column_count,
			     sk_label_in(&kinds[i].label, call->lang));
}

static void kinds_manual(struct sk_call *call)
{
	sk_fact_manual(call->out, call->lang);
}

static void kinds_sql(struct sk_call *call)
{
	sk_fact_sql(call->out);
}

static void kinds_schema(struct sk_call *call)
{
	sk_fact_schema(call->out);
}

static const struct {
	const char *word;
	void (*write)(struct sk_call *call);
} forms[] = {{"list", list_kinds}, {"sql", kinds_sql}, {"schema", kinds_schema}, {"manual", kinds_manual}};

static sk_outcome kinds_json(struct sk_call *call)
{
	size_t count;
	const struct sk_fact_kind *kinds = sk_fact_kinds(&count);
	void *memory;
	struct sk_report report = sk_call_report(call);
	SK_TRY(sk_arena_take(call->arena, count, sizeof(struct sk_report_fact), &memory, call->error));
	struct sk_report_fact *facts = memory;
	for (size_t i = 0; i < count; i++)
		facts[i] = (struct sk_report_fact){kinds[i].name, sk_label_in(&kinds[i].label, call->lang)};
	return sk_report_facts_json(&report, "kinds", facts, count);
}

static sk_outcome run_kinds(struct sk_call *call)
{
	const char *word = call->word_count > 1 ? call->words[1] : "list";
	if (call->json)
		return kinds_json(call);
	for (size_t i = 0; i < SK_COUNT(forms); i++) {
		if (strcmp(forms[i].word, word) != 0)
			continue;
		forms[i].write(call);
		return sk_buf_check(call->out, call->error);
	}
	return sk_error_set(call->error, SK_E_CHOICE, NULL, word, "list, sql, schema, manual", NULL);
}

/* ---- verify ---- */

static sk_outcome read_key(struct sk_call *call, const char *path, struct sk_public_key *out)
{
	struct sk_place where = {path, 1, 1};
	SK_BUF_SCOPE text = SK_BUF(KEY_FILE_MAX);
	SK_TRY(sk_env_read_file(call->env, path, path, KEY_FILE_MAX, &text, call->error));
	while (text.length > 0 && text.bytes[text.length - 1] == '\n')
		text.bytes[--text.length] = '\0';
	return sk_key_read_public(text.bytes ? text.bytes : "", &where, out, call->error);
}

static sk_outcome check_signature(struct sk_call *call, const struct sk_bundle *bundle, const struct sk_buf *text)
{
	struct sk_public_key key;
	struct sk_place where = {bundle->file, bundle->signature_line, 0};
	SK_TRY(sk_bundle_check_signature_line(bundle, text->bytes, text->length, call->error));
	SK_TRY(read_key(call, call->values[SK_OPTION_KEY], &key));
	return sk_seal_verify(&key, text->bytes, bundle->signed_length, bundle->signature, &where, call->error);
}

static sk_outcome say_verified(struct sk_call *call, const struct sk_bundle *bundle)
{
	char at[SK_TIME_TEXT];
	struct sk_report report = sk_call_report(call);
	const char *sequence;
	sk_time_print(bundle->at, at);
	SK_TRY(sk_arena_print(call->arena, &sequence, call->error, "%lld", (long long)bundle->sequence));
	const struct sk_report_fact facts[] = {
		{"collector", bundle->collector}, {"host", bundle->host}, {"sequence", sequence},
		{"origin", sk_words_bundle_origin.words[bundle->origin]}, {"at", at},
	};
	if (call->json)
		return sk_report_facts_json(&report, "verify", facts, SK_COUNT(facts));
	sk_buf_print(call->out, _("The signature is right: %s on %s, number %s, %s, %s"), bundle->collector, bundle->host, sequence, at,
		     sk_words_bundle_origin.words[bundle->origin]);
	sk_buf_text(call->out, "\n");
	for (size_t i = 0; i < bundle->coverage_count; i++) {
		const struct sk_coverage *coverage = &bundle->coverage[i];
		sk_buf_print(call->out, "  %-24s %-20s %-9s %s\n", coverage->kind->name, coverage->subject,
			     sk_words_status.words[coverage->status], coverage->source);
	}
	return sk_buf_check(call->out, call->error);
}

static sk_outcome run_verify(struct sk_call *call)
{
	const struct sk_bundle *bundle;
	SK_BUF_SCOPE bytes = SK_BUF(SK_BUNDLE_BYTES_MAX);
	if (call->word_count != 2 || !call->values[SK_OPTION_KEY])
		return sk_error_set(call->error, SK_E_USAGE, NULL, _("a file and a key are both needed"),
				    "sekisho evidence verify FILE --key FILE.pub", NULL);
	SK_TRY(sk_seal_start(call->error));
	SK_TRY(sk_env_read_file(call->env, call->words[1], call->words[1], SK_BUNDLE_BYTES_MAX, &bytes, call->error));
	SK_TRY(sk_bundle_read(call->arena, call->words[1], bytes.bytes ? bytes.bytes : "", bytes.length, &bundle, call->error));
	SK_TRY(check_signature(call, bundle, &bytes));
	return say_verified(call, bundle);
}

static const struct {
	const char *name;
	sk_outcome (*run)(struct sk_call *call);
} actions[] = {{"list", sk_evidence_list}, {"import", sk_evidence_take}, {"verify", run_verify}, {"sign", sk_evidence_sign}, {"kinds", run_kinds}};

static sk_outcome run_evidence(struct sk_call *call)
{
	for (size_t i = 0; i < SK_COUNT(actions); i++)
		if (strcmp(actions[i].name, call->words[0]) == 0)
			return actions[i].run(call);
	return sk_error_set(call->error, SK_E_CHOICE, NULL, call->words[0], "list, import, verify, sign, kinds", NULL);
}

static const char *const writing[] = {"import", "sign", NULL};
static const enum sk_option_id options[] = {SK_OPTION_SITE, SK_OPTION_KEY, SK_OPTION_AT, SK_OPTION_JSON, SK_OPTION_CATALOGUE};
const struct sk_verb sk_verb_evidence = {
	.name = "evidence",
	.group = SK_VERB_PLUMBING,
	.writing = writing,
	.usage = N_("list | import FILE... | verify FILE --key KEY | sign FILE --key SECRET | kinds [list|sql|schema|manual] [options]"),
	.help = N_("the signed evidence of this site, and what collectors can record"),
	.options = options,
	.option_count = SK_COUNT(options),
	.words_least = 1,
	.words_most = SK_CMD_POSITIONALS,
	.run = run_evidence,
};
