#!/usr/bin/python3
"""sekisho evidence sign, import and list: what each says, what it leaves on the disk, and that a refusal leaves nothing."""
import hashlib
import os
import stat
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "catalogue"))
from evidence_site import EvidenceSite, lines, put, read  # noqa: E402
from support import SEKISHO, main, read_json, sekisho  # noqa: E402

AT = "2026-11-21T00:00:00Z"
NAME = "evidence/collector-1.host-1.00000000{}.jsonl"
TIME_SYNC = [("time_sync", "terminal-1", "observed", [{"mechanism": "ntp", "synchronised": True}])]
BLIND = [("time_sync", "terminal-1", "observed", [], "denied"), ("account", "terminal-1", "configured", [])]


def everything(folder):
    """{path: bytes} of all there is."""
    return {os.path.join(where, name): read(os.path.join(where, name)) for where, _, names in os.walk(folder) for name in names}


def unsigned(folder):
    body = [{"bundle": "sekisho-bundle/1", "collector": "collector-1", "host": "host-1", "sequence": 1, "previous": None, "at": AT, "origin": "live",
             "tool": "test"}, {"end": {"coverage": 0, "facts": 0}}]
    return put(os.path.join(folder, "unsigned.jsonl"), lines(body).encode())


def sign(site, path):
    return sekisho("evidence", "sign", path, "--key", site.key)


def check_sign(points, site, folder):
    secret = [line for line in read(site.key).decode().splitlines() if not line.startswith("-")]
    path = unsigned(folder)
    before = read(path)
    code, out, errors = sign(site, path)
    points.point(code == 0 and path in out, "sign says which file it signed", [out, errors])
    points.point(read(path).startswith(before) and read(path)[len(before):].startswith(b'{"signature":"-----BEGIN SSH SIGNATURE-----\\n'),
                 "what was signed stands before the signature, byte for byte")
    code, verified, errors = sekisho("evidence", "verify", path, "--key", site.key + ".pub")
    points.point(code == 0, "verify takes it", errors)
    whole = everything(folder)
    code, again, errors = sign(site, path)
    points.point(code == 2 and "signed already" in errors and everything(folder) == whole, "what is signed is not signed again", errors)
    said = out + verified + again + errors
    points.point(not any(line in said for line in secret), "no line of the secret key is ever shown")


def check_sign_refusals(points, site, folder):
    path = unsigned(folder)
    good = read(path)
    trials = {"cut": good[:-1], "empty": b"", "no bundle": b"{}\n", "another line": good + b"{}\n", "no text": b"\xff" + good}
    for name, bytes_ in trials.items():
        put(path, bytes_)
        code, _, errors = sign(site, path)
        points.point(code == 2 and read(path) == bytes_, f"sign refuses: {name}", errors)
    put(path, good)
    for name, key in {"the public key": site.key + ".pub", "no key": path, "a key that is not there": site.key + ".none"}.items():
        code, _, errors = sekisho("evidence", "sign", path, "--key", key)
        points.point(code == 2 and read(path) == good, f"sign refuses: {name}", errors)
    os.chmod(site.key, 0o644)
    code, _, errors = sign(site, path)
    points.point(code == 2 and "0644" in errors and read(path) == good, "sign refuses: a secret key that others may read", errors)
    os.chmod(site.key, stat.S_IRUSR | stat.S_IWUSR)
    code, _, errors = sekisho("evidence", "sign", path)
    points.point(code == 2, "sign refuses: without a key", errors)


def check_import(points, site, folder):
    """Good, changed, absent and good again: two are taken, two refused, and both is said."""
    first = site.bundle("2026-11-19T00:00:00Z", TIME_SYNC)
    site.previous = hashlib.sha256(read(first)).hexdigest()
    second = site.bundle("2026-11-20T00:00:00Z", BLIND)
    changed = put(os.path.join(folder, "changed.jsonl"), read(second).replace(b"test", b"Test"))
    absent = os.path.join(folder, "absent.jsonl")
    code, out, errors = sekisho("evidence", "import", first, changed, absent, second, "--at", AT, "--site", site.folder)
    points.point(code == 1 and errors == "", "import ends with 1 when any was refused", [code, errors])
    standings = [line.split()[0] for line in out.splitlines() if line.endswith(".jsonl") and line.startswith("  ")]
    points.point(standings == ["counts", "refused", "refused", "counts"] and "the signature is refused" in out and "no such file" in out,
                 "import says of each what became of it", out.splitlines())
    files = sorted(name for name in os.listdir(os.path.join(site.folder, "evidence")))
    points.point(files == ["collector-1.host-1.000000001.jsonl", "collector-1.host-1.000000002.jsonl"], "the taken ones lie there, and nothing else",
                 files)
    points.point(read(os.path.join(site.folder, NAME.format(2))) == read(second), "byte for byte as they were brought")
    before = everything(site.folder)
    taken = read_json("evidence", "import", changed, first, "--json", "--at", AT, "--site", site.folder, codes=(1,))
    points.point([file["refusal"] for file in taken["files"]] == ["signature", "chain"] and everything(site.folder) == before,
                 "what is refused changes no byte of the site", taken)
    code, _, errors = sekisho("evidence", "import", "--site", site.folder)
    points.point(code == 2, "import without a file is wrong usage", errors)


