/* Private to site/. */
#ifndef SK_SITE_PRIVATE_H
#define SK_SITE_PRIVATE_H

#include "site/site.h"

/* Lists are bound into arena memory of ours: resolving fills their resolved fields in place. */
#define EACH(type_, variable_, list_) \
	for (struct type_ *variable_ = (struct type_ *)(uintptr_t)(list_)->items, \
			  *variable_##_end = variable_ ? variable_ + (list_)->count : variable_; \
	     variable_ != variable_##_end; variable_++)

/* ---- network.c ---- */
extern const struct sk_shape site_shape_node, site_shape_link, site_shape_policy, site_shape_need, site_shape_exception;
/* What the tables cannot say: ids that must exist and differ, and what goes with which role. The catalogue's flows become policies. */
SK_OUTCOME site_resolve_network(struct sk_site *site, struct sk_arena *arena, struct sk_error *error);
/* It names a person, and is not what is printed for people to replace. */
SK_OUTCOME site_check_by(const struct sk_place *where, const char *by, struct sk_error *error);
/* NULL: any. */
bool site_has_link(const struct sk_site *site, const struct sk_site_node *node, const char *interface, const char *segment);

/* ---- attachments.c ---- */
extern const struct sk_shape site_shape_attachment;
/* What the table cannot say of their names, digests and number. */
SK_OUTCOME site_check_attachments(const struct sk_site *site, struct sk_error *error);

/* ---- lines.c ---- */
/* Offset of a line's first byte, counted from 1; the length behind the last one. */
size_t site_line_start(const char *text, size_t length, uint32_t line);
/* A text in double quotes, so that any name is valid YAML and comes back as it is. YAML folds line ends into spaces. */
void site_put_quoted(struct sk_buf *out, const char *text);

/* ---- tasks.c ---- */
/* Of plan.yaml: to open, and as it is shown. */
SK_OUTCOME site_tasks_path(struct sk_arena *arena, const struct sk_site *site, const char **path, const char **shown, struct sk_error *error);
/* The file is not there, for sure: what cannot be read is not missing, and would be written over if it were taken so. */
bool site_tasks_missing(const struct sk_env *env, const char *path);
/* *root: what was parsed. */
SK_OUTCOME site_tasks_read(struct sk_arena *arena, const struct sk_site *site, const struct sk_buf *text, struct sk_tasks *out, const struct sk_node **root,
			   struct sk_error *error);

/* ---- device.c ---- */
extern const struct sk_shape site_shape_tunnel, site_shape_wireless;
SK_OUTCOME site_check_device(const struct sk_site *site, const struct sk_site_node *node, struct sk_error *error);

#endif
