/* Words of nftables' own text, cut as nft 1.0.6 cuts them: of all that a stretch of bytes can be, the longest. */
#include "config/nft_text.h"

#include <string.h>

enum { ADDRESS_MAX = 45, MAC_PAIRS = 6, BRACES_MAX = 64 };

/* ---- lengths of what begins here; 0: it does not ---- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_hexadecimal(char c)
{
	return sk_config_hexadecimal(c) >= 0;
}

static bool is_of_address(char c)
{
	return is_hexadecimal(c) || c == ':' || c == '.';
}

static bool is_of_word(char c)
{
	return is_letter(c) || is_digit(c) || c == '/' || c == '-' || c == '_' || c == '.';
}

static size_t run_of(const char *at, const char *end, bool (*belongs)(char))
{
	size_t length = 0;
	while (at + length < end && belongs(at[length]))
		length++;
	return length;
}

static size_t number_at(const char *at, const char *end)
{
	bool marked = end - at > 2 && at[0] == '0' && (at[1] == 'x' || at[1] == 'X');
	size_t hexadecimal = marked ? run_of(at + 2, end, is_hexadecimal) : 0;
	return hexadecimal ? hexadecimal + 2 : run_of(at, end, is_digit);
}

static size_t address_at(const char *at, const char *end)
{
	size_t length = run_of(at, end, is_of_address), signs = 0;
	sk_wide address;
	length = length > ADDRESS_MAX ? ADDRESS_MAX : length;
	for (size_t i = 0; i < length; i++)
		signs += at[i] == ':' || at[i] == '.';
	for (; signs > 1 && length > 1; length--)
		if (sk_address_read(at, length, &address))
			return length;
	return 0;
}

static size_t mac_at(const char *at, const char *end)
{
	size_t length = 0;
	for (size_t i = 0; i < MAC_PAIRS; i++, length += 3)
		if ((size_t)(end - at) < length + 2 || !is_hexadecimal(at[length]) || !is_hexadecimal(at[length + 1]) ||
		    (i + 1 < MAC_PAIRS && ((size_t)(end - at) < length + 3 || at[length + 2] != ':')))
			return 0;
	return length - 1;
}

/* "1h30m" */
static size_t time_at(const char *at, const char *end)
{
	size_t length = 0;
	for (;;) {
		size_t digits = run_of(at + length, end, is_digit), unit = length + digits;
		if (digits == 0 || at + unit == end || !strchr("dhms", at[unit]))
			return length;
		length = unit + 1;
		if (at[unit] == 'm' && at + length < end && at[length] == 's')
			length++;
	}
}

/* With a star at the end, or one that is meant as such. */
static size_t word_at(const char *at, const char *end)
{
	bool begins = is_letter(*at) || *at == '_' || *at == '.';
	size_t length = begins ? run_of(at, end, is_of_word) : 0;
	if (at + length + 1 < end && at[length] == '\\' && at[length + 1] == '*')
		return length + 2 + run_of(at + length + 2, end, is_of_word);
	return length > 0 && at + length < end && at[length] == '*' ? length + 1 : length;
}

static size_t sign_at(const char *at, const char *end)
{
	static const char *const pairs[] = {"==", "!=", "<=", ">=", "<<", ">>"};
	for (size_t i = 0; i < SK_COUNT(pairs) && end - at > 1; i++)
		if (memcmp(at, pairs[i], 2) == 0)
			return 2;
	size_t step = sk_utf8_step(at, (size_t)(end - at));
	return step ? step : 1;
}

/* ---- tokens ---- */

static void walk(struct sk_nt_cursor *here, const char *past)
{
	for (; here->at < past; here->at++) {
		here->line += *here->at == '\n';
		here->column = *here->at == '\n' ? 1 : here->column + (((unsigned char)*here->at & 0xc0) != 0x80);
	}
}

static const char *line_end(const struct sk_nt_cursor *here)
{
	const char *newline = memchr(here->at, '\n', (size_t)(here->end - here->at));
	return newline ? newline : here->end;
}

