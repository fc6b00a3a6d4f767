/*
 * Which times among the facts a query compares with the time of judging: it turns by time alone where one of these, or one of these plus a limit in days,
 * passes, and nowhere else. Two times of facts that are compared with each other stay as they are.
 *
 * Around each `a.at` stands a condition: from one AND, OR, WHERE (...) to the next, both ends of a BETWEEN, and all of a call that it is an argument of. The
 * columns named in it count, and those behind a name that the query gives itself (`max(e.ends_at) ... AS last`). Where the time of judging is no part of a
 * comparison, but goes on as a value, or where anything else is not understood, every column that the query reads counts.
 */
#include "check/checker.h"

#include <string.h>

/* All of a query, from AHEAD to `end`, with AHEAD times END before and behind it. */
enum { AHEAD = 2, SCRATCH_MAX = 4 << 20 };
struct query {
	struct compiled *compiled;
	const struct token *tokens;
	size_t end;
	size_t *names; /* where AS stands, behind which the query gives a name */
	bool *followed; /* each of these, of the condition at hand */
	size_t name_count;
};
/* [from, to) */
struct span {
	size_t from, to;
};

static bool opens(const struct token *token)
{
	return token_is(token, "(");
}

static bool closes(const struct token *token)
{
	return token_is(token, ")");
}

/* Where a condition begins or ends. */
static bool bounds(const struct token *token)
{
	static const char *const words[] = {"WHERE", "AND", "OR", "NOT", "ON", "WHEN", "THEN", "ELSE", "CASE", "END", "SELECT", "FROM", "UNION", "EXCEPT", "INTERSECT",
					    "ORDER", "BY", "DISTINCT", ",", ";"};
	bool of_between = token_is(token, "NOT") && token_is(token + 1, "BETWEEN");
	return token->sort == TOKEN_END || (!of_between && token_is_one_of(token, words, SK_COUNT(words)));
}

static bool compares(const struct token *token)
{
	static const char *const words[] = {"<", "<=", ">", ">=", "=", "==", "<>", "!=", "BETWEEN"};
	return token_is_one_of(token, words, SK_COUNT(words));
}

static bool calls(const struct token *token)
{
	static const char *const words[] = {"IN", "EXISTS", "AS", "IS"};
	return token->sort == TOKEN_WORD && !bounds(token) && !compares(token) && !token_is_one_of(token, words, SK_COUNT(words));
}

/* ---- spans ---- */

/* From `at` one step away, over what stands in parentheses; to a parenthesis that is not of it, it stays. */
static size_t left_of(const struct token *tokens, size_t at)
{
	size_t depth = 0;
	do {
		at--;
		depth += closes(&tokens[at]);
		depth -= opens(&tokens[at]) && depth > 0;
	} while (depth > 0 && tokens[at].sort != TOKEN_END);
	return at;
}

static size_t right_of(const struct token *tokens, size_t at)
{
	size_t depth = 0;
	do {
		depth += opens(&tokens[at]);
		depth -= closes(&tokens[at]) && depth > 0;
		at++;
	} while (depth > 0 && tokens[at - 1].sort != TOKEN_END);
	return at;
}

static void widen(const struct query *query, struct span *span)
{
	const struct token *tokens = query->tokens;
	while (!bounds(&tokens[span->from - 1]) && !opens(&tokens[span->from - 1]))
		span->from = left_of(tokens, span->from);
	while (!bounds(&tokens[span->to]) && !closes(&tokens[span->to]))
		span->to = right_of(tokens, span->to);
}

static bool holds(const struct query *query, const struct span *span, bool (*is)(const struct token *token))
{
	for (size_t i = span->from; i < span->to; i++)
		if (is(&query->tokens[i]))
			return true;
	return false;
}

static bool is_between(const struct token *token)
{
	return token_is(token, "BETWEEN");
}

/* Whether the AND before the span is that of a BETWEEN: *out from there on. */
static bool after_between(const struct query *query, const struct span *span, struct span *out)
{
	*out = (struct span){span->from - 1, span->to};
	if (!token_is(&query->tokens[span->from - 1], "AND"))
		return false;
	widen(query, out);
	return holds(query, &(struct span){out->from, span->from - 1}, is_between);
}

/* The condition around the span, as far as it goes without leaving a parenthesis. */
static void take_condition(const struct query *query, struct span *span)
{
	struct span wider;
	widen(query, span);
	if (after_between(query, span, &wider))
		*span = wider;
	else if (token_is(&query->tokens[span->to], "AND") && holds(query, span, is_between)) {
		span->to++;
		widen(query, span);
	}
}

/* Out of a parenthesis that is a call's, or that holds no comparison. */
static bool climb(const struct query *query, struct span *span)
{
	const struct token *tokens = query->tokens;
	size_t open = span->from;
	while (tokens[open - 1].sort != TOKEN_END && !opens(&tokens[open - 1]))
		open = left_of(tokens, open);
	if (!opens(&tokens[open - 1]))
		return false;
	bool call = calls(&tokens[open - 2]);
	if (!call && (holds(query, span, compares) || open != span->from))
		return false;
	*span = (struct span){open - 1 - call, right_of(tokens, open - 1)};
	return true;
}

