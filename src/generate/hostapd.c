/*
 * hostapd.conf of hostapd 2.10: the wireless networks that the node offers, the first at its interface, each further one a "bss" behind it.
 *
 * T20 wants all three: hidden, known devices only, encrypted with AES. hostapd 2.10 has no file of its own for the password of SAE, and no "include": what is secret is
 * one line that is put behind the settings at the device. Without it nobody comes in. Enterprise: hostapd answers for EAP itself, TLS with certificates of both sides,
 * so that there is no secret at all but the key of its own certificate.
 */
#include "generate/private.h"

#include <string.h>

enum { CHANNEL_5_GHZ = 36, CHANNEL_DFS = 52 };

struct kind {
	const char *ways; /* wpa_key_mgmt */
	int frames;	  /* ieee80211w: 1 optional, 2 required */
	bool sae, enterprise;
	const char *secret; /* the line behind the settings; NULL: none */
	const char *protection, *keys; /* as columns say it */
};
static const struct kind kinds[] = {
	[SK_WIRELESS_WPA3] = {"SAE", 2, true, false, "sae_password", "wpa3", "sae"},
	[SK_WIRELESS_WPA2_WPA3] = {"WPA-PSK WPA-PSK-SHA256 SAE", 1, true, false, "wpa_passphrase", "wpa2_wpa3", "shared_key"},
	[SK_WIRELESS_WPA2_ENTERPRISE] = {"WPA-EAP WPA-EAP-SHA256", 1, false, true, NULL, "wpa2", "enterprise"},
	[SK_WIRELESS_WPA3_ENTERPRISE] = {"WPA-EAP-SHA256", 2, false, true, NULL, "wpa2", "enterprise"},
};

static const struct kind *kind_of(const struct sk_site_wireless *wireless)
{
	return &kinds[wireless->security];
}

/* Radio stations that others have the right to are looked for where Japan asks for it. */
static void print_radio(const struct sk_site_wireless *wireless, struct sk_buf *out)
{
	bool five = wireless->channel >= CHANNEL_5_GHZ;
	sk_buf_print(out, "driver=nl80211\ncountry_code=JP\nieee80211d=1\n%s", wireless->channel >= CHANNEL_DFS ? "ieee80211h=1\n" : "");
	sk_buf_print(out, "hw_mode=%s\nchannel=%d\nieee80211n=1\nwmm_enabled=1\n", five ? "a" : "g", wireless->channel);
}

static void print_enterprise(struct sk_buf *out)
{
	sk_buf_text(out, "# Who comes in shows a certificate of this authority.\nieee8021x=1\neap_server=1\neap_user_file=/etc/hostapd/sekisho.eap_user\n"
			 "ca_cert=/etc/hostapd/sekisho.ca.pem\nserver_cert=/etc/hostapd/sekisho.server.pem\nprivate_key=/etc/hostapd/sekisho.server.key\n");
}

static void print_network(const struct sk_site_wireless *wireless, struct sk_buf *out)
{
	const struct kind *kind = kind_of(wireless);
	if (wireless->bridge)
		sk_buf_print(out, "bridge=%s\n", wireless->bridge);
	sk_buf_print(out, "ssid=%s\nutf8_ssid=1\n# The name is not sent out, and who asks without it gets no answer.\nignore_broadcast_ssid=1\n", wireless->ssid);
	sk_buf_text(out, "# Only devices on this list: a MAC address on each line.\nmacaddr_acl=1\naccept_mac_file=/etc/hostapd/sekisho.accept\n");
	sk_buf_text(out, "# Devices do not reach each other here.\nap_isolate=1\nauth_algs=1\n");
	sk_buf_print(out, "wpa=2\nwpa_key_mgmt=%s\nrsn_pairwise=CCMP\nieee80211w=%d\n", kind->ways, kind->frames);
	if (kind->sae)
		sk_buf_text(out, "sae_require_mfp=1\nsae_pwe=2\n");
	if (kind->enterprise)
		print_enterprise(out);
}

/* A secret is a line at the end of the file, so it can be of one network only. */
static sk_outcome check_secrets(const struct sk_settings_task *task, struct sk_error *error)
{
	const struct sk_site_wireless *last = NULL;
	SK_LIST_EACH(struct sk_site_wireless, wireless, &task->place->wireless) {
		if (last && kind_of(last)->secret)
			return sk_error_set(error, SK_E_CONFLICT, &last->where, _("a network with a passphrase stands before another one"),
					    _("it as the last under 'wireless:', as hostapd takes its passphrase from the end of the file; the others with '-enterprise'"), NULL);
		last = wireless;
	}
	return SK_OK;
}

static void print_end(const struct sk_site_wireless *last, struct sk_buf *out)
{
	if (kind_of(last)->secret)
		sk_buf_print(out, "# Behind this line, at the device only: %s=...\n", kind_of(last)->secret);
}

static sk_outcome write_all(const struct sk_settings_task *task, struct sk_buf *out, struct sk_error *error)
{
	const struct sk_site_wireless *first = task->place->wireless.items, *last = NULL;
	if (task->place->wireless.count == 0)
		return sk_error_set(error, SK_E_CONFLICT, &task->place->where, _("this node offers no wireless network"), _("'wireless:' at the node in site.yaml"), NULL);
	SK_TRY(check_secrets(task, error));
	generate_title(task->place, task->site, "#", out);
	sk_buf_text(out, "# For /etc/hostapd/hostapd.conf. No secret stands here.\n");
	SK_LIST_EACH(struct sk_site_wireless, wireless, &task->place->wireless) {
		sk_buf_print(out, wireless == first ? "interface=%s\n" : "\nbss=%s\n", wireless->interface);
		if (wireless == first)
			print_radio(wireless, out);
		print_network(wireless, out);
		last = wireless;
	}
	print_end(last, out);
	return SK_OK;
}

/* ---- read back ---- */

static const struct sk_site_wireless *network_of(const struct sk_settings_task *task, const struct sk_settings *settings, size_t fact)
{
	SK_LIST_EACH(struct sk_site_wireless, wireless, &task->place->wireless)
		if (generate_is_text(settings, fact, "ssid", wireless->ssid))
			return wireless;
	return NULL;
}

static const char *astray(const struct sk_settings_task *task, const struct sk_settings *settings, size_t fact)
{
	const struct sk_site_wireless *wireless = network_of(task, settings, fact);
	static const char *const yes[] = {"active", "hidden", "any_refused", "mac_list", "isolated"};
	if (!wireless || settings->fact_count != task->place->wireless.count)
		return "ssid";
	for (size_t i = 0; i < SK_COUNT(yes); i++)
		if (!generate_is_number(settings, fact, yes[i], 1))
			return yes[i];
	const struct kind *kind = kind_of(wireless);
	const char *const texts[][2] = {{"protection", kind->protection}, {"key_management", kind->keys}, {"cipher", "aes"}, {"management_frames", kind->frames == 2 ? "required" : "optional"}};
	for (size_t i = 0; i < SK_COUNT(texts); i++)
		if (!generate_is_text(settings, fact, texts[i][0], texts[i][1]))
			return texts[i][0];
	return NULL;
}

const struct sk_settings_writer generate_hostapd = {"T20", write_all, astray};
