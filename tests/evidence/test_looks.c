/* From bundles that count to what is known now: which lines make one look, and which look takes the place of which. */
#include "shared.h"

enum { MOST = 6 };

static struct post post;
static struct sk_brought brought[MOST];
static const struct sk_bundle *bundles[MOST];
static size_t count;

static int begin(void **state)
{
	(void)state;
	post = post_new(false, NULL);
	count = 0;
	return 0;
}

static int end(void **state)
{
	(void)state;
	post_end(&post);
	return 0;
}

/* The bundle has to be borrowed by what follows. */
static void take(const struct sk_buf *bytes)
{
	struct sk_offer offer = offer_of(bytes, "offered.jsonl");
	assert_true(count < MOST);
	SUCCEEDS(sk_evidence_accept(post.arena, post.site, &post.heads, NOW, &offer, &bundles[count], &brought[count], error));
	count++;
}

static struct sk_evidence judged_at(sk_time at)
{
	struct sk_evidence evidence;
	SUCCEEDS(sk_evidence_looks(post.arena, post.site, at, bundles, brought, count, &evidence, error));
	assert_int_equal(evidence.count, count);
	return evidence;
}

static struct sk_evidence known(void)
{
	return judged_at(NOW);
}

#define LOOK(kind_, subject_) only_look(&post, &evidence, kind_, subject_)

/* ---- one bundle ---- */

static void lines_about_the_same_are_one_look(void **state)
{
	(void)state;
	BUNDLE(bundle, .collector = "net", .host = "box", .key = KEY_NETWORK,
	       SAID({.kind = "listener", .subject = "router-1", .method = "exercised", .at = NOW - 2 * HOUR, .facts = 2},
		    {.kind = "route", .subject = "router-1", .facts = 3}, {.kind = "listener", .subject = "terminal-1", .facts = 1},
		    {.kind = "listener", .subject = "router-1", .method = "observed", .at = NOW - 3 * HOUR, .facts = 1},
		    {.kind = "listener", .subject = "router-1", .method = "exercised"}));
	take(&bundle);
	struct sk_evidence evidence = known();
	assert_int_equal(evidence.look_count, 3);
	const struct sk_look *look = LOOK("listener", "router-1");
	assert_ptr_equal(look->bundle, evidence.bundles);
	assert_int_equal(look->coverage_count, 3);
	assert_int_equal(look->coverage[0].number, 1);
	assert_int_equal(look->coverage[1].number, 4);
	assert_int_equal(look->coverage[2].number, 5);
	assert_int_equal(look->fact_count, 3);
	assert_int_equal(look->facts[0].coverage, 0);
	assert_int_equal(look->facts[1].coverage, 0);
	assert_int_equal(look->facts[2].coverage, 1);
	assert_int_equal(look->facts[2].line, 12);
	assert_int_equal(look->method, SK_FACT_OBSERVED);
	assert_int_equal(look->at, NOW - 3 * HOUR);
	assert_int_equal(LOOK("route", "router-1")->fact_count, 3);
	assert_int_equal(LOOK("listener", "terminal-1")->coverage[0].number, 3);
}

static void the_status_of_several_lines(void **state)
{
	static const struct {
		const char *lines[3];
		enum sk_fact_status status;
	} cases[] = {
		{{"complete"}, SK_STATUS_COMPLETE},
		{{"complete", "complete"}, SK_STATUS_COMPLETE},
		{{"complete", "absent"}, SK_STATUS_COMPLETE},
		{{"absent", "complete", "absent"}, SK_STATUS_COMPLETE},
		{{"absent"}, SK_STATUS_ABSENT},
		{{"absent", "absent"}, SK_STATUS_ABSENT},
		{{"partial"}, SK_STATUS_PARTIAL},
		{{"complete", "partial"}, SK_STATUS_PARTIAL},
		{{"absent", "partial"}, SK_STATUS_PARTIAL},
		{{"denied", "complete"}, SK_STATUS_DENIED},
		{{"complete", "absent", "denied"}, SK_STATUS_DENIED},
		{{"error", "complete", "denied"}, SK_STATUS_ERROR},
		{{"partial", "error"}, SK_STATUS_ERROR},
	};
	(void)state;
	for (size_t i = 0; i < SK_COUNT(cases); i++) {
		struct said said[3];
		size_t lines = 0;
		for (; lines < 3 && cases[i].lines[lines]; lines++)
			said[lines] = (struct said){.kind = "time_sync", .subject = "terminal-1", .status = cases[i].lines[lines]};
		post_end(&post);
		begin(NULL);
		BUNDLE(bundle, .said = said, .count = lines);
		take(&bundle);
		struct sk_evidence evidence = known();
		assert_int_equal(LOOK("time_sync", "terminal-1")->status, cases[i].status);
	}
}

