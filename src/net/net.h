/*
 * net: questions to filters, answered for every possible packet.
 *
 * Answers are sure on both sides (config/): holds when even the program that lets the most through agrees, violated when even the one that lets the
 * least through does not, undecided otherwise, with the rules that were not understood and can matter. Undecided is never printed as holds.
 *
 * Three questions: of one filter alone, may any packet of a set pass, may any be refused (sk_net_ask); and of a network, may any packet of a set come
 * from one node to another (sk_net_reach), does each that is needed come there (sk_net_arrives).
 *
 * And what of it a single mistake changes: networks with one thing done wrong (sk_mistakes_of, sk_move_make), to be asked the same questions.
 *
 * Not here yet: what address translation does exactly. A tunnel is a segment of its own.
 *
 * Owner: the arena. Borrowed: filters, networks.
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

enum { SK_QUESTION_BOXES_MAX = 256 };
struct sk_net_address;
struct sk_question {
	struct sk_box packets[SK_QUESTION_BOXES_MAX]; /* disjoint, of families that the filter sees */
	size_t count;
	unsigned families, silent; /* asked about: those the filter sees, and those it does not */
	enum sk_fate wanted;	   /* of each packet */
};

/*
 * "from 10.0.0.0/8 to 192.168.1.0-192.168.1.9 tcp port 445 source-port 1024-65535 state new in eth0 out eth1", each part at most once and in any
 * order, none of them needed. A protocol is tcp, udp, icmp, icmpv6, esp, ah, gre or a number; a state new, established, related, invalid.
 * Behind "but" stand packets that are not meant; it may be said again. "any but tcp port 443 but udp port 53": all others. Behind "or" more are meant: "tcp port 443 or
 * udp port 53"; what stands behind a "but" is not meant of those since the last "or".
 * Both addresses of a packet are of one family; without addresses, and without the words ipv4 and ipv6, both families are meant. SK_E_CONFIG_SYNTAX with what is not understood; interfaces are those of the filter. `where` (may be NULL): where the question stands.
 */
SK_OUTCOME sk_question_read(const struct sk_filter *filter, const struct sk_entry *entry, const struct sk_place *where, const char *text, struct sk_question *out, struct sk_error *error);

/* Takes packets away from a set that was read; neither interfaces nor "but" can be said. */
SK_OUTCOME sk_question_without(const struct sk_place *where, const char *text, struct sk_question *set, struct sk_error *error);

/* Of a set the packets that sk_question_without takes away. */
SK_OUTCOME sk_question_within(const struct sk_place *where, const char *text, struct sk_question *set, struct sk_error *error);

/* Of a set the packets to any of these networks. SK_E_CONFIG_SIZE past the ceiling of boxes. */
SK_OUTCOME sk_question_about(const struct sk_net_address *const *networks, size_t count, struct sk_question *set, struct sk_error *error);

/* An accepted packet is accepted by each chain of the entry, a refused one refused by one of them. */
enum { SK_UNREAD_MAX = 8 };
struct sk_proven {
	enum sk_proof proof; /* about the families of the question; of the silent ones nothing is known */
	struct sk_box packet;	     /* of violated: one packet that shows it; of undecided: one that may */
	const struct sk_filter_chain *chain; /* what decides about it; of several that accept the last that does so by a rule */
	const struct sk_filter_rule *rule;   /* NULL: the policy of the chain */
	const struct sk_filter_rule *unread[SK_UNREAD_MAX]; /* of undecided: rules not understood that can matter to the set, in their order */
	size_t unread_count;
	uint64_t boxes; /* that were looked at */
};
SK_OUTCOME sk_net_ask(const struct sk_filter *filter, const struct sk_entry *entry, const struct sk_question *question,
		      struct sk_proven *out, struct sk_error *error);

/*
 * An answer that holds or is violated, as lines that somebody can check with nothing of this (verify/, decision 0028): the model, the question, and of each
 * of its packets the line that decides and why those before it do not. SK_E_CERTIFICATE_SIZE past a ceiling: *out is no certificate then.
 */
