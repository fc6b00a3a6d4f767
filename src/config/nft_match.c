/*
 * What a match of nftables means.
 *
 * A field of a header implies the header: `tcp dport 80` matches tcp alone, `ip saddr` IPv4 alone. nft leaves these conditions out when it prints a rule,
 * so they are put back here, exactly. A field, an operator or a value that stands in no table is a doubt: what the rest of the rule says is
 * the most it can match, nothing the least.
 *
 * nft compares all eight flags of tcp, of which six are followed here: comparison with a mask of the six is exact, comparison without any is not.
 */
#include "config/nft.h"

#include <string.h>

enum { TCP = 6, EVERY_PORT = 65535, DEPTH_MAX = 8, WORK_MAX = 1 << 24, CODES = 256, FLAGS = 64 };

enum kind {
	KIND_UNKNOWN,
	KIND_ADDRESS,
	KIND_PROTOCOL,
	KIND_NEXT, /* the first header behind that of IPv6, which need not be the last */
	KIND_PORT,
	KIND_TYPE,
	KIND_CODE,
	KIND_FLAGS,
	KIND_STATE,
	KIND_INTERFACE,
	KIND_FAMILY,
};

struct field {
	const char *object, *member, *name; /* {object: {..., member: name}}; name NULL: any other */
	const char *protocol;		    /* of payloads */
	enum kind kind;
	enum sk_dim dim;
	unsigned families; /* implied; 0: none */
	int number;	   /* protocol implied; -1: none */
};

#define PAYLOAD(protocol, name, kind, dim, families, number) {"payload", "field", name, protocol, kind, dim, families, number}
#define PORTS(protocol, number) \
	PAYLOAD(protocol, "sport", KIND_PORT, SK_DIM_SOURCE_PORT, 0, number), PAYLOAD(protocol, "dport", KIND_PORT, SK_DIM_TARGET_PORT, 0, number)
#define OTHERS(protocol, families, number) PAYLOAD(protocol, NULL, KIND_UNKNOWN, SK_DIMS, families, number)
#define KEYED(object, name, kind, dim) {object, "key", name, NULL, kind, dim, 0, -1}

static const struct field fields[] = {
	PAYLOAD("ip", "saddr", KIND_ADDRESS, SK_DIM_SOURCE, SK_FAMILY_4, -1),
	PAYLOAD("ip", "daddr", KIND_ADDRESS, SK_DIM_TARGET, SK_FAMILY_4, -1),
	PAYLOAD("ip", "protocol", KIND_PROTOCOL, SK_DIM_PROTOCOL, SK_FAMILY_4, -1),
	PAYLOAD("ip6", "saddr", KIND_ADDRESS, SK_DIM_SOURCE, SK_FAMILY_6, -1),
	PAYLOAD("ip6", "daddr", KIND_ADDRESS, SK_DIM_TARGET, SK_FAMILY_6, -1),
	PAYLOAD("ip6", "nexthdr", KIND_NEXT, SK_DIM_PROTOCOL, SK_FAMILY_6, -1),
	PORTS("tcp", TCP),
	PAYLOAD("tcp", "flags", KIND_FLAGS, SK_DIM_FLAGS, 0, TCP),
	PORTS("udp", 17),
	PORTS("udplite", 136),
	PORTS("sctp", 132),
	PORTS("dccp", 33),
	PORTS("th", -1),
	PAYLOAD("icmp", "type", KIND_TYPE, SK_DIM_ICMP, SK_FAMILY_4, 1),
	PAYLOAD("icmp", "code", KIND_CODE, SK_DIM_ICMP, SK_FAMILY_4, 1),
	PAYLOAD("icmpv6", "type", KIND_TYPE, SK_DIM_ICMP, SK_FAMILY_6, 58),
	PAYLOAD("icmpv6", "code", KIND_CODE, SK_DIM_ICMP, SK_FAMILY_6, 58),
	OTHERS("ip", SK_FAMILY_4, -1),
	OTHERS("ip6", SK_FAMILY_6, -1),
	OTHERS("tcp", 0, TCP),
	OTHERS("udp", 0, 17),
	KEYED("meta", "l4proto", KIND_PROTOCOL, SK_DIM_PROTOCOL),
	KEYED("meta", "nfproto", KIND_FAMILY, SK_DIM_SOURCE),
	KEYED("meta", "protocol", KIND_FAMILY, SK_DIM_SOURCE),
	KEYED("meta", "iifname", KIND_INTERFACE, SK_DIM_IN),
	KEYED("meta", "iif", KIND_INTERFACE, SK_DIM_IN),
	KEYED("meta", "oifname", KIND_INTERFACE, SK_DIM_OUT),
	KEYED("meta", "oif", KIND_INTERFACE, SK_DIM_OUT),
	KEYED("ct", "state", KIND_STATE, SK_DIM_STATE),
};
static const struct field unknown = {NULL, NULL, NULL, NULL, KIND_UNKNOWN, SK_DIMS, 0, -1};

