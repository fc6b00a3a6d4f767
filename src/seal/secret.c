/*
 * OpenSSH's private key file, not encrypted (PROTOCOL.key of OpenSSH): "openssh-key-v1", cipher, kdf and its options,
 * number of keys, public key, and a string that holds twice the same check number, type, public key, seed and public
 * key, comment, padding 1 2 3 ...
 */
#include "seal/wire.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define LABEL "OPENSSH PRIVATE KEY"
#define COMMENT "sekisho"

enum { RAW_MAX = 3072, PRIVATE_MAX = 256, BLOCK = 8, MODE = 0600 };

/* With its NUL, as it stands in the file. */
static const char magic[] = "openssh-key-v1";

/* ---- memory that is overwritten when it ends ---------------------------------------------------------------- */

struct raw {
	unsigned char bytes[RAW_MAX];
};
struct text {
	char bytes[SK_ARMOR_ROOM];
};

static void raw_wipe(struct raw *raw)
{
	sodium_memzero(raw, sizeof(*raw));
}

static void text_wipe(struct text *text)
{
	sodium_memzero(text, sizeof(*text));
}

static void buf_wipe(struct sk_buf *buf)
{
	if (buf->bytes)
		sodium_memzero(buf->bytes, buf->room);
	sk_buf_release(buf);
}

#define RAW_SCOPE __attribute__((cleanup(raw_wipe))) struct raw
#define TEXT_SCOPE __attribute__((cleanup(text_wipe))) struct text
#define SECRET_BUF_SCOPE __attribute__((cleanup(buf_wipe))) struct sk_buf
#define KEY_SCOPE __attribute__((cleanup(sk_key_wipe))) struct sk_secret_key

/* ---- reading ------------------------------------------------------------------------------------------------- */

static bool padding_fits(const struct sk_wire *rest)
{
	if (rest->left >= BLOCK)
		return false;
	for (size_t at = 0; at < rest->left; at++) {
		if (rest->at[at] != at + 1)
			return false;
	}
	return true;
}

/* The public half is made again from the seed: a file whose halves do not belong together would sign and give the
 * secret away. */
static bool halves_fit(const struct sk_wire *secret, const struct sk_wire *public, struct sk_secret_key *out)
{
	struct sk_public_key made;

	if (secret->left != SK_SECRET_BYTES || public->left != SK_KEY_BYTES)
		return false;
	SK_INVARIANT(crypto_sign_seed_keypair(made.bytes, out->bytes, secret->at) == 0);
	return sodium_memcmp(out->bytes, secret->at, SK_SECRET_BYTES) == 0 &&
	       sodium_memcmp(made.bytes, public->at, SK_KEY_BYTES) == 0;
}

/* NULL, or why it is no key of ours. */
static const char *read_private(struct sk_wire private, struct sk_secret_key *out)
{
	struct sk_wire type, public, secret, comment;
	uint32_t check, again;

	if (private.left % BLOCK != 0 || !sk_wire_number(&private, &check) || !sk_wire_number(&private, &again) ||
	    check != again)
		return N_("its check numbers differ: it is damaged");
	if (!sk_wire_string(&private, &type) || !sk_wire_is(&type, SK_KEY_TYPE))
		return N_("its type is not ssh-ed25519");
	if (!sk_wire_string(&private, &public) || !sk_wire_string(&private, &secret) ||
	    !sk_wire_string(&private, &comment))
		return N_("it is cut");
	if (!sk_utf8_clean((const char *)comment.at, comment.left, NULL) || memchr(comment.at, '\n', comment.left))
		return N_("its comment is no text");
	if (!padding_fits(&private))
		return N_("its padding is wrong");
	return halves_fit(&secret, &public, out) ? NULL : N_("its two halves do not belong together");
}

/* The part before the secret, up to and with the number of keys. */
static const char *read_envelope(struct sk_wire *file)
{
	struct sk_wire found, cipher, kdf, options;
	uint32_t keys;

	if (!sk_wire_bytes(file, sizeof(magic), &found) || memcmp(found.at, magic, sizeof(magic)) != 0)
		return N_("it is no OpenSSH key file");
	if (!sk_wire_string(file, &cipher) || !sk_wire_string(file, &kdf) || !sk_wire_string(file, &options) ||
	    !sk_wire_number(file, &keys))
		return N_("it is cut");
	if (!sk_wire_is(&cipher, "none") || !sk_wire_is(&kdf, "none") || options.left != 0)
		return N_("it is protected by a passphrase, and nobody is there to type it");
	return keys == 1 ? NULL : N_("it holds another number of keys than one");
}

