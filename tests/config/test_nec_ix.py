#!/usr/bin/python3
"""NEC IX routers: each form of an entry with its exact boxes or its two bounds, filters by priority, lines that are passed over, and what is refused, with line and column.

An entry is written as `show running-config` prints it; what the reader made of it is printed by config_dump (dump.c), only dimensions that are not whole.
"""
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import test_iptables as reader  # noqa: E402
import test_yamaha as routers  # noqa: E402

import gate  # noqa: E402

FACE = "interface GigaEthernet0.0\n"
BIND = FACE + "  ip filter a 10 in\n"
IN, OUT = "GigaEthernet0.0 in", "GigaEthernet0.0 out"


def one(words, family="ip"):
    """What an entry of these words came to: (action, boxes, unread)."""
    text = f"{family} access-list a {words}\n{FACE}  {family} filter a 10 in\n"
    rules = routers.chains(text).get(f"{family} {IN}", (0, 0, []))[2]
    return [rule[1:4] for rule in rules] or reader.dump(text)


TCP, UDP, ICMP = "permit tcp ", "permit udp ", "permit icmp "
# words behind the name -> boxes; all of them are understood wholly
EXACT = {
    "permit ip src any dest any": [""], "permit ip src 192.0.2.0/24 dest any": ["src=192.0.2.0-192.0.2.255"], "permit ip src any dest 192.0.2.7/32": ["dst=192.0.2.7-192.0.2.7"],
    "permit ip src 0.0.0.0/0 dest 10.0.0.0/8": ["dst=10.0.0.0-10.255.255.255"], "permit ip src 10.1.2.3/32 dest 10.0.0.0/7": ["src=10.1.2.3-10.1.2.3 dst=10.0.0.0-11.255.255.255"],
    TCP + "src any dest any": ["proto=6-6"], TCP + "src any sport any dest any dport any": ["proto=6-6"], TCP + "src any dest any dport eq 443": ["proto=6-6 dport=443-443"],
    TCP + "src any sport any dest any dport eq 0": ["proto=6-6 dport=0-0"], UDP + "src any sport eq 500 dest any dport eq 500": ["proto=17-17 sport=500-500 dport=500-500"],
    UDP + "src any sport range 1024 65535 dest any dport range 0 1023": ["proto=17-17 sport=1024-65535 dport=0-1023"], TCP + "src any sport range 80 80 dest any": ["proto=6-6 sport=80-80"],
    TCP + "src 10.0.0.0/8 sport any dest 192.168.1.0/24 dport range 137 139": ["src=10.0.0.0-10.255.255.255 dst=192.168.1.0-192.168.1.255 proto=6-6 dport=137-139"],
    ICMP + "src any dest any": ["proto=1-1"], ICMP + "type 8 src any dest any": ["proto=1-1 icmp=2048-2303"], ICMP + "type 0 src 10.0.0.0/8 dest any": ["src=10.0.0.0-10.255.255.255 proto=1-1 icmp=0-255"],
    ICMP + "type 255 src any dest any": ["proto=1-1 icmp=65280-65535"], "permit 50 src any dest any": ["proto=50-50"], "permit 6 src any dest any": ["proto=6-6"], "permit 255 src any dest any": ["proto=255-255"],
}
ALL_TCP, ALL_UDP, ALL_ICMP = ["proto=6-6"], ["proto=17-17"], ["proto=1-1"]
PART = "src any dest any"
# words -> (the most, what stays unread); for sure it matches nothing
BOUNDED = {
    # An operator, a name, a number out of bounds, none at all: of these ports nothing is known.
    **{TCP + f"src any sport {ports} dest any": (ALL_TCP, f"{ports} dest any") for ports in ("gt 1023", "lt 1024", "neq 80", "eq www", "eq 65536", "range 9 8", "range 80", "80", "eq 80,443", "eq -1")},
    TCP + "src any dest any dport gt 1023": (ALL_TCP, "gt 1023"), TCP + "src any dest any dport eq": (ALL_TCP, "eq"),
    TCP + "src 10.0.0.0/8 dest any dport lt 80": (["src=10.0.0.0-10.255.255.255 proto=6-6"], "lt 80"),
    # A word that is not expected: what stands before it is in doubt too.
    TCP + "src any sport eq 80 443 dest any": (ALL_TCP, "443 dest any"), TCP + "src any sport eq 80 dest any dport eq 80 443": (["proto=6-6 sport=80-80"], "443"),
    TCP + "src any dest any dport eq 80 established": (ALL_TCP, "established"), "permit ip src 10.0.0.0/8 dest 10.1.0.0/16 log": (["src=10.0.0.0-10.255.255.255"], "log"),
    "permit ip src 10.0.0.0/8 10.1.0.0/16 dest any": ([""], "10.1.0.0/16 dest any"), ICMP + "type 3 4 src any dest any": (ALL_ICMP, "4 src any dest any"),
    ICMP + "type 3 code 4 src any dest any": (ALL_ICMP, "code 4 src any dest any"), "permit tcp udp src any dest any": ([""], "udp src any dest any"),
    "permit icmp code 4 src any dest any": ([""], "code 4 src any dest any"), ICMP + "type 256 src any dest any": ([""], "256 src any dest any"), ICMP + "type echo src any dest any": ([""], "echo src any dest any"),
    "permit ip src any sport eq 80 dest any": ([""], "sport eq 80 dest any"), "permit 6 src 10.0.0.0/8 sport eq 80 dest any": (ALL_TCP, "sport eq 80 dest any"),
    "permit ip src any dest any dport eq 80": ([""], "dport eq 80"), "permit tcp type 8 src any dest any": ([""], "type 8 src any dest any"),
    # Addresses that no published text has.
    **{f"permit udp src {words} dest any": (ALL_UDP, f"{words} dest any") for words in ("10.0.0.1", "host 10.0.0.1", "10.0.0.0 0.0.0.255", "10.0.0.1/24", "10.0.0.0/33", "10.0.0.0/255.0.0.0", "10.0.0.0/",
                                                                                         "/8", "10.0.0.0-10.0.0.9", "10.0.0.0/8,10.1.0.0/16", "2001:db8::/32", "Any", "www.example.com")},
    "permit udp src 10.0.0.0/8 dest 50": (["src=10.0.0.0-10.255.255.255 proto=17-17"], "50"),
    # Protocols.
    "permit 0 src any dest any": ([""], "0"), "permit 256 src any dest any": ([""], "256"), "permit esp src any dest any": ([""], "esp"), "permit TCP src 10.0.0.0/8 dest any": (["src=10.0.0.0-10.255.255.255"], "TCP"),
    "permit icmpv6 src any dest any": ([""], "icmpv6"),
    # What is missing.
    "permit": ([""], "permit"), "permit ip": ([""], "permit ip"), "permit ip src": ([""], "permit ip src"), "permit ip src any": ([""], "permit ip src any"), "permit tcp src 10.0.0.0/8": (
        ["src=10.0.0.0-10.255.255.255 proto=6-6"], "permit tcp src 10.0.0.0/8"), "permit icmp type 8": (["proto=1-1 icmp=2048-2303"], "permit icmp type 8"), "permit icmp type": (ALL_ICMP, "permit icmp type"),
    "permit tcp src any sport eq 80": (["proto=6-6 sport=80-80"], "permit tcp src any sport eq 80"), "permit tcp dest any src any": ([""], "dest any src any"),
}
NET6 = "20010db8" + "0" * 24 + "-20010db8" + "f" * 24
IPV6 = {
    "permit ip src any dest any": [f"src={a} dst={b}" for a, b in routers.EDGES], "permit icmp type 2 src 2001:db8::/32 dest any": [f"src={NET6} dst={b} proto=58-58 icmp=512-767" for b in (reader.LOW6, reader.HIGH6)],
    "permit udp src fe80::/64 sport eq 547 dest fe80::/64 dport eq 546": [f"src=fe80{'0' * 28}-fe80{'0' * 12}{'f' * 16} dst=fe80{'0' * 28}-fe80{'0' * 12}{'f' * 16} proto=17-17 sport=547-547 dport=546-546"],
    "deny tcp src ::/0 dest 2001:db8::1/128": [f"src={a} dst=20010db8{'0' * 23}1-20010db8{'0' * 23}1 proto=6-6" for a in (reader.LOW6, reader.HIGH6)], "deny 1 src any dest any": [f"src={a} dst={b} proto=1-1" for a, b in routers.EDGES],
}


