/*
 * A table of a home gateway as chains: "wan in", "wan out" for each interface, in the tables ipv4 and ipv6.
 *
 * A forwarded port, UPnP or a host that gets everything (DMZ) opens the way for what comes in from outside and goes out inside: each of them may, whatever rows, states
 * and the rest say, as no page tells which is asked first; none does for sure. Then of the rows of the page the first that matches decides, in the order they stand in;
 * what a row leaves out it matches at most with anything, and surely with nothing. With the states of flows looked at (SPI) what belongs to a flow may pass whatever the
 * rows say, and a new flow from outside is discarded, unless a row accepts it, which it may, and does not for sure. Then comes what the page says about the rest.
 *
 * IPv6 that passes through meets no row. PPPoE that passes through is a tunnel, which is not entered. Both are ways of frames: the network says so with a
 * bridge beside the gateway.
 */
#include "config/gateway.h"

#include <string.h>

enum { ICMP = 1, TCP = 6, UDP = 17, ICMP6 = 58, SCTP = 132, PROTOCOLS = 256, RULES_MAX = 65536, TEXT_MAX = 65536, SCRATCH_MAX = 16 << 20, MANY_MAX = SK_CONFIG_BOXES_MAX };

struct making {
	struct sk_arena *arena;
	struct sk_error *error;
	const char *file;
	const struct sk_gateway_table *table;
	struct sk_meeting meeting;
	struct sk_condition condition;
	struct sk_buf rules, unread;
	size_t total;

	/* the chain */
	const struct sk_gateway_interface *interface;
	const struct sk_gateway_family *family;
	bool six;
	int direction;
};

/* ---- words of a value ---- */

enum kind { UNSTATED, ANY, LIST };

struct part {
	const char *text;
	size_t length;
};

/* The part before the next comma, without blanks around it; false at the end. */
static bool next_part(const char **rest, struct part *part)
{
	if (!*rest)
		return false;
	const char *from = *rest + strspn(*rest, " "), *comma = strchr(from, ',');
	size_t length = comma ? (size_t)(comma - from) : strlen(from);
	*rest = comma ? comma + 1 : NULL;
	while (length > 0 && from[length - 1] == ' ')
		length--;
	*part = (struct part){from, length};
	return true;
}

static SK_OUTCOME refuse(const struct making *making, const struct sk_node *node, const char *expected)
{
	SK_BUF_SCOPE said = SK_BUF(TEXT_MAX);
	sk_buf_print(&said, _("not understood: %s"), node->kind == SK_NODE_TEXT ? node->text : _("a list or a mapping"));
	return sk_error_set(making->error, SK_E_CONFLICT, &node->place, said.bytes ? said.bytes : "", _(expected), NULL);
}

static SK_OUTCOME kind_of(const struct making *making, const struct sk_node *node, const char *expected, enum kind *out)
{
	*out = UNSTATED;
	if (!node)
		return SK_OK;
	if (node->kind != SK_NODE_TEXT || node->count == 0)
		return refuse(making, node, expected);
	*out = strcmp(node->text, "unknown") == 0 ? UNSTATED : strcmp(node->text, "any") == 0 ? ANY : LIST;
	return SK_OK;
}

static void miss(struct making *making, const char *what)
{
	sk_meeting_doubt(&making->meeting);
	sk_buf_print(&making->unread, "%s%s", making->unread.length ? ", " : "", what);
}

/* ---- addresses, protocols, ports ---- */

static const char address_words[] = N_("any, unknown, or addresses of this family such as 192.168.1.5, 192.168.1.0/24, 192.168.1.5-192.168.1.9, with commas between them");
static const char protocol_words[] = N_("any, unknown, or protocols such as tcp, udp, icmp, esp or a number, with commas between them");
static const char port_words[] = N_("any, unknown, or ports such as 443, 137-139, with commas between them; beside them a protocol that has ports");

static bool is_of_family(sk_wide address, bool six)
{
	return sk_address_family(address) == (six ? SK_FAMILY_6 : SK_FAMILY_4);
}

static bool read_addresses(const struct part *part, bool six, sk_wide *low, sk_wide *high)
{
	sk_wide address;
	const char *dash = part->length ? memchr(part->text, '-', part->length) : NULL;
	size_t first = dash ? (size_t)(dash - part->text) : part->length;
	bool good = dash ? sk_address_read(part->text, first, low) && sk_address_read(dash + 1, part->length - first - 1, high)
			 : sk_prefix_read(part->text, part->length, &address, low, high) && address == *low;
	return good && *low <= *high && is_of_family(*low, six) && is_of_family(*high, six) && (six ? *low > SK_IPV4_LAST || *high < SK_IPV4_FIRST : true);
}

