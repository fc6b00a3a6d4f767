/*
 * evidence/ of a site: the files that were taken, and what is offered behind them.
 *
 * Files of one chain are read from the newest to the oldest, each into memory of its own, and only what no newer one of the chain has looked at
 * is kept: hundreds of bundles of megabytes do not have to fit at once. Then the chain is followed from its head: numbers without a gap, each
 * file the one whose digest the next one names.
 */
#include "evidence/private.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SUFFIX ".jsonl"
/* What is planned is newer than all that lies there, whatever number it bears. */
#define PLANNED_TURN ((int64_t)1 << 40)

enum {
	SCRATCH_MAX = 96 << 20, /* the worst that 8 MiB of lines can become */
	DIGITS = 9,
	DIGITS_MOST = 10, /* SK_BUNDLE_SEQUENCE_MAX */
	NUMBER_TEXT = 24,
};

/* ---- names ------------------------------------------------------------------------------------------------------------------- */

void sk_evidence_file_name(const char *collector, const char *host, int64_t sequence, char out[SK_EVIDENCE_NAME_ROOM])
{
	(void)snprintf(out, SK_EVIDENCE_NAME_ROOM, "%s.%s.%09lld" SUFFIX, collector, host, (long long)sequence);
}

/* COLLECTOR.HOST.000000001.jsonl: *chain bytes before the number. False when it is not so. */
static bool split_name(const char *name, size_t *chain, int64_t *number)
{
	size_t end = strlen(name) - strlen(SUFFIX), begin = end;
	while (begin > 0 && name[begin - 1] >= '0' && name[begin - 1] <= '9')
		begin--;
	if (end - begin < DIGITS || end - begin > DIGITS_MOST || begin < 2 || name[begin - 1] != '.')
		return false;
	*number = 0;
	for (size_t i = begin; i < end; i++)
		*number = *number * 10 + (name[i] - '0');
	*chain = begin - 1;
	return true;
}

/* Whether the bytes are "COLLECTOR.HOST". */
static bool is_chain(const char *text, size_t length, const char *collector, const char *host)
{
	size_t first = strlen(collector), second = strlen(host);
	return length == first + 1 + second && memcmp(text, collector, first) == 0 && text[first] == '.' && memcmp(text + first + 1, host, second) == 0;
}

/* ---- loading ----------------------------------------------------------------------------------------------------------------- */

/* A file that lies there. */
struct stored {
	struct sk_held held;
	const char *name;
	size_t chain;	/* bytes of the name before the number; 0: it is no name of ours */
	int64_t number; /* of the name */
	const char *previous;
	bool behind; /* the head, by its content, whatever its name is */
};

/* A chain in which something is refused. */
struct spoiled {
	struct spoiled *next;
	const char *collector, *host, *file;
};

/* A chain that counts: what was lost with the files before its oldest is known when it has gone on by what is offered. */
struct front {
	struct front *next;
	const char *collector, *host;
	const struct stored *oldest;
	int64_t later; /* the number of the first that was made after the day that is judged */
};

/* A file behind a head, and what it tells. */
struct leftover {
	struct leftover *next;
	const struct sk_held *held;
	struct sk_said *said;
	size_t said_count;
};

/* What is brought. In a reading that weighs it among the files, its looks are gathered with those of its chain. */
struct offered {
	const struct sk_offer *offer;
	struct sk_held held;
	bool counts, gathered;
};

struct loader {
	struct sk_folder_reading *reading;
	struct sk_arena *arena;
	const struct sk_env *env;
	const struct sk_site *site;
	sk_time at;
	struct sk_error *error;
	struct sk_heads heads;
	struct sk_heads unplanned; /* where something is planned: without that */
	bool planned;
	struct stored *stored;
	size_t stored_count;
	struct sk_held **held; /* all there is: stored, missing, offered */
	size_t held_count;
	struct offered *offered; /* as many as the reading has offers */
	struct spoiled *spoiled;
	struct front *fronts;
	struct leftover *leftovers;
	struct sk_gathering gathering;
	struct sk_scale scale;
	struct sk_chain_name *weighed; /* whose each of its chains is */
};

static sk_outcome take(struct sk_arena *arena, size_t count, size_t size, void *out, struct sk_error *error)
{
	void *memory;
	SK_TRY(sk_arena_take(arena, count, size, &memory, error));
	memcpy(out, &memory, sizeof(memory));
	return SK_OK;
}

/* As seen from the site, wherever that is. */
static sk_outcome shown_name(struct loader *loader, const char *name, const char **out)
{
	char shown[SK_ERROR_TEXT];
	sk_text_shown(shown, name);
	return sk_arena_print(loader->arena, out, loader->error, SK_EVIDENCE_FOLDER "/%s", shown);
}

static sk_outcome keep(struct sk_arena *arena, const char **text, struct sk_error *error)
{
	return *text ? sk_arena_text(arena, *text, strlen(*text), text, error) : SK_OK;
}

sk_outcome sk_evidence_keep(struct sk_arena *arena, struct sk_brought *brought, struct sk_error *error)
{
	SK_TRY(keep(arena, &brought->file, error));
	SK_TRY(keep(arena, &brought->collector_id, error));
	SK_TRY(keep(arena, &brought->host, error));
	return keep(arena, &brought->tool, error);
}

/* Takes what stands in loader->error for the reason. */
static sk_outcome refuse_for(struct loader *loader, struct sk_brought *brought)
{
	struct sk_error *refusal, second;
	if (sk_failed(take(loader->arena, 1, sizeof(*refusal), &refusal, &second))) {
		*loader->error = second;
		return (sk_outcome){sk_error_class_of(second.id)};
	}
	*refusal = *loader->error;
	brought->refusal = refusal;
	brought->standing = SK_REFUSED;
	return SK_OK;
}

/* The same for an outcome: what is wrong with the input is a refusal, everything else a failure. */
static sk_outcome refuse_or_fail(struct loader *loader, sk_outcome outcome, struct sk_brought *brought)
{
	return outcome.class == SK_CLASS_INPUT ? refuse_for(loader, brought) : outcome;
}

