/*
 * What is offered, weighed as the folder will be when it is taken: storing makes nothing too heavy. An offer that would is refused, whether by its own
 * chain or by what all weigh together; one that makes a chain lighter than it lies there is weighed so, too (docs/decisions/0023).
 */
#include "evidence/private.h"

#include <string.h>

/* What one reading takes that is only to weigh: everything may be gathered twice. */
enum { TRIAL_MAX = 512 << 20 };

sk_time sk_evidence_taking(const struct sk_env *env, sk_time at)
{
	sk_time now = env->now(env->self);
	return at < now ? at : now;
}

struct weighing {
	struct sk_folder_reading *asked;
	struct sk_offer *taken; /* of what is offered, so far */
	size_t *places, taken_count;
	struct sk_chain_name *heavy; /* with these */
	size_t heavy_count;
};

static bool is_among(const struct sk_chain_name *chains, size_t count, const struct sk_chain_name *chain)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(chains[i].collector, chain->collector) == 0 && strcmp(chains[i].host, chain->host) == 0)
			return true;
	return false;
}

/* With the offer its chain must not be too heavy, and no other that is not without it. */
static sk_outcome check_weight(const struct weighing *weighing, const struct sk_folder_reading *trial, const struct sk_brought *offered, struct sk_error *error)
{
	const struct sk_chain_name own = {offered->collector_id, offered->host};
	struct sk_place place = {.file = offered->file};
	for (size_t i = 0; i < trial->heavy_count; i++) {
		const struct sk_chain_name *chain = &trial->heavy[i];
		if (is_among(&own, 1, chain) || !is_among(weighing->heavy, weighing->heavy_count, chain))
			return sk_error_set(error, SK_E_EVIDENCE_HEAVY, &place, chain->collector, chain->host, NULL);
	}
	return SK_OK;
}

static sk_outcome take(const struct weighing *weighing, size_t count, size_t size, void *out)
{
	void *memory;
	SK_TRY(sk_arena_take(weighing->asked->arena, count, size, &memory, weighing->asked->error));
	memcpy(out, &memory, sizeof(memory));
	return SK_OK;
}

/* It comes from memory that ends. */
static sk_outcome keep_result(const struct weighing *weighing, size_t position, const struct sk_brought *found, const struct sk_error *refusal)
{
	struct sk_brought *result = &weighing->asked->results[position];
	struct sk_error *kept;
	*result = *found;
	SK_TRY(sk_evidence_keep(weighing->asked->arena, result, weighing->asked->error));
	if (!refusal)
		return SK_OK;
	SK_TRY(take(weighing, 1, sizeof(*kept), &kept));
	*kept = *refusal;
	result->refusal = kept;
	result->standing = SK_REFUSED;
	return SK_OK;
}

static sk_outcome keep_heavy(struct weighing *weighing, const struct sk_folder_reading *trial)
{
	const struct sk_folder_reading *asked = weighing->asked;
	SK_TRY(take(weighing, trial->heavy_count, sizeof(*weighing->heavy), &weighing->heavy));
	weighing->heavy_count = trial->heavy_count;
	for (size_t i = 0; i < trial->heavy_count; i++) {
		struct sk_chain_name *to = &weighing->heavy[i];
		const struct sk_chain_name *from = &trial->heavy[i];
		SK_TRY(sk_arena_text(asked->arena, from->collector, strlen(from->collector), &to->collector, asked->error));
		SK_TRY(sk_arena_text(asked->arena, from->host, strlen(from->host), &to->host, asked->error));
	}
	return SK_OK;
}

/* All that is taken so far, and `count` more of what stands behind it. */
static sk_outcome read_with(const struct weighing *weighing, struct sk_arena *arena, size_t more, struct sk_folder_reading *trial)
{
	if (!arena)
		return sk_error_set_number(weighing->asked->error, SK_E_MEMORY, NULL, TRIAL_MAX);
	*trial = *weighing->asked;
	trial->arena = arena;
	trial->offers = weighing->taken;
	trial->offer_count = weighing->taken_count + more;
	trial->weighed = true;
	return sk_evidence_read(trial);
}

static sk_outcome weigh_folder(struct weighing *weighing)
{
	SK_ARENA_SCOPE scratch = sk_arena_new(TRIAL_MAX);
	struct sk_folder_reading trial;
	SK_TRY(read_with(weighing, scratch, 0, &trial));
	return keep_heavy(weighing, &trial);
}

static sk_outcome weigh_one(struct weighing *weighing, size_t position)
{
	SK_ARENA_SCOPE scratch = sk_arena_new(TRIAL_MAX);
	struct sk_folder_reading trial;
	struct sk_error error;
	weighing->taken[weighing->taken_count] = weighing->asked->offers[position];
	SK_TRY(read_with(weighing, scratch, 1, &trial));
	const struct sk_brought *found = &trial.results[weighing->taken_count];
	if (found->refusal)
		return keep_result(weighing, position, found, found->refusal);
	if (sk_failed(check_weight(weighing, &trial, found, &error)))
		return keep_result(weighing, position, found, &error);
	weighing->places[weighing->taken_count++] = position;
	return keep_heavy(weighing, &trial);
}

/* With what was taken, and who is heavy with it. */
static sk_outcome read_last(const struct weighing *weighing)
{
	struct sk_folder_reading *asked = weighing->asked, last = *asked;
	last.offers = weighing->taken;
	last.offer_count = weighing->taken_count;
	last.weighed = true;
	last.heavy = weighing->heavy;
	last.heavy_count = weighing->heavy_count;
	SK_TRY(sk_evidence_read(&last));
	for (size_t i = 0; i < weighing->taken_count; i++)
		asked->results[weighing->places[i]] = last.results[i];
	asked->heads = last.heads;
	asked->files = last.files;
	asked->evidence = last.evidence;
	return SK_OK;
}

static sk_outcome weigh(struct sk_folder_reading *reading)
{
	struct weighing weighing = {.asked = reading};
	SK_TRY(take(&weighing, reading->offer_count, sizeof(*weighing.taken), &weighing.taken));
	SK_TRY(take(&weighing, reading->offer_count, sizeof(*weighing.places), &weighing.places));
	reading->heavy_count = 0;
	SK_TRY(weigh_folder(&weighing));
	for (size_t i = 0; i < reading->offer_count; i++)
		SK_TRY(weigh_one(&weighing, i));
	return read_last(&weighing);
}

/* Most folders have room for what is offered beside all that is known: one reading is enough then. */
sk_outcome sk_evidence_read_offers(struct sk_folder_reading *reading)
{
	SK_TRY(sk_evidence_read(reading));
	return reading->tight ? weigh(reading) : SK_OK;
}

sk_outcome sk_evidence_load(struct sk_arena *arena, const struct sk_env *env, const struct sk_site *site, sk_time at,
			    const struct sk_offer *offers, size_t offer_count, struct sk_brought *offer_results,
			    struct sk_evidence *out, struct sk_error *error)
{
	struct sk_folder_reading reading = {.arena = arena, .env = env, .site = site, .at = at, .taking = sk_evidence_taking(env, at), .offers = offers,
				     .offer_count = offer_count, .error = error};
	SK_TRY(sk_evidence_read_offers(&reading));
	if (offer_results && offer_count > 0)
		memcpy(offer_results, reading.results, offer_count * sizeof(*offer_results));
	*out = reading.evidence;
	return SK_OK;
}
