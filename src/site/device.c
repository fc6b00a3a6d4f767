/* What a node of site.yaml does beside filtering: the tunnels it ends, the wireless networks it offers. Nothing secret stands there. */
#include "packet/packet.h"
#include "site/private.h"

#include <string.h>

enum { TUNNELS_MAX = 32, WIRELESS_MAX = 16, NETWORK_BITS_LEAST = 8, SSID_BYTES_MAX = 32, CHANNEL_MAX = 144 };

static const char *const auth_words[] = {"psk", "certificate"};
const struct sk_choices sk_words_tunnel_auth = {auth_words, SK_COUNT(auth_words)};
static const char *const security_words[] = {"wpa3", "wpa2-wpa3", "wpa2-enterprise", "wpa3-enterprise"};
const struct sk_choices sk_words_wireless_security = {security_words, SK_COUNT(security_words)};

static const struct sk_field tunnel_fields[] = {
	{SK_FIELD(sk_site_tunnel, segment_id, "segment", ID, NEEDED)},
	{SK_FIELD(sk_site_tunnel, local, "local", TEXT, OPTIONAL)},
	{SK_FIELD(sk_site_tunnel, remote, "remote", TEXT, NEEDED)},
	{SK_FIELD(sk_site_tunnel, local_id, "local-id", TEXT, OPTIONAL)},
	{SK_FIELD(sk_site_tunnel, remote_id, "remote-id", TEXT, OPTIONAL)},
	{SK_FIELD(sk_site_tunnel, auth, "auth", CHOICE, NEEDED), .choices = &sk_words_tunnel_auth},
	{SK_FIELD(sk_site_tunnel, certificate, "certificate", ID, OPTIONAL)},
	{SK_FIELD(sk_site_tunnel, from, "from", TEXT, NEEDED)},
	{SK_FIELD(sk_site_tunnel, to, "to", TEXT, NEEDED)},
	{SK_FIELD(sk_site_tunnel, encap, "encap", FLAG, OPTIONAL)},
};
SK_SHAPE(site_shape_tunnel, sk_site_tunnel, "tunnel", tunnel_fields);

static const struct sk_field wireless_fields[] = {
	{SK_FIELD(sk_site_wireless, interface, "interface", ID, NEEDED)},
	{SK_FIELD(sk_site_wireless, bridge, "bridge", ID, OPTIONAL)},
	{SK_FIELD(sk_site_wireless, ssid, "ssid", TEXT, NEEDED)},
	{SK_FIELD(sk_site_wireless, security, "security", CHOICE, NEEDED), .choices = &sk_words_wireless_security},
	{SK_FIELD(sk_site_wireless, channel, "channel", NUMBER, NEEDED), .low = 1, .high = CHANNEL_MAX},
};
SK_SHAPE(site_shape_wireless, sk_site_wireless, "wireless", wireless_fields);

static sk_outcome conflict(const struct sk_place *where, const char *what, const char *expected, struct sk_error *error)
{
	return sk_error_set(error, SK_E_CONFLICT, where, what, expected, NULL);
}

/* ---- tunnels ---- */

static sk_wide widest(sk_wide low)
{
	return ((sk_wide)1 << ((sk_address_family(low) == SK_FAMILY_4 ? 32 : 128) - NETWORK_BITS_LEAST)) - 1;
}

/* Families of the networks; 0: one is none, or wider than a tunnel is for. */
static unsigned networks(const char *text)
{
	unsigned families = 0;
	for (const char *at = text + strspn(text, " "); *at; at += strspn(at, " ")) {
		size_t length = strcspn(at, " ");
		sk_wide address, low, high;
		if (!sk_prefix_read(at, length, &address, &low, &high) || address != low || high - low > widest(low))
			return 0;
		families |= sk_address_family(low);
		at += length;
	}
	return families;
}

/* What other programs read as "anybody": a pattern, a keyword, an expression. What would end their quotes. */
static bool is_identity(const char *text)
{
	bool edges = *text && *text != ' ' && text[strlen(text) - 1] != ' ';
	if (!edges || *text == '%' || *text == '^' || strpbrk(text, "*\"\\"))
		return false;
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 127)
			return false;
	return true;
}

