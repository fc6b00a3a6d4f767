/*
 * seal: signatures and chains of bundles.
 *
 * A bundle is signed with Ed25519 (libsodium) in OpenSSH's SSHSIG form (PROTOCOL.sshsig: magic "SSHSIG", version 1, namespace
 * "sekisho-evidence", hash sha512), armored, over the exact bytes before the signature's line. So anyone can check it without us:
 *
 *   ssh-keygen -Y verify -f allowed_signers -I COLLECTOR -n sekisho-evidence -s SIGNATURE < SIGNED_PART
 *
 * Only one encoding of a signature is accepted: what is decoded is encoded again and compared.
 *
 * A chain is the bundles of one collector on one host: sequence 1, 2, 3 ... each naming the SHA-256 of the one before (all its
 * bytes). The head of each chain is kept in one file that is replaced atomically.
 *
 * Owner: the arena, or the caller's buffers. Secret keys live in memory made by sodium_malloc-like wiping: every function that held
 * one overwrites it before it returns.
 */
#ifndef SK_SEAL_H
#define SK_SEAL_H

#include "base/base.h"

#define SK_SEAL_NAMESPACE "sekisho-evidence"

enum { SK_KEY_BYTES = 32, SK_SECRET_BYTES = 64, SK_SIGNATURE_BYTES = 64, SK_DIGEST_BYTES = 32, SK_HEX_ROOM = 65, SK_ARMOR_MAX = 1024 };

struct sk_public_key {
	unsigned char bytes[SK_KEY_BYTES];
};
struct sk_secret_key {
	unsigned char bytes[SK_SECRET_BYTES];
};

/* Once, before everything else of this header, and before a sandbox is set up. SK_E_RANDOM when the system has no random bytes. */
SK_OUTCOME sk_seal_start(struct sk_error *error);

/* ---- digests ---- */
void sk_digest(const char *bytes, size_t length, char hex[SK_HEX_ROOM]); /* SHA-256, lower-case */

/* ---- keys ---- */
/* From 32 bytes of env->random. */
SK_OUTCOME sk_key_new(const struct sk_env *env, struct sk_secret_key *secret, struct sk_public_key *public, struct sk_error *error);
void sk_key_public_of(const struct sk_secret_key *secret, struct sk_public_key *out);
void sk_key_wipe(struct sk_secret_key *secret);
/* "ssh-ed25519 AAAA... comment", one line without its newline: reading and writing; other types, other lengths, wrong base64, numbers that
 * no key has are refused with SK_E_KEY_FORMAT. The comment may be absent; NULL or "" writes none. */
SK_OUTCOME sk_key_read_public(const char *text, const struct sk_place *where, struct sk_public_key *out, struct sk_error *error);
void sk_key_write_public(const struct sk_public_key *key, const char *comment, struct sk_buf *out);
/* OpenSSH's private key file (openssh-key-v1, not encrypted), so that ssh-keygen can use it too. Written 0600 by sk_env_write_file, over
 * whatever was there: a caller that makes a key looks first. Reading wants the text exactly as ssh-keygen writes it; its comment is free. */
SK_OUTCOME sk_key_read_secret(const struct sk_env *env, const char *path, struct sk_secret_key *out, struct sk_error *error);
SK_OUTCOME sk_key_write_secret(const struct sk_env *env, const char *path, const struct sk_secret_key *key, struct sk_error *error);
/* "SHA256:..." as ssh-keygen -l prints it. */
enum { SK_FINGERPRINT_ROOM = 64 };
void sk_key_fingerprint(const struct sk_public_key *key, char out[SK_FINGERPRINT_ROOM]);

/* ---- signatures ---- */
/* Armored signature over bytes, ending in a newline. */
SK_OUTCOME sk_seal_sign(const struct sk_secret_key *key, const char *bytes, size_t length, struct sk_buf *armor, struct sk_error *error);
/* SK_E_SIGNATURE when it is not written exactly as sk_seal_sign writes one, for `key` and these bytes. `where`: the signature's line. */
SK_OUTCOME sk_seal_verify(const struct sk_public_key *key, const char *bytes, size_t length, const char *armor,
			  const struct sk_place *where, struct sk_error *error);

/* ---- chains ---- */
/* What a chain once told something about: when it is lost, so much is known of what was. */
struct sk_said {
	const char *kind, *subject; /* ids, as in the bundle */
	const char *place;	    /* id of where the subject stood */
	const char *method;	    /* a word, as in the bundle: the strongest of what was not seen anew since */
	sk_time at;		    /* the newest of that */
	int64_t from;		    /* the number of the bundle from which on it was told: all before was seen anew */
	uint32_t line;		    /* of the file of heads; 0: not from there */
};
struct sk_head {
	const char *collector, *host; /* ids, as in the bundle */
	int64_t sequence;
	char digest[SK_HEX_ROOM]; /* of the bundle with that sequence */
	sk_time at; /* when it was made; 0: not known. In memory only, the file does not hold it */
	const struct sk_said *said; /* sorted by kind and subject, each once: by all bundles of the chain. What a bundle says of one takes the place
				    * of what stood there, so its caller has put both together */
	size_t said_count;
};
struct sk_heads {
	struct sk_head *items;
	size_t count, room; /* room: of items; {0} is no chains */
};
enum { SK_HEADS_MAX = 1024, SK_HEADS_SAID_MAX = 1 << 16 /* of all chains together */ };
/* By kind, then by subject: the order of sk_head's `said`. */
int sk_said_compare(const struct sk_said *a, const struct sk_said *b);
/* A file that does not exist is no chains yet. Its text: one line "collector host sequence digest" each, sorted, and below it a line
 * " kind subject place method at from" for each that it told something about, sorted. Anything else, an empty file too, is SK_E_HEADS_FORMAT with the line. */
SK_OUTCOME sk_heads_read(struct sk_arena *arena, const struct sk_env *env, const char *path, struct sk_heads *out, struct sk_error *error);
/* At least one chain. After a failure or a crash the file is whole, old or new. The caller holds the folder's lock, or nobody else writes there. */
SK_OUTCOME sk_heads_write(const struct sk_env *env, const char *path, const struct sk_heads *heads, struct sk_error *error);
/* Whether a bundle follows its chain's head (or begins a chain): SK_E_CHAIN otherwise, its first argument beginning with old, replayed, gap,
 * forked, foreign or wrong number; SK_E_EVIDENCE_ORDER when both times are known and it was made before the head. Advances the head in memory and adds what
 * the bundle said; after a failure the heads are as before. A chain is new for each collector and host: whether this collector belongs to this host is the caller's question. `previous`: NULL for none. */
SK_OUTCOME sk_heads_advance(struct sk_arena *arena, struct sk_heads *heads, const struct sk_head *bundle, const char *previous,
			    const struct sk_place *where, struct sk_error *error);

#endif
