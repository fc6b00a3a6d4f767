/*
 * Which ways of writing twelve digits are seen, and that what machines write is not taken for them: values of each form, made by chance, none of which
 * may be refused. (A tenth of them would be, were their digits read as one number.)
 */
#include "cmocka_all.h"

#include "base/base.h"

#include <stdio.h>
#include <string.h>

enum { ROUNDS = 20000, TEXT_ROOM = 256 };

/* ---- ways to write one ---- */

/* 123456789018 has a right check digit, and so has 987654321093. */
static const char *const numbers[] = {
	"123456789018", "1234 5678 9018", "12345 6789018", "1234-5678-9018",
	/* another sign between groups of one length */
	"1234.5678.9018", "1234/5678/9018", "1234_5678_9018", "1234\u30FB5678\u30FB9018", "1234:5678:9018", "1234,5678,9018", "1234\u00B75678\u00B79018",
	"1234|5678|9018", "1234+5678+9018", "1234\u30015678\u30019018", "1234\u223C5678\u223C9018", "1234\uFF0E5678\uFF0E9018", "1234\uFF0F5678\uFF0F9018",
	"1234.5678-9018", "1234 5678_9018", "1234 / 5678 / 9018", "(1234) 5678 9018", "1234. 5678. 9018",
	"987.654.321.093", "987,654,321,093", "9/8/7/6/5/4/3/2/1/0/9/3", "9_8_7_6_5_4_3_2_1_0_9_3", "98.76.54.32.10.93", "987654.321093", "987654_321093",
	"no. 5: 1234.5678.9018, of 3", "5.1234.5678.9018", "1234.5678.9018.5", "x1234/5678/9018y",
	/* digits of other scripts, raised, in circles */
	"\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669\u0660\u0661\u0668", "\u0967\u0968\u0969\u096A\u096B\u096C\u096D\u096E\u096F\u0966\u0967\u096E",
	"\U0001D7CF\U0001D7D0\U0001D7D1\U0001D7D2\U0001D7D3\U0001D7D4\U0001D7D5\U0001D7D6\U0001D7D7\U0001D7CE\U0001D7CF\U0001D7D6",
	"\U0001D7F7\U0001D7F8\U0001D7F9\U0001D7FA\U0001D7FB\U0001D7FC\U0001D7FD\U0001D7FE\U0001D7FF\U0001D7F6\U0001D7F7\U0001D7FE",
	"\u2460\u2461\u2462\u2463\u2464\u2465\u2466\u2467\u2468\u24EA\u2460\u2467", "\u00B9\u00B2\u00B3\u2074\u2075\u2076\u2077\u2078\u2079\u2070\u00B9\u2078",
	"１２３４．５６７８．９０１８", "1234\u0665\u0666\u0667\u06689018", "12\u06634.56\u0667\u096E.9018", "1\u20E32\u20E334567\uFE0F\u20E389018",
	"1\u0332" "2\u0332" "34 5678 9018",
};

static void each_way_is_seen(void **state)
{
	(void)state;
	for (size_t i = 0; i < SK_COUNT(numbers); i++) {
		char text[TEXT_ROOM];
		if (!sk_my_number_inside(numbers[i], strlen(numbers[i])))
			fail_msg("'%s' is not seen", numbers[i]);
		(void)snprintf(text, sizeof(text), "番号は%s です。", numbers[i]);
		assert_true(sk_my_number_inside(text, strlen(text)));
		/* With another check digit it is none. */
		char *digit = strrchr(strcpy(text, numbers[i]), '8');
		if (digit && !strchr(digit, '3')) {
			*digit = '7';
			assert_false(sk_my_number_inside(text, strlen(text)));
		}
	}
}

/* Each would be one, were it not for its form. */
static void forms_that_are_none(void **state)
{
	static const char *const forms[] = {
		"1234567.89018", "12.3456.789018", "1.2345678901.8", "1234..5678..9018", "1234.\u30FB5678.9018", "1234.5678.9018.5678", "1234a5678a9018",
		"98:76:54:32:10:93", "fe80::1234:5678:9018", "1234:5678:9018::1", "2001:db8:1234:5678:9018:a:b:c", "2001:1234:5678:9018:a:b:c:d",
		"111.111.111.118", "111-111-111-118", "8.8.8.8, 8.8.4.4, 1.1.1.1", "10.0.22631.4467", "2026/1128/1230", "20261128-0934", "2026-11-28 0935",
		"12345678-9018-4abc-8def-0123456789ab", "abcdefab-cdef-4abc-8def-123456789018", "sha256:a123456789018bcdef0123456789abcdefabcdefabcdefabcdefabcdefabcdef",
		"commit da39a3ee123456789018a95601890afd80709abc",
	};
	(void)state;
	for (size_t i = 0; i < SK_COUNT(forms); i++)
		if (sk_my_number_inside(forms[i], strlen(forms[i])))
			fail_msg("'%s' is refused", forms[i]);
}

