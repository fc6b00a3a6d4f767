/* papers, as sekisho has it: another program's. */
#include "cmd/papers_row.h"

const struct sk_verb sk_verb_papers = {
	SK_PAPERS_ROW,
	.program = "sekisho-papers",
};
