/*
 * What the first packet of a flow is changed to on its way through a device: to whom it goes, before its route is chosen; from whom it comes, when it leaves.
 *
 * Only where every rule of it was understood wholly, and one chain at the most does it for a family; else any address may become any (passage.c), and for sure nothing comes out.
 * A device changes what begins a flow: what is invalid or not tracked there goes on as it is.
 */
#include "net/private.h"

#include <strings.h>

static bool is_before(const struct sk_filter_chain *chain)
{
	return chain->hook && strcasecmp(chain->hook, "prerouting") == 0;
}

static bool is_hook(const struct sk_filter_chain *chain, const char *hook)
{
	return chain->hook && strcasecmp(chain->hook, hook) == 0;
}

/* All rules of the chain, and of those it jumps to, were understood. */
static bool is_exact(const struct sk_filter *filter, const struct sk_filter_chain *chain, bool seen[SK_CONFIG_CHAINS_MAX])
{
	if (seen[chain - filter->chains])
		return true;
	seen[chain - filter->chains] = true;
	for (size_t i = 0; i < chain->count; i++) {
		const struct sk_filter_rule *rule = &chain->rules[i];
		bool jumps = rule->action == SK_ACTION_JUMP || rule->action == SK_ACTION_GOTO;
		if (rule->unread || (jumps && !is_exact(filter, &filter->chains[rule->target], seen)))
			return false;
	}
	return true;
}

static void change(struct translated *translated, enum sk_dim dim, sk_wide low, sk_wide high)
{
	sk_box_set(&translated->box, dim, low, high);
	translated->changed |= 1u << dim;
}

/* ---- which families ---- */

struct families {
	unsigned before, after, vague, loose;
};

/* A router's own way of saying it: what it may become is said, and in which order it filters and translates is not. */
static bool is_loose(const struct sk_filter_chain *chain)
{
	for (size_t i = 0; i < chain->count; i++)
		if (!chain->rules[i].becomes)
			return false;
	return is_hook(chain, "nat");
}

/* What a device sends itself is none of these ways. */
static void add_chain(const struct sk_filter *filter, const struct sk_filter_chain *chain, struct families *out)
{
	bool seen[SK_CONFIG_CHAINS_MAX] = {false};
	unsigned *at = is_before(chain) ? &out->before : is_hook(chain, "postrouting") ? &out->after : NULL;
	bool idle = chain->count == 0 && chain->policy != SK_ACTION_DROP;
	if (!chain->translates || !chain->hook || idle || is_hook(chain, "output"))
		return;
	if (is_loose(chain))
		out->loose |= chain->families;
	else if (!at || !is_exact(filter, chain, seen) || (*at & chain->families))
		out->vague |= chain->families;
	if (at)
		*at |= chain->families;
}

/* Where the kernel changes addresses, whatever the priority of the chain that says so: that only puts such chains in order. */
static int32_t moment_of(const struct sk_filter_chain *translates)
{
	return is_before(translates) ? -100 : 100;
}

/* Then or later something filters at the same hook: that order is not followed. */
static bool is_filtered_behind(const struct sk_net_node *node, const struct sk_filter_chain *translates)
{
	for (size_t f = 0; f < node->filter_count; f++)
		for (size_t i = 0; i < node->filters[f].count; i++) {
			const struct sk_filter_chain *chain = &node->filters[f].chains[i];
			bool filters = chain->hook && !chain->translates && (chain->count > 0 || chain->policy == SK_ACTION_DROP);
			if (filters && is_hook(chain, translates->hook) && (chain->families & translates->families) && chain->priority >= moment_of(translates))
				return true;
		}
	return false;
}

static struct families families_of(const struct sk_net_node *node)
{
	struct families found = {0};
	for (size_t f = 0; f < node->filter_count; f++)
		for (size_t i = 0; i < node->filters[f].count; i++) {
			const struct sk_filter_chain *chain = &node->filters[f].chains[i];
			add_chain(&node->filters[f], chain, &found);
			if (chain->translates && chain->hook && chain->count > 0 && is_filtered_behind(node, chain))
				found.vague |= chain->families;
		}
	found.vague |= found.loose & (found.before | found.after);
	return found;
}

bool translate_targets(const struct sk_net_node *node)
{
	struct families families = families_of(node);
	return families.before || families.vague || families.loose;
}

