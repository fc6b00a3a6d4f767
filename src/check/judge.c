/* What one check says about one subject: the rows about whoever is looked at, and what was seen of them. */
#include "check/checker.h"

#include <string.h>

/* ---- who is looked at ---- */

bool judge_looks_at(const struct compiled *compiled, const struct sk_subject *about, const struct sk_subject *subject)
{
	if (compiled->through == 0)
		return subject == about;
	return subject->in_scope && (compiled->through & 1u << subject->place);
}

bool judge_reads(const struct compiled *compiled, const struct sk_subject *subject)
{
	unsigned places = compiled->through ? compiled->through : compiled->at;
	return subject->in_scope && (places & 1u << subject->place);
}

static bool needs_kind(const struct compiled *compiled, const struct sk_fact_kind *kind)
{
	for (size_t i = 0; i < compiled->need_count; i++)
		if (compiled->needs[i] == kind)
			return true;
	return false;
}

bool judge_matters(const struct run *run, const struct compiled *compiled)
{
	for (size_t i = 0; i < run->evidence->look_count; i++) {
		const struct sk_look *look = &run->evidence->looks[i];
		if (judge_reads(compiled, look->subject) && needs_kind(compiled, look->kind))
			return true;
	}
	return false;
}

/* ---- who has most facts ---- */

/* Looks are sorted by kind: one subject's stand apart. */
static size_t facts_of(const struct run *run, const struct compiled *compiled, const struct sk_subject *subject, const struct sk_look **most)
{
	size_t facts = 0;
	for (size_t i = 0; i < compiled->need_count; i++) {
		const struct sk_look *look = sk_evidence_look(run->evidence, compiled->needs[i], subject);
		for (size_t left = sk_evidence_same(run->evidence, look); left > 0; left--, look++) {
			facts += look->fact_count;
			if (!*most || look->fact_count > (*most)->fact_count)
				*most = look;
		}
	}
	return facts;
}

sk_outcome judge_most(struct run *run, const struct compiled *compiled, const struct sk_stop **out)
{
	void *memory;
	SK_TRY(sk_arena_take(run->arena, 1, sizeof(struct sk_stop), &memory, run->error));
	struct sk_stop *stop = memory;
	SK_LIST_EACH(struct sk_subject, subject, &run->site->subjects) {
		const struct sk_look *look = NULL;
		size_t facts = facts_of(run, compiled, subject, &look);
		if (look && (!stop->look || facts > stop->facts))
			*stop = (struct sk_stop){.look = look, .facts = facts};
	}
	*out = stop;
	return SK_OK;
}

/* ---- what was seen ---- */

/* Which of two looks says more about what is known: that there was one that is lost, then a complete one, then the newer. */
static bool says_more(const struct sk_look *a, const struct sk_look *b)
{
	bool a_lost = a->known == SK_LOOK_LOST, b_lost = b->known == SK_LOOK_LOST;
	bool a_complete = a->status == SK_STATUS_COMPLETE, b_complete = b->status == SK_STATUS_COMPLETE;
	if (a_lost != b_lost)
		return a_lost;
	return a_complete != b_complete ? a_complete : a->at > b->at;
}

/* Of several collectors. What was seen before is not seen now. */
static void find_looks(const struct run *run, struct sk_seen *need)
{
	const struct sk_look *look = sk_evidence_look(run->evidence, need->kind, need->subject);
	for (size_t left = sk_evidence_same(run->evidence, look); left > 0; left--, look++) {
		const struct sk_look **best = look->known == SK_LOOK_BEFORE ? &need->before : &need->look;
		if (!*best || says_more(look, *best))
			*best = look;
	}
	need->complete = need->look && need->look->status == SK_STATUS_COMPLETE;
	if (need->complete || (need->before && need->before->status != SK_STATUS_COMPLETE))
		need->before = NULL;
}

static struct sk_seen need_of(const struct run *run, const struct compiled *compiled, const struct sk_fact_kind *kind,
			      const struct sk_subject *subject)
{
	struct sk_seen need = {.kind = kind, .subject = subject};
	find_looks(run, &need);
	need.fresh = need.look && need.look->at >= run->at - (sk_time)compiled->check->max_age * SK_DAY;
	return need;
}

/* Through several places a kind is needed at those where it can be: nobody can look at the practices of a router. */
static bool is_needed_at(const struct compiled *compiled, const struct sk_fact_kind *kind, const struct sk_subject *subject)
{
	return !compiled->through || sk_fact_can_be_at(kind, subject->place_id);
}

