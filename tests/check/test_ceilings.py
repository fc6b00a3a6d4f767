#!/usr/bin/python3
"""Much evidence, many subjects, many queries, times at the end of what can be written: judged, or stopped within its ceilings; never an abort."""
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "catalogue"))
from evidence_site import EvidenceSite  # noqa: E402
from support import SEKISHO, main  # noqa: E402

AT = "2026-11-20T00:00:00Z"
LISTENERS = "SELECT subject, 'open', rowid FROM listener"


def own(*checks):
    """Checks of the site's own: (control, sql, further keys)."""
    rows = "".join(f"  - id: x-{number}\n    control: {control}\n    needs: [listener]\n    max-age: 30\n{more}    sql: |\n      {sql}\n"
                   "    reasons:\n    - {id: open, text: open}\n" for number, (control, sql, more) in enumerate(checks, 1))
    return "own:\n  checks:\n" + rows


def listeners(count):
    return [{"protocol": "tcp", "family": "ipv4", "address": "0.0.0.0", "port": port, "reach": "any"} for port in range(count)]


def measure(folder, *words, at=AT):
    """(exit code, standard output or standard error, seconds of processor time, peak MiB)."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen([SEKISHO, *words, "--at", at, "--site", folder], stdout=out, stderr=errors, stdin=subprocess.DEVNULL,
                                   env={"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"})
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        errors.seek(0)
        text = out.read().decode()
        return process.returncode, text or errors.read().decode(), usage.ru_utime + usage.ru_stime, usage.ru_maxrss >> 10


def findings(said, control):
    return next(row for row in json.loads(said)["controls"] if row["id"] == control)["subjects"]


def rows_of_many_subjects(points, folder):
    """Each subject keeps its own rows and no more: 200 of them do not cost 200 times all rows."""
    subjects = {f"terminal-{number}": "terminal" for number in range(200)}
    site = EvidenceSite(folder, subjects, own(("T12", LISTENERS, "")), "rows")
    site.take(site.bundle(AT, [("listener", subject, "observed", listeners(100)) for subject in subjects]), AT)
    code, said, _, _ = measure(site.folder, "check", "T12", "--json")
    ok = code == 1 and all(len(row["evidence"][-1]["violations"]) == 100 for row in findings(said, "T12"))
    points.point(ok, "200 subjects with 100 failures each are judged", [said[:300]])


def through_of_many_subjects(points, folder):
    """A check through other places says the same of each subject: it is judged once."""
    subjects = {f"practice-{number}": "practice" for number in range(990)} | {f"terminal-{number}": "terminal" for number in range(990)}
    site = EvidenceSite(folder, subjects, own(("H13", LISTENERS, "    through: [terminal]\n")), "through")
    site.take(site.bundle(AT, [("listener", f"terminal-{number}", "observed", listeners(1)) for number in range(990)]), AT)
    code, said, seconds, memory = measure(site.folder, "assess")
    points.point(code == 1 and seconds < 1 and memory < 100, "990 practices looked at through 990 terminals",
                 [str(code), said[:300], f"{seconds:.2f} s, {memory} MiB"])
    code, said, seconds, memory = measure(site.folder, "check", "H13", "--json")
    ok = code == 1 and len(findings(said, "H13")) == 990 and '"needs_left_out": 990' in said
    points.point(ok and seconds < 3 and memory < 300, "JSON that would not fit leaves out what was seen, and no verdict",
                 [str(code), said[:300], f"{seconds:.2f} s, {memory} MiB"])


def words_of_many_failures(points, folder):
    """20,000 failures in words of 8 KB: people see some and how many more there are; JSON lists a part before it takes the memory."""
    words = "{ja: " + "あ" * 2600 + ", en: " + "b" * 8000 + "}"
    site = EvidenceSite(folder, {"terminal-1": "terminal"}, own(("T12", LISTENERS, "")).replace("text: open", "text: " + words), "words")
    site.take(site.bundle(AT, [("listener", "terminal-1", "observed", listeners(20000))]), AT)
    for words in (("check", "T12"), ("why", "T12")):
        code, said, seconds, memory = measure(site.folder, *words)
        points.point(code == 1 and "and 19980 more" in said and seconds < 1 and memory < 100, f"sekisho {' '.join(words)}: long words of many failures",
                     [str(code), said[:300], f"{seconds:.2f} s, {memory} MiB"])
    code, said, seconds, memory = measure(site.folder, "check", "T12", "--json")
    listed, left = (lambda last: (len(last["violations"]), last["violations_left_out"]))(findings(said, "T12")[0]["evidence"][-1])
    points.point(code == 1 and listed > 100 and listed + left == 20000 and seconds < 2 and memory < 300, "long words of many failures in JSON",
                 [str(code), said[:300], f"{seconds:.2f} s, {memory} MiB"])


def end_of_time(points, folder):
    """What holds beyond the last time that can be written holds until then."""
    late = "2999-12-30T00:00:00Z"
    site = EvidenceSite(folder, {"provider-1": "provider", "line-1": "line"}, name="late")
    contract = {"about": "inter_facility_blocking", "counterpart": "carrier", "holds": True, "line_type": "ip_vpn", "document": "contract",
                "attachment": "ab" * 32, "signed_on": "2999-01-01T00:00:00Z", "valid_until": "2999-12-31T23:59:59Z"}
    site.take(site.bundle(AT, [("contract", subject, "attested", []) for subject in site.subjects]), AT)
    site.lay(site.bundle(late, [("contract", subject, "attested", [contract]) for subject in site.subjects]))
    for at in (late, "2999-12-31T23:59:59Z"):
        code, said, _, _ = measure(site.folder, "check", "A01", "--json", at=at)
        states = [row["verdict"] for row in findings(said, "A01")] if code in (0, 1) else []
        points.point("met" in states, f"judged as of {at}", [str(code), said[:300]])


def moments_of_many_subjects(points, folder):
    """Until when it holds is asked for as long as one query may take, however many moments the facts name."""
    subjects = {f"terminal-{number}": "terminal" for number in range(190)}
    site = EvidenceSite(folder, subjects, name="moments")
    looks = []
    for number, subject in enumerate(subjects):
        at = f"2026-11-19T{number // 60:02}:{number % 60:02}:00Z"
        state = {"product": "debian", "version": "12.12", "missing": 0, "installed_at": at, "list_at": at, "list_until": "2026-11-25T20:30:00Z",
                 "automatic": "install", "restart_pending": False, "kernel_current": True, "stale_programs": 0}
        looks += [("update_state", subject, "observed", [state]), ("pending_update", subject, "observed", []),
                  ("end_of_life", subject, "observed", [{"product": "debian", "version": "12", "ends_at": "2028-06-30T00:00:00Z",
                                                         "support": "extended"}])]
    site.take(site.bundle(AT, looks), AT)
    code, said, seconds, _ = measure(site.folder, "check", "T12", "--json")
    met = code in (0, 1) and all(row["verdict"] == "met" and AT < row["stale_after"] <= "2026-12-25T00:00:00Z" for row in findings(said, "T12"))
    points.point(met and seconds < 0.7, "190 terminals with times of their own", [str(code), said[:300], f"{seconds:.2f} s"])


def moments_of_many_checks(points, folder):
    """Many of a site's own that can each be judged: how long it takes to ask until when they hold is nobody's fault, and takes nothing from who is judged later."""
    sql = ("SELECT p.subject, 'open', p.rowid FROM pending_update AS p, pending_update AS q, assessment AS a "
           "WHERE p.deferred_until < a.at AND p.deferred_until + q.deferred_until < 0")
    waiting = [{"name": f"p{number}", "security": False, "known_since": "2026-11-15T00:00:00Z", "known_by": "list", "deferred_for": "care",
                "deferred_until": f"2026-12-{1 + number % 28:02}T{number % 24:02}:00:00Z"} for number in range(150)]
    for count in (1, 10):
        answer = "answers:\n- {control: T12, state: met, by: Tester, date: 2026-11-20, expires: 2027-03-01}\n"
        checks = own(*(("T12", sql, ""),) * count).replace("needs: [listener]", "needs: [pending_update]")
        site = EvidenceSite(folder, {"terminal-1": "terminal"}, answer + checks, f"checks-{count}")
        site.take(site.bundle(AT, [("pending_update", "terminal-1", "observed", waiting)]), AT)
        code, said, seconds, _ = measure(site.folder, "check", "T12", "--json")
        found = findings(said, "T12")[0] if code in (0, 1) else {}
        points.point(found.get("verdict") == "met" and AT <= found["stale_after"] < "2026-12-25" and seconds < 2, f"{count} of the site's own with many moments",
                     [str(code), said[:300], f"{seconds:.2f} s"])


def few_facts_of_each_other(points, folder):
    """So few that no index is made for the join at first; without one the query takes more steps than a site's own may."""
    sql = ("SELECT c.subject, 'open', c.rowid FROM listener AS a, listener AS b, listener AS c "
           "WHERE c.protocol = 'tcp' AND c.family = 'ipv4' AND c.address = '0.0.0.0' AND c.port = a.port + b.port + 62")
    site = EvidenceSite(folder, {"terminal-1": "terminal"}, own(("T12", sql, "")), "few")
    site.take(site.bundle(AT, [("listener", "terminal-1", "observed", listeners(63))]), AT)
    code, said, _, _ = measure(site.folder, "check", "T12", "--json")
    rows = findings(said, "T12")[0]["evidence"][-1]["violations"] if code in (0, 1) else []
    points.point(len(rows) == 1, "63 facts put beside each other twice", [str(code), said[:300]])


def run(points):
    with tempfile.TemporaryDirectory() as folder:
        rows_of_many_subjects(points, folder)
        through_of_many_subjects(points, folder)
        words_of_many_failures(points, folder)
        end_of_time(points, folder)
        moments_of_many_subjects(points, folder)
        moments_of_many_checks(points, folder)
        few_facts_of_each_other(points, folder)


if __name__ == "__main__":
    main(run)
