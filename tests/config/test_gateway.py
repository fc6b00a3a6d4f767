#!/usr/bin/python3
"""Tables of home gateways (sekisho-gateway/1): what each statement comes to, what each missing one does, and what is refused, with line and column. Then what
`sekisho prove` answers of random tables is what a second reading of them says.

The second reading takes the structure a table was written from and gathers what can become of a packet; it knows nothing of boxes and bounds. What it holds true is
what docs/gateway.md says.
"""
import ipaddress
import json
import os
import re
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "catalogue"))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "session"))
import test_iptables as reader  # noqa: E402
import test_prove_site as sites  # noqa: E402
from support import ROOT, read_json, sekisho  # noqa: E402

import gate  # noqa: E402

HEAD = "format: sekisho-gateway/1\n"
WAN = "interfaces: [{name: wan, side: outside}]\n"
ENDS = ("source: any, target: any", "source-port: any, port: any")
CLOSED = "nat: {masquerade: on, upnp: off, dmz: off, forwards: []}\npass-through: {ipv6: off, pppoe: on}\n"
ROW = f"interface: wan, direction: in, action: deny, {ENDS[0]}"


def chains(text):
    """{"ipv4 wan in": (policy, [(line, action, boxes, unread, text)])}"""
    found, rules = {}, []
    for line in reader.dump(text).splitlines():
        chain = re.fullmatch(r"chain (\S+) (.+) (\S+) \d+", line)
        rule = re.fullmatch(r"rule (\d+) (\S+) - (may.*?) \| (.*?) \| (.*)", line)
        if chain:
            words = chain[2].split()
            rules = []
            found[f"{chain[1]} {' '.join(words[:len(words) // 2])}"] = (chain[3], rules)
        elif rule:
            rules.append((int(rule[1]), *rule.groups()[1:]))
    return found


def one(row, family="ipv4"):
    """What a row of a gateway that does not look at flows came to: (boxes, unread)."""
    text = HEAD + WAN + f"{family}: {{spi: off, rows: [{{{row}}}], otherwise: [{{interface: wan, direction: in, action: deny}}]}}\n" + CLOSED
    rules = chains(text).get(f"{family} wan in", ("", []))[1]
    return [(rule[1], rule[2], rule[3]) for rule in rules] or reader.dump(text)


EXACT = {
    "protocol: any, source-port: any, port: any": [""], 'protocol: tcp, source-port: any, port: "445"': ["proto=6-6 dport=445-445"], "protocol: 6, source-port: any, port: 445": ["proto=6-6 dport=445-445"],
    'protocol: "tcp,udp", source-port: any, port: "137-139, 445"': ["proto=6-6 dport=137-139", "proto=6-6 dport=445-445", "proto=17-17 dport=137-139", "proto=17-17 dport=445-445"],
    "protocol: udp, source-port: 1024-65535, port: any": ["proto=17-17 sport=1024-65535"], "protocol: icmp": ["proto=1-1"], "protocol: ICMP": ["proto=1-1"], "protocol: esp": ["proto=50-50"], "protocol: 47": ["proto=47-47"],
    'protocol: "icmp, 50"': ["proto=1-1", "proto=50-50"], "protocol: 0": ["proto=0-0"],
}
SOURCES = {"192.0.2.7": "192.0.2.7-192.0.2.7", "10.0.0.0/8": "10.0.0.0-10.255.255.255", "10.0.0.5-10.0.0.9": "10.0.0.5-10.0.0.9", "0.0.0.0/0": None}
# what is left out -> what is named
MISSING = {"protocol": "protocol", "source": "source", "target": "target", "source-port": "source-port", "port": "port", "interface": "interface", "direction": "direction"}
WHOLE = {"interface": "wan", "direction": "in", "action": "deny", "protocol": "tcp", "source": "any", "target": "any", "source-port": "any", "port": "445"}


def written(row):
    return ", ".join(f'{name}: "{value}"' for name, value in row.items())


