#include "assess/assess.h"

#include <string.h>

static const char *const exclusion_words[] = {"none", "kind", "premise", "absent", "control"};
const struct sk_choices sk_words_exclusion = {exclusion_words, SK_COUNT(exclusion_words)};

enum { ENDING_DAYS = 30 };

struct assess {
	struct sk_arena *arena;
	const struct sk_verdicts *verdicts;
	const struct sk_site *site;
	struct sk_error *error;
	int line;
};

/* ---- levels ---- */

int sk_assess_importance(const struct sk_site *site, const struct sk_asset *asset, sk_time day,
			 const struct sk_importance_override **why)
{
	struct sk_importance importance = asset->importance;
	*why = NULL;
	SK_LIST_EACH(struct sk_importance_override, override, &site->importance) {
		if (override->date > day || strcmp(override->asset_id, asset->row.id) != 0)
			continue;
		*why = override;
		importance.c = override->c ? override->c : importance.c;
		importance.i = override->i ? override->i : importance.i;
		importance.a = override->a ? override->a : importance.a;
	}
	return sk_asset_importance(&importance);
}

/* NULL: the site follows the default reading of this row. */
static const struct sk_reading *chosen_reading(const struct sk_site *site, const char *about)
{
	SK_LIST_EACH(struct sk_reading_choice, choice, &site->readings)
		if (strcmp(choice->about, about) == 0)
			return choice->reading;
	return NULL;
}

const struct sk_reading *sk_assess_reading(const struct sk_site *site, const char *about, const struct sk_list *readings)
{
	const struct sk_reading *reading = chosen_reading(site, about);
	SK_LIST_EACH(struct sk_reading, printed, readings)
		if (!reading && printed->chosen)
			reading = printed;
	return reading;
}

enum sk_tier sk_assess_tier(const struct sk_site *site, const struct sk_control *control)
{
	const struct sk_reading *reading = sk_assess_reading(site, control->row.id, &control->readings);
	return (enum sk_tier)(reading ? reading->tier : control->tier);
}

int sk_assess_line(const struct sk_site *site, sk_time day)
{
	bool in_force = !site->line.approved_by || site->line.date <= day;
	return in_force ? site->line.value : site->catalogue->line.value;
}

int sk_assess_threat_level(const struct sk_site *site, const struct sk_scenario *scenario)
{
	if (scenario->raised_level)
		return scenario->raised_level;
	const struct sk_reading *reading = chosen_reading(site, scenario->threat->row.id);
	return reading ? reading->level : scenario->threat->level;
}

int sk_assess_after(const struct sk_risk *risk)
{
	return risk->importance * risk->after_threat * risk->after_vulnerability;
}

bool sk_assess_needs(const struct sk_risk *risk, const struct sk_control *control)
{
	for (size_t i = 0; i < risk->minimum_count; i++)
		if (risk->treated[i].treatment->control == control)
			return true;
	return false;
}

size_t sk_assess_needing(const struct sk_register *register_, const struct sk_control *control)
{
	size_t count = 0;
	for (size_t i = 0; i < register_->counts.scenarios; i++)
		count += register_->risks[i].over_line && sk_assess_needs(&register_->risks[i], control);
	return count;
}

bool sk_assess_open(const struct sk_risk *risk, int line)
{
	return risk->over_line && sk_rule_over(risk->residual.high, line);
}

/* ---- does it concern this site? ---- */

const struct sk_premise_answer *sk_assess_premise(const struct sk_site *site, const char *premise, sk_time day)
{
	SK_LIST_EACH(struct sk_premise_answer, answer, &site->premises)
		if (premise && answer->date <= day && strcmp(answer->premise_id, premise) == 0)
			return answer;
	return NULL;
}

static bool premise_is_false(const struct assess *assess, const char *premise)
{
	const struct sk_premise_answer *answer = sk_assess_premise(assess->site, premise, assess->verdicts->day);
	return answer && !answer->holds;
}

/* A place the scenario needs that is shown to be absent and may be: no wireless network, no risk in it. */
static bool is_absent(const struct assess *assess, struct sk_risk *risk, unsigned places)
{
	for (int place = 0; place < SK_PLACES_MAX; place++) {
		if (!(places & 1u << place))
			continue;
		bool may_lack = sk_catalogue_place_row(assess->site->catalogue, place)->when_absent == SK_ABSENT_NOT_APPLICABLE;
		if (!may_lack || !sk_check_absent(assess->verdicts, place, &risk->absent))
			continue;
		risk->absent_place = place;
		return true;
	}
	return false;
}

