/* Bytes as what a Linux machine says of itself (ip -j addr, ip -j route, sysctl): twice, with what must hold of every answer. */
#include "config/config.h"
#include "disk.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void print_end(sk_wide address, struct sk_buf *out)
{
	char text[SK_ADDRESS_TEXT];
	sk_address_text(address, text);
	sk_buf_print(out, "%s ", text);
}

static void check_address(const struct sk_linux_address *address, struct sk_buf *out)
{
	FUZZ_HOLDS(address->low <= address->address && address->address <= address->high && address->interface[0] && sk_utf8_clean(address->interface, strlen(address->interface), NULL));
	print_end(address->address, out);
	sk_buf_print(out, "%s\n", address->interface);
}

static void check_route(const struct sk_linux_route *route, struct sk_buf *out)
{
	FUZZ_HOLDS(route->low <= route->high && (!route->interface || (route->interface[0] && sk_utf8_clean(route->interface, strlen(route->interface), NULL))));
	FUZZ_HOLDS(route->interface || route->via == 0);
	print_end(route->low, out);
	print_end(route->high, out);
	sk_buf_print(out, "%s %lld\n", route->interface ? route->interface : "-", route->metric);
}

static void read_once(const char *bytes, size_t length, struct sk_buf *out)
{
	SK_ARENA_SCOPE arena = sk_arena_new(FUZZ_ARENA_MAX);
	struct sk_config_source source = {"file", bytes, length};
	struct sk_linux machine;
	struct sk_error error = {0};
	FUZZ_HOLDS(arena);
	if (!sk_linux_knows(&source))
		return;
	sk_outcome outcome = sk_linux_read(arena, &source, &machine, &error);
	if (sk_failed(outcome)) {
		fuzz_check_error(outcome, &error, bytes, length);
		sk_error_print(&error, out);
		return;
	}
	FUZZ_HOLDS(!(machine.forwards & ~machine.told) && machine.address_count <= SK_LINUX_ROWS_MAX && machine.route_count <= SK_LINUX_ROWS_MAX);
	for (size_t i = 0; i < machine.address_count; i++)
		check_address(&machine.addresses[i], out);
	for (size_t i = 0; i < machine.route_count; i++)
		check_route(&machine.routes[i], out);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	return fuzz_twice(data, size, read_once);
}
