/*
 * answer: questions to people. On a terminal one after the other, each answer written into site.yaml before the next is asked, so that breaking off loses nothing;
 * or from sheets that were filled in, all or none, after what they change was shown. A ledger sheet goes its own way (answer_ledger.c).
 */
#include "cmd/answer_row.h"

#include <string.h>

enum { LINE_MOST = 1000, STDIN = 0, STDOUT = 1, GIVEN_MOST = 8 /* attachments of one answer */, SHORT_DIGEST = 12 };

/* Files that are to be attached to what is written next, and whence they come. */
struct given {
	const char *paths[GIVEN_MOST];
	struct sk_attachment items[GIVEN_MOST];
	size_t count;
};

struct answering {
	struct sk_call *call;
	struct sk_site *site;
	const char *path; /* site.yaml */
	struct given given; /* --attach */
	bool sheets; /* what they say was shown before */
};

/* ---- attachments ---- */

static sk_outcome give(struct sk_call *call, const char *path, struct given *given)
{
	SK_INVARIANT(given->count < GIVEN_MOST);
	SK_TRY(sk_site_look_attachment(call->arena, call->env, path, &given->items[given->count], call->error));
	given->paths[given->count++] = path;
	return SK_OK;
}

/* They lie there before a line names them: whatever stops us, no line names what never was. */
static sk_outcome put_given(const struct answering *answering, struct given *given)
{
	struct sk_call *call = answering->call;
	for (size_t i = 0; i < given->count; i++)
		SK_TRY(sk_site_put_attachment(call->arena, call->env, answering->site, given->paths[i], &given->items[i], call->error));
	return SK_OK;
}

/* ---- writing ---- */

/* site.yaml as it is now, with the replies; read anew for each, so that what somebody else wrote meanwhile stays. */
static sk_outcome with_replies(const struct answering *answering, const struct sk_reply *replies, size_t count, struct sk_buf *out)
{
	struct sk_call *call = answering->call;
	SK_BUF_SCOPE before = SK_BUF(SK_YAML_FILE_MAX);
	SK_TRY(sk_env_read_file(call->env, answering->path, answering->path, SK_YAML_FILE_MAX, &before, call->error));
	return sk_site_add_answers(answering->path, before.bytes ? before.bytes : "", before.length, replies, count, out, call->error);
}

/* The register that such a text gives: it is read as any site.yaml, so that nothing is written that could not be read again. Attachments are as they were when we began, and those given are
 * whole. */
static sk_outcome judge_text(const struct answering *answering, const struct sk_buf *text, const struct given *given, struct sk_register *out)
{
	struct sk_call *call = answering->call;
	struct sk_catalogue *catalogue;
	struct sk_site *site;
	SK_TRY(sk_call_catalogue(call, &catalogue));
	SK_TRY(sk_site_load_text(call->arena, answering->site->folder, catalogue, text->bytes, text->length, &site, call->error));
	SK_LIST_EACH(struct sk_answer, answer, &answering->site->answers)
		sk_site_know_attachments(site, answer->attachments.items, answer->attachments.count);
	sk_site_know_attachments(site, given->items, given->count);
	SK_TRY(sk_site_ask_attachments(call->arena, call->env, site, call->error));
	return sk_call_judge(call, site, NULL, 0, NULL, out);
}

static sk_outcome write_text(const struct answering *answering, const struct sk_buf *text)
{
	return sk_env_replace_file(answering->call->env, answering->path, text->bytes, text->length, answering->call->error);
}

/* The next answer about the control from there on; behind the last: none. */
static size_t next_about(const struct sk_list *answers, size_t at, const char *control)
{
	const struct sk_answer *items = answers->items;
	while (at < answers->count && strcmp(items[at].control_id, control) != 0)
		at++;
	return at;
}

static bool is_same_answer(const struct sk_answer *a, const struct sk_answer *b)
{
	bool subject = a->subject_id && b->subject_id ? strcmp(a->subject_id, b->subject_id) == 0 : !a->subject_id && !b->subject_id;
	return subject && a->state == b->state && a->date == b->date && strcmp(a->by, b->by) == 0;
}

