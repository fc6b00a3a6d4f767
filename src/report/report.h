/*
 * report: what was found -> text for people, JSON for programs.
 *
 * Every function appends to a buffer and never prints. Text is UTF-8; cmd/ turns it into ASCII where the locale asks for that.
 * JSON objects keep the order they are written in; their schemas are docs/schema/. The same input gives the same bytes.
 */
#ifndef SK_REPORT_H
#define SK_REPORT_H

#include "answer/answer.h"
#include "assess/assess.h"
#include "generate/generate.h"
#include "history/history.h"
#include "prove/prove.h"
#include "settings/settings.h"

#define SK_REPORT_ASSESS_FORMAT "sekisho-assess/1"
#define SK_REPORT_CATALOGUE_FORMAT "sekisho-catalogue-export/1"
#define SK_REPORT_LIST_FORMAT "sekisho-catalogue-list/1"
#define SK_REPORT_SHOW_FORMAT "sekisho-catalogue-show/1"
#define SK_REPORT_WHY_FORMAT "sekisho-why/1"
#define SK_REPORT_LINT_FORMAT "sekisho-lint/1"
#define SK_REPORT_SCREEN_FORMAT "sekisho-screen/1"
#define SK_REPORT_CHECK_FORMAT "sekisho-check/1"
#define SK_REPORT_LOOK_FORMAT "sekisho-look/1"
#define SK_REPORT_EVIDENCE_FORMAT "sekisho-evidence/1"
#define SK_REPORT_FACTS_FORMAT "sekisho-facts/1"
#define SK_REPORT_ERROR_FORMAT "sekisho-error/1"

struct sk_look_settings;
struct sk_report {
	struct sk_buf *out;
	enum sk_lang lang;
	struct sk_error *error;
	struct sk_arena *arena; /* for what lives until the report is written */
	const char *folder; /* of the site, where it is not the current one and what is printed names commands; may be NULL */
	/* Whose lines to name where a fact is of such a file; may be NULL. */
	const struct sk_look_settings *settings;
	size_t settings_count;
};

/* Words of the screen, in the language that is set; for whoever writes other papers. */
const char *sk_word_state(enum sk_state state);
const char *sk_word_method(enum sk_method method);
const char *sk_word_tier(enum sk_tier tier);
const char *sk_word_party(int party);
const char *sk_word_response(int response);
const char *sk_word_attachment(int state);
/* What ledger.yaml holds and when it was looked at last; that there is none where ledger is NULL. On one line. */
void sk_word_ledger(const struct sk_ledger *ledger, sk_time day, struct sk_buf *out);

enum { SK_SCREEN_COLUMNS = 80, SK_SCREEN_LINES = 24, SK_SCREEN_STEPS = 3 };

/* `head`, and from column `indent` on the text in lines that fit the screen; from the next line on where `head` is too wide. */
void sk_report_beside(const struct sk_report *report, const char *head, const char *text, size_t indent);

/* What the configurations of a network say of its policies. */
struct sk_network_report {
	struct sk_network_standing standing;
	const char *unread; /* the place that kept them from being asked, "" where there is none; then `standing` says nothing. NULL: they were asked */
};

/* The same in sentences for papers, from the arena of the report; NULL where there is nothing to say. network NULL: none is described. */
struct sk_network_words {
	const char *worst;	    /* that can happen */
	const char *until;	    /* what to do until that is mended */
	const char *whom;	    /* to call; where there is a worst */
	const struct sk_control *const *refuted; /* controls that its proof is against */
	size_t refuted_count;
	const char *counts;	    /* how many policies hold */
	const char *contradictions; /* controls that are said to be done */
	bool serious;		    /* the worst begins outside */
	bool good;		    /* all that was asked holds */
};
SK_OUTCOME sk_report_network_words(const struct sk_report *report, const struct sk_register *register_, const struct sk_network_report *network, struct sk_network_words *out);

/* The first screen: where we stand and the three best next steps, 24 lines of 80 columns at most. network NULL: none is described. */
SK_OUTCOME sk_report_screen(const struct sk_report *report, const struct sk_register *register_, const struct sk_network_report *network);
SK_OUTCOME sk_report_screen_json(const struct sk_report *report, const struct sk_register *register_, const struct sk_network_report *network);

