#!/usr/bin/python3
"""sekisho prove --certificate and sekisho-verify: whatever is certified checks out, and nothing that is not so does.

Another judge, in another language and another way (certificate.py), says what is so. Certificates are changed, every one of the changes to a small one and many of
large ones: a change that makes the claim wrong has to be refused, and so has one that breaks the proof alone. That these tests see a hole where there is one is shown with
verifiers that have one.
"""
import collections
import os
import random
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "catalogue"))
from certificate import DIMS, HEAD, NAMES, Certificate, base, fate, faults_of, is_true, packets, written  # noqa: E402
from support import ROOT, SEKISHO, main, read_json, sekisho  # noqa: E402

BESIDE = os.path.join(os.path.dirname(SEKISHO), "sekisho-verify")
BESIDE_ASAN = os.path.join(os.path.dirname(os.environ.get("SEKISHO_ASAN", SEKISHO)), "sekisho-verify")
FILTER = os.path.join(HERE, "prove", "router.rules")
READERS = ("iptables", "nft", "yamaha", "nec_ix", "windows", "gateway")
QUESTIONS = [("refuses", "ipv4 tcp port 445 state new"), ("accepts", "ipv4 tcp state established"), ("accepts", "from 192.168.10.0/24 tcp port 443"),
             ("refuses", "any but tcp but udp"), ("accepts", "ipv6 icmpv6")]
PACKETS = 50
# What only says what a certificate is about: the model of another file, with other words, has the same proof.
REMARKS = ("file", "chain", "question", "silent", "model", "interface", "rule")
WORDS = {"accept": "drop", "drop": "accept", "refused": "accepted", "accepted": "refused", "holds": "violated", "violated": "holds", "most": "least",
         "least": "most", "miss": "cut", "cut": "miss", "decide": "miss", "box": "packet", "packet": "box", "program": "rule", "proof": "end", "end": "proof"}


def verify(*words, program=BESIDE, language="C"):
    result = subprocess.run([program, *words], capture_output=True, check=False, timeout=20, encoding="utf-8", errors="replace",
                            env={**os.environ, "LC_ALL": language})
    return result.returncode, result.stdout, result.stderr


def certify(path, chain, wanted, question, out):
    """The proof's word, and the certificate's text or None."""
    if os.path.exists(out):
        os.remove(out)
    words = ("prove", path, "--chain", chain, "--" + wanted, question)
    if sekisho(*words)[0] == 2:
        return "no answer", None
    said = read_json(*words, "--certificate", out, "--json", codes=(0, 1))
    if said["certificate"] is None:
        return said["answer"]["proof"], None
    with open(out, encoding="utf-8") as file:
        return said["answer"]["proof"], file.read()


def judge(text, seed, exact=True):
    """What another judge finds wrong with a certificate that was written, and how many packets it looked at."""
    certificate = Certificate(text)
    if exact and not is_true(certificate):
        return ["the claim is not so"], 0
    broken = list(faults_of(certificate))
    if broken:
        return broken, 0
    looked = packets(certificate, PACKETS, seed)
    return [f"{packet}: not {certificate.shown}" for packet in looked if fate(certificate, packet) is not certificate.shown], len(looked)


# ---- what is written checks out ----

def chains_of(path):
    code, _, errors = sekisho("prove", path, "--chain", "no such chain")
    named = re.search(r"expected: one of: (.*)", errors)
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
                if code != 0 or "SHA-256 agrees" not in said or found:
                    wrong.append(f"{path} {chain} {wanted} {question}: {code} {said} {errors} {found}")
    points.point(not wrong, f"{counted['certificates']} certificates check out, and {counted['packets']} packets agree", wrong[:20])
    for reader in ("session", *READERS):
        points.point(counted[reader] > 0, f"of {reader}: {counted[reader]}")
    points.point(counted["holds"] > 0 and counted["violated"] > 0 and counted["undecided"] > 0, f"holds {counted['holds']}, violated {counted['violated']}, "
                 f"neither {counted['undecided'] + counted['silent']}")


# ---- what is changed does not ----

