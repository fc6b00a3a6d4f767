#!/usr/bin/python3
"""Every number of `sekisho assess --json` computed again, from the catalogue's export and from what was written into site.yaml.

The rules are those of src/assess/assess.h and src/check/check.h, written a second time and naively. The sites are of every
configuration and kind, each as `init` makes it and once more with answers of every sort: met, unmet, unknown, past their day,
failures that stand, absent places, false premises, other readings, another importance, another line, two subjects at one place, several answers of
one day, answers, importance and lines that begin tomorrow.
"""
import collections
import datetime
import itertools
import os
import random
import re
import tempfile

from support import AT, main, read_json, sekisho

CONFIGURATIONS = ("ip-vpn", "ipsec-router", "ipsec-client", "other")
KINDS = ("clinic", "hospital", "pharmacy")
# The calendar day of that moment in Japan.
TODAY = (datetime.datetime.fromisoformat(AT.replace("Z", "+00:00")) + datetime.timedelta(hours=9)).date()
GUIDANCE_LINE, ABSENCE_DAYS, ENDING_DAYS = 18, 365, 30
BADNESS = ["not-applicable", "met", "stale", "unknown", "unmet"]
METHODS = ["none", "attested", "configured", "observed", "exercised"]


Answer = collections.namedtuple("Answer", "control subject state date expires")  # subject None: all; expires None: not written


def days(number):
    return datetime.timedelta(number)


class Site:
    """What a site.yaml says, kept beside the file that is written from it."""

    def __init__(self, configuration, kind, subjects):
        self.configuration, self.kind, self.own_line, self.line_date = configuration, kind, 18, TODAY - days(90)
        self.subjects = subjects  # [(id, place, in scope)]
        self.answers, self.absent = [], []  # absent: [(place, date)]
        self.premises, self.readings, self.importance, self.importance_dates, self.since = {}, {}, {}, {}, {}

    @property
    def line(self):
        return self.own_line if self.line_date <= TODAY else GUIDANCE_LINE

    def yaml(self):
        lines = ["format: sekisho-site/1", "name: {ja: 試験, en: Trial}", f"kind: {self.kind}",
                 f"configuration: {self.configuration}", f"line: {{value: {self.own_line}, approved-by: a, date: {self.line_date}}}", "subjects:"]
        for id_, place, counts in self.subjects:
            scope = "" if counts else ", in-scope: false, reason: a spare"
            since = f", since: {self.since[id_]}" if id_ in self.since else ""
            lines.append(f"  - {{id: {id_}, place: {place}{scope}{since}}}")
        lines += ["absent:"] + [f"  - {{place: {place}, by: a, date: {date}}}" for place, date in self.absent]
        lines += ["premises:"] + [f"  - {{premise: {id_}, holds: {str(holds).lower()}, by: a, date: 2026-01-01}}"
                                  for id_, holds in self.premises.items()]
        lines += ["readings:"] + [f"  - {{about: {about}, choose: {reading}}}" for about, reading in self.readings.items()]
        lines += ["importance:"] + [f"  - {{asset: {id_}, c: {c}, i: {i}, a: {a}, reason: r, by: a, date: {self.importance_dates[id_]}}}"
                                    for id_, (c, i, a) in self.importance.items()]
        lines += ["answers:"] + [f"  - {{control: {answer.control}, " + (f"subject: {answer.subject}, " if answer.subject else "") +
                                 f"state: {answer.state}, by: a, date: {answer.date}" +
                                 (f", expires: {answer.expires}" if answer.expires else "") + "}" for answer in self.answers]
        return "\n".join(line for number, line in enumerate(lines)
                         if not line.endswith(":") or lines[number + 1:number + 2] and lines[number + 1].startswith(" ")) + "\n"


def any_answer(choose, control, subject):
    state = choose.choices(("met", "unmet", "unknown"), (14, 1, 2))[0]
    valid = control["valid_days"]
    date = TODAY - days(choose.choices((1, 0, valid - 30, valid - 29, valid, valid + 1, 2000, -1), (30, 2, 2, 2, 2, 1, 1, 2))[0])
    # Dates after today may have any day after them as their last; the others one around today.
    last = max(TODAY, date) + days(choose.choice((1, 29, 30))) if date >= TODAY else TODAY + days(choose.choice((0, 0, 29, 30)))
    last = min(last, date + days(1100))
    return Answer(control["id"], subject, state, date, last if choose.random() < 0.2 else None)


