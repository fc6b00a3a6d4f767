/*
 * The device ledger as a sheet (checklist 2①, H21): every entry of ledger.yaml, and empty rows. It comes back with `sekisho answer FILE`; what is left empty says nothing. On a sheet of its own what
 * the ledger and the subjects of site.yaml do not both have.
 */
#include "answer/answer.h"
#include "papers/xlsx.h"

#include <stdlib.h>
#include <string.h>

enum { HEAD = SK_LEDGER_HEAD_ROW, EMPTY_ROWS = 20, NUMBER_ROOM = 80, DIGITS_MAX = 8, WORDS_MAX = 64, LIST_SIGNS_MAX = 240 /* Excel takes 255 in a list that opens */ };

static const double widths[SK_DEVICE_COLUMNS] = {10, 26, 16, 16, 18, 18, 26, 16, 12, 10, 10, 14, 10, 10, 10, 12, 12, 12, 30};

/* ---- numbers for rows that are empty ---- */

struct numbering {
	char prefix[NUMBER_ROOM];
	int digits;
	unsigned long last;
};

/* They go on from the last entry whose number ends in digits. */
static struct numbering numbering_of(const struct sk_ledger *ledger)
{
	struct numbering numbering = {.prefix = "D-", .digits = 3};
	if (ledger)
		SK_LIST_EACH(struct sk_device, device, &ledger->devices) {
			const char *number = device->values[SK_DEVICE_NUMBER];
			size_t length = strlen(number), digits = 0;
			while (digits < length && number[length - digits - 1] >= '0' && number[length - digits - 1] <= '9')
				digits++;
			if (digits == 0 || digits > DIGITS_MAX || length >= NUMBER_ROOM - DIGITS_MAX)
				continue;
			numbering = (struct numbering){.digits = (int)digits, .last = strtoul(number + length - digits, NULL, 10)};
			memcpy(numbering.prefix, number, length - digits);
		}
	return numbering;
}

static sk_outcome next_number(const struct sk_papers *papers, struct numbering *numbering, const char **out)
{
	do
		SK_TRY(paper_text(papers, out, "%s%0*lu", numbering->prefix, numbering->digits, ++numbering->last));
	while (sk_ledger_device(papers->ledger, *out));
	return SK_OK;
}

/* ---- what stands above the table ---- */

static sk_time day_of(const struct sk_papers *papers)
{
	return papers->register_->verdicts->day;
}

static size_t count_lacking(const struct sk_papers *papers)
{
	size_t count = 0;
	SK_LIST_EACH(struct sk_subject, subject, &papers->register_->site->subjects)
		count += sk_ledger_lacks(papers->ledger, subject, day_of(papers));
	return count;
}

static size_t count_outside(const struct sk_papers *papers)
{
	size_t count = 0;
	if (papers->ledger)
		SK_LIST_EACH(struct sk_device, device, &papers->ledger->devices)
			count += sk_device_is_outside(device, day_of(papers));
	return count;
}

static const char *how_to(void)
{
	return _("One row for each device, program and kind of information. A cell that is left empty says nothing and takes nothing away; what is gone keeps its row, with the day on which it was "
		 "disposed of. No patient's data and no My Number here. Filled in, it comes back with: sekisho answer FILE");
}

static sk_outcome standing(const struct sk_papers *papers, const char **out)
{
	SK_BUF_SCOPE text = SK_BUF(PAPER_PIECE_MAX);
	sk_word_ledger(papers->ledger, day_of(papers), &text);
	sk_buf_text(&text, " ");
	sk_buf_print(&text, _("Devices of site.yaml that no entry names: %zu. Entries on the network that are no subject of site.yaml: %zu."), count_lacking(papers), count_outside(papers));
	SK_TRY(sk_buf_check(&text, papers->error));
	return sk_arena_text(papers->arena, text.bytes, text.length, out, papers->error);
}

/* ---- the workbook ---- */