def changed_words(line):
    """A line with one word that says something else."""
    words = line.split(" ")
    for at, word in enumerate(words):
        others = [WORDS[word]] if word in WORDS else []
        if word in DIMS:
            others += [name for name in NAMES if name != word]
        name = words[at - 1] if at and words[at - 1] in DIMS else words[max(at - 2, 0)]
        if word.isdecimal() or (name in DIMS and re.fullmatch(r"[0-9a-f]+", word)):
            number = int(word, base(name) if name in DIMS else 10)
            others += [written(name, number + by) for by in (-1, 1) if number + by >= 0]
        for other in others:
            yield " ".join([*words[:at], other, *words[at + 1:]])
        if word in DIMS and words[0] != "miss":
            yield " ".join(words[:at] + words[at + (2 if words[0] == "cut" else 3):])


def changes(lines):
    """(what, lines) of every small change: a word, a line that is gone, stands twice, or behind the next."""
    for at, line in enumerate(lines):
        if line.split(" ")[0] not in (*REMARKS, "sha256"):
            for other in changed_words(line):
                yield f"{line} -> {other}", lines[:at] + [other] + lines[at + 1:]
        if line.split(" ")[0] in REMARKS[5:]:
            continue
        yield f"without {line}", lines[:at] + lines[at + 1:]
        yield f"twice {line}", lines[:at] + [line] + lines[at:]
        if at + 1 < len(lines) and lines[at + 1] != line:
            yield f"later {line}", lines[:at] + [lines[at + 1], line] + lines[at + 2:]


def part_of(before, after):
    """Whether the claim was changed, or its proof alone."""
    return "proof" if before[:before.index("proof")] == after[:before.index("proof")] else "claim"


def try_change(folder, before, after, program):
    """(part, verdict): refused; or true, where what it claims now is so; or WRONG."""
    path = os.path.join(folder, "changed.cert")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(after) + "\n")
    code, said, errors = verify(path, program=program)
    if code not in (0, 1, 2) or (code == 2) != (errors != ""):
        return "end", f"ended with {code}: {said} {errors}"
    if code != 0:
        return part_of(before, after), "refused" if code == 1 else "malformed"
    try:
        certificate = Certificate("\n".join(after) + "\n")
        return part_of(before, after), "so all the same" if is_true(certificate) and not any(faults_of(certificate)) else "WRONG"
    except (ValueError, KeyError, IndexError, StopIteration, RuntimeError) as error:
        return "form", f"taken, though it is none: {error}"


def check_changed(points, what, text, tried, program=BESIDE, folder=None):
    """Each of the changes (name, lines) of a certificate that checks out."""
    lines, counted, wrong = text.rstrip("\n").split("\n"), collections.Counter(), []
    for name, after in tried:
        if after == lines:
            continue
        part, verdict = try_change(folder, lines, after, program)
        counted[part, verdict] += 1
        if part not in ("claim", "proof") or verdict == "WRONG":
            wrong.append(f"{name}: {part} {verdict}")
    told = ", ".join(f"{part} {verdict} {count}" for (part, verdict), count in sorted(counted.items()))
    points.point(not wrong and counted["proof", "refused"] > 0 and counted["claim", "refused"] > 0, f"{what}: {sum(counted.values())} changes: {told}", wrong[:20])
    return counted


def many_rules(count, seed):
    """A filter with lines that overlap, two chains, and no end of cuts."""
    chosen, lines = random.Random(seed), ["# Generated by iptables-save v1.8.9", "*filter", ":FORWARD DROP [0:0]", ":other - [0:0]"]
    for number in range(count):
        chain = "other" if number % 5 == 0 else "FORWARD"
        words = [f"-A {chain} -{chosen.choice('sd')} 10.{chosen.randrange(4)}.{chosen.randrange(8) * 32}.0/{chosen.choice((16, 19, 20))}"]
        if chosen.random() < 0.6:
            low = chosen.randrange(1, 60000)
            words.append(f"-p {chosen.choice(('tcp', 'udp'))} --dport {low}:{low + chosen.randrange(5000)}")
        words.append("-i wan" if chosen.random() < 0.3 else "")
        words.append("-j " + ("other" if chain == "FORWARD" and number % 7 == 0 else chosen.choice(("DROP", "DROP", "RETURN", "ACCEPT") if number % 3 == 0 else ("DROP",))))
        lines.append(" ".join(word for word in words if word).replace("-p tcp", "-p tcp -m tcp").replace("-p udp", "-p udp -m udp"))
    return "\n".join([*lines, "COMMIT", ""])


def certificate_of(folder, name, text, wanted, question):
    path, out = os.path.join(folder, name), os.path.join(folder, name + ".cert")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return certify(path, "FORWARD", wanted, question, out)[1]


