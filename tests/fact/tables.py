#!/usr/bin/python3
"""The JSON schema, the SQL tables and the reader of bundles are made from one table: here they are held against each other.

Good and bad values of every column are made from the schema; each has to be taken or refused by the schema, by SQLite, and by the
reader alike. Started by Meson with the path of fact_tool.
"""
import ctypes
import json
import os
import re
import sqlite3
import subprocess
import sys

import jsonschema

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "gates"))
import gate  # noqa: E402

TIME = "2026-04-01T09:00:00Z"
SECONDS = 1775034000
HEAD = {"bundle": "sekisho-bundle/1", "collector": "c", "host": "h", "sequence": 1, "previous": None, "at": TIME,
        "origin": "example", "tool": "t"}


def tool(*words, stdin=None):
    result = subprocess.run([sys.argv[1], *words], capture_output=True, check=True, input=stdin)
    return result.stdout.decode()


SCHEMA = json.loads(tool("schema"))
NO_KINDS = {name for name in SCHEMA["$defs"] if name.endswith("-line")}
KINDS = {name: rule for name, rule in SCHEMA["$defs"].items() if name not in NO_KINDS}
METHODS = {row["properties"]["kind"]["const"]: row["properties"]["method"]["enum"][0]
           for row in SCHEMA["$defs"]["coverage-line"]["oneOf"]}
LINES = jsonschema.Draft202012Validator(SCHEMA)


# ---- values ----

def is_time(rule):
    return "pattern" in rule and "T[0-9]" in rule["pattern"]


def good_text(rule, length):
    """Letters only: no run of digits."""
    return "a" * length


def good(rule):
    """Values the column takes."""
    types = rule.get("type", [])
    may_be_null = "enum" in rule and None in rule["enum"] or "null" in types
    if "enum" in rule:
        values = [word for word in rule["enum"] if word is not None]
    elif "boolean" in types:
        values = [True, False]
    elif "integer" in types:
        values = [rule["minimum"], rule["maximum"]]
    elif is_time(rule):
        values = [TIME, "1900-01-01T00:00:00Z", "2999-12-31T23:59:59Z"]
    else:
        values = [good_text(rule, rule["minLength"]), good_text(rule, rule["maxLength"])]
    return values + ([None] if may_be_null else [])


def bad(rule):
    """Values the column refuses; texts that break a length or a form, words not of the list, numbers one past the end."""
    types = rule.get("type", [])
    may_be_null = "enum" in rule and None in rule["enum"] or "null" in types
    values = [[], {}] + ([] if may_be_null else [None])
    if "enum" in rule:
        return values + ["", "no such word", rule["enum"][0].upper(), 1, True]
    if "boolean" in types:
        return values + [0, 1, 2, "true"]
    if "integer" in types:
        return values + [rule["minimum"] - 1, rule["maximum"] + 1, 0.5, "1", True]
    if is_time(rule):
        return values + ["2026-04-01", "2026-04-01T09:00:00+09:00", "2026-04-01 09:00:00Z", "", SECONDS]
    values += ["", "a" * (rule["maxLength"] + 1), "a\nb", "\u0085", "\u202e", 7, True]
    if rule["pattern"] == "^[!-~]+$":
        values += ["a b", "é"]
    if rule["pattern"] == "^[0-9a-f]+$":
        values += ["g" * rule["minLength"], "A" * rule["minLength"], "a" * (rule["minLength"] - 1)]
    return values


def row_of(kind):
    """A row that holds; each column in turn is replaced."""
    return {name: good(rule)[0] for name, rule in KINDS[kind]["properties"].items()}


def rows(kind, values):
    """(column, value, row) for all columns of a kind."""
    for name, rule in KINDS[kind]["properties"].items():
        for value in values(rule):
            yield name, value, {**row_of(kind), name: value}


# ---- the three judges ----

def bundle(kind, row):
    coverage = {"coverage": 1, "kind": kind, "subject": "s", "source": "x", "status": "complete", "method": METHODS[kind], "at": TIME,
                "digest": None}
    lines = [HEAD, coverage, {"fact": 1, "values": row}, {"end": {"coverage": 1, "facts": 1}}]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines) + ".\n"


def reader_says(cases):
    """The reader's answer for each (kind, row)."""
    return tool("read", stdin="".join(bundle(kind, row) for kind, row in cases).encode()).splitlines()


def schema_takes(kind, row):
    return jsonschema.Draft202012Validator({**SCHEMA, "oneOf": [{"$ref": f"#/$defs/{kind}"}]}).is_valid(row)


def column_of(database, value, rule):
    if value is True or value is False:
        return int(value) if "boolean" in rule.get("type", []) else f"{value}"
    if is_time(rule) and isinstance(value, str):
        return {TIME: SECONDS, "1900-01-01T00:00:00Z": -2208988800, "2999-12-31T23:59:59Z": 32503679999}.get(value, value)
    return value


