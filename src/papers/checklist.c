/* The yearly checklist, in the order of the ministry's form: yes or no, the day it was confirmed, and a target date for every no. */
#include "papers/xlsx.h"

#include <string.h>

enum { HEAD_ROW = 6, COLUMN_COUNT = 8 };

struct sheet {
	struct xlsx xlsx;
	const struct sk_papers *papers;
	const struct sk_checklist *list;
	unsigned row;
	bool blank; /* somebody else answers on it */
};

static const char *yes_or_no(const struct sk_item_answer *answer)
{
	if (answer->state == SK_NOT_APPLICABLE)
		return "—";
	return answer->yes ? _("Yes") : _("No");
}

static const char *basis_of(const struct sk_item *item)
{
	static const char *const words[] = {
		[SK_BASIS_CONFIRMED] = N_("item confirmed by several sources"),
		[SK_BASIS_DRAFT] = N_("item as in the draft of March 2025"),
		[SK_BASIS_INFERRED] = N_("number or wording of the item inferred"),
	};
	return sk_message(words[item->basis]);
}

static void put(struct sk_buf *text, const char *line)
{
	if (*line)
		sk_buf_print(text, "%s%s", text->length ? "\n" : "", line);
}

/* What the ledger holds stands beside the control that asks for one: for people to compare, it decides nothing. */
static void put_ledger(const struct sheet *sheet, const struct sk_control *control, struct sk_buf *out)
{
	if (strcmp(control->row.id, SK_LEDGER_CONTROL) != 0)
		return;
	sk_buf_text(out, "\n");
	sk_word_ledger(sheet->papers->ledger, sheet->papers->register_->verdicts->day, out);
}

/* Each control with its state, and where that comes from. */
static sk_outcome references(const struct sheet *sheet, const struct sk_item_answer *answer, const char **out)
{
	SK_BUF_SCOPE text = SK_BUF(PAPER_PIECE_MAX);
	for (size_t i = 0; i < answer->count; i++) {
		const struct sk_item_part *part = &answer->parts[i];
		const char *reference, *layer = "";
		SK_TRY(paper_references(sheet->papers, part->control, -1, &reference));
		if (part->need->rule != SK_ITEM_SAME)
			SK_TRY(paper_layer_references(sheet->papers, part->need->control, &layer));
		else if (part->beside)
			SK_TRY(paper_layer_references(sheet->papers, part->beside, &layer));
		sk_buf_print(&text, "%s%s %s: %s", text.length ? "\n" : "", part->control->row.id, paper_in(sheet->papers, &part->control->label),
			     sk_word_state(part->state));
		put(&text, reference);
		put(&text, layer);
		put_ledger(sheet, part->control, &text);
	}
	SK_TRY(sk_buf_check(&text, sheet->papers->error));
	return sk_arena_text(sheet->papers->arena, text.bytes, text.length, out, sheet->papers->error);
}

/* Why it is a no, and on what the item and the day rest. */
static sk_outcome remarks(const struct sheet *sheet, const struct sk_item_answer *answer, const char **out)
{
	SK_BUF_SCOPE text = SK_BUF(PAPER_PIECE_MAX);
	if (!sheet->blank && (answer->state == SK_UNKNOWN || answer->state == SK_STALE))
		put(&text, answer->state == SK_UNKNOWN ? _("Not known, therefore no.") : _("What is known is out of date, therefore no."));
	if (!sheet->blank && answer->due && !answer->target)
		put(&text, _("Nobody has set a target date: this is the last day of the fiscal year."));
	if (!sheet->blank && answer->passed)
		put(&text, _("The target date has passed: have it done, or set another."));
	if (answer->target) {
		char date[SK_TIME_TEXT];
		sk_date_print(answer->target->date, date);
		sk_buf_print(&text, "%s%s: %s, %s%s%s", text.length ? "\n" : "", _("Target date set"), answer->target->by, date,
			     answer->target->note ? " · " : "", answer->target->note ? answer->target->note : "");
	}
	put(&text, paper_in(sheet->papers, &answer->item->note));
	put(&text, basis_of(answer->item));
	SK_TRY(sk_buf_check(&text, sheet->papers->error));
	return sk_arena_text(sheet->papers->arena, text.bytes, text.length, out, sheet->papers->error);
}

/* A no that was found out stands as of the day of this list; one for want of an answer was confirmed by nobody. */
static sk_time confirmed_on(const struct sheet *sheet, const struct sk_item_answer *answer)
{
	if (answer->yes)
		return answer->confirmed;
	return answer->state == SK_UNMET ? sheet->papers->register_->verdicts->day : 0;
}

static sk_outcome put_item(struct sheet *sheet, const struct sk_item_answer *answer)
{
	struct xlsx *xlsx = &sheet->xlsx;
	const char *reference, *remark;
	unsigned row = sheet->row++;
	SK_TRY(references(sheet, answer, &reference));
	SK_TRY(remarks(sheet, answer, &remark));
	xlsx_text(xlsx, row, 0, answer->item->number, XLSX_CODE);
	xlsx_text(xlsx, row, 1, paper_in(sheet->papers, &answer->item->label), XLSX_CELL);
	xlsx_text(xlsx, row, 2, sheet->blank ? "" : yes_or_no(answer), XLSX_STRONG);
	xlsx_date(xlsx, row, 3, sheet->blank ? 0 : confirmed_on(sheet, answer), XLSX_CENTRE);
	xlsx_date(xlsx, row, 4, sheet->blank ? 0 : answer->due, XLSX_CENTRE);
	xlsx_text(xlsx, row, 5, sk_word_state(answer->state), XLSX_CENTRE);
	xlsx_text(xlsx, row, 6, reference, XLSX_CELL);
	xlsx_text(xlsx, row, 7, remark, XLSX_CELL);
	return SK_OK;
}

