/* Questions in words, and packets in words. Both by one table of protocols. */
#include "net/private.h"

#include <stdio.h>
#include <string.h>

enum { WORD_ROOM = 96, NAMES_MAX = 200, TCP = 6, UDP = 17 };

static const struct {
	const char *name;
	unsigned number;
} protocols[] = {{"icmp", 1}, {"igmp", 2}, {"tcp", TCP}, {"udp", UDP}, {"gre", 47}, {"esp", 50}, {"ah", 51}, {"icmpv6", 58}, {"sctp", 132}};
static const char *const states[SK_FLOW_STATES] = {"new", "established", "related", "invalid", "untracked"};

struct reading {
	const struct sk_filter *filter;
	const struct sk_place *where;
	const char *text, *at;
	struct sk_box packets; /* before they are of one family */
	unsigned families;
	unsigned seen; /* bits of parts */
	struct sk_error *error;
};

static sk_outcome refuse(const struct reading *reading, const char *word, const char *expected)
{
	return sk_error_set(reading->error, SK_E_PACKETS, reading->where, word, expected, NULL);
}

/* False at the end. */
static bool next_word(struct reading *reading, char out[WORD_ROOM])
{
	reading->at += strspn(reading->at, " ");
	size_t length = strcspn(reading->at, " ");
	size_t kept = length < WORD_ROOM ? length : WORD_ROOM - 1;
	memcpy(out, reading->at, kept);
	out[kept] = '\0';
	reading->at += length;
	return length > 0;
}

/* ---- values ---- */

static bool read_number(const char **at, unsigned most, unsigned *out)
{
	size_t digits = strspn(*at, "0123456789");
	*out = 0;
	for (size_t i = 0; i < digits && *out <= most; i++)
		*out = *out * 10 + (unsigned)((*at)[i] - '0');
	*at += digits;
	return digits > 0 && *out <= most;
}

static sk_outcome keep_family(struct reading *reading, unsigned family, const char *word)
{
	if (!(reading->families & family))
		return refuse(reading, word, _("one family in a question: IPv4 or IPv6"));
	reading->families = family;
	return SK_OK;
}

static sk_outcome read_addresses(struct reading *reading, enum sk_dim dim, const char *word)
{
	const char *slash = strchr(word, '/'), *dash = strchr(word, '-');
	size_t first = slash ? (size_t)(slash - word) : dash ? (size_t)(dash - word) : strlen(word);
	unsigned family = memchr(word, ':', first) ? SK_FAMILY_6 : SK_FAMILY_4;
	sk_wide address, low, high;
	bool good = sk_prefix_read(word, slash ? strlen(word) : first, &address, &low, &high) && sk_address_family(address) == family;
	if (good && dash && !slash)
		good = sk_address_read(dash + 1, strlen(dash + 1), &high) && low <= high && sk_address_family(high) == family;
	if (!good)
		return refuse(reading, word, _("an address, a.b.c.d/n or first-last"));
	SK_TRY(keep_family(reading, family, word));
	sk_box_set(&reading->packets, dim, low, high);
	return SK_OK;
}

static sk_outcome read_ports(struct reading *reading, enum sk_dim dim, const char *word)
{
	unsigned low, high;
	const char *at = word;
	bool good = read_number(&at, 65535, &low);
	high = low;
	if (good && *at == '-') {
		at++;
		good = read_number(&at, 65535, &high);
	}
	if (!good || *at || low > high)
		return refuse(reading, word, _("a port, or first-last"));
	sk_box_set(&reading->packets, dim, low, high);
	return SK_OK;
}

static sk_outcome read_state(struct reading *reading, enum sk_dim dim, const char *word)
{
	for (unsigned i = 0; i < SK_FLOW_STATES; i++) {
		if (strcmp(states[i], word) != 0)
			continue;
		sk_box_set(&reading->packets, dim, i, i);
		return SK_OK;
	}
	return refuse(reading, word, "new, established, related, invalid, untracked");
}

/* With the names there are. */
static sk_outcome refuse_interface(const struct reading *reading, const char *word)
{
	SK_BUF_SCOPE names = SK_BUF(SK_ERROR_TEXT);
	for (size_t i = 0; i < reading->filter->interface_count && names.length < NAMES_MAX; i++)
		sk_buf_print(&names, "%s%s", i > 0 ? ", " : "", reading->filter->interfaces[i]);
	SK_TRY(sk_buf_check(&names, reading->error));
	return refuse(reading, word, names.bytes);
}

