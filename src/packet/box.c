#include "packet/packet.h"

static const uint16_t most[SK_DIMS - SK_DIM_ADDRESSES] = {
	[SK_DIM_PROTOCOL - SK_DIM_ADDRESSES] = 255,
	[SK_DIM_SOURCE_PORT - SK_DIM_ADDRESSES] = 65535,
	[SK_DIM_TARGET_PORT - SK_DIM_ADDRESSES] = 65535,
	[SK_DIM_ICMP - SK_DIM_ADDRESSES] = 65535,
	[SK_DIM_FLAGS - SK_DIM_ADDRESSES] = 63,
	[SK_DIM_STATE - SK_DIM_ADDRESSES] = SK_FLOW_STATES - 1,
	[SK_DIM_IN - SK_DIM_ADDRESSES] = 255,
	[SK_DIM_OUT - SK_DIM_ADDRESSES] = 255,
};

void sk_box_all(struct sk_box *out)
{
	*out = (struct sk_box){.high = {~(sk_wide)0, ~(sk_wide)0}};
	for (size_t i = 0; i < SK_COUNT(most); i++)
		out->hi[i] = most[i];
}

size_t sk_box_families(unsigned families, struct sk_box out[SK_FAMILY_BOXES_MAX])
{
	static const sk_wide six[2][2] = {{0, SK_IPV4_FIRST - 1}, {SK_IPV4_LAST + 1, ~(sk_wide)0}};
	size_t count = 0;
	if (families & SK_FAMILY_4) {
		sk_box_all(&out[count]);
		sk_box_set(&out[count], SK_DIM_SOURCE, SK_IPV4_FIRST, SK_IPV4_LAST);
		sk_box_set(&out[count++], SK_DIM_TARGET, SK_IPV4_FIRST, SK_IPV4_LAST);
	}
	for (size_t i = 0; i < 4 && families & SK_FAMILY_6; i++) {
		sk_box_all(&out[count]);
		sk_box_set(&out[count], SK_DIM_SOURCE, six[i / 2][0], six[i / 2][1]);
		sk_box_set(&out[count++], SK_DIM_TARGET, six[i % 2][0], six[i % 2][1]);
	}
	return count;
}

unsigned sk_box_family(const struct sk_box *box)
{
	return box->low[SK_DIM_SOURCE] >= SK_IPV4_FIRST && box->high[SK_DIM_SOURCE] <= SK_IPV4_LAST ? SK_FAMILY_4 : SK_FAMILY_6;
}

void sk_box_set(struct sk_box *box, enum sk_dim dim, sk_wide low, sk_wide high)
{
	SK_INVARIANT(low <= high && dim < SK_DIMS);
	if (dim < SK_DIM_ADDRESSES) {
		box->low[dim] = low;
		box->high[dim] = high;
		return;
	}
	SK_INVARIANT(high <= most[dim - SK_DIM_ADDRESSES]);
	box->lo[dim - SK_DIM_ADDRESSES] = (uint16_t)low;
	box->hi[dim - SK_DIM_ADDRESSES] = (uint16_t)high;
}

void sk_box_get(const struct sk_box *box, enum sk_dim dim, sk_wide *low, sk_wide *high)
{
	bool wide = dim < SK_DIM_ADDRESSES;
	*low = wide ? box->low[dim] : box->lo[dim - SK_DIM_ADDRESSES];
	*high = wide ? box->high[dim] : box->hi[dim - SK_DIM_ADDRESSES];
}

bool sk_box_meet(const struct sk_box *a, const struct sk_box *b, struct sk_box *out)
{
	for (size_t i = 0; i < SK_DIM_ADDRESSES; i++) {
		out->low[i] = a->low[i] > b->low[i] ? a->low[i] : b->low[i];
		out->high[i] = a->high[i] < b->high[i] ? a->high[i] : b->high[i];
		if (out->low[i] > out->high[i])
			return false;
	}
	for (size_t i = 0; i < SK_COUNT(most); i++) {
		out->lo[i] = a->lo[i] > b->lo[i] ? a->lo[i] : b->lo[i];
		out->hi[i] = a->hi[i] < b->hi[i] ? a->hi[i] : b->hi[i];
		if (out->lo[i] > out->hi[i])
			return false;
	}
	return true;
}

