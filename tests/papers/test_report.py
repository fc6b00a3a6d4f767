#!/usr/bin/python3
"""The report, as a page and as PDF, in both languages: every risk, every open risk's missing controls, the counts of the register; a page that needs no other file and
runs no stranger's text; a PDF whose fonts are in it, whose text can be searched, and that says which signs it could not print."""
import collections
import csv
import html
import html.parser
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "catalogue"))
from book import sheets  # noqa: E402
from support import SEKISHO, main, read_json, sekisho  # noqa: E402

AT = "2026-11-23"
EXAMPLES = os.path.join(os.path.dirname(os.path.dirname(SEKISHO)), "share/sekisho/examples")
VOID = {"meta", "input", "br", "rect", "img"}
PARTIES = ("facility", "vendor", "carrier", "operator")
SHEETS = ("round", "notice-patients", "notice-staff", "training", "incident")


class Page(html.parser.HTMLParser):
    """Tags that do not close in their order, ids, links, rows of tables, text."""

    def __init__(self, text):
        super().__init__()
        self.open, self.wrong, self.ids, self.links, self.sources, self.rows, self.text = [], [], [], [], [], [], []
        self.feed(text)
        self.wrong += [f"<{tag}> is left open" for tag in self.open]

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if "href" in found else []
        self.sources += [value for name, value in attrs if name in ("src", "action", "data", "poster", "srcset") or (name == "href" and not value.startswith("#"))]
        self.sources = [value for value in self.sources if not value.startswith("data:image/svg+xml,")]
        self.sources += [name for name, _ in attrs if name.startswith("on")]
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
        if tag == "br" and self.rows and self.rows[-1]:
            self.rows[-1][-1] += "\n"
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> at {self.getpos()}")

    def handle_data(self, data):
        self.text.append(data)
        if self.open and self.open[-1] in ("td", "th") and self.rows:
            self.rows[-1][-1] += data


def made(folder, site, lang, *papers):
    out = os.path.join(folder, f"out-{os.path.basename(site)}-{lang}")
    code, _, errors = sekisho("papers", *papers, "--site", site, "--at", AT, "--lang", lang, "--output", out)
    if code not in (0, 1):
        raise RuntimeError(errors)
    return out


def pdf_text(path):
    return subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout


def squeeze(text):
    return re.sub(r"\s+", "", text)


def check_page(points, name, path, register):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    page = Page(text)
    points.point(not page.wrong and len(page.ids) == len(set(page.ids)), f"{name}: every tag is closed, no id stands twice", page.wrong[:5])
    inner = [link[1:] for link in page.links if link.startswith("#")]
    points.point(inner and set(inner) <= set(page.ids) and not page.sources and "url(" not in text and "http" not in re.sub(r"http-equiv", "", text),
                 f"{name}: its links lead to places on it, and it needs nothing from elsewhere", page.sources)
    risks = {risk["id"] for risk in register["scenarios"]}
    listed = [row for row in page.rows if row and row[0] in risks]
    points.point(len(listed) == len(risks) == len({row[0] for row in listed}), f"{name}: each of the {len(risks)} risks has its row")
    line = register["line"]
    wrong = []
    for risk in register["scenarios"]:
        row = next(row for row in listed if row[0] == risk["id"])
        wrong += [f"{risk['id']}: {row}"] if int(row[3]) != risk["value"] or not all(control["control"] in row[4] for control in risk["minimum"]) else []
    points.point(not wrong, f"{name}: with its value and its controls", wrong[:3])
    still = [risk for risk in register["scenarios"] if risk["over_line"] and risk["residual"]["evidenced"]["high"] >= line]
    lacks = collections.Counter(frozenset(control["control"] for control in risk["minimum"] if control["state"] != "met") for risk in still)
    groups = [row for row in page.rows if len(row) == 5 and row[3].isdigit() and row[4].isdigit()]
    found = {frozenset(re.findall(r"(?:^|: )([A-Z]-?[A-Z]?\d\d) ", row[0], re.M)): int(row[3]) for row in groups}
    points.point(found == dict(lacks), f"{name}: what is open stands in {len(groups)} rows by what is missing, {sum(found.values())} risks", [str(found), str(dict(lacks))])
    return page


def check_pdf(points, name, path, register):
    text, fonts = pdf_text(path), subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    missing = [risk["id"] for risk in register["scenarios"] if risk["id"] not in text]
    points.point(not missing, f"{name}: its text holds every risk's number", missing[:5])
    points.point(fonts and all(re.search(r" yes yes yes +\d+ +\d+$", font) for font in fonts), f"{name}: its {len(fonts)} fonts are in it, in part, and can be searched", fonts)
    points.point("〓" not in text, f"{name}: no sign is missing")
    sizes = set(re.findall(r"Page +\d+ size: +([\d.]+ x [\d.]+)", subprocess.run(["pdfinfo", "-l", "99", path], capture_output=True, text=True, check=True).stdout))
    points.point({size.split(".")[0] for size in sizes} == {"595", "1190"}, f"{name}: A4, and A3 across for the register", sorted(sizes))
    return text


