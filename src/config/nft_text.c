/*
 * The reader of nftables' own text: nftables.conf, and what `nft list ruleset` prints.
 *
 * A file of nft is a list of commands on what the kernel holds. They are done here on an empty ruleset, in their order, as they are when a machine starts; what is there in
 * the end goes to the reader of `nft -j list ruleset` as the objects it knows, with the places and the words of the text.
 *
 * A file that is included, and a command that is not understood, may add, change and take away anything. Then every chain begins with a rule that may do anything,
 * and so does each place where packets can be met and no chain stands.
 */
#include "config/nft_text.h"

#include <string.h>

enum { BYTES_MAX = 16 << 20, DOUBTS_MAX = 8 };

static const char *const families[] = {"ip", "ip6", "inet", "bridge", "netdev", "arp"};
static const char *const hooks[] = {"prerouting", "input", "forward", "output", "postrouting"};

typedef sk_outcome read_entry(struct sk_nt *nt, json_t *owner);

/* ---- doubts ---- */

static SK_OUTCOME check_room(struct sk_nt *nt)
{
	enum { ROOM = 1 << 30 };
	if (nt->full)
		return sk_error_set_number(nt->error, SK_E_MEMORY, NULL, ROOM);
	return nt->over || nt->values > SK_NT_VALUES_MAX ? sk_config_too_many(nt->error, nt->file, nt->here.token.line, N_("values in all rules"), SK_NT_VALUES_MAX) : SK_OK;
}

/* All that stands from there to the end of the statement may do anything. */
static SK_OUTCOME doubt(struct sk_nt *nt, const struct sk_nt_cursor *begin)
{
	json_t *rule, *list = sk_nt_list(nt), *texts = sk_nt_list(nt);
	nt->here = *begin;
	SK_TRY(sk_nt_written(nt, &rule));
	sk_nt_append(nt, list, sk_nt_object(nt, "unread", sk_nt_keep(nt, json_null())));
	sk_nt_append(nt, texts, json_object_get(rule, "text"));
	sk_nt_put(nt, rule, "expr", list);
	sk_nt_put(nt, rule, "written", texts);
	if (json_array_size(nt->doubts) < DOUBTS_MAX)
		sk_nt_append(nt, nt->doubts, rule);
	return check_room(nt);
}

/* ---- blocks ---- */

/* From here on only this block knows what is defined in it. */
static void own_defines(struct sk_nt *nt)
{
	json_t *own = nt->shared ? json_copy(nt->defines) : NULL;
	nt->full |= nt->shared && !own;
	nt->values += json_object_size(own);
	if (!own)
		return;
	json_decref(nt->defines);
	nt->defines = own;
	nt->shared = false;
}

/* What cannot be read is not defined: where it is used stands what is not understood then. */
static SK_OUTCOME read_define(struct sk_nt *nt)
{
	bool away = sk_nt_is(nt, "undefine");
	sk_nt_step(nt);
	json_t *name = sk_nt_word(nt);
	json_t *value = name && !away && sk_nt_take(nt, "=") ? sk_nt_definition(nt) : NULL;
	own_defines(nt);
	if (name)
		(void)json_object_del(nt->defines, json_string_value(name));
	if (value && sk_nt_at_end(nt))
		sk_nt_put(nt, nt->defines, json_string_value(name), value);
	return SK_OK;
}

static bool is_definition(const struct sk_nt *nt)
{
	return sk_nt_is(nt, "define") || sk_nt_is(nt, "redefine") || sk_nt_is(nt, "undefine");
}

/* One entry of a block, or one command. What is not read of it is a doubt. */
static SK_OUTCOME read_one(struct sk_nt *nt, json_t *owner, read_entry *entry)
{
	struct sk_nt_cursor begin = nt->here;
	nt->unclear = false;
	if (is_definition(nt)) {
		SK_TRY(read_define(nt));
		nt->here = begin;
		SK_TRY(sk_nt_skip_rest(nt));
	} else {
		SK_TRY(entry(nt, owner));
	}
	if (nt->unclear || !sk_nt_at_end(nt))
		SK_TRY(doubt(nt, &begin));
	nt->unclear = false;
	json_array_clear(nt->pool);
	return check_room(nt);
}

