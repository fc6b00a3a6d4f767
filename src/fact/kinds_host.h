/* Kinds of facts about computers. Private to fact/, included once by kinds.c. */
#ifndef SK_FACT_KINDS_HOST_H
#define SK_FACT_KINDS_HOST_H

#include "fact/kinds.h"

/* ---- who may use it ---- */

static const struct sk_column columns_account[] = {
	/* A SID or "uid:1000": names differ by language, and may be changed. */
	CODE(MUST, identity, MOST_IDENTITY, "OS内の識別子（SIDまたはuid）", "id in the system: SID or uid"),
	/* The sign-in name only. Full names and comments are not taken: people write passwords into comments. */
	LINE(MUST, name, MOST_ID, "サインイン名", "sign-in name"),
	WORD(MUST, role, WORDS("user", "administrator", "guest", "service", "system"), "役割（SIDの末尾やuidで判定）", "role, told by RID or uid"),
	FLAG(MUST, enabled, "有効である", "enabled"),
	FLAG(MUST, interactive, "画面またはネットワークからサインインできる", "can sign in at the screen or over the network"),
	FLAG(MAY, password_required, "パスワードを必須としている", "a password is required"),
	WORD(MAY, password_state, WORDS("set", "empty", "locked", "none"), "パスワードの状態", "state of the password"),
	/* The name of the scheme. The hash itself has no column. */
	WORD(MAY, password_scheme, WORDS("yescrypt", "argon2", "bcrypt", "sha512", "sha256", "md5", "des", "nt", "lm", "other"),
	     "パスワードの保存方式の名称", "name of the scheme the password is kept by"),
	WORD(MAY, holder, WORDS("person", "shared", "vendor", "machine"), "使う人（個人、共用、保守会社、機械）", "who uses it: one person, several, a vendor, a machine"),
	TIME(MAY, last_sign_in, "最後にサインインした時刻", "last sign-in"),
};

static const struct sk_column columns_sign_in_policy[] = {
	WORD(MUST, path, WORDS("console", "network", "ssh"), "入り方", "way in"),
	FLAG(MAY, empty_password, "空のパスワードで入れる", "an empty password is let in"),
	FLAG(MAY, administrator, "管理者が直接入れる", "the administrator may sign in directly"),
	FLAG(MAY, guest, "ゲストが入れる", "a guest may sign in"),
	FLAG(MAY, password, "パスワードだけで入れる", "a password alone is enough"),
	FLAG(MAY, elevation_prompt, "管理者の操作の前に確認を求める", "asks before an administrator's act"),
};

static const struct sk_column columns_password_policy[] = {
	WORD(MUST, scope, WORDS("local", "domain", "device"), "適用範囲", "where it applies"),
	NUMBER(MAY, min_length, 0, 256, "character", "最短の長さ", "shortest length"),
	FLAG(MAY, complexity, "英字・数字・記号の混在を求める", "letters, digits and signs must be mixed"),
	NUMBER(MAY, min_classes, 0, 4, NULL, "求める文字種の数", "how many classes of characters are asked for"),
	FLAG(MAY, expires, "有効期間がある", "passwords run out"),
	NUMBER(MAY, max_age, 0, MOST_DAYS, "day", "有効期間", "how long one is good"),
	NUMBER(MAY, min_age, 0, MOST_DAYS, "day", "変更できるまでの期間", "how long one must be kept"),
	NUMBER(MAY, history, 0, 1024, NULL, "再使用を禁じる過去の個数", "how many earlier ones are refused"),
	NUMBER(MAY, min_changed, 0, 256, "character", "前回と違えるべき文字数", "characters that must differ from the one before"),
	FLAG(MAY, dictionary, "辞書にある語を断る", "words of a dictionary are refused"),
	FLAG(MAY, name_check, "利用者名を含むものを断る", "one that holds the user's name is refused"),
	NUMBER(MAY, lockout_threshold, 0, 1000, NULL, "ロックまでの失敗回数（0はロックしない）", "failures until it locks; 0: never"),
	NUMBER(MAY, lockout_time, 0, MOST_SECONDS, "second", "ロックの時間（0は手動解除）", "how long it stays locked; 0: until unlocked by hand"),
};

