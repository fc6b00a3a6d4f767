/*
 * The reader of Yamaha RTX and NVR routers: the output of `show config`.
 *
 * Filters, lists and interfaces are gathered from the lines; chains are made of them at the end (yamaha_chain.c). Lines that do not choose packets are
 * passed over by their first word: they hold the secrets of the router, and nothing of them is kept or shown. A first word that is none of a configuration
 * ends the reading. A line about filters that is not understood is kept as a note: it may let through, or discard, whatever comes by the interfaces it names.
 */
#include "config/yamaha.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	WORDS_MAX = SK_CONFIG_LINE_MAX / 2 + 1,
	NAME_MAX_BYTES = 31,
	INTERFACES = SK_CONFIG_CHAINS_MAX / 4,
	SLOTS = INTERFACES * 4,
	SCRATCH_MAX = 16 << 20,
	NUMBER_LAST = 2147483647,
	PROMPT_MAX = 64,
	HEAD_MAX = 64, /* of a line, to know it */
};

static const char *const directions[SK_YAMAHA_DIRECTIONS] = {"in", "out"};

enum { BOTH = 1 << SK_YAMAHA_IN | 1 << SK_YAMAHA_OUT };

/* ---- refusals ---- */

static struct sk_place place_at(const struct sk_yamaha *yamaha, size_t at)
{
	uint32_t column = 1;
	for (size_t i = 0; i < yamaha->indent + at; column++) {
		size_t step = sk_utf8_step(yamaha->start + i, yamaha->indent + at - i);
		i += step ? step : 1;
	}
	return (struct sk_place){yamaha->file, yamaha->number, column};
}

/* `what` is a message, or a word of a line about filters: no other word is shown. */
static SK_OUTCOME refuse(const struct sk_yamaha *yamaha, size_t at, const char *what, const char *expected)
{
	struct sk_place place = place_at(yamaha, at);
	return sk_error_set(yamaha->error, SK_E_CONFIG_SYNTAX, &place, what, _(expected), NULL);
}

static SK_OUTCOME refuse_word(const struct sk_yamaha *yamaha, const struct sk_yamaha_word *word, const char *expected)
{
	SK_BUF_SCOPE text = SK_BUF(SK_CONFIG_LINE_MAX + 1);
	sk_buf_add(&text, word->text, word->length);
	return refuse(yamaha, word->at, text.length ? text.bytes : "", expected);
}

sk_outcome sk_yamaha_too_many(const struct sk_yamaha *yamaha, uint32_t line, const char *what, size_t most)
{
	struct sk_place place = {yamaha->file, line, 1};
	char number[24];
	(void)snprintf(number, sizeof(number), "%zu", most);
	return sk_error_set(yamaha->error, SK_E_CONFIG_SIZE, &place, _(what), number, NULL);
}

/* ---- words ---- */

static const struct sk_yamaha_word *word_at(const struct sk_yamaha *yamaha, size_t at)
{
	static const struct sk_yamaha_word none = {"", 0, 0};
	return at < yamaha->word_count ? &yamaha->words[at] : &none;
}

static bool word_is(const struct sk_yamaha *yamaha, size_t at, const char *text)
{
	return sk_yamaha_is(word_at(yamaha, at), text);
}

static bool is_one_of(const struct sk_yamaha_word *word, const char *const *texts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (sk_yamaha_is(word, texts[i]))
			return true;
	return false;
}

/* The words of commands that choose packets. */
static bool is_about_filters(const struct sk_yamaha *yamaha)
{
	static const char *const telling[] = {"filter", "secure"};
	for (size_t i = 0; i < yamaha->word_count; i++)
		if (is_one_of(&yamaha->words[i], telling, SK_COUNT(telling)))
			return true;
	return false;
}

static bool read_number(const struct sk_yamaha_word *word, uint32_t *out)
{
	uint64_t number;
	bool good = sk_config_number(word->text, word->length, NUMBER_LAST, &number) && number > 0;
	*out = good ? (uint32_t)number : 0;
	return good;
}

