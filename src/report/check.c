/* What checks found: lines below a control in `why`, and everything about one control in `check`. */
#include "report/json.h"
#include "report/text.h"

#include <string.h>

enum { INDENT = 8, DEEPER = 10, DIGEST_SHOWN = 12, PLACE_COLUMNS = 22, STATE_COLUMNS = 16, KIND_COLUMNS = 24, SUBJECT_COLUMNS = 16, VIOLATIONS_SHOWN = 20 };

static void wrapped(const struct sk_report *report, const struct sk_buf *text, size_t indent)
{
	text_wrap(report, text_of(report, text), indent, SK_SCREEN_COLUMNS);
}

/* ---- one result, as `why` shows it ---- */

static void head_of(const struct sk_report *report, const struct sk_result *result)
{
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
	char at[SK_TIME_TEXT], end[SK_TIME_TEXT], since[SK_TIME_TEXT];
	sk_time_print(result->looked, at);
	sk_date_print(result->since, since);
	sk_date_print(sk_day_in_japan(result->stale_after), end);
	sk_buf_print(&text, _("%s: %s, %s as of %s"), result->check->id, sk_word_state(result->state), sk_word_method(result->method), at);
	if (result->state == SK_MET)
		sk_buf_print(&text, _(", holds until %s"), end);
	if (result->state == SK_UNMET && result->since > sk_day_in_japan(result->looked))
		sk_buf_print(&text, _(", true from %s on"), since);
	if (result->check->layer != SK_LAYER_GUIDANCE)
		sk_buf_text(&text, _(" — guideline 6.0, shown beside; it does not decide here"));
	wrapped(report, &text, INDENT);
}

/* Whose facts to look at. */
static void stopped(const struct sk_report *report, const struct sk_result *result, size_t indent)
{
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
	const struct sk_stop *stop = result->stopped;
	if (!stop)
		return;
	if (stop->differ)
		sk_buf_print(&text, _("! stopped: of %s at %s too many looks say different things (%s and others)"), stop->look->kind->name, stop->look->subject->id,
			     stop->look->bundle->file);
	else
		sk_buf_print(&text, _("! stopped: it would go on too long over the facts that are known. Most are about %s: %zu, most of these in %s"),
		     stop->look->subject->id, stop->facts, stop->look->bundle->file);
	wrapped(report, &text, indent);
}

uint32_t text_line(const struct sk_report *report, const char *file, uint32_t line)
{
	for (size_t i = 0; i < report->settings_count; i++) {
		const struct sk_look_settings *settings = &report->settings[i];
		if (settings->settings && strcmp(settings->file, file) == 0 && line >= 1 && line <= settings->bundle.line_count)
			return settings->bundle.lines[line - 1];
	}
	return line;
}

static void violation(const struct sk_report *report, const struct sk_violation *row)
{
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_print(&text, "! %s (%s", text_in(report, &row->reason->text), row->subject->id);
	if (row->fact)
		sk_buf_print(&text, _(", %s, line %u"), row->look->bundle->file, text_line(report, row->look->bundle->file, row->fact->line));
	else if (row->look)
		sk_buf_print(&text, _(", not in %s, line %u"), row->look->bundle->file,
			     text_line(report, row->look->bundle->file, row->look->coverage[0].line));
	if (row->beside)
		sk_buf_print(&text, _("; with %s, line %u"), row->beside->bundle->file, text_line(report, row->beside->bundle->file, row->beside->coverage[0].line));
	sk_buf_text(&text, ")");
	wrapped(report, &text, DEEPER);
}

/* Nobody looked, or what was seen cannot be read any more. */
static void not_seen(const struct sk_seen *need, struct sk_buf *out)
{
	if (!need->subject)
		sk_buf_text(out, _("nobody is listed whom it can be known of"));
	else if (!need->look)
		sk_buf_text(out, _("nobody looked"));
	else
		sk_buf_print(out, _("it was looked at once, and what was seen cannot be read now (%s)"), need->look->bundle->file);
}

