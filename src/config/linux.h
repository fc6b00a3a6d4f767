/*
 * What a Linux machine says of itself beside its filters: addresses (ip -j addr), routes (ip -j route, ip -j -6 route), and whether it forwards (sysctl).
 *
 * Hostile bytes, as of all readers: ceilings, errors with line and column. What is local to the machine is left out: addresses and routes of the host or the link alone. What is not
 * followed is refused, and not guessed: several next hops for one network, routes of other tables.
 *
 * Owner: the arena. SK_E_CONFIG_SYNTAX, SK_E_CONFIG_CUT, SK_E_CONFIG_SIZE, SK_E_FILE_LARGE.
 */
#ifndef SK_LINUX_H
#define SK_LINUX_H

#include "config/config.h"

enum { SK_LINUX_BYTES_MAX = 4 << 20, SK_LINUX_ROWS_MAX = 4096 };

struct sk_linux_address {
	const char *interface;
	sk_wide address, low, high; /* and the network it stands in */
};
struct sk_linux_route {
	sk_wide low, high, via; /* via 0: whom it is for */
	const char *interface;	/* NULL: it is thrown away (blackhole, unreachable, prohibit) */
	long long metric;	/* of two that are alike the smaller counts */
};
struct sk_linux {
	const char *file;
	bool of_addresses, of_routes, of_forwarding; /* what the file tells */
	const struct sk_linux_address *addresses;
	size_t address_count;
	const struct sk_linux_route *routes; /* as they are printed */
	size_t route_count;
	unsigned told, forwards; /* families of which it is said whether they are sent on; that are */
};

bool sk_linux_knows(const struct sk_config_source *source);
SK_OUTCOME sk_linux_read(struct sk_arena *arena, const struct sk_config_source *source, struct sk_linux *out, struct sk_error *error);

#endif
