/* The network of a site as site.yaml describes it: nodes, links, policies, needs. */
#include "site/private.h"

#include <string.h>

enum { NODES_MAX = 256, LINKS_MAX = 1024, POLICIES_MAX = 256, EXCEPTIONS_MAX = 256, NODE_LINKS_MAX = 64 };

static const char *const role_words[] = {"segment", "host", "router", "bridge", "outside", "tunnel"};
const struct sk_choices sk_words_node_role = {role_words, SK_COUNT(role_words)};
static const char *const family_words[] = {"ipv4", "ipv6"};
static const struct sk_choices families = {family_words, SK_COUNT(family_words)};

static const struct sk_field route_fields[] = {
	{SK_FIELD(sk_site_route, to, "to", TEXT, NEEDED)},
	{SK_FIELD(sk_site_route, interface, "interface", ID, NEEDED)},
	{SK_FIELD(sk_site_route, via, "via", TEXT, OPTIONAL)},
};
static SK_SHAPE(shape_route, sk_site_route, "route", route_fields);

static const struct sk_field node_fields[] = {
	{SK_FIELD(sk_site_node, id, "id", ID, NEEDED)},
	{SK_FIELD(sk_site_node, role, "role", CHOICE, NEEDED), .choices = &sk_words_node_role},
	{SK_FIELD(sk_site_node, subject_id, "subject", ID, OPTIONAL)},
	{SK_FIELD(sk_site_node, forwards, "forwards", FLAG, OPTIONAL)},
	{SK_FIELD(sk_site_node, configs, "configs", IDS, OPTIONAL)},
	{SK_FIELD(sk_site_node, unfiltered, "unfiltered", CHOICES, OPTIONAL), .choices = &families},
	{SK_FIELD(sk_site_node, speaks, "speaks", CHOICES, OPTIONAL), .choices = &families},
	{SK_FIELD(sk_site_node, passes, "passes", CHOICES, OPTIONAL), .choices = &families},
	{SK_FIELD(sk_site_node, routes, "routes", LIST, OPTIONAL), .shape = &shape_route},
	{SK_FIELD(sk_site_node, stands_for, "stands-for", CHOICE, OPTIONAL), .choices = &sk_words_outside, .absent = -1},
	{SK_FIELD(sk_site_node, behind, "behind", TEXT, OPTIONAL)},
	{SK_FIELD(sk_site_node, serial, "serial", TEXT, OPTIONAL)},
	{SK_FIELD(sk_site_node, tunnels, "tunnels", LIST, OPTIONAL), .shape = &site_shape_tunnel},
	{SK_FIELD(sk_site_node, wireless, "wireless", LIST, OPTIONAL), .shape = &site_shape_wireless},
};
SK_SHAPE(site_shape_node, sk_site_node, "node", node_fields);

static const struct sk_field link_fields[] = {
	{SK_FIELD(sk_site_link, node_id, "node", ID, NEEDED)},
	{SK_FIELD(sk_site_link, segment_id, "segment", ID, NEEDED)},
	{SK_FIELD(sk_site_link, interface, "interface", ID, NEEDED)},
	{SK_FIELD(sk_site_link, addresses, "addresses", TEXT, OPTIONAL)},
};
SK_SHAPE(site_shape_link, sk_site_link, "link", link_fields);

static const struct sk_field policy_fields[] = {
	{SK_FIELD(sk_site_policy, id, "id", ID, NEEDED)},
	{SK_FIELD(sk_site_policy, text, "text", NAME, OPTIONAL)},
	{SK_FIELD(sk_site_policy, from, "from", IDS, NEEDED)},
	{SK_FIELD(sk_site_policy, to, "to", IDS, NEEDED)},
	{SK_FIELD(sk_site_policy, refuses, "refuses", TEXT, NEEDED)},
};
SK_SHAPE(site_shape_policy, sk_site_policy, "policy", policy_fields);

static const struct sk_field need_fields[] = {
	{SK_FIELD(sk_site_policy, id, "id", ID, NEEDED)},
	{SK_FIELD(sk_site_policy, text, "text", NAME, OPTIONAL)},
	{SK_FIELD(sk_site_policy, from, "from", IDS, NEEDED)},
	{SK_FIELD(sk_site_policy, to, "to", IDS, NEEDED)},
	{SK_FIELD(sk_site_policy, accepts, "accepts", TEXT, NEEDED)},
};
SK_SHAPE(site_shape_need, sk_site_policy, "need", need_fields);

