/*
 * The reader of NEC UNIVERGE IX routers: the output of `show running-config` or `show startup-config`.
 *
 * Entries of access lists, and which of them filter at which interface, are gathered from the lines; chains are made of them at the end
 * (nec_ix_chain.c). A line that begins with blanks belongs to the one above it that does not. Lines that choose no packets are passed over by
 * their first word: they hold the secrets of the router, and nothing of them is kept or shown. A first word that is none of a configuration ends
 * the reading. A line about filters that is not understood is kept as a note: it may let through, or discard, whatever comes by the interfaces it
 * names.
 */
#include "config/nec_ix.h"

#include <stdlib.h>
#include <string.h>

enum {
	PRIORITY_LAST = 2147483647,
	HEAD_MAX = 160, /* of a line, to know it */
};

/* ---- words ---- */

static const char whole_lines[] = N_("lines of 'show running-config', each whole, without pages between them");

static const struct sk_word *word_at(const struct sk_ix *ix, size_t at)
{
	return sk_lines_word(&ix->router.lines, at);
}

static bool word_is(const struct sk_ix *ix, size_t at, const char *text)
{
	return sk_lines_is(&ix->router.lines, at, text);
}

static bool is_ip(const struct sk_lines *lines, size_t at)
{
	return sk_lines_is(lines, at, "ip") || sk_lines_is(lines, at, "ipv6");
}

/* With "filter" in the words of the command: "ip dynamic-filter", "mac filter", "bridge 1 filter". What stands behind them may be anything. */
static bool is_about_filters(const struct sk_ix *ix)
{
	static const char *const telling[] = {"filter", "access-group"};
	enum { OF_COMMAND = 3 };
	for (size_t i = 0; i < OF_COMMAND; i++)
		for (size_t j = 0; j < SK_COUNT(telling); j++)
			if (memmem(word_at(ix, i)->text, word_at(ix, i)->length, telling[j], strlen(telling[j])))
				return true;
	return false;
}

static SK_OUTCOME refuse_word(const struct sk_ix *ix, size_t at, const char *expected)
{
	return sk_lines_refuse_word(&ix->router.lines, word_at(ix, at), expected);
}

static bool is_name(const struct sk_word *word)
{
	for (size_t i = 0; i < word->length; i++) {
		char c = word->text[i];
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || memchr("./:-_", c, 5)))
			return false;
	}
	return word->length > 0 && word->length <= SK_FACE_NAME_MAX;
}

/* ---- notes ---- */

static unsigned families_of(const struct sk_ix *ix)
{
	return word_is(ix, 0, "ipv6") ? SK_FAMILY_6 : word_is(ix, 0, "ip") ? SK_FAMILY_4 : SK_FAMILIES;
}

/* The line is shown where its words hold no secret. */
static SK_OUTCOME note(struct sk_ix *ix, size_t face, unsigned directions)
{
	static const char *const shown[] = {"ip", "ipv6", "mac", "bridge", "bridge-group"};
	bool shows = sk_word_is_one_of(word_at(ix, 0), shown, SK_COUNT(shown));
	struct sk_note one = {.face = face, .directions = directions, .families = families_of(ix), .passes = true,
			      .text = shows ? NULL : "... filter ..."};
	return sk_faces_note(&ix->router.faces, &ix->router.lines, &one);
}

/* ---- lists ---- */

static SK_OUTCOME add_entry(struct sk_ix *ix, size_t name, enum sk_ix_kind kind)
{
	struct sk_ix_entry entry = {.line = ix->router.lines.number, .six = word_is(ix, 0, "ipv6"), .kind = kind};
	const struct sk_word *word = word_at(ix, name);
	if (word->length == 0)
		return sk_lines_refuse(&ix->router.lines, 0, _("a list without its name"), whole_lines);
	if (ix->entries.length / sizeof(entry) == SK_CONFIG_RULES_MAX)
		return sk_config_too_many(ix->router.error, ix->router.file, ix->router.lines.number, N_("rules"), SK_CONFIG_RULES_MAX);
	SK_TRY(sk_lines_keep_words(&ix->router.lines, &entry.text));
	SK_TRY(sk_arena_text(ix->router.arena, word->text, word->length, &entry.name, ix->router.error));
	sk_buf_add(&ix->entries, (const char *)&entry, sizeof(entry));
	return sk_buf_check(&ix->entries, ix->router.error);
}

