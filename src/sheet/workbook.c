/*
 * The way through a workbook: list of parts -> relations of the whole -> workbook -> its relations -> texts, forms, sheets. Only parts inside
 * the archive are read, and of these only the ones that hold cells.
 */
#include "sheet/private.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { RELATIONS_MAX = 10000, PATH_MAX_BYTES = 512 };

/* ---- what is an archive and no workbook ---- */

#define SAVE_AS N_("open it in the program that made it, save it as 'Excel workbook (.xlsx)' and bring that")
#define MACROS N_("a workbook with macros")
#define NO_MACROS N_("open it, save it as 'Excel workbook (.xlsx)' without macros and bring that; no macro was looked at")

struct sort {
	const char *words, *what, *mend;
};

/* The end of an entry's name, or all of it where it begins with '='; a folder where it ends in '/'. */
static const struct sort by_entry[] = {
	{"vbaProject.bin", MACROS, NO_MACROS},
	{"=xl/macrosheets/", MACROS, NO_MACROS},
	{"=xl/workbook.bin", N_("a binary workbook (.xlsb)"), SAVE_AS},
	{"=content.xml", N_("an OpenDocument file (.ods)"), SAVE_AS},
	{"=Index/Document.iwa", N_("a file of Numbers"), SAVE_AS},
};

/* Part of a content type. */
static const struct sort by_type[] = {
	{"macroEnabled", MACROS, NO_MACROS},
	{"vbaProject", MACROS, NO_MACROS},
	{"macrosheet", MACROS, NO_MACROS},
	{"sheet.binary", N_("a binary workbook (.xlsb)"), SAVE_AS},
	{"wordprocessingml", N_("a Word document"), N_("bring the workbook (.xlsx) or CSV")},
	{"presentationml", N_("a presentation"), N_("bring the workbook (.xlsx) or CSV")},
};

static bool entry_is(const char *name, const char *words)
{
	size_t length = strlen(name), wanted = strlen(words);
	if (*words != '=')
		return length >= wanted && strcasecmp(name + length - wanted, words) == 0;
	words++;
	return words[wanted - 2] == '/' ? strncasecmp(name, words, wanted - 1) == 0 : strcasecmp(name, words) == 0;
}

static sk_outcome refuse_entries(const struct reader *reader, const struct pack *pack)
{
	for (size_t i = 0; i < SK_COUNT(by_entry); i++)
		for (size_t at = 0; at < pack->count; at++)
			if (entry_is(pack->entries[at].name, by_entry[i].words))
				return sk_sheet_refuse(reader, by_entry[i].what, by_entry[i].mend);
	return SK_OK;
}

/* ---- reading a part by its name ---- */

typedef sk_outcome read_part(void *self, const struct part *part);

static sk_outcome with_part(struct pack *pack, const char *name, read_part *take, void *self)
{
	PART_SCOPE part = {0};
	const struct entry *entry = sk_sheet_pack_find(pack, name);
	if (!entry)
		return sk_sheet_part_damaged(pack->reader, name, N_("is not there"));
	SK_TRY(sk_sheet_pack_read(pack, entry, &part));
	return take(self, &part);
}

/* ---- content types ---- */

static sk_outcome open_type(void *self, const char *name, const char **attributes)
{
	const char *type = sk_sheet_attribute(attributes, "ContentType");
	(void)name;
	for (size_t i = 0; type && i < SK_COUNT(by_type); i++)
		if (strcasestr(type, by_type[i].words))
			return sk_sheet_refuse(self, by_type[i].what, by_type[i].mend);
	return SK_OK;
}

static sk_outcome read_types(void *self, const struct part *part)
{
	struct handler handler = {self, open_type, NULL, NULL};
	return sk_sheet_xml(self, part, &handler);
}

/* ---- relations ---- */

struct relation {
	const char *id, *type, *target; /* type: its last word where it is one of Office's, else "" */
	bool outside;
};

struct relations {
	const struct reader *reader;
	const char *part; /* whose */
	struct sk_buf list; /* of struct relation */
	size_t count;
};

static const char *const type_roots[] = {
	"http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
	"http://purl.oclc.org/ooxml/officeDocument/relationships/",
};

static const char *type_word(const char *type)
{
	for (size_t i = 0; i < SK_COUNT(type_roots); i++)
		if (strncmp(type, type_roots[i], strlen(type_roots[i])) == 0)
			return type + strlen(type_roots[i]);
	return "";
}

static const struct relation *relation_items(const struct relations *relations)
{
	return (const struct relation *)(const void *)relations->list.bytes;
}

