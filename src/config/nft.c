/*
 * The reader of `nft -j list ruleset`.
 *
 * The list of objects is gone through three times: for chains and sets, for interfaces and how many rules there are, and for the rules. A statement
 * that nobody here knows may let a packet through, refuse it, or do nothing; such a rule stands twice, as with unknown targets of iptables: an ACCEPT
 * and a DROP that match at most what is written and surely nothing.
 *
 * What nft prints is not always all that was written: conditions that a refusal implies are left out, and nft 1.0.6 leaves out a family before a reset,
 * also one that contradicts an address, so that nothing matches (tests/net/test_kernel.py found them). The first are put back, the second bounded.
 *
 * A chain at a hook that accepts hands the packet to the next chain at that hook (sk_filter_entry). Bridges and ARP see frames, not packets: their
 * chains are kept, but nothing enters them.
 */
#include "config/nft.h"

#include <string.h>

enum {
	BYTES_MAX = 16 << 20,
	SCRATCH_MAX = 64 << 20,
	NAME_MAX_BYTES = 255,
	TEXT_MAX = 2000,
	TCP = 6,
	INTERFACES = SK_CONFIG_INTERFACES_MAX - 1,
	KEY_ROOM = 3 * (NAME_MAX_BYTES + 1),
};

static const struct {
	const char *name;
	unsigned families;
} families[] = {{"ip", SK_FAMILY_4}, {"ip6", SK_FAMILY_6}, {"inet", SK_FAMILIES}, {"netdev", SK_FAMILIES}, {"bridge", 0}, {"arp", 0}};

/* ---- refusals ---- */

sk_outcome sk_nft_refuse(const struct sk_nft *nft, const char *what, const char *expected)
{
	return sk_error_set(nft->error, SK_E_CONFIG_SYNTAX, &nft->place, what, _(expected), NULL);
}

sk_outcome sk_nft_too_many(const struct sk_nft *nft, const char *what, size_t most)
{
	SK_BUF_SCOPE number = SK_BUF(32);
	sk_buf_print(&number, "%zu", most);
	return sk_error_set(nft->error, SK_E_CONFIG_SIZE, &nft->place, _(what), number.bytes, NULL);
}

const char *sk_nft_text(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	size_t length = json_string_length(value);
	const char *text = json_string_value(value);
	return text && length <= NAME_MAX_BYTES && !memchr(text, '\n', length) && sk_utf8_clean(text, length, NULL) ? text : NULL;
}

static sk_outcome need_text(const struct sk_nft *nft, const json_t *object, const char *key, const char **out)
{
	*out = sk_nft_text(object, key);
	return *out && **out ? SK_OK : sk_nft_refuse(nft, key, N_("an object with this key, a text of at most 255 bytes, as nft prints it"));
}

/* ---- names ---- */

static void name_key(const struct sk_nft *nft, const char *name, struct sk_buf *out)
{
	sk_buf_print(out, "%s\n%s\n%s", nft->family, nft->table, name);
}

static const json_t *named(const struct sk_nft *nft, const json_t *index, const char *name)
{
	SK_BUF_SCOPE key = SK_BUF(KEY_ROOM);
	name_key(nft, name, &key);
	return key.failed ? NULL : json_object_get(index, key.bytes);
}

/* `value` is taken over. */
static sk_outcome name_it(const struct sk_nft *nft, json_t *index, const char *name, json_t *value)
{
	SK_BUF_SCOPE key = SK_BUF(KEY_ROOM);
	name_key(nft, name, &key);
	bool twice = !key.failed && json_object_get(index, key.bytes);
	if (twice || key.failed || json_object_set_new(index, key.bytes, value) != 0) {
		if (twice || key.failed)
			json_decref(value);
		return sk_nft_refuse(nft, name, N_("each chain and each set once"));
	}
	return SK_OK;
}

const json_t *sk_nft_set(const struct sk_nft *nft, const char *reference)
{
	return reference[0] == '@' ? named(nft, nft->sets, reference + 1) : NULL;
}

/* The family and table of a chain, set or rule. */
static sk_outcome read_home(struct sk_nft *nft, const json_t *object)
{
	SK_TRY(need_text(nft, object, "family", &nft->family));
	SK_TRY(need_text(nft, object, "table", &nft->table));
	for (size_t i = 0; i < SK_COUNT(families); i++) {
		if (strcmp(families[i].name, nft->family) != 0)
			continue;
		nft->families = families[i].families;
		return SK_OK;
	}
	return sk_nft_refuse(nft, nft->family, "ip, ip6, inet, netdev, bridge, arp");
}

