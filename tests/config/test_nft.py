#!/usr/bin/python3
"""nft -j list ruleset: each statement with its exact boxes, what is only bounded, chains and sets, and what is refused, with line and column.

What the reader made of a ruleset is printed by config_dump (dump.c), only dimensions that are not whole. Rules stand in a table of IPv4, one box each, unless
a test says otherwise. That nft really prints these forms, and that the kernel means them so, tests/net/test_kernel.py shows.
"""
import json
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import test_iptables as reader  # noqa: E402

import gate  # noqa: E402

boxes, dump, rules = reader.boxes, reader.dump, reader.rules
TABLE = {"family": "ip", "table": "t"}
LOW6, HIGH6 = reader.LOW6, reader.HIGH6


def payload(protocol, field):
    return {"payload": {"protocol": protocol, "field": field}}


def meta(key):
    return {"meta": {"key": key}}


STATE, FLAGS, TCP = {"ct": {"key": "state"}}, payload("tcp", "flags"), payload("tcp", "dport")
SADDR, ICMP = payload("ip", "saddr"), payload("icmp", "type")


def match(left, right, op="=="):
    return {"match": {"op": op, "left": left, "right": right}}


def prefix(address, length):
    return {"prefix": {"addr": address, "len": length}}


def ruleset(*expressions, family="ip", more=()):
    home = {"family": family, "table": "t"}
    objects = [{"metainfo": {"json_schema_version": 1}}, {"table": {"family": family, "name": "t", "handle": 1}},
               {"chain": {**home, "name": "own", "handle": 2}},
               {"chain": {**home, "name": "forward", "handle": 3, "type": "filter", "hook": "forward", "prio": 0, "policy": "drop"}}]
    objects += [{**each} for each in more]
    objects += [{"rule": {**home, "chain": "forward", "handle": 9 + at, "expr": list(expr)}} for at, expr in enumerate(expressions)]
    return json.dumps({"nftables": objects})


def one(*expression, **options):
    """[(action, target, boxes, unread)] of one rule that ends with accept."""
    return [(rule[1], rule[2], rule[3], rule[4]) for rule in rules(ruleset([*expression, {"accept": None}], **options))]


SETS = [{"set": {**TABLE, "name": "office", "type": "ipv4_addr", "elem": [prefix("10.0.0.0", 8), {"range": ["192.0.2.5", "192.0.2.9"]}]}},
        {"set": {**TABLE, "name": "guests", "type": "ipv4_addr", "flags": ["timeout"], "elem": [{"elem": {"val": "10.1.1.1", "expires": 9}}]}},
        {"set": {**TABLE, "name": "pairs", "type": ["ipv4_addr", "inet_service"], "elem": [{"concat": ["10.0.0.1", 22]}, {"concat": ["10.0.0.2", {"range": [80, 90]}]}]}},
        {"map": {**TABLE, "name": "ways", "type": "ifname", "map": "verdict", "elem": [["lan", {"accept": None}], ["wan", {"jump": {"target": "own"}}]]}}]

