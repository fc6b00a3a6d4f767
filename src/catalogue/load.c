#include "catalogue/index.h"
#include "catalogue/layers.h"
#include "catalogue/scenarios.h"
#include "catalogue/shapes.h"

#include <stdlib.h>
#include <string.h>

enum { FILES_MAX = 200, ALL_KINDS = (1 << SK_KIND_COUNT) - 1 };

struct load {
	struct sk_arena *arena;
	const struct sk_env *env;
	const char *folder;
	struct sk_catalogue *catalogue;
	struct sk_error *error;
};

static sk_outcome load_file(struct load *load, const char *relative, const struct sk_shape *shape, void *out)
{
	const char *path;
	SK_TRY(sk_arena_print(load->arena, &path, load->error, "%s/%s", load->folder, relative));
	struct sk_yaml_source source = {load->env, path, relative, SK_CATALOGUE_FORMAT, NULL};
	return sk_yaml_load(load->arena, &source, shape, out, load->error);
}

/* Loads every .yaml of a folder into an array of structs of the shape. */
static sk_outcome load_folder(struct load *load, const char *folder, const struct sk_shape *shape, struct sk_list *out)
{
	const char *path, *const *names;
	size_t count;
	void *memory;
	SK_TRY(sk_arena_print(load->arena, &path, load->error, "%s/%s", load->folder, folder));
	SK_TRY(sk_env_list(load->env, load->arena, path, ".yaml", FILES_MAX, &names, &count, load->error));
	SK_TRY(sk_arena_take(load->arena, count, shape->size, &memory, load->error));
	for (size_t i = 0; i < count; i++) {
		const char *relative;
		SK_TRY(sk_arena_print(load->arena, &relative, load->error, "%s/%s", folder, names[i]));
		SK_TRY(load_file(load, relative, shape, (char *)memory + i * shape->size));
	}
	*out = (struct sk_list){memory, count};
	return SK_OK;
}

/* Later rule sets: a catalogue may have none. */
static sk_outcome load_layers(struct load *load, struct sk_list *out)
{
	const char *path;
	*out = (struct sk_list){0};
	SK_TRY(sk_arena_print(load->arena, &path, load->error, "%s/layers", load->folder));
	if (load->env->kind(load->env->self, path) == SK_ENTRY_NONE)
		return SK_OK;
	return load_folder(load, "layers", &shape_layer_file, out);
}

/* ---- threats ---- */

static void copy_threats(struct sk_threat *to, size_t *count, const struct sk_table *table, enum sk_threat_class class)
{
	SK_LIST_EACH(struct sk_threat, from, &table->rows) {
		struct sk_threat *threat = &to[(*count)++];
		*threat = *from;
		threat->class = class;
		threat->kinds = threat->kinds ? threat->kinds : ALL_KINDS;
	}
}

/* The three tables of threats, one after the other. */
static sk_outcome flatten_threats(struct sk_arena *arena, struct sk_catalogue *catalogue, struct sk_error *error)
{
	size_t total = catalogue->intentional.rows.count + catalogue->accidental.rows.count + catalogue->environmental.rows.count;
	void *memory;
	SK_TRY(sk_arena_take(arena, total, sizeof(struct sk_threat), &memory, error));
	catalogue->threats = memory;
	catalogue->threat_count = 0;
	copy_threats(memory, &catalogue->threat_count, &catalogue->intentional, SK_THREAT_INTENTIONAL);
	copy_threats(memory, &catalogue->threat_count, &catalogue->accidental, SK_THREAT_ACCIDENTAL);
	copy_threats(memory, &catalogue->threat_count, &catalogue->environmental, SK_THREAT_ENVIRONMENTAL);
	return SK_OK;
}

/* ---- controls ---- */

static int by_number(const void *left, const void *right)
{
	const struct sk_control *a = left, *b = right;
	if (a->origin != b->origin)
		return a->origin - b->origin;
	if (a->layer != b->layer)
		return a->layer - b->layer;
	if (a->row.row != b->row.row)
		return a->row.row - b->row.row;
	return strcmp(a->row.id, b->row.id);
}

