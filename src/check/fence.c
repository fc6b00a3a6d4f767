/*
 * The fence around a check's SQL. A check comes with the catalogue or with a site, and a site's may be hostile: it reads facts and nothing
 * else, within ceilings that no single function can pass.
 *
 * Before: words that are for no check. While it is compiled: the authorizer, by lists of what is allowed. While it runs: steps and
 * memory. SQLite's own progress handler does not interrupt one long call of a function, so functions that can make large values are
 * not on the list, texts are short, and functions over texts pay by the byte (functions.c).
 */
#include "check/checker.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { ARGUMENTS_MAX = 8 };

static const struct {
	int id, value;
} limits[] = {
	{SQLITE_LIMIT_LENGTH, TEXT_MAX},     {SQLITE_LIMIT_SQL_LENGTH, TEXT_MAX}, {SQLITE_LIMIT_COLUMN, 64},
	{SQLITE_LIMIT_EXPR_DEPTH, 100},      {SQLITE_LIMIT_COMPOUND_SELECT, 64},  {SQLITE_LIMIT_VDBE_OP, 50000},
	{SQLITE_LIMIT_FUNCTION_ARG, ARGUMENTS_MAX},      {SQLITE_LIMIT_ATTACHED, 0},	  {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 64},
	{SQLITE_LIMIT_VARIABLE_NUMBER, 64},  {SQLITE_LIMIT_TRIGGER_DEPTH, 0},	  {SQLITE_LIMIT_WORKER_THREADS, 0},
};

