#!/usr/bin/python3
"""Evidence has a ceiling, of a chain and of a site. What is offered is weighed as the folder will be: `look` and `evidence import` say the same of it, and
storing makes nothing too heavy that counts. What lies there too heavy is mended by a bundle that says less."""
import os
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "catalogue"))
from evidence_site import read  # noqa: E402
from support import main, read_json, sekisho  # noqa: E402
from test_events import AT, World, word  # noqa: E402
from test_histories import OPEN, ROUTER, seen  # noqa: E402

MANY = 65000  # facts in a bundle; a chain may have 320,000, a site 400,000
ROW = {"software": lambda number: {"name": f"s{number}"}, "service": lambda number: {"name": f"s{number}", "running": True, "start": "automatic"}}
PARTS = [(kind, subject) for kind in ROW for subject in ("terminal-1", "claim-1", "receipt-1")]


def many(part, count=MANY):
    kind, subject = PARTS[part]
    return (kind, subject, "observed", [ROW[kind](number) for number in range(count)])


def bytes_of(site):
    """All that is stored."""
    folder = os.path.join(site.folder, "evidence")
    return {name: read(os.path.join(folder, name)) for name in sorted(os.listdir(folder))}, site.heads()


def twin(site, name="twin"):
    """The same in another folder."""
    out = World.__new__(World)
    out.__dict__.update(site.__dict__, folder=f"{site.folder}-{name}", ends=dict(site.ends))
    shutil.copytree(site.folder, out.folder)
    return out


def looked(site, *paths, words=()):
    found = read_json("look", *paths, *words, "--json", "--at", AT, "--site", site.folder, codes=(0, 1))
    return [file["refusal"] for file in found["files"]], {row["control"]: row["after"] for row in found["moves"]}.get("T17")


def imported(site, *paths):
    return [file["refusal"] for file in read_json("evidence", "import", *paths, "--json", "--at", AT, "--site", site.folder, codes=(0, 1))["files"]]


def agree(points, site, paths, refusals, moved, said):
    """What look says, and what storing by look and by import does; as the site is then, with all its files."""
    first, copy = bytes_of(site), twin(site)
    found = looked(site, *paths)
    points.point(found == (refusals, moved), f"{said}: look says so", found)
    found = (looked(site, *paths, words=("--yes",)), imported(copy, *paths))
    points.point(found == ((refusals, moved), refusals), f"{said}: look --yes and evidence import do so", found)
    stored, other = bytes_of(site), bytes_of(copy)
    points.point(stored == other and (stored == first) == all(refusals), f"{said}: both store the same", [sorted(stored[0]), sorted(other[0])])
    shutil.rmtree(copy.folder)


def counting(site):
    """The verdict of T17, and whether all files count."""
    register = read_json("assess", "--json", "--at", AT, "--site", site.folder, codes=(0, 1))
    return next(row["verdict"] for row in register["controls"] if row["id"] == "T17"), register["counts"]["refused"]


def signed(site, name, day, looks, host="host-1"):
    """Another bundle of the same number can be signed beside it."""
    path = os.path.join(os.path.dirname(site.folder), name + ".jsonl")
    os.rename(site.signed(day, looks, host), path)
    return path


def filled(folder):
    """Four bundles of 65,000 facts."""
    site = World(folder, "filled", word("T17", 1))
    for part in range(4):
        site.look(11 + part, [many(part)])
    return site


def check_chain(points, site):
    """A fifth bundle is brought that is good for T17."""
    site.look(17, seen(ROUTER, **OPEN))
    path = signed(site, "fifth", 20, [many(4, 61000)] + seen(ROUTER))
    agree(points, site, [path], ["evidence-heavy"], None, "a bundle that makes its chain too heavy is refused")
    points.point(counting(site) == ("unmet", 0), "all that lies there counts as before", counting(site))
    said = " ".join(sekisho("evidence", "import", path, "--at", AT, "--site", site.folder)[1].split())
    points.point("with it, collector 'collector-1' on host 'host-1' would bring more" in said and "all that lies there counts as before" in said, "it says so", said)
    found = looked(site, path, words=("--planned",))
    points.point(found == (["evidence-heavy"], None), "so it is where it is planned", found)
    small = signed(site, "small", 20, seen(ROUTER), "host-2")
    found = looked(site, path, small)
    points.point(found == (["evidence-heavy", None], "met"), "what is offered with it is weighed without it", found)


def check_anew(points, site):
    """What takes the place of what is known weighs instead of it."""
    paths = []
    for day in (21, 22):
        paths.append(site.signed(day, [many(1, MANY - day)] + seen(ROUTER, **(OPEN if day == 22 else {}))))
        site.follow(paths[-1], "host-1")
    agree(points, site, paths, [None, None], "unmet", "each takes the place of the one before it: they are not heavier together")
    points.point(counting(site) == ("unmet", 0), "and all count", counting(site))


def check_mend(points, folder):
    """A chain is too heavy as it lies there, by what changed in site.yaml."""
    site = World(folder, "mend", word("T17", 18))
    for part in range(5):
        path = site.signed(13 + part, [many(part)])
        site.take_unseen(path, AT)
        site.follow(path, "host-1")
    files = read_json("evidence", "list", "--json", "--at", AT, "--site", site.folder, codes=(1,))["files"]
    points.point([file["refusal"] for file in files] == ["evidence-chain"] * 4 + ["evidence-many"], "a chain that is too heavy is refused", files)
    short = signed(site, "short", 20, [many(1, 64000)] + seen(ROUTER, **OPEN))
    light = signed(site, "light", 22, [(kind, subject, "observed", []) for kind, subject in PARTS[:3]] + seen(ROUTER, **OPEN))
    agree(points, site, [short, light], ["evidence-heavy", None], "unmet", "what does not make it light enough is refused, and what says less about the same mends it")
    points.point(counting(site) == ("unmet", 0), "and all of it counts again", counting(site))


def check_site(points, site):
    """Two chains, each below the ceiling, are above that of the site together: who brings more is refused, whoever is the heaviest."""
    for day, looks, host in ((17, [many(4)], "host-2"), (18, [many(5, 20000)], "host-3"), (18, seen(ROUTER), "host-1")):
        site.look(day, looks, host)
    much = signed(site, "much", 20, [many(5)] + seen(ROUTER, **OPEN), "host-2")
    fits = signed(site, "fits", 20, [many(5, 40000)] + seen(ROUTER, **OPEN), "host-3")
    agree(points, site, [much, fits], ["evidence-heavy", None], "unmet", "a bundle that makes the site too heavy is refused, and one that fits is taken")
    points.point(counting(site) == ("unmet", 0), "nothing is lost by it", counting(site))


def run(points):
    with tempfile.TemporaryDirectory() as folder:
        site = filled(folder)
        check_chain(points, twin(site, "chain"))
        check_anew(points, twin(site, "anew"))
        check_site(points, twin(site, "site"))
        check_mend(points, folder)


if __name__ == "__main__":
    main(run)
