/* Kinds of facts about networks and their devices. Private to fact/, included once by kinds.c. */
#ifndef SK_FACT_KINDS_NETWORK_H
#define SK_FACT_KINDS_NETWORK_H

#include "fact/kinds.h"

/* ---- what lets traffic in ---- */

static const struct sk_column columns_host_firewall[] = {
	WORD(MUST, mechanism, WORDS("windows_firewall", "nftables", "iptables", "product", "none"), "仕組み", "by what"),
	WORD(MUST, profile, WORDS("domain", "private", "public", "all"), "プロファイル", "profile"),
	WORD(MUST, family, WORDS("ipv4", "ipv6", "both"), "IPの版", "version of IP"),
	FLAG(MUST, enabled, "有効である", "enabled"),
	FLAG(MAY, running, "仕組みが動いている", "its service runs"),
	WORD(MUST, inbound, WORDS("block", "allow"), "規則にない外からの通信の扱い", "what happens to traffic from outside that no rule names"),
	WORD(MAY, outbound, WORDS("block", "allow"), "規則にない外への通信の扱い", "what happens to traffic to outside that no rule names"),
	WORD(MAY, transit, WORDS("block", "allow"), "中継する通信の扱い", "what happens to traffic passing through"),
	FLAG(MAY, stateful, "通信の状態を見て判断する", "it follows the state of connections"),
	NUMBER(MAY, rules, 0, MOST_COUNT, NULL, "規則の数", "rules"),
	NUMBER(MAY, open_rules, 0, MOST_COUNT, NULL, "どこからでも何でも受け入れる規則の数", "rules that let anything in from anywhere"),
	FLAG(MAY, probe_refused, "許していない接続を試すと断られた", "a connection that is not allowed was tried and refused"),
};

static const struct sk_column columns_packet_filter[] = {
	CODE(MUST, interface, MOST_ADDRESS, "インターフェース", "interface"),
	WORD(MUST, direction, WORDS("inbound", "outbound", "forward"), "向き", "direction"),
	WORD(MUST, family, WORDS("ipv4", "ipv6", "both"), "IPの版", "version of IP"),
	FLAG(MUST, stateful, "ステートフルパケットインスペクションが有効である", "stateful packet inspection is on"),
	WORD(MAY, otherwise, WORDS("block", "allow"), "規則にない通信の扱い", "what happens to traffic that no rule names"),
	NUMBER(MAY, rules, 0, MOST_COUNT, NULL, "規則の数", "rules"),
	/* Frames that pass a bridge are never seen by the filter. */
	FLAG(MAY, pppoe_passthrough, "PPPoEを素通しする（IPの規則を通らない）", "PPPoE passes beside the filter"),
	FLAG(MAY, ipv6_passthrough, "IPv6を素通しする（IPv4の規則を通らない）", "IPv6 passes beside the filter"),
	FLAG(MAY, vpn_passthrough, "VPNを素通しする", "VPN passes through"),
};

static const struct sk_column columns_listener[] = {
	WORD(MUST, protocol, WORDS("tcp", "udp"), "プロトコル", "protocol"),
	WORD(MUST, family, FAMILIES, "IPの版", "version of IP"),
	CODE(MUST, address, MOST_ADDRESS, "待ち受けるアドレス", "address listened on"),
	NUMBER(MUST, port, 0, 65535, NULL, "ポート番号", "port"),
	WORD(MUST, reach, WORDS("loopback", "interface", "any"), "届く範囲", "from where it can be reached"),
	/* The program's path. Its command line is not taken: passwords stand there. */
	LINE(MAY, program, MOST_PATH, "プログラムの場所", "path of the program"),
	CODE(MAY, service, MOST_NAME, "サービスの内部名", "internal name of the service"),
	FLAG(MAY, allowed, "ファイアウォールの規則が名指しで許している", "a rule of the firewall names it"),
	FLAG(MAY, answers, "外から接続を試すと応答した", "tried from outside, it answered"),
};

static const struct sk_column columns_flow_policy[] = {
	CODE(MUST, policy, MOST_ID, "確かめた取り決めのID", "id of the policy that was checked"),
	CODE(MUST, zone_from, MOST_ID, "送る側", "where it starts"),
	CODE(MUST, zone_to, MOST_ID, "受ける側", "where it goes"),
	WORD(MUST, family, WORDS("ipv4", "ipv6", "frame"), "IPの版（frameは素通しの経路）", "version of IP; frame: the way beside IP"),
	WORD(MUST, wanted, WORDS("pass", "refuse"), "あるべき結果", "what should happen"),
	WORD(MUST, result, WORDS("pass", "refuse", "some", "undecided"), "実際の結果", "what happens: some: part of it; undecided: not settled"),
	/* An example of a packet by addresses and ports; no content. */
	LINE(MAY, witness, MOST_PATH, "反例となる通信（アドレスとポート）", "a packet that shows it, by addresses and ports"),
	LINE(MAY, rule, MOST_PATH, "決め手となった規則（ファイルと行）", "the rule that decided, by file and line"),
};

