#include "report/json.h"

static json_t *word(const struct sk_choices *choices, int which)
{
	return json_string(choices->words[which]);
}

static json_t *rows(const struct sk_risk *risk, size_t from, size_t to)
{
	json_t *array = json_array();
	for (size_t i = from; i < to; i++) {
		const struct sk_treated *row = &risk->treated[i];
		json_t *object = json_object();
		json_put(object, "control", json_text(row->treatment->control_id));
		json_put(object, "place", json_text(row->treatment->place_id));
		json_put(object, "state", word(&sk_words_state, (int)row->state));
		json_put(object, "method", word(&sk_words_method, (int)row->method));
		json_put(object, "presumed", json_boolean(row->treatment->control->presumed));
		json_add(array, object);
	}
	return array;
}

static json_t *residual(const struct sk_residual *from)
{
	json_t *object = json_object(), *evidenced = json_object();
	json_put_int(object, "presumed", from->presumed);
	json_put_int(evidenced, "low", from->low);
	json_put_int(evidenced, "high", from->high);
	json_put(object, "evidenced", evidenced);
	return object;
}

static json_t *origin(const struct sk_risk *risk)
{
	const struct sk_scenario *scenario = risk->scenario;
	json_t *object = json_object();
	json_put(object, "scenario", word(&sk_words_origin, (int)scenario->origin_scenario));
	json_put(object, "treatment", word(&sk_words_origin, (int)risk->origin_treatment));
	json_put(object, "after", word(&sk_words_origin, (int)scenario->origin_after));
	return object;
}

static json_t *after(const struct sk_risk *risk)
{
	json_t *object = json_object();
	json_put_int(object, "threat", risk->after_threat);
	json_put_int(object, "vulnerability", risk->after_vulnerability);
	json_put_int(object, "value", sk_assess_after(risk));
	return object;
}

static json_t *response(const struct sk_response *from)
{
	json_t *object;
	if (!from)
		return json_null();
	object = json_object();
	json_put(object, "response", word(&sk_words_response, from->response));
	json_put(object, "owner", json_text(from->owner));
	json_put(object, "approved_by", json_text(from->approved_by));
	json_put(object, "reason", json_text(from->reason));
	json_put(object, "date", json_date(from->date));
	json_put(object, "review", json_date(from->review));
	return object;
}

json_t *json_risk(const struct sk_risk *risk)
{
	const struct sk_scenario *scenario = risk->scenario;
	json_t *object = json_object();
	json_put(object, "id", json_text(scenario->id));
	json_put(object, "asset", json_text(scenario->asset->row.id));
	json_put(object, "threat", json_text(scenario->threat->row.id));
	json_put(object, "vulnerability", json_text(scenario->vulnerability->row.id));
	json_put(object, "label", json_label(&scenario->sentence));
	json_put_int(object, "importance", risk->importance);
	json_put_int(object, "threat_level", risk->threat_level);
	json_put_int(object, "vulnerability_level", risk->vulnerability_level);
	json_put_int(object, "value", risk->value);
	json_put(object, "over_line", json_boolean(risk->over_line));
	json_put(object, "minimum", rows(risk, 0, risk->minimum_count));
	json_put(object, "recommended", rows(risk, risk->minimum_count, risk->count));
	json_put(object, "after", after(risk));
	json_put(object, "residual", residual(&risk->residual));
	json_put(object, "method", word(&sk_words_method, (int)risk->method));
	json_put(object, "response", response(risk->response));
	json_put(object, "origin", origin(risk));
	return object;
}

json_t *json_attachments(const struct sk_attachment *items, size_t count)
{
	json_t *array = json_array();
	for (size_t i = 0; i < count; i++) {
		json_t *object = json_object();
		json_put(object, "file", json_text(items[i].file));
		json_put(object, "sha256", json_text(items[i].digest));
		json_put(object, "state", word(&sk_words_attachment, items[i].state));
		json_put_int(object, "line", items[i].where.line);
		json_add(array, object);
	}
	return array;
}

