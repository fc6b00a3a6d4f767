/* SSH's wire format and armor. */
#include "seal/wire.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { LINE = 70, LABEL_ROOM = 64 };

/* ---- reading --------------------------------------------------------------------------------------------- */

bool sk_wire_bytes(struct sk_wire *wire, size_t length, struct sk_wire *out)
{
	if (wire->left < length)
		return false;
	*out = (struct sk_wire){wire->at, length};
	wire->at += length;
	wire->left -= length;
	return true;
}

bool sk_wire_number(struct sk_wire *wire, uint32_t *out)
{
	struct sk_wire four;

	if (!sk_wire_bytes(wire, 4, &four))
		return false;
	*out = (uint32_t)four.at[0] << 24 | (uint32_t)four.at[1] << 16 | (uint32_t)four.at[2] << 8 | four.at[3];
	return true;
}

bool sk_wire_string(struct sk_wire *wire, struct sk_wire *out)
{
	uint32_t length;

	return sk_wire_number(wire, &length) && sk_wire_bytes(wire, length, out);
}

bool sk_wire_is(const struct sk_wire *wire, const char *text)
{
	return wire->left == strlen(text) && memcmp(wire->at, text, wire->left) == 0;
}

/* ---- writing --------------------------------------------------------------------------------------------- */

void sk_wire_put(struct sk_wire_out *out, const void *bytes, size_t length)
{
	SK_INVARIANT(length <= out->room - out->length);
	if (length)
		memcpy(out->bytes + out->length, bytes, length);
	out->length += length;
}

void sk_wire_put_number(struct sk_wire_out *out, uint32_t number)
{
	const unsigned char four[] = {(unsigned char)(number >> 24), (unsigned char)(number >> 16),
	                              (unsigned char)(number >> 8), (unsigned char)number};

	sk_wire_put(out, four, sizeof(four));
}

void sk_wire_put_string(struct sk_wire_out *out, const void *bytes, size_t length)
{
	SK_INVARIANT(length <= UINT32_MAX);
	sk_wire_put_number(out, (uint32_t)length);
	sk_wire_put(out, bytes, length);
}

void sk_wire_put_text(struct sk_wire_out *out, const char *text)
{
	sk_wire_put_string(out, text, strlen(text));
}

void sk_wire_public_blob(const struct sk_public_key *key, unsigned char out[SK_PUBLIC_BLOB])
{
	struct sk_wire_out blob = {out, SK_PUBLIC_BLOB, 0};

	sk_wire_put_text(&blob, SK_KEY_TYPE);
	sk_wire_put_string(&blob, key->bytes, sizeof(key->bytes));
	SK_INVARIANT(blob.length == SK_PUBLIC_BLOB);
}

/* ---- armor ------------------------------------------------------------------------------------------------- */

struct armor_text {
	char bytes[SK_ARMOR_ROOM];
};

static void armor_text_wipe(struct armor_text *text)
{
	sodium_memzero(text, sizeof(*text));
}
#define ARMOR_TEXT_SCOPE __attribute__((cleanup(armor_text_wipe))) struct armor_text

static size_t edge(char out[LABEL_ROOM], const char *word, const char *label)
{
	int length = snprintf(out, LABEL_ROOM, "-----%s %s-----\n", word, label);

	SK_INVARIANT(length > 0 && length < LABEL_ROOM);
	return (size_t)length;
}

size_t sk_armor_write(const char *label, const unsigned char *bytes, size_t length, char out[SK_ARMOR_ROOM])
{
	ARMOR_TEXT_SCOPE plain;
	struct sk_wire_out text = {(unsigned char *)out, SK_ARMOR_ROOM - 1, 0};
	char line[LABEL_ROOM];
	size_t encoded = sodium_base64_encoded_len(length, sodium_base64_VARIANT_ORIGINAL) - 1;

	SK_INVARIANT(encoded < sizeof(plain.bytes));
	sodium_bin2base64(plain.bytes, sizeof(plain.bytes), bytes, length, sodium_base64_VARIANT_ORIGINAL);
	sk_wire_put(&text, line, edge(line, "BEGIN", label));
	for (size_t at = 0; at < encoded; at += LINE) {
		sk_wire_put(&text, plain.bytes + at, encoded - at < LINE ? encoded - at : LINE);
		sk_wire_put(&text, "\n", 1);
	}
	sk_wire_put(&text, line, edge(line, "END", label));
	out[text.length] = '\0';
	return text.length;
}

/* Longest bytes whose armor has room: base64 takes 4 for 3, and each line of it a newline. */
static bool armor_fits(size_t length)
{
	size_t encoded = sodium_base64_encoded_len(length, sodium_base64_VARIANT_ORIGINAL);

	return encoded + encoded / LINE + 2 * LABEL_ROOM < SK_ARMOR_ROOM;
}

/* The decoder is lenient with newlines, because the comparison behind it is not lenient with anything. */
bool sk_armor_read(const char *label, const char *text, size_t length, unsigned char *out, size_t room, size_t *got)
{
	ARMOR_TEXT_SCOPE again;
	char begin[LABEL_ROOM], end[LABEL_ROOM];
	size_t head = edge(begin, "BEGIN", label), tail = edge(end, "END", label);

	if (length < head + tail || length >= SK_ARMOR_ROOM)
		return false;
	if (sodium_base642bin(out, room, text + head, length - head - tail, "\n", got, NULL,
	                      sodium_base64_VARIANT_ORIGINAL) != 0)
		return false;
	if (!armor_fits(*got) || sk_armor_write(label, out, *got, again.bytes) != length)
		return false;
	return sodium_memcmp(again.bytes, text, length) == 0;
}
