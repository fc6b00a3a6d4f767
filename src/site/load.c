#include "seal/seal.h"
#include "site/private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const state_words[] = {"met", "unmet", "unknown", "stale", "not-applicable"};
const struct sk_choices sk_words_state = {state_words, SK_COUNT(state_words)};
/* What a person can say: stale and not-applicable follow from dates and absences. */
static const struct sk_choices answer_states = {state_words, SK_UNKNOWN + 1};

enum { YEN_MAX = 999999999, ABSENCE_DAYS = 365, EXPIRY_DAYS_MAX = 1100, SUBJECTS_MAX = 2000, NAME_BYTES_MAX = 200, PARAMETER_MAX = 100000,
       COLLECTORS_MAX = 1000, COLLECTOR_NAME_ROOM = 160 };

static const struct sk_field subject_fields[] = {
	{SK_FIELD(sk_subject, id, "id", ID, NEEDED)},
	{SK_FIELD(sk_subject, place_id, "place", ID, NEEDED)},
	{SK_FIELD(sk_subject, name, "name", NAME, OPTIONAL)},
	{SK_FIELD(sk_subject, owner, "owner", TEXT, OPTIONAL)},
	{SK_FIELD(sk_subject, responsible, "responsible", CHOICE, OPTIONAL), .choices = &sk_words_party, .absent = -1},
	{SK_FIELD(sk_subject, in_scope, "in-scope", FLAG, OPTIONAL), .absent = 1},
	{SK_FIELD(sk_subject, out_reason, "reason", NAME, OPTIONAL)},
	{SK_FIELD(sk_subject, since, "since", DATE, OPTIONAL)},
};
static SK_SHAPE(shape_subject, sk_subject, "subject", subject_fields);

static const struct sk_field retired_fields[] = {
	{SK_FIELD(sk_retired, subject_id, "subject", ID, NEEDED)},
	{SK_FIELD(sk_retired, by, "by", TEXT, NEEDED)},
	{SK_FIELD(sk_retired, date, "date", DATE, NEEDED)},
	{SK_FIELD(sk_retired, reason, "reason", TEXT, NEEDED)},
};
static SK_SHAPE(shape_retired, sk_retired, "retired", retired_fields);

static const struct sk_field answer_fields[] = {
	{SK_FIELD(sk_answer, control_id, "control", ID, NEEDED)},
	{SK_FIELD(sk_answer, subject_id, "subject", ID, OPTIONAL)},
	{SK_FIELD(sk_answer, state, "state", CHOICE, NEEDED), .choices = &answer_states},
	{SK_FIELD(sk_answer, by, "by", TEXT, NEEDED)},
	{SK_FIELD(sk_answer, date, "date", DATE, NEEDED)},
	{SK_FIELD(sk_answer, expires, "expires", DATE, OPTIONAL)},
	{SK_FIELD(sk_answer, note, "note", TEXT, OPTIONAL)},
	{SK_FIELD(sk_answer, attachments, "attachments", LIST, OPTIONAL), .shape = &site_shape_attachment},
};
static SK_SHAPE(shape_answer, sk_answer, "answer", answer_fields);

static const struct sk_field absence_fields[] = {
	{SK_FIELD(sk_absence_statement, place_id, "place", ID, NEEDED)},
	{SK_FIELD(sk_absence_statement, by, "by", TEXT, NEEDED)},
	{SK_FIELD(sk_absence_statement, date, "date", DATE, NEEDED)},
	{SK_FIELD(sk_absence_statement, expires, "expires", DATE, OPTIONAL)},
	{SK_FIELD(sk_absence_statement, note, "note", TEXT, OPTIONAL)},
};
static SK_SHAPE(shape_absence, sk_absence_statement, "absence", absence_fields);

static const struct sk_field premise_fields[] = {
	{SK_FIELD(sk_premise_answer, premise_id, "premise", ID, NEEDED)},
	{SK_FIELD(sk_premise_answer, holds, "holds", FLAG, NEEDED)},
	{SK_FIELD(sk_premise_answer, by, "by", TEXT, NEEDED)},
	{SK_FIELD(sk_premise_answer, date, "date", DATE, NEEDED)},
	{SK_FIELD(sk_premise_answer, note, "note", TEXT, OPTIONAL)},
};
static SK_SHAPE(shape_premise, sk_premise_answer, "premise", premise_fields);

