/* The tables that checks read. What the reader of bundles already refused is refused here again: the store trusts nobody. */
#include "fact/fact.h"

#include <string.h>

/* Years 1900 to 2999, as sk_time_parse. */
#define FIRST_TIME "-2208988800"
#define LAST_TIME "32503679999"

/* No index on the tables of kinds: most sites are small, and making one costs more than it saves there. */
static const char helpers[] =
	"CREATE TABLE assessment(at INTEGER NOT NULL CHECK(at BETWEEN " FIRST_TIME " AND " LAST_TIME ")) STRICT;\n"
	"CREATE TABLE parameter(name TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;\n"
	"CREATE TABLE subject(id TEXT NOT NULL PRIMARY KEY, place TEXT NOT NULL) STRICT, WITHOUT ROWID;\n";

static void quoted_words(struct sk_buf *out, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		sk_buf_print(out, "%s'%s'", i ? "," : "", words[i]);
}

static void chosen_from(struct sk_buf *out, const char *column, const struct sk_choices *choices)
{
	sk_buf_print(out, "  %s TEXT NOT NULL CHECK(%s IN (", column, column);
	quoted_words(out, choices->words, choices->count);
	sk_buf_text(out, ")),\n");
}

static void kind_words(struct sk_buf *out)
{
	size_t count;
	const struct sk_fact_kind *kinds = sk_fact_kinds(&count);
	sk_buf_text(out, "  kind TEXT NOT NULL CHECK(kind IN (");
	for (size_t i = 0; i < count; i++)
		sk_buf_print(out, "%s'%s'", i ? "," : "", kinds[i].name);
	sk_buf_text(out, ")),\n");
}

static void coverage_table(struct sk_buf *out)
{
	sk_buf_text(out, "CREATE TABLE coverage(\n  id INTEGER PRIMARY KEY,\n");
	kind_words(out);
	sk_buf_text(out, "  subject TEXT NOT NULL,\n  source TEXT NOT NULL,\n");
	chosen_from(out, "status", &sk_words_status);
	chosen_from(out, "method", &sk_words_fact_method);
	sk_buf_text(out, "  at INTEGER NOT NULL CHECK(at BETWEEN " FIRST_TIME " AND " LAST_TIME "),\n"
			 "  digest TEXT CHECK(length(digest)=64 AND digest NOT GLOB '*[^0-9a-f]*'),\n");
	chosen_from(out, "origin", &sk_words_bundle_origin);
	sk_buf_text(out, "  bundle TEXT) STRICT;\nCREATE INDEX coverage_of ON coverage(kind, subject);\n");
}

static void text_rule(struct sk_buf *out, const struct sk_column *column)
{
	sk_buf_print(out, "length(CAST(%s AS BLOB)) BETWEEN %lld AND %lld", column->name, (long long)column->low, (long long)column->high);
	if (column->form == SK_FORM_CODE)
		sk_buf_print(out, " AND %s NOT GLOB '*[^!-~]*'", column->name);
	if (column->form == SK_FORM_HEX)
		sk_buf_print(out, " AND %s NOT GLOB '*[^0-9a-f]*'", column->name);
}

static void choice_rule(struct sk_buf *out, const struct sk_column *column)
{
	size_t count = 0;
	while (column->choices[count])
		count++;
	sk_buf_print(out, "%s IN (", column->name);
	quoted_words(out, column->choices, count);
	sk_buf_text(out, ")");
}

static void column_rule(struct sk_buf *out, const struct sk_column *column)
{
	switch (column->type) {
	case SK_COLUMN_TEXT:
		text_rule(out, column);
		break;
	case SK_COLUMN_CHOICE:
		choice_rule(out, column);
		break;
	case SK_COLUMN_INTEGER:
		sk_buf_print(out, "%s BETWEEN %lld AND %lld", column->name, (long long)column->low, (long long)column->high);
		break;
	case SK_COLUMN_FLAG:
		sk_buf_print(out, "%s IN (0,1)", column->name);
		break;
	case SK_COLUMN_TIME:
		sk_buf_print(out, "%s BETWEEN " FIRST_TIME " AND " LAST_TIME, column->name);
		break;
	}
}

void sk_fact_sql_kind(const struct sk_fact_kind *kind, bool rules, struct sk_buf *out)
{
	sk_buf_print(out, "CREATE TABLE %s(\n  coverage_id INTEGER NOT NULL REFERENCES coverage(id),\n  subject TEXT NOT NULL,\n"
			  "  looked_at INTEGER NOT NULL%s", kind->name, rules ? " CHECK(looked_at BETWEEN " FIRST_TIME " AND " LAST_TIME ")" : "");
	for (size_t i = 0; i < kind->column_count; i++) {
		const struct sk_column *column = &kind->columns[i];
		bool text = column->type == SK_COLUMN_TEXT || column->type == SK_COLUMN_CHOICE;
		sk_buf_print(out, ",\n  %s %s%s", column->name, text ? "TEXT" : "INTEGER", column->needed ? " NOT NULL" : "");
		if (!rules)
			continue;
		sk_buf_text(out, " CHECK(");
		column_rule(out, column);
		sk_buf_text(out, ")");
	}
	sk_buf_text(out, ") STRICT;\n");
}

/* Beside the subject: what queries look a row of the kind up by. */
static const struct {
	const char *kind, *columns;
} sought[] = {
	{"account", "identity"},	   {"password_age", "identity"},       {"screen_lock", "identity"},
	{"second_factor", "path"},	   {"pending_update", "security"},     {"end_of_life", "product,ends_at"},
	{"packet_filter", "interface"},	   {"flow_policy", "policy"},	       {"network_interface", "identity"},
	{"interface_address", "interface"}, {"route", "is_default"},	       {"practice", "about,held_on"},
	{"contract", "about,signed_on"},
};

void sk_fact_sql_index(const struct sk_fact_kind *kind, struct sk_buf *out)
{
	sk_buf_print(out, "CREATE INDEX %s_of ON %s(subject", kind->name, kind->name);
	for (size_t i = 0; i < SK_COUNT(sought); i++)
		if (strcmp(sought[i].kind, kind->name) == 0)
			sk_buf_print(out, ",%s", sought[i].columns);
	sk_buf_text(out, ");\n");
}

void sk_fact_sql_helpers(struct sk_buf *out)
{
	sk_buf_text(out, helpers);
}

void sk_fact_sql(struct sk_buf *out)
{
	size_t count;
	const struct sk_fact_kind *kinds = sk_fact_kinds(&count);
	sk_fact_sql_helpers(out);
	coverage_table(out);
	for (size_t i = 0; i < count; i++)
		sk_fact_sql_kind(&kinds[i], true, out);
}
