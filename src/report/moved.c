/* What moved from one assessment to another. */
#include "report/json.h"
#include "report/text.h"

#include <inttypes.h>
#include <string.h>

enum { RISKS_SHOWN = 12, CHANGES_SHOWN = 30, FILES_SHOWN = 8, DIGEST_SHOWN = 12, ID_COLUMNS = 18, VALUE_COLUMNS = 16, NOUN_COLUMNS = 42, INDENT = 6, IDS_SHOWN = 3 };

struct telling {
	const struct sk_report *report;
	const struct sk_site *site;
	const struct sk_past_diff *diff;
};

static void wrapped(const struct telling *telling, const struct sk_buf *text, size_t indent)
{
	text_wrap(telling->report, text_of(telling->report, text), indent, SK_SCREEN_COLUMNS);
}

static void put_filled(struct sk_buf *out, const char *format, const char *a, const char *b, const char *c)
{
	const char *with[] = {a, b, c};
	sk_message_fill(out, format, with, SK_COUNT(with));
}

/* ---- head ---- */

static void put_one(const struct sk_past *past, struct sk_buf *out)
{
	char at[SK_TIME_TEXT];
	sk_time_print(past->at, at);
	if (past->number)
		sk_buf_print(out, _("number %lld"), (long long)past->number);
	else
		sk_buf_text(out, _("now"));
	sk_buf_print(out, " (%s)", at);
}

static void put_sentence(const struct telling *telling, bool wanted, const char *sentence, struct sk_buf *out)
{
	if (wanted)
		sk_buf_print(out, "%s%s", telling->report->lang == SK_LANG_EN && out->length ? " " : "", sentence);
}

static void rules(const struct telling *telling)
{
	const struct sk_past_diff *diff = telling->diff;
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	if (sk_past_same_series(diff))
		return;
	put_sentence(telling, true, _("! The two were not made by the same rules:"), &out);
	put_sentence(telling, diff->catalogue, _("the guidance data are others."), &out);
	put_sentence(telling, diff->method, _("Sekisho's method is another one."), &out);
	put_sentence(telling, diff->readings, _("this site follows other readings."), &out);
	put_sentence(telling, true, _("What other rules moved, and what was seen or said, is told apart below where it can be."), &out);
	wrapped(telling, &out, 0);
}

static void line(const struct telling *telling)
{
	const struct sk_past *was = telling->diff->was, *is = telling->diff->is;
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	if (telling->diff->line)
		sk_buf_print(&out, _("! The line is another one: %d → %d"), (int)was->line, (int)is->line);
	if (telling->diff->line && *is->line_by)
		put_filled(&out, _(" (approved by %1)"), is->line_by, NULL, NULL);
	wrapped(telling, &out, 0);
}

static void head(const struct telling *telling)
{
	const struct sk_past_diff *diff = telling->diff;
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	text_site(telling->report, telling->site, &out);
	wrapped(telling, &out, 0);
	sk_buf_clear(&out);
	put_one(diff->was, &out);
	sk_buf_text(&out, " → ");
	put_one(diff->is, &out);
	wrapped(telling, &out, 0);
	rules(telling);
	line(telling);
	sk_buf_clear(&out);
	sk_buf_print(&out, _("Open: %zu of %zu risks at or over %d → %zu of %zu at or over %d"), diff->was->counts.open, diff->was->counts.over_line, (int)diff->was->line,
		     diff->is->counts.open, diff->is->counts.over_line, (int)diff->is->line);
	wrapped(telling, &out, 0);
}

/* ---- risks ---- */

static const char *standing_text(enum sk_past_standing standing)
{
	static const char *const words[] = {
		[SK_STANDS_OUT] = N_("does not concern the site"), [SK_STANDS_UNDER] = N_("below the line"), [SK_STANDS_TREATED] = N_("confirmed under the line"),
		[SK_STANDS_UNKNOWN] = N_("not known"),		   [SK_STANDS_OVER] = N_("a control is missing"),
		[SK_STANDS_BEYOND] = N_("over it even when done"),
	};
	return sk_message(words[standing]);
}

