/* Which packets changed their fate from one filter to another, and what decides about them in each. */
#include "report/text.h"
#include "report/way.h"

enum { SETS_SHOWN = 24, RANGES_SHOWN = 12 };

static const char *const kind_words[SK_CHANGE_KINDS] = {
	[SK_CHANGE_OPENED] = "opened", [SK_CHANGE_CLOSED] = "closed", [SK_CHANGE_MAYBE_OPENED] = "maybe-opened", [SK_CHANGE_MAYBE_CLOSED] = "maybe-closed"};

static bool was_refused(enum sk_change_kind kind)
{
	return kind == SK_CHANGE_OPENED || kind == SK_CHANGE_MAYBE_OPENED;
}

/* ---- text ---- */

static void line(const struct sk_report *report, const char *what, const struct sk_filter *filter, const struct sk_ruling *ruling)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_text(&out, what);
	if (ruling->chain)
		way_decider(filter, ruling->chain, ruling->rule, &out);
	else
		sk_buf_print(&out, _("%s, where nothing filters"), filter->file);
	text_wrap(report, text_of(report, &out), 6, SK_SCREEN_COLUMNS);
}

static void guesses(const struct sk_report *report, const struct sk_fate_change *change)
{
	for (size_t i = 0; i < change->guess_count; i++) {
		const struct sk_guess *guess = &change->guesses[i];
		SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
		sk_buf_text(&out, guess->matches ? _("if this line matches: ") : _("if this line does not match: "));
		way_decider(guess->filter, NULL, guess->rule, &out);
		text_wrap(report, text_of(report, &out), 6, SK_SCREEN_COLUMNS);
	}
}

static void change_text(const struct sk_report *report, const struct sk_diff_report *diff, const struct sk_fate_change *change, size_t *room)
{
	bool refused = was_refused(change->kind);
	if (*room == 0)
		return;
	for (size_t i = 0; i < change->count && *room > 0; i++, --*room) {
		SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
		sk_buf_print(&out, "%s: ", change->hook);
		sk_packets_text(&diff->diff.was, &change->packets[i], RANGES_SHOWN, &out);
		text_wrap(report, text_of(report, &out), 2, SK_SCREEN_COLUMNS);
	}
	guesses(report, change);
	line(report, refused ? _("refused before: ") : _("let through before: "), &diff->diff.was, &change->was);
	line(report, refused ? _("let through now: ") : _("refused now: "), &diff->diff.is, &change->is);
}

static void changes_text(const struct sk_report *report, const struct sk_diff_report *diff, enum sk_change_kind kind, const char *head)
{
	size_t count = diff->diff.packets[kind], room = SETS_SHOWN;
	if (count == 0)
		return;
	sk_buf_print(report->out, "%s (%zu)\n", head, count);
	for (size_t i = 0; i < diff->diff.count; i++)
		if (diff->diff.changes[i].kind == kind)
			change_text(report, diff, &diff->diff.changes[i], &room);
	if (count > SETS_SHOWN)
		sk_buf_print(report->out, _("  and %zu more; --json shows all\n"), count - SETS_SHOWN);
}

static void silent(const struct sk_report *report, const char *file, unsigned families)
{
	for (unsigned family = SK_FAMILY_4; family <= SK_FAMILY_6; family <<= 1) {
		SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
		if (!(families & family))
			continue;
		sk_buf_print(&out, _("Only the other file says what becomes of %s, not %s: these packets were not compared."), sk_family_name(family), file);
		text_wrap(report, text_of(report, &out), 0, SK_SCREEN_COLUMNS);
	}
}

SK_OUTCOME sk_report_diff(const struct sk_report *report, const struct sk_diff_report *diff)
{
	SK_BUF_SCOPE head = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_print(&head, "%s (%s) -> %s (%s): ", diff->diff.was.file, diff->diff.was.reader, diff->diff.is.file, diff->diff.is.reader);
	for (size_t i = 0; i < diff->diff.hook_count; i++)
		sk_buf_print(&head, "%s%s", i ? ", " : "", diff->diff.hooks[i]);
	text_wrap(report, text_of(report, &head), 0, SK_SCREEN_COLUMNS);
	if (diff->diff.count == 0)
		sk_buf_text(report->out, diff->diff.silent_was || diff->diff.silent_is ? _("Of the packets that were compared none changed its fate.") : _("No packet changed its fate."));
	sk_buf_text(report->out, diff->diff.count == 0 ? "\n" : "");
	changes_text(report, diff, SK_CHANGE_OPENED, _("Refused before, let through now:"));
	changes_text(report, diff, SK_CHANGE_CLOSED, _("Let through before, refused now:"));
	changes_text(report, diff, SK_CHANGE_MAYBE_OPENED, _("Perhaps let through now, as lines are not understood:"));
	changes_text(report, diff, SK_CHANGE_MAYBE_CLOSED, _("Perhaps refused now, as lines are not understood:"));
	silent(report, diff->diff.was.file, diff->diff.silent_was);
	silent(report, diff->diff.is.file, diff->diff.silent_is);
	text_wrap(report, _("This is about the two filters as they are written: not about address translation, the network around them, nor the device."), 0, SK_SCREEN_COLUMNS);
	return sk_buf_check(report->out, report->error);
}

