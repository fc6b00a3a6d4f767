/*
 * The reader of Yamaha RTX and NVR routers: the output of `show config`.
 *
 * Filters, lists and interfaces are gathered from the lines; chains are made of them at the end (yamaha_chain.c). Lines that do not choose packets are
 * passed over by their first word: they hold the secrets of the router, and nothing of them is kept or shown. A first word that is none of a configuration
 * ends the reading. A line about filters that is not understood is kept as a note: it may let through, or discard, whatever comes by the interfaces it names; so are lines that
 * filter, forward or discard beside the lists (yamaha_beside.c).
 */
#include "config/yamaha.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	NAME_MAX_BYTES = 31,
	NUMBER_LAST = 2147483647,
	HEAD_MAX = 64, /* of a line, to know it */
};

static const struct sk_word *word_at(const struct sk_yamaha *yamaha, size_t at)
{
	return sk_lines_word(&yamaha->router.lines, at);
}

static bool word_is(const struct sk_yamaha *yamaha, size_t at, const char *text)
{
	return sk_lines_is(&yamaha->router.lines, at, text);
}

static SK_OUTCOME refuse(const struct sk_yamaha *yamaha, size_t at, const char *what, const char *expected)
{
	return sk_lines_refuse(&yamaha->router.lines, at, what, expected);
}

static SK_OUTCOME refuse_word(const struct sk_yamaha *yamaha, const struct sk_word *word, const char *expected)
{
	return sk_lines_refuse_word(&yamaha->router.lines, word, expected);
}

static SK_OUTCOME too_many(const struct sk_yamaha *yamaha, const char *what, size_t most)
{
	return sk_config_too_many(yamaha->router.error, yamaha->router.file, yamaha->router.lines.number, what, most);
}

bool sk_yamaha_is_about_filters(const struct sk_yamaha *yamaha)
{
	static const char *const telling[] = {"filter", "secure"};
	for (size_t i = 0; i < yamaha->router.lines.word_count; i++)
		if (sk_word_is_one_of(&yamaha->router.lines.words[i], telling, SK_COUNT(telling)))
			return true;
	return false;
}

bool sk_yamaha_number(const struct sk_word *word, uint32_t *out)
{
	uint64_t number;
	bool good = sk_config_number(word->text, word->length, NUMBER_LAST, &number) && number > 0;
	*out = good ? (uint32_t)number : 0;
	return good;
}

/* ---- interfaces ---- */

static bool is_name(const struct sk_word *word)
{
	for (size_t i = 0; i < word->length; i++) {
		char c = word->text[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '/' || c == '-'))
			return false;
	}
	return word->length > 0 && word->length <= NAME_MAX_BYTES;
}

bool sk_yamaha_is_interface(const struct sk_word *word)
{
	static const char *const kinds[] = {"lan", "vlan", "wan", "onu", "bridge", "loopback", "bri", "pri", "null"};
	size_t letters = 0;
	while (letters < word->length && word->text[letters] >= 'a' && word->text[letters] <= 'z')
		letters++;
	struct sk_word kind = {word->text, letters, 0}, rest = {word->text + letters, word->length - letters, 0};
	for (size_t i = 0; i < rest.length; i++)
		if (!memchr("0123456789./", rest.text[i], 12))
			return false;
	return is_name(word) && sk_word_is_one_of(&kind, kinds, SK_COUNT(kinds));
}

/* Its position + 1; a new one is added. */
static SK_OUTCOME name_interface(struct sk_yamaha *yamaha, const char *prefix, const struct sk_word *word, size_t *out)
{
	char name[SK_FACE_NAME_MAX + 1];
	(void)snprintf(name, sizeof(name), "%s%.*s", prefix, (int)word->length, word->text);
	return sk_faces_name(&yamaha->router.faces, name, yamaha->router.lines.number, out);
}

/* "#pp select 2": whether what belongs to it stands for another one now, or for none, nobody can tell. */
static SK_OUTCOME refuse_veiled(const struct sk_yamaha *yamaha)
{
	return refuse(yamaha, 0, _("what stands below a 'select' behind a '#'"), N_("only what 'show config' prints; take out the '#', or all that belongs to the 'select'"));
}

