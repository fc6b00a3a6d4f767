/* What `papers` wrote. */
#include "report/json.h"
#include "report/text.h"

#include <string.h>

static bool is_made(const struct sk_paper_made *papers, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(papers[i].name, name) == 0)
			return true;
	return false;
}

SK_OUTCOME sk_report_papers(const struct sk_report *report, const struct sk_register *register_, const struct sk_paper_made *papers, size_t count)
{
	struct sk_buf *out = report->out;
	const struct sk_form *form = sk_assess_form(register_->site);
	struct sk_checklist list;
	text_site(report, register_->site, out);
	sk_buf_text(out, "\n\n");
	for (size_t i = 0; i < count; i++)
		sk_report_beside(report, papers[i].path, sk_message(papers[i].label), 4);
	if (!form || !is_made(papers, count, "checklist"))
		return sk_buf_check(out, report->error);
	SK_TRY(sk_assess_checklist(report->arena, register_, form, &list, report->error));
	SK_BUF_SCOPE line = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_print(&line, _("Checklist: yes %zu/%zu, no %zu/%zu (not done %zu, not known or out of date %zu), does not apply %zu/%zu. Target dates set: %zu/%zu."), list.yes,
		     list.count, list.unmet + list.open, list.count, list.unmet, list.open, list.not_applicable, list.count, list.promised, list.unmet + list.open);
	if (list.passed > 0)
		sk_buf_print(&line, _(" Passed: %zu/%zu."), list.passed, list.promised);
	sk_buf_text(out, "\n");
	text_wrap(report, text_of(report, &line), 0, SK_SCREEN_COLUMNS);
	text_wrap(report, _("What is not known is a no. The ministry's own form is what counts: copy from this one."), 0, SK_SCREEN_COLUMNS);
	return sk_buf_check(out, report->error);
}

static json_t *part_json(const struct sk_item_part *part)
{
	json_t *object = json_object();
	json_put(object, "control", json_text(part->control->row.id));
	json_put(object, "asked", json_text(part->need->control_id));
	json_put(object, "rule", json_text(sk_words_item_rule.words[part->need->rule]));
	json_put(object, "state", json_text(sk_words_state.words[part->state]));
	json_put(object, "method", json_text(sk_words_method.words[part->method]));
	json_put(object, "looked", json_date(part->looked));
	return object;
}

static json_t *item_json(const struct sk_item_answer *answer)
{
	json_t *object = json_object(), *parts = json_array();
	json_put(object, "item", json_text(answer->item->row.id));
	json_put(object, "number", json_text(answer->item->number));
	json_put(object, "yes", json_boolean(answer->yes));
	json_put(object, "state", json_text(sk_words_state.words[answer->state]));
	json_put(object, "confirmed", json_date(answer->confirmed));
	json_put(object, "due", json_date(answer->due));
	json_put(object, "due_set", json_boolean(answer->target != NULL));
	json_put(object, "due_passed", json_boolean(answer->passed));
	for (size_t i = 0; i < answer->count; i++)
		json_add(parts, part_json(&answer->parts[i]));
	json_put(object, "parts", parts);
	return object;
}

static json_t *list_json(const struct sk_checklist *list)
{
	json_t *object = json_object(), *items = json_array();
	json_put(object, "layer", json_text(list->form->layer->row.id));
	json_put(object, "form", json_text(list->form->row.id));
	json_put(object, "current", json_boolean(list->current));
	json_put_int(object, "items", (long long)list->count);
	json_put_int(object, "yes", (long long)list->yes);
	json_put_int(object, "unmet", (long long)list->unmet);
	json_put_int(object, "open", (long long)list->open);
	json_put_int(object, "not_applicable", (long long)list->not_applicable);
	json_put_int(object, "promised", (long long)list->promised);
	json_put_int(object, "passed", (long long)list->passed);
	for (size_t i = 0; i < list->count; i++)
		json_add(items, item_json(&list->answers[i]));
	json_put(object, "answers", items);
	return object;
}

SK_OUTCOME sk_report_papers_json(const struct sk_report *report, const struct sk_register *register_, const struct sk_paper_made *papers, size_t count)
{
	const struct sk_form *form = sk_assess_form(register_->site);
	struct sk_checklist list;
	if (form)
		SK_TRY(sk_assess_checklist(report->arena, register_, form, &list, report->error));
	json_t *root = json_head(SK_REPORT_PAPERS_FORMAT, register_), *files = json_array();
	for (size_t i = 0; i < count; i++) {
		json_t *file = json_object();
		json_put(file, "paper", json_text(papers[i].name));
		json_put(file, "file", json_text(papers[i].path));
		json_put_int(file, "bytes", (long long)papers[i].bytes);
		json_add(files, file);
	}
	json_put(root, "papers", files);
	json_put(root, "checklist", form ? list_json(&list) : json_null());
	return json_finish(report, root);
}
