/* What a configuration that was brought is, and what checks say of what was read of it: with the lines of the file. */
#include "report/json.h"
#include "report/text.h"

#include <ctype.h>
#include <string.h>

enum { INDENT = 2, DEEPER = 4, BEHIND = 10, DETAILS_SHOWN = 20 };

static void wrapped(const struct sk_report *report, const struct sk_buf *text, size_t indent)
{
	text_wrap(report, text_of(report, text), indent, SK_SCREEN_COLUMNS);
}

/* ---- what it is ---- */

static void notes(const struct sk_report *report, const struct sk_settings *settings)
{
	if (settings->note_count > 0)
		text_wrap(report, _("It does not say everything:"), INDENT, SK_SCREEN_COLUMNS);
	for (size_t i = 0; i < settings->note_count && i < DETAILS_SHOWN; i++) {
		SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
		sk_buf_print(&text, _("line %u: "), settings->notes[i].line);
		sk_buf_text(&text, sk_message(settings->notes[i].text));
		wrapped(report, &text, DEEPER);
	}
	if (settings->note_count <= DETAILS_SHOWN)
		return;
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_print(&text, _("and %zu more"), settings->note_count - DETAILS_SHOWN);
	wrapped(report, &text, DEEPER);
}

void text_settings(const struct sk_report *report, const struct sk_look_settings *look)
{
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
	if (look->host) {
		sk_buf_print(&text, _("settings of %s, read as the own firewall of %s; no facts are made of it, and nothing is stored"), look->settings->label, look->subject->id);
		wrapped(report, &text, INDENT);
		return;
	}
	sk_buf_print(&text, _("settings of %s, read as those of %s: %zu facts (%s)"), look->settings->label, look->subject->id,
		     look->settings->fact_count, text_in(report, &look->settings->kind->label));
	wrapped(report, &text, INDENT);
	if (look->alike)
		text_wrap(report, _("Nobody said whose they are (--subject); no other device of this site has settings of this make."), INDENT, SK_SCREEN_COLUMNS);
	if (look->only)
		text_wrap(report, _("Nobody said whose they are (--subject); no other subject of this site fits."), INDENT, SK_SCREEN_COLUMNS);
	notes(report, look->settings);
	text_wrap(report, _("It was only looked at, as if the device had it now: nobody signed it, so nothing is stored."), INDENT, SK_SCREEN_COLUMNS);
}

/* ---- what checks say ---- */

static bool is_about(const struct sk_look_settings *look, const struct sk_finding *finding, const struct sk_result *result)
{
	return look->settings && finding->subject == look->subject && sk_ids_hold(&result->check->needs, look->settings->kind->name);
}

bool text_settings_told(const struct sk_report *report, const struct sk_finding *finding, const struct sk_result *result)
{
	for (size_t i = 0; i < report->settings_count; i++)
		if (is_about(&report->settings[i], finding, result))
			return true;
	return false;
}

/* Each result at the subject of a check that reads such facts. */
struct walk {
	const struct sk_look_settings *look;
	const struct sk_verdicts *verdicts;
	size_t verdict, finding, result;
};

static const struct sk_result *step(struct walk *walk)
{
	for (; walk->verdict < walk->verdicts->count; walk->verdict++, walk->finding = 0)
		for (const struct sk_verdict *verdict = &walk->verdicts->items[walk->verdict]; walk->finding < verdict->count; walk->finding++, walk->result = 0) {
			const struct sk_finding *finding = &verdict->findings[walk->finding];
			while (walk->result < finding->result_count) {
				const struct sk_result *result = &finding->results[walk->result++];
				if (is_about(walk->look, finding, result))
					return result;
			}
		}
	return NULL;
}

static const struct sk_control *control_of(const struct walk *walk)
{
	return walk->verdicts->items[walk->verdict].control;
}

/* The fact of this file that shows it, or NULL. */
static const struct sk_settings_fact *fact_of(const struct sk_look_settings *look, const struct sk_violation *violation)
{
	size_t before = look->bundle.line_count - look->settings->fact_count - 1;
	if (!violation->fact || strcmp(violation->look->bundle->file, look->file) != 0 || violation->fact->line <= before)
		return NULL;
	return &look->settings->facts[violation->fact->line - before - 1];
}

