/*
 * What is known now: all coverage of one kind at one subject in one bundle is a look; newer looks take the place of older ones.
 *
 * Within a chain the newest bundle that looked at all decides, also where it could not see: a collector that is denied today does not get
 * to keep yesterday's good answer. But a failure of yesterday does not go away by looking away, nor by showing again what was seen before it: what
 * no newer look saw completely and later stays beside it. Between collectors only a look that is complete, later and at least as strong may hide
 * another.
 */
#include "evidence/private.h"

#include <stdlib.h>
#include <string.h>

static const char *const standing_words[] = {"counts", "shown", "not-taken", "refused"};
const struct sk_choices sk_words_standing = {standing_words, SK_COUNT(standing_words)};

static const char *const known_words[] = {"now", "before", "lost"};
const struct sk_choices sk_words_look_known = {known_words, SK_COUNT(known_words)};

const struct sk_evidence sk_evidence_none = {0};

enum { SCRATCH_MAX = 1 << 20 };

/* ---- one bundle ---- */

/* A line of coverage: which kind and subject, as one number. */
struct line {
	size_t key, position;
};

struct split {
	const struct sk_bundle *bundle;
	struct line *lines; /* sorted by key, then by position */
	size_t count;	    /* of the lines; coverage that does not count has none */
	size_t *first_fact; /* of each coverage, and one behind the last */
};

size_t sk_evidence_subject_number(const struct sk_site *site, const struct sk_subject *subject)
{
	return (size_t)(subject - (const struct sk_subject *)site->subjects.items);
}

size_t sk_evidence_kind_number(const struct sk_fact_kind *kind)
{
	size_t count;
	return (size_t)(kind - sk_fact_kinds(&count));
}

static size_t key_of(const struct sk_site *site, const struct sk_fact_kind *kind, const struct sk_subject *subject)
{
	return sk_evidence_kind_number(kind) * site->subjects.count + sk_evidence_subject_number(site, subject);
}

bool sk_evidence_is_of_another(const struct sk_subject *subject, sk_time day, sk_time seen)
{
	return sk_site_has_come(subject, day) && sk_day_in_japan(seen) < subject->since;
}

static int by_key(const void *left, const void *right)
{
	const struct line *a = left, *b = right;
	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return (a->position > b->position) - (a->position < b->position);
}

static sk_outcome split_bundle(const struct sk_gathering *gathering, struct sk_arena *scratch, const struct sk_bundle *bundle, struct split *out)
{
	const struct sk_site *site = gathering->site;
	struct sk_error *error = gathering->error;
	void *memory;
	SK_TRY(sk_arena_take(scratch, bundle->coverage_count, sizeof(*out->lines), &memory, error));
	out->lines = memory;
	SK_TRY(sk_arena_take(scratch, bundle->coverage_count + 1, sizeof(*out->first_fact), &memory, error));
	out->first_fact = memory;
	out->bundle = bundle;
	out->count = 0;
	size_t fact = 0;
	for (size_t i = 0; i < bundle->coverage_count; i++) {
		const struct sk_subject *subject = sk_site_subject(site, bundle->coverage[i].subject);
		/* NULL: it is gone (`retired:`), or the bundle would have been refused. */
		if (subject && !sk_evidence_is_of_another(subject, gathering->day, bundle->coverage[i].at))
			out->lines[out->count++] = (struct line){key_of(site, bundle->coverage[i].kind, subject), i};
		out->first_fact[i] = fact;
		while (fact < bundle->fact_count && bundle->facts[fact].coverage == i)
			fact++;
	}
	out->first_fact[bundle->coverage_count] = fact;
	if (out->count > 0)
		qsort(out->lines, out->count, sizeof(*out->lines), by_key);
	return SK_OK;
}

/* ---- copies that outlive the bundle ---- */

static sk_outcome copy_text(struct sk_gathering *gathering, const char **text)
{
	return *text ? sk_arena_text(gathering->arena, *text, strlen(*text), text, gathering->error) : SK_OK;
}

static sk_outcome copy_values(struct sk_gathering *gathering, const struct sk_fact_kind *kind, struct sk_fact *fact)
{
	void *memory;
	SK_TRY(sk_arena_take(gathering->arena, kind->column_count, sizeof(struct sk_value), &memory, gathering->error));
	struct sk_value *values = memory;
	memcpy(values, fact->values, kind->column_count * sizeof(*values));
	for (size_t i = 0; i < kind->column_count; i++)
		if (!values[i].null && kind->columns[i].type == SK_COLUMN_TEXT)
			SK_TRY(copy_text(gathering, &values[i].text));
	fact->values = values;
	return SK_OK;
}

