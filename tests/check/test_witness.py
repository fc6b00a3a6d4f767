#!/usr/bin/python3
"""Witnesses: for every control of the guidance, every state and both systems a bundle that has that verdict, or the reason why none can. And all
cases of all controls, by two judges that know nothing of each other: the program's, and oracle.py.

    test_witness.py --write      writes witness/CONTROL/STATE.SYSTEM.jsonl anew from the cases
"""
import copy
import datetime
import glob
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "../gates")]
import engine  # noqa: E402  (the folders have to be on the path first)
import oracle  # noqa: E402
from gate import Points  # noqa: E402

FOLDER = os.path.join(HERE, "witness")
CELLS = {"met": "met", "unmet": "unmet", "unknown": "unknown", "stale": "stale", "not-applicable": "n/a"}


def load(kinds):
    """{control: CaseFile} of all files of cases."""
    catalogue = oracle.Catalogue(os.path.join(oracle.ROOT, "catalogue"))
    files = [oracle.CaseFile(path, kinds, catalogue) for path in sorted(glob.glob(os.path.join(HERE, "cases/*.json")))]
    return catalogue, {cases.raw["control"]: cases for cases in files}


def witnesses(cases):
    """[(state, system, judge, file)]: a case that is about no system stands in one file for both."""
    out = []
    for state in oracle.STATES:
        for system in oracle.SYSTEMS:
            judge, _ = cases.witness(state, system)
            if judge:
                out.append((state, system, judge, os.path.join(FOLDER, cases.raw["control"], f"{state}.{judge.case.os}.jsonl")))
    return out


def write(files):
    wanted = {file: judge.case.bundle() for cases in files.values() for _, _, judge, file in witnesses(cases)}
    for file in glob.glob(os.path.join(FOLDER, "*/*.jsonl")):
        if file not in wanted:
            os.remove(file)
    for file, text in wanted.items():
        os.makedirs(os.path.dirname(file), exist_ok=True)
        with open(file, "w", encoding="utf-8", newline="") as out:
            out.write(text)
    print(f"{len(wanted)} bundles written")


def read(file):
    try:
        with open(file, encoding="utf-8", newline="") as text:
            return text.read()
    except OSError:
        return None


# ---- the table ------------------------------------------------------------------------------------------------

def cell(cases, state):
    """L and W where a bundle shows the state on Linux, on Windows; - where it cannot be; ? where there is neither."""
    def mark(system):
        judge, never = cases.witness(state, system)
        return "-" if never else "?" if not judge else "*" if judge.case.os == "any" else system[0].upper()
    return "".join(mark(system) for system in oracle.SYSTEMS)


def print_table(files, controls):
    print("# witnesses: L Linux, W Windows, * about no host, - cannot be (why: below), ? missing")
    print("# control" + "".join(f" {word:>8}" for word in CELLS.values()) + "   cases")
    for control in controls:
        cases = files.get(control)
        cells = "".join(f" {cell(cases, state) if cases else '??':>8}" for state in CELLS)
        print(f"# {control:<7}{cells}   {len(cases.judges) if cases else 0}")
    for control in controls:
        for state in oracle.STATES:
            whys = {system: files[control].witness(state, system)[1] for system in oracle.SYSTEMS} if control in files else {}
            for why in dict.fromkeys(why for why in whys.values() if why):
                about = " and ".join(system for system in oracle.SYSTEMS if whys[system] == why)
                print(f"# {control} never {state} ({about}): {why}")


# ---- points ---------------------------------------------------------------------------------------------------

def point_files(points, catalogue, files):
    """Nothing goes unnoticed: a control without cases, a check nobody tests."""
    guidance = [control["id"] for control in catalogue.controls.values() if control["origin"] == "guidance"]
    points.point(len(guidance) == 20, f"the guidance has 20 controls, here {len(guidance)}")
    points.point(not set(guidance) - set(files), "every control of the guidance has cases", sorted(set(guidance) - set(files)))
    tested = {check["id"] for cases in files.values() for check in catalogue.checks_for(cases.control)}
    all_checks = [check for control in catalogue.controls.values() for check in control["checks"]]
    all_checks += [place["absence-check"] for place in catalogue.places.values() if place["absence-check"]]
    untested = sorted(check["id"] for check in all_checks if check["id"] not in tested)
    points.point(bool(all_checks) and not untested, f"each of {len(all_checks)} checks is tested by cases", untested)
    wanted = {file for cases in files.values() for _, _, _, file in witnesses(cases)}
    left = [os.path.relpath(file, HERE) for file in glob.glob(os.path.join(FOLDER, "*/*")) if file not in wanted]
    points.point(not left, "no bundle is left over", left)
    return sorted(guidance)


