/*
 * site: the folder that describes one clinic, hospital or pharmacy (施設).
 *
 * `site.yaml` is what people write, attachments/ beside it holds the files they show; configs/ and evidence/ are for what machines say. The file is hostile input:
 * every fault is reported with file, line and column, and nothing is changed by reading.
 *
 * Owner: the arena. Dates are sk_time at 00:00 UTC, 0 = not given.
 */
#ifndef SK_SITE_H
#define SK_SITE_H

#include "catalogue/catalogue.h"
#include "seal/seal.h"

#define SK_SITE_FORMAT "sekisho-site/1"
#define SK_SITE_FILE "site.yaml"

enum sk_state { SK_MET, SK_UNMET, SK_UNKNOWN, SK_STALE, SK_NOT_APPLICABLE, SK_STATE_COUNT };
extern const struct sk_choices sk_words_state; /* "met", "unmet", "unknown", "stale", "not-applicable" */

/* 確認対象: a device, network edge, provider or practice that evidence is about. */
struct sk_subject {
	struct sk_place where; /* in site.yaml */
	const char *id, *place_id;
	int place; /* index in the catalogue */
	struct sk_label name;
	const char *owner;
	int responsible; /* sk_party, -1 when not given: the control's own */
	bool in_scope;
	struct sk_label out_reason; /* why not in scope */
	sk_time since; /* the day it comes; 0: was there from the start. From then on what was said or seen before is of another subject */
};

/* A file that shows what an answer says: a name under attachments/, and the SHA-256 it had when it was attached. */
enum sk_attachment_state {
	SK_ATTACHMENT_UNASKED, /* nobody has looked yet */
	SK_ATTACHMENT_WHOLE, SK_ATTACHMENT_CHANGED, SK_ATTACHMENT_MISSING, SK_ATTACHMENT_LARGE, SK_ATTACHMENT_UNREADABLE,
};
extern const struct sk_choices sk_words_attachment; /* "unasked", "whole", "changed", "missing", "large", "unreadable" */
struct sk_attachment {
	struct sk_place where;
	const char *file, *digest; /* a plain name (site_attachment_name), and 64 lower-case hex digits */
	int state;		   /* sk_attachment_state */
};

/* A person's answer about a control at a subject. Unsigned, method: attested. */
struct sk_answer {
	struct sk_place where;
	const char *control_id, *subject_id; /* subject NULL: every subject of the control's places */
	const struct sk_control *control;
	const struct sk_subject *subject;
	int state; /* SK_MET, SK_UNMET, SK_UNKNOWN */
	const char *by;
	sk_time date, expires; /* the last day it counts; not written: date + the control's valid-days */
	const char *note;
	struct sk_list attachments; /* struct sk_attachment */
};

/* A person's statement that a place does not exist here (no wireless network). */
struct sk_absence_statement {
	struct sk_place where;
	const char *place_id;
	int place;
	const char *by;
	sk_time date, expires; /* the last day it counts; not written: date + 365 days */
	const char *note;
};

/* A person's answer about a premise of the guidance. false brings rows into scope. */
struct sk_premise_answer {
	struct sk_place where;
	const char *premise_id;
	const struct sk_premise *premise;
	bool holds;
	const char *by;
	sk_time date;
	const char *note;
};

struct sk_importance_override {
	struct sk_place where;
	const char *asset_id;
	const struct sk_asset *asset;
	int c, i, a; /* 0 = as in the catalogue */
	const char *reason, *by;
	sk_time date;
};

/* Which of two contradictory statements this site follows. */
struct sk_reading_choice {
	struct sk_place where;
	const char *about, *choose; /* row id with readings (ta01, T13) and reading id */
	const struct sk_reading *reading;
};

struct sk_site_line {
	struct sk_place where;
	int value; /* >= is to be treated */
	const char *approved_by;
	sk_time date;
};

/* Who may bring evidence: a collector on a host, its key, and the subjects it may speak about. Several entries of one collector and host
 * are its keys one after the other. */
struct sk_collector {
	struct sk_place where;
	const char *id, *host; /* as in the bundles */
	const char *key;       /* "ssh-ed25519 AAAA... comment" */
	struct sk_public_key public_key; /* the same, read */
	struct sk_ids subjects;
	sk_time valid_from, valid_until; /* first and last day, in Japan, of bundles made with the key; until 0: no end */
	sk_time revoked;		 /* 0: not; bundles of that day and later are refused, and nothing new is taken at all */
	const char *reason;		 /* why revoked */
};