static json_t *finding(const struct sk_verdicts *verdicts, const struct sk_finding *from)
{
	json_t *object = json_object();
	json_put(object, "id", json_text(from->subject ? from->subject->id : NULL));
	json_put(object, "place", json_text(sk_catalogue_place_row(verdicts->site->catalogue, from->place)->row.id));
	json_put(object, "verdict", word(&sk_words_state, (int)from->state));
	json_put(object, "method", word(&sk_words_method, (int)from->method));
	json_put(object, "in_scope", json_boolean(from->counts));
	json_put(object, "decided_by", word(&sk_words_decider, (int)from->decider));
	json_put(object, "contradicts", json_boolean(from->contradicts));
	json_put(object, "lost", json_boolean(from->lost));
	json_put(object, "stale_after", from->stale_after ? json_time(from->stale_after) : json_null());
	json_put(object, "by", json_text(from->answer ? from->answer->by : from->absence ? from->absence->by : NULL));
	json_put(object, "date", json_date(from->answer ? from->answer->date : from->absence ? from->absence->date : 0));
	json_put(object, "until", json_date(from->answer ? from->answer->expires : from->absence ? from->absence->expires : 0));
	json_put(object, "file", json_text(from->answer ? from->answer->where.file : from->absence ? from->absence->where.file : NULL));
	json_put_int(object, "line", from->answer ? from->answer->where.line : from->absence ? from->absence->where.line : 0);
	json_put(object, "attachments", json_attachments(from->answer ? from->answer->attachments.items : NULL, from->answer ? from->answer->attachments.count : 0));
	json_put(object, "evidence", json_results(from));
	return object;
}

json_t *json_verdict(const struct sk_verdicts *verdicts, const struct sk_verdict *verdict)
{
	json_t *object = json_object(), *subjects = json_array();
	json_put(object, "id", json_text(verdict->control->row.id));
	json_put(object, "label", json_label(&verdict->control->label));
	json_put(object, "question", json_label(&verdict->control->question));
	json_put(object, "origin", word(&sk_words_origin, verdict->control->origin));
	json_put(object, "tier", word(&sk_words_tier, (int)sk_assess_tier(verdicts->site, verdict->control)));
	json_put(object, "presumed", json_boolean(verdict->control->presumed));
	json_put(object, "verdict", word(&sk_words_state, (int)verdict->state));
	json_put(object, "method", word(&sk_words_method, (int)verdict->method));
	for (size_t i = 0; i < verdict->count && !json_full(); i++)
		json_add(subjects, finding(verdicts, &verdict->findings[i]));
	json_put(object, "subjects", subjects);
	return object;
}

json_t *json_counts(const struct sk_counts *from)
{
	const struct {
		const char *key;
		size_t value;
	} rows_of_counts[] = {
		{"scenarios", from->scenarios},
		{"over_line", from->over_line},
		{"evidenced", from->evidenced},
		{"presumed", from->presumed},
		{"unknown", from->unknown},
		{"unmet", from->unmet},
		{"beyond", from->beyond},
		{"open", from->open},
		{"open_presumed", from->open_presumed},
		{"controls", from->controls},
		{"controls_known", from->controls_known},
		{"presumed_of", from->presumed_of},
		{"controls_stale", from->controls_stale},
		{"contradictions", from->contradictions},
		{"refused", from->refused},
		{"answers_later", from->answers_later},
		{"answers_ending", from->answers_ending},
		{"attachments", from->attachments},
		{"attachments_amiss", from->attachments_amiss},
		{"premises", from->premises},
		{"premises_assumed", from->premises_assumed},
		{"premises_false", from->premises_false},
		{"subjects", from->subjects},
		{"subjects_out", from->subjects_out},
		{"not_applicable", from->excluded},
	};
	json_t *object = json_object();
	for (size_t i = 0; i < SK_COUNT(rows_of_counts); i++)
		json_put_int(object, rows_of_counts[i].key, (long long)rows_of_counts[i].value);
	return object;
}

json_t *json_site(const struct sk_site *from)
{
	json_t *object = json_object();
	json_put(object, "name", json_label(&from->name));
	json_put(object, "kind", word(&sk_words_facility_kind, from->kind));
	json_put(object, "configuration", word(&sk_words_configuration, from->configuration));
	json_put(object, "example", json_boolean(from->example));
	return object;
}

static json_t *line_set_by(const struct sk_register *register_)
{
	const struct sk_site *from = register_->site;
	json_t *object = json_object();
	bool own = from->line.approved_by && from->line.date <= register_->verdicts->day;
	json_put(object, "comparison", json_string(">="));
	json_put(object, "origin", json_string(own ? "site" : "sekisho"));
	json_put(object, "approved_by", json_text(own ? from->line.approved_by : NULL));
	json_put(object, "date", json_date(own ? from->line.date : 0));
	return object;
}

