/* Sets of packets in words, those of questions where there are such. */
#include "net/private.h"

#include <stdio.h>

enum { NAMED_MAX = 4 };

/* In the order of the text. */
static const struct {
	enum sk_dim dim;
	const char *word;
} words[] = {{SK_DIM_SOURCE, "from"}, {SK_DIM_TARGET, "to"}, {SK_DIM_SOURCE_PORT, "source-port"}, {SK_DIM_TARGET_PORT, "port"}, {SK_DIM_ICMP, "icmp-type"},
	     {SK_DIM_FLAGS, "flags"}, {SK_DIM_STATE, "state"}, {SK_DIM_IN, "in"}, {SK_DIM_OUT, "out"}};

const char *sk_dim_word(enum sk_dim dim)
{
	for (size_t i = 0; i < SK_COUNT(words); i++)
		if (words[i].dim == dim)
			return words[i].word;
	return "protocol";
}

/* ---- ranges ---- */

static void print_addresses(const struct sk_range *range, struct sk_buf *out)
{
	char low[SK_ADDRESS_TEXT], high[SK_ADDRESS_TEXT];
	sk_wide size = range->high - range->low; /* one less than there are */
	unsigned bits = sk_address_family(range->low) == SK_FAMILY_4 ? 32 : 128;
	sk_address_text(range->low, low);
	sk_address_text(range->high, high);
	if (size == 0) {
		sk_buf_text(out, low);
	} else if ((size & (size + 1)) == 0 && (range->low & size) == 0) {
		for (; size; size >>= 1)
			bits--;
		sk_buf_print(out, "%s/%u", low, bits);
	} else {
		sk_buf_print(out, "%s-%s", low, high);
	}
}

static void print_numbers(const struct sk_range *range, struct sk_buf *out)
{
	sk_buf_print(out, range->low == range->high ? "%u" : "%u-%u", (unsigned)range->low, (unsigned)range->high);
}

/* "8", "3.1": a type, or one code of it; "3.1-3.5". */
static void print_icmp(const struct sk_range *range, struct sk_buf *out)
{
	unsigned low = (unsigned)range->low, high = (unsigned)range->high;
	bool types = low % 256 == 0 && high % 256 == 255;
	struct sk_range whole = {low / 256, high / 256};
	if (types)
		print_numbers(&whole, out);
	else if (low == high)
		sk_buf_print(out, "%u.%u", low / 256, low % 256);
	else
		sk_buf_print(out, "%u.%u-%u.%u", low / 256, low % 256, high / 256, high % 256);
}

static void print_flag_set(unsigned flags, struct sk_buf *out)
{
	static const char *const names[] = {"fin", "syn", "rst", "psh", "ack", "urg"};
	bool first = true;
	for (size_t i = 0; i < SK_COUNT(names); i++) {
		if (!(flags >> i & 1))
			continue;
		sk_buf_print(out, "%s%s", first ? "" : "+", names[i]);
		first = false;
	}
	if (first)
		sk_buf_text(out, "none");
}

/* One name for each value, by numbers where that would be long. */
static void print_each(const struct sk_range *range, void (*print)(unsigned value, struct sk_buf *out), struct sk_buf *out)
{
	for (unsigned value = (unsigned)range->low; value <= range->high; value++) {
		if (value > range->low)
			sk_buf_text(out, ",");
		print(value, out);
	}
}

static void print_flags(const struct sk_range *range, struct sk_buf *out)
{
	if (range->high - range->low < NAMED_MAX)
		print_each(range, print_flag_set, out);
	else
		sk_buf_print(out, "0x%02x-0x%02x", (unsigned)range->low, (unsigned)range->high);
}

static void print_state(unsigned state, struct sk_buf *out)
{
	sk_buf_text(out, question_state(state));
}

static void print_protocol(const struct sk_range *range, struct sk_buf *out)
{
	char scratch[PROTOCOL_ROOM];
	const char *name = question_protocol((unsigned)range->low, scratch);
	if (range->low == range->high && name != scratch)
		sk_buf_text(out, name);
	else
		print_numbers(range, out);
}

