#!/usr/bin/python3
"""The workbook calculates as the program does: its cells of levels, controls and line are set to random values in LibreOffice, which calculates all anew, and every
derived cell is what `assess --json` says of a catalogue and a site with these values. Gnumeric reads it, too."""
import csv
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "catalogue"))
from office import Office, column, ids, set_column  # noqa: E402
from support import CATALOGUE, main, read_json, sekisho  # noqa: E402

SETTINGS, SEED = int(os.environ.get("WORKBOOK_SETTINGS", "120")), int(os.environ.get("WORKBOOK_SEED", "1"))
HEAD = 3  # rows above the tables
COVER, ASSETS, THREATS, VULNERABILITIES, CONTROLS, RISKS = range(6)
LINE = (1, 5)
ASSET_C, THREAT_LEVEL, VULNERABILITY_LEVEL, CONTROL_STATE = 5, 4, 3, 6
DERIVED = {"importance": 5, "threat_level": 6, "vulnerability_level": 7, "value": 8, "over": 9, "presumed": 14, "low": 15, "high": 16, "still": 17}
AT = "2026-11-23"
LEFT_OUT = ("claim-terminal", "hub-2")  # nothing stands there, as at the place of wireless networks
WORDS = {"met": "done", "unmet": "not done", "unknown": "not known", "stale": "out of date", "not-applicable": "does not apply"}


