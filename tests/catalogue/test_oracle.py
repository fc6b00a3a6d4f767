#!/usr/bin/python3
"""`sekisho catalogue export` against tests/oracle, a transcription of the guidance made apart from the catalogue: tuple by tuple.

Each table is one point; what differs stands above it. After the tables come the numbers the guidance's rule gives with
them: which rows reach the line, and that everything can be traced and told apart.
"""
import collections
import itertools
import re

from support import main, oracle, read_json

LINE, IMPORTANCE_TOP = 18, 3
# The printed state of a detail of the scope where our copy shows it at the first cell of a merged one only.
IMPACT_MERGED = {"sd02", "sd03"}
OURS = ("contradictions", "places", "next_steps", "flows", "needs", "layers", "forms", "item_groups", "items")
# Where a printed hint of the examples may stand in our places.
HINTS = {"ネットワーク/ルータB": {"router-b"}, "ネットワーク/ルータA": {"router-a"}, "ネットワーク/資格確認端末": {"terminal"},
         "ネットワーク": {"line", "wireless"}, "端末": {"terminal"}}


def squeeze(text):
    """Labels are compared without white space: our text copy breaks lines and pads at will."""
    return re.sub(r"\s+", "", text or "")


def equal(points, name, printed, exported):
    """One table: two lists of tuples that must be the same multiset, in the same order where both are lists."""
    same = list(printed) == list(exported) and len(printed) > 0
    missing = collections.Counter(map(repr, printed)) - collections.Counter(map(repr, exported))
    added = collections.Counter(map(repr, exported)) - collections.Counter(map(repr, printed))
    details = [f"printed, not exported: {row}" for row in missing] + [f"exported, not printed: {row}" for row in added]
    if not same and not details:
        details = ["the rows are the same, their order is not" if printed else "the transcription is empty"]
    points.point(same, f"{name}: {len(printed)} rows transcribed, {len(exported)} exported", details if not same else [])


def other_level(threat):
    """The level the vulnerability pages print: that of the reading, else the one of the list."""
    return next((reading["level"] for reading in threat["readings"] if reading["id"] == "vulnerability-table"), threat["level"])


def check_threats(points, export):
    rows = oracle("threats")
    equal(points, "threats with the level of the list",
          [(row["id"], row["kind"], int(row["number"]), squeeze(row["label_ja"]), int(row["level"])) for row in rows],
          [(row["id"], row["kind"], row["number"], squeeze(row["label"]["ja"]), row["level"]) for row in export["threats"]])
    equal(points, "threats with the level of the vulnerability pages",
          [(row["id"], int(row["level_in_vulnerability_pages"])) for row in rows],
          [(row["id"], other_level(row)) for row in export["threats"]])
    differing = [row["id"] for row in rows if row["level"] != row["level_in_vulnerability_pages"]]
    default = [(row["id"], [r["level"] for r in row["readings"] if r["default"]]) for row in export["threats"] if row["readings"]]
    equal(points, "threats with two levels, the list being the default",
          [(row["id"], [int(row["level"])]) for row in rows if row["id"] in differing], default)
    points.point(len(differing) == 7, f"{len(differing)} threats have two printed levels, of 7")


def check_vulnerabilities(points, export):
    equal(points, "vulnerabilities",
          sorted((row["id"], row["threat"], squeeze(row["label_ja"]), int(row["level"])) for row in oracle("vulnerabilities")),
          sorted((row["id"], row["threat"], squeeze(row["label"]["ja"]), row["level"]) for row in export["vulnerabilities"]))
    levels = {row["id"]: other_level(row) for row in export["threats"]}
    equal(points, "vulnerabilities with the threat level beside them",
          sorted((row["id"], int(row["threat_level_in_vulnerability_pages"])) for row in oracle("vulnerabilities")),
          sorted((row["id"], levels[row["threat"]]) for row in export["vulnerabilities"]))
    kinds = collections.Counter(row["id"][:2] for row in export["vulnerabilities"])
    points.point(kinds == {"ti": 36, "ta": 21, "te": 3}, "36 intentional, 21 accidental, 3 environmental rows", [str(kinds)])


def printed_tier(control):
    """The tier of the control table: that of the reading, else the one of the row."""
    return next((reading["tier"] for reading in control["readings"] if reading["id"] == "control-table"), control["tier"])


