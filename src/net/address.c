#include "net/net.h"

#include <stdio.h>
#include <string.h>

enum { GROUPS = 8, DIGITS_MAX = 4 };

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
	if (address >= SK_IPV4_FIRST && address <= SK_IPV4_LAST)
		(void)snprintf(out, SK_ADDRESS_TEXT, "%u.%u.%u.%u", bits >> 24, bits >> 16 & 255, bits >> 8 & 255, bits & 255);
	else
		print_ipv6(address, out);
}

/* ---- reading ---- */

/* One number of at most `most` in `base`; its digits are left behind. Leading zeros of decimal numbers are refused: some read them as octal. */
static bool read_number(const char **at, const char *end, unsigned base, unsigned most, unsigned *out)
{
	const char *first = *at;
	unsigned long value = 0;
	for (; *at < end; ++*at) {
		char letter = **at;
		unsigned digit = letter >= '0' && letter <= '9'	  ? (unsigned)(letter - '0')
				 : (letter | 32) >= 'a' && (letter | 32) <= 'f' ? (unsigned)((letter | 32) - 'a') + 10
									      : 16;
		if (digit >= base)
			break;
		value = value * base + digit;
		if (value > most)
			return false;
	}
	*out = (unsigned)value;
	size_t digits = (size_t)(*at - first);
	return digits > 0 && digits <= DIGITS_MAX && !(base == 10 && *first == '0' && digits > 1);
}

static bool read_ipv4(const char *at, const char *end, sk_wide *out)
{
	unsigned part, address = 0;
	for (int i = 0; i < 4; i++) {
		if (i > 0 && (at == end || *at++ != '.'))
			return false;
		if (!read_number(&at, end, 10, 255, &part))
			return false;
		address = address << 8 | part;
	}
	*out = SK_IPV4_FIRST | address;
	return at == end;
}

/* Groups up to "::" or the end; *at behind them. */
static bool read_groups(const char **at, const char *end, unsigned groups[GROUPS], int *count)
{
	*count = 0;
	while (*at < end && **at != ':') {
		if (*count == GROUPS || !read_number(at, end, 16, 0xffff, &groups[(*count)++]))
			return false;
		if (*at == end)
			return true;
		if (**at != ':')
			return false;
		if (*at + 1 < end && (*at)[1] == ':')
			return true;
		if (++*at == end)
			return false;
	}
	return true;
}

static bool read_ipv6(const char *at, const char *end, sk_wide *out)
{
	unsigned head[GROUPS], tail[GROUPS];
	int before, behind = 0;
	*out = 0;
	if (!read_groups(&at, end, head, &before))
		return false;
	if (at < end) {
		if (end - at < 2 || at[0] != ':' || at[1] != ':')
			return false;
		at += 2;
		if (!read_groups(&at, end, tail, &behind) || at < end || before + behind >= GROUPS)
			return false;
	} else if (before != GROUPS) {
		return false;
	}
	for (int i = 0; i < before; i++)
		*out |= (sk_wide)head[i] << (16 * (GROUPS - 1 - i));
	for (int i = 0; i < behind; i++)
		*out |= (sk_wide)tail[i] << (16 * (behind - 1 - i));
	return true;
}

bool sk_address_read(const char *text, size_t length, sk_wide *out)
{
	return read_ipv4(text, text + length, out) || read_ipv6(text, text + length, out);
}