static SK_OUTCOME read_entries(struct sk_nt *nt, json_t *owner, read_entry *read)
{
	struct sk_nt_cursor open = nt->here;
	sk_nt_step(nt);
	for (;;) {
		sk_nt_skip_breaks(nt);
		if (sk_nt_take(nt, "}"))
			return SK_OK;
		if (nt->here.token.kind == SK_NT_END) {
			nt->here = open;
			return sk_nt_cut(nt, N_("a block that does not end"), N_("'}' behind what begins with '{'"));
		}
		SK_TRY(read_one(nt, owner, read));
	}
}

/* What is defined in a block is not known behind it. */
static SK_OUTCOME read_block(struct sk_nt *nt, json_t *owner, read_entry *read)
{
	json_t *outer = json_incref(nt->defines);
	bool shared = nt->shared;
	nt->shared = true;
	sk_outcome outcome = read_entries(nt, owner, read);
	json_decref(nt->defines);
	nt->defines = outer;
	nt->shared = shared;
	return outcome;
}

/* ---- what there is ---- */

/* The object of that name, made where there is none. */
static json_t *made(struct sk_nt *nt, json_t *index, const char *key)
{
	if (index && key && !json_object_get(index, key))
		sk_nt_put(nt, index, key, sk_nt_keep(nt, json_object()));
	return index && key ? json_object_get(index, key) : NULL;
}

static const char *take_family(struct sk_nt *nt)
{
	for (size_t i = 0; i < SK_COUNT(families); i++)
		if (sk_nt_take(nt, families[i]))
			return families[i];
	return "ip";
}

/* NULL: no name stands here. */
static json_t *take_table(struct sk_nt *nt)
{
	const char *family = take_family(nt);
	json_t *name = sk_nt_word(nt);
	SK_BUF_SCOPE key = SK_BUF(SK_CONFIG_LINE_MAX);
	sk_buf_print(&key, "%s %s", family, name ? json_string_value(name) : "");
	json_t *table = name && !key.failed ? made(nt, nt->tables, key.bytes) : NULL;
	sk_nt_put(nt, table, "family", table ? sk_nt_text(nt, family, strlen(family)) : NULL);
	sk_nt_put(nt, table, "name", name);
	return table;
}

/* Of the table's chains or sets; named by the word that stands here. */
static json_t *take_member(struct sk_nt *nt, json_t *table, const char *kind)
{
	struct sk_nt_cursor begin = nt->here;
	json_t *name = table ? sk_nt_word(nt) : NULL;
	json_t *index = made(nt, table, kind), *member = name ? made(nt, index, json_string_value(name)) : NULL;
	if (!member || json_object_get(member, "name"))
		return member;
	json_t *place = sk_nt_placed(nt, &begin);
	sk_nt_put(nt, member, "family", json_object_get(table, "family"));
	sk_nt_put(nt, member, "table", json_object_get(table, "name"));
	sk_nt_put(nt, member, "name", name);
	sk_nt_put(nt, member, "line", json_object_get(place, "line"));
	sk_nt_put(nt, member, "column", json_object_get(place, "column"));
	return member;
}

/* ---- chains ---- */

static bool is_family(const json_t *object, const char *family)
{
	const char *text = json_string_value(json_object_get(object, "family"));
	return text && strcmp(text, family) == 0;
}