static const struct sk_field importance_fields[] = {
	{SK_FIELD(sk_importance_override, asset_id, "asset", ID, NEEDED)},
	{SK_FIELD(sk_importance_override, c, "c", NUMBER, OPTIONAL), .low = 1, .high = 3},
	{SK_FIELD(sk_importance_override, i, "i", NUMBER, OPTIONAL), .low = 1, .high = 2},
	{SK_FIELD(sk_importance_override, a, "a", NUMBER, OPTIONAL), .low = 1, .high = 2},
	{SK_FIELD(sk_importance_override, reason, "reason", TEXT, NEEDED)},
	{SK_FIELD(sk_importance_override, by, "by", TEXT, NEEDED)},
	{SK_FIELD(sk_importance_override, date, "date", DATE, NEEDED)},
};
static SK_SHAPE(shape_importance, sk_importance_override, "importance", importance_fields);

static const struct sk_field reading_fields[] = {
	{SK_FIELD(sk_reading_choice, about, "about", ID, NEEDED)},
	{SK_FIELD(sk_reading_choice, choose, "choose", ID, NEEDED)},
};
static SK_SHAPE(shape_reading, sk_reading_choice, "reading", reading_fields);

static const struct sk_field line_fields[] = {
	{SK_FIELD(sk_site_line, value, "value", NUMBER, NEEDED), .low = 1, .high = SK_VALUE_MAX},
	{SK_FIELD(sk_site_line, approved_by, "approved-by", TEXT, OPTIONAL)},
	{SK_FIELD(sk_site_line, date, "date", DATE, OPTIONAL)},
};
static SK_SHAPE(shape_line, sk_site_line, "line", line_fields);

static const struct sk_field cost_fields[] = {
	{SK_FIELD(sk_cost, control_id, "control", ID, NEEDED)},
	{SK_FIELD(sk_cost, yen, "yen", NUMBER, NEEDED), .low = 0, .high = YEN_MAX},
};
static SK_SHAPE(shape_cost, sk_cost, "cost", cost_fields);

static const char *const response_words[] = {"reduce", "avoid", "transfer", "retain"};
const struct sk_choices sk_words_response = {response_words, SK_COUNT(response_words)};

static const struct sk_field response_fields[] = {
	{SK_FIELD(sk_response, risk_id, "risk", ID, NEEDED)},
	{SK_FIELD(sk_response, response, "response", CHOICE, NEEDED), .choices = &sk_words_response},
	{SK_FIELD(sk_response, owner, "owner", TEXT, NEEDED)},
	{SK_FIELD(sk_response, approved_by, "approved-by", TEXT, OPTIONAL)},
	{SK_FIELD(sk_response, reason, "reason", TEXT, OPTIONAL)},
	{SK_FIELD(sk_response, date, "date", DATE, NEEDED)},
	{SK_FIELD(sk_response, review, "review", DATE, OPTIONAL)},
};
static SK_SHAPE(shape_response, sk_response, "response", response_fields);

static const struct sk_field contact_fields[] = {
	{SK_FIELD(sk_contact, role, "role", NAME, NEEDED)},
	{SK_FIELD(sk_contact, name, "name", TEXT, NEEDED)},
	{SK_FIELD(sk_contact, phone, "phone", TEXT, NEEDED)},
	{SK_FIELD(sk_contact, note, "note", TEXT, OPTIONAL)},
};
static SK_SHAPE(shape_contact, sk_contact, "contact", contact_fields);

static const struct sk_field target_fields[] = {
	{SK_FIELD(sk_target, item_id, "item", ID, NEEDED)},
	{SK_FIELD(sk_target, due, "due", DATE, NEEDED)},
	{SK_FIELD(sk_target, by, "by", TEXT, NEEDED)},
	{SK_FIELD(sk_target, date, "date", DATE, NEEDED)},
	{SK_FIELD(sk_target, note, "note", TEXT, OPTIONAL)},
};
static SK_SHAPE(shape_target, sk_target, "target", target_fields);

