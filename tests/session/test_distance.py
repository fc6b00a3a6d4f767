#!/usr/bin/python3
"""How far risks are from the other side of the line: by one control (`assess`), and by one level (`why`), as a model says that knows the register only."""
import os
import random
import re
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "catalogue"))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "papers"))
from support import SEKISHO, main, read_json, sekisho  # noqa: E402
from test_checklist import make_site  # noqa: E402

AT = "2026-11-23"
EXAMPLES = os.path.join(os.path.dirname(os.path.dirname(SEKISHO)), "share/sekisho/examples")
NAMES = (("vulnerability_level", "the vulnerability level", 0), ("threat_level", "the threat level", 1), ("importance", "the importance", 1))


def is_open(risk, line):
    return risk["value"] >= line and risk["residual"]["evidenced"]["high"] >= line


def one_away(found):
    """{control: open risks that lack it alone}."""
    out = {}
    for risk in found["scenarios"]:
        lacks = {control["control"] for control in risk["minimum"] if control["state"] != "met"}
        if is_open(risk, found["line"]) and len(lacks) == 1 and risk["importance"] * risk["after"]["threat"] * risk["after"]["vulnerability"] < found["line"]:
            out[min(lacks)] = out.get(min(lacks), 0) + 1
    return out


def flip(risk, line):
    """What `why` has to say, as a pattern."""
    over = risk["value"] >= line
    for key, name, lowest in NAMES:
        levels = {other: risk[other] for other, _, _ in NAMES}
        levels[key] += -1 if over else 1
        value = levels["importance"] * levels["threat_level"] * levels["vulnerability_level"]
        if lowest <= levels[key] <= 3 and (value >= line) != over:
            return f"were {name} {levels[key]} instead of {risk[key]}, the value would be {value}, {'under the line' if over else 'to be treated'}."
    return "No single level, one step other, would take it across the line."


def check_away(points, folder):
    catalogue, draw, wrong, some = read_json("catalogue", "export", "--json"), random.Random(11), [], 0
    for number in range(40):
        site = make_site(folder, draw, catalogue, number)
        found = read_json("assess", "--json", "--site", site, "--at", AT, codes=(0, 1))
        said, expected = {away["control"]: away["risks"] for away in found["one_away"]}, one_away(found)
        wrong += [f"site {number}: {said} is not {expected}"] if said != expected else []
        some += bool(expected)
    points.point(not wrong and some > 10, f"40 sites: the controls that risks lack alone are as counted, {some} have some", wrong)


def check_flip(points):
    site, wrong, kinds = os.path.join(EXAMPLES, "sakura-sick"), [], set()
    found = read_json("assess", "--json", "--site", site, "--at", AT, codes=(0, 1))
    risks = [risk for risk in found["scenarios"] if risk["value"] >= 9] + found["scenarios"][::9]
    for risk in risks:
        _, out, _ = sekisho("why", risk["id"], "--site", site, "--at", AT)
        text, expected = re.sub(r"\s+", " ", out), flip(risk, found["line"])
        wrong += [] if expected in text else [f"{risk['id']}: not '{expected}'"]
        kinds.add(re.sub(r"\d+", "", expected))
    points.point(not wrong and len(kinds) >= 4, f"{len(risks)} risks: the one level that would take each across the line, or that none does", wrong[:5])


def run(points):
    with tempfile.TemporaryDirectory() as folder:
        check_away(points, folder)
    check_flip(points)


if __name__ == "__main__":
    sys.exit(main(run))
