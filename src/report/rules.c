/* Rules that decide nothing, and what decides before them or like them. */
#include "report/text.h"
#include "report/way.h"

enum { BY_SHOWN = 3 };

static const char *const flaw_words[] = {[SK_RULE_UNREACHABLE] = "unreachable", [SK_RULE_REDUNDANT] = "redundant", [SK_RULE_UNREAD] = "unread"};

/* Without a text what stands under `by` says it. */
static const struct {
	const char *word, *text;
} reasons[SK_RULE_REASONS] = {
	[SK_RULE_TAKEN] = {"taken", NULL},
	[SK_RULE_EMPTY] = {"empty", N_("no packet is as it asks for")},
	[SK_RULE_UNSENT] = {"unsent", N_("no packet that is as it asks for is sent there")},
	[SK_RULE_DONE] = {"done", NULL},
	[SK_RULE_IDLE] = {"idle", N_("with it and without it the same line decides")},
	[SK_RULE_LEFT] = {"left", N_("no packet comes to it without the others that are redundant")},
	[SK_RULE_UNKNOWN] = {"unknown", NULL},
};

/* ---- text ---- */

static void by_text(const struct sk_report *report, const struct sk_filter *filter, const struct sk_rule_finding *finding)
{
	const char *what = finding->flaw == SK_RULE_REDUNDANT ? _("decides the same: ") : _("takes its packets before: ");
	for (size_t i = 0; i < finding->by_count && i < BY_SHOWN; i++) {
		SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
		sk_buf_text(&out, what);
		way_decider(filter, finding->by[i].chain, finding->by[i].rule, &out);
		text_wrap(report, text_of(report, &out), 6, SK_SCREEN_COLUMNS);
	}
	if (finding->by_count > BY_SHOWN)
		sk_buf_print(report->out, _("      and %zu more\n"), finding->by_count - BY_SHOWN);
}

static void finding_text(const struct sk_report *report, const struct sk_filter *filter, const struct sk_rule_finding *finding)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_print(&out, "%s: ", finding->chain->name);
	way_decider(filter, finding->chain, finding->rule, &out);
	text_wrap(report, text_of(report, &out), 4, SK_SCREEN_COLUMNS);
	if (reasons[finding->reason].text)
		text_wrap(report, _(reasons[finding->reason].text), 6, SK_SCREEN_COLUMNS);
	by_text(report, filter, finding);
}

static void findings_text(const struct sk_report *report, const struct sk_rules_report *rules, enum sk_rule_flaw flaw, size_t count, const char *head)
{
	if (count == 0)
		return;
	text_wrap(report, head, 0, SK_SCREEN_COLUMNS);
	for (size_t i = 0; i < rules->findings.count; i++)
		if (rules->findings.found[i].flaw == flaw)
			finding_text(report, rules->filter, &rules->findings.found[i]);
}

static void conclusion(const struct sk_report *report, const struct sk_rule_findings *findings)
{
	if (findings->unreachable + findings->redundant > 0)
		text_wrap(report, _("The unreachable and the redundant ones can be taken out all together: no packet's fate changes then."), 0, SK_SCREEN_COLUMNS);
	else
		text_wrap(report, _("No rule that is understood can be taken out without changing some packet's fate."), 0, SK_SCREEN_COLUMNS);
	text_wrap(report, _("Rules that only log, count or mark, and jumps to such rules, are never called redundant; whether a packet is dropped or rejected is one fate."), 0,
		  SK_SCREEN_COLUMNS);
}

static void head(const struct sk_report *report, const struct sk_rules_report *rules)
{
	const struct sk_rule_findings *findings = &rules->findings;
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX), enter = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_print(&out, _("%s (%s): %zu rules that packets can come to; unreachable %zu, redundant %zu, not understood %zu"), rules->filter->file,
		     rules->filter->reader, findings->judged, findings->unreachable, findings->redundant, findings->unread);
	text_wrap(report, text_of(report, &out), 0, SK_SCREEN_COLUMNS);
	for (size_t i = 0; i < findings->hook_count; i++)
		sk_buf_print(&enter, "%s%s", i ? ", " : _("packets enter at: "), findings->hooks[i]);
	if (findings->hook_count > 0)
		text_wrap(report, text_of(report, &enter), 0, SK_SCREEN_COLUMNS);
}

SK_OUTCOME sk_report_rules(const struct sk_report *report, const struct sk_rules_report *rules)
{
	const struct sk_rule_findings *findings = &rules->findings;
	head(report, rules);
	findings_text(report, rules, SK_RULE_UNREACHABLE, findings->unreachable, _("Unreachable: no packet comes to these rules."));
	findings_text(report, rules, SK_RULE_REDUNDANT, findings->redundant, _("Redundant: without these rules others decide the same."));
	findings_text(report, rules, SK_RULE_UNREAD, findings->unread, _("Not understood: whether these are needed is not known."));
	conclusion(report, findings);
	return sk_buf_check(report->out, report->error);
}

/* ---- JSON ---- */

static json_t *json_finding(const struct sk_filter *filter, const struct sk_rule_finding *finding)
{
	json_t *object = json_object(), *by = json_array();
	json_put(object, "flaw", json_string(flaw_words[finding->flaw]));
	json_put(object, "reason", json_string(reasons[finding->reason].word));
	json_put(object, "rule", way_ruling(filter, finding->chain, finding->rule));
	for (size_t i = 0; i < finding->by_count && i < SK_DECIDERS_MAX; i++)
		json_add(by, way_ruling(filter, finding->by[i].chain, finding->by[i].rule));
	json_put(object, "by", by);
	json_put_int(object, "by_count", (long long)finding->by_count);
	return object;
}

SK_OUTCOME sk_report_rules_json(const struct sk_report *report, const struct sk_rules_report *rules)
{
	const struct sk_rule_findings *findings = &rules->findings;
	json_t *root = json_object(), *entered = json_array(), *found = json_array();
	json_put(root, "format", json_string(SK_REPORT_RULES_FORMAT));
	json_put(root, "file", json_text(rules->filter->file));
	json_put(root, "reader", json_text(rules->filter->reader));
	for (size_t i = 0; i < findings->hook_count; i++)
		json_add(entered, json_text(findings->hooks[i]));
	json_put(root, "chains", entered);
	json_put_int(root, "judged", (long long)findings->judged);
	json_put_int(root, "unreachable", (long long)findings->unreachable);
	json_put_int(root, "redundant", (long long)findings->redundant);
	json_put_int(root, "unread", (long long)findings->unread);
	for (size_t i = 0; i < findings->count && !json_full(); i++)
		json_add(found, json_finding(rules->filter, &findings->found[i]));
	json_put(root, "rules", found);
	return json_finish(report, root);
}
