/*
 * Random small networks against one packet at a time: a second, slow statement of what a network does, over enough addresses and ports that every set
 * of the filters has one of them in it.
 */
#include "net/net.h"

#include "cmocka_all.h"

#include <stdio.h>
#include <string.h>

enum { SEGMENTS = 4, NODES = 6, INTERFACES = 3, RULES = 5, SOURCES = 15, PORTS = 5, TRIALS = TRIALS_OF(4000), ARENA = 256 << 20 };

static uint64_t seed = 5;

static uint32_t draw(uint32_t below)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)((seed >> 33) % below);
}

/* ---- a random network ---- */

struct made {
	struct sk_network network;
	struct sk_net_node nodes[NODES];
	struct sk_net_interface interfaces[NODES][INTERFACES];
	struct sk_net_address addresses[NODES][INTERFACES][2];
	struct sk_net_address behind;
	struct sk_net_route routes[NODES][2];
	struct sk_filter filters[NODES];
	struct sk_filter_chain chains[NODES][2];
	struct sk_filter_rule rules[NODES][2][RULES];
	struct sk_box may[NODES][2][RULES], must[NODES][2][RULES];
};

static const char *const segment_names[SEGMENTS] = {"s0", "s1", "s2", "s3"};
static const char *const interface_names[INTERFACES] = {"eth0", "eth1", "wan0"};
static const char *const hooks[] = {"input", "forward"};
static const char *const filter_names[] = {"eth0", "eth+"};
static const char *const node_names[NODES] = {"n0", "n1", "n2", "n3", "n4", "n5"};

static sk_wide ipv4(unsigned a, unsigned b, unsigned c, unsigned d)
{
	return SK_IPV4_FIRST | (sk_wide)(a << 24 | b << 16 | c << 8 | d);
}

static sk_wide address_of(size_t segment, size_t node)
{
	return ipv4(10, 0, (unsigned)segment, (unsigned)node + 1);
}

/* Ends of all sets of the filters are among these. */
static sk_wide cut_address(void)
{
	return address_of(draw(SEGMENTS), draw(2) * 3);
}

static void draw_addresses(struct sk_box *box, enum sk_dim dim)
{
	sk_wide a = cut_address(), b = cut_address();
	if (draw(2))
		sk_box_set(box, dim, a < b ? a : b, a < b ? b : a);
}

static void draw_box(struct sk_box *box)
{
	static const unsigned ports[] = {80, 445};
	unsigned low = ports[draw(2)], high = ports[draw(2)];
	sk_box_all(box);
	sk_box_set(box, SK_DIM_SOURCE, SK_IPV4_FIRST, SK_IPV4_LAST);
	sk_box_set(box, SK_DIM_TARGET, SK_IPV4_FIRST, SK_IPV4_LAST);
	draw_addresses(box, SK_DIM_SOURCE);
	draw_addresses(box, SK_DIM_TARGET);
	if (draw(2) && low <= high)
		sk_box_set(box, SK_DIM_TARGET_PORT, low, high);
	if (draw(3) == 0)
		sk_box_set(box, SK_DIM_IN, 1, 1 + draw(2));
	if (draw(3) == 0)
		sk_box_set(box, SK_DIM_OUT, 1, 1 + draw(2));
	if (draw(3) == 0)
		sk_box_set(box, SK_DIM_STATE, draw(2) ? SK_FLOW_NEW : SK_FLOW_INVALID, SK_FLOW_INVALID);
}

static void draw_rules(struct made *made, size_t node, size_t which)
{
	struct sk_filter_chain *chain = &made->chains[node][which];
	*chain = (struct sk_filter_chain){.table = "filter", .name = hooks[which], .hook = hooks[which], .families = SK_FAMILY_4,
					  .policy = draw(2) ? SK_ACTION_ACCEPT : SK_ACTION_DROP, .rules = made->rules[node][which], .count = draw(RULES + 1)};
	for (size_t i = 0; i < chain->count; i++) {
		struct sk_filter_rule *rule = &made->rules[node][which][i];
		draw_box(&made->may[node][which][i]);
		made->must[node][which][i] = made->may[node][which][i];
		bool doubtful = draw(6) == 0;
		*rule = (struct sk_filter_rule){.line = (uint32_t)i + 1, .text = "rule", .may = {&made->may[node][which][i], 1}, .must = {&made->must[node][which][i], !doubtful},
						.unread = doubtful ? "-m odd" : NULL, .action = draw(2) ? SK_ACTION_ACCEPT : SK_ACTION_DROP};
	}
}

static void draw_node(struct made *made, size_t at)
{
	struct sk_net_node *node = &made->nodes[at];
	*node = (struct sk_net_node){.id = node_names[at], .role = SK_NET_HOST, .forwards = draw(3) != 0 ? SK_FAMILIES : 0, .interfaces = made->interfaces[at],
				     .interface_count = 1 + draw(INTERFACES), .routes = made->routes[at], .filters = &made->filters[at]};
	for (size_t i = 0; i < node->interface_count; i++) {
		size_t segment = draw(SEGMENTS);
		made->addresses[at][i][0] = (struct sk_net_address){address_of(segment, at), ipv4(10, 0, (unsigned)segment, 0), ipv4(10, 0, (unsigned)segment, 255)};
		made->interfaces[at][i] = (struct sk_net_interface){interface_names[i], segment, made->addresses[at][i], 1, 0, false};
	}
	/* A line that dials in: nobody says with which address. */
	if (node->interface_count > 1 && draw(6) == 0) {
		struct sk_net_interface *last = &made->interfaces[at][node->interface_count - 1];
		last->address_count = 0;
		last->unstated = SK_FAMILIES;
	}
	for (; node->route_count < draw(3); node->route_count++) {
		bool all = draw(2);
		unsigned segment = draw(SEGMENTS);
		size_t interface = draw((uint32_t)node->interface_count);
		made->routes[at][node->route_count] = (struct sk_net_route){all ? SK_IPV4_FIRST : ipv4(10, 0, segment, 0), all ? SK_IPV4_LAST : ipv4(10, 0, segment, 255),
									    interface, draw(4) ? address_of(made->interfaces[at][interface].segment, draw(NODES)) : 0, false};
	}
	draw_rules(made, at, 0);
	draw_rules(made, at, 1);
	made->filters[at] = (struct sk_filter){.file = "f", .reader = "made", .families = SK_FAMILY_4, .chains = made->chains[at], .count = 2, .interfaces = filter_names, .interface_count = 2};
	node->filter_count = draw(4) != 0;
	node->unfiltered = node->filter_count == 0 && draw(2) ? SK_FAMILIES : 0;
}