def answered(export, configuration, kind, subjects):
    """The same answers for the same site in every run: the generator is seeded by its name."""
    choose = random.Random(f"{configuration} {kind}")
    site = Site(configuration, kind, subjects + [("terminal-2", "terminal", True), ("reader-9", "reader", False)])
    site.own_line, site.line_date = choose.choice((6, 12, 18)), TODAY + days(choose.choice((-90, 0, 0, 1)))
    for control, place in ((row, place) for row in export["controls"] for place in row["places"]):
        for subject, where, _ in site.subjects:
            if where != place or choose.random() < 0.15:
                continue
            for _ in range(choose.choice((1, 1, 1, 2))):
                site.answers.append(any_answer(choose, control, subject))
            if choose.random() < 0.1:
                site.answers.append(any_answer(choose, control, None))
    if "wireless" not in {place for _, place, _ in site.subjects}:
        site.absent = [("wireless", TODAY - days(choose.choice((1, 364, 365, 366)))) for _ in range(choose.choice((1, 2)))]
    site.premises = {"pr1": choose.random() < 0.5, "pr5": False, "pr7": True}
    site.readings = {"T13": choose.choice(("control-table", "change-log")), "ta01": "vulnerability-table", "ta19": "vulnerability-table"}
    site.importance = {"as01": (2, 2, 2), "as16": (3, 1, 1), "as02": (1, 1, 1)}
    site.importance_dates = {"as01": TODAY, "as16": TODAY - days(400), "as02": TODAY + days(1)}
    site.since = {"terminal-2": TODAY - days(1)}
    return site


def read_premises(export, site):
    """What the JSON says of each premise."""
    for row in export["premises"]:
        holds = site.premises.get(row["id"])
        said = holds is not None
        yield {"id": row["id"], "state": {None: "assumed", True: "holds", False: "does-not-hold"}[holds],
               "by": "a" if said else None, "date": "2026-01-01" if said else None}


# ---- the rules, a second time ----

def worst(states):
    return max(states, key=BADNESS.index, default=None)


