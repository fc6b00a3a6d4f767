#!/usr/bin/python3
"""The picture of a network in the PDF report: every text of the SVG is found in it, whole, on A3 across, in both languages; no text lies on another or leaves the page; no letter is under 6 points; a large
network goes on on further pages; the same site gives the same bytes."""
import html
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
import xml.etree.ElementTree as ElementTree

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(TESTS, "catalogue"))
from support import SEKISHO, main, sekisho  # noqa: E402

AT = "2026-11-23"
EXAMPLES = os.path.join(os.path.dirname(os.path.dirname(SEKISHO)), "share/sekisho/examples")
SVG = "{http://www.w3.org/2000/svg}"
A3_ACROSS = (1190.55, 841.89)
LEAST_POINTS, TOUCH = 6.0, 0.75  # letters; how far boxes of words may reach into each other: they are higher than what is printed in them


def made(site, lang, out):
    code, _, errors = sekisho("papers", "report", "pdf", "--site", site, "--at", AT, "--lang", lang, "--output", out)
    if code not in (0, 1):
        raise RuntimeError(errors)


def drawn(out):
    """The picture on the page, as XML."""
    with open(os.path.join(out, "report.html"), encoding="utf-8") as file:
        found = re.search(r'src="data:image/svg\+xml,([^"]*)"', file.read())
    return ElementTree.fromstring(urllib.parse.unquote(found.group(1)))


def pages(path):
    """[(width, height, [(left, top, right, bottom, word)])]"""
    text = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True).stdout
    out = []
    for size, inner in re.findall(r'<page (width="[\d.]+" height="[\d.]+")>(.*?)</page>', text, re.S):
        words = re.findall(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>', inner)
        out.append((*map(float, re.findall(r"[\d.]+", size)), [(*map(float, word[:4]), html.unescape(word[4])) for word in words]))
    return out


def squeeze(text):
    return re.sub(r"\s+", "", text)


def text_of(page):
    return squeeze("".join(word[4] for word in page[2]))


def of_picture(all_pages):
    """The first A3 pages that come one behind the other: the register is the other annex."""
    first = next(number for number, page in enumerate(all_pages) if page[0] > 1000)
    last = first
    while all_pages[last][0] > 1000:
        last += 1
    return all_pages[first:last]


def overlaps(words):
    found = []
    for at, (left, top, right, bottom, word) in enumerate(words):
        for other_left, other_top, other_right, other_bottom, other in words[at + 1:]:
            if min(right, other_right) - max(left, other_left) > TOUCH and min(bottom, other_bottom) - max(top, other_top) > TOUCH:
                found.append(f"{word} on {other} at {left:.0f},{top:.0f}")
    return found


def problems(site, lang, folder):
    """Of the printed picture; and how many pages it has."""
    out = os.path.join(folder, f"out-{lang}")
    shutil.rmtree(out, ignore_errors=True)
    made(site, lang, out)
    texts = [text.text for text in drawn(out).iter(SVG + "text") if text.text]
    picture = of_picture(pages(os.path.join(out, "report.pdf")))
    printed = "".join(map(text_of, picture))
    wrong = [f"{text!r} is not printed" for text in texts if squeeze(text) not in printed]
    wrong += [f"a page of {page[:2]}" for page in picture if page[:2] != A3_ACROSS]
    for page in picture:
        wrong += overlaps(page[2])
        wrong += [f"{word[4]} leaves the page" for word in page[2] if word[0] < 0 or word[1] < 0 or word[2] > page[0] or word[3] > page[1]]
    wrong += ["a sign is missing"] if "〓" in printed else []
    return wrong, len(picture)


def smallest(path, word):
    """Points of the letters of a word, by how high poppler says its box is: the font's box is as high as its size."""
    return min(bottom - top for page in of_picture(pages(path)) for _, top, _, bottom, found in page[2] if found == word)


HEAD = "format: sekisho-site/1\nname: {{ja: '{name}', en: '{name}'}}\nkind: clinic\nconfiguration: ip-vpn\nsubjects:\n{subjects}nodes:\n{nodes}links:\n{links}policies:\n  - {{id: p, from: [net], to: [{last}], refuses: ipv4}}\n"


def write_site(folder, name, subjects, nodes, links, last):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "site.yaml"), "w", encoding="utf-8") as file:
        file.write(HEAD.format(name=name, subjects="".join(subjects), nodes="".join(nodes), links="".join(links), last=last))


