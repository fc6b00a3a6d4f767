/* `sekisho diff [A [B]]`: what moved from one assessment to another, and by what. */
#include "cmd/cmd.h"

#include <string.h>

enum { JAPAN = 9 * 3600 /* seconds its day begins before that of UTC */, DIGITS_MAX = 15 };

struct choosing {
	struct sk_call *call;
	struct sk_store *store; /* NULL: nothing was ever kept */
	const struct sk_past *pasts;
	size_t count;
	const struct sk_site *site;
	const struct sk_past *now; /* once it was asked for */
};

static void choosing_release(struct choosing *choosing)
{
	sk_store_close(choosing->store);
}

static sk_outcome no_such(struct choosing *choosing, const char *word)
{
	const char *expected = choosing->count > 0 ? _("a number, a time not before that of the first one, or 'now'") : _("something that 'sekisho history keep' kept");
	return sk_error_set(choosing->call->error, SK_E_HISTORY_NONE, NULL, word, expected, NULL);
}

static sk_outcome take_now(struct choosing *choosing, const struct sk_past **out)
{
	struct sk_call *call = choosing->call;
	void *memory;
	if (!choosing->now) {
		SK_TRY(sk_arena_take(call->arena, 1, sizeof(struct sk_past), &memory, call->error));
		SK_TRY(sk_call_past(call, &choosing->site, memory));
		choosing->now = memory;
	}
	*out = choosing->now;
	return SK_OK;
}

/* "3"; 0: it is no number. */
static int64_t number_of(const char *word)
{
	int64_t number = 0;
	for (size_t i = 0; word[i]; i++) {
		if (word[i] < '0' || word[i] > '9' || i >= DIGITS_MAX)
			return 0;
		number = number * 10 + (word[i] - '0');
	}
	return number;
}

/* Of a day its last moment in Japan. */
static bool read_time(const char *word, sk_time *out)
{
	size_t length = strlen(word);
	if (!sk_time_parse(word, length, out))
		return false;
	if (sk_date_parse(word, length, out))
		*out += SK_DAY - JAPAN - 1;
	return true;
}

/* Of that number, or the newest as of that time or before; of these the one that was kept last. 0: none. */
static int64_t find(const struct choosing *choosing, const char *word)
{
	int64_t number = word ? number_of(word) : 0, found = 0;
	sk_time time = INT64_MAX;
	bool by_time = !word || (number == 0 && read_time(word, &time));
	for (size_t i = 0; i < choosing->count; i++)
		if (number ? choosing->pasts[i].number == number : by_time && choosing->pasts[i].at <= time)
			found = choosing->pasts[i].number;
	return found;
}

/* `word` NULL: the newest that is kept. */
static sk_outcome choose(struct choosing *choosing, const char *word, const struct sk_past **out)
{
	struct sk_call *call = choosing->call;
	void *memory;
	if (word && strcmp(word, "now") == 0)
		return take_now(choosing, out);
	int64_t number = find(choosing, word);
	if (!number)
		return no_such(choosing, word ? word : _("the newest"));
	SK_TRY(sk_arena_take(call->arena, 1, sizeof(struct sk_past), &memory, call->error));
	*out = memory;
	return sk_store_past(choosing->store, call->arena, SK_HISTORY_SITE, number, memory, call->error);
}

/* Names of what is told come from the site as it is now. */
static sk_outcome open_site(struct choosing *choosing)
{
	struct sk_site *site;
	if (choosing->site)
		return SK_OK;
	SK_TRY(sk_call_site(choosing->call, &site));
	choosing->site = site;
	return SK_OK;
}

static sk_outcome run_diff(struct sk_call *call)
{
	__attribute__((cleanup(choosing_release))) struct choosing choosing = {.call = call};
	const struct sk_past *was, *is;
	struct sk_past_diff diff;
	struct sk_report report = sk_call_report(call);
	SK_TRY(sk_call_history(call, false, &choosing.store));
	if (choosing.store)
		SK_TRY(sk_call_pasts(call, choosing.store, &choosing.pasts, &choosing.count));
	SK_TRY(choose(&choosing, call->word_count > 0 ? call->words[0] : NULL, &was));
	SK_TRY(choose(&choosing, call->word_count > 1 ? call->words[1] : "now", &is));
	SK_TRY(open_site(&choosing));
	SK_TRY(sk_history_diff(call->arena, was, is, &diff, call->error));
	call->finding = diff.over > 0;
	return call->json ? sk_report_moved_json(&report, &diff) : sk_report_moved(&report, choosing.site, &diff);
}

static const enum sk_option_id options[] = {SK_OPTION_SITE, SK_OPTION_AT, SK_OPTION_JSON, SK_OPTION_CATALOGUE};
const struct sk_verb sk_verb_diff = {
	.name = "diff",
	.group = SK_VERB_PLUMBING,
	.stores = true,
	.usage = N_("[A [B]] [options]"),
	.help = N_("what moved from one kept assessment to another, or to now, and why"),
	.options = options,
	.option_count = SK_COUNT(options),
	.words_most = 2,
	.run = run_diff,
};
