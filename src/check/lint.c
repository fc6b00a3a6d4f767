/* Faults of the catalogue's checks that compiling them does not show. */
#include "check/checker.h"

#include <stdio.h>
#include <string.h>

enum { QUOTED_MAX = 80 };

struct lint {
	struct sk_arena *arena;
	const struct sk_catalogue *catalogue;
	const struct sk_checker *checker;
	struct sk_lint *out;
	struct sk_error *error;
};

static sk_outcome expect(struct lint *lint, bool holds, const struct sk_place *place, const char *id, const char *code, const char *text)
{
	struct sk_lint_finding finding = {*place, code, id, sk_message(text)};
	lint->out->checks++;
	return holds ? SK_OK : sk_lint_add(lint->arena, lint->out, &finding, lint->error);
}

bool lint_names(const char *sql, const char *id)
{
	char quoted[QUOTED_MAX];
	int length = snprintf(quoted, sizeof(quoted), "'%s'", id);
	return length > 0 && (size_t)length < sizeof(quoted) && strstr(sql, quoted);
}

static bool can_be_at(const struct sk_fact_kind *kind, const struct sk_ids *places)
{
	for (size_t i = 0; kind && kind->places[i]; i++)
		if (sk_ids_hold(places, kind->places[i]))
			return true;
	return false;
}

static sk_outcome lint_check(struct lint *lint, const struct sk_check *check, const struct sk_ids *at)
{
	const struct sk_ids *looked_at = check->through.count > 0 ? &check->through : check->at.count > 0 ? &check->at : at;
	SK_LIST_EACH(struct sk_check_reason, reason, &check->reasons)
		SK_TRY(expect(lint, lint_names(check->sql, reason->id), &reason->place, reason->id, "check-reason",
			      N_("no row of the query gives this reason")));
	SK_ID_EACH(id, &check->needs)
		SK_TRY(expect(lint, can_be_at(sk_fact_kind_named(id->text), looked_at), &id->place, id->text, "check-kind",
			      N_("this kind is never seen at the places the check looks at")));
	SK_TRY(expect(lint, sk_checker_understands(lint->checker, check), &check->place, check->id, "check-time",
		      N_("what the query does with the time of judging is not understood, so nothing would be known beyond that moment")));
	SK_ID_EACH(id, &check->at)
		SK_TRY(expect(lint, sk_ids_hold(at, id->text), &id->place, id->text, "check-place", N_("this place is none of the control's")));
	return SK_OK;
}

static sk_outcome lint_parameter(struct lint *lint, const struct sk_control *control, const struct sk_parameter *parameter)
{
	bool named = false, fits = parameter->low <= parameter->value && parameter->value <= parameter->high;
	SK_LIST_EACH(struct sk_check, check, &control->checks)
		named = named || lint_names(check->sql, parameter->id);
	SK_TRY(expect(lint, named, &parameter->place, parameter->id, "check-limit", N_("no query of the control names this limit")));
	SK_TRY(expect(lint, fits, &parameter->place, parameter->id, "check-limit", N_("the limit is not within its bounds")));
	return expect(lint, sk_catalogue_parameter(lint->catalogue, parameter->id) == parameter, &parameter->place, parameter->id, "check-limit",
		      N_("another limit has this id"));
}

static sk_outcome lint_control(struct lint *lint, const struct sk_control *control)
{
	bool decided = false;
	SK_LIST_EACH(struct sk_check, check, &control->checks) {
		decided = decided || (check->decides == SK_DECIDES_MET && check->layer == SK_LAYER_GUIDANCE);
		SK_TRY(lint_check(lint, check, &control->places));
	}
	SK_LIST_EACH(struct sk_parameter, parameter, &control->parameters)
		SK_TRY(lint_parameter(lint, control, parameter));
	if (control->origin != SK_ORIGIN_GUIDANCE)
		return SK_OK;
	return expect(lint, decided, &control->row.place, control->row.id, "check-missing", N_("no check decides this control from evidence"));
}

static sk_outcome lint_all(struct lint *lint)
{
	SK_LIST_EACH(struct sk_control, control, &lint->catalogue->controls.rows)
		SK_TRY(lint_control(lint, control));
	SK_LIST_EACH(struct sk_place_row, place, &lint->catalogue->places.rows)
		if (place->absence_check.sql)
			SK_TRY(lint_check(lint, &place->absence_check, &place->absence_check.at));
	return SK_OK;
}

SK_OUTCOME sk_check_lint(struct sk_arena *arena, const struct sk_catalogue *catalogue, struct sk_lint *out, struct sk_error *error)
{
	struct sk_checker *checker = NULL;
	SK_TRY(sk_checker_new(catalogue, NULL, true, &checker, error));
	struct lint lint = {arena, catalogue, checker, out, error};
	sk_outcome outcome = lint_all(&lint);
	sk_checker_free(checker);
	return outcome;
}
