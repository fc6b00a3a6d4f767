/*
 * config: what devices say about themselves, read into one form.
 *
 * A filter is chains of rules; a rule matches a set of packets (packet/) and does something. What a reader does not understand of a match keeps two
 * bounds: `may` is the most the rule can match, `must` what it matches for sure. So every question has an answer that is safe on
 * both sides, and the answer says which lines it hangs on.
 *
 * Readers take hostile bytes: ceilings for size, lines, rules and boxes; errors with file, line and column. Secrets (keys, passwords, community names)
 * are never kept: `text` of a rule is the line as written, masked; what can be a My Number (decision 0014) stands in no text or name of a filter.
 *
 * Owner: the arena. One file a reader, one row of the table of readers (sk_config_readers).
 */
#ifndef SK_CONFIG_H
#define SK_CONFIG_H

#include "packet/packet.h"

enum {
	SK_CONFIG_BYTES_MAX = 64 << 20,
	SK_CONFIG_LINE_MAX = 16 << 10,
	SK_CONFIG_RULES_MAX = 1000000,
	SK_CONFIG_CHAINS_MAX = 4096,
	SK_CONFIG_BOXES_MAX = 16384, /* of one match */
	SK_CONFIG_INTERFACES_MAX = 255,
};

enum sk_action {
	SK_ACTION_NEXT, /* counts, logs, marks: the next rule goes on */
	SK_ACTION_ACCEPT,
	SK_ACTION_DROP, /* or rejects */
	SK_ACTION_JUMP, /* to `target`, and back behind this rule */
	SK_ACTION_GOTO, /* to `target`, and back to where this chain was jumped to from */
	SK_ACTION_RETURN,
};

/* A union of boxes; count 0: nothing. */
struct sk_match {
	const struct sk_box *boxes;
	size_t count;
};

/* What the first packet of a flow is changed to; what follows of the flow is, too, and answers are changed back. */
struct sk_translation {
	bool target;	/* to whom it goes, else from whom it comes */
	bool own;	/* to the address of the interface: by which it comes (target), by which it leaves (else) */
	bool addressed; /* to one of low..high; neither: only its port changes */
	sk_wide low, high;
	bool ported; /* to one of port_low..port_high; else the port stays, where nobody else has it */
	uint16_t port_low, port_high;
};

struct sk_filter_rule {
	uint32_t line;	  /* of the file */
	const char *text; /* as written, secrets masked */
	struct sk_match may, must; /* the same boxes where the match is understood wholly */
	const char *unread; /* what was not understood, as written; NULL: nothing */
	enum sk_action action;
	size_t target; /* position of a chain */
	bool untracks; /* flows may be known to nobody behind it */
	const struct sk_translation *becomes; /* of ACCEPT, where packets come from a chain that translates; NULL: packets stay as they are, or what they become was not understood */
};

struct sk_filter_chain {
	const char *table, *name; /* "filter", "FORWARD" */
	const char *hook;	  /* "input", "forward", "output" where packets enter here by themselves, "lan1 in", "pp1 out" where they do at one interface; else NULL */
	int32_t priority;	  /* of chains at one hook: the lower is entered first */
	unsigned families;	  /* that enter here, or may; packets of others pass by. 0: frames, not packets */
	bool translates;	  /* sees only the first packet of a flow, to change its addresses */
	enum sk_action policy;	  /* of a chain with a hook: ACCEPT or DROP; else RETURN */
	uint32_t line;
	const struct sk_filter_rule *rules;
	size_t count;
};

struct sk_filter {
	const char *file;   /* as shown */
	const char *reader; /* "iptables-save" */
	unsigned families;  /* of which this is all that the device does with packets that it sends on */
	const struct sk_filter_chain *chains;
	size_t count;
	const char *const *interfaces; /* names by number from 1 */
	size_t interface_count;
	bool by_kind; /* these are kinds of interfaces (profiles), not their names: what happens to others its rules say as well */
};

struct sk_config_source {
	const char *file, *bytes; /* borrowed */
	size_t length;
};

struct sk_config_reader {
	const char *name; /* "iptables-save" */
	const char *label; /* "iptables (iptables-save)": whose, and how it is got; the same in every language */
	bool of_router; /* it lies on a router as it is read: neither what a person copied from a page, nor the firewall of a host */
	/* Whether the bytes look like it. */
	bool (*knows)(const struct sk_config_source *source);
	/* For sk_config_read, which hides what may not be shown. */
	sk_outcome (*read)(struct sk_arena *arena, const struct sk_config_source *source, struct sk_filter *out, struct sk_error *error);
};
const struct sk_config_reader *sk_config_readers(size_t *count);
/* The first reader that knows the bytes; NULL: none. */
const struct sk_config_reader *sk_config_reader_of(const struct sk_config_source *source);

/* What the reader makes of the bytes, with a sign in the place of each digit of a My Number in a line, a name of a chain or of an interface, and of
 * what a line of another program calls a password or a key ("psk=..."). */