static void draw_network(struct made *made)
{
	memset(made, 0, sizeof(*made));
	made->network = (struct sk_network){.segments = segment_names, .segment_count = SEGMENTS, .nodes = made->nodes, .count = 3 + draw(NODES - 2)};
	for (size_t i = 0; i < made->network.count; i++)
		draw_node(made, i);
}

/* ---- one packet ---- */

struct packet {
	sk_wide source, target;
	unsigned port;
};

static const struct sk_box *box_of(const struct packet *packet, unsigned state, unsigned in, unsigned out)
{
	static struct sk_box box;
	sk_box_all(&box);
	sk_box_set(&box, SK_DIM_SOURCE, packet->source, packet->source);
	sk_box_set(&box, SK_DIM_TARGET, packet->target, packet->target);
	sk_box_set(&box, SK_DIM_PROTOCOL, 6, 6);
	sk_box_set(&box, SK_DIM_SOURCE_PORT, 2000, 2000);
	sk_box_set(&box, SK_DIM_TARGET_PORT, packet->port, packet->port);
	sk_box_set(&box, SK_DIM_ICMP, 0, 0);
	sk_box_set(&box, SK_DIM_FLAGS, 2, 2);
	sk_box_set(&box, SK_DIM_STATE, state, state);
	sk_box_set(&box, SK_DIM_IN, in, in);
	sk_box_set(&box, SK_DIM_OUT, out, out);
	return &box;
}

/* By its name, else by the wildcard it fits; 0: no rule speaks of it. */
static unsigned number_of(const struct sk_filter *filter, const struct sk_net_interface *interface)
{
	unsigned wild = 0;
	for (size_t i = 0; interface && i < filter->interface_count; i++) {
		const char *name = filter->interfaces[i], *plus = strchr(name, '+');
		if (strcmp(name, interface->name) == 0)
			return (unsigned)i + 1;
		if (plus && strncmp(name, interface->name, (size_t)(plus - name)) == 0)
			wild = (unsigned)i + 1;
	}
	return wild;
}

static bool matches(const struct sk_match *match, const struct sk_box *packet)
{
	for (size_t i = 0; i < match->count; i++)
		if (sk_box_holds(&match->boxes[i], packet))
			return true;
	return false;
}

static bool accepts(const struct sk_filter_chain *chain, const struct sk_box *packet, bool most)
{
	for (size_t i = 0; i < chain->count; i++) {
		const struct sk_filter_rule *rule = &chain->rules[i];
		bool accept = rule->action == SK_ACTION_ACCEPT;
		if (rule->action != SK_ACTION_NEXT && matches(accept == most ? &rule->may : &rule->must, packet))
			return accept;
	}
	return chain->policy == SK_ACTION_ACCEPT;
}

static bool accepts_unbegun(const struct sk_filter *filter, const struct sk_filter_chain *chain, const struct packet *packet, const struct sk_net_interface *in,
			    const struct sk_net_interface *out, bool most)
{
	static const enum sk_flow_state unbegun[] = {SK_FLOW_NEW, SK_FLOW_INVALID, SK_FLOW_UNTRACKED};
	for (size_t i = 0; i < (most ? SK_COUNT(unbegun) : 1); i++)
		if (accepts(chain, box_of(packet, unbegun[i], number_of(filter, in), number_of(filter, out)), most))
			return true;
	return false;
}

static bool passes(const struct sk_net_node *node, size_t which, const struct packet *packet, const struct sk_net_interface *in, const struct sk_net_interface *out, bool most)
{
	if (node->filter_count == 0)
		return most || node->unfiltered;
	for (size_t i = 0; i < node->filter_count; i++)
		for (size_t at = 0; at < node->filters[i].count; at++) {
			const struct sk_filter_chain *chain = &node->filters[i].chains[at];
			if (strcmp(chain->hook, hooks[which]) == 0 && !accepts_unbegun(&node->filters[i], chain, packet, in, out, most))
				return false;
		}
	return true;
}

static bool same_network(const struct sk_net_interface *a, const struct sk_net_interface *b)
{
	return a->address_count > 0 && b->address_count > 0 && a->addresses->low == b->addresses->low && a->addresses->high == b->addresses->high;
}

/* Another one says otherwise of the same network. */
static bool is_contradicted(const struct sk_net_node *node, const struct sk_net_route *route)
{
	for (size_t i = 0; i < node->route_count; i++)
		if (node->routes[i].low == route->low && node->routes[i].high == route->high && (node->routes[i].interface != route->interface || node->routes[i].via != route->via))
			return true;
	return false;
}

/* What is said of the network of the interface, to one of its wires, and not otherwise as well. */
static const struct sk_net_interface *said_of(const struct sk_net_node *node, const struct sk_net_interface *wire)
{
	for (size_t i = 0; i < node->route_count; i++) {
		const struct sk_net_route *route = &node->routes[i];
		const struct sk_net_interface *by = &node->interfaces[route->interface];
		if (!route->via && !is_contradicted(node, route) && same_network(by, wire) && route->low == wire->addresses->low && route->high == wire->addresses->high)
			return by;
	}
	return NULL;
}

