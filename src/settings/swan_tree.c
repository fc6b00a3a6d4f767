/*
 * The form of strongswan.conf(5): sections in braces, keys with values, comments, inclusions, references to other sections.
 *
 * A value goes to the end of its line, to a comment or to a closing brace; parts in quotes may hold all of these.
 */
#include "settings/private.h"

#include <string.h>

enum { NAME_MAX_BYTES = 256 };

enum token { T_END, T_NEWLINE, T_OPEN, T_CLOSE, T_EQUALS, T_COLON, T_COMMA, T_NAME, T_QUOTE };

struct scan {
	struct sk_settings_making *making;
	const char *bytes;
	size_t length, at;
	uint32_t line;
	/* the token */
	enum token token;
	size_t from, size;
	uint32_t token_line;
	/* where it stands */
	struct sk_swan_node *stack[SK_SETTINGS_DEPTH_MAX];
	size_t depth;
	struct sk_swan_tree *tree;
	struct sk_buf text;
};

/* Keys whose values are read; no other value is kept. */
static const char *const read_keys[] = {"version", "remote_addrs", "proposals", "aggressive", "rekey_time", "reauth_time", "auth", "pubkeys",
					"ah_proposals", "esp_proposals", "local_ts", "remote_ts", "life_time", "mode"};

static bool is_read(const char *name)
{
	for (size_t i = 0; i < SK_COUNT(read_keys); i++)
		if (strcmp(read_keys[i], name) == 0)
			return true;
	return false;
}

/* ---- tokens ---- */

static bool is_at(const struct scan *scan, const char *set)
{
	return scan->at < scan->length && strchr(set, scan->bytes[scan->at]);
}

static void pass_blanks(struct scan *scan)
{
	while (is_at(scan, " \t\r"))
		scan->at++;
	if (is_at(scan, "#"))
		while (scan->at < scan->length && scan->bytes[scan->at] != '\n')
			scan->at++;
}

static enum token sign(char c)
{
	static const struct {
		char c;
		enum token token;
	} signs[] = {{'\n', T_NEWLINE}, {'{', T_OPEN}, {'}', T_CLOSE}, {'=', T_EQUALS}, {':', T_COLON}, {',', T_COMMA}, {'"', T_QUOTE}};
	for (size_t i = 0; i < SK_COUNT(signs); i++)
		if (signs[i].c == c)
			return signs[i].token;
	return T_NAME;
}

static void next(struct scan *scan)
{
	pass_blanks(scan);
	scan->from = scan->at;
	scan->token_line = scan->line;
	scan->token = scan->at < scan->length ? sign(scan->bytes[scan->at]) : T_END;
	if (scan->token == T_NAME)
		while (scan->at < scan->length && !is_at(scan, "#{}:,=\"\r\n\t "))
			scan->at++;
	else
		scan->at += scan->token != T_END;
	scan->line += scan->token == T_NEWLINE;
	scan->size = scan->at - scan->from;
}

/* ---- values ---- */

static char unescaped(char c)
{
	static const char from[] = "nrt", to[] = "\n\r\t";
	const char *found = strchr(from, c);
	return found && *found ? to[found - from] : c;
}

/* One character behind a backslash; the end of a line there joins it with the next. */
static void take_escape(struct scan *scan)
{
	scan->at++;
	if (scan->at < scan->length && scan->bytes[scan->at] == '\r' && scan->at + 1 < scan->length && scan->bytes[scan->at + 1] == '\n')
		scan->at++;
	if (scan->at >= scan->length)
		return;
	char c = scan->bytes[scan->at++];
	scan->line += c == '\n';
	if (c == '\n')
		return;
	c = unescaped(c);
	sk_buf_add(&scan->text, &c, 1);
}

static sk_outcome take_quoted(struct scan *scan)
{
	size_t from = scan->at++;
	while (scan->at < scan->length && scan->bytes[scan->at] != '"') {
		if (scan->bytes[scan->at] == '\\') {
			take_escape(scan);
			continue;
		}
		scan->line += scan->bytes[scan->at] == '\n';
		sk_buf_add(&scan->text, scan->bytes + scan->at++, 1);
	}
	if (scan->at >= scan->length)
		return sk_settings_refuse(scan->making, from, N_("a text in quotes that does not end"), N_("a closing quote"));
	scan->at++;
	return SK_OK;
}

