/* evidence/ as it lies there: what counts, what is refused and why, and what an offer behind it would be. */
#include "shared.h"

#define HOST_1 "evidence/host.terminal-1.000000001.jsonl"
#define HOST_2 "evidence/host.terminal-1.000000002.jsonl"
#define HOST_3 "evidence/host.terminal-1.000000003.jsonl"
#define HOST_4 "evidence/host.terminal-1.000000004.jsonl"
#define HOST_5 "evidence/host.terminal-1.000000005.jsonl"
#define NET_1 "evidence/net.box.000000001.jsonl"
#define HEADS "site/" SK_EVIDENCE_HEADS

enum { CHAIN = 5, DUMP_ROOM = 1 << 18 };

static struct post post;
/* Five bundles of one chain, three of which are imported; and one of another, which is. */
static struct sk_buf chain[CHAIN + 1];
static struct sk_buf net;

static void write_chain(void)
{
	char digest[SK_HEX_ROOM] = "";
	for (int i = 1; i <= CHAIN; i++) {
		chain[i] = SK_BUF(BUNDLE_ROOM);
		draft_write(&(struct draft){.sequence = i, .previous = i > 1 ? digest : NULL, .at = NOW - (10 - i) * DAY,
					    SAID({.kind = "time_sync", .subject = "terminal-1", .facts = 1},
						 {.kind = i == 1 ? "account" : "service", .subject = "terminal-1", .facts = 2})},
			    &chain[i]);
		digest_of(&chain[i], digest);
	}
	net = SK_BUF(BUNDLE_ROOM);
	draft_write(&(struct draft){.collector = "net", .host = "box", .key = KEY_NETWORK, SAID({.kind = "route", .subject = "router-1", .facts = 1})}, &net);
}

static void import_all(void)
{
	for (int i = 1; i <= 3; i++)
		SUCCEEDS(post_import(&post, &chain[i], error));
	SUCCEEDS(post_import(&post, &net, error));
}

static int begin(void **state)
{
	(void)state;
	post = post_new(false, NULL);
	import_all();
	return 0;
}

static int end(void **state)
{
	(void)state;
	post_end(&post);
	return 0;
}

/* The disk's file goes, or gets these bytes. */
static void put(const char *file, const void *bytes, size_t length)
{
	SK_BUF_SCOPE path = SK_BUF(256);
	sk_buf_print(&path, "site/%s", file);
	sim_env_put(post.sim, path.bytes, bytes, length);
}

static void put_buf(const char *file, const struct sk_buf *bytes)
{
	put(file, bytes->bytes, bytes->length);
}

static void take_away(const char *file)
{
	const struct sk_env *env = sim_env_table(post.sim);
	SK_BUF_SCOPE path = SK_BUF(256);
	sk_buf_print(&path, "site/%s", file);
	assert_int_equal(env->remove(env->self, path.bytes), 0);
}

static void is_refused(const struct sk_evidence *evidence, const char *file, enum sk_error_id id, const char *words)
{
	const struct sk_brought *found = entry(evidence, file);
	assert_int_equal(found->standing, SK_REFUSED);
	if (found->refusal->id != id || !strstr(found->refusal->argument[0], words))
		fail_msg("%s: %s '%s' instead of %s '%s'", file, sk_error_name(found->refusal->id), found->refusal->argument[0], sk_error_name(id), words);
}

/* The other chain stands whatever happens to this one. */
static void net_counts(const struct sk_evidence *evidence)
{
	assert_int_equal(entry(evidence, NET_1)->standing, SK_COUNTS);
	assert_int_equal(looks_at(&post, evidence, "route", "router-1"), 1);
}

/* The chain's three kinds, at the one terminal. */
static void all_is_lost(const struct sk_evidence *evidence)
{
	static const char *const kinds[] = {"time_sync", "account", "service"};
	for (size_t i = 0; i < SK_COUNT(kinds); i++)
		assert_true(is_lost(&post, evidence, kinds[i], "terminal-1"));
	assert_int_equal(evidence->look_count, SK_COUNT(kinds) + 1);
}

/* This file for this reason, the others of the chain for its sake; nothing of them is known, but that there was something. */
static void chain_is_refused(const char *file, enum sk_error_id id, const char *words)
{
	static const char *const files[] = {HOST_1, HOST_2, HOST_3};
	struct sk_evidence evidence = post_load(&post, NOW);
	is_refused(&evidence, file, id, words);
	for (size_t i = 0; i < evidence.count; i++)
		for (size_t k = 0; k < SK_COUNT(files); k++)
			if (strcmp(evidence.bundles[i].file, files[k]) == 0 && strcmp(files[k], file) != 0)
				is_refused(&evidence, files[k], SK_E_EVIDENCE_CHAIN, file);
	assert_int_equal(looks_at(&post, &evidence, "time_sync", "terminal-1"), 0);
	assert_true(is_lost(&post, &evidence, "time_sync", "terminal-1"));
	net_counts(&evidence);
}

/* ---- as it should be ---- */

static void no_folder_is_no_evidence(void **state)
{
	(void)state;
	post_end(&post);
	post = post_new(false, NULL);
	struct sk_evidence evidence = post_load(&post, NOW);
	assert_int_equal(evidence.count + evidence.look_count, 0);
	sim_env_put_folder(post.sim, "site/evidence");
	evidence = post_load(&post, NOW);
	assert_int_equal(evidence.count + evidence.look_count, 0);
}

static void what_was_imported_counts(void **state)
{
	char digest[SK_HEX_ROOM];
	(void)state;
	struct sk_evidence evidence = post_load(&post, NOW);
	assert_int_equal(evidence.count, 4);
	assert_int_equal(standing_count(&evidence, SK_COUNTS), 4);
	/* Sorted by collector, host, sequence. */
	assert_string_equal(evidence.bundles[0].file, HOST_1);
	assert_string_equal(evidence.bundles[2].file, HOST_3);
	assert_string_equal(evidence.bundles[3].file, NET_1);
	digest_of(&chain[2], digest);
	assert_string_equal(evidence.bundles[1].digest, digest);
	assert_string_equal(evidence.bundles[1].tool, "test 1.0");
	assert_int_equal(evidence.look_count, 4);
	assert_int_equal(only_look(&post, &evidence, "time_sync", "terminal-1")->bundle->sequence, 3);
	assert_int_equal(only_look(&post, &evidence, "account", "terminal-1")->bundle->sequence, 1);
	net_counts(&evidence);
}

