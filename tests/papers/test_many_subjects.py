#!/usr/bin/python3
"""Sites of five hundred subjects, at one place and at many: every paper is made, nothing is left out of it, no cell is longer than a cell or a row can be, the checklist keeps its order, answer sheets and workbook
come back."""
import os
import re
import sys
import tempfile

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[:0] = [os.path.join(TESTS, "catalogue"), os.path.join(TESTS, "check")]
import many_facts  # noqa: E402
from book import sheets  # noqa: E402
from evidence_site import EvidenceSite  # noqa: E402
from support import main, read_json, sekisho  # noqa: E402
from test_report import Page, pdf_text, squeeze  # noqa: E402

AT, SUBJECTS = "2026-11-23", 500
CELL, ROW_LINES = 32767, 26  # characters (UTF-16) and lines of Excel's highest row
SEEN = ("H10", "H12", "H13", "H14", "T02", "T07", "T12", "T13", "T15", "T18", "T19", "T20")
PLACES = ("terminal", "claim-terminal", "receipt-computer", "reader", "router-a", "router-b", "hub-1", "hub-2", "line", "practice")
LONG = "of-the-reception-in-the-second-building-"
ANSWERS_MAX = 4000  # site.yaml has a ceiling, too
NOTES = {"c25-2-2": "一行で長々と述べる。" * 220, "c25-2-3": "a" + "\u0301" * 2500 + "z", "c25-2-1": "\U00020BB7" * 1500}  # without a line's end: wide signs, signs of no width, signs of two units
LINE = re.compile(r"^[a-z0-9-]+-\d+: ")


def answers(subjects, controls):
    """Of whom nothing was seen; one in forty says no, and somebody says why at length."""
    out = ["answers:\n"]
    for control in controls:
        for number, (subject, place) in enumerate(subjects.items()):
            if place not in control["places"] or (place == "terminal" and control["id"] in SEEN) or len(out) > ANSWERS_MAX:
                continue
            state, note = ("unmet", f", note: \"{'the reason is told at length. ' * 20}\"") if number % 40 == 3 else ("met", "")
            out.append(f"- {{control: {control['id']}, subject: {subject}, state: {state}, by: 田中 太郎（情報システム室）, date: 2026-11-0{number % 9 + 1}{note}}}\n")
    return "".join(out)


def make_site(folder, places, controls):
    subjects = {f"{places[number % len(places)]}-{LONG}{number + 1}": places[number % len(places)] for number in range(SUBJECTS)}
    site = EvidenceSite(folder, subjects)
    facts = many_facts.healthy()
    many_facts.take_all(site, [(kind, subject, "observed", rows) for subject, place in subjects.items() if place == "terminal" for kind, rows in facts.items()])
    targets = [f"- {{item: {item}, due: 2027-01-31, by: T, date: 2026-11-01, note: \"{note}\"}}\n" for item, note in NOTES.items()]
    site.write(answers(subjects, controls) + "targets:\n" + "".join(targets))
    return site.folder, subjects


def lines_of(text):
    """What is said of each subject, in the order it is said; a paper may break lines, so blanks do not count."""
    return [squeeze(line) for line in text.split("\n") if LINE.match(line)]


def all_of(book, name, head):
    """[(lead, [lines])] of the column of a sheet, with what goes on elsewhere; and how many cells go on."""
    rows, on, found, went = book[name], {}, [], 0
    for row in next((rows for title, rows in book.items() if title == "Continued"), [])[3:]:
        on.setdefault((row[0], row[1], row[3]), []).append((row[2], row[4]))
    start = next(number for number, row in enumerate(rows) if head in row)
    column = rows[start].index(head)
    for number, row in enumerate(rows[start + 1:], start + 2):
        if len(row) <= column or not row[column]:
            continue
        text, rest = row[column], on.pop((name, str(number), head), [])
        went += bool(rest)
        told = re.search(r"\n→ goes on on the sheet 'Continued', row (\d+)$", text)
        if bool(told) != bool(rest) or any(lead != row[0] for lead, _ in rest) or (told and book["Continued"][int(told.group(1)) - 1][4] != rest[0][1]):
            raise RuntimeError(f"{name}, row {number}: {text[-80:]!r} and {len(rest)} rows of its own")
        found.append((row[0], lines_of("\n".join([text] + [text for _, text in rest]))))
    if any(key[0] == name and key[2] == head for key in on):
        raise RuntimeError(f"{name}: nothing leads to {list(on)[:3]}")
    return found, went


