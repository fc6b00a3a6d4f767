#!/usr/bin/python3
"""Mutants of every check (mutants.py), judged by the program's own judge: none survives that survivors.tsv does not explain, and nothing is
explained there that does not survive."""
import glob
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "../gates")]
import engine  # noqa: E402  (the folders have to be on the path first)
import mutants  # noqa: E402
import oracle  # noqa: E402
import sql  # noqa: E402
from gate import Points  # noqa: E402


def point_check(points, report, unchanged):
    """`unchanged`: the check as it is survives, so that it is not the tool that kills."""
    details = [f"survives: {name}" for name in report.survivors] + ([] if unchanged else ["the check as it is does not survive"])
    details += [f"listed in survivors.tsv, but killed or gone: {name}" for name in report.unneeded]
    points.point(report.count > 0 and not details, report.line(), details)


def point_all(points, files, reasons):
    """Every check; the absence check of a place only once, with the cases of all controls there."""
    started, total, killed, done = time.monotonic(), 0, 0, set()
    with engine.Tool(files) as tool:
        for cases in files:
            for report in mutants.examine(cases, lambda check: engine.ToolEngine(tool, check), reasons, done=done):
                same = engine.ToolEngine(tool, report.check).run([mutants.Mutant("nothing", report.check)])
                point_check(points, report, same == [False])
                total, killed = total + report.count, killed + report.killed
    seconds = time.monotonic() - started
    print(f"# {total} mutants of {len(done)} checks, {killed} killed, {len(reasons)} listed, {seconds:.1f} s")
    unknown = sorted({check for check, _ in reasons} - done)
    points.point(total > 0 and not unknown, "survivors.tsv names checks that exist", unknown)


# ---- the mutants themselves -----------------------------------------------------------------------------------

QUERY = """SELECT a.subject, 'old', a.rowid FROM account AS a JOIN password_age AS p ON p.subject = a.subject AND p.identity = a.identity
  WHERE a.enabled IS NOT 0 AND (p.changed_at < 100 OR p.changed_at IS NULL) AND NOT p.must_change
    AND a.role IN ('user', 'guest') AND coalesce(p.max_age, 0) NOT BETWEEN 1 AND 60
UNION ALL
SELECT s.id, 'none', NULL FROM subject AS s WHERE NOT EXISTS (SELECT 1 FROM account AS a WHERE a.subject = s.id)"""
EXPECTED = """old: branch dropped
old: widened p.subject = a.subject
old: widened p.identity = a.identity
old: flipped p.subject = a.subject
old: dropped a.enabled IS NOT 0
old: dropped (p.changed_at < 100 OR p.changed_at IS NULL)
old: dropped p.changed_at IS NULL
old: flipped p.changed_at IS NULL
old: NOT added to p.changed_at < 100 OR p.changed_at IS NULL
old: off by one p.changed_at < 100
old: 100 to 101 p.changed_at < 100
old: 100 to 99 p.changed_at < 100
old: NOT dropped NOT p.must_change
old: dropped NOT p.must_change
old: flipped a.role IN ('user', 'guest')
old: text changed 'guest' in a.role IN ('user', 'guest')
old: flipped coalesce(p.max_age, 0) NOT BETWEEN 1 AND 60
old: low end open coalesce(p.max_age, 0) NOT BETWEEN 1 AND 60
old: high end dropped coalesce(p.max_age, 0) NOT BETWEEN 1 AND 60
old: default flipped coalesce(p.max_age, 0)
old: default dropped coalesce(p.max_age, 0)
none: branch dropped
none: flipped NOT EXISTS (SELECT 1 FROM account AS a WHERE a.subject = s.id)
none: widened a.subject = s.id""".splitlines()
UNPARSED = ("SELECT s.id, 'a', NULL FROM subject AS s GROUP BY s.id", "SELECT s.id, 'a' FROM subject AS s WHERE s.id LIKE 'a'",
            "WITH x AS (SELECT 1) SELECT * FROM x", "SELECT s.id FROM subject AS s UNION SELECT s.id FROM subject AS s",
            "SELECT s.id FROM subject AS s ORDER BY 1", "SELECT s.id FROM subject AS s; SELECT 1", 'SELECT "id" FROM subject AS s')


def refuses(query):
    try:
        sql.mutants(query)
    except sql.Unparsed:
        return True
    return False


def point_parser(points, kinds):
    """The list of mutants is as it should be, each is SQL, and what cannot be parsed is refused."""
    found = sql.mutants(QUERY)
    names = [name.strip() for name, _ in found]
    points.point(not set(EXPECTED) - set(names), f"{len(found)} mutants of a query", sorted(set(EXPECTED) - set(names)))
    points.point(len(set(names)) == len(names) == len({text for _, text in found}), "each mutant has one name and is another query")
    broken = []
    for name, text in found:
        try:
            kinds.empty.execute(text)
        except oracle.sqlite3.Error as error:
            broken.append(f"{name}: {error}")
    points.point(not broken, "each mutant is a query", broken)
    points.point(all(refuses(query) for query in UNPARSED), "what cannot be parsed is refused", [query for query in UNPARSED if not refuses(query)])


class Half:
    """An engine that kills every second mutant."""

    def run(self, chosen):
        return [i % 2 == 0 for i, _ in enumerate(chosen)]


def point_doubt(points, cases):
    """This test can fail: survivors are told, and so are explanations nobody needs."""
    check = cases.catalogue.checks_for(cases.control)[0]
    chosen = mutants.of_check(check, cases.control.get("parameters", []))
    killed = Half().run(chosen)
    reasons = {(check["id"], chosen[0].name): "killed in truth", (check["id"], chosen[1].name): "equivalent"}
    report = mutants.Report(check, chosen, killed, reasons)
    points.point(report.unneeded == [chosen[0].name] and report.listed == [chosen[1].name] and
                 len(report.survivors) == len(chosen) - sum(killed) - 1, "survivors and needless explanations are noticed")


def main():
    points, kinds = Points(), oracle.Kinds()
    point_parser(points, kinds)
    catalogue = oracle.Catalogue(os.path.join(oracle.ROOT, "catalogue"))
    files = [oracle.CaseFile(path, kinds, catalogue) for path in sorted(glob.glob(os.path.join(HERE, "cases/*.json")))]
    points.point(bool(files), "there are cases")
    if files:
        point_doubt(points, files[0])
        point_all(points, files, mutants.listed(os.path.join(HERE, "survivors.tsv")))
    return points.end()


if __name__ == "__main__":
    sys.exit(main())
