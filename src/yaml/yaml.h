/*
 * yaml: files that people write -> typed C structs, with file:line:column for everything that is wrong.
 *
 * The input is hostile. It is read by libfyaml's events (its document builder takes quadratic time on duplicate keys and
 * gigabytes on alias bombs) into a small tree in an arena, under the ceilings of `struct sk_yaml_limits`; anchors, aliases and
 * tags are refused, wide maps are sorted to find double keys. A table (`struct sk_shape`) then fills a struct.
 *
 * Owner of everything that comes out: the arena given. File names are borrowed for as long as the tree lives.
 */
#ifndef SK_YAML_H
#define SK_YAML_H

#include "base/base.h"

/* ---- the tree ------------------------------------------------------------------------------------------ */

struct sk_yaml_limits {
	size_t depth;  /* levels of nesting */
	size_t values; /* scalars, keys and collections of one file together */
	size_t text;   /* bytes of one scalar */
	bool people;   /* written by people at a site: a My Number in it is refused */
};
extern const struct sk_yaml_limits sk_yaml_limits_default, sk_yaml_limits_people; /* 32 levels, 60,000 values, 8 KiB */

/* Bytes of one file, the ceiling callers pass to sk_env_read_file. */
enum { SK_YAML_FILE_MAX = 1 << 20 };

enum sk_node_kind { SK_NODE_TEXT, SK_NODE_LIST, SK_NODE_MAP };

struct sk_node {
	enum sk_node_kind kind;
	bool quoted;		/* of a text: written in quotes or as a block */
	struct sk_place place;
	size_t count;		/* bytes of the text, entries of the list, pairs of the map */
	union {
		const char *text; /* NUL-terminated, holds no other NUL, clean UTF-8 */
		const struct sk_node *const *items;
		const struct sk_pair *pairs; /* in file order, keys all different */
	};
};

struct sk_pair {
	const char *key;
	struct sk_place place; /* of the key */
	const struct sk_node *value;
};

/* One document. limits NULL: the default. */
SK_OUTCOME sk_yaml_parse(struct sk_arena *arena, const char *file, const char *text, size_t length,
			 const struct sk_yaml_limits *limits, const struct sk_node **out, struct sk_error *error);

/* NULL when the map has no such key. */
const struct sk_node *sk_node_get(const struct sk_node *map, const char *key);

/* ---- shapes: the typed table ----------------------------------------------------------------------------- */

enum sk_field_type {
	SK_FIELD_TEXT,	 /* const char * */
	SK_FIELD_ID,	 /* const char *, letters, digits, '.', '-', '_', at most 64 bytes */
	SK_FIELD_NUMBER, /* int, within [low, high] */
	SK_FIELD_FLAG,	 /* bool, written true or false */
	SK_FIELD_CHOICE, /* int, position of the word in `choices` */
	SK_FIELD_DATE,	 /* sk_time, YYYY-MM-DD; absent = 0 */
	SK_FIELD_LABEL,	 /* struct sk_label: {ja: , en: }, both needed */
	SK_FIELD_NAME,	 /* struct sk_label: a text, or {ja: , en: } with at least one */
	SK_FIELD_SHAPE,	 /* the struct of `shape`, in place */
	SK_FIELD_LIST,	 /* struct sk_list of structs of `shape` */
	SK_FIELD_IDS,	 /* struct sk_ids: list of ids */
	SK_FIELD_CHOICES, /* unsigned: list of words of `choices`, as bits */
	SK_FIELD_ANY,	 /* const struct sk_node *: kept as it is */
};

struct sk_choices {
	const char *const *words; /* in the order of the enum */
	size_t count;
};

enum sk_need { SK_OPTIONAL, SK_NEEDED };

struct sk_field {
	const char *key;
	enum sk_field_type type;
	enum sk_need need;
	size_t offset;
	const struct sk_shape *shape;	  /* SHAPE, LIST */
	const struct sk_choices *choices; /* CHOICE, CHOICES */
	int low, high;			  /* NUMBER */
	int absent;			  /* value of an absent NUMBER, FLAG, CHOICE; bits of absent CHOICES */
};

/* Every struct filled by a shape begins with a struct sk_place: where it was written. */
struct sk_shape {
	const char *name; /* as an error shows it: "asset" */
	size_t size;
	const struct sk_field *fields;
	size_t count;
};

/* A row of a field table: SK_FIELD(sk_asset, label, "label", LABEL, NEEDED), .shape = ... behind it where the type wants more. */
#define SK_FIELD(struct_, member_, key_, type_, need_) \
	.key = (key_), .type = SK_FIELD_##type_, .need = SK_##need_, .offset = offsetof(struct struct_, member_)
/* A shape from its field table. */
#define SK_SHAPE(shape_, struct_, name_, fields_) \
	const struct sk_shape shape_ = { \
		.name = (name_), .size = sizeof(struct struct_), .fields = (fields_), .count = SK_COUNT(fields_)}

/* Entries lie one after the other, `count` structs. NULL when empty. */
struct sk_list {
	const void *items;
	size_t count;
};

struct sk_id {
	struct sk_place place;
	const char *text;
};

struct sk_ids {
	const struct sk_id *items;
	size_t count;
};

/* Fills *out, which the caller has zeroed, from a map; what the shape does not name stays as it is, so that several files can fill
 * one struct. Unknown, missing and mistyped keys are errors with their place. */
SK_OUTCOME sk_yaml_bind(struct sk_arena *arena, const struct sk_node *node, const struct sk_shape *shape, void *out,
			struct sk_error *error);

/* Reads, parses, checks `format:` against `format` and binds. The whole way from a file to a struct. */
struct sk_yaml_source {
	const struct sk_env *env;
	const char *path;   /* to open */
	const char *shown;  /* in errors; copied into the arena */
	const char *format; /* "sekisho-site/1" */
	const struct sk_yaml_limits *limits; /* NULL: the default */
};
SK_OUTCOME sk_yaml_load(struct sk_arena *arena, const struct sk_yaml_source *source, const struct sk_shape *shape, void *out,
			struct sk_error *error);

/* The same of a text that is here already; env and path are not looked at. *root: what was parsed. */
SK_OUTCOME sk_yaml_read(struct sk_arena *arena, const struct sk_yaml_source *source, const char *text, size_t length, const struct sk_shape *shape,
			void *out, const struct sk_node **root, struct sk_error *error);

/* Whether the list names this id. NULL is in no list. */
bool sk_ids_hold(const struct sk_ids *ids, const char *id);

#define SK_LIST_EACH(type, variable, list) \
	for (const type *variable = (list)->items, *variable##_end = variable ? variable + (list)->count : variable; \
	     variable != variable##_end; variable++)
#define SK_ID_EACH(variable, ids) \
	for (const struct sk_id *variable = (ids)->items, *variable##_end = variable ? variable + (ids)->count : variable; \
	     variable != variable##_end; variable++)

#endif
