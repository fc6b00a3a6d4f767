/*
 * catalogue: the guidance as typed data.
 *
 * Source: 「オンライン資格確認等システムの導入・運用に係るセキュリティアセスメントに基づいたセキュリティ対策例」, ministry of health,
 * January 2021, edition 1.2 ("the guidance"). Each struct names the table it carries. How the files are written: docs/catalogue.md.
 *
 * Owner: the arena given to sk_catalogue_load owns everything; all is constant after loading. Levels are the printed ordinals:
 * importance 1..3, threat 1..3, vulnerability 0..3 (level 0 is printed twice), value = their product, 0..27.
 */
#ifndef SK_CATALOGUE_H
#define SK_CATALOGUE_H

#include "seal/seal.h"
#include "yaml/yaml.h"

#define SK_CATALOGUE_FORMAT "sekisho-catalogue/1"

enum { SK_LEVEL_MAX = 3, SK_VALUE_MAX = 27, SK_PLACES_MAX = 32, SK_TREATMENTS_MAX = 16 };

enum sk_facility_kind { SK_KIND_CLINIC, SK_KIND_HOSPITAL, SK_KIND_PHARMACY, SK_KIND_COUNT };
enum sk_threat_class { SK_THREAT_INTENTIONAL, SK_THREAT_ACCIDENTAL, SK_THREAT_ENVIRONMENTAL };
enum sk_scope { SK_SCOPE_IN, SK_SCOPE_IMPACT, SK_SCOPE_OUT };
enum sk_tier { SK_TIER_MINIMUM, SK_TIER_RECOMMENDED };
enum sk_control_kind { SK_CONTROL_T, SK_CONTROL_P, SK_CONTROL_H, SK_CONTROL_A };
enum sk_origin { SK_ORIGIN_GUIDANCE, SK_ORIGIN_SEKISHO, SK_ORIGIN_SITE };
enum sk_party { SK_PARTY_FACILITY, SK_PARTY_VENDOR, SK_PARTY_CARRIER, SK_PARTY_OPERATOR };
/* What stands behind the last wire of a site. */
enum sk_outside { SK_OUTSIDE_CLOSED_NETWORK, SK_OUTSIDE_CENTRE, SK_OUTSIDE_INSTITUTIONS, SK_OUTSIDE_INTERNET, SK_OUTSIDE_MAINTENANCE, SK_OUTSIDE_COUNT };
enum sk_absence { SK_ABSENT_NOT_APPLICABLE, SK_ABSENT_UNMET };

extern const struct sk_choices sk_words_facility_kind, sk_words_threat_class, sk_words_scope, sk_words_tier,
	sk_words_control_kind, sk_words_origin, sk_words_party, sk_words_absence, sk_words_configuration, sk_words_outside;

/* Section and table of the guidance, as printed, with our English. */
struct sk_source {
	struct sk_place place;
	struct sk_label section, table;
};

/* A table: where it is printed and its rows, each of which begins with a struct sk_row. */
struct sk_table {
	struct sk_place place;
	struct sk_source source;
	struct sk_list rows;
};

struct sk_row {
	struct sk_place place;
	const char *id; /* NULL in the matrix only */
	int row;	/* the printed number, or the position in the table, from 1; of our controls: the position among ours */
};

/* ---- section 3 and before: the document ------------------------------------------------------------------ */

struct sk_change {
	struct sk_row row;
	struct sk_label where, label;
};
struct sk_edition { /* 改定履歴 */
	struct sk_row row;
	const char *version, *date;
	struct sk_list changes; /* struct sk_change */
};
struct sk_reference { /* 参照資料 */
	struct sk_row row;
	struct sk_label label, publisher;
};
struct sk_step { /* 3. and ④ */
	struct sk_row row;
	const char *part_of;
	struct sk_label label, text;
};
struct sk_premise { /* 前提条件, and the assumptions in the scope and asset tables */
	struct sk_row row;
	struct sk_label label, text, question;
	struct sk_ids brings_in; /* assets and scope details that come into scope when it does not hold */
};
struct sk_disclaimer { /* 2. 本資料に関する告知事項 */
	struct sk_row row;
	struct sk_label text;
};

/* ---- ① scope, ② assets ------------------------------------------------------------------------------------- */