SMALL = """# Generated by iptables-save v1.8.9
*filter
:FORWARD DROP [0:0]
-A FORWARD -s 10.0.0.0/8 -p tcp -m tcp --dport 80:90 -j DROP
-A FORWARD -i wan -p tcp -m tcp --dport 85 -j DROP
-A FORWARD -d 192.168.0.0/16 -p udp -j ACCEPT
-A FORWARD -p tcp -m tcp --dport 443 -j ACCEPT
COMMIT
"""
TWO = """{"nftables": [{"chain": {"family": "inet", "table": "t", "name": "a", "hook": "forward", "type": "filter", "prio": 0, "policy": "accept"}},
{"chain": {"family": "ip", "table": "t", "name": "b", "hook": "forward", "type": "filter", "prio": 5, "policy": "drop"}},
{"rule": {"family": "inet", "table": "t", "chain": "a", "handle": 3, "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": 25}}, {"drop": null}]}},
{"rule": {"family": "ip", "table": "t", "chain": "b", "handle": 7, "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": 443}}, {"accept": null}]}}]}"""


# (what, filter, wanted, question) of certificates that a person can read.
ASKED = [("holds", SMALL, "refuses", "ipv4 tcp port 80-100"), ("violated", SMALL, "refuses", "ipv4 udp"), ("accepted", TWO, "accepts", "ipv4 tcp port 443"),
         ("two chains", TWO, "refuses", "ipv4 tcp port 20-30")]


def check_small(points, folder):
    for name, text, wanted, question in ASKED:
        written_ = certificate_of(folder, "small", text, wanted, question)
        check_changed(points, f"every change, {name}", written_, changes(written_.rstrip("\n").split("\n")), folder=folder)
    written_ = certificate_of(folder, "small", SMALL, "refuses", "ipv4 tcp port 80-85")
    some = list(changes(written_.rstrip("\n").split("\n")))
    check_changed(points, "with sanitizers", written_, random.Random(1).sample(some, 60), program=BESIDE_ASAN, folder=folder)


def check_large(points, folder):
    """Changes at random where nobody can try them all; those of the proof more often."""
    for seed, question in ((1, "ipv4 to 10.0.0.0/14 tcp port 443"), (2, "ipv4 from 10.1.0.0/16 tcp"), (3, "ipv4 to 10.2.0.0/16 tcp port 1000-9000 in wan")):
        text = certificate_of(folder, f"large{seed}", many_rules(200, seed), "refuses", question)
        if text is None or "verdict violated" in text:
            text = certificate_of(folder, f"large{seed}", many_rules(200, seed).replace("-j ACCEPT", "-j DROP"), "refuses", question)
        found, looked = judge(text, seed, exact=False)
        points.point(not found and "verdict holds" in text, f"{text.count(chr(10) + 'decide')} leaves: {looked} packets agree", found)
        lines, chosen = text.rstrip("\n").split("\n"), random.Random(seed)
        start = lines.index("proof")
        tried = []
        while len(tried) < 300:
            at = chosen.randrange(start, len(lines)) if chosen.random() < 0.7 else chosen.randrange(len(HEAD) + 1, start)
            near = list(changes(lines[at:at + 2]))
            if near:
                name, after = chosen.choice(near)
                tried.append((name, lines[:at] + after + lines[at + 2:]))
        check_changed(points, f"300 of {len(lines)} lines", text, tried, folder=folder)


# ---- what is none, and what is said ----

TO_BREAK = ("refuses", "ipv4 tcp port 80-85")


def broken_ones(good):
    return {"nothing": "", "one byte": "x", "no line end": good.rstrip("\n"), "lines of another system": good.replace("\n", "\r\n"), "a NUL": good.replace("proof", "pro\0f"),
              "something behind the end": good + "x\n", "a line that never ends": good.replace("rule ", "rule " + "x" * 40000, 1), "a number without end": re.sub(r"box source \w+", "box source " + "f" * 33, good),
              "a port that is none": good.replace("target-port 80 85", "target-port 80 65536", 1), "a range backwards": good.replace("target-port 80 85", "target-port 85 80", 1),
              "a dimension twice": good.replace("target-port 80 85", "target-port 80 85 target-port 80 85", 1), "a folder in the name": good.replace("file small", "file ../small"),
              "too many boxes": good.replace("\nprogram", "\nbox" * 257 + "\nprogram", 1), "too many programs": good.replace("\nproof", "\nprogram x" * 17 + "\nproof", 1), "no packet asked about": re.sub(r"\nbox[^\n]*", "", good),
              "cuts without end": good[:good.index("\nproof")] + "\nproof\n" + "".join(f"cut source {0xffffffff0000 - n:x}\n" for n in range(20000))}