/* `length` bytes of the line; it is text, or refused. */
static SK_OUTCOME keep_text(struct sk_yamaha *yamaha, size_t length, const char **out)
{
	size_t bad;
	if (sk_utf8_clean(yamaha->line, length, &bad))
		return sk_arena_text(yamaha->arena, yamaha->line, length, out, yamaha->error);
	struct sk_place place = place_at(yamaha, bad);
	return sk_error_set(yamaha->error, SK_E_TEXT_ENCODING, &place, NULL, NULL, NULL);
}

/* The line up to its comment. */
static SK_OUTCOME keep_line(struct sk_yamaha *yamaha, const char **out)
{
	const struct sk_yamaha_word *last = word_at(yamaha, yamaha->word_count - 1);
	return keep_text(yamaha, last->at + last->length, out);
}

/* ---- interfaces ---- */

static bool is_name(const struct sk_yamaha_word *word)
{
	for (size_t i = 0; i < word->length; i++) {
		char c = word->text[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '/' || c == '-'))
			return false;
	}
	return word->length > 0 && word->length <= NAME_MAX_BYTES;
}

/* lan1, lan1.1, lan1/2, vlan1, bridge1, ... */
static bool is_interface(const struct sk_yamaha_word *word)
{
	static const char *const kinds[] = {"lan", "vlan", "wan", "onu", "bridge", "loopback", "bri", "pri", "null"};
	size_t letters = 0;
	while (letters < word->length && word->text[letters] >= 'a' && word->text[letters] <= 'z')
		letters++;
	struct sk_yamaha_word kind = {word->text, letters, 0}, rest = {word->text + letters, word->length - letters, 0};
	for (size_t i = 0; i < rest.length; i++)
		if (!memchr("0123456789./", rest.text[i], 12))
			return false;
	return is_name(word) && is_one_of(&kind, kinds, SK_COUNT(kinds));
}

static uint32_t *slot_of(const struct sk_yamaha *yamaha, const char *name)
{
	uint32_t hash = 2166136261u;
	for (const char *at = name; *at; at++)
		hash = (hash ^ (unsigned char)*at) * 16777619u;
	hash ^= hash >> 15;
	size_t slot = hash % SLOTS;
	while (yamaha->slots[slot] && strcmp(yamaha->interfaces[yamaha->slots[slot] - 1].name, name) != 0)
		slot = (slot + 1) % SLOTS;
	return &yamaha->slots[slot];
}

/* Its position + 1; a new one is added. */
static SK_OUTCOME name_interface(struct sk_yamaha *yamaha, const char *prefix, const struct sk_yamaha_word *word, size_t *out)
{
	char name[NAME_MAX_BYTES * 2];
	(void)snprintf(name, sizeof(name), "%s%.*s", prefix, (int)word->length, word->text);
	uint32_t *slot = slot_of(yamaha, name);
	*out = *slot;
	if (*slot)
		return SK_OK;
	if (yamaha->interface_count == INTERFACES)
		return sk_yamaha_too_many(yamaha, yamaha->number, N_("interfaces"), INTERFACES);
	struct sk_yamaha_interface *interface = &yamaha->interfaces[yamaha->interface_count];
	SK_TRY(sk_arena_text(yamaha->arena, name, strlen(name), &interface->name, yamaha->error));
	interface->line = yamaha->number;
	*out = *slot = (uint32_t)++yamaha->interface_count;
	return SK_OK;
}

/* What "pp" and "tunnel" mean behind "pp select 1". */
static SK_OUTCOME selected(const struct sk_yamaha *yamaha, const struct sk_yamaha_word *word, size_t *out)
{
	bool pp = sk_yamaha_is(word, "pp");
	*out = pp ? yamaha->pp : yamaha->tunnel;
	return *out ? SK_OK : refuse_word(yamaha, word, pp ? N_("'pp select' and a number before it") : N_("'tunnel select' and a number before it"));
}

static bool is_selected_kind(const struct sk_yamaha_word *word)
{
	return sk_yamaha_is(word, "pp") || sk_yamaha_is(word, "tunnel");
}

static SK_OUTCOME interface_of(struct sk_yamaha *yamaha, const struct sk_yamaha_word *word, size_t *out)
{
	if (is_selected_kind(word))
		return selected(yamaha, word, out);
	return is_name(word) ? name_interface(yamaha, "", word, out) : refuse_word(yamaha, word, N_("an interface such as lan1, pp or tunnel"));
}