def too_long(book):
    return [f"{name}: {len(cell)} signs, {cell.count(chr(10)) + 1} lines" for name, rows in book.items() for row in rows for cell in row
            if len(cell.encode("utf-16-le")) // 2 > CELL or cell.count("\n") >= ROW_LINES]


def said_of(assessed):
    """{control: [subjects of which anything is known]}, as the program says it elsewhere."""
    return {control["id"]: [subject["id"] for subject in control["subjects"] if subject["decided_by"] != "nobody"] for control in assessed["controls"]}


def check_workbook(points, name, out, page):
    """The report's page has no cells that end: line by line the same stands in the workbook."""
    book = sheets(os.path.join(out, "workbook.xlsx"))
    found, went = all_of(book, "Controls", "Evidence")
    in_book = {}
    for control, lines in found:
        in_book.setdefault(control, []).extend(lines)
    in_page = {row[0]: lines_of(row[4]) for row in page.rows if len(row) == 5 and re.fullmatch(r"(S-)?[A-Z]\d\d", row[0])}
    wrong = [control for control in in_page if sorted(in_page[control]) != sorted(in_book.get(control, []))]
    count = sum(map(len, in_page.values()))
    points.point(not wrong and count > 2 * SUBJECTS and went > 0, f"{name}: {count} lines of evidence stand in the workbook as on the page, {went} cells go on", wrong)
    buried = [row[0] for row in book["Controls"][3:] if len(row) > 8 and row[6] == "not done" and LINE.match(row[8]) and ": not done · " not in row[8].split("\n")[0]]
    points.point(not buried and any(len(row) > 8 and row[6] == "not done" for row in book["Controls"]), f"{name}: what is not done stands first in its cell", buried)
    points.point(not too_long(book), f"{name}: no cell of the workbook is longer than a cell or a row", too_long(book)[:5])
    return in_page


def check_checklist(points, name, out, catalogue, in_page):
    book = sheets(os.path.join(out, "checklist.xlsx"))
    form, rows = next(iter(book.items()))
    numbers = [row[0] for row in rows[6:] if len(row) > 7 and row[5]]
    kind = next(layer["id"] for layer in catalogue["forms"] if "clinic" in layer["kinds"])
    points.point(numbers == [item["number"] for item in catalogue["items"] if kind in item["forms"]], f"{name}: the checklist has its {len(numbers)} items in the order of the form")
    found, went = all_of(book, form, "Evidence")
    items = {item["number"]: item for item in catalogue["items"] if kind in item["forms"]}
    wrong = [number for number, lines in found for need in items[number]["needs"]
             if not any(set(in_page.get(need[which], [])) <= set(lines) for which in ("control", "instead") if which in need)]
    points.point(not wrong and went > 0, f"{name}: with all evidence of their controls, {went} cells go on", wrong)
    points.point(not too_long(book), f"{name}: no cell of it is longer than a cell or a row", too_long(book)[:5])


def check_notes(points, name, out, catalogue):
    """Texts without a line's end are cut between signs, and nothing is lost."""
    book = sheets(os.path.join(out, "checklist.xlsx"))
    form, rows = next(iter(book.items()))
    numbers, wrong = {item["id"]: item["number"] for item in catalogue["items"]}, []
    for item, note in NOTES.items():
        at, row = next((at, row) for at, row in enumerate(rows, 1) if row and row[0] == numbers[item])
        rest = [other[4] for other in book["Continued"][3:] if other[:2] == [form, str(at)] and other[3] == "Remarks"]
        whole = re.sub(r"\n→ goes on .*$", "", row[7]) + "".join(rest)
        wrong += [] if squeeze(note) in squeeze(whole) else [f"{item}: {len(row[7])} signs and {len(rest)} rows: {whole[-100:]}"]
    points.point(not wrong, f"{name}: notes of one long line are whole", wrong)


def check_back(points, name, site, out):
    for paper in ("workbook", "answers-vendor", "answers-facility"):
        code, said, errors = sekisho("answer", os.path.join(out, paper + ".xlsx"), "--site", site, "--at", AT)
        points.point(code in (0, 1) and "Answers that are new: 0" in said, f"{name}: {paper}.xlsx comes back, and says nothing new", [said[-200:], errors])


def check_print(points, name, out, subjects, said):
    text = pdf_text(os.path.join(out, "report.pdf"))
    printed, pages = squeeze(text), [page for page in text.split("\f") if "t12-updates" in page]
    points.point(len(pages) > 5 and all("T12" in page for page in pages), f"{name}: the evidence of a control goes on on {len(pages)} pages, and each says whose it is")
    missing = [subject for subject in subjects if subject in said and subject + ":" not in printed]
    points.point(not missing, f"{name}: each subject of which anything is known is printed", missing[:5])


def check_site(points, name, folder, places, catalogue, papers=()):
    site, subjects = make_site(folder, places, catalogue["controls"])
    out = os.path.join(folder, "papers")
    code, _, errors = sekisho("papers", *papers, "--site", site, "--at", AT, "--lang", "en", "--output", out)
    points.point(code in (0, 1), f"{name}: {len(os.listdir(out))} papers are made", errors.splitlines())
    with open(os.path.join(out, "report.html"), encoding="utf-8") as file:
        page = Page(file.read())
    in_page = check_workbook(points, name, out, page)
    said = said_of(read_json("assess", "--json", "--site", site, "--at", AT, codes=(0, 1)))
    wrong = [control for control, lines in in_page.items() if sorted(line.split(":")[0] for line in lines) != sorted(said[control])]
    points.point(not wrong, f"{name}: the page has a line for each subject of which anything is known", wrong)
    check_checklist(points, name, out, catalogue, in_page)
    if not papers:  # at many places these items are a yes, which has no target
        check_notes(points, name, out, catalogue)
        check_print(points, name, out, subjects, {subject for control in in_page for subject in said[control]})
        check_back(points, name, site, out)


def run(points):
    catalogue = read_json("catalogue", "export", "--json")
    for name, places, papers in (("500 terminals", ("terminal",), ()), ("500 subjects", PLACES, ("workbook", "checklist", "report"))):
        with tempfile.TemporaryDirectory() as folder:
            check_site(points, name, folder, places, catalogue, papers)


if __name__ == "__main__":
    sys.exit(main(run))
