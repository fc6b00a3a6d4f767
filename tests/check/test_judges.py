#!/usr/bin/python3
"""The judging itself, whatever the checks are: a catalogue with checks made up to use every rule of src/check/check.h, and many thousand cases by
chance (always the same ones) that the program's judge and oracle.py decide alike. Every rule has to have been met often enough."""
import collections
import json
import os
import random
import shutil
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "../gates")]
import engine  # noqa: E402  (the folders have to be on the path first)
import oracle  # noqa: E402
from gate import Points  # noqa: E402
from test_witness import by_oracle, differences  # noqa: E402

COUNT, AT = 6000, "2026-11-20T03:00:00Z"
TEXT = '{ja: "文", en: "Text"}'

# T12 is at the terminal only; T18 at router A and the terminal; T20 at wireless, which has the absence check.
CHECKS = {
    "T12": ("""  parameters:
    - {id: limit, value: 3, low: 1, high: 9, unit: day, label: TEXT}
  checks:
    - id: own
      needs: [update_state, pending_update]
      max-age: 30
      sql: |
        SELECT u.subject, 'bad', u.rowid FROM update_state AS u, parameter AS p WHERE p.name = 'limit' AND u.missing > p.value
        UNION ALL
        SELECT u.subject, 'odd', u.rowid FROM update_state AS u WHERE u.up_to_date IS NULL
        UNION ALL
        SELECT u.subject, 'worn', u.rowid FROM update_state AS u WHERE u.restart_pending = 1
        UNION ALL
        SELECT p.subject, 'waiting', p.rowid FROM pending_update AS p WHERE p.security = 1
        UNION ALL
        SELECT u.subject, 'over', u.rowid FROM update_state AS u, assessment AS a, parameter AS p
          WHERE p.name = 'limit' AND u.restart_since < a.at - p.value * 86400
        UNION ALL
        SELECT u.subject, 'unlisted', u.rowid FROM update_state AS u WHERE u.missing = 3 AND NOT EXISTS (SELECT 1 FROM pending_update AS p WHERE p.subject = u.subject)
        UNION ALL
        SELECT s.id, 'none', NULL FROM subject AS s WHERE NOT EXISTS (SELECT 1 FROM update_state AS u WHERE u.subject = s.id)
        UNION ALL
        SELECT s.id, 'lack', NULL FROM subject AS s WHERE NOT EXISTS (SELECT 1 FROM pending_update AS p WHERE p.subject = s.id)
      reasons:
        - {id: bad, text: TEXT}
        - {id: odd, state: unknown, text: TEXT}
        - {id: worn, state: stale, text: TEXT}
        - {id: over, text: TEXT}
        - {id: unlisted, rests-on: absence, text: TEXT}
        - {id: waiting, rests-on: absence, text: TEXT}
        - {id: none, rests-on: absence, text: TEXT}
        - {id: lack, state: stale, rests-on: absence, text: TEXT}
    - id: beside
      layer: guideline-6
      needs: [update_state]
      max-age: 10
      sql: |
        SELECT u.subject, 'hand', u.rowid FROM update_state AS u WHERE u.automatic IS NOT 'install'
      reasons:
        - {id: hand, text: TEXT}
    - id: refuting
      decides: unmet
      needs: [service]
      max-age: 10
      sql: |
        SELECT v.subject, 'seen', v.rowid FROM service AS v WHERE v.running = 1
        UNION ALL
        SELECT v.subject, 'perhaps', v.rowid FROM service AS v WHERE v.needed IS NULL
      reasons:
        - {id: seen, text: TEXT}
        - {id: perhaps, state: unknown, text: TEXT}
    - id: through
      through: [claim-terminal, receipt-computer, practice, reader]
      needs: [software, practice]
      max-age: 20
      sql: |
        SELECT w.subject, 'stray', w.rowid FROM software AS w WHERE w.listed = 0
        UNION ALL
        SELECT p.subject, 'long-ago', p.rowid FROM practice AS p WHERE p.held_on < p.looked_at - 86400
        UNION ALL
        SELECT s.id, 'empty', NULL FROM subject AS s
          WHERE s.place NOT IN ('practice', 'reader') AND NOT EXISTS (SELECT 1 FROM software AS w WHERE w.subject = s.id)
      reasons:
        - {id: stray, text: TEXT}
        - {id: long-ago, state: stale, text: TEXT}
        - {id: empty, state: unknown, rests-on: absence, text: TEXT}
"""),
    "T20": ("""  checks:
    - id: air
      needs: [wireless_profile]
      max-age: 30
      sql: |
        SELECT w.subject, 'open', w.rowid FROM wireless_profile AS w WHERE w.protection = 'open'
      reasons:
        - {id: open, text: TEXT}
"""),
}
ABSENCE = """    absence-check:
      id: no-air
      through: [router-a, router-b]
      needs: [network_interface]
      max-age: 15
      sql: |
        SELECT n.subject, 'air', n.rowid FROM network_interface AS n WHERE n.medium = 'wireless'
      reasons:
        - {id: air, text: TEXT}
"""
UPDATE = {"product": "x", "version": "1"}
INTERFACE = {"identity": "eth0", "physical": True, "up": True}


