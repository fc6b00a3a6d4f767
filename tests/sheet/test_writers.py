#!/usr/bin/python3
"""One table, written by programs that know nothing of us, reads equal: libxlsxwriter, openpyxl, LibreOffice, Gnumeric and a hand as workbooks,
and LibreOffice, Gnumeric and Python as CSV in each encoding with each separator.
"""
import csv
import datetime
import io
import os
import subprocess
import sys
import tempfile
from xml.sax.saxutils import escape

import handmade
from handmade import gate
import openpyxl

DAY = datetime.date(2026, 4, 1)
# Every sort of value, with the signs in which encodings and CSV differ.
TABLE = [
    ["対策", "状態", "実施日", "根拠, 備考", "台数"],
    ["T17", "はい", DAY, "ルータの設定を確認\n「拒否」を既定に", 2],
    ["T05", "いいえ", datetime.date(1999, 12, 31), "~ 〜 ー − ① ㈱ 髙 ﾊﾝｶｸ ソ表能", 0.25],
    ["H13", "", None, 'quote " and ; and , "twice""', -17],
    ["P01", "はい", datetime.date(2100, 2, 28), "tab\tinside", 1234567],
    ["0123", "=1+1", None, " blanks at both ends ", None],
    ["", "", None, "", 3],
]
SIMPLE = "~ - ー ① ㈱ 髙 ﾊﾝｶｸ ソ表能"


def place(row, column):
    return f"{'ABCDE'[column]}{row + 1}"


def shown(value):
    if isinstance(value, datetime.date):
        return value.isoformat()
    return "" if value is None else value if isinstance(value, str) else repr(value)


def expected(table=None):
    return {place(r, c): shown(value) for r, line in enumerate(table or TABLE) for c, value in enumerate(line) if shown(value)}


def kind(value):
    return "date" if isinstance(value, datetime.date) else "text" if isinstance(value, str) else "number"


def kinds():
    return {place(r, c): kind(value) for r, line in enumerate(TABLE) for c, value in enumerate(line) if shown(value)}


def serial(day):
    return (day - datetime.date(1899, 12, 30)).days


# ---- workbooks


def by_libxlsxwriter(folder):
    path = os.path.join(folder, "xlsxwriter.xlsx")
    lines = ["sheet\t回答\tshown"]
    for r, line in enumerate(TABLE):
        for c, value in enumerate(line):
            at = f"{r + 1}\t{c + 1}"
            if isinstance(value, datetime.date):
                lines.append(f"number\t{at}\t{serial(value)}\tyyyy-mm-dd")
            elif isinstance(value, str) and value:
                lines.append(f"text\t{at}\t" + value.replace("\n", "\\n").replace("\t", "\\t"))
            elif value is not None and value != "":
                lines.append(f"number\t{at}\t{value}\t")
    lines.append("sheet\t裏\thidden")
    subprocess.run([handmade.WRITE_TABLE, path], input="\n".join(lines) + "\n", text=True, check=True)
    return path


def by_openpyxl(folder):
    book = openpyxl.Workbook()
    book.active.title = "回答"
    for r, line in enumerate(TABLE):
        for c, value in enumerate(line):
            cell = book.active.cell(r + 1, c + 1)
            cell.value = value if value != "" else None
            if value == "=1+1":
                cell.data_type = "s"
            if isinstance(value, datetime.date):
                cell.number_format = '[$-411]ggge"年"m"月"d"日";@'
    book.create_sheet("裏").sheet_state = "hidden"
    path = os.path.join(folder, "openpyxl.xlsx")
    book.save(path)
    return path


def by_hand(folder):
    def cell(r, c, value):
        if isinstance(value, str):
            return f'<c r="{place(r, c)}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>' if value else ""
        form = ' s="1"' if isinstance(value, datetime.date) else ""
        return "" if value is None else f'<c r="{place(r, c)}"{form}><v>{serial(value) if form else value}</v></c>'

    rows = "".join(handmade.row(*[cell(r, c, value) for c, value in enumerate(line)], number=r + 1) for r, line in enumerate(TABLE))
    made = handmade.parts(rows, forms=handmade.styles(0, 14), named={
        "xl/workbook.xml": handmade.workbook('<sheet name="回答" sheetId="1" r:id="r1"/>')})
    path = os.path.join(folder, "hand.xlsx")
    with open(path, "wb") as file:
        file.write(handmade.pack(made))
    return path


def by_libreoffice(folder, source, filter_name, suffix, name):
    """Converts in a folder of its own, as the name of the result cannot be chosen."""
    out = os.path.join(folder, name)
    env = {**os.environ, "HOME": folder, "LC_ALL": "C.UTF-8"}
    ran = gate.run(["soffice", "--headless", "--norestore", f"-env:UserInstallation=file://{folder}/profile", "--convert-to",
                    f"{suffix}:{filter_name}", "--outdir", out, source], env=env)
    made = os.path.join(out, os.path.splitext(os.path.basename(source))[0] + "." + suffix)
    return made if os.path.exists(made) else ran.stderr


def by_gnumeric(folder, source, name, *options):
    path = os.path.join(folder, name)
    ran = gate.run(["ssconvert", *options, source, path])
    return path if os.path.exists(path) else ran.stderr


def read(path):
    """The answer about a file, or what the writer complained of."""
    if not os.path.exists(path):
        return handmade.Answer(99, "", path)
    with open(path, "rb") as file:
        return handmade.both(file.read(), os.path.basename(path))


def differences(found, wanted):
    return [f"{at}: {found.get(at)!r}, expected {wanted.get(at)!r}" for at in sorted({*found, *wanted}) if found.get(at) != wanted.get(at)]