/* What one chain has said already is no reason to leave out what another says. */
static void chains_do_not_silence_each_other(void **state)
{
	(void)state;
	BUNDLE(audit, .collector = "audit", .key = KEY_THREE, SAID({.kind = "time_sync", .subject = "terminal-1", .status = "partial"}));
	SUCCEEDS(post_import(&post, &audit, error));
	struct sk_evidence evidence = post_load(&post, NOW);
	assert_int_equal(looks_at(&post, &evidence, "time_sync", "terminal-1"), 2);
}

/* What the folder tells is what bundles that were accepted one by one tell. */
static void files_and_memory_tell_the_same(void **state)
{
	SK_BUF_SCOPE from_files = SK_BUF(DUMP_ROOM);
	SK_BUF_SCOPE from_memory = SK_BUF(DUMP_ROOM);
	const struct sk_bundle *bundles[4];
	struct sk_brought brought[4];
	const struct sk_buf *bytes[4] = {&chain[1], &chain[2], &chain[3], &net};
	(void)state;
	for (size_t i = 0; i < SK_COUNT(bytes); i++) {
		struct sk_offer offer = offer_of(bytes[i], "offered.jsonl");
		SUCCEEDS(sk_evidence_accept(post.arena, post.site, &post.heads, NOW, &offer, &bundles[i], &brought[i], error));
	}
	struct sk_evidence memory, files = post_load(&post, NOW);
	SUCCEEDS(sk_evidence_looks(post.arena, post.site, NOW, bundles, brought, SK_COUNT(bytes), &memory, error));
	dump_evidence(&files, false, &from_files);
	dump_evidence(&memory, false, &from_memory);
	assert_string_equal(from_files.bytes, from_memory.bytes);
}

static void the_same_folder_gives_the_same(void **state)
{
	SK_BUF_SCOPE first = SK_BUF(DUMP_ROOM);
	SK_BUF_SCOPE second = SK_BUF(DUMP_ROOM);
	(void)state;
	struct sk_evidence evidence = post_load(&post, NOW);
	dump_evidence(&evidence, true, &first);
	/* Put anew in another order: the simulated disk lists them otherwise. */
	take_away(HOST_1);
	take_away(NET_1);
	put_buf(NET_1, &net);
	put_buf(HOST_1, &chain[1]);
	evidence = post_load(&post, NOW);
	dump_evidence(&evidence, true, &second);
	assert_string_equal(first.bytes, second.bytes);
}

static void old_files_may_be_taken_away_from_the_front(void **state)
{
	(void)state;
	take_away(HOST_1);
	struct sk_evidence evidence = post_load(&post, NOW);
	assert_int_equal(evidence.refused, 0);
	assert_int_equal(only_look(&post, &evidence, "service", "terminal-1")->bundle->sequence, 3);
	take_away(HOST_2);
	evidence = post_load(&post, NOW);
	assert_int_equal(evidence.refused, 0);
	assert_int_equal(only_look(&post, &evidence, "time_sync", "terminal-1")->bundle->sequence, 3);
	/* Only the first had looked at accounts: that it did is known still, from whom, and from when at most. */
	assert_int_equal(looks_at(&post, &evidence, "account", "terminal-1"), 0);
	assert_true(is_lost(&post, &evidence, "account", "terminal-1"));
	const struct sk_look *lost = sk_evidence_look(&evidence, sk_fact_kind_named("account"), sk_site_subject(post.site, "terminal-1"));
	assert_string_equal(lost->bundle->file, HOST_3);
	assert_int_equal(lost->at, NOW - 9 * DAY);
	assert_int_equal(lost->fact_count, 0);
	assert_int_equal(evidence.look_count, 4);
}

static void other_names_are_not_looked_at(void **state)
{
	(void)state;
	put("evidence/notes.txt", "x", 1);
	put("evidence/host.terminal-1.000000009.jsonl.bak", "x", 1);
	put("evidence/host.terminal-1.000000004.jsonl.new0", "x", 1);
	struct sk_evidence evidence = post_load(&post, NOW);
	assert_int_equal(evidence.count, 4);
	assert_int_equal(evidence.refused, 0);
}

/* ---- pulled, changed, renamed ---- */

static void a_file_pulled_from_the_middle_or_the_end(void **state)
{
	(void)state;
	take_away(HOST_2);
	chain_is_refused(HOST_1, SK_E_EVIDENCE_MISSING, "2");
	put_buf(HOST_2, &chain[2]);
	take_away(HOST_3);
	chain_is_refused(HOST_2, SK_E_EVIDENCE_MISSING, "3");
}

static void all_files_pulled(void **state)
{
	(void)state;
	take_away(HOST_1);
	take_away(HOST_2);
	take_away(HOST_3);
	struct sk_evidence evidence = post_load(&post, NOW);
	is_refused(&evidence, HOST_3, SK_E_EVIDENCE_MISSING, "3");
	assert_int_equal(evidence.refused, 1);
	assert_string_equal(entry(&evidence, HOST_3)->host, "terminal-1");
	all_is_lost(&evidence);
	net_counts(&evidence);
}