static const struct sk_column columns_password_age[] = {
	CODE(MUST, identity, MOST_IDENTITY, "アカウントの識別子", "id of the account"),
	TIME(MAY, changed_at, "最後に変更した時刻", "when it was last changed"),
	FLAG(MAY, expires, "期限切れになる設定である", "it is set to run out"),
	NUMBER(MAY, max_age, 0, MOST_DAYS, "day", "このアカウントの有効期間", "how long this account's is good"),
	FLAG(MAY, must_change, "次のサインインで変更を求める", "must be changed at the next sign-in"),
};

#define FACTORS WORDS("none", "password", "pin", "ic_card", "security_key", "biometric", "one_time_code", "certificate", "other")

static const struct sk_column columns_second_factor[] = {
	WORD(MUST, path, WORDS("console", "unlock", "network", "ssh", "remote_maintenance", "application", "device"), "入り方", "way in"),
	NUMBER(MUST, factors, 0, 4, NULL, "求める要素の数", "how many factors are asked for"),
	WORD(MAY, first_factor, FACTORS, "1つ目の要素", "first factor"),
	WORD(MAY, other_factor, FACTORS, "2つ目の要素", "second factor"),
	FLAG(MUST, enforced, "使えるだけでなく必須である", "required, not merely available"),
	FLAG(MAY, bypass, "これを通らずに入れる別の方法が残っている", "another way in is left that goes round it"),
	WORD(MAY, applies_to, WORDS("everyone", "administrators", "vendors", "some"), "対象者", "for whom"),
};

static const struct sk_column columns_screen_lock[] = {
	WORD(MUST, scope, WORDS("machine", "user"), "設定の範囲（端末全体、利用者ごと）", "set for the machine or for a user"),
	CODE(MAY, identity, MOST_IDENTITY, "利用者ごとのときの識別子", "whose, when set for a user"),
	FLAG(MUST, enabled, "自動でロックする", "locks by itself"),
	NUMBER(MAY, lock_after, 0, MOST_SECONDS, "second", "ロックまでの時間", "time until it locks"),
	FLAG(MAY, password_needed, "解除に認証が要る", "unlocking asks who it is"),
	FLAG(MAY, enforced, "利用者が変更できない", "users cannot change it"),
};

static const struct sk_column columns_auto_logon[] = {
	FLAG(MUST, enabled, "自動サインインが有効である", "signs in by itself"),
	WORD(MUST, mechanism, WORDS("winlogon", "display_manager", "getty", "kiosk", "other"), "仕組み", "by what"),
	CODE(MAY, identity, MOST_IDENTITY, "使われるアカウント", "the account used"),
	/* Whether one lies there. What it is has no column. */
	WORD(MAY, password_kept, WORDS("no", "plain", "protected"), "パスワードの保存（なし、平文、保護）", "whether a password lies there: no, plain, protected"),
};

static const struct sk_column columns_credential_protection[] = {
	FLAG(MAY, plain_in_memory, "平文の認証情報が記憶域に残る設定である", "plain credentials stay in memory"),
	FLAG(MAY, reversible, "パスワードを元に戻せる形で保存する", "passwords are kept in a form that can be turned back"),
	FLAG(MAY, protected_process, "認証の処理が保護されている", "the signing-in process is protected"),
	FLAG(MAY, hash_file_closed, "認証情報のファイルを一般利用者が読めない", "ordinary users cannot read the credential file"),
	FLAG(MAY, saved_credentials, "資格情報の保存が使われている", "saved credentials are in use"),
};

