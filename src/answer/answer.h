/*
 * answer: what people are asked, and what they answer on a sheet that comes back.
 *
 * A question is one control at one subject. People answer yes, no or "don't know"; what they leave empty says nothing and takes nothing away. An answer has a
 * person and a day, and is written into site.yaml as one more line (site/): the newest counts (check.h), so an old one is never changed.
 *
 * A sheet that comes back is hostile (sheet/): it names its format and its site, every row its control and subject, and each fault its cell.
 *
 * Owner: the arena. Borrowed: register, book.
 */
#ifndef SK_ANSWER_H
#define SK_ANSWER_H

#include "assess/assess.h"
#include "prove/prove.h"
#include "sheet/sheet.h"

#define SK_ANSWER_FORMAT "sekisho-answers/1"

struct sk_asked {
	const struct sk_control *control;
	const struct sk_finding *finding; /* what is known now */
	int party;			  /* sk_party: who can answer: the subject's, else the control's */
	size_t needing;			  /* open risks that it is needed for */
	sk_time day;			  /* that is judged */
};

/*
 * The questions to a party (-1: to all). In the order of the catalogue; `urgent`: only what is not known or out of date, most needed first, then in that order.
 * Places without subjects are asked about nowhere here: whether something stands there comes first.
 */
SK_OUTCOME sk_answer_questions(struct sk_arena *arena, const struct sk_register *register_, int party, bool urgent, const struct sk_asked **out, size_t *count,
			       struct sk_error *error);

/* ---- sheets ---- */

/* Heads of the columns, in the order of the sheet. Sheets come back in either language. */
enum sk_answer_column {
	SK_ANSWER_CONTROL, SK_ANSWER_LABEL, SK_ANSWER_QUESTION, SK_ANSWER_SUBJECT, SK_ANSWER_NAME, SK_ANSWER_STATE, SK_ANSWER_REPLY, SK_ANSWER_BY, SK_ANSWER_DATE,
	SK_ANSWER_NOTE, SK_ANSWER_COLUMNS,
};
extern const struct sk_label sk_answer_heads[SK_ANSWER_COLUMNS];
/* Words of a reply: yes, no, don't know; and the labels above the table of who answers, and when, for all rows that do not say it. */
extern const struct sk_label sk_answer_words[3];
extern const struct sk_label sk_answer_everyone_by, sk_answer_everyone_date;
/* Rows from 1: the format and the site's name stand in the first two cells of this one, person and day behind their labels in those beneath. */
enum { SK_ANSWER_MARK_ROW = 2, SK_ANSWER_BY_ROW = 3, SK_ANSWER_DATE_ROW = 4, SK_ANSWER_HEAD_ROW = 6 };

/* What stands on a sheet that was filled in, and differs from the newest answer about the same. */
struct sk_replies {
	const struct sk_reply *items;
	const struct sk_answer *const *before; /* of each: the newest answer until now, or NULL */
	size_t count;
	size_t empty, same; /* rows without a reply, and with the one that stands there already */
};

/* SK_E_SHEET_CELL and the other errors of sheet/ with the cell; SK_E_ANSWER_SHEET when it is no such sheet, or another site's. */
SK_OUTCOME sk_answer_take(struct sk_arena *arena, const struct sk_register *register_, const struct sk_sheet_book *book, struct sk_replies *out, struct sk_error *error);

/* What people say about the same until now, as check.h takes it; NULL: nothing. */
const struct sk_answer *sk_answer_until_now(const struct sk_register *register_, const struct sk_reply *reply);

/* Words of what is known of a control, in papers that come back. */
extern const struct sk_label sk_answer_states[SK_STATE_COUNT];

/* ---- the register as CSV, back ---- */

bool sk_answer_is_register(const struct sk_sheet_book *book);
/* It says the same as the site: every row is `same`, or empty. SK_E_SHEET_CELL at the first cell that says something else. */
SK_OUTCOME sk_answer_take_register(const struct sk_register *register_, const struct sk_sheet_book *book, struct sk_replies *out, struct sk_error *error);

/* ---- the workbook, back ---- */

#define SK_ANSWER_WORKBOOK "sekisho-workbook/1"
/* Its first sheet; the format, the site's name and the key of what was known stand in the first three cells of this row, from 1. */
enum { SK_ANSWER_WORKBOOK_ROW = 3 };
extern const struct sk_label sk_answer_cover;
/* A digest of the state of every control at every subject: a workbook comes back only while it is the same. */
SK_OUTCOME sk_answer_workbook_key(const struct sk_register *register_, char out[SK_HEX_ROOM], struct sk_error *error);
bool sk_answer_is_workbook(const struct sk_sheet_book *book);
/*
 * States of controls that were changed in it, as replies of `by` on the day of the register. A level, or the line, that was changed is SK_E_SHEET_CELL: they are set in
 * site.yaml. An empty state says nothing.
 */
SK_OUTCOME sk_answer_take_workbook(struct sk_arena *arena, const struct sk_register *register_, const struct sk_sheet_book *book, const char *by, struct sk_replies *out,
				   struct sk_error *error);

/* ---- the device ledger, back ---- */

#define SK_LEDGER_SHEET_FORMAT "sekisho-ledger-sheet/1"
/* Rows from 1: the format and the site's name stand in the first two cells of this one. */
enum { SK_LEDGER_MARK_ROW = 2, SK_LEDGER_HEAD_ROW = 5 };
extern const struct sk_label sk_ledger_heads[SK_DEVICE_COLUMNS];
/* Of a column that has words, as they stand on sheets, in the order of its choices; NULL: it has none. */
const struct sk_label *sk_ledger_words(int column, size_t *count);
/* A value of ledger.yaml as it stands on sheets in that language. */
const char *sk_ledger_shown(int column, const char *value, enum sk_lang lang);

/* What a sheet says that ledger.yaml does not. */
struct sk_ledger_taken {
	const struct sk_device_change *items; /* its number, and only what differs; of a new one all it says */
	const struct sk_device *const *before; /* of each: its entry; NULL: it is new */
	size_t count, added;
	size_t same, empty; /* rows: that say nothing else, and without anything but a number at most */
	size_t absent;	    /* entries that are on no row: they stay */
};

bool sk_answer_is_ledger(const struct sk_sheet_book *book);
/*
 * An empty cell says nothing. ledger NULL: there is none yet. `day`: no day of the sheet may be later. SK_E_SHEET_CELL and the other errors of sheet/ with the cell; SK_E_LEDGER_SHEET when it is no
 * such sheet, or another site's.
 */
SK_OUTCOME sk_answer_take_ledger(struct sk_arena *arena, const struct sk_site *site, const struct sk_ledger *ledger, sk_time day, const struct sk_sheet_book *book,
				 struct sk_ledger_taken *out, struct sk_error *error);

/* The ledger as facts of the kind `device`, said by people, about the practice: a bundle that lacks its signature. SK_E_CONFLICT where the collector may not speak of it. */
SK_OUTCOME sk_answer_record_ledger(struct sk_arena *arena, const struct sk_site *site, const struct sk_ledger *ledger, const struct sk_prove_recorder *who, struct sk_buf *out,
				   struct sk_error *error);

#endif
