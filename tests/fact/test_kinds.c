/* The table of kinds: names, ranges, words, places; and the number that may stand nowhere. */
#include "cmocka_all.h"

#include "fact/fact.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { WORD_MAX = 40, MEANING_MAX = 400, PLACES_MAX = 64 };

static void is_a_word(const char *text)
{
	size_t length = strlen(text);
	if (length == 0 || length > WORD_MAX || !islower((unsigned char)text[0]) ||
	    strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_") != length || text[length - 1] == '_')
		fail_msg("'%s' is no plain word", text);
}

/* A text goes into JSON, SQL comments and scdoc as it is: no quotes, no backslash, one line. */
static void is_plain(const char *text)
{
	assert_non_null(text);
	if (!*text || strlen(text) > MEANING_MAX || strpbrk(text, "\"\\\n\t") || !sk_utf8_clean(text, strlen(text), NULL))
		fail_msg("'%s' is not plain", text);
}

static void is_label(const struct sk_label *label)
{
	is_plain(label->ja);
	is_plain(label->en);
	assert_string_not_equal(label->ja, label->en);
	for (const char *at = label->en; *at; at++)
		assert_true(*at > 0);
}

static void names_are_words_and_differ(void **state)
{
	static const char *const taken[] = {"coverage", "assessment", "parameter", "subject", "coverage_id", "looked_at", "rowid", "oid", "_rowid_"};
	size_t count;
	const struct sk_fact_kind *kinds = sk_fact_kinds(&count);
	(void)state;
	assert_true(count >= 35);
	for (size_t i = 0; i < count; i++) {
		is_a_word(kinds[i].name);
		is_label(&kinds[i].label);
		is_label(&kinds[i].meaning);
		assert_ptr_equal(sk_fact_kind_named(kinds[i].name), &kinds[i]);
		for (size_t t = 0; t < SK_COUNT(taken); t++)
			assert_string_not_equal(kinds[i].name, taken[t]);
		for (size_t j = 0; j < kinds[i].column_count; j++) {
			const struct sk_column *column = &kinds[i].columns[j];
			is_a_word(column->name);
			is_label(&column->meaning);
			assert_ptr_equal(sk_fact_column_named(&kinds[i], column->name), column);
			for (size_t t = 0; t < SK_COUNT(taken); t++)
				assert_string_not_equal(column->name, taken[t]);
		}
	}
	assert_null(sk_fact_kind_named("no_such_kind"));
	assert_null(sk_fact_column_named(kinds, "no_such_column"));
}

static void a_kind_says_something(void **state)
{
	size_t count, columns = 0;
	const struct sk_fact_kind *kinds = sk_fact_kinds(&count);
	(void)state;
	for (size_t i = 0; i < count; i++) {
		size_t needed = 0;
		assert_in_range(kinds[i].column_count, 1, SK_FACT_COLUMNS_MAX);
		for (size_t j = 0; j < kinds[i].column_count; j++)
			needed += kinds[i].columns[j].needed;
		/* credential_protection is a handful of settings, each of which may be unknown. */
		assert_true(needed > 0 || strcmp(kinds[i].name, "credential_protection") == 0);
		assert_true(kinds[i].methods > 0 && kinds[i].methods < 1u << sk_words_fact_method.count);
		columns += kinds[i].column_count;
	}
	print_message("# %zu kinds, %zu columns\n", count, columns);
}

/* 12 digits have no room in an integer: a person's number cannot be stored as one. */
static void check_range(const struct sk_column *column)
{
	switch (column->type) {
	case SK_COLUMN_TEXT:
		assert_true(column->low >= 1 && column->high >= column->low && column->high <= SK_FACT_TEXT_MAX);
		assert_true(column->form != SK_FORM_HEX || column->low == column->high);
		break;
	case SK_COLUMN_INTEGER:
		assert_true(column->low < column->high);
		assert_true(column->low > -100000000000 && column->high < 100000000000);
		break;
	case SK_COLUMN_CHOICE:
	case SK_COLUMN_FLAG:
	case SK_COLUMN_TIME:
		break;
	}
	assert_true(column->unit == NULL || column->type == SK_COLUMN_INTEGER);
	assert_true((column->choices != NULL) == (column->type == SK_COLUMN_CHOICE));
}

static void check_choices(const struct sk_column *column)
{
	size_t count = 0;
	for (; column->choices[count]; count++) {
		const char *word = column->choices[count];
		assert_in_range(strlen(word), 1, WORD_MAX);
		assert_int_equal(strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789_"), strlen(word));
		for (size_t other = 0; other < count; other++)
			assert_string_not_equal(column->choices[other], word);
		assert_true(count < 40);
	}
	assert_true(count >= 2);
}

static void columns_are_bounded(void **state)
{
	size_t count;
	const struct sk_fact_kind *kinds = sk_fact_kinds(&count);
	(void)state;
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < kinds[i].column_count; j++) {
			check_range(&kinds[i].columns[j]);
			if (kinds[i].columns[j].choices)
				check_choices(&kinds[i].columns[j]);
		}
}

/* A column of one name means one thing: the same type everywhere. */
static void one_name_one_type(void **state)
{
	size_t count;
	const struct sk_fact_kind *kinds = sk_fact_kinds(&count);
	(void)state;
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < kinds[i].column_count; j++)
			for (size_t k = 0; k < i; k++) {
				const struct sk_column *here = &kinds[i].columns[j], *there = sk_fact_column_named(&kinds[k], here->name);
				if (there && there->type != here->type)
					fail_msg("%s.%s and %s.%s", kinds[i].name, here->name, kinds[k].name, there->name);
			}
}

