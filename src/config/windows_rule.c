/*
 * What one rule of the Windows firewall says: "v2.30|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=445|..." (MS-GPFAS 2.2.2).
 *
 * Ports and addresses are of this host (L) and of the other one (R), so what is source and what is target hangs on the direction. A list given several
 * times means any of its entries. What hangs on the program that listens, on who is logged on, on IPsec or the version of Windows matches at most what the rule
 * says, and surely nothing. Words for addresses and ports that Windows looks up itself (LocalSubnet, RPC) mean at most anything. That a rule with
 * addresses of one family leaves the other one alone is told nowhere: of that family it may match all, and surely nothing. A field that
 * is not known here may widen the rule as well as narrow it.
 */
#include "config/windows.h"

#include <string.h>

enum { ICMP = 1, TCP = 6, UDP = 17, ICMP6 = 58, PROTOCOL_LAST = 255, TYPE_LAST = 255, NO_PROTOCOL = -1, NAME_SHOWN = 32 };

/* Not ended by a NUL. */
struct word {
	const char *text;
	size_t length;
};

struct field {
	struct word name, value;
};

/* The rule in the making. */
struct making {
	struct sk_windows *windows;
	struct sk_windows_rule *rule;
	int protocol;
	unsigned times[4]; /* how often those stood there that may once */
	bool active;
	bool wide;    /* may match whatever comes */
	bool doubted; /* surely matches nothing */
};
enum { ACTION, DIRECTION, PROTOCOL, ACTIVE };

/* ---- words ---- */

static bool is(struct word word, const char *text)
{
	return word.length == strlen(text) && memcmp(word.text, text, word.length) == 0;
}

static int position_of(struct word word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (is(word, words[i]))
			return (int)i;
	return -1;
}

static const char *find(struct word word, char c)
{
	return word.length ? memchr(word.text, c, word.length) : NULL;
}

/* Up to the first `c`, and what stands behind it; false: there is none, and *before is all. */
static bool split(struct word word, char c, struct word *before, struct word *behind)
{
	const char *at = find(word, c);
	*before = (struct word){word.text, at ? (size_t)(at - word.text) : word.length};
	*behind = at ? (struct word){at + 1, word.length - before->length - 1} : (struct word){"", 0};
	return at != NULL;
}

static void put(struct sk_buf *out, struct word word)
{
	sk_buf_add(out, word.text, word.length);
}

/* ---- what is shown ---- */

/* A program by its name, without the folders, which may be somebody's. */
static struct word program_of(struct word path)
{
	for (size_t i = path.length; i > 0; i--)
		if (path.text[i - 1] == '\\' || path.text[i - 1] == '/')
			return (struct word){path.text + i, path.length - i};
	return path;
}

/* Users, computers and packages are not shown, nor what is no text. */
static void show_field(struct sk_buf *out, const struct field *field)
{
	static const char *const shown[] = {"Action", "Active", "Dir", "Protocol", "Profile", "LPort", "LPort2_10", "LPort2_20", "LPort2_24", "LPort2_29", "RPort", "RPort2_10",
					    "RPort2_28", "LA4", "LA6", "RA4", "RA6", "RA42", "RA62", "ICMP4", "ICMP6", "Name", "App", "Svc", "Edge", "Defer", "LSM", "LOM",
					    "PCross", "AuthByPassOut", "Security", "Security2", "Security2_9", "IFType", "Platform", "Platform2", "SkipVer"};
	struct word value = is(field->name, "App") ? program_of(field->value) : field->value;
	bool clean = !find(field->name, '\n') && field->name.length <= NAME_SHOWN && sk_utf8_clean(field->name.text, field->name.length, NULL);
	put(out, clean ? field->name : (struct word){"...", 3});
	sk_buf_text(out, "=");
	bool known = position_of(field->name, shown, SK_COUNT(shown)) >= 0 && !find(value, '\n') && sk_utf8_clean(value.text, value.length, NULL);
	put(out, known ? value : (struct word){"...", 3});
}

static void unread(struct making *making, const struct field *field)
{
	struct sk_buf *out = &making->windows->unread;
	if (out->length)
		sk_buf_text(out, " ");
	show_field(out, field);
}

static void widen(struct making *making, const struct field *field)
{
	making->wide = true;
	unread(making, field);
}

/* ---- fields that are words ---- */

static void read_silent(struct making *making, const struct field *field)
{
	(void)making;
	(void)field;
}

static void read_doubt(struct making *making, const struct field *field)
{
	making->doubted = true;
	unread(making, field);
}

