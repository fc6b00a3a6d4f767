/*
 * Expressions of nftables' own text, made into those that `nft -j` prints.
 *
 * Two things have to be known of a field to read what stands right of it: bits (states, flags) may be several with commas between them, and without an
 * operator one of them is enough; all else is compared. A word or a field that nobody here knows stays as it is written: nft_match.c says what is doubtful.
 */
#include "config/nft_text.h"

#include <string.h>

enum { DEPTH_MAX = 16 };

/* ---- fields ---- */

json_t *sk_nt_word(struct sk_nt *nt)
{
	json_t *text = sk_nt_is_text(nt) ? sk_nt_text(nt, nt->here.token.at, nt->here.token.length) : NULL;
	if (text)
		sk_nt_step(nt);
	return text;
}

/* {outer: {key: the next word}} */
static json_t *keyed(struct sk_nt *nt, const char *outer, const char *key)
{
	return nt->here.token.kind == SK_NT_WORD ? sk_nt_object(nt, outer, sk_nt_object(nt, key, sk_nt_word(nt))) : NULL;
}

static json_t *read_payload(struct sk_nt *nt)
{
	json_t *protocol = sk_nt_word(nt);
	json_t *payload = keyed(nt, "payload", "field");
	sk_nt_put(nt, json_object_get(payload, "payload"), "protocol", protocol);
	return payload;
}

static json_t *read_meta(struct sk_nt *nt)
{
	sk_nt_step(nt);
	return keyed(nt, "meta", "key");
}

static json_t *read_plain_meta(struct sk_nt *nt)
{
	return keyed(nt, "meta", "key");
}

static json_t *read_ct(struct sk_nt *nt)
{
	sk_nt_step(nt);
	json_t *direction = sk_nt_is(nt, "original") || sk_nt_is(nt, "reply") ? sk_nt_word(nt) : NULL;
	if (direction && (sk_nt_is(nt, "ip") || sk_nt_is(nt, "ip6")))
		sk_nt_step(nt);
	json_t *ct = keyed(nt, "ct", "key");
	sk_nt_put(nt, json_object_get(ct, "ct"), "dir", direction);
	return ct;
}

static json_t *read_fib(struct sk_nt *nt)
{
	do
		sk_nt_step(nt);
	while (nt->here.token.kind == SK_NT_WORD && (sk_nt_step(nt), sk_nt_is(nt, ".")));
	return keyed(nt, "fib", "result");
}

static json_t *read_header(struct sk_nt *nt)
{
	sk_nt_step(nt);
	return keyed(nt, "exthdr", "name");
}

static const struct {
	const char *word;
	json_t *(*read)(struct sk_nt *nt);
} fields[] = {
	{"ip", read_payload},	       {"ip6", read_payload},	      {"tcp", read_payload},	     {"udp", read_payload},	   {"th", read_payload},
	{"icmp", read_payload},	       {"icmpv6", read_payload},      {"udplite", read_payload},     {"sctp", read_payload},	   {"dccp", read_payload},
	{"ether", read_payload},       {"vlan", read_payload},	      {"arp", read_payload},	     {"igmp", read_payload},	   {"ah", read_payload},
	{"esp", read_payload},	       {"comp", read_payload},	      {"meta", read_meta},	     {"ct", read_ct},		   {"fib", read_fib},
	{"exthdr", read_header},       {"hbh", read_header},	      {"frag", read_header},	     {"dst", read_header},	   {"mh", read_header},
	{"rt", read_header},	       {"srh", read_header},	      {"socket", read_header},	     {"mark", read_plain_meta},	   {"iif", read_plain_meta},
	{"iifname", read_plain_meta},  {"iiftype", read_plain_meta},  {"oif", read_plain_meta},	     {"oifname", read_plain_meta}, {"oiftype", read_plain_meta},
	{"skuid", read_plain_meta},    {"skgid", read_plain_meta},    {"nftrace", read_plain_meta},  {"pkttype", read_plain_meta}, {"cpu", read_plain_meta},
	{"iifgroup", read_plain_meta}, {"oifgroup", read_plain_meta}, {"rtclassid", read_plain_meta}, {"cgroup", read_plain_meta},
	{"ibrname", read_plain_meta},  {"obrname", read_plain_meta},
};

