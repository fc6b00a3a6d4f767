/* The guidance as one JSON document. Every table as it is written, and the derived lists programs ask for. */
#include "report/json.h"

#include <string.h>

/* ---- the derived lists ---- */

static json_t *threat(const struct sk_catalogue *catalogue, const struct sk_threat *from)
{
	const struct sk_table *const tables[] = {
		[SK_THREAT_INTENTIONAL] = &catalogue->intentional,
		[SK_THREAT_ACCIDENTAL] = &catalogue->accidental,
		[SK_THREAT_ENVIRONMENTAL] = &catalogue->environmental,
	};
	json_t *object = json_object(), *readings = json_array();
	json_put(object, "id", json_text(from->row.id));
	json_put(object, "kind", json_string(sk_words_threat_class.words[from->class]));
	json_put_int(object, "number", from->row.row);
	json_put(object, "slug", json_text(from->slug));
	json_put(object, "label", json_label(&from->label));
	json_put_int(object, "level", from->level);
	SK_LIST_EACH(struct sk_reading, reading, &from->readings) {
		json_t *entry = json_object();
		json_put(entry, "id", json_text(reading->id));
		json_put_int(entry, "level", reading->level);
		json_put(entry, "default", json_boolean(reading->chosen));
		json_put(entry, "contradiction", json_text(reading->contradiction));
		json_add(readings, entry);
	}
	json_put(object, "readings", readings);
	json_put(object, "references", json_ids(&from->references));
	json_put(object, "category", json_text(from->category));
	json_put(object, "source", json_source(&tables[from->class]->source, from->row.row));
	return object;
}

static json_t *treatments(const struct sk_scenario *scenario, size_t first, size_t end)
{
	json_t *array = json_array();
	for (size_t i = first; i < end; i++) {
		json_t *object = json_object();
		json_put(object, "control", json_text(scenario->treatments[i].control_id));
		json_put(object, "place", json_text(scenario->treatments[i].place_id));
		json_add(array, object);
	}
	return array;
}

static json_t *origin_of(enum sk_origin origin, const struct sk_label *reason)
{
	json_t *object = json_object();
	json_put(object, "by", json_string(sk_words_origin.words[origin]));
	json_put(object, "reason", reason->ja || reason->en ? json_label(reason) : json_null());
	return object;
}

static json_t *words_of_bits(const struct sk_choices *choices, unsigned bits)
{
	json_t *array = json_array();
	for (size_t i = 0; i < choices->count; i++)
		if (bits & 1u << i)
			json_add(array, json_string(choices->words[i]));
	return array;
}

static json_t *places_of_bits(const struct sk_catalogue *catalogue, unsigned bits)
{
	json_t *array = json_array();
	for (int place = 0; place < SK_PLACES_MAX; place++)
		if (bits & 1u << place)
			json_add(array, json_text(sk_catalogue_place_row(catalogue, place)->row.id));
	return array;
}

json_t *json_scenario(const struct sk_catalogue *catalogue, const struct sk_scenario *from)
{
	json_t *object = json_object(), *after = json_object(), *origin = json_object();
	json_put(object, "id", json_text(from->id));
	json_put(object, "asset", json_text(from->asset->row.id));
	json_put(object, "threat", json_text(from->threat->row.id));
	json_put(object, "vulnerability", json_text(from->vulnerability->row.id));
	json_put(object, "label", json_label(&from->sentence));
	json_put_int(object, "importance", sk_asset_importance(&from->asset->importance));
	json_put_int(object, "threat_level", from->raised_level ? from->raised_level : from->threat->level);
	json_put_int(object, "vulnerability_level", from->vulnerability->level);
	json_put(object, "minimum", treatments(from, 0, from->minimum_count));
	json_put(object, "recommended", treatments(from, from->minimum_count, from->count));
	json_put_int(after, "threat", from->after_threat);
	json_put_int(after, "vulnerability", from->after_vulnerability);
	json_put(object, "after", after);
	json_put(object, "kinds", words_of_bits(&sk_words_facility_kind, from->kinds));
	json_put(object, "needs_places", places_of_bits(catalogue, from->places));
	json_put(object, "needs_premise_false", json_text(from->asset->state == SK_SCOPE_OUT ? from->asset->premise : NULL));
	json_put(origin, "scenario", origin_of(from->origin_scenario, &from->reason_scenario));
	json_put(origin, "treatment", origin_of(from->origin_treatment, &from->reason_treatment));
	json_put(origin, "after", origin_of(from->origin_after, &from->reason_after));
	json_put(object, "origin", origin);
	return object;
}

