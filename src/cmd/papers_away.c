/* papers and answer, as sekisho has them: another program's. */
#include "cmd/answer_row.h"
#include "cmd/papers_row.h"

const struct sk_verb sk_verb_papers = {
	SK_PAPERS_ROW,
	.program = "sekisho-papers",
};
const struct sk_verb sk_verb_answer = {
	SK_ANSWER_ROW,
	.program = "sekisho-papers",
};
