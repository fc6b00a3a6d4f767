/* Pieces of text reports. Private to report/. */
#ifndef SK_REPORT_TEXT_H
#define SK_REPORT_TEXT_H

#include "report/report.h"

const char *text_in(const struct sk_report *report, const struct sk_label *label);
/* The asset's short noun, its name where it has none. */
const char *text_asset(const struct sk_report *report, const struct sk_asset *asset);
/* Pads with blanks to `columns`, or cuts and ends in "…" when too wide. */
void text_cell(const struct sk_report *report, const char *text, size_t columns);
/* The last cell of a line: no padding, a newline. */
void text_tail(const struct sk_report *report, const char *text, size_t columns);
/* Breaks behind the dot between two statements, at blanks, or between wide characters but not before closing punctuation, each line at most
 * `columns` and begun with `indent` blanks. */
void text_wrap(const struct sk_report *report, const char *text, size_t indent, size_t columns);

/* A piece of text made on the way. Without memory for it the report has failed as a whole, as if it had been appended. */
enum { TEXT_PIECE_MAX = 1 << 16 };
const char *text_of(const struct sk_report *report, const struct sk_buf *piece);
/* A line that ends in a command: with the site's folder where it is needed and the line then still fits. */
void text_command(const struct sk_report *report, struct sk_buf *line, size_t indent);

const char *text_status(enum sk_fact_status status);
const char *text_origin(enum sk_bundle_origin origin);
/* What an outside stands for: enum sk_outside. */
const char *text_outside(int kind);
const char *text_configuration(const struct sk_report *report, const struct sk_site *site);
/* Whether the guidance assessed the way the site is connected. */
bool text_assessed(const struct sk_site *site);
/* "Sakura Clinic", and that it is an example where it is. */
void text_site(const struct sk_report *report, const struct sk_site *site, struct sk_buf *out);
/* The guidance's limits in two lines, for the foot of every paper. */
void text_limits(const struct sk_report *report, const struct sk_catalogue *catalogue);

/* How the commands that were named are typed elsewhere than in the folder of the site. */
void text_folder(const struct sk_report *report);
/* How much evidence is refused and where to read why, how many controls are contradicted, and how many attachments are not as they were; nothing where there is none. */
void text_trouble(const struct sk_report *report, const struct sk_register *register_);
/* Why a file is refused, as an error is shown. */
void text_refusal(const struct sk_report *report, const struct sk_brought *brought);
/* What a check says about a subject, with the files behind it; nothing where it adds nothing. */
void text_result(const struct sk_report *report, const struct sk_result *result);
/* Only what it found wrong. */
void text_violations(const struct sk_report *report, const struct sk_result *result);
/* The line that a reader finds in a file: that of the configuration where what was read of it stands on another one. */
uint32_t text_line(const struct sk_report *report, const char *file, uint32_t line);
/* What a configuration is, and what checks say of it. */
void text_settings(const struct sk_report *report, const struct sk_look_settings *settings);
/* Whether text_settings_results said it. */
bool text_settings_told(const struct sk_report *report, const struct sk_finding *finding, const struct sk_result *result);
void text_settings_results(const struct sk_report *report, const struct sk_look_settings *settings, const struct sk_verdicts *verdicts);

/* Controls and risks that another register of the same site has otherwise; planned: if it were so. */
void text_moves(const struct sk_report *report, const struct sk_register *before, const struct sk_register *after, bool planned);

/* What a reading says, from the row of its contradiction; its id where there is none. */
const char *text_reading(const struct sk_report *report, const struct sk_catalogue *catalogue, const struct sk_reading *reading);

/* What follows if the site took the other reading of a contradictory row. */
struct other_reading {
	const struct sk_reading *reading;
	size_t over_line, open; /* counts under it */
	size_t changed;		/* risks whose levels or minimum set differ */
	size_t crossing;	/* of these, those that cross the line */
};
SK_OUTCOME other_reading(const struct sk_report *report, const struct sk_register *register_, const char *about,
			 const struct sk_reading *reading, struct other_reading *out);

#endif
