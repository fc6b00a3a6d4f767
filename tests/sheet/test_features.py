#!/usr/bin/python3
"""What workbooks and CSV can hold, made by hand where no writer makes it: each row is a file and what it has to read as."""
import datetime
import io
import random
import sys

import handmade
from handmade import gate, pack, parts, relations, row, shared, sheet, styles, workbook
import openpyxl
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.datetime import from_excel

PHONETIC = '<r><t>山田</t></r><r><rPr><b/></rPr><t xml:space="preserve"> 太郎</t></r>' \
    '<rPh sb="0" eb="2"><t>ヤマダ</t></rPh><rPh sb="3" eb="5"><t>タロウ</t></rPh><phoneticPr fontId="1"/>'


def text(inner):
    return f'<c r="A1" t="inlineStr"><is>{inner}</is></c>'


# Name: (the cell A1 as XML, its kind, its text).
CELLS = {
    "an inline text": (text("<t>はい</t>"), "text", "はい"),
    "an inline text of runs with phonetic ones": (text(PHONETIC), "text", "山田 太郎"),
    "a text that a formula gave": ('<c r="A1" t="str"><f>A2&amp;"x"</f><v>はい</v></c>', "text", "はい"),
    "an error": ('<c r="A1" t="e"><v>#N/A</v></c>', "fault", "#N/A"),
    "true": ('<c r="A1" t="b"><v>1</v></c>', "flag", "TRUE"),
    "false": ('<c r="A1" t="b"><v>0</v></c>', "flag", "FALSE"),
    "a number with an exponent": ('<c r="A1"><v>1.5E-3</v></c>', "number", "0.0015"),
    "a number of 17 digits": ('<c r="A1"><v>0.30000000000000004</v></c>', "number", "0.3"),
    "a number with blanks around it": ('<c r="A1"><v> 5\n</v></c>', "number", "5"),
    "a number below zero that is none": ('<c r="A1"><v>-0</v></c>', "number", "0"),
    "a day in words": ('<c r="A1" t="d"><v>2026-04-01</v></c>', "date", "2026-04-01"),
    "a day and a time in words": ('<c r="A1" t="d"><v>2026-04-01T09:30:00.000</v></c>', "date", "2026-04-01T09:30:00"),
    "a formula that was not computed": ('<c r="A1"><f>1+1</f></c>', "nothing", ""),
    "a line break as Excel escapes it": (text("<t>a_x000D_\n_x000d_b</t>"), "text", "a\n\nb"),
    "an escape of the escape": (text("<t>_x005F_x000D_</t>"), "text", "_x000D_"),
    "a pair that is one sign": (text("<t>_xD842__xDFB7_</t>"), "text", "𠮷"),
    "what is no escape": (text("<t>_x00_ _xGGGG_ _x0041</t>"), "text", "_x00_ _xGGGG_ _x0041"),
    "blanks that are kept": (text('<t xml:space="preserve"> a </t>'), "text", " a "),
    "blanks that are not": (text("<t> a </t>"), "text", "a"),
    "an entity of XML": (text("<t>&lt;&amp;&#12399;&#x3044;</t>"), "text", "<&はい"),
    "a section of characters": (text("<t><![CDATA[<はい>]]></t>"), "text", "<はい>"),
    "a foreign element in it": (text('<t>a</t><x:t xmlns:x="urn:other"><x:t>b</x:t></x:t>'), "text", "a"),
    "a cell that does not say where": ('<c t="b"><v>1</v></c>', "flag", "TRUE"),
}

# Code: (what Excel's help says it shows, as bits of day 1 and time 2).
FORMATS = {
    "General": 0, "0": 0, "0.00E+00": 0, "#,##0;[Red]-#,##0": 0, '0"台"': 0, "@": 0, "[Red]0.0": 0, '"day "0': 0, r"\d0": 0, "_d0": 0, "G/標準": 0,
    "¥#,##0": 0, "0円": 0, "yyyy-mm-dd": 1, "yyyy/m/d": 1, "m/d": 1, '[$-411]ggge"年"m"月"d"日"': 1, "ge.m.d": 1, "aaa": 1, "mmm": 1, "d": 1,
    "[$-409]mmmm d, yyyy;@": 1, "yyyy-mm-dd hh:mm:ss": 3, "m/d/yy h:mm": 3, "h:mm": 2, "mm:ss": 2, "h:mm AM/PM": 2, "[h]:mm": 2, "mm:ss.0": 2,
    "[$-F400]h:mm:ss AM/PM": 2, "[$-F800]dddd, mmmm dd, yyyy": 1, "[DBNum3]yyyy": 1, "[<1]0;yyyy": 0,
    '[$-ja-JP-x-gannen]ggge"年"m"月"d"日";@': 1, '[=0]"";yyyy/m/d': 1, '"-";"-";"-"': 0, ";;;": 0, "yyyy/m/d;;": 1, "[DBNum1][$-411]General": 0,
    "[<=999]000;[<=9999]000-00;000-0000": 0, r'"¥"#,##0;[Red]"¥"\-#,##0': 0, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ': 0, "0.0%": 0, "# ?/?": 0,
    "##0.0E+0": 0, r"0\d": 0,
}

