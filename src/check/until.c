/*
 * Until when a check that says met will say so by itself, and when one will find a failure that it does not find now, whether it finds others that somebody's
 * later word has mended or none: queries compare times among the facts with the time of judging, so they are asked again as of each moment at which such a
 * comparison can turn.
 *
 * Such moments are the times in the columns that it compares with it (plain.c), and those times plus a limit in days. What turns there does so at that second (`>=`) or at the
 * next (`>`), and is still so then: the next is asked, and the second itself only where something is wrong by then. A failure that lasts a single
 * second is not looked for. Only moments between now and the end that max-age, or what people say, sets matter, and those are few; where they are not,
 * less is known. A query that does not read the time of judging has none. Another limit that begins on a later day ends what is known before it.
 */
#include "check/checker.h"

#include <stdlib.h>
#include <string.h>

enum { MOMENTS_MAX = 64, LIMITS_MAX = 16, SCRATCH_MAX = 16 << 20 };

struct moments {
	sk_time at[MOMENTS_MAX];
	size_t count;
	sk_time now, most; /* nothing earlier or later matters */
	unsigned steps; /* that asking took */
};

/* Sorted, each once; the earliest are kept. When some had to be left out, nothing is known from the first of those on. */
static void add(void *to, sk_time moment)
{
	struct moments *moments = to;
	size_t at = moments->count;
	if (moment < moments->now || moment > moments->most)
		return;
	while (at > 0 && moments->at[at - 1] > moment)
		at--;
	if (at > 0 && moments->at[at - 1] == moment)
		return;
	if (at == MOMENTS_MAX) {
		moments->most = moment - 1;
		return;
	}
	if (moments->count == MOMENTS_MAX)
		moments->most = moments->at[--moments->count] - 1;
	memmove(moments->at + at + 1, moments->at + at, (moments->count - at) * sizeof(sk_time));
	moments->at[at] = moment;
	moments->count++;
}

/* The catalogue's name theirs ('catalogue lint' wants it); a site's own may choose it in any way. */
bool until_reads_limit(const struct compiled *compiled, const struct sk_parameter *parameter)
{
	return compiled->own || lint_names(compiled->check->sql, parameter->id);
}

struct limits {
	sk_time items[LIMITS_MAX];
	size_t count;
	bool all; /* none was left out */
};

static void add_limit(struct limits *limits, int days)
{
	limits->all = limits->all && limits->count < LIMITS_MAX;
	if (limits->all)
		limits->items[limits->count++] = (sk_time)days * SK_DAY;
}

/* That were in force before, or may have been. */
static void add_past_limits(struct limits *limits, const struct run *run, const struct sk_parameter *parameter)
{
	add_limit(limits, parameter->value);
	SK_LIST_EACH(struct sk_parameter_choice, choice, &run->site->parameters)
		if (choice->parameter == parameter)
			add_limit(limits, choice->value);
}

/* The limits of the control that the query reads, in days. */
static struct limits limits_of(const struct run *run, const struct compiled *compiled, bool past)
{
	struct limits limits = {.count = 1, .all = true};
	if (!compiled->control)
		return limits;
	SK_LIST_EACH(struct sk_parameter, parameter, &compiled->control->parameters) {
		if (!parameter->unit || strcmp(parameter->unit, "day") != 0 || !until_reads_limit(compiled, parameter))
			continue;
		add_limit(&limits, sk_site_parameter(run->site, parameter, run->day));
		if (past)
			add_past_limits(&limits, run, parameter);
	}
	return limits;
}

/* The last second before another limit that the query reads begins to be in force. */
static sk_time same_limits_until(const struct run *run, const struct compiled *compiled, sk_time most)
{
	SK_LIST_EACH(struct sk_parameter_choice, choice, &run->site->parameters) {
		sk_time last = day_begins(choice->date) - 1;
		if (choice->date > run->day && until_reads_limit(compiled, choice->parameter) && last < most)
			most = last;
	}
	return most;
}

/* The first of the limits is none. */
static void tell_facts(const struct sk_look *look, unsigned turns, unsigned late, const struct limits *limits, const struct noting *noting)
{
	for (size_t column = 0; column < look->kind->column_count; column++) {
		if (look->kind->columns[column].type != SK_COLUMN_TIME || !(turns & 1u << column))
			continue;
		size_t count = late & 1u << column ? limits->count : 1;
		for (size_t i = 0; i < look->fact_count; i++) {
			const struct sk_value *value = &look->facts[i].values[column];
			for (size_t limit = 0; limit < count && !value->null; limit++)
				noting->note(noting->to, value->integer + limits->items[limit]);
		}
	}
}

