/*
 * swanctl.conf of strongSwan 5.9: one connection for each tunnel that the node ends.
 *
 * IKEv2 only. Proposals are ours, never those called "default", with groups of the limit of T11 and above. Selectors are the networks that the site names, so that
 * nothing else goes in, and charon narrows what the other end wants to these. "trap" keeps what is for the other end from leaving in clear as long as charon runs; a filter
 * has to do it where it does not. No secret stands here: it is in a file of its own beside this one.
 *
 * AES, SHA-2, and groups of ECP and MODP: of the algorithms that CRYPTREC recommends; each of them T11 accepts.
 */
#include "generate/private.h"

#include <string.h>

static const struct {
	const char *word;
	int number; /* IANA */
} groups[] = {{"ecp384", 20}, {"ecp256", 19}, {"ecp521", 21}, {"modp4096", 16}, {"modp3072", 15}, {"modp2048", 14}};

static const char group_limit[] = "t11-dh-group";
enum { REKEY_IKE = 4 * 3600, REKEY_CHILD = 3600 };

static int least_group(const struct sk_settings_task *task)
{
	const struct sk_parameter *limit = sk_catalogue_parameter(task->site->catalogue, group_limit);
	SK_INVARIANT(limit);
	return sk_site_parameter(task->site, limit, sk_day_in_japan(task->at));
}

/* "-ecp384-ecp256"; false: none is good enough. */
static bool print_groups(int least, struct sk_buf *out)
{
	bool any = false;
	for (size_t i = 0; i < SK_COUNT(groups); i++) {
		if (groups[i].number < least)
			continue;
		sk_buf_print(out, "-%s", groups[i].word);
		any = true;
	}
	return any;
}

/* A way of encryption each, as the two have words of their own for what notices changes. */
static sk_outcome print_proposals(const struct sk_settings_task *task, const struct sk_site_tunnel *tunnel, const char *key, const char *const ways[2], struct sk_buf *out, struct sk_error *error)
{
	bool any = true;
	sk_buf_print(out, "%s = ", key);
	for (size_t i = 0; i < 2; i++) {
		sk_buf_print(out, "%s%s", i > 0 ? ", " : "", ways[i]);
		any = print_groups(least_group(task), out);
	}
	sk_buf_text(out, "\n");
	return any ? SK_OK : sk_error_set(error, SK_E_CONFLICT, &tunnel->where, _("no group for the exchange of keys is over this site's limit"), group_limit, NULL);
}

/* Blanks in the site, commas here. */
static void print_networks(const char *text, struct sk_buf *out)
{
	bool first = true;
	for (const char *at = text + strspn(text, " "); *at; at += strspn(at, " ")) {
		size_t length = strcspn(at, " ");
		sk_buf_print(out, "%s%.*s", first ? "" : ",", (int)length, at);
		first = false;
		at += length;
	}
}

/* Without an identity of the other end anybody with a certificate of the same authority would do. */
static void print_round(const struct sk_site_tunnel *tunnel, bool local, struct sk_buf *out)
{
	const char *id = local ? tunnel->local_id : tunnel->remote_id, *address = local ? tunnel->local : tunnel->remote;
	sk_buf_print(out, "\t\t%s {\n\t\t\tauth = %s\n", local ? "local" : "remote", tunnel->auth == SK_TUNNEL_PSK ? "psk" : "pubkey");
	if (local && tunnel->certificate)
		sk_buf_print(out, "\t\t\tcerts = %s\n", tunnel->certificate);
	sk_buf_print(out, "\t\t\tid = \"%s\"\n\t\t}\n", id ? id : address);
}

static sk_outcome print_child(const struct sk_settings_task *task, const struct sk_site_tunnel *tunnel, struct sk_buf *out, struct sk_error *error)
{
	static const char *const ways[2] = {"aes256gcm16", "aes256-sha384-sha256"};
	sk_buf_print(out, "\t\tchildren {\n\t\t\t%s {\n\t\t\t\t# What goes in at this end, and at the other; nothing else does.\n", tunnel->segment_id);
	sk_buf_text(out, "\t\t\t\tlocal_ts = ");
	print_networks(tunnel->from, out);
	sk_buf_text(out, "\n\t\t\t\tremote_ts = ");
	print_networks(tunnel->to, out);
	sk_buf_text(out, "\n\t\t\t\t# With a group: keys of later hours do not follow from a key that became known.\n\t\t\t\t");
	SK_TRY(print_proposals(task, tunnel, "esp_proposals", ways, out, error));
	sk_buf_print(out, "\t\t\t\tmode = tunnel\n\t\t\t\trekey_time = %ds\n", REKEY_CHILD);
	sk_buf_text(out, "\t\t\t\t# Up at once; while it is down, what is for the other end is held back.\n\t\t\t\tstart_action = trap|start\n"
			 "\t\t\t\tdpd_action = restart\n\t\t\t\tclose_action = trap\n\t\t\t}\n\t\t}\n");
	return SK_OK;
}