struct number_name {
	const char *name;
	unsigned number;
};
static const struct number_name flag_names[] = {{"fin", 1}, {"syn", 2}, {"rst", 4}, {"psh", 8}, {"ack", 16}, {"urg", 32}};
static const struct number_name state_names[] = {
	{"new", SK_FLOW_NEW}, {"established", SK_FLOW_ESTABLISHED}, {"related", SK_FLOW_RELATED}, {"invalid", SK_FLOW_INVALID}, {"untracked", SK_FLOW_UNTRACKED},
};
static const struct number_name family_names[] = {{"ipv4", SK_FAMILY_4}, {"ip", SK_FAMILY_4}, {"ipv6", SK_FAMILY_6}, {"ip6", SK_FAMILY_6}};
static const struct number_name types[] = {
	{"echo-reply", 0}, {"destination-unreachable", 3}, {"source-quench", 4}, {"redirect", 5}, {"echo-request", 8}, {"router-advertisement", 9},
	{"router-solicitation", 10}, {"time-exceeded", 11}, {"parameter-problem", 12}, {"timestamp-request", 13}, {"timestamp-reply", 14}, {"info-request", 15},
	{"info-reply", 16}, {"address-mask-request", 17}, {"address-mask-reply", 18},
};
static const struct number_name types6[] = {
	{"destination-unreachable", 1}, {"packet-too-big", 2}, {"time-exceeded", 3}, {"parameter-problem", 4}, {"echo-request", 128}, {"echo-reply", 129},
	{"mld-listener-query", 130}, {"mld-listener-report", 131}, {"mld-listener-done", 132}, {"mld-listener-reduction", 132}, {"nd-router-solicit", 133},
	{"nd-router-advert", 134}, {"nd-neighbor-solicit", 135}, {"nd-neighbor-advert", 136}, {"nd-redirect", 137}, {"router-renumbering", 138},
	{"ind-neighbor-solicit", 141}, {"ind-neighbor-advert", 142}, {"mld2-listener-report", 143},
};
static const struct number_name codes[] = {
	{"net-unreachable", 0}, {"host-unreachable", 1}, {"prot-unreachable", 2}, {"port-unreachable", 3}, {"frag-needed", 4}, {"net-prohibited", 9},
	{"host-prohibited", 10}, {"admin-prohibited", 13},
};
static const struct number_name codes6[] = {
	{"no-route", 0}, {"admin-prohibited", 1}, {"addr-unreachable", 3}, {"port-unreachable", 4}, {"policy-fail", 5}, {"reject-route", 6},
};