bool until_moments(const struct run *run, const struct compiled *compiled, bool past, const struct noting *noting)
{
	struct limits limits = limits_of(run, compiled, past);
	if (!compiled->reads_time)
		return true;
	for (size_t i = 0; i < run->evidence->look_count; i++) {
		const struct sk_look *look = &run->evidence->looks[i];
		for (size_t need = 0; need < compiled->need_count; need++)
			if (compiled->needs[need] == look->kind)
				tell_facts(look, compiled->turns[need], compiled->turns_late[need], &limits, noting);
	}
	return limits.all;
}

/* ---- asking again ---- */

/* Who is asked, and where it is noted: in worlds the query is that of another database. */
struct asking {
	struct run *run;
	struct compiled *query, *notes;
	struct moments *moments;
};

static struct end *end_of(const struct compiled *compiled, const struct sk_subject *subject)
{
	for (size_t i = 0; i < compiled->end_count; i++)
		if (compiled->ends[i].subject == subject)
			return &compiled->ends[i];
	return NULL;
}

static bool failed_before(const struct compiled *compiled, const struct sk_subject *subject, sk_time at)
{
	const struct end *end = end_of(compiled, subject);
	return end && end->fails < at;
}

/* Whether the row is there now, known as well. */
static bool stands_now(const struct compiled *compiled, const struct sk_violation *row)
{
	const struct sk_violation *now = checker_find_row(compiled->rows, compiled->row_count, row);
	return now && !worlds_tell_better(row, now);
}

static bool is_new_failure(const struct compiled *compiled, const struct sk_violation *row)
{
	return row->reason->state == 0 && !stands_now(compiled, row);
}

static bool is_new(const struct compiled *compiled, const struct sk_violation *row, sk_time at)
{
	const struct end *end = end_of(compiled, row->subject);
	return !end || end->last >= at || (end->fails >= at && is_new_failure(compiled, row));
}

static void note_row(struct compiled *compiled, const struct sk_violation *row, sk_time at)
{
	struct end *end = end_of(compiled, row->subject);
	if (!end) {
		end = &compiled->ends[compiled->end_count++];
		*end = (struct end){row->subject, SK_TIME_LAST, SK_TIME_LAST};
	}
	end->last = at - 1 < end->last ? at - 1 : end->last;
	if (end->fails >= at && is_new_failure(compiled, row))
		end->fails = at - 1 < end->fails ? at - 1 : end->fails;
}

static sk_outcome note(struct run *run, struct compiled *compiled, const struct sk_violation *rows, size_t count, sk_time at)
{
	if (count == 0)
		return SK_OK;
	if (!compiled->ends) {
		void *memory;
		SK_TRY(sk_arena_take(run->arena, run->site->subjects.count, sizeof(*compiled->ends), &memory, run->error));
		compiled->ends = memory;
	}
	for (size_t i = 0; i < count; i++)
		if (judge_counts(run, compiled, &rows[i]))
			note_row(compiled, &rows[i], at);
	return SK_OK;
}

/* Whether nobody is left about whom something could be learnt: every subject that can be looked at has failed before. */
static bool all_fell(const struct run *run, const struct compiled *compiled, sk_time at)
{
	SK_LIST_EACH(struct sk_subject, subject, &run->site->subjects)
		if (judge_reads(compiled, subject) && !failed_before(compiled, subject, at))
			return false;
	return true;
}

struct rows {
	struct sk_violation *items;
	size_t count;
};

static sk_outcome rows_at(const struct asking *asking, struct sk_arena *scratch, sk_time at, struct rows *out)
{
	struct run *run = asking->run;
	const struct fence *fence = &run->checker->fence;
	struct sk_arena *arena = run->arena;
	SK_TRY(checker_set_time(run, at));
	run->arena = scratch;
	sk_outcome outcome = checker_query(run, asking->query, &out->items, &out->count);
	run->arena = arena;
	asking->moments->steps += fence->given - fence->steps;
	if (!sk_failed(outcome))
		worlds_tell(run, asking->query, out->items, out->count);
	return outcome;
}

static bool any_falls(const struct asking *asking, const struct rows *rows, sk_time at)
{
	for (size_t i = 0; i < rows->count; i++)
		if (is_new(asking->notes, &rows->items[i], at) && judge_counts(asking->run, asking->notes, &rows->items[i]))
			return true;
	return false;
}

/* The rows of another moment are not kept. */
static sk_outcome ask(const struct asking *asking, sk_time moment)
{
	struct rows then = {0}, next = {0};
	SK_ARENA_SCOPE scratch = sk_arena_new(SCRATCH_MAX);
	sk_time after = moment < asking->moments->most ? moment + 1 : moment;
	if (!scratch)
		return sk_error_set_number(asking->run->error, SK_E_MEMORY, NULL, SCRATCH_MAX);
	SK_TRY(rows_at(asking, scratch, after, &next));
	if (after > moment && moment > asking->run->at && any_falls(asking, &next, moment))
		SK_TRY(rows_at(asking, scratch, moment, &then));
	SK_TRY(note(asking->run, asking->notes, then.items, then.count, moment));
	return note(asking->run, asking->notes, next.items, next.count, after);
}

