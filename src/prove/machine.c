/* The machine's word about itself counts. Where somebody wrote another into site.yaml one of the two is out of date: that is said, and nobody chooses. */
#include "prove/machine.h"

#include <string.h>

/* ---- addresses ---- */

static size_t addresses_of(const struct machine *machine, const char *interface, struct sk_net_address *out)
{
	size_t count = 0;
	for (size_t i = 0; i < machine->count; i++)
		for (size_t at = 0; at < machine->states[i].address_count; at++) {
			const struct sk_linux_address *address = &machine->states[i].addresses[at];
			if (address->of_wire || strcmp(address->interface, interface) != 0)
				continue;
			if (out)
				out[count] = (struct sk_net_address){address->address, address->low, address->high};
			count++;
		}
	return count;
}

static bool has(const struct sk_net_address *list, size_t count, const struct sk_net_address *address)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].address == address->address && list[i].low == address->low && list[i].high == address->high)
			return true;
	return false;
}

static bool same(const struct sk_net_address *a, size_t a_count, const struct sk_net_address *b, size_t b_count)
{
	bool all = true;
	for (size_t i = 0; i < a_count; i++)
		all = all && has(b, b_count, &a[i]);
	for (size_t i = 0; i < b_count; i++)
		all = all && has(a, a_count, &b[i]);
	return all;
}

bool machine_tells_addresses(const struct machine *machine)
{
	for (size_t i = 0; i < machine->count; i++)
		if (machine->states[i].of_addresses)
			return true;
	return false;
}

sk_outcome machine_names(struct sk_arena *arena, const struct machine *machine, struct sk_net_node *out, struct sk_error *error)
{
	size_t room = 0;
	void *memory;
	for (size_t i = 0; i < machine->count; i++)
		room += machine->states[i].name_count;
	SK_TRY(sk_arena_take(arena, room, sizeof(const char *), &memory, error));
	const char **names = memory;
	for (size_t i = 0; i < machine->count; i++)
		for (size_t at = 0; at < machine->states[i].name_count; at++)
			names[out->name_count++] = machine->states[i].names[at];
	out->names = names;
	return SK_OK;
}

static sk_outcome other_addresses(const struct sk_place *where, const struct sk_net_address *list, size_t count, struct sk_error *error)
{
	SK_BUF_SCOPE names = SK_BUF(SK_ERROR_TEXT);
	char address[SK_ADDRESS_TEXT];
	for (size_t i = 0; i < count; i++) {
		sk_address_text(list[i].address, address);
		sk_buf_print(&names, "%s%s", i > 0 ? " " : "", address);
	}
	SK_TRY(sk_buf_check(&names, error));
	return sk_error_set(error, SK_E_CONFLICT, where, _("by its file in configs/ the machine has other addresses at this interface"), names.length ? names.bytes : "-", NULL);
}

sk_outcome machine_addresses(struct sk_arena *arena, const struct machine *machine, const struct sk_place *where, struct sk_net_interface *interface, struct sk_error *error)
{
	size_t count = addresses_of(machine, interface->name, NULL);
	void *memory;
	if (!machine_tells_addresses(machine))
		return SK_OK;
	SK_TRY(sk_arena_take(arena, count, sizeof(struct sk_net_address), &memory, error));
	struct sk_net_address *list = memory;
	(void)addresses_of(machine, interface->name, list);
	if (interface->address_count > 0 && !same(interface->addresses, interface->address_count, list, count))
		return other_addresses(where, list, count, error);
	interface->addresses = list;
	interface->address_count = count;
	return SK_OK;
}

size_t machine_interface(const struct sk_net_node *node, const char *name)
{
	size_t at = 0;
	while (at < node->interface_count && strcmp(node->interfaces[at].name, name) != 0)
		at++;
	return at;
}

static bool is_drawn(const struct sk_net_node *node, const char *interface)
{
	return machine_interface(node, interface) < node->interface_count;
}

/* All of a network is its own behind lo. */
static struct sk_net_address own_of(const struct sk_linux_address *address)
{
	bool all = strcmp(address->interface, "lo") == 0;
	return (struct sk_net_address){address->address, all ? address->low : address->address, all ? address->high : address->address};
}

static size_t own_of_all(const struct machine *machine, const struct sk_net_node *node, struct sk_net_address *out)
{
	size_t count = 0;
	for (size_t i = 0; i < machine->count; i++) {
		const struct sk_linux *state = &machine->states[i];
		for (size_t at = 0; at < state->address_count; at++) {
			if (is_drawn(node, state->addresses[at].interface) && !state->addresses[at].of_wire)
				continue;
			if (out)
				out[count] = own_of(&state->addresses[at]);
			count++;
		}
		for (size_t at = 0; at < state->own_count; at++, count++)
			if (out)
				out[count] = (struct sk_net_address){state->own[at].low, state->own[at].low, state->own[at].high};
	}
	return count;
}

sk_outcome machine_own(struct sk_arena *arena, const struct machine *machine, struct sk_net_node *out, struct sk_error *error)
{
	void *memory;
	size_t count = own_of_all(machine, out, NULL);
	SK_TRY(sk_arena_take(arena, count + 1, sizeof(struct sk_net_address), &memory, error));
	out->own_count = own_of_all(machine, out, memory);
	out->own = memory;
	return SK_OK;
}