/* ---- notes ---- */

static SK_OUTCOME add_note(struct sk_yamaha *yamaha, const struct sk_yamaha_note *note)
{
	struct sk_yamaha_note copy = *note;
	copy.line = yamaha->number;
	if (!copy.text)
		SK_TRY(keep_line(yamaha, &copy.text));
	if (yamaha->notes.length / sizeof(copy) == SK_CONFIG_CHAINS_MAX)
		return sk_yamaha_too_many(yamaha, yamaha->number, N_("lines about filters that are not understood"), SK_CONFIG_CHAINS_MAX);
	sk_buf_add(&yamaha->notes, (const char *)&copy, sizeof(copy));
	return sk_buf_check(&yamaha->notes, yamaha->error);
}

static unsigned families_of(const struct sk_yamaha *yamaha)
{
	return word_is(yamaha, 0, "ipv6") ? SK_FAMILY_6 : word_is(yamaha, 0, "ip") ? SK_FAMILY_4 : SK_FAMILIES;
}

static SK_OUTCOME note_all(struct sk_yamaha *yamaha, bool passes)
{
	struct sk_yamaha_note note = {.directions = BOTH, .families = families_of(yamaha), .passes = passes};
	return add_note(yamaha, &note);
}

/* `direction`: the word that may say it; both where it says none. */
static SK_OUTCOME note_interface(struct sk_yamaha *yamaha, size_t interface, size_t direction, bool passes)
{
	unsigned bits = word_is(yamaha, direction, "in") ? 1 << SK_YAMAHA_IN : word_is(yamaha, direction, "out") ? 1 << SK_YAMAHA_OUT : BOTH;
	struct sk_yamaha_note note = {.interface = interface, .directions = bits, .families = families_of(yamaha), .passes = passes};
	return add_note(yamaha, &note);
}

/* ---- filters and lists ---- */

static SK_OUTCOME read_filter(struct sk_yamaha *yamaha, bool dynamic)
{
	struct sk_yamaha_filter filter = {.line = yamaha->number, .six = word_is(yamaha, 0, "ipv6"), .dynamic = dynamic};
	if (!read_number(word_at(yamaha, dynamic ? 3 : 2), &filter.number))
		return note_all(yamaha, true);
	if (yamaha->filters.length / sizeof(filter) == SK_CONFIG_RULES_MAX)
		return sk_yamaha_too_many(yamaha, yamaha->number, N_("rules"), SK_CONFIG_RULES_MAX);
	SK_TRY(keep_line(yamaha, &filter.text));
	sk_buf_add(&yamaha->filters, (const char *)&filter, sizeof(filter));
	return sk_buf_check(&yamaha->filters, yamaha->error);
}

static SK_OUTCOME add_entry(struct sk_yamaha *yamaha, const struct sk_yamaha_word *word, bool dynamic)
{
	struct sk_yamaha_entry entry = {.dynamic = dynamic};
	if (yamaha->entries.length / sizeof(entry) == SK_CONFIG_RULES_MAX)
		return sk_yamaha_too_many(yamaha, yamaha->number, N_("rules"), SK_CONFIG_RULES_MAX);
	if (!read_number(word, &entry.number))
		SK_TRY(sk_arena_text(yamaha->arena, word->text, word->length, &entry.odd, yamaha->error));
	sk_buf_add(&yamaha->entries, (const char *)&entry, sizeof(entry));
	return sk_buf_check(&yamaha->entries, yamaha->error);
}

/* "ip lan2 secure filter in 1 2 3 dynamic 4 5" */
static SK_OUTCOME read_list(struct sk_yamaha *yamaha, size_t interface, enum sk_yamaha_direction direction)
{
	struct sk_yamaha_list *list = &yamaha->interfaces[interface - 1].lists[word_is(yamaha, 0, "ipv6")][direction];
	bool dynamic = false;
	if (list->line)
		return refuse_word(yamaha, word_at(yamaha, 3), N_("one list for each direction of an interface"));
	*list = (struct sk_yamaha_list){.line = yamaha->number, .first = yamaha->entries.length / sizeof(struct sk_yamaha_entry)};
	SK_TRY(keep_line(yamaha, &list->text));
	for (size_t i = 5; i < yamaha->word_count; i++) {
		if (!dynamic && word_is(yamaha, i, "dynamic"))
			dynamic = true;
		else
			SK_TRY(add_entry(yamaha, &yamaha->words[i], dynamic));
	}
	list->count = yamaha->entries.length / sizeof(struct sk_yamaha_entry) - list->first;
	return SK_OK;
}

