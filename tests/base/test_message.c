#include "cmocka_all.h"

#include "base/base.h"
#include "sim_env.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- the language of the user -------------------------------------------------------------------------- */

struct sample {
	const char *lc_all, *lc_messages, *lc_ctype, *lang, *term;
	enum sk_lang expected;
	bool utf8;
};

static const struct sample samples[] = {
	{NULL, NULL, NULL, NULL, NULL, SK_LANG_EN, false},
	{NULL, NULL, NULL, "ja_JP.UTF-8", "xterm", SK_LANG_JA, true},
	{NULL, NULL, NULL, "ja_JP.utf8", NULL, SK_LANG_JA, true},
	{NULL, NULL, NULL, "ja_JP.UTF8@x", "xterm", SK_LANG_JA, true},
	{NULL, NULL, NULL, "ja.UTF-8", "xterm", SK_LANG_JA, true},
	{NULL, NULL, NULL, "ja_JP.eucJP", "xterm", SK_LANG_EN, false},
	{NULL, NULL, NULL, "ja_JP", "xterm", SK_LANG_EN, false},
	{NULL, NULL, NULL, "ja", "xterm", SK_LANG_EN, false},
	{NULL, NULL, NULL, "ja_JP.UTF-80", "xterm", SK_LANG_EN, false},
	{NULL, NULL, NULL, "jav_ID.UTF-8", "xterm", SK_LANG_EN, true},
	{NULL, NULL, NULL, "en_US.UTF-8", "xterm", SK_LANG_EN, true},
	{NULL, NULL, NULL, "C.UTF-8", "xterm", SK_LANG_EN, true},
	{NULL, NULL, NULL, "C", "xterm", SK_LANG_EN, false},
	{NULL, NULL, NULL, "ja_JP.UTF-8", "linux", SK_LANG_EN, false},
	{"C", NULL, NULL, "ja_JP.UTF-8", "xterm", SK_LANG_EN, false},
	{"", "", "", "ja_JP.UTF-8", "", SK_LANG_JA, true},
	{"ja_JP.UTF-8", "C", "C", "C", "xterm", SK_LANG_JA, true},
	{NULL, "ja_JP.UTF-8", NULL, "C", "xterm", SK_LANG_JA, false},
	{NULL, "C", "C.UTF-8", "ja_JP.UTF-8", "xterm", SK_LANG_EN, true},
	/* Letters without a language, as some systems send them along. */
	{NULL, NULL, "UTF-8", "ja_JP.UTF-8", "xterm", SK_LANG_JA, true},
	{NULL, NULL, "utf-8", "C", "xterm", SK_LANG_EN, true},
	{NULL, NULL, "UTF-8", NULL, "linux", SK_LANG_EN, false},
	{NULL, NULL, "UTF-80", "C.UTF-8", "xterm", SK_LANG_EN, false},
	{NULL, NULL, "XUTF-8", "C.UTF-8", "xterm", SK_LANG_EN, false},
	{"UTF-8", NULL, "C", "C", "xterm", SK_LANG_EN, true},
	{NULL, NULL, "C", "ja_JP.UTF-8", "xterm", SK_LANG_JA, false},
};

static void the_language_follows_the_variables(void **state)
{
	(void)state;
	for (size_t at = 0; at < SK_COUNT(samples); at++) {
		const struct sample *sample = &samples[at];
		struct sim_env *sim = sim_env_new();

		sim_env_set_variable(sim, "LC_ALL", sample->lc_all);
		sim_env_set_variable(sim, "LC_MESSAGES", sample->lc_messages);
		sim_env_set_variable(sim, "LC_CTYPE", sample->lc_ctype);
		sim_env_set_variable(sim, "LANG", sample->lang);
		sim_env_set_variable(sim, "TERM", sample->term);
		if (sk_lang_of_env(sim_env_table(sim)) != sample->expected)
			fail_msg("language of sample %zu", at);
		if (sk_utf8_of_env(sim_env_table(sim)) != sample->utf8)
			fail_msg("UTF-8 of sample %zu", at);
		sim_env_free(sim);
	}
}

/* ---- translations -------------------------------------------------------------------------------------- */

/* Sorted by id, as the format of .mo files asks; the first pair is the head that names the encoding. */
static const char *const pairs[][2] = {
	{"", "Content-Type: text/plain; charset=UTF-8\n"},
	{"error", "エラー"},
	{"expected", "正しい形"},
	{"mend", "直し方"},
	{"the file is empty", "ファイルが空です"},
};

