/*
 * Many boxes as few sets: sets that differ in one dimension only become one with the values of both there, in one dimension after the other, until
 * none are left. Lists of ranges stand once each and have a number, so that sets are compared by ten numbers.
 */
#include "net/private.h"

#include <stdlib.h>
#include <string.h>

enum { TABLE_FIRST = 1024, ARENA_MAX = 1 << 30 };

struct row {
	uint32_t family, list[SK_DIMS];
};

struct merging {
	struct sk_arena *arena; /* of what goes out */
	struct sk_buf lists;	/* struct sk_ranges, by number */
	struct sk_buf gathered; /* ranges of one list in the making */
	uint32_t *table;	/* numbers + 1, by hash of the list */
	size_t table_room;
	struct sk_arena *scratch;
	struct row *rows;
	size_t count;
	struct sk_error *error;
};

/* IPv4 lies in the middle of IPv6: without it the addresses of IPv6 are one range. */
static const sk_wide gap = SK_IPV4_LAST - SK_IPV4_FIRST + 1;

static sk_wide squeezed(sk_wide address)
{
	return address > SK_IPV4_LAST ? address - gap : address;
}

static sk_wide stretched(sk_wide address)
{
	return address >= SK_IPV4_FIRST ? address + gap : address;
}

/* ---- lists ---- */

static const struct sk_ranges *list_at(const struct merging *merging, uint32_t number)
{
	return &((const struct sk_ranges *)(const void *)merging->lists.bytes)[number];
}

static uint64_t hash_of(const struct sk_range *at, size_t count)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a */
	const unsigned char *bytes = (const unsigned char *)at;
	for (size_t i = 0; i < count * sizeof(*at); i++)
		hash = (hash ^ bytes[i]) * UINT64_C(0x100000001b3);
	return hash;
}

/* Where the list stands in the table, or belongs. */
static uint32_t *slot_of(const struct merging *merging, const struct sk_range *at, size_t count)
{
	size_t slot = (size_t)hash_of(at, count) & (merging->table_room - 1);
	for (; merging->table[slot]; slot = (slot + 1) & (merging->table_room - 1)) {
		const struct sk_ranges *list = list_at(merging, merging->table[slot] - 1);
		if (list->count == count && memcmp(list->at, at, count * sizeof(*at)) == 0)
			break;
	}
	return &merging->table[slot];
}

static sk_outcome grow(struct merging *merging)
{
	size_t lists = merging->lists.length / sizeof(struct sk_ranges);
	void *memory;
	if (merging->table_room > 2 * lists)
		return SK_OK;
	merging->table_room = merging->table_room ? 2 * merging->table_room : TABLE_FIRST;
	SK_TRY(sk_arena_take(merging->scratch, merging->table_room, sizeof(uint32_t), &memory, merging->error));
	merging->table = memory;
	for (uint32_t i = 0; i < lists; i++)
		*slot_of(merging, list_at(merging, i)->at, list_at(merging, i)->count) = i + 1;
	return SK_OK;
}

static sk_outcome number_list(struct merging *merging, const struct sk_range *at, size_t count, uint32_t *out)
{
	SK_TRY(grow(merging));
	uint32_t *slot = slot_of(merging, at, count);
	void *memory;
	if (!*slot) {
		SK_TRY(sk_arena_take(merging->arena, count, sizeof(*at), &memory, merging->error));
		memcpy(memory, at, count * sizeof(*at));
		struct sk_ranges list = {memory, count};
		sk_buf_add(&merging->lists, (const char *)&list, sizeof(list));
		SK_TRY(sk_buf_check(&merging->lists, merging->error));
		*slot = (uint32_t)(merging->lists.length / sizeof(list));
	}
	*out = *slot - 1;
	return SK_OK;
}

/* ---- merging ---- */

static int by_low(const void *left, const void *right)
{
	const struct sk_range *a = left, *b = right;
	return (a->low > b->low) - (a->low < b->low);
}

/* The ranges gathered, neighbours joined, as a list. */
static sk_outcome settle(struct merging *merging, uint32_t *out)
{
	struct sk_range *at = (struct sk_range *)(void *)merging->gathered.bytes;
	size_t count = merging->gathered.length / sizeof(*at), kept = 0;
	SK_TRY(sk_buf_check(&merging->gathered, merging->error));
	qsort(at, count, sizeof(*at), by_low);
	for (size_t i = 1; i < count; i++) {
		if (at[kept].high + 1 == at[i].low)
			at[kept].high = at[i].high;
		else
			at[++kept] = at[i];
	}
	return number_list(merging, at, kept + 1, out);
}

static int by_numbers(const void *left, const void *right)
{
	return memcmp(left, right, sizeof(struct row) - sizeof(uint32_t));
}

/* The dimension that may differ stands last while rows are sorted. */
static void turn(struct merging *merging, int dim)
{
	for (size_t i = 0; i < merging->count; i++) {
		uint32_t *list = merging->rows[i].list, kept = list[dim];
		list[dim] = list[SK_DIMS - 1];
		list[SK_DIMS - 1] = kept;
	}
}

static sk_outcome merge_run(struct merging *merging, size_t first, size_t past, struct row *out)
{
	*out = merging->rows[first];
	if (past == first + 1)
		return SK_OK;
	sk_buf_clear(&merging->gathered);
	for (size_t i = first; i < past; i++) {
		const struct sk_ranges *list = list_at(merging, merging->rows[i].list[SK_DIMS - 1]);
		sk_buf_add(&merging->gathered, (const char *)list->at, list->count * sizeof(*list->at));
	}
	return settle(merging, &out->list[SK_DIMS - 1]);
}

