/* What moved from one assessment to another, and by what. */
#include "history/history.h"

#include <string.h>

static const char *const standing_words[] = {"out", "under", "treated", "unknown", "over", "beyond"};
const struct sk_choices sk_words_past_standing = {standing_words, SK_COUNT(standing_words)};
static const char *const cause_words[] = {"answer", "evidence", "out-of-date", "time", "new-subject", "gone-subject", "site-setting", "rules"};
const struct sk_choices sk_words_past_cause = {cause_words, SK_COUNT(cause_words)};

struct compare {
	struct sk_arena *arena;
	struct sk_past_diff *diff;
	bool site; /* site.yaml is another one */
	struct sk_error *error;
};

bool sk_past_same_series(const struct sk_past_diff *diff)
{
	return !diff->catalogue && !diff->method && !diff->readings;
}

static bool same(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* ---- files ---- */

static const struct sk_past_input *input_named(const struct sk_past *past, const struct sk_past_input *input)
{
	for (size_t i = 0; i < past->input_count; i++)
		if (past->inputs[i].kind == input->kind && same(past->inputs[i].name, input->name))
			return &past->inputs[i];
	return NULL;
}

static void compare_file(struct compare *compare, struct sk_past_file *files, const struct sk_past_input *was, const struct sk_past_input *is)
{
	if (was && is && same(was->digest, is->digest))
		return;
	files[compare->diff->file_count++] = (struct sk_past_file){was, is};
	compare->site = compare->site || (was ? was : is)->kind == SK_PAST_SITE;
}

static sk_outcome compare_files(struct compare *compare)
{
	const struct sk_past *was = compare->diff->was, *is = compare->diff->is;
	void *memory;
	SK_TRY(sk_arena_take(compare->arena, was->input_count + is->input_count, sizeof(struct sk_past_file), &memory, compare->error));
	for (size_t i = 0; i < was->input_count; i++)
		compare_file(compare, memory, &was->inputs[i], input_named(is, &was->inputs[i]));
	for (size_t i = 0; i < is->input_count; i++)
		if (!input_named(was, &is->inputs[i]))
			compare_file(compare, memory, NULL, &is->inputs[i]);
	compare->diff->files = memory;
	return SK_OK;
}

/* ---- controls at subjects ---- */

int sk_past_order(const struct sk_past_finding *a, const struct sk_past_finding *b)
{
	int order = strcmp(a->control, b->control);
	if (!order)
		order = strcmp(a->place, b->place);
	return order ? order : strcmp(a->subject, b->subject);
}

static bool has_subject(const struct sk_past *past, const char *subject)
{
	for (size_t i = 0; i < past->finding_count; i++)
		if (same(past->findings[i].subject, subject))
			return true;
	return false;
}

/* Where the line of a file has moved only, the same thing is said. */
static bool same_source(const struct sk_past_finding *was, const struct sk_past_finding *is)
{
	const struct sk_past_source *a = &was->source, *b = &is->source;
	return was->decider == is->decider && same(a->by, b->by) && same(a->bundle, b->bundle) && a->looked == b->looked && same(was->check, is->check);
}

/* What else but facts can have moved something. */
static enum sk_past_cause other_cause(const struct compare *compare)
{
	if (!sk_past_same_series(compare->diff))
		return SK_CAUSE_RULES;
	return compare->site ? SK_CAUSE_SETTING : SK_CAUSE_TIME;
}

static bool is_evidence(const struct sk_past_finding *finding)
{
	return finding->source.bundle[0] != '\0';
}

static bool has_bundle(const struct sk_past *past, const char *digest)
{
	for (size_t i = 0; i < past->input_count; i++)
		if (past->inputs[i].kind == SK_PAST_BUNDLE && same(past->inputs[i].digest, digest))
			return true;
	return false;
}

/* Whether what says so was there before: something else was said or seen then that counted more. */
static bool was_there(const struct compare *compare, const struct sk_past_finding *is)
{
	if (is_evidence(is))
		return has_bundle(compare->diff->was, is->source.bundle);
	return !compare->site;
}

static bool ran_out(const struct compare *compare, const struct sk_past_finding *was, const struct sk_past_finding *is)
{
	return was->stale_after != 0 && was->stale_after < compare->diff->is->at && (same_source(was, is) || was_there(compare, is));
}

static enum sk_past_cause cause_of(const struct compare *compare, const struct sk_past_finding *was, const struct sk_past_finding *is)
{
	if (!was)
		return has_subject(compare->diff->was, is->subject) ? other_cause(compare) : SK_CAUSE_CAME;
	if (!is)
		return has_subject(compare->diff->is, was->subject) ? other_cause(compare) : SK_CAUSE_WENT;
	if (ran_out(compare, was, is))
		return SK_CAUSE_STALE;
	if (same_source(was, is) || (compare->diff->file_count == 0 && was_there(compare, is)))
		return other_cause(compare);
	bool seen = is_evidence(is) || (is->decider != SK_BY_ANSWER && is_evidence(was));
	return seen ? SK_CAUSE_SEEN : SK_CAUSE_SAID;
}

static void compare_finding(struct compare *compare, struct sk_past_change *changes, const struct sk_past_finding *was, const struct sk_past_finding *is)
{
	if (was && is && was->state == is->state && was->method == is->method && was->contradicts == is->contradicts && was->lost == is->lost)
		return;
	changes[compare->diff->change_count++] = (struct sk_past_change){was, is, cause_of(compare, was, is), is && was && was_there(compare, is)};
}

/* Both are sorted. */
static sk_outcome compare_findings(struct compare *compare)
{
	const struct sk_past *was = compare->diff->was, *is = compare->diff->is;
	size_t i = 0, j = 0;
	void *memory;
	SK_TRY(sk_arena_take(compare->arena, was->finding_count + is->finding_count, sizeof(struct sk_past_change), &memory, compare->error));
	while (i < was->finding_count || j < is->finding_count) {
		const struct sk_past_finding *a = i < was->finding_count ? &was->findings[i] : NULL, *b = j < is->finding_count ? &is->findings[j] : NULL;
		int order = !a ? 1 : !b ? -1 : sk_past_order(a, b);
		compare_finding(compare, memory, order <= 0 ? a : NULL, order >= 0 ? b : NULL);
		i += order <= 0;
		j += order >= 0;
	}
	compare->diff->changes = memory;
	return SK_OK;
}

/* ---- risks ---- */

enum sk_past_standing sk_past_stands(const struct sk_past_risk *risk, int64_t line)
{
	if (!risk || risk->exclusion != SK_INCLUDED)
		return SK_STANDS_OUT;
	if (risk->value < line)
		return SK_STANDS_UNDER;
	if (risk->high < line)
		return SK_STANDS_TREATED;
	if (risk->importance * risk->after_threat * risk->after_vulnerability >= line)
		return SK_STANDS_BEYOND;
	return risk->low >= line ? SK_STANDS_OVER : SK_STANDS_UNKNOWN;
}

bool sk_past_open(enum sk_past_standing standing)
{
	return standing == SK_STANDS_OVER || standing == SK_STANDS_UNKNOWN || standing == SK_STANDS_BEYOND;
}

bool sk_past_came_over(const struct sk_past_move *move)
{
	return sk_past_open(move->stands) && !sk_past_open(move->stood);
}

bool sk_past_went_under(const struct sk_past_move *move)
{
	return sk_past_open(move->stood) && !sk_past_open(move->stands);
}

/* Whether "T17@router-b" is one of the words. */
static bool needs(const struct sk_past_risk *risk, const struct sk_past_finding *finding)
{
	size_t control = strlen(finding->control), place = strlen(finding->place);
	for (const char *word = risk ? risk->needs : ""; *word; word += strcspn(word, " "), word += *word == ' ')
		if (strcspn(word, " ") == control + 1 + place && strncmp(word, finding->control, control) == 0 && word[control] == '@' &&
		    strncmp(word + control + 1, finding->place, place) == 0)
			return true;
	return false;
}

bool sk_past_concerns(const struct sk_past_change *change, const struct sk_past_move *move)
{
	const struct sk_past_finding *finding = change->is ? change->is : change->was;
	return needs(move->was, finding) || needs(move->is, finding);
}

static unsigned bit_of(enum sk_past_cause cause)
{
	if (cause == SK_CAUSE_RULES)
		return SK_MOVED_BY_RULES;
	return cause == SK_CAUSE_SETTING ? SK_MOVED_BY_SETTING : SK_MOVED_BY_FACTS;
}

/* Rules and what a site sets for itself can both have done it where both are otherwise. */
static unsigned by_others(const struct compare *compare)
{
	unsigned by = (sk_past_same_series(compare->diff) ? 0 : SK_MOVED_BY_RULES) | (compare->site ? SK_MOVED_BY_SETTING : 0);
	return by ? by : SK_MOVED_BY_FACTS;
}

static bool other_levels(const struct sk_past_risk *a, const struct sk_past_risk *b)
{
	return a->importance != b->importance || a->threat != b->threat || a->vulnerability != b->vulnerability || a->after_threat != b->after_threat ||
	       a->after_vulnerability != b->after_vulnerability;
}

static unsigned moved_by(const struct compare *compare, const struct sk_past_move *move)
{
	unsigned by = 0;
	for (size_t i = 0; i < compare->diff->change_count; i++)
		if (sk_past_concerns(&compare->diff->changes[i], move))
			by |= bit_of(compare->diff->changes[i].cause);
	bool both = move->was && move->is;
	if (move->levels || move->needs || !both)
		by |= by_others(compare);
	/* Out of it or in it again by a premise or a place that is absent: people say so in site.yaml, or evidence shows it. */
	if (both && move->was->exclusion != move->is->exclusion && !by)
		by |= by_others(compare);
	return by | (compare->diff->line && both ? (unsigned)SK_MOVED_BY_LINE : 0);
}

static bool is_other(const struct sk_past_risk *a, const struct sk_past_risk *b)
{
	return a->exclusion != b->exclusion || a->value != b->value || a->low != b->low || a->high != b->high || a->presumed != b->presumed;
}

static void compare_risk(struct compare *compare, struct sk_past_move *moves, const struct sk_past_risk *was, const struct sk_past_risk *is)
{
	struct sk_past_diff *diff = compare->diff;
	struct sk_past_move move = {was, is, sk_past_stands(was, diff->was->line), sk_past_stands(is, diff->is->line), 0, false, false};
	move.levels = was && is && other_levels(was, is);
	move.needs = was && is && !same(was->needs, is->needs);
	if (was && is && move.stood == move.stands && !move.levels && !move.needs && !is_other(was, is))
		return;
	move.by = moved_by(compare, &move);
	diff->over += sk_past_came_over(&move);
	diff->under += sk_past_went_under(&move);
	moves[diff->move_count++] = move;
}

static sk_outcome compare_risks(struct compare *compare)
{
	const struct sk_past *was = compare->diff->was, *is = compare->diff->is;
	size_t i = 0, j = 0;
	void *memory;
	SK_TRY(sk_arena_take(compare->arena, was->risk_count + is->risk_count, sizeof(struct sk_past_move), &memory, compare->error));
	while (i < was->risk_count || j < is->risk_count) {
		const struct sk_past_risk *a = i < was->risk_count ? &was->risks[i] : NULL, *b = j < is->risk_count ? &is->risks[j] : NULL;
		int order = !a ? 1 : !b ? -1 : strcmp(a->scenario, b->scenario);
		compare_risk(compare, memory, order <= 0 ? a : NULL, order >= 0 ? b : NULL);
		i += order <= 0;
		j += order >= 0;
	}
	compare->diff->moves = memory;
	return SK_OK;
}

sk_outcome sk_history_diff(struct sk_arena *arena, const struct sk_past *was, const struct sk_past *is, struct sk_past_diff *out, struct sk_error *error)
{
	struct compare compare = {.arena = arena, .diff = out, .error = error};
	*out = (struct sk_past_diff){
		.was = was, .is = is, .catalogue = !same(was->series.catalogue, is->series.catalogue), .method = was->series.method != is->series.method,
		.readings = !same(was->series.readings, is->series.readings), .line = was->line != is->line,
	};
	SK_TRY(compare_files(&compare));
	SK_TRY(compare_findings(&compare));
	return compare_risks(&compare);
}