/* All risks and controls of a site. */
SK_OUTCOME sk_report_assess(const struct sk_report *report, const struct sk_register *register_);
SK_OUTCOME sk_report_assess_json(const struct sk_report *report, const struct sk_register *register_);

/*
 * The chain behind a control, a risk, or all risks of a threat ("ransomware"). SK_E_RISK_UNKNOWN when `what` is none of these.
 * network NULL: none is described.
 */
SK_OUTCOME sk_report_why(const struct sk_report *report, const struct sk_register *register_, const struct sk_network_report *network, const char *what);
SK_OUTCOME sk_report_why_json(const struct sk_report *report, const struct sk_register *register_, const struct sk_network_report *network, const char *what);

/* The checks of a control: queries, what was seen, what they found. NULL: a line for each control that has checks. */
SK_OUTCOME sk_report_check(const struct sk_report *report, const struct sk_register *register_, const struct sk_control *control);
SK_OUTCOME sk_report_check_json(const struct sk_report *report, const struct sk_register *register_, const struct sk_control *control);

/* The bundles of a site, and what is known now. */
SK_OUTCOME sk_report_evidence(const struct sk_report *report, const struct sk_site *site, const struct sk_evidence *evidence);
SK_OUTCOME sk_report_evidence_json(const struct sk_report *report, const struct sk_site *site, const struct sk_evidence *evidence, sk_time at);
/* What became of files that were to be taken. */
SK_OUTCOME sk_report_taken(const struct sk_report *report, const struct sk_site *site, const struct sk_brought *brought, size_t count);
SK_OUTCOME sk_report_taken_json(const struct sk_report *report, const struct sk_site *site, const struct sk_brought *brought, size_t count,
				sk_time at);

/* What a question to a filter was answered, or what was read where none was asked. */
#define SK_REPORT_PROVE_FORMAT "sekisho-prove/1"
struct sk_prove_report {
	const struct sk_filter *filter;
	const struct sk_entry *entry;
	const char *chain;    /* as it was asked for */
	const char *question; /* NULL: none was asked */
	enum sk_fate wanted;
	unsigned families, silent; /* asked about: seen by the filter, and not */
	const struct sk_proven *proven;
	bool certify;		 /* somebody asked for a certificate */
	const char *certificate; /* the file it was written to; NULL: none was */
};
SK_OUTCOME sk_report_prove(const struct sk_report *report, const struct sk_prove_report *prove);
SK_OUTCOME sk_report_prove_json(const struct sk_report *report, const struct sk_prove_report *prove);

/* Rules of one filter that decide nothing. */
#define SK_REPORT_RULES_FORMAT "sekisho-prove-rules/1"
struct sk_rules_report {
	const struct sk_filter *filter;
	struct sk_rule_findings findings;
};
SK_OUTCOME sk_report_rules(const struct sk_report *report, const struct sk_rules_report *rules);
SK_OUTCOME sk_report_rules_json(const struct sk_report *report, const struct sk_rules_report *rules);

/* Which packets changed their fate from one filter to another. */
#define SK_REPORT_DIFF_FORMAT "sekisho-prove-diff/1"
struct sk_diff_report {
	struct sk_diff diff;
	const char *among; /* packets that were compared, in words; NULL: all */
};
SK_OUTCOME sk_report_diff(const struct sk_report *report, const struct sk_diff_report *diff);
SK_OUTCOME sk_report_diff_json(const struct sk_report *report, const struct sk_diff_report *diff);

/* Whether settings made for a device hold. */
struct sk_prove_made {
	const char *node;
	bool proven;
};