/* ---- tables, chains and sets ---- */

/* No packet enters the chains of a table that sleeps. nft 1.0.6 prints the table's name where its flags belong: then nobody knows. */
static sk_outcome read_table(struct sk_nft *nft, const json_t *object)
{
	const json_t *flags = json_object_get(object, "flags");
	const char *only = json_string_value(flags);
	bool sleeps = only && strcmp(only, "dormant") == 0;
	if (only && !sleeps && strcmp(only, "owner") != 0)
		return sk_nft_refuse(nft, "flags", N_("the flags of a table, which nft 1.0.6 does not print: bring what nft list ruleset prints, without -j"));
	for (size_t i = 0; i < json_array_size(flags); i++)
		sleeps = sleeps || (json_is_string(json_array_get(flags, i)) && strcmp(json_string_value(json_array_get(flags, i)), "dormant") == 0);
	if (!sleeps)
		return SK_OK;
	SK_TRY(need_text(nft, object, "family", &nft->family));
	SK_TRY(need_text(nft, object, "name", &nft->table));
	return name_it(nft, nft->sleeping, "", json_true());
}

static sk_outcome read_base(const struct sk_nft *nft, const json_t *object, struct sk_filter_chain *chain)
{
	const json_t *priority = json_object_get(object, "prio");
	const char *policy = sk_nft_text(object, "policy"), *type = sk_nft_text(object, "type");
	if (!json_is_integer(priority) || json_integer_value(priority) < INT32_MIN || json_integer_value(priority) > INT32_MAX)
		return sk_nft_refuse(nft, "prio", N_("the priority of a chain, a number"));
	if (policy && strcmp(policy, "accept") != 0 && strcmp(policy, "drop") != 0)
		return sk_nft_refuse(nft, policy, "accept, drop");
	chain->priority = (int32_t)json_integer_value(priority);
	chain->policy = policy && policy[0] == 'd' ? SK_ACTION_DROP : SK_ACTION_ACCEPT;
	chain->translates = type && strcmp(type, "nat") == 0;
	return SK_OK;
}

static sk_outcome read_chain(struct sk_nft *nft, const json_t *object)
{
	struct sk_filter_chain chain = {.policy = SK_ACTION_RETURN, .line = nft->place.line};
	const char *name, *hook = NULL;
	SK_TRY(read_home(nft, object));
	SK_TRY(need_text(nft, object, "name", &name));
	chain.families = nft->families;
	if (json_object_get(object, "hook") && !named(nft, nft->sleeping, ""))
		SK_TRY(need_text(nft, object, "hook", &hook));
	/* Only packets of the devices that they name enter these. */
	if (hook && strcmp(hook, "ingress") != 0 && strcmp(hook, "egress") != 0) {
		SK_TRY(read_base(nft, object, &chain));
		SK_TRY(sk_arena_text(nft->arena, hook, strlen(hook), &chain.hook, nft->error));
	}
	if (nft->chain_count == SK_CONFIG_CHAINS_MAX)
		return sk_nft_too_many(nft, N_("chains"), SK_CONFIG_CHAINS_MAX);
	SK_TRY(sk_arena_text(nft->arena, name, strlen(name), &chain.name, nft->error));
	SK_TRY(sk_arena_print(nft->arena, &chain.table, nft->error, "%s %s", nft->family, nft->table));
	nft->made[nft->chain_count] = chain;
	return name_it(nft, nft->chains, name, json_integer((json_int_t)nft->chain_count++));
}

static sk_outcome read_set(struct sk_nft *nft, const json_t *object)
{
	const char *name;
	SK_TRY(read_home(nft, object));
	SK_TRY(need_text(nft, object, "name", &name));
	/* The index borrows: the ruleset outlives it. */
	return name_it(nft, nft->sets, name, json_incref((json_t *)(uintptr_t)object));
}

/* ---- choices ---- */