static sk_outcome keep(const struct reader *reader, const char *text, const char **out)
{
	return sk_arena_text(reader->arena, text, strlen(text), out, reader->error);
}

static sk_outcome open_relation(void *self, const char *name, const char **attributes)
{
	struct relations *relations = self;
	const struct reader *reader = relations->reader;
	const char *id = sk_sheet_attribute(attributes, "Id"), *type = sk_sheet_attribute(attributes, "Type");
	const char *target = sk_sheet_attribute(attributes, "Target"), *mode = sk_sheet_attribute(attributes, "TargetMode");
	struct relation relation = {.outside = mode && strcmp(mode, "External") == 0};
	if (strcmp(name, "Relationship") != 0)
		return SK_OK;
	if (!id || !type || !target)
		return sk_sheet_part_damaged(reader, relations->part, N_("has a relation without an id, a type or a target"));
	if (++relations->count > RELATIONS_MAX)
		return sk_sheet_too_much(reader, N_("relations of one part"), RELATIONS_MAX);
	SK_TRY(keep(reader, id, &relation.id));
	SK_TRY(keep(reader, type_word(type), &relation.type));
	SK_TRY(keep(reader, target, &relation.target));
	sk_buf_add(&relations->list, (const char *)&relation, sizeof(relation));
	return sk_buf_check(&relations->list, reader->error);
}

static sk_outcome read_relations(void *self, const struct part *part)
{
	struct relations *relations = self;
	struct handler handler = {self, open_relation, NULL, NULL};
	relations->part = part->name;
	return sk_sheet_xml(relations->reader, part, &handler);
}

static void relations_release(struct relations *relations)
{
	sk_buf_release(&relations->list);
}
#define RELATIONS_SCOPE __attribute__((cleanup(relations_release))) struct relations
#define RELATIONS(reader_) ((struct relations){.reader = (reader_), .list = SK_BUF((RELATIONS_MAX + 1) * sizeof(struct relation))})

static sk_outcome find_relation(const struct relations *relations, const char *id, const struct relation **out)
{
	const struct relation *items = relation_items(relations);
	*out = NULL;
	for (size_t i = 0; i < relations->count; i++) {
		if (strcmp(items[i].id, id) != 0)
			continue;
		if (*out)
			return sk_sheet_part_damaged(relations->reader, relations->part, N_("has two relations of one id"));
		*out = &items[i];
	}
	return *out ? SK_OK : sk_sheet_part_damaged(relations->reader, relations->part, N_("lacks a relation that a sheet names"));
}

/* *out NULL when there is none. */
static sk_outcome only_relation(const struct relations *relations, const char *type, const struct relation **out)
{
	const struct relation *items = relation_items(relations);
	*out = NULL;
	for (size_t i = 0; i < relations->count; i++) {
		if (strcmp(items[i].type, type) != 0)
			continue;
		if (*out)
			return sk_sheet_part_damaged(relations->reader, relations->part, N_("names two parts for one thing"));
		*out = &items[i];
	}
	return SK_OK;
}

/* ---- paths of parts ---- */

static void drop_last(char *path)
{
	char *slash = strrchr(path, '/');
	*(slash ? slash : path) = '\0';
}

/* False when it would leave the archive, or is too long. */
static bool add_step(char path[PATH_MAX_BYTES], const char *step, size_t length)
{
	size_t used = strlen(path);
	if (length == 0 || (length == 1 && *step == '.'))
		return true;
	if (length == 2 && step[0] == '.' && step[1] == '.') {
		drop_last(path);
		return used > 0;
	}
	if (used + length + 2 > PATH_MAX_BYTES)
		return false;
	if (used > 0)
		path[used++] = '/';
	memcpy(path + used, step, length);
	path[used + length] = '\0';
	return true;
}

static bool add_steps(char path[PATH_MAX_BYTES], const char *steps)
{
	for (size_t length; *steps; steps += length + (steps[length] == '/')) {
		length = strcspn(steps, "/");
		if (!add_step(path, steps, length))
			return false;
	}
	return true;
}

/* Where a target leads from the part that names it. */
static sk_outcome resolve(const struct relations *relations, const char *from, const struct relation *relation, char path[PATH_MAX_BYTES])
{
	path[0] = '\0';
	if (relation->outside)
		return sk_sheet_part_damaged(relations->reader, relations->part, N_("says that a part of the workbook lies elsewhere"));
	if (relation->target[0] != '/') {
		if (!add_steps(path, from))
			return sk_sheet_part_damaged(relations->reader, relations->part, N_("points out of the workbook"));
		drop_last(path);
	}
	if (!add_steps(path, relation->target))
		return sk_sheet_part_damaged(relations->reader, relations->part, N_("points out of the workbook"));
	return SK_OK;
}

