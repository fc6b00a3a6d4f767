/* What the tests of seal/ share: a key that is the same every day, and armor around any bytes. */
#ifndef SEAL_SHARED_H
#define SEAL_SHARED_H

#include "cmocka_all.h"
#include "seal/wire.h"
#include "sim_env.h"

#include <stdio.h>
#include <string.h>

#define SIGNATURE_LABEL "SSH SIGNATURE"
#define KEY_LABEL "OPENSSH PRIVATE KEY"

struct pair {
	struct sk_secret_key secret;
	struct sk_public_key public;
};

/* From the simulated random numbers: `skip` pairs are thrown away first, so that each number is another key. */
struct pair pair_make(unsigned skip);

/* An env with one file, "keys/collector" or any other name, and nothing else: fast enough for a hundred thousand of them. Borrowed;
 * valid until the next call. */
const struct sk_env *one_file(const char *bytes, size_t length);
/* Handles of it that are open. */
int one_file_open(void);

/* Failing says which call and why. */
#define SUCCEEDS(call) \
	do { \
		struct sk_error error_ = {0}; \
		struct sk_error *error = &error_; \
		if (sk_failed(call)) \
			fail_msg("%s: %s: %s", #call, sk_error_name(error_.id), error_.argument[0]); \
	} while (0)
#define REFUSES(id_, words_, call) \
	do { \
		struct sk_error error_ = {0}; \
		struct sk_error *error = &error_; \
		assert_true(sk_failed(call)); \
		assert_string_equal(sk_error_name(error_.id), sk_error_name(SK_E_##id_)); \
		if (!strstr(error_.argument[0], words_)) \
			fail_msg("%s: says '%s', not '%s'", #call, error_.argument[0], words_); \
	} while (0)

static const struct sk_place bundle_line = {.file = "evidence/one.jsonl", .line = 7};

#endif
