/*
 * Settings and rules of the Windows firewall as chains.
 *
 * "input" is what comes to this host, "output" what it sends. In the order of MS-FASP 2.2.34: whom IPsec knows, what is blocked, what is allowed, and then the action
 * of the profile. Before them stand profiles that are switched off, where nothing is blocked, and flows that are there already. In a shielded profile nothing comes in
 * beside these. What Windows sends on for others does not stand in these settings: "forward" may pass or discard anything.
 *
 * Which profile an interface is in does not stand there either. The interfaces Domain, Private and Public of the filter stand for an interface in that profile; any
 * other one may be in each of them: what one profile does may happen to it, and what all of them do surely does.
 *
 * A policy that is set wins over the setting of the machine, and being shielded wins over not being so (the laws of MS-FASP 2.2.38); but a policy that says no is told
 * to clear the machine's own switch, too (WindowsFirewall.admx, "Do not allow exceptions"), so of these two either may be. Of a management service this
 * is not known; where it differs, either may be. A setting that stands nowhere is not known, and neither are the machine's rules where their key is missing.
 *
 * Who sends UDP to everybody takes answers to that port from anybody for three or four seconds ("ALE Multicast/Broadcast Traffic" of the Windows Filtering Platform),
 * before any rule as far as is told (KB 884913), unless DisableUnicastResponsesToMulticastBroadcast is 1. Whether somebody does, the settings do not say.
 * Answers of DHCP come in with that, too (WindowsFirewall.admx, "Prohibit unicast response to multicast or broadcast requests"): who gets his address so has asked for them, and they are left out.
 */
#include "config/windows.h"

#include <string.h>

enum { UDP = 17 };
enum { BAND_MAX = 65536 * 4 /* rules of one rank and direction */, TEXT_MAX = 512, UNKNOWN = -1, ON = 1, OFF = 0 };

static const char *const profile_names[SK_WINDOWS_PROFILES] = {"Domain", "Private", "Public"};

/* ---- settings ---- */

static bool is_set(const struct sk_windows_value *value)
{
	return value->line > 0;
}

/* Of a policy under StandardProfile AllowLocalPolicyMerge must not be (MS-GPFAS 2.2.3.13), and the firewall of Windows XP, whose key it is, has no default actions: what
 * they do there is not told. */
static bool is_strange(enum sk_windows_store store, enum sk_windows_setting setting)
{
	return store == SK_WINDOWS_POLICY && (setting == SK_WINDOWS_MERGE || setting == SK_WINDOWS_INBOUND || setting == SK_WINDOWS_OUTBOUND);
}

/* StandardProfile is for private networks; of a policy for public ones, too, where neither has a key of its own (MS-GPFAS 2.2.3). */
static struct sk_windows_value stored(const struct sk_windows *windows, enum sk_windows_store store, unsigned profile, enum sk_windows_setting setting)
{
	const struct sk_windows_value (*values)[SK_WINDOWS_SETTINGS] = windows->settings[store];
	const uint32_t *seen = windows->seen[store];
	bool standard = profile == SK_WINDOWS_PRIVATE && (store == SK_WINDOWS_LOCAL || !seen[SK_WINDOWS_PRIVATE]);
	if (store == SK_WINDOWS_POLICY)
		standard = profile != SK_WINDOWS_DOMAIN && !seen[SK_WINDOWS_PRIVATE] && !seen[SK_WINDOWS_PUBLIC];
	/* Not a name that the machine's own settings have. */
	if (store == SK_WINDOWS_LOCAL && standard && seen[SK_WINDOWS_PRIVATE])
		return (struct sk_windows_value){seen[SK_WINDOWS_PRIVATE], UNKNOWN};
	struct sk_windows_value value = values[standard ? SK_WINDOWS_STANDARD : profile][setting];
	if (standard && is_strange(store, setting))
		value.number = UNKNOWN;
	return value;
}

/* Of stores of which nobody knows which wins. */
static int together(const struct sk_windows_value *a, const struct sk_windows_value *b)
{
	if (!is_set(a) || !is_set(b))
		return is_set(a) ? a->number : is_set(b) ? b->number : UNKNOWN;
	return a->number == b->number ? a->number : UNKNOWN;
}

static int merged(const struct sk_windows *windows, const struct sk_windows_value *policy, const struct sk_windows_value *service)
{
	if (is_set(policy) || is_set(service))
		return together(policy, service);
	return windows->stored[SK_WINDOWS_POLICY] || windows->stored[SK_WINDOWS_MDM] ? UNKNOWN : ON;
}

