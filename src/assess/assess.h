/*
 * assess: verdicts -> the register of risks (リスクシナリオ一覧). PURE: no files, no clock, no SQL; the same input gives the same
 * register.
 *
 * Implements the guidance, ④情報セキュリティ対策の検討: value = importance x threat level x vulnerability level; to be treated is
 * what reaches the line (at or over); a value falls only when ALL minimum controls of the scenario hold (④-3, 対策の分類).
 * What is official after treatment is only "under the line"; the number is ours (DESIGN, rule 6).
 *
 * Values are ordinal: they are compared and counted, never added or averaged.
 *
 * Owner: the arena. Borrowed: verdicts, site, catalogue.
 */
#ifndef SK_ASSESS_H
#define SK_ASSESS_H

#include "check/check.h"

/*
 * The method: how this engine (check/ and assess/) makes a register of a catalogue and a site. It is raised whenever the same catalogue, site and
 * time give other states, levels, values or counts than before: what was kept by another method was made by other rules (history/).
 * tests/history/test_method.py holds the results of each method over files that do not change, and fails where they do and this does not.
 */
enum { SK_ASSESS_METHOD = 1 };

/* ---- the rule, for one scenario --------------------------------------------------------------------------- */

/* A minimum control at its place. */
struct sk_holding {
	enum sk_state state;
	bool presumed; /* △: the guidance takes it as done */
};

struct sk_residual {
	bool applicable;   /* false: a minimum control is not applicable, the scenario leaves the denominator; the rest means nothing */
	int value;	   /* before treatment */
	int presumed;	   /* with △ taken as done where nothing is known against it: the document's reading */
	int low, high;	   /* with evidence only: over every way the unknown may turn out. high is the official cell */
	bool on_presumption; /* all hold as presumed, but only because of a △ nobody confirmed */
};

/*
 * before, after: importance x threat x vulnerability, 0..27, after <= before. An empty set of controls treats nothing.
 *   met everywhere            -> after
 *   any unmet                 -> before
 *   else (unknown or stale)   -> between the two
 */
struct sk_residual sk_rule_residual(int before, int after, const struct sk_holding *minimum, size_t count);

/* At or over the line: to be treated. */
bool sk_rule_over(int value, int line);

/* ---- the register -------------------------------------------------------------------------------------------- */

enum sk_exclusion { SK_INCLUDED, SK_EXCLUDED_KIND, SK_EXCLUDED_PREMISE, SK_EXCLUDED_ABSENT, SK_EXCLUDED_CONTROL };
extern const struct sk_choices sk_words_exclusion; /* "none", "kind", "premise", "absent", "control" */

/* A treatment row with its state at this site. */
struct sk_treated {
	const struct sk_treatment *treatment;
	enum sk_tier tier; /* under the chosen reading */
	enum sk_state state;
	enum sk_method method;
};

struct sk_risk {
	const struct sk_scenario *scenario;
	enum sk_exclusion exclusion;
	int absent_place; /* of ABSENT and CONTROL: the place that nothing stands at, else -1 */
	struct sk_absent absent; /* what says so */
	int importance, threat_level, vulnerability_level;
	int after_threat, after_vulnerability;
	int value;
	bool over_line;
	const struct sk_treated *treated; /* minimum first */
	size_t minimum_count, count;
	struct sk_residual residual;
	enum sk_method method; /* weakest of its minimum controls that hold */
	const struct sk_response *response; /* the newest that is not dated later; NULL: none */
	/* of the minimum set: for another line than the guidance's it is ours, whatever the row says (DESIGN, rule 6) */
	enum sk_origin origin_treatment;
};

struct sk_counts {
	size_t scenarios; /* that concern this site: the denominator */
	size_t over_line; /* of these, at or over the line before treatment */
	/* over_line = evidenced + unknown + unmet + beyond */
	size_t evidenced; /* under the line with evidence */
	size_t unknown;	  /* may be either: something is not known */
	size_t unmet;	  /* over the line, because a minimum control is known to be missing */
	size_t beyond;	  /* over the line even with all its controls: they do not reach so low a line */
	size_t open;	  /* unknown + unmet + beyond: decides the exit code */
	size_t open_presumed; /* of the open ones, those the document's reading takes as done */
	size_t controls, controls_known; /* the guidance's controls; those with evidence either way */
	size_t presumed, presumed_of;	 /* △ controls that rest on presumption alone; all △ */
	size_t contradictions; /* of the guidance's controls, those about which one witness says met and another unmet */
	size_t refused;	       /* bundles of the site that were refused, or whose import was broken off */
	size_t live_shown;     /* bundles that were taken and do not count because the site is called an example, and they are live */
	size_t controls_stale; /* of the guidance's controls, those whose answers are out of date */
	size_t answers_later;  /* statements dated after today (answers, absences, premises, importance, limits, line): not counted yet */
	size_t answers_ending; /* answers that count today and stop counting within 30 days */
	size_t attachments, attachments_amiss; /* of the newest answers; those that are not there as they were when they were attached */
	size_t premises, premises_assumed; /* premises of the guidance; those nobody confirmed */
	size_t premises_false;		   /* those that do not hold here */
	size_t subjects, subjects_out;	   /* devices and the like that are listed; of these, out of scope */
	size_t excluded;
};