def boxes(*each):
    return reader.boxes(*each)


def check_matches(points):
    for words, expected in EXACT.items():
        got = one(words)
        points.point(got == [("ACCEPT", boxes(*expected) + " same", "-")], f"exact: {words}", [str(got), boxes(*expected)])
    for words, (may, unread) in BOUNDED.items():
        got = one(words)
        points.point(got == [("ACCEPT", boxes(*may) + " must", unread)], f"two bounds: {words}", [str(got), boxes(*may)])
    for words, expected in IPV6.items():
        got = one(words, "ipv6")
        wanted = boxes(*expected) + " same"
        points.point(len(got) == 1 and routers.unordered(got[0][1]) == routers.unordered(wanted) and got[0][2] == "-", f"IPv6: {words}", [str(got), wanted])
    for words in ("permit ip src 10.0.0.0/8 dest any", "permit ip src 2001:db8::1/32 dest any", "permit ip src ::/129 dest any", "permit icmpv6 src any dest any"):
        got = one(words, "ipv6")
        points.point(len(got) == 1 and got[0][1].endswith(" must") and got[0][2] != "-", f"IPv6, bounded: {words}", [str(got)])
    points.point(one("deny tcp src any dest any") == [("DROP", "may { proto=6-6 } same", "-")], "deny")
    for words in ("remark something", "10 permit ip src any dest any", "permits ip src any dest any", "reject ip src any dest any"):
        got = one(words)
        points.point(got == [(action, "may { } must", words) for action in ("ACCEPT", "DROP")], f"no action: {words}", [str(got)])
    got = one("")
    points.point(got == [(action, "may { } must", "a") for action in ("ACCEPT", "DROP")], "nothing behind the name", [str(got)])


