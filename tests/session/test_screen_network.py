#!/usr/bin/python3
"""What the first screen and `why` say of a network that site.yaml describes: as many policies as `prove` says, and no other exit code than without."""
import os
import pathlib
import re
import shutil
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "catalogue"))
from support import NETWORKS, main, read_json, sekisho  # noqa: E402

LINES = 24
BROKEN = os.path.join(HERE, "prove_site")
SOUND = os.path.join(NETWORKS, "ip-vpn")
SAID = "  - {control: T17, subject: router-b-1, state: met, by: Tester, date: 2026-11-01, expires: 2027-11-01}\n"
NETWORK = {"en": "Network: ", "ja": "ネットワーク: "}


def network_line(site, lang):
    """(exit code, lines about the network, whole screen)"""
    code, out, errors = sekisho("--site", site, "--lang", lang)
    return code, [line for line in out.splitlines() if line.startswith(NETWORK[lang])], out + errors


def check_counts(points):
    answers = read_json("prove", "--site", BROKEN, "--json", codes=(1,))["policies"]
    proofs = [answer["proof"] for answer in answers]
    wanted = [str(len(proofs) - proofs.count("silent")), str(proofs.count("violated")), str(proofs.count("undecided"))]
    for lang in NETWORK:
        code, lines, out = network_line(BROKEN, lang)
        points.point(code == 1 and len(lines) == 1 and re.findall(r"\d+", lines[0]) == wanted and "sekisho prove" in lines[0],
                     f"the first screen counts as prove does, {lang}", out.splitlines())
        code, lines, out = network_line(SOUND, lang)
        answers = [answer for answer in read_json("prove", "--site", SOUND, "--json")["policies"] if answer["pairs"]]
        held, excepted = [answer["proof"] for answer in answers], sum(1 for answer in answers if answer["exceptions"])
        points.point(excepted > 0 and len(lines) == 1 and re.findall(r"\d+", lines[0]) == [str(held.count("holds")), str(excepted)] and set(held) <= {"holds", "silent"},
                     f"where all hold it says so, {lang}", out.splitlines())


def check_unread(points, folder):
    site = pathlib.Path(shutil.copytree(BROKEN, os.path.join(folder, "unread")))
    rules = site / "configs/router-b.rules"
    for what, text, place in (("is gone", None, "configs/router-b.rules"), ("is of nobody", "what is this\n", "configs/router-b.rules"),
                              ("is damaged", "*filter\n:FORWARD DROP [0:0]\n-A FORWARD --nonsense\n", "configs/router-b.rules")):
        rules.unlink(missing_ok=True)
        if text:
            rules.write_text(text, encoding="utf-8")
        refused = sekisho("prove", "--site", str(site))[0] == 2
        for lang in NETWORK:
            code, lines, out = network_line(str(site), lang)
            # What can be read in part is asked, as prove does.
            right = len(lines) == 1 and (place in lines[0] or not refused)
            points.point(code == 1 and right and "sekisho prove" in lines[0], f"a configuration that {what} is said, and breaks nothing, {lang}", out.splitlines())
        code, out, _ = sekisho("why", "T17", "--site", str(site))
        points.point(code == 1 and (not refused or "Proof from configurations" not in out), f"why goes on where one {what}", out.splitlines())
    rules.unlink(missing_ok=True)
    points.point(network_line(str(site), "en")[1] == ["Network: not examined (configs/router-b.rules cannot be read) → sekisho prove"], "its words")


def check_none(points, folder):
    sekisho("init", os.path.join(folder, "plain"), "--configuration", "ip-vpn", "--kind", "clinic")
    for lang in NETWORK:
        code, lines, out = network_line(os.path.join(folder, "plain"), lang)
        points.point(code == 1 and not lines, f"without nodes nothing is said of a network, {lang}", out.splitlines())