static void came(const char *subject, const char *day)
{
	struct sk_subject *found = (struct sk_subject *)sk_site_subject(post.site, subject);
	assert_true(sk_date_parse(day, strlen(day), &found->since));
}

/* A device that was replaced leaves its id, not what was seen of it. 2026-03-31T15:00Z is the first second of 1 April in Japan. */
static void what_was_seen_before_a_subject_came(void **state)
{
	const sk_time first_second = NOW - 18 * HOUR;
	(void)state;
	BUNDLE(bundle, .collector = "net", .host = "box", .key = KEY_NETWORK,
	       SAID({.kind = "listener", .subject = "terminal-1", .at = first_second - 1, .facts = 2},
		    {.kind = "listener", .subject = "terminal-2", .at = first_second - 1, .facts = 1},
		    {.kind = "listener", .subject = "terminal-1", .status = "partial", .at = first_second, .facts = 3},
		    {.kind = "route", .subject = "terminal-1", .at = first_second - 1, .facts = 1}));
	take(&bundle);
	struct sk_evidence evidence = known();
	assert_int_equal(LOOK("listener", "terminal-1")->coverage_count, 2);
	assert_int_equal(evidence.look_count, 3);
	came("terminal-1", "2026-04-01");
	evidence = known();
	assert_int_equal(evidence.look_count, 2);
	const struct sk_look *look = LOOK("listener", "terminal-1");
	assert_int_equal(look->coverage_count, 1);
	assert_int_equal(look->coverage[0].number, 3);
	assert_int_equal(look->fact_count, 3);
	assert_int_equal(look->facts[0].line, 8);
	assert_int_equal(LOOK("listener", "terminal-2")->fact_count, 1);
	assert_int_equal(looks_at(&post, &evidence, "route", "terminal-1"), 0);
	/* One that is still to come takes nothing away: it does from the first second of its day. */
	came("terminal-1", "2026-04-02");
	evidence = judged_at(first_second + DAY - 1);
	assert_int_equal(evidence.look_count, 3);
	evidence = judged_at(first_second + DAY);
	assert_int_equal(looks_at(&post, &evidence, "listener", "terminal-1"), 0);
}

static void looked_and_found_none_is_a_look(void **state)
{
	(void)state;
	BUNDLE(bundle, SAID({.kind = "pending_update", .subject = "terminal-1"}));
	take(&bundle);
	struct sk_evidence evidence = known();
	assert_int_equal(LOOK("pending_update", "terminal-1")->fact_count, 0);
	assert_int_equal(looks_at(&post, &evidence, "pending_update", "terminal-2"), 0);
	assert_int_equal(looks_at(&post, &evidence, "account", "terminal-1"), 0);
	assert_null(sk_evidence_look(&sk_evidence_none, sk_fact_kind_named("account"), sk_site_subject(post.site, "terminal-1")));
}

static void a_bundle_about_nothing(void **state)
{
	(void)state;
	BUNDLE(bundle, .said = (const struct said[]){{.kind = NULL}}, .count = 0);
	take(&bundle);
	struct sk_evidence evidence = known();
	assert_int_equal(evidence.look_count, 0);
	assert_int_equal(evidence.count, 1);
}

/* ---- one chain ---- */

/* Also where the newest could not see: yesterday's answer is not today's. */
static void the_newest_bundle_of_a_chain_decides(void **state)
{
	char digest[SK_HEX_ROOM];
	(void)state;
	BUNDLE(first, .at = NOW - 3 * DAY,
	       SAID({.kind = "time_sync", .subject = "terminal-1", .method = "observed", .facts = 1}, {.kind = "account", .subject = "terminal-1", .facts = 2}));
	take(&first);
	digest_of(&first, digest);
	BUNDLE(second, .sequence = 2, .previous = digest, .at = NOW - 2 * DAY,
	       SAID({.kind = "time_sync", .subject = "terminal-1", .status = "denied"}, {.kind = "service", .subject = "terminal-1", .facts = 1}));
	take(&second);
	struct sk_evidence evidence = known();
	assert_int_equal(evidence.look_count, 4);
	const struct sk_look *looks = sk_evidence_look(&evidence, sk_fact_kind_named("time_sync"), sk_site_subject(post.site, "terminal-1"));
	assert_int_equal(looks[0].status, SK_STATUS_DENIED);
	assert_int_equal(looks[0].bundle->sequence, 2);
	assert_int_equal(looks[0].known, SK_LOOK_NOW);
	assert_int_equal(looks[1].bundle->sequence, 1);
	assert_int_equal(looks[1].known, SK_LOOK_BEFORE);
	assert_int_equal(looks[1].fact_count, 1);
	assert_int_equal(LOOK("account", "terminal-1")->bundle->sequence, 1);
	assert_int_equal(LOOK("account", "terminal-1")->fact_count, 2);
	assert_int_equal(LOOK("service", "terminal-1")->bundle->sequence, 2);
}

