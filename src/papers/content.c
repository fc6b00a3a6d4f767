/* The first page of the report: where the site stands, what to do today, what is over the line and why. */
#include "papers/document.h"

#include <string.h>

enum { STEPS = 3 };

/* The whole report. */
static sk_outcome tell_report(struct doc *doc)
{
	static sk_outcome (*const parts[])(struct doc *) = {
		content_front, content_open, content_matrix, content_network, content_checklist, content_controls, content_disputes, content_reviews, content_premises, content_register,
		content_limits,
	};
	const char *title, *site, *day;
	SK_TRY(paper_site(doc->papers, &site));
	SK_TRY(paper_date(doc->papers, doc->papers->register_->verdicts->day, &day));
	SK_TRY(paper_text(doc->papers, &title, _("%s: safety of online eligibility verification"), site));
	SK_TRY(doc->writer->begin(doc, title, day));
	for (size_t i = 0; i < SK_COUNT(parts); i++)
		SK_TRY(parts[i](doc));
	return doc->writer->end(doc);
}

enum doc_mark doc_mark_of(enum sk_state state)
{
	static const enum doc_mark marks[SK_STATE_COUNT] = {
		[SK_MET] = DOC_GOOD, [SK_UNMET] = DOC_BAD, [SK_UNKNOWN] = DOC_OPEN, [SK_STALE] = DOC_OPEN, [SK_NOT_APPLICABLE] = DOC_QUIET,
	};
	return marks[state];
}

/* ---- where we stand ---- */

/* Settled ones that rest on people's words alone. */
static size_t settled_by_word(const struct sk_register *register_)
{
	size_t count = 0;
	for (size_t i = 0; i < register_->counts.scenarios; i++) {
		const struct sk_risk *risk = &register_->risks[i];
		count += risk->over_line && !sk_assess_open(risk, register_->line) && risk->method == SK_ATTESTED;
	}
	return count;
}

/* The values of what is open: all the same, or from the lowest to the highest. */
static sk_outcome grave(const struct doc *doc, const char **out)
{
	const struct sk_register *register_ = doc->papers->register_;
	int low = SK_VALUE_MAX, high = 0;
	for (size_t i = 0; i < register_->counts.scenarios; i++) {
		const struct sk_risk *risk = &register_->risks[i];
		if (!sk_assess_open(risk, register_->line))
			continue;
		low = risk->value < low ? risk->value : low;
		high = risk->value > high ? risk->value : high;
	}
	if (low == high)
		return paper_text(doc->papers, out, _("All that are not settled have the value %d; the line is %d, the highest value there is 27."), high, register_->line);
	return paper_text(doc->papers, out, _("Those that are not settled have values from %d to %d; the line is %d, the highest value there is 27."), low, high, register_->line);
}

static sk_outcome settled(struct doc *doc)
{
	const struct sk_register *register_ = doc->papers->register_;
	size_t word = settled_by_word(register_);
	const char *text;
	if (word == 0)
		SK_TRY(paper_text(doc->papers, &text, _("Settled, with evidence: %zu of %zu."), register_->counts.evidenced, register_->counts.over_line));
	else
		SK_TRY(paper_text(doc->papers, &text, _("Settled: %zu of %zu (of these, by people's word alone: %zu)."), register_->counts.evidenced, register_->counts.over_line, word));
	/* What people only say is nothing to be calm about. */
	doc->writer->paragraph(doc, register_->counts.evidenced == 0 ? DOC_PLAIN : word == register_->counts.evidenced ? DOC_OPEN : DOC_GOOD, text);
	return SK_OK;
}