static bool named_priority(struct sk_nt *nt, const json_t *chain, json_int_t *out)
{
	static const struct {
		const char *name;
		json_int_t routed, bridged;
	} names[] = {{"raw", -300, INT32_MIN}, {"mangle", -150, INT32_MIN}, {"dstnat", -100, -300}, {"filter", 0, -200}, {"security", 50, INT32_MIN},
		     {"srcnat", 100, 300}, {"out", INT32_MIN, 100}};
	for (size_t i = 0; i < SK_COUNT(names); i++) {
		*out = is_family(chain, "bridge") ? names[i].bridged : names[i].routed;
		if (*out != INT32_MIN && sk_nt_take(nt, names[i].name))
			return true;
	}
	return false;
}

/* "filter + 10", "-5", "$first" */
static bool read_priority(struct sk_nt *nt, const json_t *chain, json_int_t *out)
{
	bool less = sk_nt_is(nt, "-");
	json_t *number = NULL;
	*out = 0;
	if (!less && !named_priority(nt, chain, out)) {
		number = sk_nt_definition(nt);
		*out = json_integer_value(number);
		return json_is_integer(number);
	}
	while (sk_nt_is(nt, "-") || sk_nt_is(nt, "+")) {
		less = sk_nt_is(nt, "-");
		sk_nt_step(nt);
		number = sk_nt_definition(nt);
		if (!json_is_integer(number) || json_integer_value(number) > INT32_MAX)
			return false;
		*out += less ? -json_integer_value(number) : json_integer_value(number);
	}
	return true;
}

/* type filter hook forward priority filter */
static void read_base(struct sk_nt *nt, json_t *chain)
{
	json_int_t priority;
	json_t *type, *hook;
	sk_nt_step(nt);
	type = sk_nt_word(nt);
	hook = type && sk_nt_take(nt, "hook") ? sk_nt_word(nt) : NULL;
	if (hook && sk_nt_take(nt, "devices") && sk_nt_take(nt, "="))
		(void)sk_nt_elements(nt);
	else if (hook && sk_nt_take(nt, "device"))
		(void)sk_nt_value(nt);
	if (!hook || !sk_nt_take(nt, "priority") || !read_priority(nt, chain, &priority)) {
		nt->unclear = true;
		return;
	}
	sk_nt_put(nt, chain, "type", type);
	sk_nt_put(nt, chain, "hook", hook);
	sk_nt_put(nt, chain, "prio", sk_nt_keep(nt, json_integer(priority)));
}

static void read_policy(struct sk_nt *nt, json_t *chain)
{
	sk_nt_step(nt);
	json_t *policy = sk_nt_take(nt, "$") ? sk_nt_variable(nt) : sk_nt_is(nt, "accept") || sk_nt_is(nt, "drop") ? sk_nt_word(nt) : NULL;
	nt->unclear = !json_is_string(policy);
	sk_nt_put(nt, chain, "policy", policy);
}

static SK_OUTCOME add_rule(struct sk_nt *nt, json_t *chain, const char *where)
{
	json_t *rule;
	SK_TRY(sk_nt_rule(nt, &rule));
	sk_nt_put(nt, rule, "family", json_object_get(chain, "family"));
	sk_nt_put(nt, rule, "table", json_object_get(chain, "table"));
	sk_nt_put(nt, rule, "chain", json_object_get(chain, "name"));
	if (!json_object_get(chain, where))
		sk_nt_put(nt, chain, where, sk_nt_list(nt));
	sk_nt_append(nt, json_object_get(chain, where), rule);
	return check_room(nt);
}

static SK_OUTCOME chain_entry(struct sk_nt *nt, json_t *chain)
{
	if (sk_nt_is(nt, "type"))
		read_base(nt, chain);
	else if (sk_nt_is(nt, "policy"))
		read_policy(nt, chain);
	else if (sk_nt_is(nt, "comment") || sk_nt_is(nt, "flags") || sk_nt_is(nt, "device") || sk_nt_is(nt, "devices"))
		return sk_nt_skip_rest(nt);
	else
		return add_rule(nt, chain, "rules");
	return SK_OK;
}