/* Where a secret was found, so that it can be taken away. The secret, or part or length or digest of it, has no column. */
static const struct sk_column columns_secret_exposure[] = {
	WORD(MUST, category, WORDS("password", "key", "token", "hash"), "何か", "what it is"),
	WORD(MUST, found_in,
	     WORDS("configuration", "script", "unit", "schedule", "registry", "account_comment", "saved_credentials", "shared_folder",
		   "device_configuration", "paper", "other"),
	     "どのような所にあったか", "in what sort of place"),
	/* A path or a registry key. Never a command line: that is where passwords stand. */
	LINE(MAY, location, MOST_PATH, "ファイルまたはキーの場所（内容は含めない）", "path of the file or key, without what it says"),
	NUMBER(MAY, line, 1, MOST_COUNT, NULL, "行番号", "line in it"),
	WORD(MAY, readable_by, WORDS("everyone", "group", "owner", "administrators"), "読める範囲", "who can read it"),
	CODE(MAY, identity, MOST_IDENTITY, "関係するアカウント", "account it belongs to"),
};

static const struct sk_column columns_file_access[] = {
	WORD(MUST, about, WORDS("exchange", "credentials", "certificate", "log", "configuration", "program", "backup"),
	     "何の置き場所か", "what is kept there"),
	/* A folder or a file of the system. Files named after patients are not listed one by one. */
	LINE(MUST, location, MOST_PATH, "場所（患者に由来するファイル名は書かない）", "path; never a file named after a patient"),
	FLAG(MAY, everyone_reads, "誰でも読める", "everyone can read"),
	FLAG(MAY, everyone_writes, "誰でも書ける", "everyone can write"),
	FLAG(MAY, shared, "ネットワークで共有している", "shared on the network"),
	CODE(MAY, owner, MOST_IDENTITY, "所有者の識別子", "id of the owner"),
	NUMBER(MAY, permissions, 0, 07777, NULL, "権限の数値（Linux）", "mode bits (Linux)"),
	NUMBER(MAY, writers, 0, MOST_COUNT, NULL, "書き込めるアカウントの数", "accounts that can write"),
};

static const struct sk_column columns_encryption_at_rest[] = {
	CODE(MUST, volume, MOST_ADDRESS, "ボリューム", "volume"),
	FLAG(MUST, system_volume, "OSが入っている", "holds the system"),
	WORD(MUST, state, WORDS("on", "off", "converting", "suspended"), "状態", "state"),
	WORD(MAY, mechanism, WORDS("bitlocker", "luks", "drive", "other"), "仕組み", "by what"),
	WORD(MAY, protector, WORDS("none", "tpm", "tpm_and_pin", "password", "security_key", "other"), "鍵の守り方", "what guards the key"),
};

static const struct sk_column columns_certificate[] = {
	WORD(MUST, purpose, WORDS("client", "wireless", "tunnel", "server", "other"), "用途", "purpose"),
	HEX(MAY, digest, DIGEST, "証明書のSHA-256", "SHA-256 of the certificate"),
	TIME(MUST, valid_from, "有効期間の始まり", "valid from"),
	TIME(MUST, valid_until, "有効期間の終わり", "valid until"),
	/* Whether the key can be taken away. The key has no column. */
	FLAG(MAY, exportable, "鍵を取り出せる", "the key can be taken out"),
	WORD(MAY, kept_in, WORDS("system", "file", "tpm", "ic_card", "usb_key"), "鍵の置き場所", "where the key is kept"),
};

/* ---- updates ---- */

