#!/usr/bin/python3
"""Yamaha routers: each form of a filter with its exact boxes or its two bounds, lists, lines that are passed over, and what is refused, with line and column.

A filter is written as `show config` prints it; what the reader made of it is printed by config_dump (dump.c), only dimensions that are not whole.
"""
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import test_iptables as reader  # noqa: E402

import gate  # noqa: E402

HEAD = "ip lan2 secure filter in 1\n"
DOUBT = [("ACCEPT", "may { } must"), ("DROP", "may { } must")]


def chains(text):
    """{"ip lan2 in": (policy, line, [(line, action, boxes, unread, text)])}"""
    found, rules = {}, []
    for line in reader.dump(text).splitlines():
        chain = re.fullmatch(r"chain (\S+) (\S+ \S+) (\S+ \S+) (\S+) (\d+)", line)
        rule = re.fullmatch(r"rule (\d+) (\S+) \S+ (may.*?) \| (.*?) \| (.*)", line)
        if chain:
            rules = []
            found[f"{chain[1]} {chain[2]}"] = (chain[4], int(chain[5]), rules)
        elif rule:
            rules.append((int(rule[1]), *rule.groups()[1:]))
    return found


def one(words, family="ip"):
    """What a filter of these words came to: (action, boxes, unread)."""
    text = f"{family} lan2 secure filter in 1\n{family} filter 1 {words}\n"
    rules = chains(text).get(f"{family} lan2 in", (0, 0, []))[2]
    return [rule[1:4] for rule in rules] or reader.dump(text)


def tcp(*flags):
    return [f"proto=6-6 flags={each}" for each in flags]


ACK = ["16-31", "48-63"]
PORTS = ["proto=6-6 dport=80-80", "proto=17-17 dport=80-80"]
OTHERS = ["proto=0-5", "proto=7-16", "proto=18-255"]


def icmp(*types, protocol=1):
    return [f"proto={protocol}-{protocol} icmp={low << 8}-{high << 8 | 255}" for low, high in types]


ERROR, INFO = icmp((3, 5), (11, 12), (31, 32)), icmp((0, 0), (8, 10), (13, 18), (30, 30), (33, 36))


