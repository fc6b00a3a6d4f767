/*
 * A workbook that comes back: states of controls that somebody changed are answers. Levels and the line are not: they are set in site.yaml, each with a reason and a name, so a
 * changed one is an error that names its cell, and nothing is taken.
 */
#include "answer/answer.h"

#include <string.h>

const struct sk_label sk_answer_cover = {"表紙", "Cover"};

/* Sheets and heads as papers/ writes them. */
static const struct sk_label sheet_controls = {"対策例一覧", "Controls"}, sheet_assets = {"別紙1 相当（資産）", "Annex 1 assets"}, sheet_threats = {"別紙2 相当（脅威）", "Annex 2 threats"},
			     sheet_vulnerabilities = {"別紙2 相当（脆弱性）", "Annex 2 vulnerabilities"};
static const struct sk_label head_id = {"番号", "Id"}, head_place = {"設置箇所", "Place"}, head_state = {"状態", "State"}, head_level = {"レベル", "Level"};
static const struct sk_label heads_aspects[] = {{"機密性", "Confidentiality"}, {"完全性", "Integrity"}, {"可用性", "Availability"}};
const struct sk_label sk_answer_states[SK_STATE_COUNT] = {
	[SK_MET] = {"実施済", "done"}, [SK_UNMET] = {"未実施", "not done"}, [SK_UNKNOWN] = {"未確認", "not known"}, [SK_STALE] = {"期限切れ", "out of date"},
	[SK_NOT_APPLICABLE] = {"該当なし", "does not apply"},
};

enum { LINE_ROW = 6, LINE_COLUMN = 2, HEAD_ROW = 3, LEVELS_HIGH = 27, KEY_BYTES_MAX = 64 << 20 };

struct taking {
	struct sk_arena *arena;
	const struct sk_register *register_;
	const struct sk_sheet_book *book;
	const char *by;
	struct sk_reply *items;
	const struct sk_answer **before;
	struct sk_replies *out;
	struct sk_error *error;
};

static sk_outcome refuse(const struct taking *taking, const char *what)
{
	struct sk_place place = {.file = taking->book->file};
	return sk_error_set(taking->error, SK_E_ANSWER_SHEET, &place, what, NULL, NULL);
}

static sk_outcome sheet_named(const struct taking *taking, const struct sk_label *name, const struct sk_sheet **out)
{
	*out = NULL;
	for (size_t i = 0; i < taking->book->count; i++)
		if (sk_label_is(name, taking->book->sheets[i].name))
			*out = &taking->book->sheets[i];
	return *out ? SK_OK : refuse(taking, _("a sheet of the workbook is missing"));
}

static sk_outcome column_of(const struct taking *taking, const struct sk_sheet *sheet, const struct sk_label *head, uint32_t *out)
{
	*out = 0;
	for (uint32_t at = 1; at <= sheet->columns && !*out; at++)
		if (sk_label_is(head, sk_sheet_text(sheet, HEAD_ROW, at)))
			*out = at;
	return *out ? SK_OK : refuse(taking, _("a column of the workbook is missing"));
}

/* ---- what has to be as it was ---- */

static sk_outcome same_level(const struct taking *taking, const struct sk_sheet *sheet, uint32_t row, uint32_t column, int level)
{
	int64_t found;
	SK_TRY(sk_sheet_whole(sheet, row, column, 0, LEVELS_HIGH, &found, taking->error));
	return found == level ? SK_OK : sk_sheet_error(sheet, row, column, _("the number that the workbook was made with: levels and the line are set in site.yaml, with a reason"), taking->error);
}

static sk_outcome same_line(const struct taking *taking)
{
	const struct sk_sheet *cover;
	SK_TRY(sheet_named(taking, &sk_answer_cover, &cover));
	return same_level(taking, cover, LINE_ROW, LINE_COLUMN, taking->register_->line);
}

static sk_outcome same_assets(const struct taking *taking)
{
	const struct sk_site *site = taking->register_->site;
	const struct sk_sheet *sheet;
	uint32_t row = HEAD_ROW, columns[SK_COUNT(heads_aspects)];
	SK_TRY(sheet_named(taking, &sheet_assets, &sheet));
	for (size_t i = 0; i < SK_COUNT(heads_aspects); i++)
		SK_TRY(column_of(taking, sheet, &heads_aspects[i], &columns[i]));
	SK_LIST_EACH(struct sk_asset, asset, &site->catalogue->assets.rows) {
		const struct sk_importance_override *why;
		sk_assess_importance(site, asset, taking->register_->verdicts->day, &why);
		const int levels[] = {why && why->c ? why->c : asset->importance.c, why && why->i ? why->i : asset->importance.i, why && why->a ? why->a : asset->importance.a};
		row++;
		for (size_t i = 0; i < SK_COUNT(levels); i++)
			SK_TRY(same_level(taking, sheet, row, columns[i], levels[i]));
	}
	return SK_OK;
}