json_t *sk_nt_field(struct sk_nt *nt)
{
	for (size_t i = 0; i < SK_COUNT(fields); i++)
		if (sk_nt_is(nt, fields[i].word))
			return fields[i].read(nt);
	return NULL;
}

static bool says(const json_t *object, const char *key, const char *text)
{
	const char *value = sk_nft_text(object, key);
	return value && strcmp(value, text) == 0;
}

/* Values that are bits. */
static bool is_of_bits(const json_t *field)
{
	const json_t *ct = json_object_get(field, "ct"), *payload = json_object_get(field, "payload");
	return says(ct, "key", "state") || says(ct, "key", "status") || says(ct, "key", "event") ||
	       (says(payload, "protocol", "tcp") && says(payload, "field", "flags"));
}

/* ---- values ---- */

/* As nft reads it: base 8 behind a zero. */
static json_t *number_of(struct sk_nt *nt)
{
	const struct sk_nt_token *token = &nt->here.token;
	bool hexadecimal = token->length > 1 && (token->at[1] == 'x' || token->at[1] == 'X');
	uint64_t base = hexadecimal ? 16 : token->at[0] == '0' ? 8 : 10, number = 0;
	for (size_t i = hexadecimal ? 2 : 0; i < token->length; i++) {
		uint64_t digit = (uint64_t)sk_config_hexadecimal(token->at[i]);
		if (digit >= base || number > INT64_MAX / 16 - 1)
			return sk_nt_word(nt);
		number = number * base + digit;
	}
	sk_nt_step(nt);
	return sk_nt_keep(nt, json_integer((json_int_t)number));
}

json_t *sk_nt_variable(struct sk_nt *nt)
{
	const struct sk_nt_token *token = &nt->here.token;
	json_t *name = token->kind == SK_NT_WORD ? sk_nt_word(nt) : NULL;
	json_t *value = name ? json_object_get(nt->defines, json_string_value(name)) : NULL;
	return value ? sk_nt_keep(nt, json_incref(value)) : NULL;
}

static json_t *joined(struct sk_nt *nt);

/* What looks like the name of a set, or like a star for all others, is not to be taken for it. */
static bool is_misleading(const struct sk_nt *nt)
{
	const struct sk_nt_token *token = &nt->here.token;
	return token->kind == SK_NT_QUOTED && (token->length == 0 || *token->at == '@' || (token->length == 1 && *token->at == '*'));
}

static json_t *primary(struct sk_nt *nt)
{
	if (nt->depth == DEPTH_MAX || is_misleading(nt))
		return NULL;
	if (sk_nt_take(nt, "$"))
		return sk_nt_variable(nt);
	if (!sk_nt_take(nt, "("))
		return nt->here.token.kind == SK_NT_NUMBER ? number_of(nt) : sk_nt_word(nt);
	nt->depth++;
	json_t *inner = joined(nt);
	nt->depth--;
	return sk_nt_take(nt, ")") ? inner : NULL;
}

/* Definitions can be used in definitions: but for what this holds off they could build towers. */
static bool is_scalar(const json_t *value)
{
	return json_is_string(value) || json_is_integer(value);
}

static bool join_one(struct sk_nt *nt, json_t *list, json_t *value)
{
	enum { BITS = 64 };
	if (!is_scalar(value) || json_array_size(list) == BITS)
		return false;
	/* Each once: the same bits twice are the same bits. */
	for (size_t i = 0; i < json_array_size(list); i++)
		if (json_equal(json_array_get(list, i), value))
			return true;
	sk_nt_append(nt, list, value);
	return true;
}

static bool join(struct sk_nt *nt, json_t *list, json_t *value)
{
	json_t *inner = json_is_array(value) ? value : json_object_get(value, "|");
	bool good = inner || join_one(nt, list, value);
	for (size_t i = 0; i < json_array_size(inner) && good; i++)
		good = join_one(nt, list, json_array_get(inner, i));
	return good;
}