/* Where nobody is listed whom a kind can be known of, it is not known: who lists less does not need less. */
static void need_nobody_else(const struct compiled *compiled, struct sk_seen *needs, size_t *count)
{
	size_t of_subjects = *count;
	for (size_t i = 0; i < compiled->need_count; i++) {
		bool any = false;
		for (size_t at = 0; at < of_subjects; at++)
			any = any || needs[at].kind == compiled->needs[i];
		if (!any)
			needs[(*count)++] = (struct sk_seen){.kind = compiled->needs[i]};
	}
}

static sk_outcome gather_needs(struct run *run, const struct compiled *compiled, const struct sk_subject *about, struct sk_result *out)
{
	void *memory;
	size_t most = compiled->need_count * (compiled->through ? run->site->subjects.count + 1 : 1);
	SK_TRY(sk_arena_take(run->arena, most + 1, sizeof(struct sk_seen), &memory, run->error));
	struct sk_seen *needs = memory;
	out->needs = needs;
	SK_LIST_EACH(struct sk_subject, subject, &run->site->subjects) {
		if (!judge_looks_at(compiled, about, subject))
			continue;
		for (size_t i = 0; i < compiled->need_count; i++)
			if (is_needed_at(compiled, compiled->needs[i], subject))
				needs[out->need_count++] = need_of(run, compiled, compiled->needs[i], subject);
	}
	need_nobody_else(compiled, needs, &out->need_count);
	for (size_t i = 0; i < out->need_count; i++)
		out->lost = out->lost || (needs[i].look && needs[i].look->known == SK_LOOK_LOST);
	return SK_OK;
}

/* Now or before, by whoever: what of others is lost takes nothing from what was seen. */
static bool was_ever_complete(const struct run *run, const struct sk_fact_kind *kind, const struct sk_subject *subject)
{
	const struct sk_look *look = sk_evidence_look(run->evidence, kind, subject);
	return look && run->notes[look - run->evidence->looks].complete;
}

bool judge_counts(const struct run *run, const struct compiled *compiled, const struct sk_violation *row)
{
	for (size_t i = 0; i < compiled->need_count && row->reason->rests_on != 0; i++)
		if (is_needed_at(compiled, compiled->needs[i], row->subject) &&
		    !was_ever_complete(run, compiled->needs[i], row->subject))
			return false;
	return true;
}

/* ---- the rows that count ---- */