/* What "pp" and "tunnel" mean behind "pp select 1". */
static SK_OUTCOME selected(const struct sk_yamaha *yamaha, const struct sk_word *word, size_t *out)
{
	bool pp = sk_word_is(word, "pp");
	if (yamaha->veiled)
		return refuse_veiled(yamaha);
	*out = pp ? yamaha->pp : yamaha->tunnel;
	return *out ? SK_OK : refuse_word(yamaha, word, pp ? N_("'pp select' and a number before it") : N_("'tunnel select' and a number before it"));
}

static bool is_selected_kind(const struct sk_word *word)
{
	return sk_word_is(word, "pp") || sk_word_is(word, "tunnel");
}

sk_outcome sk_yamaha_interface(struct sk_yamaha *yamaha, const struct sk_word *word, size_t *out)
{
	if (is_selected_kind(word))
		return selected(yamaha, word, out);
	return is_name(word) ? name_interface(yamaha, "", word, out) : refuse_word(yamaha, word, N_("an interface such as lan1, pp or tunnel"));
}

/* ---- notes ---- */

static SK_OUTCOME add_note(struct sk_yamaha *yamaha, const struct sk_note *note)
{
	return sk_faces_note(&yamaha->router.faces, &yamaha->router.lines, note);
}

unsigned sk_yamaha_families(const struct sk_yamaha *yamaha)
{
	return word_is(yamaha, 0, "ipv6") ? SK_FAMILY_6 : word_is(yamaha, 0, "ip") ? SK_FAMILY_4 : SK_FAMILIES;
}

unsigned sk_yamaha_directions(const struct sk_yamaha *yamaha, size_t at)
{
	return word_is(yamaha, at, "in") ? 1 << SK_DIRECTION_IN : word_is(yamaha, at, "out") ? 1 << SK_DIRECTION_OUT : SK_DIRECTIONS_BOTH;
}

static SK_OUTCOME note_all(struct sk_yamaha *yamaha, bool passes)
{
	struct sk_note note = {.directions = SK_DIRECTIONS_BOTH, .families = sk_yamaha_families(yamaha), .passes = passes};
	return add_note(yamaha, &note);
}

/* `direction`: the word that may say it; both where it says none. */
static SK_OUTCOME note_interface(struct sk_yamaha *yamaha, size_t interface, size_t direction, bool passes)
{
	struct sk_note note = {.face = interface, .directions = sk_yamaha_directions(yamaha, direction), .families = sk_yamaha_families(yamaha), .passes = passes};
	return add_note(yamaha, &note);
}

/* ---- filters and lists ---- */

static SK_OUTCOME read_filter(struct sk_yamaha *yamaha, bool dynamic)
{
	struct sk_yamaha_filter filter = {.line = yamaha->router.lines.number, .six = word_is(yamaha, 0, "ipv6"), .dynamic = dynamic};
	if (!sk_yamaha_number(word_at(yamaha, dynamic ? 3 : 2), &filter.number))
		return note_all(yamaha, true);
	if (yamaha->filters.length / sizeof(filter) == SK_CONFIG_RULES_MAX)
		return too_many(yamaha, N_("rules"), SK_CONFIG_RULES_MAX);
	SK_TRY(sk_lines_keep_words(&yamaha->router.lines, &filter.text));
	sk_buf_add(&yamaha->filters, (const char *)&filter, sizeof(filter));
	return sk_buf_check(&yamaha->filters, yamaha->router.error);
}

static SK_OUTCOME add_entry(struct sk_yamaha *yamaha, const struct sk_word *word, bool dynamic)
{
	struct sk_yamaha_entry entry = {.dynamic = dynamic};
	if (yamaha->entries.length / sizeof(entry) == SK_CONFIG_RULES_MAX)
		return too_many(yamaha, N_("rules"), SK_CONFIG_RULES_MAX);
	if (!sk_yamaha_number(word, &entry.number))
		SK_TRY(sk_arena_text(yamaha->router.arena, word->text, word->length, &entry.odd, yamaha->router.error));
	sk_buf_add(&yamaha->entries, (const char *)&entry, sizeof(entry));
	return sk_buf_check(&yamaha->entries, yamaha->router.error);
}