/* A set of filters by its name, or something else: what it does to both directions is not followed. */
static SK_OUTCOME read_secure(struct sk_yamaha *yamaha, size_t interface)
{
	for (size_t i = 0; i < SK_YAMAHA_DIRECTIONS && word_is(yamaha, 3, "filter"); i++)
		if (word_is(yamaha, 4, directions[i]) && yamaha->word_count > 5)
			return read_list(yamaha, interface, (enum sk_yamaha_direction)i);
	return note_interface(yamaha, interface, 4, true);
}

/* ---- commands ---- */

/* "ip filter ..." */
static SK_OUTCOME read_ip_filter(struct sk_yamaha *yamaha)
{
	static const char *const passed_over[] = {"set", "fqdn"};
	static const char *const discards[] = {"directed-broadcast", "source-route"};
	const struct sk_yamaha_word *what = word_at(yamaha, 2);
	if (is_one_of(what, passed_over, SK_COUNT(passed_over)))
		return SK_OK;
	if (is_one_of(what, discards, SK_COUNT(discards)))
		return word_is(yamaha, 3, "off") ? SK_OK : note_all(yamaha, false);
	if (!sk_yamaha_is(what, "dynamic"))
		return read_filter(yamaha, false);
	return word_is(yamaha, 3, "timer") ? SK_OK : read_filter(yamaha, true);
}

/* "ip lan1 ...": of an interface. */
static SK_OUTCOME read_ip_interface(struct sk_yamaha *yamaha)
{
	static const char *const passed_over[] = {"forward", "rip", "ospf", "bgp", "nat"};
	const struct sk_yamaha_word *what = word_at(yamaha, 2);
	size_t interface;
	SK_TRY(interface_of(yamaha, word_at(yamaha, 1), &interface));
	if (sk_yamaha_is(what, "secure"))
		return read_secure(yamaha, interface);
	if (sk_yamaha_is(what, "inbound"))
		return note_interface(yamaha, interface, 0, false);
	/* It discards only where it says so. */
	for (size_t i = 3; i < yamaha->word_count && sk_yamaha_is(what, "intrusion"); i++)
		if (word_is(yamaha, i, "reject=on"))
			return note_interface(yamaha, interface, 4, false);
	return is_about_filters(yamaha) && !is_one_of(what, passed_over, SK_COUNT(passed_over)) ? note_interface(yamaha, interface, 0, true) : SK_OK;
}

/* ip, ipv6: routes and the like ask filters which packets they mean, and decide nothing about them. */
static SK_OUTCOME read_ip(struct sk_yamaha *yamaha)
{
	static const char *const passed_over[] = {"route", "forward", "local", "fragment", "rip", "ospf", "bgp", "host", "keepalive"};
	const struct sk_yamaha_word *what = word_at(yamaha, 1);
	if (sk_yamaha_is(what, "filter"))
		return read_ip_filter(yamaha);
	if (is_interface(what) || is_selected_kind(what) || word_is(yamaha, 2, "secure"))
		return read_ip_interface(yamaha);
	if (sk_yamaha_is(what, "inbound") || sk_yamaha_is(what, "policy"))
		return note_all(yamaha, false);
	return is_about_filters(yamaha) && !is_one_of(what, passed_over, SK_COUNT(passed_over)) ? note_all(yamaha, true) : SK_OK;
}

/* What becomes of addresses is not followed. */
static SK_OUTCOME read_nat(struct sk_yamaha *yamaha)
{
	yamaha->translates = yamaha->translates || word_is(yamaha, 1, "descriptor");
	return SK_OK;
}

