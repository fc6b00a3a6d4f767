/*
 * What a filter of a Yamaha router matches: command reference 8.1.10 (ip filter) and 30.7.1 (ipv6 filter).
 *
 * Ports are compared for TCP and UDP only; a packet of another protocol that the filter names, or of any with '*', matches whatever its ports are. With icmp
 * alone the two lists are types and codes; with icmp-error and icmp-info they are ignored. Words of flags look at each packet alone: "established" matches
 * where ACK is set, and that is all.
 *
 * What the reference does not say keeps two bounds: a name in place of an address, a star that digits follow, a mask with gaps, open ranges of IPv6, a name of
 * a port beyond the tables below, or one of several ports as the end of a range, bits of tcpflag that a packet has not here, ports of protocols that have none.
 */
#include "config/yamaha.h"

#include <string.h>

enum { ICMP = SK_PROTOCOL_ICMP, TCP = SK_PROTOCOL_TCP, UDP = SK_PROTOCOL_UDP, ICMP6 = SK_PROTOCOL_ICMP6, FIN = 1, SYN = 2, RST = 4, ACK = 16, FLAGS = 64, TYPE_LAST = 255,
       LONGEST = 15 /* of an address of IPv4 */ };

/*
 * The table of 8.1.10, which calls itself a part; "ftp" is both ports. Behind it names of applications that the reference gives dynamic filters (8.1.14), where IANA knows one port by that
 * name: the maker's own settings write netbios_ns-netbios_ssn. Any other name is a doubt, even one that IANA knows.
 */
static const struct {
	const char *name;
	uint16_t low, high;
} services[] = {
	{"ftp", 20, 21}, {"ftpdata", 20, 20}, {"telnet", 23, 23}, {"smtp", 25, 25}, {"domain", 53, 53}, {"gopher", 70, 70}, {"finger", 79, 79}, {"www", 80, 80}, {"pop3", 110, 110},
	{"sunrpc", 111, 111}, {"ident", 113, 113}, {"ntp", 123, 123}, {"nntp", 119, 119}, {"snmp", 161, 161}, {"syslog", 514, 514}, {"printer", 515, 515}, {"talk", 517, 517},
	{"route", 520, 520}, {"uucp", 540, 540}, {"submission", 587, 587},
	{"ssh", 22, 22}, {"tftp", 69, 69}, {"http", 80, 80}, {"netbios_ns", 137, 137}, {"netbios_dgm", 138, 138}, {"netbios_ssn", 139, 139}, {"imap", 143, 143}, {"bgp", 179, 179},
	{"ldap", 389, 389}, {"https", 443, 443},
};

/* In IPv4, and in IPv6; 0: not a word of that family. */
static const struct {
	const char *name;
	uint8_t number[2];
} protocols[] = {{"icmp", {ICMP, ICMP6}}, {"tcp", {TCP, TCP}}, {"udp", {UDP, UDP}}, {"ipv6", {41, 41}}, {"gre", {47, 47}}, {"esp", {50, 50}}, {"ah", {51, 51}},
		 {"icmp6", {ICMP6, ICMP6}}, {"icmp4", {0, ICMP}}};

/* Types of the family's ICMP; ports behind the words of IPv4 are ignored, of the one of IPv6 nothing is said. */
static const struct {
	const char *name;
	bool six, portless;
	struct {
		uint8_t low, high;
	} types[5];
} kinds[] = {
	{"icmp-error", false, true, {{3, 5}, {11, 12}, {31, 32}, {3, 3}, {3, 3}}},
	{"icmp-info", false, true, {{0, 0}, {8, 10}, {13, 18}, {30, 30}, {33, 36}}},
	{"icmp-nd", true, false, {{133, 136}, {133, 133}, {133, 133}, {133, 133}, {133, 133}}},
};

/* Each looks at one flag, whatever the others are. */
static const struct {
	const char *name;
	unsigned flag;
} flag_words[] = {{"tcpsyn", SYN}, {"tcpfin", FIN}, {"tcprst", RST}, {"established", ACK}};

static const struct {
	const char *name;
	enum sk_action action;
} actions[] = {{"pass", SK_ACTION_ACCEPT}, {"reject", SK_ACTION_DROP}, {"restrict", SK_ACTION_ACCEPT}};

/* ---- words ---- */