def database():
    opened = sqlite3.connect(":memory:", isolation_level=None)
    opened.executescript(tool("sql"))
    opened.execute("INSERT INTO coverage VALUES(1,'account','s','x','complete','observed',?,NULL,'example',NULL)", (SECONDS,))
    return opened


def sql_takes(opened, kind, row):
    values = [1, "s", SECONDS, *(column_of(opened, value, KINDS[kind]["properties"][name]) for name, value in row.items())]
    try:
        opened.execute(f"INSERT INTO {kind} VALUES({','.join('?' * len(values))})", values)
    except (sqlite3.IntegrityError, sqlite3.DataError):
        return False
    return True


# ---- points ----

def good_rows(points):
    opened, wrong, cases = database(), [], []
    for kind in KINDS:
        for name, value, row in rows(kind, good):
            cases.append((kind, row))
            if not schema_takes(kind, row) or not sql_takes(opened, kind, row):
                wrong.append(f"{kind}.{name}: {value!r}")
    says = reader_says(cases)
    wrong += [f"{kind}: {said}" for (kind, _), said in zip(cases, says) if said != "ok 1 1"]
    points.point(not wrong and len(says) == len(cases), f"{len(cases)} good values: schema, SQL and reader take them", wrong[:20])


# SQLite knows the type of what it is given, not what JSON it was, and stores whole numbers for yes and no.
ONLY_JSON = (list, dict, bool)


def sql_can_tell(name, value, rule):
    if isinstance(value, ONLY_JSON) or ("boolean" in rule.get("type", []) and value in (0, 1, "true")):
        return False
    if isinstance(value, str) and (re.search("[\n\u0085\u202e]", value) and rule.get("pattern", "").startswith("^[^")):
        return False  # control and invisible characters are the reader's
    if isinstance(value, int) and "integer" not in rule.get("type", []):
        return False  # 7 becomes '7' in a STRICT column of texts
    return not ("integer" in rule.get("type", []) and isinstance(value, str))  # "1" becomes 1 in a STRICT column


def bad_rows(points):
    opened, wrong, cases, in_sql = database(), [], [], 0
    for kind in KINDS:
        for name, value, row in rows(kind, bad):
            rule = KINDS[kind]["properties"][name]
            cases.append((kind, row))
            if schema_takes(kind, row):
                wrong.append(f"schema takes {kind}.{name}: {value!r}")
            if sql_can_tell(name, value, rule):
                in_sql += 1
                if sql_takes(opened, kind, row):
                    wrong.append(f"SQL takes {kind}.{name}: {value!r}")
    says = reader_says(cases)
    wrong += [f"reader takes {case}" for case, said in zip(cases, says) if said.startswith("ok")]
    wrong += [f"line of {case}: {said}" for case, said in zip(cases, says) if not said.startswith("ok") and said.split()[1] != "3"]
    points.point(not wrong and len(says) == len(cases), f"{len(cases)} bad values refused by schema and reader, {in_sql} by SQL", wrong[:20])


def missing_and_unknown(points):
    wrong, cases, wanted = [], [], []
    for kind, rule in KINDS.items():
        for name in rule["properties"]:
            row = row_of(kind)
            del row[name]
            cases.append((kind, row))
            wanted.append(f"key-missing 3 {name}" if name in rule["required"] else "ok 1 1")
            if schema_takes(kind, row) != (name not in rule["required"]):
                wrong.append(f"schema: {kind} without {name}")
        cases.append((kind, {**row_of(kind), "no_such_column": "x"}))
        wanted.append("key-unknown 3 no_such_column")
        if schema_takes(*cases[-1]):
            wrong.append(f"schema: {kind} with an unknown column")
    says = reader_says(cases)
    wrong += [f"{case}: {said}" for case, said, want in zip(cases, says, wanted) if said != want]
    points.point(not wrong and len(says) == len(cases), "columns left out and columns nobody knows", wrong[:20])


def helper_tables(points):
    opened = database()
    refused = [
        ("INSERT INTO assessment VALUES('now')", ()), ("INSERT INTO assessment VALUES(NULL)", ()),
        ("INSERT INTO parameter VALUES('days','x')", ()), ("INSERT INTO subject VALUES('a',NULL)", ()),
        ("INSERT INTO coverage VALUES(1,'account','s','x','complete','observed',1,NULL,'example',NULL)", ()),
        ("INSERT INTO coverage VALUES(2,'acount','s','x','complete','observed',1,NULL,'example',NULL)", ()),
        ("INSERT INTO coverage VALUES(3,'account','s','x','done','observed',1,NULL,'example',NULL)", ()),
        ("INSERT INTO coverage VALUES(4,'account','s','x','complete','seen',1,NULL,'example',NULL)", ()),
        ("INSERT INTO coverage VALUES(5,'account','s','x','complete','observed','1 day',NULL,'example',NULL)", ()),
        ("INSERT INTO coverage VALUES(6,'account','s','x','complete','observed',1,?,'example',NULL)", ("A" * 64,)),
        ("INSERT INTO coverage VALUES(7,'account','s','x','complete','observed',1,NULL,'planned',NULL)", ()),
        ("INSERT INTO coverage VALUES(8,'account',NULL,'x','complete','observed',1,NULL,'example',NULL)", ()),
    ]
    wrong = []
    for sql, values in refused:
        try:
            opened.execute(sql, values)
            wrong.append(f"taken: {sql}")
        except sqlite3.IntegrityError:
            pass
    for sql in ("INSERT INTO assessment VALUES(1)", "INSERT INTO parameter VALUES('days',35)", "INSERT INTO subject VALUES('a','terminal')",
                "INSERT INTO coverage VALUES(9,'account','s','x','partial','observed',1,NULL,'live','b')"):
        opened.execute(sql)
    points.point(not wrong, f"helper tables: 4 rows taken, {len(refused)} refused", wrong)


