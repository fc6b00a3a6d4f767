/*
 * history: a finished assessment as plain rows that can be kept, and what moved from one to another. PURE: no files, no clock, no SQL; the
 * same input gives the same rows and the same digest.
 *
 * What is kept is what was decided, and by what: file and line, or a bundle's digest and the check that read it. Facts are not among it, nor
 * notes of answers; who said something is, as in site.yaml. No text of it comes from anywhere but site.yaml, the catalogue and names of files.
 *
 * Series: assessments made by the same rules (catalogue, method of the engine, readings chosen) have the same one. Across series two
 * assessments differ by their rules, too; what moved by rules and what by facts is told apart where it can be.
 *
 * Each struct below has a table of its columns: who stores, prints or reads one walks the table. Texts are never NULL; "" and 0 are "none".
 *
 * Owner: the arena. Borrowed by sk_history_take: the register and all behind it, and the inputs.
 */
#ifndef SK_HISTORY_H
#define SK_HISTORY_H

#include "assess/assess.h"

/* ---- rows ---- */

/* The rules that an assessment was made by. */
struct sk_past_series {
	const char *digest;    /* of the other three */
	const char *catalogue; /* SHA-256 over all of its files (sk_catalogue_digest) */
	int64_t method;	       /* SK_ASSESS_METHOD */
	const char *readings;  /* "T13=recommended ta01=2": those the site chose, by what they are about */
};

/* A file that it rests on. */
enum sk_past_kind { SK_PAST_CONFIG, SK_PAST_BUNDLE, SK_PAST_HEADS, SK_PAST_SITE };
extern const struct sk_choices sk_words_past_kind; /* "config", "evidence", "heads", "site": in the order of the alphabet, as stores sort words */
struct sk_past_input {
	int kind;	    /* sk_past_kind */
	const char *name;   /* within the site's folder */
	const char *digest; /* SHA-256; "" where there is no such file any more */
};

/* A risk at the site, or one that does not concern it. */
struct sk_past_risk {
	const char *scenario;
	int exclusion;	    /* sk_exclusion */
	const char *out_by; /* the premise, or the place that is absent */
	int64_t importance, threat, vulnerability, after_threat, after_vulnerability;
	int64_t value, low, high, presumed; /* before; after with evidence, from and to; as the guidance presumes */
	int method;		       /* sk_method */
	const char *needs;	       /* its minimum controls, each at its place: "T17@router-b T18@router-b" */
};

/* What says so. */
struct sk_past_source {
	const char *file; /* within the site's folder; "": nobody says anything */
	int64_t line;
	const char *by;	    /* who answered */
	const char *bundle; /* SHA-256 */
	sk_time looked;	    /* when it was said or seen */
};

/* A control at a subject in scope. */
struct sk_past_finding {
	const char *control, *place, *subject; /* subject "": the place has none */
	int state, method, decider;	       /* sk_state, sk_method, sk_decider */
	int64_t contradicts, lost;
	const char *check, *reason; /* that decided, and the first of its reasons */
	struct sk_past_source source;
	sk_time stale_after; /* of met and not applicable: the last moment it holds */
};

/* A finished assessment. Risks by id, findings by control, place, subject, inputs by kind and name. */
struct sk_past {
	int64_t number;	    /* in the store that keeps it, from 1; 0: in none */
	const char *digest; /* of all below, by which it is called */
	const char *rows;   /* digest of inputs, risks and findings */
	sk_time at;
	const char *name_ja, *name_en; /* of the site */
	int facility, configuration;   /* sk_facility_kind; position in sk_words_configuration */
	int64_t example;	       /* an example, or a site that is live */
	int64_t line;
	const char *line_by; /* who approved it */
	sk_time line_date;
	struct sk_counts counts;
	struct sk_past_series series;
	const struct sk_past_input *inputs;
	const struct sk_past_risk *risks;
	const struct sk_past_finding *findings;
	size_t input_count, risk_count, finding_count;
};

/* ---- their columns ---- */

enum sk_past_type {
	SK_PAST_TEXT,	/* const char * */
	SK_PAST_NUMBER, /* int64_t */
	SK_PAST_FLAG,	/* int64_t, 0 or 1 */
	SK_PAST_TIME,	/* sk_time */
	SK_PAST_COUNT,	/* size_t */
	SK_PAST_WORD,	/* int */
};
struct sk_past_column {
	const char *name;
	enum sk_past_type type;
	size_t offset;
	const struct sk_choices *words; /* of WORD */
};
struct sk_past_table {
	const char *name;
	const struct sk_past_column *columns;
	size_t count, size; /* of columns; of the struct */
};
/* Of struct sk_past without its rows; of the others all but what has a table of its own, and but stale_after. */
extern const struct sk_past_table sk_past_heads, sk_past_series_table, sk_past_inputs, sk_past_risks, sk_past_findings, sk_past_sources;

