/* One filter, one question, every possible packet; or the policies of a site, over its network. */
#include "cmd/cmd.h"

#include <string.h>

enum { CERTIFICATE_MODE = 0644 };

/* A file that is no certificate stays as it is: the configuration itself may be named by mistake. */
static sk_outcome check_free(const struct sk_call *call, const char *path)
{
	struct sk_place place = {.file = path};
	SK_BUF_SCOPE there = SK_BUF(SK_CERTIFICATE_BYTES_MAX);
	enum sk_entry_kind kind = call->env->kind(call->env->self, path);
	if (kind == SK_ENTRY_NONE)
		return SK_OK;
	bool read = kind == SK_ENTRY_FILE && !sk_failed(sk_env_read_file(call->env, path, path, SK_CERTIFICATE_BYTES_MAX, &there, call->error));
	if (read && there.bytes && strncmp(there.bytes, SK_CERTIFICATE_FORMAT "\n", sizeof(SK_CERTIFICATE_FORMAT)) == 0)
		return SK_OK;
	return sk_error_set(call->error, SK_E_CERTIFICATE_OTHER, &place, NULL, NULL, NULL);
}

static sk_outcome certify(struct sk_call *call, struct sk_prove_report *prove, const struct sk_question *question, const struct sk_buf *bytes)
{
	SK_BUF_SCOPE out = SK_BUF(SK_CERTIFICATE_BYTES_MAX);
	const char *path = call->values[SK_OPTION_CERTIFICATE];
	char digest[SK_HEX_ROOM];
	prove->certify = path;
	if (!path || (prove->proven->proof != SK_PROOF_HOLDS && prove->proven->proof != SK_PROOF_VIOLATED))
		return SK_OK;
	SK_TRY(check_free(call, path));
	sk_digest(bytes->bytes ? bytes->bytes : "", bytes->length, digest);
	struct sk_certificate about = {sk_text_file(call->words[0]), digest, prove->chain, prove->question};
	SK_TRY(sk_net_certify(prove->filter, prove->entry, question, prove->proven, &about, &out, call->error));
	prove->certificate = path;
	return sk_env_write_file(call->env, path, out.bytes, out.length, CERTIFICATE_MODE, call->error);
}

static sk_outcome ask(struct sk_call *call, struct sk_prove_report *prove, const struct sk_buf *bytes)
{
	const char *refuses = call->values[SK_OPTION_REFUSES], *accepts = call->values[SK_OPTION_ACCEPTS];
	struct sk_question question;
	void *memory;
	prove->question = refuses ? refuses : accepts;
	if (!prove->question && call->values[SK_OPTION_CERTIFICATE])
		return sk_error_set(call->error, SK_E_USAGE, NULL, _("a certificate without a question"), _("--refuses or --accepts beside --certificate"), NULL);
	if (!prove->question)
		return SK_OK;
	SK_TRY(sk_question_read(prove->filter, prove->entry, NULL, prove->question, &question, call->error));
	question.wanted = prove->wanted = refuses ? SK_FATE_DROP : SK_FATE_ACCEPT;
	prove->families = question.families;
	prove->silent = question.silent;
	SK_TRY(sk_arena_take(call->arena, 1, sizeof(struct sk_proven), &memory, call->error));
	prove->proven = memory;
	SK_TRY(sk_net_ask(prove->filter, prove->entry, &question, memory, call->error));
	/* What was asked and nobody knows is no "holds", although the rest does. */
	call->finding = prove->proven->proof != SK_PROOF_HOLDS || prove->silent != 0;
	return certify(call, prove, &question, bytes);
}

static sk_outcome prove_rules(struct sk_call *call)
{
	SK_BUF_SCOPE bytes = SK_BUF(SK_CONFIG_BYTES_MAX);
	struct sk_filter filter;
	struct sk_rules_report rules = {.filter = &filter};
	struct sk_report report = sk_call_report(call);
	SK_TRY(sk_prove_read(call->arena, call->env, call->words[0], call->words[0], &bytes, &filter, call->error));
	SK_TRY(sk_net_rules(call->arena, &filter, call->values[SK_OPTION_CHAIN], &rules.findings, call->error));
	call->finding = rules.findings.count > 0;
	return call->json ? sk_report_rules_json(&report, &rules) : sk_report_rules(&report, &rules);
}

