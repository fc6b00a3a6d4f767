/* Questions in words, addresses in words, and answers that are sure on both sides. */
#include "net/net.h"

#include "cmocka_all.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

static uint64_t seed = 11;

static uint32_t draw(uint32_t below)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)((seed >> 33) % below);
}

/* ---- addresses, against the C library ---- */

static void to_bytes(sk_wide address, unsigned char out[16])
{
	for (int i = 0; i < 16; i++)
		out[i] = (unsigned char)(address >> (8 * (15 - i)));
}

static void addresses_are_written_as_the_system_does(void **state)
{
	(void)state;
	for (int i = 0; i < 20000; i++) {
		char ours[SK_ADDRESS_TEXT], theirs[INET6_ADDRSTRLEN];
		unsigned char bytes[16];
		sk_wide address = 0, back;
		for (int group = 0; group < 8; group++)
			address = address << 16 | (draw(2) ? 0 : draw(4) ? draw(0x10000) : draw(16));
		if (address >> 32 == 0xffff || address >> 32 == 0)
			continue; /* the system writes these with dots */
		to_bytes(address, bytes);
		assert_non_null(inet_ntop(AF_INET6, bytes, theirs, sizeof(theirs)));
		sk_address_text(address, ours);
		assert_string_equal(ours, theirs);
		assert_true(sk_address_read(ours, strlen(ours), &back));
		assert_true(back == address);
	}
}

static void addresses_are_read_as_the_system_does(void **state)
{
	static const char letters[] = "0123456789abcdef::::..";
	size_t good = 0;
	(void)state;
	for (int i = 0; i < 400000; i++) {
		char text[24];
		unsigned char bytes[16], ours[16];
		size_t length = 2 + draw(18);
		sk_wide address;
		for (size_t at = 0; at < length; at++)
			text[at] = letters[draw(sizeof(letters) - 1)];
		text[length] = '\0';
		bool theirs = inet_pton(AF_INET6, text, bytes) == 1 && !strchr(text, '.');
		bool mine = sk_address_read(text, length, &address) && !(address >= SK_IPV4_FIRST && address <= SK_IPV4_LAST);
		if (strchr(text, '.'))
			continue;
		if (theirs != mine && !(theirs && bytes[10] == 0xff && bytes[11] == 0xff))
			fail_msg("%s: %d, the system says %d", text, mine, theirs);
		good += theirs;
		if (!theirs || !mine)
			continue;
		to_bytes(address, ours);
		assert_memory_equal(ours, bytes, 16);
	}
	assert_true(good > 100);
}

static void ipv4_is_read_strictly(void **state)
{
	static const char *const good[] = {"0.0.0.0", "10.0.0.1", "255.255.255.255"};
	static const char *const bad[] = {"", "1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.4 ", " 1.2.3.4", "1..3.4", "a.b.c.d", "1.2.3.-4", "1.2.3.4/8"};
	sk_wide address;
	(void)state;
	for (size_t i = 0; i < SK_COUNT(good); i++) {
		char text[SK_ADDRESS_TEXT];
		assert_true(sk_address_read(good[i], strlen(good[i]), &address));
		sk_address_text(address, text);
		assert_string_equal(text, good[i]);
	}
	for (size_t i = 0; i < SK_COUNT(bad); i++)
		assert_false(sk_address_read(bad[i], strlen(bad[i]), &address));
}

/* ---- questions ---- */

static const char *const interfaces[] = {"eth0", "ppp0"};
static struct sk_filter_rule rules[4];
static struct sk_box boxes[4][SK_FAMILY_BOXES_MAX];
static struct sk_filter_chain chain = {"filter", "FORWARD", "forward", 0, SK_FAMILIES, false, SK_ACTION_DROP, 3, rules, 0};
static struct sk_filter filter = {"fw", "by hand", SK_FAMILIES, &chain, 1, interfaces, 2, false};
static struct sk_entry entry = {{&chain}, 1, SK_FAMILIES};

static struct sk_question asked(const char *text, enum sk_fate wanted)
{
	struct sk_question question;
	struct sk_error error;
	if (sk_failed(sk_question_read(&filter, &entry, NULL, text, &question, &error)))
		fail_msg("%s: %s (%s)", text, error.argument[0], error.argument[1]);
	question.wanted = wanted;
	return question;
}

