/* The columns of what is kept, and digests over them. */
#include "history/history.h"

#include <inttypes.h>
#include <string.h>

enum { ROW_MAX = 1 << 20, ALL_MAX = 256 << 20 };

static const char *const kind_words[] = {"config", "evidence", "heads", "site"};
const struct sk_choices sk_words_past_kind = {kind_words, SK_COUNT(kind_words)};

#define COLUMN(struct_, name_, type_) {#name_, type_, offsetof(struct struct_, name_), NULL}
#define WORD(struct_, name_, words_) {#name_, SK_PAST_WORD, offsetof(struct struct_, name_), words_}
#define TABLE(name_, columns_, struct_) {name_, columns_, SK_COUNT(columns_), sizeof(struct struct_)}

static const struct sk_past_column series_columns[] = {
	COLUMN(sk_past_series, catalogue, SK_PAST_TEXT),
	COLUMN(sk_past_series, method, SK_PAST_NUMBER),
	COLUMN(sk_past_series, readings, SK_PAST_TEXT),
};
const struct sk_past_table sk_past_series_table = TABLE("series", series_columns, sk_past_series);

static const struct sk_past_column input_columns[] = {
	WORD(sk_past_input, kind, &sk_words_past_kind),
	COLUMN(sk_past_input, name, SK_PAST_TEXT),
	COLUMN(sk_past_input, digest, SK_PAST_TEXT),
};
const struct sk_past_table sk_past_inputs = TABLE("input", input_columns, sk_past_input);

static const struct sk_past_column risk_columns[] = {
	COLUMN(sk_past_risk, scenario, SK_PAST_TEXT),
	WORD(sk_past_risk, exclusion, &sk_words_exclusion),
	COLUMN(sk_past_risk, out_by, SK_PAST_TEXT),
	COLUMN(sk_past_risk, importance, SK_PAST_NUMBER),
	COLUMN(sk_past_risk, threat, SK_PAST_NUMBER),
	COLUMN(sk_past_risk, vulnerability, SK_PAST_NUMBER),
	COLUMN(sk_past_risk, after_threat, SK_PAST_NUMBER),
	COLUMN(sk_past_risk, after_vulnerability, SK_PAST_NUMBER),
	COLUMN(sk_past_risk, value, SK_PAST_NUMBER),
	COLUMN(sk_past_risk, low, SK_PAST_NUMBER),
	COLUMN(sk_past_risk, high, SK_PAST_NUMBER),
	COLUMN(sk_past_risk, presumed, SK_PAST_NUMBER),
	WORD(sk_past_risk, method, &sk_words_method),
	COLUMN(sk_past_risk, needs, SK_PAST_TEXT),
};
const struct sk_past_table sk_past_risks = TABLE("risk", risk_columns, sk_past_risk);

static const struct sk_past_column finding_columns[] = {
	COLUMN(sk_past_finding, control, SK_PAST_TEXT),
	COLUMN(sk_past_finding, place, SK_PAST_TEXT),
	COLUMN(sk_past_finding, subject, SK_PAST_TEXT),
	WORD(sk_past_finding, state, &sk_words_state),
	WORD(sk_past_finding, method, &sk_words_method),
	WORD(sk_past_finding, decider, &sk_words_decider),
	COLUMN(sk_past_finding, contradicts, SK_PAST_FLAG),
	COLUMN(sk_past_finding, lost, SK_PAST_FLAG),
	COLUMN(sk_past_finding, check, SK_PAST_TEXT),
	COLUMN(sk_past_finding, reason, SK_PAST_TEXT),
};
const struct sk_past_table sk_past_findings = TABLE("finding", finding_columns, sk_past_finding);

static const struct sk_past_column source_columns[] = {
	COLUMN(sk_past_source, file, SK_PAST_TEXT),
	COLUMN(sk_past_source, line, SK_PAST_NUMBER),
	COLUMN(sk_past_source, by, SK_PAST_TEXT),
	COLUMN(sk_past_source, bundle, SK_PAST_TEXT),
	COLUMN(sk_past_source, looked, SK_PAST_TIME),
};
const struct sk_past_table sk_past_sources = TABLE("source", source_columns, sk_past_source);

