#!/usr/bin/python3
"""A failure was seen, and somebody once said that it is done. Whatever becomes of the evidence, the control does not become done by that.

Each way of losing sight is tried on a copy of one site: T17 was seen unmet on router B, a person's yes is older and another one newer.
"""
import os
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "catalogue"))
from evidence_site import COLLECTOR, HOST, EvidenceSite  # noqa: E402
from support import main, read_json, sekisho  # noqa: E402
from test_moves import SUBJECTS, broken_filter, case  # noqa: E402

AT = "2026-11-21T00:00:00Z"
SAID = ("answers:\n- {control: T17, state: met, by: Tester, date: 2026-11-01, expires: 2027-10-01}\n"
        "- {control: T17, state: met, by: Tester, date: 2026-11-21, expires: 2027-10-01}\n")
LOST = "could have shown a failure"


def name(number):
    return os.path.join("evidence", f"{COLLECTOR}.{HOST}.{number:09d}.jsonl")


def state(folder, control="T17"):
    register = read_json("assess", "--json", "--at", AT, "--site", folder, codes=(0, 1))
    row = next(row for row in register["controls"] if row["id"] == control)
    return row["verdict"], register["counts"]["refused"]


def why(folder):
    """On one line: it breaks lines where it must."""
    return " ".join(sekisho("why", "T17", "--at", AT, "--site", folder)[1].split())


def remove(folder, *names):
    for each in names:
        path = os.path.join(folder, each)
        shutil.rmtree(path) if os.path.isdir(path) and not os.path.islink(path) else os.remove(path)


def damage(folder, number):
    path = os.path.join(folder, name(number))
    with open(path, "r+b") as file:
        file.seek(os.path.getsize(path) // 2)
        file.write(b"?")


def dangle(folder):
    remove(folder, "evidence")
    os.symlink("nowhere", os.path.join(folder, "evidence"))


def forget_collector(folder):
    path = os.path.join(folder, "site.yaml")
    with open(path, encoding="utf-8") as file:
        lines = [line for line in file if COLLECTOR not in line and line != "collectors:\n"]
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(lines)


def scrap_another(folder):
    """hub-2 is gone, and the chain speaks about it."""
    path = os.path.join(folder, "site.yaml")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace("- {id: hub-2, place: hub-2}\n", "").replace("hub-2, ", ""))


# way of losing sight -> what is done, and the verdict: unmet where the failure is still seen
WAYS = {
    "the oldest file is taken away": (lambda folder: remove(folder, name(1)), "unknown"),
    "the oldest two are": (lambda folder: remove(folder, name(1), name(2)), "unknown"),
    "the newest is": (lambda folder: remove(folder, name(3)), "unknown"),
    "all files are": (lambda folder: remove(folder, name(1), name(2), name(3)), "unknown"),
    "evidence/ is deleted": (lambda folder: remove(folder, "evidence"), "unknown"),
    "evidence/ is a link to nothing": (dangle, "unknown"),
    "the first file is damaged": (lambda folder: damage(folder, 1), "unknown"),
    "one in the middle is": (lambda folder: damage(folder, 2), "unknown"),
    "the last one is": (lambda folder: damage(folder, 3), "unknown"),
    "the list of heads is deleted": (lambda folder: remove(folder, "evidence.heads"), "unknown"),
    "its collector is struck from site.yaml": (forget_collector, "unknown"),
    "another subject is scrapped": (scrap_another, "unknown"),
}


def without_filter(looks, status):
    """The same looks, but those at the packet filters of router B could not see."""
    return [(kind, subject, method, [] if subject == "router-b-1" else rows, status if subject == "router-b-1" else "complete")
            for kind, subject, method, rows in looks]


def sites(folder, looks):
    """A site where the failure was seen first, and two bundles about other things followed."""
    site = EvidenceSite(folder, SUBJECTS, SAID)
    site.take(site.bundle("2026-11-19T00:00:00Z", broken_filter(looks)), AT)
    others = [("time_sync", subject, "observed", [{"mechanism": "ntp", "synchronised": True}]) for subject in ("terminal-1", "hub-2")]
    site.take(site.bundle("2026-11-20T00:00:00Z", others), AT)
    site.take(site.bundle("2026-11-20T12:00:00Z", others[:1]), AT)
    return site


def check_ways(points, site, folder):
    for number, (way, (change, expected)) in enumerate(WAYS.items()):
        copy = os.path.join(folder, f"way-{number}")
        shutil.copytree(site.folder, copy)
        change(copy)
        found, refused = state(copy)
        told = why(copy)
        points.point(found == expected and LOST in told, f"{way}: T17 is {expected}, {refused} files refused, and why says so", [found, told])
        listed = read_json("evidence", "list", "--json", "--at", AT, "--site", copy, codes=(0, 1))
        points.point(any(row["look"]["known"] == "lost" and row["kind"] == "packet_filter" for row in listed["known"]), "evidence list knows what is lost",
                     listed["known"])


def check_blind(points, folder, looks):
    """A newer look that could not see ends nothing; the next one that does see ends it."""
    for status in ("denied", "error", "absent", "partial"):
        site = EvidenceSite(folder, SUBJECTS, SAID, name="blind-" + status)
        site.take(site.bundle("2026-11-19T00:00:00Z", broken_filter(looks)), AT)
        site.take(site.bundle("2026-11-20T00:00:00Z", without_filter(looks, status)), AT)
        points.point(state(site.folder)[0] == "unmet", f"a newer look that is {status}: T17 stays unmet")
        told = why(site.folder)
        points.point("Contradiction" in told and name(1) in told, "and why names the file that showed it", told)
        site.take(site.bundle("2026-11-20T12:00:00Z", looks), AT)
        points.point(state(site.folder)[0] == "met", "seen mended it is met")


def check_return(points, site, looks):
    """Whoever looks anew makes it known."""
    remove(site.folder, name(1))
    points.point(state(site.folder)[0] == "unknown", "the file that showed the failure is gone: unknown")
    site.take(site.bundle("2026-11-20T18:00:00Z", looks), AT)
    points.point(state(site.folder)[0] == "met" and LOST not in why(site.folder),
                 "the collector looks anew and sees no failure: met")
    remove(site.folder, name(2), name(3))
    points.point(state(site.folder) == ("met", 0), "old files whose looks were all done anew may be taken away")


def run(points):
    looks = case("T17")
    with tempfile.TemporaryDirectory() as folder:
        site = sites(folder, looks)
        points.point(state(site.folder) == ("unmet", 0), "a failure was seen: no yes makes it met, neither an older nor a newer one")
        check_ways(points, site, folder)
        check_blind(points, folder, looks)
        check_return(points, site, looks)


if __name__ == "__main__":
    main(run)
