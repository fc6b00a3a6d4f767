#!/usr/bin/python3
"""What is kept, and what moved: word for word in both languages, and against another judge of what moved, which sees two registers as
`sekisho assess --json` prints them and knows nothing of histories. Whatever kills the program or fills the disk, nothing kept is lost.
`test_history.py --update` writes the golden files anew; look at the difference before committing it. SEKISHO_KILLS: how often it is killed.
"""
import contextlib
import hashlib
import json
import os
import pathlib
import random
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "catalogue"))
from support import ROOT, SEKISHO, main  # noqa: E402  (the folder has to be on the path first)

GOLDEN = HERE / "golden"
EXAMPLES = pathlib.Path(SEKISHO).parents[1] / "share/sekisho/examples"
DAY = "2026-11-23"
KILLS = int(os.environ.get("SEKISHO_KILLS", "60"))


def run_in(site, *words, lang="en", codes=(0, 1), **options):
    """(exit code, output, errors) of one call in the folder of a site."""
    locale = {"ja": "ja_JP.UTF-8", "en": "en_US.UTF-8"}[lang]
    done = subprocess.run([SEKISHO, *words], cwd=site, capture_output=True, check=False, timeout=60, encoding="utf-8",
                          env={"PATH": "/usr/bin:/bin", "LANG": locale, "TERM": "xterm"}, **options)
    if codes and done.returncode not in codes:
        raise RuntimeError(f"sekisho {' '.join(words)}: exit {done.returncode}: {done.stderr}")
    return done.returncode, done.stdout, done.stderr


def json_of(site, *words, **options):
    return json.loads(run_in(site, *words, "--json", **options)[1])


def new_site(folder, name, example="sakura-sick"):
    return pathlib.Path(shutil.copytree(EXAMPLES / example, pathlib.Path(folder, name)))


def edit(site, *changes):
    """Each (old, new) has to be there."""
    path = site / "site.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        if old not in text:
            raise RuntimeError(f"site.yaml holds no {old!r}")
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")


def answer(control, state, date, more=""):
    return ("answers:\n", f"answers:\n  - {{control: {control}, {more}state: {state}, by: 森, date: {date}, note: \"4900 1234 secret note\"}}\n")


# ---- another judge of what moved ----

def stands(risk, line):
    if risk["value"] < line:
        return "under"
    low, high = risk["residual"]["evidenced"]["low"], risk["residual"]["evidenced"]["high"]
    return "treated" if high < line else "beyond" if risk["after"]["value"] >= line else "over" if low >= line else "unknown"


def oracle(was, is_):
    """(came over, went under, {(control, place, subject): (was, is)}) of two documents of assess."""
    sides, standing = [], []
    for document in (was, is_):
        risks = {risk["id"]: stands(risk, document["line"]) for risk in document["scenarios"]}
        counts = document["counts"]
        if [sum(where == word for where in risks.values()) for word in ("treated", "unknown", "over", "beyond")] != [counts[key] for key in ("evidenced", "unknown", "unmet", "beyond")]:
            raise RuntimeError("this judge counts otherwise than assess")
        sides.append({name: where in ("over", "unknown", "beyond") for name, where in risks.items()})
        standing.append(risks)
    names = {*sides[0], *sides[1]}
    over = {name for name in names if sides[1].get(name) and not sides[0].get(name)}
    under = {name for name in names if sides[0].get(name) and not sides[1].get(name)}
    found = []
    for document in (was, is_):
        found.append({(control["id"], subject["place"], subject["id"]): tuple(subject[key] for key in ("verdict", "method", "contradicts", "lost"))
                      for control in document["controls"] for subject in control["subjects"] if subject["in_scope"]})
    moved = {key: (found[0].get(key), found[1].get(key)) for key in {*found[0], *found[1]} if found[0].get(key) != found[1].get(key)}
    return over, under, moved, {name: tuple(side.get(name, "out") for side in standing) for name in names if standing[0].get(name, "out") != standing[1].get(name, "out")}


def said(diff):
    over = {risk["scenario"] for risk in diff["risks"] if risk["came_over"]}
    under = {risk["scenario"] for risk in diff["risks"] if risk["went_under"]}

    def state(finding):
        return tuple(finding[key] for key in ("state", "method", "contradicts", "lost")) if finding else None
    moved = {(change["control"], change["place"], change["subject"]): (state(change["was"]), state(change["is"])) for change in diff["controls"]}
    return over, under, moved, {risk["scenario"]: (risk["stood"], risk["stands"]) for risk in diff["risks"] if risk["stood"] != risk["stands"]}