static SK_OUTCOME select_interface(struct sk_yamaha *yamaha, size_t *selected_one)
{
	const struct sk_yamaha_word *kind = word_at(yamaha, 0), *which = word_at(yamaha, 2);
	char prefix[16];
	bool number = which->length > 0 && which->text[0] >= '0' && which->text[0] <= '9';
	*selected_one = 0;
	if (sk_yamaha_is(which, "none"))
		return SK_OK;
	if (!is_name(which))
		return refuse(yamaha, which->at, _("what is selected"), N_("a number, 'anonymous' or 'none'"));
	(void)snprintf(prefix, sizeof(prefix), "%.*s%s", (int)kind->length, kind->text, number ? "" : "-");
	return name_interface(yamaha, prefix, which, selected_one);
}

static SK_OUTCOME read_pp(struct sk_yamaha *yamaha)
{
	struct sk_yamaha_note note = {.directions = BOTH, .families = SK_FAMILIES, .passes = true};
	if (!word_is(yamaha, 1, "select"))
		return SK_OK;
	SK_TRY(select_interface(yamaha, &yamaha->pp));
	note.interface = yamaha->pp;
	/* A RADIUS server can name another list for whoever dials in. */
	return word_is(yamaha, 2, "anonymous") ? add_note(yamaha, &note) : SK_OK;
}

static SK_OUTCOME read_tunnel(struct sk_yamaha *yamaha)
{
	struct sk_yamaha_note note = {.directions = BOTH, .families = SK_FAMILIES, .passes = true, .kind = "tunnel"};
	/* Makes other tunnels of this one, perhaps with its lists. */
	if (word_is(yamaha, 1, "template"))
		return add_note(yamaha, &note);
	return word_is(yamaha, 1, "select") ? select_interface(yamaha, &yamaha->tunnel) : SK_OK;
}

/* "ethernet lan1 filter in ...", "url lan1 filter out ...": they look at frames and requests, and can only discard more. */
static SK_OUTCOME read_beside(struct sk_yamaha *yamaha)
{
	size_t interface;
	if (!word_is(yamaha, 2, "filter") || word_is(yamaha, 1, "filter"))
		return SK_OK;
	SK_TRY(interface_of(yamaha, word_at(yamaha, 1), &interface));
	return note_interface(yamaha, interface, 3, false);
}

/* It can set other lists at any hour. What it does is not shown: it may hold a secret. */
static SK_OUTCOME read_schedule(struct sk_yamaha *yamaha)
{
	struct sk_yamaha_note note = {.directions = BOTH, .families = SK_FAMILIES, .passes = true, .text = "schedule ... filter ..."};
	return is_about_filters(yamaha) ? add_note(yamaha, &note) : SK_OK;
}

static SK_OUTCOME read_no(struct sk_yamaha *yamaha)
{
	bool about = (word_is(yamaha, 1, "ip") || word_is(yamaha, 1, "ipv6")) && is_about_filters(yamaha);
	return about ? refuse_word(yamaha, word_at(yamaha, 0), N_("what is set, as 'show config' prints it, not what is taken back")) : SK_OK;
}

