/*
 * hostapd.conf: the networks of an access point, one for the interface and one for each "bss=" behind it. What is left to a default is decided by
 * the comments of hostapd 2.10's hostapd.conf: ignore_broadcast_ssid 0, macaddr_acl 0, wpa_pairwise TKIP, rsn_pairwise that of wpa_pairwise,
 * ieee80211w 0; and by its configuration in memory: wpa 0, wpa_key_mgmt WPA-PSK, ap_isolate 0. Each bss begins with the defaults, not with what stands before it.
 *
 * A network that takes several ways in is as good as the weakest of them.
 */
#include "settings/private.h"

#include <string.h>

enum { SSID_MOST = 32, NUMBER_MOST = 1000000 };

/* How a station shows that it may come in, weakest first. */
enum { WAY_OTHER = 1, WAY_OWE = 2, WAY_PSK = 4, WAY_SAE = 8, WAY_EAP = 16, WAY_EAP_192 = 32 };
enum { CIPHER_TKIP = 1, CIPHER_AES = 2, CIPHER_GCMP = 4, CIPHER_OTHER = 8 };

struct word {
	const char *text;
	unsigned bit;
};
static const struct word ways[] = {
	{"WPA-PSK", WAY_PSK}, {"WPA-PSK-SHA256", WAY_PSK}, {"FT-PSK", WAY_PSK},
	{"WPA-EAP", WAY_EAP}, {"WPA-EAP-SHA256", WAY_EAP}, {"WPA-EAP-SHA384", WAY_EAP}, {"WPA-EAP-SUITE-B", WAY_EAP}, {"FT-EAP", WAY_EAP},
	{"FT-EAP-SHA384", WAY_EAP}, {"FILS-SHA256", WAY_EAP}, {"FILS-SHA384", WAY_EAP}, {"FT-FILS-SHA256", WAY_EAP}, {"FT-FILS-SHA384", WAY_EAP},
	{"WPA-EAP-SUITE-B-192", WAY_EAP_192},
	{"SAE", WAY_SAE}, {"FT-SAE", WAY_SAE}, {"SAE-EXT-KEY", WAY_SAE}, {"FT-SAE-EXT-KEY", WAY_SAE},
	{"OWE", WAY_OWE},
};
static const struct word ciphers[] = {
	{"TKIP", CIPHER_TKIP}, {"CCMP", CIPHER_AES}, {"CCMP-256", CIPHER_AES}, {"GCMP", CIPHER_GCMP}, {"GCMP-256", CIPHER_GCMP},
};

/* The keys that are read. Of the last ones only that they stand there: their values are secrets. */
enum key {
	KEY_SSID, KEY_SSID2, KEY_HIDDEN, KEY_WPA, KEY_WAYS, KEY_WPA_PAIRWISE, KEY_RSN_PAIRWISE, KEY_GROUP_CIPHER, KEY_MAC, KEY_MFP, KEY_OCV, KEY_ISOLATE, KEY_8021X,
	KEY_OSEN, KEY_DISABLED, KEY_WEP_UNICAST, KEY_WEP_BROADCAST, KEY_WEP, KEYS
};
enum form { FORM_NUMBER, FORM_WAYS, FORM_CIPHERS, FORM_SSID, FORM_PRESENT };
static const struct {
	const char *name;
	enum key key;
	enum form form;
} keys[] = {
	{"ssid", KEY_SSID, FORM_SSID},
	{"ssid2", KEY_SSID2, FORM_SSID},
	{"ignore_broadcast_ssid", KEY_HIDDEN, FORM_NUMBER},
	{"wpa", KEY_WPA, FORM_NUMBER},
	{"wpa_key_mgmt", KEY_WAYS, FORM_WAYS},
	{"wpa_pairwise", KEY_WPA_PAIRWISE, FORM_CIPHERS},
	{"rsn_pairwise", KEY_RSN_PAIRWISE, FORM_CIPHERS},
	{"group_cipher", KEY_GROUP_CIPHER, FORM_CIPHERS},
	{"macaddr_acl", KEY_MAC, FORM_NUMBER},
	{"ieee80211w", KEY_MFP, FORM_NUMBER},
	{"ocv", KEY_OCV, FORM_NUMBER},
	{"ap_isolate", KEY_ISOLATE, FORM_NUMBER},
	{"ieee8021x", KEY_8021X, FORM_NUMBER},
	{"osen", KEY_OSEN, FORM_NUMBER},
	{"start_disabled", KEY_DISABLED, FORM_NUMBER},
	{"wep_key_len_unicast", KEY_WEP_UNICAST, FORM_NUMBER},
	{"wep_key_len_broadcast", KEY_WEP_BROADCAST, FORM_NUMBER},
	{"wep_key0", KEY_WEP, FORM_PRESENT},
	{"wep_key1", KEY_WEP, FORM_PRESENT},
	{"wep_key2", KEY_WEP, FORM_PRESENT},
	{"wep_key3", KEY_WEP, FORM_PRESENT},
};

