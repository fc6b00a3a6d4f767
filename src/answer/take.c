/* A sheet that was filled in -> what it says anew. */
#include "answer/private.h"

#include <string.h>

const struct sk_label sk_answer_heads[SK_ANSWER_COLUMNS] = {
	[SK_ANSWER_CONTROL] = {"番号", "Control"}, [SK_ANSWER_LABEL] = {"対策", "What"}, [SK_ANSWER_QUESTION] = {"質問", "Question"},
	[SK_ANSWER_SUBJECT] = {"確認対象の記号", "Subject"}, [SK_ANSWER_NAME] = {"確認対象", "Name"}, [SK_ANSWER_STATE] = {"今の状態", "State now"},
	[SK_ANSWER_REPLY] = {"回答", "Answer"}, [SK_ANSWER_BY] = {"回答者", "Who"}, [SK_ANSWER_DATE] = {"回答日", "When"}, [SK_ANSWER_NOTE] = {"備考", "Note"},
};
const struct sk_label sk_answer_words[3] = {{"はい", "Yes"}, {"いいえ", "No"}, {"分からない", "Don't know"}};
const struct sk_label sk_answer_everyone_by = {"回答者（全部の行）", "Who (all rows)"};
const struct sk_label sk_answer_everyone_date = {"回答日（全部の行）", "When (all rows)"};

enum { BY_BYTES_MAX = 200, NOTE_BYTES_MAX = 1000 };

/* Other ways to write the three, as people do. */
static const struct {
	const char *word;
	int state;
} replies[] = {
	{"はい", SK_MET}, {"yes", SK_MET}, {"y", SK_MET}, {"○", SK_MET}, {"〇", SK_MET}, {"いいえ", SK_UNMET}, {"no", SK_UNMET}, {"n", SK_UNMET}, {"×", SK_UNMET},
	{"✕", SK_UNMET}, {"分からない", SK_UNKNOWN}, {"わからない", SK_UNKNOWN}, {"don't know", SK_UNKNOWN}, {"?", SK_UNKNOWN}, {"？", SK_UNKNOWN},
};

struct taking {
	struct sk_arena *arena;
	const struct sk_register *register_;
	const struct sk_site *site;
	const struct sk_sheet *sheet;
	uint32_t columns[SK_ANSWER_COLUMNS];
	const char *by; /* of all rows; "" when nobody */
	sk_time date, today; /* date: of all rows, 0 when none */
	struct sk_reply *items;
	const struct sk_answer **before;
	struct sk_replies *out;
	struct sk_error *error;
};

bool answer_same_word(const char *text, const char *word)
{
	for (; *text && *word; text++, word++) {
		char lower = *text >= 'A' && *text <= 'Z' ? (char)(*text - 'A' + 'a') : *text;
		if (lower != *word)
			return false;
	}
	return !*text && !*word;
}

bool answer_state_of(const char *text, int *out)
{
	for (size_t i = 0; i < SK_COUNT(replies); i++)
		if (answer_same_word(text, replies[i].word)) {
			*out = replies[i].state;
			return true;
		}
	return false;
}

void answer_find_columns(const struct sk_sheet *sheet, uint32_t row, const struct sk_label *heads, size_t count, uint32_t *columns)
{
	for (size_t i = 0; i < count; i++) {
		columns[i] = 0;
		for (uint32_t at = 1; at <= sheet->columns && !columns[i]; at++)
			if (sk_label_is(&heads[i], sk_sheet_text(sheet, row, at)))
				columns[i] = at;
	}
}

static const char *text_at(const struct taking *taking, uint32_t row, enum sk_answer_column column)
{
	return sk_sheet_text(taking->sheet, row, taking->columns[column]);
}

static sk_outcome wrong(const struct taking *taking, uint32_t row, enum sk_answer_column column, const char *expected)
{
	return sk_sheet_error(taking->sheet, row, taking->columns[column], expected, taking->error);
}