/* "ip lan2 secure filter in 1 2 3 dynamic 4 5" */
static SK_OUTCOME read_list(struct sk_yamaha *yamaha, size_t interface, enum sk_direction direction)
{
	bool dynamic = false, six = word_is(yamaha, 0, "ipv6");
	struct sk_yamaha_list *list = &yamaha->lists[interface - 1][six][direction];
	uint32_t *line = &yamaha->router.faces.at[interface - 1].filters[six][direction];
	if (*line)
		return refuse_word(yamaha, word_at(yamaha, 3), N_("one list for each direction of an interface"));
	*line = yamaha->router.lines.number;
	list->first = yamaha->entries.length / sizeof(struct sk_yamaha_entry);
	SK_TRY(sk_lines_keep_words(&yamaha->router.lines, &list->text));
	for (size_t i = 5; i < yamaha->router.lines.word_count; i++) {
		if (!dynamic && word_is(yamaha, i, "dynamic"))
			dynamic = true;
		else
			SK_TRY(add_entry(yamaha, &yamaha->router.lines.words[i], dynamic));
	}
	list->count = yamaha->entries.length / sizeof(struct sk_yamaha_entry) - list->first;
	return SK_OK;
}

/* A set of filters by its name, or something else: what it does to both directions is not followed. */
static SK_OUTCOME read_secure(struct sk_yamaha *yamaha, size_t interface)
{
	for (size_t i = 0; i < SK_DIRECTIONS && word_is(yamaha, 3, "filter"); i++)
		if (word_is(yamaha, 4, sk_directions[i]) && yamaha->router.lines.word_count > 5)
			return read_list(yamaha, interface, (enum sk_direction)i);
	return note_interface(yamaha, interface, 4, true);
}

/* ---- commands ---- */

/* "ip filter ..." */
static SK_OUTCOME read_ip_filter(struct sk_yamaha *yamaha)
{
	/* Source routes are an option that no packet here has (8.1.12). */
	static const char *const passed_over[] = {"set", "fqdn", "source-route"};
	const struct sk_word *what = word_at(yamaha, 2);
	if (sk_word_is(what, "directed-broadcast"))
		return sk_yamaha_broadcasts(yamaha);
	if (sk_word_is_one_of(what, passed_over, SK_COUNT(passed_over)))
		return SK_OK;
	if (!sk_word_is(what, "dynamic"))
		return read_filter(yamaha, false);
	return word_is(yamaha, 3, "timer") ? SK_OK : read_filter(yamaha, true);
}

/* "ip lan1 ...": of an interface. */
static SK_OUTCOME read_ip_interface(struct sk_yamaha *yamaha)
{
	static const char *const passed_over[] = {"rip", "ospf", "bgp", "nat"};
	const struct sk_word *what = word_at(yamaha, 2);
	size_t interface;
	SK_TRY(sk_yamaha_interface(yamaha, word_at(yamaha, 1), &interface));
	if (sk_word_is(what, "secure"))
		return read_secure(yamaha, interface);
	if (sk_word_is(what, "nat"))
		return sk_yamaha_nat_at(yamaha);
	if (sk_word_is(what, "inbound"))
		return note_interface(yamaha, interface, 0, false);
	if (sk_word_is(what, "address") || sk_word_is(what, "secondary"))
		return sk_yamaha_network(yamaha, interface);
	if (sk_word_is(what, "forward"))
		return sk_yamaha_forwards_at(yamaha, interface);
	/* What it holds dangerous it discards whatever "reject" says (8.1.17). */
	for (size_t i = 3; i < yamaha->router.lines.word_count && sk_word_is(what, "intrusion"); i++)
		if (word_is(yamaha, i, "on") || word_is(yamaha, i, "reject=on"))
			return note_interface(yamaha, interface, 4, false);
	return sk_yamaha_is_about_filters(yamaha) && !sk_word_is_one_of(what, passed_over, SK_COUNT(passed_over)) ? note_interface(yamaha, interface, 0, true) : SK_OK;
}

