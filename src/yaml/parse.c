#include "yaml/yaml.h"

#include <libfyaml.h>
#include <stdlib.h>
#include <string.h>

const struct sk_yaml_limits sk_yaml_limits_default = {.depth = 32, .values = 60000, .text = 8192};
const struct sk_yaml_limits sk_yaml_limits_people = {.depth = 32, .values = 60000, .text = 8192, .people = true};

enum { DEPTH_MAX = 64, SORT_FROM = 9 };

/* A child while its collection is still open; turned into an array when it closes. */
struct link {
	struct link *next;
	struct sk_pair pair; /* key NULL in a list */
};

struct frame {
	struct sk_node *node;
	struct link *first, *last;
	const char *key; /* of a map: the key that waits for its value */
	struct sk_place key_place;
};

struct parse {
	struct sk_arena *arena;
	struct sk_error *error;
	const struct sk_yaml_limits *limits;
	const char *file;
	struct fy_parser *parser;
	struct fy_diag *diag;
	struct frame frames[DEPTH_MAX];
	size_t depth;
	size_t values;
	uint32_t last_line; /* of what was read last: the library tells no place for some faults */
	const struct sk_node *root;
	bool done;
};

/* Where something is that is not written, such as the value of `kind:` with nothing behind it: its key, else what holds it. */
static struct sk_place place_of_nothing(const struct parse *parse)
{
	if (parse->depth == 0)
		return (struct sk_place){parse->file, 1, 1};
	const struct frame *frame = &parse->frames[parse->depth - 1];
	return frame->key ? frame->key_place : frame->node->place;
}

static struct sk_place place_at(struct parse *parse, const struct fy_mark *mark)
{
	if (!mark)
		return place_of_nothing(parse);
	parse->last_line = (uint32_t)mark->line + 1;
	return (struct sk_place){parse->file, (uint32_t)mark->line + 1, (uint32_t)mark->column + 1};
}

static struct sk_place place_of(struct parse *parse, struct fy_event *event)
{
	return place_at(parse, fy_event_start_mark(event));
}

/* The library's mark of a text in quotes stands behind the first quote. */
static struct sk_place place_of_scalar(struct parse *parse, struct fy_event *event)
{
	struct sk_place place = place_of(parse, event);
	enum fy_scalar_style style = event->scalar.value ? fy_scalar_token_get_style(event->scalar.value) : FYSS_PLAIN;
	if ((style == FYSS_SINGLE_QUOTED || style == FYSS_DOUBLE_QUOTED) && place.column > 1)
		place.column--;
	return place;
}

static size_t count_brackets(const char *text, size_t length)
{
	size_t count = 0;
	for (size_t at = 0; at < length; at++)
		count += (text[at] == '[') | (text[at] == '{');
	return count;
}

/*
 * The library (0.7.12) writes through a wild pointer when it takes down what it made of an explicit key ("? ") in a file that holds
 * tabs. Keys are plain words here, so the two together are refused before it sees them.
 */
static bool explicit_key(const char *text, size_t length, size_t at)
{
	static const char blanks[] = " \t\r\n";
	bool begins = at == 0 || strchr(" \t\n[{,:-?", text[at - 1]);
	bool ends = at + 1 == length || strchr(blanks, text[at + 1]);
	return text[at] == '?' && begins && ends;
}

static bool holds_explicit_key(const char *text, size_t length)
{
	if (!memchr(text, '\t', length))
		return false;
	for (const char *at = text; (at = memchr(at, '?', (size_t)(text + length - at))); at++)
		if (explicit_key(text, length, (size_t)(at - text)))
			return true;
	return false;
}

/* The place of the first byte that is no text, of one bracket too many, or of an explicit key. A line may end in carriage return
 * and newline. */
static sk_outcome find_bad_byte(const struct parse *parse, const char *text, size_t length)
{
	struct sk_place place = {parse->file, 1, 1};
	size_t brackets = 0;
	bool tabs = memchr(text, '\t', length) != NULL;
	for (size_t at = 0, step; at < length; at += step) {
		bool newline_pair = text[at] == '\r' && at + 1 < length && text[at + 1] == '\n';
		step = sk_utf8_step(text + at, length - at);
		if (!newline_pair && (step == 0 || !sk_utf8_clean(text + at, step, NULL)))
			return sk_error_set(parse->error, SK_E_TEXT_ENCODING, &place, NULL, NULL, NULL);
		brackets += text[at] == '[' || text[at] == '{';
		if (brackets > parse->limits->values)
			return sk_error_set_number(parse->error, SK_E_YAML_SIZE, &place, parse->limits->values);
		if (tabs && explicit_key(text, length, at))
			return sk_error_set(parse->error, SK_E_YAML_KEY, &place, NULL, NULL, NULL);
		place.column++;
		if (text[at] == '\n') {
			place.line++;
			place.column = 1;
		}
	}
	return SK_OK;
}

