/* Whoever is asked to let settings be changed asks what becomes otherwise: each policy and need is compared with what it is now. */
#include "report/look_network.h"

#include "report/change.h"
#include "report/danger.h"
#include "report/prove_site.h"
#include "report/text.h"
#include "report/todo.h"
#include "report/way.h"

#include <string.h>

enum turn { AS_BEFORE, WORSE, BETTER };
enum { COMMAND = 6 };

struct looking {
	const struct sk_report *report;
	const struct sk_look_network *network;
	const struct sk_policy_answer *now, *then, *whole;
	const struct sk_policy_answer *newly, *less; /* of policies */
	const bool *elsewhere; /* the same */
	bool needs;
	size_t count;
};

/* Open before, and more of it then. */
static bool is_newly(const struct looking *looking, size_t at)
{
	return looking->newly && danger_openness(&looking->newly[at]) != SHUT;
}

/* Less is open then, and nothing of what is left by what was brought. */
static bool is_elsewhere(const struct looking *looking, size_t at)
{
	return looking->elsewhere && looking->elsewhere[at];
}

/* The next of what is stopped then of a need, and is not now, from `from` on; `lost_count`: there is none. */
static size_t lost_of(const struct looking *looking, size_t at, size_t from)
{
	while (from < looking->network->lost_count && looking->network->lost[from].policy != looking->then[at].policy)
		from++;
	return from;
}

static bool is_lost(const struct looking *looking, size_t at)
{
	return looking->needs && lost_of(looking, at, 0) < looking->network->lost_count;
}

static enum turn turn_of(const struct looking *looking, size_t at)
{
	if (is_newly(looking, at) || is_lost(looking, at))
		return WORSE;
	if (is_elsewhere(looking, at))
		return BETTER;
	enum danger_openness now = danger_openness(&looking->now[at]), then = danger_openness(&looking->then[at]);
	return then > now ? WORSE : then < now ? BETTER : AS_BEFORE;
}

/* Of policies, then of needs. */
static struct looking side(const struct sk_report *report, const struct sk_look_network *network, bool needs)
{
	const struct sk_prove_site_report *now = &network->now, *then = &network->then, *whole = &network->whole;
	return (struct looking){report, network, needs ? now->needs : now->answers, needs ? then->needs : then->answers, needs ? whole->needs : whole->answers, needs ? NULL : network->newly, needs ? NULL : network->less, needs ? NULL : network->elsewhere, needs, needs ? then->need_count : then->count};
}

static const struct sk_look_node *placed_at(const struct sk_look_network *network, const struct sk_net_hop *hop)
{
	for (size_t i = 0; i < network->count; i++)
		if (strcmp(hop->node->id, network->nodes[i].id) == 0)
			return &network->nodes[i];
	return NULL;
}

/* The way that the answer tells: of what only a host's own firewall stops, as far as that. */
static const struct sk_reached *told_way(const struct sk_policy_answer *answer)
{
	return answer->bare.hop_count > 0 ? &answer->bare : &answer->reached;
}

/*
 * Whether the hop has a part in what is told: whoever lets it through, filtered by nothing, too, but for the sender; of what work needs, and surely does not come there, the last, which stops it; of
 * what only the firewall of a host stops, who lets it through before.
 */
static bool has_part(const struct sk_policy_answer *answer, size_t at)
{
	const struct sk_reached *reached = told_way(answer);
	const struct sk_net_hop *hop = &reached->hops[at];
	bool last = at + 1 == reached->hop_count;
	if (answer->policy->accepts && reached->proof == SK_PROOF_VIOLATED)
		return last;
	if (reached == &answer->bare && last)
		return false;
	return hop->filter || at > 0;
}

/* Where a node at which something was brought has a part in it, by packets that this is about (`own`), or by others; NULL: nowhere. */
static const struct sk_net_hop *part_of(const struct sk_look_network *network, const struct sk_policy_answer *answer, bool own)
{
	const struct sk_reached *reached = told_way(answer);
	for (size_t i = 0; i < reached->hop_count; i++) {
		const struct sk_look_node *node = placed_at(network, &reached->hops[i]);
		if (node && has_part(answer, i) && own == ((node->families & sk_box_family(&reached->packet)) != 0))
			return &reached->hops[i];
	}
	return NULL;
}

/* Where what was brought decides on the way; NULL: it has no part in it. */
static const struct sk_net_hop *hop_of(const struct sk_look_network *network, const struct sk_policy_answer *answer)
{
	return part_of(network, answer, true);
}

/* Open by what was brought, or more than it is now. */
static bool is_own(const struct looking *looking, size_t at)
{
	return turn_of(looking, at) == WORSE || (danger_openness(&looking->then[at]) != SHUT && hop_of(looking->network, &looking->then[at]));
}

/* Where it is open by the device, but not by what was brought: by another file of it, or as nothing filters packets of that family there; NULL: it is not. */
static const struct sk_net_hop *hop_beside(const struct looking *looking, size_t at)
{
	return is_own(looking, at) || danger_openness(&looking->whole[at]) == SHUT ? NULL : part_of(looking->network, &looking->whole[at], false);
}

/* It stays open, and not all of it. */
static bool is_less(const struct looking *looking, size_t at)
{
	return looking->less && danger_openness(&looking->less[at]) != SHUT && turn_of(looking, at) == AS_BEFORE;
}

