/*
 * evidence/ of a site: reading all that was taken, and taking one more.
 *
 * The files are read from the last name to the first, so that of one chain the newest bundle comes first and what older ones say about the
 * same need not be kept. Each is read into memory of its own, which ends with it.
 */
#include "evidence/private.h"

#include <stdio.h>
#include <string.h>

enum { SCRATCH_MAX = 64 << 20, FILE_MODE = 0644, NUMBER_TEXT = 24, NAME_MAX_BYTES = 2 * SK_BUNDLE_ID_MAX + 24 };

/* A file with what its chain is judged by. */
struct link {
	struct sk_brought *brought;
	char previous[SK_HEX_ROOM]; /* "" for none */
};

struct folder {
	struct sk_arena *arena;
	const struct sk_env *env;
	const struct sk_site *site;
	sk_time at;
	struct sk_heads heads;
	struct sk_brought *brought; /* the offers lie behind the files, missing chains behind them */
	struct link *links;	    /* one for each file */
	size_t files, count;
	struct gather gather;
	struct sk_error *error;
};

/* ---- names ---- */

static sk_outcome path_of(const struct folder *folder, const char *name, const char **out)
{
	return sk_arena_print(folder->arena, out, folder->error, "%s/%s", folder->site->folder, name);
}

static void file_name(const char *collector, const char *host, int64_t sequence, char out[NAME_MAX_BYTES])
{
	(void)snprintf(out, NAME_MAX_BYTES, "%s.%s.%09lld.jsonl", collector, host, (long long)sequence);
}

/* ---- one stored file ---- */

static sk_outcome keep_error(const struct folder *folder, struct sk_brought *brought, const struct sk_error *error)
{
	void *memory;
	SK_TRY(sk_arena_take(folder->arena, 1, sizeof(struct sk_error), &memory, folder->error));
	*(struct sk_error *)memory = *error;
	brought->refusal = memory;
	brought->standing = SK_REFUSED;
	return SK_OK;
}

static sk_outcome keep_text(const struct folder *folder, const char **text)
{
	return *text ? sk_arena_text(folder->arena, *text, strlen(*text), text, folder->error) : SK_OK;
}

/* What was read lies in memory that ends. */
static sk_outcome keep(const struct folder *folder, const struct sk_bundle *bundle, struct link *link)
{
	SK_TRY(keep_text(folder, &link->brought->collector_id));
	SK_TRY(keep_text(folder, &link->brought->host));
	SK_TRY(keep_text(folder, &link->brought->tool));
	if (bundle && bundle->previous)
		memcpy(link->previous, bundle->previous, sizeof(link->previous));
	return SK_OK;
}

static sk_outcome check_name(const struct folder *folder, const char *name, const struct sk_brought *brought, struct sk_error *error)
{
	char expected[NAME_MAX_BYTES];
	struct sk_place where = {.file = brought->file};
	(void)folder;
	file_name(brought->collector_id, brought->host, brought->sequence, expected);
	return strcmp(name, expected) == 0 ? SK_OK : sk_error_set(error, SK_E_EVIDENCE_NAME, &where, expected, NULL, NULL);
}

/* A refusal is an entry of the list; only a machine that fails is an error. */
static sk_outcome read_one(struct folder *folder, const char *name, struct link *link)
{
	SK_ARENA_SCOPE scratch = sk_arena_new(SCRATCH_MAX);
	SK_BUF_SCOPE bytes = SK_BUF(SK_BUNDLE_BYTES_MAX);
	const struct sk_bundle *bundle = NULL;
	struct sk_error refusal = {0};
	const char *relative, *path;
	if (!scratch)
		return sk_error_set_number(folder->error, SK_E_MEMORY, NULL, SCRATCH_MAX);
	SK_TRY(sk_arena_print(folder->arena, &relative, folder->error, SK_EVIDENCE_FOLDER "/%s", name));
	SK_TRY(path_of(folder, relative, &path));
	SK_TRY(sk_env_read_file(folder->env, path, path, SK_BUNDLE_BYTES_MAX, &bytes, folder->error));
	struct sk_offer offer = {.file = relative, .bytes = bytes.bytes ? bytes.bytes : "", .length = bytes.length};
	sk_outcome outcome = accept_bundle(scratch, folder->site, folder->at, ASKED_STORED, &offer, &bundle, link->brought, &refusal);
	if (!sk_failed(outcome))
		outcome = check_name(folder, name, link->brought, &refusal);
	if (outcome.class == SK_CLASS_ENVIRONMENT) {
		*folder->error = refusal;
		return outcome;
	}
	SK_TRY(keep(folder, bundle, link));
	if (sk_failed(outcome))
		return keep_error(folder, link->brought, &refusal);
	return link->brought->standing == SK_COUNTS ? gather_bundle(&folder->gather, bundle, link->brought, true) : SK_OK;
}