/* One of two wires of one network: what is said of it decides, else nobody knows. */
static bool is_doubtful(const struct sk_net_node *node, const struct sk_net_interface *wire)
{
	bool twin = false;
	for (size_t i = 0; i < node->interface_count; i++)
		twin = twin || (&node->interfaces[i] != wire && same_network(&node->interfaces[i], wire));
	return twin && !said_of(node, wire);
}

static const struct sk_net_interface *route_of(const struct sk_net_node *node, sk_wide target, sk_wide *via, bool *doubtful)
{
	const struct sk_net_interface *found = NULL;
	sk_wide best = 0;
	*doubtful = false;
	for (size_t i = 0; i < node->interface_count; i++) {
		const struct sk_net_address *address = node->interfaces[i].addresses;
		if (node->interfaces[i].address_count > 0 && address->low <= target && target <= address->high && (!found || address->high - address->low < best)) {
			found = &node->interfaces[i];
			best = address->high - address->low;
			*via = 0;
		}
	}
	if (found && is_doubtful(node, found))
		*doubtful = true;
	else if (found && said_of(node, found))
		found = said_of(node, found);
	for (size_t i = 0; i < node->route_count; i++) {
		const struct sk_net_route *route = &node->routes[i];
		if (route->low <= target && target <= route->high && (!found || route->high - route->low < best)) {
			found = &node->interfaces[route->interface];
			best = route->high - route->low;
			*via = route->via;
			*doubtful = is_contradicted(node, route);
		}
	}
	return found;
}

static bool stands_at(const struct sk_net_interface *interface, sk_wide address)
{
	for (size_t i = 0; i < interface->address_count; i++)
		if (interface->addresses[i].address == address)
			return true;
	return false;
}

static bool owns(const struct sk_net_node *node, sk_wide address)
{
	for (size_t i = 0; i < node->interface_count; i++)
		if (stands_at(&node->interfaces[i], address))
			return true;
	return false;
}

static bool is_unstated(const struct sk_net_node *node)
{
	for (size_t i = 0; i < node->interface_count; i++)
		if (node->interfaces[i].unstated)
			return true;
	return false;
}

static bool stands_in(const struct sk_net_interface *interface, sk_wide address)
{
	return interface->address_count > 0 && interface->addresses->low <= address && address <= interface->addresses->high;
}

/* The narrowest that is said of it. */
static const struct sk_net_route *said_for(const struct sk_net_node *node, sk_wide target)
{
	const struct sk_net_route *best = NULL;
	for (size_t i = 0; i < node->route_count; i++)
		if (node->routes[i].low <= target && target <= node->routes[i].high && (!best || node->routes[i].high - node->routes[i].low < best->high - best->low))
			best = &node->routes[i];
	return best;
}

/* One of the two ways to the network; `one`: what the first of them goes by. */
static bool is_twin(const struct sk_net_node *node, const struct sk_net_interface *out, const struct sk_net_interface *one, sk_wide target)
{
	const struct sk_net_route *said = said_for(node, target);
	if (!said || !is_contradicted(node, said) || (stands_in(one, target) && one->addresses->high - one->addresses->low <= said->high - said->low))
		return same_network(out, one);
	for (size_t i = 0; i < node->route_count; i++)
		if (node->routes[i].low == said->low && node->routes[i].high == said->high && &node->interfaces[node->routes[i].interface] == out)
			return true;
	return false;
}

/* Whom it is for stands on the wire, of which the node's own network is not stated. */
static bool is_neighbour(const struct sk_network *network, const struct sk_net_node *node, const struct sk_net_interface *out, sk_wide target)
{
	for (size_t i = 0; i < network->count && out->unstated && out->address_count == 0; i++)
		for (size_t at = 0; at < network->nodes[i].interface_count && &network->nodes[i] != node; at++)
			if (network->nodes[i].interfaces[at].segment == out->segment && stands_at(&network->nodes[i].interfaces[at], target))
				return true;
	return false;
}

/* By an interface that the routes say nothing of: to a wire nobody described, by whatever gateway a host has, or to the other of two wires of one network. */
static bool may_leave(const struct sk_network *network, const struct sk_net_node *node, const struct sk_net_interface *out, sk_wide target)
{
	bool specific = false, handed = false, doubtful;
	sk_wide via;
	const struct sk_net_interface *one = route_of(node, target, &via, &doubtful);
	if ((doubtful && is_twin(node, out, one, target)) || is_neighbour(network, node, out, target))
		return true;
	for (size_t i = 0; i < node->interface_count; i++)
		specific = specific || stands_in(&node->interfaces[i], target);
	for (size_t i = 0; i < node->route_count; i++) {
		const struct sk_net_route *route = &node->routes[i];
		specific = specific || (route->high - route->low < 256 && route->low <= target && target <= route->high);
		handed = handed || (&node->interfaces[route->interface] == out && route->via == 0);
	}
	bool wire = out->unstated && !handed, gateway = node->role == SK_NET_HOST && node->route_count == 0;
	return !specific && (wire || gateway);
}

static bool takes(const struct sk_net_node *node, const struct sk_net_interface *in, const struct packet *packet, bool most)
{
	return (owns(node, packet->target) || (most && is_unstated(node))) && ((node->filter_count == 0 && !node->unfiltered) || passes(node, 0, packet, in, NULL, most));
}

/* Whom it is for, of what is needed: whoever's filter is not known, or who is asked at another interface's address, takes it not for sure. */
static bool serves(const struct sk_net_node *node, const struct sk_net_interface *in, const struct packet *packet, bool most)
{
	bool stated = false;
	if (node->role == SK_NET_OUTSIDE)
		return node->behind_count == 0 || (node->behind->low <= packet->target && packet->target <= node->behind->high);
	for (size_t i = 0; i < node->interface_count; i++)
		stated = stated || node->interfaces[i].address_count > 0;
	if (stated && !(most && is_unstated(node)) && !(most || node->forwards ? owns(node, packet->target) : stands_at(in, packet->target)))
		return false;
	return (node->filter_count == 0 && !node->unfiltered && most) || passes(node, 0, packet, in, NULL, most);
}