/* Whether both sites say the same about the control. */
static bool says_same(const struct sk_list *a, const struct sk_list *b, const char *control)
{
	const struct sk_answer *left = a->items, *right = b->items;
	size_t i = next_about(a, 0, control), k = next_about(b, 0, control);
	while (i < a->count && k < b->count && is_same_answer(&left[i], &right[k])) {
		i = next_about(a, i + 1, control);
		k = next_about(b, k + 1, control);
	}
	return i == a->count && k == b->count;
}

/* What was shown is what is written: where somebody has answered the same since, nobody has seen what this comes behind. */
static sk_outcome as_shown(const struct answering *answering, const struct sk_reply *replies, size_t count)
{
	struct sk_call *call = answering->call;
	const struct sk_place place = {.file = answering->path};
	struct sk_site *now;
	SK_TRY(sk_site_load(call->arena, call->env, answering->site->folder, answering->site->catalogue, &now, call->error));
	for (size_t i = 0; i < count; i++)
		if (!says_same(&answering->site->answers, &now->answers, replies[i].control->row.id))
			return sk_error_set(call->error, SK_E_CONFLICT, &place, _("somebody has answered one of these questions since they were shown"), _("a look at what stands there now: type the same again"), NULL);
	return SK_OK;
}

/* Adds them to the file as it is at this moment, while nobody else of us does. `after`: what the site comes to then. */
static sk_outcome add(const struct answering *answering, const struct sk_reply *replies, size_t count, struct given *given, struct sk_register *after)
{
	struct sk_call *call = answering->call;
	int lock;
	SK_BUF_SCOPE text = SK_BUF(SK_YAML_FILE_MAX);
	SK_TRY(sk_env_lock_folder(call->env, answering->site->folder, &lock, call->error));
	sk_outcome outcome = answering->sheets ? as_shown(answering, replies, count) : SK_OK;
	if (!sk_failed(outcome))
		outcome = put_given(answering, given);
	if (!sk_failed(outcome))
		outcome = with_replies(answering, replies, count, &text);
	if (!sk_failed(outcome))
		outcome = judge_text(answering, &text, given, after);
	if (!sk_failed(outcome))
		outcome = write_text(answering, &text);
	(void)call->env->close(call->env->self, lock);
	return outcome;
}

/* ---- sheets ---- */

static sk_outcome read_books(const struct answering *answering, const struct sk_sheet_book **out)
{
	struct sk_call *call = answering->call;
	for (size_t i = 0; i < call->word_count; i++) {
		SK_BUF_SCOPE bytes = SK_BUF(SK_SHEET_FILE_MAX);
		SK_TRY(sk_env_read_file(call->env, call->words[i], call->words[i], SK_SHEET_FILE_MAX, &bytes, call->error));
		SK_TRY(sk_sheet_read(call->arena, bytes.bytes ? bytes.bytes : "", bytes.length, call->words[i], &out[i], call->error));
	}
	return SK_OK;
}

static sk_outcome take_book(const struct answering *answering, const struct sk_register *register_, const struct sk_sheet_book *book, struct sk_replies *out)
{
	struct sk_call *call = answering->call;
	if (sk_answer_is_workbook(book))
		return sk_answer_take_workbook(call->arena, register_, book, call->values[SK_OPTION_BY], out, call->error);
	if (sk_answer_is_register(book))
		return sk_answer_take_register(register_, book, out, call->error);
	return sk_answer_take(call->arena, register_, book, out, call->error);
}

