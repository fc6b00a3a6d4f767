/* Which single mistakes, and which two together, break a policy that holds: those first that break most of them. */
#include "report/json.h"
#include "report/text.h"
#include "report/way.h"

#include <stdlib.h>
#include <string.h>

/* Devices and rules that the summary names: a line of each. */
enum { MOST_DEVICES = 3, MOST_RULES = 2 };

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
		sk_buf_print(out, _("%s filters nothing, as it left the factory"), node->id);
	else if (mistake->kind == SK_MOVE_FORWARDS)
		sk_buf_print(out, _("%s forwards from one interface to another"), node->id);
	else if (mistake->kind == SK_MOVE_PASSES)
		sk_buf_print(out, _("%s passes %s"), node->id, sk_family_name(mistake->family));
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
	if (reached->proof != SK_PROOF_VIOLATED)
		sk_buf_text(out, _("perhaps "));
	way_packet(reached, out);
	for (size_t i = 0; i < reached->hop_count; i++)
		sk_buf_print(out, "%s%s", i == 0 ? ": " : " → ", reached->hops[i].node->id);
}

static bool is_of_rule(const struct sk_move *mistake)
{
	return mistake->kind <= SK_MOVE_LATER;
}

static bool is_same_rule(const struct sk_move *a, const struct sk_move *b)
{
	return a && is_of_rule(a) && is_of_rule(b) && a->node == b->node && a->filter == b->filter && a->chain == b->chain && a->rule == b->rule;
}

/* ---- entries: each mistake, or pair of them, once, with all that it breaks ---- */

struct entry {
	const struct sk_broken *broken; /* of one mistake or pair */
	size_t length;
	size_t sure, may;   /* policies */
	const char *head;   /* of a rule: the lines that name it; of a pair: the mistake that is made first; NULL: there is none */
	const char *text;   /* what is done, and what that breaks */
	size_t times;	    /* that the same stands in the list; 0: it is told already */
};

static bool is_sure(const struct sk_broken *broken)
{
	return broken->answer.reached.proof == SK_PROOF_VIOLATED;
}

static void print_broken(const struct entry *entry, bool sure, const char *before, struct sk_buf *out)
{
	for (size_t i = 0; i < entry->length; i++) {
		if (is_sure(&entry->broken[i]) != sure)
			continue;
		sk_buf_print(out, "%s%s", before, entry->broken[i].answer.policy->id);
		before = ", ";
	}
}

static const struct sk_broken *shown_of(const struct entry *entry)
{
	for (size_t i = 0; i < entry->length; i++)
		if (is_sure(&entry->broken[i]))
			return &entry->broken[i];
	return entry->broken;
}

static SK_OUTCOME keep(const struct sk_report *report, const struct sk_buf *lines, const char **out)
{
	return sk_arena_text(report->arena, text_of(report, lines), lines->length, out, report->error);
}

static void print_rule(const struct sk_network *was, const struct sk_move *mistake, struct sk_buf *out)
{
	const struct sk_filter *filter;
	const struct sk_filter_rule *rule = sk_move_rule(was, mistake, &filter);
	sk_buf_print(out, "%s: ", was->nodes[mistake->node].id);
	way_decider(filter, NULL, rule, out);
}

static SK_OUTCOME rule_text(const struct sk_report *report, const struct sk_network *was, struct entry *entry)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX), lines = SK_BUF(TEXT_PIECE_MAX);
	struct sk_report wrapping = *report;
	wrapping.out = &lines;
	print_rule(was, entry->broken->mistake, &out);
	text_wrap(&wrapping, text_of(report, &out), 2, SK_SCREEN_COLUMNS);
	return keep(report, &lines, &entry->head);
}

