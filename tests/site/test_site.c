/* A new site: its text is read back, its folder appears whole or not at all, its first name is a fair guess. */
#include "cmocka_all.h"

#include "clinic.h"
#include "sim_env.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_MAX = 1 << 16, ARENA = 4 << 20, KANA = 300, CALLS_MAX = 200 };

static char long_kana[KANA * 3 + 1];
static const char *translations; /* the folder that holds ja/LC_MESSAGES */

static struct sk_site_plan plan_of(const char *configuration, enum sk_facility_kind kind, const char *name)
{
	return (struct sk_site_plan){
		.folder = "sites/sakura",
		.configuration = configuration,
		.kind = kind,
		.name = {name, name},
		.at = clinic_time("2026-10-01T09:00:00Z"),
	};
}

/* ---- the text ---- */

static size_t places_but_wireless(const char *configuration)
{
	size_t count = 0;

	SK_ID_EACH(id, &sk_catalogue_configuration(clinic_catalogue(), configuration)->places)
		count += strcmp(id->text, "wireless") != 0;
	return count;
}

static void check_site(const struct clinic *clinic, const struct sk_site_plan *plan)
{
	const struct sk_site *site = clinic->site;

	assert_string_equal(site->name.ja, plan->name.ja);
	assert_string_equal(site->name.en, plan->name.en);
	assert_int_equal(site->kind, plan->kind);
	assert_string_equal(sk_words_configuration.words[site->configuration], plan->configuration);
	assert_int_equal(site->line.value, 18);
	assert_false(site->example);
	assert_int_equal(site->subjects.count, places_but_wireless(plan->configuration));
	assert_int_equal(site->answers.count + site->absent.count + site->premises.count, 0);
	/* A form to fill in, not evidence: nothing is met. */
	assert_int_equal(clinic->register_.counts.evidenced, 0);
	assert_int_equal(clinic->register_.counts.controls_known, 0);
}

static void read_back(const struct sk_site_plan *plan)
{
	SK_BUF_SCOPE text = SK_BUF(TEXT_MAX), again = SK_BUF(TEXT_MAX);
	struct clinic clinic;
	struct sk_error error;
	size_t bad;

	assert_false(sk_failed(sk_site_text(clinic_catalogue(), plan, &text, &error)));
	assert_false(sk_failed(sk_site_text(clinic_catalogue(), plan, &again, &error)));
	assert_string_equal(text.bytes, again.bytes);
	assert_true(sk_utf8_clean(text.bytes, text.length, &bad));
	clinic_make(&clinic, text.bytes, plan->at);
	check_site(&clinic, plan);
	clinic_end(&clinic);
}

static void every_new_site_reads_back_as_it_was_meant(void **state)
{
	static const char *const names[] = {
		"さくら医院", "\"quoted\"", "back\\slash\\", "\\\"", "it's", "a: b # c", "- dash", "{ja: x}", "[1, 2]",
		"*alias &anchor !tag", "%1 %s %d", "010", "null", "true", "~", " spaces ", "|", ">", "@`", "医院\\n", "🏥 クリニック",
		"が", "--- ", "...", long_kana,
	};
	size_t sites = 0;

	(void)state;
	for (size_t i = 0; i < KANA; i++)
		memcpy(long_kana + i * 3, "か", 3);
	for (int lang = SK_LANG_EN; lang <= SK_LANG_JA; lang++) {
		sk_messages_open((enum sk_lang)lang, translations);
		for (size_t c = 0; c < sk_words_configuration.count; c++)
			for (int kind = 0; kind < SK_KIND_COUNT; kind++)
				for (size_t n = 0; n < SK_COUNT(names); n++, sites++) {
					struct sk_site_plan plan =
						plan_of(sk_words_configuration.words[c], (enum sk_facility_kind)kind, names[n]);
					read_back(&plan);
				}
	}
	sk_messages_open(SK_LANG_EN, translations);
	assert_int_equal(sites, 2 * 4 * 3 * SK_COUNT(names));
	print_message("%zu sites\n", sites);
}