class Rules:
    """The register of one site, computed from the export and the site."""

    def __init__(self, export, site):
        self.export, self.site, site.yaml_lines = export, site, site.yaml().splitlines()
        self.assets = {row["id"]: row for row in export["assets"]}
        self.threats = {row["id"]: row for row in export["threats"]}
        self.controls = {row["id"]: row for row in export["controls"]}
        self.places = {row["id"]: row for row in export["places"]}

    def said_absent(self, place):
        """Number of the statement that decides, or None."""
        said = [(date, number) for number, (where, date) in enumerate(self.site.absent) if where == place and date <= TODAY]
        return max(said)[1] if said else None

    def absence(self, place):
        """absent, expired or None."""
        number = self.said_absent(place)
        if number is None:
            return None
        return "absent" if TODAY <= self.site.absent[number][1] + days(ABSENCE_DAYS) else "expired"

    def answers(self, control, subject):
        """[(number, answer)] about this subject or about all."""
        since = self.site.since.get(subject, datetime.date.min)
        return [(number, answer) for number, answer in enumerate(self.site.answers)
                if answer.control == control and (answer.subject == subject or answer.subject is None and answer.date >= since)]

    def deciding(self, control, subject):
        """Number of the answer that decides, or None."""
        # In the order in which they count: of one day first what is about all, then as in the file.
        said = sorted((answer.date, answer.subject is not None, number) for number, answer in self.answers(control, subject)
                      if answer.date <= TODAY)
        states = [self.site.answers[number].state for _, _, number in said]
        failures = []  # that nobody has said to be mended since: a "met" about all does not mend what is about this one
        for at, (_, own, number) in enumerate(said):
            if states[at] == "unmet" and not any(state == "met" and (later[1] or not own)
                                                 for state, later in zip(states[at + 1:], said[at + 1:])):
                failures.append((own, at, number))
        return max(failures)[2] if failures else said[-1][2] if said else None

    def last_day(self, answer):
        return answer.expires or answer.date + days(self.controls[answer.control]["valid_days"])

    def at_subject(self, control, subject):
        number = self.deciding(control, subject)
        if number is None:
            return "unknown", "none"
        answer = self.site.answers[number]
        stale = answer.state == "met" and TODAY > self.last_day(answer)
        return "stale" if stale else answer.state, "attested"

    def rows(self, control):
        """What the JSON says of the control at each subject or empty place."""
        for place in self.controls[control]["places"]:
            here = [row for row in self.site.subjects if row[1] == place]
            for id_, _, counts in here:
                number = self.deciding(control, id_)
                answer = self.site.answers[number] if number is not None else None
                yield (id_, place, *self.at_subject(control, id_), counts,
                       *self.statement("answers", number, answer and answer.date, answer and self.last_day(answer)))
            if not here:
                number = self.said_absent(place)
                date = self.site.absent[number][1] if number is not None else None
                yield (None, place, *self.at_place(control, place)[0], True,
                       *self.statement("absent", number, date, date and date + days(ABSENCE_DAYS)))

    def statement(self, key, number, date, until):
        """by, date, until, line of a statement in site.yaml."""
        if number is None:
            return None, None, None, 0
        lines = self.site.yaml_lines
        return "a", str(date), str(until), lines.index(f"{key}:") + 2 + number

    def answer_counts(self):
        """Statements that do not count yet, and answers that stop counting soon: these once for each subject they are about."""
        dates = [answer.date for answer in self.site.answers] + [date for _, date in self.site.absent]
        later = sum(date > TODAY for date in [*dates, *self.site.importance_dates.values(), self.site.line_date])
        ending = 0
        for control in self.controls:
            for id_, place, inside in self.site.subjects:
                if not inside or place not in self.controls[control]["places"]:
                    continue
                if self.at_subject(control, id_)[0] == "met":
                    ending += self.last_day(self.site.answers[self.deciding(control, id_)]) + days(1) <= TODAY + days(ENDING_DAYS)
        return {"answers_later": later, "answers_ending": ending}

    def at_place(self, control, place):
        """[(state, method)] of what counts there."""
        here = [(id_, counts) for id_, where, counts in self.site.subjects if where == place]
        if here:
            return [self.at_subject(control, id_) for id_, counts in here if counts]
        absence = self.absence(place)
        if absence == "absent":
            unmet = self.places[place]["when_absent"] == "unmet"
            return [("unmet" if unmet else "not-applicable", "attested")]
        return [("stale", "attested") if absence else ("unknown", "none")]

    def state(self, control, place):
        return worst(state for state, _ in self.at_place(control, place)) or "unknown"

    def method(self, control, place):
        return min((method for _, method in self.at_place(control, place)), key=METHODS.index, default="none")

    def verdict(self, control):
        found = [entry for place in self.controls[control]["places"] for entry in self.at_place(control, place)]
        return worst(state for state, _ in found) or "unknown"

    def chosen(self, row):
        """The reading this site follows of a row with readings, else None."""
        wanted = self.site.readings.get(row["id"])
        return next((reading for reading in row.get("readings", []) if reading["id"] == wanted), None)

    def control(self, row):
        reading = self.chosen(row)
        return reading["tier"] if reading else row["tier"], row["question"], list(self.rows(row["id"]))

    def importance(self, asset):
        own = self.site.importance.get(asset) if self.site.importance_dates.get(asset, TODAY) <= TODAY else None
        return max(own) if own else max(self.assets[asset]["importance"][aspect] for aspect in "cia")

    def threat_level(self, scenario):
        raised = scenario["id"] != f"{scenario['asset']}.{scenario['vulnerability']}"
        reading = None if raised else self.chosen(self.threats[scenario["threat"]])
        return reading["level"] if reading else scenario["threat_level"]

    def tiers(self, scenario):
        """Rows of each tier under the chosen readings, in order."""
        tiers = {"minimum": [], "recommended": []}
        for tier in tiers:
            for row in scenario[tier]:
                reading = self.chosen(self.controls[row["control"]])
                tiers[reading["tier"] if reading else tier].append((row["control"], row["place"]))
        return tiers

    def exclusion(self, scenario):
        asset = self.assets[scenario["asset"]]
        if self.site.kind not in scenario["kinds"]:
            return "kind"
        if asset["state"] == "out" and self.site.premises.get(asset["premise"], True):
            return "premise"
        if any(self.absence(place) == "absent" and self.places[place]["when_absent"] == "not-applicable"
               for place in scenario["needs_places"]):
            return "absent"
        minimum = self.tiers(scenario)["minimum"]
        return "control" if any(self.state(*row) == "not-applicable" for row in minimum) else None

    def residual(self, before, after, minimum):
        """All ways the unknown may turn out, one by one."""
        def result(states):
            return after if states and all(state == "met" for state in states) else before
        states = [self.state(*row) for row in minimum]
        turns = [("met", "unmet") if state in ("unknown", "stale") else (state,) for state in states]
        presumed = ["met" if state in ("unknown", "stale") and self.controls[row[0]]["presumed"] else state
                    for state, row in zip(states, minimum)]
        values = {result(turn) for turn in itertools.product(*turns)}
        return {"presumed": result(presumed), "evidenced": {"low": min(values), "high": max(values)}}

    def scenario(self, scenario):
        importance, threat, vulnerability = self.importance(scenario["asset"]), self.threat_level(scenario), scenario["vulnerability_level"]
        value = importance * threat * vulnerability
        after = {"threat": min(threat, scenario["after"]["threat"]), "vulnerability": min(vulnerability, scenario["after"]["vulnerability"])}
        after["value"] = importance * after["threat"] * after["vulnerability"]
        tiers = self.tiers(scenario)
        return {"id": scenario["id"], "importance": importance, "threat_level": threat, "vulnerability_level": vulnerability,
                "value": value, "over_line": not value < self.site.line, "after": after,
                "residual": self.residual(value, after["value"], tiers["minimum"]),
                **{tier: [(*row, self.state(*row), self.method(*row), self.controls[row[0]]["presumed"]) for row in rows]
                   for tier, rows in tiers.items()},
                "method": min((self.method(*row) for row in tiers["minimum"] if self.state(*row) == "met"), key=METHODS.index,
                              default="none")}

    def counts(self, scenarios, excluded):
        line = self.site.line
        over = [row for row in scenarios if row["over_line"]]
        high = [row for row in over if row["residual"]["evidenced"]["high"] >= line]
        beyond = [row for row in high if row["after"]["value"] >= line]
        unmet = [row for row in high if row not in beyond and row["residual"]["evidenced"]["low"] >= line]
        verdicts = {row["id"]: self.verdict(row["id"]) for row in self.export["controls"] if row["origin"] == "guidance"}
        presumed = [id_ for id_ in verdicts if self.controls[id_]["presumed"]]
        open_ = {id_ for id_, state in verdicts.items() if state in ("unknown", "stale")}
        premises = {row["id"] for row in self.export["premises"]}
        return {"scenarios": len(scenarios), "over_line": len(over), "evidenced": len(over) - len(high),
                "presumed": len(open_.intersection(presumed)), "unmet": len(unmet), "beyond": len(beyond),
                "unknown": len(high) - len(unmet) - len(beyond), "open": len(high), **self.answer_counts(),
                "controls_stale": sum(state == "stale" for state in verdicts.values()),
                "open_presumed": sum(row["residual"]["presumed"] < line for row in high), "controls": len(verdicts),
                "controls_known": len(verdicts) - len(open_), "presumed_of": len(presumed), "premises": len(premises),
                "premises_assumed": len(premises - set(self.site.premises)),
                "premises_false": sum(not holds for holds in self.site.premises.values()), "subjects": len(self.site.subjects),
                "subjects_out": sum(not counts for _, _, counts in self.site.subjects), "not_applicable": len(excluded)}


