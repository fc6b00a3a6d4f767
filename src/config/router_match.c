/* What one line of a filter matches: conditions on addresses, ports and types, and sets of protocols that they are asked of. */
#include "config/router.h"

#include <string.h>

/* ---- addresses ---- */

void sk_condition_any_address(struct sk_condition *condition, bool six, bool sure)
{
	sk_wide low = six ? 0 : SK_IPV4_FIRST, high = six ? ~(sk_wide)0 : SK_IPV4_LAST;
	if (sure)
		sk_condition_add(condition, low, high);
	else
		sk_condition_doubt(condition, low, high);
}

bool sk_config_address(bool six, const char *text, size_t length, sk_wide *out)
{
	return six ? sk_address_6(text, length, out) : sk_address_4(text, length, out);
}

bool sk_config_prefix(bool six, const char *bits, size_t length, const sk_wide *low, sk_wide *high)
{
	uint64_t count, most = six ? 128 : 32;
	if (!sk_config_number(bits, length, most, &count))
		return false;
	sk_wide host = most - count == 128 ? ~(sk_wide)0 : ((sk_wide)1 << (most - count)) - 1;
	*high = *low | host;
	return !(*low & host) || count == most;
}

/* ---- matches ---- */

sk_outcome sk_matcher_new(struct sk_matcher *matcher, struct sk_arena *scratch)
{
	struct sk_condition *const conditions[] = {&matcher->source, &matcher->target, &matcher->ports[0], &matcher->ports[1], &matcher->types};
	struct sk_boxes *const boxes[] = {&matcher->may, &matcher->must};
	for (size_t i = 0; i < SK_COUNT(boxes); i++) {
		void *at = NULL;
		SK_TRY(sk_arena_room(scratch, SK_CONFIG_BOXES_MAX, sizeof(struct sk_box), &at, matcher->error));
		boxes[i]->at = at;
	}
	for (size_t i = 0; i < SK_COUNT(conditions); i++)
		SK_TRY(sk_condition_new(scratch, conditions[i], matcher->error));
	return sk_meeting_new(scratch, &matcher->meeting, matcher->error);
}

void sk_matcher_begin(struct sk_matcher *matcher)
{
	sk_buf_clear(&matcher->unread);
	matcher->may.count = matcher->must.count = 0;
}

void sk_matcher_unread(struct sk_matcher *matcher, const struct sk_word *word)
{
	if (matcher->unread.length)
		sk_buf_text(&matcher->unread, " ");
	sk_buf_add(&matcher->unread, word->text, word->length);
}

static void narrow(struct sk_matcher *matcher, enum sk_dim dim, const struct sk_condition *condition)
{
	sk_meeting_narrow(&matcher->meeting, dim, &condition->may, condition->exact ? NULL : &condition->must);
}

static void narrow_protocols(struct sk_matcher *matcher, const struct sk_run *run)
{
	struct sk_span room[SK_PROTOCOLS];
	struct sk_spans spans = {.at = room, .room = SK_COUNT(room)};
	for (size_t i = 0; i < SK_PROTOCOLS; i++)
		if (run->protocols ? run->protocols[i] : i == SK_PROTOCOL_TCP)
			sk_spans_add(&spans, i, i);
	sk_spans_settle(&spans);
	sk_meeting_narrow(&matcher->meeting, SK_DIM_PROTOCOL, &spans, NULL);
	if (run->protocols)
		return;
	spans.count = 0;
	sk_spans_of_bits(&spans, run->flags);
	sk_meeting_narrow(&matcher->meeting, SK_DIM_FLAGS, &spans, NULL);
}

static bool append(struct sk_boxes *to, const struct sk_boxes *from)
{
	if (to->count + from->count > SK_CONFIG_BOXES_MAX)
		return false;
	if (from->count)
		memcpy(to->at + to->count, from->at, from->count * sizeof(*from->at));
	to->count += from->count;
	return true;
}

sk_outcome sk_matcher_add(struct sk_matcher *matcher, bool six, uint32_t line, const struct sk_run *run)
{
	struct sk_box boxes[SK_FAMILY_BOXES_MAX];
	struct sk_meeting *meeting = &matcher->meeting;
	sk_meeting_start(meeting, boxes, sk_box_families(six ? SK_FAMILY_6 : SK_FAMILY_4, boxes));
	narrow_protocols(matcher, run);
	narrow(matcher, SK_DIM_SOURCE, &matcher->source);
	narrow(matcher, SK_DIM_TARGET, &matcher->target);
	for (size_t i = 0; i < 2 && run->ports; i++)
		narrow(matcher, i ? SK_DIM_TARGET_PORT : SK_DIM_SOURCE_PORT, &matcher->ports[i]);
	if (run->types)
		narrow(matcher, SK_DIM_ICMP, &matcher->types);
	if (run->kinds)
		sk_meeting_narrow(meeting, SK_DIM_ICMP, run->kinds, NULL);
	if (!run->sure)
		sk_meeting_doubt(meeting);
	bool fits = !meeting->over && append(&matcher->may, &meeting->may) && append(&matcher->must, meeting->same ? &meeting->may : &meeting->must);
	return fits ? SK_OK : sk_config_too_many(matcher->error, matcher->file, line, N_("alternatives in one rule"), SK_CONFIG_BOXES_MAX);
}

sk_outcome sk_matcher_keep(struct sk_matcher *matcher, const struct sk_boxes *boxes, struct sk_match *out)
{
	void *memory = NULL;
	*out = (struct sk_match){0};
	if (boxes->count == 0)
		return SK_OK;
	SK_TRY(sk_arena_take(matcher->arena, boxes->count, sizeof(*boxes->at), &memory, matcher->error));
	memcpy(memory, boxes->at, boxes->count * sizeof(*boxes->at));
	*out = (struct sk_match){memory, boxes->count};
	return SK_OK;
}

sk_outcome sk_matcher_take(struct sk_matcher *matcher, struct sk_match *may, struct sk_match *must)
{
	SK_TRY(sk_matcher_keep(matcher, &matcher->may, may));
	*must = *may;
	return matcher->unread.length ? sk_matcher_keep(matcher, &matcher->must, must) : SK_OK;
}

sk_outcome sk_matcher_take_unread(struct sk_matcher *matcher, const char **out)
{
	SK_TRY(sk_buf_check(&matcher->unread, matcher->error));
	*out = NULL;
	return matcher->unread.length ? sk_arena_text(matcher->arena, matcher->unread.bytes, matcher->unread.length, out, matcher->error) : SK_OK;
}