static sk_outcome standing(struct doc *doc)
{
	const struct sk_register *register_ = doc->papers->register_;
	const struct sk_counts *counts = &register_->counts;
	const char *text;
	if (counts->over_line == 0) {
		doc->writer->paragraph(doc, DOC_OPEN, _("No risk reaches this line, so nothing was put to the test: set the line lower."));
		return SK_OK;
	}
	SK_TRY(paper_text(doc->papers, &text, _("Of %zu risks that concern this site, %zu have to be treated (value %d or more)."), counts->scenarios,
			  counts->over_line, register_->line));
	doc->writer->paragraph(doc, DOC_PLAIN, text);
	SK_TRY(settled(doc));
	SK_TRY(paper_text(doc->papers, &text, _("Not settled, because a control is known to be missing: %zu of %zu."), counts->unmet, counts->over_line));
	doc->writer->paragraph(doc, counts->unmet ? DOC_BAD : DOC_PLAIN, text);
	if (counts->beyond > 0) {
		SK_TRY(paper_text(doc->papers, &text, _("Not settled, because the line is lower than the controls reach: %zu of %zu."), counts->beyond, counts->over_line));
		doc->writer->paragraph(doc, DOC_BAD, text);
	}
	SK_TRY(paper_text(doc->papers, &text, _("Not settled, because it is not known yet whether the controls are done: %zu of %zu."), counts->unknown, counts->over_line));
	doc->writer->paragraph(doc, counts->unknown ? DOC_OPEN : DOC_PLAIN, text);
	if (counts->open > 0) {
		SK_TRY(grave(doc, &text));
		doc->writer->paragraph(doc, DOC_PLAIN, text);
	}
	if (!register_->site->line.approved_by)
		doc->writer->paragraph(doc, DOC_OPEN, _("Nobody has approved the line yet. Whoever answers for the safety of the site approves it, in site.yaml."));
	return SK_OK;
}

/* ---- three steps ---- */

static void put_control(const struct doc *doc, struct sk_buf *text, const struct sk_advice *advice, size_t at)
{
	bool missing = (advice->mends >> at) & 1u;
	sk_buf_print(text, "%s%s %s (%s)", text->length ? " · " : "", advice->controls[at]->row.id, paper_in(doc->papers, &advice->controls[at]->label),
		     missing ? _("has to be mended") : _("has to be confirmed"));
}

static bool has_line(const struct sk_buf *text, const char *line)
{
	size_t length = strlen(line);
	for (const char *at = text->bytes; at && *at; at = strchr(at, '\n'), at = at ? at + 1 : NULL)
		if (strncmp(at, line, length) == 0 && (at[length] == '\n' || !at[length]))
			return true;
	return false;
}

/* Each line once. */
static void put_once(struct sk_buf *text, const char *line)
{
	if (!has_line(text, line))
		sk_buf_print(text, "%s%s", text->length ? "\n" : "", line);
}

/* What was found wrong with a control at a place (-1: at any), each once. */
static sk_outcome put_found(const struct doc *doc, struct sk_buf *text, const struct sk_control *control, int place)
{
	const struct sk_verdict *verdict = sk_check_verdict(doc->papers->register_->verdicts, control);
	const char *line;
	for (size_t i = 0; i < verdict->count; i++) {
		const struct sk_finding *finding = &verdict->findings[i];
		const struct sk_decided decided = sk_check_decided(finding);
		if (!finding->counts || finding->state != SK_UNMET || (place >= 0 && finding->place != place))
			continue;
		if (decided.answer && decided.answer->note) {
			SK_TRY(paper_text(doc->papers, &line, "%s %s: %s (%s)", _("Said:"), control->row.id, decided.answer->note, decided.answer->by));
			put_once(text, line);
		}
		for (size_t k = 0; decided.result && k < decided.result->violation_count; k++) {
			const struct sk_check_reason *reason = decided.result->violations[k].reason;
			if (sk_check_reason_state(reason) != SK_UNMET)
				continue;
			SK_TRY(paper_text(doc->papers, &line, "%s %s: %s", _("Found:"), control->row.id, paper_in(doc->papers, &reason->text)));
			put_once(text, line);
		}
	}
	return SK_OK;
}

