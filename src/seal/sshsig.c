/* SSHSIG (PROTOCOL.sshsig of OpenSSH): what is signed is not the message but its hash, bound to a namespace. */
#include "seal/wire.h"

#include <sodium.h>
#include <string.h>

#define MAGIC "SSHSIG"
#define LABEL "SSH SIGNATURE"
#define HASH "sha512"

/* A signature of ours has exactly one length: all its parts have. The room beyond it is for telling what a foreign one
 * is. */
enum { BLOB = 186, BLOB_ROOM = SK_ARMOR_MAX, SIGNED_ROOM = 128, MAGIC_BYTES = 6, VERSION = 1 };

/* ---- what is signed, and the blob around the signature ------------------------------------------------------- */

static size_t put_signed(const char *bytes, size_t length, unsigned char room[SIGNED_ROOM])
{
	struct sk_wire_out out = {room, SIGNED_ROOM, 0};
	unsigned char hash[crypto_hash_sha512_BYTES];

	crypto_hash_sha512(hash, (const unsigned char *)bytes, length);
	sk_wire_put(&out, MAGIC, MAGIC_BYTES);
	sk_wire_put_text(&out, SK_SEAL_NAMESPACE);
	sk_wire_put_text(&out, "");
	sk_wire_put_text(&out, HASH);
	sk_wire_put_string(&out, hash, sizeof(hash));
	return out.length;
}

static void put_blob(const struct sk_public_key *key, const unsigned char signature[SK_SIGNATURE_BYTES],
                     unsigned char room[BLOB])
{
	struct sk_wire_out out = {room, BLOB, 0};
	unsigned char public[SK_PUBLIC_BLOB];

	sk_wire_public_blob(key, public);
	sk_wire_put(&out, MAGIC, MAGIC_BYTES);
	sk_wire_put_number(&out, VERSION);
	sk_wire_put_string(&out, public, sizeof(public));
	sk_wire_put_text(&out, SK_SEAL_NAMESPACE);
	sk_wire_put_text(&out, "");
	sk_wire_put_text(&out, HASH);
	sk_wire_put_number(&out, 4 + sizeof(SK_KEY_TYPE) - 1 + 4 + SK_SIGNATURE_BYTES);
	sk_wire_put_text(&out, SK_KEY_TYPE);
	sk_wire_put_string(&out, signature, SK_SIGNATURE_BYTES);
	SK_INVARIANT(out.length == BLOB);
}

sk_outcome sk_seal_sign(const struct sk_secret_key *key, const char *bytes, size_t length, struct sk_buf *armor,
                        struct sk_error *error)
{
	unsigned char message[SIGNED_ROOM], signature[SK_SIGNATURE_BYTES], blob[BLOB];
	struct sk_public_key public;
	char text[SK_ARMOR_ROOM];
	size_t message_length = put_signed(bytes, length, message);

	SK_INVARIANT(crypto_sign_detached(signature, NULL, message, message_length, key->bytes) == 0);
	sk_key_public_of(key, &public);
	put_blob(&public, signature, blob);
	sk_buf_add(armor, text, sk_armor_write(LABEL, blob, sizeof(blob), text));
	return sk_buf_check(armor, error);
}

/* ---- verifying ----------------------------------------------------------------------------------------------- */

struct parts {
	struct sk_wire key, name_space, reserved, hash, signature; /* strings, not looked into */
};

/* What stands behind is left to the comparison. */
static bool split(struct sk_wire blob, struct parts *out)
{
	struct sk_wire found;
	uint32_t version;

	return sk_wire_bytes(&blob, MAGIC_BYTES, &found) && sk_wire_is(&found, MAGIC) &&
	       sk_wire_number(&blob, &version) && version == VERSION && sk_wire_string(&blob, &out->key) &&
	       sk_wire_string(&blob, &out->name_space) && sk_wire_string(&blob, &out->reserved) &&
	       sk_wire_string(&blob, &out->hash) && sk_wire_string(&blob, &out->signature);
}

/* "ssh-ed25519" and one more string of this length, whether a key or a signature. */
static bool typed(struct sk_wire wire, size_t length, const unsigned char **out)
{
	struct sk_wire type, value;

	if (!sk_wire_string(&wire, &type) || !sk_wire_is(&type, SK_KEY_TYPE) || !sk_wire_string(&wire, &value))
		return false;
	*out = value.at;
	return value.left == length && wire.left == 0;
}

/* NULL and the 64 bytes of the signature, or why it is not one of ours. */
static const char *take_apart(const struct sk_public_key *key, struct sk_wire blob, const unsigned char **signature)
{
	struct parts parts;
	const unsigned char *signer;

	if (!split(blob, &parts))
		return N_("it is no SSH signature of version 1");
	if (!typed(parts.key, SK_KEY_BYTES, &signer) || !typed(parts.signature, SK_SIGNATURE_BYTES, signature))
		return N_("its key is not of the type ssh-ed25519");
	if (memcmp(signer, key->bytes, SK_KEY_BYTES) != 0)
		return N_("it was made with another key");
	if (!sk_wire_is(&parts.name_space, SK_SEAL_NAMESPACE) || parts.reserved.left != 0)
		return N_("it was made for another purpose: its namespace is not sekisho-evidence");
	return sk_wire_is(&parts.hash, HASH) ? NULL : N_("its hash is not sha512");
}

static const char *check(const struct sk_public_key *key, const char *bytes, size_t length, const char *armor)
{
	unsigned char blob[BLOB_ROOM], again[BLOB], message[SIGNED_ROOM];
	const unsigned char *signature;
	size_t blob_length = 0, armor_length = strnlen(armor, SK_ARMOR_MAX + 1);
	const char *reason;

	if (armor_length > SK_ARMOR_MAX)
		return N_("it is too long");
	if (!sk_armor_read(LABEL, armor, armor_length, blob, sizeof(blob), &blob_length))
		return N_("it is not written as ssh-keygen writes signatures");
	reason = take_apart(key, (struct sk_wire){blob, blob_length}, &signature);
	if (reason)
		return reason;
	/* Whatever was read with a mild eye: only the one encoding passes. */
	put_blob(key, signature, again);
	if (blob_length != sizeof(again) || memcmp(blob, again, sizeof(again)) != 0)
		return N_("it is no SSH signature of version 1");
	if (crypto_sign_verify_detached(signature, message, put_signed(bytes, length, message), key->bytes) != 0)
		return N_("the signed bytes were changed, or the signature was");
	return NULL;
}

sk_outcome sk_seal_verify(const struct sk_public_key *key, const char *bytes, size_t length, const char *armor,
                          const struct sk_place *where, struct sk_error *error)
{
	const char *reason = check(key, bytes, length, armor);

	return reason ? sk_error_set(error, SK_E_SIGNATURE, where, _(reason), NULL, NULL) : SK_OK;
}
