#include "catalogue/index.h"

#include <stdlib.h>
#include <string.h>

static int by_id_then_table(const void *left, const void *right)
{
	const struct index_entry *a = left, *b = right;
	int order = strcmp(a->id, b->id);
	return order ? order : (a->table > b->table) - (a->table < b->table);
}

static const struct sk_row *row_at(const struct sk_table *table, size_t size, size_t position)
{
	return (const struct sk_row *)(const void *)((const char *)table->rows.items + position * size);
}

static sk_outcome check_twice(const struct sk_index *index, struct sk_error *error)
{
	size_t count;
	const struct sk_catalogue_table *tables = sk_catalogue_tables(&count);
	for (size_t i = 1; i < index->count; i++) {
		const struct index_entry *a = &index->entries[i - 1], *b = &index->entries[i];
		bool clash = a->table == b->table || (tables[a->table].named && tables[b->table].named);
		if (clash && strcmp(a->id, b->id) == 0)
			return sk_error_set(error, SK_E_ID_TWICE, &b->row->place, b->id, a->row->place.file, NULL);
	}
	return SK_OK;
}

static size_t count_rows(const struct sk_catalogue *catalogue)
{
	size_t count, total = 0;
	const struct sk_catalogue_table *tables = sk_catalogue_tables(&count);
	for (size_t i = 0; i < count; i++)
		total += sk_catalogue_table(catalogue, &tables[i])->rows.count;
	return total;
}

SK_OUTCOME index_build(struct sk_arena *arena, const struct sk_catalogue *catalogue, const struct sk_index **out,
		       struct sk_error *error)
{
	void *memory;
	SK_TRY(sk_arena_take(arena, 1, sizeof(struct sk_index), &memory, error));
	struct sk_index *index = memory;
	SK_TRY(sk_arena_take(arena, count_rows(catalogue), sizeof(struct index_entry), &memory, error));
	index->entries = memory;
	size_t count;
	const struct sk_catalogue_table *tables = sk_catalogue_tables(&count);
	for (size_t t = 0; t < count; t++) {
		const struct sk_table *table = sk_catalogue_table(catalogue, &tables[t]);
		for (size_t r = 0; r < table->rows.count; r++) {
			const struct sk_row *row = row_at(table, tables[t].row->size, r);
			if (row->id)
				index->entries[index->count++] = (struct index_entry){row->id, t, row};
		}
	}
	qsort(index->entries, index->count, sizeof(struct index_entry), by_id_then_table);
	*out = index;
	return check_twice(index, error);
}

/* First entry with this id. */
static size_t lower_bound(const struct sk_index *index, const char *id)
{
	size_t low = 0, high = index->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(index->entries[middle].id, id) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct sk_row *sk_catalogue_find(const struct sk_catalogue *catalogue, const struct sk_catalogue_table *table,
				       const char *id, const struct sk_catalogue_table **found)
{
	size_t count;
	const struct sk_catalogue_table *tables = sk_catalogue_tables(&count);
	const struct sk_index *index = catalogue->index;
	const struct index_entry *other = NULL;
	for (size_t i = lower_bound(index, id); i < index->count && strcmp(index->entries[i].id, id) == 0; i++) {
		const struct index_entry *entry = &index->entries[i];
		bool wanted = table ? table == &tables[entry->table] : tables[entry->table].named;
		if (wanted || (!table && !other))
			other = entry;
		if (wanted)
			break;
	}
	if (other && found)
		*found = &tables[other->table];
	return other ? other->row : NULL;
}

static const struct sk_row *find_in(const struct sk_catalogue *catalogue, size_t offset, const char *id)
{
	size_t count;
	const struct sk_catalogue_table *tables = sk_catalogue_tables(&count);
	for (size_t i = 0; id && i < count; i++)
		if (tables[i].offset == offset)
			return sk_catalogue_find(catalogue, &tables[i], id, NULL);
	return NULL;
}

#define FIND(catalogue_, member_, id_) \
	((const void *)find_in(catalogue_, offsetof(struct sk_catalogue, member_), id_))

const struct sk_asset *sk_catalogue_asset(const struct sk_catalogue *catalogue, const char *id)
{
	return FIND(catalogue, assets, id);
}

const struct sk_vulnerability *sk_catalogue_vulnerability(const struct sk_catalogue *catalogue, const char *id)
{
	return FIND(catalogue, vulnerabilities, id);
}

const struct sk_item *sk_catalogue_item(const struct sk_catalogue *catalogue, const char *id)
{
	return FIND(catalogue, items, id);
}

const struct sk_form *sk_catalogue_form(const struct sk_catalogue *catalogue, const char *id)
{
	return FIND(catalogue, forms, id);
}

const struct sk_control *sk_catalogue_control(const struct sk_catalogue *catalogue, const char *id)
{
	return FIND(catalogue, controls, id);
}

const struct sk_configuration *sk_catalogue_configuration(const struct sk_catalogue *catalogue, const char *id)
{
	return FIND(catalogue, configurations, id);
}

const struct sk_premise *sk_catalogue_premise(const struct sk_catalogue *catalogue, const char *id)
{
	return FIND(catalogue, premises, id);
}

const struct sk_parameter *sk_catalogue_parameter(const struct sk_catalogue *catalogue, const char *id)
{
	SK_LIST_EACH(struct sk_control, control, &catalogue->controls.rows)
		SK_LIST_EACH(struct sk_parameter, parameter, &control->parameters)
			if (strcmp(parameter->id, id) == 0)
				return parameter;
	return NULL;
}

/* Ids before words: a site's own threat cannot take the place of a printed one by its word. */
const struct sk_threat *sk_catalogue_threat(const struct sk_catalogue *catalogue, const char *id)
{
	for (size_t i = 0; i < catalogue->threat_count; i++)
		if (strcmp(catalogue->threats[i].row.id, id) == 0)
			return &catalogue->threats[i];
	for (size_t i = 0; i < catalogue->threat_count; i++)
		if (catalogue->threats[i].slug && strcmp(catalogue->threats[i].slug, id) == 0)
			return &catalogue->threats[i];
	return NULL;
}

const struct sk_scenario *sk_catalogue_scenario(const struct sk_catalogue *catalogue, const char *id)
{
	for (size_t i = 0; i < catalogue->scenario_count; i++)
		if (strcmp(catalogue->scenarios[i].id, id) == 0)
			return &catalogue->scenarios[i];
	return NULL;
}

int sk_catalogue_place(const struct sk_catalogue *catalogue, const char *id)
{
	const struct sk_place_row *row = FIND(catalogue, places, id);
	return row ? (int)(row - (const struct sk_place_row *)catalogue->places.rows.items) : -1;
}

const struct sk_place_row *sk_catalogue_place_row(const struct sk_catalogue *catalogue, int place)
{
	SK_INVARIANT(place >= 0 && (size_t)place < catalogue->places.rows.count);
	return (const struct sk_place_row *)catalogue->places.rows.items + place;
}

int sk_asset_importance(const struct sk_importance *importance)
{
	int most = importance->c > importance->i ? importance->c : importance->i;
	return most > importance->a ? most : importance->a;
}
