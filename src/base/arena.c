/* Arenas: memory that is handed out piece by piece and ends at once. */
#include "base/base.h"

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 64 * 1024 };

/* The bytes are declared as max_align_t so that the first piece of a block suits any type. */
struct block {
	struct block *next;
	size_t room, used;
	max_align_t bytes[];
};

/* The head of the list is the block that small pieces come from. */
struct sk_arena {
	struct block *blocks;
	size_t ceiling, used;
};

struct sk_arena *sk_arena_new(size_t ceiling)
{
	struct sk_arena *arena = calloc(1, sizeof(*arena));

	if (arena)
		arena->ceiling = ceiling;
	return arena;
}

void sk_arena_free(struct sk_arena *arena)
{
	if (!arena)
		return;
	while (arena->blocks) {
		struct block *next = arena->blocks->next;

		free(arena->blocks);
		arena->blocks = next;
	}
	free(arena);
}

size_t sk_arena_used(const struct sk_arena *arena)
{
	return arena->used;
}

/* Every piece is a multiple of the alignment, so that the next one is aligned too; 0 when that would overflow. */
static size_t piece_size(size_t count, size_t size)
{
	const size_t step = alignof(max_align_t);
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes) || bytes > SIZE_MAX - step - sizeof(struct block))
		return 0;
	return bytes ? (bytes + step - 1) / step * step : step;
}

/*
 * A piece of more than a quarter of a block gets a block of its own behind the head, which stays in use:
 * so less than a quarter of each block is ever wasted.
 */
static struct block *block_add(struct sk_arena *arena, size_t piece)
{
	bool own = piece > BLOCK_BYTES / 4;
	size_t left = arena->ceiling - arena->used;
	size_t room = own ? piece : left < BLOCK_BYTES ? left : BLOCK_BYTES;
	struct block *block = malloc(sizeof(*block) + room);

	if (!block)
		return NULL;
	*block = (struct block){.room = room};
	if (own && arena->blocks) {
		block->next = arena->blocks->next;
		arena->blocks->next = block;
	} else {
		block->next = arena->blocks;
		arena->blocks = block;
	}
	return block;
}

sk_outcome sk_arena_room(struct sk_arena *arena, size_t count, size_t size, void **out, struct sk_error *error)
{
	size_t piece = piece_size(count, size);
	struct block *block = arena->blocks;

	if (!piece || piece > arena->ceiling - arena->used)
		return sk_error_set_number(error, SK_E_MEMORY, NULL, arena->ceiling);
	if (!block || piece > block->room - block->used)
		block = block_add(arena, piece);
	if (!block)
		return sk_error_set_number(error, SK_E_MEMORY, NULL, arena->ceiling);
	*out = (char *)block->bytes + block->used;
	block->used += piece;
	arena->used += piece;
	return SK_OK;
}

/* Piece by piece: most blocks end before they are full. */
sk_outcome sk_arena_take(struct sk_arena *arena, size_t count, size_t size, void **out, struct sk_error *error)
{
	SK_TRY(sk_arena_room(arena, count, size, out, error));
	memset(*out, 0, count * size);
	return SK_OK;
}

sk_outcome sk_arena_text(struct sk_arena *arena, const char *text, size_t length, const char **out,
			 struct sk_error *error)
{
	void *copy = NULL;

	if (length == SIZE_MAX)
		return sk_error_set_number(error, SK_E_MEMORY, NULL, arena->ceiling);
	SK_TRY(sk_arena_room(arena, length + 1, 1, &copy, error));
	if (length)
		memcpy(copy, text, length);
	((char *)copy)[length] = '\0';
	*out = copy;
	return SK_OK;
}

SK_PRINTF(4, 0)
static SK_OUTCOME print_list(struct sk_arena *arena, const char **out, struct sk_error *error, const char *format,
			     va_list arguments)
{
	va_list again;
	void *text = NULL;
	int length;

	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (length < 0)
		return sk_error_set_number(error, SK_E_MEMORY, NULL, arena->ceiling);
	SK_TRY(sk_arena_room(arena, (size_t)length + 1, 1, &text, error));
	(void)vsnprintf(text, (size_t)length + 1, format, arguments);
	*out = text;
	return SK_OK;
}

sk_outcome sk_arena_print(struct sk_arena *arena, const char **out, struct sk_error *error, const char *format, ...)
{
	va_list arguments;
	sk_outcome outcome;

	va_start(arguments, format);
	outcome = print_list(arena, out, error, format, arguments);
	va_end(arguments);
	return outcome;
}