static void any_byte_of_any_file_changed(void **state)
{
	static const char *const files[] = {NULL, HOST_1, HOST_2, HOST_3};
	SK_BUF_SCOPE changed = SK_BUF(BUNDLE_ROOM);
	size_t tried = 0;
	(void)state;
	for (int file = 1; file <= 3; file++) {
		for (size_t place = 0; place < chain[file].length; place += 41, tried++) {
			post_end(&post);
			begin(NULL);
			sk_buf_clear(&changed);
			sk_buf_add(&changed, chain[file].bytes, chain[file].length);
			changed.bytes[place] ^= 1;
			put_buf(files[file], &changed);
			struct sk_evidence evidence = post_load(&post, NOW);
			if (evidence.refused != 3 || looks_at(&post, &evidence, "time_sync", "terminal-1") != 0)
				fail_msg("%s, byte %zu: %zu refused", files[file], place, evidence.refused);
			assert_int_not_equal(entry(&evidence, files[file])->refusal->id, SK_E_EVIDENCE_CHAIN);
			all_is_lost(&evidence);
			net_counts(&evidence);
		}
	}
	print_message("# folder: %zu changed files, each refuses its chain and no other\n", tried);
}

/* Signed by the very collector, but not what was taken. */
static void another_good_bundle_in_its_place(void **state)
{
	char digest[SK_HEX_ROOM];
	(void)state;
	digest_of(&chain[1], digest);
	BUNDLE(other, .sequence = 2, .previous = digest, .at = NOW - 8 * DAY);
	put_buf(HOST_2, &other);
	chain_is_refused(HOST_2, SK_E_EVIDENCE_CHANGED, "2");
	BUNDLE(first, .sequence = 1, .at = NOW - 9 * DAY);
	put_buf(HOST_2, &chain[2]);
	put_buf(HOST_1, &first);
	chain_is_refused(HOST_1, SK_E_EVIDENCE_CHANGED, "1");
}

static void a_name_that_does_not_fit(void **state)
{
	(void)state;
	/* A copy beside it, under a name of nobody: refused alone. */
	put_buf("evidence/copy of host.jsonl", &chain[2]);
	put_buf("evidence/host.terminal-1.2.jsonl", &chain[2]);
	struct sk_evidence evidence = post_load(&post, NOW);
	is_refused(&evidence, "evidence/copy of host.jsonl", SK_E_EVIDENCE_NAME, "");
	assert_string_equal(entry(&evidence, "evidence/copy of host.jsonl")->refusal->argument[0], "host.terminal-1.000000002.jsonl");
	assert_int_equal(evidence.refused, 2);
	assert_int_equal(entry(&evidence, HOST_2)->standing, SK_COUNTS);
	/* In the place of another: its chain is refused. */
	put_buf(HOST_1, &chain[2]);
	chain_is_refused(HOST_1, SK_E_EVIDENCE_NAME, "host.terminal-1.000000002.jsonl");
	put_buf(HOST_1, &chain[1]);
	put_buf(HOST_3, &net);
	chain_is_refused(HOST_3, SK_E_EVIDENCE_NAME, "net.box.000000001.jsonl");
}

static void files_that_are_no_bundles(void **state)
{
	static const char junk[] = "not JSON\n";
	(void)state;
	put(HOST_1, junk, sizeof(junk) - 1);
	chain_is_refused(HOST_1, SK_E_BUNDLE_JSON, "");
	put(HOST_1, "", 0);
	chain_is_refused(HOST_1, SK_E_BUNDLE_CUT, "");
}

/* The second file goes on and on; the simulated disk has no room for so much. */
enum { ENDLESS = 999 };
static const struct sk_env *real;

static int open_endless(void *self, const char *path, int *handle)
{
	*handle = ENDLESS;
	return strcmp(path, "site/" HOST_2) == 0 ? 0 : real->open_read(self, path, handle);
}

static int read_endless(void *self, int handle, char *out, size_t room, size_t *got)
{
	if (handle != ENDLESS)
		return real->read(self, handle, out, room, got);
	memset(out, 'x', room);
	*got = room;
	return 0;
}

static int close_endless(void *self, int handle)
{
	return handle == ENDLESS ? 0 : real->close(self, handle);
}

static void a_file_over_the_ceiling_is_refused(void **state)
{
	struct sk_evidence evidence;
	(void)state;
	real = sim_env_table(post.sim);
	struct sk_env env = *real;
	env.open_read = open_endless;
	env.read = read_endless;
	env.close = close_endless;
	SUCCEEDS(sk_evidence_load(post.arena, &env, post.site, NOW, NULL, 0, NULL, &evidence, error));
	is_refused(&evidence, HOST_2, SK_E_FILE_LARGE, "8388608");
	is_refused(&evidence, HOST_1, SK_E_EVIDENCE_CHAIN, HOST_2);
	net_counts(&evidence);
}

static void a_folder_in_the_place_of_a_file_is_an_error(void **state)
{
	struct sk_evidence evidence;
	(void)state;
	take_away(HOST_2);
	sim_env_put_folder(post.sim, "site/" HOST_2);
	REFUSES(FILE_READ, "", sk_evidence_load(post.arena, sim_env_table(post.sim), post.site, NOW, NULL, 0, NULL, &evidence, error));
}

/* ---- heads ---- */

static void without_heads_nothing_was_taken(void **state)
{
	(void)state;
	take_away(SK_EVIDENCE_HEADS);
	struct sk_evidence evidence = post_load(&post, NOW);
	assert_int_equal(evidence.not_taken, 4);
	assert_int_equal(looks_at(&post, &evidence, "time_sync", "terminal-1"), 0);
	assert_true(is_lost(&post, &evidence, "time_sync", "terminal-1"));
	assert_true(is_lost(&post, &evidence, "account", "terminal-1"));
	assert_true(is_lost(&post, &evidence, "route", "router-1"));
	/* Nobody knows that terminal-1 stood where it does now. */
	assert_true(is_lost(&post, &evidence, "time_sync", "terminal-2"));
}

static void damaged_heads_are_an_error(void **state)
{
	struct sk_evidence evidence;
	(void)state;
	sim_env_put_text(post.sim, HEADS, "host terminal-1 3\n");
	REFUSES(HEADS_FORMAT, "", sk_evidence_load(post.arena, sim_env_table(post.sim), post.site, NOW, NULL, 0, NULL, &evidence, error));
	REFUSES(HEADS_FORMAT, "", post_import(&post, &chain[4], error));
}