/* The policies of a site over its network; of each the worst of its pairs. */
#define SK_REPORT_PROVE_SITE_FORMAT "sekisho-prove-site/1"
struct sk_prove_site_report {
	const struct sk_site *site;
	const struct sk_network *network;
	const struct sk_policy_answer *answers;
	size_t count;
	const struct sk_policy_answer *needs;
	size_t need_count;
	const struct sk_permitted *permitted; /* what exceptions permit of the policies; NULL: nobody asked */
	size_t permitted_count;
	const struct sk_policy_answer *stopped; /* of needs, past their exceptions (sk_prove_stopped) */
	size_t stopped_count;
	const struct sk_register *register_; /* NULL: nothing that controls hang on is violated */
	const struct sk_fixed *const *fixed; /* of each policy, then of each need: what mends it; NULL: nobody tried */
	const struct sk_prove_made *made; /* of each device that nothing filters at, or that is in a form nobody edits, where what mends a policy asks for settings */
	size_t made_count;
	sk_time at;
};
SK_OUTCOME sk_report_prove_site(const struct sk_report *report, const struct sk_prove_site_report *prove);
SK_OUTCOME sk_report_prove_site_json(const struct sk_report *report, const struct sk_prove_site_report *prove);

/*
 * The same as a picture: shapes from the hindmost to the foremost, in whole pixels, y growing downwards. Whoever draws it (sk_picture_svg, papers/) takes colours and strokes from sk_ink_look, so
 * that it is the same on a screen and in print. Owner: the report's arena.
 */
enum sk_ink {
	SK_INK_TITLE, SK_INK_NAME, SK_INK_PLACE, SK_INK_RISK, SK_INK_UNSURE, SK_INK_PORT, SK_INK_WIRENAME, SK_INK_LEGEND, SK_INK_NUMBER, /* of texts */
	SK_INK_HOST, SK_INK_ROUTER, SK_INK_BRIDGE, SK_INK_OUTSIDE, SK_INK_WIRE, SK_INK_PLUG, SK_INK_SEGMENT, SK_INK_TUNNEL, SK_INK_NEEDED, SK_INK_UNWANTED, SK_INK_DOUBTFUL, SK_INK_STOPPED,
	SK_INK_BADGE, SK_INK_COUNT
};
enum { SK_INK_NONE = -1, SK_INK_DASHES = 4 };
struct sk_ink_look {
	const char *name;
	int size;	       /* of a text; 0: the ink is for shapes */
	bool bold, middle;     /* a text: its middle stands at its place, not its begin */
	bool halo;	       /* a text over lines: white around it */
	int fill, stroke;      /* 0xRRGGBB or SK_INK_NONE */
	int width;	       /* of the stroke, tenths of a pixel */
	bool round;	       /* ends of the stroke */
	int dashes[SK_INK_DASHES]; /* drawn, left out, and so on; ends with 0 */
};
const struct sk_ink_look *sk_ink_look(enum sk_ink ink);

enum sk_drawn_kind { SK_DRAWN_BOX, SK_DRAWN_LINE, SK_DRAWN_DISC, SK_DRAWN_WAY, SK_DRAWN_TEXT };
struct sk_point {
	int x, y;
};
struct sk_drawn {
	enum sk_drawn_kind kind;
	enum sk_ink ink;
	struct sk_point at; /* upper left corner of a box, begin of a line, middle of a disc; begin or middle of a text, on its baseline */
	struct sk_point to; /* the other corner of a box, the end of a line */
	int radius;	    /* of a disc, of the corners of a box */
	const struct sk_point *points; /* of a way */
	size_t count;
	const char *text;
	int room; /* how wide the text may be; 0: it is free */
};
struct sk_picture {
	int width, height;		 /* of all of it */
	int drawn_width, drawn_height; /* of what stands above the legend */
	const struct sk_drawn *shapes;
	size_t count, legend; /* the first shape of the legend: lines of text, each with what stands beside it behind it */
};

enum sk_picture_way_kind { SK_PICTURE_NEEDED, SK_PICTURE_UNWANTED, SK_PICTURE_DOUBTFUL, SK_PICTURE_STOPPED };
struct sk_picture_way {
	enum sk_picture_way_kind kind;
	const struct sk_site_policy *policy;
	struct sk_box packet; /* not of NEEDED */
	const struct sk_net_hop *hops;
	size_t hop_count;
	const char *down; /* the tunnel that is down then; NULL: none */
};
struct sk_picture_report {
	const struct sk_prove_site_report *prove;
	const struct sk_register *register_;
	const struct sk_picture_way *ways;
	size_t way_count;
};
/* Nothing is appended to report->out. */
SK_OUTCOME sk_report_picture(const struct sk_report *report, const struct sk_picture_report *from, struct sk_picture *out);
/* As SVG, appended. What failed is remembered in the buffer. */
void sk_picture_svg(const struct sk_picture *picture, struct sk_buf *out);