/* What was judged in memory that ends stays, with the reason where there is one. */
static sk_outcome keep_judged(struct loader *loader, sk_outcome outcome, struct sk_brought *brought)
{
	if (sk_failed(outcome))
		SK_TRY(refuse_or_fail(loader, outcome, brought));
	return sk_evidence_keep(loader->arena, brought, loader->error);
}

/* ---- one stored file ---- */

/* Refused alone: it is what it was, and so is the rest of its chain. */
static bool is_only_later(const struct sk_brought *brought)
{
	return brought->refusal && brought->refusal->id == SK_E_EVIDENCE_LATER;
}

static sk_outcome check_name(const struct stored *stored, struct sk_error *error)
{
	const struct sk_brought *brought = &stored->held.brought;
	struct sk_place place = {.file = brought->file};
	char name[SK_EVIDENCE_NAME_ROOM];
	sk_evidence_file_name(brought->collector_id, brought->host, brought->sequence, name);
	if (strcmp(name, stored->name) == 0)
		return SK_OK;
	return sk_error_set(error, SK_E_EVIDENCE_NAME, &place, name, NULL, NULL);
}

/* What was judged fits its name, or is refused for that. */
static sk_outcome judge_stored(struct loader *loader, struct sk_arena *scratch, struct stored *stored, const struct sk_buf *bytes,
			       const struct sk_bundle **bundle)
{
	struct sk_brought *brought = &stored->held.brought;
	struct sk_offer offer = {.file = brought->file, .bytes = bytes->bytes ? bytes->bytes : "", .length = bytes->length};
	sk_outcome outcome = sk_evidence_judge(scratch, loader->site, loader->at, &offer, SK_ASKED_STORED, bundle, brought, loader->error);
	SK_TRY(keep_judged(loader, outcome, brought));
	if (*bundle)
		stored->previous = (*bundle)->previous;
	SK_TRY(keep(loader->arena, &stored->previous, loader->error));
	if (brought->standing == SK_REFUSED && !is_only_later(brought))
		return SK_OK;
	return check_name(stored, loader->error);
}

/* Not taken: whether the list of heads is lost or an import was broken off, what it saw is not as if nobody had looked. That it is refused now, for what
 * site.yaml says today of its subjects or its key, for its name, or as it is later than the day that is judged, takes nothing from its being there. */
static bool is_behind(const struct loader *loader, const struct sk_brought *brought)
{
	const struct sk_head *head = brought->collector_id ? sk_evidence_head(&loader->heads, brought->collector_id, brought->host) : NULL;
	return (brought->collector || head) && !(head && brought->sequence <= head->sequence);
}

static bool is_later(const struct loader *loader, const struct sk_brought *brought)
{
	return brought->at > loader->at + SK_EVIDENCE_LATER;
}

static sk_outcome note_leftover(struct loader *loader, struct sk_arena *scratch, const struct sk_bundle *bundle, const struct sk_held *held)
{
	struct sk_head told = {0};
	struct leftover *leftover;
	if (!sk_evidence_origin_counts(loader->site, held->brought.origin))
		return SK_OK;
	SK_TRY(sk_evidence_said(scratch, loader->site, NULL, bundle, true, &told, loader->error));
	SK_TRY(take(loader->arena, 1, sizeof(*leftover), &leftover, loader->error));
	*leftover = (struct leftover){.next = loader->leftovers, .held = held, .said_count = told.said_count};
	SK_TRY(take(loader->arena, told.said_count, sizeof(*leftover->said), &leftover->said, loader->error));
	for (size_t i = 0; i < told.said_count; i++) {
		leftover->said[i] = told.said[i];
		SK_TRY(keep(loader->arena, &leftover->said[i].subject, loader->error));
	}
	loader->leftovers = leftover;
	return SK_OK;
}

/* There is room for one of each head and of each offer. */
static struct sk_chain_weight *weight_of(struct loader *loader, const char *collector, const char *host)
{
	struct sk_scale *scale = &loader->scale;
	for (size_t i = 0; i < scale->count; i++)
		if (strcmp(loader->weighed[i].collector, collector) == 0 && strcmp(loader->weighed[i].host, host) == 0)
			return &scale->chains[i];
	loader->weighed[scale->count] = (struct sk_chain_name){collector, host};
	return &scale->chains[scale->count++];
}

/* `seen` NULL: beside what is known of its chain. */
static sk_outcome gather_weighed(struct loader *loader, const struct sk_bundle *bundle, const struct sk_held *held, struct sk_seen *seen)
{
	loader->gathering.scale = &loader->scale;
	loader->gathering.chain = weight_of(loader, held->brought.collector_id, held->brought.host);
	return sk_gather(&loader->gathering, bundle, held, seen, true);
}

static sk_outcome refuse_weight(struct loader *loader, const struct sk_brought *brought)
{
	struct sk_place place = {.file = brought->file};
	return sk_error_set(loader->error, SK_E_EVIDENCE_MANY, &place, brought->collector_id, brought->host, NULL);
}

/* Whether more could be known at once than may: who is then refused has to be weighed. */
static bool is_tight(const struct loader *loader)
{
	bool tight = loader->scale.over;
	for (size_t i = 0; i < loader->scale.count; i++)
		tight = tight || loader->scale.chains[i].heavy;
	return tight;
}

/* Whether it is what was taken, or could be. *bundle is set when it could be read at all; it borrows `bytes`. */
static sk_outcome judge_file(struct loader *loader, struct sk_arena *scratch, struct stored *stored, struct sk_buf *bytes, const struct sk_bundle **bundle)
{
	struct sk_brought *brought = &stored->held.brought;
	const char *path;
	SK_TRY(shown_name(loader, stored->name, &brought->file));
	SK_TRY(sk_arena_print(scratch, &path, loader->error, "%s/" SK_EVIDENCE_FOLDER "/%s", loader->site->folder, stored->name));
	sk_outcome outcome = sk_env_read_file(loader->env, path, brought->file, SK_BUNDLE_BYTES_MAX, bytes, loader->error);
	if (sk_failed(outcome))
		return loader->error->id == SK_E_FILE_LARGE ? refuse_for(loader, brought) : outcome;
	outcome = judge_stored(loader, scratch, stored, bytes, bundle);
	return sk_failed(outcome) ? refuse_or_fail(loader, outcome, brought) : SK_OK;
}