static void what_lies_behind_the_head_was_not_taken(void **state)
{
	(void)state;
	put_buf(HOST_4, &chain[4]);
	struct sk_evidence evidence = post_load(&post, NOW);
	assert_int_equal(entry(&evidence, HOST_4)->standing, SK_NOT_TAKEN);
	assert_int_equal(standing_count(&evidence, SK_COUNTS), 4);
	assert_true(is_lost(&post, &evidence, "time_sync", "terminal-1"));
	assert_int_equal(known_at(&post, &evidence, "time_sync", "terminal-1", SK_LOOK_BEFORE), 1);
	assert_int_equal(only_look(&post, &evidence, "account", "terminal-1")->known, SK_LOOK_NOW);
	SUCCEEDS(post_import(&post, &chain[4], error));
	evidence = post_load(&post, NOW);
	assert_int_equal(standing_count(&evidence, SK_COUNTS), 5);
}

/* Of a file that is missing between the head and those behind it nobody knows what it told: all that the collector may speak about is lost. */
static void one_is_missing_behind_the_head(void **state)
{
	(void)state;
	put_buf(HOST_5, &chain[5]);
	struct sk_evidence evidence = post_load(&post, NOW);
	assert_true(is_lost(&post, &evidence, "screen_lock", "terminal-1"));
	assert_false(is_lost(&post, &evidence, "screen_lock", "terminal-2"));
	net_counts(&evidence);
	put_buf(HOST_4, &chain[4]);
	evidence = post_load(&post, NOW);
	assert_int_equal(known_at(&post, &evidence, "time_sync", "terminal-1", SK_LOOK_LOST), 2);
	assert_false(is_lost(&post, &evidence, "screen_lock", "terminal-1"));
}

/* Another one of the number of what is missing is not the one that is gone on from: it ends nothing, and nobody may bring it. */
static void another_where_one_is_missing(void **state)
{
	char digest[SK_HEX_ROOM];
	(void)state;
	digest_of(&chain[3], digest);
	BUNDLE(other, .sequence = 4, .previous = digest, .at = NOW - 5 * DAY);
	put_buf(HOST_5, &chain[5]);
	REFUSES(EVIDENCE_FORKED, HOST_5, post_import(&post, &other, error));
	put_buf(HOST_4, &other);
	struct sk_evidence evidence = post_load(&post, NOW);
	assert_int_equal(entry(&evidence, HOST_4)->standing, SK_NOT_TAKEN);
	assert_true(is_lost(&post, &evidence, "screen_lock", "terminal-1"));
	put_buf(HOST_4, &chain[4]);
	SUCCEEDS(post_import(&post, &chain[4], error));
	evidence = post_load(&post, NOW);
	assert_false(is_lost(&post, &evidence, "screen_lock", "terminal-1"));
	/* The head's number, too: what goes on from another one of it shows that there was one. */
	take_away(HOST_5);
	digest_of(&other, digest);
	BUNDLE(next, .sequence = 5, .previous = digest);
	put_buf(HOST_5, &next);
	evidence = post_load(&post, NOW);
	assert_true(is_lost(&post, &evidence, "screen_lock", "terminal-1"));
}

/* Whoever lays something there under a number that is not his. */
static void what_nobody_signed_keeps_nothing_out(void **state)
{
	(void)state;
	BUNDLE(same, .sequence = 4, .key = KEY_STRANGER);
	BUNDLE(next, .sequence = 5, .key = KEY_STRANGER);
	put_buf("evidence/y.jsonl", &same);
	put_buf("evidence/z.jsonl", &next);
	SUCCEEDS(post_import(&post, &chain[4], error));
	struct sk_evidence evidence = post_load(&post, NOW);
	assert_int_equal(standing_count(&evidence, SK_COUNTS), 5);
	assert_false(is_lost(&post, &evidence, "screen_lock", "terminal-1"));
}

/* The list is gone, and so are files: where the rest begins, others may have been. */
static void without_heads_and_without_the_front(void **state)
{
	const struct sk_env *env = sim_env_table(post.sim);
	(void)state;
	assert_int_equal(env->remove(env->self, HEADS), 0);
	take_away(HOST_1);
	struct sk_evidence evidence = post_load(&post, NOW);
	assert_true(is_lost(&post, &evidence, "account", "terminal-1"));
	assert_true(is_lost(&post, &evidence, "screen_lock", "terminal-1"));
}

/* ---- subjects ---- */

/* The site as it is now, with this in the place of that. */
static void change_site(const char *from, const char *to)
{
	SK_BUF_SCOPE text = SK_BUF(1 << 16);
	const char *old = sim_env_get(post.sim, "site/site.yaml", NULL), *at;
	for (; (at = strstr(old, from)); old = at + strlen(from))
		sk_buf_print(&text, "%.*s%s", (int)(at - old), old, to);
	sk_buf_text(&text, old);
	sim_env_put(post.sim, "site/site.yaml", text.bytes, text.length);
	SUCCEEDS(sk_site_load(post.arena, sim_env_table(post.sim), "site", post.site->catalogue, &post.site, error));
}

/* What was seen of it does not go away with its name; that it is gone somebody has to say. */
static void a_subject_of_another_name(void **state)
{
	(void)state;
	change_site("router-1", "router-9");
	struct sk_evidence evidence = post_load(&post, NOW);
	is_refused(&evidence, NET_1, SK_E_EVIDENCE_SUBJECT, "net");
	assert_true(is_lost(&post, &evidence, "route", "router-9"));
	take_away(NET_1);
	evidence = post_load(&post, NOW);
	assert_true(is_lost(&post, &evidence, "route", "router-9"));
	assert_int_equal(evidence.refused, 1);
	put_buf(NET_1, &net);
	change_site("subjects:\n", "retired: [{subject: router-1, by: Mori, date: 2026-04-01, reason: replaced}]\nsubjects:\n");
	evidence = post_load(&post, NOW);
	assert_int_equal(evidence.refused, 0);
	assert_false(is_lost(&post, &evidence, "route", "router-9"));
	/* Not yet on the day before. */
	evidence = post_load(&post, NOW - DAY);
	assert_true(is_lost(&post, &evidence, "route", "router-9"));
}