def make_catalogue(folder):
    """The real catalogue with no checks but ours."""
    shutil.copytree(os.path.join(oracle.ROOT, "catalogue"), folder)
    for name in os.listdir(os.path.join(folder, "controls")):
        path = os.path.join(folder, "controls", name)
        rewrite(path, CHECKS.get(name[:-5], ""), ("  parameters:", "  checks:"))
    path = os.path.join(folder, "places.yaml")
    rewrite(path, "", ("    absence-check:",))
    with open(path, "a", encoding="utf-8") as file:  # wireless is the last place
        file.write(ABSENCE.replace("TEXT", TEXT))


def rewrite(path, more, without):
    """Takes out the blocks that begin with a line of `without`, and adds `more`."""
    kept, inside = [], None
    with open(path, encoding="utf-8") as file:
        for line in file.read().splitlines(True):
            indent = len(line) - len(line.lstrip())
            if inside is not None and line.strip() and indent <= inside:
                inside = None
            if line.rstrip() in without:
                inside = indent
            if inside is None:
                kept.append(line)
    with open(path, "w", encoding="utf-8") as file:
        file.write("".join(kept) + more.replace("TEXT", TEXT))


KINDS = {"T12": [("terminal-1", "update_state"), ("terminal-1", "pending_update"), ("terminal-1", "service"), ("claim-1", "software"),
                 ("receipt-1", "software"), ("practice-1", "practice")],
         "T20": [("wireless-1", "wireless_profile"), ("router-a-1", "network_interface"), ("router-b-1", "network_interface")]}


def row_of(chance, kind):
    if kind == "update_state":
        return {**UPDATE, "missing": chance.choice([None, 0, 3, 4]), "up_to_date": chance.choice([None, True, True, True]),
                "restart_since": chance.choice([None, None, None, "2026-11-16T02:59:59Z", "2026-11-16T16:00:00Z", "2026-11-17T02:59:59Z", "2026-11-18T14:00:00Z"]),
                "restart_pending": chance.choice([None, False, False, True]), "automatic": chance.choice([None, "off", "install"])}
    if kind == "pending_update":
        return {"name": "x", "security": chance.random() < 0.5, "known_since": "2026-11-01T00:00:00Z", "known_by": "list"}
    if kind == "service":
        return {"name": "x", "start": "boot", "running": chance.random() < 0.3, "needed": chance.choice([None, True])}
    if kind == "software":
        return {"name": "x", "listed": chance.choice([None, True, True, False])}
    if kind == "practice":
        return {"about": "rules", "holds": True, "held_on": chance.choice(["2026-11-18T03:00:00Z", "2026-11-18T02:59:59Z", "2026-11-19T12:00:00Z"]),
                "valid_until": "2027-01-01T00:00:00Z"}
    if kind == "wireless_profile":
        return {"role": "access_point", "active": True, "protection": chance.choice(["open", "wpa3"]), "cipher": "aes", "key_management": "sae"}
    return {**INTERFACE, "medium": chance.choice(["ethernet", "ethernet", "ethernet", "wireless"])}


