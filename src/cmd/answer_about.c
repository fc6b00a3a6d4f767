/*
 * answer: what the site is asked about itself, behind the questions about controls: whether each premise of the guidance holds, and whether anything stands at a place that
 * site.yaml says nothing about. Without these a control that has no device here is asked about nowhere.
 */
#include "cmd/answer_row.h"
#include "assess/assess.h"

struct about {
	struct sk_call *call;
	const struct sk_site *site;
	const char *path; /* site.yaml */
	const struct sk_register *register_;
};

typedef sk_outcome (*adder)(const char *file, const char *text, size_t length, const struct sk_statement *said, struct sk_buf *out, struct sk_error *error);

static bool is_open_premise(const struct about *about, const struct sk_premise *premise)
{
	return !sk_assess_premise(about->site, premise->row.id, about->register_->verdicts->day);
}

/* Nothing is listed there, nobody says that nothing stands there, and that would matter. */
static bool is_open_place(const struct about *about, const struct sk_place_row *row)
{
	int place = (int)(row - (const struct sk_place_row *)about->site->catalogue->places.rows.items);
	struct sk_absent why;
	if (row->when_absent == SK_ABSENT_UNMET || sk_check_absent(about->register_->verdicts, place, &why))
		return false;
	SK_LIST_EACH(struct sk_subject, subject, &about->site->subjects)
		if (subject->place == place)
			return false;
	return true;
}

static size_t count_open(const struct about *about)
{
	size_t count = 0;
	SK_LIST_EACH(struct sk_premise, premise, &about->site->catalogue->premises.rows)
		count += is_open_premise(about, premise);
	SK_LIST_EACH(struct sk_place_row, place, &about->site->catalogue->places.rows)
		count += is_open_place(about, place);
	return count;
}

static sk_outcome with_line(const struct about *about, const struct sk_statement *said, adder add, struct sk_buf *out)
{
	struct sk_call *call = about->call;
	struct sk_site *site;
	SK_BUF_SCOPE before = SK_BUF(SK_YAML_FILE_MAX);
	SK_TRY(sk_env_read_file(call->env, about->path, about->path, SK_YAML_FILE_MAX, &before, call->error));
	SK_TRY(add(about->path, before.bytes ? before.bytes : "", before.length, said, out, call->error));
	SK_TRY(sk_site_load_text(call->arena, about->site->folder, about->site->catalogue, out->bytes, out->length, &site, call->error));
	return sk_env_replace_file(call->env, about->path, out->bytes, out->length, call->error);
}

/* Into the file as it is at this moment, while nobody else of us writes. */
static sk_outcome write_line(const struct about *about, const char *id, bool holds, const char *by, adder add)
{
	struct sk_call *call = about->call;
	struct sk_statement said = {id, holds, by, sk_day_in_japan(call->at)};
	SK_BUF_SCOPE text = SK_BUF(SK_YAML_FILE_MAX);
	int lock;
	SK_TRY(sk_env_lock_folder(call->env, about->site->folder, &lock, call->error));
	sk_outcome outcome = with_line(about, &said, add, &text);
	(void)call->env->close(call->env->self, lock);
	SK_TRY(outcome);
	call->done = true;
	sk_buf_print(call->out, "  %s\n", _("Written."));
	return SK_OK;
}

/* Who does not know a premise has not confirmed it: as skipped. */
static sk_outcome ask(struct sk_call *call, enum sk_call_choice *out)
{
	return sk_call_ask_choice(call, _("  y = yes, n = no, Enter = skip, q = stop:"), 1u << CHOICE_YES | 1u << CHOICE_NO | 1u << CHOICE_UNKNOWN | 1u << CHOICE_SKIP | 1u << CHOICE_END, out);
}

/* *go_on false: stop. */
static sk_outcome ask_premise(const struct about *about, const struct sk_premise *premise, const char *by, size_t *written, bool *go_on)
{
	struct sk_report report = sk_call_report(about->call);
	enum sk_call_choice reply;
	SK_TRY(sk_report_premise(&report, premise));
	SK_TRY(ask(about->call, &reply));
	*go_on = reply != CHOICE_END;
	if (reply != CHOICE_YES && reply != CHOICE_NO)
		return SK_OK;
	++*written;
	return write_line(about, premise->row.id, reply == CHOICE_YES, by, sk_site_add_premise);
}

static sk_outcome ask_place(const struct about *about, const struct sk_place_row *place, const char *by, size_t *written, bool *go_on)
{
	struct sk_report report = sk_call_report(about->call);
	enum sk_call_choice reply;
	SK_TRY(sk_report_place(&report, place));
	SK_TRY(ask(about->call, &reply));
	*go_on = reply != CHOICE_END;
	if (reply == CHOICE_YES)
		return sk_report_add_subject(&report, place);
	if (reply != CHOICE_NO)
		return SK_OK;
	++*written;
	return write_line(about, place->row.id, false, by, sk_site_add_absent);
}

size_t sk_call_about_site(struct sk_call *call, const struct sk_site *site, const struct sk_register *register_)
{
	return count_open(&(struct about){call, site, NULL, register_});
}

SK_OUTCOME sk_call_ask_about_site(struct sk_call *call, const struct sk_site *site, const char *path, const struct sk_register *register_, const char *by, size_t *written)
{
	struct about about = {call, site, path, register_};
	bool go_on = true;
	SK_LIST_EACH(struct sk_premise, premise, &site->catalogue->premises.rows)
		if (go_on && is_open_premise(&about, premise))
			SK_TRY(ask_premise(&about, premise, by, written, &go_on));
	SK_LIST_EACH(struct sk_place_row, place, &site->catalogue->places.rows)
		if (go_on && is_open_place(&about, place))
			SK_TRY(ask_place(&about, place, by, written, &go_on));
	return SK_OK;
}