static SK_OUTCOME narrow_addresses(struct making *making, const struct sk_node *node, const char *name, enum sk_dim dim)
{
	enum kind kind;
	struct part part;
	SK_TRY(kind_of(making, node, address_words, &kind));
	if (kind == UNSTATED)
		miss(making, name);
	if (kind != LIST)
		return SK_OK;
	const char *rest = node->text;
	sk_condition_begin(&making->condition);
	while (next_part(&rest, &part)) {
		sk_wide low, high;
		if (!read_addresses(&part, making->six, &low, &high))
			return refuse(making, node, address_words);
		sk_condition_add(&making->condition, low, high);
	}
	sk_condition_settle(&making->condition, false, 0, 0);
	sk_meeting_narrow(&making->meeting, dim, &making->condition.may, NULL);
	return SK_OK;
}

/* A page that says ICMP of IPv6 may mean the one of IPv6 (RFC 4443), which is another protocol: either, perhaps. */
static bool is_either(const struct making *making, int named)
{
	return making->six && named == ICMP;
}

/* Into the condition, and into `set` of those the row means, or may mean. */
static bool read_protocol(struct making *making, const struct part *part, bool set[PROTOCOLS])
{
	uint64_t number;
	int named = sk_config_protocol(part->text, part->length);
	if (named > 0)
		number = (uint64_t)named;
	else if (!sk_config_number(part->text, part->length, PROTOCOLS - 1, &number))
		return false;
	set[number] = true;
	if (!is_either(making, named)) {
		sk_condition_add(&making->condition, number, number);
		return true;
	}
	set[ICMP6] = true;
	sk_condition_doubt(&making->condition, ICMP, ICMP);
	sk_condition_doubt(&making->condition, ICMP6, ICMP6);
	return true;
}

static SK_OUTCOME narrow_protocols(struct making *making, const struct sk_node *node, enum kind *kind, bool set[PROTOCOLS])
{
	struct part part;
	SK_TRY(kind_of(making, node, protocol_words, kind));
	memset(set, *kind != LIST, PROTOCOLS * sizeof(set[0]));
	if (*kind == UNSTATED)
		miss(making, "protocol");
	if (*kind != LIST)
		return SK_OK;
	sk_condition_begin(&making->condition);
	for (const char *rest = node->text; next_part(&rest, &part);)
		if (!read_protocol(making, &part, set))
			return refuse(making, node, protocol_words);
	sk_condition_settle(&making->condition, false, 0, 0);
	if (!making->condition.exact)
		sk_buf_text(&making->unread, "protocol");
	sk_meeting_narrow(&making->meeting, SK_DIM_PROTOCOL, &making->condition.may, making->condition.exact ? NULL : &making->condition.must);
	return SK_OK;
}

static bool has_ports(unsigned protocol)
{
	return protocol == TCP || protocol == UDP || protocol == SCTP;
}

static SK_OUTCOME add_ports(struct making *making, const struct sk_node *node)
{
	struct part part;
	sk_condition_begin(&making->condition);
	for (const char *rest = node->text; next_part(&rest, &part);) {
		uint64_t low, high;
		if (!sk_config_range(part.text, part.length, SK_PORT_LAST, &low, &high))
			return refuse(making, node, port_words);
		sk_condition_add(&making->condition, low, high);
	}
	sk_condition_settle(&making->condition, false, 0, 0);
	return SK_OK;
}

struct ports {
	const struct sk_node *node;
	const char *name;
	enum sk_dim dim;
};

/* `kind` and `set`: of the protocols. Ports of protocols that have none say nothing. */
static SK_OUTCOME narrow_ports(struct making *making, const struct ports *ports, enum kind protocols, const bool set[PROTOCOLS])
{
	enum kind kind;
	bool some = false, others = false;
	for (unsigned i = 0; i < PROTOCOLS; i++) {
		some |= set[i] && has_ports(i);
		others |= set[i] && !has_ports(i);
	}
	SK_TRY(kind_of(making, ports->node, port_words, &kind));
	if (kind == UNSTATED && some)
		miss(making, ports->name);
	if (kind != LIST)
		return SK_OK;
	if (protocols != UNSTATED && others)
		return refuse(making, ports->node, port_words);
	SK_TRY(add_ports(making, ports->node));
	/* Of a protocol that is not stated nobody knows how it would be narrowed. */
	if (protocols == LIST)
		sk_meeting_narrow(&making->meeting, ports->dim, &making->condition.may, NULL);
	return SK_OK;
}

