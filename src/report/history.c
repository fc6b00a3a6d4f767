/* Assessments that are kept. */
#include "report/json.h"
#include "report/text.h"

#include <inttypes.h>
#include <string.h>

enum { NUMBER_COLUMNS = 6, TIME_COLUMNS = 22, COUNT_COLUMNS = 10, DIGEST_SHOWN = 8 };

/* ---- text ---- */

static void filled(const struct sk_report *report, size_t indent, const char *format, const char *const *with, size_t count)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	sk_message_fill(&out, format, with, count);
	text_wrap(report, text_of(report, &out), indent, SK_SCREEN_COLUMNS);
}

static void of_cell(const struct sk_report *report, size_t part, size_t whole)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_print(&out, "%zu/%zu", part, whole);
	text_cell(report, text_of(report, &out), COUNT_COLUMNS);
}

/* Rules are told apart by the beginning of their digest; a line says where they became others. */
static void past_line(const struct sk_report *report, const struct sk_past *past)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	char at[SK_TIME_TEXT];
	sk_time_print(past->at, at);
	sk_buf_print(&out, "%4" PRId64, past->number);
	text_cell(report, text_of(report, &out), NUMBER_COLUMNS);
	text_cell(report, at, TIME_COLUMNS);
	of_cell(report, past->counts.open, past->counts.over_line);
	of_cell(report, past->counts.evidenced, past->counts.over_line);
	of_cell(report, past->counts.controls_known, past->counts.controls);
	sk_buf_print(report->out, "%.*s\n", DIGEST_SHOWN, past->series.digest);
}

static bool same_rules(const struct sk_past *a, const struct sk_past *b)
{
	return strcmp(a->series.digest, b->series.digest) == 0;
}

static void put_part(struct sk_buf *out, bool differs, const char *what)
{
	if (differs)
		sk_buf_print(out, "%s%s", out->length ? _(", ") : "", what);
}

/* "the guidance data, the method". */
static void other_rules(const struct sk_past *was, const struct sk_past *is, struct sk_buf *out)
{
	put_part(out, strcmp(was->series.catalogue, is->series.catalogue) != 0, _("the guidance data"));
	put_part(out, was->series.method != is->series.method, _("Sekisho's method"));
	put_part(out, strcmp(was->series.readings, is->series.readings) != 0, _("the readings this site follows"));
}

static void series_line(const struct sk_report *report, const struct sk_past *was, const struct sk_past *is, size_t indent, const char *format)
{
	SK_BUF_SCOPE parts = SK_BUF(TEXT_PIECE_MAX);
	other_rules(was, is, &parts);
	const char *with[] = {text_of(report, &parts)};
	filled(report, indent, format, with, SK_COUNT(with));
}

static const char *name_of(const struct sk_report *report, const struct sk_past *past)
{
	const struct sk_label label = {*past->name_ja ? past->name_ja : NULL, *past->name_en ? past->name_en : NULL};
	return text_in(report, &label);
}

static void list(const struct sk_report *report, const struct sk_history_report *history)
{
	const struct sk_past *last = history->count ? &history->pasts[history->count - 1] : NULL;
	if (!last) {
		text_wrap(report, _("Nothing is kept yet. This keeps the assessment of now:"), 0, SK_SCREEN_COLUMNS);
		sk_buf_text(report->out, "  sekisho history keep\n");
		return;
	}
	sk_buf_print(report->out, "%s%s%s · ", last->example ? _("[EXAMPLE]") : "", last->example ? " " : "", name_of(report, last));
	sk_buf_print(report->out, _("%zu of %zu kept assessments"), history->count, history->all);
	sk_buf_text(report->out, "\n");
	text_wrap(report, _("Columns: number, as of, open of the risks at or over the line, confirmed under it, controls known, rules"), 0, SK_SCREEN_COLUMNS);
	for (size_t i = 0; i < history->count; i++) {
		if (i > 0 && !same_rules(&history->pasts[i - 1], &history->pasts[i]))
			series_line(report, &history->pasts[i - 1], &history->pasts[i], 4, _("— from here on by other rules: %1"));
		past_line(report, &history->pasts[i]);
	}
	if (history->count < history->all)
		text_wrap(report, _("All of them: sekisho history --all"), 0, SK_SCREEN_COLUMNS);
	sk_buf_print(report->out, _("What moved since then: sekisho diff %lld"), (long long)last->number);
	sk_buf_text(report->out, "\n");
}

