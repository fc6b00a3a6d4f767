#!/usr/bin/python3
"""The example sites as they are installed: nothing refused, where each stands, what the evidence that was brought moves; signed by keys that anybody
can make, the same bytes each time, and worth nothing at a real site."""
import ipaddress
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "catalogue"))
from support import ROOT, SEKISHO, main, read_json, sekisho  # noqa: E402

AT = ("--at", "2026-11-23")
INSTALLED = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(SEKISHO))), "share/sekisho/examples")
MAKE = os.path.join(os.environ.get("BUILD_DIR", os.path.join(ROOT, "build")), "release/examples/make_example")
# name -> kind, configuration, bundles taken, open risks, exit code
SITES = {
    "sakura-sick": ("clinic", "ip-vpn", 4, 29, 1),
    "minami-fresh": ("clinic", "ipsec-router", 1, 30, 1),
    "midori-healthy": ("clinic", "ipsec-client", 3, 0, 0),
    "hana-healthy": ("pharmacy", "ipsec-client", 5, 0, 0),
}
# Controls of which machines show something; at healthy sites they do, and nobody has to say so.
BY_MACHINES = ("T02", "T07", "T12", "T13", "T15", "T17", "T18", "T19", "H13", "H14")
# brought bundles one after the other -> risks still open
BROUGHT = {"05-windows.brought.jsonl": 15, "06-network.brought.jsonl": 14, "07-form.brought.jsonl": 4}


def site_of(name):
    return os.path.join(INSTALLED, name)


def assess(folder, codes=(0, 1)):
    return read_json("assess", "--json", *AT, "--site", folder, codes=codes)


def control(register, wanted):
    return next(row for row in register["controls"] if row["id"] == wanted)


def bytes_below(folder):
    """{path: bytes}; an empty one is an error."""
    found = {}
    for where, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(where, name), "rb") as file:
                found[os.path.relpath(file.name, folder)] = file.read()
    if not found:
        raise RuntimeError(f"nothing in {folder}")
    return found


# ---- where they stand ----

def check_standing(points):
    points.point(sorted(os.listdir(INSTALLED)) == sorted([*SITES, "README.md", "network-sick", "networks"]), "all examples are installed, and no other", os.listdir(INSTALLED))
    for name, (kind, configuration, taken, opened, code) in SITES.items():
        listed = read_json("evidence", "list", "--json", *AT, "--site", site_of(name))
        files = [(file["file"], file["standing"], file["origin"]) for file in listed["files"]]
        points.point(len(files) == taken and all(file[1:] == ("counts", "example") for file in files), f"{name}: {taken} bundles, all count", files)
        register = assess(site_of(name), (code,))
        site, counts = register["site"], register["counts"]
        points.point((site["kind"], site["configuration"], site["example"]) == (kind, configuration, True), f"{name}: {kind}, {configuration}", [site])
        points.point(counts["open"] == opened and counts["refused"] == 0, f"{name}: {opened} of {counts['over_line']} risks are open, exit {code}", [counts])


def check_networks(points):
    """Each is read, and proven, as it is installed: in order, and with what was done to the sick one."""
    for name in sorted(os.listdir(os.path.join(INSTALLED, "networks"))):
        report = read_json("prove", "--json", "--site", os.path.join(INSTALLED, "networks", name))
        points.point(report["violated"] == report["undecided"] == 0 and report["holds"] > 7, f"networks/{name}: all {report['holds']} policies hold", [str(report)[:300]])
    report = read_json("prove", "--json", "--site", os.path.join(INSTALLED, "network-sick"), codes=(1,))
    broken = [answer["policy"] for answer in report["policies"] if answer["proof"] == "violated"]
    points.point(broken == ["flow-outside-in", "flow-receipt-terminal", "flow-claim-terminal"], f"network-sick: {', '.join(broken)}", [str(broken)])


def check_healthy(points):
    """Nothing is open; what machines can show rests on machines."""
    for name in ("midori-healthy", "hana-healthy"):
        register = assess(site_of(name))
        found = {wanted: [control(register, wanted)[key] for key in ("verdict", "method")] for wanted in BY_MACHINES}
        points.point(all(verdict == "met" and method in ("configured", "observed") for verdict, method in found.values()),
                     f"{name}: {len(found)} controls are met, seen in settings or running", [found])
        said = [row["id"] for row in register["controls"] for subject in row["subjects"] if row["id"] in BY_MACHINES and subject["by"]]
        points.point(not said, f"{name}: nobody has to say what machines show", said)
    absent = control(assess(site_of("hana-healthy")), "T20")
    points.point(absent["verdict"] == "not-applicable", "hana-healthy: evidence shows that there is no wireless", [absent["verdict"]])


