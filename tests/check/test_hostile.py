#!/usr/bin/python3
"""Hostile SQL in a site's own check, on the program itself: stopped within 100 ms of processor time and 32 MiB, with file and line.

tests/check/test_fence.c has the long list; here stand the worst of each sort, measured with a clock. 3,000 facts lie in the site.
"""
import os
import resource
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "catalogue"))
from evidence_site import EvidenceSite  # noqa: E402
from support import SEKISHO, main  # noqa: E402

AT = "2026-11-20T00:00:00Z"
FACTS = 3000
MOST_SECONDS, MOST_KIB = 0.100, 32 << 10
DOUBLED = "SELECT subject, 'open', length(t) FROM " + "(SELECT subject, t || t AS t FROM " * 15 + \
          "(SELECT subject, service AS t FROM listener)" + ")" * 15
WIDE = "SELECT a0.subject, 'open', a0.rowid FROM listener AS a0" + "".join(f", listener AS a{i}" for i in range(1, 63)) + \
       " WHERE a0.port = a1.port" + "".join(f" AND a{i - 1}.port = a{i}.port" for i in range(2, 63))


def joined(text, count):
    """text || text ..., as a tree: deep brackets are refused."""
    return text if count == 1 else f"({joined(text, count // 2)} || {joined(text, count - count // 2)})"


# Texts of 60 KiB, if they are let: 3 of them, kept, so that what is done with them costs and not their making.
LONG = ("(SELECT DISTINCT subject, r, t FROM (SELECT subject, rowid AS r, port, " + joined("u", 20) + " AS t FROM (SELECT subject, rowid, port, " +
        joined("service", 270) + " AS u FROM listener)) WHERE port < 3)")
EACH = f"FROM {LONG} AS a, listener AS b, listener AS c WHERE "
QUERIES = {
    "a long text searched": f"SELECT a.subject, 'open', a.r {EACH} instr(a.t, substr(a.t, 1, 28000) || b.port || c.port)",
    "a long text trimmed": f"SELECT a.subject, 'open', a.r {EACH} trim(a.t, a.t || b.port || c.port) = 'x'",
    "a long text folded": f"SELECT a.subject, 'open', a.r {EACH} lower(a.t || b.port || c.port) = 'x'",
    "a long text measured": f"SELECT a.subject, 'open', a.r {EACH} length(a.t || b.port || c.port) = 1",
    "a long text put together": f"SELECT a.subject, 'open', a.r {EACH} a.t || b.port || c.port = c.service",
    "a long text cut": f"SELECT a.subject, 'open', a.r {EACH} substr(a.t || b.port || c.port, -3, 1) = 'x'",
    "a short text folded": "SELECT a.subject, 'open', a.rowid FROM listener AS a, listener AS b, listener AS c WHERE lower(" +
                           joined("a.service", 60) + " || b.port || c.port) = 'x'",
    "a short text searched": "SELECT a.subject, 'open', a.rowid FROM listener AS a, listener AS b, listener AS c WHERE instr(" +
                             joined("a.service", 60) + ", " + joined("a.service", 30) + " || b.port || c.port)",
    "a short text trimmed": "SELECT a.subject, 'open', a.rowid FROM listener AS a, listener AS b, listener AS c WHERE trim(" +
                            joined("a.service", 60) + ", " + joined("a.service", 30) + " || b.port || c.port) = 'x'",
    "writing": "DELETE FROM listener",
    "writing a file": "VACUUM INTO '/tmp/hostile'",
    "attaching a file": "ATTACH '/etc/passwd' AS p",
    "recursion": "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT 'terminal-1', 'open', n FROM t",
    "a giant value": "SELECT subject, 'open', hex(zeroblob(300000000)) FROM listener",
    "a giant value by a format": "SELECT subject, printf('%.*c', 300000000, 'x'), rowid FROM listener",
    "a value that doubles": DOUBLED,
    "an endless join": "SELECT a.subject, 'open', count(*) FROM listener a, listener b, listener c, listener d, listener e",
    "an endless sort": "SELECT a.subject, 'open', a.rowid FROM listener a, listener b ORDER BY a.service || b.service || a.address, b.port",
    "an endless subquery": "SELECT subject, 'open', (SELECT sum(b.port * c.port) FROM listener b, listener c) FROM listener",
    "a join that is hard to plan": WIDE,
    "deep brackets": "SELECT subject, 'open', rowid FROM listener WHERE " + "(" * 3000,
    "a second statement": "SELECT subject, 'open', rowid FROM listener; DROP TABLE listener",
    "a misspelt column": "SELECT subject, 'open', rowid FROM listener WHERE prot = 445",
    "a misspelt column in quotes": "SELECT subject, 'open', rowid FROM listener WHERE \"prot\" = 445",
    "the schema": "SELECT name, 'open', 1 FROM sqlite_schema",
    "a row about nobody": "SELECT 'nobody', 'open', rowid FROM listener",
    "too many rows": "SELECT a.subject, 'open', a.rowid FROM listener a, listener b",
}


def own(sql):
    return ("own:\n  checks:\n  - id: x-hostile\n    control: T17\n    needs: [listener]\n    max-age: 30\n    sql: |\n      " + sql +
            "\n    reasons:\n    - {id: open, text: open}\n")


def measure(folder):
    """(exit code, standard error, seconds of processor time, peak KiB) of one run."""
    process = subprocess.Popen([SEKISHO, "assess", "--at", AT, "--site", folder], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                               env={"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"})
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, errors, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def line_of_check(folder):
    with open(os.path.join(folder, "site.yaml"), encoding="utf-8") as file:
        return next(number for number, line in enumerate(file, 1) if "id: x-hostile" in line)


def run(points):
    listeners = [{"protocol": "tcp", "family": "ipv4", "address": "0.0.0.0", "port": port, "reach": "any", "service": f"service-{port}"}
                 for port in range(FACTS)]
    with tempfile.TemporaryDirectory() as folder:
        site = EvidenceSite(folder, {"terminal-1": "terminal", "router-b-1": "router-b"})
        site.take(site.bundle(AT, [("listener", "router-b-1", "observed", listeners)]), AT)
        site.write(own("SELECT subject, 'open', rowid FROM listener WHERE port = 445"))
        runs = [measure(site.folder) for _ in range(3)]
        seconds, memory = min(row[2] for row in runs), max(row[3] for row in runs)
        points.point(all(row[0] == 1 for row in runs), f"a tame check runs over {FACTS} facts: {seconds * 1e3:.0f} ms, {memory / 1024:.1f} MiB")
        worst = [0.0, 0]
        for name, sql in QUERIES.items():
            site.write(own(sql))
            code, errors, took, peak = min((measure(site.folder) for _ in range(3)), key=lambda row: row[2])
            place = f"site.yaml:{line_of_check(site.folder)}:"
            worst = [max(worst[0], took - seconds), max(worst[1], peak - memory)]
            ok = code == 2 and place in errors and "mend:" in errors and took - seconds < MOST_SECONDS and peak - memory < MOST_KIB
            points.point(ok, f"{name}: stopped", [f"exit {code}, {took - seconds:.3f} s and {peak - memory} KiB more than the tame one",
                                                        *errors.splitlines()])
        points.point(True, f"{len(QUERIES)} hostile queries: at most {worst[0] * 1e3:.0f} ms and {worst[1] / 1024:.1f} MiB beyond a tame one")
        points.point(not os.path.exists("/tmp/hostile"), "nothing was written")


if __name__ == "__main__":
    main(run)
