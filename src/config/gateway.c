/*
 * The reader of sekisho-gateway/1: what a person copies from the web page of a home gateway, which prints no configuration (docs/gateway.md).
 *
 * Each statement may be left out, and what is left out is not known: no maker's usual setting is assumed.
 */
#include "config/gateway.h"

#include <string.h>

enum { HEAD_MAX = 65536, SCRATCH_MAX = 64 << 20, INTERFACES_MAX = 16, ROWS_MAX = 4096 };

static const char format_name[] = "sekisho-gateway/1";

const char *const sk_gateway_directions[3] = {"unknown", "in", "out"}, *const sk_gateway_actions[3] = {"unknown", "accept", "deny"};
static const char *const words[] = {"unknown", "off", "on"}, *const sides[] = {"unknown", "inside", "outside"};
static const struct sk_choices words_of_switch = {words, SK_COUNT(words)}, words_of_side = {sides, SK_COUNT(sides)},
			       words_of_direction = {sk_gateway_directions, SK_COUNT(sk_gateway_directions)},
			       words_of_action = {sk_gateway_actions, SK_COUNT(sk_gateway_actions)};

/* ---- shapes ---- */

static const struct sk_field interface_fields[] = {
	{SK_FIELD(sk_gateway_interface, name, "name", ID, NEEDED)},
	{SK_FIELD(sk_gateway_interface, side, "side", CHOICE, OPTIONAL), .choices = &words_of_side},
};
static SK_SHAPE(shape_interface, sk_gateway_interface, "interface", interface_fields);

static const struct sk_field row_fields[] = {
	{SK_FIELD(sk_gateway_row, interface, "interface", ID, OPTIONAL)},
	{SK_FIELD(sk_gateway_row, direction, "direction", CHOICE, OPTIONAL), .choices = &words_of_direction},
	{SK_FIELD(sk_gateway_row, action, "action", CHOICE, OPTIONAL), .choices = &words_of_action},
	{SK_FIELD(sk_gateway_row, protocol, "protocol", ANY, OPTIONAL)},
	{SK_FIELD(sk_gateway_row, source, "source", ANY, OPTIONAL)},
	{SK_FIELD(sk_gateway_row, target, "target", ANY, OPTIONAL)},
	{SK_FIELD(sk_gateway_row, source_port, "source-port", ANY, OPTIONAL)},
	{SK_FIELD(sk_gateway_row, port, "port", ANY, OPTIONAL)},
};
static SK_SHAPE(shape_row, sk_gateway_row, "row", row_fields);

static const struct sk_field otherwise_fields[] = {
	{SK_FIELD(sk_gateway_row, interface, "interface", ID, NEEDED)},
	{SK_FIELD(sk_gateway_row, direction, "direction", CHOICE, NEEDED), .choices = &words_of_direction},
	{SK_FIELD(sk_gateway_row, action, "action", CHOICE, NEEDED), .choices = &words_of_action},
};
static SK_SHAPE(shape_otherwise, sk_gateway_row, "otherwise", otherwise_fields);

static const struct sk_field forward_fields[] = {
	{SK_FIELD(sk_gateway_row, interface, "interface", ID, OPTIONAL)},
	{SK_FIELD(sk_gateway_row, protocol, "protocol", ANY, OPTIONAL)},
	{SK_FIELD(sk_gateway_row, source, "source", ANY, OPTIONAL)},
	{SK_FIELD(sk_gateway_row, port, "port", ANY, OPTIONAL)},
	{SK_FIELD(sk_gateway_row, target, "to", ANY, OPTIONAL)},
	{SK_FIELD(sk_gateway_row, source_port, "to-port", ANY, OPTIONAL)},
};
static SK_SHAPE(shape_forward, sk_gateway_row, "forward", forward_fields);

static const struct sk_field family_fields[] = {
	{SK_FIELD(sk_gateway_family, spi, "spi", CHOICE, OPTIONAL), .choices = &words_of_switch},
	{SK_FIELD(sk_gateway_family, rows, "rows", LIST, OPTIONAL), .shape = &shape_row},
	{SK_FIELD(sk_gateway_family, otherwise, "otherwise", LIST, OPTIONAL), .shape = &shape_otherwise},
};
static SK_SHAPE(shape_family, sk_gateway_family, "family", family_fields);

