/* Sheets of the workbook that rows of the guidance stand on: assets, threats, vulnerabilities, controls. */
#include "papers/workbook.h"

#include <string.h>

enum { RAISED_GAP = 1 };

/* ---- annex 1: assets ---- */

static const struct sk_importance_override *override_of(const struct workbook *book, const struct sk_asset *asset)
{
	const struct sk_importance_override *why;
	sk_assess_importance(book->papers->register_->site, asset, book->papers->register_->verdicts->day, &why);
	return why;
}

static sk_outcome asset_reason(struct workbook *book, const struct sk_asset *asset, const struct sk_importance_override *override, const char **out)
{
	const char *date;
	if (!override)
		return paper_text(book->papers, out, "%s", paper_in(book->papers, &asset->importance.reason));
	SK_TRY(paper_date(book->papers, override->date, &date));
	return paper_text(book->papers, out, "%s · %s · %s", override->reason, override->by, date);
}

static void put_levels(struct workbook *book, unsigned row, const struct sk_asset *asset, const struct sk_importance_override *override)
{
	const int levels[] = {
		override && override->c ? override->c : asset->importance.c,
		override && override->i ? override->i : asset->importance.i,
		override && override->a ? override->a : asset->importance.a,
	};
	static const int highest[] = {3, 2, 2};
	for (unsigned i = 0; i < SK_COUNT(levels); i++) {
		xlsx_number(&book->xlsx, row, ASSET_C + i, levels[i], XLSX_INPUT);
		xlsx_between(&book->xlsx, row, ASSET_C + i, 1, highest[i]);
	}
}

static sk_outcome put_asset(struct workbook *book, unsigned row, const struct sk_asset *asset)
{
	const struct sk_importance_override *override = override_of(book, asset), *why;
	const char *formula, *reason;
	int importance = sk_assess_importance(book->papers->register_->site, asset, book->papers->register_->verdicts->day, &why);
	SK_TRY(asset_reason(book, asset, override, &reason));
	SK_TRY(paper_text(book->papers, &formula, "=MAX($F$%u:$H$%u)", row + 1, row + 1));
	xlsx_text(&book->xlsx, row, 0, asset->row.id, XLSX_CODE);
	xlsx_text(&book->xlsx, row, 1, paper_in(book->papers, &asset->class), XLSX_CELL);
	xlsx_text(&book->xlsx, row, 2, paper_in(book->papers, &asset->label), XLSX_CELL);
	xlsx_text(&book->xlsx, row, 3, paper_in(book->papers, &asset->example), XLSX_CELL);
	xlsx_text(&book->xlsx, row, 4, asset->state == SK_SCOPE_OUT ? _("out of scope") : _("in scope"), XLSX_CENTRE);
	put_levels(book, row, asset, override);
	xlsx_formula_number(&book->xlsx, row, ASSET_IMPORTANCE, formula, importance, XLSX_STRONG);
	xlsx_text(&book->xlsx, row, ASSET_IMPORTANCE + 1, reason, XLSX_CELL);
	return SK_OK;
}

SK_OUTCOME workbook_assets(struct workbook *book)
{
	const struct xlsx_column columns[] = {
		{_("Id"), 10}, {_("Class"), 18}, {_("Asset"), 30}, {_("Examples"), 40}, {_("Scope"), 10}, {_("Confidentiality"), 10}, {_("Integrity"), 10}, {_("Availability"), 10},
		{_("Importance"), 10}, {_("Reason (this tool's, or the site's)"), 60},
	};
	unsigned row = WORKBOOK_HEAD;
	xlsx_sheet(&book->xlsx, book->assets, columns, SK_COUNT(columns), WORKBOOK_HEAD);
	SK_TRY(workbook_title(book, _("Annex 1 (as this tool makes it): assets and their importance")));
	SK_LIST_EACH(struct sk_asset, asset, &book->catalogue->assets.rows)
		SK_TRY(put_asset(book, row++, asset));
	return SK_OK;
}

/* ---- annex 2: threats, vulnerabilities ---- */

/* The level the site goes by: that of the reading it chose, where the threat has several. */
static int level_of(const struct workbook *book, const struct sk_threat *threat)
{
	const struct sk_reading *reading = sk_assess_reading(book->papers->register_->site, threat->row.id, &threat->readings);
	return reading ? reading->level : threat->level;
}

