/* What a file is, by its first bytes; what cannot be read here is refused with the way out; errors of this folder. */
#include "sheet/private.h"

#include <stdio.h>
#include <string.h>

/* ---- errors ---- */

static struct sk_place whole_file(const struct reader *reader)
{
	return (struct sk_place){.file = reader->book->file};
}

sk_outcome sk_sheet_refuse(const struct reader *reader, const char *what, const char *mend)
{
	struct sk_place place = whole_file(reader);
	return sk_error_set(reader->error, SK_E_SHEET_KIND, &place, _(what), _(mend), NULL);
}

sk_outcome sk_sheet_damaged(const struct reader *reader, const char *what)
{
	struct sk_place place = whole_file(reader);
	return sk_error_set(reader->error, SK_E_SHEET_DAMAGED, &place, _(what), NULL, NULL);
}

sk_outcome sk_sheet_part_damaged(const struct reader *reader, const char *part, const char *what)
{
	struct sk_place place = whole_file(reader);
	return sk_error_set(reader->error, SK_E_SHEET_PART, &place, part, _(what), NULL);
}

sk_outcome sk_sheet_too_much(const struct reader *reader, const char *what, size_t most)
{
	char digits[32];
	struct sk_place place = whole_file(reader);
	(void)snprintf(digits, sizeof(digits), "%zu", most);
	return sk_error_set(reader->error, SK_E_SHEET_SIZE, &place, _(what), digits, NULL);
}

sk_outcome sk_sheet_cell_error(const struct reader *reader, const struct sk_sheet *sheet, const struct sk_sheet_cell *cell,
			       enum sk_error_id id, const char *argument)
{
	char where[SK_SHEET_PLACE_TEXT];
	struct sk_place place = {reader->book->file, cell->line, cell->sign};
	sk_sheet_place(sheet, cell->row, cell->column, where);
	return sk_error_set(reader->error, id, &place, where, argument, NULL);
}

/* ---- what is no table ---- */

struct other {
	const char *bytes;
	size_t length;
	const char *what, *mend;
};

#define SAVE_AS N_("open it in the program that made it, save it as 'Excel workbook (.xlsx)' and bring that")
#define OTHER(bytes_, what_) {(bytes_), sizeof(bytes_) - 1, (what_), SAVE_AS}

/* Web pages and XML under the name of a workbook are what some programs export. */
static const struct other others[] = {
	OTHER("%PDF", N_("a PDF file")),
	OTHER("{\\rtf", N_("a text document")),
	OTHER("<?xml", N_("an XML file")),
	OTHER("<html", N_("a web page")),
	OTHER("<HTML", N_("a web page")),
	OTHER("<!DOCTYPE", N_("a web page")),
	OTHER("\x1F\x8B", N_("a packed file")),
	OTHER("7z\xBC\xAF\x27\x1C", N_("a packed file")),
	OTHER("Rar!", N_("a packed file")),
	OTHER("\x89PNG", N_("a picture")),
	OTHER("\xFF\xD8\xFF", N_("a picture")),
};

static const char old_office[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

static bool starts(const char *file, size_t size, const char *bytes, size_t length)
{
	return size >= length && memcmp(file, bytes, length) == 0;
}

static bool begins(const struct reader *reader, const char *bytes, size_t length)
{
	return starts(reader->bytes, reader->length, bytes, length);
}

const char *sk_sheet_other(const char *bytes, size_t length)
{
	if (length == 0)
		return N_("an empty file");
	if (starts(bytes, length, "PK\x03\x04", 4) || starts(bytes, length, old_office, sizeof(old_office) - 1))
		return N_("a document of Word or Excel, or a packed file");
	for (size_t i = 0; i < SK_COUNT(others); i++)
		if (starts(bytes, length, others[i].bytes, others[i].length))
			return others[i].what;
	return NULL;
}

/* Office's older container: what is inside is told by the names of its streams, in UTF-16. */
static sk_outcome refuse_container(const struct reader *reader)
{
	static const char encrypted[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";
	if (memmem(reader->bytes, reader->length, encrypted, sizeof(encrypted) - 1))
		return sk_sheet_refuse(reader, N_("a workbook that needs a password"),
				       N_("open it with its password, take the password away under 'Info' and 'Protect', save it and bring that"));
	return sk_sheet_refuse(reader, N_("a workbook of the old kind (.xls)"), SAVE_AS);
}

static sk_outcome refuse_others(const struct reader *reader)
{
	if (reader->length == 0)
		return sk_sheet_refuse(reader, N_("an empty file"), N_("bring the file that holds the table"));
	if (begins(reader, old_office, sizeof(old_office) - 1))
		return refuse_container(reader);
	for (size_t i = 0; i < SK_COUNT(others); i++)
		if (begins(reader, others[i].bytes, others[i].length))
			return sk_sheet_refuse(reader, others[i].what, others[i].mend);
	return SK_OK;
}

static sk_outcome read_any(struct reader *reader)
{
	if (reader->length > SK_SHEET_FILE_MAX)
		return sk_sheet_too_much(reader, N_("bytes in the file"), SK_SHEET_FILE_MAX);
	SK_TRY(refuse_others(reader));
	if (begins(reader, "PK\x03\x04", 4) || begins(reader, "PK\x05\x06", 4))
		return sk_sheet_read_xlsx(reader);
	return sk_sheet_read_csv(reader);
}

sk_outcome sk_sheet_read(struct sk_arena *arena, const char *bytes, size_t length, const char *file, const struct sk_sheet_book **out,
			 struct sk_error *error)
{
	void *memory;
	SK_TRY(sk_arena_take(arena, 1, sizeof(struct sk_sheet_book), &memory, error));
	struct reader reader = {.arena = arena, .error = error, .bytes = bytes, .length = length, .book = memory};
	reader.book->encoding = "";
	SK_TRY(sk_arena_text(arena, file, strlen(file), &reader.book->file, error));
	SK_TRY(read_any(&reader));
	*out = reader.book;
	return SK_OK;
}