static void read_switch(struct making *making, const struct field *field)
{
	if (!is(field->value, "FALSE"))
		read_doubt(making, field);
}

/* Answers to what this host sent, from elsewhere than it sent to. */
static void read_answers(struct making *making, const struct field *field)
{
	read_switch(making, field);
	making->rule->answers |= !is(field->value, "FALSE");
}

/* Passes from one profile to another. */
static void read_crossing(struct making *making, const struct field *field)
{
	if (!is(field->value, "FALSE"))
		widen(making, field);
}

static void read_bypass_out(struct making *making, const struct field *field)
{
	read_switch(making, field);
	making->rule->ranks |= is(field->value, "FALSE") ? 0 : 1u << SK_WINDOWS_BYPASS;
}

static void read_action(struct making *making, const struct field *field)
{
	static const char *const words[SK_WINDOWS_RANKS] = {"ByPass", "Block", "Allow"};
	int at = position_of(field->value, words, SK_COUNT(words));
	making->times[ACTION]++;
	if (at < 0)
		widen(making, field);
	making->rule->ranks |= at < 0 ? (1 << SK_WINDOWS_RANKS) - 1 : 1u << at;
	/* Only where IPsec says who it is. */
	if (at == SK_WINDOWS_BYPASS)
		read_doubt(making, field);
}

static void read_direction(struct making *making, const struct field *field)
{
	static const char *const words[SK_WINDOWS_DIRECTIONS] = {"In", "Out"};
	int at = position_of(field->value, words, SK_COUNT(words));
	making->times[DIRECTION]++;
	if (at < 0)
		widen(making, field);
	making->rule->directions |= at < 0 ? SK_WINDOWS_BOTH : 1u << at;
}

static void read_active(struct making *making, const struct field *field)
{
	bool on = is(field->value, "TRUE");
	making->times[ACTIVE]++;
	making->active |= !is(field->value, "FALSE");
	if (!on && making->active)
		read_doubt(making, field);
}

static void read_profile(struct making *making, const struct field *field)
{
	static const char *const words[SK_WINDOWS_PROFILES] = {"Domain", "Private", "Public"};
	int at = position_of(field->value, words, SK_COUNT(words));
	if (at < 0)
		widen(making, field);
	else
		making->rule->profiles |= 1u << at;
}

static void read_protocol(struct making *making, const struct field *field)
{
	uint64_t number;
	if (++making->times[PROTOCOL] > 1 || !sk_config_number(field->value.text, field->value.length, PROTOCOL_LAST, &number))
		widen(making, field);
	else
		making->protocol = (int)number;
}

/* ---- ports and types ---- */

/* A port, a range, or a word for what Windows looks up. */
static void add_ports(struct making *making, const struct field *field, struct sk_windows_list *list)
{
	uint64_t low, high;
	if (making->protocol != TCP && making->protocol != UDP) {
		widen(making, field);
		return;
	}
	list->asked[0] = true;
	if (sk_config_range(field->value.text, field->value.length, SK_PORT_LAST, &low, &high)) {
		sk_condition_add(&list->values, low, high);
		return;
	}
	sk_condition_doubt(&list->values, 0, SK_PORT_LAST);
	unread(making, field);
}

static void read_port_here(struct making *making, const struct field *field)
{
	add_ports(making, field, &making->windows->ports[SK_WINDOWS_HERE]);
}

static void read_port_there(struct making *making, const struct field *field)
{
	add_ports(making, field, &making->windows->ports[SK_WINDOWS_THERE]);
}

/* "8:0", "8:*" */
static void add_types(struct making *making, const struct field *field, int protocol)
{
	struct sk_windows_list *list = &making->windows->types;
	struct word type, code;
	uint64_t first, low = 0, high = TYPE_LAST;
	if (making->protocol != protocol) {
		widen(making, field);
		return;
	}
	list->asked[0] = true;
	bool good = split(field->value, ':', &type, &code) && sk_config_number(type.text, type.length, TYPE_LAST, &first);
	if (good && (is(code, "*") || (sk_config_number(code.text, code.length, TYPE_LAST, &low) && (high = low) == low))) {
		sk_condition_add(&list->values, first << 8 | low, first << 8 | high);
		return;
	}
	sk_condition_doubt(&list->values, 0, SK_PORT_LAST);
	unread(making, field);
}

static void read_types_4(struct making *making, const struct field *field)
{
	add_types(making, field, ICMP);
}

static void read_types_6(struct making *making, const struct field *field)
{
	add_types(making, field, ICMP6);
}