static const char *class_of(enum sk_threat_class class)
{
	static const char *const words[] = {
		[SK_THREAT_INTENTIONAL] = N_("intentional"), [SK_THREAT_ACCIDENTAL] = N_("accidental"), [SK_THREAT_ENVIRONMENTAL] = N_("environmental"),
	};
	return sk_message(words[class]);
}

static sk_outcome put_threat(struct workbook *book, unsigned row, const struct sk_threat *threat)
{
	SK_BUF_SCOPE note = SK_BUF(PAPER_PIECE_MAX);
	SK_LIST_EACH(struct sk_reading, reading, &threat->readings)
		sk_buf_print(&note, "%s%s: %d", note.length ? " · " : "", reading->id, reading->level);
	SK_TRY(sk_buf_check(&note, book->papers->error));
	xlsx_text(&book->xlsx, row, 0, threat->row.id, XLSX_CODE);
	xlsx_text(&book->xlsx, row, 1, class_of(threat->class), XLSX_CENTRE);
	xlsx_text(&book->xlsx, row, 2, paper_in(book->papers, &threat->label), XLSX_CELL);
	xlsx_text(&book->xlsx, row, 3, paper_in(book->papers, threat->class == SK_THREAT_ACCIDENTAL ? &threat->use_case : &threat->text), XLSX_CELL);
	xlsx_number(&book->xlsx, row, THREAT_LEVEL, level_of(book, threat), XLSX_INPUT);
	xlsx_between(&book->xlsx, row, THREAT_LEVEL, 1, SK_LEVEL_MAX);
	xlsx_text(&book->xlsx, row, THREAT_LEVEL + 1, note.bytes, XLSX_CELL);
	return SK_OK;
}

/* A level that is higher at one place than the threat's own. */
static void put_raised(struct workbook *book, unsigned row, const struct sk_raised *raised)
{
	xlsx_text(&book->xlsx, row, 0, raised->row.id, XLSX_CODE);
	xlsx_text(&book->xlsx, row, 1, raised->threat, XLSX_CENTRE);
	xlsx_text(&book->xlsx, row, 2, raised->where, XLSX_CELL);
	xlsx_text(&book->xlsx, row, 3, paper_in(book->papers, &raised->text), XLSX_CELL);
	xlsx_number(&book->xlsx, row, THREAT_LEVEL, raised->level, XLSX_INPUT);
	xlsx_between(&book->xlsx, row, THREAT_LEVEL, 1, SK_LEVEL_MAX);
	xlsx_text(&book->xlsx, row, THREAT_LEVEL + 1, "", XLSX_CELL);
}

SK_OUTCOME workbook_threats(struct workbook *book)
{
	const struct xlsx_column columns[] = {
		{_("Id"), 10}, {_("Class"), 14}, {_("Threat"), 50}, {_("What it is"), 80}, {_("Level"), 8}, {_("Readings of the guidance"), 40},
	};
	unsigned row = WORKBOOK_HEAD;
	xlsx_sheet(&book->xlsx, book->threats, columns, SK_COUNT(columns), WORKBOOK_HEAD);
	SK_TRY(workbook_title(book, _("Annex 2 (as this tool makes it): threats and their levels")));
	for (size_t i = 0; i < book->catalogue->threat_count; i++)
		SK_TRY(put_threat(book, row++, &book->catalogue->threats[i]));
	xlsx_text(&book->xlsx, row, 0, _("Raised at a place"), XLSX_NOTE);
	row += RAISED_GAP;
	book->raised_row = row;
	SK_LIST_EACH(struct sk_raised, raised, &book->catalogue->raised.rows)
		put_raised(book, row++, raised);
	return SK_OK;
}

SK_OUTCOME workbook_vulnerabilities(struct workbook *book)
{
	const struct xlsx_column columns[] = {{_("Id"), 12}, {_("Threat"), 10}, {_("Vulnerability"), 90}, {_("Level"), 8}};
	unsigned row = WORKBOOK_HEAD;
	xlsx_sheet(&book->xlsx, book->vulnerabilities, columns, SK_COUNT(columns), WORKBOOK_HEAD);
	SK_TRY(workbook_title(book, _("Annex 2 (as this tool makes it): vulnerabilities and their levels")));
	SK_LIST_EACH(struct sk_vulnerability, vulnerability, &book->catalogue->vulnerabilities.rows) {
		xlsx_text(&book->xlsx, row, 0, vulnerability->row.id, XLSX_CODE);
		xlsx_text(&book->xlsx, row, 1, vulnerability->threat, XLSX_CODE);
		xlsx_text(&book->xlsx, row, 2, paper_in(book->papers, &vulnerability->label), XLSX_CELL);
		xlsx_number(&book->xlsx, row, VULNERABILITY_LEVEL, vulnerability->level, XLSX_INPUT);
		xlsx_between(&book->xlsx, row++, VULNERABILITY_LEVEL, 0, SK_LEVEL_MAX);
	}
	return SK_OK;
}