/* ---- sets and maps ---- */

static void add_elements(struct sk_nt *nt, json_t *set)
{
	json_t *list = sk_nt_elements(nt);
	if (!list) {
		sk_nt_put(nt, set, "unknown", sk_nt_keep(nt, json_true()));
		return;
	}
	if (!json_object_get(set, "elem"))
		sk_nt_put(nt, set, "elem", sk_nt_list(nt));
	for (size_t i = 0; i < json_array_size(list); i++)
		sk_nt_append(nt, json_object_get(set, "elem"), json_array_get(list, i));
}

static void read_flags(struct sk_nt *nt, json_t *set)
{
	json_t *flags = sk_nt_list(nt);
	do {
		sk_nt_step(nt);
		sk_nt_append(nt, flags, sk_nt_word(nt));
	} while (sk_nt_is(nt, ","));
	sk_nt_put(nt, set, "flags", flags);
}

static SK_OUTCOME set_entry(struct sk_nt *nt, json_t *set)
{
	struct sk_nt_cursor begin = nt->here;
	if (sk_nt_is(nt, "elements")) {
		sk_nt_step(nt);
		if (sk_nt_take(nt, "="))
			add_elements(nt, set);
		/* Whatever is in it that was not understood: the set is not known then. */
		if (!json_object_get(set, "unknown") && sk_nt_at_end(nt))
			return SK_OK;
		sk_nt_put(nt, set, "unknown", sk_nt_keep(nt, json_true()));
		nt->here = begin;
	} else if (sk_nt_is(nt, "flags")) {
		read_flags(nt, set);
		return SK_OK;
	} else if (sk_nt_is(nt, "timeout") || sk_nt_is(nt, "limit") || sk_nt_is(nt, "quota") || sk_nt_is(nt, "ct") || sk_nt_is(nt, "last")) {
		sk_nt_put(nt, set, "timeout", sk_nt_keep(nt, json_true()));
	}
	return sk_nt_skip_rest(nt);
}

/* ---- tables ---- */

static SK_OUTCOME table_entry(struct sk_nt *nt, json_t *table)
{
	static const char *const passed_over[] = {"comment", "flowtable", "counter", "quota", "limit", "ct", "secmark", "synproxy"};
	if (sk_nt_take(nt, "chain")) {
		json_t *chain = take_member(nt, table, "chains");
		return chain && sk_nt_is(nt, "{") ? read_block(nt, chain, chain_entry) : SK_OK;
	}
	if (sk_nt_take(nt, "set") || sk_nt_take(nt, "map")) {
		json_t *set = take_member(nt, table, "sets");
		return set && sk_nt_is(nt, "{") ? read_block(nt, set, set_entry) : SK_OK;
	}
	if (sk_nt_is(nt, "flags")) {
		read_flags(nt, table);
		return SK_OK;
	}
	for (size_t i = 0; i < SK_COUNT(passed_over); i++)
		if (sk_nt_is(nt, passed_over[i]))
			return sk_nt_skip_rest(nt);
	/* Nothing is read: a doubt. */
	return SK_OK;
}

/* ---- commands ---- */

/* Its flags are those of the last time: one that sleeps wakes. */
static SK_OUTCOME add_table(struct sk_nt *nt, json_t *table)
{
	(void)json_object_del(table, "flags");
	return table && sk_nt_is(nt, "{") ? read_block(nt, table, table_entry) : SK_OK;
}

static SK_OUTCOME add_chain(struct sk_nt *nt, json_t *table)
{
	json_t *chain = take_member(nt, table, "chains");
	return chain && sk_nt_is(nt, "{") ? read_block(nt, chain, chain_entry) : SK_OK;
}

static SK_OUTCOME add_set(struct sk_nt *nt, json_t *table)
{
	json_t *set = take_member(nt, table, "sets");
	return set && sk_nt_is(nt, "{") ? read_block(nt, set, set_entry) : SK_OK;
}