/* A subject that is gone: what was seen of it is no more about this site. Its id stands in bundles and in the list of heads still. */
struct sk_retired {
	struct sk_place where;
	const char *subject_id;
	const char *by;
	sk_time date;
	const char *reason;
};

/* Another limit for a check than the catalogue's. */
struct sk_parameter_choice {
	struct sk_place where;
	const char *parameter_id;
	const struct sk_parameter *parameter;
	int value;
	const char *reason, *by;
	sk_time date;
};

/* ---- the network: what is connected with what, and what may not come where ---- */

enum sk_site_role { SK_ROLE_SEGMENT, SK_ROLE_HOST, SK_ROLE_ROUTER, SK_ROLE_BRIDGE, SK_ROLE_OUTSIDE, SK_ROLE_TUNNEL };
extern const struct sk_choices sk_words_node_role; /* "segment", "host", "router", "bridge", "outside", "tunnel" */

struct sk_site_route {
	struct sk_place where;
	const char *to;	       /* a.b.c.d/n or an IPv6 prefix, "ipv4", "ipv6" for all of a family */
	const char *interface; /* of the node */
	const char *via;       /* an address; NULL: to whom it is for */
};
/* One end of a tunnel of IPsec with IKE. The shared key, or the key of the certificate, never stands here. */
enum sk_tunnel_auth { SK_TUNNEL_PSK, SK_TUNNEL_CERTIFICATE };
extern const struct sk_choices sk_words_tunnel_auth; /* "psk", "certificate" */
struct sk_site_tunnel {
	struct sk_place where;
	const char *segment_id;		 /* a tunnel, and this node's link to it */
	const char *local, *remote;	 /* addresses; local NULL: whatever the device has */
	const char *local_id, *remote_id; /* NULL: the address */
	int auth;			 /* sk_tunnel_auth */
	const char *certificate;	 /* name of its file; NULL: psk */
	const char *from, *to;		 /* networks at this end and at the other, with blanks between them; none is everything */
	bool encap;			 /* in UDP also where no address is translated */
};
/* A wireless network that a node offers. Its passphrase never stands here. */
enum sk_wireless_security { SK_WIRELESS_WPA3, SK_WIRELESS_WPA2_WPA3, SK_WIRELESS_WPA2_ENTERPRISE, SK_WIRELESS_WPA3_ENTERPRISE };
extern const struct sk_choices sk_words_wireless_security; /* "wpa3", "wpa2-wpa3", "wpa2-enterprise", "wpa3-enterprise" */
struct sk_site_wireless {
	struct sk_place where;
	const char *interface, *bridge; /* bridge NULL: none */
	const char *ssid;
	int security; /* sk_wireless_security */
	int channel;
};
/* A wire, hub or tunnel, or what stands on one. */
struct sk_site_node {
	struct sk_place where;
	const char *id;
	int role;		/* sk_site_role */
	const char *subject_id; /* NULL: none */
	bool forwards;		/* of a host: from one interface to another */
	struct sk_ids configs;	/* files under configs/ */
	unsigned unfiltered;	/* families (1: IPv4, 2: IPv6) of which it is known that it filters nothing */
	unsigned speaks;	/* families that it has addresses of; 0: any */
	unsigned passes;	/* of a bridge: families of the frames it lets through */
	struct sk_list routes;	/* struct sk_site_route */
	int stands_for;		/* of an outside: sk_outside, -1 when not given */
	const char *serial;	/* on its case, or a host key: what it is known by; NULL: not stated */
	const char *behind;	/* of an outside: the networks that stand there; NULL: any address may */
	struct sk_list tunnels; /* struct sk_site_tunnel: that it ends */
	struct sk_list wireless; /* struct sk_site_wireless: that it offers */
};
/* Nodes stand on it. */
static inline bool sk_site_is_segment(const struct sk_site_node *node)
{
	return node->role == SK_ROLE_SEGMENT || node->role == SK_ROLE_TUNNEL;
}
struct sk_site_link {
	struct sk_place where;
	const char *node_id, *segment_id, *interface;
	const struct sk_site_node *node, *segment;
	const char *addresses; /* "192.168.1.1/24 2001:db8::1/64"; NULL: none is stated */
};
/* No packet of the set comes from any of these to any of those, as the first of its flow. The catalogue's flows come first, in places of nodes: what of them stands
 * nowhere in this site is not asked about. */
