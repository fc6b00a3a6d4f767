#include "report/json.h"
#include "report/text.h"

#include <string.h>

enum { NAME_COLUMNS = 24, ID_COLUMNS = 22 };

static const struct sk_catalogue_table *table_named(const char *name)
{
	size_t count;
	const struct sk_catalogue_table *tables = sk_catalogue_tables(&count);
	for (size_t i = 0; i < count; i++)
		if (strcmp(tables[i].name, name) == 0)
			return &tables[i];
	return NULL;
}

static sk_outcome tables_json(const struct sk_report *report, const struct sk_catalogue *catalogue)
{
	size_t count;
	const struct sk_catalogue_table *tables = sk_catalogue_tables(&count);
	json_t *root = json_object(), *array = json_array();
	for (size_t i = 0; i <= count; i++) {
		json_t *row = json_object();
		bool last = i == count;
		json_put(row, "name", json_string(last ? "scenarios" : tables[i].name));
		json_put_int(row, "rows", (long long)(last ? catalogue->scenario_count
							   : sk_catalogue_table(catalogue, &tables[i])->rows.count));
		json_add(array, row);
	}
	json_put(root, "format", json_string(SK_REPORT_LIST_FORMAT));
	json_put(root, "tables", array);
	return json_finish(report, root);
}

SK_OUTCOME sk_report_catalogue_tables(const struct sk_report *report, const struct sk_catalogue *catalogue, bool json)
{
	size_t count;
	const struct sk_catalogue_table *tables = sk_catalogue_tables(&count);
	if (json)
		return tables_json(report, catalogue);
	sk_buf_print(report->out, "%s\n%s\n\n", text_in(report, &catalogue->title), text_in(report, &catalogue->issuer));
	for (size_t i = 0; i < count; i++) {
		text_cell(report, tables[i].name, NAME_COLUMNS);
		sk_buf_print(report->out, "%4zu  %s\n", sk_catalogue_table(catalogue, &tables[i])->rows.count,
			     text_in(report, &tables[i].label));
	}
	text_cell(report, "scenarios", NAME_COLUMNS);
	sk_buf_print(report->out, "%4zu  %s\n", catalogue->scenario_count, _("Scenarios"));
	return sk_buf_check(report->out, report->error);
}

/* ---- list ---- */

/* A row's label: the value of its first bilingual key, in the order of the shape. */
static const struct sk_label *row_label(const struct sk_shape *shape, const void *row)
{
	static const struct sk_label none;
	for (size_t i = 0; i < shape->count; i++) {
		bool label = shape->fields[i].type == SK_FIELD_LABEL && strcmp(shape->fields[i].key, "label") == 0;
		if (label)
			return (const struct sk_label *)(const void *)((const char *)row + shape->fields[i].offset);
	}
	for (size_t i = 0; i < shape->count; i++)
		if (shape->fields[i].type == SK_FIELD_LABEL)
			return (const struct sk_label *)(const void *)((const char *)row + shape->fields[i].offset);
	return &none;
}

static void list_rows(const struct sk_report *report, const struct sk_catalogue_table *kind, const struct sk_table *table)
{
	for (size_t i = 0; i < table->rows.count; i++) {
		const char *row = (const char *)table->rows.items + i * kind->row->size;
		const char *id = ((const struct sk_row *)(const void *)row)->id;
		text_cell(report, id ? id : "", ID_COLUMNS);
		sk_buf_print(report->out, " %s\n", text_in(report, row_label(kind->row, row)));
	}
}

static void list_cells(const struct sk_report *report, const struct sk_catalogue *catalogue)
{
	SK_LIST_EACH(struct sk_cell, cell, &catalogue->cells.rows)
		sk_buf_print(report->out, "%d x %d x %d = %d\n", cell->importance, cell->threat, cell->vulnerability, cell->value);
}

static void list_scenarios(const struct sk_report *report, const struct sk_catalogue *catalogue)
{
	for (size_t i = 0; i < catalogue->scenario_count; i++) {
		text_cell(report, catalogue->scenarios[i].id, ID_COLUMNS);
		sk_buf_print(report->out, " %s\n", text_in(report, &catalogue->scenarios[i].sentence));
	}
}

static sk_outcome list_json(const struct sk_report *report, const struct sk_catalogue *catalogue, const char *name)
{
	json_t *root = json_object(), *scenarios = json_array();
	const struct sk_catalogue_table *kind = table_named(name);
	json_put(root, "format", json_string(SK_REPORT_LIST_FORMAT));
	json_put(root, "table", json_text(name));
	if (kind) {
		json_put(root, "rows", json_table(catalogue, kind));
		json_decref(scenarios);
		return json_finish(report, root);
	}
	for (size_t i = 0; i < catalogue->scenario_count; i++)
		json_add(scenarios, json_scenario(catalogue, &catalogue->scenarios[i]));
	json_put(root, "rows", scenarios);
	return json_finish(report, root);
}

