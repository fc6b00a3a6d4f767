/* Keys in memory, and public keys as one line of text. */
#include "seal/wire.h"

#include <sodium.h>
#include <string.h>

enum { LINE_MAX_BYTES = 1024, BASE64 = 68, FINGERPRINT_BASE64 = 43 };

_Static_assert((int)SK_KEY_BYTES == (int)crypto_sign_PUBLICKEYBYTES, "Ed25519");
_Static_assert((int)SK_SECRET_BYTES == (int)crypto_sign_SECRETKEYBYTES, "Ed25519");
_Static_assert(SK_PUBLIC_BLOB * 4 == BASE64 * 3, "no padding, so that no bit of the text is idle");

struct seed {
	unsigned char bytes[crypto_sign_SEEDBYTES];
};

static void seed_wipe(struct seed *seed)
{
	sodium_memzero(seed, sizeof(*seed));
}

sk_outcome sk_key_new(const struct sk_env *env, struct sk_secret_key *secret, struct sk_public_key *public,
                      struct sk_error *error)
{
	__attribute__((cleanup(seed_wipe))) struct seed seed;

	SK_TRY(sk_seal_random(env, seed.bytes, sizeof(seed.bytes), error));
	SK_INVARIANT(crypto_sign_seed_keypair(public->bytes, secret->bytes, seed.bytes) == 0);
	return SK_OK;
}

void sk_key_public_of(const struct sk_secret_key *secret, struct sk_public_key *out)
{
	memcpy(out->bytes, secret->bytes + SK_SECRET_BYTES - SK_KEY_BYTES, SK_KEY_BYTES);
}

void sk_key_wipe(struct sk_secret_key *secret)
{
	sodium_memzero(secret, sizeof(*secret));
}

/* ---- the line ---------------------------------------------------------------------------------------------- */

static void encode(const struct sk_public_key *key, char out[BASE64 + 1])
{
	unsigned char blob[SK_PUBLIC_BLOB];

	sk_wire_public_blob(key, blob);
	sodium_bin2base64(out, BASE64 + 1, blob, sizeof(blob), sodium_base64_VARIANT_ORIGINAL);
}

/* What follows the key: nothing, or one blank and a comment without blanks around it and without line ends. */
static bool comment_fits(const char *rest)
{
	size_t length = strlen(rest);

	if (length == 0)
		return true;
	if (length < 2 || rest[0] != ' ' || rest[1] == ' ' || rest[length - 1] == ' ')
		return false;
	return sk_utf8_clean(rest, length, NULL) && !strpbrk(rest, "\t\n");
}

/* NULL, or why the text is no key. */
static const char *read_line(const char *text, struct sk_public_key *out)
{
	static const char type[] = SK_KEY_TYPE " ";
	unsigned char blob[SK_PUBLIC_BLOB];
	char again[BASE64 + 1];
	size_t got = 0;

	if (strnlen(text, LINE_MAX_BYTES + 1) > LINE_MAX_BYTES)
		return N_("the line is too long");
	if (strncmp(text, type, sizeof(type) - 1) != 0)
		return N_("its type is not ssh-ed25519");
	text += sizeof(type) - 1;
	if (strlen(text) < BASE64 ||
	    sodium_base642bin(blob, sizeof(blob), text, BASE64, NULL, &got, NULL, sodium_base64_VARIANT_ORIGINAL) !=
	        0 ||
	    got != sizeof(blob))
		return N_("its base64 is wrong or has another length");
	memcpy(out->bytes, blob + SK_PUBLIC_BLOB - SK_KEY_BYTES, SK_KEY_BYTES);
	encode(out, again);
	if (memcmp(again, text, BASE64) != 0)
		return N_("its base64 holds another type than the line says");
	if (!comment_fits(text + BASE64))
		return N_("after the key stands something else than one blank and a comment");
	return crypto_core_ed25519_is_valid_point(out->bytes) ? NULL : N_("its number is none that a key can have");
}

sk_outcome sk_key_read_public(const char *text, const struct sk_place *where, struct sk_public_key *out,
                              struct sk_error *error)
{
	struct sk_public_key key;
	const char *reason = read_line(text, &key);

	if (reason)
		return sk_error_set(error, SK_E_KEY_FORMAT, where, _(reason), "ssh-ed25519 AAAA...", NULL);
	*out = key;
	return SK_OK;
}

void sk_key_write_public(const struct sk_public_key *key, const char *comment, struct sk_buf *out)
{
	char base64[BASE64 + 1];

	encode(key, base64);
	sk_buf_print(out, "%s %s", SK_KEY_TYPE, base64);
	if (comment && *comment)
		sk_buf_print(out, " %s", comment);
}

void sk_key_fingerprint(const struct sk_public_key *key, char out[SK_FINGERPRINT_ROOM])
{
	static const char name[] = "SHA256:";
	unsigned char blob[SK_PUBLIC_BLOB], digest[SK_DIGEST_BYTES];

	_Static_assert(sizeof(name) + FINGERPRINT_BASE64 <= SK_FINGERPRINT_ROOM, "room for the fingerprint");
	sk_wire_public_blob(key, blob);
	crypto_hash_sha256(digest, blob, sizeof(blob));
	memcpy(out, name, sizeof(name));
	sodium_bin2base64(out + sizeof(name) - 1, FINGERPRINT_BASE64 + 1, digest, sizeof(digest),
	                  sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
}
