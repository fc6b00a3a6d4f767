/*
 * Statements and rules of nftables' own text, made into those that `nft -j` prints.
 *
 * Nothing marks where one statement ends and the next begins. So what is not understood takes the rest of its rule with it, and that may do anything.
 */
#include "config/nft_text.h"

#include <string.h>

enum { SHOWN_MAX = 2000 };

/* ---- small things ---- */

static bool take_text(struct sk_nt *nt)
{
	bool is = sk_nt_is_text(nt);
	if (is)
		sk_nt_step(nt);
	return is;
}

/* A word with what stands behind it, where it stands here at all. */
static bool skip_pair(struct sk_nt *nt, const char *word)
{
	return !sk_nt_take(nt, word) || take_text(nt);
}

static json_t *nothing(struct sk_nt *nt, const char *name)
{
	return sk_nt_object(nt, name, sk_nt_keep(nt, json_null()));
}

/* To behind the brace that closes the one before. */
static bool skip_braces(struct sk_nt *nt)
{
	for (unsigned depth = 1; depth > 0; sk_nt_step(nt)) {
		if (nt->here.token.kind == SK_NT_END || nt->here.token.kind == SK_NT_CUT)
			return false;
		depth += sk_nt_is(nt, "{");
		depth -= sk_nt_is(nt, "}");
	}
	return true;
}

/* ---- statements ---- */

static json_t *read_reject(struct sk_nt *nt)
{
	static const char *const kinds[] = {"icmp", "icmpv6", "icmpx"};
	const char *type = NULL;
	sk_nt_step(nt);
	if (!sk_nt_take(nt, "with"))
		return nothing(nt, "reject");
	for (size_t i = 0; i < SK_COUNT(kinds); i++)
		type = type ? type : sk_nt_take(nt, kinds[i]) ? kinds[i] : NULL;
	if (type && (sk_nt_take(nt, "type") || true) && !take_text(nt))
		return NULL;
	if (!type && sk_nt_take(nt, "tcp") && sk_nt_take(nt, "reset"))
		type = "tcp reset";
	return type ? sk_nt_object(nt, "reject", sk_nt_object(nt, "type", sk_nt_text(nt, type, strlen(type)))) : NULL;
}

static json_t *read_counter(struct sk_nt *nt)
{
	sk_nt_step(nt);
	return skip_pair(nt, "name") && skip_pair(nt, "packets") && skip_pair(nt, "bytes") ? nothing(nt, "counter") : NULL;
}

static bool skip_log_flags(struct sk_nt *nt)
{
	bool several = sk_nt_take(nt, "tcp") || sk_nt_take(nt, "ip");
	if (!several)
		return take_text(nt);
	do
		if (!take_text(nt))
			return false;
	while (sk_nt_take(nt, ","));
	return true;
}

static json_t *read_log(struct sk_nt *nt)
{
	static const char *const options[] = {"prefix", "level", "group", "snaplen", "queue-threshold"};
	sk_nt_step(nt);
	for (bool more = true; more;) {
		more = false;
		for (size_t i = 0; i < SK_COUNT(options); i++) {
			if (!sk_nt_take(nt, options[i]))
				continue;
			(void)sk_nt_take(nt, "$");
			if (!take_text(nt))
				return NULL;
			more = true;
		}
		if (sk_nt_take(nt, "flags") && !(more = skip_log_flags(nt)))
			return NULL;
	}
	return nothing(nt, "log");
}

/* "10/second", "10 mbytes/second": the unit is part of the word where it has one. */
static json_t *read_limit(struct sk_nt *nt)
{
	sk_nt_step(nt);
	if (sk_nt_take(nt, "name"))
		return take_text(nt) ? nothing(nt, "limit") : NULL;
	if (!sk_nt_take(nt, "rate") || ((sk_nt_take(nt, "over") || sk_nt_take(nt, "until") || true) && !take_text(nt)))
		return NULL;
	(void)sk_nt_take(nt, "/");
	if (!take_text(nt) || !skip_pair(nt, "burst"))
		return NULL;
	(void)(sk_nt_take(nt, "packets") || sk_nt_take(nt, "bytes") || sk_nt_take(nt, "kbytes") || sk_nt_take(nt, "mbytes"));
	return nothing(nt, "limit");
}

static json_t *read_quota(struct sk_nt *nt)
{
	sk_nt_step(nt);
	if (sk_nt_take(nt, "name"))
		return take_text(nt) ? nothing(nt, "quota") : NULL;
	(void)(sk_nt_take(nt, "over") || sk_nt_take(nt, "until"));
	bool good = take_text(nt) && take_text(nt) && (!sk_nt_take(nt, "used") || (take_text(nt) && take_text(nt)));
	return good ? nothing(nt, "quota") : NULL;
}