DAYS = [
    # number, format, from 1904, kind, text
    (46113, "yyyy-mm-dd", 0, "date", "2026-04-01"), (1, "yyyy-mm-dd", 0, "date", "1900-01-01"), (59, "yyyy-mm-dd", 0, "date", "1900-02-28"),
    (60, "yyyy-mm-dd", 0, "number", "60"), (61, "yyyy-mm-dd", 0, "date", "1900-03-01"), (0, "yyyy-mm-dd", 0, "number", "0"),
    (-1, "yyyy-mm-dd", 0, "number", "-1"), (0, "yyyy-mm-dd", 1, "date", "1904-01-01"), (44651, "yyyy-mm-dd", 1, "date", "2026-04-01"),
    (46113.9999999, "yyyy-mm-dd", 0, "date", "2026-04-02"), (46113.5, "yyyy-mm-dd h:mm", 0, "date", "2026-04-01T12:00:00"),
    (46113.5, "h:mm", 0, "date", "12:00:00"), (1.0625, "[h]:mm", 0, "date", "25:30:00"), (0.75, "h:mm", 0, "date", "18:00:00"),
    (401768, "yyyy", 0, "date", "2999-12-31"), (401769, "yyyy", 0, "number", "401769"), (1e300, "yyyy", 0, "number", "1e+300"),
]

LINES = {
    "separators in quotes are none": ('"a;b;c;d",e\n1,2\n', {"A1": "a;b;c;d", "B1": "e", "A2": "1", "B2": "2"}),
    "a quote within a field": ('5" disk,"a ""b"""\n', {"A1": '5" disk', "B1": 'a "b"'}),
    "line breaks in quotes": ('"a\r\nb",c\r\nd\r\n', {"A1": "a\nb", "B1": "c", "A2": "d"}),
    "empty lines count": ("a\n\n\nb", {"A1": "a", "A4": "b"}),
    "fields that are empty": (',,x\n"",,\ny,', {"C1": "x", "A3": "y"}),
    "a title before the separators": ("機器台帳\n名前;箇所\n", {"A1": "機器台帳", "A2": "名前", "B2": "箇所"}),
    "one column": ("対策\nT17\n", {"A1": "対策", "A2": "T17"}),
}


def ask_cell(xml, **changes):
    return handmade.both(pack(parts(row(xml), **changes)))


def check_cells(points):
    for name, (xml, kind, wanted) in CELLS.items():
        answer = ask_cell(xml)
        cell = answer.cells().get("A1", {})
        points.point((cell.get("kind"), cell.get("text")) == (kind, wanted), f"reads {name}", [answer.error, str(cell)])


def check_formats(points):
    """One workbook with a cell for each format."""
    codes = [code.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;") for code in FORMATS]
    cells = "".join(f'<c s="{at}"><v>46113.5</v></c>' for at in range(len(codes)))
    answer = ask_cell(cells, forms=styles(*codes))
    shows = dict(zip(FORMATS, (cell["shows"] for cell in answer.cells().values())))
    points.point(shows == FORMATS, f"{len(FORMATS)} number formats are dates or not, as Excel shows them",
                 [answer.error, *(f"{code}: {shows.get(code)}" for code in FORMATS if shows.get(code) != FORMATS[code])])
    # It wants a sign before the letter, and knows neither eras nor days of the week.
    another = {code: is_date_format(code) for code in FORMATS if not set(code) & set("geaG標<") and not code.startswith("[") and code not in ("d", "_d0")}
    points.point(all(another[code] == bool(shows[code]) for code in another), f"openpyxl says the same of {len(another)} of them",
                 [f"{code}: {shows[code]}" for code in another if another[code] != bool(shows[code])])
    builtin = list(range(0, 60))
    answer = ask_cell("".join(f'<c s="{at}"><v>46113.5</v></c>' for at in builtin), forms=styles(*builtin))
    dates = [at for at, cell in zip(builtin, answer.cells().values()) if cell["kind"] == "date"]
    points.point(dates == [*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)], "of the formats without words, dates are those of ECMA-376",
                 [str(dates)])