def point_never(points, catalogue, files):
    """A place that is unmet where it is absent is the one reason why a control always applies, and where there is one, it does."""
    faults = []
    for control, cases in files.items():
        always = any(catalogue.places[place]["when-absent"] == "unmet" for place in cases.control["places"])
        faults += [f"{control} {system}" for system in oracle.SYSTEMS if bool(cases.witness("not-applicable", system)[1]) != always]
        faults += [f"{control} {system} {state}" for system in oracle.SYSTEMS for state in ("met", "unmet", "unknown", "stale")
                   if cases.witness(state, system)[1]]
    points.point(bool(files) and not faults, "what is said never to be never is, and nothing else", faults)


def differences(wanted, got):
    out = []
    for subject in dict.fromkeys([*wanted, *got]):
        if wanted.get(subject) != got.get(subject):
            out.append(f"{subject or 'the control'}: oracle {wanted.get(subject)}, program {got.get(subject)}")
    return out


def by_oracle(findings):
    out = {subject: finding.same() for subject, finding in findings.items()}
    out[""] = oracle.verdict(findings)
    return out


def point_cases(points, cases, outcomes):
    """Every case as it expects, and the same by both judges."""
    expected, agreed = [], []
    for judge, outcome in zip(cases.judges, outcomes):
        name = judge.case.name
        expected += [f"{name}: {fault}" for fault in oracle.compare(judge.case, judge.findings())]
        agreed += [f"{name}: {fault}" for fault in differences(by_oracle(judge.findings()), outcome)]
    control, count = cases.raw["control"], len(cases.judges)
    points.point(count > 0 and not expected, f"{control}: {count} cases as expected", expected)
    points.point(count > 0 and not agreed, f"{control}: both judges agree on {count} cases", agreed)
    faults = cases.lint()
    points.point(not faults, f"{control}: checks and witnesses are complete", faults)


def point_witnesses(points, control, cases, outcomes):
    """The committed bundles are those of the cases, and have the verdict by the program's judge (the oracle's: lint_witness)."""
    faults, by_case = [], {judge.case.name: outcome for judge, outcome in zip(cases.judges, outcomes)}
    found = witnesses(cases)
    for state, system, judge, file in found:
        name = os.path.relpath(file, HERE)
        if read(file) != judge.case.bundle():
            faults.append(f"{name} is not that of case {judge.case.name}: test_witness.py --write")
        if by_case[judge.case.name][""][0] != state:
            faults.append(f"{name}: the program says {by_case[judge.case.name][''][0]} on {system}")
    points.point(bool(found) and not faults, f"{control}: {len(found)} witnesses have their verdict", faults)


# ---- the program itself: a key, a signature, an import, a verdict -----------------------------------------------------

