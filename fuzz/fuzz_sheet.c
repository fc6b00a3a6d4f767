/*
 * Bytes as a table that came back: read twice, with what must hold of every book and every error.
 *
 * FUZZ_XLSX: the first byte 'z' says that an archive follows, as it is. Else the input is parts of a workbook as text, each behind a line
 * "@NAME"; what it lacks of a workbook of one sheet is added, and all is packed with right sums, so that the fuzzer gets behind them.
 */
#include "../tests/sheet/book.h"
#include "disk.h"

#include <string.h>
#include <zlib.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

enum { PARTS_MAX = 12, ARCHIVE_MAX = 4 << 20 };

struct text {
	const char *bytes;
	size_t length;
};

struct piece {
	struct text name, body;
};

#define TEXT(literal) {(literal), sizeof(literal) - 1}
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/"
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define LINK(id, type, target) "<Relationship Id='" id "' Type='" OFFICE "/" type "' Target='" target "'/>"

static const struct piece whole[] = {
	{TEXT("[Content_Types].xml"), TEXT("<Types xmlns='" PACKAGE "content-types'/>")},
	{TEXT("_rels/.rels"), TEXT("<Relationships xmlns='" PACKAGE "relationships'>" LINK("a", "officeDocument", "xl/workbook.xml") "</Relationships>")},
	{TEXT("xl/workbook.xml"), TEXT("<workbook xmlns='" MAIN "' xmlns:r='" OFFICE "'><sheets><sheet name='S' r:id='a'/></sheets></workbook>")},
	{TEXT("xl/_rels/workbook.xml.rels"), TEXT("<Relationships xmlns='" PACKAGE "relationships'>" LINK("a", "worksheet", "s.xml")
						  LINK("b", "sharedStrings", "t.xml") LINK("c", "styles", "f.xml") "</Relationships>")},
	{TEXT("xl/s.xml"), TEXT("<worksheet xmlns='" MAIN "'><sheetData><row><c t='s'><v>0</v></c><c s='1'><v>46113</v></c></row></sheetData></worksheet>")},
	{TEXT("xl/t.xml"), TEXT("<sst xmlns='" MAIN "'><si><t>a</t></si></sst>")},
	{TEXT("xl/f.xml"), TEXT("<styleSheet xmlns='" MAIN "'><cellXfs><xf/><xf numFmtId='14'/></cellXfs></styleSheet>")},
};

/* ---- an archive, nothing packed ---- */

static void put(struct sk_buf *out, uint32_t value, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++, value >>= 8)
		sk_buf_add(out, &(char){(char)(value & 0xFF)}, 1);
}

/* What stands of an entry both before its body and in the list. */
static void put_entry(struct sk_buf *out, const struct piece *piece)
{
	uint32_t sum = (uint32_t)crc32(0, (const unsigned char *)piece->body.bytes, (unsigned)piece->body.length);
	put(out, 20, 2);
	put(out, 0, 4);
	put(out, 0x5C810000, 4);
	put(out, sum, 4);
	put(out, (uint32_t)piece->body.length, 4);
	put(out, (uint32_t)piece->body.length, 4);
	put(out, (uint32_t)piece->name.length, 2);
	put(out, 0, 2);
}

static void put_listed(struct sk_buf *out, const struct piece *piece, size_t at)
{
	sk_buf_add(out, "PK\1\2\24\0", 6);
	put_entry(out, piece);
	put(out, 0, 4);
	put(out, 0, 4);
	put(out, 0, 2);
	put(out, (uint32_t)at, 4);
	sk_buf_add(out, piece->name.bytes, piece->name.length);
}

static void pack(const struct piece *pieces, size_t count, struct sk_buf *out)
{
	size_t places[PARTS_MAX + SK_COUNT(whole)];
	for (size_t i = 0; i < count; i++) {
		places[i] = out->length;
		sk_buf_add(out, "PK\3\4", 4);
		put_entry(out, &pieces[i]);
		sk_buf_add(out, pieces[i].name.bytes, pieces[i].name.length);
		sk_buf_add(out, pieces[i].body.bytes, pieces[i].body.length);
	}
	size_t list = out->length;
	for (size_t i = 0; i < count; i++)
		put_listed(out, &pieces[i], places[i]);
	size_t length = out->length - list;
	sk_buf_add(out, "PK\5\6\0\0\0\0", 8);
	put(out, (uint32_t)count, 2);
	put(out, (uint32_t)count, 2);
	put(out, (uint32_t)length, 4);
	put(out, (uint32_t)list, 4);
	put(out, 0, 2);
	FUZZ_HOLDS(!out->failed);
}

/* ---- parts ---- */

static bool same(const struct text *a, const struct text *b)
{
	return a->length == b->length && memcmp(a->bytes, b->bytes, a->length) == 0;
}

/* Where the next line "@..." begins, or the end. */
static size_t next_part(const char *bytes, size_t length, size_t at)
{
	while (at < length && !(bytes[at] == '@' && (at == 0 || bytes[at - 1] == '\n')))
		at++;
	return at;
}

static size_t cut(const char *bytes, size_t length, struct piece *pieces)
{
	size_t count = 0, at = next_part(bytes, length, 0);
	while (at < length && count < PARTS_MAX) {
		size_t end = next_part(bytes, length, at + 1);
		const char *line = memchr(bytes + at, '\n', end - at);
		size_t name = line ? (size_t)(line - bytes) : end, body = line ? name + 1 : end;
		pieces[count++] = (struct piece){{bytes + at + 1, name - at - 1}, {bytes + body, end - body}};
		at = end;
	}
	return count;
}

static size_t complete(struct piece *pieces, size_t count)
{
	size_t given = count;
	for (size_t i = 0; i < SK_COUNT(whole); i++) {
		bool here = false;
		for (size_t at = 0; at < given; at++)
			here |= same(&pieces[at].name, &whole[i].name);
		if (!here)
			pieces[count++] = whole[i];
	}
	return count;
}

/* ---- one reading ---- */

static void read_bytes(const char *bytes, size_t length, struct sk_buf *out)
{
	SK_ARENA_SCOPE arena = sk_arena_new(FUZZ_ARENA_MAX);
	const struct sk_sheet_book *book;
	struct sk_error error = {0};
	FUZZ_HOLDS(arena);
	sk_outcome outcome = sk_sheet_read(arena, bytes, length, "answers.xlsx", &book, &error);
	if (sk_failed(outcome)) {
		book_check_error(&error, outcome);
		sk_error_print(&error, out);
		return;
	}
	book_check(book);
	book_print(book, out);
}

static void read_once(const char *bytes, size_t length, struct sk_buf *out)
{
	SK_BUF_SCOPE archive = SK_BUF(ARCHIVE_MAX);
	struct piece pieces[PARTS_MAX + SK_COUNT(whole)];
	if (!FUZZ_XLSX) {
		read_bytes(bytes, length, out);
	} else if (length > 0 && bytes[0] == 'z') {
		read_bytes(bytes + 1, length - 1, out);
	} else {
		pack(pieces, complete(pieces, cut(bytes, length, pieces)), &archive);
		read_bytes(archive.bytes, archive.length, out);
	}
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	return size > ARCHIVE_MAX / 2 ? 0 : fuzz_twice(data, size, read_once);
}
