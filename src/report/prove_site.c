/* The policies of a site: which hold, and of the others one packet with its way, hop by hop. */
#include "report/prove_site.h"

#include "report/danger.h"
#include "report/json.h"
#include "report/remedy.h"
#include "report/text.h"
#include "report/todo.h"
#include "report/way.h"

#include <string.h>

enum { POLICY_COLUMNS = 40 };

static const char *proof_text(enum sk_proof proof, bool needed)
{
	switch (proof) {
	case SK_PROOF_HOLDS:
		return needed ? _("comes through") : _("holds");
	case SK_PROOF_VIOLATED:
		return needed ? _("DOES NOT COME THROUGH") : _("DOES NOT HOLD");
	case SK_PROOF_UNDECIDED:
	case SK_PROOF_SILENT:
		break;
	}
	return _("cannot be decided");
}

struct counts {
	size_t holds, violated, undecided, unasked, half;
};

static struct counts count(const struct sk_policy_answer *answers, size_t count)
{
	struct counts counts = {0};
	for (size_t i = 0; i < count; i++) {
		enum sk_proof proof = answers[i].reached.proof;
		counts.half += answers[i].bare.hop_count > 0;
		if (sk_policy_unasked(&answers[i]))
			counts.unasked++;
		else if (proof == SK_PROOF_HOLDS)
			counts.holds++;
		else if (proof == SK_PROOF_VIOLATED)
			counts.violated++;
		else
			counts.undecided++;
	}
	return counts;
}

static void put_ids(const struct sk_ids *ids, struct sk_buf *out)
{
	const char *before = "";
	SK_ID_EACH(id, ids) {
		sk_buf_print(out, "%s%s", before, id->text);
		before = ", ";
	}
}

/* Which traffic the policy is about: what a mend refuses. */
static void put_traffic(const struct sk_report *report, const struct sk_site *site, const struct sk_site_policy *policy, struct sk_buf *out)
{
	SK_BUF_SCOPE from = SK_BUF(TEXT_PIECE_MAX), to = SK_BUF(TEXT_PIECE_MAX);
	bool excepted = sk_site_is_excepted(site, policy);
	put_ids(&policy->from, &from);
	put_ids(&policy->to, &to);
	const char *with[] = {text_of(report, &from), text_of(report, &to), policy->refuses};
	sk_message_fill(out, excepted ? _("traffic from %1 to %2 (%3, but for the exceptions above)") : _("traffic from %1 to %2 (%3)"), with, SK_COUNT(with));
}

static void print_mend(const struct sk_prove_site_report *prove, const struct sk_mended *mended, const char *traffic, struct sk_buf *out)
{
	const char *node = prove->network->nodes[mended->move.node].id;
	if (mended->move.kind == SK_MOVE_GONE)
		sk_buf_print(out, _("%s: delete line %u of %s: %s"), node, mended->line, mended->file, mended->text);
	else if (mended->move.kind == SK_MOVE_STAYS)
		sk_buf_print(out, _("%s: turn forwarding off"), node);
	else if (mended->move.kind == SK_MOVE_CLOSED)
		sk_buf_print(out, _("%s: pass no %s"), node, sk_family_name(mended->move.family));
	else if (mended->move.kind == SK_MOVE_REFUSED && mended->in)
		sk_buf_print(out, _("%s: refuse %s at the head of chain %s of %s, where it comes in by %s"), node, traffic, mended->chain, mended->file, mended->in->name);
	else if (mended->move.kind == SK_MOVE_REFUSED)
		sk_buf_print(out, _("%s: refuse %s at the head of chain %s of %s"), node, traffic, mended->chain, mended->file);
	else if (mended->move.input)
		sk_buf_print(out, _("%s: a firewall of its own that refuses %s"), node, traffic);
	else
		sk_buf_print(out, _("%s: a filter between its interfaces that refuses %s"), node, traffic);
}

