/* The compiled checks and the facts they read: an in-memory SQLite. */
#include "check/checker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_MAX = 16 << 20, SQL_MAX = 64 << 10, NUMBER_TEXT = 24, FEW_ROWS = 64, ROW_COLUMNS = 3,
       INDEX_FROM = 200 /* facts of a kind: fewer are read faster without */,
       JOIN_INDEX_FROM = 64 /* the same of an index that SQLite makes for a join, each time a query runs */,
       FEW_STEPS = 20000 / STEP_SIZE /* of a query that is asked without such indexes */, ROWS_SCRATCH = 64 << 20 };

size_t kind_position(const struct sk_fact_kind *kind)
{
	size_t count;
	return (size_t)(kind - sk_fact_kinds(&count));
}

/* ---- errors ---- */

static sk_outcome no_memory(struct sk_error *error)
{
	return sk_error_set_number(error, SK_E_MEMORY, NULL, MEMORY_MAX);
}

static sk_outcome does_not_fit(const struct sk_check *check, const char *what, const char *expected, struct sk_error *error)
{
	return sk_error_set(error, SK_E_CHECK_FORM, &check->place, check->id, what, expected);
}

static sk_outcome refused(const struct sk_check *check, const char *why, struct sk_error *error)
{
	return sk_error_set(error, SK_E_CHECK_SQL, &check->place, check->id, why, NULL);
}

/* SQLite ran out of memory: the check's fault where the fence set the limit, ours while tables are made. */
static sk_outcome stopped(const struct sk_check *check, int result, const struct fence *fence, struct sk_error *error)
{
	char steps[NUMBER_TEXT];
	(void)snprintf(steps, sizeof(steps), "%u", fence->given * STEP_SIZE);
	if (result == SQLITE_INTERRUPT || result == SQLITE_NOMEM || result == SQLITE_TOOBIG)
		return sk_error_set(error, SK_E_CHECK_LONG, &check->place, check->id, steps, NULL);
	return refused(check, sqlite3_errmsg(fence->db), error);
}

/* Our own statements fail for want of memory only. */
static sk_outcome ours(int result, struct sk_error *error)
{
	SK_INVARIANT(result == SQLITE_OK || result == SQLITE_DONE || result == SQLITE_NOMEM);
	return result == SQLITE_NOMEM ? no_memory(error) : SK_OK;
}

/* ---- tables ---- */

static sk_outcome execute(struct sk_checker *checker, const struct sk_buf *sql, struct sk_error *error)
{
	SK_TRY(sk_buf_check(sql, error));
	return ours(sqlite3_exec(checker->db, sql->bytes, NULL, NULL, NULL), error);
}

static sk_outcome prepare_ours(struct sk_checker *checker, const struct sk_buf *sql, sqlite3_stmt **out, struct sk_error *error)
{
	SK_TRY(sk_buf_check(sql, error));
	return ours(sqlite3_prepare_v3(checker->db, sql->bytes, -1, SQLITE_PREPARE_PERSISTENT, out, NULL), error);
}

static sk_outcome prepare_insert(struct sk_checker *checker, const struct sk_fact_kind *kind, struct sk_error *error)
{
	SK_BUF_SCOPE sql = SK_BUF(SQL_MAX);
	sk_buf_print(&sql, "INSERT INTO %s(rowid,coverage_id,subject,looked_at", kind->name);
	for (size_t i = 0; i < kind->column_count; i++)
		sk_buf_print(&sql, ",%s", kind->columns[i].name);
	sk_buf_text(&sql, ") VALUES(?,?,?,?");
	for (size_t i = 0; i < kind->column_count; i++)
		sk_buf_text(&sql, ",?");
	sk_buf_text(&sql, ")");
	return prepare_ours(checker, &sql, &checker->insert[kind_position(kind)], error);
}

/* A kind's table is made when the first check needs it. */
static sk_outcome make_table(struct sk_checker *checker, const struct sk_fact_kind *kind, struct sk_error *error)
{
	size_t position = kind_position(kind);
	SK_BUF_SCOPE sql = SK_BUF(SQL_MAX), clear = SK_BUF(SQL_MAX);
	if (checker->insert[position])
		return SK_OK;
	sk_fact_sql_kind(kind, false, &sql);
	SK_TRY(execute(checker, &sql, error));
	sk_buf_print(&clear, "DELETE FROM %s", kind->name);
	SK_TRY(prepare_ours(checker, &clear, &checker->clear[position], error));
	return prepare_insert(checker, kind, error);
}

static sk_outcome make_helpers(struct sk_checker *checker, struct sk_error *error)
{
	SK_BUF_SCOPE sql = SK_BUF(SQL_MAX);
	sk_fact_sql_helpers(&sql);
	SK_TRY(execute(checker, &sql, error));
	SK_BUF_SCOPE set = SK_BUF(SQL_MAX);
	sk_buf_text(&set, "UPDATE assessment SET at = ?");
	return prepare_ours(checker, &set, &checker->set_time, error);
}

