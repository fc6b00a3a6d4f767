/*
 * fact: what can be known about a subject, and how it is written down.
 *
 * One table (`sk_fact_kinds`) declares every kind of fact: its columns with type, unit and meaning, the places its subjects
 * stand at, the methods by which it can be known. From the table come the SQL tables that checks read, the JSON schema of a
 * bundle's lines, the manual page, and the checking of records on the way in. Adding a kind is a row here, a collector
 * file and a fixture.
 *
 * A bundle is JSON Lines (UTF-8, '\n', no blank lines), made by one run of one collector:
 *
 *   {"bundle":"sekisho-bundle/1","collector":ID,"host":ID,"sequence":N,"previous":HEX|null,"at":TIME,"origin":ORIGIN,"tool":TEXT}
 *   {"coverage":N,"kind":KIND,"subject":ID,"source":TEXT,"status":STATUS,"method":METHOD,"at":TIME,"digest":HEX|null}
 *   {"fact":N,"values":{COLUMN:VALUE,...}}          N: the coverage it hangs under, always the one before it
 *   {"end":{"coverage":N,"facts":N}}
 *   {"signature":"-----BEGIN SSH SIGNATURE-----\n..."}   over the exact bytes before this line (seal/)
 *
 * Coverage says whether a kind was really looked at, and where; facts hang beneath it. No facts under a complete coverage means
 * "looked, found none"; no coverage means "nobody looked". Null, or a column left out where that is allowed, means "not known for this
 * row": a check may never take it for "good".
 *
 * Owner: kinds are constants of the program; what is read lies in the arena given. Times are seconds since 1970 UTC.
 */
#ifndef SK_FACT_H
#define SK_FACT_H

#include "yaml/yaml.h"

#define SK_BUNDLE_FORMAT "sekisho-bundle/1"

/* Ceilings of a bundle: hostile input. */
enum {
	SK_BUNDLE_BYTES_MAX = 8 << 20,
	SK_BUNDLE_LINE_MAX = 64 << 10,
	SK_BUNDLE_COVERAGE_MAX = 4096,
	SK_BUNDLE_FACTS_MAX = 65536,
	SK_FACT_COLUMNS_MAX = 24,
	SK_FACT_TEXT_MAX = 4096, /* bytes of a text, and of the signature */
	SK_BUNDLE_SIGNATURE_MAX = SK_FACT_TEXT_MAX,
	SK_BUNDLE_ID_MAX = 64,
	SK_BUNDLE_TOOL_MAX = 128,
	SK_BUNDLE_SOURCE_MAX = 512,
	SK_BUNDLE_SEQUENCE_MAX = 1000000000,
};

enum sk_column_type {
	SK_COLUMN_TEXT,	   /* const char *, of the column's form, low..high bytes */
	SK_COLUMN_CHOICE,  /* const char *, one of `choices` */
	SK_COLUMN_INTEGER, /* int64_t within low..high */
	SK_COLUMN_FLAG,	   /* int64_t 0 or 1; JSON true, false */
	SK_COLUMN_TIME,	   /* int64_t; JSON "2026-04-01T09:00:00Z" */
};

/* What a text may look like. The tighter, the less can be smuggled in: no column takes a password, a key or a patient's data. */
enum sk_text_form {
	SK_FORM_LINE, /* one line of UTF-8 without control characters: names of products and companies, paths */
	SK_FORM_CODE, /* printable ASCII without spaces: ids, versions, addresses */
	SK_FORM_HEX,  /* lower-case hex digits of one length: digests, ends of address ranges */
};

struct sk_column {
	const char *name; /* lower case, '_' */
	enum sk_column_type type;
	enum sk_text_form form; /* of a text */
	bool needed;	  /* else null is allowed: not known for this row */
	const char *unit; /* "day", "bit", NULL for none */
	struct sk_label meaning;
	const char *const *choices; /* NULL-terminated */
	int64_t low, high; /* of an integer; bytes of a text. Integers stay below 10^11: none holds 12 digits */
};

/* Bits of sk_method (check/check.h), here because facts carry them: how a kind can be known. */
enum sk_fact_method { SK_FACT_ATTESTED, SK_FACT_CONFIGURED, SK_FACT_OBSERVED, SK_FACT_EXERCISED };
enum sk_fact_status {
	SK_STATUS_COMPLETE, /* all there is was seen */
	SK_STATUS_PARTIAL,  /* some of it */
	SK_STATUS_ABSENT,   /* the source does not exist here: often "the default applies", never "no" by itself */
	SK_STATUS_DENIED,   /* not allowed to look: unknown */
	SK_STATUS_ERROR,    /* looking failed: unknown */
};
enum sk_bundle_origin { SK_LIVE, SK_REPLAY, SK_EXAMPLE };
extern const struct sk_choices sk_words_fact_method, sk_words_status, sk_words_bundle_origin, sk_words_column_type;

