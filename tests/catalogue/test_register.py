#!/usr/bin/python3
"""Every number of `sekisho assess --json` computed again, from the catalogue's export and from what was written into site.yaml.

The rules are those of src/assess/assess.h and src/check/check.h, written a second time and naively. The sites are of every
configuration and kind, each as `init` makes it and once more with answers of every sort: met, unmet, unknown, past their day,
absent places, false premises, other readings, another importance, another line, two subjects at one place.
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
TODAY = datetime.date.fromisoformat(AT[:10])
ABSENCE_DAYS = 365
BADNESS = ["not-applicable", "met", "stale", "unknown", "unmet"]
METHODS = ["none", "attested", "configured", "observed", "exercised"]


class Site:
    """What a site.yaml says, kept beside the file that is written from it."""

    def __init__(self, configuration, kind, subjects):
        self.configuration, self.kind, self.line = configuration, kind, 18
        self.subjects = subjects  # [(id, place, in scope)]
        self.answers, self.absent = {}, {}
        self.premises, self.readings, self.importance = {}, {}, {}

    def yaml(self):
        lines = ["format: sekisho-site/1", "name: {ja: 試験, en: Trial}", f"kind: {self.kind}",
                 f"configuration: {self.configuration}", f"line: {{value: {self.line}, approved-by: a, date: 2026-01-01}}", "subjects:"]
        for id_, place, counts in self.subjects:
            scope = "" if counts else ", in-scope: false, reason: a spare"
            lines.append(f"  - {{id: {id_}, place: {place}{scope}}}")
        lines += ["absent:"] + [f"  - {{place: {place}, by: a, date: {date}}}" for place, date in self.absent.items()]
        lines += ["premises:"] + [f"  - {{premise: {id_}, holds: {str(holds).lower()}, by: a, date: 2026-01-01}}"
                                  for id_, holds in self.premises.items()]
        lines += ["readings:"] + [f"  - {{about: {about}, choose: {reading}}}" for about, reading in self.readings.items()]
        lines += ["importance:"] + [f"  - {{asset: {id_}, c: {c}, i: {i}, a: {a}, reason: r, by: a, date: 2026-01-01}}"
                                    for id_, (c, i, a) in self.importance.items()]
        lines += ["answers:"] + [f"  - {{control: {control}, subject: {subject}, state: {state}, by: a, date: {date}}}"
                                 for (control, subject), (state, date) in self.answers.items()]
        return "\n".join(line for number, line in enumerate(lines)
                         if not line.endswith(":") or lines[number + 1:number + 2] and lines[number + 1].startswith(" ")) + "\n"


def answered(export, configuration, kind, subjects):
    """The same answers for the same site in every run: the generator is seeded by its name."""
    choose = random.Random(f"{configuration} {kind}")
    site = Site(configuration, kind, subjects + [("terminal-2", "terminal", True), ("reader-9", "reader", False)])
    site.line = choose.choice((6, 12, 18))
    for control, place in ((row, place) for row in export["controls"] for place in row["places"]):
        for subject, where, _ in site.subjects:
            if where != place or choose.random() < 0.15:
                continue
            state = choose.choices(("met", "unmet", "unknown"), (12, 1, 1))[0]
            days = choose.choices((1, control["valid_days"] - 1, control["valid_days"], 2000, -1), (30, 4, 1, 1, 1))[0]
            site.answers[control["id"], subject] = (state, TODAY - datetime.timedelta(days))
    if "wireless" not in {place for _, place, _ in site.subjects}:
        site.absent["wireless"] = TODAY - datetime.timedelta(choose.choice((1, 364, 365)))
    site.premises = {"pr1": choose.random() < 0.5, "pr5": False, "pr7": True}
    site.readings = {"T13": choose.choice(("control-table", "change-log")), "ta01": "vulnerability-table", "ta19": "vulnerability-table"}
    site.importance = {"as01": (2, 2, 2), "as16": (3, 1, 1)}
    return site


# ---- the rules, a second time ----

def worst(states):
    return max(states, key=BADNESS.index, default=None)


class Rules:
    """The register of one site, computed from the export and the site."""

    def __init__(self, export, site):
        self.export, self.site = export, site
        self.assets = {row["id"]: row for row in export["assets"]}
        self.threats = {row["id"]: row for row in export["threats"]}
        self.controls = {row["id"]: row for row in export["controls"]}
        self.places = {row["id"]: row for row in export["places"]}

    def absence(self, place):
        """absent, expired or None."""
        date = self.site.absent.get(place)
        if date is None or date > TODAY:
            return None
        return "absent" if TODAY < date + datetime.timedelta(ABSENCE_DAYS) else "expired"

    def at_subject(self, control, subject):
        state, date = self.site.answers.get((control, subject), ("unknown", None))
        if date is None or date > TODAY:
            return "unknown", "none"
        if state != "unknown" and TODAY >= date + datetime.timedelta(self.controls[control]["valid_days"]):
            state = "stale"
        return state, "attested"

    def at_place(self, control, place):
        """[(state, method)] of what counts there."""
        here = [(id_, counts) for id_, where, counts in self.site.subjects if where == place]
        if here:
            return [self.at_subject(control, id_) for id_, counts in here if counts]
        absence = self.absence(place)
        if absence == "absent":
            unmet = self.places[place]["when_absent"] == "unmet"
            return [("unmet" if unmet else "not-applicable", "attested")]
        return [("stale" if absence else "unknown", "none")]

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

    def importance(self, asset):
        own = self.site.importance.get(asset)
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
                "method": min((self.method(*row) for row in tiers["minimum"]), key=METHODS.index, default="none")}

    def counts(self, scenarios, excluded):
        line = self.site.line
        over = [row for row in scenarios if row["over_line"]]
        high = [row for row in over if row["residual"]["evidenced"]["high"] >= line]
        unmet = [row for row in high if row["residual"]["evidenced"]["low"] >= line]
        verdicts = {row["id"]: self.verdict(row["id"]) for row in self.export["controls"] if row["origin"] == "guidance"}
        presumed = [id_ for id_ in verdicts if self.controls[id_]["presumed"]]
        open_ = {id_ for id_, state in verdicts.items() if state in ("unknown", "stale")}
        premises = {row["id"] for row in self.export["premises"]}
        return {"scenarios": len(scenarios), "over_line": len(over), "evidenced": len(over) - len(high),
                "presumed": len(open_.intersection(presumed)), "unknown": len(high) - len(unmet), "unmet": len(unmet), "open": len(high),
                "open_presumed": sum(row["residual"]["presumed"] < line for row in high), "controls": len(verdicts),
                "controls_known": len(verdicts) - len(open_), "presumed_of": len(presumed), "premises": len(premises),
                "premises_assumed": len(premises - set(self.site.premises)), "not_applicable": len(excluded)}


# ---- comparing ----

def shown(row):
    """A scenario of the JSON with the keys that are computed again."""
    rows = {tier: [(r["control"], r["place"], r["state"], r["method"], r["presumed"]) for r in row[tier]]
            for tier in ("minimum", "recommended")}
    keys = ("id", "importance", "threat_level", "vulnerability_level", "value", "over_line", "after", "residual", "method")
    return {**{key: row[key] for key in keys}, **rows}


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
              *(f"state {state}" for state in ("met", "unmet", "unknown", "stale"))}
    missing = [what for what in sorted(wanted) if not seen[what]]
    points.point(not missing, "every sort of state, outcome and exclusion occurred", missing + [str(dict(seen))])


if __name__ == "__main__":
    main(run)