/* ---- rules ---- */

static void start(struct making *making)
{
	struct sk_box boxes[SK_FAMILY_BOXES_MAX];
	sk_meeting_start(&making->meeting, boxes, sk_box_families(making->six ? SK_FAMILY_6 : SK_FAMILY_4, boxes));
	sk_buf_clear(&making->unread);
}

static SK_OUTCOME too_many(const struct making *making, uint32_t line, const char *what, size_t most)
{
	return sk_config_too_many(making->error, making->file, line, what, most);
}

/* Of what the meeting holds; `unread`, if there is any, is the reason for two bounds. */
static SK_OUTCOME add_met(struct making *making, uint32_t line, const char *text, enum sk_action action)
{
	struct sk_filter_rule rule = {.line = line, .text = text, .action = action};
	if (making->meeting.over)
		return too_many(making, line, N_("alternatives in one rule"), MANY_MAX);
	if (++making->total > RULES_MAX)
		return too_many(making, line, N_("rules"), RULES_MAX);
	SK_TRY(sk_meeting_take(&making->meeting, making->arena, &rule.may, &rule.must, making->error));
	if (rule.may.count == 0)
		return SK_OK;
	SK_TRY(sk_buf_check(&making->unread, making->error));
	if (rule.may.boxes != rule.must.boxes)
		rule.unread = text;
	if (making->unread.length)
		SK_TRY(sk_arena_text(making->arena, making->unread.bytes, making->unread.length, &rule.unread, making->error));
	sk_buf_add(&making->rules, (const char *)&rule, sizeof(rule));
	return sk_buf_check(&making->rules, making->error);
}

/* Whatever comes; for sure or perhaps. */
static SK_OUTCOME add_all(struct making *making, uint32_t line, const char *text, enum sk_action action, bool sure)
{
	start(making);
	if (!sure)
		sk_meeting_doubt(&making->meeting);
	return add_met(making, line, text, action);
}

/* ---- rows ---- */

static void add_word(struct sk_buf *out, const char *name, const char *value)
{
	if (value)
		sk_buf_print(out, "%s%s %s", out->length ? ", " : "", name, value);
}

static const char *text_of(const struct sk_node *node)
{
	return node && node->kind == SK_NODE_TEXT ? node->text : NULL;
}

static SK_OUTCOME row_text(struct making *making, const struct sk_gateway_row *row, bool forward, const char **out)
{
	SK_BUF_SCOPE text = SK_BUF(TEXT_MAX);
	add_word(&text, "interface", row->interface);
	add_word(&text, "direction", row->direction ? sk_gateway_directions[row->direction] : NULL);
	add_word(&text, "action", row->action ? sk_gateway_actions[row->action] : forward ? "forward" : NULL);
	add_word(&text, "protocol", text_of(row->protocol));
	add_word(&text, "source", text_of(row->source));
	add_word(&text, forward ? "to" : "target", text_of(row->target));
	add_word(&text, forward ? "to-port" : "source-port", text_of(row->source_port));
	add_word(&text, "port", text_of(row->port));
	SK_TRY(sk_buf_check(&text, making->error));
	return sk_arena_text(making->arena, text.length ? text.bytes : "-", text.length ? text.length : 1, out, making->error);
}

/* With the states looked at nobody says whether a row is asked about flows that are there. */
static void narrow_states(struct making *making)
{
	struct sk_span all = {SK_FLOW_NEW, SK_FLOW_UNTRACKED}, fresh[] = {{SK_FLOW_NEW, SK_FLOW_NEW}, {SK_FLOW_INVALID, SK_FLOW_UNTRACKED}};
	struct sk_spans may = {.at = &all, .count = 1, .room = 1}, must = {.at = fresh, .count = 2, .room = 2};
	if (making->family->spi == SK_GATEWAY_OFF)
		return;
	sk_meeting_narrow(&making->meeting, SK_DIM_STATE, &may, &must);
	sk_buf_text(&making->unread, making->unread.length ? ", spi" : "spi");
}

