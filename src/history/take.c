/* A register -> the rows that are kept of it. */
#include "history/history.h"

#include <stdlib.h>
#include <string.h>

enum { NEEDS_MAX = 1 << 16, READINGS_MAX = 1 << 16 };

struct take {
	struct sk_arena *arena;
	const struct sk_register *register_;
	struct sk_past *past;
	struct sk_error *error;
};

static const char *or_none(const char *text)
{
	return text ? text : "";
}

/* Paths begin with the folder as it was typed: what is kept does not hang on that. */
static const char *within(const struct sk_site *site, const char *file)
{
	size_t length = strlen(site->folder);
	while (length > 0 && site->folder[length - 1] == '/')
		length--;
	if (strncmp(file, site->folder, length) != 0 || file[length] != '/')
		return file;
	while (file[length] == '/')
		length++;
	return file + length;
}

static sk_outcome keep_text(const struct take *take, const struct sk_buf *text, const char **out)
{
	SK_TRY(sk_buf_check(text, take->error));
	return sk_arena_text(take->arena, text->bytes ? text->bytes : "", text->length, out, take->error);
}

/* ---- risks ---- */

static sk_outcome needs_of(const struct take *take, const struct sk_risk *risk, const char **out)
{
	SK_BUF_SCOPE text = SK_BUF(NEEDS_MAX);
	for (size_t i = 0; i < risk->minimum_count; i++)
		sk_buf_print(&text, "%s%s@%s", i ? " " : "", risk->treated[i].treatment->control_id, risk->treated[i].treatment->place_id);
	return keep_text(take, &text, out);
}

static const char *out_by(const struct take *take, const struct sk_risk *risk)
{
	if (risk->exclusion == SK_EXCLUDED_PREMISE)
		return or_none(risk->scenario->asset->premise);
	return risk->absent_place >= 0 ? sk_catalogue_place_row(take->register_->site->catalogue, risk->absent_place)->row.id : "";
}

static sk_outcome take_risk(const struct take *take, const struct sk_risk *risk, struct sk_past_risk *out)
{
	*out = (struct sk_past_risk){
		.scenario = risk->scenario->id, .exclusion = (int)risk->exclusion, .out_by = out_by(take, risk),
		.importance = risk->importance, .threat = risk->threat_level, .vulnerability = risk->vulnerability_level,
		.after_threat = risk->after_threat, .after_vulnerability = risk->after_vulnerability,
		.value = risk->value, .method = (int)risk->method,
	};
	/* The values of one that does not concern the site mean nothing. */
	if (risk->exclusion == SK_INCLUDED) {
		out->low = risk->residual.low;
		out->high = risk->residual.high;
		out->presumed = risk->residual.presumed;
	}
	return needs_of(take, risk, &out->needs);
}

static int by_scenario(const void *left, const void *right)
{
	return strcmp(((const struct sk_past_risk *)left)->scenario, ((const struct sk_past_risk *)right)->scenario);
}

static sk_outcome take_risks(const struct take *take)
{
	const struct sk_register *from = take->register_;
	size_t included = from->counts.scenarios, all = included + from->counts.excluded;
	void *memory;
	SK_TRY(sk_arena_take(take->arena, all, sizeof(struct sk_past_risk), &memory, take->error));
	struct sk_past_risk *risks = memory;
	for (size_t i = 0; i < all; i++)
		SK_TRY(take_risk(take, i < included ? &from->risks[i] : &from->excluded[i - included], &risks[i]));
	qsort(risks, all, sizeof(*risks), by_scenario);
	take->past->risks = risks;
	take->past->risk_count = all;
	return SK_OK;
}

/* ---- findings ---- */

static void take_bundle(const struct sk_result *result, struct sk_past_finding *out)
{
	const struct sk_look *look = sk_check_look(result);
	const struct sk_violation *first = result->violation_count > 0 ? &result->violations[0] : NULL;
	out->check = result->check->id;
	out->reason = first ? first->reason->id : "";
	out->source.looked = result->looked;
	if (!look)
		return;
	out->source.file = look->bundle->file;
	out->source.bundle = look->bundle->digest;
	out->source.line = look->coverage_count > 0 ? look->coverage[0].line : 0;
	if (first && first->fact && first->look == look)
		out->source.line = first->fact->line;
}

static void take_source(const struct sk_site *site, const struct sk_finding *finding, struct sk_past_finding *out)
{
	const struct sk_result *result = sk_check_decided(finding).result;
	out->check = out->reason = "";
	out->source = (struct sk_past_source){.file = "", .by = "", .bundle = ""};
	if (result)
		take_bundle(result, out);
	else if (finding->decider == SK_BY_ANSWER)
		out->source = (struct sk_past_source){within(site, finding->answer->where.file), finding->answer->where.line, or_none(finding->answer->by), "", finding->answer->date};
	else if (finding->decider == SK_BY_ABSENCE && finding->absence)
		out->source = (struct sk_past_source){within(site, finding->absence->where.file), finding->absence->where.line, or_none(finding->absence->by), "", finding->absence->date};
}

static void take_finding(const struct take *take, const struct sk_verdict *verdict, const struct sk_finding *finding, struct sk_past_finding *out)
{
	const struct sk_site *site = take->register_->site;
	*out = (struct sk_past_finding){
		.control = verdict->control->row.id, .place = sk_catalogue_place_row(site->catalogue, finding->place)->row.id,
		.subject = finding->subject ? finding->subject->id : "", .state = (int)finding->state, .method = (int)finding->method,
		.decider = (int)finding->decider, .contradicts = finding->contradicts, .lost = finding->lost, .stale_after = finding->stale_after,
	};
	take_source(site, finding, out);
}