#define SK_CERTIFICATE_FORMAT "sekisho-certificate/1"
enum { SK_CERTIFICATE_BYTES_MAX = 64 << 20 }; /* ceiling of *out */
struct sk_certificate {
	const char *file, *digest;    /* of the filter: its name without folders, and the SHA-256 of its bytes */
	const char *chain, *question; /* as they were asked for */
};
SK_OUTCOME sk_net_certify(const struct sk_filter *filter, const struct sk_entry *entry, const struct sk_question *question, const struct sk_proven *proven,
			  const struct sk_certificate *about, struct sk_buf *out, struct sk_error *error);

/* "tcp 10.0.0.1:1024 -> 192.168.1.5:445, new, in eth0": the packet at the low corner of the box. */
/* Of a packet: "tcp", "icmp", "protocol 47". */
void sk_packet_protocol(const struct sk_box *packet, struct sk_buf *out);
void sk_packet_text(const struct sk_filter *filter, const struct sk_box *packet, struct sk_buf *out);

/* ---- one filter: rules that decide nothing ---- */

/* What decides about packets. */
struct sk_ruling {
	const struct sk_filter_chain *chain; /* NULL: nothing filters there */
	const struct sk_filter_rule *rule;   /* NULL: the policy of the chain */
};

enum sk_rule_flaw {
	SK_RULE_UNREACHABLE, /* no packet comes to it: it decides nothing */
	SK_RULE_REDUNDANT,   /* others decide the same */
	SK_RULE_UNREAD,	     /* not understood: nothing is said of it but that packets may come to it */
};
enum sk_rule_reason {
	SK_RULE_TAKEN,	 /* of unreachable: others take its packets before */
	SK_RULE_EMPTY,	 /* no packet is as it asks for */
	SK_RULE_UNSENT,	 /* none that is as it asks for is sent to its chain */
	SK_RULE_DONE,	 /* of redundant: others decide the same behind it */
	SK_RULE_IDLE,	 /* with it and without it the same rules decide */
	SK_RULE_LEFT,	 /* no packet comes to it without the others that are redundant */
	SK_RULE_UNKNOWN, /* of unread */
	SK_RULE_REASONS,
};
enum { SK_DECIDERS_MAX = 8 };
struct sk_rule_finding {
	enum sk_rule_flaw flaw;
	enum sk_rule_reason reason;
	const struct sk_filter_chain *chain;
	const struct sk_filter_rule *rule;
	struct sk_ruling by[SK_DECIDERS_MAX]; /* of taken and done: these */
	size_t by_count; /* of all; as many of them as there is room for stand in `by` */
};
struct sk_rule_findings {
	const struct sk_rule_finding *found; /* in the order of the file, as chains stand in it */
	size_t count, unreachable, redundant, unread;
	size_t judged; /* rules that were asked about */
	const char *const *hooks; /* where they enter that were looked at, as asked for */
	size_t hook_count;
};
/*
 * Of the rules of all chains that packets of the entry `chain` (NULL: of each hook) can come to: which can be taken out so that no packet's fate changes. Exact, and
 * sure: it holds of every filter that the file can mean. First those that no packet comes to; then, from the first on and until there are no more, those without which, and without all found
 * before, every packet has the fate it had. So all that are found can be taken out together, and of those that are understood no other one can be beside them.
 * Whether a packet is dropped or rejected is one fate. A rule that only logs, counts or marks, or jumps to one that does, is never called redundant.
 */
SK_OUTCOME sk_net_rules(struct sk_arena *arena, const struct sk_filter *filter, const char *chain, struct sk_rule_findings *out, struct sk_error *error);

/* ---- two filters: which packets changed their fate ---- */

struct sk_range {
	sk_wide low, high;
};
/* Ascending, apart from each other. */
struct sk_ranges {
	const struct sk_range *at;
	size_t count;
};
/* The packets of one family whose value in each dimension is in one of its ranges. A range of IPv6 addresses may reach across those of IPv4, which are not meant. */
struct sk_packets {
	unsigned family;
	struct sk_ranges dims[SK_DIMS];
};
/* "tcp from 10.0.0.0/8 to 192.168.1.5 port 443,8443 state new in eth0", in the words of questions where there are such; of each dimension `most` ranges at most. */
void sk_packets_text(const struct sk_filter *filter, const struct sk_packets *packets, size_t most, struct sk_buf *out);
/* Whether all values there are, in a filter with these interfaces, are in the ranges. */
bool sk_packets_any(const struct sk_filter *filter, const struct sk_packets *packets, enum sk_dim dim);
/* One range, as it stands in that text. */
void sk_range_text(const struct sk_filter *filter, enum sk_dim dim, const struct sk_range *range, struct sk_buf *out);
/* The word before the ranges of a dimension: "from", "port". */
const char *sk_dim_word(enum sk_dim dim);

