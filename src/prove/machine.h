/* What the files of a machine say of its addresses, routes and forwarding, beside site.yaml. Private to prove/. */
#ifndef SK_PROVE_MACHINE_H
#define SK_PROVE_MACHINE_H

#include "prove/prove.h"

struct machine {
	struct sk_linux *states; /* one for each file */
	size_t count;
};
/* Addresses of an interface of which none are stated; those that are have to be the machine's. SK_E_CONFLICT. */
SK_OUTCOME machine_addresses(struct sk_arena *arena, const struct machine *machine, const struct sk_place *where, struct sk_net_interface *interface, struct sk_error *error);
/* Routes of a node of which none are stated; interfaces that are not drawn lead nowhere. SK_E_CONFLICT where both say some. */
SK_OUTCOME machine_routes(struct sk_arena *arena, const struct machine *machine, const struct sk_site_node *node, struct sk_net_node *out, struct sk_error *error);
/* Whether it forwards; SK_E_CONFLICT where site.yaml says that it does, and the machine that it does not. */
SK_OUTCOME machine_forwards(const struct machine *machine, const struct sk_site_node *node, struct sk_net_node *out, struct sk_error *error);

#endif
