/* Verdicts in SQLite. */
#include "file.h"

#include <errno.h>
#include <string.h>

enum { FILE_MODE = 0600, ARENA_MAX = 1 << 20, STEP = 10 /* milliseconds */, APPLICATION = 0x53454B49 /* "SEKI" */ };

/* As SQLite keeps it, to the letter: a file whose tables read otherwise is not used. */
static const char *const schema[] = {
	"CREATE TABLE site(number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT",
	"CREATE TABLE verdict(site INTEGER NOT NULL REFERENCES site, control TEXT NOT NULL, place TEXT NOT NULL, subject TEXT NOT NULL, "
	"state TEXT NOT NULL, method TEXT NOT NULL, contradicts INTEGER NOT NULL, stale_after INTEGER, looked INTEGER, bundle TEXT, "
	"PRIMARY KEY(site, control, place, subject)) STRICT, WITHOUT ROWID",
	"CREATE INDEX verdict_due ON verdict(stale_after) WHERE stale_after IS NOT NULL",
};

#define COLUMNS "s.id, v.control, v.place, v.subject, v.state, v.method, v.contradicts, v.stale_after, v.looked, v.bundle"
#define JOINED " FROM verdict AS v JOIN site AS s ON s.number = v.site "
#define NUMBER "(SELECT number FROM site WHERE id = ?1)"
static const char *const statements[STATEMENTS] = {
	[BEGIN] = "BEGIN IMMEDIATE",
	[COMMIT] = "COMMIT",
	[ROLLBACK] = "ROLLBACK",
	[SITE_ADD] = "INSERT INTO site(id) VALUES(?1) ON CONFLICT DO NOTHING",
	/* A row that says the same is left alone. */
	[ROW_PUT] = "INSERT INTO verdict VALUES(" NUMBER ", ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT DO UPDATE SET "
		    "(state, method, contradicts, stale_after, looked, bundle) = (?5, ?6, ?7, ?8, ?9, ?10) "
		    "WHERE (state, method, contradicts, stale_after, looked, bundle) IS NOT (?5, ?6, ?7, ?8, ?9, ?10)",
	[ROW_DROP] = "DELETE FROM verdict WHERE site = " NUMBER " AND control = ?2 AND place = ?3 AND subject = ?4",
	[ROWS] = "SELECT " COLUMNS JOINED "WHERE s.id = ?1 ORDER BY v.control, v.place, v.subject",
	[DUE] = "SELECT " COLUMNS JOINED "WHERE v.stale_after < ?1 ORDER BY v.stale_after, s.id, v.control, v.place, v.subject",
};

/* ---- errors ---- */

static sk_outcome no_use(const struct sk_store *store, const char *why, struct sk_error *error)
{
	const struct sk_place place = {.file = store->path};
	return sk_error_set(error, SK_E_STORE_FORMAT, &place, why, NULL, NULL);
}

static sk_outcome no_access(const struct sk_store *store, const char *why, struct sk_error *error)
{
	const struct sk_place place = {.file = store->path};
	return sk_error_set(error, SK_E_STORE_ACCESS, &place, why, NULL, NULL);
}

static sk_outcome damaged(const struct sk_store *store, struct sk_error *error)
{
	return no_use(store, _("it is damaged"), error);
}

static sk_outcome failed(const struct sk_store *store, int result, struct sk_error *error)
{
	char scratch[SK_REASON_TEXT];
	switch (result & 0xff) {
	case SQLITE_NOMEM:
		return sk_error_set_number(error, SK_E_MEMORY, NULL, ARENA_MAX);
	case SQLITE_NOTADB:
		return no_use(store, _("it is another file"), error);
	case SQLITE_CORRUPT:
		return damaged(store, error);
	case SQLITE_FULL:
		return no_access(store, sk_env_reason(ENOSPC, scratch), error);
	case SQLITE_BUSY:
		return no_access(store, _("another program holds it"), error);
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return no_access(store, sk_env_reason(EACCES, scratch), error);
	default:
		/* What the system said is not kept on every way out of SQLite. */
		return no_access(store, sk_env_reason(EIO, scratch), error);
	}
}

sk_outcome store_judge(const struct sk_store *store, int result, struct sk_error *error)
{
	return result == SQLITE_OK || result == SQLITE_DONE ? SK_OK : failed(store, result, error);
}

/* ---- statements ---- */

void store_finish(sqlite3_stmt *statement)
{
	(void)sqlite3_reset(statement);
	(void)sqlite3_clear_bindings(statement);
}

/* One that returns no rows. */
sk_outcome store_run(struct sk_store *store, enum statement which, struct sk_error *error)
{
	int result = sqlite3_step(store->statements[which]);
	store_finish(store->statements[which]);
	return store_judge(store, result, error);
}

