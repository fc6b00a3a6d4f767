#include "yaml/yaml.h"

#include <string.h>

static sk_outcome check_format(const struct sk_node *root, const struct sk_yaml_source *source, const char *shown,
			       struct sk_error *error)
{
	struct sk_place start = {shown, root->place.line, root->place.column};
	if (root->kind != SK_NODE_MAP)
		return sk_error_set(error, SK_E_FORMAT, &start, "", source->format, NULL);
	const struct sk_node *format = sk_node_get(root, "format");
	if (!format)
		return sk_error_set(error, SK_E_KEY_MISSING, &start, "format", shown, NULL);
	if (format->kind == SK_NODE_TEXT && strcmp(format->text, source->format) == 0)
		return SK_OK;
	const char *said = format->kind == SK_NODE_TEXT ? format->text : "";
	return sk_error_set(error, SK_E_FORMAT, &format->place, said, source->format, NULL);
}

SK_OUTCOME sk_yaml_read(struct sk_arena *arena, const struct sk_yaml_source *source, const char *text, size_t length, const struct sk_shape *shape,
			void *out, const struct sk_node **root, struct sk_error *error)
{
	const char *shown;
	SK_TRY(sk_arena_text(arena, source->shown, strlen(source->shown), &shown, error));
	SK_TRY(sk_yaml_parse(arena, shown, text, length, source->limits, root, error));
	SK_TRY(check_format(*root, source, shown, error));
	return sk_yaml_bind(arena, *root, shape, out, error);
}

SK_OUTCOME sk_yaml_load(struct sk_arena *arena, const struct sk_yaml_source *source, const struct sk_shape *shape, void *out,
			struct sk_error *error)
{
	const struct sk_node *root;
	SK_BUF_SCOPE bytes = SK_BUF(SK_YAML_FILE_MAX);
	SK_TRY(sk_env_read_file(source->env, source->path, source->shown, SK_YAML_FILE_MAX, &bytes, error));
	return sk_yaml_read(arena, source, bytes.bytes ? bytes.bytes : "", bytes.length, shape, out, &root, error);
}