/* One chain about one thing: bundles, the newest last. */
static void take_series(const struct said *said, size_t series)
{
	char digest[SK_HEX_ROOM];
	for (size_t i = 0; i < series; i++) {
		BUNDLE(bundle, .sequence = (int64_t)i + 1, .previous = i ? digest : NULL, .at = NOW - (sk_time)(series - i) * HOUR, .said = &said[i], .count = 1);
		digest_of(&bundle, digest);
		take(&bundle);
	}
}

/* What was seen stays beside what could not see, back to the last complete look; what tells nothing goes. */
static void what_was_seen_before_stays_until_somebody_sees_all(void **state)
{
#define SEEN(status_, facts_) {.kind = "account", .subject = "terminal-1", .status = status_, .facts = facts_}
	static const struct said series[] = {SEEN("complete", 1), SEEN("complete", 2), SEEN("partial", 3), SEEN("partial", 0), SEEN("error", 0), SEEN("absent", 0)};
	static const struct {
		enum sk_look_known known;
		int64_t sequence;
	} expected[] = {{SK_LOOK_NOW, 6}, {SK_LOOK_BEFORE, 3}, {SK_LOOK_BEFORE, 2}};
	(void)state;
	take_series(series, SK_COUNT(series));
	struct sk_evidence evidence = known();
	assert_int_equal(evidence.look_count, SK_COUNT(expected));
	for (size_t i = 0; i < SK_COUNT(expected); i++) {
		assert_int_equal(evidence.looks[i].known, expected[i].known);
		assert_int_equal(evidence.looks[i].bundle->sequence, expected[i].sequence);
	}
}

static void a_complete_look_ends_what_was_before(void **state)
{
	static const struct said series[] = {SEEN("complete", 1), SEEN("partial", 3), SEEN("complete", 0)};
#undef SEEN
	(void)state;
	take_series(series, SK_COUNT(series));
	struct sk_evidence evidence = known();
	assert_int_equal(LOOK("account", "terminal-1")->bundle->sequence, 3);
	assert_int_equal(LOOK("account", "terminal-1")->known, SK_LOOK_NOW);
}

/* A newer bundle that shows again what was seen before the failure does not end it. */
static void old_coverage_in_a_newer_bundle_ends_nothing(void **state)
{
	static const struct said series[] = {{.kind = "account", .subject = "terminal-1", .facts = 1},
					     {.kind = "account", .subject = "terminal-1", .at = NOW - 9 * HOUR},
					     {.kind = "account", .subject = "terminal-1", .at = NOW - 3 * HOUR}};
	(void)state;
	take_series(series, 2);
	struct sk_evidence evidence = known();
	assert_int_equal(known_at(&post, &evidence, "account", "terminal-1", SK_LOOK_NOW), 1);
	assert_int_equal(known_at(&post, &evidence, "account", "terminal-1", SK_LOOK_BEFORE), 1);
	post_end(&post);
	begin(NULL);
	/* As of the second the first was seen: what another bundle says of that very time does. */
	take_series(series, 3);
	evidence = known();
	assert_int_equal(LOOK("account", "terminal-1")->bundle->sequence, 3);
}

/* Lines of several times: only what is later than all of them hides a look, and as old as its oldest it is. */
static void a_look_of_several_times(void **state)
{
	(void)state;
	BUNDLE(two, SAID({.kind = "screen_lock", .subject = "terminal-1", .at = NOW - 5 * HOUR}, {.kind = "screen_lock", .subject = "terminal-1", .facts = 1}));
	BUNDLE(between, .collector = "audit", .key = KEY_THREE, .at = NOW - 3 * HOUR, SAID({.kind = "screen_lock", .subject = "terminal-1"}));
	take(&two);
	take(&between);
	struct sk_evidence evidence = known();
	assert_int_equal(looks_at(&post, &evidence, "screen_lock", "terminal-1"), 2);
}