/* ip, ipv6: routes and the like ask filters which packets they mean, and decide nothing about them. */
static SK_OUTCOME read_ip(struct sk_yamaha *yamaha)
{
	static const char *const passed_over[] = {"route", "local", "fragment", "rip", "ospf", "bgp", "host", "keepalive"};
	const struct sk_word *what = word_at(yamaha, 1);
	if (sk_word_is(what, "filter"))
		return read_ip_filter(yamaha);
	if (sk_yamaha_is_interface(what) || is_selected_kind(what) || word_is(yamaha, 2, "secure"))
		return read_ip_interface(yamaha);
	if (sk_word_is(what, "inbound") || sk_word_is(what, "policy") || (sk_word_is(what, "routing") && word_is(yamaha, 2, "off")))
		return note_all(yamaha, false);
	if (sk_word_is(what, "forward"))
		return sk_yamaha_forwards(yamaha);
	return sk_yamaha_is_about_filters(yamaha) && !sk_word_is_one_of(what, passed_over, SK_COUNT(passed_over)) ? note_all(yamaha, true) : SK_OK;
}

static SK_OUTCOME select_interface(struct sk_yamaha *yamaha, size_t *selected_one)
{
	const struct sk_word *kind = word_at(yamaha, 0), *which = word_at(yamaha, 2);
	char prefix[16];
	bool number = which->length > 0 && which->text[0] >= '0' && which->text[0] <= '9';
	*selected_one = 0;
	yamaha->veiled = false;
	if (sk_word_is(which, "none"))
		return SK_OK;
	if (!is_name(which))
		return refuse(yamaha, which->at, _("what is selected"), N_("a number, 'anonymous' or 'none'"));
	(void)snprintf(prefix, sizeof(prefix), "%.*s%s", (int)kind->length, kind->text, number ? "" : "-");
	return name_interface(yamaha, prefix, which, selected_one);
}

static SK_OUTCOME read_pp(struct sk_yamaha *yamaha)
{
	struct sk_note note = {.directions = SK_DIRECTIONS_BOTH, .families = SK_FAMILIES, .passes = true};
	if (!word_is(yamaha, 1, "select"))
		return SK_OK;
	SK_TRY(select_interface(yamaha, &yamaha->pp));
	note.face = yamaha->pp;
	/* A RADIUS server can name another list for whoever dials in. */
	return word_is(yamaha, 2, "anonymous") ? add_note(yamaha, &note) : SK_OK;
}

static SK_OUTCOME read_tunnel(struct sk_yamaha *yamaha)
{
	struct sk_note note = {.directions = SK_DIRECTIONS_BOTH, .families = SK_FAMILIES, .passes = true, .kind = "tunnel"};
	/* Makes other tunnels of this one, perhaps with its lists. */
	if (word_is(yamaha, 1, "template"))
		return add_note(yamaha, &note);
	return word_is(yamaha, 1, "select") ? select_interface(yamaha, &yamaha->tunnel) : SK_OK;
}

static SK_OUTCOME read_no(struct sk_yamaha *yamaha)
{
	bool about = (word_is(yamaha, 1, "ip") || word_is(yamaha, 1, "ipv6")) && sk_yamaha_is_about_filters(yamaha);
	return about ? refuse_word(yamaha, word_at(yamaha, 0), N_("what is set, as 'show config' prints it, not what is taken back")) : SK_OK;
}

