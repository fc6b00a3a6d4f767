#!/usr/bin/python3
"""sekisho prove --rules: of random filters exactly the rules that no packet reaches, and others that can be taken out, so that nothing is left that could be: each judged by
another reading of the filter, for every kind of packet there is and every way in which rules that nobody understands can match. RULES_SETS (400) says how many.
"""
import functools
import os
import random
import re
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "catalogue")]
import filters  # noqa: E402
from support import main, read_json  # noqa: E402

SETS = int(os.environ.get("RULES_SETS", "400"))
SEED = int(os.environ.get("RULES_SEED", "1"))


def reached_from(chains, entries):
    """Chains that a packet can come to, whatever rules match."""
    names, more = set(entries), True
    while more:
        more = {rule["does"] for name in names for rule in chains[name][1] if rule["does"] in chains} - names
        names |= more
    return names


def logs(chains, rule):
    """Whether it leads to a rule that logs."""
    return rule["does"] == "log" or (rule["does"] in chains and any(logs(chains, other) for other in chains[rule["does"]][1]))


def same(chains, entries, worlds, gone, other):
    return all(filters.Fates(chains, entry, world, gone).accepted == filters.Fates(chains, entry, world, other).accepted for entry in entries for world in worlds)


def place_of(rule, places):
    handle = re.search(r"handle (\d+)", rule["text"])
    return places[int(handle[1]) if handle else rule["line"]]


def places_of(said, places, flaw):
    return {place_of(rule["rule"], places) for rule in said["rules"] if rule["flaw"] == flaw}


def wrong_with(chains, said, places, entries):
    """What is not as it should be; empty: nothing."""
    names = reached_from(chains, entries)
    judged = {(name, at) for name in names for at, rule in enumerate(chains[name][1]) if rule["does"] != "log"}
    worlds = filters.worlds(filters.doubtful(chains))
    came = {place for entry in entries for world in worlds for place, packets in filters.Fates(chains, entry, world).came.items() if packets}
    unreachable, redundant, unread = (places_of(said, places, flaw) for flaw in ("unreachable", "redundant", "unread"))
    doubtful = set(filters.doubtful(chains)) & judged
    wrong = []
    if unreachable != judged - came:
        wrong.append(f"unreachable {sorted(unreachable)}, not {sorted(judged - came)}")
    if unread != doubtful - unreachable:
        wrong.append(f"unread {sorted(unread)}")
    if redundant & doubtful or any(logs(chains, chains[name][1][at]) for name, at in redundant):
        wrong.append("one that is not understood, or logs, is called redundant")
    found = frozenset(unreachable | redundant)
    if not same(chains, entries, worlds, frozenset(), found):
        wrong.append(f"without {sorted(found)} a fate changes")
    for name, at in sorted(judged - found - doubtful):
        if not logs(chains, chains[name][1][at]) and same(chains, entries, worlds, found, found | {(name, at)}):
            wrong.append(f"{name} {at} could be taken out, too")
    if said["judged"] != len(judged) or (said["unreachable"], said["redundant"], said["unread"]) != (len(unreachable), len(redundant), len(unread)):
        wrong.append("its counts")
    return wrong + takers_wrong(chains, said, places, entries, worlds)


def takers_wrong(chains, said, places, entries, worlds):
    """What is said to take the packets of an unreachable rule acts on some of them, where no rule that is not understood matches; without jumps, all of it together acts on all of them."""
    wrong, flat = [], all(rule["does"] not in chains for _, rules in chains.values() for rule in rules)
    for finding in said["rules"]:
        if finding["reason"] != "taken" or finding["by_count"] > len(finding["by"]):
            continue
        own, *takers = [place_of(rule, places) for rule in (finding["rule"], *finding["by"]) if rule["line"]]
        packets = filters.may_match(chains[own[0]][1][own[1]])
        acts = [functools.reduce(lambda a, b: a | b, (filters.Fates(chains, entry, worlds[0]).came.get(taker, 0) for entry in entries)) for taker in takers]
        if not takers or not all(act & packets for act in acts):
            wrong.append(f"{takers} do not act on what {own} may match")
        if flat and packets & ~functools.reduce(lambda a, b: a | b, acts):
            wrong.append(f"{takers} do not take all that {own} may match")
    return wrong


def check_one(random_, folder):
    dialect = random_.choice(list(filters.WRITERS))
    chains = filters.draw(random_, random_.choice([0, 0, .15]))
    while len(filters.doubtful(chains)) > 4:
        chains = filters.draw(random_, .15)
    text, places = filters.WRITERS[dialect](chains)
    path = os.path.join(folder, "filter")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    entry = random_.choice([None, None, "FORWARD"])
    said = read_json("prove", path, "--rules", "--json", *(["--chain", entry] if entry else []), codes=(0, 1))
    wrong = wrong_with(chains, said, places, [entry] if entry else ["INPUT", "FORWARD"])
    return said, [f"{dialect} {entry or 'all'}: {', '.join(wrong)}", text] if wrong else []


def run(points):
    random_ = random.Random(SEED)
    counts, bad = {"unreachable": 0, "redundant": 0, "unread": 0}, []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(SETS):
            said, wrong = check_one(random_, folder)
            bad += wrong
            for flaw in counts:
                counts[flaw] += said[flaw]
    points.point(not bad, f"{SETS} random filters, {counts['unreachable']} unreachable and {counts['redundant']} redundant rules, {counts['unread']} not understood: as another reading says", bad[:40])
    points.point(min(counts.values()) > SETS / 8, "and there are enough of each", [str(counts)])


if __name__ == "__main__":
    main(run)