def check_rows(points):
    for words, expected in EXACT.items():
        got = one(f"{ROW}, {words}")
        points.point(got == [("DROP", reader.boxes(*expected) + " same", "-")], f"exact: {words}", [str(got)])
    for source, said in SOURCES.items():
        got = one(f"interface: wan, direction: in, action: accept, source: {source}, target: any, protocol: icmp")
        wanted = reader.boxes((f"src={said} " if said else "") + "proto=1-1") + " same"
        points.point(got == [("ACCEPT", wanted, "-")], f"source: {source}", [str(got), wanted])
    got = one("interface: wan, direction: in, action: deny, protocol: icmpv6, source: 2001:db8::/32, target: any", "ipv6")
    points.point(len(got) == 1 and got[0][1].count("src=20010db8") == 2 and got[0][1].endswith("same"), "IPv6: a source", [str(got)])
    for name, said in MISSING.items():
        for row in ({key: value for key, value in WHOLE.items() if key != name}, {**WHOLE, name: "unknown"}):
            if row.get("interface") == "unknown":
                continue
            got = one(written(row))
            points.point(len(got) == 1 and got[0][1].endswith(" must") and got[0][2] == said, f"not stated: {name}, {'unknown' if name in row else 'left out'}", [str(got)])
    got = one(written({key: value for key, value in WHOLE.items() if key != "action"}))
    points.point([rule[0] for rule in got] == ["ACCEPT", "DROP"] and got[0][1].endswith(" must"), "not stated: action", [str(got)])
    got = one(written({"port": "445"}))
    points.point(got[0][1] == "may { } must", "ports of nobody knows what", [str(got)])
    got = one("")
    points.point([rule[:2] for rule in got] == [("ACCEPT", "may { } must"), ("DROP", "may { } must")], "a row that says nothing", [str(got)])


def said(text, chain="ipv4 wan in"):
    policy, rules = chains(text).get(chain, ("", [(0, reader.dump(text)[:300], "", "", "")]))
    return policy, [(action, box.endswith("same"), words) for _, action, box, _, words in rules]