sk_outcome sk_nft_choose(struct sk_nft *nft, size_t count, size_t *out)
{
	*out = 0;
	if (count == 0) {
		nft->meeting.may.count = nft->meeting.must.count = 0;
		return SK_OK;
	}
	if (nft->choice_at == SK_NFT_CHOICES)
		return sk_nft_too_many(nft, N_("sets of several dimensions in one rule"), SK_NFT_CHOICES);
	if (nft->choice_at == nft->choice_count)
		nft->choices[nft->choice_count++] = (struct sk_nft_choice){0, count};
	*out = nft->choices[nft->choice_at++].at;
	return SK_OK;
}

static bool next_choice(struct sk_nft *nft)
{
	while (nft->choice_count > 0) {
		struct sk_nft_choice *last = &nft->choices[nft->choice_count - 1];
		if (++last->at < last->count)
			return true;
		nft->choice_count--;
	}
	return false;
}

/* ---- statements ---- */

struct dump {
	struct sk_buf *out;
	size_t left;
};

/* What fits, and nothing behind it; jansson's own buffer would leave a gap where a piece of text does not fit. */
static int dump_piece(const char *bytes, size_t length, void *context)
{
	struct dump *dump = context;
	size_t taken = length < dump->left ? length : dump->left;
	/* The one control character that JSON lets stand as it is. */
	for (size_t i = 0; i < taken; i++)
		sk_buf_add(dump->out, bytes[i] == 0x7f ? "?" : &bytes[i], 1);
	dump->left -= taken;
	return taken == length ? 0 : -1;
}

static void dump(struct sk_buf *out, const json_t *what)
{
	struct dump dump = {out, TEXT_MAX};
	if (json_dump_callback(what, dump_piece, &dump, JSON_COMPACT | JSON_ENSURE_ASCII | JSON_ENCODE_ANY) != 0 && dump.left == 0)
		sk_buf_text(out, "...");
}

void sk_nft_unread(struct sk_nft *nft, const json_t *what)
{
	if (nft->unread.length > TEXT_MAX)
		return;
	if (nft->unread.length > 0)
		sk_buf_text(&nft->unread, " ");
	if (nft->written)
		sk_buf_text(&nft->unread, nft->written);
	else
		dump(&nft->unread, what);
}

static sk_outcome end_with(struct sk_nft *nft, enum sk_action action)
{
	nft->action = action;
	nft->ended = true;
	return SK_OK;
}

static sk_outcome state_unknown(struct sk_nft *nft, const json_t *statement, const json_t *value)
{
	(void)value;
	sk_nft_unread(nft, statement);
	nft->doubtful = nft->ended = true;
	return SK_OK;
}

/* Matches or not, as the device's own counters and clocks say. */
static sk_outcome state_condition(struct sk_nft *nft, const json_t *statement, const json_t *value)
{
	(void)value;
	sk_meeting_doubt(&nft->meeting);
	sk_nft_unread(nft, statement);
	return SK_OK;
}

static sk_outcome state_untrack(struct sk_nft *nft, const json_t *statement, const json_t *value)
{
	(void)statement;
	(void)value;
	nft->untracks = true;
	return SK_OK;
}

/* A rule ends where a map has nothing for the packet, and where it has no such field. */
static sk_outcome state_nothing(struct sk_nft *nft, const json_t *statement, const json_t *value)
{
	return json_object_get(value, "map") ? state_condition(nft, statement, value) : SK_OK;
}

/* An answer of one family or protocol goes to packets of that one, and nft leaves that condition out when it prints the rule. But where the rule tells
 * family or protocol in a way of its own, a set say, nft adds none: then the rule may match them all. */
static sk_outcome state_reject(struct sk_nft *nft, const json_t *statement, const json_t *value)
{
	const char *type = sk_nft_text(value, "type");
	unsigned implied = !type ? 0 : strcmp(type, "icmp") == 0 ? SK_FAMILY_4 : strcmp(type, "icmpv6") == 0 ? SK_FAMILY_6 : 0;
	int protocol = type && strcmp(type, "tcp reset") == 0 ? TCP : -1;
	if ((implied && nft->family_told) || (protocol >= 0 && nft->protocol_told))
		sk_nft_imply_at_least(nft, implied, protocol, statement);
	else
		sk_nft_imply(nft, implied, protocol);
	/* nft 1.0.6 prints `meta nfproto ipv6 tcp dport 80 reject with tcp reset` without the family, and so behind an address of the other one. */
	if (protocol >= 0 && !nft->family_told)
		sk_nft_doubt_families(nft, statement);
	return end_with(nft, SK_ACTION_DROP);
}