/* What is open before and after counts where what was brought has a part in it. */
static bool is_turned(const struct looking *looking, size_t at, enum turn turn)
{
	return turn_of(looking, at) == turn && (turn != AS_BEFORE || is_own(looking, at));
}

static size_t count_of(const struct looking *looking, enum turn turn)
{
	size_t count = 0;
	for (size_t i = 0; i < looking->count; i++)
		count += is_turned(looking, i, turn);
	return count;
}

static size_t count_less(const struct looking *looking)
{
	size_t count = 0;
	for (size_t i = 0; i < looking->count; i++)
		count += is_less(looking, i);
	return count;
}

static size_t count_beside(const struct looking *looking)
{
	size_t count = 0;
	for (size_t i = 0; i < looking->count; i++)
		count += hop_beside(looking, i) != NULL;
	return count;
}

/* ---- text ---- */

static void sentence(const struct looking *looking, const struct sk_policy_answer *answer, struct sk_buf *out)
{
	const struct sk_site *site = looking->network->then.site;
	if (answer->bare.hop_count > 0) {
		danger_bare(looking->report, site, answer, out);
		return;
	}
	if (answer->reached.hop_count == 0)
		return;
	const struct sk_danger danger = sk_danger_of(answer);
	danger_text(looking->report, site, &danger, out);
	danger_others(looking->report, site, answer, out);
}

/* Which line, or that there is none. */
static void put_decider(const struct sk_net_hop *hop, const char *whose, struct sk_buf *out)
{
	sk_buf_print(out, "→ %s", hop->chain ? whose : "");
	if (hop->chain)
		way_decider(hop->filter, hop->chain, hop->rule, out);
	else
		sk_buf_print(out, _("nothing filters it at %s"), hop->node->id);
}

/* `opens_anew`: by what was brought, and nothing is to be done about it where that is not applied. */
static void told(const struct looking *looking, const struct sk_policy_answer *answer, const struct sk_net_hop *hop, const char *whose, bool opens_anew)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX), line = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_text(&out, "- ");
	sentence(looking, answer, &out);
	if (answer->bare.hop_count > 0 && sk_site_is_excepted(looking->network->then.site, answer->policy))
		sk_buf_text(&out, _(" (of what no exception permits)"));
	sk_buf_print(&out, " [%s]", answer->policy->id);
	text_wrap(looking->report, text_of(looking->report, &out), 2, SK_SCREEN_COLUMNS);
	for (size_t i = 0; i < answer->reached.unread_count; i++)
		way_unread(looking->report, &answer->reached.unread[i]);
	if (!hop)
		return;
	put_decider(hop, whose, &line);
	text_wrap(looking->report, text_of(looking->report, &line), 4, SK_SCREEN_COLUMNS);
	if (looking->network->there || !opens_anew)
		todo_until(looking->report, looking->network->then.site, answer, 4);
}

static const struct sk_policy_answer *answer_at(const struct looking *looking, size_t at)
{
	return is_newly(looking, at) ? &looking->newly[at] : &looking->then[at];
}

/* The worst is read first: from outside, then what is open, then the rest. */
enum { RANKS = 3 };
static int rank_of(const struct sk_policy_answer *answer)
{
	if (danger_openness(answer) != OPEN)
		return 2;
	return answer->policy->accepts || !sk_danger_of(answer).outside;
}

static bool is_alike(const struct sk_box *a, const struct sk_box *b, enum sk_dim dim)
{
	sk_wide low[2], high[2];
	sk_box_get(a, dim, &low[0], &high[0]);
	sk_box_get(b, dim, &low[1], &high[1]);
	return low[0] == low[1] && high[0] == high[1];
}

/* The same two and the same service: what differs is who exactly, which is not told in words. */
static bool is_same_danger(const struct sk_policy_answer *less, const struct sk_policy_answer *still)
{
	const struct sk_policy_answer *both[2] = {less, still};
	struct sk_danger danger[2];
	for (size_t i = 0; i < 2; i++) {
		const struct sk_policy_answer told = {.policy = both[i]->policy, .reached = *told_way(both[i])};
		if (told.reached.hop_count == 0)
			return false;
		danger[i] = sk_danger_of(&told);
	}
	return strcmp(danger[0].from, danger[1].from) == 0 && strcmp(danger[0].last, danger[1].last) == 0 && is_alike(&danger[0].packet, &danger[1].packet, SK_DIM_PROTOCOL) &&
	       is_alike(&danger[0].packet, &danger[1].packet, SK_DIM_TARGET_PORT);
}

/* Fewer can do it than before, and who that is words do not tell. */
static bool is_narrower(const struct looking *looking, size_t at)
{
	return is_less(looking, at) && is_same_danger(&looking->less[at], &looking->then[at]);
}

/* More can do it than before, and who that is words do not tell. */
static bool is_wider(const struct looking *looking, size_t at)
{
	return is_newly(looking, at) && is_same_danger(&looking->newly[at], &looking->then[at]);
}

/* `only`: whoever has the address that is told, and nobody else. */
static void narrower(const struct looking *looking, size_t at)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	char address[SK_ADDRESS_TEXT];
	if (!is_narrower(looking, at))
		return;
	sk_address_text(looking->then[at].reached.packet.low[SK_DIM_SOURCE], address);
	sk_buf_print(&out, _("With the change only %s can do this from there: it is narrower, not closed. Ask whoever made it whose address that is."), address);
	if (looking->network->only[at])
		text_wrap(looking->report, text_of(looking->report, &out), 4, SK_SCREEN_COLUMNS);
	else
		text_wrap(looking->report, _("With the change it is narrower, as fewer can do this, but not closed."), 4, SK_SCREEN_COLUMNS);
}