# words behind the number -> boxes; all of them are understood wholly
EXACT = {
    "pass * *": [""], "pass *": [""], "pass * * *": [""], "pass * * * * *": [""], "pass-log * *": [""], "pass-nolog * *": [""], "restrict * *": [""],
    "pass 192.0.2.7 *": ["src=192.0.2.7-192.0.2.7"], "pass 192.0.2.7": ["src=192.0.2.7-192.0.2.7"], "pass * 192.0.2.0/24": ["dst=192.0.2.0-192.0.2.255"],
    "pass 192.0.2.7/32 *": ["src=192.0.2.7-192.0.2.7"], "pass 0.0.0.0/0 *": [""], "pass 10.0.0.5-10.0.0.9 *": ["src=10.0.0.5-10.0.0.9"],
    "pass 10.0.0.1,10.0.0.3-10.0.0.4,10.1.0.0/16 *": ["src=10.0.0.1-10.0.0.1", "src=10.0.0.3-10.0.0.4", "src=10.1.0.0-10.1.255.255"],
    "pass 10.0.0.1,* *": [""], "pass * * tcp": ["proto=6-6"], "pass * * udp": ["proto=17-17"], "pass * * udp,tcp": ["proto=6-6", "proto=17-17"],
    "pass * * icmp": ["proto=1-1"], "pass * * esp": ["proto=50-50"], "pass * * ah,gre": ["proto=47-47", "proto=51-51"], "pass * * 89": ["proto=89-89"],
    "pass * * ipv6": ["proto=41-41"], "pass * * 6,17": ["proto=6-6", "proto=17-17"], "pass * * tcp,*": [""],
    "pass * * tcp 1024-65535 443": ["proto=6-6 sport=1024-65535 dport=443-443"], "pass * * tcp * www,https": ["proto=6-6 dport=80-80", "proto=6-6 dport=443-443"],
    "pass * * udp * netbios_ns-netbios_ssn": ["proto=17-17 dport=137-139"], "pass * * tcp * 21,22,23": ["proto=6-6 dport=21-23"],
    "pass * * udp,tcp 135 *": ["proto=6-6 sport=135-135", "proto=17-17 sport=135-135"], "pass * * tcp domain": ["proto=6-6 sport=53-53"],
    # Ports are compared for tcp and udp only: the manual.
    "pass * * * * 80": PORTS + OTHERS, "pass * * tcp,udp,icmp * 80": PORTS + ["proto=1-1"], "pass * * tcp,esp * 80": ["proto=6-6 dport=80-80", "proto=50-50"],
    # Types and codes where icmp stands alone.
    "pass * * icmp 8": ["proto=1-1 icmp=2048-2303"], "pass * * icmp 3 4": ["proto=1-1 icmp=772-772"], "pass * * icmp 0,8 *": ["proto=1-1 icmp=0-255", "proto=1-1 icmp=2048-2303"],
    "pass * * icmp 3-4 0-1": ["proto=1-1 icmp=768-769", "proto=1-1 icmp=1024-1025"], "pass * * icmp * 0-255": ["proto=1-1"],
    "pass * * tcpflag=0x0002/0x0017": tcp("2-2", "10-10", "34-34", "42-42"), "pass * * tcpflag=0x0010/0x0010": tcp(*ACK),
    "pass * * tcpflag=0x0002/0x0017 * www": [f"proto=6-6 dport=80-80 flags={f}-{f}" for f in (2, 10, 34, 42)], "pass * * * * * # to all": [""],
    # A name stands for a span (command reference 8.1.10: ftp is 20 and 21).
    "pass * * tcp * ftp": ["proto=6-6 dport=20-21"], "pass * * tcp * ftpdata": ["proto=6-6 dport=20-20"], "pass * * udp * syslog,printer,talk": ["proto=17-17 dport=514-515", "proto=17-17 dport=517-517"],
    "pass * * tcp * route,uucp": ["proto=6-6 dport=520-520", "proto=6-6 dport=540-540"], "pass * * tcp * -80": ["proto=6-6 dport=0-80"], "pass * * tcp * 1024-": ["proto=6-6 dport=1024-65535"],
    "pass * * tcp * -domain,submission-": ["proto=6-6 dport=0-53", "proto=6-6 dport=587-65535"], "pass * * icmp -3": ["proto=1-1 icmp=0-1023"], "pass * * icmp 11- 1-": [f"proto=1-1 icmp={t * 256 + 1}-{t * 256 + 255}" for t in range(11, 256)],
    # Flags of TCP, each of them whatever the others are.
    "pass * * tcpsyn": tcp(*(f"{i}-{i + 1}" for i in range(2, 64, 4))), "pass * * tcpfin": tcp(*(f"{i}-{i}" for i in range(1, 64, 2))),
    "pass * * tcprst": tcp(*(f"{i}-{i + 3}" for i in range(4, 64, 8))), "pass * * established": tcp(*ACK), "pass * * established * 80": [f"proto=6-6 dport=80-80 flags={each}" for each in ACK],
    "pass * * tcpflag!=0x0010/0x0010": tcp("0-15", "32-47"), "pass * * tcpflag!=0x0000/0x0000": [], "pass * * tcpfin,tcprst": tcp("1-1", "3-7", "9-9", "11-15", "17-17", "19-23", "25-25", "27-31", "33-33", "35-39", "41-41", "43-47", "49-49", "51-55", "57-57", "59-63"),
    # Types of ICMP by their word: ports are ignored.
    "pass * * icmp-error": ERROR, "pass * * icmp-error 80 foo": ERROR, "pass * * icmp-info": INFO, "pass * * icmp-info,icmp-error * 9": icmp((0, 0), (3, 5), (8, 18), (30, 36)),
    "pass * * icmp-error,udp * 53": ["proto=17-17 dport=53-53"] + ERROR, "pass * * icmp6": ["proto=58-58"], "pass * * tcpsyn,icmp * 80": ["proto=1-1"] + [f"proto=6-6 dport=80-80 flags={i}-{i + 1}" for i in range(2, 64, 4)],
    # Addresses: stars, open ranges, masks in three ways.
    "pass 192.168.0.* *": ["src=192.168.0.0-192.168.0.255"], "pass 10.*.*.* 10.1.*.*": ["src=10.0.0.0-10.255.255.255 dst=10.1.0.0-10.1.255.255"], "pass *.*.*.*": [""],
    "pass -10.0.0.5 *": ["src=0.0.0.0-10.0.0.5"], "pass 10.0.0.5- *": ["src=10.0.0.5-255.255.255.255"], "pass 0.0.0.0- -255.255.255.255": [""],
    "pass 10.0.0.0/255.0.0.0 *": ["src=10.0.0.0-10.255.255.255"], "pass 10.1.0.0/0xffff0000 *": ["src=10.1.0.0-10.1.255.255"], "pass 10.1.2.3/0xFFFFFFFF *": ["src=10.1.2.3-10.1.2.3"],
    "pass 0.0.0.0/0.0.0.0 *": [""], "pass 0.0.0.0/0x0 *": [""], "pass 10.0.0.0 *": ["src=10.0.0.0-10.0.0.0"], "pass 10.0.0.8/255.255.255.248,192.168.1.* *": ["src=10.0.0.8-10.0.0.15", "src=192.168.1.0-192.168.1.255"],
}
ALL_TCP, ICMPS = ["proto=6-6"], ["proto=1-1", "proto=58-58"]
# words -> (the most, the least, what stays unread)
BOUNDED = {
    "pass * * tcpflag=0x0042/0x0052": (tcp(*(f"{a}-{a + 1}" for a in (2, 6, 10, 14, 34, 38, 42, 46))), [], "tcpflag=0x0042/0x0052"),
    "pass * * tcpflag!=0x0050/0x0050": (tcp(*ACK) + tcp("0-15", "32-47"), tcp("0-15", "32-47"), "tcpflag!=0x0050/0x0050"), "pass * * tcpflag=0x0002": ([""], [], "tcpflag=0x0002"),
    "pass * * tcpflag!=0x0004/0x0002": ([""], [], "tcpflag!=0x0004/0x0002"),
    "pass * * tcpflag=0x0004/0x0002": ([""], [], "tcpflag=0x0004/0x0002"), "pass * * tcpflag=2/23": ([""], [], "tcpflag=2/23"),
    "pass * * icmp-nd": (ICMPS, [], "icmp-nd"), "pass * * icmp6 128": (["proto=58-58"], [], "128"), "pass * * 1 8": (["proto=1-1"], [], "8"), "pass * * icmp4": ([""], [], "icmp4"),
    "pass * * brandnew": ([""], [], "brandnew"), "pass * * tcp,brandnew": (["proto=6-6", ""], ["proto=6-6"], "tcp,brandnew"),
    "pass * * 256": ([""], [], "256"), "pass * * tcp,": (["proto=6-6", ""], ["proto=6-6"], "tcp,"),
    "pass www.example.com *": ([""], [], "www.example.com"), "pass map-e *": ([""], [], "map-e"), "pass 192.168.0.1/24 *": ([""], [], "192.168.0.1/24"),
    "pass 192.168.*.1 *": (["src=192.168.0.1-192.168.255.1"], [], "192.168.*.1"), "pass 192.168.1* *": ([""], [], "192.168.1*"), "pass 192.168.* *": ([""], [], "192.168.*"),
    "pass 10.0.0.*/24 *": ([""], [], "10.0.0.*/24"), "pass 10.0.0.*-10.0.1.* *": ([""], [], "10.0.0.*-10.0.1.*"), "pass - *": ([""], [], "-"), "pass 10.0.0.0/255.0.255.0 *": ([""], [], "10.0.0.0/255.0.255.0"),
    "pass 10.0.0.0/0xff *": ([""], [], "10.0.0.0/0xff"), "pass 10.0.0.0/0x *": ([""], [], "10.0.0.0/0x"), "pass 10.0.0.1/255.0.0.0 *": ([""], [], "10.0.0.1/255.0.0.0"),
    "pass 10.0.0.0/0x1ff000000 *": ([""], [], "10.0.0.0/0x1ff000000"), "pass @m365 *": ([""], [], "@m365"), "pass *.example.com *": ([""], [], "*.example.com"),
    "pass 10.0.0.9-10.0.0.5 *": ([""], [], "10.0.0.9-10.0.0.5"), "pass 10.0.0.0/33 *": ([""], [], "10.0.0.0/33"),
    "pass 10.0.0.1,www.example.com *": ([""], ["src=10.0.0.1-10.0.0.1"], "10.0.0.1,www.example.com"), "pass 2001:db8::1 *": ([""], [], "2001:db8::1"),
    "pass * * tcp * ftp-80": (ALL_TCP, [], "ftp-80"), "pass * * tcp * 10-ftp": (ALL_TCP, [], "10-ftp"), "pass * * tcp * ftp-": (ALL_TCP, [], "ftp-"), "pass * * tcp * -": (ALL_TCP, [], "-"),
    "pass * * tcp * ms-rpc": (ALL_TCP, [], "ms-rpc"), "pass * * tcp * *-80": (ALL_TCP, [], "*-80"), "pass * * tcp * brandnew": (ALL_TCP, [], "brandnew"), "pass * * tcp * 80,brandnew": (ALL_TCP, ["proto=6-6 dport=80-80"], "80,brandnew"),
    "pass * * tcp * 65536": (ALL_TCP, [], "65536"), "pass * * tcp * 9-8": (ALL_TCP, [], "9-8"), "pass * * icmp 256": (["proto=1-1"], [], "256"),
    "pass * * icmp 3,sunday": (["proto=1-1"], ["proto=1-1 icmp=768-1023"], "3,sunday"), "pass * * esp * 80": (["proto=50-50"], [], "* 80"),
    "pass * * ah,esp 80": (["proto=50-51"], [], "80"), "pass * * tcp * 80 more words": (["proto=6-6 dport=80-80"], [], "more words"),
    "pass": ([""], [], "1 pass"),
}
EDGES = [(reader.LOW6, reader.LOW6), (reader.LOW6, reader.HIGH6), (reader.HIGH6, reader.LOW6), (reader.HIGH6, reader.HIGH6)]
NET6 = "20010db8" + "0" * 24 + "-20010db8" + "f" * 24