static void decide_exclusion(const struct assess *assess, struct sk_risk *risk)
{
	const struct sk_scenario *scenario = risk->scenario;
	bool out = scenario->asset->state == SK_SCOPE_OUT;
	if (!(scenario->kinds & 1u << assess->site->kind))
		risk->exclusion = SK_EXCLUDED_KIND;
	else if (out && !premise_is_false(assess, scenario->asset->premise))
		risk->exclusion = SK_EXCLUDED_PREMISE;
	else if (is_absent(assess, risk, scenario->places))
		risk->exclusion = SK_EXCLUDED_ABSENT;
}

/* ---- controls of one risk ---- */

static enum sk_tier tier_of(const struct assess *assess, const struct sk_scenario *scenario, size_t row)
{
	const struct sk_reading *reading = chosen_reading(assess->site, scenario->treatments[row].control->row.id);
	if (reading)
		return (enum sk_tier)reading->tier;
	return row < scenario->minimum_count ? SK_TIER_MINIMUM : SK_TIER_RECOMMENDED;
}

static void add_rows(const struct assess *assess, struct sk_risk *risk, struct sk_treated *rows, enum sk_tier tier)
{
	const struct sk_scenario *scenario = risk->scenario;
	for (size_t i = 0; i < scenario->count; i++) {
		if (tier_of(assess, scenario, i) != tier)
			continue;
		const struct sk_treatment *treatment = &scenario->treatments[i];
		struct sk_treated *row = &rows[risk->count++];
		*row = (struct sk_treated){.treatment = treatment, .tier = tier};
		row->state = sk_check_at(sk_check_verdict(assess->verdicts, treatment->control), treatment->at, &row->method);
	}
}

static sk_outcome treat(const struct assess *assess, struct sk_risk *risk)
{
	void *memory;
	SK_TRY(sk_arena_take(assess->arena, risk->scenario->count, sizeof(struct sk_treated), &memory, assess->error));
	risk->treated = memory;
	add_rows(assess, risk, memory, SK_TIER_MINIMUM);
	risk->minimum_count = risk->count;
	add_rows(assess, risk, memory, SK_TIER_RECOMMENDED);
	return SK_OK;
}

/* The place by whose absence a minimum control became not applicable. */
static void set_absence(const struct assess *assess, struct sk_risk *risk)
{
	for (size_t i = 0; i < risk->minimum_count && risk->absent_place < 0; i++) {
		int place = risk->treated[i].treatment->at;
		if (risk->treated[i].state == SK_NOT_APPLICABLE && sk_check_absent(assess->verdicts, place, &risk->absent))
			risk->absent_place = place;
	}
}

static enum sk_method weakest_method(const struct sk_risk *risk)
{
	enum sk_method weakest = SK_EXERCISED + 1;
	bool any = false;
	for (size_t i = 0; i < risk->minimum_count; i++)
		if (risk->treated[i].state == SK_MET && risk->treated[i].method < weakest) {
			weakest = risk->treated[i].method;
			any = true;
		}
	return any ? weakest : SK_METHOD_NONE;
}

static int smaller(int a, int b)
{
	return a < b ? a : b;
}

static void set_levels(const struct assess *assess, struct sk_risk *risk)
{
	const struct sk_importance_override *why;
	const struct sk_scenario *scenario = risk->scenario;
	risk->importance = sk_assess_importance(assess->site, scenario->asset, assess->verdicts->day, &why);
	risk->threat_level = sk_assess_threat_level(assess->site, scenario);
	risk->vulnerability_level = scenario->vulnerability->level;
	/* A reading may lower the level before treatment: it is never higher after. */
	risk->after_threat = smaller(scenario->after_threat, risk->threat_level);
	risk->after_vulnerability = smaller(scenario->after_vulnerability, risk->vulnerability_level);
	risk->value = risk->importance * risk->threat_level * risk->vulnerability_level;
	risk->over_line = sk_rule_over(risk->value, assess->line);
}