static sk_outcome copy_coverage(struct sk_gathering *gathering, const struct sk_subject *subject, struct sk_coverage *coverage)
{
	coverage->subject = subject->id;
	SK_TRY(copy_text(gathering, &coverage->source));
	return copy_text(gathering, &coverage->digest);
}

static sk_outcome deepen(struct sk_gathering *gathering, const struct sk_look *look, struct sk_coverage *coverage, struct sk_fact *facts)
{
	for (size_t i = 0; i < look->coverage_count; i++)
		SK_TRY(copy_coverage(gathering, look->subject, &coverage[i]));
	for (size_t i = 0; i < look->fact_count; i++)
		SK_TRY(copy_values(gathering, look->kind, &facts[i]));
	return SK_OK;
}

/* ---- one look ---- */

/* A source that does not exist takes nothing from the others. */
static enum sk_fact_status worst_of(enum sk_fact_status a, enum sk_fact_status b)
{
	if (a == SK_STATUS_ABSENT || b == SK_STATUS_ABSENT)
		return a == SK_STATUS_ABSENT ? b : a;
	return a > b ? a : b;
}

/* What the lines of a look say together, before any of them is kept. */
struct summary {
	enum sk_fact_status status;
	enum sk_fact_method weakest, strongest;
	size_t facts;
	sk_time oldest, newest;
};

static struct summary summary_of_line(const struct sk_coverage *line, size_t facts)
{
	return (struct summary){line->status, line->method, line->method, facts, line->at, line->at};
}

static void join(struct summary *to, const struct sk_coverage *line, size_t facts)
{
	to->status = worst_of(to->status, line->status);
	to->weakest = line->method < to->weakest ? line->method : to->weakest;
	to->strongest = line->method > to->strongest ? line->method : to->strongest;
	to->facts += facts;
	to->oldest = line->at < to->oldest ? line->at : to->oldest;
	to->newest = line->at > to->newest ? line->at : to->newest;
}

static size_t facts_of(const struct split *split, size_t position)
{
	return split->first_fact[position + 1] - split->first_fact[position];
}

static struct summary summary_of(const struct split *split, const struct line *lines, size_t count)
{
	const struct sk_coverage *coverage = split->bundle->coverage;
	struct summary out = summary_of_line(&coverage[lines->position], facts_of(split, lines->position));
	for (size_t i = 1; i < count; i++)
		join(&out, &coverage[lines[i].position], facts_of(split, lines[i].position));
	return out;
}

/* The lines and their facts, one behind the other. */
static void fill(const struct split *split, const struct line *lines, size_t count, struct sk_coverage *coverage, struct sk_fact *facts)
{
	for (size_t i = 0; i < count; i++) {
		size_t position = lines[i].position;
		coverage[i] = split->bundle->coverage[position];
		for (size_t from = split->first_fact[position]; from < split->first_fact[position + 1]; from++, facts++) {
			*facts = split->bundle->facts[from];
			facts->coverage = i;
		}
	}
}

sk_outcome sk_gather_look(struct sk_gathering *gathering, const struct sk_held *held, const struct sk_look *look, struct sk_gathered_look **out)
{
	void *memory;
	SK_TRY(sk_arena_take(gathering->arena, 1, sizeof(struct sk_gathered_look), &memory, gathering->error));
	*out = memory;
	**out = (struct sk_gathered_look){.next = gathering->looks, .held = held, .collector = held->brought.collector_id,
					  .host = held->brought.host, .turn = held->turn, .look = *look};
	gathering->looks = *out;
	gathering->count++;
	return SK_OK;
}

/* Whether the look is still to be kept. */
static bool is_light(struct sk_gathering *gathering, const struct split *split, const struct line *lines, size_t count)
{
	struct sk_weight weight = {0};
	if (!gathering->scale)
		return true;
	for (size_t i = 0; i < count; i++) {
		size_t position = lines[i].position;
		sk_weight_add(&weight, sk_weigh_line(split->bundle, position, split->first_fact[position], split->first_fact[position + 1]));
	}
	return sk_scale_put(gathering->scale, gathering->chain, weight);
}

