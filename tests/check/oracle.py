#!/usr/bin/python3
"""A second judge of the checks: the prose of src/check/check.h and docs/checks.md, written again in another language.

    oracle.py CASES.json [--catalogue DIR] [--case NAME] [-v]

runs all cases of tests/check/cases/ID.json and lints the checks of that control. SEKISHO names the program (for the SQL tables and the methods
of each kind). The catalogue is the one beside the case file, unless another is named.

A file of cases:

    {"control": "T12", "at": "2026-11-20T00:00:00Z",
     "base": {"linux": {"terminal-1": {"update_state": [{row}, ...], "pending_update": []}}, "windows": {...}},
     "methods": {"update_state": "observed"},
     "cases": [{case}, ...],
     "witness": {"met": {"linux": "healthy", "windows": "healthy-windows"}, "not-applicable": {"linux": {"never": "why not"}, ...}, ...}}

`base`: per system (linux, windows; any where no host matters) subject -> kind -> rows as in a bundle. An empty list is complete coverage without
facts. `methods`: the method of a kind's coverage; else observed, or the next the kind can have. A case is

    {"name": ..., "os": "linux",
     "set": [[subject, kind, row, column, value]], "add": [[subject, kind, {row}]], "remove": [[subject, kind, row]],
     "drop": [[subject, kind]],              nobody looked
     "status": [[subject, kind, status]],    absent, denied, error: facts go
     "age": [[subject, kind, days]],         looked so many days before `at`; else 1
     "method": [[subject, kind, method]],
     "answer": [state, date],                an answer about the control at all subjects
     "absent": [place], "without": [place],  no subject there: somebody says so; nobody says anything
     "parameters": {id: value},              limits the site has set
     "expect": {subject: [state, [reasons]]}, "expect6": {...}}

in this order: add, set, remove (rows are counted before any is removed), drop, status, age, method. `set` of a column to null leaves it out.
`expect`: the state of the control there and the reasons "check:reason" of the checks of the guidance layer that count, sorted; the place's name
stands for a place without subjects. `expect6`: the worst state of the checks of the layer guideline-6 there, and their reasons.
`witness`: for each state the case whose verdict (the worst of all places of the control) it is, on each system (`any` stands for both); or
why none can be.
"""
import argparse
import calendar
import copy
import datetime
import functools
import glob
import json
import os
import re
import sqlite3
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, HERE)
import plain_yaml  # noqa: E402  (the folder has to be on the path first)

SEKISHO = os.environ.get("SEKISHO", os.path.join(ROOT, "build/root/usr/bin/sekisho"))
SITE = os.path.join(HERE, "site/site.yaml")
DAY = 86400
METHODS = ("none", "attested", "configured", "observed", "exercised")
SYSTEMS = ("linux", "windows")
STATES = ("met", "unmet", "unknown", "stale", "not-applicable")
WORST = ("unmet", "unknown", "stale", "met", "not-applicable")  # over several subjects
WINS = ("unmet", "met", "stale", "unknown")  # of several witnesses for one thing
AGGREGATES = set("count max min sum total".split())
FUNCTIONS = set("abs coalesce count ifnull iif instr length lower max min nullif substr sum total upper".split())
BESIDE = ("coverage_id", "subject", "looked_at")  # columns of every kind's table
HELPERS = ("assessment", "parameter", "subject")
CHECK_KEYS = {"id", "layer", "decides", "at", "through", "needs", "max-age", "sql", "reasons"}


class Wrong(Exception):
    """A case or a check that is not as it has to be."""


# ---- what the program knows about kinds -------------------------------------------------------------------

