#!/usr/bin/python3
"""The yearly checklist: every item is what an independent model makes of the verdicts, on sites with random answers and on examples with evidence. What is not known is
never a yes; a yes has its evidence and its day, a no its target date; the counts are those of the rows; the same site gives the same bytes."""
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "catalogue"))
from book import sheets  # noqa: E402
from support import ROOT, main, read_json, sekisho  # noqa: E402

AT, DAY, YEAR_END = "2026-11-23", "2026-11-23", "2027-03-31"
SITES, SEED = int(os.environ.get("CHECKLIST_SITES", "120")), int(os.environ.get("CHECKLIST_SEED", "1"))
EXAMPLES = ("sakura-sick", "hana-healthy", "midori-healthy", "minami-fresh")
HEAD = 6
NUMBER, ITEM, YES, CONFIRMED, TARGET, STATE, EVIDENCE, REMARKS = range(8)
BADNESS = {"met": 1, "stale": 2, "unknown": 3, "unmet": 4}


# ---- the model ----

def worst(states):
    left = [state for state in states if state != "not-applicable"]
    return max(left, key=BADNESS.get) if left else "not-applicable"


def layer_of(subject):
    said = [result["verdict"] for result in subject["evidence"] if result["says"] and result["layer"] != "guidance"]
    return worst(said) if said else None


def at_subject(subject, rule):
    guidance, layer = subject["verdict"], layer_of(subject)
    if rule == "same" or guidance == "not-applicable" or (rule == "milder" and guidance == "met") or (rule == "stricter" and guidance == "unmet"):
        return guidance
    if layer:
        return layer
    return "unknown" if rule == "stricter" else guidance


def counting(control):
    return control["subjects"]  # also those out of the guidance's scope: the list is about every device


def answered(controls, need):
    state = worst(at_subject(subject, need["rule"]) for subject in counting(controls[need["control"]]))
    seen = [layer for subject in counting(controls[need["witness"]]) if (layer := layer_of(subject))] if "witness" in need else []
    if seen:
        other = worst(seen)
        state = "unmet" if "unmet" in (state, other) else "met" if "met" in (state, other) else worst([state, other])
    if "instead" in need and state != "met":
        other = worst(at_subject(subject, "same") for subject in counting(controls[need["instead"]]))
        state = other if other in ("met", "unmet") else other if state == "unmet" else state
    return state


def model(assessed, items, form):
    controls = {control["id"]: control for control in assessed["controls"]}
    return {item["id"]: worst(answered(controls, need) for need in item["needs"]) for item in items if form in item["forms"]}


# ---- sites ----

def random_answers(draw, controls, subjects):
    """Lines under `answers:` that say something about most controls, now and then about one subject only, and sometimes long ago."""
    weights = draw.choice([(8, 1, 1), (3, 1, 1), (1, 1, 1)])
    out = []
    for control in controls:
        for place in control["places"]:
            if place not in subjects or draw.random() < 0.1:
                continue
            state = draw.choices(["met", "unmet", "unknown"], weights)[0]
            old = state == "met" and draw.random() < 0.1
            date = f"2026-{draw.randint(1, 2):02}-{draw.randint(1, 28):02}, expires: 2026-10-31" if old else f"2026-{draw.randint(9, 11):02}-{draw.randint(1, 22):02}"
            out.append(f"  - {{control: {control['id']}, subject: {subjects[place]}, state: {state}, by: T, date: {date}}}")
    return out


def random_targets(draw, items):
    """Some for next year, some for this: these have passed, or are today or tomorrow."""
    day = lambda: f"2027-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}" if draw.random() < 0.7 else f"2026-11-{draw.randint(20, 24):02}"
    return [f"  - {{item: {item['id']}, due: {day()}, by: T, date: 2026-{draw.randint(9, 11):02}-15}}" for item in items if draw.random() < 0.4]


def make_site(folder, draw, catalogue, number):
    site = os.path.join(folder, f"site{number}")
    kind, way = draw.choice(["clinic", "hospital", "pharmacy"]), draw.choice(["ip-vpn", "ipsec-router", "ipsec-client"])
    sekisho("init", site, "--configuration", way, "--kind", kind, "--name", "T", "--at", AT)
    path = os.path.join(site, "site.yaml")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    subjects = {place: identity for identity, place in re.findall(r"^  - \{id: ([a-z0-9-]+), place: ([a-z0-9-]+)", text, re.M)}
    answers, targets = random_answers(draw, catalogue["controls"], subjects), random_targets(draw, catalogue["items"])
    text = re.sub(r"^answers:\n", "answers:\n" + "\n".join(answers) + "\n" + ("targets:\n" + "\n".join(targets) + "\n" if targets else ""), text, flags=re.M)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return site