/* Facts alone are not named: it is what one expects. */
static void put_by(const struct sk_past_move *move, struct sk_buf *out)
{
	static const struct {
		unsigned bit;
		const char *word;
	} words[] = {{SK_MOVED_BY_FACTS, N_("what was seen or said")}, {SK_MOVED_BY_RULES, N_("other rules")}, {SK_MOVED_BY_SETTING, N_("settings in site.yaml")}, {SK_MOVED_BY_LINE, N_("the line")}};
	const char *between = _(" — by: ");
	if (move->by == SK_MOVED_BY_FACTS || move->by == 0)
		return;
	for (size_t i = 0; i < SK_COUNT(words); i++) {
		if (!(move->by & words[i].bit))
			continue;
		sk_buf_print(out, "%s%s", between, sk_message(words[i].word));
		between = _(", ");
	}
}

static void put_value(const struct sk_past_risk *risk, struct sk_buf *out)
{
	if (!risk || risk->exclusion != SK_INCLUDED)
		sk_buf_text(out, "-");
	else if (risk->low == risk->high)
		sk_buf_print(out, "%" PRId64, risk->high);
	else
		sk_buf_print(out, "%" PRId64 "-%" PRId64, risk->low, risk->high);
}

static const struct sk_past_risk *either(const struct sk_past_move *move)
{
	return move->is ? move->is : move->was;
}

static const struct sk_scenario *scenario_of(const struct telling *telling, const struct sk_past_move *move)
{
	return sk_catalogue_scenario(telling->site->catalogue, either(move)->scenario);
}

static void risk_line(const struct telling *telling, const struct sk_past_move *move)
{
	const struct sk_report *report = telling->report;
	const struct sk_scenario *scenario = scenario_of(telling, move);
	SK_BUF_SCOPE values = SK_BUF(TEXT_PIECE_MAX), out = SK_BUF(TEXT_PIECE_MAX), by = SK_BUF(TEXT_PIECE_MAX);
	put_value(move->was, &values);
	sk_buf_text(&values, " → ");
	put_value(move->is, &values);
	sk_buf_print(&out, "%s → %s", standing_text(move->stood), standing_text(move->stands));
	put_by(move, &by);
	sk_buf_text(report->out, "    ");
	text_cell(report, either(move)->scenario, ID_COLUMNS);
	text_cell(report, text_of(report, &values), VALUE_COLUMNS);
	text_tail(report, scenario ? text_asset(report, scenario->asset) : _("(not in the guidance data of now)"), NOUN_COLUMNS);
	sk_buf_text(&out, text_of(report, &by));
	wrapped(telling, &out, INDENT);
}

static bool stays_open(const struct sk_past_move *move)
{
	return !sk_past_came_over(move) && !sk_past_went_under(move) && move->stood != move->stands && sk_past_open(move->stands);
}

typedef bool is_one(const struct sk_past_move *move);

/* One heading a vulnerability; below it its risks. The first of them is at `first`. */
static size_t group(const struct telling *telling, is_one *wanted, size_t first, size_t room)
{
	const struct sk_past_diff *diff = telling->diff;
	const struct sk_scenario *scenario = scenario_of(telling, &diff->moves[first]), *other;
	SK_BUF_SCOPE heading = SK_BUF(TEXT_PIECE_MAX);
	size_t told = 0;
	if (scenario)
		sk_buf_print(&heading, "%s %s — %s", scenario->vulnerability->row.id, text_in(telling->report, &scenario->threat->label), text_in(telling->report, &scenario->vulnerability->label));
	wrapped(telling, &heading, 2);
	for (size_t i = first; i < diff->move_count && told < room; i++) {
		other = scenario_of(telling, &diff->moves[i]);
		bool same = scenario && other ? other->vulnerability == scenario->vulnerability : !scenario && !other;
		told += wanted(&diff->moves[i]) && same;
		if (wanted(&diff->moves[i]) && same)
			risk_line(telling, &diff->moves[i]);
	}
	return told;
}