/* The chain goes on about other things, and the files that name it are taken away: the list of heads knows it still. */
static void a_subject_of_another_name_whose_files_are_gone(void **state)
{
	char digest[SK_HEX_ROOM];
	(void)state;
	digest_of(&net, digest);
	BUNDLE(more, .collector = "net", .host = "box", .key = KEY_NETWORK, .sequence = 2, .previous = digest,
	       SAID({.kind = "time_sync", .subject = "terminal-1"}));
	SUCCEEDS(post_import(&post, &more, error));
	change_site("router-1", "router-9");
	take_away(NET_1);
	struct sk_evidence evidence = post_load(&post, NOW);
	is_refused(&evidence, "evidence/net.box.000000002.jsonl", SK_E_EVIDENCE_GONE, "router-1");
	assert_true(is_lost(&post, &evidence, "route", "router-9"));
	change_site("subjects:\n", "retired: [{subject: router-1, by: Mori, date: 2026-04-01, reason: replaced}]\nsubjects:\n");
	evidence = post_load(&post, NOW);
	assert_int_equal(evidence.refused, 0);
	assert_false(is_lost(&post, &evidence, "route", "router-9"));
}

/* What was never taken spoils nothing. */
static void rubbish_behind_the_head_is_refused_alone(void **state)
{
	(void)state;
	put(HOST_4, "rubbish", 7);
	struct sk_evidence evidence = post_load(&post, NOW);
	is_refused(&evidence, HOST_4, SK_E_BUNDLE_CUT, "");
	assert_int_equal(standing_count(&evidence, SK_COUNTS), 4);
	/* And nothing is written over it. */
	REFUSES(EVIDENCE_OTHER, HOST_4, post_import(&post, &chain[4], error));
	take_away(HOST_4);
	SUCCEEDS(post_import(&post, &chain[4], error));
}

/* ---- time and keys ---- */

static void a_day_gone_by_sees_what_was_known_then(void **state)
{
	(void)state;
	struct sk_evidence evidence = post_load(&post, NOW - 8 * DAY + HOUR);
	assert_int_equal(entry(&evidence, HOST_1)->standing, SK_COUNTS);
	assert_int_equal(entry(&evidence, HOST_2)->standing, SK_COUNTS);
	is_refused(&evidence, HOST_3, SK_E_EVIDENCE_LATER, "");
	is_refused(&evidence, NET_1, SK_E_EVIDENCE_LATER, "");
	assert_int_equal(only_look(&post, &evidence, "time_sync", "terminal-1")->bundle->sequence, 2);
	/* Unless what came later is not what was taken. */
	put_buf(HOST_3, &chain[4]);
	evidence = post_load(&post, NOW - 8 * DAY + HOUR);
	is_refused(&evidence, HOST_3, SK_E_EVIDENCE_NAME, "");
	assert_int_equal(looks_at(&post, &evidence, "time_sync", "terminal-1"), 0);
	assert_true(is_lost(&post, &evidence, "time_sync", "terminal-1"));
}

static struct post post_with(const char *more)
{
	SK_BUF_SCOPE text = SK_BUF(1 << 12);
	post_collector(&text, "host", "terminal-1", KEY_ONE, "terminal-1", more);
	post_collector(&text, "net", "box", KEY_NETWORK, "router-1, terminal-1, terminal-2", "");
	return post_new(false, text.bytes);
}

/* The disk of one site, judged by what another site.yaml says. */
static struct sk_evidence judged_by(const char *more)
{
	struct post other = post_with(more);
	struct sk_evidence evidence;
	SUCCEEDS(sk_evidence_load(post.arena, sim_env_table(post.sim), other.site, NOW, NULL, 0, NULL, &evidence, error));
	/* The site must outlive the evidence: its bytes are in an arena that ends here, so only standings are looked at. */
	post_end(&other);
	return evidence;
}

static void a_revoked_key(void **state)
{
	(void)state;
	/* The third is of 25 March 18:00 in Japan. */
	struct sk_evidence evidence = judged_by(", revoked: 2026-03-26, reason: lost");
	assert_int_equal(standing_count(&evidence, SK_COUNTS), 4);
	evidence = judged_by(", revoked: 2026-03-25, reason: lost");
	is_refused(&evidence, HOST_3, SK_E_EVIDENCE_REVOKED, "host");
	is_refused(&evidence, HOST_1, SK_E_EVIDENCE_CHAIN, HOST_3);
	evidence = judged_by(", valid-until: 2026-03-23");
	is_refused(&evidence, HOST_2, SK_E_EVIDENCE_KEY_DAY, "host");
	is_refused(&evidence, HOST_1, SK_E_EVIDENCE_CHAIN, HOST_2);
}

static void a_collector_that_is_gone(void **state)
{
	SK_BUF_SCOPE text = SK_BUF(1 << 12);
	struct sk_evidence evidence;
	(void)state;
	post_collector(&text, "net", "box", KEY_NETWORK, "router-1", "");
	struct post other = post_new(false, text.bytes);
	SUCCEEDS(sk_evidence_load(post.arena, sim_env_table(post.sim), other.site, NOW, NULL, 0, NULL, &evidence, error));
	assert_int_equal(evidence.refused, 3);
	is_refused(&evidence, HOST_1, SK_E_EVIDENCE_COLLECTOR, "host");
	post_end(&other);
}

