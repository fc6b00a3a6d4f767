#!/usr/bin/python3
"""nftables.conf and nft list ruleset: the text says what `nft -j list ruleset` says of the same rules.

Three ways: the statements of test_nft.py as text, with the boxes they have there; files beside plainer ones that mean the same; and nft itself (in a network namespace of
its own) as the judge: what it was given and what it prints as text is read like what it prints as JSON, by config_same over all packets. NFT_TEXT_ROUNDS (300)
says how many random files at most, within LONG seconds.
"""
import os
import random
import re
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "net")]
import test_iptables as reader  # noqa: E402
import test_kernel as kernel  # noqa: E402
import test_nft as objects  # noqa: E402

import gate  # noqa: E402

SAME = os.path.join(reader.BUILD, "release", "tests", "config", "config_same")
ROUNDS = int(os.environ.get("NFT_TEXT_ROUNDS", "150"))
SEED = int(os.environ.get("NFT_TEXT_SEED", "1"))
LONG = float(os.environ.get("NFT_TEXT_SECONDS", "45"))
INSIDE = "SEKISHO_INSIDE_NAMESPACE"
HEAD = "table ip t {\n\tchain own {\n\t}\n"
CHAIN = "\tchain forward {\n\t\ttype filter hook forward priority 0; policy drop;\n"
SETS = """	set office { type ipv4_addr; flags interval; elements = { 10.0.0.0/8, 192.0.2.5-192.0.2.9 } }
	set guests { type ipv4_addr; flags timeout; elements = { 10.1.1.1 timeout 1h expires 9s } }
	set pairs { typeof ip saddr . tcp dport; flags interval; elements = { 10.0.0.1 . 22, 10.0.0.2 . 80-90 } }
	map ways { type ifname : verdict; elements = { "lan" : accept,
		"wan" : jump own } }
"""


def file_of(*rules, more=SETS):
    return HEAD + more + CHAIN + "".join(f"\t\t{rule}\n" for rule in rules) + "\t}\n}\n"


def rules(text):
    return reader.rules(text)


# The statements of test_nft.py, by their names there.
EXACT = {
    "nothing": "", "an address": "ip saddr 192.0.2.7", "a prefix": "ip saddr 192.0.2.7/24", "a prefix of nothing": "ip saddr 0.0.0.0/0",
    "no address": "ip saddr != 192.0.2.7", "addresses up to": "ip daddr <= 192.0.2.7", "a set by name": "ip saddr @office", "not in a set": "ip saddr != @office",
    "an empty set": "ip saddr { }", "a port": "tcp dport 80", "not a range in a set": "tcp dport != { 80-445 }", "not a port, of tcp alone": "tcp dport ne 80", "ports below": "udp sport < 1024",
    "ports above all": "tcp dport gt 65535", "ports by name": "tcp dport { ssh, https }", "ports in a set": "tcp dport { 22, 80-90, 23 }", "an element with a comment": 'tcp dport { 22 comment "ssh" }',
    "a protocol": "meta l4proto esp", "protocols but": "ip protocol != { tcp, 17 }", "a type of icmp": "icmp type echo-request", "types of icmp": "icmp type { echo-reply, 3 }",
    "a state": "ct state new", "states, one of them": "ct state established,related", "states in a set": "ct state { new, untracked }", "not a state": "ct state != established",
    "not the bits of a state": "ct state ! established", "several states at once: no packet": "ct state == established,related",
    "not several states at once: every packet": "ct state != established | related", "a flag among others": "tcp flags urg", "without a flag": "tcp flags not urg",
    "flags under a mask": "tcp flags syn / fin,syn,rst,psh,ack,urg", "not flags under a mask": "tcp flags & (ack|urg) != ack | urg", "IPv4": "meta nfproto ipv4",
    "IPv6 in a table of IPv4": "meta protocol ip6", "an interface": 'meta iifname "lan"', "interfaces but": 'oifname != { lan, "wan" }',
    "ports of tcp or udp": "meta l4proto { tcp, udp } th dport 53", "counted and logged": 'counter packets 1 bytes 2 log prefix "x" level info flags tcp sequence,options',
}
BOUNDED = {
    "a limit": "limit rate over 5/second burst 5 packets", "a set that changes": "ip saddr @guests", "not in a set that changes": "ip saddr != @guests",
    "a set that is not there": "ip saddr @nobody", "another field, of tcp alone": "tcp window 5", "a mark": "meta mark 5",
    "a star, for all others": "ip saddr { 10.0.0.1, * }", "a star for all other interfaces": "iifname { lan, * }",
    "a mark of a map": "meta mark set ip saddr map { 10.0.0.1 : 1 }", "a helper of a map": 'ct helper set tcp dport map { 21 : "ftp" }',
    "an option of tcp that is changed": "tcp option maxseg size set 1300", "not a range, as two conditions are printed so": "tcp dport != 80-445",
    "an address under a mask": "ip saddr & 255.0.0.255 == 10.0.0.1", "a port by its name": "tcp dport { 22, unheard-of }",
    "not a port by its name": "tcp dport != { 22, unheard-of }", "all eight flags": "tcp flags == syn", "not all eight flags": "tcp flags != syn",
    "a flag that is not followed": "tcp flags ecn", "ports of any protocol": "th dport 53", "a range the wrong way round": "tcp dport 9-8",
}
LEFT_OUT = {"an operator nobody knows"}  # text has none