/* ---- chains ---- */

static const struct sk_head *head_of(const struct sk_heads *heads, const struct sk_brought *brought)
{
	for (size_t i = 0; i < heads->count; i++)
		if (strcmp(heads->items[i].collector, brought->collector_id) == 0 && strcmp(heads->items[i].host, brought->host) == 0)
			return &heads->items[i];
	return NULL;
}

static bool in_chain(const struct sk_brought *brought, const struct sk_head *head)
{
	return brought->collector_id && strcmp(brought->collector_id, head->collector) == 0 && strcmp(brought->host, head->host) == 0;
}

static sk_outcome missing(const struct sk_head *head, int64_t sequence, struct sk_error *error)
{
	char number[NUMBER_TEXT];
	struct sk_place where = {.file = SK_EVIDENCE_HEADS};
	(void)snprintf(number, sizeof(number), "%lld", (long long)sequence);
	return sk_error_set(error, SK_E_EVIDENCE_MISSING, &where, number, head->collector, head->host);
}

static sk_outcome out_of_order(const struct sk_brought *brought, sk_time before, struct sk_error *error)
{
	char made[SK_TIME_TEXT], last[SK_TIME_TEXT];
	struct sk_place where = {.file = brought->file, .line = 1};
	sk_time_print(brought->at, made);
	sk_time_print(before, last);
	return sk_error_set(error, SK_E_EVIDENCE_ORDER, &where, made, last, NULL);
}

/* Whether `link` follows `before` (NULL: it is the first one here). */
static sk_outcome check_link(const struct sk_head *head, const struct link *before, const struct link *link, struct sk_error *error)
{
	struct sk_place where = {.file = link->brought->file, .line = 1};
	if (link->brought->refusal)
		return sk_error_set(error, SK_E_EVIDENCE_CHAIN, &where, link->brought->file, NULL, NULL);
	if (!before)
		return SK_OK;
	if (link->brought->sequence != before->brought->sequence + 1)
		return missing(head, before->brought->sequence + 1, error);
	if (strcmp(link->previous, before->brought->digest) != 0)
		return sk_error_set(error, SK_E_CHAIN, &where, _("it follows other bytes than the file before it"), NULL, NULL);
	return link->brought->at < before->brought->at ? out_of_order(link->brought, before->brought->at, error) : SK_OK;
}

/* The end of the run is the head, to the byte. */
static sk_outcome check_end(const struct sk_head *head, const struct link *last, struct sk_error *error)
{
	struct sk_place where = {.file = last ? last->brought->file : NULL};
	if (!last || last->brought->sequence != head->sequence)
		return missing(head, head->sequence, error);
	if (strcmp(last->brought->digest, head->digest) != 0)
		return sk_error_set(error, SK_E_CHAIN, &where, _("its bytes are not those of the head"), NULL, NULL);
	return SK_OK;
}

static sk_outcome check_chain(const struct folder *folder, const struct sk_head *head, struct sk_error *error)
{
	const struct link *before = NULL;
	for (size_t i = 0; i < folder->files; i++) {
		const struct link *link = &folder->links[i];
		if (!in_chain(link->brought, head) || link->brought->standing == SK_NOT_TAKEN)
			continue;
		SK_TRY(check_link(head, before, link, error));
		before = link;
	}
	return check_end(head, before, error);
}

/* What lies behind the head, or has none, was never taken. */
static void set_aside(const struct folder *folder)
{
	for (size_t i = 0; i < folder->files; i++) {
		struct sk_brought *brought = folder->links[i].brought;
		const struct sk_head *head = brought->refusal ? NULL : head_of(&folder->heads, brought);
		if (!brought->refusal && (!head || brought->sequence > head->sequence))
			brought->standing = SK_NOT_TAKEN;
	}
}