/* ---- compiling ---- */

/* A control's own places that do not exist are a finding of `catalogue lint`, and judged nowhere. */
static unsigned places_of_control(const struct sk_checker *checker, const struct sk_control *control)
{
	unsigned places = 0;
	SK_ID_EACH(id, &control->places) {
		int place = sk_catalogue_place(checker->catalogue, id->text);
		places |= place >= 0 ? 1u << place : 0;
	}
	return places;
}

static sk_outcome places_of(struct sk_checker *checker, const struct sk_ids *ids, unsigned *out, struct sk_error *error)
{
	*out = 0;
	SK_ID_EACH(id, ids) {
		int place = sk_catalogue_place(checker->catalogue, id->text);
		if (place < 0)
			return sk_error_set(error, SK_E_ID_UNKNOWN, &id->place, id->text, "places", NULL);
		*out |= 1u << place;
	}
	return SK_OK;
}

static sk_outcome kinds_of(struct compiled *compiled, struct sk_error *error)
{
	const struct sk_check *check = compiled->check;
	if (check->needs.count == 0 || check->needs.count > NEEDS_MAX)
		return does_not_fit(check, _("it needs no kind, or too many"), _("1 to 8 kinds under 'needs:'"), error);
	SK_ID_EACH(id, &check->needs) {
		const struct sk_fact_kind *kind = sk_fact_kind_named(id->text);
		if (!kind)
			return sk_error_set(error, SK_E_CHECK_FORM, &id->place, check->id, _("it needs a kind that does not exist"),
					    _("a kind listed by 'sekisho evidence kinds'"));
		compiled->needs[compiled->need_count++] = kind;
	}
	return SK_OK;
}

/* What the query reads is exactly what is declared: completeness is judged by the declaration. */
static sk_outcome compare_needs(struct sk_checker *checker, const struct compiled *compiled, struct sk_error *error)
{
	size_t count;
	const struct sk_fact_kind *kinds = sk_fact_kinds(&count);
	for (size_t i = 0; i < count; i++) {
		bool declared = sk_ids_hold(&compiled->check->needs, kinds[i].name);
		if (checker->fence.read[i] && !declared)
			return does_not_fit(compiled->check, _("it reads a kind that is not under 'needs:'"), kinds[i].name, error);
		if (declared && !checker->fence.read[i])
			return does_not_fit(compiled->check, _("it does not read a kind that is under 'needs:'"), kinds[i].name, error);
	}
	return SK_OK;
}

static sk_outcome inspect(struct sk_checker *checker, const struct compiled *compiled, const char *tail, struct sk_error *error)
{
	sqlite3_stmt *statement = compiled->statement;
	if (!statement)
		return refused(compiled->check, _("it is empty"), error);
	if (tail && tail[strspn(tail, " \t\n;")] != '\0')
		return refused(compiled->check, _("a second statement"), error);
	if (!sqlite3_stmt_readonly(statement) || sqlite3_bind_parameter_count(statement) > 0)
		return refused(compiled->check, _("only a plain SELECT"), error);
	if (sqlite3_column_count(statement) != ROW_COLUMNS)
		return does_not_fit(compiled->check, _("its query has another number of columns"), _("three columns: subject, reason, fact"), error);
	return compare_needs(checker, compiled, error);
}

static sk_outcome compile(struct sk_checker *checker, struct compiled *compiled, struct sk_error *error)
{
	struct fence *fence = &checker->fence;
	const struct sk_check *check = compiled->check;
	const char *tail = NULL, *word;
	if (compiled->statement)
		return SK_OK;
	word = fence_word(check->sql);
	if (word)
		return refused(check, word, error);
	for (size_t i = 0; i < compiled->need_count; i++)
		SK_TRY(make_table(checker, compiled->needs[i], error));
	SK_TRY(parts_find(compiled, error));
	memset(fence->read, 0, sizeof(fence->read));
	memset(fence->columns, 0, sizeof(fence->columns));
	fence->read_time = false;
	fence->refused = false;
	fence->compiling = true;
	fence_refill(fence, STEPS_MAX, TEXT_MAX);
	int result = sqlite3_prepare_v3(checker->db, check->sql, -1, SQLITE_PREPARE_PERSISTENT, &compiled->statement, &tail);
	fence->compiling = false;
	fence_lower(fence);
	if (result != SQLITE_OK && fence->refused)
		return refused(check, fence->what, error);
	if (result != SQLITE_OK)
		return stopped(check, result, fence, error);
	compiled->reads_time = fence->read_time;
	for (size_t i = 0; i < compiled->need_count; i++)
		compiled->columns[i] = fence->columns[kind_position(compiled->needs[i])];
	SK_TRY(plain_find(compiled, error));
	return inspect(checker, compiled, tail, error);
}

