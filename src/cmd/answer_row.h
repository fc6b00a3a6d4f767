/* What both programs say of the verb `answer`: sekisho, which hands it over, and sekisho-papers, which does it. Private to cmd/. */
#ifndef SK_CMD_ANSWER_ROW_H
#define SK_CMD_ANSWER_ROW_H

#include "cmd/cmd.h"

static const enum sk_option_id sk_answer_options[] = {SK_OPTION_SITE, SK_OPTION_BY, SK_OPTION_ATTACH, SK_OPTION_EVERY, SK_OPTION_YES, SK_OPTION_RECORD, SK_OPTION_AT, SK_OPTION_JSON, SK_OPTION_CATALOGUE};
#define SK_ANSWER_ROW \
	.name = "answer", .group = SK_VERB_FRONT, .writes = true, .usage = N_("[FILE... | CONTROL...] [--by NAME] [options]\n| --record COLLECTOR [options]"), \
	.help = N_("answer questions, here or on a sheet that was filled in"), .options = sk_answer_options, .option_count = SK_COUNT(sk_answer_options), \
	.words_most = SK_CMD_POSITIONALS

/* A file that is a ledger sheet (answer.h): shows what it says anew, and writes it into ledger.yaml. */
SK_OUTCOME sk_call_take_ledger(struct sk_call *call, const struct sk_site *site, const struct sk_sheet_book *book);
/* A question to a person, and the line that comes back; *more false: the input ended. */
SK_OUTCOME sk_call_ask_text(struct sk_call *call, const char *question, const char **out, bool *more);
/* A reply in one word; asked again until it is one of those whose bits are `allowed`. END where the input ended. */
enum sk_call_choice { CHOICE_YES, CHOICE_NO, CHOICE_UNKNOWN, CHOICE_SKIP, CHOICE_END, CHOICE_ATTACH, CHOICE_NONE };
SK_OUTCOME sk_call_ask_choice(struct sk_call *call, const char *question, unsigned allowed, enum sk_call_choice *out);
/* How many questions there are about the site itself: premises nobody confirmed, places nobody spoke of; and asks them, each answer written at once. */
size_t sk_call_about_site(struct sk_call *call, const struct sk_site *site, const struct sk_register *register_);
SK_OUTCOME sk_call_ask_about_site(struct sk_call *call, const struct sk_site *site, const char *path, const struct sk_register *register_, const char *by, size_t *written);
/* The ledger as a bundle, on standard output. */
SK_OUTCOME sk_call_record_ledger(struct sk_call *call, const struct sk_site *site);

#endif