static sk_outcome prove_diff(struct sk_call *call)
{
	struct sk_filter filters[2];
	struct sk_diff_report diff = {.among = call->values[SK_OPTION_AMONG]};
	struct sk_report report = sk_call_report(call);
	SK_TRY(sk_call_words(call, 2, "sekisho prove --diff OLD NEW"));
	for (size_t i = 0; i < 2; i++) {
		SK_BUF_SCOPE bytes = SK_BUF(SK_CONFIG_BYTES_MAX);
		SK_TRY(sk_prove_read(call->arena, call->env, call->words[i], call->words[i], &bytes, &filters[i], call->error));
	}
	SK_TRY(sk_net_diff(call->arena, &filters[0], &filters[1], call->values[SK_OPTION_CHAIN], diff.among, &diff.diff, call->error));
	call->finding = diff.diff.count > 0 || diff.diff.silent_was || diff.diff.silent_is;
	return call->json ? sk_report_diff_json(&report, &diff) : sk_report_diff(&report, &diff);
}

static sk_outcome prove_file(struct sk_call *call)
{
	SK_BUF_SCOPE bytes = SK_BUF(SK_CONFIG_BYTES_MAX);
	struct sk_filter filter;
	struct sk_entry entry;
	struct sk_prove_report prove = {.filter = &filter, .entry = &entry};
	struct sk_report report = sk_call_report(call);
	SK_TRY(sk_prove_read(call->arena, call->env, call->words[0], call->words[0], &bytes, &filter, call->error));
	prove.chain = call->values[SK_OPTION_CHAIN] ? call->values[SK_OPTION_CHAIN] : "FORWARD";
	SK_TRY(sk_filter_doubt_early(call->arena, &filter, SK_EARLY_ANY, call->error));
	SK_TRY(sk_filter_entry(&filter, prove.chain, &entry, call->error));
	SK_TRY(ask(call, &prove, &bytes));
	return call->json ? sk_report_prove_json(&report, &prove) : sk_report_prove(&report, &prove);
}

/* ---- a site ---- */

/* Proving nothing is no proof. */
static sk_outcome check_policies(struct sk_call *call, const struct sk_site *site)
{
	if (site->policies.count > 0)
		return SK_OK;
	if (site->nodes.count == 0)
		return sk_error_set(call->error, SK_E_NETWORK_NONE, &site->where, NULL, NULL, NULL);
	return sk_error_set(call->error, SK_E_LIST_SHORT, &site->where, "policies", NULL, NULL);
}

/* What all answers about a site come from. */
struct asked {
	struct sk_site *site;
	struct sk_network network;
	struct sk_plan *plan;
	struct sk_policy_question *questions;
	struct sk_policy_answer *answers, *needs;
	struct sk_permitted *permitted;
	size_t permitted_count;
	struct sk_policy_answer *stopped; /* of needs, past their exceptions */
	size_t stopped_count;
	const struct sk_register *register_; /* NULL: no policy of the catalogue is violated */
	const struct sk_fixed **fixed; /* of each policy, then of each need; NULL: nobody asked what mends them */
};

/* ---- what it does to the risks ---- */

/* Which risks need a control follows from the site alone: no evidence is read for that. */
static sk_outcome add_risks(struct sk_call *call, struct asked *asked)
{
	static const struct sk_evidence none;
	for (size_t i = 0; i < asked->site->policies.count; i++) {
		struct sk_policy_answer *answer = &asked->answers[i];
		void *verdicts, *memory;
		bool open = answer->reached.proof == SK_PROOF_VIOLATED || answer->bare.hop_count > 0;
		if (!open || !answer->policy->flow)
			continue;
		if (!asked->register_) {
			SK_TRY(sk_arena_take(call->arena, 1, sizeof(struct sk_verdicts), &verdicts, call->error));
			SK_TRY(sk_arena_take(call->arena, 1, sizeof(struct sk_register), &memory, call->error));
			SK_TRY(sk_check_run(call->arena, NULL, asked->site, &none, call->at, verdicts, call->error));
			SK_TRY(sk_assess(call->arena, verdicts, memory, call->error));
			asked->register_ = memory;
		}
		answer->risks = sk_assess_needing(asked->register_, sk_catalogue_control(asked->site->catalogue, answer->policy->flow->control));
	}
	return SK_OK;
}