/* A whole condition: false where it is a value that goes on. */
static bool condition_around(const struct query *query, size_t at, struct span *out)
{
	const struct token *tokens = query->tokens;
	*out = (struct span){at, at + 1};
	do
		take_condition(query, out);
	while (climb(query, out));
	bool goes_on = token_is(&tokens[out->from - 1], "SELECT") || token_is(&tokens[out->from - 1], "DISTINCT") || token_is(&tokens[out->from - 1], ",");
	return !goes_on && holds(query, out, compares);
}

/* ---- columns ---- */

/* What a condition names. */
struct named {
	unsigned columns[NEEDS_MAX];
	bool limit;
};

static void collect(const struct query *query, const struct span *span, struct named *named);

/* What the query itself gives this name to. */
static void collect_given(const struct query *query, const struct token *name, struct named *named)
{
	for (size_t i = 0; i < query->name_count; i++) {
		size_t as = query->names[i];
		const struct token *given = &query->tokens[as + 1];
		if (query->followed[i] || given->length != name->length || memcmp(given->at, name->at, name->length) != 0)
			continue;
		struct span span = {as, as};
		query->followed[i] = true;
		widen(query, &span);
		collect(query, &(struct span){span.from, as}, named);
	}
}

static void add_column(const struct compiled *compiled, const struct token *name, struct named *named)
{
	for (size_t need = 0; need < compiled->need_count; need++)
		for (size_t column = 0; column < compiled->needs[need]->column_count; column++)
			if (token_is(name, compiled->needs[need]->columns[column].name))
				named->columns[need] |= 1u << column & compiled->columns[need];
}

static void collect(const struct query *query, const struct span *span, struct named *named)
{
	for (size_t i = span->from; i < span->to; i++) {
		const struct token *token = &query->tokens[i];
		if (token->sort != TOKEN_WORD || token_is(token + 1, "."))
			continue;
		named->limit = named->limit || token_is(token, "value");
		add_column(query->compiled, token, named);
		collect_given(query, token, named);
	}
}

static bool read_condition(const struct query *query, size_t at)
{
	struct span span;
	struct named named = {.limit = false};
	memset(query->followed, 0, query->name_count * sizeof(*query->followed));
	if (!condition_around(query, at, &span))
		return false;
	collect(query, &span, &named);
	for (size_t need = 0; need < query->compiled->need_count; need++) {
		query->compiled->turns[need] |= named.columns[need];
		query->compiled->turns_late[need] |= named.limit ? named.columns[need] : 0;
	}
	return true;
}

static bool understand(const struct query *query)
{
	for (size_t i = 0; i < query->compiled->need_count; i++)
		if (sk_fact_column_named(query->compiled->needs[i], "at") || sk_fact_column_named(query->compiled->needs[i], "value"))
			return false;
	for (size_t i = AHEAD; i < query->end; i++)
		if (query->tokens[i].sort == TOKEN_ODD || (token_is(&query->tokens[i], "at") && !read_condition(query, i)))
			return false;
	return true;
}

static void find_names(struct query *query)
{
	for (size_t i = AHEAD; i < query->end; i++)
		if (token_is(&query->tokens[i], "AS"))
			query->names[query->name_count++] = i;
}

static SK_OUTCOME read_query(struct compiled *compiled, struct sk_arena *scratch, struct query *out, struct sk_error *error)
{
	size_t most = strlen(compiled->check->sql) + 2 * AHEAD;
	void *tokens, *names, *followed;
	SK_TRY(sk_arena_take(scratch, most, sizeof(struct token), &tokens, error));
	SK_TRY(sk_arena_take(scratch, most, sizeof(size_t), &names, error));
	SK_TRY(sk_arena_take(scratch, most, sizeof(bool), &followed, error));
	*out = (struct query){.compiled = compiled, .tokens = tokens, .names = names, .followed = followed};
	out->end = AHEAD + tokens_read(compiled->check->sql, (struct token *)tokens + AHEAD);
	find_names(out);
	return SK_OK;
}

/* A site's own may be as long as it may, and do anything with these names. */
static SK_OUTCOME find(struct compiled *compiled, bool *understood, struct sk_error *error)
{
	SK_ARENA_SCOPE scratch = sk_arena_new(SCRATCH_MAX);
	struct query query;
	*understood = false;
	if (compiled->own)
		return SK_OK;
	if (!scratch)
		return sk_error_set_number(error, SK_E_MEMORY, NULL, SCRATCH_MAX);
	SK_TRY(read_query(compiled, scratch, &query, error));
	*understood = understand(&query);
	return SK_OK;
}

sk_outcome turns_find(struct compiled *compiled, struct sk_error *error)
{
	bool understood;
	memset(compiled->turns, 0, sizeof(compiled->turns));
	memset(compiled->turns_late, 0, sizeof(compiled->turns_late));
	SK_TRY(find(compiled, &understood, error));
	if (understood)
		return SK_OK;
	memcpy(compiled->turns, compiled->columns, sizeof(compiled->turns));
	memcpy(compiled->turns_late, compiled->columns, sizeof(compiled->turns_late));
	return SK_OK;
}