static sk_outcome same_threats(const struct taking *taking)
{
	const struct sk_site *site = taking->register_->site;
	const struct sk_sheet *sheet;
	uint32_t column;
	SK_TRY(sheet_named(taking, &sheet_threats, &sheet));
	SK_TRY(column_of(taking, sheet, &head_level, &column));
	for (size_t i = 0; i < site->catalogue->threat_count; i++) {
		const struct sk_threat *threat = &site->catalogue->threats[i];
		const struct sk_reading *reading = sk_assess_reading(site, threat->row.id, &threat->readings);
		SK_TRY(same_level(taking, sheet, HEAD_ROW + 1 + (uint32_t)i, column, reading ? reading->level : threat->level));
	}
	return SK_OK;
}

static sk_outcome same_vulnerabilities(const struct taking *taking)
{
	const struct sk_sheet *sheet;
	uint32_t column, row = HEAD_ROW;
	SK_TRY(sheet_named(taking, &sheet_vulnerabilities, &sheet));
	SK_TRY(column_of(taking, sheet, &head_level, &column));
	SK_LIST_EACH(struct sk_vulnerability, vulnerability, &taking->register_->site->catalogue->vulnerabilities.rows)
		SK_TRY(same_level(taking, sheet, ++row, column, vulnerability->level));
	return SK_OK;
}

/* ---- states ---- */

static int place_named(const struct sk_catalogue *catalogue, const char *label)
{
	const struct sk_place_row *rows = catalogue->places.rows.items;
	for (size_t i = 0; i < catalogue->places.rows.count; i++)
		if (sk_label_is(&rows[i].label, label))
			return (int)i;
	return -1;
}

static int state_named(const char *word)
{
	for (int state = 0; state < SK_STATE_COUNT; state++)
		if (sk_label_is(&sk_answer_states[state], word))
			return state;
	return -1;
}

/* What somebody says of every subject at the place. */
static void add_replies(struct taking *taking, const struct sk_control *control, int place, int state)
{
	SK_LIST_EACH(struct sk_subject, subject, &taking->register_->site->subjects) {
		if (subject->place != place || !subject->in_scope)
			continue;
		taking->items[taking->out->count] = (struct sk_reply){.control = control, .subject = subject, .state = state, .by = taking->by,
								      .date = taking->register_->verdicts->day, .note = ""};
		taking->before[taking->out->count] = sk_answer_until_now(taking->register_, &taking->items[taking->out->count]);
		taking->out->count++;
	}
}

static sk_outcome take_state(struct taking *taking, const struct sk_sheet *sheet, uint32_t row, const uint32_t columns[3])
{
	const struct sk_catalogue *catalogue = taking->register_->site->catalogue;
	const struct sk_control *control = sk_catalogue_control(catalogue, sk_sheet_text(sheet, row, columns[0]));
	int place = place_named(catalogue, sk_sheet_text(sheet, row, columns[1])), state = state_named(sk_sheet_text(sheet, row, columns[2]));
	enum sk_method method;
	if (!control)
		return sk_sheet_error(sheet, row, columns[0], _("the number of a control, as the sheet had it"), taking->error);
	if (place < 0)
		return sk_sheet_error(sheet, row, columns[1], _("the place, as the sheet had it"), taking->error);
	if (!*sk_sheet_text(sheet, row, columns[2])) {
		taking->out->empty++;
		return SK_OK;
	}
	if (state == (int)sk_check_at(sk_check_verdict(taking->register_->verdicts, control), place, &method)) {
		taking->out->same++;
		return SK_OK;
	}
	if (state < 0 || state > SK_UNKNOWN)
		return sk_sheet_error(sheet, row, columns[2], _("done, not done, or not known: the others follow from days and places"), taking->error);
	for (size_t i = 0; i < taking->out->count; i++)
		if (taking->items[i].control == control && taking->items[i].subject->place == place)
			return sk_sheet_error(sheet, row, columns[0], _("one row for each control and place"), taking->error);
	size_t before = taking->out->count;
	add_replies(taking, control, place, state);
	if (taking->out->count == before)
		return sk_sheet_error(sheet, row, columns[2], _("the state as it was: nothing is listed at this place that it could be said of"), taking->error);
	return SK_OK;
}