def ask(*words):
    result = subprocess.run([SEKISHO, "evidence", "kinds", *words, "--lang", "en"], capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise Wrong(f"{SEKISHO} evidence kinds {' '.join(words)}: {result.stderr.strip()}")
    return result.stdout


class Kinds:
    """Tables, columns, methods and places of all kinds of facts."""

    def __init__(self):
        self.sql = ask("sql")
        schema = json.loads(ask("schema"))["$defs"]
        self.methods, self.columns, self.places = {}, {}, {}
        for row in schema["coverage-line"]["oneOf"]:
            self.methods[row["properties"]["kind"]["const"]] = row["properties"]["method"]["enum"]
        base = sqlite3.connect(":memory:")
        base.executescript(self.sql)
        for kind in self.methods:
            self.columns[kind] = [row[1] for row in base.execute(f"PRAGMA table_info({kind})") if row[1] not in BESIDE]
        self.empty = base
        self.tables = {statement.split("(")[0].split()[-1]: statement for statement in self.sql.split(";\n") if statement.startswith("CREATE TABLE")}
        kind = None
        for line in ask("manual").splitlines():
            head = re.match(r"## ([a-z_]+):", line)
            kind = head.group(1) if head else kind
            if line.startswith("Places: "):
                self.places[kind] = line[8:].rstrip("+").split(", ")
        if set(self.places) != set(self.methods):
            raise Wrong("manual and schema do not list the same kinds")

    def method(self, kind):
        return next(method for method in ("observed", "configured", "attested") if method in self.methods[kind])


# ---- the catalogue ------------------------------------------------------------------------------------------

def read_check(raw, where):
    unknown = set(raw) - CHECK_KEYS
    missing = {"id", "needs", "max-age", "sql", "reasons"} - set(raw)
    if unknown or missing:
        raise Wrong(f"{where}: keys {sorted(unknown)} unknown, {sorted(missing)} missing")
    check = {"layer": "guidance", "decides": "met", "at": [], "through": [], **raw}
    check["reasons"] = {}
    for reason in raw["reasons"]:
        if set(reason) - {"id", "state", "rests-on", "text"} or set(reason.get("text", {})) != {"ja", "en"} or reason["id"] in check["reasons"]:
            raise Wrong(f"{where}: reason {reason}")
        full = {"state": "unmet", "rests-on": "fact", **reason}
        if full["state"] not in ("unmet", "unknown", "stale") or full["rests-on"] not in ("fact", "absence"):
            raise Wrong(f"{where}: reason {reason}")
        check["reasons"][reason["id"]] = full
    if check["layer"] not in ("guidance", "guideline-6") or check["decides"] not in ("met", "unmet"):
        raise Wrong(f"{where}: layer or decides")
    if not isinstance(check["max-age"], int) or not 1 <= check["max-age"] <= 1100:
        raise Wrong(f"{where}: max-age")
    return check


class Catalogue:
    """Controls with their checks and parameters, places with their absence checks; read from YAML by a reader of our own."""

    def __init__(self, folder, only=None):
        self.folder, self.controls, self.parameters, self.places = folder, {}, {}, {}
        ids = set()
        for path in sorted(glob.glob(os.path.join(folder, "controls/*.yaml"))):
            control = plain_yaml.read(path)["control"]
            control["checks"] = [] if only and control["id"] != only else [read_check(raw, path) for raw in control.get("checks", [])]
            self.controls[control["id"]] = control
            for parameter in control.get("parameters", []):
                if set(parameter) - {"id", "value", "low", "high", "unit", "label"} or parameter["id"] in self.parameters:
                    raise Wrong(f"{path}: parameter {parameter}")
                if not parameter["low"] <= parameter["value"] <= parameter["high"]:
                    raise Wrong(f"{path}: parameter {parameter['id']}: not within its own bounds")
                self.parameters[parameter["id"]] = parameter
            for check in control["checks"]:
                if check["id"] in ids:
                    raise Wrong(f"{path}: {check['id']} twice")
                ids.add(check["id"])
        path = os.path.join(folder, "places.yaml")
        for place in plain_yaml.read(path)["places"]:
            place["absence-check"] = read_check(place["absence-check"], path) if "absence-check" in place else None
            self.places[place["id"]] = place

    def checks_for(self, control):
        """The control's checks and the absence checks of its places."""
        absence = [self.places[place]["absence-check"] for place in control["places"]]
        return control["checks"] + [check for check in absence if check]


# ---- a case ---------------------------------------------------------------------------------------------------

def seconds(text):
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))


def moment(at):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))


def day_in_japan(at):
    """The day that `at` falls on in Japan, as 00:00 UTC of that date: how dates of site.yaml are kept."""
    return (at + 9 * 3600) // DAY * DAY


def date(text):
    return int(datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.timezone.utc).timestamp())


class Look:
    """One kind at one subject."""

    def __init__(self, kind, subject, rows, method, at):
        self.kind, self.subject, self.rows, self.method, self.at, self.status = kind, subject, rows, method, at, "complete"


@functools.cache
def common_site():
    """The site that all cases change; not to be changed itself."""
    return plain_yaml.read(SITE)


class Site:
    """Subjects and the few things a case may change."""

    def __init__(self):
        self.subjects = {row["id"]: row["place"] for row in common_site()["subjects"]}
        self.absent, self.answer, self.parameters = [], None, {}


CASE_KEYS = {"name", "os", "set", "add", "remove", "drop", "status", "age", "method", "answer", "absent", "without", "parameters",
             "expect", "expect6", "note"}
FILE_KEYS = {"control", "at", "base", "methods", "cases", "witness", "note"}


