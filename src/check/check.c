#include "check/check.h"

static const char *const method_words[] = {"none", "attested", "configured", "observed", "exercised"};
const struct sk_choices sk_words_method = {method_words, SK_COUNT(method_words)};

enum sk_state sk_state_worse(enum sk_state a, enum sk_state b)
{
	static const int badness[SK_STATE_COUNT] = {
		[SK_NOT_APPLICABLE] = 0, [SK_MET] = 1, [SK_STALE] = 2, [SK_UNKNOWN] = 3, [SK_UNMET] = 4,
	};
	return badness[a] >= badness[b] ? a : b;
}

/* The answers about one control: looked up once, so that many subjects and many answers do not multiply with all controls. */
struct answers {
	const struct sk_answer **items;
	size_t count;
};

static sk_outcome gather_answers(struct sk_arena *arena, const struct sk_site *site, const struct sk_control *control,
				 struct answers *out, struct sk_error *error)
{
	size_t count = 0;
	void *memory;
	SK_LIST_EACH(struct sk_answer, answer, &site->answers)
		count += answer->control == control;
	SK_TRY(sk_arena_take(arena, count, sizeof(struct sk_answer *), &memory, error));
	out->items = memory;
	SK_LIST_EACH(struct sk_answer, answer, &site->answers)
		if (answer->control == control)
			out->items[out->count++] = answer;
	return SK_OK;
}

/* The newest answer not later than `at`; on one day the one about this very subject. */
static const struct sk_answer *deciding_answer(const struct answers *answers, const struct sk_subject *subject, sk_time at)
{
	const struct sk_answer *best = NULL;
	for (size_t i = 0; i < answers->count; i++) {
		const struct sk_answer *answer = answers->items[i];
		if ((answer->subject && answer->subject != subject) || answer->date > at)
			continue;
		if (!best || answer->date > best->date || (answer->date == best->date && answer->subject))
			best = answer;
	}
	return best;
}

static void judge_subject(const struct answers *answers, sk_time at, struct sk_finding *finding)
{
	finding->counts = finding->subject->in_scope;
	finding->answer = deciding_answer(answers, finding->subject, at);
	finding->state = SK_UNKNOWN;
	if (!finding->answer)
		return;
	finding->method = SK_ATTESTED;
	if (finding->answer->state == SK_UNKNOWN)
		return;
	finding->state = at >= finding->answer->expires ? SK_STALE : (enum sk_state)finding->answer->state;
}

const struct sk_absence_statement *sk_check_absent(const struct sk_site *site, int place, sk_time at)
{
	SK_LIST_EACH(struct sk_absence_statement, absence, &site->absent)
		if (absence->place == place && absence->date <= at && at < absence->expires)
			return absence;
	return NULL;
}

/* A statement of absence that is past its day: stale, not unknown. */
static bool absence_expired(const struct sk_site *site, int place, sk_time at)
{
	SK_LIST_EACH(struct sk_absence_statement, absence, &site->absent)
		if (absence->place == place && absence->date <= at)
			return true;
	return false;
}

static void judge_empty_place(const struct sk_site *site, sk_time at, struct sk_finding *finding)
{
	finding->counts = true;
	finding->absence = sk_check_absent(site, finding->place, at);
	if (!finding->absence) {
		finding->state = absence_expired(site, finding->place, at) ? SK_STALE : SK_UNKNOWN;
		return;
	}
	finding->method = SK_ATTESTED;
	bool needed = sk_catalogue_place_row(site->catalogue, finding->place)->when_absent == SK_ABSENT_UNMET;
	finding->state = needed ? SK_UNMET : SK_NOT_APPLICABLE;
}

static size_t judge_place(const struct sk_site *site, const struct answers *answers, int place, sk_time at,
			  struct sk_finding *findings)
{
	size_t count = 0;
	SK_LIST_EACH(struct sk_subject, subject, &site->subjects) {
		if (subject->place != place)
			continue;
		findings[count] = (struct sk_finding){.subject = subject, .place = place};
		judge_subject(answers, at, &findings[count++]);
	}
	if (count == 0) {
		findings[0] = (struct sk_finding){.place = place};
		judge_empty_place(site, at, &findings[0]);
		count = 1;
	}
	return count;
}

static void summarise(struct sk_verdict *verdict)
{
	verdict->state = SK_NOT_APPLICABLE;
	bool any = false;
	for (size_t i = 0; i < verdict->count; i++) {
		const struct sk_finding *finding = &verdict->findings[i];
		if (!finding->counts)
			continue;
		any = true;
		verdict->state = sk_state_worse(verdict->state, finding->state);
		if (finding->method > verdict->method)
			verdict->method = finding->method;
	}
	if (!any)
		verdict->state = SK_UNKNOWN;
}

static sk_outcome judge_control(struct sk_arena *arena, const struct sk_site *site, const struct sk_control *control, sk_time at,
				struct sk_verdict *verdict, struct sk_error *error)
{
	void *memory;
	size_t most = control->places.count + site->subjects.count;
	SK_TRY(sk_arena_take(arena, most, sizeof(struct sk_finding), &memory, error));
	struct sk_finding *findings = memory;
	struct answers answers = {0};
	SK_TRY(gather_answers(arena, site, control, &answers, error));
	verdict->control = control;
	verdict->findings = findings;
	SK_ID_EACH(id, &control->places) {
		int place = sk_catalogue_place(site->catalogue, id->text);
		if (place >= 0)
			verdict->count += judge_place(site, &answers, place, at, findings + verdict->count);
	}
	summarise(verdict);
	return SK_OK;
}

SK_OUTCOME sk_check_run(struct sk_arena *arena, const struct sk_site *site, sk_time at, struct sk_verdicts *out,
			struct sk_error *error)
{
	const struct sk_list *controls = &site->catalogue->controls.rows;
	void *memory;
	SK_TRY(sk_arena_take(arena, controls->count, sizeof(struct sk_verdict), &memory, error));
	struct sk_verdict *verdicts = memory;
	size_t count = 0;
	SK_LIST_EACH(struct sk_control, control, controls)
		SK_TRY(judge_control(arena, site, control, at, &verdicts[count++], error));
	*out = (struct sk_verdicts){site, at, verdicts, count};
	return SK_OK;
}

const struct sk_verdict *sk_check_verdict(const struct sk_verdicts *verdicts, const struct sk_control *control)
{
	const struct sk_control *first = verdicts->site->catalogue->controls.rows.items;
	size_t position = (size_t)(control - first);
	SK_INVARIANT(position < verdicts->count);
	return &verdicts->items[position];
}

enum sk_state sk_check_at(const struct sk_verdict *verdict, int place, enum sk_method *method)
{
	enum sk_state state = SK_NOT_APPLICABLE;
	enum sk_method weakest = SK_EXERCISED;
	bool any = false;
	for (size_t i = 0; i < verdict->count; i++) {
		const struct sk_finding *finding = &verdict->findings[i];
		if (finding->place != place || !finding->counts)
			continue;
		any = true;
		state = sk_state_worse(state, finding->state);
		if (finding->method < weakest)
			weakest = finding->method;
	}
	*method = any ? weakest : SK_METHOD_NONE;
	return any ? state : SK_UNKNOWN;
}