struct flood {
	const struct sk_network *network;
	const struct packet *packet;
	size_t to;
	bool most, needed, arrived;
	bool seen[SEGMENTS][NODES][2]; /* on the segment, put there by the node, by a route or as it liked */
};

static void spread(struct flood *flood, size_t segment, size_t by, const sk_wide *to);

/* What a node on the segment does with it that is not for itself. */
static void send_on(struct flood *flood, size_t at, const struct sk_net_interface *in, bool is_for)
{
	const struct sk_net_node *node = &flood->network->nodes[at];
	sk_wide via = 0, whom = 0;
	bool doubtful;
	const struct sk_net_interface *sure = route_of(node, flood->packet->target, &via, &doubtful);
	for (size_t i = 0; i < node->interface_count; i++) {
		const struct sk_net_interface *out = &node->interfaces[i];
		if (node->role == SK_NET_OUTSIDE && out->segment != in->segment)
			spread(flood, out->segment, at, &whom);
		/* What is for itself it sends nowhere. */
		if (!is_for || !node->forwards || owns(node, flood->packet->target) || !passes(node, 1, flood->packet, in, out, flood->most))
			continue;
		if (out == sure && !doubtful)
			spread(flood, out->segment, at, &via);
		if (flood->most && may_leave(flood->network, node, out, flood->packet->target))
			spread(flood, out->segment, at, &whom);
	}
}

/* `to`: whom it is handed to, 0: whom it is for; NULL: to whom the sender likes. */
static void spread(struct flood *flood, size_t segment, size_t by, const sk_wide *to)
{
	if (flood->seen[segment][by][to != NULL] || flood->arrived)
		return;
	flood->seen[segment][by][to != NULL] = true;
	for (size_t i = 0; i < flood->network->count; i++) {
		const struct sk_net_node *node = &flood->network->nodes[i];
		for (size_t at = 0; at < node->interface_count && i != by; at++) {
			const struct sk_net_interface *in = &node->interfaces[at];
			bool is_for = !to || flood->most || (*to > 0 && owns(node, *to));
			if (in->segment != segment)
				continue;
			if (i == flood->to && (is_for || node->role == SK_NET_OUTSIDE || *to == 0))
				flood->arrived = flood->arrived || (flood->needed ? serves : takes)(node, in, flood->packet, flood->most);
			send_on(flood, i, in, is_for);
		}
	}
}

static bool comes(const struct sk_network *network, size_t from, size_t to, const struct packet *packet, bool most)
{
	struct flood flood = {.network = network, .packet = packet, .to = to, .most = most};
	for (size_t i = 0; i < network->nodes[from].interface_count; i++)
		spread(&flood, network->nodes[from].interfaces[i].segment, from, NULL);
	return flood.arrived;
}

/* Below, at and behind each end of filters and routes. */
enum { ANYWHERE = SEGMENTS * 5 + 2 };
static sk_wide anywhere(size_t at)
{
	static const unsigned last[] = {0, 1, 2, 4, 5};
	return at < SEGMENTS * 5 ? ipv4(10, 0, (unsigned)at / 5, last[at % 5]) : at == SEGMENTS * 5 ? ipv4(1, 0, 0, 0) : ipv4(10, 0, 200, 0);
}

/* To its addresses, and where not all are stated to any. */
static sk_wide target_of(const struct sk_net_node *node, size_t at)
{
	return at < node->interface_count ? node->interfaces[at].addresses->address : anywhere(at - node->interface_count);
}

/* Below, at and behind each end. */
static bool any_comes(const struct sk_network *network, size_t from, size_t to, bool most)
{
	static const unsigned ports[PORTS] = {79, 80, 81, 445, 446};
	for (size_t s = 0; s < SEGMENTS * 4 + 1; s++)
		for (size_t p = 0; p < PORTS; p++)
			for (size_t i = 0; i < network->nodes[to].interface_count + (most && is_unstated(&network->nodes[to]) ? ANYWHERE : 0); i++) {
				sk_wide source = s == SEGMENTS * 4 ? ipv4(1, 0, 0, 0) : address_of(s / 4, s % 4 / 2 * 3) + s % 2;
				struct packet packet = {source, target_of(&network->nodes[to], i), ports[p]};
				if (comes(network, from, to, &packet, most))
					return true;
			}
	return false;
}

/* ---- the comparison ---- */

static const char *const proof_names[] = {"holds", "violated", "undecided"};

static enum sk_proof by_packets(const struct sk_network *network, size_t from, size_t to)
{
	if (!any_comes(network, from, to, true))
		return SK_PROOF_HOLDS;
	return any_comes(network, from, to, false) ? SK_PROOF_VIOLATED : SK_PROOF_UNDECIDED;
}

/* The packet that is shown takes the way that is shown. */
static void check_way(const struct made *made, const struct sk_reach_question *question, const struct sk_reached *reached)
{
	bool most = reached->proof == SK_PROOF_UNDECIDED;
	struct packet packet = {reached->packet.low[SK_DIM_SOURCE], reached->packet.low[SK_DIM_TARGET], 0};
	sk_wide low, high;
	sk_box_get(&reached->packet, SK_DIM_TARGET_PORT, &low, &high);
	packet.port = (unsigned)low;
	assert_ptr_equal(reached->hops[0].node, &made->nodes[question->from]);
	assert_ptr_equal(reached->hops[reached->hop_count - 1].node, &made->nodes[question->to]);
	assert_true(comes(&made->network, question->from, question->to, &packet, most));
	for (size_t i = 1; i < reached->hop_count; i++) {
		const struct sk_net_hop *hop = &reached->hops[i];
		assert_int_equal(hop->in->segment, reached->hops[i - 1].out->segment);
		if (hop->out)
			assert_true(passes(hop->node, 1, &packet, hop->in, hop->out, most));
	}
}

