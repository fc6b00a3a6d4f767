#!/usr/bin/python3
"""What storing evidence must not do: believe --at instead of the clock, stop for what a crash left, call the site's trouble a refusal, hide what is
stored already, change who may read a file."""
import datetime
import hashlib
import json
import os
import resource
import signal
import stat
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "catalogue"))
from evidence_site import EvidenceSite, put, read  # noqa: E402
from support import SEKISHO, main, read_json, sekisho  # noqa: E402

TIME_SYNC = [("time_sync", "terminal-1", "observed", [{"mechanism": "ntp", "synchronised": True}])]
ROOM = 4096


def remove(path):
    (os.rmdir if os.path.isdir(path) else os.remove)(path)


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


# ---- what is not the bundle's fault ----

def check_heads(points, folder):
    """What is wrong with the site's own folder says nothing about the bundle."""
    site, path = new_site(folder, "heads")
    heads = os.path.join(site.folder, "evidence.heads")
    for name, make in {"damaged": lambda: put(heads, b"rubbish\n"), "a folder": lambda: os.mkdir(heads)}.items():
        make()
        code, out, errors = sekisho("evidence", "import", path, "--site", site.folder)
        points.point(code == 2 and out == "" and heads in errors and "refused" not in errors.lower(), f"heads are {name}: wrong input, and nothing is refused",
                     [code, out, errors])
        remove(heads)
    os.makedirs(os.path.join(site.folder, "evidence/collector-1.host-1.000000001.jsonl"))
    code, out, errors = sekisho("evidence", "import", path, "--site", site.folder)
    points.point(code == 2 and out == "" and "it is a folder" in errors, "neither where a folder lies in its place", [code, out, errors])


def short_of_room(*words):
    """The program may write no file of more than ROOM bytes: the disk of a site that is nearly full."""
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, ROOM))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    result = subprocess.run([SEKISHO, *words], capture_output=True, check=False, timeout=60, preexec_fn=limit, restore_signals=False, encoding="utf-8",
                            env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": ""})
    return result.returncode, result.stdout, result.stderr


def check_full(points, folder):
    """The first is stored, the disk has no room for the second: both is said."""
    for verb in (("evidence", "import"), ("look", "--yes")):
        for form in ((), ("--json",)):
            name = "-".join(("full", verb[0], *form)).replace("--", "")
            site, first = new_site(folder, name)
            site.previous = hashlib.sha256(read(first)).hexdigest()
            second = site.bundle(day(-1), TIME_SYNC * 30, name=name + "-2.jsonl")
            code, out, errors = short_of_room(*verb, first, second, *form, "--site", site.folder)
            points.point(code == 4 and "too large for this disk" in errors, f"{name}: no room for the second", [code, out, errors])
            files = [file["file"] for file in json.loads(out)["files"]] if form and out else [line.split()[-1] for line in out.splitlines()[-1:]]
            points.point(files == [first] and len(stored(site)) == 1, f"{name}: the first is told as stored, and it is", [out, stored(site)])
            code, out, errors = sekisho(*verb, second, *form, "--site", site.folder)
            points.point(code in (0, 1) and errors == "" and len(stored(site)) == 2, f"{name}: the second can be brought again", [code, out, errors])
            site = EvidenceSite(folder, {"terminal-1": "terminal"}, name=name + "-none")
            code, out, errors = short_of_room(*verb, site.bundle(day(-1), TIME_SYNC * 30, name=name + "-3.jsonl"), *form, "--site", site.folder)
            points.point(code == 4 and out == "" and stored(site) == [], f"{name}: where nothing was stored nothing is told", [code, out, stored(site)])


# ---- what a crash left, and what somebody arranged ----

def check_leftovers(points, folder):
    """Ten writers that were broken off keep nobody out of the site."""
    site, path = new_site(folder, "leftovers")
    evidence = os.path.join(site.folder, "evidence")
    os.makedirs(evidence)
    for name in (site.folder + "/evidence.heads", evidence + "/collector-1.host-1.000000001.jsonl"):
        for number in range(10):
            put(f"{name}.new{number}", b"half of")
    code, out, errors = sekisho("evidence", "import", path, "--site", site.folder)
    points.point(code == 0 and stored(site) == ["collector-1.host-1.000000001.jsonl"] and sorted(os.listdir(site.folder)) == ["evidence", "evidence.heads", "site.yaml"],
                 "leftovers are replaced", [code, out, errors, stored(site), os.listdir(site.folder)])


def unsigned(site, path):
    """Without its last line, which is the signature."""
    return put(path, b"".join(read(site.bundle(day(-1), TIME_SYNC)).splitlines(True)[:-1]))


def check_sign(points, folder):
    """The file is signed that was meant, and who may read it stays as it was."""
    site = EvidenceSite(folder, {"terminal-1": "terminal"}, name="sign")
    target, link = os.path.join(folder, "target.jsonl"), os.path.join(folder, "link.jsonl")
    os.symlink("target.jsonl", link)
    for mode in (0o600, 0o640, 0o664):
        os.chmod(unsigned(site, target), mode)
        code, _, errors = sekisho("evidence", "sign", link, "--key", site.key)
        points.point(code == 0 and os.path.islink(link) and b'{"signature":' in read(target), f"{mode:o}: what the link means is signed, and it is still a link",
                     [errors])
        points.point(stat.S_IMODE(os.stat(target).st_mode) == mode, f"{mode:o}: its mode is kept", [oct(os.stat(target).st_mode)])
    unsigned(site, target)
    for number in range(10):
        put(f"{target}.new{number}", b"another writer's")
    code, out, errors = sekisho("evidence", "sign", target, "--key", site.key)
    points.point(code == 4 and f"{target}.new0 to {target}.new9" in errors and "delete them" in errors and read(target + ".new0") == b"another writer's",
                 "where nobody holds a lock leftovers are named, and stay", [code, errors])


# ---- a site that is called an example ----

def check_example(points, folder):
    """`example: true` takes all live evidence out of what counts, and the exit code need not show it: a line says so."""
    site, path = new_site(folder, "example")
    site.take(path, day(0))
    yaml = os.path.join(site.folder, "site.yaml")
    real = read(yaml)
    verbs = ((), ("evidence", "list"), ("assess",), ("why", "T17"))
    for text, wanted in ((real, False), (real.replace(b"name: Trial\n", b"name: Trial\nexample: true\n"), True)):
        put(yaml, text)
        for verb in verbs:
            said = sekisho(*verb, "--site", site.folder)[1]
            points.point(("Live evidence that does not count: 1 files; 'example: true' in site.yaml." in said) == wanted,
                         f"sekisho {' '.join(verb)}: {'an example' if wanted else 'a real site'} {'says' if wanted else 'does not say'} that live evidence does not count", [said[:400]])


def run(points):
    with tempfile.TemporaryDirectory() as folder:
        check_revoked(points, folder)
        check_to_come(points, folder)
        check_heads(points, folder)
        check_full(points, folder)
        check_leftovers(points, folder)
        check_sign(points, folder)
        check_example(points, folder)


main(run)
