/* One list of what can happen, and one of what to do, whoever has to do it: each thing once, however many policies it is about. */
#include "report/todo.h"

#include "report/change.h"
#include "report/danger.h"
#include "report/text.h"
#include "report/way.h"

#include <string.h>

enum { DANGERS_SHOWN = 16, DECISIONS_SHOWN = 8, BEHIND = 4, COMMAND = 6 };

struct todo {
	const struct sk_report *report;
	const struct sk_prove_site_report *prove;
	const struct sk_policy_answer *const *order;
	const struct remedy *remedies;
	size_t count;
	const char **sentences; /* of each, NULL: nothing is open of it */
	size_t *numbers;	/* of each: that of its sentence */
	size_t danger_count;
	size_t steps; /* that were told */
	bool tunnels_told; /* at the first of them */
};

/* ---- what can happen ---- */

static bool is_bare(const struct sk_policy_answer *answer)
{
	return answer->reached.proof == SK_PROOF_HOLDS && answer->bare.hop_count > 0;
}

/* The last router on the way; NULL: there is none. */
static const struct sk_net_hop *router_of(const struct sk_reached *reached)
{
	for (size_t i = reached->hop_count - 1; i > 0; i--)
		if (reached->hops[i].node->role == SK_NET_ROUTER)
			return &reached->hops[i];
	return NULL;
}

/* Who lets it through: whoever is called is one of these. */
static void put_doors(const struct sk_policy_answer *answer, struct sk_buf *out)
{
	const struct sk_net_hop *last = &answer->reached.hops[answer->reached.hop_count - 1], *router = router_of(&answer->reached);
	const char *with[] = {last->node->id, router ? router->node->id : ""};
	bool all = last->node->role == SK_NET_HOST && last->chain && !last->rule && last->chain->policy == SK_ACTION_ACCEPT;
	if (answer->policy->accepts || router == last || (!router && !all))
		return;
	sk_message_fill(out, !router ? _(" The firewall of %1 takes whatever no rule names.")
				     : all ? _(" %2 lets it through, and the firewall of %1 takes whatever no rule names.") : _(" %2 lets it through."), with, SK_COUNT(with));
}

static sk_outcome sentence_of(const struct todo *todo, const struct sk_policy_answer *answer, const char **out)
{
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
	*out = NULL;
	if (is_bare(answer))
		danger_bare(todo->report, todo->prove->site, answer, &text);
	else if (answer->reached.proof == SK_PROOF_VIOLATED && answer->reached.hop_count > 0) {
		const struct sk_danger danger = sk_danger_of(answer);
		danger_text(todo->report, todo->prove->site, &danger, &text);
		put_doors(answer, &text);
		if (answer->more == SK_PROOF_VIOLATED)
			sk_buf_text(&text, _(" More than that is open."));
		if (answer->more == SK_PROOF_UNDECIDED)
			sk_buf_text(&text, _(" Whether more than that is open cannot be decided."));
	}
	SK_TRY(sk_buf_check(&text, todo->report->error));
	return text.length == 0 ? SK_OK : sk_arena_text(todo->report->arena, text.bytes, text.length, out, todo->report->error);
}

/* Policies that say the same of the same packet are one danger. */
static void number(struct todo *todo, size_t at)
{
	for (size_t i = 0; i < todo->count && !todo->numbers[at]; i++)
		if (todo->numbers[i] && strcmp(todo->sentences[i], todo->sentences[at]) == 0)
			todo->numbers[at] = todo->numbers[i];
	if (!todo->numbers[at])
		todo->numbers[at] = ++todo->danger_count;
}

/* What is half open can wait, and work that stands still cannot. */
static sk_outcome number_all(struct todo *todo)
{
	for (size_t i = 0; i < todo->count; i++)
		SK_TRY(sentence_of(todo, todo->order[i], &todo->sentences[i]));
	for (int half = 0; half <= 1; half++)
		for (size_t i = 0; i < todo->count; i++)
			if (todo->sentences[i] && is_bare(todo->order[i]) == half)
				number(todo, i);
	return SK_OK;
}

static void put_policies(const struct todo *todo, size_t number, struct sk_buf *out)
{
	const char *before = " [";
	for (size_t i = 0; i < todo->count; i++)
		if (todo->numbers[i] == number) {
			sk_buf_print(out, "%s%s", before, todo->order[i]->policy->id);
			before = ", ";
		}
	sk_buf_text(out, "]");
}

static const struct sk_policy_answer *first_numbered(const struct todo *todo, size_t number, const char **sentence)
{
	size_t at = 0;
	while (todo->numbers[at] != number)
		at++;
	*sentence = todo->sentences[at];
	return todo->order[at];
}

void todo_until(const struct sk_report *report, const struct sk_site *site, const struct sk_policy_answer *answer, size_t indent)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	if (answer->reached.proof != SK_PROOF_VIOLATED)
		return;
	const struct sk_danger danger = sk_danger_of(answer);
	danger_until(report, site, &danger, &out);
	if (out.length > 0)
		text_wrap(report, text_of(report, &out), indent, SK_SCREEN_COLUMNS);
}

void todo_contacts(const struct sk_report *report, const struct sk_site *site, size_t indent)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	danger_contacts(report, site, &out);
	text_wrap(report, text_of(report, &out), indent, SK_SCREEN_COLUMNS);
	if (site->contacts.count == 0)
		sk_buf_text(report->out, "contacts:\n  - {role: {ja: 保守, en: maintenance}, name: NAME, phone: PHONE}\n");
}

/* What a proof from settings cannot know, and is asked first. */
static void used_line(const struct todo *todo)
{
	text_wrap(todo->report, _("Where it is not mended today, or nobody can be reached, whoever answers for security here decides whether the cable to the outside is pulled out of the router until then (what works over it stops, such as looking up insurance), or all cables of the one computer that is reached."), 1, SK_SCREEN_COLUMNS);
	text_wrap(todo->report, _("Whether anybody has used that cannot be told from settings: have whoever maintains these devices look who signed in, and let nobody delete logs. If anything is strange: sekisho papers incident (whom to call, what to do first)."), 1, SK_SCREEN_COLUMNS);
}

