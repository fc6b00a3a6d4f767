/* The library's start, and its only source of unpredictable bytes. */
#include "seal/wire.h"

#include <errno.h>
#include <sodium.h>

static SK_OUTCOME no_random(struct sk_error *error, int number)
{
	char scratch[SK_REASON_TEXT];

	return sk_error_set(error, SK_E_RANDOM, NULL, sk_env_reason(number, scratch), NULL, NULL);
}

/* libsodium fails here only when the system gives it no random bytes. */
sk_outcome sk_seal_start(struct sk_error *error)
{
	return sodium_init() < 0 ? no_random(error, EIO) : SK_OK;
}

sk_outcome sk_seal_random(const struct sk_env *env, void *out, size_t length, struct sk_error *error)
{
	int result = env->random(env->self, out, length);

	return result == 0 ? SK_OK : no_random(error, result);
}