static bool begins_with(const char *at, const char *end, const char *text)
{
	size_t length = strlen(text);
	return (size_t)(end - at) >= length && memcmp(at, text, length) == 0;
}

bool sk_nt_is_foreign(const char *at, const char *end)
{
	return begins_with(at, end, "# xt_");
}

/* Blanks, comments, and newlines behind a backslash. */
static void skip_blanks(struct sk_nt_cursor *here)
{
	for (;;) {
		if (here->at < here->end && strchr(" \t\r", *here->at) && *here->at)
			walk(here, here->at + 1);
		else if (begins_with(here->at, here->end, "\\\n"))
			walk(here, here->at + 2);
		else if (begins_with(here->at, here->end, "\\\r\n"))
			walk(here, here->at + 3);
		else if (begins_with(here->at, here->end, "#") && !sk_nt_is_foreign(here->at, here->end))
			walk(here, line_end(here));
		else
			return;
	}
}

static void quote(struct sk_nt_cursor *here, struct sk_nt_token *token)
{
	const char *close = memchr(here->at + 1, '"', (size_t)(here->end - here->at - 1));
	token->kind = close ? SK_NT_QUOTED : SK_NT_CUT;
	token->at = here->at + 1;
	token->length = close ? (size_t)(close - token->at) : 0;
	token->past = close ? close + 1 : here->end;
}

/* The longest of what it can be. */
static void cut(struct sk_nt_cursor *here, struct sk_nt_token *token)
{
	static const struct {
		size_t (*length)(const char *at, const char *end);
		enum sk_nt_kind kind;
	} ways[] = {{sign_at, SK_NT_SIGN}, {word_at, SK_NT_WORD}, {number_at, SK_NT_NUMBER}, {time_at, SK_NT_WORD}, {mac_at, SK_NT_WORD}, {address_at, SK_NT_ADDRESS}};
	for (size_t i = 0; i < SK_COUNT(ways); i++) {
		size_t length = ways[i].length(here->at, here->end);
		/* A single letter or digit is no sign, a single point is no word. */
		if (length < token->length || (length == token->length && (ways[i].kind != SK_NT_NUMBER && *here->at == '.')))
			continue;
		if (length == 0)
			continue;
		token->length = length;
		token->kind = ways[i].kind;
	}
	token->past = here->at + token->length;
}

void sk_nt_step(struct sk_nt *nt)
{
	struct sk_nt_cursor *here = &nt->here;
	here->done = here->token.past;
	skip_blanks(here);
	struct sk_nt_token token = {.kind = SK_NT_END, .at = here->at, .from = here->at, .past = here->at, .line = here->line, .column = here->column};
	if (here->at < here->end && (*here->at == '\n' || *here->at == ';')) {
		token.kind = SK_NT_BREAK;
		token.past = here->at + 1;
	} else if (here->at < here->end && *here->at == '#') {
		token.kind = SK_NT_FOREIGN;
		token.past = line_end(here);
	} else if (here->at < here->end && *here->at == '"') {
		quote(here, &token);
	} else if (here->at < here->end) {
		cut(here, &token);
	}
	walk(here, token.past);
	here->token = token;
}

void sk_nt_start(struct sk_nt *nt, const char *bytes, size_t length)
{
	nt->here = (struct sk_nt_cursor){.at = bytes, .end = bytes + length, .line = 1, .column = 1};
	sk_nt_step(nt);
}

bool sk_nt_is(const struct sk_nt *nt, const char *text)
{
	const struct sk_nt_token *token = &nt->here.token;
	bool bare = token->kind == SK_NT_SIGN || token->kind == SK_NT_WORD;
	return bare && strlen(text) == token->length && memcmp(text, token->at, token->length) == 0;
}

bool sk_nt_take(struct sk_nt *nt, const char *text)
{
	bool taken = sk_nt_is(nt, text);
	if (taken)
		sk_nt_step(nt);
	return taken;
}

bool sk_nt_is_text(const struct sk_nt *nt)
{
	enum sk_nt_kind kind = nt->here.token.kind;
	return kind == SK_NT_WORD || kind == SK_NT_NUMBER || kind == SK_NT_ADDRESS || kind == SK_NT_QUOTED;
}

