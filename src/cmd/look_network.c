/* A filter that was brought, in the network of the site: what would come where if the device had it. */
#include "cmd/cmd.h"

#include <string.h>

struct placing {
	struct sk_call *call;
	const struct sk_site *site;
	const struct sk_register *register_;
	struct sk_look_network *out;
	struct sk_network *now, *then;
	struct sk_plan *plan_now, *plan_then; /* of these */
	struct sk_look_node *nodes;
	struct sk_box *needed; /* by work (sk_prove_needed) */
	size_t needed_count;
};

static const struct sk_site_node *node_of(const struct sk_site *site, const struct sk_look_settings *settings)
{
	return settings->node || !settings->settings ? settings->node : sk_call_node(site, settings->subject);
}

static bool is_filter(const struct sk_look_settings *settings, const struct sk_buf *bytes)
{
	struct sk_config_source source = {settings->file, bytes->bytes ? bytes->bytes : "", bytes->length};
	return settings->settings && sk_config_reader_of(&source);
}

/* ---- packets that no policy is about ---- */

/* The chain that translates from `at` on; NULL: there is none. */
static const struct sk_filter_chain *translating(const struct sk_filter *filter, size_t *at)
{
	while (*at < filter->count && !filter->chains[*at].translates)
		++*at;
	return *at < filter->count ? &filter->chains[*at] : NULL;
}

static bool is_same_chain(const struct sk_filter_chain *a, const struct sk_filter_chain *b)
{
	bool same = strcmp(a->name, b->name) == 0 && a->count == b->count;
	for (size_t i = 0; same && i < a->count; i++)
		same = a->rules[i].text && b->rules[i].text && strcmp(a->rules[i].text, b->rules[i].text) == 0 && a->rules[i].action != SK_ACTION_JUMP && a->rules[i].action != SK_ACTION_GOTO;
	return same;
}

/* Word by word the same, and by themselves: what a chain jumps to may differ. */
static bool translate_alike(const struct sk_filter *was, const struct sk_filter *is)
{
	const struct sk_filter_chain *a, *b;
	size_t i = 0, j = 0;
	do {
		a = translating(was, &i);
		b = translating(is, &j);
		if (!a != !b || (a && !is_same_chain(a, b)))
			return false;
		i++;
		j++;
	} while (a);
	return true;
}

/* The one node whose addresses, or networks, all of these are; NULL: none is. */
static const char *whose(const struct sk_network *network, const struct sk_ranges *addresses)
{
	if (addresses->count != 1)
		return NULL;
	const struct sk_range *all = &addresses->at[0];
	for (size_t i = 0; i < network->count; i++) {
		const struct sk_net_node *node = &network->nodes[i];
		for (size_t at = 0; at < node->behind_count; at++)
			if (node->behind[at].low <= all->low && all->high <= node->behind[at].high)
				return node->id;
		for (size_t at = 0; at < node->interface_count; at++)
			for (size_t k = 0; k < node->interfaces[at].address_count; k++)
				if (all->low == all->high && node->interfaces[at].addresses[k].address == all->low)
					return node->id;
	}
	return NULL;
}

static void name_ends(const struct sk_network *network, const struct sk_packets *packets, struct sk_look_opening *out)
{
	out->from = whose(network, &packets->dims[SK_DIM_SOURCE]);
	out->to = whose(network, &packets->dims[SK_DIM_TARGET]);
	sk_box_all(&out->example);
	for (size_t dim = 0; dim < SK_DIMS; dim++)
		sk_box_set(&out->example, (enum sk_dim)dim, packets->dims[dim].at[0].low, packets->dims[dim].at[0].low);
	if (packets->dims[SK_DIM_PROTOCOL].count != 1 || packets->dims[SK_DIM_TARGET_PORT].count != 1 || packets->dims[SK_DIM_TARGET_PORT].at[0].low != packets->dims[SK_DIM_TARGET_PORT].at[0].high)
		out->to = NULL;
}