/* "ip access-list dynamic timer ..." and "... cache ..." say how long and how many, and are no lists. */
static SK_OUTCOME read_dynamic(struct sk_ix *ix)
{
	static const char *const settings[] = {"timer", "cache"};
	if (sk_word_is_one_of(word_at(ix, 3), settings, SK_COUNT(settings)) && !word_is(ix, 4, "access"))
		return SK_OK;
	return add_entry(ix, 3, SK_IX_DYNAMIC);
}

static SK_OUTCOME read_access_list(struct sk_ix *ix)
{
	ix->inside = SK_IX_NOWHERE;
	if (word_is(ix, 2, "dynamic"))
		return read_dynamic(ix);
	return add_entry(ix, 2, word_is(ix, 3, "option") ? SK_IX_OPTION : SK_IX_STATIC);
}

/* ---- filters at an interface ---- */

static bool read_binding(const struct sk_ix *ix, struct sk_ix_binding *binding)
{
	const struct sk_word *priority = word_at(ix, 3);
	uint64_t number;
	bool in = word_is(ix, 4, sk_directions[SK_DIRECTION_IN]), out = word_is(ix, 4, sk_directions[SK_DIRECTION_OUT]);
	if ((!in && !out) || !sk_config_number(priority->text, priority->length, PRIORITY_LAST, &number))
		return false;
	binding->priority = (uint32_t)number;
	binding->direction = in ? SK_DIRECTION_IN : SK_DIRECTION_OUT;
	binding->odd = ix->router.lines.word_count > 6 || (ix->router.lines.word_count == 6 && !word_is(ix, 5, "suppress-logging"));
	return true;
}

/* "ip filter NAME PRIORITY in|out" */
static SK_OUTCOME read_filter(struct sk_ix *ix)
{
	struct sk_ix_binding binding = {.line = ix->router.lines.number, .face = ix->face - 1, .six = word_is(ix, 0, "ipv6")};
	const struct sk_word *name = word_at(ix, 2);
	if (!read_binding(ix, &binding))
		return note(ix, ix->face, SK_DIRECTIONS_BOTH);
	if (binding.odd)
		SK_TRY(note(ix, ix->face, 1u << binding.direction));
	if (ix->bindings.length / sizeof(binding) == SK_CONFIG_RULES_MAX)
		return sk_config_too_many(ix->router.error, ix->router.file, ix->router.lines.number, N_("rules"), SK_CONFIG_RULES_MAX);
	uint32_t *line = &ix->router.faces.at[binding.face].filters[binding.six][binding.direction];
	*line = *line ? *line : ix->router.lines.number;
	SK_TRY(sk_lines_keep_words(&ix->router.lines, &binding.text));
	SK_TRY(sk_arena_text(ix->router.arena, name->text, name->length, &binding.name, ix->router.error));
	sk_buf_add(&ix->bindings, (const char *)&binding, sizeof(binding));
	return sk_buf_check(&ix->bindings, ix->router.error);
}

/* ---- commands ---- */

static bool is_nat(const struct sk_ix *ix)
{
	return word_is(ix, 0, "ip") && (word_is(ix, 1, "napt") || word_is(ix, 1, "nat"));
}

/* What is let in by `static` and `service` is not followed. */
static SK_OUTCOME read_nat(struct sk_ix *ix)
{
	bool source = word_is(ix, 1, "napt") && word_is(ix, 2, "enable") && ix->router.lines.word_count == 3;
	return source ? sk_faces_masquerade(&ix->router.faces, &ix->router.lines) : sk_faces_nat(&ix->router.faces, &ix->router.lines, NULL, NULL);
}

