/* What reports about changes of settings share: what is proven with them, and the sheet for whoever applies them. */
#include "report/change.h"

#include "report/danger.h"
#include "report/text.h"
#include "report/way.h"

#include <string.h>

enum { POLICY_COLUMNS = 40, COMMAND = 6 };

/* ---- what changes ---- */

static bool is_changed(const struct sk_fix_line *line)
{
	return sk_fix_line_out(line) || sk_fix_line_in(line);
}

static bool is_indented(const struct sk_fix_line *line)
{
	return line->text[0] == ' ' || line->text[0] == '\t';
}

/* The line that a line within a block belongs to ("interface GigaEthernet0.1", "pp select 1"), where it was not told before. */
static void context(const struct sk_report *report, const struct sk_fix_file *file, size_t at, size_t indent, size_t *told)
{
	size_t head = at;
	while (head > 0 && is_indented(&file->lines[head]))
		head--;
	if (is_indented(&file->lines[at]) && !is_indented(&file->lines[head]) && !is_changed(&file->lines[head]) && *told != head + 1)
		sk_buf_print(report->out, "%*s    %s\n", (int)indent, "", file->lines[head].text);
	*told = head + 1;
}

void change_file(const struct sk_report *report, const struct sk_fix_file *file, size_t indent)
{
	size_t told = 0;
	sk_buf_print(report->out, "%*s", (int)indent, "");
	sk_buf_print(report->out, _("%s, %s (-: deleted, +: put in):\n"), file->node->id, file->name);
	for (size_t i = 0; i < file->count; i++) {
		const struct sk_fix_line *line = &file->lines[i];
		if (!is_changed(line))
			continue;
		context(report, file, i, indent, &told);
		sk_buf_print(report->out, "%*s", (int)indent, "");
		if (line->gone)
			sk_buf_print(report->out, _("  - line %u: %s\n"), line->was, line->text);
		else
			sk_buf_print(report->out, "  + %s\n", line->text);
	}
}

void change_hand_text(const struct sk_fix_hand *hand, struct sk_buf *out)
{
	const char *with[] = {hand->node->id, hand->kind == SK_FIX_CLOSED ? sk_family_name(hand->family) : ""};
	static const char *const texts[] = {
		[SK_FIX_STAYS] = N_("%1: have forwarding turned off there (Linux: net.ipv4.ip_forward and net.ipv6.conf.all.forwarding are 0; Windows: IPEnableRouter is 0), then 'forwards: false' in site.yaml"),
		[SK_FIX_CLOSED] = N_("%1: have it pass no %2, then take that out of 'passes:' in site.yaml"),
		[SK_FIX_FILTERED] = N_("%1: it has no firewall, or it is off. This makes settings, and a sheet for whoever maintains it, or says why it cannot:"),
		[SK_FIX_FORM] = N_("%1: its settings are in a form that is not edited here. This makes new ones, and a sheet for whoever maintains it, or says why it cannot:"),
	};
	sk_message_fill(out, sk_message(texts[hand->kind]), with, SK_COUNT(with));
}

void change_hand_command(const struct sk_site *site, const struct sk_fix_hand *hand, struct sk_buf *out)
{
	const char *id = hand->node->id;
	if (hand->kind == SK_FIX_FILTERED || hand->kind == SK_FIX_FORM)
		sk_buf_print(out, "sekisho generate --device %s --for %s --output %s.conf", id, sk_generator_for(site, id)->name, id);
}

void change_hand(const struct sk_report *report, const struct sk_site *site, const struct sk_fix_hand *hand, size_t indent)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	change_hand_text(hand, &out);
	text_wrap(report, text_of(report, &out), indent, SK_SCREEN_COLUMNS);
	sk_buf_clear(&out);
	change_hand_command(site, hand, &out);
	if (out.length > 0)
		sk_buf_print(report->out, "%*s%s\n", (int)indent + 2, "", text_of(report, &out));
}

/* ---- what has to be decided first ---- */

/* "support (The vendor maintains the terminal)". */
static void put_named(const struct sk_report *report, const struct sk_site_policy *policy, struct sk_buf *out)
{
	sk_buf_text(out, policy->id);
	if (policy->text.ja || policy->text.en)
		sk_buf_print(out, _(" (%s)"), text_in(report, &policy->text));
}

/* Nodes that both are about. */
static void put_common(const struct sk_ids *a, const struct sk_ids *b, struct sk_buf *out)
{
	const char *before = "";
	SK_ID_EACH(id, a)
		if (sk_ids_hold(b, id->text)) {
			sk_buf_print(out, "%s%s", before, id->text);
			before = ", ";
		}
}