/* ---- values by chance ---- */

static uint64_t seed;

static unsigned below(unsigned most)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % most;
}

static void hex(char *out, size_t digits)
{
	for (size_t i = 0; i < digits; i++)
		out[i] = "0123456789abcdef"[below(16)];
	out[digits] = '\0';
}

static void address(char *out)
{
	(void)snprintf(out, TEXT_ROOM, "%u.%u.%u.%u", below(256), below(256), below(256), below(256));
}

static void address_and_more(char *out)
{
	(void)snprintf(out, TEXT_ROOM, "%u.%u.%u.%u/%u, %u.%u.%u.%u:%u", 100 + below(156), 100 + below(156), 100 + below(156), 100 + below(156), below(33),
		       below(256), below(256), below(256), below(256), below(65536));
}

static void addresses(char *out)
{
	(void)snprintf(out, TEXT_ROOM, "%u.%u.%u.%u %u.%u.%u.%u-%u.%u.%u.%u", below(256), below(256), below(256), below(256), below(256), below(256), below(256),
		       below(256), below(256), below(256), below(256), below(256));
}

static void address_six(char *out)
{
	(void)snprintf(out, TEXT_ROOM, "%04x:%04x:%04x:%04x:%04x:%04x:%04x:%04x/64", below(65536), below(65536), below(65536), below(65536), below(65536),
		       below(65536), below(65536), below(65536));
}

static void short_address_six(char *out)
{
	(void)snprintf(out, TEXT_ROOM, "fe80::%x:%x:%x", below(65536), below(65536), below(65536));
}

static void card(char *out)
{
	(void)snprintf(out, TEXT_ROOM, "%02x:%02x:%02x:%02x:%02x:%02x", below(256), below(256), below(256), below(256), below(256), below(256));
}

static void moment(char *out)
{
	(void)snprintf(out, TEXT_ROOM, "20%02u-%02u-%02uT%02u:%02u:%02u%s", below(100), 1 + below(12), 1 + below(28), below(24), below(60), below(60),
		       below(2) ? "Z" : "+09:00");
}

/* The reader of bundles takes the form for no number, whatever its digits. */
static void form_of_a_moment(char *out)
{
	(void)snprintf(out, TEXT_ROOM, "%04u-%02u-%02uT%02u:%02u:%02uZ", below(10000), below(100), below(100), below(100), below(100), below(100));
}

static void moment_of_people(char *out)
{
	static const struct {
		const char *century, *day, *middle, *hour;
	} ways[] = {
		{"20", "-", " ", ":"}, {"20", "/", " ", ":"}, {"20", "", "_", ""}, {"20", "", "-", ""}, {"", "/", " ", ":"}, {"20", ".", " ", ":"},
		{"20", "-", "-", "-"}, {"20", "/", "/", ""},
	};
	size_t way = below(SK_COUNT(ways));
	(void)snprintf(out, TEXT_ROOM, "%s%02u%s%02u%s%02u%s%02u%s%02u", ways[way].century, below(100), ways[way].day, 1 + below(12), ways[way].day, 1 + below(28),
		       ways[way].middle, below(24), ways[way].hour, below(60));
	if (*ways[way].hour == ':' && below(2))
		(void)snprintf(out + strlen(out), 32, ":%02u.%03u", below(60), below(1000));
}

static void uuid(char *out)
{
	char digits[40];
	hex(digits, 32);
	(void)snprintf(out, TEXT_ROOM, "{%.8s-%.4s-%.4s-%.4s-%.12s}", digits, digits + 8, digits + 12, digits + 16, digits + 20);
}

static void digest(char *out)
{
	static const size_t lengths[] = {32, 40, 64, 96, 128};
	memcpy(out, "sha: ", 5);
	hex(out + 5, lengths[below(SK_COUNT(lengths))]);
}

static void update(char *out)
{
	(void)snprintf(out, TEXT_ROOM, "KB%u, KB%u", 1000000 + below(9000000), 1000000 + below(9000000));
}

