"""Small random filters, written as iptables-save and as `nft -j list ruleset`, and what becomes of every kind of packet in them, worked out here by itself.

A packet is one point for each kind that any of these rules can tell apart; a set of packets is an integer with a bit for each. Rules that nobody understands match all that
they may or nothing: what is said of them has to hold of both, for each.
"""
import itertools
import json

ADDRESSES = ["10.0.0.1", "10.0.0.9", "10.0.1.7", "192.168.1.5", "192.168.1.80", "8.8.8.8"]
KINDS = [(protocol, port) for protocol in ("tcp", "udp") for port in (22, 100, 443, 600, 9000)] + [("icmp", 0), ("gre", 0)]
STATES = ["new", "established", "related", "invalid", "untracked"]
FACES = ["eth0", "eth1", "other"]
PACKETS = [dict(zip(("from", "to", "kind", "state", "in"), packet)) for packet in itertools.product(ADDRESSES, ADDRESSES, KINDS, STATES, FACES)]
ALL = (1 << len(PACKETS)) - 1
NUMBERS = {"tcp": 6, "udp": 17, "icmp": 1, "gre": 47}

# What a rule can ask for: how each language says it, and which packets are meant.
NETWORKS = {"10.0.0.0/24": "10.0.0.", "10.0.0.1/32": "10.0.0.1$", "10.0.0.0/16": "10.0.", "192.168.1.0/24": "192.168.1.", "192.168.1.80/32": "192.168.1.80$"}
PORTS = {"22": (22, 22), "443": (443, 443), "80:443": (80, 443), "1:1024": (1, 1024)}
STATE_SETS = [("new",), ("established",), ("related", "established"), ("invalid",), ("new", "untracked")]


def bits(test):
    return sum(1 << i for i, packet in enumerate(PACKETS) if test(packet))


# By what a packet is in one respect: the packets that are so.
VALUES = {key: {value: bits(lambda p, key=key, value=value: p[key] == value) for value in {packet[key] for packet in PACKETS}} for key in PACKETS[0]}
FROM = {network: bits(lambda p, of=of: (p["from"] + "$").startswith(of)) for network, of in NETWORKS.items()}
TO = {network: bits(lambda p, of=of: (p["to"] + "$").startswith(of)) for network, of in NETWORKS.items()}
PROTOCOL = {name: bits(lambda p, name=name: p["kind"][0] == name) for name in NUMBERS}
PORT = {words: bits(lambda p, low=low, high=high: p["kind"][1] and low <= p["kind"][1] <= high) for words, (low, high) in PORTS.items()}
STATE = {states: bits(lambda p, states=states: p["state"] in states) for states in STATE_SETS}
FACE = {name: bits(lambda p, name=name: p["in"] == name) for name in ("eth0", "eth1")}


# ---- rules ----

def draw_rule(random, targets, doubt):
    """What it asks for, what it does; `unread` is a word nobody understands."""
    rule = {}
    for key, choices, often in (("from", list(NETWORKS), .4), ("to", list(NETWORKS), .3), ("protocol", ["tcp", "udp", "tcp", "icmp"], .5), ("state", STATE_SETS, .3), ("in", list(FACE), .3)):
        if random.random() < often:
            rule[key] = random.choice(choices)
    if rule.get("protocol") in ("tcp", "udp") and random.random() < .7:
        rule["port"] = random.choice(list(PORTS))
    rule["not"] = random.choice(["from", "in"]) if random.random() < .1 else None
    rule["unread"] = random.randrange(3) if random.random() < doubt else None
    rule["does"] = random.choices(["accept", "drop", "return", "log", *targets], [5, 5, 1, 1, *[2] * len(targets)])[0]
    rule["goto"] = rule["does"] in targets and random.random() < .2
    return rule


def draw(random, doubt=0.0):
    """{chain: (policy or None, rules)}; chains jump to later ones only."""
    names = ["INPUT", "FORWARD", "one", "two", "three"][:random.choice([2, 3, 4, 5])]
    chains = {}
    for at, name in enumerate(names):
        own = name.isupper()
        length = random.randrange(7) if own else random.randrange(4)
        later = [other for other in names[at + 1:] if not other.isupper()]
        chains[name] = (random.choice(["accept", "drop"]) if own else None, [draw_rule(random, later, doubt) for _ in range(length)])
    return chains


def changed(random, chains, doubt):
    """A copy with a few edits, as a person makes them."""
    chains = {name: (policy, [dict(rule) for rule in rules]) for name, (policy, rules) in chains.items()}
    for _ in range(random.randrange(4)):
        name = random.choice(list(chains))
        policy, rules = chains[name]
        later = [other for other in list(chains)[list(chains).index(name) + 1:] if not other.isupper()]
        edit = random.randrange(4)
        if edit == 0:
            rules.insert(random.randrange(len(rules) + 1), draw_rule(random, later, doubt))
        elif edit == 1 and rules:
            rules.pop(random.randrange(len(rules)))
        elif edit == 2 and len(rules) > 1:
            rules.insert(random.randrange(len(rules)), rules.pop(random.randrange(len(rules))))
        elif policy:
            chains[name] = (random.choice(["accept", "drop"]), rules)
    return chains


def may_match(rule):
    found = ALL
    for key, sets in (("from", FROM), ("to", TO), ("protocol", PROTOCOL), ("port", PORT), ("state", STATE), ("in", FACE)):
        if key in rule:
            found &= ALL & ~sets[rule[key]] if rule["not"] == key else sets[rule[key]]
    return found