static void questions_are_boxes(void **state)
{
	struct sk_question question = asked("tcp from 10.1.2.3/8 to 192.168.1.0-192.168.1.9 port 445 source-port 1024-65535 state new in eth0 out ppp0", SK_FATE_DROP);
	sk_wide low, high;
	static const struct {
		enum sk_dim dim;
		sk_wide low, high;
	} expected[] = {
		{SK_DIM_SOURCE, SK_IPV4_FIRST | 0x0a000000u, SK_IPV4_FIRST | 0x0affffffu},
		{SK_DIM_TARGET, SK_IPV4_FIRST | 0xc0a80100u, SK_IPV4_FIRST | 0xc0a80109u},
		{SK_DIM_PROTOCOL, 6, 6}, {SK_DIM_TARGET_PORT, 445, 445}, {SK_DIM_SOURCE_PORT, 1024, 65535},
		{SK_DIM_STATE, SK_FLOW_NEW, SK_FLOW_NEW}, {SK_DIM_IN, 1, 1}, {SK_DIM_OUT, 2, 2},
	};
	(void)state;
	for (size_t i = 0; i < SK_COUNT(expected); i++) {
		sk_box_get(&question.packets[0], expected[i].dim, &low, &high);
		assert_true(low == expected[i].low && high == expected[i].high);
	}
	assert_int_equal(question.count, 1);
	assert_int_equal(question.families, SK_FAMILY_4);
	question = asked("  from 2001:db8::/32   58 ", SK_FATE_DROP);
	sk_box_get(&question.packets[1], SK_DIM_SOURCE, &low, &high);
	assert_true(low == (sk_wide)0x20010db8 << 96 && high == (low | (((sk_wide)1 << 96) - 1)));
}

/* What is asked is, packet for packet, what the words say: one family in both addresses. */
static void questions_keep_to_families(void **state)
{
	static const struct {
		const char *text;
		unsigned families;
		size_t count;
	} expected[] = {
		{"", SK_FAMILIES, 5},		   {"tcp", SK_FAMILIES, 5},		{"ipv4", SK_FAMILY_4, 1},     {"ipv6 udp", SK_FAMILY_6, 4},
		{"from 10.0.0.0/8", SK_FAMILY_4, 1}, {"to 0.0.0.0/0", SK_FAMILY_4, 1},	{"from ::/0", SK_FAMILY_6, 4}, {"to ::/0 from ::1", SK_FAMILY_6, 2},
		{"to 2001:db8::/32", SK_FAMILY_6, 2}, {"from fe80::-fe80::9 to ff00::/8", SK_FAMILY_6, 1}, {"ipv6 from ::1", SK_FAMILY_6, 2},
	};
	static const sk_wide addresses[] = {0, 1, SK_IPV4_FIRST - 1, SK_IPV4_FIRST, SK_IPV4_FIRST | 0x0a000001, SK_IPV4_LAST, SK_IPV4_LAST + 1, ~(sk_wide)0};
	(void)state;
	for (size_t i = 0; i < SK_COUNT(expected); i++) {
		struct sk_question question = asked(expected[i].text, SK_FATE_DROP);
		assert_int_equal(question.families, expected[i].families);
		assert_int_equal(question.silent, 0);
		assert_int_equal(question.count, expected[i].count);
	}
	struct sk_question question = asked("", SK_FATE_DROP);
	for (size_t i = 0; i < SK_COUNT(addresses) * SK_COUNT(addresses); i++) {
		sk_wide from = addresses[i / SK_COUNT(addresses)], to = addresses[i % SK_COUNT(addresses)];
		struct sk_box packet = {.low = {from, to}, .high = {from, to}};
		size_t held = 0;
		for (size_t k = 0; k < question.count; k++)
			held += sk_box_holds(&question.packets[k], &packet);
		assert_int_equal(held, (from >= SK_IPV4_FIRST && from <= SK_IPV4_LAST) == (to >= SK_IPV4_FIRST && to <= SK_IPV4_LAST));
	}
}