static sk_outcome load_file(struct loader *loader, struct stored *stored, struct sk_seen *seen)
{
	struct sk_brought *brought = &stored->held.brought;
	SK_ARENA_SCOPE scratch = sk_arena_new(SCRATCH_MAX);
	SK_BUF_SCOPE bytes = SK_BUF(SK_BUNDLE_BYTES_MAX);
	const struct sk_bundle *bundle = NULL;
	if (!scratch)
		return sk_error_set_number(loader->error, SK_E_MEMORY, NULL, SCRATCH_MAX);
	SK_TRY(judge_file(loader, scratch, stored, &bytes, &bundle));
	stored->held.turn = brought->sequence;
	stored->behind = is_behind(loader, brought);
	if (stored->behind && brought->standing != SK_REFUSED)
		brought->standing = SK_NOT_TAKEN;
	if (stored->behind)
		return is_later(loader, brought) ? SK_OK : note_leftover(loader, scratch, bundle, &stored->held);
	if (brought->standing != SK_COUNTS)
		return SK_OK;
	return gather_weighed(loader, bundle, &stored->held, seen);
}

/* ---- one offer ---- */

/* Offers that are read beside the folder: what they weigh in it is not known then. */
static bool is_beside(const struct sk_folder_reading *reading)
{
	return reading->offer_count > 0 && !reading->weighed;
}

/* *bundle is set where it is not refused. */
static sk_outcome judge_offer(struct loader *loader, struct sk_arena *scratch, struct offered *offered, const struct sk_bundle **bundle)
{
	const struct sk_offer *offer = offered->offer;
	struct sk_held *held = &offered->held;
	sk_time at = offer->planned ? loader->at : loader->reading->taking;
	*bundle = NULL;
	sk_outcome outcome = sk_evidence_judge(scratch, loader->site, at, offer, offer->planned ? SK_ASKED_PLANNED : SK_ASKED_NEW, bundle, &held->brought,
					       loader->error);
	SK_TRY(keep_judged(loader, outcome, &held->brought));
	held->turn = offer->planned ? PLANNED_TURN + (offered - loader->offered) : held->brought.sequence;
	return SK_OK;
}

/* Whether it is to be weighed among the files. */
static sk_outcome start_offer(struct loader *loader, struct offered *offered)
{
	SK_ARENA_SCOPE scratch = sk_arena_new(SCRATCH_MAX);
	const struct sk_bundle *bundle;
	if (!scratch)
		return sk_error_set_number(loader->error, SK_E_MEMORY, NULL, SCRATCH_MAX);
	SK_TRY(judge_offer(loader, scratch, offered, &bundle));
	offered->counts = offered->held.brought.standing == SK_COUNTS;
	return SK_OK;
}

static sk_outcome gather_offer(struct loader *loader, struct offered *offered, struct sk_seen *seen)
{
	SK_ARENA_SCOPE scratch = sk_arena_new(SCRATCH_MAX);
	const struct sk_bundle *bundle;
	if (!scratch)
		return sk_error_set_number(loader->error, SK_E_MEMORY, NULL, SCRATCH_MAX);
	SK_TRY(judge_offer(loader, scratch, offered, &bundle));
	return gather_weighed(loader, bundle, &offered->held, seen);
}

/* ---- one chain ---- */

/* Files of one name but for the number, the newest first. */
struct group {
	struct stored *files;
	size_t count;
};

static bool is_taken(const struct stored *file, const struct sk_head *head)
{
	return file->number <= head->sequence;
}

/* The oldest file that cannot be what was taken. */
static struct stored *refused_in(const struct group *group, const struct sk_head *head)
{
	for (size_t i = group->count; i-- > 0;) {
		struct stored *file = &group->files[i];
		if (is_taken(file, head) && file->held.brought.standing == SK_REFUSED && !is_only_later(&file->held.brought))
			return file;
	}
	return NULL;
}

static const char *digits(int64_t number, char out[NUMBER_TEXT])
{
	(void)snprintf(out, NUMBER_TEXT, "%lld", (long long)number);
	return out;
}

static sk_outcome missing(struct loader *loader, const char *file, int64_t number, const struct sk_head *head)
{
	struct sk_place place = {.file = file};
	char text[NUMBER_TEXT];
	return sk_error_set(loader->error, SK_E_EVIDENCE_MISSING, &place, digits(number, text), head->collector, head->host);
}

static sk_outcome changed(struct loader *loader, const struct sk_brought *brought, const char *digest)
{
	struct sk_place place = {.file = brought->file};
	char number[NUMBER_TEXT];
	return sk_error_set(loader->error, SK_E_EVIDENCE_CHANGED, &place, digits(brought->sequence, number), digest, NULL);
}

static sk_outcome before(struct loader *loader, const struct sk_brought *newer, const struct sk_brought *older)
{
	struct sk_place place = {newer->file, 1, 0};
	char is[SK_TIME_TEXT], most[SK_TIME_TEXT];
	sk_time_print(newer->at, is);
	sk_time_print(older->at, most);
	return sk_error_set(loader->error, SK_E_EVIDENCE_ORDER, &place, is, most, NULL);
}

/* From the head backwards; *bad is the file at which it breaks. */
static sk_outcome follow_back(struct loader *loader, const struct group *group, const struct sk_head *head, struct stored **bad)
{
	const char *digest = head->digest;
	int64_t number = head->sequence;
	struct stored *newer = NULL;
	for (size_t i = 0; i < group->count; i++) {
		struct stored *file = &group->files[i];
		const struct sk_brought *brought = &file->held.brought;
		if (!is_taken(file, head))
			continue;
		*bad = file;
		if (file->number != number)
			return missing(loader, brought->file, number, head);
		if (!digest || strcmp(brought->digest, digest) != 0)
			return changed(loader, brought, digest ? digest : "-");
		*bad = newer ? newer : file;
		if (newer && newer->held.brought.at < brought->at)
			return before(loader, &newer->held.brought, brought);
		digest = file->previous;
		number--;
		newer = file;
	}
	*bad = NULL;
	return SK_OK;
}

static sk_outcome chain_refused(struct sk_error *error, const char *file, const char *first)
{
	struct sk_place place = {.file = file};
	return sk_error_set(error, SK_E_EVIDENCE_CHAIN, &place, first, NULL, NULL);
}