static sk_outcome execute(struct sk_store *store, const char *sql, struct sk_error *error)
{
	return store_judge(store, sqlite3_exec(store->db, sql, NULL, NULL, NULL), error);
}

int store_bind_text(sqlite3_stmt *statement, int at, const char *text)
{
	return sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC); /* NULL binds NULL */
}

/* ---- rows ---- */

static bool read_word(const struct sk_choices *choices, const unsigned char *word, int *out)
{
	for (size_t i = 0; word && i < choices->count; i++) {
		if (strcmp((const char *)word, choices->words[i]) != 0)
			continue;
		*out = (int)i;
		return true;
	}
	return false;
}

static const char *text_at(sqlite3_stmt *statement, int column)
{
	return (const char *)sqlite3_column_text(statement, column);
}

/* The file may have been changed by anybody who may write it: what stands there is looked at as any input. */
static bool read_row(sqlite3_stmt *statement, struct sk_kept *row)
{
	int state, method;
	*row = (struct sk_kept){
		.site = text_at(statement, 0), .control = text_at(statement, 1), .place = text_at(statement, 2), .subject = text_at(statement, 3),
		.contradicts = sqlite3_column_int64(statement, 6) != 0, .stale_after = sqlite3_column_int64(statement, 7),
		.looked = sqlite3_column_int64(statement, 8), .bundle = text_at(statement, 9),
	};
	if (!read_word(&sk_words_state, sqlite3_column_text(statement, 4), &state) ||
	    !read_word(&sk_words_method, sqlite3_column_text(statement, 5), &method))
		return false;
	row->state = (enum sk_state)state;
	row->method = (enum sk_method)method;
	return row->site && row->control && row->place && row->subject && (!row->bundle || strlen(row->bundle) == SK_HEX_ROOM - 1);
}

/* Good news ends with its last moment. */
static void age(struct sk_kept *row, sk_time at)
{
	bool good = row->state == SK_MET || row->state == SK_NOT_APPLICABLE;
	if (good && row->stale_after < at)
		row->state = SK_STALE;
}

static sk_outcome walk(struct sk_store *store, sqlite3_stmt *statement, sk_time at, sk_store_each *each, void *context, struct sk_error *error)
{
	struct sk_kept row;
	int result;
	bool more = true;
	while (more && (result = sqlite3_step(statement)) == SQLITE_ROW) {
		if (!read_row(statement, &row))
			return damaged(store, error);
		age(&row, at);
		more = each(context, &row);
	}
	return more ? store_judge(store, result, error) : SK_OK;
}

sk_outcome store_walk(struct sk_store *store, enum statement which, sk_time at, sk_store_each *each, void *context, struct sk_error *error)
{
	SK_INVARIANT(!store->walking);
	store->walking = true;
	sk_outcome outcome = walk(store, store->statements[which], at, each, context, error);
	store_finish(store->statements[which]);
	store->walking = false;
	return outcome;
}

sk_outcome sk_store_due(struct sk_store *store, sk_time at, sk_store_each *each, void *context, struct sk_error *error)
{
	SK_TRY(store_judge(store, sqlite3_bind_int64(store->statements[DUE], 1, at), error));
	return store_walk(store, DUE, at, each, context, error);
}

sk_outcome sk_store_site(struct sk_store *store, const char *site, sk_time at, sk_store_each *each, void *context, struct sk_error *error)
{
	SK_TRY(store_judge(store, store_bind_text(store->statements[ROWS], 1, site), error));
	return store_walk(store, ROWS, at, each, context, error);
}

/* ---- opening ---- */

/* The first integer that a question answers. */
static sk_outcome ask(struct sk_store *store, const char *sql, sqlite3_int64 *out, struct sk_error *error)
{
	sqlite3_stmt *statement = NULL;
	int result = sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL);
	if (result == SQLITE_OK)
		result = sqlite3_step(statement);
	*out = result == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
	(void)sqlite3_finalize(statement);
	return result == SQLITE_ROW ? SK_OK : failed(store, result, error);
}

/* Whether nothing was ever made in it. Within a transaction: another process may be making it. */
static sk_outcome is_new(struct sk_store *store, bool *out, struct sk_error *error)
{
	sqlite3_int64 application, version, tables;
	SK_TRY(ask(store, "PRAGMA application_id", &application, error));
	SK_TRY(ask(store, "PRAGMA user_version", &version, error));
	SK_TRY(ask(store, "SELECT count(*) FROM sqlite_schema", &tables, error));
	*out = application == 0 && version == 0 && tables == 0;
	if (!*out && application != APPLICATION)
		return no_use(store, _("it is another file"), error);
	if (version > SK_STORE_VERSION)
		return no_use(store, _("a later version of Sekisho made it"), error);
	return *out || version == SK_STORE_VERSION ? SK_OK : damaged(store, error);
}

