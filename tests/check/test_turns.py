#!/usr/bin/python3
"""By which times among the facts the answers of the catalogue's queries turn: the program says it of each query (src/check/plain.c), and SQLite is asked.

Facts of the cases get other times by chance, each query is asked at every time of them, with and without each limit and the second before and behind, and where two
answers next to each other differ a time that the program named lies between. The other way round each that it names has to be seen to turn an answer at least once.
Forms of conditions that no query has yet are put in the place of one.
"""
import glob
import json
import os
import random
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "../gates")]
import engine  # noqa: E402  (the folders have to be on the path first)
import oracle  # noqa: E402
from gate import Points  # noqa: E402

ROUNDS, NEAR = 90, 150 * oracle.DAY

FROM, REST = "FROM update_state AS u, parameter AS d, assessment AS a WHERE d.name = 't12-update-days' AND ", """ UNION ALL SELECT p.subject, 'update-old', p.rowid
    FROM pending_update AS p WHERE p.security = 1 AND p.known_since < p.looked_at UNION ALL SELECT e.subject, 'ended', e.rowid FROM end_of_life AS e WHERE e.product = ''"""
# A condition about update_state: the columns by which it turns, "+" behind those to which a limit may be added; "?": it is not understood, and nothing is known of later.
FORMS = {
    "u.paused_until > a.at": "paused_until", "a.at > u.paused_until": "paused_until", "NOT (u.paused_until > a.at)": "paused_until",
    "u.list_at < u.newest_at AND (u.paused_until > a.at OR u.missing = 1)": "paused_until", "(u.paused_until <= a.at) IS NOT 1": "paused_until",
    "coalesce(u.paused_until, a.at) <= a.at": "paused_until", "coalesce(u.paused_until, u.list_at) <= a.at": "paused_until list_at",
    "max(u.list_at, min(u.newest_at, u.list_until)) < a.at": "list_at newest_at list_until", "u.list_at < a.at - d.value * 86400": "list_at+",
    "a.at - d.value * 86400 > u.list_at AND u.newest_at > a.at": "list_at+ newest_at", "u.list_at BETWEEN a.at - d.value * 86400 AND a.at": "list_at+",
    "iif(u.list_at < a.at, 1, 0) = 1": "list_at", "CASE WHEN u.list_at < a.at THEN u.newest_at ELSE u.list_until END > 5": "list_at",
    "EXISTS (SELECT 1 FROM update_state AS v WHERE v.subject = u.subject AND v.list_at > a.at)": "list_at",
    "u.subject IN (SELECT v.subject FROM update_state AS v, assessment AS b WHERE v.list_at > b.at AND v.newest_at > 3)": "list_at",
    **dict.fromkeys([
        "a.at BETWEEN u.list_at AND u.list_until", "u.list_at NOT BETWEEN a.at AND u.list_until", "u.list_at BETWEEN 5 AND a.at", "(a.at - u.list_at) > 5", "u.list_at = a.at",
        "5 < a.at - (u.list_at - 1)", "u.list_at + d.value * 86400 < a.at", "u.list_at < a.at + d.value * 86400", "u.list_at - d.value * 86400 < a.at", "(a.at, 1) < (u.list_at, 2)",
        "u.list_at < a.at - 100 * 86400", "u.list_at < a.at - d.value * 43200", "u.list_at < a.at - (d.value - 335) * 86400", "a.at > 1800000000", "u.looked_at < a.at", "a.at IN (u.list_at, u.newest_at)",
        "u.list_at IS NOT a.at", "(u.missing, a.at) < (5, u.list_at)", "CASE a.at WHEN u.list_at THEN u.newest_at END = 5", "u.list_at > (SELECT b.at FROM assessment AS b)",
        "u.list_at > (SELECT iif(v.missing > 0, b.at, 5) FROM update_state AS v, assessment AS b)", "a.at > CASE WHEN u.missing = 1 THEN u.list_until ELSE u.list_at END",
        "CASE WHEN u.missing = 1 THEN a.at - (coalesce(u.missing, 1) > 3) ELSE 0 END > u.list_at", "u.list_at < (SELECT * FROM assessment)", "u.list_at < a.'at'", "u.'list_at' < a.at",
        "EXISTS (SELECT 1 FROM (SELECT 0 AS t UNION ALL SELECT * FROM assessment) AS z WHERE z.t > u.list_at)", "max(u.list_at, a.at) < u.newest_at", "a.at > coalesce(a.at, u.list_at)",
        "u.list_at < a.at - w.value * 86400", "u.list_at < a.at AND a.at <> 5", 'u."list_at" < a.at', "a.at > u.list_at + 0"], "?"),
}
# Names that a query gives itself: the inner query, and the condition about it.
GIVEN = {
    ("v.list_at AS last", "q.last < a.at"): "list_at", ("max(v.list_at, v.newest_at) AS last", "q.last < a.at"): "list_at newest_at", ("v.list_at AS Last", "q.last < a.at"): "list_at",
    ("v.list_at AS first, v.newest_at AS last", "q.last < a.at AND q.first > 5"): "newest_at", ("(SELECT max(w.list_at) FROM update_state AS w) AS last", "a.at > q.last"): "list_at",
    **dict.fromkeys([
        ("v.list_at + d.value * 86400 AS last", "q.last < a.at"), ("v.list_at < a.at AS last", "q.last = 1 AND q.last < a.at"), ("v.list_at - a.at AS last", "q.last > 5"), ("v.list_at last", "q.last < a.at"),
        ("iif(v.missing > 0, a.at, v.list_at) AS last", "q.last > 5"), ("CASE WHEN v.missing = 1 THEN v.list_at ELSE v.newest_at END AS last", "q.last < a.at"), ("v.list_at AS 'last'", "q.'last' < a.at"),
        ("v.list_at AS newest_at", "q.newest_at < a.at"), ("5 AS last", "q.last < a.at"), ("(SELECT max(w.list_at) + 5 FROM update_state AS w) AS last", "a.at > q.last")], "?"),
}


