/* The words of a query, for who has to know what is in it: SQLite says whether it is one. */
#include "check/checker.h"

#include <ctype.h>
#include <string.h>

static bool in_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static enum token_sort sort_of(const char *at)
{
	if (*at == '\0')
		return TOKEN_END;
	if (*at == '\'')
		return TOKEN_TEXT;
	if (strchr("\"`[", *at) || strncmp(at, "--", 2) == 0 || strncmp(at, "/*", 2) == 0)
		return TOKEN_ODD;
	if (isdigit((unsigned char)*at))
		return TOKEN_NUMBER;
	return in_word(*at) ? TOKEN_WORD : TOKEN_SIGN;
}

static size_t length_of(enum token_sort sort, const char *at)
{
	size_t length = 1;
	if (sort == TOKEN_END)
		return 0;
	if (sort == TOKEN_TEXT)
		return strcspn(at + 1, "'") + 1 + (at[strcspn(at + 1, "'") + 1] != '\0');
	if (sort == TOKEN_SIGN)
		return strchr("<>=!|", at[0]) && at[1] != '\0' && strchr("<>=|", at[1]) ? 2 : 1;
	while (in_word(at[length]) || (sort == TOKEN_NUMBER && at[length] == '.'))
		length++;
	return length;
}

size_t tokens_read(const char *sql, struct token *out)
{
	size_t count = 0;
	for (;;) {
		sql += strspn(sql, " \t\r\n\f");
		enum token_sort sort = sort_of(sql);
		if (sort == TOKEN_END)
			return count;
		out[count] = (struct token){sort, sql, length_of(sort, sql)};
		sql += out[count++].length;
	}
}

/* SQL's words are ASCII in any locale, and this is asked of every word of every query. */
static char lower(char letter)
{
	return letter >= 'A' && letter <= 'Z' ? (char)(letter + 'a' - 'A') : letter;
}

bool token_is(const struct token *token, const char *text)
{
	size_t i = 0;
	while (i < token->length && text[i] && lower(token->at[i]) == lower(text[i]))
		i++;
	return i == token->length && !text[i];
}

bool token_is_one_of(const struct token *token, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (token_is(token, words[i]))
			return true;
	return false;
}