/* The replies of all files, one behind the other. */
static sk_outcome take_books(const struct answering *answering, const struct sk_register *register_, const struct sk_sheet_book *const *books, struct sk_replies *out)
{
	struct sk_call *call = answering->call;
	struct sk_replies each[SK_CMD_POSITIONALS];
	void *items, *before;
	*out = (struct sk_replies){0};
	for (size_t i = 0; i < call->word_count; i++) {
		SK_TRY(take_book(answering, register_, books[i], &each[i]));
		out->count += each[i].count;
		out->empty += each[i].empty;
		out->same += each[i].same;
	}
	SK_TRY(sk_arena_take(call->arena, out->count, sizeof(struct sk_reply), &items, call->error));
	SK_TRY(sk_arena_take(call->arena, out->count, sizeof(const struct sk_answer *), &before, call->error));
	size_t at = 0;
	for (size_t i = 0; i < call->word_count; i++) {
		if (each[i].count > 0) {
			memcpy((struct sk_reply *)items + at, each[i].items, each[i].count * sizeof(struct sk_reply));
			memcpy((const struct sk_answer **)before + at, each[i].before, each[i].count * sizeof(const struct sk_answer *));
		}
		at += each[i].count;
	}
	for (size_t i = 0; i < out->count; i++) {
		struct sk_reply *reply = (struct sk_reply *)items + i;
		reply->attachments = answering->given.items;
		reply->attachment_count = answering->given.count;
	}
	out->items = items;
	out->before = before;
	for (size_t i = 0; i < out->count; i++)
		for (size_t k = 0; k < i; k++)
			if (out->items[i].control == out->items[k].control && out->items[i].subject == out->items[k].subject)
				return sk_error_set(call->error, SK_E_USAGE, NULL, _("two of these files answer the same question"), _("each question answered in one file"), NULL);
	return SK_OK;
}

static sk_outcome decide(struct answering *answering, struct sk_answers_report *answers)
{
	struct sk_register written;
	struct sk_call *call = answering->call;
	bool yes = call->values[SK_OPTION_YES] != NULL;
	if (answers->replies->count == 0 && answering->given.count > 0 && !call->json)
		sk_buf_print(call->out, "%s\n", _("No answer is new, so nothing was attached."));
	if (answers->replies->count == 0)
		return SK_OK;
	if (!yes && !call->json)
		SK_TRY(sk_call_ask(call, _("Write these answers into site.yaml?"), &yes));
	if (yes)
		SK_TRY(add(answering, answers->replies->items, answers->replies->count, &answering->given, &written));
	answers->stored = yes;
	if (!call->json)
		sk_buf_print(call->out, "%s\n", yes ? _("Written.") : _("Nothing was written."));
	return SK_OK;
}

static sk_outcome from_answers(struct answering *answering, const struct sk_sheet_book *const *books)
{
	struct sk_call *call = answering->call;
	struct sk_register before, after;
	struct sk_replies replies;
	struct sk_report report = sk_call_report(call);
	SK_BUF_SCOPE text = SK_BUF(SK_YAML_FILE_MAX);
	SK_TRY(sk_call_judge(call, answering->site, NULL, 0, NULL, &before));
	SK_TRY(take_books(answering, &before, books, &replies));
	SK_TRY(with_replies(answering, replies.items, replies.count, &text));
	SK_TRY(judge_text(answering, &text, &answering->given, &after));
	call->finding = !sk_assess_clean(&after.counts);
	struct sk_answers_report answers = {.replies = &replies, .before = &before, .after = &after};
	if (!call->json)
		SK_TRY(sk_report_answers(&report, &answers));
	SK_TRY(decide(answering, &answers));
	return call->json ? sk_report_answers_json(&report, &answers) : SK_OK;
}

static sk_outcome from_sheets(struct answering *answering)
{
	struct sk_call *call = answering->call;
	const struct sk_sheet_book *books[SK_CMD_POSITIONALS];
	answering->sheets = true;
	SK_TRY(read_books(answering, books));
	for (size_t i = 0; i < call->word_count; i++)
		if (sk_answer_is_ledger(books[i]) && (call->word_count > 1 || call->values[SK_OPTION_ATTACH]))
			return sk_error_set(call->error, SK_E_USAGE, NULL, _("a ledger sheet comes alone"), "sekisho answer ledger.xlsx", NULL);
	return sk_answer_is_ledger(books[0]) ? sk_call_take_ledger(call, answering->site, books[0]) : from_answers(answering, books);
}

/* ---- one question after the other ---- */

/* Nobody is asked for what could not be written afterwards: one answer is added by way of trial, and let go. */
static sk_outcome can_be_added(const struct answering *answering, const struct sk_asked *asked)
{
	const struct sk_reply reply = {.control = asked->control, .subject = asked->finding->subject, .state = SK_UNKNOWN, .by = "-", .date = sk_day_in_japan(answering->call->at)};
	SK_BUF_SCOPE text = SK_BUF(SK_YAML_FILE_MAX);
	return with_replies(answering, &reply, 1, &text);
}