/* Written by somebody who has the key, into the folder itself with heads to match. */
static void times_that_go_back(void **state)
{
	char digest[SK_HEX_ROOM];
	SK_BUF_SCOPE heads = SK_BUF(BUNDLE_ROOM);
	(void)state;
	digest_of(&chain[2], digest);
	BUNDLE(back, .sequence = 3, .previous = digest, .at = NOW - 9 * DAY);
	put_buf(HOST_3, &back);
	digest_of(&back, digest);
	sk_buf_print(&heads, "host terminal-1 3 %s\n time_sync terminal-1 terminal configured 2026-03-22T09:00:00Z 1\n", digest);
	digest_of(&net, digest);
	sk_buf_print(&heads, "net box 1 %s\n", digest);
	sim_env_put(post.sim, HEADS, heads.bytes, heads.length);
	chain_is_refused(HOST_3, SK_E_EVIDENCE_ORDER, "2026-03-23");
}

static void origins_in_the_folder(void **state)
{
	(void)state;
	post_end(&post);
	post = post_new(false, NULL);
	BUNDLE(example, .origin = "example");
	SUCCEEDS(post_import(&post, &example, error));
	struct sk_evidence evidence = post_load(&post, NOW);
	assert_int_equal(evidence.shown, 1);
	assert_int_equal(evidence.look_count, 0);
}

/* What is only shown today counts as soon as the site is no example any more: that it was told is kept. What is no more than an example takes its place nowhere. */
static void what_is_live_is_kept_at_an_example(void **state)
{
	char digest[SK_HEX_ROOM];
	(void)state;
	post_end(&post);
	post = post_new(true, NULL);
	SUCCEEDS(post_import(&post, &chain[1], error));
	digest_of(&chain[1], digest);
	BUNDLE(example, .origin = "example", .sequence = 2, .previous = digest,
	       SAID({.kind = "time_sync", .subject = "terminal-1"}, {.kind = "account", .subject = "terminal-1"}));
	SUCCEEDS(post_import(&post, &example, error));
	change_site("example: true\n", "");
	struct sk_evidence evidence = post_load(&post, NOW);
	assert_int_equal(evidence.refused, 0);
	assert_int_equal(looks_at(&post, &evidence, "account", "terminal-1"), 1);
	take_away(HOST_1);
	evidence = post_load(&post, NOW);
	assert_int_equal(evidence.refused, 0);
	assert_true(is_lost(&post, &evidence, "account", "terminal-1"));
	assert_true(is_lost(&post, &evidence, "time_sync", "terminal-1"));
	assert_false(is_lost(&post, &evidence, "service", "terminal-1"));
}

/* ---- offers ---- */

struct result {
	struct sk_evidence evidence;
	struct sk_brought brought[4];
};

static struct result offered(const struct sk_offer *offers, size_t count)
{
	struct result result;
	SUCCEEDS(sk_evidence_load(post.arena, sim_env_table(post.sim), post.site, NOW, offers, count, result.brought, &result.evidence, error));
	return result;
}

static void offers_follow_each_other(void **state)
{
	(void)state;
	const struct sk_offer offers[] = {offer_of(&chain[4], "a"), offer_of(&chain[5], "b")};
	size_t files = sim_env_count(post.sim);
	struct result result = offered(offers, 2);
	assert_int_equal(result.brought[0].standing, SK_COUNTS);
	assert_int_equal(result.brought[1].standing, SK_COUNTS);
	assert_int_equal(result.evidence.count, 6);
	assert_string_equal(result.evidence.bundles[4].file, "b");
	assert_int_equal(only_look(&post, &result.evidence, "time_sync", "terminal-1")->bundle->sequence, 5);
	assert_int_equal(only_look(&post, &result.evidence, "account", "terminal-1")->bundle->sequence, 1);
	/* Nothing was stored. */
	assert_int_equal(sim_env_count(post.sim), files);
	struct sk_evidence evidence = post_load(&post, NOW);
	assert_int_equal(evidence.count, 4);
}

static void refused_offers_leave_the_evidence_as_it_is(void **state)
{
	SK_BUF_SCOPE before = SK_BUF(DUMP_ROOM);
	SK_BUF_SCOPE after = SK_BUF(DUMP_ROOM);
	(void)state;
	BUNDLE(stranger, .key = KEY_STRANGER);
	struct sk_evidence evidence = post_load(&post, NOW);
	const struct sk_offer offers[] = {offer_of(&chain[5], "a"), offer_of(&chain[2], "b"), offer_of(&stranger, "c"), {.file = "d", .bytes = "", .length = 0}};
	struct result result = offered(offers, 4);
	static const enum sk_error_id ids[] = {SK_E_CHAIN, SK_E_CHAIN, SK_E_SIGNATURE, SK_E_BUNDLE_CUT};
	for (size_t i = 0; i < SK_COUNT(ids); i++) {
		assert_int_equal(result.brought[i].standing, SK_REFUSED);
		assert_int_equal(result.brought[i].refusal->id, ids[i]);
		assert_string_equal(result.brought[i].file, offers[i].file);
	}
	assert_string_equal(result.brought[0].host, "terminal-1");
	assert_null(result.brought[3].host);
	dump_evidence(&evidence, true, &before);
	dump_evidence(&result.evidence, true, &after);
	assert_string_equal(before.bytes, after.bytes);
}

static void an_offer_made_before_the_head(void **state)
{
	char digest[SK_HEX_ROOM];
	(void)state;
	digest_of(&chain[3], digest);
	BUNDLE(back, .sequence = 4, .previous = digest, .at = NOW - 8 * DAY);
	struct sk_offer offer = offer_of(&back, "back");
	assert_int_equal(offered(&offer, 1).brought[0].refusal->id, SK_E_EVIDENCE_ORDER);
	REFUSES(EVIDENCE_ORDER, "", post_import(&post, &back, error));
}

static void a_leftover_that_is_offered_again_is_one(void **state)
{
	(void)state;
	put_buf(HOST_4, &chain[4]);
	struct sk_offer offer = offer_of(&chain[4], "again");
	struct result result = offered(&offer, 1);
	assert_int_equal(result.brought[0].standing, SK_COUNTS);
	assert_int_equal(result.evidence.count, 5);
	assert_int_equal(result.evidence.not_taken, 0);
	assert_int_equal(only_look(&post, &result.evidence, "time_sync", "terminal-1")->bundle->sequence, 4);
	char digest[SK_HEX_ROOM];
	digest_of(&chain[3], digest);
	BUNDLE(other, .sequence = 4, .previous = digest);
	offer = offer_of(&other, "other");
	result = offered(&offer, 1);
	assert_int_equal(result.brought[0].refusal->id, SK_E_EVIDENCE_OTHER);
	assert_int_equal(result.evidence.not_taken, 1);
	REFUSES(EVIDENCE_OTHER, HOST_4, post_import(&post, &other, error));
}