/* The same collector on another host is another chain: both know. */
static void hosts_speak_for_themselves(void **state)
{
	(void)state;
	BUNDLE(one, SAID({.kind = "time_sync", .subject = "terminal-1", .status = "denied"}));
	BUNDLE(two, .host = "terminal-2", .key = KEY_TWO, SAID({.kind = "time_sync", .subject = "terminal-2"}));
	take(&one);
	take(&two);
	struct sk_evidence evidence = known();
	assert_int_equal(LOOK("time_sync", "terminal-1")->status, SK_STATUS_DENIED);
	assert_int_equal(LOOK("time_sync", "terminal-2")->status, SK_STATUS_COMPLETE);
	/* In the order of site.yaml, where terminal-2 comes first. */
	assert_string_equal(evidence.looks[0].subject->id, "terminal-2");
}

/* ---- several chains ---- */

static void between_collectors_only_the_newer_complete_and_as_strong_hides(void **state)
{
	static const struct {
		const char *status, *method; /* of the newer look */
		sk_time at;
		size_t left;
	} cases[] = {
		{"complete", "observed", NOW - HOUR, 1},   {"complete", "exercised", NOW - HOUR, 1}, {"complete", "configured", NOW - HOUR, 2},
		{"partial", "exercised", NOW - HOUR, 2},   {"denied", "observed", NOW - HOUR, 2},    {"absent", "observed", NOW - HOUR, 2},
		{"complete", "observed", NOW - 2 * HOUR, 2}, {"complete", "observed", NOW - 2 * HOUR + 1, 1}, {"complete", "observed", NOW - 3 * HOUR, 1},
	};
	(void)state;
	for (size_t i = 0; i < SK_COUNT(cases); i++) {
		post_end(&post);
		begin(NULL);
		BUNDLE(older, SAID({.kind = "screen_lock", .subject = "terminal-1", .method = "observed", .at = NOW - 2 * HOUR, .facts = 1}));
		BUNDLE(newer, .collector = "audit", .key = KEY_THREE,
		       SAID({.kind = "screen_lock", .subject = "terminal-1", .status = cases[i].status, .method = cases[i].method, .at = cases[i].at}));
		take(&older);
		take(&newer);
		struct sk_evidence evidence = known();
		if (looks_at(&post, &evidence, "screen_lock", "terminal-1") != cases[i].left)
			fail_msg("case %zu: %zu looks", i, looks_at(&post, &evidence, "screen_lock", "terminal-1"));
		/* Sorted by bundle: audit before host. */
		bool both = cases[i].left == 2;
		assert_string_equal(evidence.looks[0].bundle->collector_id, cases[i].at == NOW - 3 * HOUR ? "host" : "audit");
		if (both)
			assert_string_equal(evidence.looks[1].bundle->collector_id, "host");
	}
}

/* What a newer bundle of its own chain has replaced hides nothing any more. */
static void what_was_replaced_hides_nothing(void **state)
{
	char digest[SK_HEX_ROOM];
	(void)state;
	BUNDLE(host, .at = NOW - 5 * HOUR, SAID({.kind = "screen_lock", .subject = "terminal-1", .facts = 1}));
	BUNDLE(audit, .collector = "audit", .key = KEY_THREE, .at = NOW - 4 * HOUR, SAID({.kind = "screen_lock", .subject = "terminal-1"}));
	digest_of(&audit, digest);
	BUNDLE(blind, .collector = "audit", .key = KEY_THREE, .sequence = 2, .previous = digest,
	       SAID({.kind = "screen_lock", .subject = "terminal-1", .status = "error"}));
	take(&host);
	take(&audit);
	struct sk_evidence evidence = known();
	assert_string_equal(LOOK("screen_lock", "terminal-1")->bundle->collector_id, "audit");
	take(&blind);
	evidence = known();
	assert_int_equal(looks_at(&post, &evidence, "screen_lock", "terminal-1"), 3);
}

/* What is seen anew by another, as strongly, ends what was before. */
static void what_was_before_is_hidden_by_others(void **state)
{
	char digest[SK_HEX_ROOM];
	(void)state;
	BUNDLE(first, .at = NOW - 5 * HOUR, SAID({.kind = "screen_lock", .subject = "terminal-1", .facts = 1}));
	digest_of(&first, digest);
	BUNDLE(blind, .sequence = 2, .previous = digest, .at = NOW - 4 * HOUR, SAID({.kind = "screen_lock", .subject = "terminal-1", .status = "error"}));
	BUNDLE(audit, .collector = "audit", .key = KEY_THREE, .at = NOW - 3 * HOUR, SAID({.kind = "screen_lock", .subject = "terminal-1"}));
	take(&first);
	take(&blind);
	take(&audit);
	struct sk_evidence evidence = known();
	assert_string_equal(LOOK("screen_lock", "terminal-1")->bundle->collector_id, "audit");
}