/* Rows are sorted by subject: how many are about those before this one. */
static size_t rows_before(const struct compiled *compiled, const struct sk_subject *subject)
{
	size_t low = 0, high = compiled->row_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (compiled->rows[middle].subject < subject)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool all_count(const struct run *run, const struct compiled *compiled, size_t from, size_t end)
{
	for (size_t i = from; i < end; i++)
		if (!judge_counts(run, compiled, &compiled->rows[i]))
			return false;
	return compiled->through == 0 && compiled->rows;
}

/* Each subject pays for its own rows only: many subjects with many rows each must not multiply. Where all of them count, they are not copied. */
static sk_outcome gather_violations(struct run *run, const struct compiled *compiled, const struct sk_subject *about,
				    struct sk_result *out)
{
	void *memory;
	size_t from = compiled->through ? 0 : rows_before(compiled, about);
	size_t end = compiled->through ? compiled->row_count : about ? rows_before(compiled, about + 1) : 0;
	if (all_count(run, compiled, from, end)) {
		out->violations = compiled->rows + from;
		out->violation_count = end - from;
		return SK_OK;
	}
	SK_TRY(sk_arena_take(run->arena, end - from, sizeof(struct sk_violation), &memory, run->error));
	struct sk_violation *violations = memory;
	out->violations = violations;
	for (size_t i = from; i < end; i++) {
		const struct sk_violation *row = &compiled->rows[i];
		if (judge_looks_at(compiled, about, row->subject) && judge_counts(run, compiled, row))
			violations[out->violation_count++] = *row;
	}
	return SK_OK;
}

/* ---- the state ---- */

enum sk_state sk_check_reason_state(const struct sk_check_reason *reason)
{
	static const enum sk_state states[] = {SK_UNMET, SK_UNKNOWN, SK_STALE};
	return states[reason->state];
}

static enum sk_state state_of(const struct sk_result *result)
{
	enum sk_state state = result->need_count > 0 ? SK_MET : SK_UNKNOWN;
	for (size_t i = 0; i < result->violation_count; i++)
		state = sk_state_worse(state, sk_check_reason_state(result->violations[i].reason));
	for (size_t i = 0; i < result->need_count; i++) {
		if (!result->needs[i].complete)
			state = sk_state_worse(state, SK_UNKNOWN);
		else if (!result->needs[i].fresh)
			state = sk_state_worse(state, SK_STALE);
	}
	return state;
}

static enum sk_method method_of(const struct sk_look *look)
{
	return (enum sk_method)(look->method + 1);
}

/* A chain is as strong as its weakest link, and as old as its oldest. */
static void set_by_needs(struct sk_result *result)
{
	enum sk_method weakest = SK_EXERCISED + 1;
	for (size_t i = 0; i < result->need_count; i++) {
		const struct sk_look *look = result->needs[i].look;
		if (!look)
			continue;
		weakest = method_of(look) < weakest ? method_of(look) : weakest;
		result->looked = result->looked == 0 || look->at < result->looked ? look->at : result->looked;
	}
	result->method = weakest <= SK_EXERCISED ? weakest : SK_METHOD_NONE;
}

/* A failure: the strongest of all that shows it, and the newest. */
static void set_by_violations(struct sk_result *result)
{
	for (size_t i = 0; i < result->violation_count; i++) {
		const struct sk_violation *row = &result->violations[i];
		if (sk_check_reason_state(row->reason) != SK_UNMET)
			continue;
		result->method = row->method > result->method ? row->method : result->method;
		result->looked = row->looked > result->looked ? row->looked : result->looked;
		result->since = row->since > result->since ? row->since : result->since;
	}
}

/* ---- the end ---- */

static sk_outcome set_end(struct run *run, struct compiled *compiled, const struct sk_subject *about, struct sk_result *result)
{
	sk_time most = INT64_MAX;
	for (size_t i = 0; i < result->need_count; i++) {
		sk_time aged = result->needs[i].look->at + (sk_time)compiled->check->max_age * SK_DAY;
		sk_time comes = last_before_it_comes(result->needs[i].subject, run->day);
		most = aged < most ? aged : most;
		most = comes < most ? comes : most;
	}
	return until(run, compiled, about, most, &result->stale_after);
}

static bool anybody_looked(const struct sk_result *result)
{
	for (size_t i = 0; i < result->need_count; i++)
		if (result->needs[i].look || result->needs[i].before)
			return true;
	return false;
}

/* By what all facts cost, or by looks that differ too much. */
static sk_outcome find_stop(struct run *run, const struct compiled *compiled, const struct sk_subject *about, const struct sk_stop **out)
{
	void *memory;
	*out = compiled->stopped;
	const struct sk_look *crowded = *out ? NULL : worlds_crowded(run, compiled, about);
	if (!crowded)
		return SK_OK;
	SK_TRY(sk_arena_take(run->arena, 1, sizeof(struct sk_stop), &memory, run->error));
	*(struct sk_stop *)memory = (struct sk_stop){.look = crowded, .differ = true};
	*out = memory;
	return SK_OK;
}

static sk_outcome conclude(struct run *run, struct compiled *compiled, const struct sk_subject *about, struct sk_result *result)
{
	result->says = anybody_looked(result);
	if (result->says)
		SK_TRY(find_stop(run, compiled, about, &result->stopped));
	bool found = result->violation_count > 0 && state_of(result) == SK_UNMET; /* stands, and may not be all there is */
	if (result->stopped && !found) {
		result->violation_count = 0;
		set_by_needs(result);
		return SK_OK;
	}
	result->state = result->says ? state_of(result) : SK_UNKNOWN;
	if (compiled->check->decides == SK_DECIDES_UNMET && result->state != SK_UNMET) {
		result->says = false;
		result->state = SK_UNKNOWN;
	}
	if (result->state == SK_UNMET)
		set_by_violations(result);
	else
		set_by_needs(result);
	return result->state == SK_MET ? set_end(run, compiled, about, result) : SK_OK;
}

static sk_outcome judge_anew(struct run *run, struct compiled *compiled, const struct sk_subject *subject, struct sk_result *out)
{
	*out = (struct sk_result){.check = compiled->check, .state = SK_UNKNOWN};
	SK_TRY(gather_needs(run, compiled, subject, out));
	if (!compiled->matters)
		return SK_OK;
	SK_TRY(checker_rows(run, compiled));
	SK_TRY(since_find(run, compiled));
	SK_TRY(gather_violations(run, compiled, subject, out));
	return conclude(run, compiled, subject, out);
}

/* Through other places the subject itself does not matter: what is said of the first is said of all. */
sk_outcome judge(struct run *run, struct compiled *compiled, const struct sk_subject *subject, struct sk_result *out)
{
	void *memory;
	if (!compiled->through)
		return judge_anew(run, compiled, subject, out);
	if (!compiled->said) {
		SK_TRY(judge_anew(run, compiled, subject, out));
		SK_TRY(sk_arena_take(run->arena, 1, sizeof(*out), &memory, run->error));
		*(struct sk_result *)memory = *out;
		compiled->said = memory;
	}
	*out = *compiled->said;
	return SK_OK;
}
