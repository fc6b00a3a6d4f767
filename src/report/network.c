/* Whether packets pass is proven from configurations, and no answer or bundle need have said so yet. */
#include "report/network.h"

#include "report/danger.h"
#include "report/text.h"

#include <string.h>

static bool refutes(const struct sk_register *register_, const struct sk_network_report *network, size_t policy, const struct sk_control *control)
{
	const struct sk_site_policy *policies = register_->site->policies.items;
	const struct sk_flow *flow = policies[policy].flow;
	return network->standing.proofs[policy] == SK_PROOF_VIOLATED && flow && strcmp(flow->control, control->row.id) == 0;
}

static bool is_examined(const struct sk_network_report *network)
{
	return network && !network->unread;
}

void network_refuting(const struct sk_register *register_, const struct sk_network_report *network, const struct sk_control *control, struct sk_buf *out)
{
	const struct sk_site_policy *policies = register_->site->policies.items;
	for (size_t i = 0; is_examined(network) && i < register_->site->policies.count; i++)
		if (refutes(register_, network, i, control))
			sk_buf_print(out, "%s%s", out->length ? ", " : "", policies[i].id);
}

bool network_refutes(const struct sk_register *register_, const struct sk_network_report *network, const struct sk_control *control)
{
	for (size_t i = 0; is_examined(network) && control->kind != SK_CONTROL_A && i < register_->site->policies.count; i++)
		if (refutes(register_, network, i, control))
			return true;
	return false;
}

bool network_contradicts(const struct sk_register *register_, const struct sk_network_report *network, const struct sk_control *control)
{
	return sk_check_verdict(register_->verdicts, control)->state == SK_MET && network_refutes(register_, network, control);
}

/* ---- text ---- */

static void worst_text(const struct sk_report *report, const struct sk_register *register_, const struct sk_network_report *network, struct sk_buf *line)
{
	if (!is_examined(network))
		return;
	if (network->standing.worst.policy)
		danger_text(report, register_->site, &network->standing.worst, line);
	else if (network->standing.let_in > 0)
		sk_buf_print(line, _("Serious: by %zu of the exceptions that somebody made something gets in from outside."), network->standing.let_in);
	else if (network->standing.alone > 0)
		sk_buf_print(line, _("Half open: %zu of the policies hold by one computer's own firewall alone; a router lets it through."), network->standing.alone);
}

bool network_worst(const struct sk_report *report, const struct sk_register *register_, const struct sk_network_report *network)
{
	SK_BUF_SCOPE line = SK_BUF(TEXT_PIECE_MAX);
	worst_text(report, register_, network, &line);
	if (line.length > 0)
		text_wrap(report, text_of(report, &line), 0, SK_SCREEN_COLUMNS);
	return line.length > 0;
}

void network_step(const struct sk_report *report, size_t number)
{
	SK_BUF_SCOPE line = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_print(&line, _("%zu) See what mends it, or what has to be decided first → sekisho prove"), number);
	text_command(report, &line, 1);
}

/* What keeps an answer from being had. */
static void unknown_line(const struct sk_report *report, const struct sk_network_report *network)
{
	SK_BUF_SCOPE line = SK_BUF(TEXT_PIECE_MAX);
	if (!network->standing.unknown)
		return;
	sk_buf_print(&line, _("What %s lets through nobody here knows: get its settings, or unplug it."), network->standing.unknown);
	text_wrap(report, text_of(report, &line), 0, SK_SCREEN_COLUMNS);
}

/* Policies with exceptions: what somebody permitted is open. */
static size_t with_exceptions(const struct sk_register *register_, const struct sk_network_report *network)
{
	const struct sk_site_policy *policies = register_->site->policies.items;
	size_t count = 0;
	for (size_t i = 0; i < register_->site->policies.count; i++)
		count += network->standing.proofs[i] != SK_PROOF_SILENT && sk_site_is_excepted(register_->site, &policies[i]);
	return count;
}