def check_why(points):
    for control, flows in (("T17", ("flow-outside-in", "flow-terminal-services")), ("T18", ("flow-terminal-receipt", "flow-receipt-terminal")), ("T02", ())):
        out = " ".join(sekisho("why", control, "--site", BROKEN, "--lang", "en")[1].split())
        told = re.search(r"Proof from configurations: does not hold \(([^)]*)\); 'sekisho prove' shows the way", out)
        points.point(bool(told) == bool(flows) and all(flow in told.group(1).split(", ") for flow in flows), f"why {control} names the flows that do not hold", [out])
        points.point("Proof from" not in sekisho("why", control, "--site", SOUND, "--lang", "en")[1], f"why {control} says nothing where they hold")


def check_worst(points):
    """Who can reach what, above all steps; the same sentence as `prove` begins with."""
    points.point(read_json("--site", BROKEN, "--json", codes=(0, 1))["network"]["unknown"] == "spare", "what keeps an answer from being had is named")
    for lang, words in (("en", "Serious: somebody outside (another site or firm on the closed network) can reach Remote Desktop (tcp 3389) of terminal-1 (Eligibility terminal)."),
                        ("ja", "重大: 院外の誰か（閉域網につながるよその施設や業者）が、terminal-1（資格確認端末）のリモートデスクトップ（tcp 3389）に接続できます。")):
        out = sekisho("--site", BROKEN, "--lang", lang)[1]
        bare = "".join(out.split())
        points.point("".join(words.split()) in bare.partition("1)")[0], f"the first screen says the worst above its steps, {lang}", out.splitlines())
        proof = "".join(sekisho("prove", "--site", BROKEN, "--lang", lang)[1].split())
        points.point("".join(words.split()) in proof, f"as prove does, {lang}", [])
        points.point(any("1)" in line and "sekisho prove" in line for line in out.splitlines()) and "spare" in out and "2)" in out and "3)" in out and "4)" not in out, f"and what to do about it is the first step, {lang}", out.splitlines())
        sound = sekisho("--site", SOUND, "--lang", lang)[1]
        points.point("Serious" not in sound and "重大" not in sound, f"where all hold nothing is serious, {lang}", sound.splitlines())
    out = sekisho("--site", BROKEN, "--lang", "en")[1]
    points.point("Work: kinds of traffic it needs: 7, do not come through: 1, cannot be decided: 3" in out, "what work needs and does not get is said", out.splitlines())
    out = sekisho("--site", "prove_site", "--lang", "en", folder=HERE)[1]
    points.point("sekisho why H08 --site prove_site" in " ".join(out.split()), "the command to type is right where one stands", out.splitlines())


def check_alone(points, folder):
    """After the terminal was closed the router still lets it in: all hold, and on what is said."""
    site = shutil.copytree(SOUND, os.path.join(folder, "alone"))
    path = pathlib.Path(site, "configs", "rtx.txt")
    path.write_text(path.read_text(encoding="utf-8").replace("ip lan2 secure filter in 19", "ip lan2 secure filter in 18 19").replace("ip filter 19 ", "ip filter 18 pass * * tcp * 3389\nip filter 19 "), encoding="utf-8")
    out = " ".join(sekisho("--site", site, "--lang", "en")[1].split())
    points.point("all 8 policies hold, by its configurations; 1 by one computer's own firewall alone; 1 with exceptions → sekisho prove" in out, "what one computer alone stops is said on the first screen", [out])
    points.point(read_json("--json", "--site", site, codes=(1,))["network"]["alone"] == 1, "and to programs")


def check_said(points, folder):
    """What somebody said and the configurations refute: said on the first screen, by `why`, and to programs."""
    site = shutil.copytree(BROKEN, os.path.join(folder, "said"))
    with open(os.path.join(site, "site.yaml"), "a", encoding="utf-8") as file:
        file.write("answers:\n" + SAID)
    out = sekisho("--site", site, "--lang", "en")[1]
    points.point("Said to be done, but the network shows otherwise: T17 → sekisho why T17" in out, "the first screen names it", out.splitlines())
    out = " ".join(sekisho("why", "T17", "--site", site, "--lang", "en")[1].split())
    points.point("Contradiction: it is said to be done, and the configurations let through what it must not" in out, "why says so", [out])
    for words in (("--json",), ("why", "T17", "--json")):
        network = read_json(*words, "--site", site, codes=(1,))["network"]
        points.point(network["contradicts"] == ["T17"] and network["unread"] is None and network["policies"] == {"asked": 13, "violated": 11, "undecided": 1}
                     and network["needs"] == {"asked": 7, "violated": 1, "undecided": 3} and network["worst"]["policy"] == "flow-outside-in" and network["worst"]["outside"]
                     and network["worst"]["from"] == "carrier" and ":3389" in network["worst"]["packet"], f"{' '.join(words)}: the same", [str(network)])
        network = read_json(*words, "--site", SOUND, codes=(0, 1))["network"]
        points.point(network["contradicts"] == [] and network["worst"] is None and network["policies"]["violated"] == 0, f"{' '.join(words)}: nothing where all hold", [str(network)])
    points.point("otherwise" not in sekisho("--site", BROKEN, "--lang", "en")[1], "nothing is refuted where nobody said anything")


