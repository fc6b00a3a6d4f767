/* Heads of chains: the file has one form, survives crashes, and lets nothing old, foreign or twice through. */
#include "shared.h"

#include "fault_alloc.h"

#include <errno.h>

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define C "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define LAST "9223372036854775807"

enum { CEILING = 16 << 20 };

static const char path[] = "site/evidence.heads";
/* The first chain told about two things, the last about one. */
#define HOW " router observed 2026-11-02T03:04:05Z 2\n"
#define SAID_1 " account t1" HOW " account t2 box configured 1999-12-31T23:59:59Z 1\n"
#define SAID_3 " route r1" HOW
static const char old_text[] = "c1 h1 3 " A "\n" SAID_1 "c1 h2 1 " B "\nc2 h1 7 " C "\n" SAID_3;

static struct sk_arena *arena;

static int begin(void **state)
{
	(void)state;
	arena = sk_arena_new(CEILING);
	return arena ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	sk_arena_free(arena);
	return 0;
}

static sk_outcome read_text(const char *bytes, size_t length, struct sk_heads *heads, struct sk_error *error)
{
	sk_outcome outcome = sk_heads_read(arena, one_file(bytes, length), path, heads, error);

	assert_int_equal(one_file_open(), 0);
	return outcome;
}

static struct sk_heads three(void)
{
	struct sk_heads heads = {0};

	SUCCEEDS(read_text(old_text, strlen(old_text), &heads, error));
	assert_int_equal(heads.count, 3);
	return heads;
}

static struct sk_head head(const char *collector, const char *host, int64_t sequence, const char *digest)
{
	struct sk_head made = {.collector = collector, .host = host, .sequence = sequence};

	memcpy(made.digest, digest, SK_HEX_ROOM);
	return made;
}

/* What the heads are, as the file says it. */
static void assert_written(const struct sk_heads *heads, const char *wanted)
{
	struct sim_env *sim = sim_env_new();

	sim_env_put_folder(sim, "site");
	SUCCEEDS(sk_heads_write(sim_env_table(sim), path, heads, error));
	assert_string_equal(sim_env_get(sim, path, NULL), wanted);
	assert_int_equal(sim_env_count(sim), 2);
	sim_env_free(sim);
}

/* ---- the file ------------------------------------------------------------------------------------------------------ */

static void what_was_written_is_read(void **state)
{
	struct sk_heads heads = three();

	(void)state;
	assert_string_equal(heads.items[2].collector, "c2");
	assert_string_equal(heads.items[2].host, "h1");
	assert_int_equal(heads.items[2].sequence, 7);
	assert_string_equal(heads.items[2].digest, C);
	assert_written(&heads, old_text);
	SUCCEEDS(read_text("c h " LAST " " A "\n", strlen("c h " LAST " " A "\n"), &heads, error));
	assert_true(heads.items[0].sequence == INT64_MAX);
	assert_written(&heads, "c h " LAST " " A "\n");
}

static void no_file_is_no_chains(void **state)
{
	struct sim_env *sim = sim_env_new();
	struct sk_heads heads = {.count = 9};

	(void)state;
	SUCCEEDS(sk_heads_read(arena, sim_env_table(sim), path, &heads, error));
	assert_int_equal(heads.count, 0);
	sim_env_free(sim);
}

struct sample {
	const char *why, *text;
	uint32_t line;
};

