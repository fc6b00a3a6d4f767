/*
 * Through the filters of one node at one hook: chain after chain, each with its own numbers for interfaces.
 *
 * A flow that nobody began is new to a device that keeps states, or may be invalid or not tracked there; so of a box only these states are asked about,
 * at each device anew. For sure it is only new: not every packet can be made invalid, and not every device leaves some untracked.
 */
#include "net/private.h"

#include <string.h>
#include <strings.h>

/* ---- making ---- */

/* "lan1 in" -> " in", where the chain is one interface's own; NULL: it is none. */
static const char *own_direction(const char *hook)
{
	const char *blank = strrchr(hook, ' ');
	return blank && (strcmp(blank, " in") == 0 || strcmp(blank, " out") == 0) ? blank : NULL;
}

bool passage_enters(const struct sk_filter_chain *chain, const char *hook)
{
	if (!chain->hook || !chain->families || chain->translates)
		return false;
	const char *own = own_direction(chain->hook);
	if (own)
		return strcmp(hook, "forward") == 0 || (strcmp(hook, "input") == 0 && strcmp(own, " in") == 0);
	return strcasecmp(chain->hook, hook) == 0;
}

bool passage_is_on_way(const struct sk_filter_chain *chain, const struct sk_net_interface *in, const struct sk_net_interface *out)
{
	const char *own = own_direction(chain->hook);
	const struct sk_net_interface *interface = own && strcmp(own, " in") == 0 ? in : out;
	size_t length = own ? (size_t)(own - chain->hook) : 0;
	return !own || (interface && strlen(interface->name) == length && memcmp(interface->name, chain->hook, length) == 0);
}

/* Behind those of the same priority. */
static sk_outcome add_chain(const struct sk_filter *filter, const struct sk_filter_chain *chain, struct passage *out, struct sk_error *error)
{
	struct sk_place where = {.file = filter->file};
	if (out->count == PASSAGE_CHAINS_MAX)
		return sk_error_set(error, SK_E_CONFIG_SIZE, &where, _("chains that packets enter at one place"), "256", NULL);
	size_t at = out->count++;
	for (; at > 0 && out->chains[at - 1].filter == filter && out->chains[at - 1].chain->priority > chain->priority; at--)
		out->chains[at] = out->chains[at - 1];
	out->chains[at] = (struct passage_chain){.filter = filter, .chain = chain};
	return SK_OK;
}

static sk_outcome add_filter(const struct sk_filter *filter, const char *hook, struct passage *out, struct sk_error *error)
{
	out->known |= filter->families;
	for (size_t i = 0; i < filter->count; i++)
		if (passage_enters(&filter->chains[i], hook))
			SK_TRY(add_chain(filter, &filter->chains[i], out, error));
	return SK_OK;
}

/* Families of which some flows may be left untracked: then none is new for sure. */
static unsigned untracked_by(const struct sk_net_node *node)
{
	unsigned families = 0;
	for (size_t f = 0; f < node->filter_count; f++)
		for (size_t c = 0; c < node->filters[f].count; c++)
			for (size_t i = 0; i < node->filters[f].chains[c].count; i++)
				families |= node->filters[f].chains[c].rules[i].untracks ? SK_FAMILIES : 0;
	return families;
}

sk_outcome passage_make(struct sk_arena *arena, const struct sk_net_node *node, const char *hook, enum sk_bound bound, const struct sk_match *within,
			struct passage *out, struct sk_error *error)
{
	void *memory;
	SK_TRY(sk_arena_take(arena, PASSAGE_CHAINS_MAX, sizeof(struct passage_chain), &memory, error));
	*out = (struct passage){.known = node->unfiltered, .loose = translate_loose(node), .chains = memory};
	out->translates = out->loose | translate_vague(node);
	out->untracks = untracked_by(node);
	for (size_t i = 0; i < node->filter_count; i++)
		SK_TRY(add_filter(&node->filters[i], hook, out, error));
	for (size_t i = 0; i < out->count; i++)
		SK_TRY(sk_filter_program(arena, out->chains[i].filter, out->chains[i].chain, bound, within, &out->chains[i].program, error));
	return SK_OK;
}