/* ---- how it is joined together ---- */

static const struct sk_column columns_network_interface[] = {
	/* A GUID on Windows: the names shown there are translated. */
	CODE(MUST, identity, MOST_ADDRESS, "識別子（装置名またはGUID）", "id: device name or GUID"),
	WORD(MUST, medium, WORDS("ethernet", "wireless", "mobile", "tunnel", "bridge", "virtual", "loopback", "other"), "種類", "medium"),
	FLAG(MUST, physical, "物理的な装置である", "a physical device"),
	WORD(MAY, bus, WORDS("pci", "usb", "other"), "接続のしかた", "how it is attached"),
	FLAG(MUST, up, "使われている", "in use"),
	FLAG(MAY, carrier, "線がつながっている", "a cable is plugged in"),
	/* With colons; hyphens between digits are what people write numbers with. */
	CODE(MAY, mac, 17, "MACアドレス（コロン区切り）", "MAC address, with colons"),
	FLAG(MAY, ipv4, "IPv4を使う", "IPv4 is on"),
	FLAG(MAY, ipv6, "IPv6を使う", "IPv6 is on"),
	WORD(MAY, side, WORDS("eligibility", "inside", "unused"), "どちら側か（回線側、院内側）", "which side: the line's or the site's"),
};

static const struct sk_column columns_interface_address[] = {
	CODE(MUST, interface, MOST_ADDRESS, "インターフェース", "interface"),
	WORD(MUST, family, FAMILIES, "IPの版", "version of IP"),
	CODE(MUST, address, MOST_ADDRESS, "アドレス", "address"),
	NUMBER(MUST, prefix, 0, 128, "bit", "ネットワーク部の長さ", "length of the network's part"),
	WORD(MUST, reach, WORDS("global", "link", "host"), "有効範囲", "how far it is good"),
	/* Compared as text these tell whether two networks overlap: SQL has no arithmetic of 128 bits. IPv4 as ::ffff:a.b.c.d. */
	HEX(MUST, range_first, ADDRESS_KEY, "ネットワークの最初のアドレス（16進32桁）", "first address of its network, 32 hex digits"),
	HEX(MUST, range_last, ADDRESS_KEY, "ネットワークの最後のアドレス（16進32桁）", "last address of its network, 32 hex digits"),
};

static const struct sk_column columns_route[] = {
	WORD(MUST, family, FAMILIES, "IPの版", "version of IP"),
	CODE(MUST, destination, MOST_ADDRESS, "宛先のネットワーク", "network it leads to"),
	NUMBER(MUST, prefix, 0, 128, "bit", "ネットワーク部の長さ", "length of the network's part"),
	FLAG(MUST, is_default, "既定の経路である", "the default route"),
	CODE(MAY, gateway, MOST_ADDRESS, "次に渡す先", "next hop"),
	CODE(MAY, interface, MOST_ADDRESS, "インターフェース", "interface"),
	NUMBER(MAY, metric, 0, 4294967295, NULL, "優先順位", "metric"),
};

static const struct sk_column columns_forwarding[] = {
	WORD(MUST, family, FAMILIES, "IPの版", "version of IP"),
	CODE(MAY, interface, MOST_ADDRESS, "インターフェース（空は機器全体）", "interface; null: the whole device"),
	WORD(MUST, mechanism, WORDS("system", "routing_service", "connection_sharing", "vpn"), "仕組み", "by what"),
	FLAG(MUST, enabled, "中継する", "it forwards"),
	WORD(MAY, reverse_path, WORDS("off", "loose", "strict"), "送信元の経路の確認", "check of the way back"),
	FLAG(MAY, probe_refused, "試しの通信は反対側に出なかった", "a packet tried on one side did not leave on the other"),
};

static const struct sk_column columns_bridge[] = {
	CODE(MUST, identity, MOST_ADDRESS, "ブリッジの識別子", "id of the bridge"),
	CODE(MUST, member, MOST_ADDRESS, "含まれるインターフェース", "interface in it"),
	WORD(MUST, mechanism, WORDS("bridge", "team", "virtual_switch", "connection_sharing"), "仕組み", "by what"),
	FLAG(MUST, up, "使われている", "in use"),
};

/* ---- wireless and tunnels ---- */