def check_statements(points):
    points.point(set(EXACT) == set(objects.EXACT) and set(BOUNDED) | LEFT_OUT == set(objects.BOUNDED), "each statement of test_nft.py stands here as text")
    for name, text in EXACT.items():
        got = rules(file_of(f"{text} accept"))
        points.point([rule[1:5] for rule in got] == [("ACCEPT", "-", reader.boxes(*objects.EXACT[name][1]) + " same", "-")], f"exact: {text}", [str(got)])
    for name, text in BOUNDED.items():
        _, may, must = objects.BOUNDED[name]
        wanted = reader.boxes(*may) + " must" + reader.boxes(*must).removeprefix("may")
        got = rules(file_of(f"{text} accept"))
        points.point(len(got) == 1 and got[0][3] == wanted and got[0][4] == text, f"bounded: {text}", [wanted, str(got)])


# A rule, and a plainer one that means the same.
ALIKE = {
    "tcp dport ssh accept": "tcp dport 22 accept", "tcp dport { http, https } accept": "tcp dport { 80, 443 } accept", "tcp dport 010 accept": "tcp dport 8 accept",
    "tcp dport 0x50 accept": "tcp dport 80 accept", "ip saddr & 255.255.0.0 == 10.1.0.0 accept": "ip saddr 10.1.0.0/16 accept",
    "tcp flags & (fin | syn | rst | ack) == syn accept": "tcp flags syn / fin,syn,rst,ack accept", "tcp flags & (syn|ack) != 0 accept": "tcp flags syn,ack accept",
    "tcp flags & syn == syn accept": "tcp flags syn accept", "tcp flags (syn) accept": "tcp flags syn accept", "ct state new,new accept": "ct state new accept",
    "ct state != new,new accept": "ct state != new accept", "ct state vmap { established : accept, invalid : drop }": "ct state { established } accept\n\t\tct state invalid drop",
    "iifname lan accept": 'iif "lan" accept', 'accept comment "ip saddr { "': "accept", "accept # drop": "accept", "tcp \\\n\t\t dport 22 accept": "tcp dport 22 accept",
    "tcp dport 22 accept; udp dport 53 drop": "tcp dport 22 accept\n\t\tudp dport 53 drop", "ip saddr . tcp dport { 10.0.0.1 . 22 } accept": "ip saddr 10.0.0.1 tcp dport 22 accept",
    "iifname vmap @ways": 'iifname lan accept\n\t\tiifname "wan" jump own', "tcp dport {\n22,\n# none\n80,\n} accept": "tcp dport { 22, 80 } accept",
    "meta mark set 0x1 accept": "accept", "ct mark set meta mark accept": "accept", 'meta priority set 1:10 accept': "accept",
    "ct mark set meta mark and 0xff or 1": "counter", "ct helper set tcp dport map {\n21 : \"ftp\", \\\n 2121 : \"ftp\" }": "counter", 'ct helper set "ftp" accept': "accept", "notrack": "counter",
    "flow add @f": "counter", "reject with tcp reset": "meta l4proto tcp reject", "reject with icmp type host-prohibited": "reject", "reject with icmp host-prohibited": "reject",
    "\t\taccept\r": "accept",
}
# What nobody here knows takes the rest of its rule with it.
OPEN = ["brand new accept", "queue num 1", "xt match recent counter accept", "# xt_recent accept", "ip saddr set 10.0.0.1 accept", "numgen inc mod 2 0 accept",
        "tcp dport 80 brand new", "iifname vmap @nobody", "jhash ip saddr mod 2 1 accept", 'iifname "" accept', 'iifname "@ways" accept', "tcp dport 22,23 accept", "dup to 10.0.0.1 accept",
        "ip saddr $NOBODY accept", "tcp dport vmap { 22 : queue }"]