/* First words; NULL: passed over. */
static const struct {
	const char *word;
	sk_outcome (*read)(struct sk_yamaha *yamaha);
} commands[] = {
	{"ip", read_ip}, {"ipv6", read_ip}, {"pp", read_pp}, {"tunnel", read_tunnel}, {"ethernet", sk_yamaha_ethernet}, {"url", sk_yamaha_url},
	{"schedule", sk_yamaha_schedule}, {"no", read_no}, {"account", NULL}, {"administrator", NULL}, {"alarm", NULL}, {"analog", NULL}, {"ap", NULL},
	{"auth", NULL}, {"bgp", NULL}, {"bridge", sk_yamaha_bridged}, {"cloud", NULL}, {"clock", NULL}, {"connect", NULL}, {"console", NULL}, {"cooperation", NULL},
	{"dashboard", NULL}, {"date", NULL}, {"description", NULL}, {"dhcp", NULL}, {"diagnose", NULL}, {"disconnect", NULL}, {"dns", NULL},
	{"execute", NULL}, {"external-memory", NULL}, {"fr", NULL}, {"gateway", NULL}, {"heartbeat", NULL}, {"heartbeat2", NULL}, {"httpd", NULL},
	{"igmp", NULL}, {"ipip", NULL}, {"ipsec", NULL}, {"isdn", NULL}, {"jate", NULL}, {"l2tp", NULL}, {"lan", sk_yamaha_bridged}, {"lan-map", NULL}, {"leased", NULL},
	{"login", NULL}, {"loopback", NULL}, {"lua", NULL}, {"mail", NULL}, {"mail-check", NULL}, {"mail-notify", NULL}, {"map-e", NULL}, {"mobile", NULL},
	{"nat", sk_yamaha_nat}, {"netvolante-dns", NULL}, {"ngn", NULL}, {"ntp", NULL}, {"ntpdate", NULL}, {"onfs", NULL}, {"onu", NULL}, {"operation", NULL},
	{"ospf", NULL}, {"packetdump", NULL}, {"pim", NULL}, {"pki", NULL}, {"ppp", NULL}, {"pppoe", sk_yamaha_bridged}, {"pptp", NULL}, {"pri", NULL},
	{"provider", NULL}, {"qac-tm", NULL}, {"queue", NULL}, {"radius", NULL}, {"remote", NULL}, {"rip", NULL}, {"rotate", NULL}, {"rtfs", NULL},
	{"sd", NULL}, {"security", NULL}, {"set", NULL}, {"sftpd", NULL}, {"sip", NULL}, {"snmp", NULL}, {"snmpv2c", NULL}, {"snmpv3", NULL},
	{"sntpd", NULL}, {"speed", NULL}, {"sshd", NULL}, {"statistics", NULL}, {"switch", NULL}, {"syslog", NULL}, {"system", NULL}, {"tcp", NULL},
	{"telnetd", NULL}, {"terminate", NULL}, {"tftp", NULL}, {"time", NULL}, {"timezone", NULL}, {"upnp", sk_yamaha_upnp}, {"usbhost", NULL}, {"user", NULL},
	{"vlan", sk_yamaha_vlan}, {"vrrp", NULL}, {"wan", NULL}, {"wins", NULL}, {"wlan", NULL}, {"wol", NULL}, {"yno", NULL},
};

/* ---- lines ---- */

enum shown { NOTHING, WHOLE, PART };

/* The console takes words that are cut short. */
static bool is_short_for(const struct sk_word *word, const char *whole, size_t least)
{
	return word->length >= least && word->length <= strlen(whole) && memcmp(word->text, whole, word->length) == 0;
}

/* Bytes before "|grep" or ">file", which need no blank. */
static size_t before_mark(const struct sk_word *word)
{
	size_t length = 0;
	while (length < word->length && word->text[length] != '|' && word->text[length] != '>')
		length++;
	return length;
}

/* 'show config' and 'less config' alone print all of the configuration that runs; behind them stand the number of a saved one, an interface, "difference" (57.2 to 57.7), or "| grep" and "> file"
 * (2.5). What a list of files prints is none. */
static enum shown what_is_shown(struct sk_lines *lines)
{
	size_t prompt = sk_lines_prompt(lines);
	if (!prompt)
		return NOTHING;
	sk_lines_split_typed(lines, prompt);
	const struct sk_word *shows = sk_lines_word(lines, 0), *behind = sk_lines_word(lines, 2);
	struct sk_word what = *sk_lines_word(lines, 1);
	what.length = before_mark(&what);
	bool shown = (is_short_for(shows, "show", 2) || is_short_for(shows, "less", 2)) && is_short_for(&what, "config", 4);
	if (!shown || sk_word_is(behind, "list"))
		return NOTHING;
	bool paged = (lines->word_count == 4 && sk_word_is(behind, "|") && sk_lines_is(lines, 3, "less")) || (lines->word_count == 3 && sk_word_is(behind, "|less"));
	return what.length == sk_lines_word(lines, 1)->length && (lines->word_count == 2 || paged) ? WHOLE : PART;
}

static bool shows_config(struct sk_lines *lines)
{
	return what_is_shown(lines) == WHOLE;
}

