/* What one bundle is refused for, each reason by its name, and that the heads stay as they were. */
#include "shared.h"

static struct post post;

static int begin(void **state)
{
	(void)state;
	post = post_new(false, NULL);
	return 0;
}

static int end(void **state)
{
	(void)state;
	post_end(&post);
	return 0;
}

static void takes(const struct sk_buf *bytes, enum sk_standing standing)
{
	struct sk_brought brought;
	SUCCEEDS(post_accept(&post, bytes, &brought, error));
	assert_int_equal(brought.standing, standing);
	assert_null(brought.refusal);
}

/* Refused with this error, the words of which say this; the heads are as before, byte for byte. */
static void refuses(const struct sk_buf *bytes, enum sk_error_id id, const char *words)
{
	struct sk_heads before = post.heads;
	struct sk_head items[8];
	struct sk_brought brought = {.standing = SK_COUNTS, .sequence = 99};
	struct sk_error error = {0};
	assert_true(before.count <= SK_COUNT(items));
	memcpy(items, before.items ? before.items : items, before.count * sizeof(*items));
	sk_outcome outcome = post_accept(&post, bytes, &brought, &error);
	if (outcome.class != SK_CLASS_INPUT || error.id != id)
		fail_msg("%s instead of %s: %s", sk_error_name(error.id), sk_error_name(id), error.argument[0]);
	if (!strstr(error.argument[0], words) && !strstr(error.argument[1], words) && !strstr(error.argument[2], words))
		fail_msg("'%s', '%s', '%s' do not say '%s'", error.argument[0], error.argument[1], error.argument[2], words);
	assert_int_equal(brought.sequence, 99);
	assert_memory_equal(&post.heads, &before, sizeof(before));
	assert_memory_equal(post.heads.items, items, before.count * sizeof(*items));
}

static void use_collectors(const char *collectors)
{
	post_end(&post);
	post = post_new(false, collectors);
}

/* ---- taken ---- */

static void a_signed_bundle_is_taken(void **state)
{
	struct sk_brought brought;
	BUNDLE(first, .sequence = 1);
	char digest[SK_HEX_ROOM];
	(void)state;
	SUCCEEDS(post_accept(&post, &first, &brought, error));
	digest_of(&first, digest);
	assert_string_equal(brought.file, "offered.jsonl");
	assert_string_equal(brought.collector_id, "host");
	assert_string_equal(brought.host, "terminal-1");
	assert_string_equal(brought.tool, "test 1.0");
	assert_string_equal(brought.digest, digest);
	assert_ptr_equal(brought.collector, post.site->collectors.items);
	assert_int_equal(brought.sequence, 1);
	assert_int_equal(brought.at, NOW - HOUR);
	assert_int_equal(brought.coverage_count, 1);
	assert_int_equal(brought.fact_count, 1);
	assert_int_equal(post.heads.count, 1);
	assert_string_equal(post.heads.items[0].digest, digest);
	BUNDLE(second, .sequence = 2, .previous = digest, .key = KEY_ONE_NEXT);
	takes(&second, SK_COUNTS);
	assert_int_equal(post.heads.items[0].sequence, 2);
}

static void five_minutes_later_is_taken(void **state)
{
	(void)state;
	BUNDLE(just, .at = NOW + SK_EVIDENCE_LATER);
	takes(&just, SK_COUNTS);
}

/* Rule 8: which origin counts where. */
static void origins_at_real_and_example_sites(void **state)
{
	static const char *const origins[] = {"live", "replay", "example"};
	(void)state;
	for (int example = 0; example < 2; example++) {
		for (size_t i = 0; i < SK_COUNT(origins); i++) {
			post_end(&post);
			post = post_new(example, NULL);
			BUNDLE(bundle, .origin = origins[i]);
			takes(&bundle, (example ? i > 0 : i == 0) ? SK_COUNTS : SK_SHOWN);
		}
	}
}

/* ---- refused ---- */

static void what_is_no_bundle(void **state)
{
	SK_BUF_SCOPE bytes = SK_BUF(BUNDLE_ROOM);
	(void)state;
	sk_buf_text(&bytes, "{}\n");
	refuses(&bytes, SK_E_BUNDLE_ORDER, "");
	sk_buf_clear(&bytes);
	refuses(&bytes, SK_E_BUNDLE_CUT, "");
}

static void over_a_ceiling(void **state)
{
	SK_BUF_SCOPE bytes = SK_BUF(SK_BUNDLE_BYTES_MAX + 1);
	(void)state;
	char *room = sk_buf_room(&bytes, SK_BUNDLE_BYTES_MAX + 1);
	assert_non_null(room);
	memset(room, '\n', SK_BUNDLE_BYTES_MAX + 1);
	sk_buf_added(&bytes, SK_BUNDLE_BYTES_MAX + 1);
	refuses(&bytes, SK_E_FILE_LARGE, "");
}