/* Each of them: who has one mended and not the next comes back with another file. */
static void told_lost(const struct looking *looking, size_t at)
{
	for (size_t i = 0; (i = lost_of(looking, at, i)) < looking->network->lost_count; i++)
		told(looking, &looking->network->lost[i], hop_of(looking->network, &looking->network->lost[i]), "", true);
}

static void each(const struct looking *looking, enum turn turn, const char *head)
{
	if (count_of(looking, turn) == 0)
		return;
	text_wrap(looking->report, head, 0, SK_SCREEN_COLUMNS);
	for (int rank = 0; rank < RANKS; rank++)
		for (size_t i = 0; i < looking->count; i++)
			if (is_turned(looking, i, turn) && rank_of(answer_at(looking, i)) == rank && is_lost(looking, i)) {
				told_lost(looking, i);
			} else if (is_turned(looking, i, turn) && rank_of(answer_at(looking, i)) == rank) {
				told(looking, answer_at(looking, i), hop_of(looking->network, answer_at(looking, i)), "", turn == WORSE);
				narrower(looking, i);
				if (is_wider(looking, i))
					text_wrap(looking->report, _("It was open before, too, but to fewer."), 4, SK_SCREEN_COLUMNS);
			}
}

/* The head stands before the first. */
static void under(const struct looking *looking, const char **head, const struct sk_policy_answer *answer, const struct sk_net_hop *hop, const char *whose)
{
	text_wrap(looking->report, *head, 0, SK_SCREEN_COLUMNS);
	*head = "";
	told(looking, answer, hop, whose, false);
}

/* Of what stays open what does not. */
static void each_less(const struct looking *looking, const char *head)
{
	for (size_t i = 0; i < looking->count; i++)
		if (is_less(looking, i) && !is_narrower(looking, i))
			under(looking, &head, &looking->less[i], NULL, "");
}

/* What is left of what this device no longer lets through. */
static void each_elsewhere(const struct looking *looking, const char *head)
{
	for (size_t i = 0; i < looking->count; i++) {
		if (!is_elsewhere(looking, i) || turn_of(looking, i) != BETTER)
			continue;
		under(looking, &head, &looking->then[i], NULL, "");
		todo_until(looking->report, looking->network->then.site, &looking->then[i], 4);
	}
}

/* Where what was brought is all that stops it, past a router that lets it through. */
static const struct sk_net_hop *alone_at(const struct looking *looking, size_t at)
{
	const struct sk_reached *bare = &looking->then[at].bare;
	const struct sk_net_hop *last = bare->hop_count > 0 ? &bare->hops[bare->hop_count - 1] : NULL;
	return last && placed_at(looking->network, last) && !is_own(looking, at) ? last : NULL;
}

/* Whose firewall is all there is must not be told that nothing is open, and no more. */
static void each_alone(const struct looking *looking, const char *head)
{
	for (size_t i = 0; i < looking->count; i++)
		if (alone_at(looking, i))
			under(looking, &head, &looking->then[i], NULL, "");
}

/* Of what is open more than before what was open before. */
static void each_still(const struct looking *looking, const char *head)
{
	for (size_t i = 0; i < looking->count; i++) {
		if (!is_newly(looking, i) || is_wider(looking, i) || sk_box_holds(&told_way(&looking->newly[i])->packet, &told_way(&looking->then[i])->packet))
			continue;
		under(looking, &head, &looking->then[i], hop_of(looking->network, &looking->then[i]), "");
	}
}

/* Who mends the file that is in order mends nothing. */
static void each_beside(const struct looking *looking, const char *head)
{
	for (size_t i = 0; i < looking->count; i++)
		if (hop_beside(looking, i))
			under(looking, &head, &looking->whole[i], hop_beside(looking, i), _("by another file of this device: "));
}

/* What an exception lets in from outside, and what was brought has a part in; NULL: it has none. */
static const struct sk_net_hop *let_in_at(const struct sk_look_network *network, size_t at)
{
	const struct sk_permitted *permitted = &network->then.permitted[at];
	return sk_permitted_comes_in(permitted) ? hop_of(network, &permitted->answer) : NULL;
}

static bool lets_in(const struct sk_look_network *network)
{
	for (size_t i = 0; i < network->then.permitted_count; i++)
		if (let_in_at(network, i))
			return true;
	return false;
}

/* By an exception, and not before. */
static bool lets_in_newly(const struct sk_look_network *network)
{
	for (size_t i = 0; i < network->then.permitted_count && i < network->now.permitted_count; i++)
		if (let_in_at(network, i) && !sk_permitted_comes_in(&network->now.permitted[i]))
			return true;
	return false;
}

static void each_let_in(const struct looking *looking, const char *head)
{
	for (size_t i = 0; i < looking->network->then.permitted_count; i++)
		if (let_in_at(looking->network, i))
			under(looking, &head, &looking->network->then.permitted[i].answer, let_in_at(looking->network, i), "");
}

