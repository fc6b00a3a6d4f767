/*
 * What a filter of a Yamaha router matches.
 *
 * From the manual of the maker (ip filter): ports are compared for TCP and UDP only; a packet of another protocol that the filter names, or of any with '*',
 * matches whatever its ports are. With icmp alone the two lists are types and codes; with icmp-error and icmp-info they are ignored.
 *
 * What no text at hand says for sure keeps two bounds. "established" looks at the flags of each packet alone: it matches where ACK is set, and at most where
 * no connection is opened. Which types icmp-error and icmp-info stand for, and what else tcpfin and tcprst ask of the flags, is not known here. A name
 * in place of an address, a word of ports that IANA does not know, an open range: any.
 */
#include "config/yamaha.h"

#include <string.h>

enum { ICMP = SK_PROTOCOL_ICMP, TCP = SK_PROTOCOL_TCP, UDP = SK_PROTOCOL_UDP, ICMP6 = SK_PROTOCOL_ICMP6, FIN = 1, SYN = 2, RST = 4, ACK = 16, FLAGS = 64, TYPE_LAST = 255 };

/* Names that mean the same in IANA's registry. */
static const struct {
	const char *name;
	uint16_t port;
} services[] = {
	{"ftpdata", 20}, {"ftp", 21}, {"ssh", 22}, {"telnet", 23}, {"smtp", 25}, {"domain", 53}, {"tftp", 69}, {"gopher", 70}, {"finger", 79},
	{"www", 80}, {"http", 80}, {"pop3", 110}, {"sunrpc", 111}, {"ident", 113}, {"nntp", 119}, {"ntp", 123}, {"netbios_ns", 137},
	{"netbios_dgm", 138}, {"netbios_ssn", 139}, {"imap", 143}, {"snmp", 161}, {"bgp", 179}, {"ldap", 389}, {"https", 443}, {"submission", 587},
};

static const struct {
	const char *name;
	uint8_t number;
} protocols[] = {{"icmp", ICMP}, {"tcp", TCP}, {"udp", UDP}, {"ipv6", 41}, {"gre", 47}, {"esp", 50}, {"ah", 51}, {"icmp6", ICMP6}};

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

static bool read_addresses(bool six, const struct sk_word *part, sk_wide *low, sk_wide *high)
{
	const char *end = part->text + part->length, *slash = part->length ? memchr(part->text, '/', part->length) : NULL;
	const char *dash = part->length && !slash ? memchr(part->text, '-', part->length) : NULL, *mark = slash ? slash : dash;
	if (!sk_config_address(six, part->text, (size_t)((mark ? mark : end) - part->text), low))
		return false;
	*high = *low;
	if (slash)
		return sk_config_prefix(six, slash + 1, (size_t)(end - slash - 1), low, high);
	return !dash || (sk_config_address(six, dash + 1, (size_t)(end - dash - 1), high) && *low <= *high);
}

void sk_yamaha_addresses(struct sk_yamaha *yamaha, bool six, const struct sk_word *word, struct sk_condition *condition)
{
	struct sk_word part, rest = word ? *word : (struct sk_word){"*", 1, 0};
	sk_condition_begin(condition);
	while (next_part(&rest, &part)) {
		sk_wide low, high;
		if (read_addresses(six, &part, &low, &high))
			sk_condition_add(condition, low, high);
		else
			sk_condition_any_address(condition, six, sk_word_is(&part, "*"));
	}
	if (!condition->exact)
		sk_matcher_unread(&yamaha->router.matcher, word);
	sk_condition_settle(condition, false, 0, 0);
}

/* ---- ports, types and codes ---- */

static bool read_port(const char *text, size_t length, uint64_t most, uint64_t *out)
{
	struct sk_word word = {text, length, 0};
	for (size_t i = 0; i < SK_COUNT(services) && most == SK_PORT_LAST; i++)
		if (sk_word_is(&word, services[i].name)) {
			*out = services[i].port;
			return true;
		}
	return sk_config_number(text, length, most, out);
}

