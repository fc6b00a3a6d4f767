#!/usr/bin/python3
"""sekisho prove --mistakes --pairs: exactly the pairs of mistakes that break a policy when both are made in the files themselves, one behind the other.

All pairs are made, so many networks stand beside each other in one site, with nothing between them. `test_pairs.py --update` writes the golden files anew.
"""
import itertools
import os
import re
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "catalogue"))
from support import main, read_json, sekisho  # noqa: E402
from test_mistakes import CONDITIONS, chain_of, check_text, key_of, line_of, proofs, write  # noqa: E402

NODES = {
    "net": {"role": "segment"}, "hub-1": {"role": "segment"}, "hub-2": {"role": "segment"},
    "carrier": {"role": "outside"},
    "router": {"role": "router", "configs": "[r4]", "speaks": "[ipv4]", "routes": "[{to: ipv4, interface: wan, via: 192.0.2.1}]"},
    "terminal": {"role": "host", "speaks": "[ipv4]"},
    "server": {"role": "host", "configs": "[s4]", "speaks": "[ipv4]"},
    "receipt": {"role": "host", "configs": "[c4]", "speaks": "[ipv4]"},
    "modem": {"role": "bridge"},
}
LINKS = [("carrier", "net", "up", ""), ("router", "net", "wan", "192.0.2.2/24"), ("router", "hub-1", "lan", "192.168.1.1/24"),
         ("terminal", "hub-1", "eth0", "192.168.1.20/24"), ("terminal", "hub-2", "eth1", "192.168.2.20/24"), ("server", "hub-1", "eth0", "192.168.1.30/24"),
         ("receipt", "hub-2", "eth0", "192.168.2.30/24"), ("modem", "net", "a", ""), ("modem", "hub-1", "b", "")]
# What is sent to port 8022 comes to port 22 of the server only through the router's translation: so a router that was reset does not open it, but two of its rules do.
NAT = {"r4": "*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -i wan -p tcp -m tcp --dport 8022 -j DNAT --to-destination 192.168.1.30:22\nCOMMIT\n"}
FILES = {
    "r4": ["-A FORWARD -i wan -p tcp -m tcp --dport 22 -j DROP", "-A FORWARD -i lan -p tcp -m tcp --dport 22 -j ACCEPT"],
    "s4": ["-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT", "-A INPUT -j DROP"],
    "c4": ["-A INPUT -i lo -p udp -m limit --limit 3/min -j ACCEPT", "-A INPUT -j DROP"],
}
POLICIES = {"port-of-server": ("carrier", "server", "ipv4 tcp port 8022"), "receipt-udp": ("carrier", "receipt", "ipv4 udp"), "receipt-tcp": ("carrier", "receipt", "ipv4 tcp port 23"),
            "terminal": ("carrier", "terminal", "ipv4"), "server-6": ("carrier", "server", "ipv6")}
TOGETHER = 20  # networks in one site: 256 nodes is the most


# ---- mistakes, each made in what is there already ----

class State:
    """Nodes, links, and rules by file, each with the line it came from; a copy came from none."""
    def __init__(self):
        self.nodes = {name: dict(node) for name, node in NODES.items()}
        self.links = list(LINKS)
        self.rules = {name: [(line_of(name, at), rule) for at, rule in enumerate(rules)] for name, rules in FILES.items()}


def change_rules(state, kind, file, line, condition):
    rules = state.rules[file.removeprefix("configs/")]
    at = next((i for i, rule in enumerate(rules) if rule[0] == line), None)
    if at is None:
        return
    text = rules[at][1]
    mine = [i for i, rule in enumerate(rules) if chain_of(rule[1]) == chain_of(text)]
    if kind == "deleted":
        del rules[at]
    elif kind == "copied-first":
        rules.insert(mine[0], (None, text))
    elif kind == "copied-last":
        rules.insert(mine[-1] + 1, (None, text))
    elif kind == "widened":
        rules[at] = (line, re.sub(CONDITIONS[condition], "", text))
    elif at != mine[-1]:
        behind = mine[mine.index(at) + 1]
        rules[at], rules[behind] = rules[behind], rules[at]