/* Of each key: its number or bits, and the line; 0: it does not stand there. */
struct network {
	uint32_t line;
	bool any; /* a key that is read stands in it */
	unsigned values[KEYS];
	uint32_t lines[KEYS];
	const char *ssid;
	bool not_known; /* a way or a cipher that nobody here knows */
	bool wired;
};

/* ---- one line ---- */

struct line {
	struct sk_settings_making *making;
	size_t at, end, value; /* bytes of the file */
	uint32_t number;
};

static const char *bytes_at(const struct line *line, size_t at)
{
	return line->making->source->bytes + at;
}

static bool key_is(const struct line *line, const char *name)
{
	size_t length = line->value - 1 - line->at;
	return strlen(name) == length && memcmp(bytes_at(line, line->at), name, length) == 0;
}

static sk_outcome take_number(const struct line *line, unsigned *out)
{
	unsigned value = 0;
	size_t at = line->value;
	for (; at < line->end && *bytes_at(line, at) >= '0' && *bytes_at(line, at) <= '9' && value < NUMBER_MOST; at++)
		value = value * 10 + (unsigned)(*bytes_at(line, at) - '0');
	while (at < line->end && *bytes_at(line, at) == ' ')
		at++;
	if (at != line->end || at == line->value)
		return sk_settings_refuse(line->making, line->value, N_("a value that is no number"), N_("a number"));
	*out = value;
	return SK_OK;
}

static unsigned bit_of(const struct word *words, size_t count, const char *text, size_t length)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(words[i].text) == length && memcmp(words[i].text, text, length) == 0)
			return words[i].bit;
	return 0;
}

/* Words with blanks between them; one that is not known leaves open what the network is. */
static unsigned take_words(const struct line *line, const struct word *words, size_t count, bool *not_known)
{
	unsigned bits = 0;
	for (size_t at = line->value, end; at < line->end; at = end + 1) {
		for (end = at; end < line->end && *bytes_at(line, end) != ' ' && *bytes_at(line, end) != '\t';)
			end++;
		unsigned bit = bit_of(words, count, bytes_at(line, at), end - at);
		*not_known = *not_known || (end > at && bit == 0);
		bits |= bit;
	}
	return bits;
}

/* As it stands there, or in quotes (ssid2). One that is written in another way, or is no text, is there and not known. */
static sk_outcome take_ssid(struct network *network, const struct line *line, enum key key)
{
	struct sk_settings_making *making = line->making;
	size_t from = line->value, length = line->end - line->value, bad;
	network->ssid = NULL;
	if (key == KEY_SSID && length > SSID_MOST)
		return sk_settings_too_long(making, from, SSID_MOST);
	if (key == KEY_SSID2) {
		bool quoted = length >= 2 && *bytes_at(line, from) == '"' && *bytes_at(line, line->end - 1) == '"';
		from += quoted;
		length = quoted ? length - 2 : 0;
	}
	if (sk_my_number_inside(bytes_at(line, from), length)) {
		struct sk_place place = {making->source->file, line->number, 1};
		return sk_error_set(making->error, SK_E_MY_NUMBER, &place, NULL, NULL, NULL);
	}
	if (length == 0 || length > SSID_MOST || !sk_utf8_clean(bytes_at(line, from), length, &bad) || memchr(bytes_at(line, from), '\t', length))
		return SK_OK;
	return sk_arena_text(making->arena, bytes_at(line, from), length, &network->ssid, making->error);
}

static sk_outcome take_value(struct network *network, const struct line *line, enum key key, enum form form)
{
	unsigned *value = &network->values[key];
	network->lines[key] = line->number;
	network->line = network->any ? network->line : line->number;
	network->any = true;
	if (form == FORM_NUMBER)
		return take_number(line, value);
	if (form == FORM_SSID)
		return take_ssid(network, line, key);
	if (form == FORM_WAYS)
		*value = take_words(line, ways, SK_COUNT(ways), &network->not_known);
	else if (form == FORM_CIPHERS)
		*value = take_words(line, ciphers, SK_COUNT(ciphers), &network->not_known);
	return SK_OK;
}

/* Keys that say nothing about the columns are passed over: there are hundreds. */
static sk_outcome take_key(struct network *network, const struct line *line)
{
	static const char *const wired[] = {"wired", "none", "roboswitch", "macsec_linux", "macsec_qca"};
	for (size_t i = 0; i < SK_COUNT(keys); i++)
		if (key_is(line, keys[i].name))
			return take_value(network, line, keys[i].key, keys[i].form);
	for (size_t i = 0; key_is(line, "driver") && i < SK_COUNT(wired); i++)
		if (strlen(wired[i]) == line->end - line->value && memcmp(bytes_at(line, line->value), wired[i], line->end - line->value) == 0)
			network->wired = true;
	return SK_OK;
}

