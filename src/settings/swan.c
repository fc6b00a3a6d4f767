/*
 * swanctl.conf of strongSwan: connections as proposals. What is left to a default is decided by swanctl.conf(5) of strongSwan 5.9:
 * version 0 (answers to both), remote_addrs %any, aggressive no, rekey_time 4h (0 beside a reauth_time) and 1h of a child, auth pubkey, mode
 * tunnel, local_ts and remote_ts dynamic. Not decided: which algorithms the proposals called "default" are; that depends on the version and what is loaded.
 *
 * What a section gets from another one or from a file is not known: there a key that is missing is null, not its default.
 */
#include "settings/private.h"

#include <string.h>

enum { HOUR = 3600, SECONDS_MOST = 31622400, PEER_MOST = 64, NETWORKS_MOST = 512, NOT_KNOWN = -1 };

struct given {
	const char *text; /* NULL: not known */
	uint32_t line;	  /* 0: a default */
};

static struct given get(const struct sk_swan_node *section, const char *key, const char *otherwise)
{
	const struct sk_swan_node *node = sk_swan_find(section, key, strlen(key), false);
	if (node && node->value)
		return (struct given){node->value, node->line};
	return (struct given){section->open ? NULL : otherwise, 0};
}

static bool is(struct given given, const char *text)
{
	return given.text && strcmp(given.text, text) == 0;
}

/* The parts of a list with commas, without the blanks around them; false: there are no more. */
static bool next_of(const char **rest, const char **part, size_t *length)
{
	while (**rest == ' ' || **rest == ',')
		(*rest)++;
	*part = *rest;
	*length = strcspn(*rest, ",");
	*rest += *length;
	while (*length > 0 && (*part)[*length - 1] == ' ')
		(*length)--;
	return *length > 0;
}

/* ---- values ---- */

/* "4h", "90m", "86400"; NOT_KNOWN where it is none. */
static int64_t seconds(const char *text)
{
	static const char units[] = "smhd";
	static const int64_t of[] = {1, 60, HOUR, 24 * HOUR};
	int64_t value = 0;
	if (!text || *text < '0' || *text > '9')
		return NOT_KNOWN;
	for (; *text >= '0' && *text <= '9'; text++)
		if ((value = value * 10 + (*text - '0')) > SECONDS_MOST)
			return NOT_KNOWN;
	const char *unit = *text ? strchr(units, *text) : units;
	if (!unit || (*text && text[1]))
		return NOT_KNOWN;
	value *= of[unit - units];
	return value <= SECONDS_MOST ? value : NOT_KNOWN;
}

/* 1, 0, or NOT_KNOWN. */
static int yes(struct given given)
{
	static const char *const words[][4] = {{"no", "0", "false", "disabled"}, {"yes", "1", "true", "enabled"}};
	for (int i = 0; i < 2; i++)
		for (size_t j = 0; j < SK_COUNT(words[i]); j++)
			if (is(given, words[i][j]))
				return i;
	return NOT_KNOWN;
}

/* ---- one connection ---- */

struct versions {
	bool known, first, second; /* IKEv1, IKEv2 */
	uint32_t line;
};
struct connection {
	struct sk_settings_making *making;
	const struct sk_swan_node *section;
	struct versions versions;
	const char *peer, *authentication;
	uint32_t peer_line, authentication_line;
	int aggressive;
	uint32_t aggressive_line;
};

static struct versions versions_of(const struct sk_swan_node *section)
{
	struct given version = get(section, "version", "0");
	bool both = is(version, "0");
	return (struct versions){both || is(version, "1") || is(version, "2"), both || is(version, "1"), both || is(version, "2"), version.line};
}

static const char *way_of(const struct sk_swan_node *round)
{
	static const struct {
		const char *head, *way;
	} ways[] = {{"psk", "shared_key"}, {"eap", "eap"}, {"xauth", "other"}};
	struct given auth = get(round, "auth", "pubkey");
	if (!auth.text)
		return NULL;
	for (size_t i = 0; i < SK_COUNT(ways); i++)
		if (strncmp(auth.text, ways[i].head, strlen(ways[i].head)) == 0)
			return ways[i].way;
	/* Bare keys are keys without a certificate. */
	return get(round, "pubkeys", NULL).text ? "other" : "certificate";
}