static sk_outcome reply_of(const struct taking *taking, uint32_t row, int *out)
{
	if (answer_state_of(text_at(taking, row, SK_ANSWER_REPLY), out))
		return SK_OK;
	return wrong(taking, row, SK_ANSWER_REPLY, _("yes, no, or don't know; empty says nothing"));
}

static bool is_at(const struct sk_control *control, const struct sk_subject *subject)
{
	return sk_ids_hold(&control->places, subject->place_id);
}

static sk_outcome about_what(const struct taking *taking, uint32_t row, struct sk_reply *out)
{
	out->control = sk_catalogue_control(taking->site->catalogue, text_at(taking, row, SK_ANSWER_CONTROL));
	if (!out->control)
		return wrong(taking, row, SK_ANSWER_CONTROL, _("the number of a control, as the sheet had it"));
	out->subject = sk_site_subject(taking->site, text_at(taking, row, SK_ANSWER_SUBJECT));
	if (!out->subject || !is_at(out->control, out->subject))
		return wrong(taking, row, SK_ANSWER_SUBJECT, _("a subject of this site at a place of the control, as the sheet had it"));
	return SK_OK;
}

void answer_join_lines(const char *text)
{
	for (char *at = (char *)(uintptr_t)text; *at; at++)
		*at = *at == '\n' || *at == '\t' ? ' ' : *at;
}

static sk_outcome one_line(const struct taking *taking, uint32_t row, enum sk_answer_column column, size_t most, const char **out)
{
	const char *text = text_at(taking, row, column);
	size_t length = strlen(text);
	SK_TRY(sk_arena_text(taking->arena, text, length, out, taking->error));
	answer_join_lines(*out);
	return length <= most ? SK_OK : wrong(taking, row, column, _("a shorter text"));
}

static sk_outcome who_and_when(const struct taking *taking, uint32_t row, struct sk_reply *out)
{
	SK_TRY(one_line(taking, row, SK_ANSWER_BY, BY_BYTES_MAX, &out->by));
	SK_TRY(one_line(taking, row, SK_ANSWER_NOTE, NOTE_BYTES_MAX, &out->note));
	out->by = *out->by ? out->by : taking->by;
	if (!*out->by)
		return wrong(taking, row, SK_ANSWER_BY, _("the name of who answers, here or above the table"));
	out->date = taking->date;
	if (*text_at(taking, row, SK_ANSWER_DATE))
		SK_TRY(sk_sheet_day(taking->sheet, row, taking->columns[SK_ANSWER_DATE], &out->date, taking->error));
	if (!out->date)
		return wrong(taking, row, SK_ANSWER_DATE, _("the day of the answer, here or above the table"));
	return out->date <= taking->today ? SK_OK : wrong(taking, row, SK_ANSWER_DATE, _("a day that has come"));
}

/* ---- what it changes ---- */

const struct sk_answer *sk_answer_until_now(const struct sk_register *register_, const struct sk_reply *reply)
{
	const struct sk_verdict *verdict = sk_check_verdict(register_->verdicts, reply->control);
	for (size_t i = 0; i < verdict->count; i++)
		if (verdict->findings[i].subject == reply->subject)
			return verdict->findings[i].answer;
	return NULL;
}

static bool says_the_same(const struct sk_answer *answer, const struct sk_reply *reply)
{
	const char *note = answer->note ? answer->note : "";
	return answer->state == reply->state && answer->date == reply->date && strcmp(answer->by, reply->by) == 0 && strcmp(note, reply->note) == 0;
}

