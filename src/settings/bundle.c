/* Facts as the bundle that a collector would have made of them, unsigned. */
#include "record/record.h"
#include "settings/settings.h"

#include <string.h>

/* Lines before the first fact: the bundle's and the coverage's; behind the last one: the end. */
enum { LINES_BEFORE = 2, LINES_AROUND = 3 };
/* Bytes that any of those, and any fact of a kind with short texts, fits in; a text grows to six times its bytes at most. */
enum { AROUND_ROOM = 16 << 10, FACT_ROOM = 4 << 10 };

static void put_value(struct sk_record *record, const struct sk_column *column, const struct sk_value *value)
{
	if (value->null)
		return;
	switch (column->type) {
	case SK_COLUMN_TEXT:
	case SK_COLUMN_CHOICE:
		sk_record_text(record, column->name, value->text);
		return;
	case SK_COLUMN_FLAG:
		sk_record_flag(record, column->name, value->integer != 0);
		return;
	case SK_COLUMN_TIME:
		sk_record_time(record, column->name, value->integer);
		return;
	case SK_COLUMN_INTEGER:
		sk_record_integer(record, column->name, value->integer);
		return;
	}
}

static void put_fact(struct sk_record *record, const struct sk_fact_kind *kind, const struct sk_settings_fact *fact)
{
	sk_record_fact_begin(record);
	for (size_t i = 0; i < kind->column_count; i++)
		put_value(record, &kind->columns[i], &fact->values[i]);
	sk_record_fact_end(record);
}

static void write_all(struct sk_record *record, const char *file, const struct sk_settings *settings, const struct sk_settings_look *look)
{
	char source[SK_ERROR_TEXT];
	sk_text_shown(source, file);
	struct sk_record_head head = {.collector = look->collector, .host = look->subject, .origin = "live", .tool = settings->name,
				      .sequence = 1, .at = look->at};
	struct sk_record_coverage coverage = {.kind = settings->kind->name, .subject = look->subject, .source = source,
					      .status = settings->note_count ? "partial" : "complete", .method = "configured",
					      .digest = look->digest, .at = look->at};
	sk_record_head_line(record, &head);
	sk_record_coverage_line(record, &coverage);
	for (size_t i = 0; i < settings->fact_count; i++)
		put_fact(record, settings->kind, &settings->facts[i]);
	sk_record_end_line(record);
}

static sk_outcome number_lines(struct sk_arena *arena, const struct sk_settings *settings, struct sk_settings_bundle *out, struct sk_error *error)
{
	void *memory;
	out->line_count = settings->fact_count + LINES_AROUND;
	SK_TRY(sk_arena_take(arena, out->line_count, sizeof(uint32_t), &memory, error));
	uint32_t *lines = memory;
	for (size_t i = 0; i < out->line_count; i++)
		lines[i] = 1;
	for (size_t i = 0; i < settings->fact_count; i++)
		lines[LINES_BEFORE + i] = settings->facts[i].line;
	out->lines = lines;
	return SK_OK;
}

/* What was read is held to the rules of bundles here, where the line of the file is known. */
static sk_outcome check(struct sk_arena *arena, const char *file, const struct sk_settings_bundle *bundle, struct sk_error *error)
{
	const struct sk_bundle *read;
	sk_outcome outcome = sk_bundle_read(arena, file, bundle->bytes, bundle->length, &read, error);
	if (!sk_failed(outcome) || error->line == 0 || error->line > bundle->line_count)
		return outcome;
	error->line = bundle->lines[error->line - 1];
	error->column = 1;
	return outcome;
}

sk_outcome sk_settings_bundle(struct sk_arena *arena, const char *file, const struct sk_settings *settings, const struct sk_settings_look *look,
			      struct sk_settings_bundle *out, struct sk_error *error)
{
	struct sk_record record;
	void *bytes;
	size_t room = AROUND_ROOM + settings->fact_count * FACT_ROOM;
	SK_TRY(sk_arena_take(arena, room, 1, &bytes, error));
	sk_record_open(&record, bytes, room);
	write_all(&record, file, settings, look);
	SK_INVARIANT(!record.failed);
	*out = (struct sk_settings_bundle){.bytes = record.bytes, .length = record.length};
	SK_TRY(number_lines(arena, settings, out, error));
	return check(arena, file, out, error);
}