# Matches or not: at most what is written.
PERHAPS = ["fib daddr type local accept", "ct status dnat accept", "ct original ip saddr 10.0.0.1 accept", "ct count over 9 accept", "add @guests { ip saddr timeout 1h } accept",
           "quota over 9 mbytes accept", "exthdr frag exists accept",
           "tcp option maxseg size set rt mtu accept", "meta day Monday accept", "ct mark set meta mark and 0xff or 1 accept", "meta mark set ip saddr map @marks accept", "meta mark set ct mark accept",
           "meta mark set ip saddr . tcp dport map { 10.0.0.1 . 22 : 1 } accept", 'ct helper set tcp dport map { 21 : "ftp" } accept', "socket transparent 1 accept"]


def plain(text):
    """Without lines and words: what the rules do. What goes on either way goes on."""
    return [rule[1:4] if rule[1] != "NEXT" else rule[1:2] for rule in rules(text)]


# What the kernel does here hangs on what was before, or on what is not known yet: no rule of these is sure. An attacker showed each with packets.
UNSURE = {
    "a set that a rule fills": file_of("tcp dport 22 add @s { ip saddr }", "ip saddr @s accept", more="\tset s { type ipv4_addr; size 100; }\n"),
    "a map that a rule fills": file_of("tcp dport 22 add @v { ip saddr : accept }", "ip saddr vmap @v", more="\tmap v { type ipv4_addr : verdict; }\n"),
    "a set with a rate": file_of("ip saddr @s drop", more="\tset s { type ipv4_addr; limit rate 1/minute burst 1 packets; elements = { 10.0.0.1 } }\n"),
    "a set with a quota": file_of("ip saddr @s accept", more="\tset s { type ipv4_addr; quota 10 bytes; elements = { 10.1.1.1 } }\n"),
    "an expectation": file_of('tcp dport 445 ct expectation set "e" drop'), "a flow that is handed over": file_of("tcp dport 80 flow add @ft accept"),
    "a mark from a socket": file_of("meta mark set meta cgroup drop"),
}


def check_unsure(points):
    for name, text in UNSURE.items():
        got = rules(text)
        points.point(any(rule[4] != "-" and rule[3].endswith(" must") for rule in got), f"not sure: {name}", [str(got)])
    text = "table netdev t {\n\tchain forward {\n\t\ttype filter hook ingress device tin priority 0; policy drop;\n\t}\n}\n"
    points.point("hook" not in reader.dump(text) and " ingress " not in reader.dump(text), "a chain of one device is entered by no packet at a hook", [reader.dump(text)])
    text = "table ip t {\n\tflags dormant\n" + CHAIN + "\t}\n}\ntable ip t {\n\tchain x {\n\t}\n}\n"
    points.point("chain ip t forward forward DROP" in reader.dump(text), "a table that sleeps wakes where it is opened without its flag", [reader.dump(text)])


def check_alike(points):
    for rule, plainer in ALIKE.items():
        got, wanted = plain(file_of(rule)), plain(file_of(plainer))
        points.point(got == wanted and len(got) > 0, f"{rule!r} is {plainer!r}", [str(got), str(wanted)])
    for rule in OPEN:
        got = rules(file_of(rule))
        points.point([each[1] for each in got] == ["ACCEPT", "DROP"] and all(each[3].endswith(" must") and each[4] != "-" for each in got), f"open: {rule}", [str(got)])
    for rule in PERHAPS:
        got = rules(file_of(rule))
        points.point(len(got) == 1 and got[0][1] == "ACCEPT" and " must" in got[0][3] and got[0][4] != "-", f"perhaps: {rule}", [str(got)])
    got = rules(file_of("snat to 10.0.0.1", "dnat to tcp dport map { 80 : 10.0.0.1,\n 81 : 10.0.0.2 }", "masquerade random", "redirect to :80"))
    points.point([(rule[1], rule[3].partition(" becomes ")[0], rule[4] == "-") for rule in got] == [("ACCEPT", "may { } same", known) for known in (True, False, False, True)],
                 "translations accept, whether it is known what of or not", [str(got)])


