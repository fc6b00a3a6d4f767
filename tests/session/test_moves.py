#!/usr/bin/python3
"""Evidence moves the register, and its loss moves it back: a bundle pulled, a file pulled, time passing, a failure seen, a place seen to be empty.

All people's answers say "met" but about T17, so that T17's evidence alone decides what is open.
"""
import json
import os
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "catalogue"))
from evidence_site import EvidenceSite  # noqa: E402
from support import main, read_json, sekisho  # noqa: E402

AT = "2026-11-21T00:00:00Z"
SUBJECTS = {"terminal-1": "terminal", "claim-1": "claim-terminal", "receipt-1": "receipt-computer", "router-a-1": "router-a",
            "router-b-1": "router-b", "hub-1": "hub-1", "hub-2": "hub-2", "line-1": "line", "reader-1": "reader", "practice-1": "practice",
            "provider-1": "provider"}


def case(control):
    """The healthy facts of a control's committed cases: [(kind, subject, method, rows)]."""
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    with open(os.path.join(root, "check", "cases", control + ".json"), encoding="utf-8") as file:
        cases = json.load(file)
    base = next(iter(cases["base"].values()))
    return [(kind, subject, cases["methods"].get(kind, "observed"), rows) for subject, kinds in base.items() for kind, rows in kinds.items()]


def answers():
    """Every control that is not ours to show is said to be met, and so is the absence of wireless by nobody."""
    controls = [row["id"] for row in read_json("catalogue", "list", "controls", "--json")["rows"]]
    said = "".join(f"- {{control: {control}, state: met, by: Tester, date: 2026-11-01, expires: 2027-10-01}}\n" for control in controls if control != "T17")
    return "answers:\n" + said


def look_at(site, at=AT, codes=(0, 1)):
    return read_json("assess", "--json", "--at", at, "--site", site.folder, codes=codes)


def state(register, control):
    return next(row["verdict"] for row in register["controls"] if row["id"] == control)


def why(site, what, at=AT):
    return sekisho("why", what, "--at", at, "--site", site.folder)[1]


def broken_filter(looks):
    """The same looks, with the first filter of router B letting everything in."""
    found = json.loads(json.dumps(looks))
    row = next(rows[0] for kind, subject, _, rows in found if kind == "packet_filter" and subject == "router-b-1")
    row.update({"stateful": False, "otherwise": "allow"})
    return [tuple(look) for look in found]


def check_store(points, site, looks):
    before = look_at(site)
    path = site.bundle("2026-11-20T00:00:00Z", looks)
    points.point(before["counts"]["open"] > 0 and state(before, "T17") == "unknown", f"without evidence of T17 {before['counts']['open']} risks are open")
    planned = read_json("look", path, "--planned", "--json", "--at", AT, "--site", site.folder, codes=(0, 1))
    points.point(planned["planned"] and not planned["stored"] and {"control": "T17", "before": "unknown", "after": "met"}.items() <=
                 next(row for row in planned["moves"] if row["control"] == "T17").items(), "look --planned says what it would move")
    points.point(look_at(site) == before and not os.path.exists(os.path.join(site.folder, "evidence")), "and stores nothing")
    shown = read_json("look", path, "--json", "--at", AT, "--site", site.folder, codes=(0, 1))
    points.point(not shown["stored"] and look_at(site) == before, "look --json without --yes stores nothing either")
    site.take(path, AT)
    after = look_at(site)
    points.point(state(after, "T17") == "met" and after["counts"]["open"] < before["counts"]["open"],
                 f"with it T17 is met and {after['counts']['open']} of {before['counts']['open']} stay open")
    text = why(site, "T17")
    points.point("evidence/collector-1.host-1.000000001.jsonl, line" in text and "sha256" in text and "2026-11-20T00:00:00Z" in text,
                 "why T17 names file, line, digest and time", text.splitlines())
    return before, after


