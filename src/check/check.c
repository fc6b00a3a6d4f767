#include "check/checker.h"

static const char *const method_words[] = {"none", "attested", "configured", "observed", "exercised"};
const struct sk_choices sk_words_method = {method_words, SK_COUNT(method_words)};

static const char *const decider_words[] = {"nobody", "answer", "check", "absence"};
const struct sk_choices sk_words_decider = {decider_words, SK_COUNT(decider_words)};

enum sk_state sk_state_worse(enum sk_state a, enum sk_state b)
{
	static const int badness[SK_STATE_COUNT] = {
		[SK_NOT_APPLICABLE] = 0, [SK_MET] = 1, [SK_STALE] = 2, [SK_UNKNOWN] = 3, [SK_UNMET] = 4,
	};
	return badness[a] >= badness[b] ? a : b;
}

/* ---- witnesses at one subject: what people say, and what each check says ---- */

struct witness {
	enum sk_state state;
	enum sk_method method;
	sk_time day, end;
	enum sk_decider who;
	bool refutes; /* speaks about a part only: that the whole is met elsewhere does not end its failure */
};

/* One from people, one from each check of the control. */
enum { WITNESSES_MAX = CHECKS_MAX + 1 };

struct witnesses {
	struct witness items[WITNESSES_MAX];
	size_t count;
	bool lost, stopped; /* one could have shown a failure: its evidence is lost, or its query was stopped */
};

static void hear_answer(struct witnesses *witnesses, const struct sk_answer *answer, sk_time day)
{
	bool stale = answer->state == SK_MET && answer_expired(answer->expires, day);
	witnesses->items[witnesses->count++] = (struct witness){
		.state = stale ? SK_STALE : (enum sk_state)answer->state,
		.method = SK_ATTESTED,
		.day = answer->date,
		.end = answer_end(answer->expires),
		.who = SK_BY_ANSWER,
	};
}

/* As of `at`, a moment not before that of judging. */
static void hear_result(struct witnesses *witnesses, const struct sk_result *result, sk_time at)
{
	if (result->check->layer != SK_LAYER_GUIDANCE)
		return;
	witnesses->stopped = witnesses->stopped || result->stopped;
	witnesses->lost = witnesses->lost || result->lost;
	if (!result->says)
		return;
	witnesses->items[witnesses->count++] = (struct witness){
		.state = result->state == SK_MET && result->stale_after < at ? SK_STALE : result->state,
		.method = result->method,
		.day = result->state == SK_UNMET ? result->since : sk_day_in_japan(result->looked),
		.end = result->stale_after,
		.who = SK_BY_CHECK,
		.refutes = result->check->decides == SK_DECIDES_UNMET,
	};
}

/* A failure known by word alone gives way to who says or sees on a later day than it came true that it is done. One that was seen gives way to nobody's word. */
static bool mended(const struct witnesses *witnesses, const struct witness *failure)
{
	for (size_t i = 0; i < witnesses->count; i++) {
		const struct witness *other = &witnesses->items[i];
		bool about_all = !failure->refutes || other->who == SK_BY_ANSWER;
		if (other->state == SK_MET && other->day > failure->day && about_all)
			return failure->method == SK_ATTESTED;
	}
	return false;
}

/* Which of the witnesses' states stands. */
static enum sk_state together(struct witnesses *witnesses, bool *contradicts)
{
	bool said[SK_STATE_COUNT] = {false};
	for (size_t i = 0; i < witnesses->count; i++) {
		struct witness *witness = &witnesses->items[i];
		if (witness->state != SK_UNMET || !mended(witnesses, witness))
			said[witness->state] = true;
	}
	*contradicts = said[SK_MET] && said[SK_UNMET];
	if ((witnesses->lost || witnesses->stopped) && !said[SK_UNMET])
		return SK_UNKNOWN;
	return said[SK_UNMET] ? SK_UNMET : said[SK_MET] ? SK_MET : said[SK_STALE] ? SK_STALE : SK_UNKNOWN;
}

static void hear_all(struct witnesses *witnesses, const struct sk_finding *finding, const struct sk_answer *answer, sk_time at)
{
	if (answer)
		hear_answer(witnesses, answer, sk_day_in_japan(at));
	for (size_t i = 0; i < finding->result_count; i++)
		hear_result(witnesses, &finding->results[i], at);
}

