/* The assessment of now as it is kept, with the digests of what it was made from; and the file that keeps them. */
#include "cmd/cmd.h"
#include "seal/seal.h"

#include <string.h>

enum { INPUT_MAX = 64 << 20, FIXED = 2 /* site.yaml and the heads */ };

/* What a run reads by name: asked before and after, as reading takes a while. */
struct state {
	char catalogue[SK_HEX_ROOM], files[FIXED][SK_HEX_ROOM];
};
static const struct {
	enum sk_past_kind kind;
	const char *name;
} fixed[FIXED] = {{SK_PAST_SITE, SK_SITE_FILE}, {SK_PAST_HEADS, SK_EVIDENCE_HEADS}};

/* "" where there is no such file. */
static sk_outcome digest_file(struct sk_call *call, const char *path, char out[SK_HEX_ROOM])
{
	SK_BUF_SCOPE bytes = SK_BUF(INPUT_MAX);
	*out = '\0';
	if (call->env->kind(call->env->self, path) == SK_ENTRY_NONE)
		return SK_OK;
	SK_TRY(sk_env_read_file(call->env, path, path, INPUT_MAX, &bytes, call->error));
	sk_digest(bytes.bytes ? bytes.bytes : "", bytes.length, out);
	return SK_OK;
}

static sk_outcome path_in(struct sk_call *call, const char *name, const char **out)
{
	return sk_arena_print(call->arena, out, call->error, "%s/%s", sk_call_folder(call), name);
}

static sk_outcome state_of(struct sk_call *call, struct state *out)
{
	const char *catalogue, *path;
	SK_TRY(sk_call_catalogue_folder(call, &catalogue));
	SK_TRY(sk_catalogue_digest(call->arena, call->env, catalogue, out->catalogue, call->error));
	for (size_t i = 0; i < FIXED; i++) {
		SK_TRY(path_in(call, fixed[i].name, &path));
		SK_TRY(digest_file(call, path, out->files[i]));
	}
	return SK_OK;
}

static sk_outcome moved(struct sk_call *call, const char *file)
{
	const struct sk_place place = {.file = file};
	return sk_error_set(call->error, SK_E_HISTORY_MOVED, &place, NULL, NULL, NULL);
}

static sk_outcome compare(struct sk_call *call, const struct state *before, const struct state *after)
{
	if (strcmp(before->catalogue, after->catalogue) != 0)
		return moved(call, "catalogue");
	for (size_t i = 0; i < FIXED; i++)
		if (strcmp(before->files[i], after->files[i]) != 0)
			return moved(call, fixed[i].name);
	return SK_OK;
}

/* ---- inputs ---- */

static size_t configs_of(const struct sk_site *site)
{
	size_t count = 0;
	SK_LIST_EACH(struct sk_site_node, node, &site->nodes)
		count += node->configs.count;
	return count;
}

static sk_outcome add_input(struct sk_call *call, enum sk_past_kind kind, const char *name, const char *digest, struct sk_past_input *out)
{
	out->kind = (int)kind;
	SK_TRY(sk_arena_text(call->arena, digest, strlen(digest), &out->digest, call->error));
	return sk_arena_text(call->arena, name, strlen(name), &out->name, call->error);
}

static sk_outcome add_config(struct sk_call *call, const struct sk_site *site, const char *file, struct sk_past_input *out)
{
	const char *name, *path;
	char digest[SK_HEX_ROOM];
	SK_TRY(sk_arena_print(call->arena, &name, call->error, "configs/%s", file));
	SK_TRY(sk_arena_print(call->arena, &path, call->error, "%s/%s", site->folder, name));
	SK_TRY(digest_file(call, path, digest));
	return add_input(call, SK_PAST_CONFIG, name, digest, out);
}

static sk_outcome inputs_of(struct sk_call *call, const struct sk_site *site, const struct state *state, struct sk_past_input **out, size_t *count)
{
	void *memory;
	*count = 0;
	SK_TRY(sk_arena_take(call->arena, FIXED + configs_of(site), sizeof(struct sk_past_input), &memory, call->error));
	*out = memory;
	for (size_t i = 0; i < FIXED; i++)
		if (*state->files[i])
			SK_TRY(add_input(call, fixed[i].kind, fixed[i].name, state->files[i], &(*out)[(*count)++]));
	SK_LIST_EACH(struct sk_site_node, node, &site->nodes)
		SK_ID_EACH(id, &node->configs)
			SK_TRY(add_config(call, site, id->text, &(*out)[(*count)++]));
	return SK_OK;
}

sk_outcome sk_call_past(struct sk_call *call, const struct sk_site **site, struct sk_past *out)
{
	struct state before, after;
	struct sk_past_input *inputs;
	size_t count;
	void *memory;
	const char *catalogue;
	SK_TRY(sk_arena_take(call->arena, 1, sizeof(struct sk_register), &memory, call->error));
	struct sk_register *register_ = memory;
	SK_TRY(sk_seal_start(call->error));
	SK_TRY(state_of(call, &before));
	SK_TRY(sk_call_register(call, register_));
	SK_TRY(inputs_of(call, register_->site, &before, &inputs, &count));
	SK_TRY(state_of(call, &after));
	SK_TRY(compare(call, &before, &after));
	*site = register_->site;
	SK_TRY(sk_arena_text(call->arena, before.catalogue, strlen(before.catalogue), &catalogue, call->error));
	return sk_history_take(call->arena, register_, catalogue, inputs, count, out, call->error);
}

/* ---- the file ---- */

sk_outcome sk_call_history(struct sk_call *call, bool made, struct sk_store **out)
{
	const char *path, *site;
	*out = NULL;
	SK_TRY(path_in(call, SK_SITE_FILE, &site));
	SK_TRY(path_in(call, SK_HISTORY_FILE, &path));
	if (call->env->kind(call->env->self, site) == SK_ENTRY_NONE)
		return sk_error_set(call->error, SK_E_SITE_MISSING, NULL, sk_call_folder(call), NULL, NULL);
	if (!made && call->env->kind(call->env->self, path) == SK_ENTRY_NONE)
		return SK_OK;
	return sk_store_open(call->env, path, out, call->error);
}
