#!/usr/bin/python3
"""Many facts: an honest site is judged, and what a hostile collector brings costs nobody but the subjects it speaks about."""
import json
import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "catalogue")]
import many_facts  # noqa: E402
from evidence_site import EvidenceSite  # noqa: E402
from many_facts import AT, WAITING  # noqa: E402
from support import main  # noqa: E402
from test_ceilings import findings, measure  # noqa: E402

OF_TERMINALS = ("T02", "T07", "T12", "T13", "T15", "T19")
ANSWERS = "answers:\n" + "".join(f"- {{control: T02, state: {state}, by: somebody, date: {date}, subject: {subject}}}\n"
                                 for subject, state, date in (("terminal-1", "met", "2026-11-19"), ("terminal-2", "met", "2026-11-19"),
                                                              ("terminal-3", "unmet", "2026-11-19")))


def terminals(count):
    return {f"terminal-{number}": "terminal" for number in range(count)}


def second_chain(site):
    """The next bundle is the first one of another host."""
    site.sequence, site.previous = 0, None


def judged(folder, control):
    code, said, _, _ = measure(folder, "check", control, "--json")
    return {row["id"]: row for row in findings(said, control)} if code in (0, 1) else {}


def honest(points, folder, count, times, most):
    """Nothing is wrong at any terminal, and the program says so of each."""
    site = EvidenceSite(folder, terminals(count), name=f"honest-{count}")
    looks = [look for subject in site.subjects for look in many_facts.looks(subject, times)]
    facts = sum(len(look[3]) for look in looks)
    many_facts.take_all(site, looks)
    code, said, seconds, memory = measure(site.folder, "assess")
    points.point(code == 1 and seconds < most and memory < 200, f"{count} terminals with {facts} facts",
                 [str(code), said[-500:], f"{seconds:.2f} s, {memory} MiB"])
    code, said, seconds, memory = measure(site.folder, "assess", "--json")
    rows = {row["id"]: row for row in json.loads(said)["controls"]} if code == 1 else {}
    wrong = [control for control in OF_TERMINALS if not rows or rows[control]["verdict"] != "met"]
    stopped = said.count('"stopped": {')
    points.point(not wrong and stopped == 0, f"{count} terminals: every check is judged", [str(code), f"not met: {wrong}", f"{stopped} stopped", said[:300]])


def led_astray(points, folder):
    """Facts of one terminal make the query of T02 multiply accounts with locks."""
    site = EvidenceSite(folder, terminals(4), ANSWERS, "astray")
    facts = many_facts.healthy()
    site.take(site.bundle(AT, [("account", "terminal-1", "observed", [{**facts["account"][0], "identity": f"id-{row}"} for row in range(6000)]),
                               ("sign_in_policy", "terminal-1", "observed", facts["sign_in_policy"]), ("auto_logon", "terminal-1", "observed", []),
                               ("screen_lock", "terminal-1", "observed", facts["screen_lock"][:1] * 6000)] +
                          [(kind, subject, "observed", rows) for subject in ("terminal-0", "terminal-1", "terminal-3") for kind, rows in facts.items()
                           if subject != "terminal-1" or kind in ("update_state", "pending_update", "end_of_life")]), AT)
    code, said, seconds, _ = measure(site.folder, "assess")
    points.point(code == 1 and seconds < 2, "facts that lead a check astray do not end the run", [str(code), said[:300], f"{seconds:.2f} s"])
    rows = judged(site.folder, "T02")
    states = {subject: row["verdict"] for subject, row in rows.items()}
    expected = {"terminal-0": "unknown", "terminal-1": "unknown", "terminal-2": "met", "terminal-3": "unmet"}
    points.point(states == expected, "it is not known where somebody looked, whatever good is said; a failure said stands", [str(states)])
    result = next((result for result in rows["terminal-1"]["evidence"] if result["check"] == "t02-sign-in"), {}) if rows else {}
    whose = {"subject": "terminal-1", "facts": 12000 + len(facts["sign_in_policy"]), "kind": "account",
             "file": "evidence/collector-1.host-1.000000001.jsonl", "collector": "collector-1", "host": "host-1"}
    points.point(result.get("stopped") == whose and result["says"] and not result["violations"], "JSON tells whose facts it were", [str(result)[:500]])
    others = {subject: row["verdict"] for subject, row in judged(site.folder, "T12").items()}
    points.point(others == {"terminal-0": "met", "terminal-1": "met", "terminal-2": "unknown", "terminal-3": "met"}, "other checks are judged",
                 [str(others)])
    for words in (("check", "T02"), ("why", "T02")):
        _, said, _, _ = measure(site.folder, *words)
        told = " ".join(said.split())
        points.point("stopped: it would go on too long" in told and "Most are about terminal-1: 120" in told, f"sekisho {' '.join(words)} tells, too",
                     [said[-800:]])


def absence_not_shown(points, folder):
    """More rows than can be kept: that there is no wireless is said, and what was looked at might show that there is."""
    site = EvidenceSite(folder, terminals(5), "absent:\n- {place: wireless, by: somebody, date: 2026-11-19}\n", "rows")
    for subject in site.subjects:
        rows = [{"identity": f"w{number}", "medium": "wireless", "physical": True, "up": True} for number in range(60000)]
        site.take(site.bundle(AT, [("network_interface", subject, "observed", rows)]), AT)
    row = judged(site.folder, "T20").get(None, {})
    stop = row and row["evidence"] and row["evidence"][0]["stopped"]
    points.point(bool(stop) and row["verdict"] == "unknown", "a place is not absent by word where its check was stopped", [str(row)[:500]])


def too_much_of_a_chain(points, folder):
    """Six bundles of 60,000 rows: refused with a reason, and who speaks of terminal-9 on another host is heard."""
    site = EvidenceSite(folder, terminals(10), name="chain", hosts=("host-1", "host-2"))
    for number in range(6):
        rows = [{**WAITING, "name": f"u{row}"} for row in range(60000)]
        site.take_unseen(site.bundle(AT, [("pending_update", f"terminal-{number}", "observed", rows)]), AT)
    second_chain(site)
    site.take(site.bundle(AT, many_facts.looks("terminal-9"), host="host-2"), AT)
    code, said, seconds, memory = measure(site.folder, "assess")
    points.point(code == 1 and "6 files" in said and seconds < 5 and memory < 250, "a chain with too many facts does not end the run",
                 [str(code), said[:300], f"{seconds:.2f} s, {memory} MiB"])
    code, said, _, _ = measure(site.folder, "evidence", "list", "--json")
    refusals = [file["refusal"] for file in json.loads(said)["files"]]
    points.point(refusals == ["evidence-chain"] * 5 + ["evidence-many", None], "it is refused with the reason", [str(refusals), said[:300]])
    states = {subject: row["verdict"] for subject, row in judged(site.folder, "T12").items()}
    points.point(states.get("terminal-9") == "met" and states.get("terminal-0") == "unknown", "the other chain counts", [str(states)])


def run(points):
    with tempfile.TemporaryDirectory() as folder:
        honest(points, folder, 1000, 1, 12)
        honest(points, folder, 50, 4, 3)
        led_astray(points, folder)
        absence_not_shown(points, folder)
        too_much_of_a_chain(points, folder)


if __name__ == "__main__":
    main(run)
