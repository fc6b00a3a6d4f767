/* The table of readers: one row each; and what they make facts with. */
#include "settings/private.h"

#include <stdio.h>
#include <string.h>

static const struct sk_settings_dialect dialects[] = {
	{"swanctl", "strongSwan (swanctl.conf)", "tunnel_proposal", sk_swan_knows, sk_swan_read},
	{"hostapd", "hostapd (hostapd.conf)", "wireless_profile", sk_hostapd_knows, sk_hostapd_read},
	{"filter", "filter", "packet_filter", sk_filter_settings_knows, sk_filter_settings_read},
};

const struct sk_settings_dialect *sk_settings_dialects(size_t *count)
{
	*count = SK_COUNT(dialects);
	return dialects;
}

const struct sk_settings_dialect *sk_settings_dialect_of(const struct sk_config_source *source)
{
	for (size_t i = 0; i < SK_COUNT(dialects); i++)
		if (dialects[i].knows(source))
			return &dialects[i];
	return NULL;
}

/* ---- refusals ---- */

uint32_t sk_settings_line_of(const struct sk_settings_making *making, size_t at)
{
	uint32_t line = 1;
	for (size_t i = 0; i < at; i++)
		line += making->source->bytes[i] == '\n';
	return line;
}

static struct sk_place place_at(const struct sk_settings_making *making, size_t at)
{
	const char *bytes = making->source->bytes;
	size_t start = at;
	uint32_t column = 1;
	while (start > 0 && bytes[start - 1] != '\n')
		start--;
	for (size_t i = start; i < at; column++) {
		size_t step = sk_utf8_step(bytes + i, at - i);
		i += step ? step : 1;
	}
	return (struct sk_place){making->source->file, sk_settings_line_of(making, at), column};
}

sk_outcome sk_settings_refuse(const struct sk_settings_making *making, size_t at, const char *what, const char *expected)
{
	struct sk_place place = place_at(making, at);
	return sk_error_set(making->error, SK_E_CONFIG_SYNTAX, &place, sk_message(what), sk_message(expected), NULL);
}

sk_outcome sk_settings_too_long(const struct sk_settings_making *making, size_t at, size_t most)
{
	struct sk_place place = place_at(making, at);
	return sk_error_set_number(making->error, SK_E_TEXT_LONG, &place, most);
}

sk_outcome sk_settings_no_text(const struct sk_settings_making *making, size_t at)
{
	struct sk_place place = place_at(making, at);
	return sk_error_set(making->error, SK_E_TEXT_ENCODING, &place, NULL, NULL, NULL);
}

sk_outcome sk_settings_too_many(const struct sk_settings_making *making, size_t at, const char *what, size_t most)
{
	struct sk_place place = place_at(making, at);
	char number[24];
	(void)snprintf(number, sizeof(number), "%zu", most);
	return sk_error_set(making->error, SK_E_CONFIG_SIZE, &place, sk_message(what), number, NULL);
}

/* ---- facts ---- */

sk_outcome sk_making_begin(struct sk_settings_making *making)
{
	void *values, *lines;
	SK_TRY(sk_arena_take(making->arena, making->kind->column_count, sizeof(*making->values), &values, making->error));
	SK_TRY(sk_arena_take(making->arena, making->kind->column_count, sizeof(*making->lines), &lines, making->error));
	making->values = values;
	making->lines = lines;
	for (size_t i = 0; i < making->kind->column_count; i++)
		making->values[i].null = true;
	return SK_OK;
}

static struct sk_value *value_of(struct sk_settings_making *making, const char *column, uint32_t line)
{
	const struct sk_column *found = sk_fact_column_named(making->kind, column);
	SK_INVARIANT(found);
	size_t position = (size_t)(found - making->kind->columns);
	making->lines[position] = line;
	making->values[position].null = false;
	return &making->values[position];
}

sk_outcome sk_making_text(struct sk_settings_making *making, const char *column, const char *text, uint32_t line)
{
	return text ? sk_arena_text(making->arena, text, strlen(text), &value_of(making, column, line)->text, making->error) : SK_OK;
}

void sk_making_integer(struct sk_settings_making *making, const char *column, int64_t value, uint32_t line)
{
	value_of(making, column, line)->integer = value;
}

