#include "cmocka_all.h"

#include "base/base.h"

#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void every_id_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (int id = 0; id < SK_E_COUNT; id++) {
		const char *name = sk_error_name((enum sk_error_id)id);

		assert_true(strlen(name) > 0 && strlen(name) < 32);
		for (const char *at = name; *at; at++)
			assert_true(islower((unsigned char)*at) || *at == '-');
		for (int other = 0; other < id; other++)
			assert_string_not_equal(name, sk_error_name((enum sk_error_id)other));
	}
	assert_string_equal(sk_error_name(SK_E_YAML_DEPTH), "yaml-depth");
	assert_string_equal(sk_error_name(SK_E_OK), "ok");
}

static void every_id_has_the_class_of_the_list(void **state)
{
	static const enum sk_error_class classes[] = {
#define ROW(name, class, text, expected, mend) SK_CLASS_##class,
		SK_ERROR_LIST(ROW)
#undef ROW
	};
	struct sk_error error;

	(void)state;
	for (int id = 0; id < SK_E_COUNT; id++) {
		assert_int_equal(sk_error_class_of((enum sk_error_id)id), classes[id]);
		assert_int_equal(sk_error_set(&error, (enum sk_error_id)id, NULL, NULL, NULL, NULL).class, classes[id]);
		assert_int_equal(error.id, id);
	}
}

static void every_class_has_its_exit_code(void **state)
{
	(void)state;
	assert_int_equal(sk_exit_of(SK_CLASS_OK), 0);
	assert_int_equal(sk_exit_of(SK_CLASS_INPUT), 2);
	assert_int_equal(sk_exit_of(SK_CLASS_EMPTY), 3);
	assert_int_equal(sk_exit_of(SK_CLASS_ENVIRONMENT), 4);
}

/* Texts are there, name only the three arguments that exist, and say what to do unless there is nothing to do. */
static void every_text_is_whole(void **state)
{
	static const char *const texts[][3] = {
#define ROW(name, class, text, expected, mend) {text, expected, mend},
		SK_ERROR_LIST(ROW)
#undef ROW
	};

	(void)state;
	for (size_t at = 0; at < SK_COUNT(texts); at++) {
		for (size_t part = 0; part < 3; part++) {
			const char *text = texts[at][part];

			assert_true(text[0] != '\0');
			for (const char *sign = strchr(text, '%'); sign; sign = strchr(sign + 1, '%'))
				assert_true(sign[1] >= '1' && sign[1] <= '3');
			assert_true(sk_utf8_clean(text, strlen(text), NULL) && !strchr(text, '\n'));
		}
	}
}

static void an_error_is_printed_in_full(void **state)
{
	SK_BUF_SCOPE out = SK_BUF(4096);
	const struct sk_place place = {"site.yaml", 12, 5};
	struct sk_error error;
	sk_outcome outcome = sk_error_set(&error, SK_E_KEY_UNKNOWN, &place, "knid", "site", "kind, name");

	(void)state;
	assert_int_equal(outcome.class, SK_CLASS_INPUT);
	sk_error_print(&error, &out);
	assert_string_equal(out.bytes, "site.yaml:12:5: error: 'knid' is not a key of 'site'\n"
				       "  expected: one of: kind, name\n"
				       "  mend: correct the spelling or remove the line\n");
}

static void unknown_places_are_left_out(void **state)
{
	static const struct {
		struct sk_place place;
		const char *head;
	} samples[] = {
		{{"f", 3, 0}, "f:3: error: "},
		{{"f", 0, 9}, "f: error: "},
		{{NULL, 3, 1}, "error: "},
		{{"", 3, 1}, "error: "},
		{{"f", UINT32_MAX, UINT32_MAX}, "f:4294967295:4294967295: error: "},
	};
	struct sk_error error;

	(void)state;
	for (size_t at = 0; at < SK_COUNT(samples); at++) {
		SK_BUF_SCOPE out = SK_BUF(4096);

		(void)!sk_failed(sk_error_set_number(&error, SK_E_YAML_DEPTH, &samples[at].place, 64));
		sk_error_print(&error, &out);
		assert_memory_equal(out.bytes, samples[at].head, strlen(samples[at].head));
		assert_string_equal(out.bytes + strlen(samples[at].head), "nested more than 64 deep\n"
									   "  expected: at most 64 levels\n"
									   "  mend: flatten the file\n");
	}
}

/* The entry for "no error" has nothing to expect and nothing to mend. */
static void a_dash_is_not_printed(void **state)
{
	SK_BUF_SCOPE out = SK_BUF(4096);
	const struct sk_error error = {.id = SK_E_OK};

	(void)state;
	sk_error_print(&error, &out);
	assert_string_equal(out.bytes, "error: no error\n");
}