/* Ports that have the same name in /etc/services wherever it is; nft prints numbers, people write these. */
static const struct number_name services[] = {
	{"ftp-data", 20}, {"ftp", 21}, {"ssh", 22}, {"telnet", 23}, {"smtp", 25}, {"time", 37}, {"domain", 53}, {"bootps", 67}, {"bootpc", 68}, {"tftp", 69},
	{"http", 80}, {"kerberos", 88}, {"pop3", 110}, {"sunrpc", 111}, {"ntp", 123}, {"epmap", 135}, {"netbios-ns", 137}, {"netbios-dgm", 138}, {"netbios-ssn", 139},
	{"imap", 143}, {"imap2", 143}, {"snmp", 161}, {"snmp-trap", 162}, {"bgp", 179}, {"ldap", 389}, {"https", 443}, {"microsoft-ds", 445}, {"isakmp", 500}, {"syslog", 514},
	{"printer", 515}, {"dhcpv6-client", 546}, {"dhcpv6-server", 547}, {"submission", 587}, {"ipp", 631}, {"ldaps", 636}, {"domain-s", 853}, {"rsync", 873},
	{"ftps", 990}, {"imaps", 993}, {"pop3s", 995}, {"openvpn", 1194}, {"radius", 1812}, {"radius-acct", 1813}, {"nfs", 2049}, {"mysql", 3306}, {"ipsec-nat-t", 4500},
	{"sip", 5060}, {"http-alt", 8080}, {"mdns", 5353}, {"postgresql", 5432},
};

static bool number_named(const struct number_name *names, size_t count, const char *text, unsigned *out)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(names[i].name, text) != 0)
			continue;
		*out = names[i].number;
		return true;
	}
	return false;
}

static bool is_flag_of_change(const json_t *flag)
{
	const char *text = json_string_value(flag);
	return text && (strcmp(text, "timeout") == 0 || strcmp(text, "dynamic") == 0);
}

/* Alone, or of a map before its value: with no limit, quota or time of its own. */
static bool is_plain_element(const json_t *element)
{
	static const char *const plain[] = {"val", "comment", "counter"};
	json_t *inner = json_object_get(json_is_array(element) ? json_array_get(element, 0) : element, "elem");
	const char *key;
	json_t *value;
	json_object_foreach(inner, key, value) {
		bool known = false;
		for (size_t i = 0; i < SK_COUNT(plain); i++)
			known = known || strcmp(plain[i], key) == 0;
		if (!known)
			return false;
	}
	return true;
}

/* nft 1.0.6 does not print the flag "dynamic" in JSON, others print one flag without a list: what rules change is marked by nft.c. */
bool sk_nft_changes(const json_t *set)
{
	const json_t *flags = json_object_get(set, "flags"), *statements = json_object_get(set, "stmt"), *elements = json_object_get(set, "elem");
	bool changes = json_object_get(set, "timeout") || is_flag_of_change(flags);
	for (size_t i = 0; i < json_array_size(flags); i++)
		changes = changes || is_flag_of_change(json_array_get(flags, i));
	for (size_t i = 0; i < json_array_size(statements); i++)
		changes = changes || !json_object_get(json_array_get(statements, i), "counter");
	for (size_t i = 0; i < json_array_size(elements) && !changes; i++)
		changes = !is_plain_element(json_array_get(elements, i));
	return changes;
}

/* ---- fields ---- */

static bool is_field(const struct field *field, const json_t *left)
{
	const json_t *object = json_object_get(left, field->object);
	const char *name = sk_nft_text(object, field->member), *protocol = sk_nft_text(object, "protocol");
	if (!object || !name || (field->name && strcmp(field->name, name) != 0))
		return false;
	/* What else it says changes what it means: an inner header, a direction. */
	if (json_object_size(object) != (protocol ? 2 : 1))
		return false;
	return !field->protocol || (protocol && strcmp(field->protocol, protocol) == 0);
}

static const struct field *field_of(const json_t *left)
{
	for (size_t i = 0; i < SK_COUNT(fields); i++)
		if (is_field(&fields[i], left))
			return &fields[i];
	return &unknown;
}

static void add_families(struct sk_condition *condition, unsigned families)
{
	if (families & SK_FAMILY_4)
		sk_condition_add(condition, SK_IPV4_FIRST, SK_IPV4_LAST);
	if (families & SK_FAMILY_6) {
		sk_condition_add(condition, 0, SK_IPV4_FIRST - 1);
		sk_condition_add(condition, SK_IPV4_LAST + 1, ~(sk_wide)0);
	}
}