/*
 * Bytes that are no text stop here, before the parser sees them. A byte order mark at the start is skipped by the caller.
 * So do more opening brackets than there may be values: the parser reads ahead of an open bracket, 350 bytes for each further
 * one, and tells nothing until it knows whether the first is a key.
 */
static sk_outcome check_bytes(const struct parse *parse, const char *text, size_t length)
{
	/* A short file cannot hold too many. */
	bool few = length <= parse->limits->values || count_brackets(text, length) <= parse->limits->values;
	if (few && sk_utf8_clean(text, length, NULL) && !holds_explicit_key(text, length))
		return SK_OK;
	return find_bad_byte(parse, text, length);
}

/* ---- duplicate keys ---- */

static sk_outcome duplicate(struct parse *parse, const struct sk_pair *first, const struct sk_pair *second)
{
	const char *line;
	SK_TRY(sk_arena_print(parse->arena, &line, parse->error, "%u", first->place.line));
	return sk_error_set(parse->error, SK_E_YAML_DUPLICATE, &second->place, second->key, line, NULL);
}

static sk_outcome check_few_keys(struct parse *parse, const struct sk_pair *pairs, size_t count)
{
	for (size_t i = 1; i < count; i++)
		for (size_t j = 0; j < i; j++)
			if (strcmp(pairs[i].key, pairs[j].key) == 0)
				return duplicate(parse, &pairs[j], &pairs[i]);
	return SK_OK;
}

/* Equal keys in the order of the file. */
static int by_key(const void *left, const void *right)
{
	const struct sk_pair *a = *(const struct sk_pair *const *)left, *b = *(const struct sk_pair *const *)right;
	int order = strcmp(a->key, b->key);
	return order ? order : (a > b) - (a < b);
}

/* Sorted rather than hashed: no set of keys is slow. */
static sk_outcome check_many_keys(struct parse *parse, const struct sk_pair *pairs, size_t count)
{
	void *memory;
	SK_TRY(sk_arena_take(parse->arena, count, sizeof(const struct sk_pair *), &memory, parse->error));
	const struct sk_pair **sorted = memory;
	for (size_t i = 0; i < count; i++)
		sorted[i] = &pairs[i];
	qsort(sorted, count, sizeof(*sorted), by_key);
	for (size_t i = 1; i < count; i++)
		if (strcmp(sorted[i - 1]->key, sorted[i]->key) == 0)
			return duplicate(parse, sorted[i - 1], sorted[i]);
	return SK_OK;
}

/* ---- building ---- */

static sk_outcome new_node(struct parse *parse, enum sk_node_kind kind, struct sk_place place, struct sk_node **out)
{
	if (++parse->values > parse->limits->values)
		return sk_error_set_number(parse->error, SK_E_YAML_SIZE, &place, parse->limits->values);
	void *memory;
	SK_TRY(sk_arena_take(parse->arena, 1, sizeof(struct sk_node), &memory, parse->error));
	*out = memory;
	(*out)->kind = kind;
	(*out)->place = place;
	return SK_OK;
}

static sk_outcome attach(struct parse *parse, const struct sk_node *node)
{
	if (parse->depth == 0) {
		parse->root = node;
		return SK_OK;
	}
	struct frame *frame = &parse->frames[parse->depth - 1];
	void *memory;
	SK_TRY(sk_arena_take(parse->arena, 1, sizeof(struct link), &memory, parse->error));
	struct link *link = memory;
	link->pair = (struct sk_pair){frame->key, frame->key_place, node};
	frame->key = NULL;
	if (frame->last)
		frame->last->next = link;
	else
		frame->first = link;
	frame->last = link;
	frame->node->count++;
	return SK_OK;
}

static bool waits_for_key(const struct parse *parse)
{
	if (parse->depth == 0)
		return false;
	const struct frame *frame = &parse->frames[parse->depth - 1];
	return frame->node->kind == SK_NODE_MAP && !frame->key;
}

static sk_outcome open_collection(struct parse *parse, enum sk_node_kind kind, struct sk_place place)
{
	if (waits_for_key(parse))
		return sk_error_set(parse->error, SK_E_YAML_KEY, &place, NULL, NULL, NULL);
	if (parse->depth >= parse->limits->depth || parse->depth >= DEPTH_MAX)
		return sk_error_set_number(parse->error, SK_E_YAML_DEPTH, &place, parse->limits->depth);
	struct sk_node *node;
	SK_TRY(new_node(parse, kind, place, &node));
	SK_TRY(attach(parse, node));
	parse->frames[parse->depth++] = (struct frame){.node = node};
	return SK_OK;
}