/* What work needs is let through for that. */
static sk_outcome count_opened(struct placing *placing, const struct sk_diff *diff, const struct sk_fate_change *change)
{
	enum { RANGES_SHOWN = 3 };
	struct sk_look_network *out = placing->out;
	bool surely = change->kind == SK_CHANGE_OPENED;
	for (size_t i = 0; i < change->count && (surely || change->kind == SK_CHANGE_MAYBE_OPENED); i++) {
		size_t shown = out->opened + out->may_open;
		if (sk_prove_is_needed(&change->packets[i], placing->needed, placing->needed_count))
			continue;
		*(surely ? &out->opened : &out->may_open) += 1;
		if (shown >= SK_LOOK_OPENINGS)
			continue;
		SK_BUF_SCOPE words = SK_BUF(SK_OUTPUT_MAX);
		sk_buf_print(&words, "%s: ", change->hook);
		sk_packets_text(&diff->is, &change->packets[i], RANGES_SHOWN, &words);
		SK_TRY(sk_buf_check(&words, placing->call->error));
		SK_TRY(sk_arena_text(placing->call->arena, words.bytes, words.length, &out->openings[shown].text, placing->call->error));
		name_ends(placing->now, &change->packets[i], &out->openings[shown]);
	}
	return SK_OK;
}

static size_t rules_of(const struct sk_filter *filter)
{
	size_t count = 0;
	for (size_t i = 0; i < filter->count; i++)
		count += filter->chains[i].count + 1;
	return count;
}

static bool closes6(const struct sk_fate_change *change)
{
	for (size_t i = 0; i < change->count && (change->kind == SK_CHANGE_CLOSED || change->kind == SK_CHANGE_MAYBE_CLOSED); i++)
		if (change->packets[i].family == SK_FAMILY_6)
			return true;
	return false;
}

/* That they cannot be compared is no failure: who reads the answer is told how to. */
static sk_outcome compare(struct placing *placing, const struct sk_filter *was, const struct sk_filter *is)
{
	struct sk_call *call = placing->call;
	struct sk_diff diff;
	struct sk_error ignored;
	sk_outcome compared = sk_net_diff(call->arena, was, is, NULL, NULL, &diff, &ignored);
	for (size_t i = 0; !sk_failed(compared) && i < diff.count; i++) {
		SK_TRY(count_opened(placing, &diff, &diff.changes[i]));
		placing->out->closes6 = placing->out->closes6 || closes6(&diff.changes[i]);
	}
	if (2 * rules_of(is) < rules_of(was))
		placing->out->partial = is->file;
	placing->out->translates = placing->out->translates || !translate_alike(was, is);
	return sk_arena_print(call->arena, &placing->out->instead, call->error, "%s/%s", placing->site->folder, was->file);
}

/* Places are called alike in files of one language, and in those of Linux. */
static bool alike(const struct sk_filter *a, const struct sk_filter *b)
{
	static const char *const linux_[] = {"iptables-save", "nft", "nft-text"};
	bool both[2] = {false, false};
	for (size_t i = 0; i < SK_COUNT(linux_); i++) {
		both[0] = both[0] || strcmp(a->reader, linux_[i]) == 0;
		both[1] = both[1] || strcmp(b->reader, linux_[i]) == 0;
	}
	return strcmp(a->reader, b->reader) == 0 || (both[0] && both[1]);
}

static const char *label_of(const struct sk_filter *filter)
{
	size_t count, at = 0;
	const struct sk_config_reader *readers = sk_config_readers(&count);
	while (at + 1 < count && strcmp(readers[at].name, filter->reader) != 0)
		at++;
	return readers[at].label;
}

/* With the file in whose place it stands; one of another make may be of another device. */
static sk_outcome compare_instead(struct placing *placing, const char *node, const struct sk_filter *filter)
{
	const struct sk_filter *other = NULL;
	for (size_t i = 0; i < placing->now->count; i++)
		for (size_t at = 0; strcmp(placing->now->nodes[i].id, node) == 0 && at < placing->now->nodes[i].filter_count; at++) {
			const struct sk_filter *was = &placing->now->nodes[i].filters[at];
			if (!(was->families & filter->families))
				continue;
			if (alike(was, filter))
				return compare(placing, was, filter);
			other = was;
		}
	if (other)
		placing->out->other = (struct sk_look_make){filter->file, label_of(filter), node, label_of(other)};
	return SK_OK;
}