static sk_outcome read_interface(struct reading *reading, enum sk_dim dim, const char *word)
{
	for (size_t i = 0; i < reading->filter->interface_count; i++) {
		if (strcmp(reading->filter->interfaces[i], word) != 0)
			continue;
		sk_box_set(&reading->packets, dim, i + 1, i + 1);
		return SK_OK;
	}
	if (reading->filter->interface_count == 0)
		return refuse(reading, word, _("no interface: no rule of this file asks for one"));
	return refuse_interface(reading, word);
}

static sk_outcome read_protocol(struct reading *reading, enum sk_dim dim, const char *word)
{
	unsigned number = 0;
	const char *at = word;
	bool good = read_number(&at, 255, &number) && !*at;
	for (size_t i = 0; i < SK_COUNT(protocols) && !good; i++) {
		good = strcmp(protocols[i].name, word) == 0;
		number = good ? protocols[i].number : 0;
	}
	if (!good)
		return refuse(reading, word, _("from, to, port, source-port, state, in, out, but, or, ipv4, ipv6, or a protocol"));
	sk_box_set(&reading->packets, dim, number, number);
	return SK_OK;
}

/* ---- parts ---- */

static const struct part {
	const char *word; /* NULL: the value itself */
	enum sk_dim dim;
	sk_outcome (*read)(struct reading *reading, enum sk_dim dim, const char *word);
} parts[] = {
	{"from", SK_DIM_SOURCE, read_addresses},  {"to", SK_DIM_TARGET, read_addresses}, {"port", SK_DIM_TARGET_PORT, read_ports},
	{"source-port", SK_DIM_SOURCE_PORT, read_ports}, {"state", SK_DIM_STATE, read_state},  {"in", SK_DIM_IN, read_interface},
	{"out", SK_DIM_OUT, read_interface},	   {NULL, SK_DIM_PROTOCOL, read_protocol},
};

static sk_outcome read_part(struct reading *reading, char word[WORD_ROOM])
{
	if (strcmp(word, "any") == 0)
		return SK_OK;
	if (strcmp(word, "ipv4") == 0 || strcmp(word, "ipv6") == 0)
		return keep_family(reading, word[3] == '4' ? SK_FAMILY_4 : SK_FAMILY_6, word);
	const struct part *part = parts;
	while (part->word && strcmp(part->word, word) != 0)
		part++;
	bool again = reading->seen & 1u << part->dim;
	/* What is no word at all would be a second protocol: then that is what is wrong with it. */
	if (again && !part->word)
		SK_TRY(part->read(reading, part->dim, word));
	if (again)
		return refuse(reading, word, _("each part once"));
	reading->seen |= 1u << part->dim;
	if (part->word && !next_word(reading, word))
		return refuse(reading, part->word, _("a value behind it"));
	return part->read(reading, part->dim, word);
}

/* ---- sets ---- */

/* What ends a group of parts. */
enum joint { END, BUT, OR, JOINTS };
static const char *const joints[JOINTS] = {[END] = "", [BUT] = "but", [OR] = "or"};

/* One group of parts, up to the next joint: one box, and the families it is about. `joint`: what stands before it, then what ends it. */
static sk_outcome read_group(struct reading *reading, enum joint *joint)
{
	char word[WORD_ROOM];
	const char *before = joints[*joint];
	bool first = reading->at == reading->text, any = false;
	reading->families = SK_FAMILIES;
	reading->seen = 0;
	*joint = END;
	sk_box_all(&reading->packets);
	while (*joint == END && next_word(reading, word)) {
		*joint = strcmp(word, joints[BUT]) == 0 ? BUT : strcmp(word, joints[OR]) == 0 ? OR : END;
		if (*joint == END)
			SK_TRY(read_part(reading, word));
		any = any || (*joint == END && strcmp(word, "any") == 0 && strcmp(before, joints[BUT]) != 0);
	}
	bool said = any || reading->seen || reading->families != SK_FAMILIES;
	if (first && !said && *joint == OR)
		return refuse(reading, joints[OR], _("packets in front of it"));
	return first || said ? SK_OK : refuse(reading, before, _("packets behind it"));
}