/* Whether a risk of the same vulnerability stands before it. */
static bool is_told(const struct telling *telling, is_one *wanted, size_t at)
{
	const struct sk_scenario *scenario = scenario_of(telling, &telling->diff->moves[at]), *other;
	for (size_t i = 0; i < at; i++) {
		other = scenario_of(telling, &telling->diff->moves[i]);
		if (wanted(&telling->diff->moves[i]) && (scenario && other ? other->vulnerability == scenario->vulnerability : !scenario && !other))
			return true;
	}
	return false;
}

static void risks(const struct telling *telling, const char *title, is_one *wanted)
{
	const struct sk_past_diff *diff = telling->diff;
	size_t count = 0, told = 0;
	for (size_t i = 0; i < diff->move_count; i++)
		count += wanted(&diff->moves[i]);
	if (count == 0)
		return;
	sk_buf_print(telling->report->out, "\n%s: ", title);
	sk_buf_print(telling->report->out, _("%zu of %zu risks"), count, diff->is->counts.scenarios);
	sk_buf_text(telling->report->out, "\n");
	for (size_t i = 0; i < diff->move_count && told < RISKS_SHOWN; i++)
		if (wanted(&diff->moves[i]) && !is_told(telling, wanted, i))
			told += group(telling, wanted, i, RISKS_SHOWN - told);
	if (told < count)
		sk_buf_print(telling->report->out, _("  and %zu more (--json lists them)\n"), count - told);
}

/* ---- what moved them ---- */

static const struct sk_check_reason *reason_of(const struct sk_site *site, const struct sk_past_finding *finding)
{
	const struct sk_control *control = sk_catalogue_control(site->catalogue, finding->control);
	if (!control || !*finding->reason)
		return NULL;
	SK_LIST_EACH(struct sk_check, check, &control->checks)
		SK_LIST_EACH(struct sk_check_reason, reason, &check->reasons)
			if (strcmp(check->id, finding->check) == 0 && strcmp(reason->id, finding->reason) == 0)
				return reason;
	return NULL;
}

/* "site.yaml, line 63". */
static void put_place(const struct sk_past_source *source, struct sk_buf *out)
{
	sk_buf_text(out, _(" ("));
	if (source->line)
		sk_buf_print(out, _("%s, line %lld"), source->file, (long long)source->line);
	else
		sk_buf_text(out, source->file);
	if (*source->bundle)
		sk_buf_print(out, _(", sha256 %.*s..."), DIGEST_SHOWN, source->bundle);
	sk_buf_text(out, _(")"));
}

static void put_said(const struct telling *telling, const struct sk_past_change *change, struct sk_buf *out)
{
	char date[SK_TIME_TEXT];
	const struct sk_past_source *source = &change->is->source;
	(void)telling;
	if (!*source->file) {
		sk_buf_text(out, _("the answer is not there any more"));
		put_place(&change->was->source, out);
		return;
	}
	sk_date_print(source->looked, date);
	put_filled(out, _("said by %1 on %2"), source->by, date, NULL);
	put_place(source, out);
}

/* What was found and is not any more; what counts now was there before. */
static void put_gone(const struct telling *telling, const struct sk_past_change *change, struct sk_buf *out)
{
	const struct sk_check_reason *reason = reason_of(telling->site, change->was);
	if (!change->old)
		return;
	if (reason)
		put_filled(out, _("not found any more: %1; what counts now: "), text_in(telling->report, &reason->text), NULL, NULL);
	else
		sk_buf_text(out, _("what counted before does not any more; what counts now: "));
}

static void put_seen(const struct telling *telling, const struct sk_past_change *change, struct sk_buf *out)
{
	const struct sk_check_reason *reason = reason_of(telling->site, change->is);
	const struct sk_past_source *source = &change->is->source;
	char at[SK_TIME_TEXT];
	if (!*source->bundle) {
		sk_buf_text(out, _("evidence that decided does not decide any more"));
		put_place(&change->was->source, out);
		return;
	}
	put_gone(telling, change, out);
	sk_time_print(source->looked, at);
	if (reason)
		put_filled(out, _("seen %1: %2"), at, text_in(telling->report, &reason->text), NULL);
	else
		put_filled(out, _("seen %1, and nothing is wrong"), at, NULL, NULL);
	put_place(source, out);
}

