/* Between the two files of the reader of sekisho-gateway/1: the table as structs (gateway.c); what it says as chains (gateway_chain.c). */
#ifndef SK_GATEWAY_H
#define SK_GATEWAY_H

#include "config/private.h"
#include "yaml/yaml.h"

/* What is not stated is 0. */
enum sk_gateway_word { SK_GATEWAY_UNKNOWN, SK_GATEWAY_OFF, SK_GATEWAY_ON };
enum sk_gateway_direction { SK_GATEWAY_ANYWHERE, SK_GATEWAY_IN, SK_GATEWAY_OUT };
enum sk_gateway_action { SK_GATEWAY_NOBODY_KNOWS, SK_GATEWAY_ACCEPT, SK_GATEWAY_DENY };
enum sk_gateway_side { SK_GATEWAY_SOMEWHERE, SK_GATEWAY_INSIDE, SK_GATEWAY_OUTSIDE };
extern const char *const sk_gateway_directions[3], *const sk_gateway_actions[3];

struct sk_gateway_interface {
	struct sk_place where;
	const char *name;
	int side;
};

/* Texts as they stand there, NULL: not stated. */
struct sk_gateway_row {
	struct sk_place where;
	const char *interface;
	int direction, action;
	const struct sk_node *protocol, *source, *target, *source_port, *port;
};

struct sk_gateway_family {
	struct sk_place where;
	int spi;
	struct sk_list rows, otherwise; /* both of sk_gateway_row */
	bool listed;			/* `rows` is a list, be it empty */
};

struct sk_gateway_nat {
	struct sk_place where;
	int masquerade, upnp, dmz;
	struct sk_list forwards; /* of sk_gateway_row */
	bool listed;
};

/* Frames that pass beside the filter. */
struct sk_gateway_pass {
	struct sk_place where;
	int ipv6, pppoe;
};

struct sk_gateway_table {
	struct sk_place where;
	const char *format, *model, *by;
	sk_time date;
	struct sk_list interfaces;
	struct sk_gateway_family families[2]; /* IPv4, IPv6 */
	struct sk_gateway_nat nat;
	struct sk_gateway_pass pass;
};

/* Two chains for each interface and family, and what changes addresses. */
SK_OUTCOME sk_gateway_make_chains(struct sk_arena *arena, const char *file, const struct sk_gateway_table *table, struct sk_filter *out, struct sk_error *error);
/* The row of the table of readers. */
bool sk_gateway_knows(const struct sk_config_source *source);
SK_OUTCOME sk_gateway_read(struct sk_arena *arena, const struct sk_config_source *source, struct sk_filter *out, struct sk_error *error);

#endif