/* add @blocked { ip saddr timeout 1h }: matches where there is room. */
static json_t *read_update(struct sk_nt *nt)
{
	sk_nt_step(nt);
	if (!sk_nt_take(nt, "@"))
		return NULL;
	SK_BUF_SCOPE name = SK_BUF(SK_CONFIG_LINE_MAX);
	sk_buf_print(&name, "@%.*s", (int)nt->here.token.length, nt->here.token.at);
	if (name.failed || !take_text(nt) || !sk_nt_take(nt, "{") || !skip_braces(nt))
		return NULL;
	return sk_nt_object(nt, "set", sk_nt_object(nt, "set", sk_nt_text(nt, name.bytes, name.length)));
}

static json_t *read_flow(struct sk_nt *nt)
{
	sk_nt_step(nt);
	bool good = (sk_nt_take(nt, "add") || sk_nt_take(nt, "offload")) && sk_nt_take(nt, "@") && take_text(nt);
	return good ? nothing(nt, "flow") : NULL;
}

static json_t *read_word(struct sk_nt *nt)
{
	SK_BUF_SCOPE name = SK_BUF(SK_CONFIG_LINE_MAX);
	sk_buf_add(&name, nt->here.token.at, nt->here.token.length);
	sk_nt_step(nt);
	return name.failed ? NULL : nothing(nt, name.bytes);
}

static json_t *read_way(struct sk_nt *nt)
{
	const char *name = sk_nt_is(nt, "jump") ? "jump" : "goto";
	sk_nt_step(nt);
	json_t *target = sk_nt_take(nt, "$") ? sk_nt_variable(nt) : nt->here.token.kind == SK_NT_WORD ? sk_nt_word(nt) : NULL;
	return json_is_string(target) ? sk_nt_object(nt, name, sk_nt_object(nt, "target", target)) : NULL;
}

static const struct {
	const char *word;
	json_t *(*read)(struct sk_nt *nt);
	bool verdict; /* may stand in a map */
	bool rest;    /* what stands behind it changes nothing of what is followed here */
} statements[] = {
	{"accept", read_word, true, false},	 {"drop", read_word, true, false},	{"continue", read_word, true, false}, {"return", read_word, true, false},
	{"jump", read_way, true, false},	 {"goto", read_way, true, false},	{"reject", read_reject, false, false}, {"queue", read_word, false, true},
	{"counter", read_counter, false, false}, {"log", read_log, false, false},	{"limit", read_limit, false, false},  {"quota", read_quota, false, false},
	{"notrack", read_word, false, false},	 {"add", read_update, false, false},	{"update", read_update, false, false}, {"delete", read_update, false, false},
	{"flow", read_flow, false, false},	 {"masquerade", read_word, false, true}, {"snat", read_word, false, true},     {"dnat", read_word, false, true},
	{"redirect", read_word, false, true},
};

json_t *sk_nt_verdict(struct sk_nt *nt)
{
	for (size_t i = 0; i < SK_COUNT(statements); i++)
		if (statements[i].verdict && sk_nt_is(nt, statements[i].word))
			return statements[i].read(nt);
	return NULL;
}

/* ---- fields that are set ---- */

static bool skip_operator(struct sk_nt *nt)
{
	static const char *const operators[] = {"&", "and", "|", "or", "^", "xor", "<<", "lshift", ">>", "rshift"};
	for (size_t i = 0; i < SK_COUNT(operators); i++)
		if (sk_nt_take(nt, operators[i]))
			return true;
	return false;
}

/* map { 22 : 1, 80 : 2 }, map @marks */
static bool skip_map(struct sk_nt *nt)
{
	if (sk_nt_take(nt, "@"))
		return take_text(nt);
	return sk_nt_take(nt, "{") && skip_braces(nt);
}

/* One word or field; fields that a map is asked with are {"map": ...}. */
static json_t *operand(struct sk_nt *nt)
{
	struct sk_nt_cursor begin = nt->here;
	json_t *field = sk_nt_field(nt);
	bool several = false;
	if (!field) {
		nt->here = begin;
		return sk_nt_value(nt);
	}
	while (field && sk_nt_take(nt, ".")) {
		field = sk_nt_field(nt);
		several = true;
	}
	if (field && sk_nt_take(nt, "map"))
		return skip_map(nt) ? nothing(nt, "map") : NULL;
	return several ? NULL : field;
}

/* What it is set to; what is reckoned is like a map: whether there is anything is not known. */
static json_t *operands(struct sk_nt *nt)
{
	json_t *value = operand(nt), *next = value;
	while (next && skip_operator(nt)) {
		next = operand(nt);
		value = nothing(nt, "map");
	}
	/* "1:10" */
	return next && (!sk_nt_take(nt, ":") || take_text(nt)) ? value : NULL;
}

/* Of helpers, timeouts and expectations nft makes statements of their own. */
static json_t *setting(struct sk_nt *nt, json_t *field, json_t *value)
{
	static const char *const names[][2] = {{"helper", "ct helper"}, {"timeout", "ct timeout"}, {"expectation", "ct expectation"}};
	const char *key = sk_nft_text(json_object_get(field, "ct"), "key");
	for (size_t i = 0; key && value && i < SK_COUNT(names); i++)
		if (strcmp(names[i][0], key) == 0)
			return sk_nt_object(nt, names[i][1], value);
	json_t *pair = value ? sk_nt_object(nt, "key", field) : NULL;
	sk_nt_put(nt, pair, "value", value);
	return sk_nt_object(nt, "mangle", pair);
}