/* A shared key in any round is what an attacker guesses at, so it stands for all of them; else they have to agree. A side without a round may
 * prove itself in any way. */
static void decide_authentication(struct connection *connection)
{
	bool sides[2] = {false, false}, agree = true;
	const char *first = NULL;
	for (const struct sk_swan_node *node = connection->section->first; node; node = node->next) {
		bool remote = strncmp(node->name, "remote", 6) == 0;
		if (!node->section || (!remote && strncmp(node->name, "local", 5) != 0))
			continue;
		const char *way = way_of(node);
		connection->authentication_line = first ? connection->authentication_line : node->line;
		agree = agree && way && (!first || strcmp(way, first) == 0);
		first = !first || (way && strcmp(way, "shared_key") == 0) ? way : first;
		sides[remote] = true;
	}
	bool shared = first && strcmp(first, "shared_key") == 0;
	connection->authentication = shared || (agree && sides[0] && sides[1]) ? first : NULL;
}

/* Without the blanks between several, in the letters of a column. */
static void join(const char *list, struct sk_buf *text)
{
	const char *part;
	for (size_t length; next_of(&list, &part, &length);)
		sk_buf_print(text, "%s%.*s", text->length ? "," : "", (int)length, part);
	for (size_t i = 0; i < text->length; i++)
		text->bytes[i] = text->bytes[i] > ' ' && text->bytes[i] < 127 ? text->bytes[i] : '?';
}

/* More than a column holds is cut, and says so. */
static sk_outcome decide_peer(struct connection *connection)
{
	struct given addresses = get(connection->section, "remote_addrs", "%any");
	SK_BUF_SCOPE text = SK_BUF(SK_SETTINGS_LINE_MAX + 1);
	join(addresses.text ? addresses.text : "?", &text);
	size_t end = text.length <= PEER_MOST ? text.length : PEER_MOST - 3;
	connection->peer_line = addresses.line;
	if (end == 0)
		return sk_arena_print(connection->making->arena, &connection->peer, connection->making->error, "?");
	return sk_arena_print(connection->making->arena, &connection->peer, connection->making->error, "%.*s%s", (int)end, text.bytes,
			      end < text.length ? "..." : "");
}

/* ---- facts of one proposal ---- */

enum phase { PHASE_IKE, PHASE_ESP, PHASE_AH };
static const char *const phases[] = {"ike", "esp", "ah"};

struct offer {
	const struct connection *connection;
	enum phase phase;
	int version; /* 0: not known, or both */
	bool first_only;
	int64_t lifetime; /* NOT_KNOWN */
	uint32_t lifetime_line;
	bool split; /* some traffic goes beside it, for sure */
	struct given own, peer; /* selectors of a child; text NULL: not known */
	uint32_t line;
};
struct mix {
	struct sk_swan_cipher cipher;
	const char *integrity;
	int group;
};

/* Main and aggressive are of IKEv1's own keys; those of ESP follow in a mode that has no word here. */
static const char *exchange_of(const struct offer *offer)
{
	if (offer->version == 2)
		return "ikev2";
	if (offer->version == 0 || offer->phase != PHASE_IKE || offer->connection->aggressive == NOT_KNOWN)
		return NULL;
	return offer->connection->aggressive ? "aggressive" : "main";
}

static sk_outcome put_connection(struct sk_settings_making *making, const struct offer *offer)
{
	const struct connection *connection = offer->connection;
	const char *exchange = exchange_of(offer);
	if (offer->version)
		sk_making_integer(making, "ike_version", offer->version, connection->versions.line);
	SK_TRY(sk_making_text(making, "exchange", exchange, offer->version == 1 ? connection->aggressive_line : connection->versions.line));
	SK_TRY(sk_making_text(making, "authentication", connection->authentication, connection->authentication_line));
	return sk_making_text(making, "peer", connection->peer, connection->peer_line);
}