def check_days(points):
    for number, code, from_1904, kind, wanted in DAYS:
        made = parts(row(f'<c r="A1" s="0"><v>{number}</v></c>'), forms=styles(code), named={
            "xl/workbook.xml": workbook(before=f'<workbookPr date1904="{from_1904}"/>')})
        cell = handmade.both(pack(made)).cells().get("A1", {})
        points.point((cell.get("kind"), cell.get("text")) == (kind, wanted), f"{number} as {code}{' from 1904' * from_1904} is {kind} {wanted}", [str(cell)])


def check_many_days(points):
    """2,000 serial numbers by chance, beside openpyxl."""
    chance = random.Random(1900)
    numbers = [chance.choice((chance.randrange(61, 100000), round(chance.uniform(61, 100000), 5))) for _ in range(2000)]
    for from_1904, epoch in ((0, openpyxl.utils.datetime.WINDOWS_EPOCH), (1, openpyxl.utils.datetime.MAC_EPOCH)):
        made = parts("".join(row(f'<c s="0"><v>{number!r}</v></c>', number=at + 1) for at, number in enumerate(numbers)),
                     forms=styles("yyyy-mm-dd hh:mm:ss"), named={"xl/workbook.xml": workbook(before=f'<workbookPr date1904="{from_1904}"/>')})
        found = [cell["text"] for cell in handmade.both(pack(made)).cells().values()]
        half = datetime.timedelta(microseconds=500000)
        wanted = [(from_excel(number, epoch) + half).replace(microsecond=0).isoformat() for number in numbers]
        wrong = [f"{number}: {a}, openpyxl {b}" for number, a, b in zip(numbers, found, wanted) if a != b]
        points.point(len(found) == 2000 and not wrong, f"2000 days and times {'from 1904 ' * from_1904}are openpyxl's", wrong[:9])


def check_strings(points):
    strings = shared("<t>はい</t>", PHONETIC, "<t/>", "<t>_xD800_ never used</t>", "<t>a</t><t>b</t>")
    answer = ask_cell("".join(f'<c t="s"><v>{at}</v></c>' for at in (0, 1, 2, 4)), strings=strings)
    points.point(answer.texts() == {"A1": "はい", "B1": "山田 太郎", "D1": "ab"}, "shared texts are joined, phonetic runs left out, empty ones not there",
                 [answer.error, str(answer.texts())])


def check_missing(points):
    """Some programs name the part of shared texts and leave it out when there are none."""
    links = relations(("r1", "worksheet", "worksheets/sheet1.xml"), ("r2", "sharedStrings", "none.xml"), ("r3", "styles", "none.xml"))
    answer = ask_cell('<c><v>5</v></c>', named={"xl/_rels/workbook.xml.rels": links})
    points.point(answer.texts() == {"A1": "5"}, "a part that no cell needs may be missing", [answer.error])
    for cell in ('<c t="s"><v>0</v></c>', '<c s="1"><v>0</v></c>'):
        answer = ask_cell(cell, named={"xl/_rels/workbook.xml.rels": links})
        points.point(answer.code == 2 and "cell S!A1" in answer.error, f"and is missed by the cell that does: {cell}", [answer.error])


def check_formulas(points):
    cells = '<c r="A1"><f t="shared" ref="A1:A3" si="0">B1*2</f><v>2</v></c>'
    more = '<c r="A2"><f t="shared" si="0"/><v>4</v></c>'
    array = '<c r="A3" t="b"><f t="array" ref="A3">OR(B1:B3)</f><v>1</v></c>'
    outside = '<c r="A4" t="str"><f>[1]Sheet!A1</f><v>x</v></c>'
    answer = handmade.both(pack(parts("".join(row(cell, number=at + 1) for at, cell in enumerate((cells, more, array, outside))))))
    found = [(cell["formula"], cell["shared"], cell["text"]) for cell in answer.cells().values()]
    points.point(found == [("B1*2", True, "2"), ("B1*2", True, "4"), ("OR(B1:B3)", False, "TRUE"), ("[1]Sheet!A1", False, "x")],
                 "formulas come with the value that was computed", [answer.error, str(found)])


