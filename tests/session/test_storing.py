#!/usr/bin/python3
"""What storing evidence must not do: believe --at instead of the clock, stop for what a crash left, call the site's trouble a refusal, hide what is
stored already, change who may read a file."""
import datetime
import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "catalogue"))
from evidence_site import EvidenceSite  # noqa: E402
from support import main, read_json, sekisho  # noqa: E402

TIME_SYNC = [("time_sync", "terminal-1", "observed", [{"mechanism": "ntp", "synchronised": True}])]


def day(days, clock="00:00:00"):
    """So many days from today, by the clock that the program has, too."""
    then = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
    return f"{then:%Y-%m-%d}T{clock}Z"


def new_site(folder, name):
    """A site of its own, and its first bundle, of yesterday."""
    site = EvidenceSite(folder, {"terminal-1": "terminal"}, name=name)
    return site, site.bundle(day(-1), TIME_SYNC, name=name + ".jsonl")


def stored(site):
    folder = os.path.join(site.folder, "evidence")
    return sorted(os.listdir(folder)) if os.path.isdir(folder) else []


def refusals(*words):
    """(exit code, why each file is refused), or what was said on standard error."""
    code, out, errors = sekisho(*words, "--json")
    return code, [file["refusal"] for file in json.loads(out)["files"]] if out else errors


# ---- the day that is asked about, and today ----

def revoke(site, since):
    path = os.path.join(site.folder, "site.yaml")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace("valid-from: 2026-01-01", f"valid-from: 2026-01-01, revoked: {since[:10]}, reason: stolen"))


def check_revoked(points, folder):
    """Whoever has the key dates the bundle back, and asks about a day before the key was revoked."""
    site = EvidenceSite(folder, {"terminal-1": "terminal"}, name="revoked")
    path = site.bundle(day(-20), TIME_SYNC, name="back.jsonl")
    revoke(site, day(-10))
    for at in (day(-15), day(0), day(30)):
        for verb in (("evidence", "import"), ("look", "--yes")):
            found = refusals(*verb, path, "--at", at, "--site", site.folder)
            points.point(found == (1, ["evidence-revoked"]) and stored(site) == [], f"{' '.join(verb)} --at {at}: a revoked key brings nothing new", [found])


def check_to_come(points, folder):
    """--at is for judging; what is stored has to be made by now."""
    site = EvidenceSite(folder, {"terminal-1": "terminal"}, name="to-come")
    path = site.bundle(day(3000), TIME_SYNC, name="to-come.jsonl")
    for verb in (("evidence", "import"), ("look", "--yes")):
        found = refusals(*verb, path, "--at", day(3001), "--site", site.folder)
        points.point(found == (1, ["evidence-later"]) and stored(site) == [], f"{' '.join(verb)}: what is still to come is not stored", [found])
    moved = read_json("look", path, "--planned", "--json", "--at", day(3001), "--site", site.folder, codes=(0, 1))["files"]
    points.point(moved[0]["refusal"] is None, "but it can be planned", moved)
    site, path = new_site(folder, "gone-by")
    found = refusals("evidence", "import", path, "--at", day(-3), "--site", site.folder)
    points.point(found == (1, ["evidence-later"]), "of a day gone by nothing is taken that was made after it", [found])
    points.point(sekisho("evidence", "import", path, "--at", day(3000), "--site", site.folder)[0] == 0, "what was made by now is taken, whatever --at says")


def run(points):
    with tempfile.TemporaryDirectory() as folder:
        check_revoked(points, folder)
        check_to_come(points, folder)


main(run)
