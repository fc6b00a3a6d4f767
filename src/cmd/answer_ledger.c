/* A ledger sheet that comes back: what it says anew is shown, and goes into ledger.yaml. And the ledger as evidence, for somebody to sign. */
#include "cmd/answer_row.h"

static sk_outcome decide(struct sk_call *call, const struct sk_site *site, struct sk_ledger_report *ledger)
{
	bool yes = call->values[SK_OPTION_YES] != NULL;
	if (ledger->taken->count == 0)
		return SK_OK;
	if (!yes && !call->json)
		SK_TRY(sk_call_ask(call, _("Write this into ledger.yaml?"), &yes));
	if (yes) {
		SK_TRY(sk_site_write_ledger(call->arena, call->env, site, ledger->taken->items, ledger->taken->before, ledger->taken->count, call->error));
		SK_TRY(sk_site_ledger(call->arena, call->env, site, &ledger->ledger, call->error));
	}
	ledger->stored = yes;
	if (!call->json)
		sk_buf_print(call->out, "%s\n", yes ? _("Written.") : _("Nothing was written."));
	return SK_OK;
}

SK_OUTCOME sk_call_take_ledger(struct sk_call *call, const struct sk_site *site, const struct sk_sheet_book *book)
{
	struct sk_register register_;
	struct sk_ledger_taken taken;
	struct sk_report report = sk_call_report(call);
	struct sk_ledger_report ledger = {.taken = &taken, .register_ = &register_};
	SK_TRY(sk_call_judge(call, site, NULL, 0, NULL, &register_));
	call->finding = !sk_assess_clean(&register_.counts);
	SK_TRY(sk_site_ledger(call->arena, call->env, site, &ledger.ledger, call->error));
	SK_TRY(sk_answer_take_ledger(call->arena, site, ledger.ledger, register_.verdicts->day, book, &taken, call->error));
	if (!call->json)
		SK_TRY(sk_report_ledger_taken(&report, &ledger));
	SK_TRY(decide(call, site, &ledger));
	return call->json ? sk_report_ledger_json(&report, &ledger) : sk_report_ledger_gaps(&report, &ledger);
}

SK_OUTCOME sk_call_record_ledger(struct sk_call *call, const struct sk_site *site)
{
	struct sk_prove_recorder who;
	const struct sk_ledger *ledger;
	if (call->word_count > 0)
		return sk_error_set(call->error, SK_E_USAGE, NULL, _("a bundle holds the ledger of the site, and no sheet"), "sekisho answer --record COLLECTOR", NULL);
	SK_TRY(sk_call_recorder(call, site, &who));
	SK_TRY(sk_site_ledger(call->arena, call->env, site, &ledger, call->error));
	if (!ledger)
		return sk_error_set(call->error, SK_E_USAGE, NULL, _("there is no ledger.yaml to be recorded"), "sekisho papers ledger", NULL);
	call->whole = true;
	return sk_answer_record_ledger(call->arena, site, ledger, &who, call->out, call->error);
}
