/* What the files of sheet/ tell each other. */
#ifndef SK_SHEET_PRIVATE_H
#define SK_SHEET_PRIVATE_H

#include "sheet/sheet.h"

#include <zip.h>

/* One reading of one file. */
struct reader {
	struct sk_arena *arena;
	struct sk_error *error;
	const char *bytes;
	size_t length;
	struct sk_sheet_book *book;
	size_t cells; /* of all sheets so far */
};

sk_outcome sk_sheet_read_csv(struct reader *reader);
sk_outcome sk_sheet_read_xlsx(struct reader *reader);

/* ---- errors: translated here, so words are given as N_() ---- */

sk_outcome sk_sheet_refuse(const struct reader *reader, const char *what, const char *mend);
sk_outcome sk_sheet_damaged(const struct reader *reader, const char *what);
sk_outcome sk_sheet_part_damaged(const struct reader *reader, const char *part, const char *what);
sk_outcome sk_sheet_too_much(const struct reader *reader, const char *what, size_t most);
sk_outcome sk_sheet_cell_error(const struct reader *reader, const struct sk_sheet *sheet, const struct sk_sheet_cell *cell,
			       enum sk_error_id id, const char *argument);

/* ---- the archive (pack.c) ---- */

struct entry {
	const char *name; /* of files only, folders are left out */
	uint64_t index, size, packed;
};

struct pack {
	const struct reader *reader;
	zip_t *zip;
	struct entry *entries;
	size_t count;
	size_t unpacked; /* bytes so far */
};

/* A part as bytes; release it soon, it can be large. */
struct part {
	const char *name;
	struct sk_buf bytes;
};

sk_outcome sk_sheet_pack_open(const struct reader *reader, struct pack *pack);
void sk_sheet_pack_close(struct pack *pack);
/* As names of parts are compared: without regard to ASCII case. NULL when it is not there. */
const struct entry *sk_sheet_pack_find(const struct pack *pack, const char *name);
sk_outcome sk_sheet_pack_read(struct pack *pack, const struct entry *entry, struct part *part);

static inline void part_cleanup(struct part *part)
{
	sk_buf_release(&part->bytes);
}
#define PART_SCOPE __attribute__((cleanup(part_cleanup))) struct part

/* ---- XML (xml.c) ---- */

/* Elements of foreign namespaces are passed over with all that is in them; of the others the local name is given. */
struct handler {
	void *self;
	sk_outcome (*open)(void *self, const char *name, const char **attributes);
	sk_outcome (*close)(void *self, const char *name); /* may be NULL, and so may text */
	sk_outcome (*text)(void *self, const char *text, size_t length);
};
sk_outcome sk_sheet_xml(const struct reader *reader, const struct part *part, const struct handler *handler);
/* NULL when it is not there. */
const char *sk_sheet_attribute(const char **attributes, const char *name);
const char *sk_sheet_relation_id(const char **attributes); /* r:id */
bool sk_sheet_attribute_true(const char **attributes, const char *name);
/* A number of at most 9 digits; false when it is none. */
bool sk_sheet_digits(const char *text, uint32_t *out);

/* ---- texts (strings.c) ---- */

/* A text that is put together from runs, and what is wrong with it: said when a cell holds it. */
struct string {
	const char *text;
	const char *sign; /* "U+200B", which may not stand there; NULL when all is well */
	bool too_long;
};

struct runs {
	struct sk_buf text;
	bool inside, keep, too_long; /* in a <t>; with xml:space="preserve" */
	size_t begun;
	unsigned phonetic; /* levels of <rPh> */
};
#define RUNS ((struct runs){.text = SK_BUF(SK_SHEET_TEXT_MAX)})
void sk_sheet_runs_open(struct runs *runs, const char *name, const char **attributes);
void sk_sheet_runs_close(struct runs *runs, const char *name);
void sk_sheet_runs_text(struct runs *runs, const char *text, size_t length);
void sk_sheet_runs_add(struct runs *runs, const char *text, size_t length);
/* Without the blanks at the ends of the last piece. */
void sk_sheet_runs_trim(struct runs *runs);
/* Takes what was put together; runs begin anew. With the escapes of such texts (_x000D_) or without. */
sk_outcome sk_sheet_runs_end(struct runs *runs, const struct reader *reader, bool escapes, struct string *out);

struct strings {
	const struct string *items;
	size_t count;
};
sk_outcome sk_sheet_strings(const struct reader *reader, const struct part *part, struct strings *out);

/* ---- formats and dates (styles.c, dates.c) ---- */

struct styles {
	const unsigned char *shows; /* for each form of cells: bits of SK_SHEET_DAY */
	size_t count;
};
sk_outcome sk_sheet_styles(const struct reader *reader, const struct part *part, struct styles *out);

/* Beside SK_SHEET_DAY and SK_SHEET_CLOCK: hours do not end at 24. */
enum { SHOWS_LENGTH = 4 };
/* What a number format shows, as bits; 0 when it is no date. */
unsigned sk_sheet_format_shows(const char *code);
unsigned sk_sheet_builtin_shows(uint32_t id);
/* False when no day has this number: below 0, 1900-02-29, past 9999. Fills when and text. */
bool sk_sheet_serial(double number, unsigned shows, bool from_1904, struct sk_sheet_cell *cell, char text[SK_TIME_TEXT]);
/* A day as people write it. */
bool sk_sheet_day_parse(const char *text, sk_time *out);
/* Digits of ASCII and full width; false when it holds anything else. */
bool sk_sheet_whole_parse(const char *text, int64_t *out);

/* ---- one sheet (cells.c) ---- */

struct grid {
	const struct strings *strings;
	const struct styles *styles;
};
sk_outcome sk_sheet_cells(struct reader *reader, const struct part *part, const struct grid *grid, struct sk_sheet *sheet);

/* ---- characters (encoding.c) ---- */

/* As UTF-8, or what would be it were the sign one; gives the bytes. */
size_t sk_sheet_sign_put(char to[4], uint32_t sign);
/* Of a valid sequence of `step` bytes. */
uint32_t sk_sheet_sign_at(const char *text, size_t step);

/* From lead and trail byte - 0x40 to the code point, 0 where there is none; made by tools/cp932.py when the program is built. */
enum { CP932_TRAILS = 0xBD };
extern const uint16_t sk_cp932_pairs[256][CP932_TRAILS];
/* The whole file as UTF-8 in *out, without a byte order mark. */
sk_outcome sk_sheet_decode(struct reader *reader, struct sk_buf *out);

#endif
