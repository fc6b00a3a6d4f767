/*
 * One signed bundle, changed in every way there is: each byte to each other value, cut at each length, bytes put in, lines swapped, doubled and taken
 * out, the whole replayed elsewhere or out of turn. All of it is refused as wrong input, and the heads stay as they were, byte for byte.
 *
 * The names of the points carry the counts, so they are written while the tests run. A change that means the same would be a finding: there is
 * none, as one encoding only is accepted of the signature and of the line it stands on.
 */
#include "shared.h"

enum { NAME_ROOM = 160, LINES_MOST = 64, FRESH_EVERY = 64 };

static struct post post;
static struct sk_buf victim = SK_BUF(BUNDLE_ROOM);
static char first_digest[SK_HEX_ROOM];
static struct sk_head heads_before[4];
static struct sk_arena *scratch;
static size_t tried;

/* ---- one attempt ---- */

/* Memory of its own for many attempts, so that half a million of them fit. */
static struct sk_arena *fresh(void)
{
	if (tried++ % FRESH_EVERY == 0) {
		sk_arena_free(scratch);
		scratch = sk_arena_new(POST_ARENA);
		assert_non_null(scratch);
	}
	return scratch;
}

static bool heads_are(const struct sk_heads *heads, const struct sk_heads *before)
{
	if (memcmp(heads, before, sizeof(*before)) != 0)
		return false;
	return before->count == 0 || memcmp(heads->items, heads_before, before->count * sizeof(*heads_before)) == 0;
}

static void remember(const struct sk_heads *heads)
{
	assert_true(heads->count <= SK_COUNT(heads_before));
	memset(heads_before, 0, sizeof(heads_before));
	if (heads->count > 0)
		memcpy(heads_before, heads->items, heads->count * sizeof(*heads_before));
}

/* Whether it is refused as it must be; *error: why. */
static bool is_refused(struct post *at, const char *bytes, size_t length, struct sk_error *error)
{
	struct sk_heads before = at->heads;
	struct sk_offer offer = {.file = "tampered.jsonl", .bytes = bytes, .length = length};
	const struct sk_bundle *bundle;
	struct sk_brought brought;
	sk_outcome outcome = sk_evidence_accept(fresh(), at->site, &at->heads, NOW, &offer, &bundle, &brought, error);
	if (!heads_are(&at->heads, &before))
		fail_msg("the heads were changed");
	if (outcome.class != SK_CLASS_OK && outcome.class != SK_CLASS_INPUT)
		fail_msg("%s is no refusal", sk_error_name(error->id));
	return outcome.class == SK_CLASS_INPUT;
}

/* Counts a tampered bundle; one that is not refused fails the test with its place. */
static void must_refuse(const struct sk_buf *bytes, const char *how, size_t place, int value, size_t *count)
{
	struct sk_error error;
	if (!is_refused(&post, bytes->bytes, bytes->length, &error))
		fail_msg("%s at %zu, value %d: taken", how, place, value);
	++*count;
}

/* ---- the victim ---- */

static const struct said said[] = {
	{.kind = "update_state", .subject = "terminal-1", .method = "observed", .facts = 1},
	{.kind = "time_sync", .subject = "terminal-1", .method = "observed", .facts = 1},
	{.kind = "pending_update", .subject = "terminal-1", .status = "partial", .method = "observed", .facts = 1},
};

static struct post post_with_first(const char *collectors)
{
	struct post made = post_new(false, collectors);
	struct sk_brought brought;
	BUNDLE(first, .sequence = 1, .at = NOW - DAY);
	SUCCEEDS(post_accept(&made, &first, &brought, error));
	digest_of(&first, first_digest);
	return made;
}

static int begin_all(void **state)
{
	(void)state;
	post = post_with_first(NULL);
	remember(&post.heads);
	draft_write(&(struct draft){.sequence = 2, .previous = first_digest, .said = said, .count = SK_COUNT(said)}, &victim);
	return 0;
}

static int end_all(void **state)
{
	(void)state;
	post_end(&post);
	sk_buf_release(&victim);
	sk_arena_free(scratch);
	return 0;
}

static void copy_victim(struct sk_buf *out)
{
	sk_buf_clear(out);
	sk_buf_add(out, victim.bytes, victim.length);
}

/* ---- classes ---- */

static char name_bytes[NAME_ROOM] = "every byte changed", name_cuts[NAME_ROOM] = "cut at every length", name_inserts[NAME_ROOM] = "bytes put in",
	    name_lines[NAME_ROOM] = "lines moved", name_replays[NAME_ROOM] = "replayed";