static sk_outcome step(struct doc *doc, const struct sk_advice *advice, size_t number)
{
	SK_BUF_SCOPE controls = SK_BUF(PAPER_PIECE_MAX);
	struct doc_card card = {.number = number, .title = paper_in(doc->papers, &advice->step->label)};
	for (size_t i = 0; i < advice->control_count; i++)
		put_control(doc, &controls, advice, i);
	for (size_t i = 0; i < advice->control_count; i++)
		if ((advice->mends >> i) & 1u)
			SK_TRY(put_found(doc, &controls, advice->controls[i], -1));
	SK_TRY(sk_buf_check(&controls, doc->papers->error));
	SK_TRY(paper_text(doc->papers, &card.facts, _("To look and confirm: about %d minutes, %s. When all of it is mended and confirmed, %zu of %zu open risks are under the line."), advice->step->minutes,
			  sk_word_party(advice->step->party), advice->settles, doc->papers->register_->counts.open));
	SK_TRY(paper_text(doc->papers, &card.text, "%s\n%s", paper_in(doc->papers, &advice->step->how), controls.bytes ? controls.bytes : ""));
	doc->writer->card(doc, &card);
	return SK_OK;
}

/* Whether somebody of the party answers for a subject at the place (-1: at any) where the control is not met. */
static bool is_theirs(const struct sk_verdict *verdict, int place, int party)
{
	for (size_t i = 0; i < verdict->count; i++) {
		const struct sk_finding *finding = &verdict->findings[i];
		int answers = finding->subject && finding->subject->responsible >= 0 ? finding->subject->responsible : verdict->control->responsible;
		if (finding->counts && (place < 0 || finding->place == place) && finding->state != SK_MET && answers == party)
			return true;
	}
	return false;
}

/* Whether an open risk waits for the control, where the party answers for it. */
static bool waits_for(const struct sk_register *register_, const struct sk_verdict *verdict, int party)
{
	if (!is_theirs(verdict, -1, party)) /* most are not: the risks need not be gone through */
		return false;
	for (size_t i = 0; i < register_->counts.scenarios; i++) {
		const struct sk_risk *risk = &register_->risks[i];
		for (size_t k = 0; k < risk->minimum_count && sk_assess_open(risk, register_->line); k++)
			if (risk->treated[k].treatment->control == verdict->control && risk->treated[k].state != SK_MET &&
			    is_theirs(verdict, risk->treated[k].treatment->at, party))
				return true;
	}
	return false;
}

static bool is_refuted(const struct doc *doc, const struct sk_control *control)
{
	const struct sk_network_words *network = &doc->papers->network;
	for (size_t i = 0; i < network->refuted_count; i++)
		if (network->refuted[i] == control)
			return true;
	return false;
}

/* Who has to be asked about what, so that nothing open is left. */
static sk_outcome whom(struct doc *doc)
{
	const struct sk_register *register_ = doc->papers->register_;
	doc->writer->paragraph(doc, DOC_PLAIN, _("Who has to mend or confirm what, so that all open risks are settled (also those that the steps above do not settle):"));
	for (int party = 0; party <= SK_PARTY_OPERATOR; party++) {
		SK_BUF_SCOPE text = SK_BUF(PAPER_PIECE_MAX);
		for (size_t i = 0; i < register_->verdicts->count; i++) {
			const struct sk_verdict *verdict = &register_->verdicts->items[i];
			if (waits_for(register_, verdict, party))
				sk_buf_print(&text, "%s%s %s (%s%s)", text.length ? " · " : "", verdict->control->row.id, paper_in(doc->papers, &verdict->control->label), sk_word_state(verdict->state),
					     is_refuted(doc, verdict->control) ? _("; by the settings: no") : "");
		}
		const char *line;
		SK_TRY(sk_buf_check(&text, doc->papers->error));
		if (text.length == 0)
			continue;
		SK_TRY(paper_text(doc->papers, &line, "%s: %s", sk_word_party(party), text.bytes));
		doc->writer->paragraph(doc, DOC_PLAIN, line);
	}
	return SK_OK;
}