class Case:
    """Looks and site of one case."""

    def __init__(self, kinds, whole, raw):
        unknown = set(raw) - CASE_KEYS
        if unknown or "name" not in raw or "os" not in raw:
            raise Wrong(f"case {raw.get('name')}: keys {sorted(unknown)} unknown, or name or os missing")
        self.name, self.os, self.raw, self.control = raw["name"], raw["os"], raw, whole["control"]
        self.at, self.kinds, self.looks, self.site = seconds(whole["at"]), kinds, {}, Site()
        methods = whole.get("methods", {})
        for subject, of_kind in whole["base"][raw["os"]].items():
            for kind, rows in of_kind.items():
                self.check_place(subject, kind)
                method = methods.get(kind, kinds.method(kind))
                self.looks[subject, kind] = Look(kind, subject, copy.deepcopy(rows), method, self.at - DAY)
        self.change_rows(raw)
        self.change_looks(raw)
        self.change_site(raw)
        for look in self.looks.values():
            if look.method not in kinds.methods[look.kind]:
                raise Wrong(f"case {self.name}: {look.kind} cannot be known as {look.method}")

    def check_place(self, subject, kind):
        if subject not in self.site.subjects or kind not in self.kinds.places:
            raise Wrong(f"case {self.name}: no subject {subject} or no kind {kind}")
        if self.site.subjects[subject] not in self.kinds.places[kind]:
            raise Wrong(f"case {self.name}: {kind} is not for subjects at {self.site.subjects[subject]}")

    def look(self, subject, kind):
        if (subject, kind) not in self.looks:
            raise Wrong(f"case {self.name}: the base has no {kind} at {subject}")
        return self.looks[subject, kind]

    def change_rows(self, raw):
        for subject, kind, row in raw.get("add", []):
            self.check_place(subject, kind)
            new = Look(kind, subject, [], self.kinds.method(kind), self.at - DAY)
            self.looks.setdefault((subject, kind), new).rows.append(copy.deepcopy(row))
        for subject, kind, number, column, value in raw.get("set", []):
            rows = self.look(subject, kind).rows
            if number >= len(rows) or column not in self.kinds.columns[kind]:
                raise Wrong(f"case {self.name}: {kind} at {subject} has no row {number} or no column {column}")
            rows[number][column] = value
        gone = {}
        for subject, kind, number in raw.get("remove", []):
            gone.setdefault((subject, kind), set()).add(number)
        for key, numbers in gone.items():
            look = self.look(*key)
            if max(numbers) >= len(look.rows):
                raise Wrong(f"case {self.name}: {key[1]} at {key[0]} has no row {max(numbers)}")
            look.rows = [row for number, row in enumerate(look.rows) if number not in numbers]

    def change_looks(self, raw):
        for subject, kind in raw.get("drop", []):
            self.look(subject, kind)
            del self.looks[subject, kind]
        for subject, kind, status in raw.get("status", []):
            look = self.look(subject, kind)
            look.status = status
            if status not in ("complete", "partial", "absent", "denied", "error"):
                raise Wrong(f"case {self.name}: status {status}")
            look.rows = look.rows if status in ("complete", "partial") else []
        for subject, kind, days in raw.get("age", []):
            self.look(subject, kind).at = self.at - int(days * DAY)
        for subject, kind, method in raw.get("method", []):
            self.look(subject, kind).method = method

    def change_site(self, raw):
        site = self.site
        site.absent, site.answer, site.parameters = raw.get("absent", []), raw.get("answer"), raw.get("parameters", {})
        gone = set(site.absent) | set(raw.get("without", []))
        for place in gone - set(site.subjects.values()):
            raise Wrong(f"case {self.name}: no place {place}")
        site.subjects = {subject: place for subject, place in site.subjects.items() if place not in gone}
        self.looks = {key: look for key, look in self.looks.items() if key[0] in site.subjects}

    def bundle(self):
        """The bytes of the unsigned bundle that says all this."""
        def line(value):
            return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
        out = [line({"bundle": "sekisho-bundle/1", "collector": "witness", "host": "witness-host", "sequence": 1, "previous": None,
                     "at": moment(self.at), "origin": "live", "tool": "tests/check"})]
        facts = 0
        for number, key in enumerate(sorted(self.looks), 1):
            look = self.looks[key]
            out.append(line({"coverage": number, "kind": look.kind, "subject": look.subject, "source": f"case {self.name}",
                             "status": look.status, "method": look.method, "at": moment(look.at), "digest": None}))
            for row in look.rows:
                out.append(line({"fact": number, "values": {column: value for column, value in row.items() if value is not None}}))
                facts += 1
        out.append(line({"end": {"coverage": len(self.looks), "facts": facts}}))
        return "".join(out)