static void no_signature_or_another_one(void **state)
{
	SK_BUF_SCOPE bare = SK_BUF(BUNDLE_ROOM);
	(void)state;
	draft_unsigned(&(struct draft){.sequence = 1}, &bare);
	refuses(&bare, SK_E_SIGNATURE, "none");
	BUNDLE(stranger, .key = KEY_STRANGER);
	refuses(&stranger, SK_E_SIGNATURE, "another key");
	BUNDLE(neighbour, .key = KEY_TWO);
	refuses(&neighbour, SK_E_SIGNATURE, "another key");
	BUNDLE(good, .sequence = 1);
	char *letter = strstr(good.bytes, "test 1.0");
	*letter = 'T';
	refuses(&good, SK_E_SIGNATURE, "changed");
}

/* Whose it is and when it was made is asked first, as of every other; the rest of a large one is not read then: it is no text. */
static void a_large_one_without_a_signature(void **state)
{
	static const struct {
		const char *collector;
		sk_time at;
		enum sk_error_id id;
	} cases[] = {{"host", 0, SK_E_SIGNATURE}, {"nobody", 0, SK_E_EVIDENCE_COLLECTOR}, {"host", NOW + DAY, SK_E_EVIDENCE_LATER}};
	(void)state;
	for (size_t i = 0; i < SK_COUNT(cases); i++) {
		SK_BUF_SCOPE bytes = SK_BUF(4 * SK_BUNDLE_LINE_MAX);
		draft_unsigned(&(struct draft){.collector = cases[i].collector, .at = cases[i].at}, &bytes);
		while (bytes.length < 2 * SK_BUNDLE_LINE_MAX)
			sk_buf_text(&bytes, "\x01\n");
		sk_buf_text(&bytes, "{\"end\":{\"coverage\":1,\"facts\":1}}\n");
		refuses(&bytes, cases[i].id, "");
	}
}

static void unknown_collector_and_foreign_host(void **state)
{
	(void)state;
	BUNDLE(nobody, .collector = "nobody", .key = KEY_STRANGER);
	refuses(&nobody, SK_E_EVIDENCE_COLLECTOR, "nobody");
	BUNDLE(elsewhere, .host = "terminal-9");
	refuses(&elsewhere, SK_E_EVIDENCE_HOST, "terminal-9");
	/* The case of a letter makes another one. */
	BUNDLE(other, .collector = "Host");
	refuses(&other, SK_E_EVIDENCE_COLLECTOR, "Host");
	use_collectors("  []\n");
	BUNDLE(empty, .sequence = 1);
	refuses(&empty, SK_E_EVIDENCE_COLLECTOR, "host");
}

static void foreign_subjects(void **state)
{
	(void)state;
	BUNDLE(neighbour, SAID({.kind = "time_sync", .subject = "terminal-1"}, {.kind = "time_sync", .subject = "terminal-2"}));
	refuses(&neighbour, SK_E_EVIDENCE_SUBJECT, "terminal-2");
	BUNDLE(nobody, SAID({.kind = "time_sync", .subject = "terminal-7"}));
	refuses(&nobody, SK_E_EVIDENCE_SUBJECT, "terminal-7");
}

static void a_kind_that_cannot_be_there(void **state)
{
	(void)state;
	BUNDLE(contract, SAID({.kind = "contract", .subject = "terminal-1", .method = "attested"}));
	refuses(&contract, SK_E_EVIDENCE_PLACE, "contract");
	BUNDLE(filter, .collector = "net", .host = "box", .key = KEY_NETWORK, SAID({.kind = "packet_filter", .subject = "terminal-1"}));
	refuses(&filter, SK_E_EVIDENCE_PLACE, "packet_filter");
}

static void later_than_now(void **state)
{
	(void)state;
	BUNDLE(later, .at = NOW + SK_EVIDENCE_LATER + 1);
	refuses(&later, SK_E_EVIDENCE_LATER, "2026-04-01T09:05:01Z");
	BUNDLE(much, .at = NOW + 900 * DAY);
	refuses(&much, SK_E_EVIDENCE_LATER, "");
	BUNDLE(looked, SAID({.kind = "time_sync", .subject = "terminal-1", .at = NOW - HOUR + 1}));
	refuses(&looked, SK_E_EVIDENCE_LOOKED, "2026-04-01T08:00:01Z");
}

static void made_before_the_one_before_it(void **state)
{
	char digest[SK_HEX_ROOM];
	(void)state;
	BUNDLE(first, .sequence = 1);
	takes(&first, SK_COUNTS);
	digest_of(&first, digest);
	BUNDLE(back, .sequence = 2, .previous = digest, .at = NOW - HOUR - 1);
	refuses(&back, SK_E_EVIDENCE_ORDER, "2026-04-01T07:59:59Z");
	BUNDLE(same, .sequence = 2, .previous = digest);
	takes(&same, SK_COUNTS);
	/* An old one is told as old, not by its time. */
	refuses(&first, SK_E_CHAIN, "old");
}