/* What would close it, and was proven to. */
static void mend(const struct sk_report *report, const struct sk_prove_site_report *prove, const struct sk_policy_answer *answer)
{
	SK_BUF_SCOPE traffic = SK_BUF(TEXT_PIECE_MAX);
	put_traffic(report, prove->site, answer->policy, &traffic);
	if (answer->mend.count == 0)
		sk_buf_print(report->out, _("    no change of up to %d was found that closes it\n"), SK_MENDS_MAX);
	else
		sk_buf_text(report->out, answer->mend.holds ? _("    the fewest changes that close it:\n") : _("    the fewest changes that close it, as far as is known:\n"));
	for (size_t i = 0; i < answer->mend.count; i++) {
		SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
		print_mend(prove, &answer->mend.moves[i], text_of(report, &traffic), &out);
		text_wrap(report, text_of(report, &out), 6, SK_SCREEN_COLUMNS);
	}
}

static void missing(const struct sk_report *report, const char *what)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_print(&out, _("? %s: nothing under 'nodes:' stands for it"), what);
	text_wrap(report, text_of(report, &out), 6, SK_SCREEN_COLUMNS);
}

static bool has_place(const struct sk_site *site, const char *place)
{
	SK_LIST_EACH(struct sk_subject, subject, &site->subjects)
		if (strcmp(subject->place_id, place) == 0)
			return true;
	return false;
}

/* " (Router A)"; nothing where the site has none: the control is mended elsewhere then. */
static void place_text(const struct sk_report *report, const struct sk_site *site, const char *place, struct sk_buf *out)
{
	if (has_place(site, place))
		sk_buf_print(out, _(" (%s)"), text_in(report, &sk_catalogue_place_row(site->catalogue, sk_catalogue_place(site->catalogue, place))->label));
}

static void danger(const struct sk_report *report, const struct sk_prove_site_report *prove, const struct sk_policy_answer *answer)
{
	const struct sk_danger danger = sk_danger_of(answer);
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	danger_text(report, prove->site, &danger, &out);
	text_wrap(report, text_of(report, &out), 4, SK_SCREEN_COLUMNS);
}

static void while_down(const struct sk_report *report, const char *tunnel)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_print(&out, _("while the tunnel %s is down:"), tunnel);
	text_wrap(report, text_of(report, &out), 4, SK_SCREEN_COLUMNS);
}

/* One answer, as it is told among the others. */
struct told {
	const struct sk_report *report;
	const struct sk_prove_site_report *prove;
	const struct sk_policy_answer *const *order; /* all that are told */
	const struct remedy *remedies;		     /* of each */
	size_t at;
};

/* It is violated, and a control fails with it. */
static bool hangs_on(const struct sk_policy_answer *answer)
{
	return answer->reached.proof == SK_PROOF_VIOLATED && answer->policy->flow && !answer->policy->accepts;
}

/* What it is a failure of, and how many risks hang on that. */
static void consequence(const struct told *told)
{
	const struct sk_report *report = told->report;
	const struct sk_policy_answer *answer = told->order[told->at];
	const struct sk_catalogue *catalogue = told->prove->site->catalogue;
	const struct sk_flow *flow = answer->policy->flow;
	const struct sk_control *control = sk_catalogue_control(catalogue, flow->control);
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX), place = SK_BUF(TEXT_PIECE_MAX);
	place_text(report, told->prove->site, flow->at, &place);
	/* What is the carrier's is not refuted by what our edge lets through: only shown beside it (DESIGN, rule 12). */
	if (control->kind == SK_CONTROL_A)
		sk_buf_print(&out, _("nothing here stops it, so all hangs on %s%s: %zu risks over the line need it"), flow->control, text_of(report, &place), answer->risks);
	else
		sk_buf_print(&out, _("so %s cannot be called done%s: %zu risks over the line need it"), flow->control, text_of(report, &place), answer->risks);
	text_wrap(report, text_of(report, &out), 4, SK_SCREEN_COLUMNS);
}