/* Whether all that can match so far is of these. */
static bool is_within(const struct sk_nft *nft, unsigned families, int protocol)
{
	for (size_t i = 0; i < nft->meeting.may.count; i++) {
		const struct sk_box *box = &nft->meeting.may.at[i];
		unsigned family = box->low[0] >= SK_IPV4_FIRST && box->high[0] <= SK_IPV4_LAST ? SK_FAMILY_4 : SK_FAMILY_6;
		sk_wide low, high;
		sk_box_get(box, SK_DIM_PROTOCOL, &low, &high);
		if ((families && !(family & families)) || (protocol >= 0 && (low != (sk_wide)protocol || high != (sk_wide)protocol)))
			return false;
	}
	return true;
}

/* `sure`: only these can match; else only these match for sure. */
static void imply_in(struct sk_nft *nft, enum sk_dim dim, bool sure, sk_wide last)
{
	struct sk_condition *condition = &nft->condition;
	sk_condition_settle(condition, false, 0, last);
	if (!sure) {
		condition->may.count = 0;
		sk_spans_add(&condition->may, 0, last);
	}
	sk_meeting_narrow(&nft->meeting, dim, &condition->may, sure ? NULL : &condition->must);
}

static void imply(struct sk_nft *nft, unsigned families, int protocol, bool sure)
{
	if (families) {
		sk_condition_begin(&nft->condition);
		add_families(&nft->condition, families);
		imply_in(nft, SK_DIM_SOURCE, sure, ~(sk_wide)0);
	}
	if (protocol >= 0) {
		sk_condition_begin(&nft->condition);
		sk_condition_add(&nft->condition, (sk_wide)protocol, (sk_wide)protocol);
		imply_in(nft, SK_DIM_PROTOCOL, sure, 255);
	}
}

void sk_nft_imply(struct sk_nft *nft, unsigned families, int protocol)
{
	imply(nft, families, protocol, true);
}

void sk_nft_imply_at_least(struct sk_nft *nft, unsigned families, int protocol, const json_t *what)
{
	if (is_within(nft, families, protocol))
		return;
	imply(nft, families, protocol, false);
	sk_nft_unread(nft, what);
}

void sk_nft_doubt_families(struct sk_nft *nft, const json_t *what)
{
	if (nft->families == SK_FAMILY_4 || nft->families == SK_FAMILY_6)
		return;
	sk_meeting_doubt(&nft->meeting);
	sk_nft_unread(nft, what);
}

/* `th` reads the same bytes of any protocol; of those with ports they are ports. */
static bool has_ports(const struct sk_nft *nft)
{
	static const sk_wide protocols[] = {TCP, 17, 33, 132, 136};
	for (size_t i = 0; i < nft->meeting.may.count; i++) {
		sk_wide low, high;
		bool found = false;
		sk_box_get(&nft->meeting.may.at[i], SK_DIM_PROTOCOL, &low, &high);
		for (size_t k = 0; k < SK_COUNT(protocols) && low == high; k++)
			found = found || protocols[k] == low;
		if (!found)
			return false;
	}
	return true;
}

/* ---- values ---- */

static sk_wide last_of(const struct field *field)
{
	struct sk_box all;
	sk_wide low, high;
	sk_box_all(&all);
	sk_box_get(&all, field->dim, &low, &high);
	return high;
}

static void doubt_value(struct sk_nft *nft, const struct field *field)
{
	sk_condition_doubt(&nft->condition, 0, last_of(field));
}

/* An address, a port, a protocol, a type or a code. */
static bool read_number(const struct field *field, const json_t *value, sk_wide *out)
{
	sk_wide most = field->kind == KIND_PORT ? EVERY_PORT : 255;
	const char *text = json_string_value(value);
	unsigned number = 0;
	bool six = field->families == SK_FAMILY_6, good = false;
	if (field->kind == KIND_ADDRESS && text)
		return six ? sk_address_6(text, strlen(text), out) : sk_address_4(text, strlen(text), out);
	*out = 0;
	if (json_is_integer(value) && field->kind != KIND_ADDRESS && json_integer_value(value) >= 0) {
		*out = (sk_wide)json_integer_value(value);
		return *out <= most;
	}
	if (text && (field->kind == KIND_PROTOCOL || field->kind == KIND_NEXT)) {
		int protocol = sk_config_protocol(text, strlen(text));
		good = protocol > 0;
		number = good ? (unsigned)protocol : 0;
	} else if (text && field->kind == KIND_PORT) {
		good = number_named(services, SK_COUNT(services), text, &number);
	} else if (text && field->kind == KIND_TYPE) {
		good = six ? number_named(types6, SK_COUNT(types6), text, &number) : number_named(types, SK_COUNT(types), text, &number);
	} else if (text && field->kind == KIND_CODE) {
		good = six ? number_named(codes6, SK_COUNT(codes6), text, &number) : number_named(codes, SK_COUNT(codes), text, &number);
	}
	*out = number;
	return good;
}