# ---- comparing ----

def shown(row):
    """A scenario of the JSON with the keys that are computed again."""
    rows = {tier: [(r["control"], r["place"], r["state"], r["method"], r["presumed"]) for r in row[tier]]
            for tier in ("minimum", "recommended")}
    keys = ("id", "importance", "threat_level", "vulnerability_level", "value", "over_line", "after", "residual", "method")
    return {**{key: row[key] for key in keys}, **rows}


def shown_control(row):
    """A control of the JSON with the keys that are computed again."""
    keys = ("id", "place", "verdict", "method", "in_scope", "by", "date", "until", "line")
    return row["tier"], row["question"], [tuple(subject[key] for key in keys) for subject in row["subjects"]]


def differences(expected, got):
    return [f"{key}: computed {expected[key]}, got {got.get(key)}" for key in expected if expected[key] != got.get(key)]


def subjects_of(text):
    """Subjects as `init` wrote them."""
    return [(id_, place, True) for id_, place in re.findall(r"(?m)^  - \{id: (\S+), place: (\S+), name:", text)]


def compare(points, name, export, site, folder, seen):
    rules = Rules(export, site)
    register = read_json("assess", "--json", "--at", AT, folder=folder, codes=(0, 1))
    included = {row["id"]: rules.scenario(row) for row in export["scenarios"] if not rules.exclusion(row)}
    excluded = {row["id"]: rules.exclusion(row) for row in export["scenarios"] if rules.exclusion(row)}
    details = [f"{id_}: not in the register" for id_ in included.keys() - {row["id"] for row in register["scenarios"]}]
    for row in register["scenarios"]:
        details += [f"{row['id']}: {text}" for text in differences(included.get(row["id"], {"id": None}), shown(row))]
    points.point(included and not details, f"{name}: {len(included)} scenarios are as computed again", details[:10])
    got = {row["id"]: row["reason"] for row in register["not_applicable"]}
    points.point(got == excluded, f"{name}: {len(excluded)} scenarios do not concern it, for the same reasons",
                 differences(excluded, got)[:10])
    counts = differences(rules.counts(list(included.values()), excluded), register["counts"])
    points.point(not counts and register["line"] == site.line, f"{name}: the counts are as computed again", counts)
    own_line = site.line_date <= TODAY
    set_by = {"origin": "site" if own_line else "sekisho", "approved_by": "a" if own_line else None}
    details = differences(set_by, register["line_set_by"]) if site.answers else []
    points.point(not details, f"{name}: whoever set the line in force is named", details)
    controls = {row["id"]: rules.control(row) for row in export["controls"]}
    got = {row["id"]: shown_control(row) for row in register["controls"]}
    points.point(controls and got == controls, f"{name}: {len(controls)} controls stand as computed again", differences(controls, got)[:10])
    files = {subject["file"] for row in register["controls"] for subject in row["subjects"] if subject["by"]}
    points.point(files == ({"site.yaml"} if site.answers else set()), f"{name}: statements name their file", sorted(files) if len(files) > 1 else [])
    wrong = [row for row in register["premises"] if row not in read_premises(export, site)]
    points.point(len(register["premises"]) == 7 and not wrong, f"{name}: the premises are as answered", wrong)
    readings = [{"about": about, "reading": reading} for about, reading in site.readings.items()]
    points.point(register["readings"] == readings, f"{name}: the readings are as chosen", differences(dict(enumerate(readings)), dict(enumerate(register["readings"]))))
    own = [{"asset": id_, "c": c, "i": i, "a": a, "reason": "r", "by": "a", "date": str(site.importance_dates[id_])}
           for id_, (c, i, a) in site.importance.items()]
    points.point(register["importance"] == own, f"{name}: importance is as set", [] if register["importance"] == own else register["importance"])
    seen.update({key: register["counts"][key] for key in ("beyond", "controls_stale", "answers_later", "answers_ending")})
    seen["line of tomorrow"] += not own_line
    verdicts = {row["id"]: rules.verdict(row["id"]) for row in export["controls"]}
    got = {row["id"]: row["verdict"] for row in register["controls"]}
    points.point(verdicts and got == verdicts, f"{name}: {len(verdicts)} verdicts are as computed again", differences(verdicts, got)[:10])
    check_exit(points, name, folder, register)
    remember(seen, register, excluded)