static void decide(struct witnesses *witnesses, struct sk_finding *finding)
{
	finding->state = together(witnesses, &finding->contradicts);
	finding->lost = witnesses->lost && finding->state == SK_UNKNOWN;
	for (size_t i = 0; i < witnesses->count; i++) {
		const struct witness *witness = &witnesses->items[i];
		if (witness->state != finding->state || witness->method <= finding->method)
			continue;
		finding->method = witness->method;
		finding->decider = witness->who;
	}
}

/* ---- until when "met" holds by itself ---- */

static sk_time earlier(sk_time a, sk_time b)
{
	return a < b ? a : b;
}

/* The first moment after `at` at which one of those who say "met" does so no more, another answer begins to count, or another device comes. */
static sk_time next_change(const struct witnesses *witnesses, const struct sk_answer *later, const struct sk_subject *subject, sk_time at)
{
	sk_time next = earlier(later ? day_begins(later->date) : SK_TIME_LAST, last_before_it_comes(subject, sk_day_in_japan(at)) + 1);
	for (size_t i = 0; i < witnesses->count; i++)
		if (witnesses->items[i].state == SK_MET)
			next = earlier(next, witnesses->items[i].end + 1);
	return next;
}

/* What a check will find by time alone: one that found nothing, that says nothing, or whose failure somebody's later word has mended. */
static sk_outcome check_failure(struct run *run, const struct sk_result *result, const struct sk_subject *subject, sk_time *end)
{
	struct compiled *compiled = result->check ? checker_compiled(run->checker, result->check) : NULL;
	sk_time fails;
	if (!compiled || !compiled->matters || result->check->layer != SK_LAYER_GUIDANCE || result->stopped)
		return SK_OK;
	SK_TRY(until_failure(run, compiled, subject, &fails));
	*end = fails < *end ? fails : *end;
	return SK_OK;
}

/* A witness that ends leaves the others, and a failure by word that only it had mended. Judged anew at each change, until it is met no more. */
static sk_time met_until(const struct run *run, const struct answers *answers, const struct sk_finding *finding, const struct witnesses *now)
{
	enum { CHANGES_MAX = 64 };
	struct witnesses witnesses = *now;
	const struct sk_answer *later = finding->later;
	sk_time next = run->at;
	for (size_t i = 0; i < CHANGES_MAX; i++) {
		const struct sk_answer *answer = NULL;
		bool contradicts;
		next = next_change(&witnesses, later, finding->subject, next);
		witnesses = (struct witnesses){.count = 0};
		later = NULL;
		answers_decide(answers, finding->subject, sk_day_in_japan(next), &answer, &later);
		hear_all(&witnesses, finding, answer, next);
		if (next >= SK_TIME_LAST || together(&witnesses, &contradicts) != SK_MET)
			break;
	}
	return next - 1;
}

/* ---- one subject ---- */

static sk_outcome judge_checks(struct run *run, const struct sk_control *control, struct sk_finding *finding)
{
	void *memory;
	size_t count = 0, most = run->checker ? run->checker->count : 0;
	struct sk_result results[CHECKS_MAX];
	for (size_t i = 0; i < most; i++) {
		struct compiled *compiled = &run->checker->compiled[i];
		if (compiled->control == control && (compiled->at & 1u << finding->place))
			SK_TRY(judge(run, compiled, finding->subject, &results[count++]));
	}
	SK_TRY(sk_arena_take(run->arena, count, sizeof(struct sk_result), &memory, run->error));
	for (size_t i = 0; i < count; i++)
		((struct sk_result *)memory)[i] = results[i];
	finding->results = memory;
	finding->result_count = count;
	return SK_OK;
}

static sk_outcome judge_subject(struct run *run, const struct sk_control *control, const struct answers *answers,
				struct sk_finding *finding)
{
	struct witnesses witnesses = {.count = 0};
	finding->counts = finding->subject->in_scope;
	answers_decide(answers, finding->subject, run->day, &finding->answer, &finding->later);
	if (finding->counts)
		SK_TRY(judge_checks(run, control, finding));
	hear_all(&witnesses, finding, finding->answer, run->at);
	decide(&witnesses, finding);
	if (finding->state != SK_MET)
		return SK_OK;
	finding->stale_after = met_until(run, answers, finding, &witnesses);
	for (size_t i = 0; i < finding->result_count; i++)
		SK_TRY(check_failure(run, &finding->results[i], finding->subject, &finding->stale_after));
	return SK_OK;
}