/* Whether a query names a column of a table: ".cipher", and no longer name. */
static bool asks_for(const char *sql, const char *column)
{
	size_t length = strlen(column);
	for (const char *dot = strchr(sql, '.'); dot; dot = strchr(dot + 1, '.'))
		if (strncmp(dot + 1, column, length) == 0 && !isalnum((unsigned char)dot[length + 1]) && dot[length + 1] != '_')
			return true;
	return false;
}

static void value(const struct sk_column *column, const struct sk_value *from, struct sk_buf *out)
{
	if (column->type == SK_COLUMN_FLAG)
		sk_buf_text(out, from->integer ? _("yes") : _("no"));
	else if (column->type == SK_COLUMN_TEXT || column->type == SK_COLUMN_CHOICE)
		sk_buf_text(out, from->text);
	else
		sk_buf_print(out, "%lld", (long long)from->integer);
}

/* What the query looked at in a fact, each with the line that says so: where the mending is to be done. */
static void settings_behind(const struct sk_report *report, const struct sk_look_settings *look, const struct sk_settings_fact *fact, const char *sql)
{
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
	const struct sk_fact_kind *kind = look->settings->kind;
	sk_buf_print(&text, _("line %u: "), fact->line);
	for (size_t i = 0, shown = 0; i < kind->column_count; i++) {
		if (fact->values[i].null || !asks_for(sql, kind->columns[i].name))
			continue;
		sk_buf_print(&text, "%s%s: ", shown++ ? " · " : "", text_in(report, &kind->columns[i].meaning));
		value(&kind->columns[i], &fact->values[i], &text);
		if (fact->lines[i])
			sk_buf_print(&text, _(" (line %u)"), fact->lines[i]);
		else
			sk_buf_text(&text, _(" (default)"));
	}
	wrapped(report, &text, BEHIND);
}

static bool shown_before(const struct sk_look_settings *look, const struct sk_result *result, size_t position)
{
	for (size_t i = 0; i < position; i++)
		if (fact_of(look, &result->violations[i]) == fact_of(look, &result->violations[position]))
			return true;
	return false;
}

static void behind(const struct sk_report *report, const struct sk_look_settings *look, const struct sk_result *result)
{
	for (size_t i = 0, shown = 0; i < result->violation_count && shown < DETAILS_SHOWN && i < DETAILS_SHOWN; i++) {
		const struct sk_settings_fact *fact = fact_of(look, &result->violations[i]);
		if (!fact || shown_before(look, result, i))
			continue;
		settings_behind(report, look, fact, result->check->sql);
		shown++;
	}
}

/* What kept the check from a result, and who can bring it. */
static void missing(const struct sk_report *report, const struct sk_look_settings *look, const struct sk_result *result)
{
	SK_BUF_SCOPE names = SK_BUF(TEXT_PIECE_MAX);
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
	if (result->state != SK_UNKNOWN || result->check->layer != SK_LAYER_GUIDANCE)
		return;
	for (size_t i = 0; i < result->need_count; i++) {
		const struct sk_seen *need = &result->needs[i];
		if (!need->complete)
			sk_buf_print(&names, need->look ? _("%s%s (known in part)") : "%s%s", names.length ? _(", ") : "", text_in(report, &need->kind->label));
	}
	if (names.length == 0)
		return;
	sk_buf_print(&text, _("What it still lacks: %s."), text_of(report, &names));
	wrapped(report, &text, BEHIND);
	if (look->placed)
		return;
	bool filter = strcmp(look->settings->kind->name, "packet_filter") == 0;
	text_wrap(report, filter ? _("Next: what it lets through is another question. Put the file into configs/, in the place of what 'nodes:' in site.yaml names for this device, and type 'sekisho prove'; or "
				     "bring what a collector saw there ('sekisho look FILE').")
				 : _("Next: bring what a collector saw there ('sekisho look FILE')."), BEHIND, SK_SCREEN_COLUMNS);
}

