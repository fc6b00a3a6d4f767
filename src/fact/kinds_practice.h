/* Kinds of facts about people, contracts and the ledger. Private to fact/, included once by kinds.c. */
#ifndef SK_FACT_KINDS_PRACTICE_H
#define SK_FACT_KINDS_PRACTICE_H

#include "fact/kinds.h"

static const struct sk_column columns_contract[] = {
	WORD(MUST, about,
	     WORDS("line", "carrier", "closed_network", "tunnel", "inter_facility_blocking", "maintenance", "safety_disclosure", "incident_help"),
	     "何についての契約・表明か", "about what"),
	LINE(MUST, counterpart, MOST_NAME, "相手の事業者名", "the company"),
	FLAG(MUST, holds, "そのとおりである", "it is so"),
	WORD(MAY, line_type, WORDS("ip_vpn", "ipsec_router", "ipsec_client", "other"), "回線の種類", "sort of line"),
	WORD(MUST, document, WORDS("contract", "terms", "letter", "certificate", "web_page", "spoken"), "根拠", "what says so"),
	HEX(MAY, attachment, DIGEST, "添付した書面のSHA-256", "SHA-256 of the paper attached"),
	TIME(MAY, signed_on, "書面の日付", "date of the paper"),
	TIME(MUST, valid_until, "この表明の期限", "until when it counts"),
};

static const struct sk_column columns_practice[] = {
	WORD(MUST, about,
	     WORDS("rules", "staff_told", "training", "patient_notice", "responsible_person", "own_accounts", "secrets_kept", "password_change",
		   "password_rule", "check_at_build", "check_on_receipt", "maintenance_record", "ledger_review", "usb_rule", "disposal",
		   "contact_chart", "continuity_plan", "restore_drill", "trusted_devices", "wireless_absent"),
	     "何についてか", "about what"),
	FLAG(MUST, holds, "行っている", "it is done"),
	TIME(MUST, held_on, "行った日・確かめた日", "when it was done or confirmed"),
	TIME(MUST, valid_until, "この申告の期限", "until when it counts"),
	WORD(MAY, form, WORDS("document", "poster", "spoken", "meeting", "screen", "other"), "方法", "in what form"),
	NUMBER(MAY, covered, 0, 100000, "person", "対象となった職員の数", "staff reached"),
	NUMBER(MAY, staff, 0, 100000, "person", "対象とすべき職員の数", "staff there are"),
	HEX(MAY, attachment, DIGEST, "添付した書面のSHA-256", "SHA-256 of the paper attached"),
	/* The post, not the person: names of staff are not needed to judge this. */
	WORD(MAY, said_by, WORDS("manager", "doctor", "pharmacist", "reception", "vendor", "carrier"), "申告した人の役割", "post of who says so"),
};

/* A mistake that was stopped. Whose insurance it was has no column: no name, no number, no date of birth. */
static const struct sk_column columns_near_miss[] = {
	TIME(MUST, happened_at, "起きた時刻", "when"),
	WORD(MUST, what,
	     WORDS("wrong_person", "old_insurance", "no_consent", "stale_result", "wrong_entry", "left_signed_in", "unknown_medium",
		   "number_typed", "wrong_recipient", "other"),
	     "何が起きそうになったか", "what nearly happened"),
	FLAG(MUST, stopped, "害になる前に止まった", "stopped before harm"),
	WORD(MUST, stopped_by, WORDS("desk", "staff", "patient", "nobody"), "止めたもの", "by what"),
	CODE(MAY, threat, MOST_ID, "対応する脅威のID", "id of the threat it belongs to"),
};