def query_of(condition, inner=None):
    if not inner:
        return f"SELECT u.subject, 'paused', u.rowid {FROM}({condition}){REST}"
    return f"""SELECT q.subject, 'paused', q.fact FROM (SELECT v.subject AS subject, v.rowid AS fact, {inner} FROM update_state AS v, assessment AS a, parameter AS d
        WHERE d.name = 't12-update-days') AS q, assessment AS a WHERE {condition}{REST}"""


def named(query=None):
    """{check: {(kind, column): whether a limit may be added}}; `query`: in the place of that of t12-updates."""
    size = len(query.encode()) if query else 0
    commands = f"mutant t12-updates\nsql {size}\n{query}turns\n" if query else "turns\n"
    ran = subprocess.run([engine.TOOL, os.path.join(oracle.ROOT, "catalogue")], input=commands, capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        return {"t12-updates": {("?", "refused"): False}}
    out = {}
    for line in ran.stdout.splitlines():
        words = line.split()
        if len(words) >= 3:
            out.setdefault(words[0], {})[words[1], words[2]] = words[3:] == ["+"]
    return out


class Facts:
    """A database with facts of some cases, whose times are others by chance."""

    def __init__(self, chance, kinds, catalogue, case, columns):
        self.values, self.base = {}, None
        for look in case.looks.values():
            for row in list(look.rows):
                if chance.random() < 0.3:
                    look.rows.append(dict(row))
            for row in look.rows:
                self.change(chance, case, look, row, columns[look.kind])
        self.base, _ = oracle.fill(case, catalogue)

    def change(self, chance, case, look, row, columns):
        for column, may_lack in columns.items():
            if chance.random() < (0.5 if column in row else 0.3):
                row[column] = None if may_lack and chance.random() < 0.1 else oracle.moment(case.at + chance.randint(-NEAR, NEAR))
            if row.get(column):
                self.values.setdefault((look.kind, column), set()).add(oracle.seconds(row[column]))

    def rows(self, sql, at):
        self.base.execute("UPDATE assessment SET at = ?", (at,))
        return frozenset(self.base.execute(sql).fetchall())


def moments(values, limits):
    return {value + limit for value in values for limit in limits}


def check_one(facts, check, turns, limits, seen):
    """What a query does at a time that the program does not name; counts in `seen` what turned by one name alone."""
    sql, wanted = check["sql"], [key for key in facts.values if key[0] in check["needs"]]
    asked = sorted({at + step for key in wanted for at in moments(facts.values[key], limits) for step in (-1, 0, 1, 2)})
    known = {key: moments(facts.values[key], limits if late else [0]) for key, late in turns.items() if key in facts.values}
    before, wrong = None, []
    for last, at in zip([None, *asked], asked):
        now = facts.rows(sql, at)
        if before is not None and now != before:
            between = {key for key, some in known.items() if any(last <= one <= at for one in some)}
            if not between:
                wrong.append(f"{check['id']}: turns between {last} and {at}: {sorted(before ^ now)}")
            if len(between) == 1:
                seen.update((check["id"], *key) for key in between)
            seen.add(check["id"])
        before = now
    return wrong


def time_columns(kinds):
    """{kind: {column that is a time: whether it may be left out}}: what a value has to look like is in the schema."""
    schema = json.loads(oracle.ask("schema"))["$defs"]
    rules = {kind: schema[kind]["properties"] for kind in kinds.columns}
    return {kind: {column: "null" in rule["type"] for column, rule in rules[kind].items() if rule.get("pattern", "").endswith("[0-9]{2}Z$")} for kind in rules}


def try_all(files, kinds, turns):
    chance, seen, wrong, queries = random.Random(5), set(), [], 0
    columns = time_columns(kinds)
    for cases in files:
        days = {parameter["id"]: parameter["value"] for parameter in cases.control.get("parameters", []) if parameter.get("unit") == "day"}
        checks = [check for check in cases.control["checks"] if "assessment" in check["sql"]]
        for _ in range(ROUNDS if checks else 0):
            raw = chance.choice(cases.raw["cases"])
            case = oracle.Case(kinds, cases.raw, raw)
            facts, limits = Facts(chance, kinds, cases.catalogue, case, columns), [0] + [case.site.parameters.get(name, value) * oracle.DAY for name, value in days.items()]
            for check in checks:
                wrong += check_one(facts, check, turns.get(check["id"], {}), limits, seen)
                queries += 1
    return seen, wrong, queries


def check_forms(points):
    for words, wanted in {**{(condition, None): columns for condition, columns in FORMS.items()}, **{(condition, inner): columns for (inner, condition), columns in GIVEN.items()}}.items():
        got = {column + "+" * late for (kind, column), late in named(query_of(*words)).get("t12-updates", {}).items() if kind in ("update_state", "?")}
        points.point(got in (set(wanted.split()), {"refused"} if wanted == "?" else None), " in ".join(filter(None, words)), [str(sorted(got)), wanted])


def main():
    points, kinds, turns = Points(), oracle.Kinds(), named()
    files = [oracle.CaseFile(path, kinds) for path in sorted(glob.glob(os.path.join(HERE, "cases", "*.json")))]
    timed = {check["id"] for cases in files for check in cases.control["checks"] if "assessment" in check["sql"]}
    points.point(set(turns) <= timed and len(timed) > 20, f"{len(timed)} queries read the time of judging, {len(turns)} compare times with it")
    seen, wrong, queries = try_all(files, kinds, turns)
    points.point(queries > 500 and not wrong, f"{queries} queries, at all times of their facts, turn nowhere else", wrong[:12])
    points.point(timed == {name for name in seen if isinstance(name, str)}, "each of them was seen to turn", sorted(timed - seen))
    never = sorted(" ".join((check, *key)) for check, keys in turns.items() for key in keys if (check, *key) not in seen)
    points.point(not never, f"each of {sum(map(len, turns.values()))} times that are named turns one", never)
    check_forms(points)
    return points.end()


if __name__ == "__main__":
    sys.exit(main())