static const struct sk_field nat_fields[] = {
	{SK_FIELD(sk_gateway_nat, masquerade, "masquerade", CHOICE, OPTIONAL), .choices = &words_of_switch},
	{SK_FIELD(sk_gateway_nat, upnp, "upnp", CHOICE, OPTIONAL), .choices = &words_of_switch},
	{SK_FIELD(sk_gateway_nat, dmz, "dmz", CHOICE, OPTIONAL), .choices = &words_of_switch},
	{SK_FIELD(sk_gateway_nat, forwards, "forwards", LIST, OPTIONAL), .shape = &shape_forward},
};
static SK_SHAPE(shape_nat, sk_gateway_nat, "nat", nat_fields);

static const struct sk_field pass_fields[] = {
	{SK_FIELD(sk_gateway_pass, ipv6, "ipv6", CHOICE, OPTIONAL), .choices = &words_of_switch},
	{SK_FIELD(sk_gateway_pass, pppoe, "pppoe", CHOICE, OPTIONAL), .choices = &words_of_switch},
};
static SK_SHAPE(shape_pass, sk_gateway_pass, "pass-through", pass_fields);

static const struct sk_field table_fields[] = {
	{SK_FIELD(sk_gateway_table, format, "format", TEXT, NEEDED)},
	{SK_FIELD(sk_gateway_table, model, "model", TEXT, OPTIONAL)},
	{SK_FIELD(sk_gateway_table, by, "by", TEXT, OPTIONAL)},
	{SK_FIELD(sk_gateway_table, date, "date", DATE, OPTIONAL)},
	{SK_FIELD(sk_gateway_table, interfaces, "interfaces", LIST, NEEDED), .shape = &shape_interface},
	{SK_FIELD(sk_gateway_table, families[0], "ipv4", SHAPE, OPTIONAL), .shape = &shape_family},
	{SK_FIELD(sk_gateway_table, families[1], "ipv6", SHAPE, OPTIONAL), .shape = &shape_family},
	{SK_FIELD(sk_gateway_table, nat, "nat", SHAPE, OPTIONAL), .shape = &shape_nat},
	{SK_FIELD(sk_gateway_table, pass, "pass-through", SHAPE, OPTIONAL), .shape = &shape_pass},
};
static SK_SHAPE(shape_table, sk_gateway_table, "gateway", table_fields);

/* ---- what the shapes cannot say ---- */

struct check {
	struct sk_arena *arena;
	const struct sk_gateway_table *table;
	const char *names; /* of interfaces, for refusals */
	struct sk_error *error;
};

static const struct sk_gateway_interface *interface_named(const struct sk_gateway_table *table, const char *name)
{
	SK_LIST_EACH(struct sk_gateway_interface, interface, &table->interfaces)
		if (strcmp(interface->name, name) == 0)
			return interface;
	return NULL;
}

static SK_OUTCOME check_interfaces(struct check *check)
{
	const struct sk_gateway_table *table = check->table;
	SK_BUF_SCOPE names = SK_BUF(HEAD_MAX);
	if (table->interfaces.count == 0)
		return sk_error_set(check->error, SK_E_LIST_SHORT, &table->where, "interfaces", NULL, NULL);
	SK_LIST_EACH(struct sk_gateway_interface, interface, &table->interfaces) {
		if (interface_named(table, interface->name) != interface)
			return sk_error_set(check->error, SK_E_CONFLICT, &interface->where, _("an interface for the second time"), _("each interface once"), NULL);
		sk_buf_print(&names, "%s%s", names.length ? ", " : "", interface->name);
	}
	if (table->interfaces.count > INTERFACES_MAX)
		return sk_error_set(check->error, SK_E_CONFIG_SIZE, &table->where, _("interfaces"), "16", NULL);
	return sk_arena_text(check->arena, names.bytes, names.length, &check->names, check->error);
}

