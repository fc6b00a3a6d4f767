#include "check/check.h"

#include <stdlib.h>

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

/* Oldest first; of one day what is about all before what is about one subject, then in the order of the file. */
static int by_date(const void *left, const void *right)
{
	const struct sk_answer *a = *(const struct sk_answer *const *)left, *b = *(const struct sk_answer *const *)right;
	if (a->date != b->date)
		return a->date < b->date ? -1 : 1;
	if (!a->subject != !b->subject)
		return a->subject ? 1 : -1;
	return (a > b) - (a < b);
}

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
	qsort(out->items, out->count, sizeof(*out->items), by_date);
	return SK_OK;
}

/* An answer about everything says nothing about what came later. */
static bool concerns(const struct sk_answer *answer, const struct sk_subject *subject)
{
	return answer->subject ? answer->subject == subject : answer->date >= subject->since;
}

/* What has been said up to some moment about one subject. */
struct said {
	const struct sk_answer *newest;
	const struct sk_answer *failure_here, *failure_of_all; /* an "unmet" that nothing has ended yet */
};

/* A known failure ends when someone says that it is mended: not by "don't know", and at a subject not by an answer about all. */
static void hear(struct said *said, const struct sk_answer *answer)
{
	said->newest = answer;
	if (answer->state == SK_MET) {
		said->failure_of_all = NULL;
		said->failure_here = answer->subject ? NULL : said->failure_here;
	}
	if (answer->state == SK_UNMET && answer->subject)
		said->failure_here = answer;
	else if (answer->state == SK_UNMET)
		said->failure_of_all = answer;
}

/* `counted`: a failure that stands, else the newest answer not dated after `day`. `later`: the first one dated after it. */
static void deciding_answers(const struct answers *answers, const struct sk_subject *subject, sk_time day,
			     const struct sk_answer **counted, const struct sk_answer **later)
{
	struct said said = {0};
	for (size_t i = 0; i < answers->count; i++) {
		const struct sk_answer *answer = answers->items[i];
		if (!concerns(answer, subject))
			continue;
		if (answer->date > day)
			*later = *later ? *later : answer;
		else
			hear(&said, answer);
	}
	*counted = said.failure_here ? said.failure_here : said.failure_of_all ? said.failure_of_all : said.newest;
}

/* An answer counts on its last day, too. */
static bool expired(sk_time expires, sk_time day)
{
	return day > expires;
}

static void judge_subject(const struct answers *answers, sk_time day, struct sk_finding *finding)
{
	finding->counts = finding->subject->in_scope;
	deciding_answers(answers, finding->subject, day, &finding->answer, &finding->later);
	finding->state = SK_UNKNOWN;
	if (!finding->answer)
		return;
	finding->method = SK_ATTESTED;
	if (finding->answer->state == SK_UNKNOWN)
		return;
	bool stale = finding->answer->state == SK_MET && expired(finding->answer->expires, day);
	finding->state = stale ? SK_STALE : (enum sk_state)finding->answer->state;
}

/* The last statement about the place that is not dated later; whether it has expired is another question. */
static const struct sk_absence_statement *said_absent(const struct sk_site *site, int place, sk_time day)
{
	const struct sk_absence_statement *said = NULL;
	SK_LIST_EACH(struct sk_absence_statement, absence, &site->absent)
		if (absence->place == place && absence->date <= day && (!said || absence->date >= said->date))
			said = absence;
	return said;
}

const struct sk_absence_statement *sk_check_absent(const struct sk_site *site, int place, sk_time day)
{
	const struct sk_absence_statement *said = said_absent(site, place, day);
	return said && !expired(said->expires, day) ? said : NULL;
}

static void judge_empty_place(const struct sk_site *site, sk_time day, struct sk_finding *finding)
{
	finding->counts = true;
	finding->absence = said_absent(site, finding->place, day);
	finding->state = SK_UNKNOWN;
	if (!finding->absence)
		return;
	finding->method = SK_ATTESTED;
	bool needed = sk_catalogue_place_row(site->catalogue, finding->place)->when_absent == SK_ABSENT_UNMET;
	if (expired(finding->absence->expires, day))
		finding->state = SK_STALE;
	else
		finding->state = needed ? SK_UNMET : SK_NOT_APPLICABLE;
}

static size_t judge_place(const struct sk_site *site, const struct answers *answers, int place, sk_time day,
			  struct sk_finding *findings)
{
	size_t count = 0;
	SK_LIST_EACH(struct sk_subject, subject, &site->subjects) {
		if (subject->place != place)
			continue;
		findings[count] = (struct sk_finding){.subject = subject, .place = place};
		judge_subject(answers, day, &findings[count++]);
	}
	if (count == 0) {
		findings[0] = (struct sk_finding){.place = place};
		judge_empty_place(site, day, &findings[0]);
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

static sk_outcome judge_control(struct sk_arena *arena, const struct sk_site *site, const struct sk_control *control, sk_time day,
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
			verdict->count += judge_place(site, &answers, place, day, findings + verdict->count);
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
	sk_time day = sk_day_in_japan(at);
	size_t count = 0;
	SK_LIST_EACH(struct sk_control, control, controls)
		SK_TRY(judge_control(arena, site, control, day, &verdicts[count++], error));
	*out = (struct sk_verdicts){site, at, day, verdicts, count};
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
