/*
 * Signs the bundles of an example when Sekisho is built: the *.jsonl of SOURCE/bundles -> SITE (taken already: its evidence/ and evidence.heads), and
 * BROUGHT (*.brought.jsonl: for `sekisho look`).
 *
 *   make_example SOURCE SITE BROUGHT      prints the key of each collector, as site.yaml has to hold it
 *
 * The sources are whole bundles without a signature, of origin example, each chain in the order of its file names; "previous":null stands for
 * the one before, whose digest is known only here. The keys follow from the names of collector and host, so that the same source gives
 * the same bytes everywhere; they are no secrets, and bundles of origin example count at no real site.
 */
#include "evidence/evidence.h"
#include "port/port.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA = 64 << 20, FILES = 64, SEED_TEXT = 256, MODE = 0644 };

struct make {
	struct sk_arena *arena;
	struct sk_error *error;
	struct sk_env env; /* the machine's, but for random numbers */
	char seed[SK_HEX_ROOM];
	const char *source, *site, *brought;
	struct sk_heads heads;
	struct sk_site places; /* of its subjects only id and place: a site.yaml holds the keys that are printed here */
};

/* Bytes that follow from the seed: the "random" numbers of a key that anybody may know. */
static int seeded(void *self, void *out, size_t length)
{
	const struct make *make = self;
	unsigned char *bytes = out;
	for (size_t i = 0; i < length; i++)
		bytes[i] = (unsigned char)make->seed[i % (SK_HEX_ROOM - 1)];
	return 0;
}

static sk_outcome key_of(struct make *make, const struct sk_bundle *bundle, struct sk_secret_key *secret, struct sk_public_key *public)
{
	char text[SEED_TEXT];
	int length = snprintf(text, sizeof(text), "sekisho example %s %s", bundle->collector, bundle->host);
	sk_digest(text, (size_t)length, make->seed);
	struct sk_env env = make->env;
	env.self = make;
	env.random = seeded;
	return sk_key_new(&env, secret, public, make->error);
}

static const struct sk_head *head_of(const struct make *make, const struct sk_bundle *bundle)
{
	for (size_t i = 0; i < make->heads.count; i++)
		if (strcmp(make->heads.items[i].collector, bundle->collector) == 0 && strcmp(make->heads.items[i].host, bundle->host) == 0)
			return &make->heads.items[i];
	return NULL;
}

/* The bytes with the digest of the bundle before in the place of the first null. */
static sk_outcome link_chain(struct make *make, const struct sk_bundle *bundle, const struct sk_buf *from, struct sk_buf *to)
{
	static const char null[] = "\"previous\":null";
	const struct sk_head *head = head_of(make, bundle);
	const char *at = strstr(from->bytes, null);
	struct sk_place where = {.file = bundle->file, .line = 1};
	if (!at || bundle->origin != SK_EXAMPLE || bundle->signature)
		return sk_error_set(make->error, SK_E_CONFLICT, &where, "not the source of an example", "origin example, \"previous\":null, no signature", NULL);
	sk_buf_add(to, from->bytes, (size_t)(at - from->bytes));
	if (head)
		sk_buf_print(to, "\"previous\":\"%s\"", head->digest);
	else
		sk_buf_text(to, null);
	at += sizeof(null) - 1;
	sk_buf_text(to, at);
	return sk_buf_check(to, make->error);
}

static sk_outcome sign(struct make *make, const struct sk_bundle *bundle, struct sk_buf *bytes)
{
	struct sk_secret_key secret;
	struct sk_public_key public;
	SK_BUF_SCOPE armor = SK_BUF(SK_ARMOR_MAX), line = SK_BUF(1024);
	SK_TRY(key_of(make, bundle, &secret, &public));
	sk_outcome outcome = sk_seal_sign(&secret, bytes->bytes, bytes->length, &armor, make->error);
	sk_key_wipe(&secret);
	SK_TRY(outcome);
	sk_bundle_signature_line(armor.bytes, bytes);
	sk_key_write_public(&public, "sekisho-example", &line);
	SK_TRY(sk_buf_check(&line, make->error));
	if (!head_of(make, bundle))
		printf("%s %s %s\n", bundle->collector, bundle->host, line.bytes);
	return sk_buf_check(bytes, make->error);
}

static sk_outcome take(struct make *make, const struct sk_bundle *bundle, const char *bytes, size_t length)
{
	struct sk_head head = {.collector = bundle->collector, .host = bundle->host, .sequence = bundle->sequence, .at = bundle->at};
	const struct sk_head *last = head_of(make, bundle);
	struct sk_place where = {.file = bundle->file};
	sk_digest(bytes, length, head.digest);
	SK_TRY(sk_evidence_said(make->arena, &make->places, last, bundle, false, &head, make->error));
	char previous[SK_HEX_ROOM];
	memcpy(previous, last ? last->digest : "", last ? sizeof(previous) : 1);
	return sk_heads_advance(make->arena, &make->heads, &head, last ? previous : NULL, &where, make->error);
}