static sk_outcome spoil(struct loader *loader, const struct sk_head *head, const char *file)
{
	struct spoiled *spoiled;
	SK_TRY(take(loader->arena, 1, sizeof(*spoiled), &spoiled, loader->error));
	*spoiled = (struct spoiled){loader->spoiled, head->collector, head->host, file};
	loader->spoiled = spoiled;
	return SK_OK;
}

static sk_outcome refuse_chain(struct loader *loader, const struct group *group, const struct sk_head *head, const struct stored *first)
{
	for (size_t i = 0; i < group->count; i++) {
		struct stored *file = &group->files[i];
		if (is_taken(file, head) && file->held.brought.standing != SK_REFUSED)
			SK_TRY(refuse_or_fail(loader, chain_refused(loader->error, file->held.brought.file, first->held.brought.file), &file->held.brought));
	}
	return spoil(loader, head, first->held.brought.file);
}

static struct stored *newest_taken(const struct group *group, const struct sk_head *head)
{
	for (size_t i = 0; i < group->count; i++)
		if (is_taken(&group->files[i], head))
			return &group->files[i];
	return NULL;
}

/* Older than all that is left. */
enum { LOST_TURN = 0 };

static sk_outcome lose_chain(struct loader *loader, const struct sk_head *head, const struct sk_held *held, sk_time at)
{
	struct sk_lost lost = {held, head->collector, head->host, LOST_TURN, at < loader->at ? at : loader->at};
	return sk_lose_said(&loader->gathering, &lost, head->said, head->said_count);
}

/* Not later than what the head was made; where that file is not what was taken nobody knows. */
static sk_time latest_of(const struct loader *loader, const struct stored *newest, const struct sk_head *head)
{
	return strcmp(newest->held.brought.digest, head->digest) == 0 ? newest->held.brought.at : loader->at;
}

/* The first that was made after the day that is judged; no number is as great where none was. */
static int64_t first_later(const struct group *group, const struct sk_head *head)
{
	int64_t first = INT64_MAX;
	for (size_t i = 0; i < group->count; i++)
		if (is_taken(&group->files[i], head) && is_only_later(&group->files[i].held.brought))
			first = group->files[i].number;
	return first;
}

/*
 * What the files that were taken away from the front told, and no file that is left has seen anew. As of a day gone by a later file, which is not
 * there yet, has seen nothing anew: what it did take the place of was known then, nobody knows how well.
 */
static sk_outcome lose_front(struct loader *loader, const struct front *front)
{
	const struct sk_head *head = sk_evidence_head(&loader->heads, front->collector, front->host);
	struct sk_head lost = *head;
	struct sk_said *said;
	SK_TRY(take(loader->arena, head->said_count, sizeof(*said), &said, loader->error));
	lost.said = said;
	lost.said_count = 0;
	for (size_t i = 0; i < head->said_count && front->oldest->number > 1; i++) {
		const struct sk_said *from = &head->said[i];
		if (from->from >= front->oldest->number && from->from < front->later)
			continue;
		said[lost.said_count] = *from;
		if (from->from >= front->later)
			said[lost.said_count].method = sk_evidence_strongest(sk_fact_kind_named(from->kind));
		lost.said_count++;
	}
	return lose_chain(loader, &lost, &front->oldest->held, front->oldest->held.brought.at);
}

static sk_outcome note_front(struct loader *loader, const struct group *group, const struct sk_head *head)
{
	struct front *front;
	SK_TRY(take(loader->arena, 1, sizeof(*front), &front, loader->error));
	*front = (struct front){loader->fronts, head->collector, head->host, &group->files[group->count - 1], first_later(group, head)};
	loader->fronts = front;
	return SK_OK;
}

/* A chain that was taken once, and nothing of it is there. */
static sk_outcome list_missing(struct loader *loader, const struct sk_head *head)
{
	char name[SK_EVIDENCE_NAME_ROOM];
	struct sk_held *held;
	SK_TRY(take(loader->arena, 1, sizeof(*held), &held, loader->error));
	sk_evidence_file_name(head->collector, head->host, head->sequence, name);
	held->brought = (struct sk_brought){.collector_id = head->collector, .host = head->host, .sequence = head->sequence};
	SK_TRY(shown_name(loader, name, &held->brought.file));
	SK_TRY(refuse_or_fail(loader, missing(loader, held->brought.file, head->sequence, head), &held->brought));
	loader->held[loader->held_count++] = held;
	SK_TRY(lose_chain(loader, head, held, loader->at));
	return spoil(loader, head, held->brought.file);
}

static bool is_offered_to(const struct loader *loader, const struct sk_head *head)
{
	for (size_t i = 0; i < loader->reading->offer_count; i++)
		if (loader->offered[i].counts && strcmp(loader->offered[i].held.brought.collector_id, head->collector) == 0 &&
		    strcmp(loader->offered[i].held.brought.host, head->host) == 0)
			return true;
	return false;
}

/* The newest file stands for all of them: a newer one that says less mends it. What is offered to the chain is refused in its place (offers.c). */
static sk_outcome check_weight(struct loader *loader, const struct group *group, const struct sk_head *head, struct stored **bad)
{
	bool heavy = weight_of(loader, head->collector, head->host)->heavy && !is_offered_to(loader, head);
	for (size_t i = 0; i < group->count && !*bad && heavy; i++)
		*bad = is_taken(&group->files[i], head) ? &group->files[i] : NULL;
	return *bad ? refuse_or_fail(loader, refuse_weight(loader, &(*bad)->held.brought), &(*bad)->held.brought) : SK_OK;
}

/* A failure must not go away with the name of its subject. */
static sk_outcome check_subjects(struct loader *loader, const struct sk_head *head, struct stored *newest, struct stored **bad)
{
	struct sk_place place = {.file = newest->held.brought.file};
	sk_time day = sk_day_in_japan(loader->at);
	for (size_t i = 0; i < head->said_count && !*bad; i++) {
		const char *id = head->said[i].subject;
		if (!sk_evidence_moved(loader->site, &head->said[i]) || sk_site_retired(loader->site, id, day, head->said[i].at))
			continue;
		*bad = newest;
		SK_TRY(refuse_or_fail(loader, sk_error_set(loader->error, SK_E_EVIDENCE_GONE, &place, id, head->said[i].place, NULL), &newest->held.brought));
	}
	return SK_OK;
}