size_t sk_yamaha_uncommented(const char *text, size_t length)
{
	char quote = '\0';
	for (size_t i = 0; i < length; i++) {
		if (text[i] == '\\')
			i++;
		else if (text[i] == quote)
			quote = '\0';
		else if (!quote && text[i] == '#')
			return i;
		else if (!quote && (text[i] == '"' || text[i] == '\''))
			quote = text[i];
	}
	return length;
}

/* The part of a list before the next comma, which is taken off; false at the end. An empty part is one nobody understands. */
static bool next_part(struct sk_word *rest, struct sk_word *part)
{
	if (!rest->text)
		return false;
	const char *comma = rest->length ? memchr(rest->text, ',', rest->length) : NULL;
	*part = (struct sk_word){rest->text, comma ? (size_t)(comma - rest->text) : rest->length, 0};
	size_t taken = part->length + 1;
	*rest = (struct sk_word){comma ? rest->text + taken : NULL, comma ? rest->length - taken : 0, 0};
	return true;
}

/* ---- addresses ---- */

/* "192.168.0.*": each star is a whole number between dots. *spread: digits follow a star, so that not all between the two is meant. */
static bool read_stars(const char *text, size_t length, sk_wide *low, sk_wide *high, bool *spread)
{
	SK_BUF_SCOPE lowest = SK_BUF(4 * LONGEST), highest = SK_BUF(4 * LONGEST);
	size_t stars = 0;
	for (size_t i = 0; i < length; i++) {
		bool star = text[i] == '*';
		if (star && ((i > 0 && text[i - 1] != '.') || (i + 1 < length && text[i + 1] != '.')))
			return false;
		*spread = *spread || (stars > 0 && !star && text[i] != '.');
		stars += star;
		sk_buf_add(&lowest, star ? "0" : text + i, 1);
		sk_buf_text(&highest, star ? "255" : "");
		sk_buf_add(&highest, text + i, !star);
	}
	return lowest.bytes && highest.bytes && sk_address_4(lowest.bytes, lowest.length, low) && sk_address_4(highest.bytes, highest.length, high);
}

/* "24", "255.255.255.0" or "0xffffff00". A mask with gaps is not followed. */
bool sk_yamaha_mask(const char *text, size_t length, sk_wide *host)
{
	uint64_t bits;
	sk_wide dotted;
	bool hexadecimal = length > 2 && text[0] == '0' && text[1] == 'x';
	if (!hexadecimal && sk_address_4(text, length, &dotted))
		*host = ~dotted & UINT32_MAX;
	else if (hexadecimal ? sk_yamaha_hexadecimal(text, length, 8, &bits) : sk_config_number(text, length, 32, &bits))
		*host = hexadecimal ? ~bits & UINT32_MAX : ((uint64_t)1 << (32 - bits)) - 1;
	else
		return false;
	return !(*host & (*host + 1));
}

/* "10.0.0.1-10.0.0.9", "-10.0.0.9", "10.0.0.1-"; the reference gives IPv6 no open ones. */
static bool read_address_range(bool six, const struct sk_word *part, const char *dash, sk_wide *low, sk_wide *high)
{
	const char *end = part->text + part->length;
	bool first = dash > part->text, last = dash + 1 < end;
	*low = SK_IPV4_FIRST;
	*high = SK_IPV4_LAST;
	if ((!first && !last) || (six && !(first && last)))
		return false;
	return (!first || sk_config_address(six, part->text, (size_t)(dash - part->text), low)) &&
	       (!last || sk_config_address(six, dash + 1, (size_t)(end - dash - 1), high)) && *low <= *high;
}

static bool read_network(bool six, const struct sk_word *part, const char *slash, sk_wide *low, sk_wide *high)
{
	size_t before = (size_t)(slash - part->text), behind = part->length - before - 1;
	sk_wide host;
	if (!sk_config_address(six, part->text, before, low))
		return false;
	if (six)
		return sk_config_prefix(true, slash + 1, behind, low, high);
	if (!sk_yamaha_mask(slash + 1, behind, &host))
		return false;
	*high = *low | host;
	return !(*low & host);
}

/* *spread: not all between the two is meant. */
static bool read_addresses(bool six, const struct sk_word *part, sk_wide *low, sk_wide *high, bool *spread)
{
	const char *slash = part->length ? memchr(part->text, '/', part->length) : NULL;
	const char *dash = part->length && !slash ? memchr(part->text, '-', part->length) : NULL;
	*spread = false;
	if (slash)
		return read_network(six, part, slash, low, high);
	if (dash)
		return read_address_range(six, part, dash, low, high);
	if (!six && part->length <= LONGEST && memchr(part->text, '*', part->length))
		return read_stars(part->text, part->length, low, high, spread);
	if (!sk_config_address(six, part->text, part->length, low))
		return false;
	*high = *low;
	return true;
}