class Program:
    """The program under test, with the key of a collecting host."""

    def __init__(self, folder):
        self.folder, self.count, self.key = folder, 0, os.path.join(folder, "key")
        self.call("enrol", self.key)
        self.ends, self.told = [], 0
        with open(self.key + ".pub", encoding="utf-8") as file:
            self.public = file.read().strip()

    def call(self, *words):
        result = subprocess.run([oracle.SEKISHO, *words], capture_output=True, text=True, check=False, timeout=60,
                                env={"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"})
        if result.returncode not in (0, 1) or (result.returncode == 1 and words[0] != "check"):
            raise oracle.Wrong(f"sekisho {' '.join(words)}: exit {result.returncode}: {result.stdout}{result.stderr}")
        return result.stdout

    def check(self, case, site, at):
        return json.loads(self.call("check", case.control, "--site", site, "--at", at, "--json"))["controls"][0]

    def wrong_ends(self, case, site, control):
        """What holds holds to the last second that is told, and not to the next one."""
        states = {(row["id"], row["place"]): row["verdict"] for row in control["subjects"]}
        for row in control["subjects"]:
            if not row["stale_after"]:
                continue
            self.told += 1
            last = datetime.datetime.strptime(row["stale_after"], "%Y-%m-%dT%H:%M:%SZ")
            for second, same in ((0, True), (1, False)):
                at = (last + datetime.timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%SZ")
                then = {(other["id"], other["place"]): other["verdict"] for other in self.check(case, site, at)["subjects"]}
                key = row["id"], row["place"]
                if (then[key] == states[key]) != same:
                    yield f"{key}: {states[key]} to {row['stale_after']}, but {then[key]} at {at}"

    def judge(self, case, text):
        """What `sekisho check` says once the bundle has been taken, as an outcome of engine.Tool."""
        self.count += 1
        site, bundle = os.path.join(self.folder, str(self.count)), os.path.join(self.folder, f"{self.count}.jsonl")
        base = copy.deepcopy(oracle.common_site())
        base["collectors"][0]["key"] = self.public
        os.mkdir(site)
        for path, content in ((os.path.join(site, "site.yaml"), engine.site_text(case, base)), (bundle, text)):
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(content)
        at = oracle.moment(case.at)
        self.call("evidence", "sign", bundle, "--key", self.key)
        self.call("evidence", "import", bundle, "--site", site, "--at", at)
        control = self.check(case, site, at)
        self.ends += [f"{case.control} {case.name}: {fault}" for fault in self.wrong_ends(case, site, control)]
        out = {row["id"] or row["place"]: (row["verdict"], row["method"], tuple(result_of(result) for result in row["evidence"]))
               for row in control["subjects"]}
        out[""] = control["verdict"], control["method"]
        return out


def result_of(result):
    """A result in the program's JSON, as engine.Tool gives it."""
    reasons = {f"{result['check']}:{row['reason']}" for row in result["violations"]}
    return (result["check"], result["verdict"], result["method"] if result["says"] else "none", result["says"],
            tuple(sorted(reasons)) if result["says"] else ())


def spoken(outcome):
    """Without the results that say nothing: without any evidence the program does not even ask."""
    return {subject: (*found[:2], tuple(result for result in found[2] if result[3])) if subject else found for subject, found in outcome.items()}


def point_program(points, files, outcomes):
    """Every witness from end to end: enrolled, signed, imported, checked."""
    faults, count = [], 0
    with tempfile.TemporaryDirectory(prefix="sekisho-witness-") as folder:
        program = Program(folder)
        for control, cases in files.items():
            for file, judge in {file: judge for _, _, judge, file in witnesses(cases)}.items():
                got = program.judge(judge.case, read(file) or "")
                count += 1
                wanted = outcomes[control, judge.case.name]
                faults += [f"{os.path.relpath(file, HERE)}: {fault}" for fault in differences(spoken(wanted), spoken(got))]
    points.point(count > 0 and not faults, f"{count} witnesses signed, imported and checked by the program have their verdict", faults)
    points.point(program.told > 0 and not program.ends, f"{program.told} verdicts hold to the last second that is told, and no longer", program.ends)


def point_doubt(points, cases):
    """This test can fail: a case that expects something else, a judge that says something else."""
    judge = cases.judges[0]
    subject = next(iter(judge.findings()))
    state = judge.findings()[subject].state
    other = next(word for word in oracle.STATES if word != state)
    before = judge.case.raw
    judge.case.raw = {**before, "expect": {subject: [other, []]}}
    points.point(bool(oracle.compare(judge.case, judge.findings())), "a wrong expectation is noticed")
    judge.case.raw = before
    truth = by_oracle(judge.findings())
    points.point(bool(differences(truth, {**truth, "": (other, "none")})), "a judge that differs is noticed")


def main():
    kinds = oracle.Kinds()
    catalogue, files = load(kinds)
    if sys.argv[1:] == ["--write"]:
        write(files)
        return 0
    points = Points()
    guidance = point_files(points, catalogue, files)
    if not files:
        return points.end()
    with engine.Tool(list(files.values())) as tool:
        outcomes = tool.outcomes()
    if "SEKISHO_ASAN" in os.environ:
        with engine.Tool(list(files.values()), engine.TOOL_ASAN) as tool:
            points.point(tool.outcomes() == outcomes, "the same with sanitizers")
    print_table(files, guidance)
    point_never(points, catalogue, files)
    by_name = {}
    for control, cases in files.items():
        mine, outcomes = outcomes[:len(cases.judges)], outcomes[len(cases.judges):]
        by_name.update({(control, judge.case.name): outcome for judge, outcome in zip(cases.judges, mine)})
        point_cases(points, cases, mine)
        point_witnesses(points, control, cases, mine)
    point_program(points, files, by_name)
    point_doubt(points, next(iter(files.values())))
    return points.end()


if __name__ == "__main__":
    sys.exit(main())