# name: (statement, boxes); all of them are understood wholly
EXACT = {
    "nothing": (None, [""]),
    "an address": (match(SADDR, "192.0.2.7"), ["src=192.0.2.7-192.0.2.7"]),
    "a prefix": (match(SADDR, prefix("192.0.2.7", 24)), ["src=192.0.2.0-192.0.2.255"]),
    "a prefix of nothing": (match(SADDR, prefix("0.0.0.0", 0)), [""]),
    "no address": (match(SADDR, "192.0.2.7", "!="), ["src=0.0.0.0-192.0.2.6", "src=192.0.2.8-255.255.255.255"]),
    "addresses up to": (match(payload("ip", "daddr"), "192.0.2.7", "<="), ["dst=0.0.0.0-192.0.2.7"]),
    "a set by name": (match(SADDR, "@office"), ["src=10.0.0.0-10.255.255.255", "src=192.0.2.5-192.0.2.9"]),
    "not in a set": (match(SADDR, "@office", "!="), ["src=0.0.0.0-9.255.255.255", "src=11.0.0.0-192.0.2.4", "src=192.0.2.10-255.255.255.255"]),
    "an empty set": (match(SADDR, {"set": []}), []),
    "a port": (match(TCP, 80), ["proto=6-6 dport=80-80"]),
    "not a range in a set": (match(TCP, {"set": [{"range": [80, 445]}]}, "!="), ["proto=6-6 dport=0-79", "proto=6-6 dport=446-65535"]),
    "not a port, of tcp alone": (match(TCP, 80, "!="), ["proto=6-6 dport=0-79", "proto=6-6 dport=81-65535"]),
    "ports below": (match(payload("udp", "sport"), 1024, "<"), ["proto=17-17 sport=0-1023"]),
    "ports above all": (match(TCP, 65535, ">"), []),
    "ports by name": (match(TCP, {"set": ["ssh", "https"]}), ["proto=6-6 dport=22-22", "proto=6-6 dport=443-443"]),
    "ports in a set": (match(TCP, {"set": [22, {"range": [80, 90]}, 23]}), ["proto=6-6 dport=22-23", "proto=6-6 dport=80-90"]),
    "an element with a comment": (match(TCP, {"set": [{"elem": {"val": 22, "comment": "ssh"}}]}), ["proto=6-6 dport=22-22"]),
    "a protocol": (match(meta("l4proto"), "esp"), ["proto=50-50"]),
    "protocols but": (match(payload("ip", "protocol"), {"set": ["tcp", 17]}, "!="), ["proto=0-5", "proto=7-16", "proto=18-255"]),
    "a type of icmp": (match(ICMP, "echo-request"), ["proto=1-1 icmp=2048-2303"]),
    "types of icmp": (match(ICMP, {"set": ["echo-reply", 3]}), ["proto=1-1 icmp=0-255", "proto=1-1 icmp=768-1023"]),
    "a state": (match(STATE, "new"), ["state=0-0"]),
    "states, one of them": (match(STATE, ["established", "related"], "in"), ["state=1-2"]),
    "states in a set": (match(STATE, {"set": ["new", "untracked"]}), ["state=0-0", "state=4-4"]),
    "not a state": (match(STATE, "established", "!="), ["state=0-0", "state=2-4"]),
    "not the bits of a state": (match(STATE, "established", "!"), ["state=0-0", "state=2-4"]),
    "several states at once: no packet": (match(STATE, {"|": ["established", "related"]}), []),
    "not several states at once: every packet": (match(STATE, {"|": ["established", "related"]}, "!="), [""]),
    "a flag among others": (match(FLAGS, "urg", "in"), ["proto=6-6 flags=32-63"]),
    "without a flag": (match(FLAGS, "urg", "!"), ["proto=6-6 flags=0-31"]),
    "flags under a mask": (match({"&": [FLAGS, ["fin", "syn", "rst", "psh", "ack", "urg"]]}, "syn"), ["proto=6-6 flags=2-2"]),
    "not flags under a mask": (match({"&": [FLAGS, {"|": ["ack", "urg"]}]}, ["ack", "urg"], "!="), ["proto=6-6 flags=0-47"]),
    "IPv4": (match(meta("nfproto"), "ipv4"), [""]),
    "IPv6 in a table of IPv4": (match(meta("protocol"), "ip6"), []),
    "an interface": (match(meta("iifname"), "lan"), ["in=1-1"]),
    "interfaces but": (match(meta("oifname"), {"set": ["lan", "wan"]}, "!="), ["out=0-0", "out=3-255"]),
    "ports of tcp or udp": ([match(meta("l4proto"), {"set": ["tcp", "udp"]}), match(payload("th", "dport"), 53)], ["proto=6-6 dport=53-53", "proto=17-17 dport=53-53"]),
    "counted and logged": ([{"counter": {"packets": 1, "bytes": 2}}, {"log": {"prefix": "x"}}], [""]),
}
# name: (statement, the most, the least)
BOUNDED = {
    "a limit": ({"limit": {"rate": 5, "per": "second"}}, [""], []),
    "a set that changes": (match(SADDR, "@guests"), [""], []),
    "not in a set that changes": (match(SADDR, "@guests", "!="), [""], []),
    "a set that is not there": (match(SADDR, "@nobody"), [""], []),
    "another field, of tcp alone": (match(payload("tcp", "window"), 5), ["proto=6-6"], []),
    "a mark": (match(meta("mark"), 5), [""], []),
    "a star, for all others": (match(SADDR, {"set": ["10.0.0.1", "*"]}), [""], ["src=10.0.0.1-10.0.0.1"]),
    "a star for all other interfaces": (match(meta("iifname"), {"set": ["lan", "*"]}), [""], ["in=1-1"]),
    "a mark of a map": ({"mangle": {"key": {"meta": {"key": "mark"}}, "value": {"map": {"key": SADDR, "data": {"set": [["10.0.0.1", 1]]}}}}}, [""], []),
    "a helper of a map": ({"ct helper": {"map": {"key": TCP, "data": {"set": [[21, "ftp"]]}}}}, [""], []),
    "an option of tcp that is changed": ({"mangle": {"key": {"tcp option": {"name": "maxseg", "field": "size"}}, "value": 1}}, [""], []),
    "not a range, as two conditions are printed so": (match(TCP, {"range": [80, 445]}, "!="), ["proto=6-6 dport=0-79", "proto=6-6 dport=446-65535"], []),
    "an address under a mask": (match({"&": [SADDR, "255.0.0.255"]}, "10.0.0.1"), [""], []),
    "a port by its name": (match(TCP, {"set": [22, "unheard-of"]}), ["proto=6-6"], ["proto=6-6 dport=22-22"]),
    "not a port by its name": (match(TCP, {"set": [22, "unheard-of"]}, "!="), ["proto=6-6 dport=0-21", "proto=6-6 dport=23-65535"], []),
    "all eight flags": (match(FLAGS, "syn"), ["proto=6-6 flags=2-2"], []),
    "not all eight flags": (match(FLAGS, "syn", "!="), ["proto=6-6"], ["proto=6-6 flags=0-1", "proto=6-6 flags=3-63"]),
    "a flag that is not followed": (match(FLAGS, "ecn", "in"), ["proto=6-6"], []),
    "ports of any protocol": (match(payload("th", "dport"), 53), [""], []),
    "an operator nobody knows": (match(TCP, 80, "~"), ["proto=6-6"], []),
    "a range the wrong way round": (match(TCP, {"range": [9, 8]}), ["proto=6-6"], []),
}