static void put_value(struct xlsx *xlsx, unsigned row, int column, const char *value)
{
	const char *shown = value ? sk_ledger_shown(column, value, xlsx->papers->lang) : "";
	bool text = sk_device_fields[column].type == SK_FIELD_TEXT || sk_device_fields[column].type == SK_FIELD_ID;
	if (value && sk_device_fields[column].type == SK_FIELD_NUMBER)
		xlsx_number(xlsx, row, (unsigned)column, strtod(value, NULL), XLSX_INPUT);
	else
		xlsx_text(xlsx, row, (unsigned)column, shown, text ? XLSX_FILL : XLSX_INPUT);
}

/* Lists that open, for columns of few words. */
static void put_lists(struct xlsx *xlsx, unsigned last)
{
	static const char *const levels[] = {"1", "2", "3", NULL}, *const two_levels[] = {"1", "2", NULL};
	for (int column = 0; column < SK_DEVICE_COLUMNS; column++) {
		const char *in_use[WORDS_MAX + 1] = {0};
		size_t count;
		const struct sk_label *words = sk_ledger_words(column, &count);
		SK_INVARIANT(count <= WORDS_MAX);
		for (size_t i = 0; i < count; i++)
			in_use[i] = sk_label_in(&words[i], xlsx->papers->lang);
		if (count > 0)
			xlsx_choices(xlsx, HEAD, last, (unsigned)column, in_use);
		if (sk_device_fields[column].type == SK_FIELD_NUMBER)
			xlsx_choices(xlsx, HEAD, last, (unsigned)column, sk_device_fields[column].high == 3 ? levels : two_levels);
	}
}

/* Ids of subjects, where they are few enough for such a list. */
static void put_subjects(struct xlsx *xlsx, unsigned last)
{
	const char *ids[WORDS_MAX + 1] = {0};
	size_t count = 0, signs = 0;
	SK_LIST_EACH(struct sk_subject, subject, &xlsx->papers->register_->site->subjects) {
		signs += strlen(subject->id) + 1;
		if (count == WORDS_MAX || signs > LIST_SIGNS_MAX)
			return;
		ids[count++] = subject->id;
	}
	xlsx_choices(xlsx, HEAD, last, SK_DEVICE_SUBJECT, ids);
}

static sk_outcome put_table(struct xlsx *xlsx)
{
	const struct sk_papers *papers = xlsx->papers;
	struct numbering numbering = numbering_of(papers->ledger);
	unsigned row = HEAD;
	if (papers->ledger)
		SK_LIST_EACH(struct sk_device, device, &papers->ledger->devices) {
			for (int column = 0; column < SK_DEVICE_COLUMNS; column++)
				put_value(xlsx, row, column, device->values[column]);
			row++;
		}
	for (int i = 0; i < EMPTY_ROWS; i++, row++) {
		const char *number;
		SK_TRY(next_number(papers, &numbering, &number));
		for (int column = 0; column < SK_DEVICE_COLUMNS; column++)
			put_value(xlsx, row, column, column == SK_DEVICE_NUMBER ? number : NULL);
	}
	put_lists(xlsx, row - 1);
	put_subjects(xlsx, row - 1);
	return SK_OK;
}

static void put_gaps(struct xlsx *xlsx)
{
	const struct sk_papers *papers = xlsx->papers;
	const struct xlsx_column columns[] = {{_("What"), 40}, {_("Id"), 20}, {_("Name"), 50}};
	unsigned row = 1;
	xlsx_sheet(xlsx, _("Not in both"), columns, SK_COUNT(columns), 1);
	SK_LIST_EACH(struct sk_subject, subject, &papers->register_->site->subjects) {
		if (!sk_ledger_lacks(papers->ledger, subject, day_of(papers)))
			continue;
		const char *name = paper_in(papers, &subject->name);
		xlsx_text(xlsx, row, 0, _("a device of site.yaml that no entry names"), XLSX_CELL);
		xlsx_text(xlsx, row, 1, subject->id, XLSX_CODE);
		xlsx_text(xlsx, row++, 2, *name ? name : paper_in(papers, &sk_catalogue_place_row(papers->register_->site->catalogue, subject->place)->label), XLSX_CELL);
	}
	if (papers->ledger)
		SK_LIST_EACH(struct sk_device, device, &papers->ledger->devices) {
			if (!sk_device_is_outside(device, day_of(papers)))
				continue;
			xlsx_text(xlsx, row, 0, _("an entry on the network that is no subject of site.yaml"), XLSX_CELL);
			xlsx_text(xlsx, row, 1, device->values[SK_DEVICE_NUMBER], XLSX_CODE);
			xlsx_text(xlsx, row++, 2, device->values[SK_DEVICE_NAME], XLSX_CELL);
		}
}