static const struct sample samples[] = {
	{"empty", "", 0},
	{"begin", "\n", 1},
	{"below its chain", " \n", 1},
	{"below its chain", " account t1" HOW "c h 1 " A "\n", 1},
	{"below its chain", "c h 1 " A "\n account\n", 2},
	{"below its chain", "c h 1 " A "\n account \n", 2},
	{"below its chain", "c h 1 " A "\n  account t1" HOW, 2},
	{"below its chain", "c h 1 " A "\n account t/1" HOW, 2},
	{"a time and a number", "c h 1 " A "\n account t1\n", 2},
	{"a time and a number", "c h 1 " A "\n account t1 x\n", 2},
	{"a time and a number", "c h 1 " A "\n account t1 box observed\n", 2},
	{"a time and a number", "c h 1 " A "\n account t1 box observed 2026-11-02T03:04:05Z\n", 2},
	{"a time and a number", "c h 1 " A "\n account t1 box observed - 1\n", 2},
	{"a time and a number", "c h 1 " A "\n account t1 box observed 2026-11-02 1\n", 2},
	{"a time and a number", "c h 1 " A "\n account t1 box observed 2026-11-02T12:04:05+09:00 1\n", 2},
	{"a time and a number", "c h 1 " A "\n account t1 box observed 2026-11-02T03:04:05Z 0\n", 2},
	{"a time and a number", "c h 1 " A "\n account t1 box observed 2026-11-02T03:04:05Z 01\n", 2},
	{"a time and a number", "c h 1 " A "\n account t1 box observed 2026-11-02T03:04:05Z 1 \n", 2},
	{"a time and a number", "c h 1 " A "\n account t1 b/x observed 2026-11-02T03:04:05Z 1\n", 2},
	{"a time and a number", "c h 1 " A "\n account t1 box obs/d 2026-11-02T03:04:05Z 1\n", 2},
	{"twice", "c h 1 " A "\n account t1" HOW " account t1" HOW, 3},
	{"twice", "c h 1 " A "\n b t1" HOW " a t1" HOW, 3},
	{"twice", "c h 1 " A "\n a t2" HOW " a t1" HOW, 3},
	{"cut", "c h 1 " A "\n account t1", 2},
	{"begin", "\xEF\xBB\xBF" "c h 1 " A "\n", 1},
	{"below its chain", " c h 1 " A "\n", 1},
	{"begin", "c  h 1 " A "\n", 1},
	{"begin", "c\th 1 " A "\n", 1},
	{"begin", "c/d h 1 " A "\n", 1},
	{"begin", "c h\xC3\xA9 1 " A "\n", 1},
	{"begin", "ccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc h 1 " A "\n", 1},
	{"begin", "c hhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh 1 " A "\n", 1},
	{"begin", "# heads\n", 1},
	{"begin", "c\n", 1},
	{"begin", "c h 1 " A "\n\n", 2},
	{"begin", "c h 1 " A "\n\nd h 1 " A "\n", 2},
	{"third", "c h\n", 1},
	{"third", "c h " A "\n", 1},
	{"third", "c h  1 " A "\n", 1},
	{"third", "c h 0 " A "\n", 1},
	{"third", "c h 01 " A "\n", 1},
	{"third", "c h -1 " A "\n", 1},
	{"third", "c h +1 " A "\n", 1},
	{"third", "c h 1. " A "\n", 1},
	{"third", "c h 0x1 " A "\n", 1},
	{"third", "c h 1e3 " A "\n", 1},
	{"third", "c h 9223372036854775808 " A "\n", 1},
	{"third", "c h 9999999999999999999 " A "\n", 1},
	{"third", "c h 18446744073709551617 " A "\n", 1},
	{"third", "c h 92233720368547758070 " A "\n", 1},
	{"64 digits", "c h 1\n", 1},
	{"64 digits", "c h 1 \n", 1},
	{"64 digits", "c h 1 " A "a\n", 1},
	{"64 digits", "c h 1 a\n", 1},
	{"64 digits", "c h 1  " A "\n", 1},
	{"64 digits", "c h 1 " A " \n", 1},
	{"64 digits", "c h 1 " A " x\n", 1},
	{"64 digits", "c h 1 " A "\r\n", 1},
	{"64 digits", "c h 1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n", 1},
	{"64 digits", "c h 1 gaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n", 1},
	{"cut", "c h 1 " A, 1},
	{"cut", "c", 1},
	{"cut", "c h 1 " A "\nd h 1 " A, 2},
	{"sorted", "c h 1 " A "\nc h 1 " A "\n", 2},
	{"sorted", "c h 1 " A "\nc h 2 " B "\n", 2},
	{"sorted", "c h2 1 " A "\nc h1 1 " B "\n", 2},
	{"sorted", "d h 1 " A "\nc h 1 " B "\n", 2},
	{"sorted", "c h 1 " A "\nd h 1 " B "\nc h 1 " A "\n", 3},
	{"sorted", "c h 1 " A "\nC h 1 " B "\n", 2},
};

