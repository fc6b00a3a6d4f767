/* The network of a site: nodes and links of site.yaml, and what the files under configs/ say. */
#include "prove/machine.h"

#include "sheet/sheet.h"

#include <stdio.h>
#include <string.h>

enum { ADDRESSES_MAX = 64 /* of one interface */ };

struct building {
	struct sk_arena *arena;
	const struct sk_env *env;
	struct sk_error *error;
	const struct sk_site *site;
	struct sk_network *network;
	size_t segments[SK_NET_NODES_MAX]; /* by position of the node in the site: its number as a segment */
};

static sk_outcome take(const struct building *building, size_t count, size_t size, void *out)
{
	void *memory;
	SK_TRY(sk_arena_take(building->arena, count, size, &memory, building->error));
	memcpy(out, &memory, sizeof(memory));
	return SK_OK;
}

static const struct sk_site_node *nodes_of(const struct sk_site *site)
{
	return site->nodes.items;
}

/* ---- addresses ---- */

static sk_outcome no_address(const struct building *building, const struct sk_place *where, const char *word)
{
	return sk_error_set(building->error, SK_E_CONFLICT, where, word, _("addresses with the length of their network, such as 192.168.1.1/24"), NULL);
}

/* One address is a network of its own, where nobody stands on a wire with it. */
static bool read_one(const char *at, size_t length, bool alone, struct sk_net_address *out)
{
	if (memchr(at, '/', length))
		return sk_prefix_read(at, length, &out->address, &out->low, &out->high);
	if (!alone || !sk_address_read(at, length, &out->address))
		return false;
	out->low = out->high = out->address;
	return true;
}

/* text NULL: none. */
static sk_outcome read_addresses(const struct building *building, const struct sk_place *where, const char *text, bool alone, const struct sk_net_address **out, size_t *count)
{
	struct sk_net_address *addresses;
	const char *at = text ? text : "";
	SK_TRY(take(building, ADDRESSES_MAX, sizeof(*addresses), &addresses));
	for (at += strspn(at, " "); *at; at += strspn(at, " ")) {
		size_t length = strcspn(at, " ");
		struct sk_net_address *address = &addresses[*count];
		if (*count == ADDRESSES_MAX || !read_one(at, length, alone, address))
			return no_address(building, where, at);
		++*count;
		at += length;
	}
	*out = addresses;
	return SK_OK;
}

/* ---- interfaces and routes ---- */

static sk_outcome add_interfaces(const struct building *building, const struct sk_site_node *node, const struct machine *machine, struct sk_net_node *out)
{
	struct sk_net_interface *interfaces;
	SK_TRY(take(building, building->site->links.count, sizeof(*interfaces), &interfaces));
	SK_LIST_EACH(struct sk_site_link, link, &building->site->links) {
		if (link->node != node)
			continue;
		struct sk_net_interface *interface = &interfaces[out->interface_count++];
		*interface = (struct sk_net_interface){.name = link->interface, .segment = building->segments[link->segment - nodes_of(building->site)]};
		SK_TRY(read_addresses(building, &link->where, link->addresses, false, &interface->addresses, &interface->address_count));
		SK_TRY(machine_addresses(building->arena, machine, &link->where, interface, building->error));
	}
	out->interfaces = interfaces;
	return SK_OK;
}

/* "ipv4" and "ipv6": all of a family. */
static sk_outcome read_route(const struct building *building, const struct sk_site_route *from, struct sk_net_node *node, struct sk_net_route *routes)
{
	struct sk_box boxes[SK_FAMILY_BOXES_MAX];
	size_t interface = machine_interface(node, from->interface);
	sk_wide address, low, high, via = 0;
	if (from->via && !sk_address_read(from->via, strlen(from->via), &via))
		return no_address(building, &from->where, from->via);
	if (sk_prefix_read(from->to, strlen(from->to), &address, &low, &high)) {
		routes[node->route_count++] = (struct sk_net_route){.low = low, .high = high, .interface = interface, .via = via};
		return SK_OK;
	}
	bool four = strcmp(from->to, "ipv4") == 0;
	if (!four && strcmp(from->to, "ipv6") != 0)
		return no_address(building, &from->where, from->to);
	size_t count = sk_box_families(four ? SK_FAMILY_4 : SK_FAMILY_6, boxes);
	for (size_t i = 0; i < count; i++)
		routes[node->route_count++] = (struct sk_net_route){.low = boxes[i].low[SK_DIM_TARGET], .high = boxes[i].high[SK_DIM_TARGET], .interface = interface, .via = via};
	return SK_OK;
}