static int shielded(const struct sk_windows_value *local, const struct sk_windows_value *policy, const struct sk_windows_value *service)
{
	bool above = is_set(policy) || is_set(service);
	if (policy->number == ON || (service->number == ON && !is_set(policy)))
		return ON;
	if (local->number == ON)
		return above ? UNKNOWN : ON;
	return is_set(local) && local->number == (above ? together(policy, service) : OFF) ? OFF : UNKNOWN;
}

/* 0, 1 or UNKNOWN. */
static int effective(const struct sk_windows *windows, unsigned profile, enum sk_windows_setting setting)
{
	struct sk_windows_value of[SK_WINDOWS_STORES];
	for (unsigned store = 0; store < SK_WINDOWS_STORES; store++)
		of[store] = stored(windows, (enum sk_windows_store)store, profile, setting);
	const struct sk_windows_value *local = &of[SK_WINDOWS_LOCAL], *policy = &of[SK_WINDOWS_POLICY], *service = &of[SK_WINDOWS_MDM];
	if (setting == SK_WINDOWS_MERGE)
		return merged(windows, policy, service);
	if (setting == SK_WINDOWS_SHIELDED)
		return shielded(local, policy, service);
	return is_set(policy) ? together(policy, service) : together(service, local);
}

/* Profiles in which it is surely `number`, and those in which it can be. */
static unsigned profiles_where(const struct sk_windows *windows, enum sk_windows_setting setting, int number, unsigned *may)
{
	unsigned sure = 0;
	*may = 0;
	for (unsigned profile = 0; profile < SK_WINDOWS_PROFILES; profile++) {
		int value = effective(windows, profile, setting);
		sure |= value == number ? 1u << profile : 0;
		*may |= value == number || value == UNKNOWN ? 1u << profile : 0;
	}
	return sure;
}

/* ---- interfaces in profiles ---- */

static void spans_of(unsigned profiles, bool others, enum sk_dim dim, struct sk_spans *out)
{
	struct sk_box all;
	sk_wide low, high;
	sk_box_all(&all);
	sk_box_get(&all, dim, &low, &high);
	for (unsigned profile = 0; profile < SK_WINDOWS_PROFILES; profile++)
		if (profiles >> profile & 1)
			sk_spans_add(out, profile + 1, profile + 1);
	if (others) {
		sk_spans_add(out, low, low);
		sk_spans_add(out, SK_WINDOWS_PROFILES + 1, high);
	}
	sk_spans_settle(out);
}

/* `covered`: what other profiles do is the same. */
static void narrow_profiles(struct sk_windows *windows, unsigned direction, unsigned may, unsigned must, unsigned covered)
{
	struct sk_span room[2][SK_WINDOWS_PROFILES + 2];
	struct sk_spans most = {.at = room[0], .room = SK_COUNT(room[0])}, least = {.at = room[1], .room = SK_COUNT(room[1])};
	enum sk_dim dim = direction == SK_WINDOWS_IN ? SK_DIM_IN : SK_DIM_OUT;
	if (may == SK_WINDOWS_ALL && must == SK_WINDOWS_ALL)
		return;
	spans_of(may, may != 0, dim, &most);
	spans_of(must, (must | covered) == SK_WINDOWS_ALL, dim, &least);
	sk_meeting_narrow(&windows->meeting, dim, &most, &least);
}

bool sk_windows_narrow_rule(struct sk_windows *windows, const struct sk_windows_entry *entry, const struct sk_windows_rule *rule, unsigned direction)
{
	unsigned may = rule->profiles, must = rule->profiles, unmerged, off, ignored, spared;
	if (entry->store == SK_WINDOWS_LOCAL) {
		ignored = profiles_where(windows, SK_WINDOWS_MERGE, OFF, &unmerged);
		may &= ~ignored;
		must &= ~unmerged;
	}
	off = profiles_where(windows, SK_WINDOWS_ENABLE, OFF, &spared);
	narrow_profiles(windows, direction, may, must, rule->ranks & 1 << SK_WINDOWS_BLOCK ? 0 : off);
	return may != 0;
}

/* ---- rules of chains ---- */

struct building {
	struct sk_windows *windows;
	struct sk_buf bands[SK_WINDOWS_DIRECTIONS][SK_WINDOWS_RANKS];
	struct sk_buf rules; /* of the chain that is made */
};