# Files, and plainer ones.
FORWARD = "type filter hook forward priority filter; policy drop;"
WHOLE = {
    "a table that is made anew": ("table ip t\ndelete table ip t\n" + file_of("accept"), file_of("accept")),
    "what is flushed": (file_of("accept") + "flush ruleset\n" + file_of("drop"), file_of("drop")),
    "what is flushed of one family": (file_of("accept") + "flush ruleset ip6\nflush ruleset ip\n" + file_of("drop"), file_of("drop")),
    "a table whose rules are flushed": (file_of("accept") + "flush table t\n" + file_of("drop", more=""), file_of("drop")),
    "a chain whose rules are flushed": (file_of("accept") + "flush chain ip t forward; add rule ip t forward drop\n", file_of("drop")),
    "a chain in two pieces": (file_of("tcp dport 22 accept") + "table ip t { chain forward { drop; }; }", file_of("tcp dport 22 accept", "drop")),
    "commands": ("add table t\nadd chain t own\nadd chain ip t forward { type filter hook forward priority 0 ; policy drop ; }\nadd rule t forward accept\ninsert rule t forward drop\n"
                 "insert rule t forward tcp dport 22 accept\n", file_of("tcp dport 22 accept", "drop", "accept")),
    "commands without a verb": ("table t\nchain t own\nchain ip t forward { " + FORWARD + " }\nrule t forward accept\n", file_of("accept")),
    "elements that are added": (file_of("ip saddr @s accept", more="\tset s { type ipv4_addr; }\n") + "add element ip t s { 10.0.0.1, 10.0.0.2 }\n", file_of("ip saddr { 10.0.0.1, 10.0.0.2 } accept")),
    "a set that is flushed": (file_of("ip saddr @office accept") + "flush set ip t office\nadd element t office { 10.0.0.1 }", file_of("ip saddr 10.0.0.1 accept")),
    "an element that is deleted": (file_of("ip saddr @office accept") + "delete element t office { 10.0.0.0/8 }", file_of("ip saddr @nobody accept")),
    "definitions": ("define LAN = eth1\ndefine PORTS = { 22, 80 }\ndefine ALL = { $PORTS, 443 }\ndefine HERE = 10.0.0.0/8\n" + file_of(
        "iifname $LAN tcp dport $ALL ip saddr $HERE accept"), file_of('iifname "eth1" tcp dport { 22, 80, 443 } ip saddr 10.0.0.0/8 accept')),
    "a definition of states": ("define OLD = established,related\n" + file_of("ct state $OLD accept"), file_of("ct state established,related accept")),
    "a definition again": ("define P = 22\nredefine P = 23\n" + file_of("tcp dport $P accept"), file_of("tcp dport 23 accept")),
    "a definition of a block": ("define P = 22\n" + file_of("tcp dport $P accept", more="chain x { define P = 23; tcp dport $P drop; }\n"),
                                file_of("tcp dport 22 accept", more="chain x { tcp dport 23 drop; }\n")),
    "a definition that is taken away": ("define P = 22\nundefine P\n" + file_of("tcp dport $P accept"), file_of("tcp dport $P accept")),
    "priorities": (HEAD + CHAIN.replace("priority 0", "priority filter - 5 + 5") + "accept\n}\n}", file_of("accept", more="")),
    "a priority that is defined": ("define F = -5\n" + HEAD + CHAIN.replace("priority 0", "priority filter + 5") + "accept\n}\n}", file_of("accept", more="")),
    "what is shown": (file_of("accept") + "list table ip t; list ruleset", file_of("accept")),
    "other things in a table": (file_of("accept", more='\tcounter c { packets 1 bytes 2; }\n\tquota q { over 9 mbytes; }\n\tct helper f { type "ftp" protocol tcp; }\n'
                                        '\tcomment "x"\n\tflowtable f { hook ingress priority 0; devices = { a, b }; }\n'), file_of("accept", more="")),
    "a table that sleeps": ("table ip t { flags dormant; chain forward { " + FORWARD + " drop; } }", "table ip t { chain forward { drop; } }"),
    "an end without a newline": (file_of("accept")[:-1], file_of("accept")),
    "the first line of a script": ("#!/usr/sbin/nft -f\n\n# x\n" + file_of("accept"), file_of("accept")),
}


def shape(text):
    """The filter without lines and words."""
    printed = reader.dump(text)
    return re.sub(r"(?m)^(rule )\d+| \|.*$|(?<=^chain ).*$", lambda found: found.group(1) or (re.sub(r" \d+$", "", found.group(0)) if "|" not in found.group(0) else ""), printed)


