/*
 * Several looks at the same thing can be known at once: of two collectors of which the newer sees less well, one from before its collector was denied,
 * one that saw a part. All their facts stand in the tables together, and so each failure that a fact shows is found there. But what is missing in one is hidden
 * there by whatever another saw. So where looks differ a query is asked again, in worlds (decision 0024):
 *
 *   0  all that is known: failures count, and where looks do not differ everything;
 *   1  and so on: of some kinds one complete look, of the others all that is known, in every combination. Failures that rest on absence count; and
 *      everything where of each kind a look stands that is current, which no complete one of those known now is wholly later than: only what is good
 *      there is good, and no doubt goes away by looking away or by an older look. Where a part was seen, too, all rows that are current stand for the
 *      kind once, for doubts: what is not known of a part is not known.
 *
 * Which looks take the place of others is evidence/'s to say: each complete one that is left is a choice. Worlds have a database of their own, which holds
 * the facts of the subjects at which looks differ and of no others: what they cost is up to those who differ. Past a ceiling nothing is known at these subjects.
 */
#include "check/checker.h"

#include <stdlib.h>
#include <string.h>

enum { SCRATCH_MAX = 128 << 20, PILE_FIRST = 64 };

/* ---- where looks differ ---- */

struct group {
	const struct sk_look *looks;
	size_t count;
};

static struct group group_of(const struct run *run, const struct sk_fact_kind *kind, const struct sk_subject *subject)
{
	const struct sk_look *first = sk_evidence_look(run->evidence, kind, subject);
	return (struct group){first, sk_evidence_same(run->evidence, first)};
}

static struct look_note *note_of(const struct run *run, const struct sk_look *look)
{
	return &run->notes[look - run->evidence->looks];
}

static bool is_complete(const struct sk_look *look)
{
	return look->known != SK_LOOK_LOST && look->status == SK_STATUS_COMPLETE;
}

static bool is_text(const struct sk_column *column)
{
	return column->type == SK_COLUMN_TEXT || column->type == SK_COLUMN_CHOICE;
}