static bool shows_part(struct sk_lines *lines)
{
	return what_is_shown(lines) == PART;
}

static SK_OUTCOME refuse_part(const struct sk_yamaha *yamaha)
{
	const struct sk_word *what = word_at(yamaha, 1);
	return refuse(yamaha, word_at(yamaha, before_mark(what) < what->length ? 1 : 2)->at, _("a part of the configuration, or another one than runs"), N_("'show config' alone or with '| less', and all that it prints"));
}

/* A comment, or what was typed around `show config`. A command about filters behind it was typed, or is taken out: which of the two nobody can tell. */
static SK_OUTCOME read_prompt(struct sk_yamaha *yamaha, size_t prompt)
{
	static const char *const typed[] = {"show", "exit", "quit", "administrator", "console", "less", "terminal"};
	sk_lines_split_typed(&yamaha->router.lines, prompt);
	bool ip = word_is(yamaha, 0, "ip") || word_is(yamaha, 0, "ipv6") || word_is(yamaha, 0, "no");
	if (ip && sk_yamaha_is_about_filters(yamaha))
		return refuse(yamaha, prompt, _("a command about filters behind a prompt or a '#'"), N_("only what 'show config' prints; take the line out, or its '#'"));
	yamaha->veiled |= is_selected_kind(word_at(yamaha, 0)) && word_is(yamaha, 1, "select");
	bool comment = yamaha->router.lines.line[0] == '#' || yamaha->router.lines.word_count == 0;
	return comment || sk_word_is_one_of(word_at(yamaha, 0), typed, SK_COUNT(typed)) ? SK_OK :
		refuse(yamaha, prompt, _("a command behind a prompt"), N_("only what 'show config' prints"));
}

static SK_OUTCOME read_command(struct sk_yamaha *yamaha)
{
	struct sk_word head = {yamaha->router.lines.line, 0, 0};
	if (yamaha->veiled && yamaha->router.lines.indent > 0)
		return refuse_veiled(yamaha);
	while (head.length < yamaha->router.lines.length && !memchr(" \t", head.text[head.length], 2))
		head.length++;
	for (size_t i = 0; i < SK_COUNT(commands); i++) {
		if (!sk_word_is(&head, commands[i].word))
			continue;
		if (commands[i].read)
			sk_lines_split(&yamaha->router.lines, yamaha->router.lines.line, yamaha->router.lines.length);
		return commands[i].read ? commands[i].read(yamaha) : SK_OK;
	}
	return refuse(yamaha, 0, _("a line that begins with no command known here"), N_("lines of 'show config', each whole, without pages between them"));
}

/* What a terminal wrote over itself: a carriage return, say, behind which other words stand. Bytes of Shift_JIS are none. */
static SK_OUTCOME check_controls(const struct sk_yamaha *yamaha)
{
	const struct sk_lines *lines = &yamaha->router.lines;
	struct sk_place place = {yamaha->router.file, lines->number, 1};
	for (size_t i = 0; i < lines->length; i++)
		if (((unsigned char)lines->line[i] < ' ' && lines->line[i] != '\t') || lines->line[i] == 0x7f)
			return sk_error_set(yamaha->router.error, SK_E_TEXT_ENCODING, &place, NULL, NULL, NULL);
	return SK_OK;
}

static SK_OUTCOME read_line(struct sk_yamaha *yamaha)
{
	size_t prompt;
	SK_TRY(sk_lines_check(&yamaha->router.lines));
	SK_TRY(check_controls(yamaha));
	if (yamaha->router.lines.length == 0)
		return SK_OK;
	if (shows_part(&yamaha->router.lines))
		return refuse_part(yamaha);
	if (shows_config(&yamaha->router.lines))
		return refuse(yamaha, 0, _("a second 'show config'"), N_("the configuration once"));
	prompt = sk_lines_prompt(&yamaha->router.lines);
	return prompt ? read_prompt(yamaha, prompt) : read_command(yamaha);
}

