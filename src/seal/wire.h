/*
 * seal's own: SSH's wire format (RFC 4251 section 5) and the armor around it. Both work on fixed memory of the caller,
 * so that secrets leave no copies in a heap.
 */
#ifndef SK_SEAL_WIRE_H
#define SK_SEAL_WIRE_H

#include "seal/seal.h"

enum { SK_PUBLIC_BLOB = 51, SK_ARMOR_ROOM = 4096 };

#define SK_KEY_TYPE "ssh-ed25519"

/* env->random with the reason of a failure in words; the bytes, some of them too, are the caller's to wipe. */
SK_OUTCOME sk_seal_random(const struct sk_env *env, void *out, size_t length, struct sk_error *error);

/* ---- reading: each call takes from the front, or gives false and takes nothing that matters ---- */

struct sk_wire {
	const unsigned char *at;
	size_t left;
};

bool sk_wire_bytes(struct sk_wire *wire, size_t length, struct sk_wire *out);
bool sk_wire_number(struct sk_wire *wire, uint32_t *out);
bool sk_wire_string(struct sk_wire *wire, struct sk_wire *out);
/* Not in constant time: for words that are no secret. */
bool sk_wire_is(const struct sk_wire *wire, const char *text);

/* ---- writing: the room is a fact of the caller, so that running out of it is a broken invariant ---- */

struct sk_wire_out {
	unsigned char *bytes;
	size_t room, length;
};

void sk_wire_put(struct sk_wire_out *out, const void *bytes, size_t length);
void sk_wire_put_number(struct sk_wire_out *out, uint32_t number);
void sk_wire_put_string(struct sk_wire_out *out, const void *bytes, size_t length);
void sk_wire_put_text(struct sk_wire_out *out, const char *text); /* as a string */
void sk_wire_public_blob(const struct sk_public_key *key, unsigned char out[SK_PUBLIC_BLOB]);

/* ---- armor: "-----BEGIN LABEL-----", base64 in lines of 70, "-----END LABEL-----" ---- */

/* Length of the armor, NUL-terminated in out. */
size_t sk_armor_write(const char *label, const unsigned char *bytes, size_t length, char out[SK_ARMOR_ROOM]);
/* True only for the very text that sk_armor_write makes. */
bool sk_armor_read(const char *label, const char *text, size_t length, unsigned char *out, size_t room, size_t *got);

#endif