/* First words; NULL: passed over. */
static const struct {
	const char *word;
	sk_outcome (*read)(struct sk_yamaha *yamaha);
} commands[] = {
	{"ip", read_ip}, {"ipv6", read_ip}, {"pp", read_pp}, {"tunnel", read_tunnel}, {"ethernet", read_beside}, {"url", read_beside},
	{"schedule", read_schedule}, {"no", read_no}, {"account", NULL}, {"administrator", NULL}, {"alarm", NULL}, {"analog", NULL}, {"ap", NULL},
	{"auth", NULL}, {"bgp", NULL}, {"bridge", NULL}, {"cloud", NULL}, {"clock", NULL}, {"connect", NULL}, {"console", NULL}, {"cooperation", NULL},
	{"dashboard", NULL}, {"date", NULL}, {"description", NULL}, {"dhcp", NULL}, {"diagnose", NULL}, {"disconnect", NULL}, {"dns", NULL},
	{"execute", NULL}, {"external-memory", NULL}, {"fr", NULL}, {"gateway", NULL}, {"heartbeat", NULL}, {"heartbeat2", NULL}, {"httpd", NULL},
	{"igmp", NULL}, {"ipip", NULL}, {"ipsec", NULL}, {"isdn", NULL}, {"jate", NULL}, {"l2tp", NULL}, {"lan", NULL}, {"lan-map", NULL}, {"leased", NULL},
	{"login", NULL}, {"loopback", NULL}, {"lua", NULL}, {"mail", NULL}, {"mail-check", NULL}, {"mail-notify", NULL}, {"map-e", NULL}, {"mobile", NULL},
	{"nat", read_nat}, {"netvolante-dns", NULL}, {"ngn", NULL}, {"ntp", NULL}, {"ntpdate", NULL}, {"onfs", NULL}, {"onu", NULL}, {"operation", NULL},
	{"ospf", NULL}, {"packetdump", NULL}, {"pim", NULL}, {"pki", NULL}, {"ppp", NULL}, {"pppoe", NULL}, {"pptp", NULL}, {"pri", NULL},
	{"provider", NULL}, {"qac-tm", NULL}, {"queue", NULL}, {"radius", NULL}, {"remote", NULL}, {"rip", NULL}, {"rotate", NULL}, {"rtfs", NULL},
	{"sd", NULL}, {"security", NULL}, {"set", NULL}, {"sftpd", NULL}, {"sip", NULL}, {"snmp", NULL}, {"snmpv2c", NULL}, {"snmpv3", NULL},
	{"sntpd", NULL}, {"speed", NULL}, {"sshd", NULL}, {"statistics", NULL}, {"switch", NULL}, {"syslog", NULL}, {"system", NULL}, {"tcp", NULL},
	{"telnetd", NULL}, {"terminate", NULL}, {"tftp", NULL}, {"time", NULL}, {"timezone", NULL}, {"upnp", NULL}, {"usbhost", NULL}, {"user", NULL},
	{"vlan", NULL}, {"vrrp", NULL}, {"wan", NULL}, {"wins", NULL}, {"wlan", NULL}, {"wol", NULL}, {"yno", NULL},
};

/* ---- lines ---- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Without the blanks around it; `number` is counted on. */
static void take_line(struct sk_yamaha *yamaha, const struct sk_config_source *source, size_t at, size_t *past)
{
	const char *newline = memchr(source->bytes + at, '\n', source->length - at);
	*past = newline ? (size_t)(newline - source->bytes) : source->length;
	size_t end = *past;
	yamaha->start = source->bytes + at;
	yamaha->number++;
	while (end > at && (is_blank(source->bytes[end - 1]) || source->bytes[end - 1] == '\r'))
		end--;
	for (yamaha->indent = 0; at + yamaha->indent < end && is_blank(yamaha->start[yamaha->indent]);)
		yamaha->indent++;
	yamaha->line = yamaha->start + yamaha->indent;
	yamaha->length = end - at - yamaha->indent;
}

/* What a terminal shows before what is typed: "RTX1210# ", "> ", "# ". Length up to what was typed; 0: there is no prompt. */
static size_t prompt_length(const struct sk_yamaha *yamaha)
{
	for (size_t i = 0; i < yamaha->length && i < PROMPT_MAX && !is_blank(yamaha->line[i]); i++) {
		if (yamaha->line[i] != '#' && yamaha->line[i] != '>')
			continue;
		for (i++; i < yamaha->length && is_blank(yamaha->line[i]);)
			i++;
		return i;
	}
	return 0;
}

/* The words behind the prompt; none: nothing was typed. */
static void split_typed(struct sk_yamaha *yamaha, size_t prompt)
{
	(void)sk_yamaha_split(yamaha, yamaha->line + prompt, yamaha->length - prompt);
	for (size_t i = 0; i < yamaha->word_count; i++)
		yamaha->words[i].at += prompt;
}

static bool shows_config(struct sk_yamaha *yamaha)
{
	size_t prompt = prompt_length(yamaha);
	if (!prompt)
		return false;
	split_typed(yamaha, prompt);
	return word_is(yamaha, 0, "show") && word_is(yamaha, 1, "config") && !word_is(yamaha, 2, "list");
}