static void malformed_files_are_refused(void **state)
{
	(void)state;
	for (size_t at = 0; at < SK_COUNT(samples); at++) {
		struct sk_heads heads;
		struct sk_error told = {0};

		assert_true(sk_failed(read_text(samples[at].text, strlen(samples[at].text), &heads, &told)));
		assert_int_equal(told.id, SK_E_HEADS_FORMAT);
		if (!strstr(told.argument[0], samples[at].why) || told.line != samples[at].line)
			fail_msg("'%s': line %u, %s", samples[at].text, told.line, told.argument[0]);
		assert_string_equal(told.file, path);
	}
	print_message("# heads: %zu malformed files refused\n", SK_COUNT(samples));
}

/* A changed byte is refused, or it is another file of the same form, that is written again byte for byte. */
static void every_other_byte_is_refused_or_means_something_else(void **state)
{
	char changed[sizeof(old_text)];
	unsigned tried = 0, refused = 0;

	(void)state;
	memcpy(changed, old_text, sizeof(old_text));
	for (size_t at = 0; at < sizeof(old_text) - 1; at++) {
		for (int value = 0; value < 256; value += value == 0x7e ? 0x41 : 1) {
			struct sk_error told = {0};
			struct sk_heads heads;

			changed[at] = (char)value;
			tried++;
			if (!sk_failed(read_text(changed, sizeof(old_text) - 1, &heads, &told))) {
				assert_written(&heads, changed);
				continue;
			}
			assert_int_equal(told.id, SK_E_HEADS_FORMAT);
			refused++;
		}
		changed[at] = old_text[at];
		sk_arena_free(arena);
		arena = sk_arena_new(CEILING);
		assert_non_null(arena);
	}
	print_message("# heads: %zu bytes, %u changes: %u refused, %u mean something else and say so\n", sizeof(old_text) - 1, tried, refused,
		      tried - refused);
}

/* In an id it would come back on the screen; twelve digits that stand otherwise, such as in a digest, are no id. */
static void a_number_that_may_be_kept_nowhere_is_refused(void **state)
{
	static const char *const ids[] = {"123456789018 h 1 ", "c 1234-5678-9018 1 ", "c x.123456789018 1 ", "c h 123456789018 "};
	struct sk_heads heads;
	char text[256];

	(void)state;
	for (size_t i = 0; i < SK_COUNT(ids); i++) {
		(void)snprintf(text, sizeof(text), "%s%064d\n", ids[i], 1);
		REFUSES(MY_NUMBER, "", read_text(text, strlen(text), &heads, error));
	}
	static const char *const said[] = {"123456789018 s p observed", "k 123456789018 p observed", "k s 123456789018 observed", "k s p 123456789018"};
	for (size_t i = 0; i < SK_COUNT(said); i++) {
		(void)snprintf(text, sizeof(text), "c h 1 %064d\n %s 2026-11-20T00:00:00Z 1\n", 1, said[i]);
		REFUSES(MY_NUMBER, "", read_text(text, strlen(text), &heads, error));
	}
	(void)snprintf(text, sizeof(text), "c h 1 123456789018%052d\n", 0);
	SUCCEEDS(read_text(text, strlen(text), &heads, error));
}

static void cut_files_are_refused(void **state)
{
	struct sk_heads heads;
	unsigned refused = 0;

	(void)state;
	for (size_t length = 0; length < sizeof(old_text) - 1; length++) {
		/* At the end of a line nothing tells a cut file from a shorter one. */
		if (length && old_text[length - 1] == '\n')
			continue;
		REFUSES(HEADS_FORMAT, "", read_text(old_text, length, &heads, error));
		refused++;
	}
	print_message("# heads: cut at %u places, all refused\n", refused);
}