/* Where something else counts then, that. */
static void put_stale(const struct telling *telling, const struct sk_past_change *change, struct sk_buf *out)
{
	const struct sk_past_source *now = &change->is->source;
	char date[SK_TIME_TEXT];
	sk_date_print(sk_day_in_japan(change->was->stale_after), date);
	put_filled(out, _("out of date: what was known held until %1"), date, NULL, NULL);
	put_place(&change->was->source, out);
	if (change->is->state == SK_STALE || !*now->file)
		return;
	sk_buf_text(out, _("; what counts now: "));
	if (*now->bundle)
		put_seen(telling, &(struct sk_past_change){change->was, change->is, SK_CAUSE_SEEN, false}, out);
	else
		put_said(telling, change, out);
}

static void put_time(const struct telling *telling, const struct sk_past_change *change, struct sk_buf *out)
{
	const struct sk_check_reason *reason = reason_of(telling->site, change->is ? change->is : change->was);
	if (reason)
		put_filled(out, _("by the time that passed: %1"), text_in(telling->report, &reason->text), NULL, NULL);
	else
		sk_buf_text(out, _("by the time that passed"));
	put_place(&(change->is ? change->is : change->was)->source, out);
}

static void put_plain(const struct telling *telling, const struct sk_past_change *change, struct sk_buf *out)
{
	static const char *const words[] = {
		[SK_CAUSE_CAME] = N_("new in site.yaml"), [SK_CAUSE_WENT] = N_("not in site.yaml any more, or out of scope"),
		[SK_CAUSE_SETTING] = N_("what says so is as it was; site.yaml sets something otherwise"), [SK_CAUSE_RULES] = N_("what says so is as it was; the rules are others"),
	};
	(void)telling;
	sk_buf_text(out, sk_message(words[change->cause]));
}

static void put_because(const struct telling *telling, const struct sk_past_change *change, struct sk_buf *out)
{
	static void (*const writers[])(const struct telling *, const struct sk_past_change *, struct sk_buf *) = {
		[SK_CAUSE_SAID] = put_said,   [SK_CAUSE_SEEN] = put_seen,  [SK_CAUSE_STALE] = put_stale,   [SK_CAUSE_TIME] = put_time,
		[SK_CAUSE_CAME] = put_plain, [SK_CAUSE_WENT] = put_plain, [SK_CAUSE_SETTING] = put_plain, [SK_CAUSE_RULES] = put_plain,
	};
	writers[change->cause](telling, change, out);
}

static void put_known(const struct sk_past_finding *finding, struct sk_buf *out)
{
	if (!finding) {
		sk_buf_text(out, _("not there"));
		return;
	}
	sk_buf_print(out, "%s (%s)%s", sk_word_state((enum sk_state)finding->state), sk_word_method((enum sk_method)finding->method), finding->contradicts ? _(" · contradiction") : "");
}

/* Of the risks that need the control there, those that crossed the line. */
static void crossed(const struct telling *telling, const struct sk_past_change *change, const char *title, is_one *wanted)
{
	const struct sk_past_diff *diff = telling->diff;
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	size_t count = 0;
	for (size_t i = 0; i < diff->move_count; i++) {
		if (!wanted(&diff->moves[i]) || !sk_past_concerns(change, &diff->moves[i]))
			continue;
		if (count++ < IDS_SHOWN)
			sk_buf_print(&out, "%s%s", out.length ? ", " : title, either(&diff->moves[i])->scenario);
	}
	if (count > IDS_SHOWN)
		sk_buf_print(&out, _(" and %zu more"), count - IDS_SHOWN);
	wrapped(telling, &out, 4);
}