/* ---- controls ---- */

static const char *const *state_words(const char *words[SK_STATE_COUNT + 1])
{
	for (int state = 0; state < SK_STATE_COUNT; state++)
		words[state] = sk_word_state((enum sk_state)state);
	words[SK_STATE_COUNT] = NULL;
	return words;
}

static sk_outcome put_control(struct workbook *book, unsigned row, const struct sk_control *control, int place)
{
	const char *words[SK_STATE_COUNT + 1], *reference;
	enum sk_method method;
	enum sk_state state = sk_check_at(sk_check_verdict(book->papers->register_->verdicts, control), place, &method);
	const struct sk_place_row *where = sk_catalogue_place_row(book->catalogue, place);
	SK_TRY(paper_references(book->papers, control, place, &reference));
	xlsx_text(&book->xlsx, row, 0, control->row.id, XLSX_CODE);
	xlsx_text(&book->xlsx, row, 1, paper_in(book->papers, &control->label), XLSX_CELL);
	xlsx_text(&book->xlsx, row, 2, paper_in(book->papers, &where->label), XLSX_CELL);
	xlsx_text(&book->xlsx, row, 3, sk_word_tier(sk_assess_tier(book->papers->register_->site, control)), XLSX_CENTRE);
	xlsx_text(&book->xlsx, row, 4, control->presumed ? "△" : "", XLSX_CENTRE);
	xlsx_text(&book->xlsx, row, 5, sk_word_party(control->responsible), XLSX_CENTRE);
	xlsx_text(&book->xlsx, row, CONTROL_STATE, sk_word_state(state), XLSX_INPUT);
	xlsx_choice(&book->xlsx, row, CONTROL_STATE, state_words(words));
	xlsx_text(&book->xlsx, row, CONTROL_STATE + 1, sk_word_method(method), XLSX_CENTRE);
	xlsx_text(&book->xlsx, row, CONTROL_STATE + 2, reference, XLSX_CELL);
	xlsx_text(&book->xlsx, row, CONTROL_STATE + 3, control->origin == SK_ORIGIN_GUIDANCE ? _("the guidance") : _("this tool"), XLSX_CENTRE);
	return SK_OK;
}

static size_t row_count(const struct workbook *book)
{
	size_t count = 0;
	SK_LIST_EACH(struct sk_control, control, &book->catalogue->controls.rows)
		count += control->places.count;
	return count;
}

static sk_outcome put_places(struct workbook *book, const struct sk_control *control)
{
	SK_ID_EACH(id, &control->places) {
		int place = sk_catalogue_place(book->catalogue, id->text);
		SK_TRY(put_control(book, (unsigned)(WORKBOOK_HEAD + book->control_count), control, place));
		book->control_rows[book->control_count] = control;
		book->control_places[book->control_count++] = place;
	}
	return SK_OK;
}

SK_OUTCOME workbook_controls(struct workbook *book)
{
	const struct xlsx_column columns[] = {
		{_("Id"), 8}, {_("Control"), 36}, {_("Place"), 22}, {_("Tier"), 10}, {_("Presumed"), 8}, {_("Answered by"), 16}, {_("State"), 12}, {_("Known by"), 14},
		{_("Evidence"), 70}, {_("Origin"), 10},
	};
	void *memory;
	SK_TRY(sk_arena_take(book->papers->arena, row_count(book), sizeof(*book->control_rows), &memory, book->papers->error));
	book->control_rows = memory;
	SK_TRY(sk_arena_take(book->papers->arena, row_count(book), sizeof(*book->control_places), &memory, book->papers->error));
	book->control_places = memory;
	xlsx_sheet(&book->xlsx, book->controls, columns, SK_COUNT(columns), WORKBOOK_HEAD);
	SK_TRY(workbook_title(book, _("Controls, and how it is known whether they are done")));
	SK_LIST_EACH(struct sk_control, control, &book->catalogue->controls.rows)
		SK_TRY(put_places(book, control));
	return SK_OK;
}