def check_statements(points):
    nothing = HEAD + WAN
    unknown = [("ACCEPT", False, "forwards: unknown"), ("ACCEPT", False, "dmz: unknown"), ("ACCEPT", False, "upnp: unknown"), ("ACCEPT", False, "rows: unknown"), ("DROP", False, "rows: unknown"),
               ("ACCEPT", False, "spi: unknown"), ("ACCEPT", False, "spi: unknown"), ("DROP", False, "spi: unknown"), ("DROP", False, "spi: unknown"), ("ACCEPT", False, "otherwise: unknown")]
    points.point(said(nothing) == ("DROP", unknown), "nothing stated: nothing known", [str(said(nothing))])
    six = [("ACCEPT", False, "pass-through: ipv6 unknown")] + [row for row in unknown if not re.match("forwards|dmz", row[2])]
    points.point(said(nothing, "ipv6 wan in") == ("DROP", six), "nothing of IPv6", [str(said(nothing, "ipv6 wan in"))])
    whole = nothing + "ipv4: {spi: on, rows: [], otherwise: [{interface: wan, direction: in, action: accept}]}\n" + CLOSED
    points.point(said(whole) == ("ACCEPT", [("ACCEPT", True, "spi: on"), ("ACCEPT", False, "spi: on"), ("DROP", True, "spi: on"), ("DROP", True, "spi: on")]), "SPI on, and nothing opens it", [str(said(whole))])
    cases = {
        "SPI off": (whole.replace("spi: on", "spi: off"), []), "SPI not stated": (whole.replace("spi: on, ", ""), [("ACCEPT", False), ("ACCEPT", False), ("DROP", False), ("DROP", False)]),
        "a side not stated": (whole.replace(", side: outside", ""), [("ACCEPT", False), ("ACCEPT", False), ("DROP", False), ("DROP", False)]), "inside": (whole.replace("outside", "inside"), [("ACCEPT", False), ("ACCEPT", False)]),
        "UPnP": (whole.replace("upnp: off", "upnp: on"), [("ACCEPT", False), ("ACCEPT", True), ("ACCEPT", False), ("DROP", True), ("DROP", True)]), "a DMZ": (whole.replace("dmz: off, ", ""), [("ACCEPT", False), ("ACCEPT", True), ("ACCEPT", False), ("DROP", True), ("DROP", True)]),
        "forwards not stated": (whole.replace(", forwards: []", ""), [("ACCEPT", False), ("ACCEPT", True), ("ACCEPT", False), ("DROP", True), ("DROP", True)]),
        "an empty key": (whole.replace("rows: []", "rows: "), [("ACCEPT", False), ("DROP", False), ("ACCEPT", True), ("ACCEPT", False), ("DROP", True), ("DROP", True)]),
        "otherwise not known": (whole.replace("action: accept", "action: unknown"), [("ACCEPT", True), ("ACCEPT", False), ("DROP", True), ("DROP", True), ("ACCEPT", False)]),
        "otherwise of another": (whole.replace("direction: in, action: accept", "direction: out, action: accept"), [("ACCEPT", True), ("ACCEPT", False), ("DROP", True), ("DROP", True), ("ACCEPT", False)]),
    }
    for name, (text, wanted) in cases.items():
        got = said(text)
        points.point([rule[:2] for rule in got[1]] == wanted, f"statement: {name}", [str(got)])
    forward = whole.replace("forwards: []", "forwards: [{interface: wan, protocol: tcp, source: any, port: 8443, to: 192.168.1.5, to-port: 443}]")
    got = [rule[2] for rule in chains(forward)["ipv4 wan in"][1] if "forward" in rule[4]]
    points.point(got == ["may { proto=6-6 dport=8443-8443 } must", "may { proto=6-6 dport=443-443 } must"], "a forwarded port: the outer or the inner one", [str(got)])
    for name, change, counts in (("nothing changes addresses", ("masquerade: on", "masquerade: off"), 0), ("masquerade", ("", ""), 1), ("masquerade not stated", ("masquerade: on, ", ""), 1)):
        points.point(len(chains(whole.replace(*change))["nat nat"][1]) == counts, f"translates: {name}")
    for word, policy in (("on", ("ACCEPT", True)), ("unknown", ("ACCEPT", False))):
        got = said(whole.replace("ipv6: off", f"ipv6: {word}"), "ipv6 wan out")[1]
        points.point(got[0][:2] == policy, f"IPv6 passes through: {word}", [str(got)])
    points.point("pass-through" not in reader.dump(whole), "IPv6 does not pass through")
    row = whole.replace("rows: []", f"rows: [{{{ROW.replace('deny', 'accept')}, protocol: icmp}}]")
    got = chains(row)["ipv4 wan in"][1][0]
    points.point(got[1] == "ACCEPT" and got[2] == "may { proto=1-1 } must", "with SPI a row that accepts may be overruled", [str(got)])
    got = chains(whole.replace("rows: []", f"rows: [{{{ROW}, protocol: icmp}}]"))["ipv4 wan in"][1][0]
    points.point(got[2] == "may { proto=1-1 } must { proto=1-1 state=0-0 } { proto=1-1 state=3-4 }" and got[3] == "spi", "with SPI a row that denies denies new flows", [str(got)])


def check_example(points):
    with open(os.path.join(ROOT, "docs", "gateway.md"), encoding="utf-8") as file:
        example = re.search(r"^```yaml\n(.*?)^```", file.read(), re.S | re.M)[1]
    got = chains(example)
    points.point(len(got) == 9 and not reader.dump(example).startswith("file"), "the example of the manual is read", [reader.dump(example)[:300]])
    for what, text in {"a mark": b"\xef\xbb\xbf" + example.encode(), "CRLF": example.replace("\n", "\r\n"), "another order": "model: x\n" + example.replace("model:", "by:", 1) if "by:" not in example else example}.items():
        points.point(len(chains(text)) == 9, f"known with {what}", [reader.dump(text)[:200]])
    for what, text in {"a site": "format: sekisho-site/1\n", "words": "sekisho-gateway/1\n", "nothing": ""}.items():
        points.point(reader.dump(text) == "unknown\n", f"not known: {what}")