def change_elsewhere(state, kind, node, what, other):
    if kind == "reset":
        state.nodes[node].pop("configs")
        state.nodes[node]["unfiltered"] = "[ipv4, ipv6]"
    elif kind == "forwards":
        state.nodes[node]["forwards"] = "true"
    elif kind == "passes":
        now = [state.nodes[node].get("passes", "[]").strip("[]"), what]
        state.nodes[node]["passes"] = "[" + ", ".join(filter(None, now)) + "]"
    elif kind == "plugged":
        state.links = [(link[0], other, *link[2:]) if (link[0], link[2]) == (node, what) else link for link in state.links]
    else:
        cable = f"cable-{len(state.nodes)}"
        state.nodes[cable] = {"role": "bridge", "passes": "[ipv4, ipv6]"}
        state.links += [(cable, what, "1", ""), (cable, other, "2", "")]


def is_of_rule(mistake):
    return str(mistake[1]).startswith("configs/")


def made(*mistakes):
    state = State()
    for mistake in mistakes:
        (change_rules if is_of_rule(mistake) else change_elsewhere)(state, *mistake)
    return state


def all_mistakes():
    """As key_of() names them."""
    for name, rules in FILES.items():
        for at, rule in enumerate(rules):
            key = (f"configs/{name}", line_of(name, at))
            mine = [i for i, other in enumerate(rules) if chain_of(other) == chain_of(rule)]
            yield ("deleted", *key, None)
            if at != mine[0]:
                yield ("copied-first", *key, None)
            if at != mine[-1]:
                yield ("copied-last", *key, None)
                yield ("moved", *key, None)
            for condition, words in CONDITIONS.items():
                if re.search(words, rule):
                    yield ("widened", *key, condition)
    for name, node in NODES.items():
        if "configs" in node:
            yield ("reset", name, None, None)
    yield ("forwards", "terminal", None, None)
    yield ("passes", "modem", "ipv4", None)
    yield ("passes", "modem", "ipv6", None)
    segments = [name for name, node in NODES.items() if node["role"] == "segment"]
    for node, segment, interface, _ in LINKS:
        for other in segments:
            if other != segment:
                yield ("plugged", node, interface, other)
    for one, other in itertools.combinations(segments, 2):
        yield ("joined", None, one, other)


# ---- many networks in one site ----

def named(number, text):
    return f"n{number}-{text}"


def ask(folder, states, policies):
    """Of each state {policy: proof}, of these policies only."""
    nodes, links, files, more, questions = {}, [], {}, {}, {}
    for number, state in enumerate(states):
        for name, node in state.nodes.items():
            configs = {"configs": f"[{named(number, node['configs'].strip('[]'))}]"} if "configs" in node else {}
            nodes[named(number, name)] = {**node, **configs}
        links += [(named(number, node), named(number, segment), interface, addresses) for node, segment, interface, addresses in state.links]
        files.update({named(number, name): [rule for _, rule in rules] for name, rules in state.rules.items()})
        more.update({named(number, name): text for name, text in NAT.items()})
        questions.update({named(number, name): (named(number, a), named(number, b), what) for name, (a, b, what) in POLICIES.items() if name in policies})
    write(folder, nodes, links, files, questions, more)
    found = proofs(folder)
    return [{name: found[named(number, name)] for name in policies} for number in range(len(states))]


def orders(first, second):
    """Where both are about one file it may matter which is made first."""
    both = is_of_rule(first) and is_of_rule(second) and first[1] == second[1]
    return [(first, second), (second, first)] if both else [(first, second)]


WORST = ("holds", "undecided", "violated")


def brute_force(folder, policies):
    """{pair: {policy: proof}} of all pairs that break one of the policies."""
    trials = [order for pair in itertools.combinations(all_mistakes(), 2) for order in orders(*pair)]
    found = {}
    for at in range(0, len(trials), TOGETHER):
        here = trials[at:at + TOGETHER]
        for trial, answer in zip(here, ask(os.path.join(folder, str(at)), [made(*trial) for trial in here], policies)):
            for policy, proof in answer.items():
                was = found.setdefault(frozenset(trial), {})
                was[policy] = max(was.get(policy, "holds"), proof, key=WORST.index)
    broken = {pair: {policy: proof for policy, proof in answer.items() if proof != "holds"} for pair, answer in found.items()}
    return len(trials), {pair: answer for pair, answer in broken.items() if answer}