/* ip, ipv6: lists; routes and the like choose no packets. */
static SK_OUTCOME read_ip(struct sk_ix *ix)
{
	if (word_is(ix, 1, "access-list"))
		return read_access_list(ix);
	if (word_is(ix, 1, "filter"))
		return refuse_word(ix, 1, N_("'interface' and its name before it, and blanks at the beginning of this line"));
	if (is_nat(ix))
		return read_nat(ix);
	return is_about_filters(ix) ? note(ix, 0, SK_DIRECTIONS_BOTH) : SK_OK;
}

static SK_OUTCOME read_interface(struct sk_ix *ix)
{
	char name[SK_FACE_NAME_MAX + 1] = "";
	const struct sk_word *word = word_at(ix, 1);
	if (!is_name(word))
		return refuse_word(ix, 1, N_("an interface such as GigaEthernet0.0"));
	memcpy(name, word->text, word->length);
	ix->inside = SK_IX_INTERFACE;
	return sk_faces_name(&ix->router.faces, name, ix->router.lines.number, &ix->face);
}

static SK_OUTCOME read_no(struct sk_ix *ix)
{
	bool about = is_ip(&ix->router.lines, 1) && (is_about_filters(ix) || word_is(ix, 2, "access-list"));
	return about ? refuse_word(ix, 0, N_("what is set, as the router shows it, not what is taken back")) : SK_OK;
}

static SK_OUTCOME read_bridge(struct sk_ix *ix)
{
	return is_about_filters(ix) ? note(ix, 0, SK_DIRECTIONS_BOTH) : SK_OK;
}

/* Whoever is inside opens what he likes. */
static SK_OUTCOME read_upnp(struct sk_ix *ix)
{
	return sk_faces_nat(&ix->router.faces, &ix->router.lines, NULL, NULL);
}

/* First words; NULL: passed over. */
static const struct {
	const char *word;
	sk_outcome (*read)(struct sk_ix *ix);
} commands[] = {
	{"ip", read_ip}, {"ipv6", read_ip}, {"interface", read_interface}, {"no", read_no}, {"bridge", read_bridge}, {"mac", read_bridge},
	{"Using", NULL}, {"aaa", NULL}, {"arp", NULL}, {"banner", NULL}, {"bgp", NULL}, {"class-map", NULL},
	{"ddns", NULL}, {"device", NULL}, {"dhcp", NULL}, {"dialer-list", NULL}, {"dns", NULL}, {"dot1x", NULL},
	{"eap", NULL}, {"end", NULL}, {"ethernet", NULL}, {"event-terminal", NULL}, {"exit", NULL},
	{"hostname", NULL}, {"http-client", NULL}, {"http-server", NULL}, {"https-server", NULL}, {"igmp", NULL},
	{"ike", NULL}, {"ikev2", NULL}, {"ipsec", NULL}, {"isdn", NULL}, {"l2tp", NULL}, {"ldap", NULL},
	{"lldp", NULL}, {"logging", NULL}, {"loop-detection", NULL}, {"map-e", NULL}, {"mobile", NULL},
	{"monitor-group", NULL}, {"netmeister", NULL}, {"network-monitor", NULL}, {"nm", NULL}, {"ntp", NULL},
	{"ospf", NULL}, {"pki", NULL}, {"policy-map", NULL}, {"ppp", NULL}, {"pppoe", NULL}, {"proxy-dns", NULL},
	{"qos", NULL}, {"radius", NULL}, {"rip", NULL}, {"route-map", NULL}, {"router", NULL}, {"rsvp", NULL},
	{"schedule", NULL}, {"sflow", NULL}, {"snmp-agent", NULL}, {"software-update", NULL}, {"spanning-tree", NULL},
	{"ssh-server", NULL}, {"syslog", NULL}, {"system", NULL}, {"tacacs", NULL}, {"telnet-server", NULL},
	{"terminal", NULL}, {"tftp-server", NULL}, {"timezone", NULL}, {"upnp", read_upnp}, {"usb", NULL},
	{"username", NULL}, {"vlan", NULL}, {"vrf", NULL}, {"vrrp", NULL}, {"watch-group", NULL}, {"web-auth", NULL},
};