/* ---- numbers of interfaces ---- */

/* How many letters of a wildcard (eth+, eth*) the name begins with; 0: it is none, or does not fit. */
static size_t fits(const char *wildcard, const char *name)
{
	size_t length = strlen(wildcard);
	bool wild = length > 1 && (wildcard[length - 1] == '+' || wildcard[length - 1] == '*');
	return wild && strncmp(wildcard, name, length - 1) == 0 ? length - 1 : 0;
}

unsigned sk_net_interface_number(const struct sk_filter *filter, const char *name)
{
	unsigned found = 0;
	size_t best = 0;
	for (size_t i = 0; i < filter->interface_count; i++) {
		if (strcmp(filter->interfaces[i], name) == 0)
			return (unsigned)i + 1;
		size_t letters = fits(filter->interfaces[i], name);
		if (letters > best) {
			best = letters;
			found = (unsigned)i + 1;
		}
	}
	return found;
}

static unsigned number_of(const struct sk_filter *filter, const struct sk_net_interface *interface)
{
	return interface ? sk_net_interface_number(filter, interface->name) : 0;
}

/* ---- going through ---- */

struct walk {
	const struct passage *passage;
	const struct sk_net_interface *in, *out;
	enum sk_bound bound;
	enum passage_states states;
	passage_each *each;
	void *context;
	const struct passage_chain *chain; /* of those that let it through so far, the last that did by a rule, else the last */
	uint32_t rule;
	uint64_t boxes;
	sk_outcome outcome;
	struct sk_error *error;
};

static void descend(struct walk *walk, size_t at, const struct sk_box *box);

struct level {
	struct walk *walk;
	size_t at;
};

static bool is_rule(const struct passage_chain *chain, uint32_t number)
{
	const struct sk_filter_chain *decides;
	const struct sk_filter_rule *rule;
	sk_filter_rule_numbered(chain->filter, number, &decides, &rule);
	return rule != NULL;
}

static bool look(void *context, const struct sk_box *box, enum sk_fate fate, uint32_t rule)
{
	struct level *level = context;
	struct walk *walk = level->walk;
	const struct passage_chain *was = walk->chain, *here = &walk->passage->chains[level->at];
	uint32_t was_rule = walk->rule;
	if (fate == SK_FATE_DROP)
		return true;
	if (!was || is_rule(here, rule) || !is_rule(was, was_rule)) {
		walk->chain = here;
		walk->rule = rule;
	}
	descend(walk, level->at + 1, box);
	walk->chain = was;
	walk->rule = was_rule;
	return !sk_failed(walk->outcome);
}

void passage_interface(const struct sk_filter *filter, const struct sk_net_interface *interface, enum sk_dim dim, struct sk_box *box)
{
	unsigned number = number_of(filter, interface);
	bool any = passage_is_misnamed(interface);
	sk_box_set(box, dim, any ? 0 : number, any ? filter->interface_count : number);
}

static void ask(struct walk *walk, size_t at, const struct sk_box *box, unsigned low, unsigned high)
{
	const struct passage_chain *chain = &walk->passage->chains[at];
	struct sk_box here = *box;
	struct level level = {walk, at};
	struct sk_partition_stats stats = {0};
	passage_interface(chain->filter, walk->in, SK_DIM_IN, &here);
	passage_interface(chain->filter, walk->out, SK_DIM_OUT, &here);
	sk_box_set(&here, SK_DIM_STATE, low, high);
	if (sk_failed(walk->outcome))
		return;
	sk_outcome outcome = sk_partition(&chain->program, &here, look, &level, &stats, walk->error);
	walk->boxes += stats.boxes;
	if (sk_failed(outcome))
		walk->outcome = outcome;
}

bool passage_is_misnamed(const struct sk_net_interface *interface)
{
	return interface && interface->misnamed;
}