static sk_outcome show(struct sk_call *call)
{
	SK_TRY(sk_buf_check(call->out, call->error));
	if (!sk_call_print(call, STDOUT, call->out)) {
		struct sk_place place = {.file = "stdout"};
		return sk_error_set(call->error, SK_E_FILE_WRITE, &place, _("the output could not be written"), NULL, NULL);
	}
	sk_buf_clear(call->out);
	return SK_OK;
}

/* A line without its end; false where the input has ended. What no answer may hold (a control character, a My Number) is asked for again by the caller. */
static bool read_line(struct sk_call *call, struct sk_buf *line)
{
	char letter;
	size_t got = 0;
	sk_buf_clear(line);
	while (call->env->read(call->env->self, STDIN, &letter, 1, &got) == 0 && got == 1) {
		if (letter == '\n')
			return true;
		sk_buf_add(line, &letter, 1);
	}
	return false;
}

static bool is_fit(const struct sk_buf *line)
{
	size_t bad;
	return !line->failed && (line->length == 0 || (sk_utf8_clean(line->bytes, line->length, &bad) && !sk_my_number_inside(line->bytes, line->length)));
}

/* A text of a person; *more false where the input has ended. */
SK_OUTCOME sk_call_ask_text(struct sk_call *call, const char *question, const char **out, bool *more)
{
	SK_BUF_SCOPE line = SK_BUF(LINE_MOST);
	do {
		sk_buf_print(call->out, "%s ", question);
		SK_TRY(show(call));
		*more = read_line(call, &line);
		if (!is_fit(&line))
			sk_buf_print(call->out, "%s\n", _("That cannot be kept: letters only, at most 1000 bytes, no My Number."));
	} while (*more && !is_fit(&line));
	return sk_arena_text(call->arena, is_fit(&line) && line.bytes ? line.bytes : "", is_fit(&line) ? line.length : 0, out, call->error);
}

static enum sk_call_choice choice_of(const char *text)
{
	static const struct {
		const char *word;
		enum sk_call_choice choice;
	} words[] = {
		{"y", CHOICE_YES}, {"yes", CHOICE_YES}, {"はい", CHOICE_YES}, {"n", CHOICE_NO}, {"no", CHOICE_NO}, {"いいえ", CHOICE_NO}, {"?", CHOICE_UNKNOWN}, {"？", CHOICE_UNKNOWN},
		{"分からない", CHOICE_UNKNOWN}, {"", CHOICE_SKIP}, {"s", CHOICE_SKIP}, {"q", CHOICE_END}, {"やめる", CHOICE_END}, {"a", CHOICE_ATTACH}, {"添付", CHOICE_ATTACH},
	};
	for (size_t i = 0; i < SK_COUNT(words); i++)
		if (strcmp(text, words[i].word) == 0)
			return words[i].choice;
	return CHOICE_NONE;
}

SK_OUTCOME sk_call_ask_choice(struct sk_call *call, const char *question, unsigned allowed, enum sk_call_choice *out)
{
	const char *text;
	bool more, fits;
	do {
		SK_TRY(sk_call_ask_text(call, question, &text, &more));
		*out = choice_of(text);
		fits = allowed >> *out & 1;
		if (more && !fits)
			sk_buf_print(call->out, "  %s\n", _("That is none of these: nothing was written."));
	} while (more && !fits);
	if (!more)
		*out = CHOICE_END;
	return SK_OK;
}

/* As people paste it: a path in quotes, blanks around it. The text is the arena's, and nobody else's. */
static const char *bare_path(const char *text)
{
	char *path = (char *)(uintptr_t)text;
	path += strspn(path, " ");
	size_t length = strlen(path);
	while (length > 0 && path[length - 1] == ' ')
		length--;
	if (length > 1 && (*path == '"' || *path == '\'') && path[length - 1] == *path) {
		path++;
		length -= 2;
	}
	path[length] = '\0';
	return path;
}

