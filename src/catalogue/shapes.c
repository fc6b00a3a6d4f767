/*
 * What each file of the catalogue may hold, as tables: one row a key. docs/catalogue.md is the same in prose.
 */
#include "catalogue/shapes.h"

#define WORDS(name_, ...) \
	static const char *const name_##_list[] = {__VA_ARGS__}; \
	const struct sk_choices name_ = {name_##_list, SK_COUNT(name_##_list)}

WORDS(sk_words_facility_kind, "clinic", "hospital", "pharmacy");
WORDS(sk_words_threat_class, "intentional", "accidental", "environmental");
WORDS(sk_words_scope, "in", "impact", "out");
WORDS(sk_words_tier, "minimum", "recommended");
WORDS(sk_words_control_kind, "T", "P", "H", "A");
WORDS(sk_words_origin, "guidance", "sekisho", "site");
WORDS(sk_words_party, "facility", "vendor", "carrier", "operator");
WORDS(sk_words_absence, "not-applicable", "unmet");
WORDS(sk_words_outside, "closed-network", "centre", "institutions", "internet", "maintenance");
WORDS(sk_words_configuration, "ip-vpn", "ipsec-router", "ipsec-client", "other");
WORDS(words_aspect, "C", "I", "A");
WORDS(words_comparison, "at-or-over");
WORDS(words_contradiction, "contradiction", "damage");

enum { ALL_KINDS = (1 << SK_KIND_COUNT) - 1, ROW_MAX = 999, DAYS_MAX = 1100, MINUTES_MAX = 600, PARAMETER_MAX = 100000 };

#define ROW_FIELDS(struct_) \
	{SK_FIELD(struct_, row.id, "id", ID, NEEDED)}, \
	{SK_FIELD(struct_, row.row, "row", NUMBER, NEEDED), .low = 0, .high = ROW_MAX}

static const struct sk_field source_fields[] = {
	{SK_FIELD(sk_source, section, "section", LABEL, NEEDED)},
	{SK_FIELD(sk_source, table, "table", LABEL, NEEDED)},
};
static SK_SHAPE(shape_source, sk_source, "source", source_fields);

/* A table of rows of one shape. */
#define TABLE(name_, row_shape_) \
	static const struct sk_field name_##_table_fields[] = { \
		{SK_FIELD(sk_table, source, "source", SHAPE, NEEDED), .shape = &shape_source}, \
		{SK_FIELD(sk_table, rows, "rows", LIST, NEEDED), .shape = &(row_shape_)}, \
	}; \
	static SK_SHAPE(name_##_table, sk_table, #name_, name_##_table_fields)

/* ---- document.yaml ---- */

static const struct sk_field change_fields[] = {
	ROW_FIELDS(sk_change),
	{SK_FIELD(sk_change, where, "place", LABEL, NEEDED)},
	{SK_FIELD(sk_change, label, "label", LABEL, NEEDED)},
};
static SK_SHAPE(shape_change, sk_change, "change", change_fields);

static const struct sk_field edition_fields[] = {
	ROW_FIELDS(sk_edition),
	{SK_FIELD(sk_edition, version, "version", TEXT, NEEDED)},
	{SK_FIELD(sk_edition, date, "date", TEXT, NEEDED)},
	{SK_FIELD(sk_edition, changes, "changes", LIST, NEEDED), .shape = &shape_change},
};
static SK_SHAPE(shape_edition, sk_edition, "edition", edition_fields);

static const struct sk_field reference_fields[] = {
	ROW_FIELDS(sk_reference),
	{SK_FIELD(sk_reference, label, "label", LABEL, NEEDED)},
	{SK_FIELD(sk_reference, publisher, "publisher", LABEL, NEEDED)},
};
static SK_SHAPE(shape_reference, sk_reference, "reference", reference_fields);

static const struct sk_field step_fields[] = {
	ROW_FIELDS(sk_step),
	{SK_FIELD(sk_step, part_of, "part-of", ID, OPTIONAL)},
	{SK_FIELD(sk_step, label, "label", LABEL, NEEDED)},
	{SK_FIELD(sk_step, text, "text", LABEL, NEEDED)},
};
static SK_SHAPE(shape_step, sk_step, "step", step_fields);

static const struct sk_field premise_fields[] = {
	ROW_FIELDS(sk_premise),
	{SK_FIELD(sk_premise, label, "label", LABEL, NEEDED)},
	{SK_FIELD(sk_premise, text, "text", LABEL, NEEDED)},
	{SK_FIELD(sk_premise, question, "question", LABEL, NEEDED)},
	{SK_FIELD(sk_premise, brings_in, "brings-in", IDS, NEEDED)},
};
static SK_SHAPE(shape_premise, sk_premise, "premise", premise_fields);

static const struct sk_field disclaimer_fields[] = {
	ROW_FIELDS(sk_disclaimer),
	{SK_FIELD(sk_disclaimer, text, "text", LABEL, NEEDED)},
};
static SK_SHAPE(shape_disclaimer, sk_disclaimer, "disclaimer", disclaimer_fields);

TABLE(editions, shape_edition);
TABLE(references, shape_reference);
TABLE(steps, shape_step);
TABLE(premises, shape_premise);
TABLE(disclaimers, shape_disclaimer);

#define PART_FIELDS \
	{SK_FIELD(sk_catalogue, format, "format", TEXT, NEEDED)}, {SK_FIELD(sk_catalogue, part, "part", ID, NEEDED)}
#define TABLE_FIELD(member_, key_, name_) \
	{SK_FIELD(sk_catalogue, member_, key_, SHAPE, NEEDED), .shape = &name_##_table}

static const struct sk_field document_fields[] = {
	PART_FIELDS,
	{SK_FIELD(sk_catalogue, title, "title", LABEL, NEEDED)},
	{SK_FIELD(sk_catalogue, issuer, "issuer", LABEL, NEEDED)},
	{SK_FIELD(sk_catalogue, published, "published", TEXT, NEEDED)},
	{SK_FIELD(sk_catalogue, state_of, "state-of", TEXT, NEEDED)},
	TABLE_FIELD(editions, "editions", editions),
	TABLE_FIELD(references, "references", references),
	TABLE_FIELD(steps, "steps", steps),
	TABLE_FIELD(premises, "premises", premises),
	TABLE_FIELD(disclaimers, "disclaimers", disclaimers),
};
static SK_SHAPE(shape_document, sk_catalogue, "document", document_fields);

/* ---- scope.yaml ---- */

static const struct sk_field labelled_fields[] = {
	ROW_FIELDS(sk_labelled),
	{SK_FIELD(sk_labelled, label, "label", LABEL, NEEDED)},
};
static SK_SHAPE(shape_labelled, sk_labelled, "row", labelled_fields);

static const struct sk_field component_fields[] = {
	ROW_FIELDS(sk_component),
	{SK_FIELD(sk_component, label, "label", LABEL, NEEDED)},
	{SK_FIELD(sk_component, state, "state", CHOICE, NEEDED), .choices = &sk_words_scope},
	{SK_FIELD(sk_component, by, "by", LABEL, OPTIONAL)},
};
static SK_SHAPE(shape_component, sk_component, "component", component_fields);

static const struct sk_field detail_fields[] = {
	ROW_FIELDS(sk_detail),
	{SK_FIELD(sk_detail, component, "component", ID, NEEDED)},
	{SK_FIELD(sk_detail, label, "label", LABEL, NEEDED)},
	{SK_FIELD(sk_detail, state, "state", CHOICE, NEEDED), .choices = &sk_words_scope},
	{SK_FIELD(sk_detail, note, "note", LABEL, OPTIONAL)},
};
static SK_SHAPE(shape_detail, sk_detail, "detail", detail_fields);

TABLE(states, shape_labelled);
TABLE(components, shape_component);
TABLE(details, shape_detail);

static const struct sk_field scope_fields[] = {
	PART_FIELDS,
	TABLE_FIELD(states, "states", states),
	TABLE_FIELD(components, "components", components),
	TABLE_FIELD(details, "details", details),
};
static SK_SHAPE(shape_scope, sk_catalogue, "scope", scope_fields);

/* ---- assets.yaml ---- */

static const struct sk_field importance_fields[] = {
	{SK_FIELD(sk_importance, c, "c", NUMBER, NEEDED), .low = 1, .high = 3},
	{SK_FIELD(sk_importance, i, "i", NUMBER, NEEDED), .low = 1, .high = 2},
	{SK_FIELD(sk_importance, a, "a", NUMBER, NEEDED), .low = 1, .high = 2},
	{SK_FIELD(sk_importance, reason, "reason", LABEL, NEEDED)},
};
static SK_SHAPE(shape_importance, sk_importance, "importance", importance_fields);

static const struct sk_field asset_fields[] = {
	ROW_FIELDS(sk_asset),
	{SK_FIELD(sk_asset, class, "class", LABEL, NEEDED)},
	{SK_FIELD(sk_asset, label, "label", LABEL, NEEDED)},
	{SK_FIELD(sk_asset, example, "example", LABEL, NEEDED)},
	{SK_FIELD(sk_asset, noun, "noun", LABEL, NEEDED)},
	{SK_FIELD(sk_asset, state, "state", CHOICE, NEEDED), .choices = &sk_words_scope},
	{SK_FIELD(sk_asset, why, "why", LABEL, OPTIONAL)},
	{SK_FIELD(sk_asset, premise, "premise", ID, OPTIONAL)},
	{SK_FIELD(sk_asset, importance, "importance", SHAPE, NEEDED), .shape = &shape_importance},
};
static SK_SHAPE(shape_asset, sk_asset, "asset", asset_fields);

static const struct sk_field importance_criterion_fields[] = {
	ROW_FIELDS(sk_importance_criterion),
	{SK_FIELD(sk_importance_criterion, aspect, "aspect", CHOICE, NEEDED), .choices = &words_aspect},
	{SK_FIELD(sk_importance_criterion, level, "level", NUMBER, NEEDED), .low = 1, .high = 3},
	{SK_FIELD(sk_importance_criterion, label, "label", LABEL, NEEDED)},
	{SK_FIELD(sk_importance_criterion, text, "text", LABEL, NEEDED)},
};
static SK_SHAPE(shape_importance_criterion, sk_importance_criterion, "criterion", importance_criterion_fields);

TABLE(importance_criteria, shape_importance_criterion);
TABLE(assets, shape_asset);

static const struct sk_field assets_part_fields[] = {
	PART_FIELDS,
	TABLE_FIELD(importance_criteria, "criteria", importance_criteria),
	TABLE_FIELD(assets, "assets", assets),
};
static SK_SHAPE(shape_assets_part, sk_catalogue, "assets", assets_part_fields);

/* ---- threats.yaml ---- */

static const struct sk_field class_fields[] = {
	ROW_FIELDS(sk_threat_class_row),
	{SK_FIELD(sk_threat_class_row, label, "label", LABEL, NEEDED)},
	{SK_FIELD(sk_threat_class_row, text, "text", LABEL, NEEDED)},
	{SK_FIELD(sk_threat_class_row, examples, "examples", LABEL, NEEDED)},
};
static SK_SHAPE(shape_class, sk_threat_class_row, "class", class_fields);

static const struct sk_field threat_criterion_fields[] = {
	ROW_FIELDS(sk_criterion),
	{SK_FIELD(sk_criterion, class, "class", CHOICE, NEEDED), .choices = &sk_words_threat_class},
	{SK_FIELD(sk_criterion, level, "level", NUMBER, NEEDED), .low = 1, .high = 3},
	{SK_FIELD(sk_criterion, text, "text", LABEL, NEEDED)},
};
static SK_SHAPE(shape_threat_criterion, sk_criterion, "criterion", threat_criterion_fields);

static const struct sk_field level_reading_fields[] = {
	{SK_FIELD(sk_reading, id, "id", ID, NEEDED)},
	{SK_FIELD(sk_reading, level, "level", NUMBER, NEEDED), .low = 1, .high = 3},
	{SK_FIELD(sk_reading, chosen, "default", FLAG, NEEDED)},
	{SK_FIELD(sk_reading, contradiction, "contradiction", ID, NEEDED)},
};
static SK_SHAPE(shape_level_reading, sk_reading, "reading", level_reading_fields);

#define THREAT_FIELDS \
	ROW_FIELDS(sk_threat), {SK_FIELD(sk_threat, slug, "slug", ID, NEEDED)}, {SK_FIELD(sk_threat, label, "label", LABEL, NEEDED)}, \
	{ \
		SK_FIELD(sk_threat, level, "level", NUMBER, NEEDED), .low = 1, .high = 3 \
	}
#define KINDS_FIELD(struct_, need_) \
	{SK_FIELD(struct_, kinds, "kinds", CHOICES, need_), .choices = &sk_words_facility_kind, .absent = ALL_KINDS}

static const struct sk_field intentional_fields[] = {
	THREAT_FIELDS,
	{SK_FIELD(sk_threat, text, "text", LABEL, NEEDED)},
	{SK_FIELD(sk_threat, references, "references", IDS, NEEDED)},
};
static SK_SHAPE(shape_intentional, sk_threat, "threat", intentional_fields);

static const struct sk_field accidental_fields[] = {
	THREAT_FIELDS,
	{SK_FIELD(sk_threat, category, "category", ID, NEEDED)},
	{SK_FIELD(sk_threat, use_case, "use-case", LABEL, NEEDED)},
	{SK_FIELD(sk_threat, actor, "actor", LABEL, NEEDED)},
	KINDS_FIELD(sk_threat, NEEDED),
	{SK_FIELD(sk_threat, readings, "readings", LIST, OPTIONAL), .shape = &shape_level_reading},
};
static SK_SHAPE(shape_accidental, sk_threat, "threat", accidental_fields);

static const struct sk_field environmental_fields[] = {
	THREAT_FIELDS,
	{SK_FIELD(sk_threat, text, "text", LABEL, NEEDED)},
};
static SK_SHAPE(shape_environmental, sk_threat, "threat", environmental_fields);

static const struct sk_field raised_fields[] = {
	ROW_FIELDS(sk_raised),
	{SK_FIELD(sk_raised, threat, "threat", ID, NEEDED)},
	{SK_FIELD(sk_raised, where, "place", ID, NEEDED)},
	{SK_FIELD(sk_raised, level, "level", NUMBER, NEEDED), .low = 1, .high = 3},
	{SK_FIELD(sk_raised, text, "text", LABEL, NEEDED)},
};
static SK_SHAPE(shape_raised, sk_raised, "raised level", raised_fields);

TABLE(threat_classes, shape_class);
TABLE(threat_criteria, shape_threat_criterion);
TABLE(categories, shape_labelled);
TABLE(intentional, shape_intentional);
TABLE(accidental, shape_accidental);
TABLE(environmental, shape_environmental);
TABLE(raised, shape_raised);

static const struct sk_field threats_part_fields[] = {
	PART_FIELDS,
	TABLE_FIELD(threat_classes, "classes", threat_classes),
	TABLE_FIELD(threat_criteria, "criteria", threat_criteria),
	TABLE_FIELD(categories, "categories", categories),
	TABLE_FIELD(intentional, "intentional", intentional),
	TABLE_FIELD(accidental, "accidental", accidental),
	TABLE_FIELD(environmental, "environmental", environmental),
	TABLE_FIELD(raised, "raised", raised),
};
static SK_SHAPE(shape_threats_part, sk_catalogue, "threats", threats_part_fields);

/* ---- vulnerabilities.yaml ---- */

static const struct sk_field vulnerability_criterion_fields[] = {
	ROW_FIELDS(sk_criterion),
	{SK_FIELD(sk_criterion, class, "class", CHOICE, NEEDED), .choices = &sk_words_threat_class},
	{SK_FIELD(sk_criterion, level, "level", NUMBER, NEEDED), .low = 1, .high = 3},
	{SK_FIELD(sk_criterion, skill, "skill", LABEL, NEEDED)},
	{SK_FIELD(sk_criterion, where, "where", LABEL, OPTIONAL)},
};
static SK_SHAPE(shape_vulnerability_criterion, sk_criterion, "criterion", vulnerability_criterion_fields);

static const struct sk_field rule_fields[] = {
	ROW_FIELDS(sk_rule),
	{SK_FIELD(sk_rule, text, "text", LABEL, NEEDED)},
	{SK_FIELD(sk_rule, edition, "edition", ID, NEEDED)},
};
static SK_SHAPE(shape_rule, sk_rule, "rule", rule_fields);

static const struct sk_field vulnerability_fields[] = {
	ROW_FIELDS(sk_vulnerability),
	{SK_FIELD(sk_vulnerability, threat, "threat", ID, NEEDED)},
	{SK_FIELD(sk_vulnerability, label, "label", LABEL, NEEDED)},
	{SK_FIELD(sk_vulnerability, level, "level", NUMBER, NEEDED), .low = 0, .high = 3},
};
static SK_SHAPE(shape_vulnerability, sk_vulnerability, "vulnerability", vulnerability_fields);

TABLE(vulnerability_criteria, shape_vulnerability_criterion);
TABLE(vulnerability_rule, shape_rule);
TABLE(vulnerabilities, shape_vulnerability);

static const struct sk_field vulnerabilities_part_fields[] = {
	PART_FIELDS,
	TABLE_FIELD(vulnerability_criteria, "criteria", vulnerability_criteria),
	TABLE_FIELD(vulnerability_rule, "rule", vulnerability_rule),
	TABLE_FIELD(vulnerabilities, "vulnerabilities", vulnerabilities),
};
static SK_SHAPE(shape_vulnerabilities_part, sk_catalogue, "vulnerabilities", vulnerabilities_part_fields);

/* ---- matrix.yaml, example.yaml ---- */

static const struct sk_field cell_fields[] = {
	{SK_FIELD(sk_cell, importance, "importance", NUMBER, NEEDED), .low = 1, .high = 3},
	{SK_FIELD(sk_cell, threat, "threat", NUMBER, NEEDED), .low = 1, .high = 3},
	{SK_FIELD(sk_cell, vulnerability, "vulnerability", NUMBER, NEEDED), .low = 1, .high = 3},
	{SK_FIELD(sk_cell, value, "value", NUMBER, NEEDED), .low = 1, .high = SK_VALUE_MAX},
};
static SK_SHAPE(shape_cell, sk_cell, "cell", cell_fields);
TABLE(cells, shape_cell);

static const struct sk_field line_fields[] = {
	{SK_FIELD(sk_line, value, "value", NUMBER, NEEDED), .low = 1, .high = SK_VALUE_MAX},
	{SK_FIELD(sk_line, comparison, "comparison", CHOICE, NEEDED), .choices = &words_comparison},
	{SK_FIELD(sk_line, origin, "origin", CHOICE, NEEDED), .choices = &sk_words_origin},
	{SK_FIELD(sk_line, reason, "reason", LABEL, NEEDED)},
	{SK_FIELD(sk_line, source, "source", SHAPE, NEEDED), .shape = &shape_source},
};
static SK_SHAPE(shape_line, sk_line, "line", line_fields);

static const struct sk_field matrix_part_fields[] = {
	PART_FIELDS,
	TABLE_FIELD(cells, "cells", cells),
	{SK_FIELD(sk_catalogue, line, "line", SHAPE, NEEDED), .shape = &shape_line},
};
static SK_SHAPE(shape_matrix_part, sk_catalogue, "matrix", matrix_part_fields);

static const struct sk_field example_fields[] = {
	{SK_FIELD(sk_example, scenario, "scenario", ID, NEEDED)},
	{SK_FIELD(sk_example, label, "label", LABEL, NEEDED)},
	{SK_FIELD(sk_example, text, "text", LABEL, NEEDED)},
	{SK_FIELD(sk_example, minimum, "minimum", IDS, NEEDED)},
	{SK_FIELD(sk_example, recommended, "recommended", IDS, NEEDED)},
	{SK_FIELD(sk_example, source, "source", SHAPE, NEEDED), .shape = &shape_source},
};
static SK_SHAPE(shape_example, sk_example, "example", example_fields);

static const struct sk_field example_part_fields[] = {
	PART_FIELDS,
	{SK_FIELD(sk_catalogue, example, "example", SHAPE, NEEDED), .shape = &shape_example},
};
static SK_SHAPE(shape_example_part, sk_catalogue, "example", example_part_fields);

/* ---- controls.yaml, controls/ID.yaml ---- */

static const struct sk_field tier_fields[] = {
	ROW_FIELDS(sk_tier_row),
	{SK_FIELD(sk_tier_row, label, "label", LABEL, NEEDED)},
	{SK_FIELD(sk_tier_row, text, "text", LABEL, NEEDED)},
};
static SK_SHAPE(shape_tier, sk_tier_row, "tier", tier_fields);

static const struct sk_field mark_fields[] = {
	{SK_FIELD(sk_mark, sign, "id", TEXT, NEEDED)},
	{SK_FIELD(sk_mark, row.row, "row", NUMBER, NEEDED), .low = 1, .high = ROW_MAX},
	{SK_FIELD(sk_mark, tier, "tier", CHOICE, NEEDED), .choices = &sk_words_tier},
	{SK_FIELD(sk_mark, presumed, "presumed", FLAG, NEEDED)},
	{SK_FIELD(sk_mark, label, "label", LABEL, NEEDED)},
};
static SK_SHAPE(shape_mark, sk_mark, "mark", mark_fields);

TABLE(control_kinds, shape_labelled);
TABLE(tiers, shape_tier);
TABLE(marks, shape_mark);

static const struct sk_field control_tables_fields[] = {
	PART_FIELDS,
	TABLE_FIELD(control_kinds, "kinds", control_kinds),
	TABLE_FIELD(tiers, "tiers", tiers),
	TABLE_FIELD(marks, "marks", marks),
};
static SK_SHAPE(shape_control_tables, sk_catalogue, "control-tables", control_tables_fields);

static const struct sk_field tier_reading_fields[] = {
	{SK_FIELD(sk_reading, id, "id", ID, NEEDED)},
	{SK_FIELD(sk_reading, tier, "tier", CHOICE, NEEDED), .choices = &sk_words_tier},
	{SK_FIELD(sk_reading, mark, "mark", TEXT, OPTIONAL)},
	{SK_FIELD(sk_reading, chosen, "default", FLAG, NEEDED)},
	{SK_FIELD(sk_reading, contradiction, "contradiction", ID, NEEDED)},
};
static SK_SHAPE(shape_tier_reading, sk_reading, "reading", tier_reading_fields);

/* ---- checks ---- */

WORDS(sk_words_layer, "guidance", "guideline-6");
WORDS(sk_words_decides, "met", "unmet");
WORDS(sk_words_reason_state, "unmet", "unknown", "stale");
WORDS(sk_words_rests_on, "fact", "absence");

#define REASON_FIELDS(text_type_) \
	{SK_FIELD(sk_check_reason, id, "id", ID, NEEDED)}, \
	{SK_FIELD(sk_check_reason, state, "state", CHOICE, OPTIONAL), .choices = &sk_words_reason_state}, \
	{SK_FIELD(sk_check_reason, rests_on, "rests-on", CHOICE, OPTIONAL), .choices = &sk_words_rests_on}, \
	{SK_FIELD(sk_check_reason, text, "text", text_type_, NEEDED)}

static const struct sk_field check_reason_fields[] = {REASON_FIELDS(LABEL)};
static SK_SHAPE(shape_check_reason, sk_check_reason, "reason", check_reason_fields);

/* A site may write in one language. */
static const struct sk_field own_reason_fields_of_checks[] = {REASON_FIELDS(NAME)};
static SK_SHAPE(shape_own_check_reason, sk_check_reason, "reason", own_reason_fields_of_checks);

#define CHECK_FIELDS \
	{SK_FIELD(sk_check, id, "id", ID, NEEDED)}, \
	{SK_FIELD(sk_check, at, "at", IDS, OPTIONAL)}, \
	{SK_FIELD(sk_check, through, "through", IDS, OPTIONAL)}, \
	{SK_FIELD(sk_check, needs, "needs", IDS, NEEDED)}, \
	{SK_FIELD(sk_check, max_age, "max-age", NUMBER, NEEDED), .low = 1, .high = DAYS_MAX}, \
	{SK_FIELD(sk_check, sql, "sql", TEXT, NEEDED)}

static const struct sk_field check_fields[] = {
	CHECK_FIELDS,
	{SK_FIELD(sk_check, reasons, "reasons", LIST, NEEDED), .shape = &shape_check_reason},
	{SK_FIELD(sk_check, layer, "layer", CHOICE, OPTIONAL), .choices = &sk_words_layer},
	{SK_FIELD(sk_check, decides, "decides", CHOICE, OPTIONAL), .choices = &sk_words_decides},
};
static SK_SHAPE(shape_check, sk_check, "check", check_fields);

/* A site's own can only refute. */
static const struct sk_field own_check_fields[] = {
	CHECK_FIELDS,
	{SK_FIELD(sk_check, reasons, "reasons", LIST, NEEDED), .shape = &shape_own_check_reason},
	{SK_FIELD(sk_check, control_id, "control", ID, NEEDED)},
};
static SK_SHAPE(shape_own_check, sk_check, "own check", own_check_fields);

static const struct sk_field parameter_fields[] = {
	{SK_FIELD(sk_parameter, id, "id", ID, NEEDED)},
	{SK_FIELD(sk_parameter, value, "value", NUMBER, NEEDED), .low = 0, .high = PARAMETER_MAX},
	{SK_FIELD(sk_parameter, low, "low", NUMBER, NEEDED), .low = 0, .high = PARAMETER_MAX},
	{SK_FIELD(sk_parameter, high, "high", NUMBER, NEEDED), .low = 0, .high = PARAMETER_MAX},
	{SK_FIELD(sk_parameter, unit, "unit", ID, OPTIONAL)},
	{SK_FIELD(sk_parameter, label, "label", LABEL, NEEDED)},
};
static SK_SHAPE(shape_parameter, sk_parameter, "parameter", parameter_fields);

static const struct sk_field control_fields[] = {
	ROW_FIELDS(sk_control),
	{SK_FIELD(sk_control, origin, "origin", CHOICE, NEEDED), .choices = &sk_words_origin},
	{SK_FIELD(sk_control, reason, "reason", LABEL, OPTIONAL)},
	{SK_FIELD(sk_control, kind, "kind", CHOICE, NEEDED), .choices = &sk_words_control_kind},
	{SK_FIELD(sk_control, tier, "tier", CHOICE, NEEDED), .choices = &sk_words_tier},
	{SK_FIELD(sk_control, layer, "layer", CHOICE, OPTIONAL), .choices = &sk_words_layer},
	{SK_FIELD(sk_control, mark, "mark", TEXT, OPTIONAL)},
	{SK_FIELD(sk_control, presumed, "presumed", FLAG, NEEDED)},
	{SK_FIELD(sk_control, label, "label", LABEL, NEEDED)},
	{SK_FIELD(sk_control, text, "text", LABEL, NEEDED)},
	{SK_FIELD(sk_control, question, "question", LABEL, NEEDED)},
	{SK_FIELD(sk_control, places, "places", IDS, NEEDED)},
	{SK_FIELD(sk_control, responsible, "responsible", CHOICE, NEEDED), .choices = &sk_words_party},
	{SK_FIELD(sk_control, valid_days, "valid-days", NUMBER, NEEDED), .low = 1, .high = DAYS_MAX},
	{SK_FIELD(sk_control, source, "source", SHAPE, OPTIONAL), .shape = &shape_source},
	{SK_FIELD(sk_control, readings, "readings", LIST, OPTIONAL), .shape = &shape_tier_reading},
	{SK_FIELD(sk_control, parameters, "parameters", LIST, OPTIONAL), .shape = &shape_parameter},
	{SK_FIELD(sk_control, checks, "checks", LIST, OPTIONAL), .shape = &shape_check},
};
static SK_SHAPE(shape_control, sk_control, "control", control_fields);

static const struct sk_field control_file_fields[] = {
	{SK_FIELD(control_file, format, "format", TEXT, NEEDED)},
	{SK_FIELD(control_file, part, "part", ID, NEEDED)},
	{SK_FIELD(control_file, control, "control", SHAPE, NEEDED), .shape = &shape_control},
};
SK_SHAPE(shape_control_file, control_file, "control file", control_file_fields);

/* ---- scenarios/GROUP.yaml ---- */

static const struct sk_field treatment_fields[] = {
	{SK_FIELD(sk_treatment, control_id, "control", ID, NEEDED)},
	{SK_FIELD(sk_treatment, place_id, "place", ID, NEEDED)},
};
static SK_SHAPE(shape_treatment, sk_treatment, "treatment", treatment_fields);

static const struct sk_field after_fields[] = {
	{SK_FIELD(sk_after, threat, "threat", NUMBER, NEEDED), .low = 0, .high = 3},
	{SK_FIELD(sk_after, vulnerability, "vulnerability", NUMBER, NEEDED), .low = 0, .high = 3},
};
static SK_SHAPE(shape_after, sk_after, "after", after_fields);

static const struct sk_field origin_fields[] = {
	{SK_FIELD(sk_origins, scenario, "scenario", CHOICE, NEEDED), .choices = &sk_words_origin},
	{SK_FIELD(sk_origins, treatment, "treatment", CHOICE, NEEDED), .choices = &sk_words_origin},
	{SK_FIELD(sk_origins, after, "after", CHOICE, NEEDED), .choices = &sk_words_origin},
};
static SK_SHAPE(shape_origin, sk_origins, "origin", origin_fields);

static const struct sk_field reason_fields[] = {
	{SK_FIELD(sk_reasons, scenario, "scenario", LABEL, OPTIONAL)},
	{SK_FIELD(sk_reasons, treatment, "treatment", LABEL, OPTIONAL)},
	{SK_FIELD(sk_reasons, after, "after", LABEL, OPTIONAL)},
};
static SK_SHAPE(shape_reason, sk_reasons, "reason", reason_fields);

#define FAMILY_FIELDS(need_) \
	{SK_FIELD(sk_family, assets, "assets", IDS, NEEDED)}, {SK_FIELD(sk_family, sentence, "sentence", LABEL, need_)}, \
		{SK_FIELD(sk_family, minimum, "minimum", LIST, need_), .shape = &shape_treatment}, \
		{SK_FIELD(sk_family, recommended, "recommended", LIST, OPTIONAL), .shape = &shape_treatment}, \
		{SK_FIELD(sk_family, after, "after", SHAPE, need_), .shape = &shape_after}, \
		{SK_FIELD(sk_family, origin, "origin", SHAPE, need_), .shape = &shape_origin}, \
	{ \
		SK_FIELD(sk_family, reason, "reason", SHAPE, need_), .shape = &shape_reason \
	}

static const struct sk_field but_fields[] = {FAMILY_FIELDS(OPTIONAL)};
static SK_SHAPE(shape_but, sk_family, "but", but_fields);

static const struct sk_field family_fields[] = {
	FAMILY_FIELDS(NEEDED),
	{SK_FIELD(sk_family, vulnerability, "vulnerability", ID, NEEDED)},
	{SK_FIELD(sk_family, at, "at", ID, OPTIONAL)},
	KINDS_FIELD(sk_family, OPTIONAL),
	{SK_FIELD(sk_family, places, "places", IDS, OPTIONAL)},
	{SK_FIELD(sk_family, but, "but", LIST, OPTIONAL), .shape = &shape_but},
};
static SK_SHAPE(shape_family, sk_family, "family", family_fields);

static const struct sk_field scenario_file_fields[] = {
	{SK_FIELD(scenario_file, format, "format", TEXT, NEEDED)},
	{SK_FIELD(scenario_file, part, "part", ID, NEEDED)},
	{SK_FIELD(scenario_file, families, "families", LIST, NEEDED), .shape = &shape_family},
};
SK_SHAPE(shape_scenario_file, scenario_file, "scenarios", scenario_file_fields);

/* ---- configurations.yaml ---- */

static const struct sk_field precondition_fields[] = {
	{SK_FIELD(sk_precondition, text, "text", LABEL, NEEDED)},
};
static SK_SHAPE(shape_precondition, sk_precondition, "precondition", precondition_fields);

static const struct sk_field measure_fields[] = {
	{SK_FIELD(sk_measure, control, "control", ID, NEEDED)},
	{SK_FIELD(sk_measure, where, "place", ID, NEEDED)},
	{SK_FIELD(sk_measure, tier, "tier", CHOICE, NEEDED), .choices = &sk_words_tier},
	{SK_FIELD(sk_measure, text, "text", LABEL, NEEDED)},
	{SK_FIELD(sk_measure, origin, "origin", CHOICE, NEEDED), .choices = &sk_words_origin},
	{SK_FIELD(sk_measure, reason, "reason", LABEL, OPTIONAL)},
	{SK_FIELD(sk_measure, variant, "variant", ID, OPTIONAL)},
};
static SK_SHAPE(shape_measure, sk_measure, "measure", measure_fields);

static const struct sk_field configuration_fields[] = {
	ROW_FIELDS(sk_configuration),
	{SK_FIELD(sk_configuration, label, "label", LABEL, NEEDED)},
	{SK_FIELD(sk_configuration, assessed, "assessed", FLAG, NEEDED)},
	{SK_FIELD(sk_configuration, preconditions, "preconditions", LIST, NEEDED), .shape = &shape_precondition},
	{SK_FIELD(sk_configuration, places, "places", IDS, NEEDED)},
	{SK_FIELD(sk_configuration, measures, "measures", LIST, NEEDED), .shape = &shape_measure},
};
static SK_SHAPE(shape_configuration, sk_configuration, "configuration", configuration_fields);
TABLE(configurations, shape_configuration);

static const struct sk_field configurations_part_fields[] = {
	PART_FIELDS,
	TABLE_FIELD(configurations, "configurations", configurations),
};
static SK_SHAPE(shape_configurations_part, sk_catalogue, "configurations", configurations_part_fields);

/* ---- contradictions.yaml, places.yaml, steps.yaml: ours, plain lists ---- */

#define OWN_ROW_FIELDS(struct_) \
	{SK_FIELD(struct_, row.id, "id", ID, NEEDED)}

static const struct sk_field contradiction_reading_fields[] = {
	{SK_FIELD(sk_contradiction_reading, id, "id", ID, NEEDED)},
	{SK_FIELD(sk_contradiction_reading, text, "text", LABEL, NEEDED)},
	{SK_FIELD(sk_contradiction_reading, source, "source", SHAPE, NEEDED), .shape = &shape_source},
	{SK_FIELD(sk_contradiction_reading, chosen, "default", FLAG, NEEDED)},
};
static SK_SHAPE(shape_contradiction_reading, sk_contradiction_reading, "reading", contradiction_reading_fields);

static const struct sk_field contradiction_fields[] = {
	OWN_ROW_FIELDS(sk_contradiction),
	{SK_FIELD(sk_contradiction, class, "class", CHOICE, NEEDED), .choices = &words_contradiction},
	{SK_FIELD(sk_contradiction, label, "label", LABEL, NEEDED)},
	{SK_FIELD(sk_contradiction, touches, "touches", IDS, NEEDED)},
	{SK_FIELD(sk_contradiction, readings, "readings", LIST, OPTIONAL), .shape = &shape_contradiction_reading},
	{SK_FIELD(sk_contradiction, text, "text", LABEL, OPTIONAL)},
	{SK_FIELD(sk_contradiction, effect, "effect", LABEL, OPTIONAL)},
};
static SK_SHAPE(shape_contradiction, sk_contradiction, "contradiction", contradiction_fields);

static const struct sk_field place_fields[] = {
	OWN_ROW_FIELDS(sk_place_row),
	{SK_FIELD(sk_place_row, label, "label", LABEL, NEEDED)},
	{SK_FIELD(sk_place_row, text, "text", LABEL, NEEDED)},
	{SK_FIELD(sk_place_row, when_absent, "when-absent", CHOICE, NEEDED), .choices = &sk_words_absence},
	{SK_FIELD(sk_place_row, reason, "reason", LABEL, NEEDED)},
	{SK_FIELD(sk_place_row, absence_check, "absence-check", SHAPE, OPTIONAL), .shape = &shape_check},
};
static SK_SHAPE(shape_place, sk_place_row, "place", place_fields);

static const struct sk_field next_step_fields[] = {
	OWN_ROW_FIELDS(sk_next_step),
	{SK_FIELD(sk_next_step, label, "label", LABEL, NEEDED)},
	{SK_FIELD(sk_next_step, controls, "controls", IDS, NEEDED)},
	{SK_FIELD(sk_next_step, party, "party", CHOICE, NEEDED), .choices = &sk_words_party},
	{SK_FIELD(sk_next_step, minutes, "minutes", NUMBER, NEEDED), .low = 1, .high = MINUTES_MAX},
	{SK_FIELD(sk_next_step, how, "how", LABEL, NEEDED)},
};
static SK_SHAPE(shape_next_step, sk_next_step, "next step", next_step_fields);

static const struct sk_field flow_record_fields[] = {
	{SK_FIELD(sk_flow_record, policy, "policy", ID, NEEDED)},
	{SK_FIELD(sk_flow_record, from, "from", ID, NEEDED)},
	{SK_FIELD(sk_flow_record, to, "to", ID, NEEDED)},
};
static SK_SHAPE(shape_flow_record, sk_flow_record, "recorded", flow_record_fields);

static const struct sk_field flow_fields[] = {
	OWN_ROW_FIELDS(sk_flow),
	{SK_FIELD(sk_flow, label, "label", LABEL, NEEDED)},
	{SK_FIELD(sk_flow, text, "text", LABEL, NEEDED)},
	{SK_FIELD(sk_flow, from, "from", IDS, OPTIONAL)},
	{SK_FIELD(sk_flow, from_outside, "from-outside", CHOICES, OPTIONAL), .choices = &sk_words_outside},
	{SK_FIELD(sk_flow, to, "to", IDS, OPTIONAL)},
	{SK_FIELD(sk_flow, to_outside, "to-outside", CHOICES, OPTIONAL), .choices = &sk_words_outside},
	{SK_FIELD(sk_flow, about_outside, "about-outside", CHOICES, OPTIONAL), .choices = &sk_words_outside},
	{SK_FIELD(sk_flow, configurations, "configurations", CHOICES, OPTIONAL), .choices = &sk_words_configuration},
	{SK_FIELD(sk_flow, down, "down", FLAG, OPTIONAL)},
	{SK_FIELD(sk_flow, refuses, "refuses", TEXT, NEEDED)},
	{SK_FIELD(sk_flow, recorded, "recorded", SHAPE, OPTIONAL), .shape = &shape_flow_record},
	{SK_FIELD(sk_flow, control, "control", ID, NEEDED)},
	{SK_FIELD(sk_flow, at, "place", ID, NEEDED)},
	{SK_FIELD(sk_flow, source, "source", SHAPE, NEEDED), .shape = &shape_source},
};
static SK_SHAPE(shape_flow, sk_flow, "flow", flow_fields);

static const struct sk_field need_fields[] = {
	OWN_ROW_FIELDS(sk_flow),
	{SK_FIELD(sk_flow, label, "label", LABEL, NEEDED)},
	{SK_FIELD(sk_flow, text, "text", LABEL, NEEDED)},
	{SK_FIELD(sk_flow, from, "from", IDS, NEEDED)},
	{SK_FIELD(sk_flow, to, "to", IDS, OPTIONAL)},
	{SK_FIELD(sk_flow, to_outside, "to-outside", CHOICES, OPTIONAL), .choices = &sk_words_outside},
	{SK_FIELD(sk_flow, configurations, "configurations", CHOICES, OPTIONAL), .choices = &sk_words_configuration},
	{SK_FIELD(sk_flow, accepts, "accepts", TEXT, NEEDED)},
	{SK_FIELD(sk_flow, source, "source", SHAPE, NEEDED), .shape = &shape_source},
};
static SK_SHAPE(shape_need, sk_flow, "need", need_fields);

/* A plain list fills the rows of its table; its source stays empty: it is ours. */
#define LIST_PART(name_, member_, key_, row_shape_) \
	static const struct sk_field name_##_fields[] = { \
		PART_FIELDS, \
		{SK_FIELD(sk_catalogue, member_.rows, key_, LIST, NEEDED), .shape = &(row_shape_)}, \
	}; \
	static SK_SHAPE(name_, sk_catalogue, key_, name_##_fields)

LIST_PART(contradictions_part, contradictions, "contradictions", shape_contradiction);
LIST_PART(places_part, places, "places", shape_place);
LIST_PART(next_steps_part, next_steps, "next-steps", shape_next_step);
LIST_PART(flows_part, flows, "flows", shape_flow);
LIST_PART(needs_part, needs, "needs", shape_need);

/* ---- layers/NAME.yaml ---- */

WORDS(sk_words_basis, "confirmed", "draft", "inferred");
WORDS(sk_words_item_rule, "same", "milder", "stricter");

static const struct sk_field layer_fields[] = {
	ROW_FIELDS(sk_layer_row),
	{SK_FIELD(sk_layer_row, label, "label", LABEL, NEEDED)},
	{SK_FIELD(sk_layer_row, issuer, "issuer", LABEL, NEEDED)},
	{SK_FIELD(sk_layer_row, published, "published", TEXT, NEEDED)},
	{SK_FIELD(sk_layer_row, from, "from", DATE, NEEDED)},
	{SK_FIELD(sk_layer_row, until, "until", DATE, NEEDED)},
	{SK_FIELD(sk_layer_row, text, "text", LABEL, NEEDED)},
	{SK_FIELD(sk_layer_row, limits, "limits", LABEL, NEEDED)},
};
static SK_SHAPE(shape_layer, sk_layer_row, "layer", layer_fields);

static const struct sk_field form_fields[] = {
	ROW_FIELDS(sk_form),
	{SK_FIELD(sk_form, label, "label", LABEL, NEEDED)},
	KINDS_FIELD(sk_form, OPTIONAL),
};
static SK_SHAPE(shape_form, sk_form, "form", form_fields);

static const struct sk_field item_group_fields[] = {
	ROW_FIELDS(sk_item_group),
	{SK_FIELD(sk_item_group, number, "number", TEXT, NEEDED)},
	{SK_FIELD(sk_item_group, label, "label", LABEL, NEEDED)},
};
static SK_SHAPE(shape_item_group, sk_item_group, "group", item_group_fields);

static const struct sk_field item_need_fields[] = {
	{SK_FIELD(sk_item_need, control_id, "control", ID, NEEDED)},
	{SK_FIELD(sk_item_need, rule, "rule", CHOICE, OPTIONAL), .choices = &sk_words_item_rule},
	{SK_FIELD(sk_item_need, witness_id, "witness", ID, OPTIONAL)},
	{SK_FIELD(sk_item_need, instead_id, "instead", ID, OPTIONAL)},
};
static SK_SHAPE(shape_item_need, sk_item_need, "need", item_need_fields);

static const struct sk_field item_fields[] = {
	ROW_FIELDS(sk_item),
	{SK_FIELD(sk_item, number, "number", TEXT, NEEDED)},
	{SK_FIELD(sk_item, group_id, "group", ID, NEEDED)},
	{SK_FIELD(sk_item, forms, "forms", IDS, NEEDED)},
	{SK_FIELD(sk_item, since, "since", TEXT, NEEDED)},
	{SK_FIELD(sk_item, basis, "basis", CHOICE, NEEDED), .choices = &sk_words_basis},
	{SK_FIELD(sk_item, label, "label", LABEL, NEEDED)},
	{SK_FIELD(sk_item, needs, "needs", LIST, NEEDED), .shape = &shape_item_need},
	{SK_FIELD(sk_item, note, "note", LABEL, OPTIONAL)},
};
static SK_SHAPE(shape_item, sk_item, "item", item_fields);

static const struct sk_field layer_file_fields[] = {
	{SK_FIELD(layer_file, format, "format", TEXT, NEEDED)},
	{SK_FIELD(layer_file, part, "part", ID, NEEDED)},
	{SK_FIELD(layer_file, layer, "layer", SHAPE, NEEDED), .shape = &shape_layer},
	{SK_FIELD(layer_file, forms, "forms", LIST, NEEDED), .shape = &shape_form},
	{SK_FIELD(layer_file, groups, "groups", LIST, NEEDED), .shape = &shape_item_group},
	{SK_FIELD(layer_file, items, "items", LIST, NEEDED), .shape = &shape_item},
	{SK_FIELD(layer_file, controls, "controls", LIST, NEEDED), .shape = &shape_control},
};
SK_SHAPE(shape_layer_file, layer_file, "layer file", layer_file_fields);

/* ---- a site's own rows: site.yaml, `own:` ---- */

static const struct sk_field own_importance_fields[] = {
	{SK_FIELD(sk_importance, c, "c", NUMBER, NEEDED), .low = 1, .high = 3},
	{SK_FIELD(sk_importance, i, "i", NUMBER, NEEDED), .low = 1, .high = 2},
	{SK_FIELD(sk_importance, a, "a", NUMBER, NEEDED), .low = 1, .high = 2},
	{SK_FIELD(sk_importance, reason, "reason", NAME, NEEDED)},
};
static SK_SHAPE(shape_own_importance, sk_importance, "importance", own_importance_fields);

static const struct sk_field own_asset_fields[] = {
	OWN_ROW_FIELDS(sk_asset),
	{SK_FIELD(sk_asset, label, "label", NAME, NEEDED)},
	{SK_FIELD(sk_asset, noun, "noun", NAME, OPTIONAL)},
	{SK_FIELD(sk_asset, importance, "importance", SHAPE, NEEDED), .shape = &shape_own_importance},
};
static SK_SHAPE(shape_own_asset, sk_asset, "own asset", own_asset_fields);

static const struct sk_field own_threat_fields[] = {
	OWN_ROW_FIELDS(sk_threat),
	{SK_FIELD(sk_threat, slug, "slug", ID, OPTIONAL)},
	{SK_FIELD(sk_threat, label, "label", NAME, NEEDED)},
	{SK_FIELD(sk_threat, class, "kind", CHOICE, NEEDED), .choices = &sk_words_threat_class},
	{SK_FIELD(sk_threat, level, "level", NUMBER, NEEDED), .low = 1, .high = 3},
	{SK_FIELD(sk_threat, text, "text", NAME, OPTIONAL)},
};
static SK_SHAPE(shape_own_threat, sk_threat, "own threat", own_threat_fields);

static const struct sk_field own_vulnerability_fields[] = {
	OWN_ROW_FIELDS(sk_vulnerability),
	{SK_FIELD(sk_vulnerability, threat, "threat", ID, NEEDED)},
	{SK_FIELD(sk_vulnerability, label, "label", NAME, NEEDED)},
	{SK_FIELD(sk_vulnerability, level, "level", NUMBER, NEEDED), .low = 0, .high = 3},
};
static SK_SHAPE(shape_own_vulnerability, sk_vulnerability, "own vulnerability", own_vulnerability_fields);

static const struct sk_field own_reason_fields[] = {
	{SK_FIELD(sk_reasons, after, "after", NAME, NEEDED)},
};
static SK_SHAPE(shape_own_reason, sk_reasons, "reason", own_reason_fields);

static const struct sk_field own_scenario_fields[] = {
	{SK_FIELD(sk_family, vulnerability, "vulnerability", ID, NEEDED)},
	{SK_FIELD(sk_family, assets, "assets", IDS, NEEDED)},
	{SK_FIELD(sk_family, sentence, "sentence", NAME, NEEDED)},
	{SK_FIELD(sk_family, minimum, "minimum", LIST, NEEDED), .shape = &shape_treatment},
	{SK_FIELD(sk_family, recommended, "recommended", LIST, OPTIONAL), .shape = &shape_treatment},
	{SK_FIELD(sk_family, after, "after", SHAPE, NEEDED), .shape = &shape_after},
	{SK_FIELD(sk_family, reason, "reason", SHAPE, NEEDED), .shape = &shape_own_reason},
	{SK_FIELD(sk_family, places, "places", IDS, OPTIONAL)},
	KINDS_FIELD(sk_family, OPTIONAL),
};
static SK_SHAPE(shape_own_scenario, sk_family, "own scenario", own_scenario_fields);

static const struct sk_field own_fields[] = {
	{SK_FIELD(sk_own, assets, "assets", LIST, OPTIONAL), .shape = &shape_own_asset},
	{SK_FIELD(sk_own, threats, "threats", LIST, OPTIONAL), .shape = &shape_own_threat},
	{SK_FIELD(sk_own, vulnerabilities, "vulnerabilities", LIST, OPTIONAL), .shape = &shape_own_vulnerability},
	{SK_FIELD(sk_own, scenarios, "scenarios", LIST, OPTIONAL), .shape = &shape_own_scenario},
	{SK_FIELD(sk_own, checks, "checks", LIST, OPTIONAL), .shape = &shape_own_check},
};
SK_SHAPE(sk_shape_own, sk_own, "own", own_fields);

/* ---- the table of files, the table of tables ---- */

const struct part_file part_files[] = {
	{"guidance/document.yaml", &shape_document},
	{"guidance/scope.yaml", &shape_scope},
	{"guidance/assets.yaml", &shape_assets_part},
	{"guidance/threats.yaml", &shape_threats_part},
	{"guidance/vulnerabilities.yaml", &shape_vulnerabilities_part},
	{"guidance/matrix.yaml", &shape_matrix_part},
	{"guidance/example.yaml", &shape_example_part},
	{"guidance/controls.yaml", &shape_control_tables},
	{"guidance/configurations.yaml", &shape_configurations_part},
	{"guidance/contradictions.yaml", &contradictions_part},
	{"places.yaml", &places_part},
	{"steps.yaml", &next_steps_part},
	{"flows.yaml", &flows_part},
	{"needs.yaml", &needs_part},
};
const size_t part_file_count = SK_COUNT(part_files);

#define TABLE_ROW(member_, name_, shape_, ja_, en_) \
	{name_, offsetof(struct sk_catalogue, member_), &(shape_), {ja_, en_}, false}
#define NAMED_ROW(member_, name_, shape_, ja_, en_) \
	{name_, offsetof(struct sk_catalogue, member_), &(shape_), {ja_, en_}, true}

static const struct sk_catalogue_table tables[] = {
	NAMED_ROW(editions, "editions", shape_edition, "改定履歴", "Editions"),
	NAMED_ROW(references, "references", shape_reference, "参照資料", "References"),
	NAMED_ROW(steps, "steps", shape_step, "進め方", "Steps"),
	NAMED_ROW(premises, "premises", shape_premise, "前提", "Premises"),
	NAMED_ROW(disclaimers, "disclaimers", shape_disclaimer, "告知事項", "Disclaimers"),
	TABLE_ROW(states, "scope-states", shape_labelled, "実施対象の区分", "States of the scope"),
	NAMED_ROW(components, "components", shape_component, "構成要素", "Components"),
	NAMED_ROW(details, "scope", shape_detail, "構成要素の詳細", "Details of the scope"),
	TABLE_ROW(importance_criteria, "importance-criteria", shape_importance_criterion, "重要度の基準", "Criteria of importance"),
	NAMED_ROW(assets, "assets", shape_asset, "資産", "Assets"),
	TABLE_ROW(threat_classes, "threat-classes", shape_class, "脅威の分類", "Classes of threats"),
	TABLE_ROW(threat_criteria, "threat-criteria", shape_threat_criterion, "脅威レベルの基準", "Criteria of threat levels"),
	NAMED_ROW(categories, "categories", shape_labelled, "偶発的脅威のカテゴリ", "Categories of accidental threats"),
	NAMED_ROW(intentional, "intentional", shape_intentional, "意図的脅威", "Intentional threats"),
	NAMED_ROW(accidental, "accidental", shape_accidental, "偶発的脅威", "Accidental threats"),
	NAMED_ROW(environmental, "environmental", shape_environmental, "環境的脅威", "Environmental threats"),
	NAMED_ROW(raised, "raised", shape_raised, "引き上げられた脅威レベル", "Raised threat levels"),
	TABLE_ROW(vulnerability_criteria, "vulnerability-criteria", shape_vulnerability_criterion, "脆弱性レベルの基準",
		  "Criteria of vulnerability levels"),
	TABLE_ROW(vulnerability_rule, "vulnerability-rule", shape_rule, "脆弱性レベルの決め方", "Rule of vulnerability levels"),
	NAMED_ROW(vulnerabilities, "vulnerabilities", shape_vulnerability, "脆弱性", "Vulnerabilities"),
	TABLE_ROW(cells, "matrix", shape_cell, "リスク評価値の表", "Matrix of values"),
	TABLE_ROW(control_kinds, "control-kinds", shape_labelled, "対策種別", "Kinds of controls"),
	TABLE_ROW(tiers, "tiers", shape_tier, "対策の分類", "Tiers of controls"),
	TABLE_ROW(marks, "marks", shape_mark, "凡例", "Marks"),
	NAMED_ROW(controls, "controls", shape_control, "対策", "Controls"),
	NAMED_ROW(configurations, "configurations", shape_configuration, "構成", "Configurations"),
	NAMED_ROW(contradictions, "contradictions", shape_contradiction, "記述の食い違い", "Contradictions"),
	NAMED_ROW(places, "places", shape_place, "設置箇所", "Places"),
	NAMED_ROW(next_steps, "next-steps", shape_next_step, "次の一手", "Next steps"),
	NAMED_ROW(flows, "flows", shape_flow, "通してはならない通信", "Flows that may not be"),
	NAMED_ROW(needs, "needs", shape_need, "業務に要る通信", "Flows that work needs"),
	NAMED_ROW(layers, "layers", shape_layer, "後の決まり", "Later rule sets"),
	TABLE_ROW(forms, "forms", shape_form, "確認表の種類", "Forms of the checklist"),
	NAMED_ROW(item_groups, "item-groups", shape_item_group, "確認表の区分", "Groups of items"),
	NAMED_ROW(items, "items", shape_item, "確認表の項目", "Items of the checklist"),
};

const struct sk_catalogue_table *sk_catalogue_tables(size_t *count)
{
	*count = SK_COUNT(tables);
	return tables;
}

const struct sk_table *sk_catalogue_table(const struct sk_catalogue *catalogue, const struct sk_catalogue_table *table)
{
	return (const struct sk_table *)(const void *)((const char *)catalogue + table->offset);
}