void sk_yamaha_addresses(struct sk_yamaha *yamaha, bool six, const struct sk_word *word, struct sk_condition *condition)
{
	struct sk_word part, rest = word ? *word : (struct sk_word){"*", 1, 0};
	sk_condition_begin(condition);
	while (next_part(&rest, &part)) {
		sk_wide low, high;
		bool spread;
		if (sk_word_is(&part, "*") || !read_addresses(six, &part, &low, &high, &spread))
			sk_condition_any_address(condition, six, sk_word_is(&part, "*"));
		else
			(spread ? sk_condition_doubt : sk_condition_add)(condition, low, high);
	}
	if (!condition->exact)
		sk_matcher_unread(&yamaha->router.matcher, word);
	sk_condition_settle(condition, false, 0, 0);
}

/* ---- ports, types and codes ---- */

static bool read_port(const char *text, size_t length, uint64_t most, uint64_t *low, uint64_t *high)
{
	struct sk_word word = {text, length, 0};
	for (size_t i = 0; i < SK_COUNT(services) && most == SK_PORT_LAST; i++)
		if (sk_word_is(&word, services[i].name)) {
			*low = services[i].low;
			*high = services[i].high;
			return true;
		}
	bool number = sk_config_number(text, length, most, low);
	*high = *low;
	return number;
}

/* An end of a range is one port. */
static bool read_end(const char *text, size_t length, uint64_t most, uint64_t *out)
{
	uint64_t high;
	return read_port(text, length, most, out, &high) && *out == high;
}

/* "80", "1024-65535", "-80", "1024-" */
static bool read_ports(const struct sk_word *part, uint64_t most, uint64_t *low, uint64_t *high)
{
	const char *dash = part->length ? memchr(part->text, '-', part->length) : NULL, *end = part->text + part->length;
	if (!dash)
		return read_port(part->text, part->length, most, low, high);
	bool first = dash > part->text, last = dash + 1 < end;
	*low = 0;
	*high = most;
	return (first || last) && (!first || read_end(part->text, (size_t)(dash - part->text), most, low)) &&
	       (!last || read_end(dash + 1, (size_t)(end - dash - 1), most, high)) && *low <= *high;
}

/* `most`: the largest of its kind. NULL: any. */
static void condition_of_ports(struct sk_yamaha *yamaha, const struct sk_word *word, uint64_t most, struct sk_condition *condition)
{
	struct sk_word part, rest = word ? *word : (struct sk_word){"*", 1, 0};
	sk_condition_begin(condition);
	while (next_part(&rest, &part)) {
		uint64_t low, high;
		if (read_ports(&part, most, &low, &high))
			sk_condition_add(condition, low, high);
		else if (sk_word_is(&part, "*"))
			sk_condition_add(condition, 0, most);
		else
			sk_condition_doubt(condition, 0, most);
	}
	if (!condition->exact)
		sk_matcher_unread(&yamaha->router.matcher, word);
	sk_condition_settle(condition, false, 0, 0);
}

static bool is_any(const struct sk_word *word)
{
	return !word || sk_word_is(word, "*");
}

/* ---- protocols ---- */

static uint64_t flags_where(unsigned mask, unsigned value)
{
	uint64_t bits = 0;
	for (unsigned flags = 0; flags < FLAGS; flags++)
		bits |= (flags & mask) == value ? UINT64_C(1) << flags : 0;
	return bits;
}

bool sk_yamaha_hexadecimal(const char *text, size_t length, size_t digits, uint64_t *out)
{
	*out = 0;
	for (size_t i = 2; i < length && length <= digits + 2; i++) {
		int digit = sk_config_hexadecimal(text[i]);
		if (digit < 0)
			return false;
		*out = *out << 4 | (uint64_t)digit;
	}
	return length > 2 && length <= digits + 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
}