static json_t *read_setting(struct sk_nt *nt)
{
	if (sk_nt_take(nt, "tcp") && sk_nt_take(nt, "option")) {
		bool good = take_text(nt) && take_text(nt) && sk_nt_take(nt, "set");
		return good ? setting(nt, nothing(nt, "tcp option"), operands(nt)) : NULL;
	}
	json_t *field = sk_nt_field(nt);
	return field && sk_nt_take(nt, "set") ? setting(nt, field, operands(nt)) : NULL;
}

static json_t *read_count(struct sk_nt *nt)
{
	bool good = sk_nt_take(nt, "ct") && sk_nt_take(nt, "count") && (sk_nt_take(nt, "over") || true) && take_text(nt);
	return good ? nothing(nt, "ct count") : NULL;
}

/* NULL: not understood. */
static json_t *statement(struct sk_nt *nt, bool *rest)
{
	static json_t *(*const others[])(struct sk_nt *nt) = {read_setting, read_count, sk_nt_match};
	struct sk_nt_cursor begin = nt->here;
	for (size_t i = 0; i < SK_COUNT(statements); i++) {
		if (!sk_nt_is(nt, statements[i].word))
			continue;
		*rest = statements[i].rest;
		return statements[i].read(nt);
	}
	for (size_t i = 0; i < SK_COUNT(others); i++) {
		json_t *made = others[i](nt);
		if (made)
			return made;
		nt->here = begin;
	}
	return NULL;
}

/* ---- rules ---- */

/* Where a comment ends that begins here; here, where none does. */
static const char *past_comment(const char *at, const char *past, bool quoted)
{
	bool comment = at < past && !quoted && *at == '#' && !sk_nt_is_foreign(at, past);
	const char *newline = comment ? memchr(at, '\n', (size_t)(past - at)) : at;
	return newline ? newline : past;
}

/* On one line, blanks as one, without comments. */
static json_t *written(struct sk_nt *nt, const char *from, const char *past)
{
	SK_BUF_SCOPE text = SK_BUF(SHOWN_MAX + sizeof("..."));
	bool quoted = false;
	for (const char *at = past_comment(from, past, quoted); at < past && text.length < SHOWN_MAX - 4; at = past_comment(at, past, quoted)) {
		bool blank = strchr(" \t\r\n", *at) != NULL;
		size_t step = blank ? 1 : sk_utf8_step(at, (size_t)(past - at));
		if (!blank || (text.length > 0 && text.bytes[text.length - 1] != ' '))
			sk_buf_add(&text, blank ? " " : at, step);
		quoted ^= *at == '"';
		at += step;
	}
	if (text.length >= SHOWN_MAX - 4)
		sk_buf_text(&text, "...");
	return sk_nt_text(nt, text.length ? text.bytes : "", text.length);
}

json_t *sk_nt_placed(struct sk_nt *nt, const struct sk_nt_cursor *begin)
{
	json_t *rule = sk_nt_keep(nt, json_object());
	sk_nt_put(nt, rule, "line", sk_nt_keep(nt, json_integer(begin->token.line)));
	sk_nt_put(nt, rule, "column", sk_nt_keep(nt, json_integer(begin->token.column)));
	return rule;
}

sk_outcome sk_nt_written(struct sk_nt *nt, json_t **out)
{
	struct sk_nt_cursor begin = nt->here;
	SK_TRY(sk_nt_skip_rest(nt));
	*out = sk_nt_placed(nt, &begin);
	sk_nt_put(nt, *out, "text", written(nt, begin.token.from, nt->here.done));
	return SK_OK;
}

/* One statement with how it is written. */
static SK_OUTCOME take_statement(struct sk_nt *nt, json_t *list, json_t *texts)
{
	struct sk_nt_cursor begin = nt->here;
	bool rest = false;
	if (sk_nt_take(nt, "comment") && take_text(nt))
		return SK_OK;
	nt->here = begin;
	json_t *made = statement(nt, &rest);
	if (!made) {
		nt->here = begin;
		made = nothing(nt, "unread");
		rest = true;
	}
	if (rest)
		SK_TRY(sk_nt_skip_rest(nt));
	sk_nt_append(nt, list, made);
	sk_nt_append(nt, texts, written(nt, begin.token.from, nt->here.done));
	return SK_OK;
}

sk_outcome sk_nt_rule(struct sk_nt *nt, json_t **out)
{
	struct sk_nt_cursor begin = nt->here;
	json_t *list = sk_nt_list(nt), *texts = sk_nt_list(nt);
	while (!sk_nt_at_end(nt) && !nt->full && !nt->over)
		SK_TRY(take_statement(nt, list, texts));
	*out = sk_nt_placed(nt, &begin);
	sk_nt_put(nt, *out, "text", written(nt, begin.token.from, nt->here.done));
	sk_nt_put(nt, *out, "expr", list);
	sk_nt_put(nt, *out, "written", texts);
	return SK_OK;
}