def with_edges(*each):
    """Of any address of IPv6: both ends of the room of addresses without that of IPv4."""
    return [f"src={a} dst={b} {one_of}" for one_of in each for a, b in EDGES]


IPV6 = {
    "pass * * tcp * 443": [f"src={a} dst={b} proto=6-6 dport=443-443" for a, b in EDGES],
    "pass 2001:db8::/32 * icmp6 2": [f"src={NET6} dst={b} proto=58-58 icmp=512-767" for b in (reader.LOW6, reader.HIGH6)],
    "reject * 2001:db8::1-2001:db8::2": [f"src={a} dst=20010db8{'0' * 23}1-20010db8{'0' * 23}2" for a in (reader.LOW6, reader.HIGH6)],
    "pass ::/0": [f"src={a} dst={b}" for a, b in EDGES],
    # Words of ICMP in IPv6 (command reference 30.7.1).
    "pass * * icmp": with_edges("proto=58-58"), "pass * * icmp6": with_edges("proto=58-58"), "pass * * icmp4": with_edges("proto=1-1"), "pass * * icmp 128 0": with_edges("proto=58-58 icmp=32768-32768"),
    "pass * * icmp-nd": with_edges("proto=58-58 icmp=34048-35071"), "pass * * icmp-nd,tcp * 80": with_edges("proto=6-6 dport=80-80") + with_edges("proto=58-58 icmp=34048-35071"),
    "pass * * icmp6 1 0-1": with_edges("proto=58-58 icmp=256-257"), "pass * * established": with_edges(*tcp(*ACK)),
}
CUT = HEAD + "ip filter 1 pass * *\n"
WORDS = "a line that begins with no command known here"
# name -> (file, line, column, a part of the text)
REFUSED = {
    "a filter twice": (CUT + "ip filter 1 reject * *\n", 3, 1, "each number of a filter once"), "a list twice": (CUT + "ip lan2 secure filter in 1\n", 3, 16, "one list for each direction"),
    "pp before its select": ("ip lan1 address 192.168.0.1/24\n ip pp secure filter in 1\n", 2, 5, "'pp select'"), "tunnel before its select": (CUT + "ip tunnel mtu 1280\n", 3, 4, "'tunnel select'"),
    "pp of none": ("pp select 1\npp select none\nip pp secure filter in 1\n", 3, 4, "'pp select'"), "select of nothing": (CUT + "pp select\n", 3, 1, "'anonymous'"),
    "no ip filter": (CUT + "no ip filter 1\n", 3, 1, "taken back"), "a banner": ("RTX1210 BootROM Ver.1.00\n" + CUT, 1, 1, WORDS), "a broken line": (CUT + "200001 200002\n", 3, 1, WORDS),
    "a page": (CUT + "---つづく---\n", 3, 1, WORDS), "a command at a prompt": (CUT + "RTX1210# ip lan1 address 192.168.0.1/24\n", 3, 10, "behind a prompt"),
    "a filter at a prompt": (CUT + "RTX1210# ip filter 2 pass * *\n", 3, 10, "behind a prompt or"), "a filter behind #": (CUT + "# ip lan1 secure filter in 2\n", 3, 3, "behind a prompt or"),
    "a list taken back at a prompt": (CUT + "# no ip lan2 secure filter in\n", 3, 3, "behind a prompt or"), "two configurations": ("# show config\n" + CUT + "# show config\n" + CUT, 4, 1, "a second"),
    # Only all of what runs is a configuration (command reference 2.5, 57.2 to 57.7).
    **{f"show config {words}": ("Password: \n# show config " + words + "\n" + CUT, 2, 15, "a part of the configuration") for words in
       ("| grep ip", "0.1", "0", "pp 1", "pp", "tunnel 1-5 expand", "difference 0", "ap", "switch lan1:4", "> usb1:config.txt", "| less | grep ip", "| grep ip | less")},
    "less config of an interface": ("# less config pp 1\n" + CUT, 1, 15, "a part of the configuration"), "cut short": ("RTX# sh conf pp 1\n" + CUT, 1, 14, "a part of the configuration"),
    "no blank before the bar": ("RTX# show config|grep ip\n" + CUT, 1, 11, "a part of the configuration"), "none on either side of it": ("# show config|grep ip|less\n" + CUT, 1, 8, "a part of the configuration"),
    "a part behind it": ("# show config\n" + CUT + "# show config tunnel 1\n", 4, 15, "a part of the configuration"),
    # Which interface is meant nobody can tell.
    "below a select behind #": ("pp select 1\n#pp select 2\n ip pp secure filter in 1\n" + CUT, 3, 2, "behind a '#'"), "not moved to the right": ("pp select 1\n# tunnel select 2\nip pp secure filter in 1\n" + CUT, 3, 1, "behind a '#'"),
    "a carriage return": (CUT.encode() + b"description lan1 a\rip filter 2 pass * *\n", 3, 1, "no text"), "a carriage return in a filter": (CUT.encode() + b"ip filter 2 pass *\r *\n", 3, 1, "no text"),
    "an escape": (CUT.encode() + b"# \x1b[2J\n", 3, 1, "no text"), "a backspace": (CUT.encode() + b"pp select 11\x08\n", 3, 1, "no text"), "DEL": (CUT.encode() + b"dns server 10.0.0.1\x7f\n", 3, 1, "no text"),
    "no interface": ("ip filter 1 pass * *\n", 1, 1, "no interface"), "nothing behind show config": (CUT + "> show config\n", 1, 1, "no interface"),
    "NUL": (CUT.encode() + b"description lan1 \0\n", 3, 1, "no text"), "no UTF-8 in a filter": (CUT.encode() + b"ip filter 2 pass \x95\x5c *\n", 3, 18, "no text"),
    "a long line": (CUT + "description lan1 " + "x" * 16400 + "\n", 3, 1, "16384"), "an odd interface": ("ip lan1 address 10.0.0.1/8\nip LAN2 secure filter in 1\n", 2, 4, "an interface such as"),
    "16,385 alternatives": (HEAD + "ip filter 1 pass " + ",".join(f"10.0.{i}.1" for i in range(129)) + " " + ",".join(f"10.0.{i}.1" for i in range(129)) + "\n", 2, 1, "16384"),
    "1,024 interfaces": ("".join(f"ip vlan{i} mtu 1500\n" for i in range(1024)), 1024, 1, "1023"),
}
# A line that may let through, or only discard, whatever comes: (line, chains that it concerns)
EVERY = ["ip lan1 in", "ip lan1 out", "ip lan2 in", "ip lan2 out", "ipv6 lan1 in", "ipv6 lan1 out", "ipv6 lan2 in", "ipv6 lan2 out"]
LAN1 = [name for name in EVERY if "lan1" in name]
NOTES = {
    "ip lan1 secure filter name desk": (True, EVERY[:2]), "ip lan1 secure filter in": (True, EVERY[:1]), "ip lan1 secure": (True, EVERY[:2]), "ip filter x pass * *": (True, EVERY[:4]),
    "ip filter dynamic x * * ftp": (True, EVERY[:4]), "ip brandnew filter 1": (True, EVERY[:4]), "ipv6 brandnew filter 1": (True, EVERY[4:]), "ip lan1 brandnew filter 1": (True, EVERY[:2]),
    "ip filter directed-broadcast on": (False, []), "ip filter source-route on": (False, []), "ip filter source-route off": (False, []), "ip inbound filter 1 reject * *": (False, EVERY[:4]),
    "ip policy filter 1 reject lan1 * * * tcp": (False, EVERY[:4]), "ip lan1 inbound filter list 1": (False, EVERY[:2]), "ethernet lan1 filter in 1": (False, ["ip lan1 in", "ipv6 lan1 in"]),
    "url lan1 filter out 1": (False, ["ip lan1 out", "ipv6 lan1 out"]), "ip lan1 intrusion detection in on reject=on": (False, EVERY[:1]), "ip lan1 intrusion detection in on": (False, EVERY[:1]),
    "ip lan1 intrusion detection out tcp on": (False, EVERY[1:2]), "ip lan1 intrusion detection in off": (False, []), "ip lan1 intrusion detection notice-interval 5": (False, []),
    "ip routing off": (False, EVERY[:4]), "ipv6 routing off": (False, EVERY[4:]), "ip routing process fast": (False, []),
    # What goes past the filters as frames.
    "lan pass-through member 1 lan1 lan2": (True, EVERY), "lan pass-through member 1 lan1": (True, LAN1), "lan pass-through member 1 all": (True, EVERY), "lan pass-through ethertype 1 ipv6": (True, []),
    "pppoe pass-through member lan1 lan3": (True, LAN1), "pppoe pass-through member lan1-lan2": (True, EVERY), "bridge member bridge1 lan1 tunnel1": (True, LAN1), "bridge learning bridge1 on": (True, []),
    "bridge member bridge1 tunnel1-tunnel5": (True, []), "lan type lan1 port-based-option=divide-network": (True, []),
    "vlan interconnect group lan1 none": (False, [name for name in LAN1 if name.endswith("out")]), "vlan interconnect group lan2 lan2/1-3,lan2/18": (False, [name for name in EVERY if name.endswith("lan2 out")]),
    "vlan interconnect group lan1 all": (False, []), "vlan interconnect group vlan1 none": (False, [name for name in EVERY if name.endswith("out")]), "vlan interconnect log lan1 pass": (False, []),
    "ip lan1 forward filter 1": (False, []), "ip lan1 forward filter x": (False, EVERY[:1]), "ip forward filter 1 1 gateway pp 1 filter 1": (False, []), "ipv6 lan1 forward filter 1": (True, EVERY[4:6]), "ip route default gateway pp 1 filter 1": (False, []), "ip filter set desk in 1 2": (False, []), "ip filter dynamic timer tcp-idle-time=60": (False, []),
    "ip filter fqdn timer 60": (False, []), "ethernet filter 1 pass *:*:*:*:*:* *:*:*:*:*:*": (False, []), "url filter 1 reject example.com *": (False, []), "no dns server": (False, []),
}