static SK_OUTCOME add_element(struct sk_nt *nt, json_t *table)
{
	json_t *set = take_member(nt, table, "sets");
	if (set)
		add_elements(nt, set);
	return sk_nt_skip_rest(nt);
}

/* A chain that is there, named by the word that stands here. */
static SK_OUTCOME find_chain(struct sk_nt *nt, json_t *table, json_t **out)
{
	struct sk_place place = sk_nt_place(nt);
	json_t *name = table ? sk_nt_word(nt) : NULL;
	*out = name ? json_object_get(json_object_get(table, "chains"), json_string_value(name)) : NULL;
	if (name && !*out && json_array_size(nt->doubts) == 0)
		return sk_error_set(nt->error, SK_E_CONFIG_CHAIN, &place, json_string_value(name), _("the chains of the same table"), NULL);
	return SK_OK;
}

/* By number or handle: among what the kernel holds, which nobody here sees. */
static bool is_numbered(const struct sk_nt *nt)
{
	return sk_nt_is(nt, "index") || sk_nt_is(nt, "handle") || sk_nt_is(nt, "position");
}

static SK_OUTCOME put_rule(struct sk_nt *nt, json_t *table, const char *where)
{
	json_t *chain;
	SK_TRY(find_chain(nt, table, &chain));
	return chain && !is_numbered(nt) ? add_rule(nt, chain, where) : SK_OK;
}

static SK_OUTCOME append_rule(struct sk_nt *nt, json_t *table)
{
	return put_rule(nt, table, "rules");
}

static SK_OUTCOME insert_rule(struct sk_nt *nt, json_t *table)
{
	return put_rule(nt, table, "first");
}

static SK_OUTCOME pass_over(struct sk_nt *nt, json_t *table)
{
	(void)table;
	return sk_nt_skip_rest(nt);
}

static SK_OUTCOME delete_table(struct sk_nt *nt, json_t *table)
{
	const char *family = sk_nft_text(table, "family"), *name = sk_nft_text(table, "name");
	SK_BUF_SCOPE key = SK_BUF(SK_CONFIG_LINE_MAX);
	sk_buf_print(&key, "%s %s", family ? family : "", name ? name : "");
	if (!key.failed)
		(void)json_object_del(nt->tables, key.bytes);
	return SK_OK;
}

static void delete_member(struct sk_nt *nt, json_t *table, const char *kind)
{
	json_t *name = sk_nt_word(nt);
	if (name)
		(void)json_object_del(json_object_get(table, kind), json_string_value(name));
}

static SK_OUTCOME delete_chain(struct sk_nt *nt, json_t *table)
{
	delete_member(nt, table, "chains");
	return SK_OK;
}

static SK_OUTCOME delete_set(struct sk_nt *nt, json_t *table)
{
	delete_member(nt, table, "sets");
	return SK_OK;
}

/* Which one is taken away is not followed. */
static SK_OUTCOME delete_element(struct sk_nt *nt, json_t *table)
{
	sk_nt_put(nt, take_member(nt, table, "sets"), "unknown", sk_nt_keep(nt, json_true()));
	return sk_nt_skip_rest(nt);
}

static void empty_chain(json_t *chain)
{
	(void)json_object_del(chain, "rules");
	(void)json_object_del(chain, "first");
}

static SK_OUTCOME flush_chain(struct sk_nt *nt, json_t *table)
{
	json_t *chain;
	SK_TRY(find_chain(nt, table, &chain));
	empty_chain(chain);
	return SK_OK;
}

static SK_OUTCOME flush_table(struct sk_nt *nt, json_t *table)
{
	const char *name;
	json_t *chain, *chains = json_object_get(table, "chains");
	nt->values += json_object_size(chains);
	json_object_foreach (chains, name, chain)
		empty_chain(chain);
	return SK_OK;
}