def check_controls(points, export):
    controls = [{"readings": [], **row} for row in export["controls"] if row["origin"] == "guidance"]
    equal(points, "controls of the guidance",
          [(row["id"], int(row["row"]), row["kind"], row["mark"], row["tier_printed"], row["presumed"] == "1")
           for row in oracle("controls")],
          [(row["id"], row["row"], row["kind"], row["mark"], printed_tier(row), row["presumed"]) for row in controls])
    marks = collections.Counter(row["mark"] for row in controls)
    points.point(marks == {"○": 9, "△": 7, "-": 4}, "9 marks ○, 7 marks △, 4 marks -", [str(marks)])
    t13 = next(row for row in controls if row["id"] == "T13")
    readings = {(row["id"], row["tier"], row["default"]) for row in t13["readings"]}
    points.point(t13["tier"] == "recommended" and
                 readings == {("change-log", "recommended", True), ("control-table", "minimum", False)},
                 "T13 is recommended by default, minimum as printed in the table", [str(t13)])
    other = [row["id"] for row in controls if row["readings"] and row["id"] != "T13"]
    points.point(not other, "no other control has two readings", other)
    ours = [row["id"] for row in export["controls"] if row["origin"] != "guidance" and not row["id"].startswith("S-")]
    points.point(not ours, "our own controls all begin with S-", ours)


def check_scope(points, export):
    scope = collections.defaultdict(list)
    for row in export["scope"]:
        scope[row["kind"]].append(row)
    equal(points, "components of the scope",
          [(row["id"], squeeze(row["label_ja"]), row["state"]) for row in oracle("scope_components")],
          [(row["id"], squeeze(row["label"]["ja"]), row["state"]) for row in scope["component"]])
    equal(points, "details of the scope",
          [(row["id"], squeeze(row["label_ja"]), printed_state(row)) for row in oracle("scope_details")],
          [(row["id"], squeeze(row["label"]["ja"]), row["state"]) for row in scope["detail"]])
    equal(points, "states of the scope", ["in", "impact", "out"], [row["id"] for row in export["scope_states"]])


def printed_state(row):
    """対象, or only the impact by the remark (one merged cell over three rows), or out."""
    if row["printed"] == "対象":
        return "in"
    return "impact" if "影響についてのみ" in row["note_ja"] or row["id"] in IMPACT_MERGED else "out"


def check_assets(points, export):
    equal(points, "assets",
          [(row["id"], squeeze(row["label_ja"]), squeeze(row["example_ja"]), row["state"]) for row in oracle("assets")],
          [(row["id"], squeeze(row["label"]["ja"]), squeeze(row["example"]["ja"]), row["state"]) for row in export["assets"]])
    states = collections.Counter(row["state"] for row in export["assets"])
    points.point(states == {"in": 11, "out": 7}, "11 assets in scope, 7 out", [str(states)])


def check_document(points, export):
    equal(points, "references",
          [(row["id"], squeeze(row["label_ja"]), squeeze(row["publisher_ja"])) for row in oracle("references")],
          [(row["id"], squeeze(row["label"]["ja"]), squeeze(row["publisher"]["ja"])) for row in export["references"]])
    equal(points, "references of the intentional threats",
          [(row["threat"], row["references"].split(",")) for row in oracle("intentional_references")],
          [(row["id"], row["references"]) for row in export["intentional"]])
    equal(points, "editions",
          [(row["version"], western(row["date_ja"]), int(row["changes"])) for row in oracle("editions")],
          [(row["version"], row["date"], len(row["changes"])) for row in export["editions"]])
    equal(points, "changes",
          [(int(row["row"]), row["version"], squeeze(row["place_ja"])) for row in oracle("changes")],
          [(change["row"], row["version"], squeeze(change["place"]["ja"])) for row in export["editions"] for change in row["changes"]])


def western(japanese):
    """令和3年1月 -> 2021-01."""
    year, month = re.fullmatch(r"令和(\d+)年(\d+)月", japanese).groups()
    return f"{2018 + int(year)}-{int(month):02}"