static void every_answer_is_that_of_all_packets(void **state)
{
	struct made made;
	struct sk_box tcp;
	size_t count[3] = {0};
	(void)state;
	sk_box_all(&tcp);
	sk_box_set(&tcp, SK_DIM_SOURCE, SK_IPV4_FIRST, SK_IPV4_LAST);
	sk_box_set(&tcp, SK_DIM_TARGET, SK_IPV4_FIRST, SK_IPV4_LAST);
	sk_box_set(&tcp, SK_DIM_PROTOCOL, 6, 6);
	for (int i = 0; i < TRIALS; i++) {
		struct sk_error error;
		struct sk_reached reached;
		SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
		draw_network(&made);
		struct sk_reach_question question = {.from = 0, .to = 1 + draw((uint32_t)made.network.count - 1), .packets = &tcp, .count = 1};
		struct sk_plan *plan;
		if (sk_failed(sk_plan_new(arena, &made.network, NULL, &plan, &error)) || sk_failed(sk_net_reach(arena, plan, &question, &reached, &error)))
			fail_msg("trial %d: %s", i, sk_error_name(error.id));
		enum sk_proof wanted = by_packets(&made.network, question.from, question.to);
		if (reached.proof != wanted)
			fail_msg("trial %d: %s, and not %s", i, proof_names[wanted], proof_names[reached.proof]);
		if (reached.proof != SK_PROOF_HOLDS)
			check_way(&made, &question, &reached);
		count[reached.proof]++;
	}
	print_message("# %zu hold, %zu violated, %zu undecided\n", count[0], count[1], count[2]);
	assert_true(count[0] > TRIALS / 10 && count[1] > TRIALS / 10 && count[2] > TRIALS / 50);
}

/* ---- what is needed ---- */

/* What an honest sender sends by that wire comes there. */
static bool comes_by(const struct sk_network *network, const struct sk_reach_question *question, size_t wire, const struct packet *packet, bool most)
{
	const struct sk_net_node *node = &network->nodes[question->from];
	struct flood flood = {.network = network, .packet = packet, .to = question->to, .most = most, .needed = true};
	sk_wide via = 0;
	bool doubtful;
	const struct sk_net_interface *out = route_of(node, packet->target, &via, &doubtful);
	if (doubtful ? !most : out ? out != &node->interfaces[wire] : node->role == SK_NET_ROUTER || (node->route_count > 0 && !most))
		return false;
	spread(&flood, node->interfaces[wire].segment, question->from, out && !doubtful ? &via : NULL);
	return flood.arrived;
}

/* Of an end: its addresses at that wire (SIZE_MAX: at any), or what stands behind it, or any there are. */
struct set_of {
	sk_wide at[ANYWHERE];
	size_t count;
};

static struct set_of addresses_of(const struct sk_net_node *node, size_t wire)
{
	struct set_of set = {.count = 0};
	for (size_t i = 0; i < node->interface_count && node->role != SK_NET_OUTSIDE; i++)
		for (size_t at = 0; at < node->interfaces[i].address_count && (wire == SIZE_MAX || wire == i); at++)
			set.at[set.count++] = node->interfaces[i].addresses[at].address;
	for (sk_wide at = node->behind_count > 0 ? node->behind->low : 1; node->behind_count > 0 && at <= node->behind->high; at++)
		set.at[set.count++] = at;
	bool known = set.count > 0;
	for (; !known && set.count < ANYWHERE; set.count++)
		set.at[set.count] = anywhere(set.count);
	return set;
}

static bool is_known(const struct sk_net_node *node)
{
	return node->behind_count > 0 || (node->role != SK_NET_OUTSIDE && node->interfaces->address_count > 0);
}

/* From all of its addresses there, or from one. */
static bool comes_from(const struct sk_network *network, const struct sk_reach_question *question, size_t wire, struct packet packet, bool most)
{
	struct set_of from = addresses_of(&network->nodes[question->from], wire);
	size_t come = 0;
	for (size_t s = 0; s < from.count; s++) {
		packet.source = from.at[s];
		come += comes_by(network, question, wire, &packet, most);
	}
	return most ? come > 0 : come == from.count;
}

/* From an outside each source may take a wire of its own. */
static bool comes_from_outside(const struct sk_network *network, const struct sk_reach_question *question, struct packet packet, bool most)
{
	const struct sk_net_node *node = &network->nodes[question->from];
	struct set_of from = addresses_of(node, SIZE_MAX);
	for (size_t s = 0; s < from.count; s++) {
		bool come = false;
		packet.source = from.at[s];
		for (size_t wire = 0; wire < node->interface_count; wire++)
			come = come || comes_by(network, question, wire, &packet, most);
		if (!come)
			return false;
	}
	return true;
}

static bool comes_to(const struct sk_network *network, const struct sk_reach_question *question, struct packet packet, bool most)
{
	const struct sk_net_node *node = &network->nodes[question->from];
	if (node->behind_count > 0)
		return comes_from_outside(network, question, packet, most);
	for (size_t wire = 0; wire < node->interface_count; wire++)
		if (comes_from(network, question, wire, packet, most))
			return true;
	return false;
}

/* To one of its addresses; to each behind an outside; where none is known to each for sure, and to one at most. */
static bool is_reached(const struct sk_network *network, const struct sk_reach_question *question, unsigned port, bool most)
{
	const struct sk_net_node *to = &network->nodes[question->to];
	struct set_of targets = addresses_of(to, SIZE_MAX);
	bool one = is_known(to) ? to->role != SK_NET_OUTSIDE : most;
	size_t come = 0;
	for (size_t i = 0; i < targets.count; i++)
		come += comes_to(network, question, (struct packet){0, targets.at[i], port}, most);
	return one ? come > 0 : come == targets.count;
}