static void change_lines(const struct telling *telling, const struct sk_past_change *change)
{
	const struct sk_past_finding *finding = change->is ? change->is : change->was;
	const struct sk_control *control = sk_catalogue_control(telling->site->catalogue, finding->control);
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_print(&out, "%s %s", finding->control, *finding->subject ? finding->subject : finding->place);
	if (control)
		sk_buf_print(&out, " %s", text_in(telling->report, &control->label));
	wrapped(telling, &out, 2);
	sk_buf_clear(&out);
	put_known(change->was, &out);
	sk_buf_text(&out, " → ");
	put_known(change->is, &out);
	wrapped(telling, &out, 4);
	sk_buf_clear(&out);
	put_because(telling, change, &out);
	wrapped(telling, &out, 4);
	crossed(telling, change, _("had a part in what came over the line: "), sk_past_came_over);
	crossed(telling, change, _("had a part in what went under the line: "), sk_past_went_under);
}

static void changes(const struct telling *telling)
{
	const struct sk_past_diff *diff = telling->diff;
	if (diff->change_count == 0)
		return;
	sk_buf_text(telling->report->out, "\n");
	sk_buf_print(telling->report->out, _("What moved: %zu of %zu controls at devices and the like"), diff->change_count, diff->is->finding_count);
	sk_buf_text(telling->report->out, "\n");
	for (size_t i = 0; i < diff->change_count && i < CHANGES_SHOWN; i++)
		change_lines(telling, &diff->changes[i]);
	if (diff->change_count > CHANGES_SHOWN)
		sk_buf_print(telling->report->out, _("  and %zu more (--json lists them)\n"), diff->change_count - CHANGES_SHOWN);
}

static void files(const struct telling *telling)
{
	const struct sk_past_diff *diff = telling->diff;
	if (diff->file_count == 0)
		return;
	sk_buf_print(telling->report->out, "\n%s\n", _("Files that are otherwise (+ new, - gone, * changed)"));
	for (size_t i = 0; i < diff->file_count && i < FILES_SHOWN; i++) {
		const struct sk_past_file *file = &diff->files[i];
		sk_buf_print(telling->report->out, "  %s %s\n", !file->was ? "+" : !file->is ? "-" : "*", (file->is ? file->is : file->was)->name);
	}
	if (diff->file_count > FILES_SHOWN)
		sk_buf_print(telling->report->out, _("  and %zu more (--json lists them)\n"), diff->file_count - FILES_SHOWN);
}

/* Those that stay on their side of the line. */
static void others(const struct telling *telling)
{
	const struct sk_past_diff *diff = telling->diff;
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	size_t count = 0;
	for (size_t i = 0; i < diff->move_count; i++)
		count += !sk_past_came_over(&diff->moves[i]) && !sk_past_went_under(&diff->moves[i]) && !stays_open(&diff->moves[i]);
	if (count > 0)
		sk_buf_print(&out, _("On the same side of the line, with another value, level or set of controls: %zu risks (--json lists them)"), count);
	if (count > 0)
		sk_buf_text(telling->report->out, "\n");
	wrapped(telling, &out, 0);
}

sk_outcome sk_report_moved(const struct sk_report *report, const struct sk_site *site, const struct sk_past_diff *diff)
{
	const struct telling telling = {report, site, diff};
	head(&telling);
	risks(&telling, _("Came over the line"), sk_past_came_over);
	risks(&telling, _("Went under the line"), sk_past_went_under);
	risks(&telling, _("Over it as before, and known otherwise"), stays_open);
	others(&telling);
	changes(&telling);
	if (diff->change_count + diff->move_count == 0 && !diff->line)
		sk_buf_print(report->out, "%s\n", _("Nothing moved."));
	files(&telling);
	return sk_buf_check(report->out, report->error);
}

/* ---- JSON ---- */

static json_t *json_finding(const struct sk_past_finding *finding)
{
	if (!finding)
		return json_null();
	json_t *object = json_past_row(&sk_past_findings, finding);
	json_put(object, "source", json_past_row(&sk_past_sources, &finding->source));
	json_put(object, "stale_after", finding->stale_after ? json_time(finding->stale_after) : json_null());
	return object;
}

