/*
 * Lint: faults of the catalogue that the loader lets pass. One row of `checks` at the end per code; every check counts each
 * thing it looked at, so that a run which looked at nothing cannot pass for a clean one.
 */
#include "catalogue/catalogue.h"
#include "catalogue/shapes.h"

#include <string.h>

enum { FINDINGS_STEP = 32, FINDING_TEXT_MAX = 2048, ASPECTS = 3, CLASSES = 3, CELLS_PER_AXIS = 3 };

struct lint {
	struct sk_arena *arena;
	const struct sk_catalogue *catalogue;
	struct sk_error *error;
	const char *code; /* of the check that runs */
	struct sk_lint out;
	sk_outcome outcome; /* the first failure; the checks after it add nothing */
};

/* ---- findings ---- */

/* Room grows by steps, so that its size follows from the count. */
static sk_outcome make_room(struct sk_arena *arena, struct sk_lint *lint, struct sk_error *error)
{
	void *memory;
	if (lint->count % FINDINGS_STEP != 0)
		return SK_OK;
	SK_TRY(sk_arena_take(arena, lint->count + FINDINGS_STEP, sizeof(*lint->findings), &memory, error));
	if (lint->count > 0)
		memcpy(memory, lint->findings, lint->count * sizeof(*lint->findings));
	lint->findings = memory;
	return SK_OK;
}

SK_OUTCOME sk_lint_add(struct sk_arena *arena, struct sk_lint *lint, const struct sk_lint_finding *finding, struct sk_error *error)
{
	SK_TRY(make_room(arena, lint, error));
	((struct sk_lint_finding *)(uintptr_t)lint->findings)[lint->count++] = *finding;
	return SK_OK;
}

static sk_outcome add_finding(struct lint *lint, const struct sk_place *place, const char *id, const char *text,
			      const char *argument)
{
	SK_BUF_SCOPE filled = SK_BUF(FINDING_TEXT_MAX);
	struct sk_lint_finding finding = {.place = *place, .code = lint->code};
	sk_message_fill(&filled, sk_message(text), &argument, 1);
	SK_TRY(sk_buf_check(&filled, lint->error));
	SK_TRY(sk_arena_text(lint->arena, filled.bytes ? filled.bytes : "", filled.length, &finding.text, lint->error));
	SK_TRY(sk_arena_text(lint->arena, id, strlen(id), &finding.id, lint->error));
	return sk_lint_add(lint->arena, &lint->out, &finding, lint->error);
}

/* One thing was looked at. `text` is a message id, %1 in it the argument. */
static void expect(struct lint *lint, bool holds, const struct sk_place *place, const char *id, const char *text,
		   const char *argument)
{
	lint->out.checks++;
	if (!holds && !sk_failed(lint->outcome))
		lint->outcome = add_finding(lint, place, id, text, argument);
}

static void expect_row(struct lint *lint, bool holds, const struct sk_row *row, const char *text, const char *argument)
{
	expect(lint, holds, &row->place, row->id ? row->id : "-", text, argument);
}

/* ---- ways through the catalogue ---- */