static sk_outcome take_part(struct scan *scan)
{
	if (scan->text.length > 0)
		sk_buf_text(&scan->text, " ");
	if (is_at(scan, "\""))
		return take_quoted(scan);
	size_t from = scan->at;
	while (scan->at < scan->length && !is_at(scan, "#}\"\r\n\t "))
		scan->at++;
	sk_buf_add(&scan->text, scan->bytes + from, scan->at - from);
	return SK_OK;
}

/* What stands behind '=' or "include", into scan->text. */
static sk_outcome take_value(struct scan *scan)
{
	size_t from = scan->at;
	sk_buf_clear(&scan->text);
	for (;;) {
		while (is_at(scan, " \t\r"))
			scan->at++;
		if (scan->at >= scan->length || is_at(scan, "#}\n"))
			break;
		SK_TRY(take_part(scan));
	}
	return scan->text.failed || scan->text.length > SK_SETTINGS_LINE_MAX ? sk_settings_too_long(scan->making, from, SK_SETTINGS_LINE_MAX) : SK_OK;
}

/* ---- the tree ---- */

static struct sk_swan_node *top(const struct scan *scan)
{
	return scan->stack[scan->depth - 1];
}

static bool same_name(const struct sk_swan_node *node, const char *name, size_t length)
{
	return strlen(node->name) == length && memcmp(node->name, name, length) == 0;
}

struct sk_swan_node *sk_swan_find(const struct sk_swan_node *in, const char *name, size_t length, bool section)
{
	for (struct sk_swan_node *node = in->first; node; node = node->next)
		if (node->section == section && same_name(node, name, length))
			return node;
	return NULL;
}

sk_outcome sk_swan_count(struct sk_swan_tree *tree, size_t at)
{
	if (++tree->entries <= SK_SETTINGS_ENTRIES_MAX)
		return SK_OK;
	return sk_settings_too_many(tree->making, at, N_("sections and keys"), SK_SETTINGS_ENTRIES_MAX);
}

sk_outcome sk_swan_add(struct sk_swan_tree *tree, struct sk_swan_node *in, struct sk_swan_node **out)
{
	void *memory;
	SK_TRY(sk_arena_take(tree->making->arena, 1, sizeof(**out), &memory, tree->making->error));
	*out = memory;
	*(in->last ? &in->last->next : &in->first) = *out;
	in->last = *out;
	return SK_OK;
}

/* The one of that name, or a new one behind the others. */
static sk_outcome node_named(struct scan *scan, size_t from, size_t size, bool section, struct sk_swan_node **out)
{
	struct sk_settings_making *making = scan->making;
	size_t bad;
	if (size > NAME_MAX_BYTES)
		return sk_settings_too_long(making, from, NAME_MAX_BYTES);
	if (!sk_utf8_clean(scan->bytes + from, size, &bad))
		return sk_settings_no_text(making, from + bad);
	SK_TRY(sk_swan_count(scan->tree, from));
	*out = sk_swan_find(top(scan), scan->bytes + from, size, section);
	if (*out)
		return SK_OK;
	SK_TRY(sk_swan_add(scan->tree, top(scan), out));
	(*out)->section = section;
	return sk_arena_text(making->arena, scan->bytes + from, size, &(*out)->name, making->error);
}

/* A key set to nothing is as if it did not stand there. */
static sk_outcome keep_value(struct scan *scan, struct sk_swan_node *node, size_t at)
{
	size_t bad;
	node->value = NULL;
	if (!is_read(node->name) || scan->text.length == 0)
		return SK_OK;
	if (!sk_utf8_clean(scan->text.bytes, scan->text.length, &bad))
		return sk_settings_no_text(scan->making, at);
	return sk_arena_text(scan->making->arena, scan->text.bytes, scan->text.length, &node->value, scan->making->error);
}

static sk_outcome take_key(struct scan *scan, size_t from, size_t size, uint32_t line)
{
	struct sk_swan_node *node;
	SK_TRY(node_named(scan, from, size, false, &node));
	node->line = line;
	size_t at = scan->at;
	SK_TRY(take_value(scan));
	return keep_value(scan, node, at);
}

static sk_outcome open_section(struct scan *scan, size_t from, size_t size, uint32_t line, struct sk_swan_reference *references)
{
	struct sk_swan_node *node;
	if (scan->depth >= SK_SETTINGS_DEPTH_MAX)
		return sk_settings_too_many(scan->making, from, N_("sections one in the other"), SK_SETTINGS_DEPTH_MAX);
	SK_TRY(node_named(scan, from, size, true, &node));
	node->line = node->line ? node->line : line;
	struct sk_swan_reference **end = &node->references;
	while (*end)
		end = &(*end)->next;
	*end = references;
	scan->stack[scan->depth++] = node;
	return SK_OK;
}