/* A comment, or what was typed around `show config`. A command about filters behind it was typed, or is taken out: which of the two nobody can tell. */
static SK_OUTCOME read_prompt(struct sk_yamaha *yamaha, size_t prompt)
{
	static const char *const typed[] = {"show", "exit", "quit", "administrator", "console", "less", "terminal"};
	split_typed(yamaha, prompt);
	bool ip = word_is(yamaha, 0, "ip") || word_is(yamaha, 0, "ipv6") || word_is(yamaha, 0, "no");
	if (ip && is_about_filters(yamaha))
		return refuse(yamaha, prompt, _("a command about filters behind a prompt or a '#'"), N_("only what 'show config' prints; take the line out, or its '#'"));
	bool comment = yamaha->line[0] == '#' || yamaha->word_count == 0;
	return comment || is_one_of(word_at(yamaha, 0), typed, SK_COUNT(typed)) ? SK_OK :
		refuse(yamaha, prompt, _("a command behind a prompt"), N_("only what 'show config' prints"));
}

static SK_OUTCOME read_command(struct sk_yamaha *yamaha)
{
	struct sk_yamaha_word head = {yamaha->line, 0, 0};
	while (head.length < yamaha->length && !is_blank(head.text[head.length]))
		head.length++;
	for (size_t i = 0; i < SK_COUNT(commands); i++) {
		if (!sk_yamaha_is(&head, commands[i].word))
			continue;
		if (commands[i].read)
			(void)sk_yamaha_split(yamaha, yamaha->line, yamaha->length);
		return commands[i].read ? commands[i].read(yamaha) : SK_OK;
	}
	return refuse(yamaha, 0, _("a line that begins with no command known here"), N_("lines of 'show config', each whole, without pages between them"));
}

static SK_OUTCOME check_line(const struct sk_yamaha *yamaha)
{
	struct sk_place place = {yamaha->file, yamaha->number, 1};
	if (yamaha->indent + yamaha->length > SK_CONFIG_LINE_MAX)
		return sk_error_set_number(yamaha->error, SK_E_TEXT_LONG, &place, SK_CONFIG_LINE_MAX);
	return memchr(yamaha->start, '\0', yamaha->indent + yamaha->length) ? sk_error_set(yamaha->error, SK_E_TEXT_ENCODING, &place, NULL, NULL, NULL) : SK_OK;
}

static SK_OUTCOME read_line(struct sk_yamaha *yamaha)
{
	size_t prompt;
	SK_TRY(check_line(yamaha));
	if (yamaha->length == 0)
		return SK_OK;
	if (shows_config(yamaha))
		return refuse(yamaha, 0, _("a second 'show config'"), N_("the configuration once"));
	prompt = prompt_length(yamaha);
	return prompt ? read_prompt(yamaha, prompt) : read_command(yamaha);
}

/* What stands before `show config` in a capture is no part of the configuration. */
static size_t find_start(struct sk_yamaha *yamaha, const struct sk_config_source *source)
{
	static const char mark[] = "\xef\xbb\xbf";
	for (size_t at = 0, past; at < source->length; at = past + 1) {
		take_line(yamaha, source, at, &past);
		if (yamaha->length <= SK_CONFIG_LINE_MAX && shows_config(yamaha))
			return past < source->length ? past + 1 : past;
	}
	yamaha->number = 0;
	return source->length >= 3 && memcmp(source->bytes, mark, 3) == 0 ? 3 : 0;
}

static SK_OUTCOME read_lines(struct sk_yamaha *yamaha, const struct sk_config_source *source)
{
	struct sk_place place = {yamaha->file, 1, 1};
	for (size_t at = find_start(yamaha, source), past; at < source->length; at = past + 1) {
		take_line(yamaha, source, at, &past);
		SK_TRY(read_line(yamaha));
	}
	if (yamaha->interface_count == 0)
		return sk_error_set(yamaha->error, SK_E_CONFIG_CUT, &place, _("no interface stands in it"), _("all that 'show config' prints"), NULL);
	return SK_OK;
}

/* ---- the file ---- */