static sk_outcome check_ends(const struct sk_site_tunnel *tunnel, struct sk_error *error)
{
	sk_wide local = 0, remote = 0;
	bool both = sk_address_read(tunnel->remote, strlen(tunnel->remote), &remote) && (!tunnel->local || sk_address_read(tunnel->local, strlen(tunnel->local), &local));
	if (!both || (tunnel->local && (local == remote || sk_address_family(local) != sk_address_family(remote))))
		return conflict(&tunnel->where, _("the ends of the tunnel are no two addresses of one family"), _("'remote:' and, unless it changes, 'local:', such as 198.51.100.1"), error);
	if (!tunnel->local && !tunnel->local_id)
		return conflict(&tunnel->where, _("nothing says as whom this end shows itself"), _("'local:' with its address, or 'local-id:'"), error);
	if ((tunnel->local_id && !is_identity(tunnel->local_id)) || (tunnel->remote_id && !is_identity(tunnel->remote_id)))
		return conflict(&tunnel->where, _("an identity that could be anybody's"), _("one name or address, without '*', '%', '^', quotes and backslashes"), error);
	return SK_OK;
}

static sk_outcome check_tunnel(const struct sk_site *site, const struct sk_site_node *node, const struct sk_site_tunnel *tunnel, struct sk_error *error)
{
	const struct sk_site_node *segment = sk_site_node(site, tunnel->segment_id);
	unsigned from = networks(tunnel->from), to = networks(tunnel->to);
	if (!segment || segment->role != SK_ROLE_TUNNEL || !site_has_link(site, node, NULL, segment->id))
		return conflict(&tunnel->where, _("the tunnel ends at a segment that this node has no link to"), _("the id of a node with 'role: tunnel' and a link of this node"), error);
	if ((tunnel->auth == SK_TUNNEL_CERTIFICATE) != (tunnel->certificate != NULL))
		return conflict(&tunnel->where, _("'certificate:' and 'auth: certificate' belong together"), _("both of them, or neither"), error);
	if (from == 0 || from != to)
		return conflict(&tunnel->where, _("the networks at both ends are not exact"),
				_("'from:' and 'to:' with networks such as 192.168.1.0/24, of the same families, each /8 or narrower"), error);
	SK_LIST_EACH(struct sk_site_tunnel, other, &node->tunnels)
		if (other < tunnel && (strcmp(other->segment_id, tunnel->segment_id) == 0 || strcmp(other->remote, tunnel->remote) == 0))
			return conflict(&tunnel->where, _("two tunnels of one node go the same way"), _("one for each other end, with all its networks in 'from:' and 'to:'"), error);
	return check_ends(tunnel, error);
}

/* ---- wireless networks ---- */

/* Of those that Japan allows: 1 to 13, and 36 to 64 and 100 to 144 in steps of four. */
static bool is_channel(int channel)
{
	return channel <= 13 || (channel >= 36 && channel <= 64 && channel % 4 == 0) || (channel >= 100 && channel % 4 == 0);
}

static bool is_ssid(const char *text)
{
	size_t length = strlen(text);
	if (length == 0 || length > SSID_BYTES_MAX || *text == ' ' || text[length - 1] == ' ')
		return false;
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 127)
			return false;
	return true;
}

static sk_outcome check_wireless(const struct sk_site_node *node, const struct sk_site_wireless *wireless, struct sk_error *error)
{
	if (!is_ssid(wireless->ssid))
		return conflict(&wireless->where, _("no name of a wireless network"), _("'ssid:' of 1 to 32 bytes, no blank at its ends"), error);
	if (!is_channel(wireless->channel))
		return conflict(&wireless->where, _("no channel of wireless networks in Japan"), _("1 to 13, 36 to 64 or 100 to 144 in steps of 4"), error);
	SK_LIST_EACH(struct sk_site_wireless, other, &node->wireless)
		if (other < wireless && (strcmp(other->interface, wireless->interface) == 0 || other->channel != wireless->channel))
			return conflict(&wireless->where, _("wireless networks of one node share its radio"), _("each an 'interface:' of its own, and one 'channel:'"), error);
	return SK_OK;
}

sk_outcome site_check_device(const struct sk_site *site, const struct sk_site_node *node, struct sk_error *error)
{
	bool device = node->role == SK_ROLE_HOST || node->role == SK_ROLE_ROUTER;
	if (node->tunnels.count > 0 && !device)
		return conflict(&node->where, _("only routers and hosts end tunnels"), _("'tunnels:' at a router or a host"), error);
	if (node->wireless.count > 0 && !device && node->role != SK_ROLE_BRIDGE)
		return conflict(&node->where, _("no device that could offer a wireless network"), _("'wireless:' at a router, a host or a bridge"), error);
	if (node->tunnels.count > TUNNELS_MAX || node->wireless.count > WIRELESS_MAX)
		return conflict(&node->where, _("too many tunnels or wireless networks"), _("at most 32 tunnels and 16 wireless networks"), error);
	SK_LIST_EACH(struct sk_site_tunnel, tunnel, &node->tunnels)
		SK_TRY(check_tunnel(site, node, tunnel, error));
	SK_LIST_EACH(struct sk_site_wireless, wireless, &node->wireless)
		SK_TRY(check_wireless(node, wireless, error));
	return SK_OK;
}
