/*
 * Lines of a Yamaha router that decide beside the lists: what goes from card to card as frames, what discards more, and what can set other lists later.
 *
 * Numbers are those of the maker's command reference. None of these lines is followed: each is a note, and where it can matter nobody knows what becomes of a packet.
 */
#include "config/yamaha.h"

#include <string.h>

static const struct sk_word *word_at(const struct sk_yamaha *yamaha, size_t at)
{
	return sk_lines_word(&yamaha->router.lines, at);
}

static bool word_is(const struct sk_yamaha *yamaha, size_t at, const char *text)
{
	return sk_lines_is(&yamaha->router.lines, at, text);
}

static SK_OUTCOME add_note(struct sk_yamaha *yamaha, const struct sk_note *note)
{
	return sk_faces_note(&yamaha->router.faces, &yamaha->router.lines, note);
}

/* Of all interfaces whose name begins so. */
static SK_OUTCOME note_kind(struct sk_yamaha *yamaha, const char *kind, unsigned directions, bool passes)
{
	struct sk_note note = {.kind = kind, .directions = directions, .families = sk_yamaha_families(yamaha), .passes = passes};
	return add_note(yamaha, &note);
}

static SK_OUTCOME note_face(struct sk_yamaha *yamaha, const struct sk_word *word, unsigned directions, bool passes)
{
	struct sk_note note = {.directions = directions, .families = sk_yamaha_families(yamaha), .passes = passes};
	SK_TRY(sk_yamaha_interface(yamaha, word, &note.face));
	return add_note(yamaha, &note);
}

/* "lan1": a card of its own, which networks that are cut out of it, bridges and PPPoE hang on. */
static bool is_card(const struct sk_word *word)
{
	static const char digits[] = "0123456789";
	for (size_t i = 3; i < word->length; i++)
		if (!memchr(digits, word->text[i], sizeof(digits) - 1))
			return false;
	return word->length > 3 && memcmp(word->text, "lan", 3) == 0;
}

/* The card itself and what is cut out of it: lan1.1, lan1/1, and by "vlan port mapping" (38.2) any vlan1. */
static SK_OUTCOME note_card(struct sk_yamaha *yamaha, const struct sk_word *card, unsigned directions, bool passes)
{
	const char *name;
	SK_TRY(sk_arena_text(yamaha->router.arena, card->text, card->length, &name, yamaha->router.error));
	SK_TRY(note_kind(yamaha, name, directions, passes));
	return note_kind(yamaha, "vlan", directions, passes);
}

/* ---- frames ---- */

/* "ethernet lan1 filter in 1" (9.2): frames that hold packets of whatever hangs on the card may be discarded, so those of PPPoE and of a bridge. */
sk_outcome sk_yamaha_ethernet(struct sk_yamaha *yamaha)
{
	const struct sk_word *where = word_at(yamaha, 1);
	unsigned directions = sk_yamaha_directions(yamaha, 3);
	size_t interface;
	if (!word_is(yamaha, 2, "filter") || word_is(yamaha, 1, "filter"))
		return SK_OK;
	SK_TRY(sk_yamaha_interface(yamaha, where, &interface));
	SK_TRY(is_card(where) ? note_card(yamaha, where, directions, false) : note_face(yamaha, where, directions, false));
	SK_TRY(note_kind(yamaha, "pp", directions, false));
	return note_kind(yamaha, "bridge", directions, false);
}

/* "url lan1 filter out 1": it looks at requests, and can only discard more. */
sk_outcome sk_yamaha_url(struct sk_yamaha *yamaha)
{
	if (!word_is(yamaha, 2, "filter") || word_is(yamaha, 1, "filter"))
		return SK_OK;
	return note_face(yamaha, word_at(yamaha, 1), sk_yamaha_directions(yamaha, 3), false);
}