static bool concerns(const struct making *making, const struct sk_gateway_row *row)
{
	bool here = !row->interface || strcmp(row->interface, making->interface->name) == 0;
	return here && (row->direction == SK_GATEWAY_ANYWHERE || row->direction == making->direction);
}

/* Whether new flows are looked at here: what comes from outside, or may. */
static bool looks(const struct making *making)
{
	return making->direction == SK_GATEWAY_IN && making->interface->side != SK_GATEWAY_INSIDE && making->family->spi != SK_GATEWAY_OFF;
}

static SK_OUTCOME match_row(struct making *making, const struct sk_gateway_row *row)
{
	bool set[PROTOCOLS];
	enum kind protocols;
	struct ports ports[] = {{row->source_port, "source-port", SK_DIM_SOURCE_PORT}, {row->port, "port", SK_DIM_TARGET_PORT}};
	start(making);
	if (!row->interface)
		miss(making, "interface");
	if (!row->direction)
		miss(making, "direction");
	SK_TRY(narrow_protocols(making, row->protocol, &protocols, set));
	SK_TRY(narrow_addresses(making, row->source, "source", SK_DIM_SOURCE));
	SK_TRY(narrow_addresses(making, row->target, "target", SK_DIM_TARGET));
	for (size_t i = 0; i < SK_COUNT(ports); i++)
		SK_TRY(narrow_ports(making, &ports[i], protocols, set));
	if (!row->action)
		miss(making, "action");
	narrow_states(making);
	/* Whether what a row lets in passes those who look at flows, too, no page says. */
	if (looks(making) && row->action != SK_GATEWAY_DENY)
		sk_meeting_doubt(&making->meeting);
	return SK_OK;
}

static SK_OUTCOME add_row(struct making *making, const struct sk_gateway_row *row)
{
	static const enum sk_action actions[] = {SK_ACTION_DROP, SK_ACTION_ACCEPT, SK_ACTION_DROP};
	const char *text;
	SK_TRY(match_row(making, row));
	if (!concerns(making, row))
		return SK_OK;
	SK_TRY(row_text(making, row, false, &text));
	if (!row->action)
		SK_TRY(add_met(making, row->where.line, text, SK_ACTION_ACCEPT));
	return add_met(making, row->where.line, text, actions[row->action]);
}

static uint32_t line_of(const struct making *making, const struct sk_place *place)
{
	return place->line ? place->line : making->table->where.line;
}

static SK_OUTCOME add_rows(struct making *making)
{
	const struct sk_gateway_family *family = making->family;
	uint32_t line = line_of(making, &family->where);
	if (!family->listed) {
		SK_TRY(add_all(making, line, "rows: unknown", SK_ACTION_ACCEPT, false));
		return add_all(making, line, "rows: unknown", SK_ACTION_DROP, false);
	}
	SK_LIST_EACH(struct sk_gateway_row, row, &family->rows)
		SK_TRY(add_row(making, row));
	return SK_OK;
}

/* ---- what opens the way ---- */

/* Whether the filter is asked before address and port are changed or after it no page says: it may be either port, and any address. */
static SK_OUTCOME add_forward_by(struct making *making, const struct sk_gateway_row *row, const struct ports *ports)
{
	bool set[PROTOCOLS];
	enum kind protocols;
	const char *text;
	start(making);
	SK_TRY(narrow_protocols(making, row->protocol, &protocols, set));
	SK_TRY(narrow_addresses(making, row->source, "source", SK_DIM_SOURCE));
	SK_TRY(narrow_ports(making, ports, protocols, set));
	SK_TRY(row_text(making, row, true, &text));
	sk_meeting_doubt(&making->meeting);
	return add_met(making, row->where.line, text, SK_ACTION_ACCEPT);
}

static SK_OUTCOME add_forward(struct making *making, const struct sk_gateway_row *row)
{
	struct ports ports[] = {{row->port, "port", SK_DIM_TARGET_PORT}, {row->source_port, "to-port", SK_DIM_TARGET_PORT}};
	start(making);
	SK_TRY(narrow_addresses(making, row->target, "to", SK_DIM_TARGET));
	for (size_t i = 0; i < SK_COUNT(ports); i++)
		SK_TRY(add_forward_by(making, row, &ports[i]));
	return SK_OK;
}

