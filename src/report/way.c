/* The packet that is shown, and its way through a network hop by hop. */
#include "report/way.h"

#include "report/text.h"

#include <string.h>

/* A packet in words needs the interfaces of no device here. */
static const struct sk_filter no_filter;

static const char *segment_of(const struct sk_network *network, const struct sk_net_interface *interface)
{
	return network->segments[interface->segment];
}

/* "configs/router-b.rules, line 12: ..." */
void way_decider(const struct sk_filter *filter, const struct sk_filter_chain *chain, const struct sk_filter_rule *rule, struct sk_buf *out)
{
	if (rule)
		sk_buf_print(out, _("%s, line %u: %s"), filter->file, rule->line, rule->text);
	else
		sk_buf_print(out, chain->policy == SK_ACTION_ACCEPT ? _("%s, default of chain %s (accept)") : _("%s, default of chain %s (refuse)"), filter->file, chain->name);
}

/* "192.168.1.20:3389", what of it is another now. */
static void put_end(const struct sk_net_change *change, struct sk_buf *out)
{
	char address[SK_ADDRESS_TEXT];
	bool six = change->addressed && sk_address_family(change->address) == SK_FAMILY_6;
	if (change->addressed) {
		sk_address_text(change->address, address);
		sk_buf_print(out, six && change->ported ? "[%s]" : "%s", address);
	}
	if (change->ported)
		sk_buf_print(out, ":%u", (unsigned)change->port);
}

static void change(const struct sk_report *report, const struct sk_net_change *change, bool target)
{
	SK_BUF_SCOPE end = SK_BUF(TEXT_PIECE_MAX), out = SK_BUF(TEXT_PIECE_MAX);
	if (!change->rule)
		return;
	put_end(change, &end);
	sk_buf_print(&out, target ? _("there its target becomes %s") : _("from there on its source is %s"), text_of(report, &end));
	sk_buf_text(&out, " — ");
	way_decider(change->filter, NULL, change->rule, &out);
	text_wrap(report, text_of(report, &out), 8, SK_SCREEN_COLUMNS);
}

static void hop(const struct sk_report *report, const struct sk_network *network, const struct sk_net_hop *hop, bool refused)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_print(&out, "%s ", hop->node->id);
	if (!hop->in && !hop->out)
		sk_buf_text(&out, _("has no way there"));
	else if (refused && !hop->in)
		sk_buf_print(&out, _("does not let it out to %s (%s)"), segment_of(network, hop->out), hop->out->name);
	else if (refused)
		sk_buf_print(&out, _("refuses it from %s (%s)"), segment_of(network, hop->in), hop->in->name);
	else if (!hop->in)
		sk_buf_print(&out, _("sends it to %s (%s)"), segment_of(network, hop->out), hop->out->name);
	else if (!hop->out)
		sk_buf_print(&out, _("takes it from %s (%s)"), segment_of(network, hop->in), hop->in->name);
	else
		sk_buf_print(&out, _("lets it through from %s (%s) to %s (%s)"), segment_of(network, hop->in), hop->in->name, segment_of(network, hop->out),
			     hop->out->name);
	if (hop->chain) {
		sk_buf_text(&out, " — ");
		way_decider(hop->filter, hop->chain, hop->rule, &out);
	}
	text_wrap(report, text_of(report, &out), 6, SK_SCREEN_COLUMNS);
	change(report, &hop->target, true);
	change(report, &hop->source, false);
}

void way_packet(const struct sk_reached *reached, struct sk_buf *out)
{
	sk_packet_text(&no_filter, &reached->packet, out);
}

void way_text(const struct sk_report *report, const struct sk_network *network, const struct sk_reached *reached, bool needed)
{
	SK_BUF_SCOPE packet = SK_BUF(TEXT_PIECE_MAX), out = SK_BUF(TEXT_PIECE_MAX);
	bool sure = reached->proof == SK_PROOF_VIOLATED;
	way_packet(reached, &packet);
	if (needed)
		sk_buf_print(&out, sure ? _("this packet does not come there: %s") : _("whether this packet comes there cannot be decided: %s"), text_of(report, &packet));
	else
		sk_buf_print(&out, sure ? _("this packet comes there: %s") : _("this packet may come there: %s"), text_of(report, &packet));
	text_wrap(report, text_of(report, &out), 4, SK_SCREEN_COLUMNS);
	for (size_t i = 0; i < reached->hop_count; i++)
		hop(report, network, &reached->hops[i], sure && needed && i + 1 == reached->hop_count);
}

const struct sk_net_hop *way_bare_router(const struct sk_reached *bare)
{
	const struct sk_net_hop *router = &bare->hops[0];
	for (size_t i = 1; i + 1 < bare->hop_count; i++)
		router = bare->hops[i].node->role == SK_NET_ROUTER ? &bare->hops[i] : router;
	return router;
}