/* From low to high, as the dimension counts them. */
static void add_span(struct sk_nft *nft, const struct field *field, sk_wide low, sk_wide high)
{
	if (field->kind == KIND_TYPE)
		sk_condition_add(&nft->condition, low * CODES, high * CODES + CODES - 1);
	else if (field->kind == KIND_CODE)
		for (sk_wide type = 0; type < CODES; type++)
			sk_condition_add(&nft->condition, type * CODES + low, type * CODES + high);
	else
		sk_condition_add(&nft->condition, low, high);
}

/* By name; a name that ends with a star also means all others of the file that begin so. */
static sk_outcome add_interface(struct sk_nft *nft, const char *name)
{
	size_t length = strlen(name);
	bool wild = length > 0 && name[length - 1] == '*';
	if (!json_object_get(nft->interfaces, name)) {
		if (nft->interface_count == SK_CONFIG_INTERFACES_MAX - 1)
			return sk_nft_too_many(nft, N_("interfaces"), SK_CONFIG_INTERFACES_MAX - 1);
		if (!sk_utf8_clean(name, length, NULL) || json_object_set_new(nft->interfaces, name, json_integer((json_int_t)nft->interface_count + 1)) != 0)
			return sk_nft_refuse(nft, "iifname", N_("the name of an interface"));
		SK_TRY(sk_arena_text(nft->arena, name, length, &nft->interface_names[nft->interface_count++], nft->error));
	}
	for (size_t i = 0; i < nft->interface_count; i++)
		if (strcmp(nft->interface_names[i], name) == 0 || (wild && strncmp(nft->interface_names[i], name, length - 1) == 0))
			sk_condition_add(&nft->condition, i + 1, i + 1);
	return SK_OK;
}

static sk_outcome add_scalar(struct sk_nft *nft, const struct field *field, const json_t *value)
{
	const char *text = json_string_value(value);
	unsigned number = 0;
	sk_wide wide = 0;
	bool good = false;
	if (++nft->work > WORK_MAX)
		return sk_nft_too_many(nft, N_("values in all rules"), WORK_MAX);
	/* All that no other element of the set is. */
	if (text && strcmp(text, "*") == 0) {
		doubt_value(nft, field);
		return SK_OK;
	}
	switch (field->kind) {
	case KIND_INTERFACE:
		if (text)
			return add_interface(nft, text);
		break;
	case KIND_STATE:
		good = text && number_named(state_names, SK_COUNT(state_names), text, &number);
		if (good)
			sk_condition_add(&nft->condition, number, number);
		break;
	case KIND_FAMILY:
		good = text && number_named(family_names, SK_COUNT(family_names), text, &number);
		if (good)
			add_families(&nft->condition, number);
		break;
	case KIND_ADDRESS:
	case KIND_PROTOCOL:
	case KIND_NEXT:
	case KIND_PORT:
	case KIND_TYPE:
	case KIND_CODE:
		good = read_number(field, value, &wide);
		if (good)
			add_span(nft, field, wide, wide);
		break;
	case KIND_UNKNOWN:
	case KIND_FLAGS:
		break;
	}
	if (!good)
		doubt_value(nft, field);
	return SK_OK;
}

static void add_prefix(struct sk_nft *nft, const struct field *field, const json_t *prefix)
{
	const json_t *length = json_object_get(prefix, "len");
	json_int_t width = field->families == SK_FAMILY_6 ? 128 : 32, bits = json_integer_value(length);
	sk_wide low;
	if (field->kind != KIND_ADDRESS || !json_is_integer(length) || bits < 0 || bits > width ||
	    !read_number(field, json_object_get(prefix, "addr"), &low)) {
		doubt_value(nft, field);
		return;
	}
	sk_wide mask = width - bits == 128 ? ~(sk_wide)0 : ((sk_wide)1 << (width - bits)) - 1;
	sk_condition_add(&nft->condition, low & ~mask, low | mask);
}

