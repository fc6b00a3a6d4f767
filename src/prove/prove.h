/*
 * prove: the policies and needs of a site, asked over its network. What `site.yaml` says of nodes, links, policies and needs, what the files under configs/ say, and the
 * catalogue's flows and needs become questions to net/; as the network is, and with each single mistake made in it.
 *
 * Guidance 4-5, examples of implementation (flows); accidental threats of operation and maintenance (mistakes).
 *
 * Owner: the arena. Borrowed: the site.
 */
#ifndef SK_PROVE_H
#define SK_PROVE_H

#include "net/net.h"
#include "site/site.h"

/* As programs of Windows save it: bytes of a file with a mark of UTF-16 or UTF-8 in front become UTF-8 without a mark, unless a reader knows them so. */
SK_OUTCOME sk_prove_plain(struct sk_buf *bytes, struct sk_error *error);
/* Reads one configuration; `shown` in errors. Its bytes may go afterwards. SK_E_CONFIG_SYNTAX when no reader knows it. */
SK_OUTCOME sk_prove_read(struct sk_arena *arena, const struct sk_env *env, const char *path, const char *shown, struct sk_buf *bytes, struct sk_filter *out,
			 struct sk_error *error);
/* The same of bytes that were read. */
SK_OUTCOME sk_prove_parse(struct sk_arena *arena, const char *shown, const struct sk_buf *bytes, struct sk_filter *out, struct sk_error *error);
/* The network of a site with its configurations. Of each node the filters are in the order of its configs. */
SK_OUTCOME sk_prove_network(struct sk_arena *arena, const struct sk_env *env, const struct sk_site *site, struct sk_network *out, struct sk_error *error);

/* A copy of the network in which filters that were brought stand at a node, in the place of those that one of them shares a family with. */
SK_OUTCOME sk_prove_place(struct sk_arena *arena, const struct sk_network *network, const char *node, const struct sk_filter *brought, size_t count, struct sk_network *out,
			  struct sk_error *error);

struct sk_policy_question {
	const struct sk_site_policy *policy;
	struct sk_question packets;
	struct sk_reach_question *pairs; /* each node from with each node to, but none with itself */
	size_t count;
	size_t excepted; /* of a need: pairs of which the site's exceptions leave nothing, so that nothing is asked */
};
/* One for each of the policies, or of the needs, of the site, without what its exceptions are about. */
SK_OUTCOME sk_prove_policies(struct sk_arena *arena, const struct sk_site *site, const struct sk_network *network, const struct sk_list *policies,
			     struct sk_policy_question **out, struct sk_error *error);

/* Of all its pairs the worst. */
struct sk_policy_answer {
	const struct sk_site_policy *policy;
	size_t pairs; /* of nodes that were asked about */
	size_t excepted; /* of a need: further pairs, of which the site's exceptions leave nothing */
	struct sk_reached reached;
	size_t pair; /* position of the one that is told, of the question's */
	enum sk_proof more; /* of violated, that no other service is open by it: holds, violated or undecided, where somebody asked (sk_prove_more) */
	const char *forged; /* whoever's address the sender of the packet that is told gives as his own; NULL: nobody's here */
	bool only6; /* of violated: of all packets, of both families, those of IPv6 alone come there, where somebody asked (sk_prove_examples) */
	const char *const *senders; /* of violated: nodes from which something of it comes there in their own name, behind the one that is told, where somebody asked (sk_prove_examples) */
	size_t sender_count;
	bool work; /* of violated, about what stands outside: what work needs goes astray, too, and is told, where somebody asked (sk_prove_astray) */
	const struct sk_plan *plan; /* of the network that was asked: */
	const char *down; /* with this tunnel down; NULL: as it is */
	struct sk_mend mend; /* of violated: the fewest changes that close it, where somebody asked */
	struct sk_reached bare; /* of one that holds: what would come there, or may, if no host had a firewall of its own, where a router lets that through; proof HOLDS: nothing, or nobody asked */
	size_t risks; /* of a flow of the catalogue that does not hold: risks at or over the line that need its control, where somebody counted */
};
/* Nobody stands at an end of it, or the site does without: nothing was asked, and nothing is open. What is needed of somebody who stands nowhere is not asked either. */
static inline bool sk_policy_unasked(const struct sk_policy_answer *answer)
{
	return answer->pairs == 0 && (!answer->policy->missing || answer->policy->accepts);
}
/* Nothing is open of it: it holds, or nothing was asked. */
static inline bool sk_policy_good(const struct sk_policy_answer *answer)
{
	return answer->reached.proof == SK_PROOF_HOLDS || sk_policy_unasked(answer);
}
SK_OUTCOME sk_prove_policy(struct sk_arena *arena, const struct sk_plan *plan, const struct sk_policy_question *question, struct sk_policy_answer *out,
			   struct sk_error *error);