def lines_of(found, chain):
    return [rule[0] for rule in found[chain][2]]


def check_lists(points):
    text = ("ip access-list a permit tcp src any dest any\nip access-list b deny udp src any dest any\nip access-list a deny ip src any dest any\nipv6 access-list a permit tcp src any dest any\n"
            "interface GigaEthernet0.0\n  ip filter b 100 in\n  ip filter a 20 in suppress-logging\n  ip filter a 1 out\ninterface GigaEthernet2:1.1\n  ipv6 filter a 1 in\ninterface BVI20\n  ip address 10.0.0.1/8\n")
    found = routers.chains(text)
    points.point(len(found) == 12, "each interface has four chains", list(found))
    points.point(found["ip BVI20 in"] == found["ipv6 BVI20 out"] == ("ACCEPT", 11, []), "without a filter everything passes", [str(found["ip BVI20 in"])])
    points.point(found[f"ip {IN}"][:2] == ("DROP", 6) and lines_of(found, f"ip {IN}") == [1, 3, 2], "by priority as a number, each list from its first entry", [str(found[f"ip {IN}"])])
    points.point(found[f"ip {OUT}"][:2] == ("DROP", 8) and lines_of(found, f"ip {OUT}") == [1, 3], "a direction has its own", [str(found[f"ip {OUT}"])])
    points.point(found[f"ipv6 {IN}"] == ("ACCEPT", 5, []) and lines_of(found, "ipv6 GigaEthernet2:1.1 in") == [4], "so has a family", [str(found["ipv6 GigaEthernet2:1.1 in"])])
    twice = routers.chains("ip access-list a permit ip src any dest any\nip access-list b deny ip src any dest any\n" + BIND + "  ip filter b 10 in\n")[f"ip {IN}"][2]
    points.point([rule[1:4] for rule in twice] == [("ACCEPT", "may { } must", "ip filter a 10 in"), ("DROP", "may { } must", "ip filter b 10 in")], "one priority twice: neither is sure", [str(twice)])
    gone = routers.chains(BIND)[f"ip {IN}"]
    points.point(gone[0] == "DROP" and [rule[1:] for rule in gone[2]] == [(action, "may { } must", "a", "ip filter a 10 in") for action in ("ACCEPT", "DROP")], "a list that is nowhere", [str(gone)])
    again = routers.chains(BIND.replace("  ip", "  no shutdown\ninterface BVI1\ninterface GigaEthernet0.0\n  ip"))[f"ip {IN}"]
    points.point(again[:2] == ("DROP", 5), "an interface that stands twice", [str(again)])


