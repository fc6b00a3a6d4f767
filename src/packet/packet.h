/*
 * packet: what a packet is to a filter, and exact sets of packets.
 *
 * A packet is a point in SK_DIMS dimensions. Addresses of both families share one space of 128 bits: IPv4 is ::ffff:a.b.c.d, so that a rule about
 * all of IPv4 is one interval. A set of packets is a list of boxes (one interval in each dimension), or a program of rules of which the first that
 * matches decides. Nothing is approximated here: what a reader could not understand arrives as two programs, one that lets more
 * through than the device and one that lets less.
 *
 * The prover cuts the space into disjoint boxes, each decided by one rule (sk_partition). Before, every dimension is renumbered by the places
 * where some rule begins or ends: a box is then 16 small numbers a side, and whether two boxes meet is a handful of vector instructions.
 *
 * Owner: the arena of the caller. Nothing here reads a clock or a file.
 */
#ifndef SK_PACKET_H
#define SK_PACKET_H

#include "base/base.h"

__extension__ typedef unsigned __int128 sk_wide;

/* The two addresses are wide, the others have 16 bits. */
enum sk_dim {
	SK_DIM_SOURCE,
	SK_DIM_TARGET,
	SK_DIM_PROTOCOL,    /* 0..255 */
	SK_DIM_SOURCE_PORT, /* of tcp, udp and the like; 0 for others */
	SK_DIM_TARGET_PORT,
	SK_DIM_ICMP,	    /* type * 256 + code; 0 for others */
	SK_DIM_FLAGS,	    /* of tcp: fin 1, syn 2, rst 4, psh 8, ack 16, urg 32 */
	SK_DIM_STATE,	    /* sk_state_of_flow */
	SK_DIM_IN,	    /* interfaces by number of the device, 0: none */
	SK_DIM_OUT,
	SK_DIMS,
	SK_DIM_ADDRESSES = 2,
};

enum { SK_PORT_LAST = 65535 }; /* of both dimensions of ports */

enum sk_flow_state { SK_FLOW_NEW, SK_FLOW_ESTABLISHED, SK_FLOW_RELATED, SK_FLOW_INVALID, SK_FLOW_UNTRACKED, SK_FLOW_STATES };

/* Inclusive on both sides; low <= high in each dimension. */
struct sk_box {
	sk_wide low[SK_DIM_ADDRESSES], high[SK_DIM_ADDRESSES];
	uint16_t lo[SK_DIMS - SK_DIM_ADDRESSES], hi[SK_DIMS - SK_DIM_ADDRESSES];
};

/* Everything there is: both families, all protocols, states and interfaces. */
void sk_box_all(struct sk_box *out);
void sk_box_set(struct sk_box *box, enum sk_dim dim, sk_wide low, sk_wide high);
void sk_box_get(const struct sk_box *box, enum sk_dim dim, sk_wide *low, sk_wide *high);
/* False, and *out undefined, when they do not meet. */
bool sk_box_meet(const struct sk_box *a, const struct sk_box *b, struct sk_box *out);
bool sk_box_holds(const struct sk_box *outer, const struct sk_box *inner);
/* Disjoint boxes that together are `box` without `away`; as many as it returns. */
enum { SK_BOX_PIECES_MAX = 2 * SK_DIMS };
size_t sk_box_minus(const struct sk_box *box, const struct sk_box *away, struct sk_box out[SK_BOX_PIECES_MAX]);
/* Each of a list of boxes (sk_buf of struct sk_box) without `away`; too many: boxes->failed. */
void sk_box_list_minus(struct sk_buf *boxes, const struct sk_box *away);
/* *box grows to the smallest that holds both. */
void sk_box_span(struct sk_box *box, const struct sk_box *other);
/* How many packets: exact to the 53 bits of a double for each factor. */
double sk_box_volume(const struct sk_box *box);

/* Families are bits. Both addresses of a packet are of one. */
enum { SK_FAMILY_4 = 1, SK_FAMILY_6 = 2, SK_FAMILIES = 3, SK_FAMILY_BOXES_MAX = 5 };
/* All packets of these families, disjoint: one box of IPv4, four of IPv6 (each address below or above IPv4). */
size_t sk_box_families(unsigned families, struct sk_box out[SK_FAMILY_BOXES_MAX]);
/* Of a box of one family: which. */
unsigned sk_box_family(const struct sk_box *box);

#define SK_IPV4_FIRST ((sk_wide)0xffff << 32)
#define SK_IPV4_LAST (SK_IPV4_FIRST | 0xffffffffu)
static inline unsigned sk_address_family(sk_wide address)
{
	return address >= SK_IPV4_FIRST && address <= SK_IPV4_LAST ? SK_FAMILY_4 : SK_FAMILY_6;
}
/* Of one family: "ipv4" for programs, "IPv4" for people. */
static inline const char *sk_family_word(unsigned family)
{
	return family == SK_FAMILY_4 ? "ipv4" : "ipv6";
}
static inline const char *sk_family_name(unsigned family)
{
	return family == SK_FAMILY_4 ? "IPv4" : "IPv6";
}

/* An address as people write it: 10.0.0.1, 2001:db8::1 (RFC 5952). */
enum { SK_ADDRESS_TEXT = 48 };
void sk_address_text(sk_wide address, char out[SK_ADDRESS_TEXT]);
/* Reads one; false when it is none. Of IPv6 one "::" and the last two groups as IPv4; no zone. */
bool sk_address_4(const char *text, size_t length, sk_wide *out);
bool sk_address_6(const char *text, size_t length, sk_wide *out);
bool sk_address_read(const char *text, size_t length, sk_wide *out);
/* "10.0.0.1/8": the address, and the network it stands in. Without "/" that is the address alone. */
bool sk_prefix_read(const char *text, size_t length, sk_wide *address, sk_wide *low, sk_wide *high);

/* ---- programs ---- */

enum sk_fate { SK_FATE_DROP, SK_FATE_ACCEPT };

/* One box of a rule: a rule that matches several has several, one after the other. */
struct sk_rule_box {
	struct sk_box box;
	uint32_t rule;	  /* number of the rule, for whoever explains it */
	enum sk_fate fate;
};
struct sk_program {
	const struct sk_rule_box *lines; /* the first that matches decides */
	size_t count;
	enum sk_fate otherwise;
	uint32_t otherwise_rule; /* number the rest is explained by */
};

/* What one packet meets: the reference that everything else here is tested against. */
enum sk_fate sk_program_fate(const struct sk_program *program, const struct sk_box *packet, uint32_t *rule);

/* ---- partitions ---- */

/* Disjoint boxes that together are `question`, each wholly decided by one rule. `each` returns false to stop (then *stopped is true). */
typedef bool sk_partition_each(void *context, const struct sk_box *box, enum sk_fate fate, uint32_t rule);
struct sk_partition_stats {
	uint64_t boxes;	 /* leaves */
	uint64_t tested; /* pairs of boxes that were compared */
	size_t kept;	 /* lines that meet the question, up to the first that covers all of it */
	bool stopped;
};
enum { SK_PARTITION_BYTES_MAX = 256 << 20 };
/* SK_E_MEMORY past the ceiling. */
SK_OUTCOME sk_partition(const struct sk_program *program, const struct sk_box *question, sk_partition_each *each, void *context,
			struct sk_partition_stats *stats, struct sk_error *error);
/* Only how much is accepted and dropped: no leaf is turned back into addresses. */
SK_OUTCOME sk_partition_volumes(const struct sk_program *program, const struct sk_box *question, double volumes[2],
				struct sk_partition_stats *stats, struct sk_error *error);

#endif