/* Values with one of these signs between them, as a list; one alone as it is. */
static json_t *between(struct sk_nt *nt, json_t *(*one)(struct sk_nt *nt), const char *sign, const char *word)
{
	json_t *first = one(nt);
	if (!first || !(sk_nt_is(nt, sign) || sk_nt_is(nt, word)))
		return first;
	json_t *list = sk_nt_list(nt);
	bool good = join(nt, list, first);
	while (good && (sk_nt_take(nt, sign) || sk_nt_take(nt, word)))
		good = join(nt, list, one(nt));
	return !good ? NULL : json_array_size(list) == 1 ? json_array_get(list, 0) : list;
}

static json_t *joined(struct sk_nt *nt)
{
	json_t *value = between(nt, primary, "|", "or");
	return json_is_array(value) ? sk_nt_object(nt, "|", value) : value;
}

/* "a,b": one list. */
static json_t *listed(struct sk_nt *nt)
{
	return between(nt, joined, ",", ",");
}

/* One value, a prefix, or a range. */
static json_t *stretch(struct sk_nt *nt)
{
	json_t *low = joined(nt), *pair;
	if (!is_scalar(low))
		return low;
	if (sk_nt_take(nt, "/")) {
		json_t *length = nt->here.token.kind == SK_NT_NUMBER ? number_of(nt) : NULL;
		pair = length ? sk_nt_object(nt, "addr", low) : NULL;
		sk_nt_put(nt, pair, "len", length);
		return sk_nt_object(nt, "prefix", pair);
	}
	if (!sk_nt_take(nt, "-"))
		return low;
	json_t *high = joined(nt);
	pair = is_scalar(high) ? sk_nt_list(nt) : NULL;
	sk_nt_append(nt, pair, low);
	sk_nt_append(nt, pair, high);
	return sk_nt_object(nt, "range", pair);
}

/* Parts with "." between them. */
static json_t *parts(struct sk_nt *nt, json_t *(*one)(struct sk_nt *nt))
{
	json_t *part = one(nt);
	if (!part || !sk_nt_is(nt, "."))
		return part;
	json_t *list = sk_nt_list(nt);
	while (part && !json_object_get(part, "concat") && !json_object_get(part, "set")) {
		sk_nt_append(nt, list, part);
		if (!sk_nt_take(nt, "."))
			return sk_nt_object(nt, "concat", list);
		part = one(nt);
	}
	return NULL;
}

json_t *sk_nt_value(struct sk_nt *nt)
{
	if (sk_nt_is(nt, "{"))
		return sk_nt_object(nt, "set", sk_nt_elements(nt));
	if (!sk_nt_is(nt, "@"))
		return parts(nt, stretch);
	sk_nt_step(nt);
	if (nt->here.token.kind != SK_NT_WORD)
		return NULL;
	SK_BUF_SCOPE name = SK_BUF(SK_CONFIG_LINE_MAX);
	sk_buf_text(&name, "@");
	sk_buf_add(&name, nt->here.token.at, nt->here.token.length);
	sk_nt_step(nt);
	return name.failed ? NULL : sk_nt_text(nt, name.bytes, name.length);
}

json_t *sk_nt_definition(struct sk_nt *nt)
{
	bool negative = sk_nt_take(nt, "-");
	if (sk_nt_is(nt, "{") || sk_nt_is(nt, "@"))
		return negative ? NULL : sk_nt_value(nt);
	json_t *value = parts(nt, stretch);
	if (value && sk_nt_is(nt, ",")) {
		json_t *list = sk_nt_list(nt);
		bool good = join(nt, list, value);
		while (good && sk_nt_take(nt, ","))
			good = join(nt, list, joined(nt));
		return good && !negative ? list : NULL;
	}
	return !negative ? value : json_is_integer(value) ? sk_nt_keep(nt, json_integer(-json_integer_value(value))) : NULL;
}

/* ---- elements ---- */

