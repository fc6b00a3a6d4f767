/*
 * The policies of a site, asked again with each single mistake made in its network, and with two of them.
 *
 * What an answer rests on is noted (sk_footprint): a mistake that touches nothing of it leaves the answer as it is, and nothing is asked. The same of a second mistake beside a first.
 */
#include "prove/prove.h"

#include <string.h>

enum { ARENA_MAX = 512 << 20, BROKEN_BYTES_MAX = 64 << 20 };

struct trial {
	struct sk_arena *arena;
	struct sk_error *error;
	const struct sk_plan *plan;
	const struct sk_policy_question *questions;
	const struct sk_policy_answer *now;
	size_t count;
	const struct sk_move *mistakes;
	size_t mistake_count;
	struct sk_buf broken;
};

/* ---- networks with mistakes ---- */

/* One mistake, or one behind another, made. */
struct made {
	struct sk_network network;
	struct sk_plan *plan;
};

static sk_outcome scratch_arena(const struct trial *trial, struct sk_arena **out)
{
	*out = sk_arena_new(ARENA_MAX);
	return *out ? SK_OK : sk_error_set_number(trial->error, SK_E_MEMORY, NULL, ARENA_MAX);
}

static sk_outcome make(const struct trial *trial, struct sk_arena *arena, const struct sk_plan *base, const struct sk_move *mistake, struct made *out)
{
	SK_TRY(sk_move_make(arena, sk_plan_network(base), mistake, &out->network, trial->error));
	return sk_plan_new(arena, &out->network, base, &out->plan, trial->error);
}

static sk_outcome make_network(struct trial *trial, const struct sk_network *was, const struct sk_move *mistake, const struct sk_network **out)
{
	void *memory;
	SK_TRY(sk_arena_take(trial->arena, 1, sizeof(struct sk_network), &memory, trial->error));
	*out = memory;
	return sk_move_make(trial->arena, was, mistake, memory, trial->error);
}

/* What is told about it has to stay, so it is worked out once more in the arena of the answer; only what the filters were made into goes. */
static sk_outcome keep(struct trial *trial, const struct sk_move *mistake, const struct sk_move *second, const struct sk_policy_question *question)
{
	SK_ARENA_SCOPE scratch = NULL;
	struct sk_broken broken = {.mistake = mistake, .second = second};
	struct sk_plan *plan;
	SK_TRY(scratch_arena(trial, &scratch));
	SK_TRY(make_network(trial, sk_plan_network(trial->plan), mistake, &broken.network));
	if (second) {
		struct sk_move behind = *second;
		SK_INVARIANT(sk_move_behind(sk_plan_network(trial->plan), mistake, &behind));
		SK_TRY(make_network(trial, broken.network, &behind, &broken.network));
	}
	SK_TRY(sk_plan_new(scratch, broken.network, trial->plan, &plan, trial->error));
	sk_plan_watch(plan, NULL);
	SK_TRY(sk_prove_policy(trial->arena, plan, question, &broken.answer, trial->error));
	broken.answer.plan = NULL;
	sk_buf_add(&trial->broken, (const char *)&broken, sizeof(broken));
	return sk_buf_check(&trial->broken, trial->error);
}

static sk_outcome keep_all(struct trial *trial, const struct sk_broken **out, size_t *count)
{
	void *memory;
	SK_TRY(sk_buf_keep(&trial->broken, trial->arena, &memory, trial->error));
	*out = memory;
	*count = trial->broken.length / sizeof(struct sk_broken);
	return SK_OK;
}

/* ---- one mistake away ---- */

/* `touched`: by policy, then by mistake; of policies that do not hold, by nothing. */
static sk_outcome note_touched(const struct trial *trial, struct sk_arena *scratch, bool *touched)
{
	struct sk_plan *plan;
	SK_TRY(sk_plan_new(scratch, sk_plan_network(trial->plan), trial->plan, &plan, trial->error));
	for (size_t i = 0; i < trial->count; i++) {
		struct sk_footprint *footprint;
		struct sk_policy_answer answer;
		if (trial->now[i].reached.proof != SK_PROOF_HOLDS)
			continue;
		SK_TRY(sk_footprint_new(scratch, sk_plan_network(plan), &footprint, trial->error));
		sk_plan_watch(plan, footprint);
		SK_TRY(sk_prove_policy(scratch, plan, &trial->questions[i], &answer, trial->error));
		for (size_t at = 0; at < trial->mistake_count; at++)
			touched[i * trial->mistake_count + at] = sk_footprint_touched(footprint, sk_plan_network(plan), &trial->mistakes[at]);
	}
	return SK_OK;
}

