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

/* ---- cuts.c ---- */
/* `length` bytes at `at` give way to a text of the arena. */
struct site_cut {
	size_t at, length, order;
	const char *text;
};
/* Borrows the old text. */
struct site_cuts {
	struct sk_arena *arena;
	struct sk_error *error;
	const char *text;
	size_t length;
	const char *end; /* of its lines */
	const size_t *lines; /* where each begins */
	size_t line_count;
	struct site_cut *items; /* room for `most` */
	size_t count, most;
};
SK_OUTCOME site_cuts_begin(struct site_cuts *cuts, struct sk_arena *arena, const struct sk_buf *old, size_t most, struct sk_error *error);
/* Offsets: of a line's first byte, counted from 1; of the line behind the one in which `at` lies; of what the parser named. The length where there is none. */
size_t site_cuts_line(const struct site_cuts *cuts, uint32_t line);
size_t site_cuts_line_behind(const struct site_cuts *cuts, size_t at);
size_t site_cuts_at(const struct site_cuts *cuts, const struct sk_place *place);
/* Whether the line before it has no end yet. */
bool site_cuts_open(const struct site_cuts *cuts, size_t at);
SK_OUTCOME site_cuts_add(struct site_cuts *cuts, size_t at, size_t length, const struct sk_buf *text);
/* Where the list of a key of the file ends: before the next key, or with the file. */
size_t site_cuts_list_end(const struct site_cuts *cuts, const struct sk_node *root, const char *key);
/* Of the dashes of a list; 2 of one that begins now. false: it has none, so that no line can be put behind it. */
bool site_cuts_indent(const struct site_cuts *cuts, const struct sk_node *list, size_t *out);
/* The new text. */
void site_cuts_apply(const struct site_cuts *cuts, struct sk_buf *out);

/* ---- tasks.c ---- */
/* Of a file of the site: to open, and as it is shown. */
SK_OUTCOME site_path(struct sk_arena *arena, const struct sk_site *site, const char *file, const char **path, const char **shown, struct sk_error *error);
/* The file is not there, for sure: what cannot be read is not missing, and would be written over if it were taken so. */
bool site_missing(const struct sk_env *env, const char *path);
/* The text of a file beside site.yaml; *there false: there is none. */
SK_OUTCOME site_read_beside(struct sk_arena *arena, const struct sk_env *env, const struct sk_site *site, const char *file, struct sk_buf *text, bool *there, struct sk_error *error);
/* *root: what was parsed. */
SK_OUTCOME site_tasks_read(struct sk_arena *arena, const struct sk_site *site, const struct sk_buf *text, struct sk_tasks *out, const struct sk_node **root,
			   struct sk_error *error);

/* ---- ledger.c ---- */
/* where NULL: of a file that is not there yet. */
SK_OUTCOME site_ledger_too_many(const struct sk_place *where, struct sk_error *error);
SK_OUTCOME site_ledger_read(struct sk_arena *arena, const struct sk_site *site, const struct sk_buf *text, struct sk_ledger *out, const struct sk_node **root, struct sk_error *error);

/* ---- device.c ---- */
extern const struct sk_shape site_shape_tunnel, site_shape_wireless;
SK_OUTCOME site_check_device(const struct sk_site *site, const struct sk_site_node *node, struct sk_error *error);

#endif