/* Accepts, with other addresses. */
static sk_outcome state_translate(struct sk_nft *nft, const json_t *statement, const json_t *value)
{
	SK_TRY(sk_nft_translation(nft, statement, value, &nft->becomes));
	if (!nft->becomes)
		sk_nft_unread(nft, statement);
	return end_with(nft, SK_ACTION_ACCEPT);
}

/* Of a packet without a socket some are not known, and the rule ends there. */
static bool is_kept_by_all(const json_t *meta)
{
	static const char *const keys[] = {"mark", "priority", "iif", "oif", "length", "protocol", "l4proto", "nfproto"};
	const char *key = sk_nft_text(meta, "key");
	for (size_t i = 0; key && i < SK_COUNT(keys); i++)
		if (strcmp(keys[i], key) == 0)
			return true;
	return false;
}

/* Marks of the device do not show in what is followed here; a changed packet does. */
static sk_outcome state_mangle(struct sk_nft *nft, const json_t *statement, const json_t *value)
{
	const json_t *key = json_object_get(value, "key");
	const json_t *to = json_object_get(value, "value");
	bool mark = json_object_get(key, "meta") || json_object_get(key, "ct"), sure = json_is_integer(to) || json_is_string(to) || is_kept_by_all(json_object_get(to, "meta"));
	if (mark && sure)
		return SK_OK;
	/* Options of tcp are not followed either, but a rule ends where the packet has none of the name; so it does where there is nothing to set a mark to. */
	return mark || json_object_get(key, "tcp option") ? state_condition(nft, statement, value) : state_unknown(nft, statement, value);
}

static sk_outcome jump(struct sk_nft *nft, const json_t *value, enum sk_action action)
{
	const char *name;
	SK_TRY(need_text(nft, value, "target", &name));
	const json_t *number = named(nft, nft->chains, name);
	if (!number)
		return sk_error_set(nft->error, SK_E_CONFIG_CHAIN, &nft->place, name, _("the chains of the same table"), NULL);
	nft->target = (size_t)json_integer_value(number);
	if (nft->made[nft->target].hook)
		return sk_nft_refuse(nft, name, N_("a chain of one's own: packets enter those of the kernel by themselves"));
	return end_with(nft, action);
}

static sk_outcome state_match(struct sk_nft *nft, const json_t *statement, const json_t *value)
{
	(void)statement;
	return sk_nft_match(nft, value);
}

static sk_outcome state_vmap(struct sk_nft *nft, const json_t *statement, const json_t *value);

static const struct verdict {
	const char *name;
	enum sk_action action;
	bool goes; /* to a chain that is named */
} verdicts[] = {
	{"accept", SK_ACTION_ACCEPT, false}, {"drop", SK_ACTION_DROP, false}, {"return", SK_ACTION_RETURN, false},
	{"continue", SK_ACTION_NEXT, false}, {"jump", SK_ACTION_JUMP, true},  {"goto", SK_ACTION_GOTO, true},
};

static const struct statement {
	const char *name;
	sk_outcome (*read)(struct sk_nft *nft, const json_t *statement, const json_t *value);
} statements[] = {
	{"match", state_match},	      {"vmap", state_vmap},	     {"reject", state_reject},	     {"counter", state_nothing},    {"log", state_nothing},	     {"notrack", state_untrack},
	{"dup", state_condition},	      {"flow", state_condition},	     {"ct helper", state_nothing},   {"ct timeout", state_nothing},
	{"ct expectation", state_condition}, {"secmark", state_nothing}, {"last", state_nothing},	     {"mangle", state_mangle},
	{"limit", state_condition},   {"quota", state_condition},    {"ct count", state_condition},  {"set", state_condition},
	{"meter", state_condition},   {"snat", state_translate},     {"dnat", state_translate},	     {"masquerade", state_translate},
	{"redirect", state_translate},
};

static sk_outcome read_statement(struct sk_nft *nft, const json_t *statement)
{
	const char *name = json_object_iter_key(json_object_iter((json_t *)(uintptr_t)statement));
	if (!json_is_object(statement) || json_object_size(statement) != 1)
		return sk_nft_refuse(nft, "expr", N_("statements with one key each, as nft prints them"));
	for (size_t i = 0; i < SK_COUNT(verdicts); i++)
		if (strcmp(verdicts[i].name, name) == 0)
			return verdicts[i].goes ? jump(nft, json_object_get(statement, name), verdicts[i].action) : end_with(nft, verdicts[i].action);
	for (size_t i = 0; i < SK_COUNT(statements); i++)
		if (strcmp(statements[i].name, name) == 0)
			return statements[i].read(nft, statement, json_object_get(statement, name));
	return state_unknown(nft, statement, NULL);
}