static void every_byte_to_every_other_value(void **state)
{
	SK_BUF_SCOPE changed = SK_BUF(BUNDLE_ROOM);
	size_t refused = 0;
	(void)state;
	copy_victim(&changed);
	for (size_t place = 0; place < victim.length; place++) {
		for (int step = 1; step < 256; step++) {
			changed.bytes[place] = (char)((unsigned char)victim.bytes[place] + step);
			must_refuse(&changed, "a byte changed", place, step, &refused);
		}
		changed.bytes[place] = victim.bytes[place];
	}
	assert_int_equal(refused, victim.length * 255);
	(void)snprintf(name_bytes, NAME_ROOM, "each of %zu bytes changed to each of 255 other values: %zu of %zu refused, 0 equivalent", victim.length,
		       refused, victim.length * 255);
}

static void every_length(void **state)
{
	SK_BUF_SCOPE cut = SK_BUF(BUNDLE_ROOM);
	size_t refused = 0;
	(void)state;
	for (size_t length = 0; length < victim.length; length++) {
		/* A copy of just these bytes, so that the sanitizer sees who reads behind them. */
		sk_buf_release(&cut);
		cut.ceiling = BUNDLE_ROOM;
		sk_buf_add(&cut, victim.bytes, length);
		must_refuse(&cut, "cut", length, 0, &refused);
	}
	(void)snprintf(name_cuts, NAME_ROOM, "cut at each of %zu lengths: %zu refused", victim.length, refused);
}

static void insert(struct sk_buf *out, size_t place, int value)
{
	char byte = (char)value;
	sk_buf_clear(out);
	sk_buf_add(out, victim.bytes, place);
	sk_buf_add(out, &byte, 1);
	sk_buf_add(out, victim.bytes + place, victim.length - place);
}

/* Blanks anywhere: what JSON does not mind. On the line that is not signed, and behind it, every value. */
static void bytes_put_in(void **state)
{
	static const char blanks[] = " \t\r\n";
	SK_BUF_SCOPE longer = SK_BUF(BUNDLE_ROOM);
	size_t refused = 0, expected = 0;
	(void)state;
	size_t last = (size_t)(strstr(victim.bytes, "{\"signature\"") - victim.bytes);
	for (size_t place = 0; place <= victim.length; place++) {
		for (int value = 0; value < 256; value++) {
			if (place < last && (value == 0 || !strchr(blanks, value)))
				continue;
			insert(&longer, place, value);
			must_refuse(&longer, "a byte put in", place, value, &refused);
			expected++;
		}
	}
	assert_int_equal(refused, expected);
	(void)snprintf(name_inserts, NAME_ROOM, "a byte put in (blanks anywhere, all values on the unsigned line): %zu of %zu refused", refused, expected);
}

struct line {
	const char *at;
	size_t length;
};

static size_t lines_of(struct line lines[LINES_MOST])
{
	size_t count = 0;
	for (const char *at = victim.bytes; at < victim.bytes + victim.length; count++) {
		const char *end = strchr(at, '\n') + 1;
		assert_true(count < LINES_MOST);
		lines[count] = (struct line){at, (size_t)(end - at)};
		at = end;
	}
	return count;
}

/* Lines in the order of `order`, which may name one twice or leave one out. */
static void compose(const struct line *lines, const size_t *order, size_t count, struct sk_buf *out)
{
	sk_buf_clear(out);
	for (size_t i = 0; i < count; i++)
		sk_buf_add(out, lines[order[i]].at, lines[order[i]].length);
}

static size_t try_order(const struct line *lines, const size_t *order, size_t count, const char *how, size_t place)
{
	SK_BUF_SCOPE bytes = SK_BUF(BUNDLE_ROOM);
	size_t refused = 0;
	compose(lines, order, count, &bytes);
	assert_false(bytes.length == victim.length && memcmp(bytes.bytes, victim.bytes, victim.length) == 0);
	must_refuse(&bytes, how, place, 0, &refused);
	return refused;
}

static size_t swap_all(const struct line *lines, size_t count)
{
	size_t refused = 0;
	for (size_t a = 0; a < count; a++) {
		for (size_t b = a + 1; b < count; b++) {
			size_t order[LINES_MOST];
			for (size_t i = 0; i < count; i++)
				order[i] = i == a ? b : i == b ? a : i;
			refused += try_order(lines, order, count, "lines swapped", a);
		}
	}
	return refused;
}

static size_t double_all(const struct line *lines, size_t count)
{
	size_t refused = 0;
	for (size_t twice = 0; twice < count; twice++) {
		size_t order[LINES_MOST + 1];
		for (size_t i = 0; i <= count; i++)
			order[i] = i <= twice ? i : i - 1;
		refused += try_order(lines, order, count + 1, "a line doubled", twice);
	}
	return refused;
}

