/* The table of kinds: in the order of the manual page. A new kind is a row here and its columns in one of the three headers. */
#include "fact/kinds_host.h"
#include "fact/kinds_network.h"
#include "fact/kinds_practice.h"

#include <string.h>

static const struct sk_fact_kind kinds[] = {
	KIND(account, AT_HOSTS_AND_NETWORK, BY_LOOKING | BY_WORD, "アカウント", "Accounts", "機器にあるアカウント1件。",
	     "One account on a device."),
	KIND(sign_in_policy, AT_HOSTS_AND_NETWORK, BY_TRYING, "サインインの設定", "Sign-in policy",
	     "ある入り方で、どのようなサインインを受け入れるか。", "Which sign-ins one way in accepts."),
	KIND(password_policy, AT_HOSTS_AND_NETWORK, BY_LOOKING | BY_WORD, "パスワードの設定", "Password policy",
	     "機器がパスワードに求めること。", "What a device asks of passwords."),
	KIND(password_age, AT_HOSTS_AND_NETWORK, BY_LOOKING | BY_WORD, "パスワードの経過日数", "Password age",
	     "アカウント1件のパスワードがいつ変えられたか。", "When the password of one account was changed."),
	KIND(second_factor, AT_HOSTS_AND_NETWORK, BY_ANY, "2要素認証", "Second factor", "ある入り方で求める認証の要素。",
	     "The factors one way in asks for."),
	KIND(screen_lock, AT_HOSTS, BY_TRYING, "画面ロック", "Screen lock", "離席したときの自動ロック。",
	     "Locking by itself when nobody is there."),
	KIND(auto_logon, AT_HOSTS, BY_LOOKING, "自動サインイン", "Automatic sign-in", "誰かを確かめずにサインインする設定。",
	     "A setting that signs in without asking who it is."),
	KIND(credential_protection, AT_HOSTS, BY_LOOKING, "認証情報の保護", "Protection of credentials",
	     "OSが認証情報をどのように保つか。", "How the system keeps credentials."),
	KIND(secret_exposure, WORDS(HOSTS, ROUTERS, HUBS, "wireless", "practice"), BY_LOOKING | BY_WORD, "認証情報の露出",
	     "Exposed secrets", "パスワードや鍵が見つかった場所。値そのものは記録しない。",
	     "A place where a password or key was found; never its value."),
	KIND(file_access, AT_HOSTS, BY_TRYING, "ファイルの権限", "File access", "重要な置き場所を誰が読み書きできるか。",
	     "Who can read and write where something important is kept."),
	KIND(encryption_at_rest, AT_HOSTS, BY_LOOKING | BY_WORD, "保存時の暗号化", "Encryption at rest", "ボリューム1つの暗号化。",
	     "Encryption of one volume."),
	KIND(certificate, AT_HOSTS_AND_NETWORK, BY_LOOKING | BY_WORD, "電子証明書", "Certificates", "導入された証明書1件の期限と置き方。",
	     "Validity and keeping of one certificate."),
	KIND(update_state, AT_HOSTS_AND_NETWORK, BY_LOOKING | BY_WORD, "更新の状態", "Update state", "OSや製品がどこまで更新されているか。",
	     "How far a system or product is updated."),
	KIND(pending_update, AT_HOSTS_AND_NETWORK, BY_LOOKING, "未適用の更新", "Pending updates", "まだ適用していない更新1件。",
	     "One update that is not installed."),
	KIND(end_of_life, AT_DEVICES, BY_LOOKING | BY_WORD, "提供の終了", "End of life", "更新の提供がいつ終わるか。",
	     "When updates end."),
	KIND(usb_policy, AT_HOSTS, BY_ANY, "USB機器の制限", "USB policy", "USB機器をつないだときに何が起きるか。",
	     "What happens when a USB device is plugged in."),
	KIND(usb_device, AT_HOSTS, BY_LOOKING, "USB機器", "USB devices", "つながれているか、つながれたことのあるUSB機器1台。",
	     "One USB device that is or was plugged in."),
	KIND(malware_protection, AT_HOSTS, BY_ANY, "不正ソフトウェア対策", "Malware protection", "対策ソフト1つの状態と新しさ。",
	     "State and freshness of one product."),
	KIND(allow_listing, AT_HOSTS, BY_TRYING, "実行の限定", "Allow-listing", "許可した一覧にないものの実行を断る仕組み。",
	     "What refuses to run things that are not on a list."),
	KIND(service, AT_HOSTS, BY_LOOKING, "サービス", "Services", "裏で動くサービス1つ。", "One service in the background."),
	KIND(software, AT_HOSTS, BY_LOOKING | BY_WORD, "ソフトウェア", "Software", "導入済みのソフトウェア1つ。",
	     "One piece of software installed."),
	KIND(log_state, AT_HOSTS_AND_NETWORK, BY_LOOKING | BY_WORD, "記録の状態", "Logs", "記録が書かれ、残され、守られているか。",
	     "Whether a log is written, kept and guarded."),
	KIND(backup, AT_HOSTS_AND_PRACTICE, BY_ANY, "バックアップ", "Backups", "写しがあり、元に戻せるか。",
	     "Whether there is a copy that can be restored."),
	KIND(time_sync, AT_HOSTS_AND_NETWORK, BY_LOOKING, "時刻合わせ", "Time", "時計が合っているか。", "Whether the clock is right."),

	KIND(host_firewall, AT_HOSTS, BY_TRYING, "端末のファイアウォール", "Host firewall", "端末自身が外からの通信をどう扱うか。",
	     "What a computer itself does with traffic from outside."),
	KIND(packet_filter, AT_ROUTERS, BY_TRYING, "ルータのフィルタ", "Packet filter of a router",
	     "ルータの1つの口と向きでの通信の扱い。", "What a router does at one interface in one direction."),
	KIND(listener, AT_HOSTS_AND_NETWORK, BY_TRYING, "待ち受け", "Listeners", "接続を待つ口1つ。", "One port that waits for connections."),
	KIND(flow_policy, WORDS(HOSTS, ROUTERS, HUBS, "line", "wireless"), BY_CONFIGURATION | BIT(EXERCISED), "通信の取り決めの検証",
	     "Results of flow policies", "通してよい・通してはならない通信を、設定または試験で確かめた結果。",
	     "What configuration or trial says about traffic that must or must not pass."),
	KIND(network_interface, AT_HOSTS_AND_NETWORK, BY_LOOKING, "ネットワークの口", "Network interfaces", "ネットワークの口1つ。",
	     "One network interface."),
	KIND(interface_address, AT_HOSTS_AND_NETWORK, BY_LOOKING, "アドレス", "Addresses", "口に付いたアドレス1つ。",
	     "One address of an interface."),
	KIND(route, AT_HOSTS_AND_NETWORK, BY_LOOKING, "経路", "Routes", "経路1つ。", "One route."),
	KIND(forwarding, AT_HOSTS_AND_NETWORK, BY_TRYING, "中継", "Forwarding", "機器が通信を反対側へ渡すか。",
	     "Whether a device passes traffic on to its other side."),
	KIND(bridge, AT_HOSTS_AND_NETWORK, BY_LOOKING, "ブリッジ", "Bridges", "ブリッジ等に含まれる口1つ。",
	     "One interface inside a bridge or the like."),
	KIND(wireless_profile, WORDS(HOSTS, ROUTERS, "wireless"), BY_ANY, "無線LANの設定", "Wireless profiles",
	     "無線LANの設定1件。合言葉は記録しない。", "One wireless configuration; never its passphrase."),
	KIND(tunnel_proposal, WORDS(HOSTS, ROUTERS, "line"), BY_LOOKING | BY_WORD, "IPsecの提案", "Tunnel proposals",
	     "IPsec+IKEで使う暗号の組み合わせ1つ。鍵は記録しない。", "One set of algorithms for IPsec+IKE; never a key."),
	KIND(network_device_version, AT_NETWORK, BY_LOOKING | BY_WORD, "ネットワーク機器の版", "Network devices",
	     "ルータ等の機種、版、認証。", "Model, version and certification of routers and the like."),

	KIND(contract, WORDS("line", "provider", "practice"), BY_WORD, "契約・事業者の表明", "Contracts",
	     "回線事業者等が約束・表明したこと。施設の中からは確かめられない。",
	     "What a carrier or vendor promised or stated; it cannot be seen from inside."),
	KIND(practice, AT_PRACTICE, BY_WORD, "運用", "Practice", "人が行い、人が申告すること。", "What people do, and say that they do."),
	KIND(near_miss, AT_HOSTS_AND_PRACTICE, BIT(OBSERVED) | BY_WORD, "ヒヤリハット", "Near misses",
	     "止められた間違い1件。患者の情報は記録しない。", "One mistake that was stopped; nothing about the patient."),
	KIND(device, AT_PRACTICE, BY_WORD | BIT(OBSERVED), "機器台帳", "Device ledger", "台帳の1行、または見つかった機器。",
	     "One line of the ledger, or a device that was found."),
	KIND(remote_maintenance, WORDS(HOSTS, ROUTERS, "practice"), BY_LOOKING | BY_WORD, "遠隔保守の手段", "Remote maintenance",
	     "遠隔から保守する手段1つ。", "One way of maintaining from afar."),
	KIND(remote_session, WORDS(HOSTS, ROUTERS, "practice"), BIT(OBSERVED) | BY_WORD, "保守作業", "Maintenance sessions",
	     "保守作業1回。誰の情報に触れたかは作業記録に残し、ここには書かない。",
	     "One session of maintenance; whose data it touched stays in its own record."),
	KIND(media_scan, AT_HOSTS_AND_PRACTICE, BIT(OBSERVED) | BY_WORD, "混入の検査", "Scans for malware",
	     "構築時や受領時に行った検査1回。", "One scan at set-up or on receipt."),
};