static const struct sk_column columns_wireless_profile[] = {
	WORD(MUST, role, WORDS("access_point", "client"), "役割", "role"),
	/* The name of the network. The passphrase has no column. */
	LINE(MAY, ssid, 96, "ネットワーク名（SSID）", "SSID"),
	FLAG(MUST, active, "使われている", "in use"),
	FLAG(MAY, hidden, "SSIDを知らせない", "the SSID is not announced"),
	FLAG(MAY, any_refused, "ANY接続に応答しない", "requests without an SSID get no answer"),
	WORD(MUST, protection, WORDS("open", "owe", "wep", "wpa", "wpa_wpa2", "wpa2", "wpa2_wpa3", "wpa3"), "保護の方式", "protection"),
	WORD(MUST, cipher, WORDS("none", "wep", "tkip", "tkip_aes", "aes", "gcmp"), "暗号", "cipher"),
	WORD(MUST, key_management, WORDS("none", "shared_key", "sae", "enterprise"), "鍵の管理", "key management"),
	WORD(MAY, eap, WORDS("tls", "peap", "ttls", "fast", "other"), "認証の方式（enterpriseのとき）", "EAP method, for enterprise"),
	FLAG(MAY, client_certificate, "クライアント証明書で相手を確かめる", "clients show a certificate"),
	FLAG(MAY, mac_list, "MACアドレスで相手を限る", "only listed MAC addresses"),
	NUMBER(MAY, mac_listed, 0, 100000, NULL, "登録したMACアドレスの数", "MAC addresses on the list"),
	FLAG(MAY, isolated, "端末どうしの通信を断る", "clients cannot reach each other"),
	WORD(MAY, management_frames, WORDS("off", "optional", "required"), "管理フレームの保護", "protection of management frames"),
	FLAG(MAY, default_passphrase, "出荷時の合言葉のままである", "the passphrase is the factory's"),
};

static const struct sk_column columns_tunnel_proposal[] = {
	CODE(MUST, peer, MOST_ADDRESS, "相手", "peer"),
	WORD(MUST, phase, WORDS("ike", "esp", "ah"), "段階", "phase"),
	NUMBER(MAY, ike_version, 1, 2, NULL, "IKEの版", "version of IKE"),
	WORD(MAY, exchange, WORDS("main", "aggressive", "ikev2", "manual"), "鍵交換のしかた", "how keys are exchanged"),
	WORD(MUST, encryption,
	     WORDS("none", "des", "3des", "aes128_cbc", "aes192_cbc", "aes256_cbc", "aes128_gcm", "aes256_gcm", "chacha20_poly1305", "other"),
	     "暗号", "encryption"),
	WORD(MUST, integrity, WORDS("none", "md5", "sha1", "sha256", "sha384", "sha512", "aead", "other"), "改ざん検出", "integrity"),
	NUMBER(MAY, dh_group, 0, 64, NULL, "DHグループ（0はなし）", "Diffie-Hellman group; 0: none"),
	/* How the peers prove who they are. A shared key has no column. */
	WORD(MAY, authentication, WORDS("shared_key", "certificate", "eap", "other"), "相手の確かめ方", "how peers prove who they are"),
	NUMBER(MAY, lifetime, 0, MOST_SECONDS, "second", "鍵の寿命", "lifetime of keys"),
	FLAG(MAY, established, "この内容で接続している", "in use on a connection that stands"),
	FLAG(MAY, everything_inside, "接続中はすべての通信がこの中を通る", "while it stands everything goes through it"),
	/* With commas between them, as the settings write them. */
	CODE(MAY, own_networks, MOST_PATH, "中を通る、こちら側のネットワーク", "networks at this end whose traffic goes through it"),
	CODE(MAY, peer_networks, MOST_PATH, "中を通る、相手側のネットワーク", "networks at the other end whose traffic goes through it"),
};

/* ---- the devices themselves ---- */

static const struct sk_column columns_network_device_version[] = {
	LINE(MUST, maker, MOST_NAME, "製造者", "maker"),
	LINE(MUST, model, MOST_NAME, "機種", "model"),
	CODE(MAY, firmware, MOST_VERSION, "ファームウェアの版", "firmware"),
	CODE(MAY, newest, MOST_VERSION, "公開済みの最新の版", "newest version published"),
	TIME(MAY, newest_at, "最新の版が公開された時刻", "when it was published"),
	FLAG(MAY, up_to_date, "最新の版である", "the newest is installed"),
	TIME(MAY, ends_at, "提供が終わる時刻", "end of support"),
	WORD(MAY, certified, WORDS("product", "maker", "none"), "ISO/IEC15408の認証（製品、製造者、なし）", "ISO/IEC 15408: this product, its maker, none"),
	CODE(MAY, certificate, MOST_ID, "認証の番号", "number of the certification"),
	FLAG(MAY, default_password, "出荷時のパスワードのままである", "the password is the factory's"),
	FLAG(MAY, management_limited, "設定画面へ接続できる場所を限っている", "its settings can be reached from some places only"),
	FLAG(MAY, management_encrypted, "設定画面への接続を暗号化している", "its settings are reached by encrypted connections"),
};

#endif