/* ---- what the network is ---- */

struct traits {
	const char *protection, *cipher, *keys;
	uint32_t protection_line, cipher_line, keys_line;
};

static const char *cipher_of(unsigned bits)
{
	if (bits & CIPHER_TKIP)
		return bits & ~(unsigned)CIPHER_TKIP ? "tkip_aes" : "tkip";
	return bits & CIPHER_AES ? "aes" : "gcmp";
}

/* Pairwise ciphers of the versions that are on, and what broadcasts are encrypted with where that is said. */
static void decide_cipher(const struct network *network, struct traits *traits)
{
	unsigned first = network->lines[KEY_WPA_PAIRWISE] ? network->values[KEY_WPA_PAIRWISE] : CIPHER_TKIP, bits = 0;
	bool own = network->lines[KEY_RSN_PAIRWISE] && network->values[KEY_RSN_PAIRWISE];
	if (network->values[KEY_WPA] & 1)
		bits |= first;
	if (network->values[KEY_WPA] & 2)
		bits |= own ? network->values[KEY_RSN_PAIRWISE] : first;
	bits |= network->values[KEY_GROUP_CIPHER];
	traits->cipher = cipher_of(bits);
	traits->cipher_line = own && !(network->values[KEY_WPA] & 1) ? network->lines[KEY_RSN_PAIRWISE] : network->lines[KEY_WPA_PAIRWISE];
	if (network->values[KEY_GROUP_CIPHER] & CIPHER_TKIP)
		traits->cipher_line = network->lines[KEY_GROUP_CIPHER];
}

static const char *protection_of(unsigned wpa, unsigned in)
{
	if (wpa & 1)
		return wpa & 2 ? "wpa_wpa2" : "wpa";
	if (in & WAY_OWE)
		return "owe";
	if (in == WAY_SAE || in == WAY_EAP_192)
		return "wpa3";
	return in & (WAY_SAE | WAY_EAP_192) ? "wpa2_wpa3" : "wpa2";
}

static void decide_wpa(const struct network *network, struct traits *traits)
{
	unsigned in = network->lines[KEY_WAYS] ? network->values[KEY_WAYS] : WAY_PSK;
	traits->protection = protection_of(network->values[KEY_WPA], in);
	traits->protection_line = network->lines[KEY_WPA];
	traits->keys = in & WAY_OWE ? "none" : in & WAY_PSK ? "shared_key" : in & WAY_SAE ? "sae" : "enterprise";
	traits->keys_line = network->lines[KEY_WAYS];
	decide_cipher(network, traits);
}

/* Without WPA: WEP with keys of its own or handed out after 802.1X, or nothing. */
static void decide_older(const struct network *network, struct traits *traits)
{
	bool x = network->values[KEY_8021X] != 0;
	bool handed = network->values[KEY_WEP_UNICAST] || network->values[KEY_WEP_BROADCAST], wep = x ? handed : network->lines[KEY_WEP] != 0;
	traits->protection = wep ? "wep" : "open";
	traits->cipher = wep ? "wep" : "none";
	traits->keys = x ? "enterprise" : wep ? "shared_key" : "none";
	traits->protection_line = traits->cipher_line = wep && !x ? network->lines[KEY_WEP] : network->lines[KEY_WPA];
	traits->keys_line = x ? network->lines[KEY_8021X] : network->lines[KEY_WEP];
}

/* ---- the fact ---- */

/* Who answers a request for an authentication may decide by the address as well: then it is not known. */
static void put_list(struct sk_settings_making *making, const struct network *network)
{
	if (network->values[KEY_MAC] <= 1)
		sk_making_integer(making, "mac_list", network->values[KEY_MAC], network->lines[KEY_MAC]);
}

static sk_outcome put_frames(struct sk_settings_making *making, const struct network *network)
{
	static const char *const words[] = {"off", "optional", "required"};
	unsigned value = network->values[KEY_MFP];
	/* Only WPA2 and newer have it; checking channels turns it on by itself. */
	if (!(network->values[KEY_WPA] & 2))
		return sk_making_text(making, "management_frames", words[0], network->lines[KEY_WPA]);
	if (value >= SK_COUNT(words) || (value == 0 && network->values[KEY_OCV]))
		return SK_OK;
	return sk_making_text(making, "management_frames", words[value], network->lines[KEY_MFP]);
}

