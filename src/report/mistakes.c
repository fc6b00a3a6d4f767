/* Which single mistakes break a policy that holds: by policy, and of each rule what may not be done to it. */
#include "report/json.h"
#include "report/text.h"
#include "report/way.h"

static const char *const kind_words[SK_MOVE_MISTAKES] = {
	[SK_MOVE_GONE] = "deleted",   [SK_MOVE_WIDENED] = "widened", [SK_MOVE_FIRST] = "copied-first",
	[SK_MOVE_LAST] = "copied-last", [SK_MOVE_LATER] = "moved",     [SK_MOVE_RESET] = "reset",
	[SK_MOVE_FORWARDS] = "forwards", [SK_MOVE_PASSES] = "passes",  [SK_MOVE_PLUGGED] = "plugged",
	[SK_MOVE_JOINED] = "joined", [SK_MOVE_DOWN] = "down",
};

static const struct {
	const char *word, *text;
} dims[SK_DIMS] = {
	[SK_DIM_SOURCE] = {"source", N_("what it asks of the source address")},
	[SK_DIM_TARGET] = {"target", N_("what it asks of the target address")},
	[SK_DIM_PROTOCOL] = {"protocol", N_("what it asks of the protocol")},
	[SK_DIM_SOURCE_PORT] = {"source-port", N_("what it asks of the source port")},
	[SK_DIM_TARGET_PORT] = {"port", N_("what it asks of the port")},
	[SK_DIM_ICMP] = {"icmp", N_("what it asks of the ICMP type")},
	[SK_DIM_FLAGS] = {"flags", N_("what it asks of the TCP flags")},
	[SK_DIM_STATE] = {"state", N_("what it asks of the state")},
	[SK_DIM_IN] = {"in", N_("the interface packets come in by")},
	[SK_DIM_OUT] = {"out", N_("the interface packets go out by")},
};

static const char *family_name(unsigned family)
{
	return family == SK_FAMILY_4 ? "IPv4" : "IPv6";
}

/* ---- counts ---- */

/* Each mistake once, however many policies it breaks. */
static size_t count_of(const struct sk_mistakes_report *mistakes, bool sure)
{
	size_t count = 0;
	for (size_t i = 0; i < mistakes->tried.broken_count;) {
		const struct sk_move *mistake = mistakes->tried.broken[i].mistake;
		bool breaks = false;
		for (; i < mistakes->tried.broken_count && mistakes->tried.broken[i].mistake == mistake; i++)
			breaks = breaks || mistakes->tried.broken[i].answer.reached.proof == SK_PROOF_VIOLATED;
		count += breaks == sure;
	}
	return count;
}

static size_t count_at(const struct sk_mistakes_report *mistakes, const struct sk_site_policy *policy, bool sure)
{
	size_t count = 0;
	for (size_t i = 0; i < mistakes->tried.broken_count; i++)
		count += mistakes->tried.broken[i].answer.policy == policy && (mistakes->tried.broken[i].answer.reached.proof == SK_PROOF_VIOLATED) == sure;
	return count;
}

/* ---- text ---- */

/* What is done to a rule. */
static void print_change(const struct sk_move *mistake, struct sk_buf *out)
{
	static const char *const changes[] = {[SK_MOVE_GONE] = N_("deleted"), [SK_MOVE_FIRST] = N_("copied to the head of its chain"),
					      [SK_MOVE_LAST] = N_("copied to the end of its chain"), [SK_MOVE_LATER] = N_("moved behind the next rule")};
	if (mistake->kind == SK_MOVE_WIDENED)
		sk_buf_print(out, _("without %s"), sk_message(dims[mistake->dim].text));
	else
		sk_buf_text(out, sk_message(changes[mistake->kind]));
}

