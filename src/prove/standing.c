/* Where the network of a site stands, in few numbers. */
#include "prove/prove.h"

static enum sk_proof standing_of(const struct sk_policy_answer *answer, struct sk_network_standing *out)
{
	if (sk_policy_unasked(answer))
		return SK_PROOF_SILENT;
	out->asked++;
	out->violated += answer->reached.proof == SK_PROOF_VIOLATED;
	out->undecided += answer->reached.proof != SK_PROOF_VIOLATED && answer->reached.proof != SK_PROOF_HOLDS;
	return answer->reached.proof;
}

static sk_outcome ask_each(struct sk_arena *scratch, const struct sk_env *env, const struct sk_site *site, enum sk_proof *proofs, struct sk_network_standing *out,
			   struct sk_error *error)
{
	struct sk_policy_question *questions;
	struct sk_network network;
	struct sk_plan *plan;
	SK_TRY(sk_prove_network(scratch, env, site, &network, error));
	SK_TRY(sk_plan_new(scratch, &network, NULL, &plan, error));
	SK_TRY(sk_prove_policies(scratch, site, &network, &site->policies, &questions, error));
	for (size_t i = 0; i < site->policies.count; i++) {
		struct sk_policy_answer answer;
		SK_TRY(sk_prove_policy(scratch, plan, &questions[i], &answer, error));
		proofs[i] = standing_of(&answer, out);
	}
	return SK_OK;
}

sk_outcome sk_prove_standing(struct sk_arena *arena, const struct sk_env *env, const struct sk_site *site, struct sk_network_standing *out, struct sk_error *error)
{
	enum { SCRATCH_MAX = 512 << 20 };
	SK_ARENA_SCOPE scratch = sk_arena_new(SCRATCH_MAX);
	void *memory;
	*out = (struct sk_network_standing){0};
	if (!scratch)
		return sk_error_set_number(error, SK_E_MEMORY, NULL, SCRATCH_MAX);
	SK_TRY(sk_arena_take(arena, site->policies.count, sizeof(enum sk_proof), &memory, error));
	out->proofs = memory;
	return ask_each(scratch, env, site, memory, out, error);
}