/* All or nothing, and once: another process may have been faster. */
static sk_outcome make_tables(struct sk_store *store, struct sk_error *error)
{
	bool new;
	SK_BUF_SCOPE numbers = SK_BUF(ARENA_MAX);
	sk_buf_print(&numbers, "PRAGMA application_id=%d; PRAGMA user_version=%d; COMMIT", APPLICATION, SK_STORE_VERSION);
	SK_TRY(sk_buf_check(&numbers, error));
	SK_TRY(execute(store, "BEGIN IMMEDIATE", error));
	SK_TRY(is_new(store, &new, error));
	for (size_t i = 0; new && i < SK_COUNT(schema); i++)
		SK_TRY(execute(store, schema[i], error));
	return execute(store, new ? numbers.bytes : "COMMIT", error);
}

static sk_outcome check_tables(struct sk_store *store, struct sk_error *error)
{
	sqlite3_stmt *statement = NULL;
	size_t count = 0, same = 0;
	int result = sqlite3_prepare_v2(store->db, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid", -1, &statement, NULL);
	while (result == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW) {
		const char *sql = text_at(statement, 0);
		same += count < SK_COUNT(schema) && sql && strcmp(sql, schema[count]) == 0;
		count++;
	}
	result = sqlite3_finalize(statement);
	SK_TRY(store_judge(store, result, error));
	return count == SK_COUNT(schema) && same == count ? SK_OK : damaged(store, error);
}

/* What a strange file could bring along is switched off before anything of it is read. */
static sk_outcome set_up(struct sk_store *store, struct sk_error *error)
{
	static const int switches[][2] = {{SQLITE_DBCONFIG_DEFENSIVE, 1},      {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0}, {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
					  {SQLITE_DBCONFIG_ENABLE_VIEW, 0}, {SQLITE_DBCONFIG_DQS_DML, 0},	    {SQLITE_DBCONFIG_DQS_DDL, 0}};
	for (size_t i = 0; i < SK_COUNT(switches); i++)
		SK_TRY(store_judge(store, sqlite3_db_config(store->db, switches[i][0], switches[i][1], NULL), error));
	SK_TRY(store_judge(store, sqlite3_busy_timeout(store->db, SK_STORE_WAIT), error));
	return execute(store, "PRAGMA cell_size_check=ON; PRAGMA synchronous=FULL", error);
}

static int ask_for_log(struct sk_store *store, bool *is_log)
{
	sqlite3_stmt *statement = NULL;
	int result = sqlite3_prepare_v2(store->db, "PRAGMA journal_mode=WAL", -1, &statement, NULL);
	if (result == SQLITE_OK)
		result = sqlite3_step(statement);
	const char *mode = result == SQLITE_ROW ? text_at(statement, 0) : NULL;
	*is_log = mode && strcmp(mode, "wal") == 0;
	(void)sqlite3_finalize(statement);
	return result == SQLITE_ROW ? SQLITE_OK : result;
}

/* Write-ahead log: one sync for each put, and readers do not wait. The first time, SQLite wants the file for itself and does not wait. */
static sk_outcome use_log(struct sk_store *store, struct sk_error *error)
{
	bool is_log;
	int result = ask_for_log(store, &is_log);
	for (int waited = 0; (result & 0xff) == SQLITE_BUSY && waited < SK_STORE_WAIT; waited += STEP) {
		(void)sqlite3_sleep(STEP);
		result = ask_for_log(store, &is_log);
	}
	SK_TRY(store_judge(store, result, error));
	return is_log ? SK_OK : no_access(store, _("its file system has no shared memory or no locks"), error);
}

/* SQLite misses a file that is cut within its last page. What a crash left in the log is brought into the file first; where somebody else is
 * at work it is not, and he has opened it before us. */
static sk_outcome check_length(struct sk_store *store, struct sk_error *error)
{
	sqlite3_file *file = NULL;
	sqlite3_int64 page, length;
	int logged = 0, moved = 0;
	int result = sqlite3_wal_checkpoint_v2(store->db, "main", SQLITE_CHECKPOINT_PASSIVE, &logged, &moved);
	if ((result & 0xff) == SQLITE_BUSY || (result == SQLITE_OK && logged != moved))
		return SK_OK;
	SK_TRY(store_judge(store, result, error));
	SK_TRY(ask(store, "PRAGMA page_size", &page, error));
	SK_TRY(store_judge(store, sqlite3_file_control(store->db, "main", SQLITE_FCNTL_FILE_POINTER, &file), error));
	SK_TRY(store_judge(store, file->pMethods->xFileSize(file, &length), error));
	return length % page == 0 ? SK_OK : damaged(store, error);
}

static sk_outcome prepare_all(struct sk_store *store, struct sk_error *error)
{
	SK_TRY(use_log(store, error));
	SK_TRY(check_length(store, error));
	for (size_t i = 0; i < STATEMENTS; i++)
		SK_TRY(store_judge(store, sqlite3_prepare_v3(store->db, statements[i], -1, SQLITE_PREPARE_PERSISTENT, &store->statements[i], NULL), error));
	return SK_OK;
}

/* With "./" before it no name means anything special to SQLite. */
static sk_outcome open_database(struct sk_store *store, struct sk_error *error)
{
	const char *name;
	bool new;
	SK_TRY(sk_arena_print(store->arena, &name, error, "%s%s", store->path[0] == '/' ? "" : "./", store->path));
	int result = sqlite3_open_v2(name, &store->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE, NULL);
	SK_TRY(store_judge(store, result, error));
	SK_TRY(set_up(store, error));
	SK_TRY(execute(store, "BEGIN", error));
	SK_TRY(is_new(store, &new, error));
	SK_TRY(execute(store, "COMMIT", error));
	if (sqlite3_db_readonly(store->db, "main"))
		return failed(store, SQLITE_READONLY, error);
	if (new)
		SK_TRY(make_tables(store, error));
	SK_TRY(check_tables(store, error));
	return prepare_all(store, error);
}

/* SQLite takes a file of one byte for a new one, too. */
static sk_outcome check_magic(const struct sk_env *env, struct sk_store *store, struct sk_error *error)
{
	static const char magic[] = "SQLite format 3";
	char head[sizeof(magic)], scratch[SK_REASON_TEXT];
	size_t length = 0, got = 1;
	int handle, result = env->open_read(env->self, store->path, &handle);
	if (result != 0)
		return no_access(store, sk_env_reason(result, scratch), error);
	for (; result == 0 && got > 0 && length < sizeof(head); length += got)
		result = env->read(env->self, handle, head + length, sizeof(head) - length, &got);
	(void)env->close(env->self, handle);
	if (result != 0)
		return no_access(store, sk_env_reason(result, scratch), error);
	return length == 0 || (length == sizeof(head) && memcmp(head, magic, length) == 0) ? SK_OK : no_use(store, _("it is another file"), error);
}

/* SQLite would make it as the umask lets it. What it puts beside the file gets the same mode. */
static sk_outcome make_file(const struct sk_env *env, struct sk_store *store, struct sk_error *error)
{
	char scratch[SK_REASON_TEXT];
	int handle, result = env->open_new(env->self, store->path, FILE_MODE, &handle);
	if (result == 0)
		result = env->close(env->self, handle);
	else if (result == EEXIST)
		return env->kind(env->self, store->path) == SK_ENTRY_FILE ? check_magic(env, store, error)
									     : no_use(store, sk_env_reason(EINVAL, scratch), error);
	return result == 0 ? SK_OK : no_access(store, sk_env_reason(result, scratch), error);
}

static sk_outcome open_all(const struct sk_env *env, struct sk_store *store, const char *path, struct sk_error *error)
{
	SK_TRY(sk_arena_text(store->arena, path, strlen(path), &store->path, error));
	SK_TRY(make_file(env, store, error));
	return open_database(store, error);
}

sk_outcome sk_store_open(const struct sk_env *env, const char *path, struct sk_store **out, struct sk_error *error)
{
	struct sk_arena *arena = sk_arena_new(ARENA_MAX);
	void *memory;
	if (!arena)
		return sk_error_set_number(error, SK_E_MEMORY, NULL, ARENA_MAX);
	sk_outcome outcome = sk_arena_take(arena, 1, sizeof(struct sk_store), &memory, error);
	if (sk_failed(outcome)) {
		sk_arena_free(arena);
		return outcome;
	}
	struct sk_store *store = memory;
	store->arena = arena;
	outcome = open_all(env, store, path, error);
	if (sk_failed(outcome))
		sk_store_close(store);
	else
		*out = store;
	return outcome;
}

void sk_store_close(struct sk_store *store)
{
	if (!store)
		return;
	for (size_t i = 0; i < STATEMENTS; i++)
		(void)sqlite3_finalize(store->statements[i]);
	(void)sqlite3_close(store->db);
	sk_arena_free(store->arena);
}