#define COUNT(name_) {#name_, SK_PAST_COUNT, offsetof(struct sk_past, counts.name_), NULL}
static const struct sk_past_column head_columns[] = {
	COLUMN(sk_past, at, SK_PAST_TIME),
	COLUMN(sk_past, name_ja, SK_PAST_TEXT),
	COLUMN(sk_past, name_en, SK_PAST_TEXT),
	WORD(sk_past, facility, &sk_words_facility_kind),
	WORD(sk_past, configuration, &sk_words_configuration),
	COLUMN(sk_past, example, SK_PAST_FLAG),
	COLUMN(sk_past, line, SK_PAST_NUMBER),
	COLUMN(sk_past, line_by, SK_PAST_TEXT),
	COLUMN(sk_past, line_date, SK_PAST_TIME),
	COUNT(scenarios), COUNT(over_line), COUNT(evidenced), COUNT(unknown), COUNT(unmet), COUNT(beyond), COUNT(open), COUNT(open_presumed),
	COUNT(controls), COUNT(controls_known), COUNT(presumed), COUNT(presumed_of), COUNT(contradictions), COUNT(refused), COUNT(live_shown),
	COUNT(controls_stale), COUNT(answers_later), COUNT(answers_ending), COUNT(premises), COUNT(premises_assumed), COUNT(premises_false),
	COUNT(subjects), COUNT(subjects_out), COUNT(excluded),
};
const struct sk_past_table sk_past_heads = TABLE("assessment", head_columns, sk_past);

/* ---- digests ---- */

/* Each text behind its length, so that no two rows are written alike. */
static void write_text(const char *text, struct sk_buf *out)
{
	sk_buf_print(out, "%zu:%s", strlen(text), text);
}

static void write_column(const struct sk_past_column *column, const char *row, struct sk_buf *out)
{
	const char *at = row + column->offset;
	switch (column->type) {
	case SK_PAST_TEXT:
		write_text(*(const char *const *)(const void *)at, out);
		return;
	case SK_PAST_NUMBER:
	case SK_PAST_FLAG:
	case SK_PAST_TIME:
		sk_buf_print(out, "%" PRId64 ";", *(const int64_t *)(const void *)at);
		return;
	case SK_PAST_COUNT:
		sk_buf_print(out, "%zu;", *(const size_t *)(const void *)at);
		return;
	case SK_PAST_WORD:
		write_text(column->words->words[*(const int *)(const void *)at], out);
		return;
	}
}

void sk_past_write(const struct sk_past_table *table, const void *row, struct sk_buf *out)
{
	write_text(table->name, out);
	for (size_t i = 0; i < table->count; i++)
		write_column(&table->columns[i], row, out);
	sk_buf_text(out, "\n");
}

static sk_outcome digest_of(const struct sk_buf *text, char out[SK_HEX_ROOM], struct sk_error *error)
{
	SK_TRY(sk_buf_check(text, error));
	sk_digest(text->bytes ? text->bytes : "", text->length, out);
	return SK_OK;
}

sk_outcome sk_past_row_digest(const struct sk_past_table *table, const void *row, char out[SK_HEX_ROOM], struct sk_error *error)
{
	SK_BUF_SCOPE text = SK_BUF(ROW_MAX);
	sk_past_write(table, row, &text);
	return digest_of(&text, out, error);
}

sk_outcome sk_past_digest(const struct sk_past *past, char out[SK_HEX_ROOM], struct sk_error *error)
{
	SK_BUF_SCOPE text = SK_BUF(ROW_MAX);
	sk_past_write(&sk_past_heads, past, &text);
	sk_past_write(&sk_past_series_table, &past->series, &text);
	write_text(past->series.digest, &text);
	write_text(past->rows, &text);
	return digest_of(&text, out, error);
}

sk_outcome sk_past_rows_digest(const struct sk_past *past, char out[SK_HEX_ROOM], struct sk_error *error)
{
	SK_BUF_SCOPE text = SK_BUF(ALL_MAX);
	for (size_t i = 0; i < past->input_count; i++)
		sk_past_write(&sk_past_inputs, &past->inputs[i], &text);
	for (size_t i = 0; i < past->risk_count; i++)
		sk_past_write(&sk_past_risks, &past->risks[i], &text);
	for (size_t i = 0; i < past->finding_count; i++) {
		sk_past_write(&sk_past_findings, &past->findings[i], &text);
		sk_past_write(&sk_past_sources, &past->findings[i].source, &text);
		sk_buf_print(&text, "%" PRId64 ";", past->findings[i].stale_after);
	}
	return digest_of(&text, out, error);
}