static SK_OUTCOME flush_set(struct sk_nt *nt, json_t *table)
{
	(void)json_object_del(take_member(nt, table, "sets"), "elem");
	return SK_OK;
}

/* What a command does to an object of a table; what stands nowhere here is a doubt. */
static const struct {
	const char *verbs, *object;
	read_entry *read; /* gets the table */
} commands[] = {
	{"add create ", "table", add_table},	    {"add create ", "chain", add_chain},     {"add ", "rule", append_rule},	   {"insert", "rule", insert_rule},
	{"add create ", "set", add_set},	    {"add create ", "map", add_set},	     {"add create ", "element", add_element}, {"delete destroy", "table", delete_table},
	{"delete destroy", "chain", delete_chain},  {"delete destroy", "set", delete_set},   {"delete destroy", "map", delete_set}, {"delete destroy", "element", delete_element}, {"flush", "table", flush_table},
	{"flush", "chain", flush_chain},	    {"flush", "set", flush_set},	     {"flush", "map", flush_set},
	{"add create delete destroy ", "flowtable", pass_over}, {"add create delete destroy ", "counter", pass_over}, {"add create delete destroy ", "quota", pass_over},
	{"add create delete destroy ", "limit", pass_over},	{"add create delete destroy ", "ct", pass_over},      {"add create delete destroy ", "secmark", pass_over},
	{"add create delete destroy ", "synproxy", pass_over},
};

/* NULL: none stands here. */
static const char *take_verb(struct sk_nt *nt)
{
	static const char *const verbs[] = {"add", "create", "insert", "delete", "destroy", "flush"};
	for (size_t i = 0; i < SK_COUNT(verbs); i++)
		if (sk_nt_take(nt, verbs[i]))
			return verbs[i];
	return NULL;
}

/* Of one family, or of all. */
static SK_OUTCOME flush_all(struct sk_nt *nt)
{
	const char *family = sk_nt_at_end(nt) ? NULL : take_family(nt), *key;
	json_t *table;
	void *next;
	nt->values += json_object_size(nt->tables);
	json_object_foreach_safe (nt->tables, next, key, table)
		if (!family || is_family(table, family))
			(void)json_object_del(nt->tables, key);
	return SK_OK;
}

static SK_OUTCOME read_command(struct sk_nt *nt, json_t *owner)
{
	static const char *const shown[] = {"list", "describe", "monitor", "export"};
	(void)owner;
	for (size_t i = 0; i < SK_COUNT(shown); i++)
		if (sk_nt_is(nt, shown[i]))
			return sk_nt_skip_rest(nt);
	const char *verb = take_verb(nt);
	verb = verb ? verb : "add";
	if (strcmp(verb, "flush") == 0 && sk_nt_take(nt, "ruleset"))
		return flush_all(nt);
	for (size_t i = 0; i < SK_COUNT(commands); i++)
		if (strstr(commands[i].verbs, verb) && sk_nt_take(nt, commands[i].object))
			return commands[i].read(nt, commands[i].read == pass_over ? NULL : take_table(nt));
	return SK_OK;
}

static SK_OUTCOME read_commands(struct sk_nt *nt)
{
	for (sk_nt_skip_breaks(nt); nt->here.token.kind != SK_NT_END; sk_nt_skip_breaks(nt)) {
		if (sk_nt_is(nt, "}"))
			return sk_nt_refuse(nt, N_("no '}' without a '{' before it"));
		SK_TRY(read_one(nt, NULL, read_command));
	}
	return SK_OK;
}

/* ---- the objects that nft -j would print ---- */

static void list_members(struct sk_nt *nt, const json_t *table, const char *kind, const char *as, json_t *list)
{
	const char *name;
	json_t *member;
	json_object_foreach (json_object_get(table, kind), name, member) {
		if (!json_object_get(member, "unknown"))
			sk_nt_append(nt, list, sk_nt_object(nt, as, member));
	}
}

