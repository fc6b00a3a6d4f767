/* ip -j prints one list of objects, sysctl a line for each switch. */
#include "config/private.h"

#include <jansson.h>
#include <string.h>

enum { PREFIX_ROOM = 96, NAME_MAX = 63 };

struct reading {
	struct sk_arena *arena;
	const struct sk_config_source *source;
	struct sk_linux *out;
	struct sk_linux_address *addresses;
	const char **names;
	struct sk_linux_own *own;
	struct sk_linux_route *routes;
	struct sk_error *error;
};

static sk_outcome refuse(const struct reading *reading, const char *what, const char *expected)
{
	struct sk_place place = {.file = reading->source->file, .line = 1, .column = 1};
	bool clean = what && sk_utf8_clean(what, strlen(what), NULL);
	return sk_error_set(reading->error, SK_E_CONFIG_SYNTAX, &place, clean ? what : _("a value that ip does not print"), expected, NULL);
}

static const char *text_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static sk_outcome keep_name(const struct reading *reading, const char *name, const char **out)
{
	size_t length = name ? strlen(name) : 0;
	if (length == 0 || length > NAME_MAX || !sk_utf8_clean(name, length, NULL))
		return refuse(reading, name, _("the name of an interface"));
	return sk_arena_text(reading->arena, name, length, out, reading->error);
}

/* ---- addresses ---- */

/* Of IPv6 what only neighbours know, and what no wire carries: nobody asks about them (manual: "Not asked"). */
static bool is_left_out(sk_wide address)
{
	bool neighbours = address >> 118 == 0xfe80 >> 6, many = address >> 120 == 0xff;
	return neighbours || many || address == 1 || (address >= (SK_IPV4_FIRST | 0x7f000000) && address <= (SK_IPV4_FIRST | 0x7fffffff));
}

static sk_outcome add_address(struct reading *reading, const char *interface, const json_t *info)
{
	const char *local = text_of(info, "local"), *scope = text_of(info, "scope");
	const json_t *length = json_object_get(info, "prefixlen");
	struct sk_linux_address *out = &reading->addresses[reading->out->address_count];
	SK_BUF_SCOPE prefix = SK_BUF(PREFIX_ROOM);
	if (!local || !json_is_integer(length))
		return refuse(reading, local, _("addresses with 'local' and 'prefixlen', as ip -j addr prints them"));
	if (reading->out->address_count == SK_LINUX_ROWS_MAX)
		return sk_config_too_many(reading->error, reading->source->file, 1, N_("addresses"), SK_LINUX_ROWS_MAX);
	/* At one end of a line the network is that of the other. */
	const char *peer = text_of(info, "address");
	sk_wide other;
	sk_buf_print(&prefix, "%s/%lld", peer ? peer : local, (long long)json_integer_value(length));
	if (prefix.failed || !sk_prefix_read(prefix.bytes, prefix.length, &other, &out->low, &out->high) || !sk_address_read(local, strlen(local), &out->address))
		return refuse(reading, local, _("addresses with 'local' and 'prefixlen', as ip -j addr prints them"));
	if (is_left_out(out->address))
		return SK_OK;
	if (json_is_true(json_object_get(info, "noprefixroute")))
		out->low = out->high = out->address;
	out->of_wire = scope && (strcmp(scope, "host") == 0 || strcmp(scope, "link") == 0);
	SK_TRY(keep_name(reading, interface, &out->interface));
	reading->out->address_count++;
	return SK_OK;
}

static sk_outcome read_interface(struct reading *reading, const json_t *object)
{
	const json_t *list = json_object_get(object, "addr_info");
	const char *name = text_of(object, "ifname");
	if (reading->out->name_count == SK_LINUX_ROWS_MAX)
		return sk_config_too_many(reading->error, reading->source->file, 1, N_("interfaces"), SK_LINUX_ROWS_MAX);
	SK_TRY(keep_name(reading, name, &reading->names[reading->out->name_count]));
	reading->out->name_count++;
	for (size_t i = 0; i < json_array_size(list); i++)
		SK_TRY(add_address(reading, name, json_array_get(list, i)));
	return SK_OK;
}