static bool is_tunnel(const struct sk_word *word)
{
	uint32_t number;
	struct sk_word rest = {word->text + 6, word->length > 6 ? word->length - 6 : 0, 0};
	return word->length > 6 && memcmp(word->text, "tunnel", 6) == 0 && sk_yamaha_number(&rest, &number);
}

/* A range of interfaces may be any of them: of tunnels where it says so. */
static SK_OUTCOME note_member(struct sk_yamaha *yamaha, const struct sk_word *word)
{
	bool tunnels = word->length > 6 && memcmp(word->text, "tunnel", 6) == 0;
	if (sk_yamaha_is_interface(word) || is_tunnel(word))
		return note_face(yamaha, word, SK_DIRECTIONS_BOTH, true);
	return note_kind(yamaha, tunnels ? "tunnel" : NULL, SK_DIRECTIONS_BOTH, true);
}

/* 8.8.2, 45.1, 11.16.13: frames go from one member to the other, and that filters of IP are asked about what is in them is said nowhere. Before the members stands a number, or the bridge. */
sk_outcome sk_yamaha_bridged(struct sk_yamaha *yamaha)
{
	bool bridge = word_is(yamaha, 0, "bridge");
	size_t at = bridge ? 1 : 2;
	uint32_t number;
	if (!word_is(yamaha, at, "member") || (!bridge && !word_is(yamaha, 1, "pass-through")))
		return SK_OK;
	for (at += bridge ? 2 : 1; at < yamaha->router.lines.word_count; at++)
		if (!sk_yamaha_number(word_at(yamaha, at), &number))
			SK_TRY(note_member(yamaha, word_at(yamaha, at)));
	return SK_OK;
}

/* "vlan interconnect group lan1 vlan1,vlan2" (38.3): asked behind the list of the way out, and without "all" it discards what goes between others. */
sk_outcome sk_yamaha_vlan(struct sk_yamaha *yamaha)
{
	const struct sk_word *card = word_at(yamaha, 3);
	if (!word_is(yamaha, 1, "interconnect") || !word_is(yamaha, 2, "group") || (word_is(yamaha, 4, "all") && yamaha->router.lines.word_count == 5))
		return SK_OK;
	return is_card(card) ? note_card(yamaha, card, 1 << SK_DIRECTION_OUT, false) : note_kind(yamaha, NULL, 1 << SK_DIRECTION_OUT, false);
}

/* ---- what is done later ---- */

/* Where the command stands: behind a star, or behind an interface that is selected for it (37.1). */
static size_t scheduled(const struct sk_yamaha *yamaha)
{
	static const char *const selecting[] = {"pp", "tunnel", "switch"};
	for (size_t i = 3; i < yamaha->router.lines.word_count; i++) {
		if (word_is(yamaha, i, "*"))
			return i + 1;
		if (sk_word_is_one_of(word_at(yamaha, i), selecting, SK_COUNT(selecting)))
			return i + 2;
	}
	return yamaha->router.lines.word_count;
}

/* Commands that leave filters and cards as they are. */
static bool is_harmless(const struct sk_yamaha *yamaha, size_t at)
{
	static const char *const harmless[] = {"clear", "connect", "disconnect", "ipsec", "isdn", "mail", "ntpdate", "pp", "ppp", "rdate", "restart", "snmp", "speed", "switch", "syslog", "tunnel", "wol"};
	static const char *const routes[] = {"route", "keepalive"};
	at += word_is(yamaha, at, "no");
	if (word_is(yamaha, at, "ip") || word_is(yamaha, at, "ipv6"))
		return sk_word_is_one_of(word_at(yamaha, at + 1), routes, SK_COUNT(routes));
	if (word_is(yamaha, at, "lan"))
		return !word_is(yamaha, at + 1, "pass-through");
	return sk_word_is_one_of(word_at(yamaha, at), harmless, SK_COUNT(harmless));
}

