/* Takes what can be evidence: says what it is, what it proves and what it moves, asks, stores. */
#include "cmd/cmd.h"

#include <string.h>

struct looking {
	struct sk_site *site;
	struct sk_offer offers[SK_CMD_POSITIONALS];
	struct sk_brought brought[SK_CMD_POSITIONALS];
	struct sk_look_settings settings[SK_CMD_POSITIONALS];
	struct sk_buf bytes[SK_CMD_POSITIONALS];
	size_t count;
	bool planned; /* nothing of it is ever stored */
	struct sk_register before, after;
	const struct sk_look_network *network;
};

static void looking_release(struct looking *looking)
{
	for (size_t i = 0; i < looking->count; i++)
		sk_buf_release(&looking->bytes[i]);
}

/* The first line of a bundle says what it is. */
static bool is_bundle(const struct sk_buf *bytes)
{
	static const char mark[] = "{\"bundle\":";
	return bytes->length >= sizeof(mark) - 1 && memcmp(bytes->bytes, mark, sizeof(mark) - 1) == 0;
}

/* What is no bundle is a configuration, or nothing that is known. What nobody signed is a plan, and so is then all that was brought with it: what
 * the one moves hangs on the other. */
static sk_outcome take_settings(struct sk_call *call, struct looking *looking, size_t position)
{
	const struct sk_buf *bytes = &looking->bytes[position];
	struct sk_place where = {.file = call->words[position]};
	struct sk_config_source source = {call->words[position], bytes->bytes ? bytes->bytes : "", bytes->length};
	const struct sk_settings_dialect *dialect = sk_settings_dialect_of(&source);
	looking->planned = true;
	const char *kind = dialect ? NULL : sk_sheet_other(source.bytes, source.length);
	if (kind)
		return sk_error_set(call->error, SK_E_LOOK_KIND, &where, sk_message(kind), NULL, NULL);
	if (!dialect)
		return sk_error_set(call->error, SK_E_LOOK_UNKNOWN, &where, NULL, NULL, NULL);
	return sk_call_settings(call, looking->site, &source, dialect, position, &looking->settings[position], &looking->offers[position]);
}

static sk_outcome read_file(struct sk_call *call, struct looking *looking, size_t position)
{
	struct sk_buf *bytes = &looking->bytes[position];
	const char *file = call->words[position];
	*bytes = SK_BUF(SK_BUNDLE_BYTES_MAX);
	looking->count++;
	SK_TRY(sk_env_read_file(call->env, file, file, SK_BUNDLE_BYTES_MAX, bytes, call->error));
	SK_TRY(sk_prove_plain(bytes, call->error));
	if (!is_bundle(bytes))
		return take_settings(call, looking, position);
	looking->offers[position] = (struct sk_offer){.file = file, .bytes = bytes->bytes, .length = bytes->length};
	return SK_OK;
}

static sk_outcome read_files(struct sk_call *call, struct looking *looking)
{
	looking->planned = call->values[SK_OPTION_PLANNED] != NULL;
	bool settings = false;
	for (size_t i = 0; i < call->word_count; i++) {
		SK_TRY(read_file(call, looking, i));
		settings = settings || looking->settings[i].settings;
	}
	if (call->values[SK_OPTION_SUBJECT] && !settings)
		return sk_error_set(call->error, SK_E_USAGE, NULL, _("a bundle says itself whose it is"), _("--subject beside settings only"), NULL);
	for (size_t i = 0; i < looking->count; i++)
		looking->offers[i].planned = looking->planned;
	return SK_OK;
}

/* The bundle that was made of it is nobody's: what is told about the file is told of the file. */
static void name_settings(struct looking *looking)
{
	for (size_t i = 0; i < looking->count; i++) {
		struct sk_brought *brought = &looking->brought[i];
		struct sk_look_settings *settings = &looking->settings[i];
		if (!settings->settings)
			continue;
		settings->file = brought->file;
		brought->collector_id = brought->host = brought->tool = NULL;
		brought->sequence = 0;
		memcpy(brought->digest, settings->digest, SK_HEX_ROOM);
	}
}

/* What was stored before a failure is stored, and that must be said. */
static sk_outcome say_stored(struct sk_call *call, const struct looking *looking, const struct sk_brought *stored, size_t count)
{
	struct sk_report report = sk_call_report(call);
	call->done = count > 0;
	if (call->done && call->json)
		return sk_report_taken_json(&report, looking->site, stored, count, call->at);
	for (size_t i = 0; i < count; i++) {
		sk_buf_print(call->out, _("Stored: %s"), stored[i].file);
		sk_buf_text(call->out, "\n");
	}
	return sk_buf_check(call->out, call->error);
}