/* A row as it is written, with where it is printed. */
json_t *json_row(const struct sk_catalogue *catalogue, const struct sk_catalogue_table *kind, const void *row)
{
	const struct sk_table *table = sk_catalogue_table(catalogue, kind);
	json_t *object = json_shape(kind->row, row);
	if (!json_object_get(object, "source") && table->source.section.ja)
		json_put(object, "source", json_source(&table->source, ((const struct sk_row *)row)->row));
	return object;
}

json_t *json_table(const struct sk_catalogue *catalogue, const struct sk_catalogue_table *kind)
{
	const struct sk_table *table = sk_catalogue_table(catalogue, kind);
	json_t *array = json_array();
	for (size_t i = 0; i < table->rows.count; i++)
		json_add(array, json_row(catalogue, kind, (const char *)table->rows.items + i * kind->row->size));
	return array;
}

static json_t *scope_rows(const struct sk_catalogue *catalogue)
{
	json_t *array = json_array();
	size_t count;
	const struct sk_catalogue_table *tables = sk_catalogue_tables(&count);
	for (size_t i = 0; i < count; i++) {
		bool component = strcmp(tables[i].name, "components") == 0;
		if (!component && strcmp(tables[i].name, "scope") != 0)
			continue;
		json_t *rows = json_table(catalogue, &tables[i]);
		for (size_t r = 0; r < json_array_size(rows); r++) {
			json_t *row = json_array_get(rows, r);
			json_put(row, "kind", json_string(component ? "component" : "detail"));
			json_add(array, json_incref(row));
		}
		json_decref(rows);
	}
	return array;
}

static json_t *line(const struct sk_catalogue *catalogue)
{
	json_t *object = json_object();
	json_put_int(object, "value", catalogue->line.value);
	json_put(object, "comparison", json_string(">="));
	json_put(object, "origin", json_string(sk_words_origin.words[catalogue->line.origin]));
	json_put(object, "reason", json_label(&catalogue->line.reason));
	json_put(object, "source", json_source(&catalogue->line.source, 0));
	return object;
}

static json_t *example(const struct sk_catalogue *catalogue)
{
	json_t *object = json_object();
	json_put(object, "scenario", json_text(catalogue->example.scenario));
	json_put(object, "label", json_label(&catalogue->example.label));
	json_put(object, "text", json_label(&catalogue->example.text));
	json_put(object, "minimum", json_ids(&catalogue->example.minimum));
	json_put(object, "recommended", json_ids(&catalogue->example.recommended));
	json_put(object, "source", json_source(&catalogue->example.source, 0));
	return object;
}

static json_t *document(const struct sk_catalogue *catalogue)
{
	json_t *object = json_object();
	json_put(object, "title", json_label(&catalogue->title));
	json_put(object, "issuer", json_label(&catalogue->issuer));
	json_put(object, "published", json_text(catalogue->published));
	json_put(object, "state_of", json_text(catalogue->state_of));
	return object;
}

static void put_tables(json_t *root, const struct sk_catalogue *catalogue)
{
	size_t count;
	const struct sk_catalogue_table *tables = sk_catalogue_tables(&count);
	for (size_t i = 0; i < count; i++) {
		char key[JSON_KEY_ROOM];
		json_key(tables[i].name, key);
		if (!json_object_get(root, key))
			json_put(root, key, json_table(catalogue, &tables[i]));
	}
}

SK_OUTCOME sk_report_catalogue_json(const struct sk_report *report, const struct sk_catalogue *catalogue)
{
	json_t *root = json_object(), *threats = json_array(), *scenarios = json_array();
	json_put(root, "format", json_string(SK_REPORT_CATALOGUE_FORMAT));
	json_put(root, "document", document(catalogue));
	json_put(root, "line", line(catalogue));
	json_put(root, "example", example(catalogue));
	for (size_t i = 0; i < catalogue->threat_count; i++)
		json_add(threats, threat(catalogue, &catalogue->threats[i]));
	json_put(root, "threats", threats);
	json_put(root, "scope", scope_rows(catalogue));
	put_tables(root, catalogue);
	for (size_t i = 0; i < catalogue->scenario_count; i++)
		json_add(scenarios, json_scenario(catalogue, &catalogue->scenarios[i]));
	json_put(root, "scenarios", scenarios);
	return json_finish(report, root);
}