static SK_OUTCOME read_lines(struct sk_yamaha *yamaha, const struct sk_config_source *source)
{
	struct sk_place place = {yamaha->router.file, 1, 1};
	size_t first = sk_lines_find(&yamaha->router.lines, source, shows_config);
	if (yamaha->router.lines.number == 0 && sk_lines_find(&yamaha->router.lines, source, shows_part) > 0 && yamaha->router.lines.number > 0)
		return refuse_part(yamaha);
	for (size_t at = first, past; at < source->length; at = past + 1) {
		sk_lines_take(&yamaha->router.lines, source, at, &past);
		SK_TRY(read_line(yamaha));
	}
	if (yamaha->router.faces.count == 0)
		return sk_error_set(yamaha->router.error, SK_E_CONFIG_CUT, &place, _("no interface stands in it"), _("all that 'show config' prints"), NULL);
	return SK_OK;
}

/* ---- the file ---- */

static SK_OUTCOME read_all(struct sk_yamaha *yamaha, const struct sk_config_source *source, struct sk_filter *out)
{
	void *lists = NULL;
	SK_TRY(sk_arena_take(yamaha->router.scratch, SK_CONFIG_CHAINS_MAX / 4, sizeof(*yamaha->lists), &lists, yamaha->router.error));
	yamaha->lists = lists;
	yamaha->router.lines.uncommented = sk_yamaha_uncommented;
	SK_TRY(read_lines(yamaha, source));
	return sk_yamaha_make_chains(yamaha, out);
}

sk_outcome sk_yamaha_read(struct sk_arena *arena, const struct sk_config_source *source, struct sk_filter *out, struct sk_error *error)
{
	SK_ARENA_SCOPE scratch = sk_arena_new(SK_ROUTER_SCRATCH_MAX);
	struct sk_yamaha yamaha = {.filters = SK_BUF(SK_CONFIG_RULES_MAX * sizeof(struct sk_yamaha_filter)),
				   .entries = SK_BUF(SK_CONFIG_RULES_MAX * sizeof(struct sk_yamaha_entry)),
				   .forwards = SK_BUF(SK_CONFIG_CHAINS_MAX * sizeof(struct sk_yamaha_forward)),
				   .forwards_at = SK_BUF(SK_CONFIG_CHAINS_MAX * sizeof(struct sk_yamaha_forward_at)),
				   .networks = SK_BUF(SK_CONFIG_CHAINS_MAX * sizeof(struct sk_yamaha_network))};
	sk_outcome outcome = sk_router_begin(&yamaha.router, arena, scratch, source, error);
	if (!sk_failed(outcome))
		outcome = read_all(&yamaha, source, out);
	sk_buf_release(&yamaha.filters);
	sk_buf_release(&yamaha.entries);
	sk_buf_release(&yamaha.forwards);
	sk_buf_release(&yamaha.forwards_at);
	sk_buf_release(&yamaha.networks);
	sk_router_end(&yamaha.router);
	return outcome;
}

/* ---- whose bytes they are ---- */

/* "ip filter 1", "ip lan1 ...", "ip pp ...", "pp select ...": no other device says so. */
static bool is_telling(const struct sk_yamaha *yamaha)
{
	uint32_t number;
	const struct sk_word *what = word_at(yamaha, 1);
	if (is_selected_kind(word_at(yamaha, 0)))
		return sk_word_is(what, "select");
	if (!word_is(yamaha, 0, "ip") && !word_is(yamaha, 0, "ipv6"))
		return false;
	if (sk_word_is(what, "filter"))
		return sk_yamaha_number(word_at(yamaha, 2), &number) || word_is(yamaha, 2, "dynamic");
	return sk_yamaha_is_interface(what) || is_selected_kind(what);
}

bool sk_yamaha_knows(const struct sk_config_source *source)
{
	struct sk_word words[HEAD_MAX];
	struct sk_yamaha yamaha = {.router = {.lines = {.words = words, .uncommented = sk_yamaha_uncommented}}};
	for (size_t at = 0, past; at < source->length; at = past + 1) {
		sk_lines_take(&yamaha.router.lines, source, at, &past);
		sk_lines_split(&yamaha.router.lines, yamaha.router.lines.line, yamaha.router.lines.length < HEAD_MAX ? yamaha.router.lines.length : HEAD_MAX);
		if (is_telling(&yamaha))
			return true;
	}
	return false;
}