static SK_OUTCOME add_opening(struct making *making, const char *name, int word)
{
	const char *text;
	if (word == SK_GATEWAY_OFF)
		return SK_OK;
	SK_TRY(sk_arena_print(making->arena, &text, making->error, "%s: %s", name, word == SK_GATEWAY_ON ? "on" : "unknown"));
	return add_all(making, line_of(making, &making->table->nat.where), text, SK_ACTION_ACCEPT, false);
}

/* Whether what opens the way is asked here: where packets come in from outside, or go out inside. */
static bool opens(const struct making *making)
{
	return making->interface->side != (making->direction == SK_GATEWAY_IN ? SK_GATEWAY_INSIDE : SK_GATEWAY_OUTSIDE);
}

static SK_OUTCOME add_forwards(struct making *making)
{
	const struct sk_gateway_nat *nat = &making->table->nat;
	SK_LIST_EACH(struct sk_gateway_row, row, &nat->forwards) {
		bool here = making->direction == SK_GATEWAY_OUT || !row->interface || strcmp(row->interface, making->interface->name) == 0;
		SK_TRY(here ? add_forward(making, row) : SK_OK);
	}
	SK_TRY(add_opening(making, "forwards", nat->listed ? SK_GATEWAY_OFF : SK_GATEWAY_UNKNOWN));
	return add_opening(making, "dmz", nat->dmz);
}

/* Forwarded ports and a DMZ are of IPv4, whose addresses are changed. UPnP may open IPv6, too (WANIPv6FirewallControl:1 of the UPnP Forum, 2010); whether a model does no
 * page says. */
static SK_OUTCOME add_openings(struct making *making)
{
	if (!opens(making))
		return SK_OK;
	SK_TRY(making->six ? SK_OK : add_forwards(making));
	return add_opening(making, "upnp", making->table->nat.upnp);
}

/* ---- flows ---- */

static SK_OUTCOME add_flow(struct making *making, enum sk_flow_state low, enum sk_flow_state high, enum sk_action action, bool sure)
{
	struct sk_span span = {low, high};
	struct sk_spans spans = {.at = &span, .count = 1, .room = 1};
	start(making);
	sk_meeting_narrow(&making->meeting, SK_DIM_STATE, &spans, NULL);
	if (!sure)
		sk_meeting_doubt(&making->meeting);
	return add_met(making, line_of(making, &making->family->where), making->family->spi == SK_GATEWAY_ON ? "spi: on" : "spi: unknown", action);
}

static SK_OUTCOME add_flows(struct making *making)
{
	bool sure = looks(making) && making->family->spi == SK_GATEWAY_ON && making->interface->side == SK_GATEWAY_OUTSIDE;
	if (making->family->spi == SK_GATEWAY_OFF)
		return SK_OK;
	SK_TRY(add_flow(making, SK_FLOW_ESTABLISHED, SK_FLOW_ESTABLISHED, SK_ACTION_ACCEPT, sure));
	SK_TRY(add_flow(making, SK_FLOW_RELATED, SK_FLOW_RELATED, SK_ACTION_ACCEPT, false));
	if (!looks(making))
		return SK_OK;
	SK_TRY(add_flow(making, SK_FLOW_NEW, SK_FLOW_NEW, SK_ACTION_DROP, sure));
	return add_flow(making, SK_FLOW_INVALID, SK_FLOW_UNTRACKED, SK_ACTION_DROP, sure);
}

/* ---- chains ---- */

static SK_OUTCOME add_pass(struct making *making)
{
	int word = making->table->pass.ipv6;
	if (!making->six || word == SK_GATEWAY_OFF)
		return SK_OK;
	return add_all(making, line_of(making, &making->table->pass.where), word == SK_GATEWAY_ON ? "pass-through: ipv6 on" : "pass-through: ipv6 unknown",
		       SK_ACTION_ACCEPT, word == SK_GATEWAY_ON);
}

/* What becomes of the rest; where it is not known it may pass, and may be discarded. */
static SK_OUTCOME add_otherwise(struct making *making, struct sk_filter_chain *chain)
{
	chain->policy = SK_ACTION_DROP;
	SK_LIST_EACH(struct sk_gateway_row, row, &making->family->otherwise)
		if (row->direction && row->action && concerns(making, row)) {
			chain->policy = row->action == SK_GATEWAY_ACCEPT ? SK_ACTION_ACCEPT : SK_ACTION_DROP;
			chain->line = row->where.line;
			return SK_OK;
		}
	return add_all(making, line_of(making, &making->family->where), "otherwise: unknown", SK_ACTION_ACCEPT, false);
}

