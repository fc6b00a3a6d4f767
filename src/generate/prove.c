/* What was made for a device is read back, and every policy and need of the site is asked with it in its place. */
#include "generate/private.h"

#include <string.h>

static const struct sk_generator generators[] = {
	{"nftables", "nft-text", &handover_nftables, generate_nftables, NULL},
	{"yamaha-rtx", "yamaha", &handover_yamaha, generate_yamaha, NULL},
	{"nec-ix", "nec-ix", &handover_nec_ix, generate_nec_ix, NULL},
	{"windows-firewall", "windows-firewall", &handover_windows, generate_windows, NULL},
	{"swanctl", "swanctl", &handover_swanctl, NULL, &generate_swanctl},
	{"hostapd", "hostapd", &handover_hostapd, NULL, &generate_hostapd},
};

const struct sk_generator *sk_generators(size_t *count)
{
	*count = SK_COUNT(generators);
	return generators;
}

/* "pp1", "lan1" of Yamaha; "GigaEthernet0.1" of NEC; profiles of Windows. */
static size_t speaks(const char *interface)
{
	static const struct {
		const char *begins;
		size_t generator;
	} names[] = {{"pp", 1}, {"lan", 1}, {"tunnel", 1}, {"GigaEthernet", 2}, {"FastEthernet", 2}, {"Tunnel", 2}, {"Domain", 3}, {"Private", 3}, {"Public", 3}};
	for (size_t i = 0; i < SK_COUNT(names); i++) {
		size_t length = strlen(names[i].begins);
		bool whole = names[i].generator == 3 ? interface[length] == '\0' : interface[length] >= '0' && interface[length] <= '9';
		if (strncmp(interface, names[i].begins, length) == 0 && whole)
			return names[i].generator;
	}
	return 0;
}

/* Where all of them are called so; else it is a Linux machine. */
const struct sk_generator *sk_generator_for(const struct sk_site *site, const char *id)
{
	const struct sk_site_node *node = sk_site_node(site, id);
	size_t found = 0, links = 0;
	SK_LIST_EACH(struct sk_site_link, link, &site->links) {
		if (link->node != node)
			continue;
		size_t one = speaks(link->interface);
		found = links++ == 0 || one == found ? one : 0;
	}
	return node ? &generators[found] : NULL;
}

/* ---- networks in which one device is another ---- */

struct proving {
	struct sk_arena *arena;
	struct sk_error *error;
	const struct sk_site *site;
	const struct sk_network *network;
	size_t node;
	struct sk_generated *out;
};

static sk_outcome copy_of(const struct proving *proving, struct sk_network *out, struct sk_net_node **node)
{
	struct sk_net_node *nodes;
	SK_TRY(sk_net_copy(proving->arena, proving->network, out, &nodes, proving->error));
	*node = &nodes[proving->node];
	(*node)->filters = NULL;
	(*node)->filter_count = 0;
	(*node)->unfiltered = SK_FAMILIES;
	return SK_OK;
}

static const struct sk_filter_chain closed_chains[] = {
	{.table = "sekisho", .name = "forward", .hook = "forward", .families = SK_FAMILIES, .policy = SK_ACTION_DROP},
	{.table = "sekisho", .name = "input", .hook = "input", .families = SK_FAMILIES, .policy = SK_ACTION_DROP},
};
const struct sk_filter generate_closed = {.file = "-", .reader = "-", .families = SK_FAMILIES, .chains = closed_chains, .count = SK_COUNT(closed_chains)};

static sk_outcome closed(const struct proving *proving, struct sk_network *out)
{
	struct sk_net_node *node;
	SK_TRY(copy_of(proving, out, &node));
	node->filters = &generate_closed;
	node->filter_count = 1;
	return SK_OK;
}

static sk_outcome opened(const struct proving *proving, struct sk_network *out)
{
	struct sk_net_node *node;
	return copy_of(proving, out, &node);
}

/* Chains that translate addresses stay: nothing here takes their place. */
static sk_outcome replaced(const struct proving *proving, const struct sk_filter *made, struct sk_network *out)
{
	const struct sk_net_node *was = &proving->network->nodes[proving->node];
	struct sk_net_node *node;
	void *memory;
	SK_TRY(copy_of(proving, out, &node));
	SK_TRY(sk_arena_take(proving->arena, was->filter_count + 1, sizeof(struct sk_filter), &memory, proving->error));
	struct sk_filter *filters = memory;
	filters[0] = *made;
	for (size_t i = 0; i < was->filter_count; i++)
		SK_TRY(sk_net_translations(proving->arena, &was->filters[i], SK_FAMILIES, &filters[i + 1], proving->error));
	node->filters = filters;
	node->filter_count = was->filter_count + 1;
	node->unfiltered = 0;
	return SK_OK;
}

/* ---- asking ---- */