def by_hand(proof, programs=("accept 1",), box="box target-port 80 85", wanted="accepted", verdict="holds", bound="least"):
    """Lines behind each other with " / " between them."""
    head = dict(zip(HEAD, ("by-hand", "0" * 64, "c", "q", "none", wanted, verdict, bound, "whole")))
    body = [box, *(f"program p / {program}" for program in programs), "proof", proof, "end"]
    lines = ["sekisho-certificate/1", *(f"{key} {text}" for key, text in head.items()), *(line for line in " / ".join(body).split(" / ") if line)]
    return "\n".join(lines) + "\n"


# Made by somebody who knows the verifier: (what, certificate, exit code).
FORGED = [("a right one", by_hand("decide 1"), 0), ("a right one that is cut", by_hand("cut target-port 85 / decide 1 / decide 1"), 0),
          ("more misses than lines", by_hand("miss target-port 4294967295", ("drop 1 target-port 1 1",)), 1), ("a miss in the next program", by_hand("miss target-port 2 / decide 3", ("drop 1 target-port 1 1", "drop 2 target-port 1 1 / accept 3")), 1),
          ("a line of the next program", by_hand("miss target-port 1 / decide 2 / decide 2", ("drop 1 target-port 1 1", "accept 2")), 1), ("a line that is not there", by_hand("miss target-port 1 / decide 0", ("drop 1 target-port 1 1",)), 1),
          ("the first program only", by_hand("decide 1", ("accept 1", "drop 2")), 2), ("the last line decides otherwise", by_hand("decide 1 / decide 2", ("accept 1", "drop 2")), 1),
          ("a cut above", by_hand("cut target-port 86 / decide 1 / decide 1"), 1), ("a cut below", by_hand("cut target-port 80 / decide 1 / decide 1"), 1), ("a cut at nothing", by_hand("cut source 0 / decide 1 / decide 1"), 1),
          ("the other bound", by_hand("decide 1", bound="most"), 1), ("no question", by_hand("", box=""), 2), ("no program", by_hand("decide 1", ()), 2), ("no wish", by_hand("decide 1", wanted="perhaps"), 2),
          ("no verdict", by_hand("decide 1", verdict="perhaps"), 2), ("no bound", by_hand("decide 1", bound="no"), 2), ("no packet", by_hand("decide 1", wanted="refused", verdict="violated"), 2),
          ("a packet", by_hand("packet target-port 81 81 / decide 1", wanted="refused", verdict="violated"), 0), ("a packet of no question", by_hand("packet target-port 86 86 / decide 1", wanted="refused", verdict="violated"), 1),
          ("a packet beside what holds", by_hand("decide 1 / packet target-port 81 81 / decide 1"), 2), ("one box of two", by_hand("decide 1", box="box / box in 1 1"), 2), ("a part", by_hand("cut target-port 82 / decide 1"), 2),
          ("a miss of nothing", by_hand("miss / decide 1"), 0), ("half a miss", by_hand("miss target-port / decide 1"), 2), ("half a range", by_hand("decide 1", ("accept 1 source 0",)), 2), ("a sign", by_hand("decide 1", ("accept 1 protocol -1 6",)), 2)]


def all_bad(folder):
    """(what, text, exit code)"""
    for what, text in broken_ones(certificate_of(folder, "small", SMALL, *TO_BREAK)).items():
        yield what, text, 2
    yield from FORGED


def end_of(path, text, program):
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    return verify(path, program=program)


def check_malformed(points, folder):
    path = os.path.join(folder, "bad.cert")
    for what, text, code in all_bad(folder):
        ends = [end_of(path, text, program) for program in (BESIDE, BESIDE_ASAN)]
        ok = ends[0] == ends[1] and ends[0][0] == code and ("bad.cert:" in ends[0][code == 2 and 2 or 1]) == (code != 0) and ("It checks out" in ends[0][1]) == (code == 0)
        points.point(ok, f"{('checks out', 'does not check out', 'cannot be checked')[code]}: {what}", [str(end)[-500:] for end in ends])
    for what, words in {"no file": ["/nowhere/x"], "a folder": [folder], "nothing": [], "an option": ["--fast"], "too many": ["a", "b", "c"]}.items():
        points.point(verify(*words)[0] == 2, f"cannot be checked: {what}")


