#include "rows.h"

#include <string.h>

const char *rows_word(const struct sk_column *column, size_t nth)
{
	size_t count = 0;
	while (column->choices[count])
		count++;
	return column->choices[nth % count];
}

size_t rows_words_of(const struct sk_fact_kind *kind)
{
	size_t most = 0;
	for (size_t i = 0; i < kind->column_count; i++)
		for (size_t count = 0; kind->columns[i].choices && kind->columns[i].choices[count]; count++)
			most = count + 1 > most ? count + 1 : most;
	return most;
}

/* Letters by turns, so that no run of digits looks like a person's number; Japanese at the head of a long line. */
const char *rows_text(const struct sk_column *column, enum rows_edge edge, char *out)
{
	static const char japanese[] = "資格確認端末\"\\";
	size_t length = (size_t)(edge == ROWS_HIGH ? column->high : column->low), at = 0;
	if (column->form == SK_FORM_LINE && length >= sizeof(japanese)) {
		memcpy(out, japanese, sizeof(japanese) - 1);
		at = sizeof(japanese) - 1;
	}
	for (; at < length; at++)
		out[at] = column->form == SK_FORM_CODE ? "!~a"[at % 3] : "af0"[at % 3];
	out[length] = '\0';
	return out;
}

void rows_head(struct sk_record *record, const char *origin)
{
	sk_record_head_line(record, &(struct sk_record_head){.collector = "host-collector", .host = "terminal-1", .origin = origin,
							     .tool = "sekisho test", .sequence = 1, .at = ROWS_TIME});
}

void rows_coverage(struct sk_record *record, const struct sk_fact_kind *kind)
{
	size_t method = 0;
	while (!(kind->methods & 1u << method))
		method++;
	sk_record_coverage_line(record, &(struct sk_record_coverage){
						.kind = kind->name, .subject = "terminal-1", .source = "test", .status = "complete",
						.method = sk_words_fact_method.words[method], .at = ROWS_TIME});
}

static void value(struct sk_record *record, const struct sk_column *column, enum rows_edge edge, size_t nth)
{
	char text[SK_FACT_TEXT_MAX + 1];
	switch (column->type) {
	case SK_COLUMN_TEXT:
		sk_record_text(record, column->name, rows_text(column, edge, text));
		return;
	case SK_COLUMN_CHOICE:
		sk_record_text(record, column->name, rows_word(column, nth));
		return;
	case SK_COLUMN_INTEGER:
		sk_record_integer(record, column->name, edge == ROWS_HIGH ? column->high : column->low);
		return;
	case SK_COLUMN_FLAG:
		sk_record_flag(record, column->name, edge == ROWS_HIGH);
		return;
	case SK_COLUMN_TIME:
		sk_record_time(record, column->name, edge == ROWS_HIGH ? ROWS_TIME_HIGH : ROWS_TIME_LOW);
		return;
	}
}

void rows_fact(struct sk_record *record, const struct sk_fact_kind *kind, enum rows_edge edge, size_t nth)
{
	sk_record_fact_begin(record);
	for (size_t i = 0; i < kind->column_count; i++) {
		if (edge == ROWS_EMPTY && !kind->columns[i].needed)
			sk_record_null(record, kind->columns[i].name);
		else
			value(record, &kind->columns[i], edge, nth);
	}
	sk_record_fact_end(record);
}

void rows_kind(struct sk_record *record, const struct sk_fact_kind *kind)
{
	rows_coverage(record, kind);
	rows_fact(record, kind, ROWS_LOW, 0);
	rows_fact(record, kind, ROWS_HIGH, 0);
	rows_fact(record, kind, ROWS_EMPTY, 0);
	for (size_t nth = 0; nth < rows_words_of(kind); nth++)
		rows_fact(record, kind, ROWS_WORDS, nth);
}

void rows_all(struct sk_record *record)
{
	size_t count;
	const struct sk_fact_kind *kinds = sk_fact_kinds(&count);
	rows_head(record, "example");
	for (size_t i = 0; i < count; i++)
		rows_kind(record, &kinds[i]);
	sk_record_end_line(record);
}