bool sk_nt_at_end(const struct sk_nt *nt)
{
	enum sk_nt_kind kind = nt->here.token.kind;
	return kind == SK_NT_END || kind == SK_NT_BREAK || sk_nt_is(nt, "}");
}

void sk_nt_skip_breaks(struct sk_nt *nt)
{
	while (nt->here.token.kind == SK_NT_BREAK)
		sk_nt_step(nt);
}

/* ---- refusals ---- */

struct sk_place sk_nt_place(const struct sk_nt *nt)
{
	return (struct sk_place){nt->file, nt->here.token.line, nt->here.token.column};
}

sk_outcome sk_nt_cut(const struct sk_nt *nt, const char *what, const char *expected)
{
	struct sk_place place = sk_nt_place(nt);
	return sk_error_set(nt->error, SK_E_CONFIG_CUT, &place, _(what), _(expected), NULL);
}

sk_outcome sk_nt_refuse(const struct sk_nt *nt, const char *expected)
{
	enum { SHOWN = 60 };
	const struct sk_nt_token *token = &nt->here.token;
	struct sk_place place = sk_nt_place(nt);
	SK_BUF_SCOPE word = SK_BUF(SHOWN + 1);
	for (size_t at = 0, step; at < (size_t)(token->past - token->from) && *token->from != '\n'; at += step) {
		step = sk_utf8_step(token->from + at, (size_t)(token->past - token->from) - at);
		if (word.length + step > SHOWN)
			break;
		sk_buf_add(&word, token->from + at, step);
	}
	return sk_error_set(nt->error, SK_E_CONFIG_SYNTAX, &place, word.length ? word.bytes : _("the end of the line"), _(expected), NULL);
}

sk_outcome sk_nt_skip_rest(struct sk_nt *nt)
{
	struct sk_nt_cursor opened[BRACES_MAX];
	size_t depth = 0;
	for (; depth > 0 || !sk_nt_at_end(nt); sk_nt_step(nt)) {
		if (nt->here.token.kind == SK_NT_CUT)
			return sk_nt_cut(nt, N_("quotes that do not end"), N_("'\"' behind what is quoted"));
		if (nt->here.token.kind == SK_NT_END) {
			nt->here = opened[depth - 1];
			return sk_nt_cut(nt, N_("a block that does not end"), N_("'}' behind what begins with '{'"));
		}
		if (sk_nt_is(nt, "{") && depth == BRACES_MAX)
			return sk_nt_refuse(nt, N_("fewer blocks within blocks"));
		if (sk_nt_is(nt, "{"))
			opened[depth++] = nt->here;
		depth -= sk_nt_is(nt, "}");
	}
	return SK_OK;
}

/* ---- values ---- */

json_t *sk_nt_keep(struct sk_nt *nt, json_t *value)
{
	nt->full |= !value || json_array_append_new(nt->pool, value) != 0;
	nt->over |= ++nt->values > SK_NT_VALUES_MAX;
	return nt->full || nt->over ? NULL : value;
}

json_t *sk_nt_list(struct sk_nt *nt)
{
	return sk_nt_keep(nt, json_array());
}

json_t *sk_nt_text(struct sk_nt *nt, const char *text, size_t length)
{
	return sk_nt_keep(nt, json_stringn(text, length));
}

json_t *sk_nt_object(struct sk_nt *nt, const char *key, json_t *value)
{
	json_t *object = value ? sk_nt_keep(nt, json_object()) : NULL;
	if (object)
		sk_nt_put(nt, object, key, value);
	return object;
}

void sk_nt_append(struct sk_nt *nt, json_t *list, json_t *value)
{
	nt->full = nt->full || (list && value && json_array_append(list, value) != 0);
	nt->over |= ++nt->values > SK_NT_VALUES_MAX;
}

void sk_nt_put(struct sk_nt *nt, json_t *object, const char *key, json_t *value)
{
	nt->full = nt->full || (object && value && json_object_set(object, key, value) != 0);
}