/* A filter of one family is asked about that family; of the other it says nothing, and that is no answer. */
static void other_families_are_silent(void **state)
{
	struct sk_proven proven;
	struct sk_error error;
	(void)state;
	entry.families = chain.families = SK_FAMILY_4;
	struct sk_question question = asked("tcp", SK_FATE_DROP);
	assert_int_equal(question.count, 1);
	assert_int_equal(question.families, SK_FAMILY_4);
	assert_int_equal(question.silent, SK_FAMILY_6);
	question = asked("tcp from 2001:db8::/32", SK_FATE_DROP);
	assert_int_equal(question.families, 0);
	assert_int_equal(question.silent, SK_FAMILY_6);
	chain.count = 0;
	assert_false(sk_failed(sk_net_ask(&filter, &entry, &question, &proven, &error)));
	assert_int_equal(proven.proof, SK_PROOF_SILENT);
	question.wanted = SK_FATE_ACCEPT;
	assert_false(sk_failed(sk_net_ask(&filter, &entry, &question, &proven, &error)));
	assert_int_equal(proven.proof, SK_PROOF_SILENT);
	entry.families = chain.families = SK_FAMILIES;
}

static bool is_in(const char *text, const struct sk_box *packet)
{
	struct sk_question question = asked(text, SK_FATE_DROP);
	size_t held = 0;
	for (size_t i = 0; i < question.count; i++)
		held += sk_box_holds(&question.packets[i], packet);
	assert_true(held <= 1);
	return held == 1;
}

/* "A but B but C": whatever is in A, and neither in B nor in C. */
static void exceptions_are_taken_away(void **state)
{
	static const char *const groups[] = {"", "any", "tcp", "tcp port 443", "ipv4 udp port 53", "from 10.0.0.0/8", "from 2001:db8::/32 to ::1", "ipv6", "state new port 100-600 in eth0"};
	static const sk_wide addresses[] = {1, SK_IPV4_FIRST | 0x0a000001, SK_IPV4_LAST, (sk_wide)0x20010db8 << 96 | 7};
	static const unsigned protocols[] = {6, 17, 1}, ports[] = {53, 443, 600, 9999};
	size_t inside = 0, trials = 0;
	(void)state;
	for (size_t pick = 0; pick < SK_COUNT(groups) * SK_COUNT(groups) * SK_COUNT(groups); pick++) {
		const char *a = groups[pick % SK_COUNT(groups)], *b = groups[pick / SK_COUNT(groups) % SK_COUNT(groups)], *c = groups[pick / SK_COUNT(groups) / SK_COUNT(groups)];
		char text[300];
		if (!*b || !*c || strcmp(b, "any") == 0 || strcmp(c, "any") == 0)
			continue;
		(void)snprintf(text, sizeof(text), "%s but %s but %s", a, b, c);
		for (size_t i = 0; i < 4 * 4 * 3 * 4; i++, trials++) {
			sk_wide from = addresses[i % 4], to = addresses[i / 4 % 4];
			unsigned protocol = protocols[i / 16 % 3], port = ports[i / 48];
			struct sk_box packet = {.low = {from, to}, .high = {from, to}};
			sk_box_set(&packet, SK_DIM_PROTOCOL, protocol, protocol);
			sk_box_set(&packet, SK_DIM_TARGET_PORT, port, port);
			bool wanted = is_in(a, &packet) && !is_in(b, &packet) && !is_in(c, &packet);
			if (is_in(text, &packet) != wanted)
				fail_msg("'%s'", text);
			inside += wanted;
		}
	}
	print_message("# %zu packets, %zu of them inside\n", trials, inside);
	assert_true(inside > trials / 20 && inside < trials / 2);
}

