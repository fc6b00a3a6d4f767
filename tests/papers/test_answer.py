#!/usr/bin/python3
"""Answers of people: one question after the other, and sheets that come back. What is written is one line for each answer and nothing else of the file; an empty cell
changes no byte; a sheet of another site or version, or with a cell that cannot be understood, changes nothing and names the cell."""
import csv
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "catalogue"))
from book import sheets  # noqa: E402
from office import Office  # noqa: E402
from support import SEKISHO, main, read_json, sekisho  # noqa: E402

AT = "2026-11-23"
PARTIES = ("facility", "vendor", "carrier", "operator")
CONTROL, LABEL, QUESTION, SUBJECT, NAME, STATE, REPLY, BY, DATE, NOTE = range(10)
HEAD = 6
WORDS = {"met": "Yes", "unmet": "No", "unknown": "Don't know"}


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def new_site(folder, name="site", text=None):
    site = os.path.join(folder, name)
    sekisho("init", site, "--configuration", "ip-vpn", "--kind", "clinic", "--name", "Trial", "--at", AT)
    if text:
        write(os.path.join(site, "site.yaml"), text(read(os.path.join(site, "site.yaml"))))
    return site


def told(site, lines, *words):
    """An interview with these lines typed; (exit code, output, errors)."""
    ran = subprocess.run([SEKISHO, "answer", *words, "--site", site, "--at", AT], input="".join(line + "\n" for line in lines), capture_output=True, text=True, check=False,
                         env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": ""})
    return ran.returncode, ran.stdout, ran.stderr


# ---- the lines of site.yaml ----

FORMS = {
    "no key": lambda text: re.sub(r"^answers:\n", "", text, flags=re.M),
    "an empty key, comments beneath": lambda text: text,
    "two blanks": lambda text: text.replace("answers:\n", "answers:\n  - {control: H08, state: unmet, by: A, date: 2026-01-01}\n"),
    "no blanks, a key behind": lambda text: text.replace("answers:\n", "answers:\n- {control: H08, state: unmet, by: A, date: 2026-01-01}\n\n# costs\ncosts: [{control: T17, yen: 1}]\n"),
    "over several lines": lambda text: text.replace("answers:\n", "answers:\n    - control: H08\n      state: unmet\n      # why\n      by: A\n      date: 2026-01-01\n\n# the end"),
    "no line end at the end": lambda text: text.replace("answers:\n", "") + "answers:\n  - {control: H08, state: unmet, by: A, date: 2026-01-01}",
    "a line of the last note that looks like a comment": lambda text: text.replace("answers:\n", "answers:\n  - control: H08\n    state: unmet\n    by: A\n    date: 2026-01-01\n    note: |\n      first\n      # not a comment\n"),
    "lines that end as on Windows": lambda text: text.replace("answers:\n", "answers:\n  - {control: H08, state: unmet, by: A, date: 2026-01-01}\n").replace("\n", "\r\n"),
}


def added(before, after):
    """The lines that are new, if all others stand there in their order; else None."""
    old, new, out = before.splitlines(), after.splitlines(), []
    at = 0
    for line in new:
        if at < len(old) and line == old[at]:
            at += 1
        else:
            out.append(line)
    return out if at == len(old) else None


def check_forms(points, folder):
    for number, (name, form) in enumerate(FORMS.items()):
        site = new_site(folder, f"form{number}")
        path = os.path.join(site, "site.yaml")
        text = form(read(path))
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        before = open(path, encoding="utf-8", newline="").read()
        code, out, errors = told(site, ["y", "a note, \"quoted\"", "q"], "--by", "B")
        after = open(path, encoding="utf-8", newline="").read()
        lines = added(before, after)
        points.point(code == 1 and lines and [line.strip() for line in lines if line.strip() != "answers:"][0].startswith("- {control: ") and len(lines) <= 2 and "quoted" in after,
                     f"an answer is one line more: {name}", [str(lines), errors])
        found = [subject for control in read_json("assess", "--json", "--site", site, "--at", AT, codes=(0, 1))["controls"] for subject in control["subjects"] if subject["by"] == "B"]
        points.point(len(found) == 1 and found[0]["verdict"] == "met", f"and is read again: {name}", [str(found)])
    site = new_site(folder, "flow", lambda text: re.sub(r"^answers:\n", "answers: [{control: H08, state: unmet, by: A, date: 2026-01-01}]\n", text, flags=re.M))
    before = read(os.path.join(site, "site.yaml"))
    code, out, errors = told(site, ["y", ""], "--by", "B")
    points.point(code == 2 and "site.yaml:" in errors and out == "" and read(os.path.join(site, "site.yaml")) == before, "a list in brackets is refused with its line before anything is asked, and nothing changes",
                 [out, *errors.splitlines()])


# ---- one question after the other ----

def check_interview(points, folder):
    site = new_site(folder, "interview")
    path = os.path.join(site, "site.yaml")
    first = read(path)
    code, out, _ = told(site, ["", "s", "what", "q"], "--by", "B")
    points.point(code == 1 and read(path) == first and "Answers written: 0" in out, "skipping and stopping write nothing", out.splitlines()[-3:])
    code, out, _ = told(site, ["Sato", "y", "", "n", "no key", "?", ""])
    points.point(read(path).count("by: \"Sato\"") == 3 and "Answers written: 3" in out, "the end of the input ends it, and what was answered is written", out.splitlines()[-3:])
    asked = re.findall(r"^\[1/(\d+)\]", told(site, ["q"], "--by", "B")[1], re.M)
    every = re.findall(r"^\[1/(\d+)\]", told(site, ["q"], "--by", "B", "--every")[1], re.M)
    whole = re.findall(r"^\[1/(\d+)\]", told(new_site(folder, "bare"), ["q"], "--by", "B")[1], re.M)
    points.point(int(asked[0]) == int(whole[0]) - 2 and every == whole, "what is known is not asked again, what nobody knows is", [str((asked, every, whole))])
    code, out, _ = told(site, ["y", "1234 5678 9018", "fine", "q"], "--by", "B")
    points.point("5678" not in read(path) and "fine" in read(path) and "My Number" in out, "a note with a My Number is asked for again and kept nowhere", out.splitlines()[-4:])
    before = read(path)
    for words in (("--by", "B"), (path, "--yes"), (path, "--json")):
        code, out, errors = sekisho("answer", *words, "--site", site, "--at", "2999-01-01")
        points.point(code == 2 and "dated after today" in errors and out == "" and read(path) == before, f"nobody answers on a day to come: {words[-1]}", [str(code), out, errors])
    code, _, errors = told(site, [])
    points.point(code == 2 and "nobody said who answers" in errors, "without a name nothing is asked", errors.splitlines())
    code, out, errors = told(site, ["maybe", "y", ""], "H08", "--by", "B")
    points.point(re.findall(r"^\[1/(\d+)\] (\S+)", out, re.M) == [("1", "H08")] and "none of these" in out and "Answers written: 1." in out, "a control that is named is asked alone, and what is no answer is said to be none",
                 [str(code), out, errors])
    points.point(told(site, ["q"], "H08", "T17", "--by", "B")[1].count("[1/2]") == 1, "two that are named, though one is known")
    points.point(told(site, [], "H99")[0] == 2, "neither a file nor a control")


def check_about(points, folder):
    """Behind the controls the site is asked about itself: premises, and places that site.yaml says nothing about."""
    site = new_site(folder, "about")
    path = os.path.join(site, "site.yaml")
    first = read(path)
    skipped = [""] * len(re.findall(r"^\[\d+/", told(site, [""] * 90, "--by", "B")[1], re.M))
    code, out, _ = told(site, [*skipped, "y", "n", "maybe", "", "", "", "", "", "n"], "--by", "Sato")
    added = [line for line in read(path).splitlines() if line not in first.splitlines()]
    points.point(code == 1 and added == [f'  - {{place: wireless, by: "Sato", date: {AT}}}', f'  - {{premise: pr1, holds: true, by: "Sato", date: {AT}}}', f'  - {{premise: pr2, holds: false, by: "Sato", date: {AT}}}']
                 and "Answers written: 3." in out and "none of these" in out, "premises are confirmed or not, and a place without a device is said to be empty", [out[-600:], str(added)])
    code, out, _ = told(site, [*skipped, ""] + [""] * 9, "--by", "Sato")
    points.point("pr1" not in out and "pr3" in out and "wireless" not in out.lower(), "what was said is not asked again", [out[-600:]])
    write(path, first)
    code, out, _ = told(site, [*skipped, *[""] * 7, "y"], "--by", "Sato")
    points.point(read(path) == first and "- {id: wireless-1, place: wireless, name:" in out, "where something stands the line to add is shown", [out[-600:]])
    write(path, re.sub(r"(?m)^premises:.*(\n +#.*)*", "premises: [{premise: pr7, holds: true, by: B, date: 2026-11-01}]", first))
    before = read(path)
    code, _, errors = told(site, [*skipped, "y"], "--by", "Sato")
    points.point(code == 2 and "cannot be added" in errors and read(path) == before, "a list in brackets is not written into", [str(code), errors])


def check_killed(points, folder):
    """kill -9 in the middle: what was said to be written stands there, and the file is whole."""
    lost = broken = said = 0
    draw = random.Random(7)
    for number in range(30):
        site = new_site(folder, f"killed{number}")
        process = subprocess.Popen([SEKISHO, "answer", "--by", "B", "--site", site, "--at", AT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                   env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": ""})
        process.stdin.write("y\n\n" * 40)
        process.stdin.flush()
        time.sleep(draw.random() * 0.5)
        process.send_signal(signal.SIGKILL)
        out = process.communicate()[0]
        told_of = out.count("Written.")
        code, _, _ = sekisho("assess", "--site", site, "--at", AT)
        broken += code not in (0, 1)
        lost += read(os.path.join(site, "site.yaml")).count('by: "B"') < told_of
        said += told_of
        shutil.rmtree(site)
    points.point(not lost and not broken and said > 0, f"killed 30 times in the middle of it: {said} answers were said to be written, none is lost, every site.yaml is whole", [str((lost, broken))])


def check_at_once(points, folder):
    """Several people answer the same site at the same time: the answers of none are lost."""
    site = new_site(folder, "at-once")
    people = [subprocess.Popen([SEKISHO, "answer", "--every", "--by", f"P{number}", "--site", site, "--at", AT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                               env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": ""}) for number in range(4)]
    for person in people:
        person.stdin.write("y\n\n" * 10 + "q\n")
        person.stdin.close()
    told_of = [person.stdout.read().count("Written.") for person in people]
    kept = [read(os.path.join(site, "site.yaml")).count(f'by: "P{number}"') for number in range(4)]
    points.point([person.wait() for person in people] == [1] * 4 and told_of == [10] * 4 and kept == told_of, "four people at once lose no answer", [str((told_of, kept))])


def filled_table(folder, name, rows, control, word, person):
    """An answer sheet as CSV, with one answer."""
    rows = [[cell or "" for cell in row] for row in rows]
    at = next(row for row in rows if row and row[CONTROL] == control)
    at[REPLY:NOTE] = [word, person, AT]
    return put_table(os.path.join(folder, name), rows, "utf-8")


def check_meanwhile(points, folder):
    """Somebody answers while another one looks at what his sheet would change: what he was not shown is not written over."""
    site = new_site(folder, "meanwhile")
    sekisho("papers", "answers-facility", "--site", site, "--at", AT)
    rows = next(iter(sheets(os.path.join(site, "papers", "answers-facility.xlsx")).values()))
    width = max(len(row) for row in rows)
    rows = [list(row) + [""] * (width - len(row)) for row in rows]
    path = os.path.join(site, "site.yaml")
    for control, alike in (("H08", True), ("H09", False)):
        before = read(path)
        mine, theirs = filled_table(folder, "mine.csv", rows, "H08", "Yes", "A"), filled_table(folder, "theirs.csv", rows, control, "No", "B")
        person = subprocess.Popen([SEKISHO, "answer", mine, "--site", site, "--at", AT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                  env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": ""})
        time.sleep(0.5)
        code, out, errors = sekisho("answer", theirs, "--yes", "--site", site, "--at", AT)
        points.point(code in (0, 1) and "Written." in out, f"B answers {control} meanwhile", [out, errors])
        _, errors = person.communicate("y\n")
        text = read(path)
        if alike:
            points.point(person.returncode == 2 and "somebody has answered" in errors and 'by: "A"' not in text and 'by: "B"' in text, "the same question: A's answer is refused, with the reason", [errors, text[-300:]])
        else:
            points.point(person.returncode in (0, 1) and 'by: "A"' in text and 'by: "B"' in text, "another question: both are written", [errors, text[-300:]])
        write(path, before)


def check_plain_name(points, folder):
    """A name written as one text, not in two languages, and a place nobody has."""
    site = new_site(folder, "plain", lambda text: re.sub(r"^( *)name: .*$", r"\1name: Trial", text, count=1, flags=re.M))
    points.point("name: Trial" in read(os.path.join(site, "site.yaml")), "the site's name is one text")
    sekisho("papers", "answers-facility", "--site", site, "--at", AT)
    code, out, errors = take(site, os.path.join(site, "papers", "answers-facility.xlsx"), "--yes")
    points.point(code in (0, 1), "its sheet is taken", [str(code), out, errors])


# ---- sheets ----

class Filled:
    """A sheet that a person fills in with LibreOffice, and saves."""

    def __init__(self, office, site, folder, party):
        self.office, self.folder, self.path = office, folder, os.path.join(site, "papers", f"answers-{party}.xlsx")
        sekisho("papers", f"answers-{party}", "--site", site, "--at", AT)
        self.rows = next(iter(sheets(self.path).values()))[HEAD:]

    def save(self, cells, name, form="Calc MS Excel 2007 XML"):
        """cells: {(row from 0, column): text}."""
        from com.sun.star.beans import PropertyValue
        document = self.office.open(self.path)
        for (row, column), text in cells.items():
            document.Sheets.getByIndex(0).getCellByPosition(column, row).setString(text)
        words = []
        for key, value in (("FilterName", form),) + ((("FilterOptions", "44,34,76,1"),) if "csv" in form else ()):
            word = PropertyValue()
            word.Name, word.Value = key, value
            words.append(word)
        path = os.path.join(self.folder, name)
        document.storeToURL(f"file://{path}", tuple(words))
        document.close(True)
        return path


def take(site, path, *words):
    return sekisho("answer", path, *words, "--site", site, "--at", AT)


def check_round(points, folder, office):
    """Every question of every party answered by chance; a bare site that takes the sheets has the register of one whose site.yaml says the same."""
    draw = random.Random(3)
    by_hand, by_sheet, by_csv = (new_site(folder, name) for name in ("hand", "sheet", "csv"))
    lines = []
    for party in PARTIES:
        filled = Filled(office, by_sheet, folder, party)
        cells = {(2, 1): "Sato", (3, 1): "2026-11-20"}
        for at, row in enumerate(filled.rows):
            state = draw.choice(["met", "met", "unmet", "unknown", None])
            if state:
                cells[(HEAD + at, REPLY)] = WORDS[state]
                lines.append(f"  - {{control: {row[CONTROL]}, subject: {row[SUBJECT]}, state: {state}, by: Sato, date: 2026-11-20}}\n")
        code, out, errors = take(by_sheet, filled.save(cells, f"{party}.xlsx"), "--yes")
        points.point(code in (0, 1) and ("Written." in out or not filled.rows), f"the sheet of the {party} is taken: {len(filled.rows)} questions", errors.splitlines())
        take(by_csv, filled.save(cells, f"{party}.csv", "Text - txt - csv (StarCalc)"), "--yes")
    path = os.path.join(by_hand, "site.yaml")
    write(path, re.sub(r"^answers:\n", "answers:\n" + "".join(lines), read(path), flags=re.M))
    registers = [read_json("assess", "--json", "--site", site, "--at", AT, codes=(0, 1)) for site in (by_hand, by_sheet, by_csv)]
    registers = [(found["counts"], found["scenarios"], [(control["id"], control["verdict"]) for control in found["controls"]]) for found in registers]
    points.point(len(lines) > 40 and registers[0] == registers[1], f"{len(lines)} answers by sheets give the register that the same lines by hand give")
    points.point(registers[0] == registers[2], "and so do the same sheets as CSV")
    before = read(os.path.join(by_sheet, "site.yaml"))
    again = [read_json("answer", os.path.join(folder, f"{party}.xlsx"), "--yes", "--json", "--site", by_sheet, "--at", AT, codes=(0, 1)) for party in PARTIES]
    blank = [read_json("answer", os.path.join(by_sheet, "papers", f"answers-{party}.xlsx"), "--yes", "--json", "--site", by_sheet, "--at", AT, codes=(0, 1)) for party in PARTIES]
    points.point(read(os.path.join(by_sheet, "site.yaml")) == before and not any(found["answers"] for found in again + blank) and sum(found["same"] for found in again) == len(lines),
                 "taken again, or with empty cells, not one byte of site.yaml changes")


def papers(site, *names):
    return sekisho("papers", *names, "--site", site, "--at", AT)


def check_replaced(points, folder, office):
    """A sheet that lies in papers/ and was filled in is not replaced before it was taken; one that nobody filled in is, whatever the site has become."""
    site = new_site(folder, "replaced")
    filled = Filled(office, site, os.path.join(site, "papers"), "facility")
    path, checklist = filled.path, os.path.join(site, "papers", "checklist.xlsx")
    filled.save({(2, 1): "Sato", (3, 1): "2026-11-20", (HEAD, REPLY): "Yes"}, "answers-facility.xlsx")
    before = open(path, "rb").read()
    code, _, errors = papers(site)
    points.point(code == 2 and "answers-facility.xlsx: error: this sheet was filled in" in errors and "1" in errors and open(path, "rb").read() == before and not os.path.exists(checklist),
                 "a sheet that was filled in is not replaced, and no paper is made", [errors])
    code, _, errors = papers(site, "checklist")
    points.point(code in (0, 1) and os.path.exists(checklist), "another paper is", [errors])
    points.point(take(site, path, "--yes")[0] in (0, 1) and papers(site)[0] in (0, 1) and open(path, "rb").read() != before, "once it was taken it is replaced")
    filled.save({(HEAD, REPLY): "Yes"}, "answers-facility.xlsx")
    points.point(papers(site)[0] == 2, "one without a name and a day is not")
    os.remove(path)
    papers(site)
    filled.save({}, "answers-facility.xlsx")
    text = read(os.path.join(site, "site.yaml"))
    write(os.path.join(site, "site.yaml"), re.sub(r"(?m)^.*hub-2-1.*\n", "", text).replace("Trial", "Other"))
    points.point(papers(site)[0] in (0, 1), "one that nobody filled in is, though the site has another name and one device less")
    filled.save({(HEAD, REPLY): "No"}, "answers-facility.xlsx")
    write(os.path.join(site, "site.yaml"), text)
    code, _, errors = papers(site)
    points.point(code == 2 and "cannot be read" in errors, "one that was filled in for another name is not", [errors])
    write(path, "no sheet")
    points.point(papers(site)[0] == 2 and read(path) == "no sheet", "nor what is no sheet")


def check_refused(points, folder, office):
    site, other = new_site(folder, "refused"), new_site(folder, "other", lambda text: text.replace("Trial", "Other"))
    filled = Filled(office, site, folder, "facility")
    first = filled.rows[0]
    fine = {(2, 1): "Sato", (3, 1): "2026-11-20", (HEAD, REPLY): "yes"}
    before = read(os.path.join(site, "site.yaml"))
    cases = {
        "a word that is no answer": ({(HEAD, REPLY): "maybe"}, "!G7"), "no person": ({(2, 1): ""}, "!H7"), "no day": ({(3, 1): ""}, "!I7"),
        "a day to come": ({(HEAD, DATE): "2026-12-24"}, "!I7"), "no day at all": ({(HEAD, DATE): "soon"}, "!I7"), "an unknown control": ({(HEAD, CONTROL): "T99"}, "!A7"),
        "an unknown subject": ({(HEAD, SUBJECT): "terminal-9"}, "!D7"), "another version": ({(1, 0): "sekisho-answers/9"}, "another version"),
        "a head that is gone": ({(HEAD - 1, REPLY): ""}, "column"), "no answer sheet": ({(1, 0): ""}, "no answer sheet"),
        "a row twice": ({(HEAD + 1, CONTROL): first[CONTROL], (HEAD + 1, SUBJECT): first[SUBJECT], (HEAD + 1, REPLY): "no"}, "!A8"),
        "a My Number": ({(HEAD, NOTE): "123456789018"}, "My Number"),
    }
    for name, (cells, words) in cases.items():
        code, out, errors = take(site, filled.save({**fine, **cells}, "bad.xlsx"), "--yes")
        points.point(code == 2 and words in errors and "mend:" in errors and "123456789018" not in errors + out and read(os.path.join(site, "site.yaml")) == before,
                     f"refused: {name}", errors.splitlines())
    code, _, errors = take(other, filled.save(fine, "fine.xlsx"), "--yes")
    points.point(code == 2 and "another site" in errors, "refused: a sheet of another site", errors.splitlines())
    code, out, _ = take(site, os.path.join(folder, "fine.xlsx"))
    points.point(code == 1 and "Nothing was written." in out and read(os.path.join(site, "site.yaml")) == before, "without a yes nothing is written", out.splitlines()[-1:])
    words = {"はい": "met", "○": "met", "いいえ": "unmet", "×": "unmet", "YES": "met", "No": "unmet", "分からない": "unknown", "don't know": "unknown"}
    rows = {(HEAD + at, REPLY): word for at, word in enumerate(words)}
    found = read_json("answer", filled.save({(2, 1): "Sato", (3, 1): "令和8年11月20日", **rows}, "words.xlsx"), "--json", "--site", site, "--at", AT, codes=(0, 1))
    twice = [filled.save({**fine, (HEAD, REPLY): word}, f"{word}.xlsx") for word in ("yes", "no")]
    code, _, errors = sekisho("answer", *twice, "--yes", "--site", site, "--at", AT)
    points.point(code == 2 and "same question" in errors and read(os.path.join(site, "site.yaml")) == before, "refused: two sheets that answer the same question", errors.splitlines())
    check_of_one(points, folder, office)
    points.point([answer["state"] for answer in found["answers"]] == list(words.values()) and {answer["date"] for answer in found["answers"]} == {"2026-11-20"},
                 "answers as people write them, and a day of the Japanese calendar", [str(found["answers"])])


def check_of_one(points, folder, office):
    """A no about one subject stands until a yes about it: a later yes about all does not make a sheet's yes one that was there already."""
    site = new_site(folder, "of-one")
    row = next(row for row in Filled(office, site, folder, "facility").rows if row[SUBJECT])
    path = os.path.join(site, "site.yaml")
    write(path, read(path).replace("answers:\n", f"answers:\n  - {{control: {row[CONTROL]}, subject: {row[SUBJECT]}, state: unmet, by: A, date: 2026-11-01}}\n"
                                                f"  - {{control: {row[CONTROL]}, state: met, by: A, date: 2026-11-02}}\n"))
    filled = Filled(office, site, folder, "facility")
    at = next(number for number, each in enumerate(filled.rows) if (each[CONTROL], each[SUBJECT]) == (row[CONTROL], row[SUBJECT]))
    words, seen = ("--yes", "--json", "--site", site, "--at", AT), []
    for word in ("no", "yes"):
        found = read_json("answer", filled.save({(2, 1): "Sato", (3, 1): "2026-11-20", (HEAD + at, REPLY): word}, "of-one.xlsx"), *words, codes=(0, 1))
        control = next(each for each in read_json("assess", "--json", "--site", site, "--at", AT, codes=(0, 1))["controls"] if each["id"] == row[CONTROL])
        verdict = next(each["verdict"] for each in control["subjects"] if each["id"] == row[SUBJECT])
        seen.append(([answer["before"] for answer in found["answers"]], found["same"], verdict))
    points.point(seen == [(["unmet"], 0, "unmet"), (["unmet"], 0, "met")], "a yes about one subject ends the no about it", [str(seen)])


def changed(office, path, cells, target):
    """A workbook saved with other texts or numbers in it: {(sheet, row from 0, column): value}."""
    from com.sun.star.beans import PropertyValue
    document = office.open(path)
    for (sheet, row, column), value in cells.items():
        cell = document.Sheets.getByIndex(sheet).getCellByPosition(column, row)
        cell.setValue(value) if isinstance(value, int) else cell.setString(value)
    word = PropertyValue()
    word.Name, word.Value = "FilterName", "Calc MS Excel 2007 XML"
    document.storeToURL(f"file://{target}", (word,))
    document.close(True)
    return target


def check_later(points, site, path, lang):
    """What was learnt since the workbook was made is not said away by it."""
    kept = read(os.path.join(site, "site.yaml"))
    write(os.path.join(site, "site.yaml"), kept.replace("answers:\n", "answers:\n  - {control: T17, state: met, by: A, date: 2026-11-20}\n"))
    code, _, errors = sekisho("answer", path, "--by", "Sato", "--yes", "--site", site, "--at", AT)
    points.point(code == 2 and "has changed since" in errors, f"{lang}: refused: a workbook older than an answer", errors.splitlines())
    write(os.path.join(site, "site.yaml"), kept)


def check_workbook(points, folder, office):
    """The workbook comes back: as it was, nothing changes; states that were changed are answers; levels and the line are not taken."""
    states = {"ja": ("実施済", "未実施", "期限切れ"), "en": ("done", "not done", "out of date")}
    for lang, (done, missing, stale) in states.items():
        site = new_site(folder, f"book-{lang}", lambda text: text.replace("answers:\n", "answers:\n  - {control: H08, state: unmet, by: A, date: 2026-01-01}\n"))
        sekisho("papers", "workbook", "--site", site, "--at", AT, "--lang", lang)
        path, before = os.path.join(site, "papers", "workbook.xlsx"), read(os.path.join(site, "site.yaml"))
        target = os.path.join(folder, "book.xlsx")
        words = ("--json", "--site", site, "--at", AT)
        for name, file in (("as it was written", path), ("saved by LibreOffice", changed(office, path, {}, target))):
            found = read_json("answer", file, "--yes", *words, codes=(0, 1))
            points.point(not found["answers"] and found["same"] > 50 and read(os.path.join(site, "site.yaml")) == before, f"{lang}: a workbook {name} changes nothing ({found['same']} states)")
        rows = list(sheets(path).values())[4]
        at = {row[0]: number for number, row in enumerate(rows) if row}
        cells = {(4, at["T17"], 6): done, (4, at["H08"], 6): done, (4, at["T12"], 6): missing, (4, at["T15"], 6): ""}
        found = read_json("answer", changed(office, path, cells, target), "--by", "Sato", *words, codes=(0, 1))
        points.point({(answer["control"], answer["state"], answer["before"]) for answer in found["answers"]} == {("T17", "met", None), ("H08", "met", "unmet"), ("T12", "unmet", None)} and
                     found["empty"] == 1 and {answer["by"] for answer in found["answers"]} == {"Sato"}, f"{lang}: states that were changed are answers", [str(found["answers"])])
        code, _, errors = sekisho("answer", target, "--site", site, "--at", AT)
        points.point(code == 2 and "--by" in errors, f"{lang}: of somebody", errors.splitlines())
        check_later(points, site, path, lang)
        for name, cell, words_ in (("the line", {(0, 5, 1): 12}, "!B6"), ("an importance", {(1, 3, 5): 1}, "!F4"), ("a threat level", {(2, 3, 4): 3}, "!E4"),
                                   ("a vulnerability level", {(3, 3, 3): 0}, "!D4"), ("a state that follows from days", {(4, at["T17"], 6): stale}, f"!G{at['T17'] + 1}"),
                                   ("a word that is no state", {(4, at["T17"], 6): "perhaps"}, f"!G{at['T17'] + 1}"), ("the site's name", {(0, 2, 1): "Elsewhere"}, "another site"),
                                   ("the version", {(0, 2, 0): "sekisho-workbook/9"}, "another version"), ("a head", {(4, 2, 6): "?"}, "column")):
            code, _, errors = sekisho("answer", changed(office, path, cell, target), "--by", "Sato", "--yes", "--site", site, "--at", AT)
            points.point(code == 2 and words_ in errors and read(os.path.join(site, "site.yaml")) == before, f"{lang}: refused: {name} was changed", errors.splitlines())


TABLES = {"register.csv": "utf-8-sig", "register-plain.csv": "utf-8", "register-cp932.csv": "cp932"}


def table(path, encoding):
    with open(path, encoding=encoding, newline="") as file:
        return list(csv.reader(file))


def put_table(path, rows, encoding):
    with open(path, "w", encoding=encoding, newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows(rows)
    return path


def check_register(points, folder):
    """The register as CSV says what the site says, or names the first cell that does not; nothing in it is an answer."""
    site = new_site(folder, "table", lambda text: text.replace("answers:\n", "answers:\n  - {control: T17, state: met, by: A, date: 2026-11-01}\n"))
    path, words = os.path.join(site, "site.yaml"), ("--site", site, "--at", AT)
    before, target = read(path), os.path.join(folder, "table.csv")
    for lang in ("en", "ja"):
        papers = os.path.join(folder, f"tables-{lang}")
        sekisho("papers", "csv", "csv-plain", "csv-cp932", "--output", papers, "--lang", lang, *words)
        for name, encoding in TABLES.items():
            rows = table(os.path.join(papers, name), encoding)
            for made, file in (("as it was written", os.path.join(papers, name)), ("written by another program", put_table(target, rows, encoding))):
                found = read_json("answer", file, "--yes", "--json", *words, codes=(0, 1))
                points.point(not found["answers"] and found["same"] == len(rows) - 1 > 200 and read(path) == before, f"{lang}: {name} {made} says the same", [str(found["same"])])
        rows = table(os.path.join(papers, "register-plain.csv"), "utf-8")
        blank = [rows[0]] + [row if at % 2 else [row[0]] + [""] * 14 for at, row in enumerate(rows[1:])]
        blank.insert(5, [""] * 15)
        found = read_json("answer", put_table(target, blank, "utf-8"), "--yes", "--json", *words, codes=(0, 1))
        points.point(not found["answers"] and found["same"] == len(rows) - 1 and found["empty"] == 1 and read(path) == before, f"{lang}: blanks say nothing", [str(found["same"])])
        over = next(at for at, row in enumerate(rows) if at and row[9] == "")
        for column in (0, *range(5, 15)):
            other = [list(row) for row in rows]
            said = {0: "as99.ti99.v99", 9: "○", 14: "○", 10: other[over][10] + " / T12 done"}
            other[over][column] = said[column] if column in said else str(int(other[over][column]) + 1)
            code, _, errors = sekisho("answer", put_table(target, other, "utf-8"), "--yes", *words)
            points.point(code == 2 and f"cell {'ABCDEFGHIJKLMNO'[column]}{over + 1} " in errors and read(path) == before, f"{lang}: column {column + 1} says something else: refused, by its cell", errors.splitlines())


def run(points):
    with tempfile.TemporaryDirectory() as folder:
        check_forms(points, folder)
        check_interview(points, folder)
        check_about(points, folder)
        check_killed(points, folder)
        check_at_once(points, folder)
        check_meanwhile(points, folder)
        check_plain_name(points, folder)
        check_register(points, folder)
        office = Office()
        try:
            check_round(points, folder, office)
            check_replaced(points, folder, office)
            check_refused(points, folder, office)
            check_workbook(points, folder, office)
        finally:
            office.end()


if __name__ == "__main__":
    sys.exit(main(run))