static const struct sk_field collector_fields[] = {
	{SK_FIELD(sk_collector, id, "id", ID, NEEDED)},
	{SK_FIELD(sk_collector, host, "host", ID, NEEDED)},
	{SK_FIELD(sk_collector, key, "key", TEXT, NEEDED)},
	{SK_FIELD(sk_collector, subjects, "subjects", IDS, NEEDED)},
	{SK_FIELD(sk_collector, valid_from, "valid-from", DATE, NEEDED)},
	{SK_FIELD(sk_collector, valid_until, "valid-until", DATE, OPTIONAL)},
	{SK_FIELD(sk_collector, revoked, "revoked", DATE, OPTIONAL)},
	{SK_FIELD(sk_collector, reason, "reason", TEXT, OPTIONAL)},
};
static SK_SHAPE(shape_collector, sk_collector, "collector", collector_fields);

static const struct sk_field parameter_fields[] = {
	{SK_FIELD(sk_parameter_choice, parameter_id, "parameter", ID, NEEDED)},
	{SK_FIELD(sk_parameter_choice, value, "value", NUMBER, NEEDED), .low = 0, .high = PARAMETER_MAX},
	{SK_FIELD(sk_parameter_choice, reason, "reason", TEXT, NEEDED)},
	{SK_FIELD(sk_parameter_choice, by, "by", TEXT, NEEDED)},
	{SK_FIELD(sk_parameter_choice, date, "date", DATE, NEEDED)},
};
static SK_SHAPE(shape_parameter, sk_parameter_choice, "parameter", parameter_fields);

static const struct sk_field site_fields[] = {
	{SK_FIELD(sk_site, format, "format", TEXT, NEEDED)},
	{SK_FIELD(sk_site, name, "name", NAME, NEEDED)},
	{SK_FIELD(sk_site, kind, "kind", CHOICE, NEEDED), .choices = &sk_words_facility_kind},
	{SK_FIELD(sk_site, configuration, "configuration", CHOICE, NEEDED), .choices = &sk_words_configuration},
	{SK_FIELD(sk_site, example, "example", FLAG, OPTIONAL)},
	{SK_FIELD(sk_site, line, "line", SHAPE, OPTIONAL), .shape = &shape_line},
	{SK_FIELD(sk_site, subjects, "subjects", LIST, NEEDED), .shape = &shape_subject},
	{SK_FIELD(sk_site, retired, "retired", LIST, OPTIONAL), .shape = &shape_retired},
	{SK_FIELD(sk_site, absent, "absent", LIST, OPTIONAL), .shape = &shape_absence},
	{SK_FIELD(sk_site, premises, "premises", LIST, OPTIONAL), .shape = &shape_premise},
	{SK_FIELD(sk_site, importance, "importance", LIST, OPTIONAL), .shape = &shape_importance},
	{SK_FIELD(sk_site, readings, "readings", LIST, OPTIONAL), .shape = &shape_reading},
	{SK_FIELD(sk_site, answers, "answers", LIST, OPTIONAL), .shape = &shape_answer},
	{SK_FIELD(sk_site, costs, "costs", LIST, OPTIONAL), .shape = &shape_cost},
	{SK_FIELD(sk_site, targets, "targets", LIST, OPTIONAL), .shape = &shape_target},
	{SK_FIELD(sk_site, contacts, "contacts", LIST, OPTIONAL), .shape = &shape_contact},
	{SK_FIELD(sk_site, responses, "responses", LIST, OPTIONAL), .shape = &shape_response},
	{SK_FIELD(sk_site, collectors, "collectors", LIST, OPTIONAL), .shape = &shape_collector},
	{SK_FIELD(sk_site, parameters, "parameters", LIST, OPTIONAL), .shape = &shape_parameter},
	{SK_FIELD(sk_site, own, "own", SHAPE, OPTIONAL), .shape = &sk_shape_own},
	{SK_FIELD(sk_site, nodes, "nodes", LIST, OPTIONAL), .shape = &site_shape_node},
	{SK_FIELD(sk_site, links, "links", LIST, OPTIONAL), .shape = &site_shape_link},
	{SK_FIELD(sk_site, policies, "policies", LIST, OPTIONAL), .shape = &site_shape_policy},
	{SK_FIELD(sk_site, needs, "needs", LIST, OPTIONAL), .shape = &site_shape_need},
	{SK_FIELD(sk_site, exceptions, "exceptions", LIST, OPTIONAL), .shape = &site_shape_exception},
};
static SK_SHAPE(shape_site, sk_site, "site", site_fields);