static sk_outcome check_files(struct loader *loader, const struct group *group, const struct sk_head *head, struct stored *newest, struct stored **bad)
{
	*bad = refused_in(group, head);
	if (!*bad) {
		sk_outcome outcome = follow_back(loader, group, head, bad);
		if (sk_failed(outcome))
			SK_TRY(refuse_or_fail(loader, outcome, &(*bad)->held.brought));
	}
	return *bad ? SK_OK : check_subjects(loader, head, newest, bad);
}

static sk_outcome check_chain(struct loader *loader, const struct group *group, struct sk_head *head)
{
	struct stored *newest = newest_taken(group, head), *bad;
	if (!newest)
		return list_missing(loader, head);
	SK_TRY(check_files(loader, group, head, newest, &bad));
	if (!bad)
		SK_TRY(check_weight(loader, group, head, &bad));
	if (bad) {
		SK_TRY(lose_chain(loader, head, &bad->held, latest_of(loader, newest, head)));
		return refuse_chain(loader, group, head, bad);
	}
	head->at = newest->held.brought.at;
	return note_front(loader, group, head);
}

/* ---- all of them ---- */

/* By chain, then the newest first. */
static int by_chain(const void *left, const void *right)
{
	const struct stored *a = left, *b = right;
	size_t shorter = a->chain < b->chain ? a->chain : b->chain;
	int order = memcmp(a->name, b->name, shorter);
	if (order == 0)
		order = (a->chain > b->chain) - (a->chain < b->chain);
	if (order == 0)
		order = (a->number < b->number) - (a->number > b->number);
	return order ? order : strcmp(a->name, b->name);
}

static bool same_group(const struct stored *a, const struct stored *b)
{
	return a->chain > 0 && a->chain == b->chain && memcmp(a->name, b->name, a->chain) == 0;
}

static struct sk_lost lost_with(const struct sk_held *held)
{
	return (struct sk_lost){held, held->brought.collector_id, held->brought.host, held->turn, held->brought.at};
}

static const char *spoiled_by(const struct loader *loader, const struct sk_brought *brought)
{
	for (const struct spoiled *spoiled = loader->spoiled; spoiled; spoiled = spoiled->next)
		if (strcmp(spoiled->collector, brought->collector_id) == 0 && strcmp(spoiled->host, brought->host) == 0)
			return spoiled->file;
	return NULL;
}

/* What lies behind a head that counts is its collector's by its signature, or rubbish. Where the chain is refused the reason can be that its key, or its
 * collector, is named no more: nobody can tell whose it is then. */
static bool could_be_taken(const struct loader *loader, const struct sk_held *held)
{
	return !held->withdrawn && (held->brought.collector || spoiled_by(loader, &held->brought));
}

/* Whose it is and which number, as it says itself. */
static int by_number(const void *left, const void *right)
{
	const struct sk_brought *a = &(*(const struct stored *const *)left)->held.brought, *b = &(*(const struct stored *const *)right)->held.brought;
	int order = strcmp(a->collector_id, b->collector_id);
	if (order == 0)
		order = strcmp(a->host, b->host);
	return order ? order : (a->sequence > b->sequence) - (a->sequence < b->sequence);
}

static bool same_chain(const struct sk_brought *a, const struct sk_brought *b)
{
	return strcmp(a->collector_id, b->collector_id) == 0 && strcmp(a->host, b->host) == 0;
}

static sk_outcome list_behind(const struct loader *loader, const struct stored ***out, size_t *count)
{
	SK_TRY(take(loader->arena, loader->stored_count, sizeof(**out), out, loader->error));
	*count = 0;
	for (size_t i = 0; i < loader->stored_count; i++)
		if (loader->stored[i].behind && could_be_taken(loader, &loader->stored[i].held))
			(*out)[(*count)++] = &loader->stored[i];
	if (*count > 0)
		qsort(*out, *count, sizeof(**out), by_number);
	return SK_OK;
}

/* Whether it goes on from the bundle of that number and digest: who has the key can make another one of any number, but not what this one names. */
static bool goes_on_from(const struct stored *file, int64_t number, const char *digest)
{
	return file->held.brought.sequence == number + 1 && file->previous && strcmp(file->previous, digest) == 0;
}

/* Whether it goes on from the head, or from one of the files, which are of its chain; the first of a chain goes on from nothing. */
static bool is_joined(const struct stored *file, const struct sk_head *head, const struct stored *const *files, size_t count)
{
	bool joined = head ? goes_on_from(file, head->sequence, head->digest) : file->held.brought.sequence == 1 && !file->previous;
	for (size_t i = 0; i < count && !joined; i++)
		joined = goes_on_from(file, files[i]->held.brought.sequence, files[i]->held.brought.digest);
	return joined;
}

/* Whether one is missing between the head and the last of the files, which are of one chain. A plan is not what is missing. */
static bool has_gap(const struct loader *loader, const struct stored *const *files, size_t count)
{
	const struct sk_heads *heads = loader->planned ? &loader->unplanned : &loader->heads;
	const struct sk_head *head = sk_evidence_head(heads, files[0]->held.brought.collector_id, files[0]->held.brought.host);
	for (size_t i = 0; i < count; i++)
		if (!is_joined(files[i], head, files, count))
			return true;
	return false;
}

/* The list of heads is older than the files, and not all of these are here. Nobody knows what the others told; whatever is missing, in how many places,
 * was made before the newest. */
static sk_outcome lose_gap(struct loader *loader, const struct stored *newest)
{
	struct sk_lost lost = lost_with(&newest->held);
	if (is_later(loader, &newest->held.brought))
		lost.at = loader->at;
	return sk_lose_all(&loader->gathering, &lost);
}

static sk_outcome lose_gaps(struct loader *loader)
{
	const struct stored **files;
	size_t count;
	SK_TRY(list_behind(loader, &files, &count));
	for (size_t i = 0, same; i < count; i += same) {
		for (same = 1; i + same < count && same_chain(&files[i]->held.brought, &files[i + same]->held.brought);)
			same++;
		if (has_gap(loader, &files[i], same))
			SK_TRY(lose_gap(loader, files[i + same - 1]));
	}
	return SK_OK;
}