def check_whole(points):
    for name, (text, plainer) in WHOLE.items():
        got, wanted = shape(text), shape(plainer)
        points.point(got == wanted and "chain" in got, name, [got, wanted])
    got = rules(file_of("", "  tcp   dport 22\taccept # why", more="").replace("\n\t\t\n", "\n\n"))
    points.point([(rule[0], rule[5]) for rule in got] == [(7, "tcp dport 22 accept")], "a rule has its line and its words", [str(got)])
    got = rules(file_of('tcp dport { 22, # of "all"\n 23 } log prefix "# \\" accept # no more', more=""))
    points.point([rule[5] for rule in got] == ['tcp dport { 22, 23 } log prefix "# \\" accept'], "comments are not shown", [str(got)])
    got = rules(file_of("tcp dport { " + ", ".join(map(str, range(2000))) + " } accept", more=""))
    points.point(len(got[0][5]) < 2010 and got[0][5].endswith("..."), "a long rule is shown in part", [str(got)[:300]])


# What may hold anything: every chain of the kernel's may do anything.
ANYTHING = ['include "/etc/nftables.d/*.conf"\n' + file_of("accept"), file_of("drop").replace("\tchain own {", '\tinclude "more"\n\tchain own {'), file_of("drop") + "replace rule ip t forward handle 3 accept",
            file_of("drop") + "delete rule ip t forward handle 9", file_of("drop") + "add rule ip t forward index 0 accept", file_of("drop") + "brand new { thing; }",
            file_of("drop", more="\tbrand new { thing; }\n"), file_of("drop").replace("priority 0", "priority soon"), file_of("drop").replace("policy drop", "policy maybe"),
            'include "x"\n' + file_of("jump nowhere"), 'include "x"\n', file_of("drop") + "flush ruleset netbios"]


def check_anything(points):
    for text in ANYTHING:
        printed = reader.dump(text)
        at = [number for number, line in enumerate(text.split("\n"), 1) if re.search("include|handle|index|brand|soon|maybe|netbios", line)]
        chains = re.findall(r"(?m)^chain (.*) (\w+) (-|\w+) \w+ \d+\n((?:rule.*\n)*)", printed)
        hooked = [(name, body) for _, name, hook, body in chains if hook != "-"]
        good = all(re.findall(r"(?m)^rule (\d+) (\w+) - may .*must \|", body) == [(str(at[0]), "ACCEPT"), (str(at[0]), "DROP")] for _, body in hooked)
        places = {name for name, _ in hooked} >= {"prerouting", "input", "forward", "output", "postrouting"}
        points.point(good and places and hooked, f"may hold anything: {text.splitlines()[at[0] - 1].strip()}", [printed])


# name: (text, line, column, part of the message)
REFUSED = {
    "a block that does not end": ("table ip t {\n\tchain c {\n\t\taccept\n\t}\n", 1, 12, "does not end"),
    "a chain that does not end": ("table ip t {\n  chain c {\n accept\n", 2, 11, "does not end"),
    "a set that does not end": (HEAD + CHAIN + "tcp dport { 22, 23\naccept\n}\n}\n", 1, 12, "does not end"),
    "quotes that do not end": (HEAD + CHAIN + 'iifname "lan accept\n}\n}\n', 6, 9, "quotes"),
    "quotes that do not end in what is not known": ("table ip t {\n\tbrand \"new\n}\n", 2, 8, "quotes"),
    "a brace too many": (file_of("accept") + "\n  }\n", 15, 3, "'}'"),
    "a jump to nowhere": (file_of("accept", "  tcp dport 22 jump nowhere", more=""), 7, 5, "no chain 'nowhere'"),
    "a jump to the kernel's chain": (file_of("goto forward", more=""), 6, 3, "by themselves"),
    "a rule for no chain": ("table t\nadd rule t  c accept\n", 2, 13, "no chain 'c'"),
    "a byte that is no text": (file_of("accept").encode() + b"# \xe3\x81\x82\xff\n", 14, 4, "no text"),
    "a control character": ("table ip t {\n a\x07b\n}", 2, 3, "no text"),
    "a name that is too long": ("table ip t {\n chain " + "x" * 300 + " {\n}\n}", 2, 8, "255 bytes"),
    "blocks in blocks": ("table ip t {\n" + "x {" * 70 + "}" * 70 + "\n}", 2, None, "fewer blocks"),
    "too many sets of pairs": (file_of("ip saddr . tcp dport @pairs " * 5 + "accept"), 11, 3, "too many"),
    "definitions that multiply": ("define a0 = { 1, 2 }\n" + "".join(f"define a{at} = {{ $a{at - 1}, $a{at - 1} }}\n" for at in range(1, 40)) + file_of("accept"), None, None, "too many values"),
}


