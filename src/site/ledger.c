/* ledger.yaml: the devices, programs and kinds of information of a site, as people keep them. */
#include "site/private.h"

#include <stdlib.h>
#include <string.h>

static const char *const class_words[] = {"computer", "server",	 "router", "hub",   "access-point", "card-reader", "printer",
					  "storage",  "medical", "phone",  "software", "information",  "other"};
static const char *const yes_words[] = {"false", "true"};
const struct sk_choices sk_words_device_class = {class_words, SK_COUNT(class_words)};
const struct sk_choices sk_words_yes = {yes_words, SK_COUNT(yes_words)};

/* The words of a text go where all words are; those of other types are put there when they are resolved. */
#define TEXT_OF(column_, key_) [column_] = {SK_FIELD(sk_device, values[column_], key_, TEXT, OPTIONAL)}
#define YES_OF(column_, member_, key_) [column_] = {SK_FIELD(sk_device, member_, key_, CHOICE, OPTIONAL), .choices = &sk_words_yes, .absent = -1}
#define LEVEL_OF(column_, member_, key_, high_) [column_] = {SK_FIELD(sk_device, member_, key_, NUMBER, OPTIONAL), .low = 1, .high = (high_)}

const struct sk_field sk_device_fields[SK_DEVICE_COLUMNS] = {
	[SK_DEVICE_NUMBER] = {SK_FIELD(sk_device, values[SK_DEVICE_NUMBER], "number", ID, NEEDED)},
	[SK_DEVICE_NAME] = {SK_FIELD(sk_device, values[SK_DEVICE_NAME], "name", TEXT, NEEDED)},
	[SK_DEVICE_CLASS] = {SK_FIELD(sk_device, class, "class", CHOICE, NEEDED), .choices = &sk_words_device_class},
	[SK_DEVICE_SUBJECT] = {SK_FIELD(sk_device, values[SK_DEVICE_SUBJECT], "subject", ID, OPTIONAL)},
	TEXT_OF(SK_DEVICE_MAKER, "maker"),
	TEXT_OF(SK_DEVICE_MODEL, "model"),
	TEXT_OF(SK_DEVICE_SOFTWARE, "software"),
	TEXT_OF(SK_DEVICE_LOCATION, "location"),
	[SK_DEVICE_RESPONSIBLE] = {SK_FIELD(sk_device, responsible, "responsible", CHOICE, OPTIONAL), .choices = &sk_words_party, .absent = -1},
	YES_OF(SK_DEVICE_NETWORKED, networked, "networked"),
	YES_OF(SK_DEVICE_REMOTE, remote, "remote-maintenance"),
	YES_OF(SK_DEVICE_DISCLOSURE, disclosure, "disclosure"),
	LEVEL_OF(SK_DEVICE_C, c, "confidentiality", 3),
	LEVEL_OF(SK_DEVICE_I, i, "integrity", 2),
	LEVEL_OF(SK_DEVICE_A, a, "availability", 2),
	[SK_DEVICE_ENTERED] = {SK_FIELD(sk_device, entered, "entered", DATE, OPTIONAL)},
	[SK_DEVICE_REVIEWED] = {SK_FIELD(sk_device, reviewed, "reviewed", DATE, OPTIONAL)},
	[SK_DEVICE_DISPOSED] = {SK_FIELD(sk_device, disposed, "disposed", DATE, OPTIONAL)},
	TEXT_OF(SK_DEVICE_NOTE, "note"),
};
static SK_SHAPE(shape_device, sk_device, "device", sk_device_fields);

/* Of the first three what a fact may hold. */
const size_t sk_device_text_max[SK_DEVICE_COLUMNS] = {
	[SK_DEVICE_NAME] = 128, [SK_DEVICE_MAKER] = 128, [SK_DEVICE_MODEL] = 128, [SK_DEVICE_SOFTWARE] = 500, [SK_DEVICE_LOCATION] = 200, [SK_DEVICE_NOTE] = 1000,
};