/* ---- what the tables cannot say: ids that must exist, and pairs that must agree ---- */

struct resolve {
	struct sk_arena *arena;
	struct sk_site *site;
	const struct sk_catalogue *catalogue;
	struct sk_error *error;
};

static sk_outcome unknown_id(struct resolve *resolve, const struct sk_place *where, const char *id, const char *kind)
{
	return sk_error_set(resolve->error, SK_E_ID_UNKNOWN, where, id, kind, NULL);
}

static sk_outcome conflict(struct resolve *resolve, const struct sk_place *where, const char *what, const char *expected)
{
	return sk_error_set(resolve->error, SK_E_CONFLICT, where, what, expected, NULL);
}

/* Equal ids in the order of the file. */
static int by_id(const void *left, const void *right)
{
	const struct sk_subject *a = *(const struct sk_subject *const *)left, *b = *(const struct sk_subject *const *)right;
	int order = strcmp(a->id, b->id);
	return order ? order : (a > b) - (a < b);
}

static sk_outcome sort_subjects(struct resolve *resolve)
{
	size_t count = 0;
	void *memory;
	SK_TRY(sk_arena_take(resolve->arena, resolve->site->subjects.count, sizeof(struct sk_subject *), &memory, resolve->error));
	const struct sk_subject **sorted = memory;
	SK_LIST_EACH(struct sk_subject, subject, &resolve->site->subjects)
		sorted[count++] = subject;
	qsort(sorted, count, sizeof(*sorted), by_id);
	for (size_t i = 1; i < count; i++)
		if (strcmp(sorted[i - 1]->id, sorted[i]->id) == 0)
			return sk_error_set(resolve->error, SK_E_ID_TWICE, &sorted[i]->where, sorted[i]->id, sorted[i]->where.file, NULL);
	resolve->site->subjects_by_id = sorted;
	return SK_OK;
}

static sk_outcome resolve_subjects(struct resolve *resolve)
{
	if (resolve->site->subjects.count == 0)
		return sk_error_set(resolve->error, SK_E_LIST_SHORT, &resolve->site->where, "subjects", NULL, NULL);
	if (resolve->site->subjects.count > SUBJECTS_MAX)
		return conflict(resolve, &resolve->site->where, _("too many entries under 'subjects:'"), _("at most 2000"));
	EACH(sk_subject, subject, &resolve->site->subjects) {
		subject->place = sk_catalogue_place(resolve->catalogue, subject->place_id);
		if (subject->place < 0)
			return unknown_id(resolve, &subject->where, subject->place_id, "places");
		if (!subject->in_scope && !subject->out_reason.ja && !subject->out_reason.en)
			return conflict(resolve, &subject->where, _("out of scope without a reason"),
					_("'reason:' beside 'in-scope: false'"));
	}
	return sort_subjects(resolve);
}

static sk_outcome check_dates(struct resolve *resolve, const struct sk_place *where, sk_time date, sk_time expires)
{
	if (expires != 0 && expires < date)
		return conflict(resolve, where, _("it expires before it was said"), _("'expires:' after 'date:'"));
	if (expires > date + (sk_time)EXPIRY_DAYS_MAX * SK_DAY)
		return conflict(resolve, where, _("nobody can say this for more than three years"), _("'expires:' within 1100 days of 'date:'"));
	return SK_OK;
}

static bool control_is_at(const struct resolve *resolve, const struct sk_control *control, int place)
{
	SK_ID_EACH(id, &control->places)
		if (sk_catalogue_place(resolve->catalogue, id->text) == place)
			return true;
	return false;
}

/* What 'sekisho why' prints for people to replace. */
sk_outcome site_check_by(const struct sk_place *where, const char *by, struct sk_error *error)
{
	static const char *const placeholders[] = {"", "your name", "氏名"};
	if (strlen(by) > NAME_BYTES_MAX)
		return sk_error_set_number(error, SK_E_TEXT_LONG, where, NAME_BYTES_MAX);
	for (size_t i = 0; i < SK_COUNT(placeholders); i++)
		if (strcmp(by + strspn(by, " "), placeholders[i]) == 0)
			return sk_error_set(error, SK_E_CONFLICT, where, _("it does not say who found this out"), _("the name of a person behind 'by:'"), NULL);
	return SK_OK;
}