static const struct {
	int id, on;
} switches[] = {
	{SQLITE_DBCONFIG_DQS_DDL, 0},	     {SQLITE_DBCONFIG_DQS_DML, 0},	       {SQLITE_DBCONFIG_DEFENSIVE, 1},
	{SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0}, {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0}, {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
	{SQLITE_DBCONFIG_ENABLE_VIEW, 0},
};

static const char *const functions[] = {
	"abs", "coalesce", "count", "ifnull", "iif", "instr", "length", "lower", "max", "min", "nullif", "substr", "sum", "total", "upper",
};
static const char *const helper_tables[] = {"assessment", "parameter", "subject"};

/* WITH can be doubled until the compiler itself takes for ever; GROUP BY lets bare columns through; the others fold case or are for nothing. */
static const char *const words[] = {"ATTACH", "EXPLAIN", "GLOB", "GROUP", "INDEXED", "LIKE", "LIMIT", "MATCH", "OVER", "PRAGMA", "RAISE", "REGEXP",
				    "VALUES", "WINDOW", "WITH"};

static bool listed(const char *word, const char *const *list, size_t count)
{
	for (size_t i = 0; word && i < count; i++)
		if (strcmp(word, list[i]) == 0)
			return true;
	return false;
}

/* ---- words ---- */

/* Behind a text, a quoted name or a comment that begins here; `at` where none does. */
static const char *skip(const char *at)
{
	const char *end = NULL;
	if (*at == '\'' || *at == '"' || *at == '`')
		end = strchr(at + 1, *at);
	else if (*at == '[')
		end = strchr(at + 1, ']');
	else if (at[0] == '-' && at[1] == '-')
		end = strchr(at, '\n');
	else if (at[0] == '/' && at[1] == '*')
		end = (end = strstr(at + 2, "*/")) ? end + 1 : NULL;
	else
		return at;
	return end ? end + 1 : at + strlen(at);
}

static bool in_word(char letter)
{
	return isalnum((unsigned char)letter) || letter == '_';
}

static const char *forbidden(const char *at, size_t length)
{
	for (size_t i = 0; i < SK_COUNT(words); i++) {
		size_t same = 0;
		while (same < length && words[i][same] && toupper((unsigned char)at[same]) == words[i][same])
			same++;
		if (same == length && !words[i][same])
			return words[i];
	}
	return NULL;
}

const char *fence_word(const char *sql)
{
	const char *at = sql;
	while (*at) {
		const char *behind = skip(at);
		size_t length = 0;
		if (behind != at) {
			at = behind;
			continue;
		}
		while (in_word(at[length]))
			length++;
		const char *word = length > 0 ? forbidden(at, length) : NULL;
		if (word)
			return word;
		at += length ? length : 1;
	}
	return NULL;
}

/* ---- the authorizer ---- */

static int refuse(struct fence *fence, const char *what, const char *name)
{
	if (!fence->refused)
		(void)snprintf(fence->what, sizeof(fence->what), "%s %s", what, name ? name : "");
	fence->refused = true;
	return SQLITE_DENY;
}

static int read_table(struct fence *fence, const char *table, const char *name)
{
	const struct sk_fact_kind *kind = table ? sk_fact_kind_named(table) : NULL;
	const struct sk_column *column = kind && name ? sk_fact_column_named(kind, name) : NULL;
	fence->read_time = fence->read_time || (table && strcmp(table, "assessment") == 0);
	if (kind)
		fence->read[kind_position(kind)] = true;
	if (column)
		fence->columns[kind_position(kind)] |= 1u << (column - kind->columns);
	if (kind || listed(table, helper_tables, SK_COUNT(helper_tables)))
		return SQLITE_OK;
	return refuse(fence, "table", table);
}

/* SQLite's own signature. */
static int authorize(void *context, int action, const char *first, const char *second, const char *database, const char *trigger)
{
	struct fence *fence = context;
	(void)database;
	(void)trigger;
	if (!fence->compiling)
		return SQLITE_OK;
	switch (action) {
	case SQLITE_SELECT:
		return SQLITE_OK;
	case SQLITE_READ:
		return read_table(fence, first, second);
	case SQLITE_FUNCTION:
		return listed(second, functions, SK_COUNT(functions)) ? SQLITE_OK : refuse(fence, "function", second);
	case SQLITE_RECURSIVE:
		return refuse(fence, "recursion", NULL);
	default:
		return refuse(fence, "statement", first);
	}
}

/* ---- running ---- */

static int step(void *context)
{
	struct fence *fence = context;
	if (!fence->running)
		return 0;
	if (fence->steps == 0)
		return 1;
	fence->steps--;
	return 0;
}

void fence_refill(struct fence *fence, unsigned steps, int text)
{
	fence->running = true;
	fence->given = fence->steps = steps;
	fence->bytes = BYTES_MAX;
	(void)sqlite3_limit(fence->db, SQLITE_LIMIT_LENGTH, text);
	(void)sqlite3_hard_heap_limit64(sqlite3_memory_used() + MEMORY_MAX);
}

void fence_lower(struct fence *fence)
{
	fence->running = false;
	(void)sqlite3_limit(fence->db, SQLITE_LIMIT_LENGTH, TEXT_MAX);
	(void)sqlite3_hard_heap_limit64(0);
}

/* Tables are many and small: a page is zeroed whole for each. Nothing in this memory is worth overwriting. */
static const char settings[] = "PRAGMA page_size=1024; PRAGMA temp_store=2; PRAGMA journal_mode=OFF; PRAGMA cell_size_check=OFF; "
			       "PRAGMA secure_delete=OFF; PRAGMA automatic_index=OFF;";

sk_outcome fence_raise(sqlite3 *db, struct fence *fence, struct sk_error *error)
{
	int result = SQLITE_OK;
	fence->db = db;
	for (size_t i = 0; i < SK_COUNT(limits); i++)
		(void)sqlite3_limit(db, limits[i].id, limits[i].value);
	for (size_t i = 0; i < SK_COUNT(switches) && result == SQLITE_OK; i++)
		result = sqlite3_db_config(db, switches[i].id, switches[i].on, NULL);
	if (result == SQLITE_OK)
		result = functions_put(db, fence);
	if (result == SQLITE_OK)
		result = sqlite3_exec(db, settings, NULL, NULL, NULL);
	if (result == SQLITE_OK)
		result = sqlite3_set_authorizer(db, authorize, fence);
	if (result != SQLITE_OK)
		return sk_error_set_number(error, SK_E_MEMORY, NULL, MEMORY_MAX);
	sqlite3_progress_handler(db, STEP_SIZE, step, fence);
	return SK_OK;
}