static const struct sk_field ledger_fields[] = {
	{SK_FIELD(sk_ledger, format, "format", TEXT, NEEDED)},
	{SK_FIELD(sk_ledger, devices, "devices", LIST, OPTIONAL), .shape = &shape_device},
};
static SK_SHAPE(shape_ledger, sk_ledger, SK_LEDGER_FILE, ledger_fields);

/* ---- what the tables cannot say ---- */

static bool is_known(const struct sk_site *site, const char *id)
{
	SK_LIST_EACH(struct sk_retired, retired, &site->retired)
		if (strcmp(retired->subject_id, id) == 0)
			return true;
	return sk_site_subject(site, id) != NULL;
}

static sk_outcome resolve_device(const struct sk_site *site, const struct sk_node *node, struct sk_device *device, struct sk_error *error)
{
	for (int column = 0; column < SK_DEVICE_COLUMNS; column++) {
		const struct sk_node *value = sk_node_get(node, sk_device_fields[column].key);
		device->values[column] = value && value->count > 0 ? value->text : NULL;
		if (value && sk_device_text_max[column] && value->count > sk_device_text_max[column])
			return sk_error_set_number(error, SK_E_TEXT_LONG, &value->place, sk_device_text_max[column]);
	}
	if (!device->values[SK_DEVICE_NAME])
		return sk_error_set(error, SK_E_CONFLICT, &device->where, _("an entry without a name"), _("what it is called behind 'name:'"), NULL);
	if (device->values[SK_DEVICE_SUBJECT] && !is_known(site, device->values[SK_DEVICE_SUBJECT]))
		return sk_error_set(error, SK_E_SUBJECT_UNKNOWN, &device->where, device->values[SK_DEVICE_SUBJECT], NULL, NULL);
	if (device->disposed && device->entered > device->disposed)
		return sk_error_set(error, SK_E_CONFLICT, &device->where, _("disposed of before it was entered"), _("'disposed:' not before 'entered:'"), NULL);
	return SK_OK;
}

static int by_number(const void *left, const void *right)
{
	const struct sk_device *a = *(const struct sk_device *const *)left, *b = *(const struct sk_device *const *)right;
	int order = strcmp(a->values[SK_DEVICE_NUMBER], b->values[SK_DEVICE_NUMBER]);
	return order ? order : (a > b) - (a < b);
}

static sk_outcome check_numbers(struct sk_arena *arena, const struct sk_ledger *ledger, struct sk_error *error)
{
	size_t count = 0;
	void *memory;
	SK_TRY(sk_arena_take(arena, ledger->devices.count, sizeof(struct sk_device *), &memory, error));
	const struct sk_device **sorted = memory;
	SK_LIST_EACH(struct sk_device, device, &ledger->devices)
		sorted[count++] = device;
	qsort(sorted, count, sizeof(*sorted), by_number);
	for (size_t i = 1; i < count; i++)
		if (strcmp(sorted[i - 1]->values[SK_DEVICE_NUMBER], sorted[i]->values[SK_DEVICE_NUMBER]) == 0)
			return sk_error_set(error, SK_E_ID_TWICE, &sorted[i]->where, sorted[i]->values[SK_DEVICE_NUMBER], sorted[i]->where.file, NULL);
	return SK_OK;
}

SK_OUTCOME site_ledger_too_many(const struct sk_place *where, struct sk_error *error)
{
	return sk_error_set(error, SK_E_CONFLICT, where, _("too many entries under 'devices:'"), _("at most 1500"), NULL);
}