/* ---- in the network ---- */

static unsigned families_of(const struct sk_filter *filter)
{
	unsigned families = filter->families;
	for (size_t i = 0; i < filter->count; i++)
		families |= filter->chains[i].families;
	return families;
}

/* Those whose packets can fare otherwise: of what was brought, and of what it takes the place of. */
static unsigned changed_families(const struct placing *placing, const char *node, const struct sk_filter *brought, size_t count)
{
	unsigned replaced = 0, families = 0;
	for (size_t i = 0; i < count; i++) {
		replaced |= brought[i].families;
		families |= families_of(&brought[i]);
	}
	for (size_t i = 0; i < placing->now->count; i++)
		for (size_t at = 0; strcmp(placing->now->nodes[i].id, node) == 0 && at < placing->now->nodes[i].filter_count; at++)
			if (placing->now->nodes[i].filters[at].families & replaced)
				families |= families_of(&placing->now->nodes[i].filters[at]);
	return families ? families : SK_FAMILIES;
}

/* Its filters name interfaces, and none that it has (sk_net_interface). */
static bool is_strange(const struct sk_network *network, const char *node)
{
	for (size_t i = 0; i < network->count; i++)
		for (size_t at = 0; strcmp(network->nodes[i].id, node) == 0 && at < network->nodes[i].interface_count; at++)
			if (network->nodes[i].interfaces[at].misnamed)
				return true;
	return false;
}

/* All files of one node at once: each takes the place of what was there, and of none that was brought with it. */
static sk_outcome place(struct placing *placing, const struct sk_site_node *node, struct sk_look_settings *settings, const struct sk_buf *bytes, size_t count)
{
	struct sk_call *call = placing->call;
	struct sk_filter filters[SK_CMD_POSITIONALS];
	struct sk_network with;
	size_t placed = 0;
	bool there;
	for (size_t i = 0; i < count; i++) {
		if (settings[i].placed || !is_filter(&settings[i], &bytes[i]) || node_of(placing->site, &settings[i]) != node)
			continue;
		SK_TRY(sk_prove_parse(call->arena, settings[i].file, &bytes[i], &filters[placed], call->error));
		SK_TRY(compare_instead(placing, node->id, &filters[placed++]));
		const struct sk_config_source source = {settings[i].file, bytes[i].bytes, bytes[i].length};
		SK_TRY(sk_call_has_config(call, placing->site, node, sk_call_same_config, &source, &there));
		placing->out->there = placing->out->there && there;
		settings[i].placed = true;
	}
	SK_TRY(sk_prove_place(call->arena, placing->then, node->id, filters, placed, &with, call->error));
	*placing->then = with;
	if (is_strange(&with, node->id) && !is_strange(placing->now, node->id))
		placing->out->strange = node->id;
	placing->nodes[placing->out->count++] = (struct sk_look_node){node->id, changed_families(placing, node->id, filters, placed)};
	return SK_OK;
}

static void add_risks(const struct placing *placing, struct sk_policy_answer *answers, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (answers[i].policy->flow && answers[i].reached.proof == SK_PROOF_VIOLATED)
			answers[i].risks = sk_assess_needing(placing->register_, sk_catalogue_control(placing->site->catalogue, answers[i].policy->flow->control));
}

/* Of needs a pair of which nothing is left is not asked; of policies all stay where they are, as answers tell their positions. */
static sk_outcome narrow(struct sk_arena *arena, unsigned families, struct sk_policy_question *question, struct sk_error *error)
{
	struct sk_reach_question *pairs;
	void *memory;
	size_t count = 0;
	SK_TRY(sk_arena_take(arena, question->count, sizeof(*pairs), &memory, error));
	pairs = memory;
	for (size_t i = 0; i < question->count; i++) {
		pairs[count] = question->pairs[i];
		SK_TRY(sk_prove_narrow(arena, families, &pairs[count], error));
		count += !question->policy->accepts || pairs[count].count > 0;
	}
	question->pairs = pairs;
	question->count = count;
	return SK_OK;
}

