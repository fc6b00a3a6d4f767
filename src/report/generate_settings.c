/* What was made as settings of a program: what it sets up, and what the checks of its control say of it. */
#include "report/generate.h"
#include "report/text.h"

#include <string.h>

enum { INDENT = 2, DEEPER = 4 };

static void wrapped(const struct sk_report *report, const struct sk_buf *text, size_t indent)
{
	text_wrap(report, text_of(report, text), indent, SK_SCREEN_COLUMNS);
}

/* ---- what it sets up ---- */

static void tunnels(const struct sk_report *report, const struct sk_site_node *place)
{
	SK_LIST_EACH(struct sk_site_tunnel, tunnel, &place->tunnels) {
		SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
		sk_buf_print(&text, "%s: %s -> %s, %s: %s <-> %s", tunnel->segment_id, tunnel->local ? tunnel->local : tunnel->local_id, tunnel->remote,
			     sk_words_tunnel_auth.words[tunnel->auth], tunnel->from, tunnel->to);
		wrapped(report, &text, INDENT);
	}
}

static void wireless(const struct sk_report *report, const struct sk_site_node *place)
{
	SK_LIST_EACH(struct sk_site_wireless, network, &place->wireless) {
		SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
		sk_buf_print(&text, "%s: %s, %s", network->interface, network->ssid, sk_words_wireless_security.words[network->security]);
		wrapped(report, &text, INDENT);
	}
}

void generate_settings_list(const struct sk_report *report, const struct sk_site_node *place, const struct sk_generator *generator)
{
	static const struct {
		const char *reader;
		void (*list)(const struct sk_report *report, const struct sk_site_node *place);
	} lists[] = {{"swanctl", tunnels}, {"hostapd", wireless}};
	for (size_t i = 0; i < SK_COUNT(lists); i++)
		if (strcmp(lists[i].reader, generator->reader) == 0)
			lists[i].list(report, place);
}

/* ---- what its checks say ---- */

static const char *said(const struct sk_generated_check *check)
{
	if (check->fails)
		return _("DOES NOT HOLD");
	return check->result->check->decides == SK_UNMET ? _("refutes nothing (it can only refute)") : _("done");
}

static void check_text(const struct sk_report *report, const struct sk_generated_check *check)
{
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_print(&text, "%s %s: %s", check->control->row.id, check->result->check->id, said(check));
	wrapped(report, &text, INDENT);
	for (size_t i = 0; check->fails && i < check->result->violation_count; i++)
		text_wrap(report, text_in(report, &check->result->violations[i].reason->text), DEEPER, SK_SCREEN_COLUMNS);
}

static void astray_text(const struct sk_report *report, const struct sk_generated_settings *settings)
{
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
	if (!settings->astray)
		return;
	const struct sk_column *column = sk_fact_column_named(settings->read->kind, settings->astray);
	sk_buf_print(&text, _("line %u: "), settings->line);
	sk_buf_print(&text, _("not as site.yaml says: %s"), column ? text_in(report, &column->meaning) : settings->astray);
	wrapped(report, &text, INDENT);
}

void generate_settings_text(const struct sk_report *report, const struct sk_generated *made)
{
	const struct sk_generated_settings *settings = made->settings;
	sk_buf_print(report->out, _("Settings for %s (%s) set up:\n"), made->intent.node->id, made->generator->name);
	generate_settings_list(report, made->intent.place, made->generator);
	sk_buf_print(report->out, _("Read back, %zu facts, judged as those of %s:\n"), settings->read->fact_count, settings->subject->id);
	for (size_t i = 0; i < settings->check_count; i++)
		check_text(report, &settings->checks[i]);
	astray_text(report, settings);
}

/* ---- JSON ---- */

static json_t *json_check(const struct sk_generated_check *check)
{
	json_t *object = json_object(), *reasons = json_array();
	for (size_t i = 0; i < check->result->violation_count; i++)
		json_add(reasons, json_text(check->result->violations[i].reason->id));
	json_put(object, "control", json_text(check->control->row.id));
	json_put(object, "check", json_text(check->result->check->id));
	json_put(object, "says", json_boolean(check->result->says));
	json_put(object, "state", json_string(sk_words_state.words[check->result->state]));
	json_put(object, "fails", json_boolean(check->fails));
	json_put(object, "reasons", reasons);
	return object;
}

void generate_settings_json(const struct sk_generated *made, json_t *into)
{
	const struct sk_generated_settings *settings = made->settings;
	json_t *checks = json_array();
	for (size_t i = 0; i < settings->check_count; i++)
		json_add(checks, json_check(&settings->checks[i]));
	json_put(into, "subject", json_text(settings->subject->id));
	json_put(into, "facts", json_integer((json_int_t)settings->read->fact_count));
	json_put(into, "astray", json_text(settings->astray));
	json_put(into, "checks", checks);
}
