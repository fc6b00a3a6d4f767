/* What a site's verdicts change in the file. */
#include "file.h"

#include <stdlib.h>
#include <string.h>

enum { PUT_MAX = 64 << 20 };

/* ---- from findings to rows ---- */

static struct sk_kept row_of(const struct sk_verdicts *verdicts, const char *site, const struct sk_control *control,
			     const struct sk_finding *finding)
{
	const struct sk_decided decided = sk_check_decided(finding);
	return (struct sk_kept){
		.site = site, .control = control->row.id, .subject = finding->subject ? finding->subject->id : "",
		.place = sk_catalogue_place_row(verdicts->site->catalogue, finding->place)->row.id,
		.state = finding->state, .method = finding->method, .contradicts = finding->contradicts, .stale_after = finding->stale_after,
		.looked = decided.looked, .bundle = decided.look ? decided.look->bundle->digest : NULL,
	};
}

/* The order of the primary key. */
static int by_key(const void *left, const void *right)
{
	const struct sk_kept *a = left, *b = right;
	int order = strcmp(a->control, b->control);
	if (!order)
		order = strcmp(a->place, b->place);
	return order ? order : strcmp(a->subject, b->subject);
}

struct rows {
	struct sk_store *store;
	const char *site;
	struct sk_kept *items;
	size_t count, changed;
	sk_outcome outcome;
	struct sk_error *error;
};

static sk_outcome rows_of(struct rows *rows, struct sk_arena *arena, const struct sk_verdicts *verdicts)
{
	size_t most = 0;
	void *memory;
	for (size_t i = 0; i < verdicts->count; i++)
		most += verdicts->items[i].count;
	SK_TRY(sk_arena_take(arena, most, sizeof(struct sk_kept), &memory, rows->error));
	rows->items = memory;
	for (size_t i = 0; i < verdicts->count; i++) {
		const struct sk_verdict *verdict = &verdicts->items[i];
		for (size_t at = 0; at < verdict->count; at++)
			if (verdict->findings[at].counts)
				rows->items[rows->count++] = row_of(verdicts, rows->site, verdict->control, &verdict->findings[at]);
	}
	qsort(rows->items, rows->count, sizeof(struct sk_kept), by_key);
	return SK_OK;
}

/* ---- writing ---- */

/* 0 is "none". */
static int bind_time(sqlite3_stmt *statement, int at, sk_time time)
{
	return time ? sqlite3_bind_int64(statement, at, time) : sqlite3_bind_null(statement, at);
}

/* Binding what is there fails for want of memory only. */
static sk_outcome write_row(struct rows *rows, enum statement which, const struct sk_kept *row)
{
	sqlite3_stmt *statement = rows->store->statements[which];
	const char *const texts[] = {row->site, row->control, row->place, row->subject};
	int result = SQLITE_OK;
	for (size_t i = 0; i < SK_COUNT(texts); i++)
		result |= store_bind_text(statement, (int)i + 1, texts[i]);
	if (which == ROW_PUT) {
		result |= store_bind_text(statement, 5, sk_words_state.words[row->state]);
		result |= store_bind_text(statement, 6, sk_words_method.words[row->method]);
		result |= sqlite3_bind_int(statement, 7, row->contradicts);
		result |= bind_time(statement, 8, row->stale_after);
		result |= bind_time(statement, 9, row->looked);
		result |= store_bind_text(statement, 10, row->bundle);
	}
	SK_TRY(store_judge(rows->store, result == SQLITE_OK ? SQLITE_OK : SQLITE_NOMEM, rows->error));
	SK_TRY(store_run(rows->store, which, rows->error));
	rows->changed += (size_t)sqlite3_changes(rows->store->db);
	return SK_OK;
}

/* SQLite lets go of the row that was handed out last. */
static bool drop_gone(void *context, const struct sk_kept *row)
{
	struct rows *rows = context;
	bool stays = rows->count > 0 && bsearch(row, rows->items, rows->count, sizeof(*row), by_key);
	rows->outcome = stays ? SK_OK : write_row(rows, ROW_DROP, row);
	return !sk_failed(rows->outcome);
}

static sk_outcome put_all(void *context)
{
	struct rows *rows = context;
	struct sk_store *store = rows->store;
	SK_TRY(store_judge(store, store_bind_text(store->statements[ROWS], 1, rows->site), rows->error));
	SK_TRY(store_walk(store, ROWS, INT64_MIN, drop_gone, rows, rows->error));
	SK_TRY(rows->outcome);
	if (rows->count == 0)
		return SK_OK;
	SK_TRY(store_judge(store, store_bind_text(store->statements[SITE_ADD], 1, rows->site), rows->error));
	SK_TRY(store_run(store, SITE_ADD, rows->error));
	for (size_t i = 0; i < rows->count; i++)
		SK_TRY(write_row(rows, ROW_PUT, &rows->items[i]));
	return SK_OK;
}

SK_OUTCOME sk_store_put(struct sk_store *store, const char *site, const struct sk_verdicts *verdicts, size_t *changed,
			struct sk_error *error)
{
	SK_ARENA_SCOPE arena = sk_arena_new(PUT_MAX);
	struct rows rows = {.store = store, .site = site, .outcome = SK_OK, .error = error};
	SK_TRY(store_check_site(site, error));
	if (!arena)
		return sk_error_set_number(error, SK_E_MEMORY, NULL, PUT_MAX);
	SK_TRY(rows_of(&rows, arena, verdicts));
	SK_TRY(store_transaction(store, put_all, &rows, error));
	*changed = rows.changed;
	return SK_OK;
}
