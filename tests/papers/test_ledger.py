#!/usr/bin/python3
"""The device ledger: a file that people keep, a sheet that is filled in, and the way back. What a sheet says anew is put in and nothing else of the file changes; an empty cell says nothing; the same sheet
again changes no byte; whatever cannot be understood names its cell and changes nothing. Other readers say what stands in the file (PyYAML) and on the sheets (LibreOffice, Python's csv)."""
import csv
import io
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile

import yaml

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "catalogue"))
from book import sheets  # noqa: E402
from evidence_site import put, read  # noqa: E402
from office import Office  # noqa: E402
from support import ROOT, SEKISHO, main, read_json, sekisho  # noqa: E402

AT = "2026-11-23"
HEAD = 5
KEYS = ("number", "name", "class", "subject", "maker", "model", "software", "location", "responsible", "networked", "remote-maintenance", "disclosure", "confidentiality", "integrity",
        "availability", "entered", "reviewed", "disposed", "note")
CLASSES = ("computer", "server", "router", "hub", "access-point", "card-reader", "printer", "storage", "medical", "phone", "software", "information", "other")
HEADS = {"en": ("Number", "Name", "Kind", "Subject", "Maker", "Model", "System and software", "Where it stands", "Who answers for it", "On the network", "Remote maintenance",
                "Disclosure (MDS/SDS) received", "Confidentiality (1-3)", "Integrity (1-2)", "Availability (1-2)", "Entered on", "Reviewed on", "Disposed of on", "Note"),
         "ja": ("台帳番号", "名称", "種類", "確認対象の記号", "製造者", "機種", "OS・ソフトウェア", "置き場所", "責任を持つ者", "ネットワーク接続", "遠隔保守", "開示書（MDS/SDS）の受領", "機密性（1-3）",
                "完全性（1-2）", "可用性（1-2）", "登録日", "見直した日", "廃棄した日", "備考")}
WORDS = {"class": {"en": ("computer", "server", "router", "hub or switch", "access point", "card reader", "printer", "storage", "medical device", "phone", "software", "information", "other"),
                   "ja": ("パソコン・端末", "サーバ", "ルータ", "ハブ・スイッチ", "無線アクセスポイント", "カードリーダー", "プリンタ・複合機", "外部記憶・NAS", "医療機器", "電話・携帯端末", "ソフトウェア", "情報",
                          "その他")},
         "responsible": {"en": ("facility", "vendor", "carrier", "operator"), "ja": ("施設", "ベンダ", "回線事業者", "運営主体")}}
MY_NUMBER = "123456789018"


def write(path, text):
    return put(path, text if isinstance(text, bytes) else text.encode())


def ledger_of(site):
    return os.path.join(site, "ledger.yaml")


def entries(site):
    """What another reader says stands there: {number: {key: text}}."""
    root = yaml.load(read(ledger_of(site)).decode(), Loader=yaml.BaseLoader)
    assert root["format"] == "sekisho-ledger/1" and len({entry["number"] for entry in root["devices"]}) == len(root["devices"])
    return {entry["number"]: entry for entry in root["devices"]}


def new_site(folder, name, ledger=None):
    site = os.path.join(folder, name)
    sekisho("init", site, "--configuration", "ip-vpn", "--kind", "clinic", "--name", "Trial", "--at", AT)
    if ledger is not None:
        write(ledger_of(site), ledger)
    return site


def take(site, path, *words):
    return sekisho("answer", path, *words, "--site", site, "--at", AT)


def taken(site, path, *words):
    return read_json("answer", path, "--json", *words, "--site", site, "--at", AT, codes=(0, 1))


def paper(site, name="ledger", lang="en"):
    sekisho("papers", name, "--site", site, "--at", AT, "--lang", lang)
    return os.path.join(site, "papers", "ledger.csv" if name == "ledger-csv" else "ledger.xlsx")