static void add_range(struct sk_nft *nft, const struct field *field, const json_t *range)
{
	sk_wide low, high;
	bool numbers = field->kind == KIND_ADDRESS || field->kind == KIND_PORT || field->kind == KIND_PROTOCOL || field->kind == KIND_TYPE || field->kind == KIND_CODE;
	if (numbers && json_array_size(range) == 2 && read_number(field, json_array_get(range, 0), &low) &&
	    read_number(field, json_array_get(range, 1), &high) && low <= high)
		add_span(nft, field, low, high);
	else
		doubt_value(nft, field);
}

static sk_outcome add_value(struct sk_nft *nft, const struct field *field, const json_t *value, unsigned depth);

static sk_outcome add_list(struct sk_nft *nft, const struct field *field, const json_t *list, unsigned depth)
{
	for (size_t i = 0; i < json_array_size(list); i++)
		SK_TRY(add_value(nft, field, json_array_get(list, i), depth + 1));
	return SK_OK;
}

/* "@name": what the set holds, if that stays. */
static sk_outcome add_named(struct sk_nft *nft, const struct field *field, const char *name, unsigned depth)
{
	const json_t *set = sk_nft_set(nft, name);
	if (!set || sk_nft_changes(set)) {
		doubt_value(nft, field);
		return SK_OK;
	}
	return add_list(nft, field, json_object_get(set, "elem"), depth);
}

static sk_outcome add_value(struct sk_nft *nft, const struct field *field, const json_t *value, unsigned depth)
{
	const json_t *prefix = json_object_get(value, "prefix"), *range = json_object_get(value, "range"), *set = json_object_get(value, "set"),
		     *element = json_object_get(value, "elem");
	if (++nft->work > WORK_MAX)
		return sk_nft_too_many(nft, N_("values in all rules"), WORK_MAX);
	if (depth < DEPTH_MAX && set)
		return json_is_array(set) ? add_list(nft, field, set, depth) : add_value(nft, field, set, depth + 1);
	if (depth < DEPTH_MAX && json_object_get(element, "val"))
		return add_value(nft, field, json_object_get(element, "val"), depth + 1);
	if (depth < DEPTH_MAX && json_is_string(value) && json_string_value(value)[0] == '@')
		return add_named(nft, field, json_string_value(value), depth);
	if (prefix)
		add_prefix(nft, field, prefix);
	else if (range)
		add_range(nft, field, range);
	else
		return add_scalar(nft, field, value);
	return SK_OK;
}

/* ---- comparisons ---- */

static sk_outcome doubt(struct sk_nft *nft, const json_t *what)
{
	sk_meeting_doubt(&nft->meeting);
	sk_nft_unread(nft, what);
	return SK_OK;
}

static sk_outcome join(struct sk_nft *nft, const struct field *field, bool negated, const json_t *what)
{
	sk_condition_settle(&nft->condition, negated, 0, last_of(field));
	if (!nft->condition.exact)
		sk_nft_unread(nft, what);
	sk_meeting_narrow(&nft->meeting, field->dim, &nft->condition.may, nft->condition.exact ? NULL : &nft->condition.must);
	return SK_OK;
}

/* Headers in between hide the last one: what is not named surely does not match, and nothing surely does. */
static void loosen_next(struct sk_nft *nft)
{
	static const sk_wide between[] = {0, 43, 44, 51, 60, 135, 139, 140};
	struct sk_condition *condition = &nft->condition;
	bool hides = false;
	for (size_t i = 0; i < condition->may.count; i++)
		for (size_t k = 0; k < SK_COUNT(between); k++)
			hides |= between[k] >= condition->may.at[i].low && between[k] <= condition->may.at[i].high;
	condition->must.count = 0;
	condition->exact = false;
	if (hides)
		sk_condition_doubt(condition, 0, 255);
}

