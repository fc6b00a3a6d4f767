/* What the writers share. Private to papers/. */
#ifndef SK_PAPERS_PRIVATE_H
#define SK_PAPERS_PRIVATE_H

#include "papers/papers.h"

/* Of one cell or paragraph: what is known of a control at each of 2,000 devices has room. */
enum { PAPER_PIECE_MAX = 8 << 20 };

const char *paper_in(const struct sk_papers *papers, const struct sk_label *label);
/* A text made on the way, in the arena; NULL, and an error to be handed on, where there is no memory for it. */
SK_OUTCOME paper_text(const struct sk_papers *papers, const char **out, const char *format, ...) SK_PRINTF(3, 4);
/* "Sakura Clinic", and that it is an example where it is. */
SK_OUTCOME paper_site(const struct sk_papers *papers, const char **out);
const char *paper_asset(const struct sk_papers *papers, const struct sk_asset *asset);
/* "2026-11-23", "" for 0. In the arena. */
SK_OUTCOME paper_date(const struct sk_papers *papers, sk_time day, const char **out);

/* Where a finding comes from, behind its state where it is not met: who said it, and the line of site.yaml; or the file of evidence, its line, the first digits of its digest and the time.
 * "" where nobody knows anything. */
SK_OUTCOME paper_reference(const struct sk_papers *papers, const struct sk_finding *finding, const char **out);
/* The same of the findings of a control, one behind the other, what is not met first: the one bad device of five hundred is not to be looked for. Of those that count at one place, or (-1) of all, also of subjects out of scope. */
SK_OUTCOME paper_references(const struct sk_papers *papers, const struct sk_control *control, int place, const char **out);
/* What a check of a later rule set said about a control, with where it comes from. "" where it said nothing. */
SK_OUTCOME paper_layer_references(const struct sk_papers *papers, const struct sk_control *control, const char **out);

/* A cell of CSV: in quotes, and with an apostrophe before what a program could take for a formula. */
void paper_csv_cell(struct sk_buf *out, const char *text, bool last);

extern const struct sk_paper paper_checklist, paper_workbook, paper_html, paper_pdf;
extern const struct sk_paper papers_sheets[5], papers_csv[3], papers_ledger[2];
extern const struct sk_paper papers_answers[4]; /* by sk_party */
extern const struct sk_paper paper_questions;

/* The question of a control; beside that about a ledger, what the one that is kept here holds. */
SK_OUTCOME paper_question(const struct sk_papers *papers, const struct sk_control *control, const char **out);

#endif