OPEN = "otherwise: [" + ", ".join(f"{{interface: {name}, direction: {way}, action: accept}}" for name in ("wan", "lan") for way in ("in", "out")) + "]"
GATEWAY = HEAD + WAN[:-2] + ", {name: lan, side: inside}]\n" + "".join(f"ipv{version}: {{spi: on, rows: [], {OPEN}}}\n" for version in (4, 6)) + CLOSED
# What is changed -> what becomes of the two policies about what comes in from outside, of IPv4 and of IPv6
GATEWAYS = {
    "SPI, and nothing opens it": (("", ""), ("holds", "holds")), "UPnP": (("upnp: off", "upnp: on"), ("undecided", "undecided")), "UPnP, perhaps": (("upnp: off, ", ""), ("undecided", "undecided")),
    "a forwarded port": (("forwards: []", "forwards: [{protocol: tcp, port: 443, to: 192.168.1.20, to-port: 443}]"), ("undecided", "holds")), "nobody looked at forwards": ((", forwards: []", ""), ("undecided", "holds")),
    "SPI of IPv4 not stated": (("ipv4: {spi: on, ", "ipv4: {"), ("undecided", "holds")), "no SPI, but addresses are changed": (("ipv4: {spi: on", "ipv4: {spi: off"), ("undecided", "holds")),
    "no SPI, no change": (("ipv4: {spi: on", "nat: {masquerade: off, upnp: off, dmz: off, forwards: []}\nipv4: {spi: off"), ("violated", "holds")), "no SPI of IPv6": (("ipv6: {spi: on", "ipv6: {spi: off"), ("holds", "violated")),
    "IPv6 passes through": (("ipv6: off", "ipv6: on"), ("holds", "undecided")), "IPv6 passes through, perhaps": (("ipv6: off, ", ""), ("holds", "undecided")), "a side not stated": ((", side: outside", ""), ("undecided", "undecided")),
}


def check_site(points):
    with tempfile.TemporaryDirectory() as folder:
        site = sites.changed(folder, ("configs: [router-b.rules, router-b.rules6]", "configs: [gateway.yaml]"))
        reader.replace(os.path.join(site, "site.yaml"), reader.SPARE, "")
        for name, (change, wanted) in GATEWAYS.items():
            text = GATEWAY.replace(*change, 1) if change[0] else GATEWAY
            if "nat:" in change[1]:
                text = text.replace(CLOSED.splitlines(keepends=True)[0], "")
            with open(os.path.join(site, "configs", "gateway.yaml"), "w", encoding="utf-8") as file:
                file.write(text)
            answers = {answer["policy"]: answer["proof"] for answer in read_json("prove", "--site", site, "--json", codes=(0, 1))["policies"]}
            got = (answers["nothing-new-from-outside"], answers["nothing-new-from-outside-6"])
            points.point(got == wanted, f"in a network: {name}: {', '.join(wanted)}", [str(got), text])


DENY = "otherwise: [" + ", ".join(f"{{interface: {name}, direction: {way}, action: deny}}" for name in ("wan", "lan") for way in ("in", "out")) + "]"
SHUT = HEAD + WAN[:-2] + ", {name: lan, side: inside}]\n" + "".join(f"ipv{version}: {{spi: on, rows: [], {DENY}}}\n" for version in (4, 6)) + CLOSED
FORWARD, ALL_ROW = ("forwards: []", "forwards: [{interface: wan, protocol: tcp, source: any, port: 8443, to: 192.168.1.5, to-port: 443}]"), ("rows: []", f"rows: [{{{ROW}, protocol: any, source-port: any, port: any}}]")
SPI_OFF, UPNP, DMZ, SOMEWHERE = ("spi: on", "spi: off"), ("upnp: off", "upnp: on"), ("dmz: off", "dmz: on"), (", side: inside", "")
WEB, WEB_6, ICMP_6 = "ipv4 tcp port 443 state new", "ipv6 tcp port 443 state new", "ipv6 58 state new"
# Whether a gateway that denies everything refuses it: no page tells whether rows, states or the rest are asked before what opens the way.
OPENED = {
    "nothing": ((), {"wan in": (WEB, "holds"), "lan out": (WEB, "holds")}),
    "a forwarded port": ((FORWARD,), {"wan in": (WEB, "undecided"), "lan out": (WEB, "undecided"), "wan out": (WEB, "holds"), "lan in": (WEB, "holds")}),
    "its outer port": ((FORWARD,), {"wan in": (WEB.replace("443", "8443"), "undecided"), "lan out": (WEB.replace("443", "8443"), "undecided")}),
    "another port": ((FORWARD,), {"wan in": (WEB.replace("443", "445"), "holds"), "lan out": (WEB.replace("443", "445"), "holds")}),
    "a forwarded port has no word of IPv6": ((FORWARD, DMZ), {"wan in": (WEB_6, "holds"), "lan out": (WEB_6, "holds")}),
    "a forwarded port without SPI": ((FORWARD, SPI_OFF), {"wan in": (WEB, "undecided"), "lan out": (WEB, "undecided")}),
    "a forwarded port before rows that deny": ((FORWARD, ALL_ROW), {"wan in": (WEB, "undecided")}),
    "a DMZ without SPI": ((DMZ, SPI_OFF), {"wan in": (WEB, "undecided"), "lan out": (WEB, "undecided")}),
    "UPnP opens both families": ((UPNP,), {"wan in": (WEB_6, "undecided"), "lan out": (WEB_6, "undecided"), "lan in": (WEB_6, "holds")}),
    "UPnP without SPI": ((UPNP, SPI_OFF), {"wan in": (WEB_6, "undecided"), "lan out": (WEB, "undecided")}),
    "a side not stated": ((FORWARD, SOMEWHERE), {"lan in": (WEB, "holds"), "lan out": (WEB, "undecided")}),
}
# What a row of IPv6 accepts, in a family that denies the rest and asks no states -> what becomes of each protocol, if it should be refused
ICMPS = {"icmp": {"icmp": "undecided", "58": "undecided"}, "ICMP": {"1": "undecided", "58": "undecided"}, "'1'": {"1": "violated", "58": "holds"}, "icmpv6": {"1": "holds", "58": "violated"},
         "'tcp,icmp'": {"tcp": "violated", "1": "undecided", "58": "undecided"}, "'icmp,icmpv6'": {"1": "undecided", "58": "violated"}}