static const char *read_raw(struct sk_wire file, struct sk_secret_key *out)
{
	struct sk_wire public, private;
	struct sk_public_key inner;
	unsigned char blob[SK_PUBLIC_BLOB];
	const char *reason = read_envelope(&file);

	if (reason)
		return reason;
	if (!sk_wire_string(&file, &public) || !sk_wire_string(&file, &private))
		return N_("it is cut");
	if (file.left != 0)
		return N_("something stands behind the key");
	reason = read_private(private, out);
	if (reason)
		return reason;
	sk_key_public_of(out, &inner);
	sk_wire_public_blob(&inner, blob);
	if (public.left != sizeof(blob) || memcmp(public.at, blob, sizeof(blob)) != 0)
		return N_("its two halves do not belong together");
	return NULL;
}

static const char *read_text(const struct sk_buf *text, struct sk_secret_key *out)
{
	RAW_SCOPE raw;
	size_t length = 0;

	if (!sk_armor_read(LABEL, text->bytes, text->length, raw.bytes, sizeof(raw.bytes), &length))
		return N_("it is not written as ssh-keygen writes key files");
	return read_raw((struct sk_wire){raw.bytes, length}, out);
}

static int mode_of(const struct sk_env *env, const char *path, unsigned *mode)
{
	int handle = -1;
	int result = env->open_read(env->self, path, &handle);

	if (result != 0)
		return result;
	result = env->mode(env->self, handle, mode);
	(void)env->close(env->self, handle);
	return result;
}

/* A mode that is not known is not a good one. */
static SK_OUTCOME check_mode(const struct sk_env *env, const char *path, struct sk_error *error)
{
	const struct sk_place place = {.file = path};
	unsigned mode = 0;
	char digits[16], scratch[SK_REASON_TEXT];
	int result = mode_of(env, path, &mode);

	if (result != 0)
		return sk_error_set(error, SK_E_FILE_READ, &place, sk_env_reason(result, scratch), NULL, NULL);
	if ((mode & 077) == 0)
		return SK_OK;
	(void)snprintf(digits, sizeof(digits), "%04o", mode);
	return sk_error_set(error, SK_E_KEY_MODE, &place, digits, NULL, NULL);
}

/* All the room is taken first: a buffer that grows leaves its bytes behind in the heap. */
sk_outcome sk_key_read_secret(const struct sk_env *env, const char *path, struct sk_secret_key *out,
                              struct sk_error *error)
{
	SECRET_BUF_SCOPE text = SK_BUF(SK_ARMOR_ROOM - 1);
	KEY_SCOPE key;
	const struct sk_place place = {.file = path};
	const char *reason;

	(void)!sk_buf_room(&text, text.ceiling);
	SK_TRY(sk_buf_check(&text, error));
	SK_TRY(check_mode(env, path, error));
	SK_TRY(sk_env_read_file(env, path, path, text.ceiling, &text, error));
	reason = read_text(&text, &key);
	if (reason)
		return sk_error_set(error, SK_E_KEY_FORMAT, &place, _(reason),
		                    _("one unencrypted ssh-ed25519 key in OpenSSH's own format"), NULL);
	*out = key;
	return SK_OK;
}

/* ---- writing ------------------------------------------------------------------------------------------------- */

static void put_private(struct sk_wire_out *out, const struct sk_secret_key *key, const struct sk_public_key *public,
                        uint32_t check)
{
	sk_wire_put_number(out, check);
	sk_wire_put_number(out, check);
	sk_wire_put_text(out, SK_KEY_TYPE);
	sk_wire_put_string(out, public->bytes, sizeof(public->bytes));
	sk_wire_put_string(out, key->bytes, sizeof(key->bytes));
	sk_wire_put_text(out, COMMENT);
	for (unsigned char pad = 1; out->length % BLOCK != 0; pad++)
		sk_wire_put(out, &pad, 1);
}

static void put_file(struct sk_wire_out *out, const struct sk_secret_key *key, uint32_t check)
{
	RAW_SCOPE scratch;
	struct sk_wire_out private = {scratch.bytes, PRIVATE_MAX, 0};
	struct sk_public_key public;
	unsigned char blob[SK_PUBLIC_BLOB];

	sk_key_public_of(key, &public);
	sk_wire_public_blob(&public, blob);
	put_private(&private, key, &public, check);
	sk_wire_put(out, magic, sizeof(magic));
	sk_wire_put_text(out, "none");
	sk_wire_put_text(out, "none");
	sk_wire_put_text(out, "");
	sk_wire_put_number(out, 1);
	sk_wire_put_string(out, blob, sizeof(blob));
	sk_wire_put_string(out, private.bytes, private.length);
}

sk_outcome sk_key_write_secret(const struct sk_env *env, const char *path, const struct sk_secret_key *key,
                               struct sk_error *error)
{
	RAW_SCOPE raw;
	TEXT_SCOPE text;
	struct sk_wire_out file = {raw.bytes, sizeof(raw.bytes), 0};
	uint32_t check;
	size_t length;

	SK_TRY(sk_seal_random(env, &check, sizeof(check), error));
	put_file(&file, key, check);
	length = sk_armor_write(LABEL, raw.bytes, file.length, text.bytes);
	return sk_env_write_file(env, path, text.bytes, length, MODE, error);
}