static sk_outcome too_many(const struct reading *reading)
{
	return sk_error_set(reading->error, SK_E_CONFIG_SIZE, reading->where, _("pieces of one set of packets"), "256", NULL);
}

/* Every box of the set without these packets. */
static sk_outcome take_box(const struct reading *reading, const struct sk_box *away, struct sk_question *set)
{
	struct sk_box pieces[SK_BOX_PIECES_MAX];
	for (size_t at = set->count; at-- > 0;) {
		size_t count = sk_box_minus(&set->packets[at], away, pieces);
		set->packets[at] = set->packets[--set->count];
		if (set->count + count > SK_QUESTION_BOXES_MAX)
			return too_many(reading);
		memcpy(&set->packets[set->count], pieces, count * sizeof(*pieces));
		set->count += count;
	}
	return SK_OK;
}

/* Every box of the set without the group that was read. */
static sk_outcome take_away(const struct reading *reading, struct sk_question *set)
{
	struct sk_box families[SK_FAMILY_BOXES_MAX], away;
	size_t count = sk_box_families(reading->families, families);
	for (size_t i = 0; i < count; i++)
		if (sk_box_meet(&reading->packets, &families[i], &away))
			SK_TRY(take_box(reading, &away, set));
	return SK_OK;
}

static void begin(const struct reading *reading, unsigned seen, struct sk_question *out)
{
	struct sk_box families[SK_FAMILY_BOXES_MAX];
	*out = (struct sk_question){.families = reading->families & seen, .silent = reading->families & ~seen};
	size_t count = sk_box_families(out->families, families);
	for (size_t i = 0; i < count; i++)
		out->count += sk_box_meet(&reading->packets, &families[i], &out->packets[out->count]);
}

/* What of it is not in the set yet. */
static sk_outcome add_term(const struct reading *reading, struct sk_question *term, struct sk_question *set)
{
	for (size_t i = 0; i < set->count; i++)
		SK_TRY(take_box(reading, &set->packets[i], term));
	if (set->count + term->count > SK_QUESTION_BOXES_MAX)
		return too_many(reading);
	memcpy(&set->packets[set->count], term->packets, term->count * sizeof(*term->packets));
	set->count += term->count;
	set->families |= term->families;
	set->silent |= term->silent;
	return SK_OK;
}

SK_OUTCOME sk_question_read(const struct sk_filter *filter, const struct sk_entry *entry, const struct sk_place *where, const char *text, struct sk_question *out, struct sk_error *error)
{
	struct reading reading = {.filter = filter, .where = where, .text = text, .at = text, .error = error};
	enum joint joint = END;
	struct sk_question term;
	*out = (struct sk_question){0};
	do {
		SK_TRY(read_group(&reading, &joint));
		begin(&reading, entry->families, &term);
		while (joint == BUT) {
			SK_TRY(read_group(&reading, &joint));
			SK_TRY(take_away(&reading, &term));
		}
		SK_TRY(add_term(&reading, &term, out));
	} while (joint == OR);
	return SK_OK;
}

SK_OUTCOME sk_question_without(const struct sk_place *where, const char *text, struct sk_question *set, struct sk_error *error)
{
	static const struct sk_filter no_filter;
	struct reading reading = {.filter = &no_filter, .where = where, .text = text, .at = text, .error = error};
	enum joint joint = OR;
	while (joint == OR) {
		SK_TRY(read_group(&reading, &joint));
		if (joint == BUT)
			return refuse(&reading, joints[joint], _("packets without 'but'"));
		SK_TRY(take_away(&reading, set));
	}
	return SK_OK;
}

/* Those of the boxes that are in the group that was read. */
static sk_outcome meet(const struct reading *reading, const struct sk_box *boxes, size_t count, struct sk_question *out)
{
	struct sk_box families[SK_FAMILY_BOXES_MAX], group;
	size_t family_count = sk_box_families(reading->families, families);
	out->count = 0;
	for (size_t i = 0; i < family_count; i++)
		for (size_t at = 0; at < count && sk_box_meet(&reading->packets, &families[i], &group); at++) {
			if (out->count == SK_QUESTION_BOXES_MAX)
				return too_many(reading);
			out->count += sk_box_meet(&boxes[at], &group, &out->packets[out->count]);
		}
	return SK_OK;
}