/* Relations of "xl/workbook.xml" stand in "xl/_rels/workbook.xml.rels". */
static bool relations_name(const char *part, char path[PATH_MAX_BYTES])
{
	char step[PATH_MAX_BYTES];
	const char *last = sk_text_file(part);
	size_t length = strlen(last);
	path[0] = '\0';
	if (length + sizeof(".rels") > sizeof(step) || !add_steps(path, part))
		return false;
	memcpy(step, last, length);
	memcpy(step + length, ".rels", sizeof(".rels"));
	drop_last(path);
	return add_steps(path, "_rels") && add_steps(path, step);
}

/* ---- workbook.xml ---- */

struct named {
	const char *name, *id;
	enum sk_sheet_seen seen;
};

struct workbook {
	struct reader *reader;
	const char *part;
	bool root, inside; /* in <workbook>, in <sheets> */
	struct named sheets[SK_SHEET_SHEETS_MAX];
	size_t count;
};

static enum sk_sheet_seen seen_of(const char *state)
{
	if (state && strcmp(state, "hidden") == 0)
		return SK_SHEET_HIDDEN;
	return state && strcmp(state, "veryHidden") == 0 ? SK_SHEET_VERY_HIDDEN : SK_SHEET_SHOWN;
}

static sk_outcome check_name(const struct workbook *workbook, const char *name)
{
	if (strlen(name) > SK_SHEET_NAME_MAX)
		return sk_sheet_too_much(workbook->reader, N_("bytes in the name of a sheet"), SK_SHEET_NAME_MAX);
	if (!*name || !sk_utf8_clean(name, strlen(name), NULL) || strpbrk(name, "\t\n"))
		return sk_sheet_part_damaged(workbook->reader, workbook->part, N_("holds a sheet whose name is no text"));
	for (size_t i = 0; i < workbook->count; i++)
		if (strcasecmp(workbook->sheets[i].name, name) == 0)
			return sk_sheet_part_damaged(workbook->reader, workbook->part, N_("holds two sheets of one name"));
	return SK_OK;
}

static sk_outcome open_sheet(struct workbook *workbook, const char **attributes)
{
	const struct reader *reader = workbook->reader;
	const char *name = sk_sheet_attribute(attributes, "name"), *id = sk_sheet_relation_id(attributes);
	if (!name || !id)
		return sk_sheet_part_damaged(reader, workbook->part, N_("holds a sheet without a name or a part"));
	if (workbook->count == SK_SHEET_SHEETS_MAX)
		return sk_sheet_too_much(reader, N_("sheets in the workbook"), SK_SHEET_SHEETS_MAX);
	SK_TRY(check_name(workbook, name));
	struct named *sheet = &workbook->sheets[workbook->count++];
	sheet->seen = seen_of(sk_sheet_attribute(attributes, "state"));
	SK_TRY(keep(reader, name, &sheet->name));
	return keep(reader, id, &sheet->id);
}

static sk_outcome open_book(void *self, const char *name, const char **attributes)
{
	struct workbook *workbook = self;
	if (strcmp(name, "workbook") == 0)
		workbook->root = true;
	else if (strcmp(name, "workbookPr") == 0)
		workbook->reader->book->from_1904 = sk_sheet_attribute_true(attributes, "date1904");
	else if (strcmp(name, "sheets") == 0)
		workbook->inside = true;
	else if (workbook->inside && strcmp(name, "sheet") == 0)
		return open_sheet(workbook, attributes);
	return SK_OK;
}

static sk_outcome close_book(void *self, const char *name)
{
	struct workbook *workbook = self;
	if (strcmp(name, "sheets") == 0)
		workbook->inside = false;
	return SK_OK;
}

static sk_outcome read_workbook(void *self, const struct part *part)
{
	struct workbook *workbook = self;
	struct handler handler = {self, open_book, close_book, NULL};
	workbook->part = part->name;
	SK_TRY(sk_sheet_xml(workbook->reader, part, &handler));
	if (!workbook->root)
		return sk_sheet_refuse(workbook->reader, N_("an archive without a workbook"), SAVE_AS);
	return workbook->count ? SK_OK : sk_sheet_part_damaged(workbook->reader, part->name, N_("holds no sheet"));
}

/* ---- the sheets ---- */

struct work {
	struct reader *reader;
	struct pack pack;
	char path[PATH_MAX_BYTES]; /* of the workbook */
	struct relations relations; /* of the workbook */
	struct workbook workbook;
	struct strings strings;
	struct styles styles;
	struct sk_sheet *sheet; /* the one that is read */
};