def large_site(folder, terminals, deep):
    """Terminals with long names on one wire, and routers one behind the other."""
    names = [f"terminal-of-the-second-reception-{number}" for number in range(terminals)]
    subjects = [f"  - {{id: {name}, place: terminal}}\n" for name in names]
    nodes = ["  - {id: net, role: outside, stands-for: closed-network}\n", "  - {id: lan-0, role: segment}\n"]
    nodes += [f"  - {{id: {name}, role: host, subject: {name}, unfiltered: [ipv4, ipv6]}}\n" for name in names]
    links = ["  - {node: net, segment: lan-0, interface: up}\n"]
    links += [f"  - {{node: {name}, segment: lan-0, interface: GigabitEthernet0-0-{number}, addresses: 10.0.1.{number + 2}/16}}\n" for number, name in enumerate(names)]
    for level in range(deep):
        nodes += [f"  - {{id: lan-{level + 1}, role: segment}}\n", f"  - {{id: router-{level}, role: router, unfiltered: [ipv4, ipv6]}}\n"]
        links += [f"  - {{node: router-{level}, segment: lan-{level}, interface: up, addresses: 10.{level}.200.1/16}}\n",
                  f"  - {{node: router-{level}, segment: lan-{level + 1}, interface: down, addresses: 10.{level + 1}.200.2/16}}\n"]
    write_site(folder, "大きな医院", subjects, nodes, links, names[-1])


def random_site(folder, dice):
    segments = [f"s{number}" for number in range(dice.randint(1, 6))]
    nodes = ["  - {id: net, role: outside}\n"] + [f"  - {{id: {segment}, role: {dice.choice(['segment', 'tunnel'])}}}\n" for segment in segments]
    links = [f"  - {{node: net, segment: {segments[0]}, interface: up}}\n"]
    for number in range(dice.randint(1, 12)):
        nodes.append(f"  - {{id: n{number}, role: {dice.choice(['host', 'router'])}, unfiltered: [ipv4, ipv6]}}\n")
        links += [f"  - {{node: n{number}, segment: {dice.choice(segments)}, interface: GigaEthernet{wire}}}\n" for wire in range(dice.randint(1, 3))]
    write_site(folder, "x", ["  - {id: terminal-1, place: terminal}\n"], nodes, links, "n0")


def check_examples(points, folder):
    for site in (os.path.join(EXAMPLES, "network-sick"), os.path.join(TESTS, "session/prove_site")):
        for lang in ("ja", "en"):
            wrong, count = problems(site, lang, folder)
            points.point(not wrong and count == 1, f"{os.path.basename(site)}, {lang}: every text of the picture is printed, none on another, on one page of A3", wrong[:9])
    first = open(os.path.join(folder, "out-en", "report.pdf"), "rb").read()
    made(site, "en", os.path.join(folder, "again"))
    points.point(first == open(os.path.join(folder, "again", "report.pdf"), "rb").read(), "the same bytes twice")


def check_large(points, folder):
    site = os.path.join(folder, "large")
    for terminals, deep, fewest, word in ((24, 1, 3, "GigabitEthernet0-0-3"), (3, 9, 2, "down")):
        shutil.rmtree(site, ignore_errors=True)
        large_site(site, terminals, deep)
        wrong, count = problems(site, "en", folder)
        points.point(not wrong and count >= fewest, f"{terminals} terminals, {deep} routers: {count} pages, every text once and whole", wrong[:9])
        points.point(smallest(os.path.join(folder, "out-en", "report.pdf"), word) >= LEAST_POINTS, "and its smallest letters are no smaller than 6 points")
    whole = "".join(map(text_of, of_picture(pages(os.path.join(folder, "out-en", "report.pdf")))))
    points.point(all(f"terminal-of-the-second-reception-{number}" in whole for number in range(3)), "names that are longer than their boxes stand in full in the legend")


def check_random(points, folder):
    dice, wrong = random.Random(7), []
    for number in range(12):
        random_site(os.path.join(folder, "random"), dice)
        found, _ = problems(os.path.join(folder, "random"), dice.choice(("ja", "en")), folder)
        wrong += [f"network {number}: {problem}" for problem in found]
    points.point(not wrong, "12 networks of any form: every text is printed, none on another", wrong[:9])


def run(points):
    with tempfile.TemporaryDirectory() as folder:
        check_examples(points, folder)
        check_large(points, folder)
        check_random(points, folder)


if __name__ == "__main__":
    sys.exit(main(run))