/* One exception, at the indentation of those that are there. */
static void exception_lines(const struct sk_report *report, const struct sk_fix_claim *claim, int indent, const char *date)
{
	SK_BUF_SCOPE from = SK_BUF(TEXT_PIECE_MAX), to = SK_BUF(TEXT_PIECE_MAX);
	put_common(&claim->need->from, &claim->policy->from, &from);
	put_common(&claim->need->to, &claim->policy->to, &to);
	sk_buf_print(report->out, "%*s- policy: %s\n", indent, "", claim->policy->id);
	if (!claim->outside && !claim->forged)
		sk_buf_print(report->out, "%*s  from: [%s]\n", indent, "", text_of(report, &from));
	sk_buf_print(report->out, "%*s  to: [%s]\n", indent, "", text_of(report, &to));
	sk_buf_print(report->out, "%*s  permits: \"%s\"\n", indent, "", claim->permits);
	sk_buf_print(report->out, "%*s  reason: \"\" # %s\n", indent, "", _("why it is needed"));
	sk_buf_print(report->out, "%*s  by: \"\" # %s\n", indent, "", _("who decided it"));
	sk_buf_print(report->out, "%*s  date: %s\n", indent, "", date);
}

/* As they are pasted: behind the exceptions that are there already, or with their head. */
static void all_exceptions(const struct sk_report *report, const struct sk_site *site, const struct change_claims *claims, sk_time at)
{
	enum { INDENT = 2, DASH = 2 };
	const struct sk_site_exception *there = site->exceptions.count > 0 ? site->exceptions.items : NULL;
	int indent = there && there->where.column > DASH ? (int)there->where.column - DASH - 1 : INDENT;
	char date[SK_TIME_TEXT];
	sk_date_print(sk_day_in_japan(at), date);
	if (!there)
		sk_buf_text(report->out, "exceptions:\n");
	for (size_t i = 0; i < claims->count; i++)
		if (claims->items[i]->permits)
			exception_lines(report, claims->items[i], indent, date);
}

static void filled(const struct sk_report *report, const char *format, const struct sk_fix_claim *claim, size_t indent)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	const char *with[] = {claim->need->id, claim->nameless ? claim->nameless : ""};
	sk_message_fill(&out, format, with, SK_COUNT(with));
	text_wrap(report, text_of(report, &out), indent, SK_SCREEN_COLUMNS);
}

/* Policies that forbid it, or those about somebody inside who can be mistaken for somebody who needs it. */
static void put_claimed(const struct change_claims *claims, bool forged, struct sk_buf *out)
{
	for (size_t i = 0; i < claims->count; i++)
		if (claims->items[i]->forged == forged)
			sk_buf_print(out, "%s%s", out->length ? ", " : "", claims->items[i]->policy->id);
}

void change_claims_head(const struct sk_report *report, const struct change_claims *claims, struct sk_buf *out)
{
	SK_BUF_SCOPE need = SK_BUF(TEXT_PIECE_MAX), forbid = SK_BUF(TEXT_PIECE_MAX), forged = SK_BUF(TEXT_PIECE_MAX);
	put_named(report, claims->items[0]->need, &need);
	put_claimed(claims, false, &forbid);
	put_claimed(claims, true, &forged);
	const char *with[] = {text_of(report, &need), text_of(report, &forbid), text_of(report, &forged)};
	if (forbid.length > 0)
		sk_message_fill(out, _("Decide, or have it decided by whoever answers for security, whether %1 is needed. As it is, it breaks %2."), with, SK_COUNT(with));
	else
		sk_message_fill(out, _("Decide, or have it decided by whoever answers for security, whether %1 is needed."), with, SK_COUNT(with));
	if (claims->items[0]->outside)
		sk_buf_text(out, _(" It is a way in for somebody outside; whoever takes over a computer there can use it, too."));
	if (forged.length > 0)
		sk_message_fill(out, _(" A computer inside can pretend to be those who need it, and no device there can tell (%3)."), with, SK_COUNT(with));
}

/* What is done where it stays needed. */
static void keep_it(const struct sk_report *report, const struct sk_site *site, const struct change_claims *claims, sk_time at, size_t indent)
{
	const struct sk_fix_claim *claim = claims->items[0];
	if (claim->nameless)
		filled(report, _("- It is needed: ask those it is for from which addresses they come, and write them at %2 under 'nodes:' in site.yaml (behind: ADDRESS). As long as nobody knows them, it is open for anybody outside."), claim, indent);
	else if (!claim->permits)
		filled(report, _("- It is needed: write what of it has to be under 'exceptions:' in site.yaml, with reason and name (sekisho-site(5))."), claim, indent);
	else
		filled(report, site->exceptions.count > 0 ? _("- It is needed: ask those it is for whether these addresses are theirs; then put these lines under 'exceptions:' in site.yaml, with the reason and who decided it. It stays open, and is told each time.")
							  : _("- It is needed: ask those it is for whether these addresses are theirs; then put these lines into site.yaml, with the reason and who decided it. It stays open, and is told each time."), claim, indent);
	if (claim->permits)
		all_exceptions(report, site, claims, at);
}