static sk_outcome work_strings(void *self, const struct part *part)
{
	struct work *work = self;
	return sk_sheet_strings(work->reader, part, &work->strings);
}

static sk_outcome work_styles(void *self, const struct part *part)
{
	struct work *work = self;
	return sk_sheet_styles(work->reader, part, &work->styles);
}

static sk_outcome work_sheet(void *self, const struct part *part)
{
	struct work *work = self;
	struct grid grid = {&work->strings, &work->styles};
	return sk_sheet_cells(work->reader, part, &grid, work->sheet);
}

/* A part that is named and not there is missed by the first cell that needs it: some programs leave out what is empty. */
static sk_outcome read_shared(struct work *work, const char *type, read_part *take)
{
	const struct relation *relation;
	char path[PATH_MAX_BYTES];
	SK_TRY(only_relation(&work->relations, type, &relation));
	if (!relation)
		return SK_OK;
	SK_TRY(resolve(&work->relations, work->path, relation, path));
	return sk_sheet_pack_find(&work->pack, path) ? with_part(&work->pack, path, take, work) : SK_OK;
}

static sk_outcome read_sheet(struct work *work, const struct named *named)
{
	struct sk_sheet_book *book = work->reader->book;
	const struct relation *relation;
	char path[PATH_MAX_BYTES];
	SK_TRY(find_relation(&work->relations, named->id, &relation));
	if (strcmp(relation->type, "chartsheet") == 0 || strcmp(relation->type, "dialogsheet") == 0)
		return SK_OK;
	if (strcmp(relation->type, "worksheet") != 0)
		return sk_sheet_refuse(work->reader, MACROS, NO_MACROS);
	SK_TRY(resolve(&work->relations, work->path, relation, path));
	*work->sheet = (struct sk_sheet){.book = book, .name = named->name, .seen = named->seen};
	SK_TRY(with_part(&work->pack, path, work_sheet, work));
	work->sheet++;
	book->count++;
	return SK_OK;
}

static sk_outcome read_sheets(struct work *work)
{
	const struct workbook *workbook = &work->workbook;
	void *memory;
	SK_TRY(read_shared(work, "sharedStrings", work_strings));
	SK_TRY(read_shared(work, "styles", work_styles));
	SK_TRY(sk_arena_take(work->reader->arena, workbook->count, sizeof(struct sk_sheet), &memory, work->reader->error));
	work->sheet = memory;
	work->reader->book->sheets = memory;
	for (size_t i = 0; i < workbook->count; i++)
		SK_TRY(read_sheet(work, &workbook->sheets[i]));
	return SK_OK;
}

/* ---- the whole ---- */

static sk_outcome find_workbook(struct work *work)
{
	RELATIONS_SCOPE whole = RELATIONS(work->reader);
	const struct relation *relation;
	SK_TRY(with_part(&work->pack, "_rels/.rels", read_relations, &whole));
	SK_TRY(only_relation(&whole, "officeDocument", &relation));
	if (!relation)
		return sk_sheet_refuse(work->reader, N_("an archive without a workbook"), SAVE_AS);
	return resolve(&whole, "", relation, work->path);
}

static sk_outcome read_work(struct work *work)
{
	char path[PATH_MAX_BYTES];
	SK_TRY(refuse_entries(work->reader, &work->pack));
	if (!sk_sheet_pack_find(&work->pack, "[Content_Types].xml"))
		return sk_sheet_refuse(work->reader, N_("an archive without a workbook"), SAVE_AS);
	SK_TRY(with_part(&work->pack, "[Content_Types].xml", read_types, work->reader));
	SK_TRY(find_workbook(work));
	SK_TRY(with_part(&work->pack, work->path, read_workbook, &work->workbook));
	if (!relations_name(work->path, path))
		return sk_sheet_damaged(work->reader, N_("the path to its workbook is too long"));
	SK_TRY(with_part(&work->pack, path, read_relations, &work->relations));
	return read_sheets(work);
}

static void work_release(struct work *work)
{
	sk_sheet_pack_close(&work->pack);
	relations_release(&work->relations);
}

sk_outcome sk_sheet_read_xlsx(struct reader *reader)
{
	__attribute__((cleanup(work_release))) struct work work = {
		.reader = reader, .relations = RELATIONS(reader), .workbook = {.reader = reader}};
	reader->book->form = SK_SHEET_XLSX;
	SK_TRY(sk_sheet_pack_open(reader, &work.pack));
	return read_work(&work);
}
