/* The device ledger: what it holds, what a sheet says anew, and what it and the subjects of site.yaml do not both have. */
#include "report/json.h"
#include "report/text.h"

static void put_days(struct sk_buf *out, const struct sk_ledger_state *state)
{
	char last[SK_TIME_TEXT], oldest[SK_TIME_TEXT];
	sk_date_print(state->last, last);
	sk_date_print(state->oldest, oldest);
	sk_buf_print(out, _(" Reviewed: %zu of %zu, last on %s, longest ago on %s."), state->reviewed, state->in_use, last, oldest);
}

void sk_word_ledger(const struct sk_ledger *ledger, sk_time day, struct sk_buf *out)
{
	struct sk_ledger_state state = sk_ledger_state(ledger, day);
	if (!ledger) {
		sk_buf_print(out, "%s", _("There is no ledger.yaml yet."));
		return;
	}
	sk_buf_print(out, _("ledger.yaml: %zu entries, %zu in use."), state.entries, state.in_use);
	if (state.reviewed > 0)
		put_days(out, &state);
	else
		sk_buf_print(out, _(" Reviewed: 0 of %zu."), state.in_use);
}

static const char *head_of(const struct sk_report *report, int column)
{
	return text_in(report, &sk_ledger_heads[column]);
}

/* A comma in either language. */
static const char *between(const struct sk_report *report)
{
	return report->lang == SK_LANG_JA ? "、" : ", ";
}

/* ---- what is new ---- */

static void put_new(const struct sk_report *report, const struct sk_device_change *change)
{
	SK_BUF_SCOPE line = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_print(&line, _("%s is new: %s"), change->values[SK_DEVICE_NUMBER], change->values[SK_DEVICE_NAME]);
	for (int column = SK_DEVICE_CLASS; column < SK_DEVICE_COLUMNS; column++)
		if (change->values[column])
			sk_buf_print(&line, " · %s: %s", head_of(report, column), sk_ledger_shown(column, change->values[column], report->lang));
	text_wrap(report, text_of(report, &line), 2, SK_SCREEN_COLUMNS);
}

static void put_changed(const struct sk_report *report, const struct sk_device_change *change, const struct sk_device *before)
{
	for (int column = SK_DEVICE_NAME; column < SK_DEVICE_COLUMNS; column++) {
		SK_BUF_SCOPE line = SK_BUF(TEXT_PIECE_MAX);
		if (!change->values[column])
			continue;
		const char *old = before->values[column] ? sk_ledger_shown(column, before->values[column], report->lang) : _("nothing");
		sk_buf_print(&line, "%s %s · %s: %s → %s", before->values[SK_DEVICE_NUMBER], before->values[SK_DEVICE_NAME], head_of(report, column), old,
			     sk_ledger_shown(column, change->values[column], report->lang));
		text_wrap(report, text_of(report, &line), 2, SK_SCREEN_COLUMNS);
	}
}

SK_OUTCOME sk_report_ledger_taken(const struct sk_report *report, const struct sk_ledger_report *ledger)
{
	const struct sk_ledger_taken *taken = ledger->taken;
	SK_BUF_SCOPE line = SK_BUF(TEXT_PIECE_MAX);
	text_site(report, ledger->register_->site, report->out);
	sk_buf_text(report->out, "\n");
	sk_buf_print(&line, _("Device ledger. New: %zu. Changed: %zu. The same as before: %zu. Left empty, so nothing changes: %zu. In ledger.yaml and not on this sheet, so they stay: %zu."),
		     taken->added, taken->count - taken->added, taken->same, taken->empty, taken->absent);
	text_wrap(report, text_of(report, &line), 0, SK_SCREEN_COLUMNS);
	for (size_t i = 0; i < taken->count; i++) {
		if (taken->before[i])
			put_changed(report, &taken->items[i], taken->before[i]);
		else
			put_new(report, &taken->items[i]);
	}
	return sk_buf_check(report->out, report->error);
}

/* ---- what does not stand in both ---- */

static void put_lacking(const struct sk_report *report, const struct sk_ledger_report *ledger)
{
	const struct sk_register *register_ = ledger->register_;
	SK_BUF_SCOPE line = SK_BUF(TEXT_PIECE_MAX);
	size_t count = 0;
	sk_buf_print(&line, "%s ", _("Devices of site.yaml that no entry names:"));
	SK_LIST_EACH(struct sk_subject, subject, &register_->site->subjects)
		if (sk_ledger_lacks(ledger->ledger, subject, register_->verdicts->day))
			sk_buf_print(&line, "%s%s", count++ ? between(report) : "", subject->id);
	if (count > 0)
		text_wrap(report, text_of(report, &line), 0, SK_SCREEN_COLUMNS);
}