static size_t read_places(char places[PLACES_MAX][WORD_MAX])
{
	size_t count = 0;
	char line[1024];
	FILE *file = fopen(TEST_PLACES, "r");
	assert_non_null(file);
	while (fgets(line, sizeof(line), file))
		/* Two blanks: what stands deeper are reasons of a place's own check. */
		count += count < PLACES_MAX && strncmp(line, "  - id: ", 8) == 0 && sscanf(line + 8, "%39s", places[count]) == 1;
	(void)fclose(file);
	return count;
}

static bool is_place(char places[PLACES_MAX][WORD_MAX], size_t count, const char *place)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(places[i], place) == 0)
			return true;
	return false;
}

/* Every place of the catalogue has a kind about it, and no kind stands where there is nothing. */
static void places_are_of_the_catalogue(void **state)
{
	static char places[PLACES_MAX][WORD_MAX];
	size_t known = read_places(places), count;
	bool used[PLACES_MAX] = {false};
	const struct sk_fact_kind *kinds = sk_fact_kinds(&count);
	(void)state;
	assert_true(known >= 10);
	for (size_t i = 0; i < count; i++) {
		assert_non_null(kinds[i].places[0]);
		for (size_t j = 0; kinds[i].places[j]; j++) {
			if (!is_place(places, known, kinds[i].places[j]))
				fail_msg("%s: no place '%s'", kinds[i].name, kinds[i].places[j]);
			for (size_t p = 0; p < known; p++)
				used[p] |= strcmp(places[p], kinds[i].places[j]) == 0;
			for (size_t other = 0; other < j; other++)
				assert_string_not_equal(kinds[i].places[other], kinds[i].places[j]);
		}
	}
	for (size_t p = 0; p < known; p++)
		if (!used[p])
			fail_msg("no kind is about '%s'", places[p]);
}

/* Names under which a secret or a patient would be stored. Flags, words and times about them are what the kinds are for. */
static void no_room_for_secrets(void **state)
{
	static const char *const tempting[] = {"password", "passphrase", "secret", "key", "token", "hash", "pin", "patient", "birth", "insured",
					       "full_name", "comment", "command", "note", "text", "serial"};
	size_t count;
	const struct sk_fact_kind *kinds = sk_fact_kinds(&count);
	(void)state;
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < kinds[i].column_count; j++) {
			const struct sk_column *column = &kinds[i].columns[j];
			assert_true(column->type != SK_COLUMN_TEXT || column->high <= 512);
			for (size_t t = 0; t < SK_COUNT(tempting); t++)
				if (column->type == SK_COLUMN_TEXT && column->form != SK_FORM_HEX && strstr(column->name, tempting[t]))
					fail_msg("%s.%s could hold it", kinds[i].name, column->name);
		}
}