static sk_outcome questions_of(const struct placing *placing, const struct sk_network *network, const struct sk_list *policies, unsigned families, struct sk_policy_question **out, struct sk_error *error)
{
	SK_TRY(sk_prove_policies(placing->call->arena, placing->site, network, policies, out, error));
	for (size_t i = 0; families != SK_FAMILIES && i < policies->count; i++)
		SK_TRY(narrow(placing->call->arena, families, &(*out)[i], error));
	return SK_OK;
}

static sk_outcome ask_needs(const struct placing *placing, const struct sk_network *network, const struct sk_plan *plan, unsigned families, struct sk_policy_answer **out, struct sk_error *error)
{
	const struct sk_list *needs = &placing->site->needs;
	struct sk_policy_question *questions;
	SK_TRY(questions_of(placing, network, needs, families, &questions, error));
	return sk_prove_each(placing->call->arena, plan, questions, needs->count, out, error);
}

/* For comparing alone: less than that comes through. */
static int comes_through(const struct sk_policy_answer *need)
{
	return sk_policy_good(need) ? 2 : need->reached.proof != SK_PROOF_VIOLATED;
}

/* Of a need of which something is stopped already more can be. */
static sk_outcome ask_lost(const struct placing *placing, struct sk_error *error)
{
	struct sk_policy_answer *lost;
	SK_TRY(sk_prove_lost(placing->call->arena, placing->site, placing->plan_now, placing->plan_then, &lost, &placing->out->lost_count, error));
	placing->out->lost = lost;
	return SK_OK;
}

/* An exception of a need says that nobody can prove it, and not that it may be stopped: what fares otherwise then is told whole. */
static sk_outcome ask_whole_needs(const struct placing *placing, unsigned families, struct sk_error *error)
{
	struct sk_site strict = *placing->site;
	const struct placing whole = {.call = placing->call, .site = &strict};
	struct sk_prove_site_report *now = &placing->out->now, *then = &placing->out->then;
	struct sk_policy_answer *whole_now, *whole_then;
	strict.exceptions = (struct sk_list){0};
	SK_TRY(ask_needs(&whole, placing->now, placing->plan_now, families, &whole_now, error));
	SK_TRY(ask_needs(&whole, placing->then, placing->plan_then, families, &whole_then, error));
	for (size_t i = 0; i < strict.needs.count; i++)
		if (comes_through(&now->needs[i]) != comes_through(&then->needs[i]) || comes_through(&whole_now[i]) == comes_through(&whole_then[i])) {
			whole_now[i] = now->needs[i];
			whole_then[i] = then->needs[i];
		}
	now->needs = whole_now;
	then->needs = whole_then;
	return ask_lost(placing, error);
}

/* With packets of these families. Whether turning one service off is enough is asked with all: it is used by either. */
static sk_outcome ask(const struct placing *placing, const struct sk_plan *plan, unsigned families, struct sk_prove_site_report *out, struct sk_error *error)
{
	struct sk_arena *arena = placing->call->arena;
	const struct sk_network *network = sk_plan_network(plan);
	const struct sk_list *policies = &placing->site->policies;
	struct sk_policy_question *questions, *whole;
	struct sk_policy_answer *answers, *needs, *stopped;
	struct sk_permitted *permitted;
	size_t permitted_count, stopped_count;
	SK_TRY(questions_of(placing, network, policies, families, &questions, error));
	SK_TRY(questions_of(placing, network, policies, SK_FAMILIES, &whole, error));
	SK_TRY(sk_prove_each(arena, plan, questions, policies->count, &answers, error));
	SK_TRY(sk_prove_bare(arena, network, questions, policies->count, answers, error));
	SK_TRY(sk_prove_examples(arena, questions, policies->count, answers, error));
	SK_TRY(sk_prove_astray(arena, placing->site, questions, policies->count, answers, error));
	SK_TRY(sk_prove_more(arena, whole, policies->count, answers, error));
	SK_TRY(sk_prove_permitted(arena, placing->site, plan, whole, policies->count, &permitted, &permitted_count, error));
	SK_TRY(ask_needs(placing, network, plan, families, &needs, error));
	SK_TRY(sk_prove_stopped(arena, placing->site, plan, needs, &stopped, &stopped_count, error));
	add_risks(placing, answers, policies->count);
	*out = (struct sk_prove_site_report){.site = placing->site, .network = network, .answers = answers, .count = policies->count, .needs = needs, .need_count = placing->site->needs.count,
					     .permitted = permitted, .permitted_count = permitted_count, .stopped = stopped, .stopped_count = stopped_count, .register_ = placing->register_, .at = placing->call->at};
	return SK_OK;
}