def boxes(*each):
    return reader.boxes(*each)


def unordered(text):
    """Boxes in whatever order, and whether they are all."""
    return sorted(re.findall(r"{.*?}", text)), text.split("}")[-1]


def check_matches(points):
    for words, expected in EXACT.items():
        got = one(words)
        wanted = boxes(*expected) + " same"
        points.point(len(got) == 1 and got[0][::2] == ("ACCEPT", "-") and unordered(got[0][1]) == unordered(wanted), f"exact: {words}", [str(got), wanted])
    for words, (may, must, unread) in BOUNDED.items():
        got, wanted = one(words), boxes(*may) + " must" + boxes(*must)[3:]
        halves = [unordered(half) for text in (got[0][1] if got else "", wanted) for half in text.split(" must")]
        points.point(len(got) == 1 and got[0][::2] == ("ACCEPT", unread) and halves[:2] == halves[2:], f"two bounds: {words}", [str(got), wanted])
    for words, expected in IPV6.items():
        got = one(words, "ipv6")
        wanted = boxes(*expected) + " same"
        points.point(len(got) == 1 and unordered(got[0][1]) == unordered(wanted) and got[0][2] == "-", f"IPv6: {words}", [str(got), wanted])
    for words, unread in (("pass * * icmp-error", "icmp-error"), ("pass * * icmp-info", "icmp-info"), ("pass * * icmp-nd 133", "133"), ("pass * * icmp4 8", "8"), ("pass 10.0.0.1 *", "10.0.0.1"),
                          ("pass 2001:db8::1- *", "2001:db8::1-"), ("pass -2001:db8::1 *", "-2001:db8::1"), ("pass 2001:db8::*", "2001:db8::*")):
        got = one(words, "ipv6")
        points.point(len(got) == 1 and got[0][1].endswith(" must") and got[0][2] == unread, f"IPv6, bounded: {words}", [str(got)])
    for word, action in (("reject", "DROP"), ("reject-log", "DROP"), ("reject-nolog", "DROP"), ("restrict-log", "ACCEPT"), ("restrict-nolog", "ACCEPT")):
        points.point(one(word + " * * tcp") == [(action, "may { proto=6-6 } same", "-")], f"action: {word}")
    for word in ("passes", "pass-logs", "drop"):
        got = one(word + " * * tcp")
        points.point([rule[:2] for rule in got] == [(action, "may { proto=6-6 } must") for action in ("ACCEPT", "DROP")] and got[0][2] == word, f"no action: {word}", [str(got)])


