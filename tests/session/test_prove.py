#!/usr/bin/python3
"""sekisho prove: what it answers of one filter, in both languages, and how it refuses what it does not understand."""
import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "catalogue"))
from support import main, read_json, sekisho  # noqa: E402

FILTER = os.path.join(HERE, "prove", "router.rules")
# (question, wanted, proof, packet begins, line that decides, lines not understood)
ASKED = [("tcp port 445 state new in wan", "refuses", "holds", None, None, []),
         ("tcp port 443 state new in wan", "refuses", "violated", "tcp 0.0.0.0:0 -> 192.168.10.5:443, new, in wan", 11, []),
         ("tcp port 443 state established", "accepts", "holds", None, None, []),
         ("from 192.168.10.0/24 tcp port 443 in lan out wan", "accepts", "violated", "tcp 192.168.10.0:0", None, []),
         ("from 192.168.10.0/24 tcp port 443 state new in lan out wan", "accepts", "holds", None, None, []),
         ("udp state new in wan", "accepts", "violated", "udp ", None, []),
         ("tcp port 22 state new in wan", "refuses", "undecided", None, None, [12]),
         ("tcp port 22 state new in wan", "accepts", "undecided", None, None, [12]),
         ("tcp port 22 state new in lan", "refuses", "holds", None, None, [])]
REFUSED = {"an interface that is not there": ("--refuses", "in wan9"), "a word": ("--refuses", "telnet"), "a part twice": ("--refuses", "tcp tcp"),
           "two questions": ("--refuses", "tcp", "--accepts", "tcp"), "a chain that is not there": ("--chain", "BACKWARD"),
           "ports the wrong way round": ("--refuses", "tcp port 9-1")}


def check_answers(points):
    for question, wanted, proof, packet, line, unread in ASKED:
        said = read_json("prove", FILTER, "--" + wanted, question, "--json", codes=(0,) if proof == "holds" else (1,))
        answer = said["answer"]
        ok = answer["proof"] == proof and (answer["packet"] or "").startswith(packet or "") and (answer["packet"] is None) == (packet is None)
        ok = ok and (answer["rule"] or {}).get("line") == line and [rule["line"] for rule in answer["unread"]] == unread
        points.point(ok, f"{wanted} {question}: {proof}", [str(said)])


def check_words(points):
    code, out, errors = sekisho("prove", FILTER)
    points.point(code == 0 and "chain FORWARD, 6 rules, 1 of them not wholly understood" in " ".join(out.split()), "without a question it says what was read",
                 [out, errors])
    code, out, _ = sekisho("prove", FILTER, "--refuses", "tcp port 443 state new in wan")
    points.point(code == 1 and "this packet gets through" in out and "line 11: -A incoming" in " ".join(out.split()), "a violation shows packet and line",
                 out.splitlines())
    code, out, _ = sekisho("prove", FILTER, "--refuses", "tcp port 22 state new in wan")
    points.point(code == 1 and "cannot be decided" in out and "--weather fine" in " ".join(out.split()) and "holds" not in out,
                 "undecided shows what was not understood", out.splitlines())
    code, out, _ = sekisho("prove", FILTER, "--refuses", "tcp port 445 state new in wan", "--lang", "ja")
    points.point(code == 0 and "成り立ちます" in out, "it speaks Japanese", out.splitlines())


def check_refusals(points, folder):
    for what, words in REFUSED.items():
        code, out, errors = sekisho("prove", FILTER, *words)
        points.point(code == 2 and out == "" and "expected:" in errors and "mend:" in errors, f"refused: {what}", [out, errors])
    with open(FILTER, encoding="utf-8") as file:
        good = file.read()
    for what, text in {"cut": good[:-9], "a jump to itself": good.replace("-A incoming -p tcp -m tcp --dport 445 -j DROP", "-A incoming -j incoming"),
                       "empty": "", "no filter": "hostname router\n"}.items():
        path = os.path.join(folder, "other.rules")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        code, out, errors = sekisho("prove", path, "--refuses", "tcp")
        points.point(code == 2 and out == "" and "other.rules" in errors, f"refused: {what}", [out, errors])


def run(points):
    check_answers(points)
    check_words(points)
    with tempfile.TemporaryDirectory() as folder:
        check_refusals(points, folder)


main(run)