/* "A but B or C but D": whatever is in A and not in B, or in C and not in D; once each. */
static void more_is_added(void **state)
{
	static const char *const groups[] = {"any", "tcp port 443", "udp port 53", "from 10.0.0.0/8", "ipv6 tcp", "tcp port 400-700 source-port 9"};
	static const sk_wide addresses[] = {1, SK_IPV4_FIRST | 0x0a000001, (sk_wide)0x20010db8 << 96 | 7};
	static const unsigned protocols[] = {6, 17, 1}, ports[] = {53, 443, 600, 9999};
	size_t inside = 0, trials = 0, each = SK_COUNT(groups);
	(void)state;
	for (size_t pick = 0; pick < each * each * each * each; pick++) {
		const char *a = groups[pick % each], *b = groups[pick / each % each], *c = groups[pick / each / each % each], *d = groups[pick / each / each / each];
		bool b_any = b == groups[0], d_any = d == groups[0];
		char text[300];
		(void)snprintf(text, sizeof(text), "%s%s%s or %s%s%s", a, b_any ? "" : " but ", b_any ? "" : b, c, d_any ? "" : " but ", d_any ? "" : d);
		struct sk_question question = asked(text, SK_FATE_DROP);
		for (size_t i = 0; i < 3 * 3 * 3 * 4 * 2; i++, trials++) {
			sk_wide from = addresses[i % 3], to = addresses[i / 3 % 3];
			unsigned protocol = protocols[i / 9 % 3], port = ports[i / 27 % 4], source = i / 108 ? 9 : 10;
			struct sk_box packet = {.low = {from, to}, .high = {from, to}};
			size_t held = 0;
			sk_box_set(&packet, SK_DIM_PROTOCOL, protocol, protocol);
			sk_box_set(&packet, SK_DIM_TARGET_PORT, port, port);
			sk_box_set(&packet, SK_DIM_SOURCE_PORT, source, source);
			for (size_t k = 0; k < question.count; k++)
				held += sk_box_holds(&question.packets[k], &packet);
			bool wanted = (is_in(a, &packet) && (b_any || !is_in(b, &packet))) || (is_in(c, &packet) && (d_any || !is_in(d, &packet)));
			if (held != wanted)
				fail_msg("'%s': %zu times", text, held);
			inside += wanted;
		}
	}
	print_message("# %zu packets, %zu of them inside\n", trials, inside);
	assert_true(inside > trials / 20 && inside < trials * 9 / 10);
}

static void sets_have_a_ceiling(void **state)
{
	SK_BUF_SCOPE text = SK_BUF(1 << 16);
	struct sk_question question;
	struct sk_error error;
	(void)state;
	for (unsigned i = 0; i < SK_QUESTION_BOXES_MAX; i++)
		sk_buf_print(&text, "%sipv4 tcp port %u", i > 0 ? " or " : "", 2 * i);
	assert_false(sk_failed(sk_question_read(&filter, &entry, NULL, text.bytes, &question, &error)));
	assert_int_equal(question.count, SK_QUESTION_BOXES_MAX);
	sk_buf_text(&text, " or ipv4 tcp port 9999");
	assert_true(sk_failed(sk_question_read(&filter, &entry, NULL, text.bytes, &question, &error)));
	assert_int_equal(error.id, SK_E_CONFIG_SIZE);
}

static void wrong_questions_are_refused(void **state)
{
	static const char *const bad[] = {"from", "from x", "from 1.2.3.4/33", "from ::/129", "from 2.0.0.0-1.0.0.0", "port 65536", "port 9-8", "port x", "state old",
					  "in eth9", "tcp udp", "port 1 port 2", "256", "tcpx", "from 1.2.3.4/", "port -1", "from 10.0.0.0/8/8",
					  "from 10.0.0.1 to ::1", "from ::1 to 10.0.0.1", "ipv4 ipv6", "ipv6 from 10.0.0.1", "from 10.0.0.1-::1",
					  "from ::-10.0.0.1", "from ::ffff:a00:1", "from ::1-::ffff:a00:1", "tcp but", "but", "but but tcp", "tcp but udp but", "tcp but x", "tcp but any",
					  "tcp but udp udp", "or", "or tcp", "tcp or", "tcp or or udp", "tcp or but udp", "tcp but or udp", "tcp or x", "tcp or udp but", "tcp or udp udp"};
	struct sk_question question;
	struct sk_error error;
	(void)state;
	for (size_t i = 0; i < SK_COUNT(bad); i++) {
		if (!sk_failed(sk_question_read(&filter, &entry, NULL, bad[i], &question, &error)))
			fail_msg("'%s' is taken", bad[i]);
		assert_int_equal(error.id, SK_E_PACKETS);
	}
}

/* ---- answers ---- */