/* It goes on when what spoils it is away from its front, or is as it was. */
static void an_offer_to_a_refused_chain(void **state)
{
	(void)state;
	put(HOST_2, "rubbish", 7);
	struct sk_offer offer = offer_of(&chain[4], "next");
	struct result result = offered(&offer, 1);
	assert_int_equal(result.brought[0].refusal->id, SK_E_EVIDENCE_CHAIN);
	assert_int_equal(looks_at(&post, &result.evidence, "time_sync", "terminal-1"), 0);
	REFUSES(EVIDENCE_CHAIN, HOST_2, post_import(&post, &chain[4], error));
	take_away(HOST_1);
	take_away(HOST_2);
	SUCCEEDS(post_import(&post, &chain[4], error));
	struct sk_evidence evidence = post_load(&post, NOW);
	assert_int_equal(evidence.refused, 0);
	assert_int_equal(only_look(&post, &evidence, "time_sync", "terminal-1")->bundle->sequence, 4);
	assert_true(is_lost(&post, &evidence, "account", "terminal-1"));
}

/* What is refused is not there, as long as it is: what was lost without it is lost still. */
static void a_refused_offer_fills_no_gap(void **state)
{
	(void)state;
	put(HOST_2, "rubbish", 7);
	put_buf(HOST_5, &chain[5]);
	struct sk_offer offer = offer_of(&chain[4], "missing");
	struct result result = offered(&offer, 1);
	assert_int_equal(result.brought[0].refusal->id, SK_E_EVIDENCE_CHAIN);
	assert_true(is_lost(&post, &result.evidence, "screen_lock", "terminal-1"));
}

/* The head's file is not what was taken, or is not there. */
static void a_changed_head_keeps_the_next_one_out(void **state)
{
	char digest[SK_HEX_ROOM];
	(void)state;
	digest_of(&chain[2], digest);
	BUNDLE(other, .sequence = 3, .previous = digest, .at = NOW);
	put_buf(HOST_3, &other);
	REFUSES(EVIDENCE_CHAIN, HOST_3, post_import(&post, &chain[4], error));
	take_away(HOST_3);
	REFUSES(EVIDENCE_CHAIN, HOST_2, post_import(&post, &chain[4], error));
	take_away(HOST_2);
	take_away(HOST_1);
	REFUSES(EVIDENCE_CHAIN, HOST_3, post_import(&post, &chain[4], error));
	/* Whatever lies behind it. */
	put_buf(HOST_4, &chain[4]);
	REFUSES(EVIDENCE_CHAIN, HOST_3, post_import(&post, &chain[4], error));
	put_buf(HOST_3, &other);
	REFUSES(EVIDENCE_CHAIN, HOST_3, post_import(&post, &chain[4], error));
	put_buf(HOST_3, &chain[3]);
	SUCCEEDS(post_import(&post, &chain[4], error));
}

/* Who moves a subject does not make an old place a new one by another bundle. */
static void a_subject_that_was_moved(void **state)
{
	char digest[SK_HEX_ROOM];
	(void)state;
	digest_of(&net, digest);
	BUNDLE(next, .collector = "net", .host = "box", .key = KEY_NETWORK, .sequence = 2, .previous = digest, SAID({.kind = "route", .subject = "router-1"}));
	change_site("place: router-a", "place: router-b");
	REFUSES(EVIDENCE_CHAIN, NET_1, post_import(&post, &next, error));
	/* Nor where nobody looks at the chain as it lies there. */
	struct sk_head last = {.collector = "net", .host = "box", .said = &(struct sk_said){"route", "router-1", "router-a", "observed", NOW - DAY, 1, 0}, .said_count = 1}, head = {0};
	struct sk_offer offer = offer_of(&next, "next");
	const struct sk_bundle *bundle;
	SUCCEEDS(sk_bundle_read_signed(post.arena, offer.file, offer.bytes, offer.length, &bundle, error));
	SUCCEEDS(sk_evidence_said(post.arena, post.site, &last, bundle, false, &head, error));
	assert_string_equal(head.said[0].place, "router-a");
}

static void a_planned_offer_shows_what_it_would_move(void **state)
{
	SK_BUF_SCOPE bare = SK_BUF(BUNDLE_ROOM);
	SK_BUF_SCOPE foreign = SK_BUF(BUNDLE_ROOM);
	(void)state;
	draft_unsigned(&(struct draft){.origin = "example", SAID({.kind = "time_sync", .subject = "terminal-1", .status = "partial", .facts = 2})}, &bare);
	draft_unsigned(&(struct draft){SAID({.kind = "time_sync", .subject = "nowhere"})}, &foreign);
	struct sk_offer offers[] = {offer_of(&bare, "plan"), offer_of(&foreign, "foreign")};
	offers[0].planned = offers[1].planned = true;
	struct result result = offered(offers, 2);
	assert_int_equal(result.brought[0].standing, SK_COUNTS);
	assert_int_equal(result.brought[1].refusal->id, SK_E_EVIDENCE_SUBJECT);
	const struct sk_look *look = sk_evidence_look(&result.evidence, sk_fact_kind_named("time_sync"), sk_site_subject(post.site, "terminal-1"));
	assert_int_equal(look[0].status, SK_STATUS_PARTIAL);
	assert_int_equal(look[1].known, SK_LOOK_BEFORE);
	assert_int_equal(look[1].bundle->sequence, 3);
	/* Importing looks at the signature, planned or not. */
	struct sk_brought brought;
	REFUSES(SIGNATURE, "", sk_evidence_import(post.arena, sim_env_table(post.sim), post.site, NOW, &offers[0], &brought, error));
}