static sk_outcome merge_dim(struct merging *merging, int dim, bool *more)
{
	size_t kept = 0;
	turn(merging, dim);
	qsort(merging->rows, merging->count, sizeof(struct row), by_numbers);
	for (size_t first = 0, past; first < merging->count; first = past) {
		for (past = first + 1; past < merging->count && by_numbers(&merging->rows[first], &merging->rows[past]) == 0;)
			past++;
		SK_TRY(merge_run(merging, first, past, &merging->rows[kept++]));
	}
	*more = *more || kept < merging->count;
	merging->count = kept;
	turn(merging, dim);
	return SK_OK;
}

/* What rules seldom name comes first: what was cut off there for the sake of another dimension is whole again. */
static sk_outcome merge_all(struct merging *merging)
{
	static const enum sk_dim order[SK_DIMS] = {SK_DIM_FLAGS, SK_DIM_ICMP, SK_DIM_STATE, SK_DIM_SOURCE_PORT, SK_DIM_TARGET_PORT, SK_DIM_PROTOCOL,
						   SK_DIM_OUT, SK_DIM_IN, SK_DIM_TARGET, SK_DIM_SOURCE};
	bool more = true;
	while (more) {
		more = false;
		for (size_t i = 0; i < SK_DIMS; i++)
			SK_TRY(merge_dim(merging, (int)order[i], &more));
	}
	return SK_OK;
}

/* ---- in and out ---- */

static sk_outcome take_box(struct merging *merging, const struct sk_box *box)
{
	struct row *row = &merging->rows[merging->count++];
	row->family = sk_box_family(box);
	for (enum sk_dim dim = 0; dim < SK_DIMS; dim++) {
		struct sk_range range;
		sk_box_get(box, dim, &range.low, &range.high);
		if (dim < SK_DIM_ADDRESSES && row->family == SK_FAMILY_6)
			range = (struct sk_range){squeezed(range.low), squeezed(range.high)};
		SK_TRY(number_list(merging, &range, 1, &row->list[dim]));
	}
	return SK_OK;
}

static int by_ranges(const struct sk_ranges *a, const struct sk_ranges *b)
{
	for (size_t i = 0; i < a->count && i < b->count; i++) {
		if (a->at[i].low != b->at[i].low)
			return a->at[i].low < b->at[i].low ? -1 : 1;
		if (a->at[i].high != b->at[i].high)
			return a->at[i].high < b->at[i].high ? -1 : 1;
	}
	return (a->count > b->count) - (a->count < b->count);
}

static int by_words(const void *left, const void *right)
{
	static const enum sk_dim order[SK_DIMS] = {SK_DIM_IN, SK_DIM_OUT, SK_DIM_PROTOCOL, SK_DIM_TARGET_PORT, SK_DIM_TARGET, SK_DIM_SOURCE,
						   SK_DIM_SOURCE_PORT, SK_DIM_STATE, SK_DIM_ICMP, SK_DIM_FLAGS};
	const struct sk_packets *a = left, *b = right;
	int less = (a->family > b->family) - (a->family < b->family);
	for (size_t i = 0; i < SK_DIMS && less == 0; i++)
		less = by_ranges(&a->dims[order[i]], &b->dims[order[i]]);
	return less;
}

static sk_outcome stretch(struct merging *merging, struct sk_ranges *list)
{
	void *memory;
	SK_TRY(sk_arena_take(merging->arena, list->count, sizeof(struct sk_range), &memory, merging->error));
	struct sk_range *at = memory;
	for (size_t i = 0; i < list->count; i++)
		at[i] = (struct sk_range){stretched(list->at[i].low), stretched(list->at[i].high)};
	list->at = at;
	return SK_OK;
}

static sk_outcome give(struct merging *merging, const struct sk_packets **out, size_t *out_count)
{
	void *memory;
	SK_TRY(sk_arena_take(merging->arena, merging->count + 1, sizeof(struct sk_packets), &memory, merging->error));
	struct sk_packets *packets = memory;
	for (size_t i = 0; i < merging->count; i++) {
		packets[i].family = merging->rows[i].family;
		for (enum sk_dim dim = 0; dim < SK_DIMS; dim++) {
			packets[i].dims[dim] = *list_at(merging, merging->rows[i].list[dim]);
			if (dim < SK_DIM_ADDRESSES && packets[i].family == SK_FAMILY_6)
				SK_TRY(stretch(merging, &packets[i].dims[dim]));
		}
	}
	qsort(packets, merging->count, sizeof(*packets), by_words);
	*out = packets;
	*out_count = merging->count;
	return SK_OK;
}

static sk_outcome make(struct merging *merging, const struct sk_box *boxes, size_t count, const struct sk_packets **out, size_t *out_count)
{
	void *memory;
	SK_TRY(sk_arena_take(merging->scratch, count + 1, sizeof(struct row), &memory, merging->error));
	merging->rows = memory;
	for (size_t i = 0; i < count; i++)
		SK_TRY(take_box(merging, &boxes[i]));
	SK_TRY(merge_all(merging));
	return give(merging, out, out_count);
}

SK_OUTCOME packets_of(struct sk_arena *arena, const struct sk_box *boxes, size_t count, const struct sk_packets **out, size_t *out_count, struct sk_error *error)
{
	SK_ARENA_SCOPE scratch = sk_arena_new(ARENA_MAX);
	struct merging merging = {.arena = arena, .scratch = scratch, .lists = SK_BUF(ARENA_MAX), .gathered = SK_BUF(ARENA_MAX), .error = error};
	if (!scratch)
		return sk_error_set_number(error, SK_E_MEMORY, NULL, ARENA_MAX);
	sk_outcome outcome = make(&merging, boxes, count, out, out_count);
	sk_buf_release(&merging.lists);
	sk_buf_release(&merging.gathered);
	return outcome;
}
