/* The sheet for whoever applies the settings: what to look at before, how to apply, what to look at after, the way back. */
#include "generate/private.h"

/* Steps of more than one sheet. */
#define TRY_WORK N_("Try the work: each line under 'has to work' below.")
#define BY_CONSOLE N_("Be at the router with a console cable: a filter can lock out who comes by the network.")
#define BY_SCREEN N_("Be able to reach the device by screen and keyboard: a filter can lock out who comes by the network.")
/* Whoever answers for the site has Sekisho and its folder; whoever applies the settings need not. */
#define ASK_AGAIN N_("Give that file to whoever asked for this, and wait for the answer: there sekisho look FILE --subject %2 is typed, and once it may be kept the file goes under configs/, in the place of the one from before (a new one is named at %2 in site.yaml).")
#define SAME_LINES N_("It has to be what was changed here: whoever asked for this compares it with configs/%1, line by line but for the counters in [ ] and lines that begin with '#'. Else stop: it goes under configs/, and fix is typed again.")
#define IX_SHOW N_("Copy what show running-config prints now into a file.")
#define RTX_SHOW N_("Copy what show config prints now into a file.")
#define OWN_TRAFFIC N_("What the router itself sends and takes gets through only where a need from it or to it stands in site.yaml: a tunnel (udp 500 and 4500, esp), names, time, maintenance.")
#define RESTART N_("Restart the computer.")
#define IX_KEEP N_("Only then: write memory")
#define RTX_KEEP N_("Only then: save")
#define NFT_CHECK N_("Let the device check the file, which changes nothing: nft -c -f %1")
#define IX_KEEP_NOTHING N_("'write memory' nothing until all is tried: what is not written is gone when the router is turned off and on.")
#define RTX_KEEP_NOTHING N_("'save' nothing until all is tried: what is not saved is gone when the router is turned off and on.")

const struct sk_handover handover_nftables = {{
	[SK_HANDOVER_BEFORE] = {
		BY_SCREEN,
		N_("Keep what is there: nft list ruleset > before.nft"),
		NFT_CHECK,
		N_("Chains of other tables are asked, too: what of them accepts or refuses today goes on. Take filters that this one replaces out by hand."),
	},
	[SK_HANDOVER_APPLY] = {
		N_("nft -f %1 (all of it, or nothing)"),
		N_("For the next start: copy it to /etc/nftables.d/sekisho.nft and have /etc/nftables.conf include it."),
	},
	[SK_HANDOVER_AFTER] = {
		N_("nft list table inet sekisho shows what stands in the file."),
		N_("nft -j list ruleset > %2.json"),
		ASK_AGAIN,
	},
	[SK_HANDOVER_BACK] = {
		N_("nft delete table inet sekisho"),
		N_("If filters were taken out by hand: nft flush ruleset, then nft -f before.nft."),
	},
}};

const struct sk_handover handover_yamaha = {{
	[SK_HANDOVER_BEFORE] = {
		BY_CONSOLE,
		N_("Keep what is there: show config, copied into a file."),
		OWN_TRAFFIC,
		N_("No line of it may use filter numbers 60001 to 65099: they would be overwritten."),
		RTX_KEEP_NOTHING,
	},
	[SK_HANDOVER_APPLY] = {
		N_("As administrator paste the lines of %1 that do not begin with '#'."),
	},
	[SK_HANDOVER_AFTER] = {
		TRY_WORK,
		RTX_SHOW,
		ASK_AGAIN,
		RTX_KEEP,
	},
	[SK_HANDOVER_BACK] = {
		N_("Before 'save': turn the router off and on. After it: paste the lines under 'To be typed on the way back' below, then the lines about 'secure filter' of the copy, each behind its 'pp select' or 'tunnel select'."),
	},
}};

const struct sk_handover handover_nec_ix = {{
	[SK_HANDOVER_BEFORE] = {
		BY_CONSOLE,
		N_("Keep what is there: show running-config, copied into a file."),
		OWN_TRAFFIC,
		N_("Filters that interfaces have today stay beside these: take each out with 'no' before its line, at its interface."),
		IX_KEEP_NOTHING,
	},
	[SK_HANDOVER_APPLY] = {
		N_("In configuration mode paste the lines of %1 that do not begin with '!'."),
	},
	[SK_HANDOVER_AFTER] = {
		N_("Try the work: each line under 'has to work' below. The maker does not say in what we could read how a dynamic list treats what it does not name, so this is not proven."),
		IX_SHOW,
		ASK_AGAIN,
		IX_KEEP,
	},
	[SK_HANDOVER_BACK] = {
		N_("Before 'write memory': turn the router off and on. After it: take the lines 'ip filter sk...' out with 'no', and paste those of the copy."),
	},
}};