struct sk_site_policy {
	struct sk_place where;
	const char *id;
	struct sk_label text;
	struct sk_ids from, to; /* nodes */
	const char *refuses, *accepts; /* packets in words (net/); of a need `accepts`, else `refuses` */
	const struct sk_flow *flow; /* of the catalogue; NULL: the site's own */
	const char *missing; /* a subject in scope that no node stands for, or what stands outside; NULL: none. Nobody can say then that the policy holds */
};
/* Packets that a policy does not mean here. */
struct sk_site_exception {
	struct sk_place where;
	const char *policy_id;
	struct sk_ids from, to; /* nodes; none: any of the policy's */
	const char *permits;	/* packets in words */
	const char *reason, *by;
	sk_time date;
};

/* The day by which an item of the checklist that is a no is to be a yes, as a person promises it. */
struct sk_target {
	struct sk_place where;
	const char *item_id;
	const struct sk_item *item;
	sk_time due;
	const char *by;
	sk_time date;
	const char *note;
};

/* 低減 回避 移転 保有: what a site does about a risk, who answers for it, who approved it, and when it is looked at again. It changes no count: a risk that is kept is
 * as open as before, and somebody knows. */
enum sk_response_kind { SK_RESPONSE_REDUCE, SK_RESPONSE_AVOID, SK_RESPONSE_TRANSFER, SK_RESPONSE_RETAIN };
extern const struct sk_choices sk_words_response; /* "reduce", "avoid", "transfer", "retain" */
struct sk_response {
	struct sk_place where;
	const char *risk_id;
	const struct sk_scenario *risk;
	int response; /* sk_response_kind */
	const char *owner, *approved_by, *reason; /* of one that is not reduced both others are there */
	sk_time date, review;			  /* review: the last day it counts; not written: date + 365 days */
};

/* Whom to call in an incident. */
struct sk_contact {
	struct sk_place where;
	struct sk_label role;
	const char *name, *phone, *note;
};

struct sk_cost {
	struct sk_place where;
	const char *control_id;
	int yen;
};

struct sk_site {
	struct sk_place where;
	const char *format;
	const char *folder;
	struct sk_label name;
	int kind;	   /* sk_facility_kind */
	int configuration; /* position in sk_words_configuration */
	bool example;	   /* an example says so on every output */
	struct sk_site_line line;
	struct sk_list subjects;   /* struct sk_subject */
	const struct sk_subject **subjects_by_id; /* the same, sorted */
	struct sk_list retired;	   /* struct sk_retired */
	struct sk_list absent;	   /* struct sk_absence_statement */
	struct sk_list premises;   /* struct sk_premise_answer */
	struct sk_list importance; /* struct sk_importance_override */
	struct sk_list readings;   /* struct sk_reading_choice */
	struct sk_list answers;	   /* struct sk_answer */
	struct sk_list costs;	   /* struct sk_cost */
	struct sk_list targets;	   /* struct sk_target */
	struct sk_list responses;  /* struct sk_response */
	struct sk_list contacts;   /* struct sk_contact */
	struct sk_list collectors; /* struct sk_collector */
	struct sk_list parameters; /* struct sk_parameter_choice */
	struct sk_own own;
	struct sk_list nodes;	 /* struct sk_site_node */
	struct sk_list links;	 /* struct sk_site_link */
	struct sk_list policies; /* struct sk_site_policy */
	struct sk_list needs;	 /* struct sk_site_policy: each packet of the set comes there, the catalogue's first */
	struct sk_list exceptions; /* struct sk_site_exception */
	/* the guidance's rows and the site's own */
	const struct sk_catalogue *catalogue;
};

/* Reads <folder>/site.yaml. SK_E_SITE_MISSING when there is none. */
SK_OUTCOME sk_site_load(struct sk_arena *arena, const struct sk_env *env, const char *folder, const struct sk_catalogue *catalogue,
			struct sk_site **out, struct sk_error *error);

/* The same of a text that would be its site.yaml; nothing is read. */
SK_OUTCOME sk_site_load_text(struct sk_arena *arena, const char *folder, const struct sk_catalogue *catalogue, const char *text, size_t length,
			     struct sk_site **out, struct sk_error *error);

/* What somebody says now. Text is clean UTF-8 on one line. */
struct sk_reply {
	const struct sk_control *control;
	const struct sk_subject *subject; /* NULL: every one */
	int state;			  /* SK_MET, SK_UNMET, SK_UNKNOWN */
	const char *by;
	sk_time date, expires; /* expires 0: not written */
	const char *note;      /* NULL: none */
	const struct sk_attachment *attachments;
	size_t attachment_count;
};
/*
 * The text of a site.yaml with more answers behind those that stand there, everything else byte for byte as it was. SK_E_CONFLICT, with the place, where `answers:`
 * is written in a form that lines cannot be added to.
 */