static const struct sk_field exception_fields[] = {
	{SK_FIELD(sk_site_exception, policy_id, "policy", ID, NEEDED)},
	{SK_FIELD(sk_site_exception, from, "from", IDS, OPTIONAL)},
	{SK_FIELD(sk_site_exception, to, "to", IDS, OPTIONAL)},
	{SK_FIELD(sk_site_exception, permits, "permits", TEXT, NEEDED)},
	{SK_FIELD(sk_site_exception, reason, "reason", TEXT, NEEDED)},
	{SK_FIELD(sk_site_exception, by, "by", TEXT, NEEDED)},
	{SK_FIELD(sk_site_exception, date, "date", DATE, NEEDED)},
};
SK_SHAPE(site_shape_exception, sk_site_exception, "exception", exception_fields);

/* ---- what the tables cannot say ---- */

static bool is_meant(const struct sk_ids *ids, const char *node)
{
	return !node || ids->count == 0 || sk_ids_hold(ids, node);
}

bool sk_site_excepts(const struct sk_site_exception *exception, const struct sk_site_policy *policy, const char *from, const char *to)
{
	return strcmp(exception->policy_id, policy->id) == 0 && is_meant(&exception->from, from) && is_meant(&exception->to, to);
}

bool sk_site_is_excepted(const struct sk_site *site, const struct sk_site_policy *policy)
{
	SK_LIST_EACH(struct sk_site_exception, exception, &site->exceptions)
		if (sk_site_excepts(exception, policy, NULL, NULL))
			return true;
	return false;
}

const struct sk_site_node *sk_site_node(const struct sk_site *site, const char *id)
{
	SK_LIST_EACH(struct sk_site_node, node, &site->nodes)
		if (strcmp(node->id, id) == 0)
			return node;
	return NULL;
}

static sk_outcome conflict(const struct sk_place *where, const char *what, const char *expected, struct sk_error *error)
{
	return sk_error_set(error, SK_E_CONFLICT, where, what, expected, NULL);
}

static sk_outcome check_counts(const struct sk_site *site, struct sk_error *error)
{
	if (site->nodes.count > NODES_MAX)
		return conflict(&site->where, _("too many entries under 'nodes:'"), _("at most 256"), error);
	if (site->links.count > LINKS_MAX)
		return conflict(&site->where, _("too many entries under 'links:'"), _("at most 1024"), error);
	if (site->exceptions.count > EXCEPTIONS_MAX)
		return conflict(&site->where, _("too many entries under 'exceptions:'"), _("at most 256"), error);
	if (site->policies.count > POLICIES_MAX)
		return conflict(&site->where, _("too many entries under 'policies:'"), _("at most 256"), error);
	if (site->needs.count > POLICIES_MAX)
		return conflict(&site->where, _("too many entries under 'needs:'"), _("at most 256"), error);
	return SK_OK;
}

bool site_has_link(const struct sk_site *site, const struct sk_site_node *node, const char *interface, const char *segment)
{
	SK_LIST_EACH(struct sk_site_link, link, &site->links)
		if (strcmp(link->node_id, node->id) == 0 && (!interface || strcmp(link->interface, interface) == 0) && (!segment || strcmp(link->segment_id, segment) == 0))
			return true;
	return false;
}

static sk_outcome check_node(const struct sk_site *site, const struct sk_site_node *node, struct sk_error *error)
{
	bool device = node->role == SK_ROLE_HOST || node->role == SK_ROLE_ROUTER;
	if (sk_site_node(site, node->id) != node)
		return sk_error_set(error, SK_E_ID_TWICE, &node->where, node->id, node->where.file, NULL);
	if (node->subject_id && !sk_site_subject(site, node->subject_id))
		return sk_error_set(error, SK_E_SUBJECT_UNKNOWN, &node->where, node->subject_id, NULL, NULL);
	if (node->forwards && node->role != SK_ROLE_HOST)
		return conflict(&node->where, _("only of a host it is to be said whether it forwards"), _("'forwards:' at a host"), error);
	if (node->passes && node->role != SK_ROLE_BRIDGE)
		return conflict(&node->where, _("only a bridge passes frames"), _("'passes:' at a bridge"), error);
	if ((node->stands_for >= 0 || node->behind) && node->role != SK_ROLE_OUTSIDE)
		return conflict(&node->where, _("only an outside stands for others"), _("'stands-for:' and 'behind:' at an outside"), error);
	if ((node->configs.count > 0 || node->unfiltered || node->speaks || node->routes.count > 0) && !device)
		return conflict(&node->where, _("only routers and hosts have configurations and routes"), _("'configs:', 'unfiltered:', 'speaks:' and 'routes:' at a router or a host"), error);
	SK_LIST_EACH(struct sk_site_route, route, &node->routes)
		if (!site_has_link(site, node, route->interface, NULL))
			return conflict(&route->where, _("the route leaves by an interface that no link has"), _("an 'interface:' of this node under 'links:'"), error);
	return site_check_device(site, node, error);
}