struct sk_labelled {
	struct sk_row row;
	struct sk_label label;
};
struct sk_component {
	struct sk_row row;
	struct sk_label label, by;
	int state; /* sk_scope */
};
struct sk_detail {
	struct sk_row row;
	const char *component;
	struct sk_label label, note;
	int state; /* sk_scope */
};
struct sk_importance {
	struct sk_place place;
	int c, i, a; /* 1..3, 1..2, 1..2 */
	struct sk_label reason;
};
struct sk_asset {
	struct sk_row row;
	struct sk_label class, label, example, noun, why;
	int state; /* sk_scope: in or out */
	const char *premise; /* of an out row: what its absence rests on */
	struct sk_importance importance; /* origin sekisho */
};
struct sk_importance_criterion {
	struct sk_row row;
	int aspect; /* 0 C, 1 I, 2 A */
	int level;
	struct sk_label label, text;
};

/* ---- ③ threats and vulnerabilities --------------------------------------------------------------------------- */

struct sk_threat_class_row {
	struct sk_row row;
	struct sk_label label, text, examples;
};
struct sk_criterion { /* levels of threats and of vulnerabilities */
	struct sk_row row;
	int class; /* sk_threat_class */
	int level;
	struct sk_label text, skill, where;
};
/* One of two contradictory statements about a level or a tier. */
struct sk_reading {
	struct sk_place place;
	const char *id, *contradiction, *mark;
	int level; /* of a threat */
	int tier;  /* of a control */
	bool chosen; /* the default reading */
};
struct sk_threat {
	struct sk_row row; /* row.row is the printed number */
	const char *slug;  /* a word to type: "ransomware" */
	struct sk_label label, text;
	int level; /* default reading */
	struct sk_ids references;
	const char *category;
	struct sk_label use_case, actor;
	unsigned kinds; /* bits of sk_facility_kind */
	struct sk_list readings; /* struct sk_reading */
	enum sk_threat_class class;
};
struct sk_raised { /* the card reader's raised level */
	struct sk_row row;
	const char *threat, *where;
	int level;
	struct sk_label text;
};
struct sk_rule {
	struct sk_row row;
	const char *edition;
	struct sk_label text;
};
struct sk_vulnerability {
	struct sk_row row;
	const char *threat;
	struct sk_label label;
	int level; /* 0..3 */
};

/* ---- ④ controls, scenarios, configurations -------------------------------------------------------------------- */

struct sk_cell {
	struct sk_row row;
	int importance, threat, vulnerability, value;
};
struct sk_line {
	struct sk_place place;
	int value;	/* to be treated: value >= line */
	int comparison; /* 0: at or over */
	int origin;
	struct sk_label reason;
	struct sk_source source;
};
struct sk_example {
	struct sk_place place;
	const char *scenario;
	struct sk_label label, text;
	struct sk_ids minimum, recommended;
	struct sk_source source;
};
struct sk_tier_row {
	struct sk_row row;
	struct sk_label label, text;
};
struct sk_mark {
	struct sk_row row;
	const char *sign;
	int tier;
	bool presumed;
	struct sk_label label;
};
/*
 * A check: one SQL query over facts (fact/) that returns what is wrong, as rows (subject, reason, fact). Ours, origin sekisho. What the rows
 * and their absence mean is check/check.h; how to write one is docs/checks.md. `fact` is the number of a fact, or null where something
 * is missing.
 */