/* Elements of a verdict map; NULL: not known, or none that stay. */
static const json_t *verdicts_of(const struct sk_nft *nft, const json_t *data)
{
	const json_t *map = json_is_string(data) ? sk_nft_set(nft, json_string_value(data)) : NULL;
	if (!json_is_string(data))
		return json_object_get(data, "set");
	return map && !sk_nft_changes(map) ? json_object_get(map, "elem") : NULL;
}

static sk_outcome state_vmap(struct sk_nft *nft, const json_t *statement, const json_t *value)
{
	const json_t *elements = verdicts_of(nft, json_object_get(value, "data"));
	size_t at;
	if (!json_is_array(elements))
		return state_unknown(nft, statement, value);
	SK_TRY(sk_nft_choose(nft, json_array_size(elements), &at));
	const json_t *element = json_array_get(elements, at), *verdict = json_array_get(element, 1);
	if (json_array_size(elements) == 0)
		return end_with(nft, SK_ACTION_NEXT);
	if (!json_is_array(element) || json_array_size(element) != 2 || json_object_get(verdict, "vmap"))
		return sk_nft_refuse(nft, "vmap", N_("pairs of a key and a verdict"));
	SK_TRY(sk_nft_match_element(nft, json_object_get(value, "key"), json_array_get(element, 0)));
	SK_TRY(read_statement(nft, verdict));
	nft->ended = true;
	return SK_OK;
}

/* ---- rules ---- */

static void start_rule(struct sk_nft *nft)
{
	struct sk_box boxes[SK_FAMILY_BOXES_MAX];
	sk_meeting_start(&nft->meeting, boxes, sk_box_families(nft->families ? nft->families : SK_FAMILIES, boxes));
	sk_buf_clear(&nft->unread);
	nft->choice_at = 0;
	nft->action = SK_ACTION_NEXT;
	nft->target = 0;
	nft->becomes = NULL;
	nft->untracks = false;
	nft->ended = nft->doubtful = nft->family_told = nft->protocol_told = false;
}

static sk_outcome read_statements(struct sk_nft *nft, const json_t *object)
{
	const json_t *list = json_object_get(object, "expr"), *written = nft->of_text ? json_object_get(object, "written") : NULL;
	for (size_t i = 0; i < json_array_size(list) && !nft->ended; i++) {
		nft->written = json_string_value(json_array_get(written, i));
		SK_TRY(read_statement(nft, json_array_get(list, i)));
	}
	if (nft->meeting.over)
		return sk_nft_too_many(nft, N_("alternatives in one rule"), SK_CONFIG_BOXES_MAX);
	return SK_OK;
}

static sk_outcome write_text(struct sk_nft *nft, const json_t *object, const struct sk_filter_chain *chain, const char **out)
{
	SK_BUF_SCOPE text = SK_BUF(KEY_ROOM + 2 * TEXT_MAX);
	const char *written = nft->of_text ? json_string_value(json_object_get(object, "text")) : NULL;
	if (written)
		return sk_arena_text(nft->arena, written, strlen(written), out, nft->error);
	sk_buf_print(&text, "%s %s handle %lld: ", chain->table, chain->name, (long long)json_integer_value(json_object_get(object, "handle")));
	dump(&text, json_object_get(object, "expr"));
	SK_TRY(sk_buf_check(&text, nft->error));
	return sk_arena_text(nft->arena, text.bytes, text.length, out, nft->error);
}

static void add_rule(struct sk_nft *nft, struct sk_filter_chain *chain, const struct sk_filter_rule *rule)
{
	nft->rules[(size_t)(chain->rules - nft->rules) + chain->count++] = *rule;
}