static sk_outcome add_routes(const struct building *building, const struct sk_site_node *node, struct sk_net_node *out)
{
	struct sk_net_route *routes;
	SK_TRY(take(building, node->routes.count * SK_FAMILY_BOXES_MAX, sizeof(*routes), &routes));
	SK_LIST_EACH(struct sk_site_route, route, &node->routes)
		SK_TRY(read_route(building, route, out, routes));
	out->routes = routes;
	return SK_OK;
}

/* ---- configurations ---- */

/* With the names of all that is. */
static sk_outcome refuse_unknown(const char *shown, struct sk_error *error)
{
	struct sk_place where = {.file = shown};
	SK_BUF_SCOPE known = SK_BUF(SK_ERROR_TEXT);
	size_t count;
	const struct sk_config_reader *readers = sk_config_readers(&count);
	for (size_t i = 0; i < count; i++)
		sk_buf_print(&known, "%s%s", i > 0 ? ", " : "", readers[i].label);
	SK_TRY(sk_buf_check(&known, error));
	return sk_error_set(error, SK_E_CONFIG_SYNTAX, &where, _("no configuration that is known here"), known.bytes, NULL);
}

sk_outcome sk_prove_parse(struct sk_arena *arena, const char *shown, const struct sk_buf *bytes, struct sk_filter *out, struct sk_error *error)
{
	struct sk_config_source source = {shown, bytes->bytes ? bytes->bytes : "", bytes->length};
	const struct sk_config_reader *reader = sk_config_reader_of(&source);
	if (!reader)
		return refuse_unknown(shown, error);
	SK_TRY(sk_config_read(arena, reader, &source, out, error));
	return sk_filter_doubt_early(arena, out, SK_EARLY_AT, error);
}

sk_outcome sk_prove_plain(struct sk_buf *bytes, struct sk_error *error)
{
	const struct sk_config_source source = {"", bytes->bytes ? bytes->bytes : "", bytes->length};
	return sk_config_reader_of(&source) ? SK_OK : sk_sheet_unmark(bytes, error);
}

sk_outcome sk_prove_read(struct sk_arena *arena, const struct sk_env *env, const char *path, const char *shown, struct sk_buf *bytes, struct sk_filter *out,
			 struct sk_error *error)
{
	SK_TRY(sk_env_read_file(env, path, shown, SK_CONFIG_BYTES_MAX, bytes, error));
	SK_TRY(sk_prove_plain(bytes, error));
	return sk_prove_parse(arena, shown, bytes, out, error);
}

/* A filter, or what the machine says of itself. */
static sk_outcome add_config(const struct building *building, const char *name, struct machine *machine, struct sk_filter *filters, size_t *count)
{
	SK_BUF_SCOPE bytes = SK_BUF(SK_CONFIG_BYTES_MAX);
	const char *path, *shown;
	SK_TRY(sk_arena_print(building->arena, &shown, building->error, "configs/%s", name));
	SK_TRY(sk_arena_print(building->arena, &path, building->error, "%s/%s", building->site->folder, shown));
	SK_TRY(sk_env_read_file(building->env, path, shown, SK_CONFIG_BYTES_MAX, &bytes, building->error));
	SK_TRY(sk_prove_plain(&bytes, building->error));
	struct sk_config_source source = {shown, bytes.bytes ? bytes.bytes : "", bytes.length};
	if (sk_linux_knows(&source))
		return sk_linux_read(building->arena, &source, &machine->states[machine->count++], building->error);
	SK_TRY(sk_prove_parse(building->arena, shown, &bytes, &filters[*count], building->error));
	++*count;
	return SK_OK;
}