SK_OUTCOME sk_report_catalogue_list(const struct sk_report *report, const struct sk_catalogue *catalogue, const char *name,
				    bool json)
{
	const struct sk_catalogue_table *kind = table_named(name);
	bool scenarios = strcmp(name, "scenarios") == 0;
	if (!kind && !scenarios)
		return sk_error_set(report->error, SK_E_USAGE, NULL, _("there is no such table"),
				    _("a name printed by 'sekisho catalogue list'"), NULL);
	if (json)
		return list_json(report, catalogue, name);
	if (scenarios)
		list_scenarios(report, catalogue);
	else if (strcmp(name, "matrix") == 0)
		list_cells(report, catalogue);
	else
		list_rows(report, kind, sk_catalogue_table(catalogue, kind));
	return sk_buf_check(report->out, report->error);
}

/* ---- show ---- */

static void show_value(const struct sk_report *report, const char *key, json_t *value, size_t depth);

static void show_children(const struct sk_report *report, json_t *value, size_t depth)
{
	const char *key;
	json_t *child;
	size_t index;
	json_object_foreach(value, key, child)
		show_value(report, key, child, depth);
	json_array_foreach(value, index, child)
		show_value(report, "-", child, depth);
}

/* {ja, en} as one text, everything else as an indented tree. */
static void show_value(const struct sk_report *report, const char *key, json_t *value, size_t depth)
{
	struct sk_buf *out = report->out;
	const char *lang = report->lang == SK_LANG_JA ? "ja" : "en";
	json_t *text = json_object_get(value, lang);
	if (text)
		value = text;
	if (json_is_null(value))
		return;
	for (size_t i = 0; i < depth; i++)
		sk_buf_text(out, "  ");
	if (json_is_string(value))
		sk_buf_print(out, "%s: %s\n", key, json_string_value(value));
	else if (json_is_integer(value))
		sk_buf_print(out, "%s: %lld\n", key, (long long)json_integer_value(value));
	else if (json_is_boolean(value))
		sk_buf_print(out, "%s: %s\n", key, json_is_true(value) ? _("yes") : _("no"));
	else
		sk_buf_print(out, "%s:\n", key);
	show_children(report, value, depth + 1);
}

static json_t *shown(const struct sk_catalogue *catalogue, const char *id)
{
	const struct sk_scenario *scenario = sk_catalogue_scenario(catalogue, id);
	if (scenario)
		return json_scenario(catalogue, scenario);
	const struct sk_catalogue_table *kind = NULL;
	const struct sk_row *row = sk_catalogue_find(catalogue, NULL, id, &kind);
	if (!row) {
		const struct sk_threat *threat = sk_catalogue_threat(catalogue, id);
		row = threat ? sk_catalogue_find(catalogue, NULL, threat->row.id, &kind) : NULL;
	}
	return row ? json_row(catalogue, kind, row) : NULL;
}

SK_OUTCOME sk_report_catalogue_show(const struct sk_report *report, const struct sk_catalogue *catalogue, const char *id, bool json)
{
	json_t *row = shown(catalogue, id);
	if (!row)
		return sk_error_set(report->error, SK_E_USAGE, NULL, _("there is no such id"),
				    _("an id printed by 'sekisho catalogue list TABLE'"), NULL);
	if (json) {
		json_t *root = json_object();
		json_put(root, "format", json_string(SK_REPORT_SHOW_FORMAT));
		json_put(root, "row", row);
		return json_finish(report, root);
	}
	show_children(report, row, 0);
	json_decref(row);
	return sk_buf_check(report->out, report->error);
}

/* ---- lint ---- */

static sk_outcome lint_json(const struct sk_report *report, const struct sk_lint *lint)
{
	json_t *root = json_object(), *array = json_array();
	json_put(root, "format", json_string(SK_REPORT_LINT_FORMAT));
	json_put_int(root, "checks", (long long)lint->checks);
	for (size_t i = 0; i < lint->count; i++) {
		const struct sk_lint_finding *finding = &lint->findings[i];
		json_t *row = json_object();
		json_put(row, "code", json_text(finding->code));
		json_put(row, "id", json_text(finding->id));
		json_put(row, "file", json_text(finding->place.file));
		json_put_int(row, "line", finding->place.line);
		json_put(row, "text", json_text(finding->text));
		json_add(array, row);
	}
	json_put(root, "findings", array);
	return json_finish(report, root);
}

SK_OUTCOME sk_report_lint(const struct sk_report *report, const struct sk_lint *lint, bool json)
{
	if (json)
		return lint_json(report, lint);
	for (size_t i = 0; i < lint->count; i++) {
		const struct sk_lint_finding *finding = &lint->findings[i];
		sk_buf_print(report->out, "%s:%u: %s: %s: %s\n", finding->place.file ? finding->place.file : "-",
			     finding->place.line, finding->code, finding->id, finding->text);
	}
	sk_buf_print(report->out, _("%zu findings in %zu checks"), lint->count, lint->checks);
	sk_buf_text(report->out, "\n");
	return sk_buf_check(report->out, report->error);
}