static int order_numbers(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int order_values(const struct sk_column *column, const struct sk_value *a, const struct sk_value *b)
{
	if (a->null || b->null)
		return order_numbers(b->null, a->null);
	return is_text(column) ? strcmp(a->text, b->text) : order_numbers(a->integer, b->integer);
}

static const struct sk_coverage *line_of(const struct sk_look *look, const struct sk_fact *fact)
{
	return &look->coverage[fact->coverage];
}

/* Rows of one kind by what they say, and when it was seen. */
static int order_rows(const struct sk_look *look, const struct sk_fact *fact, const struct sk_look *other_look, const struct sk_fact *other)
{
	int order = order_numbers(line_of(look, fact)->at, line_of(other_look, other)->at);
	for (size_t column = 0; column < look->kind->column_count && order == 0; column++)
		order = order_values(&look->kind->columns[column], &fact->values[column], &other->values[column]);
	return order;
}

/* The same rows, seen at the same time and in the same way. */
static bool same_content(const struct sk_look *a, const struct sk_look *b)
{
	if (a->fact_count != b->fact_count)
		return false;
	for (size_t i = 0; i < a->fact_count; i++)
		if (line_of(a, &a->facts[i])->method != line_of(b, &b->facts[i])->method || order_rows(a, &a->facts[i], b, &b->facts[i]) != 0)
			return false;
	return true;
}

/* When the latest complete look began of those that are known now: what lies before it is not current. What was before ends nothing. */
static sk_time latest_of(const struct group *group)
{
	sk_time latest = INT64_MIN;
	for (size_t i = 0; i < group->count; i++)
		if (is_complete(&group->looks[i]) && group->looks[i].known == SK_LOOK_NOW && group->looks[i].at > latest)
			latest = group->looks[i].at;
	return latest;
}

/* Of two that say the same, the one that a failure is known better by. */
static bool shows_better(const struct sk_look *a, const struct sk_look *b)
{
	return a->strongest != b->strongest ? a->strongest > b->strongest : a->newest > b->newest;
}

struct choices {
	const struct sk_look *looks[WORLD_CHOICES_MAX];
	bool current[WORLD_CHOICES_MAX]; /* one of those that it stands for is */
	size_t count;
	bool crowded;
};

/* Of those that say the same the best stands for all. */
static void add_choice(struct choices *choices, const struct sk_look *look, bool current)
{
	size_t at = 0;
	while (at < choices->count && !same_content(choices->looks[at], look))
		at++;
	choices->crowded = at == WORLD_CHOICES_MAX;
	if (choices->crowded)
		return;
	if (at == choices->count)
		choices->current[choices->count++] = false;
	else if (!shows_better(look, choices->looks[at]))
		look = choices->looks[at];
	choices->looks[at] = look;
	choices->current[at] = choices->current[at] || current;
}

static struct choices choose(const struct group *group)
{
	struct choices choices = {.count = 0};
	sk_time latest = latest_of(group);
	for (size_t i = 0; i < group->count && !choices.crowded; i++)
		if (is_complete(&group->looks[i]))
			add_choice(&choices, &group->looks[i], group->looks[i].newest >= latest);
	return choices;
}

static bool all_same(const struct group *group, const struct sk_look *as)
{
	for (size_t i = 0; i < group->count; i++) {
		const struct sk_look *look = &group->looks[i];
		if (look->known != SK_LOOK_LOST && (is_complete(look) || look->fact_count > 0) && !same_content(look, as))
			return false;
	}
	return true;
}

/* Whether a look that is no choice has rows that no complete one is later than. */
static bool any_parts(const struct group *group, sk_time latest)
{
	for (size_t i = 0; i < group->count; i++) {
		const struct sk_look *look = &group->looks[i];
		for (size_t fact = 0; fact < look->fact_count && !is_complete(look); fact++)
			if (line_of(look, &look->facts[fact])->at >= latest)
				return true;
	}
	return false;
}

static void note_line(struct look_note *note, enum sk_fact_method method, sk_time at)
{
	enum sk_method known = (enum sk_method)(method + 1);
	note->method = known > note->method ? known : note->method;
	note->newest = at > note->newest ? at : note->newest;
}

static void note_group(struct run *run, const struct group *group)
{
	struct look_note *note = note_of(run, group->looks);
	struct choices choices = choose(group);
	note->complete = choices.count > 0;
	note->latest = latest_of(group);
	if (choices.count == 0 || group->count == 1 || all_same(group, choices.looks[0]))
		return;
	run->differs = note->differs = true;
	note->crowded = choices.crowded;
	note->choices = (unsigned char)choices.count;
	note->parts = any_parts(group, note->latest);
	for (size_t i = 0; i < choices.count; i++) {
		note_of(run, choices.looks[i])->rank = (unsigned char)(i + 1);
		note_of(run, choices.looks[i])->current = choices.current[i];
	}
}

/* A look that could not see all tells of what it found only. */
static void note_told(struct run *run, const struct sk_look *look)
{
	struct look_note *note = note_of(run, look);
	if (is_complete(look))
		note_line(note, look->strongest, look->newest);
	for (size_t fact = 0; fact < look->fact_count && !is_complete(look); fact++)
		note_line(note, line_of(look, &look->facts[fact])->method, line_of(look, &look->facts[fact])->at);
}

sk_outcome worlds_find(struct run *run)
{
	void *memory;
	struct group group;
	SK_TRY(sk_arena_take(run->arena, run->evidence->look_count, sizeof(struct look_note), &memory, run->error));
	run->notes = memory;
	for (size_t at = 0; at < run->evidence->look_count; at++)
		note_told(run, &run->evidence->looks[at]);
	for (size_t at = 0; at < run->evidence->look_count; at += group.count) {
		group = (struct group){&run->evidence->looks[at], sk_evidence_same(run->evidence, &run->evidence->looks[at])};
		note_group(run, &group);
	}
	return SK_OK;
}

/* ---- rows that several looks have ---- */

struct shown {
	const struct sk_look *look;
	const struct sk_fact *fact;
	size_t number;
};

/* Of those that say the same the one that is known best comes first. */
static int by_row(const void *left, const void *right)
{
	const struct shown *a = left, *b = right;
	int order = order_rows(a->look, a->fact, b->look, b->fact);
	if (order == 0)
		order = order_numbers(line_of(b->look, b->fact)->method, line_of(a->look, a->fact)->method);
	return order ? order : order_numbers((int64_t)a->number, (int64_t)b->number);
}

static size_t list_rows(const struct run *run, const struct sk_look *looks, size_t count, struct shown *rows)
{
	size_t listed = 0;
	for (size_t i = 0; i < count; i++)
		for (size_t fact = 0; fact < looks[i].fact_count; fact++)
			rows[listed++] = (struct shown){&looks[i], &looks[i].facts[fact], run->first_of[&looks[i] - run->evidence->looks] + fact};
	return listed;
}

sk_outcome worlds_repeats(struct run *run, const struct sk_look *looks, size_t count)
{
	SK_ARENA_SCOPE scratch = NULL;
	void *memory;
	size_t facts = 0, with = 0;
	for (size_t i = 0; i < count; i++) {
		facts += looks[i].fact_count;
		with += looks[i].fact_count > 0;
	}
	if (with < 2)
		return SK_OK;
	scratch = sk_arena_new(SCRATCH_MAX);
	if (!scratch)
		return sk_error_set_number(run->error, SK_E_MEMORY, NULL, SCRATCH_MAX);
	SK_TRY(sk_arena_take(scratch, facts, sizeof(struct shown), &memory, run->error));
	struct shown *rows = memory, *best = rows;
	qsort(rows, list_rows(run, looks, count, rows), sizeof(*rows), by_row);
	for (size_t i = 1; i < facts; i++) {
		bool same = order_rows(best->look, best->fact, rows[i].look, rows[i].fact) == 0;
		best = same ? best : &rows[i];
		run->repeated[rows[i].number] = best->look != rows[i].look;
	}
	return SK_OK;
}

/* ---- at one subject ---- */

/* What can stand for the group in a world: all that is known (0), one choice after the other, and where a part was seen, too, all that is current. */
static size_t digits_of(const struct run *run, const struct group *group)
{
	const struct look_note *note = group->count > 0 ? note_of(run, group->looks) : NULL;
	return note && note->differs ? 1u + note->choices + note->parts : 1;
}

static bool group_differs(const struct run *run, const struct group *group)
{
	return digits_of(run, group) > 1;
}

/* Combinations at the subject, all that is known being one; *crowded: a look of those that are too many. */
static size_t combinations(const struct run *run, const struct compiled *compiled, const struct sk_subject *subject, const struct sk_look **crowded)
{
	size_t all = 1;
	*crowded = NULL;
	for (size_t i = 0; i < compiled->need_count && !*crowded; i++) {
		struct group group = group_of(run, compiled->needs[i], subject);
		all *= digits_of(run, &group);
		if (group_differs(run, &group) && (note_of(run, group.looks)->crowded || all > WORLDS_MAX))
			*crowded = group.looks;
	}
	return all;
}

const struct sk_look *worlds_differ(const struct run *run, const struct compiled *compiled, const struct sk_subject *subject)
{
	if (!run->differs)
		return NULL;
	for (size_t i = 0; i < compiled->need_count; i++) {
		struct group group = group_of(run, compiled->needs[i], subject);
		if (group_differs(run, &group))
			return group.looks;
	}
	return NULL;
}

/* A site's own query may put the facts of several subjects together, and subjects choose in step. */
static const struct sk_look *second_that_differs(const struct run *run, const struct compiled *compiled)
{
	size_t count = 0;
	if (!compiled->own)
		return NULL;
	SK_LIST_EACH(struct sk_subject, subject, &run->site->subjects) {
		const struct sk_look *look = judge_reads(compiled, subject) ? worlds_differ(run, compiled, subject) : NULL;
		count += look != NULL;
		if (count > 1)
			return look;
	}
	return NULL;
}

static const struct sk_look *crowded_at(const struct run *run, const struct compiled *compiled, const struct sk_subject *subject)
{
	const struct sk_look *found;
	(void)combinations(run, compiled, subject, &found);
	return found || !compiled->spent ? found : worlds_differ(run, compiled, subject);
}

const struct sk_look *worlds_crowded(const struct run *run, const struct compiled *compiled, const struct sk_subject *about)
{
	const struct sk_look *found = NULL;
	if (!run->differs)
		return NULL;
	if (!compiled->through)
		return about ? crowded_at(run, compiled, about) : NULL;
	found = second_that_differs(run, compiled);
	SK_LIST_EACH(struct sk_subject, subject, &run->site->subjects)
		if (!found && judge_looks_at(compiled, about, subject))
			found = crowded_at(run, compiled, subject);
	return found;
}

/* What stands for the group in the world that the query is in. */
static size_t digit_of(const struct run *run, const struct compiled *query, const struct group *of)
{
	size_t left = query->chooses && query->chooses != of->looks->subject ? 0 : query->world;
	for (size_t i = 0; i < query->need_count; i++) {
		struct group group = group_of(run, query->needs[i], of->looks->subject);
		size_t digits = digits_of(run, &group);
		if (group.looks == of->looks)
			return left % digits;
		left /= digits;
	}
	return 0;
}

static const struct sk_look *choice_of(const struct run *run, const struct group *group, size_t digit)
{
	for (size_t at = 0; at < group->count && digit > 0; at++)
		if (note_of(run, &group->looks[at])->rank == digit)
			return &group->looks[at];
	return NULL;
}

static size_t number_of(const struct run *run, const struct sk_subject *subject)
{
	return (size_t)(subject - (const struct sk_subject *)run->site->subjects.items);
}

/* A doubt ends with what is wholly later than the line that shows it. */
static bool is_over(const struct run *run, const struct sk_violation *row)
{
	struct group group;
	if (!row->fact || row->reason->state == 0)
		return false;
	group = group_of(run, row->look->kind, row->subject);
	return line_of(row->look, row->fact)->at < note_of(run, group.looks)->latest;
}

/* Where of each kind that differs what is current stands, everything counts. A failure is known by what shows it, so not by all that is current together. */
static bool is_current(const struct run *run, const struct compiled *query, const struct sk_violation *row)
{
	for (size_t i = 0; i < query->need_count; i++) {
		struct group group = group_of(run, query->needs[i], row->subject);
		if (!group_differs(run, &group))
			continue;
		size_t digit = digit_of(run, query, &group);
		const struct sk_look *look = choice_of(run, &group, digit);
		if (digit == 0 || (look ? !note_of(run, look)->current : row->reason->state == 0))
			return false;
	}
	return !is_over(run, row);
}

/* Whether what is missing can be told from what stands there: of no kind only what is current. */
static bool holds_looks(const struct run *run, const struct compiled *query, const struct sk_subject *subject)
{
	for (size_t i = 0; i < query->need_count; i++) {
		struct group group = group_of(run, query->needs[i], subject);
		size_t digit = group_differs(run, &group) ? digit_of(run, query, &group) : 0;
		if (digit > 0 && !choice_of(run, &group, digit))
			return false;
	}
	return true;
}

bool worlds_count(const struct run *run, const struct compiled *query, const struct sk_violation *row)
{
	if (query->world == 0)
		return row->reason->state == 0 || !worlds_differ(run, query, row->subject);
	if (!run->only[number_of(run, row->subject)] || (query->chooses && query->chooses != row->subject))
		return false;
	bool missing = row->reason->rests_on != 0 && row->reason->state == 0;
	return missing ? holds_looks(run, query, row->subject) : is_current(run, query, row);
}

/* ---- the worlds of one check ---- */

/*
 * A query of the catalogue asks each subject about itself: all choose at once. One of a site's own may ask for the facts of others: there one subject chooses
 * after the other, and of all others stands there what is known of them.
 */
static bool chooses_alone(const struct compiled *compiled)
{
	return compiled->own && !compiled->through;
}

/* Of the subject: its combinations but the one of all that is known; 0 where looks do not differ, or in too many ways. */
static size_t worlds_at(const struct run *run, const struct compiled *compiled, const struct sk_subject *subject)
{
	const struct sk_look *crowded;
	if (!judge_reads(compiled, subject) || !worlds_differ(run, compiled, subject))
		return 0;
	size_t all = combinations(run, compiled, subject, &crowded);
	return crowded ? 0 : all - 1;
}

/* Whether the facts of the subject are put into worlds. */
static bool stands_in(const struct run *run, const struct compiled *compiled, const struct sk_subject *subject)
{
	return compiled->own || (compiled->through ? judge_reads(compiled, subject) : worlds_at(run, compiled, subject) > 0);
}

static size_t count_facts(const struct run *run, const struct compiled *compiled, const struct sk_subject *subject)
{
	size_t facts = 0;
	for (size_t i = 0; i < compiled->need_count; i++) {
		struct group group = group_of(run, compiled->needs[i], subject);
		for (size_t at = 0; at < group.count; at++)
			facts += group.looks[at].fact_count;
	}
	return facts;
}

/* `facts`: of all subjects that stand in one. */
static size_t count_worlds(const struct run *run, const struct compiled *compiled, size_t *facts)
{
	size_t most = 0, sum = 0;
	*facts = 0;
	SK_LIST_EACH(struct sk_subject, subject, &run->site->subjects) {
		size_t worlds = worlds_at(run, compiled, subject);
		most = worlds > most ? worlds : most;
		sum += worlds;
		*facts += stands_in(run, compiled, subject) ? count_facts(run, compiled, subject) : 0;
	}
	return chooses_alone(compiled) ? sum : most;
}

bool worlds_pay(struct run *run, const struct compiled *compiled, size_t *worlds)
{
	size_t facts = 0;
	struct purse *purse = checker_purse(run);
	*worlds = run->differs ? count_worlds(run, compiled, &facts) : 0;
	if (*worlds * (facts + 1) > purse->world_facts)
		return false;
	purse->world_facts -= *worlds * (facts + 1);
	return true;
}

/* ---- entering one ---- */

static sk_outcome fill_group(struct run *run, const struct group *group, size_t digit)
{
	const struct sk_look *choice = choice_of(run, group, digit);
	sk_time since = digit > 0 && !choice ? note_of(run, group->looks)->latest : INT64_MIN;
	for (size_t at = 0; at < group->count; at++)
		if (!choice || choice == &group->looks[at])
			SK_TRY(checker_insert(run, &group->looks[at], choice != NULL, since));
	return SK_OK;
}

static sk_outcome fill(struct run *run, const struct compiled *query)
{
	for (size_t i = 0; i < query->need_count; i++)
		SK_TRY(checker_clear(run, query->needs[i]));
	SK_LIST_EACH(struct sk_subject, subject, &run->site->subjects) {
		if (!run->only[number_of(run, subject)])
			continue;
		for (size_t i = 0; i < query->need_count; i++) {
			struct group group = group_of(run, query->needs[i], subject);
			if (group.count > 0)
				SK_TRY(fill_group(run, &group, digit_of(run, query, &group)));
		}
	}
	return SK_OK;
}

sk_outcome worlds_open(const struct run *run, const struct compiled *compiled, struct run *out, struct compiled **query)
{
	struct sk_checker *main = run->checker;
	void *memory;
	if (!main->other) {
		SK_TRY(sk_checker_new(main->catalogue, run->site, false, &main->other, run->error));
		main->other->main = main;
		checker_unload(main->other);
	}
	*out = *run;
	out->checker = main->other;
	SK_TRY(sk_arena_take(run->arena, run->site->subjects.count, sizeof(bool), &memory, run->error));
	out->only = memory;
	SK_LIST_EACH(struct sk_subject, subject, &run->site->subjects)
		out->only[number_of(run, subject)] = stands_in(run, compiled, subject);
	*query = &main->other->compiled[compiled - main->compiled];
	return checker_open(out, *query);
}

/* Which of the combinations it is, and whose. */
static void find_world(const struct run *run, struct compiled *query, size_t number)
{
	query->world = number;
	query->chooses = NULL;
	if (!chooses_alone(query))
		return;
	SK_LIST_EACH(struct sk_subject, subject, &run->site->subjects) {
		size_t worlds = worlds_at(run, query, subject);
		query->chooses = subject;
		if (query->world <= worlds)
			return;
		query->world -= worlds;
	}
}

sk_outcome worlds_enter(struct run *run, struct compiled *query, size_t number)
{
	find_world(run, query, number);
	SK_TRY(checker_begin(run));
	return checker_commit(run, fill(run, query));
}

/* ---- how well rows are known ---- */

struct known {
	enum sk_method method; /* the strongest; NONE: nothing is */
	sk_time newest;
	const struct sk_look *look; /* the strongest, of these the newest */
};

static void hear_look(const struct run *run, struct known *known, const struct sk_look *look)
{
	const struct look_note *note = note_of(run, look);
	if (note->method == SK_METHOD_NONE)
		return;
	if (!known->look || note->method > known->method || (note->method == known->method && note->newest > note_of(run, known->look)->newest))
		known->look = look;
	known->method = note->method > known->method ? note->method : known->method;
	known->newest = note->newest > known->newest ? note->newest : known->newest;
}

/* By all that the world holds of the subject. */
static void hear_subject(const struct run *run, const struct compiled *query, const struct sk_subject *subject, unsigned kinds, struct known *known)
{
	for (size_t i = 0; i < query->need_count; i++) {
		struct group group = group_of(run, query->needs[i], subject);
		if (group.count == 0 || !(kinds & 1u << i))
			continue;
		const struct sk_look *choice = choice_of(run, &group, digit_of(run, query, &group));
		for (size_t at = 0; at < group.count; at++)
			if (!choice || choice == &group.looks[at])
				hear_look(run, known, &group.looks[at]);
	}
}

/* A site's own query may put the facts of several subjects together. */
static struct known hear(const struct run *run, const struct compiled *query, const struct sk_subject *about, unsigned kinds)
{
	struct known known = {.method = SK_METHOD_NONE};
	if (!query->own) {
		hear_subject(run, query, about, kinds, &known);
		return known;
	}
	SK_LIST_EACH(struct sk_subject, subject, &run->site->subjects)
		hear_subject(run, query, subject, kinds, &known);
	return known;
}

static void tell_alone(struct sk_violation *row)
{
	const struct sk_coverage *line = line_of(row->look, row->fact);
	row->method = (enum sk_method)(line->method + 1);
	row->looked = line->at;
}

static void tell_joined(struct sk_violation *row, const struct known *known)
{
	if (!row->fact) {
		row->look = known->look;
	} else {
		tell_alone(row);
		row->beside = known->method > row->method || known->newest > row->looked ? known->look : NULL;
	}
	row->method = known->method > row->method ? known->method : row->method;
	row->looked = known->newest > row->looked ? known->newest : row->looked;
}

/* Rows of one subject and reason stand together, and rest on the same; all of a site's own do. */
void worlds_tell(const struct run *run, const struct compiled *query, struct sk_violation *rows, size_t count)
{
	struct known known = {.method = SK_METHOD_NONE};
	const struct sk_violation *of = NULL;
	for (size_t i = 0; i < count; i++) {
		const struct basis *basis = &query->bases[checker_reason_number(query, rows[i].reason)];
		rows[i].worlds = 1;
		if (rows[i].fact && !basis->joined) {
			tell_alone(&rows[i]);
			continue;
		}
		if (!of || (!query->own && (of->subject != rows[i].subject || of->reason != rows[i].reason)))
			known = hear(run, query, rows[i].subject, basis->kinds);
		of = &rows[i];
		tell_joined(&rows[i], &known);
	}
}

/* ---- the rows of all of them ---- */

struct pile {
	struct sk_arena *scratch;
	struct sk_violation *items;
	size_t count, room;
};

static sk_outcome put(struct run *run, struct pile *pile, const struct sk_violation *rows, size_t count)
{
	if (count == 0)
		return SK_OK;
	if (pile->count + count > pile->room) {
		void *memory;
		size_t room = (pile->count + count) * 2 + PILE_FIRST;
		SK_TRY(sk_arena_take(pile->scratch, room, sizeof(*pile->items), &memory, run->error));
		if (pile->count > 0)
			memcpy(memory, pile->items, pile->count * sizeof(*pile->items));
		pile->items = memory;
		pile->room = room;
	}
	memcpy(pile->items + pile->count, rows, count * sizeof(*rows));
	pile->count += count;
	return SK_OK;
}

bool worlds_tell_better(const struct sk_violation *a, const struct sk_violation *b)
{
	return a->method > b->method || a->looked > b->looked;
}

/* What several worlds show is known as well, and as late, as in any of them. It is shown by what it is known best by. */
static void join(struct sk_violation *to, const struct sk_violation *row)
{
	if (row->method > to->method || (row->method == to->method && row->looked > to->looked)) {
		to->look = row->look;
		to->beside = row->beside;
	}
	to->method = row->method > to->method ? row->method : to->method;
	to->looked = row->looked > to->looked ? row->looked : to->looked;
	to->worlds += row->worlds;
}

bool worlds_same(const struct sk_violation *a, const struct sk_violation *b)
{
	return a->subject == b->subject && a->reason == b->reason && a->fact == b->fact;
}

static void keep_each_once(struct pile *pile)
{
	size_t kept = 0;
	if (pile->count > 1)
		qsort(pile->items, pile->count, sizeof(*pile->items), checker_by_place);
	for (size_t i = 0; i < pile->count; i++) {
		struct sk_violation *row = &pile->items[i], *last = kept > 0 ? &pile->items[kept - 1] : NULL;
		if (!last || !worlds_same(last, row))
			pile->items[kept++] = *row;
		else
			join(last, row);
	}
	pile->count = kept;
}

/* Each world's rows end with it; only what is new stays. */
static sk_outcome ask_world(struct run *run, struct compiled *query, size_t world, struct pile *pile)
{
	SK_ARENA_SCOPE scratch = sk_arena_new(SCRATCH_MAX);
	struct sk_arena *arena = run->arena;
	struct sk_violation *rows;
	size_t count;
	if (!scratch)
		return sk_error_set_number(run->error, SK_E_MEMORY, NULL, SCRATCH_MAX);
	SK_TRY(worlds_enter(run, query, world));
	run->arena = scratch;
	sk_outcome outcome = checker_query(run, query, &rows, &count);
	run->arena = arena;
	SK_TRY(outcome);
	worlds_tell(run, query, rows, count);
	SK_TRY(put(run, pile, rows, count));
	keep_each_once(pile);
	return SK_OK;
}

static sk_outcome ask_worlds(struct run *run, struct compiled *compiled, size_t worlds, struct pile *pile)
{
	struct run other;
	struct compiled *query;
	SK_TRY(worlds_open(run, compiled, &other, &query));
	for (size_t world = 1; world <= worlds; world++)
		SK_TRY(ask_world(&other, query, world, pile));
	return SK_OK;
}

/* What goes on too long only in worlds is unknown only where looks differ. */
static sk_outcome add_worlds(struct run *run, struct compiled *compiled, size_t worlds, struct sk_violation *rows)
{
	SK_ARENA_SCOPE scratch = sk_arena_new(SCRATCH_MAX);
	struct pile pile = {.scratch = scratch};
	void *memory;
	if (!scratch)
		return sk_error_set_number(run->error, SK_E_MEMORY, NULL, SCRATCH_MAX);
	SK_TRY(put(run, &pile, rows, compiled->row_count));
	sk_outcome outcome = ask_worlds(run, compiled, worlds, &pile);
	compiled->spent = sk_failed(outcome) && (run->error->id == SK_E_CHECK_LONG || run->error->id == SK_E_MEMORY);
	if (!compiled->spent)
		SK_TRY(outcome);
	SK_TRY(sk_arena_take(run->arena, pile.count + 1, sizeof(*pile.items), &memory, run->error));
	if (pile.count > 0)
		memcpy(memory, pile.items, pile.count * sizeof(*pile.items));
	compiled->rows = pile.count > 0 ? memory : NULL;
	compiled->row_count = pile.count;
	return SK_OK;
}

sk_outcome worlds_rows(struct run *run, struct compiled *compiled)
{
	struct sk_violation *rows = NULL;
	SK_TRY(checker_query(run, compiled, &rows, &compiled->row_count));
	compiled->rows = rows;
	worlds_tell(run, compiled, rows, compiled->row_count);
	compiled->spent = !worlds_pay(run, compiled, &compiled->worlds);
	compiled->worlds = compiled->spent ? 0 : compiled->worlds;
	return compiled->worlds > 0 ? add_worlds(run, compiled, compiled->worlds, rows) : SK_OK;
}