/* ---- all of it ---- */

static sk_outcome add_mends(struct sk_call *call, const struct asked *asked)
{
	for (size_t i = 0; i < asked->site->policies.count; i++)
		if (asked->answers[i].reached.proof == SK_PROOF_VIOLATED)
			SK_TRY(sk_net_mend(call->arena, asked->answers[i].plan, asked->questions[i].pairs, asked->questions[i].count, &asked->answers[i].mend, call->error));
	return SK_OK;
}

/* Of policies or needs. */
static sk_outcome answer_each(struct sk_call *call, const struct asked *asked, const struct sk_policy_question *questions, size_t count, struct sk_policy_answer **out)
{
	SK_TRY(sk_prove_each(call->arena, asked->plan, questions, count, out, call->error));
	for (size_t i = 0; i < count; i++)
		call->finding = call->finding || !sk_policy_good(&(*out)[i]);
	return SK_OK;
}

static sk_outcome answer_needs(struct sk_call *call, struct asked *asked)
{
	struct sk_policy_question *questions;
	SK_TRY(sk_prove_policies(call->arena, asked->site, &asked->network, &asked->site->needs, &questions, call->error));
	return answer_each(call, asked, questions, asked->site->needs.count, &asked->needs);
}

static sk_outcome answer_all(struct sk_call *call, struct asked *asked)
{
	SK_TRY(sk_call_site(call, &asked->site));
	SK_TRY(check_policies(call, asked->site));
	SK_TRY(sk_prove_network(call->arena, call->env, asked->site, &asked->network, call->error));
	SK_TRY(sk_plan_new(call->arena, &asked->network, NULL, &asked->plan, call->error));
	SK_TRY(sk_prove_policies(call->arena, asked->site, &asked->network, &asked->site->policies, &asked->questions, call->error));
	SK_TRY(answer_each(call, asked, asked->questions, asked->site->policies.count, &asked->answers));
	if (!call->values[SK_OPTION_MISTAKES]) {
		SK_TRY(sk_prove_bare(call->arena, &asked->network, asked->questions, asked->site->policies.count, asked->answers, call->error));
		for (size_t i = 0; i < asked->site->policies.count; i++)
			call->finding = call->finding || asked->answers[i].bare.hop_count > 0;
		SK_TRY(sk_prove_examples(call->arena, asked->questions, asked->site->policies.count, asked->answers, call->error));
		SK_TRY(sk_prove_astray(call->arena, asked->site, asked->questions, asked->site->policies.count, asked->answers, call->error));
		SK_TRY(sk_prove_more(call->arena, asked->questions, asked->site->policies.count, asked->answers, call->error));
		SK_TRY(sk_prove_permitted(call->arena, asked->site, asked->plan, asked->questions, asked->site->policies.count, &asked->permitted, &asked->permitted_count, call->error));
		for (size_t i = 0; i < asked->permitted_count; i++)
			call->finding = call->finding || sk_permitted_comes_in(&asked->permitted[i]);
		SK_TRY(answer_needs(call, asked));
		SK_TRY(sk_prove_stopped(call->arena, asked->site, asked->plan, asked->needs, &asked->stopped, &asked->stopped_count, call->error));
	}
	SK_TRY(add_mends(call, asked));
	return add_risks(call, asked);
}

/* ---- as a picture ---- */

struct ways {
	struct sk_picture_way *at;
	size_t count;
};

static void add_way(struct ways *ways, enum sk_picture_way_kind kind, const struct sk_policy_answer *answer)
{
	const struct sk_reached *reached = &answer->reached;
	if (reached->hop_count > 0)
		ways->at[ways->count++] = (struct sk_picture_way){kind, answer->policy, reached->packet, reached->hops, reached->hop_count, answer->down};
}

/* Of what comes through one way for each pair of nodes. */
static sk_outcome add_needed(struct sk_call *call, const struct asked *asked, const struct sk_policy_question *need, struct ways *ways)
{
	for (size_t i = 0; i < need->count; i++) {
		struct sk_ways found;
		SK_TRY(sk_net_ways(call->arena, asked->plan, &need->pairs[i], SK_BOUND_LEAST, &found, call->error));
		if (found.count > 0)
			ways->at[ways->count++] = (struct sk_picture_way){.kind = SK_PICTURE_NEEDED, .policy = need->policy, .hops = found.at[0].hops, .hop_count = found.at[0].hop_count};
	}
	return SK_OK;
}