/* What was made for a device, and how every policy and need is answered with it. */
#define SK_REPORT_GENERATE_FORMAT "sekisho-generate/1"
struct sk_generate_report {
	const struct sk_site *site;
	const struct sk_generated *made;
	const char *file, *sheet; /* that were written; NULL: none was */
	sk_time at;
};
SK_OUTCOME sk_report_generate(const struct sk_report *report, const struct sk_generate_report *generate);
SK_OUTCOME sk_report_generate_json(const struct sk_report *report, const struct sk_generate_report *generate);
/* The sheet for whoever applies it, into report->out. `file`: the settings. */
SK_OUTCOME sk_report_sheet(const struct sk_report *report, const struct sk_generate_report *generate, const char *file);

/* What mends a policy: the difference in each file, what is to be done by hand, and how every policy and need is answered then. */
#define SK_REPORT_FIX_FORMAT "sekisho-fix/1"
struct sk_fix_report {
	const struct sk_site *site;
	const struct sk_fixed *fixed;
	const char *folder; /* that was written to; NULL: none */
	sk_time at;
};
SK_OUTCOME sk_report_fix(const struct sk_report *report, const struct sk_fix_report *fix);
SK_OUTCOME sk_report_fix_json(const struct sk_report *report, const struct sk_fix_report *fix);
/* The sheet for one file, into report->out. `name`: as it was written; `digest`: of its new text. */
SK_OUTCOME sk_report_fix_sheet(const struct sk_report *report, const struct sk_fix_report *fix, const struct sk_fix_file *file, const char *name, const char *digest);

/* Which single mistakes break policies that hold now. */
#define SK_REPORT_MISTAKES_FORMAT "sekisho-prove-mistakes/1"
struct sk_mistakes_report {
	const struct sk_prove_site_report *now;
	struct sk_mistakes tried;
	const struct sk_pairs *pairs; /* NULL: nobody asked for them */
};
SK_OUTCOME sk_report_mistakes(const struct sk_report *report, const struct sk_mistakes_report *mistakes);
SK_OUTCOME sk_report_mistakes_json(const struct sk_report *report, const struct sk_mistakes_report *mistakes);

/* A configuration that was brought: what was read of it, and as whose. */
struct sk_look_settings {
	const char *file;		     /* as shown: that of its sk_brought */
	const struct sk_settings *settings; /* NULL: the file is a bundle */
	const struct sk_subject *subject;
	const struct sk_site_node *node; /* that was named, or has the file already; NULL: any that is drawn as the subject */
	bool only; /* nobody said whose it is, and no other could be */
	bool alike; /* nobody said it, and no other device has settings of this make */
	const char *digest;
	const char *owner; /* the one other node that has this very file, where somebody said that it is of `subject`; NULL: none has */
	bool handed; /* a sheet lies beside it: it was made here, to be applied */
	bool host;   /* the own firewall of a computer: no facts are made of it */
	bool placed; /* it stands in the network that is told of (sk_look_network) */
	struct sk_settings_bundle bundle;
};