static void way(const struct told *told)
{
	const struct sk_report *report = told->report;
	const struct sk_prove_site_report *prove = told->prove;
	const struct sk_policy_answer *answer = told->order[told->at];
	const struct sk_reached *reached = &answer->reached;
	if (hangs_on(answer))
		consequence(told);
	if (answer->down)
		while_down(report, answer->down);
	way_text(report, prove->network, reached, answer->policy->accepts);
	for (size_t i = 0; i < reached->unread_count; i++)
		way_unread(report, &reached->unread[i]);
	enum remedy_kind kind = told->remedies[told->at].kind;
	if (kind != REMEDY_CHANGE && kind != REMEDY_SAME && reached->proof == SK_PROOF_VIOLATED && !answer->policy->accepts)
		mend(report, prove, answer);
	else
		remedy_text(report, prove->site, &told->remedies[told->at]);
}

/* Somebody allowed what it would refuse: that holds for nobody. */
static void exceptions(const struct sk_report *report, const struct sk_site *site, const struct sk_site_policy *policy)
{
	SK_LIST_EACH(struct sk_site_exception, exception, &site->exceptions) {
		SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX), permits = SK_BUF(TEXT_PIECE_MAX);
		char date[SK_TIME_TEXT];
		if (!sk_site_excepts(exception, policy, NULL, NULL))
			continue;
		sk_date_print(exception->date, date);
		danger_permits(site, exception, &permits);
		const char *with[] = {text_of(report, &permits), exception->reason, exception->by, date};
		sk_message_fill(&out, _("but for an exception: %1 (%2; %3, %4)"), with, SK_COUNT(with));
		text_wrap(report, text_of(report, &out), 4, SK_SCREEN_COLUMNS);
	}
}

/* The last router that would have let it through, and whose own firewall stops it. */
static void only_host(const struct told *told)
{
	const struct sk_report *report = told->report;
	const struct sk_reached *bare = &told->order[told->at]->bare;
	const struct sk_net_hop *router = way_bare_router(bare);
	SK_BUF_SCOPE packet = SK_BUF(TEXT_PIECE_MAX), out = SK_BUF(TEXT_PIECE_MAX);
	way_packet(bare, &packet);
	const char *with[] = {bare->hops[bare->hop_count - 1].node->id, router->node->id, text_of(report, &packet)};
	sk_message_fill(&out, bare->proof == SK_PROOF_VIOLATED ? _("only %1 itself stops it; %2 lets it through: %3") : _("only %1 itself surely stops it; whether %2 lets it through is not known: %3"), with, SK_COUNT(with));
	if (router->chain) {
		sk_buf_text(&out, " — ");
		way_decider(router->filter, router->chain, router->rule, &out);
	}
	text_wrap(report, text_of(report, &out), 4, SK_SCREEN_COLUMNS);
	for (size_t i = 0; i < bare->unread_count; i++)
		way_unread(report, &bare->unread[i]);
	remedy_text(report, told->prove->site, &told->remedies[told->at]);
}

static void policy_says(const struct sk_report *report, const struct sk_site_policy *policy)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_print(&out, policy->accepts ? _("work needs: %s") : _("the policy says: %s"), text_in(report, &policy->text));
	if (policy->text.ja || policy->text.en)
		text_wrap(report, text_of(report, &out), 4, SK_SCREEN_COLUMNS);
}

/* That a tunnel comes up hangs on keys, too, which nobody here knows. */
static void only_by_tunnel(const struct sk_report *report, const char *tunnel)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	if (!tunnel)
		return;
	sk_buf_print(&out, _("while the tunnel %s is up; whether it comes up is not asked"), tunnel);
	text_wrap(report, text_of(report, &out), 4, SK_SCREEN_COLUMNS);
}

