/* What evidence that was brought says, and what it moves in the register: before it is stored, or without storing it at all. */
#include "report/json.h"
#include "report/look_network.h"
#include "report/text.h"

#include <string.h>

enum { ID_COLUMNS = 6, RISK_COLUMNS = 20, RISKS_SHOWN = 5 };

/* ---- what it is ---- */

static void brought_line(const struct sk_report *report, const struct sk_brought *brought, const struct sk_look_settings *settings, bool planned)
{
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
	char at[SK_TIME_TEXT];
	sk_buf_print(report->out, "%s\n", brought->file);
	if (brought->standing == SK_REFUSED) {
		text_refusal(report, brought);
		return;
	}
	if (settings->settings) {
		text_settings(report, settings);
		return;
	}
	sk_time_print(brought->at, at);
	sk_buf_print(&text, _("evidence of %s on %s, number %lld, made %s, %s: looked at %zu things, %zu facts"), brought->collector_id,
		     brought->host, (long long)brought->sequence, at, text_origin(brought->origin), brought->coverage_count,
		     brought->fact_count);
	text_wrap(report, text_of(report, &text), 2, SK_SCREEN_COLUMNS);
	if (brought->standing == SK_SHOWN)
		text_wrap(report, _("Its origin does not count at this site: it is only shown."), 2, SK_SCREEN_COLUMNS);
	if (planned)
		text_wrap(report, _("A plan: signature and chain were not asked for, and nothing is stored."), 2, SK_SCREEN_COLUMNS);
}

/* ---- what it moves ---- */

static bool moved(const struct sk_verdict *before, const struct sk_verdict *after)
{
	return before->state != after->state || before->method != after->method || before->contradicts != after->contradicts;
}

static void control_line(const struct sk_report *report, const struct sk_verdict *before, const struct sk_verdict *after)
{
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_text(report->out, "  ");
	text_cell(report, after->control->row.id, ID_COLUMNS);
	sk_buf_print(&text, "%s → %s (%s)%s  %s", sk_word_state(before->state), sk_word_state(after->state), sk_word_method(after->method),
		     after->contradicts ? _(" · contradiction") : "", text_in(report, &after->control->label));
	text_tail(report, text_of(report, &text), SK_SCREEN_COLUMNS - ID_COLUMNS - 2);
}

static void reasons_of(const struct sk_report *report, const struct sk_verdict *verdict)
{
	for (size_t i = 0; i < verdict->count; i++)
		for (size_t at = 0; at < verdict->findings[i].result_count; at++)
			if (!text_settings_told(report, &verdict->findings[i], &verdict->findings[i].results[at]))
				text_violations(report, &verdict->findings[i].results[at]);
}

static size_t control_lines(const struct sk_report *report, const struct sk_register *before, const struct sk_register *after)
{
	size_t count = 0;
	for (size_t i = 0; i < after->verdicts->count; i++) {
		const struct sk_verdict *then = &before->verdicts->items[i], *now = &after->verdicts->items[i];
		if (!moved(then, now))
			continue;
		count++;
		control_line(report, then, now);
		if (now->state != SK_MET)
			reasons_of(report, now);
	}
	return count;
}

static const struct sk_risk *same_risk(const struct sk_register *register_, const struct sk_risk *risk)
{
	for (size_t i = 0; i < register_->counts.scenarios; i++)
		if (strcmp(register_->risks[i].scenario->id, risk->scenario->id) == 0)
			return &register_->risks[i];
	return NULL;
}

static bool risk_moved(const struct sk_risk *before, const struct sk_risk *after)
{
	return !before || before->residual.high != after->residual.high;
}

static void risk_line(const struct sk_report *report, const struct sk_risk *before, const struct sk_risk *after)
{
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_text(report->out, "    ");
	text_cell(report, after->scenario->id, RISK_COLUMNS);
	sk_buf_print(report->out, "%2d → %2d  ", before ? before->residual.high : after->value, after->residual.high);
	sk_buf_print(&text, "%s — %s", text_asset(report, after->scenario->asset), text_in(report, &after->scenario->vulnerability->label));
	text_tail(report, text_of(report, &text), SK_SCREEN_COLUMNS - RISK_COLUMNS - 14);
}

static void risk_lines(const struct sk_report *report, const struct sk_register *before, const struct sk_register *after)
{
	size_t count = 0;
	for (size_t i = 0; i < after->counts.scenarios; i++) {
		const struct sk_risk *now = &after->risks[i], *then = same_risk(before, now);
		if (!now->over_line || !risk_moved(then, now))
			continue;
		if (count++ < RISKS_SHOWN)
			risk_line(report, then, now);
	}
	if (count > RISKS_SHOWN) {
		sk_buf_print(report->out, _("    and %zu more"), count - RISKS_SHOWN);
		sk_buf_text(report->out, "\n");
	}
}

