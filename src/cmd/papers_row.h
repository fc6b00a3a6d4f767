/* What both programs say of the verb `papers`: sekisho, which hands it over, and sekisho-papers, which does it. Private to cmd/. */
#ifndef SK_CMD_PAPERS_ROW_H
#define SK_CMD_PAPERS_ROW_H

#include "cmd/cmd.h"

static const enum sk_option_id sk_papers_options[] = {SK_OPTION_SITE, SK_OPTION_OUTPUT, SK_OPTION_AT, SK_OPTION_JSON, SK_OPTION_CATALOGUE};
#define SK_PAPERS_ROW \
	.name = "papers", .group = SK_VERB_FRONT, .writes = true, .draws = true, .usage = N_("[PAPER...] [--output DIR] [options]"), \
	.help = N_("files to sign and hand over: checklist, workbook and others"), .options = sk_papers_options, \
	.option_count = SK_COUNT(sk_papers_options), .words_most = SK_CMD_POSITIONALS

struct sk_papers;
/* SK_E_PAPER_FILLED: at this path lies a sheet with something that nobody took yet, or that cannot be read. */
SK_OUTCOME sk_call_keep_filled(struct sk_call *call, const struct sk_papers *papers, const char *path);

#endif