/* The comments are in the language of the messages, the values are not. */
static void the_comments_are_in_the_language_of_the_user(void **state)
{
	SK_BUF_SCOPE ja = SK_BUF(TEXT_MAX), en = SK_BUF(TEXT_MAX);
	struct sk_site_plan plan = plan_of("ip-vpn", SK_KIND_CLINIC, "Sakura");
	struct sk_error error;

	(void)state;
	assert_false(sk_failed(sk_site_text(clinic_catalogue(), &plan, &en, &error)));
	sk_messages_open(SK_LANG_JA, translations);
	assert_false(sk_failed(sk_site_text(clinic_catalogue(), &plan, &ja, &error)));
	sk_messages_open(SK_LANG_EN, translations);
	assert_string_not_equal(ja.bytes, en.bytes);
	assert_non_null(strstr(ja.bytes, "kind: clinic\n"));
}

/* A folder's name may hold what YAML folds or refuses: the text must give the same name, or not be made. */
static void a_name_that_yaml_would_change_is_not_written(void **state)
{
	static const char *const names[] = {"two\nlines", "tab\tin", "bell\a", "\x7f", "cut \xe3\x81", "\xff", "line\r\nend"};

	(void)state;
	for (size_t i = 0; i < SK_COUNT(names); i++) {
		SK_BUF_SCOPE text = SK_BUF(TEXT_MAX);
		struct sk_site_plan plan = plan_of("ip-vpn", SK_KIND_CLINIC, names[i]);
		struct clinic clinic;
		struct sk_error error;
		if (sk_failed(sk_site_text(clinic_catalogue(), &plan, &text, &error)))
			continue;
		clinic_make(&clinic, text.bytes, plan.at);
		assert_string_equal(clinic.site->name.ja, names[i]);
		clinic_end(&clinic);
	}
}

/* ---- the folder ---- */

static struct sim_env *disk(void)
{
	struct sim_env *sim = sim_env_new();

	sim_env_put_folder(sim, "sites");
	return sim;
}

static sk_outcome create(struct sim_env *sim, struct sk_error *error)
{
	struct sk_site_plan plan = plan_of("ip-vpn", SK_KIND_CLINIC, "さくら医院");

	return sk_site_create(sim_env_table(sim), clinic_catalogue(), &plan, error);
}

static void expected_text(struct sk_buf *out)
{
	struct sk_site_plan plan = plan_of("ip-vpn", SK_KIND_CLINIC, "さくら医院");
	struct sk_error error;

	assert_false(sk_failed(sk_site_text(clinic_catalogue(), &plan, out, &error)));
}

static bool is_whole(const struct sim_env *sim)
{
	SK_BUF_SCOPE text = SK_BUF(TEXT_MAX);
	size_t length = 0;
	const char *bytes = sim_env_get(sim, "sites/sakura/site.yaml", &length);

	expected_text(&text);
	return bytes && length == text.length && memcmp(bytes, text.bytes, length) == 0;
}

static void a_new_folder_has_what_it_needs(void **state)
{
	struct sim_env *sim = disk();
	struct sk_error error;

	(void)state;
	assert_false(sk_failed(create(sim, &error)));
	assert_true(is_whole(sim));
	assert_true(sim_env_has_folder(sim, "sites/sakura/configs"));
	assert_true(sim_env_has_folder(sim, "sites/sakura/evidence"));
	assert_int_equal(sim_env_count(sim), 5);
	assert_int_equal(sim_env_open_handles(sim), 0);
	sim_env_free(sim);
}

/* What is on the disk survives a stop right after success. */
static void a_finished_folder_survives_a_stop(void **state)
{
	struct sim_env *sim = disk();
	struct sk_error error;

	(void)state;
	assert_false(sk_failed(create(sim, &error)));
	sim_env_restart(sim, SIM_LOSE_NAMES);
	assert_true(is_whole(sim));
	sim_env_free(sim);
}