/* How far what is better is mended, where it is not wholly. */
static void put_rest(const struct looking *looking, size_t at, struct sk_buf *out)
{
	danger_rest(&looking->then[at], out);
	if (is_elsewhere(looking, at))
		sk_buf_text(out, _(" (by this device; others leave it open)"));
	if (danger_openness(&looking->then[at]) == SHUT && danger_openness(&looking->whole[at]) != SHUT)
		sk_buf_print(out, _(" (for %s alone)"), sk_family_name(looking->network->nodes[0].families));
}

static void mended(const struct looking *looking, const char *head)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	for (size_t i = 0; i < looking->count; i++) {
		if (turn_of(looking, i) != BETTER)
			continue;
		sk_buf_print(&out, "%s%s", out.length ? ", " : head, looking->then[i].policy->id);
		put_rest(looking, i, &out);
	}
	if (out.length > 0)
		text_wrap(looking->report, text_of(looking->report, &out), 0, SK_SCREEN_COLUMNS);
}

/* Of what is open by these devices. */
static sk_outcome follows(const struct looking *looking)
{
	const struct sk_prove_site_report *then = &looking->network->then;
	const struct sk_control **controls;
	size_t count = 0;
	bool half = true;
	void *memory;
	SK_TRY(sk_arena_take(looking->report->arena, looking->count, sizeof(*controls), &memory, looking->report->error));
	controls = memory;
	for (size_t i = 0; i < looking->count; i++)
		if (looking->then[i].policy->flow && (is_own(looking, i) || hop_beside(looking, i))) {
			controls[count++] = sk_catalogue_control(then->site->catalogue, looking->then[i].policy->flow->control);
			half = half && danger_openness(&looking->whole[i]) == HALF_OPEN;
		}
	if (count > 0)
		danger_follows(looking->report, then->register_, controls, count, half && !lets_in(looking->network));
	return SK_OK;
}

/* What is not wholly mended has a step of its own. */
static size_t left_of(const struct looking *looking)
{
	size_t count = count_of(looking, AS_BEFORE);
	for (size_t i = 0; i < looking->count; i++)
		count += turn_of(looking, i) == BETTER && danger_openness(&looking->whole[i]) != SHUT;
	return count;
}

/* The first exception from `at` on of which something gets through now, and nothing then; NULL: there is none. */
static const struct sk_permitted *stopped_of(const struct sk_look_network *network, size_t at)
{
	const struct sk_prove_site_report *now = &network->now, *then = &network->then;
	for (size_t i = at; !network->there && i < now->permitted_count && i < then->permitted_count; i++)
		if (now->permitted[i].answer.reached.proof == SK_PROOF_VIOLATED && !sk_permitted_comes_in(&now->permitted[i]) && then->permitted[i].answer.reached.proof == SK_PROOF_HOLDS)
			return &now->permitted[i];
	return NULL;
}

/* What somebody decided is let through, and what needs it stops. */
static void each_stopped(const struct sk_report *report, const struct sk_look_network *network, const char *head)
{
	for (const struct sk_permitted *at = network->now.permitted; (at = stopped_of(network, (size_t)(at - network->now.permitted))); at++) {
		SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX), permits = SK_BUF(TEXT_PIECE_MAX);
		text_wrap(report, head, 0, SK_SCREEN_COLUMNS);
		head = "";
		danger_permits(network->then.site, at->exception, &permits);
		const char *with[] = {text_of(report, &permits), at->exception->reason, at->exception->by, at->exception->policy_id};
		sk_message_fill(&out, _("- %1: %2. Decided by: %3 [%4]"), with, SK_COUNT(with));
		text_wrap(report, text_of(report, &out), 2, SK_SCREEN_COLUMNS);
	}
}

/* Nothing turns worse, and nothing is let through that is refused now. */
static const char *verdict_of_better(const struct looking *policies, const struct looking *needs)
{
	bool better = count_of(policies, BETTER) + count_of(needs, BETTER) > 0, left = left_of(policies) + left_of(needs) > 0;
	if (better && (count_of(policies, AS_BEFORE) > 0 || (count_of(needs, AS_BEFORE) > 0 && count_of(policies, BETTER) == 0)))
		return _("It may be kept if no more was promised than what it closes or lets through (named below): it makes nothing worse, and what stays open has a step of its own (sekisho prove). If the sheet that was applied says that it closes that, too: do not have it kept yet, but compared with the sheet, line by line; a line is missing, or there is one too many.");
	if (better && left)
		return _("It may be kept: it makes nothing worse, and mends some of what is told below. What is left of that has a step of its own. Once the device has it, put it in the place of the file from before, and type sekisho prove: it names the next step.");
	if (better && todo_is_untried(&policies->network->whole))
		return _("It may be kept once what is not proven, named next, was tried by hand and works: nothing else that is asked here speaks against it, and it mends what is told below. Then put it in the place of the file from before, and type sekisho prove.");
	if (better)
		return _("It may be kept: nothing that is asked here speaks against it, and it mends what is told below. Once the device has it, put it in the place of the file from before, and type sekisho prove.");
	if (count_less(policies) > 0)
		return _("It makes nothing worse, and closes a part of what is told below, not all. If it was to close that, do not have it kept yet, but compared, line by line, with the sheet that sekisho prove says how to make: a line is missing, or there is one too many.");
	if (count_of(policies, AS_BEFORE) > 0)
		return _("It makes nothing worse, and mends nothing: what is told below stays open. If it was to mend that, do not have it kept: have it compared, line by line, with the sheet that sekisho prove says how to make: a line is missing, or there is one too many.");
	if (count_of(needs, AS_BEFORE) > 0)
		return _("It makes nothing worse, and what work needs and does not get now, it does not get then. What mends that: sekisho prove");
	return _("Nothing that is asked here speaks against it: what is stopped now stays stopped, and what work needs comes through as before.");
}

