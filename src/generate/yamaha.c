/*
 * Lists of a Yamaha router, for each interface four: IPv4 and IPv6, in and out. A flow is let in where it comes and out where it goes, each time by a static filter for
 * its first packet and a dynamic one for its answers, whose trigger is the static one: so it opens no other ports. What no list lets through is discarded, which the
 * last filter of each list says once more.
 *
 * Numbers begin at 60001, within what old firmware takes. A dynamic filter has the number of its static one. Manual of the commands: ip filter, ip filter dynamic,
 * ip interface secure filter (research/network.md 4.1).
 */
#include "generate/private.h"

#include <string.h>

enum { FIRST = 60001, NEIGHBOURS = 65001, REJECT = 65099 };

/* ---- filters ---- */

static void print_list(const struct sk_ranges *values, bool ports, struct sk_buf *out)
{
	sk_buf_text(out, " ");
	if (ports && generate_is_all(values)) {
		sk_buf_text(out, "*");
		return;
	}
	for (size_t i = 0; i < values->count; i++) {
		if (i > 0)
			sk_buf_text(out, ",");
		(ports ? generate_port : generate_address)(&values->at[i], out);
	}
}

static void print_addresses(const struct sk_permit *permit, struct sk_buf *out)
{
	for (enum sk_permit_dim dim = SK_PERMIT_SOURCE; dim <= SK_PERMIT_TARGET; dim++)
		if (generate_is_family(permit, dim))
			sk_buf_text(out, " *");
		else
			print_list(&permit->values[dim], false, out);
}

static void print_protocol(const struct sk_permit *permit, struct sk_buf *out)
{
	if (generate_is_any(permit)) {
		sk_buf_text(out, " * * *\n");
		return;
	}
	if (!generate_has_ports(permit)) {
		sk_buf_print(out, " %u * *\n", permit->protocol_low);
		return;
	}
	sk_buf_text(out, permit->protocol_low == GENERATE_TCP ? " tcp" : " udp");
	print_list(&permit->values[SK_PERMIT_SOURCE_PORT], true, out);
	print_list(&permit->values[SK_PERMIT_TARGET_PORT], true, out);
	sk_buf_text(out, "\n");
}

void generate_yamaha_filter(const struct sk_permit *permit, unsigned number, struct sk_buf *out)
{
	const char *family = permit->family == SK_FAMILY_4 ? "ip" : "ipv6";
	sk_buf_text(out, "# ");
	generate_need(permit, out);
	sk_buf_print(out, "%s filter %u pass", family, number);
	print_addresses(permit, out);
	print_protocol(permit, out);
	sk_buf_print(out, "%s filter dynamic %u", family, number);
	print_addresses(permit, out);
	sk_buf_print(out, " filter %u\n", number);
}

static sk_outcome print_filters(const struct sk_intent *intent, struct sk_buf *out, struct sk_error *error)
{
	for (size_t i = 0; i < intent->count; i++) {
		SK_TRY(generate_one_protocol(&intent->permits[i], error));
		generate_yamaha_filter(&intent->permits[i], FIRST + (unsigned)i, out);
	}
	sk_buf_print(out, "# what is left\nip filter %u reject * * * * *\nipv6 filter %u reject * * * * *\n", REJECT, REJECT);
	sk_buf_print(out, "# neighbours of IPv6, which stay on their wire\nipv6 filter %u pass * ff02::/16 icmp6 * *\nipv6 filter %u pass * fe80::/10 icmp6 * *\n", NEIGHBOURS, NEIGHBOURS + 1);
	return SK_OK;
}

/* ---- lists ---- */

static void print_numbers(const struct sk_intent *intent, const struct sk_net_interface *interface, unsigned family, bool input, struct sk_buf *out)
{
	for (size_t i = 0; i < intent->count; i++) {
		const struct sk_permit *permit = &intent->permits[i];
		if (permit->family == family && (input ? permit->in : permit->out) == interface)
			sk_buf_print(out, " %u", FIRST + (unsigned)i);
	}
}

/* "ip lan1 secure filter in 60001 65099 dynamic 60001" */
static void print_secure(const struct sk_intent *intent, const struct sk_net_interface *interface, const char *name, unsigned family, bool input, struct sk_buf *out)
{
	SK_BUF_SCOPE numbers = SK_BUF(64 << 10);
	print_numbers(intent, interface, family, input, &numbers);
	sk_buf_print(out, "%s %s secure filter %s", family == SK_FAMILY_4 ? "ip" : "ipv6", name, input ? "in" : "out");
	sk_buf_text(out, numbers.bytes ? numbers.bytes : "");
	if (family == SK_FAMILY_6 && generate_has_six(interface))
		sk_buf_print(out, " %u %u", NEIGHBOURS, NEIGHBOURS + 1);
	sk_buf_print(out, " %u", REJECT);
	if (numbers.length > 0)
		sk_buf_print(out, " dynamic%s", numbers.bytes);
	sk_buf_text(out, "\n");
}

static void print_lists(const struct sk_intent *intent, const struct sk_net_interface *interface, const char *name, const char *indent, struct sk_buf *out)
{
	for (unsigned family = SK_FAMILY_4; family <= SK_FAMILY_6; family++)
		for (int input = 1; input >= 0; input--) {
			sk_buf_text(out, indent);
			print_secure(intent, interface, name, family, input, out);
		}
}

/* "lan1" as it is; "pp1" and "tunnel1" are chosen first. */
static sk_outcome print_interface(const struct sk_intent *intent, const struct sk_net_interface *interface, struct sk_buf *out, struct sk_error *error)
{
	static const char *const chosen[] = {"pp", "tunnel"};
	size_t digits = strcspn(interface->name, "0123456789");
	bool number = interface->name[digits] && !interface->name[digits + strspn(interface->name + digits, "0123456789")];
	for (size_t i = 0; i < SK_COUNT(chosen); i++)
		if (number && strlen(chosen[i]) == digits && strncmp(interface->name, chosen[i], digits) == 0) {
			sk_buf_print(out, "%s select %s\n", chosen[i], interface->name + digits);
			print_lists(intent, interface, chosen[i], " ", out);
			return SK_OK;
		}
	bool wire = strncmp(interface->name, "lan", 3) == 0 || strncmp(interface->name, "vlan", 4) == 0 || strncmp(interface->name, "bridge", 6) == 0;
	if (!number || !wire)
		return generate_refuse(intent, interface->name, _("interfaces as the router calls them: lan1, pp1, tunnel1, vlan1, bridge1"), error);
	print_lists(intent, interface, interface->name, "", out);
	return SK_OK;
}

sk_outcome generate_yamaha(const struct sk_intent *intent, struct sk_buf *out, struct sk_error *error)
{
	if (intent->count > NEIGHBOURS - FIRST)
		return generate_refuse(intent, _("more filters than there are numbers for"), _("at most 5000 kinds of packets"), error);
	generate_head(intent, "#", out);
	SK_TRY(print_filters(intent, out, error));
	for (size_t i = 0; i < intent->node->interface_count; i++)
		SK_TRY(print_interface(intent, &intent->node->interfaces[i], out, error));
	sk_buf_text(out, "pp select none\n");
	return sk_buf_check(out, error);
}