static void kept(const struct sk_report *report, const struct sk_history_report *history)
{
	const struct sk_past *past = history->pasts;
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	char at[SK_TIME_TEXT];
	sk_time_print(past->at, at);
	sk_buf_print(&out, history->again ? _("Kept already, as number %lld in %s; nothing was changed: ") : _("Kept as number %lld in %s: "), (long long)past->number, history->file);
	sk_buf_print(&out, "%s%s%s · %s", past->example ? _("[EXAMPLE]") : "", past->example ? " " : "", name_of(report, past), at);
	text_wrap(report, text_of(report, &out), 0, SK_SCREEN_COLUMNS);
	sk_buf_clear(&out);
	sk_buf_print(&out, _("Open: %zu of %zu risks at or over %d. Kept: %zu risks, of which %zu concern the site; %zu controls at devices and the like; digests of %zu files."),
		     past->counts.open, past->counts.over_line, (int)past->line, past->risk_count, past->counts.scenarios, past->finding_count, past->input_count);
	text_wrap(report, text_of(report, &out), 2, SK_SCREEN_COLUMNS);
	if (history->before && !same_rules(history->before, past))
		series_line(report, history->before, past, 2, _("Not made by the same rules as the one before it: %1. Comparisons say so."));
	if (history->before)
		sk_buf_print(report->out, "  sekisho diff %" PRId64 " %" PRId64 "\n", history->before->number, past->number);
}

sk_outcome sk_report_history(const struct sk_report *report, const struct sk_history_report *history)
{
	if (history->kept)
		kept(report, history);
	else
		list(report, history);
	text_folder(report);
	return sk_buf_check(report->out, report->error);
}

/* ---- JSON ---- */

static json_t *json_column(const struct sk_past_column *column, const char *row)
{
	const void *value = row + column->offset;
	switch (column->type) {
	case SK_PAST_TEXT:
		return json_string(*(const char *const *)value);
	case SK_PAST_NUMBER:
		return json_integer(*(const int64_t *)value);
	case SK_PAST_FLAG:
		return json_boolean(*(const int64_t *)value);
	case SK_PAST_TIME:
		return *(const sk_time *)value ? json_time(*(const sk_time *)value) : json_null();
	case SK_PAST_COUNT:
		return json_integer((json_int_t)*(const size_t *)value);
	case SK_PAST_WORD:
		return json_string(column->words->words[*(const int *)value]);
	}
	return NULL;
}

json_t *json_past_row(const struct sk_past_table *table, const void *row)
{
	json_t *object = json_object(), *counts = json_object();
	bool counted = false;
	for (size_t i = 0; i < table->count; i++) {
		bool is_count = table->columns[i].type == SK_PAST_COUNT;
		json_put(is_count ? counts : object, table->columns[i].name, json_column(&table->columns[i], row));
		counted = counted || is_count;
	}
	if (counted)
		json_put(object, "counts", counts);
	else
		json_decref(counts);
	return object;
}

json_t *json_past(const struct sk_past *past)
{
	json_t *object = json_past_row(&sk_past_heads, past), *series = json_past_row(&sk_past_series_table, &past->series);
	json_put(series, "digest", json_string(past->series.digest));
	json_put(object, "number", past->number ? json_integer(past->number) : json_null());
	json_put(object, "digest", json_string(past->digest));
	json_put(object, "series", series);
	return object;
}

sk_outcome sk_report_history_json(const struct sk_report *report, const struct sk_history_report *history)
{
	json_t *root = json_object(), *array = json_array();
	json_put(root, "format", json_string(SK_REPORT_HISTORY_FORMAT));
	json_put(root, "file", json_string(history->file));
	json_put(root, "kept", json_boolean(history->kept));
	json_put(root, "again", json_boolean(history->again));
	json_put_int(root, "all", (long long)history->all);
	for (size_t i = 0; i < history->count; i++)
		json_add(array, json_past(&history->pasts[i]));
	json_put(root, "assessments", array);
	return json_finish(report, root);
}
