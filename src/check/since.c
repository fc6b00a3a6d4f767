/*
 * Since when a failure that is known by word alone is one: somebody's word ends it only where it was said later. What was looked at on one day can be a failure from
 * another day on, by time alone (support ends) or because another limit is in force. So the query is asked again, as of the end of each day before one on which
 * it can have turned, with the limits of that time; until.c says which days these are. A failure that was not there then, or in fewer combinations of looks, began on
 * the day behind it. One that ends and begins again within one day is not told apart. Where not all is asked, the latest day stands that could be.
 */
#include "check/checker.h"

#include <string.h>

enum { DAYS_MAX = 64, SCRATCH_MAX = 128 << 20 };

/* The latest first, each once. */
struct days {
	sk_time items[DAYS_MAX + 1]; /* one more while a day is put in */
	size_t count;
	sk_time least, most; /* nothing up to that day matters, nor what is behind this one */
	sk_time left_out;    /* the latest of those for which there is no room; 0: none */
};

static void add(struct days *days, sk_time day)
{
	size_t at = days->count;
	if (day <= days->least || day > days->most)
		return;
	while (at > 0 && days->items[at - 1] < day)
		at--;
	if (at > 0 && days->items[at - 1] == day)
		return;
	memmove(days->items + at + 1, days->items + at, (days->count - at) * sizeof(sk_time));
	days->items[at] = day;
	if (++days->count <= DAYS_MAX)
		return;
	sk_time last = days->items[--days->count];
	days->left_out = last > days->left_out ? last : days->left_out;
}

/* It turns at that second, or at the next. */
static void add_moment(void *to, sk_time moment)
{
	if (moment < 0 || moment > SK_TIME_LAST)
		return;
	add(to, sk_day_in_japan(moment));
	add(to, sk_day_in_japan(moment + 1));
}

static void add_limits(const struct run *run, const struct compiled *compiled, struct days *days)
{
	SK_LIST_EACH(struct sk_parameter_choice, choice, &run->site->parameters)
		if (until_reads_limit(compiled, choice->parameter))
			add(days, choice->date);
}

static void add_every_day(struct days *days)
{
	for (sk_time day = days->most; day > days->least && days->left_out == 0; day -= SK_DAY)
		add(days, day);
}

/* Of a query that does with the time of judging what is not understood every day can be one. */
static void gather(const struct run *run, const struct compiled *compiled, struct days *days)
{
	add_limits(run, compiled, days);
	if (!compiled->understood || !until_moments(run, compiled, true, &(struct noting){add_moment, days}))
		add_every_day(days);
}

/* ---- asking again ---- */

static bool is_by_word(const struct sk_violation *row)
{
	return row->reason->state == 0 && row->method == SK_ATTESTED;
}

static sk_outcome worlds_rows_at(const struct run *run, struct compiled *compiled, sk_time at, struct sk_arena *scratch)
{
	struct run then = *run;
	then.arena = scratch;
	then.at = at;
	then.day = sk_day_in_japan(at);
	then.later = true;
	SK_TRY(checker_helpers(&then));
	return worlds_rows(&then, compiled);
}

/* Sets the day of those that were not there at the end of the day before. */
static void compare(struct sk_violation *rows, size_t count, const struct compiled *then, sk_time day)
{
	for (size_t i = 0; i < count; i++) {
		const struct sk_violation *row = checker_find_row(then->rows, then->row_count, &rows[i]);
		if (is_by_word(&rows[i]) && rows[i].since == 0 && (!row || row->worlds < rows[i].worlds))
			rows[i].since = day;
	}
}

/* What `compiled` holds of the run is as before then. */
static sk_outcome ask(struct run *run, struct compiled *compiled, sk_time day)
{
	SK_ARENA_SCOPE scratch = sk_arena_new(SCRATCH_MAX);
	struct compiled now = *compiled;
	if (!scratch)
		return sk_error_set_number(run->error, SK_E_MEMORY, NULL, SCRATCH_MAX);
	sk_outcome outcome = worlds_rows_at(run, compiled, day_begins(day) - 1, scratch);
	if (!sk_failed(outcome))
		compare(now.rows, now.row_count, compiled, day);
	compiled->rows = now.rows;
	compiled->row_count = now.row_count;
	compiled->worlds = now.worlds;
	compiled->spent = now.spent;
	return outcome;
}

static bool any_left(const struct compiled *compiled)
{
	for (size_t i = 0; i < compiled->row_count; i++)
		if (is_by_word(&compiled->rows[i]) && compiled->rows[i].since == 0)
			return true;
	return false;
}

/* Those that are left were there at all that was asked. */
static void end(struct compiled *compiled, sk_time left_out)
{
	for (size_t i = 0; i < compiled->row_count; i++) {
		struct sk_violation *row = &compiled->rows[i];
		sk_time looked = sk_day_in_japan(row->looked);
		row->since = is_by_word(row) && row->since == 0 ? left_out : row->since;
		row->since = looked > row->since ? looked : row->since;
	}
}

static sk_outcome ask_all(struct run *run, struct compiled *compiled, struct days *days)
{
	for (size_t i = 0; i < days->count && any_left(compiled); i++) {
		sk_outcome outcome = ask(run, compiled, days->items[i]);
		if (sk_failed(outcome) && (run->error->id == SK_E_CHECK_LONG || run->error->id == SK_E_MEMORY)) {
			days->left_out = days->items[i];
			break;
		}
		SK_TRY(outcome);
	}
	return days->count > 0 ? checker_helpers(run) : SK_OK;
}

/* The earliest day on which something was looked at that a failure by word is known by; a day that is not to come where there is none. */
static sk_time first_day(const struct run *run, const struct compiled *compiled)
{
	sk_time first = run->day;
	for (size_t i = 0; i < compiled->row_count; i++)
		if (is_by_word(&compiled->rows[i]) && sk_day_in_japan(compiled->rows[i].looked) < first)
			first = sk_day_in_japan(compiled->rows[i].looked);
	return first;
}

/* No word ends what shows that something stands at a place, nor what is shown beside. */
sk_outcome since_find(struct run *run, struct compiled *compiled)
{
	struct days days = {.least = first_day(run, compiled), .most = run->day};
	if (compiled->since_known)
		return SK_OK;
	compiled->since_known = true;
	if (compiled->control && compiled->check->layer == SK_LAYER_GUIDANCE && days.least < days.most) {
		gather(run, compiled, &days);
		SK_TRY(ask_all(run, compiled, &days));
	}
	end(compiled, days.left_out);
	return SK_OK;
}