static sk_outcome take_row(struct taking *taking, uint32_t row)
{
	struct sk_reply reply = {0};
	if (!*text_at(taking, row, SK_ANSWER_REPLY)) {
		taking->out->empty += *text_at(taking, row, SK_ANSWER_CONTROL) != '\0';
		return SK_OK;
	}
	SK_TRY(about_what(taking, row, &reply));
	SK_TRY(reply_of(taking, row, &reply.state));
	SK_TRY(who_and_when(taking, row, &reply));
	const struct sk_answer *before = sk_answer_until_now(taking->register_, &reply);
	if (before && says_the_same(before, &reply)) {
		taking->out->same++;
		return SK_OK;
	}
	for (size_t i = 0; i < taking->out->count; i++)
		if (taking->items[i].control == reply.control && taking->items[i].subject == reply.subject)
			return wrong(taking, row, SK_ANSWER_CONTROL, _("one row for each control and subject"));
	taking->items[taking->out->count] = reply;
	taking->before[taking->out->count++] = before;
	return SK_OK;
}

/* ---- the sheet ---- */

static sk_outcome refuse(const struct taking *taking, const char *what)
{
	struct sk_place place = {.file = taking->sheet->book->file};
	return sk_error_set(taking->error, SK_E_ANSWER_SHEET, &place, what, NULL, NULL);
}

static sk_outcome find_columns(struct taking *taking)
{
	answer_find_columns(taking->sheet, SK_ANSWER_HEAD_ROW, sk_answer_heads, SK_ANSWER_COLUMNS, taking->columns);
	for (int column = 0; column < SK_ANSWER_COLUMNS; column++)
		if (!taking->columns[column])
			return refuse(taking, _("a column of the answer sheet is missing"));
	return SK_OK;
}

static sk_outcome check_mark(const struct taking *taking)
{
	const char *format = sk_sheet_text(taking->sheet, SK_ANSWER_MARK_ROW, 1), *name = sk_sheet_text(taking->sheet, SK_ANSWER_MARK_ROW, 2);
	if (strcmp(format, SK_ANSWER_FORMAT) != 0)
		return refuse(taking, strncmp(format, "sekisho-answers/", 16) == 0 ? _("an answer sheet of another version") : _("no answer sheet of this program"));
	if (!sk_label_is(&taking->site->name, name))
		return refuse(taking, _("an answer sheet of another site"));
	return SK_OK;
}

static sk_outcome everyone(struct taking *taking)
{
	const char *by = sk_sheet_text(taking->sheet, SK_ANSWER_BY_ROW, 2);
	SK_TRY(sk_arena_text(taking->arena, by, strlen(by), &taking->by, taking->error));
	answer_join_lines(taking->by);
	if (strlen(taking->by) > BY_BYTES_MAX)
		return sk_sheet_error(taking->sheet, SK_ANSWER_BY_ROW, 2, _("a shorter text"), taking->error);
	if (*sk_sheet_text(taking->sheet, SK_ANSWER_DATE_ROW, 2))
		SK_TRY(sk_sheet_day(taking->sheet, SK_ANSWER_DATE_ROW, 2, &taking->date, taking->error));
	return SK_OK;
}

SK_OUTCOME sk_answer_take(struct sk_arena *arena, const struct sk_register *register_, const struct sk_sheet_book *book, struct sk_replies *out, struct sk_error *error)
{
	struct taking taking = {.arena = arena, .register_ = register_, .site = register_->site, .sheet = &book->sheets[0], .today = register_->verdicts->day, .out = out, .error = error};
	void *memory;
	*out = (struct sk_replies){0};
	SK_INVARIANT(book->count > 0);
	SK_TRY(sk_sheet_no_person(book, error));
	SK_TRY(check_mark(&taking));
	SK_TRY(find_columns(&taking));
	SK_TRY(everyone(&taking));
	SK_TRY(sk_arena_take(arena, taking.sheet->rows, sizeof(struct sk_reply), &memory, error));
	out->items = taking.items = memory;
	SK_TRY(sk_arena_take(arena, taking.sheet->rows, sizeof(const struct sk_answer *), &memory, error));
	out->before = taking.before = memory;
	for (uint32_t row = SK_ANSWER_HEAD_ROW + 1; row <= taking.sheet->rows; row++)
		SK_TRY(take_row(&taking, row));
	return SK_OK;
}