static sk_outcome ask(const struct proving *proving, const struct sk_network *network, const struct sk_list *policies, struct sk_policy_answer **out)
{
	struct sk_policy_question *questions;
	struct sk_plan *plan;
	SK_TRY(sk_plan_new(proving->arena, network, NULL, &plan, proving->error));
	SK_TRY(sk_prove_policies(proving->arena, proving->site, network, policies, &questions, proving->error));
	return sk_prove_each(proving->arena, plan, questions, policies->count, out, proving->error);
}

/* What is needed may hang on what the language leaves open: that is to be tried at the device. */
static bool fails(const struct sk_policy_answer *answer, const struct sk_policy_answer *best)
{
	if (answer->policy->accepts)
		return answer->reached.proof == SK_PROOF_VIOLATED && best->reached.proof != SK_PROOF_VIOLATED;
	return !sk_policy_good(answer) && sk_policy_good(best);
}

static sk_outcome compare(const struct proving *proving, const struct sk_network *best, const struct sk_list *policies, struct sk_generated_answer *out)
{
	struct sk_policy_answer *now, *then, *could;
	SK_TRY(ask(proving, proving->network, policies, &now));
	SK_TRY(ask(proving, &proving->out->network, policies, &then));
	SK_TRY(ask(proving, best, policies, &could));
	for (size_t i = 0; i < policies->count; i++) {
		out[i] = (struct sk_generated_answer){.policy = then[i].policy, .now = now[i].reached.proof, .was = &now[i], .answer = then[i]};
		out[i].fails = fails(&then[i], &could[i]);
		out[i].elsewhere = !sk_policy_good(&then[i]) && !sk_policy_good(&could[i]);
		proving->out->proven = proving->out->proven && !out[i].fails;
	}
	return SK_OK;
}

static sk_outcome prove(const struct proving *proving)
{
	struct sk_network *none, *all;
	void *memory;
	SK_TRY(sk_arena_take(proving->arena, 2, sizeof(struct sk_network), &memory, proving->error));
	none = memory;
	all = none + 1;
	SK_TRY(closed(proving, none));
	SK_TRY(opened(proving, all));
	size_t policies = proving->site->policies.count, needs = proving->site->needs.count;
	SK_TRY(sk_arena_take(proving->arena, policies + needs, sizeof(struct sk_generated_answer), &memory, proving->error));
	struct sk_generated_answer *answers = memory;
	proving->out->answers = answers;
	proving->out->policy_count = policies;
	proving->out->count = policies + needs;
	proving->out->proven = true;
	SK_TRY(compare(proving, none, &proving->site->policies, answers));
	return compare(proving, all, &proving->site->needs, answers + policies);
}

/* ---- all of it ---- */

static sk_outcome read_back(const struct proving *proving, const char *file, struct sk_filter *out)
{
	const struct sk_generated *made = proving->out;
	SK_TRY(sk_prove_parse(proving->arena, file, &made->text, out, proving->error));
	SK_INVARIANT(strcmp(out->reader, made->generator->reader) == 0);
	return SK_OK;
}

static sk_outcome generate_settings(const struct proving *proving, const char *file, sk_time at)
{
	struct sk_generated *out = proving->out;
	struct sk_settings_task task = {proving->site, sk_site_node(proving->site, proving->network->nodes[proving->node].id), at};
	void *memory;
	SK_TRY(sk_arena_take(proving->arena, 1, sizeof(struct sk_generated_settings), &memory, proving->error));
	out->intent = (struct sk_intent){.site = proving->site, .place = task.place, .node = &proving->network->nodes[proving->node]};
	out->settings = memory;
	SK_TRY(out->generator->settings->write(&task, &out->text, proving->error));
	SK_TRY(sk_buf_check(&out->text, proving->error));
	struct sk_config_source source = {file, out->text.bytes, out->text.length};
	return sk_generate_judge(proving->arena, &task, out->generator, &source, memory, &out->proven, proving->error);
}

static sk_outcome generate(const struct proving *proving, const char *file)
{
	struct sk_generated *out = proving->out;
	struct sk_filter made;
	SK_TRY(sk_intent_make(proving->arena, proving->site, proving->network, proving->node, &out->intent, proving->error));
	SK_TRY(out->generator->write(&out->intent, &out->text, proving->error));
	SK_TRY(read_back(proving, file, &made));
	SK_TRY(replaced(proving, &made, &out->network));
	return prove(proving);
}

sk_outcome sk_generate(struct sk_arena *arena, const struct sk_site *site, const struct sk_network *network, size_t node, const struct sk_generator *generator, const char *file, sk_time at,
		       struct sk_generated *out, struct sk_error *error)
{
	struct proving proving = {arena, error, site, network, node, out};
	*out = (struct sk_generated){.generator = generator, .text = SK_BUF(SK_CONFIG_BYTES_MAX)};
	sk_outcome outcome = generator->settings ? generate_settings(&proving, file, at) : generate(&proving, file);
	if (sk_failed(outcome))
		sk_generated_end(out);
	return outcome;
}

void sk_generated_end(struct sk_generated *generated)
{
	sk_buf_release(&generated->text);
}