/* What lets somebody in comes before what is not known. */
static sk_outcome network_step(struct doc *doc, size_t number)
{
	const struct sk_network_words *network = &doc->papers->network;
	struct doc_card card = {.number = number, .title = _("Have the network mended"), .facts = network->serious ? _("Serious: have it seen to today (our advice).") : _("Have it seen to before the next regular maintenance (our advice).")};
	SK_TRY(paper_text(doc->papers, &card.text, "%s\n%s%s%s\n%s", network->worst, network->until ? network->until : "", network->until ? "\n" : "", network->whom, _("What to do, one thing after the other, and what to hand over to whom: sekisho prove. Whether anybody has used it cannot be told from settings: let nobody delete logs.")));
	doc->writer->card(doc, &card);
	return SK_OK;
}

static sk_outcome steps(struct doc *doc)
{
	struct sk_advice *advice;
	size_t count;
	bool open = doc->papers->network.worst != NULL;
	SK_TRY(sk_assess_next(doc->papers->arena, doc->papers->register_, STEPS, &advice, &count, doc->papers->error));
	if (count == 0 && !open)
		return SK_OK;
	if (open && count == STEPS)
		count--;
	doc->writer->heading(doc, "today", count + open == STEPS ? _("Three things to do today") : _("What to do today"), false);
	if (open)
		SK_TRY(network_step(doc, 1));
	for (size_t i = 0; i < count; i++)
		SK_TRY(step(doc, &advice[i], i + open + 1));
	return whom(doc);
}

static void network_standing(struct doc *doc)
{
	const struct sk_network_words *network = &doc->papers->network;
	if (network->worst)
		doc->writer->paragraph(doc, DOC_BAD, network->worst);
	if (network->counts)
		doc->writer->paragraph(doc, network->good ? DOC_PLAIN : DOC_OPEN, network->counts);
	if (network->refuted_count > 0)
		doc->writer->paragraph(doc, DOC_PLAIN, _("The numbers below are of answers and signed evidence. What the settings of the devices show is not in them as long as nobody has signed it, and comes before them."));
}

SK_OUTCOME content_front(struct doc *doc)
{
	const struct sk_site *site = doc->papers->register_->site;
	if (site->example)
		doc->writer->paragraph(doc, DOC_OPEN, _("This is an invented example, no real site."));
	doc->writer->heading(doc, "standing", _("Where we stand"), false);
	network_standing(doc);
	SK_TRY(standing(doc));
	return steps(doc);
}

/* ---- what is over the line, and why ---- */

/* Open risks that lack the same controls: one row. */
struct group {
	const struct sk_risk *first;
	struct sk_buf holes, assets; /* what may happen through what; what is in danger */
	size_t count;
	int value; /* the highest */
};

/* The next control that is not met, from `at` on; NULL: there is none. */
static const struct sk_treated *next_lack(const struct sk_risk *risk, size_t *at)
{
	while (*at < risk->minimum_count && risk->treated[*at].state == SK_MET)
		++*at;
	return *at < risk->minimum_count ? &risk->treated[(*at)++] : NULL;
}

static bool same_lacks(const struct sk_risk *a, const struct sk_risk *b)
{
	size_t at_a = 0, at_b = 0;
	for (;;) {
		const struct sk_treated *left = next_lack(a, &at_a), *right = next_lack(b, &at_b);
		if (!left || !right)
			return !left && !right;
		if (left->treatment->control != right->treatment->control || left->treatment->at != right->treatment->at)
			return false;
	}
}