enum sk_change_kind {
	SK_CHANGE_OPENED, /* refused in the first, let through in the second */
	SK_CHANGE_CLOSED,
	SK_CHANGE_MAYBE_OPENED, /* only with what was guessed of rules that are not understood */
	SK_CHANGE_MAYBE_CLOSED,
	SK_CHANGE_KINDS,
};
struct sk_guess {
	const struct sk_filter *filter;
	const struct sk_filter_rule *rule;
	bool matches;
};
struct sk_fate_change {
	enum sk_change_kind kind;
	const char *hook; /* where they enter */
	struct sk_ruling was, is; /* what decides */
	const struct sk_guess *guesses; /* of maybe: in both filters the rules that it hangs on; one that stands in both is named in the first */
	size_t guess_count;
	const struct sk_packets *packets; /* disjoint */
	size_t count;
	size_t at, number; /* of the hook, and of itself as it was found */
};
struct sk_diff {
	struct sk_filter was, is; /* as they were read, interfaces numbered alike */
	const struct sk_fate_change *changes; /* by kind; then by place and by what decides */
	size_t count;
	size_t packets[SK_CHANGE_KINDS]; /* sets of packets of each kind */
	unsigned silent_was, silent_is;	 /* families of which only the other one says something */
	const char *const *hooks;	 /* that were compared */
	size_t hook_count;
};
/*
 * Exactly the packets that enter at `chain` (NULL: at every hook that either has), of those in words (NULL: of all), to which the two do not do the same. Interfaces are
 * the same where they have the same name; a rule that is not understood and stands in both alike is taken to match the same packets in both. Changes of one kind are disjoint
 * but for those that hang on guesses. Where a file has nothing at a place but is all its device does with the family, everything passes there.
 */
SK_OUTCOME sk_net_diff(struct sk_arena *arena, const struct sk_filter *was, const struct sk_filter *is, const char *chain, const char *among, struct sk_diff *out,
		       struct sk_error *error);

/* ---- networks ---- */

/* Segments are wires and hubs: who stands on one hears everybody there and can send to anybody there, whatever routes say. */
enum sk_net_role {
	SK_NET_HOST,
	SK_NET_ROUTER,
	SK_NET_BRIDGE,	/* passes frames of some families from each of its segments to the others: no routing, no filter */
	SK_NET_OUTSIDE, /* whatever stands behind the last wire: any address may come from there, and any goes there */
};

struct sk_net_address {
	sk_wide address, low, high; /* itself, and the network it stands in */
};
struct sk_net_interface {
	const char *name; /* as the device's configuration calls it */
	size_t segment;	  /* position in the network */
	const struct sk_net_address *addresses;
	size_t address_count;
	unsigned unstated; /* families of which nobody says what addresses it has here: it may have any */
	bool misnamed; /* its filters name others that the node has not, and not it, or a line that dials in: it may be any of these */
};
struct sk_net_route {
	sk_wide low, high; /* where to */
	size_t interface;  /* position in the node: by which it leaves */
	sk_wide via;	   /* whom it is handed to there; 0: whom it is for */
	bool nowhere;	   /* thrown away: then the two above say nothing */
};
struct sk_net_node {
	const char *id;
	enum sk_net_role role;
	unsigned forwards; /* families that it sends from one interface to another: routers, and hosts with the switch on */
	unsigned perhaps_forwards; /* families that it may send on, but not for sure: from some interfaces only */
	unsigned routed;   /* families whose routes below are all there are: the networks of addresses are among them */
	unsigned passes;   /* of a bridge: families of the frames it lets through */
	unsigned unfiltered; /* families of which it is known that it filters nothing */
	const struct sk_net_interface *interfaces;
	size_t interface_count;
	const struct sk_net_address *own; /* low to high: what it takes as its own beside the addresses of its interfaces */
	size_t own_count;
	const struct sk_net_route *routes; /* beside the networks its addresses stand in. The most specific decides */
	size_t route_count;
	const struct sk_filter *filters; /* its configuration, one for each file */
	size_t filter_count;
	const char *const *names; /* interfaces that its machine says it has, whether one of those above or not */
	size_t name_count;
	const struct sk_net_address *behind; /* of an outside: networks that stand there; none: whatever address may */
	size_t behind_count;
};
struct sk_network {
	const char *const *segments; /* names */
	const bool *tunnels; /* by segment: only who has its key comes in; NULL: there is none */
	size_t segment_count;
	const struct sk_net_node *nodes;
	size_t count;
};

