/* Rows -> finished assessments. The file may have been changed by anybody who may write it: what stands there is looked at as any input. */
#include "file.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Before the columns of history/: number, digest; of an assessment number, site, digest, series, digest of its rows. */
enum { ROW_AT = 2, HEAD_AT = 5, HEAD_DIGEST = 2, HEAD_ROWS = 4, NUMBER_ROOM = 24 };

struct reading {
	struct sk_store *store;
	struct sk_arena *arena; /* NULL: texts are SQLite's, until the next row */
	struct sk_error *error;
};

/* ---- columns ---- */

static sk_outcome read_text(const struct reading *reading, sqlite3_stmt *statement, int at, const char **out)
{
	const char *text = (const char *)sqlite3_column_text(statement, at);
	size_t length = (size_t)sqlite3_column_bytes(statement, at);
	if (!text)
		return store_judge(reading->store, SQLITE_NOMEM, reading->error);
	if (strlen(text) != length || !sk_utf8_clean(text, length, NULL))
		return store_damaged(reading->store, reading->error);
	*out = text;
	return reading->arena ? sk_arena_text(reading->arena, text, length, out, reading->error) : SK_OK;
}

static sk_outcome read_column(const struct reading *reading, sqlite3_stmt *statement, int at, const struct sk_past_column *column, char *row)
{
	void *value = row + column->offset;
	bool is_text = column->type == SK_PAST_TEXT || column->type == SK_PAST_WORD, good = true;
	sqlite3_int64 number = is_text ? 0 : sqlite3_column_int64(statement, at);
	switch (column->type) {
	case SK_PAST_TEXT:
		return read_text(reading, statement, at, value);
	case SK_PAST_FLAG:
		good = number == 0 || number == 1;
		/* fall through */
	case SK_PAST_NUMBER:
	case SK_PAST_TIME:
		*(int64_t *)value = number;
		break;
	case SK_PAST_COUNT:
		*(size_t *)value = (size_t)number;
		good = number >= 0;
		break;
	case SK_PAST_WORD:
		good = store_read_word(column->words, sqlite3_column_text(statement, at), value);
		break;
	}
	return good ? SK_OK : store_damaged(reading->store, reading->error);
}

static sk_outcome read_row(const struct reading *reading, sqlite3_stmt *statement, int from, const struct sk_past_table *table, void *row)
{
	for (size_t i = 0; i < table->count; i++)
		SK_TRY(read_column(reading, statement, from + (int)i, &table->columns[i], row));
	return SK_OK;
}

static sk_outcome is_as_kept(const struct reading *reading, const char *digest, const char *kept)
{
	return strcmp(digest, kept) == 0 ? SK_OK : store_damaged(reading->store, reading->error);
}

static sk_outcome read_head(const struct reading *reading, sqlite3_stmt *statement, struct sk_past *out)
{
	int behind = HEAD_AT + (int)sk_past_heads.count;
	char digest[SK_HEX_ROOM];
	*out = (struct sk_past){.number = sqlite3_column_int64(statement, 0)};
	SK_TRY(read_text(reading, statement, HEAD_DIGEST, &out->digest));
	SK_TRY(read_text(reading, statement, HEAD_ROWS, &out->rows));
	SK_TRY(read_row(reading, statement, HEAD_AT, &sk_past_heads, out));
	SK_TRY(read_text(reading, statement, behind, &out->series.digest));
	SK_TRY(read_row(reading, statement, behind + 1, &sk_past_series_table, &out->series));
	SK_TRY(sk_past_row_digest(&sk_past_series_table, &out->series, digest, reading->error));
	SK_TRY(is_as_kept(reading, digest, out->series.digest));
	SK_TRY(sk_past_digest(out, digest, reading->error));
	return is_as_kept(reading, digest, out->digest);
}

/* ---- the list ---- */

static sk_outcome walk(const struct reading *reading, sqlite3_stmt *statement, sk_store_each_past *each, void *context)
{
	struct sk_past past;
	int result;
	bool more = true;
	while (more && (result = sqlite3_step(statement)) == SQLITE_ROW) {
		SK_TRY(read_head(reading, statement, &past));
		more = each(context, &past);
	}
	return more ? store_judge(reading->store, result, reading->error) : SK_OK;
}

sk_outcome sk_store_pasts(struct sk_store *store, const char *site, sk_store_each_past *each, void *context, struct sk_error *error)
{
	const struct reading reading = {store, NULL, error};
	sqlite3_stmt *statement = store->statements[PASTS];
	SK_INVARIANT(!store->walking);
	SK_TRY(store_judge(store, store_bind_text(statement, 1, site), error));
	store->walking = true;
	sk_outcome outcome = walk(&reading, statement, each, context);
	store_finish(statement);
	store->walking = false;
	return outcome;
}