/* ---- the list of checks ---- */

static sk_outcome add(struct sk_checker *checker, const struct sk_check *check, const struct sk_control *control, int place,
		      struct sk_error *error)
{
	struct compiled *compiled = &checker->compiled[checker->count];
	*compiled = (struct compiled){.check = check, .control = control, .place = place};
	for (size_t i = 0; i < checker->count; i++)
		if (strcmp(checker->compiled[i].check->id, check->id) == 0)
			return sk_error_set(error, SK_E_ID_TWICE, &check->place, check->id, checker->compiled[i].check->place.file, NULL);
	size_t others = 0;
	for (size_t i = 0; i < checker->count; i++)
		others += control && checker->compiled[i].control == control;
	if (others == CHECKS_MAX)
		return does_not_fit(check, _("its control has too many checks"), _("at most 14 checks of one control"), error);
	if (check->reasons.count == 0 || check->reasons.count > REASONS_MAX)
		return does_not_fit(check, _("it has no reason, or too many"), _("1 to 40 reasons"), error);
	SK_TRY(places_of(checker, &check->at, &compiled->at, error));
	if (control && check->at.count == 0)
		compiled->at = places_of_control(checker, control);
	if (control && (compiled->at & ~places_of_control(checker, control)))
		return does_not_fit(check, _("'at:' names a place that is none of the control's"), _("places of the control"), error);
	SK_TRY(places_of(checker, &check->through, &compiled->through, error));
	SK_TRY(kinds_of(compiled, error));
	checker->count++;
	return SK_OK;
}

static sk_outcome add_catalogue(struct sk_checker *checker, struct sk_error *error)
{
	SK_LIST_EACH(struct sk_control, control, &checker->catalogue->controls.rows)
		SK_LIST_EACH(struct sk_check, check, &control->checks)
			SK_TRY(add(checker, check, control, -1, error));
	SK_LIST_EACH(struct sk_place_row, place, &checker->catalogue->places.rows) {
		int position = (int)(place - (const struct sk_place_row *)checker->catalogue->places.rows.items);
		if (place->absence_check.sql)
			SK_TRY(add(checker, &place->absence_check, NULL, position, error));
	}
	return SK_OK;
}

static sk_outcome add_own(struct sk_checker *checker, const struct sk_site *site, struct sk_error *error)
{
	SK_LIST_EACH(struct sk_check, check, &site->own.checks) {
		SK_TRY(add(checker, check, sk_catalogue_control(checker->catalogue, check->control_id), -1, error));
		checker->compiled[checker->count - 1].own = true;
		/* Compiled at once, whether anybody looked or not: a site shall hear of a mistake when it makes it. */
		SK_TRY(compile(checker, &checker->compiled[checker->count - 1], error));
	}
	return SK_OK;
}

static size_t checks_in(const struct sk_catalogue *catalogue, const struct sk_site *site)
{
	size_t count = catalogue->places.rows.count + (site ? site->own.checks.count : 0);
	SK_LIST_EACH(struct sk_control, control, &catalogue->controls.rows)
		count += control->checks.count;
	return count;
}

static sk_outcome open_database(struct sk_checker *checker, struct sk_error *error)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
	if (sqlite3_open_v2(":memory:", &checker->db, flags, NULL) != SQLITE_OK)
		return no_memory(error);
	SK_TRY(fence_raise(checker->db, &checker->fence, error));
	return make_helpers(checker, error);
}

static sk_outcome fill(struct sk_checker *checker, const struct sk_site *site, bool all, struct sk_error *error)
{
	void *memory;
	SK_TRY(sk_arena_take(checker->arena, checks_in(checker->catalogue, site), sizeof(struct compiled), &memory, error));
	checker->compiled = memory;
	SK_TRY(open_database(checker, error));
	SK_TRY(add_catalogue(checker, error));
	for (size_t i = 0; all && i < checker->count; i++)
		SK_TRY(compile(checker, &checker->compiled[i], error));
	return site ? add_own(checker, site, error) : SK_OK;
}

/* An SQLite that was built without knowing of it says no, and works all the same. */
void sk_check_start(void)
{
	(void)sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
}

SK_OUTCOME sk_checker_new(const struct sk_catalogue *catalogue, const struct sk_site *site, bool all, struct sk_checker **out,
			  struct sk_error *error)
{
	struct sk_arena *arena = sk_arena_new(ARENA_MAX);
	void *memory;
	if (!arena)
		return no_memory(error);
	sk_outcome outcome = sk_arena_take(arena, 1, sizeof(struct sk_checker), &memory, error);
	if (sk_failed(outcome)) {
		sk_arena_free(arena);
		return outcome;
	}
	struct sk_checker *checker = memory;
	checker->arena = arena;
	checker->catalogue = catalogue;
	(void)sk_fact_kinds(&checker->kind_count);
	SK_INVARIANT(checker->kind_count <= KINDS_MAX);
	outcome = fill(checker, site, all, error);
	if (sk_failed(outcome))
		sk_checker_free(checker);
	else
		*out = checker;
	return outcome;
}

