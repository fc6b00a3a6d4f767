/*
 * Whether it is surely understood how a query compares with the time of judging, so that until.c knows all moments at which it can turn by time alone: where a
 * time of a fact passes, or that time plus a limit in days. These forms are, TIME being a time of a kind that the query reads:
 *
 *   TIME < a.at      TIME < a.at - d.value * 86400      the same with <=, > and >=, or the other way round      TIME BETWEEN a.at - d.value * 86400 AND a.at
 *
 * as a whole condition, where `d.name = 'ID'` names a limit of the control in days: in a site's own query as one of the conditions that AND joins there. TIME is
 * `x.column`, coalesce, max or min of several, or a name that the query gives to one of these by AS, or to max or min of a column in a query within. Whatever else
 * a query does with these names, also giving or leaving out whose they are, is not understood: a number in another form, `looked_at`, a sum of times.
 */
#include "check/checker.h"

#include <string.h>
#include <strings.h>

/* All of a query, with AHEAD times END before and behind it. */
enum { AHEAD = 16, DEPTH_MAX = 4, SCRATCH_MAX = 4 << 20 };
struct query {
	struct compiled *compiled;
	const struct token *tokens;
	size_t count;
	bool nests; /* UNION and its like in parentheses */
};

/* What one condition compares. */
struct compared {
	unsigned columns[NEEDS_MAX];
	bool late;
};

/* ---- names ---- */

static bool same_word(const struct token *a, const struct token *b)
{
	return a->length == b->length && memcmp(a->at, b->at, a->length) == 0;
}

/* A time by this name: in `columns` where it is not NULL. */
static bool is_time(const struct compiled *compiled, const struct token *token, unsigned *columns)
{
	bool found = false;
	for (size_t i = 0; i < compiled->need_count; i++)
		for (size_t column = 0; column < compiled->needs[i]->column_count; column++) {
			if (compiled->needs[i]->columns[column].type != SK_COLUMN_TIME || !token_is(token, compiled->needs[i]->columns[column].name))
				continue;
			found = true;
			if (columns)
				columns[i] |= 1u << column;
		}
	return found;
}

/* `x.name`: three tokens. */
static bool is_column(const struct token *at, const char *name)
{
	return at[0].sort == TOKEN_WORD && token_is(&at[1], ".") && at[2].sort == TOKEN_WORD && (!name || token_is(&at[2], name));
}

static bool is_day_limit(const struct compiled *compiled, const struct token *token)
{
	if (!compiled->control)
		return false;
	SK_LIST_EACH(struct sk_parameter, parameter, &compiled->control->parameters)
		if (token->sort == TOKEN_TEXT && token->length == strlen(parameter->id) + 2 && strncmp(token->at + 1, parameter->id, token->length - 2) == 0)
			return parameter->unit && strcmp(parameter->unit, "day") == 0;
	return false;
}

/* ---- limits ---- */

static bool joins_queries(const struct token *token)
{
	static const char *const words[] = {"UNION", "EXCEPT", "INTERSECT"};
	return token->sort == TOKEN_END || token_is_one_of(token, words, SK_COUNT(words));
}

/* Whether conditions are joined here by AND alone. */
static bool is_flat(const struct token *token)
{
	static const char *const words[] = {"OR", "CASE", "JOIN", "BETWEEN"}, *const behind[] = {"EXISTS", "IN"}, *const before[] = {"EXISTS", "IN", "NULL"};
	if (token_is(token, "("))
		return token_is_one_of(token - 1, behind, SK_COUNT(behind));
	if (token_is(token, "NOT"))
		return token_is(token - 1, "IS") || token_is_one_of(token + 1, before, SK_COUNT(before));
	return !token_is_one_of(token, words, SK_COUNT(words));
}

/* `d.name = 'ID'` as a whole condition. */
static bool names_limit(const struct compiled *compiled, const struct token *at)
{
	static const char *const before[] = {"WHERE", "AND"}, *const behind[] = {"AND", ")", "ORDER", ";"};
	return is_column(at, "name") && token_is(&at[3], "=") && is_day_limit(compiled, &at[4]) && token_is_one_of(at - 1, before, SK_COUNT(before)) &&
	       (joins_queries(&at[5]) || token_is_one_of(&at[5], behind, SK_COUNT(behind)));
}

/* Whether the alias stands for one of the control's limits in days, in the part of the query that it stands in. */
static bool is_limit_here(const struct compiled *compiled, const struct token *alias)
{
	bool named = false;
	const struct token *at = alias;
	while (!joins_queries(at - 1))
		at--;
	for (; !joins_queries(at); at++) {
		if (!is_flat(at))
			return false;
		named = named || (same_word(at, alias) && names_limit(compiled, at));
	}
	return named;
}

