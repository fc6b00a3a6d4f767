#!/usr/bin/python3
"""Files that are no table, damaged, forged or too large: exit 2, the place, what was expected and how to mend it, in English and Japanese.

And what nobody wrote by hand: a file cut at every length and with every byte changed is an error, or the same book as before.
"""
import os
import resource
import struct
import sys
import time
import zlib

import handmade
from handmade import MAIN, gate, lie, pack, parts, relations, row, shared, sheet, styles, types, workbook

ONE = row('<c r="A1" t="b"><v>1</v></c>')
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
# 123456789018 has the right check digit of a My Number.
NUMBER = "123456789018"


def book(rows=ONE, **changes):
    return pack(parts(rows, **changes))


def part(name, text):
    return book(named={name: text})


def cell(xml, **changes):
    return book(row(xml), **changes)


def inline(text):
    return f'<c r="C1" t="inlineStr"><is><t>{text}</t></is></c>'


def twice(name):
    made = parts(ONE)
    return pack([*made.items(), (name, "<x/>")])


def changed(data, old, new):
    assert old in data, old
    return data.replace(old, new)


def entries(count):
    return pack([*parts(ONE).items(), *((f"a/{at}", "") for at in range(count))], 0)


def hidden_flag(data):
    """Every entry says that it is encrypted."""
    out = bytearray(data)
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = out.find(mark)
        while at >= 0:
            out[at + offset] |= 1
            at = out.find(mark, at + 4)
    return bytes(out)


def overlapping():
    """Two names for one body: a bomb whose parts overlap."""
    body = lie(b"a", b"x" * 1000)
    head = body.index(b"PK\1\2")
    central = body[head:body.index(b"PK\5\6")]
    both = central + central[:-1] + b"b"
    return body[:head] + both + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 2, 2, len(both), head, 0)