static void rule(size_t at, const char *packets, enum sk_action action, bool understood)
{
	struct sk_question question = asked(packets, SK_FATE_DROP);
	memcpy(boxes[at], question.packets, sizeof(boxes[at]));
	rules[at] = (struct sk_filter_rule){.line = (uint32_t)at + 10, .text = packets, .may = {boxes[at], question.count},
					    .must = {boxes[at], understood ? question.count : 0},
					    .unread = understood ? NULL : "-m something", .action = action};
	chain.count = at + 1;
}

static struct sk_proven ask(const char *packets, enum sk_fate wanted)
{
	struct sk_question question = asked(packets, wanted);
	struct sk_proven proven;
	struct sk_error error;
	assert_false(sk_failed(sk_net_ask(&filter, &entry, &question, &proven, &error)));
	return proven;
}

static void answers_name_packet_and_line(void **state)
{
	SK_BUF_SCOPE text = SK_BUF(1024);
	(void)state;
	rule(0, "tcp port 445", SK_ACTION_DROP, true);
	rule(1, "tcp from 10.0.0.0/8 port 400-500", SK_ACTION_ACCEPT, true);
	assert_int_equal(ask("tcp port 445", SK_FATE_DROP).proof, SK_PROOF_HOLDS);
	struct sk_proven proven = ask("from 10.0.0.0/8 to 192.168.0.1 tcp port 443-446 source-port 1024 state new in eth0", SK_FATE_DROP);
	assert_int_equal(proven.proof, SK_PROOF_VIOLATED);
	assert_ptr_equal(proven.rule, &rules[1]);
	sk_packet_text(&filter, &proven.packet, &text);
	assert_non_null(strstr(text.bytes, "tcp 10.0.0.0:1024 -> 192.168.0.1:44"));
	assert_non_null(strstr(text.bytes, ", new, in eth0"));
	proven = ask("udp port 53", SK_FATE_ACCEPT);
	assert_int_equal(proven.proof, SK_PROOF_VIOLATED);
	assert_null(proven.rule); /* the policy */
	assert_ptr_equal(proven.chain, &chain);
}

/* What is not understood is never a yes. */
static void doubt_is_undecided(void **state)
{
	(void)state;
	rule(0, "tcp port 445", SK_ACTION_ACCEPT, false);
	struct sk_proven proven = ask("tcp port 445", SK_FATE_DROP);
	assert_int_equal(proven.proof, SK_PROOF_UNDECIDED);
	assert_int_equal(proven.unread_count, 1);
	assert_ptr_equal(proven.unread[0], &rules[0]);
	assert_int_equal(ask("tcp port 446", SK_FATE_DROP).proof, SK_PROOF_HOLDS);
	assert_int_equal(ask("tcp port 445", SK_FATE_ACCEPT).proof, SK_PROOF_UNDECIDED);
	rule(0, "tcp port 445", SK_ACTION_DROP, false);
	rule(1, "tcp port 445", SK_ACTION_ACCEPT, true);
	assert_int_equal(ask("tcp port 445", SK_FATE_DROP).proof, SK_PROOF_UNDECIDED);
	rule(0, "tcp port 445 from 10.0.0.0/8", SK_ACTION_DROP, false);
	rule(1, "tcp port 445", SK_ACTION_ACCEPT, true);
	assert_int_equal(ask("tcp port 445", SK_FATE_DROP).proof, SK_PROOF_VIOLATED);
}

/* ---- several chains at one place ---- */

enum { CHAINS = 3, PORTS = 10, ROUNDS = 1500 };
static struct sk_filter_rule some_rules[CHAINS][4];
static struct sk_box some_boxes[CHAINS][4];
static struct sk_filter_chain some_chains[CHAINS];
static struct sk_filter some_filter = {"fw", "by hand", SK_FAMILIES, some_chains, CHAINS, interfaces, 2, false};

