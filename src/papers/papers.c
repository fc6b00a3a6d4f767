#include "papers/private.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { DIGEST_SHOWN = 12 /* digits, of 64: enough to find the file by */, SMALL = 256 };

static const struct sk_paper *const all[] = {&paper_checklist, &paper_workbook, &paper_html, &paper_pdf, &papers_csv[0], &papers_csv[1], &papers_csv[2],
					      &papers_answers[0], &papers_answers[1], &papers_answers[2], &papers_answers[3], &paper_questions,
					      &papers_ledger[0], &papers_ledger[1],
					      &papers_sheets[0], &papers_sheets[1], &papers_sheets[2], &papers_sheets[3], &papers_sheets[4]};

const struct sk_paper *const *sk_papers_all(size_t *count)
{
	*count = SK_COUNT(all);
	return all;
}

const struct sk_paper *sk_papers_named(const char *name)
{
	for (size_t i = 0; i < SK_COUNT(all); i++)
		if (strcmp(all[i]->name, name) == 0)
			return all[i];
	return NULL;
}

const char *paper_in(const struct sk_papers *papers, const struct sk_label *label)
{
	return sk_label_in(label, papers->lang);
}

static sk_outcome keep(const struct sk_papers *papers, const struct sk_buf *text, const char **out)
{
	SK_TRY(sk_buf_check(text, papers->error));
	return sk_arena_text(papers->arena, text->bytes ? text->bytes : "", text->length, out, papers->error);
}

sk_outcome paper_text(const struct sk_papers *papers, const char **out, const char *format, ...)
{
	char small[SMALL]; /* most are */
	SK_BUF_SCOPE text = SK_BUF(PAPER_PIECE_MAX);
	va_list arguments;
	va_start(arguments, format);
	int length = vsnprintf(small, sizeof(small), format, arguments);
	va_end(arguments);
	if (length >= 0 && length < SMALL)
		return sk_arena_text(papers->arena, small, (size_t)length, out, papers->error);
	va_start(arguments, format);
	sk_buf_print_list(&text, format, arguments);
	va_end(arguments);
	return keep(papers, &text, out);
}

sk_outcome paper_site(const struct sk_papers *papers, const char **out)
{
	const struct sk_site *site = papers->register_->site;
	return paper_text(papers, out, "%s%s%s", site->example ? _("[EXAMPLE]") : "", site->example ? " " : "", paper_in(papers, &site->name));
}

const char *paper_asset(const struct sk_papers *papers, const struct sk_asset *asset)
{
	const char *noun = paper_in(papers, &asset->noun);
	return *noun ? noun : paper_in(papers, &asset->label);
}

sk_outcome paper_date(const struct sk_papers *papers, sk_time day, const char **out)
{
	char text[SK_TIME_TEXT] = "";
	if (day)
		sk_date_print(day, text);
	return sk_arena_text(papers->arena, text, strlen(text), out, papers->error);
}

/* ---- where it comes from ---- */

static const char *date_in(sk_time day, char out[SK_TIME_TEXT])
{
	sk_date_print(day, out);
	return out;
}

static void put_look(struct sk_buf *to, const struct sk_check *check, const struct sk_look *look, sk_time looked)
{
	char date[SK_TIME_TEXT];
	sk_buf_print(to, "%s", check->id);
	if (look)
		sk_buf_print(to, " · %s:%u (SHA-256 %.*s…)", look->bundle->file, look->coverage_count ? look->coverage[0].line : 0, DIGEST_SHOWN, look->bundle->digest);
	if (looked)
		sk_buf_print(to, " · %s", date_in(sk_day_in_japan(looked), date));
}

/* What shows it: the name and digits of its digest, and what is amiss with it. */
static void put_attachments(struct sk_buf *to, const struct sk_answer *answer)
{
	SK_LIST_EACH(struct sk_attachment, attachment, &answer->attachments) {
		sk_buf_print(to, " · %s (SHA-256 %.*s…)", attachment->file, DIGEST_SHOWN, attachment->digest);
		if (attachment->state != SK_ATTACHMENT_WHOLE)
			sk_buf_print(to, " %s", sk_word_attachment(attachment->state));
	}
}

static void put_reference(struct sk_buf *to, const struct sk_finding *finding)
{
	struct sk_decided decided = sk_check_decided(finding);
	char date[SK_TIME_TEXT];
	if (to->length > 0 && (decided.result || decided.answer || decided.absence))
		sk_buf_text(to, "\n");
	if (finding->subject && (decided.result || decided.answer || decided.absence))
		sk_buf_print(to, "%s: ", finding->subject->id);
	if (finding->state != SK_MET && (decided.result || decided.answer))
		sk_buf_print(to, "%s · ", sk_word_state(finding->state));
	if (decided.result)
		put_look(to, decided.result->check, decided.look, decided.looked);
	else if (decided.answer) {
		sk_buf_print(to, "%s:%u · %s · %s", sk_text_file(decided.answer->where.file), decided.answer->where.line, decided.answer->by, date_in(decided.answer->date, date));
		put_attachments(to, decided.answer);
	} else if (decided.absence)
		sk_buf_print(to, "%s:%u · %s · %s", sk_text_file(decided.absence->where.file), decided.absence->where.line, decided.absence->by,
			     date_in(decided.absence->date, date));
}

SK_OUTCOME paper_reference(const struct sk_papers *papers, const struct sk_finding *finding, const char **out)
{
	SK_BUF_SCOPE text = SK_BUF(PAPER_PIECE_MAX);
	put_reference(&text, finding);
	return keep(papers, &text, out);
}

/* Of the findings that are met, or of the others. */
static void put_references(struct sk_buf *to, const struct sk_verdict *verdict, int place, bool met)
{
	for (size_t i = 0; i < verdict->count; i++) {
		const struct sk_finding *finding = &verdict->findings[i];
		if ((finding->state == SK_MET) == met && (place < 0 || (finding->counts && finding->place == place)))
			put_reference(to, finding);
	}
}

SK_OUTCOME paper_references(const struct sk_papers *papers, const struct sk_control *control, int place, const char **out)
{
	const struct sk_verdict *verdict = sk_check_verdict(papers->register_->verdicts, control);
	SK_BUF_SCOPE text = SK_BUF(PAPER_PIECE_MAX);
	put_references(&text, verdict, place, false);
	put_references(&text, verdict, place, true);
	return keep(papers, &text, out);
}

SK_OUTCOME paper_layer_references(const struct sk_papers *papers, const struct sk_control *control, const char **out)
{
	const struct sk_verdict *verdict = sk_check_verdict(papers->register_->verdicts, control);
	SK_BUF_SCOPE text = SK_BUF(PAPER_PIECE_MAX);
	for (size_t i = 0; i < verdict->count; i++)
		for (size_t r = 0; r < verdict->findings[i].result_count; r++) {
			const struct sk_result *result = &verdict->findings[i].results[r];
			if (!result->says || !result->check || result->check->layer == SK_LAYER_GUIDANCE)
				continue;
			if (text.length > 0)
				sk_buf_text(&text, "\n");
			if (verdict->findings[i].subject)
				sk_buf_print(&text, "%s: ", verdict->findings[i].subject->id);
			put_look(&text, result->check, sk_check_look(result), result->looked);
		}
	return keep(papers, &text, out);
}
