/*
 * Fewer permits for the same packets, so that filters become short: permits that differ in one dimension only are one. Where every protocol is needed between the same ends that is one
 * permit, too, which languages have a word for; ports that no program sends from go with it.
 */
#include "generate/private.h"

#include <stdlib.h>
#include <string.h>

/* ---- together ---- */

static bool same(const struct sk_ranges *a, const struct sk_ranges *b)
{
	return a->count == b->count && memcmp(a->at, b->at, a->count * sizeof(*a->at)) == 0;
}

/* The one dimension in which they differ; SK_PERMIT_DIMS: none; -1: more than one, or what cannot be put together. */
static int difference(const struct sk_permit *a, const struct sk_permit *b)
{
	int found = SK_PERMIT_DIMS;
	if (a->in != b->in || a->out != b->out || a->family != b->family || a->protocol_low != b->protocol_low || a->protocol_high != b->protocol_high)
		return -1;
	for (int dim = 0; dim < SK_PERMIT_DIMS; dim++) {
		if (same(&a->values[dim], &b->values[dim]))
			continue;
		if (found != SK_PERMIT_DIMS)
			return -1;
		found = dim;
	}
	return found;
}

static int by_low(const void *left, const void *right)
{
	const struct sk_range *a = left, *b = right;
	return (a->low > b->low) - (a->low < b->low);
}

static sk_outcome unite(struct sk_arena *arena, struct sk_ranges *a, const struct sk_ranges *b, struct sk_error *error)
{
	void *memory;
	size_t count = a->count + b->count, kept = 0;
	SK_TRY(sk_arena_take(arena, count, sizeof(struct sk_range), &memory, error));
	struct sk_range *at = memory;
	memcpy(at, a->at, a->count * sizeof(*at));
	memcpy(at + a->count, b->at, b->count * sizeof(*at));
	qsort(at, count, sizeof(*at), by_low);
	for (size_t i = 0; i < count; i++) {
		if (kept > 0 && at[i].low <= at[kept - 1].high + (at[kept - 1].high != ~(sk_wide)0))
			at[kept - 1].high = at[i].high > at[kept - 1].high ? at[i].high : at[kept - 1].high;
		else
			at[kept++] = at[i];
	}
	*a = (struct sk_ranges){at, kept};
	return SK_OK;
}

/* True: the two are one now. */
static sk_outcome join(struct sk_arena *arena, struct sk_permit *a, const struct sk_permit *b, bool *joined, struct sk_error *error)
{
	int dim = difference(a, b);
	*joined = dim >= 0;
	return dim >= 0 && dim < SK_PERMIT_DIMS ? unite(arena, &a->values[dim], &b->values[dim], error) : SK_OK;
}

static sk_outcome join_once(struct sk_arena *arena, struct sk_permit *permits, size_t *count, bool *any, struct sk_error *error)
{
	*any = false;
	for (size_t a = 0; a < *count; a++)
		for (size_t b = a + 1; b < *count;) {
			bool joined;
			SK_TRY(join(arena, &permits[a], &permits[b], &joined, error));
			*any = *any || joined;
			if (joined)
				memmove(&permits[b], &permits[b + 1], (--*count - b) * sizeof(*permits));
			else
				b++;
		}
	return SK_OK;
}

/* ---- every protocol ---- */

static bool same_ends(const struct sk_permit *a, const struct sk_permit *b)
{
	return a->in == b->in && a->out == b->out && a->family == b->family && same(&a->values[SK_PERMIT_SOURCE], &b->values[SK_PERMIT_SOURCE]) &&
	       same(&a->values[SK_PERMIT_TARGET], &b->values[SK_PERMIT_TARGET]);
}

/* To each of its ports, from wherever a program sends. */
static bool is_whole(const struct sk_permit *permit)
{
	return !generate_has_ports(permit) || generate_is_all(&permit->values[SK_PERMIT_TARGET_PORT]);
}

/* The last protocol up to which all from `next` on are needed between these ends; next - 1: not even that one is. */
static unsigned covered_from(const struct sk_permit *permits, size_t count, const struct sk_permit *ends, unsigned next)
{
	for (size_t i = 0; i < count; i++)
		if (permits[i].protocol_low <= next && next <= permits[i].protocol_high && same_ends(&permits[i], ends) && is_whole(&permits[i]))
			return permits[i].protocol_high;
	return next - 1;
}

/* ICMP of the other family is in no packet. */
static bool needs_all(const struct sk_permit *permits, size_t count, const struct sk_permit *ends)
{
	unsigned absent = ends->family == SK_FAMILY_4 ? GENERATE_ICMP6 : GENERATE_ICMP4, next = 0, last;
	while (next <= GENERATE_PROTOCOL_LAST) {
		last = next == absent ? next : covered_from(permits, count, ends, next);
		if (last + 1 == next)
			return false;
		next = last + 1;
	}
	return true;
}

/* The permit becomes one for all, in the place of all others between its ends. */
static void widen(struct sk_permit *permits, size_t *count, size_t at)
{
	struct sk_permit all = permits[at];
	size_t kept = 0;
	all.protocol_low = 0;
	all.protocol_high = GENERATE_PROTOCOL_LAST;
	for (size_t i = 0; i < *count; i++)
		if (i == at || !same_ends(&permits[i], &all))
			permits[kept++] = i == at ? all : permits[i];
	*count = kept;
}

/* One without ports has values of theirs that mean all. */
static bool widen_one(struct sk_permit *permits, size_t *count)
{
	for (size_t at = 0; at < *count; at++) {
		if (generate_has_ports(&permits[at]) || generate_is_any(&permits[at]) || !needs_all(permits, *count, &permits[at]))
			continue;
		widen(permits, count, at);
		return true;
	}
	return false;
}

/* ---- every address ---- */

/* All of IPv6 is what lies before and behind IPv4: one interval, as all addresses of a permit are of its family. */
static void close_gap(struct sk_ranges *addresses)
{
	static const struct sk_range all = {0, ~(sk_wide)0};
	const struct sk_range *at = addresses->at;
	if (addresses->count == 2 && at[0].low == 0 && at[0].high == SK_IPV4_FIRST - 1 && at[1].low == SK_IPV4_LAST + 1 && at[1].high == all.high)
		*addresses = (struct sk_ranges){&all, 1};
}

static void close_gaps(struct sk_permit *permits, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		close_gap(&permits[i].values[SK_PERMIT_SOURCE]);
		close_gap(&permits[i].values[SK_PERMIT_TARGET]);
	}
}

/* ---- all of it ---- */

sk_outcome generate_join(struct sk_arena *arena, struct sk_permit *permits, size_t *count, struct sk_error *error)
{
	bool any = true;
	while (any)
		SK_TRY(join_once(arena, permits, count, &any, error));
	while (widen_one(permits, count))
		;
	close_gaps(permits, *count);
	return SK_OK;
}