static const char *id_of(const struct sk_subject *subject)
{
	return subject ? subject->id : _("(none)");
}

/* From a need back to the file, its digest, and where the collector looked. */
static void source(const struct sk_report *report, const struct sk_seen *need)
{
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
	char at[SK_TIME_TEXT];
	sk_buf_print(&text, "%s %s: ", need->kind->name, id_of(need->subject));
	if (!need->look || need->look->known == SK_LOOK_LOST) {
		not_seen(need, &text);
		wrapped(report, &text, DEEPER);
		return;
	}
	const struct sk_brought *bundle = need->look->bundle;
	sk_time_print(need->look->at, at);
	sk_buf_print(&text, _("%s, looked at %s (%s, line %u, sha256 %.*s...)"), text_status(need->look->status), at, bundle->file,
		     need->look->coverage[0].line, DIGEST_SHOWN, bundle->digest);
	if (!need->fresh)
		sk_buf_text(&text, _(" — too long ago"));
	wrapped(report, &text, DEEPER);
}

/* Several facts that one line of a configuration is about say the same. */
static bool same_again(const struct sk_report *report, const struct sk_violation *row, const struct sk_violation *before)
{
	if (!row->fact || !before->fact || row->reason != before->reason || row->look != before->look)
		return false;
	const char *file = row->look->bundle->file;
	return text_line(report, file, row->fact->line) == text_line(report, file, before->fact->line);
}

/* JSON has more of them. */
static void violations(const struct sk_report *report, const struct sk_result *result)
{
	size_t shown = 0, i = 0;
	for (; i < result->violation_count && shown < VIOLATIONS_SHOWN; i++) {
		if (i > 0 && same_again(report, &result->violations[i], &result->violations[i - 1]))
			continue;
		violation(report, &result->violations[i]);
		shown++;
	}
	if (i == result->violation_count)
		return;
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_print(&text, _("and %zu more"), result->violation_count - i);
	wrapped(report, &text, DEEPER);
}

void text_violations(const struct sk_report *report, const struct sk_result *result)
{
	if (!result->says)
		return;
	stopped(report, result, DEEPER);
	violations(report, result);
}

void text_result(const struct sk_report *report, const struct sk_result *result)
{
	if (!result->says && !result->lost)
		return;
	head_of(report, result);
	text_violations(report, result);
	for (size_t i = 0; i < result->need_count; i++)
		source(report, &result->needs[i]);
}

/* ---- `sekisho check CONTROL` ---- */

static void lines_of(const struct sk_report *report, const char *text, size_t indent)
{
	while (*text) {
		size_t length = strcspn(text, "\n");
		sk_buf_print(report->out, "%*s%.*s\n", (int)indent, "", (int)length, text);
		text += length + (text[length] == '\n');
	}
}

static void ids(const struct sk_ids *from, struct sk_buf *out)
{
	SK_ID_EACH(id, from)
		sk_buf_print(out, " %s", id->text);
}

static void declaration(const struct sk_report *report, const struct sk_check *check)
{
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_print(report->out, "\n%s (%s:%u)\n", check->id, check->place.file, check->place.line);
	sk_buf_text(&text, _("needs:"));
	ids(&check->needs, &text);
	if (check->through.count > 0) {
		sk_buf_text(&text, _(" · looks at:"));
		ids(&check->through, &text);
	}
	sk_buf_print(&text, _(" · counts for %d days"), check->max_age);
	if (check->decides == SK_DECIDES_UNMET)
		sk_buf_text(&text, _(" · can only refute"));
	if (check->layer != SK_LAYER_GUIDANCE)
		sk_buf_text(&text, _(" · guideline 6.0, shown beside"));
	wrapped(report, &text, 2);
	lines_of(report, check->sql, 4);
}