static sk_outcome put_traits(struct sk_settings_making *making, const struct network *network)
{
	struct traits traits;
	(network->values[KEY_WPA] ? decide_wpa : decide_older)(network, &traits);
	SK_TRY(sk_making_text(making, "protection", traits.protection, traits.protection_line));
	SK_TRY(sk_making_text(making, "cipher", traits.cipher, traits.cipher_line));
	SK_TRY(sk_making_text(making, "key_management", traits.keys, traits.keys_line));
	/* The methods of EAP stand with the server. Without EAP nobody shows a certificate. */
	if (strcmp(traits.keys, "enterprise") != 0)
		sk_making_integer(making, "client_certificate", 0, traits.keys_line);
	return SK_OK;
}

static sk_outcome put_network(struct sk_settings_making *making, const struct network *network)
{
	bool hidden = network->values[KEY_HIDDEN] != 0;
	uint32_t named = network->lines[network->lines[KEY_SSID2] > network->lines[KEY_SSID] ? KEY_SSID2 : KEY_SSID];
	SK_TRY(sk_making_begin(making));
	SK_TRY(sk_making_text(making, "role", "access_point", network->line));
	SK_TRY(sk_making_text(making, "ssid", network->ssid, named));
	sk_making_integer(making, "active", network->values[KEY_DISABLED] == 0, network->lines[KEY_DISABLED]);
	/* One setting does both: the name is left out, and who asks without it gets no answer. */
	sk_making_integer(making, "hidden", hidden, network->lines[KEY_HIDDEN]);
	sk_making_integer(making, "any_refused", hidden, network->lines[KEY_HIDDEN]);
	SK_TRY(put_traits(making, network));
	put_list(making, network);
	sk_making_integer(making, "isolated", network->values[KEY_ISOLATE] != 0, network->lines[KEY_ISOLATE]);
	SK_TRY(put_frames(making, network));
	return sk_making_end(making, named ? named : network->line);
}

static sk_outcome end_network(struct sk_settings_making *making, const struct network *network)
{
	if (network->wired)
		return sk_making_note(making, network->line, N_("a driver that is not of a wireless network; nothing was read of it"));
	if (network->not_known || network->values[KEY_OSEN] || network->values[KEY_WPA] > 3)
		return sk_making_note(making, network->line, N_("a network with protection that is not understood here; not judged"));
	return network->any ? put_network(making, network) : SK_OK;
}

/* ---- all of it ---- */

static sk_outcome take_line(struct line *line, struct network *network)
{
	struct sk_settings_making *making = line->making;
	bool wired = network->wired;
	if (line->at == line->end || *bytes_at(line, line->at) == '#')
		return SK_OK;
	if (line->end - line->at > SK_SETTINGS_LINE_MAX)
		return sk_settings_too_long(making, line->at, SK_SETTINGS_LINE_MAX);
	const char *equals = memchr(bytes_at(line, line->at), '=', line->end - line->at);
	if (!equals)
		return sk_settings_refuse(making, line->at, N_("a line without '='"), N_("a key, '=' and its value; '#' before a comment"));
	line->value = (size_t)(equals - making->source->bytes) + 1;
	if (!key_is(line, "bss"))
		return take_key(network, line);
	SK_TRY(end_network(making, network));
	*network = (struct network){.line = line->number, .any = true, .wired = wired};
	return SK_OK;
}

sk_outcome sk_hostapd_read(struct sk_settings_making *making)
{
	const struct sk_config_source *source = making->source;
	struct network network = {.line = 1};
	struct line line = {.making = making};
	for (size_t end; line.at < source->length; line.at = end + 1) {
		const char *newline = memchr(source->bytes + line.at, '\n', source->length - line.at);
		end = newline ? (size_t)(newline - source->bytes) : source->length;
		line.number++;
		line.end = end > line.at && source->bytes[end - 1] == '\r' ? end - 1 : end;
		SK_TRY(take_line(&line, &network));
	}
	return end_network(making, &network);
}

/* The interface, and something else that only hostapd has. */
bool sk_hostapd_knows(const struct sk_config_source *source)
{
	static const char *const heads[] = {"interface=", "ssid=", "ssid2=", "hw_mode=", "wpa=", "wpa_key_mgmt=", "macaddr_acl=", "auth_algs=", "ignore_broadcast_ssid=", "bss=", "driver="};
	bool seen[SK_COUNT(heads)] = {false};
	size_t others = 0;
	for (size_t at = 0, end; at < source->length; at = end + 1) {
		const char *newline = memchr(source->bytes + at, '\n', source->length - at);
		end = newline ? (size_t)(newline - source->bytes) : source->length;
		for (size_t i = 0; i < SK_COUNT(heads); i++)
			if (end - at >= strlen(heads[i]) && memcmp(source->bytes + at, heads[i], strlen(heads[i])) == 0)
				seen[i] = true;
	}
	for (size_t i = 1; i < SK_COUNT(heads); i++)
		others += seen[i];
	return others > 0 && (seen[0] || others > 1);
}