/* It can set other lists at any hour, or run a script that does. What it does is not shown: it may hold a secret. */
sk_outcome sk_yamaha_schedule(struct sk_yamaha *yamaha)
{
	static const char *const scripts[] = {"lua", "load", "execute"};
	static const char *const shown[] = {"schedule ... lua ...", "schedule ... load ...", "schedule ... execute ..."};
	struct sk_note note = {.directions = SK_DIRECTIONS_BOTH, .families = SK_FAMILIES, .passes = true, .text = "schedule ..."};
	size_t at = scheduled(yamaha);
	if (sk_yamaha_is_about_filters(yamaha))
		note.text = "schedule ... filter ...";
	else if (is_harmless(yamaha, at))
		return SK_OK;
	for (size_t i = 0; i < SK_COUNT(scripts); i++)
		if (word_is(yamaha, at, scripts[i]))
			note.text = shown[i];
	return add_note(yamaha, &note);
}

/* ---- broadcasts ---- */

static SK_OUTCOME gather(struct sk_yamaha *yamaha, struct sk_buf *items, const void *item, size_t size)
{
	if (items->length / size == SK_CONFIG_CHAINS_MAX)
		return sk_config_too_many(yamaha->router.error, yamaha->router.file, yamaha->router.lines.number, N_("lines about filters that are not understood"), SK_CONFIG_CHAINS_MAX);
	sk_buf_add(items, item, size);
	return sk_buf_check(items, yamaha->router.error);
}

/* 8.1.13: by default all of them are discarded; what a list of filters there lets through is not followed. */
sk_outcome sk_yamaha_broadcasts(struct sk_yamaha *yamaha)
{
	yamaha->broadcasts_pass = word_is(yamaha, 3, "off");
	return SK_OK;
}

static SK_OUTCOME add_network(struct sk_yamaha *yamaha, size_t interface, sk_wide broadcast)
{
	struct sk_yamaha_network network = {.face = interface, .line = yamaha->router.lines.number, .broadcast = broadcast};
	SK_TRY(sk_lines_keep_words(&yamaha->router.lines, &network.text));
	return gather(yamaha, &yamaha->networks, &network, sizeof(network));
}

/* "ip lan1 address 192.168.1.1/24", "ip lan1 secondary address ..."; of IPv6 there are no broadcasts, behind a line of PPP no network. */
sk_outcome sk_yamaha_network(struct sk_yamaha *yamaha, size_t interface)
{
	size_t at = word_is(yamaha, 2, "secondary") ? 4 : 3;
	const struct sk_word *word = word_at(yamaha, at), *other = word_at(yamaha, at + 2);
	const char *slash = word->length ? memchr(word->text, '/', word->length) : NULL;
	sk_wide address, host;
	if (sk_yamaha_families(yamaha) != SK_FAMILY_4 || !sk_yamaha_is_interface(word_at(yamaha, 1)) || !slash)
		return SK_OK;
	size_t before = (size_t)(slash - word->text);
	if (sk_address_4(word->text, before, &address) && sk_yamaha_mask(slash + 1, word->length - before - 1, &host) && host)
		SK_TRY(add_network(yamaha, interface, address | host));
	return word_is(yamaha, at + 1, "broadcast") && sk_address_4(other->text, other->length, &address) ? add_network(yamaha, interface, address) : SK_OK;
}

static SK_OUTCOME settle_networks(struct sk_yamaha *yamaha)
{
	const struct sk_yamaha_network *networks = (const struct sk_yamaha_network *)(void *)yamaha->networks.bytes;
	for (size_t i = 0; i < yamaha->networks.length / sizeof(*networks) && !yamaha->broadcasts_pass; i++) {
		struct sk_note note = {.face = networks[i].face, .directions = 1 << SK_DIRECTION_OUT, .families = SK_FAMILY_4, .text = networks[i].text};
		void *box = NULL;
		SK_TRY(sk_arena_take(yamaha->router.arena, 1, sizeof(struct sk_box), &box, yamaha->router.error));
		(void)sk_box_families(SK_FAMILY_4, box);
		sk_box_set(box, SK_DIM_TARGET, networks[i].broadcast, networks[i].broadcast);
		note.may = (struct sk_match){box, 1};
		yamaha->router.lines.number = networks[i].line;
		SK_TRY(add_note(yamaha, &note));
	}
	return SK_OK;
}