static SK_OUTCOME add(struct building *building, struct sk_buf *to, const struct sk_filter_rule *rule)
{
	struct sk_filter_rule copy = *rule;
	bool same = rule->may.boxes == rule->must.boxes && rule->may.count == rule->must.count;
	if (to->length / sizeof(copy) == BAND_MAX)
		return sk_windows_too_many(building->windows, rule->line, N_("rules"), BAND_MAX);
	if (same)
		copy.unread = NULL;
	else if (!copy.unread)
		copy.unread = copy.text;
	sk_buf_add(to, (const char *)&copy, sizeof(copy));
	return sk_buf_check(to, building->windows->error);
}

void sk_windows_start(struct sk_windows *windows)
{
	struct sk_box all;
	sk_box_all(&all);
	sk_meeting_start(&windows->meeting, &all, 1);
}

/* Of what the meeting holds. */
static SK_OUTCOME add_met(struct building *building, struct sk_buf *to, struct sk_filter_rule *rule)
{
	struct sk_windows *windows = building->windows;
	SK_TRY(sk_meeting_take(&windows->meeting, windows->arena, &rule->may, &rule->must, windows->error));
	return rule->may.count ? add(building, to, rule) : SK_OK;
}

/* Whatever comes in these profiles: perhaps. */
static SK_OUTCOME add_doubt(struct building *building, struct sk_buf *to, unsigned direction, unsigned profiles, struct sk_filter_rule *rule)
{
	struct sk_windows *windows = building->windows;
	sk_windows_start(windows);
	narrow_profiles(windows, direction, profiles, 0, 0);
	sk_meeting_doubt(&windows->meeting);
	return add_met(building, to, rule);
}

static enum sk_action action_of(unsigned rank)
{
	return rank == SK_WINDOWS_BLOCK ? SK_ACTION_DROP : SK_ACTION_ACCEPT;
}

static SK_OUTCOME add_note(struct building *building, const struct sk_windows_note *note)
{
	for (unsigned direction = 0; direction < SK_WINDOWS_DIRECTIONS; direction++)
		for (unsigned rank = 0; rank < SK_WINDOWS_RANKS; rank++) {
			struct sk_filter_rule rule = {.line = note->line, .text = note->text, .action = action_of(rank)};
			if (note->directions >> direction & note->ranks >> rank & 1)
				SK_TRY(add_doubt(building, &building->bands[direction][rank], direction, note->profiles, &rule));
		}
	return SK_OK;
}

static SK_OUTCOME add_entry(struct building *building, const struct sk_windows_entry *entry)
{
	struct sk_windows_rule rule;
	SK_TRY(sk_windows_understand(building->windows, entry, &rule));
	for (unsigned direction = 0; direction < SK_WINDOWS_DIRECTIONS && rule.active; direction++)
		for (unsigned rank = 0; rank < SK_WINDOWS_RANKS; rank++) {
			struct sk_filter_rule one = {.line = entry->line, .text = rule.text, .unread = rule.unread, .may = rule.may[direction],
						     .must = rule.must[direction], .action = action_of(rank)};
			if (rule.directions >> direction & rule.ranks >> rank & 1 && one.may.count)
				SK_TRY(add(building, &building->bands[direction][rank], &one));
		}
	struct sk_filter_rule answers = {.line = entry->line, .text = rule.text, .action = SK_ACTION_ACCEPT};
	if (!rule.active || !rule.answers)
		return SK_OK;
	return add_doubt(building, &building->bands[SK_WINDOWS_IN][SK_WINDOWS_BYPASS], SK_WINDOWS_IN, rule.profiles, &answers);
}

static SK_OUTCOME add_entries(struct building *building)
{
	struct sk_windows *windows = building->windows;
	const struct sk_windows_note *notes = (const struct sk_windows_note *)(void *)windows->notes.bytes;
	const struct sk_windows_entry *entries = (const struct sk_windows_entry *)(void *)windows->entries.bytes;
	struct sk_windows_note missing = {.line = windows->first, .text = "FirewallRules", .directions = SK_WINDOWS_BOTH,
					  .ranks = 1 << SK_WINDOWS_BLOCK | 1 << SK_WINDOWS_ALLOW};
	missing.profiles = SK_WINDOWS_ALL & ~profiles_where(windows, SK_WINDOWS_MERGE, OFF, &(unsigned){0});
	for (size_t i = 0; i < windows->notes.length / sizeof(*notes); i++)
		SK_TRY(add_note(building, &notes[i]));
	for (size_t i = 0; i < windows->entries.length / sizeof(*entries); i++)
		SK_TRY(add_entry(building, &entries[i]));
	bool told = windows->seen[SK_WINDOWS_LOCAL][SK_WINDOWS_PROFILE_KEYS] || !missing.profiles;
	return told ? SK_OK : add_note(building, &missing);
}

