/*
 * The smallest difference from what is there that makes a policy hold.
 *
 * Round after round: the first wanted policy that is violated; of its fewest changes (sk_net_mend) the first, made in the file; the network read anew; then what work
 * needs, came through before and does no more is let through where it is refused now. Everything that held before has to hold in the end.
 */
#include "generate/draft.h"

#include <string.h>

enum { ROUNDS_MAX = 16, BYTES_MAX = 64 << 20, ROUND_BYTES_MAX = 256 << 20, ANSWERS_QUESTION_BOXES = 64 };

static const struct editor *const editors[] = {&editor_iptables, &editor_nft, &editor_yamaha, &editor_nec_ix};

static const struct editor *editor_named(const char *reader)
{
	for (size_t i = 0; i < SK_COUNT(editors); i++)
		if (strcmp(editors[i]->reader, reader) == 0)
			return editors[i];
	return NULL;
}

const struct editor *editor_of(const struct sk_filter *filter)
{
	return editor_named(filter->reader);
}

/* ---- the site in the making ---- */

struct asked {
	struct sk_policy_question *questions;
	struct sk_policy_answer *answers;
	size_t count;
};

struct fixing {
	struct sk_arena *arena;
	struct sk_arena *scratch; /* of one round: what is asked there goes with it; NULL: it is kept */
	const struct sk_env *env;
	struct sk_error *error;
	const struct sk_site *site;
	const struct sk_network *was;
	struct sk_network network; /* as changed so far */
	struct sk_net_node *nodes; /* its own copies */
	struct draft *drafts[SK_FIX_FILES_MAX];
	const struct sk_net_node *draft_nodes[SK_FIX_FILES_MAX]; /* in `was` */
	size_t draft_filters[SK_FIX_FILES_MAX]; /* positions in the node */
	size_t draft_count;
	struct sk_list needs; /* struct sk_site_policy: the site's, and what exceptions permit */
	struct sk_policy_question *questions[2]; /* of policies, and of needs; NULL: not made yet */
	bool *left;	      /* of each: it cannot be let through again */
	struct sk_fixed *out;
	bool stuck;
};

/* Pairs between which a need means no packets say nothing of the others; nor does what is permitted to whoever may stand outside: nobody there is known to need it. */
static void leave_out(const struct fixing *fixing, struct sk_policy_question *question, bool needed)
{
	size_t kept = 0;
	for (size_t i = 0; i < question->count; i++) {
		const struct sk_net_node *from = &fixing->network.nodes[question->pairs[i].from];
		bool anybody = !needed && from->role == SK_NET_OUTSIDE && from->behind_count == 0;
		if (question->pairs[i].count > 0 && !anybody)
			question->pairs[kept++] = question->pairs[i];
	}
	question->count = kept;
}

static struct sk_arena *round_of(const struct fixing *fixing)
{
	return fixing->scratch ? fixing->scratch : fixing->arena;
}

/* Questions are about nodes and addresses: no change of files is one of theirs. */
static sk_outcome questions_of(struct fixing *fixing, const struct sk_list *policies, struct sk_policy_question **out)
{
	struct sk_policy_question **kept = &fixing->questions[policies == &fixing->needs];
	if (!*kept) {
		SK_TRY(sk_prove_policies(fixing->arena, fixing->site, &fixing->network, policies, kept, fixing->error));
		for (size_t i = 0; i < policies->count; i++)
			if ((*kept)[i].policy->accepts)
				leave_out(fixing, &(*kept)[i], i < fixing->site->needs.count);
	}
	*out = *kept;
	return SK_OK;
}

static sk_outcome ask(struct fixing *fixing, const struct sk_list *policies, struct asked *out)
{
	struct sk_plan *plan;
	out->count = policies->count;
	SK_TRY(sk_plan_new(round_of(fixing), &fixing->network, NULL, &plan, fixing->error));
	SK_TRY(questions_of(fixing, policies, &out->questions));
	return sk_prove_each(round_of(fixing), plan, out->questions, policies->count, &out->answers, fixing->error);
}

/* The nodes as they are, to be changed. */
static sk_outcome begin(struct fixing *fixing)
{
	return sk_net_copy(fixing->arena, fixing->was, &fixing->network, &fixing->nodes, fixing->error);
}

static void end(struct fixing *fixing)
{
	for (size_t i = 0; i < fixing->draft_count; i++)
		draft_end(fixing->drafts[i]);
}

static bool is_wanted(const struct sk_site_policy *policy, const char *wanted)
{
	return strcmp(policy->id, wanted) == 0 || (policy->flow && policy->flow->control && strcmp(policy->flow->control, wanted) == 0);
}

/* ---- drafts ---- */

