/*
 * Settings that were made, read back as facts and judged: by the checks of their control at a subject of its place, and column by column by what the site means.
 *
 * A check that can only refute (T11: nothing at this end shows what the carrier does) must not refute; one that can say "met" has to say it. What the reader had to note
 * as open is not known to be good, so nothing may be.
 */
#include "generate/private.h"

#include <string.h>

struct judging {
	struct sk_arena *arena;
	struct sk_error *error;
	const struct sk_settings_task *task;
	const struct sk_control *control;
	struct sk_generated_settings *out;
	bool good;
};

/* ---- as facts ---- */

const struct sk_value *generate_value(const struct sk_settings *settings, size_t fact, const char *column)
{
	const struct sk_column *found = sk_fact_column_named(settings->kind, column);
	SK_INVARIANT(found);
	const struct sk_value *value = &settings->facts[fact].values[found - settings->kind->columns];
	return value->null ? NULL : value;
}

bool generate_is_text(const struct sk_settings *settings, size_t fact, const char *column, const char *text)
{
	const struct sk_value *value = generate_value(settings, fact, column);
	return value && strcmp(value->text, text) == 0;
}

bool generate_is_number(const struct sk_settings *settings, size_t fact, const char *column, int64_t number)
{
	const struct sk_value *value = generate_value(settings, fact, column);
	return value && value->integer == number;
}

static sk_outcome read_back(const struct judging *judging, const struct sk_generator *generator, const struct sk_config_source *source, struct sk_settings *out)
{
	const struct sk_settings_dialect *dialect = sk_settings_dialect_of(source);
	struct sk_place where = {.file = source->file};
	if (!dialect || strcmp(dialect->name, generator->reader) != 0)
		return sk_error_set(judging->error, SK_E_LOOK_UNKNOWN, &where, NULL, NULL, NULL);
	return sk_settings_read(judging->arena, source, dialect, out, judging->error);
}

/* ---- by checks ---- */

/* The node's own where it stands at a place of the control, else the first in scope there. */
static const struct sk_subject *subject_of(const struct judging *judging)
{
	const struct sk_site_node *place = judging->task->place;
	const struct sk_subject *own = place->subject_id ? sk_site_subject(judging->task->site, place->subject_id) : NULL;
	if (own && own->in_scope && sk_ids_hold(&judging->control->places, own->place_id))
		return own;
	SK_LIST_EACH(struct sk_subject, subject, &judging->task->site->subjects)
		if (subject->in_scope && sk_ids_hold(&judging->control->places, subject->place_id))
			return subject;
	return NULL;
}

/* Beside nothing else that is known of the site. */
static sk_outcome verdicts_of(const struct judging *judging, const char *file, struct sk_verdicts *out)
{
	const struct sk_generated_settings *made = judging->out;
	struct sk_settings_look look = {.subject = made->subject->id, .collector = "sekisho-generate", .at = judging->task->at};
	struct sk_settings_bundle text;
	const struct sk_bundle *bundle;
	void *memory;
	SK_TRY(sk_settings_bundle(judging->arena, file, made->read, &look, &text, judging->error));
	SK_TRY(sk_bundle_read(judging->arena, file, text.bytes, text.length, &bundle, judging->error));
	SK_TRY(sk_arena_take(judging->arena, 1, sizeof(struct sk_brought) + sizeof(struct sk_evidence), &memory, judging->error));
	struct sk_brought *brought = memory;
	struct sk_evidence *evidence = (struct sk_evidence *)(void *)(brought + 1);
	*brought = (struct sk_brought){.file = file, .standing = SK_COUNTS, .collector_id = bundle->collector, .host = bundle->host, .tool = bundle->tool, .sequence = bundle->sequence,
				       .at = bundle->at, .origin = bundle->origin, .coverage_count = bundle->coverage_count, .fact_count = bundle->fact_count};
	SK_TRY(sk_evidence_looks(judging->arena, judging->task->site, judging->task->at, &bundle, brought, 1, evidence, judging->error));
	return sk_check_run(judging->arena, NULL, judging->task->site, evidence, judging->task->at, out, judging->error);
}

static bool fails(const struct sk_result *result)
{
	bool refutes_only = result->check->decides == SK_UNMET;
	return refutes_only ? result->says || result->stopped : result->state != SK_MET;
}

static sk_outcome take_checks(struct judging *judging, const struct sk_verdict *verdict, const struct sk_finding *finding)
{
	struct sk_generated_settings *made = judging->out;
	void *memory;
	SK_TRY(sk_arena_take(judging->arena, finding->result_count, sizeof(struct sk_generated_check), &memory, judging->error));
	struct sk_generated_check *checks = memory;
	for (size_t i = 0; i < finding->result_count; i++) {
		const struct sk_result *result = &finding->results[i];
		if (!sk_ids_hold(&result->check->needs, made->read->kind->name))
			continue;
		checks[made->check_count++] = (struct sk_generated_check){verdict->control, result, fails(result)};
		judging->good = judging->good && !fails(result);
	}
	made->checks = checks;
	return SK_OK;
}

static sk_outcome no_subject(const struct judging *judging)
{
	SK_BUF_SCOPE expected = SK_BUF(SK_ERROR_TEXT);
	sk_buf_print(&expected, _("a subject with place: %s under 'subjects:'"), judging->control->places.items[0].text);
	SK_TRY(sk_buf_check(&expected, judging->error));
	return sk_error_set(judging->error, SK_E_CONFLICT, &judging->task->site->where, _("no subject at which it could be judged"), expected.bytes, NULL);
}

static sk_outcome judge(struct judging *judging, const char *file)
{
	struct sk_generated_settings *made = judging->out;
	struct sk_verdicts verdicts;
	made->subject = subject_of(judging);
	if (!made->subject)
		return no_subject(judging);
	SK_TRY(verdicts_of(judging, file, &verdicts));
	const struct sk_verdict *verdict = sk_check_verdict(&verdicts, judging->control);
	for (size_t i = 0; i < verdict->count; i++)
		if (verdict->findings[i].subject == made->subject)
			SK_TRY(take_checks(judging, verdict, &verdict->findings[i]));
	judging->good = judging->good && made->check_count > 0;
	return SK_OK;
}

/* ---- by what is meant ---- */

static void compare(struct judging *judging, const struct sk_settings_writer *writer)
{
	struct sk_generated_settings *made = judging->out;
	for (size_t i = 0; i < made->read->fact_count && !made->astray; i++) {
		made->astray = writer->astray(judging->task, made->read, i);
		made->line = made->read->facts[i].line;
	}
	judging->good = judging->good && !made->astray && made->read->fact_count > 0 && made->read->note_count == 0;
}

sk_outcome sk_generate_judge(struct sk_arena *arena, const struct sk_settings_task *task, const struct sk_generator *generator, const struct sk_config_source *source,
			     struct sk_generated_settings *out, bool *proven, struct sk_error *error)
{
	struct judging judging = {arena, error, task, sk_catalogue_control(task->site->catalogue, generator->settings->control), out, true};
	void *memory;
	SK_INVARIANT(judging.control);
	SK_TRY(sk_arena_take(arena, 1, sizeof(struct sk_settings), &memory, error));
	*out = (struct sk_generated_settings){.read = memory};
	SK_TRY(read_back(&judging, generator, source, memory));
	compare(&judging, generator->settings);
	SK_TRY(judge(&judging, source->file));
	*proven = judging.good;
	return SK_OK;
}
