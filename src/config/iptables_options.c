/*
 * Options of iptables rules and what they match.
 *
 * An option that stands in no row, or whose row says `doubt`, is a condition that nobody here understands: the most the rule can match is what the
 * others say, the least is nothing. So a module that is new, or needs the state of the device (limit, recent, set, owner), is safe.
 */
#include "config/iptables.h"

#include <string.h>
#include <strings.h>

enum module {
	TCP = 1 << 0,
	UDP = 1 << 1,
	SCTP = 1 << 2,
	DCCP = 1 << 3,
	UDPLITE = 1 << 4,
	ICMP = 1 << 5,
	ICMP6 = 1 << 6,
	MULTIPORT = 1 << 7,
	IPRANGE = 1 << 8,
	STATE = 1 << 9,
	CONNTRACK = 1 << 10,
	COMMENT = 1 << 11,
	PORTS = TCP | UDP | SCTP | DCCP | UDPLITE,
};
enum { PROTOCOL_ICMP = 1, PROTOCOL_ICMP6 = 58, MULTIPORT_MAX = 15, INTERFACE_NAME_MAX = 15, OPTION_NAME_MAX = 64, EVERY_PORT = 65535 };

typedef sk_outcome take_option(struct sk_ipt *ipt, const struct sk_ipt_use *use);

struct sk_ipt_option {
	const char *name;
	uint32_t modules; /* one of them is loaded; 0: always known */
	uint8_t arity;
	take_option *survey, *apply; /* NULL: nothing to do */
	uint32_t once;		     /* a bit: refused when it stands twice */
};

struct sk_ipt_module {
	const char *name;
	uint32_t bit;
	uint8_t protocols[5]; /* up to a 0; none: all */
};

static const struct sk_ipt_module modules[] = {
	{"tcp", TCP, {6}},
	{"udp", UDP, {17}},
	{"sctp", SCTP, {132}},
	{"dccp", DCCP, {33}},
	{"udplite", UDPLITE, {136}},
	{"icmp", ICMP, {PROTOCOL_ICMP}},
	{"icmp6", ICMP6, {PROTOCOL_ICMP6}},
	{"icmpv6", ICMP6, {PROTOCOL_ICMP6}},
	{"multiport", MULTIPORT, {6, 17, 33, 132, 136}},
	{"iprange", IPRANGE, {0}},
	{"state", STATE, {0}},
	{"conntrack", CONNTRACK, {0}},
	{"comment", COMMENT, {0}},
};

struct number_name {
	const char *name;
	uint8_t number;
};
static const struct number_name flags[] = {
	{"FIN", 1}, {"SYN", 2}, {"RST", 4}, {"PSH", 8}, {"ACK", 16}, {"URG", 32}, {"ALL", 63}, {"NONE", 0},
};
/* SNAT and DNAT are states of a flow too, on another dimension that is not followed here. */
static const struct number_name states[] = {
	{"NEW", 1 << SK_FLOW_NEW}, {"ESTABLISHED", 1 << SK_FLOW_ESTABLISHED}, {"RELATED", 1 << SK_FLOW_RELATED},
	{"INVALID", 1 << SK_FLOW_INVALID}, {"UNTRACKED", 1 << SK_FLOW_UNTRACKED},
};