def check_exact(points):
    for name, (statement, expected) in EXACT.items():
        statements = statement if isinstance(statement, list) else [statement] if statement else []
        got = one(*statements, more=SETS)
        points.point(got == [("ACCEPT", "-", boxes(*expected) + " same", "-")], f"exact: {name}", [str(got)])


def check_bounded(points):
    for name, (statement, may, must) in BOUNDED.items():
        got = one(statement, more=SETS)
        wanted = boxes(*may) + " must" + boxes(*must).removeprefix("may")
        points.point(len(got) == 1 and got[0][2] == wanted and got[0][3] != "-", f"bounded: {name}", [wanted, str(got)])


def check_several(points):
    pair = {"concat": [SADDR, TCP]}
    expected = [("ACCEPT", "-", boxes("src=10.0.0.1-10.0.0.1 proto=6-6 dport=22-22") + " same", "-"),
                ("ACCEPT", "-", boxes("src=10.0.0.2-10.0.0.2 proto=6-6 dport=80-90") + " same", "-")]
    points.point(one(match(pair, "@pairs"), more=SETS) == expected, "each pair of a set becomes a rule", [str(one(match(pair, "@pairs"), more=SETS))])
    got = one(match(pair, "@pairs", "!="), more=SETS)
    points.point(len(got) == 1 and got[0][2] == "may { } must" and got[0][3] != "-", "not in a set of pairs is a doubt", [str(got)])
    got = rules(ruleset([{"vmap": {"key": meta("iifname"), "data": "@ways"}}], more=SETS))
    points.point([(rule[1], rule[2], rule[3]) for rule in got] == [("ACCEPT", "-", boxes("in=1-1") + " same"), ("JUMP", "own", boxes("in=2-2") + " same")],
                 "each verdict of a map becomes a rule", [str(got)])
    got = rules(ruleset([{"vmap": {"key": TCP, "data": {"set": [[{"set": [22, 23]}, {"drop": None}], [{"range": [80, 90]}, {"continue": None}]]}}}]))
    points.point([(rule[1], rule[3]) for rule in got] == [("DROP", boxes("proto=6-6 dport=22-23") + " same"), ("NEXT", boxes("proto=6-6 dport=80-90") + " same")],
                 "verdicts of a map without a name", [str(got)])
    both = [match(pair, "@pairs"), match(pair, "@pairs"), {"accept": None}]
    points.point(len(rules(ruleset(both, more=SETS))) == 4, "two sets of pairs in one rule meet each other")