static SK_OUTCOME read_command(struct sk_ix *ix)
{
	sk_lines_split(&ix->router.lines, ix->router.lines.line, ix->router.lines.length);
	ix->inside = SK_IX_ELSEWHERE;
	for (size_t i = 0; i < SK_COUNT(commands); i++)
		if (word_is(ix, 0, commands[i].word))
			return commands[i].read ? commands[i].read(ix) : SK_OK;
	return sk_lines_refuse(&ix->router.lines, 0, _("a line that begins with no command known here"), whole_lines);
}

/* ---- lines that begin with blanks ---- */

/* What bridges packets goes past what is asked of those that are routed. */
static SK_OUTCOME read_of_interface(struct sk_ix *ix)
{
	if (is_ip(&ix->router.lines, 0) && word_is(ix, 1, "filter"))
		return read_filter(ix);
	if (is_nat(ix))
		return read_nat(ix);
	if (word_is(ix, 0, "no"))
		return read_no(ix);
	bool bridges = word_is(ix, 0, "bridge-group"), about = is_about_filters(ix) && !word_is(ix, 0, "description");
	return bridges || about ? note(ix, ix->face, SK_DIRECTIONS_BOTH) : SK_OK;
}

/* A list or an interface that is moved to the right would be taken for a line of what stands above it. */
static SK_OUTCOME read_inside(struct sk_ix *ix)
{
	sk_lines_split(&ix->router.lines, ix->router.lines.line, ix->router.lines.length);
	bool moved = word_is(ix, 0, "interface") || (is_ip(&ix->router.lines, 0) && word_is(ix, 1, "access-list"));
	bool filter = ix->inside != SK_IX_INTERFACE && is_ip(&ix->router.lines, 0) && word_is(ix, 1, "filter");
	if (ix->inside == SK_IX_NOWHERE || moved || filter)
		return sk_lines_refuse(&ix->router.lines, 0, _("blanks at the beginning of a line"),
				       N_("lines as the router shows them: blanks only before what belongs to the line above"));
	return ix->inside == SK_IX_INTERFACE ? read_of_interface(ix) : SK_OK;
}

/* ---- lines ---- */

static bool abbreviates(const struct sk_word *word, const char *text, size_t least)
{
	return word->length >= least && word->length <= strlen(text) && memcmp(word->text, text, word->length) == 0;
}

static bool shows_config(struct sk_lines *lines)
{
	size_t prompt = sk_lines_prompt(lines);
	if (!prompt)
		return false;
	sk_lines_split_typed(lines, prompt);
	const struct sk_word *what = sk_lines_word(lines, 1);
	return lines->word_count == 2 && abbreviates(sk_lines_word(lines, 0), "show", 2) &&
	       (abbreviates(what, "running-config", 1) || abbreviates(what, "startup-config", 2));
}

/* What was typed around the command that shows it. */
static SK_OUTCOME read_prompt(struct sk_ix *ix, size_t prompt)
{
	static const char *const typed[] = {"show", "exit", "quit", "end", "enable", "enable-config", "configure", "terminal"};
	sk_lines_split_typed(&ix->router.lines, prompt);
	bool harmless = ix->router.lines.word_count == 0 || sk_word_is_one_of(word_at(ix, 0), typed, SK_COUNT(typed));
	return harmless ? SK_OK : sk_lines_refuse(&ix->router.lines, prompt, _("a command behind a prompt"), N_("only what 'show running-config' prints"));
}