def fill(case, catalogue):
    """A database with the facts of a case; (connection, {rowid: look})."""
    checks = catalogue.checks_for(catalogue.controls[case.control])
    wanted = {kind for check in checks for kind in check["needs"]} | {look.kind for look in case.looks.values()}
    base = sqlite3.connect(":memory:", isolation_level=None)
    for table in (*HELPERS, *sorted(wanted)):
        if table not in case.kinds.tables:
            raise Wrong(f"there is no kind {table}")
        base.execute(case.kinds.tables[table])
    set_time(case, catalogue, base, case.at)
    base.executemany("INSERT INTO subject VALUES (?, ?)", case.site.subjects.items())
    looks, number = {}, 0
    for place, key in enumerate(sorted(case.looks), 1):
        look = case.looks[key]
        for row in look.rows:
            number += 1
            insert(case, base, look, place, number, row)
            looks[number] = look
    return base, looks


def set_time(case, catalogue, base, at):
    """The time of judging, and the limits of that time: the site has had its own since the day before that of the case."""
    chosen = case.site.parameters if day_in_japan(at) >= day_in_japan(case.at) - DAY else {}
    base.execute("DELETE FROM assessment")
    base.execute("DELETE FROM parameter")
    base.execute("INSERT INTO assessment VALUES (?)", (at,))
    base.executemany("INSERT INTO parameter VALUES (?, ?)", [(name, chosen.get(name, parameter["value"])) for name, parameter in catalogue.parameters.items()])