struct sk_register {
	const struct sk_site *site;
	const struct sk_verdicts *verdicts;
	sk_time at;
	int line;
	const struct sk_risk *risks; /* that concern this site, in the catalogue's order */
	const struct sk_risk *excluded;
	struct sk_counts counts;
};

/* SK_E_NOTHING when no scenario concerns the site. */
SK_OUTCOME sk_assess(struct sk_arena *arena, const struct sk_verdicts *verdicts, struct sk_register *out, struct sk_error *error);

/* Value after treatment: importance x the levels after it. Ours, not the guidance's (DESIGN, rule 6). */
int sk_assess_after(const struct sk_risk *risk);
/* Whether the control is one of its minimum set. */
bool sk_assess_needs(const struct sk_risk *risk, const struct sk_control *control);
/* Risks at or over the line that need it. */
size_t sk_assess_needing(const struct sk_register *register_, const struct sk_control *control);
/* At or over the line, and not settled with evidence. */
bool sk_assess_open(const struct sk_risk *risk, int line);
/* Importance of an asset at this site on `day`: the override where there is one that is not dated later. */
int sk_assess_importance(const struct sk_site *site, const struct sk_asset *asset, sk_time day,
			 const struct sk_importance_override **why);
/* The answer about a premise, where it is not dated after `day`; NULL: nobody answered, so it is assumed to hold. */
const struct sk_premise_answer *sk_assess_premise(const struct sk_site *site, const char *premise, sk_time day);
/* Tier of a control at this site: the chosen reading where there is one. */
enum sk_tier sk_assess_tier(const struct sk_site *site, const struct sk_control *control);
/* The reading a site follows of a row that has several: its choice, else the default. NULL where a row has none. */
const struct sk_reading *sk_assess_reading(const struct sk_site *site, const char *about, const struct sk_list *readings);
/* The line in force on `day`: the site's own from the day of its approval on, the guidance's before. */
int sk_assess_line(const struct sk_site *site, sk_time day);
/* The newest answers about a control that have attachments, each once, also where it is about several subjects: the first at or behind finding *at, which goes on behind it. NULL: no more. */
const struct sk_answer *sk_assess_attached(const struct sk_verdict *verdict, size_t *at);
/* Attachments of an answer that are not there as they were. */
size_t sk_assess_amiss(const struct sk_answer *answer);
/* Whether everything that reaches the line is settled, nothing waits for its day, no evidence was refused, every attachment is there, and something did reach the
 * line: exit 0. */
bool sk_assess_clean(const struct sk_counts *counts);
/* Threat level at this site: the chosen reading, or the level raised for a place. */
int sk_assess_threat_level(const struct sk_site *site, const struct sk_scenario *scenario);

/* ---- how far from the other side of the line ----------------------------------------------------------------------- */

/* How many of its minimum controls are not met, each once wherever it stands. *only: the one, where it is one. */
size_t sk_assess_missing(const struct sk_risk *risk, const struct sk_control **only);

/* Open risks that lack this one control only, and are under the line with it. */
struct sk_one_away {
	const struct sk_control *control;
	size_t risks;
};
/* The controls that some risk lacks alone, in the catalogue's order. */
SK_OUTCOME sk_assess_one_away(struct sk_arena *arena, const struct sk_register *register_, struct sk_one_away **out, size_t *count, struct sk_error *error);

/* Values are products of ordinals: their order measures nothing. What a single level, one step other, would do to it. */
enum sk_level_kind { SK_LEVEL_IMPORTANCE, SK_LEVEL_THREAT, SK_LEVEL_VULNERABILITY, SK_LEVEL_KINDS };
struct sk_flip {
	bool flips; /* false: no single level does, and the rest means nothing */
	enum sk_level_kind kind;
	int from, to, value; /* the level, and the value with it */
};
/* The first of vulnerability, threat, importance whose next level (lower where the risk is at or over the line, else higher) takes it across. */
struct sk_flip sk_assess_flip(const struct sk_risk *risk, int line);

/* ---- the yearly checklist: items of a later rule set ------------------------------------------------------------- */