/* ---- routes ---- */

static bool is_one_of(const char *text, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(text, words[i]) == 0)
			return true;
	return false;
}

/* Only IPv6 has a preference, and a gateway tells its family. */
static bool is_six(const json_t *object)
{
	const char *gateway = text_of(object, "gateway"), *dst = text_of(object, "dst");
	return json_object_get(object, "pref") || (gateway && strchr(gateway, ':')) || (dst && strchr(dst, ':'));
}

static sk_outcome read_network(const struct reading *reading, const json_t *object, struct sk_linux_route *out)
{
	const char *dst = text_of(object, "dst");
	sk_wide address;
	if (!dst)
		return refuse(reading, "dst", _("routes as ip -j route prints them"));
	if (strcmp(dst, "default") != 0)
		return sk_prefix_read(dst, strlen(dst), &address, &out->low, &out->high) ? SK_OK : refuse(reading, dst, _("a network, an address or default"));
	out->low = is_six(object) ? 0 : SK_IPV4_FIRST;
	out->high = is_six(object) ? ~(sk_wide)0 : SK_IPV4_LAST;
	return SK_OK;
}

static sk_outcome read_next(const struct reading *reading, const json_t *object, struct sk_linux_route *out)
{
	const char *gateway = text_of(object, "gateway");
	const json_t *via = json_object_get(object, "via"), *metric = json_object_get(object, "metric");
	if (json_object_get(object, "nexthops") || json_object_get(object, "nhid") || via)
		return refuse(reading, "nexthops", _("one next hop for each network, of its own family"));
	if (gateway && !sk_address_read(gateway, strlen(gateway), &out->via))
		return refuse(reading, gateway, _("an address behind 'gateway'"));
	out->metric = json_is_integer(metric) ? (long long)json_integer_value(metric) : 0;
	return keep_name(reading, text_of(object, "dev"), &out->interface);
}

static sk_outcome add_own(struct reading *reading, const json_t *object)
{
	struct sk_linux_route route = {0};
	SK_TRY(read_network(reading, object, &route));
	if (is_left_out(route.low))
		return SK_OK;
	if (reading->out->own_count == SK_LINUX_ROWS_MAX)
		return sk_config_too_many(reading->error, reading->source->file, 1, N_("routes"), SK_LINUX_ROWS_MAX);
	reading->own[reading->out->own_count++] = (struct sk_linux_own){route.low, route.high};
	return SK_OK;
}

/* A route that not all packets for its network take. */
static sk_outcome check_all_take(const struct reading *reading, const json_t *object)
{
	static const char *const some[] = {"tos", "from", "encap", "iif", "mark"};
	for (size_t i = 0; i < SK_COUNT(some); i++)
		if (json_object_get(object, some[i]))
			return refuse(reading, some[i], _("routes that hang on the network alone that a packet is for: which others take is not followed"));
	return SK_OK;
}

static bool is_dead(const json_t *object)
{
	const json_t *flags = json_object_get(object, "flags");
	for (size_t i = 0; i < json_array_size(flags); i++) {
		const char *flag = json_string_value(json_array_get(flags, i));
		if (flag && (strcmp(flag, "dead") == 0 || strcmp(flag, "linkdown") == 0))
			return true;
	}
	return false;
}