def sheet(rows, lang="en", mark=("sekisho-ledger-sheet/1", "Trial"), heads=None):
    """A sheet that Python's csv writes: rows are lists, or what an entry says."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([["Ledger"], list(mark), [], [], heads or HEADS[lang]])
    for row in rows:
        writer.writerow([shown(key, row[key], lang) if key in row else "" for key in KEYS] if isinstance(row, dict) else row)
    return out.getvalue()


def shown(key, value, lang):
    if key in ("networked", "remote-maintenance", "disclosure"):
        return {"en": {"true": "yes", "false": "no"}, "ja": {"true": "はい", "false": "いいえ"}}[lang][value]
    if key == "class":
        return WORDS[key][lang][CLASSES.index(value)]
    if key == "responsible":
        return WORDS[key][lang][WORDS[key]["en"].index(value)]
    return "'" + value if re.match("'+[=+@-]", value) else value


FULL = {"number": "D-001", "name": "受付の資格確認端末", "class": "computer", "subject": "terminal-1", "maker": "甲社", "model": "X1", "software": "Windows 11", "location": "受付", "responsible": "vendor",
        "networked": "true", "remote-maintenance": "false", "disclosure": "true", "confidentiality": "3", "integrity": "2", "availability": "1", "entered": "2026-04-01", "reviewed": "2026-11-20",
        "note": "\"quoted\", # no comment: 'x'"}
OTHERS = [{"number": "D-002", "name": "Printer", "class": "printer", "networked": "true"}, {"number": "S-1", "name": "資格確認ソフト", "class": "software", "software": "3.2"},
          {"number": "007", "name": "=SUM(A1)", "class": "information", "disposed": "2026-11-01"}]


# ---- LibreOffice ----

class Filled:
    """A sheet that a person fills in with LibreOffice, and saves."""

    def __init__(self, office, path):
        self.office, self.path = office, path

    def save(self, cells, target, form="Calc MS Excel 2007 XML"):
        """cells: {(row from 0, column): text, or a formula with '='}."""
        from com.sun.star.beans import PropertyValue
        document = self.office.open(self.path)
        for (row, column), text in cells.items():
            cell = document.Sheets.getByIndex(0).getCellByPosition(column, row)
            cell.setFormula(text) if text.startswith("=") else cell.setString(text)
        word = PropertyValue()
        word.Name, word.Value = "FilterName", form
        document.storeToURL(f"file://{target}", (word,))
        document.close(True)
        return target


def check_office(points, folder, office):
    for lang in ("en", "ja"):
        site = new_site(folder, f"office-{lang}")
        path, target = paper(site, lang=lang), os.path.join(folder, "filled.xlsx")
        empty = taken(site, Filled(office, path).save({}, target), "--yes")
        points.point(not empty["entries"] and empty["empty"] == 20 and not os.path.exists(ledger_of(site)), f"{lang}: an empty sheet, saved by LibreOffice, makes no ledger", [str(empty)[:200]])
        rows = [FULL, *OTHERS[:2]]
        cells = {(HEAD + at, column): shown(key, row[key], lang) for at, row in enumerate(rows) for column, key in enumerate(KEYS) if key in row}
        code, out, errors = take(site, Filled(office, path).save(cells, target), "--yes", "--lang", lang)
        points.point(code == 1 and os.path.exists(ledger_of(site)) and list(entries(site).values()) == rows, f"{lang}: what was filled in stands in ledger.yaml", [out, errors])
        before = read(ledger_of(site))
        again, next_ = taken(site, target, "--yes"), taken(site, Filled(office, paper(site, lang=lang)).save({}, os.path.join(folder, "next.xlsx")), "--yes")
        points.point(again["same"] == next_["same"] == 3 and not again["entries"] + next_["entries"] and read(ledger_of(site)) == before,
                     f"{lang}: the same sheet again, and a new one as it was made, change not one byte")
        change = {(HEAD, 16): "令和8年11月22日", (HEAD, 6): "", (HEAD + 1, 17): "2026/11/23", (HEAD + 1, 18): "廃棄業者に渡した"}
        found = taken(site, Filled(office, paper(site, lang=lang)).save(change, target), "--yes")
        cells = {(entry["number"], cell["key"]): (cell["before"], cell["after"]) for entry in found["entries"] for cell in entry["cells"]}
        points.point(cells == {("D-001", "reviewed"): ("2026-11-20", "2026-11-22"), ("D-002", "disposed"): (None, "2026-11-23"), ("D-002", "note"): (None, "廃棄業者に渡した")} and found["stored"] and
                     entries(site)["D-001"] == {**FULL, "reviewed": "2026-11-22"}, f"{lang}: cells that were changed, old and new; an empty one takes nothing away", [str(cells)])
        formula = Filled(office, paper(site, lang=lang)).save({(HEAD, 1): "=\"Ter\"&\"minal\""}, target)
        code, _, errors = take(site, formula, "--yes")
        points.point(code == 2 and "!B6" in errors and "formula" in errors, f"{lang}: refused: a formula", errors.splitlines())


def check_lists(points, folder):
    """Lists that open are written where there are few words, for every row."""
    path = paper(new_site(folder, "lists"))
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    rules = dict(re.findall(r'<dataValidation [^>]*sqref="(\w)6:\w25"[^>]*><formula1>"([^"]*)"', xml.replace("&quot;", '"')))
    wanted = {"C": "hub or switch", "D": "terminal-1", "I": "vendor", "J": "yes", "K": "no", "L": "yes", "M": "3", "N": "2", "O": "1"}
    points.point(set(rules) == set(wanted) and all(word in rules[column].split(",") for column, word in wanted.items()), "columns of few words have a list that opens", [str(rules)])
    site = new_site(folder, "numbers", "format: sekisho-ledger/1\ndevices:\n  - {number: K-04, name: A, class: hub}\n  - {number: K-02, name: A, class: hub}\n")
    numbers = [row[0] for row in next(iter(sheets(paper(site)).values()))[HEAD:]]
    points.point(numbers == ["K-04", "K-02", "K-03"] + [f"K-{at:02}" for at in range(5, 24)], "empty rows have numbers that are free", [str(numbers)])
    again = paper(new_site(folder, "lists-2"))
    points.point(read(path) == read(again), "the same site and day give the same bytes")
    notes = sheets(path)
    points.point(list(notes) == ["Device ledger", "Not in both"] and [row[1] for row in notes["Not in both"][1:]] ==
                 ["terminal-1", "claim-terminal-1", "receipt-computer-1", "router-a-1", "router-b-1", "hub-1-1", "hub-2-1", "reader-1"], "devices of site.yaml that no entry names", [str(notes)[-300:]])


# ---- CSV ----

def check_encodings(points, folder):
    texts = {lang: sheet([FULL, *OTHERS], lang) for lang in ("en", "ja")}
    forms = [(lang, name, texts[lang].encode(name)) for lang in texts for name in ("utf-8", "utf-8-sig", "utf-16", "cp932")]
    forms += [("en", "semicolons", re.sub(r'(?<!#),(?! )', ";", texts["en"]).encode()), ("en", "line feeds", texts["en"].replace("\r\n", "\n").encode())]
    found = []
    for number, (lang, name, data) in enumerate(forms):
        site = new_site(folder, f"encoding{number}")
        code, out, errors = take(site, write(os.path.join(folder, "sheet.csv"), data), "--yes")
        found.append(read(ledger_of(site)) if code == 1 else errors)
        right = code == 1 and list(entries(site).values()) == [FULL, *OTHERS]
        points.point(right, f"CSV: {lang}, {name}", [out, errors])
    points.point(len(set(found)) == 1, "all of them make the same file, byte for byte")


def texts_of(draw):
    letters = ["a", "Z", "9", " ", "  ", ",", ";", "\"", "'", "\\", "#", ": ", "- ", "=", "+", "@", "{", "}", "[", "|", ">", "%", "&", "!", "あ", "端末", "　", "〜", "①", "é", "true", "null", "~", "\n"]
    text = "".join(draw.choice(letters) for _ in range(draw.randrange(1, 12)))
    return text.strip(" \n　") or "x"


def check_random(points, folder):
    """Ledgers by chance: what a sheet says is what the file says is what the next sheet says."""
    draw, wrong, count = random.Random(11), [], 0
    for number in range(25):
        rows = []
        for at in range(draw.randrange(1, 9)):
            row = {"number": draw.choice(["D-", "", "x."]) + str(at).zfill(3), "name": texts_of(draw), "class": draw.choice(CLASSES)}
            for key in KEYS[3:]:
                if draw.random() < 0.5:
                    continue
                row[key] = (draw.choice(["terminal-1", "router-a-1"]) if key == "subject" else draw.choice(WORDS[key]["en"]) if key == "responsible" else
                            draw.choice(["true", "false"]) if key in KEYS[9:12] else draw.choice("12") if key in KEYS[12:15] else f"2026-{draw.randrange(1, 10):02}-{draw.randrange(1, 29):02}" if key in KEYS[15:17] else
                            "2026-11-0" + draw.choice("123456789") if key == "disposed" else texts_of(draw))
            rows.append(row)
        lang, site = draw.choice(["en", "ja"]), new_site(folder, f"random{number}")
        code, out, errors = take(site, write(os.path.join(folder, "random.csv"), sheet(rows, lang)), "--yes")
        said = [{key: value.replace("\n", " ") for key, value in row.items()} for row in rows]
        if code != 1 or list(entries(site).values()) != said:
            wrong.append(f"{rows} {out} {errors}"[:600])
            continue
        before = read(ledger_of(site))
        for name in ("ledger", "ledger-csv"):
            again = taken(site, paper(site, name, lang), "--yes")
            wrong += [f"{name} {rows} {again['entries']}"] if again["entries"] or again["same"] != len(rows) or read(ledger_of(site)) != before else []
        count += len(rows)
    points.point(not wrong and count > 60, f"{count} devices by chance: the sheet, the file and the next sheet say the same", wrong[:3])


# ---- the text that people wrote ----

HAND = """# ours, begun in April
format: sekisho-ledger/1
devices:
  # the desk
  - number: D-001   # on its case
    name: Terminal  # as we call it
    class: computer
    note: 'it''s ours'
    # nobody moved it
  - {number: D-002, name: "Router \\"A\\"", class: router, networked: true}   # vendor's

  - class: hub
    name: |
      Hub under
      the desk
    number: "003"