static void all_hold(const struct sk_register *register_, const struct sk_network_report *network, struct sk_buf *line)
{
	size_t excepted = with_exceptions(register_, network);
	sk_buf_print(line, _("Network: all %zu policies hold, by its configurations"), network->standing.policies.asked);
	if (network->standing.alone > 0)
		sk_buf_print(line, _("; %zu by one computer's own firewall alone"), network->standing.alone);
	if (excepted > 0)
		sk_buf_print(line, _("; %zu with exceptions"), excepted);
	if (network->standing.alone + excepted > 0)
		sk_buf_text(line, _(" → sekisho prove"));
}

static void counts_text(const struct sk_register *register_, const struct sk_network_report *network, struct sk_buf *line)
{
	const struct sk_network_count *policies = &network->standing.policies;
	if (network->unread && *network->unread)
		sk_buf_print(line, _("Network: not examined (%s cannot be read) → sekisho prove"), network->unread);
	else if (network->unread)
		sk_buf_text(line, _("Network: not examined → sekisho prove"));
	else if (policies->violated > 0 || policies->undecided > 0)
		sk_buf_print(line, _("Network: of %zu policies %zu do not hold, %zu cannot be decided → sekisho prove"), policies->asked, policies->violated,
			     policies->undecided);
	else if (policies->asked > 0)
		all_hold(register_, network, line);
	else
		sk_buf_text(line, _("Network: no policy could be asked → sekisho prove"));
}

static void needs_line(const struct sk_report *report, const struct sk_network_count *needs)
{
	SK_BUF_SCOPE line = SK_BUF(TEXT_PIECE_MAX);
	if (needs->violated == 0 && needs->undecided == 0)
		return;
	sk_buf_print(&line, _("Work: kinds of traffic it needs: %zu, do not come through: %zu, cannot be decided: %zu"), needs->asked, needs->violated, needs->undecided);
	text_wrap(report, text_of(report, &line), 0, SK_SCREEN_COLUMNS);
}

static void contradictions_text(const struct sk_report *report, const struct sk_register *register_, const struct sk_network_report *network, struct sk_buf *line)
{
	const struct sk_control *first = NULL;
	SK_BUF_SCOPE ids = SK_BUF(TEXT_PIECE_MAX);
	SK_LIST_EACH(struct sk_control, control, &register_->site->catalogue->controls.rows)
		if (network_contradicts(register_, network, control)) {
			sk_buf_print(&ids, "%s%s", first ? " " : "", control->row.id);
			first = first ? first : control;
		}
	if (first)
		sk_buf_print(line, _("Said to be done, but the network shows otherwise: %s → sekisho why %s"), text_of(report, &ids), first->row.id);
}

void network_lines(const struct sk_report *report, const struct sk_register *register_, const struct sk_network_report *network)
{
	SK_BUF_SCOPE counts = SK_BUF(TEXT_PIECE_MAX), contradictions = SK_BUF(TEXT_PIECE_MAX);
	if (!network)
		return;
	counts_text(register_, network, &counts);
	text_wrap(report, text_of(report, &counts), 0, SK_SCREEN_COLUMNS);
	if (network->unread)
		return;
	unknown_line(report, network);
	needs_line(report, &network->standing.needs);
	contradictions_text(report, register_, network, &contradictions);
	if (contradictions.length > 0)
		text_wrap(report, text_of(report, &contradictions), 0, SK_SCREEN_COLUMNS);
}

/* ---- for papers ---- */

static sk_outcome keep(const struct sk_report *report, const struct sk_buf *text, const char **out)
{
	*out = NULL;
	SK_TRY(sk_buf_check(text, report->error));
	return text->length == 0 ? SK_OK : sk_arena_text(report->arena, text->bytes, text->length, out, report->error);
}

SK_OUTCOME network_refuted(const struct sk_report *report, const struct sk_register *register_, const struct sk_network_report *network, const struct sk_control *const **out, size_t *count)
{
	const struct sk_list *controls = &register_->site->catalogue->controls.rows;
	void *memory;
	SK_TRY(sk_arena_take(report->arena, controls->count, sizeof(const struct sk_control *), &memory, report->error));
	const struct sk_control **refuted = memory;
	*count = 0;
	SK_LIST_EACH(struct sk_control, control, controls)
		if (network_refutes(register_, network, control))
			refuted[(*count)++] = control;
	*out = refuted;
	return SK_OK;
}