static void put_lines(struct sk_buf *out, unsigned count)
{
	for (unsigned at = 0; at < count; at++)
		sk_buf_print(out, "c%05u h 1 " A "\n", at);
}

static void the_ceiling_holds(void **state)
{
	static const struct sk_said said_more[] = {{.kind = "l", .subject = "s", .place = "router", .method = "observed", .at = 1000, .from = 1}};
	SK_BUF_SCOPE text = SK_BUF(32 << 20);
	struct sk_heads heads;
	struct sk_head one_more = head("d", "h", 1, B), next = head("c00007", "h", 2, B);

	(void)state;
	put_lines(&text, SK_HEADS_MAX);
	SUCCEEDS(read_text(text.bytes, text.length, &heads, error));
	assert_int_equal(heads.count, SK_HEADS_MAX);
	REFUSES(HEADS_FORMAT, "1024", sk_heads_advance(arena, &heads, &one_more, NULL, &bundle_line, error));
	assert_written(&heads, text.bytes);
	SUCCEEDS(sk_heads_advance(arena, &heads, &next, A, &bundle_line, error));
	sk_buf_clear(&text);
	put_lines(&text, SK_HEADS_MAX + 1);
	REFUSES(HEADS_FORMAT, "1024", read_text(text.bytes, text.length, &heads, error));
	sk_buf_clear(&text);
	put_lines(&text, 1);
	for (unsigned at = 0; at < SK_HEADS_SAID_MAX; at++)
		sk_buf_print(&text, " k s%05u" HOW, at);
	SUCCEEDS(read_text(text.bytes, text.length, &heads, error));
	assert_int_equal(heads.items[0].said_count, SK_HEADS_SAID_MAX);
	one_more.said = said_more;
	one_more.said_count = 1;
	REFUSES(HEADS_FORMAT, "65536", sk_heads_advance(arena, &heads, &one_more, NULL, &bundle_line, error));
	next = head("c00000", "h", 2, B);
	next.said = said_more;
	next.said_count = 1;
	REFUSES(HEADS_FORMAT, "65536", sk_heads_advance(arena, &heads, &next, A, &bundle_line, error));
	assert_written(&heads, text.bytes);
	sk_buf_text(&text, " l s" HOW);
	REFUSES(HEADS_FORMAT, "65536", read_text(text.bytes, text.length, &heads, error));
	sk_buf_clear(&text);
	while (text.length < 24000000)
		sk_buf_text(&text, "xxxxxxxxxxxxxxxx");
	REFUSES(FILE_LARGE, "", read_text(text.bytes, text.length, &heads, error));
}

/* ---- advancing ------------------------------------------------------------------------------------------------------- */

static void a_chain_begins_with_1_and_goes_on(void **state)
{
	struct sk_heads heads = {0};
	struct sk_head first = head("c", "h", 1, A), second = head("c", "h", 2, B), third = head("c", "h", 3, C);

	(void)state;
	SUCCEEDS(sk_heads_advance(arena, &heads, &first, NULL, &bundle_line, error));
	assert_written(&heads, "c h 1 " A "\n");
	SUCCEEDS(sk_heads_advance(arena, &heads, &second, A, &bundle_line, error));
	SUCCEEDS(sk_heads_advance(arena, &heads, &third, B, &bundle_line, error));
	assert_written(&heads, "c h 3 " C "\n");
}

/* In whatever order chains come, the file is sorted. */
static void new_chains_find_their_place(void **state)
{
	static const char *const names[] = {"m", "z", "a", "b", "y", "n", "M", "0", "a-1", "a.1", "a1", "zz", "_"};
	struct sk_heads heads = {0};

	(void)state;
	for (size_t at = 0; at < SK_COUNT(names); at++) {
		char scratch[8];
		struct sk_head first;

		/* The names go away: the heads must have their own. */
		(void)snprintf(scratch, sizeof(scratch), "%s", names[at]);
		first = head(scratch, scratch, 1, A);
		SUCCEEDS(sk_heads_advance(arena, &heads, &first, NULL, &bundle_line, error));
		memset(scratch, '!', sizeof(scratch));
	}
	assert_written(&heads, "0 0 1 " A "\nM M 1 " A "\n_ _ 1 " A "\na a 1 " A "\na-1 a-1 1 " A "\na.1 a.1 1 " A "\na1 a1 1 " A
			       "\nb b 1 " A "\nm m 1 " A "\nn n 1 " A "\ny y 1 " A "\nz z 1 " A "\nzz zz 1 " A "\n");
}