def check_book(points, name, path, sheets=2):
    """Gnumeric does not write that blanks at the ends are to be kept, so Excel drops them and so do we, nor that a sheet is hidden."""
    answer, gnumeric = read(path), name.startswith("Gnumeric")
    texts = {**expected(), "D6": "blanks at both ends"} if gnumeric else expected()
    wrong = differences(answer.texts(), texts) or differences({at: cell["kind"] for at, cell in answer.cells().items()}, kinds())
    names = [(one["name"], one["seen"]) for one in answer.book["sheets"]] if answer.book else []
    ok = answer.code == 0 and not wrong and names == [("回答", "shown"), ("裏", "shown" if gnumeric else "hidden")][:sheets]
    points.point(ok, f"a workbook by {name} reads as it was written", [answer.error, str(names), *wrong])


def workbooks(points, folder):
    made = {"libxlsxwriter": by_libxlsxwriter(folder), "openpyxl": by_openpyxl(folder)}
    for name, path in list(made.items()):
        made[f"LibreOffice from {name}"] = by_libreoffice(folder, path, "Calc MS Excel 2007 XML", "xlsx", f"lo-{name}")
        made[f"LibreOffice, strict form, from {name}"] = by_libreoffice(folder, path, "Calc Office Open XML", "xlsx", f"strict-{name}")
        made[f"Gnumeric from {name}"] = by_gnumeric(folder, path, f"gnumeric-{name}.xlsx")
    for name, path in made.items():
        check_book(points, name, path)
    check_book(points, "hand", by_hand(folder), sheets=1)
    return made["libxlsxwriter"]


# ---- CSV


def check_csv(points, name, data, table, encoding, separator):
    answer = handmade.both(data, "answers.csv")
    wrong = differences(answer.texts(), expected(table))
    said = (answer.book["encoding"], answer.book["separator"]) if answer.book else None
    ok = answer.code == 0 and not wrong and said == (encoding, separator)
    points.point(ok, f"CSV by {name} reads as it was written", [answer.error, str(said), *wrong])


def written(table, separator, quoting, ends):
    out = io.StringIO()
    csv.writer(out, delimiter=separator, quoting=quoting, lineterminator=ends).writerows([[shown(value) for value in line] for line in table])
    return out.getvalue()


def by_python(points):
    """CP932 has no wave dash of JIS and no minus sign of mathematics: a table without them."""
    plain = [[SIMPLE if isinstance(value, str) and "〜" in value else value for value in line] for line in TABLE]
    marks = {"UTF-8": (TABLE, "utf-8"), "UTF-8 with its mark": (TABLE, "utf-8-sig"), "CP932": (plain, "cp932"),
             "UTF-16LE": (TABLE, "utf-16-le"), "UTF-16BE": (TABLE, "utf-16-be")}
    for name, (table, codec) in marks.items():
        for separator in ",;\t":
            for ends in ("\n", "\r\n", "\r"):
                quoting = csv.QUOTE_ALL if ends == "\r" else csv.QUOTE_MINIMAL
                mark = "\ufeff" if codec.startswith("utf-16") else ""
                data = (mark + written(table, separator, quoting, ends)).encode(codec)
                check_csv(points, f"Python in {name}, {separator!r}, {ends!r}", data, table, name.split()[0], separator)


def data_of(path):
    if not os.path.exists(path):
        return path.encode()
    with open(path, "rb") as file:
        return file.read()


def by_programs(points, folder, source):
    plain = [[SIMPLE if isinstance(value, str) and "〜" in value else value for value in line] for line in TABLE]
    token = "Text - txt - csv (StarCalc):{},34,{},1,,0,false,true,false"
    for name, sign, code, table, encoding in (("UTF-8", 44, 76, TABLE, "UTF-8"), ("UTF-8 and semicolons", 59, 76, TABLE, "UTF-8"),
                                              ("UTF-8 and tabs", 9, 76, TABLE, "UTF-8")):
        path = by_libreoffice(folder, source, token.format(sign, code), "csv", f"csv-{sign}-{code}")
        check_csv(points, f"LibreOffice in {name}", data_of(path), table, encoding, chr(sign))
    for name, codec, separator in (("UTF-8", "UTF-8", ","), ("UTF-16", "UTF-16", "\t")):
        path = by_gnumeric(folder, source, f"{codec}.txt", "-T", "Gnumeric_stf:stf_assistant", "-O",
                           f"charset={codec} separator='{separator}' eol=windows format=preserve")
        minus = [["\u221217" if value == -17 else value for value in line] for line in TABLE]  # the sign of mathematics
        check_csv(points, f"Gnumeric in {name}", data_of(path), minus, "UTF-16LE" if codec == "UTF-16" else codec, separator)
    back = os.path.join(folder, "plain.csv")
    with open(back, "wb") as file:
        file.write(written(plain, ",", csv.QUOTE_MINIMAL, "\r\n").encode("utf-8"))
    path = by_gnumeric(folder, back, "cp932.txt", "-T", "Gnumeric_stf:stf_assistant", "-O", "charset=CP932 separator=; eol=windows format=raw")
    answer = handmade.both(data_of(path), "answers.csv")
    japanese = {at: text for at, text in expected(plain).items() if at[0] in "BD" and at != "B6"}
    wrong = differences({at: text for at, text in answer.texts().items() if at in japanese}, japanese)
    points.point(not wrong and answer.book["encoding"] == "CP932", "CSV by Gnumeric in CP932 reads as it was written", [answer.error, *wrong])


def main():
    points = gate.Points()
    with tempfile.TemporaryDirectory() as folder:
        source = workbooks(points, folder)
        by_programs(points, folder, source)
    by_python(points)
    return points.end()


if __name__ == "__main__":
    sys.exit(main())
