/* Puts the signature's line behind a bundle. */
#include "evidence/evidence.h"

enum { LINE_MOST = 2 * SK_ARMOR_MAX };

/* The armor is ASCII; only its line ends need an escape. */
static void put_line(const struct sk_buf *armor, struct sk_buf *out)
{
	sk_buf_text(out, "{\"signature\":\"");
	for (size_t i = 0; i < armor->length; i++) {
		if (armor->bytes[i] == '\n')
			sk_buf_text(out, "\\n");
		else
			sk_buf_add(out, armor->bytes + i, 1);
	}
	sk_buf_text(out, "\"}\n");
}

sk_outcome sk_evidence_sign(struct sk_arena *arena, const struct sk_offer *offer, const struct sk_secret_key *key, struct sk_buf *out,
			    struct sk_error *error)
{
	const struct sk_bundle *bundle;
	struct sk_place place = {.file = offer->file};
	SK_BUF_SCOPE armor = SK_BUF(SK_ARMOR_MAX);
	SK_TRY(sk_bundle_read(arena, offer->file, offer->bytes, offer->length, &bundle, error));
	if (bundle->signature)
		return sk_error_set(error, SK_E_BUNDLE_SIGNED, &place, NULL, NULL, NULL);
	if (offer->length > SK_BUNDLE_BYTES_MAX - LINE_MOST)
		return sk_error_set_number(error, SK_E_FILE_LARGE, &place, SK_BUNDLE_BYTES_MAX - LINE_MOST);
	SK_TRY(sk_seal_sign(key, offer->bytes, offer->length, &armor, error));
	sk_buf_add(out, offer->bytes, offer->length);
	put_line(&armor, out);
	return sk_buf_check(out, error);
}