SK_OUTCOME sk_site_add_answers(const char *file, const char *text, size_t length, const struct sk_reply *said, size_t count, struct sk_buf *out,
			       struct sk_error *error);
/* What somebody says of a premise, or of a place: that nothing stands there. */
struct sk_statement {
	const char *id;
	bool holds; /* of a premise */
	const char *by;
	sk_time date;
};
/* The same with one more line under `premises:` or `absent:`. */
SK_OUTCOME sk_site_add_premise(const char *file, const char *text, size_t length, const struct sk_statement *said, struct sk_buf *out, struct sk_error *error);
SK_OUTCOME sk_site_add_absent(const char *file, const char *text, size_t length, const struct sk_statement *said, struct sk_buf *out, struct sk_error *error);

/* ---- attachments: files that people show ---- */

#define SK_ATTACHMENTS_FOLDER "attachments"
enum { SK_ATTACHMENT_MAX = 32 << 20 /* bytes of one */, SK_ATTACHMENTS_MAX = 1000 /* of a site */ };

/*
 * Looks at every attachment that is still unasked, each file once, and sets its state. What is not there, or cannot be read, is a state and no error: the answer is still
 * what a person says. SK_E_MEMORY only. sk_seal_start comes first.
 */
SK_OUTCOME sk_site_ask_attachments(struct sk_arena *arena, const struct sk_env *env, struct sk_site *site, struct sk_error *error);
/* Takes over the states of those with the same file and digest, so that they are not looked at again. */
void sk_site_know_attachments(struct sk_site *site, const struct sk_attachment *known, size_t count);
/*
 * A file that somebody wants to attach, as it is now: its digest, and the name it would like to have. SK_E_ATTACHMENT when it is empty, larger than the ceiling or has a name that cannot be
 * kept; SK_E_MY_NUMBER when its name holds one, or its text where it is a text; SK_E_FILE_READ.
 */
SK_OUTCOME sk_site_look_attachment(struct sk_arena *arena, const struct sk_env *env, const char *path, struct sk_attachment *out, struct sk_error *error);
/*
 * Copies it under attachments/, whole or not at all, and never over another file: where one with other bytes has its name, a part of the digest comes behind it (`attachment->file`). A file
 * that lies there with these bytes is taken as it is. The caller holds the folder's lock. SK_E_ATTACHMENT when it changed since it was looked at.
 */
SK_OUTCOME sk_site_put_attachment(struct sk_arena *arena, const struct sk_env *env, const struct sk_site *site, const char *path, struct sk_attachment *attachment,
				  struct sk_error *error);

/* The limit in force on `day`: the site's from its date on, the catalogue's before. */
int sk_site_parameter(const struct sk_site *site, const struct sk_parameter *parameter, sk_time day);

const struct sk_subject *sk_site_subject(const struct sk_site *site, const char *id);
/* NULL: there is none. */
const struct sk_site_node *sk_site_node(const struct sk_site *site, const char *id);
/* Whether the exception is about the policy, between these nodes; NULL: any of the policy's. */
bool sk_site_excepts(const struct sk_site_exception *exception, const struct sk_site_policy *policy, const char *from, const char *to);
/* Whether some exception is about the policy. */
bool sk_site_is_excepted(const struct sk_site *site, const struct sk_site_policy *policy);
/* Whether a subject of that id was there, and is gone by `day`; what was `seen` of it after the day it went says that it is not. */
bool sk_site_retired(const struct sk_site *site, const char *id, sk_time day, sk_time seen);
/* Whether the day of its `since` has come by `day`. Until then whatever stood there before stands there still, if anything did. */
bool sk_site_has_come(const struct sk_subject *subject, sk_time day);

struct sk_site_plan {
	const char *folder; /* to be made; must not exist */
	const char *configuration;
	enum sk_facility_kind kind;
	struct sk_label name;
	sk_time at;
};

/* The text of a new site.yaml: valid at once, with a subject for each place of the configuration. */
SK_OUTCOME sk_site_text(const struct sk_catalogue *catalogue, const struct sk_site_plan *plan, struct sk_buf *out,
			struct sk_error *error);
