#!/usr/bin/python3
"""sekisho prove --certificate and sekisho-verify: whatever is certified checks out, what is no certificate does not, and both say what they are about.

Another judge, in another language and another way (certificate.py), says what is so. test_certificate_changes.py has what becomes of changes.
"""
import collections
import os
import re
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "catalogue"))
from certificate import Certificate, faults_of, fate, is_true, packets  # noqa: E402
from certificate_made import BESIDE, BESIDE_ASAN, SEKISHO_ASAN, all_bad, certify, end_of, verify  # noqa: E402
from support import ROOT, main, sekisho  # noqa: E402

FILTER = os.path.join(HERE, "prove", "router.rules")
READERS = ("iptables", "nft", "yamaha", "nec_ix", "windows", "gateway")
QUESTIONS = [("refuses", "ipv4 tcp port 445 state new"), ("accepts", "ipv4 tcp state established"), ("accepts", "from 192.168.10.0/24 tcp port 443"),
             ("refuses", "any but tcp but udp"), ("accepts", "ipv6 icmpv6")]
PACKETS = 50


def judge(text, seed):
    """What another judge finds wrong with a certificate that was written, and how many packets it looked at."""
    certificate = Certificate(text)
    if not is_true(certificate):
        return ["the claim is not so"], 0
    broken = list(faults_of(certificate))
    if broken:
        return broken, 0
    looked = packets(certificate, PACKETS, seed)
    return [f"{packet}: not {certificate.shown}" for packet in looked if fate(certificate, packet) is not certificate.shown], len(looked)


# ---- what is written checks out ----

def chains_of(path):
    code, _, errors = sekisho("prove", path, "--chain", "no such chain")
    named = re.search(r"expected: choose with --chain: (.*)", errors)
    return named.group(1).split(", ") if code == 2 and named and "there is no chain 'no such chain'" in errors else []


def files():
    for name in ("router.rules", "rtx.txt", "ix.txt"):
        yield "session", os.path.join(HERE, "prove", name)
    for reader in READERS:
        folder = os.path.join(ROOT, "fuzz", "corpus", "fuzz_" + reader)
        for name in sorted(os.listdir(folder)):
            yield reader, os.path.join(folder, name)


def check_written(points, folder):
    """Each chain of each file that the tests have, asked some questions."""
    out, counted, wrong = os.path.join(folder, "proof.cert"), collections.Counter(), []
    for reader, path in files():
        for chain in chains_of(path):
            for wanted, question in QUESTIONS:
                proof, text = certify(path, chain, wanted, question, out)
                counted[proof] += 1
                if (text is None) != (proof in ("undecided", "silent", "no answer")):
                    wrong.append(f"{path} {chain} {wanted} {question}: {proof}, {text and 'with'} a certificate")
                if text is None:
                    continue
                code, said, errors = verify(out, path, program=BESIDE_ASAN if counted["certificates"] % 5 == 0 else BESIDE)
                found, looked = judge(text, counted["certificates"])
                counted.update({"certificates": 1, "packets": looked, reader: 1})
                if counted["certificates"] % 5 == 0 and certify(path, chain, wanted, question, out, program=SEKISHO_ASAN)[1] != text:
                    found.append("with sanitizers it is another one")
                if code != 0 or "SHA-256 agrees" not in said or found:
                    wrong.append(f"{path} {chain} {wanted} {question}: {code} {said} {errors} {found}")
    points.point(not wrong, f"{counted['certificates']} certificates check out, and {counted['packets']} packets agree", wrong[:20])
    for reader in ("session", *READERS):
        points.point(counted[reader] > 0, f"of {reader}: {counted[reader]}")
    points.point(counted["holds"] > 0 and counted["violated"] > 0 and counted["undecided"] > 0, f"holds {counted['holds']}, violated {counted['violated']}, "
                 f"neither {counted['undecided'] + counted['silent']}")


# ---- what is none, and what is said ----

def check_malformed(points, folder):
    path = os.path.join(folder, "bad.cert")
    for what, text, code in all_bad(folder):
        ends = [end_of(path, text, program) for program in (BESIDE, BESIDE_ASAN)]
        ok = ends[0] == ends[1] and ends[0][0] == code and ("bad.cert:" in ends[0][code == 2 and 2 or 1]) == (code != 0) and ("It checks out" in ends[0][1]) == (code == 0)
        points.point(ok, f"{('checks out', 'does not check out', 'cannot be checked')[code]}: {what}", [str(end)[-500:] for end in ends])
    for what, words in {"no file": ["/nowhere/x"], "a folder": [folder], "nothing": [], "an option": ["--fast"], "too many": ["a", "b", "c"]}.items():
        points.point(verify(*words)[0] == 2, f"cannot be checked: {what}")


