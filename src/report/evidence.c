/* The bundles of a site: which count, which are refused and why, and what is known now. */
#include "report/json.h"
#include "report/text.h"

#include <string.h>

enum { STANDING_COLUMNS = 12, SUBJECT_COLUMNS = 19, KIND_COLUMNS = 23, METHOD_COLUMNS = 17 };

static const char *standing_text(enum sk_standing standing)
{
	static const char *const words[] = {
		[SK_COUNTS] = N_("counts"),
		[SK_SHOWN] = N_("only shown"),
		[SK_NOT_TAKEN] = N_("not taken"),
		[SK_REFUSED] = N_("refused"),
	};
	return sk_message(words[standing]);
}

void text_refusal(const struct sk_report *report, const struct sk_brought *brought)
{
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
	sk_error_print(brought->refusal, &text);
	sk_buf_print(report->out, "  %s\n", _("Refused; nothing of it counts:"));
	sk_buf_text(report->out, text_of(report, &text));
}

static void live_shown(const struct sk_report *report, size_t count)
{
	if (count == 0)
		return;
	sk_buf_print(report->out, _("Live evidence that does not count: %zu files; 'example: true' in site.yaml."), count);
	sk_buf_text(report->out, "\n");
}

/* The first control with an attachment that is amiss. */
static const struct sk_control *first_amiss(const struct sk_verdicts *verdicts)
{
	for (size_t i = 0; i < verdicts->count; i++) {
		size_t at = 0;
		for (const struct sk_answer *answer = sk_assess_attached(&verdicts->items[i], &at); answer; answer = sk_assess_attached(&verdicts->items[i], &at))
			if (sk_assess_amiss(answer) > 0)
				return answer->control;
	}
	return NULL;
}

static void attachments_amiss(const struct sk_report *report, const struct sk_register *register_)
{
	const struct sk_control *first = first_amiss(register_->verdicts);
	if (!first)
		return;
	sk_buf_print(report->out, _("Attachments missing or changed: %zu of %zu; see 'sekisho why %s'."), register_->counts.attachments_amiss, register_->counts.attachments, first->row.id);
	sk_buf_text(report->out, "\n");
}

void text_trouble(const struct sk_report *report, const struct sk_register *register_)
{
	const struct sk_counts *counts = &register_->counts;
	if (counts->refused > 0) {
		sk_buf_print(report->out, _("Evidence that does not count: %zu files; see 'sekisho evidence list'."), counts->refused);
		sk_buf_text(report->out, "\n");
	}
	live_shown(report, counts->live_shown);
	if (counts->contradictions > 0) {
		sk_buf_print(report->out, _("Contradictions between what is said and what is seen: %zu of %zu controls."), counts->contradictions,
			     counts->controls);
		sk_buf_text(report->out, "\n");
	}
	attachments_amiss(report, register_);
}

static void brought_line(const struct sk_report *report, const struct sk_brought *brought)
{
	char at[SK_TIME_TEXT];
	sk_time_print(brought->at, at);
	sk_buf_text(report->out, "  ");
	text_cell(report, standing_text(brought->standing), STANDING_COLUMNS);
	sk_buf_print(report->out, "%s  %s\n", brought->collector_id && brought->at ? at : "-", brought->file);
	if (brought->refusal)
		text_refusal(report, brought);
}

/* ---- list ---- */

static const char *look_state(const struct sk_look *look)
{
	if (look->known == SK_LOOK_LOST)
		return _("lost");
	return look->known == SK_LOOK_BEFORE ? _("before") : text_status(look->status);
}

/* Fills 80 columns: what `init` names fits, and so does each kind. */
static void look_line(const struct sk_report *report, const struct sk_look *look)
{
	char day[SK_TIME_TEXT];
	sk_date_print(sk_day_in_japan(look->at), day);
	sk_buf_text(report->out, "  ");
	text_cell(report, look->subject->id, SUBJECT_COLUMNS);
	text_cell(report, look->kind->name, KIND_COLUMNS);
	text_cell(report, sk_word_method((enum sk_method)(look->method + 1)), METHOD_COLUMNS);
	sk_buf_print(report->out, "%s %s\n", look_state(look), day);
}