/* Who counts subjects by place relies on it. */
static sk_outcome check_places_once(struct load *load, const struct sk_control *control)
{
	SK_ID_EACH(id, &control->places)
		for (const struct sk_id *other = control->places.items; other != id; other++)
			if (strcmp(other->text, id->text) == 0)
				return sk_error_set(load->error, SK_E_ID_TWICE, &id->place, id->text, other->place.file, NULL);
	return SK_OK;
}

/* A file is named like the control it holds. */
static sk_outcome take_controls(struct load *load, const struct sk_list *files, struct sk_control *controls)
{
	for (size_t i = 0; i < files->count; i++) {
		const struct control_file *file = (const struct control_file *)files->items + i;
		const char *expected;
		SK_TRY(sk_arena_print(load->arena, &expected, load->error, "controls/%s.yaml", file->control.row.id));
		if (strcmp(expected, file->place.file) != 0)
			return sk_error_set(load->error, SK_E_ID_FORM, &file->control.row.place, file->control.row.id,
					    _("the name of its file"), NULL);
		SK_TRY(check_places_once(load, &file->control));
		controls[i] = file->control;
	}
	return SK_OK;
}

/* The guidance's in the order of their 通番, then ours by id, then those of later rule sets. */
static sk_outcome gather_controls(struct load *load, const struct sk_list *files, const struct sk_list *layers)
{
	size_t count = files->count;
	void *memory;
	SK_LIST_EACH(struct layer_file, layer, layers)
		count += layer->controls.count;
	SK_TRY(sk_arena_take(load->arena, count, sizeof(struct sk_control), &memory, load->error));
	struct sk_control *controls = memory, *next = controls + files->count;
	SK_TRY(take_controls(load, files, controls));
	SK_LIST_EACH(struct layer_file, layer, layers)
		SK_LIST_EACH(struct sk_control, control, &layer->controls) {
			SK_TRY(check_places_once(load, control));
			*next = *control;
			next++->layer = SK_LAYER_GUIDELINE_6;
		}
	qsort(controls, count, sizeof(*controls), by_number);
	load->catalogue->controls.rows = (struct sk_list){controls, count};
	return SK_OK;
}

static sk_outcome load_scenarios(struct load *load)
{
	struct sk_list files;
	void *memory;
	SK_TRY(load_folder(load, "scenarios", &shape_scenario_file, &files));
	SK_TRY(sk_arena_take(load->arena, files.count, sizeof(struct sk_list), &memory, load->error));
	struct sk_list *lists = memory;
	for (size_t i = 0; i < files.count; i++)
		lists[i] = ((const struct scenario_file *)files.items)[i].families;
	return scenarios_expand(load->arena, load->catalogue, lists, files.count, false, load->error);
}

/* A new site gets a subject at each of them. */
static sk_outcome check_configurations(struct load *load)
{
	SK_LIST_EACH(struct sk_configuration, configuration, &load->catalogue->configurations.rows)
		SK_ID_EACH(id, &configuration->places)
			if (sk_catalogue_place(load->catalogue, id->text) < 0)
				return sk_error_set(load->error, SK_E_ID_UNKNOWN, &id->place, id->text, "places", NULL);
	return SK_OK;
}

/* Places are kept as bits. */
static sk_outcome check_places(struct load *load)
{
	if (load->catalogue->places.rows.count <= SK_PLACES_MAX)
		return SK_OK;
	return sk_error_set(load->error, SK_E_CONFLICT, NULL, _("too many places"), _("at most 32"), NULL);
}

static sk_outcome resolve_rows(struct load *load)
{
	SK_TRY(check_places(load));
	SK_TRY(flatten_threats(load->arena, load->catalogue, load->error));
	SK_TRY(index_build(load->arena, load->catalogue, &load->catalogue->index, load->error));
	return check_configurations(load);
}