static sk_outcome add_look(struct sk_gathering *gathering, const struct split *split, const struct line *lines, size_t count,
			   const struct summary *summary, const struct sk_held *held, bool deep)
{
	const struct sk_coverage *first = &split->bundle->coverage[lines->position];
	struct sk_gathered_look *gathered;
	void *memory;
	SK_TRY(sk_arena_take(gathering->arena, count, sizeof(struct sk_coverage), &memory, gathering->error));
	struct sk_coverage *coverage = memory;
	SK_TRY(sk_arena_take(gathering->arena, summary->facts, sizeof(struct sk_fact), &memory, gathering->error));
	struct sk_fact *facts = memory;
	fill(split, lines, count, coverage, facts);
	struct sk_look look = {.kind = first->kind, .subject = sk_site_subject(gathering->site, first->subject), .coverage = coverage,
			       .coverage_count = count, .status = summary->status, .method = summary->weakest, .strongest = summary->strongest, .at = summary->oldest,
			       .newest = summary->newest, .facts = facts, .fact_count = summary->facts};
	SK_TRY(sk_gather_look(gathering, held, &look, &gathered));
	return deep ? deepen(gathering, &gathered->look, coverage, facts) : SK_OK;
}

sk_outcome sk_seen_new(struct sk_arena *arena, const struct sk_site *site, struct sk_seen *out, struct sk_error *error)
{
	size_t kinds;
	void *memory;
	(void)sk_fact_kinds(&kinds);
	SK_TRY(sk_arena_take(arena, kinds * site->subjects.count, sizeof(*out->keys), &memory, error));
	*out = (struct sk_seen){.keys = memory};
	return SK_OK;
}

static bool tells(enum sk_fact_status status, size_t facts)
{
	return status == SK_STATUS_COMPLETE || facts > 0;
}

static void note_anew(struct sk_anew *anew, enum sk_fact_method method, sk_time at)
{
	bool word = method == SK_FACT_ATTESTED;
	if (!anew->any[word] || at > anew->at[word])
		anew->at[word] = at;
	anew->any[word] = true;
}

/* Whether what was seen up to `newest` lies behind a complete look of a newer bundle. A word has only words behind it. */
static bool is_behind(const struct sk_anew *anew, enum sk_fact_method strongest, sk_time newest)
{
	bool word = strongest == SK_FACT_ATTESTED;
	return (anew->any[0] && anew->at[0] >= newest) || (word && anew->any[1] && anew->at[1] >= newest);
}

/* Of what a complete look of a newer bundle saw anew, later, nothing is known now; of what is behind another one, what tells something. */
static bool is_needless(struct sk_seen *seen, size_t key, const struct summary *look)
{
	struct sk_seen_key *at = &seen->keys[key];
	if (at->chain != seen->chain)
		*at = (struct sk_seen_key){.chain = seen->chain};
	if (is_behind(&at->anew, look->strongest, look->newest) || (at->looked && !tells(look->status, look->facts)))
		return true;
	at->looked = true;
	if (look->status == SK_STATUS_COMPLETE)
		note_anew(&at->anew, look->weakest, look->oldest);
	return false;
}

sk_outcome sk_gather(struct sk_gathering *gathering, const struct sk_bundle *bundle, const struct sk_held *held, struct sk_seen *seen, bool deep)
{
	SK_ARENA_SCOPE scratch = sk_arena_new(SCRATCH_MAX);
	struct split split;
	if (!scratch)
		return sk_error_set_number(gathering->error, SK_E_MEMORY, NULL, SCRATCH_MAX);
	SK_TRY(split_bundle(gathering, scratch, bundle, &split));
	for (size_t i = 0, count; i < split.count; i += count) {
		const struct line *lines = split.lines + i;
		for (count = 1; i + count < split.count && lines[count].key == lines->key;)
			count++;
		struct summary summary = summary_of(&split, lines, count);
		if (!(seen && is_needless(seen, lines->key, &summary)) && is_light(gathering, &split, lines, count))
			SK_TRY(add_look(gathering, &split, lines, count, &summary, held, deep));
	}
	return SK_OK;
}

/* ---- what a bundle tells something about ---- */

/* A line of coverage with its facts, to be sorted by what it is about. */
struct telling {
	const struct sk_coverage *coverage;
	size_t facts;
};

static int by_about(const void *left, const void *right)
{
	const struct telling *a = left, *b = right;
	int order = strcmp(a->coverage->kind->name, b->coverage->kind->name);
	return order ? order : strcmp(a->coverage->subject, b->coverage->subject);
}