static sk_outcome close_list(struct parse *parse, struct frame *frame)
{
	void *memory;
	SK_TRY(sk_arena_take(parse->arena, frame->node->count, sizeof(const struct sk_node *), &memory, parse->error));
	const struct sk_node **items = memory;
	size_t at = 0;
	for (const struct link *link = frame->first; link; link = link->next)
		items[at++] = link->pair.value;
	frame->node->items = items;
	return SK_OK;
}

static sk_outcome close_map(struct parse *parse, struct frame *frame)
{
	void *memory;
	SK_TRY(sk_arena_take(parse->arena, frame->node->count, sizeof(struct sk_pair), &memory, parse->error));
	struct sk_pair *pairs = memory;
	size_t count = 0;
	for (const struct link *link = frame->first; link; link = link->next)
		pairs[count++] = link->pair;
	frame->node->pairs = pairs;
	return count < SORT_FROM ? check_few_keys(parse, pairs, count) : check_many_keys(parse, pairs, count);
}

static sk_outcome close_collection(struct parse *parse)
{
	SK_INVARIANT(parse->depth > 0);
	struct frame *frame = &parse->frames[--parse->depth];
	if (frame->node->count == 0)
		return SK_OK;
	return frame->node->kind == SK_NODE_LIST ? close_list(parse, frame) : close_map(parse, frame);
}

/* `010` and `0x1f` are numbers to some programs and text to others: only quoted do they mean one thing. */
static bool octal_looking(const char *text, size_t length)
{
	if (length < 2 || text[0] != '0')
		return false;
	size_t from = text[1] == 'x' || text[1] == 'o' || text[1] == 'X' || text[1] == 'O' ? 2 : 1;
	for (size_t i = from; i < length; i++)
		if (!strchr("0123456789abcdefABCDEF", text[i]) || (from == 1 && text[i] > '9'))
			return false;
	return true;
}

static sk_outcome scalar_text(struct parse *parse, struct fy_token *token, struct sk_place place, const char **out,
			      size_t *length)
{
	const char *text = token ? fy_token_get_text(token, length) : "";
	if (!text || !token) {
		text = "";
		*length = 0;
	}
	if (*length > parse->limits->text)
		return sk_error_set_number(parse->error, SK_E_TEXT_LONG, &place, parse->limits->text);
	/* Escapes bring in bytes the file does not hold; so does the library, for an empty block. */
	if (!sk_utf8_clean(text, *length, NULL))
		return sk_error_set(parse->error, SK_E_TEXT_ENCODING, &place, NULL, NULL, NULL);
	if (parse->limits->people && sk_my_number_inside(text, *length))
		return sk_error_set(parse->error, SK_E_MY_NUMBER, &place, NULL, NULL, NULL);
	return sk_arena_text(parse->arena, text, *length, out, parse->error);
}

static sk_outcome take_scalar(struct parse *parse, struct fy_event *event)
{
	struct sk_place place = place_of_scalar(parse, event);
	struct fy_token *token = event->scalar.value;
	bool quoted = token && fy_scalar_token_get_style(token) != FYSS_PLAIN;
	const char *text;
	size_t length;
	SK_TRY(scalar_text(parse, token, place, &text, &length));
	if (!quoted && octal_looking(text, length))
		return sk_error_set(parse->error, SK_E_QUOTE, &place, text, NULL, NULL);
	if (waits_for_key(parse)) {
		struct frame *frame = &parse->frames[parse->depth - 1];
		frame->key = text;
		frame->key_place = place;
		return SK_OK;
	}
	struct sk_node *node;
	SK_TRY(new_node(parse, SK_NODE_TEXT, place, &node));
	node->text = text;
	node->count = length;
	node->quoted = quoted;
	return attach(parse, node);
}

/* ---- the events ---- */

static sk_outcome refuse_decorations(struct parse *parse, struct fy_event *event)
{
	struct fy_token *anchor = NULL, *tag = NULL;
	switch (event->type) {
	case FYET_SCALAR:
		anchor = event->scalar.anchor;
		tag = event->scalar.tag;
		break;
	case FYET_SEQUENCE_START:
		anchor = event->sequence_start.anchor;
		tag = event->sequence_start.tag;
		break;
	case FYET_MAPPING_START:
		anchor = event->mapping_start.anchor;
		tag = event->mapping_start.tag;
		break;
	default:
		break;
	}
	if (!anchor && !tag && event->type != FYET_ALIAS)
		return SK_OK;
	struct fy_token *token = anchor ? anchor : tag;
	struct sk_place place = token ? place_at(parse, fy_token_start_mark(token)) : place_of(parse, event);
	if ((anchor || !tag) && place.column > 1)
		place.column--; /* the marks of `&name` and `*name` stand behind the sign */
	return sk_error_set(parse->error, SK_E_YAML_ANCHOR, &place, NULL, NULL, NULL);
}

