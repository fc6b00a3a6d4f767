/*
 * What is proven of a flow of the catalogue, as facts of a collector: a bundle without signature, for each device at whose place the flow would fail and each way by which packets come there. So
 * a proof moves the register as everything else does: signed by somebody, brought with `look`, judged by the checks of the controls.
 *
 * Known from configuration, as its input is. Such a fact is about zones, so "refuse" asks more than the flow: that nothing gets past the routers to any host that is drawn, whatever its own firewall does, and
 * whatever the site excepts; that every other flow of that control holds there, too; and that something would get there if nobody filtered, for else nothing was asked. What passes beside all rules (frames)
 * nobody here follows in settings: that nothing does is never said. Where the flow itself does not hold, that is a failure; everything else is undecided.
 */
#include "prove/private.h"

#include "record/record.h"

#include <string.h>

enum { FACT_ROOM = 16 << 10, AROUND_ROOM = 64 << 10, WAYS = 3, FRAME = 2 };

static const struct {
	const char *word;
	unsigned family; /* 0: past the routers, with whatever family */
} ways[WAYS] = {{"ipv4", SK_FAMILY_4}, {"ipv6", SK_FAMILY_6}, {"frame", 0}};

struct recording {
	struct sk_arena *arena;
	struct sk_error *error;
	const struct sk_site *site;
	struct sk_plan *plan, *beside; /* as it is; and with nobody who sends on from one interface to another */
	struct sk_plan *weak;	       /* with hosts that refuse nothing themselves */
	struct sk_plan *open;	       /* with nobody who filters */
	const struct sk_policy_question *questions; /* as the site means its policies */
	const struct sk_policy_question *zones;	    /* of each that is recorded, between zones */
	struct sk_record record;
};

/* ---- networks ---- */

/* Without `routers` nobody sends on; without `walls` hosts refuse nothing themselves. */
static sk_outcome plan_without(struct recording *recording, const struct sk_network *network, bool routers, bool walls, struct sk_plan **out)
{
	struct sk_net_node *nodes;
	void *memory;
	SK_TRY(sk_arena_take(recording->arena, 1, sizeof(struct sk_network), &memory, recording->error));
	struct sk_network *without = memory;
	SK_TRY(sk_net_copy(recording->arena, network, without, &nodes, recording->error));
	for (size_t i = 0; i < network->count; i++) {
		bool bare = !walls && nodes[i].role == SK_NET_HOST && !nodes[i].forwards;
		nodes[i].forwards = routers ? nodes[i].forwards : 0;
		nodes[i].filter_count = bare ? 0 : nodes[i].filter_count;
		nodes[i].unfiltered = bare ? SK_FAMILIES : nodes[i].unfiltered;
	}
	return sk_plan_new(recording->arena, without, NULL, out, recording->error);
}

static sk_outcome open_plan(struct recording *recording, const struct sk_network *network)
{
	void *memory;
	SK_TRY(sk_arena_take(recording->arena, 1, sizeof(struct sk_network), &memory, recording->error));
	SK_TRY(sk_net_open(recording->arena, network, memory, recording->error));
	return sk_plan_new(recording->arena, memory, NULL, &recording->open, recording->error);
}

/* ---- zones ---- */

static bool share_wire(const struct sk_site *site, const char *a, const char *b)
{
	SK_LIST_EACH(struct sk_site_link, link, &site->links)
		SK_LIST_EACH(struct sk_site_link, other, &site->links)
			if (strcmp(link->node_id, a) == 0 && strcmp(other->node_id, b) == 0 && strcmp(link->segment_id, other->segment_id) == 0)
				return true;
	return false;
}

/* Whether it stands where the flow begins: outside, whatever it stands for; else at a wire of whom it begins at. */
static bool is_sender(const struct sk_site *site, const struct sk_site_policy *policy, const struct sk_site_node *node)
{
	if (policy->flow->from_outside)
		return node->role == SK_ROLE_OUTSIDE;
	SK_ID_EACH(from, &policy->from)
		if (node->role == SK_ROLE_HOST && (strcmp(from->text, node->id) == 0 || share_wire(site, from->text, node->id)))
			return true;
	return false;
}