static sk_outcome print_tunnel(const struct sk_settings_task *task, const struct sk_site_tunnel *tunnel, struct sk_buf *out, struct sk_error *error)
{
	static const char *const ways[2] = {"aes256gcm16-prfsha384", "aes256-sha384-sha256"};
	sk_buf_print(out, "\t%s {\n\t\tversion = 2\n", tunnel->segment_id);
	if (tunnel->local)
		sk_buf_print(out, "\t\tlocal_addrs = %s\n", tunnel->local);
	sk_buf_print(out, "\t\tremote_addrs = %s\n\t\t", tunnel->remote);
	SK_TRY(print_proposals(task, tunnel, "proposals", ways, out, error));
	/* Where both ends stay where they are, nobody may move them. */
	sk_buf_print(out, "\t\tmobike = %s\n\t\tencap = %s\n", tunnel->local ? "no" : "yes", tunnel->encap ? "yes" : "no");
	sk_buf_print(out, "\t\tdpd_delay = 30s\n\t\trekey_time = %ds\n\t\tunique = replace\n", REKEY_IKE);
	print_round(tunnel, true, out);
	print_round(tunnel, false, out);
	SK_TRY(print_child(task, tunnel, out, error));
	sk_buf_text(out, "\t}\n");
	return SK_OK;
}

static sk_outcome write_all(const struct sk_settings_task *task, struct sk_buf *out, struct sk_error *error)
{
	if (task->place->tunnels.count == 0)
		return sk_error_set(error, SK_E_CONFLICT, &task->place->where, _("this node ends no tunnel"), _("'tunnels:' at the node in site.yaml"), NULL);
	generate_title(task->place, task->site, "#", out);
	sk_buf_text(out, "# For /etc/swanctl/conf.d/. Secrets stand in another file there, which only root may read; none stands here.\nconnections {\n");
	SK_LIST_EACH(struct sk_site_tunnel, tunnel, &task->place->tunnels)
		SK_TRY(print_tunnel(task, tunnel, out, error));
	sk_buf_text(out, "}\n");
	return SK_OK;
}

/* ---- read back ---- */

static const struct sk_site_tunnel *tunnel_of(const struct sk_settings_task *task, const struct sk_settings *settings, size_t fact)
{
	SK_LIST_EACH(struct sk_site_tunnel, tunnel, &task->place->tunnels)
		if (generate_is_text(settings, fact, "peer", tunnel->remote))
			return tunnel;
	return NULL;
}

static bool is_strong(const struct sk_settings *settings, size_t fact)
{
	bool aead = generate_is_text(settings, fact, "integrity", "aead");
	return generate_is_text(settings, fact, "encryption", aead ? "aes256_gcm" : "aes256_cbc");
}

static bool notices(const struct sk_settings *settings, size_t fact)
{
	static const char *const words[] = {"aead", "sha256", "sha384", "sha512"};
	for (size_t i = 0; i < SK_COUNT(words); i++)
		if (generate_is_text(settings, fact, "integrity", words[i]))
			return true;
	return false;
}

static bool are_networks(const struct sk_settings *settings, size_t fact, const char *column, const char *networks)
{
	SK_BUF_SCOPE text = SK_BUF(SK_SETTINGS_LINE_MAX);
	print_networks(networks, &text);
	return text.bytes && generate_is_text(settings, fact, column, text.bytes);
}

/* What a child lets in; IKE itself says nothing of it. */
static const char *astray_networks(const struct sk_site_tunnel *tunnel, const struct sk_settings *settings, size_t fact)
{
	if (!generate_is_number(settings, fact, "everything_inside", 0))
		return "everything_inside";
	if (!are_networks(settings, fact, "own_networks", tunnel->from))
		return "own_networks";
	return are_networks(settings, fact, "peer_networks", tunnel->to) ? NULL : "peer_networks";
}

static const char *astray(const struct sk_settings_task *task, const struct sk_settings *settings, size_t fact)
{
	const struct sk_site_tunnel *tunnel = tunnel_of(task, settings, fact);
	const struct sk_value *group = generate_value(settings, fact, "dh_group");
	bool ike = generate_is_text(settings, fact, "phase", "ike"), esp = generate_is_text(settings, fact, "phase", "esp");
	if (!tunnel)
		return "peer";
	if (!ike && !esp)
		return "phase";
	if (!generate_is_number(settings, fact, "ike_version", 2) || !generate_is_text(settings, fact, "exchange", "ikev2"))
		return "ike_version";
	if (!notices(settings, fact))
		return "integrity";
	if (!is_strong(settings, fact))
		return "encryption";
	if (!group || group->integer < least_group(task))
		return "dh_group";
	if (!generate_is_text(settings, fact, "authentication", tunnel->auth == SK_TUNNEL_PSK ? "shared_key" : "certificate"))
		return "authentication";
	if (!generate_is_number(settings, fact, "lifetime", ike ? REKEY_IKE : REKEY_CHILD))
		return "lifetime";
	return ike ? NULL : astray_networks(tunnel, settings, fact);
}

const struct sk_settings_writer generate_swanctl = {"T11", write_all, astray};
