/* A store in SQLite: opening, statements, verdicts. */
#include "file.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { FILE_MODE = 0600, ARENA_MAX = 1 << 20, STEP = 10 /* milliseconds */, NUMBER_ROOM = 24, APPLICATION = 0x53454B49 /* "SEKI" */ };

/* As SQLite keeps it, to the letter: a file whose tables read otherwise is not used. */
static const char *const schema[] = {
	"CREATE TABLE site(number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT",
	"CREATE TABLE verdict(site INTEGER NOT NULL REFERENCES site, control TEXT NOT NULL, place TEXT NOT NULL, subject TEXT NOT NULL, "
	"state TEXT NOT NULL, method TEXT NOT NULL, contradicts INTEGER NOT NULL, stale_after INTEGER, looked INTEGER, bundle TEXT, "
	"PRIMARY KEY(site, control, place, subject)) STRICT, WITHOUT ROWID",
	"CREATE INDEX verdict_due ON verdict(stale_after) WHERE stale_after IS NOT NULL",
	/* Version 2. Columns as history/ lists them, behind number and digest. */
	"CREATE TABLE series(number INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, catalogue TEXT NOT NULL, method INTEGER NOT NULL, "
	"readings TEXT NOT NULL) STRICT",
	"CREATE TABLE assessment(number INTEGER PRIMARY KEY, site INTEGER NOT NULL REFERENCES site, digest TEXT NOT NULL, "
	"series INTEGER NOT NULL REFERENCES series, rows TEXT NOT NULL, at INTEGER NOT NULL, name_ja TEXT NOT NULL, name_en TEXT NOT NULL, facility TEXT NOT NULL, "
	"configuration TEXT NOT NULL, example INTEGER NOT NULL, line INTEGER NOT NULL, line_by TEXT NOT NULL, line_date INTEGER NOT NULL, "
	"scenarios INTEGER NOT NULL, over_line INTEGER NOT NULL, evidenced INTEGER NOT NULL, unknown INTEGER NOT NULL, unmet INTEGER NOT NULL, "
	"beyond INTEGER NOT NULL, open INTEGER NOT NULL, open_presumed INTEGER NOT NULL, controls INTEGER NOT NULL, "
	"controls_known INTEGER NOT NULL, presumed INTEGER NOT NULL, presumed_of INTEGER NOT NULL, contradictions INTEGER NOT NULL, "
	"refused INTEGER NOT NULL, live_shown INTEGER NOT NULL, controls_stale INTEGER NOT NULL, answers_later INTEGER NOT NULL, "
	"answers_ending INTEGER NOT NULL, premises INTEGER NOT NULL, premises_assumed INTEGER NOT NULL, premises_false INTEGER NOT NULL, "
	"subjects INTEGER NOT NULL, subjects_out INTEGER NOT NULL, excluded INTEGER NOT NULL, UNIQUE(site, digest)) STRICT",
	"CREATE TABLE risk(number INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, scenario TEXT NOT NULL, exclusion TEXT NOT NULL, "
	"out_by TEXT NOT NULL, importance INTEGER NOT NULL, threat INTEGER NOT NULL, vulnerability INTEGER NOT NULL, "
	"after_threat INTEGER NOT NULL, after_vulnerability INTEGER NOT NULL, value INTEGER NOT NULL, low INTEGER NOT NULL, "
	"high INTEGER NOT NULL, presumed INTEGER NOT NULL, method TEXT NOT NULL, needs TEXT NOT NULL) STRICT",
	"CREATE TABLE finding(number INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, control TEXT NOT NULL, place TEXT NOT NULL, "
	"subject TEXT NOT NULL, state TEXT NOT NULL, method TEXT NOT NULL, decider TEXT NOT NULL, contradicts INTEGER NOT NULL, "
	"lost INTEGER NOT NULL, \"check\" TEXT NOT NULL, reason TEXT NOT NULL) STRICT",
	"CREATE TABLE source(number INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, file TEXT NOT NULL, line INTEGER NOT NULL, "
	"by TEXT NOT NULL, bundle TEXT NOT NULL, looked INTEGER NOT NULL) STRICT",
	"CREATE TABLE input(number INTEGER PRIMARY KEY, row_digest TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, name TEXT NOT NULL, "
	"digest TEXT NOT NULL) STRICT",
	"CREATE TABLE assessment_risk(assessment INTEGER NOT NULL REFERENCES assessment, risk INTEGER NOT NULL REFERENCES risk, "
	"PRIMARY KEY(assessment, risk)) STRICT, WITHOUT ROWID",
	"CREATE TABLE assessment_finding(assessment INTEGER NOT NULL REFERENCES assessment, finding INTEGER NOT NULL REFERENCES finding, "
	"source INTEGER NOT NULL REFERENCES source, stale_after INTEGER NOT NULL, PRIMARY KEY(assessment, finding)) STRICT, WITHOUT ROWID",
	"CREATE TABLE assessment_input(assessment INTEGER NOT NULL REFERENCES assessment, input INTEGER NOT NULL REFERENCES input, "
	"PRIMARY KEY(assessment, input)) STRICT, WITHOUT ROWID",
};
/* How many of them a file of each version has. */
static const size_t tables_of[SK_STORE_VERSION + 1] = {0, 3, SK_COUNT(schema)};

