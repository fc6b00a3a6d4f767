/*
 * What a row of a query rests on: its own fact alone, or all that its part of the query read.
 *
 * A query is parts that UNION joins, each of which gives some of the reasons. A part that names one kind once, and reckons over no rows (count, max), goes through
 * rows of that kind one by one: what it says of one rests on that one. Whatever else a part says rests on all that is known of the kinds that it names:
 * another row that is there, or none that is. More may seem to be read than is, never less: a site's own query, which may put reasons together and ask for the
 * facts of others, and one in which something is not understood, is a single part that gives all reasons.
 */
#include "check/checker.h"

#include <string.h>

enum { SCRATCH_MAX = 1 << 20 };

struct part {
	const struct token *tokens;
	size_t count;
};

static bool reckons(const struct part *part)
{
	static const char *const words[] = {"COUNT", "MAX", "MIN", "SUM", "TOTAL"};
	for (size_t i = 0; i + 1 < part->count; i++)
		if (token_is_one_of(&part->tokens[i], words, SK_COUNT(words)) && token_is(&part->tokens[i + 1], "("))
			return true;
	return false;
}

static size_t times_named(const struct part *part, const struct sk_fact_kind *kind)
{
	size_t times = 0;
	for (size_t i = 0; i < part->count; i++)
		times += token_is(&part->tokens[i], kind->name);
	return times;
}

static struct basis basis_of(const struct compiled *compiled, const struct part *part)
{
	struct basis basis = {0};
	size_t names = 0;
	for (size_t i = 0; i < compiled->need_count; i++) {
		size_t times = times_named(part, compiled->needs[i]);
		basis.kinds |= times > 0 ? 1u << i : 0;
		names += times;
	}
	basis.joined = names > 1 || reckons(part);
	return basis;
}

static bool gives(const struct part *part, const struct sk_check_reason *reason)
{
	size_t length = strlen(reason->id);
	for (size_t i = 0; i < part->count; i++)
		if (part->tokens[i].length == length + 2 && part->tokens[i].at[0] == '\'' && memcmp(part->tokens[i].at + 1, reason->id, length) == 0)
			return true;
	return false;
}

static void add_part(struct compiled *compiled, const struct part *part)
{
	struct basis basis = basis_of(compiled, part), *reasons = compiled->bases;
	SK_LIST_EACH(struct sk_check_reason, reason, &compiled->check->reasons) {
		if (!gives(part, reason))
			continue;
		reasons[checker_reason_number(compiled, reason)].kinds |= basis.kinds;
		reasons[checker_reason_number(compiled, reason)].joined |= basis.joined;
	}
}

/* Whether it can be told where a part ends. */
static bool has_parts(const struct compiled *compiled, const struct part *all)
{
	static const char *const words[] = {"EXCEPT", "INTERSECT"};
	for (size_t i = 0; i < all->count; i++)
		if (all->tokens[i].sort == TOKEN_ODD || token_is_one_of(&all->tokens[i], words, SK_COUNT(words)))
			return false;
	return !compiled->own;
}

static void split(struct compiled *compiled, const struct part *all)
{
	size_t from = 0, depth = 0;
	for (size_t i = 0; i < all->count; i++) {
		depth += token_is(&all->tokens[i], "(");
		depth -= token_is(&all->tokens[i], ")") && depth > 0;
		if (depth > 0 || !token_is(&all->tokens[i], "UNION"))
			continue;
		add_part(compiled, &(struct part){all->tokens + from, i - from});
		from = i + 1;
	}
	add_part(compiled, &(struct part){all->tokens + from, all->count - from});
}

/* Where no part was seen to give a reason, all of them may. */
static void find(struct compiled *compiled, const struct part *all)
{
	bool parts = has_parts(compiled, all);
	struct basis whole = basis_of(compiled, all);
	whole.kinds = (1u << compiled->need_count) - 1;
	memset(compiled->bases, 0, sizeof(compiled->bases));
	if (parts)
		split(compiled, all);
	for (size_t i = 0; i < compiled->check->reasons.count; i++)
		if (compiled->bases[i].kinds == 0)
			compiled->bases[i] = whole;
}

sk_outcome parts_find(struct compiled *compiled, struct sk_error *error)
{
	SK_ARENA_SCOPE scratch = sk_arena_new(SCRATCH_MAX);
	void *memory;
	if (!scratch)
		return sk_error_set_number(error, SK_E_MEMORY, NULL, SCRATCH_MAX);
	SK_TRY(sk_arena_take(scratch, strlen(compiled->check->sql) + 1, sizeof(struct token), &memory, error));
	struct part all = {memory, tokens_read(compiled->check->sql, memory)};
	find(compiled, &all);
	return SK_OK;
}