/* An id that comes again is another subject, and nobody could tell which of the two a bundle saw. */
static sk_outcome resolve_retired(struct resolve *resolve)
{
	if (resolve->site->retired.count > SUBJECTS_MAX)
		return conflict(resolve, &resolve->site->where, _("too many entries under 'retired:'"), _("at most 2000"));
	EACH(sk_retired, retired, &resolve->site->retired) {
		SK_TRY(site_check_by(&retired->where, retired->by, resolve->error));
		if (sk_site_subject(resolve->site, retired->subject_id))
			return conflict(resolve, &retired->where, _("said to be gone, but it stands under 'subjects:'"),
					_("another id for the new one, or 'since:' beside it and no 'retired:'"));
		EACH(sk_retired, other, &resolve->site->retired)
			if (other < retired && strcmp(other->subject_id, retired->subject_id) == 0)
				return sk_error_set(resolve->error, SK_E_ID_TWICE, &retired->where, retired->subject_id, other->where.file, NULL);
	}
	return SK_OK;
}

static sk_outcome resolve_answers(struct resolve *resolve)
{
	EACH(sk_answer, answer, &resolve->site->answers) {
		answer->control = sk_catalogue_control(resolve->catalogue, answer->control_id);
		if (!answer->control)
			return unknown_id(resolve, &answer->where, answer->control_id, "controls");
		if (answer->subject_id) {
			answer->subject = sk_site_subject(resolve->site, answer->subject_id);
			if (!answer->subject)
				return sk_error_set(resolve->error, SK_E_SUBJECT_UNKNOWN, &answer->where, answer->subject_id, NULL, NULL);
			if (!control_is_at(resolve, answer->control, answer->subject->place))
				return conflict(resolve, &answer->where, _("this control has nothing to do with this subject"),
						_("a subject at one of the control's places"));
		}
		SK_TRY(check_dates(resolve, &answer->where, answer->date, answer->expires));
		SK_TRY(site_check_by(&answer->where, answer->by, resolve->error));
		if (answer->expires == 0)
			answer->expires = answer->date + (sk_time)answer->control->valid_days * SK_DAY;
	}
	return site_check_attachments(resolve->site, resolve->error);
}

static sk_outcome resolve_absences(struct resolve *resolve)
{
	EACH(sk_absence_statement, absence, &resolve->site->absent) {
		absence->place = sk_catalogue_place(resolve->catalogue, absence->place_id);
		if (absence->place < 0)
			return unknown_id(resolve, &absence->where, absence->place_id, "places");
		SK_LIST_EACH(struct sk_subject, subject, &resolve->site->subjects)
			if (subject->place == absence->place)
				return conflict(resolve, &absence->where, _("said to be absent, but a subject stands there"),
						_("either the subject or the absence"));
		SK_TRY(site_check_by(&absence->where, absence->by, resolve->error));
		SK_TRY(check_dates(resolve, &absence->where, absence->date, absence->expires));
		if (absence->expires == 0)
			absence->expires = absence->date + (sk_time)ABSENCE_DAYS * SK_DAY;
	}
	return SK_OK;
}

static sk_outcome resolve_premises(struct resolve *resolve)
{
	EACH(sk_premise_answer, answer, &resolve->site->premises) {
		answer->premise = sk_catalogue_premise(resolve->catalogue, answer->premise_id);
		if (!answer->premise)
			return unknown_id(resolve, &answer->where, answer->premise_id, "premises");
		SK_TRY(site_check_by(&answer->where, answer->by, resolve->error));
		EACH(sk_premise_answer, other, &resolve->site->premises)
			if (other < answer && other->premise == answer->premise)
				return conflict(resolve, &answer->where, _("the same premise is answered twice"), _("one answer"));
	}
	return SK_OK;
}

static sk_outcome resolve_importance(struct resolve *resolve)
{
	EACH(sk_importance_override, override, &resolve->site->importance) {
		override->asset = sk_catalogue_asset(resolve->catalogue, override->asset_id);
		if (!override->asset)
			return unknown_id(resolve, &override->where, override->asset_id, "assets");
		if (override->c + override->i + override->a == 0)
			return conflict(resolve, &override->where, _("no level is given"), _("at least one of c, i, a"));
		SK_TRY(site_check_by(&override->where, override->by, resolve->error));
		EACH(sk_importance_override, other, &resolve->site->importance)
			if (other < override && other->asset == override->asset)
				return conflict(resolve, &override->where, _("the same asset is set twice"), _("one entry for each asset"));
	}
	return SK_OK;
}