def agrees(points, what, was, is_, diff, code):
    wanted, got = oracle(was, is_), said(diff)
    points.point(wanted == got and (diff["came_over"], diff["went_under"]) == (len(wanted[0]), len(wanted[1])) and code == (1 if wanted[0] else 0),
                 f"{what}: {len(wanted[0])} came over, {len(wanted[1])} went under, {len(wanted[2])} controls moved, as another judge says",
                 [code, *(f"{a} / {b}" for a, b in zip(wanted, got))])


# ---- by what ----

def moved_by(points, folder, what, because, *changes, at=DAY, to=None, prepare=None, example="sakura-sick", catalogue=None):
    """Keeps, changes, and compares; {cause} has to be among the causes (of a risk `because` in braces). The JSON."""
    site = new_site(folder, re.sub(r"\W", "-", what), example)
    if prepare:
        edit(site, *prepare)
    was = json_of(site, "assess", "--at", at)
    run_in(site, "history", "keep", "--at", at)
    edit(site, *changes)
    more = ("--catalogue", catalogue) if catalogue else ()
    is_ = json_of(site, "assess", "--at", to or at, *more)
    code = run_in(site, "diff", "--at", to or at, *more)[0]
    diff = json_of(site, "diff", "--at", to or at, *more)
    agrees(points, what, was, is_, diff, code)
    causes = {change["because"] for change in diff["controls"]}
    points.point(causes == because, f"{what}: because of {', '.join(sorted(because)) or 'nothing'}", [sorted(causes)])
    return site, diff


def check_causes(points, folder):
    site, diff = moved_by(points, folder, "an answer", {"answer"}, answer("S-P01", "met", DAY))
    change, = [change for change in diff["controls"] if change["control"] == "S-P01"]
    points.point((change["was"]["source"]["file"], change["is"]["source"]) == ("", {"file": "site.yaml", "line": change["is"]["source"]["line"], "by": "森", "bundle": "", "looked": f"{DAY}T00:00:00Z"}),
                 "an answer is named by file, line, who and day", [change])
    text = run_in(site, "diff", "--at", DAY)[1]
    points.point(f"said by 森 on {DAY} (site.yaml, line {change['is']['source']['line']})" in " ".join(text.split()), "and so it is told", [text])
    moved_by(points, folder, "an answer is gone", {"answer"}, ("answers:\n  - {control: S-P01", "answers:\n  # - {control: S-P01"), prepare=[answer("S-P01", "met", "2026-11-01")])
    moved_by(points, folder, "an answer is out of date", {"out-of-date"}, ("森", "森 "), prepare=[answer("S-P01", "met", "2026-11-01", "expires: 2026-11-25, ")], to="2026-11-26")
    moved_by(points, folder, "nothing but its line", set(), ("answers:\n", "\n\nanswers:\n"))
    moved_by(points, folder, "a new device", {"new-subject"}, ("subjects:\n", "subjects:\n  - {id: terminal-9, place: terminal}\n"))
    moved_by(points, folder, "a device out of scope", {"gone-subject"}, ("{id: reader-1, place: reader,", "{id: reader-1, place: reader, in-scope: false, reason: {ja: 外, en: out},"))
    _, diff = moved_by(points, folder, "another line", set(), ("line: {value: 18}", f"line: {{value: 6, approved-by: 佐倉, date: {DAY}}}"))
    over = [risk for risk in diff["risks"] if risk["came_over"]]
    points.point(diff["other_line"] and diff["same_rules"] and over and all(risk["by"] == ["line"] and not risk["levels"] for risk in over), "a line moves by itself, and is no other rule", [over[:1]])
    _, diff = moved_by(points, folder, "another importance", set(), ("premises:\n", f"importance: [{{asset: as01, c: 1, i: 1, a: 1, reason: none, by: 佐倉, date: {DAY}}}]\npremises:\n"))
    under = [risk for risk in diff["risks"] if risk["went_under"]]
    points.point(under and all(risk["by"] == ["settings"] and risk["levels"] for risk in under), "an importance is a setting of the site", [under[:1]])
    _, diff = moved_by(points, folder, "a premise", set(), ("pr5, holds: false", "pr5, holds: true"))
    points.point(diff["risks"] and all(risk["by"] == ["settings"] and "premise" in (risk["was"]["exclusion"], risk["is"]["exclusion"]) for risk in diff["risks"]), "a premise is a setting of the site", [diff["risks"][:1]])