static json_t *exclusion(const struct sk_catalogue *catalogue, const struct sk_risk *risk)
{
	json_t *object = json_object();
	json_put(object, "id", json_text(risk->scenario->id));
	json_put(object, "reason", word(&sk_words_exclusion, (int)risk->exclusion));
	json_put(object, "premise", json_text(risk->exclusion == SK_EXCLUDED_PREMISE ? risk->scenario->asset->premise : NULL));
	bool somewhere = risk->absent_place >= 0;
	const struct sk_place_row *place = somewhere ? sk_catalogue_place_row(catalogue, risk->absent_place) : NULL;
	json_put(object, "place", json_text(place ? place->row.id : NULL));
	json_put(object, "by", json_text(risk->absent.statement ? risk->absent.statement->by : NULL));
	json_put(object, "check", json_text(risk->absent.shown ? risk->absent.shown->check->id : NULL));
	return object;
}

json_t *json_head(const char *format, const struct sk_register *register_)
{
	json_t *root = json_object();
	json_put(root, "format", json_string(format));
	json_put(root, "at", json_time(register_->at));
	json_put(root, "site", json_site(register_->site));
	json_put_int(root, "line", register_->line);
	json_put(root, "line_set_by", line_set_by(register_));
	json_put(root, "counts", json_counts(&register_->counts));
	return root;
}

static json_t *premises(const struct sk_register *register_)
{
	json_t *array = json_array();
	SK_LIST_EACH(struct sk_premise, premise, &register_->site->catalogue->premises.rows) {
		const struct sk_premise_answer *answer =
			sk_assess_premise(register_->site, premise->row.id, register_->verdicts->day);
		json_t *object = json_object();
		json_put(object, "id", json_text(premise->row.id));
		json_put(object, "state", json_string(!answer ? "assumed" : answer->holds ? "holds" : "does-not-hold"));
		json_put(object, "by", json_text(answer ? answer->by : NULL));
		json_put(object, "date", json_date(answer ? answer->date : 0));
		json_add(array, object);
	}
	return array;
}

static json_t *importance(const struct sk_site *from)
{
	json_t *array = json_array();
	SK_LIST_EACH(struct sk_importance_override, override, &from->importance) {
		json_t *object = json_object();
		json_put(object, "asset", json_text(override->asset_id));
		json_put(object, "c", override->c ? json_integer(override->c) : json_null());
		json_put(object, "i", override->i ? json_integer(override->i) : json_null());
		json_put(object, "a", override->a ? json_integer(override->a) : json_null());
		json_put(object, "reason", json_text(override->reason));
		json_put(object, "by", json_text(override->by));
		json_put(object, "date", json_date(override->date));
		json_add(array, object);
	}
	return array;
}

static json_t *readings(const struct sk_site *from)
{
	json_t *array = json_array();
	SK_LIST_EACH(struct sk_reading_choice, choice, &from->readings) {
		json_t *object = json_object();
		json_put(object, "about", json_text(choice->about));
		json_put(object, "reading", json_text(choice->choose));
		json_add(array, object);
	}
	return array;
}

static json_t *one_away(const struct sk_one_away *away, size_t count)
{
	json_t *array = json_array();
	for (size_t i = 0; i < count; i++) {
		json_t *object = json_object();
		json_put(object, "control", json_text(away[i].control->row.id));
		json_put_int(object, "risks", (long long)away[i].risks);
		json_add(array, object);
	}
	return array;
}

SK_OUTCOME sk_report_assess_json(const struct sk_report *report, const struct sk_register *register_)
{
	struct sk_one_away *away;
	size_t count;
	SK_TRY(sk_assess_one_away(report->arena, register_, &away, &count, report->error));
	json_t *root = json_head(SK_REPORT_ASSESS_FORMAT, register_);
	json_t *scenarios = json_array(), *controls = json_array(), *excluded = json_array();
	for (size_t i = 0; i < register_->counts.scenarios; i++)
		json_add(scenarios, json_risk(&register_->risks[i]));
	for (size_t i = 0; i < register_->verdicts->count; i++)
		json_add(controls, json_verdict(register_->verdicts, &register_->verdicts->items[i]));
	for (size_t i = 0; i < register_->counts.excluded; i++)
		json_add(excluded, exclusion(register_->site->catalogue, &register_->excluded[i]));
	json_put(root, "scenarios", scenarios);
	json_put(root, "controls", controls);
	json_put(root, "one_away", one_away(away, count));
	json_put(root, "not_applicable", excluded);
	json_put(root, "premises", premises(register_));
	json_put(root, "readings", readings(register_->site));
	json_put(root, "importance", importance(register_->site));
	return json_finish(report, root);
}
