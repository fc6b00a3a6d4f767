/*
 * Access lists of a NEC UNIVERGE IX router. For each interface, family and direction a static list of what may begin there, and a dynamic one with it as its trigger, for the
 * answers; where nothing may, a list that denies all. A cache of flows is the interface's own, so a flow is let in where it comes and out where it goes.
 *
 * Whether the dynamic list is asked before the static one, and what it does with what its trigger does not name, its maker does not say in what we could read
 * (research/network.md 4.2): so traffic that is needed cannot be proven to come through here. It is to be tried at the device.
 */
#include "generate/private.h"

#include <string.h>

struct list {
	const struct sk_intent *intent;
	size_t interface;
	unsigned family;
	bool input;
	struct sk_buf *out;
};

/* "sk0-4i", and "sk0-4i-d" the dynamic one: at most 15 bytes, which names may have. */
static void print_name(const struct list *list, bool dynamic, struct sk_buf *out)
{
	sk_buf_print(out, "sk%zu-%c%c%s", list->interface, list->family == SK_FAMILY_4 ? '4' : '6', list->input ? 'i' : 'o', dynamic ? "-d" : "");
}

static const char *family_word(const struct list *list)
{
	return list->family == SK_FAMILY_4 ? "ip" : "ipv6";
}

static bool is_mine(const struct list *list, const struct sk_permit *permit)
{
	const struct sk_net_interface *interface = &list->intent->node->interfaces[list->interface];
	return permit->family == list->family && (list->input ? permit->in : permit->out) == interface;
}

/* Neighbours of IPv6 have to be found where the interface has an address of it. */
static bool has_neighbours(const struct list *list)
{
	return list->family == SK_FAMILY_6 && generate_has_six(&list->intent->node->interfaces[list->interface]);
}

static bool is_empty(const struct list *list)
{
	for (size_t i = 0; i < list->intent->count; i++)
		if (is_mine(list, &list->intent->permits[i]))
			return false;
	return true;
}

static void print_ports(const char *word, const struct sk_range *ports, struct sk_buf *out)
{
	if (ports->low == 0 && ports->high == GENERATE_PORT_LAST)
		sk_buf_print(out, " %s any", word);
	else if (ports->low == ports->high)
		sk_buf_print(out, " %s eq %u", word, (unsigned)ports->low);
	else
		sk_buf_print(out, " %s range %u %u", word, (unsigned)ports->low, (unsigned)ports->high);
}

static void print_protocol(const struct sk_permit *permit, struct sk_buf *out)
{
	if (generate_has_ports(permit))
		sk_buf_text(out, permit->protocol_low == GENERATE_TCP ? "tcp" : "udp");
	else if (generate_is_any(permit))
		sk_buf_text(out, "ip");
	else
		sk_buf_print(out, "%u", permit->protocol_low);
}

static void print_prefix(const struct sk_range *prefix, struct sk_buf *out)
{
	char address[SK_ADDRESS_TEXT];
	sk_address_text(prefix->low, address);
	if (generate_prefix(prefix) == 0)
		sk_buf_text(out, "any");
	else
		sk_buf_print(out, "%s/%d", address, generate_prefix(prefix));
}

/* One line: one prefix to one, one run of ports to one. */
static void print_line(const struct sk_permit *permit, const char *list, const struct sk_range single[SK_PERMIT_DIMS], struct sk_buf *out)
{
	bool ports = generate_has_ports(permit);
	sk_buf_print(out, "%s access-list %s permit ", permit->family == SK_FAMILY_4 ? "ip" : "ipv6", list);
	print_protocol(permit, out);
	sk_buf_text(out, " src ");
	print_prefix(&single[SK_PERMIT_SOURCE], out);
	if (ports)
		print_ports("sport", &single[SK_PERMIT_SOURCE_PORT], out);
	sk_buf_text(out, " dest ");
	print_prefix(&single[SK_PERMIT_TARGET], out);
	if (ports)
		print_ports("dport", &single[SK_PERMIT_TARGET_PORT], out);
	sk_buf_text(out, "\n");
}

/* Every combination, one dimension after the other. */
static void print_lines(const struct sk_permit *permit, const char *list, size_t dim, struct sk_range single[SK_PERMIT_DIMS], struct sk_buf *out)
{
	bool address = dim < SK_PERMIT_SOURCE_PORT;
	if (dim == SK_PERMIT_DIMS) {
		print_line(permit, list, single, out);
		return;
	}
	for (size_t i = 0; i < permit->values[dim].count; i++) {
		struct sk_range left = permit->values[dim].at[i];
		single[dim] = left;
		if (!address)
			print_lines(permit, list, dim + 1, single, out);
		while (address && generate_next_prefix(&left, &single[dim]))
			print_lines(permit, list, dim + 1, single, out);
	}
}