#define COLUMNS "s.id, v.control, v.place, v.subject, v.state, v.method, v.contradicts, v.stale_after, v.looked, v.bundle"
#define JOINED " FROM verdict AS v JOIN site AS s ON s.number = v.site "
#define NUMBER "(SELECT number FROM site WHERE id = ?1)"
#define PAST "SELECT a.*, r.digest, r.catalogue, r.method, r.readings FROM assessment AS a JOIN site AS s ON s.number = a.site " \
	     "JOIN series AS r ON r.number = a.series WHERE s.id = ?1 "
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
	[PAST_SAME] = "SELECT number FROM assessment WHERE site = " NUMBER " AND digest = ?2",
	[SERIES_ADD] = "INSERT INTO series VALUES(NULL, ?1, ?2, ?3, ?4) ON CONFLICT(digest) DO NOTHING",
	[PAST_ADD] = "INSERT INTO assessment VALUES(NULL, " NUMBER ", ?2, (SELECT number FROM series WHERE digest = ?3), ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, "
		     "?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36, ?37)",
	[RISK_ADD] = "INSERT INTO risk VALUES(NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) ON CONFLICT(digest) DO NOTHING",
	[FINDING_ADD] = "INSERT INTO finding VALUES(NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT(digest) DO NOTHING",
	[SOURCE_ADD] = "INSERT INTO source VALUES(NULL, ?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT(digest) DO NOTHING",
	[INPUT_ADD] = "INSERT INTO input VALUES(NULL, ?1, ?2, ?3, ?4) ON CONFLICT(row_digest) DO NOTHING",
	[RISK_LINK] = "INSERT INTO assessment_risk VALUES(?1, (SELECT number FROM risk WHERE digest = ?2))",
	[FINDING_LINK] = "INSERT INTO assessment_finding VALUES(?1, (SELECT number FROM finding WHERE digest = ?2), "
			 "(SELECT number FROM source WHERE digest = ?3), ?4)",
	[INPUT_LINK] = "INSERT INTO assessment_input VALUES(?1, (SELECT number FROM input WHERE row_digest = ?2))",
	[PASTS] = PAST "ORDER BY a.at, a.number",
	[PAST_ONE] = PAST "AND a.number = ?2",
	[PAST_SIZES] = "SELECT (SELECT count(*) FROM assessment_input WHERE assessment = ?1), (SELECT count(*) FROM assessment_risk WHERE assessment = ?1), "
		       "(SELECT count(*) FROM assessment_finding WHERE assessment = ?1)",
	[INPUTS_OF] = "SELECT r.* FROM assessment_input AS l JOIN input AS r ON r.number = l.input WHERE l.assessment = ?1 ORDER BY r.kind, r.name, r.digest",
	[RISKS_OF] = "SELECT r.* FROM assessment_risk AS l JOIN risk AS r ON r.number = l.risk WHERE l.assessment = ?1 ORDER BY r.scenario",
	[FINDINGS_OF] = "SELECT r.*, s.*, l.stale_after FROM assessment_finding AS l JOIN finding AS r ON r.number = l.finding "
			"JOIN source AS s ON s.number = l.source WHERE l.assessment = ?1 ORDER BY r.control, r.place, r.subject",
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

sk_outcome store_damaged(const struct sk_store *store, struct sk_error *error)
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
		return store_damaged(store, error);
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

/* Some failures end the transaction by themselves. */
static void take_back(struct sk_store *store)
{
	if (sqlite3_get_autocommit(store->db))
		return;
	(void)sqlite3_step(store->statements[ROLLBACK]);
	store_finish(store->statements[ROLLBACK]);
}