static sk_outcome add_to(const struct doc *doc, struct group *groups, size_t *count, const struct sk_risk *risk)
{
	const struct sk_scenario *scenario = risk->scenario;
	const char *hole;
	size_t at = 0;
	while (at < *count && !same_lacks(groups[at].first, risk))
		at++;
	if (at == *count)
		groups[(*count)++] = (struct group){.first = risk, .holes = SK_BUF(PAPER_PIECE_MAX), .assets = SK_BUF(PAPER_PIECE_MAX)};
	struct group *group = &groups[at];
	SK_TRY(paper_text(doc->papers, &hole, "%s (%s)", paper_in(doc->papers, &scenario->threat->label), paper_in(doc->papers, &scenario->vulnerability->label)));
	put_once(&group->holes, hole);
	put_once(&group->assets, paper_asset(doc->papers, scenario->asset));
	group->count++;
	group->value = risk->value > group->value ? risk->value : group->value;
	return SK_OK;
}

static bool is_looked_at(const struct sk_finding *finding)
{
	for (size_t i = 0; i < finding->result_count; i++)
		if (finding->results[i].looked != 0)
			return true;
	return finding->answer != NULL;
}

/* What was confirmed, and until which day it counted. */
struct confirmed {
	sk_time on, until;
};

static void take_later(struct confirmed *best, sk_time on, sk_time until)
{
	if (until > best->until)
		*best = (struct confirmed){on, until};
}

/* Of all that once said it is done, what counted longest: people's word, or a check that found nothing wrong. */
static struct confirmed confirmed_last(const struct sk_finding *finding)
{
	struct confirmed best = {0, 0};
	if (finding->answer && finding->answer->state == SK_MET)
		take_later(&best, finding->answer->date, finding->answer->expires);
	for (size_t i = 0; i < finding->result_count; i++) {
		const struct sk_result *result = &finding->results[i];
		if (result->says && result->state == SK_STALE && result->violation_count == 0 && result->check->layer == SK_LAYER_GUIDANCE)
			take_later(&best, sk_day_in_japan(result->looked), sk_day_in_japan(result->looked + (sk_time)result->check->max_age * SK_DAY));
	}
	return best;
}

static sk_outcome too_old(const struct doc *doc, const struct sk_control *control, const struct sk_finding *finding, const char **out)
{
	struct confirmed last = confirmed_last(finding);
	const char *on, *until;
	*out = NULL;
	if (last.until == 0)
		return SK_OK;
	SK_TRY(paper_date(doc->papers, last.on, &on));
	SK_TRY(paper_date(doc->papers, last.until, &until));
	return paper_text(doc->papers, out, _("%s: confirmed last on %s, which counted until %s"), control->row.id, on, until);
}

/* What the checks say why it is out of date or not known; *any: something was said. */
static sk_outcome put_reasons(const struct doc *doc, struct sk_buf *text, const struct sk_control *control, const struct sk_finding *finding, bool *any)
{
	const char *line, *day;
	for (size_t i = 0; i < finding->result_count; i++) {
		const struct sk_result *result = &finding->results[i];
		for (size_t k = 0; k < result->violation_count && result->state == finding->state && result->check->layer == SK_LAYER_GUIDANCE; k++) {
			const struct sk_check_reason *reason = result->violations[k].reason;
			if (sk_check_reason_state(reason) != finding->state)
				continue;
			SK_TRY(paper_date(doc->papers, sk_day_in_japan(result->looked), &day));
			if (finding->state == SK_STALE && result->looked != 0)
				SK_TRY(paper_text(doc->papers, &line, _("%s: %s (as of %s)"), control->row.id, paper_in(doc->papers, &reason->text), day));
			else
				SK_TRY(paper_text(doc->papers, &line, "%s: %s", control->row.id, paper_in(doc->papers, &reason->text)));
			put_once(text, line);
			*any = true;
		}
	}
	return SK_OK;
}

/* Where no check has a reason of its own. NULL: there is nothing to say. */
static sk_outcome unsettled(const struct doc *doc, const struct sk_control *control, const struct sk_finding *finding, const char **out)
{
	if (finding->state == SK_STALE)
		return too_old(doc, control, finding, out);
	if (finding->lost)
		return paper_text(doc->papers, out, _("%s: evidence was taken here once and cannot be read now"), control->row.id);
	return paper_text(doc->papers, out, is_looked_at(finding) ? _("%s: what is known does not decide it") : _("%s: nobody has said or shown it"), control->row.id);
}