/* It is open, and somebody has to be inside already. */
static bool begins_inside(const struct todo *todo, size_t at)
{
	const struct sk_policy_answer *answer = todo->order[at];
	return todo->sentences[at] && !answer->policy->accepts && !is_bare(answer) && !sk_danger_of(answer).outside && !danger_goes_astray(answer->policy);
}

static bool leaves_in_clear(const struct todo *todo, size_t at)
{
	return todo->sentences[at] && !is_bare(todo->order[at]) && danger_goes_astray(todo->order[at]->policy);
}

static bool begins_at(const struct todo *todo, const char *id)
{
	for (size_t i = 0; i < todo->count; i++)
		for (size_t at = 0; begins_inside(todo, i) && at < todo->order[i]->sender_count; at++)
			if (strcmp(todo->order[i]->senders[at], id) == 0)
				return true;
	return false;
}

/* The computers that it begins at, each once. */
static void starts_line(const struct todo *todo)
{
	SK_BUF_SCOPE names = SK_BUF(TEXT_PIECE_MAX), out = SK_BUF(TEXT_PIECE_MAX);
	SK_LIST_EACH(struct sk_site_node, node, &todo->prove->site->nodes) {
		if (!begins_at(todo, node->id))
			continue;
		sk_buf_text(&names, names.length ? ", " : "");
		danger_node(todo->report, todo->prove->site, node->id, &names);
	}
	const char *with[] = {text_of(todo->report, &names)};
	sk_message_fill(&out, _("Until then use %1 for work alone: no mail, no web pages, no USB sticks from elsewhere (our advice)."), with, SK_COUNT(with));
	text_wrap(todo->report, text_of(todo->report, &out), 1, SK_SCREEN_COLUMNS);
}

/* What an exception lets in from outside stands before all that nobody permitted. */
static void let_in(const struct todo *todo)
{
	for (size_t i = 0; i < todo->prove->permitted_count; i++) {
		const struct sk_permitted *permitted = &todo->prove->permitted[i];
		SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX), sentence = SK_BUF(TEXT_PIECE_MAX);
		char date[SK_TIME_TEXT];
		if (!sk_permitted_comes_in(permitted))
			continue;
		const struct sk_danger danger = sk_danger_of(&permitted->answer);
		danger_text(todo->report, todo->prove->site, &danger, &sentence);
		sk_date_print(permitted->exception->date, date);
		const char *with[] = {text_of(todo->report, &sentence), permitted->exception->by, date, permitted->exception->policy_id};
		sk_message_fill(&out, _("By an exception: %1 Permitted by %2, %3. Have it seen to today, or ask whoever permitted it today whether that was meant (our advice). [%4]"), with, SK_COUNT(with));
		text_wrap(todo->report, text_of(todo->report, &out), 1, SK_SCREEN_COLUMNS);
		todo_until(todo->report, todo->prove->site, &permitted->answer, BEHIND);
	}
}

bool todo_lets_in(const struct sk_prove_site_report *prove)
{
	for (size_t i = 0; i < prove->permitted_count; i++)
		if (sk_permitted_comes_in(&prove->permitted[i]))
			return true;
	return false;
}

/* What begins inside takes a first step. */
static void inside_line(const struct todo *todo)
{
	bool outside = todo_lets_in(todo->prove), inside = false, half = false, astray = false, work = false, stopped = false;
	for (size_t i = 0; i < todo->count; i++) {
		astray = astray || leaves_in_clear(todo, i);
		work = work || (leaves_in_clear(todo, i) && todo->order[i]->work);
		stopped = stopped || (todo->sentences[i] && todo->order[i]->policy->accepts);
		half = half || is_bare(todo->order[i]);
		inside = inside || begins_inside(todo, i);
		outside = outside || (todo->sentences[i] && !todo->order[i]->policy->accepts && !is_bare(todo->order[i]) && sk_danger_of(todo->order[i]).outside);
	}
	if (outside)
		text_wrap(todo->report, _("What is serious: have it seen to today (our advice)."), 1, SK_SCREEN_COLUMNS);
	if (outside)
		used_line(todo);
	if (half && !inside && !outside)
		text_wrap(todo->report, _("What is half open: have the router mended at the next regular maintenance (our advice)."), 1, SK_SCREEN_COLUMNS);
	if (inside)
		text_wrap(todo->report, outside ? _("What begins inside is less urgent: somebody, or a program, has to be in that computer first, and gets further from there. Have it seen to before the next regular maintenance (our advice).") : _("What begins inside: somebody, or a program, has to be in that computer first, and gets further from there. Have it seen to before the next regular maintenance (our advice)."), 1, SK_SCREEN_COLUMNS);
	if (inside)
		starts_line(todo);
	if (stopped)
		text_wrap(todo->report, _("Work that is stopped: have it seen to today (our advice)."), 1, SK_SCREEN_COLUMNS);
	if (astray && !work)
		text_wrap(todo->report, _("What can leave in clear is nothing that work needs here: somebody, or a program, has to be inside first. Have it seen to before the next regular maintenance (our advice)."), 1, SK_SCREEN_COLUMNS);
	if (work)
		text_wrap(todo->report, _("What can leave in clear does so by ordinary work, and nobody has to be inside for that. Have it seen to before the next regular maintenance (our advice)."), 1, SK_SCREEN_COLUMNS);
}