static sk_outcome open_draft(struct fixing *fixing, size_t node, size_t filter, struct draft **out)
{
	const char *name = fixing->nodes[node].filters[filter].file, *path;
	SK_BUF_SCOPE bytes = SK_BUF(BYTES_MAX);
	void *memory;
	SK_TRY(sk_arena_take(fixing->arena, 1, sizeof(struct draft), &memory, fixing->error));
	*out = memory;
	**out = (struct draft){.arena = fixing->arena, .error = fixing->error, .name = name};
	SK_TRY(sk_arena_print(fixing->arena, &path, fixing->error, "%s/%s", fixing->site->folder, name));
	SK_TRY(sk_env_read_file(fixing->env, path, name, BYTES_MAX, &bytes, fixing->error));
	fixing->draft_nodes[fixing->draft_count] = &fixing->was->nodes[node];
	fixing->draft_filters[fixing->draft_count] = filter;
	fixing->drafts[fixing->draft_count++] = *out;
	return draft_read(*out, bytes.bytes ? bytes.bytes : "", bytes.length);
}

static sk_outcome draft_of(struct fixing *fixing, size_t node, size_t filter, struct draft **out)
{
	for (size_t i = 0; i < fixing->draft_count; i++)
		if (fixing->draft_nodes[i] == &fixing->was->nodes[node] && fixing->draft_filters[i] == filter) {
			*out = fixing->drafts[i];
			return SK_OK;
		}
	if (fixing->draft_count == SK_FIX_FILES_MAX)
		return sk_error_set(fixing->error, SK_E_CONFIG_SIZE, NULL, _("files that change"), "256", NULL);
	return open_draft(fixing, node, filter, out);
}

/* What was changed is read as the device's file would be. */
static sk_outcome read_again(struct fixing *fixing, const struct draft *draft, size_t node, size_t filter)
{
	SK_BUF_SCOPE text = SK_BUF(BYTES_MAX);
	struct sk_net_node *changed = &fixing->nodes[node];
	void *memory;
	draft_text(draft, &text);
	SK_TRY(sk_buf_check(&text, fixing->error));
	SK_TRY(sk_arena_take(fixing->arena, changed->filter_count, sizeof(struct sk_filter), &memory, fixing->error));
	struct sk_filter *filters = memory;
	memcpy(filters, changed->filters, changed->filter_count * sizeof(*filters));
	SK_TRY(sk_prove_parse(fixing->arena, draft->name, &text, &filters[filter], fixing->error));
	changed->filters = filters;
	return SK_OK;
}

/* ---- by hand ---- */

static void note_hand(struct fixing *fixing, enum sk_fix_hand_kind kind, const struct sk_net_node *node, unsigned family)
{
	struct sk_fixed *out = fixing->out;
	if (out->hand_count < SK_FIX_HANDS_MAX)
		out->hands[out->hand_count++] = (struct sk_fix_hand){kind, node, family};
	fixing->stuck = fixing->stuck || kind == SK_FIX_FILTERED || kind == SK_FIX_FORM;
}

/* ---- one change ---- */

/* Whether all that belongs to flows passes the hook. */
static sk_outcome answers_pass(struct fixing *fixing, const struct edit_place *place, bool *out)
{
	struct sk_entry entry = {.chains = {place->chain}, .count = 1, .families = place->chain->families};
	struct sk_question question;
	struct sk_proven proven;
	*out = false;
	if (!place->chain->hook)
		return SK_OK;
	SK_TRY(sk_question_read(place->filter, &entry, NULL, "state established", &question, fixing->error));
	question.wanted = SK_FATE_ACCEPT;
	SK_TRY(sk_net_ask(place->filter, &entry, &question, &proven, fixing->error));
	*out = proven.proof == SK_PROOF_HOLDS;
	return SK_OK;
}

/* The chain with the hook that packets entered this one by, or itself: the first of its filter that has one. */
static const struct sk_filter_chain *entered_by(const struct sk_net_hop *hop)
{
	static const char *const hooks[] = {"forward", "input"};
	struct sk_entry entry;
	struct sk_error ignored = {0};
	if (hop->chain->hook)
		return hop->chain;
	bool found = !sk_failed(sk_filter_entry(hop->filter, hooks[!hop->out], &entry, &ignored));
	return found && entry.count > 0 ? entry.chains[0] : hop->chain;
}

struct change {
	struct fixing *fixing;
	const struct sk_net_hop *hop; /* where: its filter is one of the node's */
	size_t node, filter;
	const struct editor *editor;
	struct draft *draft;
	struct edit_place place;
};

/* The hop may be of a network in which a tunnel is down. */
static size_t node_of(const struct fixing *fixing, const struct sk_net_hop *hop)
{
	size_t at = 0;
	while (strcmp(fixing->nodes[at].id, hop->node->id) != 0)
		at++;
	return at;
}