void sk_checker_free(struct sk_checker *checker)
{
	if (!checker)
		return;
	for (size_t i = 0; i < checker->count; i++)
		(void)sqlite3_finalize(checker->compiled[i].statement);
	for (size_t i = 0; i < checker->kind_count; i++) {
		(void)sqlite3_finalize(checker->insert[i]);
		(void)sqlite3_finalize(checker->clear[i]);
	}
	sk_checker_free(checker->other);
	(void)sqlite3_finalize(checker->set_time);
	(void)sqlite3_close(checker->db);
	sk_buf_release(&checker->helpers);
	sk_arena_free(checker->arena);
}

struct compiled *checker_compiled(const struct sk_checker *checker, const struct sk_check *check)
{
	for (size_t i = 0; i < checker->count; i++)
		if (checker->compiled[i].check == check)
			return &checker->compiled[i];
	return NULL;
}

unsigned sk_checker_asked(const struct sk_checker *checker, const struct sk_check *check)
{
	const struct compiled *compiled = checker_compiled(checker, check);
	return compiled ? compiled->asked : 0;
}

bool sk_checker_understands(const struct sk_checker *checker, const struct sk_check *check)
{
	const struct compiled *compiled = checker_compiled(checker, check);
	return compiled && compiled->understood;
}

bool sk_checker_turns(const struct sk_checker *checker, const struct sk_check *check, const struct sk_column *column, bool *late)
{
	const struct compiled *compiled = checker_compiled(checker, check);
	*late = false;
	for (size_t i = 0; compiled && compiled->reads_time && i < compiled->need_count; i++) {
		const struct sk_column *columns = compiled->needs[i]->columns;
		if (column < columns || column >= columns + compiled->needs[i]->column_count)
			continue;
		*late = compiled->turns_late[i] >> (column - columns) & 1;
		return compiled->turns[i] >> (column - columns) & 1;
	}
	return false;
}

/* ---- facts ---- */

/* Statements that exist are compiled anew by SQLite. Once there is an index it stays. */
static sk_outcome make_index(struct sk_checker *checker, const struct sk_fact_kind *kind, struct sk_error *error)
{
	size_t position = kind_position(kind);
	SK_BUF_SCOPE sql = SK_BUF(SQL_MAX);
	SK_TRY(make_table(checker, kind, error));
	if (checker->indexed[position] || checker->facts[position] < INDEX_FROM)
		return SK_OK;
	sk_fact_sql_index(kind, &sql);
	SK_TRY(execute(checker, &sql, error));
	checker->indexed[position] = true;
	return SK_OK;
}

/* For a join SQLite can make an index, anew for each run of a query: where facts are few that takes longer than to look them all over. Statements that exist are
 * compiled anew. Once it makes them it goes on. */
static sk_outcome let_joins_index(struct sk_checker *checker, struct sk_error *error)
{
	if (checker->joins_index)
		return SK_OK;
	checker->joins_index = true;
	return ours(sqlite3_exec(checker->db, "PRAGMA automatic_index=ON", NULL, NULL, NULL), error);
}

static int bind_value(sqlite3_stmt *insert, int at, const struct sk_column *column, const struct sk_value *value)
{
	if (value->null)
		return sqlite3_bind_null(insert, at);
	if (column->type == SK_COLUMN_TEXT || column->type == SK_COLUMN_CHOICE)
		return sqlite3_bind_text(insert, at, value->text, -1, SQLITE_STATIC);
	return sqlite3_bind_int64(insert, at, value->integer);
}

static sk_outcome insert_fact(struct run *run, const struct sk_look *look, const struct sk_fact *fact, size_t number)
{
	sqlite3_stmt *insert = run->checker->insert[kind_position(look->kind)];
	int result = sqlite3_bind_int64(insert, 1, (sqlite3_int64)number);
	if (result == SQLITE_OK)
		result = sqlite3_bind_int64(insert, 2, (sqlite3_int64)(look - run->evidence->looks) + 1);
	if (result == SQLITE_OK)
		result = sqlite3_bind_text(insert, 3, look->subject->id, -1, SQLITE_STATIC);
	if (result == SQLITE_OK)
		result = sqlite3_bind_int64(insert, 4, look->coverage[fact->coverage].at);
	for (size_t i = 0; i < look->kind->column_count && result == SQLITE_OK; i++)
		result = bind_value(insert, (int)i + 5, &look->kind->columns[i], &fact->values[i]);
	if (result == SQLITE_OK)
		result = sqlite3_step(insert);
	(void)sqlite3_reset(insert);
	return ours(result, run->error);
}

