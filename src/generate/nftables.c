/*
 * A table of its own for nftables: what it says takes the place of what it said before, in one step. Chains of other tables are asked beside it.
 *
 * What goes on needs a state; what begins has to begin with SYN, as a kernel takes up flows in their middle otherwise (nf_conntrack_tcp_loose). Neighbours have to be found,
 * or IPv6 ends; a device without an address of IPv6 needs none. What finds them is never tracked (nf_conntrack_proto_icmpv6.c), so it begins no flow.
 */
#include "generate/private.h"

#include <string.h>

enum { NAME_MAX = 15 };

static void print_set(struct sk_buf *out, const char *before, const struct sk_ranges *values, bool ports)
{
	sk_buf_print(out, " %s %s", before, values->count > 1 ? "{ " : "");
	for (size_t i = 0; i < values->count; i++) {
		const struct sk_range *at = &values->at[i];
		if (i > 0)
			sk_buf_text(out, ", ");
		(ports ? generate_port : generate_address)(at, out);
	}
	sk_buf_text(out, values->count > 1 ? " }" : "");
}

static void print_addresses(const struct sk_permit *permit, struct sk_buf *out)
{
	static const char *const words[] = {"saddr", "daddr"};
	const char *family = permit->family == SK_FAMILY_4 ? "ip" : "ip6";
	bool said = false;
	for (size_t i = 0; i < 2; i++) {
		SK_BUF_SCOPE word = SK_BUF(32);
		if (generate_is_family(permit, (enum sk_permit_dim)i))
			continue;
		sk_buf_print(&word, "%s %s", family, words[i]);
		print_set(out, word.bytes, &permit->values[i], false);
		said = true;
	}
	if (!said)
		sk_buf_print(out, " meta nfproto %s", sk_family_word(permit->family));
}

static void print_protocol(const struct sk_permit *permit, struct sk_buf *out)
{
	const char *name = permit->protocol_low == GENERATE_TCP ? "tcp" : "udp";
	if (generate_is_any(permit))
		return;
	if (!generate_has_ports(permit)) {
		sk_buf_print(out, permit->protocol_low == permit->protocol_high ? " meta l4proto %u" : " meta l4proto %u-%u", permit->protocol_low, permit->protocol_high);
		return;
	}
	static const char *const words[] = {"sport", "dport"};
	for (size_t i = 0; i < 2; i++) {
		const struct sk_ranges *ports = &permit->values[SK_PERMIT_SOURCE_PORT + i];
		SK_BUF_SCOPE word = SK_BUF(32);
		sk_buf_print(&word, "%s %s", name, words[i]);
		if (i == 1 || !generate_is_all(ports))
			print_set(out, word.bytes, ports, true);
	}
	if (permit->protocol_low == GENERATE_TCP)
		sk_buf_text(out, " tcp flags & (fin | syn | rst | ack) == syn");
}

void generate_nftables_rule(const struct sk_permit *permit, bool early, struct sk_buf *out)
{
	sk_buf_text(out, "\t");
	if (permit->in) /* else the device's own packets */
		sk_buf_print(out, "\tiifname \"%s\"", permit->in->name);
	if (permit->out)
		sk_buf_print(out, "%soifname \"%s\"", permit->in ? " " : "\t", permit->out->name);
	print_addresses(permit, out);
	print_protocol(permit, out);
	sk_buf_text(out, early ? " accept" : " ct state new accept");
}

static void print_permit(const struct sk_permit *permit, struct sk_buf *out)
{
	sk_buf_text(out, "\t\t# ");
	generate_need(permit, out);
	generate_nftables_rule(permit, false, out);
	sk_buf_text(out, "\n");
}

static void print_chain(const struct sk_intent *intent, const char *hook, bool input, struct sk_buf *out)
{
	sk_buf_print(out, "\tchain %s {\n\t\ttype filter hook %s priority filter; policy drop;\n\t\tct state established,related accept\n", hook, hook);
	if (input)
		sk_buf_text(out, "\t\tiifname \"lo\" accept\n");
	for (size_t i = 0; input && i < intent->node->interface_count; i++)
		if (generate_has_six(&intent->node->interfaces[i]))
			sk_buf_print(out, "\t\tiifname \"%s\" icmpv6 type { nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert } ct state untracked accept\n", intent->node->interfaces[i].name);
	for (size_t i = 0; i < intent->count; i++)
		if (intent->permits[i].in && !intent->permits[i].out == input)
			print_permit(&intent->permits[i], out);
	sk_buf_text(out, "\t}\n");
}

/* As a kernel takes it; '*' at its end would mean others, too. */
static bool is_name(const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-@:";
	size_t length = strlen(name);
	return length > 0 && length <= NAME_MAX && strspn(name, letters) == length;
}

sk_outcome generate_nftables(const struct sk_intent *intent, struct sk_buf *out, struct sk_error *error)
{
	for (size_t i = 0; i < intent->node->interface_count; i++)
		if (!is_name(intent->node->interfaces[i].name))
			return generate_refuse(intent, intent->node->interfaces[i].name, _("interfaces as Linux calls them: eth0, at most 15 letters, digits and . _ - @ :"), error);
	sk_buf_text(out, "#!/usr/sbin/nft -f\n");
	generate_head(intent, "#", out);
	sk_buf_text(out, "table inet sekisho\ndelete table inet sekisho\ntable inet sekisho {\n");
	print_chain(intent, "forward", false, out);
	print_chain(intent, "input", true, out);
	sk_buf_text(out, "}\n");
	return sk_buf_check(out, error);
}