static sk_outcome take_states(struct taking *taking)
{
	const struct sk_sheet *sheet;
	const struct sk_label *const heads[] = {&head_id, &head_place, &head_state};
	uint32_t columns[SK_COUNT(heads)];
	void *memory;
	SK_TRY(sheet_named(taking, &sheet_controls, &sheet));
	for (size_t i = 0; i < SK_COUNT(heads); i++)
		SK_TRY(column_of(taking, sheet, heads[i], &columns[i]));
	size_t most = sheet->rows * taking->register_->site->subjects.count;
	SK_TRY(sk_arena_take(taking->arena, most, sizeof(struct sk_reply), &memory, taking->error));
	taking->out->items = taking->items = memory;
	SK_TRY(sk_arena_take(taking->arena, most, sizeof(const struct sk_answer *), &memory, taking->error));
	taking->out->before = taking->before = memory;
	for (uint32_t row = HEAD_ROW + 1; row <= sheet->rows; row++)
		if (*sk_sheet_text(sheet, row, columns[0]))
			SK_TRY(take_state(taking, sheet, row, columns));
	return SK_OK;
}

/* ---- the workbook ---- */

SK_OUTCOME sk_answer_workbook_key(const struct sk_register *register_, char out[SK_HEX_ROOM], struct sk_error *error)
{
	const struct sk_verdicts *verdicts = register_->verdicts;
	SK_BUF_SCOPE text = SK_BUF(KEY_BYTES_MAX);
	for (size_t i = 0; i < verdicts->count; i++)
		for (size_t k = 0; k < verdicts->items[i].count; k++) {
			const struct sk_finding *finding = &verdicts->items[i].findings[k];
			sk_buf_print(&text, "%s %d %s %d\n", verdicts->items[i].control->row.id, finding->place, finding->subject ? finding->subject->id : "-", (int)finding->state);
		}
	SK_TRY(sk_buf_check(&text, error));
	sk_digest(text.bytes ? text.bytes : "", text.length, out);
	return SK_OK;
}

bool sk_answer_is_workbook(const struct sk_sheet_book *book)
{
	return book->count > 1 && sk_label_is(&sk_answer_cover, book->sheets[0].name);
}

static sk_outcome check_mark(const struct taking *taking)
{
	const struct sk_sheet *cover = &taking->book->sheets[0];
	const char *format = sk_sheet_text(cover, SK_ANSWER_WORKBOOK_ROW, 1), *name = sk_sheet_text(cover, SK_ANSWER_WORKBOOK_ROW, 2);
	char key[SK_HEX_ROOM];
	if (strcmp(format, SK_ANSWER_WORKBOOK) != 0)
		return refuse(taking, _("a workbook of another version"));
	if (!sk_label_is(&taking->register_->site->name, name))
		return refuse(taking, _("a workbook of another site"));
	/* What was not changed in it would be said anew otherwise, in somebody's name. */
	SK_TRY(sk_answer_workbook_key(taking->register_, key, taking->error));
	return strcmp(sk_sheet_text(cover, SK_ANSWER_WORKBOOK_ROW, 3), key) == 0 ? SK_OK : refuse(taking, _("what is known of the site has changed since this workbook was made"));
}

SK_OUTCOME sk_answer_take_workbook(struct sk_arena *arena, const struct sk_register *register_, const struct sk_sheet_book *book, const char *by, struct sk_replies *out,
				   struct sk_error *error)
{
	static sk_outcome (*const same[])(const struct taking *) = {check_mark, same_line, same_assets, same_threats, same_vulnerabilities};
	struct taking taking = {.arena = arena, .register_ = register_, .book = book, .by = by, .out = out, .error = error};
	*out = (struct sk_replies){0};
	SK_TRY(sk_sheet_no_person(book, error));
	for (size_t i = 0; i < SK_COUNT(same); i++)
		SK_TRY(same[i](&taking));
	SK_TRY(take_states(&taking));
	return out->count > 0 && (!by || !*by) ? sk_error_set(error, SK_E_USAGE, NULL, _("nobody said who answers"), "sekisho answer workbook.xlsx --by NAME", NULL) : SK_OK;
}