void change_claims_ways(const struct sk_report *report, const struct sk_site *site, const struct change_claims *claims, sk_time at, size_t indent)
{
	filled(report, claims->items[0]->need->flow ? _("- Nobody needs it here: write under 'exceptions:' in site.yaml that %1 is done without.")
						    : _("- Nobody needs it (any more): take the line of %1 out of 'needs:' in site.yaml."), claims->items[0], indent);
	keep_it(report, site, claims, at, indent);
}

void change_claims_add(struct change_claims *claims, const struct sk_fix_claim *claim)
{
	for (size_t i = 0; i < claims->count; i++)
		if (strcmp(claims->items[i]->policy->id, claim->policy->id) == 0)
			return;
	if (claims->count < CHANGE_CLAIMS_MAX && (claims->count == 0 || strcmp(claims->items[0]->need->id, claim->need->id) == 0))
		claims->items[claims->count++] = claim;
}

void change_claim_more(const struct sk_report *report, size_t indent)
{
	text_wrap(report, _("Today others can come in by it, too. The step that shuts them out is told when this is decided, and sekisho prove is typed again."), indent, SK_SCREEN_COLUMNS);
}

/* ---- as JSON ---- */

static json_t *json_file(const struct sk_fix_file *file)
{
	json_t *object = json_object(), *lines = json_array();
	json_put(object, "file", json_text(file->name));
	json_put(object, "node", json_text(file->node->id));
	for (size_t i = 0; i < file->count; i++) {
		const struct sk_fix_line *line = &file->lines[i];
		if (!is_changed(line))
			continue;
		json_t *changed = json_object();
		json_put(changed, "change", json_string(line->gone ? "out" : "in"));
		json_put(changed, "line", line->was ? json_integer(line->was) : json_null());
		json_put(changed, "text", json_text(line->text));
		json_add(lines, changed);
	}
	json_put(object, "lines", lines);
	return object;
}

static json_t *json_hand(const struct sk_fix_hand *hand)
{
	static const char *const kinds[] = {[SK_FIX_STAYS] = "stop-forwarding", [SK_FIX_CLOSED] = "stop-passing", [SK_FIX_FILTERED] = "filter", [SK_FIX_FORM] = "form"};
	json_t *object = json_object();
	json_put(object, "kind", json_string(kinds[hand->kind]));
	json_put(object, "node", json_text(hand->node->id));
	json_put(object, "family", json_text(hand->kind != SK_FIX_CLOSED ? NULL : sk_family_word(hand->family)));
	return object;
}

static json_t *json_claim(const struct sk_fix_claim *claim)
{
	json_t *object = json_object();
	json_put(object, "policy", json_text(claim->policy->id));
	json_put(object, "need", json_text(claim->need->id));
	json_put(object, "permits", json_text(claim->permits));
	json_put(object, "nameless", json_text(claim->nameless));
	json_put(object, "forged", json_boolean(claim->forged));
	return object;
}

void change_fixed_json(const struct sk_fixed *fixed, json_t *object)
{
	json_t *files = json_array(), *hands = json_array(), *claims = json_array();
	for (size_t i = 0; i < fixed->file_count; i++)
		json_add(files, json_file(&fixed->files[i]));
	json_put(object, "files", files);
	for (size_t i = 0; i < fixed->hand_count; i++)
		json_add(hands, json_hand(&fixed->hands[i]));
	json_put(object, "hands", hands);
	for (size_t i = 0; i < fixed->claim_count; i++)
		json_add(claims, json_claim(&fixed->claims[i]));
	json_put(object, "claims", claims);
	json_put(object, "more", json_boolean(fixed->more));
	json_put(object, "bare", json_boolean(fixed->bare));
}

/* ---- what is proven ---- */