static sk_outcome try_mistake(struct trial *trial, size_t mistake, const bool *touched)
{
	SK_ARENA_SCOPE scratch = NULL;
	struct made made = {0};
	for (size_t i = 0; i < trial->count; i++) {
		struct sk_policy_answer answer;
		if (!touched[i * trial->mistake_count + mistake])
			continue;
		if (!scratch) {
			SK_TRY(scratch_arena(trial, &scratch));
			SK_TRY(make(trial, scratch, trial->plan, &trial->mistakes[mistake], &made));
		}
		SK_TRY(sk_prove_policy(scratch, made.plan, &trial->questions[i], &answer, trial->error));
		if (answer.reached.proof != SK_PROOF_HOLDS)
			SK_TRY(keep(trial, &trial->mistakes[mistake], NULL, &trial->questions[i]));
	}
	return SK_OK;
}

static sk_outcome try_all(struct trial *trial)
{
	SK_ARENA_SCOPE scratch = NULL;
	void *touched;
	SK_TRY(scratch_arena(trial, &scratch));
	SK_TRY(sk_arena_take(scratch, trial->count * trial->mistake_count, sizeof(bool), &touched, trial->error));
	SK_TRY(note_touched(trial, scratch, touched));
	for (size_t i = 0; i < trial->mistake_count; i++)
		SK_TRY(try_mistake(trial, i, touched));
	return SK_OK;
}

sk_outcome sk_prove_mistakes(struct sk_arena *arena, const struct sk_plan *plan, const struct sk_policy_question *questions, const struct sk_policy_answer *now, size_t count,
			     struct sk_mistakes *out, struct sk_error *error)
{
	struct trial trial = {.arena = arena, .error = error, .plan = plan, .questions = questions, .now = now, .count = count, .broken = SK_BUF(BROKEN_BYTES_MAX)};
	*out = (struct sk_mistakes){0};
	SK_TRY(sk_mistakes_of(arena, sk_plan_network(plan), &out->mistakes, &out->count, error));
	trial.mistakes = out->mistakes;
	trial.mistake_count = out->count;
	sk_outcome outcome = try_all(&trial);
	if (!sk_failed(outcome))
		outcome = keep_all(&trial, &out->broken, &out->broken_count);
	sk_buf_release(&trial.broken);
	return outcome;
}

/* ---- two mistakes away ---- */

/* What answers with one mistake rest on is the same of most of them: each different one stands once, with what touches it. */
struct rest {
	struct sk_footprint *footprint;
	bool *touched; /* by mistake */
};
enum { RESTS_MAX = 4096 };

struct pairing {
	struct trial trial;
	struct sk_pairs *out;
	size_t most;
	struct sk_buf rests;
	size_t *rest_of; /* by mistake, of each the policies: position */
};

static const struct rest *rest_at(const struct pairing *pairing, size_t mistake, size_t policy)
{
	const struct rest *rests = (const struct rest *)(const void *)pairing->rests.bytes;
	return &rests[pairing->rest_of[mistake * pairing->trial.count + policy]];
}

static sk_outcome add_rest(struct pairing *pairing, const struct sk_footprint *footprint)
{
	struct trial *trial = &pairing->trial;
	struct rest rest;
	void *memory;
	SK_TRY(sk_footprint_new(trial->arena, sk_plan_network(trial->plan), &rest.footprint, trial->error));
	memcpy(rest.footprint->bytes, footprint->bytes, footprint->length);
	SK_TRY(sk_arena_take(trial->arena, trial->mistake_count, sizeof(bool), &memory, trial->error));
	rest.touched = memory;
	for (size_t i = 0; i < trial->mistake_count; i++)
		rest.touched[i] = sk_footprint_touched(footprint, sk_plan_network(trial->plan), &trial->mistakes[i]);
	sk_buf_add(&pairing->rests, (const char *)&rest, sizeof(rest));
	return sk_buf_check(&pairing->rests, trial->error);
}

static sk_outcome find_rest(struct pairing *pairing, const struct sk_footprint *footprint, size_t *out)
{
	const struct rest *rests = (const struct rest *)(const void *)pairing->rests.bytes;
	size_t count = pairing->rests.length / sizeof(*rests);
	for (*out = 0; *out < count; ++*out)
		if (memcmp(rests[*out].footprint->bytes, footprint->bytes, footprint->length) == 0)
			return SK_OK;
	return add_rest(pairing, footprint);
}