/* Whether to let it be applied is for people to say; what speaks against it is not. */
static const char *verdict_of(const struct sk_look_network *network, const struct looking *policies, const struct looking *needs)
{
	if (count_of(policies, WORSE) + count_of(needs, WORSE) == 0 && stopped_of(network, 0) && count_of(policies, AS_BEFORE) > 0)
		return _("Do not have it kept, for two reasons: it leaves open what is told below, and it stops what exceptions permit. Only of the second can whoever decided it say that it is not needed any more.");
	if (count_of(policies, WORSE) + count_of(needs, WORSE) == 0 && stopped_of(network, 0))
		return _("Do not have it kept before that is clear: it stops what exceptions permit. Ask whoever decided these whether that is still needed, and what needs it.");
	if (count_of(policies, WORSE) > 0 || lets_in_newly(network))
		return _("Do not have it applied as it is. Ask whoever made it what those lines are for, and for settings without them.");
	if (count_of(needs, WORSE) > 0 && count_of(policies, AS_BEFORE) > 0)
		return _("Do not have it applied as it is, for two reasons: it stops what work needs, and it leaves open what is told below. Ask whoever made it for settings that do neither.");
	if (count_of(needs, WORSE) > 0)
		return _("Do not have it applied as it is. Ask whoever made it for settings that let through what work needs.");
	if (network->opened + network->may_open > 0 && count_of(needs, BETTER) > 0 && count_of(policies, AS_BEFORE) == 0)
		return _("Do not have it kept as it is: it lets work through that does not come through now, which is right, and more than that, or perhaps more (named below). Ask whoever made it for settings without that. If work needs it, have it written under 'needs:' or 'exceptions:' of site.yaml, with who decided it, and look again.");
	if (network->opened > 0 && count_of(policies, AS_BEFORE) > 0)
		return _("Do not have it applied, or kept, as it is: it opens what this device refuses now (named below), and some of what is open stays open. Ask whoever made it for settings without that, whatever it is for.");
	if (network->opened > 0)
		return _("Do not have it kept as it is: it opens what this device refuses now (named below). Ask whoever made it for settings without that. If work needs it, have it written under 'needs:' or 'exceptions:' of site.yaml, with who decided it, and look again.");
	if (network->may_open > 0)
		return _("Do not have it kept before that is clear: it may open what this device refuses now (named below), as lines are not understood here. Ask whoever made it what these are for.");
	if (network->translates && count_of(policies, AS_BEFORE) > 0)
		return _("Do not have it kept before this is clear: it leaves open what is told below, and whether it opens more of that than is open now cannot be told, as it changes addresses.");
	if (network->other.file && count_of(policies, AS_BEFORE) > 0)
		return _("It leaves open what is told below. Whether it opens more than now cannot be told, as it is of another make. Do not have it applied before that is clear.");
	if (network->other.file)
		return _("Nothing is to be applied or kept before that is clear.");
	return verdict_of_better(policies, needs);
}

/* It makes something worse: it is not to be there. */
static bool is_refused(const struct sk_look_network *network, const struct looking *policies, const struct looking *needs)
{
	return !network->there && (count_of(policies, WORSE) + count_of(needs, WORSE) > 0 || lets_in_newly(network));
}

/* What is serious now, and is not then, or less: the most that is left of it; SHUT - 1: nothing serious is mended. */
static int serious_left(const struct looking *policies)
{
	int left = SHUT - 1;
	for (size_t i = 0; i < policies->count; i++) {
		const struct sk_policy_answer *now = &policies->now[i];
		if (danger_openness(now) != OPEN || !sk_danger_of(now).outside || (turn_of(policies, i) != BETTER && !is_less(policies, i)))
			continue;
		int then = (int)danger_openness(&policies->then[i]);
		left = then > left ? then : left;
	}
	return left;
}

/* What speaks against the file is weighed with what it closes: who has it already must not open that again, and be told no more. */
static void weigh(const struct looking *policies, const struct looking *needs)
{
	const struct sk_look_network *network = policies->network;
	bool worse = is_refused(network, policies, needs), closes = serious_left(policies) >= SHUT, closed = closes && serious_left(policies) < OPEN;
	bool opens = count_of(policies, WORSE) > 0 || lets_in_newly(network), stops = !network->there && !opens && (worse || stopped_of(network, 0));
	bool keepable = !network->there && !worse && !stops && !(network->opened + network->may_open > 0) && (count_of(policies, BETTER) + count_of(needs, BETTER) > 0);
	if (closes && (worse || stops))
		text_wrap(policies->report, _("With it something serious is closed, or less open, as well (below). Do not choose between the two: have settings made that close it and stop and open nothing, today, and until then do what sekisho prove says is for today."), 0, SK_SCREEN_COLUMNS);
	if (closes && !worse && !stops && !keepable)
		text_wrap(policies->report, _("If the device has it already: leave it until there are such settings, as going back opens wider again what is serious. Do at once what stands under 'Until that is mended'. Put that file under configs/ in the place of the one from before, and type sekisho prove: it makes the sheet from there."), 0, SK_SCREEN_COLUMNS);
	else if (!closes && stops && count_of(policies, BETTER) > 0)
		text_wrap(policies->report, _("If the device has it already: leave it, as going back opens again what it closes, and have what it stops let through again, today."), 0, SK_SCREEN_COLUMNS);
	else if (closes && !(closed && stops) && !keepable)
		text_wrap(policies->report, _("If the device has it already: going back opens wider again what is serious. First do what stands under 'Until that is mended'; then have them go back, by the way back on the sheet, or by the file from before."), 0, SK_SCREEN_COLUMNS);
	else if (closed && stops)
		text_wrap(policies->report, _("If the device has it already: leave it, as going back opens again what is serious, and have what it stops let through again, today. Put that file under configs/ in the place of the one from before, and type sekisho prove: it makes the sheet for that, where it can. Have an insurance looked up; where that stands still and cannot wait, whoever answers for security here decides whether they go back until then."), 0, SK_SCREEN_COLUMNS);
	else if (worse)
		text_wrap(policies->report, _("If the device has it already: have them go back to what it had, by the way back on the sheet, or by the file from before."), 0, SK_SCREEN_COLUMNS);
}