static void print_interfaces(const struct sk_filter *filter, const struct sk_range *range, struct sk_buf *out)
{
	for (size_t number = (size_t)range->low; number <= range->high; number++) {
		if (number > range->low)
			sk_buf_text(out, ",");
		sk_buf_text(out, number ? filter->interfaces[number - 1] : "other");
	}
}

void sk_range_text(const struct sk_filter *filter, enum sk_dim dim, const struct sk_range *range, struct sk_buf *out)
{
	switch (dim) {
	case SK_DIM_SOURCE:
	case SK_DIM_TARGET:
		print_addresses(range, out);
		break;
	case SK_DIM_PROTOCOL:
		print_protocol(range, out);
		break;
	case SK_DIM_ICMP:
		print_icmp(range, out);
		break;
	case SK_DIM_FLAGS:
		print_flags(range, out);
		break;
	case SK_DIM_STATE:
		print_each(range, print_state, out);
		break;
	case SK_DIM_IN:
	case SK_DIM_OUT:
		print_interfaces(filter, range, out);
		break;
	default:
		print_numbers(range, out);
	}
}

/* ---- sets ---- */

bool sk_packets_any(const struct sk_filter *filter, const struct sk_packets *packets, enum sk_dim dim)
{
	const struct sk_ranges *ranges = &packets->dims[dim];
	struct sk_box all;
	sk_wide low, high;
	sk_box_all(&all);
	sk_box_get(&all, dim, &low, &high);
	if (dim < SK_DIM_ADDRESSES && packets->family == SK_FAMILY_4) {
		low = SK_IPV4_FIRST;
		high = SK_IPV4_LAST;
	} else if (dim == SK_DIM_IN || dim == SK_DIM_OUT) {
		high = filter->interface_count;
	}
	return ranges->count == 1 && ranges->at[0].low <= low && ranges->at[0].high >= high;
}

static void print_ranges(const struct sk_filter *filter, const struct sk_packets *packets, enum sk_dim dim, size_t most, struct sk_buf *out)
{
	const struct sk_ranges *ranges = &packets->dims[dim];
	for (size_t i = 0; i < ranges->count && i < most; i++) {
		if (i > 0)
			sk_buf_text(out, ",");
		sk_range_text(filter, dim, &ranges->at[i], out);
	}
	if (ranges->count > most)
		sk_buf_text(out, ",...");
}

/* "tcp", "protocol 99", "protocol tcp,udp"; before them the family, where no address says it. */
static void print_kind(const struct sk_filter *filter, const struct sk_packets *packets, size_t most, struct sk_buf *out)
{
	const struct sk_ranges *protocols = &packets->dims[SK_DIM_PROTOCOL];
	char scratch[PROTOCOL_ROOM];
	bool addresses = !sk_packets_any(filter, packets, SK_DIM_SOURCE) || !sk_packets_any(filter, packets, SK_DIM_TARGET);
	if (!addresses)
		sk_buf_text(out, sk_family_word(packets->family));
	if (sk_packets_any(filter, packets, SK_DIM_PROTOCOL))
		return;
	sk_buf_text(out, addresses ? "" : " ");
	if (protocols->count == 1 && protocols->at[0].low == protocols->at[0].high) {
		sk_buf_text(out, question_protocol((unsigned)protocols->at[0].low, scratch));
		return;
	}
	sk_buf_text(out, "protocol ");
	print_ranges(filter, packets, SK_DIM_PROTOCOL, most, out);
}

void sk_packets_text(const struct sk_filter *filter, const struct sk_packets *packets, size_t most, struct sk_buf *out)
{
	size_t before = out->length;
	print_kind(filter, packets, most, out);
	for (size_t i = 0; i < SK_COUNT(words); i++) {
		if (sk_packets_any(filter, packets, words[i].dim))
			continue;
		sk_buf_print(out, "%s%s ", out->length > before ? " " : "", words[i].word);
		print_ranges(filter, packets, words[i].dim, most, out);
	}
}