static sk_outcome list_tellings(struct sk_arena *arena, const struct sk_bundle *bundle, struct telling **out, struct sk_error *error)
{
	void *memory;
	size_t fact = 0;
	SK_TRY(sk_arena_take(arena, bundle->coverage_count, sizeof(struct telling), &memory, error));
	*out = memory;
	for (size_t i = 0; i < bundle->coverage_count; i++) {
		size_t first = fact;
		while (fact < bundle->fact_count && bundle->facts[fact].coverage == i)
			fact++;
		(*out)[i] = (struct telling){&bundle->coverage[i], fact - first};
	}
	if (bundle->coverage_count > 0)
		qsort(*out, bundle->coverage_count, sizeof(**out), by_about);
	return SK_OK;
}

/* What a bundle says, and as of when it saw all of it. */
struct told {
	struct sk_said said;
	struct sk_anew anew;
};

/* Whether what it sees anew takes the place of what the chain told. What is no more than an example does not: it counts no more when the site is none.
 * Neither does anything as long as it is one: nobody knows of a line whether it was live or not. */
static bool sees_anew(const struct sk_site *site, const struct sk_bundle *bundle)
{
	return !site->example && bundle->origin == SK_LIVE;
}

/* All lines about the same, as in a look. False: they tell nothing. */
static bool say(const struct telling *lines, size_t count, struct told *out)
{
	const struct sk_coverage *first = lines->coverage;
	struct summary all = summary_of_line(first, lines->facts);
	for (size_t i = 1; i < count; i++)
		join(&all, lines[i].coverage, lines[i].facts);
	out->said = (struct sk_said){.kind = first->kind->name, .subject = first->subject, .method = sk_words_fact_method.words[all.strongest], .at = all.newest};
	out->anew = (struct sk_anew){0};
	if (all.status == SK_STATUS_COMPLETE)
		note_anew(&out->anew, all.weakest, all.oldest);
	return tells(all.status, all.facts);
}

int sk_evidence_strength(const struct sk_said *said)
{
	for (size_t i = 0; i < sk_words_fact_method.count; i++)
		if (strcmp(sk_words_fact_method.words[i], said->method) == 0)
			return (int)i;
	return -1;
}

struct sk_head *sk_evidence_head(const struct sk_heads *heads, const char *collector, const char *host)
{
	for (size_t i = 0; i < heads->count; i++)
		if (strcmp(heads->items[i].collector, collector) == 0 && strcmp(heads->items[i].host, host) == 0)
			return &heads->items[i];
	return NULL;
}

/* What is kept of both: what the newer one saw anew, or all that nothing did. It stood where it was told first: that it stands elsewhere no bundle says. */
static struct sk_said both_say(const struct sk_said *old, const struct told *fresh)
{
	struct sk_said out = fresh->said;
	out.place = old->place;
	if (is_behind(&fresh->anew, (enum sk_fact_method)sk_evidence_strength(old), old->at))
		return out;
	out.at = old->at > out.at ? old->at : out.at;
	out.from = old->from;
	if (sk_evidence_strength(old) > sk_evidence_strength(&out))
		out.method = old->method;
	return out;
}

/* What the head of the chain had to say about the same; `at`: where to look from, both being sorted. */
static const struct sk_said *said_before(const struct sk_head *last, const struct sk_said *said, size_t *at)
{
	while (last && *at < last->said_count && sk_said_compare(&last->said[*at], said) < 0)
		++*at;
	return last && *at < last->said_count && sk_said_compare(&last->said[*at], said) == 0 ? &last->said[*at] : NULL;
}

static const char *place_of(const struct sk_site *site, const char *subject)
{
	const struct sk_subject *found = sk_site_subject(site, subject);
	return found ? found->place_id : "-";
}

sk_outcome sk_evidence_said(struct sk_arena *arena, const struct sk_site *site, const struct sk_head *last, const struct sk_bundle *bundle, bool all,
			    struct sk_head *head, struct sk_error *error)
{
	void *memory;
	struct telling *lines;
	size_t at = 0;
	SK_TRY(list_tellings(arena, bundle, &lines, error));
	SK_TRY(sk_arena_take(arena, bundle->coverage_count, sizeof(struct sk_said), &memory, error));
	struct sk_said *said = memory;
	head->said = said;
	for (size_t i = 0, same; i < bundle->coverage_count; i += same) {
		struct told told;
		for (same = 1; i + same < bundle->coverage_count && by_about(&lines[i], &lines[i + same]) == 0;)
			same++;
		if (!say(&lines[i], same, &told) && !all)
			continue;
		if (!sees_anew(site, bundle))
			told.anew = (struct sk_anew){0};
		told.said.from = bundle->sequence;
		told.said.place = place_of(site, told.said.subject);
		const struct sk_said *before = said_before(last, &told.said, &at);
		said[head->said_count++] = before ? both_say(before, &told) : told.said;
	}
	return SK_OK;
}