static bool read_ports(const struct sk_word *part, uint64_t most, uint64_t *low, uint64_t *high)
{
	const char *dash = part->length ? memchr(part->text, '-', part->length) : NULL, *end = part->text + part->length;
	if (!read_port(part->text, (size_t)((dash ? dash : end) - part->text), most, low))
		return false;
	*high = *low;
	return !dash || (read_port(dash + 1, (size_t)(end - dash - 1), most, high) && *low <= *high);
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

/* 0x and up to four digits. */
static bool read_hexadecimal(const char *text, size_t length, unsigned *out)
{
	*out = 0;
	for (size_t i = 2; i < length && length <= 6; i++) {
		int digit = sk_config_hexadecimal(text[i]);
		if (digit < 0)
			return false;
		*out = *out << 4 | (unsigned)digit;
	}
	return length > 2 && length <= 6 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
}

/* "tcpflag=VALUE/MASK". Bits above the six flags that a packet has here can be asked for, but not looked at. */
static bool add_tcpflag(struct sk_yamaha_protocols *out, const struct sk_word *part, bool *exact)
{
	static const char head[] = "tcpflag=";
	const char *from = part->text + sizeof(head) - 1, *end = part->text + part->length;
	unsigned value, mask;
	if (part->length < sizeof(head) || memcmp(part->text, head, sizeof(head) - 1) != 0)
		return false;
	const char *slash = memchr(from, '/', (size_t)(end - from));
	if (!slash || !read_hexadecimal(from, (size_t)(slash - from), &value) || !read_hexadecimal(slash + 1, (size_t)(end - slash - 1), &mask))
		return false;
	if (value & ~mask)
		return false;
	*exact = mask < FLAGS;
	*(*exact ? &out->flags_sure : &out->flags_maybe) |= flags_where(mask & (FLAGS - 1), value & (FLAGS - 1));
	return true;
}

/* What looks at flags of TCP. False: it does not. */
static bool add_flags(struct sk_yamaha_protocols *out, const struct sk_word *part, bool *exact)
{
	*exact = false;
	if (sk_word_is(part, "established")) {
		out->flags_sure |= flags_where(ACK, ACK);
		out->flags_maybe |= ~flags_where(SYN | ACK | RST, SYN);
		return true;
	}
	bool fin = sk_word_is(part, "tcpfin"), reset = sk_word_is(part, "tcprst");
	if (fin || reset)
		out->flags_maybe |= fin ? flags_where(FIN, FIN) : flags_where(RST, RST);
	return fin || reset || add_tcpflag(out, part, exact);
}

/* Words for some types of ICMP, which ones no text at hand says. */
static bool add_types(struct sk_yamaha_protocols *out, bool six, const struct sk_word *part)
{
	bool some = sk_word_is(part, "icmp-error") || sk_word_is(part, "icmp-info") || sk_word_is(part, "icmp-nd");
	/* Names of the other family's. */
	bool other = sk_word_is(part, six ? "icmp" : "icmp6");
	if (some || other)
		out->maybe[ICMP] = out->maybe[ICMP6] = true;
	return some || other;
}

static void add_any(bool protocols_[256])
{
	for (size_t i = 0; i < 256; i++)
		protocols_[i] = true;
}

static bool add_plain(struct sk_yamaha_protocols *out, bool six, const struct sk_word *part)
{
	uint64_t number = 256;
	for (size_t i = 0; i < SK_COUNT(protocols); i++)
		if (sk_word_is(part, protocols[i].name))
			number = protocols[i].number;
	if (number == 256 && !sk_config_number(part->text, part->length, 255, &number))
		return false;
	out->sure[number] = true;
	out->icmp |= number == (six ? ICMP6 : ICMP);
	return true;
}

/* False: not wholly understood. */
static bool add_protocol(struct sk_yamaha_protocols *out, bool six, const struct sk_word *part)
{
	bool exact = false;
	if (add_types(out, six, part))
		return false;
	if (sk_word_is(part, "*"))
		add_any(out->sure);
	if (sk_word_is(part, "*") || add_plain(out, six, part))
		return true;
	if (!add_flags(out, part, &exact))
		add_any(out->maybe);
	return exact;
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
	/* What ports mean with esp, say, is explained nowhere. */
	struct sk_run compared = {.protocols = with, .ports = true, .sure = true};
	struct sk_run others = {.protocols = without, .types = alone && ports, .sure = alone || !ports || has_any(with)};
	for (size_t i = 7; i < yamaha->router.lines.word_count && !others.sure && has_any(without); i++)
		sk_matcher_unread(&yamaha->router.matcher, &yamaha->router.lines.words[i]);
	if (has_any(with))
		SK_TRY(sk_matcher_add(&yamaha->router.matcher, filter->six, filter->line, &compared));
	return has_any(without) ? sk_matcher_add(&yamaha->router.matcher, filter->six, filter->line, &others) : SK_OK;
}

static SK_OUTCOME add_runs(struct sk_yamaha *yamaha, const struct sk_yamaha_filter *filter, const struct sk_yamaha_protocols *asked, bool ports)
{
	const struct sk_run runs[] = {{.protocols = asked->maybe}, {.flags = asked->flags_sure, .ports = ports, .sure = true},
				   {.flags = asked->flags_maybe, .ports = ports}};
	SK_TRY(add_sure(yamaha, filter, asked, ports));
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

/* From the two lists of ports, which were read as types and codes. That icmp6 has codes there too is told nowhere. */
static void condition_of_types(struct sk_yamaha *yamaha, const struct sk_word *untold)
{
	struct sk_condition *type = &yamaha->router.matcher.ports[0], *code = &yamaha->router.matcher.ports[1], *out = &yamaha->router.matcher.types;
	sk_condition_begin(out);
	out->exact = type->exact && code->exact;
	join_types(&type->may, &code->may, &out->may);
	join_types(&type->must, &code->must, &out->must);
	if (!untold)
		return;
	out->exact = false;
	out->must.count = 0;
	sk_matcher_unread(&yamaha->router.matcher, untold);
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
	bool alone = asked.icmp && asked.words == 1, asks = !is_any(ports[0]) || !is_any(ports[1]);
	/* With types alone no port is compared, so no list of ports can be misunderstood. */
	for (size_t i = 0; i < 2; i++)
		condition_of_ports(yamaha, ports[i], alone ? TYPE_LAST : SK_PORT_LAST, &yamaha->router.matcher.ports[i]);
	if (alone)
		condition_of_types(yamaha, filter->six && !is_any(ports[1]) ? ports[1] : NULL);
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
