#!/usr/bin/python3
"""Names that somebody chose, of files, folders, chains and keys: where one holds twelve digits that can be a My Number (docs/decisions/0014), no verb shows them."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "catalogue"))
from evidence_site import COLLECTOR, HOST, EvidenceSite, put, read  # noqa: E402
from support import SEKISHO, main  # noqa: E402
from test_moves import SUBJECTS, case  # noqa: E402

AT = "2026-11-21T00:00:00Z"
NUMBERS = ("987654321018", "9876-5432-1018", "987.654.321.018", "９８７６５４３２１０１８")
DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
CATALOGUE = os.path.join(os.path.dirname(os.path.dirname(SEKISHO)), "share/sekisho/catalogue")
HOSTAPD = b"interface=wlan0\nssid=clinic\nwpa=2\nwpa_key_mgmt=SAE\nieee80211w=2\n"


def verbs(files):
    """Each verb, of the folder it is called in. `files`: what was brought, a key, and a configuration that is read."""
    bundle, key, config = files
    site = ("--at", AT)
    plain = [("assess",), (), ("why", "T17"), ("why", "ransomware"), ("check", "T17"), ("evidence", "list"), ("evidence", "import", bundle), ("look", bundle),
             ("look", config, "--subject", "wireless-1"), ("prove", config, "--refuses", "tcp port 445 in wan"), ("fix", "R1"), ("prove",)]
    out = [(*words, *site, *more) for words in plain for more in ((), ("--json",))]
    return out + [("evidence", "verify", bundle, "--key", key), ("evidence", "sign", bundle, "--key", key), ("enrol", bundle), ("init", "new", "--configuration", "ip-vpn", "--kind", "clinic"),
                  ("catalogue", "lint"), ("init", os.path.dirname(bundle), "--configuration", "ip-vpn", "--kind", "clinic")]


def call(folder, words):
    result = subprocess.run([SEKISHO, *words], cwd=folder, capture_output=True, check=False, timeout=60, stdin=subprocess.DEVNULL, encoding="utf-8", errors="replace",
                            env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": ""})
    return result.returncode, result.stdout + result.stderr


def shows(text):
    """Whether the digits stand in it, in any of the ways that are tried, broken by a line or not."""
    text = text.translate(DIGITS)
    return any("".join(re.findall(r"\d", number.translate(DIGITS))) in re.sub(r"[\s.-]|\\n", "", line) for number in NUMBERS for line in [*text.splitlines(), text])


# where a name is chosen -> what puts the number there; returns the files to bring, where they are others
def in_stored(site, number, files):
    put(os.path.join(site.folder, "evidence", f"{number}.jsonl"), b"x\n")


def as_sequence(site, number, files):
    put(os.path.join(site.folder, "evidence", f"{COLLECTOR}.{HOST}.{number}.jsonl"), read(files[0]))


def as_collector(site, number, files):
    put(os.path.join(site.folder, "evidence", f"c{number}.{HOST}.000000001.jsonl"), read(files[0]))


def as_folder(site, number, files):
    os.mkdir(os.path.join(site.folder, "evidence", f"{number}.jsonl"))


def as_link(site, number, files):
    os.symlink(number, os.path.join(site.folder, "evidence", f"{number}.jsonl"))


def of_heads(line):
    def change(site, number, files):
        path = os.path.join(site.folder, "evidence.heads")
        put(path, read(path) + line.replace("N", number).encode() + b"\n")
    change.__name__ = "heads: " + line
    return change


def brought(site, number, files):
    return tuple(shutil.copy(path, os.path.join(os.path.dirname(path), number + os.path.splitext(path)[1])) for path in files)


def in_brought_folder(site, number, files):
    folder = os.path.join(os.path.dirname(files[0]), number)
    os.mkdir(folder)
    return tuple(shutil.copy(path, folder) for path in files)


def of_configuration(site, number, files):
    path = os.path.join(site.folder, "site.yaml")
    put(path, read(path) + f"nodes:\n- {{id: edge, configuration: 'configs/{number}.rules'}}\n".encode())


def as_comment_of_key(site, number, files):
    put(files[1], read(files[1]).rstrip() + f" {number}\n".encode())


def where_it_stands(site, number, files):
    folder = os.path.join(os.path.dirname(site.folder), number)
    os.rename(site.folder, folder)
    site.folder = folder


PLACES = (in_stored, as_sequence, as_collector, as_folder, as_link, of_heads(f"zN {HOST} 1 {'a' * 64}"), of_heads(f"z-N {HOST} 1 {'a' * 64}"), of_heads(f"z N 1 {'a' * 64}"),
          of_heads(f"z h N {'a' * 64}"), of_heads(f"z h 1 {'a' * 64}\n packet_filter N router-b observed 2026-11-20T00:00:00Z 1"),
          of_heads(f"z h 1 {'a' * 64}\n packet_filter router-b-1 N observed 2026-11-20T00:00:00Z 1"), of_heads("N"), brought, in_brought_folder, of_configuration, as_comment_of_key,
          where_it_stands)


def set_up(folder, looks):
    site = EvidenceSite(folder, SUBJECTS)
    site.take(site.bundle("2026-11-19T00:00:00Z", looks), AT)
    bundle = site.bundle("2026-11-20T00:00:00Z", looks[:1])
    return site, (bundle, site.key + ".pub", put(os.path.join(folder, "hostapd.conf"), HOSTAPD))


def try_place(points, folder, looks, change, number):
    os.mkdir(folder)
    site, files = set_up(folder, looks)
    files = change(site, number, files) or files
    wrong = []
    for words in verbs(files):
        code, said = call(site.folder, words)
        if shows(said) or code not in (0, 1, 2, 3, 4):
            wrong.append([*words[:2], code, said[:300]])
    points.point(not wrong, f"{change.__name__.replace('_', ' ')[:60]}: {number} is shown by no verb", wrong[:3])


def check_hidden(points, folder, looks):
    """What is hidden leaves the rest of the name to find the file by."""
    os.mkdir(folder)
    site, files = set_up(folder, looks)
    in_stored(site, "x-" + NUMBERS[0], files)
    said = call(site.folder, ("evidence", "list", "--at", AT))[1]
    points.point("evidence/x-************.jsonl" in said, "a sign stands for each digit", said)


def check_catalogue(points, folder):
    """Files of another catalogue are named in errors, too."""
    copy = os.path.join(folder, "catalogue")
    shutil.copytree(CATALOGUE, copy)
    put(os.path.join(copy, "scenarios", NUMBERS[0] + ".yaml"), b"- rubbish\n")
    code, said = call(folder, ("catalogue", "lint", "--catalogue", copy))
    points.point(code == 2 and "************.yaml" in said and not shows(said), "a file of the catalogue: its number is not shown", said)


def run(points):
    looks = case("T17")
    with tempfile.TemporaryDirectory() as folder:
        points.point(all(map(shows, (*NUMBERS, "a 9876-5432-\n1018"))) and not shows("************"), "the test sees them")
        for place, change in enumerate(PLACES):
            try_place(points, os.path.join(folder, str(place)), looks, change, NUMBERS[place % 3])
        for place, number in enumerate((NUMBERS[3], NUMBERS[1])):
            try_place(points, os.path.join(folder, f"in-{place}"), looks, in_stored, number)
        check_hidden(points, os.path.join(folder, "hidden"), looks)
        check_catalogue(points, folder)


if __name__ == "__main__":
    main(run)