static void list_rules(struct sk_nt *nt, const json_t *chain, json_t *list)
{
	const json_t *first = json_object_get(chain, "first"), *rules = json_object_get(chain, "rules");
	for (size_t i = json_array_size(first); i > 0; i--)
		sk_nt_append(nt, list, sk_nt_object(nt, "rule", json_array_get(first, i - 1)));
	for (size_t i = 0; i < json_array_size(rules); i++)
		sk_nt_append(nt, list, sk_nt_object(nt, "rule", json_array_get(rules, i)));
}

/* Behind a rule that may do anything no other matters, and what they name need not be there. */
static void list_doubts(struct sk_nt *nt, const json_t *chain, json_t *list)
{
	for (size_t i = 0; i < json_array_size(nt->doubts) && json_object_get(chain, "hook"); i++) {
		json_t *rule = sk_nt_keep(nt, json_copy(json_array_get(nt->doubts, i)));
		sk_nt_put(nt, rule, "family", json_object_get(chain, "family"));
		sk_nt_put(nt, rule, "table", json_object_get(chain, "table"));
		sk_nt_put(nt, rule, "chain", json_object_get(chain, "name"));
		sk_nt_append(nt, list, sk_nt_object(nt, "rule", rule));
	}
}

static void list_all(struct sk_nt *nt, json_t *list)
{
	const char *key, *name;
	json_t *table, *chain;
	json_object_foreach (nt->tables, key, table) {
		sk_nt_append(nt, list, sk_nt_object(nt, "table", table));
		list_members(nt, table, "chains", "chain", list);
		list_members(nt, table, "sets", "set", list);
	}
	json_object_foreach (nt->tables, key, table)
		json_object_foreach (json_object_get(table, "chains"), name, chain) {
			if (json_array_size(nt->doubts) > 0)
				list_doubts(nt, chain, list);
			else
				list_rules(nt, chain, list);
		}
}

/* Where packets can be met, and what is not read may have a chain. */
static void add_places(struct sk_nt *nt)
{
	static const char text[] = "table inet not-read";
	const json_t *first = json_array_get(nt->doubts, 0);
	struct sk_nt own = *nt;
	sk_nt_start(&own, text, sizeof(text) - 1);
	sk_nt_step(&own);
	json_t *table = take_table(&own), *chains = made(&own, table, "chains");
	for (size_t i = 0; i < SK_COUNT(hooks) && chains; i++) {
		json_t *chain = made(&own, chains, hooks[i]), *name = sk_nt_text(&own, hooks[i], strlen(hooks[i]));
		sk_nt_put(&own, chain, "family", json_object_get(table, "family"));
		sk_nt_put(&own, chain, "table", json_object_get(table, "name"));
		sk_nt_put(&own, chain, "name", name);
		sk_nt_put(&own, chain, "hook", name);
		sk_nt_put(&own, chain, "prio", sk_nt_keep(&own, json_integer(0)));
		sk_nt_put(&own, chain, "line", json_object_get(first, "line"));
		sk_nt_put(&own, chain, "column", json_object_get(first, "column"));
	}
	nt->full = own.full;
	nt->over = own.over;
}

/* ---- the file ---- */

static SK_OUTCOME check_letters(const struct sk_config_source *source, struct sk_error *error)
{
	struct sk_place place = {source->file, 1, 1};
	for (size_t at = 0, past, bad; at < source->length; at = past + 1, place.line++) {
		const char *newline = memchr(source->bytes + at, '\n', source->length - at);
		past = newline ? (size_t)(newline - source->bytes) : source->length;
		if (sk_utf8_clean(source->bytes + at, past - at - (past > at && source->bytes[past - 1] == '\r'), &bad))
			continue;
		for (size_t i = 0; i < bad; i++)
			place.column += ((unsigned char)source->bytes[at + i] & 0xc0) != 0x80;
		return sk_error_set(error, SK_E_TEXT_ENCODING, &place, NULL, NULL, NULL);
	}
	return SK_OK;
}