/* What all of it breaks, behind what was done, which stands in `out`; and a packet that comes there. */
static void wrap_broken(const struct sk_report *report, const struct entry *entry, struct sk_buf *out, size_t indent)
{
	SK_BUF_SCOPE packet = SK_BUF(TEXT_PIECE_MAX);
	print_broken(entry, true, _(" — breaks "), out);
	print_broken(entry, false, _(" — may break "), out);
	text_wrap(report, text_of(report, out), indent, SK_SCREEN_COLUMNS);
	print_packet(&shown_of(entry)->answer.reached, &packet);
	text_wrap(report, text_of(report, &packet), indent + 2, SK_SCREEN_COLUMNS);
}

static SK_OUTCOME entry_text(const struct sk_report *report, const struct sk_network *was, struct entry *entry)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX), lines = SK_BUF(TEXT_PIECE_MAX);
	struct sk_report wrapping = *report;
	bool of_rule = is_of_rule(entry->broken->mistake);
	wrapping.out = &lines;
	if (of_rule)
		print_change(entry->broken->mistake, &out);
	else
		print_move(was, entry->broken->mistake, &out);
	wrap_broken(&wrapping, entry, &out, of_rule ? 4 : 2);
	if (of_rule)
		SK_TRY(rule_text(report, was, entry));
	return keep(report, &lines, &entry->text);
}

/* A mistake in one piece: what of a pair is said of each. */
static void print_whole(const struct sk_network *was, const struct sk_move *mistake, struct sk_buf *out)
{
	if (!is_of_rule(mistake)) {
		print_move(was, mistake, out);
		return;
	}
	print_rule(was, mistake, out);
	sk_buf_text(out, ": ");
	print_change(mistake, out);
}

/* Where they are about one chain it may matter which is made first. */
static SK_OUTCOME pair_text(const struct sk_report *report, const struct sk_network *was, struct entry *entry)
{
	SK_BUF_SCOPE first = SK_BUF(TEXT_PIECE_MAX), second = SK_BUF(TEXT_PIECE_MAX), head = SK_BUF(TEXT_PIECE_MAX), lines = SK_BUF(TEXT_PIECE_MAX);
	struct sk_report wrapping = *report;
	const struct sk_broken *broken = entry->broken;
	wrapping.out = &head;
	print_whole(was, broken->mistake, &first);
	text_wrap(&wrapping, text_of(report, &first), 2, SK_SCREEN_COLUMNS);
	SK_TRY(keep(report, &head, &entry->head));
	wrapping.out = &lines;
	sk_buf_text(&second, sk_move_ordered(broken->mistake, broken->second) ? _("then: ") : _("and: "));
	print_whole(was, broken->second, &second);
	wrap_broken(&wrapping, entry, &second, 4);
	return keep(report, &lines, &entry->text);
}

static int by_weight(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;
	if (a->sure != b->sure)
		return a->sure < b->sure ? 1 : -1;
	if (a->may != b->may)
		return a->may < b->may ? 1 : -1;
	return (a->broken > b->broken) - (a->broken < b->broken);
}

static bool is_same_head(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool is_same_entry(const struct entry *a, const struct entry *b)
{
	return is_same_head(a->head, b->head) && strcmp(a->text, b->text) == 0;
}

static void join_same(struct entry *entries, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t first = 0;
		while (!is_same_entry(&entries[first], &entries[i]))
			first++;
		entries[first].times++;
	}
}

static SK_OUTCOME gather(const struct sk_report *report, const struct sk_network *was, const struct sk_broken *broken, size_t broken_count, struct entry **out, size_t *count)
{
	void *memory;
	*count = 0;
	SK_TRY(sk_arena_take(report->arena, broken_count, sizeof(struct entry), &memory, report->error));
	struct entry *entries = *out = memory;
	for (size_t i = 0; i < broken_count; ++*count) {
		struct entry *entry = &entries[*count];
		*entry = (struct entry){.broken = &broken[i]};
		for (; i < broken_count && broken[i].mistake == entry->broken->mistake && broken[i].second == entry->broken->second; i++) {
			entry->length++;
			entry->sure += is_sure(&broken[i]);
		}
		entry->may = entry->length - entry->sure;
		SK_TRY((entry->broken->second ? pair_text : entry_text)(report, was, entry));
	}
	qsort(entries, *count, sizeof(*entries), by_weight);
	join_same(entries, *count);
	return SK_OK;
}

