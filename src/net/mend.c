/*
 * The fewest moves that close every way of some questions.
 *
 * Whatever closes them all has to close the way that is found first, so it holds one of the moves at the nodes of that way: one of them is made, the question
 * is asked again, and so on. Tried with one move, then with two, then with three: the first that works is the least.
 *
 * A rule is only deleted when nothing else is lost: when all it lets through is asked about. Else the packets are refused in front of it.
 */
#include "net/private.h"

#include <string.h>

enum { TRIES_MAX = 600, CANDIDATES_MAX = 64, TRY_BYTES_MAX = 256 << 20 };

struct mending {
	struct sk_arena *arena; /* of what is told */
	const struct sk_network *network;
	const struct sk_reach_question *questions;
	size_t count, tries;
	struct sk_match asked; /* what the questions mean at those they are about */
	struct sk_mend *out;
	struct sk_error *error;
};

struct candidates {
	struct sk_mended at[CANDIDATES_MAX];
	size_t count;
};

/* ---- what the questions mean ---- */

/* To addresses low..high, and to a device that keeps states only what nobody there began. */
static sk_outcome add_meant(struct sk_buf *boxes, const struct sk_box *box, sk_wide low, sk_wide high)
{
	static const enum sk_flow_state states[][2] = {{SK_FLOW_NEW, SK_FLOW_NEW}, {SK_FLOW_INVALID, SK_FLOW_UNTRACKED}};
	struct sk_box meant = *box, all;
	passage_any(&meant);
	sk_box_all(&all);
	sk_box_set(&all, SK_DIM_TARGET, low, high);
	if (!sk_box_meet(&meant, &all, &meant))
		return SK_OK;
	for (size_t i = 0; i < SK_COUNT(states); i++) {
		sk_box_set(&meant, SK_DIM_STATE, states[i][0], states[i][1]);
		sk_buf_add(boxes, (const char *)&meant, sizeof(meant));
	}
	return SK_OK;
}

static sk_outcome add_meant_at(const struct sk_net_node *node, const struct sk_box *box, struct sk_buf *boxes)
{
	bool stated = node->behind_count > 0;
	for (size_t i = 0; i < node->behind_count; i++)
		SK_TRY(add_meant(boxes, box, node->behind[i].low, node->behind[i].high));
	for (size_t i = 0; i < node->interface_count && node->role != SK_NET_OUTSIDE; i++)
		for (size_t at = 0; at < node->interfaces[i].address_count; at++) {
			stated = true;
			SK_TRY(add_meant(boxes, box, node->interfaces[i].addresses[at].address, node->interfaces[i].addresses[at].address));
		}
	return stated ? SK_OK : add_meant(boxes, box, 0, ~(sk_wide)0);
}

static sk_outcome gather_meant(struct mending *mending, struct sk_buf *boxes)
{
	for (size_t q = 0; q < mending->count; q++)
		for (size_t i = 0; i < mending->questions[q].count; i++)
			SK_TRY(add_meant_at(&mending->network->nodes[mending->questions[q].to], &mending->questions[q].packets[i], boxes));
	return sk_buf_check(boxes, mending->error);
}

static sk_outcome keep_meant(struct mending *mending)
{
	SK_BUF_SCOPE boxes = SK_BUF(SK_CONFIG_BOXES_MAX * sizeof(struct sk_box));
	void *memory;
	SK_TRY(gather_meant(mending, &boxes));
	SK_TRY(sk_buf_keep(&boxes, mending->arena, &memory, mending->error));
	mending->asked = (struct sk_match){memory, boxes.length / sizeof(struct sk_box)};
	return SK_OK;
}