def check_lists(points):
    text = ("ip lan1 address 192.168.0.1/24\npp select 1\n ip pp secure filter in 3 1 2 dynamic 7\n ip pp secure filter out dynamic 8\n"
            "ip filter 1 pass * * tcp\nip filter 2 reject * *\nip filter 3 pass * * udp\nip filter dynamic 7 * 10.0.0.0/8 ftp\nip filter dynamic 8 10.0.0.1 10.0.0.2 filter 1 in 3\n"
            "tunnel select 12\n ipv6 tunnel secure filter in 1 9\nipv6 filter 1 pass * * tcp\npp select anonymous\n ip pp mtu 1454\n")
    found = chains(text)
    lists = {name: (policy, line, [rule[0] for rule in rules]) for name, (policy, line, rules) in found.items()}
    points.point(len(found) == 16, "each interface has four chains", list(found))
    points.point(lists["ip lan1 in"] == lists["ipv6 lan1 out"] == ("ACCEPT", 1, []) and lists["ipv6 pp1 in"] == ("ACCEPT", 2, []), "without a list everything passes", [str(lists)])
    points.point(lists["ip pp1 in"] == ("DROP", 3, [8, 9, 7, 5, 6]), "order of the list, dynamic ones and the way back at its head", [str(lists["ip pp1 in"])])
    into, out = found["ip pp1 in"][2], found["ip pp1 out"]
    points.point(into[0][2] == "may { dst=10.0.0.0-10.255.255.255 } must" and into[0][3] == "dynamic 7", "a dynamic filter at most passes all it names", [str(into[0])])
    between = "{ src=10.0.0.2-10.0.0.2 dst=10.0.0.1-10.0.0.1"
    points.point(into[1][2] == f"may {between} state=1-2 }} {between} proto=17-17 }} must", "the way back of a trigger: flows that are there, and what its list 'in' names", [str(into[1])])
    points.point(out[2][1][2] == "may { src=10.0.0.0-10.255.255.255 state=1-2 } must", "the way back of an application: flows that are there", [str(out[2][1])])
    points.point(out[0] == "DROP" and [rule[1:3] for rule in out[2][2:]] == DOUBT, "only dynamic filters: the rest may pass or not", [str(out)])
    for words, narrow in (("filter 1 syslog=off", True), ("filter 1 in 3 timeout=60 syslog=off", True), ("filter 1 syslog=off in 3", False), ("tcp syslog=off", True), ("tcp filter 3", False), ("udp syslog=off 3", False)):
        back = chains(f"ip lan1 secure filter in dynamic 7\nip lan1 secure filter out 1\nip filter 1 pass * * tcp\nip filter 3 pass * * udp\nip filter dynamic 7 * * {words}\n")["ip lan1 out"][2][0]
        points.point(("state=" in back[2]) == narrow, f"words of a dynamic filter: {words}", [str(back)])
    missing = found["ipv6 tunnel12 in"][2]
    points.point([rule[1] for rule in missing[1:]] == ["ACCEPT", "DROP"] and missing[1][3] == "9" and missing[1][0] == 11, "a number that stands nowhere else", [str(missing)])
    points.point([rule[4] for rule in found["ipv6 pp-anonymous out"][2]] == ["pp select anonymous"] * 2, "RADIUS may name another list", [str(found["ipv6 pp-anonymous out"])])
    odd = chains(CUT.replace("in 1", "in 1 one dynamic 4 in"))["ip lan2 in"][2]
    points.point([rule[3] for rule in odd] == ["dynamic 4", "dynamic 4", "in", "in", "-", "one", "one"], "words of a list that are no number", [str(odd)])
    alone = chains(CUT.replace("in 1", "out 1"))
    points.point(alone["ip lan2 in"][0] == "ACCEPT" and alone["ip lan2 out"][0] == "DROP", "a list is of one direction")


