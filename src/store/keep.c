/* A finished assessment -> rows. Rows that another one has already are there once. */
#include "file.h"

struct keep {
	struct sk_store *store;
	const char *site;
	const struct sk_past *past;
	int64_t number;
	bool again;
	struct sk_error *error;
};

/* ---- binding ---- */

/* Binding what is there fails for want of memory only. */
static sk_outcome bound(const struct keep *keep, int result)
{
	return store_judge(keep->store, result == SQLITE_OK ? SQLITE_OK : SQLITE_NOMEM, keep->error);
}

static int bind_column(sqlite3_stmt *statement, int at, const struct sk_past_column *column, const char *row)
{
	const void *value = row + column->offset;
	switch (column->type) {
	case SK_PAST_TEXT:
		return store_bind_text(statement, at, *(const char *const *)value);
	case SK_PAST_NUMBER:
	case SK_PAST_FLAG:
	case SK_PAST_TIME:
		return sqlite3_bind_int64(statement, at, *(const int64_t *)value);
	case SK_PAST_COUNT:
		return sqlite3_bind_int64(statement, at, (sqlite3_int64)*(const size_t *)value);
	case SK_PAST_WORD:
		return store_bind_text(statement, at, column->words->words[*(const int *)value]);
	}
	return SQLITE_MISUSE;
}

static int bind_row(sqlite3_stmt *statement, int from, const struct sk_past_table *table, const void *row)
{
	int result = SQLITE_OK;
	for (size_t i = 0; i < table->count; i++)
		result |= bind_column(statement, from + (int)i, &table->columns[i], row);
	return result;
}

/* ---- rows ---- */

/* Where no row of that table says the same. *digest is how to name it. */
static sk_outcome add_row(struct keep *keep, enum statement which, const struct sk_past_table *table, const void *row, char digest[SK_HEX_ROOM])
{
	sqlite3_stmt *statement = keep->store->statements[which];
	SK_TRY(sk_past_row_digest(table, row, digest, keep->error));
	SK_TRY(bound(keep, store_bind_text(statement, 1, digest) | bind_row(statement, 2, table, row)));
	return store_run(keep->store, which, keep->error);
}

static sk_outcome link_row(struct keep *keep, enum statement which, const char *digest)
{
	sqlite3_stmt *statement = keep->store->statements[which];
	SK_TRY(bound(keep, sqlite3_bind_int64(statement, 1, keep->number) | store_bind_text(statement, 2, digest)));
	return store_run(keep->store, which, keep->error);
}

static sk_outcome add_finding(struct keep *keep, const struct sk_past_finding *finding)
{
	sqlite3_stmt *statement = keep->store->statements[FINDING_LINK];
	char source[SK_HEX_ROOM], digest[SK_HEX_ROOM];
	SK_TRY(add_row(keep, FINDING_ADD, &sk_past_findings, finding, digest));
	SK_TRY(add_row(keep, SOURCE_ADD, &sk_past_sources, &finding->source, source));
	SK_TRY(bound(keep, store_bind_text(statement, 3, source) | sqlite3_bind_int64(statement, 4, finding->stale_after)));
	return link_row(keep, FINDING_LINK, digest);
}

static sk_outcome add_rows(struct keep *keep)
{
	const struct sk_past *past = keep->past;
	char digest[SK_HEX_ROOM];
	for (size_t i = 0; i < past->input_count; i++) {
		SK_TRY(add_row(keep, INPUT_ADD, &sk_past_inputs, &past->inputs[i], digest));
		SK_TRY(link_row(keep, INPUT_LINK, digest));
	}
	for (size_t i = 0; i < past->risk_count; i++) {
		SK_TRY(add_row(keep, RISK_ADD, &sk_past_risks, &past->risks[i], digest));
		SK_TRY(link_row(keep, RISK_LINK, digest));
	}
	for (size_t i = 0; i < past->finding_count; i++)
		SK_TRY(add_finding(keep, &past->findings[i]));
	return SK_OK;
}

/* ---- the assessment ---- */

/* Whether it is there already. */
static sk_outcome find_same(struct keep *keep)
{
	sqlite3_stmt *statement = keep->store->statements[PAST_SAME];
	SK_TRY(bound(keep, store_bind_text(statement, 1, keep->site) | store_bind_text(statement, 2, keep->past->digest)));
	int result = sqlite3_step(statement);
	keep->again = result == SQLITE_ROW;
	keep->number = keep->again ? sqlite3_column_int64(statement, 0) : 0;
	store_finish(statement);
	return keep->again ? SK_OK : store_judge(keep->store, result, keep->error);
}

static sk_outcome add_head(struct keep *keep)
{
	struct sk_store *store = keep->store;
	sqlite3_stmt *statement = store->statements[PAST_ADD];
	const char *const texts[] = {keep->site, keep->past->digest, keep->past->series.digest, keep->past->rows};
	char digest[SK_HEX_ROOM];
	int result = SQLITE_OK;
	SK_TRY(bound(keep, store_bind_text(store->statements[SITE_ADD], 1, keep->site)));
	SK_TRY(store_run(store, SITE_ADD, keep->error));
	SK_TRY(add_row(keep, SERIES_ADD, &sk_past_series_table, &keep->past->series, digest));
	for (size_t i = 0; i < SK_COUNT(texts); i++)
		result |= store_bind_text(statement, (int)i + 1, texts[i]);
	SK_TRY(bound(keep, result | bind_row(statement, SK_COUNT(texts) + 1, &sk_past_heads, keep->past)));
	SK_TRY(store_run(store, PAST_ADD, keep->error));
	keep->number = sqlite3_last_insert_rowid(store->db);
	return SK_OK;
}

static sk_outcome keep_all(void *context)
{
	struct keep *keep = context;
	SK_TRY(find_same(keep));
	if (keep->again)
		return SK_OK;
	SK_TRY(add_head(keep));
	return add_rows(keep);
}

sk_outcome sk_store_keep(struct sk_store *store, const char *site, const struct sk_past *past, int64_t *number, bool *again, struct sk_error *error)
{
	struct keep keep = {.store = store, .site = site, .past = past, .error = error};
	SK_TRY(store_check_site(site, error));
	SK_TRY(store_transaction(store, keep_all, &keep, error));
	*number = keep.number;
	*again = keep.again;
	return SK_OK;
}