OPTIMIZED = "ip access-list a option optimize\nip access-list a deny tcp src any dest any dport eq 25\nip access-list a permit tcp src any dest any\n" + BIND


def check_options(points):
    found = routers.chains(OPTIMIZED)[f"ip {IN}"][2]
    points.point([rule[:4] for rule in found] == [(3, "ACCEPT", "may { proto=6-6 } must", "option optimize"), (2, "DROP", "may { proto=6-6 dport=25-25 } same", "-"), (3, "ACCEPT", "may { proto=6-6 } same", "-")],
                 "optimize: of entries that disagree either may count", [str(found)])
    alike = routers.chains(OPTIMIZED.replace("deny", "permit"))[f"ip {IN}"][2]
    points.point([rule[0] for rule in alike] == [2, 3] and all(rule[3] == "-" for rule in alike), "optimize: where all agree their order does not matter", [str(alike)])
    unknown = routers.chains(OPTIMIZED.replace("deny", "drop"))[f"ip {IN}"][2]
    points.point(all(rule[2].endswith("must") and rule[3] == "option optimize" for rule in unknown) and len(unknown) == 3, "optimize: with an entry that nobody knows nothing is sure", [str(unknown)])
    other = routers.chains(OPTIMIZED.replace("optimize", "reverse"))[f"ip {IN}"][2]
    points.point([rule[1] for rule in other] == ["ACCEPT", "DROP", "DROP", "ACCEPT"] and {rule[3] for rule in other} == {"option reverse"}, "another option: nothing is sure", [str(other)])
    alone = routers.chains("ip access-list a option optimize\n" + BIND)[f"ip {IN}"][2]
    points.point([rule[1:4] for rule in alone] == [(action, "may { } must", "a") for action in ("ACCEPT", "DROP")], "an option alone makes no list", [str(alone)])


DYNAMIC = ("ip access-list t deny tcp src any dest 10.9.0.0/16\nip access-list t permit tcp src 10.0.0.0/8 sport eq 1000 dest any dport eq 80\nip access-list d permit ip src any dest any\n"
           "ip access-list dynamic d access t\nip access-list a deny ip src any dest any\n" + BIND + "  ip filter d 50 out\n")