/* Those of one chain, the newest first, as if they lay there already. */
static sk_outcome gather_offers(struct loader *loader, const char *name, size_t length, struct sk_seen *seen)
{
	for (size_t i = loader->reading->offer_count; i-- > 0;) {
		struct offered *offered = &loader->offered[i];
		const struct sk_brought *brought = &offered->held.brought;
		if (!offered->counts || offered->gathered || !is_chain(name, length, brought->collector_id, brought->host))
			continue;
		offered->gathered = true;
		SK_TRY(gather_offer(loader, offered, seen));
	}
	return SK_OK;
}

static sk_outcome load_group(struct loader *loader, const struct group *group, struct sk_seen *seen)
{
	seen->chain++;
	SK_TRY(gather_offers(loader, group->files->name, group->files->chain, seen));
	for (size_t i = 0; i < group->count; i++) {
		SK_TRY(load_file(loader, &group->files[i], seen));
		loader->held[loader->held_count++] = &group->files[i].held;
	}
	return SK_OK;
}

/* Offers to chains of which no file lies there. */
static sk_outcome gather_others(struct loader *loader, struct sk_seen *seen)
{
	for (size_t i = 0; i < loader->reading->offer_count; i++) {
		const struct sk_brought *brought = &loader->offered[i].held.brought;
		const char *name;
		if (!loader->offered[i].counts || loader->offered[i].gathered)
			continue;
		seen->chain++;
		SK_TRY(sk_arena_print(loader->arena, &name, loader->error, "%s.%s", brought->collector_id, brought->host));
		SK_TRY(gather_offers(loader, name, strlen(name), seen));
	}
	return SK_OK;
}

/* Files of one name stand one behind the other. False: there are no more. */
static bool next_group(const struct loader *loader, struct group *group)
{
	size_t at = group->files ? (size_t)(group->files - loader->stored) + group->count : 0;
	if (at >= loader->stored_count)
		return false;
	*group = (struct group){&loader->stored[at], 1};
	while (at + group->count < loader->stored_count && same_group(group->files, group->files + group->count))
		group->count++;
	return true;
}

static sk_outcome load_groups(struct loader *loader)
{
	SK_ARENA_SCOPE scratch = sk_arena_new(SCRATCH_MAX);
	struct sk_seen seen;
	if (!scratch)
		return sk_error_set_number(loader->error, SK_E_MEMORY, NULL, SCRATCH_MAX);
	SK_TRY(sk_seen_new(scratch, loader->site, &seen, loader->error));
	for (struct group group = {0}; next_group(loader, &group);)
		SK_TRY(load_group(loader, &group, &seen));
	return gather_others(loader, &seen);
}

static sk_outcome new_scale(struct loader *loader)
{
	const struct sk_folder_reading *reading = loader->reading;
	size_t room = loader->heads.count + reading->offer_count + reading->heavy_count;
	SK_TRY(take(loader->arena, room, sizeof(*loader->scale.chains), &loader->scale.chains, loader->error));
	SK_TRY(take(loader->arena, room, sizeof(*loader->weighed), &loader->weighed, loader->error));
	for (size_t i = 0; i < reading->heavy_count; i++)
		weight_of(loader, reading->heavy[i].collector, reading->heavy[i].host)->heavy = true;
	return SK_OK;
}

static void forget_looks(struct loader *loader)
{
	loader->held_count = loader->gathering.count = 0;
	loader->gathering.looks = NULL;
	loader->gathering.everywhere = NULL;
	loader->leftovers = NULL;
	for (size_t i = 0; i < loader->stored_count; i++)
		loader->stored[i].held = (struct sk_held){0};
	for (size_t i = 0; i < loader->reading->offer_count; i++)
		loader->offered[i].gathered = false;
}

/* Who is the heaviest is known at the end only: where all together are past the ceiling, everything is read again without them. With offers that are not
 * among it that would be for nothing: who is heavy with them is another question. */
static sk_outcome weigh_and_load(struct loader *loader)
{
	SK_TRY(new_scale(loader));
	SK_TRY(load_groups(loader));
	if (is_tight(loader) && is_beside(loader->reading))
		return SK_OK;
	if (!sk_scale_decide(&loader->scale))
		return SK_OK;
	forget_looks(loader);
	return load_groups(loader);
}

static struct group group_of(const struct loader *loader, const struct sk_head *head)
{
	struct group group = {0};
	for (size_t i = 0; i < loader->stored_count; i++) {
		struct stored *file = &loader->stored[i];
		if (!is_chain(file->name, file->chain, head->collector, head->host))
			continue;
		group.files = group.files ? group.files : file;
		group.count++;
	}
	return group;
}

static sk_outcome list_names(struct loader *loader, const char *folder)
{
	const char *const *names;
	SK_TRY(sk_env_list(loader->env, loader->arena, folder, SUFFIX, SK_EVIDENCE_FILES_MAX, &names, &loader->stored_count, loader->error));
	SK_TRY(take(loader->arena, loader->stored_count, sizeof(*loader->stored), &loader->stored, loader->error));
	for (size_t i = 0; i < loader->stored_count; i++) {
		struct stored *file = &loader->stored[i];
		file->name = names[i];
		if (!split_name(names[i], &file->chain, &file->number))
			*file = (struct stored){.name = names[i]};
	}
	if (loader->stored_count > 0)
		qsort(loader->stored, loader->stored_count, sizeof(*loader->stored), by_chain);
	return SK_OK;
}

static bool stop(void *context, const char *name)
{
	(void)context;
	(void)name;
	return false;
}

/* Only the system's own word that there is no such folder counts. */
static bool is_absent(const struct sk_env *env, const char *folder)
{
	int result;
	do {
		result = env->list(env->self, folder, stop, NULL);
	} while (result == EINTR);
	return result == ENOENT;
}

/* What is no word of ours would stand for nothing. */
static sk_outcome check_said(const struct sk_heads *heads, const char *path, struct sk_error *error)
{
	for (size_t i = 0; i < heads->count; i++)
		for (size_t at = 0; at < heads->items[i].said_count; at++) {
			const struct sk_said *said = &heads->items[i].said[at];
			struct sk_place place = {path, said->line, 0};
			if (!sk_fact_kind_named(said->kind) || sk_evidence_strength(said) < 0)
				return sk_error_set(error, SK_E_HEADS_FORMAT, &place, _("the kind or the method is none that evidence has"), NULL, NULL);
		}
	return SK_OK;
}