/* An origin that does not count neither says anything nor hides what others say. */
static void what_is_only_shown_says_nothing(void **state)
{
	char digest[SK_HEX_ROOM];
	(void)state;
	BUNDLE(live, .at = NOW - 2 * HOUR, SAID({.kind = "time_sync", .subject = "terminal-1", .facts = 1}));
	digest_of(&live, digest);
	BUNDLE(replay, .origin = "replay", .sequence = 2, .previous = digest,
	       SAID({.kind = "time_sync", .subject = "terminal-1", .status = "denied"}, {.kind = "account", .subject = "terminal-1"}));
	take(&live);
	take(&replay);
	struct sk_evidence evidence = known();
	assert_int_equal(evidence.shown, 1);
	assert_int_equal(evidence.look_count, 1);
	assert_int_equal(LOOK("time_sync", "terminal-1")->bundle->sequence, 1);
}

/* ---- the same whatever the order ---- */

static void exchange(size_t a, size_t b)
{
	struct sk_brought one = brought[a];
	const struct sk_bundle *bundle = bundles[a];
	brought[a] = brought[b];
	brought[b] = one;
	bundles[a] = bundles[b];
	bundles[b] = bundle;
}

static size_t try_orders(size_t left, const struct sk_buf *expected)
{
	SK_BUF_SCOPE dump = SK_BUF(BUNDLE_ROOM);
	size_t tried = 0;
	if (left <= 1) {
		struct sk_evidence evidence = known();
		dump_evidence(&evidence, true, &dump);
		assert_string_equal(dump.bytes, expected->bytes);
		return 1;
	}
	for (size_t i = 0; i < left; i++) {
		exchange(i, left - 1);
		tried += try_orders(left - 1, expected);
		exchange(i, left - 1);
	}
	return tried;
}

static void the_order_they_come_in_does_not_matter(void **state)
{
	SK_BUF_SCOPE expected = SK_BUF(BUNDLE_ROOM);
	char digest[SK_HEX_ROOM];
	(void)state;
	BUNDLE(first, .at = NOW - 3 * DAY, SAID({.kind = "time_sync", .subject = "terminal-1", .facts = 1}, {.kind = "account", .subject = "terminal-1", .facts = 2}));
	digest_of(&first, digest);
	BUNDLE(second, .sequence = 2, .previous = digest, SAID({.kind = "account", .subject = "terminal-1", .status = "partial", .facts = 1}));
	BUNDLE(two, .host = "terminal-2", .key = KEY_TWO, SAID({.kind = "account", .subject = "terminal-2", .facts = 1}));
	BUNDLE(audit, .collector = "audit", .key = KEY_THREE, .at = NOW - 2 * HOUR, SAID({.kind = "time_sync", .subject = "terminal-1"}));
	BUNDLE(net, .collector = "net", .host = "box", .key = KEY_NETWORK,
	       SAID({.kind = "time_sync", .subject = "router-1"}, {.kind = "account", .subject = "terminal-1", .status = "denied"}));
	take(&first);
	take(&second);
	take(&two);
	take(&audit);
	take(&net);
	struct sk_evidence evidence = known();
	dump_evidence(&evidence, true, &expected);
	assert_int_equal(evidence.look_count, 6);
	assert_int_equal(try_orders(count, &expected), 120);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(lines_about_the_same_are_one_look),
		TEST(the_status_of_several_lines),
		TEST(what_was_seen_before_a_subject_came),
		TEST(looked_and_found_none_is_a_look),
		TEST(a_bundle_about_nothing),
		TEST(the_newest_bundle_of_a_chain_decides),
		TEST(what_was_seen_before_stays_until_somebody_sees_all),
		TEST(a_complete_look_ends_what_was_before),
		TEST(old_coverage_in_a_newer_bundle_ends_nothing),
		TEST(a_look_of_several_times),
		TEST(hosts_speak_for_themselves),
		TEST(between_collectors_only_the_newer_complete_and_as_strong_hides),
		TEST(what_was_replaced_hides_nothing),
		TEST(what_was_before_is_hidden_by_others),
		TEST(what_is_only_shown_says_nothing),
		TEST(the_order_they_come_in_does_not_matter),
	};
	if (argc != 2)
		return 2;
	post_open(argv[1]);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	post_close();
	return failed;
}