# Lines behind which something is doubted elsewhere: (lines, {chain: the doubts in it}); other chains have none.
ROOMS = "".join(f"ip {name} mtu 1500\n" for name in ("lan1", "lan1/1", "lan2", "lan2.1", "vlan1", "bridge1")) + "pp select 1\n ip pp mtu 1454\ntunnel select 1\n ip tunnel mtu 1280\n"
EACH = ["lan1", "lan1/1", "lan2", "lan2.1", "vlan1", "bridge1", "pp1", "tunnel1"]
BROADCAST = "ip lan1 address 192.168.1.1/24\n"
FORWARD = "ip lan1 forward filter 7\nip forward filter 7 1 gateway pp 1 filter 1 2 keepalive 3\nip filter 1 pass * * udp\n"
BOUND = {
    "a filter of frames": ("ethernet lan2 filter in 1\n", {f"{family} {name} in": ["DROP"] for family in ("ip", "ipv6") for name in ("lan2", "lan2.1", "vlan1", "bridge1", "pp1")}),
    "a filter of frames of one part": ("ethernet lan1/1 filter out 1\n", {f"{family} {name} out": ["DROP"] for family in ("ip", "ipv6") for name in ("lan1/1", "bridge1", "pp1")}),
    "groups of networks": ("vlan interconnect group lan1 vlan1,vlan2\n", {f"{family} {name} out": ["DROP"] for family in ("ip", "ipv6") for name in ("lan1", "lan1/1", "vlan1")}),
    "a range of tunnels": ("bridge member bridge1 lan1 tunnel1-tunnel5\n", {f"{family} {name} {way}": ["ACCEPT", "DROP"] for family in ("ip", "ipv6") for name in ("lan1", "tunnel1") for way in ("in", "out")}),
    "the broadcast of a network": (BROADCAST, {"ip lan1 out": ["DROP"]}), "broadcasts that pass": (BROADCAST + "ip filter directed-broadcast off\n", {}),
    "broadcasts that filters choose": ("ip filter directed-broadcast filter 1\n" + BROADCAST, {"ip lan1 out": ["DROP"]}), "no network": ("ip lan1 address dhcp\nip lan2 address 10.0.0.1/32\nipv6 lan1 address 2001:db8::1/64\n", {}),
    "a forwarding filter that rejects": (FORWARD + "ip filter 2 reject * * tcp\n", {"ip lan1 in": ["DROP"]}), "one that forwards": (FORWARD + "ip filter 2 restrict * * tcp\n", {}),
    "one that stands nowhere": (FORWARD, {"ip lan1 in": ["DROP"]}), "forwarding of another number": (FORWARD.replace("filter 7 1", "filter 8 1"), {}),
}
# What a command that is scheduled came to be shown as; None: it leaves the filters alone.
SCHEDULED = {
    "*/* 03:00 * lua /Secret-1.lua": "schedule ... lua ...", "startup * lua Secret-1": "schedule ... lua ...", "8:00 * load 0.1": "schedule ... load ...", "8:00 * execute batch": "schedule ... execute ...",
    "8:00 pp 1 ip pp secure filter in 1": "schedule ... filter ...", "+60 * no ip lan1 secure filter in": "schedule ... filter ...", "8:00 * bridge member bridge1 lan1 lan2": "schedule ...",
    "8:00 * lan pass-through member 1 lan1 lan2": "schedule ...", "8:00 * brandnew Secret-1": "schedule ...", "8:00": "schedule ...", "8:00 * ip routing off": "schedule ...",
    "*/* 03:00 * ntpdate ntp.example.jp": None, "*/mon-fri 8:00 pp 1 isdn auto connect on": None, "*:15 * disconnect 1": None, "1/1 0:0 * ip route default gateway pp 2": None, "1/1 0:0 * no ip route default": None,
    "3:00 switch 00:a0:de:01:02:03 switch control function execute restart": None, "3:00 * restart": None, "3:00 * lan shutdown lan2": None, "3:00 tunnel 1 tunnel disable 1": None,
}