/* What may stand behind the key of an element, and changes nothing of what it matches. */
static bool skip_options(struct sk_nt *nt)
{
	for (;;) {
		bool told = sk_nt_take(nt, "comment") || sk_nt_take(nt, "timeout") || sk_nt_take(nt, "expires") || sk_nt_take(nt, "packets") || sk_nt_take(nt, "bytes");
		if (!told && !sk_nt_take(nt, "counter"))
			return true;
		if (told && !sk_nt_word(nt))
			return false;
	}
}

static json_t *pair_of(struct sk_nt *nt, json_t *key, json_t *verdict)
{
	json_t *pair = verdict ? sk_nt_list(nt) : NULL;
	sk_nt_append(nt, pair, key);
	sk_nt_append(nt, pair, verdict);
	return pair;
}

/* A set in a set is its elements. */
static bool add_all(struct sk_nt *nt, json_t *list, json_t *value)
{
	json_t *inner = json_object_get(value, "set");
	if (!inner)
		sk_nt_append(nt, list, value);
	for (size_t i = 0; i < json_array_size(inner) && !nt->full && !nt->over; i++)
		sk_nt_append(nt, list, json_array_get(inner, i));
	return value && !nt->full && !nt->over;
}

static json_t *element(struct sk_nt *nt)
{
	json_t *key = sk_nt_take(nt, "*") ? sk_nt_text(nt, "*", 1) : sk_nt_value(nt), *pair;
	if (!key || !skip_options(nt))
		return NULL;
	if (!sk_nt_take(nt, ":"))
		return key;
	if (json_object_get(key, "set"))
		return NULL;
	sk_nt_skip_breaks(nt);
	pair = pair_of(nt, key, sk_nt_verdict(nt));
	return pair && skip_options(nt) ? pair : NULL;
}

static json_t *elements_within(struct sk_nt *nt)
{
	json_t *list = sk_nt_list(nt);
	sk_nt_step(nt);
	for (;;) {
		sk_nt_skip_breaks(nt);
		if (sk_nt_take(nt, "}"))
			return list;
		if (!add_all(nt, list, element(nt)))
			return NULL;
		sk_nt_skip_breaks(nt);
		if (!sk_nt_take(nt, ",") && !sk_nt_is(nt, "}"))
			return NULL;
	}
}

json_t *sk_nt_elements(struct sk_nt *nt)
{
	if (sk_nt_take(nt, "$")) {
		json_t *value = sk_nt_variable(nt), *inner = json_object_get(value, "set");
		return inner ? sk_nt_keep(nt, json_incref(inner)) : NULL;
	}
	if (nt->depth == DEPTH_MAX || !sk_nt_is(nt, "{"))
		return NULL;
	nt->depth++;
	json_t *list = elements_within(nt);
	nt->depth--;
	return list;
}

/* ---- matches ---- */

/* NULL: none stands here. */
static const char *operator(struct sk_nt *nt)
{
	static const struct {
		const char *sign, *word, *op;
	} operators[] = {{"==", "eq", "=="}, {"!=", "ne", "!="}, {"<=", "le", "<="}, {">=", "ge", ">="}, {"<", "lt", "<"}, {">", "gt", ">"}, {"!", "not", "!"}};
	for (size_t i = 0; i < SK_COUNT(operators); i++)
		if (sk_nt_take(nt, operators[i].sign) || sk_nt_take(nt, operators[i].word))
			return operators[i].op;
	return NULL;
}

static json_t *masked(struct sk_nt *nt, json_t *field, json_t *mask)
{
	json_t *list = field && mask ? sk_nt_list(nt) : NULL;
	sk_nt_append(nt, list, field);
	sk_nt_append(nt, list, mask);
	return sk_nt_object(nt, "&", list);
}

static json_t *left_part(struct sk_nt *nt)
{
	json_t *field = sk_nt_field(nt);
	return field && (sk_nt_take(nt, "&") || sk_nt_take(nt, "and")) ? masked(nt, field, primary(nt)) : field;
}

static bool is_set(const json_t *value)
{
	const char *text = json_string_value(value);
	return json_object_get(value, "set") || (text && *text == '@');
}