/* What holds has one line, and what it rests on: what does not is to be seen. */
static void answer(const struct told *told)
{
	const struct sk_report *report = told->report;
	const struct sk_prove_site_report *prove = told->prove;
	const struct sk_policy_answer *answer = told->order[told->at];
	const struct sk_reached *reached = &answer->reached;
	sk_buf_text(report->out, "  ");
	text_cell(report, answer->policy->id, POLICY_COLUMNS);
	sk_buf_print(report->out, "%s\n", answer->bare.hop_count > 0 ? _("HOLDS BY ONE COMPUTER ALONE") : proof_text(reached->proof, answer->policy->accepts));
	exceptions(report, prove->site, answer->policy);
	if (reached->proof == SK_PROOF_HOLDS) {
		if (answer->bare.hop_count > 0)
			only_host(told);
		if (answer->policy->accepts)
			only_by_tunnel(report, way_tunnel(prove->network, answer->policy));
		return;
	}
	if (reached->hop_count > 0)
		danger(report, prove, answer);
	policy_says(report, answer->policy);
	if (answer->policy->missing && reached->proof != SK_PROOF_VIOLATED)
		missing(report, answer->policy->missing);
	if (reached->proof == SK_PROOF_SILENT && answer->pairs > 0)
		text_wrap(report, _("? two of its ends have no addresses of one family, or no packet is as it says"), 6, SK_SCREEN_COLUMNS);
	if (reached->hop_count > 0)
		way(told);
}

/* One line for all of them. */
static void unasked(const struct sk_report *report, const struct sk_policy_answer *answers, size_t count, bool excepted)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	const char *before = excepted ? _("not asked, as exceptions leave nothing of them: ") : _("not asked, as nothing here stands at one of their ends: ");
	for (size_t i = 0; i < count; i++) {
		if (!sk_policy_unasked(&answers[i]) || (answers[i].excepted > 0) != excepted)
			continue;
		sk_buf_print(&out, "%s%s", before, answers[i].policy->id);
		before = ", ";
	}
	if (out.length > 0)
		text_wrap(report, text_of(report, &out), 2, SK_SCREEN_COLUMNS);
}

enum rank { FROM_OUTSIDE, PERHAPS_OUTSIDE, VIOLATED, UNDECIDED, HALF, HOLDS, RANKS };

/* The worst is read first. */
static enum rank rank_of(const struct sk_policy_answer *answer)
{
	enum sk_proof proof = answer->reached.proof;
	bool outside = answer->reached.hop_count > 0 && !answer->policy->accepts && sk_danger_of(answer).outside;
	if (proof == SK_PROOF_VIOLATED)
		return outside ? FROM_OUTSIDE : VIOLATED;
	if (proof == SK_PROOF_HOLDS)
		return answer->bare.hop_count > 0 ? HALF : HOLDS;
	return outside ? PERHAPS_OUTSIDE : UNDECIDED;
}

/* Of two of one rank, what more risks hang on; else in the order of the catalogue and of site.yaml. */
static const struct sk_policy_answer *next_of(const struct sk_policy_answer *answers, size_t count, enum rank rank, const struct sk_policy_answer *last)
{
	const struct sk_policy_answer *best = NULL;
	for (size_t i = 0; i < count; i++) {
		const struct sk_policy_answer *at = &answers[i];
		bool told = last && (at->risks > last->risks || (at->risks == last->risks && at <= last));
		if (!sk_policy_unasked(at) && rank_of(at) == rank && !told && (!best || at->risks > best->risks))
			best = at;
	}
	return best;
}

/* Of policies, or of needs. */
static size_t add_order(const struct sk_policy_answer *answers, size_t count, const struct sk_policy_answer **order)
{
	size_t told = 0;
	for (int rank = 0; rank < RANKS; rank++)
		for (const struct sk_policy_answer *at = NULL; (at = next_of(answers, count, (enum rank)rank, at));)
			order[told++] = at;
	return told;
}

/* By an exception, wherever from. */
static bool is_permitted(const struct sk_prove_site_report *prove)
{
	for (size_t i = 0; i < prove->permitted_count; i++)
		if (prove->permitted[i].answer.reached.proof == SK_PROOF_VIOLATED)
			return true;
	return false;
}