static sk_outcome gather_ways(struct sk_call *call, const struct asked *asked, struct ways *out)
{
	struct sk_policy_question *needs;
	size_t room = asked->site->policies.count;
	void *memory;
	SK_TRY(sk_prove_policies(call->arena, asked->site, &asked->network, &asked->site->needs, &needs, call->error));
	for (size_t i = 0; i < asked->site->needs.count; i++)
		room += needs[i].count + 1;
	SK_TRY(sk_arena_take(call->arena, room, sizeof(struct sk_picture_way), &memory, call->error));
	*out = (struct ways){memory, 0};
	for (size_t i = 0; i < asked->site->needs.count; i++) {
		enum sk_proof proof = asked->needs[i].reached.proof;
		if (proof == SK_PROOF_HOLDS)
			SK_TRY(add_needed(call, asked, &needs[i], out));
		else
			add_way(out, proof == SK_PROOF_VIOLATED ? SK_PICTURE_STOPPED : SK_PICTURE_DOUBTFUL, &asked->needs[i]);
	}
	for (size_t i = 0; i < asked->site->policies.count; i++)
		add_way(out, asked->answers[i].reached.proof == SK_PROOF_VIOLATED ? SK_PICTURE_UNWANTED : SK_PICTURE_DOUBTFUL, &asked->answers[i]);
	return SK_OK;
}

static sk_outcome draw(struct sk_call *call, const struct asked *asked, const struct sk_prove_site_report *prove, struct sk_picture *out)
{
	struct sk_report report = sk_call_report(call);
	struct sk_register register_;
	struct ways ways;
	SK_TRY(sk_call_judge(call, asked->site, NULL, 0, NULL, &register_));
	SK_TRY(gather_ways(call, asked, &ways));
	struct sk_picture_report picture = {prove, &register_, ways.at, ways.count};
	return sk_report_picture(&report, &picture, out);
}

static sk_outcome put_picture(struct sk_call *call, const struct asked *asked, const struct sk_prove_site_report *prove)
{
	struct sk_picture picture;
	SK_TRY(draw(call, asked, prove, &picture));
	call->whole = true;
	sk_picture_svg(&picture, call->out);
	return SK_OK;
}

sk_outcome sk_call_picture(struct sk_call *call, const struct sk_site *site, const struct sk_picture **out, const char **unread)
{
	void *memory;
	struct sk_error why;
	struct sk_call aside = *call;
	struct asked asked = {0};
	*unread = NULL;
	*out = NULL;
	if (site->nodes.count == 0 || site->policies.count == 0)
		return SK_OK;
	SK_TRY(sk_arena_take(call->arena, 1, sizeof(struct sk_picture), &memory, call->error));
	/* A network that cannot be examined is no failure of the caller; nor is what it lets through a finding of his. */
	aside.error = &why;
	sk_outcome outcome = answer_all(&aside, &asked);
	struct sk_prove_site_report prove = {.site = asked.site, .network = &asked.network, .answers = asked.answers, .needs = asked.needs, .register_ = asked.register_, .at = call->at};
	if (!sk_failed(outcome)) {
		prove.count = asked.site->policies.count;
		prove.need_count = asked.needs ? asked.site->needs.count : 0;
		outcome = draw(&aside, &asked, &prove, memory);
	}
	if (sk_failed(outcome))
		return sk_call_unread(call, &why, unread);
	*out = memory;
	return SK_OK;
}

/* ---- as facts ---- */

static sk_outcome record(struct sk_call *call)
{
	struct sk_prove_recorder who;
	struct sk_network network;
	struct sk_site *site;
	SK_TRY(sk_call_site(call, &site));
	SK_TRY(check_policies(call, site));
	SK_TRY(sk_call_recorder(call, site, &who));
	SK_TRY(sk_prove_network(call->arena, call->env, site, &network, call->error));
	call->whole = true;
	return sk_prove_record(call->arena, site, &network, &who, call->out, call->error);
}

/* ---- what mends it ---- */

/* More rules, of all filters together, would take longer than somebody waits who did not ask for it; and what does not fit into the memory is not tried. */
enum { RULES_MOST = 5000, TRIES_MAX = 192 << 20 };

