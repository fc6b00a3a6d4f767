/* What the files of a machine say of its addresses, routes and forwarding, beside site.yaml. Private to prove/. */
#ifndef SK_PROVE_MACHINE_H
#define SK_PROVE_MACHINE_H

#include "prove/prove.h"

struct machine {
	struct sk_linux *states; /* one for each file */
	size_t count;
};
/* The position of the interface that is drawn with this name; how many are drawn: none is. */
size_t machine_interface(const struct sk_net_node *node, const char *name);
/* Addresses of an interface of which none are stated; those that are have to be the machine's. SK_E_CONFLICT. */
SK_OUTCOME machine_addresses(struct sk_arena *arena, const struct machine *machine, const struct sk_place *where, struct sk_net_interface *interface, struct sk_error *error);
/* Whether one of the files says which addresses it has: then those are all. */
bool machine_tells_addresses(const struct machine *machine);
/* The interfaces that it says it has. */
SK_OUTCOME machine_names(struct sk_arena *arena, const struct machine *machine, struct sk_net_node *out, struct sk_error *error);
/* What it takes as its own beside the addresses of its interfaces that are drawn: those of others such as lo, and what its routes call local. */
SK_OUTCOME machine_own(struct sk_arena *arena, const struct machine *machine, struct sk_net_node *out, struct sk_error *error);
/* Routes of a node of which none are stated; interfaces that are not drawn lead nowhere. SK_E_CONFLICT where both say some. */
SK_OUTCOME machine_routes(struct sk_arena *arena, const struct machine *machine, const struct sk_site_node *node, struct sk_net_node *out, struct sk_error *error);
/* Whether it forwards; SK_E_CONFLICT where site.yaml says that it does, and the machine that it does not. */
SK_OUTCOME machine_forwards(const struct machine *machine, const struct sk_site_node *node, struct sk_net_node *out, struct sk_error *error);

#endif