static sk_outcome read_route(struct reading *reading, const json_t *object)
{
	static const char *const local[] = {"local", "anycast"}, *const many[] = {"broadcast", "multicast"}, *const thrown[] = {"blackhole", "unreachable", "prohibit", "throw"};
	const char *type = text_of(object, "type"), *table = text_of(object, "table");
	struct sk_linux_route *out = &reading->routes[reading->out->route_count];
	if (type && is_one_of(type, local, SK_COUNT(local)))
		return add_own(reading, object);
	if ((type && is_one_of(type, many, SK_COUNT(many))) || (table && strcmp(table, "local") == 0))
		return SK_OK;
	if (table && strcmp(table, "main") != 0)
		return refuse(reading, table, _("routes of the table main: which packets others are asked for is not followed"));
	if (reading->out->route_count == SK_LINUX_ROWS_MAX)
		return sk_config_too_many(reading->error, reading->source->file, 1, N_("routes"), SK_LINUX_ROWS_MAX);
	*out = (struct sk_linux_route){0};
	SK_TRY(read_network(reading, object, out));
	bool nowhere = type && is_one_of(type, thrown, SK_COUNT(thrown));
	if (type && !nowhere && strcmp(type, "unicast") != 0)
		return refuse(reading, type, _("routes as ip -j route prints them"));
	if (is_left_out(out->low))
		return SK_OK;
	SK_TRY(check_all_take(reading, object));
	out->dead = is_dead(object);
	if (!nowhere)
		SK_TRY(read_next(reading, object, out));
	reading->out->route_count++;
	reading->out->routed |= sk_address_family(out->low == 0 && out->high == ~(sk_wide)0 ? 0 : out->low);
	return SK_OK;
}

/* ---- rules of routing ---- */

/* Those that every machine has: all packets ask the tables local, main and default. */
static sk_outcome read_rule(struct reading *reading, const json_t *object)
{
	static const char *const tables[] = {"local", "main", "default"};
	const char *table = text_of(object, "table"), *source = text_of(object, "src");
	size_t said = json_object_size(object);
	bool plain = table && is_one_of(table, tables, SK_COUNT(tables)) && source && strcmp(source, "all") == 0 && said == 3;
	return plain ? SK_OK : refuse(reading, table, _("the three rules that every machine has (ip -j rule): which packets others ask other tables is not followed"));
}

/* ---- JSON ---- */

static sk_outcome read_object(struct reading *reading, const json_t *object)
{
	if (json_object_get(object, "ifname") && json_object_get(object, "addr_info")) {
		reading->out->of_addresses = true;
		return read_interface(reading, object);
	}
	if (json_object_get(object, "priority") && json_object_get(object, "src")) {
		reading->out->of_rules = true;
		return read_rule(reading, object);
	}
	if (!json_object_get(object, "dst"))
		return refuse(reading, NULL, _("what ip -j addr, ip -j route or ip -j rule prints"));
	reading->out->of_routes = true;
	return read_route(reading, object);
}

static void let_go(json_t **json)
{
	json_decref(*json);
}

static sk_outcome read_json(struct reading *reading)
{
	const struct sk_config_source *source = reading->source;
	json_error_t trouble;
	__attribute__((cleanup(let_go))) json_t *root = json_loadb(source->bytes, source->length, JSON_REJECT_DUPLICATES, &trouble);
	struct sk_place place = {source->file, trouble.line > 0 ? (uint32_t)trouble.line : 1, trouble.column > 0 ? (uint32_t)trouble.column : 1};
	if (!root && json_error_code(&trouble) == json_error_premature_end_of_input)
		return sk_error_set(reading->error, SK_E_CONFIG_CUT, &place, _("the JSON is not whole"), _("all that ip -j prints"), NULL);
	if (!root)
		return sk_error_set(reading->error, SK_E_CONFIG_SYNTAX, &place, _("no JSON"), _("what ip -j addr, ip -j route or ip -j rule prints"), NULL);
	for (size_t i = 0; i < json_array_size(root); i++)
		SK_TRY(read_object(reading, json_array_get(root, i)));
	return json_is_array(root) ? SK_OK : refuse(reading, NULL, _("what ip -j addr, ip -j route or ip -j rule prints"));
}

/* ---- sysctl ---- */