static void set_residual(const struct assess *assess, struct sk_risk *risk)
{
	struct sk_holding minimum[SK_TREATMENTS_MAX];
	for (size_t i = 0; i < risk->minimum_count; i++)
		minimum[i] = (struct sk_holding){risk->treated[i].state, risk->treated[i].treatment->control->presumed};
	risk->residual = sk_rule_residual(risk->value, sk_assess_after(risk), minimum, risk->minimum_count);
	risk->method = weakest_method(risk);
	if (risk->residual.applicable || risk->exclusion != SK_INCLUDED)
		return;
	risk->exclusion = SK_EXCLUDED_CONTROL;
	set_absence(assess, risk);
}

static const struct sk_response *response_to(const struct assess *assess, const struct sk_scenario *scenario)
{
	const struct sk_response *newest = NULL;
	SK_LIST_EACH(struct sk_response, response, &assess->site->responses)
		if (response->date <= assess->verdicts->day && strcmp(response->risk_id, scenario->id) == 0 && (!newest || response->date > newest->date))
			newest = response;
	return newest;
}

static sk_outcome judge(const struct assess *assess, const struct sk_scenario *scenario, struct sk_risk *risk)
{
	bool own_line = assess->line != assess->site->catalogue->line.value;
	risk->scenario = scenario;
	risk->absent_place = -1;
	risk->origin_treatment = own_line ? SK_ORIGIN_SEKISHO : scenario->origin_treatment;
	set_levels(assess, risk);
	decide_exclusion(assess, risk);
	SK_TRY(treat(assess, risk));
	set_residual(assess, risk);
	risk->response = response_to(assess, scenario);
	return SK_OK;
}

/* ---- counts: one place derives them all ---- */

static void count_risk(struct sk_counts *counts, const struct sk_risk *risk, int line)
{
	counts->scenarios++;
	if (!risk->over_line)
		return;
	counts->over_line++;
	if (!sk_assess_open(risk, line)) {
		counts->evidenced++;
		return;
	}
	counts->open++;
	if (sk_rule_over(sk_assess_after(risk), line))
		counts->beyond++;
	else if (sk_rule_over(risk->residual.low, line))
		counts->unmet++;
	else
		counts->unknown++;
	if (!sk_rule_over(risk->residual.presumed, line))
		counts->open_presumed++;
}

static void count_control(struct sk_counts *counts, const struct sk_verdict *verdict)
{
	if (verdict->control->origin != SK_ORIGIN_GUIDANCE)
		return;
	bool open = verdict->state == SK_UNKNOWN || verdict->state == SK_STALE;
	counts->controls++;
	counts->controls_known += !open;
	counts->controls_stale += verdict->state == SK_STALE;
	counts->contradictions += verdict->contradicts;
	counts->presumed_of += verdict->control->presumed;
	counts->presumed += verdict->control->presumed && open;
}

/* Answers that are about to end. Where evidence decides, what somebody once said ends nothing. */
static void count_answers(struct sk_counts *counts, const struct sk_verdict *verdict, sk_time day)
{
	for (size_t i = 0; i < verdict->count; i++) {
		const struct sk_finding *finding = &verdict->findings[i];
		bool counted = finding->counts && finding->answer && finding->state == SK_MET && finding->decider == SK_BY_ANSWER;
		counts->answers_ending += counted && finding->answer->expires < day + ENDING_DAYS * SK_DAY;
	}
}

/* What is dated after today, wherever it stands. */
#define COUNT_LATER(type_, list_, day_, count_) \
	SK_LIST_EACH(type_, statement, list_) \
		(count_) += statement->date > (day_)

static void count_later(struct sk_counts *counts, const struct sk_site *site, sk_time day)
{
	COUNT_LATER(struct sk_answer, &site->answers, day, counts->answers_later);
	COUNT_LATER(struct sk_absence_statement, &site->absent, day, counts->answers_later);
	COUNT_LATER(struct sk_premise_answer, &site->premises, day, counts->answers_later);
	COUNT_LATER(struct sk_importance_override, &site->importance, day, counts->answers_later);
	COUNT_LATER(struct sk_parameter_choice, &site->parameters, day, counts->answers_later);
	counts->answers_later += site->line.date > day;
}

