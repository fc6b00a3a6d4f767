/* Which catalogue it is. */
#include "catalogue/shapes.h"

enum { FILES_MAX = 200, ALL_MAX = 64 << 20 };

struct digest {
	struct sk_arena *arena;
	const struct sk_env *env;
	const char *folder;
	struct sk_buf *all;
	struct sk_error *error;
};

static sk_outcome add_file(const struct digest *digest, const char *relative)
{
	const char *path;
	SK_BUF_SCOPE bytes = SK_BUF(SK_YAML_FILE_MAX);
	SK_TRY(sk_arena_print(digest->arena, &path, digest->error, "%s/%s", digest->folder, relative));
	SK_TRY(sk_env_read_file(digest->env, path, relative, SK_YAML_FILE_MAX, &bytes, digest->error));
	sk_buf_print(digest->all, "%s %zu\n", relative, bytes.length);
	sk_buf_add(digest->all, bytes.bytes ? bytes.bytes : "", bytes.length);
	return sk_buf_check(digest->all, digest->error);
}

static sk_outcome add_folder(const struct digest *digest, const char *folder)
{
	const char *path, *relative, *const *names;
	size_t count;
	SK_TRY(sk_arena_print(digest->arena, &path, digest->error, "%s/%s", digest->folder, folder));
	if (digest->env->kind(digest->env->self, path) == SK_ENTRY_NONE) /* later rule sets: a catalogue may have none */
		return SK_OK;
	SK_TRY(sk_env_list(digest->env, digest->arena, path, ".yaml", FILES_MAX, &names, &count, digest->error));
	for (size_t i = 0; i < count; i++) {
		SK_TRY(sk_arena_print(digest->arena, &relative, digest->error, "%s/%s", folder, names[i]));
		SK_TRY(add_file(digest, relative));
	}
	return SK_OK;
}

sk_outcome sk_catalogue_digest(struct sk_arena *arena, const struct sk_env *env, const char *folder, char out[SK_HEX_ROOM], struct sk_error *error)
{
	SK_BUF_SCOPE all = SK_BUF(ALL_MAX);
	const struct digest digest = {arena, env, folder, &all, error};
	for (size_t i = 0; i < part_file_count; i++)
		SK_TRY(add_file(&digest, part_files[i].path));
	SK_TRY(add_folder(&digest, "controls"));
	SK_TRY(add_folder(&digest, "scenarios"));
	SK_TRY(add_folder(&digest, "layers"));
	sk_digest(all.bytes, all.length, out);
	return SK_OK;
}