/* "VALUE/MASK" */
static bool read_value_and_mask(const char *text, size_t length, uint64_t *value, uint64_t *mask)
{
	const char *slash = memchr(text, '/', length);
	size_t before = slash ? (size_t)(slash - text) : 0;
	return slash && sk_yamaha_hexadecimal(text, before, 4, value) && sk_yamaha_hexadecimal(slash + 1, length - before - 1, 4, mask) && !(*value & ~*mask);
}

/* "tcpflag=VALUE/MASK", "tcpflag!=VALUE/MASK". Bits above the six flags that a packet has here can be asked for, but not looked at: there two values that are like below may be other ones. A value
 * beyond its mask is explained nowhere. */
static bool add_tcpflag(struct sk_yamaha_protocols *out, const struct sk_word *part, bool *exact)
{
	static const char *const heads[] = {"tcpflag=", "tcpflag!="};
	uint64_t value, mask;
	for (size_t i = 0; i < SK_COUNT(heads); i++) {
		size_t length = strlen(heads[i]);
		if (part->length <= length || memcmp(part->text, heads[i], length) != 0 || !read_value_and_mask(part->text + length, part->length - length, &value, &mask))
			continue;
		uint64_t like = flags_where((unsigned)mask & (FLAGS - 1), (unsigned)value & (FLAGS - 1));
		*exact = mask < FLAGS;
		out->flags_sure |= i ? ~like : *exact ? like : 0;
		out->flags_maybe |= *exact ? 0 : like;
		return true;
	}
	return false;
}

/* What looks at flags of TCP. False: it does not. */
static bool add_flags(struct sk_yamaha_protocols *out, const struct sk_word *part, bool *exact)
{
	bool found = false;
	*exact = false;
	for (size_t i = 0; i < SK_COUNT(flag_words); i++)
		if (sk_word_is(part, flag_words[i].name)) {
			out->flags_sure |= flags_where(flag_words[i].flag, flag_words[i].flag);
			found = *exact = true;
		}
	found = found || add_tcpflag(out, part, exact);
	out->flagged |= found;
	return found;
}

/* Words for some types of ICMP; which ones those of the other family are there is told nowhere. */
static bool add_types(struct sk_yamaha_protocols *out, bool six, const struct sk_word *part, bool *exact)
{
	for (size_t i = 0; i < SK_COUNT(kinds); i++) {
		if (!sk_word_is(part, kinds[i].name))
			continue;
		*exact = kinds[i].six == six;
		for (size_t t = 0; t < SK_COUNT(kinds[i].types) && *exact; t++)
			memset(out->types + kinds[i].types[t].low, true, (size_t)kinds[i].types[t].high - kinds[i].types[t].low + 1);
		out->portless += *exact && kinds[i].portless;
		if (!*exact)
			out->maybe[ICMP] = out->maybe[ICMP6] = true;
		return true;
	}
	return false;
}

static void add_any(bool protocols_[256])
{
	for (size_t i = 0; i < 256; i++)
		protocols_[i] = true;
}

static bool add_plain(struct sk_yamaha_protocols *out, bool six, const struct sk_word *part)
{
	uint64_t number = 0;
	for (size_t i = 0; i < SK_COUNT(protocols); i++)
		if (sk_word_is(part, protocols[i].name))
			number = protocols[i].number[six];
	/* What its lists say is told of the word, not of its number. */
	out->icmp |= number == (six ? ICMP6 : ICMP);
	if (number == 0 && !sk_config_number(part->text, part->length, 255, &number))
		return false;
	out->sure[number] = true;
	return true;
}

/* False: not wholly understood. */
static bool add_protocol(struct sk_yamaha_protocols *out, bool six, const struct sk_word *part)
{
	bool exact = false;
	if (add_types(out, six, part, &exact) || add_flags(out, part, &exact))
		return exact;
	if (sk_word_is(part, "*"))
		add_any(out->sure);
	if (sk_word_is(part, "*") || add_plain(out, six, part))
		return true;
	add_any(out->maybe);
	return false;
}

static void read_protocols(struct sk_yamaha *yamaha, bool six, const struct sk_word *word, struct sk_yamaha_protocols *out)
{
	struct sk_word part, rest = word ? *word : (struct sk_word){"*", 1, 0};
	bool understood = true;
	for (*out = (struct sk_yamaha_protocols){.words = 0}; next_part(&rest, &part); out->words++)
		understood = add_protocol(out, six, &part) && understood;
	if (!understood)
		sk_matcher_unread(&yamaha->router.matcher, word);
}

/* ---- boxes ---- */