static sk_outcome take_event(struct parse *parse, struct fy_event *event)
{
	SK_TRY(refuse_decorations(parse, event));
	switch (event->type) {
	case FYET_DOCUMENT_START:
		if (parse->root) {
			struct sk_place place = place_of(parse, event);
			return sk_error_set(parse->error, SK_E_YAML_DOCUMENTS, &place, NULL, NULL, NULL);
		}
		return SK_OK;
	case FYET_SCALAR:
		return take_scalar(parse, event);
	case FYET_SEQUENCE_START:
		return open_collection(parse, SK_NODE_LIST, place_of(parse, event));
	case FYET_MAPPING_START:
		return open_collection(parse, SK_NODE_MAP, place_of(parse, event));
	case FYET_SEQUENCE_END:
	case FYET_MAPPING_END:
		return close_collection(parse);
	case FYET_STREAM_END:
		parse->done = true;
		return SK_OK;
	default:
		return SK_OK;
	}
}

static sk_outcome syntax_error(struct parse *parse)
{
	void *iterator = NULL;
	const struct fy_diag_error *first = fy_diag_errors_iterate(parse->diag, &iterator);
	struct sk_place place = {parse->file, parse->last_line, 1};
	if (!first)
		return sk_error_set(parse->error, SK_E_YAML_SYNTAX, &place, _("the end is missing"), NULL, NULL);
	/* The library counts from 0 in tokens and from 1 here. */
	place.line = first->line > 0 ? (uint32_t)first->line : 1;
	place.column = first->column > 0 ? (uint32_t)first->column : 1;
	return sk_error_set(parse->error, SK_E_YAML_SYNTAX, &place, first->msg, NULL, NULL);
}

static sk_outcome read_events(struct parse *parse)
{
	while (!parse->done) {
		struct fy_event *event = fy_parser_parse(parse->parser);
		if (!event)
			return syntax_error(parse);
		sk_outcome outcome = take_event(parse, event);
		fy_parser_event_free(parse->parser, event);
		SK_TRY(outcome);
	}
	if (parse->root)
		return SK_OK;
	struct sk_place place = {parse->file, 1, 1};
	return sk_error_set(parse->error, SK_E_YAML_EMPTY, &place, NULL, NULL, NULL);
}

static sk_outcome run_parser(struct parse *parse, const char *text, size_t length)
{
	if (fy_parser_set_string(parse->parser, text, length) != 0)
		return sk_error_set(parse->error, SK_E_MEMORY, NULL, "libfyaml", NULL, NULL);
	return read_events(parse);
}

SK_OUTCOME sk_yaml_parse(struct sk_arena *arena, const char *file, const char *text, size_t length,
			 const struct sk_yaml_limits *limits, const struct sk_node **out, struct sk_error *error)
{
	struct parse parse = {.arena = arena, .error = error, .file = file, .last_line = 1};
	parse.limits = limits ? limits : &sk_yaml_limits_default;
	if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		length -= 3;
	}
	SK_TRY(check_bytes(&parse, text, length));
	struct fy_diag_cfg diag_cfg;
	fy_diag_cfg_default(&diag_cfg);
	diag_cfg.fp = NULL;
	parse.diag = fy_diag_create(&diag_cfg);
	if (!parse.diag)
		return sk_error_set(error, SK_E_MEMORY, NULL, "libfyaml", NULL, NULL);
	fy_diag_set_collect_errors(parse.diag, true);
	struct fy_parse_cfg cfg = {.flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_DISABLE_MMAP_OPT, .diag = parse.diag};
	parse.parser = fy_parser_create(&cfg);
	sk_outcome outcome = parse.parser ? run_parser(&parse, text, length)
					  : sk_error_set(error, SK_E_MEMORY, NULL, "libfyaml", NULL, NULL);
	if (parse.parser)
		fy_parser_destroy(parse.parser);
	fy_diag_destroy(parse.diag);
	if (!sk_failed(outcome))
		*out = parse.root;
	return outcome;
}

const struct sk_node *sk_node_get(const struct sk_node *map, const char *key)
{
	for (size_t i = 0; map->kind == SK_NODE_MAP && i < map->count; i++)
		if (strcmp(map->pairs[i].key, key) == 0)
			return map->pairs[i].value;
	return NULL;
}