/* The same of packets that were changed on their way there: just those, as the hop sees them. */
static sk_outcome meant_at_hop(const struct mending *mending, const struct sk_reached *reached, size_t hop, struct sk_match *out)
{
	SK_BUF_SCOPE boxes = SK_BUF(SK_CONFIG_BOXES_MAX * sizeof(struct sk_box));
	void *memory;
	bool changed = false;
	*out = mending->asked;
	for (size_t i = 0; i <= hop; i++)
		changed = changed || reached->hops[i].target.rule || (i < hop && reached->hops[i].source.rule);
	if (!changed)
		return SK_OK;
	for (size_t q = 0; q < mending->count; q++)
		for (size_t i = 0; i < mending->questions[q].count; i++) {
			struct sk_box here = mending->questions[q].packets[i];
			sk_net_packet_at(reached->hops, hop, &here);
			SK_TRY(add_meant(&boxes, &here, here.low[SK_DIM_TARGET], here.high[SK_DIM_TARGET]));
		}
	SK_TRY(sk_buf_check(&boxes, mending->error));
	SK_TRY(sk_buf_keep(&boxes, mending->arena, &memory, mending->error));
	*out = (struct sk_match){memory, boxes.length / sizeof(struct sk_box)};
	return SK_OK;
}

/* ---- moves at one node of the way ---- */

static void add(struct candidates *candidates, const struct sk_mended *mended)
{
	if (candidates->count < CANDIDATES_MAX)
		candidates->at[candidates->count++] = *mended;
}

/* Whether it lets through nothing but what is asked about. */
static bool only_asked(const struct sk_match *meant, const struct sk_filter_rule *rule)
{
	for (size_t i = 0; i < rule->may.count; i++) {
		bool held = false;
		for (size_t j = 0; j < meant->count && !held; j++) {
			struct sk_box asked = meant->boxes[j];
			passage_any(&asked);
			held = sk_box_holds(&asked, &rule->may.boxes[i]);
		}
		if (!held)
			return false;
	}
	return true;
}

static void add_deleted(const struct sk_match *meant, const struct sk_net_hop *hop, struct sk_mended mended, struct candidates *candidates)
{
	if (!hop->rule || hop->rule->action != SK_ACTION_ACCEPT || !only_asked(meant, hop->rule))
		return;
	mended.move.kind = SK_MOVE_GONE;
	mended.move.filter = (size_t)(hop->filter - hop->node->filters);
	mended.move.chain = (size_t)(hop->chain - hop->filter->chains);
	mended.move.rule = (size_t)(hop->rule - hop->chain->rules);
	mended.file = hop->filter->file;
	mended.chain = hop->chain->name;
	mended.line = hop->rule->line;
	mended.text = hop->rule->text;
	add(candidates, &mended);
}

/* In front of the first chain of the device that they enter; where there is none, a filter has to be. */
static void add_refused(const struct sk_match *meant, const struct passage *passage, const struct sk_net_hop *hop, unsigned family, struct sk_mended mended,
			struct candidates *candidates)
{
	mended.move.packets = *meant;
	mended.move.kind = SK_MOVE_FILTERED;
	mended.move.input = !hop->out;
	for (size_t i = 0; i < passage->count && mended.move.kind == SK_MOVE_FILTERED; i++) {
		const struct passage_chain *at = &passage->chains[i];
		if (!(at->chain->families & family) || !passage_is_on_way(at->chain, hop->in, hop->out))
			continue;
		mended.move.kind = SK_MOVE_REFUSED;
		mended.in = move_interface(at->filter, hop->in->name) ? hop->in : NULL;
		mended.move.name = mended.in ? mended.in->name : NULL;
		mended.move.filter = (size_t)(at->filter - hop->node->filters);
		mended.move.chain = (size_t)(at->chain - at->filter->chains);
		mended.file = at->filter->file;
		mended.chain = at->chain->name;
	}
	add(candidates, &mended);
}

static sk_outcome add_hop(const struct mending *mending, const struct sk_plan *plan, const struct sk_reached *reached, size_t at, struct candidates *candidates)
{
	const struct sk_net_hop *hop = &reached->hops[at];
	unsigned family = sk_box_family(&reached->packet);
	struct sk_match meant;
	struct sk_mended mended = {.move = {.node = (size_t)(hop->node - plan->network->nodes)}};
	const struct device *device = &plan->devices[SK_BOUND_LEAST][mended.move.node];
	if (!hop->in || hop->node->role == SK_NET_OUTSIDE)
		return SK_OK;
	if (hop->node->role == SK_NET_BRIDGE) {
		mended.move.kind = SK_MOVE_CLOSED;
		mended.move.family = family;
		add(candidates, &mended);
		return SK_OK;
	}
	if (hop->out && hop->node->role == SK_NET_HOST) {
		mended.move.kind = SK_MOVE_STAYS;
		add(candidates, &mended);
	}
	SK_TRY(meant_at_hop(mending, reached, at, &meant));
	add_deleted(&meant, hop, mended, candidates);
	SK_TRY(hop->out ? plan_forward(plan, SK_BOUND_LEAST, mended.move.node, mending->error) : plan_input(plan, SK_BOUND_LEAST, mended.move.node, mending->error));
	add_refused(&meant, hop->out ? &device->forward : &device->input, hop, family, mended, candidates);
	return SK_OK;
}