def check_examples(points, folder):
    for example in ("sakura-sick", "hana-healthy", "minami-fresh"):
        site = os.path.join(folder, example)
        shutil.copytree(os.path.join(EXAMPLES, example), site)
        register = read_json("assess", "--json", "--site", site, "--at", AT, codes=(0, 1))
        for lang in ("ja", "en"):
            out = made(folder, site, lang, "report", "pdf")
            page = check_page(points, f"{example} {lang} page", os.path.join(out, "report.html"), register)
            text = check_pdf(points, f"{example} {lang} PDF", os.path.join(out, "report.pdf"), register)
            headings = [words for words in re.findall(r"<h2[^>]*>([^<]*)</h2>", open(os.path.join(out, "report.html"), encoding="utf-8").read())]
            points.point(len(headings) >= 9 and all(squeeze(words) in squeeze(text) for words in headings) and ("見本" if lang == "ja" else "EXAMPLE") in "".join(page.text),
                         f"{example} {lang}: page and PDF have the same {len(headings)} parts, and say that it is an example", headings)


def check_reasons(points, folder):
    """Who is asked why a risk is open finds it beside it: what was found, since when it is too old, or that nobody knows."""
    site = shutil.copytree(os.path.join(EXAMPLES, "sakura-sick"), os.path.join(folder, "reasons"))
    with open(os.path.join(made(folder, site, "en", "report"), "report.html"), encoding="utf-8") as file:
        text = file.read()
    table = html.unescape(re.sub(r"<br>|<[^>]+>", "\n", text[text.index('id="open-risks"'):text.index("</table>", text.index('id="open-risks"'))]))
    lines = [line.strip() for line in table.splitlines() if line.strip()]
    lacking = [(at, *re.match(r"(not done|out of date|not known): (\S+) ", line).groups()) for at, line in enumerate(lines) if re.match(r"(not done|out of date|not known): ", line)]
    begins = {"not done": ("Found: {0}:", "Said: {0}:", "Found {0}:", "Said {0}:"), "out of date": ("{0}: ",), "not known": ("{0}: ",)}
    missing = [entry for entry in lacking if not lines[entry[0] + 1].startswith(tuple(begin.format(entry[2]) for begin in begins[entry[1]]))]
    points.point(len(lacking) > 8 and {entry[1] for entry in lacking} == set(begins) and not missing, f"{len(lacking)} controls that risks lack, each with its reason", [str(missing), *lines[:40]])
    old = [re.search(r"confirmed last on (\S+), which counted until (\S+)$", line) for line in lines if "confirmed last on" in line]
    points.point(len(old) > 0 and all(day and day[1] < day[2] < AT[:10] for day in old), "what is too old says until when it counted", [line for line in lines if "confirmed last on" in line])
    points.point(any(line.startswith("T11: The paper") and line.endswith("has run out (as of 2026-10-05)") for line in lines), "or what has run out", [line for line in lines if line.startswith("T11")])
    with open(os.path.join(site, "site.yaml"), encoding="utf-8") as file:
        answered = re.sub(r"(control: T15,.*?date: )[0-9-]+", r"\g<1>2026-11-20", file.read())
    with open(os.path.join(site, "site.yaml"), "w", encoding="utf-8") as file:
        file.write(answered)
    out = os.path.join(folder, "later")
    sekisho("papers", "report", "--site", site, "--output", out, "--at", "2027-03-01", "--lang", "en")
    with open(os.path.join(out, "report.html"), encoding="utf-8") as file:
        points.point("T15: confirmed last on 2026-11-20, which counted until 2027-02-18" in file.read(), "what counted longest is the last confirmation")
    twice = [line for at, line in enumerate(lines) if line.startswith("Found:") and line == lines[at - 1]]
    points.point(not twice, "and no reason twice", twice)


def check_strangers(points, folder):
    """Names that would be tags, and signs that no font has."""
    site = os.path.join(folder, "strange")
    sekisho("init", site, "--configuration", "ip-vpn", "--kind", "clinic", "--name", "<b>&\"x'</title><script>alert(1)</script>", "--at", AT)
    out = made(folder, site, "en", "report")
    with open(os.path.join(out, "report.html"), encoding="utf-8") as file:
        text = file.read()
    page = Page(text)
    points.point(not page.wrong and text.count("<script>") == 1 and "alert(1)</script>" not in text and "&lt;b&gt;&amp;" in text, "a name that holds tags is text on the page", page.wrong[:3])
    site = os.path.join(folder, "emoji")
    sekisho("init", site, "--configuration", "ip-vpn", "--kind", "clinic", "--name", "クリニック 😀", "--at", AT)
    text = pdf_text(os.path.join(made(folder, site, "ja", "pdf"), "report.pdf"))
    points.point("クリニック〓" in squeeze(text) and re.search(r"書体にない文字は「〓」で印刷した（\d+字）", squeeze(text)), "a sign that the font has no shape for is printed as 〓, and that is said")