def insert(case, base, look, coverage, number, row):
    columns = case.kinds.columns[look.kind]
    unknown = set(row) - set(columns)
    if unknown:
        raise Wrong(f"case {case.name}: {look.kind} has no column {sorted(unknown)}")
    times = {column for column in columns if column.endswith("_at") or isinstance(row.get(column), str) and
             re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", row[column])}
    values = []
    for column in columns:
        value = row.get(column)
        if value is not None and column in times:
            value = seconds(value)
        values.append(int(value) if isinstance(value, bool) else value)
    marks = ",".join("?" * (len(columns) + len(BESIDE)))
    names = ",".join(["rowid", *BESIDE, *columns])
    try:
        base.execute(f"INSERT INTO {look.kind} ({names}) VALUES (?,{marks})", (number, coverage, look.subject, look.at, *values))
    except sqlite3.Error as error:
        raise Wrong(f"case {case.name}: {look.kind} {row}: {error}") from error


# ---- judging -------------------------------------------------------------------------------------------------

class Result:
    """What one check says at one subject."""

    def __init__(self, check, state, says, method="none", looked=0, reasons=(), failing=()):
        self.check, self.state, self.says, self.method, self.looked, self.failing = check, state, says, method, looked, failing
        self.reasons = sorted({f"{check['id']}:{reason}" for reason in reasons})


def strength(method):
    return METHODS.index(method)


def strongest(methods):
    return max(methods, key=strength, default="none")


def weakest(methods):
    return min(methods, key=strength, default="none")


def run_check(check, base, looks, case):
    """The rows a check returns: [(subject, reason, fact)]; Wrong where they do not fit its declaration."""
    rows = base.execute(check["sql"]).fetchall()
    for row in rows:
        fault = wrong_row(check, row, looks, case)
        if fault:
            raise Wrong(f"{check['id']}: case {case.name}: row {row}: {fault}")
    return rows


def wrong_row(check, row, looks, case):
    if len(row) != 3 or row[1] not in check["reasons"]:
        return "three columns and a declared reason are needed"
    if row[0] not in case.site.subjects:
        return "no such subject in scope"
    if row[2] is None:
        return None if check["reasons"][row[1]]["rests-on"] == "absence" else "it has no fact and does not rest on absence"
    if row[2] not in looks or looks[row[2]].kind not in check["needs"]:
        return "the fact is of none of the kinds it needs"
    return None if looks[row[2]].subject == row[0] else "the fact is about another subject"


def needed(check, case, subjects):
    """[(subject, kind, look or None)]: every needed kind at every subject looked at; through places, where the kind can be; without a subject where it can be at none."""
    found = [(subject, kind, case.looks.get((subject, kind))) for subject in subjects for kind in check["needs"]
             if not check["through"] or case.site.subjects[subject] in case.kinds.places[kind]]
    return found + [(None, kind, None) for kind in check["needs"] if not any(kind == other for _, other, _ in found)]


@functools.cache
def bases(sql, needs, reasons):
    """{reason: (kinds, joined)}: what each part of the query that UNION joins names of its needs, and whether it does so more than once, or reckons over rows."""
    out, depth, parts = {}, 0, [[]]
    for word in TOKEN.findall(sql):
        depth += {"(": 1, ")": -1}.get(word, 0)
        if depth == 0 and word.upper() == "UNION":
            parts.append([])
        parts[-1].append(word)
    for part in parts:
        names = [word.lower() for word in part if word.lower() in needs]
        joined = len(names) > 1 or any(word.lower() in AGGREGATES and behind == "(" for word, behind in zip(part, part[1:]))
        for reason in reasons:
            if f"'{reason}'" in part:
                kinds, before = out.get(reason, (frozenset(), False))
                out[reason] = kinds | set(names), joined or before
    return {reason: out.get(reason, (frozenset(needs), True)) for reason in reasons}


def shown_by(check, row, fact, case):
    """[(method, time)] of all that a row rests on."""
    kinds, joined = bases(check["sql"], tuple(check["needs"]), tuple(check["reasons"]))[row[1]]
    looks = [case.looks.get((row[0], kind)) for kind in kinds if joined or not fact]
    return ([(fact.method, fact.at)] if fact else []) + [(look.method, look.at) for look in looks if look and (look.status == "complete" or look.rows)]


def judge_check(check, rows, facts, case, subject):
    """One check at one subject of its control (None: a place without subjects, for an absence check)."""
    subjects = [other for other, place in case.site.subjects.items() if place in check["through"]] if check["through"] else [subject]
    needs = needed(check, case, [other for other in subjects if other])
    seen = [look for _, _, look in needs if look]
    if not seen:
        return Result(check, "unknown", False)
    whole = {other: all(look and look.status == "complete" for at, _, look in needs if at == other) for other in subjects}
    counted = []
    for row in rows:
        reason = check["reasons"][row[1]]
        if row[0] in subjects and (reason["rests-on"] == "fact" or whole[row[0]]):
            counted.append((reason, row, facts.get(row[2])))
    reasons = [reason["id"] for reason, _, _ in counted]
    states = {reason["state"] for reason, _, _ in counted} | states_of_needs(check, case, needs)
    state = next(state for state in WORST if state in states | {"met"})
    if check["decides"] == "unmet" and state != "unmet":
        return Result(check, "unknown", False)
    if state != "unmet":
        return Result(check, state, True, *known_by(seen), reasons)
    failing = [(row, fact) for reason, row, fact in counted if reason["state"] == "unmet"]
    shown = [known for row, fact in failing for known in shown_by(check, row, fact, case)]
    return Result(check, state, True, strongest([method for method, _ in shown]), max(at for _, at in shown), reasons, [row for row, _ in failing])


def states_of_needs(check, case, needs):
    """What was not seen, or too long ago."""
    out = set()
    for _, _, look in needs:
        if not look or look.status != "complete":
            out.add("unknown")
        elif case.at - look.at > check["max-age"] * DAY:
            out.add("stale")
    return out


def known_by(looks):
    """(method, time): a chain is as strong as its weakest link and as old as its oldest."""
    return weakest([look.method for look in looks]), min(look.at for look in looks)


class Finding:
    """One control at one subject, or at a place that has none."""

    def __init__(self, state, method, results):
        self.state, self.method, self.results = state, method, results

    def reasons(self, layer="guidance"):
        return sorted({reason for result in self.results if result.says and result.check["layer"] == layer for reason in result.reasons})

    def layer_state(self, layer):
        states = {result.state for result in self.results if result.says and result.check["layer"] == layer}
        return next((state for state in WORST if state in states), "unknown")

    def same(self):
        """What has to agree with the program."""
        each = tuple((result.check["id"], result.state, result.method if result.says else "none", result.says, tuple(result.reasons))
                     for result in self.results)
        return self.state, self.method, each


def answer_witness(case, control):
    """(state, method, day, "answer", nothing) of what people say, or nothing."""
    if not case.site.answer:
        return []
    state, day = case.site.answer[0], date(case.site.answer[1])
    today = day_in_japan(case.at)
    if day > today:
        return []
    if state == "met" and today > day + control["valid-days"] * DAY:
        state = "stale"
    return [(state, "attested", day, "answer", None)]


def mended(failure, witnesses):
    """A failure known by word ends when somebody says or sees met of a day later than it was seen, and later than the one from which on it was there; of a check
    that only refutes, when people say so."""
    _, method, day, who, was_there = failure
    return method == "attested" and any(state == "met" and later > day and (who != "refuter" or other == "answer") and (not was_there or was_there(later))
                                        for state, _, later, other, _ in witnesses)


def together(witnesses):
    """What counts of several (state, method, day of the look in Japan, who says it)."""
    standing = [witness for witness in witnesses if witness[0] != "unmet" or not mended(witness, witnesses)]
    state = next((state for state in WINS if any(witness[0] == state for witness in standing)), "unknown")
    return state, strongest([method for other, method, *_ in standing if other == state])


def judge_subject(case, control, checks, subject):
    results = [(judge_check(check, rows, facts, case, subject), rows_before) for check, rows, facts, rows_before in checks
               if not check["at"] or case.site.subjects[subject] in check["at"]]
    said = [(result.state, result.method, day_in_japan(result.looked), "refuter" if result.check["decides"] == "unmet" else "check",
             lambda day, result=result, rows_before=rows_before: set(result.failing) <= set(rows_before(day)))
            for result, rows_before in results if result.says and result.check["layer"] == "guidance"]
    results = [result for result, _ in results]
    state, method = together(answer_witness(case, control) + said)
    return Finding(state, method, results)


def judge_empty(case, catalogue, place, checks):
    """A place without subjects."""
    row = catalogue.places[place]
    results = [judge_check(check, rows, facts, case, None) for check, rows, facts, _ in checks]
    shown = results[0] if results and results[0].says else None
    stated = place in case.site.absent
    absent = "unmet" if row["when-absent"] == "unmet" else "not-applicable"
    if shown and shown.state == "unmet":
        return Finding("unknown", shown.method, results)
    if shown and shown.state == "met":
        return Finding(absent, shown.method, results)
    if stated:
        return Finding(absent, "attested", results)
    if shown and shown.state == "stale":
        return Finding("stale", shown.method, results)
    return Finding("unknown", "none", results)


class Judge:
    """Keeps the database of a case, so that many variants of a check can be judged quickly."""

    def __init__(self, case, catalogue):
        self.case, self.catalogue = case, catalogue
        self.control = catalogue.controls[case.control]
        self.base, self.facts = fill(case, catalogue)
        self.rows = {}

    def rows_of(self, check):
        if check["id"] not in self.rows:
            self.rows[check["id"]] = run_check(check, self.base, self.facts, self.case)
        return self.rows[check["id"]]

    def rows_before(self, check, day):
        """What it returned at the end of the day before."""
        set_time(self.case, self.catalogue, self.base, day - 9 * 3600 - 1)
        rows = run_check(check, self.base, self.facts, self.case)
        set_time(self.case, self.catalogue, self.base, self.case.at)
        return rows

    def findings(self, instead=None):
        """{subject or place: Finding}; `instead`: a variant of one check that takes its place, by id."""
        def prepared(checks):
            chosen = [instead if instead and instead["id"] == check["id"] else check for check in checks]
            return [(check, run_check(check, self.base, self.facts, self.case) if check is instead else self.rows_of(check), self.facts,
                     functools.partial(self.rows_before, check)) for check in chosen]
        out, checks = {}, prepared(self.control["checks"])
        for place in self.control["places"]:
            subjects = [subject for subject, at in self.case.site.subjects.items() if at == place]
            for subject in subjects:
                out[subject] = judge_subject(self.case, self.control, checks, subject)
            if not subjects:
                absence = self.catalogue.places[place]["absence-check"]
                out[place] = judge_empty(self.case, self.catalogue, place, prepared([absence] if absence else []))
        return out


# ---- lint ------------------------------------------------------------------------------------------------------

TOKEN = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|`[^`]*`|\[[^\]]*\]|--[^\n]*|/\*.*?\*/|[A-Za-z_][A-Za-z0-9_]*|\d+|\S", re.S)
FORBIDDEN = {"recursive", "group", "having", "like", "glob", "regexp", "match", "pragma", "attach", "detach", "vacuum", "over", "window", "insert",
             "update", "delete", "create", "drop", "alter", "replace", "collate", "current_time", "current_date", "current_timestamp", "with", "values", "limit", "indexed", "explain",
             "raise"}


def lint_check(kinds, catalogue, control, check):
    """Faults of one check as text."""
    faults, reads, calls = [], set(), set()
    words = TOKEN.findall(check["sql"])
    for word in words:
        if word.lower() in FORBIDDEN:
            faults.append(f"{word} is outside the fence")
        if word[0] in '"`[' or word == ";":
            faults.append(f"{word} is outside the fence")
    for i, word in enumerate(words[:-1]):
        if word.lower() in ("max", "min") and words[i + 1] == "(" and arguments(words, i + 1) != 1:
            faults.append(f"{word} of several values is outside the fence")

    def allow(action, first, second, *_):
        if action == sqlite3.SQLITE_READ:
            reads.add(first)
        elif action == sqlite3.SQLITE_FUNCTION:
            calls.add(second.lower())
        elif action != sqlite3.SQLITE_SELECT:
            faults.append(f"action {action} {first} is outside the fence")
        return sqlite3.SQLITE_OK
    kinds.empty.set_authorizer(allow)
    try:
        columns = kinds.empty.execute(check["sql"]).description
        if len(columns) != 3:
            faults.append(f"{len(columns)} columns, not 3")
    except sqlite3.Error as error:
        faults.append(str(error))
    finally:
        kinds.empty.set_authorizer(None)
    faults += [f"function {name} is outside the fence" for name in sorted(calls - FUNCTIONS)]
    if len(check["needs"]) > 8 or len(check["reasons"]) > 40:
        faults.append("at most 8 kinds and 40 reasons")
    read = reads - set(HELPERS)
    if read != set(check["needs"]):
        faults.append(f"reads {sorted(read)}, needs {sorted(check['needs'])}")
    faults += lint_names(catalogue, control, check, words) + lint_places(kinds, control, check)
    return [f"{check['id']}: {fault}" for fault in faults]


def arguments(words, at):
    depth = commas = 0
    for word in words[at:]:
        depth += {"(": 1, ")": -1}.get(word, 0)
        commas += word == "," and depth == 1
        if depth == 0:
            break
    return commas + 1


def lint_names(catalogue, control, check, words):
    """Misspelt parameters would compare with nothing and find nothing."""
    faults = []
    for i, word in enumerate(words):
        if word == "parameter" and not any(other.startswith("'") and other.strip("'") in catalogue.parameters for other in words):
            faults.append("reads parameter and names none")
        if word == "name" and i + 2 < len(words) and words[i + 1] == "=" and words[i - 1] == "." and words[i + 2][0] == "'":
            alias = words[i - 2]
            if alias_of(words, alias) == "parameter" and words[i + 2].strip("'") not in catalogue.parameters:
                faults.append(f"no parameter {words[i + 2]}")
    for place in check["at"]:
        if place not in control["places"]:
            faults.append(f"at: {place} is no place of {control['id']}")
    return sorted(set(faults))


def alias_of(words, alias):
    for i, word in enumerate(words):
        if word == alias and i > 1 and words[i - 1].lower() == "as":
            return words[i - 2]
        if word == alias and i > 0 and words[i - 1] == "parameter":
            return "parameter"
    return alias


def lint_places(kinds, control, check):
    """A kind that cannot stand where the check looks would be unknown for ever."""
    looked = check["through"] or check["at"] or control["places"]
    if check["through"]:
        return [f"{kind} is at none of the places looked at" for kind in check["needs"]
                if kind in kinds.places and not set(looked) & set(kinds.places[kind])]
    return [f"{kind} is never at {place}: say `at:` or `through:`, or split the check" for kind in check["needs"] for place in looked
            if kind in kinds.places and place not in kinds.places[kind]]


# ---- a file of cases --------------------------------------------------------------------------------------------

def compare(case, findings):
    """Differences from what the case expects."""
    out = []
    for key, of in (("expect", lambda finding: [finding.state, finding.reasons()]),
                    ("expect6", lambda finding: [finding.layer_state("guideline-6"), finding.reasons("guideline-6")])):
        for subject, wanted in case.raw.get(key, {}).items():
            if subject not in findings:
                out.append(f"{subject}: nothing is judged there; only {', '.join(findings)}")
                continue
            got = of(findings[subject])
            if [wanted[0], sorted(wanted[1])] != got:
                out.append(f"{key} {subject}: expected {json.dumps(wanted)}, got {json.dumps(got)}")
    if not case.raw.get("expect") and not case.raw.get("expect6"):
        out.append("expects nothing")
    return out


class CaseFile:
    """All cases of one control, prepared."""

    def __init__(self, path, kinds, catalogue=None):
        with open(path, encoding="utf-8") as file:
            self.raw = json.load(file, object_pairs_hook=no_twins)
        if set(self.raw) - FILE_KEYS:
            raise Wrong(f"{path}: keys {sorted(set(self.raw) - FILE_KEYS)}")
        self.path, self.kinds = path, kinds
        self.catalogue = catalogue or Catalogue(os.path.join(os.path.dirname(os.path.abspath(path)), "../../../catalogue"), self.raw["control"])
        self.control = self.catalogue.controls[self.raw["control"]]
        self.cases = [Case(kinds, self.raw, raw) for raw in self.raw["cases"]]
        names = [case.name for case in self.cases]
        for name in names:
            if names.count(name) > 1:
                raise Wrong(f"{path}: two cases {name}")
        self.judges = [Judge(case, self.catalogue) for case in self.cases]

    def lint(self):
        """Faults of the checks, and reasons no case shows."""
        faults, shown = [], set()
        checks = self.catalogue.checks_for(self.control)
        if len(self.control["checks"]) > 14:
            faults.append("at most 14 checks of one control")
        if not checks:
            faults.append(f"{self.raw['control']} has no checks")
        for check in checks:
            faults += lint_check(self.kinds, self.catalogue, self.control, check)
        for judge in self.judges:
            for finding in judge.findings().values():
                shown |= {reason for result in finding.results for reason in result.reasons}
        for check in checks:
            faults += [f"{check['id']}: no case shows {reason}" for reason in check["reasons"] if f"{check['id']}:{reason}" not in shown]
        for parameter in self.control.get("parameters", []):
            if not any(f"'{parameter['id']}'" in check["sql"] for check in checks):
                faults.append(f"no check reads {parameter['id']}")
        return sorted(set(faults)) + self.lint_witness()

    def lint_witness(self):
        """Faults of the table of witnesses: no case, another state."""
        faults = []
        for state in STATES:
            for system in SYSTEMS:
                judge, never = self.witness(state, system)
                if never:
                    continue
                if not judge:
                    faults.append(f"witness {state} {system}: no case and no reason why there is none")
                elif judge.case.os not in (system, "any"):
                    faults.append(f"witness {state} {system}: {judge.case.name} is about {judge.case.os}")
                elif verdict(judge.findings())[0] != state:
                    shown = ", ".join(f"{subject} {finding.state}" for subject, finding in judge.findings().items())
                    faults.append(f"witness {state} {system}: {judge.case.name} shows {verdict(judge.findings())[0]} ({shown})")
        return faults

    def witness(self, state, system):
        """(judge of the case that shows the state, why there cannot be one); neither where the file says nothing."""
        entries = self.raw.get("witness", {}).get(state, {})
        entry = entries.get(system, entries.get("any"))
        if isinstance(entry, dict):
            return None, entry["never"] if set(entry) == {"never"} else None
        return next((judge for judge in self.judges if judge.case.name == entry), None), None


def verdict(findings):
    """(state, method) of the control: the worst over all its places, the strongest that decided."""
    states = {finding.state for finding in findings.values()}
    return next(state for state in WORST if state in states), strongest([finding.method for finding in findings.values()])


def no_twins(pairs):
    keys = [key for key, _ in pairs]
    twins = {key for key in keys if keys.count(key) > 1}
    if twins:
        raise Wrong(f"keys twice: {sorted(twins)}")
    return dict(pairs)


def show(judge, findings):
    for check in judge.catalogue.checks_for(judge.control):
        print(f"      {check['id']}: rows {judge.rows_of(check)}")
    for subject, finding in findings.items():
        print(f"      {subject}: {finding.state} by {finding.method}")
        for result in finding.results:
            said = f"{result.state} by {result.method}" if result.says else "says nothing"
            print(f"          {result.check['id']}: {said} {' '.join(result.reasons)}")


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("file")
    words.add_argument("--catalogue", help="the folder `catalogue` (or its `controls`)")
    words.add_argument("--controls", dest="catalogue", help=argparse.SUPPRESS)
    words.add_argument("--case", help="only this case")
    words.add_argument("-v", action="store_true", dest="talk", help="show rows and results")
    options = words.parse_args()
    kinds = Kinds()
    catalogue = None
    if options.catalogue:
        folder = options.catalogue.rstrip("/")
        with open(options.file, encoding="utf-8") as file:
            only = json.load(file)["control"]
        catalogue = Catalogue(os.path.dirname(folder) if os.path.basename(folder) == "controls" else folder, only)
    cases = CaseFile(options.file, kinds, catalogue)
    failed = 0
    for judge in cases.judges:
        if options.case and judge.case.name != options.case:
            continue
        findings = judge.findings()
        faults = compare(judge.case, findings)
        failed += bool(faults)
        print(f"{'FAIL' if faults else 'pass'} {judge.case.name}")
        for fault in faults:
            print(f"      {fault}")
        if options.talk:
            show(judge, findings)
    faults = [] if options.case else cases.lint()
    for fault in faults:
        print(f"LINT {fault}")
    print(f"{len(cases.judges)} cases, {failed} failed, {len(faults)} faults of the checks")
    return 1 if failed or faults else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Wrong, plain_yaml.Refused) as problem:
        sys.exit(f"{problem}")