/* ---- one place, one control ---- */

static sk_outcome judge_place(struct run *run, const struct sk_verdicts *verdicts, const struct answers *answers, int place,
			      struct sk_verdict *verdict)
{
	struct sk_finding *findings = (struct sk_finding *)(uintptr_t)verdict->findings;
	size_t before = verdict->count;
	SK_LIST_EACH(struct sk_subject, subject, &run->site->subjects) {
		if (subject->place != place)
			continue;
		findings[verdict->count] = (struct sk_finding){.subject = subject, .place = place};
		SK_TRY(judge_subject(run, verdict->control, answers, &findings[verdict->count++]));
	}
	if (verdict->count > before)
		return SK_OK;
	struct sk_finding *finding = &findings[verdict->count++];
	*finding = (struct sk_finding){.place = place};
	places_finding(verdicts, finding);
	return finding->stale_after != 0 && run->checker ? check_failure(run, &verdicts->absences[place], NULL, &finding->stale_after) : SK_OK;
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
		verdict->contradicts = verdict->contradicts || finding->contradicts;
		if (finding->method > verdict->method)
			verdict->method = finding->method;
	}
	if (!any)
		verdict->state = SK_UNKNOWN;
}

static sk_outcome judge_control(struct run *run, const struct sk_verdicts *verdicts, const struct sk_control *control,
				struct sk_verdict *verdict)
{
	void *memory;
	size_t most = control->places.count + run->site->subjects.count;
	SK_TRY(sk_arena_take(run->arena, most, sizeof(struct sk_finding), &memory, run->error));
	struct answers answers = {0};
	SK_TRY(answers_gather(run->arena, run->site, control, &answers, run->error));
	*verdict = (struct sk_verdict){.control = control, .findings = memory};
	SK_ID_EACH(id, &control->places) {
		int place = sk_catalogue_place(run->site->catalogue, id->text);
		if (place >= 0)
			SK_TRY(judge_place(run, verdicts, &answers, place, verdict));
	}
	summarise(verdict);
	return SK_OK;
}

static sk_outcome judge_all(struct run *run, struct sk_verdicts *out)
{
	const struct sk_list *controls = &run->site->catalogue->controls.rows;
	void *memory;
	SK_TRY(sk_arena_take(run->arena, controls->count, sizeof(struct sk_verdict), &memory, run->error));
	struct sk_verdict *verdicts = memory;
	*out = (struct sk_verdicts){.site = run->site, .evidence = run->evidence, .at = run->at, .day = run->day, .items = verdicts};
	if (run->checker)
		SK_TRY(checker_load(run));
	SK_TRY(places_judge(run, &out->absences));
	SK_LIST_EACH(struct sk_control, control, controls)
		SK_TRY(judge_control(run, out, control, &verdicts[out->count++]));
	return SK_OK;
}

static void checker_cleanup(struct sk_checker **checker)
{
	sk_checker_free(*checker);
}

/* Behind it nobody says anything any more. */
static sk_time horizon_of(const struct sk_site *site, sk_time at)
{
	sk_time last = at;
	SK_LIST_EACH(struct sk_answer, said, &site->answers)
		last = answer_end(said->expires) > last ? answer_end(said->expires) : last;
	SK_LIST_EACH(struct sk_absence_statement, gone, &site->absent)
		last = answer_end(gone->expires) > last ? answer_end(gone->expires) : last;
	return last;
}

/* Without evidence no query can say anything, so none is compiled but the site's own. */
static bool nothing_to_query(const struct sk_site *site, const struct sk_evidence *evidence)
{
	return evidence->look_count == 0 && site->own.checks.count == 0;
}

SK_OUTCOME sk_check_run(struct sk_arena *arena, struct sk_checker *checker, const struct sk_site *site,
			const struct sk_evidence *evidence, sk_time at, struct sk_verdicts *out, struct sk_error *error)
{
	__attribute__((cleanup(checker_cleanup))) struct sk_checker *own = NULL;
	struct run run = {.arena = arena, .checker = checker, .site = site, .evidence = evidence, .at = at, .error = error};
	run.day = sk_day_in_japan(at);
	run.horizon = horizon_of(site, at);
	if (!checker && !nothing_to_query(site, evidence)) {
		SK_TRY(sk_checker_new(site->catalogue, site, false, &own, error));
		run.checker = own;
	}
	return judge_all(&run, out);
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