SK_OUTCOME sk_question_within(const struct sk_place *where, const char *text, struct sk_question *set, struct sk_error *error)
{
	static const struct sk_filter no_filter;
	struct reading reading = {.filter = &no_filter, .where = where, .text = text, .at = text, .error = error};
	const struct sk_question whole = *set;
	struct sk_question term = {.families = set->families};
	enum joint joint = OR;
	set->count = 0;
	while (joint == OR) {
		SK_TRY(read_group(&reading, &joint));
		if (joint == BUT)
			return refuse(&reading, joints[joint], _("packets without 'but'"));
		SK_TRY(meet(&reading, whole.packets, whole.count, &term));
		SK_TRY(add_term(&reading, &term, set));
	}
	return SK_OK;
}

SK_OUTCOME sk_question_about(const struct sk_net_address *const *networks, size_t count, struct sk_question *set, struct sk_error *error)
{
	const struct sk_question whole = *set;
	struct reading reading = {.error = error};
	struct sk_box about;
	set->count = 0;
	sk_box_all(&about);
	for (size_t i = 0; i < count; i++)
		for (size_t at = 0; at < whole.count; at++) {
			if (set->count == SK_QUESTION_BOXES_MAX)
				return too_many(&reading);
			sk_box_set(&about, SK_DIM_TARGET, networks[i]->low, networks[i]->high);
			set->count += sk_box_meet(&whole.packets[at], &about, &set->packets[set->count]);
		}
	return SK_OK;
}

/* ---- packets ---- */

const char *question_protocol(unsigned number, char scratch[PROTOCOL_ROOM])
{
	for (size_t i = 0; i < SK_COUNT(protocols); i++)
		if (protocols[i].number == number)
			return protocols[i].name;
	(void)snprintf(scratch, PROTOCOL_ROOM, "protocol %u", number);
	return scratch;
}

const char *question_state(unsigned state)
{
	return states[state];
}

static unsigned low_of(const struct sk_box *box, enum sk_dim dim)
{
	sk_wide low, high;
	sk_box_get(box, dim, &low, &high);
	return (unsigned)low;
}

static const char *interface_name(const struct sk_filter *filter, unsigned number)
{
	return number > 0 && number <= filter->interface_count ? filter->interfaces[number - 1] : NULL;
}

/* "10.0.0.1:443", "[2001:db8::1]:443" (RFC 3986), "10.0.0.1". */
static void print_end(struct sk_buf *out, const char *address, bool port, unsigned number)
{
	bool six = strchr(address, ':') != NULL;
	sk_buf_print(out, port && six ? "[%s]" : "%s", address);
	if (port)
		sk_buf_print(out, ":%u", number);
}

void sk_packet_protocol(const struct sk_box *packet, struct sk_buf *out)
{
	char scratch[PROTOCOL_ROOM];
	sk_buf_text(out, question_protocol(low_of(packet, SK_DIM_PROTOCOL), scratch));
}

void sk_packet_text(const struct sk_filter *filter, const struct sk_box *packet, struct sk_buf *out)
{
	char from[SK_ADDRESS_TEXT], to[SK_ADDRESS_TEXT];
	unsigned protocol = low_of(packet, SK_DIM_PROTOCOL);
	const char *in = interface_name(filter, low_of(packet, SK_DIM_IN)), *exit = interface_name(filter, low_of(packet, SK_DIM_OUT));
	sk_address_text(packet->low[0], from);
	sk_address_text(packet->low[1], to);
	bool ports = protocol == TCP || protocol == UDP;
	sk_packet_protocol(packet, out);
	sk_buf_text(out, " ");
	print_end(out, from, ports, low_of(packet, SK_DIM_SOURCE_PORT));
	sk_buf_text(out, " -> ");
	print_end(out, to, ports, low_of(packet, SK_DIM_TARGET_PORT));
	sk_buf_print(out, ", %s", states[low_of(packet, SK_DIM_STATE)]);
	if (in)
		sk_buf_print(out, ", in %s", in);
	if (exit)
		sk_buf_print(out, ", out %s", exit);
}