/* ---- JSON ---- */

static json_t *json_ranges(const struct sk_filter *filter, enum sk_dim dim, const struct sk_ranges *ranges)
{
	json_t *array = json_array();
	for (size_t i = 0; i < ranges->count; i++) {
		SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
		sk_range_text(filter, dim, &ranges->at[i], &out);
		json_add(array, json_text(out.bytes));
	}
	return array;
}

/* What is not limited is null. */
static json_t *json_packets(const struct sk_filter *filter, const struct sk_packets *packets)
{
	json_t *object = json_object();
	SK_BUF_SCOPE words = SK_BUF(TEXT_PIECE_MAX);
	sk_packets_text(filter, packets, RANGES_SHOWN, &words);
	json_put(object, "words", json_text(words.bytes));
	json_put(object, "family", json_string(sk_family_word(packets->family)));
	for (enum sk_dim dim = 0; dim < SK_DIMS; dim++) {
		char key[JSON_KEY_ROOM];
		json_key(sk_dim_word(dim), key);
		json_put(object, key, sk_packets_any(filter, packets, dim) ? json_null() : json_ranges(filter, dim, &packets->dims[dim]));
	}
	return object;
}

static json_t *json_change(const struct sk_diff *diff, const struct sk_fate_change *change)
{
	json_t *object = json_object(), *guessed = json_array(), *packets = json_array();
	json_put(object, "change", json_string(kind_words[change->kind]));
	json_put(object, "chain", json_text(change->hook));
	json_put(object, "was", way_ruling(&diff->was, change->was.chain, change->was.rule));
	json_put(object, "is", way_ruling(&diff->is, change->is.chain, change->is.rule));
	for (size_t i = 0; i < change->guess_count; i++) {
		const struct sk_guess *guess = &change->guesses[i];
		json_t *line = json_object();
		json_put(line, "file", json_text(guess->filter->file));
		json_put_int(line, "line", guess->rule->line);
		json_put(line, "text", json_text(guess->rule->text));
		json_put(line, "matches", json_boolean(guess->matches));
		json_add(guessed, line);
	}
	json_put(object, "if", guessed);
	for (size_t i = 0; i < change->count && !json_full(); i++)
		json_add(packets, json_packets(&diff->was, &change->packets[i]));
	json_put(object, "packets", packets);
	return object;
}

static json_t *json_side(const struct sk_filter *filter, unsigned silent)
{
	json_t *object = json_object();
	json_put(object, "file", json_text(filter->file));
	json_put(object, "reader", json_text(filter->reader));
	json_put(object, "silent", way_families(silent));
	return object;
}

SK_OUTCOME sk_report_diff_json(const struct sk_report *report, const struct sk_diff_report *diff)
{
	json_t *root = json_object(), *chains = json_array(), *counts = json_object(), *changes = json_array();
	json_put(root, "format", json_string(SK_REPORT_DIFF_FORMAT));
	json_put(root, "was", json_side(&diff->diff.was, diff->diff.silent_was));
	json_put(root, "is", json_side(&diff->diff.is, diff->diff.silent_is));
	for (size_t i = 0; i < diff->diff.hook_count; i++)
		json_add(chains, json_text(diff->diff.hooks[i]));
	json_put(root, "chains", chains);
	json_put(root, "among", json_text(diff->among));
	for (size_t i = 0; i < SK_CHANGE_KINDS; i++) {
		char key[JSON_KEY_ROOM];
		json_key(kind_words[i], key);
		json_put_int(counts, key, (long long)diff->diff.packets[i]);
	}
	json_put(root, "counts", counts);
	for (size_t i = 0; i < diff->diff.count && !json_full(); i++)
		json_add(changes, json_change(&diff->diff, &diff->diff.changes[i]));
	json_put(root, "changes", changes);
	return json_finish(report, root);
}