def check_loss(points, site, before, after):
    """What is pulled is not silently gone: with its chain's head it is no evidence; without the head's consent it is a finding."""
    kept = os.path.join(os.path.dirname(site.folder), "kept")
    shutil.copytree(site.folder, kept)
    name = os.path.join(site.folder, "evidence", "collector-1.host-1.000000001.jsonl")
    os.remove(name)
    pulled = look_at(site)
    points.point(state(pulled, "T17") == "unknown" and pulled["counts"]["open"] >= before["counts"]["open"] and pulled["counts"]["refused"] == 1,
                 f"its file pulled: T17 is unknown again, {pulled['counts']['open']} risks are open, and the loss is a finding")
    points.point("Evidence that does not count: 1 files" in why(site, "T17"), "why T17 says that evidence does not count")
    listed = sekisho("evidence", "list", "--at", AT, "--site", site.folder)
    points.point(listed[0] == 1 and "number 1 of the chain of collector-1 on host-1 is not here" in listed[1], "evidence list names what is missing", listed)
    os.remove(os.path.join(site.folder, "evidence.heads"))
    pulled = look_at(site)
    points.point(pulled["counts"]["open"] == before["counts"]["open"] and pulled["counts"]["refused"] == 0, "pulled with its chain: as before it came")
    text = why(site, "T17")
    points.point("not known" in text.splitlines()[1] and "evidence/" not in text.split("To answer")[0], "why T17 knows of no evidence any more", text.splitlines())
    shutil.rmtree(site.folder)
    shutil.copytree(kept, site.folder)
    points.point(look_at(site) == after, "put back: as it was")


def check_time(points, site, after):
    found = next(row for row in after["controls"] if row["id"] == "T17")["subjects"][0]
    last = found["stale_after"]
    points.point(last and state(look_at(site, last), "T17") == "met", f"to the second {last} it holds")
    stale = look_at(site, "2027-09-01T00:00:00Z")
    points.point(state(stale, "T17") == "stale" and stale["counts"]["open"] > after["counts"]["open"], "past its age it is stale and the risks open again")
    text = why(site, "T17", "2027-09-01T00:00:00Z")
    points.point("out of date" in text and "too long ago" in text, "why T17 says that it was looked at too long ago", text.splitlines())


def check_failure(points, site, looks):
    """An observed failure wins over people's word, which says so."""
    site.write(answers() + "- {control: T17, state: met, by: Tester, date: 2026-11-20}\n")
    points.point(state(look_at(site), "T17") == "met", "word and evidence agree")
    site.take(site.bundle("2026-11-21T00:00:00Z", broken_filter(looks)), AT)
    broken = look_at(site)
    row = next(row for row in broken["controls"] if row["id"] == "T17")
    points.point(row["verdict"] == "unmet" and row["subjects"][0]["contradicts"] and broken["counts"]["contradictions"] == 1,
                 "a failure that was seen wins over a person's yes, and the contradiction is counted")
    text = why(site, "T17")
    points.point("Contradiction" in text and "said by Tester" in text and "! " in text, "why T17 shows both", text.splitlines())
    points.point(state(look_at(site, "2027-09-01T00:00:00Z"), "T17") == "unmet", "and it does not age")
    site.take(site.bundle("2026-11-22T00:00:00Z", looks), "2026-11-22T00:00:00Z")
    mended = look_at(site, "2026-11-22T00:00:00Z")
    points.point(state(mended, "T17") == "met" and mended["counts"]["contradictions"] == 0, "until it is seen mended")


def check_later(points, site):
    """A bundle of tomorrow is refused today; a run as of a day gone by sees what was known then, and says what it leaves out."""
    then = look_at(site, "2026-11-20T12:00:00Z")
    points.point(then["counts"]["refused"] == 2 and state(then, "T17") == "met", "as of an earlier day: the first bundle counts, the two later ones are refused")
    then = look_at(site, "2026-11-21T12:00:00Z")
    points.point(then["counts"]["refused"] == 1 and state(then, "T17") == "unmet", "as of the day between: the failure counts")