static sk_outcome note_rests(struct pairing *pairing, size_t mistake)
{
	SK_ARENA_SCOPE scratch = NULL;
	struct trial *trial = &pairing->trial;
	struct made made;
	SK_TRY(scratch_arena(trial, &scratch));
	SK_TRY(make(trial, scratch, trial->plan, &trial->mistakes[mistake], &made));
	for (size_t i = 0; i < trial->count; i++) {
		struct sk_policy_answer answer;
		struct sk_footprint *footprint;
		if (!pairing->out->asked[i])
			continue;
		SK_TRY(sk_footprint_new(scratch, sk_plan_network(trial->plan), &footprint, trial->error));
		sk_plan_watch(made.plan, footprint);
		SK_TRY(sk_prove_policy(scratch, made.plan, &trial->questions[i], &answer, trial->error));
		SK_TRY(find_rest(pairing, footprint, &pairing->rest_of[mistake * trial->count + i]));
	}
	return SK_OK;
}

/* ---- one pair ---- */

/* The worst that was found of a policy, and in which order. */
struct worst {
	enum sk_proof proof;
	bool turned;
};
struct pair {
	size_t first, second; /* positions */
	bool *asks;	      /* by policy: what one of both touches of the other */
	struct worst *worst;  /* by policy */
};

static bool choose(const struct pairing *pairing, const struct pair *pair)
{
	bool any = false;
	for (size_t i = 0; i < pairing->trial.count; i++) {
		pair->worst[i] = (struct worst){.proof = SK_PROOF_HOLDS};
		pair->asks[i] = pairing->out->asked[i] && rest_at(pairing, pair->first, i)->touched[pair->second] && rest_at(pairing, pair->second, i)->touched[pair->first];
		any = any || pair->asks[i];
	}
	return any;
}

static const struct sk_move *made_first(const struct pairing *pairing, const struct pair *pair, bool turned)
{
	return &pairing->trial.mistakes[turned ? pair->second : pair->first];
}

/* `base`: with the first made. */
static sk_outcome ask_behind(struct pairing *pairing, const struct pair *pair, const struct sk_plan *base, bool turned)
{
	SK_ARENA_SCOPE scratch = NULL;
	const struct trial *trial = &pairing->trial;
	struct sk_move behind = *made_first(pairing, pair, !turned);
	struct made made;
	if (!sk_move_behind(sk_plan_network(trial->plan), made_first(pairing, pair, turned), &behind))
		return SK_OK;
	SK_TRY(scratch_arena(trial, &scratch));
	SK_TRY(make(trial, scratch, base, &behind, &made));
	sk_plan_watch(made.plan, NULL);
	for (size_t i = 0; i < trial->count; i++) {
		struct sk_policy_answer answer;
		if (!pair->asks[i] || pair->worst[i].proof == SK_PROOF_VIOLATED)
			continue;
		SK_TRY(sk_prove_policy(scratch, made.plan, &trial->questions[i], &answer, trial->error));
		if (answer.reached.proof == SK_PROOF_VIOLATED || pair->worst[i].proof == SK_PROOF_HOLDS)
			pair->worst[i] = (struct worst){answer.reached.proof, turned};
	}
	return SK_OK;
}

/* The other order, from the beginning. */
static sk_outcome ask_turned(struct pairing *pairing, const struct pair *pair)
{
	SK_ARENA_SCOPE scratch = NULL;
	struct made made;
	SK_TRY(scratch_arena(&pairing->trial, &scratch));
	SK_TRY(make(&pairing->trial, scratch, pairing->trial.plan, made_first(pairing, pair, true), &made));
	return ask_behind(pairing, pair, made.plan, true);
}

static sk_outcome keep_pair(struct pairing *pairing, const struct pair *pair, size_t policy)
{
	bool turned = pair->worst[policy].turned;
	if (pairing->trial.broken.length / sizeof(struct sk_broken) == SK_PAIRS_KEPT_MAX) {
		pairing->out->untold++;
		return SK_OK;
	}
	return keep(&pairing->trial, made_first(pairing, pair, turned), made_first(pairing, pair, !turned), &pairing->trial.questions[policy]);
}