static void dangers(const struct todo *todo)
{
	sk_buf_print(todo->report->out, "\n%s\n", _("What can happen, the worst first (each by one example)"));
	let_in(todo);
	for (size_t number = 1; number <= todo->danger_count && number <= DANGERS_SHOWN; number++) {
		SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
		const char *sentence;
		const struct sk_policy_answer *first = first_numbered(todo, number, &sentence);
		sk_buf_print(&out, "%zu. %s", number, sentence);
		danger_others(todo->report, todo->prove->site, first, &out);
		if (sk_site_is_excepted(todo->prove->site, first->policy))
			sk_buf_text(&out, _(" (of what no exception permits)"));
		put_policies(todo, number, &out);
		text_wrap(todo->report, text_of(todo->report, &out), 1, SK_SCREEN_COLUMNS);
		todo_until(todo->report, todo->prove->site, first, BEHIND);
	}
	if (todo->danger_count > DANGERS_SHOWN)
		sk_buf_print(todo->report->out, _(" and %zu more, told below\n"), todo->danger_count - DANGERS_SHOWN);
	inside_line(todo);
	todo_contacts(todo->report, todo->prove->site, 1);
}

/* ---- what can follow ---- */

static sk_outcome follows(const struct todo *todo)
{
	const struct sk_catalogue *catalogue = todo->prove->site->catalogue;
	const struct sk_control **controls;
	size_t count = 0;
	bool half = true;
	void *memory;
	SK_TRY(sk_arena_take(todo->report->arena, todo->count, sizeof(*controls), &memory, todo->report->error));
	controls = memory;
	for (size_t i = 0; i < todo->count; i++) {
		const struct sk_policy_answer *answer = todo->order[i];
		if (todo->sentences[i] && answer->policy->flow && !answer->policy->accepts) {
			controls[count++] = sk_catalogue_control(catalogue, answer->policy->flow->control);
			half = half && is_bare(answer);
		}
	}
	if (count > 0)
		danger_follows(todo->report, todo->prove->register_, controls, count, half && !todo_lets_in(todo->prove));
	return SK_OK;
}

/* ---- what to do ---- */

/* When, by our advice. */
enum urgency { UNSAID, AT_MAINTENANCE, BEFORE_MAINTENANCE, TODAY, URGENCIES };

static enum urgency urgency_of(const struct todo *todo, size_t at)
{
	if (!todo->sentences[at])
		return UNSAID;
	if (is_bare(todo->order[at]))
		return AT_MAINTENANCE;
	return begins_inside(todo, at) || leaves_in_clear(todo, at) ? BEFORE_MAINTENANCE : TODAY;
}

/* "(for 1, 3; today)". */
struct aims {
	struct sk_buf text;
	size_t last;
	bool others; /* of what has no number: it cannot be decided */
	enum urgency urgency; /* of the most urgent */
	bool permitted;	      /* and of what an exception lets in */
};

static void aim_at(const struct todo *todo, size_t at, bool half, struct aims *aims)
{
	size_t number = todo->numbers[at];
	if (urgency_of(todo, at) > aims->urgency)
		aims->urgency = urgency_of(todo, at);
	aims->others = aims->others || number == 0;
	if (number == 0 || number <= aims->last)
		return;
	sk_buf_print(&aims->text, half ? _("%s%zu by half") : "%s%zu", aims->text.length ? ", " : "", number);
	aims->last = number;
}

static void put_aims(const struct todo *todo, const struct aims *aims, struct sk_buf *out)
{
	static const char *const when[URGENCIES] = {"", N_("; at the next regular maintenance"), N_("; before the next regular maintenance"), N_("; today")};
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
	if (aims->permitted)
		sk_buf_text(&text, _(", and what an exception lets in"));
	sk_buf_text(&text, aims->urgency ? sk_message(when[aims->urgency]) : "");
	const char *with[] = {text_of(todo->report, &aims->text), text_of(todo->report, &text)};
	if (aims->text.length > 0)
		sk_message_fill(out, aims->others ? _(" (for %1, and what cannot be decided%2)") : _(" (for %1%2)"), with, SK_COUNT(with));
	else if (aims->others)
		sk_buf_text(out, _(" (for what cannot be decided)"));
}

/* `command` "": none is typed. It stands on a line of its own, to be copied. */
static void step_head(struct todo *todo, const char *text, const char *command, struct aims *aims)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	if (todo->steps++ == 0) {
		sk_buf_print(todo->report->out, "\n%s\n", _("What to do, one at a time in this order; after each: sekisho prove"));
		text_folder(todo->report);
	}
	sk_buf_print(&out, "%c) %s", (int)('a' + (todo->steps - 1) % 26), text);
	put_aims(todo, aims, &out);
	text_wrap(todo->report, text_of(todo->report, &out), 1, SK_SCREEN_COLUMNS);
	if (*command)
		sk_buf_print(todo->report->out, "%*s%s\n", COMMAND, "", command);
	sk_buf_release(&aims->text);
}

/* Whether the answer at that position is one that a step is about. */
typedef bool about_fn(const struct todo *todo, size_t at, const void *key);

/* Each step is told once, at the first that it is about; false: it was. Else with all that it is for. */
static bool is_new(const struct todo *todo, size_t at, about_fn *about, const void *key, struct aims *aims)
{
	for (size_t i = 0; i < at; i++)
		if (about(todo, i, key))
			return false;
	for (size_t i = at; i < todo->count; i++)
		if (about(todo, i, key))
			aim_at(todo, i, false, aims);
	return true;
}

/* Which of a node nobody knows anything is asked of both: what cannot be decided now, and what could not be with all else closed. */
static const struct sk_reached *unknown_of(const struct todo *todo, size_t at)
{
	const struct sk_policy_answer *answer = todo->order[at];
	if (answer->reached.proof == SK_PROOF_UNDECIDED)
		return &answer->reached;
	if (is_bare(answer) && answer->bare.proof == SK_PROOF_UNDECIDED)
		return &answer->bare;
	const struct sk_fixed *fixed = todo->remedies[at].kind == REMEDY_DECIDE ? todo->remedies[at].fixed : NULL;
	return fixed && fixed->unknown ? &fixed->unknown->reached : NULL;
}