enum sk_layer { SK_LAYER_GUIDANCE, SK_LAYER_GUIDELINE_6 }; /* dated rule sets: the second is the ministry's guideline 6.0 with the checklist of 2025 */
enum sk_decides { SK_DECIDES_MET, SK_DECIDES_UNMET };
extern const struct sk_choices sk_words_layer, sk_words_decides, sk_words_reason_state, sk_words_rests_on;
struct sk_check_reason {
	struct sk_place place;
	const char *id;
	int state;   /* what such a row makes of the subject: 0 unmet, 1 unknown, 2 stale */
	int rests_on; /* 0 a fact: it is enough by itself; 1 absence: counts only when everything needed was seen completely */
	struct sk_label text;
};
struct sk_check {
	struct sk_place place;
	const char *id;
	const char *control_id; /* of a site's own check; NULL in a control's file */
	int layer, decides;	/* MET: no row and everything seen means met. UNMET: it can only refute */
	struct sk_ids at;	/* places of the control it speaks about; none: all of them */
	struct sk_ids through;	/* places whose subjects are looked at instead; none: the subject itself */
	struct sk_ids needs;	/* kinds of facts, exactly those the query reads */
	int max_age;		/* days */
	const char *sql;
	struct sk_list reasons; /* struct sk_check_reason */
};
/* A limit that checks compare with, in the table parameter(name, value). A site may set another within low..high, with a reason. */
struct sk_parameter {
	struct sk_place place;
	const char *id, *unit;
	int value, low, high;
	struct sk_label label;
};
struct sk_control {
	struct sk_row row; /* row.row is 通番 */
	int origin, kind, tier, responsible;
	int layer; /* sk_layer: of a later one it treats no scenario, and is asked for by the items of a checklist */
	const char *mark;
	bool presumed;
	struct sk_label reason, label, text, question;
	struct sk_ids places;
	int valid_days; /* how long a person's answer holds */
	struct sk_source source;
	struct sk_list readings; /* struct sk_reading */
	struct sk_list parameters; /* struct sk_parameter */
	struct sk_list checks;	   /* struct sk_check */
};
struct sk_treatment {
	struct sk_place place;
	const char *control_id, *place_id;
	const struct sk_control *control;
	int at; /* index of the place */
};
struct sk_after {
	struct sk_place place;
	int threat, vulnerability;
};
struct sk_origins { /* per field */
	struct sk_place place;
	int scenario, treatment, after;
};
struct sk_reasons {
	struct sk_place place;
	struct sk_label scenario, treatment, after;
};
/* As written: one vulnerability, many assets. `but` are families of the same kind for some of the assets. */
struct sk_family {
	struct sk_place place;
	const char *vulnerability, *at;
	struct sk_ids assets;
	struct sk_label sentence;
	struct sk_list minimum, recommended; /* struct sk_treatment */
	struct sk_after after;
	unsigned kinds;
	struct sk_ids places;
	struct sk_origins origin;
	struct sk_reasons reason;
	struct sk_list but; /* struct sk_family, only what differs */
};
/* Asset x threat x vulnerability. */
struct sk_scenario {
	const char *id;
	struct sk_place place; /* of its family */
	const struct sk_asset *asset;
	const struct sk_threat *threat;
	const struct sk_vulnerability *vulnerability;
	int at;		  /* place its threat level depends on, or -1 */
	int raised_level; /* threat level printed for that place, or 0 */
	struct sk_label sentence;
	struct sk_treatment *treatments; /* minimum first, then recommended */
	size_t minimum_count, count;
	int after_threat, after_vulnerability;
	unsigned kinds, places; /* bits: facility kinds it concerns, places that must exist */
	enum sk_origin origin_scenario, origin_treatment, origin_after;
	struct sk_label reason_scenario, reason_treatment, reason_after;
};
struct sk_precondition {
	struct sk_place place;
	struct sk_label text;
};
struct sk_measure {
	struct sk_place place;
	const char *control, *where, *variant;
	int tier, origin;
	struct sk_label text, reason;
};
struct sk_configuration {
	struct sk_row row;
	struct sk_label label;
	bool assessed;
	struct sk_list preconditions; /* struct sk_precondition */
	struct sk_ids places;
	struct sk_list measures; /* struct sk_measure */
};
struct sk_contradiction_reading {
	struct sk_place place;
	const char *id;
	struct sk_label text;
	struct sk_source source;
	bool chosen;
};
struct sk_contradiction {
	struct sk_row row;
	int class; /* 0 contradiction, 1 damage of our text copy */
	struct sk_label label, text, effect;
	struct sk_ids touches;
	struct sk_list readings; /* struct sk_contradiction_reading */
};
struct sk_place_row { /* 設置箇所, ours */
	struct sk_row row;
	struct sk_label label, text, reason;
	int when_absent; /* sk_absence */
	struct sk_check absence_check; /* sql NULL: none. Met: evidence says that nothing stands at this place */
};
struct sk_next_step { /* 次の一手, ours */
	struct sk_row row;
	struct sk_label label, how;
	struct sk_ids controls;
	int party, minutes;
};

/* ---- later rule sets: layers/NAME.yaml --------------------------------------------------------------------- */