sk_outcome checker_insert(struct run *run, const struct sk_look *look, bool alone, sk_time since)
{
	size_t first = run->first_of[look - run->evidence->looks];
	for (size_t i = 0; i < look->fact_count; i++)
		if ((alone || !run->repeated[first + i]) && look->coverage[look->facts[i].coverage].at >= since)
			SK_TRY(insert_fact(run, look, &look->facts[i], first + i + 1));
	return SK_OK;
}

sk_outcome checker_clear(struct run *run, const struct sk_fact_kind *kind)
{
	sqlite3_stmt *clear = run->checker->clear[kind_position(kind)];
	int result = sqlite3_step(clear);
	(void)sqlite3_reset(clear);
	return ours(result, run->error);
}

static void number_facts(struct run *run, const struct sk_look *look)
{
	run->first_of[look - run->evidence->looks] = run->fact_count;
	for (size_t i = 0; i < look->fact_count; i++) {
		run->look_of[run->fact_count] = look;
		run->facts[run->fact_count++] = &look->facts[i];
	}
}

static sk_outcome make_room(struct run *run)
{
	const struct sk_evidence *evidence = run->evidence;
	size_t most = 0;
	void *looks, *facts, *firsts, *repeated;
	for (size_t i = 0; i < evidence->look_count; i++)
		most += evidence->looks[i].fact_count;
	SK_TRY(sk_arena_take(run->arena, most + 1, sizeof(*run->look_of), &looks, run->error));
	SK_TRY(sk_arena_take(run->arena, most + 1, sizeof(*run->facts), &facts, run->error));
	SK_TRY(sk_arena_take(run->arena, most + 1, sizeof(*run->repeated), &repeated, run->error));
	SK_TRY(sk_arena_take(run->arena, evidence->look_count, sizeof(*run->first_of), &firsts, run->error));
	run->first_of = firsts;
	run->look_of = looks;
	run->facts = facts;
	run->repeated = repeated;
	return SK_OK;
}

static sk_outcome load_facts(struct run *run)
{
	SK_TRY(make_room(run));
	for (size_t at = 0, count; at < run->evidence->look_count; at += count) {
		const struct sk_look *looks = &run->evidence->looks[at];
		count = sk_evidence_same(run->evidence, looks);
		if (!run->checker->wanted[kind_position(looks->kind)])
			continue;
		run->checker->filled[kind_position(looks->kind)] = true;
		for (size_t i = 0; i < count; i++)
			number_facts(run, &looks[i]);
		SK_TRY(worlds_repeats(run, looks, count));
		for (size_t i = 0; i < count; i++)
			SK_TRY(checker_insert(run, &looks[i], false, INT64_MIN));
	}
	return SK_OK;
}

/* Ids are quoted although their form leaves nothing to quote. */
static void print_helpers(const struct run *run, struct sk_buf *sql)
{
	sk_buf_text(sql, "DELETE FROM parameter; DELETE FROM subject;");
	SK_LIST_EACH(struct sk_control, control, &run->site->catalogue->controls.rows)
		SK_LIST_EACH(struct sk_parameter, parameter, &control->parameters)
			sk_buf_print(sql, "INSERT OR REPLACE INTO parameter VALUES('%s',%d);", parameter->id,
				     sk_site_parameter(run->site, parameter, run->day));
	SK_LIST_EACH(struct sk_subject, subject, &run->site->subjects)
		if (subject->in_scope)
			sk_buf_print(sql, "INSERT INTO subject VALUES('%s','%s');", subject->id, subject->place_id);
}

/* From one run to the next of a site nothing changes here but the time. */
sk_outcome checker_helpers(struct run *run)
{
	SK_BUF_SCOPE sql = SK_BUF(4 << 20), time = SK_BUF(SQL_MAX);
	struct sk_buf *kept = &run->checker->helpers;
	print_helpers(run, &sql);
	SK_TRY(sk_buf_check(&sql, run->error));
	if (sql.length != kept->length || memcmp(sql.bytes, kept->bytes, sql.length) != 0) {
		sk_buf_release(kept);
		SK_TRY(execute(run->checker, &sql, run->error));
		*kept = sql;
		sql = SK_BUF(0);
	}
	sk_buf_print(&time, "DELETE FROM assessment; INSERT INTO assessment VALUES(%lld);", (long long)run->at);
	return execute(run->checker, &time, run->error);
}