static SK_OUTCOME read_all(struct sk_nt *nt, const struct sk_config_source *source, struct sk_arena *arena, struct sk_filter *out)
{
	json_t *list;
	sk_nt_start(nt, source->bytes, source->length);
	SK_TRY(read_commands(nt));
	if (json_array_size(nt->doubts) > 0)
		add_places(nt);
	list = sk_nt_list(nt);
	list_all(nt, list);
	SK_TRY(check_room(nt));
	return sk_nft_read_objects(arena, source->file, list, out, nt->error);
}

sk_outcome sk_nft_text_read(struct sk_arena *arena, const struct sk_config_source *source, struct sk_filter *out, struct sk_error *error)
{
	struct sk_place place = {source->file, 1, 1};
	if (source->length > BYTES_MAX)
		return sk_error_set_number(error, SK_E_FILE_LARGE, &place, BYTES_MAX);
	SK_TRY(check_letters(source, error));
	struct sk_nt nt = {.error = error, .file = source->file, .pool = json_array(), .defines = json_object(), .tables = json_object(), .doubts = json_array()};
	nt.full = !nt.pool || !nt.defines || !nt.tables || !nt.doubts;
	sk_outcome outcome = nt.full ? check_room(&nt) : read_all(&nt, source, arena, out);
	json_decref(nt.pool);
	json_decref(nt.defines);
	json_decref(nt.tables);
	json_decref(nt.doubts);
	return outcome;
}

/* ---- whether it is one ---- */

static bool begins_table(struct sk_nt *nt)
{
	for (size_t i = 0; i < 2; i++)
		if (nt->here.token.kind != SK_NT_WORD)
			return false;
		else if (sk_nt_step(nt), sk_nt_at_end(nt) || sk_nt_is(nt, "{"))
			return true;
	return sk_nt_at_end(nt) || sk_nt_is(nt, "{");
}

static bool begins_command(struct sk_nt *nt)
{
	static const char *const objects[] = {"table", "chain", "rule", "set", "map", "element", "ruleset"};
	if (sk_nt_take(nt, "table"))
		return begins_table(nt);
	if (sk_nt_take(nt, "define"))
		return nt->here.token.kind == SK_NT_WORD && (sk_nt_step(nt), sk_nt_is(nt, "="));
	bool verb = take_verb(nt) != NULL, object = false;
	for (size_t i = 0; i < SK_COUNT(objects); i++)
		object = object || sk_nt_is(nt, objects[i]);
	return verb && object;
}

/* Other languages have the word, too: what stands behind it decides. */
static bool pass_includes(struct sk_nt *nt)
{
	bool good = true;
	for (sk_nt_skip_breaks(nt); good && sk_nt_take(nt, "include"); sk_nt_skip_breaks(nt)) {
		good = nt->here.token.kind == SK_NT_QUOTED;
		sk_nt_step(nt);
	}
	return good;
}

static bool names_nft(const struct sk_config_source *source)
{
	static const char name[] = "nft";
	const char *newline = memchr(source->bytes, '\n', source->length);
	size_t length = newline ? (size_t)(newline - source->bytes) : source->length;
	return length > 2 && memcmp(source->bytes, "#!", 2) == 0 && memmem(source->bytes, length, name, sizeof(name) - 1);
}

bool sk_nft_text_knows(const struct sk_config_source *source)
{
	struct sk_nt nt = {.file = source->file};
	if (names_nft(source))
		return true;
	sk_nt_start(&nt, source->bytes, source->length);
	sk_nt_skip_breaks(&nt);
	bool includes = sk_nt_is(&nt, "include");
	return pass_includes(&nt) && ((includes && nt.here.token.kind == SK_NT_END) || begins_command(&nt));
}