def check_list(points, site):
    code, out, errors = sekisho("evidence", "list", "--at", AT, "--site", site.folder)
    points.point(code == 0 and "2 files, 0 refused" in out and NAME.format(1) in out, "list names the files", out.splitlines() + [errors])
    line = next((line for line in out.splitlines() if "time_sync" in line), "")
    points.point("terminal-1" in line and line.endswith("denied 2026-11-20"), "list says what is known now, of the newest, and of which day it is", out.splitlines())
    known = read_json("evidence", "list", "--json", "--at", AT, "--site", site.folder)["known"]
    points.point([(row["kind"], row["subject"]) for row in known] == [("account", "terminal-1")] + [("time_sync", "terminal-1")] * 2 and
                 [row["look"]["known"] for row in known] == ["now", "now", "before"], "list --json knows the same",
                 known)
    first = sekisho("evidence", "list", "--json", "--at", AT, "--site", site.folder)
    points.point(first == sekisho("evidence", "list", "--json", "--at", AT, "--site", site.folder), "the same folder gives the same bytes")
    code, out, _ = sekisho("evidence", "list", "--at", AT, "--site", site.folder, "--lang", "ja")
    points.point(code == 0 and "time_sync" in out and "権限なし" in out, "list speaks Japanese", out.splitlines())


def check_since(points, site):
    """A device that comes later under the same id does not inherit what was seen of the old one."""
    path = os.path.join(site.folder, "site.yaml")
    before = read(path)
    for day, known in {"2026-11-20": 2, "2026-11-21": 0}.items():
        put(path, before.replace(b"place: terminal}", f"place: terminal, since: {day}}}".encode()))
        answer = read_json("evidence", "list", "--json", "--at", AT, "--site", site.folder)
        points.point(len(answer["known"]) == known and [file["standing"] for file in answer["files"]] == ["counts"] * 2,
                     f"since {day}: {known} looks of 20 November count", answer["known"])
    put(path, before)


def check_list_trouble(points, site):
    path = os.path.join(site.folder, NAME.format(1))
    good = read(path)
    put(path, good.replace(b"ntp", b"nts"))
    code, out, _ = sekisho("evidence", "list", "--at", AT, "--site", site.folder)
    points.point(code == 1 and "2 files, 2 refused" in out and "another file of its chain is refused: " + NAME.format(1) in out,
                 "a changed file refuses its chain, and list says which file it is", out.splitlines())
    code, out, _ = sekisho("check", "T12", "--at", AT, "--site", site.folder)
    points.point(code == 1 and "Evidence that does not count: 2 files" in out, "check says that it judges without them", out.splitlines())
    code, out, errors = sekisho("look", path, "--at", AT, "--site", site.folder)
    points.point(code == 1 and "Evidence that does not count: 2 files" in out, "so does look", out.splitlines() + [errors])
    refused = read_json("check", "T12", "--json", "--at", AT, "--site", site.folder, codes=(1,))["refused"]
    points.point(refused == 2, "and check --json", refused)
    put(path, good)
    heads = os.path.join(site.folder, "evidence.heads")
    kept = read(heads)
    put(heads, kept[:-1])
    code, _, errors = sekisho("evidence", "list", "--at", AT, "--site", site.folder)
    points.point(code == 2 and "the list of chains is damaged" in errors, "a damaged list of chains is wrong input", errors)
    put(heads, kept)
    other = put(os.path.join(site.folder, NAME.format(3)), b"rubbish")
    code, out, _ = sekisho("evidence", "list", "--at", AT, "--site", site.folder)
    points.point(code == 1 and "3 files, 1 refused" in out, "what was never taken spoils nothing", out.splitlines())
    os.remove(other)


def check_names(points, site):
    """A name may hold what a terminal obeys, or what is no text; neither reaches the terminal nor stops the list."""
    for name in (b"\x1b[31mred.jsonl", b"no-\xff-text.jsonl", "turn-\u202e.jsonl".encode()):
        other = put(os.path.join(os.fsencode(site.folder), b"evidence", name), b"rubbish")
        code, out, _ = sekisho("evidence", "list", "--at", AT, "--site", site.folder)
        points.point(code == 1 and "3 files, 1 refused" in out and not any(sign in out for sign in "\x1b\u202e"), f"list shows the name {name}", out.splitlines())
        files = read_json("evidence", "list", "--json", "--at", AT, "--site", site.folder, codes=(1,))["files"]
        points.point(sum("?" in file["file"] for file in files) == 1, f"list --json shows the name {name}", files)
        code, out, errors = sekisho("evidence", "import", other, "--at", AT, "--site", site.folder)
        points.point(code == 2 and out == "" and "?" in errors and not any(sign in errors for sign in "\x1b\u202e"), f"import refuses the name {name}", errors)
        os.remove(other)


def check_race(points, folder):
    """Many at once into one folder: each reads the list of chains and writes it anew, and none may lose what another wrote."""
    hosts = [f"host-{number}" for number in range(1, 13)]
    site = EvidenceSite(folder, {"terminal-1": "terminal"}, name="race", hosts=hosts)
    paths = []
    for host in hosts:
        site.sequence = 0
        paths.append(site.bundle("2026-11-19T00:00:00Z", TIME_SYNC, name=host + ".jsonl", host=host))
    running = [subprocess.Popen([SEKISHO, "evidence", "import", path, "--at", AT, "--site", site.folder], stdout=subprocess.DEVNULL) for path in paths]
    codes = [one.wait(timeout=60) for one in running]
    files = read_json("evidence", "list", "--json", "--at", AT, "--site", site.folder)["files"]
    points.point(set(codes) == {0} and [file["standing"] for file in files] == ["counts"] * len(hosts), "of twelve that are imported at once none is lost",
                 [codes, files])


def run(points):
    with tempfile.TemporaryDirectory() as folder:
        site = EvidenceSite(folder, {"terminal-1": "terminal"})
        check_sign(points, site, folder)
        check_sign_refusals(points, site, folder)
        check_import(points, site, folder)
        check_list(points, site)
        check_since(points, site)
        check_list_trouble(points, site)
        check_names(points, site)
        check_race(points, folder)


main(run)