unsigned translate_output(const struct sk_net_node *node)
{
	unsigned families = 0;
	for (size_t f = 0; f < node->filter_count; f++)
		for (size_t i = 0; i < node->filters[f].count; i++) {
			const struct sk_filter_chain *chain = &node->filters[f].chains[i];
			if (chain->translates && chain->count > 0 && is_hook(chain, "output"))
				families |= chain->families;
		}
	return families;
}

unsigned translate_vague(const struct sk_net_node *node)
{
	return families_of(node).vague;
}

unsigned translate_loose(const struct sk_net_node *node)
{
	struct families families = families_of(node);
	return families.loose & ~families.vague;
}

bool translate_inside(const struct sk_filter_rule *rule, const struct sk_box *box, struct translated *out)
{
	const struct sk_translation *becomes = rule->becomes;
	struct sk_box met;
	if (!becomes || !becomes->target || rule->may.count != 1 || !sk_box_meet(&rule->may.boxes[0], box, &met))
		return false;
	*out = (struct translated){.box = met, .was = met, .rule = rule};
	change(out, SK_DIM_TARGET, becomes->low, becomes->high);
	if (becomes->ported)
		change(out, SK_DIM_TARGET_PORT, becomes->port_low, becomes->port_high);
	return true;
}

void translate_from_any(struct translated *out)
{
	change(out, SK_DIM_SOURCE, SK_IPV4_FIRST, SK_IPV4_LAST);
	change(out, SK_DIM_SOURCE_PORT, 0, SK_PORT_LAST);
}

SK_OUTCOME sk_net_translations(struct sk_arena *arena, const struct sk_filter *filter, unsigned families, struct sk_filter *out, struct sk_error *error)
{
	struct sk_filter_chain *chains;
	SK_TRY(sk_net_copy_chains(arena, filter, out, &chains, error));
	out->families = 0;
	for (size_t i = 0; i < filter->count; i++) {
		chains[i].families &= families;
		if (!chains[i].translates || !chains[i].families)
			chains[i].hook = NULL;
	}
	return SK_OK;
}

/* ---- making ---- */

static bool is_ours(const struct sk_filter_chain *chain, enum translate_when when, unsigned vague)
{
	bool here = when == TRANSLATE_BEFORE ? is_before(chain) : is_hook(chain, "postrouting");
	return chain->translates && here && (chain->count > 0 || chain->policy == SK_ACTION_DROP) && (chain->families & ~vague);
}

sk_outcome translate_make(struct sk_arena *arena, const struct sk_net_node *node, enum translate_when when, enum sk_bound bound, const struct sk_match *within,
			  struct translator *out, struct sk_error *error)
{
	struct families families = families_of(node);
	*out = (struct translator){.families = (when == TRANSLATE_BEFORE ? families.before : families.after) & ~families.vague};
	for (size_t f = 0; f < node->filter_count; f++)
		for (size_t i = 0; i < node->filters[f].count; i++) {
			const struct sk_filter_chain *chain = &node->filters[f].chains[i];
			if (!is_ours(chain, when, families.vague))
				continue;
			SK_INVARIANT(out->count < TRANSLATORS_MAX);
			struct passage_chain *made = &out->chains[out->count++];
			*made = (struct passage_chain){.filter = &node->filters[f], .chain = chain};
			SK_TRY(sk_filter_program(arena, made->filter, chain, bound, within, &made->program, error));
		}
	return SK_OK;
}

/* ---- through ---- */

struct going {
	const struct translator *translator;
	const struct passage_chain *chain;
	const struct sk_net_interface *in, *out;
	enum sk_bound bound;
	translate_each *each;
	void *context;
	sk_outcome outcome;
};

static bool has_ports(const struct sk_box *box)
{
	static const unsigned char with[] = {6, 17, 33, 132, 136};
	for (size_t i = 0; i < sizeof(with); i++)
		if (box->lo[SK_DIM_PROTOCOL - SK_DIM_ADDRESSES] == with[i] && box->hi[SK_DIM_PROTOCOL - SK_DIM_ADDRESSES] == with[i])
			return true;
	return false;
}