/* ---- chains ---- */

/* "EnableFirewall: Domain 1, Private 0, Public ?" */
static SK_OUTCOME setting_text(struct building *building, enum sk_windows_setting setting, const char **out)
{
	struct sk_windows *windows = building->windows;
	SK_BUF_SCOPE text = SK_BUF(TEXT_MAX);
	sk_buf_print(&text, "%s:", sk_windows_settings[setting]);
	for (unsigned profile = 0; profile < SK_WINDOWS_PROFILES; profile++) {
		int value = effective(windows, profile, setting);
		sk_buf_print(&text, "%s %s %s", profile ? "," : "", profile_names[profile], value == UNKNOWN ? "?" : value == ON ? "1" : "0");
	}
	SK_TRY(sk_buf_check(&text, windows->error));
	return sk_arena_text(windows->arena, text.bytes, text.length, out, windows->error);
}

/* The first that stands there. */
static uint32_t line_of(const struct sk_windows *windows, enum sk_windows_setting setting)
{
	uint32_t line = 0;
	for (unsigned store = 0; store < SK_WINDOWS_STORES; store++)
		for (unsigned key = 0; key < SK_WINDOWS_PROFILE_KEYS; key++) {
			uint32_t one = windows->settings[store][key][setting].line;
			line = one && (!line || one < line) ? one : line;
		}
	return line ? line : windows->first;
}

/* In the profiles where the setting is `number`. */
static SK_OUTCOME add_setting(struct building *building, unsigned direction, enum sk_windows_setting setting, int number, enum sk_action action)
{
	struct sk_windows *windows = building->windows;
	struct sk_filter_rule rule = {.line = line_of(windows, setting), .action = action};
	unsigned may, sure = profiles_where(windows, setting, number, &may);
	if (!may)
		return SK_OK;
	SK_TRY(setting_text(building, setting, &rule.text));
	sk_windows_start(windows);
	narrow_profiles(windows, direction, may, sure, 0);
	return add_met(building, &building->rules, &rule);
}

/* What comes in a flow that is there, or belongs to one. */
static SK_OUTCOME add_flows(struct building *building, enum sk_flow_state state)
{
	struct sk_windows *windows = building->windows;
	bool sure = state == SK_FLOW_ESTABLISHED;
	struct sk_filter_rule rule = {.line = windows->first, .text = sure ? "(flows that are there)" : "(flows related to them)", .action = SK_ACTION_ACCEPT};
	struct sk_span span = {state, state};
	struct sk_spans spans = {.at = &span, .count = 1, .room = 1};
	sk_windows_start(windows);
	sk_meeting_narrow(&windows->meeting, SK_DIM_STATE, &spans, NULL);
	if (!sure)
		sk_meeting_doubt(&windows->meeting);
	return add_met(building, &building->rules, &rule);
}

/* What may be an answer to what this host sent to everybody: any UDP, in the profiles where that is not switched off. */
static SK_OUTCOME add_answers(struct building *building)
{
	struct sk_windows *windows = building->windows;
	struct sk_span udp = {UDP, UDP};
	struct sk_spans protocols = {.at = &udp, .count = 1, .room = 1};
	struct sk_filter_rule rule = {.line = line_of(windows, SK_WINDOWS_UNANSWERED), .action = SK_ACTION_ACCEPT};
	unsigned may, closed = profiles_where(windows, SK_WINDOWS_UNANSWERED, ON, &may);
	if (!(SK_WINDOWS_ALL & ~closed))
		return SK_OK;
	SK_TRY(setting_text(building, SK_WINDOWS_UNANSWERED, &rule.text));
	sk_windows_start(windows);
	narrow_profiles(windows, SK_WINDOWS_IN, SK_WINDOWS_ALL & ~closed, 0, 0);
	sk_meeting_narrow(&windows->meeting, SK_DIM_PROTOCOL, &protocols, NULL);
	sk_meeting_doubt(&windows->meeting);
	return add_met(building, &building->rules, &rule);
}