static bool same(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

static const struct sk_catalogue_table *kind_named(const char *name)
{
	size_t count;
	const struct sk_catalogue_table *kinds = sk_catalogue_tables(&count);
	for (size_t i = 0; i < count; i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	SK_INVARIANT(false);
}

static const struct sk_row *row_of(const struct lint *lint, const struct sk_catalogue_table *kind, size_t position)
{
	const struct sk_table *table = sk_catalogue_table(lint->catalogue, kind);
	return (const struct sk_row *)(const void *)((const char *)table->rows.items + position * kind->row->size);
}

/* Tables of the guidance: all but ours. Controls lie in files of their own, each with its source. */
static bool is_printed(const struct sk_catalogue_table *kind)
{
	static const char *const ours[] = {"contradictions", "places", "next-steps", "flows", "needs", "controls",
		"layers", "forms", "item-groups", "items"};
	for (size_t i = 0; i < SK_COUNT(ours); i++)
		if (strcmp(kind->name, ours[i]) == 0)
			return false;
	return true;
}

static bool filled(const struct sk_label *label)
{
	return label->ja && label->ja[0] && label->en && label->en[0];
}

static bool needs_reason(int origin, const struct sk_label *reason)
{
	return origin != SK_ORIGIN_GUIDANCE && !filled(reason);
}

/* Change entries lie inside editions and are no table of their own. */
static bool is_change(const struct lint *lint, const char *id)
{
	SK_LIST_EACH(struct sk_edition, edition, &lint->catalogue->editions.rows)
		SK_LIST_EACH(struct sk_change, change, &edition->changes)
			if (same(change->row.id, id))
				return true;
	return false;
}

/* table NULL: any. */
static bool is_known(const struct lint *lint, const char *table, const char *id)
{
	const struct sk_catalogue_table *kind = table ? kind_named(table) : NULL;
	return sk_catalogue_find(lint->catalogue, kind, id, NULL) || (!table && is_change(lint, id));
}

static const struct sk_contradiction *contradiction_named(const struct lint *lint, const char *id)
{
	SK_LIST_EACH(struct sk_contradiction, row, &lint->catalogue->contradictions.rows)
		if (same(row->row.id, id))
			return row;
	return NULL;
}

typedef void visit(struct lint *lint, const struct sk_field *field, const void *at, const struct sk_place *place, const char *id);

static const char *id_of(const struct sk_shape *shape, const void *from, const char *outer)
{
	if (outer || shape->count == 0 || strcmp(shape->fields[0].key, "id") != 0)
		return outer;
	return *(const char *const *)(const void *)((const char *)from + shape->fields[0].offset);
}

/* Every value below a struct that a shape filled; `id` is that of the outermost row, NULL where there is none. */
static void walk(struct lint *lint, const struct sk_shape *shape, const void *from, const struct sk_place *place, const char *id,
		 visit *visitor)
{
	id = id_of(shape, from, id);
	for (size_t i = 0; i < shape->count; i++) {
		const struct sk_field *field = &shape->fields[i];
		const void *at = (const char *)from + field->offset;
		const struct sk_list *list = at;
		if (field->type == SK_FIELD_SHAPE && ((const struct sk_place *)at)->file)
			walk(lint, field->shape, at, at, id, visitor);
		for (size_t k = 0; field->type == SK_FIELD_LIST && k < list->count; k++) {
			const void *item = (const char *)list->items + k * field->shape->size;
			walk(lint, field->shape, item, item, id, visitor);
		}
		visitor(lint, field, at, place, id ? id : shape->name);
	}
}

/* The fixed files, then the controls. Families of scenarios are not kept; what came of them is looked at scenario by scenario. */
static void walk_all(struct lint *lint, visit *visitor)
{
	for (size_t i = 0; i < part_file_count; i++) {
		struct sk_place place = {.file = part_files[i].path};
		walk(lint, part_files[i].shape, lint->catalogue, &place, NULL, visitor);
	}
	const struct sk_catalogue_table *controls = kind_named("controls");
	for (size_t i = 0; i < lint->catalogue->controls.rows.count; i++) {
		const struct sk_row *row = row_of(lint, controls, i);
		walk(lint, controls->row, row, &row->place, row->id, visitor);
	}
}

/* ---- source, row ---- */

static void check_source(struct lint *lint)
{
	size_t count;
	const struct sk_catalogue_table *kinds = sk_catalogue_tables(&count);
	for (size_t i = 0; i < count; i++) {
		const struct sk_table *table = sk_catalogue_table(lint->catalogue, &kinds[i]);
		if (is_printed(&kinds[i]))
			expect(lint, filled(&table->source.section) && filled(&table->source.table), &table->place,
			       kinds[i].name, N_("this table of the guidance does not say where it is printed"), NULL);
	}
	SK_LIST_EACH(struct sk_control, control, &lint->catalogue->controls.rows)
		if (control->origin == SK_ORIGIN_GUIDANCE)
			expect_row(lint, filled(&control->source.section) && filled(&control->source.table), &control->row,
				   N_("this control of the guidance does not say where it is printed"), NULL);
}

/* Sub-steps are counted anew below their step, our controls beside those of the guidance. */
static bool same_series(const struct sk_catalogue_table *kind, const struct sk_row *a, const struct sk_row *b)
{
	if (strcmp(kind->name, "controls") == 0)
		return ((const struct sk_control *)a)->origin == ((const struct sk_control *)b)->origin &&
		       ((const struct sk_control *)a)->layer == ((const struct sk_control *)b)->layer;
	if (strcmp(kind->name, "steps") != 0)
		return true;
	const char *left = ((const struct sk_step *)a)->part_of, *right = ((const struct sk_step *)b)->part_of;
	return left == right || same(left, right);
}

/* Position of an earlier row with the same number, or `position`. */
static size_t first_with_number(const struct lint *lint, const struct sk_catalogue_table *kind, size_t position)
{
	const struct sk_row *row = row_of(lint, kind, position);
	for (size_t i = 0; i < position; i++)
		if (row_of(lint, kind, i)->row == row->row && same_series(kind, row_of(lint, kind, i), row))
			return i;
	return position;
}

static void check_rows_of(struct lint *lint, const struct sk_catalogue_table *kind)
{
	const struct sk_table *table = sk_catalogue_table(lint->catalogue, kind);
	for (size_t i = 0; i < table->rows.count; i++) {
		const struct sk_row *row = row_of(lint, kind, i);
		size_t first = first_with_number(lint, kind, i);
		expect_row(lint, row->row > 0, row, N_("this row of the guidance has no row number"), NULL);
		expect_row(lint, first == i, row, N_("its row number is also that of '%1'"), row_of(lint, kind, first)->id);
	}
}

/* The matrix has no row numbers: its cells are found by their three levels. */
static void check_row(struct lint *lint)
{
	size_t count;
	const struct sk_catalogue_table *kinds = sk_catalogue_tables(&count);
	for (size_t i = 0; i < count; i++)
		if ((is_printed(&kinds[i]) && strcmp(kinds[i].name, "matrix") != 0) || strcmp(kinds[i].name, "controls") == 0)
			check_rows_of(lint, &kinds[i]);
	SK_LIST_EACH(struct sk_edition, edition, &lint->catalogue->editions.rows)
		SK_LIST_EACH(struct sk_change, change, &edition->changes)
			expect_row(lint, change->row.row > 0, &change->row, N_("this row of the guidance has no row number"), NULL);
}

/* ---- texts ---- */

static void expect_text(struct lint *lint, const struct sk_label *label, const struct sk_place *place, const char *id, const char *key)
{
	expect(lint, label->ja && label->ja[0], place, id, N_("the Japanese text of '%1' is empty"), key);
	expect(lint, label->en && label->en[0], place, id, N_("the English text of '%1' is empty"), key);
}

static void visit_text(struct lint *lint, const struct sk_field *field, const void *at, const struct sk_place *place, const char *id)
{
	const struct sk_label *label = at;
	if (field->type == SK_FIELD_LABEL && (label->ja || label->en || field->need == SK_NEEDED))
		expect_text(lint, label, place, id, field->key);
	if (field->type == SK_FIELD_TEXT && (*(const char *const *)at || field->need == SK_NEEDED))
		expect(lint, *(const char *const *)at && **(const char *const *)at, place, id, N_("'%1' is empty"), field->key);
}

static void check_text(struct lint *lint)
{
	walk_all(lint, visit_text);
	for (size_t i = 0; i < lint->catalogue->scenario_count; i++) {
		const struct sk_scenario *scenario = &lint->catalogue->scenarios[i];
		expect_text(lint, &scenario->sentence, &scenario->place, scenario->id, "sentence");
	}
}

/* Kana, kanji or full-width letters: in UTF-8 they all begin with E3 to E9 or EF. */
static bool has_japanese(const char *text)
{
	for (const unsigned char *at = (const unsigned char *)text; *at; at++)
		if ((*at >= 0xE3 && *at <= 0xE9) || *at == 0xEF)
			return true;
	return false;
}

static bool has_latin(const char *text)
{
	for (const char *at = text; *at; at++)
		if ((*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z'))
			return true;
	return false;
}

/* A name such as "ONU" is the same in both languages; the English may add what it means. */
static void expect_language(struct lint *lint, const struct sk_label *label, const struct sk_place *place, const char *id,
			    const char *key)
{
	if (!filled(label))
		return;
	bool name = strncmp(label->en, label->ja, strlen(label->ja)) == 0;
	expect(lint, has_japanese(label->ja) || name, place, id, N_("the Japanese text of '%1' holds no Japanese"), key);
	expect(lint, has_latin(label->en), place, id, N_("the English text of '%1' holds no English"), key);
	expect(lint, !(name && has_japanese(label->ja)), place, id, N_("the English text of '%1' is the Japanese one"), key);
}

static void visit_language(struct lint *lint, const struct sk_field *field, const void *at, const struct sk_place *place, const char *id)
{
	if (field->type == SK_FIELD_LABEL)
		expect_language(lint, at, place, id, field->key);
}

static void check_language(struct lint *lint)
{
	walk_all(lint, visit_language);
	for (size_t i = 0; i < lint->catalogue->scenario_count; i++) {
		const struct sk_scenario *scenario = &lint->catalogue->scenarios[i];
		expect_language(lint, &scenario->sentence, &scenario->place, scenario->id, "sentence");
		expect_language(lint, &scenario->reason_scenario, &scenario->place, scenario->id, "reason");
		expect_language(lint, &scenario->reason_treatment, &scenario->place, scenario->id, "reason");
		expect_language(lint, &scenario->reason_after, &scenario->place, scenario->id, "reason");
	}
}

/* A sentence names its asset, and no hole is left open by a misspelt "{asset}". */
static void check_sentence(struct lint *lint)
{
	for (size_t i = 0; i < lint->catalogue->scenario_count; i++) {
		const struct sk_scenario *scenario = &lint->catalogue->scenarios[i];
		const struct sk_label *noun = &scenario->asset->noun;
		for (enum sk_lang lang = SK_LANG_EN; lang <= SK_LANG_JA; lang++) {
			const char *sentence = sk_label_in(&scenario->sentence, lang);
			expect(lint, strstr(sentence, sk_label_in(noun, lang)), &scenario->place, scenario->id,
			       N_("the sentence does not name its asset: %1"), sk_label_in(noun, lang));
			expect(lint, !strpbrk(sentence, "{}"), &scenario->place, scenario->id,
			       N_("the sentence holds a brace: %1"), sentence);
		}
	}
}

/* ---- ids ---- */

/* Keys of tables that name rows of another table (NULL: of any). */
static const struct {
	const char *table, *target;
	size_t offset;
	bool many;
} links[] = {
	{"steps", "steps", offsetof(struct sk_step, part_of), false},
	{"premises", NULL, offsetof(struct sk_premise, brings_in), true},
	{"scope", "components", offsetof(struct sk_detail, component), false},
	{"assets", "premises", offsetof(struct sk_asset, premise), false},
	{"intentional", "references", offsetof(struct sk_threat, references), true},
	{"accidental", "categories", offsetof(struct sk_threat, category), false},
	{"raised", NULL, offsetof(struct sk_raised, threat), false},
	{"raised", "places", offsetof(struct sk_raised, where), false},
	{"vulnerability-rule", "editions", offsetof(struct sk_rule, edition), false},
	{"vulnerabilities", NULL, offsetof(struct sk_vulnerability, threat), false},
	{"controls", "places", offsetof(struct sk_control, places), true},
	{"contradictions", NULL, offsetof(struct sk_contradiction, touches), true},
	{"next-steps", "controls", offsetof(struct sk_next_step, controls), true},
	{"flows", "places", offsetof(struct sk_flow, from), true},
	{"flows", "places", offsetof(struct sk_flow, to), true},
	{"flows", "controls", offsetof(struct sk_flow, control), false},
	{"flows", "places", offsetof(struct sk_flow, at), false},
	{"needs", "places", offsetof(struct sk_flow, from), true},
	{"needs", "places", offsetof(struct sk_flow, to), true},
};

static void expect_known(struct lint *lint, const char *table, const char *id, const struct sk_place *place, const char *owner)
{
	if (id)
		expect(lint, is_known(lint, table, id), place, owner, N_("it names '%1', which does not exist"), id);
}

static void expect_all_known(struct lint *lint, const char *table, const struct sk_ids *ids, const char *owner)
{
	SK_ID_EACH(id, ids)
		expect_known(lint, table, id->text, &id->place, owner);
}

static void check_link(struct lint *lint, size_t which)
{
	const struct sk_catalogue_table *kind = kind_named(links[which].table);
	for (size_t i = 0; i < sk_catalogue_table(lint->catalogue, kind)->rows.count; i++) {
		const struct sk_row *row = row_of(lint, kind, i);
		const void *at = (const char *)row + links[which].offset;
		if (links[which].many)
			expect_all_known(lint, links[which].target, at, row->id);
		else
			expect_known(lint, links[which].target, *(const char *const *)at, &row->place, row->id);
	}
}

static void check_readings_known(struct lint *lint, const struct sk_list *readings, const char *owner)
{
	SK_LIST_EACH(struct sk_reading, reading, readings)
		expect_known(lint, "contradictions", reading->contradiction, &reading->place, owner);
}

static void check_dangling(struct lint *lint)
{
	const struct sk_catalogue *catalogue = lint->catalogue;
	for (size_t i = 0; i < SK_COUNT(links); i++)
		check_link(lint, i);
	for (size_t i = 0; i < catalogue->threat_count; i++)
		check_readings_known(lint, &catalogue->threats[i].readings, catalogue->threats[i].row.id);
	SK_LIST_EACH(struct sk_control, control, &catalogue->controls.rows)
		check_readings_known(lint, &control->readings, control->row.id);
	SK_LIST_EACH(struct sk_configuration, configuration, &catalogue->configurations.rows) {
		SK_LIST_EACH(struct sk_measure, measure, &configuration->measures) {
			expect_known(lint, "controls", measure->control, &measure->place, configuration->row.id);
			expect_known(lint, "places", measure->where, &measure->place, configuration->row.id);
		}
	}
	expect(lint, sk_catalogue_scenario(catalogue, catalogue->example.scenario), &catalogue->example.place, "example",
	       N_("it names '%1', which does not exist"), catalogue->example.scenario);
	expect_all_known(lint, "controls", &catalogue->example.minimum, "example");
	expect_all_known(lint, "controls", &catalogue->example.recommended, "example");
}

static void visit_twice(struct lint *lint, const struct sk_field *field, const void *at, const struct sk_place *place, const char *id)
{
	const struct sk_ids *ids = at;
	(void)place;
	for (size_t i = 0; field->type == SK_FIELD_IDS && i < ids->count; i++) {
		const struct sk_ids before = {ids->items, i};
		expect(lint, !sk_ids_hold(&before, ids->items[i].text), &ids->items[i].place, id, N_("it names '%1' twice in one list"),
		       ids->items[i].text);
	}
}

static void check_twice(struct lint *lint)
{
	walk_all(lint, visit_twice);
}

/* A slug is typed where an id is: it must mean one threat. */
static void check_slug(struct lint *lint)
{
	const struct sk_catalogue *catalogue = lint->catalogue;
	for (size_t i = 0; i < catalogue->threat_count; i++) {
		const struct sk_threat *threat = &catalogue->threats[i];
		expect_row(lint, sk_catalogue_threat(catalogue, threat->slug) == threat, &threat->row,
			   N_("the word '%1' means another threat already"), threat->slug);
		expect_row(lint, !is_known(lint, NULL, threat->slug), &threat->row, N_("the word '%1' is the id of a row"),
			   threat->slug);
	}
}

/* Words the program knows must have their row: it looks labels up by them. */
static void check_word(struct lint *lint)
{
	const struct {
		const char *table;
		const struct sk_choices *words;
	} tables[] = {
		{"scope-states", &sk_words_scope}, {"threat-classes", &sk_words_threat_class},
		{"control-kinds", &sk_words_control_kind}, {"tiers", &sk_words_tier},
		{"configurations", &sk_words_configuration},
	};
	for (size_t t = 0; t < SK_COUNT(tables); t++) {
		const struct sk_table *table = sk_catalogue_table(lint->catalogue, kind_named(tables[t].table));
		for (size_t i = 0; i < tables[t].words->count; i++)
			expect(lint, is_known(lint, tables[t].table, tables[t].words->words[i]), &table->place, tables[t].table,
			       N_("the row '%1' is missing"), tables[t].words->words[i]);
	}
}

/* ---- scope and levels ---- */

static bool is_brought_in(const struct lint *lint, const char *id)
{
	SK_LIST_EACH(struct sk_premise, premise, &lint->catalogue->premises.rows)
		if (sk_ids_hold(&premise->brings_in, id))
			return true;
	return false;
}

static void check_premises_of_assets(struct lint *lint)
{
	SK_LIST_EACH(struct sk_asset, asset, &lint->catalogue->assets.rows) {
		const struct sk_premise *premise = sk_catalogue_premise(lint->catalogue, asset->premise);
		bool in = asset->state == SK_SCOPE_IN;
		expect_row(lint, in == !asset->premise, &asset->row, N_("an asset names a premise when it is out of scope, and only then"),
			   NULL);
		expect_row(lint, in == !filled(&asset->why), &asset->row,
			   N_("an asset says why when it is out of scope, and only then"), NULL);
		expect_row(lint, in || (premise && sk_ids_hold(&premise->brings_in, asset->row.id)), &asset->row,
			   N_("its premise '%1' does not bring it in"), asset->premise ? asset->premise : "-");
		expect_row(lint, !in || !is_brought_in(lint, asset->row.id), &asset->row,
			   N_("a premise brings it in though it is in scope"), NULL);
	}
}

/* What is left out rests on a premise that brings it in. */
static void check_premise(struct lint *lint)
{
	check_premises_of_assets(lint);
	SK_LIST_EACH(struct sk_detail, detail, &lint->catalogue->details.rows)
		expect_row(lint, (detail->state == SK_SCOPE_IN) == !is_brought_in(lint, detail->row.id), &detail->row,
			   N_("a premise brings a detail in when it is not in scope, and only then"), NULL);
}

static size_t count_criteria(const struct sk_table *table, int class, int level)
{
	size_t count = 0;
	SK_LIST_EACH(struct sk_criterion, row, &table->rows)
		count += row->class == class && row->level == level;
	return count;
}

static size_t count_importance(const struct sk_table *table, int aspect, int level)
{
	size_t count = 0;
	SK_LIST_EACH(struct sk_importance_criterion, row, &table->rows)
		count += row->aspect == aspect && row->level == level;
	return count;
}

/* C has levels 1 to 3, I and A have 1 and 2; threats and vulnerabilities have 1 to 3 in each class. */
static void check_criterion(struct lint *lint)
{
	const struct sk_catalogue *catalogue = lint->catalogue;
	const struct sk_table *const tables[] = {&catalogue->threat_criteria, &catalogue->vulnerability_criteria};
	for (size_t t = 0; t < SK_COUNT(tables); t++)
		for (int class = 0; class < CLASSES; class++)
			for (int level = 1; level <= SK_LEVEL_MAX; level++)
				expect(lint, count_criteria(tables[t], class, level) == 1, &tables[t]->place,
				       sk_words_threat_class.words[class], N_("a level from 1 to 3 has not exactly one criterion"),
				       NULL);
	for (int aspect = 0; aspect < ASPECTS; aspect++)
		for (int level = 1; level <= SK_LEVEL_MAX; level++)
			expect(lint,
			       count_importance(&catalogue->importance_criteria, aspect, level) == (aspect == 0 || level < SK_LEVEL_MAX),
			       &catalogue->importance_criteria.place, "importance",
			       N_("a level of C, I or A has not exactly one criterion"), NULL);
}

static void count_cells(const struct lint *lint, size_t found[SK_VALUE_MAX])
{
	SK_LIST_EACH(struct sk_cell, cell, &lint->catalogue->cells.rows) {
		int at = ((cell->importance - 1) * CELLS_PER_AXIS + cell->threat - 1) * CELLS_PER_AXIS + cell->vulnerability - 1;
		found[at]++;
	}
}

/* The 27 cells, each once, each the product of its levels. */
static void check_cell(struct lint *lint)
{
	size_t found[SK_VALUE_MAX] = {0};
	const struct sk_table *table = &lint->catalogue->cells;
	count_cells(lint, found);
	for (size_t i = 0; i < SK_COUNT(found); i++)
		expect(lint, found[i] == 1, &table->place, "matrix", N_("a combination of three levels does not stand exactly once"),
		       NULL);
	SK_LIST_EACH(struct sk_cell, cell, &table->rows)
		expect(lint, cell->value == cell->importance * cell->threat * cell->vulnerability, &cell->row.place, "matrix",
		       N_("the value is not the product of its three levels"), NULL);
}

/* ---- contradictions ---- */

/* What a row says by default and what one of its readings says: a level or a tier. */
static int stance(const struct sk_reading *reading, bool levels)
{
	return levels ? reading->level : reading->tier;
}

/* Readings that differ must be a contradiction that names the row. */
static void check_forgotten_in(struct lint *lint, const struct sk_row *row, const struct sk_list *readings, int own, bool levels)
{
	SK_LIST_EACH(struct sk_reading, reading, readings) {
		const struct sk_contradiction *contradiction = contradiction_named(lint, reading->contradiction);
		bool touched = contradiction && contradiction->class == 0 && sk_ids_hold(&contradiction->touches, row->id);
		expect(lint, touched || stance(reading, levels) == own, &reading->place, row->id,
		       N_("the reading '%1' differs, but no contradiction touches this row"), reading->id);
	}
}

static void check_forgotten(struct lint *lint)
{
	const struct sk_catalogue *catalogue = lint->catalogue;
	for (size_t i = 0; i < catalogue->threat_count; i++)
		check_forgotten_in(lint, &catalogue->threats[i].row, &catalogue->threats[i].readings, catalogue->threats[i].level, true);
	SK_LIST_EACH(struct sk_control, control, &catalogue->controls.rows)
		check_forgotten_in(lint, &control->row, &control->readings, control->tier, false);
}

static void check_default_in(struct lint *lint, const struct sk_row *row, const struct sk_list *readings, int own, bool levels)
{
	size_t chosen = 0;
	SK_LIST_EACH(struct sk_reading, reading, readings) {
		chosen += reading->chosen;
		expect(lint, !reading->chosen || stance(reading, levels) == own, &reading->place, row->id,
		       N_("the default reading '%1' says something else than the row"), reading->id);
	}
	expect_row(lint, readings->count == 0 || chosen == 1, row, N_("not exactly one reading is the default"), NULL);
	expect_row(lint, readings->count != 1, row, N_("one reading alone is no contradiction"), NULL);
}

static void check_default(struct lint *lint)
{
	const struct sk_catalogue *catalogue = lint->catalogue;
	for (size_t i = 0; i < catalogue->threat_count; i++)
		check_default_in(lint, &catalogue->threats[i].row, &catalogue->threats[i].readings, catalogue->threats[i].level, true);
	SK_LIST_EACH(struct sk_control, control, &catalogue->controls.rows)
		check_default_in(lint, &control->row, &control->readings, control->tier, false);
}

static void check_contradiction(struct lint *lint)
{
	SK_LIST_EACH(struct sk_contradiction, row, &lint->catalogue->contradictions.rows) {
		size_t chosen = 0;
		if (row->class != 0)
			continue;
		SK_LIST_EACH(struct sk_contradiction_reading, reading, &row->readings)
			chosen += reading->chosen;
		expect_row(lint, row->readings.count >= 2, &row->row, N_("a contradiction needs two readings"), NULL);
		expect_row(lint, chosen == 1, &row->row, N_("not exactly one reading is the default"), NULL);
		expect_row(lint, filled(&row->effect), &row->row, N_("it does not say what the choice changes"), NULL);
	}
}

static void check_damage(struct lint *lint)
{
	SK_LIST_EACH(struct sk_contradiction, row, &lint->catalogue->contradictions.rows) {
		if (row->class == 0)
			continue;
		expect_row(lint, filled(&row->text), &row->row, N_("it does not say what is damaged and how we read it"), NULL);
		expect_row(lint, row->readings.count == 0, &row->row, N_("damage of a copy is not a matter of readings"), NULL);
	}
}

/* ---- controls ---- */

static const struct sk_mark *mark_named(const struct lint *lint, const char *sign)
{
	SK_LIST_EACH(struct sk_mark, mark, &lint->catalogue->marks.rows)
		if (same(mark->sign, sign))
			return mark;
	return NULL;
}

static bool has_tier(const struct sk_control *control, int tier)
{
	SK_LIST_EACH(struct sk_reading, reading, &control->readings)
		if (reading->tier == tier)
			return true;
	return control->tier == tier;
}

/* The printed mark says tier and presumption; another tier needs a reading that has the printed one. */
static void check_mark(struct lint *lint)
{
	SK_LIST_EACH(struct sk_control, control, &lint->catalogue->controls.rows) {
		const struct sk_mark *mark = mark_named(lint, control->mark);
		bool printed = control->origin == SK_ORIGIN_GUIDANCE;
		expect_row(lint, printed == (mark != NULL), &control->row,
			   N_("a control of the guidance carries a printed mark, one of ours none"), NULL);
		expect_row(lint, !mark || mark->presumed == control->presumed, &control->row,
			   N_("'presumed' does not agree with the mark '%1'"), control->mark);
		expect_row(lint, !mark || has_tier(control, mark->tier), &control->row,
			   N_("no reading has the tier of the mark '%1'"), control->mark);
	}
}

static bool is_used(const struct lint *lint, const struct sk_control *control)
{
	for (size_t i = 0; i < lint->catalogue->scenario_count; i++)
		for (size_t k = 0; k < lint->catalogue->scenarios[i].count; k++)
			if (lint->catalogue->scenarios[i].treatments[k].control == control)
				return true;
	return false;
}

static bool is_asked(const struct lint *lint, const struct sk_control *control)
{
	SK_LIST_EACH(struct sk_item, item, &lint->catalogue->items.rows)
		SK_LIST_EACH(struct sk_item_need, need, &item->needs)
			if (need->control == control || need->instead == control)
				return true;
	return false;
}

static void check_unused(struct lint *lint)
{
	SK_LIST_EACH(struct sk_control, control, &lint->catalogue->controls.rows)
		if (control->layer == SK_LAYER_GUIDANCE)
			expect_row(lint, is_used(lint, control), &control->row, N_("no scenario uses this control"), NULL);
		else
			expect_row(lint, is_asked(lint, control) && !is_used(lint, control), &control->row,
				   N_("a control of a later rule set belongs to an item of its checklist, and to no scenario"), NULL);
}

/* A rule that says that a check of the layer counts needs one. */
static bool has_layer_check(const struct sk_control *control)
{
	SK_LIST_EACH(struct sk_check, check, &control->checks)
		if (check->layer != SK_LAYER_GUIDANCE)
			return true;
	return false;
}

static void check_items(struct lint *lint)
{
	SK_LIST_EACH(struct sk_item, item, &lint->catalogue->items.rows)
		SK_LIST_EACH(struct sk_item_need, need, &item->needs) {
			expect(lint, need->rule == SK_ITEM_SAME || has_layer_check(need->control), &need->place, item->row.id,
			       N_("it goes by a check of the later rule set, and '%1' has none"), need->control_id);
			expect(lint, !need->witness || has_layer_check(need->witness), &need->place, item->row.id,
			       N_("it goes by a check of the later rule set, and '%1' has none"), need->witness_id);
		}
}

static bool is_in_step(const struct lint *lint, const char *control)
{
	SK_LIST_EACH(struct sk_next_step, step, &lint->catalogue->next_steps.rows)
		if (sk_ids_hold(&step->controls, control))
			return true;
	return false;
}

static void check_stepless(struct lint *lint)
{
	SK_LIST_EACH(struct sk_control, control, &lint->catalogue->controls.rows)
		if (control->layer == SK_LAYER_GUIDANCE)
			expect_row(lint, is_in_step(lint, control->row.id), &control->row, N_("no next step leads to this control"), NULL);
}

/* ---- scenarios ---- */

static bool in_scenario(const struct lint *lint, const char *id)
{
	for (size_t i = 0; i < lint->catalogue->scenario_count; i++) {
		const struct sk_scenario *scenario = &lint->catalogue->scenarios[i];
		if (same(scenario->vulnerability->row.id, id) || same(scenario->threat->row.id, id) || same(scenario->asset->row.id, id))
			return true;
	}
	return false;
}

static bool raised_is_used(const struct lint *lint, const struct sk_raised *raised)
{
	for (size_t i = 0; i < lint->catalogue->scenario_count; i++) {
		const struct sk_scenario *scenario = &lint->catalogue->scenarios[i];
		if (same(scenario->threat->row.id, raised->threat) && scenario->at == sk_catalogue_place(lint->catalogue, raised->where))
			return true;
	}
	return false;
}

/* Every asset, threat, vulnerability and raised level is part of a scenario. */
static void check_uncovered(struct lint *lint)
{
	static const char *const tables[] = {"assets", "intentional", "accidental", "environmental", "vulnerabilities"};
	for (size_t t = 0; t < SK_COUNT(tables); t++) {
		const struct sk_catalogue_table *kind = kind_named(tables[t]);
		for (size_t i = 0; i < sk_catalogue_table(lint->catalogue, kind)->rows.count; i++)
			expect_row(lint, in_scenario(lint, row_of(lint, kind, i)->id), row_of(lint, kind, i),
				   N_("no scenario has it"), NULL);
	}
	SK_LIST_EACH(struct sk_raised, raised, &lint->catalogue->raised.rows)
		expect_row(lint, raised_is_used(lint, raised), &raised->row, N_("no scenario has it"), NULL);
}

/* Kinds of facilities are those of the family and of the threat together: nothing may be left out by their meeting. */
static void check_kinds(struct lint *lint)
{
	for (size_t i = 0; i < lint->catalogue->scenario_count; i++) {
		const struct sk_scenario *scenario = &lint->catalogue->scenarios[i];
		expect(lint, scenario->kinds != 0, &scenario->place, scenario->id, N_("it concerns no kind of facility"), NULL);
	}
}

static void check_untreated(struct lint *lint)
{
	for (size_t i = 0; i < lint->catalogue->scenario_count; i++) {
		const struct sk_scenario *scenario = &lint->catalogue->scenarios[i];
		expect(lint, scenario->minimum_count > 0, &scenario->place, scenario->id, N_("it has no minimum control"), NULL);
	}
}

/* The highest printed threat level: a site may choose the other reading. */
static int highest_threat(const struct sk_scenario *scenario)
{
	int level = scenario->raised_level ? scenario->raised_level : scenario->threat->level;
	SK_LIST_EACH(struct sk_reading, reading, &scenario->threat->readings)
		level = reading->level > level ? reading->level : level;
	return level;
}

static void check_over_line(struct lint *lint)
{
	int line = lint->catalogue->line.value;
	for (size_t i = 0; i < lint->catalogue->scenario_count; i++) {
		const struct sk_scenario *scenario = &lint->catalogue->scenarios[i];
		int importance = sk_asset_importance(&scenario->asset->importance);
		int before = importance * highest_threat(scenario) * scenario->vulnerability->level;
		int after = importance * scenario->after_threat * scenario->after_vulnerability;
		expect(lint, before < line || after < line, &scenario->place, scenario->id,
		       N_("it is still at or over the line after treatment"), NULL);
	}
}

static void check_place_of(struct lint *lint, const char *control_id, const char *where, const struct sk_place *place, const char *id)
{
	const struct sk_control *control = sk_catalogue_control(lint->catalogue, control_id);
	if (control)
		expect(lint, sk_ids_hold(&control->places, where), place, id, N_("'%1' stands at a place that is not one of its own"),
		       control_id);
}

static void check_place(struct lint *lint)
{
	for (size_t i = 0; i < lint->catalogue->scenario_count; i++) {
		const struct sk_scenario *scenario = &lint->catalogue->scenarios[i];
		for (size_t k = 0; k < scenario->count; k++)
			check_place_of(lint, scenario->treatments[k].control_id, scenario->treatments[k].place_id,
				       &scenario->treatments[k].place, scenario->id);
	}
	SK_LIST_EACH(struct sk_configuration, configuration, &lint->catalogue->configurations.rows)
		SK_LIST_EACH(struct sk_measure, measure, &configuration->measures) {
			check_place_of(lint, measure->control, measure->where, &measure->place, configuration->row.id);
			expect(lint, sk_ids_hold(&configuration->places, measure->where), &measure->place, configuration->row.id,
			       N_("a measure stands at '%1', a place this configuration does not have"), measure->where);
		}
}

/* A scenario's minimum holds minimum controls, its other rows recommended ones; so do the measures of a configuration. */
static void check_tier(struct lint *lint)
{
	for (size_t i = 0; i < lint->catalogue->scenario_count; i++) {
		const struct sk_scenario *scenario = &lint->catalogue->scenarios[i];
		for (size_t k = 0; k < scenario->count; k++) {
			const struct sk_treatment *row = &scenario->treatments[k];
			int tier = k < scenario->minimum_count ? SK_TIER_MINIMUM : SK_TIER_RECOMMENDED;
			expect(lint, row->control->tier == tier, &row->place, scenario->id, N_("'%1' belongs to the other tier"),
			       row->control_id);
		}
	}
	SK_LIST_EACH(struct sk_configuration, configuration, &lint->catalogue->configurations.rows)
		SK_LIST_EACH(struct sk_measure, measure, &configuration->measures) {
			const struct sk_control *control = sk_catalogue_control(lint->catalogue, measure->control);
			expect(lint, !control || control->tier == measure->tier, &measure->place, configuration->row.id,
			       N_("'%1' belongs to the other tier"), measure->control);
		}
}

static void check_reason(struct lint *lint)
{
	for (size_t i = 0; i < lint->catalogue->scenario_count; i++) {
		const struct sk_scenario *from = &lint->catalogue->scenarios[i];
		const char *text = N_("'%1' is ours, but gives no reason");
		expect(lint, !needs_reason((int)from->origin_scenario, &from->reason_scenario), &from->place, from->id, text, "scenario");
		expect(lint, !needs_reason((int)from->origin_treatment, &from->reason_treatment), &from->place, from->id, text,
		       "treatment");
		expect(lint, !needs_reason((int)from->origin_after, &from->reason_after), &from->place, from->id, text, "after");
	}
	SK_LIST_EACH(struct sk_control, control, &lint->catalogue->controls.rows)
		expect_row(lint, !needs_reason(control->origin, &control->reason), &control->row,
			   N_("'%1' is ours, but gives no reason"), control->row.id);
	SK_LIST_EACH(struct sk_configuration, configuration, &lint->catalogue->configurations.rows)
		SK_LIST_EACH(struct sk_measure, measure, &configuration->measures)
			expect(lint, !needs_reason(measure->origin, &measure->reason), &measure->place, configuration->row.id,
			       N_("'%1' is ours, but gives no reason"), measure->control);
}

static bool treats(const struct sk_scenario *scenario, size_t from, size_t to, const char *control)
{
	for (size_t i = from; i < to; i++)
		if (same(scenario->treatments[i].control_id, control))
			return true;
	return false;
}

/* Both ways: every printed control is there, every control there is printed. */
static void check_example_tier(struct lint *lint, const struct sk_scenario *scenario, const struct sk_ids *printed, size_t from,
			       size_t to)
{
	SK_ID_EACH(id, printed)
		expect(lint, treats(scenario, from, to, id->text), &id->place, scenario->id,
		       N_("the worked example prints '%1', the scenario lacks it"), id->text);
	for (size_t i = from; i < to; i++)
		expect(lint, sk_ids_hold(printed, scenario->treatments[i].control_id), &scenario->treatments[i].place, scenario->id,
		       N_("the scenario has '%1', the worked example does not print it"), scenario->treatments[i].control_id);
}

static void check_example(struct lint *lint)
{
	const struct sk_example *example = &lint->catalogue->example;
	const struct sk_scenario *scenario = sk_catalogue_scenario(lint->catalogue, example->scenario);
	if (!scenario)
		return;
	check_example_tier(lint, scenario, &example->minimum, 0, scenario->minimum_count);
	check_example_tier(lint, scenario, &example->recommended, scenario->minimum_count, scenario->count);
	expect(lint, scenario->origin_treatment == SK_ORIGIN_GUIDANCE, &scenario->place, scenario->id,
	       N_("the worked example is printed, but its treatment is not marked so"), NULL);
}

/* ---- all of them ---- */

static const struct {
	const char *code;
	void (*run)(struct lint *lint);
} checks[] = {
	{"source", check_source},	{"row", check_row},
	{"text", check_text},		{"language", check_language},
	{"sentence", check_sentence},	{"dangling", check_dangling},
	{"twice", check_twice},		{"slug", check_slug},
	{"word", check_word},		{"premise", check_premise},
	{"criterion", check_criterion}, {"cell", check_cell},
	{"forgotten", check_forgotten}, {"default", check_default},
	{"contradiction", check_contradiction}, {"damage", check_damage},
	{"mark", check_mark},		{"unused", check_unused},
	{"items", check_items},
	{"stepless", check_stepless},	{"uncovered", check_uncovered},
	{"kinds", check_kinds},		{"untreated", check_untreated},
	{"over-line", check_over_line}, {"place", check_place},
	{"tier", check_tier},		{"reason", check_reason},
	{"example", check_example},
};

SK_OUTCOME sk_catalogue_lint(struct sk_arena *arena, const struct sk_catalogue *catalogue, struct sk_lint *out,
			     struct sk_error *error)
{
	struct lint lint = {.arena = arena, .catalogue = catalogue, .error = error, .outcome = SK_OK};
	for (size_t i = 0; i < SK_COUNT(checks); i++) {
		lint.code = checks[i].code;
		checks[i].run(&lint);
	}
	*out = lint.out;
	return lint.outcome;
}