/* Makes the folder with site.yaml, configs/ and evidence/. On failure nothing is left behind. */
SK_OUTCOME sk_site_create(const struct sk_env *env, const struct sk_catalogue *catalogue, const struct sk_site_plan *plan,
			  struct sk_error *error);

/* A name from the folder's: "sakura" and a clinic -> {さくら医院, Sakura Clinic}. A word that is no Japanese in Latin letters stays
 * as it is. In the arena. */
SK_OUTCOME sk_site_guess_name(struct sk_arena *arena, const char *folder, enum sk_facility_kind kind, struct sk_label *out,
			      struct sk_error *error);

/* ---- the treatment plan as people keep it: plan.yaml ------------------------------------------------------------------ */

#define SK_TASKS_FORMAT "sekisho-plan/1"
#define SK_TASKS_FILE "plan.yaml"

enum sk_task_state { SK_TASK_TODO, SK_TASK_DOING, SK_TASK_DONE, SK_TASK_DROPPED };
extern const struct sk_choices sk_words_task; /* "todo", "doing", "done", "dropped" */

/* A control that somebody is to see to. What people write here makes no control met: evidence and answers do. */
struct sk_task {
	struct sk_place where;
	const char *control_id;
	const struct sk_control *control;
	const char *owner, *note; /* NULL: not written */
	sk_time due;		  /* the last day; 0: not written */
	int state;		  /* enum sk_task_state */
	bool needed;		  /* what was so when the program last wrote the file: an open risk needs it */
	const struct sk_node *owner_node, *note_node, *due_node;
};

struct sk_tasks {
	struct sk_place where;
	const char *format;
	struct sk_list tasks; /* struct sk_task, each control once, in the order of the file */
};

/* Reads <folder>/plan.yaml. *out NULL: there is none. */
SK_OUTCOME sk_site_tasks(struct sk_arena *arena, const struct sk_env *env, const struct sk_site *site, const struct sk_tasks **out, struct sk_error *error);
const struct sk_task *sk_site_task(const struct sk_tasks *tasks, const struct sk_control *control); /* NULL: it has none, or `tasks` is NULL */

/* What is written into plan.yaml, and what came of it. */
struct sk_tasks_written {
	const struct sk_control *const *needed; /* that open risks need: all others are marked as not needed any more */
	size_t needed_count;
	const struct sk_control *const *planned; /* of these, those to be done: each that is not in the file is added */
	size_t planned_count;
	enum sk_lang lang; /* of the comments */
	/* filled: */
	const char *file;
	size_t added, unneeded, kept; /* entries; of those that were there, how many are not needed, and all of them */
	bool changed; /* false: the file was so already, and was not written */
};
/*
 * The new text of the file; old NULL: there is none. Only adds lines, and changes the words behind `needed:`: what people wrote, comments too, stays where it is. The new text is read again before it
 * is written, and has to say the same but for that; a file that is written in a form in which this cannot be done is refused (SK_E_CONFLICT).
 */
SK_OUTCOME sk_site_tasks_text(struct sk_arena *arena, const struct sk_site *site, const struct sk_buf *old, struct sk_tasks_written *written, struct sk_buf *out,
			      struct sk_error *error);
/* The same for the file of the site, under the folder's lock: it is there whole, old or new. Where there is none, and nothing to be done, none is made. */
SK_OUTCOME sk_site_write_tasks(struct sk_arena *arena, const struct sk_env *env, const struct sk_site *site, struct sk_tasks_written *written, struct sk_error *error);

/* ---- the device ledger (機器台帳) as people keep it: ledger.yaml ---------------------------------------------------- */

#define SK_LEDGER_FORMAT "sekisho-ledger/1"
#define SK_LEDGER_FILE "ledger.yaml"
#define SK_LEDGER_CONTROL "H21" /* of the guidance: the control that asks for one */

enum { SK_DEVICES_MAX = 1500 };