/* A node at which files that were brought stand. */
struct sk_look_node {
	const char *id;
	unsigned families; /* of these files, and of those whose place they take */
};
/* A file of another make than what its node has now. */
struct sk_look_make {
	const char *file, *label; /* NULL: none is */
	const char *node, *label_now;
};
enum { SK_LOOK_OPENINGS = 3 };
/* Filters that were brought, each at the node that has the subject, and what is proven of the site with them. */
struct sk_look_network {
	const struct sk_look_node *nodes;
	size_t count;
	bool there; /* all of them stand under configs/ already, byte for byte */
	const char *instead; /* the last file whose place one of the same language takes; NULL: none */
	size_t opened, may_open; /* sets of packets that those refuse, and that are let through then, for sure or perhaps (sk_net_diff), but for what work needs */
	struct sk_look_opening {
		const char *text; /* in words: "lan2 in: tcp from ..."; NULL: there are no more */
		const char *from, *to; /* nodes that all of it comes from, and goes to; NULL: not one alone */
		struct sk_box example;
	} openings[SK_LOOK_OPENINGS]; /* the first of them */
	const char *partial; /* the last file that has less than half of the rules of the one whose place it takes; NULL: none has */
	struct sk_look_make other; /* the last: with what it takes the place of its packets are not compared */
	bool closes6; /* packets of IPv6 that were let through are refused then, or may be */
	const char *strange; /* the last node that has none of the interfaces that what was brought names, and has those of its own files; NULL: none is */
	bool translates; /* one of them changes addresses otherwise than before: that is not compared */
	struct sk_prove_site_report now, then; /* the same policies and needs, asked with packets of the families of all nodes; of those that hold `bare` is filled. A need that fares otherwise then is the whole of it, whatever exceptions say */
	const struct sk_policy_answer *newly; /* of each policy: violated, it was open before, and this is open then besides (sk_prove_newly); holds: nothing is */
	const struct sk_policy_answer *lost; /* of needs: each service that is stopped for sure then, and is not now (sk_prove_lost) */
	size_t lost_count;
	const bool *only; /* of each policy that is violated then: from the one who is told nothing is left but with the source that is told */
	const bool *elsewhere; /* of each policy: less of it is open then, and what is left passes none of these nodes */
	const struct sk_policy_answer *less; /* the other way round: of what stays open, this is open now, and not then */
	struct sk_prove_site_report whole; /* `then`, asked with all packets: what is open by other files, too */
	const char *unread; /* the place that kept it from being asked, "" where there is none; then these say nothing. NULL: it was asked */
};

/* What has to be done so that open risks come under the line, and what a budget settles of it. */
#define SK_REPORT_PLAN_FORMAT "sekisho-plan-report/1"
struct sk_plan_report {
	const struct sk_register *register_; /* as it is */
	const struct sk_register *trial;     /* with what was assumed; `register_` where nothing was */
	const struct sk_treatment_plan *plan; /* of `trial` */
	const struct sk_assumption *assumptions;
	size_t assumption_count;
	const struct sk_tasks *tasks; /* plan.yaml; NULL: there is none */
	const struct sk_tasks_written *written; /* NULL: it was not written */
};
SK_OUTCOME sk_report_plan(const struct sk_report *report, const struct sk_plan_report *plan);
SK_OUTCOME sk_report_plan_json(const struct sk_report *report, const struct sk_plan_report *plan);

/* Evidence that was brought: what it is and what it moves, from the register without it to the one with it. */
struct sk_look_report {
	const struct sk_register *before, *after;
	const struct sk_brought *brought;
	const struct sk_look_settings *settings; /* one for each that was brought */
	size_t count;
	bool planned; /* signature and chain were not asked for; never stored */
	bool stored;
	const struct sk_look_network *network; /* NULL: no filter was brought, or nothing under 'nodes:' has its subject */
};
SK_OUTCOME sk_report_look(const struct sk_report *report, const struct sk_look_report *look);
SK_OUTCOME sk_report_look_json(const struct sk_report *report, const struct sk_look_report *look);

/* Assessments that are kept: their list, or the one that was kept now. */
#define SK_REPORT_HISTORY_FORMAT "sekisho-history/1"
struct sk_history_report {
	const char *file;
	const struct sk_past *pasts; /* in the order of their times; without rows, but for the one that was kept */
	size_t count, all;	     /* here; kept in all: the newest are here */
	bool kept;		     /* the only one here was kept now */
	bool again;		     /* it was there already */
	const struct sk_past *before; /* of the one kept now: the one before it, or NULL */
};
SK_OUTCOME sk_report_history(const struct sk_report *report, const struct sk_history_report *history);
SK_OUTCOME sk_report_history_json(const struct sk_report *report, const struct sk_history_report *history);