def check_absence(points, folder):
    """Whoever shows that no wireless is there takes its risks out of the count."""
    site = EvidenceSite(folder, SUBJECTS, answers(), name="absent")
    before = look_at(site)
    site.take(site.bundle("2026-11-20T00:00:00Z", absence_looks()), AT)
    after = look_at(site)
    gone = [row for row in after["not_applicable"] if row["check"]]
    points.point(state(after, "T20") == "not-applicable" and gone and after["counts"]["scenarios"] == before["counts"]["scenarios"] - len(gone) and
                 after["counts"]["over_line"] <= before["counts"]["over_line"],
                 f"evidence of absence takes {len(gone)} risks out: {before['counts']['scenarios']} -> {after['counts']['scenarios']} concern this site, "
                 f"{before['counts']['over_line']} -> {after['counts']['over_line']} reach the line")
    text = why(site, gone[0]["id"]) if gone else ""
    points.point("does not apply here" in text and "evidence/" in text, "why says by which evidence", text.splitlines())


def check_absence_of_nobody(points, folder):
    """Nobody says that there is no wireless, and nobody is listed who could: that no device has any shows nothing yet."""
    site = EvidenceSite(folder, {subject: place for subject, place in SUBJECTS.items() if place != "practice"}, answers(), name="nobody")
    before = look_at(site)
    site.take(site.bundle("2026-11-20T00:00:00Z", absence_looks()[1:]), AT)
    after = look_at(site)
    needs = [need for row in after["controls"] if row["id"] == "T20" for each in row["subjects"] for result in each["evidence"] for need in result["needs"]]
    points.point(state(after, "T20") == "unknown" and after["counts"]["scenarios"] == before["counts"]["scenarios"] and after["counts"]["open"] == before["counts"]["open"],
                 "without a practice that is listed no look at devices takes a risk out", [after["counts"], before["counts"]])
    points.point([need["kind"] for need in needs if need["subject"] is None] == ["practice"], "JSON says what nobody can be asked about", needs)
    text = why(site, "T20")
    points.point("practice (none): nobody is listed whom it can be known of" in " ".join(text.split()), "and so does why", text.splitlines())


def check_older_word(points, folder):
    """Accounts are told by word; that a screen does not lock is seen later, and no word of before or after it ends that."""
    said = answers().replace("{control: T02, state: met, by: Tester, date: 2026-11-01", "{control: T02, state: met, by: Tester, date: %s")
    looks = [(kind, subject, "attested" if kind == "account" else method, rows) for kind, subject, method, rows in case("T02") if subject == "terminal-1"]
    off = [(kind, subject, method, [{**row, "enabled": False} for row in rows]) for kind, subject, method, rows in looks if kind == "screen_lock"]
    site = EvidenceSite(folder, SUBJECTS, said % "2026-11-05", name="word")
    site.take(site.bundle("2026-11-01T00:00:00Z", looks), AT)
    points.point(state(look_at(site), "T02") == "met", "T02 is met by word and by what was seen")
    site.take(site.bundle("2026-11-20T00:00:00Z", off), AT)
    for day in ("2026-11-05", "2026-11-21"):
        site.write(said % day)
        row = next(row for row in look_at(site)["controls"] if row["id"] == "T02")["subjects"][0]
        found = [(result["verdict"], result["method"], result["looked"]) for result in row["evidence"] if result["check"] == "t02-sign-in"]
        points.point(row["verdict"] == "unmet" and row["contradicts"] and found == [("unmet", "observed", "2026-11-20T00:00:00Z")],
                     f"a lock is seen to be off on the 20th: no word of {day} ends it, though accounts are known by word", [row["verdict"], *found])
    text = why(site, "T02")
    points.point("000000001.jsonl, line 3; with evidence/collector-1.host-1.000000002.jsonl, line 2" in " ".join(text.split()), "why T02 names the account, and the look that showed it",
                 text.splitlines())


