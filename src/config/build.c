/* Numbers, sets of values and matches, for all readers. */
#include "config/private.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Enough for every rule a device accepts; hostile lists would else cost their product on each of many lines. */
enum { WORK_MAX = 1 << 18 };

bool sk_config_number(const char *text, size_t length, uint64_t most, uint64_t *out)
{
	uint64_t number = 0;
	if (length == 0 || length > 19)
		return false;
	for (size_t i = 0; i < length; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		number = number * 10 + (uint64_t)(text[i] - '0');
	}
	*out = number;
	return number <= most;
}

bool sk_config_range(const char *text, size_t length, uint64_t most, uint64_t *low, uint64_t *high)
{
	const char *dash = length ? memchr(text, '-', length) : NULL;
	size_t first = dash ? (size_t)(dash - text) : length;
	if (!sk_config_number(text, first, most, low))
		return false;
	*high = *low;
	return !dash || (sk_config_number(dash + 1, length - first - 1, most, high) && *low <= *high);
}

int sk_config_hexadecimal(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static const struct {
	const char *name;
	uint8_t number;
} protocols[] = {
	{"all", 0}, {"icmp", 1}, {"igmp", 2}, {"ipencap", 4}, {"ipip", 4}, {"tcp", 6}, {"egp", 8}, {"udp", 17}, {"dccp", 33}, {"ipv6", 41},
	{"rsvp", 46}, {"gre", 47}, {"esp", 50}, {"ipv6-crypt", 50}, {"ah", 51}, {"ipv6-auth", 51}, {"icmpv6", 58}, {"ipv6-icmp", 58},
	{"icmp6", 58}, {"eigrp", 88}, {"ospf", 89}, {"pim", 103}, {"vrrp", 112}, {"l2tp", 115}, {"sctp", 132}, {"ipv6-mh", 135}, {"mh", 135},
	{"mobility-header", 135}, {"udplite", 136},
};

int sk_config_protocol(const char *text, size_t length)
{
	for (size_t i = 0; i < SK_COUNT(protocols); i++)
		if (strlen(protocols[i].name) == length && strncasecmp(protocols[i].name, text, length) == 0)
			return protocols[i].number;
	return -1;
}

/* ---- spans ---- */

void sk_spans_add(struct sk_spans *spans, sk_wide low, sk_wide high)
{
	SK_INVARIANT(low <= high);
	if (spans->count == spans->room) {
		spans->over = true;
		return;
	}
	spans->at[spans->count++] = (struct sk_span){low, high};
}

static int by_low(const void *left, const void *right)
{
	const struct sk_span *a = left, *b = right;
	return (a->low > b->low) - (a->low < b->low);
}

void sk_spans_settle(struct sk_spans *spans)
{
	size_t kept = 0;
	if (spans->count > 1)
		qsort(spans->at, spans->count, sizeof(*spans->at), by_low);
	for (size_t i = 0; i < spans->count; i++) {
		struct sk_span *last = kept ? &spans->at[kept - 1] : NULL;
		struct sk_span span = spans->at[i];
		if (last && (span.low <= last->high || span.low - last->high == 1))
			last->high = span.high > last->high ? span.high : last->high;
		else
			spans->at[kept++] = span;
	}
	spans->count = kept;
}

void sk_spans_invert(const struct sk_spans *spans, sk_wide low, sk_wide high, struct sk_spans *out)
{
	sk_wide from = low;
	out->count = 0;
	out->over |= spans->over;
	for (size_t i = 0; i < spans->count; i++) {
		SK_INVARIANT(spans->at[i].low >= low && spans->at[i].high <= high);
		if (spans->at[i].low > from)
			sk_spans_add(out, from, spans->at[i].low - 1);
		if (spans->at[i].high == high)
			return;
		from = spans->at[i].high + 1;
	}
	sk_spans_add(out, from, high);
}

void sk_spans_of_bits(struct sk_spans *spans, uint64_t bits)
{
	for (unsigned i = 0; i < 64; i++)
		if (bits >> i & 1)
			sk_spans_add(spans, i, i);
	sk_spans_settle(spans);
}

/* ---- conditions ---- */

static SK_OUTCOME take_spans(struct sk_arena *arena, struct sk_spans *out, struct sk_error *error)
{
	void *at = NULL;
	SK_TRY(sk_arena_room(arena, SK_CONFIG_BOXES_MAX, sizeof(struct sk_span), &at, error));
	*out = (struct sk_spans){.at = at, .room = SK_CONFIG_BOXES_MAX};
	return SK_OK;
}

sk_outcome sk_condition_new(struct sk_arena *arena, struct sk_condition *out, struct sk_error *error)
{
	SK_TRY(take_spans(arena, &out->may, error));
	SK_TRY(take_spans(arena, &out->must, error));
	return take_spans(arena, &out->turned, error);
}

void sk_condition_begin(struct sk_condition *condition)
{
	condition->may.count = condition->must.count = 0;
	condition->may.over = condition->must.over = condition->turned.over = false;
	condition->exact = true;
}

void sk_condition_add(struct sk_condition *condition, sk_wide low, sk_wide high)
{
	sk_spans_add(&condition->may, low, high);
	sk_spans_add(&condition->must, low, high);
}

void sk_condition_doubt(struct sk_condition *condition, sk_wide low, sk_wide high)
{
	sk_spans_add(&condition->may, low, high);
	condition->exact = false;
}

static void swap(struct sk_spans *a, struct sk_spans *b)
{
	struct sk_spans kept = *a;
	*a = *b;
	*b = kept;
}

/* What may not match for sure does, and the other way round. */
static void turn(struct sk_condition *condition, sk_wide low, sk_wide high)
{
	sk_spans_invert(&condition->may, low, high, &condition->turned);
	swap(&condition->may, &condition->turned);
	sk_spans_invert(&condition->must, low, high, &condition->turned);
	swap(&condition->must, &condition->turned);
	swap(&condition->may, &condition->must);
}

void sk_condition_settle(struct sk_condition *condition, bool negated, sk_wide low, sk_wide high)
{
	sk_spans_settle(&condition->may);
	sk_spans_settle(&condition->must);
	if (negated)
		turn(condition, low, high);
}

/* ---- matches ---- */

static SK_OUTCOME take_boxes(struct sk_arena *arena, size_t count, struct sk_boxes *out, struct sk_error *error)
{
	void *at = NULL;
	SK_TRY(sk_arena_room(arena, count, sizeof(struct sk_box), &at, error));
	*out = (struct sk_boxes){.at = at};
	return SK_OK;
}

sk_outcome sk_meeting_new(struct sk_arena *arena, struct sk_meeting *out, struct sk_error *error)
{
	*out = (struct sk_meeting){.same = true};
	SK_TRY(take_boxes(arena, SK_CONFIG_BOXES_MAX, &out->may, error));
	SK_TRY(take_boxes(arena, SK_CONFIG_BOXES_MAX, &out->must, error));
	return take_boxes(arena, SK_CONFIG_BOXES_MAX, &out->next, error);
}

void sk_meeting_start(struct sk_meeting *meeting, const struct sk_box *boxes, size_t count)
{
	memcpy(meeting->may.at, boxes, count * sizeof(*boxes));
	meeting->may.count = count;
	meeting->same = true;
	meeting->over = false;
	meeting->work = 0;
}

/* The part of *box within the span, behind the others of `next`. */
static void add_part(struct sk_meeting *meeting, const struct sk_box *box, enum sk_dim dim, const struct sk_span *span)
{
	sk_wide low, high;
	sk_box_get(box, dim, &low, &high);
	low = span->low > low ? span->low : low;
	high = span->high < high ? span->high : high;
	if (low > high)
		return;
	if (meeting->next.count == SK_CONFIG_BOXES_MAX) {
		meeting->over = true;
		return;
	}
	struct sk_box *part = &meeting->next.at[meeting->next.count++];
	*part = *box;
	sk_box_set(part, dim, low, high);
}

static void add_parts(struct sk_meeting *meeting, const struct sk_boxes *from, enum sk_dim dim, const struct sk_spans *spans)
{
	meeting->work += from->count * spans->count;
	meeting->over |= spans->over || meeting->work > WORK_MAX;
	for (size_t i = 0; i < from->count; i++)
		for (size_t j = 0; j < spans->count && !meeting->over; j++)
			add_part(meeting, &from->at[i], dim, &spans->at[j]);
}

/* `next` becomes the list, and the list's memory the next `next`. */
static void settle(struct sk_meeting *meeting, struct sk_boxes *list)
{
	struct sk_boxes old = *list;
	*list = meeting->next;
	meeting->next = (struct sk_boxes){.at = old.at};
}

static void part_ways(struct sk_meeting *meeting)
{
	if (!meeting->same)
		return;
	memcpy(meeting->must.at, meeting->may.at, meeting->may.count * sizeof(*meeting->may.at));
	meeting->must.count = meeting->may.count;
	meeting->same = false;
}

static void narrow(struct sk_meeting *meeting, struct sk_boxes *list, const enum sk_dim *dims, size_t count, const struct sk_spans *spans)
{
	for (size_t i = 0; i < count; i++)
		add_parts(meeting, list, dims[i], spans);
	settle(meeting, list);
}

static void narrow_both(struct sk_meeting *meeting, const enum sk_dim *dims, size_t count, const struct sk_spans *may,
			const struct sk_spans *must)
{
	if (must)
		part_ways(meeting);
	if (!meeting->same)
		narrow(meeting, &meeting->must, dims, count, must ? must : may);
	narrow(meeting, &meeting->may, dims, count, may);
}

void sk_meeting_narrow(struct sk_meeting *meeting, enum sk_dim dim, const struct sk_spans *may, const struct sk_spans *must)
{
	narrow_both(meeting, &dim, 1, may, must);
}

void sk_meeting_either(struct sk_meeting *meeting, const enum sk_dim dims[2], const struct sk_spans *may, const struct sk_spans *must)
{
	narrow_both(meeting, dims, 2, may, must);
}

void sk_meeting_doubt(struct sk_meeting *meeting)
{
	meeting->same = false;
	meeting->must.count = 0;
}

static SK_OUTCOME keep(struct sk_arena *arena, const struct sk_boxes *list, struct sk_match *out, struct sk_error *error)
{
	struct sk_boxes copy;
	*out = (struct sk_match){0};
	if (list->count == 0)
		return SK_OK;
	SK_TRY(take_boxes(arena, list->count, &copy, error));
	memcpy(copy.at, list->at, list->count * sizeof(*list->at));
	*out = (struct sk_match){copy.at, list->count};
	return SK_OK;
}

sk_outcome sk_meeting_take(const struct sk_meeting *meeting, struct sk_arena *arena, struct sk_match *may, struct sk_match *must,
			   struct sk_error *error)
{
	SK_TRY(keep(arena, &meeting->may, may, error));
	if (meeting->same)
		*must = *may;
	return meeting->same ? SK_OK : keep(arena, &meeting->must, must, error);
}