/* Of a pair packets of these families alone. */
SK_OUTCOME sk_prove_narrow(struct sk_arena *arena, unsigned families, struct sk_reach_question *pair, struct sk_error *error);
/* Of each question, in their order. */
SK_OUTCOME sk_prove_each(struct sk_arena *arena, const struct sk_plan *plan, const struct sk_policy_question *questions, size_t count, struct sk_policy_answer **out,
			 struct sk_error *error);

/* Of those that hold and refuse something: fills `bare`. */
SK_OUTCOME sk_prove_bare(struct sk_arena *arena, const struct sk_network *network, const struct sk_policy_question *questions, size_t count, struct sk_policy_answer *answers,
			 struct sk_error *error);

/*
 * Of those that refuse something and are violated: tells a packet that people recognise, where there is one (in the sender's own name; from outside to an address that is reached from there), and fills `senders`, of all
 * pairs, with the tunnel that is told down.
 */
SK_OUTCOME sk_prove_examples(struct sk_arena *arena, const struct sk_policy_question *questions, size_t count, struct sk_policy_answer *answers, struct sk_error *error);

/* Of the same: fills `more`. A service is what the packet is for where it comes, whatever its sender wrote on it. */
SK_OUTCOME sk_prove_more(struct sk_arena *arena, const struct sk_policy_question *questions, size_t count, struct sk_policy_answer *answers, struct sk_error *error);

/*
 * Of one policy that is violated now and then, with other settings: what is open then and is not now, past at most 16 services that are open in both, of each from two senders; `out` holds where nothing is found. Where something is, `then`
 * tells what was open before if that still is, else the same as `out`. The pairs of `question` are those that both were asked with.
 */
SK_OUTCOME sk_prove_newly(struct sk_arena *arena, const struct sk_policy_question *question, const struct sk_policy_answer *now, struct sk_policy_answer *then, struct sk_policy_answer *out,
			  struct sk_error *error);

/* Of one that is violated: whether all that is open of it from the one who sends the packet that is told has the source of that. */
SK_OUTCOME sk_prove_only_source(struct sk_arena *arena, const struct sk_policy_question *question, const struct sk_policy_answer *answer, bool *out, struct sk_error *error);
/* A copy of the network in which a node takes, passes and sends nothing. */
SK_OUTCOME sk_prove_shut(struct sk_arena *arena, const struct sk_network *network, const char *node, struct sk_network *out, struct sk_error *error);
/*
 * Of one policy that is violated, what is open of it through nodes that were shut for asking `shut`: `out` is violated, and tells a packet that passes one of them, or holds where all that is open goes elsewhere. Past at
 * most 16 services that are open elsewhere as well.
 */
SK_OUTCOME sk_prove_through(struct sk_arena *arena, const struct sk_policy_question *question, const struct sk_policy_answer *shut, const struct sk_policy_answer *open, struct sk_policy_answer *out,
			    struct sk_error *error);

/*
 * What an exception permits of a policy that refuses it, asked as the policy is: violated, something of it comes there; holds, nothing does as things are, and the exception hides what a
 * mistake would open. Of its pairs what begins outside is asked about first. In the order of the site's exceptions, of those whose policies were asked.
 */
struct sk_permitted {
	const struct sk_site_exception *exception;
	struct sk_policy_answer answer;
};
SK_OUTCOME sk_prove_permitted(struct sk_arena *arena, const struct sk_site *site, const struct sk_plan *plan, const struct sk_policy_question *questions, size_t count,
			      struct sk_permitted **out, size_t *permitted, struct sk_error *error);

/*
 * Of needs that do not fail as they were asked, and of which exceptions take something out, what is stopped for sure all the same: one answer for each service, of at most 16. Whether the site does without it, or only
 * nobody could prove it, the exception's reason says.
 */
SK_OUTCOME sk_prove_stopped(struct sk_arena *arena, const struct sk_site *site, const struct sk_plan *plan, const struct sk_policy_answer *needs, struct sk_policy_answer **out, size_t *count,
			    struct sk_error *error);

/* Of all needs, whatever exceptions say, what is stopped for sure with other settings, and is not now: one answer for each service of a need, of at most 32. */
SK_OUTCOME sk_prove_lost(struct sk_arena *arena, const struct sk_site *site, const struct sk_plan *now, const struct sk_plan *then, struct sk_policy_answer **out, size_t *count, struct sk_error *error);

/* Packets that work needs, whatever exceptions say, and that leave by an exception, by anybody of the sender's network; of a sender's port, flags and state all. */
SK_OUTCOME sk_prove_needed(struct sk_arena *arena, const struct sk_site *site, const struct sk_network *network, struct sk_box **out, size_t *count, struct sk_error *error);
/* Whether all of them are among these, or begin nothing; false, too, where there are too many to say. */
bool sk_prove_is_needed(const struct sk_packets *packets, const struct sk_box *needed, size_t count);
/* Of those that are violated, about what stands outside: fills `work`, and tells a packet of it. After sk_prove_examples. */
SK_OUTCOME sk_prove_astray(struct sk_arena *arena, const struct sk_site *site, const struct sk_policy_question *questions, size_t count, struct sk_policy_answer *answers, struct sk_error *error);