/* The network with nodes of its own, to be changed. */
SK_OUTCOME sk_net_copy(struct sk_arena *arena, const struct sk_network *network, struct sk_network *out, struct sk_net_node **nodes, struct sk_error *error);
/* Chains of a configuration, to be changed; their rules are shared. */
SK_OUTCOME sk_net_copy_chains(struct sk_arena *arena, const struct sk_filter *filter, struct sk_filter *out, struct sk_filter_chain **chains, struct sk_error *error);

/* A network, and what is worked out of it once for all questions. `base` (may be NULL): the plan of a network whose nodes stand at the same positions; what its
 * filters and routes were made into serves here too where they are the same ones, so `base` has to live as long. */
struct sk_plan;
SK_OUTCOME sk_plan_new(struct sk_arena *arena, const struct sk_network *network, const struct sk_plan *base, struct sk_plan **out, struct sk_error *error);
const struct sk_network *sk_plan_network(const struct sk_plan *plan);

/*
 * What answers about a plan rest on: where packets lie, and which filters were asked. From now on it is noted, of this plan and those that have it as `base`, until another one is given (NULL: none).
 * Of a question that HOLDS, all: a move that touches nothing of it changes nothing. Two are the same when their bytes are.
 */
struct sk_footprint {
	unsigned char *bytes;
	size_t length, segments; /* one for each segment, then one for each node */
};
SK_OUTCOME sk_footprint_new(struct sk_arena *arena, const struct sk_network *network, struct sk_footprint **out, struct sk_error *error);
void sk_plan_watch(struct sk_plan *plan, struct sk_footprint *footprint);
struct sk_move;
/* Whether the move, a mistake of `network`, can change what rests on it. */
bool sk_footprint_touched(const struct sk_footprint *footprint, const struct sk_network *network, const struct sk_move *mistake);

/*
 * May any packet of the set come from one node to another, as the first of its flow? Whoever sends chooses source, next hop and flags as he likes; on its
 * way every router and every forwarding host sends it where its own routes say, to the segment there: whoever stands on it may take it up, and for sure
 * only whom it is handed to does. A flow that nobody began may be new, invalid or untracked
 * at each device, never established or related; for sure it is new.
 *
 * The answer is sure on both sides, as of one filter: a device whose filter for a family is not known may let everything through, and lets nothing
 * through for sure. Addresses are changed where the rules that do so are understood; else a device that does may make any address of any. Packets are told as they were sent.
 */
/* Other addresses, there and from there on. */
struct sk_net_change {
	const struct sk_filter *filter;
	const struct sk_filter_rule *rule; /* that changed them; NULL: nothing did */
	bool addressed, ported; /* what of these is another now */
	sk_wide address;
	uint16_t port;
};
struct sk_net_hop {
	const struct sk_net_node *node; /* of the first hop the sender */
	const struct sk_net_interface *in, *out; /* NULL: it comes from here, or ends here */
	const struct sk_filter *filter; /* what let it through there by a rule, else by the policy of a chain; NULL: nothing filters it there */
	const struct sk_filter_chain *chain;
	const struct sk_filter_rule *rule;
	struct sk_net_change target, source; /* the target before it was let through, the source when it was sent on */
};
/* A packet as it was sent becomes what the hop at that position looks at. */
void sk_net_packet_at(const struct sk_net_hop *hops, size_t position, struct sk_box *packet);
struct sk_reach_question {
	size_t from, to; /* positions of nodes */
	const struct sk_box *packets; /* disjoint, of one family each; interfaces and states do not matter */
	size_t count;
};
enum sk_unread_about {
	SK_UNREAD_FILTER,    /* what it lets through */
	SK_UNREAD_ADDRESSES, /* what addresses it has, or where it sends them: then no filter and no rule */
	SK_UNREAD_NAMES,     /* which interface its filters mean: the same */
	SK_UNREAD_ABOUTS,
};
struct sk_unread_line {
	const struct sk_net_node *node;
	const struct sk_filter *filter;
	const struct sk_filter_rule *rule; /* NULL: nothing is known of the family */
	unsigned family;
	enum sk_unread_about about;
};
/* The position + 1 of an interface among those of the filter: by its name, else by the longest wildcard that it fits; 0: no rule speaks of it. */
unsigned sk_net_interface_number(const struct sk_filter *filter, const char *name);
struct sk_reached {
	enum sk_proof proof; /* of "none comes there"; of what is needed, of "each does" */
	struct sk_box packet; /* of violated and undecided: one that does, or may */
	const struct sk_net_hop *hops; /* its way, both ends included */
	size_t hop_count;
	struct sk_unread_line unread[SK_UNREAD_MAX]; /* of undecided: on that way, what is not known */
	size_t unread_count;
	struct sk_net_hop doubt; /* of what is needed and undecided: the first hop that may refuse it, with what does then; node NULL: none is known */
	uint64_t boxes; /* that were looked at */
};
enum { SK_NET_NODES_MAX = 256 /* for who makes one */, SK_NET_SETS_MAX = 1 << 16 /* boxes on all segments together */ };
SK_OUTCOME sk_net_reach(struct sk_arena *arena, const struct sk_plan *plan, const struct sk_reach_question *question, struct sk_reached *out,
			struct sk_error *error);