static void result_lines(const struct sk_report *report, const struct sk_look_settings *look, const struct sk_control *control, const struct sk_result *result)
{
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_print(&text, "%s %s: ", control->row.id, result->check->id);
	if (result->says)
		sk_buf_print(&text, _("%s, %s"), sk_word_state(result->state), sk_word_method(result->method));
	else if (result->check->decides == SK_DECIDES_UNMET)
		sk_buf_text(&text, _("nothing wrong is seen; this check can only show what is wrong"));
	else
		sk_buf_text(&text, _("it does not say enough for this check"));
	if (result->check->layer != SK_LAYER_GUIDANCE)
		sk_buf_text(&text, _(" — guideline 6.0, shown beside; it does not decide here"));
	wrapped(report, &text, INDENT);
	text_violations(report, result);
	behind(report, look, result);
	missing(report, look, result);
}

void text_settings_results(const struct sk_report *report, const struct sk_look_settings *look, const struct sk_verdicts *verdicts)
{
	struct walk walk = {.look = look, .verdicts = verdicts};
	size_t count = 0;
	if (!look->settings || look->host)
		return;
	sk_buf_text(report->out, "\n");
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_print(&text, _("What %s says about %s"), look->file, look->subject->id);
	wrapped(report, &text, 0);
	for (const struct sk_result *result; (result = step(&walk)); count++)
		result_lines(report, look, control_of(&walk), result);
	if (count == 0)
		text_wrap(report, _("No check reads such settings at this subject."), INDENT, SK_SCREEN_COLUMNS);
}

/* ---- JSON ---- */

static json_t *json_notes(const struct sk_settings *settings)
{
	json_t *array = json_array();
	for (size_t i = 0; i < settings->note_count; i++) {
		json_t *object = json_object();
		json_put_int(object, "line", settings->notes[i].line);
		json_put(object, "text", json_string(sk_message(settings->notes[i].text)));
		json_add(array, object);
	}
	return array;
}

static json_t *json_reasons(const struct sk_look_settings *look, const struct sk_result *result)
{
	json_t *array = json_array();
	for (size_t i = 0; i < result->violation_count; i++) {
		const struct sk_settings_fact *fact = fact_of(look, &result->violations[i]);
		json_t *object = json_object();
		json_put(object, "reason", json_text(result->violations[i].reason->id));
		json_put(object, "line", fact ? json_integer(fact->line) : json_null());
		json_add(array, object);
	}
	return array;
}

static json_t *json_checks(const struct sk_look_settings *look, const struct sk_verdicts *verdicts)
{
	struct walk walk = {.look = look, .verdicts = verdicts};
	json_t *array = json_array();
	for (const struct sk_result *result; (result = step(&walk));) {
		json_t *object = json_object();
		json_put(object, "control", json_text(control_of(&walk)->row.id));
		json_put(object, "check", json_text(result->check->id));
		json_put(object, "says", json_boolean(result->says));
		json_put(object, "state", json_string(sk_words_state.words[result->state]));
		json_put(object, "reasons", json_reasons(look, result));
		json_add(array, object);
	}
	return array;
}

json_t *json_settings(const struct sk_look_settings *looks, size_t count, const struct sk_verdicts *verdicts)
{
	json_t *array = json_array();
	for (size_t i = 0; i < count; i++) {
		const struct sk_look_settings *look = &looks[i];
		if (!look->settings)
			continue;
		json_t *object = json_object();
		json_put(object, "file", json_text(look->file));
		json_put(object, "dialect", json_text(look->settings->name));
		json_put(object, "subject", json_text(look->subject->id));
		json_put(object, "kind", json_text(look->settings->kind->name));
		json_put_int(object, "facts", (long long)look->settings->fact_count);
		json_put(object, "complete", json_boolean(look->settings->note_count == 0));
		json_put(object, "notes", json_notes(look->settings));
		json_put(object, "checks", json_checks(look, verdicts));
		json_add(array, object);
	}
	return array;
}