static sk_outcome open_change(struct fixing *fixing, const struct sk_net_hop *hop, struct change *out)
{
	*out = (struct change){.fixing = fixing, .hop = hop, .node = node_of(fixing, hop), .editor = editor_of(hop->filter), .place = {hop->filter, hop->chain, hop->rule}};
	out->filter = (size_t)(hop->filter - hop->node->filters);
	if (!out->editor) {
		note_hand(fixing, SK_FIX_FORM, &fixing->nodes[out->node], 0);
		return SK_OK;
	}
	return draft_of(fixing, out->node, out->filter, &out->draft);
}

static sk_outcome keep_answers(struct change *change, bool passed)
{
	const struct sk_filter *now = &change->fixing->nodes[change->node].filters[change->filter];
	const struct sk_filter_chain *hooked = entered_by(change->hop);
	struct edit_place place = {now, &now->chains[hooked - change->hop->filter->chains], NULL};
	bool pass;
	SK_TRY(answers_pass(change->fixing, &place, &pass));
	if (!passed || pass)
		return SK_OK;
	SK_TRY(change->editor->answer(change->draft, &place));
	return read_again(change->fixing, change->draft, change->node, change->filter);
}

/* The rule that let it through is taken out; where none did, the chain is closed. */
static sk_outcome refuse_at(struct fixing *fixing, const struct sk_net_hop *hop)
{
	struct change change;
	bool passed = false;
	if (!hop->chain) {
		note_hand(fixing, SK_FIX_FILTERED, &fixing->nodes[node_of(fixing, hop)], 0);
		return SK_OK;
	}
	SK_TRY(open_change(fixing, hop, &change));
	if (!change.editor)
		return SK_OK;
	struct edit_place entered = {hop->filter, entered_by(hop), NULL};
	if (change.editor->answer)
		SK_TRY(answers_pass(fixing, &entered, &passed));
	SK_TRY((hop->rule ? change.editor->take_out : change.editor->close)(change.draft, &change.place));
	SK_TRY(read_again(fixing, change.draft, change.node, change.filter));
	return change.editor->answer ? keep_answers(&change, passed) : SK_OK;
}

static sk_outcome make_move(struct fixing *fixing, const struct sk_move *move, const struct sk_reached *reached)
{
	struct sk_net_node *node = &fixing->nodes[move->node];
	if (move->kind == SK_MOVE_STAYS)
		node->forwards = 0;
	if (move->kind == SK_MOVE_CLOSED)
		node->passes &= ~move->family;
	if (move->kind == SK_MOVE_STAYS || move->kind == SK_MOVE_CLOSED) {
		note_hand(fixing, move->kind == SK_MOVE_STAYS ? SK_FIX_STAYS : SK_FIX_CLOSED, node, move->family);
		return SK_OK;
	}
	for (size_t i = 1; i < reached->hop_count; i++)
		if (node_of(fixing, &reached->hops[i]) == move->node)
			return refuse_at(fixing, &reached->hops[i]);
	fixing->stuck = true;
	return SK_OK;
}

/* ---- what work needs ---- */

static bool holds_packet(const struct sk_permit *permit, const struct sk_box *packet)
{
	sk_wide low, high;
	sk_box_get(packet, SK_DIM_PROTOCOL, &low, &high);
	if (low < permit->protocol_low || low > permit->protocol_high)
		return false;
	for (size_t i = 0; i < SK_PERMIT_DIMS; i++) {
		bool held = false;
		sk_box_get(packet, generate_dims[i], &low, &high);
		for (size_t at = 0; at < permit->values[i].count; at++)
			held = held || (permit->values[i].at[at].low <= low && low <= permit->values[i].at[at].high);
		if (!held)
			return false;
	}
	return true;
}

/* The first permit that holds the packet, by the interfaces of the hop; not where it is of many protocols. */
static sk_outcome let_permit(struct change *change, const struct sk_intent *intent, const struct sk_box *packet, bool *let)
{
	for (size_t i = 0; i < intent->count; i++) {
		const struct sk_permit *permit = &intent->permits[i];
		if (permit->in != change->hop->in || permit->out != change->hop->out || !holds_packet(permit, packet))
			continue;
		*let = permit->protocol_low == permit->protocol_high;
		return *let ? change->editor->let(change->draft, &change->place, permit) : SK_OK;
	}
	return SK_OK;
}