# ---- what is compared ----

def check_json(catalogue, site, assessed, said):
    """Problems of the answers in JSON."""
    listed, wrong = said["checklist"], []
    expected = model(assessed, catalogue["items"], listed["form"])
    found = {answer["item"]: answer for answer in listed["answers"]}
    if list(found) != [item["id"] for item in catalogue["items"] if listed["form"] in item["forms"]]:
        wrong.append("the items are not those of the form, in its order")
    for item, state in expected.items():
        answer = found[item]
        if answer["state"] != state or answer["yes"] != (state == "met"):
            wrong.append(f"{item}: {answer['state']}, yes {answer['yes']}; the model says {state}")
        if answer["yes"] != bool(answer["confirmed"]) or (state in BADNESS and not answer["yes"]) != bool(answer["due"]):
            wrong.append(f"{item}: {state}, confirmed {answer['confirmed']}, due {answer['due']}")
        if answer["confirmed"] and answer["confirmed"] > DAY:
            wrong.append(f"{item}: confirmed on a day to come")
        if answer["due_passed"] != bool(answer["due"] and answer["due"] < DAY):
            wrong.append(f"{item}: due {answer['due']}, passed: {answer['due_passed']}")
        if answer["due"] and not answer["due_set"] and answer["due"] != YEAR_END:
            wrong.append(f"{item}: due {answer['due']} and nobody said so")
    counts = {"yes": sum(state == "met" for state in expected.values()), "unmet": sum(state == "unmet" for state in expected.values()),
              "open": sum(state in ("unknown", "stale") for state in expected.values()), "items": len(expected),
              "passed": sum(bool(answer["due"] and answer["due"] < DAY) for answer in listed["answers"])}
    wrong += [f"{name}: {listed[name]} is not {count}" for name, count in counts.items() if listed[name] != count]
    return wrong, expected


def check_sheet(path, said, expected, items):
    """Problems of the sheet, read without our code."""
    wrong, rows = [], [row for row in next(iter(sheets(path).values()))[HEAD:] if len(row) > REMARKS and row[STATE]]
    if len(rows) != len(expected):
        return [f"{len(rows)} rows, {len(expected)} items"]
    for row, (item, state), answer in zip(rows, expected.items(), said["checklist"]["answers"]):
        yes = state == "met"
        if row[NUMBER] != items[item]["number"] or row[YES] != ("—" if state == "not-applicable" else "Yes" if yes else "No"):
            wrong.append(f"{item}: {row[:YES + 1]} where {state}")
        if yes and not re.search(r"site\.yaml:\d+ · |SHA-256", row[EVIDENCE]):
            wrong.append(f"{item}: a yes without evidence: {row[EVIDENCE]}")
        if (row[CONFIRMED], row[TARGET]) != ((answer["confirmed"], "") if yes else (DAY if answer["state"] == "unmet" else "", answer["due"] or "")):
            wrong.append(f"{item}: {row[CONFIRMED]}, {row[TARGET]} is not {answer}")
        if ("has passed" in row[REMARKS]) != answer["due_passed"]:
            wrong.append(f"{item}: {row[REMARKS]} where {answer}")
    return wrong


def check_site(site, catalogue, folder):
    output = os.path.join(folder, "papers")
    assessed = read_json("assess", "--json", "--site", site, "--at", AT, codes=(0, 1))
    said = read_json("papers", "checklist", "--json", "--site", site, "--at", AT, "--output", output, codes=(0, 1))
    wrong, expected = check_json(catalogue, site, assessed, said)
    return wrong + check_sheet(os.path.join(output, "checklist.xlsx"), said, expected, {item["id"]: item for item in catalogue["items"]}), expected


def check_random(points, folder, catalogue):
    draw, wrong, states = random.Random(SEED), [], {}
    for number in range(SITES):
        site = make_site(folder, draw, catalogue, number)
        problems, expected = check_site(site, catalogue, folder)
        wrong += [f"site {number}: {problem}" for problem in problems]
        for state in expected.values():
            states[state] = states.get(state, 0) + 1
        shutil.rmtree(site)
    points.point(not wrong, f"{SITES} sites with random answers: {states} as the model says, in JSON and on the sheet", wrong[:20])
    points.point(min(states.get(state, 0) for state in ("met", "unmet", "unknown")) > SITES, "each state came up", [str(states)])


