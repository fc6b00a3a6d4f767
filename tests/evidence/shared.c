#include "shared.h"

#include "port/port.h"

#include <stdlib.h>

enum { SITE_ROOM = 1 << 16, KEY_ROOM = 512 };

static struct sk_arena *catalogue_arena;
static struct sk_catalogue *catalogue;
static struct pair keys[KEY_COUNT];

void post_open(const char *catalogue_folder)
{
	struct sk_error error = {0};
	catalogue_arena = sk_arena_new(POST_ARENA);
	if (!catalogue_arena || sk_failed(sk_catalogue_load(catalogue_arena, sk_port_env(), catalogue_folder, &catalogue, &error))) {
		fprintf(stderr, "%s:%u: %s %s\n", error.file, error.line, sk_error_name(error.id), error.argument[0]);
		exit(1);
	}
	for (size_t i = 0; i < KEY_COUNT; i++)
		keys[i] = pair_make((unsigned)i);
}

void post_close(void)
{
	sk_arena_free(catalogue_arena);
}

const struct pair *post_key(size_t key)
{
	return &keys[key];
}

/* ---- a site ---- */

void post_collector(struct sk_buf *out, const char *id, const char *host, size_t key, const char *subjects, const char *more)
{
	SK_BUF_SCOPE line = SK_BUF(KEY_ROOM);
	sk_key_write_public(&keys[key].public, "test", &line);
	sk_buf_print(out, "  - {id: %s, host: %s, key: \"%s\", subjects: [%s], valid-from: 2026-01-01%s}\n", id, host, line.bytes, subjects, more);
}

void post_collectors(struct sk_buf *out)
{
	post_collector(out, "host", "terminal-1", KEY_ONE, "terminal-1", "");
	post_collector(out, "host", "terminal-1", KEY_ONE_NEXT, "terminal-1", "");
	post_collector(out, "host", "terminal-2", KEY_TWO, "terminal-2", "");
	post_collector(out, "audit", "terminal-1", KEY_THREE, "terminal-1", "");
	post_collector(out, "net", "box", KEY_NETWORK, "router-1, terminal-1, terminal-2", "");
}

static void site_text(bool example, const char *collectors, struct sk_buf *out)
{
	sk_buf_print(out, "format: %s\nname: Test\nkind: clinic\nconfiguration: ip-vpn\n%s", SK_SITE_FORMAT, example ? "example: true\n" : "");
	sk_buf_text(out, "subjects:\n  - {id: terminal-2, place: terminal}\n  - {id: terminal-1, place: terminal}\n"
			 "  - {id: router-1, place: router-a}\n  - {id: practice-1, place: practice}\ncollectors:\n");
	if (collectors)
		sk_buf_text(out, collectors);
	else
		post_collectors(out);
}

struct post post_new(bool example, const char *collectors)
{
	struct post post = {.arena = sk_arena_new(POST_ARENA), .sim = sim_env_new()};
	SK_BUF_SCOPE text = SK_BUF(SITE_ROOM);
	assert_non_null(post.arena);
	sim_env_set_now(post.sim, NOW);
	site_text(example, collectors, &text);
	sim_env_put(post.sim, "site/site.yaml", text.bytes, text.length);
	SUCCEEDS(sk_site_load(post.arena, sim_env_table(post.sim), "site", catalogue, &post.site, error));
	return post;
}

void post_end(struct post *post)
{
	assert_int_equal(sim_env_open_handles(post->sim), 0);
	sim_env_free(post->sim);
	sk_arena_free(post->arena);
}

/* ---- a bundle ---- */

static const char *or(const char *text, const char *otherwise)
{
	return text ? text : otherwise;
}

static sk_time made_at(const struct draft *draft)
{
	return draft->at ? draft->at : NOW - HOUR;
}

static void put_said(struct sk_record *record, const struct draft *draft, const struct said *said)
{
	const struct sk_fact_kind *kind = sk_fact_kind_named(said->kind);
	sk_record_coverage_line(record, &(struct sk_record_coverage){.kind = said->kind, .subject = said->subject, .source = "test",
								     .status = or(said->status, "complete"), .method = or(said->method, "configured"),
								     .at = said->at ? said->at : made_at(draft)});
	for (size_t i = 0; i < said->facts; i++)
		rows_fact(record, kind, i % 2 ? ROWS_LOW : ROWS_EMPTY, i);
}