class Levels:
    """A copy of the catalogue whose levels are written anew."""

    def __init__(self, folder, installed):
        self.folder = os.path.join(folder, "catalogue")
        shutil.copytree(installed, self.folder)
        self.files = {name: self.read(name) for name in ("guidance/threats.yaml", "guidance/vulnerabilities.yaml", "guidance/assets.yaml")}

    def path(self, name):
        return os.path.join(self.folder, name)

    def read(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return file.read()

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def set(self, threats, vulnerabilities):
        """Levels by id. Readings go: each threat has one level then."""
        text = re.sub(r"\n      readings:\n(?:        .*\n)+", "\n", self.files["guidance/threats.yaml"])
        for name, levels, source in (("guidance/threats.yaml", threats, text), ("guidance/vulnerabilities.yaml", vulnerabilities, self.files["guidance/vulnerabilities.yaml"])):
            for identity, level in levels.items():
                source, count = re.subn(rf"((?:- |\{{|^ *)id: {re.escape(identity)}\b(?:(?!\bid:)[\s\S])*?\blevel: )\d", rf"\g<1>{level}", source, count=1)
                if count != 1:
                    raise RuntimeError(f"no level of {identity}")
            self.write(name, source)


def site_text(base, subjects, importance, states, line, absent):
    """The site with these answers: {(control, place): state}."""
    out = [base, f"line: {{value: {line}, approved-by: \"T\", date: 2026-10-01}}"]
    out += ["importance:"] + [f"- {{asset: {asset}, c: {c}, i: {i}, a: {a}, reason: trial, by: T, date: 2026-10-01}}" for asset, (c, i, a) in importance.items()]
    out += ["answers:"]
    for (control, place), state in states.items():
        if place not in subjects or state == "nothing":
            continue
        said, when = ("met", "2026-10-01, expires: 2026-10-02") if state == "stale" else (state, "2026-11-01")
        out.append(f"- {{control: {control}, subject: {subjects[place]}, state: {said}, by: T, date: {when}}}")
    if absent:
        out += ["absent:"] + [f"- {{place: {place}, by: T, date: 2026-11-01}}" for place in absent]
    return "\n".join(out) + "\n"


class Trial:
    def __init__(self, folder, draw):
        self.draw, self.site = draw, os.path.join(folder, "site")
        sekisho("init", self.site, "--configuration", "ip-vpn", "--kind", "clinic", "--name", "Trial", "--at", AT)
        self.file = os.path.join(self.site, "site.yaml")
        with open(self.file, encoding="utf-8") as file:
            found = re.findall(r"^  - \{id: ([a-z0-9-]+), place: ([a-z0-9-]+)", file.read(), re.M)
        self.subjects = {place: identity for identity, place in found if place not in LEFT_OUT}
        self.base = "\n".join(["format: sekisho-site/1", "name: Trial", "kind: clinic", "configuration: ip-vpn", "subjects:"] +
                              [f"- {{id: {identity}, place: {place}}}" for place, identity in self.subjects.items()])
        self.write(self.base + "\n")
        self.levels = Levels(folder, CATALOGUE)
        self.catalogue = read_json("catalogue", "export", "--json")
        self.lowest = self.lowest_levels()

    def lowest_levels(self):
        """No level is lower before treatment than after it: the catalogue would be refused."""
        out = {}
        for scenario in self.catalogue["scenarios"]:
            raised = [row["id"] for row in self.catalogue["raised"] if row["threat"] == scenario["threat"]]
            for identity, level in [(scenario["threat"], "threat"), (scenario["vulnerability"], "vulnerability")] + [(identity, "threat") for identity in raised]:
                out[identity] = max(out.get(identity, 0 if level == "vulnerability" else 1), scenario["after"][level])
        return out

    def write(self, text):
        with open(self.file, "w", encoding="utf-8") as file:
            file.write(text)


def draw_setting(trial, tables):
    draw = trial.draw
    few = draw.random() < 0.5  # else nearly every risk stays as it was
    states = draw.choices(["met", "unmet", "unknown", "stale", "nothing"], [8, 1, 1, 1, 1] if few else [2, 1, 1, 1, 1], k=len(tables["controls"]))
    return {
        "importance": {asset: (draw.randint(1, 3), draw.randint(1, 2), draw.randint(1, 2)) for asset in tables["assets"]},
        "threats": {threat: draw.randint(trial.lowest.get(threat, 1), 3) for threat in tables["threats"]},
        "vulnerabilities": {row: draw.randint(trial.lowest.get(row, 0), 3) for row in tables["vulnerabilities"]},
        "states": dict(zip(tables["controls"], states)),
        "line": draw.randint(1, 27),
        "absent": [place for place in trial.absentable if draw.random() < 0.5],
    }


def shown(state):
    return WORDS["unknown" if state == "nothing" else state]


def state_at(trial, setting, control, place):
    """What the program makes of it at a place: nothing stands there, or somebody said so."""
    if place in trial.subjects:
        return shown(setting["states"][(control, place)])
    if place in setting["absent"]:
        return WORDS[trial.absentable[place]]
    return WORDS["unknown"]


def put(sheets, trial, tables, setting):
    sheets[COVER].getCellByPosition(*LINE).setValue(setting["line"])
    sheets[ASSETS].getCellRangeByPosition(ASSET_C, HEAD, ASSET_C + 2, HEAD + len(tables["assets"]) - 1).setDataArray(tuple(setting["importance"].values()))
    set_column(sheets[THREATS], THREAT_LEVEL, HEAD, [setting["threats"][threat] for threat in tables["plain"]])
    set_column(sheets[THREATS], THREAT_LEVEL, HEAD + len(tables["plain"]) + 1, [setting["threats"][threat] for threat in tables["raised"]])
    set_column(sheets[VULNERABILITIES], VULNERABILITY_LEVEL, HEAD, list(setting["vulnerabilities"].values()))
    set_column(sheets[CONTROLS], CONTROL_STATE, HEAD, [state_at(trial, setting, control, place) for control, place in tables["controls"]])


def derived(sheet, risks):
    columns = {name: column(sheet, number, HEAD, len(risks)) for name, number in DERIVED.items()}
    return {risk: {name: values[at] for name, values in columns.items()} for at, risk in enumerate(risks)}


def told(found):
    """The same of `assess --json`."""
    out = {}
    for risk in found["scenarios"]:
        residual = risk["residual"]
        out[risk["id"]] = {
            "importance": risk["importance"], "threat_level": risk["threat_level"], "vulnerability_level": risk["vulnerability_level"], "value": risk["value"],
            "over": "○" if risk["over_line"] else "", "presumed": residual["presumed"], "low": residual["evidenced"]["low"], "high": residual["evidenced"]["high"],
            "still": "○" if residual["evidenced"]["high"] >= found["line"] else ""}
    return out


def compare(cells, said, excluded):
    wrong = [f"{risk}: {cells[risk]} is not {said[risk]}" for risk in said if risk in cells and cells[risk] != said[risk]]
    wrong += [f"{risk} is missing" for risk in said if risk not in cells]
    wrong += [f"{risk} counts, and the program leaves it out: {cells[risk]}" for risk in cells
              if risk not in said and excluded.get(risk) != "absent" and any(cells[risk][name] != "" for name in ("over", "presumed", "low", "high", "still"))]
    return wrong


def tables_of(document, trial):
    sheets = [document.Sheets.getByIndex(number) for number in range(6)]
    plain = ids(sheets[THREATS], HEAD)
    raised_head = plain.index(next(word for word in plain if not re.fullmatch(r"t[aie]\d+", word)))
    labels = {row["label"]["en"]: row["id"] for row in trial.catalogue["places"]}
    tables = {
        "assets": ids(sheets[ASSETS], HEAD), "plain": plain[:raised_head], "raised": plain[raised_head + 1:], "threats": plain[:raised_head] + plain[raised_head + 1:],
        "vulnerabilities": ids(sheets[VULNERABILITIES], HEAD),
        "controls": list(zip(ids(sheets[CONTROLS], HEAD), [labels[word] for word in column(sheets[CONTROLS], 2, HEAD, len(ids(sheets[CONTROLS], HEAD)))])),
        "risks": ids(sheets[RISKS], HEAD),
    }
    return sheets, tables


def try_settings(points, trial, document):
    sheets, tables = tables_of(document, trial)
    trial.absentable = {row["id"]: row["when_absent"] for row in trial.catalogue["places"] if row["id"] not in trial.subjects}
    wrong, cells, blanks = [], 0, 0
    for number in range(SETTINGS):
        setting = draw_setting(trial, tables)
        trial.levels.set(setting["threats"], setting["vulnerabilities"])
        trial.write(site_text(trial.base, trial.subjects, setting["importance"], setting["states"], setting["line"], setting["absent"]))
        found = read_json("assess", "--json", "--site", trial.site, "--catalogue", trial.levels.folder, "--at", AT, codes=(0, 1))
        put(sheets, trial, tables, setting)
        document.calculateAll()
        now = derived(sheets[RISKS], tables["risks"])
        excluded = {row["id"]: row["reason"] for row in found["not_applicable"]}
        wrong += [f"setting {number}: {problem}" for problem in compare(now, told(found), excluded)]
        cells += len(told(found)) * len(DERIVED)
        blanks += sum(1 for risk in now.values() if risk["high"] == "")
        if len(wrong) > 20:
            break
    points.point(not wrong, f"{SETTINGS} settings: {cells} derived cells are as the program says, {blanks} blank as it leaves them out", wrong[:20])
    points.point(cells > SETTINGS * 200 * len(DERIVED) * 0.9 and blanks > 0, "there were as many of them as a site of this kind has, and some did not apply")


def gnumeric(points, folder, path, trial):
    """Calculates all anew, and reads what was kept beside the formulas."""
    found = told(read_json("assess", "--json", "--site", trial.site, "--at", AT, codes=(0, 1)))
    ran = subprocess.run(["ssconvert", "--recalc", "-S", path, os.path.join(folder, "g.csv")], capture_output=True, text=True, check=False)
    with open(os.path.join(folder, f"g.csv.{RISKS}"), encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file) if row and re.fullmatch(r"as\d+\..*", row[0])]
    same = {row[0]: {name: (int(row[number]) if row[number].isdigit() else row[number]) for name, number in DERIVED.items()} for row in rows}
    points.point(ran.returncode == 0 and compare(same, found, {}) == [] and len(same) >= len(found), f"Gnumeric calculates the same for {len(same)} risks", compare(same, found, {})[:5])


def run(points):
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(folder, random.Random(SEED))
        sekisho("papers", "workbook", "--site", trial.site, "--output", os.path.join(folder, "papers"), "--at", AT)
        path = os.path.join(folder, "papers", "workbook.xlsx")
        gnumeric(points, folder, path, trial)
        office = Office()
        try:
            document = office.open(path)
            try_settings(points, trial, document)
            document.close(True)
        finally:
            office.end()


if __name__ == "__main__":
    sys.exit(main(run))