/* What an entry can say, in the order of the sheet. The words are those of the kind of facts `device` (fact/). */
enum sk_device_column {
	SK_DEVICE_NUMBER, SK_DEVICE_NAME, SK_DEVICE_CLASS, SK_DEVICE_SUBJECT, SK_DEVICE_MAKER, SK_DEVICE_MODEL, SK_DEVICE_SOFTWARE, SK_DEVICE_LOCATION,
	SK_DEVICE_RESPONSIBLE, SK_DEVICE_NETWORKED, SK_DEVICE_REMOTE, SK_DEVICE_DISCLOSURE, SK_DEVICE_C, SK_DEVICE_I, SK_DEVICE_A, SK_DEVICE_ENTERED,
	SK_DEVICE_REVIEWED, SK_DEVICE_DISPOSED, SK_DEVICE_NOTE, SK_DEVICE_COLUMNS,
};
/* Key, type, words and bounds of each. A yes or no is a choice of "false" and "true": nobody said is neither. */
extern const struct sk_field sk_device_fields[SK_DEVICE_COLUMNS];
/* Bytes of a text; 0: of no text. */
extern const size_t sk_device_text_max[SK_DEVICE_COLUMNS];
enum sk_device_class {
	SK_DEVICE_COMPUTER, SK_DEVICE_SERVER, SK_DEVICE_ROUTER, SK_DEVICE_HUB, SK_DEVICE_ACCESS_POINT, SK_DEVICE_CARD_READER, SK_DEVICE_PRINTER, SK_DEVICE_STORAGE,
	SK_DEVICE_MEDICAL, SK_DEVICE_PHONE, SK_DEVICE_SOFTWARE_ONLY, SK_DEVICE_INFORMATION, SK_DEVICE_OTHER,
};
extern const struct sk_choices sk_words_device_class, sk_words_yes; /* "computer" ...; "false", "true" */

/* One device, program or kind of information. A statement of people: it makes no control met. */
struct sk_device {
	struct sk_place where;
	const char *values[SK_DEVICE_COLUMNS]; /* as written; NULL: not written */
	int class;			       /* sk_device_class */
	int responsible;		       /* sk_party; -1: not written, as of those that follow */
	int networked, remote, disclosure;     /* 0: no, 1: yes */
	int c, i, a;			       /* levels; 0: not written */
	sk_time entered, reviewed, disposed;
};

struct sk_ledger {
	struct sk_place where;
	const char *format;
	struct sk_list devices; /* struct sk_device, each number once, in the order of the file */
	char digest[SK_HEX_ROOM]; /* of the bytes that were read */
};

/* Reads <folder>/ledger.yaml. *out NULL: there is none. */
SK_OUTCOME sk_site_ledger(struct sk_arena *arena, const struct sk_env *env, const struct sk_site *site, const struct sk_ledger **out, struct sk_error *error);
/* NULL: there is none, or `ledger` is NULL. */
const struct sk_device *sk_ledger_device(const struct sk_ledger *ledger, const char *number);
/* In use on that day: not disposed of. */
bool sk_device_in_use(const struct sk_device *device, sk_time day);

struct sk_ledger_state {
	size_t entries, in_use;
	size_t reviewed;      /* of those in use: that have a day of review */
	sk_time last, oldest; /* of these; 0: none */
};
/* ledger NULL: all 0. */
struct sk_ledger_state sk_ledger_state(const struct sk_ledger *ledger, sk_time day);
/* A device of site.yaml (no line, practice or provider) that has come, and that no entry in use names. */
bool sk_ledger_lacks(const struct sk_ledger *ledger, const struct sk_subject *subject, sk_time day);
/* A device in use on the network that is no subject: nothing here is judged about it. */
bool sk_device_is_outside(const struct sk_device *device, sk_time day);

/* What an entry is to say: of the number values[SK_DEVICE_NUMBER], the others where they are not NULL. One that is not there is added; then it has a name and a class. Texts are clean UTF-8 on
 * one line, the others as the file has them. */
struct sk_device_change {
	const char *values[SK_DEVICE_COLUMNS];
};
/*
 * The new text of the file; old NULL: there is none. Only values that change are exchanged and lines added, everything else stays as people wrote it, comments too. The new text is read again,
 * and has to say just what it should; a file that is written in a form in which this cannot be done is refused (SK_E_CONFLICT). Numbers in `changes` are all different.
 */
SK_OUTCOME sk_site_ledger_text(struct sk_arena *arena, const struct sk_site *site, const struct sk_buf *old, const struct sk_device_change *changes, size_t count, struct sk_buf *out,
			       struct sk_error *error);
/*
 * The same for the file of the site as it is at that moment, under the folder's lock: it is there whole, old or new. `before`: of each change the entry that it was made from, NULL where there was none (NULL itself: nobody was shown anything);
 * where somebody else has taken that number, or written another value in the place of one that changes, nothing is written (SK_E_CONFLICT).
 */
SK_OUTCOME sk_site_write_ledger(struct sk_arena *arena, const struct sk_env *env, const struct sk_site *site, const struct sk_device_change *changes, const struct sk_device *const *before,
				size_t count, struct sk_error *error);

#endif