/* What cannot be attached is told, and the question is still there. */
static sk_outcome ask_file(struct sk_call *call, struct given *given)
{
	const char *text;
	bool more;
	if (given->count == GIVEN_MOST) {
		sk_buf_print(call->out, _("  No more than %d files for one answer."), (int)GIVEN_MOST);
		sk_buf_text(call->out, "\n");
		return SK_OK;
	}
	SK_TRY(sk_call_ask_text(call, _("  The file that shows it (Enter = none):"), &text, &more));
	const char *path = bare_path(text);
	if (!*path)
		return SK_OK;
	sk_outcome outcome = give(call, path, given);
	if (sk_failed(outcome) && outcome.class != SK_CLASS_INPUT)
		return outcome;
	if (sk_failed(outcome)) {
		sk_error_print(call->error, call->out);
		return SK_OK;
	}
	sk_buf_print(call->out, _("  Is attached to the answer that you give now: %s (SHA-256 %.*s…)"), given->items[given->count - 1].file, (int)SHORT_DIGEST,
		     given->items[given->count - 1].digest);
	sk_buf_text(call->out, "\n");
	return SK_OK;
}

/* An answer, with what was attached before it. */
static sk_outcome ask_answer(struct sk_call *call, struct given *given, enum sk_call_choice *out)
{
	do {
		SK_TRY(sk_call_ask_choice(call, _("  y = yes, n = no, ? = don't know, a = attach a file, Enter = skip, q = stop:"), ~(1u << CHOICE_NONE), out));
		if (*out == CHOICE_ATTACH)
			SK_TRY(ask_file(call, given));
	} while (*out == CHOICE_ATTACH);
	return SK_OK;
}

/* false in *go_on: stop. */
static sk_outcome put_question(const struct answering *answering, const struct sk_asked *asked, const char *by, size_t *written, bool *go_on)
{
	static const int states[] = {[CHOICE_YES] = SK_MET, [CHOICE_NO] = SK_UNMET, [CHOICE_UNKNOWN] = SK_UNKNOWN};
	struct sk_call *call = answering->call;
	struct given given = answering->given;
	struct sk_reply reply = {.control = asked->control, .subject = asked->finding->subject, .by = by, .date = sk_day_in_japan(call->at), .attachments = given.items};
	struct sk_register after;
	enum sk_call_choice choice;
	SK_TRY(ask_answer(call, &given, &choice));
	*go_on = choice != CHOICE_END;
	if (choice >= CHOICE_SKIP)
		return SK_OK;
	reply.state = states[choice];
	SK_TRY(sk_call_ask_text(call, _("  A note (Enter = none):"), &reply.note, go_on));
	reply.attachment_count = given.count;
	SK_TRY(add(answering, &reply, 1, &given, &after));
	++*written;
	call->done = true;
	call->finding = !sk_assess_clean(&after.counts);
	sk_buf_print(call->out, _("  Written. Open risks: %zu of %zu"), after.counts.open, after.counts.over_line);
	sk_buf_text(call->out, "\n");
	return SK_OK;
}

static sk_outcome who(struct sk_call *call, const char **by)
{
	bool more = true;
	*by = call->values[SK_OPTION_BY];
	while (more && (!*by || !**by))
		SK_TRY(sk_call_ask_text(call, _("Who answers (name):"), by, &more));
	return **by ? SK_OK : sk_error_set(call->error, SK_E_USAGE, NULL, _("nobody said who answers"), "sekisho answer --by NAME", NULL);
}

/* Ids of controls, of which none is the name of a file: questions about these alone. */
static bool names_controls(const struct answering *answering)
{
	const struct sk_call *call = answering->call;
	for (size_t i = 0; i < call->word_count; i++)
		if (!sk_catalogue_control(answering->site->catalogue, call->words[i]) || call->env->kind(call->env->self, call->words[i]) != SK_ENTRY_NONE)
			return false;
	return call->word_count > 0;
}

static bool is_asked(const struct sk_call *call, const struct sk_asked *asked)
{
	for (size_t i = 0; i < call->word_count; i++)
		if (strcmp(call->words[i], asked->control->row.id) == 0)
			return true;
	return call->word_count == 0;
}