static size_t rules_of(const struct sk_network *network)
{
	size_t count = 0;
	for (size_t i = 0; i < network->count; i++)
		for (size_t filter = 0; filter < network->nodes[i].filter_count; filter++)
			for (size_t chain = 0; chain < network->nodes[i].filters[filter].count; chain++)
				count += network->nodes[i].filters[filter].chains[chain].count;
	return count;
}

/* As `fix` would. That a change cannot be tried is no failure of the proof. */
static sk_outcome fix_one(struct sk_call *call, const struct asked *asked, struct sk_arena *scratch, const struct sk_policy_answer *answer, const struct sk_fixed **out)
{
	struct sk_error why;
	void *memory;
	if (answer->reached.proof != SK_PROOF_VIOLATED && answer->bare.hop_count == 0)
		return SK_OK;
	SK_TRY(sk_arena_take(call->arena, 1, sizeof(struct sk_fixed), &memory, call->error));
	if (!sk_failed(sk_fix_make(scratch, call->env, asked->site, &asked->network, answer->policy->id, memory, &why)))
		*out = memory;
	return SK_OK;
}

static sk_outcome fix_each(struct sk_call *call, struct asked *asked, struct sk_arena *scratch)
{
	size_t policies = asked->site->policies.count;
	void *memory;
	SK_TRY(sk_arena_take(call->arena, policies + asked->site->needs.count, sizeof(const struct sk_fixed *), &memory, call->error));
	asked->fixed = memory;
	if (rules_of(&asked->network) > RULES_MOST)
		return SK_OK;
	for (size_t i = 0; i < policies; i++)
		SK_TRY(fix_one(call, asked, scratch, &asked->answers[i], &asked->fixed[i]));
	for (size_t i = 0; i < asked->site->needs.count; i++)
		SK_TRY(fix_one(call, asked, scratch, &asked->needs[i], &asked->fixed[policies + i]));
	return SK_OK;
}

/* ---- what would be made ---- */

struct making {
	struct sk_prove_made *at;
	size_t count;
};

static bool is_made(const struct making *making, const char *node)
{
	for (size_t i = 0; i < making->count; i++)
		if (strcmp(making->at[i].node, node) == 0)
			return true;
	return false;
}

/* As `generate` would. That it cannot be made is as if it did not hold: who types the command is told why. */
static sk_outcome make_one(struct sk_call *call, const struct asked *asked, const char *node, struct making *making)
{
	SK_ARENA_SCOPE scratch = sk_arena_new(TRIES_MAX);
	if (!scratch)
		return sk_error_set_number(call->error, SK_E_MEMORY, NULL, TRIES_MAX);
	const struct sk_generator *generator = sk_generator_for(asked->site, node);
	struct sk_generated made = {0};
	struct sk_error why;
	size_t at = 0;
	while (strcmp(asked->network.nodes[at].id, node) != 0)
		at++;
	bool failed = sk_failed(sk_generate(scratch, asked->site, &asked->network, at, generator, node, call->at, &made, &why));
	making->at[making->count++] = (struct sk_prove_made){node, !failed && made.proven};
	sk_generated_end(&made);
	return SK_OK;
}

static sk_outcome make_each(struct sk_call *call, const struct asked *asked, struct sk_prove_site_report *prove)
{
	struct making making = {0};
	void *memory;
	SK_TRY(sk_arena_take(call->arena, asked->network.count, sizeof(struct sk_prove_made), &memory, call->error));
	making.at = memory;
	for (size_t i = 0; i < prove->count + prove->need_count; i++)
		for (size_t at = 0; asked->fixed[i] && at < asked->fixed[i]->hand_count; at++) {
			const struct sk_fix_hand *hand = &asked->fixed[i]->hands[at];
			if ((hand->kind == SK_FIX_FILTERED || hand->kind == SK_FIX_FORM) && !is_made(&making, hand->node->id))
				SK_TRY(make_one(call, asked, hand->node->id, &making));
		}
	prove->made = making.at;
	prove->made_count = making.count;
	return SK_OK;
}

