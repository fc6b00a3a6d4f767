/* The interview on paper: what `sekisho answer` asks, for each party that can answer, to be filled in by hand and typed in afterwards. */
#include "answer/answer.h"
#include "papers/document.h"

enum { COLUMNS = 6 };

static sk_outcome put_question(struct doc *doc, const struct sk_asked *question)
{
	const struct sk_papers *papers = doc->papers;
	const struct sk_subject *subject = question->finding->subject;
	const char *name = paper_in(papers, &subject->name), *asked, *where;
	const struct sk_place_row *place = sk_catalogue_place_row(papers->register_->site->catalogue, subject->place);
	SK_TRY(paper_question(papers, question->control, &asked));
	SK_TRY(paper_text(papers, &where, "%s\n%s", *name ? name : paper_in(papers, &place->label), subject->id));
	const struct doc_cell cells[COLUMNS] = {
		{question->control->row.id, DOC_CODE}, {where, DOC_PLAIN}, {asked, DOC_PLAIN}, {_("□ yes   □ no   □ don't know"), DOC_PLAIN},
		{"\n ", DOC_PLAIN}, {sk_word_state(question->finding->state), doc_mark_of(question->finding->state)},
	};
	doc->writer->row(doc, cells, false);
	return SK_OK;
}

/* The sheet of each is handed to somebody else, so each says who it is for, and has room for who answers. */
static sk_outcome put_party(struct doc *doc, int party)
{
	const char *id = sk_words_party.words[party];
	const struct doc_column columns[COLUMNS] = {{_("Number"), 7}, {_("Where"), 14}, {_("Question"), 33}, {_("Answer"), 26}, {_("Remark"), 11}, {_("Until now"), 9}};
	const struct sk_asked *questions;
	const char *title;
	size_t count;
	SK_TRY(sk_answer_questions(doc->papers->arena, doc->papers->register_, party, false, &questions, &count, doc->papers->error));
	if (count == 0)
		return SK_OK;
	SK_TRY(paper_text(doc->papers, &title, _("Questions to %s"), sk_word_party(party)));
	doc->writer->heading(doc, id, title, false);
	doc->writer->paragraph(doc, DOC_PLAIN, _("Who answers: ____________________  Day: ____________"));
	doc->writer->table(doc, &(struct doc_table){.id = id, .caption = "", .columns = columns, .count = COLUMNS});
	for (size_t i = 0; i < count; i++)
		SK_TRY(put_question(doc, &questions[i]));
	doc->writer->table_end(doc);
	return SK_OK;
}

static sk_outcome tell_questions(struct doc *doc)
{
	SK_TRY(paper_begin(doc, _("Questions to answer on paper")));
	doc->writer->paragraph(doc, DOC_PLAIN, _("What you do not know, leave at \"don't know\": that is an answer, too. Where something shows it (a contract, a letter, a photo), put it beside this sheet. Afterwards whoever has Sekisho types the answers in: 'sekisho answer', or on the answer sheet of the party."));
	for (int party = 0; party <= SK_PARTY_OPERATOR; party++)
		SK_TRY(put_party(doc, party));
	return paper_end(doc);
}

static sk_outcome write_questions(const struct sk_papers *papers, struct sk_buf *out)
{
	return doc_write_pdf(papers, tell_questions, out);
}

const struct sk_paper paper_questions = {"questions", "questions.pdf", N_("the questions of all answer sheets, on paper"), write_questions, false, false};