def check_evidence(points, folder):
    site = new_site(folder, "seen")
    was = json_of(site, "assess", "--at", DAY)
    run_in(site, "history", "keep", "--at", DAY)
    run_in(site, "look", *sorted(f"brought/{path.name}" for path in (site / "brought").iterdir()), "--yes", "--at", DAY)
    is_ = json_of(site, "assess", "--at", DAY)
    code = run_in(site, "diff", "1", "now", "--at", DAY)[0]
    diff = json_of(site, "diff", "1", "now", "--at", DAY)
    agrees(points, "evidence", was, is_, diff, code)
    digests = {hashlib.sha256(path.read_bytes()).hexdigest(): f"evidence/{path.name}" for path in (site / "evidence").iterdir()}
    seen = [change["is"]["source"] for change in diff["controls"] if change["because"] == "evidence"]
    points.point(seen and all(digests.get(source["bundle"]) == source["file"] and source["line"] > 0 for source in seen), "evidence is named by file, line and digest", [seen])
    new = {entry["is"]["name"] for entry in diff["files"] if not entry["was"]}
    points.point(len(new) == 3 and new <= set(digests.values()), "the files that are new are named", [new])
    under = {risk["scenario"] for risk in diff["risks"] if risk["went_under"]}
    named = {name for change in diff["controls"] for name in change["moved"]}
    points.point(under and under <= named, "each risk that went under the line has a control that moved", [under - named])
    run_in(site, "history", "keep", "--at", "2026-11-24")
    old = [path for path in (site / "evidence").iterdir() if path.name.startswith("network")]
    for path in old:
        path.unlink()
    is_, diff = json_of(site, "assess", "--at", "2026-11-24"), json_of(site, "diff", "--at", "2026-11-24")
    agrees(points, "evidence that is lost", json_of_kept(site), is_, diff, run_in(site, "diff", "--at", "2026-11-24")[0])
    points.point(any(change["is"]["lost"] for change in diff["controls"]), "what is lost is told as lost", [diff["controls"][:1]])


def json_of_kept(site):
    """The register of before, from a copy that has the files of before: the evidence is brought anew."""
    with tempfile.TemporaryDirectory() as folder:
        copy = new_site(folder, "copy")
        run_in(copy, "look", *sorted(f"brought/{path.name}" for path in (copy / "brought").iterdir()), "--yes", "--at", DAY)
        return json_of(copy, "assess", "--at", "2026-11-24")


def check_rules(points, folder):
    """Another catalogue, another reading: said first, and told apart from what was said meanwhile."""
    catalogue = shutil.copytree(os.path.join(ROOT, "catalogue"), os.path.join(folder, "catalogue"))
    path = pathlib.Path(catalogue, "guidance/vulnerabilities.yaml")
    text = path.read_text(encoding="utf-8")
    lowered = re.sub(r"(id: ti05\.v2\b(?:.|\n)*?level: )3", r"\g<1>2", text, count=1)
    path.write_text(lowered, encoding="utf-8")
    site, diff = moved_by(points, folder, "another catalogue", {"answer"}, answer("S-P01", "met", DAY), catalogue=str(catalogue))
    levels = [risk for risk in diff["risks"] if risk["levels"]]
    points.point(lowered != text and levels and all(set(risk["by"]) >= {"rules"} and ".ti05.v2" in risk["scenario"] for risk in levels) and not diff["same_rules"] and
                 diff["other_rules"] == {"catalogue": True, "method": False, "readings": False}, "levels of the guidance moved by rules", [levels[:1], diff["other_rules"]])
    lines = run_in(site, "diff", "--at", DAY, "--catalogue", str(catalogue))[1].splitlines()
    points.point(lines[2].startswith("! The two were not made by the same rules: the guidance data are others."), "and it is said first", lines[:4])
    _, diff = moved_by(points, folder, "another reading", set(), ("answers:\n", "readings: [{about: T13, choose: control-table}]\nanswers:\n"))
    needs = [risk for risk in diff["risks"] if risk["needs"]]
    points.point(needs and all("rules" in risk["by"] for risk in needs) and diff["other_rules"]["readings"] and not diff["other_rules"]["catalogue"], "a reading moves sets of minimum controls", [needs[:1]])
    path.write_text(text, encoding="utf-8")
    unseen = []
    for part in ("guidance/document.yaml", "flows.yaml", "controls/T17.yaml", "scenarios/malware.yaml", "layers/checklist-2025.yaml"):
        changed = pathlib.Path(catalogue, part)
        whole = changed.read_text(encoding="utf-8")
        changed.write_text(whole + "# another\n", encoding="utf-8")
        unseen += [] if json_of(site, "diff", "--at", DAY, "--catalogue", str(catalogue))["other_rules"]["catalogue"] else [part]
        changed.write_text(whole, encoding="utf-8")
    points.point(not unseen and not json_of(site, "diff", "--at", DAY, "--catalogue", str(catalogue))["other_rules"]["catalogue"], "each part of the guidance data is one of the rules, and the same bytes are the same rules", unseen)
    path.write_text(lowered, encoding="utf-8")
    run_in(site, "history", "keep", "--at", "2026-11-24", "--catalogue", str(catalogue))
    listed = run_in(site, "history")[1]
    points.point("— from here on by other rules: the guidance data\n" in listed, "the list says where the rules became others", [listed])