/* What is asked first. */
static void in_a_sentence(const struct sk_report *report, const struct sk_prove_site_report *prove)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	struct counts counts = count(prove->answers, prove->count);
	size_t asked = counts.holds + counts.violated + counts.undecided, serious = 0;
	for (size_t i = 0; i < prove->count; i++)
		serious += !sk_policy_unasked(&prove->answers[i]) && rank_of(&prove->answers[i]) == FROM_OUTSIDE;
	if (counts.violated > 0)
		sk_buf_print(&out, serious ? _("Is it open where it must not be? Yes: %zu of %zu policies are broken, %zu of them from outside.") : _("Is it open where it must not be? Yes: %zu of %zu policies are broken, none from outside."),
			     counts.violated, asked, serious);
	else if (counts.undecided > 0)
		sk_buf_print(&out, _("Is it open where it must not be? That is not known: %zu of %zu policies cannot be decided."), counts.undecided, asked);
	else if (asked > 0)
		sk_buf_text(&out, counts.half ? _("Is it open where it must not be? Half: nothing that is forbidden gets through, but one computer alone stops it.") : _("Is it open where it must not be? No, by the files under configs/."));
	if (counts.violated == 0 && todo_lets_in(prove)) {
		sk_buf_clear(&out);
		sk_buf_text(&out, _("Is it open where it must not be? Yes, by what somebody permitted: something gets in from outside."));
	} else if (counts.violated + counts.undecided == 0 && asked > 0 && is_permitted(prove)) {
		sk_buf_text(&out, _(" But for what somebody permitted: see below."));
	} else if (out.length > 0 && todo_lets_in(prove))
		sk_buf_text(&out, _(" What somebody permitted lets something in from outside, too."));
	if (out.length > 0)
		text_wrap(report, text_of(report, &out), 0, SK_SCREEN_COLUMNS);
	if (prove->stopped_count > 0)
		text_wrap(report, _("Does work get what it needs? Something that it may need is stopped for sure: see below."), 0, SK_SCREEN_COLUMNS);
}

static void policy_counts(const struct sk_report *report, const struct sk_prove_site_report *prove)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	struct counts counts = count(prove->answers, prove->count);
	sk_buf_print(&out, _("Policies: %zu, over a network of %zu devices, lines and the like — hold: %zu, do not hold: %zu, cannot be decided: %zu, not asked: %zu"), prove->count,
		     prove->network->count + prove->network->segment_count, counts.holds, counts.violated, counts.undecided, counts.unasked);
	text_wrap(report, text_of(report, &out), 0, SK_SCREEN_COLUMNS);
	if (counts.half > 0) {
		sk_buf_clear(&out);
		sk_buf_print(&out, _("Of those that hold %zu do by one computer's own firewall alone."), counts.half);
		text_wrap(report, text_of(report, &out), 0, SK_SCREEN_COLUMNS);
	}
}

static void need_counts(const struct sk_report *report, const struct sk_prove_site_report *prove)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	struct counts counts = count(prove->needs, prove->need_count);
	sk_buf_print(&out, _("Kinds of traffic that work needs: %zu — come through: %zu, do not: %zu, cannot be decided: %zu, not asked: %zu"), prove->need_count, counts.holds,
		     counts.violated, counts.undecided, counts.unasked);
	sk_buf_text(report->out, "\n");
	text_wrap(report, text_of(report, &out), 0, SK_SCREEN_COLUMNS);
}

/* Policies, then needs. */
static void answer_all(const struct told *all, size_t policies, size_t count)
{
	const struct sk_prove_site_report *prove = all->prove;
	struct told told = *all;
	for (; told.at < policies; told.at++)
		answer(&told);
	unasked(told.report, prove->answers, prove->count, false);
	unasked(told.report, prove->answers, prove->count, true);
	if (prove->need_count > 0)
		need_counts(told.report, prove);
	for (; told.at < count; told.at++)
		answer(&told);
	unasked(told.report, prove->needs, prove->need_count, false);
	unasked(told.report, prove->needs, prove->need_count, true);
}

/* What all answers are told in the order of, policies before needs. */
static sk_outcome order_all(const struct sk_report *report, const struct sk_prove_site_report *prove, struct told *out, size_t *policies, size_t *count)
{
	void *orders, *remedies;
	SK_TRY(sk_arena_take(report->arena, prove->count + prove->need_count, sizeof(const struct sk_policy_answer *), &orders, report->error));
	SK_TRY(sk_arena_take(report->arena, prove->count + prove->need_count, sizeof(struct remedy), &remedies, report->error));
	const struct sk_policy_answer **order = orders;
	*policies = add_order(prove->answers, prove->count, order);
	*count = *policies + add_order(prove->needs, prove->need_count, order + *policies);
	remedies_find(prove, order, *count, remedies);
	*out = (struct told){.report = report, .prove = prove, .order = order, .remedies = remedies};
	return SK_OK;
}