/* What one need of an item is answered with. */
struct sk_item_part {
	const struct sk_item_need *need;
	enum sk_state state;
	enum sk_method method;		 /* the weakest that it rests on */
	sk_time looked;			 /* the oldest of what it rests on; 0: nothing */
	const struct sk_control *control; /* whose findings answer it: the need's, or the one that is enough instead */
	const struct sk_control *beside;  /* the witness, where its check of the layer said something; NULL: none */
};
struct sk_item_answer {
	const struct sk_item *item;
	enum sk_state state; /* the worst of its parts; those that are not applicable ask for nothing */
	bool yes;	     /* met, and nothing else: what is not known is a no */
	const struct sk_item_part *parts;
	size_t count;
	sk_time confirmed; /* of a yes: the oldest of what shows it; else 0 */
	const struct sk_target *target; /* of a no: what a person promised; NULL: nobody did */
	sk_time due;			/* of a no: that day, else the last one of the fiscal year that `at` lies in; else 0 */
	bool passed;			/* that day has passed, and it is a no still */
};
struct sk_checklist {
	const struct sk_form *form;
	const struct sk_item_answer *answers; /* in the order of the list */
	size_t count;
	size_t yes, unmet, open, not_applicable; /* count = the sum; open: not known, or out of date */
	size_t promised;			 /* of those that are a no, the ones a person set a day for */
	size_t passed;				 /* of these, the ones whose day has passed */
	bool current;	/* the day lies between the first and the last that the list is asked for */
	sk_time year_end; /* 31 March */
};

/* The form of the newest list for the kind of facility that the site is. NULL: there is none. */
const struct sk_form *sk_assess_form(const struct sk_site *site);
/*
 * A need is met, at each subject of its control, also at those out of the guidance's scope, by the verdict of the guidance (same); by that or a check of the layer
 * (milder); by a check of the layer only, and by none where the guidance fails (stricter). A witness that fails makes it unmet; one that is met is enough where nobody answered. What is `instead` is asked where the first is not met.
 */
SK_OUTCOME sk_assess_checklist(struct sk_arena *arena, const struct sk_register *register_, const struct sk_form *form, struct sk_checklist *out,
			       struct sk_error *error);

/* ---- next steps ------------------------------------------------------------------------------------------------ */

struct sk_advice {
	const struct sk_next_step *step;
	const struct sk_control *controls[SK_TREATMENTS_MAX]; /* of the step, those still open here */
	size_t control_count;
	size_t settles; /* open risks that nothing else stands in the way of, once the steps before it are done */
	size_t touches; /* open risks one of its controls is needed for */
	unsigned mends; /* bits: which of the controls are known to be missing: something has to be done, not only looked at */
};

/* At most `most` steps, best first: settles most, then touches most, then takes fewest minutes, then catalogue order. */
SK_OUTCOME sk_assess_next(struct sk_arena *arena, const struct sk_register *register_, size_t most, struct sk_advice **out,
			  size_t *count, struct sk_error *error);

/* ---- which controls first ---------------------------------------------------------------------------------------- */

/*
 * Selection of controls under a budget, exact. A scenario is settled by a selection that holds ALL controls it needs. Of selections that settle as many
 * the cheapest is the best, then that of fewest controls, then that of lowest ids: the one that has the first control by which two of them differ.
 *
 * SK_E_SELECT_SIZE past a ceiling; SK_E_SELECT_HARD where it cannot be answered exactly with the work that is allowed. Nothing is ever estimated.
 */
enum {
	SK_SELECT_CONTROLS_MAX = 64,
	SK_SELECT_SCENARIOS_MAX = 65535,
	SK_SELECT_COST_MAX = 1000000000,
	SK_SELECT_ALL_MAX = 20, /* up to so many (after those are joined that are needed together everywhere) all subsets are looked at */
};

/* Scenarios that need these controls, one bit each. */
struct sk_select_need {
	uint64_t controls;
	size_t scenarios;
};

struct sk_select_question {
	const int64_t *costs; /* of each control, in the order of ids: 0 to SK_SELECT_COST_MAX */
	size_t control_count;
	const struct sk_select_need *needs;
	size_t need_count;
	bool search; /* do not look at all subsets, however few there are: for tests of what is done where there are more */
};

struct sk_selected {
	uint64_t controls;
	int64_t cost;
	size_t scenarios; /* settled */
};

/* The best selection for every budget: cost and scenarios both go up, the first is that of budget 0. */
SK_OUTCOME sk_select_frontier(struct sk_arena *arena, const struct sk_select_question *question, struct sk_selected **out, size_t *count,
			      struct sk_error *error);
/* The best selection within a budget. */
SK_OUTCOME sk_select_best(struct sk_arena *arena, const struct sk_select_question *question, int64_t budget, struct sk_selected *out,
			  struct sk_error *error);
/* Of each control: the highest cost at which it is in the best selection within the budget, all other costs as they are; -1: at no cost, not even 0. */
SK_OUTCOME sk_select_turns(struct sk_arena *arena, const struct sk_select_question *question, int64_t budget, int64_t **out, struct sk_error *error);