const struct sk_handover handover_windows = {{
	[SK_HANDOVER_BEFORE] = {
		N_("Be at the computer with screen and keyboard, as administrator: a filter can lock out who comes by the network."),
		N_("Keep what is there: reg export HKLM\\SOFTWARE\\Policies\\Microsoft\\WindowsFirewall before-policy.reg, and reg export HKLM\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy before.reg. That the first is not found means that there are no policies."),
		N_("Get-NetConnectionProfile in PowerShell says which profile each interface is in: it has to be the one that site.yaml says in 'links:'."),
		N_("Is the computer in a domain? Its group policies overwrite this: give the file to whoever makes them."),
		N_("Rules that programs made count no more. What comes to the computer gets in only where a need stands in site.yaml: maintenance from elsewhere, printers, file sharing."),
		N_("Computers, printers and names that were found by calling to everybody on the wire (mDNS, LLMNR, NetBIOS, WS-Discovery) may be found no more: their answers are blocked, since anybody could send them. Give them by name of DNS or by address."),
	},
	[SK_HANDOVER_APPLY] = {
		N_("reg delete HKLM\\SOFTWARE\\Policies\\Microsoft\\WindowsFirewall /f, so that no rule from before stays."),
		N_("reg import %1"),
		RESTART,
	},
	[SK_HANDOVER_AFTER] = {
		TRY_WORK,
		N_("Export both keys as before; both files, one behind the other, are one file."),
		ASK_AGAIN,
	},
	[SK_HANDOVER_BACK] = {
		N_("reg delete HKLM\\SOFTWARE\\Policies\\Microsoft\\WindowsFirewall /f; then reg import before-policy.reg, if there is one, and before.reg."),
		RESTART,
	},
}};

/* ---- files that are there and were changed ---- */

/* Of one family: the other's rules are not touched. */
const struct sk_handover handover_change_iptables = {{
	[SK_HANDOVER_BEFORE] = {
		BY_SCREEN,
		N_("Keep what is there: iptables-save > before.rules"),
		SAME_LINES,
		N_("Let the device check the file, which changes nothing: iptables-restore --test < %1"),
	},
	[SK_HANDOVER_APPLY] = {
		N_("iptables-restore < %1 (IPv4 only: leave ip6tables alone); for the next start: where the system keeps its rules (/etc/iptables/rules.v4)"),
	},
	[SK_HANDOVER_AFTER] = {
		TRY_WORK,
		N_("iptables-save > after.rules"),
		ASK_AGAIN,
	},
	[SK_HANDOVER_BACK] = {
		N_("iptables-restore < before.rules"),
	},
}};

const struct sk_handover handover_change_ip6tables = {{
	[SK_HANDOVER_BEFORE] = {
		BY_SCREEN,
		N_("Keep what is there: ip6tables-save > before.rules6"),
		SAME_LINES,
		N_("Let the device check the file, which changes nothing: ip6tables-restore --test < %1"),
	},
	[SK_HANDOVER_APPLY] = {
		N_("ip6tables-restore < %1 (IPv6 only: leave iptables alone); for the next start: where the system keeps its rules (/etc/iptables/rules.v6)"),
	},
	[SK_HANDOVER_AFTER] = {
		TRY_WORK,
		N_("ip6tables-save > after.rules6"),
		ASK_AGAIN,
	},
	[SK_HANDOVER_BACK] = {
		N_("ip6tables-restore < before.rules6"),
	},
}};

const struct sk_handover handover_change_nft = {{
	[SK_HANDOVER_BEFORE] = {
		BY_SCREEN,
		N_("Keep what is there: nft list ruleset > before.nft. If it is not what was changed here, stop: bring it and ask anew."),
		NFT_CHECK,
	},
	[SK_HANDOVER_APPLY] = {
		N_("nft flush ruleset and nft -f %1, in one file so that it is one step: (echo flush ruleset; cat %1) | nft -f -"),
		N_("For the next start: put it in the place of /etc/nftables.conf."),
	},
	[SK_HANDOVER_AFTER] = {
		N_("nft list ruleset > after.nft"),
		ASK_AGAIN,
	},
	[SK_HANDOVER_BACK] = {
		N_("(echo flush ruleset; cat before.nft) | nft -f -"),
	},
}};

const struct sk_handover handover_change_yamaha = {{
	[SK_HANDOVER_BEFORE] = {
		BY_CONSOLE,
		N_("Keep what is there: show config, copied into a file. If it is not what was changed here, stop: bring it and ask anew."),
		RTX_KEEP_NOTHING,
	},
	[SK_HANDOVER_APPLY] = {
		N_("As administrator paste the lines under 'To be typed' below, in their order."),
	},
	[SK_HANDOVER_AFTER] = {
		TRY_WORK,
		RTX_SHOW,
		ASK_AGAIN,
		RTX_KEEP,
	},
	[SK_HANDOVER_BACK] = {
		N_("Before 'save': turn the router off and on. After it: paste the lines under 'To be typed on the way back' below."),
	},
}};

const struct sk_handover handover_change_nec_ix = {{
	[SK_HANDOVER_BEFORE] = {
		BY_CONSOLE,
		N_("Keep what is there: show running-config, copied into a file. If it is not what was changed here, stop: bring it and ask anew."),
		IX_KEEP_NOTHING,
	},
	[SK_HANDOVER_APPLY] = {
		N_("In configuration mode paste the lines under 'To be typed' below, in their order."),
	},
	[SK_HANDOVER_AFTER] = {
		TRY_WORK,
		IX_SHOW,
		ASK_AGAIN,
		IX_KEEP,
	},
	[SK_HANDOVER_BACK] = {
		N_("Before 'write memory': turn the router off and on. After it: in configuration mode paste the lines under 'To be typed on the way back' below."),
	},
}};