/* What is done to a device or a cable. */
static void print_move(const struct sk_network *was, const struct sk_move *mistake, struct sk_buf *out)
{
	const struct sk_net_node *node = &was->nodes[mistake->node];
	if (mistake->kind == SK_MOVE_RESET)
		sk_buf_print(out, _("%s filters nothing, as it came out of its box"), node->id);
	else if (mistake->kind == SK_MOVE_FORWARDS)
		sk_buf_print(out, _("%s forwards from one interface to another"), node->id);
	else if (mistake->kind == SK_MOVE_PASSES)
		sk_buf_print(out, _("%s passes %s"), node->id, family_name(mistake->family));
	else if (mistake->kind == SK_MOVE_PLUGGED)
		sk_buf_print(out, _("the cable of %s (%s) is in %s and not in %s"), node->id, node->interfaces[mistake->interface].name,
			     was->segments[mistake->segment], was->segments[node->interfaces[mistake->interface].segment]);
	else if (mistake->kind == SK_MOVE_DOWN)
		sk_buf_print(out, _("the tunnel %s does not stand"), was->segments[mistake->segment]);
	else
		sk_buf_print(out, _("a cable between %s and %s"), was->segments[mistake->segment], was->segments[mistake->other]);
}

/* "tcp ... -> ..., new: carrier, router-b, terminal-1" */
static void print_packet(const struct sk_reached *reached, struct sk_buf *out)
{
	sk_buf_text(out, reached->proof == SK_PROOF_VIOLATED ? " — " : _(" — perhaps "));
	way_packet(reached, out);
	for (size_t i = 0; i < reached->hop_count; i++)
		sk_buf_print(out, "%s%s", i == 0 ? ": " : " → ", reached->hops[i].node->id);
}

static bool is_same_rule(const struct sk_move *a, const struct sk_move *b)
{
	return a && a->kind <= SK_MOVE_LATER && b->kind <= SK_MOVE_LATER && a->node == b->node && a->filter == b->filter && a->chain == b->chain && a->rule == b->rule;
}

static void print_rule(const struct sk_report *report, const struct sk_network *was, const struct sk_move *mistake)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	const struct sk_filter *filter;
	const struct sk_filter_rule *rule = sk_move_rule(was, mistake, &filter);
	sk_buf_print(&out, "%s: ", was->nodes[mistake->node].id);
	way_decider(filter, NULL, rule, &out);
	text_wrap(report, text_of(report, &out), 2, SK_SCREEN_COLUMNS);
}

/* A rule is said once, before what is done to it. */
static void broken(const struct sk_report *report, const struct sk_network *was, const struct sk_move *last, const struct sk_broken *broken)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	bool of_rule = broken->mistake->kind <= SK_MOVE_LATER;
	if (of_rule && !is_same_rule(last, broken->mistake))
		print_rule(report, was, broken->mistake);
	if (of_rule)
		print_change(broken->mistake, &out);
	else
		print_move(was, broken->mistake, &out);
	print_packet(&broken->answer.reached, &out);
	text_wrap(report, text_of(report, &out), of_rule ? 4 : 2, SK_SCREEN_COLUMNS);
}

static void policy(const struct sk_report *report, const struct sk_mistakes_report *mistakes, const struct sk_policy_answer *answer)
{
	const struct sk_move *last = NULL;
	size_t sure = count_at(mistakes, answer->policy, true), may = count_at(mistakes, answer->policy, false);
	if (sk_policy_unasked(answer))
		return;
	if (answer->reached.proof != SK_PROOF_HOLDS) {
		sk_buf_print(report->out, _("%s: does not hold for sure as it is; sekisho prove says why\n"), answer->policy->id);
		return;
	}
	sk_buf_print(report->out, _("%s: %zu break it, %zu more may\n"), answer->policy->id, sure, may);
	for (size_t i = 0; i < mistakes->tried.broken_count; i++) {
		if (mistakes->tried.broken[i].answer.policy != answer->policy)
			continue;
		broken(report, mistakes->now->network, last, &mistakes->tried.broken[i]);
		last = mistakes->tried.broken[i].mistake;
	}
}

SK_OUTCOME sk_report_mistakes(const struct sk_report *report, const struct sk_mistakes_report *mistakes)
{
	text_site(report, mistakes->now->site, report->out);
	sk_buf_text(report->out, "\n");
	sk_buf_print(report->out, _("One mistake away: %zu of %zu single mistakes break a policy that holds now, %zu more may\n"), count_of(mistakes, true),
		     mistakes->tried.count, count_of(mistakes, false));
	for (size_t i = 0; i < mistakes->now->count; i++)
		policy(report, mistakes, &mistakes->now->answers[i]);
	text_wrap(report, _("Each rule deleted, widened, copied and moved; each device reset; each switch of forwarding and passing turned on; each cable in each other "
			    "segment, and one between any two. Made in the network as site.yaml describes it, one at a time."), 0, SK_SCREEN_COLUMNS);
	return sk_buf_check(report->out, report->error);
}