def check_random(points, folder):
    """Edits of all kinds at once, back and forth: what is kept is compared, not what lies there."""
    chance, site, documents = random.Random(20261129), new_site(folder, "random", "hana-healthy"), {}
    controls = ["T02", "T07", "T12", "T13", "T15", "T17", "T18", "H03", "H08", "H10", "A01", "S-P01", "S-E01"]
    text = (site / "site.yaml").read_text(encoding="utf-8")
    for _ in range(10):
        more = "".join(f"  - {{control: {chance.choice(controls)}, state: {chance.choice(('met', 'unmet', 'unknown'))}, by: 森, date: 2026-11-{chance.randint(1, 22):02}}}\n" for _ in range(chance.randint(0, 4)))
        line = chance.choice((18, 18, 12, 6))
        (site / "site.yaml").write_text(re.sub(r"line: \{value: \d+", f"line: {{value: {line}", text).replace("answers:\n", "answers:\n" + more, 1), encoding="utf-8")
        at = f"{chance.choice((2026, 2027))}-{chance.randint(11, 12)}-{chance.randint(23, 30)}"
        number = json_of(site, "history", "keep", "--at", at)["assessments"][0]["number"]
        documents[number] = json_of(site, "assess", "--at", at)
    pairs = [(a, b) for a in documents for b in documents]
    wrong = []
    for a, b in pairs:
        code, out, _ = run_in(site, "diff", str(a), str(b), "--json")
        if oracle(documents[a], documents[b]) != said(json.loads(out)) or code != (1 if oracle(documents[a], documents[b])[0] else 0):
            wrong.append((a, b))
    points.point(len(pairs) > 30 and not wrong, f"{len(pairs)} pairs of {len(documents)} kept assessments, as another judge says", wrong)


# ---- words, files ----

def columns(line):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def session(lang, folder):
    """name -> text."""
    site, steps = new_site(folder, lang), {}
    steps["history-none"] = run_in(site, "history", lang=lang)[1]
    steps["history-keep"] = run_in(site, "history", "keep", "--at", DAY, lang=lang)[1]
    steps["history-again"] = run_in(site, "history", "keep", "--at", DAY, lang=lang)[1]
    steps["diff-nothing"] = run_in(site, "diff", "--at", DAY, lang=lang)[1]
    run_in(site, "look", "brought/05-windows.brought.jsonl", "--yes", "--at", DAY)
    edit(site, answer("S-P01", "met", "2026-11-24"))
    steps["history-keep-2"] = run_in(site, "history", "keep", "--at", "2026-11-24", lang=lang)[1]
    steps["diff-moved"] = run_in(site, "diff", "1", "2", lang=lang)[1]
    steps["diff-later"] = run_in(site, "diff", "2", "now", "--at", "2027-06-01", lang=lang)[1]
    edit(site, ("answers:\n", "readings: [{about: T13, choose: control-table}]\nanswers:\n"), ("line: {value: 18}", "line: {value: 12, approved-by: 佐倉, date: 2026-11-25}"))
    run_in(site, "history", "keep", "--at", "2026-11-25")
    steps["diff-rules"] = run_in(site, "diff", "2", "3", lang=lang)[1]
    steps["history-list"] = run_in(site, "history", lang=lang)[1]
    return steps