def check_refused(points):
    for name, (text, line, column, part) in REFUSED.items():
        got = reader.dump(text)
        where = re.match(rf"file:{line or '[0-9]+'}:{column or '[0-9]+'}: error: ", got)
        points.point(where and part in got, f"refused: {name}", [got[:600]])
    for text in ("", "\n\n# nothing\n", "set protocols bgp\n", "ip route default gateway pp 1\n", "table tennis is fun\n", "add it up\n", "include me\n", 'include "x"\nconn { }\n', "include x\ntable ip t { }\n"):
        points.point(reader.dump(text) == "unknown\n", f"no ruleset: {text!r}", [reader.dump(text)])


def check_size(points):
    begun = reader.spent()
    got = reader.dump(file_of(*[f"ip saddr 10.{at >> 8}.{at & 255}.0/24 tcp dport {{ 22, {at + 1} }} accept" for at in range(10000)], more=""), "-t")
    points.point(got.startswith("chains 2 ") and reader.spent() - begun < reader.ENOUGH, f"10,000 rules: {reader.spent() - begun:.1f} s", [got[:300]])
    begun = reader.spent()
    got = reader.dump(file_of("accept", more="") + "insert rule ip t forward drop\n" * 50000, "-t")
    points.point(got.startswith("chains 2 ") and reader.spent() - begun < reader.ENOUGH, f"50,000 rules, each before the last: {reader.spent() - begun:.1f} s", [got[:300]])
    begun = reader.spent()
    got = reader.dump(file_of("tcp dport " + "(" * 100000 + "22"), "-t")
    points.point(got.startswith("chains 2 ") and reader.spent() - begun < reader.ENOUGH, "brackets in brackets", [got[:300]])


# ---- nft as the judge ----

def texts_of(text):
    """What nft takes of the text, as it prints it: text and JSON; (None, why) where it takes nothing."""
    taken, printed, trouble = kernel.load_nft(text.splitlines())
    if printed in (None, kernel.CRASHED):
        return None, trouble
    return (taken, kernel.run("nft", "list", "ruleset").stdout, printed), ""


NARROWER = []


def differs(given, folder):
    """What one of the texts says otherwise than the JSON; "" where they are the same."""
    paths = [os.path.join(folder, name) for name in ("given", "listed", "json")]
    for path, text in zip(paths, given):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    for path, text in zip(paths[:2], given):
        ran = kernel.run(SAME, path, paths[2])
        # nft prints a refusal without the family that is said before it; the text it was given says more then.
        if ran.returncode != 0 and text == given[0] and "reject" in text:
            ran = kernel.run(SAME, "-w", path, paths[2])
            NARROWER.append(text)
        if ran.returncode != 0:
            return f"{os.path.basename(path)}: {ran.stdout}{ran.stderr}"
    return ""