def check_later_end(points, folder):
    """Support is said to end on the 10th, a person says yes on the 5th: from the 10th on that is no answer. What is said behind it is one."""
    rows = {kind: rows for kind, subject, _, rows in case("T12") if subject == "terminal-1"}
    rows["update_state"] = [{**row, "list_at": "2026-10-25T00:00:00Z", "list_until": "2026-12-01T00:00:00Z"} for row in rows["update_state"]]
    rows["end_of_life"] = [{**row, "ends_at": "2026-11-10T00:00:00Z"} for row in rows["end_of_life"]]
    said = answers().replace("{control: T12, state: met, by: Tester, date: 2026-11-01", "{control: T12, state: met, by: Tester, date: 2026-11-%s")
    site = EvidenceSite(folder, SUBJECTS, said % "05", name="ends")
    site.take(site.bundle("2026-11-01T00:00:00Z", [(kind, "terminal-1", "attested" if kind == "end_of_life" else "observed", row) for kind, row in rows.items()]), AT)
    for day, at, wanted in (("05", "2026-11-09T00:00:00Z", "met"), ("05", AT, "unmet"), ("10", AT, "unmet"), ("11", AT, "met")):
        site.write(said % day)
        found = next(row for row in look_at(site, at)["controls"] if row["id"] == "T12")["subjects"][0]
        points.point(found["verdict"] == wanted and found["stale_after"] == ("2026-11-09T23:59:59Z" if day == "05" and wanted == "met" else found["stale_after"]),
                     f"support ends on the 10th, a person says yes on the {day}: on {at[:10]} T12 is {wanted}", [found["verdict"], found["stale_after"]])
    text = why(site, "T12")
    points.point("true from 2026-11-10 on" in " ".join(text.split()), "why T12 says since when", text.splitlines())


def check_coming(points, folder, looks):
    """Another router is to come on 1 December: what is seen of this one counts until then, and the date says so."""
    subjects = {**SUBJECTS, "router-b-1": "router-b, since: 2026-12-01"}
    site = EvidenceSite(folder, SUBJECTS, answers(), name="coming")
    site.take(site.bundle("2026-11-20T00:00:00Z", looks), AT)
    site.subjects = subjects
    site.write(answers())
    found = next(row for row in look_at(site)["controls"] if row["id"] == "T17")["subjects"][0]
    points.point((found["verdict"], found["stale_after"]) == ("met", "2026-11-30T14:59:59Z"), "T17 is met to the last second before another router comes", [found["verdict"], found["stale_after"]])
    points.point([state(look_at(site, at), "T17") for at in ("2026-11-30T14:59:59Z", "2026-11-30T15:00:00Z")] == ["met", "unknown"], "and so it is")


def absence_looks():
    """Somebody says that there is no wireless, and no device has any."""
    said = {"about": "wireless_absent", "holds": True, "held_on": "2026-11-19T00:00:00Z", "valid_until": "2027-10-01T00:00:00Z"}
    looks = [("practice", "practice-1", "attested", [said])]
    for subject in ("terminal-1", "claim-1", "receipt-1", "router-a-1", "router-b-1"):
        looks += [("network_interface", subject, "observed", [{"identity": "eth0", "medium": "ethernet", "physical": True, "up": True}]),
                  ("wireless_profile", subject, "observed", [])]
    return looks


def run(points):
    looks = case("T17")
    with tempfile.TemporaryDirectory() as folder:
        site = EvidenceSite(folder, SUBJECTS, answers() + "absent:\n- {place: wireless, by: Tester, date: 2026-11-01}\n")
        before, after = check_store(points, site, looks)
        check_loss(points, site, before, after)
        check_time(points, site, after)
        check_failure(points, site, looks)
        check_later(points, site)
        check_absence(points, folder)
        check_absence_of_nobody(points, folder)
        check_older_word(points, folder)
        check_later_end(points, folder)
        check_coming(points, folder, looks)


if __name__ == "__main__":
    main(run)