/* ---- the summary ---- */

struct tally {
	const struct sk_move *mistake; /* one of those at the device, or about the rule */
	size_t count;
};

static bool is_same_node(const struct sk_move *a, const struct sk_move *b)
{
	return a->kind < SK_MOVE_JOINED && b->kind < SK_MOVE_JOINED && a->node == b->node;
}

static int by_count(const void *left, const void *right)
{
	const struct tally *a = left, *b = right;
	if (a->count != b->count)
		return a->count < b->count ? 1 : -1;
	return (a->mistake > b->mistake) - (a->mistake < b->mistake);
}

/* What breaks a policy for sure, by what `same` holds together. */
static SK_OUTCOME tally(const struct sk_report *report, const struct entry *entries, size_t count, bool (*same)(const struct sk_move *, const struct sk_move *),
			struct tally **out, size_t *tallied)
{
	void *memory;
	SK_TRY(sk_arena_take(report->arena, count, sizeof(struct tally), &memory, report->error));
	struct tally *tallies = *out = memory;
	*tallied = 0;
	for (size_t i = 0, at; i < count; i++) {
		const struct sk_move *mistake = entries[i].broken->mistake;
		if (entries[i].sure == 0 || !same(mistake, mistake))
			continue;
		for (at = 0; at < *tallied && !same(tallies[at].mistake, mistake); at++)
			;
		if (at == *tallied)
			tallies[(*tallied)++] = (struct tally){mistake, 0};
		tallies[at].count++;
	}
	qsort(tallies, *tallied, sizeof(*tallies), by_count);
	return SK_OK;
}

static void print_tally(const struct sk_network *was, const struct tally *tally, bool rule, struct sk_buf *out)
{
	const struct sk_filter *filter;
	if (!rule) {
		sk_buf_print(out, _("%s (%zu)"), was->nodes[tally->mistake->node].id, tally->count);
		return;
	}
	uint32_t line = sk_move_rule(was, tally->mistake, &filter)->line;
	sk_buf_print(out, _("%s, line %u (%zu)"), filter->file, line, tally->count);
}

static SK_OUTCOME most(const struct sk_report *report, const struct sk_network *was, const struct entry *entries, size_t count, bool rules)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	struct tally *tallies;
	size_t tallied, shown = rules ? MOST_RULES : MOST_DEVICES;
	SK_TRY(tally(report, entries, count, rules ? is_same_rule : is_same_node, &tallies, &tallied));
	for (size_t i = 0; i < tallied && i < shown; i++) {
		sk_buf_text(&out, i > 0 ? "; " : rules ? _("Most with the rules: ") : _("Most at the devices: "));
		print_tally(was, &tallies[i], rules, &out);
	}
	if (tallied > 0)
		text_wrap(report, text_of(report, &out), 0, SK_SCREEN_COLUMNS);
	return SK_OK;
}

static SK_OUTCOME summary(const struct sk_report *report, const struct sk_mistakes_report *mistakes, const struct entry *entries, size_t count)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	size_t may = count_of(mistakes, false);
	if (may > 0)
		sk_buf_print(&out, _("Possible mistakes that break a policy that holds now: %zu of %zu, perhaps %zu more"), count_of(mistakes, true), mistakes->tried.count, may);
	else
		sk_buf_print(&out, _("Possible mistakes that break a policy that holds now: %zu of %zu"), count_of(mistakes, true), mistakes->tried.count);
	text_wrap(report, text_of(report, &out), 0, SK_SCREEN_COLUMNS);
	SK_TRY(most(report, mistakes->now->network, entries, count, false));
	return most(report, mistakes->now->network, entries, count, true);
}

/* ---- the rest of it ---- */

