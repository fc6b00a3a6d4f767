#include "cmd/cmd.h"

#include <errno.h>
#include <string.h>

SK_OUTCOME sk_call_catalogue_folder(struct sk_call *call, const char **out)
{
	*out = call->values[SK_OPTION_CATALOGUE];
	return *out ? SK_OK : sk_arena_print(call->arena, out, call->error, "%s/share/sekisho/catalogue", call->prefix);
}

SK_OUTCOME sk_call_catalogue(struct sk_call *call, struct sk_catalogue **out)
{
	const char *folder;
	SK_TRY(sk_call_catalogue_folder(call, &folder));
	return sk_catalogue_load(call->arena, call->env, folder, out, call->error);
}

const char *sk_call_folder(const struct sk_call *call)
{
	return call->values[SK_OPTION_SITE] ? call->values[SK_OPTION_SITE] : ".";
}

SK_OUTCOME sk_call_make_folder(struct sk_call *call, const char *folder, unsigned mode)
{
	char scratch[SK_REASON_TEXT];
	struct sk_place where = {.file = folder};
	int result = call->env->make_folder(call->env->self, folder, mode);
	if (result == 0 || result == EEXIST)
		return SK_OK;
	return sk_error_set(call->error, SK_E_FILE_WRITE, &where, sk_env_reason(result, scratch), NULL, NULL);
}

SK_OUTCOME sk_call_site(struct sk_call *call, struct sk_site **out)
{
	struct sk_catalogue *catalogue;
	SK_TRY(sk_seal_start(call->error));
	SK_TRY(sk_call_catalogue(call, &catalogue));
	SK_TRY(sk_site_load(call->arena, call->env, sk_call_folder(call), catalogue, out, call->error));
	return sk_site_ask_attachments(call->arena, call->env, *out, call->error);
}

SK_OUTCOME sk_call_judge(struct sk_call *call, const struct sk_site *site, const struct sk_offer *offers, size_t count,
			 struct sk_brought *results, struct sk_register *out)
{
	void *evidence, *verdicts;
	SK_TRY(sk_seal_start(call->error));
	SK_TRY(sk_arena_take(call->arena, 1, sizeof(struct sk_evidence), &evidence, call->error));
	SK_TRY(sk_arena_take(call->arena, 1, sizeof(struct sk_verdicts), &verdicts, call->error));
	SK_TRY(sk_evidence_load(call->arena, call->env, site, call->at, offers, count, results, evidence, call->error));
	SK_TRY(sk_check_run(call->arena, NULL, site, evidence, call->at, verdicts, call->error));
	return sk_assess(call->arena, verdicts, out, call->error);
}

SK_OUTCOME sk_call_register(struct sk_call *call, struct sk_register *out)
{
	struct sk_site *site;
	SK_TRY(sk_call_site(call, &site));
	SK_TRY(sk_call_judge(call, site, NULL, 0, NULL, out));
	call->finding = !sk_assess_clean(&out->counts);
	return SK_OK;
}

const struct sk_site_node *sk_call_node(const struct sk_site *site, const struct sk_subject *subject)
{
	SK_LIST_EACH(struct sk_site_node, node, &site->nodes)
		if (node->subject_id && strcmp(node->subject_id, subject->id) == 0 && (node->role == SK_ROLE_ROUTER || node->role == SK_ROLE_HOST))
			return node;
	return NULL;
}

bool sk_call_same_config(const void *context, const char *name, const struct sk_config_source *there)
{
	const struct sk_config_source *source = context;
	(void)name;
	return there->length == source->length && (source->length == 0 || memcmp(there->bytes, source->bytes, source->length) == 0);
}

sk_outcome sk_call_has_config(struct sk_call *call, const struct sk_site *site, const struct sk_site_node *node, sk_call_config_is *is, const void *context, bool *out)
{
	*out = false;
	SK_ID_EACH(id, &node->configs) {
		SK_BUF_SCOPE there = SK_BUF(SK_CONFIG_BYTES_MAX);
		struct sk_error ignored;
		const char *path;
		SK_TRY(sk_arena_print(call->arena, &path, call->error, "%s/configs/%s", site->folder, id->text));
		bool read = !sk_failed(sk_env_read_file(call->env, path, path, SK_CONFIG_BYTES_MAX, &there, &ignored)) && !sk_failed(sk_prove_plain(&there, &ignored));
		const struct sk_config_source source = {path, there.bytes ? there.bytes : "", there.length};
		*out = *out || (read && is(context, id->text, &source));
	}
	return SK_OK;
}

sk_outcome sk_call_unread(struct sk_call *call, const struct sk_error *why, const char **out)
{
	if (why->line)
		return sk_arena_print(call->arena, out, call->error, "%s:%u", why->file, why->line);
	return sk_arena_print(call->arena, out, call->error, "%s", why->file);
}