SK_OUTCOME sk_report_evidence(const struct sk_report *report, const struct sk_site *site, const struct sk_evidence *evidence)
{
	text_site(report, site, report->out);
	sk_buf_text(report->out, "\n");
	sk_buf_print(report->out, _("%zu files, %zu refused"), evidence->count, evidence->refused);
	sk_buf_text(report->out, "\n");
	live_shown(report, sk_evidence_live_shown(evidence));
	for (size_t i = 0; i < evidence->count; i++)
		brought_line(report, &evidence->bundles[i]);
	sk_buf_print(report->out, "\n%s\n", _("Known now"));
	for (size_t i = 0; i < evidence->look_count; i++)
		look_line(report, &evidence->looks[i]);
	if (evidence->look_count == 0)
		sk_buf_print(report->out, "  %s\n", _("nothing"));
	return sk_buf_check(report->out, report->error);
}

/* ---- import ---- */

SK_OUTCOME sk_report_taken(const struct sk_report *report, const struct sk_site *site, const struct sk_brought *brought, size_t count)
{
	text_site(report, site, report->out);
	sk_buf_text(report->out, "\n");
	for (size_t i = 0; i < count; i++)
		brought_line(report, &brought[i]);
	return sk_buf_check(report->out, report->error);
}

/* ---- JSON ---- */

json_t *json_brought(const struct sk_brought *brought)
{
	json_t *object = json_object();
	json_put(object, "file", json_text(brought->file));
	json_put(object, "standing", json_string(sk_words_standing.words[brought->standing]));
	json_put(object, "refusal", json_text(brought->refusal ? sk_error_name(brought->refusal->id) : NULL));
	json_put(object, "collector", json_text(brought->collector_id));
	json_put(object, "host", json_text(brought->host));
	json_put(object, "sequence", brought->sequence ? json_integer(brought->sequence) : json_null());
	json_put(object, "made_at", brought->collector_id ? json_time(brought->at) : json_null());
	json_put(object, "origin", json_text(brought->collector_id ? sk_words_bundle_origin.words[brought->origin] : NULL));
	json_put(object, "digest", json_text(brought->digest[0] ? brought->digest : NULL));
	json_put_int(object, "coverage", (long long)brought->coverage_count);
	json_put_int(object, "facts", (long long)brought->fact_count);
	return object;
}

static json_t *json_known(const struct sk_evidence *evidence)
{
	json_t *array = json_array();
	for (size_t i = 0; i < evidence->look_count; i++) {
		json_t *object = json_object();
		json_put(object, "kind", json_text(evidence->looks[i].kind->name));
		json_put(object, "subject", json_text(evidence->looks[i].subject->id));
		json_put(object, "look", json_look(&evidence->looks[i]));
		json_add(array, object);
	}
	return array;
}

static json_t *json_files(const struct sk_site *site, const struct sk_brought *brought, size_t count, sk_time at)
{
	json_t *root = json_object(), *files = json_array();
	json_put(root, "format", json_string(SK_REPORT_EVIDENCE_FORMAT));
	json_put(root, "at", json_time(at));
	json_put(root, "site", json_site(site));
	for (size_t i = 0; i < count; i++)
		json_add(files, json_brought(&brought[i]));
	json_put(root, "files", files);
	return root;
}

SK_OUTCOME sk_report_evidence_json(const struct sk_report *report, const struct sk_site *site, const struct sk_evidence *evidence, sk_time at)
{
	json_t *root = json_files(site, evidence->bundles, evidence->count, at);
	json_put(root, "known", json_known(evidence));
	return json_finish(report, root);
}

SK_OUTCOME sk_report_taken_json(const struct sk_report *report, const struct sk_site *site, const struct sk_brought *brought, size_t count,
				sk_time at)
{
	json_t *root = json_files(site, brought, count, at);
	json_put(root, "known", json_array());
	return json_finish(report, root);
}
