/* Answer sheets, one for each party that can answer. They come back with `sekisho answer FILE`; what is left empty says nothing. */
#include "answer/answer.h"
#include "papers/xlsx.h"

#include <string.h>

enum { HEAD = SK_ANSWER_HEAD_ROW };

static const double widths[SK_ANSWER_COLUMNS] = {8, 26, 60, 16, 26, 12, 12, 18, 14, 40};

static void put_top(struct xlsx *xlsx, const char *site, const char *party)
{
	enum sk_lang lang = xlsx->papers->lang;
	xlsx_text(xlsx, 0, 0, party, XLSX_TITLE);
	xlsx_text(xlsx, SK_ANSWER_MARK_ROW - 1, 0, SK_ANSWER_FORMAT, XLSX_NOTE);
	xlsx_text(xlsx, SK_ANSWER_MARK_ROW - 1, 1, site, XLSX_NOTE);
	xlsx_text(xlsx, SK_ANSWER_BY_ROW - 1, 0, sk_label_in(&sk_answer_everyone_by, lang), XLSX_NOTE);
	xlsx_text(xlsx, SK_ANSWER_BY_ROW - 1, 1, "", XLSX_INPUT);
	xlsx_text(xlsx, SK_ANSWER_DATE_ROW - 1, 0, sk_label_in(&sk_answer_everyone_date, lang), XLSX_NOTE);
	xlsx_text(xlsx, SK_ANSWER_DATE_ROW - 1, 1, "", XLSX_INPUT);
	xlsx_text(xlsx, SK_ANSWER_DATE_ROW, 0, _("Choose an answer in the yellow cells. A cell that is left empty says nothing. No patient's data and no My Number here."), XLSX_NOTE);
}

SK_OUTCOME paper_question(const struct sk_papers *papers, const struct sk_control *control, const char **out)
{
	SK_BUF_SCOPE text = SK_BUF(PAPER_PIECE_MAX);
	*out = paper_in(papers, &control->question);
	if (strcmp(control->row.id, SK_LEDGER_CONTROL) != 0)
		return SK_OK;
	sk_buf_print(&text, "%s\n", *out);
	sk_word_ledger(papers->ledger, papers->register_->verdicts->day, &text);
	SK_TRY(sk_buf_check(&text, papers->error));
	return sk_arena_text(papers->arena, text.bytes, text.length, out, papers->error);
}

static sk_outcome put_question(struct xlsx *xlsx, unsigned row, const struct sk_asked *question)
{
	const char *asked;
	const struct sk_papers *papers = xlsx->papers;
	const struct sk_subject *subject = question->finding->subject;
	const char *name = paper_in(papers, &subject->name), *words[] = {
		sk_label_in(&sk_answer_words[0], papers->lang), sk_label_in(&sk_answer_words[1], papers->lang), sk_label_in(&sk_answer_words[2], papers->lang), NULL,
	};
	const struct sk_place_row *place = sk_catalogue_place_row(papers->register_->site->catalogue, subject->place);
	xlsx_text(xlsx, row, SK_ANSWER_CONTROL, question->control->row.id, XLSX_CODE);
	xlsx_text(xlsx, row, SK_ANSWER_LABEL, paper_in(papers, &question->control->label), XLSX_CELL);
	SK_TRY(paper_question(papers, question->control, &asked));
	xlsx_text(xlsx, row, SK_ANSWER_QUESTION, asked, XLSX_CELL);
	xlsx_text(xlsx, row, SK_ANSWER_SUBJECT, subject->id, XLSX_CODE);
	xlsx_text(xlsx, row, SK_ANSWER_NAME, *name ? name : paper_in(papers, &place->label), XLSX_CELL);
	xlsx_text(xlsx, row, SK_ANSWER_STATE, sk_word_state(question->finding->state), XLSX_CENTRE);
	for (unsigned column = SK_ANSWER_REPLY; column < SK_ANSWER_COLUMNS; column++)
		xlsx_text(xlsx, row, column, "", XLSX_INPUT);
	xlsx_choice(xlsx, row, SK_ANSWER_REPLY, words);
	return SK_OK;
}

static sk_outcome put_sheet(struct xlsx *xlsx, int party)
{
	const struct sk_papers *papers = xlsx->papers;
	const struct sk_asked *questions;
	struct xlsx_column columns[SK_ANSWER_COLUMNS];
	const char *title;
	size_t count;
	for (int i = 0; i < SK_ANSWER_COLUMNS; i++)
		columns[i] = (struct xlsx_column){sk_label_in(&sk_answer_heads[i], papers->lang), widths[i]};
	SK_TRY(sk_answer_questions(papers->arena, papers->register_, party, false, &questions, &count, papers->error));
	SK_TRY(paper_text(papers, &title, _("Questions to %s"), sk_word_party(party)));
	xlsx_sheet(xlsx, _("Answers"), columns, SK_ANSWER_COLUMNS, HEAD);
	put_top(xlsx, paper_in(papers, &papers->register_->site->name), title);
	for (size_t i = 0; i < count; i++)
		SK_TRY(put_question(xlsx, (unsigned)(HEAD + i), &questions[i]));
	return SK_OK;
}

static sk_outcome write_sheet(const struct sk_papers *papers, int party, struct sk_buf *out)
{
	struct xlsx xlsx;
	SK_TRY(xlsx_open(&xlsx, papers, "answers", _("Answer sheet")));
	sk_outcome outcome = put_sheet(&xlsx, party), closed = xlsx_close(&xlsx, out);
	return sk_failed(outcome) ? outcome : closed;
}

#define SHEET_OF(name_, party_) \
	static sk_outcome write_##name_(const struct sk_papers *papers, struct sk_buf *out) \
	{ \
		return write_sheet(papers, party_, out); \
	}

SHEET_OF(facility, SK_PARTY_FACILITY)
SHEET_OF(vendor, SK_PARTY_VENDOR)
SHEET_OF(carrier, SK_PARTY_CARRIER)
SHEET_OF(operator, SK_PARTY_OPERATOR)

const struct sk_paper papers_answers[4] = {
	{"answers-facility", "answers-facility.xlsx", N_("questions to the facility, to be sent back"), write_facility, false, true},
	{"answers-vendor", "answers-vendor.xlsx", N_("questions to the vendor, to be sent back"), write_vendor, false, true},
	{"answers-carrier", "answers-carrier.xlsx", N_("questions to the line's carrier, to be sent back"), write_carrier, false, true},
	{"answers-operator", "answers-operator.xlsx", N_("questions to the operator of the system, to be sent back"), write_operator, false, true},
};