def check_bound_notes(points):
    before = chains(ROOMS)
    for what, (lines, wanted) in BOUND.items():
        found = chains(ROOMS + lines)
        got = {name: [rule[1] for rule in rules] for name, (_, _, rules) in found.items() if rules}
        points.point(got == wanted and found.keys() == before.keys(), f"beside the lists: {what}", [str(got)])
    for written, boxes_of in (("ip lan1 address 192.168.1.1/24", ["dst=192.168.1.255-192.168.1.255"]), ("ip lan1 secondary address 10.1.2.3/255.255.0.0", ["dst=10.1.255.255-10.1.255.255"]),
                              ("ip lan1 address 10.1.2.3/0xffffff00 broadcast 10.1.2.0", ["dst=10.1.2.255-10.1.2.255", "dst=10.1.2.0-10.1.2.0"])):
        rules = chains(written + "\n")["ip lan1 out"][2]
        points.point([rule[1:4] for rule in rules] == [("DROP", boxes(each) + " must", written) for each in boxes_of], f"broadcasts: {written}", [str(rules)])
    for command, shown in SCHEDULED.items():
        rules = chains(f"ip lan1 mtu 1500\nschedule at 1 {command}\n")["ip lan1 in"][2]
        points.point([rule[4] for rule in rules] == ([shown] * 2 if shown else []), f"scheduled: {command}", [str(rules)])


