/* SHA-256 in the form of this project: lower-case hex. */
#include "seal/seal.h"

#include <sodium.h>

void sk_digest(const char *bytes, size_t length, char hex[SK_HEX_ROOM])
{
	unsigned char digest[SK_DIGEST_BYTES];

	_Static_assert(SK_DIGEST_BYTES == crypto_hash_sha256_BYTES, "one digest");
	crypto_hash_sha256(digest, (const unsigned char *)bytes, length);
	sodium_bin2hex(hex, SK_HEX_ROOM, digest, sizeof(digest));
}