sk_outcome sk_making_end(struct sk_settings_making *making, uint32_t line)
{
	struct sk_settings_fact fact = {line, making->values, making->lines};
	if (making->facts.length / sizeof(fact) >= SK_SETTINGS_FACTS_MAX) {
		struct sk_place place = {making->source->file, line, 1};
		char number[24];
		(void)snprintf(number, sizeof(number), "%d", SK_SETTINGS_FACTS_MAX);
		return sk_error_set(making->error, SK_E_CONFIG_SIZE, &place, _("facts"), number, NULL);
	}
	sk_buf_add(&making->facts, (const char *)&fact, sizeof(fact));
	return sk_buf_check(&making->facts, making->error);
}

/* Of one line the same is said once, of however many directions and families it is true. */
static bool is_noted(const struct sk_settings_note *notes, size_t count, const struct sk_settings_note *note)
{
	for (size_t i = 0; i < count; i++)
		if (notes[i].line == note->line && strcmp(notes[i].text, note->text) == 0)
			return true;
	return false;
}

sk_outcome sk_making_note(struct sk_settings_making *making, uint32_t line, const char *text)
{
	struct sk_settings_note note = {line, text};
	size_t count = making->notes.length / sizeof(note);
	if (is_noted((const struct sk_settings_note *)(const void *)making->notes.bytes, count, &note))
		return SK_OK;
	if (count >= SK_SETTINGS_NOTES_MAX)
		return SK_OK;
	if (count == SK_SETTINGS_NOTES_MAX - 1)
		note.text = N_("and more of this kind from here on");
	sk_buf_add(&making->notes, (const char *)&note, sizeof(note));
	return sk_buf_check(&making->notes, making->error);
}

/* ---- all of it ---- */

static sk_outcome kept(const struct sk_settings_making *making, const struct sk_buf *from, size_t size, void *out, size_t *count)
{
	void *copy;
	SK_TRY(sk_buf_keep(from, making->arena, &copy, making->error));
	memcpy(out, &copy, sizeof(copy));
	*count = from->length / size;
	return SK_OK;
}

/* In the order of the file; few. */
static void sort_notes(struct sk_buf *notes)
{
	struct sk_settings_note *at = (struct sk_settings_note *)(void *)notes->bytes;
	size_t count = notes->length / sizeof(*at);
	for (size_t i = 1; i < count; i++)
		for (size_t j = i; j > 0 && at[j].line < at[j - 1].line; j--) {
			struct sk_settings_note other = at[j];
			at[j] = at[j - 1];
			at[j - 1] = other;
		}
}

static sk_outcome read_into(struct sk_settings_making *making, const struct sk_settings_dialect *dialect, struct sk_settings *out)
{
	SK_TRY(dialect->read(making));
	sort_notes(&making->notes);
	*out = (struct sk_settings){.name = making->name ? making->name : dialect->name, .label = making->label ? making->label : dialect->label, .kind = making->kind};
	SK_TRY(kept(making, &making->facts, sizeof(struct sk_settings_fact), &out->facts, &out->fact_count));
	return kept(making, &making->notes, sizeof(struct sk_settings_note), &out->notes, &out->note_count);
}

sk_outcome sk_settings_read(struct sk_arena *arena, const struct sk_config_source *source, const struct sk_settings_dialect *dialect,
			    struct sk_settings *out, struct sk_error *error)
{
	struct sk_place place = {.file = source->file};
	struct sk_settings_making making = {.arena = arena, .error = error, .source = source, .kind = sk_fact_kind_named(dialect->kind),
					    .facts = SK_BUF(SK_SETTINGS_FACTS_MAX * sizeof(struct sk_settings_fact)),
					    .notes = SK_BUF(SK_SETTINGS_NOTES_MAX * sizeof(struct sk_settings_note))};
	SK_INVARIANT(making.kind);
	if (source->length > SK_SETTINGS_BYTES_MAX)
		return sk_error_set_number(error, SK_E_FILE_LARGE, &place, SK_SETTINGS_BYTES_MAX);
	const char *nul = source->length ? memchr(source->bytes, '\0', source->length) : NULL;
	if (nul)
		return sk_settings_no_text(&making, (size_t)(nul - source->bytes));
	sk_outcome outcome = read_into(&making, dialect, out);
	sk_buf_release(&making.facts);
	sk_buf_release(&making.notes);
	return outcome;
}