static sk_outcome place_each(struct placing *placing, struct sk_look_settings *settings, const struct sk_buf *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct sk_site_node *node = node_of(placing->site, &settings[i]);
		if (node && !settings[i].placed && is_filter(&settings[i], &bytes[i]))
			SK_TRY(place(placing, node, settings, bytes, count));
	}
	return SK_OK;
}

/* With these nodes shut. */
static sk_outcome ask_shut(const struct placing *placing, const struct sk_policy_question *questions, struct sk_policy_answer **out, struct sk_error *error)
{
	struct sk_arena *arena = placing->call->arena;
	struct sk_network *network;
	struct sk_plan *plan;
	void *memory;
	SK_TRY(sk_arena_take(arena, 1, sizeof(*network), &memory, error));
	network = memory;
	*network = *placing->then;
	for (size_t i = 0; i < placing->out->count; i++) {
		const struct sk_network was = *network;
		SK_TRY(sk_prove_shut(arena, &was, placing->out->nodes[i].id, network, error));
	}
	SK_TRY(sk_plan_new(arena, network, NULL, &plan, error));
	return sk_prove_each(arena, plan, questions, placing->out->then.count, out, error);
}

static bool passes(const struct sk_look_network *out, const struct sk_policy_answer *answer)
{
	for (size_t i = 0; i < answer->reached.hop_count; i++)
		for (size_t at = 0; at < out->count; at++)
			if (strcmp(answer->reached.hops[i].node->id, out->nodes[at].id) == 0)
				return true;
	return false;
}

/* What is open by these devices is told before what others let through; where nothing is any more, that is told. */
static sk_outcome ask_through(const struct placing *placing, const struct sk_policy_question *questions, struct sk_policy_answer *then, struct sk_error *error)
{
	struct sk_look_network *out = placing->out;
	struct sk_policy_answer *shut, through;
	void *memory;
	SK_TRY(sk_arena_take(placing->call->arena, out->then.count, sizeof(bool), &memory, error));
	bool *elsewhere = memory;
	SK_TRY(sk_arena_take(placing->call->arena, out->then.count, sizeof(bool), &memory, error));
	bool *only = memory;
	SK_TRY(ask_shut(placing, questions, &shut, error));
	for (size_t i = 0; i < out->then.count; i++) {
		only[i] = elsewhere[i] = false;
		if (then[i].policy->accepts || then[i].reached.proof != SK_PROOF_VIOLATED)
			continue;
		SK_TRY(sk_prove_through(placing->call->arena, &questions[i], &shut[i], &then[i], &through, error));
		elsewhere[i] = through.reached.proof == SK_PROOF_HOLDS && out->less[i].reached.proof == SK_PROOF_VIOLATED;
		if (through.reached.proof == SK_PROOF_VIOLATED && !passes(out, &then[i]))
			then[i] = through;
		SK_TRY(sk_prove_only_source(placing->call->arena, &questions[i], &then[i], &only[i], error));
	}
	out->elsewhere = elsewhere;
	out->only = only;
	return SK_OK;
}