/* What stands there already is not asked about before it is applied. */
static bool is_in_order(const struct looking *policies, const struct looking *needs)
{
	return policies->network->there && !lets_in(policies->network) && count_of(policies, AS_BEFORE) + count_of(needs, AS_BEFORE) == 0;
}

static bool is_serious(const struct looking *policies, size_t at)
{
	const struct sk_policy_answer *told = hop_beside(policies, at) ? &policies->whole[at] : &policies->then[at];
	return (is_own(policies, at) || hop_beside(policies, at) || is_elsewhere(policies, at)) && danger_openness(told) == OPEN && sk_danger_of(told).outside;
}

/* That what is told is not all. */
static void elsewhere(const struct looking *policies)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	bool any = count_of(policies, WORSE) + count_of(policies, BETTER) > 0;
	size_t count = 0;
	for (size_t i = 0; i < policies->count; i++) {
		bool here = is_own(policies, i) || hop_beside(policies, i);
		any = any || here;
		count += danger_openness(&policies->whole[i]) == OPEN && !here && !is_elsewhere(policies, i);
	}
	if (count > 0)
		sk_buf_print(&out, any ? _("Not all: by other devices %zu more policies are broken (sekisho prove).") : _("By other devices %zu policies are broken (sekisho prove)."), count);
	if (count > 0)
		text_wrap(policies->report, text_of(policies->report, &out), 0, SK_SCREEN_COLUMNS);
}

/* What a proof from settings cannot know. */
static void used(const struct looking *policies)
{
	if (!policies->network->there && serious_left(policies) >= SHUT)
		text_wrap(policies->report, _("Whether anybody used what is serious before cannot be told from settings: have what the devices logged copied to another place, and looked at. If anything is strange: sekisho papers incident"), 0, SK_SCREEN_COLUMNS);
}

/* How urgent it is. */
static void urgency(const struct looking *policies)
{
	bool serious = lets_in(policies->network), open = false, half = false;
	for (size_t i = 0; i < policies->count; i++) {
		bool here = is_own(policies, i) || hop_beside(policies, i);
		if (!policies->network->there && turn_of(policies, i) == WORSE)
			continue;
		serious = serious || is_serious(policies, i);
		open = open || (here && danger_openness(&policies->whole[i]) == OPEN);
		half = half || here || alone_at(policies, i);
	}
	if (danger_advice(serious, open, half))
		text_wrap(policies->report, danger_advice(serious, open, half), 0, SK_SCREEN_COLUMNS);
	if (serious)
		todo_contacts(policies->report, policies->network->then.site, 0);
}

/* Whether what exceptions permit of it gets through, or may. */
static bool is_permitted(const struct sk_prove_site_report *prove, const struct sk_site_policy *policy)
{
	for (size_t i = 0; i < prove->permitted_count; i++) {
		const struct sk_policy_answer *answer = &prove->permitted[i].answer;
		if (answer->policy == policy && !sk_policy_good(answer))
			return true;
	}
	return false;
}

/* What is open all the same, and what is not known. */
static void besides(const struct sk_report *report, const struct sk_look_network *network)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	const struct sk_prove_site_report *then = &network->whole;
	for (size_t i = 0; i < then->count; i++)
		if (is_permitted(then, then->answers[i].policy))
			sk_buf_print(&out, "%s%s", out.length ? ", " : _("Policies of this site with exceptions by which something gets through, or may (sekisho prove tells what): "), then->answers[i].policy->id);
	if (out.length > 0)
		text_wrap(report, text_of(report, &out), 0, SK_SCREEN_COLUMNS);
	if (network->there)
		todo_untried(report, &network->whole);
	for (size_t i = 0; i < then->network->count; i++)
		for (size_t at = 0; at < network->count; at++)
			if (strcmp(then->network->nodes[i].id, network->nodes[at].id) == 0)
				change_tunnels(report, then->network, &then->network->nodes[i], 0);
}