static void version(char *out)
{
	(void)snprintf(out, TEXT_ROOM, "10.0.%u.%u (%u.%u.%u)", 10000 + below(20000), below(10000), below(200), below(100), below(30000));
}

static void security_id(char *out)
{
	(void)snprintf(out, TEXT_ROOM, "S-1-5-21-%u-%u-%u-%u", 1000000000 + below(1000000000), 1000000000 + below(1000000000), 1000000000 + below(1000000000),
		       500 + below(1000));
}

static void object_id(char *out)
{
	(void)snprintf(out, TEXT_ROOM, "1.3.6.1.4.1.%u.%u.%u.%u", below(60000), below(100), below(10), below(10));
}

static void what_machines_write_is_not_refused(void **state)
{
	static const struct {
		const char *name;
		void (*make)(char *out);
	} makers[] = {
		{"an address", address}, {"an address, a network and a port", address_and_more}, {"addresses", addresses}, {"an address of IPv6", address_six},
		{"a short one", short_address_six}, {"an address of a network card", card}, {"an ISO time", moment}, {"its form", form_of_a_moment}, {"another time", moment_of_people},
		{"a UUID", uuid}, {"a digest", digest}, {"updates", update}, {"a version", version}, {"a security id", security_id}, {"an object id", object_id},
	};
	(void)state;
	for (size_t i = 0; i < SK_COUNT(makers); i++) {
		unsigned refused = 0;
		char text[TEXT_ROOM], last[TEXT_ROOM] = "";
		seed = 42;
		for (int round = 0; round < ROUNDS; round++) {
			makers[i].make(text);
			if (sk_my_number_inside(text, strlen(text))) {
				refused++;
				memcpy(last, text, sizeof(last));
			}
		}
		print_message("# %s: %u of %d refused, such as '%s'\n", makers[i].name, refused, ROUNDS, last);
		assert_int_equal(refused, 0);
	}
}

/* ---- hiding it ---- */

static size_t letters(const char *text)
{
	size_t count = 0;
	for (; *text; text++)
		count += ((unsigned char)*text & 0xC0) != 0x80;
	return count;
}

/* One sign for each digit, and all else stays. */
static void each_way_is_hidden(void **state)
{
	(void)state;
	for (size_t i = 0; i < SK_COUNT(numbers); i++) {
		char text[TEXT_ROOM];
		(void)snprintf(text, sizeof(text), "a-1.%s.7b", numbers[i]);
		size_t before = letters(text);
		sk_my_number_hide(text);
		assert_false(sk_my_number_inside(text, strlen(text)));
		assert_int_equal(letters(text), before);
		(void)snprintf(text, sizeof(text), "host %s of \u756A\u53F7", numbers[i]);
		sk_my_number_hide(text);
		assert_false(sk_my_number_inside(text, strlen(text)));
		assert_int_equal(strncmp(text, "host ", 5), 0);
	}
}

static void what_is_hidden_and_what_is_not(void **state)
{
	static const struct {
		const char *text, *hidden;
	} texts[] = {
		{"collector-1.host-1.123456789018.jsonl", "collector-1.host-1.************.jsonl"},
		{"7 1234-5678-9018 987.654.321.093", "7 ****-****-**** ***.***.***.***"},
		{"\uFF11\uFF12345678901\uFF18", "************"},
		{"123456789017", "123456789017"},
		{"1234567890180", "1234567890180"},
		{"", ""},
	};
	(void)state;
	for (size_t i = 0; i < SK_COUNT(texts); i++) {
		char text[TEXT_ROOM];
		(void)snprintf(text, sizeof(text), "%s", texts[i].text);
		sk_my_number_hide(text);
		assert_string_equal(text, texts[i].hidden);
	}
}

/* A line of a mebibyte: hidden from number to number, never from its beginning again (that took hours). */
static void a_long_text_of_many(void **state)
{
	enum { NUMBERS = 80000, ONE = 13 };
	static char text[NUMBERS * ONE + 1];
	(void)state;
	for (size_t i = 0; i < NUMBERS; i++)
		memcpy(text + i * ONE, "123456789018x", ONE);
	sk_my_number_hide(text);
	for (size_t i = 0; i < NUMBERS; i++)
		assert_memory_equal(text + i * ONE, "************x", ONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_way_is_seen),
		cmocka_unit_test(forms_that_are_none),
		cmocka_unit_test(what_machines_write_is_not_refused),
		cmocka_unit_test(each_way_is_hidden),
		cmocka_unit_test(what_is_hidden_and_what_is_not),
		cmocka_unit_test(a_long_text_of_many),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
