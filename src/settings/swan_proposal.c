/*
 * Words of a proposal of strongSwan, with dashes between them: what each stands for. Numbers of groups are IANA's (IKEv2, transform type 4).
 * Within one kind each may be chosen, as swanctl.conf(5) says.
 */
#include "settings/private.h"

#include <string.h>

enum part { PART_CIPHER, PART_AEAD, PART_INTEGRITY, PART_GROUP, PART_NOTHING /* functions and numbers that no column is about */ };

static const char *const icv[] = {"", "8", "12", "16", "64", "96", "128", NULL};
static const char *const plain[] = {"", NULL};
static const char *const sizes[] = {"", "128", "192", "256", NULL};
static const char *const ctr[] = {"ctr", NULL};

struct word {
	const char *name;
	const char *const *endings;
	enum part part;
	const char *column; /* of a cipher or an integrity */
	int group;
};
static const struct word words[] = {
	{"aes", plain, PART_CIPHER, "aes128_cbc", 0},
	{"aes128", plain, PART_CIPHER, "aes128_cbc", 0},
	{"aes192", plain, PART_CIPHER, "aes192_cbc", 0},
	{"aes256", plain, PART_CIPHER, "aes256_cbc", 0},
	{"aes128gcm", icv, PART_AEAD, "aes128_gcm", 0},
	{"aes192gcm", icv, PART_AEAD, "other", 0},
	{"aes256gcm", icv, PART_AEAD, "aes256_gcm", 0},
	{"aes128ccm", icv, PART_AEAD, "other", 0},
	{"aes192ccm", icv, PART_AEAD, "other", 0},
	{"aes256ccm", icv, PART_AEAD, "other", 0},
	{"chacha20poly1305", plain, PART_AEAD, "chacha20_poly1305", 0},
	{"chacha20poly1305compat", plain, PART_AEAD, "chacha20_poly1305", 0},
	/* Seen not to be changed, and not hidden. */
	{"aes128gmac", plain, PART_AEAD, "none", 0},
	{"aes192gmac", plain, PART_AEAD, "none", 0},
	{"aes256gmac", plain, PART_AEAD, "none", 0},
	{"null", plain, PART_CIPHER, "none", 0},
	{"des", plain, PART_CIPHER, "des", 0},
	{"3des", plain, PART_CIPHER, "3des", 0},
	{"aes128", ctr, PART_CIPHER, "other", 0},
	{"aes192", ctr, PART_CIPHER, "other", 0},
	{"aes256", ctr, PART_CIPHER, "other", 0},
	{"camellia128", ctr, PART_CIPHER, "other", 0},
	{"camellia192", ctr, PART_CIPHER, "other", 0},
	{"camellia256", ctr, PART_CIPHER, "other", 0},
	{"camellia128ccm", icv, PART_AEAD, "other", 0},
	{"camellia192ccm", icv, PART_AEAD, "other", 0},
	{"camellia256ccm", icv, PART_AEAD, "other", 0},
	{"blowfish", sizes, PART_CIPHER, "other", 0},
	{"camellia", sizes, PART_CIPHER, "other", 0},
	{"serpent", sizes, PART_CIPHER, "other", 0},
	{"twofish", sizes, PART_CIPHER, "other", 0},
	{"cast128", plain, PART_CIPHER, "other", 0},
	{"md5", plain, PART_INTEGRITY, "md5", 0},
	{"md5_128", plain, PART_INTEGRITY, "md5", 0},
	{"sha", plain, PART_INTEGRITY, "sha1", 0},
	{"sha1", plain, PART_INTEGRITY, "sha1", 0},
	{"sha1_160", plain, PART_INTEGRITY, "sha1", 0},
	{"sha256", plain, PART_INTEGRITY, "sha256", 0},
	{"sha2_256", plain, PART_INTEGRITY, "sha256", 0},
	{"sha256_96", plain, PART_INTEGRITY, "sha256", 0},
	{"sha2_256_96", plain, PART_INTEGRITY, "sha256", 0},
	{"sha384", plain, PART_INTEGRITY, "sha384", 0},
	{"sha2_384", plain, PART_INTEGRITY, "sha384", 0},
	{"sha512", plain, PART_INTEGRITY, "sha512", 0},
	{"sha2_512", plain, PART_INTEGRITY, "sha512", 0},
	{"aesxcbc", plain, PART_INTEGRITY, "other", 0},
	{"aescmac", plain, PART_INTEGRITY, "other", 0},
	{"camelliaxcbc", plain, PART_INTEGRITY, "other", 0},
	{"none", plain, PART_GROUP, NULL, 0},
	{"modpnone", plain, PART_GROUP, NULL, 0},
	{"modp768", plain, PART_GROUP, NULL, 1},
	{"modp1024", plain, PART_GROUP, NULL, 2},
	{"modp1536", plain, PART_GROUP, NULL, 5},
	{"modp2048", plain, PART_GROUP, NULL, 14},
	{"modp3072", plain, PART_GROUP, NULL, 15},
	{"modp4096", plain, PART_GROUP, NULL, 16},
	{"modp6144", plain, PART_GROUP, NULL, 17},
	{"modp8192", plain, PART_GROUP, NULL, 18},
	{"ecp256", plain, PART_GROUP, NULL, 19},
	{"ecp384", plain, PART_GROUP, NULL, 20},
	{"ecp521", plain, PART_GROUP, NULL, 21},
	{"modp1024s160", plain, PART_GROUP, NULL, 22},
	{"modp2048s224", plain, PART_GROUP, NULL, 23},
	{"modp2048s256", plain, PART_GROUP, NULL, 24},
	{"ecp192", plain, PART_GROUP, NULL, 25},
	{"ecp224", plain, PART_GROUP, NULL, 26},
	{"ecp224bp", plain, PART_GROUP, NULL, 27},
	{"ecp256bp", plain, PART_GROUP, NULL, 28},
	{"ecp384bp", plain, PART_GROUP, NULL, 29},
	{"ecp512bp", plain, PART_GROUP, NULL, 30},
	{"curve25519", plain, PART_GROUP, NULL, 31},
	{"x25519", plain, PART_GROUP, NULL, 31},
	{"curve448", plain, PART_GROUP, NULL, 32},
	{"x448", plain, PART_GROUP, NULL, 32},
	{"mlkem512", plain, PART_GROUP, NULL, 35},
	{"mlkem768", plain, PART_GROUP, NULL, 36},
	{"mlkem1024", plain, PART_GROUP, NULL, 37},
	{"ntru112", plain, PART_GROUP, NULL, -1},
	{"ntru128", plain, PART_GROUP, NULL, -1},
	{"ntru192", plain, PART_GROUP, NULL, -1},
	{"ntru256", plain, PART_GROUP, NULL, -1},
	{"prfmd5", plain, PART_NOTHING, NULL, 0},
	{"prfsha1", plain, PART_NOTHING, NULL, 0},
	{"prfsha256", plain, PART_NOTHING, NULL, 0},
	{"prfsha384", plain, PART_NOTHING, NULL, 0},
	{"prfsha512", plain, PART_NOTHING, NULL, 0},
	{"prfaesxcbc", plain, PART_NOTHING, NULL, 0},
	{"prfaescmac", plain, PART_NOTHING, NULL, 0},
	{"prfcamelliaxcbc", plain, PART_NOTHING, NULL, 0},
	{"esn", plain, PART_NOTHING, NULL, 0},
	{"noesn", plain, PART_NOTHING, NULL, 0},
};

