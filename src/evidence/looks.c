/* From bundles that count to what is known now about each kind at each subject. */
#include "evidence/private.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 32 };

const struct sk_evidence sk_evidence_none = {0};

/* A line of coverage of one bundle, with the facts beneath it. */
struct line {
	const struct sk_coverage *coverage;
	const struct sk_subject *subject;
	const struct sk_fact *facts;
	size_t fact_count;
};

static int compare(const void *a, const void *b)
{
	return (a > b) - (a < b);
}

static int by_kind_and_subject(const void *left, const void *right)
{
	const struct line *a = left, *b = right;
	int order = compare(a->coverage->kind, b->coverage->kind);
	order = order ? order : compare(a->subject, b->subject);
	return order ? order : compare(a->coverage, b->coverage);
}

static bool same_thing(const struct line *a, const struct line *b)
{
	return a->coverage->kind == b->coverage->kind && a->subject == b->subject;
}

/* Sorted, so that lines about the same stand together. */
static sk_outcome lines_of(const struct gather *gather, const struct sk_bundle *bundle, struct line **out)
{
	void *memory;
	size_t fact = 0;
	SK_TRY(sk_arena_take(gather->arena, bundle->coverage_count + 1, sizeof(struct line), &memory, gather->error));
	struct line *lines = memory;
	for (size_t i = 0; i < bundle->coverage_count; i++) {
		lines[i] = (struct line){.coverage = &bundle->coverage[i], .facts = bundle->facts + fact};
		lines[i].subject = sk_site_subject(gather->site, bundle->coverage[i].subject);
		for (; fact < bundle->fact_count && bundle->facts[fact].coverage == i; fact++)
			lines[i].fact_count++;
	}
	qsort(lines, bundle->coverage_count, sizeof(*lines), by_kind_and_subject);
	*out = lines;
	return SK_OK;
}

/* ---- copies ---- */

static sk_outcome copy_text(const struct gather *gather, const char **text)
{
	return *text ? sk_arena_text(gather->arena, *text, strlen(*text), text, gather->error) : SK_OK;
}

/* Choices are constants of the program. */
static sk_outcome copy_values(const struct gather *gather, const struct sk_fact_kind *kind, struct sk_fact *fact)
{
	void *memory;
	SK_TRY(sk_arena_take(gather->arena, kind->column_count, sizeof(struct sk_value), &memory, gather->error));
	struct sk_value *values = memory;
	memcpy(values, fact->values, kind->column_count * sizeof(*values));
	fact->values = values;
	for (size_t i = 0; i < kind->column_count; i++)
		if (kind->columns[i].type == SK_COLUMN_TEXT && !values[i].null)
			SK_TRY(copy_text(gather, &values[i].text));
	return SK_OK;
}

static sk_outcome copy_look(const struct gather *gather, const struct sk_look *look, struct sk_coverage *coverage, struct sk_fact *facts)
{
	for (size_t i = 0; i < look->coverage_count; i++) {
		coverage[i].subject = look->subject->id;
		SK_TRY(copy_text(gather, &coverage[i].source));
		SK_TRY(copy_text(gather, &coverage[i].digest));
	}
	for (size_t i = 0; i < look->fact_count; i++)
		SK_TRY(copy_values(gather, look->kind, &facts[i]));
	return SK_OK;
}

/* ---- one look ---- */

/* Complete: at least one line is, and the others are complete or say that their source does not exist here. */
static enum sk_fact_status status_of(const struct line *lines, size_t count)
{
	enum sk_fact_status worst = SK_STATUS_COMPLETE;
	bool complete = false, only_absent = true;
	for (size_t i = 0; i < count; i++) {
		enum sk_fact_status status = lines[i].coverage->status;
		complete = complete || status == SK_STATUS_COMPLETE;
		only_absent = only_absent && (status == SK_STATUS_COMPLETE || status == SK_STATUS_ABSENT);
		if (status != SK_STATUS_ABSENT && status > worst)
			worst = status;
	}
	if (complete && only_absent)
		return SK_STATUS_COMPLETE;
	return worst == SK_STATUS_COMPLETE ? SK_STATUS_ABSENT : worst;
}

static void describe(struct sk_look *look, const struct line *lines, size_t count)
{
	look->kind = lines[0].coverage->kind;
	look->subject = lines[0].subject;
	look->status = status_of(lines, count);
	look->method = lines[0].coverage->method;
	look->at = lines[0].coverage->at;
	for (size_t i = 0; i < count; i++) {
		look->method = lines[i].coverage->method < look->method ? lines[i].coverage->method : look->method;
		look->at = lines[i].coverage->at < look->at ? lines[i].coverage->at : look->at;
		look->fact_count += lines[i].fact_count;
	}
	look->coverage_count = count;
}

/* Its lines and facts, one behind the other. */
static sk_outcome fill(const struct gather *gather, struct sk_look *look, const struct line *lines, size_t count, bool copy)
{
	void *coverage_memory, *fact_memory;
	SK_TRY(sk_arena_take(gather->arena, count, sizeof(struct sk_coverage), &coverage_memory, gather->error));
	SK_TRY(sk_arena_take(gather->arena, look->fact_count + 1, sizeof(struct sk_fact), &fact_memory, gather->error));
	struct sk_coverage *coverage = coverage_memory;
	struct sk_fact *facts = fact_memory;
	size_t at = 0;
	for (size_t i = 0; i < count; i++) {
		coverage[i] = *lines[i].coverage;
		for (size_t k = 0; k < lines[i].fact_count; k++, at++) {
			facts[at] = lines[i].facts[k];
			facts[at].coverage = i;
		}
	}
	look->coverage = coverage;
	look->facts = facts;
	return copy ? copy_look(gather, look, coverage, facts) : SK_OK;
}