static const struct sk_column columns_update_state[] = {
	CODE(MUST, product, MOST_ID, "OS・製品", "system or product"),
	CODE(MAY, edition, MOST_ID, "エディション", "edition"),
	CODE(MUST, version, MOST_VERSION, "導入済みの版", "version installed"),
	CODE(MAY, newest, MOST_VERSION, "公開済みの最新の版", "newest version published"),
	TIME(MAY, newest_at, "最新の版が公開された時刻", "when the newest was published"),
	FLAG(MAY, up_to_date, "最新の版である", "the newest is installed"),
	TIME(MAY, installed_at, "最後に更新に成功した時刻", "last successful update"),
	TIME(MAY, list_at, "比べた一覧の時点", "as of when the list compared with is"),
	TIME(MAY, list_until, "比べた一覧の有効期限", "until when that list is good"),
	NUMBER(MAY, missing, 0, MOST_COUNT, NULL, "未適用のセキュリティ更新の数", "security updates not installed"),
	TIME(MAY, oldest_missing_at, "未適用のうち最も古いものが知られた時刻", "since when the oldest of them is known"),
	WORD(MAY, automatic, WORDS("off", "notify", "download", "install", "managed"), "自動更新", "automatic updates"),
	TIME(MAY, paused_until, "更新の一時停止の終わり（停止中でなければ空）", "end of a pause; null: not paused"),
	FLAG(MAY, restart_pending, "再起動待ちである", "a restart is pending"),
	TIME(MAY, restart_since, "再起動待ちになった時刻", "since when"),
	FLAG(MAY, kernel_current, "最新のカーネルが動いている", "the newest kernel runs"),
	NUMBER(MAY, stale_programs, 0, MOST_COUNT, NULL, "更新前のライブラリで動き続けるプログラムの数", "programs still running on replaced libraries"),
};

static const struct sk_column columns_pending_update[] = {
	CODE(MUST, name, MOST_NAME, "更新またはパッケージの名称", "update or package"),
	CODE(MAY, installed, MOST_NAME, "導入済みの版", "version installed"),
	CODE(MAY, available, MOST_NAME, "公開済みの版", "version published"),
	FLAG(MUST, security, "セキュリティ更新である", "a security update"),
	WORD(MAY, severity, WORDS("critical", "important", "moderate", "low"), "深刻度", "severity"),
	TIME(MUST, known_since, "知られた時刻", "since when it is known"),
	WORD(MUST, known_by, WORDS("published", "list", "first_seen"), "時刻の根拠（公開日、一覧の日付、初めて見た日）",
	     "what that time is: day of publication, of the list, or first seen by us"),
	WORD(MAY, deferred_for, WORDS("care", "vendor_test", "other"), "延期の理由（診療への影響など）", "why it waits: care, a vendor's test"),
	TIME(MAY, deferred_until, "延期の期限", "until when it may wait"),
};

static const struct sk_column columns_end_of_life[] = {
	CODE(MUST, product, MOST_ID, "製品", "product"),
	CODE(MUST, version, MOST_VERSION, "版", "version"),
	TIME(MUST, ends_at, "セキュリティ更新の提供が終わる時刻", "when its security updates end"),
	WORD(MUST, support, WORDS("standard", "extended"), "提供の種類", "sort of support"),
	TIME(MAY, table_at, "比べた表の時点", "as of when the table compared with is"),
};

/* ---- what may be plugged in, what may run ---- */

#define USB_DEFAULTS WORDS("deny", "read_only", "ask", "allow")

static const struct sk_column columns_usb_policy[] = {
	WORD(MUST, mechanism, WORDS("windows_policy", "driver_disabled", "usbguard", "kernel", "udev", "product", "none"), "仕組み", "by what"),
	WORD(MUST, storage, USB_DEFAULTS, "記憶装置の扱い", "what happens to storage"),
	WORD(MAY, portable, USB_DEFAULTS, "スマートフォン等（WPD）の扱い", "what happens to phones and the like (WPD)"),
	WORD(MAY, unknown_device, USB_DEFAULTS, "一覧にない機器の扱い", "what happens to a device not on the list"),
	FLAG(MAY, execution_refused, "記憶装置からの実行を断る", "running from storage is refused"),
	FLAG(MAY, autorun_off, "自動再生を止めている", "autorun is off"),
	FLAG(MUST, enforced, "実際に効いている", "in force"),
	FLAG(MAY, reader_allowed, "顔認証付きカードリーダーが許可されている", "the face-recognition card reader is allowed"),
	NUMBER(MAY, list_length, 0, MOST_COUNT, NULL, "許可した機器の数", "devices on the list"),
	FLAG(MAY, probe_refused, "試しにつないだ機器を断った", "a device plugged in as a test was refused"),
};