static void an_error_at_any_call_leaves_nothing_behind(void **state)
{
	static const int numbers[] = {ENOSPC, EIO};
	size_t failures = 0;

	(void)state;
	for (size_t i = 0; i < SK_COUNT(numbers); i++) {
		bool reached = true;
		for (unsigned n = 1; reached; n++) {
			struct sim_env *sim = disk();
			struct sk_error error;
			assert_in_range(n, 1, CALLS_MAX);
			sim_env_fault(sim, n, SIM_ERRNO, numbers[i]);
			bool failed = sk_failed(create(sim, &error));
			reached = sim_env_fault_hit(sim);
			assert_int_equal(sim_env_open_handles(sim), 0);
			if (failed) {
				assert_int_equal(error.id, SK_E_FILE_WRITE);
				assert_int_equal(sim_env_count(sim), 1);
				failures++;
			} else {
				assert_true(is_whole(sim));
				assert_int_equal(sim_env_count(sim), 5);
			}
			sim_env_free(sim);
		}
	}
	assert_true(failures >= 2 * 8);
	print_message("%zu failures\n", failures);
}

static void a_stop_at_any_call_leaves_no_half_file(void **state)
{
	static const enum sim_loss losses[] = {SIM_LOSE_NAMES, SIM_KEEP_NAMES, SIM_KEEP_HALF};
	size_t whole = 0, none = 0;

	(void)state;
	for (size_t i = 0; i < SK_COUNT(losses); i++) {
		bool reached = true;
		for (unsigned n = 1; reached; n++) {
			struct sim_env *sim = disk();
			struct sk_error error;
			assert_in_range(n, 1, CALLS_MAX);
			sim_env_fault(sim, n, SIM_STOP, 0);
			bool failed = sk_failed(create(sim, &error));
			reached = sim_env_fault_hit(sim);
			assert_int_equal(failed, reached);
			sim_env_restart(sim, losses[i]);
			bool there = sim_env_get(sim, "sites/sakura/site.yaml", NULL) != NULL;
			if (there)
				assert_true(is_whole(sim));
			whole += there;
			none += !there;
			sim_env_free(sim);
		}
	}
	assert_true(whole > 0 && none > 0);
	print_message("%zu stops with a whole file, %zu with none\n", whole, none);
}

static void what_exists_is_not_touched(void **state)
{
	struct sk_error error;

	(void)state;
	for (int what = 0; what < 3; what++) {
		struct sim_env *sim = disk();
		if (what == 0)
			sim_env_put_folder(sim, "sites/sakura");
		else if (what == 1)
			sim_env_put_text(sim, "sites/sakura/site.yaml", "mine");
		else
			sim_env_put_text(sim, "sites/sakura", "a file");
		size_t count = sim_env_count(sim);
		assert_int_equal(create(sim, &error).class, SK_CLASS_INPUT);
		assert_int_equal(error.id, SK_E_FILE_EXISTS);
		assert_string_equal(error.argument[0], "sites/sakura");
		assert_int_equal(sim_env_count(sim), count);
		if (what == 1)
			assert_string_equal(sim_env_get(sim, "sites/sakura/site.yaml", NULL), "mine");
		if (what == 2)
			assert_string_equal(sim_env_get(sim, "sites/sakura", NULL), "a file");
		sim_env_free(sim);
	}
}

static void a_missing_parent_is_an_error(void **state)
{
	struct sim_env *sim = sim_env_new();
	struct sk_error error;

	(void)state;
	assert_int_equal(create(sim, &error).class, SK_CLASS_ENVIRONMENT);
	assert_int_equal(error.id, SK_E_FILE_WRITE);
	assert_int_equal(sim_env_count(sim), 0);
	sim_env_free(sim);
}

/* ---- the guess ---- */

struct guess {
	const char *folder;
	enum sk_facility_kind kind;
	const char *ja, *en;
};