static void seen(const struct sk_report *report, const struct sk_seen *need)
{
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
	char at[SK_TIME_TEXT];
	sk_buf_text(report->out, "      ");
	text_cell(report, need->kind->name, KIND_COLUMNS);
	text_cell(report, id_of(need->subject), SUBJECT_COLUMNS);
	if (!need->look || need->look->known == SK_LOOK_LOST) {
		not_seen(need, &text);
		sk_buf_print(report->out, "%s\n", text_of(report, &text));
		return;
	}
	sk_time_print(need->look->at, at);
	sk_buf_print(&text, _("%s, %zu rows, %s"), text_status(need->look->status), need->look->fact_count, at);
	if (!need->fresh)
		sk_buf_text(&text, _(" — too long ago"));
	sk_buf_print(report->out, "%s\n", text_of(report, &text));
}

static void one_result(const struct sk_report *report, const struct sk_finding *finding, const struct sk_result *result)
{
	sk_buf_text(report->out, "    ");
	text_cell(report, id_of(finding->subject), PLACE_COLUMNS);
	sk_buf_print(report->out, "%s%s\n", sk_word_state(result->state), result->says ? "" : _(" (adds nothing)"));
	for (size_t i = 0; i < result->need_count; i++)
		seen(report, &result->needs[i]);
	stopped(report, result, DEEPER);
	violations(report, result);
}

static void results_of(const struct sk_report *report, const struct sk_verdict *verdict, const struct sk_check *check)
{
	size_t shown = 0;
	for (size_t i = 0; i < verdict->count; i++) {
		const struct sk_finding *finding = &verdict->findings[i];
		for (size_t at = 0; at < finding->result_count; at++) {
			if (finding->results[at].check != check)
				continue;
			one_result(report, finding, &finding->results[at]);
			shown++;
		}
	}
	if (shown == 0)
		sk_buf_print(report->out, "    %s\n", _("nobody looked"));
}

static void checks_of(const struct sk_report *report, const struct sk_verdicts *verdicts, const struct sk_verdict *verdict)
{
	SK_LIST_EACH(struct sk_check, check, &verdict->control->checks) {
		declaration(report, check);
		results_of(report, verdict, check);
	}
	SK_LIST_EACH(struct sk_check, check, &verdicts->site->own.checks) {
		if (strcmp(check->control_id, verdict->control->row.id) != 0)
			continue;
		declaration(report, check);
		results_of(report, verdict, check);
	}
}

static void limits_of(const struct sk_report *report, const struct sk_verdicts *verdicts, const struct sk_control *control)
{
	SK_LIST_EACH(struct sk_parameter, parameter, &control->parameters) {
		SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
		sk_buf_print(&text, _("limit %s: %d%s%s (%s; %d to %d)"), parameter->id,
			     sk_site_parameter(verdicts->site, parameter, verdicts->day), parameter->unit ? " " : "",
			     parameter->unit ? parameter->unit : "", text_in(report, &parameter->label), parameter->low, parameter->high);
		wrapped(report, &text, 2);
	}
}

static void subjects_of(const struct sk_report *report, const struct sk_verdict *verdict)
{
	sk_buf_print(report->out, "\n%s\n", _("Together"));
	for (size_t i = 0; i < verdict->count; i++) {
		const struct sk_finding *finding = &verdict->findings[i];
		sk_buf_text(report->out, "    ");
		text_cell(report, id_of(finding->subject), PLACE_COLUMNS);
		text_cell(report, sk_word_state(finding->state), STATE_COLUMNS);
		sk_buf_print(report->out, "%s%s\n", sk_word_method(finding->method), finding->contradicts ? _(" · contradiction") : "");
	}
}

static void check_one(const struct sk_report *report, const struct sk_verdicts *verdicts, const struct sk_verdict *verdict)
{
	const struct sk_control *control = verdict->control;
	sk_buf_print(report->out, "%s %s · %s\n", control->row.id, text_in(report, &control->label), sk_word_state(verdict->state));
	limits_of(report, verdicts, control);
	checks_of(report, verdicts, verdict);
	subjects_of(report, verdict);
}