/* What of the need the device has to let through on this way, the packet included. */
static sk_outcome let_at(struct fixing *fixing, const struct sk_reached *broken, const struct sk_net_hop *hop, const struct sk_site_policy *need, size_t which)
{
	struct sk_site only = *fixing->site;
	struct sk_box packet = broken->packet;
	struct sk_intent intent;
	struct change change;
	size_t position = 0;
	while (position + 1 < broken->hop_count && broken->hops[position].node != hop->node)
		position++;
	sk_net_packet_at(broken->hops, position, &packet);
	only.needs = (struct sk_list){(void *)(uintptr_t)need, 1};
	SK_TRY(open_change(fixing, hop, &change));
	if (!change.editor)
		return SK_OK;
	/* Where no way is sure, as an address is changed on it, one that may be is let through as well. */
	bool let = false;
	for (int most = 0; most < 2 && !let; most++) {
		SK_TRY(generate_intent(round_of(fixing), &only, &fixing->network, change.node, most ? SK_BOUND_MOST : SK_BOUND_LEAST, &intent, fixing->error));
		SK_TRY(let_permit(&change, &intent, &packet, &let));
	}
	if (!let) {
		fixing->left[which] = true;
		return SK_OK;
	}
	fixing->out->against = need;
	return read_again(fixing, change.draft, change.node, change.filter);
}

/* Needs, and what exceptions permit: where that came through before, somebody wanted it so; but it is no need. */
static sk_outcome gather_needs(struct fixing *fixing)
{
	const struct sk_site *site = fixing->site;
	void *memory;
	SK_TRY(sk_arena_take(fixing->arena, site->needs.count + site->exceptions.count, sizeof(struct sk_site_policy), &memory, fixing->error));
	struct sk_site_policy *needs = memory;
	SK_TRY(sk_arena_take(fixing->arena, site->needs.count + site->exceptions.count, sizeof(bool), &memory, fixing->error));
	fixing->left = memory;
	if (site->needs.count > 0)
		memcpy(needs, site->needs.items, site->needs.count * sizeof(*needs));
	fixing->needs = (struct sk_list){needs, site->needs.count};
	SK_LIST_EACH(struct sk_site_exception, exception, &site->exceptions)
		SK_LIST_EACH(struct sk_site_policy, policy, &site->policies) {
			struct sk_site_policy *need = &needs[fixing->needs.count];
			if (strcmp(policy->id, exception->policy_id) != 0)
				continue;
			*need = (struct sk_site_policy){.where = exception->where, .text = {exception->reason, exception->reason},
							.from = exception->from.count > 0 ? exception->from : policy->from, .to = exception->to.count > 0 ? exception->to : policy->to,
							.accepts = exception->permits};
			SK_TRY(sk_arena_print(fixing->arena, &need->id, fixing->error, "exceptions: %s", policy->id));
			fixing->needs.count++;
		}
	return SK_OK;
}

/* The first that came through as it was, or is wanted, and does not. */
static size_t first_broken(const struct fixing *fixing, const struct asked *before, const struct asked *now)
{
	size_t i = 0;
	for (; i < now->count; i++) {
		enum sk_proof was = before->answers[i].reached.proof;
		bool mine = was == SK_PROOF_HOLDS || was == SK_PROOF_UNDECIDED || is_wanted(now->answers[i].policy, fixing->out->wanted);
		enum sk_proof is = now->answers[i].reached.proof;
		bool lost = is == SK_PROOF_VIOLATED || (is == SK_PROOF_UNDECIDED && was == SK_PROOF_HOLDS);
		if (mine && lost && !fixing->left[i])
			break;
	}
	return i;
}

static bool is_touched(const struct fixing *fixing, size_t node)
{
	for (size_t i = 0; i < fixing->draft_count; i++)
		if (fixing->drafts[i]->changed && fixing->draft_nodes[i] == &fixing->was->nodes[node])
			return true;
	return false;
}

/* With all others letting everything through: what they refuse they refused before, and nothing is opened there. */
static sk_outcome ask_touched(struct fixing *fixing, const struct sk_policy_question *need, struct sk_policy_answer *out)
{
	struct sk_network open, mixed;
	struct sk_net_node *nodes;
	struct sk_plan *plan;
	SK_TRY(sk_net_open(round_of(fixing), &fixing->network, &open, fixing->error));
	SK_TRY(sk_net_copy(round_of(fixing), &open, &mixed, &nodes, fixing->error));
	for (size_t i = 0; i < mixed.count; i++)
		if (is_touched(fixing, i))
			nodes[i] = fixing->nodes[i];
	SK_TRY(sk_plan_new(round_of(fixing), &mixed, NULL, &plan, fixing->error));
	return sk_prove_policy(round_of(fixing), plan, need, out, fixing->error);
}