static sk_outcome make_mistakes(struct sk_call *call, const struct asked *asked, const struct sk_prove_site_report *prove)
{
	struct sk_report report = sk_call_report(call);
	struct sk_mistakes_report mistakes = {.now = prove};
	struct sk_pairs pairs;
	SK_TRY(sk_prove_mistakes(call->arena, asked->plan, asked->questions, asked->answers, prove->count, &mistakes.tried, call->error));
	call->finding = call->finding || mistakes.tried.broken_count > 0;
	if (call->values[SK_OPTION_PAIRS]) {
		SK_TRY(sk_prove_pairs(call->arena, asked->plan, asked->questions, asked->answers, prove->count, &mistakes.tried, SK_PAIRS_MAX, &pairs, call->error));
		mistakes.pairs = &pairs;
		call->finding = call->finding || pairs.breaks + pairs.may + pairs.left > 0;
	}
	return call->json ? sk_report_mistakes_json(&report, &mistakes) : sk_report_mistakes(&report, &mistakes);
}

static sk_outcome prove_site(struct sk_call *call)
{
	struct asked asked = {0};
	struct sk_report report = sk_call_report(call);
	SK_TRY(answer_all(call, &asked));
	struct sk_prove_site_report prove = {.site = asked.site, .network = &asked.network, .answers = asked.answers, .count = asked.site->policies.count, .needs = asked.needs,
					     .need_count = asked.needs ? asked.site->needs.count : 0, .permitted = asked.permitted, .permitted_count = asked.permitted_count, .stopped = asked.stopped, .stopped_count = asked.stopped_count,
					     .register_ = asked.register_, .at = call->at};
	if (call->values[SK_OPTION_PICTURE])
		return put_picture(call, &asked, &prove);
	if (call->values[SK_OPTION_MISTAKES])
		return make_mistakes(call, &asked, &prove);
	SK_ARENA_SCOPE scratch = sk_arena_new(TRIES_MAX);
	if (!scratch)
		return sk_error_set_number(call->error, SK_E_MEMORY, NULL, TRIES_MAX);
	SK_TRY(fix_each(call, &asked, scratch));
	prove.fixed = asked.fixed;
	SK_TRY(make_each(call, &asked, &prove));
	return call->json ? sk_report_prove_site_json(&report, &prove) : sk_report_prove_site(&report, &prove);
}

/* What is asked of a file; without any of these only what was read is said. */
static const struct {
	enum sk_option_id option;
	sk_outcome (*run)(struct sk_call *call);
} of_files[] = {{SK_OPTION_RULES, prove_rules}, {SK_OPTION_DIFF, prove_diff}, {SK_OPTION_REFUSES, prove_file}, {SK_OPTION_ACCEPTS, prove_file}};

/* Whoever types what `prove` printed means a policy, not a file. */
static sk_outcome check_no_policy(struct sk_call *call)
{
	const char *expected, *word = call->words[0];
	bool like = strncmp(word, "flow-", 5) == 0 || strncmp(word, "need-", 5) == 0;
	if (!like || call->env->kind(call->env->self, word) != SK_ENTRY_NONE)
		return SK_OK;
	SK_TRY(sk_arena_print(call->arena, &expected, call->error, "sekisho prove, sekisho fix %s", word));
	return sk_error_set(call->error, SK_E_USAGE, NULL, _("the name of a policy, no file"), expected, NULL);
}

/* Who names the folder of a site means that site. */
static sk_outcome check_no_folder(struct sk_call *call)
{
	const char *expected;
	for (size_t i = 0; i < call->word_count; i++) {
		struct sk_place place = {.file = call->words[i]};
		if (call->env->kind(call->env->self, call->words[i]) != SK_ENTRY_FOLDER)
			continue;
		SK_TRY(sk_arena_print(call->arena, &expected, call->error, _("for a site: sekisho prove --site %s"), call->words[i]));
		return sk_error_set(call->error, SK_E_USAGE, &place, _("a folder, no configuration"), expected, NULL);
	}
	return SK_OK;
}