void checker_unload(struct sk_checker *checker)
{
	for (size_t i = 0; i < SK_COUNT(checker->purses); i++)
		checker->purses[i] = (struct purse){.own = OWN_STEPS_TOGETHER, .more = STEPS_TOGETHER, .worlds = WORLD_STEPS_TOGETHER, .world_facts = WORLD_FACTS_MAX};
	checker->rows_left = ROWS_TOGETHER;
	for (size_t i = 0; i < checker->kind_count; i++) {
		if (checker->filled[i] && checker->clear[i]) {
			(void)sqlite3_step(checker->clear[i]);
			(void)sqlite3_reset(checker->clear[i]);
		}
		checker->filled[i] = checker->wanted[i] = false;
		checker->facts[i] = 0;
	}
	if (checker->other)
		checker_unload(checker->other);
	for (size_t i = 0; i < checker->count; i++) {
		struct compiled *compiled = &checker->compiled[i];
		compiled->matters = compiled->ran = compiled->since_known = compiled->ends_known = compiled->spent = compiled->until_spent = false;
		compiled->asked = 0;
		compiled->world = compiled->worlds = 0;
		compiled->chooses = NULL;
		compiled->rows = NULL;
		compiled->said = NULL;
		compiled->stopped = NULL;
		compiled->ends = NULL;
		compiled->row_count = compiled->end_count = 0;
	}
}

/* Which checks matter here, and what they read. */
static bool want(struct run *run)
{
	struct sk_checker *checker = run->checker;
	bool any = false;
	for (size_t i = 0; i < checker->count; i++) {
		struct compiled *compiled = &checker->compiled[i];
		compiled->matters = judge_matters(run, compiled);
		if (!compiled->matters)
			continue;
		any = true;
		for (size_t at = 0; at < compiled->need_count; at++)
			checker->wanted[kind_position(compiled->needs[at])] = true;
	}
	for (size_t i = 0; i < run->evidence->look_count; i++)
		checker->facts[kind_position(run->evidence->looks[i].kind)] += run->evidence->looks[i].fact_count;
	return any;
}

static sk_outcome make_indexes(struct sk_checker *checker, const struct sk_fact_kind *kind, struct sk_error *error)
{
	if (checker->facts[kind_position(kind)] >= JOIN_INDEX_FROM)
		SK_TRY(let_joins_index(checker, error));
	return make_index(checker, kind, error);
}

static sk_outcome load_all(struct run *run)
{
	struct sk_checker *checker = run->checker;
	const struct sk_fact_kind *kinds = sk_fact_kinds(&checker->kind_count);
	SK_TRY(worlds_find(run));
	if (!want(run))
		return SK_OK;
	for (size_t i = 0; i < checker->kind_count; i++)
		if (checker->wanted[i])
			SK_TRY(make_indexes(checker, &kinds[i], run->error));
	for (size_t i = 0; i < checker->count; i++)
		if (checker->compiled[i].matters)
			SK_TRY(compile(checker, &checker->compiled[i], run->error));
	SK_TRY(checker_helpers(run));
	return load_facts(run);
}

sk_outcome checker_open(struct run *run, struct compiled *compiled)
{
	if (run->checker->main->joins_index)
		SK_TRY(let_joins_index(run->checker, run->error));
	SK_TRY(compile(run->checker, compiled, run->error));
	return checker_helpers(run);
}

/* One transaction: a statement by itself pays for its own. */
sk_outcome checker_begin(struct run *run)
{
	return ours(sqlite3_exec(run->checker->db, "BEGIN", NULL, NULL, NULL), run->error);
}

sk_outcome checker_commit(struct run *run, sk_outcome outcome)
{
	int result = sqlite3_exec(run->checker->db, "COMMIT", NULL, NULL, NULL);
	return sk_failed(outcome) ? outcome : ours(result, run->error);
}

sk_outcome checker_load(struct run *run)
{
	checker_unload(run->checker);
	SK_TRY(checker_begin(run));
	return checker_commit(run, load_all(run));
}

/* ---- rows ---- */

static sk_outcome wrong_row(const struct sk_check *check, const char *what, const char *expected, struct sk_error *error)
{
	return sk_error_set(error, SK_E_CHECK_ROW, &check->place, check->id, what, expected);
}

size_t checker_reason_number(const struct compiled *compiled, const struct sk_check_reason *reason)
{
	return (size_t)(reason - (const struct sk_check_reason *)compiled->check->reasons.items);
}

static const struct sk_check_reason *reason_named(const struct sk_check *check, const char *id)
{
	SK_LIST_EACH(struct sk_check_reason, reason, &check->reasons)
		if (id && strcmp(reason->id, id) == 0)
			return reason;
	return NULL;
}

