/*
 * Whether it is surely understood how a site's own query compares with the time of judging, so that until.c knows all moments at which it can turn. These
 * forms are, `x.column` being a time of a kind that the query reads:
 *
 *   x.column < a.at      x.column < a.at - d.value * 86400      and the same with <=, > and >=, or the other way round
 *
 * as a whole condition, where `d.name = 'ID'`, a limit of the control in days, is one of the conditions that AND joins there. Whatever else a query does
 * with these names, also giving or leaving out whose they are, is not understood: a number in another form, `looked_at`, a sum of times.
 */
#include "check/checker.h"

#include <string.h>

/* All of a query, with AHEAD times END before and behind it. */
enum { AHEAD = 16, SCRATCH_MAX = 1 << 20 };
struct query {
	const struct compiled *compiled;
	const struct token *tokens;
	size_t count;
};

/* ---- names ---- */

static bool same_word(const struct token *a, const struct token *b)
{
	return a->length == b->length && memcmp(a->at, b->at, a->length) == 0;
}

static bool is_time(const struct compiled *compiled, const struct token *token)
{
	for (size_t i = 0; i < compiled->need_count; i++)
		for (size_t column = 0; column < compiled->needs[i]->column_count; column++)
			if (compiled->needs[i]->columns[column].type == SK_COLUMN_TIME && token_is(token, compiled->needs[i]->columns[column].name))
				return true;
	return false;
}

/* `x.name`: three tokens. */
static bool is_column(const struct token *at, const char *name)
{
	return at[0].sort == TOKEN_WORD && token_is(&at[1], ".") && at[2].sort == TOKEN_WORD && (!name || token_is(&at[2], name));
}

static bool is_day_limit(const struct compiled *compiled, const struct token *token)
{
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
static bool is_limit(const struct compiled *compiled, const struct token *alias)
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

/* ---- conditions ---- */

/* `a.at`, or `a.at - d.value * 86400`; how many tokens, or 0. */
static size_t moment_at(const struct compiled *compiled, const struct token *at)
{
	if (!is_column(at, "at"))
		return 0;
	bool limit = token_is(&at[3], "-") && is_column(&at[4], "value") && token_is(&at[7], "*") && token_is(&at[8], "86400") && is_limit(compiled, &at[4]);
	return limit ? 9 : 3;
}

static size_t time_at(const struct compiled *compiled, const struct token *at)
{
	return is_column(at, NULL) && is_time(compiled, &at[2]) ? 3 : 0;
}

/* A comparison that is understood; how many tokens, or 0. */
static size_t comparison_at(const struct compiled *compiled, const struct token *at)
{
	static const char *const signs[] = {"<", "<=", ">", ">="}, *const before[] = {"WHERE", "AND", "OR", "NOT", "ON", "WHEN", "(", ","},
				 *const behind[] = {"AND", "OR", "THEN", "ELSE", "END", "ORDER", ")", ",", ";"};
	size_t time = time_at(compiled, at), first = time ? time : moment_at(compiled, at);
	if (first == 0 || !token_is_one_of(at - 1, before, SK_COUNT(before)) || !token_is_one_of(&at[first], signs, SK_COUNT(signs)))
		return 0;
	size_t second = time ? moment_at(compiled, &at[first + 1]) : time_at(compiled, &at[first + 1]), all = first + 1 + second;
	return second > 0 && (joins_queries(&at[all]) || token_is_one_of(&at[all], behind, SK_COUNT(behind))) ? all : 0;
}

/* Whether a token outside of these leaves the time of judging, and times, to be what they are. */
static bool is_harmless(const struct compiled *compiled, const struct token *token)
{
	bool named = token->sort == TOKEN_WORD && (token_is(token, "value") || is_time(compiled, token));
	return token->sort != TOKEN_ODD && !token_is(token, "at") && (!named || token_is(token - 1, "."));
}

static bool understand(const struct query *query)
{
	for (size_t i = 0, taken; i < query->count; i += taken) {
		taken = comparison_at(query->compiled, &query->tokens[i]);
		if (taken == 0 && !is_harmless(query->compiled, &query->tokens[i]))
			return false;
		taken = taken ? taken : 1;
	}
	for (size_t i = 0; i < query->compiled->need_count; i++)
		if (sk_fact_column_named(query->compiled->needs[i], "at") || sk_fact_column_named(query->compiled->needs[i], "value"))
			return false;
	return true;
}

sk_outcome plain_understood(const struct compiled *compiled, bool *out, struct sk_error *error)
{
	SK_ARENA_SCOPE scratch = sk_arena_new(SCRATCH_MAX);
	void *memory;
	if (!scratch)
		return sk_error_set_number(error, SK_E_MEMORY, NULL, SCRATCH_MAX);
	SK_TRY(sk_arena_take(scratch, strlen(compiled->check->sql) + 2 * AHEAD, sizeof(struct token), &memory, error));
	struct token *tokens = (struct token *)memory + AHEAD;
	struct query query = {compiled, tokens, tokens_read(compiled->check->sql, tokens)};
	*out = understand(&query);
	return SK_OK;
}