/* ---- all bundles ---- */

/* What was refused before it said whose it is stands at the end. */
static int order_ids(const char *a, const char *b)
{
	if (!a || !b)
		return (a == NULL) - (b == NULL);
	return strcmp(a, b);
}

static int order_bundles(const struct sk_brought *a, const struct sk_brought *b)
{
	int order = order_ids(a->collector_id, b->collector_id);
	if (order == 0)
		order = order_ids(a->host, b->host);
	if (order == 0)
		order = (a->sequence > b->sequence) - (a->sequence < b->sequence);
	return order ? order : strcmp(a->file, b->file);
}

static int by_bundle(const void *left, const void *right)
{
	const struct sk_held *a = *(const struct sk_held *const *)left, *b = *(const struct sk_held *const *)right;
	return order_bundles(&a->brought, &b->brought);
}

static void count_standing(const struct sk_brought *brought, struct sk_evidence *out)
{
	out->refused += brought->standing == SK_REFUSED;
	out->not_taken += brought->standing == SK_NOT_TAKEN;
	out->shown += brought->standing == SK_SHOWN;
}

static sk_outcome list_bundles(struct sk_gathering *gathering, struct sk_held *const *held, size_t count, struct sk_evidence *out)
{
	void *memory;
	SK_TRY(sk_arena_take(gathering->arena, count, sizeof(struct sk_held *), &memory, gathering->error));
	struct sk_held **sorted = memory;
	SK_TRY(sk_arena_take(gathering->arena, count, sizeof(struct sk_brought), &memory, gathering->error));
	struct sk_brought *bundles = memory;
	if (count > 0) {
		memcpy(sorted, held, count * sizeof(struct sk_held *));
		qsort(sorted, count, sizeof(struct sk_held *), by_bundle);
	}
	for (size_t i = 0; i < count; i++) {
		sorted[i]->place = i;
		bundles[i] = sorted[i]->brought;
		count_standing(&bundles[i], out);
	}
	out->bundles = bundles;
	out->count = count;
	return SK_OK;
}

/* ---- all looks ---- */

static int order_what(const struct sk_look *a, const struct sk_fact_kind *kind, const struct sk_subject *subject)
{
	if (a->kind != kind)
		return a->kind < kind ? -1 : 1;
	return (a->subject > subject) - (a->subject < subject);
}

static int order_chains(const struct sk_gathered_look *a, const struct sk_gathered_look *b)
{
	int order = strcmp(a->collector, b->collector);
	return order ? order : strcmp(a->host, b->host);
}

/* Of one chain the newest first. */
static int by_what(const void *left, const void *right)
{
	const struct sk_gathered_look *a = *(const struct sk_gathered_look *const *)left, *b = *(const struct sk_gathered_look *const *)right;
	int order = order_what(&a->look, b->look.kind, b->look.subject);
	if (order == 0)
		order = order_chains(a, b);
	return order ? order : (a->turn < b->turn) - (a->turn > b->turn);
}

static bool is_known(const struct sk_gathered_look *look)
{
	return look->look.known == SK_LOOK_LOST || look->held->brought.standing == SK_COUNTS;
}

static sk_outcome sort_looks(struct sk_gathering *gathering, struct sk_gathered_look ***out, size_t *count)
{
	void *memory;
	SK_TRY(sk_arena_take(gathering->arena, gathering->count, sizeof(struct sk_gathered_look *), &memory, gathering->error));
	struct sk_gathered_look **sorted = memory;
	size_t used = 0;
	for (struct sk_gathered_look *look = gathering->looks; look; look = look->next)
		if (is_known(look))
			sorted[used++] = look;
	if (used > 0)
		qsort(sorted, used, sizeof(struct sk_gathered_look *), by_what);
	*out = sorted;
	*count = used;
	return SK_OK;
}

static bool same_what(const struct sk_gathered_look *a, const struct sk_gathered_look *b)
{
	return order_what(&a->look, b->look.kind, b->look.subject) == 0;
}

static bool begins_chain(struct sk_gathered_look *const *looks, size_t at)
{
	return at == 0 || !same_what(looks[at - 1], looks[at]) || order_chains(looks[at - 1], looks[at]) != 0;
}