/*
 * A dated list of the ministry that asks for more, less or something else than the guidance. What an item asks for is told in our words, and of each it
 * stands how sure we are of it. Source of the facts: research on the checklist of fiscal year 2025, which follows its draft.
 */
struct sk_layer_row {
	struct sk_row row;
	struct sk_label label, issuer, text, limits; /* limits: what of it was not seen */
	const char *published;			     /* a date */
	sk_time from, until;			     /* first and last day it is asked for */
};
struct sk_form { /* 医療機関確認用 and the like */
	struct sk_row row;
	struct sk_label label;
	unsigned kinds; /* bits of sk_facility_kind; 0: of no facility, but of its vendor */
	const struct sk_layer_row *layer;
};
struct sk_item_group {
	struct sk_row row;
	const char *number;
	struct sk_label label;
};
enum sk_basis { SK_BASIS_CONFIRMED, SK_BASIS_DRAFT, SK_BASIS_INFERRED };
/* What the item asks for beside what the control does: as much, less (the control is enough, and so is its check of this layer), more (only its check of
 * this layer is enough). */
enum sk_item_rule { SK_ITEM_SAME, SK_ITEM_MILDER, SK_ITEM_STRICTER };
extern const struct sk_choices sk_words_basis, sk_words_item_rule;
struct sk_item_need {
	struct sk_place place;
	const char *control_id, *witness_id, *instead_id;
	int rule;			   /* sk_item_rule */
	const struct sk_control *control;
	const struct sk_control *witness;  /* its check of this layer speaks about the same thing; NULL: none */
	const struct sk_control *instead;  /* enough where the first is not met; NULL: none */
};
struct sk_item {
	struct sk_row row;
	const char *number, *group_id, *since;
	struct sk_ids forms;
	int basis; /* sk_basis */
	struct sk_label label, note;
	struct sk_list needs; /* struct sk_item_need: all have to hold */
	const struct sk_layer_row *layer;
	const struct sk_item_group *group;
};

/* What may not come from where to where, and what has to, ours: what the guidance's examples of implementation (4-5) draw. From and to are places, and what stands
 * outside. One of refuses and accepts is there; what only those have that may not is NULL or 0 in the others. */
struct sk_flow {
	struct sk_row row;
	struct sk_label label, text;
	struct sk_ids from, to;
	unsigned from_outside, to_outside; /* bits of sk_outside */
	unsigned about_outside;		   /* only packets for what stands behind these; 0: for whatever */
	unsigned configurations;	   /* bits: positions in sk_words_configuration; 0: all */
	bool down;			   /* asked with each tunnel down, too */
	const char *refuses, *accepts; /* packets in words (net/) */
	struct sk_flow_record {
		struct sk_place place;
		const char *policy, *from, *to; /* as facts of the kind flow_policy name it; NULL: checks do not ask for it */
	} recorded;
	const char *control, *at; /* what a flow that comes there is a failure of, and where */
	struct sk_source source;
};

/* ---- all of it --------------------------------------------------------------------------------------------- */

struct sk_catalogue {
	struct sk_place place;
	const char *format, *part; /* of the file read last */
	struct sk_label title, issuer;
	const char *published, *state_of;
	/* every table, in the order of the guidance; names in sk_catalogue_tables() */
	struct sk_table editions, references, steps, premises, disclaimers, states, components, details, importance_criteria,
		assets, threat_classes, threat_criteria, categories, intentional, accidental, environmental, raised,
		vulnerability_criteria, vulnerability_rule, vulnerabilities, cells, control_kinds, tiers, marks, controls,
		configurations, contradictions, places, next_steps, flows, needs,
		layers, forms, item_groups, items;
	struct sk_line line;
	struct sk_example example;
	/* the same, resolved */
	const struct sk_threat *threats; /* intentional, accidental, environmental */
	size_t threat_count;
	const struct sk_scenario *scenarios; /* in the order of the files: by threat, vulnerability, asset */
	size_t scenario_count;
	const struct sk_index *index;
};

/* Where `files` come from: the folder of the installed catalogue, or another. Shown paths are relative to `folder`. */
SK_OUTCOME sk_catalogue_load(struct sk_arena *arena, const struct sk_env *env, const char *folder, struct sk_catalogue **out,
			     struct sk_error *error);

/*
 * SHA-256 over all files that sk_catalogue_load reads: of each the relative path, the length and the bytes, fixed ones first, then controls/ and
 * scenarios/ by name.
 */
