/* Places that nothing stands at: by word (site.yaml, `absent:`) or by evidence (the place's absence check). */
#include "check/checker.h"

/* The last statement about the place that is not dated later; whether it has expired is another question. */
static const struct sk_absence_statement *said_absent(const struct sk_site *site, int place, sk_time day)
{
	const struct sk_absence_statement *said = NULL;
	SK_LIST_EACH(struct sk_absence_statement, absence, &site->absent)
		if (absence->place == place && absence->date <= day && (!said || absence->date >= said->date))
			said = absence;
	return said;
}

static bool has_subjects(const struct sk_site *site, int place)
{
	SK_LIST_EACH(struct sk_subject, subject, &site->subjects)
		if (subject->place == place)
			return true;
	return false;
}

/* One result for each place, says false where there is no absence check or something is listed. */
sk_outcome places_judge(struct run *run, const struct sk_result **out)
{
	void *memory;
	SK_TRY(sk_arena_take(run->arena, run->site->catalogue->places.rows.count, sizeof(struct sk_result), &memory, run->error));
	struct sk_result *results = memory;
	*out = results;
	for (size_t i = 0; run->checker && i < run->checker->count; i++) {
		struct compiled *compiled = &run->checker->compiled[i];
		if (!compiled->control && !has_subjects(run->site, compiled->place))
			SK_TRY(judge(run, compiled, NULL, &results[compiled->place]));
	}
	return SK_OK;
}

/* How evidence and word together answer: is nothing there? */
static enum sk_state absence_state(const struct sk_result *shown, const struct sk_absence_statement *said, sk_time day)
{
	bool by_word = said && !answer_expired(said->expires, day), by_evidence = shown->says && shown->state == SK_MET;
	if (shown->says && shown->state == SK_UNMET)
		return SK_UNKNOWN; /* something is there, and nobody listed it */
	if (shown->lost || shown->stopped)
		return SK_UNKNOWN; /* something could have been seen there, or would be found */
	if (by_word || by_evidence)
		return SK_MET;
	return said || (shown->says && shown->state == SK_STALE) ? SK_STALE : SK_UNKNOWN;
}

bool sk_check_absent(const struct sk_verdicts *verdicts, int place, struct sk_absent *why)
{
	const struct sk_result *shown = &verdicts->absences[place];
	const struct sk_absence_statement *said = said_absent(verdicts->site, place, verdicts->day);
	*why = (struct sk_absent){0};
	if (has_subjects(verdicts->site, place) || absence_state(shown, said, verdicts->day) != SK_MET)
		return false;
	if (said && !answer_expired(said->expires, verdicts->day))
		why->statement = said;
	if (shown->says && shown->state == SK_MET)
		why->shown = shown;
	return true;
}

/* Until when it is said, as things stand: what is said on a later day takes the place of what was said before. */
static sk_time said_until(const struct sk_site *site, int place, const struct sk_absence_statement *said)
{
	sk_time end = 0;
	for (const struct sk_absence_statement *next = said; next; ) {
		said = next;
		end = answer_end(said->expires);
		next = NULL;
		SK_LIST_EACH(struct sk_absence_statement, other, &site->absent)
			if (other->place == place && other->date > said->date && other->date <= said->expires + SK_DAY && (!next || other->date <= next->date))
				next = other;
	}
	return end;
}

static sk_time later_of(sk_time a, sk_time b)
{
	return a > b ? a : b;
}

/* The method of who says what was decided: old evidence lends nothing to a statement that stands by itself. */
static enum sk_method absence_method(const struct sk_result *shown, const struct sk_absence_statement *said, enum sk_state absent)
{
	bool by_evidence = shown->says && shown->state != SK_UNKNOWN && (absent != SK_MET || shown->state == SK_MET);
	return by_evidence ? shown->method : said ? SK_ATTESTED : SK_METHOD_NONE;
}

void places_finding(const struct sk_verdicts *verdicts, struct sk_finding *finding)
{
	const struct sk_result *shown = &verdicts->absences[finding->place];
	const struct sk_absence_statement *said = said_absent(verdicts->site, finding->place, verdicts->day);
	enum sk_state absent = absence_state(shown, said, verdicts->day);
	const struct sk_place_row *row = sk_catalogue_place_row(verdicts->site->catalogue, finding->place);
	finding->counts = true;
	finding->absence = said;
	finding->lost = shown->lost;
	finding->results = shown;
	finding->result_count = shown->check != NULL;
	finding->contradicts = said && !answer_expired(said->expires, verdicts->day) && shown->says && shown->state == SK_UNMET;
	finding->state = absent;
	finding->method = absence_method(shown, said, absent);
	finding->decider = finding->method == SK_METHOD_NONE ? SK_BY_NOBODY : SK_BY_ABSENCE;
	if (absent != SK_MET)
		return;
	finding->state = row->when_absent == SK_ABSENT_UNMET ? SK_UNMET : SK_NOT_APPLICABLE;
	finding->stale_after = later_of(said_until(verdicts->site, finding->place, said), shown->stale_after);
}