def check_sick(points):
    register = assess(site_of("sakura-sick"))
    seen = [row["id"] for row in register["controls"] if row["verdict"] == "unmet" and row["method"] in ("configured", "observed")]
    points.point(len(seen) >= 5, f"sakura-sick: {len(seen)} controls were seen not to be done", seen)
    points.point(control(register, "T15")["verdict"] == "stale", "sakura-sick: the look at malware protection is too old")
    contradicted = [row["id"] for row in register["controls"] for subject in row["subjects"] if subject["contradicts"]]
    points.point(contradicted == ["T18"] and register["counts"]["contradictions"] == 1, "sakura-sick: T18 is said to be done and seen not to be", contradicted)
    denied = [(row["kind"], row["subject"]) for row in known("sakura-sick") if row["look"]["status"] == "denied"]
    points.point(denied == [("wireless_profile", "wireless-1")], "sakura-sick: the access point let nobody look", denied)


def check_fresh(points):
    statuses = [row["look"]["status"] for row in known("minami-fresh")]
    seen = [row["id"] for row in assess(site_of("minami-fresh"))["controls"] if row["verdict"] == "met"]
    points.point(statuses.count("denied") > len(statuses) / 3 and seen == ["T15"], "minami-fresh: the collector was denied most things, one control is met",
                 [statuses, seen])


def known(name):
    return read_json("evidence", "list", "--json", *AT, "--site", site_of(name))["known"]


# ---- what was brought ----

def check_brought(points, folder):
    """Each file for itself, then one after the other; then all of them in one call."""
    sick, at_once = (shutil.copytree(site_of("sakura-sick"), os.path.join(folder, name)) for name in ("sick", "at-once"))
    points.point(sorted(os.listdir(os.path.join(sick, "brought"))) == list(BROUGHT), "three files were left at the sick clinic")
    for name, after in BROUGHT.items():
        before = assess(sick)
        looked = look(sick, [name])
        points.point(looked["before"] == before["counts"] and looked["counts"]["open"] == after and looked["files"][0]["standing"] == "counts",
                     f"{name}: {before['counts']['open']} risks are open before, {after} with it", [looked["before"], looked["counts"], looked["files"]])
        look(sick, [name], "--yes")
        points.point(assess(sick)["counts"] == looked["counts"], f"{name}: stored, it moves what it was said to move")
    counts = assess(sick)["counts"]
    points.point((counts["contradictions"], counts["answers_ending"], counts["controls_stale"]) == (0, 0, 0),
                 "nothing is contradicted or out of date any more, and no answer that decides ends soon", [counts])
    points.point(look(at_once, BROUGHT, "--yes")["counts"] == counts and bytes_below(at_once) == bytes_below(sick), "all at once: the same")
    again = look(sick, list(BROUGHT)[:1])
    points.point(again["files"][0]["refusal"] == "chain", "a second time it is refused", again["files"])


def look(folder, names, *options):
    return read_json("look", *[os.path.join(folder, "brought", name) for name in names], "--json", *options, *AT, "--site", folder, codes=(0, 1))


# ---- how they are made ----

def check_made(points, folder):
    for name in SITES:
        first, keys = make(folder, name, "1")
        second, _ = make(folder, name, "2")
        points.point(first == second, f"{name}: made twice, the same bytes")
        installed = {path: bytes_ for path, bytes_ in bytes_below(site_of(name)).items() if path not in ("site.yaml", "ledger.yaml")}
        points.point(first == installed, f"{name}: as installed", [sorted(first), sorted(installed)])
        with open(os.path.join(ROOT, "examples", name, "site.yaml"), encoding="utf-8") as file:
            held = re.findall(r'- \{id: ([^,]+), host: ([^,]+), key: "([^"]+)"', file.read())
        points.point(sorted(held) == sorted(keys) and keys, f"{name}: site.yaml holds the keys of its {len(keys)} collectors", [held, keys])
        folder_of = os.path.join(ROOT, "examples", name)
        with open(os.path.join(folder_of, "meson.build"), encoding="utf-8") as file:
            listed = re.findall(r"'bundles/([^']+)'", file.read())
        points.point(listed == sorted(os.listdir(os.path.join(folder_of, "bundles"))), f"{name}: the build knows all its bundles", listed)