/* ---- addresses ---- */

static bool read_address(bool six, struct word word, sk_wide *out)
{
	return six ? sk_address_6(word.text, word.length, out) : sk_address_4(word.text, word.length, out);
}

/* A length, or of IPv4 a mask of ones before zeros. */
static bool read_mask(bool six, struct word word, unsigned *bits)
{
	uint64_t number;
	sk_wide mask;
	bool length = sk_config_number(word.text, word.length, six ? 128 : 32, &number);
	*bits = length ? (unsigned)number : 0;
	if (length || six || !sk_address_4(word.text, word.length, &mask))
		return length;
	uint32_t ones = (uint32_t)mask, zeros = ~ones;
	for (uint32_t rest = ones; rest; rest <<= 1)
		++*bits;
	return (zeros & (zeros + 1)) == 0;
}

/* *exact: false where bits of a host stand in it. */
static bool read_subnet(bool six, struct word address, struct word mask, sk_wide *low, sk_wide *high, bool *exact)
{
	unsigned bits, most = six ? 128 : 32;
	if (!read_address(six, address, low) || !read_mask(six, mask, &bits))
		return false;
	sk_wide host = most - bits == 128 ? ~(sk_wide)0 : ((sk_wide)1 << (most - bits)) - 1;
	*exact = !(*low & host) || (!six && bits == 0 && *low == SK_IPV4_FIRST);
	*high = *low | host;
	*low &= ~host;
	return true;
}

static bool read_addresses(bool six, struct word word, sk_wide *low, sk_wide *high, bool *exact)
{
	struct word first, last;
	*exact = true;
	if (split(word, '/', &first, &last))
		return read_subnet(six, first, last, low, high, exact);
	bool range = split(word, '-', &first, &last);
	if (!read_address(six, first, low))
		return false;
	*high = *low;
	return !range || (read_address(six, last, high) && *low <= *high);
}

static void doubt_family(struct sk_condition *condition, bool six)
{
	if (!six) {
		sk_condition_doubt(condition, SK_IPV4_FIRST, SK_IPV4_LAST);
		return;
	}
	sk_condition_doubt(condition, 0, SK_IPV4_FIRST - 1);
	sk_condition_doubt(condition, SK_IPV4_LAST + 1, ~(sk_wide)0);
}

static void add_addresses(struct making *making, const struct field *field, unsigned end, bool six)
{
	struct sk_windows_list *list = &making->windows->addresses[end];
	sk_wide low, high;
	bool exact = false;
	list->asked[six] = true;
	bool known = read_addresses(six, field->value, &low, &high, &exact);
	if (known && exact) {
		sk_condition_add(&list->values, low, high);
		return;
	}
	if (known)
		sk_condition_doubt(&list->values, low, high);
	else
		doubt_family(&list->values, six);
	unread(making, field);
}

static void read_addresses_here_4(struct making *making, const struct field *field)
{
	add_addresses(making, field, SK_WINDOWS_HERE, false);
}

static void read_addresses_here_6(struct making *making, const struct field *field)
{
	add_addresses(making, field, SK_WINDOWS_HERE, true);
}

static void read_addresses_there_4(struct making *making, const struct field *field)
{
	add_addresses(making, field, SK_WINDOWS_THERE, false);
}

static void read_addresses_there_6(struct making *making, const struct field *field)
{
	add_addresses(making, field, SK_WINDOWS_THERE, true);
}

/* ---- the fields ---- */

static const struct {
	const char *name;
	void (*read)(struct making *making, const struct field *field);
} fields[] = {
	{"Action", read_action}, {"Active", read_active}, {"Dir", read_direction}, {"Profile", read_profile}, {"Protocol", read_protocol},
	{"LPort", read_port_here}, {"LPort2_10", read_port_here}, {"LPort2_20", read_port_here}, {"LPort2_24", read_port_here}, {"LPort2_29", read_port_here},
	{"RPort", read_port_there}, {"RPort2_10", read_port_there}, {"RPort2_28", read_port_there}, {"ICMP4", read_types_4}, {"ICMP6", read_types_6},
	{"LA4", read_addresses_here_4}, {"LA6", read_addresses_here_6}, {"RA4", read_addresses_there_4}, {"RA6", read_addresses_there_6},
	{"RA42", read_addresses_there_4}, {"RA62", read_addresses_there_6}, {"Name", read_silent}, {"Desc", read_silent}, {"EmbedCtxt", read_silent},
	{"App", read_doubt}, {"Svc", read_doubt}, {"AppPkgId", read_doubt}, {"IF", read_doubt}, {"IFType", read_doubt}, {"Platform", read_doubt},
	{"Platform2", read_doubt}, {"SkipVer", read_doubt}, {"Security", read_doubt}, {"Security2", read_doubt}, {"Security2_9", read_doubt},
	{"SecurityRealmId", read_doubt}, {"RMAuth", read_doubt}, {"RMauth", read_doubt}, {"RUAuth", read_doubt}, {"LUAuth", read_doubt},
	{"LUAuth2_24", read_doubt}, {"LUOwn", read_doubt}, {"NNm", read_doubt}, {"TTK", read_doubt}, {"TTK2_22", read_doubt}, {"TTK2_27", read_doubt},
	{"TTK2_28", read_doubt}, {"Defer", read_doubt}, {"Edge", read_switch}, {"LSM", read_answers}, {"LOM", read_answers}, {"PCross", read_crossing},
	{"AuthByPassOut", read_bypass_out},
};

