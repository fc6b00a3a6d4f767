/* Addresses, ports and comments, as more than one writer needs them. */
#include "generate/private.h"

enum { PACKETS_MAX = 1 << 20 };

const enum sk_dim generate_dims[SK_PERMIT_DIMS] = {SK_DIM_SOURCE, SK_DIM_TARGET, SK_DIM_SOURCE_PORT, SK_DIM_TARGET_PORT};

/* Whatever a person wrote stays within the comment: no sign of it ends a line. */
static void print_comment(const char *text, struct sk_buf *out)
{
	for (; *text; text++) {
		bool control = (unsigned char)*text < ' ' || *text == 0x7f;
		sk_buf_add(out, control ? " " : text, 1);
	}
}

void generate_title(const struct sk_site_node *place, const struct sk_site *site, const char *mark, struct sk_buf *out)
{
	sk_buf_print(out, "%s Sekisho: %s, ", mark, place->id);
	print_comment(site->name.en ? site->name.en : site->name.ja, out);
	sk_buf_text(out, "\n");
}

void generate_head(const struct sk_intent *intent, const char *mark, struct sk_buf *out)
{
	generate_title(intent->place, intent->site, mark, out);
	sk_buf_print(out, "%s All that work needs gets through, as the first packet of a flow and its answers; nothing else does.\n", mark);
}

void generate_need(const struct sk_permit *permit, struct sk_buf *out)
{
	sk_buf_text(out, permit->need->id);
	if (permit->need->text.en) {
		sk_buf_text(out, ": ");
		print_comment(permit->need->text.en, out);
	}
	sk_buf_text(out, "\n");
}

bool generate_has_ports(const struct sk_permit *permit)
{
	return permit->protocol_low == permit->protocol_high && (permit->protocol_low == GENERATE_TCP || permit->protocol_low == GENERATE_UDP);
}

bool generate_is_all(const struct sk_ranges *ports)
{
	return ports->count == 1 && ports->at[0].low == 0 && ports->at[0].high == GENERATE_PORT_LAST;
}

bool generate_is_family(const struct sk_permit *permit, enum sk_permit_dim dim)
{
	const struct sk_ranges *addresses = &permit->values[dim];
	bool four = permit->family == SK_FAMILY_4;
	return addresses->count == 1 && addresses->at[0].low == (four ? SK_IPV4_FIRST : 0) && addresses->at[0].high == (four ? SK_IPV4_LAST : ~(sk_wide)0);
}

bool generate_is_any(const struct sk_permit *permit)
{
	return permit->protocol_low == 0 && permit->protocol_high == GENERATE_PROTOCOL_LAST;
}

bool generate_has_six(const struct sk_net_interface *interface)
{
	for (size_t i = 0; i < interface->address_count; i++)
		if (sk_address_family(interface->addresses[i].address) == SK_FAMILY_6)
			return true;
	return false;
}

bool sk_intent_has_neighbours(const struct sk_intent *intent)
{
	for (size_t i = 0; i < intent->node->interface_count; i++)
		if (generate_has_six(&intent->node->interfaces[i]))
			return true;
	return false;
}

int generate_prefix(const struct sk_range *range)
{
	sk_wide size = range->high - range->low;
	int bits = 0;
	if ((size & (size + 1)) != 0 || (range->low & size) != 0)
		return -1;
	for (; size > 0; size >>= 1)
		bits++;
	return (sk_address_family(range->low) == SK_FAMILY_4 ? 32 : 128) - bits;
}

void generate_address(const struct sk_range *range, struct sk_buf *out)
{
	sk_range_text(NULL, SK_DIM_SOURCE, range, out);
}

void generate_port(const struct sk_range *range, struct sk_buf *out)
{
	sk_range_text(NULL, SK_DIM_TARGET_PORT, range, out);
}

bool generate_next_prefix(struct sk_range *left, struct sk_range *prefix)
{
	sk_wide size = 0;
	if (left->low > left->high)
		return false;
	for (;;) {
		sk_wide wider = size * 2 + 1;
		if (wider == size || (left->low & wider) != 0 || left->high - left->low < wider)
			break;
		size = wider;
	}
	*prefix = (struct sk_range){left->low, left->low + size};
	*left = prefix->high == left->high ? (struct sk_range){1, 0} : (struct sk_range){prefix->high + 1, left->high};
	return true;
}

sk_outcome generate_refuse(const struct sk_intent *intent, const char *what, const char *expected, struct sk_error *error)
{
	return sk_error_set(error, SK_E_CONFLICT, &intent->place->where, what, expected, NULL);
}

sk_outcome generate_one_protocol(const struct sk_permit *permit, struct sk_error *error)
{
	SK_BUF_SCOPE packets = SK_BUF(PACKETS_MAX);
	if (permit->protocol_low == permit->protocol_high || generate_is_any(permit))
		return SK_OK;
	sk_permit_text(permit, &packets);
	SK_TRY(sk_buf_check(&packets, error));
	return sk_error_set(error, SK_E_CONFLICT, &permit->need->where, packets.bytes, _("single protocols such as tcp, or any: this language of filters has no words for others"), NULL);
}

static void print_values(const char *word, const struct sk_ranges *values, bool ports, struct sk_buf *out)
{
	if (ports && generate_is_all(values))
		return;
	sk_buf_print(out, " %s ", word);
	for (size_t i = 0; i < values->count; i++) {
		if (i > 0)
			sk_buf_text(out, ",");
		(ports ? generate_port : generate_address)(&values->at[i], out);
	}
}

void sk_permit_text(const struct sk_permit *permit, struct sk_buf *out)
{
	static const char *const words[SK_PERMIT_DIMS] = {"from", "to", "source-port", "port"};
	if (generate_has_ports(permit))
		sk_buf_text(out, permit->protocol_low == GENERATE_TCP ? "tcp" : "udp");
	else if (generate_is_any(permit))
		sk_buf_text(out, "any");
	else if (permit->protocol_low == permit->protocol_high)
		sk_buf_print(out, "protocol %u", permit->protocol_low);
	else
		sk_buf_print(out, "protocols %u-%u", permit->protocol_low, permit->protocol_high);
	for (size_t i = 0; i < SK_PERMIT_DIMS; i++)
		if (i < SK_PERMIT_SOURCE_PORT || generate_has_ports(permit))
			print_values(words[i], &permit->values[i], i >= SK_PERMIT_SOURCE_PORT, out);
}
