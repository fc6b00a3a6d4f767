/*
 * net: questions to filters, answered for every possible packet.
 *
 * So far of one filter alone: may any packet of a set pass, may any be refused. The answer is sure on both sides (config/): holds when even the program
 * that lets the most through agrees, violated when even the one that lets the least through does not, undecided otherwise, with the
 * rules that were not understood and can matter. Undecided is never printed as holds.
 *
 * Not here yet: topology, tunnels, address translation. What a chain decides is not yet what a network does.
 *
 * Owner: the arena. Borrowed: the filter.
 */
#ifndef SK_NET_H
#define SK_NET_H

#include "config/config.h"

enum sk_proof {
	SK_PROOF_HOLDS,
	SK_PROOF_VIOLATED,
	SK_PROOF_UNDECIDED,
	SK_PROOF_SILENT, /* the filter says nothing about any of these packets: they are of a family that it does not see */
};

struct sk_question {
	struct sk_box packets[SK_FAMILY_BOXES_MAX]; /* disjoint, of families that the filter sees */
	size_t count;
	unsigned families, silent; /* asked about: those the filter sees, and those it does not */
	enum sk_fate wanted;	   /* of each packet */
};

/*
 * "from 10.0.0.0/8 to 192.168.1.0-192.168.1.9 tcp port 445 source-port 1024-65535 state new in eth0 out eth1", each part at most once and in any
 * order, none of them needed. A protocol is tcp, udp, icmp, icmpv6, esp, ah, gre or a number; a state new, established, related, invalid.
 * Both addresses of a packet are of one family; without addresses, and without the words ipv4 and ipv6, both families are meant. SK_E_CONFIG_SYNTAX with what is not understood; interfaces are those of the filter.
 */
SK_OUTCOME sk_question_read(const struct sk_filter *filter, const char *text, struct sk_question *out, struct sk_error *error);

enum { SK_UNREAD_MAX = 8 };
struct sk_proven {
	enum sk_proof proof; /* about the families of the question; of the silent ones nothing is known */
	struct sk_box packet;	     /* of violated: one packet that shows it; of undecided: one that may */
	const struct sk_filter_chain *chain; /* what decides about it */
	const struct sk_filter_rule *rule;   /* NULL: the policy of the chain */
	const struct sk_filter_rule *unread[SK_UNREAD_MAX]; /* of undecided: rules not understood that can matter to the set, in their order */
	size_t unread_count;
	uint64_t boxes; /* that were looked at */
};
SK_OUTCOME sk_net_ask(const struct sk_filter *filter, const struct sk_filter_chain *chain, const struct sk_question *question,
		      struct sk_proven *out, struct sk_error *error);

/* "tcp 10.0.0.1:1024 -> 192.168.1.5:445, new, in eth0": the packet at the low corner of the box. */
void sk_packet_text(const struct sk_filter *filter, const struct sk_box *packet, struct sk_buf *out);

#endif