/* Names of other sections, up to the brace. */
static sk_outcome take_references(struct scan *scan, struct sk_swan_reference **end)
{
	struct sk_settings_making *making = scan->making;
	bool name = false;
	for (next(scan); name == false || scan->token != T_OPEN; next(scan)) {
		void *memory;
		if (name && scan->token == T_NEWLINE)
			continue;
		name = !name;
		if (scan->token != (name ? T_NAME : T_COMMA))
			return sk_settings_refuse(making, scan->from, N_("what stands behind ':'"), N_("names of sections with commas between them, then '{'"));
		if (!name)
			continue;
		SK_TRY(sk_arena_take(making->arena, 1, sizeof(**end), &memory, making->error));
		*end = memory;
		**end = (struct sk_swan_reference){scan->bytes + scan->from, scan->size, scan->token_line, NULL};
		end = &(*end)->next;
	}
	return SK_OK;
}

static sk_outcome take_section(struct scan *scan, size_t from, size_t size, uint32_t line)
{
	struct sk_swan_reference *references = NULL;
	while (scan->token == T_NEWLINE)
		next(scan);
	if (scan->token == T_COLON)
		SK_TRY(take_references(scan, &references));
	if (scan->token != T_OPEN)
		return sk_settings_refuse(scan->making, from, N_("a word that is neither a key nor the name of a section"), N_("'=' or '{' behind it"));
	return open_section(scan, from, size, line, references);
}

static bool is_include(const struct scan *scan)
{
	static const char word[] = "include";
	if (scan->size != sizeof(word) - 1 || memcmp(scan->bytes + scan->from, word, scan->size) != 0 || !is_at(scan, " \t"))
		return false;
	size_t at = scan->at;
	while (at < scan->length && (scan->bytes[at] == ' ' || scan->bytes[at] == '\t'))
		at++;
	return at < scan->length && scan->bytes[at] != '=';
}

static sk_outcome take_include(struct scan *scan)
{
	uint32_t line = scan->token_line;
	SK_TRY(take_value(scan));
	top(scan)->open = true;
	return sk_making_note(scan->making, line, N_("another file is included; it was not read"));
}

static sk_outcome take_statement(struct scan *scan)
{
	size_t from = scan->from, size = scan->size;
	uint32_t line = scan->token_line;
	if (is_include(scan))
		return take_include(scan);
	next(scan);
	return scan->token == T_EQUALS ? take_key(scan, from, size, line) : take_section(scan, from, size, line);
}

static sk_outcome close_section(struct scan *scan)
{
	if (scan->depth == 1)
		return sk_settings_refuse(scan->making, scan->from, N_("a '}' that closes nothing"), N_("as many '{' before it"));
	scan->depth--;
	return SK_OK;
}

static sk_outcome take_all(struct scan *scan)
{
	for (next(scan); scan->token != T_END; next(scan)) {
		if (scan->token == T_NEWLINE)
			continue;
		if (scan->token == T_CLOSE)
			SK_TRY(close_section(scan));
		else if (scan->token == T_NAME)
			SK_TRY(take_statement(scan));
		else
			return sk_settings_refuse(scan->making, scan->from, N_("a sign without a name before it"), N_("a key with '=' or a section with '{'"));
	}
	if (scan->depth == 1)
		return SK_OK;
	return sk_settings_refuse(scan->making, scan->from, N_("the file ends within a section"), N_("a closing '}'"));
}

sk_outcome sk_swan_parse(struct sk_settings_making *making, struct sk_swan_tree *out)
{
	void *memory;
	SK_TRY(sk_arena_take(making->arena, 1, sizeof(*out->root), &memory, making->error));
	*out = (struct sk_swan_tree){.making = making, .root = memory};
	*out->root = (struct sk_swan_node){.name = "", .section = true};
	/* Room for whatever a file can hold, so that a text too long is told from no memory. */
	struct scan scan = {.making = making, .bytes = making->source->bytes, .length = making->source->length, .line = 1, .stack = {out->root}, .depth = 1,
			    .tree = out, .text = SK_BUF(SK_SETTINGS_BYTES_MAX + 1)};
	if (scan.length >= 3 && memcmp(scan.bytes, "\xef\xbb\xbf", 3) == 0)
		scan.at = 3;
	sk_outcome outcome = take_all(&scan);
	sk_buf_release(&scan.text);
	return outcome;
}