static bool is_alike(const struct sk_unread_line *a, const struct sk_unread_line *b)
{
	return !a->rule == !b->rule && a->about == b->about && strcmp(a->node->id, b->node->id) == 0;
}

/* Of the same node; a line that is not understood, or nothing is known of it. */
static bool lacks(const struct todo *todo, size_t at, const void *key)
{
	const struct sk_reached *reached = unknown_of(todo, at);
	const struct sk_unread_line *line = key;
	for (size_t i = 0; reached && i < reached->unread_count; i++)
		if (is_alike(&reached->unread[i], line))
			return true;
	return false;
}

static void put_unknown(const struct todo *todo, const struct sk_unread_line *line, struct sk_buf *out)
{
	const char *node = line->node->id;
	if (line->rule)
		sk_buf_print(out, _("Ask whoever maintains %s what the lines marked ? below do. Where they let through no more than is meant, write that under 'exceptions:' in site.yaml"), node);
	else if (line->about == SK_UNREAD_ADDRESSES && sk_site_node(todo->prove->site, node)->role == SK_ROLE_OUTSIDE)
		sk_buf_print(out, _("Ask whoever runs %s whether what comes to it by one of its lines gets to the other; if not, draw two of them in site.yaml"), node);
	else if (line->about == SK_UNREAD_ADDRESSES)
		sk_buf_print(out, _("Find out about %s: nobody here knows all addresses it has, or where it sends packets. Write them at 'addresses:' of its links and at 'routes:' in site.yaml, or have what ip -j addr and ip -j route print there put into configs/; if it speaks no IPv6, write 'speaks: [ipv4]' at it"), node);
	else if (line->about == SK_UNREAD_NAMES)
		sk_buf_print(out, _("Find out how the interfaces of %s are called now: its rules name others than 'links:' in site.yaml. Write the names there as its rules do"), node);
	else if (sk_site_node(todo->prove->site, node)->role == SK_ROLE_HOST)
		sk_buf_print(out, _("Find out about %s: nobody here knows what it lets in. If it has no firewall of its own, write 'unfiltered: [ipv4, ipv6]' at it in site.yaml; else have its settings put into configs/ and name them at 'configs:'"), node);
	else
		sk_buf_print(out, _("Find out about %s: nobody here knows what it lets through. Have whoever maintains it put its settings into configs/ and name them at 'configs:' in site.yaml; if nobody uses it, unplug it, and take it and its lines under 'links:' out of site.yaml"), node);
}

static void unknown_step(struct todo *todo, size_t at, const struct sk_unread_line *line)
{
	struct aims aims = {SK_BUF(TEXT_PIECE_MAX), 0, false, UNSAID, false};
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	if (!is_new(todo, at, lacks, line, &aims))
		return;
	put_unknown(todo, line, &out);
	step_head(todo, text_of(todo->report, &out), "", &aims);
}

static bool is_first(const struct sk_reached *reached, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (is_alike(&reached->unread[i], &reached->unread[at]))
			return false;
	return true;
}

static void unknown_steps(struct todo *todo)
{
	for (size_t i = 0; i < todo->count; i++) {
		const struct sk_reached *reached = unknown_of(todo, i);
		for (size_t at = 0; reached && at < reached->unread_count; at++)
			if (is_first(reached, at))
				unknown_step(todo, i, &reached->unread[at]);
	}
}

static bool claims(const struct todo *todo, size_t at, const void *key)
{
	const struct remedy *remedy = &todo->remedies[at];
	const struct sk_fix_claim *claim = key;
	for (size_t i = 0; remedy->kind == REMEDY_DECIDE && i < remedy->fixed->claim_count; i++)
		if (strcmp(remedy->fixed->claims[i].need->id, claim->need->id) == 0)
			return true;
	return false;
}

static void claim_step(struct todo *todo, size_t at, const struct sk_fix_claim *claim)
{
	struct aims aims = {SK_BUF(TEXT_PIECE_MAX), 0, false, UNSAID, false};
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	struct change_claims all = {.items = {claim}, .count = 1};
	if (!is_new(todo, at, claims, claim, &aims))
		return;
	bool more = false;
	for (size_t i = at; i < todo->count; i++)
		for (size_t claimed = 0; claims(todo, i, claim) && claimed < todo->remedies[i].fixed->claim_count; claimed++) {
			change_claims_add(&all, &todo->remedies[i].fixed->claims[claimed]);
			more = more || todo->remedies[i].fixed->more;
		}
	change_claims_head(todo->report, &all, &out);
	step_head(todo, text_of(todo->report, &out), "", &aims);
	change_claims_ways(todo->report, todo->prove->site, &all, todo->prove->at, BEHIND);
	if (more)
		change_claim_more(todo->report, BEHIND);
}

static bool is_first_claim(const struct sk_fixed *fixed, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(fixed->claims[i].need->id, fixed->claims[at].need->id) == 0)
			return false;
	return true;
}

static void claim_steps(struct todo *todo)
{
	for (size_t i = 0; i < todo->count; i++)
		for (size_t at = 0; todo->remedies[i].kind == REMEDY_DECIDE && at < todo->remedies[i].fixed->claim_count; at++)
			if (is_first_claim(todo->remedies[i].fixed, at))
				claim_step(todo, i, &todo->remedies[i].fixed->claims[at]);
}

static void put_changed(const struct todo *todo, const struct sk_fixed *fixed, struct sk_buf *out)
{
	for (size_t i = 0; i < fixed->file_count; i++) {
		if (i > 0 && fixed->files[i].node == fixed->files[i - 1].node)
			continue;
		sk_buf_text(out, i ? ", " : "");
		danger_node(todo->report, todo->prove->site, fixed->files[i].node->id, out);
	}
}