/* Why one is not settled at a place: since when, or that nobody knows. */
static sk_outcome put_unsettled(const struct doc *doc, struct sk_buf *text, const struct sk_control *control, int place)
{
	const struct sk_verdict *verdict = sk_check_verdict(doc->papers->register_->verdicts, control);
	for (size_t i = 0; i < verdict->count; i++) {
		const struct sk_finding *finding = &verdict->findings[i];
		const char *line;
		bool any = false;
		if (!finding->counts || finding->place != place || (finding->state != SK_STALE && finding->state != SK_UNKNOWN))
			continue;
		SK_TRY(put_reasons(doc, text, control, finding, &any));
		if (any && finding->state == SK_UNKNOWN)
			continue;
		SK_TRY(unsettled(doc, control, finding, &line));
		if (line)
			put_once(text, line);
	}
	return SK_OK;
}

/* The controls that are not met, with what is known of each, and why. */
static sk_outcome lacks(const struct doc *doc, const struct sk_risk *risk, const char **out)
{
	SK_BUF_SCOPE text = SK_BUF(PAPER_PIECE_MAX);
	for (size_t i = 0; i < risk->minimum_count; i++) {
		const struct sk_treated *treated = &risk->treated[i];
		const struct sk_treatment *treatment = treated->treatment;
		if (treated->state == SK_MET)
			continue;
		sk_buf_print(&text, "%s%s: %s %s (%s)", text.length ? "\n" : "", sk_word_state(treated->state), treatment->control_id,
			     paper_in(doc->papers, &treatment->control->label), paper_in(doc->papers, &sk_catalogue_place_row(doc->papers->register_->site->catalogue, treatment->at)->label));
		SK_TRY(put_found(doc, &text, treatment->control, treatment->at));
		SK_TRY(put_unsettled(doc, &text, treatment->control, treatment->at));
	}
	if (text.length == 0)
		sk_buf_text(&text, _("all its controls are done, and they do not reach so low a line"));
	SK_TRY(sk_buf_check(&text, doc->papers->error));
	return sk_arena_text(doc->papers->arena, text.bytes, text.length, out, doc->papers->error);
}

static bool misses(const struct sk_risk *risk, enum sk_state state)
{
	for (size_t i = 0; i < risk->minimum_count; i++)
		if (risk->treated[i].state == state)
			return true;
	return false;
}

static sk_outcome open_row(struct doc *doc, const struct group *group)
{
	const char *why, *value, *count;
	SK_TRY(lacks(doc, group->first, &why));
	SK_TRY(paper_text(doc->papers, &value, "%d", group->value));
	SK_TRY(paper_text(doc->papers, &count, "%zu", group->count));
	const struct doc_cell cells[] = {
		{why, misses(group->first, SK_UNMET) ? DOC_BAD : DOC_OPEN}, {group->holes.bytes, DOC_PLAIN}, {group->assets.bytes, DOC_PLAIN}, {count, DOC_NUMBER}, {value, DOC_NUMBER},
	};
	doc->writer->row(doc, cells, false);
	return SK_OK;
}

static sk_outcome open_rows(struct doc *doc, const struct group *groups, size_t count)
{
	for (int value = SK_VALUE_MAX; value >= 0; value--)
		for (size_t i = 0; i < count; i++)
			if (groups[i].value == value)
				SK_TRY(open_row(doc, &groups[i]));
	return SK_OK;
}