/* All files of the chain are refused; where none is left, the chain itself is an entry. */
static sk_outcome refuse_chain(struct folder *folder, const struct sk_head *head, const struct sk_error *why)
{
	bool any = false;
	for (size_t i = 0; i < folder->files; i++) {
		struct sk_brought *brought = folder->links[i].brought;
		if (!in_chain(brought, head) || brought->standing == SK_NOT_TAKEN)
			continue;
		any = true;
		if (!brought->refusal)
			SK_TRY(keep_error(folder, brought, why));
	}
	if (any)
		return SK_OK;
	struct sk_brought *entry = &folder->brought[folder->count++];
	*entry = (struct sk_brought){.file = SK_EVIDENCE_HEADS, .collector_id = head->collector, .host = head->host};
	return keep_error(folder, entry, why);
}

static sk_outcome check_chains(struct folder *folder)
{
	set_aside(folder);
	for (size_t i = 0; i < folder->heads.count; i++) {
		struct sk_error why = {0};
		if (sk_failed(check_chain(folder, &folder->heads.items[i], &why)))
			SK_TRY(refuse_chain(folder, &folder->heads.items[i], &why));
	}
	return SK_OK;
}

/* Looks of files that turned out not to count. */
static void drop_looks(struct gather *gather)
{
	size_t kept = 0;
	for (size_t i = 0; i < gather->count; i++)
		if (gather->items[i].bundle->standing == SK_COUNTS)
			gather->items[kept++] = gather->items[i];
	gather->count = kept;
}

/* ---- offers ---- */

/* When the newest file of a chain was made; 0: it has none. */
static sk_time last_made(const struct folder *folder, const struct sk_brought *of)
{
	sk_time last = 0;
	for (size_t i = 0; i < folder->count; i++) {
		const struct sk_brought *brought = &folder->brought[i];
		bool counts = brought != of && !brought->refusal && brought->standing != SK_NOT_TAKEN && brought->collector_id;
		if (counts && strcmp(brought->collector_id, of->collector_id) == 0 && strcmp(brought->host, of->host) == 0 && brought->at > last)
			last = brought->at;
	}
	return last;
}

static bool chain_is_refused(const struct folder *folder, const struct sk_brought *of)
{
	for (size_t i = 0; i < folder->count; i++) {
		const struct sk_brought *brought = &folder->brought[i];
		if (brought != of && brought->refusal && brought->collector_id && strcmp(brought->collector_id, of->collector_id) == 0 &&
		    strcmp(brought->host, of->host) == 0)
			return true;
	}
	return false;
}

static sk_outcome accept_offer(struct folder *folder, const struct sk_offer *offer, const struct sk_bundle **bundle,
			       struct sk_brought *brought, struct sk_error *error)
{
	if (offer->planned)
		return accept_bundle(folder->arena, folder->site, folder->at, ASKED_PLANNED, offer, bundle, brought, error);
	SK_TRY(sk_evidence_accept(folder->arena, folder->site, &folder->heads, folder->at, offer, bundle, brought, error));
	struct sk_place where = {.file = offer->file};
	sk_time last = last_made(folder, brought);
	sk_outcome outcome = SK_OK;
	if (chain_is_refused(folder, brought))
		outcome = sk_error_set(error, SK_E_EVIDENCE_CHAIN, &where, SK_EVIDENCE_FOLDER, NULL, NULL);
	else if (brought->at < last)
		outcome = out_of_order(brought, last, error);
	if (sk_failed(outcome))
		brought->standing = SK_REFUSED;
	return outcome;
}

static sk_outcome take_offers(struct folder *folder, const struct sk_offer *offers, size_t count, struct sk_brought *results)
{
	for (size_t i = 0; i < count; i++) {
		const struct sk_bundle *bundle = NULL;
		struct sk_brought *brought = &folder->brought[folder->count++];
		struct sk_error refusal = {0};
		sk_outcome outcome = accept_offer(folder, &offers[i], &bundle, brought, &refusal);
		if (outcome.class == SK_CLASS_ENVIRONMENT) {
			*folder->error = refusal;
			return outcome;
		}
		if (sk_failed(outcome))
			SK_TRY(keep_error(folder, brought, &refusal));
		else if (brought->standing == SK_COUNTS)
			SK_TRY(gather_newer(&folder->gather, bundle, brought));
		if (results)
			results[i] = *brought;
	}
	return SK_OK;
}

/* ---- all of it ---- */

static sk_outcome take_rooms(struct folder *folder, size_t files, size_t offers)
{
	void *brought, *links;
	SK_TRY(sk_arena_take(folder->arena, files + offers + folder->heads.count + 1, sizeof(struct sk_brought), &brought, folder->error));
	SK_TRY(sk_arena_take(folder->arena, files + 1, sizeof(struct link), &links, folder->error));
	folder->brought = brought;
	folder->links = links;
	folder->files = folder->count = files;
	folder->gather = (struct gather){.arena = folder->arena, .site = folder->site, .error = folder->error};
	return SK_OK;
}