/* Which port it gets is sure where there is one, or where it keeps its own. What is given many may get any. */
static bool change_port(const struct going *going, const struct sk_translation *becomes, struct translated *translated)
{
	enum sk_dim dim = becomes->target ? SK_DIM_TARGET_PORT : SK_DIM_SOURCE_PORT;
	bool least = going->bound == SK_BOUND_LEAST;
	/* Of several protocols some have ports. */
	if (becomes->ported && !has_ports(&translated->box) && !least)
		change(translated, dim, 0, SK_PORT_LAST);
	if (becomes->ported && !has_ports(&translated->box))
		return !least;
	if (becomes->ported && least && becomes->port_low != becomes->port_high)
		return false;
	if (becomes->ported)
		change(translated, dim, becomes->port_low, becomes->port_high);
	else if (!becomes->target && !least)
		change(translated, dim, 0, SK_PORT_LAST);
	return true;
}

static void give(struct going *going, const struct sk_translation *becomes, struct translated translated, sk_wide low, sk_wide high)
{
	if (going->bound == SK_BOUND_LEAST && low != high)
		return;
	change(&translated, becomes->target ? SK_DIM_TARGET : SK_DIM_SOURCE, low, high);
	if (change_port(going, becomes, &translated) && !sk_failed(going->outcome))
		going->outcome = going->each(going->context, &translated);
}

/* The address of the interface: any of several, and any at all of one that nobody stated. */
static void give_own(struct going *going, const struct sk_translation *becomes, const struct translated *translated)
{
	const struct sk_net_interface *interface = becomes->target ? going->in : going->out;
	struct sk_box families[SK_FAMILY_BOXES_MAX];
	unsigned family = sk_box_family(&translated->was);
	size_t found = 0;
	for (size_t i = 0; i < interface->address_count; i++)
		found += sk_address_family(interface->addresses[i].address) == family;
	if (going->bound == SK_BOUND_LEAST && found != 1)
		return;
	for (size_t i = 0; i < interface->address_count; i++)
		if (sk_address_family(interface->addresses[i].address) == family)
			give(going, becomes, *translated, interface->addresses[i].address, interface->addresses[i].address);
	size_t count = found == 0 ? sk_box_families(family, families) : 0;
	for (size_t i = 0; i < count; i++)
		give(going, becomes, *translated, families[i].low[SK_DIM_SOURCE], families[i].high[SK_DIM_SOURCE]);
}

static bool look(void *context, const struct sk_box *box, enum sk_fate fate, uint32_t number)
{
	struct going *going = context;
	struct translated translated = {.box = *box, .filter = going->chain->filter};
	const struct sk_filter_chain *chain;
	if (fate == SK_FATE_DROP)
		return true;
	passage_any(&translated.box);
	translated.was = translated.box;
	sk_filter_rule_numbered(going->chain->filter, number, &chain, &translated.rule);
	const struct sk_translation *becomes = translated.rule ? translated.rule->becomes : NULL;
	if (!becomes)
		translated.rule = NULL;
	if (!becomes)
		going->outcome = going->each(going->context, &translated);
	else if (becomes->addressed)
		give(going, becomes, translated, becomes->low, becomes->high);
	else if (becomes->own)
		give_own(going, becomes, &translated);
	else if (change_port(going, becomes, &translated))
		going->outcome = going->each(going->context, &translated);
	return !sk_failed(going->outcome);
}

sk_outcome translate_through(const struct translator *translator, enum sk_bound bound, const struct sk_net_interface *in, const struct sk_net_interface *out,
			     const struct sk_box *box, translate_each *each, void *context, struct sk_error *error)
{
	struct going going = {.translator = translator, .in = in, .out = out, .bound = bound, .each = each, .context = context, .outcome = SK_OK};
	const struct translated as_it_is = {.box = *box, .was = *box};
	struct sk_partition_stats stats = {0};
	struct sk_box here = *box;
	for (size_t i = 0; i < translator->count && !going.chain && (translator->families & sk_box_family(box)); i++)
		if (translator->chains[i].chain->families & sk_box_family(box))
			going.chain = &translator->chains[i];
	if (!going.chain)
		return each(context, &as_it_is);
	if (bound == SK_BOUND_LEAST && (passage_is_misnamed(in) || passage_is_misnamed(out)))
		return SK_OK; /* which of its rules are meant is not sure */
	passage_interface(going.chain->filter, in, SK_DIM_IN, &here);
	passage_interface(going.chain->filter, out, SK_DIM_OUT, &here);
	sk_box_set(&here, SK_DIM_STATE, SK_FLOW_NEW, SK_FLOW_NEW);
	SK_TRY(sk_partition(&going.chain->program, &here, look, &going, &stats, error));
	return going.outcome;
}