/* The hop that is to let it through; out->hop_count 0: none of those that were changed refuses it. */
static sk_outcome find_broken(struct fixing *fixing, const struct sk_policy_question *need, const struct sk_reached *now, bool held, struct sk_reached *out)
{
	struct sk_policy_answer answer;
	*out = *now;
	const struct sk_net_hop *last = now->hop_count > 0 ? &now->hops[now->hop_count - 1] : NULL;
	if (is_wanted(need->policy, fixing->out->wanted) || (now->proof == SK_PROOF_VIOLATED && last && last->chain && is_touched(fixing, node_of(fixing, last))))
		return SK_OK;
	SK_TRY(ask_touched(fixing, need, &answer));
	*out = answer.reached;
	if (out->proof != SK_PROOF_VIOLATED && !(held && out->proof == SK_PROOF_UNDECIDED))
		out->hop_count = 0;
	return SK_OK;
}

static sk_outcome let_one(struct fixing *fixing, const struct asked *before, bool *any)
{
	struct asked now;
	struct sk_reached broken;
	SK_TRY(ask(fixing, &fixing->needs, &now));
	size_t at = first_broken(fixing, before, &now);
	*any = at < now.count;
	if (!*any)
		return SK_OK;
	SK_TRY(find_broken(fixing, &now.questions[at], &now.answers[at].reached, before->answers[at].reached.proof == SK_PROOF_HOLDS, &broken));
	const struct sk_net_hop *hop = broken.proof == SK_PROOF_VIOLATED && broken.hop_count > 0 ? &broken.hops[broken.hop_count - 1] : &broken.doubt;
	if (broken.hop_count > 0 && hop->chain)
		return let_at(fixing, &broken, hop, now.answers[at].policy, at);
	fixing->left[at] = true;
	return SK_OK;
}

/* One step, and what was asked for it goes. `before`: of needs; NULL: it needs none. */
static sk_outcome in_round(struct fixing *fixing, sk_outcome (*step)(struct fixing *fixing, const struct asked *before, bool *any), const struct asked *before, bool *any)
{
	SK_ARENA_SCOPE scratch = sk_arena_new(ROUND_BYTES_MAX);
	if (!scratch)
		return sk_error_set_number(fixing->error, SK_E_MEMORY, NULL, ROUND_BYTES_MAX);
	fixing->scratch = scratch;
	sk_outcome outcome = step(fixing, before, any);
	fixing->scratch = NULL;
	return outcome;
}

static sk_outcome let_needs(struct fixing *fixing, const struct asked *before)
{
	bool any = true;
	for (size_t round = 0; round < ROUNDS_MAX * 4 && any && !fixing->stuck; round++)
		SK_TRY(in_round(fixing, let_one, before, &any));
	fixing->stuck = fixing->stuck || any;
	return SK_OK;
}

/* ---- all of it ---- */

static sk_outcome close_one(struct fixing *fixing, const struct asked *before, bool *any)
{
	(void)before;
	struct asked now;
	*any = false;
	SK_TRY(ask(fixing, &fixing->site->policies, &now));
	for (size_t i = 0; i < now.count && !*any; i++) {
		const struct sk_policy_answer *answer = &now.answers[i];
		struct sk_mend mend;
		if (!is_wanted(answer->policy, fixing->out->wanted) || answer->reached.proof != SK_PROOF_VIOLATED)
			continue;
		*any = true;
		SK_TRY(sk_net_mend(round_of(fixing), answer->plan, now.questions[i].pairs, now.questions[i].count, &mend, fixing->error));
		fixing->stuck = mend.count == 0;
		if (mend.count > 0)
			SK_TRY(make_move(fixing, &mend.moves[0].move, &answer->reached));
	}
	return SK_OK;
}

/* ---- what one computer's own firewall alone stops ---- */

static sk_outcome ask_bare(struct fixing *fixing, struct asked *out)
{
	SK_TRY(ask(fixing, &fixing->site->policies, out));
	return sk_prove_bare(round_of(fixing), &fixing->network, out->questions, out->count, out->answers, fixing->error);
}

static bool is_bare(const struct fixing *fixing, const struct sk_policy_answer *answer)
{
	return is_wanted(answer->policy, fixing->out->wanted) && answer->bare.hop_count > 0;
}

/* The first router on the way that filters is to refuse it. */
static sk_outcome close_bare(struct fixing *fixing, const struct asked *before, bool *any)
{
	(void)before;
	struct asked now;
	*any = false;
	SK_TRY(ask_bare(fixing, &now));
	for (size_t i = 0; i < now.count && !*any; i++) {
		const struct sk_reached *bare = &now.answers[i].bare;
		if (!is_bare(fixing, &now.answers[i]))
			continue;
		*any = true;
		size_t at = 1;
		while (at + 1 < bare->hop_count && !(bare->hops[at].node->role == SK_NET_ROUTER && bare->hops[at].chain))
			at++;
		fixing->stuck = at + 1 >= bare->hop_count;
		if (!fixing->stuck)
			SK_TRY(refuse_at(fixing, &bare->hops[at]));
	}
	return SK_OK;
}