static SK_OUTCOME check_rows(const struct check *check, const struct sk_list *rows)
{
	SK_LIST_EACH(struct sk_gateway_row, row, rows) {
		if (row->interface && !interface_named(check->table, row->interface))
			return sk_error_set(check->error, SK_E_CHOICE, &row->where, row->interface, check->names, NULL);
		if (row - (const struct sk_gateway_row *)rows->items == ROWS_MAX)
			return sk_error_set(check->error, SK_E_CONFIG_SIZE, &row->where, _("rules"), "4096", NULL);
	}
	return SK_OK;
}

static bool is_same_place(const struct sk_gateway_row *a, const struct sk_gateway_row *b)
{
	return strcmp(a->interface, b->interface) == 0 && a->direction == b->direction;
}

static SK_OUTCOME check_otherwise(const struct check *check, const struct sk_list *rows)
{
	SK_TRY(check_rows(check, rows));
	SK_LIST_EACH(struct sk_gateway_row, row, rows)
		for (const struct sk_gateway_row *before = rows->items; before < row; before++)
			if (is_same_place(before, row))
				return sk_error_set(check->error, SK_E_CONFLICT, &row->where, _("two words about the same interface and direction"), _("one 'otherwise' for each"), NULL);
	return SK_OK;
}

static SK_OUTCOME check_table(struct check *check)
{
	SK_TRY(check_interfaces(check));
	for (size_t i = 0; i < SK_COUNT(check->table->families); i++) {
		SK_TRY(check_rows(check, &check->table->families[i].rows));
		SK_TRY(check_otherwise(check, &check->table->families[i].otherwise));
	}
	return check_rows(check, &check->table->nat.forwards);
}

/* Whether the list is there, be it empty: then nothing else is. */
static bool is_listed(const struct sk_node *root, const char *part, const char *key)
{
	const struct sk_node *map = sk_node_get(root, part), *list = map ? sk_node_get(map, key) : NULL;
	return list && list->kind == SK_NODE_LIST;
}

/* ---- the file ---- */

static SK_OUTCOME read_table(struct sk_arena *arena, const struct sk_config_source *source, struct sk_gateway_table *out, struct sk_error *error)
{
	struct sk_yaml_source yaml = {.shown = source->file, .format = format_name, .limits = &sk_yaml_limits_people};
	struct check check = {.arena = arena, .table = out, .error = error};
	const struct sk_node *root;
	SK_TRY(sk_yaml_read(arena, &yaml, source->bytes, source->length, &shape_table, out, &root, error));
	out->families[0].listed = is_listed(root, "ipv4", "rows");
	out->families[1].listed = is_listed(root, "ipv6", "rows");
	out->nat.listed = is_listed(root, "nat", "forwards");
	return check_table(&check);
}

sk_outcome sk_gateway_read(struct sk_arena *arena, const struct sk_config_source *source, struct sk_filter *out, struct sk_error *error)
{
	SK_ARENA_SCOPE scratch = sk_arena_new(SCRATCH_MAX);
	struct sk_gateway_table table = {.format = NULL};
	struct sk_place place = {.file = source->file};
	if (!scratch)
		return sk_error_set_number(error, SK_E_MEMORY, NULL, SCRATCH_MAX);
	if (source->length > SK_YAML_FILE_MAX)
		return sk_error_set_number(error, SK_E_FILE_LARGE, &place, SK_YAML_FILE_MAX);
	SK_TRY(read_table(scratch, source, &table, error));
	return sk_gateway_make_chains(arena, source->file, &table, out, error);
}

/* ---- whose bytes they are ---- */

/* A line "format: sekisho-gateway/..." near the beginning, of whatever version: who wrote another one hears which is read here. */
bool sk_gateway_knows(const struct sk_config_source *source)
{
	static const char key[] = "format:", name[] = "sekisho-gateway/";
	size_t length = source->length < HEAD_MAX ? source->length : HEAD_MAX;
	for (size_t at = 0; at + sizeof(key) + sizeof(name) < length; at++) {
		size_t value = at + sizeof(key) - 1;
		if (memcmp(source->bytes + at, key, sizeof(key) - 1) != 0 || (at > 0 && !memchr("\n{ \xbf", source->bytes[at - 1], 4)))
			continue;
		while (value < length && memchr(" \"'", source->bytes[value], 3))
			value++;
		if (length - value >= sizeof(name) - 1 && memcmp(source->bytes + value, name, sizeof(name) - 1) == 0)
			return true;
	}
	return false;
}