def check_criteria(points, export):
    for name in ("threat_criteria", "vulnerability_criteria"):
        equal(points, name.replace("_", " "), [(row["class"], int(row["level"])) for row in oracle(name)],
              [(row["class"], row["level"]) for row in export[name]])
    equal(points, "importance criteria", [(row["aspect"], int(row["level"])) for row in oracle("importance_criteria")],
          [(row["aspect"], row["level"]) for row in export["importance_criteria"]])
    columns = ("importance", "threat", "vulnerability", "value")
    equal(points, "matrix", sorted(tuple(int(row[name]) for name in columns) for row in oracle("matrix")),
          sorted(tuple(row[name] for name in columns) for row in export["matrix"]))


def check_example(points, export):
    printed, example = oracle("example")[0], export["example"]
    equal(points, "worked example", [(printed["minimum"].split(","), printed["recommended"].split(","))],
          [(example["minimum"], example["recommended"])])
    scenario = next(row for row in export["scenarios"] if row["id"] == example["scenario"])
    treated = tuple([row["control"] for row in scenario[tier]] for tier in ("minimum", "recommended"))
    equal(points, "scenario of the worked example", [(printed["minimum"].split(","), printed["recommended"].split(","))], [treated])


def check_configurations(points, export):
    for name in ("ip-vpn", "ipsec-client"):
        rows = [row for row in oracle("configurations") if row["configuration"] == name]
        measures = next(row for row in export["configurations"] if row["id"] == name)["measures"]
        measures = [row for row in measures if row["origin"] == "guidance"]
        equal(points, f"measures of {name}", sorted(row["control"] for row in rows), sorted(row["control"] for row in measures))
        wrong = [row["control"] for row in measures
                 if not any(row["place"] in HINTS[hint["printed_place_hint_ja"]] for hint in rows if hint["control"] == row["control"])]
        points.point(not wrong, f"measures of {name} stand where they are printed: {len(measures)}", wrong)
    router = next(row for row in export["configurations"] if row["id"] == "ipsec-router")
    printed = [row["control"] for row in router["measures"] if row["origin"] == "guidance"]
    points.point(router["preconditions"] and not printed, "ipsec-router: preconditions are printed, measures are ours", printed)


def check_categories(points, export):
    members = collections.defaultdict(list)
    for row in export["accidental"]:
        members[row["category"]].append(row["id"])
    equal(points, "categories with their threats",
          [(row["id"], squeeze(row["label_ja"]), row["threats"].split(",")) for row in oracle("categories")],
          [(row["id"], squeeze(row["label"]["ja"]), members[row["id"]]) for row in export["categories"]])


def reaching(export, importance, raised):
    """Ids of the printed rows whose value reaches the line; raised: with the level the reader has."""
    levels = {row["id"]: row["level"] for row in export["threats"]}
    if raised:
        levels.update({row["threat"]: max(row["level"], levels[row["threat"]]) for row in export["raised"]})
    return sorted(row["id"] for row in export["vulnerabilities"] if importance * levels[row["threat"]] * row["level"] >= LINE)


def check_line(points, export):
    printed = oracle("reach18")
    points.point(export["line"]["value"] == LINE and export["line"]["comparison"] == ">=", "the line is >= 18")
    equal(points, "rows that reach 18 at importance 3", sorted(row["id"] for row in printed if row["reader"] == "0"),
          reaching(export, IMPORTANCE_TOP, False))
    equal(points, "rows that reach 18 with the reader's raised level", sorted(row["id"] for row in printed),
          reaching(export, IMPORTANCE_TOP, True))
    points.point(len(reaching(export, IMPORTANCE_TOP, False)) == 7, "exactly 7 of 60 rows reach 18 at importance 3")
    points.point(len(reaching(export, IMPORTANCE_TOP, True)) == 8, "exactly 8 of 60 rows reach 18 with the reader's raised level")
    points.point(not reaching(export, 2, True), "no row reaches 18 at importance 2", reaching(export, 2, True))
    levels = {row["id"]: row["level"] for row in export["threats"]}
    above = [row["id"] for row in export["vulnerabilities"] if IMPORTANCE_TOP * levels[row["threat"]] * row["level"] > LINE]
    points.point(not above, "with > for >= no row would be treated", above)
    products = {row["value"] for row in export["matrix"]}
    points.point(len(products) == 10 and products == {a * b * c for a, b, c in itertools.product((1, 2, 3), repeat=3)},
                 "the matrix has 10 distinct products", [str(sorted(products))])