/* Serial numbers are left out on purpose: the ledger's own number tells devices apart. */
static const struct sk_column columns_device[] = {
	CODE(MUST, number, MOST_ID, "台帳での番号", "number in the ledger"),
	LINE(MUST, name, MOST_NAME, "名称", "name"),
	WORD(MUST, device_class,
	     WORDS("computer", "server", "router", "hub", "access_point", "card_reader", "printer", "storage", "medical", "phone", "software",
		   "information", "other"),
	     "種類（機器、ソフトウェア、情報）", "class: device, software or information"),
	LINE(MAY, maker, MOST_NAME, "製造者", "maker"),
	LINE(MAY, model, MOST_NAME, "機種", "model"),
	FLAG(MUST, listed, "台帳にある", "in the ledger"),
	FLAG(MAY, seen, "実際に見つかった", "found on the spot or in the network"),
	NUMBER(MAY, confidentiality_level, 1, 3, NULL, "機密性の段階", "level of confidentiality"),
	NUMBER(MAY, integrity_level, 1, 2, NULL, "完全性の段階", "level of integrity"),
	NUMBER(MAY, availability_level, 1, 2, NULL, "可用性の段階", "level of availability"),
	WORD(MAY, responsible, WORDS("facility", "vendor", "carrier", "operator"), "責任を持つ者", "who answers for it"),
	FLAG(MAY, networked, "ネットワークにつながる", "on the network"),
	FLAG(MAY, remote_maintenance, "遠隔保守ができる", "can be maintained from afar"),
	FLAG(MAY, disclosure, "製造者等の情報セキュリティ開示書がある", "a safety disclosure (MDS/SDS) was received"),
	TIME(MAY, entered_on, "台帳に載せた日", "entered on"),
	TIME(MAY, reviewed_on, "最後に見直した日", "last reviewed on"),
	TIME(MAY, disposed_on, "廃棄した日", "disposed of on"),
};

static const struct sk_column columns_remote_maintenance[] = {
	LINE(MUST, product, MOST_NAME, "製品または方法", "product or way"),
	FLAG(MUST, present, "導入されている", "installed"),
	FLAG(MAY, running, "動いている", "running"),
	WORD(MAY, way, WORDS("direct", "relay", "vpn", "dial_in"), "つなぎ方", "how it connects"),
	FLAG(MAY, unattended, "立ち会いなしでつながる", "connects with nobody there"),
	FLAG(MAY, approval, "その都度の許可が要る", "each time is approved"),
	FLAG(MAY, personal_accounts, "作業員ごとの専用アカウントを使う", "each worker has an account of their own"),
	FLAG(MAY, second_factor, "2要素で認証する", "two factors"),
	FLAG(MAY, sources_limited, "接続元を限っている", "only from listed places"),
	FLAG(MAY, recorded, "作業記録が残る", "leaves a record of the work"),
};

/* Whether personal data was touched and whether the record tells whose. Whose it was stands in that record, never here. */
static const struct sk_column columns_remote_session[] = {
	TIME(MUST, started_at, "始まり", "start"),
	TIME(MAY, ended_at, "終わり", "end"),
	CODE(MAY, identity, MOST_IDENTITY, "使ったアカウントの識別子", "id of the account used"),
	FLAG(MAY, personal_account, "作業員個人の専用アカウントである", "an account of one worker"),
	WORD(MAY, way, WORDS("on_site", "remote"), "場所", "where from"),
	FLAG(MAY, approved, "許可されていた", "approved"),
	FLAG(MUST, recorded, "作業記録がある", "there is a record of the work"),
	CODE(MAY, record, MOST_ID, "作業記録の番号", "number of that record"),
	FLAG(MAY, personal_data, "個人情報に触れた", "personal data was touched"),
	FLAG(MAY, persons_told, "誰の情報かを記録から特定できる", "the record tells whose"),
};

static const struct sk_column columns_media_scan[] = {
	WORD(MUST, occasion, WORDS("build", "receipt", "before_use", "periodic"), "どの場面か", "on what occasion"),
	WORD(MUST, medium, WORDS("device", "image", "usb_memory", "disc", "transfer", "mail", "other"), "何を調べたか", "what was scanned"),
	TIME(MUST, scanned_at, "調べた時刻", "when"),
	LINE(MAY, product, MOST_NAME, "使った製品", "with what"),
	TIME(MAY, definitions_at, "定義ファイルの時点", "as of when its definitions were"),
	NUMBER(MAY, files, 0, 1000000000, NULL, "調べたファイルの数", "files scanned"),
	NUMBER(MUST, found, 0, MOST_COUNT, NULL, "見つかった数", "found"),
	FLAG(MAY, handled, "見つかったものを処置した", "what was found was dealt with"),
};

#endif