/* NULL in the third column, or the number of a fact. */
static sk_outcome read_number(struct run *run, const struct compiled *compiled, struct sk_violation *row)
{
	sqlite3_stmt *statement = compiled->statement;
	if (sqlite3_column_type(statement, 2) == SQLITE_NULL)
		return SK_OK;
	sqlite3_int64 number = sqlite3_column_int64(statement, 2);
	if (sqlite3_column_type(statement, 2) != SQLITE_INTEGER || number < 1 || (size_t)number > run->fact_count)
		return wrong_row(compiled->check, _("a third column that is no fact"), _("'rowid' of a row it read, or NULL"), run->error);
	row->look = run->look_of[number - 1];
	row->fact = run->facts[number - 1];
	if (row->look->subject != row->subject)
		return wrong_row(compiled->check, _("a fact about another subject"), _("a fact of the subject in the first column"), run->error);
	return SK_OK;
}

static sk_outcome read_row(struct run *run, const struct compiled *compiled, struct sk_violation *row)
{
	sqlite3_stmt *statement = compiled->statement;
	const char *subject = (const char *)sqlite3_column_text(statement, 0);
	*row = (struct sk_violation){.reason = reason_named(compiled->check, (const char *)sqlite3_column_text(statement, 1))};
	row->subject = subject ? sk_site_subject(run->site, subject) : NULL;
	if (!row->reason)
		return wrong_row(compiled->check, _("a reason that is not declared"), _("an id of 'reasons:' in the second column"), run->error);
	if (!row->subject)
		return wrong_row(compiled->check, _("a subject that does not exist"), _("the id of a subject in the first column"), run->error);
	SK_TRY(read_number(run, compiled, row));
	if (!row->fact && row->reason->rests_on == 0)
		return wrong_row(compiled->check, _("a row without its fact"), _("'rests-on: absence' where a reason rests on nothing being there"),
				 run->error);
	return SK_OK;
}

/* Rows on their way in: of most queries few. */
struct rows {
	struct sk_arena **scratch; /* made for many */
	struct sk_violation *items;
	size_t count, room, most;
};

static sk_outcome grow(struct rows *rows, struct sk_error *error)
{
	void *memory;
	if (!*rows->scratch)
		*rows->scratch = sk_arena_new(ROWS_SCRATCH);
	if (!*rows->scratch)
		return sk_error_set_number(error, SK_E_MEMORY, NULL, ROWS_SCRATCH);
	SK_TRY(sk_arena_take(*rows->scratch, rows->room * 2, sizeof(*rows->items), &memory, error));
	memcpy(memory, rows->items, rows->count * sizeof(*rows->items));
	rows->items = memory;
	rows->room *= 2;
	return SK_OK;
}

/* The order rows come in is SQLite's choice; ours is by subject, reason and fact. */
int checker_by_place(const void *left, const void *right)
{
	const struct sk_violation *a = left, *b = right;
	if (a->subject != b->subject)
		return a->subject < b->subject ? -1 : 1;
	if (a->reason != b->reason)
		return a->reason < b->reason ? -1 : 1;
	if (a->fact != b->fact)
		return a->fact < b->fact ? -1 : 1;
	return (a->look > b->look) - (a->look < b->look);
}