static void put_outside(const struct sk_report *report, const struct sk_ledger_report *ledger)
{
	SK_BUF_SCOPE line = SK_BUF(TEXT_PIECE_MAX);
	size_t count = 0;
	if (!ledger->ledger)
		return;
	sk_buf_print(&line, "%s ", _("Entries on the network that are no subject of site.yaml, so that nothing here is judged about them:"));
	SK_LIST_EACH(struct sk_device, device, &ledger->ledger->devices)
		if (sk_device_is_outside(device, ledger->register_->verdicts->day))
			sk_buf_print(&line, "%s%s %s", count++ ? between(report) : "", device->values[SK_DEVICE_NUMBER], device->values[SK_DEVICE_NAME]);
	if (count > 0)
		text_wrap(report, text_of(report, &line), 0, SK_SCREEN_COLUMNS);
}

SK_OUTCOME sk_report_ledger_gaps(const struct sk_report *report, const struct sk_ledger_report *ledger)
{
	SK_BUF_SCOPE line = SK_BUF(TEXT_PIECE_MAX);
	sk_word_ledger(ledger->ledger, ledger->register_->verdicts->day, &line);
	text_wrap(report, text_of(report, &line), 0, SK_SCREEN_COLUMNS);
	put_lacking(report, ledger);
	put_outside(report, ledger);
	text_wrap(report, _("By itself the ledger makes no control done: answer the question of H21, or sign the ledger as evidence (sekisho answer --record COLLECTOR)."), 0, SK_SCREEN_COLUMNS);
	return sk_buf_check(report->out, report->error);
}

/* ---- for programs ---- */

static json_t *entry_json(const struct sk_device_change *change, const struct sk_device *before)
{
	json_t *object = json_object(), *cells = json_array();
	const char *name = change->values[SK_DEVICE_NAME] ? change->values[SK_DEVICE_NAME] : before->values[SK_DEVICE_NAME];
	json_put(object, "number", json_text(change->values[SK_DEVICE_NUMBER]));
	json_put(object, "name", json_text(name));
	json_put(object, "new", json_boolean(before == NULL));
	for (int column = SK_DEVICE_NAME; column < SK_DEVICE_COLUMNS; column++) {
		if (!change->values[column])
			continue;
		json_t *cell = json_object();
		json_put(cell, "key", json_text(sk_device_fields[column].key));
		json_put(cell, "before", json_text(before ? before->values[column] : NULL));
		json_put(cell, "after", json_text(change->values[column]));
		json_add(cells, cell);
	}
	json_put(object, "cells", cells);
	return object;
}

static json_t *state_json(const struct sk_ledger_report *ledger)
{
	struct sk_ledger_state state = sk_ledger_state(ledger->ledger, ledger->register_->verdicts->day);
	json_t *object = json_object();
	json_put_int(object, "entries", (long long)state.entries);
	json_put_int(object, "in_use", (long long)state.in_use);
	json_put_int(object, "reviewed", (long long)state.reviewed);
	json_put(object, "last_review", json_date(state.last));
	json_put(object, "oldest_review", json_date(state.oldest));
	return object;
}

SK_OUTCOME sk_report_ledger_json(const struct sk_report *report, const struct sk_ledger_report *ledger)
{
	const struct sk_register *register_ = ledger->register_;
	json_t *root = json_head(SK_REPORT_LEDGER_FORMAT, register_), *entries = json_array(), *lacking = json_array(), *outside = json_array();
	for (size_t i = 0; i < ledger->taken->count; i++)
		json_add(entries, entry_json(&ledger->taken->items[i], ledger->taken->before[i]));
	SK_LIST_EACH(struct sk_subject, subject, &register_->site->subjects)
		if (sk_ledger_lacks(ledger->ledger, subject, register_->verdicts->day))
			json_add(lacking, json_text(subject->id));
	if (ledger->ledger)
		SK_LIST_EACH(struct sk_device, device, &ledger->ledger->devices)
			if (sk_device_is_outside(device, register_->verdicts->day))
				json_add(outside, json_text(device->values[SK_DEVICE_NUMBER]));
	json_put(root, "entries", entries);
	json_put_int(root, "empty", (long long)ledger->taken->empty);
	json_put_int(root, "same", (long long)ledger->taken->same);
	json_put_int(root, "absent", (long long)ledger->taken->absent);
	json_put(root, "stored", json_boolean(ledger->stored));
	json_put(root, "ledger", ledger->ledger ? state_json(ledger) : json_null());
	json_put(root, "lacking", lacking);
	json_put(root, "outside", outside);
	return json_finish(report, root);
}