static enum sk_proof by_needed_packets(const struct sk_network *network, const struct sk_reach_question *question, unsigned low, unsigned high)
{
	static const unsigned ports[PORTS] = {79, 80, 81, 445, 446};
	bool sure = true;
	for (size_t i = 0; i < PORTS; i++) {
		if (ports[i] < low || ports[i] > high)
			continue;
		if (!is_reached(network, question, ports[i], true))
			return SK_PROOF_VIOLATED;
		sure = sure && is_reached(network, question, ports[i], false);
	}
	return sure ? SK_PROOF_HOLDS : SK_PROOF_UNDECIDED;
}

/* Of each packet by itself: whether an honest sender begins a flow with it. */
static bool begins_a_flow(unsigned protocol, unsigned source_port, unsigned port, unsigned icmp, unsigned flags, bool four)
{
	bool ports = protocol == 6 || protocol == 17 || protocol == 33 || protocol == 132 || protocol == 136;
	if ((protocol == 1 && !four) || (protocol == 58 && four))
		return false;
	if (flags != (protocol == 6 ? 2 : 0) || icmp != (protocol == 1 ? 8 << 8 : protocol == 58 ? 128 << 8 : 0))
		return false;
	return ports ? protocol != 6 || source_port >= 1024 : source_port == 0 && port == 0;
}

static void honest_senders_begin_flows(void **state)
{
	static const unsigned protocols[] = {0, 1, 2, 6, 7, 16, 17, 18, 33, 50, 58, 132, 136, 255}, ports[] = {0, 53, 1023, 1024, 65535}, icmps[] = {0, 8 << 8, (8 << 8) + 1, 128 << 8}, all_flags[] = {0, 2, 16, 18};
	const sk_wide six = (sk_wide)0x20010db8 << 96;
	const struct sk_net_address a[] = {{ipv4(10, 0, 0, 1), ipv4(10, 0, 0, 0), ipv4(10, 0, 0, 255)}, {six | 1, six, six | 255}}, b[] = {{ipv4(10, 0, 0, 2), ipv4(10, 0, 0, 0), ipv4(10, 0, 0, 255)}, {six | 2, six, six | 255}};
	const struct sk_net_interface from = {"eth0", 0, a, 2, 0, false}, to = {"eth0", 0, b, 2, 0, false};
	const struct sk_net_node nodes[] = {{.id = "a", .interfaces = &from, .interface_count = 1}, {.id = "b", .interfaces = &to, .interface_count = 1}};
	const struct sk_network network = {.segments = segment_names, .segment_count = 1, .nodes = nodes, .count = 2};
	struct sk_box any[SK_FAMILY_BOXES_MAX];
	struct sk_reach_question question = {0, 1, any, sk_box_families(SK_FAMILIES, any)};
	struct sk_error error;
	size_t inside = 0;
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	(void)state;
	assert_false(sk_failed(sk_net_needed(arena, &network, &question, &error)));
	for (size_t i = 0; i < 3 * 3 * SK_COUNT(protocols) * 25 * SK_COUNT(icmps) * SK_COUNT(all_flags); i++) {
		const sk_wide sources[] = {a[0].address, a[1].address, six | 9}, targets[] = {b[0].address, b[1].address, ipv4(10, 0, 0, 3)};
		size_t at = i / 9;
		unsigned protocol = protocols[at % SK_COUNT(protocols)], values[4];
		bool four = i % 3 == 0, mine = i % 3 < 2 && i % 3 == i / 3 % 3;
		at /= SK_COUNT(protocols);
		values[0] = ports[at % 5];
		values[1] = ports[at / 5 % 5];
		values[2] = icmps[at / 25 % SK_COUNT(icmps)];
		values[3] = all_flags[at / 25 / SK_COUNT(icmps)];
		struct sk_box packet = {.low = {sources[i % 3], targets[i / 3 % 3]}, .high = {sources[i % 3], targets[i / 3 % 3]}};
		sk_box_set(&packet, SK_DIM_PROTOCOL, protocol, protocol);
		for (enum sk_dim dim = SK_DIM_SOURCE_PORT; dim <= SK_DIM_FLAGS; dim++)
			sk_box_set(&packet, dim, values[dim - SK_DIM_SOURCE_PORT], values[dim - SK_DIM_SOURCE_PORT]);
		bool held = matches(&(struct sk_match){question.packets, question.count}, &packet);
		if (held != (mine && begins_a_flow(protocol, values[0], values[1], values[2], values[3], four)))
			fail_msg("protocol %u, ports %u and %u, icmp %x, flags %u: %d", protocol, values[0], values[1], values[2], values[3], held);
		inside += held;
	}
	assert_true(inside > 50);
}

/* An end of whom no address is known, one with two at a wire, a network behind an outside, a router. */
static void draw_end(struct made *made, size_t at)
{
	struct sk_net_node *node = &made->nodes[at];
	size_t kind = draw(10);
	for (size_t i = 0; i < node->interface_count && kind < 4; i++) {
		struct sk_net_address *second = &made->addresses[at][i][1];
		*second = made->addresses[at][i][0];
		second->address = ipv4(10, 0, (unsigned)made->interfaces[at][i].segment, 4);
		made->interfaces[at][i].address_count = kind == 0 ? 0 : 2;
		made->interfaces[at][i].unstated = kind == 0 && i > 0 ? SK_FAMILIES : 0;
	}
	if (kind == 4) {
		node->role = SK_NET_ROUTER;
		node->forwards = SK_FAMILIES;
	}
	if (kind < 5 || kind > 6)
		return;
	made->behind = (struct sk_net_address){ipv4(10, 0, 2, 1), ipv4(10, 0, 2, 1), ipv4(10, 0, 2, 4)};
	*node = (struct sk_net_node){.id = node->id, .role = SK_NET_OUTSIDE, .interfaces = node->interfaces, .interface_count = node->interface_count, .behind = &made->behind, .behind_count = kind == 5};
}