def deep(levels):
    return part("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{MAIN}">' + "<a>" * levels + "</a>" * levels + "</worksheet>")


def laughing():
    lines = "".join(f'<!ENTITY e{at + 1} "{f"&e{at};" * 10}">' for at in range(9))
    return part("xl/worksheets/sheet1.xml", f'<!DOCTYPE w [<!ENTITY e0 "ha">{lines}]><worksheet xmlns="{MAIN}"><a>&e9;</a></worksheet>')


def heavy():
    """Three sheets, none of them too large, nor growing too much."""
    lines = "".join(f"{'a' * 100}{zlib.crc32(bytes([at & 255, at >> 8 & 255, at >> 16])):x}" for at in range(220000))
    names = [f"xl/worksheets/sheet{at}.xml" for at in (1, 2, 3)]
    sheets = "".join(f'<sheet name="S{at}" r:id="r{at}"/>' for at in (1, 2, 3))
    links = [(f"r{at}", "worksheet", f"worksheets/sheet{at}.xml") for at in (1, 2, 3)]
    return book(named={**{name: sheet("") + f"<!--{lines}-->" for name in names}, "xl/workbook.xml": workbook(sheets),
                       "xl/_rels/workbook.xml.rels": relations(*links)})


SHEETS = "".join(f'<sheet name="S{at}" sheetId="{at + 1}" r:id="r1"/>' for at in range(65))

# name: (bytes, words of the error). Every one is exit 2 and has a line "expected" and a line "mend".
WORKBOOKS = {
    "nothing": (b"", "this is an empty file"),
    "an old workbook": (OLE + "Workbook".encode("utf-16-le"), "this is a workbook of the old kind (.xls)"),
    "an encrypted workbook": (OLE + "EncryptedPackage".encode("utf-16-le"), "this is a workbook that needs a password"),
    "a PDF": (b"%PDF-1.7\n", "this is a PDF file"),
    "a web page under the name of a workbook": (b"<html><table><tr><td>a</td></tr></table></html>", "this is a web page"),
    "a packed file": (b"\x1f\x8b\x08\0", "this is a packed file"),
    "an archive of something else": (pack({"a.txt": "a"}), "this is an archive without a workbook"),
    "an OpenDocument table": (pack({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}), "an OpenDocument file (.ods)"),
    "a Word document": (part("[Content_Types].xml", types("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml")),
                        "this is a Word document"),
    "a binary workbook": (book(named={"xl/workbook.bin": b"\0"}), "this is a binary workbook (.xlsb)"),
    "macros": (book(named={"xl/vbaProject.bin": b"\0"}), "this is a workbook with macros"),
    "macros under another name": (part("[Content_Types].xml", types("application/vnd.ms-excel.sheet.macroEnabled.main+xml")), "a workbook with macros"),
    "macros of Excel 4": (book(named={"xl/macrosheets/sheet1.xml": sheet("")}), "this is a workbook with macros"),
    "a sheet of macros": (book(named={"xl/_rels/workbook.xml.rels": relations(("r1", "xlMacrosheet", "worksheets/sheet1.xml"))}), "a workbook with macros"),
    "a part twice": (twice("xl/workbook.xml"), "a part is there twice"),
    "a part twice in another case": (twice("XL/Workbook.xml"), "part 'XL/Workbook.xml' is there twice"),
    "a path upwards": (pack([*parts(ONE).items(), ("xl/../../etc/passwd", "")]), "'xl/../../etc/passwd' has a name that no part can have"),
    "a path from the root": (pack([*parts(ONE).items(), ("/etc/passwd", "")]), "'/etc/passwd' has a name that no part can have"),
    "a path with a drive": (pack([*parts(ONE).items(), ("C:\\a", "")]), "has a name that no part can have"),
    "a name that is long": (pack([*parts(ONE).items(), ("a" * 256, "")]), "too many bytes in the name of a part"),
    "many parts": (entries(2000), "too many parts in the workbook"),
    "an encrypted part": (hidden_flag(book()), "is encrypted"),
    "another way to pack": (pack(parts(ONE), handmade.zipfile.ZIP_LZMA), "is packed in a way that no workbook is"),
    "parts that overlap": (overlapping(), "its archive contradicts itself"),
    "a wrong sum": (lie(b"[Content_Types].xml", types().encode(), crc=1), "'[Content_Types].xml' is broken"),
    "a bomb that says so": (lie(b"[Content_Types].xml", bytes(30 << 20)), "grows more than any table does"),
    "a bomb that lies": (lie(b"[Content_Types].xml", bytes(30 << 20), size=1000), "'[Content_Types].xml' has another size than the archive says"),
    "a part larger than any may be": (lie(b"a", b"", size=(32 << 20) + 1), "too many bytes in one part"),
    "a part smaller than it says": (lie(b"[Content_Types].xml", types().encode(), size=4000), "'[Content_Types].xml' has another size than the archive says"),
    "parts that are too large together": (heavy(), "too many bytes in the unpacked workbook"),
    "rubbish before the end": (changed(book(), b"PK\5\6", b"PK\5\7"), "it ends too early, or is no archive"),
    "no list of content types": (book(named={"[Content_Types].xml": None}), "this is an archive without a workbook"),
    "no relations": (book(named={"_rels/.rels": None}), "its part '_rels/.rels' is not there"),
    "no workbook": (book(named={"xl/workbook.xml": None}), "its part 'xl/workbook.xml' is not there"),
    "no relations of the workbook": (book(named={"xl/_rels/workbook.xml.rels": None}), "'xl/_rels/workbook.xml.rels' is not there"),
    "no sheet": (book(named={"xl/worksheets/sheet1.xml": None}), "'xl/worksheets/sheet1.xml' is not there"),
    "a workbook that lies elsewhere": (part("_rels/.rels", relations(("r1", "officeDocument", "file:///etc/passwd", 'TargetMode="External"'))),
                                       "says that a part of the workbook lies elsewhere"),
    "a workbook out of the archive": (part("_rels/.rels", relations(("r1", "officeDocument", "../../etc/passwd"))), "points out of the workbook"),
    "two workbooks": (part("_rels/.rels", relations(("r1", "officeDocument", "a"), ("r2", "officeDocument", "b"))), "names two parts for one thing"),
    "a relation that is missing": (part("xl/workbook.xml", workbook('<sheet name="S" r:id="r9"/>')), "lacks a relation that a sheet names"),
    "two relations of one id": (part("xl/_rels/workbook.xml.rels", relations(("r1", "worksheet", "a"), ("r1", "worksheet", "b"))),
                                "has two relations of one id"),
    "no sheets": (part("xl/workbook.xml", workbook("")), "'xl/workbook.xml' holds no sheet"),
    "two sheets of one name": (part("xl/workbook.xml", workbook('<sheet name="S" r:id="r1"/><sheet name="s" r:id="r1"/>')), "two sheets of one name"),
    "a sheet without a name": (part("xl/workbook.xml", workbook('<sheet name="" r:id="r1"/>')), "a sheet whose name is no text"),
    "a sheet whose name turns the line": (part("xl/workbook.xml", workbook('<sheet name="a&#x202E;" r:id="r1"/>')), "a sheet whose name is no text"),
    "65 sheets": (part("xl/workbook.xml", workbook(SHEETS)), "too many sheets in the workbook"),
    "XML that is cut": (part("xl/worksheets/sheet1.xml", sheet(ONE)[:-20]), "cannot be read from its line 2 on"),
    "XML of no encoding": (part("xl/workbook.xml", '<?xml version="1.0" encoding="klingon"?><a/>'), "'xl/workbook.xml' cannot be read"),
    "a document type": (part("xl/workbook.xml", '<!DOCTYPE a SYSTEM "http://example.org/a"><a/>'), "'xl/workbook.xml' declares a document type"),
    "a billion laughs": (laughing(), "declares a document type, which no workbook needs"),
    "XML that is deep": (deep(64), "too many levels in a part"),
    "a row without a number": (book('<row r="x"/>'), "holds a row without a number"),
    "a row twice": (book(ONE + ONE), "holds rows out of their order"),
    "a row past the last": (book('<row r="1048577"/>'), "too many rows in a sheet"),
    "a cell twice": (cell('<c r="A1"/><c r="A1"/>'), "holds a cell twice"),
    "a cell in another row": (cell('<c r="A2"/>'), "stands in another row"),
    "a cell past the last column": (cell('<c r="XFE1"/>'), "too many columns in a sheet"),
    "a cell nowhere": (cell('<c r="1A"/>'), "does not say where it stands"),
    "no number": (cell('<c r="C1"><v>12a</v></c>'), "cell S!C1 holds what should be a number and is none"),
    "a number without end": (cell('<c r="C1"><v>1e999</v></c>'), "cell S!C1 holds what should be a number and is none"),
    "a word for infinity": (cell('<c r="C1"><v>INF</v></c>'), "cell S!C1 holds what should be a number and is none"),
    "neither true nor false": (cell('<c r="C1" t="b"><v>2</v></c>'), "cell S!C1 holds what should be true or false"),
    "a shared text that is not there": (cell('<c r="C1" t="s"><v>1</v></c>', strings=shared("<t>a</t>")), "cell S!C1 holds a text that the workbook"),
    "a kind that is none": (cell('<c r="C1" t="q"><v>1</v></c>'), "cell S!C1 holds a kind of value that no workbook has"),
    "a form that is not there": (cell('<c r="C1" s="2"><v>1</v></c>', forms=styles(0)), "cell S!C1 holds a form that the workbook does not have"),
    "a day that is none": (cell('<c r="C1" t="d"><v>2026-02-30</v></c>'), "cell S!C1 holds what should be a day and is none"),
    "two values": (cell('<c r="C1"><v>1</v><v>2</v></c>'), "cell S!C1 holds two values"),
    "a group without its formula": (cell('<c r="C1"><f t="shared" si="3"/><v>2</v></c>'), "cell S!C1 holds a formula of a group that has none"),
    "a group without a number": (cell('<c r="C1"><f t="shared">B1</f><v>2</v></c>'), "cell S!C1 holds a formula of a group that cannot be"),
    "a group past the last": (cell('<c r="C1"><f t="shared" si="65536">B1</f><v>2</v></c>'), "cell S!C1 holds a formula of a group that cannot be"),
    "two formulas": (cell('<c r="C1"><f>B1</f><f>B1</f></c>'), "cell S!C1 holds two formulas"),
    "half a pair and another sign": (cell(inline("_xD842__x0041_")), "cell S!C1 holds a sign that may not stand in it (half a sign)"),
    "a bell": (cell(inline("a_x0007_")), "cell S!C1 holds a sign that may not stand in it (U+0007)"),
    "a NUL": (cell(inline("a_x0000_b")), "cell S!C1 holds a sign that may not stand in it (U+0000)"),
    "half a pair": (cell(inline("_xD842_")), "cell S!C1 holds a sign that may not stand in it (half a sign)"),
    "a blank without width": (cell(inline("a\u200bb")), "cell S!C1 holds a sign that may not stand in it (U+200B)"),
    "a shared text with a bad sign": (cell('<c r="C1" t="s"><v>0</v></c>', strings=shared("<t>\u202e</t>")), "cell S!C1 holds a sign"),
    "a text that is long": (cell(inline("a" * 98305)), "the text of cell S!C1 is too long"),
    "a number format without a code": (book(forms=f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="1"/></numFmts></styleSheet>'),
                                       "holds a number format without a number or a form"),
    "a number format that cannot be": (book(forms=styles(65536)), "names a number format that cannot be"),
}

TABLES = {
    "a byte that is neither": ("対策,状態\nT17,".encode() + b"\xff\n", "answers.csv:2:5: error: a byte that is no text in UTF-8"),
    "a byte that no CP932 has": ("対策,状態\nT17,".encode("cp932") + b"\xff\n", "answers.csv:2:5: error: a byte that is no text in Shift_JIS (CP932)"),
    "a mark of UTF-8 before CP932": (b"\xef\xbb\xbf" + "対策".encode("cp932"), "answers.csv:1:1: error: a byte that is no text in UTF-8"),
    "EUC-JP": ("a,対策\n".encode("euc-jp"), "answers.csv:1:3: error: this can be EUC-JP just as well as Shift_JIS"),
    "UTF-16 cut in a sign": ("\ufeffa\nb".encode("utf-16-le")[:-1], "answers.csv:2:1: error: a byte that is no text in UTF-16"),
    "half a pair in UTF-16": (b"\xff\xfea\0\x42\xd8b\0", "answers.csv:1:2: error: a byte that is no text in UTF-16"),
    "two second halves in UTF-16": (b"\xff\xfea\0\0\xdc\0\xdc", "answers.csv:1:2: error: a byte that is no text in UTF-16"),
    "a wrong byte behind lines of Windows": ("対策\r\n\r\nT17,".encode("cp932") + b"\xff\r\n", "answers.csv:3:5: error: a byte that is no text"),
    "UTF-16 without its mark": ("対策,状態".encode("utf-16-le"), "answers.csv:1:1: error: a byte that is no text"),
    "a NUL": (b"a,b\n\0,c\n", "answers.csv: error: this is no table"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0", "this is a picture"),
    "a bell": (b"a,b\nc,\x07\n", "answers.csv:2:3: error: cell B2 holds a sign that may not stand in it (U+0007)"),
    "ISO-2022-JP": ("a,対策\n".encode("iso-2022-jp"), "answers.csv:1:3: error: cell B1 holds a sign that may not stand in it (U+001B)"),
    "a quote that is not closed": (b'a,b\n1,"x\ny\n', "answers.csv:2:3: error: a quote is opened here and never closed"),
    "something behind a quote": (b'a,b\n"x"y,1\n', "answers.csv:2:4: error: something stands behind the closing quote"),
    "no cell": (b",,\n\n", "this is a table without a single cell"),
    "a text that is long": (b'a\n"' + b"b" * 98305 + b'"\n', "answers.csv:2:1: error: the text of cell A2 is too long"),
    "many columns": (b"," * 16384 + b"a", "too many columns in a sheet"),
    "many cells": (b"a,b\n" * 100001, "too many cells that hold something"),
    "many bytes": (b"a,b\n" * (2 << 20) + b"a", "too many bytes in the file"),
}


def check_answer(points, name, data, file, words):
    answer = handmade.both(data, file)
    lines = answer.error.splitlines()
    ok = answer.code == 2 and len(lines) == 3 and lines[0].startswith(file) and words in lines[0] and "  expected: " in lines[1] and "  mend: " in lines[2]
    points.point(ok, f"refuses {name}", [f"exit {answer.code}, expected {words!r}", *lines])


def check_japanese(points, rows, file):
    """No English sentence is left, but what a library says of XML."""
    left = []
    for name, (data, words) in rows.items():
        said = handmade.ask(data, file, options=("--ja", handmade.JAPANESE)).error
        if not said.startswith(file) or "エラー" not in said or any(word in said for word in (" the ", " is ", " holds ", " has ", "save")):
            left.append(f"{name}: {said}")
    points.point(not left, f"{len(rows)} of these in Japanese ({file})", left)


# ---- ceilings


def check_cost(points):
    """What is refused is refused at once: no bomb costs a second or 100 MiB."""
    worst = []
    for name in ("a bomb that says so", "a bomb that lies", "a billion laughs", "XML that is deep", "many parts"):
        start, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        handmade.ask(WORKBOOKS[name][0])
        worst.append((resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before, time.monotonic() - start, name))
    points.point(max(worst)[0] < 1, "bombs cost less than a second", [str(worst)])
    long_name = part("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{MAIN}"><{"a" * (4 << 20)}/></worksheet>')
    noise = "".join(f"{zlib.crc32(bytes([at % 256, at // 256 % 256, at // 65536])):08x}" for at in range(1 << 18))
    long_value = book(f'<row r="1"><c r="A1" t="str"><v>{noise}</v></c></row>')
    for name, data in (("a name of 4 MiB", long_name), ("a value of 2 MiB", long_value)):
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        answer = handmade.ask(data)
        took = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
        points.point(answer.code in (0, 2) and took < 1, f"{name} costs less than a second", [f"{took:.2f} s", answer.error[:200]])


def check_whole(points):
    """As many cells as there may be, and one more."""
    def cells(count):
        return "".join(row(*(f"<c><v>{zlib.crc32(b'%d' % (100 * at + one))}</v></c>" for one in range(100)), number=at + 1)
                       for at in range(count // 100))

    answer = handmade.ask(book(cells(200000)))
    points.point(answer.code == 0 and len(answer.cells()) == 200000, "200,000 cells are read", [answer.error])
    answer = handmade.ask(book(cells(200000) + row('<c t="b"><v>1</v></c>', number=2001)))
    points.point(answer.code == 2 and "too many cells that hold something" in answer.error, "200,001 are not", [answer.error])


# ---- what nobody wrote


def check_mutants(points, name, data, strict):
    for tool in handmade.TOOLS:
        ran = handmade.ask(data, name, tool, ("--mutate",))
        said = ran.book or {}
        ok = ran.code == 0 and said["length"] == len(data) and (not strict or said["changed_other"] == 0)
        points.point(ok, f"{name}: cut at each of {len(data)} lengths and changed in {3 * len(data)} ways: refused, or read well"
                     f" ({'sanitizers' if tool is handmade.TOOLS[1] else 'release'})", [str(said), ran.error[-2000:]])
        points.point(not strict or (said and said["cut_read"] <= 2), f"{name}: no part of it passes for the whole", [str(said)])


def check_persons(points):
    """12 digits that can be a My Number are shown in no error, wherever they stand."""
    cases = {
        "a cell that is refused": (cell(f'<c r="C1" t="b"><v>{NUMBER}</v></c>'), "a.xlsx"),
        "the name of a sheet": (part("xl/workbook.xml", workbook(f'<sheet name="{NUMBER}" r:id="r9"/>')), "a.xlsx"),
        "the name of a part": (part(f"{NUMBER}:", ""), "a.xlsx"),
        "the name of the file": (b"", f"{NUMBER}.xlsx"),
    }
    for name, (data, file) in cases.items():
        answer = handmade.both(data, file)
        points.point(answer.code == 2 and NUMBER not in answer.error, f"{name} does not show a My Number", [answer.error])


def main():
    points = gate.Points()
    for name, (data, words) in WORKBOOKS.items():
        check_answer(points, name, data, "answers.xlsx", words)
    for name, (data, words) in TABLES.items():
        check_answer(points, f"CSV with {name}" if "CSV" not in name else name, data, "answers.csv", words)
    check_japanese(points, WORKBOOKS, "answers.xlsx")
    check_japanese(points, TABLES, "answers.csv")
    check_cost(points)
    check_whole(points)
    check_persons(points)
    small = parts(row('<c r="A1" t="s"><v>0</v></c>', '<c r="B1" s="1"><v>46113</v></c>'), strings=shared("<t>はい</t>"), forms=styles(0, "yyyy"))
    check_mutants(points, "packed.xlsx", pack(small), True)
    check_mutants(points, "plain.xlsx", pack(small, 0), True)
    check_mutants(points, "utf-8.csv", '対策,状態\n"T""17","a\nb"\n'.encode(), False)
    check_mutants(points, "cp932.csv", '対策\t状態\r\n"T""17"\tｱｲ表\r\n'.encode("cp932"), False)
    check_mutants(points, "utf-16.csv", '\ufeff対策;状態\r\n𠮷;"い"\r\n'.encode("utf-16-le"), False)
    return points.end()


if __name__ == "__main__":
    sys.exit(main())