FOREIGN = "/usr/share/doc/nftables/examples"  # of the package itself
FIXTURES = {
    "what the generator writes": """table inet sekisho
delete table inet sekisho
table inet sekisho {
	chain forward {
		type filter hook forward priority filter; policy drop;
		ct state established,related accept
		# need-services
		iifname "eth1" oifname "ppp0" ip saddr 192.168.1.20 ip daddr 203.0.113.0/24 tcp sport 1024-65535 tcp dport { 443, 8443 } tcp flags & (fin | syn | rst | ack) == syn ct state new accept
		iifname "eth1" oifname "ppp0" ip saddr 192.168.1.20 ip daddr 203.0.113.0/24 udp sport 1024-65535 udp dport { 53, 123 } ct state new accept
	}
	chain input {
		type filter hook input priority filter; policy drop;
		iifname "lo" accept
		icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
	}
}
""",
    "sets, maps and definitions": """define LAN = { "lan1", "lan2" }
define SERVERS = { 192.168.1.10, 192.168.1.20-192.168.1.29, 192.168.2.0/24 }
define OPEN = { ssh, 443, 8000-8080 }
flush ruleset
table inet filter {
	set blocked { type ipv4_addr; flags interval; elements = { 10.1.0.0/16, 10.3.0.0-10.3.5.9 } }
	set pairs { type ipv4_addr . inet_service; flags interval; elements = { 192.168.1.1 . 22, 192.168.1.0/24 . 80-90 } }
	map ways { type ifname : verdict; flags interval; elements = { "lan1" : jump from_lan, "wan*" : drop } }
	map kinds { type inet_proto . inet_service : verdict; elements = { tcp . 22 : accept, udp . 53 : accept } }
	chain from_lan {
		ip daddr $SERVERS tcp dport $OPEN accept
		meta l4proto . th dport vmap @kinds
		return
	}
	chain forward {
		type filter hook forward priority mangle + 10; policy accept
		ct state vmap { established : accept, related : accept, invalid : drop }
		ip saddr @blocked drop
		ip6 saddr { fd00::/8, 2001:db8::1-2001:db8::9 } tcp dport != $OPEN reject with icmpv6 type admin-prohibited
		ip saddr . tcp dport @pairs accept
		iifname vmap @ways
		iifname $LAN oifname != $LAN meta nfproto ipv4 limit rate 10/second counter accept
		tcp flags & (fin|syn) == (fin|syn) drop
		tcp flags != syn / fin,syn,rst,ack ct state new drop
		meta l4proto { tcp, udp } th dport 53 accept
		ip protocol icmp icmp type { echo-request, echo-reply } accept
		log prefix "end: " level warn
		reject
	}
}
table ip nat {
	chain postrouting {
		type nat hook postrouting priority srcnat; policy accept;
		oifname "wan0" masquerade
	}
}
""",
    "the generator's other words": """#!/usr/sbin/nft -f
# site, 2026-11-29
table inet sekisho
delete table inet sekisho
table inet sekisho {
	chain forward {
		type filter hook forward priority filter; policy drop;
		ct state established,related accept
		# a
		iifname "eth1" oifname "ppp0" meta nfproto ipv4 tcp dport { 22, 80-90 } tcp flags & (fin | syn | rst | ack) == syn ct state new accept
		iifname "eth1.20" ip saddr { 10.0.0.0/8, 192.168.1.5-192.168.1.9 } ip daddr 10.0.0.1-10.0.0.77 meta l4proto 47 ct state new accept
		iifname "eth1.20" ip6 saddr { fd00::/8, 2001:db8::-2001:db8::1:ffff } ip6 daddr ::/1 meta l4proto 50-51 ct state new accept
		iifname "eth1" oifname "ppp0" ip6 daddr 2001:db8::5 udp sport 1024-65535 udp dport 53 ct state new accept
		meta l4proto 0-5 ct state new accept
	}
	chain input {
		type filter hook input priority filter; policy drop;
		ct state established,related accept
		iifname "lo" accept
		icmpv6 type { nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert } accept
	}
}
""",
    "commands": """add table ip t
add chain ip t c { type filter hook forward priority 0 ; policy drop ; }
add chain ip t own
add rule ip t own tcp dport 22 accept
add rule ip t c ip saddr 10.0.0.0/8 jump own
insert rule ip t c ct state established accept
add set ip t s { type inet_service ; }
add element ip t s { 80, http-alt }
add rule ip t c tcp dport @s accept; add rule ip t c udp dport 53 accept
""",
}


def random_file(draw):
    """A random rule set of test_kernel.py, written in one of the ways that mean the same."""
    stateful, lines, family = draw.random() < 0.5, [], "inet"
    for line in kernel.nft_rules(draw, stateful).splitlines():
        family = line.split()[1] if line.startswith("table") else family
        if line.startswith("table") or not (kernel.foreign(line, family) or contradicts(line)):
            lines.append(vary(draw, line))
    way = draw.randrange(3)
    return "\n".join(defined(draw, lines) if way == 0 else commanded(lines) if way == 1 else lines) + "\n"


def contradicts(line):
    """A refusal in two families matches nothing, but nft 1.0.6 prints it without one of the two, as if it did."""
    words = set(re.findall(r"\w+", line))
    return "reject" in words and words & {"ip", "icmp", "ipv4"} and words & {"ip6", "icmpv6", "ipv6"}


NAMEABLE = re.compile(r"(?<=(?:.saddr|.daddr|.sport|.dport|ifname) )(\{[^}:.]*\}|[\w.]+)(?! \.)")


def defined(draw, lines):
    """Sets and values get names."""
    heads, made = [], []
    for line in lines:
        found = NAMEABLE.search(line)
        if found and draw.random() < 0.7 and not line.startswith(("table", "chain", "type")) and found.group(0) not in ("ne", "comment", "vmap"):
            heads.append(f"define V{len(heads)} = {found.group(0)}")
            line = f"{line[:found.start()]}$V{len(heads) - 1}{line[found.end():]}"
        made.append(line)
    return [made[0], *heads, *made[1:]]