static sk_outcome fill_rule(struct sk_nft *nft, struct sk_filter_chain *chain, const char *text)
{
	struct sk_filter_rule rule = {.line = nft->place.line, .text = text, .action = nft->action, .target = nft->target, .becomes = nft->becomes, .untracks = nft->untracks};
	SK_TRY(sk_meeting_take(&nft->meeting, nft->arena, &rule.may, &rule.must, nft->error));
	SK_TRY(sk_buf_check(&nft->unread, nft->error));
	if (nft->unread.length)
		SK_TRY(sk_arena_text(nft->arena, nft->unread.bytes, nft->unread.length, &rule.unread, nft->error));
	if (nft->doubtful) {
		rule.must = (struct sk_match){0};
		rule.action = SK_ACTION_ACCEPT;
		add_rule(nft, chain, &rule);
		rule.action = SK_ACTION_DROP;
	}
	add_rule(nft, chain, &rule);
	return SK_OK;
}

static sk_outcome count_rule(struct sk_nft *nft, size_t chain)
{
	size_t places = nft->doubtful ? 2 : 1;
	nft->counted[chain] += places;
	nft->rules_total += places;
	return nft->rules_total > SK_CONFIG_RULES_MAX ? sk_nft_too_many(nft, N_("rules"), SK_CONFIG_RULES_MAX) : SK_OK;
}

static sk_outcome read_rule(struct sk_nft *nft, const json_t *object)
{
	const json_t *list = json_object_get(object, "expr"), *number;
	const char *name, *text = NULL;
	SK_TRY(read_home(nft, object));
	SK_TRY(need_text(nft, object, "chain", &name));
	number = named(nft, nft->chains, name);
	if (!number)
		return sk_error_set(nft->error, SK_E_CONFIG_CHAIN, &nft->place, name, _("the chains of the same table"), NULL);
	if (!json_is_array(list))
		return sk_nft_refuse(nft, "expr", N_("a list of statements"));
	size_t chain = (size_t)json_integer_value(number);
	if (nft->filling)
		SK_TRY(write_text(nft, object, &nft->made[chain], &text));
	do {
		start_rule(nft);
		SK_TRY(read_statements(nft, object));
		SK_TRY(nft->filling ? fill_rule(nft, &nft->made[chain], text) : count_rule(nft, chain));
	} while (next_choice(nft));
	return SK_OK;
}

/* Marks the sets and maps that its statements fill. */
static sk_outcome note_changes(struct sk_nft *nft, const json_t *object)
{
	static const char *const filling[][2] = {{"set", "set"}, {"map", "map"}, {"meter", "name"}};
	const json_t *list = json_object_get(object, "expr");
	SK_TRY(read_home(nft, object));
	for (size_t i = 0; i < json_array_size(list); i++)
		for (size_t k = 0; k < SK_COUNT(filling); k++) {
			const char *name = sk_nft_text(json_object_get(json_array_get(list, i), filling[k][0]), filling[k][1]);
			const json_t *set = name ? named(nft, nft->sets, name[0] == '@' ? name + 1 : name) : NULL;
			if (set && json_object_set_new((json_t *)(uintptr_t)set, "timeout", json_true()) != 0)
				return sk_error_set_number(nft->error, SK_E_MEMORY, NULL, SCRATCH_MAX);
		}
	return SK_OK;
}

/* ---- objects ---- */

enum phase { PHASE_NAMES, PHASE_CHANGES, PHASE_COUNT, PHASE_FILL };
static const struct {
	const char *name;
	sk_outcome (*read)(struct sk_nft *nft, const json_t *object); /* NULL: nothing that is followed here */
	bool rule;
} objects[] = {
	{"metainfo", NULL, false},    {"table", read_table, false},	  {"chain", read_chain, false}, {"rule", read_rule, true},
	{"set", read_set, false},     {"map", read_set, false},	  {"counter", NULL, false},	{"quota", NULL, false},
	{"limit", NULL, false},	      {"ct helper", NULL, false}, {"ct timeout", NULL, false},	{"ct expectation", NULL, false},
	{"flowtable", NULL, false},   {"secmark", NULL, false},	  {"synproxy", NULL, false},
};

static sk_outcome read_object(struct sk_nft *nft, const json_t *element, enum phase phase)
{
	const char *name = json_object_iter_key(json_object_iter((json_t *)(uintptr_t)element));
	const json_t *object = name ? json_object_get(element, name) : NULL;
	if (!json_is_object(object) || json_object_size(element) != 1)
		return sk_nft_refuse(nft, "nftables", N_("objects with one key each, as nft prints them"));
	for (size_t i = 0; i < SK_COUNT(objects); i++) {
		if (strcmp(objects[i].name, name) != 0)
			continue;
		if (!objects[i].read || objects[i].rule != (phase != PHASE_NAMES))
			return SK_OK;
		return phase == PHASE_CHANGES ? note_changes(nft, object) : objects[i].read(nft, object);
	}
	return sk_nft_refuse(nft, name, N_("table, chain, rule, set, map, and what else nft -j list ruleset prints"));
}