static SK_OUTCOME keep_rules(struct making *making, struct sk_filter_chain *chain)
{
	void *rules = NULL;
	chain->count = making->rules.length / sizeof(struct sk_filter_rule);
	SK_TRY(sk_arena_take(making->arena, chain->count + 1, sizeof(struct sk_filter_rule), &rules, making->error));
	if (chain->count)
		memcpy(rules, making->rules.bytes, making->rules.length);
	chain->rules = rules;
	sk_buf_clear(&making->rules);
	return SK_OK;
}

static SK_OUTCOME make_chain(struct making *making, struct sk_filter_chain *chain)
{
	*chain = (struct sk_filter_chain){.table = making->six ? "ipv6" : "ipv4", .families = making->six ? SK_FAMILY_6 : SK_FAMILY_4,
					  .line = making->interface->where.line};
	SK_TRY(sk_arena_print(making->arena, &chain->name, making->error, "%s %s", making->interface->name, sk_gateway_directions[making->direction]));
	chain->hook = chain->name;
	SK_TRY(add_pass(making));
	SK_TRY(add_openings(making));
	SK_TRY(add_rows(making));
	SK_TRY(add_flows(making));
	SK_TRY(add_otherwise(making, chain));
	return keep_rules(making, chain);
}

/* What changes addresses, or may: of IPv4. */
static SK_OUTCOME make_nat(struct making *making, struct sk_filter_chain *chain)
{
	const struct sk_gateway_nat *nat = &making->table->nat;
	uint32_t line = line_of(making, &nat->where);
	bool none = nat->masquerade == SK_GATEWAY_OFF && nat->listed && nat->forwards.count == 0 && nat->upnp == SK_GATEWAY_OFF && nat->dmz == SK_GATEWAY_OFF;
	*chain = (struct sk_filter_chain){.table = "nat", .name = "nat", .hook = "prerouting", .families = SK_FAMILY_4, .translates = true, .policy = SK_ACTION_ACCEPT, .line = line};
	making->six = false;
	if (!none)
		SK_TRY(add_all(making, line, "nat", SK_ACTION_ACCEPT, false));
	return keep_rules(making, chain);
}

static SK_OUTCOME make_all(struct making *making, struct sk_filter_chain *chains, size_t *count)
{
	SK_LIST_EACH(struct sk_gateway_interface, interface, &making->table->interfaces)
		for (unsigned i = 0; i < 4; i++) {
			making->interface = interface;
			making->six = i % 2;
			making->direction = i / 2 ? SK_GATEWAY_OUT : SK_GATEWAY_IN;
			making->family = &making->table->families[making->six];
			SK_TRY(make_chain(making, &chains[(*count)++]));
		}
	return make_nat(making, &chains[(*count)++]);
}

static SK_OUTCOME make(struct making *making, struct sk_filter *out)
{
	void *chains = NULL;
	size_t count = 0;
	SK_TRY(sk_arena_take(making->arena, making->table->interfaces.count * 4 + 1, sizeof(struct sk_filter_chain), &chains, making->error));
	SK_TRY(make_all(making, chains, &count));
	/* IPv6 that passes through goes where wires lead, not where routes say. */
	*out = (struct sk_filter){.file = making->file, .reader = "gateway", .chains = chains, .count = count,
				  .families = SK_FAMILY_4 | (making->table->pass.ipv6 == SK_GATEWAY_OFF ? SK_FAMILY_6 : 0)};
	return SK_OK;
}

SK_OUTCOME sk_gateway_make_chains(struct sk_arena *arena, const char *file, const struct sk_gateway_table *table, struct sk_filter *out, struct sk_error *error)
{
	SK_ARENA_SCOPE scratch = sk_arena_new(SCRATCH_MAX);
	struct making making = {.arena = arena, .error = error, .file = file, .table = table, .unread = SK_BUF(TEXT_MAX), .rules = SK_BUF(RULES_MAX * sizeof(struct sk_filter_rule))};
	if (!scratch)
		return sk_error_set_number(error, SK_E_MEMORY, NULL, SCRATCH_MAX);
	SK_TRY(sk_meeting_new(scratch, &making.meeting, error));
	SK_TRY(sk_condition_new(scratch, &making.condition, error));
	sk_outcome outcome = make(&making, out);
	sk_buf_release(&making.rules);
	sk_buf_release(&making.unread);
	return outcome;
}
