/* Lines of what a terminal shows, and their words. */
#include "config/router.h"

#include <stdio.h>
#include <string.h>

enum { WORDS_MAX = SK_CONFIG_LINE_MAX / 2 + 1, PROMPT_MAX = 64 };

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* ---- refusals ---- */

static struct sk_place place_at(const struct sk_lines *lines, size_t at)
{
	uint32_t column = 1;
	for (size_t i = 0; i < lines->indent + at; column++) {
		size_t step = sk_utf8_step(lines->start + i, lines->indent + at - i);
		i += step ? step : 1;
	}
	return (struct sk_place){lines->file, lines->number, column};
}

sk_outcome sk_lines_refuse(const struct sk_lines *lines, size_t at, const char *what, const char *expected)
{
	struct sk_place place = place_at(lines, at);
	return sk_error_set(lines->error, SK_E_CONFIG_SYNTAX, &place, what, _(expected), NULL);
}

sk_outcome sk_lines_refuse_word(const struct sk_lines *lines, const struct sk_word *word, const char *expected)
{
	SK_BUF_SCOPE text = SK_BUF(SK_CONFIG_LINE_MAX + 1);
	sk_buf_add(&text, word->text, word->length);
	return sk_lines_refuse(lines, word->at, text.length ? text.bytes : "", expected);
}

sk_outcome sk_config_too_many(struct sk_error *error, const char *file, uint32_t line, const char *what, size_t most)
{
	struct sk_place place = {file, line, 1};
	char number[24];
	(void)snprintf(number, sizeof(number), "%zu", most);
	return sk_error_set(error, SK_E_CONFIG_SIZE, &place, _(what), number, NULL);
}

/* ---- words ---- */

bool sk_word_is(const struct sk_word *word, const char *text)
{
	return word->length == strlen(text) && memcmp(word->text, text, word->length) == 0;
}

bool sk_word_is_one_of(const struct sk_word *word, const char *const *texts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (sk_word_is(word, texts[i]))
			return true;
	return false;
}

const struct sk_word *sk_lines_word(const struct sk_lines *lines, size_t at)
{
	static const struct sk_word none = {"", 0, 0};
	return at < lines->word_count ? &lines->words[at] : &none;
}

bool sk_lines_is(const struct sk_lines *lines, size_t at, const char *text)
{
	return sk_word_is(sk_lines_word(lines, at), text);
}

void sk_lines_split(struct sk_lines *lines, const char *text, size_t length)
{
	length = lines->uncommented ? lines->uncommented(text, length) : length;
	lines->word_count = 0;
	for (size_t at = 0; at < length;) {
		size_t from = at;
		while (at < length && !is_blank(text[at]))
			at++;
		if (at > from)
			lines->words[lines->word_count++] = (struct sk_word){text + from, at - from, from};
		else
			at++;
	}
}

sk_outcome sk_lines_keep(struct sk_lines *lines, size_t length, const char **out)
{
	size_t bad;
	if (sk_utf8_clean(lines->line, length, &bad))
		return sk_arena_text(lines->arena, lines->line, length, out, lines->error);
	struct sk_place place = place_at(lines, bad);
	return sk_error_set(lines->error, SK_E_TEXT_ENCODING, &place, NULL, NULL, NULL);
}

sk_outcome sk_lines_keep_words(struct sk_lines *lines, const char **out)
{
	const struct sk_word *last = sk_lines_word(lines, lines->word_count - 1);
	return sk_lines_keep(lines, last->at + last->length, out);
}

/* ---- lines ---- */

sk_outcome sk_lines_new(struct sk_lines *lines, struct sk_arena *scratch)
{
	void *words = NULL;
	SK_TRY(sk_arena_take(scratch, WORDS_MAX, sizeof(struct sk_word), &words, lines->error));
	lines->words = words;
	return SK_OK;
}

void sk_lines_take(struct sk_lines *lines, const struct sk_config_source *source, size_t at, size_t *past)
{
	const char *newline = memchr(source->bytes + at, '\n', source->length - at);
	*past = newline ? (size_t)(newline - source->bytes) : source->length;
	size_t end = *past;
	lines->start = source->bytes + at;
	lines->number++;
	while (end > at && (is_blank(source->bytes[end - 1]) || source->bytes[end - 1] == '\r'))
		end--;
	for (lines->indent = 0; at + lines->indent < end && is_blank(lines->start[lines->indent]);)
		lines->indent++;
	lines->line = lines->start + lines->indent;
	lines->length = end - at - lines->indent;
}

sk_outcome sk_lines_check(const struct sk_lines *lines)
{
	struct sk_place place = {lines->file, lines->number, 1};
	if (lines->indent + lines->length > SK_CONFIG_LINE_MAX)
		return sk_error_set_number(lines->error, SK_E_TEXT_LONG, &place, SK_CONFIG_LINE_MAX);
	return memchr(lines->start, '\0', lines->indent + lines->length) ? sk_error_set(lines->error, SK_E_TEXT_ENCODING, &place, NULL, NULL, NULL) : SK_OK;
}

/* ---- what a terminal shows around them ---- */

size_t sk_lines_prompt(const struct sk_lines *lines)
{
	for (size_t i = 0; i < lines->length && i < PROMPT_MAX && !is_blank(lines->line[i]); i++) {
		if (lines->line[i] != '#' && lines->line[i] != '>')
			continue;
		for (i++; i < lines->length && is_blank(lines->line[i]);)
			i++;
		return i;
	}
	return 0;
}

void sk_lines_split_typed(struct sk_lines *lines, size_t prompt)
{
	sk_lines_split(lines, lines->line + prompt, lines->length - prompt);
	for (size_t i = 0; i < lines->word_count; i++)
		lines->words[i].at += prompt;
}

size_t sk_lines_find(struct sk_lines *lines, const struct sk_config_source *source, bool (*shows)(struct sk_lines *lines))
{
	static const char mark[] = "\xef\xbb\xbf";
	for (size_t at = 0, past; at < source->length; at = past + 1) {
		sk_lines_take(lines, source, at, &past);
		if (lines->length <= SK_CONFIG_LINE_MAX && shows(lines))
			return past < source->length ? past + 1 : past;
	}
	lines->number = 0;
	return source->length >= 3 && memcmp(source->bytes, mark, 3) == 0 ? 3 : 0;
}