SK_OUTCOME site_ledger_read(struct sk_arena *arena, const struct sk_site *site, const struct sk_buf *text, struct sk_ledger *out, const struct sk_node **root, struct sk_error *error)
{
	struct sk_yaml_source source = {.format = SK_LEDGER_FORMAT, .limits = &sk_yaml_limits_people};
	const char *path;
	size_t at = 0;
	*out = (struct sk_ledger){0};
	SK_TRY(site_path(arena, site, SK_LEDGER_FILE, &path, &source.shown, error));
	SK_TRY(sk_yaml_read(arena, &source, text->bytes ? text->bytes : "", text->length, &shape_ledger, out, root, error));
	if (out->devices.count > SK_DEVICES_MAX)
		return site_ledger_too_many(&out->where, error);
	const struct sk_node *list = sk_node_get(*root, "devices");
	EACH(sk_device, device, &out->devices)
		SK_TRY(resolve_device(site, list->items[at++], device, error));
	return check_numbers(arena, out, error);
}

SK_OUTCOME sk_site_ledger(struct sk_arena *arena, const struct sk_env *env, const struct sk_site *site, const struct sk_ledger **out, struct sk_error *error)
{
	SK_BUF_SCOPE text = SK_BUF(SK_YAML_FILE_MAX);
	const struct sk_node *root;
	void *memory;
	bool there;
	*out = NULL;
	SK_TRY(site_read_beside(arena, env, site, SK_LEDGER_FILE, &text, &there, error));
	if (!there)
		return SK_OK;
	SK_TRY(sk_arena_take(arena, 1, sizeof(struct sk_ledger), &memory, error));
	struct sk_ledger *ledger = memory;
	SK_TRY(site_ledger_read(arena, site, &text, ledger, &root, error));
	SK_TRY(sk_seal_start(error));
	sk_digest(text.bytes ? text.bytes : "", text.length, ledger->digest);
	*out = ledger;
	return SK_OK;
}

/* ---- what it says ---- */

const struct sk_device *sk_ledger_device(const struct sk_ledger *ledger, const char *number)
{
	if (ledger)
		SK_LIST_EACH(struct sk_device, device, &ledger->devices)
			if (strcmp(device->values[SK_DEVICE_NUMBER], number) == 0)
				return device;
	return NULL;
}

bool sk_device_in_use(const struct sk_device *device, sk_time day)
{
	return device->disposed == 0 || device->disposed > day;
}

struct sk_ledger_state sk_ledger_state(const struct sk_ledger *ledger, sk_time day)
{
	struct sk_ledger_state state = {0};
	if (!ledger)
		return state;
	state.entries = ledger->devices.count;
	SK_LIST_EACH(struct sk_device, device, &ledger->devices) {
		if (!sk_device_in_use(device, day))
			continue;
		state.in_use++;
		if (!device->reviewed || device->reviewed > day)
			continue;
		state.reviewed++;
		state.last = device->reviewed > state.last ? device->reviewed : state.last;
		state.oldest = !state.oldest || device->reviewed < state.oldest ? device->reviewed : state.oldest;
	}
	return state;
}

static bool is_thing(const struct sk_device *device)
{
	return device->class != SK_DEVICE_SOFTWARE_ONLY && device->class != SK_DEVICE_INFORMATION;
}

bool sk_ledger_lacks(const struct sk_ledger *ledger, const struct sk_subject *subject, sk_time day)
{
	static const char *const no_devices[] = {"line", "practice", "provider"};
	for (size_t i = 0; i < SK_COUNT(no_devices); i++)
		if (strcmp(subject->place_id, no_devices[i]) == 0)
			return false;
	if (ledger)
		SK_LIST_EACH(struct sk_device, device, &ledger->devices)
			if (device->values[SK_DEVICE_SUBJECT] && strcmp(device->values[SK_DEVICE_SUBJECT], subject->id) == 0 && is_thing(device) && sk_device_in_use(device, day))
				return false;
	return sk_site_has_come(subject, day);
}

bool sk_device_is_outside(const struct sk_device *device, sk_time day)
{
	return device->networked == 1 && !device->values[SK_DEVICE_SUBJECT] && is_thing(device) && sk_device_in_use(device, day);
}
