#!/usr/bin/python3
"""sekisho prove --diff: of two random filters, of one language or of two, exactly the packets that do not fare the same: each kind of packet is in what is said once, with what
decides about it on both sides, or in nothing. Judged by another reading of both, for every way in which rules that nobody understands can match.
DIFF_SETS (400) says how many.
"""
import ipaddress
import os
import random
import re
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "catalogue")]
import filters  # noqa: E402
from support import main, read_json  # noqa: E402

SETS = int(os.environ.get("DIFF_SETS", "400"))
SEED = int(os.environ.get("DIFF_SEED", "1"))


# ---- what is said, as packets ----

def in_addresses(ranges, address):
    address = ipaddress.ip_address(address)
    for words in ranges:
        low, _, high = words.partition("-")
        if ipaddress.ip_address(low) <= address <= ipaddress.ip_address(high) if high else address in ipaddress.ip_network(low):
            return True
    return False


def in_numbers(ranges, number):
    return any(int(low) <= number <= int(high or low) for low, _, high in (words.partition("-") for words in ranges))


def in_protocols(ranges, protocol):
    return protocol in ranges or in_numbers([words for words in ranges if words[0].isdigit()], filters.NUMBERS[protocol])


def named(ranges):
    return [name for words in ranges for name in words.split(",")]


# What a set says of: the respect, and whether a value is in its ranges.
TESTS = {"from": ("from", in_addresses), "to": ("to", in_addresses), "protocol": ("kind", lambda ranges, kind: in_protocols(ranges, kind[0])),
         "port": ("kind", lambda ranges, kind: in_numbers(ranges, kind[1])), "state": ("state", lambda ranges, state: state in named(ranges))}


def bits_of(said, pair):
    """The packets of one set; an interface that neither file names is one of the others."""
    faces = {name: name if any(name in text for text in pair.texts) else "other" for name in filters.FACES}
    found = filters.ALL
    for key, ranges in said.items():
        if key in ("words", "family") or ranges is None:
            continue
        respect, test = TESTS.get(key, ("in", lambda ranges, face: faces[face] in named(ranges)))
        found &= sum(packets for value, packets in filters.VALUES[respect].items() if test(ranges, value))
    return found


# ---- another reading ----

def paired(was, is_):
    """Rules that are not understood and stand in both: of each in the second the place in the first whose rule it is, or itself."""
    pairs, used = {}, set()
    for name, at in filters.doubtful(is_):
        same = [(name, i) for i, rule in enumerate(was.get(name, (None, []))[1]) if (name, i) not in used and rule == is_[name][1][at]]
        pairs[name, at] = ("was", *same[0]) if same else ("is", name, at)
        used.update(same[:1])
    return pairs


def unknown(was, pairs):
    """What can be so or so, in both filters together."""
    return sorted({*(("was", *place) for place in filters.doubtful(was)), *pairs.values()})


def as_seen(world, was, pairs):
    return {place: world["was", *place] for place in filters.doubtful(was)}, {place: world[pair] for place, pair in pairs.items()}


def place_of(rule, places):
    if rule["line"] is None:
        return (rule["chain"], None)
    handle = re.search(r"handle (\d+)", rule["text"])
    return places[int(handle[1]) if handle else rule["line"]]


class Pair:
    def __init__(self, was, is_, texts, places, same):
        self.was, self.is_, self.texts, self.places = was, is_, texts, places
        self.pairs = paired(was, is_) if same else {place: ("is", *place) for place in filters.doubtful(is_)}
        self.unknown = unknown(was, self.pairs)

    def wrong_at(self, changes, entry):
        """What is said of one entry, against every world."""
        sets, worlds = [sum_of(self, change) for change in changes], filters.worlds(self.unknown)
        wrong = [f"{entry}: {change['if']} cannot be" for change in changes if not any(self.is_so(change, world) for world in worlds)]
        for world in worlds:
            before, now = (filters.Fates(chains, entry, seen) for chains, seen in zip((self.was, self.is_), as_seen(world, self.was, self.pairs)))
            differ, said = before.accepted ^ now.accepted, 0
            for change, packets in zip(changes, sets):
                if not self.is_so(change, world):
                    continue
                opened = change["change"].endswith("opened")
                good = packets & (now.accepted & ~before.accepted if opened else before.accepted & ~now.accepted)
                decided = before.decided.get(place_of(change["was"], self.places[0]), 0) & now.decided.get(place_of(change["is"], self.places[1]), 0)
                if packets & said or good != packets or packets & ~decided:
                    wrong.append(f"{entry}: {change['change']} {[p['words'] for p in change['packets']][:3]} is not so")
                said |= packets
            if said != differ:
                wrong.append(f"{entry}: {bin(differ & ~said).count('1')} packets that changed are not said")
        return wrong

    def is_so(self, change, world):
        """Whether the world is one of those that the change is about."""
        for guess in change["if"]:
            side = 0 if guess["file"].endswith("was") else 1
            place = place_of({**guess, "chain": None}, self.places[side])
            if world[("was", *place) if side == 0 else self.pairs[place]] != guess["matches"]:
                return False
        return True


def sum_of(pair, change):
    """The packets of a change; its sets are disjoint."""
    found = 0
    for said in change["packets"]:
        packets = bits_of(said, pair)
        if packets & found:
            raise RuntimeError(f"two sets of one change meet: {said['words']}")
        found |= packets
    return found


# ---- one pair ----

def draw_pair(random_):
    doubt = random_.choice([0, 0, .12])
    while True:
        was = filters.draw(random_, doubt)
        is_ = filters.changed(random_, was, doubt) if random_.random() < .8 else filters.draw(random_, doubt)
        if len(filters.doubtful(was)) + len(filters.doubtful(is_)) < 7:
            return was, is_


def check_one(random_, folder):
    was, is_ = draw_pair(random_)
    dialects = [random_.choice(list(filters.WRITERS)) for _ in range(2)]
    paths = [os.path.join(folder, name) for name in ("was", "is")]
    written = [filters.WRITERS[dialect](chains) for dialect, chains in zip(dialects, (was, is_))]
    for path, (text, _) in zip(paths, written):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    said = read_json("prove", "--diff", *paths, "--among", "ipv4", "--json", codes=(0, 1))
    # rules of nft are known by their handles, which move when one is put in before them: then two are not the same to anybody
    pair = Pair(was, is_, [text for text, _ in written], [places for _, places in written], dialects == ["iptables", "iptables"])
    if dialects == ["nft", "nft"] and filters.doubtful(was) and filters.doubtful(is_):
        return said, []
    wrong = []
    for entry in ("INPUT", "FORWARD"):
        wrong += pair.wrong_at([change for change in said["changes"] if change["chain"].upper() == entry], entry)
    return said, [f"{dialects}: {'; '.join(wrong[:3])}", *pair.texts] if wrong else []


def run(points):
    random_ = random.Random(SEED)
    counts, bad, same = {}, [], 0
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(SETS):
            said, wrong = check_one(random_, folder)
            bad += wrong
            same += not said["changes"]
            for kind, count in said["counts"].items():
                counts[kind] = counts.get(kind, 0) + count
    points.point(not bad, f"{SETS} pairs of random filters, {same} of them alike, sets of packets {counts}: as another reading says", bad[:60])
    points.point(min(counts.values()) > SETS / 20 and same > SETS / 20, "and there are enough of each", [str(counts), str(same)])


if __name__ == "__main__":
    main(run)