static sk_outcome read_heads(struct sk_arena *arena, const struct sk_env *env, const char *path, struct sk_heads *out, struct sk_error *error)
{
	SK_TRY(sk_heads_read(arena, env, path, out, error));
	return check_said(out, path, error);
}

static void note_stand(const struct loader *loader, const struct sk_said *said, enum sk_stands *stands)
{
	const struct sk_subject *subject = sk_site_subject(loader->site, said->subject);
	if (!subject)
		return;
	stands += sk_evidence_subject_number(loader->site, subject);
	if (sk_evidence_moved(loader->site, said))
		*stands = SK_STANDS_ELSEWHERE;
	else if (*stands == SK_STANDS_UNKNOWN)
		*stands = SK_STANDS_HERE;
}

static sk_outcome note_stands(struct loader *loader)
{
	enum sk_stands *stands;
	SK_TRY(take(loader->arena, loader->site->subjects.count, sizeof(*stands), &stands, loader->error));
	for (size_t i = 0; i < loader->heads.count; i++)
		for (size_t at = 0; at < loader->heads.items[i].said_count; at++)
			note_stand(loader, &loader->heads.items[i].said[at], stands);
	loader->gathering.stands = stands;
	return SK_OK;
}

static sk_outcome list_folder(struct loader *loader)
{
	const char *folder, *heads;
	SK_TRY(sk_arena_print(loader->arena, &folder, loader->error, "%s/" SK_EVIDENCE_FOLDER, loader->site->folder));
	SK_TRY(sk_arena_print(loader->arena, &heads, loader->error, "%s/" SK_EVIDENCE_HEADS, loader->site->folder));
	SK_TRY(read_heads(loader->arena, loader->env, heads, &loader->heads, loader->error));
	SK_TRY(note_stands(loader));
	return is_absent(loader->env, folder) ? SK_OK : list_names(loader, folder);
}

static sk_outcome load_stored(struct loader *loader)
{
	size_t offers = loader->reading->offer_count;
	SK_TRY(take(loader->arena, loader->stored_count + loader->heads.count + offers, sizeof(struct sk_held *), &loader->held, loader->error));
	SK_TRY(weigh_and_load(loader));
	for (size_t i = 0; i < loader->heads.count; i++) {
		struct group group = group_of(loader, &loader->heads.items[i]);
		SK_TRY(check_chain(loader, &group, &loader->heads.items[i]));
	}
	return SK_OK;
}

/* ---- offers ---- */

static struct sk_held *stored_at(const struct loader *loader, const char *name)
{
	for (size_t i = 0; i < loader->stored_count; i++)
		if (strcmp(loader->stored[i].name, name) == 0)
			return &loader->stored[i].held;
	return NULL;
}

sk_outcome sk_evidence_other_there(struct sk_error *error, const char *offered, const char *there)
{
	struct sk_place place = {.file = offered};
	return sk_error_set(error, SK_E_EVIDENCE_OTHER, &place, there, NULL, NULL);
}

static sk_outcome check_spoiled(struct loader *loader, const struct sk_brought *brought)
{
	const char *first = spoiled_by(loader, brought);
	return first ? chain_refused(loader->error, brought->file, first) : SK_OK;
}

/* What lay behind the head does so no more, whatever it is called. */
static void withdraw(const struct loader *loader, const struct sk_brought *taken)
{
	for (size_t i = 0; i < loader->stored_count; i++) {
		struct stored *file = &loader->stored[i];
		const struct sk_brought *there = &file->held.brought;
		if (file->behind && same_chain(there, taken) && there->sequence <= taken->sequence)
			file->held.withdrawn = true;
	}
}

/* The leftover of a broken import and the same bundle offered again are one. */
static void take_away(struct loader *loader, struct sk_held *leftover)
{
	size_t kept = 0;
	for (size_t i = 0; i < loader->held_count; i++)
		if (loader->held[i] != leftover)
			loader->held[kept++] = loader->held[i];
	loader->held_count = kept;
}

/* Nothing that lies there is written over, but for the same bytes. What was taken already is the chain's to refuse. */
static sk_outcome check_place(struct loader *loader, const struct sk_brought *brought, const struct sk_held *there)
{
	const struct sk_head *head = sk_evidence_head(&loader->heads, brought->collector_id, brought->host);
	if (!there || (head && brought->sequence <= head->sequence) || strcmp(there->brought.digest, brought->digest) == 0)
		return SK_OK;
	return sk_evidence_other_there(loader->error, brought->file, there->brought.file);
}

static sk_outcome refuse_fork(struct sk_error *error, const char *offered, const struct stored *next)
{
	struct sk_place place = {.file = offered};
	return sk_error_set(error, SK_E_EVIDENCE_FORKED, &place, next->held.brought.file, next->previous ? next->previous : "-", NULL);
}

/* Another bundle of this very number lies behind the head under whatever name, or one of the next number that goes on from another: of two that say they
 * are the next one, the one that was there is to be taken, or taken away by somebody. */
static sk_outcome check_fork(const struct loader *loader, const struct sk_brought *brought)
{
	for (size_t i = 0; i < loader->stored_count; i++) {
		const struct stored *file = &loader->stored[i];
		const struct sk_brought *there = &file->held.brought;
		if (!file->behind || !could_be_taken(loader, &file->held) || !same_chain(there, brought))
			continue;
		if (there->sequence == brought->sequence && strcmp(there->digest, brought->digest) != 0)
			return sk_evidence_other_there(loader->error, brought->file, there->file);
		if (there->sequence == brought->sequence + 1 && !goes_on_from(file, brought->sequence, brought->digest))
			return refuse_fork(loader->error, brought->file, file);
	}
	return SK_OK;
}

/* Last the head, which goes on with it: what is refused moves nothing. */
static sk_outcome check_follows(struct loader *loader, const struct sk_bundle *bundle, const struct sk_brought *brought,
				const struct sk_held *there)
{
	SK_TRY(check_place(loader, brought, there));
	SK_TRY(check_spoiled(loader, brought));
	SK_TRY(check_fork(loader, brought));
	return sk_evidence_follow(loader->arena, loader->site, &loader->heads, bundle, brought, loader->error);
}

