/* What people answered: on a sheet that came back, or to one question after the other. */
#include "report/json.h"
#include "report/text.h"

#include <string.h>

static void put_reply(const struct sk_report *report, const struct sk_reply *reply, const struct sk_answer *before)
{
	char date[SK_TIME_TEXT];
	SK_BUF_SCOPE line = SK_BUF(TEXT_PIECE_MAX);
	sk_date_print(reply->date, date);
	sk_buf_print(&line, "%s %s (%s): ", reply->control->row.id, text_in(report, &reply->control->label), reply->subject->id);
	sk_buf_print(&line, "%s → %s", before ? sk_word_state((enum sk_state)before->state) : _("no answer yet"), sk_word_state((enum sk_state)reply->state));
	sk_buf_print(&line, " · %s · %s", reply->by, date);
	for (size_t i = 0; i < reply->attachment_count; i++)
		sk_buf_print(&line, " · %s", reply->attachments[i].file);
	text_wrap(report, text_of(report, &line), 2, SK_SCREEN_COLUMNS);
}

SK_OUTCOME sk_report_answers(const struct sk_report *report, const struct sk_answers_report *answers)
{
	const struct sk_replies *replies = answers->replies;
	text_site(report, answers->before->site, report->out);
	sk_buf_text(report->out, "\n");
	sk_buf_print(report->out, _("Answers that are new: %zu. Left empty, so nothing changes: %zu. The same as before: %zu."), replies->count, replies->empty, replies->same);
	sk_buf_text(report->out, "\n");
	for (size_t i = 0; i < replies->count; i++)
		put_reply(report, &replies->items[i], replies->before[i]);
	if (replies->count > 0)
		text_moves(report, answers->before, answers->after, false);
	return sk_buf_check(report->out, report->error);
}

static json_t *reply_json(const struct sk_reply *reply, const struct sk_answer *before)
{
	json_t *object = json_object();
	json_put(object, "control", json_text(reply->control->row.id));
	json_put(object, "subject", json_text(reply->subject->id));
	json_put(object, "before", before ? json_text(sk_words_state.words[before->state]) : json_null());
	json_put(object, "state", json_text(sk_words_state.words[reply->state]));
	json_put(object, "by", json_text(reply->by));
	json_put(object, "date", json_date(reply->date));
	json_put(object, "note", json_text(reply->note && *reply->note ? reply->note : NULL));
	json_put(object, "attachments", json_attachments(reply->attachments, reply->attachment_count));
	return object;
}

SK_OUTCOME sk_report_answers_json(const struct sk_report *report, const struct sk_answers_report *answers)
{
	json_t *root = json_head(SK_REPORT_ANSWERS_FORMAT, answers->after), *list = json_array();
	for (size_t i = 0; i < answers->replies->count; i++)
		json_add(list, reply_json(&answers->replies->items[i], answers->replies->before[i]));
	json_put(root, "answers", list);
	json_put_int(root, "empty", (long long)answers->replies->empty);
	json_put_int(root, "same", (long long)answers->replies->same);
	json_put(root, "stored", json_boolean(answers->stored));
	json_put(root, "moves", json_moved(answers->before, answers->after));
	json_put(root, "before", json_counts(&answers->before->counts));
	return json_finish(report, root);
}

static void put_ledger(const struct sk_report *report, const struct sk_asked *asked, const struct sk_ledger *ledger)
{
	SK_BUF_SCOPE line = SK_BUF(TEXT_PIECE_MAX);
	if (strcmp(asked->control->row.id, SK_LEDGER_CONTROL) != 0)
		return;
	sk_word_ledger(ledger, asked->day, &line);
	text_wrap(report, text_of(report, &line), 2, SK_SCREEN_COLUMNS);
}

SK_OUTCOME sk_report_question(const struct sk_report *report, const struct sk_asked *asked, const struct sk_ledger *ledger, size_t number, size_t of)
{
	const struct sk_subject *subject = asked->finding->subject;
	const char *name = text_in(report, &subject->name);
	SK_BUF_SCOPE head = SK_BUF(TEXT_PIECE_MAX), facts = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_print(&head, "[%zu/%zu] %s %s — %s", number, of, asked->control->row.id, text_in(report, &asked->control->label), *name ? name : subject->id);
	sk_buf_print(&facts, _("now: %s · open risks that it is needed for: %zu · who can answer: %s"), sk_word_state(asked->finding->state), asked->needing,
		     sk_word_party(asked->party));
	sk_buf_text(report->out, "\n");
	text_wrap(report, text_of(report, &head), 0, SK_SCREEN_COLUMNS);
	text_wrap(report, text_in(report, &asked->control->question), 2, SK_SCREEN_COLUMNS);
	put_ledger(report, asked, ledger);
	text_wrap(report, text_of(report, &facts), 2, SK_SCREEN_COLUMNS);
	return sk_buf_check(report->out, report->error);
}

SK_OUTCOME sk_report_premise(const struct sk_report *report, const struct sk_premise *premise)
{
	SK_BUF_SCOPE head = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_print(&head, "%s %s", premise->row.id, text_in(report, &premise->label));
	sk_buf_text(report->out, "\n");
	text_wrap(report, text_of(report, &head), 0, SK_SCREEN_COLUMNS);
	text_wrap(report, text_in(report, &premise->question), 2, SK_SCREEN_COLUMNS);
	return sk_buf_check(report->out, report->error);
}

SK_OUTCOME sk_report_place(const struct sk_report *report, const struct sk_place_row *place)
{
	SK_BUF_SCOPE head = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_print(&head, _("Is there one here: %s"), text_in(report, &place->label));
	sk_buf_text(report->out, "\n");
	text_wrap(report, text_of(report, &head), 0, SK_SCREEN_COLUMNS);
	text_wrap(report, text_in(report, &place->text), 2, SK_SCREEN_COLUMNS);
	return sk_buf_check(report->out, report->error);
}

SK_OUTCOME sk_report_add_subject(const struct sk_report *report, const struct sk_place_row *place)
{
	text_wrap(report, _("Then add it under 'subjects:' in site.yaml; from then on it is asked about:"), 2, SK_SCREEN_COLUMNS);
	sk_buf_print(report->out, "  - {id: %s-1, place: %s, name: {ja: \"%s\", en: \"%s\"}}\n", place->row.id, place->row.id, place->label.ja, place->label.en);
	return sk_buf_check(report->out, report->error);
}