/* Half of a list would be another one: then nothing is known. Nor may a bundle hold what looks like a My Number. */
static sk_outcome put_networks(struct sk_settings_making *making, const char *column, struct given selectors)
{
	SK_BUF_SCOPE text = SK_BUF(SK_SETTINGS_LINE_MAX + 1);
	if (!selectors.text)
		return SK_OK;
	join(selectors.text, &text);
	if (text.length == 0 || text.length > NETWORKS_MOST || sk_my_number_inside(text.bytes, text.length))
		return SK_OK;
	return sk_making_text(making, column, text.bytes, selectors.line);
}

static sk_outcome put_mix(struct sk_settings_making *making, const struct offer *offer, const struct mix *mix)
{
	SK_TRY(sk_making_begin(making));
	SK_TRY(put_connection(making, offer));
	SK_TRY(sk_making_text(making, "phase", phases[offer->phase], offer->line));
	SK_TRY(sk_making_text(making, "encryption", mix->cipher.word, offer->line));
	SK_TRY(sk_making_text(making, "integrity", mix->integrity, offer->line));
	if (mix->group >= 0)
		sk_making_integer(making, "dh_group", mix->group, offer->line);
	if (offer->lifetime > 0)
		sk_making_integer(making, "lifetime", offer->lifetime, offer->lifetime_line);
	if (offer->split)
		sk_making_integer(making, "everything_inside", 0, offer->peer.line);
	SK_TRY(put_networks(making, "own_networks", offer->own));
	SK_TRY(put_networks(making, "peer_networks", offer->peer));
	return sk_making_end(making, offer->line);
}

/* Of each kind one may be chosen; IKEv1 takes the first only. */
static sk_outcome put_groups(struct sk_settings_making *making, const struct offer *offer, const struct sk_swan_proposal *proposal, struct mix mix)
{
	size_t count = offer->first_only && proposal->group_count > 1 ? 1 : proposal->group_count;
	mix.group = 0;
	if (count == 0)
		return put_mix(making, offer, &mix);
	for (size_t i = 0; i < count; i++) {
		mix.group = proposal->groups[i];
		SK_TRY(put_mix(making, offer, &mix));
	}
	return SK_OK;
}

static sk_outcome put_integrities(struct sk_settings_making *making, const struct offer *offer, const struct sk_swan_proposal *proposal, struct mix mix)
{
	size_t count = offer->first_only && proposal->integrity_count > 1 ? 1 : proposal->integrity_count;
	mix.integrity = mix.cipher.aead ? "aead" : "none";
	if (count == 0 || mix.cipher.aead)
		return put_groups(making, offer, proposal, mix);
	for (size_t i = 0; i < count; i++) {
		mix.integrity = proposal->integrities[i];
		SK_TRY(put_groups(making, offer, proposal, mix));
	}
	return SK_OK;
}

static sk_outcome put_proposal(struct sk_settings_making *making, const struct offer *offer, const struct sk_swan_proposal *proposal)
{
	size_t count = offer->first_only && proposal->cipher_count > 1 ? 1 : proposal->cipher_count;
	struct mix mix = {.cipher = {"none", false}};
	if (offer->phase == PHASE_AH)
		return put_integrities(making, offer, proposal, mix);
	for (size_t i = 0; i < count; i++) {
		mix.cipher = proposal->ciphers[i];
		/* IKEv1 has none of these for its own messages (RFC 5282 is about IKEv2): where both versions are taken they are meant for the other. */
		if (mix.cipher.aead && offer->phase == PHASE_IKE && offer->version == 1 && offer->connection->versions.second)
			continue;
		SK_TRY(put_integrities(making, offer, proposal, mix));
	}
	return SK_OK;
}

/* What strongSwan takes as a proposal: IKE needs a group, and what notices changes; ESP something that hides; AH what notices changes. */
static bool is_whole(const struct sk_swan_proposal *proposal, enum phase phase)
{
	bool notices = proposal->integrity_count > 0, mixed = false;
	for (size_t i = 0; i < proposal->cipher_count; i++)
		mixed = mixed || !proposal->ciphers[i].aead;
	if (phase == PHASE_AH)
		return notices && proposal->cipher_count == 0;
	if (proposal->cipher_count == 0)
		return false;
	return phase == PHASE_ESP || (proposal->group_count > 0 && (notices || !mixed));
}