/* Where the objects of the list begin. The bytes are known to be JSON: strings and brackets are all there is to look at. */
struct finder {
	const char *at, *end;
	struct sk_place place;
	unsigned depth;
};

static void step(struct finder *finder)
{
	bool newline = *finder->at == '\n';
	finder->place.column = newline ? 1 : finder->place.column + (((unsigned char)*finder->at & 0xc0) != 0x80);
	finder->place.line += newline;
	finder->at++;
}

static void skip_string(struct finder *finder)
{
	for (step(finder); finder->at < finder->end && *finder->at != '"'; step(finder))
		if (*finder->at == '\\')
			step(finder);
}

/* The next '{' within the list. */
static void find_object(struct finder *finder)
{
	for (; finder->at < finder->end; step(finder)) {
		char c = *finder->at;
		if (c == '{' && finder->depth == 2)
			return;
		finder->depth += c == '{' || c == '[';
		finder->depth -= c == '}' || c == ']';
		if (c == '"')
			skip_string(finder);
	}
}

static void leave_object(struct finder *finder)
{
	for (; finder->at < finder->end; step(finder)) {
		char c = *finder->at;
		finder->depth += c == '{' || c == '[';
		finder->depth -= c == '}' || c == ']';
		if (c == '"')
			skip_string(finder);
		if (c == '}' && finder->depth == 2)
			break;
	}
	if (finder->at < finder->end)
		step(finder);
}

static struct sk_place place_of(const struct sk_nft *nft, const json_t *element)
{
	const json_t *object = json_object_iter_value(json_object_iter((json_t *)(uintptr_t)element));
	json_int_t line = json_integer_value(json_object_get(object, "line")), column = json_integer_value(json_object_get(object, "column"));
	return (struct sk_place){nft->file, (uint32_t)line, (uint32_t)column};
}

static sk_outcome read_objects(struct sk_nft *nft, const struct sk_config_source *source, const json_t *list, enum phase phase)
{
	struct finder finder = {source->bytes, source->bytes + source->length, {nft->file, 1, 1}, 0};
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *element = json_array_get(list, i);
		find_object(&finder);
		nft->place = nft->of_text ? place_of(nft, element) : finder.place;
		SK_TRY(read_object(nft, element, phase));
		leave_object(&finder);
	}
	return SK_OK;
}

/* ---- the file ---- */

static sk_outcome make_room(struct sk_nft *nft)
{
	void *made, *counted, *names;
	SK_TRY(sk_arena_take(nft->arena, SK_CONFIG_CHAINS_MAX, sizeof(struct sk_filter_chain), &made, nft->error));
	SK_TRY(sk_arena_take(nft->scratch, SK_CONFIG_CHAINS_MAX, sizeof(size_t), &counted, nft->error));
	SK_TRY(sk_arena_take(nft->arena, INTERFACES, sizeof(const char *), &names, nft->error));
	SK_TRY(sk_meeting_new(nft->scratch, &nft->meeting, nft->error));
	SK_TRY(sk_condition_new(nft->scratch, &nft->condition, nft->error));
	nft->made = made;
	nft->counted = counted;
	nft->interface_names = names;
	return SK_OK;
}

static sk_outcome share_rules(struct sk_nft *nft)
{
	void *rules;
	SK_TRY(sk_arena_take(nft->arena, nft->rules_total + 1, sizeof(struct sk_filter_rule), &rules, nft->error));
	nft->rules = rules;
	for (size_t i = 0, from = 0; i < nft->chain_count; from += nft->counted[i], i++)
		nft->made[i].rules = nft->rules + from;
	nft->filling = true;
	return SK_OK;
}