static const char *proof_text(const struct sk_generated_answer *answer)
{
	bool need = answer->policy->accepts, held = answer->now == SK_PROOF_HOLDS;
	if (answer->fails && answer->answer.reached.proof == SK_PROOF_UNDECIDED)
		return held ? _("cannot be decided any more") : _("cannot be decided");
	if (answer->fails)
		return need ? _("DOES NOT COME THROUGH") : _("DOES NOT HOLD");
	if (answer->answer.bare.hop_count > 0)
		return _("only half: a router has to be changed, too");
	if (answer->answer.reached.proof == SK_PROOF_HOLDS && held)
		return _("holds, and a router stops it now, too");
	if (answer->answer.reached.proof == SK_PROOF_HOLDS)
		return need ? _("comes through, and did not before") : _("holds, and did not before");
	if (need && held)
		return answer->answer.reached.proof == SK_PROOF_VIOLATED ? _("comes through no more, though an exception permits it") : _("to be tried at the device");
	if (answer->answer.reached.proof == SK_PROOF_VIOLATED)
		return need ? _("does not come through any more") : _("does not hold any more");
	if (need && !answer->elsewhere)
		return _("to be tried at the device");
	return held ? _("cannot be decided any more") : _("cannot be decided");
}

/* What is as it was is only counted. */
static bool is_told(const struct sk_generated_answer *answer)
{
	bool asked = !sk_policy_unasked(&answer->answer), half = answer->answer.bare.hop_count > 0;
	bool changed = answer->now != answer->answer.reached.proof || (answer->was && (answer->was->bare.hop_count > 0) != half);
	bool to_try = answer->policy->accepts && !answer->elsewhere && answer->answer.reached.proof == SK_PROOF_UNDECIDED;
	return asked && (answer->fails || changed || to_try);
}

/* One change is not all; the other one is found when this one is there. */
static void half_open(const struct sk_report *report, const struct sk_generated_answer *answer)
{
	const struct sk_net_hop *router = way_bare_router(&answer->answer.bare);
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	const char *with[] = {router->node->id};
	sk_message_fill(&out, _("%1 still lets it through, and should not: it has a change of its own. When what is changed here is done, and its file stands under configs/, this names the next step:"), with, SK_COUNT(with));
	text_wrap(report, text_of(report, &out), 4, SK_SCREEN_COLUMNS);
	sk_buf_clear(&out);
	sk_buf_text(&out, "sekisho prove");
	if (report->folder && strcmp(report->folder, ".") != 0)
		sk_buf_print(&out, " --site %s", report->folder);
	sk_buf_print(report->out, "%*s%s\n", COMMAND, "", text_of(report, &out));
}

void change_answers(const struct sk_report *report, const struct sk_network *network, const struct sk_generated_answer *answers, size_t count)
{
	size_t policies = 0, needs = 0, broken = 0;
	for (size_t i = 0; i < count; i++) {
		policies += !is_told(&answers[i]) && !answers[i].policy->accepts;
		needs += !is_told(&answers[i]) && answers[i].policy->accepts;
		broken += !is_told(&answers[i]) && !answers[i].policy->accepts && answers[i].answer.reached.proof == SK_PROOF_VIOLATED;
		if (!is_told(&answers[i]))
			continue;
		sk_buf_text(report->out, "  ");
		text_cell(report, answers[i].policy->id, POLICY_COLUMNS);
		sk_buf_print(report->out, "%s\n", proof_text(&answers[i]));
		if (answers[i].fails && answers[i].answer.reached.hop_count > 0)
			way_text(report, network, &answers[i].answer.reached, answers[i].policy->accepts);
		if (answers[i].answer.bare.hop_count > 0)
			half_open(report, &answers[i]);
	}
	if (policies + needs > 0)
		sk_buf_print(report->out, _("  as before: %zu policies (%zu of them broken: sekisho prove), %zu kinds of traffic\n  that work needs or an exception permits (--json lists them)\n"), policies, broken, needs);
}

static json_t *json_answer(const struct sk_network *network, const struct sk_generated_answer *answer)
{
	json_t *object = json_object();
	json_put(object, "policy", json_text(answer->policy->id));
	json_put(object, "asked", json_boolean(!sk_policy_unasked(&answer->answer)));
	json_put(object, "fails", json_boolean(answer->fails));
	json_put(object, "elsewhere", json_boolean(answer->elsewhere));
	way_json(network, &answer->answer.reached, object);
	return object;
}

json_t *change_json(const struct sk_network *network, const struct sk_generated_answer *answers, size_t count)
{
	json_t *array = json_array();
	for (size_t i = 0; i < count; i++)
		json_add(array, json_answer(network, &answers[i]));
	return array;
}

/* ---- the sheet ---- */