SK_OUTCOME sk_report_prove_site(const struct sk_report *report, const struct sk_prove_site_report *prove)
{
	struct told told;
	size_t policies, count;
	SK_TRY(order_all(report, prove, &told, &policies, &count));
	text_site(report, prove->site, report->out);
	sk_buf_text(report->out, "\n");
	in_a_sentence(report, prove);
	policy_counts(report, prove);
	SK_TRY(todo_text(report, prove, told.order, told.remedies, count));
	sk_buf_text(report->out, "\n");
	text_wrap(report, _("Only newly begun traffic was examined, not answers to traffic that has begun. Whether the devices really have the settings under configs/ has to be checked "
			    "separately."), 0, SK_SCREEN_COLUMNS);
	sk_buf_print(report->out, "\n%s\n", _("From here on for whoever maintains the devices: each of them"));
	answer_all(&told, policies, count);
	return sk_buf_check(report->out, report->error);
}

/* ---- JSON ---- */

static json_t *json_unread(const struct sk_unread_line *line)
{
	static const char *const abouts[SK_UNREAD_ABOUTS] = {[SK_UNREAD_FILTER] = "filter", [SK_UNREAD_ADDRESSES] = "addresses", [SK_UNREAD_NAMES] = "names"};
	json_t *object = json_object();
	json_put(object, "node", json_text(line->node->id));
	json_put(object, "about", json_string(abouts[line->about]));
	json_put(object, "family", json_string(sk_family_word(line->family)));
	json_put(object, "file", json_text(line->filter ? line->filter->file : NULL));
	json_put(object, "line", line->rule ? json_integer(line->rule->line) : json_null());
	json_put(object, "text", json_text(line->rule ? line->rule->text : NULL));
	return object;
}

static json_t *json_mended(const struct sk_prove_site_report *prove, const struct sk_mended *mended)
{
	static const char *const words[SK_MOVE_KINDS] = {[SK_MOVE_GONE] = "delete", [SK_MOVE_REFUSED] = "refuse", [SK_MOVE_FILTERED] = "filter",
							 [SK_MOVE_STAYS] = "stop-forwarding", [SK_MOVE_CLOSED] = "stop-passing"};
	json_t *object = json_object();
	enum sk_move_kind kind = mended->move.kind;
	json_put(object, "kind", json_string(words[kind]));
	json_put(object, "node", json_text(prove->network->nodes[mended->move.node].id));
	json_put(object, "file", json_text(mended->file));
	json_put(object, "chain", json_text(mended->chain));
	json_put(object, "line", kind == SK_MOVE_GONE ? json_integer(mended->line) : json_null());
	json_put(object, "text", json_text(mended->text));
	json_put(object, "interface", json_text(mended->in ? mended->in->name : NULL));
	json_put(object, "family", json_text(kind != SK_MOVE_CLOSED ? NULL : sk_family_word(mended->move.family)));
	return object;
}

/* What it comes to as things are. */
static json_t *json_permitted(const struct sk_prove_site_report *prove, const struct sk_site_exception *exception)
{
	for (size_t i = 0; i < prove->permitted_count; i++)
		if (prove->permitted[i].exception == exception)
			return json_string(way_proof_word(prove->permitted[i].answer.reached.proof));
	return json_null();
}

static json_t *json_exceptions(const struct sk_prove_site_report *prove, const struct sk_site_policy *policy)
{
	json_t *array = json_array();
	SK_LIST_EACH(struct sk_site_exception, exception, &prove->site->exceptions) {
		if (!sk_site_excepts(exception, policy, NULL, NULL))
			continue;
		json_t *object = json_object();
		json_put(object, "permits", json_text(exception->permits));
		json_put(object, "from", json_ids(&exception->from));
		json_put(object, "to", json_ids(&exception->to));
		json_put(object, "proof", json_permitted(prove, exception));
		json_put(object, "reason", json_text(exception->reason));
		json_put(object, "by", json_text(exception->by));
		json_put(object, "date", json_date(exception->date));
		json_add(array, object);
	}
	return array;
}