def check_golden(points, folder):
    for lang in ("ja", "en"):
        for name, text in session(lang, folder).items():
            # The rules are those of the catalogue as it is now: how they are named is nothing to hold to.
            text = re.sub(r"(?<=  )[0-9a-f]{8}$", "RULES", text, flags=re.MULTILINE)
            path = GOLDEN / f"{name}.{lang}.txt"
            if "--update" in sys.argv:
                path.write_text(text, encoding="utf-8")
            expected = path.read_text(encoding="utf-8") if path.exists() else ""
            points.point(text == expected, f"{name} in {lang} is as in golden/{path.name}", text.splitlines()[:30])
            wide = [line for line in text.splitlines() if columns(line) > 80 or line != line.rstrip()]
            points.point(not wide, f"{name} in {lang} fits 80 columns, without blanks at line ends", wide)


def check_words(points, folder):
    site = new_site(folder, "words")
    code, _, errors = run_in(site, "diff", "--at", DAY, codes=None)
    points.point(code == 2 and "sekisho history keep" in errors and not (site / "history.db").exists(), "without a history there is nothing to compare, and none is made", [code, errors])
    for at in ("2026-11-20", "2026-11-22T14:59:59Z", "2026-11-22T15:00:00Z", DAY):
        run_in(site, "history", "keep", "--at", at)
    numbers = {word: json_of(site, "diff", word, "now", "--at", DAY)["was"]["number"] for word in
               ("1", "4", "2026-11-20", "2026-11-21", "2026-11-22", "2026-11-23", "2026-11-22T15:00:00Z", "2999-01-01", "2026-11-22T00:00:00+09:00")}
    points.point(list(numbers.values()) == [1, 4, 1, 1, 2, 4, 3, 4, 1], "a number, a time, a day of Japan", [numbers])
    points.point(json_of(site, "diff", "--at", DAY)["was"]["number"] == 4 and json_of(site, "diff", "--at", DAY)["is"]["number"] is None, "without words: from the newest to now")
    for word in ("0", "5", "99999999999999999999", "2026-11-19", "yesterday", "", "-1", "1x", "4900 1234 5678"):
        code, out, errors = run_in(site, "diff", word, codes=None)
        points.point(code == 2 and out == "" and "Traceback" not in errors, f"'{word}' is nothing that is kept", [code, out, errors])
    for words in (("history", "drop"), ("history", "keep", "list"), ("diff", "1", "2", "3")):
        code, out, errors = run_in(site, *words, codes=None)
        points.point(code == 2 and out == "", f"{' '.join(words)}: a wrong word", [code, out, errors])
    for verb in ("history", "diff"):
        code, _, errors = run_in(folder, verb, codes=None)
        points.point(code == 2 and "site.yaml" in errors, f"{verb}: not in the folder of a site", [code, errors])


@contextlib.contextmanager
def opened(path):
    """As somebody else would open it: what is done is done when it is closed."""
    database = sqlite3.connect(path)
    try:
        yield database
        database.commit()
    finally:
        database.close()