const struct sk_violation *checker_find_row(const struct sk_violation *rows, size_t count, const struct sk_violation *row)
{
	struct sk_violation first = *row;
	size_t low = 0, high = count;
	first.look = NULL;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (checker_by_place(&rows[middle], &first) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && worlds_same(&rows[low], row) ? &rows[low] : NULL;
}

/* A site's own query returns what it was written to return; one of the catalogue's returns more only where there are more facts. */
static sk_outcome too_many_rows(struct run *run, const struct compiled *compiled)
{
	if (compiled->own && !run->later && !run->checker->main)
		return wrong_row(compiled->check, _("too many rows"), _("at most 20000"), run->error);
	return stopped(compiled->check, SQLITE_TOOBIG, &run->checker->fence, run->error);
}

static sk_outcome read_rows(struct run *run, const struct compiled *compiled, struct rows *rows)
{
	int result;
	while ((result = sqlite3_step(compiled->statement)) == SQLITE_ROW) {
		if (rows->count == rows->most)
			return too_many_rows(run, compiled);
		if (rows->count == rows->room)
			SK_TRY(grow(rows, run->error));
		SK_TRY(read_row(run, compiled, &rows->items[rows->count]));
		rows->count += worlds_count(run, compiled, &rows->items[rows->count]);
	}
	return result == SQLITE_DONE ? SK_OK : stopped(compiled->check, result, &run->checker->fence, run->error);
}

unsigned checker_allowance(const struct sk_checker *checker, const struct compiled *compiled)
{
	size_t facts = 0;
	for (size_t i = 0; i < compiled->need_count && !compiled->own; i++)
		facts += checker->facts[kind_position(compiled->needs[i])];
	return (unsigned)(facts * FACT_STEPS / STEP_SIZE);
}

static unsigned lesser(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

struct purse *checker_purse(const struct run *run)
{
	struct sk_checker *main = run->checker->main ? run->checker->main : run->checker;
	return &main->purses[run->later];
}

/* Hundreds of a site's own that each stay below the ceiling must not add up. */
static unsigned steps_for(const struct run *run, const struct compiled *compiled)
{
	const struct purse *purse = checker_purse(run);
	if (run->checker->main)
		return lesser(purse->worlds, STEPS_MAX);
	if (!compiled->own)
		return checker_allowance(run->checker, compiled) + lesser(purse->more, STEPS_MAX);
	return lesser(purse->own, OWN_STEPS_MAX);
}

static void pay(const struct run *run, const struct compiled *compiled)
{
	struct purse *purse = checker_purse(run);
	unsigned taken = run->checker->fence.given - run->checker->fence.steps, allowed = checker_allowance(run->checker, compiled);
	if (run->checker->main)
		purse->worlds -= taken;
	else if (compiled->own)
		purse->own -= taken;
	else
		purse->more -= taken > allowed ? taken - allowed : 0;
}

static sk_outcome ask(struct run *run, struct compiled *compiled, unsigned steps, struct rows *rows)
{
	struct fence *fence = &run->checker->fence;
	rows->count = 0;
	fence_refill(fence, steps, compiled->own ? OWN_TEXT_MAX : TEXT_MAX);
	sk_outcome outcome = read_rows(run, compiled, rows);
	fence_lower(fence);
	return outcome;
}

/* No ceiling is lower for want of an index: what takes more than few steps without is asked anew, and only that is paid for. */
static sk_outcome ask_with_few(struct run *run, struct compiled *compiled, unsigned steps, struct rows *rows)
{
	if (run->checker->joins_index)
		return ask(run, compiled, steps, rows);
	sk_outcome outcome = ask(run, compiled, lesser(steps, FEW_STEPS), rows);
	if (!sk_failed(outcome) || run->error->id != SK_E_CHECK_LONG || run->checker->fence.steps > 0)
		return outcome;
	(void)sqlite3_reset(compiled->statement);
	SK_TRY(let_joins_index(run->checker, run->error));
	return ask(run, compiled, steps, rows);
}

static sk_outcome run_query(struct run *run, struct compiled *compiled, struct rows *rows)
{
	unsigned steps = steps_for(run, compiled);
	compiled->asked++;
	sk_outcome outcome = ask_with_few(run, compiled, steps, rows);
	pay(run, compiled);
	if (sk_failed(outcome) && run->error->id == SK_E_CHECK_LONG && compiled->own && !run->checker->main && !run->later && steps < OWN_STEPS_MAX)
		outcome = does_not_fit(compiled->check, _("all checks of the site together go on too long"), _("at most 5000000 steps for them together"),
				       run->error);
	(void)sqlite3_reset(compiled->statement);
	return outcome;
}

sk_outcome checker_query(struct run *run, struct compiled *compiled, struct sk_violation **out, size_t *count)
{
	SK_ARENA_SCOPE scratch = NULL;
	struct sk_violation few[FEW_ROWS];
	struct rows rows = {.scratch = &scratch, .items = few, .room = FEW_ROWS, .most = compiled->own ? OWN_ROWS_MAX : ROWS_MAX};
	void *memory;
	*count = 0;
	if (!compiled->own && run->checker->rows_left < rows.most)
		rows.most = run->checker->rows_left;
	SK_TRY(run_query(run, compiled, &rows));
	*out = NULL;
	if (rows.count == 0)
		return SK_OK;
	qsort(rows.items, rows.count, sizeof(*rows.items), checker_by_place);
	SK_TRY(sk_arena_take(run->arena, rows.count, sizeof(*rows.items), &memory, run->error));
	memcpy(memory, rows.items, rows.count * sizeof(*rows.items));
	*out = memory;
	*count = rows.count;
	return SK_OK;
}

/* Past a ceiling a site's own check is at fault; one of the catalogue's did what it does with the facts it was given. */
sk_outcome checker_rows(struct run *run, struct compiled *compiled)
{
	if (compiled->ran)
		return SK_OK;
	compiled->ran = true;
	sk_outcome outcome = worlds_rows(run, compiled);
	if (sk_failed(outcome) && run->error->id == SK_E_CHECK_LONG && !compiled->own)
		return judge_most(run, compiled, &compiled->stopped);
	SK_TRY(outcome);
	run->checker->rows_left -= compiled->own ? 0 : compiled->row_count;
	return SK_OK;
}

sk_outcome checker_set_time(struct run *run, sk_time at)
{
	sqlite3_stmt *set = run->checker->set_time;
	int result = sqlite3_bind_int64(set, 1, at);
	if (result == SQLITE_OK)
		result = sqlite3_step(set);
	(void)sqlite3_reset(set);
	return ours(result, run->error);
}
