/*
 * How much is known at once. Facts are written by others, and one chain may look at every kind of every subject in bundles of its own: what
 * all of them say together has a ceiling, so that nobody's evidence takes the memory that judging the others' needs.
 */
#include "evidence/private.h"

#include <string.h>

/* What an arena adds to a piece. */
enum { PIECE = 16, OF_A_LINE = sizeof(struct sk_gathered_look) + sizeof(struct sk_coverage) + 4 * PIECE };

void sk_weight_add(struct sk_weight *to, struct sk_weight more)
{
	to->facts += more.facts;
	to->bytes += more.bytes;
}

static size_t text_bytes(const char *text)
{
	return text ? strlen(text) + 1 + PIECE : 0;
}

static size_t fact_bytes(const struct sk_fact_kind *kind, const struct sk_fact *fact)
{
	size_t bytes = sizeof(*fact) + kind->column_count * sizeof(*fact->values) + PIECE;
	for (size_t i = 0; i < kind->column_count; i++)
		if (kind->columns[i].type == SK_COLUMN_TEXT && !fact->values[i].null)
			bytes += text_bytes(fact->values[i].text);
	return bytes;
}

struct sk_weight sk_weigh_line(const struct sk_bundle *bundle, size_t position, size_t first, size_t end)
{
	const struct sk_coverage *line = &bundle->coverage[position];
	struct sk_weight weight = {1 + end - first, OF_A_LINE + text_bytes(line->source) + text_bytes(line->digest)};
	for (size_t i = first; i < end; i++)
		weight.bytes += fact_bytes(line->kind, &bundle->facts[i]);
	return weight;
}

static bool past(struct sk_weight weight, size_t facts, size_t bytes)
{
	return weight.facts > facts || weight.bytes > bytes;
}

bool sk_scale_put(struct sk_scale *scale, struct sk_chain_weight *chain, struct sk_weight more)
{
	struct sk_weight all = scale->all;
	if (chain->heavy)
		return false;
	sk_weight_add(&chain->known, more);
	if (past(chain->known, SK_EVIDENCE_CHAIN_FACTS_MAX, SK_EVIDENCE_CHAIN_BYTES_MAX)) {
		chain->heavy = true;
		return false;
	}
	sk_weight_add(&all, more);
	if (past(all, SK_EVIDENCE_FACTS_MAX, SK_EVIDENCE_BYTES_MAX)) {
		scale->over = true;
		return false;
	}
	scale->all = all;
	return true;
}

/* Parts of a ceiling, so that many small facts and few large ones compare. */
static double share(struct sk_weight weight)
{
	double facts = (double)weight.facts / SK_EVIDENCE_FACTS_MAX, bytes = (double)weight.bytes / SK_EVIDENCE_BYTES_MAX;
	return facts > bytes ? facts : bytes;
}

static struct sk_chain_weight *heaviest(struct sk_scale *scale, struct sk_weight *all)
{
	struct sk_chain_weight *most = NULL;
	*all = (struct sk_weight){0};
	for (size_t i = 0; i < scale->count; i++) {
		struct sk_chain_weight *chain = &scale->chains[i];
		if (chain->heavy)
			continue;
		sk_weight_add(all, chain->known);
		if (!most || share(chain->known) > share(most->known))
			most = chain;
	}
	return most;
}

bool sk_scale_decide(struct sk_scale *scale)
{
	struct sk_weight all;
	struct sk_chain_weight *most;
	if (!scale->over)
		return false;
	while ((most = heaviest(scale, &all)) && past(all, SK_EVIDENCE_FACTS_MAX, SK_EVIDENCE_BYTES_MAX))
		most->heavy = true;
	for (size_t i = 0; i < scale->count; i++)
		scale->chains[i].known = (struct sk_weight){0};
	scale->all = (struct sk_weight){0};
	scale->over = false;
	return true;
}