static sk_outcome zone_of(struct recording *recording, const struct sk_site_policy *policy, struct sk_site_policy *out)
{
	const struct sk_site *site = recording->site;
	void *from, *to;
	SK_TRY(sk_arena_take(recording->arena, site->nodes.count, sizeof(struct sk_id), &from, recording->error));
	SK_TRY(sk_arena_take(recording->arena, site->nodes.count, sizeof(struct sk_id), &to, recording->error));
	struct sk_id *senders = from, *others = to;
	*out = (struct sk_site_policy){.where = policy->where, .id = policy->id, .refuses = "any", .from = {.items = from}, .to = {.items = to}};
	SK_LIST_EACH(struct sk_site_node, node, &site->nodes) {
		if (is_sender(site, policy, node))
			senders[out->from.count++] = (struct sk_id){node->where, node->id};
		else if (node->role == SK_ROLE_HOST)
			others[out->to.count++] = (struct sk_id){node->where, node->id};
	}
	return SK_OK;
}

static sk_outcome gather_zones(struct recording *recording, const struct sk_network *network)
{
	const struct sk_site *site = recording->site;
	struct sk_policy_question *questions;
	void *memory;
	SK_TRY(sk_arena_take(recording->arena, site->policies.count, sizeof(struct sk_site_policy), &memory, recording->error));
	struct sk_site_policy *zones = memory;
	size_t count = 0;
	SK_LIST_EACH(struct sk_site_policy, policy, &site->policies) {
		bool recorded = policy->flow && policy->flow->recorded.policy;
		zones[count] = (struct sk_site_policy){.where = policy->where, .id = policy->id, .refuses = "any"};
		if (recorded)
			SK_TRY(zone_of(recording, policy, &zones[count]));
		count++;
	}
	const struct sk_list list = {zones, count};
	SK_TRY(prove_whole(recording->arena, site, network, &list, &questions, recording->error));
	recording->zones = questions;
	return SK_OK;
}

/* ---- asking ---- */

/* The question about packets of one family only. */
static sk_outcome of_family(const struct recording *recording, const struct sk_policy_question *question, unsigned family, struct sk_policy_question *out)
{
	void *memory;
	*out = *question;
	SK_TRY(sk_arena_take(recording->arena, question->count, sizeof(struct sk_reach_question), &memory, recording->error));
	out->pairs = memory;
	for (size_t i = 0; i < question->count; i++) {
		const struct sk_reach_question *pair = &question->pairs[i];
		SK_TRY(sk_arena_take(recording->arena, pair->count, sizeof(struct sk_box), &memory, recording->error));
		struct sk_box *boxes = memory;
		out->pairs[i] = (struct sk_reach_question){pair->from, pair->to, boxes, 0};
		for (size_t at = 0; at < pair->count; at++)
			if (!family || sk_box_family(&pair->packets[at]) == family)
				boxes[out->pairs[i].count++] = pair->packets[at];
	}
	return SK_OK;
}

static sk_outcome ask(const struct recording *recording, const struct sk_plan *plan, const struct sk_policy_question *question, unsigned family, struct sk_policy_answer *out)
{
	struct sk_policy_question cut;
	SK_TRY(of_family(recording, question, family, &cut));
	return sk_prove_policy(recording->arena, plan, &cut, out, recording->error);
}

/* Whether anything of the family would get past the routers if they let it: somebody can send it, a way leads there, and somebody has such an address. Else no router refuses anything. */
static sk_outcome could_come(const struct recording *recording, size_t at, unsigned family, bool *out)
{
	struct sk_policy_answer open;
	SK_TRY(ask(recording, recording->open, &recording->zones[at], family, &open));
	*out = open.reached.proof != SK_PROOF_HOLDS;
	return SK_OK;
}

