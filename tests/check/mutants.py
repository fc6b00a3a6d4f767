#!/usr/bin/python3
"""Breaks every check of a control in every small way and says which changes no case notices.

    mutants.py CASES.json [--check ID] [--all] [--engine oracle|tool]

Each mutant changes one thing: a condition, a comparison, a join, a literal, a branch of the query (sql.py), the days of max-age, a limit, what a
reason rests on or makes of the subject, or what the check decides. A mutant is killed when some case's outcome differs in state, method or
reasons at some subject, or when it is refused. Survivors have to stand in survivors.tsv beside the folder of cases (check, mutation,
reason why it is equivalent), and nothing else may stand there.
"""
import argparse
import csv
import os
import sqlite3
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import engine  # noqa: E402  (the folder has to be on the path first)
import oracle  # noqa: E402
import plain_yaml  # noqa: E402
import sql  # noqa: E402


class Mutant:
    """One change to one check: `check` is the changed check, `parameters` the changed limits."""

    def __init__(self, name, check, parameters=None):
        self.name, self.check, self.parameters = name, check, parameters or {}


def of_reasons(check):
    """Changes to what reasons say. Two reasons of one row would be another check, so ids stay."""
    out = []
    for reason in check["reasons"].values():
        changes = [("rests-on", "absence" if reason["rests-on"] == "fact" else "fact")]
        changes += [("state", state) for state in ("unmet", "unknown", "stale") if state != reason["state"]]
        for key, value in changes:
            reasons = {**check["reasons"], reason["id"]: {**reason, key: value}}
            out.append(Mutant(f"{reason['id']}: {key} {value}", {**check, "reasons": reasons}))
    return out


def of_check(check, parameters):
    """All mutants of a check; `parameters`: those of its control."""
    out = [Mutant(name, {**check, "sql": text}) for name, text in sql.mutants(check["sql"])]
    days = check["max-age"]
    if check["decides"] == "met":  # what can only refute does not age
        out += [Mutant(f"max-age {days} to {other}", {**check, "max-age": other}) for other in (days * 2, days // 2)]
    for parameter in parameters:
        if f"'{parameter['id']}'" in check["sql"]:
            value = parameter["value"]
            out += [Mutant(f"{parameter['id']} {value} to {other}", check, {parameter["id"]: other})
                    for other in sorted({value * 2, value + 1, value - 1} - {value, -1})]
    out += of_reasons(check)
    out.append(Mutant("decides " + ("met" if check["decides"] == "unmet" else "unmet"),
                      {**check, "decides": "met" if check["decides"] == "unmet" else "unmet"}))
    return out


class OracleEngine:
    """Judges mutants with the reference judge."""

    def __init__(self, cases):
        self.judges = cases.judges
        self.healthy = [outcome(judge.findings()) for judge in self.judges]
        self.lucky = 0  # the case that killed the last mutant is tried first

    def killed(self, mutant):
        order = [self.lucky, *(i for i in range(len(self.judges)) if i != self.lucky)]
        for i in order:
            try:
                if self.judge(self.judges[i], mutant) != self.healthy[i]:
                    self.lucky = i
                    return True
            except (oracle.Wrong, sqlite3.Error):
                return True
        return False

    def judge(self, judge, mutant):
        if not mutant.parameters:
            return outcome(judge.findings(mutant.check))
        changed = {name: value for name, value in mutant.parameters.items() if name not in judge.case.site.parameters}
        before, judge.rows = judge.rows, {}
        set_parameters(judge.base, changed)
        try:
            return outcome(judge.findings())
        finally:
            judge.rows = before
            set_parameters(judge.base, {name: judge.catalogue.parameters[name]["value"] for name in changed})

    def run(self, mutants):
        return [self.killed(mutant) for mutant in mutants]


def set_parameters(base, values):
    for name, value in values.items():
        base.execute("UPDATE parameter SET value = ? WHERE name = ?", (value, name))


def outcome(findings):
    return {subject: finding.same() for subject, finding in findings.items()}


def listed(path):
    """{(check, mutation): reason} of survivors.tsv."""
    if not os.path.exists(path):
        return {}
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    out = {}
    for row in rows:
        key = row["check"], row["mutation"]
        if not row["reason"] or key in out:
            raise oracle.Wrong(f"{path}: {key}: no reason, or twice")
        out[key] = row["reason"]
    return out


def survivors_file(cases):
    return os.path.join(os.path.dirname(os.path.abspath(cases.path)), "../survivors.tsv")


class Report:
    """What became of the mutants of one check."""

    def __init__(self, check, mutants, killed, reasons):
        self.check, self.count = check, len(mutants)
        survivors = [mutant.name for mutant, dead in zip(mutants, killed) if not dead]
        self.listed = [name for name in survivors if (check["id"], name) in reasons]
        self.survivors = [name for name in survivors if (check["id"], name) not in reasons]
        self.unneeded = [name for about, name in reasons if about == check["id"] and name not in survivors]
        self.killed = sum(killed)

    def line(self):
        return f"{self.check['id']}: {self.count} mutants, {self.killed} killed, {len(self.listed)} listed, {len(self.survivors)} survive"


def examine(cases, engine_for, reasons, only=None, done=None):
    """A report for each check of the control and of the absence of its places that is not `done` yet."""
    out, done = [], set() if done is None else done
    for check in cases.catalogue.checks_for(cases.control):
        if only in (None, check["id"]) and check["id"] not in done:
            done.add(check["id"])
            mutants = of_check(check, cases.control.get("parameters", []))
            out.append(Report(check, mutants, engine_for(check).run(mutants), reasons))
    return out


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("file")
    words.add_argument("--catalogue", help="the folder `catalogue`")
    words.add_argument("--engine", choices=("oracle", "tool"), default="oracle")
    words.add_argument("--check", help="only this check")
    words.add_argument("--all", action="store_true", help="name all mutants")
    options = words.parse_args()
    catalogue = oracle.Catalogue(options.catalogue) if options.catalogue else None
    cases = oracle.CaseFile(options.file, oracle.Kinds(), catalogue)
    if options.all:
        for check in cases.catalogue.checks_for(cases.control):
            for mutant in of_check(check, cases.control.get("parameters", [])):
                print(f"{check['id']}\t{mutant.name}")
    reasons = listed(survivors_file(cases))
    if options.engine == "tool":
        with engine.Tool([cases]) as tool:
            reports = examine(cases, lambda check: engine.ToolEngine(tool, check), reasons, options.check)
    else:
        judge = OracleEngine(cases)
        reports = examine(cases, lambda check: judge, reasons, options.check)
    for report in reports:
        print(report.line())
        for name in report.survivors:
            print(f"    survives: {name}")
        for name in report.unneeded:
            print(f"    listed, but killed or gone: {name}")
    return 1 if not reports or any(report.survivors or report.unneeded for report in reports) else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (oracle.Wrong, plain_yaml.Refused, sql.Unparsed) as problem:
        sys.exit(f"{problem}")
