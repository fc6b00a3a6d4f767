#include "cmocka_all.h"

#include "base/base.h"

#include <locale.h>
#include <string.h>
#include <wchar.h>

/* Encodes the naive way, from the definition: the code under test decodes by a table of lead bytes. */
static size_t encode(uint32_t value, char out[5])
{
	size_t length = value < 0x80 ? 1 : value < 0x800 ? 2 : value < 0x10000 ? 3 : 4;
	static const unsigned char marks[] = {0, 0, 0xC0, 0xE0, 0xF0};

	for (size_t at = length; at-- > 1; value >>= 6)
		out[at] = (char)(0x80 | (value & 0x3F));
	out[0] = (char)(marks[length] | value);
	out[length] = '\0';
	return length;
}

static void every_code_point_steps_by_its_length_and_no_cut_passes(void **state)
{
	(void)state;
	for (uint32_t value = 0; value <= 0x10FFFF; value++) {
		char text[5];
		size_t length = encode(value, text);
		bool surrogate = value >= 0xD800 && value <= 0xDFFF;

		if (sk_utf8_step(text, 4) != (surrogate ? 0 : length))
			fail_msg("U+%04X", value);
		for (size_t cut = 0; cut < length; cut++) {
			if (sk_utf8_step(text, cut) != 0)
				fail_msg("U+%04X cut at %zu", value, cut);
		}
	}
}

/* A pair of bytes is one ASCII letter and anything, or one of the two-byte code points: listed by encoding all of them.
 */
static void every_pair_of_bytes(void **state)
{
	static unsigned char expected[0x10000];

	(void)state;
	for (unsigned pair = 0; pair < 0x8000; pair++)
		expected[pair] = 1;
	for (uint32_t value = 0x80; value < 0x800; value++) {
		char text[5];

		encode(value, text);
		expected[(unsigned char)text[0] << 8 | (unsigned char)text[1]] = 2;
	}
	for (unsigned pair = 0; pair < 0x10000; pair++) {
		const char text[] = {(char)(pair >> 8), (char)(pair & 0xFF)};

		if (sk_utf8_step(text, 2) != expected[pair])
			fail_msg("bytes %04X", pair);
	}
}

static void overlong_surrogate_and_too_large_are_refused(void **state)
{
	static const char *const bad[] = {
		"\xC0\x80", "\xC0\xAF", "\xC1\xBF", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xED\xBF\xBF",
		"\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xF8\x88\x80\x80\x80",
		"\xFE", "\xFF", "\x80", "\xBF", "\xE3\x81", "\xE3\x81\x41", "\xF0\x9F\x98\x41", "\xE3\xC1\x82",
	};

	(void)state;
	for (size_t at = 0; at < SK_COUNT(bad); at++) {
		size_t offset = 99;

		assert_int_equal(sk_utf8_step(bad[at], strlen(bad[at])), 0);
		assert_false(sk_utf8_clean(bad[at], strlen(bad[at]), &offset));
		assert_int_equal(offset, 0);
	}
}

static void clean_text_has_no_control_characters(void **state)
{
	(void)state;
	for (uint32_t value = 0; value < 0x300; value++) {
		char text[8] = "\xE3\x81\x82";
		size_t length = 3 + encode(value, text + 3);
		bool control = value < 0x20 || (value >= 0x7F && value < 0xA0) || value == 0xAD;
		bool clean = !control || value == '\t' || value == '\n';
		size_t bad = 99;

		assert_int_equal(sk_utf8_clean(text, length, &bad), clean);
		assert_int_equal(bad, clean ? 99 : 3);
		assert_int_equal(sk_utf8_clean(text, length, NULL), clean);
	}
	assert_true(sk_utf8_clean("", 0, NULL));
	assert_false(sk_utf8_clean("\xE3\x81\x82", 2, NULL));
}

static void clean_text_has_no_noncharacters(void **state)
{
	(void)state;
	for (uint32_t value = 0xF000; value <= 0x10FFFF; value++) {
		char text[5];
		size_t length = encode(value, text), bad = 99;
		bool none = (value >= 0xFDD0 && value <= 0xFDEF) || value % 0x10000 == 0xFFFE || value % 0x10000 == 0xFFFF;

		if (none)
			assert_false(sk_utf8_clean(text, length, &bad));
		else if (value >= 0x20000 && value < 0xE0000)
			assert_true(sk_utf8_clean(text, length, &bad));
	}
}

/* Plain letters are looked at eight at a time: whatever stands among them is found where it stands. */
static void a_byte_among_plain_letters_is_found(void **state)
{
	(void)state;
	for (unsigned byte = 0; byte < 0x100; byte++) {
		for (size_t at = 0; at < 20; at++) {
			char text[20];
			bool clean = (byte >= 0x20 && byte < 0x7F) || byte == '\t' || byte == '\n';
			size_t bad = 99;

			memset(text, 'a' + (int)at, sizeof(text));
			text[at] = (char)byte;
			assert_int_equal(sk_utf8_clean(text, sizeof(text), &bad), clean);
			assert_int_equal(bad, clean ? 99 : at);
		}
	}
}

static void columns_of_samples(void **state)
{
	static const struct {
		const char *text;
		size_t columns;
	} samples[] = {
		{"", 0}, {"abc", 3}, {"関所", 4}, {"施設: 3", 7}, {"カナ", 4}, {"ｶﾅ", 2}, {"が", 2}, {"か\u3099", 2},
		{"e\u0301", 1}, {"（）「」", 8}, {"○△→·", 4}, {"한글", 4}, {"\U0001F600", 2}, {"a\tb", 2}, {"\xFF" "a", 2},
		{"\u200B", 0}, {"𠮷", 2}, {"ー〜・", 6}, {"葛\U000E0100", 2},
	};

	(void)state;
	for (size_t at = 0; at < SK_COUNT(samples); at++) {
		if (sk_text_columns(samples[at].text) != samples[at].columns)
			fail_msg("'%s': %zu", samples[at].text, sk_text_columns(samples[at].text));
	}
}