def check_sheets(points):
    names = '<sheet name="二" sheetId="7" r:id="r2"/><sheet name="一" sheetId="2" state="hidden" r:id="r1"/>' \
        '<sheet name="図" sheetId="3" r:id="r4"/><sheet name="三" sheetId="4" state="veryHidden" r:id="r3"/>'
    made = parts(named={
        "xl/workbook.xml": workbook(names), "xl/worksheets/sheet1.xml": sheet(row('<c t="b"><v>1</v></c>')),
        "xl/worksheets/sheet2.xml": sheet(row('<c t="b"><v>0</v></c>')), "three.xml": sheet(""),
        "xl/_rels/workbook.xml.rels": relations(("r1", "worksheet", "./worksheets/sheet1.xml"), ("r2", "worksheet", "/xl/worksheets/SHEET2.xml"),
                                                ("r3", "worksheet", "../three.xml"), ("r4", "chartsheet", "chartsheets/none.xml"))})
    answer = handmade.both(pack(made))
    found = [(one["name"], one["seen"], len(one["cells"])) for one in answer.book["sheets"]] if answer.book else []
    points.point(found == [("二", "shown", 1), ("一", "hidden", 1), ("三", "very hidden", 0)], "sheets stand in the order of the workbook, hidden ones said",
                 [answer.error, str(found)])


def check_forms(points):
    """Other programs' ways to write the same."""
    plain = parts(row('<c r="A1" t="b"><v>1</v></c>', '<c r="AA1"><v>5</v></c>'))
    wanted = {"A1": "TRUE", "AA1": "5"}
    prefixed = {name: body.replace("<worksheet xmlns=", "<x:worksheet xmlns:x=").replace("</w", "</x:w").replace("<sheetData", "<x:sheetData")
                .replace("</s", "</x:s").replace("<row", "<x:row").replace("</row", "</x:row").replace("<c ", "<x:c ").replace("</c", "</x:c")
                .replace("<v>", "<x:v>").replace("</v>", "</x:v>") if name.startswith("xl/worksheets") else body for name, body in plain.items()}
    strict = {name: body.replace(handmade.MAIN, handmade.STRICT_MAIN).replace(handmade.OFFICE, handmade.STRICT_OFFICE) for name, body in plain.items()}
    wide = {name: body.replace("UTF-8", "UTF-16").encode("utf-16") if name.startswith("xl/worksheets") else body for name, body in plain.items()}
    folders = [("xl/", ""), ("xl/worksheets/", ""), *plain.items()]
    ahead = dict(reversed(list(plain.items())))
    for name, made, method in (("a prefix", prefixed, 8), ("the strict form", strict, 8), ("UTF-16", wide, 8), ("folders", folders, 8),
                               ("another order of parts", ahead, 8), ("nothing packed", plain, 0)):
        answer = handmade.both(pack(made, method))
        points.point(answer.texts() == wanted, f"reads a workbook with {name}", [answer.error, str(answer.texts())])
    streamed = io.BytesIO()

    class Pipe(io.RawIOBase):
        def writable(self):
            return True

        def write(self, data):
            return streamed.write(data)

    with handmade.zipfile.ZipFile(Pipe(), "w", 8) as archive:
        for name, body in plain.items():
            archive.writestr(name, body)
    answer = handmade.both(streamed.getvalue())
    points.point(answer.texts() == wanted, "reads a workbook that was streamed, sizes behind the parts", [answer.error])


def check_csv(points):
    for name, (lines, wanted) in LINES.items():
        answer = handmade.both(lines.encode(), "a.csv")
        points.point(answer.texts() == wanted, f"CSV: {name}", [answer.error, str(answer.texts())])
    answer = handmade.both('x,"a\nb",対策\r\n"二",y\n'.encode("cp932"), "a.csv")
    found = {place: (cell["line"], cell["sign"]) for place, cell in answer.cells().items()}
    points.point(found == {"A1": (1, 1), "B1": (1, 3), "C1": (2, 4), "A2": (3, 1), "B2": (3, 5)}, "cells of CSV know their line and column", [str(found)])


def main():
    points = gate.Points()
    for check in (check_cells, check_formats, check_days, check_many_days, check_strings, check_missing, check_formulas, check_sheets, check_forms, check_csv):
        check(points)
    confined = [handmade.ask(data, name, options=("--confined",)) for data, name in (
        (pack(parts(row('<c r="A1" t="b"><v>1</v></c>'))), "a.xlsx"), ("対策,状態".encode("cp932"), "a.csv"))]
    points.point([answer.code for answer in confined] == [0, 0], "both are read within the sandbox", [answer.error for answer in confined])
    return points.end()


if __name__ == "__main__":
    sys.exit(main())