def case_by_chance(chance, kinds, control, number):
    """Looks: most of them complete and fresh, so that what is rare meets what is good."""
    raw = {"name": f"{control} {number}", "os": "any", "add": [], "drop": [], "status": [], "age": [], "method": [], "expect": {"x": []}}
    nobody = chance.random() < 0.1
    for subject, kind in KINDS[control]:
        if nobody or chance.random() < 0.15:
            raw["drop"].append([subject, kind])
            continue
        raw["add"] += [[subject, kind, row_of(chance, kind)] for _ in range(chance.choice([0, 1, 1, 1, 2]))]
        if chance.random() < 0.3:
            raw["status"].append([subject, kind, chance.choice(["partial", "absent", "denied", "error"])])
        if chance.random() < 0.4:
            raw["age"].append([subject, kind, chance.choice([0, 2, 9.9, 10, 10.00002, 15, 20, 21, 30, 30.00002, 31, 300])])
        if chance.random() < 0.7:
            raw["method"].append([subject, kind, chance.choice(kinds.methods[kind])])
    if chance.random() < 0.5:
        raw["answer"] = [chance.choice(["met", "unmet", "unknown"]),
                         chance.choice(["2026-11-20", "2026-11-21", "2026-11-19", "2026-11-18", "2026-10-20", "2026-08-22", "2026-08-21", "2025-01-01"])]
    for place in ("terminal", "claim-terminal", "practice") if control == "T12" else ("wireless", "wireless", "router-b"):
        if chance.random() < 0.25:
            key = chance.choice(["absent", "without"])
            if place not in raw.get("absent", []) + raw.get("without", []):
                raw.setdefault(key, []).append(place)
    if chance.random() < 0.2:
        raw["parameters"] = {"limit": chance.choice([1, 9])}
    return raw


class Made(oracle.CaseFile):
    """Cases that stand in no file."""

    def __init__(self, kinds, catalogue, control, cases):
        self.raw = {"control": control, "at": AT, "cases": cases, "base": {"any": {}}}
        for subject, kind in KINDS[control]:
            self.raw["base"]["any"].setdefault(subject, {})[kind] = []
        self.kinds, self.catalogue, self.control = kinds, catalogue, catalogue.controls[control]
        self.judges = [oracle.Judge(oracle.Case(kinds, self.raw, raw), catalogue) for raw in cases]


def count_rules(judge, findings, seen):
    """What happened in a case, so that a rule nobody met shows."""
    for subject, finding in findings.items():
        seen[f"finding {finding.state} by {finding.method}"] += 1
        for result in finding.results:
            seen[f"{result.check['id']} {result.state if result.says else 'silent'}"] += 1
            for reason in result.reasons:
                seen[reason] += 1
        said = {result.state for result in finding.results if result.says and result.check["layer"] == "guidance"}
        answer = judge.case.site.answer
        if answer and subject in judge.case.site.subjects:
            seen[f"answer {answer[0]}, checks {'+'.join(sorted(said)) or 'silent'}: {finding.state}"] += 1


WANTED = ["own met", "own unmet", "own unknown", "own stale", "own silent", "beside met", "beside unmet", "refuting unmet", "refuting silent",
          "through met", "through unmet", "through unknown", "through stale", "no-air met", "no-air unmet", "no-air unknown", "no-air stale",
          "own:bad", "own:over", "own:unlisted", "own:odd", "own:worn", "own:waiting", "own:none", "own:lack", "through:stray", "through:long-ago", "through:empty", "no-air:air",
          "answer met, checks unmet: unmet", "answer unmet, checks met: met", "answer unmet, checks met: unmet", "answer met, checks stale: met",
          "answer met, checks silent: met", "answer met, checks silent: stale", "answer met, checks unknown: met", "answer unknown, checks met: met",
          "finding not-applicable by attested", "finding not-applicable by observed", "finding unmet by attested", "finding met by exercised"]


def main():
    points, kinds, chance = Points(), oracle.Kinds(), random.Random(12)
    with tempfile.TemporaryDirectory(prefix="sekisho-judges-") as folder:
        make_catalogue(os.path.join(folder, "catalogue"))
        catalogue = oracle.Catalogue(os.path.join(folder, "catalogue"))
        files = [Made(kinds, catalogue, control, [case_by_chance(chance, kinds, control, number) for number in range(count)])
                 for control, count in (("T12", COUNT * 3 // 4), ("T20", COUNT // 4))]
        seen, details = collections.Counter(), []
        with engine.Tool(files) as tool:
            outcomes = tool.outcomes()
        judges = [judge for cases in files for judge in cases.judges]
        for judge, outcome in zip(judges, outcomes):
            findings = judge.findings()
            count_rules(judge, findings, seen)
            faults = differences(by_oracle(findings), outcome)
            if faults and len(details) < 12:
                details += [*faults, json.dumps({key: value for key, value in judge.case.raw.items() if value})]
        points.point(len(outcomes) == COUNT and not details, f"both judges agree on {len(outcomes)} cases by chance", details)
        rare = [f"{rule}: {seen[rule]} times" for rule in WANTED if seen[rule] < 3]
        points.point(not rare, f"each of {len(WANTED)} rules was met at least 3 times", rare)
    return points.end()


if __name__ == "__main__":
    sys.exit(main())