static sk_outcome put_group(struct sheet *sheet, const struct sk_item_group *group)
{
	const char *head;
	SK_TRY(paper_text(sheet->papers, &head, "%s%s%s", group->number, *group->number ? " " : "", paper_in(sheet->papers, &group->label)));
	xlsx_band(&sheet->xlsx, sheet->row++, COLUMN_COUNT - 1, head);
	return SK_OK;
}

static sk_outcome put_items(struct sheet *sheet)
{
	const struct sk_item_group *group = NULL;
	sheet->row = HEAD_ROW;
	for (size_t i = 0; i < sheet->list->count; i++) {
		const struct sk_item_answer *answer = &sheet->list->answers[i];
		if (answer->item->group != group)
			SK_TRY(put_group(sheet, answer->item->group));
		group = answer->item->group;
		SK_TRY(put_item(sheet, answer));
	}
	return SK_OK;
}

static sk_outcome put_head(struct sheet *sheet)
{
	const struct sk_checklist *list = sheet->list;
	const struct sk_layer_row *layer = list->form->layer;
	const char *line, *site, *day;
	SK_TRY(paper_site(sheet->papers, &site));
	SK_TRY(paper_date(sheet->papers, sheet->papers->register_->verdicts->day, &day));
	xlsx_text(&sheet->xlsx, 0, 0, paper_in(sheet->papers, &layer->label), XLSX_TITLE);
	SK_TRY(paper_text(sheet->papers, &line, "%s · %s · %s", paper_in(sheet->papers, &list->form->label), site, day));
	xlsx_text(&sheet->xlsx, 1, 0, line, XLSX_PLAIN);
	if (sheet->blank)
		SK_TRY(paper_text(sheet->papers, &line, "%s", _("To be answered by the vendor. The states beside are what this site has evidence of.")));
	else
		SK_TRY(paper_text(sheet->papers, &line, _("Yes: %zu/%zu · No: %zu/%zu (not done %zu, not known or out of date %zu) · does not apply: %zu/%zu"), list->yes,
				  list->count, list->unmet + list->open, list->count, list->unmet, list->open, list->not_applicable, list->count));
	xlsx_text(&sheet->xlsx, 2, 0, line, XLSX_PLAIN);
	xlsx_text(&sheet->xlsx, 3, 0, paper_in(sheet->papers, &layer->limits), XLSX_NOTE);
	xlsx_text(&sheet->xlsx, 4, 0, list->current ? "" : _("This list is of another fiscal year than the day of this paper. Whether there is a newer one stands at the ministry."),
		  XLSX_NOTE);
	return SK_OK;
}

static sk_outcome put_foot(struct sheet *sheet)
{
	unsigned row = sheet->row + 1;
	SK_LIST_EACH(struct sk_disclaimer, disclaimer, &sheet->papers->register_->site->catalogue->disclaimers.rows)
		xlsx_text(&sheet->xlsx, row++, 0, paper_in(sheet->papers, &disclaimer->text), XLSX_NOTE);
	return SK_OK;
}

static sk_outcome put_form(struct sheet *sheet, const struct sk_form *form)
{
	const struct xlsx_column columns[COLUMN_COUNT] = {
		{_("Number"), 8}, {_("Item"), 46}, {_("Yes / No"), 10}, {_("Confirmed on"), 13}, {_("Target date"), 13}, {_("State"), 10}, {_("Evidence"), 60}, {_("Remarks"), 46},
	};
	struct sk_checklist list;
	SK_TRY(sk_assess_checklist(sheet->papers->arena, sheet->papers->register_, form, &list, sheet->papers->error));
	sheet->list = &list;
	sheet->blank = form->kinds == 0;
	xlsx_sheet(&sheet->xlsx, paper_in(sheet->papers, &form->label), columns, COLUMN_COUNT, HEAD_ROW);
	SK_TRY(put_head(sheet));
	SK_TRY(put_items(sheet));
	return put_foot(sheet);
}

/* The site's own form, then the one its vendor fills in. */
static sk_outcome put_forms(struct sheet *sheet)
{
	const struct sk_form *own = sk_assess_form(sheet->papers->register_->site);
	if (!own)
		return sk_error_set(sheet->papers->error, SK_E_NOTHING, NULL, NULL, NULL, NULL);
	SK_TRY(put_form(sheet, own));
	SK_LIST_EACH(struct sk_form, form, &sheet->papers->register_->site->catalogue->forms.rows)
		if (form->layer == own->layer && form->kinds == 0)
			SK_TRY(put_form(sheet, form));
	return SK_OK;
}

static sk_outcome write_checklist(const struct sk_papers *papers, struct sk_buf *out)
{
	struct sheet sheet = {.papers = papers};
	SK_TRY(xlsx_open(&sheet.xlsx, papers, "checklist", _("Yearly checklist")));
	sk_outcome outcome = put_forms(&sheet), closed = xlsx_close(&sheet.xlsx, out);
	return sk_failed(outcome) ? outcome : closed;
}

const struct sk_paper paper_checklist = {"checklist", "checklist.xlsx", N_("the yearly checklist of the ministry"), write_checklist, false, false};
