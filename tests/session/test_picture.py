#!/usr/bin/python3
"""The picture of a network: well-formed, nothing runs in it, everything that stands in site.yaml is drawn once, no box lies on another and no wire goes through one, and each way that is told by
`prove` is drawn with its stroke.
"""
import os
import random
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "catalogue"))
from support import NETWORKS, main, read_json, sekisho  # noqa: E402

SITES = [os.path.join(HERE, "prove_site")] + [os.path.join(NETWORKS, name) for name in sorted(os.listdir(NETWORKS))]
SVG = "{http://www.w3.org/2000/svg}"
BOXES = ("host", "router", "bridge", "outside")


def picture(site, *words):
    code, output, errors = sekisho("prove", "--picture", "--site", site, *words)
    if code not in (0, 1):
        raise RuntimeError(errors)
    return code, output, ElementTree.fromstring(output)


def of_class(root, *names):
    return [element for element in root.iter() if element.get("class") in names]


def numbers(element, *names):
    return [float(element.get(name)) for name in names]


def overlaps(boxes):
    found = []
    for at, one in enumerate(boxes):
        x, y, width, height = numbers(one, "x", "y", "width", "height")
        for other in boxes[at + 1:]:
            left, top, wide, high = numbers(other, "x", "y", "width", "height")
            if x < left + wide and left < x + width and y < top + high and top < y + height:
                found.append((x, y, left, top))
    return found


def crossings(boxes, wires):
    """Wires stand upright: one that goes through the inside of a box is not its own, which it only touches."""
    found = []
    for wire in wires:
        x, first, _, last = numbers(wire, "x1", "y1", "x2", "y2")
        low, high = min(first, last), max(first, last)
        for box in boxes:
            left, top, width, height = numbers(box, "x", "y", "width", "height")
            if left < x < left + width and low < top + height and high > top:
                found.append((x, low, high, left, top))
    return found


def check_geometry(points, root, title, nodes):
    boxes = of_class(root, *BOXES)
    width, height = map(float, root.get("viewBox").split()[2:])
    wrong = overlaps(boxes) + crossings(boxes, of_class(root, "wire"))
    outside = [box for box in boxes if not (0 <= float(box.get("x")) <= width - 136 and 0 <= float(box.get("y")) < height)]
    points.point(len(boxes) == nodes and not wrong and not outside, f"{title}: {nodes} boxes, none on another, no wire through one", wrong[:5])


def check_badges(points, root, title, count):
    """Above the boxes: a name stays to be read."""
    badges, boxes, hidden = of_class(root, "badge"), of_class(root, *BOXES), []
    for badge in badges:
        x, y, radius = numbers(badge, "cx", "cy", "r")
        hidden += [(x, y) for left, top, width, height in (numbers(box, "x", "y", "width", "height") for box in boxes) if left < x + radius and x - radius < left + width and top < y + radius and y - radius < top + height]
    points.point(len(badges) == count and not hidden, f"{title}: {len(badges)} numbers, none on a box", hidden)


TOLD = {"en": ("comes there and should not: ", "may come there: ", "is needed and does not come there: "), "ja": ("届いてはならないのに届く: ", "届くかもしれない: ", "業務に必要なのに届かない: ")}
STANDS_FOR = {"en": {"the closed network", "other institutions", "maintenance"}, "ja": {"閉域網", "他の医療機関", "保守"}}


def check_language(points, root, lang):
    texts = [element.text or "" for element in root.iter(SVG + "text")]
    other = TOLD["ja" if lang == "en" else "en"]
    points.point(all(any(words in text for text in texts) for words in TOLD[lang]) and not any(words in text for words in other for text in texts), f"{lang}: what a way is stands in the reader's language", texts)
    points.point(STANDS_FOR[lang] <= set(texts), f"{lang}: an outside says what it stands for", texts)


def distinct(answers, proof):
    """Ways of the same hops are one line."""
    return len({str([(hop["node"], hop["in"], hop["out"]) for hop in answer["way"]]) for answer in answers if answer["proof"] == proof and len(answer["way"]) > 1})