/* Of each chain its newest look, and what tells something of those before it and was not seen completely anew since. In place. */
static size_t keep_known(struct sk_gathered_look **looks, size_t count)
{
	size_t kept = 0;
	struct sk_anew anew = {0};
	for (size_t i = 0; i < count; i++) {
		struct sk_look *look = &looks[i]->look;
		bool newest = begins_chain(looks, i), lost = look->known == SK_LOOK_LOST;
		if (newest)
			anew = (struct sk_anew){0};
		if (!newest && !lost && (is_behind(&anew, look->strongest, look->newest) || !tells(look->status, look->fact_count)))
			continue;
		if (!newest && !lost)
			look->known = SK_LOOK_BEFORE;
		if (look->status == SK_STATUS_COMPLETE)
			note_anew(&anew, look->method, look->at);
		looks[kept++] = looks[i];
	}
	return kept;
}

static bool takes_place_of(const struct sk_gathered_look *newer, const struct sk_gathered_look *older)
{
	return newer->look.known == SK_LOOK_NOW && newer->look.status == SK_STATUS_COMPLETE && newer->look.at > older->look.newest &&
	       newer->look.method >= older->look.strongest && order_chains(newer, older) != 0;
}

static bool is_hidden(struct sk_gathered_look *const *group, size_t count, const struct sk_gathered_look *look)
{
	for (size_t i = 0; i < count; i++)
		if (takes_place_of(group[i], look))
			return true;
	return false;
}

static sk_outcome list_looks(struct sk_gathering *gathering, struct sk_evidence *out)
{
	struct sk_gathered_look **sorted;
	size_t count, used = 0;
	void *memory;
	SK_TRY(sort_looks(gathering, &sorted, &count));
	count = keep_known(sorted, count);
	SK_TRY(sk_arena_take(gathering->arena, count, sizeof(struct sk_look), &memory, gathering->error));
	struct sk_look *looks = memory;
	for (size_t i = 0, group; i < count; i += group) {
		for (group = 1; i + group < count && same_what(sorted[i], sorted[i + group]);)
			group++;
		for (size_t at = i; at < i + group; at++) {
			if (is_hidden(sorted + i, group, sorted[at]))
				continue;
			looks[used] = sorted[at]->look;
			looks[used++].bundle = &out->bundles[sorted[at]->held->place];
		}
	}
	out->looks = looks;
	out->look_count = used;
	return SK_OK;
}

sk_outcome sk_gather_end(struct sk_gathering *gathering, struct sk_held *const *held, size_t count, struct sk_evidence *out)
{
	struct sk_evidence evidence = {0};
	SK_TRY(list_bundles(gathering, held, count, &evidence));
	SK_TRY(list_looks(gathering, &evidence));
	*out = evidence;
	return SK_OK;
}

sk_outcome sk_evidence_looks(struct sk_arena *arena, const struct sk_site *site, sk_time at, const struct sk_bundle *const *bundles,
			     const struct sk_brought *brought, size_t count, struct sk_evidence *out, struct sk_error *error)
{
	struct sk_gathering gathering = {.arena = arena, .site = site, .day = sk_day_in_japan(at), .error = error};
	void *memory;
	SK_TRY(sk_arena_take(arena, count, sizeof(struct sk_held), &memory, error));
	struct sk_held *held = memory;
	SK_TRY(sk_arena_take(arena, count, sizeof(struct sk_held *), &memory, error));
	struct sk_held **all = memory;
	for (size_t i = 0; i < count; i++) {
		held[i] = (struct sk_held){.brought = brought[i], .turn = brought[i].sequence};
		all[i] = &held[i];
		if (brought[i].standing == SK_COUNTS)
			SK_TRY(sk_gather(&gathering, bundles[i], &held[i], NULL, false));
	}
	return sk_gather_end(&gathering, all, count, out);
}

const struct sk_look *sk_evidence_look(const struct sk_evidence *evidence, const struct sk_fact_kind *kind, const struct sk_subject *subject)
{
	size_t low = 0, high = evidence->look_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (order_what(&evidence->looks[middle], kind, subject) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < evidence->look_count && order_what(&evidence->looks[low], kind, subject) == 0)
		return &evidence->looks[low];
	return NULL;
}

size_t sk_evidence_same(const struct sk_evidence *evidence, const struct sk_look *first)
{
	const struct sk_look *past = first;
	while (past && past < evidence->looks + evidence->look_count && order_what(past, first->kind, first->subject) == 0)
		past++;
	return first ? (size_t)(past - first) : 0;
}