/* The C library's table, where a locale makes it known: the blocks that Japanese papers are written in. */
static void columns_agree_with_the_library(void **state)
{
	static const struct {
		uint32_t first, last;
	} blocks[] = {
		{0x20, 0x7E},     {0xA0, 0xAC},     {0xAE, 0x36F},    {0x391, 0x3A1},     {0x410, 0x44F},
		{0x1100, 0x115F}, {0x2010, 0x2027}, {0x2190, 0x2319}, {0x2460, 0x25FC},   {0x2600, 0x2613},
		{0x3000, 0x3029}, {0x3030, 0x303D}, {0x3041, 0x3096}, {0x309B, 0x30FF},   {0x3105, 0x312F},
		{0x3200, 0x321E}, {0x3250, 0x32FE}, {0x3400, 0x4DB5}, {0x4E00, 0x9FEF},   {0xAC00, 0xD7A3},
		{0xF900, 0xFA6D}, {0xFF01, 0xFF9F}, {0xFFE0, 0xFFE6}, {0x20000, 0x2A6D6},
	};

	(void)state;
	assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
	for (size_t at = 0; at < SK_COUNT(blocks); at++) {
		for (uint32_t value = blocks[at].first; value <= blocks[at].last; value++) {
			char text[5];

			encode(value, text);
			if ((int)sk_text_columns(text) != wcwidth((wchar_t)value))
				fail_msg("U+%04X: %zu, library %d", value, sk_text_columns(text),
				         wcwidth((wchar_t)value));
		}
	}
	assert_non_null(setlocale(LC_CTYPE, "C"));
}

/* At each width: the head ends on a character, fits, and no longer head fits. */
static void the_longest_head_that_fits(void **state)
{
	static const char text[] = "a関e\u0301所\U0001F600b";
	size_t length = strlen(text);

	(void)state;
	for (size_t columns = 0; columns <= 12; columns++) {
		size_t fit = sk_text_fit(text, columns);
		char head[sizeof(text)];
		size_t longest = 0;

		for (size_t cut = 0; cut <= length; cut++) {
			memcpy(head, text, cut);
			head[cut] = '\0';
			if (sk_utf8_clean(head, cut, NULL) && sk_text_columns(head) <= columns)
				longest = cut;
		}
		assert_int_equal(fit, longest);
	}
	assert_int_equal(sk_text_fit(text, 9), length);
}

static unsigned naive_distance(const char *a, const char *b)
{
	unsigned add, drop, swap;

	if (!*a || !*b)
		return (unsigned)(strlen(a) + strlen(b));
	add = naive_distance(a, b + 1) + 1;
	drop = naive_distance(a + 1, b) + 1;
	swap = naive_distance(a + 1, b + 1) + (*a != *b);
	add = add < drop ? add : drop;
	return add < swap ? add : swap;
}

static void distance_equals_the_definition(void **state)
{
	static const char *const words[] = {"",      "a",    "kind", "kidn",  "name",
	                                    "names", "line", "site", "since", "premise"};
	char large[100];

	(void)state;
	for (size_t a = 0; a < SK_COUNT(words); a++) {
		for (size_t b = 0; b < SK_COUNT(words); b++) {
			unsigned expected = naive_distance(words[a], words[b]);

			assert_int_equal(sk_text_distance(words[a], words[b], 20), expected);
			assert_int_equal(sk_text_distance(words[a], words[b], 2), expected <= 2 ? expected : 3);
		}
	}
	memset(large, 'x', sizeof(large) - 1);
	large[sizeof(large) - 1] = '\0';
	assert_int_equal(sk_text_distance(large, large, 3), 4);
	large[64] = '\0';
	assert_int_equal(sk_text_distance(large, large, 3), 0);
}

static void a_label_falls_back_to_the_other_language(void **state)
{
	const struct sk_label both = {"施設", "site"}, only_ja = {"施設", NULL}, only_en = {NULL, "site"}, none = {0};

	(void)state;
	assert_string_equal(sk_label_in(&both, SK_LANG_JA), "施設");
	assert_string_equal(sk_label_in(&both, SK_LANG_EN), "site");
	assert_string_equal(sk_label_in(&only_ja, SK_LANG_EN), "施設");
	assert_string_equal(sk_label_in(&only_en, SK_LANG_JA), "site");
	assert_string_equal(sk_label_in(&none, SK_LANG_JA), "");
	assert_true(sk_label_is(&both, "施設") && sk_label_is(&both, "site") && !sk_label_is(&both, ""));
	assert_true(sk_label_is(&only_ja, "施設") && !sk_label_is(&only_ja, "site") && !sk_label_is(&none, "site"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_code_point_steps_by_its_length_and_no_cut_passes),
		cmocka_unit_test(every_pair_of_bytes),
		cmocka_unit_test(overlong_surrogate_and_too_large_are_refused),
		cmocka_unit_test(clean_text_has_no_control_characters),
		cmocka_unit_test(clean_text_has_no_noncharacters),
		cmocka_unit_test(a_byte_among_plain_letters_is_found),
		cmocka_unit_test(columns_of_samples),
		cmocka_unit_test(columns_agree_with_the_library),
		cmocka_unit_test(the_longest_head_that_fits),
		cmocka_unit_test(distance_equals_the_definition),
		cmocka_unit_test(a_label_falls_back_to_the_other_language),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