def commanded(lines):
    """Each rule as a command of its own."""
    made, table, chain = [lines[0]], "", ""
    for line in lines[1:]:
        if line.startswith("table"):
            table = line.removeprefix("table ").removesuffix(" {")
            made.append(f"add table {table}")
        elif line.startswith("chain"):
            chain = line.removeprefix("chain ").removesuffix(" {")
            made.append(f"chain {table} {chain} {{ }}")
        elif line.startswith("type"):
            made[-1] = f"add chain {table} {chain} {{ {line} }}"
        elif line != "}":
            made.append(f"add rule {table} {chain} {line}")
    return made


def vary(draw, line):
    changes = [("dport 22 ", "dport ssh "), ("dport 80 ", "dport http "), ("& (fin|syn|rst|ack) == syn", "syn / fin,syn,rst,ack"), (" != ", " ne "), (", ", " , "),
               ("meta l4proto", "meta  l4proto"), ("{ ", "{"), ("accept", "accept comment \"# ; }\""), ("drop", "counter log drop"), ("related,established", "established | related"),
               ("443", "0x1bb"), ("iifname tin", 'iifname "tin"')]
    for old, new in changes:
        if draw.random() < 0.3 and not line.startswith(("table", "chain", "type", "flush")):
            line = line.replace(old, new, 1)
    return line + draw.choice(["", "", "", " # {", ";"]) if line.endswith(("accept", "drop")) and not line.startswith("type") else line


def check_foreign(points, folder):
    """The examples that come with nft, those that it loads here and that include nothing."""
    for name in sorted(os.listdir(FOREIGN)) if os.path.isdir(FOREIGN) else []:
        text = gate.read(FOREIGN, name) if name.endswith(".nft") else "include"
        kernel.run("nft", "flush", "ruleset")
        if re.search("(?m)^include", text) or kernel.run("nft", "-f", "-", text=text).returncode != 0:
            continue
        wrong = differs((text, kernel.run("nft", "list", "ruleset").stdout, kernel.run("nft", "-j", "list", "ruleset").stdout), folder)
        points.point(not wrong, f"nft reads as we do: its example {name}", [wrong])


def check_judge(points):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in FIXTURES.items():
            kernel.run("nft", "flush", "ruleset")
            given, trouble = texts_of(text)
            whole = given and given[0].strip() == text.strip()
            wrong = differs((text, *given[1:]), folder) if whole else trouble or "nft refuses lines of it: " + kernel.run("nft", "-f", "-", text=text).stderr
            points.point(not wrong, f"nft reads as we do: {name}", [wrong, text, *(given or ())[1:]])
        check_foreign(points, folder)
        begun, tried = time.monotonic(), 0
        for number in range(ROUNDS):
            text = random_file(random.Random(SEED * 100000 + number))
            given, _ = texts_of(text) if time.monotonic() - begun < LONG else (None, "")
            if given is None:
                continue
            wrong, tried = differs(given, folder), tried + 1
            if wrong:
                points.point(False, f"random file {number}", [wrong, *given])
                return
        points.point(len(NARROWER) < tried * 0.1, f"{len(NARROWER)} texts say more than nft prints")
        points.point(tried >= min(20, ROUNDS * 0.8), f"{tried} random files of {ROUNDS}, as text, as listed and as JSON, {time.monotonic() - begun:.1f} s")
        planted, _ = texts_of(FIXTURES["commands"])
        points.point("outside 0.0" not in (differs((planted[0].replace("dport 22", "dport 23"), *planted[1:]), folder) or "outside 0.0"), "and one port that differs is found")


def enter():
    """This program again in a network namespace; returns where there is none."""
    for words in (["unshare", "-n"], ["unshare", "-rn"]):
        if subprocess.run([*words, "nft", "list", "ruleset"], capture_output=True, check=False).returncode == 0:
            os.execvpe(words[0], [*words, sys.executable, os.path.abspath(__file__)], {**os.environ, INSIDE: "1"})


def main():
    points = gate.Points()
    if INSIDE not in os.environ:
        try:
            enter()
        except FileNotFoundError:
            pass
    points.point(len(reader.TOOLS) > 0, "config_dump is built")
    for check in (check_statements, check_unsure, check_alike, check_whole, check_anything, check_refused, check_size):
        check(points)
    if INSIDE in os.environ:
        check_judge(points)
    else:
        points.point(True, "this machine makes no network of its own for a program, or nft is not there: nft was not asked")
    return points.end()


if __name__ == "__main__":
    sys.exit(main())