/* What moved from one assessment to another. `site`: as it is now, for the names of what is told. */
#define SK_REPORT_MOVED_FORMAT "sekisho-diff/1"
SK_OUTCOME sk_report_moved(const struct sk_report *report, const struct sk_site *site, const struct sk_past_diff *diff);
SK_OUTCOME sk_report_moved_json(const struct sk_report *report, const struct sk_past_diff *diff);

/* The guidance as data. */
SK_OUTCOME sk_report_catalogue_json(const struct sk_report *report, const struct sk_catalogue *catalogue);
SK_OUTCOME sk_report_catalogue_tables(const struct sk_report *report, const struct sk_catalogue *catalogue, bool json);
SK_OUTCOME sk_report_catalogue_list(const struct sk_report *report, const struct sk_catalogue *catalogue, const char *table,
				    bool json);
SK_OUTCOME sk_report_catalogue_show(const struct sk_report *report, const struct sk_catalogue *catalogue, const char *id,
				    bool json);
SK_OUTCOME sk_report_lint(const struct sk_report *report, const struct sk_lint *lint, bool json);

/* A few named texts: what init made, which version this is, which verbs there are. */
struct sk_report_fact {
	const char *name, *text; /* text NULL: null */
};
SK_OUTCOME sk_report_facts_json(const struct sk_report *report, const char *about, const struct sk_report_fact *facts, size_t count);
/* An error for programs: the same as sk_error_print says, with its name. */
SK_OUTCOME sk_report_error_json(const struct sk_report *report, const struct sk_error *error);

/* What people answered, what that changes of their answers, and what it moves. */
#define SK_REPORT_ANSWERS_FORMAT "sekisho-answers-taken/1"
struct sk_answers_report {
	const struct sk_replies *replies;
	const struct sk_register *before, *after;
	bool stored;
};
SK_OUTCOME sk_report_answers(const struct sk_report *report, const struct sk_answers_report *answers);
SK_OUTCOME sk_report_answers_json(const struct sk_report *report, const struct sk_answers_report *answers);
/* A question as it is put to a person, with what is known and what hangs on it; of the control that asks for a ledger with what that holds. */
SK_OUTCOME sk_report_question(const struct sk_report *report, const struct sk_asked *asked, const struct sk_ledger *ledger, size_t number, size_t of);
/* One about the site itself: a premise; a place nobody spoke of; and the line that somebody adds who says that something stands there. */
SK_OUTCOME sk_report_premise(const struct sk_report *report, const struct sk_premise *premise);
SK_OUTCOME sk_report_place(const struct sk_report *report, const struct sk_place_row *place);
SK_OUTCOME sk_report_add_subject(const struct sk_report *report, const struct sk_place_row *place);

/* What a ledger sheet says that ledger.yaml does not. */
#define SK_REPORT_LEDGER_FORMAT "sekisho-ledger-taken/1"
struct sk_ledger_report {
	const struct sk_ledger_taken *taken;
	const struct sk_ledger *ledger; /* as it is now; NULL: there is none */
	const struct sk_register *register_;
	bool stored;
};
/* What it changes, before somebody is asked. */
SK_OUTCOME sk_report_ledger_taken(const struct sk_report *report, const struct sk_ledger_report *ledger);
/* What the ledger holds, and where it and the subjects of site.yaml say different things. */
SK_OUTCOME sk_report_ledger_gaps(const struct sk_report *report, const struct sk_ledger_report *ledger);
SK_OUTCOME sk_report_ledger_json(const struct sk_report *report, const struct sk_ledger_report *ledger);

/* Which files were written, and how the checklist came out. */
#define SK_REPORT_PAPERS_FORMAT "sekisho-papers/1"
struct sk_paper_made {
	const char *name, *label; /* label: message id */
	const char *path;
	size_t bytes;
};
SK_OUTCOME sk_report_papers(const struct sk_report *report, const struct sk_register *register_, const struct sk_paper_made *papers, size_t count);
SK_OUTCOME sk_report_papers_json(const struct sk_report *report, const struct sk_register *register_, const struct sk_paper_made *papers, size_t count);

#endif