void draft_unsigned(const struct draft *draft, struct sk_buf *out)
{
	static const struct said one = {.kind = "time_sync", .subject = "terminal-1", .facts = 1};
	struct sk_record record;
	char *room = sk_buf_room(out, BUNDLE_ROOM - 2048);
	assert_non_null(room);
	sk_record_open(&record, room, BUNDLE_ROOM - 2048);
	sk_record_head_line(&record, &(struct sk_record_head){.collector = or(draft->collector, "host"), .host = or(draft->host, "terminal-1"),
							      .previous = draft->previous, .origin = or(draft->origin, "live"), .tool = "test 1.0",
							      .sequence = draft->sequence ? draft->sequence : 1, .at = made_at(draft)});
	for (size_t i = 0; i < draft->count; i++)
		put_said(&record, draft, &draft->said[i]);
	if (!draft->said)
		put_said(&record, draft, &one);
	sk_record_end_line(&record);
	assert_false(record.failed);
	sk_buf_added(out, record.length);
}

void sign_with(size_t key, struct sk_buf *bytes)
{
	SK_BUF_SCOPE armor = SK_BUF(SK_ARMOR_MAX);
	SUCCEEDS(sk_seal_sign(&keys[key].secret, bytes->bytes, bytes->length, &armor, error));
	sk_bundle_signature_line(armor.bytes, bytes);
	assert_false(bytes->failed);
}

void draft_write(const struct draft *draft, struct sk_buf *out)
{
	draft_unsigned(draft, out);
	sign_with(draft->key, out);
}

struct sk_offer offer_of(const struct sk_buf *bytes, const char *file)
{
	return (struct sk_offer){.file = file, .bytes = bytes->bytes, .length = bytes->length};
}

void digest_of(const struct sk_buf *bytes, char hex[SK_HEX_ROOM])
{
	sk_digest(bytes->bytes, bytes->length, hex);
}

sk_outcome post_accept(struct post *post, const struct sk_buf *bytes, struct sk_brought *out, struct sk_error *error)
{
	struct sk_offer offer = offer_of(bytes, "offered.jsonl");
	const struct sk_bundle *bundle = NULL;
	return sk_evidence_accept(post->arena, post->site, &post->heads, NOW, &offer, &bundle, out, error);
}

/* ---- what comes of it ---- */

static void dump_value(const struct sk_column *column, const struct sk_value *value, struct sk_buf *out)
{
	if (value->null)
		sk_buf_print(out, " %s=-", column->name);
	else if (column->type == SK_COLUMN_TEXT || column->type == SK_COLUMN_CHOICE)
		sk_buf_print(out, " %s='%s'", column->name, value->text);
	else
		sk_buf_print(out, " %s=%lld", column->name, (long long)value->integer);
}

static void dump_look(const struct sk_look *look, struct sk_buf *out)
{
	sk_buf_print(out, "%s of %s %s by %s %s %lld: %s %s %lld\n", look->kind->name, look->subject->id, sk_words_look_known.words[look->known],
		     or(look->bundle->collector_id, "-"), or(look->bundle->host, "-"), (long long)look->bundle->sequence, sk_words_status.words[look->status], sk_words_fact_method.words[look->method],
		     (long long)look->at);
	for (size_t i = 0; i < look->coverage_count; i++) {
		const struct sk_coverage *coverage = &look->coverage[i];
		sk_buf_print(out, "  line %u %lld %s %s '%s' %s %s %lld %s\n", coverage->line, (long long)coverage->number, coverage->kind->name,
			     coverage->subject, or(coverage->source, "-"), sk_words_status.words[coverage->status],
			     sk_words_fact_method.words[coverage->method], (long long)coverage->at, or(coverage->digest, "-"));
	}
	for (size_t i = 0; i < look->fact_count; i++) {
		sk_buf_print(out, "  fact at line %u under %zu:", look->facts[i].line, look->facts[i].coverage);
		for (size_t column = 0; column < look->kind->column_count; column++)
			dump_value(&look->kind->columns[column], &look->facts[i].values[column], out);
		sk_buf_text(out, "\n");
	}
}