def check_dynamic(points):
    found = routers.chains(DYNAMIC)
    into, out = found[f"ip {IN}"][2], found[f"ip {OUT}"][2]
    points.point([rule[:3] for rule in out] == [(4, "ACCEPT", "may { state=2-2 } must"), (4, "DROP", "may { dst=10.9.0.0-10.9.255.255 proto=6-6 } must"),
                                                (4, "ACCEPT", "may { src=10.0.0.0-10.255.255.255 proto=6-6 sport=1000-1000 dport=80-80 } must"),
                                                (4, "DROP", "may { src=10.0.0.0-10.255.255.255 proto=6-6 sport=1000-1000 dport=80-80 } must")], "all that its trigger matches may pass or not", [str(out)])
    points.point([rule[:3] for rule in into] == [(4, "ACCEPT", "may { state=2-2 } must"), (4, "ACCEPT", "may { dst=10.0.0.0-10.255.255.255 proto=6-6 sport=80-80 dport=1000-1000 state=1-1 } must"),
                                                 (5, "DROP", "may { } same")], "against it, answers may pass", [str(into)])
    points.point({rule[3] for rule in out} == {"dynamic d"} and {rule[4] for rule in out} == {"ip access-list dynamic d access t"} and found[f"ip {OUT}"][0] == "DROP", "it says so", [str(out)])
    for what, (old, new) in {"a form that nobody knows": ("access t", "ftp src any dest any"), "more words": ("access t", "access t in u"), "a trigger that is nowhere": ("access t", "access u"),
                             "a trigger that is dynamic": ("access t", "access d"), "an option of the trigger": ("ip access-list t deny", "ip access-list t option x\nip access-list t deny")}.items():
        found = routers.chains(DYNAMIC.replace(old, new))
        points.point(all([rule[1:4] for rule in found[f"ip {chain}"][2][:2]] == [(action, "may { } must", "dynamic d") for action in ("ACCEPT", "DROP")] for chain in (IN, OUT)), f"a dynamic list, {what}", [str(found)])
    plain = reader.dump(DYNAMIC)
    settings = reader.dump(DYNAMIC + "ip access-list dynamic timer tcp-idle-timeout 900\nip access-list dynamic cache 2048\n")
    points.point(settings == plain, "timers and the size of the cache are no lists", [settings, plain])
    named = routers.chains(DYNAMIC.replace("dynamic d access", "dynamic timer access").replace("filter d", "filter timer"))[f"ip {OUT}"][2]
    points.point({rule[3] for rule in named} == {"dynamic timer"}, "unless they are", [str(named)])


# A line of an interface, or beside them: (line, chains of two interfaces that it puts in doubt)
EVERY = [f"{family} GigaEthernet{number} {way}" for number in ("0.0", "1.0") for family in ("ip", "ipv6") for way in ("in", "out")]
IP, IP6 = ["ip " + IN, "ip " + OUT], ["ipv6 " + IN, "ipv6 " + OUT]
NOTES = {
    "  ip filter a in": IP, "  ip filter a 10": IP, "  ip filter a x in": IP, "  ip filter a 10 both": IP, "  ip filter": IP, "  ipv6 filter a -1 in": IP6, "  ip filter a 2147483648 in": IP, "  ip filter a 10 in log": ["ip " + IN],
    "  ipv6 filter a 10 out suppress-logging log": ["ipv6 " + OUT], "  ip dynamic-filter group 1": IP, "  mac filter m 10 in": IP + IP6, "  bridge-group 1": IP + IP6, "  ip access-group a in": IP, "  ip unknown-filter": IP,
    "  description no filter here": [], "  ip policy route-map x": [], "  service-policy input y": [], "  ikev2 peer any key char filter-key": [], "  no ip address": [], "  ip unreachables": [],
    "ip dynamic-filter x": [chain for chain in EVERY if chain.startswith("ip ")], "ipv6 odd filter": [chain for chain in EVERY if chain.startswith("ipv6 ")], "bridge 1 filter x": EVERY, "mac filter x": EVERY, "ip ufs-cache enable": [], "bridge irb enable": [],
    "mac access-list m permit any any": [], "no bridge 1 bridge ip": [], "ip access-list b permit ip src any dest any": [],
}


def check_notes(points):
    for line, concerned in NOTES.items():
        text = "interface GigaEthernet1.0\n  ip address 10.0.0.1/8\ninterface GigaEthernet0.0\n" + line + "\n"
        found = routers.chains(text)
        mine = {name: [rule for rule in rules if rule[3] == rule[4] == line.strip()][:2] for name, (_, _, rules) in found.items()}
        got = [name for name, rules in mine.items() if [rule[1] for rule in rules] == ["ACCEPT", "DROP"] and all(rule[2].endswith(" must") for rule in rules)]
        points.point(sorted(got) == sorted(concerned), f"beside the lists: {line.strip()}", [str(found)])
    masked = routers.chains(BIND + "  brandnew filter Secret-1\n")[f"ip {OUT}"][2]
    points.point([rule[3:] for rule in masked] == [("... filter ...", "... filter ...")] * 2, "a line that may hold a secret is not shown", [str(masked)])