def check_examples(points, folder, catalogue):
    installed = os.path.join(os.path.dirname(os.path.dirname(os.environ["SEKISHO"])), "share/sekisho/examples")
    for name in EXAMPLES:
        site = os.path.join(folder, name)
        shutil.copytree(os.path.join(installed, name), site)
        wrong, expected = check_site(site, catalogue, folder)
        points.point(not wrong, f"{name}: {sum(state == 'met' for state in expected.values())} of {len(expected)} are a yes, as the model says", wrong)


def same_bytes(points, folder):
    site, made = os.path.join(folder, EXAMPLES[0]), []
    for number, zone in enumerate(("UTC", "Asia/Tokyo")):
        os.environ["TZ"] = zone
        sekisho("papers", "--site", site, "--at", AT, "--output", os.path.join(folder, f"bytes{number}"))
        made.append({name: open(os.path.join(folder, f"bytes{number}", name), "rb").read() for name in sorted(os.listdir(os.path.join(folder, f"bytes{number}")))})
    del os.environ["TZ"]
    points.point(made[0] == made[1] and len(made[0]) >= 2, f"{len(made[0])} papers are the same bytes twice, in two time zones, and nothing else lies there", [str(list(made[0])), str(list(made[1]))])


def refused(points, folder):
    """A target date for what is no item, twice, or before it was promised; a paper that is none; a folder that cannot be made."""
    site = os.path.join(folder, EXAMPLES[0])
    with open(os.path.join(site, "site.yaml"), encoding="utf-8") as file:
        text = file.read()
    for lines, words in ((["{item: c25-9, due: 2027-01-01, by: T, date: 2026-01-01}"], "'c25-9' is not in the table 'items'"),
                         (["{item: c25-4, due: 2027-01-01, by: T, date: 2026-01-01}"] * 2, "two target dates for one item"),
                         (["{item: c25-4, due: 2026-01-01, by: T, date: 2026-01-02}"], "before the day it was promised")):
        with open(os.path.join(site, "site.yaml"), "w", encoding="utf-8") as file:
            file.write(text + "targets:\n" + "".join(f"  - {line}\n" for line in lines))
        code, _, errors = sekisho("papers", "--site", site, "--at", AT)
        points.point(code == 2 and words in errors and "site.yaml:" in errors and not os.path.exists(os.path.join(site, "papers")), words, errors.splitlines())
    with open(os.path.join(site, "site.yaml"), "w", encoding="utf-8") as file:
        file.write(text)
    for words, code in ((("papers", "nothing"), 2), (("papers", "--output", os.path.join(folder, "no", "where")), 4)):
        found, _, errors = sekisho(*words, "--site", site, "--at", AT)
        points.point(found == code and "mend:" in errors, f"{' '.join(words[:2])} ends with {code}", errors.splitlines())


def passed(points, folder):
    """A target date that has passed is told, on the screen and in the report, too; one of today has not."""
    for due, told in (("2026-11-22", True), ("2026-11-23", False)):
        site = os.path.join(folder, f"due-{due}")
        sekisho("init", site, "--configuration", "ip-vpn", "--kind", "clinic", "--name", "T", "--at", AT)
        with open(os.path.join(site, "site.yaml"), "a", encoding="utf-8") as file:
            file.write(f"targets:\n  - {{item: c25-4, due: {due}, by: T, date: 2026-11-01}}\n")
        _, out, _ = sekisho("papers", "checklist", "report", "--site", site, "--at", AT)
        with open(os.path.join(site, "papers", "report.html"), encoding="utf-8") as file:
            page = file.read()
        points.point(("Passed: 1/1." in " ".join(out.split()), f"{due} — that day has passed" in page) == (told, told), f"due {due}: {'passed' if told else 'not passed'}, on the screen and in the report", [out])


def no_room(points, folder):
    """A file may grow no further, and the system would end the process: the write fails instead, it is told, and nothing half-written stays."""
    site = os.path.join(folder, EXAMPLES[0])
    for paper in ("checklist", "workbook", "report", "pdf"):
        output = os.path.join(folder, f"no-room-{paper}")
        ran = subprocess.run([os.environ["SEKISHO"], "papers", paper, "--site", site, "--at", AT, "--output", output], capture_output=True, text=True, check=False, env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": ""},
                             preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)))
        points.point(ran.returncode == 4 and "cannot be written" in ran.stderr and os.listdir(output) == [], f"{paper}: no room for it: told, and the folder is empty", [str(ran.returncode), ran.stderr, str(os.listdir(output))])


def run(points):
    catalogue = read_json("catalogue", "export", "--json")
    with tempfile.TemporaryDirectory() as folder:
        check_examples(points, folder, catalogue)
        check_random(points, folder, catalogue)
        same_bytes(points, folder)
        refused(points, folder)
        passed(points, folder)
        no_room(points, folder)


if __name__ == "__main__":
    sys.exit(main(run))