static SK_OUTCOME read_line(struct sk_ix *ix)
{
	size_t prompt;
	SK_TRY(sk_lines_check(&ix->router.lines));
	if (ix->router.lines.length == 0 || ix->router.lines.line[0] == '!')
		return SK_OK;
	if (shows_config(&ix->router.lines))
		return sk_lines_refuse(&ix->router.lines, 0, _("a second 'show running-config'"), N_("the configuration once"));
	if (ix->router.lines.indent)
		return read_inside(ix);
	prompt = sk_lines_prompt(&ix->router.lines);
	return prompt ? read_prompt(ix, prompt) : read_command(ix);
}

static SK_OUTCOME read_lines(struct sk_ix *ix, const struct sk_config_source *source)
{
	struct sk_place place = {ix->router.file, 1, 1};
	for (size_t at = sk_lines_find(&ix->router.lines, source, shows_config), past; at < source->length; at = past + 1) {
		sk_lines_take(&ix->router.lines, source, at, &past);
		SK_TRY(read_line(ix));
	}
	if (ix->router.faces.count == 0)
		return sk_error_set(ix->router.error, SK_E_CONFIG_CUT, &place, _("no interface stands in it"), _("all that 'show running-config' prints"), NULL);
	return SK_OK;
}

/* ---- the file ---- */

sk_outcome sk_ix_read(struct sk_arena *arena, const struct sk_config_source *source, struct sk_filter *out, struct sk_error *error)
{
	SK_ARENA_SCOPE scratch = sk_arena_new(SK_ROUTER_SCRATCH_MAX);
	struct sk_ix ix = {.entries = SK_BUF(SK_CONFIG_RULES_MAX * sizeof(struct sk_ix_entry)), .bindings = SK_BUF(SK_CONFIG_RULES_MAX * sizeof(struct sk_ix_binding))};
	sk_outcome outcome = sk_router_begin(&ix.router, arena, scratch, source, error);
	if (!sk_failed(outcome))
		outcome = read_lines(&ix, source);
	if (!sk_failed(outcome))
		outcome = sk_ix_make_chains(&ix, out);
	sk_buf_release(&ix.entries);
	sk_buf_release(&ix.bindings);
	sk_router_end(&ix.router);
	return outcome;
}

/* ---- whose bytes they are ---- */

/* "ip access-list a permit ip src ...", "ip filter a 1 in", "ip napt ...", "interface GigaEthernet0.0": no other device says so. */
static bool is_telling(const struct sk_lines *lines)
{
	static const char giga[] = "GigaEthernet";
	const struct sk_word *name = sk_lines_word(lines, 1), *priority = sk_lines_word(lines, 3);
	uint64_t number;
	if (sk_lines_is(lines, 0, "interface"))
		return name->length >= sizeof(giga) && memcmp(name->text, giga, sizeof(giga) - 1) == 0;
	if (!is_ip(lines, 0))
		return false;
	if (sk_word_is(name, "filter"))
		return (sk_lines_is(lines, 4, "in") || sk_lines_is(lines, 4, "out")) && sk_config_number(priority->text, priority->length, PRIORITY_LAST, &number);
	return sk_word_is(name, "napt") || (sk_word_is(name, "access-list") && (sk_lines_is(lines, 5, "src") || sk_lines_is(lines, 4, "access")));
}

bool sk_ix_knows(const struct sk_config_source *source)
{
	static const char maker[] = "! NEC Portable Internetwork Core";
	struct sk_word words[HEAD_MAX];
	struct sk_lines lines = {.words = words};
	for (size_t at = 0, past; at < source->length; at = past + 1) {
		sk_lines_take(&lines, source, at, &past);
		sk_lines_split(&lines, lines.line, lines.length < HEAD_MAX ? lines.length : HEAD_MAX);
		if (is_telling(&lines) || (lines.length >= sizeof(maker) - 1 && memcmp(lines.line, maker, sizeof(maker) - 1) == 0))
			return true;
	}
	return false;
}