static sk_outcome store(struct sk_call *call, struct looking *looking, bool *stored)
{
	struct sk_brought taken[SK_CMD_POSITIONALS];
	size_t count = 0;
	for (size_t i = 0; i < looking->count; i++) {
		if (looking->brought[i].standing == SK_REFUSED)
			continue;
		sk_outcome outcome = sk_evidence_import(call->arena, call->env, looking->site, call->at, &looking->offers[i], &taken[count], call->error);
		if (sk_failed(outcome)) {
			SK_TRY(say_stored(call, looking, taken, count));
			return outcome;
		}
		looking->brought[i] = taken[count++];
		*stored = true;
	}
	return SK_OK;
}

static bool anything_to_store(const struct looking *looking)
{
	for (size_t i = 0; i < looking->count; i++)
		if (looking->brought[i].standing != SK_REFUSED)
			return true;
	return false;
}

/* JSON is for programs: they say --yes, or nothing is stored. */
static sk_outcome decide(struct sk_call *call, struct looking *looking, bool *stored)
{
	bool yes = call->values[SK_OPTION_YES] != NULL;
	if (looking->planned || !anything_to_store(looking))
		return SK_OK;
	if (!yes && !call->json)
		SK_TRY(sk_call_ask(call, _("Store it as evidence of this site?"), &yes));
	if (yes)
		SK_TRY(store(call, looking, stored));
	if (!call->json)
		sk_buf_print(call->out, "%s\n", *stored ? _("Stored.") : _("Nothing was stored."));
	return SK_OK;
}

static bool is_proven(const struct sk_look_network *network)
{
	bool good = !network->unread;
	for (size_t i = 0; good && i < network->whole.count; i++)
		good = sk_policy_good(&network->whole.answers[i]);
	for (size_t i = 0; good && i < network->whole.need_count; i++)
		good = sk_policy_good(&network->whole.needs[i]);
	return good;
}

/* What is not stored counts for nothing: the exit code is that of the site as it is left. */
static bool finding(const struct looking *looking, bool stored)
{
	bool found = !sk_assess_clean(stored ? &looking->after.counts : &looking->before.counts);
	for (size_t i = 0; i < looking->count; i++)
		found = found || looking->brought[i].standing == SK_REFUSED;
	return found || (looking->network && !is_proven(looking->network));
}

static sk_outcome show(struct sk_call *call, struct looking *looking)
{
	struct sk_report report = sk_call_report(call);
	struct sk_look_report look = {&looking->before, &looking->after, looking->brought, looking->settings, looking->count, looking->planned, false, looking->network};
	report.settings = looking->settings;
	report.settings_count = looking->count;
	if (!call->json)
		SK_TRY(sk_report_look(&report, &look));
	SK_TRY(decide(call, looking, &look.stored));
	call->finding = finding(looking, look.stored);
	return call->json ? sk_report_look_json(&report, &look) : sk_buf_check(call->out, call->error);
}

/* Of a computer's own firewall there are no facts to judge. */
static sk_outcome judge_offers(struct sk_call *call, struct looking *looking)
{
	struct sk_offer offers[SK_CMD_POSITIONALS];
	struct sk_brought brought[SK_CMD_POSITIONALS];
	size_t count = 0;
	for (size_t i = 0; i < looking->count; i++)
		if (!looking->settings[i].host)
			offers[count++] = looking->offers[i];
	SK_TRY(sk_call_judge(call, looking->site, offers, count, brought, &looking->after));
	for (size_t i = looking->count; i-- > 0;)
		looking->brought[i] = looking->settings[i].host ? (struct sk_brought){.file = looking->settings[i].file, .standing = SK_SHOWN, .at = call->at} : brought[--count];
	return SK_OK;
}

static sk_outcome run_look(struct sk_call *call)
{
	__attribute__((cleanup(looking_release))) struct looking looking = {0};
	SK_TRY(sk_call_site(call, &looking.site));
	SK_TRY(read_files(call, &looking));
	SK_TRY(sk_call_judge(call, looking.site, NULL, 0, NULL, &looking.before));
	SK_TRY(judge_offers(call, &looking));
	SK_TRY(sk_call_look_network(call, &looking.after, looking.settings, looking.bytes, looking.count, &looking.network));
	name_settings(&looking);
	return show(call, &looking);
}

static const enum sk_option_id options[] = {SK_OPTION_SITE, SK_OPTION_SUBJECT, SK_OPTION_PLANNED, SK_OPTION_YES, SK_OPTION_AT, SK_OPTION_JSON, SK_OPTION_CATALOGUE};
const struct sk_verb sk_verb_look = {
	.name = "look",
	.group = SK_VERB_FRONT,
	.writes = true,
	.usage = N_("FILE... [options]"),
	.help = N_("what a file proves and moves; asks, then stores it as evidence"),
	.options = options,
	.option_count = SK_COUNT(options),
	.words_least = 1,
	.words_most = SK_CMD_POSITIONALS,
	.run = run_look,
};