static bool refuses_new(const struct sk_net_hop *hop, const struct packet *packet)
{
	const struct sk_filter *filter = hop->node->filters;
	const struct sk_filter_chain *chain = &filter->chains[hop->out != NULL];
	return hop->node->filter_count > 0 && !accepts(chain, box_of(packet, SK_FLOW_NEW, number_of(filter, hop->in), number_of(filter, hop->out)), true);
}

/* What is shown comes by no wire, and is refused where its way ends, and nowhere before; or nothing leads there. */
static void check_missing(const struct made *made, const struct sk_reach_question *question, const struct sk_reached *reached)
{
	struct packet packet = {reached->packet.low[SK_DIM_SOURCE], reached->packet.low[SK_DIM_TARGET], 0};
	sk_wide low, high;
	bool violated = reached->proof == SK_PROOF_VIOLATED;
	const struct sk_net_node *from = &made->nodes[question->from];
	sk_box_get(&reached->packet, SK_DIM_TARGET_PORT, &low, &high);
	packet.port = (unsigned)low;
	assert_int_equal(sk_box_family(&reached->packet), SK_FAMILY_4);
	assert_ptr_equal(reached->hops[0].node, &made->nodes[question->from]);
	for (size_t wire = 0; wire < from->interface_count && violated; wire++)
		if (from->role == SK_NET_OUTSIDE || from->interfaces[wire].address_count == 0 || stands_at(&from->interfaces[wire], packet.source))
			assert_false(comes_by(&made->network, question, wire, &packet, true));
	for (size_t i = 1; i < reached->hop_count; i++) {
		assert_int_equal(reached->hops[i].in->segment, reached->hops[i - 1].out->segment);
		if (violated)
			assert_int_equal(refuses_new(&reached->hops[i], &packet), i + 1 == reached->hop_count);
	}
	if (violated)
		return;
	assert_ptr_equal(reached->hops[reached->hop_count - 1].node, &made->nodes[question->to]);
	for (size_t i = 1; i + 1 < reached->hop_count; i++)
		assert_true(passes(reached->hops[i].node, 1, &packet, reached->hops[i].in, reached->hops[i].out, true));
}

static void every_need_is_answered_as_by_all_packets(void **state)
{
	static const unsigned ports[] = {80, 445};
	struct made made;
	size_t count[4] = {0}, cut = 0;
	(void)state;
	for (int i = 0; i < TRIALS; i++) {
		struct sk_error error;
		struct sk_reached reached;
		struct sk_plan *plan;
		SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
		struct sk_box asked;
		unsigned low = ports[draw(2)], high = low + draw(3) / 2;
		draw_network(&made);
		draw_end(&made, 0);
		size_t to = 1 + draw((uint32_t)made.network.count - 1);
		if (made.nodes[0].behind_count == 0)
			draw_end(&made, to);
		sk_box_all(&asked);
		sk_box_set(&asked, SK_DIM_SOURCE, SK_IPV4_FIRST, SK_IPV4_LAST);
		sk_box_set(&asked, SK_DIM_TARGET, SK_IPV4_FIRST, SK_IPV4_LAST);
		sk_box_set(&asked, SK_DIM_PROTOCOL, 6, 6);
		sk_box_set(&asked, SK_DIM_TARGET_PORT, low, high);
		struct sk_reach_question question = {.from = 0, .to = to, .packets = &asked, .count = 1};
		if (sk_failed(sk_net_needed(arena, &made.network, &question, &error)) || sk_failed(sk_plan_new(arena, &made.network, NULL, &plan, &error)) ||
		    sk_failed(sk_net_arrives(arena, plan, &question, &reached, &error)))
			fail_msg("trial %d: %s", i, sk_error_name(error.id));
		enum sk_proof wanted = by_needed_packets(&made.network, &question, low, high);
		if (reached.proof != wanted)
			fail_msg("trial %d: %s, and not %s", i, proof_names[wanted], proof_names[reached.proof]);
		if (reached.proof != SK_PROOF_HOLDS)
			check_missing(&made, &question, &reached);
		count[reached.proof]++;
		cut += reached.proof == SK_PROOF_VIOLATED && reached.hop_count > 1;
	}
	print_message("# %zu come, %zu do not (%zu refused on a way), %zu undecided\n", count[0], count[1], cut, count[2]);
	assert_true(count[0] > TRIALS / 20 && cut > TRIALS / 20 && count[1] - cut > TRIALS / 20 && count[2] > TRIALS / 20);
}

/* ---- what closes a way ---- */

static void mend(struct sk_arena *arena, struct made *made, const struct sk_reach_question *question, size_t kinds[SK_MOVE_KINDS])
{
	struct sk_network network = made->network;
	struct sk_error error;
	struct sk_mend mend;
	struct sk_plan *plan;
	assert_false(sk_failed(sk_plan_new(arena, &network, NULL, &plan, &error)));
	assert_false(sk_failed(sk_net_mend(arena, plan, question, 1, &mend, &error)));
	/* Whom it is for can always refuse it, at each of its interfaces. */
	assert_in_range(mend.count, 1, made->nodes[question->to].interface_count);
	for (size_t i = 0; i < mend.count; i++) {
		const struct sk_network before = network;
		assert_false(sk_failed(sk_move_make(arena, &before, &mend.moves[i].move, &network, &error)));
		kinds[mend.moves[i].move.kind]++;
	}
	assert_int_not_equal(by_packets(&network, question->from, question->to), SK_PROOF_VIOLATED);
	/* Packets that are refused by what they are: to others as many come as before. */
	bool refused = mend.count == 1 && mend.moves[0].move.kind == SK_MOVE_REFUSED;
	for (size_t other = 1; other < network.count && refused; other++)
		if (other != question->to)
			assert_int_equal(by_packets(&network, question->from, other), by_packets(&made->network, question->from, other));
}