def make(folder, name, turn):
    """({path: bytes}, [(collector, host, key)])"""
    out = os.path.join(folder, name + turn)
    os.makedirs(out)
    done = subprocess.run([MAKE, os.path.join(ROOT, "examples", name), out, os.path.join(out, "brought")], capture_output=True,
                          check=True, encoding="utf-8", timeout=60)
    return bytes_below(out), [tuple(line.split(" ", 2)) for line in done.stdout.splitlines()]


# ---- elsewhere ----

def check_elsewhere(points, folder):
    """Bundle and collector copied into a real site: shown, and nothing moves. Without the collector: refused."""
    real = os.path.join(folder, "real")
    shutil.copytree(site_of("midori-healthy"), real)
    text = rewrite(real, "example: true\n", "")
    counts = assess(real)["counts"]
    listed = read_json("evidence", "list", "--json", *AT, "--site", real)
    points.point([file["standing"] for file in listed["files"]] == ["shown"] * 3 and not listed["known"], "a real site with the bundles of an example only shows them",
                 listed["files"])
    points.point(counts["controls_known"] == 0 and counts["open"] > 0, f"and knows nothing by them: {counts['open']} of {counts['over_line']} risks are open", [counts])
    shutil.rmtree(os.path.join(real, "evidence"))
    os.remove(os.path.join(real, "evidence.heads"))
    bundle = os.path.join(site_of("midori-healthy"), "evidence", "windows.terminal-1.000000001.jsonl")
    before = assess(real)
    looked = read_json("look", bundle, "--json", "--yes", *AT, "--site", real, codes=(1,))
    points.point(looked["files"][0]["standing"] == "shown" and not looked["moves"] and assess(real) == before, "looked at there: shown, stored, nothing moves", looked["files"])
    points.point("Its origin does not count at this site" in sekisho("look", bundle, *AT, "--site", fresh_copy(folder, text))[1], "and look says so")
    without = fresh_copy(folder, re.sub(r"(?ms)^collectors:\n.*?\n\n", "", text))
    refused = read_json("look", bundle, "--json", "--yes", *AT, "--site", without, codes=(1,))
    points.point([file["refusal"] for file in refused["files"]] == ["evidence-collector"] and not os.path.exists(os.path.join(without, "evidence")),
                 "where nobody knows the collector it is refused", refused["files"])


def rewrite(folder, old, new):
    path = os.path.join(folder, "site.yaml")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if old not in text:
        raise RuntimeError(f"{path} does not hold {old!r}")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace(old, new))
    return text.replace(old, new)


def fresh_copy(folder, text):
    site = tempfile.mkdtemp(dir=folder)
    with open(os.path.join(site, "site.yaml"), "w", encoding="utf-8") as file:
        file.write(text)
    return site


# ---- what stands in them ----

def check_invented(points):
    """Everything is of origin example, of the days before the one it is read on, and about addresses that lead nowhere."""
    for name in SITES:
        wrong = []
        folder = os.path.join(ROOT, "examples", name, "bundles")
        for file_name in sorted(os.listdir(folder)):
            with open(os.path.join(folder, file_name), encoding="utf-8") as file:
                lines = [json.loads(line) for line in file]
            wrong += [file_name] if lines[0]["origin"] != "example" or not lines[0]["at"] < "2026-11-23" else []
            wrong += [f"{file_name}: {address}" for address in addresses_in(lines) if not is_nowhere(address)]
        points.point(not wrong, f"{name}: of origin example, made before the day it is read on, addresses of private and documentation networks", wrong)


def addresses_in(lines):
    rows = [line["values"] for line in lines if "values" in line]
    found = [row[key] for row in rows for key in ("address", "gateway", "peer", "destination") if key in row]
    for row in rows:
        found += re.findall(r"\[([0-9a-f:]+)\]|(?<![\d.])(\d+(?:\.\d+){3})", row.get("witness", ""))
    return ["".join(address) for address in found]


def is_nowhere(text):
    """RFC 1918, 3849, 5737 and the like: none of them is anybody's in the Internet."""
    return not ipaddress.ip_address(text).is_global


def run(points):
    with tempfile.TemporaryDirectory() as folder:
        check_standing(points)
        check_networks(points)
        check_healthy(points)
        check_sick(points)
        check_fresh(points)
        check_brought(points, folder)
        check_made(points, folder)
        check_elsewhere(points, folder)
        check_invented(points)


if __name__ == "__main__":
    main(run)