/* What holds already may hold by one computer alone: that is mended then. */
static void find_bare(struct fixing *fixing, const struct asked *policies)
{
	for (size_t i = 0; i < policies->count && fixing->out->needless; i++)
		fixing->out->bare = fixing->out->bare || is_bare(fixing, &policies->answers[i]);
	fixing->out->needless = fixing->out->needless && !fixing->out->bare;
}

/* It held, or came through, and is not sure to any more; or might have, and does not. */
static bool is_worse(const struct sk_policy_answer *was, const struct sk_policy_answer *is)
{
	if (sk_policy_good(was))
		return !sk_policy_good(is);
	return was->reached.proof == SK_PROOF_UNDECIDED && is->reached.proof == SK_PROOF_VIOLATED;
}

static void compare(const struct fixing *fixing, const struct asked *before, const struct asked *after, size_t needed, struct sk_generated_answer *out)
{
	for (size_t i = 0; i < after->count; i++) {
		bool wanted = is_wanted(after->answers[i].policy, fixing->out->wanted);
		bool violated = before->answers[i].reached.proof == SK_PROOF_VIOLATED;
		out[i] = (struct sk_generated_answer){.policy = after->answers[i].policy, .now = before->answers[i].reached.proof, .was = &before->answers[i], .answer = after->answers[i]};
		out[i].fails = (wanted && violated && !sk_policy_good(&after->answers[i])) || (i < needed && is_worse(&before->answers[i], &after->answers[i]));
		out[i].fails = out[i].fails || (fixing->out->bare && is_bare(fixing, &after->answers[i]));
		out[i].elsewhere = !wanted && !out[i].fails && !sk_policy_good(&after->answers[i]);
		fixing->out->fixed = fixing->out->fixed && !out[i].fails;
	}
}

/* All needs, and of what exceptions permit only what somebody here can send. */
static size_t keep_asked(const struct fixing *fixing, struct sk_generated_answer *needs, size_t count)
{
	size_t kept = fixing->site->needs.count;
	for (size_t i = kept; i < count; i++)
		if (!sk_policy_unasked(&needs[i].answer))
			needs[kept++] = needs[i];
	return kept;
}

/* What is proven of the network as it has become. */
static sk_outcome measure(struct fixing *fixing, const struct asked before[2])
{
	struct asked after[2];
	struct sk_fixed *out = fixing->out;
	void *memory;
	SK_TRY(ask_bare(fixing, &after[0]));
	SK_TRY(ask(fixing, &fixing->needs, &after[1]));
	SK_TRY(sk_arena_take(fixing->arena, after[0].count + after[1].count, sizeof(struct sk_generated_answer), &memory, fixing->error));
	struct sk_generated_answer *answers = memory;
	out->answers = answers;
	out->policy_count = after[0].count;
	out->fixed = true;
	out->network = fixing->network;
	compare(fixing, &before[0], &after[0], after[0].count, answers);
	compare(fixing, &before[1], &after[1], fixing->site->needs.count, answers + after[0].count);
	out->unknown = NULL;
	for (size_t i = 0; i < after[0].count + fixing->site->needs.count && !out->unknown; i++)
		if (is_wanted(answers[i].policy, out->wanted) && !sk_policy_good(&answers[i].answer) && answers[i].answer.reached.proof != SK_PROOF_VIOLATED)
			out->unknown = &answers[i].answer;
	out->count = after[0].count + keep_asked(fixing, answers + after[0].count, after[1].count);
	return SK_OK;
}

/* Changes of files that mend nothing are none: nothing is told of the network with them. */
static void drop_drafts(struct fixing *fixing)
{
	for (size_t i = 0; i < fixing->network.count; i++)
		fixing->nodes[i].filters = fixing->was->nodes[i].filters;
	for (size_t i = 0; i < fixing->draft_count; i++)
		fixing->drafts[i]->changed = false;
}

/* Where what is wanted cannot be decided, and nobody has anything to do. */
static bool changes_nothing(const struct fixing *fixing)
{
	for (size_t i = 0; i < fixing->draft_count; i++)
		if (fixing->drafts[i]->changed)
			return false;
	return fixing->out->hand_count == 0;
}

/* Who wants what is refused, of what was violated; where that is nobody, who can be mistaken for somebody who does. */
static sk_outcome find_claims(struct fixing *fixing, const struct asked before[2], size_t at)
{
	const struct sk_policy_question *policy = &before[0].questions[at];
	struct sk_fixed *out = fixing->out;
	size_t found = out->claim_count;
	for (size_t i = 0; i < fixing->site->needs.count; i++)
		if (before[1].answers[i].reached.proof == SK_PROOF_HOLDS || before[1].answers[i].reached.proof == SK_PROOF_UNDECIDED)
			SK_TRY(generate_claim(fixing->arena, fixing->site, fixing->was, policy, &before[1].questions[i], out, fixing->error));
	const struct sk_policy_answer *now = &out->answers[at].answer;
	for (size_t i = 0; i < fixing->site->needs.count && out->claim_count == found && now->reached.proof == SK_PROOF_VIOLATED; i++)
		SK_TRY(generate_forged(fixing->arena, fixing->site, fixing->was, now, &before[1].questions[i], out, fixing->error));
	return out->claim_count > found ? generate_more(fixing->arena, fixing->was, policy, out, fixing->error) : SK_OK;
}