/* The order of findings: control, place, subject. */
int sk_past_order(const struct sk_past_finding *a, const struct sk_past_finding *b);
/* Appends what a row says in a form that no other row has. */
void sk_past_write(const struct sk_past_table *table, const void *row, struct sk_buf *out);
/* SHA-256 of that. */
SK_OUTCOME sk_past_row_digest(const struct sk_past_table *table, const void *row, char out[SK_HEX_ROOM], struct sk_error *error);
/* SHA-256 of the rows of an assessment; and of all else but its number, with that of the rows. What a store read back has to have those it was kept with: so a list
 * can be trusted without its rows. */
SK_OUTCOME sk_past_rows_digest(const struct sk_past *past, char out[SK_HEX_ROOM], struct sk_error *error);
SK_OUTCOME sk_past_digest(const struct sk_past *past, char out[SK_HEX_ROOM], struct sk_error *error);

/* ---- taking ---- */

/* `catalogue`: its digest. `inputs`: the files that evidence/ does not hold; bundles come from the register. */
SK_OUTCOME sk_history_take(struct sk_arena *arena, const struct sk_register *register_, const char *catalogue, const struct sk_past_input *inputs,
			   size_t input_count, struct sk_past *out, struct sk_error *error);

/* ---- what moved ---- */

enum sk_past_standing {
	SK_STANDS_OUT,	   /* does not concern the site, or is not there */
	SK_STANDS_UNDER,   /* below the line before any treatment */
	SK_STANDS_TREATED, /* below it with evidence */
	SK_STANDS_UNKNOWN, /* may be either */
	SK_STANDS_OVER,	   /* at or over it: a minimum control is known to be missing */
	SK_STANDS_BEYOND,  /* at or over it even with all its controls: they do not reach so low a line */
};
extern const struct sk_choices sk_words_past_standing; /* "out", "under", "treated", "unknown", "over", "beyond" */
/* risk NULL: it is not there. */
enum sk_past_standing sk_past_stands(const struct sk_past_risk *risk, int64_t line);

/* At or over the line, and not settled with evidence: the last three. */
bool sk_past_open(enum sk_past_standing standing);

/* Why a finding is otherwise. */
enum sk_past_cause {
	SK_CAUSE_SAID,	  /* an answer */
	SK_CAUSE_SEEN,	  /* evidence */
	SK_CAUSE_STALE,	  /* what was known is out of date */
	SK_CAUSE_TIME,	  /* nothing but the time is otherwise */
	SK_CAUSE_CAME,	  /* the subject is new */
	SK_CAUSE_WENT,	  /* the subject is gone, or out of scope */
	SK_CAUSE_SETTING, /* site.yaml, but no answer: a limit, a check of its own */
	SK_CAUSE_RULES,	  /* the rules: what says so is as it was */
};
extern const struct sk_choices sk_words_past_cause; /* "answer", "evidence", "out-of-date", "time", "new-subject", "gone-subject", "site-setting", "rules" */
struct sk_past_change {
	const struct sk_past_finding *was, *is; /* one of them may be NULL */
	enum sk_past_cause cause;
	bool old; /* what says so now was there before, and something else counted more then */
};

/* What moved a risk: bits. */
enum { SK_MOVED_BY_FACTS = 1, SK_MOVED_BY_RULES = 2, SK_MOVED_BY_SETTING = 4, SK_MOVED_BY_LINE = 8 };
struct sk_past_move {
	const struct sk_past_risk *was, *is; /* one of them may be NULL */
	enum sk_past_standing stood, stands;
	unsigned by;
	bool levels, needs; /* importance or levels; its set of minimum controls */
};
/* Comes to the line or over it, or may: not settled now, and it was, or was not there. */
bool sk_past_came_over(const struct sk_past_move *move);
bool sk_past_went_under(const struct sk_past_move *move);

struct sk_past_file {
	const struct sk_past_input *was, *is; /* one of them may be NULL */
};

struct sk_past_diff {
	const struct sk_past *was, *is;
	bool catalogue, method, readings; /* that differ: any of them makes it another series */
	bool line;
	const struct sk_past_change *changes;
	const struct sk_past_move *moves; /* in the order of ids */
	const struct sk_past_file *files;
	size_t change_count, move_count, file_count;
	size_t over, under; /* of the moves, those that came over the line and those that went under it */
};
/* Nothing moved: no change, no move, the same line. Files and rules may differ all the same. */
SK_OUTCOME sk_history_diff(struct sk_arena *arena, const struct sk_past *was, const struct sk_past *is, struct sk_past_diff *out, struct sk_error *error);
/* Whether a change is about a control that the risk needs or needed. */
bool sk_past_concerns(const struct sk_past_change *change, const struct sk_past_move *move);
/* Whether the two were made by the same rules. */
bool sk_past_same_series(const struct sk_past_diff *diff);

#endif