/* The command stands on a line of its own, to be copied. */
static void differences(const struct sk_report *report, const struct sk_look_report *look)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	if (look->network->there || !look->network->instead)
		return;
	for (size_t i = 0; i < look->count; i++)
		if (look->settings[i].placed && look->network->count == 1) {
			sk_buf_clear(&out);
			sk_buf_print(&out, "sekisho prove --diff %s %s", look->network->instead, look->settings[i].file);
		}
	if (out.length == 0)
		return;
	text_wrap(report, _("Each packet whose fate changes, for whoever maintains the devices:"), 0, SK_SCREEN_COLUMNS);
	sk_buf_print(report->out, "%*s%s\n", COMMAND, "", text_of(report, &out));
	if (look->network->translates)
		text_wrap(report, _("What it makes of addresses is followed for the policies alone, and not compared there."), 0, SK_SCREEN_COLUMNS);
}

static void head(const struct sk_report *report, const struct sk_look_report *look)
{
	SK_BUF_SCOPE files = SK_BUF(TEXT_PIECE_MAX), nodes = SK_BUF(TEXT_PIECE_MAX), out = SK_BUF(TEXT_PIECE_MAX);
	for (size_t i = 0; i < look->count; i++)
		if (look->settings[i].placed)
			sk_buf_print(&files, "%s%s", files.length ? ", " : "", look->settings[i].file);
	for (size_t i = 0; i < look->network->count; i++)
		sk_buf_print(&nodes, "%s%s", i ? ", " : "", look->network->nodes[i].id);
	const char *with[] = {text_of(report, &files), text_of(report, &nodes)};
	sk_message_fill(&out, look->network->there ? _("%1 is byte for byte what stands here for %2 now.") : _("If %2 had %1, compared with what it has now:"), with, SK_COUNT(with));
	text_wrap(report, text_of(report, &out), 0, SK_SCREEN_COLUMNS);
}

/* Who brings the file of another device is told so before what it would do here. */
static void other_make(const struct sk_report *report, const struct sk_look_make *other)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	const char *with[] = {other->file, other->label, other->node, other->label_now};
	if (!other->file)
		return;
	sk_message_fill(&out, _("Careful: %1 is of another make (%2) than what %3 has now (%4). Unless that device was replaced it is the file of another one, and what is told here is not so: name that one behind --subject."), with, SK_COUNT(with));
	text_wrap(report, text_of(report, &out), 0, SK_SCREEN_COLUMNS);
}

static void put_careful(const struct sk_report *report, const char *text, const char *const *with, size_t count)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	sk_message_fill(&out, text, with, count);
	text_wrap(report, text_of(report, &out), 0, SK_SCREEN_COLUMNS);
}

/* Or the file of another device of the same make. */
static void other_device(const struct sk_report *report, const struct sk_look_report *look)
{
	bool told = false;
	for (size_t i = 0; i < look->count; i++) {
		const struct sk_look_settings *settings = &look->settings[i];
		const char *with[] = {settings->file, settings->owner, settings->node ? settings->node->id : settings->subject ? settings->subject->id : ""};
		if (settings->placed && settings->owner)
			put_careful(report, _("Careful: %1 is byte for byte what stands here for %2, and not for %3. What is told below would be so if %3 got it; for %2 leave --subject out."), with, SK_COUNT(with));
		told = told || settings->owner;
	}
	if (look->network->partial)
		put_careful(report, _("Careful: %1 has less than half of the rules that the device has now. If it is a part only, what is told below is not so: get the whole, as the device prints it."), &look->network->partial, 1);
	const char *with[] = {look->network->strange};
	if (look->network->strange && !told)
		put_careful(report, _("Careful: it names interfaces that %1 has not. If it is the file of another device, what is told below is not so: name that one behind --subject."), with, SK_COUNT(with));
}

/* At the device, whatever stops it elsewhere: whoever is asked what it is for is shown it. */
static void openings(const struct sk_report *report, const struct sk_look_network *network)
{
	size_t count = network->opened + network->may_open;
	if (network->there || count == 0)
		return;
	text_wrap(report, _("Newly let through at this device, or perhaps, and needed by no work that site.yaml tells of:"), 0, SK_SCREEN_COLUMNS);
	for (size_t i = 0; i < SK_LOOK_OPENINGS && network->openings[i].text; i++) {
		const struct sk_look_opening *opening = &network->openings[i];
		SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
		sk_buf_text(&out, "- ");
		if (opening->from && opening->to)
			danger_between(report, network->then.site, opening->from, opening->to, &opening->example, &out);
		sk_buf_print(&out, opening->from && opening->to ? " (%s)" : "%s", opening->text);
		text_wrap(report, text_of(report, &out), 2, SK_SCREEN_COLUMNS);
	}
	if (count > SK_LOOK_OPENINGS)
		text_wrap(report, _("and more (sekisho prove --diff, below)"), 2, SK_SCREEN_COLUMNS);
}

static void handed_over(const struct sk_report *report, const struct sk_look_report *look)
{
	for (size_t i = 0; i < look->count; i++)
		if (look->settings[i].placed && look->settings[i].handed && !look->network->there)
			put_careful(report, _("A sheet lies beside %1: that file says what the device should have. Whether it has it, only what it prints after the change says."), &look->settings[i].file, 1);
}

static const char *still_open(const struct sk_look_network *network)
{
	if (network->there)
		return _("Open by it:");
	return _("Open before the change, and still open after it:");
}

static void unread(const struct sk_report *report, const struct sk_look_network *network)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_print(&out, _("Not examined: %s cannot be read (sekisho prove says why)"), *network->unread ? network->unread : SK_SITE_FILE);
	text_wrap(report, text_of(report, &out), 0, SK_SCREEN_COLUMNS);
}