/* Policies of which there is nothing in the list, in one line. */
static void unlisted(const struct sk_report *report, const struct sk_mistakes_report *mistakes, bool holds, const char *before)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	for (size_t i = 0; i < mistakes->now->count; i++) {
		const struct sk_policy_answer *answer = &mistakes->now->answers[i];
		bool listed = count_at(mistakes, answer->policy, true) + count_at(mistakes, answer->policy, false) > 0;
		if (sk_policy_unasked(answer) || (answer->reached.proof == SK_PROOF_HOLDS) != holds || listed)
			continue;
		sk_buf_print(&out, "%s%s", before, answer->policy->id);
		before = ", ";
	}
	if (out.length > 0)
		text_wrap(report, text_of(report, &out), 0, SK_SCREEN_COLUMNS);
}

/* A rule is said once, before what is done to it, and the first of a pair before all that it breaks something with. */
static void list(const struct sk_report *report, const struct entry *entries, size_t count)
{
	const char *last = NULL;
	for (size_t i = 0; i < count; i++) {
		const struct entry *entry = &entries[i];
		if (entry->times == 0)
			continue;
		if (entry->head && !is_same_head(last, entry->head))
			sk_buf_text(report->out, entry->head);
		sk_buf_text(report->out, entry->text);
		if (entry->times > 1)
			sk_buf_print(report->out, entry->broken->second ? _("      the same with %zu pairs\n") : _("      the same with %zu mistakes\n"), entry->times);
		last = entry->head;
	}
}

/* ---- pairs ---- */

static bool is_in_pair(const struct sk_pairs *pairs, const struct sk_site_policy *policy)
{
	for (size_t i = 0; i < pairs->broken_count; i++)
		if (pairs->broken[i].answer.policy == policy)
			return true;
	return false;
}

static void pairs_summary(const struct sk_report *report, const struct sk_pairs *pairs)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	if (pairs->policies == 0)
		sk_buf_text(&out, _("Pairs of mistakes are tried for policies that hold and that no single mistake breaks: there are none"));
	else if (pairs->may > 0)
		sk_buf_print(&out, _("Pairs of mistakes that break a policy that no single one breaks: %zu of %zu, perhaps %zu more"), pairs->breaks, pairs->count, pairs->may);
	else
		sk_buf_print(&out, _("Pairs of mistakes that break a policy that no single one breaks: %zu of %zu"), pairs->breaks, pairs->count);
	text_wrap(report, text_of(report, &out), 0, SK_SCREEN_COLUMNS);
}

/* What was not looked at, and what is not listed. */
static void pairs_missing(const struct sk_report *report, const struct sk_pairs *pairs)
{
	SK_BUF_SCOPE left = SK_BUF(TEXT_PIECE_MAX), untold = SK_BUF(TEXT_PIECE_MAX);
	if (pairs->left > 0) {
		sk_buf_print(&left, _("NOT TRIED are %zu more pairs that may matter, after %zu: nothing is known of them"), pairs->left, pairs->tried);
		text_wrap(report, text_of(report, &left), 0, SK_SCREEN_COLUMNS);
	}
	if (pairs->untold > 0) {
		sk_buf_print(&untold, _("Listed are the first %zu; %zu more were found"), pairs->broken_count, pairs->untold);
		text_wrap(report, text_of(report, &untold), 0, SK_SCREEN_COLUMNS);
	}
}

/* Said only where all pairs were looked at and all that was found is listed. */
static void pairs_none(const struct sk_report *report, const struct sk_mistakes_report *mistakes)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	const char *before = _("No pair of mistakes breaks: ");
	for (size_t i = 0; i < mistakes->now->count && mistakes->pairs->left + mistakes->pairs->untold == 0; i++) {
		const struct sk_site_policy *policy = mistakes->now->answers[i].policy;
		if (!mistakes->pairs->asked[i] || is_in_pair(mistakes->pairs, policy))
			continue;
		sk_buf_print(&out, "%s%s", before, policy->id);
		before = ", ";
	}
	if (out.length > 0)
		text_wrap(report, text_of(report, &out), 0, SK_SCREEN_COLUMNS);
}