static SK_OUTCOME make_room(struct sk_yamaha *yamaha)
{
	void *words = NULL, *interfaces = NULL, *slots = NULL, *boxes[2] = {NULL, NULL};
	struct sk_condition *const conditions[] = {&yamaha->source, &yamaha->target, &yamaha->ports[0], &yamaha->ports[1], &yamaha->types};
	SK_TRY(sk_arena_take(yamaha->scratch, WORDS_MAX, sizeof(struct sk_yamaha_word), &words, yamaha->error));
	SK_TRY(sk_arena_take(yamaha->scratch, INTERFACES, sizeof(struct sk_yamaha_interface), &interfaces, yamaha->error));
	SK_TRY(sk_arena_take(yamaha->scratch, SLOTS, sizeof(uint32_t), &slots, yamaha->error));
	for (size_t i = 0; i < 2; i++)
		SK_TRY(sk_arena_take(yamaha->scratch, SK_CONFIG_BOXES_MAX, sizeof(struct sk_box), &boxes[i], yamaha->error));
	for (size_t i = 0; i < SK_COUNT(conditions); i++)
		SK_TRY(sk_condition_new(yamaha->scratch, conditions[i], yamaha->error));
	yamaha->words = words;
	yamaha->interfaces = interfaces;
	yamaha->slots = slots;
	yamaha->may.at = boxes[0];
	yamaha->must.at = boxes[1];
	return sk_meeting_new(yamaha->scratch, &yamaha->meeting, yamaha->error);
}

static SK_OUTCOME read_all(struct sk_yamaha *yamaha, const struct sk_config_source *source, struct sk_filter *out)
{
	SK_TRY(make_room(yamaha));
	SK_TRY(read_lines(yamaha, source));
	return sk_yamaha_make_chains(yamaha, out);
}

sk_outcome sk_yamaha_read(struct sk_arena *arena, const struct sk_config_source *source, struct sk_filter *out, struct sk_error *error)
{
	SK_ARENA_SCOPE scratch = sk_arena_new(SCRATCH_MAX);
	struct sk_place place = {.file = source->file};
	struct sk_yamaha yamaha = {.arena = arena, .scratch = scratch, .error = error, .file = source->file,
				   .filters = SK_BUF(SK_CONFIG_RULES_MAX * sizeof(struct sk_yamaha_filter)),
				   .entries = SK_BUF(SK_CONFIG_RULES_MAX * sizeof(struct sk_yamaha_entry)),
				   .notes = SK_BUF(SK_CONFIG_CHAINS_MAX * sizeof(struct sk_yamaha_note)), .unread = SK_BUF(SK_CONFIG_LINE_MAX * 2)};
	if (!scratch)
		return sk_error_set_number(error, SK_E_MEMORY, NULL, SCRATCH_MAX);
	if (source->length > SK_CONFIG_BYTES_MAX)
		return sk_error_set_number(error, SK_E_FILE_LARGE, &place, SK_CONFIG_BYTES_MAX);
	sk_outcome outcome = read_all(&yamaha, source, out);
	struct sk_buf *const buffers[] = {&yamaha.filters, &yamaha.entries, &yamaha.notes, &yamaha.unread};
	for (size_t i = 0; i < SK_COUNT(buffers); i++)
		sk_buf_release(buffers[i]);
	return outcome;
}

/* ---- whose bytes they are ---- */

/* "ip filter 1", "ip lan1 ...", "ip pp ...", "pp select ...": no other device says so. */
static bool is_telling(const struct sk_yamaha *yamaha)
{
	uint32_t number;
	const struct sk_yamaha_word *what = word_at(yamaha, 1);
	if (is_selected_kind(word_at(yamaha, 0)))
		return sk_yamaha_is(what, "select");
	if (!word_is(yamaha, 0, "ip") && !word_is(yamaha, 0, "ipv6"))
		return false;
	if (sk_yamaha_is(what, "filter"))
		return read_number(word_at(yamaha, 2), &number) || word_is(yamaha, 2, "dynamic");
	return is_interface(what) || is_selected_kind(what);
}

bool sk_yamaha_knows(const struct sk_config_source *source)
{
	struct sk_yamaha_word words[HEAD_MAX];
	struct sk_yamaha yamaha = {.words = words};
	for (size_t at = 0, past; at < source->length; at = past + 1) {
		take_line(&yamaha, source, at, &past);
		(void)sk_yamaha_split(&yamaha, yamaha.line, yamaha.length < HEAD_MAX ? yamaha.length : HEAD_MAX);
		if (is_telling(&yamaha))
			return true;
	}
	return false;
}
