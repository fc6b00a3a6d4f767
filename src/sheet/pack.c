/*
 * The archive of a workbook, looked at with libzip in memory. Every entry is held to the ceilings by what the archive says of it before
 * one is unpacked, and by what comes out while it is.
 */
#include "sheet/private.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { CHUNK = 1 << 16, RATIO_FROM = 1 << 20 };

/* ---- want of memory is not the file's fault ---- */

enum { ZLIB_WANTS_MEMORY = -4 };

static bool wants_memory(const zip_error_t *why)
{
	int code = zip_error_code_zip(why);
	/* No code at all: the source itself could not be made. */
	return code == ZIP_ER_MEMORY || code == ZIP_ER_OK || (code == ZIP_ER_ZLIB && zip_error_code_system(why) == ZLIB_WANTS_MEMORY);
}

static sk_outcome no_memory(const struct reader *reader)
{
	return sk_error_set_number(reader->error, SK_E_MEMORY, NULL, reader->length);
}

/* ---- names ---- */

static bool is_folder(const char *name)
{
	size_t length = strlen(name);
	return length > 0 && name[length - 1] == '/';
}

/* A step of a path that leads nowhere or upwards. */
static bool bad_step(const char *step, size_t length)
{
	return length == 0 || (length == 1 && step[0] == '.') || (length == 2 && step[0] == '.' && step[1] == '.');
}

/* Plain relative paths only. Nothing is ever unpacked to a disk: such names show that the file was made to deceive. */
static bool good_name(const char *name)
{
	size_t length = strlen(name);
	if (length == 0 || strpbrk(name, "\\:\n\t") || !sk_utf8_clean(name, length, NULL))
		return false;
	for (const char *step = name; step < name + length;) {
		size_t bytes = strcspn(step, "/");
		if (bad_step(step, bytes))
			return false;
		step += bytes + 1;
	}
	return true;
}

/* ---- what the archive says ---- */

static sk_outcome check_size(const struct reader *reader, const char *name, uint64_t size, uint64_t packed)
{
	if (size > SK_SHEET_PART_MAX)
		return sk_sheet_too_much(reader, N_("bytes in one part of the workbook"), SK_SHEET_PART_MAX);
	if (size > RATIO_FROM && size / SK_SHEET_RATIO_MAX > packed)
		return sk_sheet_part_damaged(reader, name, N_("grows more than any table does when it is unpacked"));
	return SK_OK;
}

static sk_outcome check_entry(const struct reader *reader, const zip_stat_t *said)
{
	const zip_uint64_t needed = ZIP_STAT_NAME | ZIP_STAT_INDEX | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD;
	if ((said->valid & needed) != needed)
		return sk_sheet_damaged(reader, N_("its list of parts does not say how large they are"));
	if (strlen(said->name) > SK_SHEET_ENTRY_NAME_MAX)
		return sk_sheet_too_much(reader, N_("bytes in the name of a part"), SK_SHEET_ENTRY_NAME_MAX);
	if (!good_name(said->name))
		return sk_sheet_part_damaged(reader, said->name, N_("has a name that no part can have"));
	if ((said->valid & ZIP_STAT_ENCRYPTION_METHOD) && said->encryption_method != ZIP_EM_NONE)
		return sk_sheet_part_damaged(reader, said->name, N_("is encrypted"));
	if (said->comp_method != ZIP_CM_STORE && said->comp_method != ZIP_CM_DEFLATE)
		return sk_sheet_part_damaged(reader, said->name, N_("is packed in a way that no workbook is"));
	return check_size(reader, said->name, said->size, said->comp_size);
}

static sk_outcome list_entry(struct pack *pack, zip_uint64_t index)
{
	const struct reader *reader = pack->reader;
	zip_stat_t said;
	if (zip_stat_index(pack->zip, index, ZIP_FL_ENC_GUESS, &said) != 0)
		return wants_memory(zip_get_error(pack->zip)) ? no_memory(reader) : sk_sheet_damaged(reader, N_("its list of parts is broken"));
	SK_TRY(check_entry(reader, &said));
	if (is_folder(said.name))
		return SK_OK;
	struct entry *entry = &pack->entries[pack->count++];
	*entry = (struct entry){.index = index, .size = said.size, .packed = said.comp_size};
	return sk_arena_text(reader->arena, said.name, strlen(said.name), &entry->name, reader->error);
}

static int by_name(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;
	return strcasecmp(a->name, b->name);
}

/* Two parts of one name: one program would see the one, another the other. */
static sk_outcome check_names(const struct pack *pack)
{
	for (size_t i = 1; i < pack->count; i++)
		if (by_name(&pack->entries[i - 1], &pack->entries[i]) == 0)
			return sk_sheet_part_damaged(pack->reader, pack->entries[i].name, N_("is there twice"));
	return SK_OK;
}