static sk_outcome ask_file(struct sk_call *call)
{
	sk_outcome (*run)(struct sk_call *call) = NULL;
	for (size_t i = 0; i < SK_COUNT(of_files); i++) {
		if (!call->values[of_files[i].option])
			continue;
		if (run)
			return sk_error_set(call->error, SK_E_USAGE, NULL, _("two questions at once"), _("one of --refuses, --accepts, --rules, --diff"), NULL);
		run = of_files[i].run;
	}
	SK_TRY(check_no_policy(call));
	SK_TRY(check_no_folder(call));
	if (call->values[SK_OPTION_AMONG] && run != prove_diff)
		return sk_error_set(call->error, SK_E_USAGE, NULL, _("--among without --diff"), "sekisho prove --diff OLD NEW --among PACKETS", NULL);
	if (call->values[SK_OPTION_CERTIFICATE] && run && run != prove_file)
		return sk_error_set(call->error, SK_E_USAGE, NULL, _("a certificate without a question"), _("--refuses or --accepts beside --certificate"), NULL);
	if (run != prove_diff)
		SK_TRY(sk_call_words(call, 1, _("one FILE; two with --diff")));
	return run ? run(call) : prove_file(call);
}

static sk_outcome run_prove(struct sk_call *call)
{
	static const enum sk_option_id of_file[] = {SK_OPTION_CHAIN, SK_OPTION_REFUSES, SK_OPTION_ACCEPTS, SK_OPTION_RULES, SK_OPTION_DIFF, SK_OPTION_AMONG};
	if (call->word_count > 0 && (call->values[SK_OPTION_MISTAKES] || call->values[SK_OPTION_PICTURE]))
		return sk_error_set(call->error, SK_E_USAGE, NULL, _("mistakes are made in a network, not in one file, and a picture is drawn of one"), _("no FILE: sekisho prove --mistakes; sekisho prove --picture > FILE"), NULL);
	if (call->values[SK_OPTION_PICTURE] && (call->values[SK_OPTION_MISTAKES] || call->json))
		return sk_error_set(call->error, SK_E_USAGE, NULL, _("a picture is neither text nor JSON"), _("--picture alone"), NULL);
	if (call->values[SK_OPTION_PAIRS] && !call->values[SK_OPTION_MISTAKES])
		return sk_error_set(call->error, SK_E_USAGE, NULL, _("--pairs without --mistakes"), "sekisho prove --mistakes --pairs", NULL);
	if (call->values[SK_OPTION_RECORD] && (call->word_count > 0 || call->values[SK_OPTION_PICTURE] || call->values[SK_OPTION_MISTAKES]))
		return sk_error_set(call->error, SK_E_USAGE, NULL, _("a bundle holds what is proven of a site, and nothing else"), _("--record COLLECTOR alone"), NULL);
	if (call->word_count > 0)
		return ask_file(call);
	if (call->values[SK_OPTION_CERTIFICATE])
		return sk_error_set(call->error, SK_E_USAGE, NULL, _("policies of a network have no certificates"), _("FILE and a question: a certificate is about one filter"), NULL);
	for (size_t i = 0; i < SK_COUNT(of_file); i++)
		if (call->values[of_file[i]])
			return sk_error_set(call->error, SK_E_USAGE, NULL, _("a question without a file"), _("FILE, or the policies of site.yaml"), NULL);
	return call->values[SK_OPTION_RECORD] ? record(call) : prove_site(call);
}

static const enum sk_option_id options[] = {SK_OPTION_CHAIN, SK_OPTION_REFUSES, SK_OPTION_ACCEPTS, SK_OPTION_CERTIFICATE, SK_OPTION_RULES, SK_OPTION_DIFF, SK_OPTION_AMONG, SK_OPTION_MISTAKES, SK_OPTION_PAIRS, SK_OPTION_PICTURE, SK_OPTION_RECORD, SK_OPTION_AT, SK_OPTION_SITE, SK_OPTION_CATALOGUE, SK_OPTION_JSON};
const struct sk_verb sk_verb_prove = {
	.name = "prove",
	.group = SK_VERB_FRONT,
	.usage = N_("[--site DIR] [--mistakes [--pairs] | --picture | --record COLLECTOR] [options]\n"
		    "| FILE [--chain NAME] [--refuses PACKETS | --accepts PACKETS [--certificate FILE] | --rules] [options]\n"
		    "| --diff OLD NEW [--among PACKETS] [options]"),
	.help = N_("what a network lets through, proven for every possible packet"),
	.options = options,
	.option_count = SK_COUNT(options),
	.words_least = 0,
	.words_most = 2,
	.writing_with = SK_OPTION_CERTIFICATE,
	.run = run_prove,
};