# ---- the points ----

def check_pairs(points, folder, answer):
    pairs, count = answer["pairs"], len(list(all_mistakes()))
    points.point(answer["tried"] == count and pairs["count"] == count * (count - 1) // 2 and pairs["left"] == pairs["untold"] == 0,
                 f"{count} mistakes, {pairs['count']} pairs, none left out", [str(answer["tried"]), str(count), str(pairs["count"])])
    points.point(pairs["policies"] == ["port-of-server", "receipt-udp", "receipt-tcp", "server-6"], "asked of those that no single mistake breaks", pairs["policies"])
    told = {}
    for broken in pairs["broken"]:
        told.setdefault(frozenset(key_of(broken[which]) for which in ("first", "second")), {})[broken["policy"]] = broken["proof"]
    trials, found = brute_force(folder, pairs["policies"])
    wrong = [f"{sorted(map(str, pair))}: in the files {found.get(pair)}, and not {told.get(pair)}" for pair in told.keys() | found.keys() if told.get(pair) != found.get(pair)]
    points.point(not wrong, f"{trials} networks with two mistakes in the files, {len(found)} pairs break something: as --pairs says", wrong)
    points.point({proof for proofs_ in found.values() for proof in proofs_.values()} == {"violated", "undecided"}, "some for sure, some perhaps", [str(len(found))])
    sure = sum("violated" in proofs_.values() for proofs_ in found.values())
    points.point((pairs["breaks"], pairs["may"]) == (sure, len(found) - sure), "each pair is counted once", [str(sure), str(pairs["breaks"]), str(pairs["may"])])
    points.point(0 < pairs["tried"] < pairs["count"], "what can change nothing is not tried", [str(pairs["tried"])])
    check_order(points, pairs, set(told))


def check_order(points, pairs, told):
    """A copy of a rule that was widened before is wide, and one that is widened behind it is not."""
    wide, copy = ("widened", "configs/r4", 7, "in"), ("copied-first", "configs/r4", 7, None)
    ordered = [(key_of(broken["first"]), key_of(broken["second"])) for broken in pairs["broken"]]
    points.point(frozenset((wide, copy)) in told and (wide, copy) in ordered and (copy, wide) not in ordered, "it is told which is made first")


def check_others(points, folder):
    """Sites where there is nothing to tell of pairs."""
    none, single = os.path.join(folder, "none"), os.path.join(folder, "single")
    write(none, NODES, LINKS, FILES, {"server-6": POLICIES["server-6"]}, NAT)
    code, out, _ = sekisho("prove", "--mistakes", "--pairs", "--site", none)
    points.point(code == 0 and "No pair of mistakes breaks: server-6" in out and "breaks: 0 of" in out, "exit 0 where no pair breaks anything", [str(code), *out.splitlines()])
    write(single, NODES, LINKS, FILES, {"terminal": POLICIES["terminal"]}, NAT)
    code, out, _ = sekisho("prove", "--mistakes", "--pairs", "--site", single)
    points.point(code == 1 and "there are none" in out and "No pair" not in out, "where a single mistake breaks all, pairs are not asked about", [str(code), *out.splitlines()])
    points.point(read_json("prove", "--mistakes", "--site", none, "--json")["pairs"] is None, "nothing of pairs without --pairs")
    code, _, errors = sekisho("prove", "--pairs", "--site", none)
    points.point(code == 2 and "sekisho prove --mistakes --pairs" in errors, "exit 2 without --mistakes", [errors])


def run(points):
    with tempfile.TemporaryDirectory() as folder:
        site = os.path.join(folder, "site")
        write(site, NODES, LINKS, FILES, POLICIES, NAT)
        now = proofs(site)
        points.point(set(now.values()) == {"holds"}, "every policy holds as it is", [str(now)])
        check_pairs(points, folder, read_json("prove", "--mistakes", "--pairs", "--site", site, "--json", codes=(1,)))
        check_text(points, site, "pairs", "--pairs")
        check_others(points, folder)


if __name__ == "__main__":
    main(run)