static sk_outcome list_entries(struct pack *pack)
{
	const struct reader *reader = pack->reader;
	zip_int64_t count = zip_get_num_entries(pack->zip, 0);
	if (count < 0 || count > SK_SHEET_ENTRIES_MAX)
		return sk_sheet_too_much(reader, N_("parts in the workbook"), SK_SHEET_ENTRIES_MAX);
	void *memory;
	SK_TRY(sk_arena_take(reader->arena, (size_t)count + 1, sizeof(struct entry), &memory, reader->error));
	pack->entries = memory;
	for (zip_int64_t i = 0; i < count; i++)
		SK_TRY(list_entry(pack, (zip_uint64_t)i));
	qsort(pack->entries, pack->count, sizeof(*pack->entries), by_name);
	return check_names(pack);
}

/* ---- opening ---- */

static sk_outcome open_failed(const struct reader *reader, const zip_error_t *why)
{
	int code = zip_error_code_zip(why);
	if (wants_memory(why))
		return no_memory(reader);
	if (code == ZIP_ER_EXISTS)
		return sk_sheet_damaged(reader, N_("a part is there twice"));
	if (code == ZIP_ER_NOZIP)
		return sk_sheet_damaged(reader, N_("it ends too early, or is no archive"));
	return sk_sheet_damaged(reader, N_("its archive contradicts itself"));
}

sk_outcome sk_sheet_pack_open(const struct reader *reader, struct pack *pack)
{
	zip_error_t why;
	zip_error_init(&why);
	*pack = (struct pack){.reader = reader};
	zip_source_t *source = zip_source_buffer_create(reader->bytes, reader->length, 0, &why);
	if (source)
		pack->zip = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &why);
	if (source && !pack->zip)
		zip_source_free(source);
	sk_outcome outcome = pack->zip ? SK_OK : open_failed(reader, &why);
	zip_error_fini(&why);
	SK_TRY(outcome);
	return list_entries(pack);
}

void sk_sheet_pack_close(struct pack *pack)
{
	if (pack->zip)
		zip_discard(pack->zip);
	pack->zip = NULL;
}

/* ---- one part ---- */

const struct entry *sk_sheet_pack_find(const struct pack *pack, const char *name)
{
	struct entry wanted = {.name = name};
	return pack->count ? bsearch(&wanted, pack->entries, pack->count, sizeof(wanted), by_name) : NULL;
}

static sk_outcome unpack_failed(const struct reader *reader, const struct entry *entry, const zip_error_t *why)
{
	return wants_memory(why) ? no_memory(reader) : sk_sheet_part_damaged(reader, entry->name, N_("is broken: it cannot be unpacked"));
}

/* A byte more than it says is one too many. */
static sk_outcome unpack(struct pack *pack, const struct entry *entry, zip_file_t *file, struct sk_buf *out)
{
	const struct reader *reader = pack->reader;
	for (;;) {
		size_t left = (size_t)entry->size - out->length + 1, step = left < CHUNK ? left : CHUNK;
		char *to = sk_buf_room(out, step);
		SK_TRY(sk_buf_check(out, reader->error));
		zip_int64_t got = zip_fread(file, to, step);
		if (got < 0)
			return unpack_failed(reader, entry, zip_file_get_error(file));
		if (got == 0)
			break;
		sk_buf_added(out, (size_t)got);
		if (out->length > entry->size)
			break;
		SK_TRY(check_size(reader, entry->name, out->length, entry->packed));
	}
	if (out->length != entry->size)
		return sk_sheet_part_damaged(reader, entry->name, N_("has another size than the archive says"));
	return SK_OK;
}

static void close_file(zip_file_t **file)
{
	if (*file)
		(void)zip_fclose(*file);
}

sk_outcome sk_sheet_pack_read(struct pack *pack, const struct entry *entry, struct part *part)
{
	const struct reader *reader = pack->reader;
	__attribute__((cleanup(close_file))) zip_file_t *file = NULL;
	*part = (struct part){entry->name, SK_BUF(SK_SHEET_PART_MAX + 2 * CHUNK)};
	if (entry->size > SK_SHEET_PARTS_MAX - pack->unpacked)
		return sk_sheet_too_much(reader, N_("bytes in the unpacked workbook"), SK_SHEET_PARTS_MAX);
	file = zip_fopen_index(pack->zip, entry->index, 0);
	if (!file)
		return unpack_failed(reader, entry, zip_get_error(pack->zip));
	SK_TRY(unpack(pack, entry, file, &part->bytes));
	pack->unpacked += part->bytes.length;
	return SK_OK;
}
