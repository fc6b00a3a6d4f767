/* Addresses as people write them. */
#include "packet/packet.h"

#include <stdio.h>
#include <string.h>

enum { GROUPS = 8 };

static void groups_of(sk_wide address, unsigned groups[GROUPS])
{
	for (int i = 0; i < GROUPS; i++)
		groups[i] = (unsigned)(address >> (16 * (GROUPS - 1 - i))) & 0xffff;
}

/* The longest run of zero groups, at least two (RFC 5952). */
static void longest_zeros(const unsigned groups[GROUPS], int *first, int *count)
{
	*first = -1;
	*count = 1;
	for (int i = 0; i < GROUPS; i++) {
		int length = 0;
		while (i + length < GROUPS && groups[i + length] == 0)
			length++;
		if (length > *count) {
			*first = i;
			*count = length;
		}
		i += length;
	}
}

static void print_ipv6(sk_wide address, char out[SK_ADDRESS_TEXT])
{
	unsigned groups[GROUPS];
	int first, count, used = 0;
	groups_of(address, groups);
	longest_zeros(groups, &first, &count);
	for (int i = 0; i < GROUPS; i++) {
		if (i == first) {
			used += snprintf(out + used, SK_ADDRESS_TEXT - (size_t)used, "::");
			i += count - 1;
			continue;
		}
		bool colon = i > 0 && i != first + (first >= 0 ? count : 0);
		used += snprintf(out + used, SK_ADDRESS_TEXT - (size_t)used, "%s%x", colon ? ":" : "", groups[i]);
	}
}

void sk_address_text(sk_wide address, char out[SK_ADDRESS_TEXT])
{
	unsigned bits = (unsigned)address;
	if (sk_address_family(address) == SK_FAMILY_4)
		(void)snprintf(out, SK_ADDRESS_TEXT, "%u.%u.%u.%u", bits >> 24, bits >> 16 & 255, bits >> 8 & 255, bits & 255);
	else
		print_ipv6(address, out);
}

/* ---- reading ---- */

/* Leading zeros are refused: some read them as octal. */
static bool read_octet(const char *text, size_t length, uint32_t *out)
{
	*out = 0;
	for (size_t i = 0; i < length; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		*out = *out * 10 + (uint32_t)(text[i] - '0');
	}
	return length > 0 && length <= 3 && *out <= 255 && !(text[0] == '0' && length > 1);
}

static bool read_ipv4(const char *text, size_t length, uint32_t *out)
{
	const char *end = text + length;
	*out = 0;
	for (int i = 0; i < 4; i++) {
		const char *dot = i < 3 ? memchr(text, '.', (size_t)(end - text)) : end;
		uint32_t octet;
		if (!dot || dot - text > 3 || !read_octet(text, (size_t)(dot - text), &octet))
			return false;
		*out = *out << 8 | octet;
		text = dot + (i < 3);
	}
	return true;
}

bool sk_address_4(const char *text, size_t length, sk_wide *out)
{
	uint32_t value;
	bool good = read_ipv4(text, length, &value);
	*out = good ? SK_IPV4_FIRST | value : 0;
	return good;
}

struct groups {
	uint16_t at[GROUPS];
	size_t count;
	size_t gap; /* groups before "::"; GROUPS: there is none */
};

static int hex_digit(char letter)
{
	static const char digits[] = "0123456789abcdef";
	const char *found = letter ? strchr(digits, letter >= 'A' && letter <= 'F' ? letter + 32 : letter) : NULL;
	return found ? (int)(found - digits) : -1;
}

static bool add_hex(struct groups *groups, const char *text, size_t length)
{
	unsigned value = 0;
	if (length == 0 || length > 4 || groups->count == GROUPS)
		return false;
	for (size_t i = 0; i < length; i++) {
		int digit = hex_digit(text[i]);
		if (digit < 0)
			return false;
		value = value << 4 | (unsigned)digit;
	}
	groups->at[groups->count++] = (uint16_t)value;
	return true;
}

static bool add_ipv4(struct groups *groups, const char *text, size_t length)
{
	uint32_t value;
	if (groups->count > GROUPS - 2 || !read_ipv4(text, length, &value))
		return false;
	groups->at[groups->count++] = (uint16_t)(value >> 16);
	groups->at[groups->count++] = (uint16_t)value;
	return true;
}

/* Steps over the colon or the two behind a group; false when it cannot stand there. */
static bool step_colon(struct groups *groups, const char **text, const char *end)
{
	bool two = end - *text >= 2 && (*text)[1] == ':';
	*text += two ? 2 : 1;
	if (!two)
		return *text < end;
	if (groups->gap < GROUPS)
		return false;
	groups->gap = groups->count;
	return true;
}

static bool read_groups(struct groups *groups, const char *text, const char *end)
{
	while (text < end) {
		const char *colon = memchr(text, ':', (size_t)(end - text));
		size_t length = (size_t)((colon ? colon : end) - text);
		if (!colon && memchr(text, '.', length))
			return add_ipv4(groups, text, length);
		if (!add_hex(groups, text, length))
			return false;
		text += length;
		if (colon && !step_colon(groups, &text, end))
			return false;
	}
	return true;
}

bool sk_address_6(const char *text, size_t length, sk_wide *out)
{
	struct groups groups = {.gap = GROUPS};
	const char *end = text + length;
	bool gap_first = length >= 2 && text[0] == ':' && text[1] == ':';
	if (gap_first)
		groups.gap = 0;
	if (!read_groups(&groups, text + (gap_first ? 2 : 0), end))
		return false;
	if (groups.gap == GROUPS ? groups.count != GROUPS : groups.count == GROUPS)
		return false;
	*out = 0;
	for (size_t i = 0, from = 0; i < GROUPS; i++) {
		bool zero = i >= groups.gap && i - groups.gap < GROUPS - groups.count;
		*out = *out << 16 | (zero ? 0 : groups.at[from++]);
	}
	return true;
}

bool sk_address_read(const char *text, size_t length, sk_wide *out)
{
	return sk_address_4(text, length, out) || sk_address_6(text, length, out);
}

/* At most three digits, without leading zeros. */
static bool read_bits(const char *text, size_t length, unsigned most, unsigned *out)
{
	*out = 0;
	if (length == 0 || length > 3 || (length > 1 && *text == '0'))
		return false;
	for (size_t i = 0; i < length; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		*out = *out * 10 + (unsigned)(text[i] - '0');
	}
	return *out <= most;
}

bool sk_prefix_read(const char *text, size_t length, sk_wide *address, sk_wide *low, sk_wide *high)
{
	const char *slash = memchr(text, '/', length);
	size_t first = slash ? (size_t)(slash - text) : length;
	if (!sk_address_read(text, first, address))
		return false;
	unsigned most = memchr(text, ':', first) ? 128 : 32, bits = most;
	if (slash && !read_bits(slash + 1, length - first - 1, most, &bits))
		return false;
	sk_wide mask = most - bits == 128 ? ~(sk_wide)0 : ((sk_wide)1 << (most - bits)) - 1;
	*low = *address & ~mask;
	*high = *low | mask;
	return true;
}