/* Every flow that would fail the same control there. */
static sk_outcome all_hold(const struct recording *recording, const struct sk_flow *flow, bool *out)
{
	*out = true;
	for (size_t i = 0; i < recording->site->policies.count && *out; i++) {
		const struct sk_flow *other = recording->questions[i].policy->flow;
		struct sk_policy_answer answer;
		if (!other || strcmp(other->control, flow->control) != 0 || strcmp(other->at, flow->at) != 0)
			continue;
		SK_TRY(sk_prove_policy(recording->arena, recording->plan, &recording->questions[i], &answer, recording->error));
		*out = sk_policy_good(&answer);
	}
	return SK_OK;
}

/* ---- facts ---- */

struct found {
	const char *result;
	struct sk_policy_answer answer; /* what is shown for it */
};

static sk_outcome find(const struct recording *recording, const struct sk_flow *flow, size_t at, size_t way, struct found *out)
{
	struct sk_policy_answer zone;
	bool all, could;
	SK_TRY(ask(recording, way == FRAME ? recording->beside : recording->plan, &recording->questions[at], ways[way].family, &out->answer));
	out->result = out->answer.reached.proof == SK_PROOF_VIOLATED ? "some" : "undecided";
	if (out->answer.reached.proof == SK_PROOF_VIOLATED || way == FRAME)
		return SK_OK;
	SK_TRY(ask(recording, recording->weak, &recording->zones[at], ways[way].family, &zone));
	SK_TRY(all_hold(recording, flow, &all));
	SK_TRY(could_come(recording, at, ways[way].family, &could));
	if (out->answer.reached.proof == SK_PROOF_HOLDS && zone.reached.proof == SK_PROOF_HOLDS && all && could)
		out->result = "refuse";
	else if (out->answer.reached.proof == SK_PROOF_HOLDS)
		out->answer = zone;
	return SK_OK;
}

/* The first rule that lets it through, of the devices on its way; where none does, what a chain does with the rest. */
static void print_rule(const struct sk_reached *reached, struct sk_buf *out)
{
	for (size_t i = 0; i < reached->hop_count && out->length == 0; i++)
		if (reached->hops[i].rule)
			sk_buf_print(out, "%s: %u", reached->hops[i].filter->file, reached->hops[i].rule->line);
	for (size_t i = 0; i < reached->hop_count && out->length == 0; i++)
		if (reached->hops[i].chain)
			sk_buf_print(out, "%s: %s", reached->hops[i].filter->file, reached->hops[i].chain->name);
}

static sk_outcome put_fact(struct recording *recording, const struct sk_flow *flow, size_t at, size_t way)
{
	static const struct sk_filter none;
	struct found found;
	char shown[SK_ERROR_TEXT];
	SK_BUF_SCOPE packet = SK_BUF(FACT_ROOM / 4), rule = SK_BUF(FACT_ROOM / 4);
	SK_TRY(find(recording, flow, at, way, &found));
	if (found.answer.reached.hop_count > 0)
		sk_packet_text(&none, &found.answer.reached.packet, &packet);
	print_rule(&found.answer.reached, &rule);
	if (rule.bytes)
		sk_text_shown(shown, rule.bytes);
	sk_record_fact_begin(&recording->record);
	sk_record_text(&recording->record, "policy", flow->recorded.policy);
	sk_record_text(&recording->record, "zone_from", flow->recorded.from);
	sk_record_text(&recording->record, "zone_to", flow->recorded.to);
	sk_record_text(&recording->record, "family", ways[way].word);
	sk_record_text(&recording->record, "wanted", "refuse");
	sk_record_text(&recording->record, "result", found.result);
	sk_record_text(&recording->record, "witness", packet.bytes);
	sk_record_text(&recording->record, "rule", rule.bytes ? shown : NULL);
	sk_record_fact_end(&recording->record);
	return SK_OK;
}

/* ---- all of it ---- */