/* What is handed over, and how what was done comes back here: nothing is known of a device but what it prints. */
static void way_back(const struct todo *todo, const struct sk_fix_file *file, const struct sk_site_policy *policy, const char *closes)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	const char *with[] = {policy->id, sk_text_file(file->name), file->name, file->node->id};
	sk_message_fill(&out, _("Hand over %2 and %2.sheet.txt of the folder change-%1, signed by you and by whoever approves it."), with, SK_COUNT(with));
	text_wrap(todo->report, text_of(todo->report, &out), BEHIND, SK_SCREEN_COLUMNS);
	sk_buf_clear(&out);
	with[0] = closes;
	sk_message_fill(&out, policy->accepts ? _("While they are there: get what %4 has then, as the device prints it, as a file NEW, and type: sekisho look NEW --subject %4. They may keep it if that says so, and that it lets work through: %1. Then put NEW in the place of %3; never what was handed over, which says what %4 should have, and would look mended at once.")
						: _("While they are there: get what %4 has then, as the device prints it, as a file NEW, and type: sekisho look NEW --subject %4. They may keep it if that says so, and that it closes %1. Then put NEW in the place of %3; never what was handed over, which says what %4 should have, and would look mended at once."), with, SK_COUNT(with));
	text_wrap(todo->report, text_of(todo->report, &out), BEHIND, SK_SCREEN_COLUMNS);
}

/* With the change it holds by one computer alone: a router has to be changed, too. */
static bool is_half(const struct todo *todo, const struct sk_fixed *fixed, size_t at)
{
	for (size_t i = 0; i < fixed->policy_count; i++)
		if (fixed->answers[i].policy == todo->order[at]->policy)
			return !is_bare(todo->order[at]) && is_bare(&fixed->answers[i].answer);
	return false;
}

/* The step at `at` is for it, too. */
static bool is_told_at(const struct todo *todo, size_t at, size_t i)
{
	return i == at || (todo->remedies[i].kind == REMEDY_SAME && todo->remedies[i].first == todo->order[at]->policy);
}

static void change_step(struct todo *todo, size_t at)
{
	const char *policy = todo->order[at]->policy->id;
	const struct sk_fixed *fixed = todo->remedies[at].fixed;
	bool half = false;
	SK_BUF_SCOPE nodes = SK_BUF(TEXT_PIECE_MAX), out = SK_BUF(TEXT_PIECE_MAX), command = SK_BUF(TEXT_PIECE_MAX), closes = SK_BUF(TEXT_PIECE_MAX);
	struct aims aims = {SK_BUF(TEXT_PIECE_MAX), 0, false, UNSAID, false};
	for (size_t i = at; i < todo->count; i++)
		if (is_told_at(todo, at, i)) {
			aim_at(todo, i, is_half(todo, fixed, i), &aims);
			half = half || is_half(todo, fixed, i);
		}
	if (fixed->shuts) {
		aims.permitted = true;
		aims.urgency = TODAY;
	}
	put_changed(todo, fixed, &nodes);
	const char *with[] = {text_of(todo->report, &nodes)};
	sk_message_fill(&out, todo->order[at]->policy->accepts ? _("Have %1 opened for what work needs. This writes a sheet for whoever maintains it:")
							       : _("Have the settings of %1 changed. This writes a sheet for whoever maintains it:"), with, SK_COUNT(with));
	sk_buf_print(&command, "sekisho fix %s --output change-%s", policy, policy);
	step_head(todo, text_of(todo->report, &out), text_of(todo->report, &command), &aims);
	for (size_t i = at; i < todo->count; i++)
		if (is_told_at(todo, at, i))
			sk_buf_print(&closes, "%s%s%s", closes.length ? ", " : "", todo->order[i]->policy->id, is_half(todo, fixed, i) ? _(" (half)") : "");
	for (size_t i = 0; i < fixed->file_count; i++)
		way_back(todo, &fixed->files[i], todo->order[at]->policy, text_of(todo->report, &closes));
	for (size_t i = 0; i < fixed->file_count && !todo->tunnels_told; i++)
		if (i == 0 || fixed->files[i].node != fixed->files[i - 1].node)
			change_tunnels(todo->report, todo->prove->network, fixed->files[i].node, BEHIND);
	todo->tunnels_told = true;
	if (half)
		text_wrap(todo->report, _("By half: then that computer alone stops it, and a router has to be changed, too. sekisho prove names that step when this one is done, if none of those below does it."), BEHIND, SK_SCREEN_COLUMNS);
}

/* What can wait stands behind what cannot. */
static bool is_for_today(const struct todo *todo, size_t at)
{
	for (size_t i = at; i < todo->count; i++)
		if (is_told_at(todo, at, i) && urgency_of(todo, i) == TODAY)
			return true;
	return todo->remedies[at].fixed->shuts;
}

static void change_steps_all(struct todo *todo)
{
	for (int later = 0; later <= 1; later++)
		for (size_t i = 0; i < todo->count; i++)
			if (todo->remedies[i].kind == REMEDY_CHANGE && todo->remedies[i].fixed->file_count > 0 && is_for_today(todo, i) != later)
				change_step(todo, i);
}

static bool has_hand(const struct todo *todo, size_t at, const void *key)
{
	const struct remedy *remedy = &todo->remedies[at];
	const struct sk_fix_hand *hand = key;
	bool by_hand = remedy->kind == REMEDY_HAND || remedy->kind == REMEDY_CHANGE || remedy->kind == REMEDY_DECIDE;
	for (size_t i = 0; by_hand && i < remedy->fixed->hand_count; i++) {
		const struct sk_fix_hand *other = &remedy->fixed->hands[i];
		if (other->kind == hand->kind && strcmp(other->node->id, hand->node->id) == 0 && other->family == hand->family)
			return true;
	}
	return false;
}