/* ---- the search ---- */

/* The first that is violated; where none is, what is left undecided. */
static sk_outcome first_violated(struct mending *mending, struct sk_arena *scratch, const struct sk_plan *plan, struct sk_reached *out)
{
	*out = (struct sk_reached){.proof = SK_PROOF_HOLDS};
	for (size_t i = 0; i < mending->count && out->proof != SK_PROOF_VIOLATED; i++) {
		struct sk_reached reached;
		SK_TRY(sk_net_reach(scratch, plan, &mending->questions[i], &reached, mending->error));
		if (reached.proof != SK_PROOF_HOLDS)
			*out = reached;
	}
	mending->tries++;
	return SK_OK;
}

static sk_outcome seek(struct mending *mending, struct sk_arena *scratch, const struct sk_plan *plan, size_t made, size_t most, bool *found);

/* What a try needs ends with it. What is told of it points to what was read. */
static sk_outcome try_move(struct mending *mending, const struct sk_plan *plan, const struct sk_mended *mended, size_t made, size_t most, bool *found)
{
	SK_ARENA_SCOPE scratch = sk_arena_new(TRY_BYTES_MAX);
	struct sk_network network;
	struct sk_plan *then;
	if (!scratch)
		return sk_error_set_number(mending->error, SK_E_MEMORY, NULL, TRY_BYTES_MAX);
	SK_TRY(sk_move_make(scratch, plan->network, &mended->move, &network, mending->error));
	SK_TRY(sk_plan_new(scratch, &network, plan, &then, mending->error));
	mending->out->moves[made] = *mended;
	return seek(mending, scratch, then, made + 1, most, found);
}

static sk_outcome seek(struct mending *mending, struct sk_arena *scratch, const struct sk_plan *plan, size_t made, size_t most, bool *found)
{
	struct candidates candidates = {.count = 0};
	struct sk_reached reached;
	SK_TRY(first_violated(mending, scratch, plan, &reached));
	*found = reached.proof != SK_PROOF_VIOLATED;
	if (*found) {
		mending->out->count = made;
		mending->out->holds = reached.proof == SK_PROOF_HOLDS;
	}
	if (*found || made == most || mending->tries >= TRIES_MAX)
		return SK_OK;
	for (size_t i = 0; i < reached.hop_count; i++)
		SK_TRY(add_hop(mending, plan, &reached, i, &candidates));
	for (size_t i = 0; i < candidates.count && !*found; i++)
		SK_TRY(try_move(mending, plan, &candidates.at[i], made, most, found));
	return SK_OK;
}

SK_OUTCOME sk_net_mend(struct sk_arena *arena, const struct sk_plan *plan, const struct sk_reach_question *questions, size_t count, struct sk_mend *out, struct sk_error *error)
{
	struct mending mending = {.arena = arena, .network = plan->network, .questions = questions, .count = count, .out = out, .error = error};
	bool found = false;
	*out = (struct sk_mend){.count = 0};
	SK_TRY(keep_meant(&mending));
	for (size_t most = 1; most <= SK_MENDS_MAX && !found; most++) {
		SK_ARENA_SCOPE scratch = sk_arena_new(TRY_BYTES_MAX);
		if (!scratch)
			return sk_error_set_number(error, SK_E_MEMORY, NULL, TRY_BYTES_MAX);
		SK_TRY(seek(&mending, scratch, plan, 0, most, &found));
	}
	return SK_OK;
}