const struct sk_fact_kind *sk_fact_kinds(size_t *count)
{
	*count = SK_COUNT(kinds);
	return kinds;
}

const struct sk_fact_kind *sk_fact_kind_named(const char *name)
{
	for (size_t i = 0; i < SK_COUNT(kinds); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

bool sk_fact_can_be_at(const struct sk_fact_kind *kind, const char *place)
{
	for (const char *const *at = kind->places; *at; at++)
		if (strcmp(*at, place) == 0)
			return true;
	return false;
}

const struct sk_column *sk_fact_column_named(const struct sk_fact_kind *kind, const char *name)
{
	for (size_t i = 0; i < kind->column_count; i++)
		if (strcmp(kind->columns[i].name, name) == 0)
			return &kind->columns[i];
	return NULL;
}

/* ---- words of the bundle ---- */

static const char *const method_words[] = {"attested", "configured", "observed", "exercised"};
static const char *const status_words[] = {"complete", "partial", "absent", "denied", "error"};
static const char *const origin_words[] = {"live", "replay", "example"};
static const char *const type_words[] = {"text", "choice", "integer", "flag", "time"};
const struct sk_choices sk_words_fact_method = {method_words, SK_COUNT(method_words)};
const struct sk_choices sk_words_status = {status_words, SK_COUNT(status_words)};
const struct sk_choices sk_words_bundle_origin = {origin_words, SK_COUNT(origin_words)};
const struct sk_choices sk_words_column_type = {type_words, SK_COUNT(type_words)};