/* The last chain is for one family alone. */
static void draw_filter(void)
{
	for (size_t c = 0; c < CHAINS; c++) {
		unsigned families = c + 1 < CHAINS ? SK_FAMILIES : 1 + draw(2);
		size_t count = draw(5);
		for (size_t i = 0; i < count; i++) {
			uint32_t low = draw(PORTS), high = low + draw(PORTS - low);
			sk_box_all(&some_boxes[c][i]);
			sk_box_set(&some_boxes[c][i], SK_DIM_TARGET_PORT, low, high);
			struct sk_match match = {&some_boxes[c][i], 1};
			some_rules[c][i] = (struct sk_filter_rule){.line = 1, .text = "", .may = match, .must = match,
								   .action = draw(2) ? SK_ACTION_ACCEPT : SK_ACTION_DROP};
		}
		some_chains[c] = (struct sk_filter_chain){"filter", "forward", "forward", (int32_t)draw(3), families, false,
							  draw(3) ? SK_ACTION_ACCEPT : SK_ACTION_DROP, 1, some_rules[c], count};
	}
}

static bool accepts_at(const struct sk_filter_chain *asked, uint32_t port)
{
	for (size_t i = 0; i < asked->count; i++) {
		sk_wide low, high;
		sk_box_get(&asked->rules[i].may.boxes[0], SK_DIM_TARGET_PORT, &low, &high);
		if (port >= low && port <= high)
			return asked->rules[i].action == SK_ACTION_ACCEPT;
	}
	return asked->policy == SK_ACTION_ACCEPT;
}

static bool passes(unsigned family, uint32_t port)
{
	for (size_t c = 0; c < CHAINS; c++)
		if (some_chains[c].families & family && !accepts_at(&some_chains[c], port))
			return false;
	return true;
}

static void every_chain_has_to_accept(void **state)
{
	size_t held[2] = {0}, violated[2] = {0};
	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		struct sk_entry all;
		struct sk_question question;
		struct sk_proven proven;
		struct sk_error error;
		char text[40];
		uint32_t low = draw(PORTS), high = low + draw(PORTS - low);
		enum sk_fate wanted = draw(2) ? SK_FATE_ACCEPT : SK_FATE_DROP;
		bool any = false;
		draw_filter();
		assert_false(sk_failed(sk_filter_entry(&some_filter, "FORWARD", &all, &error)));
		assert_int_equal(all.count, CHAINS);
		assert_true(all.chains[0]->priority <= all.chains[1]->priority && all.chains[1]->priority <= all.chains[2]->priority);
		(void)snprintf(text, sizeof(text), "tcp port %u-%u", low, high);
		assert_false(sk_failed(sk_question_read(&some_filter, &all, NULL, text, &question, &error)));
		question.wanted = wanted;
		assert_false(sk_failed(sk_net_ask(&some_filter, &all, &question, &proven, &error)));
		for (uint32_t port = low; port <= high; port++)
			any |= passes(SK_FAMILY_4, port) != (wanted == SK_FATE_ACCEPT) || passes(SK_FAMILY_6, port) != (wanted == SK_FATE_ACCEPT);
		assert_int_equal(proven.proof, any ? SK_PROOF_VIOLATED : SK_PROOF_HOLDS);
		held[wanted] += !any;
		violated[wanted] += any;
		if (!any)
			continue;
		unsigned family = proven.packet.low[0] >= SK_IPV4_FIRST && proven.packet.low[0] <= SK_IPV4_LAST ? SK_FAMILY_4 : SK_FAMILY_6;
		sk_wide first, last;
		sk_box_get(&proven.packet, SK_DIM_TARGET_PORT, &first, &last);
		assert_int_equal(passes(family, (uint32_t)first), wanted == SK_FATE_DROP);
		assert_int_equal(passes(family, (uint32_t)last), wanted == SK_FATE_DROP);
		assert_non_null(proven.chain);
	}
	assert_true(held[0] > 50 && held[1] > 50 && violated[0] > 50 && violated[1] > 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_written_as_the_system_does),
		cmocka_unit_test(addresses_are_read_as_the_system_does),
		cmocka_unit_test(ipv4_is_read_strictly),
		cmocka_unit_test(questions_are_boxes),
		cmocka_unit_test(questions_keep_to_families),
		cmocka_unit_test(other_families_are_silent),
		cmocka_unit_test(exceptions_are_taken_away), cmocka_unit_test(more_is_added), cmocka_unit_test(sets_have_a_ceiling), cmocka_unit_test(wrong_questions_are_refused),
		cmocka_unit_test(answers_name_packet_and_line),
		cmocka_unit_test(doubt_is_undecided),
		cmocka_unit_test(every_chain_has_to_accept),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