static void check_all(const struct sk_report *report, const struct sk_verdicts *verdicts)
{
	for (size_t i = 0; i < verdicts->count; i++) {
		const struct sk_verdict *verdict = &verdicts->items[i];
		if (verdict->control->checks.count == 0)
			continue;
		sk_buf_text(report->out, "  ");
		text_cell(report, verdict->control->row.id, 6);
		text_cell(report, sk_word_state(verdict->state), STATE_COLUMNS);
		text_cell(report, sk_word_method(verdict->method), 18);
		text_tail(report, text_in(report, &verdict->control->label), 38);
	}
}

SK_OUTCOME sk_report_check(const struct sk_report *report, const struct sk_register *register_, const struct sk_control *control)
{
	const struct sk_verdicts *verdicts = register_->verdicts;
	text_site(report, verdicts->site, report->out);
	sk_buf_text(report->out, "\n");
	text_trouble(report, register_);
	if (control)
		check_one(report, verdicts, sk_check_verdict(verdicts, control));
	else
		check_all(report, verdicts);
	return sk_buf_check(report->out, report->error);
}

/* ---- JSON ---- */

static json_t *word(const struct sk_choices *choices, int which)
{
	return json_string(choices->words[which]);
}

json_t *json_look(const struct sk_look *look)
{
	json_t *object = json_object();
	bool lost = look->known == SK_LOOK_LOST;
	json_put(object, "known", word(&sk_words_look_known, (int)look->known));
	json_put(object, "status", lost ? json_null() : word(&sk_words_status, (int)look->status));
	json_put(object, "method", word(&sk_words_fact_method, (int)look->method));
	json_put(object, "at", json_time(look->at));
	json_put(object, "source", json_text(look->coverage[0].source));
	json_put(object, "source_digest", json_text(look->coverage[0].digest));
	json_put_int(object, "rows", (long long)look->fact_count);
	json_put(object, "file", json_text(look->bundle->file));
	json_put(object, "line", lost ? json_null() : json_integer(look->coverage[0].line));
	json_put(object, "digest", json_text(look->bundle->digest[0] ? look->bundle->digest : NULL));
	json_put(object, "collector", json_text(look->bundle->collector_id));
	json_put(object, "host", json_text(look->bundle->host));
	json_put(object, "sequence", look->bundle->sequence ? json_integer(look->bundle->sequence) : json_null());
	return object;
}

/* What many facts, or many subjects, would fill the tree with ends when it is half full: every verdict still has its place in it. */
static json_t *json_needs(const struct sk_result *result)
{
	json_t *array = json_array();
	for (size_t i = 0; i < result->need_count && json_detailed(); i++) {
		const struct sk_seen *need = &result->needs[i];
		json_t *object = json_object();
		json_put(object, "kind", json_text(need->kind->name));
		json_put(object, "subject", json_text(need->subject ? need->subject->id : NULL));
		json_put(object, "complete", json_boolean(need->complete));
		json_put(object, "fresh", json_boolean(need->fresh));
		json_put(object, "look", need->look ? json_look(need->look) : json_null());
		json_add(array, object);
	}
	return array;
}

static json_t *json_violations(const struct sk_result *result)
{
	json_t *array = json_array();
	for (size_t i = 0; i < result->violation_count && json_detailed(); i++) {
		const struct sk_violation *row = &result->violations[i];
		json_t *object = json_object();
		json_put(object, "reason", json_text(row->reason->id));
		json_put(object, "text", json_label(&row->reason->text));
		json_put(object, "state", word(&sk_words_reason_state, row->reason->state));
		json_put(object, "subject", json_text(row->subject->id));
		json_put(object, "file", json_text(row->look ? row->look->bundle->file : NULL));
		json_put(object, "line", row->look ? json_integer(row->fact ? row->fact->line : row->look->coverage[0].line) : json_null());
		json_add(array, object);
	}
	return array;
}

