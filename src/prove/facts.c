/*
 * What is proven of a flow of the catalogue, as facts of a collector: a bundle without signature, for each device at whose place the flow would fail and each way by which packets come there. So
 * a proof moves the register as everything else does: signed by somebody, brought with `look`, judged by the checks of the controls.
 *
 * Known from configuration, as its input is. What holds only because the site excepts something is undecided here: nobody but a person can say that it is meant so.
 */
#include "prove/prove.h"

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
	const struct sk_policy_question *questions[2]; /* as the site means its policies; without its exceptions */
	struct sk_record record;
};

/* ---- asking ---- */

static sk_outcome without_routers(struct sk_arena *arena, const struct sk_network *network, struct sk_network *out, struct sk_error *error)
{
	void *memory;
	SK_TRY(sk_arena_take(arena, network->count, sizeof(struct sk_net_node), &memory, error));
	struct sk_net_node *nodes = memory;
	memcpy(nodes, network->nodes, network->count * sizeof(*nodes));
	for (size_t i = 0; i < network->count; i++)
		nodes[i].forwards = false;
	*out = *network;
	out->nodes = nodes;
	return SK_OK;
}

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

static sk_outcome ask(const struct recording *recording, const struct sk_policy_question *question, size_t way, struct sk_policy_answer *out)
{
	struct sk_policy_question cut;
	SK_TRY(of_family(recording, question, ways[way].family, &cut));
	return sk_prove_policy(recording->arena, way == FRAME ? recording->beside : recording->plan, &cut, out, recording->error);
}

/* ---- facts ---- */

static const char *result_of(const struct sk_policy_answer answers[2])
{
	enum sk_proof meant = answers[0].reached.proof, strict = answers[1].reached.proof;
	if (meant == SK_PROOF_VIOLATED)
		return "some";
	return meant == SK_PROOF_HOLDS && strict == SK_PROOF_HOLDS ? "refuse" : "undecided";
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
	struct sk_policy_answer answers[2];
	SK_BUF_SCOPE packet = SK_BUF(FACT_ROOM / 4), rule = SK_BUF(FACT_ROOM / 4);
	for (size_t i = 0; i < 2; i++)
		SK_TRY(ask(recording, &recording->questions[i][at], way, &answers[i]));
	const struct sk_reached *shown = &answers[answers[0].reached.proof == SK_PROOF_HOLDS].reached;
	if (shown->hop_count > 0)
		sk_packet_text(&none, &shown->packet, &packet);
	print_rule(shown, &rule);
	sk_record_fact_begin(&recording->record);
	sk_record_text(&recording->record, "policy", flow->recorded.policy);
	sk_record_text(&recording->record, "zone_from", flow->recorded.from);
	sk_record_text(&recording->record, "zone_to", flow->recorded.to);
	sk_record_text(&recording->record, "family", ways[way].word);
	sk_record_text(&recording->record, "wanted", "refuse");
	sk_record_text(&recording->record, "result", result_of(answers));
	sk_record_text(&recording->record, "witness", packet.bytes);
	sk_record_text(&recording->record, "rule", rule.bytes);
	sk_record_fact_end(&recording->record);
	return SK_OK;
}

/* ---- all of it ---- */

static const struct sk_collector *collector_of(const struct sk_site *site, const struct sk_prove_recorder *who)
{
	const struct sk_collector *found = NULL;
	SK_LIST_EACH(struct sk_collector, collector, &site->collectors)
		if (strcmp(collector->id, who->collector) == 0)
			found = collector;
	return found;
}

static bool may_tell(const struct sk_collector *collector, const struct sk_site *site, const struct sk_subject *subject, const struct sk_flow *flow)
{
	bool drawn = false;
	SK_LIST_EACH(struct sk_site_node, node, &site->nodes)
		drawn = drawn || (node->subject_id && strcmp(node->subject_id, subject->id) == 0);
	return flow->recorded.policy && drawn && strcmp(subject->place_id, flow->at) == 0 && sk_ids_hold(&collector->subjects, subject->id);
}

/* Of each subject one line of coverage, whatever number of flows would fail there. */
static sk_outcome put_subject(struct recording *recording, const struct sk_prove_recorder *who, const struct sk_collector *collector, const struct sk_subject *subject, size_t *facts)
{
	struct sk_record_coverage coverage = {.kind = "flow_policy", .subject = subject->id, .source = "site.yaml, configs/", .status = "complete", .method = "configured", .at = who->at};
	bool begun = false;
	for (size_t i = 0; i < recording->site->policies.count; i++) {
		const struct sk_flow *flow = recording->questions[0][i].policy->flow;
		if (!flow || !may_tell(collector, recording->site, subject, flow))
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
	struct sk_site strict = *recording->site;
	struct sk_policy_question *questions;
	struct sk_network *beside;
	void *memory;
	strict.exceptions = (struct sk_list){0};
	SK_TRY(sk_prove_policies(recording->arena, recording->site, network, &recording->site->policies, &questions, recording->error));
	recording->questions[0] = questions;
	SK_TRY(sk_prove_policies(recording->arena, &strict, network, &recording->site->policies, &questions, recording->error));
	recording->questions[1] = questions;
	SK_TRY(sk_plan_new(recording->arena, network, NULL, &recording->plan, recording->error));
	SK_TRY(sk_arena_take(recording->arena, 1, sizeof(*beside), &memory, recording->error));
	beside = memory;
	SK_TRY(without_routers(recording->arena, network, beside, recording->error));
	return sk_plan_new(recording->arena, beside, NULL, &recording->beside, recording->error);
}

sk_outcome sk_prove_record(struct sk_arena *arena, const struct sk_site *site, const struct sk_network *network, const struct sk_prove_recorder *who, struct sk_buf *out,
			   struct sk_error *error)
{
	struct recording recording = {.arena = arena, .error = error, .site = site};
	const struct sk_collector *collector = collector_of(site, who);
	size_t room = AROUND_ROOM + site->subjects.count * site->policies.count * WAYS * FACT_ROOM, facts = 0;
	void *bytes;
	if (!collector)
		return sk_error_set(error, SK_E_CHOICE, NULL, who->collector, _("the id of a collector under 'collectors:' of site.yaml"), NULL);
	SK_TRY(ask_all(&recording, network));
	SK_TRY(sk_arena_take(arena, room, 1, &bytes, error));
	sk_record_open(&recording.record, bytes, room);
	struct sk_record_head head = {.collector = collector->id, .host = collector->host, .previous = who->previous, .origin = "live", .tool = "sekisho-prove", .sequence = who->sequence, .at = who->at};
	sk_record_head_line(&recording.record, &head);
	SK_LIST_EACH(struct sk_subject, subject, &site->subjects)
		SK_TRY(put_subject(&recording, who, collector, subject, &facts));
	sk_record_end_line(&recording.record);
	if (facts == 0)
		return sk_error_set(error, SK_E_CONFLICT, &collector->where, _("the collector has no subject that a flow of the catalogue would fail at and that stands under 'nodes:'"),
				    _("a router in its 'subjects:', and a node with that subject"), NULL);
	SK_INVARIANT(!recording.record.failed);
	sk_buf_add(out, recording.record.bytes, recording.record.length);
	return sk_buf_check(out, error);
}
