/* Sheets of the workbook without formulas: what is left out, editions of the guidance, what it says in two ways. */
#include "papers/workbook.h"

#include <string.h>

/* Why a risk is not among those that concern the site. */
static sk_outcome excluded_why(const struct workbook *book, const struct sk_risk *risk, const char **out)
{
	const char *date;
	switch (risk->exclusion) {
	case SK_EXCLUDED_KIND:
		return paper_text(book->papers, out, "%s", _("concerns another kind of facility"));
	case SK_EXCLUDED_PREMISE:
		return paper_text(book->papers, out, _("out of scope as long as premise %s holds"), risk->scenario->asset->premise ? risk->scenario->asset->premise : "-");
	default:
		break;
	}
	const char *place = risk->absent_place < 0 ? "-" : paper_in(book->papers, &sk_catalogue_place_row(book->catalogue, risk->absent_place)->label);
	if (!risk->absent.statement)
		return paper_text(book->papers, out, _("nothing stands here: %s"), place);
	SK_TRY(paper_date(book->papers, risk->absent.statement->date, &date));
	return paper_text(book->papers, out, _("nothing stands here: %s (%s, %s)"), place, risk->absent.statement->by, date);
}

SK_OUTCOME workbook_excluded(struct workbook *book)
{
	const struct xlsx_column columns[] = {{_("Id"), 16}, {_("What happens"), 90}, {_("Why it is not counted"), 70}};
	const struct sk_register *register_ = book->papers->register_;
	unsigned row = WORKBOOK_HEAD;
	xlsx_sheet(&book->xlsx, _("Not applicable"), columns, SK_COUNT(columns), WORKBOOK_HEAD);
	SK_TRY(workbook_title(book, _("Risks that do not concern this site, and why")));
	for (size_t i = 0; i < register_->counts.excluded; i++) {
		const struct sk_risk *risk = &register_->excluded[i];
		const char *why;
		SK_TRY(excluded_why(book, risk, &why));
		xlsx_text(&book->xlsx, row, 0, risk->scenario->id, XLSX_CODE);
		xlsx_text(&book->xlsx, row, 1, paper_in(book->papers, &risk->scenario->sentence), XLSX_CELL);
		xlsx_text(&book->xlsx, row++, 2, why, XLSX_CELL);
	}
	return SK_OK;
}

SK_OUTCOME workbook_editions(struct workbook *book)
{
	const struct xlsx_column columns[] = {{_("Edition"), 12}, {_("Date"), 12}, {_("Place in the guidance"), 40}, {_("What changed"), 90}};
	unsigned row = WORKBOOK_HEAD;
	xlsx_sheet(&book->xlsx, _("Editions"), columns, SK_COUNT(columns), WORKBOOK_HEAD);
	SK_TRY(workbook_title(book, _("Editions of the guidance that this is made after")));
	SK_LIST_EACH(struct sk_edition, edition, &book->catalogue->editions.rows)
		SK_LIST_EACH(struct sk_change, change, &edition->changes) {
			xlsx_text(&book->xlsx, row, 0, edition->version, XLSX_CODE);
			xlsx_text(&book->xlsx, row, 1, edition->date, XLSX_CODE);
			xlsx_text(&book->xlsx, row, 2, paper_in(book->papers, &change->where), XLSX_CELL);
			xlsx_text(&book->xlsx, row++, 3, paper_in(book->papers, &change->label), XLSX_CELL);
		}
	return SK_OK;
}

static const char *chosen_here(const struct sk_site *site, const struct sk_contradiction *row, const struct sk_contradiction_reading *reading)
{
	SK_LIST_EACH(struct sk_reading_choice, choice, &site->readings)
		if (choice->reading->contradiction && strcmp(choice->reading->contradiction, row->row.id) == 0)
			return strcmp(choice->choose, reading->id) == 0 ? "○" : "";
	return reading->chosen ? "○" : "";
}

static void put_reading(struct workbook *book, unsigned row, const struct sk_contradiction *contradiction, const struct sk_contradiction_reading *reading)
{
	xlsx_text(&book->xlsx, row, 0, contradiction->row.id, XLSX_CODE);
	xlsx_text(&book->xlsx, row, 1, paper_in(book->papers, &contradiction->label), XLSX_CELL);
	xlsx_text(&book->xlsx, row, 2, paper_in(book->papers, &reading->text), XLSX_CELL);
	xlsx_text(&book->xlsx, row, 3, paper_in(book->papers, &reading->source.table), XLSX_CELL);
	xlsx_text(&book->xlsx, row, 4, chosen_here(book->papers->register_->site, contradiction, reading), XLSX_CENTRE);
	xlsx_text(&book->xlsx, row, 5, paper_in(book->papers, &contradiction->effect), XLSX_CELL);
}

SK_OUTCOME workbook_readings(struct workbook *book)
{
	const struct xlsx_column columns[] = {
		{_("Id"), 8}, {_("What the guidance says in two ways"), 40}, {_("Reading"), 70}, {_("Where"), 30}, {_("Followed here"), 10}, {_("What the choice changes"), 60},
	};
	unsigned row = WORKBOOK_HEAD;
	xlsx_sheet(&book->xlsx, _("Readings"), columns, SK_COUNT(columns), WORKBOOK_HEAD);
	SK_TRY(workbook_title(book, _("Where the guidance contradicts itself, and how it is read here")));
	SK_LIST_EACH(struct sk_contradiction, contradiction, &book->catalogue->contradictions.rows) {
		SK_LIST_EACH(struct sk_contradiction_reading, reading, &contradiction->readings)
			put_reading(book, row++, contradiction, reading);
		if (contradiction->readings.count == 0) {
			xlsx_text(&book->xlsx, row, 0, contradiction->row.id, XLSX_CODE);
			xlsx_text(&book->xlsx, row, 1, paper_in(book->papers, &contradiction->label), XLSX_CELL);
			xlsx_text(&book->xlsx, row++, 2, paper_in(book->papers, &contradiction->text), XLSX_CELL);
		}
	}
	return SK_OK;
}