static bool is_word(const struct word *word, const char *text, size_t length)
{
	size_t head = strlen(word->name);
	if (length < head || memcmp(word->name, text, head) != 0)
		return false;
	for (size_t i = 0; word->endings[i]; i++)
		if (strlen(word->endings[i]) == length - head && memcmp(word->endings[i], text + head, length - head) == 0)
			return true;
	return false;
}

static const struct word *word_of(const char *text, size_t length)
{
	for (size_t i = 0; i < SK_COUNT(words); i++)
		if (is_word(&words[i], text, length))
			return &words[i];
	return NULL;
}

/* "ke1_mlkem768": one more exchange of keys (RFC 9370), each its own choice. Returns what stands behind the '_', NULL where it is none. */
static const char *further(const char *text, size_t length)
{
	return length > 4 && memcmp(text, "ke", 2) == 0 && text[2] >= '1' && text[2] <= '7' && text[3] == '_' ? text + 4 : NULL;
}

static bool add(struct sk_swan_proposal *out, const struct word *word)
{
	if (out->cipher_count == SK_SWAN_KINDS_MAX || out->integrity_count == SK_SWAN_KINDS_MAX || out->group_count == SK_SWAN_KINDS_MAX)
		return false;
	if (word->part == PART_CIPHER || word->part == PART_AEAD)
		out->ciphers[out->cipher_count++] = (struct sk_swan_cipher){word->column, word->part == PART_AEAD};
	else if (word->part == PART_INTEGRITY)
		out->integrities[out->integrity_count++] = word->column;
	else if (word->part == PART_GROUP)
		out->groups[out->group_count++] = word->group;
	return true;
}

/* Keys that rest on a further exchange are as good as the better of both, which no number of one group says; unless it may be left out. */
static void mark_further(struct sk_swan_proposal *out, const bool left_out[8], const bool there[8])
{
	bool always = false;
	for (size_t i = 0; i < 8; i++)
		always = always || (there[i] && !left_out[i]);
	for (size_t i = 0; always && i < out->group_count; i++)
		out->groups[i] = -1;
}

bool sk_swan_proposal_read(const char *text, size_t length, struct sk_swan_proposal *out)
{
	bool left_out[8] = {false}, there[8] = {false};
	*out = (struct sk_swan_proposal){0};
	for (size_t at = 0; at <= length;) {
		const char *dash = at < length ? memchr(text + at, '-', length - at) : NULL;
		size_t end = dash ? (size_t)(dash - text) : length;
		const char *more = further(text + at, end - at), *from = more ? more : text + at;
		const struct word *word = word_of(from, (size_t)(text + end - from));
		if (!word || (more ? word->part != PART_GROUP : !add(out, word)))
			return false;
		if (more) {
			there[text[at + 2] - '0'] = true;
			left_out[text[at + 2] - '0'] = left_out[text[at + 2] - '0'] || word->group == 0;
		}
		at = end + 1;
	}
	mark_further(out, left_out, there);
	return true;
}
