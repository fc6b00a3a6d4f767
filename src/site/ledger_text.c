/*
 * ledger.yaml, written so that what people wrote survives: values are exchanged where the parser names them, lines put in behind those of the entry, entries behind the last one. Whether it came
 * out right is not argued but asked: the new text is read, and has to say what the old one said with the changes in it.
 */
#include "site/private.h"

#include <string.h>

enum { FILE_MODE = 0644, CUTS_MAX = SK_DEVICES_MAX * SK_DEVICE_COLUMNS, COLUMN_MAX = 10000 };

struct ledger_writer {
	struct sk_arena *arena;
	const struct sk_site *site;
	struct sk_error *error;
	const struct sk_device_change *changes;
	const struct sk_device *const *before; /* what each was made from; NULL: nobody was shown anything */
	size_t count;
	const struct sk_ledger *old; /* NULL: there is none */
	struct site_cuts cuts;
	const char *end; /* of lines */
};

static sk_outcome refuse(const struct ledger_writer *writer, const struct sk_place *place)
{
	return sk_error_set(writer->error, SK_E_CONFLICT, place, _("nothing can be put into this file as it is written"),
			    _("each device on lines of its own, each value behind its key on the same line; nothing was changed"), NULL);
}

/* ---- values ---- */

/* Texts are in quotes, so that any is valid YAML; so is an id that could be taken for a number. */
static void put_value(struct sk_buf *out, int column, const char *value)
{
	bool letter = (*value >= 'A' && *value <= 'Z') || (*value >= 'a' && *value <= 'z');
	if (sk_device_fields[column].type == SK_FIELD_TEXT || (sk_device_fields[column].type == SK_FIELD_ID && !letter))
		site_put_quoted(out, value);
	else
		sk_buf_text(out, value);
}

static void put_pair(struct sk_buf *out, int column, const char *value)
{
	sk_buf_print(out, "%s: ", sk_device_fields[column].key);
	put_value(out, column, value);
}

/* Behind a text in quotes that begins at `at`; 0: it has no end. */
static size_t quoted_end(const struct site_cuts *cuts, size_t at)
{
	char quote = cuts->text[at];
	for (size_t i = at + 1; i < cuts->length; i++) {
		if (quote == '"' && cuts->text[i] == '\\')
			i++;
		else if (cuts->text[i] == quote && quote == '\'' && i + 1 < cuts->length && cuts->text[i + 1] == quote)
			i++;
		else if (cuts->text[i] == quote)
			return i + 1;
	}
	return 0;
}

/* Where a value stands; false where it is written over several lines without quotes, or too far to the right to be looked for. */
static bool extent_of(const struct site_cuts *cuts, const struct sk_node *value, size_t *at, size_t *end)
{
	if (value->place.column > COLUMN_MAX)
		return false;
	*at = site_cuts_at(cuts, &value->place);
	if (*at >= cuts->length)
		return false;
	if (value->quoted && (cuts->text[*at] == '"' || cuts->text[*at] == '\'')) {
		*end = quoted_end(cuts, *at);
		return *end != 0;
	}
	*end = *at + value->count;
	return !value->quoted && *end <= cuts->length && memcmp(cuts->text + *at, value->text, value->count) == 0;
}

/* ---- an entry that is there ---- */

/* Behind the line of the nearest key before it that has one of its own; that of the number does. */
static bool line_for(const struct site_cuts *cuts, const struct sk_node *entry, int column, size_t *out)
{
	while (column-- > 0) {
		const struct sk_node *value = sk_node_get(entry, sk_device_fields[column].key);
		size_t at, end;
		if (!value || !extent_of(cuts, value, &at, &end))
			continue;
		*out = site_cuts_line_behind(cuts, end);
		return true;
	}
	return false;
}

static sk_outcome put_key(struct ledger_writer *writer, const struct sk_node *entry, int column, const char *value)
{
	SK_BUF_SCOPE text = SK_BUF(SK_YAML_FILE_MAX);
	size_t at = entry->place.column > COLUMN_MAX ? writer->cuts.length : site_cuts_at(&writer->cuts, &entry->place);
	if (at < writer->cuts.length && writer->cuts.text[at] == '{') {
		put_pair(&text, column, value);
		sk_buf_text(&text, ", ");
		return site_cuts_add(&writer->cuts, at + 1, 0, &text);
	}
	if (at >= writer->cuts.length || !line_for(&writer->cuts, entry, column, &at))
		return refuse(writer, &entry->place);
	sk_buf_print(&text, "%s%*s", site_cuts_open(&writer->cuts, at) ? writer->end : "", (int)entry->pairs[0].place.column - 1, "");
	put_pair(&text, column, value);
	if (!site_cuts_open(&writer->cuts, at))
		sk_buf_text(&text, writer->end);
	return site_cuts_add(&writer->cuts, at, 0, &text);
}