def check_csv(points, folder):
    """The register in three encodings; one that has no code for a sign says 〓."""
    site = os.path.join(folder, "encodings")
    sekisho("init", site, "--configuration", "ip-vpn", "--kind", "clinic", "--name", "T", "--at", AT)
    with open(os.path.join(site, "site.yaml"), "a", encoding="utf-8") as file:
        file.write('own:\n  assets: [{id: x-as01, label: "髙橋①ｶﾅ∵㌔\U00020BB7😀", importance: {c: 3, i: 2, a: 2, reason: r}}]\n'
                   '  scenarios: [{vulnerability: ti05.v2, assets: [x-as01], sentence: "{asset}", minimum: [{control: T02, place: terminal}], after: {threat: 2, vulnerability: 2}, reason: {after: r}}]\n')
    out = made(folder, site, "ja", "csv", "csv-plain", "csv-cp932")
    tables = {name: open(os.path.join(out, name), "rb").read() for name in sorted(os.listdir(out))}
    plain = tables["register-plain.csv"]
    points.point(list(tables) == ["register-cp932.csv", "register-plain.csv", "register.csv"] and tables["register.csv"] == b"\xef\xbb\xbf" + plain and "髙橋①ｶﾅ∵㌔𠮷😀".encode() in plain,
                 "the register in UTF-8, with its mark and without", [str(list(tables))])
    known = "".join(sign if sign.encode("cp932", "ignore") else "〓" for sign in plain.decode("utf-8"))
    expected = subprocess.run(["iconv", "-f", "UTF-8", "-t", "CP932"], input=known.encode(), capture_output=True, check=True).stdout
    points.point(tables["register-cp932.csv"] == expected and "〓〓" in known and tables["register-cp932.csv"].decode("cp932") == known, "and in CP932, as iconv writes it and Python reads it")