def ask(folder, text, chain, packets):
    path = os.path.join(folder, "gateway.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return read_json("prove", path, "--chain", chain, "--refuses", packets, "--json", codes=(0, 1))["answer"]["proof"]


def check_openings(points):
    with tempfile.TemporaryDirectory() as folder:
        for name, (changes, asked) in OPENED.items():
            text = SHUT
            for change in changes:
                text = text.replace(*change)
            for chain, (packets, wanted) in asked.items():
                got = ask(folder, text, chain, packets)
                points.point(got == wanted, f"opened by {name}: {chain}, {packets}: {wanted}", [got, text])
        for words, asked in ICMPS.items():
            row = f"interface: wan, direction: in, action: accept, {ENDS[0]}, source-port: any, port: any, protocol: {words}"
            for packets, wanted in asked.items():
                got = ask(folder, SHUT.replace("rows: []", f"rows: [{{{row}}}]").replace(*SPI_OFF).replace(f"ipv4: {{spi: off, rows: [{{{row}}}]", "ipv4: {spi: off, rows: []"), "wan in", f"ipv6 {packets} state new")
                points.point(got == wanted, f"IPv6, {words}: {packets}: {wanted}", [got])


BASE = HEAD + WAN + "ipv4:\n  rows:\n"
# name -> (file, line, column, a part of the text)
REFUSED = {
    "another version": ("format: sekisho-gateway/2\ninterfaces: []\n", 1, 9, "sekisho-gateway/1"), "no interfaces": (HEAD, 1, 1, "lacks the key 'interfaces'"), "an empty list of them": (HEAD + "interfaces: []\n", 1, 1, "'interfaces' is empty"),
    "an interface twice": (HEAD + "interfaces: [{name: a}, {name: a}]\n", 2, 25, "second time"), "17 interfaces": (HEAD + f"interfaces: [{', '.join(f'{{name: i{i}}}' for i in range(17))}]\n", 1, 1, "at most 16"),
    "an unknown key": (HEAD + WAN + "ipv4: {spy: on}\n", 3, 8, "'spi'"), "an unknown word": (HEAD + WAN + "ipv4: {spi: yes}\n", 3, 13, "unknown, off, on"), "an interface of nobody": (BASE + "    - {interface: lan}\n", 5, 7, "one of: wan"),
    "an address with a host": (BASE + "    - {source: 10.0.0.1/8}\n", 5, 16, "addresses of this family"), "an address of the other family": (BASE + "    - {source: '2001:db8::1'}\n", 5, 16, "addresses of this family"), "a range backwards": (BASE + "    - {target: 10.0.0.9-10.0.0.5}\n", 5, 16, "addresses of this family"),
    "IPv6 over IPv4": (HEAD + WAN + "ipv6: {rows: [{source: '::-ffff::'}]}\n", 3, 24, "addresses of this family"), "a name": (BASE + "    - {source: www.example.com}\n", 5, 16, "www.example.com"), "a list": (BASE + "    - {source: [10.0.0.1]}\n", 5, 16, "a list or a mapping"), "an empty value": (BASE + "    - {source: }\n", 5, 8, "addresses"),
    "a protocol of nobody": (BASE + "    - {protocol: tpc}\n", 5, 18, "tcp, udp"), "all protocols": (BASE + "    - {protocol: all}\n", 5, 18, "any, unknown"), "protocol 256": (BASE + "    - {protocol: 256}\n", 5, 18, "or a number"), "a port too high": (BASE + "    - {protocol: tcp, port: 65536}\n", 5, 29, "443, 137-139"),
    "ports of icmp": (BASE + "    - {protocol: icmp, port: 80}\n", 5, 30, "a protocol that has ports"), "ports of everything": (BASE + "    - {protocol: any, port: 80}\n", 5, 29, "a protocol that has ports"), "a comma too many": (BASE + "    - {protocol: 'tcp,'}\n", 5, 18, "tcp,"),
    "otherwise without a direction": (HEAD + WAN + "ipv4: {otherwise: [{interface: wan, action: deny}]}\n", 3, 20, "direction"), "otherwise twice": (HEAD + WAN + "ipv4: {otherwise: [{interface: wan, direction: in, action: deny}, {interface: wan, direction: in, action: accept}]}\n", 3, 67, "one 'otherwise'"),
    "a forward to nowhere": (HEAD + WAN + "nat: {forwards: [{to: printer}]}\n", 3, 23, "printer"), "a forward of IPv6": (HEAD + WAN + "nat: {forwards: [{to: '2001:db8::1'}]}\n", 3, 23, "this family"), "rows that are no list": (HEAD + WAN + "ipv4: {rows: none}\n", 3, 14, "a list"),
    "no YAML": (HEAD + "interfaces: [\n", 3, 1, "YAML"), "NUL": (HEAD.encode() + b"model: \0\n", 2, 8, "no text"), "a My Number": (HEAD + WAN + "model: 123456789018\n", 3, 8, "My Number"), "an anchor": (HEAD + "interfaces: &a [{name: wan}]\n", 2, 13, "anchors"),
    "4,097 rows": (BASE + "    - {}\n" * 4097, 4101, 7, "4096"), "16,385 alternatives": (BASE + "    - {protocol: 'tcp,udp', source-port: '" + ",".join(str(i) for i in range(0, 258, 2)) + "', port: '" + ",".join(str(i) for i in range(0, 258, 2)) + "'}\n", 5, 1, "16384"),
}


def check_refused(points):
    for name, (text, line, column, part) in REFUSED.items():
        words = reader.dump(text)
        points.point(words.startswith(f"file:{line}:{column}: error") and part in words and "expected:" in words and "mend:" in words, f"refused: {name}", [words[:400]])
    large = reader.dump(HEAD + WAN + "# " + "x" * (1 << 20) + "\n")
    points.point("1048576" in large and large.startswith("file"), "refused: larger than a table is", [large[:300]])


def check_exit(points):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "broken")
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(HEAD + "interfaces: []" + "\n")
        for lang in ("en", "ja"):
            code, out, errors = sekisho("prove", path, "--lang", lang)
            points.point(code == 2 and not out and errors.startswith(path + ":") and len(errors.splitlines()) == 3, f"exit 2, {lang}", [str(code), out, errors])