enum { ANY_CODE = -1, ANY_TYPE = -1 };
struct icmp_name {
	const char *name;
	int16_t type, code;
};
static const struct icmp_name icmp_names[] = {
	{"any", ANY_TYPE, ANY_CODE}, {"echo-reply", 0, ANY_CODE}, {"pong", 0, ANY_CODE}, {"destination-unreachable", 3, ANY_CODE},
	{"network-unreachable", 3, 0}, {"host-unreachable", 3, 1}, {"protocol-unreachable", 3, 2}, {"port-unreachable", 3, 3},
	{"fragmentation-needed", 3, 4}, {"source-route-failed", 3, 5}, {"network-unknown", 3, 6}, {"host-unknown", 3, 7},
	{"network-prohibited", 3, 9}, {"host-prohibited", 3, 10}, {"TOS-network-unreachable", 3, 11}, {"TOS-host-unreachable", 3, 12},
	{"communication-prohibited", 3, 13}, {"host-precedence-violation", 3, 14}, {"precedence-cutoff", 3, 15},
	{"source-quench", 4, ANY_CODE}, {"redirect", 5, ANY_CODE}, {"network-redirect", 5, 0}, {"host-redirect", 5, 1},
	{"TOS-network-redirect", 5, 2}, {"TOS-host-redirect", 5, 3}, {"echo-request", 8, ANY_CODE}, {"ping", 8, ANY_CODE},
	{"router-advertisement", 9, ANY_CODE}, {"router-solicitation", 10, ANY_CODE}, {"time-exceeded", 11, ANY_CODE},
	{"ttl-exceeded", 11, ANY_CODE}, {"ttl-zero-during-transit", 11, 0}, {"ttl-zero-during-reassembly", 11, 1},
	{"parameter-problem", 12, ANY_CODE}, {"ip-header-bad", 12, 0}, {"required-option-missing", 12, 1},
	{"timestamp-request", 13, ANY_CODE}, {"timestamp-reply", 14, ANY_CODE}, {"address-mask-request", 17, ANY_CODE},
	{"address-mask-reply", 18, ANY_CODE},
};
static const struct icmp_name icmp6_names[] = {
	{"destination-unreachable", 1, ANY_CODE}, {"no-route", 1, 0}, {"communication-prohibited", 1, 1}, {"beyond-scope", 1, 2},
	{"address-unreachable", 1, 3}, {"port-unreachable", 1, 4}, {"failed-policy", 1, 5}, {"reject-route", 1, 6},
	{"packet-too-big", 2, ANY_CODE}, {"time-exceeded", 3, ANY_CODE}, {"ttl-exceeded", 3, ANY_CODE}, {"ttl-zero-during-transit", 3, 0},
	{"ttl-zero-during-reassembly", 3, 1}, {"parameter-problem", 4, ANY_CODE}, {"bad-header", 4, 0}, {"unknown-header-type", 4, 1},
	{"unknown-option", 4, 2}, {"echo-request", 128, ANY_CODE}, {"ping", 128, ANY_CODE}, {"echo-reply", 129, ANY_CODE},
	{"pong", 129, ANY_CODE}, {"router-solicitation", 133, ANY_CODE}, {"router-advertisement", 134, ANY_CODE},
	{"neighbour-solicitation", 135, ANY_CODE}, {"neighbor-solicitation", 135, ANY_CODE}, {"neighbour-advertisement", 136, ANY_CODE},
	{"neighbor-advertisement", 136, ANY_CODE}, {"redirect", 137, ANY_CODE},
};

/* ---- pieces of words ---- */

struct piece {
	const char *text;
	size_t length;
};

/* Up to the separator, which is stepped over; false at the end of the list. */
static bool next_piece(struct piece *rest, char separator, struct piece *out)
{
	if (!rest->text)
		return false;
	const char *found = memchr(rest->text, separator, rest->length);
	size_t length = found ? (size_t)(found - rest->text) : rest->length;
	*out = (struct piece){rest->text, length};
	*rest = found ? (struct piece){found + 1, rest->length - length - 1} : (struct piece){NULL, 0};
	return true;
}

