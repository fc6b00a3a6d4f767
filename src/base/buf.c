/* Buffers: growing bytes under a ceiling. */
#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 64 };

/* Doubling keeps appends cheap; the ceiling keeps hostile input from taking the machine. */
static size_t room_for(const struct sk_buf *buf, size_t needed)
{
	size_t room = buf->room > SIZE_MAX / 2 ? needed : buf->room * 2;

	if (room < FIRST_ROOM)
		room = FIRST_ROOM;
	if (room > buf->ceiling)
		room = buf->ceiling + 1;
	return room < needed ? needed : room;
}

static bool fits(const struct sk_buf *buf, size_t length)
{
	return !buf->failed && buf->length <= buf->ceiling && length <= buf->ceiling - buf->length &&
	       length < SIZE_MAX - buf->length;
}

/* After a failure nothing more is added: what is there stays a prefix of what was meant. */
char *sk_buf_room(struct sk_buf *buf, size_t length)
{
	size_t needed = buf->length + length + 1;

	if (!fits(buf, length)) {
		buf->failed = true;
		return NULL;
	}
	if (needed > buf->room) {
		size_t room = room_for(buf, needed);
		char *bytes = realloc(buf->bytes, room);

		if (!bytes) {
			buf->failed = true;
			return NULL;
		}
		buf->bytes = bytes;
		buf->room = room;
	}
	buf->bytes[buf->length] = '\0';
	return buf->bytes + buf->length;
}

void sk_buf_added(struct sk_buf *buf, size_t length)
{
	SK_INVARIANT(length < buf->room - buf->length);
	buf->length += length;
	buf->bytes[buf->length] = '\0';
}

void sk_buf_add(struct sk_buf *buf, const char *bytes, size_t length)
{
	char *to = sk_buf_room(buf, length);

	if (!to)
		return;
	if (length)
		memcpy(to, bytes, length);
	sk_buf_added(buf, length);
}

sk_outcome sk_buf_keep(const struct sk_buf *buf, struct sk_arena *arena, void **out, struct sk_error *error)
{
	SK_TRY(sk_arena_take(arena, buf->length + 1, 1, out, error));
	if (buf->length > 0)
		memcpy(*out, buf->bytes, buf->length);
	return SK_OK;
}

void sk_buf_text(struct sk_buf *buf, const char *text)
{
	sk_buf_add(buf, text, strlen(text));
}

/* Most fit where there is room already: only what does not is printed twice. */
void sk_buf_print_list(struct sk_buf *buf, const char *format, va_list arguments)
{
	va_list again;
	char *to = buf->room > buf->length ? buf->bytes + buf->length : NULL;
	size_t room = to ? buf->room - buf->length : 0;
	int length;

	va_copy(again, arguments);
	length = vsnprintf(to, room, format, again);
	va_end(again);
	if (length >= 0 && (size_t)length < room && fits(buf, (size_t)length)) {
		buf->length += (size_t)length;
		return;
	}
	if (to)
		*to = '\0';
	if (length < 0)
		buf->failed = true;
	to = length < 0 ? NULL : sk_buf_room(buf, (size_t)length);
	if (!to)
		return;
	(void)vsnprintf(to, (size_t)length + 1, format, arguments);
	sk_buf_added(buf, (size_t)length);
}

void sk_buf_print(struct sk_buf *buf, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	sk_buf_print_list(buf, format, arguments);
	va_end(arguments);
}

/* A new start: an earlier failure is forgotten with the bytes it belonged to. */
void sk_buf_clear(struct sk_buf *buf)
{
	buf->length = 0;
	buf->failed = false;
	if (buf->bytes)
		buf->bytes[0] = '\0';
}

void sk_buf_release(struct sk_buf *buf)
{
	if (!buf)
		return;
	free(buf->bytes);
	*buf = SK_BUF(buf->ceiling);
}

sk_outcome sk_buf_check(const struct sk_buf *buf, struct sk_error *error)
{
	if (buf->failed)
		return sk_error_set_number(error, SK_E_MEMORY, NULL, buf->ceiling);
	return SK_OK;
}