static void every_way_is_closed(void **state)
{
	struct made made;
	struct sk_box all[SK_FAMILY_BOXES_MAX];
	size_t kinds[SK_MOVE_KINDS] = {0}, boxes = sk_box_families(SK_FAMILY_4, all);
	(void)state;
	for (int i = 0; i < TRIALS / 4; i++) {
		SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
		draw_network(&made);
		struct sk_reach_question question = {.from = 0, .to = 1 + draw((uint32_t)made.network.count - 1),  .packets = all, .count = boxes};
		if (by_packets(&made.network, question.from, question.to) == SK_PROOF_VIOLATED)
			mend(arena, &made, &question, kinds);
	}
	print_message("# %zu refused, %zu filtered, %zu do not forward\n", kinds[SK_MOVE_REFUSED], kinds[SK_MOVE_FILTERED], kinds[SK_MOVE_STAYS]);
	assert_true(kinds[SK_MOVE_REFUSED] > TRIALS / 200 && kinds[SK_MOVE_FILTERED] > TRIALS / 200 && kinds[SK_MOVE_STAYS] > TRIALS / 200);
}

/* ---- what an answer rests on ---- */

static enum sk_proof ask_with(struct sk_arena *arena, const struct sk_plan *base, const struct sk_move *mistake, const struct sk_reach_question *question, struct sk_footprint *footprint,
			      struct sk_plan **out)
{
	struct sk_reached reached;
	void *memory;
	struct sk_error error;
	assert_false(sk_failed(sk_arena_take(arena, 1, sizeof(struct sk_network), &memory, &error)));
	assert_false(sk_failed(sk_move_make(arena, sk_plan_network(base), mistake, memory, &error)));
	assert_false(sk_failed(sk_plan_new(arena, memory, base, out, &error)));
	sk_plan_watch(*out, footprint);
	assert_false(sk_failed(sk_net_reach(arena, *out, question, &reached, &error)));
	sk_plan_watch(*out, NULL);
	return reached.proof;
}

/* Beside one mistake with which it holds others by chance: those that touch nothing of what that rests on change nothing. */
static void beside(struct sk_arena *arena, const struct sk_plan *plan, const struct sk_reach_question *question, const struct sk_move *mistakes, size_t count, size_t found[3])
{
	struct sk_footprint *footprint;
	struct sk_plan *first, *both;
	struct sk_error error;
	const struct sk_move *one = &mistakes[draw((uint32_t)count)];
	assert_false(sk_failed(sk_footprint_new(arena, sk_plan_network(plan), &footprint, &error)));
	if (ask_with(arena, plan, one, question, footprint, &first) == SK_PROOF_HOLDS)
		for (int i = 0; i < 20; i++) {
			const struct sk_move *other = &mistakes[draw((uint32_t)count)];
			struct sk_move behind = *other;
			if (other == one || !sk_move_behind(sk_plan_network(plan), one, &behind))
				continue;
			bool touched = sk_footprint_touched(footprint, sk_plan_network(plan), other);
			bool holds = ask_with(arena, first, &behind, question, NULL, &both) == SK_PROOF_HOLDS;
			assert_true(touched || holds);
			found[!touched ? 0 : holds ? 1 : 2]++;
		}
}

/* A mistake alone, where it holds without one. */
static void alone(struct sk_arena *arena, struct sk_plan *plan, const struct sk_reach_question *question, const struct sk_move *mistakes, size_t count, size_t found[3])
{
	struct sk_footprint *footprint;
	struct sk_reached reached;
	struct sk_plan *made;
	struct sk_error error;
	assert_false(sk_failed(sk_footprint_new(arena, sk_plan_network(plan), &footprint, &error)));
	sk_plan_watch(plan, footprint);
	assert_false(sk_failed(sk_net_reach(arena, plan, question, &reached, &error)));
	sk_plan_watch(plan, NULL);
	for (size_t i = 0; i < count; i++) {
		bool touched = sk_footprint_touched(footprint, sk_plan_network(plan), &mistakes[i]);
		bool holds = ask_with(arena, plan, &mistakes[i], question, NULL, &made) == SK_PROOF_HOLDS;
		assert_true(touched || holds);
		found[!touched ? 0 : holds ? 1 : 2]++;
	}
}

static void what_is_not_touched_changes_nothing(void **state)
{
	struct made made;
	struct sk_box all[SK_FAMILY_BOXES_MAX];
	size_t found[3] = {0}, boxes = sk_box_families(SK_FAMILY_4, all);
	(void)state;
	for (int i = 0; i < TRIALS / 2; i++) {
		SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
		const struct sk_move *mistakes;
		struct sk_reached reached;
		struct sk_error error;
		struct sk_plan *plan;
		size_t count;
		draw_network(&made);
		struct sk_reach_question question = {.from = 0, .to = 1 + draw((uint32_t)made.network.count - 1), .packets = all, .count = boxes};
		assert_false(sk_failed(sk_plan_new(arena, &made.network, NULL, &plan, &error)) || sk_failed(sk_net_reach(arena, plan, &question, &reached, &error)) ||
			     sk_failed(sk_mistakes_of(arena, &made.network, &mistakes, &count, &error)));
		if (reached.proof != SK_PROOF_HOLDS)
			continue;
		alone(arena, plan, &question, mistakes, count, found);
		beside(arena, plan, &question, mistakes, count, found);
	}
	print_message("# %zu touch nothing, %zu touch and change nothing, %zu change the answer\n", found[0], found[1], found[2]);
	assert_true(found[0] > TRIALS / 25 && found[1] > TRIALS / 25 && found[2] > TRIALS / 25);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(every_way_is_closed), cmocka_unit_test(every_answer_is_that_of_all_packets),
					    cmocka_unit_test(every_need_is_answered_as_by_all_packets), cmocka_unit_test(honest_senders_begin_flows),
					    cmocka_unit_test(what_is_not_touched_changes_nothing)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