void generate_nec_ix_entries(const struct sk_permit *permit, const char *list, struct sk_buf *out)
{
	struct sk_range single[SK_PERMIT_DIMS];
	print_lines(permit, list, 0, single, out);
}

static sk_outcome print_permits(const struct list *list, struct sk_error *error)
{
	for (size_t i = 0; i < list->intent->count; i++) {
		const struct sk_permit *permit = &list->intent->permits[i];
		SK_BUF_SCOPE name = SK_BUF(64);
		if (!is_mine(list, permit))
			continue;
		SK_TRY(generate_one_protocol(permit, error));
		sk_buf_text(list->out, "! ");
		generate_need(permit, list->out);
		print_name(list, false, &name);
		generate_nec_ix_entries(permit, name.bytes, list->out);
	}
	return SK_OK;
}

static sk_outcome print_list(const struct list *list, struct sk_error *error)
{
	if (is_empty(list))
		return SK_OK;
	SK_TRY(print_permits(list, error));
	sk_buf_print(list->out, "%s access-list dynamic ", family_word(list));
	print_name(list, true, list->out);
	sk_buf_text(list->out, " access ");
	print_name(list, false, list->out);
	sk_buf_text(list->out, "\n");
	return SK_OK;
}

/* Lower numbers are asked first. */
static void print_filters(const struct list *list)
{
	const char *direction = list->input ? "in" : "out";
	if (is_empty(list)) {
		sk_buf_print(list->out, "  %s filter %s 1 %s\n", family_word(list), has_neighbours(list) ? "sk-near" : "sk-none", direction);
		return;
	}
	if (has_neighbours(list))
		sk_buf_print(list->out, "  %s filter sk-near 3 %s\n", family_word(list), direction);
	for (int dynamic = 1; dynamic >= 0; dynamic--) {
		sk_buf_print(list->out, "  %s filter ", family_word(list));
		print_name(list, dynamic, list->out);
		sk_buf_print(list->out, " %d %s\n", dynamic ? 1 : 2, direction);
	}
}

static sk_outcome each_list(const struct sk_intent *intent, size_t interface, bool filters, struct sk_buf *out, struct sk_error *error)
{
	for (unsigned family = SK_FAMILY_4; family <= SK_FAMILY_6; family++)
		for (int input = 1; input >= 0; input--) {
			struct list list = {intent, interface, family, input, out};
			if (filters)
				print_filters(&list);
			else
				SK_TRY(print_list(&list, error));
		}
	return SK_OK;
}

/* A kind and its number. */
static bool is_interface(const char *name)
{
	static const char digits[] = "0123456789", number[] = "0123456789./:";
	size_t kind = strcspn(name, digits), length = strlen(name);
	for (size_t i = 0; i < kind; i++)
		if (!((name[i] >= 'A' && name[i] <= 'Z') || (name[i] >= 'a' && name[i] <= 'z') || (name[i] == '-' && i > 0)))
			return false;
	return kind > 0 && kind < length && strspn(name + kind, number) == length - kind && strchr(digits, name[length - 1]);
}

sk_outcome generate_nec_ix(const struct sk_intent *intent, struct sk_buf *out, struct sk_error *error)
{
	for (size_t i = 0; i < intent->node->interface_count; i++)
		if (!is_interface(intent->node->interfaces[i].name))
			return generate_refuse(intent, intent->node->interfaces[i].name, _("interfaces as the router calls them: GigaEthernet0.0, Tunnel0.0"), error);
	generate_head(intent, "!", out);
	for (size_t i = 0; i < intent->node->interface_count; i++)
		SK_TRY(each_list(intent, i, false, out, error));
	sk_buf_text(out, "ip access-list sk-none deny ip src any dest any\nipv6 access-list sk-none deny ip src any dest any\n");
	sk_buf_print(out, "! neighbours of IPv6, which stay on their wire\n"
			  "ipv6 access-list sk-near permit %u src any dest ff02::/16\nipv6 access-list sk-near permit %u src any dest fe80::/10\n", GENERATE_ICMP6, GENERATE_ICMP6);
	for (size_t i = 0; i < intent->node->interface_count; i++) {
		sk_buf_print(out, "!\ninterface %s\n", intent->node->interfaces[i].name);
		SK_TRY(each_list(intent, i, true, out, error));
	}
	sk_buf_text(out, "!\n");
	return sk_buf_check(out, error);
}