def check_threat(points):
    """Whoever is sent to a threat reads first what it is, and that the network leaves it a way."""
    for lang, plain, way in (("en", "ransomware: data is locked, and work stands still", "The network leaves 5 of these risks a way now (T17, T18). What to do about that: sekisho prove"),
                             ("ja", "ランサムウェア: データが読めなくなり、業務が止まる", "今のネットワークには、このうち5件の通り道があります（T17, T18）。")):
        _, out, _ = sekisho("why", "ransomware", "--site", BROKEN, "--lang", lang)
        words = "".join(out.split()) if lang == "ja" else " ".join(out.split())
        points.point("".join(plain.split()) in "".join(words.split()) and "".join(way.split()) in "".join(words.split()) and out.index(plain[:8]) < out.index("as01"), f"a threat in plain words, {lang}", out.splitlines()[:8])
        _, out, _ = sekisho("why", "ransomware", "--site", SOUND, "--lang", lang)
        points.point("sekisho prove" not in out, f"no way where all hold, {lang}", out.splitlines()[:8])
    _, out, _ = sekisho("why", "T17", "--site", BROKEN, "--lang", "en")
    points.point("By the files under configs/ the answer is no (unmet) now" in " ".join(out.split()), "who is asked for an answer is told what it is by proof", out.splitlines())


def check_room(points, folder):
    """All that a foot can say beside the network."""
    site = pathlib.Path(shutil.copytree(BROKEN, os.path.join(folder, "full")))
    path = site / "site.yaml"
    text = path.read_text(encoding="utf-8").replace("configuration: ip-vpn", "configuration: other")
    text = text.replace("- {id: claim-1, place: claim-terminal}", '- {id: claim-1, place: claim-terminal}\n  - {id: aside, place: reader, in-scope: false, reason: {ja: "倉庫", en: "in store"}}')
    text += ("premises:\n  - {premise: pr2, holds: false, by: Tester, date: 2026-11-01}\nanswers:\n"
             "  - {control: T13, subject: terminal-1, state: met, by: Tester, date: 2026-11-01, expires: 2026-12-01}\n"
             "  - {control: T02, subject: terminal-1, state: met, by: Tester, date: 2026-12-24}\n"
             f"  - {{control: T12, subject: terminal-1, state: met, by: Tester, date: 2026-11-01, attachments: [{{file: gone.pdf, sha256: \"{'0' * 64}\"}}]}}\n" + SAID)
    path.write_text(text, encoding="utf-8")
    (site / "evidence").mkdir()
    (site / "evidence/x.jsonl").write_text("{}\n", encoding="utf-8")
    for lang in NETWORK:
        code, out, errors = sekisho("--site", str(site), "--lang", lang, "--at", "2026-11-23")
        lines = out.splitlines()
        points.point(code == 1 and len(lines) <= LINES and "sekisho why T12" in out and any(line.startswith(NETWORK[lang]) for line in lines), f"with all that can be said it is {len(lines)} lines, {lang}",
                     lines + errors.splitlines())


def run(points):
    check_counts(points)
    check_why(points)
    check_worst(points)
    check_threat(points)
    with tempfile.TemporaryDirectory() as folder:
        check_unread(points, folder)
        check_none(points, folder)
        check_alone(points, folder)
        check_said(points, folder)
        check_room(points, folder)


if __name__ == "__main__":
    main(run)
