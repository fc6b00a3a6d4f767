/* UTF-8 -> CP932, by the table that reads it, turned round. */
#include "sheet/private.h"

#include <string.h>

enum { SIGNS = 0x10000, GETA = 0x81AC, KANA_FIRST = 0xFF61, KANA_LAST = 0xFF9F, KANA_BYTE = 0xA1, NEC_FIRST = 0xED, NEC_LAST = 0xEE };

/* NEC's own copies of IBM's signs stand before them, and Windows writes IBM's; else the first code counts. */
static void turn_round(uint16_t codes[SIGNS])
{
	for (unsigned lead = 0; lead < 256; lead++)
		for (unsigned trail = 0; trail < CP932_TRAILS; trail++) {
			uint16_t sign = sk_cp932_pairs[lead][trail];
			if (sign && !codes[sign] && (lead < NEC_FIRST || lead > NEC_LAST))
				codes[sign] = (uint16_t)(lead << 8 | (trail + 0x40));
		}
}

static void put_code(struct sk_buf *out, unsigned code)
{
	char bytes[] = {(char)(code >> 8), (char)code};
	sk_buf_add(out, code > 0xFF ? bytes : bytes + 1, code > 0xFF ? 2 : 1);
}

static unsigned code_of(const uint16_t codes[SIGNS], uint32_t sign)
{
	if (sign < 0x80)
		return sign;
	if (sign >= KANA_FIRST && sign <= KANA_LAST)
		return sign - KANA_FIRST + KANA_BYTE;
	return sign < SIGNS ? codes[sign] : 0;
}

SK_OUTCOME sk_sheet_to_cp932(struct sk_arena *arena, const char *text, size_t length, struct sk_buf *out, size_t *unknown, struct sk_error *error)
{
	void *memory;
	SK_TRY(sk_arena_take(arena, SIGNS, sizeof(uint16_t), &memory, error));
	turn_round(memory);
	*unknown = 0;
	for (size_t at = 0; at < length;) {
		size_t step = sk_utf8_step(text + at, length - at);
		SK_INVARIANT(step > 0);
		unsigned code = code_of(memory, sk_sheet_sign_at(text + at, step));
		*unknown += code == 0 && text[at] != '\0';
		put_code(out, code || !text[at] ? code : GETA);
		at += step;
	}
	return sk_buf_check(out, error);
}