/* What a gap lies behind. */
static sk_outcome keep_unplanned(struct loader *loader)
{
	const struct sk_heads *heads = &loader->heads;
	struct sk_head *items;
	if (loader->planned)
		return SK_OK;
	SK_TRY(take(loader->arena, heads->count, sizeof(*items), &items, loader->error));
	for (size_t i = 0; i < heads->count; i++)
		items[i] = heads->items[i];
	loader->unplanned = (struct sk_heads){.items = items, .count = heads->count};
	loader->planned = true;
	return SK_OK;
}

/* Whatever number it bears, it is the next of its chain, of an origin that counts, and nobody asks when. */
static sk_outcome plan(struct loader *loader, const struct sk_bundle *bundle, struct sk_held *held)
{
	const struct sk_head *head = sk_evidence_head(&loader->heads, bundle->collector, bundle->host);
	struct sk_bundle next = *bundle;
	next.sequence = head ? head->sequence + 1 : 1;
	next.previous = head ? head->digest : NULL;
	next.at = 0;
	next.origin = SK_LIVE;
	SK_TRY(keep_unplanned(loader));
	return sk_evidence_follow(loader->arena, loader->site, &loader->heads, &next, &held->brought, loader->error);
}

static sk_outcome take_offer(struct loader *loader, const struct sk_bundle *bundle, struct offered *offered)
{
	struct sk_held *held = &offered->held;
	struct sk_brought *brought = &held->brought;
	char name[SK_EVIDENCE_NAME_ROOM];
	sk_evidence_file_name(brought->collector_id, brought->host, brought->sequence, name);
	struct sk_held *there = offered->offer->planned ? NULL : stored_at(loader, name);
	SK_TRY(offered->offer->planned ? plan(loader, bundle, held) : check_follows(loader, bundle, brought, there));
	if (brought->standing == SK_COUNTS && !loader->reading->weighed)
		SK_TRY(gather_weighed(loader, bundle, held, NULL));
	if (!offered->offer->planned)
		withdraw(loader, brought);
	take_away(loader, there);
	loader->held[loader->held_count++] = held;
	return SK_OK;
}

static sk_outcome load_offer(struct loader *loader, struct offered *offered)
{
	SK_ARENA_SCOPE scratch = sk_arena_new(SCRATCH_MAX);
	struct sk_brought *brought = &offered->held.brought;
	const struct sk_bundle *bundle;
	if (!scratch)
		return sk_error_set_number(loader->error, SK_E_MEMORY, NULL, SCRATCH_MAX);
	SK_TRY(judge_offer(loader, scratch, offered, &bundle));
	if (brought->refusal)
		return SK_OK;
	sk_outcome outcome = take_offer(loader, bundle, offered);
	return sk_failed(outcome) ? refuse_or_fail(loader, outcome, brought) : SK_OK;
}

static sk_outcome load_offers(struct loader *loader)
{
	struct sk_folder_reading *reading = loader->reading;
	for (size_t i = 0; i < reading->offer_count && !reading->tight; i++) {
		SK_TRY(load_offer(loader, &loader->offered[i]));
		reading->results[i] = loader->offered[i].held.brought;
		reading->tight = is_beside(reading) && is_tight(loader);
	}
	return SK_OK;
}

/* When all that is offered is taken, as if it were imported: what is lost then is what the next run will find lost. */
static sk_outcome lose_rest(struct loader *loader)
{
	SK_TRY(note_stands(loader));
	for (const struct leftover *leftover = loader->leftovers; leftover; leftover = leftover->next) {
		struct sk_lost lost = lost_with(leftover->held);
		if (could_be_taken(loader, leftover->held))
			SK_TRY(sk_lose_said(&loader->gathering, &lost, leftover->said, leftover->said_count));
	}
	for (const struct front *front = loader->fronts; front; front = front->next)
		SK_TRY(lose_front(loader, front));
	SK_TRY(lose_gaps(loader));
	return sk_lose_everywhere(&loader->gathering);
}

/* Who is too heavy, as this reading found. */
static sk_outcome tell_heavy(struct loader *loader)
{
	struct sk_folder_reading *reading = loader->reading;
	SK_TRY(take(loader->arena, loader->scale.count, sizeof(*reading->heavy), &reading->heavy, loader->error));
	reading->heavy_count = 0;
	for (size_t i = 0; i < loader->scale.count; i++)
		if (loader->scale.chains[i].heavy)
			reading->heavy[reading->heavy_count++] = loader->weighed[i];
	return SK_OK;
}

static sk_outcome start_offers(struct loader *loader)
{
	struct sk_folder_reading *reading = loader->reading;
	SK_TRY(take(loader->arena, reading->offer_count, sizeof(*loader->offered), &loader->offered, loader->error));
	SK_TRY(take(loader->arena, reading->offer_count, sizeof(*reading->results), &reading->results, loader->error));
	for (size_t i = 0; i < reading->offer_count; i++) {
		loader->offered[i].offer = &reading->offers[i];
		if (reading->weighed)
			SK_TRY(start_offer(loader, &loader->offered[i]));
	}
	return SK_OK;
}

sk_outcome sk_evidence_read(struct sk_folder_reading *reading)
{
	struct sk_arena *arena = reading->arena;
	struct loader loader = {.reading = reading, .arena = arena, .env = reading->env, .site = reading->site, .at = reading->at, .error = reading->error,
				.gathering = {.arena = arena, .site = reading->site, .day = sk_day_in_japan(reading->at), .error = reading->error}};
	SK_TRY(list_folder(&loader));
	SK_TRY(start_offers(&loader));
	SK_TRY(load_stored(&loader));
	reading->tight = is_beside(reading) && is_tight(&loader);
	SK_TRY(load_offers(&loader));
	if (reading->tight)
		return SK_OK;
	SK_TRY(lose_rest(&loader));
	SK_TRY(tell_heavy(&loader));
	reading->heads = loader.heads;
	reading->files = loader.stored_count;
	return sk_gather_end(&loader.gathering, loader.held, loader.held_count, &reading->evidence);
}