/* Below or above one number. */
static sk_outcome compare(struct sk_nft *nft, const struct field *field, const char *op, const json_t *right, const json_t *what)
{
	bool ordered = field->kind == KIND_ADDRESS || field->kind == KIND_PORT || field->kind == KIND_PROTOCOL;
	bool below = op[0] == '<', same = op[1] == '=';
	sk_wide value, last = last_of(field);
	sk_condition_begin(&nft->condition);
	if (!ordered || !read_number(field, right, &value))
		return doubt(nft, what);
	if (same)
		sk_condition_add(&nft->condition, value, value);
	if (below && value > 0)
		sk_condition_add(&nft->condition, 0, value - 1);
	if (!below && value < last)
		sk_condition_add(&nft->condition, value + 1, last);
	return join(nft, field, false, what);
}

/* Flags joined by "|", as a list or alone. */
static bool read_flags(const json_t *value, unsigned *out)
{
	unsigned flag;
	const json_t *list = json_object_get(value, "|");
	const char *text = json_string_value(value);
	*out = 0;
	list = list ? list : value;
	if (text)
		return number_named(flag_names, SK_COUNT(flag_names), text, out);
	if (json_is_integer(value) && json_integer_value(value) >= 0 && json_integer_value(value) < FLAGS) {
		*out = (unsigned)json_integer_value(value);
		return true;
	}
	for (size_t i = 0; i < json_array_size(list); i++) {
		text = json_string_value(json_array_get(list, i));
		if (!text || !number_named(flag_names, SK_COUNT(flag_names), text, &flag))
			return false;
		*out |= flag;
	}
	return json_array_size(list) > 0;
}

/* One bit for each combination of flags that is one of the values under the mask. */
static bool flags_equal(const json_t *right, unsigned mask, uint64_t *out)
{
	const json_t *set = json_object_get(right, "set");
	size_t count = set ? json_array_size(set) : 1;
	*out = 0;
	for (size_t i = 0; i < count; i++) {
		unsigned value;
		if (!read_flags(set ? json_array_get(set, i) : right, &value))
			return false;
		for (unsigned flags = 0; flags < FLAGS; flags++)
			*out |= (uint64_t)((flags & mask) == value) << flags;
	}
	return true;
}

static bool flags_touch(const json_t *right, uint64_t *out)
{
	unsigned mask;
	*out = 0;
	if (!read_flags(right, &mask))
		return false;
	for (unsigned flags = 0; flags < FLAGS; flags++)
		*out |= (uint64_t)((flags & mask) != 0) << flags;
	return true;
}

/* `mask` NULL: all eight flags are compared, two of which are not followed here. */
static sk_outcome match_flags(struct sk_nft *nft, const struct field *field, const char *op, const json_t *mask, const json_t *right, const json_t *what)
{
	bool equal = strcmp(op, "==") == 0 || strcmp(op, "!=") == 0, touch = !mask && (strcmp(op, "in") == 0 || strcmp(op, "!") == 0);
	unsigned bits = FLAGS - 1;
	uint64_t matching = 0;
	bool good = (!mask || read_flags(mask, &bits)) && ((equal && flags_equal(right, bits, &matching)) || (touch && flags_touch(right, &matching)));
	if (!good)
		return doubt(nft, what);
	sk_condition_begin(&nft->condition);
	sk_spans_of_bits(&nft->condition.may, matching);
	sk_spans_of_bits(&nft->condition.must, mask || touch ? matching : 0);
	nft->condition.exact = mask || touch;
	return join(nft, field, op[0] == '!', what);
}