/* ---- JSON ---- */

static void json_of_rule(const struct sk_network *was, const struct sk_move *mistake, json_t *object)
{
	const struct sk_filter *filter;
	const struct sk_filter_rule *rule = sk_move_rule(was, mistake, &filter);
	json_put(object, "file", json_text(rule ? filter->file : NULL));
	json_put(object, "chain", json_text(rule ? filter->chains[mistake->chain].name : NULL));
	json_put(object, "line", rule ? json_integer(rule->line) : json_null());
	json_put(object, "text", json_text(rule ? rule->text : NULL));
}

static json_t *json_mistake(const struct sk_network *was, const struct sk_move *mistake)
{
	json_t *object = json_object();
	enum sk_move_kind kind = mistake->kind;
	const struct sk_net_node *node = kind >= SK_MOVE_JOINED ? NULL : &was->nodes[mistake->node];
	bool cable = kind >= SK_MOVE_JOINED || kind == SK_MOVE_PLUGGED;
	json_put(object, "kind", json_string(kind_words[kind]));
	json_put(object, "node", json_text(node ? node->id : NULL));
	json_of_rule(was, mistake, object);
	json_put(object, "condition", json_text(kind == SK_MOVE_WIDENED ? dims[mistake->dim].word : NULL));
	json_put(object, "family", json_text(kind != SK_MOVE_PASSES ? NULL : mistake->family == SK_FAMILY_4 ? "ipv4" : "ipv6"));
	json_put(object, "interface", json_text(kind == SK_MOVE_PLUGGED ? node->interfaces[mistake->interface].name : NULL));
	json_put(object, "segment", json_text(cable ? was->segments[mistake->segment] : NULL));
	json_put(object, "other", json_text(kind == SK_MOVE_JOINED ? was->segments[mistake->other] : NULL));
	return object;
}

static json_t *json_broken(const struct sk_mistakes_report *mistakes, const struct sk_broken *broken)
{
	json_t *object = json_object();
	json_put(object, "mistake", json_mistake(mistakes->now->network, broken->mistake));
	json_put(object, "policy", json_text(broken->answer.policy->id));
	way_json(broken->network, &broken->answer.reached, object);
	return object;
}

static json_t *json_kinds(const struct sk_mistakes_report *mistakes)
{
	json_t *object = json_object();
	for (size_t kind = 0; kind < SK_MOVE_MISTAKES; kind++) {
		size_t count = 0;
		for (size_t i = 0; i < mistakes->tried.count; i++)
			count += mistakes->tried.mistakes[i].kind == kind;
		json_put_int(object, kind_words[kind], (long long)count);
	}
	return object;
}

static json_t *json_policy(const struct sk_mistakes_report *mistakes, const struct sk_policy_answer *answer)
{
	json_t *object = json_object();
	bool holds = answer->reached.proof == SK_PROOF_HOLDS;
	json_put(object, "policy", json_text(answer->policy->id));
	json_put(object, "holds", json_boolean(holds));
	json_put(object, "breaks", holds ? json_integer((json_int_t)count_at(mistakes, answer->policy, true)) : json_null());
	json_put(object, "may", holds ? json_integer((json_int_t)count_at(mistakes, answer->policy, false)) : json_null());
	return object;
}

SK_OUTCOME sk_report_mistakes_json(const struct sk_report *report, const struct sk_mistakes_report *mistakes)
{
	json_t *root = json_object(), *policies = json_array(), *found = json_array();
	json_put(root, "format", json_string(SK_REPORT_MISTAKES_FORMAT));
	json_put(root, "site", json_site(mistakes->now->site));
	json_put_int(root, "tried", (long long)mistakes->tried.count);
	json_put(root, "kinds", json_kinds(mistakes));
	json_put_int(root, "breaks", (long long)count_of(mistakes, true));
	json_put_int(root, "may", (long long)count_of(mistakes, false));
	for (size_t i = 0; i < mistakes->now->count; i++)
		json_add(policies, json_policy(mistakes, &mistakes->now->answers[i]));
	json_put(root, "policies", policies);
	for (size_t i = 0; i < mistakes->tried.broken_count; i++)
		json_add(found, json_broken(mistakes, &mistakes->tried.broken[i]));
	json_put(root, "broken", found);
	return json_finish(report, root);
}