/* ---- the treatment plan (リスク対応計画) ------------------------------------------------------------------------------ */

/* A state that a control is given by way of trial. It is no evidence, and nothing is done by it. */
struct sk_assumption {
	const struct sk_control *control; /* each once */
	enum sk_state state;		  /* met, unmet, unknown */
};
/* Verdicts with each control in that state wherever it counts; where it does not apply it stays so. Results and answers stay those of `verdicts`. */
SK_OUTCOME sk_assess_assume(struct sk_arena *arena, const struct sk_verdicts *verdicts, const struct sk_assumption *assumptions, size_t count,
			    struct sk_verdicts *out, struct sk_error *error);

/* A control that an open risk needs, and that does not hold at a place the risk names. */
struct sk_undecided {
	const struct sk_control *control;
	enum sk_state state; /* the worst at these places */
	unsigned places;     /* bits */
	const struct sk_cost *cost;	   /* stated in site.yaml; NULL: nobody stated one */
	const struct sk_next_step *step; /* the first that it belongs to; NULL: none */
	size_t needing; /* open risks within reach that need it: the denominator is `within_reach` */
};

struct sk_treatment_plan {
	const struct sk_undecided *controls; /* by id; bit i of a selection is controls[i] */
	size_t control_count;
	bool in_yen; /* all costs are stated, and there are some: costs are yen. Else each control counts as 1 */
	size_t unpriced; /* controls whose cost nobody stated */
	size_t within_reach; /* open risks that their controls bring under the line */
	size_t beyond;	     /* open risks that stay over it with all their controls: no plan settles them */
	struct sk_selected all; /* everything: settles all within reach, and would not without any one of its controls */
	const struct sk_selected *frontier; /* the best for each budget; NULL: it cannot be told exactly (frontier_error) */
	size_t frontier_count;
	struct sk_error frontier_error;
	bool limited; /* a budget was given: the rest is of it */
	int64_t budget;
	struct sk_selected best;
	const int64_t *turns; /* of each control: the highest cost at which it is in `best`, -1: none (sk_select_turns) */
};

/* budget < 0: none. SK_E_SELECT_SIZE, and with a budget SK_E_SELECT_HARD. */
SK_OUTCOME sk_assess_plan(struct sk_arena *arena, const struct sk_register *register_, int64_t budget, struct sk_treatment_plan *out,
			  struct sk_error *error);
/* Minutes of the steps that the selected controls belong to, each step once. */
int sk_assess_minutes(const struct sk_treatment_plan *plan, uint64_t controls);

/* ---- many sites of one catalogue --------------------------------------------------------------------------------- */

/*
 * How many sites have each scenario settled, and how many do not. Counts only, with their denominator. No verb uses it yet; the store will feed it.
 *
 * A control at its place is a bit: the number of it is the caller's, from 0 to 64 * words - 1, the same in every mask. Masks are `words` uint64_t each, those of
 * a site or a scenario behind those of the one before: bit n stands in word n / 64, with value 1 << n % 64.
 */
struct sk_fleet_scenario {
	int before, after; /* values, as for sk_rule_residual */
};
struct sk_fleet {
	size_t words;
	int line;
	const struct sk_fleet_scenario *scenarios;
	const uint64_t *minimum;  /* scenario_count masks: its minimum set, at most SK_TREATMENTS_MAX controls */
	const uint64_t *presumed; /* scenario_count masks: of these, those with △; other bits say nothing */
	size_t scenario_count;
};
/* A control that stands in none of the three is open (unknown or stale); one that stands in two is a broken invariant. */
struct sk_fleet_sites {
	const uint64_t *met, *unmet, *not_applicable; /* count masks each */
	size_t count;
};
/* The sites of one scenario: their number is the sum of the first six. */
struct sk_fleet_counts {
	size_t not_applicable; /* a minimum control is not applicable: the scenario leaves the denominator there */
	size_t under;	       /* under the line before treatment */
	size_t evidenced, unknown, unmet, beyond; /* as in sk_counts */
	size_t presumed; /* of the unknown ones, those the document's reading takes as done */
};
/* Sites by the worst of their scenarios that reach the line: their number is the sum. */
struct sk_fleet_standing {
	size_t open;	/* one is unmet or beyond */
	size_t unknown; /* none of these, one is unknown */
	size_t settled; /* all with evidence */
	size_t nothing; /* none reaches the line and applies: nothing was put to the test */
};

/* `counts`: room for one of each scenario. The rule is sk_rule_residual's, sixty-four sites a word. The arena's memory is for the while only: about 48 KiB a word. */
SK_OUTCOME sk_assess_fleet(struct sk_arena *arena, const struct sk_fleet *fleet, const struct sk_fleet_sites *sites, struct sk_fleet_counts *counts,
			   struct sk_fleet_standing *standing, struct sk_error *error);

#endif