/* All policies of a site over its network as it is, where nobody wants to see the ways. */
struct sk_network_count {
	size_t asked, violated, undecided;
};
/* Who can reach what, or cannot although work needs it: the packet that shows it, and the two ends of its way. */
struct sk_danger {
	const struct sk_site_policy *policy;
	enum sk_proof proof;
	bool outside; /* the packet comes from what stands outside */
	const char *from, *last; /* nodes; a way that is cut short ends before the target */
	struct sk_box packet; /* as it comes there, or as whoever refuses it looks at it */
	const char *down; /* the tunnel that is down then; NULL: none */
	enum sk_proof more; /* that no other service is open by it */
	const char *forged; /* whoever's address the sender gives as his own; NULL: nobody's here */
	bool only6; /* it is about IPv6 alone */
};
/* The answer has a way. */
struct sk_danger sk_danger_of(const struct sk_policy_answer *answer);
/* Something of it gets in from outside. */
bool sk_permitted_comes_in(const struct sk_permitted *permitted);
/* The need that the service is for which the packet reaches: whoever turns it off stops that; NULL: none. */
const struct sk_site_policy *sk_prove_needing(const struct sk_site *site, const struct sk_danger *danger);
struct sk_network_standing {
	const enum sk_proof *proofs; /* of each policy, in their order; SK_PROOF_SILENT: nothing was asked */
	struct sk_network_count policies, needs;
	size_t alone; /* policies that hold by one computer's own firewall alone, past a router (sk_prove_bare) */
	size_t let_in; /* exceptions by which something gets in from outside */
	const char *unknown; /* the first node of which nothing is known that what cannot be decided hangs on; NULL: none */
	struct sk_danger worst; /* of what is violated: from outside, then a policy, then a need; policy NULL: nothing */
};
SK_OUTCOME sk_prove_standing(struct sk_arena *arena, const struct sk_env *env, const struct sk_site *site, struct sk_network_standing *out, struct sk_error *error);

/* Who records under that id, of site.yaml: of several entries (hosts, keys) the last. SK_E_CHOICE. */
SK_OUTCOME sk_prove_collector(const struct sk_site *site, const char *id, const struct sk_collector **out, struct sk_error *error);
/* As whom and when a proof is recorded, as the next bundle of a chain. */
struct sk_prove_recorder {
	const struct sk_collector *collector;
	int64_t sequence;
	const char *previous; /* digest of the bundle before; NULL: it is the first */
	sk_time at;
};
/* Facts of the kind flow_policy as a bundle that lacks its signature: what the collector may tell of the flows of the catalogue that checks ask for. SK_E_CONFLICT. */
SK_OUTCOME sk_prove_record(struct sk_arena *arena, const struct sk_site *site, const struct sk_network *network, const struct sk_prove_recorder *who, struct sk_buf *out,
			   struct sk_error *error);

/* Each mistake, or pair of them, and the policies that hold `now` and then no more. */
struct sk_broken {
	const struct sk_move *mistake;
	const struct sk_move *second; /* of a pair: made behind the first; NULL: the first alone */
	const struct sk_network *network; /* with what was made; the answer has no plan */
	struct sk_policy_answer answer;
};
struct sk_mistakes {
	const struct sk_move *mistakes; /* all that were tried */
	size_t count;
	const struct sk_broken *broken; /* in their order, of each the policies in theirs */
	size_t broken_count;
};
/* `count` questions, and what they are answered as the network is. */
SK_OUTCOME sk_prove_mistakes(struct sk_arena *arena, const struct sk_plan *plan, const struct sk_policy_question *questions, const struct sk_policy_answer *now, size_t count,
			     struct sk_mistakes *out, struct sk_error *error);

/*
 * Two mistakes that together break a policy that no single one breaks, for sure or perhaps. Exact: a pair is not tried only where one of both touches nothing that the answer with the other
 * one rests on (sk_footprint), or where both make what one of them alone does; so nothing changes. Two about rules of one chain are made in either order, and the worse one counts.
 */
enum { SK_PAIRS_MAX = 2000000 /* that are tried */, SK_PAIRS_KEPT_MAX = 5000 /* that are told, each with each of its policies */ };
struct sk_pairs {
	bool *asked;	 /* by policy: whether it was asked about */
	size_t policies; /* so many were */
	size_t count;	 /* pairs of two of the mistakes */
	size_t tried, left; /* of these; left: past the ceiling, so that nothing is known of them */
	size_t breaks, may; /* pairs */
	const struct sk_broken *broken; /* as of single mistakes; the first of them, up to the ceiling */
	size_t broken_count, untold;
};
/* `single`: what sk_prove_mistakes found. At most `most` pairs are tried. */
SK_OUTCOME sk_prove_pairs(struct sk_arena *arena, const struct sk_plan *plan, const struct sk_policy_question *questions, const struct sk_policy_answer *now, size_t count,
			  const struct sk_mistakes *single, size_t most, struct sk_pairs *out, struct sk_error *error);

#endif