def check_site(points, site):
    name = os.path.basename(site)
    report = read_json("prove", "--site", site, "--json", codes=(0, 1))
    for lang in ("en", "ja"):
        code, output, root = picture(site, "--lang", lang)
        tags = {element.tag.replace(SVG, "") for element in root.iter()}
        points.point(tags == {"svg", "style", "rect", "line", "circle", "text", "polyline"} and "http" not in output.replace("http://www.w3.org/2000/svg", ""), f"{name}, {lang}: only shapes and text", sorted(tags))
        check_geometry(points, root, f"{name}, {lang}", report["nodes"] - len(of_class(root, "segment", "tunnel")))
        check_badges(points, root, f"{name}, {lang}", sum(bool(answer["way"]) for answer in report["policies"] + report["needs"] if answer["proof"] in ("violated", "undecided")))
        if name == "prove_site":
            check_language(points, root, lang)
    drawn = {kind: len([way for way in of_class(root, kind) if way.tag == SVG + "polyline"]) for kind in ("unwanted", "stopped", "doubtful", "needed")}
    told = {"unwanted": distinct(report["policies"], "violated"), "stopped": distinct(report["needs"], "violated"), "doubtful": distinct(report["policies"] + report["needs"], "undecided")}
    points.point(all(drawn[kind] == told[kind] for kind in told) and (drawn["needed"] > 0) == any(answer["proof"] == "holds" for answer in report["needs"]), f"{name}: each way that is told is drawn", [str(drawn), str(told)])
    texts = "".join(element.text or "" for element in root.iter(SVG + "text"))
    missing = [answer["policy"] for answer in report["policies"] if answer["proof"] != "holds" and answer["packet"] and (answer["policy"] not in texts.replace("\n", "") or answer["packet"].split()[1] not in texts)]
    points.point(not missing, f"{name}: each is told below", missing)
    points.point(code == (0 if not report["violated"] + report["undecided"] and all(answer["proof"] in ("holds", "silent") for answer in report["needs"]) else 1), f"{name}: the exit code is that of prove")


HEAD = "format: sekisho-site/1\nname: {{ja: '{name}', en: '{name}'}}\nkind: clinic\nconfiguration: ip-vpn\nsubjects: [{{id: terminal-1, place: terminal}}]\n"


def make_site(folder, dice, name):
    """A network of any form: nodes with one to four wires, segments nobody stands on, parts that hang together with nothing."""
    segments = [f"s{number}" for number in range(dice.randint(1, 9))]
    lines = [HEAD.format(name=name), "nodes:\n"] + [f"  - {{id: {segment}, role: {dice.choice(['segment', 'segment', 'tunnel'])}}}\n" for segment in segments]
    links = ["links:\n"]
    for number in range(dice.randint(1, 24)):
        role = dice.choice(["host", "host", "router", "bridge", "outside"]) if number else "host"
        lines.append(f"  - {{id: n{number}, role: {role}{', unfiltered: [ipv4, ipv6]' if role in ('host', 'router') else ''}}}\n")
        links += [f"  - {{node: n{number}, segment: {dice.choice(segments)}, interface: e{wire}}}\n" for wire in range(dice.randint(0, 4))]
    lines.append("policies:\n  - {id: p, from: [n0], to: [n0], refuses: ipv4}\n")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "site.yaml"), "w", encoding="utf-8") as file:
        file.write("".join(lines + (links if len(links) > 1 else [])))
    return len([line for line in lines if "id: n" in line])


def run(points):
    for site in SITES:
        check_site(points, site)
    with tempfile.TemporaryDirectory() as folder:
        dice = random.Random(11)
        for number in range(60):
            count = make_site(folder, dice, "x")
            check_geometry(points, picture(folder)[2], f"any network {number}", count)
        make_site(folder, dice, "<script>alert(1)</script>&\"")
        output, root = picture(folder)[1:]
        points.point("<script" not in output and "<script>alert(1)</script>&\"" in "".join(element.text or "" for element in root.iter(SVG + "text")), "signs of a name stay text")
    for words in (("--json",), ("--mistakes",)):
        code, _, errors = sekisho("prove", "--picture", "--site", SITES[0], *words)
        points.point(code == 2 and "expected" in errors, f"--picture with {words[0]} is refused", [errors])
    code, _, errors = sekisho("prove", "--picture", os.path.join(SITES[0], "configs/router-b.rules"))
    points.point(code == 2 and "expected" in errors, "a picture of one file is refused", [errors])


if __name__ == "__main__":
    main(run)
