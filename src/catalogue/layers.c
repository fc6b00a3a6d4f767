#include "catalogue/layers.h"

#include <string.h>

/* Where the rows of all files go. */
struct gathered {
	struct sk_layer_row *layers;
	struct sk_form *forms;
	struct sk_item_group *groups;
	struct sk_item *items;
	size_t layer_count, form_count, group_count, item_count;
};

static sk_outcome make_room(struct sk_arena *arena, const struct sk_list *files, struct gathered *out, struct sk_error *error)
{
	size_t forms = 0, groups = 0, items = 0;
	void *memory;
	SK_LIST_EACH(struct layer_file, file, files) {
		forms += file->forms.count;
		groups += file->groups.count;
		items += file->items.count;
	}
	SK_TRY(sk_arena_take(arena, files->count, sizeof(*out->layers), &memory, error));
	out->layers = memory;
	SK_TRY(sk_arena_take(arena, forms, sizeof(*out->forms), &memory, error));
	out->forms = memory;
	SK_TRY(sk_arena_take(arena, groups, sizeof(*out->groups), &memory, error));
	out->groups = memory;
	SK_TRY(sk_arena_take(arena, items, sizeof(*out->items), &memory, error));
	out->items = memory;
	return SK_OK;
}

static void take_file(struct gathered *to, const struct layer_file *file)
{
	struct sk_layer_row *layer = &to->layers[to->layer_count++];
	*layer = file->layer;
	SK_LIST_EACH(struct sk_form, form, &file->forms) {
		to->forms[to->form_count] = *form;
		to->forms[to->form_count++].layer = layer;
	}
	SK_LIST_EACH(struct sk_item_group, group, &file->groups)
		to->groups[to->group_count++] = *group;
	SK_LIST_EACH(struct sk_item, item, &file->items) {
		to->items[to->item_count] = *item;
		to->items[to->item_count++].layer = layer;
	}
}

SK_OUTCOME layers_gather(struct sk_arena *arena, struct sk_catalogue *catalogue, const struct sk_list *files, struct sk_error *error)
{
	struct gathered all = {0};
	SK_TRY(make_room(arena, files, &all, error));
	SK_LIST_EACH(struct layer_file, file, files)
		take_file(&all, file);
	catalogue->layers.rows = (struct sk_list){all.layers, all.layer_count};
	catalogue->forms.rows = (struct sk_list){all.forms, all.form_count};
	catalogue->item_groups.rows = (struct sk_list){all.groups, all.group_count};
	catalogue->items.rows = (struct sk_list){all.items, all.item_count};
	return SK_OK;
}

/* ---- ids to rows ---- */

static sk_outcome resolve_control(const struct sk_catalogue *catalogue, const struct sk_item_need *need, const char *id, const struct sk_control **out,
				  struct sk_error *error)
{
	if (!id)
		return SK_OK;
	*out = sk_catalogue_control(catalogue, id);
	return *out ? SK_OK : sk_error_set(error, SK_E_ID_UNKNOWN, &need->place, id, "controls", NULL);
}

static sk_outcome resolve_needs(const struct sk_catalogue *catalogue, const struct sk_item *item, struct sk_error *error)
{
	/* What lists hold was made by this load, and nobody else has it yet. */
	struct sk_item_need *needs = (struct sk_item_need *)(uintptr_t)item->needs.items;
	for (size_t i = 0; i < item->needs.count; i++) {
		SK_TRY(resolve_control(catalogue, &needs[i], needs[i].control_id, &needs[i].control, error));
		SK_TRY(resolve_control(catalogue, &needs[i], needs[i].witness_id, &needs[i].witness, error));
		SK_TRY(resolve_control(catalogue, &needs[i], needs[i].instead_id, &needs[i].instead, error));
	}
	return SK_OK;
}

static sk_outcome resolve_group(const struct sk_catalogue *catalogue, struct sk_item *item, struct sk_error *error)
{
	SK_LIST_EACH(struct sk_item_group, group, &catalogue->item_groups.rows)
		if (strcmp(group->row.id, item->group_id) == 0)
			item->group = group;
	return item->group ? SK_OK : sk_error_set(error, SK_E_ID_UNKNOWN, &item->row.place, item->group_id, "item-groups", NULL);
}

SK_OUTCOME layers_resolve(struct sk_catalogue *catalogue, struct sk_error *error)
{
	struct sk_item *items = (struct sk_item *)(uintptr_t)catalogue->items.rows.items;
	for (size_t i = 0; i < catalogue->items.rows.count; i++) {
		SK_TRY(resolve_group(catalogue, &items[i], error));
		SK_ID_EACH(id, &items[i].forms)
			if (!sk_catalogue_form(catalogue, id->text))
				return sk_error_set(error, SK_E_ID_UNKNOWN, &id->place, id->text, "forms", NULL);
		SK_TRY(resolve_needs(catalogue, &items[i], error));
	}
	return SK_OK;
}