static sk_outcome take_proposals(struct sk_settings_making *making, const struct offer *offer, const char *list)
{
	struct sk_swan_proposal proposal;
	const char *part;
	for (size_t length; next_of(&list, &part, &length);) {
		if (length == 7 && memcmp(part, "default", 7) == 0)
			SK_TRY(sk_making_note(making, offer->line, N_("proposals called \"default\": which algorithms these are depends on the version; not judged")));
		else if (!sk_swan_proposal_read(part, length, &proposal) || !is_whole(&proposal, offer->phase))
			SK_TRY(sk_making_note(making, offer->line, N_("a proposal that is not understood here; not judged")));
		else
			SK_TRY(put_proposal(making, offer, &proposal));
	}
	return SK_OK;
}

/* `given`: of a key, with its default. */
static sk_outcome offer_list(const struct connection *connection, struct offer *offer, struct given given, uint32_t line)
{
	struct sk_settings_making *making = connection->making;
	offer->line = given.line ? given.line : line;
	if (!given.text)
		return sk_making_note(making, line, N_("proposals that stand elsewhere; not judged"));
	return take_proposals(making, offer, given.text);
}

/* ---- phases ---- */

static struct given no_longer(struct given a, struct given b)
{
	int64_t first = seconds(a.text), second = seconds(b.text);
	return first > 0 && (second <= 0 || first <= second) ? a : b;
}

static sk_outcome take_ike(const struct connection *connection)
{
	const struct sk_swan_node *section = connection->section;
	const struct versions *versions = &connection->versions;
	struct given reauth = get(section, "reauth_time", "0"), rekey = get(section, "rekey_time", seconds(reauth.text) == 0 ? "4h" : "0");
	/* Whether one comes before the other is known only where both are. */
	struct given lifetime = rekey.text && reauth.text ? no_longer(rekey, reauth) : (struct given){0};
	struct offer offer = {.connection = connection, .phase = PHASE_IKE, .lifetime = seconds(lifetime.text), .lifetime_line = lifetime.line};
	struct given list = get(section, "proposals", "default");
	if (!versions->known)
		return offer_list(connection, &offer, list, section->line);
	for (int version = 1; version <= 2; version++) {
		offer.version = version;
		offer.first_only = version == 1;
		if (version == 1 ? versions->first : versions->second)
			SK_TRY(offer_list(connection, &offer, list, section->line));
	}
	return SK_OK;
}

/* The bits of a network behind its slash; NOT_KNOWN for what is not written as one. */
static int bits_of(const char *slash, const char *end)
{
	int bits = 0;
	for (slash++; slash < end && *slash >= '0' && *slash <= '9' && bits < 1000; slash++)
		bits = bits * 10 + (*slash - '0');
	return slash == end || *slash == '[' ? bits : NOT_KNOWN;
}

/* Selectors that are less than everything: for sure where each is a network of 8 bits or more, one address, or those of the tunnel's ends. */
static bool is_narrow(struct given selectors)
{
	const char *rest = selectors.text ? selectors.text : "", *part;
	bool any = false;
	for (size_t length; next_of(&rest, &part, &length); any = true) {
		const char *slash = memchr(part, '/', length);
		if (slash ? bits_of(slash, part + length) < 8 : memchr(part, '-', length) != NULL)
			return false;
	}
	return any;
}