SK_OUTCOME sk_catalogue_load(struct sk_arena *arena, const struct sk_env *env, const char *folder, struct sk_catalogue **out,
			     struct sk_error *error)
{
	void *memory;
	if (env->kind(env->self, folder) != SK_ENTRY_FOLDER)
		return sk_error_set(error, SK_E_CATALOGUE_MISSING, NULL, folder, NULL, NULL);
	SK_TRY(sk_arena_take(arena, 1, sizeof(struct sk_catalogue), &memory, error));
	struct load load = {arena, env, folder, memory, error};
	for (size_t i = 0; i < part_file_count; i++)
		SK_TRY(load_file(&load, part_files[i].path, part_files[i].shape, load.catalogue));
	struct sk_list control_files, layer_files;
	SK_TRY(load_folder(&load, "controls", &shape_control_file, &control_files));
	SK_TRY(load_layers(&load, &layer_files));
	SK_TRY(gather_controls(&load, &control_files, &layer_files));
	SK_TRY(layers_gather(arena, load.catalogue, &layer_files, error));
	SK_TRY(resolve_rows(&load));
	SK_TRY(layers_resolve(load.catalogue, error));
	SK_TRY(load_scenarios(&load));
	*out = load.catalogue;
	return SK_OK;
}

/* ---- a site's own rows ---- */

/* `table` gets a longer copy of its rows. Only rows `wanted` takes are added. */
static sk_outcome append_rows(struct sk_arena *arena, struct sk_table *table, const struct sk_list *own, size_t size,
			      bool (*wanted)(const void *row, int which), int which, struct sk_error *error)
{
	void *memory;
	SK_TRY(sk_arena_take(arena, table->rows.count + own->count, size, &memory, error));
	char *to = memory;
	if (table->rows.count > 0)
		memcpy(to, table->rows.items, table->rows.count * size);
	to += table->rows.count * size;
	for (size_t i = 0; i < own->count; i++) {
		const char *row = (const char *)own->items + i * size;
		if (strncmp(((const struct sk_row *)(const void *)row)->id, "x-", 2) != 0)
			return sk_error_set(error, SK_E_ID_FORM, &((const struct sk_row *)(const void *)row)->place,
					    ((const struct sk_row *)(const void *)row)->id,
					    _("an id of your own, starting with \"x-\""), NULL);
		if (wanted && !wanted(row, which))
			continue;
		memcpy(to, row, size);
		to += size;
		table->rows.count++;
	}
	table->rows.items = memory;
	return SK_OK;
}

static bool is_class(const void *row, int class)
{
	return (int)((const struct sk_threat *)row)->class == class;
}

static sk_outcome append_own(struct sk_arena *arena, struct sk_catalogue *catalogue, const struct sk_own *own, struct sk_error *error)
{
	const struct {
		struct sk_table *table;
		const struct sk_list *rows;
		size_t size;
		bool (*wanted)(const void *, int);
		int which;
	} lists[] = {
		{&catalogue->assets, &own->assets, sizeof(struct sk_asset), NULL, 0},
		{&catalogue->vulnerabilities, &own->vulnerabilities, sizeof(struct sk_vulnerability), NULL, 0},
		{&catalogue->intentional, &own->threats, sizeof(struct sk_threat), is_class, SK_THREAT_INTENTIONAL},
		{&catalogue->accidental, &own->threats, sizeof(struct sk_threat), is_class, SK_THREAT_ACCIDENTAL},
		{&catalogue->environmental, &own->threats, sizeof(struct sk_threat), is_class, SK_THREAT_ENVIRONMENTAL},
	};
	for (size_t i = 0; i < SK_COUNT(lists); i++)
		SK_TRY(append_rows(arena, lists[i].table, lists[i].rows, lists[i].size, lists[i].wanted, lists[i].which, error));
	return SK_OK;
}

SK_OUTCOME sk_catalogue_extend(struct sk_arena *arena, const struct sk_catalogue *base, const struct sk_own *own,
			       struct sk_catalogue **out, struct sk_error *error)
{
	void *memory;
	SK_TRY(sk_arena_take(arena, 1, sizeof(struct sk_catalogue), &memory, error));
	struct sk_catalogue *catalogue = memory;
	*catalogue = *base;
	*out = catalogue;
	if (own->assets.count + own->threats.count + own->vulnerabilities.count + own->scenarios.count == 0)
		return SK_OK;
	SK_TRY(append_own(arena, catalogue, own, error));
	SK_TRY(flatten_threats(arena, catalogue, error));
	SK_TRY(index_build(arena, catalogue, &catalogue->index, error));
	return scenarios_expand(arena, catalogue, &own->scenarios, 1, true, error);
}
