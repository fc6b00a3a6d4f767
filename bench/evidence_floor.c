#include "evidence_floor.h"
#include "measure.h"

#include <dirent.h>
#include <fcntl.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BUNDLES_MAX = 64, BUNDLE_MAX = 1 << 20, TABLES_MAX = 64, QUERIES_MAX = 128, PATH_ROOM = 4096 };

static struct bundle {
	char *bytes;
	size_t length;
	unsigned char signature[crypto_sign_BYTES];
} bundles[BUNDLES_MAX];
static size_t bundle_count;
static unsigned char public_key[crypto_sign_PUBLICKEYBYTES], secret_key[crypto_sign_SECRETKEYBYTES];
static char *tables[TABLES_MAX], *queries[QUERIES_MAX];
static size_t table_count, query_count;

static char *copy(const char *text, size_t length)
{
	char *out = strndup(text, length);
	if (!out)
		fail("memory");
	return out;
}

/* ---- what there is ---- */

static void read_bundle(const char *path)
{
	struct bundle *bundle = &bundles[bundle_count++];
	int file = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = 0;
	bundle->bytes = malloc(BUNDLE_MAX);
	if (file < 0 || !bundle->bytes || bundle_count == BUNDLES_MAX)
		fail(path);
	while ((got = read(file, bundle->bytes + bundle->length, BUNDLE_MAX - bundle->length)) > 0)
		bundle->length += (size_t)got;
	if (got < 0 || bundle->length == BUNDLE_MAX)
		fail(path);
	close(file);
	crypto_sign_detached(bundle->signature, NULL, (unsigned char *)bundle->bytes, bundle->length, secret_key);
}

static void read_bundles(const char *folder)
{
	char path[PATH_ROOM];
	(void)snprintf(path, sizeof(path), "%s/evidence", folder);
	DIR *open_folder = opendir(path);
	for (struct dirent *entry; open_folder && (entry = readdir(open_folder));) {
		const char *end = strrchr(entry->d_name, '.');
		if (!end || strcmp(end, ".jsonl") != 0)
			continue;
		(void)snprintf(path, sizeof(path), "%s/evidence/%s", folder, entry->d_name);
		read_bundle(path);
	}
	if (open_folder)
		closedir(open_folder);
}

/* Whether a check needs the kind; helper tables are needed by all. */
static bool is_needed(const char *name, size_t length, const json_t *checks)
{
	static const char *const helpers[] = {"assessment", "parameter", "subject"};
	size_t i, at, need;
	json_t *control, *check, *kind;
	for (size_t helper = 0; helper < sizeof(helpers) / sizeof(*helpers); helper++)
		if (strlen(helpers[helper]) == length && strncmp(helpers[helper], name, length) == 0)
			return true;
	json_array_foreach(json_object_get(checks, "controls"), i, control)
		json_array_foreach(json_object_get(control, "checks"), at, check)
			json_array_foreach(json_object_get(check, "needs"), need, kind)
				if (strlen(json_string_value(kind)) == length && strncmp(json_string_value(kind), name, length) == 0)
					return true;
	return false;
}

static void keep_tables(const char *sql, const json_t *checks)
{
	static const char create[] = "CREATE TABLE ";
	for (const char *at = strstr(sql, create), *end; at && (end = strstr(at, ";\n")); at = strstr(end, create)) {
		const char *name = at + strlen(create);
		if (is_needed(name, strcspn(name, "( \n"), checks) && table_count < TABLES_MAX)
			tables[table_count++] = copy(at, (size_t)(end - at));
	}
}

static void keep_queries(const json_t *checks)
{
	size_t i, at;
	json_t *control, *check;
	json_array_foreach(json_object_get(checks, "controls"), i, control)
		json_array_foreach(json_object_get(control, "checks"), at, check) {
			const char *sql = json_string_value(json_object_get(check, "sql"));
			if (query_count < QUERIES_MAX)
				queries[query_count++] = copy(sql, strlen(sql));
		}
}

void evidence_floor_open(const char *sql, const json_t *checks, const char *folder)
{
	(void)sqlite3_config(SQLITE_CONFIG_SINGLETHREAD); /* as the program */
	if (sodium_init() < 0)
		fail("libsodium");
	crypto_sign_keypair(public_key, secret_key);
	read_bundles(folder);
	keep_tables(sql, checks);
	keep_queries(checks);
	if (table_count < 4 || query_count < 10)
		fail("no tables, or no queries");
}

/* ---- what it takes ---- */

static void read_lines(const struct bundle *bundle)
{
	for (const char *at = bundle->bytes, *end; at < bundle->bytes + bundle->length; at = end + 1) {
		end = memchr(at, '\n', (size_t)(bundle->bytes + bundle->length - at));
		json_t *line = end ? json_loadb(at, (size_t)(end - at), JSON_REJECT_DUPLICATES, NULL) : NULL;
		if (!line)
			fail("jansson refuses a line");
		json_decref(line);
	}
}

void evidence_floor_bundles(void)
{
	unsigned char digest[crypto_hash_sha256_BYTES];
	for (size_t i = 0; i < bundle_count; i++) {
		const unsigned char *bytes = (const unsigned char *)bundles[i].bytes;
		read_lines(&bundles[i]);
		crypto_hash_sha256(digest, bytes, bundles[i].length);
		if (crypto_sign_verify_detached(bundles[i].signature, bytes, bundles[i].length, public_key) != 0)
			fail("libsodium refuses its own signature");
	}
}

static void want(sqlite3 *db, int result)
{
	if (result == SQLITE_OK || result == SQLITE_DONE)
		return;
	fprintf(stderr, "bench: SQLite: %s\n", sqlite3_errmsg(db));
	exit(4);
}

void evidence_floor_checks(void)
{
	sqlite3 *db;
	sqlite3_stmt *statement;
	int result;
	if (bundle_count == 0)
		return;
	if (sqlite3_open_v2(":memory:", &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		fail("SQLite");
	want(db, sqlite3_exec(db, "BEGIN", NULL, NULL, NULL));
	for (size_t i = 0; i < table_count; i++)
		want(db, sqlite3_exec(db, tables[i], NULL, NULL, NULL));
	for (size_t i = 0; i < query_count; i++) {
		want(db, sqlite3_prepare_v2(db, queries[i], -1, &statement, NULL));
		while ((result = sqlite3_step(statement)) == SQLITE_ROW)
			;
		want(db, result);
		want(db, sqlite3_finalize(statement));
	}
	want(db, sqlite3_exec(db, "COMMIT", NULL, NULL, NULL));
	want(db, sqlite3_close(db));
}