static const struct sk_list *readings_of(const struct resolve *resolve, const char *about)
{
	const struct sk_control *control = sk_catalogue_control(resolve->catalogue, about);
	if (control)
		return &control->readings;
	const struct sk_threat *threat = sk_catalogue_threat(resolve->catalogue, about);
	return threat ? &threat->readings : NULL;
}

static sk_outcome reading_unknown(struct resolve *resolve, const struct sk_reading_choice *choice, const struct sk_list *readings)
{
	SK_BUF_SCOPE known = SK_BUF(512);
	SK_LIST_EACH(struct sk_reading, reading, readings)
		sk_buf_print(&known, "%s%s", known.length ? ", " : "", reading->id);
	return sk_error_set(resolve->error, SK_E_READING_UNKNOWN, &choice->where, choice->choose, known.bytes, NULL);
}

static sk_outcome resolve_readings(struct resolve *resolve)
{
	EACH(sk_reading_choice, choice, &resolve->site->readings) {
		const struct sk_list *readings = readings_of(resolve, choice->about);
		if (!readings || readings->count == 0)
			return sk_error_set(resolve->error, SK_E_READING_UNKNOWN, &choice->where, choice->about,
					    _("a row the guidance contradicts itself about, such as T13 or ta01"), NULL);
		SK_LIST_EACH(struct sk_reading, reading, readings)
			if (strcmp(reading->id, choice->choose) == 0)
				choice->reading = reading;
		if (!choice->reading)
			return reading_unknown(resolve, choice, readings);
		EACH(sk_reading_choice, other, &resolve->site->readings)
			if (other < choice && strcmp(other->about, choice->about) == 0)
				return conflict(resolve, &choice->where, _("two readings of one row"), _("one reading for each row"));
	}
	return SK_OK;
}

/* A risk that is not reduced stays: somebody says why, and somebody answers for that. */
static sk_outcome resolve_responses(struct resolve *resolve)
{
	EACH(sk_response, response, &resolve->site->responses) {
		response->risk = sk_catalogue_scenario(resolve->catalogue, response->risk_id);
		if (!response->risk)
			return unknown_id(resolve, &response->where, response->risk_id, "scenarios");
		SK_TRY(site_check_by(&response->where, response->owner, resolve->error));
		if (response->approved_by)
			SK_TRY(site_check_by(&response->where, response->approved_by, resolve->error));
		if (response->response != SK_RESPONSE_REDUCE && (!response->approved_by || !response->reason))
			return conflict(resolve, &response->where, _("a risk that is not reduced, without a reason or an approval"), _("'reason:' and 'approved-by:' beside it"));
		SK_TRY(check_dates(resolve, &response->where, response->date, response->review));
		if (response->review == 0)
			response->review = response->date + (sk_time)ABSENCE_DAYS * SK_DAY;
		EACH(sk_response, other, &resolve->site->responses)
			if (other < response && other->risk == response->risk && other->date == response->date)
				return conflict(resolve, &response->where, _("two responses to one risk on one day"), _("one response for each risk and day; the newest counts"));
	}
	return SK_OK;
}

static sk_outcome resolve_targets(struct resolve *resolve)
{
	EACH(sk_target, target, &resolve->site->targets) {
		target->item = sk_catalogue_item(resolve->catalogue, target->item_id);
		if (!target->item)
			return unknown_id(resolve, &target->where, target->item_id, "items");
		SK_TRY(site_check_by(&target->where, target->by, resolve->error));
		if (target->due < target->date)
			return conflict(resolve, &target->where, _("the target date lies before the day it was promised"), _("'due:' on 'date:' or later"));
		EACH(sk_target, other, &resolve->site->targets)
			if (other < target && other->item == target->item)
				return conflict(resolve, &target->where, _("two target dates for one item"), _("one target date for each item"));
	}
	return SK_OK;
}

static sk_outcome resolve_costs(struct resolve *resolve)
{
	EACH(sk_cost, cost, &resolve->site->costs) {
		if (!sk_catalogue_control(resolve->catalogue, cost->control_id))
			return unknown_id(resolve, &cost->where, cost->control_id, "controls");
		EACH(sk_cost, other, &resolve->site->costs)
			if (other < cost && strcmp(other->control_id, cost->control_id) == 0)
				return conflict(resolve, &cost->where, _("the cost of a control stands twice"), _("one entry for each control"));
	}
	return SK_OK;
}