def check_said(points, folder):
    out, copy = os.path.join(folder, "proof.cert"), os.path.join(folder, "router.rules")
    certify(FILTER, "FORWARD", "refuses", "tcp port 445 state new in wan", out)
    for language, words in (("C", ["certifies the model", "does not certify that Sekisho read", "not compared", "silent ipv6"]),
                            ("ja_JP.UTF-8", ["書かれたモデルだけです", "正しく読み取ったこと", "比べていません", "silent ipv6"])):
        code, said, _ = verify(out, language=language)
        points.point(code == 0 and all(word in said for word in words), f"it says what it certifies, {language}", [said])
    with open(FILTER, encoding="utf-8") as file:
        rules = file.read()
    for what, text, code in (("the file", rules, 0), ("another file", rules + "\n", 1)):
        with open(copy, "w", encoding="utf-8") as file:
            file.write(text)
        points.point(verify(out)[0] == code and verify(out, copy)[0] == code, f"{what} beside it, and named", [str(verify(out))])
    points.point(verify(out, folder)[0] == 2 and verify(out, os.path.join(folder, "none"))[0] == 2, "a file that cannot be read")
    with open(out, encoding="utf-8") as file:
        text = file.read()
    with open(out, "w", encoding="utf-8") as file:
        file.write(text.replace("decide 10", "decide 11"))
    code, said, _ = verify(out)
    points.point(code == 1 and f"{out}:" in said and "line 11" in said and "target-port 445 445" in said, "what fails is named, with its line and packets", [said])


def check_asked(points, folder):
    """The option itself."""
    out, other = os.path.join(folder, "asked.cert"), os.path.join(folder, "other.rules")
    asked = ("--refuses", "ipv4 tcp port 445 state new in wan")
    with open(other, "w", encoding="utf-8") as file:
        file.write("not a certificate\n")
    for what, words, code in (("without a question", (FILTER, "--certificate", out), 2), ("of a network", ("--certificate", out), 2), ("over another file", (FILTER, *asked, "--certificate", other), 2),
                              ("over a folder", (FILTER, *asked, "--certificate", folder), 2), ("where nobody can write", (FILTER, *asked, "--certificate", "/nowhere/x"), 4)):
        ended, said, errors = sekisho("prove", *words)
        points.point(ended == code and said == "" and "expected:" in errors and not os.path.exists(out), f"refused: {what}", [said, errors])
    with open(other, encoding="utf-8") as file:
        points.point(file.read() == "not a certificate\n", "and the other file is as it was")
    for language, word, none in (("en", "Certificate: ", "No certificate was written"), ("ja", "証明ファイル: ", "証明ファイルは書いていません")):
        said = [sekisho("prove", FILTER, *asked, "--certificate", out, "--lang", language) for _ in range(2)]
        points.point(said[0] == said[1] and said[0][0] == 0 and word in said[0][1], f"written, and written over, {language}", [str(said)])
        os.remove(out)
        code, text, _ = sekisho("prove", FILTER, "--refuses", "ipv4 tcp port 22 state new in wan", "--certificate", out, "--lang", language)
        points.point(code == 1 and none in text and not os.path.exists(out), f"nothing is certified where nothing is decided, {language}", [text])
    check_large_ones(points, folder, out)


def check_large_ones(points, folder, out):
    """A chain that is jumped to again and again: all of it is too much, and a question about a part is not."""
    big = os.path.join(folder, "big.rules")
    nets = [f"10.{number // 200}.{number % 200}.0/24" for number in range(520)]
    with open(big, "w", encoding="utf-8") as file:
        file.write("\n".join(["# Generated by iptables-save v1.8.9", "*filter", ":FORWARD DROP [0:0]", ":other - [0:0]", *(f"-A FORWARD -s {net} -j other" for net in nets),
                              *(f"-A other -d {net} -j DROP" for net in nets), "COMMIT", ""]))
    code, _, errors = sekisho("prove", big, "--refuses", "ipv4", "--certificate", out)
    points.point(code == 2 and "more than 262144 lines" in errors and not os.path.exists(out), "one that would be too large", [errors])
    proof, text = certify(big, "FORWARD", "refuses", "from 10.0.0.0/23 to 10.0.0.0/20 udp", out)
    code, said, _ = verify(out)
    points.point(proof == "holds" and code == 0 and "model question" in said and not judge(text, 7)[0], "of such a chain a part, with a model of the question alone", [said])


def run(points):
    with tempfile.TemporaryDirectory() as folder:
        check_written(points, folder)
        check_malformed(points, folder)
        check_said(points, folder)
        check_asked(points, folder)


if __name__ == "__main__":
    main(run)
