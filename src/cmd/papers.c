/* papers: the files that people sign, hand over and keep. */
#include "cmd/papers_row.h"
#include "papers/papers.h"

#include <string.h>

enum { FOLDER_MODE = 0700, FILE_MODE = 0600 };

/* A paper to be made, and where it went. */
struct made {
	const struct sk_paper *paper;
	const char *path;
	size_t bytes;
};

static sk_outcome no_such_paper(struct sk_call *call, const char *word)
{
	size_t all;
	const struct sk_paper *const *papers = sk_papers_all(&all);
	SK_BUF_SCOPE names = SK_BUF(SK_PAPER_BYTES_MAX);
	for (size_t i = 0; i < all; i++)
		sk_buf_print(&names, "%s%s", i ? ", " : "", papers[i]->name);
	SK_TRY(sk_buf_check(&names, call->error));
	return sk_error_set(call->error, SK_E_CHOICE, NULL, word, names.bytes, NULL);
}

/* Named twice it is made once. */
static bool is_chosen(const struct made *made, size_t count, const struct sk_paper *paper)
{
	for (size_t i = 0; i < count; i++)
		if (made[i].paper == paper)
			return true;
	return false;
}

static sk_outcome choose(struct sk_call *call, struct made *made, size_t *count)
{
	size_t all;
	const struct sk_paper *const *papers = sk_papers_all(&all);
	SK_INVARIANT(all <= SK_CMD_POSITIONALS);
	*count = 0;
	for (size_t i = 0; i < call->word_count; i++) {
		const struct sk_paper *paper = sk_papers_named(call->words[i]);
		if (!paper)
			return no_such_paper(call, call->words[i]);
		if (!is_chosen(made, *count, paper))
			made[(*count)++].paper = paper;
	}
	if (*count > 0)
		return SK_OK;
	for (size_t i = 0; i < all; i++)
		if (!papers[i]->asked_for)
			made[(*count)++].paper = papers[i];
	return SK_OK;
}

static sk_outcome choose_folder(struct sk_call *call, const char **out)
{
	*out = call->values[SK_OPTION_OUTPUT];
	if (!*out)
		SK_TRY(sk_arena_print(call->arena, out, call->error, "%s/papers", sk_call_folder(call)));
	return sk_call_make_folder(call, *out, FOLDER_MODE);
}

static sk_outcome make(struct sk_call *call, const struct sk_papers *papers, struct made *made)
{
	SK_BUF_SCOPE bytes = SK_BUF(SK_PAPER_BYTES_MAX);
	SK_TRY(made->paper->write(papers, &bytes));
	SK_TRY(sk_buf_check(&bytes, call->error));
	made->bytes = bytes.length;
	return sk_env_write_file(call->env, made->path, bytes.bytes, bytes.length, FILE_MODE, call->error);
}

/* Before the first is written: all or none. */
static sk_outcome name(struct sk_call *call, const struct sk_papers *papers, struct made *made)
{
	SK_TRY(sk_arena_print(call->arena, &made->path, call->error, "%s/%s", papers->scratch, made->paper->file));
	return made->paper->comes_back ? sk_call_keep_filled(call, papers, made->path) : SK_OK;
}

static sk_outcome tell(struct sk_call *call, const struct sk_register *register_, const struct made *made, size_t count)
{
	struct sk_paper_made papers[SK_CMD_POSITIONALS];
	struct sk_report report = sk_call_report(call);
	for (size_t i = 0; i < count; i++)
		papers[i] = (struct sk_paper_made){made[i].paper->name, made[i].paper->label, made[i].path, made[i].bytes};
	return call->json ? sk_report_papers_json(&report, register_, papers, count) : sk_report_papers(&report, register_, papers, count);
}

static sk_outcome network_words(struct sk_call *call, const struct sk_register *register_, struct sk_network_words *out)
{
	const struct sk_network_report *network;
	SK_BUF_SCOPE nothing = SK_BUF(SK_OUTPUT_MAX);
	struct sk_report report = sk_call_report(call);
	report.out = &nothing;
	SK_TRY(sk_call_network(call, register_->site, &network));
	return sk_report_network_words(&report, register_, network, out);
}

static sk_outcome run_papers(struct sk_call *call)
{
	struct made made[SK_CMD_POSITIONALS] = {0};
	struct sk_register register_;
	struct sk_papers papers = {.arena = call->arena, .env = call->env, .lang = call->lang, .register_ = &register_, .error = call->error};
	size_t count;
	SK_TRY(choose(call, made, &count));
	SK_TRY(sk_call_register(call, &register_));
	SK_TRY(sk_site_ledger(call->arena, call->env, register_.site, &papers.ledger, call->error));
	SK_TRY(sk_call_picture(call, register_.site, &papers.picture, &papers.unread));
	SK_TRY(network_words(call, &register_, &papers.network));
	SK_TRY(choose_folder(call, &papers.scratch));
	for (size_t i = 0; i < count; i++)
		SK_TRY(name(call, &papers, &made[i]));
	for (size_t i = 0; i < count; i++)
		SK_TRY(make(call, &papers, &made[i]));
	return tell(call, &register_, made, count);
}

const struct sk_verb sk_verb_papers = {
	SK_PAPERS_ROW,
	.run = run_papers,
};