/* Of a node all of whose wires are tunnels the first of these. */
static const char *tunnel_of(const struct sk_network *network, const struct sk_net_node *node)
{
	for (size_t i = 0; i < node->interface_count; i++)
		if (!network->tunnels || !network->tunnels[node->interfaces[i].segment])
			return NULL;
	return node->interface_count > 0 ? network->segments[node->interfaces[0].segment] : NULL;
}

const char *way_tunnel(const struct sk_network *network, const struct sk_site_policy *need)
{
	for (size_t i = 0; i < network->count; i++)
		SK_ID_EACH(to, &need->to)
			if (strcmp(to->text, network->nodes[i].id) == 0 && tunnel_of(network, &network->nodes[i]))
				return tunnel_of(network, &network->nodes[i]);
	return NULL;
}

void way_unread(const struct sk_report *report, const struct sk_unread_line *line)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	const char *family = sk_family_name(line->family);
	sk_buf_print(&out, "? %s: ", line->node->id);
	if (line->rule)
		way_decider(line->filter, NULL, line->rule, &out);
	else if (line->about == SK_UNREAD_ADDRESSES)
		sk_buf_print(&out, _("which addresses of %s it has, or where it sends them, is not known: neither site.yaml nor a file of the machine says it"), family);
	else if (line->about == SK_UNREAD_NAMES)
		sk_buf_print(&out, _("which of its interfaces its rules mean is not known: they name none as 'links:' in site.yaml do"));
	else
		sk_buf_print(&out, _("what it does with %s is not known: no configuration says it, or it changes addresses"), family);
	text_wrap(report, text_of(report, &out), 6, SK_SCREEN_COLUMNS);
}

/* ---- JSON ---- */

static void put_ruling(const struct sk_filter *filter, const struct sk_filter_chain *chain, const struct sk_filter_rule *rule, json_t *object)
{
	json_put(object, "file", json_text(filter ? filter->file : NULL));
	json_put(object, "chain", json_text(chain ? chain->name : NULL));
	json_put(object, "line", rule ? json_integer(rule->line) : json_null());
	json_put(object, "text", json_text(rule ? rule->text : NULL));
}

json_t *way_ruling(const struct sk_filter *filter, const struct sk_filter_chain *chain, const struct sk_filter_rule *rule)
{
	json_t *object = json_object();
	put_ruling(filter, chain, rule, object);
	return object;
}

json_t *way_families(unsigned families)
{
	json_t *array = json_array();
	if (families & SK_FAMILY_4)
		json_add(array, json_string("ipv4"));
	if (families & SK_FAMILY_6)
		json_add(array, json_string("ipv6"));
	return array;
}

/* null: it stays as it is. */
static json_t *json_change(const struct sk_net_change *change)
{
	SK_BUF_SCOPE end = SK_BUF(TEXT_PIECE_MAX);
	if (!change->rule)
		return json_null();
	json_t *object = json_object();
	put_end(change, &end);
	json_put(object, "becomes", json_text(end.bytes));
	json_put(object, "file", json_text(change->filter->file));
	json_put_int(object, "line", change->rule->line);
	json_put(object, "text", json_text(change->rule->text));
	return object;
}

static json_t *json_hop(const struct sk_network *network, const struct sk_net_hop *hop)
{
	json_t *object = json_object();
	json_put(object, "node", json_text(hop->node->id));
	json_put(object, "from", json_text(hop->in ? segment_of(network, hop->in) : NULL));
	json_put(object, "in", json_text(hop->in ? hop->in->name : NULL));
	json_put(object, "out", json_text(hop->out ? hop->out->name : NULL));
	json_put(object, "to", json_text(hop->out ? segment_of(network, hop->out) : NULL));
	put_ruling(hop->filter, hop->chain, hop->rule, object);
	json_put(object, "target", json_change(&hop->target));
	json_put(object, "source", json_change(&hop->source));
	return object;
}

const char *way_proof_word(enum sk_proof proof)
{
	static const char *const words[] = {"holds", "violated", "undecided", "silent"};
	return words[proof];
}

void way_json(const struct sk_network *network, const struct sk_reached *reached, json_t *object)
{
	json_t *hops = json_array();
	SK_BUF_SCOPE packet = SK_BUF(TEXT_PIECE_MAX);
	if (reached->hop_count > 0)
		way_packet(reached, &packet);
	json_put(object, "proof", json_string(way_proof_word(reached->proof)));
	json_put(object, "packet", json_text(reached->hop_count > 0 ? packet.bytes : NULL));
	for (size_t i = 0; i < reached->hop_count; i++)
		json_add(hops, json_hop(network, &reached->hops[i]));
	json_put(object, "way", hops);
}