struct mo_head {
	uint32_t magic, revision, count, ids, texts, hash_size, hash;
};

static void write_table(FILE *file, size_t which, uint32_t offset)
{
	for (size_t at = 0; at < SK_COUNT(pairs); at++) {
		const uint32_t row[] = {(uint32_t)strlen(pairs[at][which]), offset};

		assert_int_equal(fwrite(row, sizeof(row), 1, file), 1);
		offset += row[0] + 1;
	}
}

static uint32_t texts_size(size_t which)
{
	uint32_t size = 0;

	for (size_t at = 0; at < SK_COUNT(pairs); at++)
		size += (uint32_t)strlen(pairs[at][which]) + 1;
	return size;
}

static void write_mo(const char *path)
{
	const uint32_t table = SK_COUNT(pairs) * 8, head = sizeof(struct mo_head);
	const struct mo_head mo = {0x950412DE, 0, SK_COUNT(pairs), head, head + table, 0, 0};
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(&mo, sizeof(mo), 1, file), 1);
	write_table(file, 0, head + 2 * table);
	write_table(file, 1, head + 2 * table + texts_size(0));
	for (size_t which = 0; which < 2; which++) {
		for (size_t at = 0; at < SK_COUNT(pairs); at++)
			assert_int_equal(fwrite(pairs[at][which], strlen(pairs[at][which]) + 1, 1, file), 1);
	}
	assert_int_equal(fclose(file), 0);
}

static const char *const parts[] = {"/ja", "/ja/LC_MESSAGES", "/ja/LC_MESSAGES/sekisho.mo"};

static void with_translations(void (*body)(const char *folder))
{
	char folder[] = "/tmp/sekisho-message-XXXXXX", path[100];

	assert_non_null(mkdtemp(folder));
	for (size_t at = 0; at < 2; at++) {
		(void)snprintf(path, sizeof(path), "%s%s", folder, parts[at]);
		assert_int_equal(mkdir(path, 0700), 0);
	}
	(void)snprintf(path, sizeof(path), "%s%s", folder, parts[2]);
	write_mo(path);
	body(folder);
	for (size_t at = SK_COUNT(parts); at-- > 0;) {
		(void)snprintf(path, sizeof(path), "%s%s", folder, parts[at]);
		assert_int_equal(remove(path), 0);
	}
	assert_int_equal(rmdir(folder), 0);
}

static void japanese(const char *folder)
{
	SK_BUF_SCOPE out = SK_BUF(4096);
	const struct sk_place place = {"site.yaml", 1, 1};
	struct sk_error error;

	assert_string_equal(sk_message("error"), "error");
	sk_messages_open(SK_LANG_JA, folder);
	assert_string_equal(_("error"), "エラー");
	assert_string_equal(_("not in the file"), "not in the file");
	assert_string_equal(sk_message(""), "");
	(void)!sk_failed(sk_error_set(&error, SK_E_YAML_EMPTY, &place, NULL, NULL, NULL));
	sk_error_print(&error, &out);
	assert_string_equal(out.bytes, "site.yaml:1:1: エラー: ファイルが空です\n"
				       "  正しい形: a mapping of keys and values\n"
				       "  直し方: restore it from a copy, or make a new one with 'sekisho init'\n");
	sk_messages_open(SK_LANG_EN, folder);
	assert_string_equal(_("error"), "error");
}

/* The process may have been started with any locale and LANGUAGE. */
static void translations_need_no_installed_locale(void **state)
{
	(void)state;
	assert_int_equal(setenv("LANGUAGE", "fr", 1), 0);
	with_translations(japanese);
	assert_int_equal(setenv("LC_ALL", "C", 1), 0);
	with_translations(japanese);
}

/* Numbers must keep their form: only messages change. */
static void numbers_are_not_touched(void **state)
{
	(void)state;
	sk_messages_open(SK_LANG_JA, "/nonexistent");
	assert_string_equal(setlocale(LC_NUMERIC, NULL), "C");
	assert_string_equal(setlocale(LC_CTYPE, NULL), "C");
	assert_string_equal(_("mend"), "mend");
	sk_messages_open(SK_LANG_EN, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_language_follows_the_variables),
		cmocka_unit_test(translations_need_no_installed_locale),
		cmocka_unit_test(numbers_are_not_touched),
	};

	return cmocka_run_group_tests_name("message", tests, NULL, NULL);
}