SK_OUTCOME sk_report_network_words(const struct sk_report *report, const struct sk_register *register_, const struct sk_network_report *network, struct sk_network_words *out)
{
	SK_BUF_SCOPE worst = SK_BUF(TEXT_PIECE_MAX), counts = SK_BUF(TEXT_PIECE_MAX), contradictions = SK_BUF(TEXT_PIECE_MAX), until = SK_BUF(TEXT_PIECE_MAX), whom = SK_BUF(TEXT_PIECE_MAX);
	*out = (struct sk_network_words){0};
	if (!network)
		return SK_OK;
	worst_text(report, register_, network, &worst);
	counts_text(register_, network, &counts);
	if (is_examined(network))
		contradictions_text(report, register_, network, &contradictions);
	if (is_examined(network) && network->standing.worst.policy)
		danger_until(report, register_->site, &network->standing.worst, &until);
	if (worst.length > 0)
		danger_contacts(report, register_->site, &whom);
	SK_TRY(keep(report, &until, &out->until));
	SK_TRY(keep(report, &whom, &out->whom));
	SK_TRY(network_refuted(report, register_, network, &out->refuted, &out->refuted_count));
	out->serious = is_examined(network) && ((network->standing.worst.policy && network->standing.worst.outside) || network->standing.let_in > 0);
	out->good = is_examined(network) && network->standing.policies.asked > 0 && network->standing.policies.violated + network->standing.policies.undecided + network->standing.let_in == 0;
	SK_TRY(keep(report, &worst, &out->worst));
	SK_TRY(keep(report, &counts, &out->counts));
	return keep(report, &contradictions, &out->contradictions);
}

/* ---- JSON ---- */

static json_t *count_json(const struct sk_network_count *count)
{
	json_t *object = json_object();
	json_put_int(object, "asked", (long long)count->asked);
	json_put_int(object, "violated", (long long)count->violated);
	json_put_int(object, "undecided", (long long)count->undecided);
	return object;
}

static json_t *worst_json(const struct sk_danger *worst)
{
	static const struct sk_filter no_filter;
	json_t *object = json_object();
	SK_BUF_SCOPE packet = SK_BUF(TEXT_PIECE_MAX);
	sk_packet_text(&no_filter, &worst->packet, &packet);
	json_put(object, "policy", json_text(worst->policy->id));
	json_put(object, "outside", json_boolean(worst->outside));
	json_put(object, "from", json_text(worst->from));
	json_put(object, "packet", json_text(packet.bytes));
	return object;
}

static json_t *contradictions_json(const struct sk_register *register_, const struct sk_network_report *network)
{
	json_t *array = json_array();
	SK_LIST_EACH(struct sk_control, control, &register_->site->catalogue->controls.rows)
		if (network_contradicts(register_, network, control))
			json_add(array, json_text(control->row.id));
	return array;
}

json_t *network_json(const struct sk_register *register_, const struct sk_network_report *network)
{
	if (!network)
		return json_null();
	json_t *object = json_object();
	const struct sk_network_standing *standing = &network->standing;
	json_put(object, "unread", json_text(network->unread));
	json_put(object, "policies", network->unread ? json_null() : count_json(&standing->policies));
	json_put(object, "needs", network->unread ? json_null() : count_json(&standing->needs));
	json_put(object, "worst", network->unread || !standing->worst.policy ? json_null() : worst_json(&standing->worst));
	json_put(object, "unknown", json_text(network->unread ? NULL : standing->unknown));
	json_put(object, "let_in", network->unread ? json_null() : json_integer((json_int_t)standing->let_in));
	json_put(object, "alone", network->unread ? json_null() : json_integer((json_int_t)standing->alone));
	json_put(object, "contradicts", contradictions_json(register_, network));
	return object;
}