static bool is_hidden(const struct field *field)
{
	return is(field->name, "Desc") || is(field->name, "EmbedCtxt");
}

static void read_field(struct making *making, struct word piece)
{
	struct field field;
	bool named = split(piece, '=', &field.name, &field.value);
	if (!named)
		field = (struct field){{"...", 3}, {"", 0}};
	struct sk_buf *shown = &making->windows->shown;
	sk_buf_text(shown, is_hidden(&field) ? "" : "|");
	if (!is_hidden(&field))
		show_field(shown, &field);
	for (size_t i = 0; i < SK_COUNT(fields) && named; i++)
		if (is(field.name, fields[i].name)) {
			fields[i].read(making, &field);
			return;
		}
	widen(making, &field);
}

/* "v2.30" */
static bool is_version(struct word word)
{
	struct word major, minor;
	uint64_t number;
	return word.length > 1 && word.text[0] == 'v' && split((struct word){word.text + 1, word.length - 1}, '.', &major, &minor) &&
	       sk_config_number(major.text, major.length, 255, &number) && sk_config_number(minor.text, minor.length, 255, &number);
}

static void doubt_all(struct making *making)
{
	making->wide = making->active = true;
	making->rule->ranks = (1 << SK_WINDOWS_RANKS) - 1;
	making->rule->directions = SK_WINDOWS_BOTH;
}

static void read_fields(struct making *making, struct word all)
{
	struct word piece, rest;
	struct sk_buf *shown = &making->windows->shown;
	bool known = split(all, '|', &piece, &rest) && is_version(piece);
	sk_buf_text(shown, "v");
	put(shown, known ? (struct word){piece.text + 1, piece.length - 1} : (struct word){"...", 3});
	while (known && rest.length > 0) {
		(void)split(rest, '|', &piece, &rest);
		read_field(making, piece);
	}
	if (!known)
		doubt_all(making);
}

/* ---- matches ---- */

static void begin(struct sk_windows *windows)
{
	struct sk_windows_list *const lists[] = {&windows->ports[0], &windows->ports[1], &windows->addresses[0], &windows->addresses[1], &windows->types};
	for (size_t i = 0; i < SK_COUNT(lists); i++) {
		sk_condition_begin(&lists[i]->values);
		lists[i]->asked[0] = lists[i]->asked[1] = false;
	}
	struct sk_buf *const buffers[] = {&windows->value, &windows->shown, &windows->unread};
	for (size_t i = 0; i < SK_COUNT(buffers); i++)
		sk_buf_clear(buffers[i]);
}

static void settle(struct sk_windows *windows)
{
	for (size_t end = 0; end < SK_WINDOWS_ENDS; end++) {
		struct sk_windows_list *list = &windows->addresses[end];
		for (int six = 0; six < 2; six++)
			if (!list->asked[six] && list->asked[!six])
				doubt_family(&list->values, six);
		sk_condition_settle(&list->values, false, 0, 0);
		sk_condition_settle(&windows->ports[end].values, false, 0, 0);
	}
	sk_condition_settle(&windows->types.values, false, 0, 0);
}

/* Rules of one family for whom nothing else of it is doubted have a reason for their two bounds, too. */
static void note_family(struct sk_windows *windows)
{
	for (size_t end = 0; end < SK_WINDOWS_ENDS; end++) {
		const bool *asked = windows->addresses[end].asked;
		if (asked[0] != asked[1])
			sk_buf_print(&windows->unread, "%s%s", windows->unread.length ? " " : "", asked[0] ? "IPv6" : "IPv4");
	}
}

