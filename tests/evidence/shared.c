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