/* A need that is wanted, and what broke with it. */
static sk_outcome find_broken_policies(struct fixing *fixing, const struct asked before[2])
{
	for (size_t need = 0; need < fixing->site->needs.count; need++)
		for (size_t i = 0; i < before[0].count && is_wanted(before[1].questions[need].policy, fixing->out->wanted); i++) {
			const struct sk_generated_answer *answer = &fixing->out->answers[i];
			if (answer->fails && answer->answer.reached.proof == SK_PROOF_VIOLATED)
				SK_TRY(generate_forged(fixing->arena, fixing->site, fixing->was, &answer->answer, &before[1].questions[need], fixing->out, fixing->error));
		}
	return SK_OK;
}

/* With what was tried still in the answers. */
static sk_outcome find_obstacles(struct fixing *fixing, const struct asked before[2])
{
	SK_TRY(find_broken_policies(fixing, before));
	for (size_t i = 0; i < before[0].count; i++) {
		if (!is_wanted(before[0].questions[i].policy, fixing->out->wanted) || before[0].answers[i].reached.proof != SK_PROOF_VIOLATED)
			continue;
		SK_TRY(find_claims(fixing, before, i));
		if (!fixing->out->unknown)
			SK_TRY(generate_unknown(fixing->arena, fixing->was, &before[0].questions[i], fixing->out, fixing->error));
	}
	return SK_OK;
}

static sk_outcome finish(struct fixing *fixing, const struct asked before[2])
{
	struct sk_fixed *out = fixing->out;
	void *memory;
	SK_TRY(measure(fixing, before));
	out->fixed = out->fixed && !out->silent && !(out->unknown && changes_nothing(fixing));
	if (!out->fixed) {
		SK_TRY(find_obstacles(fixing, before));
		const struct sk_policy_answer *unknown = out->unknown;
		drop_drafts(fixing);
		SK_TRY(measure(fixing, before));
		out->fixed = false;
		out->unknown = unknown;
	}
	for (size_t i = 0; i < fixing->draft_count && out->fixed; i++) {
		const struct draft *draft = fixing->drafts[i];
		if (!draft->changed)
			continue;
		SK_TRY(sk_buf_keep(&draft->lines, fixing->arena, &memory, fixing->error));
		out->files[out->file_count++] = (struct sk_fix_file){draft->name, fixing->draft_nodes[i], &fixing->draft_nodes[i]->filters[fixing->draft_filters[i]], memory, draft_count(draft)};
	}
	return SK_OK;
}

/* With what there is to be mended. */
static sk_outcome refuse_wanted(const struct fixing *fixing, const struct asked before[2])
{
	enum { NAMES_MAX = 300 };
	SK_BUF_SCOPE names = SK_BUF(SK_ERROR_TEXT);
	for (size_t list = 0; list < 2; list++)
		for (size_t i = 0; i < before[list].count && names.length < NAMES_MAX; i++)
			if (!sk_policy_good(&before[list].answers[i]))
				sk_buf_print(&names, "%s%s", names.length ? ", " : "", before[list].answers[i].policy->id);
	SK_TRY(sk_buf_check(&names, fixing->error));
	return sk_error_set(fixing->error, SK_E_CHOICE, NULL, fixing->out->wanted, names.length ? names.bytes : _("a policy or a need of this site, or a control that policies are about (sekisho prove lists them)"), NULL);
}

static sk_outcome check_wanted(const struct fixing *fixing, const struct asked before[2])
{
	bool known = false, holds = false, good = true;
	for (size_t list = 0; list < 2; list++)
		for (size_t i = 0; i < before[list].count; i++) {
			if (!is_wanted(before[list].answers[i].policy, fixing->out->wanted))
				continue;
			known = true;
			good = good && sk_policy_good(&before[list].answers[i]);
			holds = holds || before[list].answers[i].reached.proof == SK_PROOF_HOLDS;
		}
	fixing->out->needless = good && holds;
	fixing->out->silent = good && !holds;
	return known ? SK_OK : refuse_wanted(fixing, before);
}

