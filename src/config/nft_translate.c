/* What nftables changes packets to: of its JSON the object of the statement, of its text the words. What says how an address is chosen (random, persistent), maps and prefixes are
 * not understood. */
#include "config/nft.h"

#include <string.h>

enum { WORDS = 6, VALUE_ROOM = 128 };

static const struct kind {
	const char *name;
	bool target, own;
} kinds[] = {{"snat", false, false}, {"dnat", true, false}, {"masquerade", false, true}, {"redirect", true, true}};

static const struct kind *kind_named(const char *name)
{
	for (size_t i = 0; i < SK_COUNT(kinds); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

static unsigned family_named(const char *name)
{
	return strcmp(name, "ip") == 0 ? SK_FAMILY_4 : strcmp(name, "ip6") == 0 ? SK_FAMILY_6 : 0;
}

/* ---- text: "dnat ip to 10.0.0.1:80", "masquerade to :1024-2000" ---- */

/* Up to a comment; WORDS: there are more. */
static size_t split(char *text, const char *words[WORDS])
{
	size_t count = 0;
	for (char *rest = NULL, *word = strtok_r(text, " ", &rest); word && strcmp(word, "comment") != 0; word = strtok_r(NULL, " ", &rest)) {
		if (count == WORDS)
			break;
		words[count++] = word;
	}
	return count;
}

static bool read_words(const char *written, struct sk_translation *out, unsigned *family)
{
	char text[VALUE_ROOM];
	const char *words[WORDS];
	size_t length = strlen(written);
	if (length >= sizeof(text))
		return false;
	memcpy(text, written, length + 1);
	size_t count = split(text, words), at = 1;
	if (at < count && family_named(words[at]))
		*family = family_named(words[at++]);
	if (at == count)
		return out->own;
	return count == at + 2 && strcmp(words[at], "to") == 0 && sk_translation_to(words[at + 1], strlen(words[at + 1]), out) && !(out->own && out->addressed);
}

/* ---- JSON ---- */

/* {"range": [a, b]} as "a-b"; a text or a number as it is. */
static bool print_value(const json_t *value, struct sk_buf *out)
{
	const json_t *range = json_object_get(value, "range");
	if (json_is_array(range) && json_array_size(range) == 2) {
		bool first = print_value(json_array_get(range, 0), out);
		sk_buf_text(out, "-");
		return first && print_value(json_array_get(range, 1), out);
	}
	if (json_is_string(value))
		sk_buf_text(out, json_string_value(value));
	else if (json_is_integer(value))
		sk_buf_print(out, "%lld", (long long)json_integer_value(value));
	return json_is_string(value) || json_is_integer(value);
}

static bool read_address(const json_t *value, struct sk_translation *out)
{
	SK_BUF_SCOPE text = SK_BUF(VALUE_ROOM), bracketed = SK_BUF(VALUE_ROOM);
	if (!print_value(value, &text) || text.failed)
		return false;
	sk_buf_print(&bracketed, strchr(text.bytes, ':') ? "[%s]" : "%s", text.bytes);
	return !bracketed.failed && sk_translation_to(bracketed.bytes, bracketed.length, out) && !out->ported;
}

static bool read_port(const json_t *value, struct sk_translation *out)
{
	SK_BUF_SCOPE text = SK_BUF(VALUE_ROOM);
	return print_value(value, &text) && !text.failed && sk_translation_ports(text.bytes, text.length, out);
}

static bool read_object(const json_t *value, struct sk_translation *out, unsigned *family)
{
	const json_t *address = json_object_get(value, "addr"), *port = json_object_get(value, "port");
	const char *named = sk_nft_text(value, "family");
	size_t known = (address ? 1u : 0u) + (port ? 1u : 0u) + (named ? 1u : 0u);
	*family = named ? family_named(named) : 0;
	if (json_object_size(value) != known || (named && !*family) || (address && (out->own || !read_address(address, out))) || (port && !read_port(port, out)))
		return false;
	return out->own || out->addressed || out->ported;
}

/* ---- both ---- */

sk_outcome sk_nft_translation(struct sk_nft *nft, const json_t *statement, const json_t *value, const struct sk_translation **out)
{
	const struct kind *kind = kind_named(json_object_iter_key(json_object_iter((json_t *)(uintptr_t)statement)));
	struct sk_translation read = {.target = kind && kind->target, .own = kind && kind->own};
	unsigned family = 0;
	void *memory;
	*out = NULL;
	if (!kind || !(nft->written ? read_words(nft->written, &read, &family) : read_object(value, &read, &family)))
		return SK_OK;
	unsigned addressed = read.addressed ? sk_address_family(read.low) : family ? family : nft->families;
	if ((family && family != addressed) || !(nft->families & addressed))
		return SK_OK;
	if (addressed != nft->families)
		sk_nft_imply(nft, addressed, -1);
	SK_TRY(sk_arena_take(nft->arena, 1, sizeof(read), &memory, nft->error));
	memcpy(memory, &read, sizeof(read));
	*out = memory;
	return SK_OK;
}