def check_targets(points):
    for name, action in {"drop": "DROP", "reject": "DROP", "return": "RETURN", "continue": "NEXT"}.items():
        got = rules(ruleset([{name: None}]))
        points.point([(rule[1], rule[4]) for rule in got] == [(action, "-")], f"{name} is {action}", [str(got)])
    for name, action in {"jump": "JUMP", "goto": "GOTO"}.items():
        got = rules(ruleset([{name: {"target": "own"}}]))
        points.point([rule[1:3] for rule in got] == [(action, "own")], f"{name} is {action}", [str(got)])
    for statement in ({"xt": None}, {"queue": {"num": 1}}, {"mangle": {"key": SADDR, "value": "10.0.0.1"}}, {"brand new": 1}, {"vmap": {"key": TCP, "data": "@nobody"}}):
        got = rules(ruleset([match(TCP, 80), statement]))
        ok = [(rule[1], rule[3]) for rule in got] == [(action, boxes("proto=6-6 dport=80-80") + " must") for action in ("ACCEPT", "DROP")]
        points.point(ok and all(rule[4] != "-" for rule in got), f"whatever becomes of it: {json.dumps(statement)}", [str(got)])
    got = rules(ruleset([{"mangle": {"key": meta("mark"), "value": 7}}, {"accept": None}]))
    points.point([(rule[1], rule[4]) for rule in got] == [("ACCEPT", "-")], "a mark changes nothing that is followed", [str(got)])


def check_letters(points):
    """What stands in a rule may be shown on a screen."""
    text = dump(ruleset([{"xt": "a\x7fb\u200bc"}, {"accept": None}]))
    points.point("\x7f" not in text and "\u200b" not in text and "a?b" in text, "a rule that is shown holds no sign that nobody sees", [text])


def check_sleep(points):
    """No packet enters the chains of a table that sleeps; nft 1.0.6 prints its name where it should say so."""
    text = ruleset([{"drop": None}])
    sleeping = text.replace('"name": "t", "handle": 1', '"name": "t", "handle": 1, "flags": ["dormant"]')
    points.point("chain ip t forward - RETURN" in dump(sleeping) and "chain ip t forward forward DROP" in dump(text), "a table that sleeps", [dump(sleeping)])
    owned = text.replace('"name": "t", "handle": 1', '"name": "t", "handle": 1, "flags": ["owner"]')
    points.point("chain ip t forward forward DROP" in dump(owned), "a table with an owner", [dump(owned)])


def check_unsure(points):
    """What other versions of nft print, and sets that rules fill: nothing is sure by them."""
    filled = {"set": {"op": "add", "elem": SADDR, "set": "@s"}}
    for name, more in {"a flag without a list": {"flags": "dynamic"}, "a rate of all": {"stmt": [{"limit": {"rate": 1, "per": "minute"}}]}, "a rate of one": {"elem": [{"elem": {"val": "10.0.0.1", "limit": {"rate": 1}}}]},
                       "filled by a rule": {}}.items():
        got = rules(ruleset([filled] if name == "filled by a rule" else [], [match(SADDR, "@s"), {"accept": None}], more=[{"set": {**TABLE, "name": "s", "type": "ipv4_addr", "elem": ["10.0.0.1"], **more}}]))[-1]
        points.point(got[3] == "may { } must" and got[4] != "-", f"not sure: a set, {name}", [str(got)])
    counted = rules(ruleset([match(SADDR, "@s"), {"accept": None}], more=[{"set": {**TABLE, "name": "s", "type": "ipv4_addr", "stmt": [{"counter": None}], "elem": [{"elem": {"val": "10.0.0.1", "counter": {}}}]}}]))[0]
    points.point(counted[4] == "-", "counters of a set change nothing", [str(counted)])
    inner = {"payload": {"tunnel": "vxlan", "protocol": "tcp", "field": "dport"}}
    points.point(one(match(inner, 80))[0][3] != "-", "an inner header is not the outer one", [str(one(match(inner, 80)))])
    points.point(one({"dup": {"addr": {"map": {"key": SADDR, "data": {"set": []}}}}})[0][3] != "-", "a copy to an address of a map")


