#!/usr/bin/python3
"""NEC IX routers: what `sekisho prove` answers of random lists is what a second reading of them says, packet by packet.

As in test_yamaha.py the second reading knows nothing of boxes, bounds or text: it goes through the filters of one direction by priority, each from its first entry, and gathers
what can become of a packet. What it holds true of them is what docs/man/sekisho-prove.1.scd says. Traps that people fall into are asked by name.
"""
import ipaddress
import tempfile

import test_yamaha as routers
from test_yamaha import DROP, MAYBE, NO, PASS, YES, all_of

NAMES = ["a", "b", "c"]
PROTOCOLS = {"tcp": 6, "udp": 17, "50": 50, "89": 89}
PORTS = [("any", 0, 65535), ("eq 80", 80, 80), ("eq 53", 53, 53), ("range 1024 65535", 1024, 65535), ("range 80 90", 80, 90), ("range 0 1023", 0, 1023)]
NETS = {4: ["10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "10.1.2.3/32", "192.168.0.0/30"], 6: ["2001:db8::/32", "2001:db8:1::/48", "2001:db8:1::7/128", "fe80::/10"]}


def address(draw, version):
    return "any" if draw.random() < 0.4 else draw.choice(NETS[version])


def make_entry(draw, version):
    """{action, protocol, type, addresses, ports, odd}: odd is a part that no published text has."""
    protocol = draw.choice(["ip", "ip", "tcp", "tcp", "udp", "icmp", "50", "89", "esp"])
    entry = {"action": draw.choice(["permit", "permit", "deny"]), "protocol": protocol, "type": draw.choice([None, 0, 8, 11]) if protocol == "icmp" else None,
             "from": address(draw, version), "to": address(draw, version), "ports": [None, None], "odd": draw.choice([""] * 7 + ["gt", "log", "wildcard"])}
    if protocol in ("tcp", "udp"):
        entry["ports"] = [draw.choice(PORTS + [None]), draw.choice(PORTS)]
    if draw.random() < 0.04:
        entry["action"] = "remark"
    return entry


def make_config(draw, version):
    """{lists: {name: entries}, optimized: names, dynamics: {name: trigger}, filters: {direction: [(priority, name)]}}; "gone" stands nowhere."""
    lists = {name: [make_entry(draw, version) for _ in range(draw.randint(1, 4))] for name in NAMES}
    dynamics = {"d": draw.choice(["a", "b"]), "e": draw.choice(["c", "gone"])}
    if draw.random() < 0.15:
        dynamics["b"] = "a"
    filters = {}
    for direction in draw.choice([["in"], ["out"], ["in", "out"], ["in", "out"]]):
        bound = draw.sample(NAMES, draw.randint(1, 3)) + draw.sample(["d", "e", "gone"], draw.choice([0, 0, 0, 1]))
        priorities = draw.sample(range(1, 90), len(bound))
        if draw.random() < 0.1:
            priorities[-1] = priorities[0]
        filters[direction] = list(zip(priorities, bound))
    return {"version": version, "lists": lists, "optimized": draw.sample(NAMES, draw.choice([0, 0, 1])), "dynamics": dynamics, "filters": filters}


def write_entry(entry):
    words = [entry["action"], entry["protocol"]] + (["type", str(entry["type"])] if entry["type"] is not None else [])
    source = entry["from"] if entry["odd"] != "wildcard" else "10.0.0.0 0.0.0.255"
    words += ["src", source] + (["sport", entry["ports"][0][0]] if entry["ports"][0] else []) + ["dest", entry["to"]]
    ports = ("gt 1023" if entry["odd"] == "gt" else entry["ports"][1][0]) if entry["ports"][1] else None
    return " ".join(words + (["dport", ports] if ports else []) + (["log"] if entry["odd"] == "log" else []))


def write(config):
    word = "ip" if config["version"] == 4 else "ipv6"
    lines = ["! NEC Portable Internetwork Core Operating System Software", "hostname ix", "!"]
    for name, entries in config["lists"].items():
        lines += [f"{word} access-list {name} option optimize"] if name in config["optimized"] else []
        lines += [f"{word} access-list {name} {write_entry(entry)}" for entry in entries]
    lines += [f"{word} access-list dynamic {name} access {trigger}" for name, trigger in config["dynamics"].items()]
    lines += ["!", "interface GigaEthernet0.1", "  encapsulation pppoe"]
    lines += [f"  {word} filter {name} {priority} {direction}" for direction, bound in config["filters"].items() for priority, name in bound]
    return "\n".join(lines + ["  no shutdown", "!"]) + "\n"


# ---- the second reading ----

def in_net(words, where):
    return words == "any" or where in ipaddress.ip_network(words)


def in_ports(ports, port):
    return ports is None or ports[1] <= port <= ports[2]


def matches(entry, packet, version):
    """YES, NO or MAYBE. What stands behind a part that nobody knows may say anything, and so may the part before it."""
    protocol, odd = packet["protocol"], entry["odd"]
    if entry["action"] == "remark":
        return MAYBE
    number = PROTOCOLS.get(entry["protocol"]) or {"icmp": 1 if version == 4 else 58}.get(entry["protocol"])
    known = entry["protocol"] != "esp"
    said = [YES if known else MAYBE]
    if number is not None:
        said.append(YES if protocol == number else NO)
    if entry["type"] is not None:
        said.append(YES if packet["type"] >> 8 == entry["type"] else NO)
    if odd == "wildcard":
        return all_of(*said, MAYBE)
    said.append(YES if in_net(entry["from"], packet["from"]) else NO)
    said.append(YES if in_ports(entry["ports"][0], packet["sport"]) else NO)
    if odd == "log" and not entry["ports"][1]:
        return all_of(*said, MAYBE)
    said.append(YES if in_net(entry["to"], packet["to"]) else NO)
    if odd == "log" or (odd == "gt" and entry["ports"][1]):
        return all_of(*said, MAYBE)
    return all_of(*said, YES if in_ports(entry["ports"][1], packet["dport"]) else NO)


def turned(packet):
    return {**packet, "from": packet["to"], "to": packet["from"], "sport": packet["dport"], "dport": packet["sport"]}


def opened(config, name, packet, back):
    """What a dynamic list may make of it: against its direction whatever answers, along it anything that its trigger matches."""
    trigger = config["dynamics"][name]
    if trigger in config["dynamics"] or trigger not in config["lists"]:
        return {PASS, DROP}
    possible = {PASS} if packet["state"] == "related" else set()
    for entry in config["lists"][trigger]:
        if not back and matches(entry, packet, config["version"]) != NO:
            possible |= {DROP} if entry["action"] == "deny" else {PASS, DROP}
        if back and packet["state"] == "established" and entry["action"] != "deny":
            # An answer of ICMP is of any type, so only what else the entry asks counts.
            asked = {**entry, "type": None} if entry["type"] is not None else entry
            if matches(asked, turned(packet), config["version"]) != NO:
                possible.add(PASS)
    return possible


def list_fates(config, name, packet, shared):
    """(what the list can make of it, whether it surely ends there)"""
    said = [({"deny": {DROP}, "permit": {PASS}}.get(entry["action"], {PASS, DROP}), matches(entry, packet, config["version"])) for entry in config["lists"][name]]
    some = set().union(*(each for each, answer in said if answer != NO))
    if shared:
        return some, False
    if name in config["optimized"]:
        return some, any(answer == YES for _, answer in said) and all(len(each) == 1 for each, _ in said)
    some = set()
    for each, answer in said:
        some |= each if answer != NO else set()
        if answer == YES:
            return some, True
    return some, False


def fates(config, direction, packet):
    """Everything that can become of it."""
    if direction not in config["filters"]:
        return {PASS}
    possible = set()
    for where, bound in config["filters"].items():
        for _, name in bound:
            if name in config["dynamics"]:
                possible |= opened(config, name, packet, where != direction)
    bound = config["filters"][direction]
    for priority, name in sorted(bound):
        if name in config["dynamics"]:
            continue
        if name not in config["lists"]:
            possible |= {PASS, DROP}
            continue
        some, ends = list_fates(config, name, packet, [each for each, _ in bound].count(priority) > 1)
        possible |= some
        if ends:
            return possible
    return possible | {DROP}


def config_of(lists, *filters):
    face = "interface GigaEthernet0.1\n" + "".join(f"  {line}\n" for line in filters)
    return "".join(f"{line}\n" for line in lists) + face + "interface GigaEthernet1.0\n  ip address 192.168.1.1/24\n"


IN, OUT, NEW445 = "GigaEthernet0.1 in", "GigaEthernet0.1 out", "ipv4 tcp port 445 state new"
ALL, NONE = "ip access-list all permit ip src any dest any", "ip access-list none deny ip src any dest any"
WEB = "ip access-list web permit tcp src any sport any dest 192.168.1.20/32 dport eq 443"
DYNAMIC = "ip access-list dynamic dyn access all"
# name -> (lines, chain, question, wanted, proof)
TRAPS = {
    "nothing filters": (config_of([NONE]), IN, NEW445, "refuses", "violated"),
    "one filter denies the rest": (config_of([WEB], "ip filter web 10 in"), IN, NEW445, "refuses", "holds"),
    "but of its direction only": (config_of([WEB], "ip filter web 10 in"), OUT, NEW445, "refuses", "violated"),
    "and of its interface": (config_of([WEB], "ip filter web 10 in"), "GigaEthernet1.0 in", NEW445, "refuses", "violated"),
    "no filter of IPv6": (config_of([NONE], "ip filter none 10 in"), IN, "tcp port 445 state new", "refuses", "violated"),
    "the list of IPv4 is none of IPv6": (config_of([NONE], "ipv6 filter none 10 in"), IN, "ipv6 tcp", "refuses", "undecided"),
    "the lower priority is first": (config_of([ALL, NONE], "ip filter all 20 in", "ip filter none 10 in"), IN, NEW445, "refuses", "holds"),
    "whatever stands first": (config_of([ALL, NONE], "ip filter none 20 in", "ip filter all 10 in"), IN, NEW445, "refuses", "violated"),
    "as a number, not as a word": (config_of([ALL, NONE], "ip filter all 100 in", "ip filter none 20 in"), IN, NEW445, "refuses", "holds"),
    "one priority twice": (config_of([ALL, NONE], "ip filter none 10 in", "ip filter all 10 in"), IN, NEW445, "refuses", "undecided"),
    "what is no match goes to the next filter": (config_of([WEB, ALL], "ip filter web 10 in", "ip filter all 20 in"), IN, NEW445, "refuses", "violated"),
    "an entry behind one for all": (config_of([ALL, "ip access-list all deny tcp src any sport any dest any dport eq 445"], "ip filter all 10 in"), IN, NEW445, "refuses", "violated"),
    "with optimize its order is not told": (config_of(["ip access-list all option optimize", ALL, "ip access-list all deny tcp src any sport any dest any dport eq 445"],
                                                      "ip filter all 10 in"), IN, NEW445, "refuses", "undecided"),
    "where they agree it does not matter": (config_of(["ip access-list all option optimize", ALL, "ip access-list all deny tcp src any sport any dest any dport eq 445"],
                                                      "ip filter all 10 in"), IN, "ipv4 tcp port 80", "accepts", "holds"),
    "a list that is nowhere": (config_of([], "ip filter gone 10 in"), IN, NEW445, "refuses", "undecided"),
    "what stands before it": (config_of([NONE], "ip filter none 5 in", "ip filter gone 10 in"), IN, NEW445, "refuses", "holds"),
    "answers to what went out": (config_of([ALL, NONE, DYNAMIC], "ip filter none 10 in", "ip filter dyn 10 out"), IN, "ipv4 tcp state established", "refuses", "undecided"),
    "new flows against it": (config_of([ALL, NONE, DYNAMIC], "ip filter none 10 in", "ip filter dyn 10 out"), IN, NEW445, "refuses", "holds"),
    "the cache is of one interface": (config_of([ALL, NONE, DYNAMIC], "ip filter dyn 10 out") + "  ip filter none 10 in\n", "GigaEthernet1.0 in", "ipv4 state established", "refuses",
                                      "holds"),
    "a dynamic list of that name wins": (config_of([NONE, ALL, "ip access-list dynamic none access all"], "ip filter none 10 in"), IN, NEW445, "refuses", "undecided"),
    "a dynamic list alone denies what its trigger does not match": (config_of([WEB, "ip access-list dynamic dyn access web"], "ip filter dyn 10 out"), OUT, NEW445, "refuses", "holds"),
    "a trigger that is nowhere": (config_of([NONE, "ip access-list dynamic dyn access gone"], "ip filter none 10 in", "ip filter dyn 10 out"), IN, NEW445, "refuses", "undecided"),
    "a dynamic list in other words": (config_of([NONE, ALL, "ip access-list dynamic dyn ftp src any dest any"], "ip filter none 10 in", "ip filter dyn 10 out"), IN, NEW445,
                                      "refuses", "undecided"),
    "ports without operator": (config_of(["ip access-list x permit tcp src any sport any dest any dport 443"], "ip filter x 1 in"), IN, NEW445, "refuses", "undecided"),
    "two ports": (config_of(["ip access-list x permit tcp src any sport any dest any dport eq 443 445"], "ip filter x 1 in"), IN, NEW445, "refuses", "undecided"),
    "a wildcard": (config_of(["ip access-list x permit ip src 10.0.0.0 0.0.0.255 dest any"], "ip filter x 1 in"), IN, "ipv4 tcp from 192.0.2.1", "refuses", "undecided"),
    "of another protocol it is none": (config_of(["ip access-list x permit udp src 10.0.0.0 0.0.0.255 dest any"], "ip filter x 1 in"), IN, "ipv4 tcp from 192.0.2.1", "refuses",
                                       "holds"),
    "icmp of IPv6": (config_of(["ipv6 access-list ra deny icmp type 134 src any dest any", "ipv6 access-list ra permit icmp src any dest any"], "ipv6 filter ra 1 in"), IN,
                     "ipv6 icmpv6", "accepts", "violated"),
    "a bridge goes past it": (config_of([NONE], "ip filter none 10 in", "bridge-group 1"), IN, NEW445, "refuses", "undecided"),
    "a cache of several interfaces": (config_of([NONE], "ip filter none 10 in", "ip dynamic-filter group 1"), IN, NEW445, "refuses", "undecided"),
}


def run(points):
    with tempfile.TemporaryDirectory() as folder:
        routers.check_traps(points, folder, TRAPS)
        routers.check_random(points, folder, "GigaEthernet0.1", make_config, write, fates)


if __name__ == "__main__":
    routers.main(run)