static size_t remove_all(const struct line *lines, size_t count)
{
	size_t refused = 0;
	for (size_t gone = 0; gone < count; gone++) {
		size_t order[LINES_MOST];
		for (size_t i = 0; i + 1 < count; i++)
			order[i] = i < gone ? i : i + 1;
		refused += try_order(lines, order, count - 1, "a line taken out", gone);
	}
	return refused;
}

static void lines_swapped_doubled_taken_out(void **state)
{
	struct line lines[LINES_MOST];
	(void)state;
	size_t count = lines_of(lines);
	size_t swapped = swap_all(lines, count), doubled = double_all(lines, count), removed = remove_all(lines, count);
	assert_int_equal(swapped, count * (count - 1) / 2);
	assert_int_equal(doubled, count);
	assert_int_equal(removed, count);
	(void)snprintf(name_lines, NAME_ROOM, "%zu lines: %zu pairs swapped, %zu doubled, %zu taken out, all refused", count, swapped, doubled, removed);
}

/* ---- replays ---- */

static void refuses_whole(struct post *at, const struct sk_buf *bytes, enum sk_error_id id, const char *words)
{
	struct sk_error error = {0};
	remember(&at->heads);
	if (!is_refused(at, bytes->bytes, bytes->length, &error) || error.id != id || !strstr(error.argument[0], words))
		fail_msg("%s '%s' instead of %s '%s'", sk_error_name(error.id), error.argument[0], sk_error_name(id), words);
}

/* At a site whose collectors are others. */
static void replay_at(const char *id, const char *host, size_t key, enum sk_error_id refusal, const char *words)
{
	SK_BUF_SCOPE text = SK_BUF(1 << 12);
	post_collector(&text, id, host, key, "terminal-1", "");
	struct post elsewhere = post_new(false, text.bytes);
	refuses_whole(&elsewhere, &victim, refusal, words);
	post_end(&elsewhere);
}

static void take(struct post *at, const struct sk_buf *bytes)
{
	struct sk_brought brought;
	SUCCEEDS(post_accept(at, bytes, &brought, error));
}

/* Heads that have seen it, that are further, that are behind. */
static void replay_in_time(void)
{
	char digest[SK_HEX_ROOM];
	struct post again = post_with_first(NULL), empty = post_new(false, NULL);
	take(&again, &victim);
	refuses_whole(&again, &victim, SK_E_CHAIN, "replayed");
	digest_of(&victim, digest);
	BUNDLE(third, .sequence = 3, .previous = digest);
	take(&again, &third);
	refuses_whole(&again, &victim, SK_E_CHAIN, "old");
	refuses_whole(&empty, &victim, SK_E_CHAIN, "gap");
	refuses_whole(&post, &third, SK_E_CHAIN, "gap");
	BUNDLE(other_first, .sequence = 1, .at = NOW - 2 * DAY);
	take(&empty, &other_first);
	refuses_whole(&empty, &victim, SK_E_CHAIN, "forked");
	post_end(&again);
	post_end(&empty);
}

static void replayed_elsewhere_or_out_of_turn(void **state)
{
	(void)state;
	replay_at("host", "terminal-9", KEY_ONE, SK_E_EVIDENCE_HOST, "host");
	replay_at("other", "terminal-1", KEY_ONE, SK_E_EVIDENCE_COLLECTOR, "host");
	replay_at("host", "terminal-1", KEY_STRANGER, SK_E_SIGNATURE, "another key");
	replay_at("host", "terminal-1", KEY_ONE, SK_E_CHAIN, "gap");
	replay_in_time();
	remember(&post.heads);
	(void)snprintf(name_replays, NAME_ROOM, "replayed on 4 other sites and with heads at 5 other places: 9 refused");
}

/* What was attacked is a bundle that would have been taken. */
static void the_untouched_bundle_is_taken(void **state)
{
	struct sk_brought brought;
	(void)state;
	assert_in_range(victim.length, 1500, 2500);
	SUCCEEDS(post_accept(&post, &victim, &brought, error));
	assert_int_equal(brought.standing, SK_COUNTS);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		{name_bytes, every_byte_to_every_other_value, NULL, NULL, NULL},
		{name_cuts, every_length, NULL, NULL, NULL},
		{name_inserts, bytes_put_in, NULL, NULL, NULL},
		{name_lines, lines_swapped_doubled_taken_out, NULL, NULL, NULL},
		{name_replays, replayed_elsewhere_or_out_of_turn, NULL, NULL, NULL},
		cmocka_unit_test(the_untouched_bundle_is_taken),
	};
	if (argc != 2)
		return 2;
	post_open(argv[1]);
	int failed = cmocka_run_group_tests(tests, begin_all, end_all);
	post_close();
	return failed;
}
