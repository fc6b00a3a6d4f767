/*
 * papers: what lies where one goes that people fill in. What they wrote there and nobody took yet stands nowhere else, so it is not replaced.
 */
#include "cmd/papers_row.h"
#include "papers/papers.h"
#include "sheet/sheet.h"

#include <string.h>

/* Replies that are new, or entries of a ledger that are. A workbook of an earlier day comes back no more (answer.h): nothing in it can be told from what has changed since. */
static sk_outcome count_new(struct sk_call *call, const struct sk_papers *papers, const struct sk_sheet_book *book, size_t *out)
{
	struct sk_replies replies = {0};
	struct sk_ledger_taken taken = {0};
	sk_outcome outcome;
	if (sk_answer_is_workbook(book)) {
		outcome = sk_answer_take_workbook(call->arena, papers->register_, book, "-", &replies, call->error);
		*out = sk_failed(outcome) ? 0 : replies.count;
		return SK_OK;
	}
	if (sk_answer_is_ledger(book))
		outcome = sk_answer_take_ledger(call->arena, papers->register_->site, papers->ledger, papers->register_->verdicts->day, book, &taken, call->error);
	else
		outcome = sk_answer_take(call->arena, papers->register_, book, &replies, call->error);
	*out = replies.count + taken.count;
	return outcome;
}

/* Whether anybody typed anything, whatever the site has become since: a reply, or of a ledger more than the numbers that stand there. What is no such sheet is somebody's. */
static bool is_typed(const struct sk_sheet_book *book)
{
	const struct sk_sheet *sheet = book->count > 0 ? &book->sheets[0] : NULL;
	bool ledger = sk_answer_is_ledger(book);
	if (!ledger && (!sheet || strcmp(sk_sheet_text(sheet, SK_ANSWER_MARK_ROW, 1), SK_ANSWER_FORMAT) != 0))
		return true;
	uint32_t first = ledger ? SK_DEVICE_NUMBER + 2 : SK_ANSWER_REPLY + 1, last = ledger ? SK_DEVICE_COLUMNS : SK_ANSWER_REPLY + 1;
	for (uint32_t row = (ledger ? SK_LEDGER_HEAD_ROW : SK_ANSWER_HEAD_ROW) + 1; sheet && row <= sheet->rows; row++)
		for (uint32_t column = first; column <= last; column++)
			if (*sk_sheet_text(sheet, row, column))
				return true;
	return false;
}

static sk_outcome read_sheet(struct sk_call *call, const struct sk_papers *papers, const char *path, size_t *out)
{
	SK_BUF_SCOPE bytes = SK_BUF(SK_SHEET_FILE_MAX);
	const struct sk_sheet_book *book;
	SK_TRY(sk_env_read_file(call->env, path, path, SK_SHEET_FILE_MAX, &bytes, call->error));
	SK_TRY(sk_sheet_read(call->arena, bytes.bytes ? bytes.bytes : "", bytes.length, path, &book, call->error));
	sk_outcome outcome = count_new(call, papers, book, out);
	if (!sk_failed(outcome) || call->error->id == SK_E_MEMORY || is_typed(book))
		return outcome;
	*out = 0;
	return SK_OK;
}

SK_OUTCOME sk_call_keep_filled(struct sk_call *call, const struct sk_papers *papers, const char *path)
{
	size_t count = 0;
	const char *words;
	struct sk_place place = {.file = path};
	if (call->env->kind(call->env->self, path) == SK_ENTRY_NONE)
		return SK_OK;
	sk_outcome read = read_sheet(call, papers, path, &count);
	if ((!sk_failed(read) && count == 0) || (sk_failed(read) && call->error->id == SK_E_MEMORY))
		return read;
	if (!sk_failed(read))
		SK_TRY(sk_arena_print(call->arena, &words, call->error, _("what is new in it: %zu"), count));
	else
		words = _("something in it cannot be read");
	return sk_error_set(call->error, SK_E_PAPER_FILLED, &place, words, path, NULL);
}
