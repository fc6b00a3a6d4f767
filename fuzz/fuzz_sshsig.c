/*
 * Bytes as a signature, as a public key and as a secret key file: of all inputs only the one right text passes.
 *
 * The first byte says what the rest is: 'a' an armored signature, 'b' the bytes beneath its armor, 'k' the line of a public key,
 * 's' a secret key file, 't' the bytes beneath its armor. With b and t the fuzzer need not learn base64.
 */
#include "seal/wire.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>

int LLVMFuzzerInitialize(int *count, char ***arguments);
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

/* A failure that libFuzzer keeps with its input, because the process aborts. */
#define FUZZ_HOLDS(condition) SK_INVARIANT(condition)

enum { INPUT_MAX = 8192, ARMOR_LABELS = 64 };

static const char message[] = "{\"bundle\":\"sekisho-bundle/1\"}\n";
static struct sk_secret_key secret;
static struct sk_public_key public;
static char expected[SK_ARMOR_ROOM];

/* ---- a disk of one file, and random numbers that are always the same ---- */

static const char *file_bytes;
static size_t file_length, file_read;

static int fixed_random(void *self, void *out, size_t length)
{
	(void)self;
	memset(out, 7, length);
	return 0;
}

static enum sk_entry_kind file_kind(void *self, const char *path)
{
	(void)self;
	(void)path;
	return SK_ENTRY_FILE;
}

static int file_open(void *self, const char *path, int *handle)
{
	(void)self;
	(void)path;
	file_read = 0;
	*handle = 0;
	return 0;
}

static int file_mode(void *self, int handle, unsigned *mode)
{
	(void)self;
	(void)handle;
	*mode = 0600;
	return 0;
}

static int file_take(void *self, int handle, char *out, size_t room, size_t *got)
{
	(void)self;
	(void)handle;
	*got = file_length - file_read < room ? file_length - file_read : room;
	if (*got)
		memcpy(out, file_bytes + file_read, *got);
	file_read += *got;
	return 0;
}

static int file_close(void *self, int handle)
{
	(void)self;
	(void)handle;
	return 0;
}

static const struct sk_env env = {
	.random = fixed_random, .kind = file_kind, .open_read = file_open, .mode = file_mode, .read = file_take, .close = file_close,
};

int LLVMFuzzerInitialize(int *count, char ***arguments)
{
	struct sk_error error;
	SK_BUF_SCOPE armor = SK_BUF(SK_ARMOR_MAX);

	(void)count;
	(void)arguments;
	FUZZ_HOLDS(!sk_failed(sk_seal_start(&error)));
	FUZZ_HOLDS(!sk_failed(sk_key_new(&env, &secret, &public, &error)));
	FUZZ_HOLDS(!sk_failed(sk_seal_sign(&secret, message, sizeof(message) - 1, &armor, &error)));
	memcpy(expected, armor.bytes, armor.length + 1);
	return 0;
}

/* ---- what must hold ---- */

static void check_refusal(const struct sk_error *error, enum sk_error_id id)
{
	FUZZ_HOLDS(error->id == id && *error->argument[0]);
	FUZZ_HOLDS(sk_utf8_clean(error->argument[0], strlen(error->argument[0]), NULL));
}

static void try_signature(const char *armor)
{
	static const struct sk_place place = {.file = "bundle", .line = 1};
	struct sk_error error = {0};
	bool passes = !sk_failed(sk_seal_verify(&public, message, sizeof(message) - 1, armor, &place, &error));

	FUZZ_HOLDS(passes == (strcmp(armor, expected) == 0));
	if (!passes)
		check_refusal(&error, SK_E_SIGNATURE);
}

/* What is read is written again as it was, comment and all. */
static void try_public(const char *line)
{
	static const struct sk_place place = {.file = "site.yaml", .line = 1};
	struct sk_error error = {0};
	struct sk_public_key key;
	SK_BUF_SCOPE again = SK_BUF(INPUT_MAX + SK_ARMOR_MAX);

	if (sk_failed(sk_key_read_public(line, &place, &key, &error))) {
		check_refusal(&error, SK_E_KEY_FORMAT);
		return;
	}
	sk_key_write_public(&key, strlen(line) > 80 ? line + 81 : NULL, &again);
	FUZZ_HOLDS(strcmp(again.bytes, line) == 0);
}

/* A key that is read signs what its public half verifies. */
static void try_secret(const char *bytes, size_t length)
{
	struct sk_error error = {0};
	struct sk_secret_key key;
	struct sk_public_key made;
	unsigned char again[SK_SECRET_BYTES];

	file_bytes = bytes;
	file_length = length;
	if (sk_failed(sk_key_read_secret(&env, "key", &key, &error))) {
		FUZZ_HOLDS(error.id == SK_E_KEY_FORMAT || (error.id == SK_E_FILE_LARGE && length >= SK_ARMOR_ROOM));
		return;
	}
	sk_key_public_of(&key, &made);
	FUZZ_HOLDS(crypto_sign_seed_keypair(again + 32, again, key.bytes) == 0 && memcmp(made.bytes, key.bytes + 32, 32) == 0);
}

/* Too long for an armor: nothing to try. */
static size_t armored(const char *label, const char *bytes, size_t length, char out[SK_ARMOR_ROOM])
{
	*out = '\0';
	return length < 2900 ? sk_armor_write(label, (const unsigned char *)bytes, length, out) : 0;
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	static char text[INPUT_MAX + 1];
	char armor[SK_ARMOR_ROOM];

	if (size == 0 || size > INPUT_MAX)
		return 0;
	memcpy(text, data + 1, size - 1);
	text[size - 1] = '\0';
	switch (data[0]) {
	case 'a':
		try_signature(text);
		break;
	case 'b':
		(void)armored("SSH SIGNATURE", text, size - 1, armor);
		try_signature(armor);
		break;
	case 'k':
		try_public(text);
		break;
	case 's':
		try_secret(text, size - 1);
		break;
	case 't':
		try_secret(armor, armored("OPENSSH PRIVATE KEY", text, size - 1, armor));
		break;
	default:
		break;
	}
	return 0;
}
