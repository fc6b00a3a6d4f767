/* `sekisho history [list] | keep`: the assessments of a site that are kept, and keeping the one of now. */
#include "cmd/cmd.h"

#include <string.h>

enum { LIST_MAX = 256 << 20, NEWEST = 20 };

static void close_store(struct sk_store **store)
{
	sk_store_close(*store);
}
#define STORE_SCOPE __attribute__((cleanup(close_store))) struct sk_store *

static sk_outcome say(struct sk_call *call, const struct sk_history_report *history)
{
	struct sk_report report = sk_call_report(call);
	return call->json ? sk_report_history_json(&report, history) : sk_report_history(&report, history);
}

/* ---- list ---- */

/* Texts are borrowed for the call only. */
static sk_outcome copy_head(struct sk_call *call, const struct sk_past *from, struct sk_past *to)
{
	const char **const texts[] = {&to->digest, &to->rows, &to->name_ja, &to->name_en, &to->line_by, &to->series.digest, &to->series.catalogue, &to->series.readings};
	*to = *from;
	for (size_t i = 0; i < SK_COUNT(texts); i++)
		SK_TRY(sk_arena_text(call->arena, *texts[i], strlen(*texts[i]), texts[i], call->error));
	return SK_OK;
}

struct listing {
	struct sk_call *call;
	struct sk_buf pasts;
	size_t count;
	sk_outcome outcome;
};

static bool hear(void *context, const struct sk_past *past)
{
	struct listing *listing = context;
	struct sk_past copy;
	listing->outcome = copy_head(listing->call, past, &copy);
	sk_buf_add(&listing->pasts, (const char *)&copy, sizeof(copy));
	listing->count++;
	return !sk_failed(listing->outcome) && !listing->pasts.failed;
}

sk_outcome sk_call_pasts(struct sk_call *call, struct sk_store *store, const struct sk_past **out, size_t *count)
{
	struct listing listing = {.call = call, .pasts = SK_BUF(LIST_MAX), .outcome = SK_OK};
	void *memory = NULL;
	sk_outcome outcome = sk_store_pasts(store, SK_HISTORY_SITE, hear, &listing, call->error);
	if (!sk_failed(outcome))
		outcome = listing.outcome;
	if (!sk_failed(outcome))
		outcome = sk_buf_check(&listing.pasts, call->error);
	if (!sk_failed(outcome))
		outcome = sk_buf_keep(&listing.pasts, call->arena, &memory, call->error);
	sk_buf_release(&listing.pasts);
	*out = memory;
	*count = listing.count;
	return outcome;
}

static sk_outcome run_list(struct sk_call *call)
{
	STORE_SCOPE store = NULL;
	struct sk_history_report history = {.file = SK_HISTORY_FILE};
	SK_TRY(sk_call_history(call, false, &store));
	if (store)
		SK_TRY(sk_call_pasts(call, store, &history.pasts, &history.all));
	history.count = history.all;
	if (!call->json && !call->values[SK_OPTION_ALL] && history.count > NEWEST)
		history.count = NEWEST;
	history.pasts += history.all - history.count;
	return say(call, &history);
}

/* ---- keep ---- */

/* The one before it in the order of times. */
static const struct sk_past *before(const struct sk_past *pasts, size_t count, int64_t number)
{
	for (size_t i = 1; i < count; i++)
		if (pasts[i].number == number)
			return &pasts[i - 1];
	return NULL;
}

static sk_outcome run_keep(struct sk_call *call)
{
	STORE_SCOPE store = NULL;
	const struct sk_site *site;
	struct sk_past past;
	const struct sk_past *pasts;
	size_t all;
	struct sk_history_report history = {.file = SK_HISTORY_FILE, .pasts = &past, .count = 1, .kept = true};
	SK_TRY(sk_call_past(call, &site, &past));
	SK_TRY(sk_call_history(call, true, &store));
	SK_TRY(sk_store_keep(store, SK_HISTORY_SITE, &past, &past.number, &history.again, call->error));
	SK_TRY(sk_call_pasts(call, store, &pasts, &all));
	history.all = all;
	history.before = before(pasts, all, past.number);
	return say(call, &history);
}

static const struct {
	const char *name;
	sk_outcome (*run)(struct sk_call *call);
} actions[] = {{"list", run_list}, {"keep", run_keep}};

static sk_outcome run_history(struct sk_call *call)
{
	const char *word = call->word_count > 0 ? call->words[0] : "list";
	for (size_t i = 0; i < SK_COUNT(actions); i++)
		if (strcmp(actions[i].name, word) == 0)
			return actions[i].run(call);
	return sk_error_set(call->error, SK_E_CHOICE, NULL, word, "list, keep", NULL);
}

static const enum sk_option_id options[] = {SK_OPTION_SITE, SK_OPTION_ALL, SK_OPTION_AT, SK_OPTION_JSON, SK_OPTION_CATALOGUE};
const struct sk_verb sk_verb_history = {
	.name = "history",
	.group = SK_VERB_PLUMBING,
	.stores = true,
	.usage = N_("[list | keep] [options]"),
	.help = N_("the assessments that are kept; keep: the one of now"),
	.options = options,
	.option_count = SK_COUNT(options),
	.words_most = 1,
	.run = run_history,
};