static const struct sk_column columns_usb_device[] = {
	HEX(MUST, vendor_id, 4, "ベンダID（16進4桁）", "vendor id, 4 hex digits"),
	HEX(MUST, product_id, 4, "製品ID（16進4桁）", "product id, 4 hex digits"),
	WORD(MUST, device_class, WORDS("storage", "card_reader", "input", "hub", "network", "printer", "camera", "audio", "security_key", "phone", "other"),
	     "種類", "class"),
	/* A digest tells two devices apart; serial numbers of 12 digits may look like a person's number. */
	HEX(MAY, serial_digest, DIGEST, "製造番号のSHA-256（番号そのものは記録しない）", "SHA-256 of the serial number, never the number"),
	FLAG(MUST, connected, "いまつながっている", "connected now"),
	FLAG(MAY, internal, "内蔵されている", "built in"),
	FLAG(MAY, listed, "許可の一覧にある", "on the list of permitted devices"),
	FLAG(MAY, authorized, "OSが使用を認めている", "the system lets it work"),
	TIME(MAY, first_seen, "初めてつながれた時刻", "first connected"),
	TIME(MAY, last_seen, "最後につながれた時刻", "last connected"),
};

static const struct sk_column columns_malware_protection[] = {
	LINE(MUST, product, MOST_NAME, "製品", "product"),
	CODE(MAY, version, MOST_VERSION, "製品の版", "version of the product"),
	FLAG(MUST, running, "動いている", "running"),
	FLAG(MAY, real_time, "常時監視が有効である", "watches all the time"),
	CODE(MAY, definitions, MOST_VERSION, "定義ファイルの版", "version of the definitions"),
	TIME(MAY, definitions_at, "定義ファイルの時点", "as of when the definitions are"),
	WORD(MAY, update_way, WORDS("internet", "mirror", "carried", "none"), "定義ファイルの届け方", "how definitions arrive"),
	TIME(MAY, scanned_at, "最後に全体を検査した時刻", "last full scan"),
	FLAG(MAY, tamper_protected, "無効化から守られている", "guarded against being switched off"),
	NUMBER(MAY, exclusions, 0, MOST_COUNT, NULL, "検査から外した場所の数", "places left out"),
	FLAG(MAY, broad_exclusion, "ルート・利用者・一時フォルダ全体を外している", "the root, all users' or temporary folders are left out"),
	NUMBER(MAY, unhandled, 0, MOST_COUNT, NULL, "見つかって未処理のものの数", "found and not dealt with"),
	FLAG(MAY, probe_refused, "試験用ファイルを断った", "a harmless test file was refused"),
};

static const struct sk_column columns_allow_listing[] = {
	WORD(MUST, mechanism, WORDS("applocker", "wdac", "fapolicyd", "ima", "selinux", "guard", "product", "none"), "仕組み", "by what"),
	WORD(MUST, mode, WORDS("enforce", "audit", "off"), "状態（強制、記録のみ、なし）", "enforce, audit or off"),
	FLAG(MAY, programs, "プログラムを対象とする", "covers programs"),
	FLAG(MAY, libraries, "ライブラリを対象とする", "covers libraries"),
	FLAG(MAY, scripts, "スクリプトを対象とする", "covers scripts"),
	FLAG(MAY, installers, "インストーラを対象とする", "covers installers"),
	FLAG(MAY, running, "仕組みが動いている", "its service runs"),
	FLAG(MAY, since_boot, "起動時から動き続けている", "it has run since the start"),
	FLAG(MAY, memory_refused, "記憶域上のファイルの実行を断る", "files that exist only in memory are refused"),
	FLAG(MAY, writable_refused, "誰でも書ける場所からの実行を断る", "running from places everyone can write is refused"),
	NUMBER(MAY, rules, 0, MOST_COUNT, NULL, "規則の数", "rules"),
	HEX(MAY, policy_digest, DIGEST, "規則のSHA-256", "SHA-256 of the policy"),
	FLAG(MAY, probe_refused, "一覧にない無害なプログラムの実行を断った", "a harmless program not on the list was refused"),
};