static sk_outcome put_sheets(struct xlsx *xlsx)
{
	const struct sk_papers *papers = xlsx->papers;
	struct xlsx_column columns[SK_DEVICE_COLUMNS];
	const char *state;
	for (int i = 0; i < SK_DEVICE_COLUMNS; i++)
		columns[i] = (struct xlsx_column){paper_in(papers, &sk_ledger_heads[i]), widths[i]};
	SK_TRY(standing(papers, &state));
	xlsx_sheet(xlsx, _("Device ledger"), columns, SK_DEVICE_COLUMNS, HEAD);
	xlsx_text(xlsx, 0, 0, _("Device ledger"), XLSX_TITLE);
	xlsx_text(xlsx, SK_LEDGER_MARK_ROW - 1, 0, SK_LEDGER_SHEET_FORMAT, XLSX_NOTE);
	xlsx_text(xlsx, SK_LEDGER_MARK_ROW - 1, 1, paper_in(papers, &papers->register_->site->name), XLSX_NOTE);
	xlsx_text(xlsx, SK_LEDGER_MARK_ROW, 0, how_to(), XLSX_NOTE);
	xlsx_text(xlsx, SK_LEDGER_MARK_ROW + 1, 0, state, XLSX_NOTE);
	SK_TRY(put_table(xlsx));
	put_gaps(xlsx);
	return SK_OK;
}

static sk_outcome write_xlsx(const struct sk_papers *papers, struct sk_buf *out)
{
	struct xlsx xlsx;
	SK_TRY(xlsx_open(&xlsx, papers, "ledger", _("Device ledger")));
	sk_outcome outcome = put_sheets(&xlsx), closed = xlsx_close(&xlsx, out);
	return sk_failed(outcome) ? outcome : closed;
}

/* ---- CSV ---- */

/* Every line has as many cells as the table. */
static void put_line(struct sk_buf *out, const char *first, const char *second)
{
	for (int column = 0; column < SK_DEVICE_COLUMNS; column++)
		paper_csv_cell(out, column == 0 ? first : column == 1 ? second : "", column + 1 == SK_DEVICE_COLUMNS);
}

static void put_device(const struct sk_papers *papers, const struct sk_device *device, struct sk_buf *out)
{
	for (int column = 0; column < SK_DEVICE_COLUMNS; column++)
		paper_csv_cell(out, device->values[column] ? sk_ledger_shown(column, device->values[column], papers->lang) : "", column + 1 == SK_DEVICE_COLUMNS);
}

static sk_outcome write_csv(const struct sk_papers *papers, struct sk_buf *out)
{
	struct numbering numbering = numbering_of(papers->ledger);
	const char *state, *number;
	SK_TRY(standing(papers, &state));
	sk_buf_text(out, "\xEF\xBB\xBF");
	put_line(out, _("Device ledger"), "");
	put_line(out, SK_LEDGER_SHEET_FORMAT, paper_in(papers, &papers->register_->site->name));
	put_line(out, how_to(), "");
	put_line(out, state, "");
	for (int column = 0; column < SK_DEVICE_COLUMNS; column++)
		paper_csv_cell(out, paper_in(papers, &sk_ledger_heads[column]), column + 1 == SK_DEVICE_COLUMNS);
	if (papers->ledger)
		SK_LIST_EACH(struct sk_device, device, &papers->ledger->devices)
			put_device(papers, device, out);
	for (int i = 0; i < EMPTY_ROWS; i++) {
		SK_TRY(next_number(papers, &numbering, &number));
		put_line(out, number, "");
	}
	return sk_buf_check(out, papers->error);
}

const struct sk_paper papers_ledger[2] = {
	{"ledger", "ledger.xlsx", N_("the device ledger, to be filled in and sent back"), write_xlsx, false, true},
	{"ledger-csv", "ledger.csv", N_("the same as CSV"), write_csv, false, true},
};