static struct piece piece_of(const struct sk_ipt *ipt, size_t word)
{
	return (struct piece){ipt->words[word].text, ipt->words[word].length};
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A name of a service, host or protocol that only the device resolves. */
static bool is_name(struct piece piece)
{
	return piece.length > 0 && is_letter(piece.text[0]);
}

static bool piece_is(struct piece piece, const char *name)
{
	return strlen(name) == piece.length && strncasecmp(name, piece.text, piece.length) == 0;
}

static const struct number_name *named(const struct number_name *names, size_t count, struct piece piece)
{
	for (size_t i = 0; i < count; i++)
		if (piece_is(piece, names[i].name))
			return &names[i];
	return NULL;
}

/* ---- a condition in the making ---- */

static void begin(struct sk_ipt *ipt)
{
	sk_condition_begin(&ipt->condition);
}

static void add(struct sk_ipt *ipt, sk_wide low, sk_wide high)
{
	sk_condition_add(&ipt->condition, low, high);
}

static void add_doubt(struct sk_ipt *ipt, sk_wide low, sk_wide high)
{
	sk_condition_doubt(&ipt->condition, low, high);
}

static void settle(struct sk_ipt *ipt, const struct sk_ipt_use *use, sk_wide low, sk_wide high)
{
	sk_condition_settle(&ipt->condition, use->negated, low, high);
	if (!ipt->condition.exact)
		sk_ipt_unread(ipt, use->first, use->past);
}

static SK_OUTCOME checked(const struct sk_ipt *ipt)
{
	return ipt->meeting.over ? sk_ipt_too_many(ipt, N_("alternatives in one rule"), SK_CONFIG_BOXES_MAX) : SK_OK;
}

/* The condition joins the rule; low and high are the ends of the dimension. */
static SK_OUTCOME end(struct sk_ipt *ipt, const struct sk_ipt_use *use, enum sk_dim dim, sk_wide low, sk_wide high)
{
	settle(ipt, use, low, high);
	sk_meeting_narrow(&ipt->meeting, dim, &ipt->condition.may, ipt->condition.exact ? NULL : &ipt->condition.must);
	return checked(ipt);
}

static sk_outcome doubt(struct sk_ipt *ipt, const struct sk_ipt_use *use)
{
	sk_meeting_doubt(&ipt->meeting);
	sk_ipt_unread(ipt, use->first, use->past);
	return SK_OK;
}

/* ---- addresses ---- */

static sk_wide first_address(const struct sk_ipt *ipt)
{
	return ipt->family == SK_IPT_6 ? 0 : SK_IPV4_FIRST;
}

static sk_wide last_address(const struct sk_ipt *ipt)
{
	return ipt->family == SK_IPT_6 ? ~(sk_wide)0 : SK_IPV4_LAST;
}

static bool read_address(const struct sk_ipt *ipt, struct piece piece, sk_wide *out)
{
	return ipt->family == SK_IPT_6 ? sk_address_6(piece.text, piece.length, out) : sk_address_4(piece.text, piece.length, out);
}

/* The bits of an address that a mask leaves free, as /24 or written out. */
static bool read_free_bits(const struct sk_ipt *ipt, struct piece piece, sk_wide *out)
{
	unsigned width = ipt->family == SK_IPT_6 ? 128 : 32;
	sk_wide all = last_address(ipt) - first_address(ipt), mask;
	uint64_t bits;
	if (sk_config_number(piece.text, piece.length, width, &bits)) {
		*out = bits < 128 ? all >> bits : 0;
		return true;
	}
	if (!read_address(ipt, piece, &mask))
		return false;
	*out = ~mask & all;
	return true;
}

static void add_masked(struct sk_ipt *ipt, sk_wide address, sk_wide free_bits)
{
	sk_wide low = address & ~free_bits;
	if ((free_bits & (free_bits + 1)) == 0) {
		add(ipt, low, low | free_bits);
		return;
	}
	/* A mask with holes: its ends enclose it, and the free bits at its end are sure. */
	sk_spans_add(&ipt->condition.must, low, low | (free_bits & ~(free_bits + 1)));
	add_doubt(ipt, low, low | free_bits);
}

static bool add_network(struct sk_ipt *ipt, struct piece piece)
{
	struct piece address;
	sk_wide low, free_bits = 0;
	bool is_network = next_piece(&piece, '/', &address) && read_address(ipt, address, &low);
	if (!is_network && is_name(address) && !memchr(address.text, ':', address.length)) {
		add_doubt(ipt, first_address(ipt), last_address(ipt));
		return true;
	}
	if (!is_network || (piece.text && !read_free_bits(ipt, piece, &free_bits)))
		return false;
	add_masked(ipt, low, free_bits);
	return true;
}

static const char *address_wanted(const struct sk_ipt *ipt)
{
	return ipt->family == SK_IPT_6 ? N_("an IPv6 address such as 2001:db8::1 or 2001:db8::/32")
				       : N_("an IPv4 address such as 192.0.2.1, 192.0.2.0/24 or 192.0.2.0/255.255.255.0");
}

static SK_OUTCOME apply_networks(struct sk_ipt *ipt, const struct sk_ipt_use *use, enum sk_dim dim)
{
	struct piece rest = piece_of(ipt, use->argument), piece;
	if (use->negated && memchr(rest.text, ',', rest.length))
		return sk_ipt_refuse(ipt, use->argument, N_("one address behind '!'"));
	begin(ipt);
	while (next_piece(&rest, ',', &piece))
		if (!add_network(ipt, piece))
			return sk_ipt_refuse(ipt, use->argument, address_wanted(ipt));
	return end(ipt, use, dim, first_address(ipt), last_address(ipt));
}

static sk_outcome apply_source(struct sk_ipt *ipt, const struct sk_ipt_use *use)
{
	return apply_networks(ipt, use, SK_DIM_SOURCE);
}

static sk_outcome apply_target(struct sk_ipt *ipt, const struct sk_ipt_use *use)
{
	return apply_networks(ipt, use, SK_DIM_TARGET);
}

static SK_OUTCOME apply_range(struct sk_ipt *ipt, const struct sk_ipt_use *use, enum sk_dim dim)
{
	struct piece rest = piece_of(ipt, use->argument), first;
	sk_wide low, high;
	begin(ipt);
	if (!next_piece(&rest, '-', &first) || !read_address(ipt, first, &low))
		return sk_ipt_refuse(ipt, use->argument, address_wanted(ipt));
	high = low;
	if ((rest.text && !read_address(ipt, rest, &high)) || low > high)
		return sk_ipt_refuse(ipt, use->argument, N_("two addresses FIRST-LAST of the table's family, the smaller one first"));
	add(ipt, low, high);
	return end(ipt, use, dim, first_address(ipt), last_address(ipt));
}

static sk_outcome apply_source_range(struct sk_ipt *ipt, const struct sk_ipt_use *use)
{
	return apply_range(ipt, use, SK_DIM_SOURCE);
}

static sk_outcome apply_target_range(struct sk_ipt *ipt, const struct sk_ipt_use *use)
{
	return apply_range(ipt, use, SK_DIM_TARGET);
}

static void tell(struct sk_ipt *ipt, enum sk_ipt_family family)
{
	if (ipt->told == SK_IPT_UNTOLD)
		ipt->told = family;
}

static sk_outcome survey_address(struct sk_ipt *ipt, const struct sk_ipt_use *use)
{
	struct piece word = piece_of(ipt, use->argument);
	if (memchr(word.text, ':', word.length))
		tell(ipt, SK_IPT_6);
	else if (memchr(word.text, '.', word.length) && !is_name(word))
		tell(ipt, SK_IPT_4);
	return SK_OK;
}

/* ---- protocols ---- */

/* The module that -p loads by itself; NULL: none. */
static const struct sk_ipt_module *module_of_protocol(uint64_t protocol)
{
	for (size_t i = 0; i < SK_COUNT(modules); i++)
		if (modules[i].protocols[0] == protocol && modules[i].protocols[1] == 0)
			return &modules[i];
	return NULL;
}

/* Behind a zero iptables reads base 8, and iptables-save writes none. */
static bool is_octal(struct piece piece)
{
	return piece.length > 1 && piece.text[0] == '0';
}

static bool protocol_number(struct piece piece, uint64_t *out)
{
	int number = sk_config_protocol(piece.text, piece.length);
	if (number >= 0)
		*out = (uint64_t)number;
	return number >= 0 || (!is_octal(piece) && sk_config_number(piece.text, piece.length, 255, out));
}

static sk_outcome survey_protocol(struct sk_ipt *ipt, const struct sk_ipt_use *use)
{
	uint64_t protocol;
	if (!protocol_number(piece_of(ipt, use->argument), &protocol) || protocol == 0)
		return SK_OK;
	const struct sk_ipt_module *module = module_of_protocol(protocol);
	if (module && !use->negated)
		ipt->modules |= module->bit;
	if (protocol == PROTOCOL_ICMP || protocol == PROTOCOL_ICMP6)
		tell(ipt, protocol == PROTOCOL_ICMP ? SK_IPT_4 : SK_IPT_6);
	return SK_OK;
}

static sk_outcome apply_protocol(struct sk_ipt *ipt, const struct sk_ipt_use *use)
{
	struct piece word = piece_of(ipt, use->argument);
	uint64_t protocol;
	begin(ipt);
	if (!protocol_number(word, &protocol) && !is_name(word))
		return sk_ipt_refuse(ipt, use->argument, N_("a protocol by name or number up to 255"));
	if (!protocol_number(word, &protocol))
		add_doubt(ipt, 0, 255);
	else if (protocol == 0 && use->negated)
		return sk_ipt_refuse(ipt, use->argument, N_("a protocol other than 'all' behind '!'"));
	else
		add(ipt, protocol, protocol ? protocol : 255);
	return end(ipt, use, SK_DIM_PROTOCOL, 0, 255);
}

/* ---- modules ---- */

static const struct sk_ipt_module *module_named(struct piece piece)
{
	for (size_t i = 0; i < SK_COUNT(modules); i++)
		if (piece_is(piece, modules[i].name))
			return &modules[i];
	return NULL;
}

static sk_outcome survey_module(struct sk_ipt *ipt, const struct sk_ipt_use *use)
{
	const struct sk_ipt_module *module = module_named(piece_of(ipt, use->argument));
	ipt->behind_jump = false;
	if (!module)
		return SK_OK;
	ipt->modules |= module->bit;
	if (module->bit & (ICMP | ICMP6))
		tell(ipt, module->bit == ICMP ? SK_IPT_4 : SK_IPT_6);
	return SK_OK;
}

/* Loading a module of a protocol is a condition by itself; one that is not known here may be. */
static sk_outcome apply_module(struct sk_ipt *ipt, const struct sk_ipt_use *use)
{
	const struct sk_ipt_module *module = module_named(piece_of(ipt, use->argument));
	if (!module || use->negated)
		return doubt(ipt, use);
	if (module->protocols[0] == 0)
		return SK_OK;
	begin(ipt);
	for (size_t i = 0; i < SK_COUNT(module->protocols) && module->protocols[i]; i++)
		add(ipt, module->protocols[i], module->protocols[i]);
	return end(ipt, use, SK_DIM_PROTOCOL, 0, 255);
}

/* ---- interfaces ---- */

static sk_outcome survey_interface(struct sk_ipt *ipt, const struct sk_ipt_use *use)
{
	struct piece word = piece_of(ipt, use->argument);
	if (word.length == 0 || word.length > INTERFACE_NAME_MAX)
		return sk_ipt_refuse(ipt, use->argument, N_("the name of an interface, of 1 to 15 letters"));
	return piece_is(word, "+") ? SK_OK : sk_ipt_name_interface(ipt, use->argument);
}

/* A wildcard is an interface too: all of the device that it matches and that have no number of their own. */
static void add_interfaces(struct sk_ipt *ipt, struct piece word)
{
	bool wild = word.length && word.text[word.length - 1] == '+';
	size_t length = word.length - wild;
	if (!wild) {
		size_t number = sk_ipt_find(&ipt->interfaces, 0, word.text);
		add(ipt, number, number);
		return;
	}
	for (size_t i = 0; i < ipt->interfaces.count; i++)
		if (strncmp(ipt->interfaces.text[i], word.text, length) == 0)
			add(ipt, i + 1, i + 1);
}

static SK_OUTCOME apply_interface(struct sk_ipt *ipt, const struct sk_ipt_use *use, enum sk_dim dim)
{
	struct piece word = piece_of(ipt, use->argument);
	begin(ipt);
	if (piece_is(word, "+"))
		add(ipt, 0, SK_CONFIG_INTERFACES_MAX);
	else
		add_interfaces(ipt, word);
	return end(ipt, use, dim, 0, SK_CONFIG_INTERFACES_MAX);
}

static sk_outcome apply_in(struct sk_ipt *ipt, const struct sk_ipt_use *use)
{
	return apply_interface(ipt, use, SK_DIM_IN);
}

static sk_outcome apply_out(struct sk_ipt *ipt, const struct sk_ipt_use *use)
{
	return apply_interface(ipt, use, SK_DIM_OUT);
}

/* ---- ports ---- */

static bool read_port(struct piece piece, sk_wide absent, sk_wide *out)
{
	uint64_t number;
	if (piece.length == 0) {
		*out = absent;
		return true;
	}
	if (is_octal(piece) || !sk_config_number(piece.text, piece.length, EVERY_PORT, &number))
		return false;
	*out = number;
	return true;
}

/* n, n:m, :m, n:. A service by name is whatever the device's own list says. */
static bool add_port(struct sk_ipt *ipt, struct piece piece)
{
	struct piece first;
	sk_wide low, high;
	if (piece.length == 0 || !next_piece(&piece, ':', &first))
		return false;
	if (is_name(first) || (piece.text && is_name(piece))) {
		add_doubt(ipt, 0, EVERY_PORT);
		return true;
	}
	if (!read_port(first, 0, &low))
		return false;
	high = low;
	if ((piece.text && !read_port(piece, EVERY_PORT, &high)) || low > high)
		return false;
	add(ipt, low, high);
	return true;
}

static SK_OUTCOME apply_port(struct sk_ipt *ipt, const struct sk_ipt_use *use, enum sk_dim dim)
{
	begin(ipt);
	if (!add_port(ipt, piece_of(ipt, use->argument)))
		return sk_ipt_refuse(ipt, use->argument, N_("a port up to 65535, or FIRST:LAST with the smaller one first"));
	return end(ipt, use, dim, 0, EVERY_PORT);
}

static sk_outcome apply_source_port(struct sk_ipt *ipt, const struct sk_ipt_use *use)
{
	return apply_port(ipt, use, SK_DIM_SOURCE_PORT);
}

static sk_outcome apply_target_port(struct sk_ipt *ipt, const struct sk_ipt_use *use)
{
	return apply_port(ipt, use, SK_DIM_TARGET_PORT);
}

static SK_OUTCOME read_ports(struct sk_ipt *ipt, const struct sk_ipt_use *use)
{
	struct piece rest = piece_of(ipt, use->argument), piece;
	size_t count = 0;
	begin(ipt);
	while (next_piece(&rest, ',', &piece)) {
		count += memchr(piece.text, ':', piece.length) ? 2 : 1;
		if (count > MULTIPORT_MAX || !add_port(ipt, piece))
			return sk_ipt_refuse(ipt, use->argument, N_("up to 15 ports with commas between them, a range FIRST:LAST counting for two"));
	}
	return SK_OK;
}

static sk_outcome apply_source_ports(struct sk_ipt *ipt, const struct sk_ipt_use *use)
{
	SK_TRY(read_ports(ipt, use));
	return end(ipt, use, SK_DIM_SOURCE_PORT, 0, EVERY_PORT);
}

static sk_outcome apply_target_ports(struct sk_ipt *ipt, const struct sk_ipt_use *use)
{
	SK_TRY(read_ports(ipt, use));
	return end(ipt, use, SK_DIM_TARGET_PORT, 0, EVERY_PORT);
}

/* One of the two ports is in the list; negated: neither is. */
static sk_outcome apply_ports(struct sk_ipt *ipt, const struct sk_ipt_use *use)
{
	static const enum sk_dim dims[2] = {SK_DIM_SOURCE_PORT, SK_DIM_TARGET_PORT};
	SK_TRY(read_ports(ipt, use));
	settle(ipt, use, 0, EVERY_PORT);
	const struct sk_spans *must = ipt->condition.exact ? NULL : &ipt->condition.must;
	if (use->negated) {
		sk_meeting_narrow(&ipt->meeting, dims[0], &ipt->condition.may, must);
		sk_meeting_narrow(&ipt->meeting, dims[1], &ipt->condition.may, must);
	} else {
		sk_meeting_either(&ipt->meeting, dims, &ipt->condition.may, must);
	}
	return checked(ipt);
}

/* ---- flags of tcp, states, types of icmp ---- */

static bool read_bits(struct piece rest, const struct number_name *names, size_t count, unsigned *out)
{
	struct piece piece;
	*out = 0;
	while (next_piece(&rest, ',', &piece)) {
		const struct number_name *name = named(names, count, piece);
		if (!name)
			return false;
		*out |= name->number;
	}
	return true;
}

static SK_OUTCOME meet_flags(struct sk_ipt *ipt, const struct sk_ipt_use *use, unsigned mask, unsigned wanted)
{
	uint64_t bits = 0;
	for (unsigned i = 0; i < 64; i++)
		bits |= (uint64_t)((i & mask) == wanted) << i;
	begin(ipt);
	sk_spans_of_bits(&ipt->condition.may, bits);
	sk_spans_of_bits(&ipt->condition.must, bits);
	return end(ipt, use, SK_DIM_FLAGS, 0, 63);
}

static sk_outcome apply_flags(struct sk_ipt *ipt, const struct sk_ipt_use *use)
{
	unsigned bits[2];
	for (size_t i = 0; i < 2; i++)
		if (!read_bits(piece_of(ipt, use->argument + i), flags, SK_COUNT(flags), &bits[i]))
			return sk_ipt_refuse(ipt, use->argument + i, N_("FIN, SYN, RST, PSH, ACK, URG with commas between them, ALL or NONE"));
	return meet_flags(ipt, use, bits[0], bits[1]);
}

static sk_outcome apply_syn(struct sk_ipt *ipt, const struct sk_ipt_use *use)
{
	return meet_flags(ipt, use, 1 | 2 | 4 | 16, 2);
}

static sk_outcome apply_states(struct sk_ipt *ipt, const struct sk_ipt_use *use)
{
	struct piece rest = piece_of(ipt, use->argument), piece;
	begin(ipt);
	while (next_piece(&rest, ',', &piece)) {
		const struct number_name *state = named(states, SK_COUNT(states), piece);
		if (!state && !is_name(piece))
			return sk_ipt_refuse(ipt, use->argument, N_("NEW, ESTABLISHED, RELATED, INVALID, UNTRACKED with commas between them"));
		if (!state)
			add_doubt(ipt, 0, SK_FLOW_STATES - 1);
		else
			for (unsigned i = 0; i < SK_FLOW_STATES; i++)
				if (state->number >> i & 1)
					add(ipt, i, i);
	}
	return end(ipt, use, SK_DIM_STATE, 0, SK_FLOW_STATES - 1);
}

/* "8", "8/0"; false: neither. */
static bool read_type(struct piece piece, struct icmp_name *out)
{
	struct piece type;
	uint64_t number, code;
	if (!next_piece(&piece, '/', &type) || !sk_config_number(type.text, type.length, 255, &number))
		return false;
	*out = (struct icmp_name){NULL, (int16_t)number, ANY_CODE};
	if (!piece.text)
		return true;
	if (!sk_config_number(piece.text, piece.length, 255, &code))
		return false;
	out->code = (int16_t)code;
	return true;
}

static bool type_named(struct piece piece, const struct icmp_name *names, size_t count, struct icmp_name *out)
{
	for (size_t i = 0; i < count; i++)
		if (piece_is(piece, names[i].name)) {
			*out = names[i];
			return true;
		}
	return false;
}

static void add_type(struct sk_ipt *ipt, const struct icmp_name *type)
{
	sk_wide low = type->type == ANY_TYPE ? 0 : (sk_wide)type->type * 256 + (sk_wide)(type->code == ANY_CODE ? 0 : type->code);
	sk_wide last = type->type == ANY_TYPE ? EVERY_PORT : type->code == ANY_CODE ? low + 255 : low;
	add(ipt, low, last);
}

static SK_OUTCOME apply_type(struct sk_ipt *ipt, const struct sk_ipt_use *use, const struct icmp_name *names, size_t count)
{
	struct piece word = piece_of(ipt, use->argument);
	struct icmp_name type;
	begin(ipt);
	if (read_type(word, &type) || type_named(word, names, count, &type)) {
		/* To the kernel, IPv4's type 255 is every type. */
		if (names == icmp_names && type.type == 255)
			type.type = ANY_TYPE;
		add_type(ipt, &type);
	} else if (is_name(word)) {
		add_doubt(ipt, 0, EVERY_PORT);
	} else {
		return sk_ipt_refuse(ipt, use->argument, N_("a type of ICMP as TYPE, TYPE/CODE (up to 255) or name"));
	}
	return end(ipt, use, SK_DIM_ICMP, 0, EVERY_PORT);
}

static sk_outcome apply_icmp(struct sk_ipt *ipt, const struct sk_ipt_use *use)
{
	return apply_type(ipt, use, icmp_names, SK_COUNT(icmp_names));
}

static sk_outcome apply_icmp6(struct sk_ipt *ipt, const struct sk_ipt_use *use)
{
	return apply_type(ipt, use, icmp6_names, SK_COUNT(icmp6_names));
}

/* ---- targets ---- */

static SK_OUTCOME keep_jump(struct sk_ipt *ipt, const struct sk_ipt_use *use, bool is_goto)
{
	if (ipt->jump || use->negated)
		return sk_ipt_refuse(ipt, use->negated ? use->first : use->name, N_("one target in a rule"));
	ipt->jump = use->argument;
	ipt->is_goto = is_goto;
	ipt->behind_jump = true;
	return SK_OK;
}

static sk_outcome survey_jump(struct sk_ipt *ipt, const struct sk_ipt_use *use)
{
	return keep_jump(ipt, use, false);
}

static sk_outcome survey_goto(struct sk_ipt *ipt, const struct sk_ipt_use *use)
{
	return keep_jump(ipt, use, true);
}

static sk_outcome survey_reject(struct sk_ipt *ipt, const struct sk_ipt_use *use)
{
	struct piece word = piece_of(ipt, use->argument);
	if (word.length > 5 && strncmp(word.text, "icmp", 4) == 0)
		tell(ipt, word.text[4] == '-' ? SK_IPT_4 : SK_IPT_6);
	return SK_OK;
}

/* ---- the table ---- */

enum { ONCE_SOURCE = 1, ONCE_TARGET = 2, ONCE_PROTOCOL = 4, ONCE_IN = 8, ONCE_OUT = 16 };

/* An option that takes a word which may look like an option has a row even where nothing is done with it. */
static const struct sk_ipt_option options[] = {
	{"-s", 0, 1, survey_address, apply_source, ONCE_SOURCE},
	{"--source", 0, 1, survey_address, apply_source, ONCE_SOURCE},
	{"--src", 0, 1, survey_address, apply_source, ONCE_SOURCE},
	{"-d", 0, 1, survey_address, apply_target, ONCE_TARGET},
	{"--destination", 0, 1, survey_address, apply_target, ONCE_TARGET},
	{"--dst", 0, 1, survey_address, apply_target, ONCE_TARGET},
	{"-p", 0, 1, survey_protocol, apply_protocol, ONCE_PROTOCOL},
	{"--protocol", 0, 1, survey_protocol, apply_protocol, ONCE_PROTOCOL},
	{"--proto", 0, 1, survey_protocol, apply_protocol, ONCE_PROTOCOL},
	{"-i", 0, 1, survey_interface, apply_in, ONCE_IN},
	{"--in-interface", 0, 1, survey_interface, apply_in, ONCE_IN},
	{"-o", 0, 1, survey_interface, apply_out, ONCE_OUT},
	{"--out-interface", 0, 1, survey_interface, apply_out, ONCE_OUT},
	{"-f", 0, 0, NULL, doubt, 0},
	{"--fragment", 0, 0, NULL, doubt, 0},
	{"-m", 0, 1, survey_module, apply_module, 0},
	{"--match", 0, 1, survey_module, apply_module, 0},
	{"-j", 0, 1, survey_jump, NULL, 0},
	{"--jump", 0, 1, survey_jump, NULL, 0},
	{"-g", 0, 1, survey_goto, NULL, 0},
	{"--goto", 0, 1, survey_goto, NULL, 0},
	{"-c", 0, 2, NULL, NULL, 0},
	{"--set-counters", 0, 2, NULL, NULL, 0},

	{"--sport", PORTS, 1, NULL, apply_source_port, 0},
	{"--source-port", PORTS, 1, NULL, apply_source_port, 0},
	{"--dport", PORTS, 1, NULL, apply_target_port, 0},
	{"--destination-port", PORTS, 1, NULL, apply_target_port, 0},
	{"--tcp-flags", TCP, 2, NULL, apply_flags, 0},
	{"--syn", TCP, 0, NULL, apply_syn, 0},
	{"--tcp-option", TCP, 1, NULL, doubt, 0},
	{"--chunk-types", SCTP, 2, NULL, doubt, 0},
	{"--dccp-types", DCCP, 1, NULL, doubt, 0},
	{"--dccp-option", DCCP, 1, NULL, doubt, 0},
	{"--sports", MULTIPORT, 1, NULL, apply_source_ports, 0},
	{"--source-ports", MULTIPORT, 1, NULL, apply_source_ports, 0},
	{"--dports", MULTIPORT, 1, NULL, apply_target_ports, 0},
	{"--destination-ports", MULTIPORT, 1, NULL, apply_target_ports, 0},
	{"--ports", MULTIPORT, 1, NULL, apply_ports, 0},
	{"--src-range", IPRANGE, 1, survey_address, apply_source_range, 0},
	{"--dst-range", IPRANGE, 1, survey_address, apply_target_range, 0},
	{"--state", STATE, 1, NULL, apply_states, 0},
	{"--ctstate", CONNTRACK, 1, NULL, apply_states, 0},
	{"--ctproto", CONNTRACK, 1, NULL, doubt, 0},
	{"--ctorigsrc", CONNTRACK, 1, NULL, doubt, 0},
	{"--ctorigdst", CONNTRACK, 1, NULL, doubt, 0},
	{"--ctreplsrc", CONNTRACK, 1, NULL, doubt, 0},
	{"--ctrepldst", CONNTRACK, 1, NULL, doubt, 0},
	{"--ctorigsrcport", CONNTRACK, 1, NULL, doubt, 0},
	{"--ctorigdstport", CONNTRACK, 1, NULL, doubt, 0},
	{"--ctreplsrcport", CONNTRACK, 1, NULL, doubt, 0},
	{"--ctrepldstport", CONNTRACK, 1, NULL, doubt, 0},
	{"--ctstatus", CONNTRACK, 1, NULL, doubt, 0},
	{"--ctexpire", CONNTRACK, 1, NULL, doubt, 0},
	{"--ctdir", CONNTRACK, 1, NULL, doubt, 0},
	{"--icmp-type", ICMP, 1, NULL, apply_icmp, 0},
	{"--icmpv6-type", ICMP6, 1, NULL, apply_icmp6, 0},
	{"--comment", COMMENT, 1, NULL, NULL, 0},

	{"--name", 0, 1, NULL, doubt, 0},
	{"--string", 0, 1, NULL, doubt, 0},
	{"--hex-string", 0, 1, NULL, doubt, 0},
	{"--hashlimit-name", 0, 1, NULL, doubt, 0},
	{"--u32", 0, 1, NULL, doubt, 0},

	{"--reject-with", 0, 1, survey_reject, NULL, 0},
	{"--log-prefix", 0, 1, NULL, NULL, 0},
	{"--nflog-prefix", 0, 1, NULL, NULL, 0},
	{"--ulog-prefix", 0, 1, NULL, NULL, 0},
};

/* Every option of a million rules passes here, and the third letter (or the end) tells most of them apart. */
static const struct sk_ipt_option *option_named(const struct sk_ipt *ipt, const char *name)
{
	for (size_t i = 0; i < SK_COUNT(options); i++) {
		if (options[i].name[2] != name[2] || strcmp(options[i].name, name) != 0)
			continue;
		if (options[i].modules == 0 || options[i].modules & ipt->modules)
			return &options[i];
	}
	return NULL;
}

static bool is_mark(const struct sk_ipt *ipt, size_t word)
{
	return word < ipt->word_count && ipt->words[word].length == 1 && ipt->words[word].text[0] == '!';
}

/* "-1" is an argument. */
static bool looks_like_option(const struct sk_ipt *ipt, size_t word)
{
	const char *text = ipt->words[word].text;
	return text[0] == '-' && text[1] != '\0' && !(text[1] >= '0' && text[1] <= '9');
}

static bool is_argument(const struct sk_ipt *ipt, size_t word)
{
	if (word >= ipt->word_count || looks_like_option(ipt, word))
		return false;
	return !is_mark(ipt, word) || (word + 1 < ipt->word_count && !looks_like_option(ipt, word + 1));
}

/* "! -s X" and the older "-s ! X". */
static SK_OUTCOME step_inner_mark(const struct sk_ipt *ipt, struct sk_ipt_use *use)
{
	if (!use->option || use->option->arity == 0 || !is_mark(ipt, use->argument))
		return SK_OK;
	if (use->negated)
		return sk_ipt_refuse(ipt, use->argument, N_("one '!' for an option"));
	use->negated = true;
	use->argument++;
	return SK_OK;
}

sk_outcome sk_ipt_use_next(const struct sk_ipt *ipt, size_t at, struct sk_ipt_use *out)
{
	bool negated = is_mark(ipt, at);
	size_t name = at + negated;
	*out = (struct sk_ipt_use){.first = at, .name = name, .argument = name + 1, .negated = negated};
	if (name >= ipt->word_count || !looks_like_option(ipt, name) || ipt->words[name].length > OPTION_NAME_MAX)
		return sk_ipt_refuse(ipt, name < ipt->word_count ? name : at, N_("an option of iptables such as -s, -p or -j"));
	out->option = option_named(ipt, ipt->words[name].text);
	SK_TRY(step_inner_mark(ipt, out));
	out->past = out->argument + (out->option ? out->option->arity : 0);
	if (out->past > ipt->word_count)
		return sk_ipt_refuse(ipt, name, N_("the option with its arguments behind it"));
	while (!out->option && is_argument(ipt, out->past))
		out->past++;
	return SK_OK;
}

sk_outcome sk_ipt_survey(struct sk_ipt *ipt, const struct sk_ipt_use *use)
{
	if (!use->option)
		return SK_OK;
	if (ipt->once & use->option->once)
		return sk_ipt_refuse(ipt, use->name, N_("this option once in a rule"));
	ipt->once |= use->option->once;
	return use->option->survey ? use->option->survey(ipt, use) : SK_OK;
}

sk_outcome sk_ipt_apply(struct sk_ipt *ipt, const struct sk_ipt_use *use)
{
	if (!use->option)
		return doubt(ipt, use);
	return use->option->apply ? use->option->apply(ipt, use) : SK_OK;
}