static sk_outcome keep_worst(struct pairing *pairing, const struct pair *pair)
{
	bool breaks = false, may = false;
	for (size_t i = 0; i < pairing->trial.count; i++) {
		if (pair->worst[i].proof == SK_PROOF_HOLDS)
			continue;
		breaks = breaks || pair->worst[i].proof == SK_PROOF_VIOLATED;
		may = true;
		SK_TRY(keep_pair(pairing, pair, i));
	}
	pairing->out->breaks += breaks;
	pairing->out->may += may && !breaks;
	return SK_OK;
}

static sk_outcome try_pair(struct pairing *pairing, const struct pair *pair, const struct sk_plan *base)
{
	pairing->out->tried++;
	SK_TRY(ask_behind(pairing, pair, base, false));
	if (sk_move_ordered(made_first(pairing, pair, false), made_first(pairing, pair, true)))
		SK_TRY(ask_turned(pairing, pair));
	return keep_worst(pairing, pair);
}

/* ---- all pairs ---- */

/* Those with this one and one behind it in the list. */
static sk_outcome try_with(struct pairing *pairing, struct pair pair)
{
	SK_ARENA_SCOPE scratch = NULL;
	const struct trial *trial = &pairing->trial;
	struct made made = {0};
	for (pair.second = pair.first + 1; pair.second < trial->mistake_count; pair.second++) {
		if (!choose(pairing, &pair))
			continue;
		if (pairing->out->tried == pairing->most) {
			pairing->out->left++;
			continue;
		}
		if (!scratch) {
			SK_TRY(scratch_arena(trial, &scratch));
			SK_TRY(make(trial, scratch, trial->plan, &trial->mistakes[pair.first], &made));
		}
		SK_TRY(try_pair(pairing, &pair, made.plan));
	}
	return SK_OK;
}

static sk_outcome try_pairs(struct pairing *pairing)
{
	struct trial *trial = &pairing->trial;
	struct pair pair = {0};
	void *memory;
	SK_TRY(sk_arena_take(trial->arena, trial->mistake_count * trial->count, sizeof(size_t), &memory, trial->error));
	pairing->rest_of = memory;
	SK_TRY(sk_arena_take(trial->arena, trial->count, sizeof(bool), &memory, trial->error));
	pair.asks = memory;
	SK_TRY(sk_arena_take(trial->arena, trial->count, sizeof(struct worst), &memory, trial->error));
	pair.worst = memory;
	for (size_t i = 0; i < trial->mistake_count; i++)
		SK_TRY(note_rests(pairing, i));
	for (; pair.first < trial->mistake_count; pair.first++)
		SK_TRY(try_with(pairing, pair));
	return SK_OK;
}

/* Those that hold, and that no single mistake breaks. */
static sk_outcome choose_policies(const struct trial *trial, const struct sk_mistakes *single, struct sk_pairs *out)
{
	void *memory;
	SK_TRY(sk_arena_take(trial->arena, trial->count, sizeof(bool), &memory, trial->error));
	out->asked = memory;
	for (size_t i = 0; i < trial->count; i++) {
		out->asked[i] = trial->now[i].reached.proof == SK_PROOF_HOLDS;
		for (size_t at = 0; at < single->broken_count; at++)
			out->asked[i] = out->asked[i] && single->broken[at].answer.policy != trial->questions[i].policy;
		out->policies += out->asked[i];
	}
	return SK_OK;
}

sk_outcome sk_prove_pairs(struct sk_arena *arena, const struct sk_plan *plan, const struct sk_policy_question *questions, const struct sk_policy_answer *now, size_t count,
			  const struct sk_mistakes *single, size_t most, struct sk_pairs *out, struct sk_error *error)
{
	struct pairing pairing = {
		.trial = {.arena = arena, .error = error, .plan = plan, .questions = questions, .now = now, .count = count, .mistakes = single->mistakes,
			  .mistake_count = single->count, .broken = SK_BUF(BROKEN_BYTES_MAX)},
		.out = out, .most = most, .rests = SK_BUF(RESTS_MAX * sizeof(struct rest)),
	};
	*out = (struct sk_pairs){.count = single->count * (single->count - (single->count > 0)) / 2};
	SK_TRY(choose_policies(&pairing.trial, single, out));
	sk_outcome outcome = out->policies > 0 ? try_pairs(&pairing) : SK_OK;
	if (!sk_failed(outcome))
		outcome = keep_all(&pairing.trial, &out->broken, &out->broken_count);
	sk_buf_release(&pairing.trial.broken);
	sk_buf_release(&pairing.rests);
	return outcome;
}
