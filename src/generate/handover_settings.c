/* The sheet for settings of programs: where what is secret goes is said here, as it stands in no file of ours. */
#include "generate/private.h"

const struct sk_handover handover_swanctl = {{
	[SK_HANDOVER_BEFORE] = {
		N_("Have strongSwan 5.9 or newer with its plugins gcm and openssl (Debian: strongswan-swanctl, charon-systemd, libstrongswan-standard-plugins)."),
		N_("Keep what is there: cp -a /etc/swanctl /root/swanctl.before"),
		N_("auth psk: by hand make /etc/swanctl/conf.d/sekisho-secrets.conf, owner root, mode 0600, with a section 'ike-1' within 'secrets', and in it on two lines: id-1 = (the other end's id); secret = (in quotes, 32 random bytes or more: openssl rand -base64 32). The same secret at the other end, not told by mail. It stands in no file of ours."),
		N_("auth certificate: the certificate in /etc/swanctl/x509, its key in /etc/swanctl/private with mode 0600, in /etc/swanctl/x509ca only the authority that both ends agreed on."),
		N_("Have the filter of the same device (sekisho generate --for nftables) loaded: while charon does not run, only a filter keeps what belongs in the tunnel from leaving in clear."),
	},
	[SK_HANDOVER_APPLY] = {
		N_("cp %1 /etc/swanctl/conf.d/sekisho.conf; in /etc/swanctl/swanctl.conf has to stand: include conf.d/*.conf"),
		N_("systemctl enable --now strongswan; swanctl --load-all (no line may say that something failed)"),
	},
	[SK_HANDOVER_AFTER] = {
		N_("swanctl --list-conns shows the networks below and no others; swanctl --list-sas shows ESTABLISHED and INSTALLED."),
		N_("Look at the line while you try the work (tcpdump): only UDP ports 500 and 4500, or ESP, go to the other end."),
	},
	[SK_HANDOVER_BACK] = {
		N_("swanctl --terminate --ike (its name); put the copy back to /etc/swanctl; swanctl --load-all"),
	},
}};

const struct sk_handover handover_hostapd = {{
	[SK_HANDOVER_BEFORE] = {
		N_("Be at the access point by cable: who comes by radio is cut off."),
		N_("Keep what is there: cp -a /etc/hostapd /root/hostapd.before"),
		N_("Make /etc/hostapd/sekisho.accept: the MAC address of each device that may come in, one on each line."),
		N_("wpa3, wpa2-wpa3: by hand make /etc/hostapd/sekisho.secret, owner root, mode 0600, with the one line that the end of %1 names. hostapd 2.10 reads it from nowhere but the end of its file. 20 letters by chance or more; it stands in no file of ours."),
		N_("-enterprise: sekisho.ca.pem, sekisho.server.pem, sekisho.server.key (mode 0600) and sekisho.eap_user with the line '* TLS' in /etc/hostapd."),
	},
	[SK_HANDOVER_APPLY] = {
		N_("umask 077; cat %1 /etc/hostapd/sekisho.secret > /etc/hostapd/hostapd.conf (-enterprise: without the secret)"),
		N_("systemctl unmask hostapd; systemctl restart hostapd"),
	},
	[SK_HANDOVER_AFTER] = {
		N_("A device of the list comes in; one that is not on it does not; the name of the network is on no list of networks."),
	},
	[SK_HANDOVER_BACK] = {
		N_("Put the copy back to /etc/hostapd; systemctl restart hostapd"),
	},
}};