# ---- a second reading ----

ROUNDS, QUESTIONS, SEED = 40, 12, 20260815
YES, NO, MAYBE, PASS, DROP = "yes", "no", "maybe", "pass", "drop"
NETS = {4: ["10.0.0.0/8", "10.1.2.0/24", "10.1.2.3", "192.168.0.1-192.168.0.9"], 6: ["2001:db8::/32", "2001:db8:1::7", "fe80::1-fe80::9"]}
SPOTS = {4: ["10.1.2.3", "10.9.9.9", "192.168.0.5", "172.16.0.9"], 6: ["2001:db8:1::7", "2001:db8:9::1", "fe80::5", "3fff::9"]}
NUMBERS = {"tcp": 6, "udp": 17, "icmp": 1, "icmpv6": 58, "esp": 50}
FRESH = ("new", "invalid", "untracked")


def make_row(draw, version):
    row = {"interface": draw.choice(["wan", "wan", "lan", None]), "direction": draw.choice(["in", "in", "out", None]), "action": draw.choice(["accept", "deny", "deny", None]), "protocol": draw.choice(["any", "tcp", "tcp,udp", "udp", "icmp", "esp", None])}
    for name in ("source", "target"):
        row[name] = draw.choice(["any", "any", "any", None, ",".join(draw.sample(NETS[version], draw.randint(1, 2)))])
    ports = row["protocol"] in ("tcp", "tcp,udp", "udp", None)
    for name in ("source-port", "port"):
        row[name] = draw.choice(["any", "any", None] + (["80", "1-1023", "443,445"] if ports else []))
    return {name: value for name, value in row.items() if value is not None}