/* `< a` and `> b` in one rule, which no packet is both of, nft prints as `!= a-b` (decision 0044): that may match nothing. */
static sk_outcome match_values(struct sk_nft *nft, const struct field *field, const char *op, const json_t *right, const json_t *what)
{
	bool negated = strcmp(op, "!=") == 0 || (field->kind == KIND_STATE && strcmp(op, "!") == 0);
	bool bits = field->kind == KIND_STATE && strcmp(op, "in") == 0;
	if (op[0] == '<' || op[0] == '>')
		return compare(nft, field, op, right, what);
	const json_t *joined = json_object_get(right, "|"), *list = joined ? joined : right;
	bool whole = json_is_array(list) && op[0] && op[1] == '=';
	if (!(negated || bits || strcmp(op, "==") == 0) || (json_is_array(list) && (field->kind != KIND_STATE || json_array_size(list) < 2)))
		return doubt(nft, what);
	sk_condition_begin(&nft->condition);
	/* States joined and compared whole are several at once, which no packet has. */
	if (!whole)
		SK_TRY(json_is_array(list) ? add_list(nft, field, list, 0) : add_value(nft, field, right, 0));
	if (field->kind == KIND_NEXT)
		loosen_next(nft);
	if (negated && json_object_get(right, "range"))
		doubt_value(nft, field);
	return join(nft, field, negated, what);
}

/* One field against what stands right of it. */
static sk_outcome match_field(struct sk_nft *nft, const json_t *left, const char *op, const json_t *right, const json_t *what)
{
	const json_t *masked = json_object_get(left, "&");
	const struct field *field = field_of(masked ? json_array_get(masked, 0) : left);
	bool ports_of_any = field->kind == KIND_PORT && field->number < 0;
	sk_nft_imply(nft, field->families, field->number);
	nft->family_told |= field->kind == KIND_FAMILY && strcmp(op, "==") == 0 && json_is_string(right);
	nft->protocol_told |= field->kind == KIND_PROTOCOL || field->kind == KIND_NEXT;
	if (field->kind == KIND_FLAGS)
		return match_flags(nft, field, op, masked ? json_array_get(masked, 1) : NULL, right, what);
	if (field->kind == KIND_UNKNOWN || masked || (ports_of_any && !has_ports(nft)))
		return doubt(nft, what);
	return match_values(nft, field, op, right, what);
}

/* ---- several dimensions ---- */

static const json_t *parts_of(const json_t *element)
{
	const json_t *inner = json_object_get(json_object_get(element, "elem"), "val");
	return json_object_get(inner ? inner : element, "concat");
}

static sk_outcome match_parts(struct sk_nft *nft, const json_t *left, const json_t *element)
{
	const json_t *keys = json_object_get(left, "concat"), *parts = parts_of(element);
	if (!json_is_array(parts) || json_array_size(parts) != json_array_size(keys))
		return doubt(nft, element);
	for (size_t i = 0; i < json_array_size(keys); i++)
		SK_TRY(match_field(nft, json_array_get(keys, i), "==", json_array_get(parts, i), element));
	return SK_OK;
}

sk_outcome sk_nft_match_element(struct sk_nft *nft, const json_t *key, const json_t *element)
{
	if (json_object_get(key, "concat"))
		return match_parts(nft, key, element);
	const char *op = json_is_array(element) ? "in" : "==";
	return match_field(nft, key, op, element, element);
}

/* Each element of the set in its turn. */
static sk_outcome match_concat(struct sk_nft *nft, const json_t *left, const json_t *right, const json_t *what)
{
	const json_t *named = json_is_string(right) ? sk_nft_set(nft, json_string_value(right)) : NULL;
	const json_t *list = json_object_get(named ? named : right, named ? "elem" : "set");
	size_t at;
	if (json_object_get(right, "concat"))
		return match_parts(nft, left, right);
	if (json_is_string(right) ? !named || sk_nft_changes(named) : !json_is_array(list))
		return doubt(nft, what);
	SK_TRY(sk_nft_choose(nft, json_array_size(list), &at));
	return json_array_size(list) > 0 ? match_parts(nft, left, json_array_get(list, at)) : SK_OK;
}

sk_outcome sk_nft_match(struct sk_nft *nft, const json_t *match)
{
	const json_t *left = json_object_get(match, "left"), *right = json_object_get(match, "right");
	const char *op = sk_nft_text(match, "op");
	if (!json_is_object(left) || !right || !op)
		return sk_nft_refuse(nft, "match", N_("op, left and right"));
	if (!json_object_get(left, "concat"))
		return match_field(nft, left, op, right, match);
	return strcmp(op, "==") == 0 || strcmp(op, "in") == 0 ? match_concat(nft, left, right, match) : doubt(nft, match);
}