/* ---- what is needed ---- */

/*
 * Leaves of the question's packets those that an honest sender begins a flow with: from his own addresses to those of the other, of tcp those with SYN alone and from ports that are not
 * reserved (1024 and higher) where the question leaves that open, of ICMP the request of an echo; ports and types are of protocols that have them. Families in which one of them has
 * no address are not meant; whose addresses nobody stated may have any.
 */
SK_OUTCOME sk_net_needed(struct sk_arena *arena, const struct sk_network *network, struct sk_reach_question *question, struct sk_error *error);
/*
 * Does each of them come there, and is taken there? SILENT: there is none. HOLDS: for sure. VIOLATED: `packet` does not; its hops lead up to whom it is not let through by, or are the
 * sender alone where no way leads there. UNDECIDED: `packet` may come there by these hops, or not. That answers come back is not asked.
 *
 * A host is reached when one of its addresses of the family is: for sure from each address that the sender has at the wire it leaves by, and not at all from none. To an outside each
 * address behind it is needed, and from an outside each is. Where nobody stated any address, it is reached for sure when all there are would be, and not when none would.
 *
 * Who sends does so by his own routes. A host of which none are stated has a gateway on one of its wires, to whom it may be; of one of which some are stated nobody knows what it does
 * with the rest, and a router sends no rest. A host that does not forward takes for sure only what comes by the interface of the address it is for.
 */
SK_OUTCOME sk_net_arrives(struct sk_arena *arena, const struct sk_plan *plan, const struct sk_reach_question *question, struct sk_reached *out, struct sk_error *error);

/* All ways by which packets of the set, sent by an honest sender, come to whom they are for: at most, or for sure. Shorter ones first. */
struct sk_way {
	struct sk_box packets;
	const struct sk_net_hop *hops; /* both ends included */
	size_t hop_count;
};
struct sk_ways {
	const struct sk_way *at;
	size_t count;
};
SK_OUTCOME sk_net_ways(struct sk_arena *arena, const struct sk_plan *plan, const struct sk_reach_question *question, enum sk_bound bound, struct sk_ways *out,
		       struct sk_error *error);
/* The configuration with nothing in it but what translates addresses of these families. Chains and rules keep their positions. */
SK_OUTCOME sk_net_translations(struct sk_arena *arena, const struct sk_filter *filter, unsigned families, struct sk_filter *out, struct sk_error *error);
/* A network in which no device filters; addresses are changed as they are where that is known, else not at all. */
SK_OUTCOME sk_net_open(struct sk_arena *arena, const struct sk_network *network, struct sk_network *out, struct sk_error *error);

/* ---- moves: one change of a network ---- */