SK_OUTCOME sk_call_network(struct sk_call *call, const struct sk_site *site, const struct sk_network_report **out)
{
	struct sk_network_report *network;
	struct sk_error why;
	void *memory;
	*out = NULL;
	if (site->nodes.count == 0 || site->policies.count == 0)
		return SK_OK;
	SK_TRY(sk_arena_take(call->arena, 1, sizeof(*network), &memory, call->error));
	*out = network = memory;
	if (sk_failed(sk_prove_standing(call->arena, call->env, site, &network->standing, &why)))
		SK_TRY(sk_call_unread(call, &why, &network->unread));
	return SK_OK;
}

/* The last of the collector's chain; NULL: there is none yet. */
static const struct sk_head *head_of(const struct sk_heads *heads, const struct sk_collector *collector)
{
	for (size_t i = 0; i < heads->count; i++)
		if (strcmp(heads->items[i].collector, collector->id) == 0 && strcmp(heads->items[i].host, collector->host) == 0)
			return &heads->items[i];
	return NULL;
}

SK_OUTCOME sk_call_recorder(struct sk_call *call, const struct sk_site *site, struct sk_prove_recorder *out)
{
	struct sk_heads heads = {0};
	const char *path;
	*out = (struct sk_prove_recorder){.at = call->at};
	SK_TRY(sk_prove_collector(site, call->values[SK_OPTION_RECORD], &out->collector, call->error));
	SK_TRY(sk_arena_print(call->arena, &path, call->error, "%s/%s", site->folder, SK_EVIDENCE_HEADS));
	SK_TRY(sk_heads_read(call->arena, call->env, path, &heads, call->error));
	const struct sk_head *head = head_of(&heads, out->collector);
	out->sequence = head ? head->sequence + 1 : 1;
	out->previous = head ? head->digest : NULL;
	return SK_OK;
}

struct sk_report sk_call_report(struct sk_call *call)
{
	return (struct sk_report){.out = call->out, .lang = call->lang, .error = call->error, .arena = call->arena, .folder = call->values[SK_OPTION_SITE]};
}

void sk_to_ascii(const char *text, struct sk_buf *out)
{
	static const struct {
		const char *sign, *ascii;
	} signs[] = {
		{"·", "-"}, {"→", "->"}, {"△", "~"}, {"…", ".."}, {"—", "-"}, {"–", "-"}, {"“", "\""},
		{"”", "\""}, {"‘", "'"}, {"’", "'"}, {"×", "x"}, {"≥", ">="}, {"○", "o"},
	};
	size_t length = strlen(text);
	for (size_t at = 0; at < length;) {
		size_t step = sk_utf8_step(text + at, length - at);
		const char *ascii = step == 1 ? NULL : "?";
		step = step ? step : 1;
		for (size_t i = 0; i < SK_COUNT(signs) && ascii; i++)
			if (strlen(signs[i].sign) == step && memcmp(signs[i].sign, text + at, step) == 0)
				ascii = signs[i].ascii;
		if (ascii)
			sk_buf_text(out, ascii);
		else
			sk_buf_add(out, text + at, step);
		at += step;
	}
}

static bool write_all(const struct sk_env *env, int handle, const char *bytes, size_t length)
{
	while (length > 0) {
		size_t put = 0;
		if (env->write(env->self, handle, bytes, length, &put) != 0 || put == 0)
			return false;
		bytes += put;
		length -= put;
	}
	return true;
}

bool sk_call_print(const struct sk_call *call, int handle, const struct sk_buf *text)
{
	if (text->length == 0)
		return true;
	if (call->utf8 || call->json || call->whole)
		return write_all(call->env, handle, text->bytes, text->length);
	SK_BUF_SCOPE ascii = SK_BUF(SK_OUTPUT_MAX);
	sk_to_ascii(text->bytes, &ascii);
	return !ascii.failed && write_all(call->env, handle, ascii.bytes, ascii.length);
}

/* A line from standard input; its first letter decides. The end of input is no, and so is a line without an end. */
SK_OUTCOME sk_call_ask(struct sk_call *call, const char *question, bool *yes)
{
	enum { STDIN = 0, STDOUT = 1, LINE_MOST = 4096 };
	char letter = '\0', first = '\0';
	size_t got = 0;
	sk_buf_print(call->out, "%s [y/N] ", question);
	SK_TRY(sk_buf_check(call->out, call->error));
	if (!sk_call_print(call, STDOUT, call->out)) {
		struct sk_place place = {.file = "stdout"};
		return sk_error_set(call->error, SK_E_FILE_WRITE, &place, _("the output could not be written"), NULL, NULL);
	}
	sk_buf_clear(call->out);
	int letters = 0;
	while (letters < LINE_MOST && call->env->read(call->env->self, STDIN, &letter, 1, &got) == 0 && got == 1 && letter != '\n')
		first = letters++ ? first : letter;
	*yes = letters < LINE_MOST && (first == 'y' || first == 'Y');
	return SK_OK;
}

SK_OUTCOME sk_call_words(struct sk_call *call, size_t count, const char *usage)
{
	if (call->word_count == count)
		return SK_OK;
	const char *what = call->word_count < count ? _("something is missing") : _("one word is too many");
	return sk_error_set(call->error, SK_E_USAGE, NULL, what, usage, NULL);
}