"""
HANDS = {
    "as it is": HAND, "lines that end as on Windows": HAND.replace("\n", "\r\n"), "no line end at the end": HAND.rstrip("\n"), "no blanks before the dashes": HAND.replace("\n  ", "\n"),
    "a list in the middle": HAND.replace("format: sekisho-ledger/1\n", "") + "\n# the end\nformat: sekisho-ledger/1\n", "an entry that ends the file, without a line end": HAND.replace(HAND[HAND.index("  - number"):HAND.index("    note")], "").replace("    note: 'it''s ours'\n", "").rstrip("\n") +
    "\n" + HAND[HAND.index("  - number"):HAND.index("    note")].rstrip("\n"), "in brackets": re.sub(r"- \{(.*?)\}", r"- {\1,}", HAND),
}


def kept(before, after):
    """Every line that was not about what changed stands there, in its order."""
    lines = iter(after.splitlines())
    return all(any(line == other for other in lines) for line in before.splitlines() if "Terminal" not in line and "D-002" not in line)


def check_hands(points, folder):
    rows = [{"number": "D-001", "name": "Terminal one", "subject": "terminal-1", "reviewed": "2026-11-20", "note": "it's ours"}, {"number": "D-002", "networked": "false", "maker": "乙社", "model": "9"},
            {"number": "003", "name": "Hub under the desk", "location": "desk"}, {"number": "D-9", "name": "New", "class": "other"}]
    for number, (name, text) in enumerate(HANDS.items()):
        site = new_site(folder, f"hand{number}", text)
        old = entries(site)
        code, out, errors = take(site, write(os.path.join(folder, "hand.csv"), sheet(rows)), "--yes")
        new = read(ledger_of(site)).decode()
        wanted = {"D-001": {**old["D-001"], **rows[0]}, "D-002": {**old["D-002"], **rows[1]}, "003": {**old["003"], "location": "desk"}, "D-9": rows[3]}
        points.point(code == 1 and entries(site) == wanted and kept(text, new) and new.count("# as we call it") == 1 and new.count("# vendor's") == 1,
                     f"a ledger by hand keeps what people wrote: {name}", [new, out, errors])
        points.point(("\r\n" in text) == ("\r\n" in new) and new.count("\n") == new.count("\r\n") * ("\r\n" in text) + new.count("\n") * ("\r\n" not in text), f"and the ends of its lines: {name}")
        again = taken(site, os.path.join(folder, "hand.csv"), "--yes")
        points.point(not again["entries"] and again["same"] == 4 and read(ledger_of(site)).decode() == new, f"and does not change again: {name}", [str(again["entries"])])
    refused = {"a text over several lines": (HAND, {"number": "003", "name": "Hub"}, 14), "a list in brackets": ("format: sekisho-ledger/1\ndevices: [{number: D-1, name: A, class: hub}]\n", rows[3], 2),
               "a text over several lines without a bar": (HAND.replace("Terminal  # as we call it", "Terminal\n      1"), rows[0], 6)}
    for name, (text, row, line) in refused.items():
        site = new_site(folder, f"refused {name}", text)
        code, _, errors = take(site, write(os.path.join(folder, "hand.csv"), sheet([row])), "--yes")
        points.point(code == 2 and f"ledger.yaml:{line}:" in errors and "mend:" in errors and read(ledger_of(site)).decode() == text, f"refused with its line: {name}", errors.splitlines())


# ---- what is refused ----

def check_cells(points, folder):
    site = new_site(folder, "cells", f"format: sekisho-ledger/1\ndevices:\n  - {{number: D-001, name: A, class: hub, entered: 2026-05-01, reviewed: 2026-11-01}}\n")
    before = read(ledger_of(site))
    cases = {
        "a kind there is not": ("class", "spaceship", "C6"), "no subject of the site": ("subject", "terminal-9", "D6"), "nobody who could answer": ("responsible", "the cat", "I6"),
        "neither yes nor no": ("networked", "perhaps", "J6"), "don't know where yes or no is": ("disclosure", "don't know", "L6"), "a level too high": ("confidentiality", "4", "M6"),
        "a level that is none": ("integrity", "high", "N6"), "no day": ("entered", "soon", "P6"), "a day that is not": ("reviewed", "2026-02-30", "Q6"), "a day to come": ("reviewed", "2026-12-24", "Q6"),
        "an older review": ("reviewed", "2026-10-01", "Q6"), "gone before it came": ("disposed", "2026-04-01", "R6"), "a text too long": ("maker", "x" * 129, "E6"), "no number": ("number", "", "A6"),
        "a number with blanks": ("number", "D 1", "A6"), "a My Number": ("note", f"no {MY_NUMBER}", "My Number"),
    }
    for name, (key, value, cell) in cases.items():
        row = {"number": "D-001", "name": "A", "class": "hub"}
        line = [value if each == key else shown(each, row[each], "en") if each in row else "" for each in KEYS]
        code, out, errors = take(site, write(os.path.join(folder, "bad.csv"), sheet([line])), "--yes")
        points.point(code == 2 and cell in errors and "expected:" in errors and "mend:" in errors and MY_NUMBER not in out + errors and read(ledger_of(site)) == before, f"refused: {name}", errors.splitlines())
    whole = {
        "a number on two rows": (sheet([{"number": "X", "name": "A", "class": "hub"}] * 2), "A7"), "a new device without a name": (sheet([{"number": "X", "class": "hub"}]), "B6"),
        "a new device without a kind": (sheet([{"number": "X", "name": "A"}]), "C6"), "another site": (sheet([], mark=("sekisho-ledger-sheet/1", "Elsewhere")), "another site"),
        "a later version": (sheet([], mark=("sekisho-ledger-sheet/2", "Trial")), "another version"), "a head that is gone": (sheet([], heads=("Nummer", *HEADS["en"][1:])), "column"),
        "no ledger at all": (sheet([], mark=("", "")), "no answer sheet"),
        "more rows than a ledger has": (sheet([{"number": f"N{at}", "name": "A", "class": "hub"} for at in range(4000)]), "more rows"),
    }
    for name, (text, words) in whole.items():
        code, _, errors = take(site, write(os.path.join(folder, "bad.csv"), text), "--yes")
        points.point(code == 2 and words in errors and "mend:" in errors and read(ledger_of(site)) == before, f"refused: {name}", errors.splitlines())
    bare = new_site(folder, "bare")
    for count, code_wanted in ((1500, 1), (1501, 2)):
        code, _, errors = take(bare, write(os.path.join(folder, "many.csv"), sheet([{"number": f"N{at}", "name": "A", "class": "hub"} for at in range(count)])), "--yes")
        points.point(code == code_wanted and (code == 1 or "at most 1500" in errors) and len(entries(bare)) == 1500, f"{count} devices {'are taken' if code_wanted == 1 else 'are too many'}", errors.splitlines())
    good = write(os.path.join(folder, "good.csv"), sheet([{"number": "X", "name": "A", "class": "hub"}]))
    code, out, _ = take(site, good)
    points.point(code == 1 and "X is new: A" in out and "Nothing was written." in out and read(ledger_of(site)) == before, "without a yes it is shown, and nothing is written", out.splitlines())
    code, _, errors = sekisho("answer", good, good, "--yes", "--site", site, "--at", AT)
    points.point(code == 2 and "alone" in errors and read(ledger_of(site)) == before, "refused: two ledger sheets at once", errors.splitlines())


def check_files(points, folder):
    """What is wrong with a ledger that people wrote is said with its line."""
    entry = "  - number: D-1\n    name: A\n    class: hub\n"
    cases = {
        "a number twice": (entry * 2, 6, "twice"), "no subject of the site": (entry + "    subject: terminal-9\n", 3, "terminal-9"), "a key that is none": (entry + "    serial: 1\n", 6, "serial"),
        "no name": (entry.replace("    name: A\n", ""), 3, "name"), "no kind": (entry.replace("    class: hub\n", ""), 3, "class"), "a word that is none": (entry.replace("hub", "hubs"), 5, "hubs"),
        "gone before it came": (entry + "    entered: 2026-05-01\n    disposed: 2026-04-01\n", 3, "disposed"), "a day that is not": (entry + "    reviewed: 2026-02-30\n", 6, "2026-02-30"),
        "a My Number": (entry + f"    note: \"{MY_NUMBER}\"\n", 6, "My Number"), "neither yes nor no": (entry + "    networked: yes\n", 6, "false, true"), "too high": (entry + "    integrity: 3\n", 6, "'3'"),
        "a name too long": (entry.replace("A", "x" * 129), 4, "128"),
    }
    for name, (text, line, word) in cases.items():
        site = new_site(folder, f"file {name}", "format: sekisho-ledger/1\ndevices:\n" + text)
        code, out, errors = sekisho("papers", "ledger", "--site", site, "--at", AT)
        points.point(code == 2 and f"ledger.yaml:{line}:" in errors and word in errors and MY_NUMBER not in out + errors, f"refused with its line: {name}", errors.splitlines())
    site = new_site(folder, "file later", "format: sekisho-ledger/2\ndevices:\n" + entry)
    code, _, errors = sekisho("papers", "ledger", "--site", site, "--at", AT)
    points.point(code == 2 and "sekisho-ledger/1" in errors, "refused: a ledger of a later version", errors.splitlines())
    site = new_site(folder, "file retired", "format: sekisho-ledger/1\ndevices:\n" + entry + "    subject: hub-9\n    disposed: 2026-11-01\n")
    with open(os.path.join(site, "site.yaml"), "a", encoding="utf-8") as file:
        file.write("retired: [{subject: hub-9, by: A, date: 2026-11-01, reason: broken}]\n")
    code, _, errors = sekisho("papers", "ledger", "--site", site, "--at", AT)
    found = taken(site, paper(site), "--yes")
    points.point(code == 1 and found["same"] == 1 and not found["entries"], "a subject that is gone stands in the ledger still", errors.splitlines())


# ---- whole or not at all ----

def start(site, path):
    return subprocess.Popen([SEKISHO, "answer", path, "--yes", "--site", site, "--at", AT], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": ""})


def check_whole(points, folder):
    many = [{"number": f"N-{at}", "name": f"Device {at}", "class": "other"} for at in range(400)]
    path = write(os.path.join(folder, "many.csv"), sheet(many))
    site, draw, seen = new_site(folder, "killed"), random.Random(5), set()
    began = time.monotonic()
    start(site, path).wait()
    took = time.monotonic() - began
    whole = read(ledger_of(site))
    for _ in range(25):
        write(ledger_of(site), HAND)
        process = start(site, path)
        time.sleep(draw.random() * took * 1.1)
        process.send_signal(signal.SIGKILL)
        process.wait()
        seen.add(len(entries(site)))
        for name in os.listdir(site):
            if name.startswith("ledger.yaml") and name != "ledger.yaml":
                os.remove(os.path.join(site, name))
    points.point(len(whole) > 10000 and seen <= {3, 403} and 3 in seen, f"killed 25 times: the file is the old one or the new one ({sorted(seen)})")
    write(ledger_of(site), HAND)
    ran = subprocess.run([SEKISHO, "answer", path, "--yes", "--site", site, "--at", AT], capture_output=True, text=True, check=False, env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": ""},
                         preexec_fn=lambda: (signal.signal(signal.SIGXFSZ, signal.SIG_IGN), resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))))
    points.point(ran.returncode == 4 and "cannot be written" in ran.stderr and read(ledger_of(site)).decode() == HAND and sorted(os.listdir(site)) == ["configs", "evidence", "ledger.yaml", "site.yaml"],
                 "no room on the disk: an error of the environment, the file as it was, nothing left beside it", [ran.stdout[-300:], ran.stderr, str(os.listdir(site))])
    paths = [write(os.path.join(folder, f"one{at}.csv"), sheet([{"number": f"P-{at}", "name": "A", "class": "hub"}])) for at in range(6)]
    for process in [start(site, path) for path in paths]:
        process.wait()
    points.point(len(entries(site)) == 9, "six people at once lose no device", [str(list(entries(site)))])


def asked(site, path):
    """Shown, and asked whether to write it; the answer is still to come."""
    process = subprocess.Popen([SEKISHO, "answer", path, "--site", site, "--at", AT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": ""})
    seen = ""
    while not seen.endswith("[y/N] "):
        sign = process.stdout.read(1)
        assert sign, seen
        seen += sign
    return process


def check_meanwhile(points, folder):
    """What somebody else writes between the look and the yes is not written over: neither an entry under the same number, nor a value that nobody was shown."""
    other = {"number": "D-1", "name": "NAS", "class": "storage", "location": "desk"}
    cases = {"both enter another device under one number": (None, {"number": "D-1", "name": "Printer", "class": "printer"}, other),
             "the same in a ledger that is there": (HAND, {"number": "N-1", "name": "Printer", "class": "printer"}, {**other, "number": "N-1"}),
             "an older review": (HAND, {"number": "D-001", "reviewed": "2026-11-10"}, {"number": "D-001", "reviewed": "2026-11-22"})}
    for name, (ledger, mine, theirs) in cases.items():
        site = new_site(folder, name.replace(" ", "-"), ledger)
        process = asked(site, write(os.path.join(folder, "mine.csv"), sheet([mine])))
        first = take(site, write(os.path.join(folder, "theirs.csv"), sheet([theirs])), "--yes")
        wanted = read(ledger_of(site))
        out, errors = process.communicate("y\n", timeout=60)
        points.point(first[0] in (0, 1) and process.returncode == 2 and "meanwhile" in errors and "Written" not in out and read(ledger_of(site)) == wanted, f"meanwhile: {name}", [str(first), out, errors])
    site = new_site(folder, "apart", HAND)
    process = asked(site, write(os.path.join(folder, "mine.csv"), sheet([{"number": "D-001", "note": "mine"}])))
    take(site, write(os.path.join(folder, "theirs.csv"), sheet([{"number": "D-001", "location": "theirs"}, other])), "--yes")
    process.communicate("y\n", timeout=60)
    found = entries(site)
    points.point(process.returncode in (0, 1) and found["D-001"]["note"] == "mine" and found["D-001"]["location"] == "theirs" and "D-1" in found, "meanwhile: what does not meet is written, both", [str(found)])


def check_long(points, folder):
    """Texts as long as they may be come back from both sheets as they are: none is cut for the page."""
    long = {"number": "D-1", "name": "n " * 64, "class": "other", "maker": "m " * 64, "model": "i" * 128, "software": "s w " * 125, "location": "l " * 100, "note": "i " * 500}
    site = new_site(folder, "long")
    take(site, write(os.path.join(folder, "long.csv"), sheet([{key: value.strip() for key, value in long.items()}])), "--yes")
    before = read(ledger_of(site))
    for name in ("ledger", "ledger-csv"):
        found = taken(site, paper(site, name), "--yes")
        points.point(found["same"] == 1 and not found["entries"] and read(ledger_of(site)) == before, f"{name}: long texts come back whole", [str(found)[:300]])


def check_guarded(points, folder):
    """A number or a name of a site that a program could take for a formula comes back as it is, too."""
    site = os.path.join(folder, "guarded")
    sekisho("init", site, "--configuration", "ip-vpn", "--kind", "clinic", "--name", "@Home", "--at", AT)
    write(ledger_of(site), 'format: sekisho-ledger/1\ndevices:\n  - {number: "-5", name: "=1", class: hub}\n')
    for name in ("ledger", "ledger-csv"):
        code, out, errors = take(site, paper(site, name), "--yes")
        points.point(code in (0, 1) and "The same as before: 1." in " ".join(out.split()), f"{name}: what begins like a formula comes back", [out, errors])
    shutil.rmtree(os.path.join(site, "papers"))
    write(ledger_of(site), 'format: sekisho-ledger/1\ndevices:\n  - {number: "1", name: "_x0041__x0042_x0043_ 1", class: hub, note: "_x_x005F__x000D_"}\n')
    for name in ("ledger", "ledger-csv"):
        code, out, errors = take(site, paper(site, name), "--yes")
        points.point(code in (0, 1) and "The same as before: 1." in " ".join(out.split()), f"{name}: what looks like an escape of Excel comes back", [out, errors])


# ---- what it is for ----

def check_gaps(points, folder):
    site = new_site(folder, "gaps", "format: sekisho-ledger/1\ndevices:\n")
    rows = [{"number": "1a", "name": "T", "class": "computer", "subject": "terminal-1", "networked": "true"}, {"number": "2a", "name": "R", "class": "router", "subject": "router-a-1", "disposed": "2026-11-01"},
            {"number": "3a", "name": "NAS", "class": "storage", "networked": "true"}, {"number": "4a", "name": "Old NAS", "class": "storage", "networked": "true", "disposed": "2026-11-01"},
            {"number": "5a", "name": "Pen", "class": "other", "networked": "false"}, {"number": "6a", "name": "S", "class": "software", "networked": "true", "subject": "reader-1", "reviewed": "2026-10-01"}]
    os.remove(ledger_of(site))
    path = write(os.path.join(folder, "gaps.csv"), sheet(rows))
    found = taken(site, path, "--yes")
    points.point(found["outside"] == ["3a"] and "terminal-1" not in found["lacking"] and {"router-a-1", "reader-1", "hub-1-1"} <= set(found["lacking"]) and
                 not {"line-1", "practice-1", "provider-1"} & set(found["lacking"]), "what does not stand in both: disposed of, on no network, and programs are told apart", [str((found["lacking"], found["outside"]))])
    points.point(found["ledger"] == {"entries": 6, "in_use": 4, "reviewed": 1, "last_review": "2026-10-01", "oldest_review": "2026-10-01"}, "counts of the ledger", [str(found["ledger"])])
    part = taken(site, write(os.path.join(folder, "part.csv"), sheet(rows[:2])), "--yes")
    points.point((part["absent"], part["same"], found["absent"], len(entries(site))) == (4, 2, 0, 6), "entries that are on no row stay, and are counted")
    early = read_json("answer", path, "--json", "--site", site, "--at", "2026-09-30", codes=(0, 1))["ledger"]
    points.point((early["in_use"], early["reviewed"], early["last_review"]) == (6, 0, None), "on an earlier day nothing was disposed of yet, nor looked at", [str(early)])
    said = "ledger.yaml: 6 entries, 4 in use. Reviewed: 1 of 4, last on 2026-10-01"
    sekisho("papers", "checklist", "answers-facility", "--site", site, "--at", AT)
    form = next(iter(sheets(os.path.join(site, "papers", "checklist.xlsx")).values()))
    item = next(row for row in form if row and row[0] == "2①")
    question = next(row for row in next(iter(sheets(os.path.join(site, "papers", "answers-facility.xlsx")).values())) if row and row[0] == "H21")
    points.point(said in item[6] and said in question[2] and sum(said in "".join(row) for row in form) == 1, "it stands beside 2① of the checklist and the question about it", [str(item), str(question)])
    ran = subprocess.run([SEKISHO, "answer", "--by", "A", "--site", site, "--at", AT], input="s\n" * 200, capture_output=True, text=True, check=False, env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": ""})
    told = re.search(r"^\[\d+/\d+\] H21.*?(?=^\[|\Z)", ran.stdout, re.S | re.M)
    points.point(told and "6 entries, 4 in use" in told.group(0) and ran.stdout.count("entries, 4 in use") == 1, "and is told where it is asked about", ran.stdout.splitlines()[-5:])
    before = read_json("assess", "--json", "--site", new_site(folder, "gaps-none"), "--at", AT, codes=(0, 1))["counts"]
    points.point(found["counts"] == before, "a ledger alone moves nothing")


class Recorder:
    """A site with a collector for the practice, and its key."""

    def __init__(self, folder, name, subjects="practice-1"):
        self.site, self.key, self.file = new_site(folder, name), os.path.join(folder, f"{name}.key"), os.path.join(folder, f"{name}.jsonl")
        sekisho("enrol", self.key)
        with open(os.path.join(self.site, "site.yaml"), "a", encoding="utf-8") as file:
            file.write(f"collectors:\n  - {{id: form, host: desk, key: \"{read(self.key + '.pub').decode().strip()}\", subjects: [{subjects}], valid-from: 2026-01-01}}\n")

    def record(self, rows):
        if os.path.exists(ledger_of(self.site)):
            os.remove(ledger_of(self.site))
        take(self.site, write(self.file + ".csv", sheet(rows)), "--yes")
        code, out, errors = sekisho("answer", "--record", "form", "--site", self.site, "--at", AT)
        write(self.file, out)
        return code, out, errors

    def h21(self, rows, *at):
        """(verdict and method of H21, the facts), when the ledger is signed and brought."""
        code, out, errors = self.record(rows)
        for words in (("evidence", "sign", self.file, "--key", self.key), ("evidence", "import", self.file, "--site", self.site, "--at", AT)):
            code, shown_, errors = sekisho(*words)
            assert code in (0, 1), shown_ + errors
        found = read_json("assess", "--json", "--site", self.site, "--at", *(at or (AT,)), codes=(0, 1))
        control = next(each for each in found["controls"] if each["id"] == "H21")
        return control["verdict"], [subject["method"] for subject in control["subjects"]], [json.loads(line) for line in out.splitlines()]


def check_record(points, folder):
    levels = {"confidentiality": "3", "integrity": "2", "availability": "1", "responsible": "facility", "entered": "2026-04-01", "reviewed": AT}
    rows = [{"number": "1a", "name": "端末", "class": "computer", **levels}, {"number": "2a", "name": "Router", "class": "access-point", **levels}, {"number": "3a", "name": "S", "class": "software", **levels},
            {"number": "4a", "name": "資格情報", "class": "information", **levels}, {"number": "5a", "name": "Gone", "class": "phone", "disposed": "2026-11-01"}]
    recorder = Recorder(folder, "record")
    verdict, method, lines = recorder.h21(rows)
    facts = [line["values"] for line in lines if "fact" in line]
    points.point(verdict == "met" and method == ["attested"] and len(facts) == 5 and [fact["device_class"] for fact in facts] == ["computer", "access_point", "software", "information", "phone"] and
                 all(fact["listed"] is True and fact["seen"] is None for fact in facts) and facts[0]["reviewed_on"] == "2026-11-22T15:00:00Z", "a whole ledger, recorded, signed and brought: H21 is done because people say so", [str((verdict, method)), str(lines[:3])])
    verdicts = {}
    for number, (name, change) in enumerate({"no information": lambda: [row for row in rows if row["class"] != "information"], "no level": lambda: [{**rows[0], "confidentiality": ""}, *rows[1:]],
                                             "an old review": lambda: [{**rows[0], "reviewed": "2026-04-01"}, *rows[1:]], "nobody who answers": lambda: [{**rows[0], "responsible": ""}, *rows[1:]]}.items()):
        changed = [{key: value for key, value in row.items() if value} for row in change()]
        verdicts[name] = Recorder(folder, f"record{number}").h21(changed)[0]
    points.point(verdicts == {"no information": "unmet", "no level": "unmet", "an old review": "stale", "nobody who answers": "unknown"}, "and what is missing in it is found", [str(verdicts)])
    code, _, errors = Recorder(folder, "record-other", "terminal-1").record(rows)
    points.point(code == 2 and "site.yaml:" in errors and "practice" in errors, "refused: a collector that may not speak about the practice", errors.splitlines())
    code, _, errors = sekisho("answer", "--record", "nobody", "--site", recorder.site, "--at", AT)
    points.point(code == 2 and "nobody" in errors, "refused: a collector that there is not", errors.splitlines())
    os.remove(ledger_of(recorder.site))
    code, _, errors = sekisho("answer", "--record", "form", "--site", recorder.site, "--at", AT)
    points.point(code == 2 and "ledger.yaml" in errors, "refused: no ledger", errors.splitlines())


def check_example(points, folder):
    """The example's ledger says what its signed form says; a sheet of it is in both languages, and comes back as it is."""
    source = os.path.join(ROOT, "examples", "hana-healthy")
    with open(os.path.join(source, "bundles", "01-form.jsonl"), encoding="utf-8") as file:
        lines = [json.loads(line) for line in file if line.strip()]
    number = next(line["coverage"] for line in lines if line.get("kind") == "device")
    facts = {line["values"]["number"]: line["values"] for line in lines if line.get("fact") == number}
    names = {"class": "device_class", "remote-maintenance": "remote_maintenance", "confidentiality": "confidentiality_level", "integrity": "integrity_level", "availability": "availability_level", "entered": "entered_on",
             "reviewed": "reviewed_on"}
    wrong = [(id_, key) for id_, entry in entries(source).items() for key, value in entry.items() if key != "subject" and
             str(facts[id_][names.get(key, key)]).lower().replace("_", "-")[:10 if key in ("entered", "reviewed") else None] != value.lower().replace("_", "-")]
    points.point(facts and set(facts) == set(entries(source)) and not wrong, f"the example's ledger says what its form says: {len(facts)} entries", [str(wrong)])
    site = os.path.join(folder, "hana")
    shutil.copytree(source, site)
    for lang in ("ja", "en"):
        found = [taken(site, paper(site, name, lang), "--yes") for name in ("ledger", "ledger-csv")]
        points.point([(each["same"], each["entries"], each["lacking"], each["outside"]) for each in found] == [(len(facts), [], [], [])] * 2, f"{lang}: and its sheets come back as they are", [str(found)[:300]])


def run(points):
    with tempfile.TemporaryDirectory() as folder:
        for check in (check_lists, check_encodings, check_random, check_hands, check_cells, check_files, check_whole, check_meanwhile, check_long, check_guarded, check_gaps, check_record, check_example):
            inner = os.path.join(folder, check.__name__)
            os.mkdir(inner)
            check(points, inner)
            shutil.rmtree(inner)
        office = Office()
        try:
            check_office(points, folder, office)
        finally:
            office.end()


if __name__ == "__main__":
    sys.exit(main(run))