static sk_outcome ask_newly(const struct placing *placing, unsigned families, struct sk_error *error)
{
	struct sk_look_network *out = placing->out;
	struct sk_arena *arena = placing->call->arena;
	struct sk_policy_question *questions;
	void *newly, *then, *less;
	SK_TRY(questions_of(placing, placing->then, &placing->site->policies, families, &questions, error));
	SK_TRY(sk_arena_take(arena, out->then.count, sizeof(struct sk_policy_answer), &newly, error));
	SK_TRY(sk_arena_take(arena, out->then.count, sizeof(struct sk_policy_answer), &then, error));
	SK_TRY(sk_arena_take(arena, out->then.count, sizeof(struct sk_policy_answer), &less, error));
	struct sk_policy_answer *one = newly, *told = then, *closed = less;
	for (size_t i = 0; i < out->then.count; i++) {
		told[i] = out->then.answers[i];
		SK_TRY(sk_prove_newly(arena, &questions[i], &out->now.answers[i], &told[i], &one[i], error));
		struct sk_policy_answer now = out->now.answers[i];
		SK_TRY(sk_prove_newly(arena, &questions[i], &out->then.answers[i], &now, &closed[i], error));
	}
	out->newly = newly;
	out->less = less;
	SK_TRY(ask_through(placing, questions, told, error));
	out->then.answers = then;
	return SK_OK;
}

/* What packets of other families find is as it was: they are asked only once. */
static sk_outcome ask_all(struct placing *placing, struct sk_error *error)
{
	struct sk_look_network *out = placing->out;
	unsigned families = 0;
	for (size_t i = 0; i < out->count; i++)
		families |= out->nodes[i].families;
	SK_TRY(sk_plan_new(placing->call->arena, placing->now, NULL, &placing->plan_now, error));
	SK_TRY(sk_plan_new(placing->call->arena, placing->then, NULL, &placing->plan_then, error));
	SK_TRY(ask(placing, placing->plan_now, families, &out->now, error));
	SK_TRY(ask(placing, placing->plan_then, families, &out->then, error));
	out->whole = out->then;
	SK_TRY(ask_newly(placing, families, error));
	SK_TRY(ask_whole_needs(placing, families, error));
	return families == SK_FAMILIES ? SK_OK : ask(placing, placing->plan_then, SK_FAMILIES, &out->whole, error);
}

sk_outcome sk_call_look_network(struct sk_call *call, const struct sk_register *register_, struct sk_look_settings *settings, const struct sk_buf *bytes, size_t count,
				const struct sk_look_network **out)
{
	struct placing placing = {.call = call, .site = register_->site, .register_ = register_};
	struct sk_error why;
	void *memory;
	bool any = false;
	*out = NULL;
	for (size_t i = 0; i < count; i++)
		any = any || (is_filter(&settings[i], &bytes[i]) && node_of(placing.site, &settings[i]));
	if (!any || placing.site->policies.count == 0)
		return SK_OK;
	SK_TRY(sk_arena_take(call->arena, 1, sizeof(struct sk_look_network), &memory, call->error));
	placing.out = memory;
	SK_TRY(sk_arena_take(call->arena, 2, sizeof(struct sk_network), &memory, call->error));
	placing.now = memory;
	placing.then = placing.now + 1;
	SK_TRY(sk_arena_take(call->arena, count, sizeof(struct sk_look_node), &memory, call->error));
	placing.out->nodes = placing.nodes = memory;
	placing.out->there = true;
	*out = placing.out;
	bool unread = sk_failed(sk_prove_network(call->arena, call->env, placing.site, placing.now, &why));
	*placing.then = *placing.now;
	if (!unread)
		SK_TRY(sk_prove_needed(call->arena, placing.site, placing.now, &placing.needed, &placing.needed_count, call->error));
	if (!unread)
		SK_TRY(place_each(&placing, settings, bytes, count));
	unread = unread || sk_failed(ask_all(&placing, &why));
	return unread ? sk_call_unread(call, &why, &placing.out->unread) : SK_OK;
}