static SK_OUTCOME report_pairs(const struct sk_report *report, const struct sk_mistakes_report *mistakes)
{
	struct entry *entries;
	size_t count;
	SK_TRY(gather(report, mistakes->now->network, mistakes->pairs->broken, mistakes->pairs->broken_count, &entries, &count));
	sk_buf_text(report->out, "\n");
	pairs_summary(report, mistakes->pairs);
	pairs_missing(report, mistakes->pairs);
	if (count > 0)
		sk_buf_text(report->out, "\n");
	list(report, entries, count);
	pairs_none(report, mistakes);
	if (mistakes->pairs->policies > 0)
		text_wrap(report, _("Two of the mistakes above, one made behind the other; of two in one chain in either order. Pairs that can change nothing are counted without being tried."), 0, SK_SCREEN_COLUMNS);
	return SK_OK;
}

SK_OUTCOME sk_report_mistakes(const struct sk_report *report, const struct sk_mistakes_report *mistakes)
{
	struct entry *entries;
	size_t count;
	SK_TRY(gather(report, mistakes->now->network, mistakes->tried.broken, mistakes->tried.broken_count, &entries, &count));
	text_site(report, mistakes->now->site, report->out);
	sk_buf_text(report->out, "\n");
	SK_TRY(summary(report, mistakes, entries, count));
	unlisted(report, mistakes, false, _("Open already without any mistake, or not decided (sekisho prove says why): "));
	sk_buf_text(report->out, "\n");
	list(report, entries, count);
	unlisted(report, mistakes, true, _("No single mistake breaks: "));
	text_wrap(report, _("Each rule deleted, widened, copied and moved; each device reset; each switch of forwarding and passing turned on; each cable in each other "
			    "segment, and one between any two ('+' in a way is such a cable). Made in the network as site.yaml describes it, one at a time."), 0, SK_SCREEN_COLUMNS);
	if (mistakes->pairs)
		SK_TRY(report_pairs(report, mistakes));
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
	json_put(object, "family", json_text(kind != SK_MOVE_PASSES ? NULL : sk_family_word(mistake->family)));
	json_put(object, "interface", json_text(kind == SK_MOVE_PLUGGED ? node->interfaces[mistake->interface].name : NULL));
	json_put(object, "segment", json_text(cable ? was->segments[mistake->segment] : NULL));
	json_put(object, "other", json_text(kind == SK_MOVE_JOINED ? was->segments[mistake->other] : NULL));
	return object;
}

static json_t *json_broken(const struct sk_mistakes_report *mistakes, const struct sk_broken *broken)
{
	json_t *object = json_object();
	const struct sk_network *was = mistakes->now->network;
	json_put(object, broken->second ? "first" : "mistake", json_mistake(was, broken->mistake));
	if (broken->second)
		json_put(object, "second", json_mistake(was, broken->second));
	json_put(object, "policy", json_text(broken->answer.policy->id));
	way_json(broken->network, &broken->answer.reached, object);
	return object;
}

static json_t *json_pairs(const struct sk_mistakes_report *mistakes)
{
	const struct sk_pairs *pairs = mistakes->pairs;
	json_t *object = json_object(), *policies = json_array(), *found = json_array();
	const struct {
		const char *key;
		size_t value;
	} counts[] = {{"count", pairs->count}, {"tried", pairs->tried}, {"left", pairs->left}, {"breaks", pairs->breaks}, {"may", pairs->may}, {"untold", pairs->untold}};
	for (size_t i = 0; i < SK_COUNT(counts); i++)
		json_put_int(object, counts[i].key, (long long)counts[i].value);
	for (size_t i = 0; i < mistakes->now->count; i++)
		if (pairs->asked[i])
			json_add(policies, json_text(mistakes->now->answers[i].policy->id));
	for (size_t i = 0; i < pairs->broken_count; i++)
		json_add(found, json_broken(mistakes, &pairs->broken[i]));
	json_put(object, "policies", policies);
	json_put(object, "broken", found);
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
	json_put(root, "pairs", mistakes->pairs ? json_pairs(mistakes) : json_null());
	return json_finish(report, root);
}