sk_outcome store_transaction(struct sk_store *store, store_act *act, void *context, struct sk_error *error)
{
	SK_TRY(store_run(store, BEGIN, error));
	sk_outcome outcome = act(context);
	if (!sk_failed(outcome))
		outcome = store_run(store, COMMIT, error);
	if (sk_failed(outcome))
		take_back(store);
	return outcome;
}

sk_outcome store_check_site(const char *site, struct sk_error *error)
{
	size_t length = strlen(site);
	if (length > 0 && length <= SK_STORE_ID_MAX && sk_utf8_clean(site, length, NULL) && !strpbrk(site, "\t\n"))
		return SK_OK;
	return sk_error_set(error, SK_E_ID_FORM, NULL, site, _("one line of 1 to 128 bytes"), NULL);
}

/* ---- rows ---- */

bool store_read_word(const struct sk_choices *choices, const unsigned char *word, int *out)
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
	if (!store_read_word(&sk_words_state, sqlite3_column_text(statement, 4), &state) ||
	    !store_read_word(&sk_words_method, sqlite3_column_text(statement, 5), &method))
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
			return store_damaged(store, error);
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

static sk_outcome newer(const struct sk_store *store, int64_t version, struct sk_error *error)
{
	const struct sk_place place = {.file = store->path};
	char is[NUMBER_ROOM], known[NUMBER_ROOM];
	(void)snprintf(is, sizeof(is), "%" PRId64, version);
	(void)snprintf(known, sizeof(known), "%d", SK_STORE_VERSION);
	return sk_error_set(error, SK_E_STORE_NEWER, &place, is, known, NULL);
}

/* Of its tables; 0: nothing was ever made in it. Within a transaction: another process may be making it. */
static sk_outcome version_of(struct sk_store *store, size_t *out, struct sk_error *error)
{
	sqlite3_int64 application, version, tables;
	SK_TRY(ask(store, "PRAGMA application_id", &application, error));
	SK_TRY(ask(store, "PRAGMA user_version", &version, error));
	SK_TRY(ask(store, "SELECT count(*) FROM sqlite_schema", &tables, error));
	bool new = application == 0 && version == 0 && tables == 0;
	if (!new && application != APPLICATION)
		return no_use(store, _("it is another file"), error);
	if (version > SK_STORE_VERSION)
		return newer(store, version, error);
	*out = version < 0 ? 0 : (size_t)version;
	return new || version > 0 ? SK_OK : store_damaged(store, error);
}