static bool has_any(const bool protocols_[256])
{
	return memchr(protocols_, true, 256) != NULL;
}

/* Where tcp or udp is among the words no other protocol's ports are looked at; what ports mean with esp alone, say, is explained nowhere. */
static bool looks_at_no_ports(struct sk_yamaha *yamaha, const struct sk_yamaha_protocols *asked, bool ports, bool told)
{
	bool none = !ports || told || asked->flagged || asked->sure[TCP] || asked->sure[UDP];
	for (size_t i = 7; i < yamaha->router.lines.word_count && !none; i++)
		sk_matcher_unread(&yamaha->router.matcher, &yamaha->router.lines.words[i]);
	return none;
}

/* Those that have ports apart from those that have none; together where no port is asked for. */
static SK_OUTCOME add_sure(struct sk_yamaha *yamaha, const struct sk_yamaha_filter *filter, const struct sk_yamaha_protocols *asked, bool ports)
{
	bool with[256] = {false}, without[256];
	bool alone = asked->icmp && asked->words == 1;
	memcpy(without, asked->sure, sizeof(without));
	for (size_t i = 0; i < 2 && ports; i++) {
		size_t number = i ? UDP : TCP;
		with[number] = asked->sure[number];
		without[number] = false;
	}
	struct sk_run compared = {.protocols = with, .ports = true, .sure = true}, others = {.protocols = without, .types = alone && ports};
	if (has_any(with))
		SK_TRY(sk_matcher_add(&yamaha->router.matcher, filter->six, filter->line, &compared));
	if (!has_any(without))
		return SK_OK;
	others.sure = looks_at_no_ports(yamaha, asked, ports, alone);
	return sk_matcher_add(&yamaha->router.matcher, filter->six, filter->line, &others);
}

static SK_OUTCOME add_some_types(struct sk_yamaha *yamaha, const struct sk_yamaha_filter *filter, const struct sk_yamaha_protocols *asked, bool ports)
{
	struct sk_span room[TYPE_LAST + 1];
	struct sk_spans spans = {.at = room, .room = SK_COUNT(room)};
	bool own[256] = {false};
	struct sk_run run = {.protocols = own, .kinds = &spans};
	own[filter->six ? ICMP6 : ICMP] = true;
	for (size_t type = 0; type <= TYPE_LAST; type++)
		if (asked->types[type])
			sk_spans_add(&spans, type << 8, type << 8 | TYPE_LAST);
	sk_spans_settle(&spans);
	if (spans.count == 0)
		return SK_OK;
	run.sure = looks_at_no_ports(yamaha, asked, ports, !filter->six);
	return sk_matcher_add(&yamaha->router.matcher, filter->six, filter->line, &run);
}

static SK_OUTCOME add_runs(struct sk_yamaha *yamaha, const struct sk_yamaha_filter *filter, const struct sk_yamaha_protocols *asked, bool ports)
{
	const struct sk_run runs[] = {{.protocols = asked->maybe}, {.flags = asked->flags_sure, .ports = ports, .sure = true},
				   {.flags = asked->flags_maybe, .ports = ports}};
	SK_TRY(add_sure(yamaha, filter, asked, ports));
	SK_TRY(add_some_types(yamaha, filter, asked, ports));
	for (size_t i = 0; i < SK_COUNT(runs); i++)
		if (runs[i].protocols ? has_any(runs[i].protocols) : runs[i].flags != 0)
			SK_TRY(sk_matcher_add(&yamaha->router.matcher, filter->six, filter->line, &runs[i]));
	return SK_OK;
}

/* ---- filters ---- */

static const struct sk_word *word_at(const struct sk_yamaha *yamaha, size_t at)
{
	return at < yamaha->router.lines.word_count ? &yamaha->router.lines.words[at] : NULL;
}

/* One span of types with all codes of `codes`. */
static void add_span_of_types(const struct sk_span *types, const struct sk_spans *codes, struct sk_spans *out)
{
	if (codes->count == 1 && codes->at[0].low == 0 && codes->at[0].high == TYPE_LAST) {
		sk_spans_add(out, types->low << 8, types->high << 8 | TYPE_LAST);
		return;
	}
	for (sk_wide type = types->low; type <= types->high; type++)
		for (size_t i = 0; i < codes->count; i++)
			sk_spans_add(out, type << 8 | codes->at[i].low, type << 8 | codes->at[i].high);
}