/* A need that a policy forbids, broken as that may be by other packets, is let in by nobody but a person. */
static sk_outcome find_forbidden(struct fixing *fixing, const struct asked before[2])
{
	for (size_t need = 0; need < fixing->site->needs.count; need++) {
		if (!is_wanted(before[1].questions[need].policy, fixing->out->wanted) || sk_policy_good(&before[1].answers[need]))
			continue;
		for (size_t i = 0; i < before[0].count; i++)
			SK_TRY(generate_claim(fixing->arena, fixing->site, fixing->was, &before[0].questions[i], &before[1].questions[need], fixing->out, fixing->error));
	}
	fixing->stuck = fixing->out->claim_count > 0;
	return SK_OK;
}

/* What was permitted, and comes in from outside, is shut by the change, too: that makes it urgent. */
static sk_outcome note_shut(struct fixing *fixing, const struct asked *before)
{
	struct sk_permitted *was, *is;
	struct sk_plan *now, *then;
	size_t count;
	if (!fixing->out->fixed || fixing->out->file_count == 0 || fixing->site->exceptions.count == 0)
		return SK_OK;
	SK_TRY(sk_plan_new(fixing->arena, fixing->was, NULL, &now, fixing->error));
	SK_TRY(sk_prove_permitted(fixing->arena, fixing->site, now, before->questions, before->count, &was, &count, fixing->error));
	SK_TRY(sk_plan_new(fixing->arena, &fixing->out->network, NULL, &then, fixing->error));
	SK_TRY(sk_prove_permitted(fixing->arena, fixing->site, then, before->questions, before->count, &is, &count, fixing->error));
	for (size_t i = 0; i < count && !fixing->out->shuts; i++)
		if (sk_permitted_comes_in(&was[i]) && is[i].answer.reached.proof == SK_PROOF_HOLDS)
			fixing->out->shuts = &was[i];
	return SK_OK;
}

static sk_outcome fix(struct fixing *fixing)
{
	struct asked before[2];
	bool any = true;
	SK_TRY(begin(fixing));
	SK_TRY(ask_bare(fixing, &before[0]));
	SK_TRY(gather_needs(fixing));
	SK_TRY(ask(fixing, &fixing->needs, &before[1]));
	SK_TRY(check_wanted(fixing, before));
	find_bare(fixing, &before[0]);
	SK_TRY(find_forbidden(fixing, before));
	if (!fixing->stuck)
		SK_TRY(let_needs(fixing, &before[1]));
	for (size_t round = 0; round < ROUNDS_MAX && any && !fixing->stuck; round++) {
		SK_TRY(in_round(fixing, fixing->out->bare ? close_bare : close_one, NULL, &any));
		if (any && !fixing->stuck)
			SK_TRY(let_needs(fixing, &before[1]));
	}
	SK_TRY(finish(fixing, before));
	SK_TRY(sk_prove_examples(fixing->arena, before[0].questions, before[0].count, before[0].answers, fixing->error));
	return note_shut(fixing, &before[0]);
}

sk_outcome sk_fix_make(struct sk_arena *arena, const struct sk_env *env, const struct sk_site *site, const struct sk_network *network, const char *wanted, struct sk_fixed *out,
		       struct sk_error *error)
{
	struct fixing fixing = {.arena = arena, .env = env, .error = error, .site = site, .was = network, .out = out};
	*out = (struct sk_fixed){.wanted = wanted};
	sk_outcome outcome = fix(&fixing);
	end(&fixing);
	return outcome;
}

const struct sk_handover *sk_fix_handover(const struct sk_fix_file *file)
{
	const struct editor *editor = editor_of(file->filter);
	return file->filter->families == SK_FAMILY_6 && editor->handover_6 ? editor->handover_6 : editor->handover;
}

bool sk_fix_paste(const struct sk_fix_file *file, bool back, struct sk_buf *out)
{
	const struct editor *editor = editor_of(file->filter);
	if (editor->paste)
		editor->paste(file, back, out);
	return editor->paste != NULL;
}

/* All of its lines are new. */
SK_OUTCOME sk_generated_undo(struct sk_arena *arena, const struct sk_generated *made, struct sk_buf *out, struct sk_error *error)
{
	const struct editor *editor = editor_named(made->generator->reader);
	struct draft draft = {.arena = arena, .error = error, .name = made->generator->name};
	if (made->settings || !editor || !editor->undoes)
		return SK_OK;
	sk_outcome outcome = draft_read(&draft, made->text.bytes, made->text.length);
	struct sk_fix_line *lines = (struct sk_fix_line *)(void *)draft.lines.bytes;
	for (size_t i = 0; !sk_failed(outcome) && i < draft_count(&draft); i++)
		lines[i].was = 0;
	const struct sk_fix_file file = {.name = draft.name, .lines = lines, .count = draft_count(&draft)};
	if (!sk_failed(outcome))
		editor->paste(&file, true, out);
	draft_end(&draft);
	return outcome;
}