static bool same_collector(const struct sk_brought *a, const struct sk_brought *b)
{
	return strcmp(a->collector_id, b->collector_id) == 0 && strcmp(a->host, b->host) == 0;
}

static bool known_newer(const struct gather *gather, size_t before, const struct line *line, const struct sk_brought *brought)
{
	for (size_t i = 0; i < before; i++) {
		const struct sk_look *look = &gather->items[i];
		if (look->kind == line->coverage->kind && look->subject == line->subject && same_collector(look->bundle, brought))
			return true;
	}
	return false;
}

static sk_outcome make_room(struct gather *gather)
{
	void *memory;
	if (gather->count < gather->room)
		return SK_OK;
	size_t room = gather->room ? gather->room * 2 : FIRST_ROOM;
	SK_TRY(sk_arena_take(gather->arena, room, sizeof(*gather->items), &memory, gather->error));
	if (gather->count > 0)
		memcpy(memory, gather->items, gather->count * sizeof(*gather->items));
	gather->items = memory;
	gather->room = room;
	return SK_OK;
}

sk_outcome gather_bundle(struct gather *gather, const struct sk_bundle *bundle, const struct sk_brought *brought, bool copy)
{
	struct line *lines;
	size_t before = gather->count;
	SK_TRY(lines_of(gather, bundle, &lines));
	for (size_t at = 0, count; at < bundle->coverage_count; at += count) {
		count = 1;
		while (at + count < bundle->coverage_count && same_thing(&lines[at], &lines[at + count]))
			count++;
		if (known_newer(gather, before, &lines[at], brought))
			continue;
		SK_TRY(make_room(gather));
		struct sk_look *look = &gather->items[gather->count];
		*look = (struct sk_look){.bundle = brought};
		describe(look, &lines[at], count);
		SK_TRY(fill(gather, look, &lines[at], count, copy));
		gather->count++;
	}
	return SK_OK;
}

static bool says_again(const struct sk_bundle *bundle, const struct sk_brought *brought, const struct sk_look *look)
{
	for (size_t i = 0; same_collector(look->bundle, brought) && i < bundle->coverage_count; i++)
		if (bundle->coverage[i].kind == look->kind && strcmp(bundle->coverage[i].subject, look->subject->id) == 0)
			return true;
	return false;
}

sk_outcome gather_newer(struct gather *gather, const struct sk_bundle *bundle, const struct sk_brought *brought)
{
	size_t kept = 0;
	for (size_t i = 0; i < gather->count; i++)
		if (!says_again(bundle, brought, &gather->items[i]))
			gather->items[kept++] = gather->items[i];
	gather->count = kept;
	return gather_bundle(gather, bundle, brought, false);
}

/* ---- all of them ---- */

static int by_place_in_evidence(const void *left, const void *right)
{
	const struct sk_look *a = left, *b = right;
	int order = compare(a->kind, b->kind);
	order = order ? order : compare(a->subject, b->subject);
	return order ? order : compare(a->bundle, b->bundle);
}

static bool takes_the_place_of(const struct sk_look *other, const struct sk_look *look)
{
	return other != look && other->status == SK_STATUS_COMPLETE && other->at > look->at && other->method >= look->method;
}

/* Looks about the same stand together, from `first` on. */
static bool superseded(const struct gather *gather, size_t first, size_t end, const struct sk_look *look)
{
	for (size_t i = first; i < end; i++)
		if (takes_the_place_of(&gather->items[i], look))
			return true;
	return false;
}

sk_outcome gather_finish(struct gather *gather, struct sk_evidence *out)
{
	void *memory;
	SK_TRY(sk_arena_take(gather->arena, gather->count + 1, sizeof(struct sk_look), &memory, gather->error));
	struct sk_look *kept = memory;
	out->looks = kept;
	out->look_count = 0;
	if (gather->count > 0)
		qsort(gather->items, gather->count, sizeof(*gather->items), by_place_in_evidence);
	for (size_t first = 0, end; first < gather->count; first = end) {
		for (end = first + 1; end < gather->count; end++)
			if (gather->items[end].kind != gather->items[first].kind || gather->items[end].subject != gather->items[first].subject)
				break;
		for (size_t i = first; i < end; i++)
			if (!superseded(gather, first, end, &gather->items[i]))
				kept[out->look_count++] = gather->items[i];
	}
	return SK_OK;
}

SK_OUTCOME sk_evidence_looks(struct sk_arena *arena, const struct sk_site *site, const struct sk_bundle *const *bundles,
			     const struct sk_brought *brought, size_t count, struct sk_evidence *out, struct sk_error *error)
{
	struct gather gather = {.arena = arena, .site = site, .error = error};
	*out = (struct sk_evidence){.bundles = brought, .count = count};
	for (size_t i = count; i-- > 0;) {
		out->shown += brought[i].standing == SK_SHOWN;
		if (brought[i].standing == SK_COUNTS)
			SK_TRY(gather_bundle(&gather, bundles[i], &brought[i], false));
	}
	return gather_finish(&gather, out);
}

/* The first look that is not before the one asked for. */
static size_t position(const struct sk_evidence *evidence, const struct sk_fact_kind *kind, const struct sk_subject *subject)
{
	size_t low = 0, high = evidence->look_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct sk_look *look = &evidence->looks[middle];
		int order = compare(look->kind, kind);
		order = order ? order : compare(look->subject, subject);
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct sk_look *sk_evidence_look(const struct sk_evidence *evidence, const struct sk_fact_kind *kind, const struct sk_subject *subject)
{
	size_t at = position(evidence, kind, subject);
	if (at == evidence->look_count)
		return NULL;
	const struct sk_look *look = &evidence->looks[at];
	return look->kind == kind && look->subject == subject ? look : NULL;
}