def check_families(points):
    six = [f"src={source} dst={target}" for source in (LOW6, HIGH6) for target in (LOW6, HIGH6)]
    points.point(one(family="inet")[0][2] == boxes("", *six) + " same", "inet is both families", [str(one(family="inet"))])
    points.point(one(family="ip6")[0][2] == boxes(*six) + " same", "ip6 is IPv6", [str(one(family="ip6"))])
    for answer, wanted in {"icmp": boxes(""), "icmpv6": boxes(*six), "icmpx": boxes("", *six)}.items():
        got = rules(ruleset([{"reject": {"type": answer}}], family="inet"))[0][3]
        points.point(got == wanted + " same", f"a refusal with {answer} is for packets of its kind", [got])
    reset = {"reject": {"type": "tcp reset"}}
    got = rules(ruleset([match(meta("l4proto"), {"set": ["tcp", "udp"]}), reset]))[0]
    points.point(got[3] == boxes("proto=6-6", "proto=17-17") + " must { proto=6-6 }" and got[4] != "-", "but not where the rule tells protocols itself", [str(got)])
    got = rules(ruleset([match(meta("l4proto"), "tcp"), reset]))[0]
    points.point(got[3] == boxes("proto=6-6") + " same" and got[4] == "-", "unless they are the same", [str(got)])
    got = rules(ruleset([reset], family="inet"))[0]
    points.point(got[3] == boxes(*(f"{each} proto=6-6".strip() for each in ["", *six])) + " must" and got[4] != "-", "nft hides the family of a reset", [str(got)])
    got = rules(ruleset([match(SADDR, "10.0.0.1"), reset], family="inet"))[0]
    points.point(got[3] == boxes("src=10.0.0.1-10.0.0.1 proto=6-6") + " must" and got[4] != "-", "also one against that of an address", [str(got)])
    for condition in (match(meta("protocol"), "ip6", "!="), match(meta("protocol"), {"set": ["ip", "ip6"]})):
        got = rules(ruleset([condition, reset], family="inet"))[0]
        points.point(got[3].endswith(" must") and got[4] != "-", "and so beside a family that is not named", [str(got)])
    got = rules(ruleset([match(meta("nfproto"), "ipv4"), reset], family="inet"))[0]
    points.point(got[3].endswith(" same") and got[4] == "-", "but not where it is named", [str(got)])
    got = rules(ruleset([match(SADDR, "10.0.0.1"), reset], family="ip"))[0]
    points.point(got[3] == boxes("src=10.0.0.1-10.0.0.1 proto=6-6") + " same" and got[4] == "-", "but not where the table is of one", [str(got)])
    points.point(one(match(SADDR, "10.0.0.1"), family="inet")[0][2] == boxes("src=10.0.0.1-10.0.0.1") + " same", "a field of IPv4 says the family")
    got = one(match(payload("ip6", "saddr"), prefix("2001:db8::", 32)), family="inet")[0][2]
    points.point(got == boxes(*(f"src=20010db8{0:024x}-20010db8{'f' * 24} dst={target}" for target in (LOW6, HIGH6))) + " same", "and one of IPv6", [got])
    got = one(match(payload("ip6", "nexthdr"), "tcp"), family="ip6")[0]
    points.point("proto=6-6" in got[2] and got[2].endswith(" must") and got[3] != "-", "the next header need not be the last", [str(got)])
    text = dump(ruleset([{"accept": None}], family="bridge"))
    points.point("chain bridge t forward forward DROP" in text, "chains of bridges are kept", [text])