/* ---- routes ---- */

static struct sk_net_route route_of(const struct sk_linux_route *route, const struct sk_net_node *node)
{
	size_t interface = route->interface ? machine_interface(node, route->interface) : node->interface_count;
	bool nowhere = interface == node->interface_count;
	return (struct sk_net_route){.low = route->low, .high = route->high, .via = route->via, .interface = nowhere ? 0 : interface, .nowhere = nowhere};
}

static sk_outcome conflict(const struct sk_site_node *node, const char *what, const char *expected, struct sk_error *error)
{
	return sk_error_set(error, SK_E_CONFLICT, &node->where, what, expected, NULL);
}

/* What is neither the wire of an interface that is not drawn nor thrown away leads somewhere. */
static bool leads_away(const struct sk_linux_route *route)
{
	bool default_four = route->low == SK_IPV4_FIRST && route->high == SK_IPV4_LAST, default_six = route->low == 0 && route->high == ~(sk_wide)0;
	return route->interface && (route->via != 0 || default_four || default_six);
}

static sk_outcome check_routes(const struct sk_linux_route *const *sorted, size_t count, const struct sk_site_node *node, const struct sk_net_node *out, struct sk_error *error)
{
	for (size_t i = 0; i < count; i++) {
		const struct sk_linux_route *route = sorted[i];
		bool drawn = route->interface && is_drawn(out, route->interface);
		if (!drawn && leads_away(route))
			return conflict(node, _("by its file in configs/ the machine sends by an interface that no link has"), _("a link for each interface that it sends by, and where that leads to"), error);
		if (drawn && route->dead)
			return conflict(node, _("by its file in configs/ no cable was in an interface when its routes were printed (dead, linkdown)"), _("what ip -j route prints while all cables are in"), error);
		for (size_t at = 0; at < i; at++)
			if (drawn && sorted[at]->interface && sorted[at]->metric == route->metric && sorted[at]->low == route->low && sorted[at]->high == route->high)
				return conflict(node, _("by its file in configs/ the machine has two routes of one network and one metric, and nothing says which counts"), _("one route for each network and metric"), error);
	}
	return SK_OK;
}

/* Of two that are alike the one with the smaller metric comes first, and counts. */
static void insert(const struct sk_linux_route **sorted, size_t count, const struct sk_linux_route *route)
{
	size_t at = count;
	for (; at > 0 && sorted[at - 1]->metric > route->metric; at--)
		sorted[at] = sorted[at - 1];
	sorted[at] = route;
}

static size_t sort_routes(const struct machine *machine, const struct sk_linux_route **sorted)
{
	size_t count = 0;
	for (size_t i = 0; i < machine->count; i++)
		for (size_t at = 0; at < machine->states[i].route_count; at++)
			insert(sorted, count++, &machine->states[i].routes[at]);
	return count;
}

/* Whether somebody typed one of these families. */
static bool types_route(const struct sk_net_node *node, unsigned families)
{
	for (size_t i = 0; i < node->route_count; i++)
		if (sk_address_family(node->routes[i].low) & families)
			return true;
	return false;
}

sk_outcome machine_routes(struct sk_arena *arena, const struct machine *machine, const struct sk_site_node *node, struct sk_net_node *out, struct sk_error *error)
{
	void *memory, *routes;
	size_t count = 0;
	for (size_t i = 0; i < machine->count; i++)
		count += machine->states[i].route_count;
	if (count == 0)
		return SK_OK;
	for (size_t i = 0; i < machine->count; i++)
		out->routed |= machine->states[i].routed;
	if (node->routes.count > 0 && types_route(out, out->routed))
		return conflict(node, _("routes stand here, and in a file of the machine"), _("one of the two: no 'routes:' beside what ip -j route prints"), error);
	SK_TRY(sk_arena_take(arena, count, sizeof(struct sk_linux_route *), &memory, error));
	SK_TRY(sk_arena_take(arena, count + out->route_count, sizeof(struct sk_net_route), &routes, error));
	const struct sk_linux_route **sorted = memory;
	struct sk_net_route *list = routes;
	(void)sort_routes(machine, sorted);
	SK_TRY(check_routes(sorted, count, node, out, error));
	for (size_t i = 0; i < count; i++)
		list[i] = route_of(sorted[i], out);
	for (size_t i = 0; i < out->route_count; i++)
		list[count + i] = out->routes[i];
	out->routes = list;
	out->route_count += count;
	return SK_OK;
}

/* ---- forwarding ---- */

sk_outcome machine_forwards(const struct machine *machine, const struct sk_site_node *node, struct sk_net_node *out, struct sk_error *error)
{
	unsigned told = 0, forwards = 0, perhaps = 0;
	for (size_t i = 0; i < machine->count; i++) {
		told |= machine->states[i].told;
		forwards |= machine->states[i].forwards;
		perhaps |= machine->states[i].perhaps;
	}
	if (node->forwards && told == SK_FAMILIES && forwards == 0 && perhaps == 0)
		return conflict(node, _("'forwards: true' stands here, and by its file in configs/ the machine forwards nothing"), _("one of the two: without 'forwards:' the file counts"), error);
	out->forwards = (out->forwards & ~told) | forwards;
	out->perhaps_forwards = perhaps & ~out->forwards;
	return SK_OK;
}