/* ---- one ---- */

/* Several rows of one table; of findings what stands behind them, too. */
static sk_outcome read_rows(const struct reading *reading, enum statement which, int64_t number, const struct sk_past_table *table, char *rows, size_t count)
{
	sqlite3_stmt *statement = reading->store->statements[which];
	size_t got = 0;
	int result;
	SK_TRY(store_judge(reading->store, sqlite3_bind_int64(statement, 1, number), reading->error));
	while ((result = sqlite3_step(statement)) == SQLITE_ROW && got < count) {
		char *row = rows + got++ * table->size;
		struct sk_past_finding *finding = which == FINDINGS_OF ? (void *)row : NULL;
		int behind = ROW_AT + (int)table->count + ROW_AT;
		SK_TRY(read_row(reading, statement, ROW_AT, table, row));
		if (!finding)
			continue;
		SK_TRY(read_row(reading, statement, behind, &sk_past_sources, &finding->source));
		finding->stale_after = sqlite3_column_int64(statement, behind + (int)sk_past_sources.count);
	}
	if (result == SQLITE_ROW || (got < count && result == SQLITE_DONE))
		return store_damaged(reading->store, reading->error);
	return store_judge(reading->store, result, reading->error);
}

static sk_outcome take_rows(const struct reading *reading, enum statement which, int64_t number, const struct sk_past_table *table, const void **out, size_t count)
{
	void *memory;
	SK_TRY(sk_arena_take(reading->arena, count, table->size, &memory, reading->error));
	*out = memory;
	sk_outcome outcome = read_rows(reading, which, number, table, memory, count);
	store_finish(reading->store->statements[which]);
	return outcome;
}

static sk_outcome read_sizes(const struct reading *reading, struct sk_past *past)
{
	sqlite3_stmt *statement = reading->store->statements[PAST_SIZES];
	SK_TRY(store_judge(reading->store, sqlite3_bind_int64(statement, 1, past->number), reading->error));
	int result = sqlite3_step(statement);
	past->input_count = (size_t)sqlite3_column_int64(statement, 0);
	past->risk_count = (size_t)sqlite3_column_int64(statement, 1);
	past->finding_count = (size_t)sqlite3_column_int64(statement, 2);
	store_finish(statement);
	return result == SQLITE_ROW ? SK_OK : store_judge(reading->store, result, reading->error);
}

static sk_outcome no_such(const struct sk_store *store, int64_t number, struct sk_error *error)
{
	const struct sk_place place = {.file = store->path};
	char text[NUMBER_ROOM];
	(void)snprintf(text, sizeof(text), "%" PRId64, number);
	return sk_error_set(error, SK_E_HISTORY_NONE, &place, text, _("the number of one that is"), NULL);
}

static sk_outcome read_one(const struct reading *reading, const char *site, int64_t number, struct sk_past *out)
{
	struct sk_store *store = reading->store;
	sqlite3_stmt *statement = store->statements[PAST_ONE];
	SK_TRY(store_judge(store, store_bind_text(statement, 1, site) | sqlite3_bind_int64(statement, 2, number), reading->error));
	int result = sqlite3_step(statement);
	sk_outcome outcome = result == SQLITE_ROW ? read_head(reading, statement, out) : result == SQLITE_DONE ? no_such(store, number, reading->error) : store_judge(store, result, reading->error);
	store_finish(statement);
	return outcome;
}

sk_outcome sk_store_past(struct sk_store *store, struct sk_arena *arena, const char *site, int64_t number, struct sk_past *out, struct sk_error *error)
{
	const struct reading reading = {store, arena, error};
	char digest[SK_HEX_ROOM];
	SK_TRY(read_one(&reading, site, number, out));
	SK_TRY(read_sizes(&reading, out));
	SK_TRY(take_rows(&reading, INPUTS_OF, number, &sk_past_inputs, (const void **)&out->inputs, out->input_count));
	SK_TRY(take_rows(&reading, RISKS_OF, number, &sk_past_risks, (const void **)&out->risks, out->risk_count));
	SK_TRY(take_rows(&reading, FINDINGS_OF, number, &sk_past_findings, (const void **)&out->findings, out->finding_count));
	SK_TRY(sk_past_rows_digest(out, digest, error));
	return is_as_kept(&reading, digest, out->rows);
}