/* Neither what is missing, nor in the way of what is there. */
static void a_plan_is_not_what_is_missing(void **state)
{
	SK_BUF_SCOPE bare = SK_BUF(BUNDLE_ROOM);
	(void)state;
	draft_unsigned(&(struct draft){SAID({.kind = "time_sync", .subject = "terminal-1"})}, &bare);
	struct sk_offer offers[] = {offer_of(&bare, "plan"), offer_of(&bare, "plan again")};
	offers[0].planned = offers[1].planned = true;
	put_buf(HOST_5, &chain[5]);
	for (size_t count = 1; count <= SK_COUNT(offers); count++) {
		struct result result = offered(offers, count);
		assert_true(is_lost(&post, &result.evidence, "screen_lock", "terminal-1"));
	}
	put_buf(HOST_4, &chain[4]);
	for (size_t count = 1; count <= SK_COUNT(offers); count++) {
		struct result result = offered(offers, count);
		assert_false(is_lost(&post, &result.evidence, "screen_lock", "terminal-1"));
	}
}

/* ---- too many ---- */

static size_t listed;

/* So many names; those of the chain that goes on first, then one of rubbish again and again. */
static int list_many(void *self, const char *path, bool (*each)(void *context, const char *name), void *context)
{
	(void)self;
	(void)path;
	for (size_t i = 0; i < listed; i++) {
		char name[64];
		(void)snprintf(name, sizeof(name), "%s.%09zu.jsonl", i < 3 ? "host.terminal-1" : "x.y", i < 3 ? i + 1 : 1);
		if (!each(context, name))
			return 0;
	}
	return 0;
}

static void at_most_4000_files(void **state)
{
	struct sk_env env = *sim_env_table(post.sim);
	struct sk_evidence evidence;
	struct sk_brought brought;
	struct sk_offer offer = offer_of(&chain[4], "next");
	(void)state;
	env.list = list_many;
	put("evidence/x.y.000000001.jsonl", "rubbish", 7);
	listed = SK_EVIDENCE_FILES_MAX + 1;
	REFUSES(FILE_READ, "4000", sk_evidence_load(post.arena, &env, post.site, NOW, NULL, 0, NULL, &evidence, error));
	REFUSES(FILE_READ, "4000", sk_evidence_import(post.arena, &env, post.site, NOW, &offer, &brought, error));
	listed = SK_EVIDENCE_FILES_MAX;
	REFUSES(CONFLICT, "4000", sk_evidence_import(post.arena, &env, post.site, NOW, &offer, &brought, error));
	listed--;
	SUCCEEDS(sk_evidence_import(post.arena, &env, post.site, NOW, &offer, &brought, error));
}

/* ---- names that would collide ---- */

static void two_collectors_with_files_of_one_name(void **state)
{
	SK_BUF_SCOPE text = SK_BUF(1 << 12);
	struct sk_site *site;
	(void)state;
	sk_buf_text(&text, "format: sekisho-site/1\nname: Test\nkind: clinic\nconfiguration: ip-vpn\nsubjects:\n  - {id: t, place: terminal}\ncollectors:\n");
	post_collector(&text, "a.b", "c", KEY_ONE, "t", "");
	post_collector(&text, "a", "b.c", KEY_TWO, "t", "");
	sim_env_put(post.sim, "other/site.yaml", text.bytes, text.length);
	REFUSES(CONFLICT, "same names", sk_site_load(post.arena, sim_env_table(post.sim), "other", post.site->catalogue, &site, error));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(no_folder_is_no_evidence),
		TEST(what_was_imported_counts),
		TEST(chains_do_not_silence_each_other),
		TEST(files_and_memory_tell_the_same),
		TEST(the_same_folder_gives_the_same),
		TEST(old_files_may_be_taken_away_from_the_front),
		TEST(other_names_are_not_looked_at),
		TEST(a_file_pulled_from_the_middle_or_the_end),
		TEST(all_files_pulled),
		TEST(any_byte_of_any_file_changed),
		TEST(another_good_bundle_in_its_place),
		TEST(a_name_that_does_not_fit),
		TEST(files_that_are_no_bundles),
		TEST(a_file_over_the_ceiling_is_refused),
		TEST(a_folder_in_the_place_of_a_file_is_an_error),
		TEST(without_heads_nothing_was_taken),
		TEST(damaged_heads_are_an_error),
		TEST(what_lies_behind_the_head_was_not_taken),
		TEST(one_is_missing_behind_the_head),
		TEST(another_where_one_is_missing),
		TEST(what_nobody_signed_keeps_nothing_out),
		TEST(without_heads_and_without_the_front),
		TEST(a_subject_of_another_name),
		TEST(a_subject_of_another_name_whose_files_are_gone),
		TEST(rubbish_behind_the_head_is_refused_alone),
		TEST(a_day_gone_by_sees_what_was_known_then),
		TEST(a_revoked_key),
		TEST(a_collector_that_is_gone),
		TEST(times_that_go_back),
		TEST(origins_in_the_folder),
		TEST(what_is_live_is_kept_at_an_example),
		TEST(offers_follow_each_other),
		TEST(refused_offers_leave_the_evidence_as_it_is),
		TEST(an_offer_made_before_the_head),
		TEST(a_leftover_that_is_offered_again_is_one),
		TEST(an_offer_to_a_refused_chain),
		TEST(a_refused_offer_fills_no_gap),
		TEST(a_changed_head_keeps_the_next_one_out),
		TEST(a_subject_that_was_moved),
		TEST(a_planned_offer_shows_what_it_would_move),
		TEST(a_plan_is_not_what_is_missing),
		TEST(at_most_4000_files),
		TEST(two_collectors_with_files_of_one_name),
	};
	if (argc != 2)
		return 2;
	post_open(argv[1]);
	write_chain();
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	for (int i = 1; i <= CHAIN; i++)
		sk_buf_release(&chain[i]);
	sk_buf_release(&net);
	post_close();
	return failed;
}