def tables_match(points):
    opened = database()
    strict = {row[1]: row[5] for row in opened.execute("PRAGMA table_list") if row[1] != "sqlite_schema" and row[0] == "main"}
    wanted = set(KINDS) | {"coverage", "assessment", "parameter", "subject"}
    wrong = sorted(wanted ^ set(strict)) + [name for name, flag in strict.items() if not flag]
    for kind, rule in KINDS.items():
        columns = [row[1] for row in opened.execute(f"PRAGMA table_info({kind})")]
        if columns != ["coverage_id", "subject", "looked_at", *rule["properties"]]:
            wrong.append(f"{kind}: {columns}")
    points.point(not wrong, f"{len(strict)} STRICT tables, columns in the order of the table of kinds", wrong)


def no_reserved_words(points):
    library = ctypes.CDLL("libsqlite3.so.0")
    words = {word for kind, rule in KINDS.items() for word in (kind, *rule["properties"])}
    reserved = sorted(word for word in words if library.sqlite3_keyword_check(word.encode(), len(word)))
    points.point(not reserved and library.sqlite3_keyword_check(b"order", 5) == 1, f"{len(words)} names, none a word of SQL", reserved)


def rows_of_the_writer(points):
    lines = tool("rows").splitlines()
    kind, wrong = None, []
    for number, text in enumerate(lines, 1):
        line = json.loads(text)
        kind = line.get("kind", kind)
        wrong += [f"{number}: {error.message}" for error in LINES.iter_errors(line)]
        if "fact" in line and not schema_takes(kind, line["values"]):
            wrong.append(f"{number}: not a row of {kind}")
    says = tool("read", stdin=("\n".join(lines) + "\n.\n").encode()).strip()
    facts = sum('"fact"' in line for line in lines)
    points.point(not wrong and says == f"ok {len(KINDS)} {facts}", f"{len(lines)} lines of the writer keep to the schema and are read",
                 [says, *wrong[:20]])


def other_lines(points):
    head, kind = HEAD, next(iter(KINDS))
    coverage = {"coverage": 1, "kind": kind, "subject": "s", "source": "x", "status": "complete", "method": METHODS[kind], "at": TIME,
                "digest": None}
    refused = [{**head, "sequence": 0}, {**head, "more": 1}, {**head, "previous": "a" * 63}, {**head, "origin": "planned"},
               {**head, "at": "2026-04-01"}, {**head, "collector": "a b"}, {**coverage, "kind": "acount"}, {**coverage, "method": "guessed"},
               {**coverage, "kind": "practice", "method": "observed"}, {**coverage, "status": "ok"}, {**coverage, "digest": "A" * 64},
               {"fact": 1}, {"fact": 0, "values": {}}, {"fact": 1, "values": {"no": 1}}, {"end": {"coverage": 1}}, {"end": 1},
               {"signature": ""}, {"signature": "x"}, {}, []]
    wrong = [f"taken: {line}" for line in refused if LINES.is_valid(line)]
    taken = [head, coverage, {"end": {"coverage": 0, "facts": 0}}, {"signature": "-----BEGIN SSH SIGNATURE-----\nAAAA\n"}]
    wrong += [f"refused: {line}" for line in taken if not LINES.is_valid(line)]
    points.point(not wrong, f"schema: {len(refused)} lines refused, {len(taken)} taken", wrong)


def manual(points):
    for lang in ("ja", "en"):
        page = subprocess.run(["scdoc"], input=tool("manual", lang).encode(), capture_output=True, check=False)
        text = page.stdout.decode().replace("\\-", "-").replace("\\&", "").replace("\\(ti", "~")
        lost = [name for kind, rule in KINDS.items() for name in (kind, *rule["properties"]) if name not in text]
        points.point(page.returncode == 0 and not lost, f"scdoc takes the page ({lang}) and it names every kind and column",
                     [page.stderr.decode(), *lost[:20]])


def main():
    points = gate.Points()
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    for each in (tables_match, no_reserved_words, helper_tables, good_rows, bad_rows, missing_and_unknown, other_lines,
                 rows_of_the_writer, manual):
        each(points)
    sys.exit(points.end())


if __name__ == "__main__":
    main()