/* ---- what is on it ---- */

static const struct sk_column columns_service[] = {
	CODE(MUST, name, MOST_NAME, "サービスの内部名", "internal name of the service"),
	WORD(MUST, start, WORDS("boot", "automatic", "on_demand", "disabled"), "起動のしかた", "how it starts"),
	FLAG(MUST, running, "動いている", "running"),
	FLAG(MAY, needed, "必要なものとして台帳にある", "listed as needed"),
};

static const struct sk_column columns_software[] = {
	LINE(MUST, name, MOST_NAME, "ソフトウェア", "software"),
	LINE(MAY, version, MOST_VERSION, "版", "version"),
	LINE(MAY, publisher, MOST_NAME, "提供元", "publisher"),
	TIME(MAY, installed_on, "導入日", "installed on"),
	FLAG(MAY, listed, "台帳にある", "in the ledger"),
};

static const struct sk_column columns_log_state[] = {
	WORD(MUST, about, WORDS("sign_in", "security", "system", "maintenance", "firewall", "application", "desk"), "何の記録か", "what is logged"),
	FLAG(MUST, enabled, "記録している", "written"),
	NUMBER(MAY, kept, 0, MOST_DAYS, "day", "保存する期間", "how long it is kept"),
	TIME(MAY, oldest_at, "残る最も古い記録の時刻", "oldest entry left"),
	TIME(MAY, newest_at, "最も新しい記録の時刻", "newest entry"),
	FLAG(MAY, guarded, "読み書きできる人を限っている", "only some may read or change it"),
	FLAG(MAY, forwarded, "別の機器にも送っている", "also sent to another device"),
	WORD(MAY, when_full, WORDS("overwrite", "archive", "stop"), "一杯になったときの動作", "what happens when it is full"),
	TIME(MAY, reviewed_at, "最後に点検した時刻", "last looked through"),
};

static const struct sk_column columns_backup[] = {
	WORD(MUST, about, WORDS("system", "configuration", "receipt_data", "ledger", "other"), "何の写しか", "of what"),
	TIME(MAY, finished_at, "最後に終わった時刻", "when the last one finished"),
	FLAG(MAY, succeeded, "最後のものが成功した", "the last one succeeded"),
	NUMBER(MAY, generations, 0, 10000, NULL, "残す世代数", "generations kept"),
	FLAG(MAY, offline, "ネットワークから切り離した写しがある", "one copy is cut off from the network"),
	FLAG(MAY, off_site, "別の場所に写しがある", "one copy is at another place"),
	FLAG(MAY, encrypted, "暗号化している", "encrypted"),
	TIME(MAY, restored_at, "最後に復元を試した時刻", "last tested by restoring"),
};

static const struct sk_column columns_time_sync[] = {
	WORD(MUST, mechanism, WORDS("ntp", "domain", "host", "hand", "none"), "合わせ方", "how the clock is set"),
	FLAG(MAY, synchronised, "合っている", "in step"),
	CODE(MAY, source, MOST_ADDRESS, "合わせる先", "set by"),
	NUMBER(MAY, drift, -86400000, 86400000, "millisecond", "ずれ", "how far off"),
	TIME(MAY, last_at, "最後に合わせた時刻", "last set"),
};

#endif