def check_nat(points):
    for line, there in {"  ip napt enable": True, "  ip napt static GigaEthernet0.0 udp 500": True, "  ip nat enable": True, "ip nat static x": True, "  ipv6 nat x": False, "  no ip napt enable": False, "ip route default Tunnel0.0": False}.items():
        said = reader.dump(FACE + line + "\n")
        points.point(("chain ip nat nat " in said) == there and said.startswith("chain ip GigaEthernet0.0 in"), f"addresses are changed: {line.strip()}" if there else f"they are not: {line.strip()}", [said])


CUT = "ip access-list a permit ip src any dest any\n" + BIND
WORDS, MOVED = "a line that begins with no command known here", "blanks at the beginning of a line"
# name -> (file, line, column, a part of the text)
REFUSED = {
    "a filter of no interface": ("ip filter a 10 in\n" + CUT, 1, 4, "'interface' and its name"), "a filter of something else": (CUT + "ppp profile x\n  ip filter a 10 in\n", 5, 3, MOVED),
    "a list moved to the right": (CUT + "  ip access-list a deny ip src any dest any\n", 4, 3, MOVED), "a list in a list": ("ip access-list a permit ip src any dest 10.200.10\n      0.0/24\n" + CUT, 2, 7, MOVED),
    "all moved to the right": ("\tip access-list a permit ip src any dest any\n\tinterface GigaEthernet0.0\n", 1, 2, MOVED), "an interface moved to the right": (CUT + " interface GigaEthernet1.0\n", 4, 2, MOVED),
    "a broken line": (CUT + "0.0/24\n", 4, 1, WORDS), "half a word": (CUT + "port eq 80\n", 4, 1, WORDS), "ports of a line above": (CUT + "dport eq 80\n", 4, 1, WORDS), "a page": (CUT + "--More--\n", 4, 1, WORDS), "a warning": (CUT + "% Warning: x\n", 4, 1, WORDS),
    "no list": (CUT + "no ip access-list a\n", 4, 1, "taken back"), "no entry": (CUT + "no ipv6 access-list a permit ip src any dest any\n", 4, 1, "taken back"), "no filter": (CUT + "  no ip filter a 10 in\n", 4, 3, "taken back"),
    "a list without a name": ("ip access-list\n" + CUT, 1, 1, "a list without its name"), "a dynamic list without a name": ("ip access-list dynamic\n" + CUT, 1, 1, "a list without its name"),
    "no interface": ("ip access-list a permit ip src any dest any\n", 1, 1, "no interface"), "an interface without a name": (CUT + "interface\n", 4, 1, "such as GigaEthernet0.0"), "an odd interface": (CUT + "interface Giga(0)\n", 4, 11, "such as GigaEthernet0.0"),
    "a long name of one": (CUT + "interface " + "G" * 64 + "\n", 4, 11, "such as GigaEthernet0.0"), "a command at a prompt": (CUT + "Router(config)# ip access-list b permit ip src any dest any\n", 4, 17, "behind a prompt"),
    "two configurations": ("Router# show running-config\n" + CUT + "Router# show startup-config\n" + CUT, 5, 1, "a second"), "NUL": (CUT.encode() + b"hostname \0\n", 4, 1, "no text"),
    "no UTF-8 in a list": (b"ip access-list \x95\x5c permit ip src any dest any\n" + CUT.encode(), 1, 16, "no text"), "a long line": (CUT + "hostname " + "x" * 16400 + "\n", 4, 1, "16384"),
    "1,024 interfaces": ("".join(f"interface GigaEthernet0.{i}\n" for i in range(1024)), 1024, 1, "1023"),
}


