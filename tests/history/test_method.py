#!/usr/bin/python3
"""The method of the assessment is named by a number (SK_ASSESS_METHOD), and what is kept in a history names it. Over files that never change
(method/inputs.tar.xz: a catalogue, and sites with their evidence) each method has its results, in method/results.json.

Where the results move and the number does not, this fails: raise the number, look at what moved, then
`test_method.py --update` writes the results of the new method beside those of the old ones. It never writes over those of a method.
"""
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tarfile
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "catalogue"))
from support import SEKISHO, main  # noqa: E402  (the folder has to be on the path first)

INPUTS, RESULTS = HERE / "method/inputs.tar.xz", HERE / "method/results.json"
TIMES = ("2026-10-20", "2026-11-23", "2026-12-20", "2027-02-01", "2027-08-01")
# What an assessment decides. What is only said about it (labels, files, lines, what a check saw) is no result of the method.
RISK = ("id", "importance", "threat_level", "vulnerability_level", "value", "over_line", "after", "residual", "method")
ROW = ("control", "place", "state", "method", "presumed")
CONTROL = ("id", "tier", "presumed", "verdict", "method")
SUBJECT = ("id", "place", "verdict", "method", "in_scope", "decided_by", "contradicts", "lost", "stale_after")
COUNTS = ("scenarios", "over_line", "evidenced", "presumed", "unknown", "unmet", "beyond", "open", "open_presumed", "controls", "controls_known", "presumed_of",
          "controls_stale", "contradictions", "refused", "answers_later", "answers_ending", "premises", "premises_assumed", "premises_false", "subjects",
          "subjects_out", "not_applicable")


def some(entry, keys):
    return {key: entry[key] for key in keys}


def results_of(document):
    return {
        "line": document["line"], "counts": some(document["counts"], COUNTS),
        "risks": [{**some(risk, RISK), **{rows: [some(row, ROW) for row in risk[rows]] for rows in ("minimum", "recommended")}} for risk in document["scenarios"]],
        "out": [some(risk, ("id", "reason", "premise", "place")) for risk in document["not_applicable"]],
        "controls": [{**some(control, CONTROL), "subjects": [some(subject, SUBJECT) for subject in control["subjects"]]} for control in document["controls"]],
    }


def digest(results):
    return hashlib.sha256(json.dumps(results, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def sekisho(*words):
    done = subprocess.run([SEKISHO, *words, "--json"], capture_output=True, check=False, timeout=60, env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"})
    if done.returncode not in (0, 1):
        raise RuntimeError(f"sekisho {' '.join(words)}: exit {done.returncode}: {done.stderr.decode()}")
    return json.loads(done.stdout)


def judge(folder):
    """(method, {site at time: results})."""
    catalogue, all_results, methods = os.path.join(folder, "catalogue"), {}, set()
    for site in sorted(os.listdir(os.path.join(folder, "sites"))):
        where = ("--site", os.path.join(folder, "sites", site), "--catalogue", catalogue)
        for time in TIMES:
            all_results[f"{site} {time}"] = results_of(sekisho("assess", *where, "--at", time))
            methods |= {past["series"]["method"] for past in sekisho("history", "keep", *where, "--at", time)["assessments"]}
    method, = methods
    return str(method), all_results


def flipped(results):
    """Each with one thing otherwise: each has to have another digest."""
    for path in (("line",), ("counts", "open"), ("risks", 0, "residual", "evidenced", "high"), ("risks", 5, "minimum", 0, "state"), ("controls", 3, "subjects", 0, "stale_after"),
                 ("out", 0, "reason")):
        other = json.loads(json.dumps(results))
        at = other
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = "otherwise"
        yield path, other


def update(known, method, now):
    if method in known and known[method] != now:
        sys.exit(f"the results of method {method} moved: raise SK_ASSESS_METHOD in src/assess/assess.h first")
    known[method] = now
    RESULTS.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def run(points):
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(INPUTS) as archive:
            archive.extractall(folder)
        method, results = judge(folder)
    now = {name: digest(entry) for name, entry in results.items()}
    known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    if "--update" in sys.argv:
        update(known, method, now)
    wanted = known.get(method, {})
    moved = [name for name in sorted({*now, *wanted}) if now.get(name) != wanted.get(name)]
    points.point(not moved, f"method {method}: {len(now)} assessments of files that never change are as that method makes them", [*moved, "see the head of this file"])
    points.point(method == max(known, key=int), f"method {method} is the newest that has results", sorted(known))
    still = [site for site in {name.split()[0] for name in now} if len({value for name, value in now.items() if name.split()[0] == site}) < 2]
    points.point(not still, "each site has several results: the times matter", still)
    states = {subject["verdict"] for entry in results.values() for control in entry["controls"] for subject in control["subjects"]}
    points.point(states == {"met", "unmet", "unknown", "stale", "not-applicable"}, "each state is among them", sorted(states))
    reasons = {risk["reason"] for entry in results.values() for risk in entry["out"]}
    points.point(reasons >= {"premise", "absent"}, "risks are left out by premise and by absence", sorted(reasons))
    sick = results["sakura-sick 2026-11-23"]
    same = [path for path, other in flipped(sick) if digest(other) == digest(sick)]
    points.point(not same, "whatever is otherwise is seen", same)
    pairs = [(a, b) for a in known for b in known if a < b and known[a] == known[b]]
    points.point(not pairs, "no method has the results of another", pairs)


main(run)