struct step {
	const char *why, *collector, *host, *digest, *previous;
	int64_t sequence;
	const char *next; /* what is expected */
};

static const struct step steps[] = {
	/* against c1 h1 3 A, c1 h2 1 B, c2 h1 7 C */
	{"replayed", "c1", "h1", A, NULL, 3, "4"},
	{"replayed", "c1", "h1", A, B, 3, "4"},
	{"forked: another", "c1", "h1", B, A, 3, "4"},
	{"old", "c1", "h1", B, C, 2, "4"},
	{"old", "c1", "h1", A, NULL, 1, "4"},
	{"gap", "c1", "h1", B, A, 5, "4"},
	{"gap", "c1", "h1", B, NULL, 5, "4"},
	{"gap", "c1", "h1", B, A, INT64_MAX, "4"},
	{"forked: it follows", "c1", "h1", B, NULL, 4, "4"},
	{"forked: it follows", "c1", "h1", B, "", 4, "4"},
	{"forked: it follows", "c1", "h1", B, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", 4, "4"},
	{"forked: it follows", "c1", "h1", B, A "a", 4, "4"},
	{"foreign", "c1", "h1", A, B, 4, "4"},
	{"foreign", "c1", "h1", A, C, 8, "4"},
	{"foreign", "c1", "h3", B, A, 4, "1"},
	{"foreign", "c3", "h1", B, C, 8, "1"},
	{"foreign", "c3", "h1", B, A, 1, "1"},
	{"gap", "c3", "h1", B, NULL, 2, "1"},
	{"gap", "c1", "h3", B, "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc", 4, "1"},
	{"forked: it is number 1", "c3", "h1", B, "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc", 1, "1"},
	{"forked: it is number 1", "c3", "h1", B, "", 1, "1"},
	{"wrong number", "c1", "h1", B, A, 0, "4"},
	{"wrong number", "c3", "h1", B, NULL, 0, "1"},
	{"wrong number", "c3", "h1", B, NULL, -1, "1"},
	{"wrong number", "c1", "h1", B, A, INT64_MIN, "4"},
	/* letters count, and one name is not two others */
	{"gap", "C1", "h1", B, NULL, 4, "1"},
	{"gap", "c1h1", "h1", B, NULL, 4, "1"},
};

static void what_does_not_follow_is_refused(void **state)
{
	struct sk_heads heads = three();

	(void)state;
	for (size_t at = 0; at < SK_COUNT(steps); at++) {
		const struct step *step = &steps[at];
		struct sk_head bundle = head(step->collector, step->host, step->sequence, step->digest);
		struct sk_error told = {0};

		assert_true(sk_failed(sk_heads_advance(arena, &heads, &bundle, step->previous, &bundle_line, &told)));
		assert_int_equal(told.id, SK_E_CHAIN);
		assert_int_equal(told.line, 7);
		if (strncmp(told.argument[0], step->why, strlen(step->why)) != 0)
			fail_msg("step %zu: '%s', not '%s'", at, told.argument[0], step->why);
		assert_string_equal(told.argument[1], step->next);
		assert_written(&heads, old_text);
	}
	print_message("# chains: %zu bundles that do not follow refused\n", SK_COUNT(steps));
}

/* Old, again and next, all against all: of 9 numbers and 3 digests only the next with the right previous passes. */
static void only_the_next_one_passes(void **state)
{
	static const char *const digests[] = {A, B, C};
	unsigned passed = 0, tried = 0;

	(void)state;
	for (int64_t sequence = 0; sequence < 9; sequence++) {
		for (size_t own = 0; own < 3; own++) {
			for (size_t previous = 0; previous < 4; previous++, tried++) {
				struct sk_heads heads = three();
				struct sk_head bundle = head("c1", "h1", sequence, digests[own]);
				struct sk_error told = {0};
				bool good = sequence == 4 && previous == 0;

				assert_int_equal(!sk_failed(sk_heads_advance(arena, &heads, &bundle, previous < 3 ? digests[previous] : NULL,
									     &bundle_line, &told)),
						 good);
				passed += good;
			}
		}
	}
	assert_int_equal(passed, 3);
	print_message("# chains: %u combinations, %u pass\n", tried, passed);
}

static void behind_the_greatest_number_there_is_none(void **state)
{
	static const char text[] = "c h " LAST " " A "\n";
	struct sk_heads heads;
	struct sk_head again = head("c", "h", INT64_MAX, B), less = head("c", "h", INT64_MAX - 1, B), minimum = head("c", "h", INT64_MIN, B);

	(void)state;
	SUCCEEDS(read_text(text, strlen(text), &heads, error));
	REFUSES(CHAIN, "forked", sk_heads_advance(arena, &heads, &again, A, &bundle_line, error));
	REFUSES(CHAIN, "old", sk_heads_advance(arena, &heads, &less, A, &bundle_line, error));
	REFUSES(CHAIN, "wrong number", sk_heads_advance(arena, &heads, &minimum, A, &bundle_line, error));
	SUCCEEDS(read_text("c h 9223372036854775806 " A "\n", strlen(text), &heads, error));
	SUCCEEDS(sk_heads_advance(arena, &heads, &again, A, &bundle_line, error));
	assert_true(heads.items[0].sequence == INT64_MAX);
}

static void ids_that_would_forge_a_line_are_refused(void **state)
{
	static const char *const ids[] = {"", " ", "a b", "a\nb", "a\n", "a\tb", "é", "a/b",
					  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
	struct sk_heads heads = {0};

	(void)state;
	for (size_t at = 0; at < SK_COUNT(ids); at++) {
		struct sk_head collector = head(ids[at], "h", 1, A), host = head("c", ids[at], 1, A);

		REFUSES(ID_FORM, "", sk_heads_advance(arena, &heads, &collector, NULL, &bundle_line, error));
		REFUSES(ID_FORM, "", sk_heads_advance(arena, &heads, &host, NULL, &bundle_line, error));
	}
	assert_int_equal(heads.count, 0);
}

/* ---- faults ------------------------------------------------------------------------------------------------------------ */

#define NEW_TEXT "c1 h1 4 " B "\n account t1" HOW " account t2" HOW " policy t1 box exercised 2026-11-02T03:04:05Z 4\nc1 h2 1 " B "\nc2 h1 7 " C "\n" SAID_3

static const struct sk_said said_next[] = {
	{.kind = "account", .subject = "t2", .place = "router", .method = "observed", .at = 1793588645, .from = 2},
	{.kind = "policy", .subject = "t1", .place = "box", .method = "exercised", .at = 1793588645, .from = 4},
};

static struct sk_heads advanced(void)
{
	struct sk_heads heads = three();
	struct sk_head next = head("c1", "h1", 4, B);

	next.said = said_next;
	next.said_count = SK_COUNT(said_next);
	SUCCEEDS(sk_heads_advance(arena, &heads, &next, A, &bundle_line, error));
	return heads;
}

static bool holds(const struct sim_env *sim, const char *text)
{
	const char *bytes = sim_env_get(sim, path, NULL);

	return bytes && strcmp(bytes, text) == 0;
}

static void after_a_crash_the_file_is_old_or_new(void **state)
{
	static const enum sim_loss losses[] = {SIM_LOSE_NAMES, SIM_KEEP_NAMES, SIM_KEEP_HALF};
	struct sk_heads heads = advanced(), after;
	unsigned crashes = 0, olds = 0, news = 0;

	(void)state;
	for (size_t loss = 0; loss < SK_COUNT(losses); loss++) {
		bool hit = true;

		for (unsigned nth = 1; hit; nth++) {
			struct sim_env *sim = sim_env_new();
			struct sk_error told = {0};
			sk_outcome outcome;

			sim_env_put_text(sim, path, old_text);
			sim_env_fault(sim, nth, SIM_STOP, 0);
			outcome = sk_heads_write(sim_env_table(sim), path, &heads, &told);
			hit = sim_env_fault_hit(sim);
			sim_env_restart(sim, losses[loss]);
			assert_true(holds(sim, old_text) || holds(sim, NEW_TEXT));
			assert_true(sk_failed(outcome) || holds(sim, NEW_TEXT));
			SUCCEEDS(sk_heads_read(arena, sim_env_table(sim), path, &after, error));
			crashes += hit;
			olds += holds(sim, old_text);
			news += holds(sim, NEW_TEXT);
			sim_env_free(sim);
		}
	}
	assert_true(crashes >= 3 * 6 && olds > 0 && news > 3);
	print_message("# heads: %u crashes, old after %u, new after %u\n", crashes, olds, news);
}

static void a_failing_disk_is_told(void **state)
{
	static const enum sim_fault faults[] = {SIM_ERRNO, SIM_SHORT};
	struct sk_heads heads = advanced();

	(void)state;
	for (size_t fault = 0; fault < SK_COUNT(faults); fault++) {
		bool hit = true;

		for (unsigned nth = 1; hit; nth++) {
			struct sim_env *sim = sim_env_new();
			struct sk_error told = {0};
			sk_outcome outcome;

			sim_env_put_text(sim, path, old_text);
			sim_env_fault(sim, nth, faults[fault], ENOSPC);
			outcome = sk_heads_write(sim_env_table(sim), path, &heads, &told);
			hit = sim_env_fault_hit(sim);
			assert_int_equal(sk_failed(outcome), hit && faults[fault] == SIM_ERRNO);
			assert_true(holds(sim, old_text) || holds(sim, NEW_TEXT));
			assert_int_equal(sim_env_open_handles(sim), 0);
			sim_env_free(sim);
		}
	}
}

/* No fault of the disk may look like "no chains yet": each is told, or the chains are all there. */
static void a_disk_that_cannot_be_read_is_not_a_fresh_start(void **state)
{
	static const int numbers[] = {EIO, EACCES, EMFILE, ENOTDIR, EINTR};
	unsigned faults = 0;

	(void)state;
	for (size_t number = 0; number < SK_COUNT(numbers); number++) {
		bool hit = true;

		for (unsigned nth = 1; hit; nth++) {
			struct sim_env *sim = sim_env_new();
			struct sk_error told = {0};
			struct sk_heads heads = {0};
			sk_outcome outcome;

			sim_env_put_text(sim, path, old_text);
			sim_env_fault(sim, nth, SIM_ERRNO, numbers[number]);
			outcome = sk_heads_read(arena, sim_env_table(sim), path, &heads, &told);
			hit = sim_env_fault_hit(sim);
			assert_true(sk_failed(outcome) ? told.id == SK_E_FILE_READ : heads.count == 3);
			assert_int_equal(sim_env_open_handles(sim), 0);
			faults += hit;
			sim_env_free(sim);
		}
	}
	print_message("# heads: %u faults while reading, none taken for a fresh start\n", faults);
}

static unsigned alloc_reading(unsigned nth, bool *hit)
{
	struct sim_env *sim = sim_env_new();
	struct sk_error told = {0};
	struct sk_heads heads = {0};
	sk_outcome outcome;
	struct sk_arena *own = sk_arena_new(1 << 16);

	sim_env_put_text(sim, path, old_text);
	fault_alloc_arm(nth);
	outcome = sk_heads_read(own, sim_env_table(sim), path, &heads, &told);
	*hit = fault_alloc_disarm();
	assert_int_equal(sk_failed(outcome), *hit);
	assert_int_equal(told.id, *hit ? SK_E_MEMORY : SK_E_OK);
	assert_int_equal(heads.count, *hit ? 0 : 3);
	sk_arena_free(own);
	sim_env_free(sim);
	return *hit;
}

static unsigned alloc_writing(unsigned nth, bool *hit)
{
	struct sim_env *sim = sim_env_new();
	struct sk_error told = {0};
	struct sk_heads heads = advanced();
	sk_outcome outcome;

	sim_env_put_text(sim, path, old_text);
	fault_alloc_arm(nth);
	outcome = sk_heads_write(sim_env_table(sim), path, &heads, &told);
	*hit = fault_alloc_disarm();
	assert_int_equal(sk_failed(outcome), *hit);
	assert_int_equal(told.id, *hit ? SK_E_MEMORY : SK_E_OK);
	assert_true(*hit ? holds(sim, old_text) : holds(sim, NEW_TEXT));
	sim_env_free(sim);
	return *hit;
}

/* A new arena of 1 byte: whatever it takes beyond is an allocation. */
static unsigned alloc_advancing(unsigned nth, bool *hit)
{
	struct sk_heads heads = three();
	struct sk_head fresh = head("b", "h", 1, A), next = head("c2", "h1", 8, A), wrong = head("c1", "h1", 9, A);
	struct sk_error told = {0};
	struct sk_arena *own = sk_arena_new(1 << 16);
	sk_outcome outcome;

	fault_alloc_arm(nth);
	outcome = sk_heads_advance(own, &heads, &fresh, NULL, &bundle_line, &told);
	*hit = fault_alloc_disarm();
	assert_int_equal(sk_failed(outcome), *hit);
	assert_int_equal(heads.count, *hit ? 3 : 4);
	if (*hit)
		assert_written(&heads, old_text);
	next.said = said_next;
	next.said_count = SK_COUNT(said_next);
	fault_alloc_arm(nth);
	outcome = sk_heads_advance(own, &heads, &next, C, &bundle_line, &told);
	*hit = fault_alloc_disarm() || *hit;
	assert_int_equal(heads.items[heads.count - 1].said_count, sk_failed(outcome) ? 1 : 3);
	fault_alloc_arm(nth);
	outcome = sk_heads_advance(own, &heads, &wrong, A, &bundle_line, &told);
	assert_true(sk_failed(outcome));
	assert_int_equal(told.id, fault_alloc_disarm() ? SK_E_MEMORY : SK_E_CHAIN);
	sk_arena_free(own);
	return *hit;
}

static void without_memory_nothing_is_half_done(void **state)
{
	static unsigned (*const tries[])(unsigned nth, bool *hit) = {alloc_reading, alloc_writing, alloc_advancing};
	unsigned faults = 0;

	(void)state;
	for (size_t at = 0; at < SK_COUNT(tries); at++) {
		unsigned here = 0;
		bool hit = true;

		for (unsigned nth = 1; hit; nth++)
			here += tries[at](nth, &hit);
		assert_true(here >= 1);
		faults += here;
	}
	print_message("# heads: %u failing allocations\n", faults);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(what_was_written_is_read),
		TEST(no_file_is_no_chains),
		TEST(malformed_files_are_refused),
		TEST(every_other_byte_is_refused_or_means_something_else),
		TEST(cut_files_are_refused),
		TEST(a_number_that_may_be_kept_nowhere_is_refused),
		TEST(the_ceiling_holds),
		TEST(a_chain_begins_with_1_and_goes_on),
		TEST(new_chains_find_their_place),
		TEST(what_does_not_follow_is_refused),
		TEST(only_the_next_one_passes),
		TEST(behind_the_greatest_number_there_is_none),
		TEST(ids_that_would_forge_a_line_are_refused),
		TEST(after_a_crash_the_file_is_old_or_new),
		TEST(a_failing_disk_is_told),
		TEST(a_disk_that_cannot_be_read_is_not_a_fresh_start),
		TEST(without_memory_nothing_is_half_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