def check_scenarios(points, export):
    """Levels of each scenario are those of its rows, and those at the line are of the printed rows that can reach it."""
    assets = {row["id"]: max(row["importance"][aspect] for aspect in "cia") for row in export["assets"]}
    threats = {row["id"]: row["level"] for row in export["threats"]}
    vulnerabilities = {row["id"]: row for row in export["vulnerabilities"]}
    raised = {(row["threat"], row["place"]): row["level"] for row in export["raised"]}
    wrong = []
    for row in export["scenarios"]:
        place = row["id"].removeprefix(f"{row['asset']}.{row['vulnerability']}").removeprefix(".")
        expected = (assets[row["asset"]], raised[row["threat"], place] if place else threats[row["threat"]],
                    vulnerabilities[row["vulnerability"]]["level"], vulnerabilities[row["vulnerability"]]["threat"])
        if expected != (row["importance"], row["threat_level"], row["vulnerability_level"], row["threat"]):
            wrong.append(f"{row['id']}: {expected}")
    points.point(export["scenarios"] and not wrong, f"levels of {len(export['scenarios'])} scenarios are those of their rows", wrong)
    can = {row["id"] for row in oracle("reach18")}
    over = {row["vulnerability"] for row in export["scenarios"]
            if row["importance"] * row["threat_level"] * row["vulnerability_level"] >= LINE}
    points.point(over == can, f"scenarios over the line are of these {len(can)} rows", sorted(over ^ can))


def check_traced(points, export):
    tables = {name: rows for name, rows in export.items()
              if isinstance(rows, list) and name not in OURS and name not in ("scenarios", "controls")}
    rows = [(name, row) for name, table in tables.items() for row in table]
    rows += [("controls", row) for row in export["controls"] if row["origin"] == "guidance"]
    untraced = [f"{name} {row.get('id', row)}" for name, row in rows if not traced(name, row)]
    points.point(rows and not untraced, f"{len(rows)} rows of {len(tables) + 1} tables say section, table and row", untraced)


def traced(name, row):
    """The matrix has no row numbers: a cell is found by its levels. Controls carry their number in `row`."""
    source = row.get("source") or {}
    labels = [(source.get(part) or {}).get(lang) for part in ("section", "table") for lang in ("ja", "en")]
    number = row.get("row", source.get("row"))
    return all(labels) and (name == "matrix" or (isinstance(number, int) and number > 0))


def check_ids(points, export):
    """`scope` and `threats` show rows of other tables again; ids of criteria and words are those of their own table only."""
    again = {"scope", "threats"}
    local = {"scope_states", "importance_criteria", "threat_classes", "threat_criteria", "vulnerability_criteria",
             "vulnerability_rule", "control_kinds", "tiers", "marks"}
    rows = [(name, row["id"]) for name, table in export.items() if isinstance(table, list) and name not in again | local
            for row in table if "id" in row]
    rows += [("scope", row["id"]) for row in export["scope"] if row["kind"] == "detail"]
    rows += [("changes", change["id"]) for row in export["editions"] for change in row["changes"]]
    twice = [id_ for id_, count in collections.Counter(id_ for _, id_ in rows).items() if count > 1]
    points.point(len(rows) > 400 and not twice, f"{len(rows)} ids, none twice", twice)
    inside = [f"{name} {id_}" for name in local for id_, count in
              collections.Counter(row["id"] for row in export[name]).items() if count > 1]
    points.point(not inside, f"ids of {len(local)} tables of words and criteria are different within each", inside)
    slugs = [row["slug"] for row in export["threats"]]
    clash = [slug for slug in slugs if slugs.count(slug) > 1 or slug in {id_ for _, id_ in rows}]
    points.point(len(slugs) == 34 and not clash, "34 words for threats, none twice, none an id", clash)


def run(points):
    export = read_json("catalogue", "export")
    for check in (check_threats, check_vulnerabilities, check_controls, check_scope, check_assets, check_document, check_criteria,
                  check_example, check_configurations, check_categories, check_line, check_scenarios, check_traced, check_ids):
        check(points, export)


if __name__ == "__main__":
    main(run)