static int by_subject(const void *left, const void *right)
{
	return sk_past_order(left, right);
}

static sk_outcome take_findings(const struct take *take)
{
	const struct sk_verdicts *verdicts = take->register_->verdicts;
	size_t most = 0, count = 0;
	void *memory;
	for (size_t i = 0; i < verdicts->count; i++)
		most += verdicts->items[i].count;
	SK_TRY(sk_arena_take(take->arena, most, sizeof(struct sk_past_finding), &memory, take->error));
	struct sk_past_finding *findings = memory;
	for (size_t i = 0; i < verdicts->count; i++) {
		const struct sk_verdict *verdict = &verdicts->items[i];
		for (size_t at = 0; at < verdict->count; at++)
			if (verdict->findings[at].counts)
				take_finding(take, verdict, &verdict->findings[at], &findings[count++]);
	}
	qsort(findings, count, sizeof(*findings), by_subject);
	take->past->findings = findings;
	take->past->finding_count = count;
	return SK_OK;
}

/* ---- inputs ---- */

static int by_name(const void *left, const void *right)
{
	const struct sk_past_input *a = left, *b = right;
	int order = strcmp(a->name, b->name);
	if (a->kind != b->kind)
		return a->kind - b->kind;
	return order ? order : strcmp(a->digest, b->digest);
}

/* Sorted: a configuration that two nodes name is one file. */
static size_t each_once(struct sk_past_input *all, size_t count)
{
	size_t kept = 0;
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || by_name(&all[i], &all[kept - 1]) != 0)
			all[kept++] = all[i];
	return kept;
}

static sk_outcome take_inputs(const struct take *take, const struct sk_past_input *inputs, size_t count)
{
	const struct sk_evidence *evidence = take->register_->verdicts->evidence;
	void *memory;
	SK_TRY(sk_arena_take(take->arena, count + evidence->count, sizeof(struct sk_past_input), &memory, take->error));
	struct sk_past_input *all = memory;
	for (size_t i = 0; i < evidence->count; i++)
		all[i] = (struct sk_past_input){SK_PAST_BUNDLE, within(take->register_->site, evidence->bundles[i].file), evidence->bundles[i].digest};
	if (count > 0)
		memcpy(all + evidence->count, inputs, count * sizeof(*inputs));
	qsort(all, count + evidence->count, sizeof(*all), by_name);
	take->past->inputs = all;
	take->past->input_count = each_once(all, count + evidence->count);
	return SK_OK;
}

/* ---- rules ---- */

static int by_about(const void *left, const void *right)
{
	const struct sk_reading_choice *const *a = left, *const *b = right;
	return strcmp((*a)->about, (*b)->about);
}

/* A choice of what is the default is a choice, too: the default may become another. */
static sk_outcome readings_of(const struct take *take, const char **out)
{
	const struct sk_list *chosen = &take->register_->site->readings;
	SK_BUF_SCOPE text = SK_BUF(READINGS_MAX);
	size_t count = 0;
	void *memory;
	SK_TRY(sk_arena_take(take->arena, chosen->count, sizeof(struct sk_reading_choice *), &memory, take->error));
	const struct sk_reading_choice **sorted = memory;
	SK_LIST_EACH(struct sk_reading_choice, choice, chosen)
		sorted[count++] = choice;
	qsort(sorted, count, sizeof(struct sk_reading_choice *), by_about);
	for (size_t i = 0; i < count; i++)
		sk_buf_print(&text, "%s%s=%s", i ? " " : "", sorted[i]->about, sorted[i]->choose);
	return keep_text(take, &text, out);
}

static sk_outcome take_series(const struct take *take, const char *catalogue)
{
	struct sk_past_series *series = &take->past->series;
	char digest[SK_HEX_ROOM];
	series->catalogue = catalogue;
	series->method = SK_ASSESS_METHOD;
	SK_TRY(readings_of(take, &series->readings));
	SK_TRY(sk_past_row_digest(&sk_past_series_table, series, digest, take->error));
	return sk_arena_text(take->arena, digest, SK_HEX_ROOM - 1, &series->digest, take->error);
}

static void take_head(const struct take *take)
{
	const struct sk_register *from = take->register_;
	const struct sk_site *site = from->site;
	bool own = site->line.approved_by && site->line.date <= from->verdicts->day;
	*take->past = (struct sk_past){
		.at = from->at, .name_ja = or_none(site->name.ja), .name_en = or_none(site->name.en), .facility = site->kind, .configuration = site->configuration,
		.example = site->example, .line = from->line, .line_by = own ? site->line.approved_by : "", .line_date = own ? site->line.date : 0,
		.counts = from->counts,
	};
}

sk_outcome sk_history_take(struct sk_arena *arena, const struct sk_register *register_, const char *catalogue, const struct sk_past_input *inputs,
			   size_t input_count, struct sk_past *out, struct sk_error *error)
{
	const struct take take = {arena, register_, out, error};
	char digest[SK_HEX_ROOM];
	take_head(&take);
	SK_TRY(take_series(&take, catalogue));
	SK_TRY(take_inputs(&take, inputs, input_count));
	SK_TRY(take_risks(&take));
	SK_TRY(take_findings(&take));
	SK_TRY(sk_past_rows_digest(out, digest, error));
	SK_TRY(sk_arena_text(arena, digest, SK_HEX_ROOM - 1, &out->rows, error));
	SK_TRY(sk_past_digest(out, digest, error));
	return sk_arena_text(arena, digest, SK_HEX_ROOM - 1, &out->digest, error);
}