static sk_outcome add_configs(const struct building *building, const struct sk_site_node *node, struct machine *machine, struct sk_net_node *out)
{
	struct sk_filter *filters;
	SK_TRY(take(building, node->configs.count, sizeof(*filters), &filters));
	SK_TRY(take(building, node->configs.count, sizeof(*machine->states), &machine->states));
	SK_ID_EACH(id, &node->configs)
		SK_TRY(add_config(building, id->text, machine, filters, &out->filter_count));
	out->filters = filters;
	return SK_OK;
}

/* ---- all of it ---- */

/*
 * What nobody says is not "none": a host without an address of IPv6 in site.yaml gives itself one, and a line dials in for another each time. The machine's own word is all there is; of what
 * is typed an interface without any address may have any, and so may all of them of a family that none has, unless it does not speak it.
 */
static void note_unstated(const struct sk_site_node *node, const struct machine *machine, struct sk_net_node *out)
{
	struct sk_net_interface *interfaces = (struct sk_net_interface *)(uintptr_t)out->interfaces; /* just made */
	unsigned stated = 0, speaks = node->speaks ? node->speaks : SK_FAMILIES;
	if ((out->role != SK_NET_HOST && out->role != SK_NET_ROUTER) || machine_tells_addresses(machine))
		return;
	for (size_t i = 0; i < out->interface_count; i++)
		for (size_t at = 0; at < interfaces[i].address_count; at++)
			stated |= sk_address_family(interfaces[i].addresses[at].address);
	for (size_t i = 0; i < out->interface_count; i++)
		interfaces[i].unstated = interfaces[i].address_count == 0 ? speaks : speaks & ~stated;
}

/* A name in the filter that none of its interfaces has, neither those that are drawn nor others that it says it has. */
static bool is_nobodys(const struct sk_filter *filter, size_t at, const struct sk_net_node *node)
{
	bool somebodys = strcmp(filter->interfaces[at], "lo") == 0;
	for (size_t i = 0; i < node->name_count; i++)
		somebodys = somebodys || strcmp(node->names[i], filter->interfaces[at]) == 0;
	for (size_t i = 0; i < node->interface_count; i++)
		somebodys = somebodys || sk_net_interface_number(filter, node->interfaces[i].name) == at + 1;
	return !somebodys;
}

/* A line that dials in is called so beside the port or the wire it goes out by, which rules may name as well. */
static bool dials(const char *name)
{
	return strncmp(name, "ppp", 3) == 0;
}

/* Whoever typed the links called it otherwise, or the device does since: what the rules mean by it is not known. */
static void note_misnamed(const struct sk_net_node *node, struct sk_net_interface *interfaces)
{
	for (size_t f = 0; f < node->filter_count; f++) {
		const struct sk_filter *filter = &node->filters[f];
		bool strange = false, dialled = false;
		for (size_t at = 0; at < filter->interface_count && !filter->by_kind; at++) {
			bool nobodys = is_nobodys(filter, at, node);
			strange = strange || nobodys;
			dialled = dialled || (nobodys && dials(filter->interfaces[at]));
		}
		for (size_t i = 0; i < node->interface_count; i++)
			interfaces[i].misnamed |= dialled || (strange && sk_net_interface_number(filter, interfaces[i].name) == 0);
	}
}

static const enum sk_net_role roles[] = {[SK_ROLE_HOST] = SK_NET_HOST, [SK_ROLE_ROUTER] = SK_NET_ROUTER, [SK_ROLE_BRIDGE] = SK_NET_BRIDGE,
					 [SK_ROLE_OUTSIDE] = SK_NET_OUTSIDE};