static sk_outcome check_tables(struct sk_store *store, size_t tables, struct sk_error *error)
{
	sqlite3_stmt *statement = NULL;
	size_t count = 0, same = 0;
	int result = sqlite3_prepare_v2(store->db, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid", -1, &statement, NULL);
	while (result == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW) {
		const char *sql = text_at(statement, 0);
		same += count < tables && sql && strcmp(sql, schema[count]) == 0;
		count++;
	}
	result = sqlite3_finalize(statement);
	SK_TRY(store_judge(store, result, error));
	return count == tables && same == count ? SK_OK : store_damaged(store, error);
}

/* Those that it lacks: all or nothing, and once: another process may have been faster. */
static sk_outcome make_tables(struct sk_store *store, struct sk_error *error)
{
	size_t version;
	SK_BUF_SCOPE numbers = SK_BUF(ARENA_MAX);
	sk_buf_print(&numbers, "PRAGMA application_id=%d; PRAGMA user_version=%d; COMMIT", APPLICATION, SK_STORE_VERSION);
	SK_TRY(sk_buf_check(&numbers, error));
	SK_TRY(execute(store, "BEGIN IMMEDIATE", error));
	SK_TRY(version_of(store, &version, error));
	SK_TRY(check_tables(store, tables_of[version], error));
	for (size_t i = tables_of[version]; i < SK_COUNT(schema); i++)
		SK_TRY(execute(store, schema[i], error));
	return execute(store, version < SK_STORE_VERSION ? numbers.bytes : "COMMIT", error);
}

/* What a strange file could bring along is switched off before anything of it is read. */
static sk_outcome set_up(struct sk_store *store, struct sk_error *error)
{
	static const int switches[][2] = {{SQLITE_DBCONFIG_DEFENSIVE, 1},      {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0}, {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
					  {SQLITE_DBCONFIG_ENABLE_VIEW, 0}, {SQLITE_DBCONFIG_DQS_DML, 0},	    {SQLITE_DBCONFIG_DQS_DDL, 0}};
	for (size_t i = 0; i < SK_COUNT(switches); i++)
		SK_TRY(store_judge(store, sqlite3_db_config(store->db, switches[i][0], switches[i][1], NULL), error));
	SK_TRY(store_judge(store, sqlite3_busy_timeout(store->db, SK_STORE_WAIT), error));
	return execute(store, "PRAGMA cell_size_check=ON; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY", error);
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
	return length % page == 0 ? SK_OK : store_damaged(store, error);
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
	size_t version;
	SK_TRY(sk_arena_print(store->arena, &name, error, "%s%s", store->path[0] == '/' ? "" : "./", store->path));
	int result = sqlite3_open_v2(name, &store->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE, NULL);
	SK_TRY(store_judge(store, result, error));
	SK_TRY(set_up(store, error));
	SK_TRY(execute(store, "BEGIN", error));
	SK_TRY(version_of(store, &version, error));
	SK_TRY(execute(store, "COMMIT", error));
	if (sqlite3_db_readonly(store->db, "main"))
		return failed(store, SQLITE_READONLY, error);
	if (version < SK_STORE_VERSION)
		SK_TRY(make_tables(store, error));
	SK_TRY(check_tables(store, SK_COUNT(schema), error));
	return prepare_all(store, error);
}

/* As SQLite writes them: big-endian, with a sign. */
static int32_t number_at(const char *at)
{
	const unsigned char *bytes = (const unsigned char *)at;
	return (int32_t)((uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3]);
}

/* SQLite takes a file of one byte for a new one, too. What a later version made is not opened at all: SQLite would bring its log into it. */
static sk_outcome check_head(const struct sk_env *env, struct sk_store *store, struct sk_error *error)
{
	enum { VERSION_AT = 60, APPLICATION_AT = 68, HEAD = 72 };
	static const char magic[] = "SQLite format 3";
	char head[HEAD], scratch[SK_REASON_TEXT];
	size_t length = 0, got = 1;
	int handle, result = env->open_read(env->self, store->path, &handle);
	if (result != 0)
		return no_access(store, sk_env_reason(result, scratch), error);
	for (; result == 0 && got > 0 && length < sizeof(head); length += got)
		result = env->read(env->self, handle, head + length, sizeof(head) - length, &got);
	(void)env->close(env->self, handle);
	if (result != 0)
		return no_access(store, sk_env_reason(result, scratch), error);
	if (length > 0 && (length < sizeof(magic) || memcmp(head, magic, sizeof(magic)) != 0))
		return no_use(store, _("it is another file"), error);
	bool ours = length == sizeof(head) && number_at(head + APPLICATION_AT) == APPLICATION;
	return ours && number_at(head + VERSION_AT) > SK_STORE_VERSION ? newer(store, number_at(head + VERSION_AT), error) : SK_OK;
}

/* "DIR" of DIR/FILE; "." of FILE. */
static sk_outcome folder_of(struct sk_store *store, const char **out, struct sk_error *error)
{
	const char *slash = strrchr(store->path, '/');
	size_t length = !slash ? 0 : slash == store->path ? 1 : (size_t)(slash - store->path);
	return sk_arena_text(store->arena, length ? store->path : ".", length ? length : 1, out, error);
}

/* Something is there. Where the system does not say what, it is no fault of the file. */
static sk_outcome check_there(const struct sk_env *env, struct sk_store *store, struct sk_error *error)
{
	char scratch[SK_REASON_TEXT];
	enum sk_entry_kind kind = env->kind(env->self, store->path);
	if (kind == SK_ENTRY_FILE)
		return check_head(env, store, error);
	return kind == SK_ENTRY_NONE ? no_access(store, sk_env_reason(EIO, scratch), error) : no_use(store, sk_env_reason(EINVAL, scratch), error);
}

/* SQLite would make it as the umask lets it. What it puts beside the file gets the same mode. */
static sk_outcome make_file(const struct sk_env *env, struct sk_store *store, struct sk_error *error)
{
	char scratch[SK_REASON_TEXT];
	const char *folder;
	int handle, result = env->open_new(env->self, store->path, FILE_MODE, &handle);
	if (result == EEXIST)
		return check_there(env, store, error);
	if (result == 0)
		result = env->close(env->self, handle);
	SK_TRY(folder_of(store, &folder, error));
	/* What is kept in it is on the disk only when its name is. */
	if (result == 0)
		result = env->sync_folder(env->self, folder);
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
