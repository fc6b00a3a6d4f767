/*
 * Settings of the Windows firewall, as policies of the computer: a file for `reg import`. In each profile what comes in is blocked, what goes out is not, and rules that
 * programs or people made at the computer do not count; one rule for each permit lets in what work needs. Paths, values and rules: MS-GPFAS 2.2.1 to 2.2.3.
 *
 * A rule with addresses of one family may leave the other one alone (decision 0027). So each also names, of the family it is not about, an address that no interface has:
 * 192.0.0.8 (RFC 7600) and 100:: (RFC 6666). Being shielded wins over every policy, so the computer's own switch is set, too. Answers to what it sent to everybody
 * would come in from anybody, beside all rules: these are switched off.
 *
 * Letters of ASCII alone, which mean the same whether `reg import` takes the file for one of the system's code page or not.
 */
#include "generate/private.h"

#include <string.h>

enum { TEXT_MAX = SK_CONFIG_BYTES_MAX };

static const char policy_path[] = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\WindowsFirewall";
static const char local_path[] = "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy";
static const struct {
	const char *name, *key, *local_key;
} profiles[] = {{"Domain", "DomainProfile", "DomainProfile"}, {"Private", "PrivateProfile", "StandardProfile"}, {"Public", "PublicProfile", "PublicProfile"}};
static const char *const nobody[] = {"192.0.0.8", "100::"};

/* ---- what it cannot say ---- */

static bool is_profile(const char *name)
{
	for (size_t i = 0; i < SK_COUNT(profiles); i++)
		if (strcmp(profiles[i].name, name) == 0)
			return true;
	return false;
}

/* Windows has rules for profiles of networks, not for interfaces. */
static sk_outcome refuse_interface(const struct sk_intent *intent, const struct sk_net_interface *interface, struct sk_error *error)
{
	SK_BUF_SCOPE what = SK_BUF(SK_ERROR_TEXT);
	sk_buf_print(&what, _("the firewall of Windows knows no interface %s: it knows interfaces by the profile of their network"), interface->name);
	SK_TRY(sk_buf_check(&what, error));
	return generate_refuse(intent, what.bytes, _("at 'interface:' of its links in site.yaml one of Domain, Private, Public (on the computer, Get-NetConnectionProfile shows which)"), error);
}

static sk_outcome check_node(const struct sk_intent *intent, struct sk_error *error)
{
	const struct sk_net_node *node = intent->node;
	if (node->forwards)
		return generate_refuse(intent, _("what Windows sends on for others does not stand in its firewall"), _("a host without 'forwards: true'"), error);
	for (size_t i = 0; i < node->interface_count; i++)
		if (!is_profile(node->interfaces[i].name))
			return refuse_interface(intent, &node->interfaces[i], error);
	return SK_OK;
}

/* ---- rules ---- */

static void print_range(char side, bool six, const struct sk_range *range, struct sk_buf *out)
{
	char low[SK_ADDRESS_TEXT], high[SK_ADDRESS_TEXT];
	sk_address_text(range->low, low);
	sk_address_text(range->high, high);
	sk_buf_print(out, "|%cA%c=%s", side, six ? '6' : '4', low);
	if (range->low != range->high)
		sk_buf_print(out, "-%s", high);
}

static void print_nobody(char side, bool six, struct sk_buf *out)
{
	sk_buf_print(out, "|%cA%c=%s", side, six ? '6' : '4', nobody[six]);
}

/* 'L': this host, which is named in each rule, 'R': the other one. */
static void print_addresses(const struct sk_permit *permit, char side, struct sk_buf *out)
{
	enum sk_permit_dim dim = side == 'L' ? SK_PERMIT_TARGET : SK_PERMIT_SOURCE;
	const struct sk_ranges *values = &permit->values[dim];
	bool six = permit->family == SK_FAMILY_6;
	if (side == 'R' && generate_is_family(permit, dim))
		return;
	for (size_t i = 0; i < values->count; i++)
		print_range(side, six, &values->at[i], out);
	print_nobody(side, !six, out);
}

/* Ranges have a word of their own since version 2.10. */
static void print_ports(const struct sk_permit *permit, char side, struct sk_buf *out)
{
	const struct sk_ranges *values = &permit->values[side == 'L' ? SK_PERMIT_TARGET_PORT : SK_PERMIT_SOURCE_PORT];
	if (!generate_has_ports(permit) || generate_is_all(values))
		return;
	for (size_t i = 0; i < values->count; i++) {
		sk_buf_print(out, "|%cPort%s=", side, values->at[i].low == values->at[i].high ? "" : "2_10");
		generate_port(&values->at[i], out);
	}
}

