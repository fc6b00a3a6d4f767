/*
 * Characters of CSV. Nobody writes into such a file what they are, so that is decided by what can be true: a mark at the beginning, else UTF-8
 * where all of it is that, else CP932 (Shift_JIS as Windows has it) where all of it is that. Anything else is an error at the first byte that
 * is wrong, and so is what can just as well be EUC-JP: no guess.
 */
#include "sheet/private.h"

#include <string.h>

enum { KANA_FIRST = 0xA1, KANA_LAST = 0xDF };

struct encoding {
	const char *name;
	/* Bytes of the character at text[0], 0 when it is none; *sign = what it is. */
	size_t (*step)(const char *text, size_t length, uint32_t *sign);
};

size_t sk_sheet_sign_put(char to[4], uint32_t sign)
{
	static const unsigned char leads[] = {0x00, 0xC0, 0xE0, 0xF0};
	size_t more = sign < 0x80 ? 0 : sign < 0x800 ? 1 : sign < 0x10000 ? 2 : 3;
	to[0] = (char)(leads[more] | sign >> 6 * more);
	for (size_t i = 1; i <= more; i++)
		to[i] = (char)(0x80 | (sign >> 6 * (more - i) & 0x3F));
	return more + 1;
}

uint32_t sk_sheet_sign_at(const char *text, size_t step)
{
	static const unsigned char bits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
	uint32_t sign = (unsigned char)text[0] & bits[step];
	for (size_t i = 1; i < step; i++)
		sign = sign << 6 | ((unsigned char)text[i] & 0x3F);
	return sign;
}

static void add_sign(struct sk_buf *out, uint32_t sign)
{
	char bytes[4];
	sk_buf_add(out, bytes, sk_sheet_sign_put(bytes, sign));
}

/* ---- steps ---- */

static size_t step_utf8(const char *text, size_t length, uint32_t *sign)
{
	size_t step = sk_utf8_step(text, length);
	*sign = sk_sheet_sign_at(text, step);
	return step;
}

static size_t step_cp932(const char *text, size_t length, uint32_t *sign)
{
	unsigned char lead = (unsigned char)text[0];
	*sign = lead;
	if (lead < 0x80)
		return 1;
	if (lead >= KANA_FIRST && lead <= KANA_LAST) {
		*sign = 0xFF61 + lead - KANA_FIRST;
		return 1;
	}
	unsigned char trail = length > 1 ? (unsigned char)text[1] : 0;
	if (trail < 0x40 || trail >= 0x40 + CP932_TRAILS)
		return 0;
	*sign = sk_cp932_pairs[lead][trail - 0x40];
	return *sign ? 2 : 0;
}

/* A pair of units is one sign; half a pair is none. */
static size_t pair_up(uint32_t unit, uint32_t next, size_t length, uint32_t *sign)
{
	*sign = unit;
	if (length < 2)
		return 0;
	if (unit < 0xD800 || unit > 0xDFFF)
		return 2;
	*sign = 0x10000 + ((unit - 0xD800) << 10) + (next - 0xDC00);
	return length >= 4 && unit <= 0xDBFF && next >= 0xDC00 && next <= 0xDFFF ? 4 : 0;
}

static uint32_t unit_at(const char *text, size_t length, size_t high)
{
	return length < 2 ? 0 : (uint32_t)(unsigned char)text[high] << 8 | (unsigned char)text[1 - high];
}

static size_t step_little(const char *text, size_t length, uint32_t *sign)
{
	return pair_up(unit_at(text, length, 1), length >= 4 ? unit_at(text + 2, length - 2, 1) : 0, length, sign);
}

static size_t step_big(const char *text, size_t length, uint32_t *sign)
{
	return pair_up(unit_at(text, length, 0), length >= 4 ? unit_at(text + 2, length - 2, 0) : 0, length, sign);
}

static const struct encoding utf8 = {"UTF-8", step_utf8}, cp932 = {"CP932", step_cp932}, little = {"UTF-16LE", step_little},
			     big = {"UTF-16BE", step_big};

/* ---- which it is ---- */

/* Offset of the first byte that is wrong, `length` when none is. */
static size_t good_until(const struct encoding *encoding, const char *text, size_t length)
{
	uint32_t sign;
	size_t at = 0;
	for (size_t step; at < length; at += step) {
		step = encoding->step(text + at, length - at, &sign);
		if (step == 0)
			break;
	}
	return at;
}

/* Pairs of high bytes throughout. CP932 of more than half-width katakana is hardly ever that: its hiragana and katakana begin with 0x82, 0x83. */
static bool can_be_euc(const char *text, size_t length, size_t *first)
{
	bool any = false;
	for (size_t at = 0; at < length; at++) {
		unsigned char lead = (unsigned char)text[at], trail = at + 1 < length ? (unsigned char)text[at + 1] : 0;
		if (lead < 0x80)
			continue;
		if (!any)
			*first = at;
		any = true;
		if ((lead != 0x8E && lead < 0xA1) || trail < 0xA1)
			return false;
		at++;
	}
	return any;
}