static bool is_unmade(const struct sk_prove_site_report *prove, const struct sk_fix_hand *hand)
{
	for (size_t i = 0; i < prove->made_count; i++)
		if (hand->kind >= SK_FIX_FILTERED && strcmp(prove->made[i].node, hand->node->id) == 0)
			return !prove->made[i].proven;
	return false;
}

/* What work loses with what is done by hand. */
static void put_lost(const struct todo *todo, size_t at, struct sk_buf *out)
{
	const struct sk_fixed *fixed = todo->remedies[at].fixed;
	const char *before = _(". It stops what work needs, so decide that first: ");
	for (size_t i = fixed->policy_count; i < fixed->policy_count + todo->prove->need_count; i++)
		if (fixed->answers[i].now == SK_PROOF_HOLDS && fixed->answers[i].answer.reached.proof == SK_PROOF_VIOLATED) {
			sk_buf_print(out, "%s%s", before, fixed->answers[i].policy->id);
			before = ", ";
		}
}

static void made_back(const struct todo *todo, const char *node)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	const char *with[] = {node};
	sk_message_fill(&out, _("Hand over %1.conf and its sheet. When it is done, get what %1 has then, as it prints it, put it into configs/ and name it at 'configs:' of %1 in site.yaml."), with, SK_COUNT(with));
	text_wrap(todo->report, text_of(todo->report, &out), BEHIND, SK_SCREEN_COLUMNS);
}

static const struct sk_site_policy *policy_of(const struct todo *todo, const struct sk_site_exception *exception)
{
	for (size_t i = 0; i < todo->prove->count; i++)
		if (strcmp(todo->prove->answers[i].policy->id, exception->policy_id) == 0)
			return todo->prove->answers[i].policy;
	return NULL;
}

/* What exceptions permit there is no need: settings that are made end it. */
static void put_ended(const struct todo *todo, const char *node, struct sk_buf *out)
{
	const char *before = _(" Those end what exceptions permit there, unless a need under 'needs:' asks for it: ");
	SK_LIST_EACH(struct sk_site_exception, exception, &todo->prove->site->exceptions) {
		const struct sk_site_policy *policy = policy_of(todo, exception);
		if (!policy || !sk_ids_hold(exception->to.count > 0 ? &exception->to : &policy->to, node))
			continue;
		sk_buf_print(out, "%s%s", before, exception->policy_id);
		before = ", ";
	}
}

static void hand_step(struct todo *todo, size_t at, const struct sk_fix_hand *hand)
{
	SK_BUF_SCOPE command = SK_BUF(TEXT_PIECE_MAX);
	struct aims aims = {SK_BUF(TEXT_PIECE_MAX), 0, false, UNSAID, false};
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	if (!is_new(todo, at, has_hand, hand, &aims))
		return;
	if (is_unmade(todo->prove, hand)) {
		sk_buf_print(&out, _("%s: it has no firewall, or it is off; and settings made for it cannot hold as site.yaml stands. This says why:"), hand->node->id);
		sk_buf_print(&command, "sekisho generate --device %s --for %s", hand->node->id, sk_generator_for(todo->prove->site, hand->node->id)->name);
	} else {
		change_hand_text(hand, &out);
		change_hand_command(todo->prove->site, hand, &command);
	}
	put_lost(todo, at, &out);
	if (hand->kind >= SK_FIX_FILTERED)
		put_ended(todo, hand->node->id, &out);
	step_head(todo, text_of(todo->report, &out), text_of(todo->report, &command), &aims);
	if (hand->kind >= SK_FIX_FILTERED && !is_unmade(todo->prove, hand))
		made_back(todo, hand->node->id);
}

/* What is turned off comes before what is made anew. */
static void hand_steps(struct todo *todo, enum sk_fix_hand_kind kind)
{
	for (size_t i = 0; i < todo->count; i++) {
		const struct remedy *remedy = &todo->remedies[i];
		for (size_t at = 0; remedy->fixed && remedy->kind != REMEDY_SAME && at < remedy->fixed->hand_count; at++)
			if (remedy->fixed->hands[at].kind == kind)
				hand_step(todo, i, &remedy->fixed->hands[at]);
	}
}

/* What nothing was found for, or what was not tried, must not be missing from the list. */
static void rest_step(struct todo *todo, enum remedy_kind kind, const char *head)
{
	struct aims aims = {SK_BUF(TEXT_PIECE_MAX), 0, false, UNSAID, false};
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	for (size_t i = 0; i < todo->count; i++) {
		const struct sk_reached *unknown = unknown_of(todo, i);
		if (!todo->sentences[i] || todo->remedies[i].kind != kind || (unknown && unknown->unread_count > 0))
			continue;
		sk_buf_print(&out, "%s%s", out.length ? ", " : head, todo->order[i]->policy->id);
		aim_at(todo, i, false, &aims);
	}
	if (out.length > 0)
		step_head(todo, text_of(todo->report, &out), "", &aims);
	sk_buf_release(&aims.text);
}

/* What cannot be decided for another reason than a device: two of its ends have no addresses of one family, or nothing stands for one. */
static void unsaid_step(struct todo *todo)
{
	struct aims aims = {SK_BUF(TEXT_PIECE_MAX), 0, false, UNSAID, false};
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	for (size_t i = 0; i < todo->count; i++) {
		const struct sk_reached *unknown = unknown_of(todo, i);
		if (sk_policy_good(todo->order[i]) || todo->sentences[i] || (unknown && unknown->unread_count > 0))
			continue;
		sk_buf_print(&out, "%s%s", out.length ? ", " : _("Look below at what site.yaml lacks, as this cannot be decided: "), todo->order[i]->policy->id);
	}
	if (out.length > 0)
		step_head(todo, text_of(todo->report, &out), "", &aims);
}

/* ---- what is open by decision, and what is not known ---- */

static const struct sk_policy_answer *permitted_of(const struct todo *todo, const struct sk_site_exception *exception)
{
	for (size_t i = 0; i < todo->prove->permitted_count; i++)
		if (todo->prove->permitted[i].exception == exception)
			return &todo->prove->permitted[i].answer;
	return NULL;
}