def check_lines(points):
    plain, body = reader.dump(CUT), CUT.encode()
    for what, text in {"CRLF": body.replace(b"\n", b"\r\n"), "no newline at the end": body[:-1], "a mark of UTF-8": b"\xef\xbb\xbf" + body, "Shift_JIS where nobody filters": body + b"  description \x95\x5c\nhostname \x82\xa0\n! \x95\x5c\n",
                       "comments": body + b"!\n! ip access-list b\n   ! x\n!       \n", "prompts at the end": body + b"Router# exit\nRouter(config)# show version\nRouter(config-GigaEthernet0.0)#\n"}.items():
        points.point(reader.dump(text) == plain, f"lines: {what}", [reader.dump(text), plain])
    for typed in ("show running-config", "sh run", "show startup-config", "sho st"):
        shifted = reader.dump(f"login: admin\nPassword:\nRouter# enable-config\nRouter(config)# {typed}\nUsing 2539 out of 1048576 bytes\n{CUT}Router(config)# exit\n")
        points.point(re.sub(r"(chain.* |rule )(\d+)", lambda m: m[1] + str(int(m[2]) - 5), shifted).replace("rule -", "rule ") == plain, f"a capture: only what {typed} prints", [shifted, plain])
    known = {"its maker": "! NEC Portable Internetwork Core Operating System Software\n", "an interface": FACE, "a list": "ip access-list a permit ip src any dest any\n", "a dynamic list": "ipv6 access-list dynamic d access a\n",
             "a filter": "interface BVI1\n  ip filter 1 10 in\n", "address translation": "interface BVI1\n  ip napt enable\n"}
    for what, text in known.items():
        points.point(reader.dump(text) != "unknown\n", f"known by {what}")
    points.point("chain ip BVI1 in" in reader.dump(known["a filter"]), "a list with a number for its name is none of Yamaha's", [reader.dump(known["a filter"])])
    for what, text in {"Cisco": "interface GigabitEthernet0/0\n ip access-group a in\nip access-list extended a\n permit ip any any\n", "FITELnet": "access-list 100 permit ip any any\n", "nothing": "", "words": "hello\n"}.items():
        points.point(reader.dump(text) == "unknown\n", f"not known: {what}")


def check_refused(points):
    routers.check_refused(points, REFUSED)


def check_secrets(points):
    routers.check_secrets(points, "ix.txt", ("Secret-0-word ", "no ", "Router# ", "  ", "-- "))


def check_speed(points):
    before = reader.spent()
    text = "".join(f"ip access-list a permit tcp src 10.{i // 256}.{i % 256}.0/24 sport any dest any dport eq {i}\n" for i in range(2000)) + "".join(
        f"interface GigaEthernet0.{i}\n  ip filter a 1 in\n" for i in range(200))
    points.point(len(routers.chains(text)["ip GigaEthernet0.199 in"][2]) == 2000 and reader.spent() - before < reader.ENOUGH, "2,000 entries at 200 interfaces in time")
    lists = "".join(f"ip access-list t deny 50 src 10.{i // 65536 % 256}.{i // 256 % 256}.{i % 256}/32 dest any\n" for i in range(60000)) + "ip access-list a permit ip src any dest any\nip access-list dynamic d access t\n"
    said = reader.dump(lists + BIND + "".join(f"  ip filter d {i} out\n" for i in range(60000)))
    points.point("error" in said and reader.spent() - before < reader.ENOUGH * 2, "names of long lists again and again have a ceiling", [said[:200]])


def main():
    points = gate.Points()
    points.point(bool(reader.TOOLS), "the tool is built")
    for check in (check_matches, check_lists, check_options, check_dynamic, check_notes, check_nat, check_lines, check_refused, check_secrets, check_speed):
        check(points)
    return points.end()


if __name__ == "__main__":
    sys.exit(main())