sk_outcome sk_prove_collector(const struct sk_site *site, const char *id, const struct sk_collector **out, struct sk_error *error)
{
	*out = NULL;
	SK_LIST_EACH(struct sk_collector, collector, &site->collectors)
		if (strcmp(collector->id, id) == 0)
			*out = collector;
	if (*out)
		return SK_OK;
	return sk_error_set(error, SK_E_CHOICE, NULL, id, _("the id of a collector under 'collectors:' of site.yaml"), NULL);
}

static bool may_tell(const struct sk_collector *collector, const struct sk_site *site, const struct sk_subject *subject, const struct sk_flow *flow)
{
	bool drawn = false;
	SK_LIST_EACH(struct sk_site_node, node, &site->nodes)
		drawn = drawn || (node->subject_id && strcmp(node->subject_id, subject->id) == 0);
	return flow->recorded.policy && drawn && strcmp(subject->place_id, flow->at) == 0 && sk_ids_hold(&collector->subjects, subject->id);
}

/* Of each subject one line of coverage, whatever number of flows would fail there. */
static sk_outcome put_subject(struct recording *recording, const struct sk_prove_recorder *who, const struct sk_subject *subject, size_t *facts)
{
	struct sk_record_coverage coverage = {.kind = "flow_policy", .subject = subject->id, .source = "site.yaml, configs/", .status = "complete", .method = "configured", .at = who->at};
	bool begun = false;
	for (size_t i = 0; i < recording->site->policies.count; i++) {
		const struct sk_flow *flow = recording->questions[i].policy->flow;
		if (!flow || !may_tell(who->collector, recording->site, subject, flow))
			continue;
		if (!begun)
			sk_record_coverage_line(&recording->record, &coverage);
		begun = true;
		for (size_t way = 0; way < WAYS; way++, ++*facts)
			SK_TRY(put_fact(recording, flow, i, way));
	}
	return SK_OK;
}

static sk_outcome ask_all(struct recording *recording, const struct sk_network *network)
{
	struct sk_policy_question *questions;
	SK_TRY(sk_prove_policies(recording->arena, recording->site, network, &recording->site->policies, &questions, recording->error));
	recording->questions = questions;
	SK_TRY(gather_zones(recording, network));
	SK_TRY(sk_plan_new(recording->arena, network, NULL, &recording->plan, recording->error));
	SK_TRY(open_plan(recording, network));
	SK_TRY(plan_without(recording, network, false, true, &recording->beside));
	return plan_without(recording, network, true, false, &recording->weak);
}

sk_outcome sk_prove_record(struct sk_arena *arena, const struct sk_site *site, const struct sk_network *network, const struct sk_prove_recorder *who, struct sk_buf *out,
			   struct sk_error *error)
{
	struct recording recording = {.arena = arena, .error = error, .site = site};
	const struct sk_collector *collector = who->collector;
	size_t room = AROUND_ROOM + site->subjects.count * site->policies.count * WAYS * FACT_ROOM, facts = 0;
	void *bytes;
	SK_TRY(ask_all(&recording, network));
	SK_TRY(sk_arena_take(arena, room, 1, &bytes, error));
	sk_record_open(&recording.record, bytes, room);
	struct sk_record_head head = {.collector = collector->id, .host = collector->host, .previous = who->previous, .origin = "live", .tool = "sekisho-prove", .sequence = who->sequence, .at = who->at};
	sk_record_head_line(&recording.record, &head);
	SK_LIST_EACH(struct sk_subject, subject, &site->subjects)
		SK_TRY(put_subject(&recording, who, subject, &facts));
	sk_record_end_line(&recording.record);
	if (facts == 0)
		return sk_error_set(error, SK_E_CONFLICT, &collector->where, _("the collector has no subject that a flow of the catalogue would fail at and that stands under 'nodes:'"),
				    _("a router in its 'subjects:', and a node with that subject"), NULL);
	SK_INVARIANT(!recording.record.failed);
	sk_buf_add(out, recording.record.bytes, recording.record.length);
	return sk_buf_check(out, error);
}