/* "a.b" on "c" and "a" on "b.c": their files would have the same names. */
static bool share_names(const struct sk_collector *a, const struct sk_collector *b)
{
	char first[COLLECTOR_NAME_ROOM], second[COLLECTOR_NAME_ROOM];
	if (strcmp(a->id, b->id) == 0)
		return false;
	(void)snprintf(first, sizeof(first), "%s.%s", a->id, a->host);
	(void)snprintf(second, sizeof(second), "%s.%s", b->id, b->host);
	return strcmp(first, second) == 0;
}

static sk_outcome resolve_collectors(struct resolve *resolve)
{
	if (resolve->site->collectors.count > COLLECTORS_MAX)
		return conflict(resolve, &resolve->site->where, _("too many entries under 'collectors:'"), _("at most 1000"));
	EACH(sk_collector, collector, &resolve->site->collectors) {
		SK_ID_EACH(id, &collector->subjects)
			if (!sk_site_subject(resolve->site, id->text))
				return sk_error_set(resolve->error, SK_E_SUBJECT_UNKNOWN, &id->place, id->text, NULL, NULL);
		SK_TRY(sk_key_read_public(collector->key, &collector->where, &collector->public_key, resolve->error));
		if (collector->valid_until != 0 && collector->valid_until < collector->valid_from)
			return conflict(resolve, &collector->where, _("the key ends before it begins"), _("'valid-until:' after 'valid-from:'"));
		if (collector->revoked != 0 && !collector->reason)
			return conflict(resolve, &collector->where, _("revoked without a reason"), _("'reason:' beside 'revoked:'"));
		EACH(sk_collector, other, &resolve->site->collectors)
			if (other < collector && share_names(other, collector))
				return conflict(resolve, &collector->where, _("the files of two collectors would have the same names"),
						_("another id for one of them"));
	}
	return SK_OK;
}

static sk_outcome unknown_limit(struct resolve *resolve, const struct sk_parameter_choice *choice)
{
	const char *what;
	SK_TRY(sk_arena_print(resolve->arena, &what, resolve->error, _("there is no limit '%s'"), choice->parameter_id));
	return conflict(resolve, &choice->where, what, _("an id of a limit that 'sekisho check CONTROL' shows"));
}

static sk_outcome resolve_parameters(struct resolve *resolve)
{
	EACH(sk_parameter_choice, choice, &resolve->site->parameters) {
		choice->parameter = sk_catalogue_parameter(resolve->catalogue, choice->parameter_id);
		if (!choice->parameter)
			return unknown_limit(resolve, choice);
		SK_TRY(site_check_by(&choice->where, choice->by, resolve->error));
		EACH(sk_parameter_choice, other, &resolve->site->parameters)
			if (other < choice && other->parameter == choice->parameter)
				return conflict(resolve, &choice->where, _("the same limit is set twice"), _("one entry for each limit"));
		if (choice->value < choice->parameter->low || choice->value > choice->parameter->high)
			return conflict(resolve, &choice->where, _("this limit would make the check meaningless"),
					_("a number within the catalogue's bounds ('sekisho check CONTROL' shows them)"));
	}
	return SK_OK;
}

static sk_outcome resolve_own_checks(struct resolve *resolve)
{
	EACH(sk_check, check, &resolve->site->own.checks) {
		if (strncmp(check->id, "x-", 2) != 0)
			return sk_error_set(resolve->error, SK_E_ID_FORM, &check->place, check->id,
					    _("an id of your own, starting with \"x-\""), NULL);
		if (!sk_catalogue_control(resolve->catalogue, check->control_id))
			return unknown_id(resolve, &check->place, check->control_id, "controls");
		check->decides = SK_DECIDES_UNMET;
		EACH(sk_check, other, &resolve->site->own.checks)
			if (other < check && strcmp(other->id, check->id) == 0)
				return sk_error_set(resolve->error, SK_E_ID_TWICE, &check->place, check->id, other->place.file, NULL);
	}
	return SK_OK;
}