static const struct guess guesses[] = {
	{"sakura", SK_KIND_CLINIC, "さくら医院", "Sakura Clinic"},
	{"sakura", SK_KIND_HOSPITAL, "さくら病院", "Sakura Hospital"},
	{"sakura", SK_KIND_PHARMACY, "さくら薬局", "Sakura Pharmacy"},
	{"tanaka", SK_KIND_CLINIC, "たなか医院", "Tanaka Clinic"},
	{"fuji", SK_KIND_CLINIC, "ふじ医院", "Fuji Clinic"},
	{"chitose", SK_KIND_CLINIC, "ちとせ医院", "Chitose Clinic"},
	{"shinagawa", SK_KIND_CLINIC, "しながわ医院", "Shinagawa Clinic"},
	{"kanna", SK_KIND_CLINIC, "かんな医院", "Kanna Clinic"},
	{"St.Mary", SK_KIND_HOSPITAL, "St.Mary病院", "St.Mary Hospital"},
	{"clinic-7", SK_KIND_CLINIC, "clinic-7医院", "Clinic-7 Clinic"},
	{"sakurax", SK_KIND_CLINIC, "sakurax医院", "Sakurax Clinic"},
	{"さくら", SK_KIND_CLINIC, "さくら医院", "さくら Clinic"},
	{"/srv/sites/sakura", SK_KIND_CLINIC, "さくら医院", "Sakura Clinic"},
	{"../sakura/", SK_KIND_CLINIC, "さくら医院", "Sakura Clinic"},
	{"a/b//sakura///", SK_KIND_CLINIC, "さくら医院", "Sakura Clinic"},
};

static void folders_give_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < SK_COUNT(guesses); i++) {
		SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
		struct sk_label label = {0};
		struct sk_error error;
		assert_false(sk_failed(sk_site_guess_name(arena, guesses[i].folder, guesses[i].kind, &label, &error)));
		assert_string_equal(label.ja, guesses[i].ja);
		assert_string_equal(label.en, guesses[i].en);
	}
}

/* No word to guess from: still a name that is not empty, and valid in a file. */
static void an_empty_folder_still_has_a_name(void **state)
{
	static const char *const folders[] = {"", "/", "///"};

	(void)state;
	for (size_t i = 0; i < SK_COUNT(folders); i++) {
		SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
		struct sk_site_plan plan = plan_of("ip-vpn", SK_KIND_CLINIC, "");
		struct sk_error error;
		assert_false(sk_failed(sk_site_guess_name(arena, folders[i], SK_KIND_CLINIC, &plan.name, &error)));
		assert_string_equal(plan.name.ja, "医院");
		assert_non_null(strstr(plan.name.en, "Clinic"));
		read_back(&plan);
	}
}

/* Either all of it is turned or none. */
static void a_long_word_is_not_cut(void **state)
{
	(void)state;
	for (size_t length = 1; length < 3000; length += 7) {
		SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
		char folder[3000];
		struct sk_label label = {0};
		struct sk_error error;
		memset(folder, 'a', length);
		folder[length] = '\0';
		assert_false(sk_failed(sk_site_guess_name(arena, folder, SK_KIND_CLINIC, &label, &error)));
		size_t word = strlen(label.ja) - strlen("医院");
		if (word != length * 3 && word != length)
			fail_msg("%zu letters became %zu bytes", length, word);
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_new_site_reads_back_as_it_was_meant),
		cmocka_unit_test(the_comments_are_in_the_language_of_the_user),
		cmocka_unit_test(a_name_that_yaml_would_change_is_not_written),
		cmocka_unit_test(a_new_folder_has_what_it_needs),
		cmocka_unit_test(a_finished_folder_survives_a_stop),
		cmocka_unit_test(an_error_at_any_call_leaves_nothing_behind),
		cmocka_unit_test(a_stop_at_any_call_leaves_no_half_file),
		cmocka_unit_test(what_exists_is_not_touched),
		cmocka_unit_test(a_missing_parent_is_an_error),
		cmocka_unit_test(folders_give_names),
		cmocka_unit_test(an_empty_folder_still_has_a_name),
		cmocka_unit_test(a_long_word_is_not_cut),
	};
	int failed;

	assert_int_equal(argc, 3);
	clinic_open(argv[1]);
	translations = argv[2];
	failed = cmocka_run_group_tests_name("site", tests, NULL, NULL);
	clinic_close();
	return failed;
}
