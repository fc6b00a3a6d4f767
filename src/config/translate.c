/* What addresses and ports are changed to, as Linux writes it: in rules of iptables and of nftables. */
#include "config/private.h"

#include <string.h>

static bool read_address(const char *text, size_t length, sk_wide *out)
{
	bool six = length > 0 && memchr(text, ':', length);
	return six ? sk_address_6(text, length, out) : sk_address_4(text, length, out);
}

/* "192.168.1.20", "192.168.1.20-192.168.1.22" */
static bool read_addresses(const char *text, size_t length, struct sk_translation *out)
{
	const char *dash = length ? memchr(text, '-', length) : NULL;
	size_t first = dash ? (size_t)(dash - text) : length;
	if (!read_address(text, first, &out->low))
		return false;
	out->high = out->low;
	if (dash && !read_address(dash + 1, length - first - 1, &out->high))
		return false;
	out->addressed = true;
	return out->low <= out->high && sk_address_family(out->low) == sk_address_family(out->high);
}

bool sk_translation_ports(const char *text, size_t length, struct sk_translation *out)
{
	uint64_t low, high;
	if (!sk_config_range(text, length, SK_PORT_LAST, &low, &high))
		return false;
	out->ported = true;
	out->port_low = (uint16_t)low;
	out->port_high = (uint16_t)high;
	return true;
}

/* Where the ports begin: behind the bracket of an address of IPv6, at the one colon of IPv4; `length`: there are none. */
static size_t ports_at(const char *text, size_t length)
{
	const char *bracket = length && text[0] == '[' ? memchr(text, ']', length) : NULL;
	const char *colon = length ? memchr(text, ':', length) : NULL;
	if (bracket)
		return (size_t)(bracket - text) + 1;
	if (!colon || memchr(colon + 1, ':', length - (size_t)(colon + 1 - text)))
		return length;
	return (size_t)(colon - text);
}

bool sk_translation_to(const char *text, size_t length, struct sk_translation *out)
{
	size_t ports = ports_at(text, length), from = 0, past = ports;
	if (length > 0 && text[0] == '[') {
		if (ports < 2 || text[ports - 1] != ']')
			return false;
		from = 1;
		past = ports - 1;
	}
	if (past > from && !read_addresses(text + from, past - from, out))
		return false;
	if (ports < length && (text[ports] != ':' || !sk_translation_ports(text + ports + 1, length - ports - 1, out)))
		return false;
	return out->addressed || out->ported;
}