/* ---- forwarding by filters ---- */

/* "ip forward filter 1 10 gateway pp 1 filter 100 101 keepalive 1" (8.7.1) */
sk_outcome sk_yamaha_forwards(struct sk_yamaha *yamaha)
{
	struct sk_yamaha_forward forward = {0};
	bool filters = false;
	if (!word_is(yamaha, 2, "filter") || !sk_yamaha_number(word_at(yamaha, 3), &forward.id))
		return SK_OK;
	for (size_t i = 4; i < yamaha->router.lines.word_count && !(filters && word_is(yamaha, i, "keepalive")); i++) {
		(void)sk_yamaha_number(word_at(yamaha, i), &forward.filter);
		if (filters)
			SK_TRY(gather(yamaha, &yamaha->forwards, &forward, sizeof(forward)));
		filters = filters || word_is(yamaha, i, "filter");
	}
	return SK_OK;
}

/* "ip lan1 forward filter 1" (8.7.2): of what comes in. IPv6 has none in the reference. */
sk_outcome sk_yamaha_forwards_at(struct sk_yamaha *yamaha, size_t interface)
{
	struct sk_yamaha_forward_at at = {.face = interface, .line = yamaha->router.lines.number};
	if (!word_is(yamaha, 3, "filter"))
		return SK_OK;
	if (sk_yamaha_families(yamaha) != SK_FAMILY_4)
		return note_face(yamaha, word_at(yamaha, 1), SK_DIRECTIONS_BOTH, true);
	(void)sk_yamaha_number(word_at(yamaha, 4), &at.id);
	SK_TRY(sk_lines_keep_words(&yamaha->router.lines, &at.text));
	return gather(yamaha, &yamaha->forwards_at, &at, sizeof(at));
}

/* A filter that rejects discards instead of forwarding; one that stands nowhere may. */
static SK_OUTCOME find_rejecting(struct sk_yamaha *yamaha, uint32_t id, bool *found)
{
	const struct sk_yamaha_forward *forwards = (const struct sk_yamaha_forward *)(void *)yamaha->forwards.bytes;
	*found = id == 0;
	for (size_t i = 0; i < yamaha->forwards.length / sizeof(*forwards) && !*found; i++) {
		struct sk_yamaha_filter *filter = forwards[i].id == id ? sk_yamaha_filter(yamaha, forwards[i].filter, false, false) : NULL;
		if (filter)
			SK_TRY(sk_yamaha_understand(yamaha, filter));
		*found = forwards[i].id == id && (!filter || filter->action != SK_ACTION_ACCEPT);
	}
	return SK_OK;
}

static SK_OUTCOME settle_forwards(struct sk_yamaha *yamaha)
{
	const struct sk_yamaha_forward_at *at = (const struct sk_yamaha_forward_at *)(void *)yamaha->forwards_at.bytes;
	for (size_t i = 0; i < yamaha->forwards_at.length / sizeof(*at); i++) {
		struct sk_note note = {.face = at[i].face, .directions = 1 << SK_DIRECTION_IN, .families = SK_FAMILY_4, .text = at[i].text};
		bool rejects;
		SK_TRY(find_rejecting(yamaha, at[i].id, &rejects));
		yamaha->router.lines.number = at[i].line;
		if (rejects)
			SK_TRY(add_note(yamaha, &note));
	}
	return SK_OK;
}

sk_outcome sk_yamaha_settle(struct sk_yamaha *yamaha)
{
	SK_TRY(settle_networks(yamaha));
	return settle_forwards(yamaha);
}