def check_network(points, folder):
    """Where a site describes its network, the page has its picture; where that cannot be read, it says so."""
    site = os.path.join(folder, "network")
    shutil.copytree(os.path.join(EXAMPLES, "network-sick"), site)
    drawn = subprocess.run([SEKISHO, "prove", "--picture", "--site", site, "--at", AT], capture_output=True, text=True, check=False, env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": ""}).stdout
    with open(os.path.join(made(folder, site, "en", "report"), "report.html"), encoding="utf-8") as file:
        text = file.read()
    found = re.search(r'src="data:image/svg\+xml,([^"]*)"', text)
    points.point(found and urllib.parse.unquote(found.group(1)) == drawn and not Page(text).wrong, "a network's picture is that of prove --picture")
    first = text[text.index('id="standing"'):text.index("Who has to mend or confirm what")]
    points.point(re.search(r"Serious: somebody outside.*Remote Desktop.*of 8 policies 3 do not hold.*<h3>1\. Have the network mended</h3>.*Serious: have it seen to today.*<h3>2\. ", first, re.S) and "<h3>4." not in first,
                 "what the network lets happen stands first, and is the first of three things to do", [first])
    with open(os.path.join(site, "site.yaml"), "a", encoding="utf-8") as file:
        file.write("answers:\n  - {control: T17, subject: router-b-1, state: met, by: Tester, date: 2026-11-01, expires: 2027-11-01}\n")
    with open(os.path.join(made(folder, site, "en", "report"), "report.html"), encoding="utf-8") as file:
        said = file.read()
    points.point("the network shows otherwise: T17" in said and "Nothing that was said contradicts" not in said and "the network shows otherwise" not in text, "what is said against it is a contradiction")
    name = next(name for name in os.listdir(os.path.join(site, "configs")))
    with open(os.path.join(site, "configs", name), "w", encoding="utf-8") as file:
        file.write("nothing that is known\n")
    with open(os.path.join(made(folder, site, "ja", "report"), "report.html"), encoding="utf-8") as file:
        text = file.read()
    points.point("data:image" not in text and name in text, "a configuration that cannot be read is named in its place")


def check_sheets(points, folder):
    site = os.path.join(folder, "sheets")
    shutil.copytree(os.path.join(EXAMPLES, "sakura-sick"), site)
    with open(os.path.join(site, "site.yaml"), "a", encoding="utf-8") as file:
        file.write('contacts: [{role: {ja: "ベンダ", en: "Vendor"}, name: "Tanaka", phone: "03-0000-0000", note: "day and night"}]\n')
    for lang, words in (("ja", ("巡回点検票", "患者のみなさまへ", "職員の決まり", "研修の記録", "最初の1時間")),
                        ("en", ("Inspection round", "To our patients", "Rules for everyone", "Record of training", "The first hour"))):
        out = made(folder, site, lang, *SHEETS)
        texts = {name: pdf_text(os.path.join(out, f"{name}.pdf")) for name in SHEETS}
        points.point(all(word in text for word, text in zip(words, texts.values())), f"{lang}: the {len(SHEETS)} sheets", list(texts))
        sheets_, asked = made(folder, site, lang, "questions", *(f"answers-{party}" for party in PARTIES)), []
        for party in PARTIES:
            rows = list(sheets(os.path.join(sheets_, f"answers-{party}.xlsx")).values())[0][6:]
            asked += [(row[0], row[3], row[2]) for row in rows if row and row[0]]
        text = squeeze(pdf_text(os.path.join(sheets_, "questions.pdf")))
        missing = [row for row in asked if squeeze(row[2])[:8] not in text or text.count(row[0]) < sum(1 for other in asked if other[0] == row[0]) or row[1] not in text]
        points.point(len(asked) > 50 and not missing and text.count("□") == 3 * len(asked), f"{lang}: the {len(asked)} questions of all answer sheets, on paper", missing[:3])
        points.point("Tanaka" in texts["incident"] and "03-0000-0000" in texts["incident"], f"{lang}: the first hour has the site's contacts")
        physical = [f"S-P0{number}" for number in range(1, 7)] + [f"S-E0{number}" for number in range(1, 5)]
        points.point(all(control in texts["round"] for control in physical), f"{lang}: the round asks for every physical control", [control for control in physical if control not in texts["round"]])
    with open(os.path.join(made(folder, site, "en", "csv"), "register.csv"), "rb") as file:
        table = file.read()
    rows = table.decode("utf-8-sig").split("\r\n")
    points.point(table.startswith(b"\xef\xbb\xbf") and len(rows) == 252 + 2 and not re.search(r'(^|,)"[=+@-]', table.decode("utf-8"), re.M), "the register as CSV: a line for each risk, and no cell is a formula")


OWN = """own:
  assets:
  - {id: x-odd, label: '="a", ''b'' & "c"', importance: {c: 3, i: 1, a: 1, reason: trial}}
  scenarios:
  - {vulnerability: ti05.v1, assets: [x-odd], sentence: '+ "{asset}"', minimum: [{control: T17, place: router-b}, {control: T18, place: router-a}], after: {threat: 1, vulnerability: 1}, reason: {after: trial}}
"""


def check_table(points, folder):
    """Names that hold quotes and begin as formulas do, read by another reader of CSV."""
    site = os.path.join(folder, "odd")
    sekisho("init", site, "--configuration", "ip-vpn", "--kind", "clinic", "--name", "Odd", "--at", AT)
    with open(os.path.join(site, "site.yaml"), "a", encoding="utf-8") as file:
        file.write(OWN)
    register = {risk["id"]: risk for risk in read_json("assess", "--json", "--site", site, "--at", AT, codes=(0, 1))["scenarios"]}
    with open(os.path.join(made(folder, site, "en", "csv"), "register.csv"), encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, strict=True))[1:]
    wrong = [row for row in rows if row[5:9] != [str(register[row[0]][name]) for name in ("importance", "threat_level", "vulnerability_level", "value")]
             or row[10] != " / ".join(f"{part['control']} not known" for part in register[row[0]]["minimum"])]
    points.point(len(rows) == len(register) and not wrong, f"{len(rows)} rows of CSV hold the levels, the value and the controls of `assess`", wrong[:2])
    twice = read_json("papers", "csv", "round", "csv", "--site", site, "--at", AT, "--json", "--output", os.path.join(folder, "twice"), codes=(0, 1))["papers"]
    points.point([os.path.basename(paper["file"]) for paper in twice] == ["register.csv", "round.pdf"], "a paper that is named twice is made once", [str(twice)])
    odd = [row for row in rows if row[0] == "x-odd.ti05.v1"]
    points.point(odd and odd[0][1] == "'=\"a\", 'b' & \"c\"" and odd[0][4] == "'+ \"=\"a\", 'b' & \"c\"\"", "quotes stay quotes, and a name is no formula", odd)


def run(points):
    with tempfile.TemporaryDirectory() as folder:
        check_examples(points, folder)
        check_strangers(points, folder)
        check_reasons(points, folder)
        check_network(points, folder)
        check_csv(points, folder)
        check_sheets(points, folder)
        check_table(points, folder)


if __name__ == "__main__":
    sys.exit(main(run))