/* "net.ipv4.ip_forward = 1"; of single interfaces, too: by one that forwards it may be. */
static sk_outcome read_switch(struct reading *reading, const char *line, size_t length)
{
	static const char four[] = "net.ipv4.", six[] = "net.ipv6.";
	static const struct {
		const char *end;
		bool all;
	} switches[] = {{"ip_forward", true}, {".all.forwarding", true}, {".forwarding", false}, {".force_forwarding", false}};
	const char *equals = length ? memchr(line, '=', length) : NULL;
	size_t past = equals ? (size_t)(equals - line) : 0;
	unsigned family = past > 9 && memcmp(line, four, 9) == 0 ? SK_FAMILY_4 : past > 9 && memcmp(line, six, 9) == 0 ? SK_FAMILY_6 : 0;
	bool about = false, all = false;
	while (past > 0 && line[past - 1] == ' ')
		past--;
	for (size_t i = 0, end; i < SK_COUNT(switches) && family && !about; i++) {
		end = strlen(switches[i].end);
		about = past > end && memcmp(line + past - end, switches[i].end, end) == 0;
		all = about && switches[i].all;
	}
	/* What new interfaces begin with says nothing of those there are. */
	if (!about || (past > 8 && memmem(line, past, ".default.", 9)))
		return SK_OK;
	const char *value = equals + 1;
	size_t left = length - (size_t)(value - line);
	while (left > 0 && (*value == ' ' || *value == '\t')) {
		value++;
		left--;
	}
	if (left != 1 || (*value != '0' && *value != '1'))
		return refuse(reading, NULL, _("0 or 1 behind '=', as sysctl prints it"));
	reading->out->told |= all ? family : 0;
	reading->out->forwards |= all && *value == '1' ? family : 0;
	reading->out->perhaps |= !all && *value == '1' ? family : 0;
	return SK_OK;
}

static sk_outcome read_switches(struct reading *reading)
{
	const char *at = reading->source->bytes, *end = at + reading->source->length;
	reading->out->of_forwarding = true;
	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t length = (size_t)((newline ? newline : end) - at);
		SK_TRY(read_switch(reading, at, length > 0 && at[length - 1] == '\r' ? length - 1 : length));
		at += length + 1;
	}
	return reading->out->told | reading->out->perhaps ? SK_OK : refuse(reading, NULL, _("net.ipv4.ip_forward or net.ipv6.conf.all.forwarding, as sysctl prints them"));
}

/* ---- both ---- */

static bool begins(const struct sk_config_source *source, const char *const *words, size_t count)
{
	const char *at = source->bytes, *end = at + source->length;
	for (size_t i = 0; i < count; i++) {
		size_t length = strlen(words[i]);
		while (at < end && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n'))
			at++;
		if ((size_t)(end - at) < length || memcmp(at, words[i], length) != 0)
			return false;
		at += length;
	}
	return true;
}

static const char *const list_begin[] = {"[", "{"}, *const empty_list[] = {"[", "]"}, *const sysctl_4[] = {"net.ipv4."}, *const sysctl_6[] = {"net.ipv6."};

static bool is_list(const struct sk_config_source *source)
{
	return begins(source, list_begin, 2) || begins(source, empty_list, 2);
}

bool sk_linux_knows(const struct sk_config_source *source)
{
	return is_list(source) || begins(source, sysctl_4, 1) || begins(source, sysctl_6, 1);
}

sk_outcome sk_linux_read(struct sk_arena *arena, const struct sk_config_source *source, struct sk_linux *out, struct sk_error *error)
{
	struct reading reading = {.arena = arena, .source = source, .out = out, .error = error};
	struct sk_place place = {.file = source->file};
	void *addresses, *names, *own, *routes;
	*out = (struct sk_linux){.file = source->file};
	if (source->length > SK_LINUX_BYTES_MAX)
		return sk_error_set_number(error, SK_E_FILE_LARGE, &place, SK_LINUX_BYTES_MAX);
	SK_TRY(sk_arena_room(arena, SK_LINUX_ROWS_MAX, sizeof(struct sk_linux_address), &addresses, error));
	SK_TRY(sk_arena_room(arena, SK_LINUX_ROWS_MAX, sizeof(char *), &names, error));
	SK_TRY(sk_arena_room(arena, SK_LINUX_ROWS_MAX, sizeof(struct sk_linux_own), &own, error));
	out->names = reading.names = names;
	SK_TRY(sk_arena_room(arena, SK_LINUX_ROWS_MAX, sizeof(struct sk_linux_route), &routes, error));
	out->own = reading.own = own;
	out->addresses = reading.addresses = addresses;
	out->routes = reading.routes = routes;
	return is_list(source) ? read_json(&reading) : read_switches(&reading);
}