static sk_outcome one_file(struct make *make, const char *name)
{
	SK_BUF_SCOPE from = SK_BUF(SK_BUNDLE_BYTES_MAX), to = SK_BUF(SK_BUNDLE_BYTES_MAX);
	const struct sk_bundle *bundle;
	const char *path, *target;
	bool brought = strstr(name, ".brought.") != NULL;
	SK_TRY(sk_arena_print(make->arena, &path, make->error, "%s/bundles/%s", make->source, name));
	SK_TRY(sk_env_read_file(&make->env, path, path, SK_BUNDLE_BYTES_MAX, &from, make->error));
	SK_TRY(sk_bundle_read(make->arena, path, from.bytes ? from.bytes : "", from.length, &bundle, make->error));
	SK_TRY(link_chain(make, bundle, &from, &to));
	SK_TRY(sign(make, bundle, &to));
	if (brought)
		SK_TRY(sk_arena_print(make->arena, &target, make->error, "%s/%s", make->brought, name));
	else
		SK_TRY(sk_arena_print(make->arena, &target, make->error, "%s/" SK_EVIDENCE_FOLDER "/%s.%s.%09lld.jsonl", make->site, bundle->collector, bundle->host,
				      (long long)bundle->sequence));
	SK_TRY(sk_env_write_file(&make->env, target, to.bytes, to.length, MODE, make->error));
	return brought ? SK_OK : take(make, bundle, to.bytes, to.length);
}

static int by_id(const void *left, const void *right)
{
	return strcmp((*(const struct sk_subject *const *)left)->id, (*(const struct sk_subject *const *)right)->id);
}

static sk_outcome read_places(struct make *make)
{
	SK_BUF_SCOPE bytes = SK_BUF(SK_YAML_FILE_MAX);
	const struct sk_node *root, *subjects;
	const char *path;
	void *items, *sorted;
	SK_TRY(sk_arena_print(make->arena, &path, make->error, "%s/" SK_SITE_FILE, make->source));
	SK_TRY(sk_env_read_file(&make->env, path, path, SK_YAML_FILE_MAX, &bytes, make->error));
	SK_TRY(sk_yaml_parse(make->arena, path, bytes.bytes, bytes.length, NULL, &root, make->error));
	subjects = sk_node_get(root, "subjects");
	SK_INVARIANT(subjects && subjects->kind == SK_NODE_LIST);
	SK_TRY(sk_arena_take(make->arena, subjects->count, sizeof(struct sk_subject), &items, make->error));
	SK_TRY(sk_arena_take(make->arena, subjects->count, sizeof(struct sk_subject *), &sorted, make->error));
	struct sk_subject *rows = items;
	const struct sk_subject **by_ids = sorted;
	for (size_t i = 0; i < subjects->count; i++) {
		rows[i].id = sk_node_get(subjects->items[i], "id")->text;
		rows[i].place_id = sk_node_get(subjects->items[i], "place")->text;
		by_ids[i] = &rows[i];
	}
	qsort(by_ids, subjects->count, sizeof(*by_ids), by_id);
	make->places.subjects = (struct sk_list){rows, subjects->count};
	make->places.subjects_by_id = by_ids;
	return SK_OK;
}

static sk_outcome make_all(struct make *make)
{
	const char *folder, *heads, *const *names;
	size_t count;
	SK_TRY(sk_seal_start(make->error));
	SK_TRY(read_places(make));
	SK_TRY(sk_arena_print(make->arena, &folder, make->error, "%s/bundles", make->source));
	SK_TRY(sk_arena_print(make->arena, &heads, make->error, "%s/" SK_EVIDENCE_HEADS, make->site));
	SK_TRY(sk_env_list(&make->env, make->arena, folder, ".jsonl", FILES, &names, &count, make->error));
	for (size_t i = 0; i < count; i++)
		SK_TRY(one_file(make, names[i]));
	return make->heads.count > 0 ? sk_heads_write(&make->env, heads, &make->heads, make->error) : SK_OK;
}

/* What an earlier build left there would stay beside what this one makes. */
static void empty_folder(const struct sk_env *env, struct sk_arena *arena, const char *folder, struct sk_error *error)
{
	const char *const *names, *path;
	size_t count = 0;
	(void)env->make_folder(env->self, folder, 0755);
	if (sk_failed(sk_env_list(env, arena, folder, NULL, FILES, &names, &count, error)))
		return;
	for (size_t i = 0; i < count; i++)
		if (!sk_failed(sk_arena_print(arena, &path, error, "%s/%s", folder, names[i])))
			(void)env->remove(env->self, path);
}

int main(int argc, char **argv)
{
	struct sk_error error = {0};
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	SK_BUF_SCOPE text = SK_BUF(65536);
	const char *evidence;
	if (argc != 4 || !arena || sk_failed(sk_arena_print(arena, &evidence, &error, "%s/" SK_EVIDENCE_FOLDER, argv[2])))
		return 2;
	struct make make = {.arena = arena, .error = &error, .env = *sk_port_env(), .source = argv[1], .site = argv[2], .brought = argv[3]};
	empty_folder(&make.env, arena, argv[2], &error);
	empty_folder(&make.env, arena, evidence, &error);
	empty_folder(&make.env, arena, argv[3], &error);
	if (!sk_failed(make_all(&make)))
		return 0;
	sk_error_print(&error, &text);
	fprintf(stderr, "make_example: %s", text.bytes ? text.bytes : "out of memory\n");
	return 1;
}