static sk_outcome resolve_line(struct resolve *resolve)
{
	struct sk_site_line *line = &resolve->site->line;
	if (line->value == 0)
		line->value = resolve->catalogue->line.value;
	else if ((line->value != resolve->catalogue->line.value || line->approved_by) && (!line->approved_by || line->date == 0))
		return conflict(resolve, &line->where, _("a line of your own without approval"),
				_("'approved-by:' and 'date:' beside 'value:'"));
	return SK_OK;
}

static sk_outcome resolve_all(struct resolve *resolve)
{
	static sk_outcome (*const steps[])(struct resolve *) = {
		resolve_subjects,  resolve_retired,  resolve_answers,  resolve_absences, resolve_premises,
		resolve_importance, resolve_readings, resolve_costs,    resolve_targets, resolve_responses, resolve_line,
		resolve_collectors, resolve_parameters, resolve_own_checks,
	};
	for (size_t i = 0; i < SK_COUNT(steps); i++)
		SK_TRY(steps[i](resolve));
	return site_resolve_network(resolve->site, resolve->arena, resolve->error);
}

static sk_outcome shown_of(struct sk_arena *arena, const char *folder, const char **path, const char **shown, struct sk_error *error)
{
	SK_TRY(sk_arena_print(arena, path, error, "%s/%s", folder, SK_SITE_FILE));
	*shown = strcmp(folder, ".") == 0 ? SK_SITE_FILE : *path;
	return SK_OK;
}

SK_OUTCOME sk_site_load_text(struct sk_arena *arena, const char *folder, const struct sk_catalogue *catalogue, const char *text, size_t length,
			     struct sk_site **out, struct sk_error *error)
{
	const struct sk_node *root;
	struct sk_catalogue *extended;
	void *memory;
	SK_TRY(sk_arena_take(arena, 1, sizeof(struct sk_site), &memory, error));
	struct sk_site *site = memory;
	struct sk_yaml_source source = {.format = SK_SITE_FORMAT, .limits = &sk_yaml_limits_people};
	SK_TRY(shown_of(arena, folder, &source.path, &source.shown, error));
	SK_TRY(sk_yaml_read(arena, &source, text, length, &shape_site, site, &root, error));
	site->folder = folder;
	SK_TRY(sk_catalogue_extend(arena, catalogue, &site->own, &extended, error));
	site->catalogue = extended;
	struct resolve resolve = {arena, site, extended, error};
	SK_TRY(resolve_all(&resolve));
	*out = site;
	return SK_OK;
}

SK_OUTCOME sk_site_load(struct sk_arena *arena, const struct sk_env *env, const char *folder, const struct sk_catalogue *catalogue,
			struct sk_site **out, struct sk_error *error)
{
	const char *path, *shown;
	SK_BUF_SCOPE bytes = SK_BUF(SK_YAML_FILE_MAX);
	SK_TRY(shown_of(arena, folder, &path, &shown, error));
	if (env->kind(env->self, path) == SK_ENTRY_NONE)
		return sk_error_set(error, SK_E_SITE_MISSING, NULL, folder, NULL, NULL);
	SK_TRY(sk_env_read_file(env, path, shown, SK_YAML_FILE_MAX, &bytes, error));
	return sk_site_load_text(arena, folder, catalogue, bytes.bytes ? bytes.bytes : "", bytes.length, out, error);
}

bool sk_site_has_come(const struct sk_subject *subject, sk_time day)
{
	return subject->since <= day;
}

bool sk_site_retired(const struct sk_site *site, const char *id, sk_time day, sk_time seen)
{
	SK_LIST_EACH(struct sk_retired, retired, &site->retired)
		if (retired->date <= day && sk_day_in_japan(seen) <= retired->date && strcmp(retired->subject_id, id) == 0)
			return true;
	return false;
}

const struct sk_subject *sk_site_subject(const struct sk_site *site, const char *id)
{
	size_t low = 0, high = site->subjects.count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(site->subjects_by_id[middle]->id, id);
		if (order == 0)
			return site->subjects_by_id[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

int sk_site_parameter(const struct sk_site *site, const struct sk_parameter *parameter, sk_time day)
{
	SK_LIST_EACH(struct sk_parameter_choice, choice, &site->parameters)
		if (choice->parameter == parameter && choice->date <= day)
			return choice->value;
	return parameter->value;
}
