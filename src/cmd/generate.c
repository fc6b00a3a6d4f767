/* Settings for a device: made of what work needs, proven, and only then written. */
#include "cmd/cmd.h"

#include <string.h>

enum { FILE_MODE = 0644, SHEET_MAX = 1 << 20, HEAD_MAX = 256 };

static sk_outcome choose_generator(struct sk_call *call, const struct sk_generator **out)
{
	const char *wanted = call->values[SK_OPTION_FOR];
	SK_BUF_SCOPE known = SK_BUF(SK_ERROR_TEXT);
	size_t count;
	const struct sk_generator *generators = sk_generators(&count);
	for (size_t i = 0; i < count; i++) {
		sk_buf_print(&known, "%s%s", i > 0 ? ", " : "", generators[i].name);
		*out = &generators[i];
		if (strcmp(generators[i].name, wanted) == 0)
			return SK_OK;
	}
	SK_TRY(sk_buf_check(&known, call->error));
	return sk_error_set(call->error, SK_E_CHOICE, NULL, wanted, known.bytes, NULL);
}

/* Of settings of a program it is asked later whether the node has any. */
static sk_outcome choose_device(struct sk_call *call, const struct sk_network *network, const struct sk_generator *generator, size_t *out)
{
	const char *wanted = call->values[SK_OPTION_DEVICE];
	for (*out = 0; *out < network->count; ++*out)
		if (strcmp(network->nodes[*out].id, wanted) == 0)
			break;
	bool device = *out < network->count && (network->nodes[*out].role == SK_NET_HOST || network->nodes[*out].role == SK_NET_ROUTER ||
						    (generator->settings && network->nodes[*out].role == SK_NET_BRIDGE));
	return device ? SK_OK : sk_error_set(call->error, SK_E_CHOICE, NULL, wanted, _("a host or a router under 'nodes:' of site.yaml"), NULL);
}

/* What was generated before is written over, nothing else: the file may be the site's own, which says what the device has now. */
static sk_outcome check_free(const struct sk_call *call, const char *path)
{
	struct sk_place place = {.file = path};
	SK_BUF_SCOPE there = SK_BUF(SK_CONFIG_BYTES_MAX);
	enum sk_entry_kind kind = call->env->kind(call->env->self, path);
	if (kind == SK_ENTRY_NONE)
		return SK_OK;
	if (kind == SK_ENTRY_FILE)
		SK_TRY(sk_env_read_file(call->env, path, path, SK_CONFIG_BYTES_MAX, &there, call->error));
	if (there.length > HEAD_MAX)
		there.bytes[HEAD_MAX] = '\0';
	return there.bytes && strstr(there.bytes, " Sekisho: ") ? SK_OK :
		sk_error_set(call->error, SK_E_CONFLICT, &place, _("something of this name lies there already, and only what was generated is written over"), _("another name behind --output"), NULL);
}

/* The sheet first: settings that lie there without it could be applied without it. */
static sk_outcome write_both(struct sk_call *call, struct sk_generate_report *generate)
{
	const char *file = call->values[SK_OPTION_OUTPUT];
	SK_BUF_SCOPE sheet = SK_BUF(SHEET_MAX);
	struct sk_report report = sk_call_report(call);
	report.out = &sheet;
	SK_TRY(check_free(call, file));
	SK_TRY(sk_arena_print(call->arena, &generate->sheet, call->error, "%s.sheet.txt", file));
	SK_TRY(sk_report_sheet(&report, generate, file));
	SK_TRY(sk_env_write_file(call->env, generate->sheet, sheet.bytes, sheet.length, FILE_MODE, call->error));
	SK_TRY(sk_env_write_file(call->env, file, generate->made->text.bytes, generate->made->text.length, FILE_MODE, call->error));
	generate->file = file;
	return SK_OK;
}

static sk_outcome give_out(struct sk_call *call, struct sk_generate_report *generate)
{
	struct sk_report report = sk_call_report(call);
	bool write = call->values[SK_OPTION_OUTPUT] && generate->made->proven;
	call->finding = !generate->made->proven;
	if (write)
		SK_TRY(write_both(call, generate));
	if (call->json)
		return sk_report_generate_json(&report, generate);
	if (write || !generate->made->proven)
		return sk_report_generate(&report, generate);
	call->whole = true;
	sk_buf_add(call->out, generate->made->text.bytes, generate->made->text.length);
	return sk_buf_check(call->out, call->error);
}

static sk_outcome run_generate(struct sk_call *call)
{
	const struct sk_generator *generator = NULL;
	struct sk_site *site;
	struct sk_network network;
	struct sk_generated made;
	size_t node = 0;
	if (!call->values[SK_OPTION_DEVICE] || !call->values[SK_OPTION_FOR])
		return sk_error_set(call->error, SK_E_USAGE, NULL, _("'--device' and '--for' are both needed"), "sekisho generate --device router-b --for yamaha-rtx", NULL);
	SK_TRY(choose_generator(call, &generator));
	SK_TRY(sk_call_site(call, &site));
	SK_TRY(sk_prove_network(call->arena, call->env, site, &network, call->error));
	SK_TRY(choose_device(call, &network, generator, &node));
	const char *file = call->values[SK_OPTION_OUTPUT] ? call->values[SK_OPTION_OUTPUT] : _("(settings)");
	SK_TRY(sk_generate(call->arena, site, &network, node, generator, file, call->at, &made, call->error));
	struct sk_generate_report generate = {.site = site, .made = &made, .at = call->at};
	sk_outcome outcome = give_out(call, &generate);
	sk_generated_end(&made);
	return outcome;
}

static const enum sk_option_id options[] = {
	SK_OPTION_DEVICE, SK_OPTION_FOR, SK_OPTION_OUTPUT, SK_OPTION_SITE, SK_OPTION_AT, SK_OPTION_JSON, SK_OPTION_CATALOGUE,
};
const struct sk_verb sk_verb_generate = {
	.name = "generate",
	.group = SK_VERB_FRONT,
	.writes = true,
	.usage = N_("--device NODE --for WHAT [--output FILE] [options]"),
	.help = N_("settings, proven, that let through only what work needs"),
	.options = options,
	.option_count = SK_COUNT(options),
	.words_least = 0,
	.words_most = 0,
	.run = run_generate,
};