/* The catalogue's say so wherever they do. */
static bool is_limit(const struct query *query, const struct token *alias)
{
	bool named = false;
	if (query->compiled->own)
		return is_limit_here(query->compiled, alias);
	for (const struct token *at = query->tokens; at < query->tokens + query->count; at++) {
		if (!same_word(at, alias) || !is_column(at, "name"))
			continue;
		if (!names_limit(query->compiled, at))
			return false;
		named = true;
	}
	return named;
}

/* ---- times ---- */

static size_t time_at(const struct query *query, const struct token *at, struct compared *out, unsigned depth);

static bool is_plain_moment(const struct token *at)
{
	return is_column(at, "at");
}

/* coalesce(TIME, TIME ...), of which coalesce may end in `a.at`; how many tokens, or 0. */
static size_t call_at(const struct query *query, const struct token *at, struct compared *out, unsigned depth)
{
	static const char *const words[] = {"coalesce", "max", "min"};
	size_t taken = 2;
	if (!token_is_one_of(at, words, SK_COUNT(words)) || !token_is(&at[1], "("))
		return 0;
	for (;;) {
		bool moment = taken > 2 && token_is(at, "coalesce") && is_plain_moment(&at[taken]);
		size_t one = moment ? 3 : time_at(query, &at[taken], out, depth);
		if (one == 0)
			return 0;
		taken += one + 1;
		if (token_is(&at[taken - 1], ")"))
			return taken;
		if (moment || !token_is(&at[taken - 1], ","))
			return 0;
	}
}

/* `(SELECT max(x.column) FROM ...)`, which ends in front of `end`. */
static bool inner_time(const struct query *query, const struct token *end, struct compared *out)
{
	static const char *const words[] = {"max", "min"};
	const struct token *at = end;
	size_t nested = 0;
	do {
		at--;
		nested += token_is(at, ")");
		nested -= token_is(at, "(") && nested > 0;
	} while (nested > 0 && at->sort != TOKEN_END);
	return token_is(at, "(") && token_is(&at[1], "SELECT") && token_is_one_of(&at[2], words, SK_COUNT(words)) && token_is(&at[3], "(") && is_column(&at[4], NULL) &&
	       is_time(query->compiled, &at[6], out->columns) && token_is(&at[7], ")") && token_is(&at[8], "FROM");
}

/* Whether what stands in front of AS is a time, from a comma or SELECT on. */
static bool given_time(const struct query *query, const struct token *as, struct compared *out, unsigned depth)
{
	static const char *const before[] = {"SELECT", ",", "DISTINCT"};
	if (token_is(as - 1, ")") && inner_time(query, as, out))
		return true;
	for (const struct token *at = as - 1; at->sort != TOKEN_END && as - at <= AHEAD; at--)
		if (token_is_one_of(at - 1, before, SK_COUNT(before)) && time_at(query, at, out, depth) == (size_t)(as - at))
			return true;
	return false;
}

static bool nests_unions(const struct query *query)
{
	size_t depth = 0;
	for (size_t i = 0; i < query->count; i++) {
		depth += token_is(&query->tokens[i], "(");
		depth -= token_is(&query->tokens[i], ")") && depth > 0;
		if (depth > 0 && joins_queries(&query->tokens[i]))
			return true;
	}
	return false;
}

static bool same_name(const struct token *a, const struct token *b)
{
	return a->sort == TOKEN_WORD && a->length == b->length && strncasecmp(a->at, b->at, a->length) == 0;
}

/* A name that the query gives, each time to a time. */
static bool is_given(const struct query *query, const struct token *name, struct compared *out, unsigned depth)
{
	bool given = false;
	if (depth == DEPTH_MAX || query->nests)
		return false;
	for (const struct token *at = query->tokens; at < query->tokens + query->count; at++) {
		if (!same_name(&at[1], name) || !token_is(at, "AS"))
			continue;
		if (!given_time(query, at, out, depth + 1))
			return false;
		given = true;
	}
	return given;
}

/* How many tokens, or 0. */
static size_t time_at(const struct query *query, const struct token *at, struct compared *out, unsigned depth)
{
	if (!is_column(at, NULL))
		return call_at(query, at, out, depth);
	return is_time(query->compiled, &at[2], out->columns) || is_given(query, &at[2], out, depth) ? 3 : 0;
}

/* ---- conditions ---- */

/* `a.at`, or `a.at - d.value * 86400`; how many tokens, or 0. */
static size_t moment_at(const struct query *query, const struct token *at, struct compared *out)
{
	if (!is_plain_moment(at))
		return 0;
	bool limit = token_is(&at[3], "-") && is_column(&at[4], "value") && token_is(&at[7], "*") && token_is(&at[8], "86400") && is_limit(query, &at[4]);
	out->late = out->late || limit;
	return limit ? 9 : 3;
}

