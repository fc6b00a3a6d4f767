/* Which forms of cells show a number as a date: the part styles.xml, and what a number format means. */
#include "sheet/private.h"

#include <string.h>
#include <strings.h>

/* BUILTIN_IDS: those that mean something without words in the file end below it. */
enum { FORMAT_IDS = 65536, BUILTIN_IDS = 59 };

/* ---- what a number format shows ---- */

/* Formats that have a number and no words in a file, as Excel for Japan shows them (ECMA-376 part 1, 18.8.30). */
unsigned sk_sheet_builtin_shows(uint32_t id)
{
	static const struct {
		uint32_t first, last;
		unsigned shows;
	} ranges[] = {
		{14, 17, SK_SHEET_DAY}, {18, 21, SK_SHEET_CLOCK}, {22, 22, SK_SHEET_DAY | SK_SHEET_CLOCK}, {27, 31, SK_SHEET_DAY},
		{32, 33, SK_SHEET_CLOCK}, {34, 36, SK_SHEET_DAY}, {45, 45, SK_SHEET_CLOCK}, {46, 46, SK_SHEET_CLOCK | SHOWS_LENGTH},
		{47, 47, SK_SHEET_CLOCK}, {50, 58, SK_SHEET_DAY},
	};
	for (size_t i = 0; i < SK_COUNT(ranges); i++)
		if (id >= ranges[i].first && id <= ranges[i].last)
			return ranges[i].shows;
	return 0;
}

struct scan {
	bool day, clock, month_or_minute, length, number;
};

/* [h] [mm] [s]: a length of time; every other bracket is a colour, a condition or a language. */
static size_t step_bracket(struct scan *scan, const char *code)
{
	size_t inside = strcspn(code + 1, "]");
	size_t same = strspn(code + 1, "hHmMsS");
	if (inside > 0 && same == inside)
		scan->clock = scan->length = true;
	return inside + (code[1 + inside] ? 2 : 1);
}

/* What means no date though letters of one stand in it. 0: nothing of that. */
static size_t step_literal(struct scan *scan, const char *code)
{
	static const char *const words[] = {"General", "G/標準", "AM/PM", "A/P", "E+", "E-"};
	if (*code == '"') {
		size_t inside = strcspn(code + 1, "\"");
		return inside + (code[1 + inside] ? 2 : 1);
	}
	if (*code == '[')
		return step_bracket(scan, code);
	if (strchr("\\_*", *code))
		return code[1] ? 2 : 1;
	for (size_t i = 0; i < SK_COUNT(words); i++) {
		if (strncasecmp(code, words[i], strlen(words[i])) != 0)
			continue;
		scan->number |= i < 2;
		return strlen(words[i]);
	}
	return 0;
}

/* g and e are the Japanese era and its year, a the day of the week. */
static void see_letter(struct scan *scan, char letter)
{
	scan->day |= strchr("yYdDgGeEaAbB", letter) != NULL;
	scan->clock |= strchr("hHsS", letter) != NULL;
	scan->month_or_minute |= strchr("mM", letter) != NULL;
	scan->number |= strchr("0#?@", letter) != NULL;
}

static bool shows_value(const struct scan *scan)
{
	return scan->day || scan->clock || scan->month_or_minute || scan->number;
}

/* The first section that shows the value at all decides; one before it says what stands there for nothing, as in [=0]"";yyyy/m/d. */
unsigned sk_sheet_format_shows(const char *code)
{
	struct scan scan = {0};
	while (*code && !(*code == ';' && shows_value(&scan))) {
		size_t step = step_literal(&scan, code);
		if (step == 0)
			see_letter(&scan, *code);
		code += step ? step : 1;
	}
	if (scan.month_or_minute && !scan.clock)
		scan.day = true;
	return (scan.day ? SK_SHEET_DAY : 0) | (scan.clock ? SK_SHEET_CLOCK : 0) | (scan.length && !scan.day ? SHOWS_LENGTH : 0);
}

/* ---- styles.xml ---- */

struct table {
	const struct reader *reader;
	const char *part;
	unsigned char *formats;	/* by id */
	struct sk_buf forms;	/* a byte for each form of cells */
	bool inside;		/* in <cellXfs> */
};

static sk_outcome open_format(const struct table *table, const char **attributes)
{
	const char *id = sk_sheet_attribute(attributes, "numFmtId"), *code = sk_sheet_attribute(attributes, "formatCode");
	uint32_t number;
	if (!id || !code || !sk_sheet_digits(id, &number) || number >= FORMAT_IDS)
		return sk_sheet_part_damaged(table->reader, table->part, N_("holds a number format without a number or a form"));
	table->formats[number] = (unsigned char)sk_sheet_format_shows(code);
	return SK_OK;
}

static sk_outcome open_form(struct table *table, const char **attributes)
{
	const char *id = sk_sheet_attribute(attributes, "numFmtId");
	uint32_t number = 0;
	if (id && (!sk_sheet_digits(id, &number) || number >= FORMAT_IDS))
		return sk_sheet_part_damaged(table->reader, table->part, N_("names a number format that cannot be"));
	if (table->forms.length >= SK_SHEET_FORMATS_MAX)
		return sk_sheet_too_much(table->reader, N_("forms of cells in the workbook"), SK_SHEET_FORMATS_MAX);
	sk_buf_add(&table->forms, (const char *)&table->formats[number], 1);
	return sk_buf_check(&table->forms, table->reader->error);
}

static sk_outcome on_open(void *self, const char *name, const char **attributes)
{
	struct table *table = self;
	if (strcmp(name, "cellXfs") == 0)
		table->inside = true;
	if (strcmp(name, "numFmt") == 0)
		return open_format(table, attributes);
	return table->inside && strcmp(name, "xf") == 0 ? open_form(table, attributes) : SK_OK;
}

static sk_outcome on_close(void *self, const char *name)
{
	struct table *table = self;
	if (strcmp(name, "cellXfs") == 0)
		table->inside = false;
	return SK_OK;
}

static void table_release(struct table *table)
{
	sk_buf_release(&table->forms);
}

sk_outcome sk_sheet_styles(const struct reader *reader, const struct part *part, struct styles *out)
{
	__attribute__((cleanup(table_release))) struct table table = {
		.reader = reader, .part = part->name, .forms = SK_BUF(SK_SHEET_FORMATS_MAX + 1)};
	struct handler handler = {&table, on_open, on_close, NULL};
	void *memory;
	SK_TRY(sk_arena_take(reader->arena, FORMAT_IDS, 1, &memory, reader->error));
	table.formats = memory;
	for (uint32_t id = 0; id < BUILTIN_IDS; id++)
		table.formats[id] = (unsigned char)sk_sheet_builtin_shows(id);
	SK_TRY(sk_sheet_xml(reader, part, &handler));
	SK_TRY(sk_buf_keep(&table.forms, reader->arena, &memory, reader->error));
	*out = (struct styles){memory, table.forms.length};
	return SK_OK;
}