void passage_any(struct sk_box *box)
{
	static const enum sk_dim of_device[] = {SK_DIM_IN, SK_DIM_OUT, SK_DIM_STATE};
	struct sk_box all;
	sk_box_all(&all);
	for (size_t i = 0; i < SK_COUNT(of_device); i++) {
		sk_wide low, high;
		sk_box_get(&all, of_device[i], &low, &high);
		sk_box_set(box, of_device[i], low, high);
	}
}

static void pass(struct walk *walk, const struct sk_box *box)
{
	struct passed passed = {*box, walk->chain, walk->rule};
	passage_any(&passed.box);
	walk->outcome = walk->each(walk->context, &passed);
}

static void descend(struct walk *walk, size_t at, const struct sk_box *box)
{
	const struct passage *passage = walk->passage;
	while (at < passage->count && !((passage->chains[at].chain->families & sk_box_family(box)) && passage_is_on_way(passage->chains[at].chain, walk->in, walk->out)))
		at++;
	if (at == passage->count) {
		pass(walk, box);
		return;
	}
	/* What comes before flows are known sees none. */
	bool early = sk_filter_is_early(passage->chains[at].chain);
	if (early && walk->bound == SK_BOUND_LEAST) {
		ask(walk, at, box, SK_FLOW_INVALID, SK_FLOW_INVALID);
		return;
	}
	if (early || (walk->states & PASSAGE_NEW))
		ask(walk, at, box, SK_FLOW_NEW, SK_FLOW_NEW);
	if (walk->bound == SK_BOUND_MOST && (early || (walk->states & PASSAGE_OTHERS)))
		ask(walk, at, box, SK_FLOW_INVALID, SK_FLOW_UNTRACKED);
}

sk_outcome passage_through(const struct passage *passage, enum sk_bound bound, enum passage_states states, const struct sk_net_interface *in,
			   const struct sk_net_interface *out, const struct sk_box *box, passage_each *each, void *context, uint64_t *boxes, struct sk_error *error)
{
	struct walk walk = {.passage = passage, .in = in, .out = out, .bound = bound, .states = states, .each = each, .context = context, .outcome = SK_OK, .error = error};
	unsigned family = sk_box_family(box);
	bool misnamed = passage_is_misnamed(in) || passage_is_misnamed(out);
	if (bound == SK_BOUND_LEAST && (!(passage->known & family) || ((passage->translates | passage->untracks) & family) || (misnamed && passage->count > 0)))
		return SK_OK; /* nothing is sure */
	descend(&walk, 0, box);
	*boxes += walk.boxes;
	return walk.outcome;
}

/* Whether a line of a program matches is said of one packet alone. */
static struct sk_box corner_of(const struct sk_box *box)
{
	struct sk_box corner = *box;
	for (enum sk_dim dim = 0; dim < SK_DIMS; dim++) {
		sk_wide low, high;
		sk_box_get(box, dim, &low, &high);
		sk_box_set(&corner, dim, low, low);
	}
	return corner;
}

void passage_refusal(const struct passage *passage, const struct sk_net_interface *in, const struct sk_net_interface *out, const struct sk_box *packet,
		     struct passed *refused)
{
	*refused = (struct passed){.box = *packet};
	for (size_t i = 0; i < passage->count && !refused->chain; i++) {
		const struct passage_chain *chain = &passage->chains[i];
		unsigned came = number_of(chain->filter, in), goes = number_of(chain->filter, out);
		struct sk_box here = corner_of(packet);
		if (!(chain->chain->families & sk_box_family(packet)) || !passage_is_on_way(chain->chain, in, out))
			continue;
		sk_box_set(&here, SK_DIM_IN, came, came);
		sk_box_set(&here, SK_DIM_OUT, goes, goes);
		sk_box_set(&here, SK_DIM_STATE, SK_FLOW_NEW, SK_FLOW_NEW);
		if (sk_program_fate(&chain->program, &here, &refused->rule) == SK_FATE_DROP)
			refused->chain = chain;
	}
}