/* ---- errors ---- */

/* Line and column of an offset, as the encoding counts signs. */
static struct sk_place place_of(const struct reader *reader, const struct encoding *encoding, const char *text, size_t length, size_t offset)
{
	struct sk_place place = {reader->book->file, 1, 1};
	uint32_t sign, last = 0;
	for (size_t at = 0; at < offset; last = sign) {
		at += encoding->step(text + at, length - at, &sign);
		place.column++;
		if (sign == '\r' || (sign == '\n' && last != '\r')) {
			place.line++;
			place.column = 1;
		} else if (sign == '\n') {
			place.column = 1;
		}
	}
	return place;
}

static sk_outcome wrong_byte(struct reader *reader, const struct encoding *encoding, const char *text, size_t length, size_t offset,
			     const char *names)
{
	struct sk_place place = place_of(reader, encoding, text, length, offset);
	return sk_error_set(reader->error, SK_E_SHEET_BYTES, &place, _(names), NULL, NULL);
}

/* ---- the whole file ---- */

/* The one that goes further says more. */
static sk_outcome choose(struct reader *reader, const char *text, size_t length, const struct encoding **out)
{
	size_t as_utf8 = good_until(&utf8, text, length), first;
	*out = &utf8;
	if (as_utf8 == length)
		return SK_OK;
	size_t as_cp932 = good_until(&cp932, text, length);
	if (can_be_euc(text, length, &first))
		return wrong_byte(reader, &utf8, text, length, first, N_("this can be EUC-JP just as well as Shift_JIS"));
	*out = &cp932;
	if (as_cp932 == length)
		return SK_OK;
	if (as_utf8 > as_cp932)
		return wrong_byte(reader, &utf8, text, length, as_utf8, N_("a byte that is no text in UTF-8"));
	return wrong_byte(reader, &cp932, text, length, as_cp932, N_("a byte that is no text in Shift_JIS (CP932)"));
}

static sk_outcome decode_with(struct reader *reader, const struct encoding *encoding, const char *text, size_t length, struct sk_buf *out)
{
	uint32_t sign;
	size_t good = good_until(encoding, text, length);
	reader->book->encoding = encoding->name;
	if (good < length)
		return wrong_byte(reader, encoding, text, length, good,
				  encoding == &utf8 ? N_("a byte that is no text in UTF-8") : N_("a byte that is no text in UTF-16"));
	if (encoding == &utf8)
		sk_buf_add(out, text, length);
	for (size_t at = 0; encoding != &utf8 && at < length; add_sign(out, sign))
		at += encoding->step(text + at, length - at, &sign);
	return sk_buf_check(out, reader->error);
}

static const struct mark {
	const char *bytes;
	size_t length;
	const struct encoding *encoding;
} marks[] = {{"\xFF\xFE", 2, &little}, {"\xFE\xFF", 2, &big}, {"\xEF\xBB\xBF", 3, &utf8}};

static const struct mark *mark_of(const char *text, size_t length)
{
	for (size_t i = 0; i < SK_COUNT(marks); i++)
		if (length >= marks[i].length && memcmp(text, marks[i].bytes, marks[i].length) == 0)
			return &marks[i];
	return NULL;
}

sk_outcome sk_sheet_unmark(struct sk_buf *bytes, struct sk_error *error)
{
	const struct mark *mark = mark_of(bytes->bytes ? bytes->bytes : "", bytes->length);
	SK_BUF_SCOPE out = SK_BUF(bytes->ceiling);
	uint32_t sign;
	if (!mark || good_until(mark->encoding, bytes->bytes + mark->length, bytes->length - mark->length) < bytes->length - mark->length)
		return SK_OK;
	for (size_t at = mark->length; at < bytes->length; add_sign(&out, sign))
		at += mark->encoding->step(bytes->bytes + at, bytes->length - at, &sign);
	SK_TRY(sk_buf_check(&out, error));
	sk_buf_clear(bytes);
	sk_buf_add(bytes, out.bytes, out.length);
	return sk_buf_check(bytes, error);
}

sk_outcome sk_sheet_decode(struct reader *reader, struct sk_buf *out)
{
	const char *text = reader->bytes;
	size_t length = reader->length;
	const struct encoding *encoding;
	const struct mark *mark = mark_of(text, length);
	if (mark)
		return decode_with(reader, mark->encoding, text + mark->length, length - mark->length, out);
	SK_TRY(choose(reader, text, length, &encoding));
	return decode_with(reader, encoding, text, length, out);
}