static void generated_texts_fit(void **state)
{
	void (*const writers[])(struct sk_buf *out) = {sk_fact_sql, sk_fact_schema};
	(void)state;
	for (size_t i = 0; i < SK_COUNT(writers); i++) {
		SK_BUF_SCOPE first = SK_BUF(4 << 20);
		SK_BUF_SCOPE second = SK_BUF(4 << 20);
		SK_BUF_SCOPE small = SK_BUF(100);
		writers[i](&first);
		writers[i](&second);
		assert_false(first.failed);
		assert_string_equal(first.bytes, second.bytes);
		writers[i](&small);
		assert_true(small.failed);
	}
}

/* ---- the 12-digit number ---- */

struct number_case {
	const char *text;
	bool inside;
};

/* Three made-up numbers with their check digits by the ordinance. */
static const struct number_case number_cases[] = {
	{"123456789018", true},
	{"987654321093", true},
	{"111111111118", true},
	{"000000000000", false},
	{"123456789010", false},
	{"123456789011", false},
	{"123456789019", false},
	{"12345678901", false},
	{"1234567890180", false},
	{"0123456789018", false},
	{"a123456789018b", true},
	{"number:123456789018.", true},
	{"1234 5678 9018", true},
	{"1234-5678-9018", true},
	{"1234\u30105678", false},
	{"１２３４５６７８９０１８", true},
	{"１２３４ー５６７８ー９０１８", true},
	{"1234\u20105678\u20119018", true},
	{"1234\u22125678\u30009018", true},
	{"1234\u200C5678\u200D9018", true},
	{"1234\uFE0F5678\u034F9018", true},
	{"1234\u20095678\u202F9018", true},
	{"1234\U000E00205678\u31649018", true},
	{"1234\u20435678\uFE639018", true},
	{"1234\u30FB5678\u30FB9018", true},
	{"1234.5678.9018", true},
	{"1234.5678.9010", false},
	{"1-123456789018", true},
	{"123456789018 1", true},
	{"12 123456789010 123456789018", true},
	{"", false},
	{"\xFF" "123456789018", true},
	{"\xEF\xBC" "123456789018", true},
	{"S-1-5-21-3623811015-3361044348-30300820-1013", false},
	{"10.0.19045.3803", false},
	{"00:11:22:33:44:55", false},
};

static void the_number_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < SK_COUNT(number_cases); i++)
		if (sk_my_number_inside(number_cases[i].text, strlen(number_cases[i].text)) != number_cases[i].inside)
			fail_msg("'%s'", number_cases[i].text);
}

/* The sum of digits times weights as the ordinance writes it, the other way round than the code goes. */
static int check_digit(const char *body)
{
	static const int weights[] = {6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
	int sum = 0;
	for (size_t i = 0; i < SK_COUNT(weights); i++)
		sum += (body[i] - '0') * weights[i];
	return sum % 11 <= 1 ? 0 : 11 - sum % 11;
}

static void one_check_digit_of_ten(void **state)
{
	uint64_t seed = 42;
	(void)state;
	for (int round = 0; round < 20000; round++) {
		char text[13];
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		(void)snprintf(text, sizeof(text), "%011llu0", (unsigned long long)(seed >> 20) % 100000000000);
		for (char last = '0'; last <= '9'; last++) {
			text[11] = last;
			assert_int_equal(sk_my_number_inside(text, 12), last - '0' == check_digit(text) && strspn(text, "0") < 12);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_words_and_differ), cmocka_unit_test(a_kind_says_something),
		cmocka_unit_test(columns_are_bounded),	      cmocka_unit_test(one_name_one_type),
		cmocka_unit_test(places_are_of_the_catalogue), cmocka_unit_test(no_room_for_secrets),
		cmocka_unit_test(generated_texts_fit),	      cmocka_unit_test(the_number_is_found),
		cmocka_unit_test(one_check_digit_of_ten),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