SK_OUTCOME sk_catalogue_digest(struct sk_arena *arena, const struct sk_env *env, const char *folder, char out[SK_HEX_ROOM], struct sk_error *error);

/* One row of the table of tables: for list, show, export and the index of ids. */
struct sk_catalogue_table {
	const char *name; /* "intentional" */
	size_t offset;	  /* of its struct sk_table in struct sk_catalogue */
	const struct sk_shape *row;
	struct sk_label label;
	bool named; /* its ids are unlike those of every other named table */
};
const struct sk_catalogue_table *sk_catalogue_tables(size_t *count);
const struct sk_table *sk_catalogue_table(const struct sk_catalogue *catalogue, const struct sk_catalogue_table *table);

/* The row with this id in a table (NULL: the first of any named table, then of the others). NULL when there is none. */
const struct sk_row *sk_catalogue_find(const struct sk_catalogue *catalogue, const struct sk_catalogue_table *table,
				       const char *id, const struct sk_catalogue_table **found);

/* By id, NULL when there is none. */
const struct sk_asset *sk_catalogue_asset(const struct sk_catalogue *catalogue, const char *id);
const struct sk_threat *sk_catalogue_threat(const struct sk_catalogue *catalogue, const char *id); /* also by slug */
const struct sk_vulnerability *sk_catalogue_vulnerability(const struct sk_catalogue *catalogue, const char *id);
const struct sk_control *sk_catalogue_control(const struct sk_catalogue *catalogue, const char *id);
const struct sk_scenario *sk_catalogue_scenario(const struct sk_catalogue *catalogue, const char *id);
const struct sk_configuration *sk_catalogue_configuration(const struct sk_catalogue *catalogue, const char *id);
const struct sk_premise *sk_catalogue_premise(const struct sk_catalogue *catalogue, const char *id);
/* A parameter of any control, NULL when there is none. */
const struct sk_parameter *sk_catalogue_parameter(const struct sk_catalogue *catalogue, const char *id);
/* NULL: there is none. */
const struct sk_item *sk_catalogue_item(const struct sk_catalogue *catalogue, const char *id);
const struct sk_form *sk_catalogue_form(const struct sk_catalogue *catalogue, const char *id);
/* Index of a place, or -1. */
int sk_catalogue_place(const struct sk_catalogue *catalogue, const char *id);
const struct sk_place_row *sk_catalogue_place_row(const struct sk_catalogue *catalogue, int place);

/* A site's own rows. Zero lists where it has none. Their ids start with "x-". */
struct sk_own {
	struct sk_place place;
	struct sk_list assets, threats, vulnerabilities, scenarios; /* sk_asset, sk_threat, sk_vulnerability, sk_family */
	struct sk_list checks; /* sk_check: a site may be stricter, never milder */
};
extern const struct sk_shape sk_shape_own;
/* A catalogue with the site's rows behind the guidance's; shares everything else with `base`. */
SK_OUTCOME sk_catalogue_extend(struct sk_arena *arena, const struct sk_catalogue *base, const struct sk_own *own,
			       struct sk_catalogue **out, struct sk_error *error);

/* max(C, I, A) of an asset by the published criteria (②資産の洗い出し 3/3). */
int sk_asset_importance(const struct sk_importance *importance);

/* ---- lint ---------------------------------------------------------------------------------------------------- */

struct sk_lint_finding {
	struct sk_place place;
	const char *code, *id; /* "untreated", "as01.ti07.v1" */
	const char *text;      /* in the chosen language */
};
struct sk_lint {
	const struct sk_lint_finding *findings;
	size_t count;
	size_t checks; /* how many things were looked at; 0 would be a run that evaluated nothing */
};
/* One more finding, for those who look for faults that this library cannot see. */
SK_OUTCOME sk_lint_add(struct sk_arena *arena, struct sk_lint *lint, const struct sk_lint_finding *finding, struct sk_error *error);
/* Faults the loader lets pass: rows without source, untreated scenarios, treated ones still over the line, forgotten
 * contradictions, unused controls, a worked example that does not agree, wrong cells. */
SK_OUTCOME sk_catalogue_lint(struct sk_arena *arena, const struct sk_catalogue *catalogue, struct sk_lint *out,
			     struct sk_error *error);

#endif