static sk_outcome exchange(struct ledger_writer *writer, const struct sk_node *value, int column, const char *new)
{
	SK_BUF_SCOPE text = SK_BUF(SK_YAML_FILE_MAX);
	size_t at, end;
	if (!extent_of(&writer->cuts, value, &at, &end))
		return refuse(writer, &value->place);
	put_value(&text, column, new);
	return site_cuts_add(&writer->cuts, at, end - at, &text);
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static sk_outcome change_entry(struct ledger_writer *writer, const struct sk_node *entry, const struct sk_device *device, const struct sk_device_change *change)
{
	for (int column = SK_DEVICE_NAME; column < SK_DEVICE_COLUMNS; column++) {
		const struct sk_node *value = sk_node_get(entry, sk_device_fields[column].key);
		const char *new = change->values[column];
		if (!new || same_text(new, device->values[column]))
			continue;
		SK_TRY(value ? exchange(writer, value, column, new) : put_key(writer, entry, column, new));
	}
	return SK_OK;
}

/* ---- entries that are new ---- */

static void put_entry(const struct ledger_writer *writer, const struct sk_device_change *change, size_t indent, struct sk_buf *out)
{
	for (int column = 0; column < SK_DEVICE_COLUMNS; column++) {
		if (!change->values[column])
			continue;
		sk_buf_print(out, "%*s%s", (int)indent, "", column == 0 ? "- " : "  ");
		put_pair(out, column, change->values[column]);
		sk_buf_text(out, writer->end);
	}
}

static size_t put_entries(const struct ledger_writer *writer, size_t indent, struct sk_buf *out)
{
	size_t count = 0;
	for (size_t i = 0; i < writer->count; i++) {
		if (sk_ledger_device(writer->old, writer->changes[i].values[SK_DEVICE_NUMBER]))
			continue;
		put_entry(writer, &writer->changes[i], indent, out);
		count++;
	}
	return count;
}

static sk_outcome append(struct ledger_writer *writer, const struct sk_node *root)
{
	SK_BUF_SCOPE text = SK_BUF(SK_YAML_FILE_MAX), entries = SK_BUF(SK_YAML_FILE_MAX);
	const struct sk_node *list = sk_node_get(root, "devices");
	size_t indent, end = site_cuts_list_end(&writer->cuts, root, "devices");
	bool fits = site_cuts_indent(&writer->cuts, list, &indent);
	if (put_entries(writer, indent, &entries) == 0)
		return SK_OK;
	if (!fits)
		return refuse(writer, &list->place);
	SK_TRY(sk_buf_check(&entries, writer->error));
	sk_buf_print(&text, "%s%s%s%s", site_cuts_open(&writer->cuts, end) ? writer->end : "", list ? "" : "devices:", list ? "" : writer->end, entries.bytes);
	return site_cuts_add(&writer->cuts, end, 0, &text);
}

/* ---- the new text ---- */

static const struct sk_device_change *change_of(const struct ledger_writer *writer, const char *number)
{
	for (size_t i = 0; i < writer->count; i++)
		if (strcmp(writer->changes[i].values[SK_DEVICE_NUMBER], number) == 0)
			return &writer->changes[i];
	return NULL;
}

/* What the new text says of a device is what was to be said, and for the rest what the old one said. */
static bool says_right(const struct ledger_writer *writer, const struct sk_device *new)
{
	const struct sk_device *old = sk_ledger_device(writer->old, new->values[SK_DEVICE_NUMBER]);
	const struct sk_device_change *change = change_of(writer, new->values[SK_DEVICE_NUMBER]);
	for (int column = 0; column < SK_DEVICE_COLUMNS; column++) {
		const char *wanted = change && change->values[column] ? change->values[column] : old ? old->values[column] : NULL;
		if (!same_text(wanted, new->values[column]))
			return false;
	}
	return true;
}

static sk_outcome check_new(const struct ledger_writer *writer, const struct sk_buf *text)
{
	struct sk_ledger new;
	const struct sk_node *root;
	size_t wanted = writer->old ? writer->old->devices.count : 0;
	for (size_t i = 0; i < writer->count; i++)
		wanted += sk_ledger_device(writer->old, writer->changes[i].values[SK_DEVICE_NUMBER]) == NULL;
	if (wanted > SK_DEVICES_MAX)
		return site_ledger_too_many(writer->old ? &writer->old->where : NULL, writer->error);
	/* Its place would be one of a text that nobody has. */
	sk_outcome outcome = site_ledger_read(writer->arena, writer->site, text, &new, &root, writer->error);
	if (sk_failed(outcome))
		return writer->old && outcome.class == SK_CLASS_INPUT ? refuse(writer, &writer->old->where) : outcome;
	bool right = new.devices.count == wanted;
	SK_LIST_EACH(struct sk_device, device, &new.devices)
		right = right && says_right(writer, device);
	SK_INVARIANT(right || writer->old); /* a file of our own says what we wrote */
	return right ? SK_OK : refuse(writer, &writer->old->where);
}

static bool is_as_shown(const struct sk_device_change *change, const struct sk_device *before, const struct sk_device *now)
{
	bool same = !before == !now;
	for (int column = SK_DEVICE_NAME; column < SK_DEVICE_COLUMNS && same && now; column++)
		same = !change->values[column] || same_text(before->values[column], now->values[column]);
	return same;
}

/* Between the look and the yes somebody else may have written: two devices would become one, or a value that nobody saw would go. */
static sk_outcome check_shown(const struct ledger_writer *writer)
{
	for (size_t i = 0; i < writer->count && writer->before; i++) {
		const struct sk_device *now = sk_ledger_device(writer->old, writer->changes[i].values[SK_DEVICE_NUMBER]), *before = writer->before[i];
		const struct sk_device *there = now ? now : before;
		if (!is_as_shown(&writer->changes[i], before, now))
			return sk_error_set(writer->error, SK_E_CONFLICT, &there->where, _("somebody else has written this entry meanwhile"),
					    _("the sheet once more: what it changes is shown anew; nothing was changed"), NULL);
	}
	return SK_OK;
}

static sk_outcome change(struct ledger_writer *writer, const struct sk_buf *old, struct sk_buf *out)
{
	struct sk_ledger ledger;
	const struct sk_node *root;
	SK_TRY(site_ledger_read(writer->arena, writer->site, old, &ledger, &root, writer->error));
	SK_TRY(site_cuts_begin(&writer->cuts, writer->arena, old, CUTS_MAX, writer->error));
	writer->old = &ledger;
	SK_TRY(check_shown(writer));
	writer->end = writer->cuts.end;
	const struct sk_device *devices = ledger.devices.items;
	for (size_t i = 0; i < ledger.devices.count; i++) {
		const struct sk_device_change *wanted = change_of(writer, devices[i].values[SK_DEVICE_NUMBER]);
		if (wanted)
			SK_TRY(change_entry(writer, sk_node_get(root, "devices")->items[i], &devices[i], wanted));
	}
	SK_TRY(append(writer, root));
	site_cuts_apply(&writer->cuts, out);
	SK_TRY(sk_buf_check(out, writer->error));
	return check_new(writer, out);
}

static sk_outcome make(struct ledger_writer *writer, struct sk_buf *out)
{
	SK_TRY(check_shown(writer));
	writer->end = "\n";
	sk_buf_print(out, "# %s\n", _("The device ledger (sekisho-ledger(5)). It is yours: 'sekisho answer' puts in what a ledger sheet says anew, and keeps everything else."));
	sk_buf_print(out, "# %s\n", _("A device that is gone keeps its entry, with the day behind 'disposed:'. No patient's data and no My Number here."));
	sk_buf_print(out, "format: %s\ndevices:\n", SK_LEDGER_FORMAT);
	put_entries(writer, 2, out);
	SK_TRY(sk_buf_check(out, writer->error));
	return check_new(writer, out);
}

SK_OUTCOME sk_site_ledger_text(struct sk_arena *arena, const struct sk_site *site, const struct sk_buf *old, const struct sk_device_change *changes, size_t count, struct sk_buf *out,
			       struct sk_error *error)
{
	struct ledger_writer writer = {.arena = arena, .site = site, .error = error, .changes = changes, .count = count};
	return old ? change(&writer, old, out) : make(&writer, out);
}

/* ---- the file ---- */

static sk_outcome write_new(struct ledger_writer *writer, const struct sk_env *env, const char *path)
{
	SK_BUF_SCOPE text = SK_BUF(SK_YAML_FILE_MAX);
	SK_TRY(make(writer, &text));
	return sk_env_write_file(env, path, text.bytes, text.length, FILE_MODE, writer->error);
}

static sk_outcome write_changed(struct ledger_writer *writer, const struct sk_env *env, const char *path)
{
	SK_BUF_SCOPE old = SK_BUF(SK_YAML_FILE_MAX);
	SK_BUF_SCOPE text = SK_BUF(SK_YAML_FILE_MAX);
	SK_TRY(sk_env_read_file(env, path, path, SK_YAML_FILE_MAX, &old, writer->error));
	SK_TRY(change(writer, &old, &text));
	return sk_env_replace_file(env, path, text.bytes, text.length, writer->error);
}

SK_OUTCOME sk_site_write_ledger(struct sk_arena *arena, const struct sk_env *env, const struct sk_site *site, const struct sk_device_change *changes, const struct sk_device *const *before,
				size_t count, struct sk_error *error)
{
	struct ledger_writer writer = {.arena = arena, .site = site, .error = error, .changes = changes, .before = before, .count = count};
	const char *path, *shown;
	int lock;
	SK_TRY(site_path(arena, site, SK_LEDGER_FILE, &path, &shown, error));
	SK_TRY(sk_env_lock_folder(env, site->folder, &lock, error));
	sk_outcome outcome = (site_missing(env, path) ? write_new : write_changed)(&writer, env, path);
	(void)env->close(env->self, lock);
	return outcome;
}