CHAIN = {"chain": {**TABLE, "name": "own"}}
# name: (text, line, column, part of the message)
REFUSED = {
    "cut": (ruleset()[:-5], 1, None, "ends too early"),
    "no JSON": ('{"nftables": [}', 1, None, "not understood"),
    "another key": ('{"nftables": [], "x": 1}', 1, 1, "alone"),
    "a list of numbers": ('{"nftables": [1]}', 1, None, "one key each"),
    "an object nobody knows": ('{"nftables":\n [{"table": {}},\n  {"mystery": {}}]}', 3, 3, "mystery"),
    "a chain without a name": ('{"nftables": [\n{"chain": {"family": "ip", "table": "t"}}]}', 2, 1, "name"),
    "a family nobody knows": ('{"nftables": [\n{"chain": {"family": "ipx", "table": "t", "name": "c"}}]}', 2, 1, "ipx"),
    "a chain twice": (ruleset(more=[CHAIN]), 1, None, "own"),
    "a rule without a chain": (ruleset(more=[{"rule": {**TABLE, "chain": "x", "expr": []}}]), 1, None, "no chain 'x'"),
    "a jump to nowhere": (ruleset([{"jump": {"target": "x"}}]), 1, None, "no chain 'x'"),
    "a jump to the kernel's chain": (ruleset([{"jump": {"target": "forward"}}]), 1, None, "by themselves"),
    "a policy nobody knows": (ruleset(more=[{"chain": {**TABLE, "name": "c", "hook": "input", "prio": 0, "policy": "maybe"}}]), 1, None, "maybe"),
    "a priority that is none": (ruleset(more=[{"chain": {**TABLE, "name": "c", "hook": "input", "prio": "x"}}]), 1, None, "prio"),
    "a statement of two keys": (ruleset([{"accept": None, "drop": None}]), 1, None, "one key each"),
    "a match without a side": (ruleset([{"match": {"op": "==", "left": TCP}}]), 1, None, "op, left and right"),
    "too many pairs in one rule": (ruleset([match({"concat": [SADDR, TCP]}, "@pairs")] * 5, more=SETS), 1, None, "too many"),
    "a map that is no map": (ruleset([{"vmap": {"key": TCP, "data": {"set": [22]}}}]), 1, None, "pairs"),
    "a name of two lines": (ruleset(more=[{"chain": {**TABLE, "name": "a\nb"}}]), 1, None, "name"),
    "a table that may sleep": ('{"nftables": [\n{"table": {"family": "ip", "name": "t", "handle": 1, "flags": "t"}}]}', 2, 1, "flags"),
    "a key twice": ('{"nftables": [], "nftables": []}', 1, None, "duplicate"),
}


def check_refused(points):
    for name, (text, line, column, part) in REFUSED.items():
        got = dump(text)
        where = re.match(rf"file:{line}:{column if column else '[0-9]+'}: error: ", got)
        points.point(where and part in got, f"refused: {name}", [got])


def check_whole(points):
    """Lines of rules are those of a file with line ends; strings with brackets in them do not lead astray."""
    text = '{"nftables": [\n' + ",\n".join(json.dumps(each) for each in json.loads(ruleset(
        [{"log": {"prefix": '}]{" \\'}}, {"drop": None}], [{"accept": None}]))["nftables"]) + "\n]}\n"
    got = rules(text)
    points.point([(rule[0], rule[1]) for rule in got] == [(6, "DROP"), (7, "ACCEPT")], "lines", [text, str(got)])
    points.point(got[1][5] == 'ip t forward handle 10: [{"accept":null}]', "a rule is shown with its handle", [str(got)])
    begun = reader.spent()
    got = dump(ruleset(*[[match(TCP, at % 65536), {"accept": None}] for at in range(10000)]), "-t")
    points.point(got.startswith("chains 2 ") and reader.spent() - begun < reader.ENOUGH, f"10,000 rules: {reader.spent() - begun:.1f} s", [got[:300]])
    many = [{"concat": [f"10.{at >> 8}.{at & 255}.1", at]} for at in range(20000)]
    got = dump(ruleset(*[[match({"concat": [SADDR, TCP]}, {"set": many}), {"accept": None}]] * 2), "-t")
    points.point(got.startswith("chains 2 "), "a set of 20,000 pairs", [got[:300]])
    wide = [[match(SADDR, {"set": [f"10.0.{at}.{low}" for at in range(40) for low in range(0, 100, 2)]}),
             match(payload("ip", "daddr"), {"set": [f"10.0.{at}.{low}" for at in range(40) for low in range(0, 100, 2)]}), {"accept": None}]] * 20
    begun = reader.spent()
    got = dump(ruleset(*wide), "-t")
    points.point("too many alternatives" in got and reader.spent() - begun < reader.ENOUGH, "sets that multiply are refused", [got[:300]])


def main():
    points = gate.Points()
    points.point(len(reader.TOOLS) > 0, "config_dump is built")
    for check in (check_exact, check_bounded, check_unsure, check_several, check_targets, check_letters, check_sleep, check_families, check_refused, check_whole):
        check(points)
    return points.end()


if __name__ == "__main__":
    sys.exit(main())
