/*
 * What a Yamaha router does with addresses: masquerading, and what it sends inside of what is for itself.
 *
 * By "masquerade" the source of what goes out becomes an outer address; what comes in is for the router itself, unless a line says for whom. Other kinds of descriptors, and
 * what stands behind "reverse", change more: then any address may become any.
 */
#include "config/yamaha.h"

#include <string.h>

static const struct sk_word *word_at(const struct sk_yamaha *yamaha, size_t at)
{
	return sk_lines_word(&yamaha->router.lines, at);
}

static bool word_is(const struct sk_yamaha *yamaha, size_t at, const char *text)
{
	return sk_lines_is(&yamaha->router.lines, at, text);
}

static SK_OUTCOME vague(struct sk_yamaha *yamaha)
{
	return sk_faces_nat(&yamaha->router.faces, &yamaha->router.lines, NULL, NULL);
}

/* "8080=80": outer and inner, "80": both. Anything else may be any port. */
static void read_ports(const struct sk_word *word, struct sk_box *may, struct sk_translation *out)
{
	const char *equals = word->length ? memchr(word->text, '=', word->length) : NULL;
	size_t outer = equals ? (size_t)(equals - word->text) : word->length;
	const char *inner = equals ? equals + 1 : word->text;
	uint64_t low, high;
	if (!sk_translation_ports(inner, word->length - (size_t)(inner - word->text), out) || !sk_config_range(word->text, outer, SK_PORT_LAST, &low, &high)) {
		out->ported = true;
		out->port_low = 0;
		out->port_high = SK_PORT_LAST;
		return;
	}
	sk_box_set(may, SK_DIM_TARGET_PORT, low, high);
}

/* What is for the router goes to `to`; protocol -1: of any. */
static SK_OUTCOME inside(struct sk_yamaha *yamaha, const struct sk_word *to, int protocol, const struct sk_word *ports)
{
	struct sk_translation becomes = {.target = true, .addressed = true};
	struct sk_box families[SK_FAMILY_BOXES_MAX];
	(void)sk_box_families(SK_FAMILY_4, families);
	if (!sk_address_4(to->text, to->length, &becomes.low))
		return vague(yamaha);
	becomes.high = becomes.low;
	if (protocol >= 0)
		sk_box_set(&families[0], SK_DIM_PROTOCOL, (sk_wide)protocol, (sk_wide)protocol);
	if (protocol == SK_PROTOCOL_TCP || protocol == SK_PROTOCOL_UDP || (protocol < 0 && ports))
		read_ports(protocol < 0 ? sk_lines_word(&yamaha->router.lines, SIZE_MAX) : ports, &families[0], &becomes);
	return sk_faces_nat(&yamaha->router.faces, &yamaha->router.lines, &becomes, &families[0]);
}

/* "nat descriptor masquerade static 1 2 192.168.100.2 tcp 8080=80", "nat descriptor masquerade incoming 1 forward 192.168.100.2" */
static SK_OUTCOME read_masquerade(struct sk_yamaha *yamaha)
{
	static const char *const harmless[] = {"port", "rlogin", "session", "ttl", "unconvertible"};
	static const char *const kept_out[] = {"discard", "reject", "through"};
	const struct sk_word *what = word_at(yamaha, 3), *protocol = word_at(yamaha, 7);
	if (sk_word_is(what, "static"))
		return inside(yamaha, word_at(yamaha, 6), sk_config_protocol(protocol->text, protocol->length), word_at(yamaha, 8));
	if (sk_word_is(what, "incoming") && word_is(yamaha, 5, "forward"))
		return inside(yamaha, word_at(yamaha, 6), -1, NULL);
	bool known = sk_word_is_one_of(what, harmless, SK_COUNT(harmless)) || (sk_word_is(what, "incoming") && sk_word_is_one_of(word_at(yamaha, 5), kept_out, SK_COUNT(kept_out)));
	return known ? sk_faces_masquerade(&yamaha->router.faces, &yamaha->router.lines) : vague(yamaha);
}

sk_outcome sk_yamaha_nat(struct sk_yamaha *yamaha)
{
	static const char *const harmless[] = {"ftp", "log", "sip", "timer"};
	const struct sk_word *what = word_at(yamaha, 2);
	if (!word_is(yamaha, 1, "descriptor"))
		return SK_OK;
	if (sk_word_is(what, "masquerade"))
		return read_masquerade(yamaha);
	bool source = (sk_word_is(what, "type") && word_is(yamaha, 4, "masquerade")) || (sk_word_is(what, "address") && (word_is(yamaha, 3, "outer") || word_is(yamaha, 3, "inner")));
	source = source || sk_word_is_one_of(what, harmless, SK_COUNT(harmless));
	return source ? sk_faces_masquerade(&yamaha->router.faces, &yamaha->router.lines) : vague(yamaha);
}

/* "ip pp nat descriptor 1 2 reverse 3" */
sk_outcome sk_yamaha_nat_at(struct sk_yamaha *yamaha)
{
	for (size_t i = 3; i < yamaha->router.lines.word_count; i++)
		if (word_is(yamaha, i, "reverse"))
			return vague(yamaha);
	return SK_OK;
}

/* Whoever is inside opens what he likes. */
sk_outcome sk_yamaha_upnp(struct sk_yamaha *yamaha)
{
	return word_is(yamaha, 1, "use") && word_is(yamaha, 2, "on") ? vague(yamaha) : SK_OK;
}