SK_OUTCOME look_network_text(const struct sk_report *report, const struct sk_look_report *look)
{
	const struct sk_look_network *network = look->network;
	struct looking policies = side(report, network, false), needs = side(report, network, true);
	if (!network->unread)
		head(report, look);
	if (network->unread) {
		unread(report, network);
		return SK_OK;
	}
	other_make(report, &network->other);
	other_device(report, look);
	if (!network->there || is_in_order(&policies, &needs))
		text_wrap(report, network->there ? (network->whole.stopped_count > 0 ? _("Nothing is open by it. But something that work may need is stopped for sure (below).") : _("Nothing is open by it.")) : verdict_of(network, &policies, &needs), 0, SK_SCREEN_COLUMNS);
	weigh(&policies, &needs);
	handed_over(report, look);
	if (!network->there && !is_refused(network, &policies, &needs))
		text_wrap(report, network->closes6 ? _("Only newly begun traffic was examined, not answers to it, and nothing of what finds neighbours on a wire of IPv6, of which this refuses more: have the work tried once before it is kept, by IPv6, too.")
						   : _("Only newly begun traffic was examined, not answers to it: have the work tried once before it is kept."), 0, SK_SCREEN_COLUMNS);
	each(&policies, WORSE, _("It lets through, or may let through, what is stopped now:"));
	each(&needs, WORSE, _("It stops, or may stop, what work needs, and comes through now, or may:"));
	each_stopped(report, network, _("It stops what exceptions permit, and gets through now:"));
	if (!network->there && count_of(&policies, WORSE) + count_of(&needs, WORSE) == 0)
		todo_untried(report, &network->whole);
	mended(&policies, _("It closes what is open now: "));
	mended(&needs, _("It lets work through that does not come through now: "));
	if (count_of(&policies, WORSE) == 0)
		openings(report, network);
	each_less(&policies, _("It closes this, but not all of its kind:"));
	each_elsewhere(&policies, _("Still open, and by other devices (sekisho prove):"));
	each_let_in(&policies, network->there ? _("Open by it, by an exception that somebody made:") : _("Open with it, by an exception that somebody made:"));
	each_still(&policies, _("Open before the change, too, by the same policy:"));
	each(&policies, AS_BEFORE, still_open(network));
	each(&needs, AS_BEFORE, network->there ? _("Needed for work, and stopped by it:") : _("Needed for work, and stopped by it before the change and after it:"));
	each_beside(&policies, _("Open by this device, but not by this file:"));
	each_alone(&policies, _("Stopped by this device alone, and by no router before it:"));
	each_beside(&needs, _("Needed for work, and stopped by this device, but not by this file:"));
	urgency(&policies);
	used(&policies);
	elsewhere(&policies);
	if (network->there && (!is_in_order(&policies, &needs) || count_beside(&policies) + count_beside(&needs) > 0))
		text_wrap(report, _("What has to be done, in which order, and what to hand over: sekisho prove"), 0, SK_SCREEN_COLUMNS);
	besides(report, network);
	SK_TRY(follows(&policies));
	differences(report, look);
	text_folder(report);
	return SK_OK;
}

/* ---- JSON ---- */

/* What is closed for packets of one family alone is not called closed. */
static json_t *turns(const struct looking *looking, enum turn turn)
{
	json_t *array = json_array();
	for (size_t i = 0; i < looking->count; i++)
		if (turn_of(looking, i) == turn && (turn != BETTER || danger_openness(&looking->whole[i]) <= danger_openness(&looking->then[i])))
			json_add(array, json_text(looking->then[i].policy->id));
	return array;
}

static json_t *narrowed(const struct looking *policies)
{
	json_t *array = json_array();
	for (size_t i = 0; i < policies->count; i++)
		if (is_less(policies, i))
			json_add(array, json_text(policies->then[i].policy->id));
	return array;
}

static json_t *json_make(const struct sk_look_make *other)
{
	if (!other->file)
		return json_null();
	json_t *object = json_object();
	json_put(object, "file", json_text(other->file));
	json_put(object, "make", json_text(other->label));
	json_put(object, "node", json_text(other->node));
	json_put(object, "now", json_text(other->label_now));
	return object;
}

json_t *look_network_json(const struct sk_look_network *network)
{
	if (!network)
		return json_null();
	json_t *object = json_object(), *nodes = json_array();
	struct looking policies = side(NULL, network, false), needs = side(NULL, network, true);
	for (size_t i = 0; i < network->count; i++)
		json_add(nodes, json_text(network->nodes[i].id));
	json_put(object, "nodes", nodes);
	json_put(object, "there", json_boolean(network->there));
	json_put(object, "unread", json_text(network->unread));
	json_put(object, "other_make", json_make(&network->other));
	json_put(object, "strange", json_text(network->strange));
	json_put_int(object, "opened", (long long)network->opened);
	json_put_int(object, "may_open", (long long)network->may_open);
	json_put(object, "opens", turns(&policies, WORSE));
	json_put(object, "closes", turns(&policies, BETTER));
	json_put(object, "narrows", narrowed(&policies));
	json_put(object, "stops", turns(&needs, WORSE));
	json_put(object, "policies", prove_site_answers(&network->whole, policies.whole, policies.count));
	json_put(object, "needs", prove_site_answers(&network->whole, needs.whole, needs.count));
	return object;
}
