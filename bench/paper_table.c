/* The floor of CSV, and bytes that grow. */
#include "measure.h"
#include "paper_floors.h"

#include <stdlib.h>
#include <string.h>

enum { CELLS_MAX = 20000, FIRST = 4096 };

struct table {
	struct {
		const char *text;
		bool quoted, last;
	} cells[CELLS_MAX];
	size_t count;
};

void *keep_bytes(size_t length)
{
	void *bytes = calloc(1, length ? length : 1);
	if (!bytes)
		fail("memory");
	return bytes;
}

const char *keep_text(const char *text)
{
	size_t length = strlen(text) + 1;
	return memcpy(keep_bytes(length), text, length);
}

void plain_grow(struct plain *plain)
{
	plain->room = plain->room ? 2 * plain->room : FIRST;
	plain->bytes = realloc(plain->bytes, plain->room);
	if (!plain->bytes)
		fail("memory");
}

void plain_add(struct plain *plain, const char *bytes, size_t length)
{
	while (plain->room - plain->length < length)
		plain_grow(plain);
	memcpy(plain->bytes + plain->length, bytes, length);
	plain->length += length;
}

/* One cell as the paper wrote it, from `at` to behind the comma or the end of the line. */
static const char *keep_cell(struct table *table, const char *at)
{
	struct plain text = {0};
	bool quoted = *at == '"';
	if (table->count == CELLS_MAX)
		fail("too many cells");
	at += quoted;
	for (; quoted ? *at != '"' || at[1] == '"' : *at != ',' && *at != '\r'; at++) {
		at += quoted && *at == '"';
		plain_char(&text, *at);
	}
	at += quoted;
	plain_char(&text, '\0');
	bool last = *at == '\r';
	table->cells[table->count].text = keep_text(text.bytes);
	free(text.bytes);
	table->cells[table->count].quoted = quoted;
	table->cells[table->count++].last = last;
	return at + (last ? 2 : 1);
}

struct table *table_keep(const struct sk_papers *papers, const struct sk_paper *paper)
{
	SK_BUF_SCOPE bytes = SK_BUF(SK_PAPER_BYTES_MAX);
	struct table *table = keep_bytes(sizeof(*table));
	if (sk_failed(paper->write(papers, &bytes)))
		fail(paper->name);
	for (const char *at = bytes.bytes + 3; *at;) /* behind the mark of UTF-8 */
		at = keep_cell(table, at);
	if (table_floor(table) != bytes.length)
		fail("the floor of CSV writes something else");
	return table;
}

size_t table_cells(const struct table *table)
{
	return table->count;
}

static void put_quoted(struct plain *out, const char *text)
{
	const char *quote;
	plain_char(out, '"');
	for (; (quote = strchr(text, '"')); text = quote + 1) {
		plain_add(out, text, (size_t)(quote - text));
		plain_add(out, "\"\"", 2);
	}
	plain_add(out, text, strlen(text));
	plain_char(out, '"');
}

size_t table_floor(const struct table *table)
{
	struct plain out = {0};
	plain_add(&out, "\xEF\xBB\xBF", 3);
	for (size_t i = 0; i < table->count; i++) {
		if (table->cells[i].quoted)
			put_quoted(&out, table->cells[i].text);
		else
			plain_add(&out, table->cells[i].text, strlen(table->cells[i].text));
		plain_add(&out, table->cells[i].last ? "\r\n" : ",", table->cells[i].last ? 2 : 1);
	}
	free(out.bytes);
	return out.length;
}