/* "\"sekisho-1\"=\"v2.10|Action=Allow|Active=TRUE|Dir=In|Profile=Private", up to where rules differ. */
static void begin_rule(const char *name, size_t number, const struct sk_net_interface *interface, struct sk_buf *out)
{
	sk_buf_print(out, "\"sekisho-%s%zu\"=\"v2.10|Action=Allow|Active=TRUE|Dir=In|Profile=%s", name, number, interface->name);
}

static sk_outcome print_permit(const struct sk_intent *intent, size_t number, struct sk_buf *out, struct sk_error *error)
{
	const struct sk_permit *permit = &intent->permits[number];
	SK_TRY(generate_one_protocol(permit, error));
	sk_buf_text(out, "; ");
	generate_need(permit, out);
	begin_rule("", number + 1, permit->in, out);
	if (!generate_is_any(permit))
		sk_buf_print(out, "|Protocol=%u", permit->protocol_low);
	print_ports(permit, 'L', out);
	print_ports(permit, 'R', out);
	print_addresses(permit, 'L', out);
	print_addresses(permit, 'R', out);
	sk_buf_print(out, "|Name=Sekisho: %s|\"\n", permit->need->id);
	return SK_OK;
}

/* Who sends them stands on the same wire, or has no address yet. */
static void print_neighbours(const struct sk_net_interface *interface, size_t number, struct sk_buf *out)
{
	begin_rule("neighbours-", number, interface, out);
	sk_buf_print(out, "|Protocol=%u|ICMP6=134:*|ICMP6=135:*|ICMP6=136:*|LA6=ff02::/16|LA6=fe80::/10|RA6=fe80::/10|RA6=::", GENERATE_ICMP6);
	for (size_t i = 0; i < interface->address_count; i++) {
		const struct sk_net_address *address = &interface->addresses[i];
		if (sk_address_family(address->address) == SK_FAMILY_4)
			continue;
		print_range('L', true, &(struct sk_range){address->address, address->address}, out);
		print_range('R', true, &(struct sk_range){address->low, address->high}, out);
	}
	print_nobody('L', false, out);
	print_nobody('R', false, out);
	sk_buf_text(out, "|Name=Sekisho: neighbours of IPv6|\"\n");
}

static sk_outcome print_rules(const struct sk_intent *intent, struct sk_buf *out, struct sk_error *error)
{
	const struct sk_net_node *node = intent->node;
	sk_buf_print(out, "\n[%s\\FirewallRules]\n", policy_path);
	for (size_t i = 0; i < intent->count; i++)
		if (intent->permits[i].in)
			SK_TRY(print_permit(intent, i, out, error));
	for (size_t i = 0; i < node->interface_count; i++)
		if (generate_has_six(&node->interfaces[i]))
			print_neighbours(&node->interfaces[i], i + 1, out);
	return SK_OK;
}

/* ---- settings ---- */

static void print_profiles(struct sk_buf *out)
{
	for (size_t i = 0; i < SK_COUNT(profiles); i++)
		sk_buf_print(out,
			     "\n[%s\\%s]\n\"EnableFirewall\"=dword:00000001\n\"DefaultInboundAction\"=dword:00000001\n\"DefaultOutboundAction\"=dword:00000000\n"
			     "\"DoNotAllowExceptions\"=dword:00000000\n\"AllowLocalPolicyMerge\"=dword:00000000\n\"AllowLocalIPsecPolicyMerge\"=dword:00000000\n"
			     "\"DisableUnicastResponsesToMulticastBroadcast\"=dword:00000001\n",
			     policy_path, profiles[i].key);
	for (size_t i = 0; i < SK_COUNT(profiles); i++)
		sk_buf_print(out, "\n[%s\\%s]\n\"DoNotAllowExceptions\"=dword:00000000\n", local_path, profiles[i].local_key);
}

/* As Windows ends lines, and '?' for each letter that is not ASCII: they stand in comments only. */
static void copy_ascii(const struct sk_buf *text, struct sk_buf *out)
{
	for (size_t i = 0; i < text->length; i++) {
		char c = text->bytes[i];
		if (c == '\n')
			sk_buf_text(out, "\r\n");
		else if (!((unsigned char)c & 0x80))
			sk_buf_add(out, &c, 1);
		else if ((unsigned char)c & 0x40)
			sk_buf_text(out, "?");
	}
}

sk_outcome generate_windows(const struct sk_intent *intent, struct sk_buf *out, struct sk_error *error)
{
	SK_BUF_SCOPE text = SK_BUF(TEXT_MAX);
	SK_TRY(check_node(intent, error));
	sk_buf_text(&text, "Windows Registry Editor Version 5.00\n\n");
	generate_head(intent, ";", &text);
	sk_buf_print(&text, "\n[%s]\n\"PolicyVersion\"=dword:0000020a\n", policy_path);
	print_profiles(&text);
	SK_TRY(print_rules(intent, &text, error));
	SK_TRY(sk_buf_check(&text, error));
	copy_ascii(&text, out);
	return sk_buf_check(out, error);
}