# ---- a verifier with a hole ----

HOLES = [("leaves", "leaves"), ("next->box.high[dim] < piece->box.low[dim]", "next->box.high[dim] <= piece->box.low[dim]"), ("next->box.low[dim] > piece->box.high[dim]", "next->box.low[dim] >= piece->box.high[dim]"),
         ("piece->next < first[piece->program + 1] && (next", "(next"), ("piece->next < first[piece->program + 1] && next->rule == rule", "next->rule == rule"),
         ("inner->low[dim] >= outer->low[dim] &&", ""), ("&& inner->high[dim] <= outer->high[dim]", ""), ("next->rule == rule && inside", "inside"), ("&& inside(&piece->box, &next->box)", ""),
         ("(on || next->accepts == accepted)", "true"), ("&& piece->program + 1 < programs", "&& false"), ("next = first[++piece->program]", "next = first[piece->program++]"),
         ("value > piece->box.low[dim] &&", ""), ("&& value <= piece->box.high[dim]", ""), (".low[dim] = value;", ".low[dim] = value + 1;"), (".high[dim] = value - 1", ".high[dim] = value"),
         ("need(i < asked_count,", "need(true,"), ("i < asked_count && holds", "i < 1 && holds"), ("(choice(\"bound\", \"least\", \"most\") == accepted", "(choice(\"bound\", \"least\", \"most\") || true"),
         ("dim >= least &&", ""), ("&& box.low[dim] <= box.high[dim]", ""), ("asked_count > 0 &&", ""), ("&& fgetc(in) == EOF", ""), ("added <= most[dim] && value <= (most[dim] - added) / base", "true"),
         ("refused != holds", "refused == holds"), ("depth < DEPTH_MAX", "true"), ("depth > 0; steps++", "depth > 1; steps++"), ("strcmp(rest, no) == 0", "true"), ("word_is(names[dim])", "strncmp(rest, names[dim], 2) && word_is(names[dim])")]


def build_hole(folder, old, new):
    """A verifier that has one; None where the text is not there."""
    with open(os.path.join(ROOT, "verify", "verify.c"), encoding="utf-8") as file:
        text = file.read()
    source, program = os.path.join(folder, "hole.c"), os.path.join(folder, "hole")
    with open(source, "w", encoding="utf-8") as file:
        file.write(text.replace(old, new, 1))
    built = subprocess.run(["cc", "-std=c17", "-D_GNU_SOURCE", "-w", "-O1", "-fsanitize=bounds", "-fsanitize-undefined-trap-on-error", source, "-o", program, "-lsodium"], check=False, capture_output=True)
    return program if old in text and built.returncode == 0 else None


def some_changes(lines):
    """Those of the proof, and of the claim a part: all of them are tried on the verifier without a hole."""
    start = lines.index("proof")
    for number, (name, after) in enumerate(changes(lines)):
        if after[:start] == lines[:start] or number % 3 == 0:
            yield name, after


def is_seen(folder, program, goods):
    """What a test would have seen."""
    path = os.path.join(folder, "good.cert")
    for what, text, code in all_bad(folder):
        if end_of(path, text, program)[0] != code:
            return what
    for good in goods:
        lines = good.rstrip("\n").split("\n")
        if end_of(path, good, program)[0] != 0:
            return "a good one is refused"
        for name, after in some_changes(lines):
            part, verdict = try_change(folder, lines, after, program) if after != lines else ("proof", "")
            if part not in ("claim", "proof") or verdict == "WRONG":
                return name
    return None


def check_holes(points, folder):
    goods = [certificate_of(folder, what, text, wanted, question) for what, text, wanted, question in [*ASKED[1:], ("several", SMALL, "refuses", "ipv4 to 10.0.0.0/8 tcp port 80-86 but tcp port 84")]]
    for old, new in HOLES:
        program = build_hole(folder, old, new)
        try:
            seen = program and is_seen(folder, program, goods)
        except subprocess.TimeoutExpired:
            seen = "it does not end"
        points.point(bool(seen) == (old != new), f"a hole is seen: {old} -> {new}: {seen}" if old != new else "nothing is seen where there is none", [str(seen)])


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
        check_small(points, folder)
        check_large(points, folder)
        check_malformed(points, folder)
        check_holes(points, folder)
        check_said(points, folder)
        check_asked(points, folder)


if __name__ == "__main__":
    main(run)