def make_family(draw, version):
    family = {"spi": draw.choice(["on", "on", "off", "unknown", None]), "rows": [make_row(draw, version) for _ in range(draw.randint(0, 5))] if draw.random() < 0.85 else None}
    places = [(name, direction) for name in ("wan", "lan") for direction in ("in", "out") if draw.random() < 0.7]
    family["otherwise"] = [{"interface": name, "direction": direction, "action": draw.choice(["accept", "deny", "unknown"])} for name, direction in places]
    return {name: value for name, value in family.items() if value is not None}


def make_table(draw):
    table = {"format": "sekisho-gateway/1", "interfaces": [{"name": "wan", "side": draw.choice(["outside", "outside", "unknown"])}, {"name": "lan", "side": draw.choice(["inside", "unknown"])}],
             "ipv4": make_family(draw, 4), "ipv6": make_family(draw, 6), "pass-through": {"ipv6": draw.choice(["off", "off", "off", "on", "unknown"]), "pppoe": "on"}}
    nat = {"masquerade": "on"}
    nat.update({name: draw.choice(["off", "off", "off", "on"]) for name in ("upnp", "dmz") if draw.random() < 0.9})
    if draw.random() < 0.9:
        nat["forwards"] = [{"interface": "wan", "protocol": draw.choice(["tcp", "udp"]), "source": "any", "port": draw.choice(["80", "443"]), "to": "192.168.0.5", "to-port": draw.choice(["80", "8443"])} for _ in range(draw.choice([0, 0, 1, 2]))]
    return {**table, "nat": nat}


def in_nets(words, address):
    if words is None:
        return MAYBE
    for part in words.split(","):
        first, _, last = part.partition("-")
        if part == "any" or (ipaddress.ip_address(first) <= address <= ipaddress.ip_address(last) if last else address in ipaddress.ip_network(first)):
            return YES
    return NO


def in_ports(words, port):
    return words == "any" or any(int(part.split("-")[0]) <= port <= int(part.split("-")[-1]) for part in words.split(","))


def port_answer(row, name, port, protocol):
    words, said_protocol = row.get(name), row.get("protocol")
    if words is None:
        return MAYBE if said_protocol in (None, "any") or protocol in (6, 17) else YES
    if said_protocol is None:
        return MAYBE if words != "any" else YES
    return YES if words == "any" or in_ports(words, port) else NO


def all_of(*answers):
    return NO if NO in answers else MAYBE if MAYBE in answers else YES


def protocol_answer(words, packet):
    protocol = packet["protocol"]
    if words is None:
        return MAYBE
    if "icmp" in words.split(",") and packet["to"].version == 6 and protocol in (1, 58):
        return MAYBE
    return YES if words == "any" or protocol in [NUMBERS[word] for word in words.split(",")] else NO


def matches(row, packet):
    return all_of(protocol_answer(row.get("protocol"), packet), in_nets(row.get("source"), packet["from"]), in_nets(row.get("target"), packet["to"]),
                  port_answer(row, "source-port", packet["sport"], packet["protocol"]), port_answer(row, "port", packet["dport"], packet["protocol"]))


def openings(table, version, packet):
    nat = table["nat"]
    for row in nat.get("forwards", []):
        if version == 4 and NUMBERS[row["protocol"]] == packet["protocol"] and packet["dport"] in (int(row["port"]), int(row["to-port"])):
            yield MAYBE, PASS
    if nat.get("upnp") != "off" or (version == 4 and ("forwards" not in nat or nat.get("dmz") != "off")):
        yield MAYBE, PASS