static void counts_line(const struct sk_report *report, const struct sk_register *before, const struct sk_register *after)
{
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
	const struct sk_counts *then = &before->counts, *now = &after->counts;
	sk_buf_print(&text, _("Open risks at or over %d: %zu of %zu → %zu of %zu · evidence %zu/%zu → %zu/%zu"), after->line, then->open,
		     then->over_line, now->open, now->over_line, then->controls_known, then->controls, now->controls_known, now->controls);
	if (then->scenarios != now->scenarios)
		sk_buf_print(&text, _(" · risks that concern this site: %zu → %zu"), then->scenarios, now->scenarios);
	text_wrap(report, text_of(report, &text), 0, SK_SCREEN_COLUMNS);
}

void text_moves(const struct sk_report *report, const struct sk_register *before, const struct sk_register *after, bool planned)
{
	sk_buf_print(report->out, "\n%s\n", planned ? _("What it would move, if it were so") : _("What it moves"));
	if (control_lines(report, before, after) == 0)
		sk_buf_print(report->out, "  %s\n", _("no control changes its state"));
	risk_lines(report, before, after);
	counts_line(report, before, after);
}

static bool is_same(const struct sk_register *before, const struct sk_register *after)
{
	for (size_t i = 0; i < after->verdicts->count; i++)
		if (before->verdicts->items[i].state != after->verdicts->items[i].state)
			return false;
	for (size_t i = 0; i < after->counts.scenarios; i++)
		if (risk_moved(same_risk(before, &after->risks[i]), &after->risks[i]))
			return false;
	return true;
}

/* The own firewalls of computers move no control. */
static bool only_hosts(const struct sk_look_report *look)
{
	for (size_t i = 0; i < look->count; i++)
		if (!look->settings[i].host)
			return false;
	return true;
}

SK_OUTCOME sk_report_look(const struct sk_report *report, const struct sk_look_report *look)
{
	text_site(report, look->after->site, report->out);
	sk_buf_text(report->out, "\n");
	/* What matters most first: what would come where. */
	if (look->network)
		SK_TRY(look_network_text(report, look));
	if (look->network)
		sk_buf_text(report->out, "\n");
	if (look->network)
		sk_buf_print(report->out, "%s\n", _("What was read, for whoever maintains the devices"));
	for (size_t i = 0; i < look->count; i++)
		brought_line(report, &look->brought[i], &look->settings[i], look->planned);
	for (size_t i = 0; i < look->count; i++)
		text_settings_results(report, &look->settings[i], look->after->verdicts);
	if (!only_hosts(look) && !(look->network && is_same(look->before, look->after)))
		text_moves(report, look->before, look->after, look->planned);
	text_trouble(report, look->after);
	return sk_buf_check(report->out, report->error);
}

/* ---- JSON ---- */

json_t *json_moved(const struct sk_register *before, const struct sk_register *after)
{
	json_t *array = json_array();
	for (size_t i = 0; i < after->verdicts->count; i++) {
		const struct sk_verdict *then = &before->verdicts->items[i], *now = &after->verdicts->items[i];
		if (!moved(then, now))
			continue;
		json_t *object = json_object();
		json_put(object, "control", json_text(now->control->row.id));
		json_put(object, "before", json_string(sk_words_state.words[then->state]));
		json_put(object, "after", json_string(sk_words_state.words[now->state]));
		json_put(object, "method", json_string(sk_words_method.words[now->method]));
		json_put(object, "contradicts", json_boolean(now->contradicts));
		json_add(array, object);
	}
	return array;
}

SK_OUTCOME sk_report_look_json(const struct sk_report *report, const struct sk_look_report *look)
{
	json_t *root = json_head(SK_REPORT_LOOK_FORMAT, look->after), *files = json_array();
	for (size_t i = 0; i < look->count; i++)
		json_add(files, json_brought(&look->brought[i]));
	json_put(root, "files", files);
	json_put(root, "settings", json_settings(look->settings, look->count, look->after->verdicts));
	json_put(root, "network", look_network_json(look->network));
	json_put(root, "planned", json_boolean(look->planned));
	json_put(root, "stored", json_boolean(look->stored));
	json_put(root, "moves", json_moved(look->before, look->after));
	json_put(root, "before", json_counts(&look->before->counts));
	return json_finish(report, root);
}