static SK_OUTCOME add_band(struct building *building, unsigned direction, unsigned rank)
{
	const struct sk_buf *band = &building->bands[direction][rank];
	if (band->length)
		sk_buf_add(&building->rules, band->bytes, band->length);
	return sk_buf_check(&building->rules, building->windows->error);
}

static SK_OUTCOME fill(struct building *building, unsigned direction)
{
	bool in = direction == SK_WINDOWS_IN;
	SK_TRY(add_setting(building, direction, SK_WINDOWS_ENABLE, OFF, SK_ACTION_ACCEPT));
	SK_TRY(add_flows(building, SK_FLOW_ESTABLISHED));
	SK_TRY(add_flows(building, SK_FLOW_RELATED));
	SK_TRY(in ? add_answers(building) : SK_OK);
	SK_TRY(add_band(building, direction, SK_WINDOWS_BYPASS));
	if (in)
		SK_TRY(add_setting(building, direction, SK_WINDOWS_SHIELDED, ON, SK_ACTION_DROP));
	SK_TRY(add_band(building, direction, SK_WINDOWS_BLOCK));
	SK_TRY(add_band(building, direction, SK_WINDOWS_ALLOW));
	return add_setting(building, direction, in ? SK_WINDOWS_INBOUND : SK_WINDOWS_OUTBOUND, ON, SK_ACTION_DROP);
}

static SK_OUTCOME fill_forward(struct building *building)
{
	struct sk_filter_rule rule = {.line = building->windows->first, .text = "(what Windows sends on for others)", .action = SK_ACTION_ACCEPT};
	return add_doubt(building, &building->rules, SK_WINDOWS_IN, SK_WINDOWS_ALL, &rule);
}

static SK_OUTCOME keep_chain(struct building *building, const char *name, enum sk_action policy, struct sk_filter_chain *out)
{
	struct sk_windows *windows = building->windows;
	size_t count = building->rules.length / sizeof(struct sk_filter_rule);
	void *rules = NULL;
	SK_TRY(sk_arena_take(windows->arena, count + 1, sizeof(struct sk_filter_rule), &rules, windows->error));
	if (count)
		memcpy(rules, building->rules.bytes, building->rules.length);
	*out = (struct sk_filter_chain){.table = "FirewallPolicy", .name = name, .hook = name, .families = SK_FAMILIES, .policy = policy, .line = windows->first,
					.rules = rules, .count = count};
	sk_buf_clear(&building->rules);
	return SK_OK;
}

static SK_OUTCOME build(struct building *building, struct sk_filter *out)
{
	struct sk_windows *windows = building->windows;
	void *memory = NULL;
	SK_TRY(sk_arena_take(windows->arena, 3, sizeof(struct sk_filter_chain), &memory, windows->error));
	struct sk_filter_chain *chains = memory;
	SK_TRY(add_entries(building));
	SK_TRY(fill(building, SK_WINDOWS_IN));
	SK_TRY(keep_chain(building, "input", SK_ACTION_ACCEPT, &chains[0]));
	SK_TRY(fill(building, SK_WINDOWS_OUT));
	SK_TRY(keep_chain(building, "output", SK_ACTION_ACCEPT, &chains[1]));
	SK_TRY(fill_forward(building));
	SK_TRY(keep_chain(building, "forward", SK_ACTION_DROP, &chains[2]));
	*out = (struct sk_filter){.file = windows->file, .reader = "windows-firewall", .families = SK_FAMILIES, .chains = chains, .count = 3,
				  .interfaces = profile_names, .interface_count = SK_WINDOWS_PROFILES, .by_kind = true};
	return SK_OK;
}

SK_OUTCOME sk_windows_make_chains(struct sk_windows *windows, struct sk_filter *out)
{
	struct building building = {.windows = windows, .rules = SK_BUF((size_t)(SK_WINDOWS_RANKS + 1) * BAND_MAX * sizeof(struct sk_filter_rule))};
	for (unsigned i = 0; i < SK_WINDOWS_DIRECTIONS * SK_WINDOWS_RANKS; i++)
		building.bands[i / SK_WINDOWS_RANKS][i % SK_WINDOWS_RANKS] = SK_BUF(BAND_MAX * sizeof(struct sk_filter_rule));
	sk_outcome outcome = build(&building, out);
	for (unsigned i = 0; i < SK_WINDOWS_DIRECTIONS * SK_WINDOWS_RANKS; i++)
		sk_buf_release(&building.bands[i / SK_WINDOWS_RANKS][i % SK_WINDOWS_RANKS]);
	sk_buf_release(&building.rules);
	return outcome;
}