static void know_until(struct compiled *compiled, sk_time at)
{
	compiled->known_until = at < compiled->known_until ? at : compiled->known_until;
}

/* All moments together may take as long as one query may. What was not asked, or could not be told in time, is not known: it holds until then. */
static sk_outcome ask_all(const struct asking *asking)
{
	struct run *run = asking->run;
	const struct moments *moments = asking->moments;
	size_t asked = 0;
	unsigned most = STEPS_MAX + checker_allowance(run->checker, asking->query);
	for (; asked < moments->count && moments->steps < most && !all_fell(run, asking->notes, moments->at[asked]); asked++) {
		sk_outcome outcome = ask(asking, moments->at[asked]);
		if (sk_failed(outcome) && (run->error->id == SK_E_CHECK_LONG || run->error->id == SK_E_MEMORY))
			break;
		SK_TRY(outcome);
	}
	if (asked < moments->count && !all_fell(run, asking->notes, moments->at[asked]))
		know_until(asking->notes, moments->at[asked] > run->at ? moments->at[asked] - 1 : run->at);
	return SK_OK;
}

/* The worlds once more. What there is nothing left to pay for is known as of now only, at those at whom looks differ. */
static sk_outcome ask_worlds(struct run *run, struct compiled *compiled, struct moments *moments)
{
	struct run other;
	struct compiled *query;
	size_t worlds;
	if (compiled->worlds == 0 || moments->count == 0)
		return SK_OK;
	compiled->until_spent = !worlds_pay(run, compiled, &worlds);
	if (compiled->until_spent)
		return SK_OK;
	SK_TRY(worlds_open(run, compiled, &other, &query));
	struct asking asking = {&other, query, compiled, moments};
	for (size_t world = 1; world <= worlds; world++) {
		SK_TRY(worlds_enter(&other, query, world));
		SK_TRY(ask_all(&asking));
	}
	return checker_set_time(&other, run->at);
}

/* Subjects that have rows now are noted as of before now: nobody asks about them. */
static sk_outcome ask_until(struct run *run, struct compiled *compiled)
{
	sk_time aged = run->at + (sk_time)compiled->check->max_age * SK_DAY, most = aged > run->horizon ? aged : run->horizon;
	struct moments moments = {.now = run->at, .most = same_limits_until(run, compiled, most < SK_TIME_LAST ? most : SK_TIME_LAST)};
	struct asking asking = {run, compiled, compiled, &moments};
	compiled->known_until = moments.most < most ? moments.most : SK_TIME_LAST;
	if (!until_moments(run, compiled, false, &(struct noting){add, &moments}))
		know_until(compiled, run->at);
	if (moments.most < most)
		know_until(compiled, moments.most);
	SK_TRY(ask_all(&asking));
	moments.steps = 0;
	SK_TRY(ask_worlds(run, compiled, &moments));
	return moments.count > 0 ? checker_set_time(run, run->at) : SK_OK;
}

/* Of a query that does something else with the time of judging than what is understood, no moment is known. */
static sk_outcome find_ends(struct run *run, struct compiled *compiled)
{
	compiled->ends_known = true;
	compiled->known_until = run->at;
	SK_TRY(note(run, compiled, compiled->rows, compiled->row_count, run->at));
	if (!compiled->understood)
		return SK_OK;
	run->later = true;
	sk_outcome outcome = ask_until(run, compiled);
	run->later = false;
	return outcome;
}

static sk_time known_about(struct run *run, const struct compiled *compiled, const struct sk_subject *subject)
{
	bool doubtful = false;
	SK_LIST_EACH(struct sk_subject, other, &run->site->subjects)
		doubtful = doubtful || (compiled->until_spent && judge_looks_at(compiled, subject, other) && worlds_differ(run, compiled, other));
	return doubtful ? run->at : compiled->known_until;
}

sk_outcome until(struct run *run, struct compiled *compiled, const struct sk_subject *subject, sk_time most, sk_time *out)
{
	if (!compiled->ends_known)
		SK_TRY(find_ends(run, compiled));
	sk_time known = known_about(run, compiled, subject);
	*out = most < known ? most : known;
	for (size_t i = 0; i < compiled->end_count; i++)
		if (judge_looks_at(compiled, subject, compiled->ends[i].subject) && compiled->ends[i].last < *out)
			*out = compiled->ends[i].last;
	return SK_OK;
}

sk_outcome until_failure(struct run *run, struct compiled *compiled, const struct sk_subject *subject, sk_time *out)
{
	if (!compiled->ends_known)
		SK_TRY(find_ends(run, compiled));
	*out = known_about(run, compiled, subject);
	for (size_t i = 0; i < compiled->end_count; i++)
		if (judge_looks_at(compiled, subject, compiled->ends[i].subject) && compiled->ends[i].fails < *out)
			*out = compiled->ends[i].fails;
	return SK_OK;
}