def check_exit(points, name, folder, register):
    code = sekisho("assess", "--json", "--at", AT, folder=folder)[0]
    open_ = register["counts"]["open"]
    points.point(code == (1 if open_ else 0), f"{name}: {open_} open risks end with {code}")


def remember(seen, register, excluded):
    """What occurred, to know afterwards that nothing was computed for an empty case only."""
    for row in register["scenarios"]:
        interval = row["residual"]["evidenced"]
        fell = interval["high"] < row["value"]
        seen["fell" if fell else "unmet" if interval["low"] == row["value"] > row["after"]["value"] else "open"] += 1
        seen["only presumed"] += row["residual"]["presumed"] < interval["high"]
        seen.update(f"state {treated['state']}" for treated in row["minimum"])
    seen.update(f"excluded {reason}" for reason in excluded.values())


def run(points):
    export, seen = read_json("catalogue", "export"), collections.Counter()
    with tempfile.TemporaryDirectory(prefix="sekisho-register-") as folder:
        for configuration, kind in itertools.product(CONFIGURATIONS, KINDS):
            name = f"{configuration}-{kind}"
            inside = os.path.join(folder, name)
            code, _, errors = sekisho("init", name, "--configuration", configuration, "--kind", kind, "--at", AT, folder=folder)
            if code != 0:
                raise RuntimeError(errors)
            with open(os.path.join(inside, "site.yaml"), encoding="utf-8") as file:
                subjects = subjects_of(file.read())
            compare(points, f"{name}, new", export, Site(configuration, kind, subjects), inside, seen)
            site = answered(export, configuration, kind, subjects)
            with open(os.path.join(inside, "site.yaml"), "w", encoding="utf-8") as file:
                file.write(site.yaml())
            compare(points, f"{name}, answered", export, site, inside, seen)
    wanted = {"fell", "unmet", "open", "only presumed", "excluded kind", "excluded premise", "excluded absent",
              "beyond", "controls_stale", "answers_later", "answers_ending", "line of tomorrow",
              *(f"state {state}" for state in ("met", "unmet", "unknown", "stale"))}
    missing = [what for what in sorted(wanted) if not seen[what]]
    points.point(not missing, "every sort of state, outcome and exclusion occurred", missing + [str(dict(seen))])


if __name__ == "__main__":
    main(run)
