"""Workbooks made by hand: parts as text, packed by Python's zipfile or byte by byte. And sheet_tool, which reads them."""
import io
import json
import os
import struct
import sys
import tempfile
import zipfile
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "gates"))
import gate  # noqa: E402

BUILD = os.environ.get("BUILD_DIR", os.path.join(gate.ROOT, "build"))
TOOLS = [os.path.join(BUILD, folder, "tests/sheet/sheet_tool") for folder in ("release", "asan")]
WRITE_TABLE = os.path.join(BUILD, "release/tests/sheet/write_table")
JAPANESE = os.path.join(BUILD, "root/usr/share/locale")

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def types(main=TYPE):
    return f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>' \
        f'<Override PartName="/xl/workbook.xml" ContentType="{main}"/></Types>'


def relations(*rows):
    """Rows of id, last word of the type, target, and perhaps more attributes."""
    inner = "".join(f'<Relationship Id="{row[0]}" Type="{OFFICE}/{row[1]}" Target="{row[2]}" {"".join(row[3:])}/>' for row in rows)
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def workbook(sheets='<sheet name="S" sheetId="1" r:id="r1"/>', before=""):
    return f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{before}<sheets>{sheets}</sheets></workbook>'


def sheet(rows):
    return f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def row(*cells, number=1):
    return f'<row r="{number}">{"".join(cells)}</row>'


def shared(*items):
    return f'{HEAD}<sst xmlns="{MAIN}">{"".join(f"<si>{item}</si>" for item in items)}</sst>'


def styles(*formats):
    """One number format for each form of cells: a number of Excel's, or a code."""
    codes = "".join(f'<numFmt numFmtId="{200 + at}" formatCode="{code}"/>' for at, code in enumerate(formats) if isinstance(code, str))
    forms = "".join(f'<xf numFmtId="{200 + at if isinstance(code, str) else code}"/>' for at, code in enumerate(formats))
    return f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>' \
        f'<cellXfs>{forms}</cellXfs></styleSheet>'


def parts(rows="", **changes):
    """The parts of a workbook of one sheet. changes: strings, forms, or any part by its name with None for "not there"."""
    named = changes.pop("named", {})
    made = {
        "[Content_Types].xml": types(), "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": workbook(), "xl/worksheets/sheet1.xml": sheet(rows)}
    links = [("r1", "worksheet", "worksheets/sheet1.xml")]
    if "strings" in changes:
        made["xl/sharedStrings.xml"] = changes["strings"]
        links.append(("r2", "sharedStrings", "sharedStrings.xml"))
    if "forms" in changes:
        made["xl/styles.xml"] = changes["forms"]
        links.append(("r3", "styles", "styles.xml"))
    made["xl/_rels/workbook.xml.rels"] = relations(*links)
    made.update(named)
    return {name: text for name, text in made.items() if text is not None}


def pack(made, method=zipfile.ZIP_DEFLATED):
    """Bytes of an archive. made: {name: text or bytes} or pairs of them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, text in made.items() if isinstance(made, dict) else made:
            info = zipfile.ZipInfo(name, (2026, 4, 1, 0, 0, 0))
            info.compress_type = method
            archive.writestr(info, text)
    return out.getvalue()


def lie(name, content, size=None, method=8, flags=0, crc=None):
    """An archive of one entry that may say what is not true of it."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = deflate.compress(content) + deflate.flush() if method == 8 else content
    size, crc = len(content) if size is None else size, zlib.crc32(content) if crc is None else crc
    entry = struct.pack("<HHHHHIIIHH", 20, flags, method, 0, 0x5C81, crc, len(packed), size, len(name), 0)
    local = b"PK\3\4" + entry + name + packed
    central = b"PK\1\2" + struct.pack("<H", 20) + entry + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name
    return local + central + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)


class Answer:
    """What sheet_tool said of a file: a book or an error text."""

    def __init__(self, code, out, err):
        self.code, self.error = code, err
        self.book = json.loads(out) if code == 0 else None

    def cells(self, name=None):
        """{place without the sheet: cell} of one sheet, the first one when no name is given."""
        for one in self.book["sheets"] if self.book else []:
            if name in (None, one["name"]):
                return {cell["place"].split("!")[-1]: cell for cell in one["cells"]}
        return {}

    def texts(self, name=None):
        return {place: cell["text"] for place, cell in self.cells(name).items()}


def ask(data, name="answers.xlsx", tool=None, options=()):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, name)
        with open(path, "wb") as file:
            file.write(data)
        ran = gate.run([tool or TOOLS[0], *options, path])
    return Answer(ran.returncode, ran.stdout, ran.stderr)


def both(data, name="answers.xlsx"):
    """The answer of the release build; the one with sanitizers has to say the same."""
    answers = [ask(data, name, tool) for tool in TOOLS]
    same = (answers[0].code, answers[0].error, answers[0].book) == (answers[1].code, answers[1].error, answers[1].book)
    return answers[0] if same else Answer(99, "", f"the builds differ: {answers[0].error} / {answers[1].error}")