static void count_subjects(struct sk_counts *counts, const struct sk_site *site)
{
	SK_LIST_EACH(struct sk_subject, subject, &site->subjects) {
		counts->subjects++;
		counts->subjects_out += !subject->in_scope;
	}
}

/* ---- attachments ---- */

static bool stands_before(const struct sk_verdict *verdict, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (verdict->findings[i].answer == verdict->findings[at].answer)
			return true;
	return false;
}

const struct sk_answer *sk_assess_attached(const struct sk_verdict *verdict, size_t *at)
{
	while (*at < verdict->count) {
		size_t now = (*at)++;
		const struct sk_answer *answer = verdict->findings[now].answer;
		if (answer && answer->attachments.count > 0 && !stands_before(verdict, now))
			return answer;
	}
	return NULL;
}

size_t sk_assess_amiss(const struct sk_answer *answer)
{
	size_t count = 0;
	SK_LIST_EACH(struct sk_attachment, attachment, &answer->attachments)
		count += attachment->state != SK_ATTACHMENT_WHOLE;
	return count;
}

static void count_attachments(struct sk_counts *counts, const struct sk_verdict *verdict)
{
	size_t at = 0;
	for (const struct sk_answer *answer = sk_assess_attached(verdict, &at); answer; answer = sk_assess_attached(verdict, &at)) {
		counts->attachments += answer->attachments.count;
		counts->attachments_amiss += sk_assess_amiss(answer);
	}
}

bool sk_assess_clean(const struct sk_counts *counts)
{
	return counts->open == 0 && counts->over_line > 0 && counts->answers_later == 0 && counts->refused == 0 && counts->attachments_amiss == 0;
}

static void count_premises(struct sk_counts *counts, const struct sk_site *site, sk_time day)
{
	SK_LIST_EACH(struct sk_premise, premise, &site->catalogue->premises.rows) {
		counts->premises++;
		const struct sk_premise_answer *answer = sk_assess_premise(site, premise->row.id, day);
		counts->premises_assumed += !answer;
		counts->premises_false += answer && !answer->holds;
	}
}

static void count_all(struct sk_register *register_)
{
	struct sk_counts *counts = &register_->counts;
	size_t scenarios = counts->scenarios;
	counts->scenarios = 0;
	for (size_t i = 0; i < scenarios; i++)
		count_risk(counts, &register_->risks[i], register_->line);
	for (size_t i = 0; i < register_->verdicts->count; i++) {
		count_control(counts, &register_->verdicts->items[i]);
		count_answers(counts, &register_->verdicts->items[i], register_->verdicts->day);
		count_attachments(counts, &register_->verdicts->items[i]);
	}
	counts->refused = register_->verdicts->evidence->refused + register_->verdicts->evidence->not_taken;
	counts->live_shown = sk_evidence_live_shown(register_->verdicts->evidence);
	count_later(counts, register_->site, register_->verdicts->day);
	count_subjects(counts, register_->site);
	count_premises(counts, register_->site, register_->verdicts->day);
}

SK_OUTCOME sk_assess(struct sk_arena *arena, const struct sk_verdicts *verdicts, struct sk_register *out, struct sk_error *error)
{
	const struct sk_site *site = verdicts->site;
	struct assess assess = {arena, verdicts, site, error, sk_assess_line(site, verdicts->day)};
	size_t total = site->catalogue->scenario_count;
	void *included, *excluded;
	SK_TRY(sk_arena_take(arena, total, sizeof(struct sk_risk), &included, error));
	SK_TRY(sk_arena_take(arena, total, sizeof(struct sk_risk), &excluded, error));
	*out = (struct sk_register){site, verdicts, verdicts->at, assess.line, included, excluded, {0}};
	for (size_t i = 0; i < total; i++) {
		struct sk_risk risk = {0};
		SK_TRY(judge(&assess, &site->catalogue->scenarios[i], &risk));
		if (risk.exclusion == SK_INCLUDED)
			((struct sk_risk *)included)[out->counts.scenarios++] = risk;
		else
			((struct sk_risk *)excluded)[out->counts.excluded++] = risk;
	}
	if (out->counts.scenarios == 0)
		return sk_error_set(error, SK_E_NOTHING, &site->where, NULL, NULL, NULL);
	count_all(out);
	return SK_OK;
}