static sk_outcome read_all(struct folder *folder, size_t offers)
{
	const char *path, *const *names = NULL;
	size_t count = 0;
	SK_TRY(path_of(folder, SK_EVIDENCE_FOLDER, &path));
	if (folder->env->kind(folder->env->self, path) == SK_ENTRY_FOLDER)
		SK_TRY(sk_env_list(folder->env, folder->arena, path, ".jsonl", SK_EVIDENCE_FILES_MAX, &names, &count, folder->error));
	SK_TRY(path_of(folder, SK_EVIDENCE_HEADS, &path));
	SK_TRY(sk_heads_read(folder->arena, folder->env, path, &folder->heads, folder->error));
	SK_TRY(take_rooms(folder, count, offers));
	for (size_t i = count; i-- > 0;) {
		folder->links[i].brought = &folder->brought[i];
		SK_TRY(read_one(folder, names[i], &folder->links[i]));
	}
	SK_TRY(check_chains(folder));
	drop_looks(&folder->gather);
	return SK_OK;
}

static void count_standings(struct sk_evidence *evidence)
{
	for (size_t i = 0; i < evidence->count; i++) {
		enum sk_standing standing = evidence->bundles[i].standing;
		evidence->refused += standing == SK_REFUSED;
		evidence->not_taken += standing == SK_NOT_TAKEN;
		evidence->shown += standing == SK_SHOWN;
	}
}

SK_OUTCOME sk_evidence_load(struct sk_arena *arena, const struct sk_env *env, const struct sk_site *site, sk_time at,
			    const struct sk_offer *offers, size_t offer_count, struct sk_brought *offer_results,
			    struct sk_evidence *out, struct sk_error *error)
{
	struct folder folder = {.arena = arena, .env = env, .site = site, .at = at, .error = error};
	*out = (struct sk_evidence){0};
	SK_TRY(read_all(&folder, offer_count));
	SK_TRY(take_offers(&folder, offers, offer_count, offer_results));
	*out = (struct sk_evidence){.bundles = folder.brought, .count = folder.count};
	count_standings(out);
	return gather_finish(&folder.gather, out);
}

/* ---- taking one ---- */

static sk_outcome store(const struct folder *folder, const struct sk_offer *offer, const struct sk_brought *brought)
{
	char name[NAME_MAX_BYTES];
	const char *relative, *path, *heads;
	file_name(brought->collector_id, brought->host, brought->sequence, name);
	SK_TRY(sk_arena_print(folder->arena, &relative, folder->error, SK_EVIDENCE_FOLDER "/%s", name));
	SK_TRY(path_of(folder, relative, &path));
	SK_TRY(path_of(folder, SK_EVIDENCE_HEADS, &heads));
	SK_TRY(sk_env_write_file(folder->env, path, offer->bytes, offer->length, FILE_MODE, folder->error));
	return sk_heads_write(folder->env, heads, &folder->heads, folder->error);
}

static sk_outcome make_folder(const struct folder *folder)
{
	const char *path;
	char reason[SK_REASON_TEXT];
	SK_TRY(path_of(folder, SK_EVIDENCE_FOLDER, &path));
	if (folder->env->kind(folder->env->self, path) == SK_ENTRY_FOLDER)
		return SK_OK;
	struct sk_place where = {.file = path};
	int result = folder->env->make_folder(folder->env->self, path, 0755);
	if (result == 0)
		result = folder->env->sync_folder(folder->env->self, folder->site->folder);
	return result == 0 ? SK_OK : sk_error_set(folder->error, SK_E_FILE_WRITE, &where, sk_env_reason(result, reason), NULL, NULL);
}

SK_OUTCOME sk_evidence_import(struct sk_arena *arena, const struct sk_env *env, const struct sk_site *site, sk_time at,
			      const struct sk_offer *offer, struct sk_brought *out, struct sk_error *error)
{
	struct folder folder = {.arena = arena, .env = env, .site = site, .at = at, .error = error};
	const struct sk_bundle *bundle;
	SK_TRY(read_all(&folder, 1));
	sk_outcome outcome = accept_offer(&folder, offer, &bundle, out, error);
	if (sk_failed(outcome))
		return outcome;
	SK_TRY(make_folder(&folder));
	return store(&folder, offer, out);
}