static void narrow(struct sk_windows *windows, enum sk_dim dim, const struct sk_windows_list *list)
{
	if (list->asked[0] || list->asked[1])
		sk_meeting_narrow(&windows->meeting, dim, &list->values.may, list->values.exact ? NULL : &list->values.must);
}

static void narrow_all(struct making *making, unsigned direction)
{
	struct sk_windows *windows = making->windows;
	unsigned source = direction == SK_WINDOWS_IN ? SK_WINDOWS_THERE : SK_WINDOWS_HERE;
	struct sk_span span = {(unsigned)making->protocol, (unsigned)making->protocol};
	struct sk_spans protocol = {.at = &span, .count = 1, .room = 1};
	if (making->protocol != NO_PROTOCOL)
		sk_meeting_narrow(&windows->meeting, SK_DIM_PROTOCOL, &protocol, NULL);
	narrow(windows, SK_DIM_SOURCE, &windows->addresses[source]);
	narrow(windows, SK_DIM_TARGET, &windows->addresses[!source]);
	narrow(windows, SK_DIM_SOURCE_PORT, &windows->ports[source]);
	narrow(windows, SK_DIM_TARGET_PORT, &windows->ports[!source]);
	narrow(windows, SK_DIM_ICMP, &windows->types);
}

static SK_OUTCOME match(struct making *making, const struct sk_windows_entry *entry, unsigned direction)
{
	struct sk_windows *windows = making->windows;
	sk_windows_start(windows);
	if (!making->wide)
		narrow_all(making, direction);
	if (!sk_windows_narrow_rule(windows, entry, making->rule, direction))
		return SK_OK;
	if (making->wide || making->doubted)
		sk_meeting_doubt(&windows->meeting);
	if (windows->meeting.over)
		return sk_windows_too_many(windows, entry->line, N_("alternatives in one rule"), SK_CONFIG_BOXES_MAX);
	return sk_meeting_take(&windows->meeting, windows->arena, &making->rule->may[direction], &making->rule->must[direction], windows->error);
}

/* Whether a rule sleeps that does not say is told nowhere. */
static void check_active(struct making *making)
{
	static const struct field unsaid = {{"Active", 6}, {"", 0}};
	if (making->times[ACTIVE] > 0 || making->wide)
		return;
	making->active = true;
	read_doubt(making, &unsaid);
}

/* Which of two it is, or that it is neither, nobody can tell. */
static void check_once(struct making *making)
{
	bool bad = making->times[ACTION] != 1 || making->times[DIRECTION] != 1 || making->times[ACTIVE] > 1;
	if (!bad)
		return;
	bool active = making->active;
	doubt_all(making);
	making->active = active;
}

static SK_OUTCOME keep_texts(struct making *making)
{
	struct sk_windows *windows = making->windows;
	struct sk_windows_rule *rule = making->rule;
	SK_TRY(sk_buf_check(&windows->shown, windows->error));
	SK_TRY(sk_buf_check(&windows->unread, windows->error));
	SK_TRY(sk_arena_text(windows->arena, windows->shown.bytes, windows->shown.length, &rule->text, windows->error));
	rule->unread = making->wide ? rule->text : NULL;
	if (windows->unread.length == 0)
		return SK_OK;
	return sk_arena_text(windows->arena, windows->unread.bytes, windows->unread.length, &rule->unread, windows->error);
}

SK_OUTCOME sk_windows_understand(struct sk_windows *windows, const struct sk_windows_entry *entry, struct sk_windows_rule *out)
{
	struct making making = {.windows = windows, .rule = out, .protocol = NO_PROTOCOL};
	*out = (struct sk_windows_rule){0};
	begin(windows);
	if (entry->raw)
		sk_windows_unescape(entry->raw, entry->length, &windows->value);
	SK_TRY(sk_buf_check(&windows->value, windows->error));
	read_fields(&making, (struct word){windows->value.length ? windows->value.bytes : "", windows->value.length});
	check_active(&making);
	check_once(&making);
	out->active = making.active;
	if (!out->active)
		return SK_OK;
	settle(windows);
	if (!making.wide)
		note_family(windows);
	if (making.wide || out->profiles == 0)
		out->profiles = SK_WINDOWS_ALL;
	SK_TRY(keep_texts(&making));
	for (unsigned direction = 0; direction < SK_WINDOWS_DIRECTIONS; direction++)
		if (out->directions >> direction & 1)
			SK_TRY(match(&making, entry, direction));
	return SK_OK;
}