def texts_in(path):
    """All texts that any table of the file holds."""
    with opened(path) as database:
        tables = [row[0] for row in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {value for table in tables for row in database.execute(f"SELECT * FROM {table}") for value in row if isinstance(value, str)}


def check_file(points, folder):
    site = new_site(folder, "file")
    edit(site, answer("S-P01", "met", DAY))
    old = os.umask(0)
    run_in(site, "history", "keep", "--at", DAY)
    os.umask(old)
    path = site / "history.db"
    points.point(stat.S_IMODE(path.stat().st_mode) == 0o600 and sorted(entry.name for entry in site.iterdir() if entry.name.startswith("history")) == ["history.db"], "readable by its owner alone, and no log is left")
    texts = texts_in(path)
    notes = [text for text in texts if "secret note" in text or "4900 1234" in text]
    long = [text for text in texts if len(text) > 200]
    points.point(not notes and not long, "no note of an answer is in it", notes + long)
    facts = {value for bundle in (site / "evidence").iterdir() for line in bundle.read_text(encoding="utf-8").splitlines() for key, fact in json.loads(line).items()
             if key == "fact" for value in (fact.values() if isinstance(fact, dict) else ()) if isinstance(value, str) and len(value) > 8}
    points.point(not facts & texts, "no fact of the evidence is in it", sorted(facts & texts))
    before = path.read_bytes()
    run_in(site, "history", "keep", "--at", DAY)
    run_in(site, "history")
    run_in(site, "diff", "--at", DAY)
    points.point(path.read_bytes() == before, "the same again, a list and a difference change no byte")
    check_foreign(points, site, before)


def check_foreign(points, site, good):
    path = site / "history.db"
    with opened(path) as database:
        database.execute("PRAGMA user_version=3")
    newer = path.read_bytes()
    for what, bytes_, word in (("of a later version", newer, "later version"), ("another file", b"hello, this is a text\n" * 9, "another file"), ("cut", good[:-100], "damaged")):
        for words in (("history",), ("history", "keep", "--at", DAY), ("diff",)):
            path.write_bytes(bytes_)
            code, out, errors = run_in(site, *words, codes=None)
            points.point(code == 2 and out == "" and word in errors and "history.db" in errors and path.read_bytes() == bytes_, f"{what}: {' '.join(words[:2])} refuses it and leaves it alone", [code, out, errors])
    path.write_bytes(good)
    for statement in ("UPDATE risk SET high = 6 WHERE high = 18", "UPDATE finding SET state = 'met' WHERE state = 'unmet'", "DELETE FROM assessment_finding WHERE rowid IN (SELECT 1) OR finding = 5",
                      "UPDATE source SET by = 'somebody else' WHERE by != ''", "UPDATE assessment SET open = 0", "UPDATE series SET method = 2"):
        path.write_bytes(good)
        with opened(path) as database:
            changed = database.execute(statement.replace("rowid IN (SELECT 1) OR ", "")).rowcount
        code, out, errors = run_in(site, "diff", "1", "now", "--at", DAY, codes=None)
        if statement.split()[1] in ("assessment", "series"):
            code += 2 - run_in(site, "history", codes=None)[0]
        points.point(changed > 0 and code == 2 and out == "" and "damaged" in errors, f"edited by hand ({statement.split(' WHERE')[0]}): refused", [changed, code, out, errors])
    path.write_bytes(good)


def check_written_meanwhile(points, folder):
    """Where site.yaml is written again and again while it is read, what is kept is what was judged, or nothing is."""
    site = new_site(folder, "meanwhile")
    first = (site / "site.yaml").read_bytes()
    texts = [first + b"# %d\n" % number for number in range(2)]
    digests = {hashlib.sha256(text).hexdigest() for text in (first, *texts)}
    writer = subprocess.Popen([sys.executable, "-c", "import os, sys\nwhile True:\n for n in (1, 2):\n  open('new', 'wb').write(open(sys.argv[n], 'rb').read())\n  os.rename('new', 'site.yaml')",
                               *(write(site / f"text{number}", text) for number, text in enumerate(texts))], cwd=site)
    codes = {run_in(site, "history", "keep", "--at", DAY, codes=None)[0] for _ in range(40)}
    writer.kill()
    writer.wait()
    kept = {entry["is"]["digest"] for entry in [{"is": row} for row in inputs_of(site / "history.db") if row["name"] == "site.yaml"]}
    points.point(codes <= {1, 2} and kept <= digests, f"a site.yaml that is written meanwhile: exits {sorted(codes)}, digests of whole files only", [codes, kept])


def write(path, content):
    path.write_bytes(content)
    return str(path)


def inputs_of(path):
    with opened(path) as database:
        return [{"name": name, "digest": digest} for name, digest in database.execute("SELECT name, digest FROM input")] if path.exists() else []


# ---- killed, full ----

def is_sound(path):
    with opened(path) as database:
        return database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def check_killed(points, folder):
    site, chance, kept, wrong = new_site(folder, "killed"), random.Random(5), 0, []
    began = time.monotonic()
    run_in(site, "history", "keep", "--at", "2026-11-01")
    span, kept = time.monotonic() - began, 1
    finished = more = 0
    for number in range(KILLS):
        at = f"2026-11-23T{number // 60 % 24:02}:{number % 60:02}:{number // 1440 % 60:02}Z"
        process = subprocess.Popen([SEKISHO, "history", "keep", "--at", at, "--site", site], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"})
        time.sleep(chance.random() * span)
        process.send_signal(signal.SIGKILL)
        said_so = b"Kept as" in process.communicate()[0]
        there = json_of(site, "history")["all"]
        finished, more = finished + said_so, more + (there > kept and not said_so)
        # Others use the machine, too: so long that about half of them come to their end.
        span *= 0.9 if said_so else 1.1
        if there not in ((kept + 1,) if said_so else (kept, kept + 1)) or (number % 10 == 0 and not is_sound(site / "history.db")):
            wrong.append((number, said_so, kept, there))
        kept = there
    readable = [number for number in range(1, kept + 1) if run_in(site, "diff", str(number), str(number), codes=None)[0] != 0]
    points.point(not wrong and not readable and (finished > 0 or KILLS < 20) and is_sound(site / "history.db"), f"killed {KILLS} times: {finished} had said that it is kept, {more} were whole before, none is lost", wrong + readable)


FULL = """set -e
mount -t tmpfs -o size=$2k none "$1"
trap 'cd /; umount "$1"' EXIT
cp -r "$3" "$1/site"
cd "$1/site"
"$4" history keep --at 2026-11-22 >/dev/null || test $? = 1
i=0
while test $i -lt $5; do
  head -c 100000000 /dev/zero >filler 2>/dev/null || true
  truncate -s -$((i * 9000)) filler 2>/dev/null || true
  code=0; "$4" history keep --at 2026-11-23T00:00:$(printf %02d $i)Z >out 2>errors || code=$?
  rm -f filler
  echo "$i $code $("$4" history --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["all"])') $(python3 -c 'import sqlite3; print(sqlite3.connect("history.db").execute("PRAGMA integrity_check").fetchone()[0])')"
  i=$((i + 1))
done
"""


READ_ONLY = """set -e
mount -t tmpfs none "$1"
trap 'cd /; umount "$1"' EXIT
cp -r "$2" "$1/site"
mount -o remount,ro "$1"
cd "$1/site"
code=0; "$3" history keep --at 2026-11-23 || code=$?
ls
exit $code
"""


def mounted(folder, name, script, *words):
    """Runs a script that may mount on $1, in a namespace of its own."""
    point = os.path.join(folder, name)
    os.mkdir(point)
    namespace = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--user", "--map-root-user", "--mount"]
    # In a tree that is no mount of its own (chroot) the root cannot be made private.
    if subprocess.run([*namespace, "true"], capture_output=True, check=False).returncode != 0:
        namespace += ["--propagation", "unchanged"]
    return subprocess.run([*namespace, "sh", "-c", script, "sh", point, *words], capture_output=True, check=False, timeout=120, encoding="utf-8", env={"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "LANG": "C.UTF-8"})


def check_full(points, folder):
    """A disk of its own, with less and less that is not free."""
    rounds = 30
    done = mounted(folder, "full", FULL, "3000", str(EXAMPLES / "sakura-sick"), SEKISHO, str(rounds))
    kept, failed, wrong = 1, 0, []
    for line in done.stdout.splitlines():
        _, code, there, sound = line.split()
        failed += code == "4"
        # One that could not be finished may be there whole.
        if int(there) not in {"1": (kept + 1,), "4": (kept, kept + 1)}.get(code, ()) or sound != "ok":
            wrong.append(line)
        kept = int(there)
    points.point(done.returncode == 0 and len(done.stdout.splitlines()) == rounds and failed > 2 and kept > 3 and not wrong,
                 f"a disk that is full {failed} times of {rounds}: {kept} are kept, none is lost", [done.returncode, done.stderr, *wrong, *done.stdout.splitlines()[:40]])


def check_forbidden(points, folder):
    """A disk that may not be written: said, and nothing half done."""
    done = mounted(folder, "forbidden", READ_ONLY, str(EXAMPLES / "sakura-sick"), SEKISHO)
    points.point(done.returncode == 4 and "history.db" in done.stderr and "history.db" not in done.stdout, "a disk that may not be written", [done.returncode, done.stdout, done.stderr])


def run(points):
    with tempfile.TemporaryDirectory() as folder:
        for check in (check_golden, check_causes, check_evidence, check_rules, check_random, check_words, check_file, check_written_meanwhile, check_killed, check_full, check_forbidden):
            check(points, folder)


main(run)