static sk_outcome read_list(struct sk_nft *nft, const struct sk_config_source *source, const json_t *list, struct sk_filter *out)
{
	SK_TRY(make_room(nft));
	SK_TRY(read_objects(nft, source, list, PHASE_NAMES));
	SK_TRY(read_objects(nft, source, list, PHASE_CHANGES));
	SK_TRY(read_objects(nft, source, list, PHASE_COUNT));
	SK_TRY(share_rules(nft));
	SK_TRY(read_objects(nft, source, list, PHASE_FILL));
	*out = (struct sk_filter){.file = nft->file, .reader = nft->of_text ? "nft-text" : "nft", .families = SK_FAMILIES, .chains = nft->made, .count = nft->chain_count,
				  .interfaces = nft->interface_names, .interface_count = nft->interface_count};
	return SK_OK;
}

static void let_go(json_t **json)
{
	json_decref(*json);
}
#define JSON_SCOPE __attribute__((cleanup(let_go))) json_t *

static sk_outcome not_json(const struct sk_config_source *source, const json_error_t *trouble, struct sk_error *error)
{
	struct sk_place place = {source->file, trouble->line > 0 ? (uint32_t)trouble->line : 1, trouble->column > 0 ? (uint32_t)trouble->column : 1};
	enum json_error_code code = json_error_code(trouble);
	if (code == json_error_premature_end_of_input)
		return sk_error_set(error, SK_E_CONFIG_CUT, &place, _("the JSON is not whole"), _("all that nft -j list ruleset prints"), NULL);
	bool clean = sk_utf8_clean(trouble->text, strlen(trouble->text), NULL);
	return sk_error_set(error, SK_E_CONFIG_SYNTAX, &place, clean ? trouble->text : _("bytes that are no text"), _("JSON as nft -j list ruleset prints it"), NULL);
}

/* Objects of a text have their places with them: of the source the name alone matters. */
static sk_outcome read_ruleset(struct sk_arena *arena, const struct sk_config_source *source, const json_t *list, bool of_text, struct sk_filter *out,
			       struct sk_error *error)
{
	SK_ARENA_SCOPE scratch = sk_arena_new(SCRATCH_MAX);
	JSON_SCOPE chains = json_object();
	JSON_SCOPE sets = json_object();
	JSON_SCOPE interfaces = json_object();
	JSON_SCOPE sleeping = json_object();
	if (!scratch || !chains || !sets || !interfaces || !sleeping)
		return sk_error_set_number(error, SK_E_MEMORY, NULL, SCRATCH_MAX);
	struct sk_nft nft = {.arena = arena, .scratch = scratch, .error = error, .file = source->file, .of_text = of_text, .chains = chains, .sets = sets,
			     .interfaces = interfaces, .sleeping = sleeping, .unread = SK_BUF(4 * TEXT_MAX)};
	sk_outcome outcome = read_list(&nft, source, list, out);
	sk_buf_release(&nft.unread);
	return outcome;
}

sk_outcome sk_nft_read_objects(struct sk_arena *arena, const char *file, const json_t *list, struct sk_filter *out, struct sk_error *error)
{
	struct sk_config_source source = {file, "", 0};
	return read_ruleset(arena, &source, list, true, out, error);
}

sk_outcome sk_nft_read(struct sk_arena *arena, const struct sk_config_source *source, struct sk_filter *out, struct sk_error *error)
{
	struct sk_place place = {source->file, 1, 1};
	json_error_t trouble;
	if (source->length > BYTES_MAX)
		return sk_error_set_number(error, SK_E_FILE_LARGE, &place, BYTES_MAX);
	JSON_SCOPE root = json_loadb(source->bytes, source->length, JSON_REJECT_DUPLICATES, &trouble);
	if (!root)
		return not_json(source, &trouble, error);
	const json_t *list = json_object_get(root, "nftables");
	if (!json_is_array(list) || json_object_size(root) != 1)
		return sk_error_set(error, SK_E_CONFIG_SYNTAX, &place, "nftables", _("{\"nftables\": [ ... ]} alone, as nft -j list ruleset prints it"), NULL);
	return read_ruleset(arena, source, list, false, out, error);
}

bool sk_nft_knows(const struct sk_config_source *source)
{
	static const char key[] = "\"nftables\"";
	const char *at = source->bytes, *end = at + source->length;
	for (size_t i = 0; i < 2; i++) {
		while (at < end && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n'))
			at++;
		if (i == 0 && (at == end || *at++ != '{'))
			return false;
	}
	return (size_t)(end - at) >= sizeof(key) - 1 && memcmp(at, key, sizeof(key) - 1) == 0;
}