/* Bits that are compared are all of them together; without an operator one is enough. */
static json_t *right_of_bits(struct sk_nt *nt, json_t **left, const char **op)
{
	bool reference = sk_nt_is(nt, "{") || sk_nt_is(nt, "@");
	json_t *right = reference ? sk_nt_value(nt) : listed(nt), *bits = json_object_get(right, "|");
	right = bits ? bits : right;
	if (right && !reference && sk_nt_take(nt, "/")) {
		*left = json_object_get(*left, "&") ? NULL : masked(nt, *left, listed(nt));
		*op = *op ? *op : "==";
		return *left ? right : NULL;
	}
	if (!*op)
		*op = is_set(right) || json_object_get(*left, "&") ? "==" : "in";
	return json_is_array(right) && (*op)[0] != 'i' ? sk_nt_object(nt, "|", right) : right;
}

/* How many bits of this family a mask keeps; -1: they do not stand together at its head, or it is no mask of addresses. */
static int length_of(const json_t *mask)
{
	const char *text = json_string_value(mask);
	bool six = text && strchr(text, ':');
	sk_wide bits;
	if (!text || !sk_address_read(text, strlen(text), &bits))
		return -1;
	bits = six ? ~bits : ~bits & 0xffffffffu;
	int length = six ? 128 : 32;
	for (; bits & 1; bits >>= 1)
		length--;
	return bits ? -1 : length;
}

/* "ip saddr & 255.0.0.0 == 10.0.0.0" is a prefix, as nft prints it; what is left of the address behind the mask would never match. */
static json_t *as_prefix(struct sk_nt *nt, const json_t *mask, json_t *address)
{
	int length = length_of(mask);
	SK_BUF_SCOPE text = SK_BUF(SK_ADDRESS_TEXT * 2);
	sk_wide whole, low, high;
	if (length < 0 || !json_is_string(address))
		return NULL;
	sk_buf_print(&text, "%s/%d", json_string_value(address), length);
	if (text.failed || !sk_prefix_read(text.bytes, text.length, &whole, &low, &high) || whole != low)
		return NULL;
	json_t *pair = sk_nt_object(nt, "addr", address);
	sk_nt_put(nt, pair, "len", sk_nt_keep(nt, json_integer(length)));
	return sk_nt_object(nt, "prefix", pair);
}

static json_t *matched(struct sk_nt *nt, json_t *left, const char *op)
{
	const json_t *list = json_object_get(left, "&");
	bool implicit = !op;
	json_t *right, *match;
	if (is_of_bits(list ? json_array_get(list, 0) : left))
		right = right_of_bits(nt, &left, &op);
	else
		right = sk_nt_value(nt);
	/* Whether bits under a mask are compared or one of them is enough nothing says here. */
	if (!right || sk_nt_is(nt, ",") || (list && implicit))
		return NULL;
	json_t *prefix = list ? as_prefix(nt, json_array_get(list, 1), right) : NULL;
	match = sk_nt_object(nt, "left", prefix ? json_array_get(list, 0) : left);
	right = prefix ? prefix : right;
	sk_nt_put(nt, match, "right", right);
	sk_nt_put(nt, match, "op", sk_nt_text(nt, op ? op : "==", op ? strlen(op) : 2));
	return sk_nt_object(nt, "match", match);
}

json_t *sk_nt_match(struct sk_nt *nt)
{
	json_t *left = parts(nt, left_part);
	if (!left || sk_nt_is(nt, "|") || sk_nt_is(nt, "^"))
		return NULL;
	if (!sk_nt_take(nt, "vmap"))
		return matched(nt, left, operator(nt));
	json_t *data = sk_nt_is(nt, "$") ? sk_nt_object(nt, "set", sk_nt_elements(nt)) : sk_nt_value(nt);
	json_t *vmap = is_set(data) ? sk_nt_object(nt, "key", left) : NULL;
	sk_nt_put(nt, vmap, "data", data);
	return sk_nt_object(nt, "vmap", vmap);
}