static sk_outcome check_link(const struct sk_site *site, struct sk_site_link *link, struct sk_error *error)
{
	size_t others = 0;
	link->node = sk_site_node(site, link->node_id);
	link->segment = sk_site_node(site, link->segment_id);
	if (!link->node || sk_site_is_segment(link->node))
		return sk_error_set(error, SK_E_NODE_UNKNOWN, &link->where, link->node_id, NULL, NULL);
	if (!link->segment || !sk_site_is_segment(link->segment))
		return conflict(&link->where, _("a link leads to a segment or a tunnel"), _("the id of a node with 'role: segment' or 'role: tunnel'"), error);
	SK_LIST_EACH(struct sk_site_link, other, &site->links) {
		if (strcmp(other->node_id, link->node_id) != 0)
			continue;
		if (other < link && strcmp(other->interface, link->interface) == 0)
			return conflict(&link->where, _("the interface has two links"), _("one link for each interface of a node"), error);
		others++;
	}
	return others <= NODE_LINKS_MAX ? SK_OK : conflict(&link->where, _("the node has too many links"), _("at most 64"), error);
}

static sk_outcome check_ends(const struct sk_site *site, const struct sk_ids *ids, struct sk_error *error)
{
	SK_ID_EACH(id, ids) {
		const struct sk_site_node *node = sk_site_node(site, id->text);
		if (!node || sk_site_is_segment(node) || node->role == SK_ROLE_BRIDGE)
			return conflict(&id->place, _("packets neither begin nor end there"), _("the id of a host, a router or an outside under 'nodes:'"), error);
	}
	return SK_OK;
}

/* ---- flows of the catalogue, in nodes of the site ---- */

struct placing {
	const struct sk_site *site;
	const struct sk_flow *flow;
	struct sk_site_policy *out;
};

static void add_end(struct sk_ids *ids, struct sk_id *room, const struct sk_site_node *node)
{
	room[ids->count++] = (struct sk_id){node->where, node->id};
	ids->items = room;
}

/* The nodes of each subject at these places, and of what stands outside. A subject without a node cannot be asked about. */
static void place_subjects(struct placing *placing, const struct sk_ids *places, struct sk_ids *out, struct sk_id *room)
{
	SK_LIST_EACH(struct sk_subject, subject, &placing->site->subjects) {
		size_t before = out->count;
		if (!subject->in_scope || !sk_ids_hold(places, subject->place_id))
			continue;
		SK_LIST_EACH(struct sk_site_node, node, &placing->site->nodes)
			if (node->subject_id && strcmp(node->subject_id, subject->id) == 0)
				add_end(out, room, node);
		if (out->count == before && !placing->out->missing)
			placing->out->missing = subject->id;
	}
}

/* Packets for what stands behind nothing that is known are no packets: so it is missing. */
static void place_about(struct placing *placing)
{
	size_t stand = 0, known = 0;
	SK_LIST_EACH(struct sk_site_node, node, &placing->site->nodes) {
		bool about = node->stands_for >= 0 && placing->flow->about_outside & 1u << node->stands_for;
		stand += about;
		known += about && node->behind;
	}
	for (int kind = 0; (stand == 0 || known < stand) && kind < SK_OUTSIDE_COUNT && !placing->out->missing; kind++)
		if (placing->flow->about_outside & 1u << kind)
			placing->out->missing = sk_words_outside.words[kind];
}

static void place_outside(struct placing *placing, unsigned kinds, struct sk_ids *out, struct sk_id *room)
{
	size_t before = out->count;
	SK_LIST_EACH(struct sk_site_node, node, &placing->site->nodes)
		if (node->stands_for >= 0 && kinds & 1u << node->stands_for)
			add_end(out, room, node);
	for (int kind = 0; out->count == before && kind < SK_OUTSIDE_COUNT && !placing->out->missing; kind++)
		if (kinds & 1u << kind)
			placing->out->missing = sk_words_outside.words[kind];
}

static bool has_subject(const struct sk_site *site, const struct sk_ids *places)
{
	SK_LIST_EACH(struct sk_subject, subject, &site->subjects)
		if (subject->in_scope && sk_ids_hold(places, subject->place_id))
			return true;
	return false;
}

