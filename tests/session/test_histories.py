#!/usr/bin/python3
"""Histories by chance: two collectors look at router B again and again, each time seeing all, a part or nothing, the filter good or bad; then something happens to
the files. What the program says of T17 is held against a small model of what may be said.

HISTORIES (12) says how many, HISTORIES_SEED (1) which.
"""
import os
import random
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "catalogue"))
from evidence_site import COLLECTOR, EvidenceSite  # noqa: E402
from support import main, read_json  # noqa: E402
from test_moves import SUBJECTS, broken_filter, case  # noqa: E402

HISTORIES, SEED = int(os.environ.get("HISTORIES", "12")), int(os.environ.get("HISTORIES_SEED", "1"))
HOSTS = ("host-1", "host-2")
METHODS = ("configured", "observed")
AT = "2026-11-21T00:00:00Z"


class Look:
    def __init__(self, host, number, hour, dice):
        self.host, self.number, self.hour = host, number, hour
        self.status = dice.choice(("complete", "complete", "partial", "denied", "error", "absent"))
        self.method = dice.choice(METHODS)
        self.bad = dice.random() < 0.5 and self.status in ("complete", "partial")

    def __repr__(self):
        return f"{self.host}#{self.number}@{self.hour} {self.status} {self.method}{' BAD' if self.bad else ''}"


def rows_of(looks, look):
    """The filter of router B as this look saw it, and its interfaces, which everybody sees."""
    source = broken_filter(looks) if look.bad else looks
    at_b = {kind: (method, rows) for kind, subject, method, rows in source if subject == "router-b-1"}
    rows = at_b["packet_filter"][1] if look.status in ("complete", "partial") else []
    return [("packet_filter", "router-b-1", look.method, rows, look.status), ("network_interface", "router-b-1", *at_b["network_interface"])]


def make(folder, name, dice, looks):
    """A site and what was seen there, oldest first."""
    said = dice.choice(("", "2026-11-01", "2026-11-21"))
    answers = f"answers:\n- {{control: T17, state: met, by: Tester, date: {said}, expires: 2027-10-01}}\n" if said else ""
    site = EvidenceSite(folder, SUBJECTS, answers, name=name, hosts=HOSTS)
    chains, history = {host: (0, None) for host in HOSTS}, []
    for turn in range(dice.randint(1, 6)):
        host = dice.choice(HOSTS)
        site.sequence, site.previous = chains[host]
        look = Look(host, site.sequence + 1, turn * 10, dice)
        moment = f"2026-11-{16 + look.hour // 24:02d}T{look.hour % 24:02d}:00:00Z"
        site.take(site.bundle(moment, rows_of(looks, look), host=host, name=f"{name}-{turn}.jsonl"), AT)
        chains[host] = (site.sequence, site.previous)
        history.append(look)
    return site, history, bool(said)


# ---- the model ----

def of_chain(history, host):
    """Back to the last complete look."""
    chain = [look for look in history if look.host == host]
    complete = [number for number, look in enumerate(chain) if look.status == "complete"]
    return chain[complete[-1]:] if complete else chain


def newest(history):
    """The last look of each chain."""
    return [of_chain(history, host)[-1] for host in HOSTS if of_chain(history, host)]


def stands(look, history):
    """Whether nobody else has seen it all anew, as strongly, later."""
    return not any(other.host != look.host and other.hour > look.hour and other.status == "complete" and
                   METHODS.index(other.method) >= METHODS.index(look.method) for other in newest(history))


def expected(history, said):
    failures = [look for host in HOSTS for look in of_chain(history, host) if look.bad and stands(look, history)]
    if failures:
        return "unmet"
    if said or any(look.status == "complete" and stands(look, history) for look in newest(history)):
        return "met"
    return "unknown"


# ---- what happens to the files ----

def files(site):
    return sorted(os.listdir(os.path.join(site.folder, "evidence")))


def damage(site, dice):
    evidence = os.path.join(site.folder, "evidence")
    victim = os.path.join(evidence, dice.choice(files(site)))
    way = dice.choice(("oldest", "one", "changed", "all", "heads", "swapped"))
    if way == "oldest":
        host = dice.choice(sorted({name.split(".")[1] for name in files(site)}))
        os.remove(os.path.join(evidence, f"{COLLECTOR}.{host}.000000001.jsonl"))
    elif way == "one":
        os.remove(victim)
    elif way == "changed":
        with open(victim, "r+b") as file:
            file.seek(dice.randrange(os.path.getsize(victim)))
            file.write(b"#")
    elif way == "all":
        shutil.rmtree(evidence)
    elif way == "heads":
        os.remove(os.path.join(site.folder, "evidence.heads"))
    else:
        other = os.path.join(evidence, dice.choice(files(site)))
        with open(victim, "rb") as first, open(other, "rb") as second:
            one, two = first.read(), second.read()
        with open(victim, "wb") as first, open(other, "wb") as second:
            first.write(two)
            second.write(one)
        way = "swapped" if one != two else "left as it was"
    return way


def state(site):
    register = read_json("assess", "--json", "--at", AT, "--site", site.folder, codes=(0, 1))
    return next(row["verdict"] for row in register["controls"] if row["id"] == "T17")


def try_one(points, folder, seed, looks):
    dice = random.Random(seed)
    site, history, said = make(folder, f"history-{seed}", dice, looks)
    wanted, found = expected(history, said), state(site)
    told = [f"seed {seed}, {'with' if said else 'without'} a yes:"] + [repr(look) for look in history]
    if found != wanted:
        points.point(False, f"seed {seed}: {wanted}, and not {found}", told)
        return False
    way = damage(site, dice)
    found = state(site)
    if wanted == "unmet" and found == "met" or (wanted == "unknown" and found == "met"):
        points.point(False, f"seed {seed}: {way} made {wanted} met", told)
        return False
    return True


def run(points):
    looks = case("T17")
    with tempfile.TemporaryDirectory() as folder:
        good = sum(try_one(points, folder, seed, looks) for seed in range(SEED, SEED + HISTORIES))
    points.point(good == HISTORIES, f"{HISTORIES} histories by chance: each is judged as the model says, and no damage makes a failure good")


if __name__ == "__main__":
    main(run)