/* What it comes to as things are. */
static void comes_to(const struct todo *todo, const struct sk_policy_answer *answer)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	if (answer->reached.proof == SK_PROOF_HOLDS)
		sk_buf_text(&out, _("Nothing of it gets through as things are. Ask whoever decided it: if it is not needed any more, have it struck out of site.yaml, as it would hide what a change opens; if it is needed, something stops it."));
	else if (answer->reached.proof == SK_PROOF_UNDECIDED)
		sk_buf_text(&out, _("Whether anything of it gets through cannot be decided."));
	else if (answer->reached.proof == SK_PROOF_VIOLATED && answer->reached.hop_count > 0) {
		const struct sk_danger danger = sk_danger_of(answer);
		if (danger.outside)
			danger_text(todo->report, todo->prove->site, &danger, &out);
		else
			sk_buf_text(&out, _("It gets through."));
	}
	if (out.length > 0)
		text_wrap(todo->report, text_of(todo->report, &out), 3, SK_SCREEN_COLUMNS);
}

static void decision(const struct todo *todo, const struct sk_site_exception *exception)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX), policy = SK_BUF(TEXT_PIECE_MAX), permits = SK_BUF(TEXT_PIECE_MAX);
	const struct sk_site_policy *about = policy_of(todo, exception);
	char date[SK_TIME_TEXT];
	sk_date_print(exception->date, date);
	sk_buf_text(&policy, exception->policy_id);
	if (about && (about->text.ja || about->text.en))
		sk_buf_print(&policy, _(" (%s)"), text_in(todo->report, &about->text));
	danger_permits(todo->prove->site, exception, &permits);
	const char *with[] = {text_of(todo->report, &policy), text_of(todo->report, &permits), exception->reason, exception->by, date};
	sk_message_fill(&out, _("- of %1: %2. Why: %3. Decided by: %4, %5"), with, SK_COUNT(with));
	text_wrap(todo->report, text_of(todo->report, &out), 1, SK_SCREEN_COLUMNS);
	if (permitted_of(todo, exception))
		comes_to(todo, permitted_of(todo, exception));
}

static bool is_asked(const struct sk_policy_answer *answers, size_t count, const char *policy)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(answers[i].policy->id, policy) == 0)
			return !sk_policy_unasked(&answers[i]);
	return false;
}

static bool is_open(const struct todo *todo, const struct sk_site_exception *exception)
{
	const struct sk_policy_answer *answer = permitted_of(todo, exception);
	return answer && answer->reached.proof == SK_PROOF_VIOLATED;
}

/* What is let through is open all the same. */
static void decisions(const struct todo *todo)
{
	const struct sk_prove_site_report *prove = todo->prove;
	size_t count = 0, open = 0;
	SK_LIST_EACH(struct sk_site_exception, exception, &prove->site->exceptions) {
		if (!is_asked(prove->answers, prove->count, exception->policy_id))
			continue;
		if (count++ == 0)
			sk_buf_print(todo->report->out, "\n%s\n", _("What somebody permitted all the same"));
		open += is_open(todo, exception);
		if (count <= DECISIONS_SHOWN)
			decision(todo, exception);
	}
	if (count > DECISIONS_SHOWN)
		sk_buf_print(todo->report->out, _(" and %zu more, told below\n"), count - DECISIONS_SHOWN);
	if (open > 0)
		text_wrap(todo->report, _("What is open so the policy forbids. Have whoever decided it explain it, and whoever answers for security here agree."), 1, SK_SCREEN_COLUMNS);
}

/* Who made an exception of the need, and why. */
static void put_exceptions(const struct sk_site *site, const struct sk_site_policy *need, struct sk_buf *out)
{
	SK_LIST_EACH(struct sk_site_exception, exception, &site->exceptions) {
		if (!sk_site_excepts(exception, need, NULL, NULL))
			continue;
		const char *with[] = {exception->reason, exception->by};
		sk_message_fill(out, _(" Why: %1. Decided by: %2."), with, SK_COUNT(with));
	}
}

static void untried_need(const struct sk_report *report, const struct sk_prove_site_report *prove, const struct sk_site_policy *need)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX), services = SK_BUF(TEXT_PIECE_MAX), name = SK_BUF(TEXT_PIECE_MAX);
	danger_services(need->accepts, &services);
	sk_buf_text(&name, need->id);
	if (need->text.ja || need->text.en)
		sk_buf_print(&name, _(" (%s)"), text_in(report, &need->text));
	const char *with[] = {text_of(report, &name), text_of(report, &services)};
	sk_message_fill(&out, _("Not proven, as somebody made an exception of it: try it by hand after every change: %1. Each of these: %2."), with, SK_COUNT(with));
	put_exceptions(prove->site, need, &out);
	text_wrap(report, text_of(report, &out), 0, SK_SCREEN_COLUMNS);
}

/* That nobody can prove a need is no leave to stop it. */
static void surely_stopped(const struct sk_report *report, const struct sk_prove_site_report *prove)
{
	if (prove->stopped_count > 0)
		text_wrap(report, _("To do, too: stopped for sure, whatever an exception says. If it came through before, have whoever maintains the device let it through again, today; only what the site does without may stay so:"), 0, SK_SCREEN_COLUMNS);
	for (size_t i = 0; i < prove->stopped_count; i++) {
		const struct sk_policy_answer *answer = &prove->stopped[i];
		const struct sk_danger danger = sk_danger_of(answer);
		const struct sk_net_hop *last = &answer->reached.hops[answer->reached.hop_count - 1];
		SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
		SK_BUF_SCOPE from = SK_BUF(TEXT_PIECE_MAX), object = SK_BUF(TEXT_PIECE_MAX);
		danger_node(report, prove->site, danger.from, &from);
		danger_object(report, prove->site, &danger, &object);
		const char *with[] = {text_of(report, &from), text_of(report, &object)};
		sk_buf_text(&out, "- ");
		sk_message_fill(&out, _("%1 cannot reach %2."), with, SK_COUNT(with));
		if (sk_box_family(&danger.packet) == SK_FAMILY_6)
			sk_buf_text(&out, _(" This is about IPv6 alone."));
		sk_buf_print(&out, " [%s] → ", answer->policy->id);
		if (last->chain)
			way_decider(last->filter, last->chain, last->rule, &out);
		else
			sk_buf_text(&out, last->node->id);
		text_wrap(report, text_of(report, &out), 2, SK_SCREEN_COLUMNS);
	}
	if (prove->stopped_count > 0)
		todo_contacts(report, prove->site, 0);
}