static json_t *json_stopped(const struct sk_stop *stop)
{
	if (!stop)
		return json_null();
	json_t *object = json_object();
	json_put(object, "subject", json_text(stop->look->subject->id));
	json_put_int(object, "facts", (long long)stop->facts);
	json_put(object, "kind", json_text(stop->look->kind->name));
	json_put(object, "file", json_text(stop->look->bundle->file));
	json_put(object, "collector", json_text(stop->look->bundle->collector_id));
	json_put(object, "host", json_text(stop->look->bundle->host));
	return object;
}

/* A list and how many of it are left out. */
static void json_put_list(json_t *object, const char *key, const char *left_out, json_t *list, size_t count)
{
	size_t listed = json_array_size(list);
	json_put(object, key, list);
	json_put_int(object, left_out, (long long)(count - listed));
}

json_t *json_results(const struct sk_finding *finding)
{
	json_t *array = json_array();
	for (size_t i = 0; i < finding->result_count; i++) {
		const struct sk_result *result = &finding->results[i];
		json_t *object = json_object();
		json_put(object, "check", json_text(result->check->id));
		json_put(object, "layer", word(&sk_words_layer, result->check->layer));
		json_put(object, "verdict", word(&sk_words_state, (int)result->state));
		json_put(object, "says", json_boolean(result->says));
		json_put(object, "lost", json_boolean(result->lost));
		json_put(object, "method", word(&sk_words_method, (int)result->method));
		json_put(object, "looked", result->looked ? json_time(result->looked) : json_null());
		json_put(object, "stale_after", result->stale_after ? json_time(result->stale_after) : json_null());
		json_put(object, "stopped", json_stopped(result->stopped));
		json_put_list(object, "violations", "violations_left_out", json_violations(result), result->violation_count);
		json_put_list(object, "needs", "needs_left_out", json_needs(result), result->need_count);
		json_add(array, object);
	}
	return array;
}

static json_t *json_check(const struct sk_check *check)
{
	json_t *object = json_object();
	json_put(object, "id", json_text(check->id));
	json_put(object, "layer", word(&sk_words_layer, check->layer));
	json_put(object, "decides", word(&sk_words_decides, check->decides));
	json_put(object, "needs", json_ids(&check->needs));
	json_put(object, "through", json_ids(&check->through));
	json_put_int(object, "max_age", check->max_age);
	json_put(object, "sql", json_text(check->sql));
	json_put(object, "file", json_text(check->place.file));
	json_put_int(object, "line", check->place.line);
	return object;
}

static json_t *json_queries(const struct sk_verdicts *verdicts, const struct sk_control *control)
{
	json_t *array = json_array();
	SK_LIST_EACH(struct sk_check, check, &control->checks)
		json_add(array, json_check(check));
	SK_LIST_EACH(struct sk_check, check, &verdicts->site->own.checks)
		if (strcmp(check->control_id, control->row.id) == 0)
			json_add(array, json_check(check));
	return array;
}

SK_OUTCOME sk_report_check_json(const struct sk_report *report, const struct sk_register *register_, const struct sk_control *control)
{
	const struct sk_verdicts *verdicts = register_->verdicts;
	json_t *root = json_object(), *controls = json_array();
	json_put(root, "format", json_string(SK_REPORT_CHECK_FORMAT));
	json_put(root, "at", json_time(verdicts->at));
	json_put(root, "site", json_site(verdicts->site));
	json_put_int(root, "refused", (long long)register_->counts.refused);
	for (size_t i = 0; i < verdicts->count; i++) {
		const struct sk_verdict *verdict = &verdicts->items[i];
		if (control ? verdict->control != control : verdict->control->checks.count == 0)
			continue;
		json_t *object = json_verdict(verdicts, verdict);
		json_put(object, "checks", json_queries(verdicts, verdict->control));
		json_add(controls, object);
	}
	json_put(root, "controls", controls);
	return json_finish(report, root);
}