static sk_outcome add_node(const struct building *building, const struct sk_site_node *node, struct sk_net_node *out)
{
	struct machine machine = {.count = 0};
	*out = (struct sk_net_node){.id = node->id, .role = roles[node->role], .forwards = node->forwards || node->role == SK_ROLE_ROUTER ? SK_FAMILIES : 0,
				    .passes = node->passes, .unfiltered = node->unfiltered};
	SK_TRY(read_addresses(building, &node->where, node->behind, true, &out->behind, &out->behind_count));
	SK_TRY(add_configs(building, node, &machine, out));
	SK_TRY(add_interfaces(building, node, &machine, out));
	SK_TRY(machine_own(building->arena, &machine, out, building->error));
	note_unstated(node, &machine, out);
	SK_TRY(machine_names(building->arena, &machine, out, building->error));
	note_misnamed(out, (struct sk_net_interface *)(uintptr_t)out->interfaces); /* just made */
	SK_TRY(add_routes(building, node, out));
	SK_TRY(machine_routes(building->arena, &machine, node, out, building->error));
	return machine_forwards(&machine, node, out, building->error);
}

static sk_outcome number_segments(struct building *building, const char **names)
{
	bool *tunnels;
	SK_TRY(take(building, building->site->nodes.count, sizeof(*tunnels), &tunnels));
	for (size_t i = 0; i < building->site->nodes.count; i++) {
		const struct sk_site_node *node = &nodes_of(building->site)[i];
		if (!sk_site_is_segment(node))
			continue;
		building->segments[i] = building->network->segment_count;
		tunnels[building->network->segment_count] = node->role == SK_ROLE_TUNNEL;
		names[building->network->segment_count++] = node->id;
	}
	building->network->segments = names;
	building->network->tunnels = tunnels;
	return SK_OK;
}

sk_outcome sk_prove_network(struct sk_arena *arena, const struct sk_env *env, const struct sk_site *site, struct sk_network *out, struct sk_error *error)
{
	struct building building = {.arena = arena, .env = env, .error = error, .site = site, .network = out};
	struct sk_net_node *nodes;
	const char **names;
	SK_INVARIANT(site->nodes.count <= SK_NET_NODES_MAX);
	*out = (struct sk_network){0};
	SK_TRY(take(&building, site->nodes.count, sizeof(*nodes), &nodes));
	SK_TRY(take(&building, site->nodes.count, sizeof(*names), &names));
	SK_TRY(number_segments(&building, names));
	SK_LIST_EACH(struct sk_site_node, node, &site->nodes)
		if (!sk_site_is_segment(node))
			SK_TRY(add_node(&building, node, &nodes[out->count++]));
	out->nodes = nodes;
	return SK_OK;
}

static size_t place_all(const struct sk_net_node *node, const struct sk_filter *brought, size_t count, struct sk_filter *out)
{
	unsigned families = 0;
	size_t kept = 0;
	for (size_t i = 0; i < count; i++)
		families |= brought[i].families;
	for (size_t i = 0; i < node->filter_count; i++)
		if (!(node->filters[i].families & families))
			out[kept++] = node->filters[i];
	memcpy(&out[kept], brought, count * sizeof(*brought));
	return kept + count;
}

/* Which names are strange hangs on the filters. */
static sk_outcome rename_all(struct sk_arena *arena, struct sk_net_node *node, struct sk_error *error)
{
	void *memory;
	SK_TRY(sk_arena_take(arena, node->interface_count, sizeof(struct sk_net_interface), &memory, error));
	struct sk_net_interface *interfaces = memory;
	for (size_t i = 0; i < node->interface_count; i++) {
		interfaces[i] = node->interfaces[i];
		interfaces[i].misnamed = false;
	}
	note_misnamed(node, interfaces);
	node->interfaces = interfaces;
	return SK_OK;
}

sk_outcome sk_prove_place(struct sk_arena *arena, const struct sk_network *network, const char *node, const struct sk_filter *brought, size_t count, struct sk_network *out, struct sk_error *error)
{
	struct sk_net_node *nodes;
	void *memory;
	SK_TRY(sk_net_copy(arena, network, out, &nodes, error));
	for (size_t i = 0; i < out->count; i++) {
		if (strcmp(nodes[i].id, node) != 0)
			continue;
		SK_TRY(sk_arena_take(arena, nodes[i].filter_count + count, sizeof(struct sk_filter), &memory, error));
		nodes[i].filter_count = place_all(&nodes[i], brought, count, memory);
		nodes[i].filters = memory;
		SK_TRY(rename_all(arena, &nodes[i], error));
	}
	return SK_OK;
}