enum sk_move_kind {
	/* what a wrong hand does (guidance, accidental threats 19 to 21: mistakes in operation and maintenance) */
	SK_MOVE_GONE,	  /* a rule is deleted */
	SK_MOVE_WIDENED,  /* what it asks for in one dimension is dropped */
	SK_MOVE_FIRST,	  /* a copy of it stands at the head of its chain */
	SK_MOVE_LAST,	  /* a copy of it stands at the end */
	SK_MOVE_LATER,	  /* it stands behind the next */
	SK_MOVE_RESET,	  /* a device filters nothing: as it came out of its box */
	SK_MOVE_FORWARDS, /* a host forwards from one interface to another */
	SK_MOVE_PASSES,	  /* a bridge passes a family */
	SK_MOVE_PLUGGED,  /* the cable of an interface is in another segment */
	SK_MOVE_JOINED,	  /* a cable between two segments */
	SK_MOVE_DOWN,	  /* a tunnel does not stand: its interfaces, their addresses and routes are gone */
	SK_MOVE_MISTAKES,
	/* what closes a way */
	SK_MOVE_REFUSED = SK_MOVE_MISTAKES, /* a chain begins with a rule that refuses the packets */
	SK_MOVE_FILTERED, /* a device refuses the packets at a hook where nothing filtered them */
	SK_MOVE_STAYS,	  /* a host does not forward */
	SK_MOVE_CLOSED,	  /* a bridge does not pass a family */
	SK_MOVE_KINDS,
};
struct sk_move {
	enum sk_move_kind kind;
	size_t node; /* position; not of JOINED, DOWN */
	/* Of rules, and of REFUSED: positions in the node, the filter, the chain. */
	size_t filter, chain, rule;
	bool past;	 /* of LATER: past one that is not there any more, too */
	enum sk_dim dim; /* of WIDENED */
	unsigned family; /* of PASSES, CLOSED */
	size_t interface; /* of PLUGGED: position in the node */
	size_t segment, other; /* of PLUGGED: into `segment`; of JOINED: between these; of DOWN: the tunnel */
	bool input;	 /* of FILTERED: what is for the device itself, else what it sends on */
	const char *name; /* of REFUSED: the interface they come by; NULL: any */
	struct sk_match packets; /* of REFUSED, FILTERED */
};
/* The rule it is about; NULL: it is about none. */
const struct sk_filter_rule *sk_move_rule(const struct sk_network *network, const struct sk_move *move, const struct sk_filter **filter);
/* The network with the move made. It shares with `network` what is as it was; nodes keep their positions. */
SK_OUTCOME sk_move_make(struct sk_arena *arena, const struct sk_network *network, const struct sk_move *move, struct sk_network *out, struct sk_error *error);

/* Whether both are about rules of one chain, so that it matters which is made first. */
bool sk_move_ordered(const struct sk_move *a, const struct sk_move *b);
/*
 * A second move as it is once the first was made: the same rule stands elsewhere, perhaps. Both are moves of `network`. False: it cannot be made any more, or nothing comes out that one of
 * them alone does not make.
 */
bool sk_move_behind(const struct sk_network *network, const struct sk_move *first, struct sk_move *second);

/* ---- one mistake away ---- */

enum { SK_MISTAKES_MAX = 200000 };
/* All single mistakes, in the order of nodes. Rules that only count or log, that translate addresses or see frames are left out. SK_E_CONFIG_SIZE past the ceiling. */
SK_OUTCOME sk_mistakes_of(struct sk_arena *arena, const struct sk_network *network, const struct sk_move **out, size_t *count, struct sk_error *error);

/* ---- the fewest moves that close it ---- */

/* With them none of the questions is violated, each of which has to hold, and no fewer of these kinds do: a rule deleted (only when all it lets through is asked about),
 * packets refused at the head of a chain or where nothing filters, forwarding turned off, passing turned off. Of as few, those that come first on the way that is
 * shown. count 0: none of up to SK_MENDS_MAX was found, within a ceiling of tries. */
enum { SK_MENDS_MAX = 3 };
struct sk_mended {
	struct sk_move move; /* in the network with those before it made */
	const struct sk_net_interface *in; /* of REFUSED: by which the packets come; NULL: by any, as no rule there names it */
	const char *file, *chain; /* of a rule and of REFUSED: where; else NULL */
	uint32_t line;		  /* of a rule */
	const char *text;
};
struct sk_mend {
	struct sk_mended moves[SK_MENDS_MAX];
	size_t count;
	bool holds; /* all of them hold then; else some cannot be decided, as of what is not known on other ways */
};
SK_OUTCOME sk_net_mend(struct sk_arena *arena, const struct sk_plan *plan, const struct sk_reach_question *questions, size_t count, struct sk_mend *out, struct sk_error *error);

#endif