SK_OUTCOME sk_config_read(struct sk_arena *arena, const struct sk_config_reader *reader, const struct sk_config_source *source, struct sk_filter *out,
			  struct sk_error *error);
/* Whether packets enter it before the kernel looks up to which flow they belong. */
bool sk_filter_is_early(const struct sk_filter_chain *chain);
/* AT: where packets enter it as the kernel looks up flows, and nothing says which is first (the kernel takes the one that was there first). ANY: for questions about the filter alone, before it,
 * too; there net/ knows the order on a network's way. */
enum sk_early { SK_EARLY_AT, SK_EARLY_ANY };
/* Rules that ask for a state there match for sure nothing, and may match packets of any. `filter` becomes a copy in the arena where there are such. */
SK_OUTCOME sk_filter_doubt_early(struct sk_arena *arena, struct sk_filter *filter, enum sk_early which, struct sk_error *error);
/* The same in one line of a configuration. Where nothing in it is written for persons (a comment, a description, quotes), each word is asked by itself: a list of the
 * numbers of three filters is no number of anybody. Nor is what a device counted. */
void sk_config_hide(char *line);
bool sk_config_hides(const char *line);

/* The chain with this name in this table; NULL: none. */
const struct sk_filter_chain *sk_filter_chain_named(const struct sk_filter *filter, const char *table, const char *name);

/* Whether packets enter it by themselves and it decides about them; those that translate do not. */
bool sk_filter_is_entry(const struct sk_filter_chain *chain);
/* Chains that packets enter one after the other; each has to accept. Those that translate are left out. */
enum { SK_ENTRY_MAX = 16 };
struct sk_entry {
	const struct sk_filter_chain *chains[SK_ENTRY_MAX];
	size_t count;
	unsigned families; /* that enter any of them; of others nothing is said */
};
/* All chains of the hook of that name ("forward", "FORWARD"), else those with a hook that have this name. SK_E_CONFIG_CHAIN when there is none;
 * SK_E_CONFIG_HOOKS when those of this name stand at different hooks. */
SK_OUTCOME sk_filter_entry(const struct sk_filter *filter, const char *name, struct sk_entry *out, struct sk_error *error);

/* ---- programs ---- */

enum sk_bound {
	SK_BOUND_MOST,	/* accepts at least what the device accepts */
	SK_BOUND_LEAST, /* accepts at most what the device accepts */
};
/* What a chain does to a packet of `within` (NULL: to any) that enters it, with all it jumps to: lines of packet/ whose `rule` is the number of a rule of the filter, in the
 * order of the file, from 0; the policy's number is that of all rules plus the position of the chain. SK_E_CONFIG_LOOP for chains that
 * jump in a circle, SK_E_CONFIG_SIZE past the ceiling of lines. */
SK_OUTCOME sk_filter_program(struct sk_arena *arena, const struct sk_filter *filter, const struct sk_filter_chain *chain, enum sk_bound bound,
			     const struct sk_match *within, struct sk_program *out, struct sk_error *error);
/* The rule with that number and its chain; *rule NULL: the chain's policy. */
void sk_filter_rule_numbered(const struct sk_filter *filter, uint32_t number, const struct sk_filter_chain **chain,
			     const struct sk_filter_rule **rule);

/* ---- a Linux machine, beside its filters ---- */

/*
 * What it says of itself: addresses (ip -j addr), routes (ip -j route, ip -j -6 route), and whether it forwards (sysctl). Addresses and routes of the host or the link alone are left out. What is not followed
 * is refused, and not guessed: several next hops for one network, routes of other tables.
 */
enum { SK_LINUX_BYTES_MAX = 4 << 20, SK_LINUX_ROWS_MAX = 4096 };

struct sk_linux_address {
	const char *interface;
	sk_wide address, low, high; /* and the network it stands in: of itself alone where it makes no route of it */
	bool of_wire; /* only neighbours there know it (scope link): it is its own, but no network of people */
};
struct sk_linux_own {
	sk_wide low, high; /* what a route says is its own */
};
struct sk_linux_route {
	sk_wide low, high, via; /* via 0: whom it is for */
	const char *interface;	/* NULL: it is thrown away (blackhole, unreachable, prohibit) */
	long long metric;	/* of two that are alike the smaller counts */
	bool dead;		/* no cable was in there */
};
struct sk_linux {
	const char *file;
	bool of_addresses, of_routes, of_rules, of_forwarding; /* what the file tells */
	const struct sk_linux_address *addresses;
	size_t address_count;
	const char *const *names; /* of its interfaces */
	size_t name_count;
	const struct sk_linux_own *own;
	size_t own_count;
	const struct sk_linux_route *routes; /* as they are printed */
	size_t route_count;
	unsigned routed; /* families of which routes stand here */
	unsigned told, forwards; /* families of which it is said whether they are sent on; that are */
	unsigned perhaps; /* that are from some interfaces */
};

bool sk_linux_knows(const struct sk_config_source *source);
SK_OUTCOME sk_linux_read(struct sk_arena *arena, const struct sk_config_source *source, struct sk_linux *out, struct sk_error *error);

#endif