static sk_outcome place_flow(struct placing *placing, struct sk_arena *arena, struct sk_error *error)
{
	const struct sk_flow *flow = placing->flow;
	void *memory;
	SK_TRY(sk_arena_take(arena, 2 * placing->site->nodes.count, sizeof(struct sk_id), &memory, error));
	struct sk_id *room = memory;
	*placing->out = (struct sk_site_policy){.where = flow->row.place, .id = flow->row.id, .text = flow->label, .refuses = flow->refuses, .accepts = flow->accepts, .flow = flow};
	place_subjects(placing, &flow->from, &placing->out->from, room);
	place_outside(placing, flow->from_outside, &placing->out->from, room);
	place_subjects(placing, &flow->to, &placing->out->to, room + placing->site->nodes.count);
	place_outside(placing, flow->to_outside, &placing->out->to, room + placing->site->nodes.count);
	place_about(placing);
	/* Where nobody stands at one of its ends, nothing is missing at the other. */
	if (!(flow->from_outside || has_subject(placing->site, &flow->from)) || !(flow->to_outside || has_subject(placing->site, &flow->to)))
		placing->out->missing = NULL;
	return SK_OK;
}

/* A site without nodes has no network to ask. */
static sk_outcome add_flows(struct sk_site *site, const struct sk_list *flows, struct sk_list *own, struct sk_arena *arena, struct sk_error *error)
{
	void *memory;
	size_t count = 0;
	if (site->nodes.count == 0)
		return SK_OK;
	SK_TRY(sk_arena_take(arena, flows->count + own->count, sizeof(struct sk_site_policy), &memory, error));
	struct sk_site_policy *policies = memory;
	SK_LIST_EACH(struct sk_flow, flow, flows) {
		if (flow->configurations && !(flow->configurations & 1u << site->configuration))
			continue;
		struct placing placing = {.site = site, .flow = flow, .out = &policies[count++]};
		SK_TRY(place_flow(&placing, arena, error));
	}
	if (own->count > 0)
		memcpy(policies + count, own->items, own->count * sizeof(*policies));
	*own = (struct sk_list){policies, count + own->count};
	return SK_OK;
}

/* ---- policies and exceptions ---- */

static const struct sk_site_policy *find_policy(const struct sk_list *policies, const char *id, bool own)
{
	SK_LIST_EACH(struct sk_site_policy, policy, policies)
		if (!policy->flow == own && strcmp(policy->id, id) == 0)
			return policy;
	return NULL;
}

/* Of policies and needs the first, the catalogue's before the site's own: exceptions name either. */
static const struct sk_site_policy *policy_named(const struct sk_site *site, const char *id)
{
	const struct sk_site_policy *found = NULL;
	for (int own = 0; own <= 1 && !found; own++) {
		found = find_policy(&site->policies, id, own);
		found = found ? found : find_policy(&site->needs, id, own);
	}
	return found;
}

static sk_outcome check_exception(const struct sk_site *site, const struct sk_site_exception *exception, struct sk_error *error)
{
	if (!policy_named(site, exception->policy_id))
		return conflict(&exception->where, _("the exception names no policy and no need"),
				_("an id under 'policies:' or 'needs:', or one that 'sekisho catalogue list flows' or 'needs' shows"), error);
	if (exception->reason[strspn(exception->reason, " ")] == '\0')
		return conflict(&exception->where, _("it does not say why"), _("a reason behind 'reason:'"), error);
	SK_TRY(site_check_by(&exception->where, exception->by, error));
	SK_TRY(check_ends(site, &exception->from, error));
	return check_ends(site, &exception->to, error);
}

static sk_outcome check_policies(const struct sk_site *site, const struct sk_list *policies, struct sk_error *error)
{
	SK_LIST_EACH(struct sk_site_policy, policy, policies) {
		const struct sk_site_policy *first = policy_named(site, policy->id);
		if (policy->flow)
			continue;
		SK_TRY(check_ends(site, &policy->from, error));
		SK_TRY(check_ends(site, &policy->to, error));
		if (first != policy)
			return sk_error_set(error, SK_E_ID_TWICE, &policy->where, policy->id, first->where.file, NULL);
	}
	return SK_OK;
}

sk_outcome site_resolve_network(struct sk_site *site, struct sk_arena *arena, struct sk_error *error)
{
	SK_TRY(check_counts(site, error));
	SK_LIST_EACH(struct sk_site_node, node, &site->nodes)
		SK_TRY(check_node(site, node, error));
	EACH(sk_site_link, link, &site->links)
		SK_TRY(check_link(site, link, error));
	SK_TRY(add_flows(site, &site->catalogue->flows.rows, &site->policies, arena, error));
	SK_TRY(add_flows(site, &site->catalogue->needs.rows, &site->needs, arena, error));
	SK_TRY(check_policies(site, &site->policies, error));
	SK_TRY(check_policies(site, &site->needs, error));
	SK_LIST_EACH(struct sk_site_exception, exception, &site->exceptions)
		SK_TRY(check_exception(site, exception, error));
	return SK_OK;
}