static json_t *json_either(const struct sk_past_table *table, const void *row)
{
	return row ? json_past_row(table, row) : json_null();
}

static json_t *json_moved_by(unsigned by)
{
	static const char *const words[] = {"facts", "rules", "settings", "line"};
	json_t *array = json_array();
	for (size_t i = 0; i < SK_COUNT(words); i++)
		if (by & 1u << i)
			json_add(array, json_string(words[i]));
	return array;
}

static json_t *json_move(const struct sk_past_move *move)
{
	json_t *object = json_object();
	json_put(object, "scenario", json_string(either(move)->scenario));
	json_put(object, "came_over", json_boolean(sk_past_came_over(move)));
	json_put(object, "went_under", json_boolean(sk_past_went_under(move)));
	json_put(object, "stood", json_string(sk_words_past_standing.words[move->stood]));
	json_put(object, "stands", json_string(sk_words_past_standing.words[move->stands]));
	json_put(object, "by", json_moved_by(move->by));
	json_put(object, "levels", json_boolean(move->levels));
	json_put(object, "needs", json_boolean(move->needs));
	json_put(object, "was", json_either(&sk_past_risks, move->was));
	json_put(object, "is", json_either(&sk_past_risks, move->is));
	return object;
}

static json_t *json_change(const struct sk_past_diff *diff, const struct sk_past_change *change)
{
	json_t *object = json_object(), *moved = json_array();
	const struct sk_past_finding *finding = change->is ? change->is : change->was;
	json_put(object, "control", json_string(finding->control));
	json_put(object, "place", json_string(finding->place));
	json_put(object, "subject", json_text(*finding->subject ? finding->subject : NULL));
	json_put(object, "because", json_string(sk_words_past_cause.words[change->cause]));
	json_put(object, "was", json_finding(change->was));
	json_put(object, "is", json_finding(change->is));
	for (size_t i = 0; i < diff->move_count && !json_full(); i++)
		if (sk_past_concerns(change, &diff->moves[i]))
			json_add(moved, json_string(either(&diff->moves[i])->scenario));
	json_put(object, "moved", moved);
	return object;
}

static json_t *json_file(const struct sk_past_file *file)
{
	json_t *object = json_object();
	json_put(object, "was", json_either(&sk_past_inputs, file->was));
	json_put(object, "is", json_either(&sk_past_inputs, file->is));
	return object;
}

static json_t *json_rules(const struct sk_past_diff *diff)
{
	json_t *object = json_object();
	json_put(object, "catalogue", json_boolean(diff->catalogue));
	json_put(object, "method", json_boolean(diff->method));
	json_put(object, "readings", json_boolean(diff->readings));
	return object;
}

sk_outcome sk_report_moved_json(const struct sk_report *report, const struct sk_past_diff *diff)
{
	json_t *root = json_object(), *changed = json_array(), *moved = json_array(), *other = json_array();
	json_put(root, "format", json_string(SK_REPORT_MOVED_FORMAT));
	json_put(root, "was", json_past(diff->was));
	json_put(root, "is", json_past(diff->is));
	json_put(root, "same_rules", json_boolean(sk_past_same_series(diff)));
	json_put(root, "other_rules", json_rules(diff));
	json_put(root, "other_line", json_boolean(diff->line));
	json_put_int(root, "came_over", (long long)diff->over);
	json_put_int(root, "went_under", (long long)diff->under);
	for (size_t i = 0; i < diff->move_count && !json_full(); i++)
		json_add(moved, json_move(&diff->moves[i]));
	json_put(root, "risks", moved);
	for (size_t i = 0; i < diff->change_count && !json_full(); i++)
		json_add(changed, json_change(diff, &diff->changes[i]));
	json_put(root, "controls", changed);
	for (size_t i = 0; i < diff->file_count && !json_full(); i++)
		json_add(other, json_file(&diff->files[i]));
	json_put(root, "files", other);
	return json_finish(report, root);
}