/* The packet and the way that only the last of it stops. */
static json_t *json_bare(const struct sk_prove_site_report *prove, const struct sk_reached *bare)
{
	json_t *object = json_object();
	way_json(prove->network, bare, object);
	return object;
}

static json_t *json_senders(const struct sk_policy_answer *answer)
{
	json_t *array = json_array();
	for (size_t i = 0; i < answer->sender_count; i++)
		json_add(array, json_text(answer->senders[i]));
	return array;
}

static json_t *json_answer(const struct sk_prove_site_report *prove, const struct sk_policy_answer *answer)
{
	const struct sk_reached *reached = &answer->reached;
	json_t *object = json_object(), *lines = json_array(), *mends = json_array();
	json_put(object, "policy", json_text(answer->policy->id));
	json_put(object, answer->policy->accepts ? "accepts" : "refuses", json_text(answer->policy->accepts ? answer->policy->accepts : answer->policy->refuses));
	json_put(object, "text", json_label(&answer->policy->text));
	json_put(object, "control", json_text(answer->policy->flow ? answer->policy->flow->control : NULL));
	json_put(object, "place", json_text(answer->policy->flow ? answer->policy->flow->at : NULL));
	json_put(object, "risks", answer->policy->flow && answer->policy->flow->control && reached->proof == SK_PROOF_VIOLATED ? json_integer((json_int_t)answer->risks) : json_null());
	json_put(object, "missing", json_text(answer->policy->missing));
	json_put_int(object, "pairs", (long long)answer->pairs);
	if (answer->policy->accepts)
		json_put_int(object, "excepted", (long long)answer->excepted);
	json_put(object, "down", json_text(answer->down));
	way_json(prove->network, reached, object);
	for (size_t i = 0; i < reached->unread_count; i++)
		json_add(lines, json_unread(&reached->unread[i]));
	json_put(object, "unread", lines);
	for (size_t i = 0; i < answer->mend.count; i++)
		json_add(mends, json_mended(prove, &answer->mend.moves[i]));
	json_put(object, "mends", mends);
	json_put(object, "exceptions", json_exceptions(prove, answer->policy));
	json_put(object, "more", answer->more == SK_PROOF_UNDECIDED ? json_null() : json_boolean(answer->more == SK_PROOF_VIOLATED));
	json_put(object, "senders", json_senders(answer));
	json_put(object, "bare", answer->bare.hop_count > 0 ? json_bare(prove, &answer->bare) : json_null());
	json_put(object, "change", remedy_json(prove, answer));
	json_put(object, "mended", json_text(answer->mend.count == 0 ? NULL : answer->mend.holds ? "holds" : "undecided"));
	return object;
}

json_t *prove_site_answers(const struct sk_prove_site_report *prove, const struct sk_policy_answer *answers, size_t count)
{
	json_t *array = json_array();
	for (size_t i = 0; i < count; i++)
		json_add(array, json_answer(prove, &answers[i]));
	return array;
}

SK_OUTCOME sk_report_prove_site_json(const struct sk_report *report, const struct sk_prove_site_report *prove)
{
	json_t *root = json_object();
	struct counts policies = count(prove->answers, prove->count);
	json_put(root, "format", json_string(SK_REPORT_PROVE_SITE_FORMAT));
	json_put(root, "site", json_site(prove->site));
	json_put_int(root, "nodes", (long long)(prove->network->count + prove->network->segment_count));
	json_put_int(root, "holds", (long long)policies.holds);
	json_put_int(root, "violated", (long long)policies.violated);
	json_put_int(root, "undecided", (long long)policies.undecided);
	json_put_int(root, "unasked", (long long)policies.unasked);
	json_put(root, "policies", prove_site_answers(prove, prove->answers, prove->count));
	json_put(root, "needs", prove_site_answers(prove, prove->needs, prove->need_count));
	json_put(root, "stopped", prove_site_answers(prove, prove->stopped, prove->stopped_count));
	return json_finish(report, root);
}