static void untried_needs(const struct sk_report *report, const struct sk_prove_site_report *prove)
{
	for (size_t i = 0; i < prove->need_count; i++)
		if (sk_policy_unasked(&prove->needs[i]) && prove->needs[i].excepted > 0)
			untried_need(report, prove, prove->needs[i].policy);
}

void todo_untried(const struct sk_report *report, const struct sk_prove_site_report *prove)
{
	untried_needs(report, prove);
	surely_stopped(report, prove);
}

bool todo_is_untried(const struct sk_prove_site_report *prove)
{
	for (size_t i = 0; i < prove->need_count; i++)
		if (sk_policy_unasked(&prove->needs[i]) && prove->needs[i].excepted > 0)
			return true;
	return false;
}

/* Files alone settle no risk. */
static void unsettled(const struct todo *todo)
{
	const char *first = NULL;
	SK_BUF_SCOPE ids = SK_BUF(TEXT_PIECE_MAX), out = SK_BUF(TEXT_PIECE_MAX);
	SK_LIST_EACH(struct sk_control, control, &todo->prove->site->catalogue->controls.rows) {
		bool about = false;
		for (size_t i = 0; i < todo->count; i++) {
			const struct sk_site_policy *policy = todo->order[i]->policy;
			about = about || (policy->flow && !policy->accepts && strcmp(policy->flow->control, control->row.id) == 0);
		}
		if (!about || control->kind == SK_CONTROL_A)
			continue;
		sk_buf_print(&ids, "%s%s", first ? ", " : "", control->row.id);
		first = first ? first : control->row.id;
	}
	if (!first)
		return;
	const char *with[] = {text_of(todo->report, &ids), first};
	sk_message_fill(&out, _("That the files say so settles no risk by itself: %1 are judged by answers and signed evidence, and most risks need other controls, too. How they stand, and how to answer: sekisho why %2"), with, SK_COUNT(with));
	text_wrap(todo->report, text_of(todo->report, &out), 0, SK_SCREEN_COLUMNS);
}

/* What comes through does so while a tunnel is up, the first of them. */
static void needs_tunnel(const struct todo *todo)
{
	const char *tunnel = NULL;
	for (size_t i = 0; i < todo->count && !tunnel; i++)
		tunnel = todo->order[i]->policy->accepts ? way_tunnel(todo->prove->network, todo->order[i]->policy) : NULL;
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	if (!tunnel)
		return;
	sk_buf_print(&out, _("Some of it only while the tunnel %s is up, and whether it comes up is not asked here: have an insurance looked up."), tunnel);
	text_wrap(todo->report, text_of(todo->report, &out), 0, SK_SCREEN_COLUMNS);
}

/* Nothing is open, and somebody was asked. */
static void all_shut(const struct todo *todo)
{
	for (size_t i = 0; i < todo->count; i++)
		if (!sk_policy_good(todo->order[i]) || todo->order[i]->bare.hop_count > 0)
			return;
	if (todo->count > 0)
		sk_buf_text(todo->report->out, "\n");
	if (todo->count > 0 && todo->prove->stopped_count == 0)
		text_wrap(todo->report, _("By the files under configs/ nothing is to be mended: every policy that was asked holds, and of what work needs all that could be asked comes through. Whether the devices have these settings, whoever maintains them has to confirm."), 0, SK_SCREEN_COLUMNS);
	needs_tunnel(todo);
	unsettled(todo);
}

SK_OUTCOME todo_text(const struct sk_report *report, const struct sk_prove_site_report *prove, const struct sk_policy_answer *const *order, const struct remedy *remedies, size_t count)
{
	struct todo todo = {.report = report, .prove = prove, .order = order, .remedies = remedies, .count = count};
	void *memory;
	SK_TRY(sk_arena_take(report->arena, count + 1, sizeof(*todo.sentences), &memory, report->error));
	todo.sentences = memory;
	SK_TRY(sk_arena_take(report->arena, count + 1, sizeof(*todo.numbers), &memory, report->error));
	todo.numbers = memory;
	SK_TRY(number_all(&todo));
	if (todo.danger_count > 0 || todo_lets_in(prove))
		dangers(&todo);
	SK_TRY(follows(&todo));
	unknown_steps(&todo);
	claim_steps(&todo);
	change_steps_all(&todo);
	for (enum sk_fix_hand_kind kind = SK_FIX_STAYS; kind <= SK_FIX_FORM; kind++)
		hand_steps(&todo, kind);
	rest_step(&todo, REMEDY_UNTRIED, _("Type sekisho fix with one of these names, as what mends them was not tried here: "));
	rest_step(&todo, REMEDY_NONE, _("Ask whoever maintains the network: no change that was tried mends "));
	unsaid_step(&todo);
	sk_buf_text(report->out, prove->stopped_count > 0 ? "\n" : "");
	surely_stopped(report, prove);
	all_shut(&todo);
	decisions(&todo);
	sk_buf_text(report->out, todo_is_untried(prove) ? "\n" : "");
	untried_needs(report, prove);
	return SK_OK;
}