bool sk_box_holds(const struct sk_box *outer, const struct sk_box *inner)
{
	/* From the back: interfaces tell most rules of a filter apart. */
	for (size_t i = SK_COUNT(most); i-- > 0;)
		if (inner->lo[i] < outer->lo[i] || inner->hi[i] > outer->hi[i])
			return false;
	for (size_t i = 0; i < SK_DIM_ADDRESSES; i++)
		if (inner->low[i] < outer->low[i] || inner->high[i] > outer->high[i])
			return false;
	return true;
}

size_t sk_box_minus(const struct sk_box *box, const struct sk_box *away, struct sk_box out[SK_BOX_PIECES_MAX])
{
	struct sk_box rest = *box, met;
	size_t count = 0;
	if (!sk_box_meet(box, away, &met)) {
		out[0] = *box;
		return 1;
	}
	/* What lies beside `away` in one dimension is cut off; the rest goes on to the next. */
	for (enum sk_dim dim = 0; dim < SK_DIMS; dim++) {
		sk_wide low, high, first, last;
		sk_box_get(&rest, dim, &low, &high);
		sk_box_get(&met, dim, &first, &last);
		if (low < first) {
			out[count] = rest;
			sk_box_set(&out[count++], dim, low, first - 1);
		}
		if (high > last) {
			out[count] = rest;
			sk_box_set(&out[count++], dim, last + 1, high);
		}
		sk_box_set(&rest, dim, first, last);
	}
	return count;
}

void sk_box_list_minus(struct sk_buf *boxes, const struct sk_box *away)
{
	SK_BUF_SCOPE left = SK_BUF(boxes->ceiling);
	const struct sk_box *at = (const struct sk_box *)(const void *)boxes->bytes;
	for (size_t i = 0; i < boxes->length / sizeof(*at) && !left.failed; i++) {
		struct sk_box pieces[SK_BOX_PIECES_MAX];
		size_t count = sk_box_minus(&at[i], away, pieces);
		sk_buf_add(&left, (const char *)pieces, count * sizeof(*pieces));
	}
	left.failed = left.failed || boxes->failed;
	struct sk_buf was = *boxes;
	*boxes = left;
	left = was;
}

void sk_box_span(struct sk_box *box, const struct sk_box *other)
{
	for (size_t i = 0; i < SK_DIM_ADDRESSES; i++) {
		box->low[i] = other->low[i] < box->low[i] ? other->low[i] : box->low[i];
		box->high[i] = other->high[i] > box->high[i] ? other->high[i] : box->high[i];
	}
	for (size_t i = 0; i < SK_COUNT(most); i++) {
		box->lo[i] = other->lo[i] < box->lo[i] ? other->lo[i] : box->lo[i];
		box->hi[i] = other->hi[i] > box->hi[i] ? other->hi[i] : box->hi[i];
	}
}

double sk_box_volume(const struct sk_box *box)
{
	double volume = 1;
	for (size_t i = 0; i < SK_DIM_ADDRESSES; i++)
		volume *= (double)(box->high[i] - box->low[i]) + 1;
	for (size_t i = 0; i < SK_COUNT(most); i++)
		volume *= (double)(box->hi[i] - box->lo[i]) + 1;
	return volume;
}

enum sk_fate sk_program_fate(const struct sk_program *program, const struct sk_box *packet, uint32_t *rule)
{
	for (size_t i = 0; i < program->count; i++) {
		if (!sk_box_holds(&program->lines[i].box, packet))
			continue;
		*rule = program->lines[i].rule;
		return program->lines[i].fate;
	}
	*rule = program->otherwise_rule;
	return program->otherwise;
}
