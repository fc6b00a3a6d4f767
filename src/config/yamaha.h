/* Between the files of the reader of Yamaha RTX and NVR routers: lines (yamaha.c), and those that decide beside the lists (yamaha_beside.c); what a filter
 * matches (yamaha_match.c), and what a dynamic one opens (yamaha_dynamic.c); lists become chains (yamaha_chain.c). */
#ifndef SK_YAMAHA_H
#define SK_YAMAHA_H

#include "config/router.h"

/* "ip filter N ...", "ip filter dynamic N ...", and the same of ipv6. */
struct sk_yamaha_filter {
	uint32_t number, line;
	bool six, dynamic;
	bool read; /* what stands below is filled in, when a list names it */
	const char *text; /* without comment */
	enum sk_action action; /* NEXT: nobody knows */
	struct sk_match may, must;
	struct sk_match back; /* of a dynamic one: the most it can let through against its direction */
	const char *unread;
};

/* One entry of a list: a number, or a word that is none. */
struct sk_yamaha_entry {
	uint32_t number;
	bool dynamic;
	const char *odd;
};

/* Of one direction of an interface, where something filters there. */
struct sk_yamaha_list {
	const char *text;
	size_t first, count; /* of the entries */
};

/* What one condition on protocols means, and what it can mean beyond that. */
struct sk_yamaha_protocols {
	bool sure[256], maybe[256];
	bool types[256]; /* of the family's ICMP, by words that name some of them */
	uint64_t flags_sure, flags_maybe; /* of tcp: sets of flags as bits */
	size_t words, portless; /* portless: of them those whose ports are ignored */
	bool icmp; /* among the words: alone its ports are type and code */
	bool flagged; /* words of tcp's flags are among them */
};

/* "ip forward filter 1 ... filter 7": one number of it; 0: a word that is none. */
struct sk_yamaha_forward {
	uint32_t id, filter;
};
/* "ip lan1 forward filter 1" */
struct sk_yamaha_forward_at {
	size_t face;
	uint32_t id, line;
	const char *text;
};
/* The broadcast address of a network that an interface stands in. */
struct sk_yamaha_network {
	size_t face;
	uint32_t line;
	const char *text;
	sk_wide broadcast;
};

struct sk_yamaha {
	struct sk_router router;
	struct sk_buf filters, entries; /* filters: sorted once all are read */
	struct sk_yamaha_list (*lists)[2][SK_DIRECTIONS]; /* of IPv4 and of IPv6, for each interface */
	size_t pp, tunnel; /* selected: position + 1; 0: none */
	bool veiled; /* a 'select' stood behind a '#' since */
	struct sk_buf forwards, forwards_at, networks;
	bool broadcasts_pass; /* "ip filter directed-broadcast off" */
};

/* A comment begins with a '#' that neither a backslash nor quotes make a letter. */
size_t sk_yamaha_uncommented(const char *text, size_t length);
/* What the filter matches and does; once. SK_E_CONFIG_SIZE past the ceilings. */
SK_OUTCOME sk_yamaha_understand(struct sk_yamaha *yamaha, struct sk_yamaha_filter *filter);

/* The same of a dynamic one, whose words are the router's lines; filters are sorted. */
SK_OUTCOME sk_yamaha_understand_dynamic(struct sk_yamaha *yamaha, struct sk_yamaha_filter *filter);
/* The addresses of a word; NULL: any. */
void sk_yamaha_addresses(struct sk_yamaha *yamaha, bool six, const struct sk_word *word, struct sk_condition *condition);
/* "0x" and up to so many digits. */
bool sk_yamaha_hexadecimal(const char *text, size_t length, size_t digits, uint64_t *out);
/* NULL: it stands nowhere. */
struct sk_yamaha_filter *sk_yamaha_filter(const struct sk_yamaha *yamaha, uint32_t number, bool six, bool dynamic);

/* Mask of an address of IPv4, in each of its three ways; host: the bits that are none of the network. */
bool sk_yamaha_mask(const char *text, size_t length, sk_wide *host);

/* ---- words and interfaces, for lines ---- */

/* Words of commands that choose packets stand in the line. */
bool sk_yamaha_is_about_filters(const struct sk_yamaha *yamaha);
bool sk_yamaha_number(const struct sk_word *word, uint32_t *out);
/* lan1, lan1.1, lan1/2, vlan1, bridge1, ... */
bool sk_yamaha_is_interface(const struct sk_word *word);
/* Its position + 1; "pp" and "tunnel": the selected one. A new one is added. */
SK_OUTCOME sk_yamaha_interface(struct sk_yamaha *yamaha, const struct sk_word *word, size_t *out);
/* By the first word, and by the word at `at`: both where it is none. */
unsigned sk_yamaha_families(const struct sk_yamaha *yamaha);
unsigned sk_yamaha_directions(const struct sk_yamaha *yamaha, size_t at);

/* ---- lines beside the lists (yamaha_beside.c) ---- */

SK_OUTCOME sk_yamaha_ethernet(struct sk_yamaha *yamaha);
SK_OUTCOME sk_yamaha_url(struct sk_yamaha *yamaha);
SK_OUTCOME sk_yamaha_schedule(struct sk_yamaha *yamaha);
/* "lan pass-through member ...", "bridge member ...", "pppoe pass-through member ...": frames go past the filters. */
SK_OUTCOME sk_yamaha_bridged(struct sk_yamaha *yamaha);
SK_OUTCOME sk_yamaha_vlan(struct sk_yamaha *yamaha);
/* "ip filter directed-broadcast ...", "ip lan1 address ..." */
SK_OUTCOME sk_yamaha_broadcasts(struct sk_yamaha *yamaha);
SK_OUTCOME sk_yamaha_network(struct sk_yamaha *yamaha, size_t interface);
/* "ip forward filter ...", and of an interface. */
SK_OUTCOME sk_yamaha_forwards(struct sk_yamaha *yamaha);
SK_OUTCOME sk_yamaha_forwards_at(struct sk_yamaha *yamaha, size_t interface);
/* What of it could not be told before all lines were read; filters are sorted. */
SK_OUTCOME sk_yamaha_settle(struct sk_yamaha *yamaha);

/* "nat descriptor ...", and "nat" of an interface (yamaha_nat.c). */
SK_OUTCOME sk_yamaha_nat(struct sk_yamaha *yamaha);
SK_OUTCOME sk_yamaha_nat_at(struct sk_yamaha *yamaha);
SK_OUTCOME sk_yamaha_upnp(struct sk_yamaha *yamaha);
/* Chains of what was read: four for each interface. */
SK_OUTCOME sk_yamaha_make_chains(struct sk_yamaha *yamaha, struct sk_filter *out);
/* The row of the table of readers. */
bool sk_yamaha_knows(const struct sk_config_source *source);
SK_OUTCOME sk_yamaha_read(struct sk_arena *arena, const struct sk_config_source *source, struct sk_filter *out, struct sk_error *error);

#endif