def check_notes(points):
    for line, (passes, concerned) in NOTES.items():
        found = chains("ip lan1 address 192.168.0.1/24\nip lan2 address 192.168.1.1/24\n" + line + "\n")
        wanted = [rule[0] for rule in (DOUBT if passes else DOUBT[1:])]
        got = {name: [rule[1] for rule in found[name][2] if rule[4] == line] for name in EVERY}
        points.point(got == {name: wanted if name in concerned else [] for name in EVERY}, f"beside the lists: {line}", [str(got)])
    found = chains("ip lan1 address 10.0.0.1/8\ntunnel select 1\ntunnel template 2-9\nschedule at 1 */* 8:00 * ip lan1 secure filter in 1 Secret-1\n")
    check_bound_notes(points)
    points.point([rule[4] for rule in found["ip tunnel1 in"][2]] == ["tunnel template 2-9"] * 2 + ["schedule ... filter ..."] * 2 and len(found["ip lan1 in"][2]) == 2,
                 "a template of tunnels, and a schedule without its words", [str(found["ip tunnel1 in"])])


def check_lines(points):
    plain = reader.dump(CUT)
    body = CUT.encode()
    for command in ("show config", "show config | less", "show config |less", "less config", "sh conf", "show config list\n# show config"):
        before = "Password: \n# " + command + "\n"
        lines = before.count("\n")
        points.point(reader.dump("\n" * lines + CUT) == reader.dump(before + CUT), f"all of it: {command!r}", [reader.dump(before + CUT)])
    for what, text in {"CRLF": body.replace(b"\n", b"\r\n"), "no newline at the end": body[:-1], "a mark of UTF-8": b"\xef\xbb\xbf" + body, "Shift_JIS where nobody filters": body + b"description lan1 \x95\x5c\x82\xa0\n# \x95\x5c\n", "comments": body + b"# a comment\n#\n   # another\n", "a select behind # with nothing below": body + b"#pp select 2\nsyslog debug off\n#tunnel select 3\n", "a tab": body + b"description lan1 a\tb\n",
                       "prompts at the end": body + b"RTX1210# exit\n> quit\n# \n>\n"}.items():
        points.point(reader.dump(text) == plain, f"lines: {what}", [reader.dump(text), plain])
    shifted = reader.dump("Password: \nRTX1210 Rev.14.01.42\n\n> administrator\nip lan9 secure filter in 4\nRTX1210# show config\n" + CUT + "RTX1210# exit\n")
    points.point(re.sub(r"(chain.* |rule )(\d+)", lambda m: m[1] + str(int(m[2]) - 6), shifted).replace("rule -", "rule ") == plain, "a capture: only what show config prints", [shifted, plain])
    known = {"a filter": "ip filter 1 pass * *\n", "a list": "ip lan2 secure filter in 1\n", "a selection": "pp select 1\n", "an address": "# Rev.\nip lan1 address 10.0.0.1/8\n", "IPv6": "ipv6 lan1 mtu 1280\n"}
    for what, text in known.items():
        points.point(reader.dump(text) != "unknown\n", f"known by {what}")
    for what, text in {"Cisco": "ip route 0.0.0.0 0.0.0.0 10.0.0.1\nip access-list extended a\n", "nothing": "", "words": "hello\n"}.items():
        points.point(reader.dump(text) == "unknown\n", f"not known: {what}")


def check_refused(points, refused=None):
    for name, (text, line, column, part) in (refused or REFUSED).items():
        said = reader.dump(text)
        points.point(said.startswith(f"file:{line}:{column}: error") and part in said and "expected:" in said and "mend:" in said, f"refused: {name}", [said[:300]])


def check_secrets(points, name="rtx.txt", cuts=("Secret-0-word ", "no ", "RTX1210# ", "-- ")):
    """Whatever is read, shown or refused, nothing behind a command that chooses no packets comes out."""
    with open(os.path.join(os.path.dirname(HERE), "session", "prove", name), encoding="utf-8") as file:
        text = file.read()
    secrets = re.findall(r"Secret-\d+-\w+", text)
    said = reader.dump(text)
    points.point(len(secrets) == 12 and said.startswith("chain ") and "Secret" not in said, f"{len(secrets)} secrets are in none of the rules", [said])
    lines, leaks = text.splitlines(keepends=True), []
    for at, line in enumerate(lines):
        for cut in cuts:
            said = reader.dump("".join(lines[:at]) + cut + line.lstrip() + "".join(lines[at + 1:]))
            leaks += [said] if "Secret" in said else []
    points.point(not leaks, f"nor in what is said of {len(cuts) * len(lines)} broken files", leaks[:3])


def check_speed(points):
    before = reader.spent()
    long = "ip lan1 secure filter in " + " ".join(str(i) for i in range(1, 2000)) + "\n"
    text = long + "".join(f"ip filter {i} pass 10.{i // 256 % 256}.{i % 256}.0/24 * tcp,udp * {i}\n" for i in range(1, 2000)) + "".join(
        f"ip vlan{i} secure filter in 1 2 3 4 5\n" for i in range(1000))
    found = chains(text)
    points.point(len(found) == 4004 and len(found["ip lan1 in"][2]) == 1999 and reader.spent() - before < reader.ENOUGH, "1,999 filters and 1,001 interfaces in time")


def main():
    points = gate.Points()
    points.point(bool(reader.TOOLS), "the tool is built")
    for check in (check_matches, check_lists, check_notes, check_lines, check_refused, check_secrets, check_speed):
        check(points)
    return points.end()


if __name__ == "__main__":
    sys.exit(main())