SK_OUTCOME content_open(struct doc *doc)
{
	const struct sk_register *register_ = doc->papers->register_;
	const struct doc_column columns[] = {{_("What is missing, and where"), 30}, {_("What may happen while it is missing (and the weak point)"), 34}, {_("What is in danger"), 24}, {_("Risks"), 6}, {_("Value"), 6}};
	const char *caption, *heading;
	size_t count = 0;
	void *memory;
	SK_TRY(paper_text(doc->papers, &heading, _("Risks at or over the line (%d), and why: %zu"), register_->line, register_->counts.open));
	doc->writer->heading(doc, "open", heading, false);
	if (register_->counts.open == 0) {
		doc->writer->paragraph(doc, DOC_GOOD, _("None is open."));
		return SK_OK;
	}
	caption = _("A risk goes under the line only when all controls named beside it are done and confirmed.");
	SK_TRY(sk_arena_take(doc->papers->arena, register_->counts.open, sizeof(struct group), &memory, doc->papers->error));
	struct group *groups = memory;
	for (size_t i = 0; i < register_->counts.scenarios; i++)
		if (sk_assess_open(&register_->risks[i], register_->line))
			SK_TRY(add_to(doc, groups, &count, &register_->risks[i]));
	doc->writer->paragraph(doc, DOC_QUIET, _("Out of date: it was confirmed once, too long ago to count. Not known: nobody has confirmed it, or what was seen does not decide it. A weak point is what an attacker would use; that it "
						"was used is not said. Letters with numbers are what the vendor knows the control by."));
	doc->writer->table(doc, &(struct doc_table){.id = "open-risks", .caption = caption, .columns = columns, .count = SK_COUNT(columns)});
	sk_outcome outcome = open_rows(doc, groups, count);
	doc->writer->table_end(doc);
	for (size_t i = 0; i < count; i++) {
		sk_buf_release(&groups[i].holes);
		sk_buf_release(&groups[i].assets);
	}
	return outcome;
}

/* ---- the matrix ---- */

SK_OUTCOME content_matrix(struct doc *doc)
{
	const struct sk_register *register_ = doc->papers->register_;
	struct doc_matrix matrix = {.line = register_->line};
	for (size_t i = 0; i < register_->counts.scenarios; i++) {
		const struct sk_risk *risk = &register_->risks[i];
		matrix.before[risk->importance][risk->threat_level][risk->vulnerability_level]++;
		matrix.open[risk->importance][risk->threat_level][risk->vulnerability_level] += sk_assess_open(risk, register_->line);
	}
	doc->writer->paragraph(doc, DOC_QUIET, _("From here on: details, for the vendor and for inspections."));
	doc->writer->heading(doc, "matrix", _("All risks at a glance"), false);
	SK_TRY(paper_text(doc->papers, &matrix.caption, _("Number of risks by importance, threat level and vulnerability level; value = their product. Framed: %d or more. There: not settled / all."),
			  register_->line));
	doc->writer->matrix(doc, &matrix);
	return SK_OK;
}

/* ---- the network ---- */

SK_OUTCOME content_network(struct doc *doc)
{
	const struct sk_papers *papers = doc->papers;
	const char *text;
	if (!papers->picture && !papers->unread)
		return SK_OK;
	doc->writer->heading(doc, "network", _("The network"), papers->picture != NULL);
	if (papers->picture)
		return doc->writer->picture(doc, papers->picture, _("The network as site.yaml and the configurations describe it: green, what work needs and comes through; red, what may not be and comes through; with the open risks at each device. 'sekisho prove' says each in words."));
	SK_TRY(paper_text(papers, &text, _("It could not be drawn, because of this place: %s"), papers->unread));
	doc->writer->paragraph(doc, DOC_OPEN, text);
	return SK_OK;
}

/* ---- as papers ---- */

static sk_outcome write_html(const struct sk_papers *papers, struct sk_buf *out)
{
	return doc_write_html(papers, tell_report, out);
}

static sk_outcome write_pdf(const struct sk_papers *papers, struct sk_buf *out)
{
	return doc_write_pdf(papers, tell_report, out);
}

const struct sk_paper paper_html = {"report", "report.html", N_("the report, as one page to read"), write_html, false, false};
const struct sk_paper paper_pdf = {"pdf", "report.pdf", N_("the report, for print"), write_pdf, false, false};