/* TIME BETWEEN a.at AND a.at, behind TIME; how many tokens, or 0. */
static size_t between_at(const struct query *query, const struct token *at, struct compared *out)
{
	size_t first = token_is(at, "BETWEEN") ? moment_at(query, &at[1], out) : 0;
	size_t second = first && token_is(&at[1 + first], "AND") ? moment_at(query, &at[2 + first], out) : 0;
	return second ? 2 + first + second : 0;
}

/* Both sides and what stands between them; how many tokens, or 0. */
static size_t sides_at(const struct query *query, const struct token *at, struct compared *out)
{
	static const char *const signs[] = {"<", "<=", ">", ">="};
	size_t time = time_at(query, at, out, 0), first = time ? time : moment_at(query, at, out);
	size_t between = time ? between_at(query, &at[time], out) : 0;
	if (between)
		return time + between;
	if (first == 0 || !token_is_one_of(&at[first], signs, SK_COUNT(signs)))
		return 0;
	size_t second = time ? moment_at(query, &at[first + 1], out) : time_at(query, &at[first + 1], out, 0);
	return second ? first + 1 + second : 0;
}

/* A comparison that is understood; how many tokens, or 0. */
static size_t comparison_at(const struct query *query, const struct token *at)
{
	static const char *const before[] = {"WHERE", "AND", "OR", "NOT", "ON", "WHEN", "(", ","},
				 *const behind[] = {"AND", "OR", "THEN", "ELSE", "END", "ORDER", ")", ",", ";"};
	struct compared compared = {.late = false};
	size_t all = token_is_one_of(at - 1, before, SK_COUNT(before)) ? sides_at(query, at, &compared) : 0;
	if (all == 0 || (!joins_queries(&at[all]) && !token_is_one_of(&at[all], behind, SK_COUNT(behind))))
		return 0;
	for (size_t i = 0; i < query->compiled->need_count; i++) {
		query->compiled->turns[i] |= compared.columns[i];
		query->compiled->turns_late[i] |= compared.late ? compared.columns[i] : 0;
	}
	return all;
}

/* Whether a token outside of these leaves the time of judging, and times, to be what they are. */
static bool is_harmless(const struct compiled *compiled, const struct token *token)
{
	static const char *const lists[] = {"SELECT", "DISTINCT", ",", "."};
	bool named = token->sort == TOKEN_WORD && (token_is(token, "value") || is_time(compiled, token, NULL));
	bool name = token->sort == TOKEN_TEXT && (token_is(token - 1, ".") || token_is(token + 1, ".") || token_is(token - 1, "AS"));
	bool all = token_is(token, "*") && token_is_one_of(token - 1, lists, SK_COUNT(lists));
	return token->sort != TOKEN_ODD && !name && !all && !token_is(token, "at") && (!named || token_is(token - 1, "."));
}

/* Whoever reads the time of judging names it. */
static bool understand(const struct query *query)
{
	size_t comparisons = 0;
	for (size_t i = 0, taken; i < query->count; i += taken) {
		taken = comparison_at(query, &query->tokens[i]);
		comparisons += taken > 0;
		if (taken == 0 && !is_harmless(query->compiled, &query->tokens[i]))
			return false;
		taken = taken ? taken : 1;
	}
	for (size_t i = 0; i < query->compiled->need_count; i++)
		if (sk_fact_column_named(query->compiled->needs[i], "at") || sk_fact_column_named(query->compiled->needs[i], "value"))
			return false;
	return comparisons > 0;
}

sk_outcome plain_find(struct compiled *compiled, struct sk_error *error)
{
	SK_ARENA_SCOPE scratch = sk_arena_new(SCRATCH_MAX);
	void *memory;
	compiled->understood = true;
	if (!compiled->reads_time)
		return SK_OK;
	if (!scratch)
		return sk_error_set_number(error, SK_E_MEMORY, NULL, SCRATCH_MAX);
	SK_TRY(sk_arena_take(scratch, strlen(compiled->check->sql) + 2 * AHEAD, sizeof(struct token), &memory, error));
	struct token *tokens = (struct token *)memory + AHEAD;
	struct query query = {compiled, tokens, tokens_read(compiled->check->sql, tokens), false};
	query.nests = nests_unions(&query);
	memset(compiled->turns, 0, sizeof(compiled->turns));
	memset(compiled->turns_late, 0, sizeof(compiled->turns_late));
	compiled->understood = understand(&query);
	return SK_OK;
}