static void broken_chains(void **state)
{
	char digest[SK_HEX_ROOM];
	(void)state;
	BUNDLE(gap, .sequence = 2, .previous = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
	refuses(&gap, SK_E_CHAIN, "gap");
	BUNDLE(first, .sequence = 1);
	takes(&first, SK_COUNTS);
	digest_of(&first, digest);
	refuses(&first, SK_E_CHAIN, "replayed");
	BUNDLE(again, .sequence = 1, .at = NOW);
	refuses(&again, SK_E_CHAIN, "forked");
	BUNDLE(third, .sequence = 3, .previous = digest);
	refuses(&third, SK_E_CHAIN, "gap");
	BUNDLE(loose, .sequence = 2);
	refuses(&loose, SK_E_CHAIN, "forked");
	BUNDLE(foreign, .collector = "audit", .key = KEY_THREE, .sequence = 2, .previous = digest);
	refuses(&foreign, SK_E_CHAIN, "foreign");
}

/* ---- keys ---- */

static void the_days_of_a_key(void **state)
{
	SK_BUF_SCOPE text = SK_BUF(1 << 12);
	(void)state;
	/* 2026-04-01T09:00Z is the evening of 1 April in Japan, and 31 March 15:00Z its first second. */
	post_collector(&text, "host", "terminal-1", KEY_ONE, "terminal-1", ", valid-until: 2026-03-31");
	post_collector(&text, "audit", "terminal-1", KEY_THREE, "terminal-1", ", valid-until: 2026-04-01");
	use_collectors(text.bytes);
	BUNDLE(first_of_april, .at = NOW - 18 * HOUR);
	refuses(&first_of_april, SK_E_EVIDENCE_KEY_DAY, "2026-04-01");
	BUNDLE(last_of_march, .at = NOW - 18 * HOUR - 1);
	takes(&last_of_march, SK_COUNTS);
	BUNDLE(valid, .collector = "audit", .key = KEY_THREE);
	takes(&valid, SK_COUNTS);
	BUNDLE(december, .collector = "audit", .key = KEY_THREE, .at = NOW - 91 * DAY);
	refuses(&december, SK_E_EVIDENCE_KEY_DAY, "2025-12-31");
}

static void keys_follow_each_other(void **state)
{
	SK_BUF_SCOPE text = SK_BUF(1 << 12);
	char digest[SK_HEX_ROOM];
	(void)state;
	post_collector(&text, "host", "terminal-1", KEY_ONE, "terminal-1", ", valid-until: 2026-03-31");
	post_collector(&text, "host", "terminal-1", KEY_ONE_NEXT, "terminal-1", "");
	use_collectors(text.bytes);
	BUNDLE(old, .at = NOW - 2 * DAY);
	takes(&old, SK_COUNTS);
	digest_of(&old, digest);
	BUNDLE(late, .sequence = 2, .previous = digest);
	refuses(&late, SK_E_EVIDENCE_KEY_DAY, "host");
	BUNDLE(next, .sequence = 2, .previous = digest, .key = KEY_ONE_NEXT);
	takes(&next, SK_COUNTS);
}

static void revoked_keys_bring_nothing_new(void **state)
{
	SK_BUF_SCOPE text = SK_BUF(1 << 12);
	(void)state;
	post_collector(&text, "host", "terminal-1", KEY_ONE, "terminal-1", ", revoked: 2026-04-01, reason: stolen");
	post_collector(&text, "audit", "terminal-1", KEY_THREE, "terminal-1", ", revoked: 2026-04-02, reason: replaced");
	use_collectors(text.bytes);
	BUNDLE(today, .sequence = 1);
	refuses(&today, SK_E_EVIDENCE_REVOKED, "2026-04-01");
	/* Whoever has the key can give any day. */
	BUNDLE(dated_back, .at = NOW - 40 * DAY);
	refuses(&dated_back, SK_E_EVIDENCE_REVOKED, "2026-04-01");
	/* That the day of the revocation is still to come makes nobody trust the key today. */
	BUNDLE(tomorrow, .collector = "audit", .key = KEY_THREE);
	refuses(&tomorrow, SK_E_EVIDENCE_REVOKED, "2026-04-02");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(a_signed_bundle_is_taken),
		TEST(five_minutes_later_is_taken),
		TEST(origins_at_real_and_example_sites),
		TEST(what_is_no_bundle),
		TEST(over_a_ceiling),
		TEST(no_signature_or_another_one),
		TEST(a_large_one_without_a_signature),
		TEST(unknown_collector_and_foreign_host),
		TEST(foreign_subjects),
		TEST(a_kind_that_cannot_be_there),
		TEST(later_than_now),
		TEST(made_before_the_one_before_it),
		TEST(broken_chains),
		TEST(the_days_of_a_key),
		TEST(keys_follow_each_other),
		TEST(revoked_keys_bring_nothing_new),
	};
	if (argc != 2)
		return 2;
	post_open(argv[1]);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	post_close();
	return failed;
}