# ---- what becomes of packets ----

class Fates:
    """All packets through one entry; `matches` says of rules that are not understood whether they match, `gone` which are taken out."""

    def __init__(self, chains, entry, matches, gone=frozenset()):
        self.chains, self.matches, self.gone = chains, matches, gone
        self.came, self.decided = {}, {}  # by (chain, position): packets it acted on; by that or (chain, None): packets it decided
        accepted, dropped, rest = self.walk(entry, ALL)
        policy = chains[entry][0]
        self.decided[entry, None] = rest
        self.accepted = accepted | (rest if policy == "accept" else 0)
        assert self.accepted | dropped | (rest if policy == "drop" else 0) == ALL

    def matched(self, name, at):
        rule = self.chains[name][1][at]
        return 0 if (name, at) in self.gone or (rule["unread"] is not None and not self.matches[name, at]) else may_match(rule)

    def walk(self, name, packets):
        accepted = dropped = back = 0
        for at, rule in enumerate(self.chains[name][1]):
            taken, does = packets & self.matched(name, at), rule["does"]
            if does == "log" or not taken:
                continue
            self.came[name, at] = self.came.get((name, at), 0) | taken
            packets &= ~taken
            if does in ("accept", "drop"):
                self.decided[name, at] = self.decided.get((name, at), 0) | taken
                accepted |= taken if does == "accept" else 0
                dropped |= taken if does == "drop" else 0
            elif does == "return":
                back |= taken
            else:
                more, less, rest = self.walk(does, taken)
                accepted, dropped = accepted | more, dropped | less
                back, packets = (back | rest, packets) if rule["goto"] else (back, packets | rest)
        return accepted, dropped, back | packets


def doubtful(chains):
    return [(name, at) for name, (_, rules) in chains.items() for at, rule in enumerate(rules) if rule["unread"] is not None]


def worlds(places):
    """Every way in which rules that are not understood can match."""
    return [dict(zip(places, choice)) for choice in itertools.product((False, True), repeat=len(places))]


# ---- as text ----

def ipt_rule(name, rule):
    words = ["-A", name]
    for key, option in (("from", "-s"), ("to", "-d"), ("in", "-i"), ("protocol", "-p")):
        if key in rule:
            words += ["!"] * (rule["not"] == key) + [option, rule[key]]
    if "port" in rule:
        words += ["-m", rule["protocol"], "--dport", rule["port"]]
    if "state" in rule:
        words += ["-m", "conntrack", "--ctstate", ",".join(rule["state"]).upper()]
    if rule["unread"] is not None:
        words += ["-m", "mystery", "--weather", str(rule["unread"])]
    return " ".join([*words, "-g" if rule["goto"] else "-j", rule["does"] if rule["does"] in ("one", "two", "three") else rule["does"].upper()])


def iptables(chains):
    """(text, {line: place})"""
    lines = ["# Generated by iptables-save v1.8.9", "*filter", *[f":{name} {(policy or '-').upper()} [0:0]" for name, (policy, _) in chains.items()]]
    places = {}
    for name, (_, rules) in chains.items():
        for at, rule in enumerate(rules):
            lines.append(ipt_rule(name, rule))
            places[len(lines)] = (name, at)
    return "\n".join([*lines, "COMMIT", ""]), places


def nft_match(left, right, negated=False):
    return {"match": {"op": "!=" if negated else "==", "left": left, "right": right}}


def nft_rule(rule):
    expressions = []
    for key, field in (("from", "saddr"), ("to", "daddr")):
        if key in rule:
            address, length = rule[key].split("/")
            right = address if length == "32" else {"prefix": {"addr": address, "len": int(length)}}
            expressions.append(nft_match({"payload": {"protocol": "ip", "field": field}}, right, rule["not"] == key))
    if "in" in rule:
        expressions.append(nft_match({"meta": {"key": "iifname"}}, rule["in"], rule["not"] == "in"))
    if "protocol" in rule and "port" not in rule:
        expressions.append(nft_match({"meta": {"key": "l4proto"}}, rule["protocol"]))
    if "port" in rule:
        low, high = PORTS[rule["port"]]
        expressions.append(nft_match({"payload": {"protocol": rule["protocol"], "field": "dport"}}, low if low == high else {"range": [low, high]}))
    if "state" in rule:
        expressions.append({"match": {"op": "in", "left": {"ct": {"key": "state"}}, "right": list(rule["state"]) if len(rule["state"]) > 1 else rule["state"][0]}})
    if rule["unread"] is not None:
        expressions.append(nft_match({"osf": {"key": f"name{rule['unread']}"}}, "Linux"))
    does = rule["does"]
    verdict = {"goto" if rule["goto"] else "jump": {"target": does}} if does in ("one", "two", "three") else {does: None}
    return [*expressions, verdict]


def nft(chains):
    """(text, {handle: place}); rules are numbered as they come."""
    items, places = [{"table": {"family": "ip", "name": "t"}}], {}
    for name, (policy, _) in chains.items():
        hook = {"hook": name.lower(), "type": "filter", "prio": 0, "policy": policy} if policy else {}
        items.append({"chain": {"family": "ip", "table": "t", "name": name, **hook}})
    for name, (_, rules) in chains.items():
        for at, rule in enumerate(rules):
            handle = len(places) + 10
            places[handle] = (name, at)
            items.append({"rule": {"family": "ip", "table": "t", "chain": name, "handle": handle, "expr": nft_rule(rule)}})
    return json.dumps({"nftables": items}), places


WRITERS = {"iptables": iptables, "nft": nft}