static void join_types(const struct sk_spans *types, const struct sk_spans *codes, struct sk_spans *out)
{
	out->over |= types->over || codes->over;
	for (size_t i = 0; i < types->count && !out->over; i++)
		add_span_of_types(&types->at[i], codes, out);
	sk_spans_settle(out);
}

/* From the two lists of ports, which were read as types and codes. */
static void condition_of_types(struct sk_yamaha *yamaha)
{
	struct sk_condition *type = &yamaha->router.matcher.ports[0], *code = &yamaha->router.matcher.ports[1], *out = &yamaha->router.matcher.types;
	sk_condition_begin(out);
	out->exact = type->exact && code->exact;
	join_types(&type->may, &code->may, &out->may);
	join_types(&type->must, &code->must, &out->must);
}

static bool starts_with(const struct sk_word *word, const char *head)
{
	return word->length >= strlen(head) && memcmp(word->text, head, strlen(head)) == 0;
}

/* "reject", "reject-log", "reject-nolog". "restrict" lets through while the line is up. */
static enum sk_action action_of(const struct sk_word *word)
{
	for (size_t i = 0; word && i < SK_COUNT(actions); i++) {
		size_t length = strlen(actions[i].name);
		struct sk_word rest = {word->text + length, word->length - length, 0};
		if (starts_with(word, actions[i].name) && (rest.length == 0 || sk_word_is(&rest, "-log") || sk_word_is(&rest, "-nolog")))
			return actions[i].action;
	}
	return SK_ACTION_NEXT;
}

/* The lists of ports of "ip filter N action source target protocol ports ports": what they mean hangs on the protocols. */
static SK_OUTCOME match_static(struct sk_yamaha *yamaha, const struct sk_yamaha_filter *filter)
{
	struct sk_yamaha_protocols asked;
	const struct sk_word *ports[2] = {word_at(yamaha, 7), word_at(yamaha, 8)};
	sk_yamaha_addresses(yamaha, filter->six, word_at(yamaha, 4), &yamaha->router.matcher.source);
	sk_yamaha_addresses(yamaha, filter->six, word_at(yamaha, 5), &yamaha->router.matcher.target);
	read_protocols(yamaha, filter->six, word_at(yamaha, 6), &asked);
	bool alone = asked.icmp && asked.words == 1, ignored = asked.portless == asked.words;
	bool asks = !ignored && (!is_any(ports[0]) || !is_any(ports[1]));
	for (size_t i = 0; i < 2; i++)
		condition_of_ports(yamaha, ignored ? NULL : ports[i], alone ? TYPE_LAST : SK_PORT_LAST, &yamaha->router.matcher.ports[i]);
	if (alone)
		condition_of_types(yamaha);
	return add_runs(yamaha, filter, &asked, asks);
}

/* What is missing or left over at the end of a line: nobody knows what it says then. */
static void doubt_length(struct sk_yamaha *yamaha)
{
	if (yamaha->router.lines.word_count >= 5 && yamaha->router.lines.word_count <= 9)
		return;
	yamaha->router.matcher.must.count = 0;
	for (size_t i = yamaha->router.lines.word_count < 5 ? 2 : 9; i < yamaha->router.lines.word_count; i++)
		sk_matcher_unread(&yamaha->router.matcher, &yamaha->router.lines.words[i]);
}

static SK_OUTCOME understand_static(struct sk_yamaha *yamaha, struct sk_yamaha_filter *filter)
{
	filter->action = action_of(word_at(yamaha, 3));
	if (filter->action == SK_ACTION_NEXT && word_at(yamaha, 3))
		sk_matcher_unread(&yamaha->router.matcher, word_at(yamaha, 3));
	SK_TRY(match_static(yamaha, filter));
	doubt_length(yamaha);
	return sk_matcher_take(&yamaha->router.matcher, &filter->may, &filter->must);
}

SK_OUTCOME sk_yamaha_understand(struct sk_yamaha *yamaha, struct sk_yamaha_filter *filter)
{
	if (filter->read)
		return SK_OK;
	filter->read = true;
	sk_matcher_begin(&yamaha->router.matcher);
	sk_lines_split(&yamaha->router.lines, filter->text, strlen(filter->text));
	SK_TRY(filter->dynamic ? sk_yamaha_understand_dynamic(yamaha, filter) : understand_static(yamaha, filter));
	return sk_matcher_take_unread(&yamaha->router.matcher, &filter->unread);
}