void dump_evidence(const struct sk_evidence *evidence, bool files, struct sk_buf *out)
{
	sk_buf_print(out, "%zu bundles, %zu refused, %zu not taken, %zu shown\n", evidence->count, evidence->refused, evidence->not_taken,
		     evidence->shown);
	for (size_t i = 0; i < evidence->count; i++) {
		const struct sk_brought *brought = &evidence->bundles[i];
		sk_buf_print(out, "%s %s %s %s %lld %lld %s %s %zu %zu %s %s\n", files ? brought->file : "", sk_words_standing.words[brought->standing],
			     or(brought->collector_id, "-"), or(brought->host, "-"), (long long)brought->sequence, (long long)brought->at,
			     brought->digest, or(brought->tool, "-"), brought->coverage_count, brought->fact_count,
			     brought->refusal ? sk_error_name(brought->refusal->id) : "-", brought->refusal ? brought->refusal->argument[0] : "-");
	}
	for (size_t i = 0; i < evidence->look_count; i++)
		dump_look(&evidence->looks[i], out);
	assert_false(out->failed);
}

size_t known_at(const struct post *post, const struct sk_evidence *evidence, const char *kind, const char *subject, enum sk_look_known known)
{
	const struct sk_fact_kind *wanted = sk_fact_kind_named(kind);
	const struct sk_subject *at = sk_site_subject(post->site, subject);
	const struct sk_look *look = sk_evidence_look(evidence, wanted, at);
	size_t count = 0;
	assert_non_null(wanted);
	assert_non_null(at);
	for (; look && look < evidence->looks + evidence->look_count && look->kind == wanted && look->subject == at; look++)
		count += look->known == known;
	return count;
}

size_t looks_at(const struct post *post, const struct sk_evidence *evidence, const char *kind, const char *subject)
{
	return known_at(post, evidence, kind, subject, SK_LOOK_NOW) + known_at(post, evidence, kind, subject, SK_LOOK_BEFORE);
}

bool is_lost(const struct post *post, const struct sk_evidence *evidence, const char *kind, const char *subject)
{
	return known_at(post, evidence, kind, subject, SK_LOOK_LOST) == 1;
}

const struct sk_look *only_look(const struct post *post, const struct sk_evidence *evidence, const char *kind, const char *subject)
{
	assert_int_equal(looks_at(post, evidence, kind, subject), 1);
	assert_false(is_lost(post, evidence, kind, subject));
	return sk_evidence_look(evidence, sk_fact_kind_named(kind), sk_site_subject(post->site, subject));
}

sk_outcome post_import(struct post *post, const struct sk_buf *bytes, struct sk_error *error)
{
	struct sk_offer offer = offer_of(bytes, "offered.jsonl");
	struct sk_brought brought;
	return sk_evidence_import(post->arena, sim_env_table(post->sim), post->site, NOW, &offer, &brought, error);
}

struct sk_evidence post_load(struct post *post, sk_time at)
{
	struct sk_evidence evidence;
	SUCCEEDS(sk_evidence_load(post->arena, sim_env_table(post->sim), post->site, at, NULL, 0, NULL, &evidence, error));
	assert_int_equal(evidence.refused, standing_count(&evidence, SK_REFUSED));
	assert_int_equal(evidence.not_taken, standing_count(&evidence, SK_NOT_TAKEN));
	assert_int_equal(evidence.shown, standing_count(&evidence, SK_SHOWN));
	return evidence;
}

size_t standing_count(const struct sk_evidence *evidence, enum sk_standing standing)
{
	size_t count = 0;
	for (size_t i = 0; i < evidence->count; i++)
		count += evidence->bundles[i].standing == standing;
	return count;
}

const struct sk_brought *entry(const struct sk_evidence *evidence, const char *file)
{
	for (size_t i = 0; i < evidence->count; i++)
		if (strcmp(evidence->bundles[i].file, file) == 0)
			return &evidence->bundles[i];
	fail_msg("no entry for %s", file);
	return NULL;
}