/* Arguments of every length, of letters of each width: cut on a code point, marked, never over the room. */
static void long_arguments_are_cut_on_a_code_point(void **state)
{
	static const char *const letters[] = {"a", "é", "関", "\U0001F600"};

	(void)state;
	for (size_t which = 0; which < SK_COUNT(letters); which++) {
		size_t step = strlen(letters[which]);
		char text[1200] = "";
		size_t length = 0;

		while (length + step < 1000) {
			struct sk_error error;
			size_t kept;

			memcpy(text + length, letters[which], step + 1);
			length += step;
			(void)!sk_failed(sk_error_set(&error, SK_E_USAGE, NULL, text, NULL, text));
			kept = strlen(error.argument[0]);
			assert_string_equal(error.argument[0], error.argument[2]);
			assert_string_equal(error.argument[1], "");
			if (length < SK_ERROR_TEXT) {
				assert_string_equal(error.argument[0], text);
				continue;
			}
			assert_true(kept < SK_ERROR_TEXT && kept + step >= SK_ERROR_TEXT);
			assert_string_equal(error.argument[0] + kept - 3, "...");
			assert_int_equal((kept - 3) % step, 0);
			assert_memory_equal(error.argument[0], text, kept - 3);
		}
	}
}

/* 16 digits are no number that may be shown nowhere, but cut behind the twelfth they would look like one. */
static void a_number_that_is_cut_through_is_not_shown(void **state)
{
	(void)state;
	for (size_t before = SK_ERROR_TEXT - 40; before < SK_ERROR_TEXT; before++) {
		char text[SK_ERROR_TEXT * 2], shown[SK_ERROR_TEXT];
		memset(text, 'a', before);
		(void)snprintf(text + before, sizeof(text) - before, "-1234567890182222 and more, so that there is something to cut");
		assert_false(sk_my_number_inside(text, strlen(text)));
		sk_text_shown(shown, text);
		assert_false(sk_my_number_inside(shown, strlen(shown)));
		assert_string_equal(shown + strlen(shown) - 3, "...");
	}
}

static void arguments_cannot_command_a_terminal(void **state)
{
	struct sk_error error;
	const struct sk_place place = {"a\x1B[2J\nb", 1, 1};

	(void)state;
	(void)!sk_failed(sk_error_set(&error, SK_E_USAGE, &place, "x\r\ny\tz", "\xC2\x9B" "1m", "\xE3\x81|\xFF"));
	assert_string_equal(error.file, "a?[2J b");
	assert_string_equal(error.argument[0], "x? y z");
	assert_string_equal(error.argument[1], "?1m");
	assert_string_equal(error.argument[2], "??|?");
}

static void parts_of_the_same_error_may_be_handed_in(void **state)
{
	struct sk_error error;

	(void)state;
	(void)!sk_failed(sk_error_set(&error, SK_E_USAGE, NULL, "one", "two", "three"));
	(void)!sk_failed(sk_error_set(&error, SK_E_CONFLICT, NULL, error.argument[2], error.argument[0], NULL));
	assert_string_equal(error.argument[0], "three");
	assert_string_equal(error.argument[1], "one");
	assert_string_equal(error.argument[2], "");
}

static void a_message_is_filled(void **state)
{
	static const char *const arguments[] = {"A", NULL, "%1"};
	static const struct {
		const char *format, *filled;
	} samples[] = {
		{"", ""},           {"plain", "plain"},       {"%1", "A"},      {"<%1%1>", "<AA>"},
		{"%2|%3", "|%1"},   {"%4 %9 %0", "%4 %9 %0"}, {"100%", "100%"}, {"%%1", "%A"},
		{"%s %d", "%s %d"}, {"%3%1%2.", "%1A."},      {"%10", "A0"},
	};

	(void)state;
	for (size_t at = 0; at < SK_COUNT(samples); at++) {
		SK_BUF_SCOPE out = SK_BUF(100);

		sk_buf_text(&out, "");
		sk_message_fill(&out, samples[at].format, arguments, SK_COUNT(arguments));
		assert_string_equal(out.bytes, samples[at].filled);
	}
}

static int end_of_child(int id)
{
	int status = 0;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		assert_non_null(freopen("/dev/null", "w", stderr));
		(void)signal(SIGABRT, SIG_DFL);
		(void)sk_error_name((enum sk_error_id)id);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void a_broken_invariant_ends_the_process(void **state)
{
	int status = end_of_child(SK_E_COUNT);

	(void)state;
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	assert_int_equal(end_of_child(SK_E_OK), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_id_has_a_name_of_its_own),
		cmocka_unit_test(every_id_has_the_class_of_the_list),
		cmocka_unit_test(every_class_has_its_exit_code),
		cmocka_unit_test(every_text_is_whole),
		cmocka_unit_test(an_error_is_printed_in_full),
		cmocka_unit_test(unknown_places_are_left_out),
		cmocka_unit_test(a_dash_is_not_printed),
		cmocka_unit_test(long_arguments_are_cut_on_a_code_point),
		cmocka_unit_test(a_number_that_is_cut_through_is_not_shown),
		cmocka_unit_test(arguments_cannot_command_a_terminal),
		cmocka_unit_test(parts_of_the_same_error_may_be_handed_in),
		cmocka_unit_test(a_message_is_filled),
		cmocka_unit_test(a_broken_invariant_ends_the_process),
	};

	return cmocka_run_group_tests_name("error", tests, NULL, NULL);
}