static sk_outcome take_child(const struct connection *connection, const struct sk_swan_node *child)
{
	struct given rekey = get(child, "rekey_time", "1h"), life = get(child, "life_time", NULL), mode = get(child, "mode", "tunnel");
	struct given lifetime = seconds(rekey.text) > 0 ? rekey : life, own = get(child, "local_ts", "dynamic"), peer = get(child, "remote_ts", "dynamic");
	struct given ah = get(child, "ah_proposals", NULL), esp = get(child, "esp_proposals", ah.text ? NULL : "default");
	const struct versions *versions = &connection->versions;
	int version = !versions->known || versions->first == versions->second ? 0 : versions->first ? 1 : 2;
	struct offer offer = {.connection = connection, .phase = PHASE_AH, .version = version, .first_only = version == 1,
			      .lifetime = seconds(lifetime.text), .lifetime_line = lifetime.line,
			      .split = is_narrow(peer), .own = own, .peer = peer};
	/* These let traffic by or throw it away; nothing is negotiated. */
	if (is(mode, "pass") || is(mode, "drop"))
		return SK_OK;
	if (ah.text)
		SK_TRY(offer_list(connection, &offer, ah, child->line));
	offer.phase = PHASE_ESP;
	return ah.text && !esp.text && !child->open ? SK_OK : offer_list(connection, &offer, esp, child->line);
}

static sk_outcome take_connection(struct sk_settings_making *making, const struct sk_swan_node *section)
{
	struct given aggressive = get(section, "aggressive", "no");
	struct connection connection = {.making = making, .section = section, .versions = versions_of(section),
					.aggressive = yes(aggressive), .aggressive_line = aggressive.line};
	decide_authentication(&connection);
	SK_TRY(decide_peer(&connection));
	if (!connection.versions.known)
		SK_TRY(sk_making_note(making, section->line, N_("which version of IKE a connection takes is not known")));
	SK_TRY(take_ike(&connection));
	const struct sk_swan_node *children = sk_swan_find(section, "children", 8, true);
	for (const struct sk_swan_node *child = children ? children->first : NULL; child; child = child->next)
		if (child->section)
			SK_TRY(take_child(&connection, child));
	return SK_OK;
}

sk_outcome sk_swan_read(struct sk_settings_making *making)
{
	static const char name[] = "connections";
	struct sk_swan_tree tree;
	SK_TRY(sk_swan_parse(making, &tree));
	struct sk_swan_node *connections = sk_swan_find(tree.root, name, sizeof(name) - 1, true);
	if (!connections)
		return SK_OK;
	SK_TRY(sk_swan_inherit(&tree, connections));
	for (const struct sk_swan_node *one = connections->first; one; one = one->next)
		if (one->section)
			SK_TRY(take_connection(making, one));
	return SK_OK;
}

/* ---- whether it is one ---- */

static bool names(const char *line, size_t length, const char *section)
{
	size_t head = strlen(section);
	if (length < head || memcmp(line, section, head) != 0)
		return false;
	while (head < length && (line[head] == ' ' || line[head] == '\t' || line[head] == '\r'))
		head++;
	return head == length || line[head] == '{' || line[head] == ':' || line[head] == '#';
}

/* "include" and at least one blank: nobody's name for a key that begins a file. */
static bool includes(const char *line, size_t length)
{
	return length > 8 && memcmp(line, "include", 7) == 0 && (line[7] == ' ' || line[7] == '\t') && !memchr(line, '=', length);
}

/* The sections that swanctl.conf(5) has at the top of a file. */
bool sk_swan_knows(const struct sk_config_source *source)
{
	static const char *const sections[] = {"connections", "secrets", "pools", "authorities"};
	bool first = true, included = false, other = false;
	for (size_t at = 0, end; at < source->length; at = end + 1) {
		const char *newline = memchr(source->bytes + at, '\n', source->length - at);
		end = newline ? (size_t)(newline - source->bytes) : source->length;
		while (at < end && strchr(" \t\r\xef\xbb\xbf", source->bytes[at]))
			at++;
		if (at == end || source->bytes[at] == '#')
			continue;
		for (size_t i = 0; i < SK_COUNT(sections); i++)
			if (names(source->bytes + at, end - at, sections[i]))
				return true;
		included = included || (first && includes(source->bytes + at, end - at));
		other = other || !includes(source->bytes + at, end - at);
		first = false;
	}
	/* nftables has the word, too. */
	return included && !(other && sk_config_reader_of(source));
}