/* Those of the controls that were named, whatever is known of them; of all where none is. */
static sk_outcome questions(const struct answering *answering, const struct sk_register *register_, const struct sk_asked **out, size_t *count)
{
	struct sk_call *call = answering->call;
	const struct sk_asked *all;
	size_t found;
	void *memory;
	SK_TRY(sk_answer_questions(call->arena, register_, -1, !call->values[SK_OPTION_EVERY] && call->word_count == 0, &all, &found, call->error));
	SK_TRY(sk_arena_take(call->arena, found, sizeof(struct sk_asked), &memory, call->error));
	*count = 0;
	for (size_t i = 0; i < found; i++)
		if (is_asked(call, &all[i]))
			((struct sk_asked *)memory)[(*count)++] = all[i];
	*out = memory;
	return SK_OK;
}

static sk_outcome interview(const struct answering *answering)
{
	struct sk_call *call = answering->call;
	struct sk_register register_;
	struct sk_report report = sk_call_report(call);
	const struct sk_ledger *ledger;
	const struct sk_asked *asked;
	const char *by;
	size_t count, about, written = 0;
	bool go_on = true;
	if (call->json)
		return sk_error_set(call->error, SK_E_USAGE, NULL, _("--json is for sheets: questions are asked of people"), "sekisho answer FILE --json", NULL);
	SK_TRY(sk_call_judge(call, answering->site, NULL, 0, NULL, &register_));
	call->finding = !sk_assess_clean(&register_.counts);
	SK_TRY(sk_site_ledger(call->arena, call->env, answering->site, &ledger, call->error));
	SK_TRY(questions(answering, &register_, &asked, &count));
	about = call->word_count > 0 ? 0 : sk_call_about_site(call, answering->site, &register_);
	if (count > 0)
		SK_TRY(can_be_added(answering, &asked[0]));
	sk_buf_print(call->out, _("%zu questions. Every answer is written at once; what you leave out is asked again another time."), count + about);
	sk_buf_text(call->out, "\n");
	if (count + about > 0)
		SK_TRY(who(call, &by));
	for (size_t i = 0; i < count && go_on; i++) {
		SK_TRY(sk_report_question(&report, &asked[i], ledger, i + 1, count));
		SK_TRY(put_question(answering, &asked[i], by, &written, &go_on));
	}
	if (go_on && about > 0)
		SK_TRY(sk_call_ask_about_site(call, answering->site, answering->path, &register_, by, &written));
	sk_buf_print(call->out, _("Answers written: %zu."), written);
	sk_buf_text(call->out, "\n");
	return sk_buf_check(call->out, call->error);
}

/* Whatever the day is that is judged: nobody has answered on a day that has not come. */
static sk_outcome has_come(const struct sk_call *call)
{
	if (sk_day_in_japan(call->at) <= sk_day_in_japan(call->env->now(call->env->self)))
		return SK_OK;
	return sk_error_set(call->error, SK_E_USAGE, NULL, _("answers would be dated after today"), _("--at with today or a day before"), NULL);
}

static sk_outcome run_answer(struct sk_call *call)
{
	struct answering answering = {.call = call};
	SK_TRY(has_come(call));
	SK_TRY(sk_call_site(call, &answering.site));
	SK_TRY(sk_arena_print(call->arena, &answering.path, call->error, "%s/%s", answering.site->folder, SK_SITE_FILE));
	if (call->values[SK_OPTION_RECORD] && call->values[SK_OPTION_ATTACH])
		return sk_error_set(call->error, SK_E_USAGE, NULL, _("--attach is for answers"), "sekisho answer --record COLLECTOR", NULL);
	if (call->values[SK_OPTION_RECORD])
		return sk_call_record_ledger(call, answering.site);
	if (call->values[SK_OPTION_ATTACH])
		SK_TRY(give(call, call->values[SK_OPTION_ATTACH], &answering.given));
	return call->word_count > 0 && !names_controls(&answering) ? from_sheets(&answering) : interview(&answering);
}

const struct sk_verb sk_verb_answer = {
	SK_ANSWER_ROW,
	.run = run_answer,
};