struct sk_fact_kind {
	const char *name; /* "update_state": also the SQL table */
	struct sk_label label, meaning;
	const char *const *places; /* ids of places its subjects stand at, NULL-terminated */
	unsigned methods;	   /* bits of sk_fact_method */
	const struct sk_column *columns;
	size_t column_count;
};

const struct sk_fact_kind *sk_fact_kinds(size_t *count);
const struct sk_fact_kind *sk_fact_kind_named(const char *name); /* NULL when there is none */
/* Whether its subjects can stand at that place. */
bool sk_fact_can_be_at(const struct sk_fact_kind *kind, const char *place);
const struct sk_column *sk_fact_column_named(const struct sk_fact_kind *kind, const char *name);

/* ---- what comes from the table ---------------------------------------------------------------------------- */

/* CREATE TABLE ... STRICT for every kind and the helper tables: coverage(id, kind, subject, source, status, method, at, digest, origin,
 * bundle), assessment(at), parameter(name, value), subject(id, place). A kind's table: coverage_id, subject, looked_at (when this was
 * seen), then its columns; the number of a fact is its rowid. Times are integers, flags 0 or 1. */
void sk_fact_sql(struct sk_buf *out);
/* Its parts: assessment, parameter and subject; one kind. */
void sk_fact_sql_helpers(struct sk_buf *out);
/* `rules`: as CHECK what each column may hold; whoever held its rows to them already need not have them parsed and asked again. */
void sk_fact_sql_kind(const struct sk_fact_kind *kind, bool rules, struct sk_buf *out);
/* CREATE INDEX for a kind of which many facts are known: by subject, and by what its rows are told apart by there. */
void sk_fact_sql_index(const struct sk_fact_kind *kind, struct sk_buf *out);
/* JSON Schema (draft 2020-12) of one line of a bundle. */
void sk_fact_schema(struct sk_buf *out);
/* The manual page sekisho-facts(5) in scdoc. */
void sk_fact_manual(struct sk_buf *out, enum sk_lang lang);

/* ---- reading a bundle ---------------------------------------------------------------------------------------- */

struct sk_value {
	bool null;
	union {
		const char *text;
		int64_t integer;
	};
};

struct sk_fact {
	uint32_t line;	 /* of the bundle, from 1 */
	size_t coverage; /* position in the bundle's coverage */
	const struct sk_value *values; /* one for each column of the kind */
};

struct sk_coverage {
	uint32_t line;
	int64_t number;
	const struct sk_fact_kind *kind;
	const char *subject, *source;
	enum sk_fact_status status;
	enum sk_fact_method method;
	sk_time at;
	const char *digest; /* 64 lower-case hex digits or NULL */
};

struct sk_bundle {
	const char *file; /* as shown */
	const char *collector, *host, *tool;
	int64_t sequence;
	const char *previous; /* 64 hex digits, NULL for the first of a chain */
	sk_time at;
	enum sk_bundle_origin origin;
	const struct sk_coverage *coverage;
	size_t coverage_count;
	const struct sk_fact *facts;
	size_t fact_count;
	size_t signed_length; /* bytes before the signature's line; all of them when there is none */
	const char *signature; /* armored text, NULL when the bundle has none */
	uint32_t signature_line;
};

/* The last line of a bundle: the armored signature over all bytes before it. */
void sk_bundle_signature_line(const char *armor, struct sk_buf *out);
/* SK_E_SIGNATURE where a bundle that was read from these bytes has no such line, or one that is written another way that JSON has. The line is not
 * signed: who could write it otherwise would give the bundle another digest, and the collector's next one would not follow it. */
SK_OUTCOME sk_bundle_check_signature_line(const struct sk_bundle *bundle, const char *bytes, size_t length, struct sk_error *error);

/* Structure, types, ceilings, numbers of coverage, the end line: everything but the signature and the chain. Errors name file, line and,
 * where jansson tells, the column. Duplicate keys, unknown keys and kinds, wrong types and numbers out of range are refused. */
SK_OUTCOME sk_bundle_read(struct sk_arena *arena, const char *file, const char *bytes, size_t length, const struct sk_bundle **out,
			  struct sk_error *error);
/* The same for a bundle that has to be signed. A large one that is not is seen by its last line, before all of it is read: SK_E_BUNDLE_CUT where it ends
 * too early, else *out has what its first line says and no signature. */
SK_OUTCOME sk_bundle_read_signed(struct sk_arena *arena, const char *file, const char *bytes, size_t length, const struct sk_bundle **out,
				 struct sk_error *error);

#endif
