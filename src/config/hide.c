/*
 * What nothing of a filter shows: what a person wrote into a configuration and may be a My Number (decision 0014), and secrets of other programs, where a line of theirs
 * came into a file that is none of theirs.
 */
#include "config/config.h"

#include <string.h>
#include <strings.h>

/* Where a line holds what a person wrote for persons: a comment, a description, something in quotes. */
static bool has_words(const char *line)
{
	static const char *const marks[] = {"description", "remark", "comment"};
	for (size_t i = 0; i < SK_COUNT(marks); i++)
		if (strstr(line, marks[i]))
			return true;
	return strpbrk(line, "\"'#!;") != NULL;
}

static const char digits[] = "0123456789";

/* Bytes of what a machine counted: "[12:345]" of iptables-save, "bytes 345" of nft, "\"bytes\": 345" of its JSON; 0: none stands here. */
static size_t counter_at(const char *at)
{
	static const char bytes[] = "bytes";
	size_t length = strspn(at, "[");
	if (length == 1) {
		length += strspn(at + length, digits);
		length += at[length] == ':';
		length += strspn(at + length, digits);
		return at[length] == ']' ? length + 1 : 0;
	}
	if (strncmp(at, bytes, sizeof(bytes) - 1) != 0)
		return 0;
	length = sizeof(bytes) - 1 + strspn(at + sizeof(bytes) - 1, "\": ");
	return strspn(at + length, digits) ? length + strspn(at + length, digits) : 0;
}

/* Bytes that are asked together: up to a counter or the end, or only the next word. */
static size_t piece_at(const char *at, bool words)
{
	size_t length = 0;
	while (at[length] && (words || (at[length] != ' ' && at[length] != '\t')) && (length == 0 || !counter_at(at + length)))
		length++;
	return length;
}

/* The next piece at *from or behind it; false: there is none. */
static bool next_piece(const char *line, bool words, size_t *from, size_t *length)
{
	for (size_t counted = 1; counted > 0;) {
		*from += strspn(line + *from, " \t");
		counted = counter_at(line + *from);
		*from += counted;
	}
	*length = piece_at(line + *from, words);
	return *length > 0;
}

/* One piece, by itself; returns the bytes it has now. */
static size_t hide_piece(char *piece, size_t length)
{
	char behind = piece[length];
	piece[length] = '\0';
	sk_my_number_hide(piece);
	size_t left = strlen(piece);
	piece[left] = behind;
	if (left < length)
		memmove(piece + left, piece + length, strlen(piece + length) + 1);
	return left;
}

void sk_config_hide(char *line)
{
	bool words = has_words(line);
	for (size_t at = 0, length; next_piece(line, words, &at, &length);)
		at += hide_piece(line + at, length);
}

bool sk_config_hides(const char *line)
{
	bool words = has_words(line);
	for (size_t at = 0, length; next_piece(line, words, &at, &length); at += length)
		if (sk_my_number_inside(line + at, length))
			return true;
	return false;
}

/* ---- secrets ---- */

static bool names_secret(const char *word, size_t length)
{
	static const char *const names[] = {"pass", "psk", "secret", "wep_key", "private", "pre-shared", "preshared"};
	for (size_t at = 0; at < length; at++)
		for (size_t i = 0; i < SK_COUNT(names); i++)
			if (length - at >= strlen(names[i]) && strncasecmp(word + at, names[i], strlen(names[i])) == 0)
				return true;
	return false;
}

/* "psk=abc", "psk =abc", "psk = abc": what stands behind the sign, up to a blank. NULL: there is none. */
static char *next_secret(char *line, size_t *length)
{
	for (char *sign = strchr(line, '='); sign; sign = strchr(sign + 1, '=')) {
		size_t past = (size_t)(sign - line), from;
		while (past > 0 && (line[past - 1] == ' ' || line[past - 1] == '\t'))
			past--;
		for (from = past; from > 0 && line[from - 1] != ' ' && line[from - 1] != '\t';)
			from--;
		char *value = sign + 1 + strspn(sign + 1, " \t=");
		*length = strcspn(value, " \t");
		if (*length > 0 && *value != '*' && names_secret(line + from, past - from))
			return value;
	}
	return NULL;
}

/* One sign for all of it: its length is nobody's business. */
static void hide_secrets(char *line)
{
	size_t length;
	for (char *value; (value = next_secret(line, &length));) {
		*value = '*';
		memmove(value + 1, value + length, strlen(value + length) + 1);
	}
}

static bool has_secret(const char *line)
{
	size_t length;
	return next_secret((char *)(uintptr_t)line, &length) != NULL;
}

/* ---- a filter ---- */

static SK_OUTCOME hide(struct sk_arena *arena, const char **text, struct sk_error *error)
{
	const char *copy;
	if (!*text || !(sk_config_hides(*text) || has_secret(*text)))
		return SK_OK;
	SK_TRY(sk_arena_text(arena, *text, strlen(*text), &copy, error));
	sk_config_hide((char *)(uintptr_t)copy);
	hide_secrets((char *)(uintptr_t)copy);
	*text = copy;
	return SK_OK;
}

/* Two that were told apart by what is hidden now stay two. */
static SK_OUTCOME hide_interface(struct sk_arena *arena, const char **names, size_t at, struct sk_error *error)
{
	const char *was = names[at];
	SK_TRY(hide(arena, &names[at], error));
	for (size_t i = 0; names[at] != was && i < at; i++)
		if (strcmp(names[i], names[at]) == 0)
			return sk_arena_print(arena, &names[at], error, "%s-%zu", names[at], at + 1);
	return SK_OK;
}

/* So do chains. */
static SK_OUTCOME hide_name(struct sk_arena *arena, const struct sk_filter *filter, struct sk_filter_chain *chain, struct sk_error *error)
{
	const char *was = chain->name;
	SK_TRY(hide(arena, &chain->name, error));
	for (size_t i = 0; chain->name != was && i < filter->count; i++)
		if (&filter->chains[i] != chain && strcmp(filter->chains[i].name, chain->name) == 0)
			return sk_arena_print(arena, &chain->name, error, "%s-%zu", chain->name, (size_t)(chain - filter->chains) + 1);
	return SK_OK;
}

static SK_OUTCOME hide_chain(struct sk_arena *arena, const struct sk_filter *filter, struct sk_filter_chain *chain, struct sk_error *error)
{
	struct sk_filter_rule *rules = (struct sk_filter_rule *)(uintptr_t)chain->rules;
	SK_TRY(hide(arena, &chain->table, error));
	SK_TRY(hide_name(arena, filter, chain, error));
	SK_TRY(hide(arena, &chain->hook, error));
	for (size_t i = 0; i < chain->count; i++) {
		SK_TRY(hide(arena, &rules[i].text, error));
		SK_TRY(hide(arena, &rules[i].unread, error));
	}
	return SK_OK;
}

/* The filter was just made, and is this arena's: its parts are not constant yet. */
SK_OUTCOME sk_config_read(struct sk_arena *arena, const struct sk_config_reader *reader, const struct sk_config_source *source, struct sk_filter *out,
			  struct sk_error *error)
{
	SK_TRY(reader->read(arena, source, out, error));
	struct sk_filter_chain *chains = (struct sk_filter_chain *)(uintptr_t)out->chains;
	for (size_t i = 0; i < out->count; i++)
		SK_TRY(hide_chain(arena, out, &chains[i], error));
	for (size_t i = 0; i < out->interface_count; i++)
		SK_TRY(hide_interface(arena, (const char **)(uintptr_t)out->interfaces, i, error));
	return SK_OK;
}