def walk_rows(family, interface, direction, looked, packet):
    for row in family["rows"]:
        if row.get("interface", interface) != interface or row.get("direction", direction) != direction:
            continue
        answer = matches(row, packet)
        sure = "interface" in row and "direction" in row and "action" in row and (family.get("spi") == "off" or packet["state"] in FRESH)
        if answer != NO and (not sure or (looked and row["action"] == "accept")):
            answer = MAYBE
        for fate in {"accept": [PASS], "deny": [DROP], None: [PASS, DROP]}[row.get("action")]:
            yield answer, fate


def walk(table, interface, direction, version, packet):
    """(whether it is so, what becomes of it), in their order."""
    family, side = table[f"ipv{version}"], {row["name"]: row["side"] for row in table["interfaces"]}[interface]
    spi, passes = family.get("spi", "unknown"), table["pass-through"]["ipv6"]
    looked = spi != "off" and direction == "in" and side != "inside"
    sure = YES if looked and spi == "on" and side == "outside" else MAYBE
    if version == 6:
        yield {"on": YES, "unknown": MAYBE, "off": NO}[passes], PASS
    if side != ("inside" if direction == "in" else "outside"):
        yield from openings(table, version, packet)
    if "rows" in family:
        yield from walk_rows(family, interface, direction, looked, packet)
    else:
        yield from ((MAYBE, PASS), (MAYBE, DROP))
    if spi != "off" and packet["state"] not in FRESH:
        yield sure if packet["state"] == "established" else MAYBE, PASS
    if looked and packet["state"] in FRESH:
        yield sure, DROP
    rest = [row["action"] for row in family["otherwise"] if (row["interface"], row["direction"]) == (interface, direction)]
    yield (YES, PASS) if rest == ["accept"] else (YES, DROP) if rest == ["deny"] else (MAYBE, PASS)
    yield YES, DROP


def fates(*case):
    possible = set()
    for answer, fate in walk(*case):
        if answer != NO:
            possible.add(fate)
        if answer == YES:
            break
    return possible


def draw_packet(draw):
    version, protocol = draw.choice([4, 4, 6]), draw.choice([6, 6, 6, 17, 1, 50, 58])
    packet = {"from": ipaddress.ip_address(draw.choice(SPOTS[version])), "to": ipaddress.ip_address(draw.choice(SPOTS[version])), "protocol": protocol, "state": draw.choice(["new"] * 4 + ["established", "related", "invalid"]), "sport": 0, "dport": 0}
    words = f"from {packet['from']} to {packet['to']} {protocol} state {packet['state']}"
    if protocol in (6, 17):
        packet["sport"], packet["dport"] = draw.choice([80, 445, 50000]), draw.choice([80, 443, 445, 8443])
        words += f" source-port {packet['sport']} port {packet['dport']}"
    return version, words, packet


def check_table(points, draw, number, path, seen):
    table, wrong = make_table(draw), []
    with open(path, "w", encoding="utf-8") as file:
        file.write("".join(f"{name}: {json.dumps(value)}\n" for name, value in table.items()).replace('format: "sekisho-gateway/1"', "format: sekisho-gateway/1"))
    for _ in range(QUESTIONS):
        interface, direction, wanted = draw.choice(["wan", "wan", "lan"]), draw.choice(["in", "in", "out"]), draw.choice(["refuses", "accepts"])
        version, words, packet = draw_packet(draw)
        possible, right = fates(table, interface, direction, version, packet), DROP if wanted == "refuses" else PASS
        asked = "violated" if right not in possible else "holds" if possible == {right} else "undecided"
        answer = read_json("prove", path, "--chain", f"{interface} {direction}", "--" + wanted, words, "--json", codes=(0, 1))["answer"]["proof"]
        seen[answer] = seen.get(answer, 0) + 1
        wrong += [f"{interface} {direction} {wanted} {words}: {answer}, not {asked}"] if answer != asked else []
    points.point(not wrong, f"random table {number}", wrong + [json.dumps(table)])


def check_random(points):
    reader.check_random(points, check_table, SEED, ROUNDS)


def main():
    points = gate.Points()
    points.point(bool(reader.TOOLS), "the tool is built")
    for check in (check_rows, check_statements, check_openings, check_example, check_site, check_refused, check_exit, check_random):
        check(points)
    return points.end()


if __name__ == "__main__":
    sys.exit(main())
