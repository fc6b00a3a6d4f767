"""Cells of an XLSX file, read without any of our code: for what one of our papers says."""
import re
import zipfile
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def column_of(name):
    number = 0
    for letter in re.match(r"[A-Z]+", name).group(0):
        number = number * 26 + ord(letter) - 64
    return number - 1


def sheets(path):
    """{name: rows of text}; a formula counts as what stands beside it."""
    with zipfile.ZipFile(path) as archive:
        strings = [
            "".join(text.text or "" for text in item.iter(MAIN + "t"))
            for item in ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))]
        names = [sheet.get("name") for sheet in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter(MAIN + "sheet")]
        return {name: rows(ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml")), strings) for number, name in enumerate(names, 1)}


def rows(tree, strings):
    found = []
    for row in tree.iter(MAIN + "row"):
        number, cells = int(row.get("r")) - 1, {}
        for cell in row:
            value = cell.find(MAIN + "v")
            text = "" if value is None else value.text or ""
            cells[column_of(cell.get("r"))] = strings[int(text)] if cell.get("t") == "s" else text
        found += [[]] * (number - len(found))
        found.append([cells.get(column, "") for column in range(max(cells, default=-1) + 1)])
    return found