void change_head(const struct sk_report *report, const struct change_sheet *sheet)
{
	char time[SK_TIME_TEXT];
	sk_time_print_japan(sheet->at, time);
	sk_buf_print(report->out, _("Sheet for applying %s to %s\n"), sheet->file, sheet->place->id);
	text_site(report, sheet->site, report->out);
	sk_buf_print(report->out, _("\nMade %s (time of Japan)\n"), time);
	sk_buf_print(report->out, _("[ ] It is the right file: sha256sum %s prints\n    %s\n"), sheet->file, sheet->digest);
	if (sheet->place->serial)
		sk_buf_print(report->out, _("Go on only if this is on its case, or is its key: %s\n"), sheet->place->serial);
	else
		sk_buf_text(report->out, _("Its serial number, from its case: ____________________ ('serial:' in site.yaml)\n"));
	sk_buf_text(report->out, _("Applied by: ____________________  on: ____________________\n"));
}

static void step(const struct sk_report *report, const struct change_sheet *sheet, const char *text)
{
	const char *arguments[] = {sheet->file, sheet->place->id};
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_text(&out, "[ ] ");
	sk_message_fill(&out, text, arguments, SK_COUNT(arguments));
	text_wrap(report, text_of(report, &out), 2, SK_SCREEN_COLUMNS);
}

static void part(const struct sk_report *report, const struct change_sheet *sheet, enum sk_handover_part which)
{
	const char *const *steps = sheet->handover->steps[which];
	for (size_t i = 0; i < SK_HANDOVER_STEPS && steps[i]; i++)
		step(report, sheet, _(steps[i]));
}

void change_steps(const struct sk_report *report, const struct change_sheet *sheet)
{
	static const char *const titles[SK_HANDOVER_PARTS] = {[SK_HANDOVER_BEFORE] = N_("Before"), [SK_HANDOVER_APPLY] = N_("Apply"), [SK_HANDOVER_AFTER] = N_("After"),
							      [SK_HANDOVER_BACK] = N_("The way back")};
	for (enum sk_handover_part i = 0; i < SK_HANDOVER_PARTS; i++) {
		sk_buf_print(report->out, "\n%s\n", _(titles[i]));
		if (i == SK_HANDOVER_BEFORE)
			step(report, sheet, _("Copy what %2 has logged to another place first: what is open now may have been used, and a restart can lose it."));
		part(report, sheet, i);
	}
}

void change_work(const struct sk_report *report, const struct sk_generated_answer *needs, size_t count)
{
	sk_buf_print(report->out, "\n%s\n", _("Has to work (try each by itself; where the site has IPv6, by that, too)"));
	for (size_t i = 0; i < count; i++) {
		const struct sk_site_policy *need = needs[i].policy;
		SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX), services = SK_BUF(TEXT_PIECE_MAX);
		sk_buf_print(&out, "[ ] %s", need->id);
		if (need->text.ja || need->text.en)
			sk_buf_print(&out, ": %s", text_in(report, &need->text));
		danger_services(need->accepts, &services);
		sk_buf_print(&out, " — %s", text_of(report, &services));
		if (sk_policy_unasked(&needs[i].answer))
			sk_buf_text(&out, needs[i].answer.excepted > 0 ? _(" — not proven here, as site.yaml makes an exception of it: try it at once") : _(" — not asked here, as nothing in site.yaml stands at one of its ends: try it at once"));
		else if (needs[i].now == SK_PROOF_VIOLATED && needs[i].answer.reached.proof == SK_PROOF_VIOLATED)
			sk_buf_text(&out, _(" — does not come through now either"));
		text_wrap(report, text_of(report, &out), 2, SK_SCREEN_COLUMNS);
	}
}

/* A router may carry a tunnel of others. */
static bool concerns(const struct sk_net_node *node, size_t segment)
{
	for (size_t i = 0; node && i < node->interface_count; i++)
		if (node->interfaces[i].segment == segment)
			return true;
	return !node || node->role == SK_NET_ROUTER;
}

void change_tunnels(const struct sk_report *report, const struct sk_network *network, const struct sk_net_node *node, size_t indent)
{
	for (size_t i = 0; network->tunnels && i < network->segment_count; i++) {
		SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
		if (!network->tunnels[i] || !concerns(node, i))
			continue;
		sk_buf_print(&out, _("Not checked: whether the tunnel %s still comes up. Have an insurance looked up, before and after, while whoever changes it is there."), network->segments[i]);
		text_wrap(report, text_of(report, &out), indent, SK_SCREEN_COLUMNS);
	}
}

void change_typed(const struct sk_report *report, const char *title, const struct sk_buf *lines)
{
	if (lines->length > 0)
		sk_buf_print(report->out, "\n%s\n\n%s", title, text_of(report, lines));
}
